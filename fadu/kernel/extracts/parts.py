"""分片: a ledger's extract is a handful of immutable Parquet files, and a manifest that names them.

`HOME/extracts/<ledger>/<sha256>.parquet` never changes; `manifest.json` is replaced whole. A reader who holds a
manifest reads the same rows until the next but one refresh. The rows of a case ledger are cut by 65,536 keys, and the
journal says which keys changed, so that a refresh rewrites only what they lie in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from django.conf import settings
from django.core.files import locks
from django.db import connection, models

from .. import journal
from ..ledgers import Ledger
from ..organisations import Organisation
from . import schema

BLOCK = 65_536  # keys in a part of a case ledger
# Reading on to the end of the journal is cheap; noting that nothing was found is not worth a file each time.
_WORTH_NOTING = 1_000


@dataclass(frozen=True)
class Part:
    """One file: `key` is the block of keys, or year and place, that it holds."""

    key: str
    file: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class Load:
    """One file that was loaded into a volume ledger, by the digest of its bytes."""

    sha256: str
    name: str
    rows: int
    organisation: str = ""


@dataclass(frozen=True)
class Manifest:
    """What an extract consists of. `watermark` is the last journal event that it knows, `event` that event's digest."""

    ledger: str
    schema: str
    parts: tuple[Part, ...] = ()
    watermark: int = 0
    event: str = ""
    loads: tuple[Load, ...] = ()
    former: tuple[str, ...] = field(default=(), compare=False)  # files of the manifest before, still being read

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(part.rows for part in self.parts)

    @property
    def files(self) -> list[str]:
        """The paths of the parts."""
        return [str(path(self.ledger) / part.file) for part in self.parts]

    @cached_property
    def digest(self) -> str:
        """The digest of all rows: equal digests, equal figures."""
        return hashlib.sha256("\n".join(sorted(part.file for part in self.parts)).encode()).hexdigest()

    def text(self) -> str:
        """The manifest as it lies in its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def path(ledger: str) -> Path:
    """Return where the extract of `ledger` (its slug) lies, or will lie."""
    return Path(settings.HOME, "extracts", ledger)


def folder(ledger: str) -> Path:
    """Return the folder of the extract of `ledger` (its slug), made if there was none."""
    made = path(ledger)
    made.mkdir(parents=True, exist_ok=True)
    return made


def manifest(ledger: type[Ledger]) -> Manifest:
    """Return what was extracted of `ledger` up to now; nothing, if nothing was."""
    file = path(ledger.slug) / "manifest.json"
    try:
        stat = file.stat()
    except FileNotFoundError:
        return Manifest(ledger.slug, schema.digest(ledger.model))
    return _manifest(file, stat.st_ino, stat.st_mtime_ns)


@lru_cache(256)
def _manifest(file: Path, _inode: int, _written: int) -> Manifest:
    data = json.loads(file.read_text(encoding="utf-8"))
    data["parts"] = tuple(Part(**part) for part in data["parts"])
    data["loads"] = tuple(Load(**load) for load in data["loads"])
    data["former"] = tuple(data["former"])
    return Manifest(**data)


@contextmanager
def locked(ledger: str) -> Iterator[None]:
    """Let one process at a time replace the manifest; who also needs a transaction begins that first."""
    with (folder(ledger) / "lock").open("a") as file:
        locks.lock(file, locks.LOCK_EX)
        try:
            yield
        finally:
            locks.unlock(file)


def replace_manifest(old: Manifest, new: Manifest) -> Manifest:
    """Make `new` what readers see, and remove the files that neither it nor `old` names."""
    new = replace(new, former=former(old, new))
    place(stage(new))
    tidy(new)
    return new


def former(old: Manifest, new: Manifest) -> tuple[str, ...]:
    """Return the files of `old` that `new` no longer names: whoever reads by `old` may still need them."""
    kept = {part.file for part in new.parts}
    return tuple(part.file for part in old.parts if part.file not in kept)


def tidy(new: Manifest) -> None:
    """Remove the parts that nobody reads any more."""
    kept = {part.file for part in new.parts} | set(new.former)
    for file in folder(new.ledger).glob("*.parquet"):
        if file.name not in kept:
            file.unlink(missing_ok=True)
    # Only who holds the lock writes parts: those of somebody who was killed meanwhile are nobody's.
    for file in folder(new.ledger).glob("*.part"):
        file.unlink(missing_ok=True)


def stage(new: Manifest) -> Path:
    """Write `new` beside the manifest."""
    file = _staged(new.ledger)
    file.write_text(new.text(), encoding="utf-8")
    return file


def place(staged: Path) -> None:
    """Put the staged manifest in its place: this is the moment at which readers see it."""
    journal.settle(staged, staged.with_name("manifest.json"))


def recover(ledger: str) -> None:
    """Finish or forget a load that was cut off: it counts from the moment its event stands in the journal."""
    staged = _staged(ledger)
    if not staged.exists():
        return
    digest = hashlib.sha256(staged.read_bytes()).hexdigest()
    recent = journal.Event.objects.filter(ledger=ledger, action="import").order_by("-seq")[:100]
    if any((event.data or {}).get("extract") == digest for event in recent):
        place(staged)
    else:
        staged.unlink()


def _staged(ledger: str) -> Path:
    return folder(ledger) / "manifest.next.json"


def write_part(ledger: str, key: str, table: pa.Table) -> Part:
    """Write the rows of one part."""
    labelled = table.append_column(schema.PART, pa.repeat(key, len(table)).cast(pa.string()))
    labelled = labelled.replace_schema_metadata({"ledger": ledger, "civil_time": settings.TIME_ZONE})
    name = write_file(folder(ledger), labelled)
    return Part(key, name, len(table), (folder(ledger) / name).stat().st_size)


def write_file(where: Path, table: pa.Table) -> str:
    """Write a table under the digest of its bytes, and return the file's name."""
    written = where / f"{uuid4().hex}.part"
    try:
        pq.write_table(table, written, compression="zstd", row_group_size=131_072)
        with written.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest() + ".parquet"
        if written.with_name(name).exists():
            written.unlink()
        else:
            journal.settle(written, written.with_name(name))
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    return name


