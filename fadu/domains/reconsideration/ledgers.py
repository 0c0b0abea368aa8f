"""行政复议台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import (
    CommitteeMember,
    Consultation,
    DecisionPublication,
    IncidentalReview,
    IntakePoint,
    OpinionLetter,
    ReconsiderationCase,
    RespondentCase,
    WorkDocument,
)

WRITE = ("reconsideration_body", "reconsideration_body_head")
READ = (*WRITE, "reconsideration_authority", "law_governance_office", "leader", "provincial_checker")


class ReconsiderationCases(Ledger):
    model = ReconsiderationCase
    slug = "reconsideration-case"
    columns = ("number", "title", "organisation", "applicant", "respondent", "act_kind", "field", "state", "outcome",
               "received_on", "accepted_on", "decided_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "field", "act_kind", "outcome", "received_on", "decided_on")
    search = ("number", "title", "respondent", "act_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    aliases = {"number": (_("案号"), _("案件编号")), "respondent": (_("被申请机关"),), "act": (_("被复议行政行为"),)}
    masked = ("applicant", "applicant_id", "applicant_contact", "agent", "third_parties")
    unmasked = (*WRITE, "reconsideration_authority")
    read, write = READ, WRITE


class IncidentalReviews(Ledger):
    model = IncidentalReview
    slug = "reconsideration-incidental-review"
    columns = ("number", "document", "maker", "organisation", "state", "outcome", "opened_on", "due_on")
    filters = ("state", "organisation", "outcome")
    search = ("number", "document", "maker")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, WRITE


class RespondentCases(Ledger):
    model = RespondentCase
    slug = "reconsideration-respondent"
    columns = ("number", "authority", "act", "organisation", "state", "outcome", "notice_received_on", "replied_on",
               "decided_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "outcome", "notice_received_on")
    search = ("number", "authority", "act", "authority_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("applicant",)
    unmasked = (*WRITE, "reconsideration_authority")
    read, write = READ, WRITE


class OpinionLetters(Ledger):
    model = OpinionLetter
    slug = "reconsideration-opinion"
    columns = ("number", "addressee", "organisation", "state", "issued_on", "answered_on", "corrected_on", "due_on")
    filters = ("state", "organisation", "issued_on")
    search = ("number", "addressee", "defect")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, WRITE


class CommitteeMembers(Ledger):
    model = CommitteeMember
    slug = "reconsideration-member"
    columns = ("name", "kind", "office", "employer", "speciality", "organisation", "valid_from", "valid_to")
    filters = ("kind", "organisation", "valid_to")
    search = ("name", "employer", "speciality")
    order = "-valid_from"
    natural_key = ("organisation", "name", "valid_from")
    read, write = READ, WRITE


class Consultations(Ledger):
    model = Consultation
    slug = "reconsideration-consultation"
    columns = ("case", "organisation", "asked_on", "question", "answered_on", "adoption")
    filters = ("adoption", "organisation", "asked_on")
    search = ("question",)
    order = "-asked_on"
    natural_key = ("case", "asked_on")
    read, write = READ, WRITE


class IntakePoints(Ledger):
    model = IntakePoint
    slug = "reconsideration-intake-point"
    columns = ("name", "kind", "organisation", "address", "opened_on", "sign_on", "closed_on")
    filters = ("kind", "organisation")
    search = ("name", "address")
    order = "-opened_on"
    natural_key = ("organisation", "name")
    read, write = READ, WRITE


class DecisionPublications(Ledger):
    model = DecisionPublication
    slug = "reconsideration-publication"
    columns = ("case", "organisation", "published_on", "withheld_reason", "withdrawn_on")
    filters = ("organisation", "published_on")
    search = ("text",)
    order = "-published_on"
    natural_key = ("case",)
    read, write = READ, WRITE


class WorkDocuments(Ledger):
    model = WorkDocument
    slug = "reconsideration-work-document"
    columns = ("title", "number", "kind", "organisation", "issued_on", "repealed_on")
    filters = ("kind", "organisation", "issued_on")
    search = ("title", "number")
    order = "-issued_on"
    natural_key = ("organisation", "title", "issued_on")
    read, write = READ, WRITE
