"""计算: figures of many indicators, organisations, periods and scopes at once, and their comparison over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import models

from .. import ledgers
from ..extracts import parts
from ..extracts.cubes import Counts
from ..extracts.measures import CUBE, ROWS, Cell, Extract, Key, Scopes, Span, Sum, Window, answers
from ..organisations import ALL, Organisation
from .declarations import Base, Measure, QuantileDays, Ratio, Value, declared, indicator, of_ledger
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
    counts: dict[Base, dict[Key, Value]] = {}
    manifests = _manifests((base.ledger for base in bases), fresh)
    for model in manifests:
        extract = Extract(manifests[model], model, engine)
        counts |= _counted(extract, [base for base in bases if base.ledger is model], members, spans, through)
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


def _figure(
    measure: Measure,
    code: str,
    scope: str,
    period: Period,
    key: Key,
    counts: Mapping[Base, Mapping[Key, Value]],
    counted: Counted,
) -> Figure:
    figure = Figure(measure.slug, code, scope, period.name, None, measure.unit, measure.label, counted=counted)
    if not isinstance(measure, Ratio):
        base = counted.base
        got = counts[base].get(key, Value(None if isinstance(base, QuantileDays) else 0, 0))
        return replace(figure, value=got.value, records=got.records)
    nothing = Value(0, 0)
    above, below = counts[measure.part].get(key, nothing), counts[measure.whole].get(key, nothing)
    value = measure.value(above.value or 0, below.value or 0)
    return replace(figure, value=value, numerator=above.value, denominator=below.value, records=below.records)


def _counted(
    extract: Extract, bases: Sequence[Base], members: Scopes, spans: Sequence[Span], through: str
) -> dict[Base, dict[Key, Value]]:
    """Return the values of the measures of one ledger, counted in as few scans as there are dates to count by.

    The cube holds all that the ledger declares, so that it serves whatever is asked next.
    """
    found: dict[Base, dict[Key, Value]] = {}
    for same in _together(bases, through):
        window, values = same[0].window, next((base.values for base in same if base.values is not None), None)
        others = of_ledger(extract.model).get(extract.model, [])
        declared = [each for each in others if each.window.cube == window.cube and _key_of(each) == _key_of(same[0])]
        counted = extract.counted(window, _sums(same), spans, values=values, declared=_sums(declared), through=through)
        rows = answers(counted, members, partial(_answered, same))
        for number, base in enumerate(same):
            found[base] = {key: row[number] for key, row in rows.items() if row[number]}
    return found


def _answered(bases: Iterable[Base], counts: Counts, rows: Any) -> list[Value | None]:
    return [each.answer(counts, rows) for each in bases]


def _together(bases: Iterable[Base], through: str) -> list[list[Base]]:
    """Return what is counted in one scan: measures by the same dates whose sums are told apart by the same values.

    Of the rows what is not told apart is counted with whole days, of which there are few.
    """
    found: dict[tuple[Window, str], list[Base]] = {}
    for base in bases:
        found.setdefault((base.window, _key_of(base)), []).append(base)
    if through == ROWS:
        for (window, values), same in list(found.items()):
            if isinstance(same[0], QuantileDays) and (window, "") in found:
                found[window, values] = same + found.pop((window, ""))
    return list(found.values())


def _key_of(base: Base) -> str:
    return "" if base.values is None else base.values.key


def _sums(bases: Iterable[Base]) -> list[Sum]:
    return [each for base in bases for each in base.sums]


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