# Refreshing a case ledger


def refresh(ledger: type[Ledger], *, whole: bool = False) -> Manifest:
    """Bring the extract of `ledger` up to what this connection sees of the database, and return its manifest.

    Only blocks with records that the journal speaks of are read again; all of them when the fields changed, when this
    is another database than the one extracted, or when `whole` says so (rows written without the journal). Of a volume
    ledger there is nothing to extract; a change of its fields is carried into its parts.

    It reads through Django's connection: inside a transaction it sees that transaction's rows, and an extract made
    there outlives a rollback only until the next refresh, which finds another journal than the one extracted.
    """
    if ledger.volume:
        return _volume(ledger)
    known = manifest(ledger)
    if not whole and _current({ledger: known}):
        return known
    with locked(ledger.slug):
        known = manifest(ledger)
        changed = None if whole else _changed_blocks(ledger, known)
        # The journal is read before the rows: what is written in between is read twice, never missed.
        watermark = journal.size()
        if changed is not None and not changed and watermark - known.watermark < _WORTH_NOTING:
            return known
        parts = {part.key: part for part in known.parts} if changed is not None else {}
        blocks = _blocks(ledger.model) if changed is None else sorted(changed)
        for key, part in _written(ledger, blocks):
            parts.pop(key, None)
            if part:
                parts[key] = part
        new = Manifest(
            ledger.slug,
            schema.digest(ledger.model),
            tuple(sorted(parts.values(), key=lambda part: int(part.key))),
            watermark,
            _event_digest(watermark),
        )
        return replace_manifest(known, new)


def refresh_all(ledgers: Iterable[type[Ledger]]) -> dict[type[Ledger], Manifest]:
    """Bring the extracts of several ledgers up to the database, as `refresh` does, with one look at the journal."""
    known = {ledger: manifest(ledger) for ledger in ledgers}
    current = _current({ledger: each for ledger, each in known.items() if not ledger.volume})
    return {ledger: each if ledger in current else refresh(ledger) for ledger, each in known.items()}


def _current(known: Mapping[type[Ledger], Manifest]) -> set[type[Ledger]]:
    """Return the ledgers of whose records the journal says nothing that their manifests do not know."""
    size = journal.size()
    near = {
        ledger: each
        for ledger, each in known.items()
        if 0 < each.watermark <= size < each.watermark + _WORTH_NOTING and each.schema == schema.digest(ledger.model)
    }
    if not near:
        return set()
    marks = {each.watermark for each in near.values()}
    events = dict(journal.Event.objects.filter(pk__in=marks).values_list("pk", "digest"))
    latest: dict[str, int] = {}
    if min(marks) < size:
        newer = journal.Event.objects.filter(seq__gt=min(marks), ledger__in=[each.slug for each in near])
        latest = dict(newer.exclude(record="").order_by("seq").values_list("ledger", "seq"))
    return {
        ledger
        for ledger, each in near.items()
        if events.get(each.watermark) == each.event and latest.get(ledger.slug, 0) <= each.watermark
    }


