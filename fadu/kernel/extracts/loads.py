"""批量装载: files of a volume ledger, CSV, XLSX or Parquet, of millions of rows: checked as columns, all or nothing.

A row is known by the ledger's natural key. A file that brings a key again replaces that row, column by column: columns
that the file does not carry keep what they held. What was replaced is kept as a Parquet file of its own, named in the
journal. Loading the same file again changes nothing.

Cells mean here what they mean in any import (`columns.Column.read`). The common spellings are read by the column
engine; of the others each wording is read once.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from django.core.validators import (
    DecimalValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.db import models, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone
from django.utils.translation import gettext as text

from .. import columns, journal, workbooks
from ..columns import Column, Unreadable
from ..declarations import KEPT_APART, Ledger
from ..organisations import ALL, Actor, Organisation, within
from ..workbooks import Book, Fault, Sheet, Table
from . import engines, parts, schema
from .parts import Load, Manifest, Part

SHOWN = 10_000  # faulty rows that are named and marked; further ones are counted
HEAD = 1 << 20  # bytes in which a heading is looked for
ROW = "row"


class LoadRefused(Exception):
    """A file or a ledger that cannot be loaded at all; the message says why and what to do."""


@dataclass(frozen=True)
class LoadResult:
    """装载结果 of one file: what was done, or, when there are `errors`, what would have to be put right first.

    `errors` names the faults of the first 10,000 faulty rows; `faulty` counts all of them, and `bad` is a table of them
    all as they stood in the file, with the reasons.
    """

    file: str
    digest: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: tuple[Fault, ...] = ()
    faulty: int = 0
    bad: pa.Table | None = field(default=None, compare=False, repr=False)
    ignored: tuple[str, ...] = ()
    dry_run: bool = False
    steps: int = 0
    table: Table | None = field(default=None, compare=False, repr=False)

    @property
    def done(self) -> bool:
        """Whether the file has been taken over."""
        return not self.errors and not self.dry_run

    @cached_property
    def marked(self) -> bytes | None:
        """A workbook of the first 10,000 faulty rows with each error marked; None without errors."""
        if not self.errors or self.bad is None:
            return None
        if self.table and self.table.book.format == workbooks.XLSX:
            return workbooks.mark([self.table], self.errors)
        names = self.bad.column_names[:-1]
        kept = self.bad.slice(0, SHOWN)
        rows = [list(names), *(list(row.values())[:-1] for row in kept.to_pylist())]
        sheet = Sheet("", rows)
        book = Book(self.file, b"", workbooks.CSV, (sheet,))
        places = {number: place for place, number in enumerate(kept.column(0).to_pylist(), start=2)}
        faults = [
            fault._replace(row=places[fault.row], column=None if fault.column is None else fault.column + 1)
            for fault in self.errors
            if fault.row in places
        ]
        return workbooks.mark([Table(book, sheet, 1, {})], faults)

    def __str__(self) -> str:
        if self.errors:
            message = text("文件“%(file)s”有 %(rows)d 行有误，没有装载任何内容。")
            return message % {"file": self.file, "rows": self.faulty}
        message = text("文件“%(file)s”：新增 %(created)d 条，更新 %(updated)d 条，未变 %(unchanged)d 条。")
        message %= {
            "file": self.file, "created": self.created, "updated": self.updated, "unchanged": self.unchanged
        }  # fmt: skip
        return message + (text("（试运行，没有写入）") if self.dry_run else "")


def load(
    ledger: type[Ledger],
    file: Path | str,
    actor: Actor,
    *,
    organisation: Organisation | None = None,
    at: datetime | None = None,
    dry_run: bool = False,
) -> LoadResult:
    """Load `file` into a volume ledger for `actor`, all of it or, if one row is wrong, nothing.

    Rows belong to the organisation that their column names, and must lie within `organisation` where one is given; it
    also stands for the rows that name none. `at` is when it was handed in, if that is not now. To be called outside a
    transaction: the rows are no part of the database.

    Raises LoadRefused, workbooks.WorkbookRefused.
    """
    if not ledger.volume or not ledger.natural_key:
        raise LoadRefused(text("台账“%(title)s”不是批量台账，请用导入。") % {"title": ledger.title})
    file = Path(file)
    digest = _digest(file)
    code = organisation.code if organisation else ""
    for load in parts.refresh(ledger).loads:
        if (load.sha256, load.organisation) == (digest, code):
            return LoadResult(file.name, digest, unchanged=load.rows, dry_run=dry_run)
    run = _Load(ledger, actor, organisation)
    source = run.read(file, digest)
    with parts.locked(ledger.slug):
        parts.recover(ledger.slug)
        return run.finish(source, at, dry_run)


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise LoadRefused(
            text("文件“%(name)s”打不开：%(reason)s") % {"name": file, "reason": error.strerror}
        ) from error


@dataclass
class _Source:
    """One file as it was read: a column for each of the ledger's fields that it carries, and the number of each row."""

    name: str
    digest: str
    table: pa.Table
    found: Table
    faults: list[Fault]


