"""指标: measures declared once over a ledger; each gives a figure for any organisation, scope and period, and its rows.

    class ReconsiderationFigures(Indicators):
        ledger = ReconsiderationCase

        concluded = count(_("审结案件"), on="decided_on")
        in_time = count(_("法定期限内审结"), on="decided_on", where=lambda row: row.decided_on <= row.due_on)
        timeliness = ratio(_("按期审结率"), in_time, concluded)

The attribute's name and the app's label make the slug (`reconsideration.timeliness`), under which the catalogue gives
unit, definition and places; a name that begins with an underscore is a part of others and needs no entry. `where` is
written as in `extracts.conditions`: & | ~ between comparisons, an empty cell equals nothing.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as text

from . import ledgers
from .catalogue import CATALOGUE
from .extracts import conditions, parts, schema
from .extracts.measures import CUBE, Cell, Days, Extract, Key, Scopes, Span, Sum, Window
from .organisations import ALL, Organisation

Where = Callable[[Any], "conditions.Condition | conditions.Term"] | None
Of = str | Callable[[Any], "conditions.Term"]

LEDGER, RETURN, REPORT = "ledger", "return", "report"
APPROX = ("exact", "over", "about", "at_least", "at_most")
NOTHING = "—"  # printed where there is no value: a rate of nothing


class BadIndicator(Exception):
    """A declaration that cannot be counted; it stops start-up and names the module, the attribute and the cure."""


class UnknownIndicator(LookupError):
    """A slug that no indicator bears; the message is for the user."""


class BadPeriod(ValueError):
    """A text that names no period; the message says what would."""


# Periods

_PERIOD = re.compile(r"(\d{4})(?:(-)|Q([1-4])|-(\d{2}))?")


@dataclass(frozen=True)
class Period:
    """期间: `2023`, `2023Q1`, `2023-06`, or `2016-` for all since (up to the day that the caller names, if any)."""

    name: str
    first: date
    last: date

    @classmethod
    def of(cls, name: Period | str | int, until: date | None = None) -> Period:
        """Return the period that `name` means; one without end goes on to `until`. Raises BadPeriod."""
        if isinstance(name, Period):
            return name
        match = _PERIOD.fullmatch(str(name).strip())
        months = range(1, 13)
        if match and match[3]:
            months = range(int(match[3]) * 3 - 2, int(match[3]) * 3 + 1)
        elif match and match[4]:
            months = range(int(match[4]), int(match[4]) + 1)
        if not match or not 1 <= months[0] <= 12 or match[1] == "0000":
            raise BadPeriod(
                text("“%(name)s”不是期间，请写成 2023、2023Q1、2023-06 或 2016-（自 2016 年起）。") % {"name": name}
            )
        year = int(match[1])
        last = date(year, months[-1], monthrange(year, months[-1])[1])
        return cls(match[0], date(year, months[0], 1), (until or date.max) if match[2] else last)

    @property
    def year_before(self) -> Period | None:
        """The same period of the year before; nothing for one without end."""
        return None if self.name.endswith("-") else Period.of(f"{self.first.year - 1:04}{self.name[4:]}")

    def __str__(self) -> str:
        return self.name


# Declaring


class Measure:
    """指标的一种: what is counted, bound to the class that declares it."""

    name = ""
    owner: type[Indicators] | None = None

    def __init__(self, label: Any) -> None:
        self._label = label

    def __set_name__(self, owner: type, name: str) -> None:
        if not self.name:
            self.name = name

    def bind(self, owner: type[Indicators], name: str) -> None:
        """Take the fields from the ledger of `owner`, and check the declaration. Raises BadExpression, BadIndicator."""
        self.owner, self.name = owner, name

    @property
    def ledger(self) -> type[models.Model]:
        """The model of the ledger that is counted."""
        assert self.owner is not None
        return self.owner.ledger

    @property
    def slug(self) -> str:
        """`domain.attribute`."""
        assert self.owner is not None
        return f"{self.owner.domain}.{self.name}"

    @property
    def published(self) -> bool:
        """Whether it stands in the catalogue; what begins with an underscore is a part of others."""
        return not self.name.startswith("_")

    @property
    def label(self) -> str:
        """The name that the catalogue gives it."""
        return str(CATALOGUE[self.slug].label if self.published else self._label)

    @property
    def unit(self) -> str:
        """The unit of its value, as printed."""
        return str(CATALOGUE[self.slug].unit) if self.published else ""

    @property
    def places(self) -> int:
        """Decimal places of a rate."""
        return CATALOGUE[self.slug].places if self.published else 2

    @property
    def definition(self) -> str:
        """What exactly is counted."""
        return str(CATALOGUE[self.slug].definition) if self.published else ""

    def bases(self) -> list[Base]:
        """The measures over rows that it is made of."""
        raise NotImplementedError

    def figure(
        self,
        period: Period | str | int,
        organisation: Organisation | str | None = None,
        scope: str = ALL,
        **how: Any,
    ) -> Figure:
        """Return the figure of one period; without `organisation` that of the whole tree. `how` is as in `evaluate`."""
        return evaluate([self], [organisation], [period], [scope], **how)[0]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.slug if self.owner else self._label}>"


class Base(Measure):
    """A measure over the rows of one ledger."""

    def __init__(self, label: Any, window: Window, where: Where, of: Of | None = None) -> None:
        super().__init__(label)
        self.window = window
        self._where, self._of = where, of
        self.where: conditions.Condition | None = None
        self.of: conditions.Term | None = None

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        known = schema.fields(self.ledger)
        for dated in filter(None, (self.window.on, self.window.start, self.window.end)):
            if dated not in known or known[dated].kind not in (schema.DATE, schema.DATETIME):
                listed = ", ".join(n for n, f in known.items() if f.kind in (schema.DATE, schema.DATETIME))
                raise BadIndicator(f"{dated} is not a date of {self.ledger.__name__}; it has {listed}")
        self.where = conditions.where(self.ledger, self._where)
        self.of = None if self._of is None else conditions.term(self.ledger, self._of)

    def bases(self) -> list[Base]:
        return [self]

    @property
    def having(self) -> conditions.Condition | None:
        """What a row meets that is counted: `where`, and a value where one is asked for."""
        if self.of is None:
            return self.where
        filled = ~self.of.is_null()
        if self.of.kind == schema.TEXT:
            filled &= self.of != ""
        return filled if self.where is None else self.where & filled


class Count(Base):
    """件数: rows dated in the period, or standing at its end."""

    @cached_property
    def counted(self) -> Sum:
        """The rows."""
        return Sum(self.having)


class Total(Count):
    """合计: a number of the rows, added up."""

    @cached_property
    def added(self) -> Sum:
        """The sum."""
        return Sum(self.having, self.of)

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        if self.of is None or self.of.kind not in (schema.INTEGER, schema.DECIMAL):
            # Sums of binary fractions depend on the order of the rows, so that no two engines need agree.
            raise BadIndicator(f"a total is taken of whole or decimal numbers, not of {self.of}")


class Distinct(Base):
    """不同值个数: how many different values a field takes; empty ones do not count."""


class QuantileDays(Base):
    """天数分位: the least number of whole days that this share of the rows does not exceed."""

    def __init__(self, label: Any, share: float | str | Decimal, window: Window, days: Of, where: Where) -> None:
        super().__init__(label, window, where, days)
        self.share = Fraction(str(share))

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        if self.of is None or self.of.kind != schema.INTEGER:
            raise BadIndicator(f"days are a whole number or a day less a day, not {self.of}")
        if not 0 < self.share <= 1:
            raise BadIndicator(f"a quantile lies between 0 and 1, not at {self.share}")

    @cached_property
    def days(self) -> Days:
        """The distribution."""
        assert self.of is not None
        return Days(self.of, self.where)

    @property
    def unit(self) -> str:
        return super().unit or text("天")


class Ratio(Measure):
    """比率: the part in the whole, in per cent; nothing where the whole is nothing."""

    def __init__(self, label: Any, part: Base, whole: Base) -> None:
        super().__init__(label)
        self.part, self.whole = part, whole

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        for side, measure in (("part", self.part), ("whole", self.whole)):
            if measure.owner is None and not measure.name:  # written in place
                measure.bind(owner, f"_{name}_{side}")
            if not isinstance(measure, Count | Distinct):
                raise BadIndicator(f"the {side} of a ratio is a count, a total, a stock or a distinct")

    def bases(self) -> list[Base]:
        return [self.part, self.whole]

    @property
    def unit(self) -> str:
        return super().unit or "%"

    def value(self, numerator: int | Decimal, denominator: int | Decimal) -> Decimal | None:
        """Return the rate in per cent, rounded half up to its places."""
        return percentage(numerator, denominator, self.places)


def count(label: Any, *, on: str, where: Where = None) -> Count:
    """件数: the rows whose date `on` lies in the period."""
    return Count(label, Window(on=on), where)


def total(label: Any, *, of: Of, on: str, where: Where = None) -> Total:
    """合计: `of` (a field, or `lambda row: row.before - row.after`) added up over the rows dated `on` in the period."""
    return Total(label, Window(on=on), where, of)


def stock(
    label: Any, *, valid_from: str, valid_to: str, where: Where = None, at: str = "end", inclusive: bool = False
) -> Count:
    """存量: the rows standing at the end of the period, or `at="start"` of it.

    A row has left on the day `valid_to` (closed, repealed, removed); with `inclusive` that day is its last. So what was
    carried over (`at="start"`), plus what came, less what left, is what stands at the end.
    """
    window = Window(start=valid_from, end=valid_to, inclusive=inclusive, before=_before(at))
    return Count(label, window, where)


def distinct(
    label: Any,
    *,
    of: Of,
    on: str = "",
    valid_from: str = "",
    valid_to: str = "",
    where: Where = None,
    inclusive: bool = False,
) -> Distinct:
    """不同值个数: the different values of `of` in rows dated `on` in the period, or standing at its end."""
    if bool(on) == bool(valid_from and valid_to):
        raise BadIndicator("distinct takes either on, or valid_from and valid_to")
    return Distinct(label, Window(on=on, start=valid_from, end=valid_to, inclusive=inclusive), where, of)


def ratio(label: Any, part: Base, whole: Base) -> Ratio:
    """比率: `part` in `whole`, in per cent, half up to the catalogue's places (two by default)."""
    return Ratio(label, part, whole)


