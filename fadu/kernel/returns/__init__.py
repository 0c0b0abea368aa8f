"""报表: what organisations file where no ledger counts yet; and the one figure resolved from all its sources.

`filing` keeps returns and their values, `sources` resolves a figure, `checks` says what is wrong before a return moves
on, `forms` are the workbooks that go out and come back.
"""

from .checks import Finding, Progress, accept, check, give_back, progress, reminders, submit
from .filing import ANNUAL, Entered, Kind, Return, ReturnRefused, ReturnValue, State, Unreadable, enter, file, read
from .forms import FormResult, blank, take
from .sources import agree, also_from, contradictions, kept, over_time, resolve

__all__ = [
    "ANNUAL",
    "Entered",
    "Finding",
    "FormResult",
    "Kind",
    "Progress",
    "Return",
    "ReturnRefused",
    "ReturnValue",
    "State",
    "Unreadable",
    "accept",
    "agree",
    "also_from",
    "blank",
    "check",
    "contradictions",
    "enter",
    "file",
    "give_back",
    "kept",
    "over_time",
    "progress",
    "read",
    "reminders",
    "resolve",
    "submit",
    "take",
]
