"""表格文件: workbooks and CSV files, read without trust, handed back with marks, written as templates and exports.

Users' files are the least trusted input there is: a workbook of a few kilobytes can claim seventeen thousand million
cells, and the reader would ask for the memory of them all. So a file is inspected before any reader opens it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import logging
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.etree import ElementTree

from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from . import columns
from .columns import Column, Unreadable, fold, guarded

log = logging.getLogger(__name__)

# openpyxl is imported where it is used: it takes a quarter of a second that most commands need not pay.

MAX_BYTES = 50 * 2**20  # of the file
MAX_UNPACKED = 512 * 2**20  # of a workbook's parts together
MAX_TEXT = 256 * 2**20  # of all cells, each counted where it stands
MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
MAX_CONTENTS = 16 * 2**20  # of the part that lists a workbook's sheets, which is read into a tree
MAX_PARTS = 10_000  # of a workbook: a part for each sheet and picture
HEADING_ROWS = 20  # the heading row is looked for in so many first rows
MOST_IN_PLACE = 250_000  # cells of a workbook that is held whole, which takes some kilobytes for each
MAX_COMMENTS = 2_000  # more comments than this make a workbook unusable; the reasons column has them all
MARKER = "法度"  # author of our comments, by which they are found and taken away again
REASONS = _("错误原因")
GUIDE = _("填表说明")
OPTIONS = "选项"
XLSX, XLS, CSV = "xlsx", "xls", "csv"


class WorkbookRefused(Exception):
    """A file that cannot be read; the message names the file, the place, and what to do."""


class Fault(NamedTuple):
    """错误: what is wrong at one cell (or one row, with `column` None) and what would cure it."""

    sheet: str
    row: int
    column: int | None
    heading: str
    value: str
    message: str

    @property
    def cell(self) -> str:
        """The cell's address, such as C5."""
        return "" if self.column is None else f"{letters(self.column)}{self.row}"

    def __str__(self) -> str:
        place = text("工作表“%(sheet)s”") % {"sheet": self.sheet} if self.sheet else ""
        place += text("第 %(row)d 行") % {"row": self.row}
        if self.column is not None:
            place += text("“%(heading)s”栏（%(cell)s）") % {"heading": self.heading, "cell": self.cell}
        return f"{place}：{self.message}"


@dataclass(frozen=True)
class Sheet:
    """One sheet's cells; `rows[0]` is row 1. `unknown` are cells that show a value which the file does not hold."""

    name: str
    rows: list[list[Any]]
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column, from 0
    unknown: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """A file that was read: its name for messages, its bytes, its format by content, its visible sheets.

    `hidden` are the names of sheets that were not read, as their reader does not see them either.
    """

    name: str
    content: bytes
    format: str
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.content).hexdigest()


def letters(column: int) -> str:
    """Return the letters of `column` (from 0) as a spreadsheet names it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


# Opening


def open_book(source: Path | str | bytes | IO[bytes], name: str = "") -> Book:
    """Read a workbook or CSV file; what it is is told by its content, not by its name. Raises WorkbookRefused."""
    if isinstance(source, (str, Path)):
        path = Path(source)
        name = name or path.name
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            message = text("文件“%(name)s”打不开：%(reason)s") % {"name": path, "reason": error.strerror}
            raise WorkbookRefused(message) from error
    elif isinstance(source, bytes):
        content = source
    else:
        name = name or Path(getattr(source, "name", "") or "").name
        content = source.read(MAX_BYTES + 1)
    name = name or text("未命名文件")
    if len(content) > MAX_BYTES:
        raise _refusal(name, text("超过 %(size)d MB；请拆成几个文件分别导入") % {"size": MAX_BYTES // 2**20})
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):  # with or without a mark of the encoding
        raise _refusal(name, text("是空文件；请重新下载模板填写"))
    kind = _kind(name, content)
    if kind == CSV:
        return Book(name, content, kind, (Sheet("", _read_csv(name, content)),))
    parts = _inspect(name, content) if kind == XLSX else {}
    hidden: list[str] = []
    sheets = tuple(_read_workbook(name, content, parts, hidden))
    return Book(name, content, kind, sheets, tuple(hidden))


def _refusal(name: str, message: str) -> WorkbookRefused:
    return WorkbookRefused(text("文件“%(name)s”%(message)s。") % {"name": name, "message": message})


def _kind(name: str, content: bytes) -> str:
    save_as = text("请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再导入")
    if content.startswith(b"PK\x03\x04"):
        return XLSX
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refusal(name, text("设有打开密码；请取消密码后另存，再导入"))
        return XLS
    head = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        raise _refusal(name, text("是 PDF，不是表格；请按模板填写"))
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise _refusal(name, text("其实是网页或 XML，并非真正的表格文件；") + save_as)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return CSV  # "Unicode text" as Excel saves it
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")) or (
        b"\0" in content and not _unmarked(content)
    ):
        raise _refusal(name, text("不是表格文件；请按模板填写 .xlsx 或 .csv"))
    return CSV


def _unmarked(content: bytes) -> str:
    """Return the encoding of UTF-16 without its mark, told by the line ends; "" for what is no text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            written = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in written and "\n" in written:
            return encoding
    return ""