def quantile_days(label: Any, share: float | str | Decimal, *, on: str, days: Of, where: Where = None) -> QuantileDays:
    """天数分位: 0.5 is the median. `days` is a field of whole days, or a day less a day."""
    return QuantileDays(label, share, Window(on=on), days, where)


def _before(at: str) -> bool:
    if at not in ("start", "end"):
        raise BadIndicator(f'a stock stands at the "start" or the "end" of a period, not at {at!r}')
    return at == "start"


_declared: dict[str, Measure] = {}
_of_ledger: dict[type[models.Model], list[Base]] = {}


class Indicators:
    """指标声明: a class for each ledger, its attributes the indicators. See the module."""

    ledger: type[models.Model]
    domain: str
    measures: Mapping[str, Measure] = {}

    def __init_subclass__(cls) -> None:
        model = getattr(cls, "ledger", None)
        if isinstance(model, type) and issubclass(model, ledgers.Ledger):
            model = cls.ledger = model.model
        try:
            if not isinstance(model, type) or not issubclass(model, models.Model):
                raise BadIndicator("name the ledger: ledger = Model")
            if not schema.is_ledger_model(model):
                raise BadIndicator(f"{model.__name__} is no ledger: its rows belong to no organisation")
            cls.domain = cls.__dict__.get("domain", model._meta.app_label)
            cls.measures = {name: value for name, value in vars(cls).items() if isinstance(value, Measure)}
            for name, measure in cls.measures.items():
                cls._declare(name, measure)
        except (BadIndicator, conditions.BadExpression) as error:
            raise BadIndicator(f"{cls.__module__}, {cls.__qualname__}: {error}") from error

    @classmethod
    def _declare(cls, name: str, measure: Measure) -> None:
        try:
            measure.bind(cls, name)
        except (BadIndicator, conditions.BadExpression) as error:
            raise BadIndicator(f"{name}: {error}") from error
        if measure.published:
            if measure.slug not in CATALOGUE:
                raise BadIndicator(
                    f"{measure.slug} is not in the catalogue; add it to fadu/kernel/catalogue.py with its unit and "
                    f"definition, or name it _{name} if it is only a part of others"
                )
            other = _declared.get(measure.slug)
            if other is not None and other.owner.__qualname__ != cls.__qualname__:  # type: ignore[union-attr]
                raise BadIndicator(f"{measure.slug} is declared twice, first in {other.owner.__module__}")
            _declared[measure.slug] = measure
        listed = _of_ledger.setdefault(cls.ledger, [])
        listed += [base for base in measure.bases() if base.ledger is cls.ledger and base not in listed]


