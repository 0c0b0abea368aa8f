"""写出: templates to be filled in, with drop-downs and a sheet that explains each column; exports, row by row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .. import columns
from ..columns import Column, guarded
from .books import MARKER, OPTIONS, WorkbookRefused, letters

GUIDE = _("填表说明")


def saved(workbook: Any) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


_NOT_IN_TITLES = dict.fromkeys(map(ord, "[]:*?/\\'"))
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def legal(value: str) -> str:
    """Return `value` as a cell can hold it: Excel knows no control characters, and 32,767 characters at most."""
    value = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
    return value if len(value) <= 32_767 else value[:32_700] + text("……（超过单元格上限，全文请导出 CSV）")


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
    return saved(workbook)


def _blank_sheet(workbook: Any, blank: Blank, options: Any) -> Any:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet = workbook.create_sheet(title_of(blank.title))
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


def title_of(title: str) -> str:
    """Return `title` as a sheet can bear it."""
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
    sheet = workbook.create_sheet(title_of(title))
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
        return legal(guarded(value))
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
