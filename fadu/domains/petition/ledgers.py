"""信访台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import BacklogBatch, BacklogCase, LeaderVisit, PetitionCase, Reception, RecheckNotice

WRITE = ("petition_office",)
HANDLE = (*WRITE, "responsible_organ", "handling_head", "review_organ", "recheck_organ")
READ = (*HANDLE, "reception_leader", "law_governance_office", "leader", "provincial_checker")


class Petitions(Ledger):
    model = PetitionCase
    slug = "petition-case"
    columns = ("number", "title", "petitioner", "organisation", "responsible", "state", "outcome", "registered_on",
               "acknowledged_on", "concluded_on", "due_on")  # fmt: skip
    filters = ("state", "kind", "field", "channel", "outcome", "organisation", "registered_on", "concluded_on")
    search = ("number", "title", "earlier", "responsible", "mediation_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    aliases = {"content": (_("信访内容"),)}
    masked = ("petitioner", "identity_number", "phone", "address")
    unmasked = HANDLE
    read, write = READ, (*WRITE, "responsible_organ")


class Backlog(Ledger):
    model = BacklogCase
    slug = "petition-backlog"
    columns = ("number", "title", "batch", "origin", "organisation", "leader", "state", "assigned_on", "led_on",
               "resolved_on", "due_on")  # fmt: skip
    filters = ("state", "batch", "origin", "leader", "organisation", "assigned_on", "resolved_on")
    search = ("number", "title", "petition", "leader", "responsible")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("petitioner",)
    read, write = READ, WRITE


class Batches(Ledger):
    model = BacklogBatch
    slug = "petition-batch"
    columns = ("number", "name", "origin", "organisation", "handed_over_by", "listed_on", "led_on")
    filters = ("origin", "organisation", "listed_on")
    search = ("number", "name", "handed_over_by")
    order = "-listed_on"
    natural_key = ("number",)
    read, write = READ, WRITE


class Visits(Ledger):
    model = LeaderVisit
    slug = "petition-visit"
    columns = ("backlog", "visited_on", "leader", "way", "organisation", "note")
    filters = ("leader", "way", "organisation", "visited_on")
    search = ("leader",)
    order = "-visited_on"
    natural_key = ("backlog", "visited_on")
    read, write = READ, (*WRITE, "reception_leader")


class Receptions(Ledger):
    model = Reception
    slug = "petition-reception"
    columns = ("number", "leader", "way", "title", "people", "organisation", "state", "outcome", "received_on",
               "resolved_on", "due_on")  # fmt: skip
    filters = ("state", "leader", "way", "outcome", "organisation", "received_on")
    search = ("number", "title", "leader", "assigned_to")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("visitor", "phone")
    read, write = READ, WRITE


class RecheckNotices(Ledger):
    model = RecheckNotice
    slug = "petition-recheck-notice"
    columns = ("petition", "organisation", "published_on", "withdrawn_on")
    filters = ("organisation", "published_on")
    search = ("text",)
    order = "-published_on"
    natural_key = ("petition",)
    read, write = READ, WRITE
