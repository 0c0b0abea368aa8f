"""填报: a return and its values; how it is filed, submitted, given back and accepted. Each change is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .. import journal
from ..catalogue import CATALOGUE
from ..columns import unguarded
from ..indicators import APPROX, Period, percentage, plain
from ..organisations import SCOPES, Actor, Organisation

STATISTICIAN, OFFICE = "statistician", "law_governance_office"
ANNUAL = "annual"


class ReturnRefused(Exception):
    """报表不予办理: what may not be done or does not hold, why, and what to do; `faults` says it line by line."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "".join([str(self.args[0]), *self.faults])


class State(models.TextChoices):
    """报表状态."""

    DRAFT = "draft", _("填报中")
    SUBMITTED = "submitted", _("已报送")
    RETURNED = "returned", _("已退回")
    ACCEPTED = "accepted", _("已采用")


class Kind(models.TextChoices):
    """填报值的性质: nothing there, nothing known and nothing meant are three things."""

    NUMBER = "number", _("数值")
    ZERO = "zero", _("零")
    EMPTY = "empty", _("未填")
    NOT_APPLICABLE = "not_applicable", _("不适用")


class Return(models.Model):
    """报表: one organisation's figures for one period."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("机构"), related_name="returns")
    period = models.CharField(_("期间"), max_length=12)
    form = models.CharField(_("表号"), max_length=40, default=ANNUAL)
    title = models.CharField(_("表名"), max_length=100, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("采用时间"), null=True, blank=True)
    by = models.CharField(_("填报人"), max_length=150, blank=True)
    note = models.CharField(_("退回理由"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("报表")
        ordering = ["-period", "organisation__path", "form"]
        constraints = [models.UniqueConstraint(fields=["organisation", "period", "form"], name="one_return")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.period} {self.title or self.form}"

    @property
    def open(self) -> bool:
        """Whether its organisation has still to work on it."""
        return self.state in (State.DRAFT, State.RETURNED)


class ReturnValue(models.Model):
    """填报值: the value of one indicator, in the printed unit."""

    filing = models.ForeignKey(Return, models.PROTECT, related_name="values")
    indicator = models.CharField(_("指标"), max_length=80, db_index=True)
    scope = models.CharField(_("口径"), max_length=4, choices=SCOPES)
    kind = models.CharField(_("性质"), max_length=16, choices=Kind, default=Kind.EMPTY)
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=4, null=True, blank=True)
    approx = models.CharField(_("精确程度"), max_length=10, choices=[(each, each) for each in APPROX], default="exact")
    numerator = models.DecimalField(_("分子"), max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("分母"), max_digits=20, decimal_places=4, null=True, blank=True)
    note = models.CharField(_("说明"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("填报值")
        ordering = ["indicator", "scope"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "indicator", "scope"], name="one_value_of_a_return"),
            models.CheckConstraint(
                condition=(Q(kind=Kind.NUMBER, value__isnull=False) & ~Q(value=0))
                | Q(kind=Kind.ZERO, value=0)
                | Q(kind__in=(Kind.EMPTY, Kind.NOT_APPLICABLE), value=None),
                name="kind_of_a_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.scope} {self.said}"

    @property
    def number(self) -> int | Decimal | None:
        """The value without needless places, None where there is none."""
        return None if self.value is None else whole(self.value)

    @property
    def said(self) -> str:
        """The value as it is filled in: a number, nothing, or 不适用."""
        if self.kind == Kind.NOT_APPLICABLE:
            return str(Kind.NOT_APPLICABLE.label)
        return (
            "" if self.number is None else f"{self.number:f}" if isinstance(self.number, Decimal) else str(self.number)
        )


def whole(value: Decimal) -> int | Decimal:
    """Return `value` as an integer if it is one, else without trailing zeros."""
    return int(value) if value == value.to_integral_value() else value.normalize()


# What is filled in


@dataclass(frozen=True)
class Entered:
    """One value as it is filled in, read."""

    indicator: str
    scope: str
    kind: str
    value: Decimal | None
    approx: str = "exact"
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""


class Unreadable(ValueError):
    """A value that cannot be taken; `field` is where."""

    def __init__(self, message: str, field: str = "value") -> None:
        super().__init__(message)
        self.field = field


_NOT_APPLICABLE = {"不适用", "n/a", "na", "not_applicable", "/", "—", "-"}
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def read(row: Mapping[str, Any]) -> Entered:
    """Return one value from what was filled in: indicator, scope, value, and perhaps approx, note and both sides.

    An empty cell is not known, 0 is nothing, 不适用 is not meant. Raises Unreadable.
    """
    slug = str(row.get("indicator") or "").strip()
    entry = CATALOGUE.get(slug)
    if entry is None:
        raise Unreadable(text("没有指标“%(slug)s”；请勿改动指标代码") % {"slug": slug}, "indicator")
    scope = str(row.get("scope") or "all").strip()
    scope = {str(label): name for name, label in SCOPES.items()}.get(scope, scope)
    if scope not in SCOPES:
        raise Unreadable(text("口径应为“本级”或“全域”，现为“%(scope)s”") % {"scope": scope}, "scope")
    approx = str(row.get("approx") or "exact")
    if approx not in APPROX:
        raise Unreadable(text("精确程度“%(approx)s”不认识") % {"approx": approx}, "approx")
    note = unguarded(str(row.get("note") or "").strip())
    if len(note) > 400:
        raise Unreadable(text("说明最多 400 字，请精简"), "note")
    kind, value = _value(row.get("value"), row.get("kind"))
    numerator, denominator = (_side(row.get(side), side) for side in ("numerator", "denominator"))
    if value is not None:
        whole_numbers = entry.kind in ("count", "stock", "distinct")
        if value < 0:
            raise Unreadable(text("不能小于零"))
        if whole_numbers and value != value.to_integral_value():
            raise Unreadable(text("“%(label)s”按%(unit)s计数，应为整数") % {"label": entry.label, "unit": entry.unit})
        if denominator and numerator is not None and entry.kind == "ratio":
            places = max(0, -int(value.normalize().as_tuple().exponent))
            if (counted := percentage(numerator, denominator, min(2, places))) != value:
                raise Unreadable(
                    text("与分子分母不符：%(numerator)s ÷ %(denominator)s 为 %(counted)s%%")
                    % {"numerator": plain(numerator), "denominator": plain(denominator), "counted": counted}
                )
    return Entered(slug, scope, kind, value, approx, numerator, denominator, note)


def _value(cell: Any, kind: Any) -> tuple[str, Decimal | None]:
    said = "" if cell is None else str(cell).strip()
    if str(kind or "") == Kind.NOT_APPLICABLE or said.lower() in _NOT_APPLICABLE:
        return Kind.NOT_APPLICABLE, None
    if not said:
        return (Kind.ZERO, Decimal(0)) if str(kind or "") == Kind.ZERO else (Kind.EMPTY, None)
    value = _decimal(said, isinstance(cell, float))
    return (Kind.ZERO if value == 0 else Kind.NUMBER), value


def _side(cell: Any, field: str) -> Decimal | None:
    said = "" if cell is None else str(cell).strip()
    try:
        return _decimal(said, isinstance(cell, float)) if said else None
    except Unreadable as error:
        raise Unreadable(str(error), field) from error


def _decimal(said: str, is_float: bool) -> Decimal:
    digits = said.removesuffix("万").removesuffix("%").strip()
    if not is_float and not _NUMBER.fullmatch(digits):
        raise Unreadable(text("“%(said)s”不是数字；没有的填 0，不知道的留空，不涉及的填“不适用”") % {"said": said})
    try:
        value = Decimal(digits.replace(",", "")) * (10_000 if said.endswith("万") else 1)
    except InvalidOperation as error:
        raise Unreadable(text("“%(said)s”不是数字") % {"said": said}) from error
    if value != round(value, 4) or abs(value) >= 10**16:
        raise Unreadable(text("“%(said)s”位数过多：最多 16 位整数、4 位小数") % {"said": said})
    return value


# Filing


def file(
    organisation: Organisation, period: Period | str | int, actor: Actor, *, form: str = ANNUAL, title: str = ""
) -> Return:
    """建表: return the organisation's return for `period`, a new one where there is none. Raises ReturnRefused."""
    if not actor.may(STATISTICIAN, organisation):
        raise ReturnRefused(text("只有“%(name)s”的统计员可以填报本报表。") % {"name": organisation})
    name = Period.of(period).name
    with transaction.atomic():
        filing, made = Return.objects.get_or_create(
            organisation=organisation, period=name, form=form, defaults={"title": title, "by": actor.username}
        )
        if made:
            _note(filing, "return-file", actor, after={"period": name, "form": form})
    return filing