class _Meaning(NamedTuple):
    """SQL for one column: the cell as text, the join that explains it, its value, why it has none ("" for never)."""

    raw: str
    join: str
    value: str
    why: str


class _Load:
    """One load under way."""

    def __init__(self, ledger: type[Ledger], actor: Actor, organisation: Organisation | None) -> None:
        self.ledger, self.actor, self.organisation = ledger, actor, organisation
        self.columns: dict[str, Column] = {column.name: column for column in ledger.all_columns.values()}
        self.fields = schema.fields(ledger.model)
        self.key = list(ledger.natural_key)
        self.dated = _dated(ledger.model)
        writable = actor.organisations(ledger.write)
        self.writable = set(writable.values_list("code", flat=True))
        self.bounds = None
        if organisation:
            self.bounds = set(within(organisation, ALL).values_list("code", flat=True))
        divisions = Organisation.objects.values_list("code", "division_id")
        self.places = {code: division[:6] for code, division in divisions}  # the county, city or province
        self.base = engines.connect()

    # Reading a file as texts

    def read(self, file: Path, digest: str) -> _Source:
        """Read `file` by what it holds."""
        with file.open("rb") as opened:
            head = opened.read(HEAD)
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return self._workbook(file, digest)
        try:
            return self._parquet(file, digest) if head.startswith(b"PAR1") else self._csv(file, digest, head)
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            message = text("文件“%(name)s”已损坏或不是完整的表格：%(reason)s。请重新导出后再装载。")
            raise LoadRefused(message % {"name": file.name, "reason": str(error).splitlines()[0]}) from error

    @property
    def _needed(self) -> set[str]:
        needed = {name for name, column in self.columns.items() if column.required or name in self.key}
        return needed - {schema.ORGANISATION} if self.organisation else needed

    def _parquet(self, file: Path, digest: str) -> _Source:
        opened = pq.ParquetFile(file)
        headings = opened.schema_arrow.names
        sheet = Sheet("", [headings])
        found = workbooks.find_table(Book(file.name, b"", workbooks.CSV, (sheet,)), self._listed, self._needed)
        names = [headings[place] for place in found.places.values()]
        table = opened.read(columns=names).select(names).rename_columns(list(found.places))
        return self._source(file, digest, table, found)

    def _workbook(self, file: Path, digest: str) -> _Source:
        book = workbooks.open_book(file)
        found = workbooks.find_table(book, self._listed, self._needed)
        wanted = [
            replace(column, needed=False) if column.name not in self._needed else column for column in self._listed
        ]
        rows, faults = workbooks.read_table(found, wanted)
        numbers = pa.array([number for number, _values in rows], pa.int64())
        cells = {
            name: pa.array([_written(values.get(name)) for _number, values in rows], pa.string())
            for name in found.places
        }
        return _Source(file.name, digest, pa.table({ROW: numbers, **cells}), found, faults)

    def _csv(self, file: Path, digest: str, head: bytes) -> _Source:
        encoding = _encoding(file)
        lines = "".join(head.decode(encoding, "replace").splitlines(keepends=True)[: workbooks.HEADING_ROWS])
        found = workbooks.find_table(workbooks.open_book(lines.encode(), file.name), self._listed, self._needed)
        headings = [str(place) for place in range(len(found.sheet.rows[found.heading_row - 1]))]
        skipped: dict[int, str] = {}

        def read(threads: bool) -> pa.Table:
            def skip(row: Any) -> str:
                skipped[row.number or 0] = row.text.strip()
                return "skip"

            return pyarrow.csv.read_csv(
                file,
                pyarrow.csv.ReadOptions(
                    column_names=headings,
                    skip_rows=found.heading_row,
                    encoding=encoding,
                    block_size=1 << 24,
                    use_threads=threads,
                ),
                pyarrow.csv.ParseOptions(
                    delimiter=max(",\t;|", key=lines.count),
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=skip,
                ),
                pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(headings, pa.string()),
                    include_columns=[str(place) for place in found.places.values()],
                    strings_can_be_null=False,
                ),
            )

        table = read(threads=True)
        if skipped:  # which rows they are is known only when one thread reads
            skipped.clear()
            table = read(threads=False)
        source = self._source(file, digest, table.rename_columns(list(found.places)), found, skipped)
        source.table = _without_blank_rows(source.table)
        message = text("列数与表头不符；若文字里有逗号，请给整格文字加上英文双引号")
        wrong = [number for number, line in sorted(skipped.items()) if line]
        source.faults += [Fault("", number, None, "", "", message) for number in wrong[:SHOWN]]
        return source

    @property
    def _listed(self) -> list[Column]:
        return list(self.columns.values())

    def _source(self, file: Path, digest: str, table: pa.Table, found: Table, skipped: Iterable[int] = ()) -> _Source:
        """Number the rows as they stand in the file, below the heading and without those skipped."""
        first = found.heading_row + 1
        numbers: Iterable[int] = range(first, first + len(table))
        if passed := set(skipped):
            numbers = (number for number in range(first, first + len(table) + len(passed)) if number not in passed)
        return _Source(file.name, digest, table.append_column(ROW, pa.array(numbers, pa.int64())), found, [])

    # From texts to values

    def _take(self, source: _Source) -> None:
        """Make the table `incoming` of the rows, and `faulty` of what is wrong in them."""
        run = self.base
        run.register("raw", source.table)
        run.execute("CREATE TEMP TABLE faulty (row BIGINT, name VARCHAR, value VARCHAR, why VARCHAR)")
        meanings = {name: self._meaning(name, source) for name in self.fields}
        joins = " ".join(meaning.join for meaning in meanings.values())
        cells = ", ".join(f'{meaning.value} AS "{name}"' for name, meaning in meanings.items())
        run.execute(f"CREATE TEMP TABLE incoming AS SELECT row, {cells} FROM raw {joins}")
        for name, meaning in meanings.items():
            if meaning.why:
                run.execute(
                    f"INSERT INTO faulty SELECT row, ?, {meaning.raw}, {meaning.why} AS why FROM raw "
                    f"{meaning.join} WHERE ({meaning.why}) IS NOT NULL",
                    [name],
                )

    def _meaning(self, name: str, source: _Source) -> _Meaning:
        """Return how the cells of one column become values: in the engine, and of rarer wordings one by one."""
        run, field, column = self.base, self.fields[name], self.columns[name]
        default: Any = None
        if self.organisation and name == schema.ORGANISATION:
            column, default = replace(column, needed=False), self.organisation.code
        elif not column.required:
            default = _plain(column.empty())
        empty = f"CAST({_quoted(default)} AS {_type(field)})"
        if name not in source.table.column_names:
            return _Meaning("NULL", "", empty, "")
        raw = f'CAST(raw."{name}" AS VARCHAR)'
        typed = f'raw."{name}"' if _is_typed(source.table.schema.field(name).type, field) else ""
        blank, fast = f"{typed} IS NULL" if typed else f"coalesce({raw}, '') = ''", _fast(column, field, raw, typed)
        query = f"SELECT count(*) FILTER ({blank}), count(*) FILTER ({raw} <> '' AND ({fast}) IS NULL) FROM raw"
        blanks, odd = run.execute(query).fetchall()[0]
        why = ""
        if blanks and column.required:
            why = f"CASE WHEN {blank} THEN {_quoted(text('必填，不能为空'))} END"
        if not odd:  # what was found to be spelt as usual is not looked at a second time
            value = f"CAST({typed} AS {_type(field)})" if typed else _spelt_as_usual(field, raw)
            return _Meaning(raw, "", f"CASE WHEN {blank} THEN {empty} ELSE {value} END" if blanks else value, why)
        listed = run.execute(f"SELECT DISTINCT {raw} FROM raw WHERE {raw} <> '' AND ({fast}) IS NULL").fetchall()
        words = [word for (word,) in listed]
        values, reasons = self._organisations(column, words) if field.refers else self._read(column, words)
        table = f"meaning_{name}"
        columns_of_meaning = {
            "word": pa.array(words, pa.string()),
            "value": pa.array(values, field.arrow),
            "why": pa.array(reasons, pa.string()),
        }
        run.register(table, pa.table(columns_of_meaning))
        if any(reasons):
            why = f"coalesce({why or 'NULL'}, {table}.why)"
        join = f"LEFT JOIN {table} ON {raw} = {table}.word"
        return _Meaning(raw, join, f"CASE WHEN {blank} THEN {empty} ELSE coalesce({fast}, {table}.value) END", why)

    @staticmethod
    def _read(column: Column, words: Iterable[str]) -> tuple[list[Any], list[str | None]]:
        values: list[Any] = []
        reasons: list[str | None] = []
        for word in words:
            try:
                values.append(_plain(column.read(word)))
                reasons.append(None)
            except Unreadable as error:
                values.append(None)
                reasons.append(str(error))
        return values, reasons

    def _organisations(self, column: Column, words: Sequence[str]) -> tuple[list[Any], list[str | None]]:
        found = column.find(words)
        values: list[Any] = []
        reasons: list[str | None] = []
        for word in words:
            try:
                organisation = column.pick(word, found[word])
                if column.name == schema.ORGANISATION:
                    self._check(organisation)
                values.append(organisation.code)
                reasons.append(None)
            except Unreadable as error:
                values.append(None)
                reasons.append(str(error))
        return values, reasons

    def _check(self, organisation: Organisation) -> None:
        if organisation.code not in self.writable:
            raise Unreadable(text("您无权登记“%(name)s”的记录") % {"name": organisation})
        if self.bounds is not None and organisation.code not in self.bounds:
            message = text("“%(name)s”不属于本次导入的机构“%(bounds)s”")
            raise Unreadable(message % {"name": organisation, "bounds": self.organisation})

    # Against each other and against what is stored

    def finish(self, source: _Source, at: datetime | None, dry_run: bool) -> LoadResult:
        """Check everything, and write unless something is wrong or it is only tried."""
        self._take(source)
        self._repeated()
        known = parts.manifest(self.ledger)
        self._match(known, source)
        if source.faults or self.base.execute("SELECT 1 FROM faulty LIMIT 1").fetchall():
            return self._refused(source, dry_run)
        result = self._result(source, dry_run)
        if not dry_run and (result.created or result.updated):
            self._write(known, result, at)
        return result

    def _repeated(self) -> None:
        """Note the rows whose key stands in an earlier row."""
        run, keys, last = self.base, self._keys, self.key[-1]
        # Rows that were not read have no key; what is wrong with them is known.
        whole = f"(SELECT * FROM incoming WHERE {self._filled})"
        repeated = f"SELECT {keys} FROM {whole} GROUP BY ALL HAVING count(*) > 1"
        if not run.execute(f"SELECT 1 FROM ({repeated}) LIMIT 1").fetchall():
            return
        message = _quoted(text("与第 %(row)s 行重复；同一编号只能出现一次") % {"row": "{}"})
        window = f"OVER (PARTITION BY {keys} ORDER BY row)"
        run.execute(f"""
            INSERT INTO faulty SELECT row, {_quoted(last)}, CAST("{last}" AS VARCHAR), format({message}, first)
            FROM (SELECT *, first_value(row) {window} AS first, row_number() {window} AS nth
                  FROM {whole} SEMI JOIN ({repeated}) USING ({keys}))
            WHERE nth > 1""")

    def _match(self, known: Manifest, source: _Source) -> None:
        """Make the table `matched`: the stored rows that have a key of the file, and whether the file changes them."""
        run, names, last = self.base, list(self.fields), self.key[-1]
        if not known.parts:
            run.execute("CREATE TEMP TABLE matched AS SELECT *, '' AS part, true AS changed FROM incoming LIMIT 0")
            return
        absent = [name for name in names if name not in source.table.column_names and name != schema.ORGANISATION]
        if absent:  # columns that the file does not carry keep what they hold
            kept = ", ".join(f'"{name}" = stored."{name}"' for name in absent)
            run.execute(
                f"UPDATE incoming SET {kept} FROM {self._stored(known.parts)} AS stored "
                f"WHERE {_equal('incoming', 'stored', self.key)}"
            )
        stored = ", ".join(f'stored."{name}"' for name in names)
        run.execute(f"""
            CREATE TEMP TABLE matched AS
            SELECT row, {stored}, stored.part, NOT ({_equal("incoming", "stored", names)}) AS changed
            FROM {self._stored(known.parts)} AS stored JOIN incoming USING ({self._keys})""")
        run.register("writable", pa.table({"code": pa.array(sorted(self.writable), pa.string())}))
        message = _quoted(text("这一编号已由其他机构登记，您无权更改"))
        run.execute(f"""
            INSERT INTO faulty SELECT row, {_quoted(last)}, CAST("{last}" AS VARCHAR), {message}
            FROM matched WHERE organisation NOT IN (SELECT code FROM writable)""")

    @property
    def _keys(self) -> str:
        return ", ".join(f'"{name}"' for name in self.key)

    @property
    def _filled(self) -> str:
        return " AND ".join(f'"{name}" IS NOT NULL' for name in self.key)

    def _stored(self, chosen: Iterable[Part]) -> str:
        folder = parts.folder(self.ledger.slug)
        return "read_parquet([" + ", ".join(_quoted(str(folder / part.file)) for part in chosen) + "])"

    def _result(self, source: _Source, dry_run: bool) -> LoadResult:
        query = "SELECT count(*) FILTER (changed), count(*) FILTER (NOT changed) FROM matched"
        updated, unchanged = self.base.execute(query).fetchall()[0]
        created = len(source.table) - updated - unchanged
        ignored = source.found.ignored
        return LoadResult(source.name, source.digest, created, updated, unchanged, ignored=ignored, dry_run=dry_run)

    def _refused(self, source: _Source, dry_run: bool) -> LoadResult:
        run, places = self.base, source.found.places
        listed = run.execute(f"""
            SELECT row, name, value, why FROM faulty
            WHERE row IN (SELECT DISTINCT row FROM faulty ORDER BY row LIMIT {SHOWN}) ORDER BY row, name""").fetchall()
        faults = source.faults + [
            Fault(source.found.sheet.name, row, places.get(name), self.columns[name].label, value or "", why)
            for row, name, value, why in listed
        ]
        faults.sort(key=lambda fault: (fault.row, -1 if fault.column is None else fault.column))
        run.register("raw", source.table)
        cells = ", ".join(f'CAST("{name}" AS VARCHAR) AS {_name(self.columns[name].label)}' for name in places)
        reasons = "SELECT row, string_agg(why, '；' ORDER BY name) AS why FROM faulty GROUP BY row"
        bad = run.sql(f"""
            SELECT row AS {_name(text("行号"))}, {cells}, why AS {_name(str(workbooks.REASONS))}
            FROM raw JOIN ({reasons}) USING (row) ORDER BY row""").to_arrow_table()
        return LoadResult(
            source.name,
            source.digest,
            errors=tuple(faults),
            faulty=len(bad) + len(source.faults),
            bad=bad,
            ignored=source.found.ignored,
            dry_run=dry_run,
            table=source.found,
        )

    # Writing

    def _write(self, known: Manifest, result: LoadResult, at: datetime | None) -> None:
        run, keys, names = self.base, self._keys, ", ".join(f'"{name}"' for name in self.fields)
        codes = pa.array(list(self.places), pa.string())
        run.register("places", pa.table({"code": codes, "place": pa.array(list(self.places.values()), pa.string())}))
        # Beside rows that are stored these are asked for thrice; of a first load they go straight to their parts.
        run.execute(f"""
            CREATE TEMP {"TABLE" if known.parts else "VIEW"} fresh AS
            SELECT {names}, strftime("{self.dated}", '%Y') || '-' || place AS part
            FROM incoming ANTI JOIN (SELECT {keys} FROM matched WHERE NOT changed) USING ({keys})
            JOIN places ON organisation = code""")
        touched = "SELECT part FROM fresh UNION SELECT part FROM matched WHERE changed"
        affected = {part for (part,) in run.execute(touched).fetchall()} if known.parts else set()
        before = [part for part in known.parts if part.key in affected]
        kept = f"""
            SELECT {names}, part FROM {self._stored(before)}
            ANTI JOIN (SELECT {keys} FROM fresh) USING ({keys}) UNION ALL"""
        query = f'{kept if before else ""} SELECT {names}, part FROM fresh ORDER BY part, "{self.dated}", {keys}'
        rows = run.sql(query).to_arrow_table()
        written = [part for part in known.parts if part.key not in affected]
        for key, table in _by_part(rows):
            written.append(parts.write_part(self.ledger.slug, key, table.cast(_schema_of(self.ledger.model))))
        # A file that is loaded again would change nothing only while no later one has replaced rows.
        earlier = () if result.updated else known.loads
        code = self.organisation.code if self.organisation else ""
        loaded = Load(result.digest, result.file, result.created + result.updated + result.unchanged, code)
        written.sort(key=lambda part: part.key)
        new = replace(known, parts=tuple(written), loads=(*earlier, loaded))
        new = replace(new, former=parts.former(known, new))
        staged = parts.stage(new)
        extract = hashlib.sha256(staged.read_bytes()).hexdigest()
        with transaction.atomic(durable=True):
            journal.write(self._entry(result, extract, self._replaced(), at))
        parts.place(staged)
        parts.tidy(new)

    def _replaced(self) -> str:
        """Keep the rows that are replaced, and return the name of their file; nothing where none are."""
        names = ", ".join(f'"{name}"' for name in self.fields)
        old = self.base.sql(f"SELECT {names} FROM matched WHERE changed ORDER BY {self._keys}").to_arrow_table()
        if not len(old):
            return ""
        folder = parts.folder(self.ledger.slug) / "replaced"
        folder.mkdir(exist_ok=True)
        return parts.write_file(folder, old)

    def _entry(self, result: LoadResult, extract: str, replaced: str, at: datetime | None) -> journal.Entry:
        return journal.Entry(
            "import",
            ledger=self.ledger.slug,
            organisation=self.organisation.code if self.organisation else "",
            actor=self.actor.username,
            actor_name=self.actor.name,
            at=at,
            data={
                "file": result.file,
                "digest": result.digest,
                "created": result.created,
                "updated": result.updated,
                "unchanged": result.unchanged,
                "replaced": replaced,
                "extract": extract,
            },
        )