def _changed_blocks(ledger: type[Ledger], known: Manifest) -> set[int] | None:
    """Return the blocks that hold records changed since; None when that cannot be known."""
    same_database = known.watermark > 0 and known.event == _event_digest(known.watermark)
    if not same_database or known.schema != schema.digest(ledger.model):
        return None
    if journal.size() == known.watermark:
        return set()
    return {int(record) // BLOCK for record in journal.touched(ledger.slug, known.watermark)}


def _event_digest(seq: int) -> str:
    return journal.Event.objects.filter(pk=seq).values_list("digest", flat=True).first() or ""


def _blocks(model: type[models.Model]) -> Iterator[int]:
    """Yield the blocks that hold rows, however far apart their keys lie."""
    following: int | None = 0
    while following is not None:
        found = model._default_manager.filter(pk__gte=following).aggregate(first=models.Min("pk"))["first"]
        following = None
        if found is not None:
            yield found // BLOCK
            following = (found // BLOCK + 1) * BLOCK


class _Codes:
    """The codes of organisations by their keys, for a column of keys at once."""

    def __init__(self) -> None:
        pairs = list(Organisation.objects.values_list("pk", "code"))
        self.keys = pa.array([key for key, _code in pairs], pa.int64())
        self.codes = pa.array([code for _key, code in pairs], pa.string())

    def of(self, keys: pa.ChunkedArray) -> pa.ChunkedArray:
        return pc.take(self.codes, pc.index_in(keys, self.keys))


def _written(ledger: type[Ledger], blocks: Iterable[int]) -> Iterator[tuple[str, Part | None]]:
    """Write the part of each block anew; while it is written, the database is at work on the next."""
    codes = _Codes()

    def write(block: int, lines: bytes) -> tuple[str, Part | None]:
        return str(block), write_part(ledger.slug, str(block), _rows(ledger.model, lines, codes)) if lines else None

    with ThreadPoolExecutor(1) as writer:
        waiting: Future[tuple[str, Part | None]] | None = None
        for block in blocks:
            lines = _lines(ledger.model, block)
            if waiting:
                yield waiting.result()
            waiting = writer.submit(write, block, lines)
        if waiting:
            yield waiting.result()


def _lines(model: type[models.Model], block: int) -> bytes:
    """Return the rows of one block as lines of CSV; nothing where there are none.

    The database writes them, as one text, and Arrow reads that: faster than a driver that hands over row by row, the
    same on both databases, and inside the transaction at hand. (A driver for columns would also bring a second SQLite
    into the process, and its closing drops this one's locks on the file.)
    """
    with connection.cursor() as cursor:
        cursor.execute(_query(model, schema.fields(model).values()), [block * BLOCK, block * BLOCK + BLOCK - 1])
        lines = cursor.fetchone()[0] or b""
    # Arrow takes an empty cell at the very end for a text, unless a line end follows it.
    return (lines if isinstance(lines, bytes) else lines.encode()) + b"\n" if lines else b""


def _rows(model: type[models.Model], lines: bytes, codes: _Codes) -> pa.Table:
    """Return lines of CSV as the columns that are kept, in the order of the keys."""
    fields = list(schema.fields(model).values())
    names = [str(number) for number in range(len(fields))]
    table = pa.csv.read_csv(
        pa.BufferReader(lines),
        pa.csv.ReadOptions(column_names=["(", *names, ")"] if _on_postgres() else names, use_threads=False),
        pa.csv.ParseOptions(newlines_in_values=True),
        pa.csv.ConvertOptions(
            include_columns=names,
            column_types={name: _as_read(each) for name, each in zip(names, fields, strict=True)},
            null_values=[""],  # an empty text stands in quotes
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    columns = [_as_kept(each, table.column(name), codes) for name, each in zip(names, fields, strict=True)]
    kept = pa.table(columns, names=[each.name for each in fields])
    keys = kept.column(schema.RECORD)
    in_order = len(keys) < 2 or pc.all(pc.less(keys[:-1], keys[1:])).as_py()
    return kept if in_order else kept.sort_by(schema.RECORD)


def _on_postgres() -> bool:
    return connection.vendor == "postgresql"


def _query(model: type[models.Model], fields: Iterable[schema.Field]) -> str:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    of: list[Any] = [each.of for each in fields]
    cells = list(zip(fields, [key if each is None else quote(each.column) for each in of], strict=True))
    if _on_postgres():
        # PostgreSQL's own text of a row is CSV in brackets; those are left to two columns more, which are empty.
        listed = ", ".join(f"{_postgres_cell(*cell)} AS _{number}" for number, cell in enumerate(cells))
        inner = f'SELECT NULL AS "(", {listed}, NULL AS ")" FROM {table} WHERE {key} BETWEEN %s AND %s'
        return f"SELECT string_agg(line::text, chr(10)) FROM ({inner}) AS line"
    # A function of SQLite takes at most a hundred arguments: longer rows are put together of several texts.
    texts = []
    for start in range(0, len(cells), 90):
        forms, values = zip(*(_sqlite_cell(*cell) for cell in cells[start : start + 90]), strict=True)
        texts.append(f"printf('{','.join(forms)}', {', '.join(values)})")
    line = " || ',' || ".join(texts)
    return f"SELECT CAST(group_concat({line}, char(10)) AS BLOB) FROM {table} WHERE {key} BETWEEN %s AND %s"


def _sqlite_cell(field: schema.Field, column: str) -> tuple[str, str]:
    """Return form and value of a cell for printf (every % doubled for the driver); without value the cell is empty."""
    of: Any = field.of
    if field.kind == schema.TEXT and not field.refers:
        quoted = '"%%w"'  # with quotes in it doubled
        return (
            (quoted, column)
            if not of.null
            else ("%%s", f"CASE WHEN {column} IS NOT NULL THEN printf('{quoted}', {column}) END")
        )
    if field.kind in (schema.DECIMAL, schema.FLOAT):
        # SQLite keeps binary fractions, exact to the places that were declared.
        form = f"%%.{of.decimal_places}f" if field.kind == schema.DECIMAL else "%%!.17g"
        return "%%s", f"CASE WHEN {column} IS NOT NULL THEN printf('{form}', {column}) END"
    return "%%s", column


def _postgres_cell(field: schema.Field, column: str) -> str:
    if field.kind == schema.BOOLEAN:
        return f"{column}::int"
    if field.kind == schema.DATE:  # as numbers days and moments depend on no setting of the server
        return f"{column} - DATE '1970-01-01'"
    if field.kind == schema.DATETIME:
        return f"(extract(epoch FROM {column}) * 1000000)::bigint"
    return column


def _as_read(field: schema.Field) -> pa.DataType:
    if field.refers or field.kind == schema.BOOLEAN:
        return pa.int64()
    if _on_postgres() and field.kind in (schema.DATE, schema.DATETIME):
        return pa.int32() if field.kind == schema.DATE else pa.int64()
    return field.arrow


def _as_kept(field: schema.Field, column: Any, codes: _Codes) -> Any:
    if field.refers:
        return codes.of(column)
    if field.kind == schema.DATETIME:
        moments = column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us", settings.TIME_ZONE))
        return pc.local_timestamp(moments)
    if field.kind == schema.TEXT and _on_postgres():
        return pc.replace_substring(column, "\\\\", "\\")  # which the text of a row doubles
    return column.cast(field.arrow)


# Volume ledgers


def _volume(ledger: type[Ledger]) -> Manifest:
    known = manifest(ledger)
    wanted = schema.digest(ledger.model)
    if known.schema == wanted and not _staged(ledger.slug).exists():
        return known
    with locked(ledger.slug):
        recover(ledger.slug)
        known = manifest(ledger)
        if known.schema == wanted:
            return known
        fields = schema.fields(ledger.model)
        parts = []
        for part in known.parts:
            table = pq.read_table(folder(ledger.slug) / part.file)
            columns = [
                table.column(name).cast(field.arrow) if name in table.column_names else _default(field, len(table))
                for name, field in fields.items()
            ]
            parts.append(write_part(ledger.slug, part.key, pa.table(columns, names=list(fields))))
        return replace_manifest(known, replace(known, schema=wanted, parts=tuple(parts)))


def _default(field: schema.Field, rows: int) -> Any:
    of: Any = field.of
    value = None if of.null else of.get_default()
    return pa.repeat(pa.scalar(value, field.arrow), rows)