def enter(filing: Return, rows: Iterable[Mapping[str, Any]], actor: Actor) -> list[ReturnValue]:
    """填写: put values into a return, all of `rows` or none; what is not among them stays. Raises ReturnRefused."""
    read_rows: list[Entered] = []
    faults = []
    for number, row in enumerate(rows, 1):
        try:
            read_rows.append(read(row))
        except Unreadable as error:
            faults.append(text("第 %(row)d 行：%(what)s。") % {"row": number, "what": error})
    if faults:
        raise ReturnRefused(text("有 %(count)d 处填写有误，没有保存：") % {"count": len(faults)}, faults)
    return put(filing, read_rows, actor)


def put(filing: Return, entered: Sequence[Entered], actor: Actor, *, source: str = "") -> list[ReturnValue]:
    """Put values that were read into a return; `source` is the digest of their file. Raises ReturnRefused."""

    def change(locked: Return) -> dict[str, Any]:
        held = {(value.indicator, value.scope): value for value in locked.values.all()}
        before, after, changed = {}, {}, []
        for one in entered:
            value = held.get((one.indicator, one.scope)) or ReturnValue(
                filing=locked, indicator=one.indicator, scope=one.scope
            )
            was = _state_of(value) if value.pk else None
            for name in ("kind", "value", "approx", "numerator", "denominator", "note"):
                setattr(value, name, getattr(one, name))
            if was != _state_of(value):
                changed.append(value)
                key = f"{one.indicator} {one.scope}"
                before[key], after[key] = was, _state_of(value)
        ReturnValue.objects.bulk_create([value for value in changed if not value.pk])
        fields = ["kind", "value", "approx", "numerator", "denominator", "note"]
        ReturnValue.objects.bulk_update([value for value in changed if value.pk], fields)
        locked.by = actor.username
        return {"before": before, "after": after, "data": {"file": source} if source else None}

    move(filing, actor, STATISTICIAN, (State.DRAFT, State.RETURNED), "return-enter", change)
    return list(filing.values.all())