def declared() -> dict[str, Measure]:
    """Return the indicators that ledgers count, by slug, in the order of the slugs."""
    return dict(sorted(_declared.items()))


def indicator(slug: str) -> Measure:
    """Return the indicator that ledgers count under `slug`. Raises UnknownIndicator."""
    if slug not in _declared:
        known = CATALOGUE.get(slug)
        said = text("“%(slug)s”（%(label)s）没有台账计算，只有报表或报告。") if known else text("没有指标“%(slug)s”。")
        raise UnknownIndicator(said % {"slug": slug, "label": known and known.label})
    return _declared[slug]


# Figures


@dataclass(frozen=True)
class Figure:
    """数字: the value of an indicator for one organisation, scope and period, and where it comes from.

    `value` is in the printed unit (84.69 for 84.69 %), None where there is none. `records` is the number of rows
    counted, of a rate those of its whole; None for what no ledger counts. `contradiction` is what another source says.
    """

    indicator: str
    organisation: str
    scope: str
    period: str
    value: int | Decimal | None
    unit: str = ""
    label: str = ""
    source: str = LEDGER
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    records: int | None = None
    approx: str = "exact"
    note: str = ""
    contradiction: Figure | None = None
    counted: _Counted | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The value as printed, without unit."""
        return printed(self.value, approx=self.approx)

    def printed(self, style: str = "") -> str:
        """Return the value as printed; with `style` "万" in ten thousands, half up to two places."""
        return printed(self.value, style, self.approx)

    @property
    def rows(self) -> Rows:
        """The rows counted. Raises LookupError for a figure that no ledger counts."""
        if self.counted is None:
            raise LookupError(text("该数字来自报表或报告，没有台账记录。"))
        return Rows(self, self.counted)

    @property
    def part(self) -> Figure:
        """Of a rate, the figure above the line."""
        return self._side("part")

    @property
    def whole(self) -> Figure:
        """Of a rate, the figure below the line."""
        return self._side("whole")

    def _side(self, side: str) -> Figure:
        counted = self.counted
        if counted is None or not isinstance(counted.measure, Ratio):
            raise LookupError(text("只有台账计算的比率才有分子和分母的明细。"))
        measure: Base = getattr(counted.measure, side)
        return measure.figure(counted.period, self.organisation or None, self.scope, **counted.how)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as report.json holds it."""
        return {
            "indicator": self.indicator,
            "value": plain(self.value),
            "unit": self.unit,
            "approx": self.approx,
            "scope": self.scope,
            "period": self.period,
            "source": self.source,
            "numerator": plain(self.numerator),
            "denominator": plain(self.denominator),
            "records": self.records,
            "text": self.text,
        }


