"""比较: what places report of one indicator, and over the years; only what is counted alike stands side by side.

Figures are comparable that agree in their basis: unit, scope, kind of period, whether the place itself or a body of it
is spoken of, and the level of the place. Each basis makes a group, and every group but the first says in words why it
stands apart. In a group one place has one value a year. Where its sources differ the ledger counts before the return,
the return before the published report, and that before a draft, and the others are shown with it; where one kind of
source says two things, that is a conflict and neither counts. Ranks and percentiles are of exact, published values.

Many reports leave the scope unsaid. Such figures are a group of their own, unless one asks for them to be taken for
what most others are; then each says that it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import indicators, returns
from fadu.kernel.catalogue import CATALOGUE, Indicator
from fadu.kernel.indicators import LEDGER, REPORT, RETURN, Figure, half_up, plain
from fadu.kernel.lists import Sight
from fadu.kernel.organisations import ALL, OWN, Actor, Kind, Level, Organisation

from .ledgers import Readings
from .models import SCOPES, ReadFigure, Status
from .places import PLACE, UNIT, Place, of_organisation, of_report

ENOUGH = 5  # places from which on a percentile says something
YEARS = 5  # of Fadu's own figures where no report names a year
# Measure words that mean the same beside a number.
SAME_UNITS = (("名", "人", "位"), ("件", "起", "宗"), ("户", "家"), ("个工作日", "工作日"), ("天", "日"))
IN_TEN_THOUSANDS = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
PERCENTILE = _(
    "百分位用中位秩：小于它的个数加上与它相等的个数（含它自己）的一半，除以参与排名的个数。排名由大到小，"
    "相等的名次相同，大小不表示优劣。不足 5 个地方的不算百分位。"
)


class Basis(NamedTuple):
    """可比口径: what figures must have in common to stand side by side.

    `period` is what follows the year: nothing for a whole year, Q1, -06; all of it for 2016- (since); ? for none.
    """

    unit: str
    scope: str
    period: str
    kind: str
    level: int | None

    def in_words(self) -> dict[str, str]:
        """Return each of them as words."""
        return {
            "unit": self.unit or text("未写单位"),
            "scope": str(SCOPES.get(self.scope, self.scope)),
            "period": _period_in_words(self.period),
            "kind": text("地方") if self.kind == PLACE else text("部门或者其他单位"),
            "level": str(Level(self.level).label) if self.level else text("层级不明"),
        }


@dataclass(frozen=True)
class Said:
    """一处说法: what one source says of a place and year.

    `figure` holds the value in the unit of comparison; `printed` is what stands in the report. Of Fadu's own figures
    `reading` is None and `organisation` the code to look the figure up by. `assumed` is one whose scope is not said and
    was taken for that of its basis.
    """

    place: Place
    year: str
    basis: Basis
    figure: Figure
    printed: str = ""
    reading: int | None = None
    title: str = ""
    start: int = 0
    context: str = ""
    draft: bool = False
    corrected: bool = False
    organisation: str = ""
    assumed: bool = False

    @property
    def standing(self) -> tuple[int, bool]:
        """Which source comes first: ledger, return, published report, draft; of a report what it says of its scope."""
        return 3 if self.draft else (LEDGER, RETURN, REPORT).index(self.figure.source), self.assumed

    @property
    def exact(self) -> bool:
        """Whether it says neither more nor less than a number."""
        return self.figure.approx == "exact"

    @property
    def order(self) -> tuple[Any, ...]:
        """By source; the exact first, then what is printed with more places; then where it stands."""
        value = Decimal(self.figure.value or 0)
        return (self.standing, not self.exact, _exponent(value), value, self.title, self.reading or 0, self.start)


@dataclass(frozen=True)
class Cell:
    """一格: all that is said of one place and year in one basis."""

    place: Place
    year: str
    said: tuple[Said, ...]

    @cached_property
    def best(self) -> tuple[Said, ...]:
        """What the source that comes first says; more than one where a text says it at several places."""
        return tuple(one for one in self.said if one.standing == self.said[0].standing)

    @cached_property
    def conflict(self) -> bool:
        """Whether the source that comes first contradicts itself."""
        return any(not returns.agree(self.best[0].figure, one.figure) for one in self.best[1:])

    @property
    def chosen(self) -> Said | None:
        """What counts; nothing in a conflict."""
        return None if self.conflict else self.best[0]

    @cached_property
    def against(self) -> tuple[Said, ...]:
        """What the other sources say that does not agree with what counts."""
        others = self.said[len(self.best) :]
        first = self.best[0].figure
        return () if self.conflict else tuple(one for one in others if not returns.agree(first, one.figure))

    @property
    def value(self) -> Decimal | None:
        """The value that counts, exact or not."""
        return Decimal(self.chosen.figure.value) if self.chosen and self.chosen.figure.value is not None else None

    @property
    def counts(self) -> bool:
        """Whether it takes part in ranks, percentiles and changes."""
        return self.value is not None and self.chosen is not None and self.chosen.exact and not self.chosen.draft

    @property
    def marks(self) -> list[str]:
        """What must be known before it is compared, in words."""
        found = []
        if self.conflict:
            found.append(text("同一来源有不同的数"))
        elif self.chosen and not self.chosen.exact:
            found.append(text("不是确数"))
        if self.best[0].assumed:
            found.append(text("口径未写明"))
        if self.best[0].draft:
            found.append(text("起草中"))
        if self.against:
            found.append(text("其他来源不一致"))
        return found


@dataclass(frozen=True)
class Change:
    """增减: against the year before; per cent only where there was something to exceed."""

    difference: Decimal
    per_cent: Decimal | None


@dataclass(frozen=True)
class Row:
    """一行: a place in one year among the others of its group. `of` is how many are ranked."""

    cell: Cell
    rank: int | None = None
    of: int = 0
    percentile: Decimal | None = None
    before: Cell | None = None
    change: Change | None = None


@dataclass(frozen=True)
class Summary:
    """概要: the ranked values of a year."""

    places: int
    lowest: Decimal
    middle: Decimal
    highest: Decimal


@dataclass(frozen=True)
class Group:
    """一组: figures on one basis. `why` says what is different from the first group.

    `cells` are by place and year; those of years that are not `asked` for serve only to reckon changes from.
    """

    basis: Basis
    cells: Mapping[tuple[str, str], Cell] = field(repr=False)
    why: tuple[str, ...] = ()
    asked: frozenset[str] | None = None

    @cached_property
    def shown(self) -> list[Cell]:
        """The cells of the years that are asked for."""
        return [cell for cell in self.cells.values() if self.asked is None or cell.year in self.asked]

    @cached_property
    def places(self) -> list[Place]:
        """The places, by code and name."""
        return sorted({cell.place.key: cell.place for cell in self.shown}.values(), key=_by_code)

    @cached_property
    def years(self) -> list[str]:
        """The years, the earliest first."""
        return sorted({cell.year for cell in self.shown})

    @cached_property
    def _values(self) -> dict[str, list[Decimal]]:
        """The values of each year that count, from the least on."""
        found: dict[str, list[Decimal]] = {}
        for cell in self.cells.values():
            if cell.counts and cell.value is not None:
                found.setdefault(cell.year, []).append(cell.value)
        return {year: sorted(values) for year, values in found.items()}

    def cell(self, place: str, year: str) -> Cell | None:
        """Return what is said of a place in a year."""
        return self.cells.get((place, year))

    def change(self, cell: Cell) -> Change | None:
        """Return how a value moved against the year before, where both count."""
        before = self.before(cell)
        if before is None or not (cell.counts and before.counts) or cell.value is None or before.value is None:
            return None
        growth = half_up((cell.value - before.value) * 100 / abs(before.value), 2) if before.value else None
        return Change(cell.value - before.value, growth)

    def before(self, cell: Cell) -> Cell | None:
        """Return the same place's cell of the year before."""
        return self.cells.get((cell.place.key, str(int(cell.year) - 1))) if cell.year.isdecimal() else None

    def rows(self, year: str) -> list[Row]:
        """Return the places of a year: the greatest first, then those that are not ranked."""
        rows = [self._row(cell) for cell in self.cells.values() if cell.year == year]
        return sorted(rows, key=_row_order)

    def _row(self, cell: Cell) -> Row:
        before, change = self.before(cell), self.change(cell)
        values = self._values.get(cell.year, [])
        if not cell.counts or cell.value is None:
            return Row(cell, None, len(values), None, before, change)
        rank = len(values) - bisect_right(values, cell.value) + 1
        return Row(cell, rank, len(values), percentile(values, cell.value), before, change)

    def summary(self, year: str) -> Summary | None:
        """Return the least, the middle and the greatest value of a year."""
        values = self._values.get(year, [])
        if not values:
            return None
        half = len(values) // 2
        middle = values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
        return Summary(len(values), values[0], middle, values[-1])


