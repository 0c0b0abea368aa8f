"""固定名单: rows from a table become the canonical text, sorted and examined; larger than memory where it must be.

A table is read in stretches; each is examined, sorted and laid aside; then the stretches are merged, one range of ids
after the other. Nothing is written under the name asked for until all of it is right.
"""

from __future__ import annotations

import csv as plain_csv
import io
import os
import re
import tempfile
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from .roster import HEAVIEST, Roster, skeleton
from .suites import suite
from .wording import DrawRefused, Sentence, fault, say

STRETCH = 1 << 20  # rows sorted at once
SHOWN = 20  # warnings; the others are counted only by their absence
MARKS = "[\\x00-\\x1f\\x7f\\x{85}\\x{2028}\\x{2029}]"
WEIGHTS = f"^([1-9][0-9]?|{HEAVIEST})$"


class Column(NamedTuple):
    """A column by its name, and how tables in use head it."""

    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of list: its columns, and how many of them tell one line from another."""

    columns: tuple[Column, ...]
    key: int = 1
    weighted: bool = False


OBJECT = ("统一社会信用代码", "社会信用代码", "检查对象编号", "对象编号", "主体编号", "案件编号", "编号", "object_id")
INSPECTOR = (
    "执法证号",
    "执法证件号",
    "执法证编号",
    "证号",
    "证件编号",
    "检查人员编号",
    "人员编号",
    "工号",
    "编号",
    "inspector_id",
)
KINDS = {
    "roster": Kind(
        (
            Column("id", OBJECT),
            Column("stratum", ("层", "分层", "信用等级", "信用类别", "信用风险等级", "信用风险分类", "类别", "等级")),
            Column("weight", ("权重", "抽取权重")),
        ),
        weighted=True,
    ),
    "inspectors": Kind((Column("id", INSPECTOR), Column("unit", ("单位", "所在单位", "工作单位", "部门", "所属机构")))),
    "conflicts": Kind(
        (Column("inspector", ("检查人员", *INSPECTOR[:-2])), Column("object", ("检查对象", "对象", *OBJECT[:-2]))),
        key=2,
    ),
}


@dataclass(frozen=True)
class Frozen:
    """What was written: its digests and what should be looked at."""

    commit: str
    page_root: str
    lines: int
    warnings: list[Sentence] = field(default_factory=list)


def freeze(rows: Iterable[tuple[str, str, int]]) -> bytes:
    """Return the canonical text of a roster from (id, stratum, weight) in any order. Raises DrawRefused."""
    return _in_memory("roster", rows)


def freeze_inspectors(rows: Iterable[tuple[str, str]]) -> bytes:
    """Return the canonical text of inspectors from (id, unit) in any order. Raises DrawRefused."""
    return _in_memory("inspectors", rows)


def freeze_conflicts(rows: Iterable[tuple[str, str]]) -> bytes:
    """Return the canonical text of conflicts from (inspector, object) in any order. Raises DrawRefused."""
    return _in_memory("conflicts", rows)


def freeze_file(source: Path, out: Path, suite_name: str = "aes", kind: str = "roster") -> Frozen:
    """Write the canonical text of a CSV, XLSX or Parquet file to `out`. Raises DrawRefused; `out` is then untouched."""
    freezer = _Freezer(KINDS[kind], source.name)
    with tempfile.TemporaryDirectory(dir=_folder(out), prefix=".freeze-") as folder:
        written = Path(folder, "text")
        with written.open("wb") as text:
            for block in freezer.text(_batches(source, KINDS[kind]), Path(folder)):
                text.write(block)
            text.flush()
            os.fsync(text.fileno())
        roster = Roster.read(written, suite(suite_name))
        written.replace(out)
    return Frozen(roster.commit.hex(), roster.page_root.hex(), roster.lines, freezer.warnings)


def read_text(source: Path, kind: str) -> bytes:
    """Return the canonical text of a small list: of a table, or as it stands in a text frozen before."""
    if source.suffix.lower() not in TABLES:
        try:
            return source.read_bytes()
        except OSError as error:
            raise DrawRefused("unreadable", name=source.name, error=fault(error)) from error
    freezer = _Freezer(KINDS[kind], source.name)
    with tempfile.TemporaryDirectory() as folder:
        return b"".join(freezer.text(_batches(source, KINDS[kind]), Path(folder)))


def _in_memory(kind: str, rows: Iterable[Sequence[Any]]) -> bytes:
    columns = list(zip(*rows, strict=True)) or [()] * len(KINDS[kind].columns)
    arrays = [pa.array([_cell_text(cell) for cell in column], pa.string()) for column in columns]
    freezer = _Freezer(KINDS[kind], ("名单", "The roster"), header=0)
    with tempfile.TemporaryDirectory() as folder:
        return b"".join(freezer.text(iter([arrays] if len(arrays[0]) else []), Path(folder)))


def _folder(out: Path) -> Path:
    if not out.parent.is_dir():
        raise DrawRefused("unreadable", name=out, error=("目录不存在", "there is no such folder"))
    return out.parent


class _Freezer:
    """Examines, sorts and merges the stretches of one table."""

    def __init__(self, kind: Kind, name: Any, header: int = 1) -> None:
        self.kind, self.name, self.header, self.row = kind, name, header, header
        self.warnings: list[Sentence] = []
        self._odd: dict[str, str] = {}  # how an id looks → the id, where the two differ

    def text(self, batches: Iterator[list[pa.Array]], folder: Path) -> Iterator[bytes]:
        """Yield the canonical text, in blocks."""
        runs = [self._aside(table, folder / f"run{place}") for place, table in enumerate(self._stretches(batches))]
        if not runs and self.header:
            raise DrawRefused("no_lines", name=self.name)
        looks = pa.array(self._odd, pa.string())
        last: tuple[str, ...] | None = None
        for low, high in _ranges(runs) if runs else ():
            part = pa.concat_tables([_between(run, low, high) for run in runs]).combine_chunks()
            part = part.take(
                pc.sort_indices(part, [(name, "ascending") for name in part.column_names[: self.kind.key]])
            )
            if not part.num_rows:
                continue
            last = self._hold_single(part, last)
            self._compare_looks(part, looks)
            columns = [column.combine_chunks() for column in part.columns]
            yield b"\n".join(pc.binary_join_element_wise(*columns, "\t").cast(pa.binary()).to_pylist()) + b"\n"

    def _stretches(self, batches: Iterator[list[pa.Array]]) -> Iterator[pa.Table]:
        held: list[pa.Table] = []
        for batch in batches:
            held.append(self._examined(batch))
            if sum(table.num_rows for table in held) >= STRETCH:
                yield pa.concat_tables(held)
                held = []
        if held:
            yield pa.concat_tables(held)

    def _aside(self, table: pa.Table, path: Path) -> pa.Table:
        """Sort a stretch and return it as it lies on the disk."""
        table = table.take(pc.sort_indices(table, [(table.column_names[0], "ascending")])).combine_chunks()
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        return pa.ipc.open_file(pa.memory_map(str(path))).read_all()

    def _examined(self, batch: list[pa.Array]) -> pa.Table:
        """Return one batch trimmed, every cell of it fit. Raises DrawRefused, naming the row."""
        cells = [pc.utf8_trim_whitespace(column) for column in batch]
        for column, values in zip(self.kind.columns, cells, strict=True):
            weight = self.kind.weighted and column is self.kind.columns[-1]
            if (row := _first(pc.equal(values, ""))) is not None:
                raise self._refused("row_empty", row, column)
            if weight:
                if (row := _first(pc.invert(pc.match_substring_regex(values, WEIGHTS)))) is not None:
                    raise self._refused("row_weight", row, column, value=values[row].as_py())
                continue
            if (row := _first(pc.match_substring_regex(values, MARKS))) is not None:
                value = values[row].as_py()
                mark = next(one for one in value if re.match("[\x00-\x1f\x7f\x85\u2028\u2029]", one))
                shown = value.translate({ord(mark): "?"})
                raise self._refused("row_character", row, column, value=shown, character=f"U+{ord(mark):04X}")
            # Strata and units repeat; each is looked at once.
            for value in pc.unique(values.filter(pc.invert(pc.string_is_ascii(values)))).to_pylist():
                normal = unicodedata.normalize("NFC", value)
                if normal != value:
                    row = pc.index(values, value).as_py()
                    raise self._refused("row_form", row, column, value=value, normal=normal)
                if column is self.kind.columns[0]:
                    self._look(value)
        self.row += len(cells[0])
        return pa.table(cells, names=[column.name for column in self.kind.columns])

    def _look(self, value: str) -> None:
        """Note how an id looks, where it looks like another."""
        look = skeleton(value)
        if look != value and (other := self._odd.setdefault(look, value)) != value:
            self._warn(other, value)

    def _hold_single(self, part: pa.Table, last: tuple[str, ...] | None) -> tuple[str, ...]:
        """Refuse a key that occurs twice; return the last one."""
        names = part.column_names[: self.kind.key]
        same = pa.scalar(True)
        for name in names:
            column = part[name].combine_chunks()
            same = pc.and_(same, pc.equal(column.slice(0, len(column) - 1), column.slice(1)))
        first, end = (tuple(part[name][row].as_py() for name in names) for row in (0, part.num_rows - 1))
        twice = first if first == last else None
        if part.num_rows > 1 and (row := _first(same)) is not None:
            twice = tuple(part[name][row].as_py() for name in names)
        if twice:
            raise DrawRefused("twice" if self.kind.key == 1 else "pair_twice", name=self.name, value=" ".join(twice))
        return end

    def _compare_looks(self, part: pa.Table, looks: pa.Array) -> None:
        ids = part.column(0).combine_chunks()
        for one in ids.filter(pc.is_in(ids, value_set=looks)).to_pylist() if len(looks) else ():
            if self._odd[one] != one:
                self._warn(one, self._odd[one])

    def _warn(self, one: str, other: str) -> None:
        warning = say("alike", one=one, other=other)
        if len(self.warnings) < SHOWN and warning not in self.warnings:
            self.warnings.append(warning)

    def _refused(self, code: str, row: int, column: Column, **values: Any) -> DrawRefused:
        shown = (column.aliases[0], column.name)
        return DrawRefused(code, name=self.name, row=self.row + row + 1, column=shown, **values)


def _first(mask: pa.Array) -> int | None:
    place = pc.index(mask, True).as_py()
    return None if place < 0 else place


def _ranges(runs: Sequence[pa.Table]) -> Iterator[tuple[str | None, str | None]]:
    """Yield ranges of ids that hold some STRETCH rows each, the first and the last open."""
    step = max(1, STRETCH // (8 * max(1, len(runs))))
    samples = sorted(
        (run.column(0)[row].as_py() for run in runs for row in range(step, run.num_rows, step)), key=str.encode
    )
    cuts = samples[:: STRETCH // step][1:] if sum(run.num_rows for run in runs) > STRETCH else []
    edges = [None, *dict.fromkeys(cuts), None]
    yield from pairwise(edges)


def _between(run: pa.Table, low: str | None, high: str | None) -> pa.Table:
    ids = run.column(0)

    def place(edge: str | None, without: int) -> int:
        if edge is None:
            return without
        return bisect_left(range(run.num_rows), edge.encode(), key=lambda row: ids[row].as_py().encode())

    start = place(low, 0)
    return run.slice(start, place(high, run.num_rows) - start)


# Tables


def _batches(source: Path, kind: Kind) -> Iterator[list[pa.Array]]:
    """Yield the columns asked for as text, stretch by stretch. Raises DrawRefused."""
    reader = TABLES.get(source.suffix.lower())
    if reader is None:
        raise DrawRefused("kind", name=source.name)
    try:
        yield from reader(source, kind)
    except OSError as error:
        raise DrawRefused("unreadable", name=source.name, error=fault(error)) from error
    except pa.ArrowInvalid as error:
        raise DrawRefused("unreadable", name=source.name, error=str(error).splitlines()[0]) from error


def _places(headings: Sequence[str], kind: Kind, name: str) -> list[int]:
    """Return where the columns stand: by their own name, else by the one alias that is there."""
    found = [heading.strip() for heading in headings]
    places = []
    for column in kind.columns:
        words = [word for word in (column.name,) if word in found] or [word for word in column.aliases if word in found]
        if not words:
            known = "、".join((column.name, *column.aliases))
            raise DrawRefused("no_column", name=name, column=column.name, known=known, found="、".join(found))
        if len(words) > 1 or found.count(words[0]) > 1:
            raise DrawRefused("two_columns", name=name, column=column.name, found="、".join(words))
        places.append(found.index(words[0]))
    return places


def _from_csv(source: Path, kind: Kind) -> Iterator[list[pa.Array]]:
    encoding = _encoding(source)
    with source.open(encoding=encoding, newline="") as file:
        headings = next(plain_csv.reader(io.StringIO(file.readline())), [])
    places = _places(headings, kind, source.name)
    names = [str(place) for place in range(len(headings))]

    wrong: list[csv.InvalidRow] = []

    def note(row: csv.InvalidRow) -> str:
        wrong.append(row)
        return "error"

    chosen = [names[place] for place in places]
    try:
        reader = csv.open_csv(
            source,
            csv.ReadOptions(column_names=names, skip_rows=1, encoding=encoding, block_size=1 << 24),
            csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=chosen,
                null_values=[],
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            yield [batch.column(name) for name in chosen]
    except pa.ArrowInvalid:
        if not wrong:
            raise
        row = wrong[0]
        found, wanted = row.actual_columns, row.expected_columns
        raise DrawRefused("row_columns", name=source.name, text=row.text, found=found, wanted=wanted) from None


def _encoding(source: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with source.open(encoding=encoding) as file:
                while file.read(1 << 22):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise DrawRefused("encoding", name=source.name)


def _from_xlsx(source: Path, kind: Kind) -> Iterator[list[pa.Array]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0).iter_rows()
        headings = [_cell_text(cell) for cell in next(iter(rows), [])]
    except CalamineError as error:
        raise DrawRefused("unreadable", name=source.name, error=error) from error
    places = _places(headings, kind, source.name)
    held: list[list[str]] = []
    for number, row in enumerate(rows, 2):
        cells = [row[place] if place < len(row) else "" for place in places]
        for column, cell in zip(kind.columns, cells, strict=True):
            if isinstance(cell, int | float) and abs(cell) >= 10**15:
                shown = (column.aliases[0], column.name)
                raise DrawRefused("row_lossy", name=source.name, row=number, column=shown)
        held.append([_cell_text(cell) for cell in cells])
        if len(held) >= STRETCH:
            yield _turned(held)
            held = []
    if held:
        yield _turned(held)


def _turned(rows: list[list[str]]) -> list[pa.Array]:
    return [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]


def _cell_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)


def _from_parquet(source: Path, kind: Kind) -> Iterator[list[pa.Array]]:
    with parquet.ParquetFile(source) as file:
        headings = file.schema_arrow.names
        chosen = [headings[place] for place in _places(headings, kind, source.name)]
        for batch in file.iter_batches(STRETCH, columns=chosen):
            yield [_as_text(batch.column(name)) for name in chosen]


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type) or not (
        pa.types.is_integer(column.type) or pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    ):
        return pa.array([_cell_text(cell) for cell in column.to_pylist()], pa.string())
    return pc.fill_null(column.cast(pa.string()), "")


TABLES = {".csv": _from_csv, ".xlsx": _from_xlsx, ".parquet": _from_parquet}
