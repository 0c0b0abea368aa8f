"""行政规范性文件台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import (
    AmendmentTask,
    Citation,
    Cleanup,
    CleanupItem,
    Comment,
    DisguisedCheck,
    Filing,
    MakingRule,
    NormativeDocument,
    Objection,
    ObjectionRound,
    PartyDocument,
    ReceivedFiling,
    ReviewOpinion,
    Sample,
    SupervisionMeeting,
)

OVERSEE = ("law_governance_office", "leader", "provincial_checker")
MAKERS = ("drafter", "legality_office", "registry")
READ = (*MAKERS, "market_regulator", "filing_organ", *OVERSEE)


class NormativeDocuments(Ledger):
    model = NormativeDocument
    slug = "normative-document"
    columns = ("document_number", "title", "organisation", "kind", "state", "outcome", "issued_on", "effective_on",
               "valid_until", "due_on")  # fmt: skip
    filters = ("state", "organisation", "outcome", "kind", "issued_on", "published_on", "valid_until", "interpreted_on",
               "reviewed_on", "next_review_on")  # fmt: skip
    search = ("document_number", "number", "title", "drafting_unit", "text")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    aliases = {"title": (_("文件名称"),), "document_number": (_("发文字号"),)}
    read, write = READ, MAKERS


class Comments(Ledger):
    model = Comment
    slug = "normative-comment"
    columns = ("document", "number", "source", "voice", "received_on", "clause", "content", "treatment", "reason")
    filters = ("document", "source", "treatment", "organisation", "received_on")
    search = ("content", "clause")
    order = "number"
    natural_key = ("document", "number")
    masked = {"voice": "name", "contact": "phone"}
    unmasked = MAKERS
    read, write = READ, ("drafter",)


class ReviewOpinions(Ledger):
    model = ReviewOpinion
    slug = "normative-opinion"
    columns = ("document", "number", "clause", "aspect", "problem", "advice", "given_on", "treatment")
    filters = ("document", "aspect", "treatment", "organisation", "given_on")
    search = ("clause", "problem", "advice")
    order = "number"
    natural_key = ("document", "number")
    # The office gives the opinion, the drafter says what became of it.
    read, write = READ, ("legality_office", "drafter")


class Citations(Ledger):
    model = Citation
    slug = "normative-citation"
    columns = ("document", "clause", "article", "organisation")
    filters = ("document", "article", "organisation")
    search = ("article", "clause")
    order = "article"
    natural_key = ("document", "clause", "article")
    read, write = READ, MAKERS


class Filings(Ledger):
    model = Filing
    slug = "normative-filing"
    columns = ("document", "addressee", "organisation", "state", "owed_on", "due_on", "sent_on", "receipt_number",
               "reviewed_on")  # fmt: skip
    filters = ("state", "organisation", "addressee_kind", "owed_on", "sent_on")
    search = ("addressee", "receipt_number", "title")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, ("registry",)


class ReceivedFilings(Ledger):
    model = ReceivedFiling
    slug = "normative-received"
    columns = ("number", "maker", "document_title", "document_number", "organisation", "state", "outcome",
               "received_on", "reviewed_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "maker_organisation", "outcome", "received_on")
    search = ("maker", "document_title", "document_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = ("filing_organ", "legality_office", *OVERSEE), ("filing_organ",)


class AmendmentTasks(Ledger):
    model = AmendmentTask
    slug = "normative-amendment"
    columns = ("document", "origin", "organisation", "state", "opened_on", "complete_by", "closed_on")
    filters = ("state", "organisation", "origin")
    search = ("title", "reason")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, ("legality_office",)


class Objections(Ledger):
    model = Objection
    slug = "normative-objection"
    columns = ("number", "document_title", "proposer", "organisation", "state", "outcome", "received_on", "answered_on",
               "due_on")  # fmt: skip
    filters = ("state", "organisation", "outcome", "round", "received_on")
    search = ("document_title", "ground")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = {"proposer": "name", "contact": "phone"}
    unmasked = ("legality_office",)
    read, write = ("legality_office", *OVERSEE), ("legality_office",)


class ObjectionRounds(Ledger):
    model = ObjectionRound
    slug = "normative-objection-round"
    columns = ("title", "organisation", "started_on", "concluded_on", "summary")
    filters = ("organisation", "started_on")
    search = ("title", "summary")
    order = "-started_on"
    natural_key = ("organisation", "title")
    read, write = READ, ("legality_office",)


class DisguisedChecks(Ledger):
    model = DisguisedCheck
    slug = "normative-check"
    columns = ("number", "unit", "paper_title", "paper_number", "organisation", "state", "outcome", "suspected_on",
               "concluded_on")  # fmt: skip
    filters = ("state", "organisation", "unit_organisation", "outcome", "suspected_on")
    search = ("unit", "paper_title", "paper_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = ("legality_office", "registry", *OVERSEE), ("legality_office",)


class Cleanups(Ledger):
    model = Cleanup
    slug = "normative-cleanup"
    columns = ("number", "kind", "topic", "organisation", "state", "cutoff_on", "started_on", "total", "decided_on",
               "published_on")  # fmt: skip
    filters = ("state", "kind", "organisation", "started_on")
    search = ("topic", "title")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, ("legality_office",)


class CleanupItems(Ledger):
    model = CleanupItem
    slug = "normative-cleanup-item"
    columns = ("round", "document_title", "organisation", "state", "outcome", "reason", "concluded_on")
    filters = ("round", "state", "outcome", "organisation")
    search = ("document_title", "reason")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, ("legality_office",)


class PartyDocuments(Ledger):
    model = PartyDocument
    slug = "normative-party-document"
    columns = ("document_number", "title", "organisation", "kind", "state", "issued_on", "filed_to", "filed_on",
               "due_on")  # fmt: skip
    filters = ("state", "organisation", "kind", "issued_on")
    search = ("document_number", "title", "drafting_unit")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = (*MAKERS, *OVERSEE), MAKERS


class MakingRules(Ledger):
    model = MakingRule
    slug = "normative-rule"
    columns = ("title", "number", "level", "organisation", "in_force", "until", "note")
    filters = ("level", "organisation", "in_force")
    search = ("title", "number", "note")
    order = "-in_force"
    natural_key = ("organisation", "title", "in_force")
    read, write = READ, ("legality_office",)


class SupervisionMeetings(Ledger):
    model = SupervisionMeeting
    slug = "normative-meeting"
    columns = ("title", "organisation", "held_on", "place", "attendees", "training")
    filters = ("organisation", "held_on")
    search = ("title", "training", "minutes")
    order = "-held_on"
    natural_key = ("organisation", "title", "held_on")
    read, write = READ, ("legality_office",)


class Samples(Ledger):
    model = Sample
    slug = "normative-sample"
    columns = ("meeting", "unit", "document_title", "organisation", "state", "defect", "rectify_by", "rectified_on")
    filters = ("meeting", "state", "organisation")
    search = ("unit", "document_title", "defect")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = (*READ, "document_maker"), ("legality_office",)
