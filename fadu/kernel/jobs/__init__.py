"""后台任务: what takes longer than a person waits at a page: imports of large files, verification, reports, bulk steps.

A job is a row, and a folder of its own in `HOME/jobs` for the file it was given, how far it is, and what it made. It is
worked by a process of its own: if that is killed the row says so, and the job can be started again, for every kind of
job is safe to repeat. Each file here imports only those before it: records, work, kinds.
"""

from .kinds import BULK_ASSIGN, BULK_STEP, IMPORT, REFRESH, VERIFY
from .records import Job, JobRefused, Progress, Standing, seen_by
from .work import KINDS, Cancelled, Kind, Result, Run, ask, begin, cancel, declare, recover, restart, run, sweep, take

__all__ = [
    "BULK_ASSIGN",
    "BULK_STEP",
    "IMPORT",
    "KINDS",
    "REFRESH",
    "VERIFY",
    "Cancelled",
    "Job",
    "JobRefused",
    "Kind",
    "Progress",
    "Result",
    "Run",
    "Standing",
    "ask",
    "begin",
    "cancel",
    "declare",
    "recover",
    "restart",
    "run",
    "seen_by",
    "sweep",
    "take",
]
