"""查验: a workbook looked through before any reader opens it: what would overwhelm the reader is refused.

A workbook of a few kilobytes can claim seventeen thousand million cells, and the reader would ask for the memory of
them all.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree

from django.utils.translation import gettext as text

from . import limits
from .books import refusal

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


def inspect(name: str, content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Refuse what would overwhelm the reader or act by itself; return, sheet by sheet, the cells without a value."""
    parts = unpack(name, content)
    if any("vbaproject" in part.lower() for part in parts):
        raise refusal(name, text("含有宏；请另存为不含宏的“Excel 工作簿（.xlsx）”后再导入"))
    if "xl/workbook.xml" not in parts:
        if any(part.startswith("word/") for part in parts):
            raise refusal(name, text("是 Word 文档，不是表格；请把表格复制到模板中再导入"))
        if any(part.lower().endswith((".xlsx", ".xls", ".csv")) for part in parts):
            raise refusal(name, text("是压缩包；请先解压，再导入其中的表格"))
        raise refusal(name, text("不是 .xlsx 工作簿；请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”"))
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


def unpack(name: str, content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook that are XML, and the names of the others.

    Sizes are counted while unpacking, for what the directory says may be a lie.
    """
    damaged = refusal(name, text("已损坏，无法打开；请用 Excel 或 WPS 打开后另存，再导入"))
    parts: dict[str, bytes] = {}
    left = limits.MAX_UNPACKED
    if content.count(b"PK\x01\x02") > limits.MAX_PARTS:
        raise damaged
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise damaged from error
    for entry in entries:
        if entry.flag_bits & 1:
            raise refusal(name, text("设有打开密码；请取消密码后另存，再导入"))
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
                    size = limits.MAX_UNPACKED // 2**20
                    message = text("解压后超过 %(size)d MB，已停止读取；请拆成几个文件分别导入")
                    raise refusal(name, message % {"size": size})
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
    damaged = refusal(name, text("已损坏，无法打开；请用 Excel 或 WPS 打开后另存，再导入"))
    if max(len(xml), len(links)) > limits.MAX_CONTENTS:
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
    rows, cells, most = 0, 0, limits.MAX_ROWS + limits.HEADING_ROWS
    named: set[bytes] = set()
    for start, end in _stretches(xml):
        found = _CELL.findall(xml, start, end)
        cells += len(found)
        rows = max(rows, max((int(row) for _, row in found), default=0))
        named |= {column for column, _ in found}
        if rows > most or cells > limits.MAX_CELLS:
            break
    width = max(map(number_of, named), default=0)
    written = sum(xml.count(b"<c" + end) for end in (b" ", b">", b"/", b"\n", b"\r", b"\t"))
    if rows <= most and cells <= limits.MAX_CELLS and (b":sheetData" in xml or xml.count(b'<c r="') != written):
        found_rows, found_width = _extent_in_full(xml, most)
        rows, width = max(rows, found_rows), max(width, found_width)
    if rows > most or cells > limits.MAX_CELLS or rows * width > limits.MAX_CELLS:
        message = text("的工作表“%(sheet)s”有内容的区域达 %(rows)d 行 %(width)d 列，超过上限（%(most)d 行）；")
        cure = text("请删除末尾多余的行列，或拆成几个文件分别导入")
        raise refusal(name, message % {"sheet": sheet, "rows": rows, "width": width, "most": limits.MAX_ROWS} + cure)


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
            place = number_of(address[1]) if address else place + 1
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
    if not lengths or max(lengths) * (xml.count(b't="s"') + xml.count(b"t='s'") + xml.count(b"= ")) <= limits.MAX_TEXT:
        return
    total = 0
    for use in _USE_OF_STRING.finditer(xml):
        at = int(use[2][:9])
        if at < len(lengths) and _SHARED.search(use[1]):
            total += lengths[at]
    if total > limits.MAX_TEXT:
        raise refusal(name, text("的文字总量过大；请拆成几个文件分别导入"))


def _lengths(name: str, part: bytes) -> Iterator[int]:
    """Yield the sizes of the shared texts in order."""
    start = None
    for count, found in enumerate(_STRING.finditer(part)):
        if count > limits.MAX_CELLS:
            raise refusal(name, text("的文字总量过大；请拆成几个文件分别导入"))
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
            unknown[int(address[2]) - 1, number_of(address[1]) - 1] = message

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


def number_of(column: bytes) -> int:
    """Return the number, from 1, of the column with these letters."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number