@dataclass(frozen=True)
class Comparison:
    """比较: one indicator over places and years, in groups of what is comparable; the largest group comes first."""

    entry: Indicator
    groups: tuple[Group, ...]

    @cached_property
    def years(self) -> list[str]:
        """All years of which something is said."""
        return sorted({year for group in self.groups for year in group.years if year})

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "indicator": self.entry.slug,
            "label": self.entry.label,
            "unit": self.entry.unit,
            "definition": self.entry.definition,
            "percentile": str(PERCENTILE),
            "years": self.years,
            "groups": [
                {
                    "basis": group.basis._asdict(),
                    "basis_text": group.basis.in_words(),
                    "main": not group.why,
                    "why": list(group.why),
                    "rows": [_plain_row(row) for year in group.years for row in group.rows(year)],
                }
                for group in self.groups
            ],
        }


def percentile(values: Sequence[Decimal], value: Decimal) -> Decimal | None:
    """Return the mid-rank of `value` among the sorted `values`, in per cent to one place; nothing among too few."""
    if len(values) < ENOUGH:
        return None
    below, up_to = bisect_left(values, value), bisect_right(values, value)
    return half_up(Decimal(100) * (below + up_to) / (2 * len(values)), 1)


# ---- what is compared


def compare(
    slug: str, actor: Actor, today: date, years: Collection[str] | None = None, *, unstated: bool = False
) -> Comparison:
    """Compare what the readings that `actor` may see, and Fadu's own figures, say of one indicator.

    `years` are those asked for, all by default; with `unstated` figures without a scope join those that have one. The
    number of queries depends on neither readings nor places. Raises indicators.UnknownIndicator, and NotAllowed for
    who may read no readings.
    """
    if slug not in CATALOGUE:
        raise indicators.UnknownIndicator(text("没有指标“%(slug)s”。") % {"slug": slug})
    said = list(_read(_visible(actor).filter(indicator=slug)))
    asked = frozenset(years) if years else None
    named = {one.year for one in said if one.year} if asked is None else {*asked, *map(_year_before, asked)}
    organisations = actor.organisations(actor.roles).select_related("division")
    spoken_of = {one.organisation for one in said if one.organisation}
    mine = organisations.filter(Q(kind=Kind.GOVERNMENT) | Q(code__in=spoken_of))
    said += _own([slug], list(mine), sorted(named) or _last(today))
    return Comparison(CATALOGUE[slug], groups(CATALOGUE[slug], _joined(said) if unstated else said, asked))