# Cells

_SQL = {
    schema.INTEGER: "BIGINT",
    schema.FLOAT: "DOUBLE",
    schema.TEXT: "VARCHAR",
    schema.BOOLEAN: "BOOLEAN",
    schema.DATE: "DATE",
    schema.DATETIME: "TIMESTAMP",
}
# A text that needs a closer look: space around it, control and invisible characters, the guard of a formula.
_ODD = r"^[\s\x{3000}\x{00a0}]|[\s\x{3000}\x{00a0}]$|[\x00-\x08\x0b-\x1f\x7f\x{200b}-\x{200d}\x{2060}\x{feff}]|^'"
_ODD_KEY = _ODD + r"|[\x{ff10}-\x{ff19}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}]"


def _type(field: schema.Field) -> str:
    of: Any = field.of
    return _SQL.get(field.kind) or f"DECIMAL({of.max_digits}, {of.decimal_places})"


def _is_typed(type_: pa.DataType, field: schema.Field) -> bool:
    """Tell whether a column of Parquet holds the field's values already, so that they need not pass through text."""
    return type_ == field.arrow if field.kind in (schema.DATE, schema.BOOLEAN) else (
        field.kind == schema.INTEGER and pa.types.is_signed_integer(type_)
    )  # fmt: skip


def _spelt_as_usual(field: schema.Field, raw: str) -> str:
    """Return SQL for the value of a cell in a common spelling."""
    if field.kind == schema.TEXT:
        return raw
    if field.kind == schema.BOOLEAN:
        return f"CASE {raw} WHEN '是' THEN true WHEN 'true' THEN true WHEN '否' THEN false WHEN 'false' THEN false END"
    return f"TRY_CAST({raw} AS {_type(field)})"