@dataclass(frozen=True, eq=False)
class _Counted:
    """How a figure was counted, so that its rows can be shown."""

    measure: Measure
    base: Base
    period: Period
    manifest: parts.Manifest
    how: dict[str, Any]


class Rows(Set):
    """The rows that a figure counted: iterate, compare with a set of records, or call for a page of them.

    The members are the records of a case ledger; of a volume ledger, whose rows are no records of the database, their
    keys as text.
    """

    def __init__(self, figure: Figure, counted: _Counted) -> None:
        self._figure, self._counted = figure, counted
        self._ledger = ledgers.of(counted.base.ledger)
        managed = counted.base.ledger._meta.managed
        self._key = (schema.RECORD,) if managed else tuple(self._ledger.natural_key)

    def __call__(self, after: Any = None, limit: int = 50) -> list[dict[str, Any]]:
        """Return up to `limit` rows whose `record` comes after `after`: `record` and the ledger's extracted columns."""
        return self._page(after, limit)

    def __len__(self) -> int:
        return self._figure.records or 0

    def __iter__(self) -> Iterator[Any]:
        model = self._counted.base.ledger
        records = [row[schema.RECORD] for row in self._page(None, None)]
        if not model._meta.managed:
            yield from records
            return
        for start in range(0, len(records), 500):
            found = model._default_manager.in_bulk(records[start : start + 500])
            yield from (found[record] for record in records[start : start + 500] if record in found)

    def __contains__(self, record: object) -> bool:
        key = record.pk if isinstance(record, models.Model) else record
        return any(row[schema.RECORD] == key for row in self._page(None, None))

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> set[Any]:
        return set(it)

    def __repr__(self) -> str:
        return f"<Rows {self._figure.indicator}: {len(self)}>"

    def _page(self, after: Any, limit: int | None) -> list[dict[str, Any]]:
        counted = self._counted
        known = schema.fields(counted.base.ledger)
        scopes = Scopes([(self._figure.organisation, self._figure.scope)])
        found = Extract(counted.manifest, counted.base.ledger, counted.how.get("engine")).rows(
            counted.base.window,
            Span(counted.period.first, counted.period.last),
            counted.base.having,
            scopes.members[self._figure.organisation, self._figure.scope],
            columns=[str(name) for name in self._ledger.columns if name in known],
            key=self._key,
            after=None if after is None else _key_values(after, [known[name] for name in self._key]),
            limit=limit,
        )
        return [{schema.RECORD: _key_text([row[name] for name in self._key]), **row} for row in found]


