"""坏文件: files as offices send them and as nobody should, each made here, with what the import must say of it.

A file is either refused as a whole (`refused`), told cell by cell what is wrong (`faulty`), or read as a reader of it
would (`read_as`). What is large is made of little: a run of zeros is deflated once and repeated.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

HEAD = ["借阅编号", "书名", "借阅人", "机构", "装帧", "借出日期", "应还日期", "册数", "押金（元）", "已续借"]
ROW = ["J1", "辞海", "张三", "市图书馆", "精装", date(2025, 1, 2), date(2025, 2, 1), 2, 50, "是"]
DAY = date(2025, 1, 2)
SHEET = "xl/worksheets/sheet1.xml"
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how every file of the old Office begins


@dataclass(frozen=True)
class Case:
    """One file: how it is made, what is said of it, at which cell; or what is read from it."""

    make: Callable[[], bytes]
    says: str = ""
    cell: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)


def refused(make: Callable[[], bytes], says: str, **limits: int) -> Case:
    """A file refused as a whole, with that in the message; where limits of workbooks are set lower, with these."""
    return Case(make, says, limits=limits)


def faulty(make: Callable[[], bytes], cell: str, says: str) -> Case:
    """A file that could be read, kept out for what stands in `cell` ("" for a whole row)."""
    return Case(make, says, cell)


def read_as(make: Callable[[], bytes], **values: Any) -> Case:
    """A file of one row that is taken over, with those values; a `number` J1 unless told otherwise."""
    return Case(make, values={"number": "J1", **values})


# Making files


def row(**changes: Any) -> list[Any]:
    """A sound row, changed by heading."""
    return [changes.get(heading, value) for heading, value in zip(HEAD, ROW, strict=True)]


def xlsx(*rows: Any, sheet: str = "Sheet1", edit: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook of `rows`, changed further by `edit(workbook, sheet)`."""
    book = Workbook()
    book.active.title = sheet
    for one in rows:
        book.active.append(one)
    if edit:
        edit(book, book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_of(*rows: Any, delimiter: str = ",", end: str = "\r\n") -> str:
    """The rows as CSV, nothing quoted."""
    lines = [delimiter.join("" if cell is None else str(cell) for cell in one) for one in rows]
    return end.join(lines) + end


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of `parts`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def replaced(content: bytes, old: bytes, new: bytes, *also: bytes, part: str = SHEET) -> bytes:
    """The workbook with `old` (or one of `also`) replaced in one of its parts, which must hold it."""
    parts = parts_of(content)
    there = next(one for one in (old, *also) if one in parts[part])
    return packed(parts | {part: parts[part].replace(there, new)})


def without(content: bytes, part: str) -> bytes:
    """The workbook without one of its parts."""
    return packed({name: data for name, data in parts_of(content).items() if name != part})


def added(content: bytes, name: str, data: bytes | str) -> bytes:
    """The zip file with one entry more."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def with_cell(address: str, xml: str, book: bytes = b"") -> bytes:
    """A sound workbook in which one cell is written by hand: `xml` is what follows the address."""
    plain = parts_of(book or xlsx(HEAD, ROW))
    cell = re.compile(rf'<c r="{address}"[^>]*(?:/>|>.*?</c>)'.encode())
    sheet, found = cell.subn(f'<c r="{address}" {xml}'.encode(), plain[SHEET])
    assert found == 1
    return packed(plain | {SHEET: sheet})


def with_rows(rows: str) -> bytes:
    """A sound workbook with further rows of XML."""
    return replaced(xlsx(HEAD, ROW), b"</sheetData>", rows.encode() + b"</sheetData>")


def zipped(parts: dict[str, bytes | tuple[bytes, int]], lie: int | None = None) -> bytes:
    """A zip file made by hand: a part may come as (deflated, size), and the directory may lie about its size."""
    body, directory = b"", b""
    for name, part in parts.items():
        deflated, size = part if isinstance(part, tuple) else (_deflated(part), len(part))
        told = size if lie is None or not isinstance(part, tuple) else lie
        crc = 0 if isinstance(part, tuple) else zlib.crc32(part)
        common = struct.pack("<5H", 20, 0, 8, 0, 33) + struct.pack("<3L", crc, len(deflated), told)
        common += struct.pack("<2H", len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, len(body))
        directory += name.encode()
        body += b"PK\x03\x04" + common + name.encode() + deflated
    end = struct.pack("<4H2LH", 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(6, wbits=-15)
    return packer.compress(data) + packer.flush()


def repeated(unit: bytes, times: int, before: bytes = b"", after: bytes = b"") -> tuple[bytes, int]:
    """`before`, `unit` so many times, `after`: deflated without ever being whole, and its size."""
    packer = zlib.compressobj(6, wbits=-15)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(after) + packer.flush()
    return head + middle * times + tail, len(before) + len(unit) * times + len(after)


ZEROS = repeated(b"\0" * 2**20, 600)


def sheet_of(unit: bytes, times: int) -> bytes:
    """A workbook whose sheet repeats `unit` after its sound rows."""
    parts: dict[str, Any] = parts_of(xlsx(HEAD, ROW))
    before, after = parts[SHEET].split(b"</sheetData>")
    return zipped(parts | {SHEET: repeated(unit, times, before, b"</sheetData>" + after)})


def old_workbook(*rows: Any) -> bytes:
    """An .xls of Excel 97: a stream of records in a compound file, with texts, numbers and nothing else."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<2H", kind, len(data)) + data

    def written(value: str) -> bytes:
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    cells = b""
    for y, one in enumerate(rows):
        for x, value in enumerate(one):
            place = struct.pack("<3H", y, x, 0)
            if isinstance(value, (int, float)):
                cells += record(0x203, place + struct.pack("<d", value))
            elif value is not None:
                cells += record(0x204, place + written(str(value)))
    begin = struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 0x600)
    name = struct.pack("<2B", 6, 1) + "Sheet1".encode("utf-16-le")
    globals_ = record(0x809, begin)
    globals_ += record(0x85, struct.pack("<L2B", len(globals_) + 4 + 6 + len(name) + 4, 0, 0) + name) + record(
        0x0A, b""
    )
    sheet = record(0x809, struct.pack("<4H2L", 0x600, 0x10, 0, 0, 0, 0x600)) + cells + record(0x0A, b"")
    stream = (globals_ + sheet).ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    count = len(stream) // 512

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        written_ = name.encode("utf-16-le")
        links = struct.pack("<H2B3L", len(written_) + 2, kind, 1, 2**32 - 1, 2**32 - 1, child)
        return written_.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<LQ", start, size)

    head = CFB + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9L", 0, 1, 1, 0, 4096, 2**32 - 2, 0, 2**32 - 2, 0)
    head += struct.pack("<109L", 0, *[2**32 - 1] * 108)
    chain = [2**32 - 3, 2**32 - 2, *range(3, 2 + count), 2**32 - 2]
    fat = struct.pack("<128L", *chain, *[2**32 - 1] * (128 - len(chain)))
    directory = entry("Root Entry", 5, 1, 2**32 - 2, 0) + entry("Workbook", 2, 2**32 - 1, 2, len(stream))
    return head + fat + directory.ljust(512, b"\0") + stream


