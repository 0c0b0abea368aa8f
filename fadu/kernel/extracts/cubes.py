"""汇总表: what the parts of an extract add up to by organisation and month, kept beside them and held in memory.

A cube is a small Parquet file, `cube/<question>-<rows>.parquet`, in the names of what is asked and of the parts that
it was counted from: like the parts it never changes. When parts are replaced only the new ones are counted, and what
the cube before held of the others is taken over.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .. import journal
from . import parts, schema

MONTH, SIGN, VALUE = "month", "sign", "value"  # beside the sums; a sign tells rows that came from rows that left
HELD = 256 << 20  # bytes of cubes that a process holds in memory


class Counts:
    """A table of sums by organisation, and by month where it is a cube; it adds up what is asked, exactly."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._columns: dict[str, Any] = {}
        encoded = table.column(schema.ORGANISATION).combine_chunks().dictionary_encode()
        self._codes: list[str] = encoded.dictionary.to_pylist()
        self._of = encoded.indices.to_numpy(zero_copy_only=False)
        self._months: Any = self.column(MONTH) if MONTH in table.column_names else None
        self._sign: Any = self.column(SIGN) if SIGN in table.column_names else None

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return 3 * self._table.nbytes

    def of(self, organisations: Collection[str]) -> Any:
        """Return the places of the rows of `organisations`."""
        wanted = np.fromiter((code in organisations for code in self._codes), bool, len(self._codes))
        return np.flatnonzero(wanted[self._of])

    def between(self, rows: Any, first: int, last: int) -> Any:
        """Return those of the places `rows` whose month lies between two, both included."""
        months = self._months[rows]
        return rows[(months >= first) & (months <= last)]

    def first_month(self, rows: Any) -> int:
        """Return the earliest month in `rows`, of which there is at least one."""
        return int(self._months[rows].min())

    def total(self, name: str, rows: Any) -> int | Decimal:
        """Add up one column over `rows`."""
        added = int(self._signed(name)[rows].sum())
        places = self._places(name)
        return Decimal(added).scaleb(-places) if places and added else added

    def values(self, name: str, rows: Any) -> int:
        """Return how many values there are of which the column `name` counts any row."""
        # Counts of rows are far below 2^53, up to which such sums are exact.
        weights = np.bincount(self._value_codes[rows], self._signed(name)[rows])
        return int(np.count_nonzero(weights > 0))

    def least(self, name: str, rows: Any, above: int, below: int) -> tuple[int, int] | None:
        """Return the least value that `above` of `below` of what `name` counts do not exceed, and how many it counts.

        The table is in the order of its values; `rows` are in the order of the table.
        """
        upto = np.cumsum(self.column(name)[rows])
        whole = int(upto[-1]) if len(upto) else 0
        if not whole:
            return None
        nth = -(-whole * above // below)
        return int(self.column(VALUE)[rows[np.searchsorted(upto, nth)]]), whole

    def column(self, name: str) -> Any:
        """Return a column as an array of whole numbers, decimals as multiples of their last place."""
        if name not in self._columns:
            self._columns[name] = _whole(self._table.column(name).combine_chunks())
        return self._columns[name]

    def _signed(self, name: str) -> Any:
        """Return a column of sums, negative in rows that left."""
        key = f"± {name}"
        if key not in self._columns:
            self._columns[key] = self.column(name) if self._sign is None else self.column(name) * self._sign
        return self._columns[key]

    def _places(self, name: str) -> int:
        kind = self._table.schema.field(name).type
        return kind.scale if pa.types.is_decimal(kind) else 0

    @cached_property
    def _value_codes(self) -> Any:
        encoded = self._table.column(VALUE).combine_chunks().dictionary_encode()
        # Rows without a value are counted by nothing that asks for values.
        return pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)


def _whole(column: Any) -> Any:
    if not pa.types.is_decimal(column.type):
        return pc.fill_null(column, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    units = [int((value or Decimal(0)).scaleb(column.type.scale)) for value in column.to_pylist()]
    # Where sums might pass what a processor's numbers hold, Python's own are added up.
    return np.array(units, np.int64 if sum(map(abs, units)) < 1 << 63 else object)


_held: OrderedDict[Path, Counts] = OrderedDict()
_holding = threading.Lock()


def cube(
    manifest: parts.Manifest,
    name: str,
    declared: Iterable[str],
    count: Callable[[Sequence[parts.Part]], pa.Table],
    order: str = "",
) -> Counts:
    """Return the cube `name` of an extract, of all that is `declared`; `count` counts those parts that are new to it.

    `order` is the column by which the rows are to be in order.
    """
    digest = hashlib.sha256("\n".join([name, manifest.schema, *sorted(declared)]).encode()).hexdigest()[:16]
    file = parts.path(manifest.ledger) / "cube" / f"{digest}-{manifest.digest[:32]}.parquet"
    with _holding:
        if file in _held:
            _held.move_to_end(file)
            return _held[file]
    table = pq.read_table(file) if file.exists() else _made(manifest, file, digest, count)
    counts = Counts(table.sort_by(order) if order else table)
    with _holding:
        for former in [each for each in _held if each.parent == file.parent and each.name.startswith(digest)]:
            del _held[former]
        _held[file] = counts
        while len(_held) > 1 and sum(each.bytes for each in _held.values()) > HELD:
            _held.popitem(last=False)
    return counts


def _made(
    manifest: parts.Manifest, file: Path, digest: str, count: Callable[[Sequence[parts.Part]], pa.Table]
) -> pa.Table:
    file.parent.mkdir(exist_ok=True)
    earlier = max(file.parent.glob(f"{digest}-*.parquet"), key=lambda each: each.stat().st_mtime_ns, default=None)
    held = _parts_in(earlier) if earlier else {}
    fresh = [part for part in manifest.parts if held.get(part.key) != part.file]
    tables = [count(fresh)] if fresh else []
    if earlier:
        kept = [part.key for part in manifest.parts if held.get(part.key) == part.file]
        old = pq.read_table(earlier, filters=[(schema.PART, "in", kept)]) if kept else None
        tables += [old.cast(tables[0].schema) if tables else old] if old is not None else []
    table = pa.concat_tables(tables).replace_schema_metadata(
        {"parts": json.dumps({part.key: part.file for part in manifest.parts})}
    )
    _save(table, file, keep=earlier)
    return table


def _parts_in(file: Path) -> dict[str, str]:
    return json.loads((pq.read_schema(file).metadata or {}).get(b"parts", b"{}"))


def _save(table: pa.Table, file: Path, keep: Path | None) -> None:
    written = file.with_name(f"{uuid4().hex}.part")
    pq.write_table(table, written, compression="zstd")
    journal.settle(written, file)
    for other in file.parent.glob(file.name.partition("-")[0] + "-*.parquet"):
        if other not in (file, keep):
            other.unlink(missing_ok=True)
