"""退回: the file handed back as a workbook, each faulty cell marked, the reasons in a last column."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..columns import fold
from . import limits
from .books import MARKER, REASONS, XLSX, Book, Fault, blank, letters
from .inspection import number_of, unpack
from .tables import Table
from .writing import legal, saved, title_of

log = logging.getLogger(__name__)


def mark(tables: Sequence[Table], faults: Sequence[Fault]) -> bytes:
    """Return the file of `tables` as a workbook: each faulty cell red and commented, the reasons in a last column.

    It is the user's own workbook, unless that is CSV, an old .xls, broken, or so large that the memory for it is not to
    be had: then a new one with the same sheets and values.
    """
    book = tables[0].book
    marks = {table.sheet.name: _Marks.of(table, faults) for table in tables}
    if book.format == XLSX and _cells_to_hold(book) < limits.MOST_IN_PLACE:
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
    for part in unpack(book.name, book.content).values():
        if b"sheetData" in part:
            total += part.count(b"<c ") + part.count(b":c ")
            for merged in _MERGED.finditer(part):
                if span := _SPAN.search(merged[1]):
                    left, top, right, bottom = number_of(span[1]), int(span[2]), number_of(span[3]), int(span[4])
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
        self.room = limits.MAX_COMMENTS

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
    return saved(workbook)


def _mark_anew(book: Book, marks: Mapping[str, _Marks]) -> bytes:
    """Write the sheets row by row, so that memory does not grow with them."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook, ink = Workbook(write_only=True), _Ink()
    for source in book.sheets:
        sheet = workbook.create_sheet(title_of(source.name or Path(book.name).stem) or "Sheet1")
        found = marks.get(source.name)
        if found:
            sheet.column_dimensions[letters(found.reasons_at - 1)].width = 60
        for number, row in enumerate(source.rows, start=1):
            cells = [None if blank(value) else value for value in row]
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
    return saved(workbook)


def _plain_cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return None
    cell = WriteOnlyCell(sheet, legal(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    return cell
