"""核心自己的台账: what every office keeps, whatever its field of work."""

from .ledgers import Ledger
from .provisions import LocalProvision


class LocalProvisions(Ledger):
    """地方规定的期限."""

    model = LocalProvision
    slug = "local-provision"
    columns = ("limit", "organisation", "length", "rule", "in_force", "until")
    filters = ("organisation", "in_force")
    search = ("limit", "rule")
    order = "-in_force"
    natural_key = ("organisation", "limit", "in_force")
    read = ("keeper", "law_governance_office", "leader", "provincial_checker", "statistician", "handler", "reviewer")
    write = ("keeper", "law_governance_office")
