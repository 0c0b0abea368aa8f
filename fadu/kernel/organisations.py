"""机构: divisions, organisations in their tree, users, and the roles that say who may see and do what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import journal

OWN, ALL = "own", "all"
SCOPES = {OWN: _("本级"), ALL: _("全域")}


class OrganisationError(Exception):
    """A change of the tree that would lose history or contradict it; the message says what to do instead."""


class Level(models.IntegerChoices):
    """行政层级, as in GB/T 2260 and its extension to townships and villages."""

    PROVINCE = 1, _("省级")
    PREFECTURE = 2, _("市级")
    COUNTY = 3, _("县级")
    TOWNSHIP = 4, _("乡级")
    VILLAGE = 5, _("村级")


class Division(models.Model):
    """行政区划: one area, by its code of GB/T 2260 (6 digits; 9 for townships, 12 for villages)."""

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("行政区划")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """机构类别."""

    GOVERNMENT = "government", _("人民政府")
    DEPARTMENT = "department", _("政府部门")
    PARTY = "party", _("党委机构")
    TOWNSHIP = "township", _("乡镇（街道）")
    COURT = "court", _("法院")
    PROCURATORATE = "procuratorate", _("检察院")
    INSTITUTION = "institution", _("事业单位")
    OTHER = "other", _("其他")


class Organisation(models.Model):
    """机构: one body in the tree. It is never deleted: it ends on a day, and what it did stays its own."""

    code = models.CharField(_("机构代码"), max_length=24, unique=True)
    name = models.CharField(_("机构名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    mark = models.CharField(_("发文代字"), max_length=12, blank=True)
    kind = models.CharField(_("机构类别"), max_length=16, choices=Kind)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name=_("行政区划"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, editable=False, db_index=True)
    valid_from = models.DateField(_("成立日期"), null=True, blank=True)
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        verbose_name = _("机构")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.short_name or self.name

    def name_on(self, day: date) -> str:
        """Return the name that this organisation bore on `day`."""
        former = self.former_names.filter(valid_to__gt=day).order_by("valid_to").first()
        return former.name if former else self.name

    def exists_on(self, day: date) -> bool:
        """Tell whether it stood on `day`; the day of abolition is its last."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class FormerName(models.Model):
    """曾用名: the name of an organisation until `valid_to` (exclusive)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=80)
    valid_to = models.DateField(_("停用日期"))

    class Meta:
        verbose_name = _("曾用名")

    def __str__(self) -> str:
        return self.name


def within(organisation: Organisation, scope: str = ALL) -> QuerySet[Organisation]:
    """Return the organisations that `scope` counts for `organisation`, those that have ended included.

    全域 is the organisation and all below it; 本级 leaves out what belongs to another division, so that a city's own
    figures hold its government and departments, and not its counties.
    """
    below = Organisation.objects.filter(path__startswith=organisation.path)
    return below if scope == ALL else below.filter(division_id=organisation.division_id)


def found(actor: Actor, *, parent: Organisation | None = None, **values) -> Organisation:
    """设立: add an organisation below `parent`."""
    with transaction.atomic():
        organisation = Organisation(parent=parent, **values)
        organisation.path = (parent.path if parent else "") + organisation.code + "/"
        organisation.full_clean()
        organisation.save()
        _note("create", organisation, actor, after={"name": organisation.name, "parent": parent and parent.code})
    return organisation


def rename(organisation: Organisation, name: str, on: date, actor: Actor) -> None:
    """更名: from `on` the organisation bears `name`; the old name stays with what was done under it."""
    with transaction.atomic():
        FormerName.objects.create(organisation=organisation, name=organisation.name, valid_to=on)
        before, organisation.name = organisation.name, name
        organisation.save(update_fields=["name"])
        _note("edit", organisation, actor, before={"name": before}, after={"name": name, "on": on})


def abolish(organisation: Organisation, on: date, actor: Actor, successor: Organisation | None = None) -> None:
    """撤销、合并: `on` is the last day; its duties go to `successor`, its records and figures stay where they are.

    Raises OrganisationError when organisations below it still stand, or the successor has itself ended.
    """
    if organisation.children.filter(Q(valid_to=None) | Q(valid_to__gt=on)).exists():
        raise OrganisationError(text("%(name)s 尚有下级机构，请先撤销或划转下级机构。") % {"name": organisation.name})
    if successor and not successor.exists_on(on):
        raise OrganisationError(text("承接机构 %(name)s 在 %(on)s 已不存在。") % {"name": successor.name, "on": on})
    with transaction.atomic():
        organisation.valid_to, organisation.successor = on, successor
        organisation.save(update_fields=["valid_to", "successor"])
        _note("edit", organisation, actor, after={"valid_to": on, "successor": successor and successor.code})


def amend(organisation: Organisation, values: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """更正: change what has no day of its own (short name, mark, kind), and return what was before.

    Raises ValidationError.
    """
    before = {
        name: getattr(organisation, name) for name, value in values.items() if getattr(organisation, name) != value
    }
    if before:
        with transaction.atomic():
            for name in before:
                setattr(organisation, name, values[name])
            organisation.full_clean()
            organisation.save(update_fields=list(before))
            _note("edit", organisation, actor, before=before, after={name: values[name] for name in before})
    return before


def transfer(organisation: Organisation, parent: Organisation, on: date, actor: Actor) -> None:
    """划转: put an organisation with all below it under another one, from now on.

    Raises OrganisationError when the new place lies below it, or has ended.
    """
    if parent.path.startswith(organisation.path):
        said = text("%(parent)s在%(name)s之下，不能作为它的上级。")
        raise OrganisationError(said % {"parent": parent.name, "name": organisation.name})
    if not parent.exists_on(on):
        raise OrganisationError(text("%(name)s 在 %(on)s 已不存在。") % {"name": parent.name, "on": on})
    with transaction.atomic():
        before, old = organisation.parent, organisation.path
        organisation.parent = parent
        for one in Organisation.objects.select_for_update().filter(path__startswith=old):
            path = parent.path + organisation.code + "/" + one.path[len(old) :]
            Organisation.objects.filter(pk=one.pk).update(path=path)
        organisation.path = parent.path + organisation.code + "/"
        organisation.save(update_fields=["parent", "path"])
        after = {"parent": parent.code, "on": on}
        _note("edit", organisation, actor, before={"parent": before and before.code}, after=after)


def _note(action: str, organisation: Organisation, actor: Actor, before=None, after=None) -> None:
    journal.write(
        journal.Entry(
            action,
            ledger="organisation",
            record=organisation.code,
            organisation=organisation.code,
            actor=actor.username,
            actor_name=actor.name,
            before=before,
            after=after,
        )
    )


@dataclass(frozen=True)
class Role:
    """角色: what its holder may do at an organisation.

    `reach` is how far below the organisation it goes: "self", "own" (本级) or "all" (全域). `acts_for` names the roles
    outside the product for whom the holder records a step, such as an applicant who came to the window. A step of a
    `public` role may be made by the person himself, through the portal.
    """

    label: Any
    reach: str = OWN
    acts_for: frozenset[str] = frozenset()
    public: bool = False


# The roles that every field of work knows; a domain adds its own in `roles.py`.
ROLES: dict[str, Role] = {
    "system": Role(_("系统（法律直接规定的效果）")),
    "keeper": Role(_("系统管理员"), ALL),
    "law_governance_office": Role(
        _("依法治市办"), ALL, frozenset({"reviewer", "executive_meeting", "chief_executive", "statistician"})
    ),
    "provincial_checker": Role(_("上级检查人员"), ALL),
    "leader": Role(_("领导"), ALL),
    "statistician": Role(_("统计员"), OWN),
    "handler": Role(_("承办人"), OWN),
    "reviewer": Role(_("审核人"), OWN),
    "executive_meeting": Role(_("常务会议（全体会议）"), OWN),
    "chief_executive": Role(_("主要负责人"), OWN),
    "superior_authority": Role(_("上级行政机关"), ALL),
    "other_organ": Role(_("其他有关机关"), OWN),
    "public": Role(_("公众"), "self", public=True),
}


def declare_roles(roles: Mapping[str, Role]) -> None:
    """Add the roles of a domain. Two domains may share one: what its holder acts for is then united.

    Raises OrganisationError when the other one says another label or reach.
    """
    for slug, role in roles.items():
        known = ROLES.get(slug, role)
        if (str(known.label), known.reach) != (str(role.label), role.reach):
            raise OrganisationError(f"角色 {slug!r} 声明了两次，名称或者范围不同；请改为一致，或者另取一个名称")
        ROLES[slug] = replace(role, acts_for=known.acts_for | role.acts_for, public=known.public or role.public)


class User(AbstractUser):
    """用户: a person who signs in; what the person may do comes from memberships alone."""

    name = models.CharField(_("姓名"), max_length=40)
    language = models.CharField(_("界面语言"), max_length=10, default="zh-hans")

    class Meta:
        verbose_name = _("用户")

    def __str__(self) -> str:
        return self.name or self.username


class Membership(models.Model):
    """任职: a user's role at an organisation, from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=40)
    valid_from = models.DateField(_("任职日期"), null=True, blank=True)
    valid_to = models.DateField(_("离任日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("任职")
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {ROLES[self.role].label}"


@dataclass(frozen=True)
class Actor:
    """操作人: who acts, with the memberships that were valid on the day. Plain values, made once a request."""

    username: str
    name: str
    memberships: tuple[Membership, ...] = ()
    is_system: bool = field(default=False, repr=False)
    is_operator: bool = field(default=False, repr=False)
    is_public: bool = field(default=False, repr=False)

    @classmethod
    def of(cls, user: User, on: date) -> Actor:
        """Return `user` as an actor on day `on`."""
        valid = (
            user.memberships.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))
            .select_related("organisation")
            .order_by("organisation__path", "role")
        )
        return cls(user.username, user.name or user.username, tuple(valid))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held anywhere, those acted for included."""
        held = {membership.role for membership in self.memberships}
        return frozenset(held.union(*(ROLES[role].acts_for for role in held)) if held else ())

    @cached_property
    def organisation(self) -> Organisation | None:
        """The organisation that the actor stands for by default: the first of the memberships."""
        return self.memberships[0].organisation if self.memberships else None

    def holds(self, roles: Iterable[str]) -> bool:
        """Tell whether one of `roles` is held anywhere."""
        return self.is_system or self.is_operator or not self.roles.isdisjoint(roles)

    def may(self, role: str, organisation: Organisation) -> bool:
        """Tell whether `role` may be exercised for a record of `organisation`."""
        if self.is_system:
            return role == "system"  # the system acts where the law itself does, never in a person's place
        if self.is_public:
            return role in ROLES and ROLES[role].public
        return self.is_operator or any(_reaches(m, organisation) for m in self._holding({role}))

    def organisations(self, roles: Iterable[str]) -> QuerySet[Organisation]:
        """Return every organisation at which one of `roles` may be exercised."""
        if self.is_system or self.is_operator:
            return Organisation.objects.all()
        reached = Q(pk__in=())
        for membership in self._holding(set(roles)):
            organisation, reach = membership.organisation, ROLES[membership.role].reach
            if reach == "self":
                reached |= Q(pk=organisation.pk)
            else:
                own = Q() if reach == ALL else Q(division_id=organisation.division_id)
                reached |= Q(path__startswith=organisation.path) & own
        return Organisation.objects.filter(reached)

    def _holding(self, roles: set[str]) -> list[Membership]:
        return [m for m in self.memberships if m.role in roles or not ROLES[m.role].acts_for.isdisjoint(roles)]


def _reaches(membership: Membership, organisation: Organisation) -> bool:
    reach, at = ROLES[membership.role].reach, membership.organisation
    if reach == "self":
        return at.pk == organisation.pk
    below = organisation.path.startswith(at.path)
    return below and (reach == ALL or at.division_id == organisation.division_id)


SYSTEM = Actor("system", "系统", is_system=True)
# Whoever runs commands on the machine holds its data anyway; the journal says that it was done there.
OPERATOR = Actor("operator", "命令行操作员", is_operator=True)
# Whoever submits something through the portal: steps of the public's own roles, and nothing to look at.
PUBLIC = Actor("public", "公众（网上提交）", is_public=True)


class Record(models.Model):
    """记录: one row of a ledger; it belongs to an organisation and counts its own changes."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("机构"), related_name="+")
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True, editable=False)
    revision = models.PositiveIntegerField(_("修订次数"), default=0, editable=False)

    class Meta:
        abstract = True

    def unique_error_message(self, model_class: type[models.Model], unique_check: Sequence[str]) -> ValidationError:
        """Say which columns another record has alike, and what to do."""
        columns: dict[str, Any] = {one.name: one for one in model_class._meta.concrete_fields}
        labels = "、".join(str(columns[name].verbose_name) for name in unique_check)
        said = text("已有“%(labels)s”相同的记录；请核对，或者到那一条记录中更正。") % {"labels": labels}
        return ValidationError(said, code="unique" if len(unique_check) == 1 else "unique_together")
