"""矛盾纠纷化解台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import (
    ActionTarget,
    AdjudicableMatter,
    AdjudicationCase,
    Association,
    CentreMatter,
    ChecklistItem,
    Committee,
    Confirmation,
    DisputeCase,
    GovernanceCentre,
    Invitation,
    MediationCentre,
    Mediator,
    OfficeRating,
    Representative,
    ScreeningRound,
    Training,
)

CLERK = ("mediation_clerk",)
WATCH = ("law_governance_office", "leader", "provincial_checker")
MEDIATE = (*CLERK, "mediation_committee")
READ = (*MEDIATE, "mediator", "mediating_organ", "governance_centre", *WATCH)


class Committees(Ledger):
    model = Committee
    slug = "mediation-committee"
    columns = ("name", "kind", "field", "organisation", "chair", "members", "set_up_on", "term_to", "ended_on")
    filters = ("kind", "organisation", "set_up_on", "term_to")
    search = ("name", "field", "area", "chair")
    order = "name"
    natural_key = ("organisation", "name")
    aliases = {"name": (_("调委会名称"),)}
    read, write = READ, MEDIATE


class Mediators(Ledger):
    model = Mediator
    slug = "mediation-mediator"
    columns = ("number", "name", "committee", "organisation", "kind", "speciality", "appointed_on", "left_on")
    filters = ("kind", "chosen", "committee", "organisation", "appointed_on")
    search = ("number", "name", "speciality")
    order = "number"
    natural_key = ("number",)
    masked = ("identity_number", "phone")
    read, write = READ, MEDIATE


class Trainings(Ledger):
    model = Training
    slug = "mediation-training"
    columns = ("course", "mediator", "organisation", "held_on", "hours", "passed")
    filters = ("mediator", "organisation", "held_on", "passed")
    search = ("course",)
    order = "-held_on"
    natural_key = ("mediator", "course", "held_on")
    read, write = READ, CLERK


class Associations(Ledger):
    model = Association
    slug = "mediation-association"
    columns = ("name", "term", "chair", "members", "organisation", "valid_from", "valid_to")
    filters = ("organisation",)
    search = ("name", "chair")
    order = "-valid_from"
    natural_key = ("organisation", "name", "term")
    read, write = READ, CLERK


class Disputes(Ledger):
    model = DisputeCase
    slug = "mediation-dispute"
    columns = ("number", "title", "kind", "type", "source", "organisation", "committee", "state", "outcome",
               "accepted_on", "concluded_on", "performed_on")  # fmt: skip
    filters = ("state", "kind", "type", "source", "outcome", "committee", "mediator", "organisation", "accepted_on",
               "concluded_on")  # fmt: skip
    search = ("number", "title", "petition", "passed_from")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("parties", "contact")
    unmasked = (*MEDIATE, "mediator", "mediating_organ")
    read, write = READ, (*MEDIATE, "mediator", "mediating_organ")


class Confirmations(Ledger):
    model = Confirmation
    slug = "mediation-confirmation"
    columns = ("number", "dispute", "court", "organisation", "state", "outcome", "agreed_on", "applied_on", "due_on")
    filters = ("state", "outcome", "organisation", "agreed_on")
    search = ("number", "court", "court_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("parties",)
    read, write = READ, MEDIATE


class Representatives(Ledger):
    model = Representative
    slug = "mediation-representative"
    columns = ("number", "name", "circle", "community", "field", "organisation", "listed_on", "removed_on")
    filters = ("circle", "organisation")
    search = ("number", "name", "community", "field")
    order = "number"
    natural_key = ("number",)
    masked = ("phone",)
    read, write = READ, MEDIATE


class Invitations(Ledger):
    model = Invitation
    slug = "mediation-invitation"
    columns = ("representative", "dispute", "organisation", "invited_on", "attended_on", "result")
    filters = ("representative", "result", "organisation", "invited_on")
    order = "-invited_on"
    natural_key = ("representative", "dispute")
    read, write = READ, MEDIATE


class MediationCentres(Ledger):
    model = MediationCentre
    slug = "mediation-centre"
    columns = ("name", "level", "organisation", "staff", "planned_on", "built_on", "opened_on", "closed_on")
    filters = ("level", "organisation")
    search = ("name", "address")
    order = "name"
    natural_key = ("organisation", "name")
    read, write = READ, CLERK


class GovernanceCentres(Ledger):
    model = GovernanceCentre
    slug = "governance-centre"
    columns = ("name", "level", "organisation", "functions", "opened_on", "closed_on")
    filters = ("level", "organisation")
    search = ("name", "functions")
    order = "name"
    natural_key = ("organisation", "name")
    read, write = READ, (*CLERK, "governance_centre")


class CentreMatters(Ledger):
    model = CentreMatter
    slug = "governance-matter"
    columns = ("number", "title", "type", "centre", "organisation", "state", "target", "outcome", "received_on",
               "concluded_on")  # fmt: skip
    filters = ("state", "target", "type", "outcome", "organisation", "received_on")
    search = ("number", "title", "target_name")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("person", "contact")
    read, write = READ, (*CLERK, "governance_centre")


class ScreeningRounds(Ledger):
    model = ScreeningRound
    slug = "mediation-screening"
    columns = ("name", "level", "organisation", "started_on", "ended_on", "found", "settled", "escalated")
    filters = ("level", "organisation", "started_on")
    search = ("name",)
    order = "-started_on"
    natural_key = ("organisation", "name", "started_on")
    read, write = READ, MEDIATE


class ActionTargets(Ledger):
    model = ActionTarget
    slug = "mediation-target"
    columns = ("plan", "year", "item", "organisation", "target", "reached", "unit", "reported_on")
    filters = ("plan", "year", "organisation")
    search = ("plan", "item")
    order = "-year"
    natural_key = ("organisation", "plan", "year", "item")
    read, write = READ, CLERK


class Checklists(Ledger):
    model = ChecklistItem
    slug = "community-checklist"
    columns = ("model", "community", "item", "organisation", "met_on", "checked_on")
    filters = ("model", "organisation", "checked_on")
    search = ("model", "community", "item")
    order = "-checked_on"
    natural_key = ("organisation", "model", "community", "item")
    read, write = READ, CLERK


class OfficeRatings(Ledger):
    model = OfficeRating
    slug = "fengqiao-office"
    columns = ("number", "office", "organisation", "state", "score", "outcome", "rated_on", "revoked_on")
    filters = ("state", "outcome", "organisation", "rated_on")
    search = ("number", "office")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, CLERK


class AdjudicableMatters(Ledger):
    model = AdjudicableMatter
    slug = "adjudication-matter"
    columns = ("code", "name", "organisation", "basis", "days", "mechanism_on", "valid_from", "valid_to")
    filters = ("organisation", "mechanism_on")
    search = ("code", "name", "basis")
    order = "code"
    natural_key = ("code",)
    read, write = (*READ, "adjudicating_organ"), (*CLERK, "adjudicating_organ")


class AdjudicationCases(Ledger):
    model = AdjudicationCase
    slug = "administrative-adjudication"
    columns = ("number", "title", "matter", "organisation", "state", "outcome", "accepted_on", "decided_on", "due_on")
    filters = ("state", "outcome", "matter", "organisation", "accepted_on", "decided_on")
    search = ("number", "title")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("applicant", "respondent")
    read, write = (*READ, "adjudicating_organ"), (*CLERK, "adjudicating_organ")
