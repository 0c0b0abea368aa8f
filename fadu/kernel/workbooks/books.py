"""表格文件的内容: what a file holds once it is read: sheets and cells, and what is wrong at one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

MARKER = "法度"  # author of our comments, by which they are found and taken away again
REASONS = _("错误原因")
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


def refusal(name: str, message: str) -> WorkbookRefused:
    """Return the refusal of the file `name`, of which `message` says what is wrong and what to do."""
    return WorkbookRefused(text("文件“%(name)s”%(message)s。") % {"name": name, "message": message})


def blank(cell: Any) -> bool:
    """Tell whether a cell shows nothing."""
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())


def shown(cell: Any) -> str:
    """Return a cell as a message quotes it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)[:80]
