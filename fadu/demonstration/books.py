"""演示数据·工作簿: rows, cases and steps under the headings of a ledger's template, as an office would fill it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from fadu.kernel import ledgers
from fadu.kernel.calendars import calendar
from fadu.kernel.procedure import in_force

Move = tuple[str, date, dict[str, Any]]  # a step's slug, its day, and the cells that it fills
STEP = {"step": "环节", "on": "办理日期", "step_outcome": "办理结果"}


@dataclass
class Course:
    """One case: the cells of its row, and its steps."""

    cells: dict[str, Any]
    steps: list[Move] = field(default_factory=list)


def worked(day: date, after: int = 0) -> date:
    """Return the working day `after` working days past `day`; `day` itself, or the first worked after it, for 0."""
    known = calendar()
    while not known.is_working(day):
        day += timedelta(1)
    for _step in range(after):
        day += timedelta(1)
        while not known.is_working(day):
            day += timedelta(1)
    return day


def write_rows(file: Path, slug: str, rows: Sequence[dict[str, Any]]) -> tuple[str, Path]:
    """Write the rows of a ledger without procedure; return the ledger and the file."""
    book = Workbook(write_only=True)
    _sheet(book, slug, rows)
    book.save(file)
    return slug, file


def write_cases(file: Path, slug: str, procedure: str, found: Iterable[Course]) -> tuple[str, Path]:
    """Write cases and, on a sheet of their own, the steps made in them; return the ledger and the file."""
    book, found = Workbook(write_only=True), list(found)
    known = _sheet(book, slug, [made.cells for made in found])
    steps = book.create_sheet("办理步骤")
    recorded = sorted({name for made in found for _step, _on, cells in made.steps for name in cells} - STEP.keys())
    steps.append(["机构", "编号", *STEP.values(), *(known[name].label for name in recorded)])
    for made in found:
        version = in_force(procedure, made.cells["opened_on"])
        for name, on, cells in made.steps:
            if (newer := in_force(procedure, on)).transition != "keep":
                version = newer
            step = version.step(name)
            assert step, f"{version.key()} has no step {name}"
            said = [_said(cells.get(one)) for one in recorded]
            row = [made.cells["organisation"], made.cells["number"], str(step.label), on]
            steps.append([*row, cells.get("step_outcome", ""), *said])
    book.save(file)
    return slug, file


def _sheet(book: Workbook, slug: str, rows: Sequence[dict[str, Any]]) -> Any:
    ledger = ledgers.ledger(slug)
    sheet, known = book.create_sheet(str(ledger.title)[:31]), ledger.all_columns
    names = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(["立案环节" if name == "opening_step" else known[name].label for name in names])
    for row in rows:
        sheet.append([_said(row.get(name)) for name in names])
    return known


def _said(value: Any) -> Any:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value