# Inspecting a workbook before it is opened

# Every pattern takes time in proportion to the part, whatever stands there: no tag holds a "<", and what was passed
# over is not gone through again (the possessive *+). Cells are mostly as in _CELL; others are looked at one by one.
_CELL = re.compile(rb'<c r="([A-Z]{1,9})(\d{1,9})"[^<>]*+(?<!/)>(?!</)')
_ANY_CELL = re.compile(rb"<(?:\w{1,20}:)?c\b([^<>]*+)>(?!</)")
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,9})(\d{1,9})[\"']")
_ROW = re.compile(
    rb"<(?:\w{1,20}:)?row\b([^<>]*+)>(.*?)(?=<(?:\w{1,20}:)?row\b|</(?:\w{1,20}:)?sheetData|\Z)", re.DOTALL
)
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d{1,9})[\"']")
_IN_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_COMPUTED = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_NO_VALUE = re.compile(
    rb"<(?:\w{1,20}:)?c\b([^<>]*+)><(?:\w{1,20}:)?f\b[^<>]*+>(?:[^<]*+</(?:\w{1,20}:)?f>)?\s*+"
    rb"(?:<(?:\w{1,20}:)?v\s*+/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?</"
)
_VALUE = re.compile(rb"<(?:\w{1,20}:)?(?:v|is)\b")
_STRING = re.compile(rb"<(?:\w{1,20}:)?si\b")
_USE_OF_STRING = re.compile(rb"<(?:\w{1,20}:)?c\b([^<>]*+)>\s*+<(?:\w{1,20}:)?v>\s*+(\d++)\s*+<")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")


def _inspect(name: str, content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Refuse what would overwhelm the reader or act by itself; return, sheet by sheet, the cells without a value."""
    parts = _unpack(name, content)
    if any("vbaproject" in part.lower() for part in parts):
        raise _refusal(name, text("含有宏；请另存为不含宏的“Excel 工作簿（.xlsx）”后再导入"))
    if "xl/workbook.xml" not in parts:
        if any(part.startswith("word/") for part in parts):
            raise _refusal(name, text("是 Word 文档，不是表格；请把表格复制到模板中再导入"))
        if any(part.lower().endswith((".xlsx", ".xls", ".csv")) for part in parts):
            raise _refusal(name, text("是压缩包；请先解压，再导入其中的表格"))
        raise _refusal(name, text("不是 .xlsx 工作簿；请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”"))
    lengths = [
        length for part in parts.values() if b"<sst" in part or b":sst" in part for length in _lengths(name, part)
    ]
    sheets = {path: sheet for sheet, path in _sheet_paths(name, parts).items()}
    unknown = {}
    # Every part that holds cells, whether or not we can tell of which sheet: the reader may find its way to it.
    for path, xml in parts.items():
        if b"sheetData" in xml:
            sheet = sheets.get(path, path)
            _check_extent(name, sheet, xml)
            _check_text(name, lengths, xml)
            unknown[sheet] = _unknown_cells(xml)
    return unknown


def _unpack(name: str, content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook that are XML, and the names of the others.

    Sizes are counted while unpacking, for what the directory says may be a lie.
    """
    damaged = _refusal(name, text("已损坏，无法打开；请用 Excel 或 WPS 打开后另存，再导入"))
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise damaged
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise damaged from error
    for entry in entries:
        if entry.flag_bits & 1:
            raise _refusal(name, text("设有打开密码；请取消密码后另存，再导入"))
        header = content[entry.header_offset : entry.header_offset + 30]
        known = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if len(header) < 30 or not known or entry.filename in parts:
            raise damaged
        start = entry.header_offset + 30 + sum(struct.unpack("<2H", header[26:30]))
        packed = content[start : start + entry.compress_size]
        part = bytearray()
        try:
            for piece in _unpacked(packed, entry.compress_type == zipfile.ZIP_STORED):
                left -= len(piece)
                if left < 0:
                    size = MAX_UNPACKED // 2**20
                    message = text("解压后超过 %(size)d MB，已停止读取；请拆成几个文件分别导入")
                    raise _refusal(name, message % {"size": size})
                if part or piece.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
                    part += piece  # of what is no XML, such as pictures, the size alone is of interest
        except zlib.error as error:
            raise damaged from error
        if b"<!DOCTYPE" in part or b"\0" in part[:64]:
            # No office program declares a type, nor writes other than UTF-8; it is how XML is made to grow while it is
            # read, and how that is hidden.
            raise damaged
        parts[entry.filename] = bytes(part)
    return parts


def _unpacked(packed: bytes, stored: bool) -> Iterator[bytes]:
    """Yield what `packed` unpacks to, piece by piece, so that nobody need hold it whole."""
    unpacker = zlib.decompressobj(-15)
    for start in range(0, len(packed), 2**16):
        piece = packed[start : start + 2**16]
        if stored:
            yield piece
        else:
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, 2**20)
                piece = unpacker.unconsumed_tail