@dataclass(frozen=True)
class Listed:
    """可以比较的指标: of how many places, and of which years, reports say something."""

    entry: Indicator
    places: int
    years: tuple[str, ...]
    readings: int


def listed(actor: Actor) -> list[Listed]:
    """Return the indicators of which the readings that `actor` may see say something, in the order of the catalogue."""
    reports = _reports(actor)
    places: dict[str, set[str]] = {}
    years: dict[str, set[str]] = {}
    readings: dict[str, set[int]] = {}
    found = _visible(actor).exclude(indicator="").order_by()
    for slug, reading, period in found.values_list("indicator", "reading", "period").distinct():
        place, year_of_report = reports[reading]
        places.setdefault(slug, set()).add(place.key)
        readings.setdefault(slug, set()).add(reading)
        if year := _when(period, year_of_report)[0]:
            years.setdefault(slug, set()).add(year)
    return [
        Listed(entry, len(places[slug]), tuple(sorted(years.get(slug, ()))), len(readings[slug]))
        for slug, entry in CATALOGUE.items()
        if slug in places
    ]


@dataclass(frozen=True)
class Known:
    """报告里的地方: how many reports of it are read, of which years; of Fadu's own places perhaps none."""

    place: Place
    readings: int
    years: tuple[str, ...]
    own: bool


