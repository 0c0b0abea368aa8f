"""计算: figures of many indicators, organisations, periods and scopes at once, and their comparison over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from .. import ledgers
from ..extracts import parts
from ..extracts.measures import CUBE, Cell, Extract, Key, Scopes, Span, Sum, Window
from ..organisations import ALL, Organisation
from .declarations import Base, Count, Distinct, Measure, QuantileDays, Ratio, Total, declared, indicator, of_ledger
from .figures import Counted, Figure
from .periods import Period
from .printing import percentage


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
    scopes = list(scopes)
    cells: list[Cell] = [(code, scope) for code in codes for scope in scopes]
    bases = list(dict.fromkeys(base for measure in asked for base in measure.bases()))
    members = Scopes(cells)
    spans = [Span(period.first, period.last) for period in times]
    counts: dict[Base, dict[Key, _Value]] = {}
    manifests = _manifests((base.ledger for base in bases), fresh)
    for model in manifests:
        count = _Counting(Extract(manifests[model], model, engine), members, spans, through)
        counts |= count([base for base in bases if base.ledger is model])
    how = {"engine": engine, "through": through, "fresh": False}
    figures = []
    for measure in asked:
        base = measure.whole if isinstance(measure, Ratio) else measure.bases()[0]
        for code in codes:
            for number, period in enumerate(times):
                counted = Counted(measure, base, period, manifests[base.ledger], how)
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
    counted: Counted,
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


@dataclass(frozen=True)
class _Counting:
    """The counting of one ledger's measures, in as few scans as there are dates to count by.

    The cube holds all that the ledger declares, so that it serves whatever is asked next.
    """

    extract: Extract
    members: Scopes
    spans: Sequence[Span]
    through: str

    def __call__(self, bases: Sequence[Base]) -> dict[Base, dict[Key, _Value]]:
        """Return the values of `bases` by scope and span."""
        found: dict[Base, dict[Key, _Value]] = {}
        for kind, count in ((Count, self._counts), (Distinct, self._distinct), (QuantileDays, self._quantiles)):
            same: Any = [base for base in bases if isinstance(base, kind)]
            for window in dict.fromkeys(base.window for base in same):
                found |= count(window, [base for base in same if base.window == window])
        return found

    def _declared(self, kind: type[Base], window: Window) -> list[Any]:
        bases = of_ledger(self.extract.model).get(self.extract.model, [])
        return [base for base in bases if isinstance(base, kind) and base.window.cube == window.cube]

    def _counts(self, window: Window, bases: list[Count]) -> dict[Base, dict[Key, _Value]]:
        declared = _sums(self._declared(Count, window))
        asked = (window, _sums(bases), self.members, self.spans)
        answers = self.extract.sums(*asked, declared=declared, through=self.through)
        found: dict[Base, dict[Key, _Value]] = {}
        for base in bases:
            value, records = (base.added if isinstance(base, Total) else base.counted).key, base.counted.key
            found[base] = {key: _Value(row[value], row[records]) for key, row in answers.items()}
        return found

    def _distinct(self, window: Window, bases: list[Distinct]) -> dict[Base, dict[Key, _Value]]:
        found: dict[Base, dict[Key, _Value]] = {}
        for of in dict.fromkeys(base.term.key for base in bases):
            same = [base for base in bases if base.term.key == of]
            declared = [base.counted for base in self._declared(Distinct, window) if base.term.key == of]
            asked = (window, same[0].term, [base.counted for base in same], self.members, self.spans)
            answers = self.extract.distinct(*asked, declared=declared, through=self.through)
            for base in same:
                rows = answers[base.counted.key].items()
                found[base] = {key: _Value(row["values"], row["rows"]) for key, row in rows}
        return found

    def _quantiles(self, window: Window, bases: list[QuantileDays]) -> dict[Base, dict[Key, _Value]]:
        found: dict[Base, dict[Key, _Value]] = {}
        for base in bases:
            answers = self.extract.quantile(window, base.days, base.share, self.members, self.spans, self.through)
            found[base] = {key: _Value(row["days"], row["rows"]) for key, row in answers.items()}
        return found


def _sums(bases: Iterable[Count]) -> list[Sum]:
    counted = [base.counted for base in bases]
    return [*counted, *(base.added for base in bases if isinstance(base, Total))]


def begun(
    slugs: Iterable[str],
    organisations: Iterable[Organisation],
    scopes: Iterable[str] = (ALL,),
    *,
    fresh: bool = True,
) -> dict[tuple[str, str, str], date]:
    """Return for each indicator, organisation and scope the first month of which the ledger holds a row.

    The keys are slug, code and scope; where there are no rows there is no key.
    """
    scopes = list(scopes)
    members = Scopes([(each.code, scope) for each in organisations for scope in scopes])
    bases: dict[str, Base] = {}
    for slug in slugs:
        measure = indicator(slug)
        bases[slug] = measure.whole if isinstance(measure, Ratio) else measure.bases()[0]
    manifests = _manifests((base.ledger for base in bases.values()), fresh)
    found: dict[tuple[type[models.Model], str], dict[Cell, date]] = {}
    answers: dict[tuple[str, str, str], date] = {}
    for slug, base in bases.items():
        key = (base.ledger, base.window.on or base.window.start)
        if key not in found:
            found[key] = Extract(manifests[base.ledger], base.ledger).begun(key[1], members)
        answers |= {(slug, code, scope): first for (code, scope), first in found[key].items()}
    return answers


def _manifests(models_: Iterable[type[models.Model]], fresh: bool) -> dict[type[models.Model], parts.Manifest]:
    """Return the manifest of each ledger, brought up to the database if it is to be `fresh`."""
    counted = {model: ledgers.of(model) for model in models_}
    found = parts.refresh_all(counted.values()) if fresh else {each: parts.manifest(each) for each in counted.values()}
    return {model: found[ledger] for model, ledger in counted.items()}


# Comparing


def growth(figure: Figure, before: Figure, places: int = 2) -> Decimal | None:
    """Return by how many per cent `figure` exceeds `before`; nothing where there is nothing to exceed."""
    if figure.value is None or not before.value:
        return None
    last = Decimal(before.value)
    return percentage(Decimal(figure.value) - last, abs(last), places)


def year_before(figures: Sequence[Figure], **how: Any) -> list[Figure | None]:
    """Return for each of `figures` that ledgers counted the same a year before; `how` as in `evaluate`."""
    wanted = [_a_year_before(each) for each in figures]
    asked = [key for key in wanted if key]
    if not asked:
        return [None] * len(figures)
    sides = [list(dict.fromkeys(side)) for side in zip(*asked, strict=True)]
    found = evaluate(*sides, **({"fresh": False} | how))
    by_key = {_key(each, each.counted.period): each for each in found if each.counted}
    return [by_key[key] if key else None for key in wanted]


def _a_year_before(figure: Figure) -> tuple[Measure, str, Period, str] | None:
    period = figure.counted.period.year_before if figure.counted else None
    return _key(figure, period) if period else None


def _key(figure: Figure, period: Period) -> tuple[Measure, str, Period, str]:
    assert figure.counted is not None
    return figure.counted.measure, figure.organisation, period, figure.scope
