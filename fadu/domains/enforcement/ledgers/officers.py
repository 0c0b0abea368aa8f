"""执法主体、人员和证件台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from ..models.officers import (
    AuxiliaryOfficer,
    AuxiliaryResult,
    AuxiliaryTraining,
    Certificate,
    Course,
    ExamSession,
    Officer,
    QualificationResult,
    TrainingRecord,
    TrainingRequirement,
)
from ..models.subjects import EnforcementSubject, Power

CASEWORK = ("enforcement_handler", "enforcement_head")
SUPERVISE = ("enforcement_supervisor",)
WATCH = ("law_governance_office", "leader", "provincial_checker")
READ = (*CASEWORK, "enforcement_officer", "legality_reviewer", *SUPERVISE, *WATCH)


class Subjects(Ledger):
    model = EnforcementSubject
    slug = "enforcement-subject"
    columns = ("code", "name", "kind", "field", "organisation", "basis", "entrusted_by", "valid_from", "valid_to")
    filters = ("kind", "field", "organisation", "valid_from", "valid_to")
    search = ("code", "name", "basis")
    order = "code"
    natural_key = ("code",)
    read, write = READ, SUPERVISE


class Powers(Ledger):
    model = Power
    slug = "enforcement-power"
    columns = ("code", "name", "kind", "subject", "basis", "organisation", "valid_from", "valid_to")
    filters = ("kind", "subject", "organisation", "valid_from")
    search = ("code", "name", "basis")
    order = "code"
    natural_key = ("code",)
    read, write = READ, (*CASEWORK, *SUPERVISE)


class Officers(Ledger):
    model = Officer
    slug = "enforcement-officer"
    columns = ("number", "name", "subject", "field", "post", "organisation", "joined_on", "left_on")
    filters = ("subject", "field", "organisation", "joined_on")
    search = ("number", "name")
    order = "number"
    natural_key = ("number",)
    masked = ("identity_number",)
    unmasked = (*CASEWORK, *SUPERVISE)
    read, write = READ, (*CASEWORK, *SUPERVISE)


class Certificates(Ledger):
    model = Certificate
    slug = "enforcement-certificate"
    columns = ("certificate_number", "officer", "kind", "organisation", "state", "applied_on", "issued_on", "valid_to",
               "verified_on", "disclosed_on")  # fmt: skip
    filters = ("state", "kind", "organisation", "applied_on", "issued_on", "valid_to", "verified_on")
    search = ("certificate_number", "number", "title")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, (*CASEWORK, *SUPERVISE)


class ExamSessions(Ledger):
    model = ExamSession
    slug = "enforcement-exam"
    columns = ("code", "name", "kind", "held_on", "place", "pass_mark", "full_mark", "organisation")
    filters = ("kind", "organisation", "held_on")
    search = ("code", "name")
    order = "-held_on"
    natural_key = ("code",)
    read, write = READ, SUPERVISE


class QualificationResults(Ledger):
    model = QualificationResult
    slug = "enforcement-exam-result"
    columns = ("session", "officer", "sat_on", "score", "passed", "organisation")
    filters = ("session", "passed", "organisation", "sat_on")
    order = "-sat_on"
    natural_key = ("session", "officer")
    read, write = READ, SUPERVISE


class Auxiliaries(Ledger):
    model = AuxiliaryOfficer
    slug = "enforcement-auxiliary"
    columns = ("number", "name", "subject", "duty", "organisation", "joined_on", "left_on")
    filters = ("subject", "organisation", "joined_on")
    search = ("number", "name", "duty")
    order = "number"
    natural_key = ("number",)
    notes = _("辅助人员不得从事须由执法人员实施的活动，不得单独执法。")
    read, write = READ, (*CASEWORK, *SUPERVISE)


class AuxiliaryResults(Ledger):
    model = AuxiliaryResult
    slug = "enforcement-auxiliary-result"
    columns = ("session", "auxiliary", "sat_on", "score", "passed", "organisation")
    filters = ("session", "passed", "organisation", "sat_on")
    order = "-sat_on"
    natural_key = ("session", "auxiliary")
    read, write = READ, SUPERVISE


class Courses(Ledger):
    model = Course
    slug = "enforcement-course"
    columns = ("code", "title", "laws", "field", "held_on", "hours", "organisation")
    filters = ("field", "organisation", "held_on")
    search = ("code", "title", "laws")
    order = "-held_on"
    natural_key = ("code",)
    read, write = READ, (*CASEWORK, *SUPERVISE)


class TrainingRecords(Ledger):
    model = TrainingRecord
    slug = "enforcement-training"
    columns = ("course", "officer", "trained_on", "hours", "passed", "organisation")
    filters = ("officer", "passed", "organisation", "trained_on")
    order = "-trained_on"
    natural_key = ("course", "officer", "trained_on")
    read, write = READ, (*CASEWORK, *SUPERVISE)


class AuxiliaryTrainings(Ledger):
    model = AuxiliaryTraining
    slug = "enforcement-auxiliary-training"
    columns = ("course", "auxiliary", "trained_on", "hours", "passed", "organisation")
    filters = ("auxiliary", "passed", "organisation", "trained_on")
    order = "-trained_on"
    natural_key = ("course", "auxiliary", "trained_on")
    read, write = READ, (*CASEWORK, *SUPERVISE)


class TrainingRequirements(Ledger):
    model = TrainingRequirement
    slug = "enforcement-training-requirement"
    columns = ("year", "hours", "auxiliary_hours", "basis", "organisation")
    filters = ("year", "organisation")
    search = ("basis",)
    order = "-year"
    natural_key = ("organisation", "year")
    notes = _("本级规定的，以下各级照用；审验、换发证件时核对上一年度的学时；辅助人员的学时在执法台账核对中核对。")
    read, write = READ, SUPERVISE