def _key_text(values: Sequence[Any]) -> Any:
    """Return the one value by which a row is named: its key, or the text of its keys."""
    return values[0] if len(values) == 1 else json.dumps(values, ensure_ascii=False, default=str)


def _key_values(key: Any, fields: Sequence[schema.Field]) -> list[Any]:
    values = [key] if len(fields) == 1 else json.loads(key)
    kinds: dict[str, Callable[[Any], Any]] = {schema.INTEGER: int, schema.DATE: lambda v: date.fromisoformat(str(v))}
    return [kinds.get(each.kind, str)(value) for each, value in zip(fields, values, strict=True)]


# Evaluating


def evaluate(
    indicators: Iterable[str | Measure] | None,
    organisations: Iterable[Organisation | str | None],
    periods: Iterable[Period | str | int],
    scopes: Iterable[str] = (ALL,),
    *,
    engine: str | None = None,
    through: str = CUBE,
    until: date | None = None,
    fresh: bool = True,
) -> list[Figure]:
    """Return a figure for each indicator, organisation, period and scope, in this order.

    `indicators` are slugs or measures, None for all that ledgers count; an organisation None is the whole tree. A
    period without end goes on to `until`. With `fresh` the extracts are first brought up to the database.
    `through="rows"` counts everything from the rows and nothing from the cube; the figures are the same.

    Raises UnknownIndicator, BadPeriod, KeyError for an unknown organisation.
    """
    asked = [
        each if isinstance(each, Measure) else indicator(each)
        for each in (declared() if indicators is None else indicators)
    ]
    times = [Period.of(period, until) for period in periods]
    codes = [each.code if isinstance(each, Organisation) else each or "" for each in organisations]
    cells: list[Cell] = [(code, scope) for code in codes for scope in scopes]
    bases = list(dict.fromkeys(base for measure in asked for base in measure.bases()))
    members = Scopes(cells)
    spans = [Span(period.first, period.last) for period in times]
    counts: dict[Base, dict[Key, _Value]] = {}
    manifests: dict[type[models.Model], parts.Manifest] = {}
    for model in dict.fromkeys(base.ledger for base in bases):
        ledger = ledgers.of(model)
        manifests[model] = parts.refresh(ledger) if fresh else parts.manifest(ledger)
        extract = Extract(manifests[model], model, engine)
        of_ledger = [base for base in bases if base.ledger is model]
        counts |= _count(extract, of_ledger, _of_ledger.get(model, []), members, spans, through)
    how = {"engine": engine, "through": through, "fresh": False}
    figures = []
    for measure in asked:
        base = measure.whole if isinstance(measure, Ratio) else measure.bases()[0]
        for code in codes:
            for number, period in enumerate(times):
                counted = _Counted(measure, base, period, manifests[base.ledger], how)
                figures += [
                    _figure(measure, code, scope, period, ((code, scope), number), counts, counted) for scope in scopes
                ]
    return figures


