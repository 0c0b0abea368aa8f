"""度量: what indicators ask of an extract, for many organisations and periods at once, and the cube that answers fast.

All of it is additive, if not over months, then over months and values: sums as they are; what is valid on a day as what
had come less what had left; distributions by whole days; distinct values by value. So it is kept by part, organisation
and month (see `cubes`), to which only what new parts hold is added. `through="rows"` takes everything from the rows, as
do spans that end within a month; the figures are the same.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pyarrow as pa
from django.db import models

from ..organisations import ALL, Organisation
from . import cubes, engines, parts, schema
from .conditions import Cell as Column
from .conditions import Condition, Term
from .cubes import Counts

CUBE, ROWS = "cube", "rows"
Cell = tuple[str, str]  # an organisation's code ("" for the whole tree) and a scope
Key = tuple[Cell, int]  # the same in one of the periods, by its place in the list
Addends = tuple[Counts, tuple[int, int] | None]  # of a span: the months of a cube, or what its rows were counted as


@dataclass(frozen=True, eq=False)
class Sum:
    """Rows that meet `where`, counted, or `of` added up over them; empty cells add nothing."""

    where: Condition | None = None
    of: Term | None = None

    @cached_property
    def key(self) -> str:
        """A name that equal sums share."""
        data = ["sum", None if self.where is None else self.where.data(), None if self.of is None else self.of.data()]
        return "s" + hashlib.sha256(json.dumps(data, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Span:
    """The days of a period, both included."""

    first: date
    last: date

    @property
    def is_of_whole_months(self) -> bool:
        """Whether it begins on the first and ends on the last day of a month."""
        return self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]


@dataclass(frozen=True)
class Window:
    """Which rows belong to a period: those dated `on` a day of it, or those valid when it ends.

    A row is valid from the day `start` until the day before `end`, and still valid without `end`; with `inclusive`, the
    day `end` is itself the last. `before` takes the end of the day before the period instead.
    """

    on: str = ""
    start: str = ""
    end: str = ""
    inclusive: bool = False
    before: bool = False

    @property
    def cube(self) -> str:
        """The name of what one cube serves: what stands at the beginning of a period stood at the end of another."""
        return self.on or f"{self.start}/{self.end}/{self.inclusive}"

    def months(self, span: Span) -> tuple[int, int]:
        """Return the first and the last month of a cube that `span` adds up."""
        if self.on:
            return _month(span.first), _month(span.last)
        return 0, _month(span.first) - 1 if self.before else _month(span.last)


def _month(day: date) -> int:
    return day.year * 100 + day.month


# Organisations and what they count for


class Scopes:
    """For each asked-for organisation and scope, the codes of the organisations whose rows it counts."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        listed = sorted(Organisation.objects.values_list("path", "code", "division_id"))
        paths = [path for path, _code, _division in listed]
        own = {code: (path, division) for path, code, division in listed}
        self.members: dict[Cell, list[str]] = {}
        for code, scope in dict.fromkeys(cells):
            root, division = own[code] if code else ("", None)
            below = listed[bisect_left(paths, root) : bisect_left(paths, root + "\U0010ffff")]
            everywhere = scope == ALL or not code
            self.members[code, scope] = [each for _path, each, at in below if everywhere or at == division]
        self.sets = {cell: frozenset(codes) for cell, codes in self.members.items()}


# What indicators ask


