"""政务服务台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import (
    Assistance,
    CrossRegionItem,
    ListEntry,
    Package,
    PowerChange,
    Reduction,
    ServiceCase,
    ServiceItem,
    ServicePoint,
    ServiceRating,
)

READ = ("law_governance_office", "service_clerk", "statistician", "leader", "provincial_checker")
WRITE = ("service_clerk",)


class ServiceItems(Ledger):
    model = ServiceItem
    slug = "service-item"
    columns = ("code", "edition", "name", "type", "organisation", "legal_days", "promised_days", "online", "in_hall",
               "valid_from", "valid_to")  # fmt: skip
    filters = ("type", "online", "in_hall", "organisation", "valid_from")
    search = ("code", "name")
    order = "code"
    natural_key = ("organisation", "code", "edition")
    aliases = {"code": (_("实施编码"), "item_code"), "name": (_("事项"), "item"), "legal_days": (_("法定期限"),),
               "promised_days": (_("承诺期限"),)}  # fmt: skip
    read, write = READ, WRITE


class ListEntries(Ledger):
    model = ListEntry
    slug = "service-list"
    columns = ("list", "code", "name", "organisation", "edition", "basis", "reform", "valid_from", "valid_to")
    filters = ("list", "organisation", "edition", "retains_proof", "commitment_optional")
    search = ("code", "name")
    order = "code"
    natural_key = ("organisation", "list", "code", "valid_from")
    read, write = READ, WRITE


class ServiceCases(Ledger):
    model = ServiceCase
    slug = "service-case"
    volume = True
    columns = ("number", "organisation", "item_code", "channel", "received_on", "due_on", "finished_on", "workdays")
    filters = ("channel", "organisation", "received_on", "finished_on")
    search = ("number",)
    order = "number"
    natural_key = ("number",)
    read, write = READ, WRITE


class ServiceRatings(Ledger):
    model = ServiceRating
    slug = "service-rating"
    volume = True
    columns = ("case_number", "organisation", "rated_on", "score", "called_back_on", "rectified_on")
    filters = ("score", "organisation", "rated_on")
    search = ("case_number",)
    order = "case_number"
    natural_key = ("case_number",)
    read, write = READ, WRITE


class Packages(Ledger):
    model = Package
    slug = "service-package"
    columns = ("code", "name", "organisation", "days", "window", "online", "valid_from", "valid_to")
    filters = ("organisation",)
    search = ("code", "name")
    order = "code"
    natural_key = ("organisation", "code")
    read, write = READ, WRITE


class CrossRegionItems(Ledger):
    model = CrossRegionItem
    slug = "service-cross-region"
    columns = ("code", "name", "reach", "partners", "organisation", "agreed_on", "valid_to")
    filters = ("reach", "organisation")
    search = ("code", "name", "partners")
    order = "code"
    natural_key = ("organisation", "reach", "code")
    read, write = READ, WRITE


class ServicePoints(Ledger):
    model = ServicePoint
    slug = "service-point"
    columns = ("code", "name", "kind", "organisation", "windows", "items", "online", "opened_on", "closed_on")
    filters = ("kind", "organisation", "online")
    search = ("code", "name", "address")
    order = "code"
    natural_key = ("code",)
    read, write = READ, WRITE


class Reductions(Ledger):
    model = Reduction
    slug = "service-reduction"
    columns = ("round", "dimension", "organisation", "before", "after", "concluded_on")
    filters = ("round", "dimension", "organisation")
    search = ()
    order = "-concluded_on"
    natural_key = ("organisation", "round", "dimension")
    read, write = READ, WRITE


class PowerChanges(Ledger):
    model = PowerChange
    slug = "service-power-change"
    columns = ("code", "name", "mode", "origin", "receiver", "organisation", "changed_on", "capable")
    filters = ("mode", "organisation", "capable", "changed_on")
    search = ("code", "name", "origin", "receiver")
    order = "-changed_on"
    natural_key = ("organisation", "code", "mode")
    read, write = READ, WRITE


class Assistances(Ledger):
    model = Assistance
    slug = "service-assistance"
    columns = ("number", "applicant", "item_code", "agent", "organisation", "requested_on", "done_on", "confirmed_on")
    filters = ("organisation", "requested_on")
    search = ("number", "applicant")
    order = "-requested_on"
    natural_key = ("organisation", "number")
    masked = ("applicant",)
    read, write = READ, WRITE