def places(actor: Actor) -> list[Known]:
    """Return the places whose reports `actor` may see, and Fadu's own governments within reach, by code and name."""
    mine = actor.organisations(actor.roles).filter(kind=Kind.GOVERNMENT).select_related("division")
    own = {place.key: place for place in map(of_organisation, mine)}
    counted: dict[str, tuple[Place, list[str]]] = {key: (place, []) for key, place in own.items()}
    for place, year in _reports(actor).values():
        counted.setdefault(place.key, (place, []))[1].append(year)
    return sorted(
        (
            Known(place, len(years), tuple(sorted({*years} - {""})), place.key in own)
            for place, years in counted.values()
        ),
        key=lambda known: _by_code(known.place),
    )


@dataclass(frozen=True)
class Line:
    """一行历年: one indicator of a place on one basis over the years."""

    entry: Indicator
    group: Group
    place: Place

    def cell(self, year: str) -> Cell | None:
        """Return what is said for a year."""
        return self.group.cell(self.place.key, year)


@dataclass(frozen=True)
class Profile:
    """一个地方的历年数字: lines of indicators; what is not counted alike stands in lines of its own."""

    place: Place
    lines: tuple[Line, ...]

    @cached_property
    def years(self) -> list[str]:
        """All years of which something is said."""
        return sorted({year for line in self.lines for year in line.group.years if year})


def profile(key: str, actor: Actor, today: date) -> Profile | None:
    """Return the figures of one place over the years; None where `actor` may see nothing of it."""
    found = _visible(actor).exclude(indicator="")
    found = found.filter(
        Q(reading__division=key) | Q(reading__about__division=key) | Q(reading__about__code=key)
        | Q(reading__place__startswith=key) | Q(reading__title=key)
    )  # fmt: skip
    said = [one for one in _read(found) if one.place.home == key]
    reachable = actor.organisations(actor.roles).select_related("division")
    mine = reachable.filter(Q(code=key) | Q(division=key, kind=Kind.GOVERNMENT)).first()
    if mine is None and not said:
        return None
    place = of_organisation(mine) if mine else said[0].place
    if place.key != key and mine is None:
        place = replace(place, key=key, name=place.name.partition("·")[0], kind=PLACE)
    if mine is not None:
        named = {one.year for one in said if one.year} | set(_last(today))
        said += _own(list(CATALOGUE), [mine], sorted(named))
    by_slug: dict[str, list[Said]] = {}
    for one in said:
        by_slug.setdefault(one.figure.indicator, []).append(one)
    lines = [
        Line(entry, group, each)
        for slug, entry in CATALOGUE.items()
        if slug in by_slug
        for group in groups(entry, by_slug[slug])
        for each in group.places
    ]
    return Profile(place, tuple(lines))


# ---- groups


def groups(entry: Indicator, said: Iterable[Said], asked: frozenset[str] | None = None) -> tuple[Group, ...]:
    """Return what is said in groups of one basis: the one with most places first, the others with what is different.

    `asked` are the years that are to be shown, all without; a group that says nothing of them is left out.
    The order in which things are said makes no difference.
    """
    by_basis: dict[Basis, dict[tuple[str, str], list[Said]]] = {}
    for one in said:
        by_basis.setdefault(one.basis, {}).setdefault((one.place.key, one.year), []).append(one)
    made = [
        Group(basis, {key: _cell(voices) for key, voices in by_place.items()}, asked=asked)
        for basis, by_place in by_basis.items()
    ]
    made = sorted((group for group in made if group.shown), key=lambda group: _group_order(entry, group))
    return tuple(replace(group, why=_why(group.basis, made[0].basis)) for group in made)


def _joined(said: Sequence[Said]) -> list[Said]:
    """Return what is said, with figures whose scope is not said taken for that of most places counted alike."""
    stated: dict[Basis, set[str]] = {}
    for one in said:
        stated.setdefault(one.basis, set()).add(one.place.key)

    def join(one: Said) -> Said:
        bases = [one.basis._replace(scope=scope) for scope in (ALL, OWN)]
        scoped = max(bases, key=lambda basis: len(stated.get(basis, ())))
        return one if one.basis.scope or scoped not in stated else replace(one, basis=scoped, assumed=True)

    return [join(one) for one in said]