def _fast(column: Column, field: schema.Field, raw: str, typed: str = "") -> str:
    """Return SQL for the value of the common spelling of a cell, NULL for any other; `typed` is the value itself."""
    limits, others = _limits(column.field)
    if column.kind in (columns.CHOICE, columns.ORGANISATION) or others:
        return f"CAST(NULL AS {_type(field)})"
    if field.kind == schema.TEXT:
        odd = _quoted(_ODD_KEY if column.key else _ODD)
        fits = f"length({raw}) <= {column.field.max_length} AND " if column.field.max_length else ""
        return f"CASE WHEN {fits}NOT regexp_matches({raw}, {odd}) THEN {raw} END"
    if field.kind == schema.BOOLEAN:
        return typed or _spelt_as_usual(field, raw)
    value = typed or _spelt_as_usual(field, raw)
    if field.kind in (schema.DATE, schema.DATETIME):
        limits = {">=": "DATE '1900-01-01'", "<": "DATE '2201-01-01'"}
    conditions = [f"{value} {op} {limit}" for op, limit in limits.items()]
    if not typed:
        conditions.insert(0, f"regexp_full_match({raw}, {_quoted(_pattern(field))})")
    return f"CASE WHEN {' AND '.join(conditions)} THEN {value} END" if conditions else value


