"""行政处罚、行政强制、案件移送和决定公开台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from ..models.coercion import CoercionExecution, CoercionMeasure, CourtEnforcement, HeldItem
from ..models.penalties import (
    AmountRule,
    CrimeStandard,
    Instalment,
    PenaltyCase,
    PenaltyHearing,
    SummaryPenalty,
    UncountedRule,
)
from ..models.publication import DecisionPublication, LicenceDecision
from ..models.transfer import CrimeTransfer
from .officers import CASEWORK, READ, SUPERVISE

OFFICERS = (*CASEWORK, "enforcement_officer")
PERSONAL = ("party", "party_identity", "party_address", "party_contact")
SEEN_BY = (*OFFICERS, "legality_reviewer")


class SummaryPenalties(Ledger):
    model = SummaryPenalty
    slug = "penalty-summary"
    columns = ("number", "title", "field", "party_kind", "party", "organisation", "state", "outcome", "fine",
               "decided_on", "filed_on", "due_on")  # fmt: skip
    filters = ("state", "field", "party_kind", "outcome", "organisation", "decided_on")
    search = ("number", "title", "decision_number", "cause")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = PERSONAL
    unmasked = SEEN_BY
    read, write = READ, OFFICERS


class PenaltyCases(Ledger):
    model = PenaltyCase
    slug = "penalty-case"
    columns = ("number", "title", "field", "source", "party_kind", "party", "organisation", "state", "outcome",
               "penalty", "fine", "filed_on", "decided_on", "served_on", "due_on")  # fmt: skip
    filters = ("state", "field", "source", "party_kind", "penalty", "outcome", "major", "organisation", "filed_on",
               "decided_on")  # fmt: skip
    search = ("number", "title", "decision_number", "cause", "campaign")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    aliases = {"number": (_("立案号"), _("案件编号")), "decision_number": (_("处罚决定书文号"),)}
    masked = PERSONAL
    unmasked = SEEN_BY
    read, write = READ, OFFICERS


class Hearings(Ledger):
    model = PenaltyHearing
    slug = "penalty-hearing"
    columns = ("number", "title", "case", "organisation", "state", "outcome", "right_notified_on", "requested_on",
               "hearing_on", "chair", "due_on")  # fmt: skip
    filters = ("state", "outcome", "organisation", "hearing_on")
    search = ("number", "title", "chair")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, OFFICERS


class Instalments(Ledger):
    model = Instalment
    slug = "penalty-instalment"
    columns = ("case", "position", "due_on", "amount", "paid_on", "organisation")
    filters = ("case", "organisation", "due_on", "paid_on")
    order = "case"
    natural_key = ("case", "position")
    read, write = READ, CASEWORK


class AmountRules(Ledger):
    model = AmountRule
    slug = "penalty-amount-rule"
    columns = ("purpose", "party_kind", "field", "amount", "basis", "organisation", "valid_from", "valid_to")
    filters = ("purpose", "party_kind", "field", "organisation", "valid_from")
    search = ("basis",)
    order = "-valid_from"
    natural_key = ("organisation", "purpose", "party_kind", "field", "valid_from")
    notes = _("“较大数额”由地方或者部门规定；本级规定的，以下各级照用。")
    read, write = READ, (*CASEWORK, *SUPERVISE)


class UncountedRules(Ledger):
    model = UncountedRule
    slug = "penalty-uncounted-rule"
    columns = ("field", "kind", "basis", "organisation", "valid_from", "valid_to")
    filters = ("field", "kind", "organisation", "valid_from")
    search = ("basis",)
    order = "-valid_from"
    natural_key = ("organisation", "field", "kind", "valid_from")
    notes = _(
        "《行政处罚法》第六十条没有规定不计入九十日的期间；法律、法规、规章另有规定的在此登记，办案时才能停止计算。"
    )
    read, write = READ, (*CASEWORK, *SUPERVISE)


class CrimeStandards(Ledger):
    model = CrimeStandard
    slug = "crime-standard"
    columns = ("field", "cause", "crime", "amount", "basis", "organisation", "valid_from", "valid_to")
    filters = ("field", "organisation", "valid_from")
    search = ("cause", "crime", "basis")
    order = "cause"
    natural_key = ("organisation", "field", "cause", "valid_from")
    read, write = READ, (*CASEWORK, *SUPERVISE)


class CoercionMeasures(Ledger):
    model = CoercionMeasure
    slug = "coercion-measure"
    columns = ("number", "title", "kind", "case", "party", "organisation", "state", "outcome", "implemented_on",
               "ended_on", "due_on")  # fmt: skip
    filters = ("state", "kind", "outcome", "organisation", "implemented_on")
    search = ("number", "title")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("party", "party_address")
    unmasked = SEEN_BY
    read, write = READ, OFFICERS


class HeldItems(Ledger):
    model = HeldItem
    slug = "coercion-held-item"
    columns = ("measure", "position", "name", "model", "quantity", "unit", "keeper", "returned_on", "organisation")
    filters = ("measure", "organisation", "returned_on")
    search = ("name", "keeper")
    order = "measure"
    natural_key = ("measure", "position")
    read, write = READ, OFFICERS


class Executions(Ledger):
    model = CoercionExecution
    slug = "coercion-execution"
    columns = ("number", "title", "case", "party", "organisation", "state", "outcome", "way", "amount", "urged_on",
               "decided_on", "executed_on")  # fmt: skip
    filters = ("state", "way", "outcome", "organisation", "urged_on", "executed_on")
    search = ("number", "title", "decision")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("party", "party_address")
    unmasked = SEEN_BY
    read, write = READ, CASEWORK


class CourtEnforcements(Ledger):
    model = CourtEnforcement
    slug = "coercion-court-enforcement"
    columns = ("number", "title", "case", "party", "organisation", "state", "outcome", "court", "amount", "urged_on",
               "applied_on", "ruled_on", "due_on")  # fmt: skip
    filters = ("state", "outcome", "organisation", "applied_on", "ruled_on")
    search = ("number", "title", "decision", "court", "court_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("party", "party_address")
    unmasked = SEEN_BY
    read, write = READ, CASEWORK


class CrimeTransfers(Ledger):
    model = CrimeTransfer
    slug = "crime-transfer"
    columns = ("number", "title", "field", "crime", "case", "party", "organisation", "state", "outcome", "reported_on",
               "transferred_on", "filed_on", "prosecuted_on", "judged_on", "due_on")  # fmt: skip
    filters = ("state", "field", "outcome", "organisation", "reported_on", "transferred_on", "judged_on")
    search = ("number", "title", "crime", "police_number", "prosecution_number", "judgment_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("party",)
    unmasked = SEEN_BY
    read, write = READ, CASEWORK


class DecisionPublications(Ledger):
    model = DecisionPublication
    slug = "enforcement-publication"
    columns = ("number", "title", "kind", "field", "shown_party", "organisation", "state", "decided_on",
               "published_on", "withdrawn_on", "due_on")  # fmt: skip
    filters = ("state", "kind", "field", "organisation", "decided_on", "published_on")
    search = ("number", "title", "decision_number", "case_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("party",)
    unmasked = SEEN_BY
    read, write = READ, CASEWORK


class LicenceDecisions(Ledger):
    model = LicenceDecision
    slug = "licence-decision"
    columns = ("number", "item", "act", "holder_kind", "holder", "organisation", "state", "decided_on", "valid_from",
               "valid_to", "published_on", "due_on")  # fmt: skip
    filters = ("state", "act", "holder_kind", "organisation", "decided_on", "valid_to", "published_on")
    search = ("number", "item", "licence_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    aliases = {"number": (_("许可决定文号"),)}
    notes = _("编号就是许可决定文号；登记之日起七个工作日内公开，逾期的列入期限看板。")
    masked = ("holder",)
    unmasked = CASEWORK
    read, write = READ, CASEWORK
