"""与台账核对: each figure of a report against the figure that ledgers and returns give for the same organisation, scope
and period.

Other reports are not asked: that one report agrees with another, or with itself, shows nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as text

from fadu.kernel import returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import BadPeriod, Figure, Period
from fadu.kernel.organisations import SCOPES, Actor, Organisation

from .ledgers import Readings
from .models import ReadFigure, Reading
from .speaking import Circle, Whose

AGREES, DIFFERS, NO_SOURCE, NOT_COMPARABLE = "agrees", "differs", "no_source", "not_comparable"
MONEY = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
# A count of cases may say 件, 起 or 宗; these measures are of other things, and none of them stands for another.
APART = (
    {"%"},
    {"‰"},
    {"个百分点"},
    {"人次"},
    {"名", "人", "位"},
    {"个工作日"},
    {"天", "日"},
    {"小时"},
    {"年"},
    {"个月"},
)


@dataclass(frozen=True)
class Held:
    """核对结果: a figure of a report, what came of it, and the figure it was held against.

    `difference` is the report's less ours. `assumed` says that the text names no scope, and `scope` is the one that
    fits. `reason` says why nothing can be said.
    """

    figure: ReadFigure
    status: str
    ledger: Figure | None = None
    difference: Decimal | None = None
    organisation: Organisation | None = None
    scope: str = ""
    period: str = ""
    assumed: bool = False
    reason: str = ""

    @property
    def said(self) -> str:
        """The result as a sentence."""
        if self.ledger is None:
            return self.reason
        words = {
            "name": self.organisation,
            "scope": SCOPES[self.scope],
            "period": self.period,
            "value": f"{self.ledger.text}{self.ledger.unit}",
            "by": _short(abs(self.difference or Decimal(0))),
        }
        if self.status == AGREES:
            said = text("本系统%(name)s%(scope)s %(period)s 为 %(value)s，与报告一致。")
        elif self.difference is not None and self.difference > 0:
            said = text("本系统%(name)s%(scope)s %(period)s 为 %(value)s，报告多 %(by)s。")
        else:
            said = text("本系统%(name)s%(scope)s %(period)s 为 %(value)s，报告少 %(by)s。")
        return said % words + (text("报告没有写明口径。") if self.assumed else "")


def held(reading: Reading, actor: Actor | None = None, *, fresh: bool = True) -> list[Held]:
    """Hold the figures of a reading against our own, in the order of the text."""
    return hold(list(reading.figures.order_by("place")), reading.about, reading.year, actor, fresh=fresh)


def hold(
    figures: Sequence[ReadFigure],
    about: Organisation | None,
    year: str = "",
    actor: Actor | None = None,
    *,
    fresh: bool = True,
) -> list[Held]:
    """Hold the figures whose indicator is known against ours of organisation `about`; `year` is that of the report.

    Bodies whose readings `actor` may not see are not looked up; without an actor nothing is kept back.
    """
    known = [one for one in figures if one.indicator in CATALOGUE]
    if about is None:
        nothing = text("没有写明这是本系统哪个机构的报告，没有数字可以核对。")
        return [Held(one, NO_SOURCE, reason=nothing) for one in known]
    circle = Circle(about)
    open_to = None if actor is None else set(actor.organisations(Readings.read).values_list("pk", flat=True))
    asked = [_asked(one, circle, year, open_to) for one in known]
    ours = _ours([one for one in asked if isinstance(one, _Asked)], fresh)
    return [_compared(one, ours) if isinstance(one, _Asked) else one for one in asked]


@dataclass(frozen=True)
class _Asked:
    figure: ReadFigure
    whose: Whose
    period: str
    value: Decimal  # in the unit of the indicator


def _asked(one: ReadFigure, circle: Circle, year: str, open_to: set[int] | None) -> _Asked | Held:
    def apart(reason: str) -> Held:
        return Held(one, NOT_COMPARABLE, reason=reason)

    whose = circle.whose(one.org, one.scope)
    if whose is None or (open_to is not None and whose.organisation.pk not in open_to):
        return apart(text("说的是“%(org)s”，不是所述机构的数字。") % {"org": one.org})
    value = in_unit_of(one.value, one.unit_norm, one.indicator)
    if value is None:
        units = {"mine": one.unit or text("无"), "other": CATALOGUE[one.indicator].unit}
        return apart(text("单位是“%(mine)s”，指标的单位是“%(other)s”，不能相比。") % units)
    try:
        period = Period.of(one.period or year)
    except BadPeriod:
        return apart(text("看不出是哪一期间的数字。"))
    return _Asked(one, whose, period.name, value)


def in_unit_of(value: Decimal, unit: str, indicator: str) -> Decimal | None:
    """Return a value in the unit of an indicator, None where the two measure different things."""
    wanted = CATALOGUE[indicator].unit
    if wanted in MONEY or unit in MONEY:
        return value * MONEY[unit] / MONEY[wanted] if wanted in MONEY and unit in MONEY else None
    if unit in (wanted, *CATALOGUE[indicator].other_units):
        return value
    return None if any((unit in kind) != (wanted in kind) for kind in APART) else value


Ours = dict[tuple[str, str, str, str], Figure]


def _ours(asked: Sequence[_Asked], fresh: bool) -> Ours:
    """Return our figures; each organisation is asked once, for all that is wanted of it."""
    wanted: dict[int, tuple[Organisation, dict[str, None], dict[str, None], dict[str, None]]] = {}
    for one in asked:
        body = one.whose.organisation
        _body, slugs, scopes, periods = wanted.setdefault(body.pk, (body, {}, {}, {}))
        slugs[one.figure.indicator] = periods[one.period] = None
        scopes.update(dict.fromkeys(one.whose.scopes))
    return {
        (figure.indicator, figure.organisation, figure.scope, figure.period): figure
        for body, slugs, scopes, periods in wanted.values()
        for figure in returns.kept(list(slugs), [body], list(scopes), list(periods), fresh=fresh)
        if figure.value is not None
    }


def _compared(one: _Asked, ours: Ours) -> Held:
    body, figure = one.whose.organisation, one.figure
    printed = Figure(figure.indicator, body.code, "", one.period, one.value, approx=figure.approx)
    known = [
        (scope, mine)
        for scope in one.whose.scopes
        if (mine := ours.get((figure.indicator, body.code, scope, one.period)))
    ]
    made = Held(figure, NO_SOURCE, organisation=body, period=one.period)
    if not known:
        said = {"name": body, "period": one.period}
        return replace(made, reason=text("本系统没有%(name)s %(period)s 的这项数字。") % said)
    assumed = len(one.whose.scopes) > 1
    for scope, mine in known:
        if returns.agree(replace(printed, scope=scope), mine):
            return replace(made, status=AGREES, ledger=mine, scope=scope, assumed=assumed, difference=Decimal(0))
    scope, mine = known[0]
    assert mine.value is not None
    difference = one.value - Decimal(mine.value)
    return replace(made, status=DIFFERS, ledger=mine, scope=scope, assumed=assumed, difference=difference)


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"