def compound(name: str) -> bytes:
    """A compound file that says it holds `name`."""
    return CFB + b"\0" * 600 + name.encode("utf-16-le") + b"\0" * 600


def hiding(state: str) -> bytes:
    """A workbook whose only sheet with data is hidden."""

    def edit(book: Any, sheet: Any) -> None:
        sheet.sheet_state = state
        book.active = book.create_sheet("封面")

    return xlsx(HEAD, ROW, edit=edit)


def two_sheets(book: Any, sheet: Any) -> None:
    """Add a second sheet that is as good as the first."""
    other = book.create_sheet("2024年")
    other.append(HEAD)
    other.append(row(借阅编号="J2"))


def merging(*spans: str) -> Callable[[Any, Any], None]:
    """Merge those cells."""

    def edit(book: Any, sheet: Any) -> None:
        for span in spans:
            sheet.merge_cells(span)

    return edit


def formatted(address: str, value: Any, number_format: str) -> bytes:
    """A sound workbook in which one cell holds `value`, printed in some format."""

    def edit(book: Any, sheet: Any) -> None:
        sheet[address] = value
        sheet[address].number_format = number_format

    return xlsx(HEAD, ROW, edit=edit)


def doctype(part: str, declaration: bytes, encoding: str = "") -> bytes:
    """A workbook one of whose parts begins with a document type."""
    parts = parts_of(sharing())
    xml = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", parts[part])
    data = declaration + xml
    if encoding:
        data = data.decode().encode(encoding)
    return packed(parts | {part: data})


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "'
    + b"ha" * 50
    + b'">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8))
    + b"]>"
)
FILE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

BOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"


def cut(content: bytes, share: float) -> bytes:
    """The first part of a file whose copying broke off."""
    return content[: int(len(content) * share)]


