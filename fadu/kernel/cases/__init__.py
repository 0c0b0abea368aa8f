"""案件: records that go through a procedure. `perform` is the one door through which a case changes.

A step is made in one transaction: lock, check, record, move the clocks, write the journal. What is stored of a clock is
what happened to it (started, suspended, extended, stopped); its due date is computed from that again whenever it may
have changed, and never counted on. Each file here imports only those before it: records, running, moves, law, door;
course only reads.
"""

from .course import Made, course, drawing, running, with_cases
from .door import Next, next_steps, open_case, perform
from .law import Effect, scan
from .moves import Upload
from .records import Case, Series, StepRefused, case_models, issue_number
from .running import Clock, Redated, clocks_of, recount, redate

__all__ = [
    "Case",
    "Clock",
    "Effect",
    "Made",
    "Next",
    "Redated",
    "Series",
    "StepRefused",
    "Upload",
    "case_models",
    "clocks_of",
    "course",
    "drawing",
    "issue_number",
    "next_steps",
    "open_case",
    "perform",
    "recount",
    "redate",
    "running",
    "scan",
    "with_cases",
]