@dataclass(frozen=True)
class _Value:
    value: int | Decimal | None
    records: int


def _figure(
    measure: Measure,
    code: str,
    scope: str,
    period: Period,
    key: Key,
    counts: Mapping[Base, Mapping[Key, _Value]],
    counted: _Counted,
) -> Figure:
    figure = Figure(measure.slug, code, scope, period.name, None, measure.unit, measure.label, counted=counted)
    if not isinstance(measure, Ratio):
        base = counted.base
        got = counts[base].get(key, _Value(None if isinstance(base, QuantileDays) else 0, 0))
        return replace(figure, value=got.value, records=got.records)
    nothing = _Value(0, 0)
    above, below = counts[measure.part].get(key, nothing), counts[measure.whole].get(key, nothing)
    value = measure.value(above.value or 0, below.value or 0)
    return replace(figure, value=value, numerator=above.value, denominator=below.value, records=below.records)


def _count(
    extract: Extract,
    bases: Sequence[Base],
    of_ledger: Sequence[Base],
    members: Scopes,
    spans: Sequence[Span],
    through: str,
) -> dict[Base, dict[Key, _Value]]:
    """Count `bases` in as few scans as there are dates to count by; the cube holds all that the ledger declares."""
    found: dict[Base, dict[Key, _Value]] = {}
    counts = [base for base in bases if isinstance(base, Count)]
    for window in dict.fromkeys(base.window for base in counts):
        group = [base for base in counts if base.window == window]
        if window.on:
            alike = [base for base in of_ledger if isinstance(base, Count) and base.window == window]
            answers = extract.sums(window.on, _sums(group), members, spans, declared=_sums(alike), through=through)
        else:
            answers = extract.standing(window, _sums(group), members, spans)
        for one in group:
            value, records = (one.added if isinstance(one, Total) else one.counted).key, one.counted.key
            found[one] = {key: _Value(row[value] or 0, row[records] or 0) for key, row in answers.items()}
    for base in bases:
        if isinstance(base, Distinct) and base.of is not None:
            answers = extract.distinct(base.window, base.of, base.having, members, spans)
            found[base] = {key: _Value(row["values"], row["rows"]) for key, row in answers.items()}
    spread = [base for base in bases if isinstance(base, QuantileDays)]
    for on in dict.fromkeys(base.window.on for base in spread):
        declared_days = [base.days for base in of_ledger if isinstance(base, QuantileDays) and base.window.on == on]
        by_name = {str(number): base for number, base in enumerate(spread) if base.window.on == on}
        asked = {name: (one.days, one.share) for name, one in by_name.items()}
        quantiles = extract.quantiles(on, asked, members, spans, declared=declared_days, through=through)
        for name, rows in quantiles.items():
            found[by_name[name]] = {key: _Value(row["days"], row["rows"]) for key, row in rows.items()}
    return found