def flagged() -> bytes:
    """A zip file whose entries say that they are encrypted."""
    content = bytearray(xlsx(HEAD, ROW))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def sharing() -> bytes:
    """A sound workbook whose texts stand apart from its cells, as Excel keeps them."""
    parts, texts = parts_of(xlsx(HEAD, ROW)), []

    def apart(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return b'<c r="%b" t="s"><v>%d</v></c>' % (found[1], len(texts) - 1)

    sheet = re.sub(rb'<c r="(\w+)" t="inlineStr"><is>(.*?)</is></c>', apart, parts[SHEET])
    kinds, links = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    return packed(
        parts
        | {
            SHEET: sheet,
            STRINGS: b'<sst xmlns="%b">' % main + b"".join(b"<si>%b</si>" % one for one in texts) + b"</sst>",
            kinds: parts[kinds].replace(
                b"</Types>", b'<Override PartName="/%b" ContentType="%b"/></Types>' % (STRINGS.encode(), kind)
            ),
            links: parts[links].replace(
                b"</Relationships>",
                b'<Relationship Id="rIdS" Type="%b" Target="sharedStrings.xml"/></Relationships>' % link,
            ),
        }
    )


def half_a_sheet() -> bytes:
    """A workbook whose sheet breaks off at the end of a row."""
    parts = parts_of(xlsx(HEAD, *(row(借阅编号=f"J{n}") for n in range(9))))
    return packed(parts | {SHEET: parts[SHEET][: parts[SHEET].rfind(b"<row")]})


def csv(**changes: Any) -> str:
    """A sound CSV of one row, changed by heading."""
    return text_of(HEAD, row(**changes))


# What is said of them

WHOLE = {
    # Nothing in it
    "empty": refused(lambda: b"", "是空文件"),
    "white_space": refused(lambda: b"\r\n \r\n", "是空文件"),
    "zeros": refused(lambda: b"\0" * 4096, "是空文件"),
    "byte_order_mark_alone": refused(lambda: b"\xef\xbb\xbf", "是空文件"),
    "byte_order_mark_of_utf16_alone": refused(lambda: b"\xff\xfe", "是空文件"),
    "commas_alone": refused(lambda: b",,,,\r\n" * 9, "没有找到表头"),
    "no_cells": refused(lambda: xlsx(), "里没有数据；请按模板填写"),
    "headings_only": refused(lambda: xlsx(HEAD), "表头下面没有数据行"),
    "headings_only_csv": refused(lambda: text_of(HEAD).encode(), "表头下面没有数据行"),
    "rows_of_blanks": refused(lambda: xlsx(HEAD, [" "] * 10, ["\u3000"] * 10), "表头下面没有数据行"),
    # The heading
    "wrong_sheet": refused(
        lambda: xlsx(["姓名", "成绩"], ["张三", 90], sheet="成绩单"), "没有找到表头（工作表：成绩单）"
    ),
    "hidden_sheet": refused(lambda: hiding("hidden"), "数据在隐藏的工作表“Sheet1”里；请取消隐藏"),
    "very_hidden_sheet": refused(lambda: hiding("veryHidden"), "数据在隐藏的工作表“Sheet1”里；请取消隐藏"),
    "heading_missing": refused(lambda: xlsx(ROW, row(借阅编号="J2")), "没有找到表头"),
    "heading_too_far_down": refused(
        lambda: xlsx(*([["说明"]] * 20), HEAD, ROW), "前 20 行内应有一行写着：借阅编号、书名"
    ),
    "heading_in_the_first_column": refused(lambda: xlsx(*zip(HEAD, ROW, strict=True)), "没有找到表头"),
    "missing_column": refused(
        lambda: xlsx([h for h in HEAD if h != "借出日期"], [c for c in ROW if c != DAY]),
        "工作表“Sheet1”第 1 行缺少必填栏：借出日期",
    ),
    "missing_column_csv": refused(lambda: text_of(HEAD[:5], ROW[:5]).encode(), "第 1 行缺少必填栏：借出日期"),
    "two_headings_alike": refused(lambda: xlsx([*HEAD, "书名"], [*ROW, "辞源"]), "有两列都是“书名”（B 列和 K 列）"),
    "two_names_of_one_column": refused(
        lambda: xlsx([*HEAD, "借书人"], [*ROW, "李四"]), "有两列都是“借阅人”（C 列和 K 列）"
    ),
    "headings_merged": refused(
        lambda: xlsx(HEAD, ROW, edit=merging("E1:F1")),
        "第 1 行缺少必填栏：借出日期",
    ),
    "headings_in_two_rows": refused(
        lambda: xlsx([*HEAD[:5], "期限", None, *HEAD[7:]], [None] * 5 + HEAD[5:7], ROW, edit=merging("F1:G1")),
        "第 1 行缺少必填栏：借出日期",
    ),
    "headings_misspelt": refused(lambda: xlsx(["借阅偏号", *HEAD[1:]], ROW), "缺少必填栏：借阅编号"),
    "headings_in_traditional_characters": refused(
        lambda: xlsx(["借閱編號", "書名", "借閱人", "機構", "裝幀", "借出日期", "應還日期"], ROW[:7]),
        "没有找到表头|缺少必填栏",
    ),
    "two_sheets_alike": refused(
        lambda: xlsx(HEAD, ROW, sheet="2023年", edit=two_sheets),
        "有多个工作表都像要导入的数据：2023年、2024年",
    ),
    # Not what it says it is
    "torn": refused(lambda: cut(xlsx(HEAD, ROW), 0.6), "已损坏，无法打开"),
    "torn_at_the_end": refused(lambda: xlsx(HEAD, ROW)[:-10], "已损坏，无法打开"),
    "first_bytes_only": refused(lambda: b"PK\x03\x04", "已损坏，无法打开"),
    "signature_and_noise": refused(lambda: b"PK\x03\x04" + bytes(range(256)) * 9, "已损坏，无法打开"),
    "noise_after_the_end": read_as(lambda: xlsx(HEAD, ROW) + b"\0" * 300),
    "word": refused(lambda: packed({"word/document.xml": b"<x/>"}), "是 Word 文档，不是表格"),
    "slides": refused(lambda: packed({"ppt/presentation.xml": b"<x/>"}), "不是 .xlsx 工作簿"),
    "any_zip": refused(lambda: packed({"readme.txt": b"x"}), "不是 .xlsx 工作簿"),
    "workbook_inside_a_zip": refused(lambda: packed({"借阅.xlsx": xlsx(HEAD, ROW)}), "是压缩包；请先解压"),
    "ods": refused(
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        "不是 .xlsx 工作簿；请用 Excel 或 WPS 另存",
    ),
    "xlsb": refused(
        lambda: packed({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"\x83\x01\0"}), "不是 .xlsx 工作簿"
    ),
    "macros": refused(lambda: added(xlsx(HEAD, ROW), "xl/vbaProject.bin", b"\xd0\xcf"), "含有宏；请另存为不含宏的"),
    "macros_elsewhere": refused(lambda: added(xlsx(HEAD, ROW), "x/VBAPROJECT.BIN", b"\xd0\xcf"), "含有宏"),
    "encrypted": refused(lambda: compound("EncryptedPackage"), "设有打开密码；请取消密码"),
    "zip_with_a_password": refused(flagged, "设有打开密码；请取消密码"),
    "old_workbook_broken": refused(lambda: CFB + b"\x01" * 4000, "已损坏，无法打开"),
    "old_word": refused(lambda: compound("WordDocument"), "已损坏，无法打开|是 Word 文档"),
    "web_page": refused(lambda: "<html><table><tr><td>借阅编号</td></tr></table></html>".encode(), "其实是网页或 XML"),
    "web_page_with_mark": refused(lambda: b"\xef\xbb\xbf\r\n<TABLE><tr><td>1</td></tr></TABLE>", "其实是网页或 XML"),
    "xml_spreadsheet": refused(lambda: b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "其实是网页或 XML"),
    "pdf": refused(lambda: b"%PDF-1.7\n...", "是 PDF，不是表格"),
    "picture": refused(lambda: b"\x89PNG\r\n\x1a\n" + b"\x01" * 50, "不是表格文件"),
    "photograph": refused(lambda: b"\xff\xd8\xff\xe0JFIF" + b"\x01" * 50, "不是表格文件"),
    "rar": refused(lambda: b"Rar!\x1a\x07" + b"\x01" * 50, "不是表格文件"),
    "seven_zip": refused(lambda: b"7z\xbc\xaf\x27\x1c" + b"\x01" * 50, "不是表格文件"),
    "gzip": refused(lambda: b"\x1f\x8b\x08" + b"\x01" * 50, "不是表格文件|没有找到表头|无法识别"),
    "json": refused(lambda: b'[{"number": "J1"}]', "没有找到表头"),
    "rich_text": refused(lambda: rb"{\rtf1\ansi J1}", "没有找到表头"),
    "program": refused(lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 90, "不是表格文件"),
    # Broken or hostile inside
    "broken_xml_of_the_book": refused(
        lambda: replaced(xlsx(HEAD, ROW), b"<sheets>", b"<sheets><", part=BOOK), "已损坏，无法打开"
    ),
    "sheet_cut": refused(lambda: half_a_sheet(), "已损坏，无法打开"),
    "sheet_missing": refused(lambda: without(xlsx(HEAD, ROW), SHEET), "已损坏，无法打开"),
    "strings_missing": refused(lambda: without(sharing(), STRINGS), "已损坏，无法打开"),
    "relations_missing": refused(lambda: without(xlsx(HEAD, ROW), "xl/_rels/workbook.xml.rels"), "已损坏，无法打开"),
    "string_that_is_not_there": refused(
        lambda: with_cell("B2", 't="s"><v>99999</v></c>', sharing()), "已损坏，无法打开"
    ),
    "number_that_is_none": refused(lambda: with_cell("H2", 't="n"><v>两册</v></c>'), "已损坏，无法打开"),
    "surrogate_in_xml": refused(
        lambda: with_cell("B2", 't="inlineStr"><is><t>&#xD800;</t></is></c>'), "已损坏，无法打开"
    ),
    "entity_nobody_declared": refused(
        lambda: with_cell("B2", 't="inlineStr"><is><t>&a;</t></is></c>'), "已损坏，无法打开"
    ),
    "entity_bomb_in_the_sheet": refused(lambda: doctype(SHEET, LAUGHS), "已损坏，无法打开"),
    "entity_bomb_in_the_book": refused(lambda: doctype(BOOK, LAUGHS), "已损坏，无法打开"),
    "entity_bomb_in_the_strings": refused(lambda: doctype(STRINGS, LAUGHS), "已损坏，无法打开"),
    "entity_bomb_in_utf16": refused(lambda: doctype(BOOK, LAUGHS, "utf-16"), "已损坏，无法打开"),
    "entity_bomb_behind_a_comment": refused(
        lambda: doctype(BOOK, b"<!--" + b"x" * 5000 + b"-->" + LAUGHS), "已损坏，无法打开"
    ),
    "file_of_the_server_in_the_sheet": refused(lambda: doctype(SHEET, FILE), "已损坏，无法打开"),
    "file_of_the_server_in_the_book": refused(lambda: doctype(BOOK, FILE), "已损坏，无法打开"),
    "twice_the_same_part": refused(lambda: twice(), "已损坏，无法打开"),
    "packed_otherwise": refused(lambda: packed(parts_of(xlsx(HEAD, ROW)), zipfile.ZIP_BZIP2), "已损坏，无法打开"),
    # Too much
    "zip_bomb": refused(lambda: zipped(parts_of(xlsx(HEAD, ROW)) | {"xl/media/bomb.bin": ZEROS}), "解压后超过 512 MB"),
    "zip_bomb_that_lies": refused(
        lambda: zipped(parts_of(xlsx(HEAD, ROW)) | {"xl/media/bomb.bin": ZEROS}, lie=10),
        "解压后超过 512 MB",
    ),
    "zip_bomb_of_many": refused(
        lambda: zipped({f"xl/media/{n}.bin": repeated(b"\0" * 2**20, 60) for n in range(9)}),
        "解压后超过 512 MB",
    ),
    "zip_bomb_overlapping": refused(lambda: overlapping(), "解压后超过 512 MB"),
    "too_many_entries": refused(
        lambda: zipped(dict.fromkeys(map(str, range(20_000)), b"")), "已损坏，无法打开|不是 .xlsx"
    ),
    "cells_without_end": refused(
        lambda: sheet_of(b'<row r="2">' + b'<c r="A2"><v>1</v></c>' * 50_000 + b"</row>", 20),
        "超过上限",
        MAX_CELLS=600_000,
    ),
    "cell_in_the_last_corner": refused(lambda: far_cell("XFD1048576"), "有内容的区域达 1048576 行 16384 列"),
    "cell_far_down": refused(lambda: far_cell("A900000"), "超过上限（200000 行）"),
    "cell_far_right_and_down": refused(lambda: far_cell("XFD1000"), "请删除末尾多余的行列"),
    "cells_without_address": refused(
        lambda: with_rows('<row r="1048576">' + "<c><v>1</v></c>" * 90 + "</row>"),
        "有内容的区域达 1048576 行 90 列",
    ),
    "all_rows_of_a_sheet": refused(
        lambda: sheet_of(b"<row><c><v>1</v></c></row>" * 2**16, 16), "超过上限（200000 行）"
    ),
    "tags_never_closed": refused(lambda: sheet_of(b'<c t="e" r="A2" ' * 2**16, 2), "已损坏，无法打开"),
    "attributes_without_end": refused(lambda: sheet_of(b'r="A2" t="s" t="e" ' * 2**16, 2), "已损坏，无法打开"),
    "rows_never_closed": refused(lambda: sheet_of(b"<row <row" * 2**16, 2), "已损坏，无法打开"),
    "texts_without_number": refused(
        lambda: doctype(STRINGS, b"<sst>" + b"<si/>" * 2**19), "文字总量过大", MAX_CELLS=2**18
    ),
    "contents_without_end": refused(lambda: doctype(BOOK, b"<a/>" * 2**22), "已损坏，无法打开"),
    "shared_text_bomb": refused(lambda: shared_text_bomb(), "文字总量过大"),
    "hundred_megabytes": refused(lambda: b"a,b\n" + b"1,2\n" * (25 * 2**20), "超过 50 MB"),
    "too_many_rows": refused(lambda: b"a,b\n" + b"1,2\n" * 200_100, "超过 200000 行"),
    "too_many_commas": refused(lambda: text_of(HEAD).encode() + b"," * 7_000_000, "请"),
    "too_many_merged": refused(lambda: merged_over_and_over(), "合并单元格过多"),
    # Encodings
    "half_a_character": refused(lambda: csv().encode("utf-8-sig")[:-9] + b"\xff\xff\r\n", "文字编码无法识别"),
    "big5": refused(lambda: "借閱編號,書名\r\nJ1,辭海\r\n".encode("big5"), "没有找到表头|无法识别"),
    "latin1": refused(lambda: "Número,Título\r\nJ1,Café\r\n".encode("latin-1"), "没有找到表头|无法识别"),
    "shift_jis": refused(lambda: "番号,書名\r\nJ1,カフェ\r\n".encode("shift_jis"), "没有找到表头|无法识别"),
    "utf16_cut": refused(lambda: csv().encode("utf-16")[:-1], "文字编码无法识别"),
    "utf32": refused(lambda: csv().encode("utf-32"), "文字编码无法识别"),
    "utf8_taken_for_gbk": refused(lambda: csv().encode().decode("gb18030", "replace").encode(), "没有找到表头"),
    "surrogates": refused(lambda: csv(书名="\ud800辞海").encode("utf-8", "surrogatepass"), "没有找到表头|无法识别"),
    "zeros_in_csv": refused(lambda: csv(书名="辞\0海").encode(), "不是表格文件|无法识别"),
    # Quotes
    "open_quote": refused(lambda: csv(书名='"辞海').encode(), "引号不成对"),
    "text_after_a_quote": refused(lambda: csv(书名='"辞海"二').encode(), "引号不成对"),
    "endless_field": refused(lambda: csv(书名='"' + "长" * 140_000 + '"').encode(), "第 2 行"),
}

CELLS = {
    # Merged, computed, in error
    "merged_down": faulty(
        lambda: xlsx(HEAD, ROW, row(借阅编号="J2"), edit=merging("D2:D3")), "D3", "取消合并，逐行填写"
    ),
    "merged_across": faulty(lambda: xlsx(HEAD, ROW, edit=merging("B2:C2")), "C2", "取消合并，逐行填写"),
    "merged_without_end": faulty(
        lambda: replaced(
            xlsx(HEAD, ROW, row(借阅编号="J2")),
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="F2:F1048576"/></mergeCells>',
        ),
        "F3",
        "取消合并",
    ),
    "not_computed_with_a_prefix": faulty(
        lambda: prefixed_formula(),
        "H2",
        "公式还没有算出结果",
    ),
    "formula_never_computed": faulty(lambda: xlsx(HEAD, row(册数="=1+1")), "H2", "公式还没有算出结果"),
    "formula_of_another_file_never_computed": faulty(
        lambda: with_cell("H2", "><f>[1]Sheet1!A1</f></c>"),
        "H2",
        "公式还没有算出结果",
    ),
    "formula_in_error": faulty(lambda: with_cell("H2", 't="e"><f>1/0</f><v>#DIV/0!</v></c>'), "H2", "公式出错"),
    "not_available": faulty(lambda: with_cell("B2", 't="e"><v>#N/A</v></c>'), "B2", "公式出错"),
    "lost_reference_in_the_key": faulty(lambda: with_cell("A2", 't="e"><v>#REF!</v></c>'), "A2", "公式出错"),
    "error_typed_as_text": faulty(lambda: csv(借出日期="#N/A").encode(), "F2", "不是完整的日期"),
    # Days
    "day_as_a_number": faulty(lambda: xlsx(HEAD, row(借出日期=45659)), "F2", "设为日期格式"),
    "day_as_a_number_csv": faulty(lambda: csv(借出日期="45659").encode(), "F2", "不是完整的日期"),
    "day_of_two_digits": faulty(lambda: csv(借出日期="25-1-2").encode(), "F2", "请写成 2025-01-05"),
    "day_american": faulty(lambda: csv(借出日期="1/2/2025").encode(), "F2", "请写成 2025-01-05"),
    "day_without_day": faulty(lambda: csv(借出日期="2025年1月").encode(), "F2", "不是完整的日期"),
    "day_without_year": faulty(lambda: csv(借出日期="1月2日").encode(), "F2", "不是完整的日期"),
    "day_with_a_remark": faulty(lambda: csv(借出日期="2025-01-02（补）").encode(), "F2", "不是完整的日期"),
    "two_days": faulty(lambda: csv(借出日期="2025-01-02至2025-01-05").encode(), "F2", "不是完整的日期"),
    "day_of_the_republic": faulty(lambda: csv(借出日期="民国114年1月2日").encode(), "F2", "不是完整的日期"),
    "day_of_the_moon": faulty(lambda: csv(借出日期="乙巳年正月初三").encode(), "F2", "不是完整的日期"),
    "thirtieth_of_february": faulty(lambda: xlsx(HEAD, row(借出日期="2025-02-30")), "F2", "没有这一天"),
    "thirteenth_month": faulty(lambda: csv(借出日期="20251301").encode(), "F2", "没有这一天"),
    "leap_day_of_1900_as_text": faulty(lambda: csv(借出日期="1900-02-29").encode(), "F2", "没有这一天"),
    "leap_day_of_1900": faulty(lambda: formatted("F2", 60, "yyyy-mm-dd"), "F2", "1900 年 3 月 1 日"),
    "small_number_as_a_day": faulty(lambda: formatted("F2", 12, "yyyy-mm-dd"), "F2", "1900 年 3 月 1 日"),
    "day_beyond_the_calendar": faulty(lambda: formatted("F2", 1e10, "yyyy-mm-dd"), "F2", "设为日期格式"),
    "day_before_the_calendar": faulty(lambda: formatted("F2", -5, "yyyy-mm-dd"), "F2", "应为日期"),
    "year_far_ahead": faulty(lambda: csv(借出日期="2925-01-02").encode(), "F2", "年份不合理"),
    "year_far_back": faulty(lambda: csv(借出日期="0203-01-02").encode(), "F2", "年份不合理"),
    "time_of_day": faulty(lambda: xlsx(HEAD, row(借出日期=time(9, 30))), "F2", "应为日期"),
    "before_it_was_lent": faulty(lambda: csv(应还日期="2025-01-01").encode(), "", "应还日期不得早于借出日期"),
    # Numbers
    "number_in_words": faulty(lambda: csv(册数="两册").encode(), "H2", "不是数字"),
    "number_with_unit": faulty(lambda: csv(册数="2册").encode(), "H2", "不带单位"),
    "number_in_ten_thousands": faulty(lambda: csv(**{"押金（元）": "0.5万"}).encode(), "I2", "不带单位"),
    "per_cent": faulty(lambda: csv(**{"押金（元）": "50%"}).encode(), "I2", "百分号"),
    "currency": faulty(lambda: csv(**{"押金（元）": "￥50"}).encode(), "I2", "货币符号"),
    "dollars": faulty(lambda: csv(**{"押金（元）": "$50.00"}).encode(), "I2", "货币符号"),
    "in_brackets": faulty(lambda: csv(**{"押金（元）": "(50)"}).encode(), "I2", "不是数字"),
    "grouped_wrongly": faulty(lambda: xlsx(HEAD, row(册数="1,20")), "H2", "只能填数字"),
    "too_exact": faulty(lambda: xlsx(HEAD, row(**{"押金（元）": 12.345})), "I2", "最多保留 2 位小数"),
    "too_large": faulty(lambda: csv(**{"押金（元）": "1e9"}).encode(), "I2", "不超过 8 个数字"),
    "too_large_beyond_counting": faulty(lambda: csv(册数="9e999").encode(), "H2", "不是数字|应在 0 与"),
    "too_many": faulty(lambda: csv(册数="40000").encode(), "H2", "应在 0 与 32767 之间"),
    "negative": faulty(lambda: csv(册数="－1").encode(), "H2", "应在 0 与 32767 之间"),
    "a_third": faulty(lambda: xlsx(HEAD, row(册数=1 / 3)), "H2", "应为整数"),
    "day_where_a_number_belongs": faulty(lambda: formatted("H2", 12, "yyyy-mm-dd"), "H2", "应为数字"),
    "not_a_number": faulty(lambda: csv(册数="NaN").encode(), "H2", "不是数字"),
    "long_number_cut": faulty(lambda: xlsx(HEAD, row(借阅编号=990100199003071234)), "A2", "尾数已被表格软件改写"),
    "long_number_in_scientific_writing": faulty(
        lambda: csv(借阅编号="9.901E+17").encode(), "A2", "尾数已被表格软件改写"
    ),
    # Text
    "key_missing": faulty(lambda: xlsx(HEAD, row(借阅编号=None)), "A2", "必填，不能为空"),
    "key_of_what_cannot_be_seen": faulty(lambda: xlsx(HEAD, row(借阅编号="\u200b\u3000")), "A2", "必填，不能为空"),
    "cyrillic_in_the_key": faulty(lambda: xlsx(HEAD, row(借阅编号="Ј1")), "A2", "形近"),
    "greek_in_the_key": faulty(lambda: csv(借阅编号="Α1").encode(), "A2", "形近"),
    "control_character": faulty(lambda: csv(书名="响\x07铃").encode(), "B2", "不可见的控制字符"),
    "control_character_as_excel_keeps_it": faulty(
        lambda: with_cell("B2", 't="inlineStr"><is><t>响_x0007_铃</t></is></c>'),
        "B2",
        "不可见的控制字符",
    ),
    "control_character_of_windows": faulty(lambda: csv(书名="辞\x93海").encode(), "B2", "不可见的控制字符"),
    "too_long": faulty(lambda: xlsx(HEAD, row(书名="长" * 61)), "B2", "最多 60 个字，现有 61 个字，请精简"),
    "as_long_as_a_cell_holds": faulty(
        lambda: xlsx(HEAD, row(书名="长" * 32_767)), "B2", "最多 60 个字，现有 32767 个字"
    ),
    "longer_than_a_cell_holds": faulty(
        lambda: with_cell("B2", f't="inlineStr"><is><t>{"长" * 200_000}</t></is></c>'),
        "B2",
        "现有 200000 个字",
    ),
    "comma_in_text": faulty(lambda: text_of(HEAD, [*ROW, "多", "余"]).encode(), "", "比表头多出内容"),
    "row_cut_short": faulty(lambda: text_of(HEAD, ROW[:3]).encode(), "F2", "必填"),
    "sum_at_the_end": faulty(lambda: xlsx(HEAD, ROW, ["合计", *[None] * 6, 2, 50]), "B3", "必填"),
    "signature_at_the_end": faulty(lambda: xlsx(HEAD, ROW, ["制表人：周"]), "B3", "必填"),
    "heading_repeated_on_every_page": faulty(lambda: xlsx(HEAD, ROW, HEAD), "F3", "不是完整的日期"),
    # Choices and references
    "choice_unknown": faulty(lambda: csv(装帧="皮面").encode(), "E2", "“皮面”不在可选值之内，应为：平装、精装、线装"),
    "neither_yes_nor_no": faulty(lambda: csv(已续借="也许").encode(), "J2", "应填“是”或“否”"),
    "organisation_unknown": faulty(lambda: csv(机构="火星图书馆").encode(), "D2", "没有机构“火星图书馆”；请填机构全称"),
    "organisation_of_others": faulty(lambda: csv(机构="县图书馆").encode(), "D2", "您无权登记“县图书馆”的记录"),
    "organisation_of_others_in_radicals": faulty(
        lambda: csv(机构="青\u2f2d县图书馆").encode(), "D2", "您无权登记“县图书馆”"
    ),
    "organisation_above": faulty(lambda: csv(机构="990100").encode(), "D2", "您无权登记"),
    "zeros_lost_in_a_reference": faulty(lambda: xlsx([*HEAD, "读者证号"], [*ROW, 12]), "K2", "没有登记过“12”"),
    "record_of_others": faulty(lambda: xlsx([*HEAD, "读者证号"], [*ROW, "R-COUNTY"]), "K2", "或您无权查看"),
    "refused_by_the_record_itself": faulty(lambda: csv(书名="无名氏全集").encode(), "B2", "本馆不外借此书"),
    # Twice
    "key_twice": faulty(lambda: xlsx(HEAD, ROW, row(册数=1)), "A3", "与第 2 行重复"),
    "key_twice_in_two_writings": faulty(lambda: xlsx(HEAD, ROW, row(借阅编号=" Ｊ１\u200b")), "A3", "与第 2 行重复"),
    "key_twice_far_apart": faulty(
        lambda: text_of(HEAD, *(row(借阅编号=f"J{n % 300}") for n in range(301))).encode(),
        "A302",
        "与第 2 行重复",
    ),
    "second_row_alone_is_wrong": faulty(lambda: xlsx(HEAD, ROW, row(借阅编号="J0", 册数="x")), "H3", "不是数字"),
}

READ = {
    # Workbooks that look odd and are sound
    "heading_below_a_title": read_as(lambda: xlsx(["借阅台账"], [], HEAD, ROW, edit=merging("A1:J1"))),
    "heading_in_two_rows_the_lower_whole": read_as(
        lambda: xlsx(["基本", None, None, "其他"], HEAD, ROW, edit=merging("A1:C1"))
    ),
    "columns_moved": read_as(lambda: xlsx(HEAD[::-1], ROW[::-1])),
    "data_beside_hidden_sheets": read_as(lambda: hidden_beside()),
    "column_in_error_that_nobody_asks_for": read_as(
        lambda: replaced(
            xlsx([*HEAD, "序号"], [*ROW, 77]), b'<c r="K2" t="n"><v>77</v></c>', b'<c r="K2" t="e"><v>#N/A</v></c>'
        )
    ),
    "merged_where_nobody_asks": read_as(lambda: xlsx([*HEAD, "甲", "乙"], [*ROW, 1, 2], edit=merging("K2:L2"))),
    "formula_computed": read_as(lambda: with_cell("H2", "><f>1+2</f><v>3</v></c>"), copies=3),
    "formula_of_another_file_computed": read_as(lambda: with_cell("H2", "><f>[1]Sheet1!A1</f><v>4</v></c>"), copies=4),
    "formula_that_gives_text": read_as(lambda: with_cell("B2", 't="str"><f>A1</f><v>辞源</v></c>'), title="辞源"),
    "all_columns_of_a_sheet": read_as(lambda: xlsx([*HEAD, *(f"列{n}" for n in range(16_374))], ROW)),
    "formatted_to_the_last_row": read_as(
        lambda: with_rows("".join(f'<row r="{n}"><c r="C{n}" s="0"/></row>' for n in (5_000, 1_048_576)))
    ),
    "zip_inside": read_as(lambda: added(xlsx(HEAD, ROW), "xl/media/nested.zip", packed({"a.bin": b"\0" * 2**20}))),
    "way_out_of_the_folder": read_as(lambda: added(xlsx(HEAD, ROW), "../../../tmp/fadu-was-here", b"x")),
    "way_from_the_root": read_as(lambda: added(xlsx(HEAD, ROW), "/tmp/fadu-was-here", b"x")),
    "stored_without_packing": read_as(lambda: packed(parts_of(xlsx(HEAD, ROW)), zipfile.ZIP_STORED)),
    "strict_open_xml": read_as(lambda: strict(), title="辞海"),
    "old_workbook": read_as(lambda: old_workbook(HEAD, [*ROW[:5], "2025-01-02", "2025-02-01", 2, 50, "是"]), copies=2),
    "calendar_of_the_mac": read_as(
        lambda: replaced(
            xlsx(HEAD, row(借出日期=date(2021, 1, 1))), b"<workbookPr/>", b'<workbookPr date1904="1"/>', part=BOOK
        ),
        borrowed_on=DAY,
    ),
    "day_with_its_time": read_as(lambda: xlsx(HEAD, row(借出日期=datetime(2025, 1, 2, 9, 30))), borrowed_on=DAY),
    "day_as_iso_cell": read_as(lambda: with_cell("F2", 't="d"><v>2025-01-02</v></c>'), borrowed_on=DAY),
    "number_as_text": read_as(lambda: xlsx(HEAD, row(册数="2 ")), copies=2),
    "key_as_a_number": read_as(lambda: xlsx(HEAD, row(借阅编号=12)), number="12"),
    "zeros_kept_in_text": read_as(lambda: xlsx(HEAD, row(借阅编号="0012")), number="0012"),
    "apostrophe_before_a_number": read_as(lambda: csv(借阅编号="'0012").encode(), number="0012"),
    "apostrophe_before_a_day": read_as(lambda: csv(借出日期="'2025-01-02").encode(), borrowed_on=DAY),
    "apostrophe_before_a_formula": read_as(lambda: csv(书名="'=1+1").encode(), title="=1+1"),
    "command_as_a_text": read_as(lambda: csv(书名="=cmd|' /C calc'!A0").encode(), title="=cmd|' /C calc'!A0"),
    "full_width_key": read_as(lambda: csv(借阅编号="Ｊ１").encode()),
    "full_width_numbers": read_as(
        lambda: csv(册数="１２", **{"押金（元）": "１２．５"}).encode(), copies=12, deposit=Decimal("12.50")
    ),
    "full_width_day": read_as(lambda: csv(借出日期="２０２５年１月２日").encode(), borrowed_on=DAY),
    "full_width_day_with_slashes": read_as(lambda: csv(借出日期="２０２５／１／２").encode(), borrowed_on=DAY),
    "turned_round": read_as(lambda: csv(书名="\u202a辞海\u202c").encode(), title="辞海"),
    "texts_never_closed": read_as(lambda: doctype(STRINGS, b"<sst>" + b"<si " * 2**19), title="辞海"),
    "texts_apart": read_as(lambda: sharing(), title="辞海"),
    "cells_with_a_prefix": read_as(lambda: prefixed(), title="辞海", copies=2),
    "thousands": read_as(lambda: text_of(HEAD, row(册数='"1,200"')).encode(), copies=1200),
    "scientific": read_as(lambda: csv(册数="1.2E3").encode(), copies=1200),
    "noise_of_binary_fractions": read_as(lambda: xlsx(HEAD, row(**{"押金（元）": 0.1 + 0.2})), deposit=Decimal("0.30")),
    "blanks_and_what_cannot_be_seen": read_as(
        lambda: csv(借阅编号="\ufeffJ\u200b1\u3000", 书名=" 辞海\u00a0").encode(), title="辞海"
    ),
    **{
        f"day_{name}": read_as(lambda written=written: csv(借出日期=written).encode(), borrowed_on=DAY)
        for name, written in {
            "with_points": "2025.01.02",
            "with_slashes": "2025/1/2",
            "compact": "20250102",
            "in_chinese": "2025年1月2日",
            "in_chinese_figures": "二〇二五年一月二日",
            "with_seconds": "2025-01-02 00:00:00",
            "with_t": "2025-01-02T08:30:00",
        }.items()
    },
    # Encodings and line ends
    **{
        name: read_as(lambda encoding=encoding: csv(书名="《𠮷野家传》").encode(encoding), title="《𠮷野家传》")
        for name, encoding in {
            "utf8": "utf-8",
            "utf8_marked": "utf-8-sig",
            "gb18030": "gb18030",
            "utf16": "utf-16",
        }.items()
    },
    "gbk": read_as(lambda: csv().encode("gbk"), title="辞海"),
    "utf16_big_end_first": read_as(lambda: b"\xfe\xff" + csv().encode("utf-16-be"), title="辞海"),
    "utf16_without_mark": read_as(lambda: csv().encode("utf-16-le"), title="辞海"),
    "utf16_big_end_first_without_mark": read_as(lambda: csv().encode("utf-16-be"), title="辞海"),
    "line_ends_of_unix": read_as(lambda: text_of(HEAD, ROW, end="\n").encode()),
    "line_ends_of_the_old_mac": read_as(lambda: text_of(HEAD, ROW, end="\r").encode()),
    "line_ends_mixed": read_as(
        lambda: (text_of(["借阅台账"], end="\n") + text_of(HEAD, end="\r") + text_of(ROW)).encode()
    ),
    "no_line_end": read_as(lambda: csv().rstrip().encode()),
    "tabs": read_as(lambda: text_of(HEAD, ROW, delimiter="\t").encode("gb18030")),
    "semicolons": read_as(lambda: text_of(HEAD, ROW, delimiter=";").encode()),
    "chinese_commas": read_as(lambda: text_of(HEAD, ROW, delimiter="，").encode()),
    "separator_told": read_as(lambda: b"sep=;\r\n" + text_of(HEAD, ROW, delimiter=";").encode()),
    "quoted": read_as(lambda: csv(书名='"上,下\n""两""册"').encode(), title='上,下\n"两"册'),
}


def hidden_beside() -> bytes:
    """A sound sheet beside hidden ones with the same headings, and a page of notes."""

    def edit(book: Any, sheet: Any) -> None:
        for state in ("hidden", "veryHidden"):
            hidden = book.create_sheet(state)
            hidden.append(HEAD)
            hidden.append(row(借阅编号="X1"))
            hidden.sheet_state = state
        book.create_sheet("说明", 0)["A1"] = "请如实填写"

    return xlsx(HEAD, ROW, edit=edit)


def prefixed() -> bytes:
    """A workbook whose sheet writes <x:c> for <c>, as some programs do."""
    parts = parts_of(xlsx(HEAD, ROW))
    sheet = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", parts[SHEET]).replace(b"xmlns=", b"xmlns:x=", 1)
    return packed(parts | {SHEET: sheet})


def prefixed_formula() -> bytes:
    """The same with a formula that nobody has computed."""
    parts = parts_of(prefixed())
    sheet, found = re.subn(rb'<x:c r="H2"[^>]*>.*?</x:c>', b'<x:c r="H2"><x:f>1+1</x:f><x:v/></x:c>', parts[SHEET])
    assert found == 1
    return packed(parts | {SHEET: sheet})


def strict() -> bytes:
    """A workbook saved as 严格开放 XML: the same parts under other namespaces."""
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    parts = parts_of(xlsx(HEAD, ROW))
    for old, new in names.items():
        parts = {name: data.replace(old, new) for name, data in parts.items()}
    return packed(parts)


def twice() -> bytes:
    """A workbook that holds one of its parts twice: which of them a program reads cannot be told."""
    parts = parts_of(xlsx(HEAD, ROW))
    content = zipped(parts | {SHEET.replace("sheet1", "sheetX"): parts[SHEET]})
    return content.replace(b"sheetX", b"sheet1")


def overlapping() -> bytes:
    """A zip file of one packed megabyte that its directory names seven hundred times."""
    content = zipped({"000": repeated(b"\0" * 2**20, 1)})
    at = content.index(b"PK\x01\x02")
    body, entry = content[:at], content[at : content.index(b"PK\x05\x06")]
    directory = b"".join(entry[:-3] + b"%03d" % n for n in range(700))
    return body + directory + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 700, 700, len(directory), len(body), 0)


def far_cell(address: str) -> bytes:
    """A sound workbook with one cell far away."""
    return with_rows(f'<row r="1"><c r="{address}"><v>1</v></c></row>')


def shared_text_bomb() -> bytes:
    """A small workbook in which a hundred thousand cells share one text of thirty thousand characters."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(10, 100_010))
    parts = parts_of(with_rows(cells))
    return packed(parts | {STRINGS: f"<sst><si><t>{'x' * 30_000}</t></si></sst>".encode()})


def merged_over_and_over() -> bytes:
    """A workbook that merges the same two hundred thousand rows again and again."""
    merges = b'<mergeCells count="99">' + b'<mergeCell ref="A2:J200000"/>' * 99 + b"</mergeCells>"
    rows = '<row r="200000"><c r="A200000"><v>1</v></c></row>'
    return replaced(with_rows(rows), b"</sheetData>", b"</sheetData>" + merges)


ALL = WHOLE | CELLS | READ