def _cell(voices: Iterable[Said]) -> Cell:
    said = tuple(sorted(voices, key=lambda one: one.order))
    return Cell(said[0].place, said[0].year, said)


def _group_order(entry: Indicator, group: Group) -> tuple[Any, ...]:
    """What is counted as the catalogue says comes first, of whole years; then the basis of most places."""
    basis = group.basis
    unusual = (basis.unit != entry.unit) + (basis.kind != PLACE) + (basis.period != "")
    words = (basis.unit, basis.scope, basis.period, basis.kind, basis.level or 0)
    return unusual, -len(group.places), -len(group.shown), words


def _why(basis: Basis, first: Basis) -> tuple[str, ...]:
    """Return in words in what a basis is different from the first one."""
    mine, theirs = basis.in_words(), first.in_words()
    said = {
        "unit": text("单位不同：这一组是“%(mine)s”，主要的一组是“%(first)s”。"),
        "scope": text("口径不同：这一组是“%(mine)s”，主要的一组是“%(first)s”。"),
        "period": text("期间不同：这一组是“%(mine)s”，主要的一组是“%(first)s”。"),
        "kind": text("主体不同：这一组说的是%(mine)s，主要的一组说的是%(first)s。"),
        "level": text("行政层级不同：这一组是“%(mine)s”，主要的一组是“%(first)s”。"),
    }
    return tuple(
        said[name] % {"mine": mine[name], "first": theirs[name]}
        for name in Basis._fields
        if getattr(basis, name) != getattr(first, name)
    )


# ---- what is said


OF_READING = (
    "reading", "reading__title", "reading__place", "reading__division", "reading__year", "reading__status",
    "reading__about__code", "reading__about__name", "reading__about__kind", "reading__about__division_id",
    "reading__about__division__name", "reading__about__division__level",
)  # fmt: skip


def _visible(actor: Actor) -> QuerySet[ReadFigure]:
    """Return the figures of the readings that `actor` may see. Raises NotAllowed."""
    return ReadFigure.objects.filter(reading__organisation__in=Sight(Readings, actor).organisations)


def _read(found: QuerySet[ReadFigure]) -> Iterator[Said]:
    """Yield what readings say, without their texts."""
    names = ("start", "text", "value", "approx", "unit", "unit_norm", "org", "period", "scope", "indicator", "context")
    reports: dict[int, Place] = {}
    for one in found.order_by().values(*names, "corrected", *OF_READING):
        if one["indicator"] not in CATALOGUE:
            continue
        reading = one["reading"]
        if reading not in reports:
            reports[reading] = _report(one)
        place = reports[reading].of(one["org"])
        entry = CATALOGUE[one["indicator"]]
        value, unit = in_unit(entry, Decimal(f"{one['value'].normalize():f}"), one["unit_norm"] or one["unit"])
        year, period = _when(one["period"], one["reading__year"])
        name = one["period"] or one["reading__year"]
        figure = Figure(
            entry.slug, place.code, one["scope"], name, value, unit, entry.label, REPORT, approx=one["approx"]
        )
        yield Said(
            place, year, Basis(unit, one["scope"], period, place.kind, place.level), figure,
            f"{one['text']}{one['unit']}", reading, one["reading__title"], one["start"], one["context"],
            one["reading__status"] == Status.DRAFT, one["corrected"], one["reading__about__code"] or "",
        )  # fmt: skip


def _reports(actor: Actor) -> dict[int, tuple[Place, str]]:
    """Return whose reports the readings are that `actor` may see, and of which years. Raises NotAllowed."""
    rows = Readings.model.objects.filter(organisation__in=Sight(Readings, actor).organisations).order_by()
    names = [name.removeprefix("reading__") for name in OF_READING[1:]]
    found = {}
    for pk, *values in rows.values_list("pk", *names):
        one = dict(zip(OF_READING[1:], values, strict=True))
        found[pk] = _report(one), one["reading__year"]
    return found


def _report(one: Mapping[str, Any]) -> Place:
    """Return whose report a reading is."""
    if code := one["reading__about__code"]:
        if one["reading__about__kind"] != Kind.GOVERNMENT:
            name, kind, key = one["reading__about__name"], UNIT, code
        else:
            name, kind, key = one["reading__about__division__name"], PLACE, one["reading__about__division_id"]
        level = one["reading__about__division__level"]
        return Place(key, name, level, False, kind, key, one["reading__about__division_id"])
    return of_report(one["reading__place"], one["reading__division"], one["reading__title"])