def _sums(bases: Iterable[Count]) -> list[Sum]:
    return [
        each for base in bases for each in ((base.counted, base.added) if isinstance(base, Total) else (base.counted,))
    ]


def begun(
    slugs: Iterable[str], organisation: Organisation, scope: str = ALL, *, fresh: bool = True
) -> dict[str, date | None]:
    """Return for each indicator the first month of which its ledger holds a row in this scope, None for no rows."""
    members = Scopes([(organisation.code, scope)])
    manifests: dict[type[models.Model], parts.Manifest] = {}
    found: dict[tuple[type[models.Model], str], date | None] = {}
    answers = {}
    for slug in slugs:
        measure = indicator(slug)
        base = measure.whole if isinstance(measure, Ratio) else measure.bases()[0]
        key = (base.ledger, base.window.on or base.window.start)
        if base.ledger not in manifests:
            ledger = ledgers.of(base.ledger)
            manifests[base.ledger] = parts.refresh(ledger) if fresh else parts.manifest(ledger)
        if key not in found:
            extract = Extract(manifests[base.ledger], base.ledger)
            found[key] = extract.begun(key[1], members).get((organisation.code, scope))
        answers[slug] = found[key]
    return answers


# Comparing and printing


def growth(figure: Figure, before: Figure, places: int = 2) -> Decimal | None:
    """Return by how many per cent `figure` exceeds `before`; nothing where there is nothing to exceed."""
    if figure.value is None or not before.value:
        return None
    last = Decimal(before.value)
    return percentage(Decimal(figure.value) - last, abs(last), places)


def year_before(figures: Sequence[Figure], **how: Any) -> list[Figure | None]:
    """Return for each of `figures` that ledgers counted the same a year before; `how` as in `evaluate`."""
    wanted = [
        (each.counted.measure, each.organisation, before, each.scope)
        if each.counted and (before := each.counted.period.year_before)
        else None
        for each in figures
    ]
    measures_, organisations, periods, scopes = (
        list(dict.fromkeys(side)) for side in zip(*filter(None, wanted), strict=True)
    ) if any(wanted) else ([], [], [], [])  # fmt: skip
    found = evaluate(measures_, organisations, periods, scopes, **({"fresh": False} | how))
    by_key = {
        (each.counted.measure, each.organisation, each.counted.period, each.scope): each
        for each in found
        if each.counted
    }
    return [by_key[key] if key else None for key in wanted]


def percentage(numerator: int | Decimal, denominator: int | Decimal, places: int = 2) -> Decimal | None:
    """Return `numerator` in per cent of `denominator`, rounded once, half up; nothing of nothing."""
    if not denominator:
        return None
    return half_up(Decimal(numerator) * 100 / Decimal(denominator), places)


def half_up(value: Decimal, places: int) -> Decimal:
    """Round as people do: 2.5 to 3, -2.5 to -3."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(value: int | Decimal | None) -> int | float | None:
    """Return `value` as JSON holds it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def printed(value: int | Decimal | None, style: str = "", approx: str = "exact") -> str:
    """Return `value` as reports print it, without unit: no needless zeros; with `style` "万", 2258100 is 225.81万."""
    if value is None:
        return NOTHING
    number = Decimal(value)
    if style == "万":
        number = half_up(number / 10_000, 2)
    digits = f"{number:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits + style + ("余" if approx == "over" else "")