def _pattern(field: schema.Field) -> str:
    """Return the common spelling of a number, a date or a moment."""
    of: Any = field.of
    if field.kind == schema.DECIMAL:
        places = rf"(\.[0-9]{{1,{of.decimal_places}}})?" if of.decimal_places else ""
        return f"-?[0-9]{{1,{of.max_digits - of.decimal_places}}}{places}"
    return {
        schema.INTEGER: "-?[0-9]{1,18}",
        schema.FLOAT: r"-?[0-9]{1,15}(\.[0-9]{1,15})?",
        schema.DATE: "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        schema.DATETIME: r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?",
    }[field.kind]


def _limits(field: models.Field) -> tuple[dict[str, Any], bool]:
    """Return the least and the greatest value of a number, and whether there are checks that only Python can make."""
    least, most = BaseDatabaseOperations.integer_field_ranges.get(field.get_internal_type(), (None, None))
    limits: dict[str, Any] = {} if most is None else {">=": least, "<=": most}
    others = False
    for validator in field.validators:
        if isinstance(validator, MinValueValidator | MaxValueValidator) and field.get_internal_type() != "DateField":
            limit = validator.limit_value
            op = ">=" if isinstance(validator, MinValueValidator) else "<="
            tighter = max if op == ">=" else min
            limit = limit() if callable(limit) else limit
            limits[op] = tighter(limit, limits.get(op, limit))
        elif not isinstance(validator, MaxLengthValidator | DecimalValidator | ProhibitNullCharactersValidator):
            others = True
    return limits, others


