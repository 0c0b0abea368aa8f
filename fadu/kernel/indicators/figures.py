"""数字: a value with its source, and the rows that it counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as text

from .. import ledgers
from ..extracts import parts, schema
from ..extracts.measures import Extract, Scopes, Span
from .declarations import Base, Measure, Ratio
from .periods import Period
from .printing import plain, printed

LEDGER, RETURN, REPORT = "ledger", "return", "report"
APPROX = ("exact", "over", "about", "at_least", "at_most")


@dataclass(frozen=True)
class Figure:
    """数字: the value of an indicator for one organisation, scope and period, and where it comes from.

    `value` is in the printed unit (84.69 for 84.69 %), None where there is none. `records` is the number of rows
    counted, of a rate those of its whole; None for what no ledger counts. `contradiction` is what another source says.
    """

    indicator: str
    organisation: str
    scope: str
    period: str
    value: int | Decimal | None
    unit: str = ""
    label: str = ""
    source: str = LEDGER
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    records: int | None = None
    approx: str = "exact"
    note: str = ""
    contradiction: Figure | None = None
    counted: Counted | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The value as printed, without unit."""
        return printed(self.value, approx=self.approx)

    def printed(self, style: str = "") -> str:
        """Return the value as printed; with `style` "万" in ten thousands, half up to two places."""
        return printed(self.value, style, self.approx)

    @property
    def rows(self) -> Rows:
        """The rows counted. Raises LookupError for a figure that no ledger counts."""
        if self.counted is None:
            raise LookupError(text("该数字来自报表或报告，没有台账记录。"))
        return Rows(self, self.counted)

    @property
    def part(self) -> Figure:
        """Of a rate, the figure above the line."""
        return self._side("part")

    @property
    def whole(self) -> Figure:
        """Of a rate, the figure below the line."""
        return self._side("whole")

    def _side(self, side: str) -> Figure:
        counted = self.counted
        if counted is None or not isinstance(counted.measure, Ratio):
            raise LookupError(text("只有台账计算的比率才有分子和分母的明细。"))
        measure: Base = getattr(counted.measure, side)
        return measure.figure(counted.period, self.organisation or None, self.scope, **counted.how)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as report.json holds it."""
        return {
            "indicator": self.indicator,
            "value": plain(self.value),
            "unit": self.unit,
            "approx": self.approx,
            "scope": self.scope,
            "period": self.period,
            "source": self.source,
            "numerator": plain(self.numerator),
            "denominator": plain(self.denominator),
            "records": self.records,
            "text": self.text,
        }


@dataclass(frozen=True, eq=False)
class Counted:
    """How a figure was counted, so that its rows can be shown."""

    measure: Measure
    base: Base
    period: Period
    manifest: parts.Manifest
    how: dict[str, Any]


class Rows(Set):
    """The rows that a figure counted: iterate, compare with a set of records, or call for a page of them.

    The members are the records of a case ledger; of a volume ledger, whose rows are no records of the database, their
    keys as text.
    """

    def __init__(self, figure: Figure, counted: Counted) -> None:
        self._figure, self._counted = figure, counted
        self._ledger = ledgers.of(counted.base.ledger)
        managed = counted.base.ledger._meta.managed
        self._key = (schema.RECORD,) if managed else tuple(self._ledger.natural_key)

    def __call__(self, after: Any = None, limit: int = 50) -> list[dict[str, Any]]:
        """Return up to `limit` rows that come after the one whose `record` is `after`, in the order of `record`.

        Each has `record`, `organisation` and the ledger's extracted columns, unmasked: who shows them masks them.
        """
        return self._page(after, limit)

    def __len__(self) -> int:
        return self._figure.records or 0

    def __iter__(self) -> Iterator[Any]:
        model = self._counted.base.ledger
        records = [row[schema.RECORD] for row in self._page(None, None)]
        if not model._meta.managed:
            yield from records
            return
        for start in range(0, len(records), 500):
            found = model._default_manager.in_bulk(records[start : start + 500])
            yield from (found[record] for record in records[start : start + 500] if record in found)

    def __contains__(self, record: object) -> bool:
        key = record.pk if isinstance(record, models.Model) else record
        return any(row[schema.RECORD] == key for row in self._page(None, None))

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> set[Any]:
        return set(it)

    def __repr__(self) -> str:
        return f"<Rows {self._figure.indicator}: {len(self)}>"

    def _page(self, after: Any, limit: int | None) -> list[dict[str, Any]]:
        counted = self._counted
        known = schema.fields(counted.base.ledger)
        scopes = Scopes([(self._figure.organisation, self._figure.scope)])
        found = Extract(counted.manifest, counted.base.ledger, counted.how.get("engine")).rows(
            counted.base.window,
            Span(counted.period.first, counted.period.last),
            counted.base.having,
            scopes.members[self._figure.organisation, self._figure.scope],
            columns=[name for name in (schema.ORGANISATION, *self._ledger.columns) if name in known],
            key=self._key,
            after=None if after is None else _key_values(after, [known[name] for name in self._key]),
            limit=limit,
        )
        return [{schema.RECORD: _key_text([row[name] for name in self._key]), **row} for row in found]


def _key_text(values: Sequence[Any]) -> Any:
    """Return the one value by which a row is named: its key, or the text of its keys."""
    return values[0] if len(values) == 1 else json.dumps(values, ensure_ascii=False, default=str)


def _key_values(key: Any, fields: Sequence[schema.Field]) -> list[Any]:
    values = [key] if len(fields) == 1 else json.loads(key)
    kinds: dict[str, Callable[[Any], Any]] = {schema.INTEGER: int, schema.DATE: lambda v: date.fromisoformat(str(v))}
    return [kinds.get(each.kind, str)(value) for each, value in zip(fields, values, strict=True)]
