"""名单: the canonical text that is committed to; read in pages, so that millions of lines need little memory.

One line an object, `id TAB stratum TAB weight LF`, ordered by the bytes of the ids, none twice. Inspectors are
`id TAB unit LF`, conflicts of interest `inspector TAB object LF`, ordered and digested likewise.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from fadu.digests import Tree, inclusion_proof

from .suites import Suite
from .wording import DrawRefused, Sentence, fault, say

PAGE = 1024  # lines under one leaf of the page tree
PIECE = 256 * PAGE  # lines parsed at once
HEAVIEST = 100
READ = 1 << 22  # bytes
WEIGHT = re.compile(rb"[1-9][0-9]{0,2}")
Cell = tuple[str, int]  # stratum and weight
Source = Path | bytes  # where a canonical text lies, or the text itself


class Piece(NamedTuple):
    """A stretch of whole pages."""

    first: int  # number of its first line
    lines: int
    start: int  # in bytes
    end: int


@dataclass(frozen=True)
class Parsed:
    """The lines of a piece: for each the number of its cell, and what the cells are."""

    first: int
    codes: npt.NDArray[np.int32]
    strata: Sequence[str]  # a code is place in this list × 101 + weight
    first_id: bytes
    last_id: bytes

    def cells(self) -> dict[Cell, int]:
        """Return how many lines there are of each stratum and weight."""
        counts = np.bincount(self.codes, minlength=len(self.strata) * (HEAVIEST + 1))
        found = np.flatnonzero(counts)
        return {self.cell(int(code)): int(counts[code]) for code in found}

    def cell(self, code: int) -> Cell:
        return self.strata[code // (HEAVIEST + 1)], code % (HEAVIEST + 1)


@dataclass(frozen=True)
class Roster:
    """A frozen roster: its digest, and where each page of it lies."""

    source: Source
    suite: Suite
    lines: int
    commit: bytes
    leaves: tuple[bytes, ...]  # of the page tree
    offsets: npt.NDArray[np.int64]  # of each page, and the end

    @classmethod
    def read(cls, source: Roster | Path | str | bytes, suite: Suite) -> Roster:
        """Digest a roster in one pass and note its pages; the lines are examined when drawn from."""
        if isinstance(source, Roster):
            return source
        source = Path(source) if isinstance(source, str) else source
        whole, leaves, offsets, lines, rest = suite.new(), [], [0], 0, b""
        for block in _blocks(source):
            whole.update(block)
            ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 10) + 1
            # Pages end where the number of lines so far is a whole multiple of PAGE.
            page_ends = ends[PAGE - 1 - lines % PAGE :: PAGE]
            lines, at = lines + len(ends), 0
            for end in page_ends.tolist():
                page = rest + block[at:end]
                rest, at = b"", end
                leaves.append(suite.hash(b"\0" + page))
                offsets.append(offsets[-1] + len(page))
            rest += block[at:]
        if rest:
            if not rest.endswith(b"\n"):
                raise DrawRefused("last_line", name=_name(source))
            leaves.append(suite.hash(b"\0" + rest))
            offsets.append(offsets[-1] + len(rest))
        if not lines:
            raise DrawRefused("no_lines", name=_name(source))
        return cls(source, suite, lines, whole.digest(), tuple(leaves), np.array(offsets, dtype=np.int64))

    @property
    def page_root(self) -> bytes:
        """The root of the tree over the pages."""
        tree = Tree(self.suite.algorithm)
        for leaf in self.leaves:
            tree.append(leaf)
        return tree.root()

    def pieces(self, lines: int = PIECE) -> list[Piece]:
        """Return the roster in stretches of about so many lines."""
        pages = max(1, lines // PAGE)
        starts = range(0, len(self.leaves), pages)
        found = []
        for start in starts:
            end = min(start + pages, len(self.leaves))
            first, last = start * PAGE, min(end * PAGE, self.lines)
            found.append(Piece(first, last - first, int(self.offsets[start]), int(self.offsets[end])))
        return found

    def page(self, number: int) -> bytes:
        """Return the text of one page."""
        return _stretch(self.source, int(self.offsets[number]), int(self.offsets[number + 1]))

    def page_proof(self, number: int) -> list[bytes]:
        """Return the digests that show a page to lie under the root: for a party that checks its own line only."""
        return inclusion_proof(self.suite.algorithm, self.leaves, number)

    def line(self, number: int) -> bytes:
        """Return one line, with its end."""
        return self.page(number // PAGE).splitlines(keepends=True)[number % PAGE] if number < self.lines else b""

    def stratum_of(self, key: str) -> str | None:
        """Return the stratum of the object of that id, or None where there is none; the ids stand in order."""
        wanted = key.encode()
        first = partial(_first_id, self)
        number = bisect_right(range(len(self.leaves)), wanted, key=first) - 1
        for line in self.page(number).split(b"\n") if number >= 0 else ():
            cells = line.split(b"\t")
            if cells[0] == wanted and len(cells) > 1:
                return cells[1].decode()
        return None

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """Return the ids of these lines, given in ascending order."""
        found: list[str] = []
        held, page = -1, [b""]
        for number in numbers:
            if number // PAGE != held:
                held = number // PAGE
                page = self.page(held).split(b"\n")
            found.append(page[number % PAGE].partition(b"\t")[0].decode())
        return found


def parse(source: Source, piece: Piece) -> Parsed:
    """Read the lines of a piece of a roster. Raises DrawRefused, naming the first line that is not canonical."""
    block = _stretch(source, piece.start, piece.end)
    return _parse_at_once(block, piece) or _parse_line_by_line(block, piece, _name(source))


def survey(source: Source, piece: Piece) -> tuple[dict[Cell, int], bytes, bytes]:
    """Examine a piece: return how many lines it has of each stratum and weight, its first id and its last."""
    parsed = parse(source, piece)
    return parsed.cells(), parsed.first_id, parsed.last_id


def in_order(source: Source, piece: Piece, before: bytes, first: bytes) -> None:
    """Raise DrawRefused unless the id that opens a piece comes after the last of the piece before."""
    if before >= first:
        raise _bad_line(_name(source), piece.first, _order_fault(before, first))


def _first_id(roster: Roster, page: int) -> bytes:
    return roster.page(page).partition(b"\t")[0]


def _name(source: Source) -> Any:
    return source.name if isinstance(source, Path) else ("名单", "The roster")


def _open(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        raise DrawRefused("unreadable", name=source.name, error=fault(error)) from error


def _blocks(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), READ):
            yield source[start : start + READ]
        return
    with _open(source) as file:
        while block := file.read(READ):
            yield block


def _stretch(source: Source, start: int, end: int) -> bytes:
    if isinstance(source, bytes):
        return source[start:end]
    with _open(source) as file:
        file.seek(start)
        return file.read(end - start)


def _parse_at_once(block: bytes, piece: Piece) -> Parsed | None:
    """Read a piece column by column; None where any line is less than plain, for the slow reader to say which."""
    if not _plain(block):
        return None
    try:
        table = csv.read_csv(
            pa.py_buffer(block),
            read_options=csv.ReadOptions(column_names=["id", "stratum", "weight"], block_size=len(block) + 1),
            parse_options=csv.ParseOptions(delimiter="\t", quote_char=False, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types={
                    "id": pa.binary(),
                    "stratum": pa.dictionary(pa.int32(), pa.string()),
                    "weight": pa.uint8(),
                },
                null_values=[],
                strings_can_be_null=False,
            ),
        ).combine_chunks()
    except pa.ArrowInvalid:
        return None
    if table.num_rows != piece.lines:
        return None
    ids, strata, weights = (table.column(place).chunk(0) for place in range(3))
    numbers = weights.to_numpy(zero_copy_only=False)
    # Weights are as short as they can be, and nothing was skipped, when all the bytes are accounted for.
    digits = 1 + (numbers > 9) + (numbers > 99)
    dictionary = strata.dictionary.to_pylist()
    places = strata.indices.to_numpy()
    widths = np.array([len(word.encode()) for word in dictionary])[places]
    accounted = pc.sum(pc.binary_length(ids)).as_py() + int(widths.sum()) + int(digits.sum()) + 3 * piece.lines
    if accounted != len(block) or numbers.min() < 1 or numbers.max() > HEAVIEST:
        return None
    if pc.min(pc.binary_length(ids)).as_py() == 0 or "" in dictionary:
        return None
    if not pc.all(pc.less(ids.slice(0, len(ids) - 1), ids.slice(1))).as_py() and len(ids) > 1:
        return None
    codes = places.astype(np.int32) * (HEAVIEST + 1) + numbers
    return Parsed(piece.first, codes, dictionary, ids[0].as_py(), ids[-1].as_py())


def _plain(block: bytes) -> bool:
    """Tell whether a block is in normal form and free of what the reader of columns takes for a line end or a mark."""
    if b"\r" in block or b"\0" in block:
        return False
    try:
        return block.isascii() or unicodedata.is_normalized("NFC", block.decode())
    except UnicodeDecodeError:
        return False


def _parse_line_by_line(block: bytes, piece: Piece, name: Any) -> Parsed:
    before, codes, strata = b"", [], dict[str, int]()
    first_id = block.partition(b"\t")[0]
    for number, line in enumerate(block[:-1].split(b"\n"), piece.first):
        key, *rest = cells = line.split(b"\t")
        if len(cells) != 3:
            raise _bad_line(name, number, say("columns", wanted=3))
        for cell in (key, rest[0]):
            _hold_to_form(cell, name, number)
        if not WEIGHT.fullmatch(rest[1]) or int(rest[1]) > HEAVIEST:
            shown = rest[1].decode(errors="replace")
            raise _bad_line(name, number, say("weight", shown=shown))
        if number > piece.first and key <= before:
            raise _bad_line(name, number, _order_fault(before, key))
        before = key
        place = strata.setdefault(rest[0].decode(), len(strata))
        codes.append(place * (HEAVIEST + 1) + int(rest[1]))
    return Parsed(piece.first, np.array(codes, dtype=np.int32), list(strata), first_id, before)


def _hold_to_form(cell: bytes, name: Any, number: int) -> None:
    try:
        text = cell.decode()
    except UnicodeDecodeError as error:
        raise _bad_line(name, number, say("utf8")) from error
    if not text:
        raise _bad_line(name, number, say("blank"))
    if not unicodedata.is_normalized("NFC", text):
        raise _bad_line(name, number, say("form", shown=text))


def _order_fault(before: bytes, key: bytes) -> Sentence:
    shown = key.decode(errors="replace")
    return (
        say("repeated", shown=shown)
        if key == before
        else say("order", shown=shown, earlier=before.decode(errors="replace"))
    )


def _bad_line(name: Any, number: int, fault: Sentence) -> DrawRefused:
    return DrawRefused("line", name=name, row=number + 1, fault=fault)


@dataclass(frozen=True)
class Staff:
    """检查人员: who may inspect, and the unit of each."""

    ids: tuple[str, ...]
    units: tuple[str, ...]
    commit: bytes

    @classmethod
    def read(cls, source: Path | str | bytes, suite: Suite) -> Staff:
        """Read the canonical text. Raises DrawRefused."""
        text, rows = _two_columns(source, ("检查人员名单", "The roster of inspectors"), key=lambda row: row[0])
        if not rows:
            raise DrawRefused("no_lines", name=("检查人员名单", "The roster of inspectors"))
        return cls(tuple(row[0] for row in rows), tuple(row[1] for row in rows), suite.hash(text))


@dataclass(frozen=True)
class Conflicts:
    """回避: which inspector must not inspect which object."""

    pairs: frozenset[tuple[str, str]]
    commit: bytes

    @classmethod
    def read(cls, source: Path | str | bytes, suite: Suite) -> Conflicts:
        """Read the canonical text, which may be empty. Raises DrawRefused."""
        text, rows = _two_columns(source, ("回避名单", "The list of conflicts"), key=lambda row: row)
        return cls(frozenset(rows), suite.hash(text))


def _two_columns(source: Path | str | bytes, name: Any, key: Any) -> tuple[bytes, list[tuple[str, str]]]:
    source = Path(source) if isinstance(source, str) else source
    text = b"".join(_blocks(source))
    if text and not text.endswith(b"\n"):
        raise DrawRefused("last_line", name=name)
    rows: list[tuple[str, str]] = []
    before: Any = None
    for number, line in enumerate(text[:-1].split(b"\n") if text else ()):
        cells = line.split(b"\t")
        if len(cells) != 2:
            raise _bad_line(name, number, say("columns", wanted=2))
        for cell in cells:
            _hold_to_form(cell, name, number)
        now = key(cells)
        if before is not None and now <= before:
            pair = [b"\t".join(one) if isinstance(one, list) else one for one in (before, now)]
            raise _bad_line(name, number, _order_fault(*pair))
        before = now
        rows.append((cells[0].decode(), cells[1].decode()))
    return text, rows


def look_alikes(ids: Iterable[str]) -> list[Sentence]:
    """Return a warning for each pair of ids that differ and look the same: full width, Cyrillic or Greek letters."""
    seen: dict[str, str] = {}
    found = []
    for one in ids:
        other = seen.setdefault(skeleton(one), one)
        if other != one:
            found.append(say("alike", one=other, other=one))
    return found


_LOOK = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο–—−‐‑",
    "ABESIJKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXo-----",
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")


def skeleton(text: str) -> str:
    """Return how a text looks: letters of other alphabets as the Latin ones they resemble, nothing unseen."""
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOK)
