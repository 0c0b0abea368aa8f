"""报表文件: returns as a workbook, a sheet for each organisation and period, out to be filled in and back again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .. import indicators, workbooks
from ..catalogue import CATALOGUE
from ..columns import fold
from ..indicators import BadPeriod, Period, plain
from ..organisations import ALL, SCOPES, Actor, Organisation
from ..workbooks import Book, Fault, Sheet, Table, WorkbookRefused
from .filing import ANNUAL, STATISTICIAN, Entered, Kind, Return, Unreadable, file, put, read
from .sources import resolve

HEADINGS = {
    "indicator": _("指标代码"),
    "label": _("指标"),
    "unit": _("单位"),
    "scope": _("口径"),
    "last": _("上年"),
    "value": _("本期"),
    "note": _("说明"),
}
_WIDTHS = (38, 30, 10, 8, 14, 16, 40)
_ORGANISATION, _PERIOD, _FORM = "机构代码", "期间", "表号"


def blank(
    organisations: Sequence[Organisation],
    period: Period | str | int,
    *,
    slugs: Sequence[str] | None = None,
    scope: str = ALL,
    form: str = ANNUAL,
) -> bytes:
    """Return the workbook to fill in: what is filed already stands in it, and last year's figures beside.

    `slugs` are by default the indicators that no ledger counts.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill

    when = Period.of(period)
    asked = list(slugs) if slugs is not None else [slug for slug in CATALOGUE if slug not in indicators.declared()]
    workbook = Workbook()
    workbook.remove(workbook.active)
    for organisation in organisations:
        sheet = workbook.create_sheet(f"{organisation.code} {when.name}"[:31])
        named = workbooks.safe_cell(organisation.name)
        sheet.append([_ORGANISATION, organisation.code, named, _PERIOD, when.name, _FORM, form])
        sheet.append([text("没有的填 0，不知道的留空，不涉及的填“不适用”；比上年变动超过 50% 的请写说明。")])
        sheet.append([str(heading) for heading in HEADINGS.values()])
        for cell in sheet[3]:
            cell.font, cell.fill = Font(bold=True, color="1D3F72"), PatternFill("solid", fgColor="EEF2F8")
        for row in _rows(organisation, when, asked, scope, form):
            sheet.append(row)
        for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
        for row in sheet.iter_rows(min_row=4, min_col=5, max_col=6):
            for cell in row:
                cell.alignment = Alignment(horizontal="right")
        sheet.freeze_panes = "A4"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _rows(organisation: Organisation, period: Period, asked: Sequence[str], scope: str, form: str) -> list[list[Any]]:
    filing = Return.objects.filter(organisation=organisation, period=period.name, form=form).first()
    held = {(value.indicator, value.scope): value for value in filing.values.all()} if filing else {}
    lines = dict.fromkeys([*((slug, scope) for slug in asked), *held])
    earlier = period.year_before
    before: dict[tuple[str, str], Any] = {}
    for each in {scope for _slug, scope in lines} if earlier else ():
        found = resolve([slug for slug, of in lines if of == each], organisation, each, earlier or period)
        before |= {(figure.indicator, each): plain(figure.value) for figure in found}
    rows = []
    for slug, each in lines:
        entry, value = CATALOGUE[slug], held.get((slug, each))
        said = None
        if value is not None:
            said = workbooks.safe_cell(value.said) if value.kind == Kind.NOT_APPLICABLE else plain(value.number)
        note = workbooks.safe_cell(value.note) if value else ""
        rows.append([slug, entry.label, entry.unit, str(SCOPES[each]), before.get((slug, each)), said, note])
    return rows


@dataclass(frozen=True)
class FormResult:
    """What became of a workbook: the returns that were filled in, or what has to be put right first, then none."""

    file: str
    filings: tuple[Return, ...] = ()
    values: int = 0
    errors: tuple[Fault, ...] = ()
    tables: tuple[Table, ...] = field(default=(), compare=False, repr=False)

    @property
    def done(self) -> bool:
        """Whether it was taken over."""
        return not self.errors

    @cached_property
    def marked(self) -> bytes | None:
        """The workbook again with each error marked; None without errors."""
        return workbooks.mark(self.tables, self.errors) if self.errors else None

    def __str__(self) -> str:
        if self.errors:
            message = text("文件“%(file)s”有 %(errors)d 处错误，没有导入任何内容。")
            return message % {"file": self.file, "errors": len(self.errors)}
        message = text("文件“%(file)s”：%(filings)d 张报表，%(values)d 个数值。")
        return message % {"file": self.file, "filings": len(self.filings), "values": self.values}