class Extract:
    """The rows of one ledger as a manifest names them, to be measured."""

    def __init__(self, manifest: parts.Manifest, model: type[models.Model], engine: str | None = None) -> None:
        self.manifest = manifest
        self.model = model
        self.engine = engines.engine(engine)
        self._fields = schema.fields(model)

    def counted(
        self,
        window: Window,
        asked: Iterable[Sum],
        spans: Sequence[Span],
        *,
        values: Term | None = None,
        declared: Iterable[Sum] = (),
        through: str = CUBE,
    ) -> list[Addends]:
        """Return for each span what the sums of its rows are added up from; nothing where there are no rows.

        With `values` they are told apart by the values of this term; no cube holds rows without one. The cube holds
        all that is `declared`, and what is asked for. The rows alone know of a span that ends within a month.
        """
        wanted = {each.key: (each.where, each.of) for each in asked}
        if not self.manifest.parts or not wanted:
            return []
        of_the_cube = [through == CUBE and span.is_of_whole_months for span in spans]
        others = iter(
            self._of_rows(window, [span for span, of in zip(spans, of_the_cube, strict=True) if not of], wanted, values)
        )
        added = {each.key: (each.where, each.of) for each in declared} | wanted
        return [
            (self._cube(window, added, values), window.months(span)) if of else (next(others), None)
            for span, of in zip(spans, of_the_cube, strict=True)
        ]

    def begun(self, on: str, scopes: Scopes) -> dict[Cell, date]:
        """Return for each organisation and scope the first month of which there are rows, by the date `on`."""
        if not self.manifest.parts:
            return {}
        counts = cubes.cube(self.manifest, f"begun/{on}", [], lambda fresh: self._begun(self._scan(fresh), on))
        found = {}
        for cell, members in scopes.sets.items():
            if len(rows := counts.of(members)):
                first = counts.first_month(rows)
                found[cell] = date(first // 100, first % 100, 1)
        return found

    # Counting

    def _of_rows(
        self, window: Window, spans: Sequence[Span], wanted: Mapping[str, Any], values: Term | None
    ) -> list[Counts]:
        """Count the rows of several spans in one scan."""
        if not spans:
            return []
        by = self._by(values)
        within = [self.within(window, span) for span in spans]
        of = ["" if len(within) == 1 else one for one in within]
        added = [engines.sums(wanted, one, f"{number} ") for number, one in enumerate(of)]
        columns = by | {name: total for sums in added for name, total in sums.items()}
        table = self._collected(engines.select(self._scan(), columns, [" OR ".join(within)], len(by)), by)
        return [Counts(table.select([*by, *sums]).rename_columns([*by, *wanted])) for sums in added]

    def _by(self, values: Term | None) -> dict[str, str]:
        by = {} if values is None else {cubes.VALUE: engines.value(values)}
        return by | {schema.ORGANISATION: engines.name(schema.ORGANISATION)}

    def _collected(self, query: str, by: Iterable[str]) -> pa.Table:
        """Run `query`; what comes is small, and put in order here at less cost than by a cluster."""
        return self.engine.collect(query).sort_by([(name, "ascending") for name in by])

    def _cube(self, window: Window, added: Mapping[str, Any], values: Term | None) -> Counts:
        name = f"sums/{window.cube}" + ("" if values is None else f"/{values.key}")
        order = "" if values is None or values.kind != schema.INTEGER else cubes.VALUE
        return cubes.cube(
            self.manifest, name, added, lambda fresh: self._by_month(self._scan(fresh), window, added, values), order
        )

    def _by_month(self, source: str, window: Window, added: Mapping[str, Any], values: Term | None) -> pa.Table:
        """Count rows in the month of their date; what is valid from one day to another comes and leaves in a month."""
        on = engines.name(window.on or window.start)
        dated = [f"{on} IS NOT NULL"] + ([] if values is None else [f"{engines.value(values)} IS NOT NULL"])
        came = engines.month(on)
        by = {schema.PART: engines.name(schema.PART)} | self._by(values) | {cubes.MONTH: came}
        sums = engines.sums(added)
        if window.on:
            return self._collected(engines.select(source, by | sums, dated, len(by)), by)
        ended = self._day(window.end)
        left = engines.month(f"({ended} + INTERVAL 1 DAY)" if window.inclusive else ended)
        # What left before it came was never there.
        gone = by | {cubes.MONTH: f"greatest({came}, {left})"}
        both = [
            engines.select(source, by | {cubes.SIGN: "1"} | sums, dated, len(by)),
            engines.select(source, gone | {cubes.SIGN: "-1"} | sums, [*dated, f"{ended} IS NOT NULL"], len(by)),
        ]
        return self._collected(" UNION ALL ".join(both), [*by, cubes.SIGN])

    def _begun(self, source: str, on: str) -> pa.Table:
        by = {each: engines.name(each) for each in (schema.PART, schema.ORGANISATION)}
        dated = engines.name(on)
        first = {cubes.MONTH: f"min({engines.month(dated)})"}
        return self._collected(engines.select(source, by | first, [f"{dated} IS NOT NULL"], len(by)), by)

    # Which rows

    def within(self, window: Window, span: Span) -> str:
        """Return the condition that a row belongs to `span`."""
        if window.on:
            first, last = engines.literal(span.first), engines.literal(span.last)
            return f"({self._day(window.on)} BETWEEN {first} AND {last})"
        at = engines.literal(span.first - timedelta(days=1) if window.before else span.last)
        ended = f"{self._day(window.end)} {'<' if window.inclusive else '<='} {at}"
        return f"({self._day(window.start)} <= {at} AND NOT coalesce({ended}, FALSE))"

    def _day(self, name: str) -> str:
        return engines.day(Column(self._fields[name]))

    def rows(
        self,
        window: Window,
        span: Span,
        where: Condition | None,
        organisations: Sequence[str],
        *,
        columns: Sequence[str],
        key: Sequence[str],
        after: Sequence[Any] | None = None,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Return the rows that are counted, in the order of `key`; those after the one whose key is `after`."""
        if not self.manifest.parts:
            return []
        met = [self.within(window, span), engines.among(engines.name(schema.ORGANISATION), organisations)]
        if where is not None:
            met.append(engines.predicate(where))
        if after is not None:
            met.append(_beyond(key, after))
        query = engines.select(self._scan(), {each: engines.name(each) for each in [*key, *columns]}, met)
        query += " ORDER BY " + ", ".join(f"{engines.name(each)} NULLS FIRST" for each in key)
        return self.engine.collect(query + ("" if limit is None else f" LIMIT {limit}")).to_pylist()

    def _scan(self, only: Iterable[parts.Part] | None = None) -> str:
        chosen = self.manifest.parts if only is None else only
        return self.engine.scan([str(parts.path(self.manifest.ledger) / part.file) for part in chosen])


def answers(counted: Sequence[Addends], scopes: Scopes, answer: Callable[[Counts, Any], Any]) -> dict[Key, Any]:
    """Answer for every organisation and scope, in every span of which it has rows."""
    found = {}
    for cell, members in scopes.sets.items():
        of: dict[int, Any] = {}
        for number, (counts, months) in enumerate(counted):
            if id(counts) not in of:
                of[id(counts)] = counts.of(members)
            rows = of[id(counts)]
            if months:
                rows = counts.between(rows, *months)
            if len(rows):
                found[cell, number] = answer(counts, rows)
    return found


def _beyond(key: Sequence[str], after: Sequence[Any]) -> str:
    """Return the condition that a row's key comes after `after`, field by field."""
    (name, *others), (last, *rest) = key, after
    column, value = engines.name(name), engines.literal(last)
    return f"({column} > {value}" + (f" OR ({column} = {value} AND {_beyond(others, rest)})" if others else "") + ")"
