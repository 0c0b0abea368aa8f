"""文件里的表: the sheet and heading row that carry a ledger's columns, and the rows below, read cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as text

from ..columns import Column, Unreadable, fold
from . import limits
from .books import (
    CSV,
    OPTIONS,
    REASONS,
    Book,
    Fault,
    Sheet,
    WorkbookRefused,
    blank,
    letters,
    refusal,
    shown,
)


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
        return max((index + 1 for index, heading in enumerate(headings) if not blank(heading)), default=0)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield each row below the heading that is not empty, with its number from 1."""
        unknown = {row for row, _ in self.sheet.unknown}
        for index in range(self.heading_row, len(self.sheet.rows)):
            row = self.sheet.rows[index]
            if not all(map(blank, row)) or index in unknown:
                yield index + 1, row


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
            for index, row in enumerate(sheet.rows[: limits.HEADING_ROWS])
        ]
        score, index = max(matches, default=(0, 0))
        if score >= least:
            candidates.append((score, -index, sheet))
    if not candidates:
        raise _no_heading(book, wanted, needed)
    filled = [found for found in candidates if any(not all(map(blank, row)) for row in found[2].rows[found[1] + 1 :])]
    best = max(filled or candidates, key=lambda found: found[0])
    rivals = [sheet.name for score, _, sheet in filled if score == best[0]]
    if len(rivals) > 1:
        message = text("有多个工作表都像要导入的数据：%(names)s；请只保留一个，或分成几个文件")
        raise refusal(book.name, message % {"names": "、".join(rivals)})
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
            return refusal(book.name, message % {"names": "、".join(unseen)})
        return refusal(book.name, text("里没有数据；请按模板填写"))
    sheets = text("（工作表：%(names)s）") % {"names": "、".join(sheet.name for sheet in book.sheets)}
    message = text("里没有找到表头%(sheets)s；前 %(rows)d 行内应有一行写着：%(labels)s。请下载模板核对")
    shown = sheets if book.format != CSV else ""
    return refusal(book.name, message % {"sheets": shown, "rows": limits.HEADING_ROWS, "labels": "、".join(labels)})


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
            if not blank(heading) and fold(heading) != fold(REASONS):
                ignored.append(str(heading).strip())
        elif name in places:
            message = text("的%(at)s有两列都是“%(label)s”（%(one)s 列和 %(two)s 列）；请删去一列")
            both = {"one": letters(places[name]), "two": letters(place)}
            raise refusal(book.name, message % {"at": at, "label": labels[name], **both})
        else:
            places[name] = place
    if missing := [label for name, label in labels.items() if name in needed and name not in places]:
        message = text("的%(at)s缺少必填栏：%(missing)s；请按模板补上这些列，并写明表头")
        raise refusal(book.name, message % {"at": at, "missing": "、".join(missing)})
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
        if table.book.format == CSV and any(not blank(cell) for cell in cells[width:]):
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
    if sum(max(last - first + 1, 0) * len(hidden) + 1 for first, last, hidden in spans) > limits.MAX_CELLS:
        # They overlap, which no spreadsheet program lets them.
        raise refusal(table.book.name, text("的合并单元格过多；请取消全部合并，逐行填写"))
    for (first, last, hidden), (top, left, _bottom, _right) in zip(spans, table.sheet.merged, strict=True):
        covered.update((row, place) for row in range(first, last + 1) for place in hidden)
        covered.discard((top, left))
    return covered
