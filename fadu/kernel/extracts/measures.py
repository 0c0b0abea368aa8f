"""度量: what indicators ask of an extract, for many organisations and periods at once, and the cube that answers fast.

Sums and distributions of whole days are additive, so they are kept by part, organisation and month in a cube: a small
Parquet file beside the parts, to which only what new parts hold is added. Distinct values and what is valid on a day
are not additive over months and are taken from the rows. `through="rows"` takes everything from the rows.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import models

from .. import journal
from ..organisations import ALL, Organisation
from . import engines, parts, schema
from .conditions import Condition, Term

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
    """The days of a period, both included; whole months."""

    first: date
    last: date


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
        self.cells = list(self.members)

    def table(self) -> pa.Table:
        """Return pairs of a cell's number and an organisation's code."""
        numbers = [number for number, cell in enumerate(self.cells) for _code in self.members[cell]]
        codes = [code for cell in self.cells for code in self.members[cell]]
        return pa.table({"cell": pa.array(numbers, pa.int32()), "organisation": pa.array(codes, pa.string())})


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
        on: str,
        asked: Sequence[Sum],
        scopes: Scopes,
        spans: Sequence[Span],
        *,
        declared: Sequence[Sum] = (),
        through: str = CUBE,
    ) -> dict[Key, dict[str, Any]]:
        """Return the sums of the rows dated `on` a day of each span, by the sums' keys.

        The cube holds all `declared` sums, those asked for included. What is missing in the answer is nothing.
        """
        wanted = list({each.key: each for each in asked}.values())
        if not self.manifest.parts or not wanted:
            return {}
        added = {each.key: (each.where, each.of) for each in [*declared, *wanted]}
        if through == CUBE:
            by_month = self._cube(f"sums/{on}", added, lambda scan: self._sums_by_month(scan, on, added))
            return _rolled_up(by_month, [each.key for each in wanted], scopes, spans)
        asked_for = {each.key: (each.where, each.of) for each in wanted}
        found = []
        for span in spans:
            frame = self._scan().filter(self._dated(on, span)).group_by(schema.ORGANISATION)
            found.append(self.engine.collect(frame.agg(*engines.sums(asked_for)).sort(schema.ORGANISATION)))
        return _rolled_up(_numbered(found), list(asked_for), scopes, spans)

    def standing(
        self, window: Window, asked: Sequence[Sum], scopes: Scopes, spans: Sequence[Span]
    ) -> dict[Key, dict[str, Any]]:
        """Return the sums of the rows valid when each span ends."""
        added = {each.key: (each.where, each.of) for each in asked}
        if not self.manifest.parts or not added:
            return {}
        found = []
        for span in spans:
            frame = self._scan().filter(self.within(window, span)).group_by(schema.ORGANISATION)
            found.append(self.engine.collect(frame.agg(*engines.sums(added)).sort(schema.ORGANISATION)))
        return _rolled_up(_numbered(found), list(added), scopes, spans)

    def distinct(
        self, window: Window, of: Term, asked: Sequence[Sum], scopes: Scopes, spans: Sequence[Span]
    ) -> dict[str, dict[Key, dict[str, Any]]]:
        """Return, by the key of each sum, how many `values` the term takes in its rows, and how many `rows` it has."""
        added = {each.key: (each.where, None) for each in asked}
        if not self.manifest.parts:
            return {key: {} for key in added}
        found = []
        for span in spans:
            frame = self._scan().filter(self.within(window, span)).with_columns(value=engines.value(of))
            pairs = frame.filter(~nw.col("value").is_null()).group_by(schema.ORGANISATION, "value")
            found.append(self.engine.collect(pairs.agg(*engines.sums(added)).sort(schema.ORGANISATION, "value")))
        counted, scope = _numbered(found), scopes.table()
        answers = {}
        for key in added:
            query = f"""
                SELECT cell, span, count(DISTINCT value)::BIGINT AS "values", sum("{key}")::BIGINT AS rows
                FROM counted JOIN scope USING (organisation) WHERE "{key}" > 0 GROUP BY ALL ORDER BY ALL"""
            answers[key] = _answers(_ask(query, counted=counted, scope=scope), scopes)
        return answers

    def quantiles(
        self,
        on: str,
        asked: Mapping[str, tuple[Days, Fraction]],
        scopes: Scopes,
        spans: Sequence[Span],
        *,
        declared: Sequence[Days] = (),
        through: str = CUBE,
    ) -> dict[str, dict[Key, dict[str, Any]]]:
        """Return by name the quantile of whole days (`days`) and the number of rows that have any (`rows`).

        The quantile is the least number of days that at least this share of the rows does not exceed: always one that
        occurred, and the same from a distribution as from the rows.
        """
        if not self.manifest.parts or not asked:
            return {name: {} for name in asked}
        distributions = {each.key: each for each in [*declared, *(days for days, _share in asked.values())]}
        if through == CUBE:
            counted = self._cube(
                f"days/{on}",
                distributions,
                lambda scan: self._days(scan, distributions.values(), {"month": _month(on)}),
            )
        else:
            found = []
            for span in spans:
                scan = self._scan().filter(self._dated(on, span))
                wanted = {days.key: days for days, _share in asked.values()}
                found.append(self._days(scan, wanted.values(), {}))
            counted = _numbered(found)
        answers = {}
        for name, (days, share) in asked.items():
            query = f"""
                WITH shared AS (
                    SELECT cell, span, days, sum(rows) AS rows
                    FROM counted JOIN scope USING (organisation) {_in_spans(counted)}
                    WHERE measure = $measure GROUP BY ALL
                ), ranked AS (
                    SELECT *, sum(rows) OVER (PARTITION BY cell, span ORDER BY days) AS upto,
                           sum(rows) OVER (PARTITION BY cell, span) AS whole FROM shared
                )
                SELECT cell, span, min(days) FILTER (WHERE upto * $below >= whole * $above)::BIGINT AS days,
                       any_value(whole)::BIGINT AS rows
                FROM ranked GROUP BY ALL ORDER BY ALL"""
            values = {"measure": days.key, "above": share.numerator, "below": share.denominator}
            tables = {"counted": counted, "scope": scopes.table(), "spans": _span_table(spans)}
            answers[name] = _answers(_ask(query, values, **tables), scopes)
        return answers

    def begun(self, on: str, scopes: Scopes) -> dict[Cell, date]:
        """Return for each organisation and scope the first month of which there are rows, by the date `on`."""
        if not self.manifest.parts:
            return {}
        counted = self._cube(f"begun/{on}", [], lambda scan: self._begun(scan, on))
        query = (
            "SELECT cell, min(month) AS first FROM counted JOIN scope USING (organisation) GROUP BY ALL ORDER BY ALL"
        )
        found = _ask(query, counted=counted, scope=scopes.table()).to_pylist()
        return {scopes.cells[row["cell"]]: date(row["first"] // 100, row["first"] % 100, 1) for row in found}

    def _begun(self, scan: Any, on: str) -> pa.Table:
        by = (schema.PART, schema.ORGANISATION)
        dated = scan.filter(~nw.col(on).is_null()).with_columns(month=_month(on))
        return self.engine.collect(dated.group_by(*by).agg(nw.col("month").min()).sort(*by))

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

    # The cube

    def _sums_by_month(self, scan: Any, on: str, added: Mapping[str, Any]) -> pa.Table:
        by = (schema.PART, schema.ORGANISATION, "month")
        dated = scan.filter(~nw.col(on).is_null()).with_columns(month=_month(on))
        return self.engine.collect(dated.group_by(*by).agg(*engines.sums(added)).sort(*by))

    def _days(self, scan: Any, distributions: Iterable[Days], also: Mapping[str, nw.Expr]) -> pa.Table:
        found = []
        for each in distributions:
            chosen = scan if each.where is None else scan.filter(engines.predicate(each.where))
            by = [schema.PART, schema.ORGANISATION, *also, "days"]
            chosen = chosen.with_columns(days=engines.value(each.of).cast(nw.Int64), **also)
            for needed in (*also, "days"):
                chosen = chosen.filter(~nw.col(needed).is_null())
            counted = self.engine.collect(chosen.group_by(*by).agg(rows=nw.len().cast(nw.Int64)).sort(*by))
            found.append(counted.append_column("measure", pa.repeat(each.key, len(counted)).cast(pa.string())))
        return pa.concat_tables(found)

    def _cube(self, name: str, declared: Iterable[str], count: Callable[[Any], pa.Table]) -> pa.Table:
        """Return the additive table `name`, counting only the parts that no earlier one holds."""
        digest = hashlib.sha256("\n".join([name, self.manifest.schema, *sorted(declared)]).encode()).hexdigest()[:16]
        folder = parts.folder(self.manifest.ledger) / "cube"
        folder.mkdir(exist_ok=True)
        file = folder / f"{digest}-{self.manifest.digest[:32]}.parquet"
        if file.exists():
            return pq.read_table(file)
        earlier = max(folder.glob(f"{digest}-*.parquet"), key=lambda each: each.stat().st_mtime_ns, default=None)
        held = _parts_in(earlier) if earlier else {}
        fresh = [part for part in self.manifest.parts if held.get(part.key) != part.file]
        tables = [count(self._scan(fresh))] if fresh else []
        if earlier:
            kept = [part.key for part in self.manifest.parts if held.get(part.key) == part.file]
            old = pq.read_table(earlier, filters=[(schema.PART, "in", kept)]) if kept else None
            tables += [old.cast(tables[0].schema) if tables else old] if old is not None else []
        table = pa.concat_tables(tables).replace_schema_metadata(
            {"parts": json.dumps({part.key: part.file for part in self.manifest.parts})}
        )
        _save(table, file, keep=earlier)
        return table


def _month(on: str) -> nw.Expr:
    return engines.month(on)


def _parts_in(file: Path) -> dict[str, str]:
    return json.loads((pq.read_schema(file).metadata or {}).get(b"parts", b"{}"))


def _save(table: pa.Table, file: Path, keep: Path | None) -> None:
    written = file.with_name(f"{uuid4().hex}.part")
    pq.write_table(table, written, compression="zstd")
    journal.settle(written, file)
    for other in file.parent.glob(file.name.partition("-")[0] + "-*.parquet"):
        if other not in (file, keep):
            other.unlink(missing_ok=True)


def _numbered(tables: Sequence[pa.Table]) -> pa.Table:
    """Put the tables of the spans under each other, each row with its span's number."""
    return pa.concat_tables(
        table.append_column("span", pa.repeat(number, len(table)).cast(pa.int32()))
        for number, table in enumerate(tables)
    )


