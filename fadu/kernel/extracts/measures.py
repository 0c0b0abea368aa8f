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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

import narwhals as nw
import pyarrow as pa
from django.db import models

from ..organisations import ALL, Organisation
from . import cubes, engines, parts, schema
from .conditions import Condition, Term
from .cubes import Counts

CUBE, ROWS = "cube", "rows"
Cell = tuple[str, str]  # an organisation's code ("" for the whole tree) and a scope
Key = tuple[Cell, int]  # the same in one of the periods, by its place in the list


@dataclass(frozen=True, eq=False)
class Sum:
    """Rows that meet `where`, counted, or `of` added up over them; empty cells add nothing."""

    where: Condition | None = None
    of: Term | None = None

    @cached_property
    def key(self) -> str:
        """A name that equal sums share."""
        return _key("sum", self.where, self.of)


@dataclass(frozen=True, eq=False)
class Days:
    """How whole days are distributed over the rows that meet `where`; rows without them are left out."""

    of: Term
    where: Condition | None = None

    @cached_property
    def key(self) -> str:
        """A name that equal distributions share."""
        return _key("days", self.where, self.of)


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


def _key(kind: str, where: Condition | None, of: Term | None) -> str:
    data = [kind, None if where is None else where.data(), None if of is None else of.data()]
    return kind[0] + hashlib.sha256(json.dumps(data, ensure_ascii=False).encode()).hexdigest()[:16]


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

    def sums(
        self,
        window: Window,
        asked: Sequence[Sum],
        scopes: Scopes,
        spans: Sequence[Span],
        *,
        declared: Sequence[Sum] = (),
        through: str = CUBE,
    ) -> dict[Key, dict[str, Any]]:
        """Return the sums of the rows of each span, by the sums' keys.

        The cube holds all `declared` sums, those asked for included. What is missing in the answer is nothing.
        """
        wanted = {each.key: (each.where, each.of) for each in asked}
        added = {each.key: (each.where, each.of) for each in declared} | wanted
        found = self._counted(
            window,
            spans,
            through,
            lambda: self._cube(f"sums/{window.cube}", added, lambda scan: self._by_month(scan, window, added)),
            wanted,
        )
        return _answers(found, scopes, lambda counts, rows: {key: counts.total(key, rows) for key in wanted})

    def distinct(
        self,
        window: Window,
        of: Term,
        asked: Sequence[Sum],
        scopes: Scopes,
        spans: Sequence[Span],
        *,
        declared: Sequence[Sum] = (),
        through: str = CUBE,
    ) -> dict[str, dict[Key, dict[str, Any]]]:
        """Return, by the key of each sum, how many `values` the term takes in its rows, and how many `rows` it has."""
        wanted = {each.key: (each.where, None) for each in asked}
        added = {each.key: (each.where, None) for each in declared} | wanted

        def valued(rows: Any) -> Any:
            return rows.with_columns(**{cubes.VALUE: engines.value(of)}).filter(~nw.col(cubes.VALUE).is_null())

        found = self._counted(
            window,
            spans,
            through,
            lambda: self._cube(
                f"values/{window.cube}/{of.key}",
                added,
                lambda scan: self._by_month(valued(scan), window, added, cubes.VALUE),
            ),
            wanted,
            valued,
        )
        answers = _answers(
            found,
            scopes,
            lambda counts, rows: {key: (counts.values(key, rows), counts.total(key, rows)) for key in wanted},
        )
        return {
            key: {at: dict(zip(("values", "rows"), each[key], strict=True)) for at, each in answers.items()}
            for key in wanted
        }

    def quantile(
        self, window: Window, days: Days, share: Fraction, scopes: Scopes, spans: Sequence[Span], through: str = CUBE
    ) -> dict[Key, dict[str, Any]]:
        """Return the quantile of whole days (`days`) and the number of rows that have any (`rows`).

        The quantile is the least number of days that at least this share of the rows does not exceed: always one that
        occurred, and the same from a distribution as from the rows.
        """
        added: dict[str, tuple[Condition | None, Term | None]] = {days.key: (None, None)}

        def valued(rows: Any) -> Any:
            chosen = rows if days.where is None else rows.filter(engines.predicate(days.where))
            dated = chosen.with_columns(**{cubes.VALUE: engines.value(days.of).cast(nw.Int64)})
            return dated.filter(~nw.col(cubes.VALUE).is_null())

        found = self._counted(
            window,
            spans,
            through,
            lambda: self._cube(
                f"distribution/{window.cube}",
                added,
                lambda scan: self._by_month(valued(scan), window, added, cubes.VALUE),
                order=cubes.VALUE,
            ),
            added,
            valued,
        )
        answers = _answers(
            found, scopes, lambda counts, rows: counts.least(days.key, rows, share.numerator, share.denominator)
        )
        return {at: dict(zip(("days", "rows"), least, strict=True)) for at, least in answers.items() if least}

    def begun(self, on: str, scopes: Scopes) -> dict[Cell, date]:
        """Return for each organisation and scope the first month of which there are rows, by the date `on`."""
        if not self.manifest.parts:
            return {}
        counts = self._cube(f"begun/{on}", [], lambda scan: self._begun(scan, on))
        found = {}
        for cell, members in scopes.sets.items():
            if len(rows := counts.of(members)):
                first = counts.first_month(rows)
                found[cell] = date(first // 100, first % 100, 1)
        return found

    # Counting

    def _counted(
        self,
        window: Window,
        spans: Sequence[Span],
        through: str,
        cube: Callable[[], Counts],
        wanted: Mapping[str, Any],
        valued: Callable[[Any], Any] | None = None,
    ) -> list[tuple[Counts, tuple[int, int] | None]]:
        """Return for each span what it is to be added up from: the months of the cube, or counts of the rows.

        The rows alone know of a span that ends within a month.
        """
        if not self.manifest.parts or not wanted:
            return []
        of_the_cube = [through == CUBE and span.is_of_whole_months for span in spans]
        others = iter(self._of_rows(window, [span for span, of in zip(spans, of_the_cube, strict=True) if not of],
                                    wanted, valued))  # fmt: skip
        return [
            (cube(), window.months(span)) if of else (next(others), None)
            for span, of in zip(spans, of_the_cube, strict=True)
        ]

    def _of_rows(
        self,
        window: Window,
        spans: Sequence[Span],
        wanted: Mapping[str, Any],
        valued: Callable[[Any], Any] | None,
    ) -> Iterator[Counts]:
        """Count the rows of several spans in one scan."""
        if not spans:
            return
        within = [self.within(window, span) for span in spans]
        rows = self._scan().filter(nw.any_horizontal(*within, ignore_nulls=False) if len(within) > 1 else within[0])
        by = [schema.ORGANISATION]
        if valued:
            rows, by = valued(rows), [cubes.VALUE, schema.ORGANISATION]
        if len(spans) == 1:
            yield Counts(self._collected(rows.group_by(*by).agg(*engines.sums(wanted)), by))
            return
        added = [each for number, one in enumerate(within) for each in engines.sums(wanted, one, f"{number} ")]
        table = self._collected(rows.group_by(*by).agg(*added), by)
        for number in range(len(spans)):
            yield Counts(table.select([*by, *(f"{number} {key}" for key in wanted)]).rename_columns([*by, *wanted]))

    def _collected(self, frame: Any, by: Sequence[str]) -> pa.Table:
        """Run `frame`; what comes is small, and put in order here at less cost than by a cluster."""
        return self.engine.collect(frame).sort_by([(name, "ascending") for name in by])

    def _cube(self, name: str, declared: Iterable[str], count: Callable[[Any], pa.Table], order: str = "") -> Counts:
        return cubes.cube(self.manifest, name, declared, lambda fresh: count(self._scan(fresh)), order)

    def _by_month(self, scan: Any, window: Window, added: Mapping[str, Any], *also: str) -> pa.Table:
        """Count rows in the month of their date; what is valid from one day to another comes and leaves in a month."""
        on = window.on or window.start
        by = (schema.PART, schema.ORGANISATION, cubes.MONTH, *also)
        dated = scan.filter(~nw.col(on).is_null())
        came = dated.with_columns(**{cubes.MONTH: engines.month(nw.col(on))})
        if window.on:
            return self._collected(came.group_by(*by).agg(*engines.sums(added)), by)
        ended = engines.day(self._fields[window.end])
        gone = engines.month(ended.dt.offset_by("1d") if window.inclusive else ended)
        # What left before it came was never there.
        month = nw.max_horizontal(engines.month(nw.col(on)), gone)
        left = dated.filter(~nw.col(window.end).is_null()).with_columns(**{cubes.MONTH: month})
        signed = [rows.with_columns(**{cubes.SIGN: nw.lit(sign, nw.Int64)}) for rows, sign in ((came, 1), (left, -1))]
        by = (*by, cubes.SIGN)
        return self._collected(nw.concat(signed).group_by(*by).agg(*engines.sums(added)), by)

    def _begun(self, scan: Any, on: str) -> pa.Table:
        by = (schema.PART, schema.ORGANISATION)
        dated = scan.filter(~nw.col(on).is_null()).with_columns(**{cubes.MONTH: engines.month(nw.col(on))})
        return self._collected(dated.group_by(*by).agg(nw.col(cubes.MONTH).min()), by)

    # Which rows

    def within(self, window: Window, span: Span) -> nw.Expr:
        """Return the condition that a row belongs to `span`."""
        if window.on:
            return self._dated(window.on, span)
        at = nw.lit(span.first - timedelta(days=1) if window.before else span.last)
        start, end = engines.day(self._fields[window.start]), engines.day(self._fields[window.end])
        ended = end < at if window.inclusive else end <= at
        return (start <= at).fill_null(False) & ~ended.fill_null(False)

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
        frame = self._scan().filter(self.within(window, span))
        frame = frame.filter(nw.col(schema.ORGANISATION).is_in(list(organisations)))
        if where is not None:
            frame = frame.filter(engines.predicate(where))
        if after is not None:
            frame = frame.filter(_beyond(key, after))
        frame = frame.select(*dict.fromkeys([*key, *columns])).sort(*key)
        return self.engine.collect(frame if limit is None else frame.head(limit)).to_pylist()

    def _dated(self, on: str, span: Span) -> nw.Expr:
        dated = engines.day(self._fields[on])
        return (dated >= nw.lit(span.first)) & (dated <= nw.lit(span.last))

    def _scan(self, only: Iterable[parts.Part] | None = None) -> Any:
        chosen = self.manifest.parts if only is None else only
        return self.engine.scan([str(parts.folder(self.manifest.ledger) / part.file) for part in chosen])


def _answers(
    counted: Sequence[tuple[Counts, tuple[int, int] | None]], scopes: Scopes, answer: Callable[[Counts, Any], Any]
) -> dict[Key, Any]:
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


def _beyond(key: Sequence[str], after: Sequence[Any]) -> nw.Expr:
    """Return the condition that a row's key comes after `after`, field by field."""
    (name, *others), (last, *rest) = key, after
    column = nw.col(name)
    beyond = column > nw.lit(last)
    return beyond if not others else beyond | ((column == nw.lit(last)) & _beyond(others, rest))
