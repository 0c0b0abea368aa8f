"""逐行数: an indicator counted by hand, row by row, out of the database; nothing of the extracts takes part.

What a declaration's lambda is given here is a `Plain` row, whose cells compare at once, with the values they hold: no
condition is noted, printed or translated. An empty cell equals nothing and is neither before nor after anything.
"""

from __future__ import annotations

import enum
import operator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from fadu.kernel.indicators import Count, Distinct, QuantileDays, Ratio, Total
from fadu.kernel.organisations import Organisation


@dataclass(frozen=True, eq=False)
class Plain:
    """What stands in a cell, or whether something is so."""

    value: Any

    def against(self, compare, other: Any) -> Plain:
        left, right = self.value, other.value if isinstance(other, Plain) else other
        if isinstance(right, enum.Enum):
            right = right.value
        if left is None or right is None:
            return Plain(False)
        if isinstance(left, date) and isinstance(right, str):
            right = date.fromisoformat(right)
        if isinstance(left, datetime) != isinstance(right, datetime):
            left, right = civil(left), civil(right)
        return Plain(bool(compare(left, right)))

    def __eq__(self, other: object) -> Plain:  # type: ignore[override]
        return self.against(operator.eq, other)

    def __ne__(self, other: object) -> Plain:  # type: ignore[override]
        return ~(self == other)

    def __lt__(self, other: object) -> Plain:
        return self.against(operator.lt, other)

    def __le__(self, other: object) -> Plain:
        return self.against(operator.le, other)

    def __gt__(self, other: object) -> Plain:
        return self.against(operator.gt, other)

    def __ge__(self, other: object) -> Plain:
        return self.against(operator.ge, other)

    def __sub__(self, other: Plain) -> Plain:
        if self.value is None or other.value is None:
            return Plain(None)
        if isinstance(self.value, date):
            return Plain((civil(self.value) - civil(other.value)).days)
        return Plain(self.value - other.value)

    def __and__(self, other: Plain) -> Plain:
        return Plain(self.value is True and other.value is True)

    def __or__(self, other: Plain) -> Plain:
        return Plain(self.value is True or other.value is True)

    def __invert__(self) -> Plain:
        return Plain(self.value is not True)

    def is_in(self, values: Any) -> Plain:
        return Plain(any((self == one).value for one in values))

    def is_null(self) -> Plain:
        return Plain(self.value is None)


class Row:
    """A record, its cells under the names that declarations use: an organisation by its code, others by their key."""

    def __init__(self, cells: dict[str, Any]) -> None:
        self._cells = cells

    def __getattr__(self, name: str) -> Plain:
        return Plain(self._cells[name])


def civil(value: Any) -> Any:
    """Return the day of a moment."""
    return value.date() if isinstance(value, datetime) else value


def rows_of(model: type[models.Model]) -> list[Row]:
    """Return every record of a ledger as it stands in the database."""
    codes = dict(Organisation.objects.values_list("pk", "code"))
    fields = model._meta.concrete_fields
    organisations = {one.attname: one.name for one in fields if one.related_model is Organisation}
    found = []
    for values in model._base_manager.values(*(one.attname for one in fields)):
        cells = {
            organisations.get(name, name): codes.get(value) if name in organisations else local(value)
            for name, value in values.items()
        }
        found.append(Row(cells))
    return found


def local(value: Any) -> Any:
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


def term(measure: Any, row: Row) -> Any:
    """Return what a measure takes of a row: a field, or what its lambda makes of it."""
    return getattr(row, measure._of).value if isinstance(measure._of, str) else measure._of(row).value


def counts(measure: Any, row: Row, first: date, last: date) -> bool:
    """Tell whether a measure counts a row in the period from `first` to `last`, both included."""
    if measure._where is not None and measure._where(row).value is not True:
        return False
    if measure._of is not None and term(measure, row) in (None, ""):
        return False
    window = measure.window
    if window.on:
        day = civil(getattr(row, window.on).value)
        return day is not None and first <= day <= last
    came, left = (civil(getattr(row, name).value) for name in (window.start, window.end))
    at = first - timedelta(days=1) if window.before else last
    if came is None or came > at:
        return False
    return left is None or left > at or (window.inclusive and left == at)


def reckon(measure: Any, rows: dict[Any, list[Row]], first: date, last: date) -> tuple[Any, int]:
    """Return the value of a measure and how many records it counted, of `rows` by ledger."""
    if isinstance(measure, Ratio):
        part, _records = reckon(measure.part, rows, first, last)
        whole, records = reckon(measure.whole, rows, first, last)
        if not whole:
            return None, records
        exact = Decimal(part) * 100 / Decimal(whole)
        return exact.quantize(Decimal(1).scaleb(-measure.places), ROUND_HALF_UP), records
    chosen = [row for row in rows[measure.ledger] if counts(measure, row, first, last)]
    if isinstance(measure, Total):
        return sum(term(measure, row) for row in chosen), len(chosen)
    if isinstance(measure, Count):
        return len(chosen), len(chosen)
    values = [term(measure, row) for row in chosen]
    if isinstance(measure, Distinct):
        return len(set(values)), len(chosen)
    assert isinstance(measure, QuantileDays)
    enough = -(-len(values) * measure.share.numerator // measure.share.denominator)  # rounded up
    return (sorted(values)[enough - 1] if values else None), len(values)