# Small tables are added up by the embedded engine, whichever made them.


def _ask(query: str, values: Mapping[str, Any] | None = None, **tables: pa.Table) -> pa.Table:
    connection = engines.connect()
    for name, table in tables.items():
        connection.register(name, table)
    return connection.sql(query, params=dict(values) if values else None).to_arrow_table()


def _span_table(spans: Sequence[Span]) -> pa.Table:
    return pa.table(
        {
            "number": pa.array(range(len(spans)), pa.int32()),
            "first": pa.array([span.first.year * 100 + span.first.month for span in spans], pa.int32()),
            "last": pa.array([span.last.year * 100 + span.last.month for span in spans], pa.int32()),
        }
    )


def _in_spans(counted: pa.Table) -> str:
    """Join the spans to a table by month; one that was taken span by span has their numbers."""
    if "span" in counted.column_names:
        return ""
    return "JOIN (SELECT number AS span, first, last FROM spans) ON month BETWEEN first AND last"


def _rolled_up(
    counted: pa.Table, keys: Sequence[str], scopes: Scopes, spans: Sequence[Span]
) -> dict[Key, dict[str, Any]]:
    # Sums of whole numbers would come back as decimals.
    whole = {name for name in counted.column_names if pa.types.is_integer(counted.schema.field(name).type)}
    added = ", ".join(f'sum("{key}"){"::BIGINT" if key in whole else ""} AS "{key}"' for key in keys)
    query = f"""
        SELECT cell, span, {added} FROM counted JOIN scope USING (organisation) {_in_spans(counted)}
        GROUP BY ALL ORDER BY cell, span"""
    return _answers(_ask(query, counted=counted, scope=scopes.table(), spans=_span_table(spans)), scopes)


def _answers(table: pa.Table, scopes: Scopes) -> dict[Key, dict[str, Any]]:
    cells, numbers = table.column("cell").to_pylist(), table.column("span").to_pylist()
    names = [name for name in table.column_names if name not in ("cell", "span")]
    columns = [table.column(name).to_pylist() for name in names]
    return {
        (scopes.cells[cell], number): dict(zip(names, row, strict=True))
        for cell, number, row in zip(cells, numbers, zip(*columns, strict=True), strict=True)
    }


def _beyond(key: Sequence[str], after: Sequence[Any]) -> nw.Expr:
    """Return the condition that a row's key comes after `after`, field by field."""
    (name, *others), (last, *rest) = key, after
    column = nw.col(name)
    beyond = column > nw.lit(last)
    return beyond if not others else beyond | ((column == nw.lit(last)) & _beyond(others, rest))