def take(source: Path | str | bytes | IO[bytes], actor: Actor, name: str = "") -> FormResult:
    """Fill returns in from a workbook, all of its sheets or none.

    Raises WorkbookRefused for a file that is no form, and ReturnRefused for a return that may not be changed.
    """
    book = workbooks.open_book(source, name)
    tables: list[Table] = []
    faults: list[Fault] = []
    asked: list[tuple[Organisation, Period, str, list[Entered]]] = []
    for sheet in book.sheets:
        if not sheet.rows or sheet.name in (str(workbooks.GUIDE), workbooks.OPTIONS):
            continue
        table = _table(book, sheet)
        tables.append(table)
        rows, wrong = _read(table)
        faults += wrong
        try:
            asked.append((*_head(book, table, actor), rows))
        except Unreadable as error:
            faults.append(Fault(sheet.name, 1, 1, _ORGANISATION, "", str(error)))
    if not tables:
        raise WorkbookRefused(text("文件“%(name)s”里没有报表；请下载报表文件填写。") % {"name": book.name})
    if faults:
        return FormResult(book.name, errors=tuple(faults), tables=tuple(tables))
    filings = []
    with transaction.atomic():
        for organisation, period, form, rows in asked:
            filing = file(organisation, period, actor, form=form)
            put(filing, rows, actor, source=book.digest)
            filings.append(filing)
    return FormResult(book.name, tuple(filings), sum(len(rows) for *_others, rows in asked), tables=tuple(tables))


def _table(book: Book, sheet: Sheet) -> Table:
    """Find the line of headings."""
    names = {fold(heading): name for name, heading in HEADINGS.items()}
    for index, row in enumerate(sheet.rows[: workbooks.HEADING_ROWS]):
        places = {names[fold(cell)]: place for place, cell in enumerate(row) if fold(cell) in names}
        if {"indicator", "value"} <= places.keys():
            return Table(book, sheet, index + 1, places)
    raise WorkbookRefused(
        text("文件“%(name)s”的工作表“%(sheet)s”没有“指标代码”和“本期”两栏；请下载报表文件填写，不要改动表头。")
        % {"name": book.name, "sheet": sheet.name}
    )


def _head(book: Book, table: Table, actor: Actor) -> tuple[Organisation, Period, str]:
    """Return whose form it is, of which period and number, from the lines above the headings."""
    above = [cell for row in table.sheet.rows[: table.heading_row - 1] for cell in row]
    said = {str(cell).strip(): str(value).strip() for cell, value in pairwise(above)}
    code, period = (said.get(name, "").removesuffix(".0") for name in (_ORGANISATION, _PERIOD))
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise Unreadable(text("没有机构代码“%(code)s”；请勿改动表首") % {"code": code})
    if not actor.may(STATISTICIAN, organisation):
        raise Unreadable(text("您不是“%(name)s”的统计员，不能填报") % {"name": organisation})
    try:
        return organisation, Period.of(period), said.get(_FORM) or ANNUAL
    except BadPeriod as error:
        raise Unreadable(str(error).rstrip("。")) from error


def _read(table: Table) -> tuple[list[Entered], list[Fault]]:
    rows: list[Entered] = []
    faults: list[Fault] = []
    first: dict[tuple[str, str], int] = {}

    def fault(number: int, name: str, cells: Mapping[str, Any], message: str) -> None:
        place = table.places.get(name)
        heading = str(HEADINGS.get(name, name))
        faults.append(Fault(table.sheet.name, number, place, heading, workbooks.shown(cells.get(name)), message))

    for number, row in table.rows():
        cells = {name: row[place] if place < len(row) else None for name, place in table.places.items()}
        try:
            if unknown := table.sheet.unknown.get((number - 1, table.places["value"])):
                raise Unreadable(unknown)
            one = read(cells)
        except Unreadable as error:
            fault(number, error.field, cells, str(error))
            continue
        key = (one.indicator, one.scope)
        if key in first:
            fault(number, "indicator", cells, text("与第 %(row)d 行重复") % {"row": first[key]})
        else:
            first[key] = number
            rows.append(one)
    return rows, faults
