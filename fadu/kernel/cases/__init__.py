"""案件: records that go through a procedure. `perform` is the one door through which a case changes.

A step is made in one transaction: lock, check, record, move the clocks, write the journal. What is stored of a clock is
what happened to it (started, suspended, extended, stopped); its due date is computed from that again whenever it may
have changed, and never counted on. Each file here imports only those before it: records, references, running, asking,
moves, law, door, rehearsal; course only reads. correction takes back a last step made by mistake.
"""

from .arising import arise
from .asking import Hindrance, hindrance
from .correction import correct, correctable
from .course import Made, brought_about, course, drawing, is_open, open_states, running, with_cases
from .door import Next, Opening, check_declarations, next_steps, open_case, open_cases, perform
from .law import Effect, scan
from .moves import Draft, Upload
from .records import Case, Series, StepRefused, case_models, issue_number, skip_to
from .references import CaseNumber, Reference, referred, referring
from .rehearsal import rehearse
from .running import Clock, Redated, clocks_of, outsiders, recount, redate

__all__ = [
    "Case",
    "CaseNumber",
    "Clock",
    "Draft",
    "Effect",
    "Hindrance",
    "Made",
    "Next",
    "Opening",
    "Redated",
    "Reference",
    "Series",
    "StepRefused",
    "Upload",
    "arise",
    "brought_about",
    "case_models",
    "check_declarations",
    "clocks_of",
    "correct",
    "correctable",
    "course",
    "drawing",
    "hindrance",
    "is_open",
    "issue_number",
    "next_steps",
    "open_case",
    "open_cases",
    "open_states",
    "outsiders",
    "perform",
    "recount",
    "redate",
    "referred",
    "referring",
    "rehearse",
    "running",
    "scan",
    "skip_to",
    "with_cases",
]