def _own(slugs: Sequence[str], organisations: Sequence[Organisation], years: Sequence[str]) -> list[Said]:
    """Return what Fadu's ledgers and returns say, with what the second of them says against the first."""
    by_code = {organisation.code: of_organisation(organisation) for organisation in organisations}
    found = []
    for figure in returns.kept(slugs, organisations, [OWN, ALL], years):
        place = by_code[figure.organisation]
        for one in (figure, figure.contradiction):
            if one is not None and one.value is not None:
                basis = Basis(one.unit, one.scope, "", place.kind, place.level)
                found.append(Said(place, one.period, basis, one, organisation=figure.organisation))
    return found


def in_unit(entry: Indicator, value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a value in the indicator's own unit where the printed one means the same or can be reckoned over."""
    if unit in IN_TEN_THOUSANDS and entry.unit == "万元":
        return Decimal(f"{(value * IN_TEN_THOUSANDS[unit]).normalize():f}"), entry.unit
    if unit in entry.other_units or any(unit in words and entry.unit in words for words in SAME_UNITS):
        return value, entry.unit
    return value, unit


def _when(period: str, year_of_report: str) -> tuple[str, str]:
    """Return the year of a period, and what kind of period of a year it is."""
    period = period or year_of_report
    match = re.fullmatch(r"(\d{4})(.*)", period)
    if not match:
        return year_of_report, "?"
    if not match[2] or not match[2].startswith("-") or re.fullmatch(r"-(?:0[1-9]|1[0-2])", match[2]):
        return match[1], match[2]
    return year_of_report, period


def _period_in_words(period: str) -> str:
    if not period:
        return text("全年")
    if match := re.fullmatch(r"Q([1-4])", period):
        return text("第%(n)s季度") % {"n": match[1]}
    if match := re.fullmatch(r"-(\d{2})", period):
        return text("%(n)s月") % {"n": int(match[1])}
    if match := re.fullmatch(r"(\d{4})-", period):
        return text("%(year)s 年以来") % {"year": match[1]}
    if match := re.fullmatch(r"H([12])", period):
        return text("上半年") if match[1] == "1" else text("下半年")
    return text("期间不明") if period == "?" else period


# ---- orders and plain values


def _by_code(place: Place) -> tuple[bool, str, str]:
    return not place.code, place.code, place.key


def _row_order(row: Row) -> tuple[Any, ...]:
    value = row.cell.value
    return row.rank is None, row.rank or 0, value is None, -(value or 0), _by_code(row.cell.place)


def _exponent(value: Decimal) -> int:
    return int(value.normalize().as_tuple().exponent)


def _year_before(year: str) -> str:
    return str(int(year) - 1)


def _last(today: date) -> list[str]:
    return [str(year) for year in range(today.year - YEARS + 1, today.year + 1)]


def _plain_row(row: Row) -> dict[str, Any]:
    cell = row.cell
    chosen = cell.chosen
    return {
        "place": cell.place.name,
        "division": cell.place.code,
        "level_guessed": cell.place.guessed,
        "year": cell.year,
        "value": plain(cell.value),
        "approx": chosen.figure.approx if chosen else None,
        "unit": cell.said[0].basis.unit,
        "scope": cell.said[0].figure.scope,
        "source": cell.said[0].figure.source,
        "status": "draft" if cell.said[0].draft else "published",
        "rank": row.rank,
        "ranked": row.of,
        "percentile": plain(row.percentile),
        "before": plain(row.before.value) if row.before else None,
        "change": plain(row.change.difference) if row.change else None,
        "change_per_cent": plain(row.change.per_cent) if row.change else None,
        "conflict": cell.conflict,
        "marks": cell.marks,
        "said": [
            {
                "value": plain(one.figure.value),
                "approx": one.figure.approx,
                "period": one.figure.period,
                "source": one.figure.source,
                "text": one.printed,
                "reading": one.reading,
                "title": one.title,
                "offset": one.start if one.reading is not None else None,
                "context": one.context,
                "organisation": one.organisation,
            }
            for one in cell.said
        ],
    }