def _sheet_paths(name: str, parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part in which each sheet lies, by the sheet's name."""
    xml, links = parts["xl/workbook.xml"], parts.get("xl/_rels/workbook.xml.rels", b"<none/>")
    damaged = _refusal(name, text("已损坏，无法打开；请用 Excel 或 WPS 打开后另存，再导入"))
    if max(len(xml), len(links)) > MAX_CONTENTS:
        raise damaged
    try:
        book, relations = ElementTree.fromstring(xml), ElementTree.fromstring(links)
    except ElementTree.ParseError as error:
        raise damaged from error
    target = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    paths = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            key = next((value for attribute, value in element.attrib.items() if attribute.endswith("}id")), "")
            path = target.get(key, "")
            paths[element.get("name", "")] = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    return paths


def _check_extent(name: str, sheet: str, xml: bytes) -> None:
    """Refuse a sheet whose outermost cells span too much: the reader makes room for the whole rectangle."""
    rows, cells, most = 0, 0, MAX_ROWS + HEADING_ROWS
    named: set[bytes] = set()
    for start, end in _stretches(xml):
        found = _CELL.findall(xml, start, end)
        cells += len(found)
        rows = max(rows, max((int(row) for _, row in found), default=0))
        named |= {column for column, _ in found}
        if rows > most or cells > MAX_CELLS:
            break
    width = max(map(_number, named), default=0)
    written = sum(xml.count(b"<c" + end) for end in (b" ", b">", b"/", b"\n", b"\r", b"\t"))
    if rows <= most and cells <= MAX_CELLS and (b":sheetData" in xml or xml.count(b'<c r="') != written):
        found_rows, found_width = _extent_in_full(xml, most)
        rows, width = max(rows, found_rows), max(width, found_width)
    if rows > most or cells > MAX_CELLS or rows * width > MAX_CELLS:
        message = text("的工作表“%(sheet)s”有内容的区域达 %(rows)d 行 %(width)d 列，超过上限（%(most)d 行）；")
        cure = text("请删除末尾多余的行列，或拆成几个文件分别导入")
        raise _refusal(name, message % {"sheet": sheet, "rows": rows, "width": width, "most": MAX_ROWS} + cure)


def _extent_in_full(xml: bytes, most: int) -> tuple[int, int]:
    """Return the last row (up to `most`) and column with something in them, however cells say where they stand.

    Cells may leave it out; then they follow one another from the row's beginning.
    """
    rows = width = 0
    for count, row in enumerate(_ROW.finditer(xml), start=1):
        place = 0
        filled = _VALUE.search(row[2]) is not None
        for cell in _ANY_CELL.finditer(row[2]):
            address = _ADDRESS.search(cell[1])
            place = _number(address[1]) if address else place + 1
            if cell[1].endswith(b"/"):
                continue
            width = max(width, place)
            if address:
                rows = max(rows, int(address[2]))
        if filled:
            number = _ROW_NUMBER.search(row[1])
            rows = max(rows, int(number[1]) if number else count)
        if rows > most:
            break
    return rows, width


def _stretches(xml: bytes) -> Iterator[tuple[int, int]]:
    """Yield where to look for cells, some megabytes at a time, so that their number cannot fill the memory."""
    start = 0
    while start < len(xml):
        end = xml.rfind(b"<c ", start + 1, start + 2**22) if start + 2**22 < len(xml) else -1
        yield start, end if end > 0 else (end := min(start + 2**22, len(xml)))
        start = end


def _check_text(name: str, lengths: Sequence[int], xml: bytes) -> None:
    """Refuse a sheet that repeats long shared texts until they fill the memory."""
    if not lengths or max(lengths) * (xml.count(b't="s"') + xml.count(b"t='s'") + xml.count(b"= ")) <= MAX_TEXT:
        return
    total = 0
    for use in _USE_OF_STRING.finditer(xml):
        at = int(use[2][:9])
        if at < len(lengths) and _SHARED.search(use[1]):
            total += lengths[at]
    if total > MAX_TEXT:
        raise _refusal(name, text("的文字总量过大；请拆成几个文件分别导入"))


def _lengths(name: str, part: bytes) -> Iterator[int]:
    """Yield the sizes of the shared texts in order."""
    start = None
    for count, found in enumerate(_STRING.finditer(part)):
        if count > MAX_CELLS:
            raise _refusal(name, text("的文字总量过大；请拆成几个文件分别导入"))
        if start is not None:
            yield found.start() - start
        start = found.start()
    if start is not None:
        yield len(part) - start


def _unknown_cells(xml: bytes) -> dict[tuple[int, int], str]:
    """Return the cells that hold an error, or a formula nobody has computed: the reader takes both for empty."""
    unknown: dict[tuple[int, int], str] = {}

    def note(attributes: bytes, message: str) -> None:
        if address := _ADDRESS.search(attributes):
            unknown[int(address[2]) - 1, _number(address[1]) - 1] = message

    if b'"e"' in xml or b"'e'" in xml:
        message = text("公式出错（如 #REF!、#N/A），请改正公式或直接填写数值")
        for cell in _ANY_CELL.finditer(xml):
            if _IN_ERROR.search(cell[1]):
                note(cell[1], message)
    if b"<f" in xml or b":f" in xml:
        message = text("公式还没有算出结果，请用 Excel 或 WPS 打开并保存一次")
        for cell in _NO_VALUE.finditer(xml):
            if not _COMPUTED.search(cell[1]):
                note(cell[1], message)
    return unknown


def _number(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number


# Reading


def _read_workbook(
    name: str, content: bytes, unknown: Mapping[str, dict[tuple[int, int], str]], hidden: list[str]
) -> Iterator[Sheet]:
    """Yield the sheets that are to be seen; the names of the others go to `hidden`."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet:
                    continue
                if about.visible != SheetVisibleEnum.Visible:
                    hidden.append(about.name)
                    continue
                sheet = book.get_sheet_by_name(about.name)
                rows = sheet.to_python(skip_empty_area=False)
                merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
                yield Sheet(about.name, rows, merged, unknown.get(about.name, {}))
    except PasswordError as error:
        raise _refusal(name, text("设有打开密码；请取消密码后另存，再导入")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _refusal(name, text("已损坏，无法打开；请用 Excel 或 WPS 打开后另存，再导入")) from error


def _read_csv(name: str, content: bytes) -> list[list[Any]]:
    written = _decode(name, content)
    delimiter = _delimiter(written)
    if written.lower().startswith("sep=") and "\n" in written:  # Excel's own hint
        delimiter = written[4:5]
        written = "\n" + written.split("\n", 1)[1]  # an empty line in its place keeps the row numbers
    if written.count(delimiter) > MAX_CELLS:
        raise _refusal(name, text("超过 %(most)d 格；请删除多余的空列，或拆成几个文件分别导入") % {"most": MAX_CELLS})
    rows: list[list[Any]] = []
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MAX_ROWS + HEADING_ROWS:
                raise _refusal(name, text("超过 %(most)d 行；请拆成几个文件分别导入") % {"most": MAX_ROWS})
    except csv.Error as error:
        if "limit" in str(error):
            message = text("第 %(line)d 行附近有一格文字过长，或者少了一个引号；请核对后再导入")
            raise _refusal(name, message % {"line": reader.line_num}) from error
        message = text("第 %(line)d 行附近的引号不成对，无法分栏；请用 Excel 打开后另存为 .xlsx 再导入")
        raise _refusal(name, message % {"line": reader.line_num}) from error
    return rows


def _decode(name: str, content: bytes) -> str:
    """Return the text of a CSV file. GB18030 comes last, because it takes almost any bytes for Chinese."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif content.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig",)
    elif b"\0" in content:
        encodings = (_unmarked(content),)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            written = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in written:
            break
        return written
    raise _refusal(name, text("的文字编码无法识别；请用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx 再导入"))


def _delimiter(written: str) -> str:
    lines = [line for line in written[:65536].splitlines()[:HEADING_ROWS] if line.strip()]
    # The heading is the line with the most of it; prose above it may hold a comma or two.
    return max([",", "\t", ";", "，", "|"], key=lambda mark: max((line.count(mark) for line in lines), default=0))


# The table in a file


@dataclass(frozen=True)
class Table:
    """The rows of a book that belong to a ledger: the sheet, its heading row (from 1), where each column stands."""

    book: Book
    sheet: Sheet
    heading_row: int
    places: Mapping[str, int]
    ignored: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The number of columns that the heading has."""
        headings = self.sheet.rows[self.heading_row - 1]
        return max((index + 1 for index, heading in enumerate(headings) if not _blank(heading)), default=0)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield each row below the heading that is not empty, with its number from 1."""
        unknown = {row for row, _ in self.sheet.unknown}
        for index in range(self.heading_row, len(self.sheet.rows)):
            row = self.sheet.rows[index]
            if not all(map(_blank, row)) or index in unknown:
                yield index + 1, row


def _blank(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())


def find_table(book: Book, wanted: Sequence[Column], needed: Collection[str] = ()) -> Table:
    """Find the sheet and heading row that carry the columns `wanted`, of which those named in `needed` must be there.

    Raises WorkbookRefused when there is none, when a needed column is missing, when two columns claim one heading,
    or when several sheets would do.
    """
    known = {heading: column.name for column in wanted for heading in column.headings}
    # Two headings at least: one word alone may stand in any sheet by chance.
    least = min(2, len(wanted))
    candidates: list[tuple[int, int, Sheet]] = []
    for sheet in book.sheets:
        matches = [
            (len({known[fold(cell)] for cell in row if fold(cell) in known}), -index)
            for index, row in enumerate(sheet.rows[:HEADING_ROWS])
        ]
        score, index = max(matches, default=(0, 0))
        if score >= least:
            candidates.append((score, -index, sheet))
    if not candidates:
        raise _no_heading(book, wanted, needed)
    filled = [found for found in candidates if any(not all(map(_blank, row)) for row in found[2].rows[found[1] + 1 :])]
    best = max(filled or candidates, key=lambda found: found[0])
    rivals = [sheet.name for score, _, sheet in filled if score == best[0]]
    if len(rivals) > 1:
        message = text("有多个工作表都像要导入的数据：%(names)s；请只保留一个，或分成几个文件")
        raise _refusal(book.name, message % {"names": "、".join(rivals)})
    left_out = tuple(
        text("工作表“%(name)s”") % {"name": sheet.name} for sheet in book.sheets if sheet.rows and sheet is not best[2]
    )
    return _table(book, best[2], best[1], known, {column.name: column.label for column in wanted}, needed, left_out)


def _no_heading(book: Book, wanted: Sequence[Column], needed: Collection[str]) -> WorkbookRefused:
    labels = [column.label for column in wanted if not needed or column.name in needed]
    unseen = [sheet for sheet in book.hidden if sheet != OPTIONS]
    if all(not sheet.rows for sheet in book.sheets):
        if unseen:
            message = text("里没有数据，数据在隐藏的工作表“%(names)s”里；请取消隐藏并保存，再导入")
            return _refusal(book.name, message % {"names": "、".join(unseen)})
        return _refusal(book.name, text("里没有数据；请按模板填写"))
    sheets = text("（工作表：%(names)s）") % {"names": "、".join(sheet.name for sheet in book.sheets)}
    message = text("里没有找到表头%(sheets)s；前 %(rows)d 行内应有一行写着：%(labels)s。请下载模板核对")
    shown = sheets if book.format != CSV else ""
    return _refusal(book.name, message % {"sheets": shown, "rows": HEADING_ROWS, "labels": "、".join(labels)})


def _table(
    book: Book,
    sheet: Sheet,
    index: int,
    known: Mapping[str, str],
    labels: Mapping[str, str],
    needed: Collection[str],
    left_out: tuple[str, ...],
) -> Table:
    places: dict[str, int] = {}
    ignored: list[str] = []
    where = text("工作表“%(sheet)s”第 %(row)d 行") if sheet.name else text("第 %(row)d 行")
    at = where % {"sheet": sheet.name, "row": index + 1}
    for place, heading in enumerate(sheet.rows[index]):
        name = known.get(fold(heading))
        if name is None:
            if not _blank(heading) and fold(heading) != fold(REASONS):
                ignored.append(str(heading).strip())
        elif name in places:
            message = text("的%(at)s有两列都是“%(label)s”（%(one)s 列和 %(two)s 列）；请删去一列")
            both = {"one": letters(places[name]), "two": letters(place)}
            raise _refusal(book.name, message % {"at": at, "label": labels[name], **both})
        else:
            places[name] = place
    if missing := [label for name, label in labels.items() if name in needed and name not in places]:
        message = text("的%(at)s缺少必填栏：%(missing)s；请按模板补上这些列，并写明表头")
        raise _refusal(book.name, message % {"at": at, "missing": "、".join(missing)})
    return Table(book, sheet, index + 1, places, (*ignored, *left_out))


def read_table(table: Table, wanted: Sequence[Column]) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    """Return the rows that could be read, each with its number and its values, and what is wrong elsewhere."""
    present = [(column, table.places[column.name]) for column in wanted if column.name in table.places]
    memory: dict[str, dict[str, Any]] = {column.name: {} for column, _ in present}
    covered = _covered(table, {place for _, place in present})
    read: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    width = table.width
    for number, cells in table.rows():
        values: dict[str, Any] = {}
        wrong = len(faults)
        for column, place in present:
            cell = cells[place] if place < len(cells) else None
            known = memory[column.name]
            try:
                if (at := (number - 1, place)) in table.sheet.unknown:
                    raise Unreadable(table.sheet.unknown[at])
                if at in covered:
                    raise Unreadable(text("是合并单元格的一部分；请取消合并，逐行填写"))
                if type(cell) is str:  # of what is written many times each wording is read once
                    if cell not in known:
                        if len(known) > 10_000:
                            known.clear()
                        known[cell] = column.read(cell)
                    values[column.name] = known[cell]
                else:
                    values[column.name] = column.read(cell)
            except Unreadable as error:
                faults.append(Fault(table.sheet.name, number, place, column.label, shown(cell), str(error)))
        if table.book.format == CSV and any(not _blank(cell) for cell in cells[width:]):
            message = text("比表头多出内容；若文字里有逗号，请给整格文字加上英文双引号")
            faults.append(Fault(table.sheet.name, number, None, "", "", message))
        if len(faults) == wrong:
            read.append((number, values))
    return read, faults


def _covered(table: Table, places: set[int]) -> set[tuple[int, int]]:
    """Return the cells below the heading that a merged cell hides: of a merged cell only the first holds the value."""
    covered: set[tuple[int, int]] = set()
    spans = [
        (max(top, table.heading_row), min(bottom, len(table.sheet.rows) - 1), [p for p in places if left <= p <= right])
        for top, left, bottom, right in table.sheet.merged
    ]
    if sum(max(last - first + 1, 0) * len(hidden) + 1 for first, last, hidden in spans) > MAX_CELLS:
        # They overlap, which no spreadsheet program lets them.
        raise _refusal(table.book.name, text("的合并单元格过多；请取消全部合并，逐行填写"))
    for (first, last, hidden), (top, left, _bottom, _right) in zip(spans, table.sheet.merged, strict=True):
        covered.update((row, place) for row in range(first, last + 1) for place in hidden)
        covered.discard((top, left))
    return covered


def shown(cell: Any) -> str:
    """Return a cell as a message quotes it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)[:80]


# Handing back with marks


def mark(tables: Sequence[Table], faults: Sequence[Fault]) -> bytes:
    """Return the file of `tables` as a workbook: each faulty cell red and commented, the reasons in a last column.

    It is the user's own workbook, unless that is CSV, an old .xls, broken, or so large that the memory for it is not to
    be had: then a new one with the same sheets and values.
    """
    book = tables[0].book
    marks = {table.sheet.name: _Marks.of(table, faults) for table in tables}
    if book.format == XLSX and _cells_to_hold(book) < MOST_IN_PLACE:
        try:
            return _mark_in_place(book, marks)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            # Styles written by other programs often break openpyxl; the cells are what the user needs back.
            log.info("openpyxl cannot take %s (%s); it is written anew", book.name, error)
    return _mark_anew(book, marks)


_MERGED = re.compile(rb"<(?:\w{1,20}:)?mergeCell\b([^<>]*+)>")
_SPAN = re.compile(rb"\bref\s*=\s*[\"']([A-Z]{1,9})(\d{1,9}):([A-Z]{1,9})(\d{1,9})[\"']")


def _cells_to_hold(book: Book) -> int:
    """Return how many cells openpyxl would make of a workbook: those written, with or without a value, and merged ones.

    It opens the sheets that are hidden as well.
    """
    total = 0
    for part in _unpack(book.name, book.content).values():
        if b"sheetData" in part:
            total += part.count(b"<c ") + part.count(b":c ")
            for merged in _MERGED.finditer(part):
                if span := _SPAN.search(merged[1]):
                    left, top, right, bottom = _number(span[1]), int(span[2]), _number(span[3]), int(span[4])
                    total += (right - left + 1) * (bottom - top + 1)
    return total


@dataclass(frozen=True)
class _Marks:
    """What is to be marked in one sheet: by row the reasons, by row and column the messages; both from 1."""

    table: Table
    reasons: Mapping[int, str]
    messages: Mapping[int, Mapping[int, str]]
    reasons_at: int

    @classmethod
    def of(cls, table: Table, faults: Sequence[Fault]) -> _Marks:
        reasons: dict[int, str] = {}
        messages: dict[int, dict[int, str]] = {}
        for fault in faults:
            if fault.sheet == table.sheet.name:
                reason = f"{fault.heading}：{fault.message}" if fault.heading else fault.message
                reasons[fault.row] = f"{reasons[fault.row]}；{reason}" if fault.row in reasons else reason
                if fault.column is not None:
                    cells, place = messages.setdefault(fault.row, {}), fault.column + 1
                    cells[place] = f"{cells[place]}；{fault.message}" if place in cells else fault.message
        headings = table.sheet.rows[table.heading_row - 1]
        there = next((place for place, cell in enumerate(headings, 1) if fold(cell) == fold(REASONS)), 0)
        return cls(table, reasons, messages, there or table.width + 1)


class _Ink:
    """How marks look, and how many comments may still be made."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        self.red, self.none = PatternFill("solid", fgColor="FFC7CE"), PatternFill()
        self.strong, self.plain = Font(bold=True, color="9C0006"), Font(color="9C0006")
        self.wrapped = Alignment(wrap_text=True, vertical="top")
        self.room = MAX_COMMENTS

    def message(self, cell: Any, message: str) -> None:
        from openpyxl.comments import Comment

        cell.fill = self.red
        if self.room > 0:
            cell.comment = Comment(message, MARKER, width=260, height=90)
            self.room -= 1

    def heading(self, cell: Any) -> None:
        cell.font, cell.fill = self.strong, self.red

    def reason(self, cell: Any) -> None:
        cell.font, cell.alignment = self.plain, self.wrapped


def _mark_in_place(book: Book, marks: Mapping[str, _Marks]) -> bytes:
    from openpyxl import load_workbook
    from openpyxl.cell import MergedCell

    workbook, ink = load_workbook(io.BytesIO(book.content)), _Ink()
    for name, found in reversed(list(marks.items())):
        sheet = workbook[name]
        for row in sheet.iter_rows(min_row=found.table.heading_row + 1):
            for cell in row:  # what an earlier attempt had marked
                if getattr(cell, "comment", None) and cell.comment.author == MARKER:
                    cell.comment, cell.fill = None, ink.none
                if cell.column == found.reasons_at and not isinstance(cell, MergedCell):
                    cell.value = None
        for number, messages in found.messages.items():
            for place, message in messages.items():
                cell = sheet.cell(number, place)
                if not isinstance(cell, MergedCell):  # it has neither a fill nor a comment of its own
                    ink.message(cell, message)
        if found.reasons:
            ink.heading(sheet.cell(found.table.heading_row, found.reasons_at, str(REASONS)))
            sheet.column_dimensions[letters(found.reasons_at - 1)].width = 60
            for row, reason in found.reasons.items():
                ink.reason(sheet.cell(row, found.reasons_at, reason))
            workbook.active = workbook.index(sheet)
    return _saved(workbook)


def _mark_anew(book: Book, marks: Mapping[str, _Marks]) -> bytes:
    """Write the sheets row by row, so that memory does not grow with them."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook, ink = Workbook(write_only=True), _Ink()
    for source in book.sheets:
        sheet = workbook.create_sheet(_title(source.name or Path(book.name).stem) or "Sheet1")
        found = marks.get(source.name)
        if found:
            sheet.column_dimensions[letters(found.reasons_at - 1)].width = 60
        for number, row in enumerate(source.rows, start=1):
            cells = [None if _blank(value) else value for value in row]
            if found and number >= found.table.heading_row:
                cells += [None] * (found.reasons_at - len(cells))
                heading = number == found.table.heading_row
                cells[found.reasons_at - 1] = str(REASONS) if heading else found.reasons.get(number)
            cells = [_plain_cell(sheet, value) for value in cells]
            if found and number in found.reasons:
                for place, message in found.messages.get(number, {}).items():
                    cells[place - 1] = cells[place - 1] or WriteOnlyCell(sheet)
                    ink.message(cells[place - 1], message)
                ink.reason(cells[found.reasons_at - 1])
            elif found and number == found.table.heading_row:
                ink.heading(cells[found.reasons_at - 1])
            sheet.append(cells)
    return _saved(workbook)


def _plain_cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return None
    cell = WriteOnlyCell(sheet, _legal(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    return cell


def _saved(workbook: Any) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


_NOT_IN_TITLES = dict.fromkeys(map(ord, "[]:*?/\\'"))
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _legal(value: str) -> str:
    """Return `value` as a cell can hold it: Excel knows no control characters, and 32,767 characters at most."""
    value = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
    return value if len(value) <= 32_767 else value[:32_700] + text("……（超过单元格上限，全文请导出 CSV）")


# Writing


@dataclass(frozen=True)
class Blank:
    """One sheet of a template: its columns, what their drop-downs offer, and notes for who fills it in."""

    title: str
    columns: Sequence[Column]
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: str = ""


_FORMATS = {
    columns.DATE: "yyyy-mm-dd",
    columns.DATETIME: "yyyy-mm-dd hh:mm",
    columns.INTEGER: "0",
    columns.TEXT: "@",  # so that an identity number or 0123 stays what was typed
    columns.CHOICE: "@",
    columns.ORGANISATION: "@",
    columns.RECORD: "@",
}
_LAST_ROW = 1_048_576


def template(blanks: Sequence[Blank]) -> bytes:
    """Return an empty workbook to fill in: headings, drop-downs, formats, and a sheet that explains every column."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    options = workbook.create_sheet(OPTIONS)
    options.sheet_state = "hidden"
    sheets = [_blank_sheet(workbook, blank, options) for blank in blanks]
    _guide_sheet(workbook, blanks)
    workbook.move_sheet(options, len(workbook.sheetnames))
    workbook.active = workbook.index(sheets[0])
    return _saved(workbook)


def _blank_sheet(workbook: Any, blank: Blank, options: Any) -> Any:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet = workbook.create_sheet(_title(blank.title))
    for place, column in enumerate(blank.columns):
        heading = sheet.cell(1, place + 1, ("*" if column.required else "") + column.label)
        heading.font = Font(bold=True, color="B0171F" if column.required else "1D3F72")
        heading.fill = PatternFill("solid", fgColor="EEF2F8")
        heading.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if column.help:
            heading.comment = Comment(column.help, MARKER, width=240, height=70)
        dimension = sheet.column_dimensions[letters(place)]
        dimension.width = 36 if column.long else max(14, 2 * len(column.label) + 6)
        dimension.number_format = _FORMATS.get(column.kind, "General")
        if rule := _validation(column, blank.options.get(column.name, ()), options):
            rule.add(f"{letters(place)}2:{letters(place)}{_LAST_ROW}")
            sheet.add_data_validation(rule)
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A2"
    return sheet


def _validation(column: Column, offered: Sequence[str], options: Any) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    blank = {"allow_blank": not column.required}
    if offered:
        # The list stands in a hidden sheet: a list inside the rule ends at 255 characters and cannot hold a comma.
        place = options.max_column + 1 if options.cell(1, 1).value is not None else 1
        for row, option in enumerate(offered, start=1):
            options.cell(row, place, option).data_type = "s"
        span = f"'{OPTIONS}'!${letters(place - 1)}$1:${letters(place - 1)}${len(offered)}"
        # The help text is the field's; a warning rather than a stop leaves room for codes and short names.
        style = "stop" if column.kind in (columns.CHOICE, columns.BOOLEAN) else "warning"
        rule = DataValidation(type="list", formula1=span, errorStyle=style, **blank)
    elif column.kind in (columns.DATE, columns.DATETIME):
        # 1900-01-01 to 2200-12-31; a warning, because text such as 2025年1月5日 is understood as well.
        rule = DataValidation(
            type="date", operator="between", formula1="1", formula2="109939", errorStyle="warning", **blank
        )
    elif column.kind == columns.INTEGER:
        rule = DataValidation(
            type="whole", operator="between", formula1="-2147483648", formula2="2147483647", errorStyle="stop", **blank
        )
    elif column.kind == columns.DECIMAL:
        rule = DataValidation(
            type="decimal", operator="between", formula1="-1E+15", formula2="1E+15", errorStyle="stop", **blank
        )
    else:
        return None
    rule.errorTitle, rule.error = column.label[:32], column.allowed[:220]
    return rule


def _guide_sheet(workbook: Any, blanks: Sequence[Blank]) -> None:
    from openpyxl.styles import Alignment, Font

    guide = workbook.create_sheet(str(GUIDE))
    for letter, width in zip("ABCDE", (22, 10, 44, 50, 22), strict=True):
        guide.column_dimensions[letter].width = width
    lines: list[tuple[list[str], bool]] = []
    for blank in blanks:
        lines.append(([text("%(title)s填表说明") % {"title": blank.title}], True))
        lines += [([line], False) for line in blank.notes.splitlines() if line.strip()]
        lines.append(([text("栏目"), text("必填"), text("含义"), text("可填内容"), text("示例")], True))
        for column in blank.columns:
            required = text("是") if column.required else text("否")
            lines.append(([column.label, required, column.help, column.allowed, column.example], False))
        lines.append(([], False))
    rules = (
        text("表头请勿改动，列的顺序可以调整；带 * 的列必填。"),
        text("请勿合并单元格；一行一条记录，不要写合计行。"),
        text("导入时全部检查：有一处错误，整个文件都不导入，并退回标出错误的表格；改正后可直接再次导入。"),
        text("编号（关键栏）已登记过的行按更新处理，内容相同的不重复登记。"),
    )
    lines += [([rule], False) for rule in rules]
    for number, (cells, strong) in enumerate(lines, start=1):
        for place, value in enumerate(cells, start=1):
            cell = guide.cell(number, place, value)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=len(cells) > 1, vertical="top")
            cell.font = Font(bold=strong)