def _plain(value: Any) -> Any:
    """Return a value as the extract holds it: a moment in civil time without zone."""
    return timezone.make_naive(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _written(value: Any) -> str | None:
    """Return a value that was read from a workbook as the text that would be read as the same."""
    value = _plain(value)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _quoted(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float | Decimal):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _equal(left: str, right: str, names: Iterable[str]) -> str:
    return " AND ".join(f'{left}."{name}" IS NOT DISTINCT FROM {right}."{name}"' for name in names)


def _name(label: str) -> str:
    return '"' + label.replace('"', '""') + '"'


def _without_blank_rows(table: pa.Table) -> pa.Table:
    blank = pc.equal(table.column(0), "")
    for name in table.column_names[1:-1]:
        if not pc.any(blank).as_py():
            return table
        blank = pc.and_(blank, pc.equal(table.column(name), ""))
    return table.filter(pc.invert(blank))


def _encoding(file: Path) -> str:
    """Return the encoding of a CSV file: UTF-8 if all of it is, else what Chinese Windows writes."""
    with file.open("rb") as opened:
        if opened.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        opened.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            while chunk := opened.read(1 << 22):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


# Parts


def _dated(model: type[models.Model]) -> str:
    """Return the date by whose year the rows of a volume ledger are parted: the first that every row has."""
    for each in model._meta.concrete_fields:
        if isinstance(each, models.DateField) and not each.null and each.name not in KEPT_APART:
            return each.name
    raise LoadRefused(text("台账“%(title)s”没有必填的日期，无法按年度存放。") % {"title": model._meta.verbose_name})


def _schema_of(model: type[models.Model]) -> pa.Schema:
    whole = schema.arrow_schema(model)
    return pa.schema([field for field in whole if field.name != schema.PART])


def _by_part(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Cut rows that are sorted by part."""
    start = 0
    counted = pc.value_counts(rows.column(schema.PART)).to_pylist()
    for each in sorted(counted, key=lambda each: each["values"]):
        yield each["values"], rows.slice(start, each["counts"]).drop_columns([schema.PART])
        start += each["counts"]
