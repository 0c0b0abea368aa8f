"""遮盖以外: what no mask can cover, such as letters and files, is for those who see a ledger's columns in full."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as text

from fadu.kernel.ledgers import Ledger
from fadu.kernel.organisations import Actor, Organisation


def in_full(ledger: type[Ledger], actor: Actor, organisation: Organisation) -> bool:
    """Tell whether an actor sees the records of an organisation unmasked."""
    return not ledger.masked or any(actor.may(role, organisation) for role in ledger.unmasked)


def ask_in_full(ledger: type[Ledger], actor: Actor, organisation: Organisation) -> None:
    """Raise PermissionDenied for a reader to whom the ledger shows masked values."""
    if not in_full(ledger, actor, organisation):
        raise PermissionDenied(text("文书载有当事人的真实信息，您的角色只能查看遮盖后的内容。"))