def _title(title: str) -> str:
    return title.translate(_NOT_IN_TITLES)[:31]


def write_workbook(
    out: IO[bytes], title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], about: Sequence[Sequence[str]]
) -> int:
    """Write `rows` below `headings`, and a sheet that says what the file is (`about`); return the number of rows.

    Rows go to disk as they come, so that memory does not grow with them.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_title(title))
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings):
        sheet.column_dimensions[letters(place)].width = max(14, 2 * len(heading) + 4)
    head = [WriteOnlyCell(sheet, heading) for heading in headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    count = 0
    for count, row in enumerate(rows, start=1):
        if count == _LAST_ROW:
            raise WorkbookRefused(text("超过 .xlsx 能容纳的 1,048,575 行；请加上筛选条件，或改为导出 CSV。"))
        sheet.append([safe_cell(value) for value in row])
    guide = workbook.create_sheet(text("说明"))
    for line in about:
        guide.append([safe_cell(value) for value in line])
    workbook.save(out)
    return count


def safe_cell(value: Any) -> Any:
    """Return `value` as a workbook that others open may hold it: a text that no program takes for a formula."""
    if isinstance(value, str):
        return _legal(guarded(value))
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    return value


def write_csv(out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write `rows` below `headings` as UTF-8 with the mark by which Excel knows it; return the number of rows."""
    wrapper = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(wrapper)
    writer.writerow(guarded(heading) for heading in headings)
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        count += 1
    wrapper.detach()
    return count


def _csv_cell(value: Any) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
