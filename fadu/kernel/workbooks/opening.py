"""打开: a workbook or CSV file read without trust; what it is is told by its content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as text
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from . import limits
from .books import CSV, XLS, XLSX, Book, Sheet, WorkbookRefused, refusal
from .inspection import inspect


def open_book(source: Path | str | bytes | IO[bytes], name: str = "") -> Book:
    """Read a workbook or CSV file; what it is is told by its content, not by its name. Raises WorkbookRefused."""
    if isinstance(source, (str, Path)):
        path = Path(source)
        name = name or path.name
        try:
            with path.open("rb") as file:
                content = file.read(limits.MAX_BYTES + 1)
        except OSError as error:
            message = text("文件“%(name)s”打不开：%(reason)s") % {"name": path, "reason": error.strerror}
            raise WorkbookRefused(message) from error
    elif isinstance(source, bytes):
        content = source
    else:
        name = name or Path(getattr(source, "name", "") or "").name
        content = source.read(limits.MAX_BYTES + 1)
    name = name or text("未命名文件")
    if len(content) > limits.MAX_BYTES:
        raise refusal(name, text("超过 %(size)d MB；请拆成几个文件分别导入") % {"size": limits.MAX_BYTES // 2**20})
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):  # with or without a mark of the encoding
        raise refusal(name, text("是空文件；请重新下载模板填写"))
    kind = _kind(name, content)
    if kind == CSV:
        return Book(name, content, kind, (Sheet("", _read_csv(name, content)),))
    parts = inspect(name, content) if kind == XLSX else {}
    hidden: list[str] = []
    sheets = tuple(_read_workbook(name, content, parts, hidden))
    return Book(name, content, kind, sheets, tuple(hidden))


def _kind(name: str, content: bytes) -> str:
    save_as = text("请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再导入")
    if content.startswith(b"PK\x03\x04"):
        return XLSX
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refusal(name, text("设有打开密码；请取消密码后另存，再导入"))
        return XLS
    head = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%pdf"):
        raise refusal(name, text("是 PDF，不是表格；请按模板填写"))
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise refusal(name, text("其实是网页或 XML，并非真正的表格文件；") + save_as)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return CSV  # "Unicode text" as Excel saves it
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")) or (
        b"\0" in content and not _unmarked(content)
    ):
        raise refusal(name, text("不是表格文件；请按模板填写 .xlsx 或 .csv"))
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
        raise refusal(name, text("设有打开密码；请取消密码后另存，再导入")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise refusal(name, text("已损坏，无法打开；请用 Excel 或 WPS 打开后另存，再导入")) from error


def _read_csv(name: str, content: bytes) -> list[list[Any]]:
    written = _decode(name, content)
    delimiter = _delimiter(written)
    if written.lower().startswith("sep=") and "\n" in written:  # Excel's own hint
        delimiter = written[4:5]
        written = "\n" + written.split("\n", 1)[1]  # an empty line in its place keeps the row numbers
    if written.count(delimiter) > limits.MAX_CELLS:
        raise refusal(
            name, text("超过 %(most)d 格；请删除多余的空列，或拆成几个文件分别导入") % {"most": limits.MAX_CELLS}
        )
    rows: list[list[Any]] = []
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > limits.MAX_ROWS + limits.HEADING_ROWS:
                raise refusal(name, text("超过 %(most)d 行；请拆成几个文件分别导入") % {"most": limits.MAX_ROWS})
    except csv.Error as error:
        if "limit" in str(error):
            message = text("第 %(line)d 行附近有一格文字过长，或者少了一个引号；请核对后再导入")
            raise refusal(name, message % {"line": reader.line_num}) from error
        message = text("第 %(line)d 行附近的引号不成对，无法分栏；请用 Excel 打开后另存为 .xlsx 再导入")
        raise refusal(name, message % {"line": reader.line_num}) from error
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
    raise refusal(name, text("的文字编码无法识别；请用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx 再导入"))


def _delimiter(written: str) -> str:
    lines = [line for line in written[:65536].splitlines()[: limits.HEADING_ROWS] if line.strip()]
    # The heading is the line with the most of it; prose above it may hold a comma or two.
    return max([",", "\t", ";", "，", "|"], key=lambda mark: max((line.count(mark) for line in lines), default=0))
