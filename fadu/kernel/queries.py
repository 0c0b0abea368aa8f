"""常用查询: filters of a list that a person keeps under a name, and how each person likes to see a list."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .ledgers import Ledger, LedgerRefused
from .organisations import Actor, Organisation, User

MOST = 30  # queries of one person for one ledger
# Where a list stands and which page of it, is not what was looked for.
_PASSING = {"cursor", "print", "columns"}


class SavedQuery(models.Model):
    """常用查询: the parameters of a list under a name; the owner's, or of all who work at an organisation."""

    name = models.CharField(_("名称"), max_length=40)
    ledger = models.CharField(_("台账"), max_length=80)
    query = models.TextField(_("条件"))
    owner = models.ForeignKey(User, models.CASCADE, verbose_name=_("建立人"), related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, verbose_name=_("共享机构"), related_name="+"
    )
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("常用查询")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["ledger", "owner"], name="saved_query")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "ledger", "name"],
                name="one_saved_query",
                violation_error_message=_("您已有同名的常用查询，请换一个名称"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ListChoice(models.Model):
    """列表设置: which columns of a list a person sees, in which order, and how closely set."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    ledger = models.CharField(_("台账"), max_length=80)
    columns = models.JSONField(_("栏目"), default=list, blank=True)
    roomy = models.BooleanField(_("宽松行距"), default=False)

    class Meta:
        verbose_name = _("列表设置")
        constraints = [models.UniqueConstraint(fields=["user", "ledger"], name="one_list_choice")]

    def __str__(self) -> str:
        return f"{self.user} {self.ledger}"


def saved(ledger: type[Ledger], user: User, actor: Actor) -> QuerySet[SavedQuery]:
    """Return the queries kept for a ledger that `user` sees: the own ones, and those shared where the user works."""
    places = {membership.organisation_id for membership in actor.memberships}
    seen = Q(owner=user) | Q(organisation__in=places)
    return SavedQuery.objects.filter(seen, ledger=ledger.slug).select_related("owner", "organisation")


def keep(
    ledger: type[Ledger], user: User, actor: Actor, name: str, query: str, organisation: Organisation | None = None
) -> SavedQuery:
    """Keep a query (the parameters of an address) under a name; for all at `organisation` if given.

    Raises LedgerRefused.
    """
    if not actor.holds(ledger.read):
        raise LedgerRefused(text("您没有查看这本台账的角色。"))
    asked = [(key, value) for key, value in parse_qsl(query) if key not in _PASSING]
    if not asked:
        raise LedgerRefused(text("现在没有任何筛选条件；请先筛选，再保存。"))
    if organisation and organisation.pk not in {one.organisation_id for one in actor.memberships}:
        raise LedgerRefused(text("只能与您任职的机构共享。"))
    if SavedQuery.objects.filter(ledger=ledger.slug, owner=user).count() >= MOST:
        raise LedgerRefused(text("每本台账最多保存 %(most)d 个常用查询，请先删去不用的。") % {"most": MOST})
    made = SavedQuery(name=name.strip(), ledger=ledger.slug, query=plain(asked), owner=user, organisation=organisation)
    _check(made)
    made.save()
    return made


def rename(kept: SavedQuery, user: User, name: str) -> None:
    """Give a query another name. Raises LedgerRefused."""
    _own(kept, user)
    kept.name = name.strip()
    _check(kept)
    kept.save(update_fields=["name"])


def forget(kept: SavedQuery, user: User) -> None:
    """Delete a query. Raises LedgerRefused for one that somebody else keeps."""
    _own(kept, user)
    kept.delete()


def plain(params: Sequence[tuple[str, str]]) -> str:
    """Return parameters as an address writes them, in one order, so that equal queries are equal texts."""
    return urlencode(sorted(one for one in params if one[0] not in _PASSING))


def choice(ledger: type[Ledger], user: User) -> ListChoice:
    """Return how `user` likes to see the list, without columns that the ledger no longer has; not saved if new."""
    found = ListChoice.objects.filter(user=user, ledger=ledger.slug).first()
    found = found or ListChoice(user=user, ledger=ledger.slug)
    found.columns = [name for name in found.columns if name in ledger.all_columns]
    return found


def choose(ledger: type[Ledger], user: User, columns: Sequence[str], roomy: bool) -> None:
    """Remember how `user` likes to see the list; no columns, or the usual ones, mean the ledger's own choice."""
    known = [name for name in dict.fromkeys(columns) if name in ledger.all_columns]
    usual = [] if known == list(ledger.columns) else known
    ListChoice.objects.update_or_create(user=user, ledger=ledger.slug, defaults={"columns": usual, "roomy": roomy})


def _own(kept: SavedQuery, user: User) -> None:
    if kept.owner_id != user.pk:
        raise LedgerRefused(text("这个常用查询由%(owner)s建立，只能由本人更改。") % {"owner": kept.owner})


def _check(kept: SavedQuery) -> None:
    try:
        kept.full_clean()
    except ValidationError as error:
        raise LedgerRefused("；".join(error.messages)) from error