def move(
    filing: Return,
    actor: Actor,
    role: str,
    sources: Sequence[str],
    action: str,
    change: Callable[[Return], dict[str, Any] | None],
    at: datetime | None = None,
) -> None:
    """The one way in which a return changes: right, state and lock are checked, and what `change` returns is noted."""
    if not actor.may(role, filing.organisation):
        needed = text("统计员") if role == STATISTICIAN else text("依法治市办")
        raise ReturnRefused(text("只有%(role)s可以这样办理。") % {"role": needed})
    with transaction.atomic():
        locked = Return.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=filing.pk)
        if locked.state not in sources:
            raise ReturnRefused(
                text("报表现为“%(state)s”，不能这样办理；要修改已报送的报表，请先由依法治市办退回。")
                % {"state": locked.get_state_display()}
            )
        was = locked.state
        change_noted = change(locked)
        locked.save()
        if change_noted is not None and (locked.state != was or change_noted.get("after")):
            _note(locked, action, actor, at=at, **change_noted)
    filing.refresh_from_db()


def _state_of(value: ReturnValue) -> dict[str, Any]:
    sides = {side: whole(held) for side in ("numerator", "denominator") if (held := getattr(value, side)) is not None}
    number = None if value.value is None else whole(Decimal(value.value))
    return {"kind": str(value.kind), "value": number, "approx": value.approx, "note": value.note, **sides}


def _note(filing: Return, action: str, actor: Actor, **change: Any) -> None:
    journal.write(
        journal.Entry(
            action,
            ledger="return",
            record=str(filing.pk),
            organisation=filing.organisation.code,
            actor=actor.username,
            actor_name=actor.name,
            **change,
        )
    )
