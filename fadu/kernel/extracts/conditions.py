"""条件: what a row must meet to be counted, written in Python and kept as data.

`lambda row: row.decided_on <= row.due_on` is called once, with a `Row` that notes what is done to it. What it notes can
be checked at start-up, printed, digested, run by any engine and, in tests, by Python itself.

There is no third truth value: a comparison with an empty cell is false, and what is not so is true. Hence
`row.outcome != "upheld"` holds for a row without outcome, and `row.decided_on > row.due_on` does not hold for a row
without either. A moment compared with a day, or taken from one, counts as its day.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from .schema import BOOLEAN, DATE, DATETIME, DECIMAL, INTEGER, TEXT, Field, fields


class BadExpression(Exception):
    """An expression over a row that cannot mean anything; the message names the field and the cure."""


_PYTHON: dict[str, tuple[type, ...]] = {
    INTEGER: (int,),
    DECIMAL: (int, Decimal),
    TEXT: (str,),
    BOOLEAN: (bool,),
    DATE: (date,),
    DATETIME: (date,),
}


class Term:
    """A value of a row: a field, or the difference of two."""

    kind: str

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        return _compare("==", self, other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        return ~_compare("==", self, other)

    def __lt__(self, other: object) -> Condition:
        return _compare("<", self, other)

    def __le__(self, other: object) -> Condition:
        return _compare("<=", self, other)

    def __gt__(self, other: object) -> Condition:
        return _compare(">", self, other)

    def __ge__(self, other: object) -> Condition:
        return _compare(">=", self, other)

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise BadExpression("use & | ~ between conditions instead of and, or, not, in")

    def __sub__(self, other: Term) -> Difference:
        """Return whole civil days between two days, or the difference of two whole or decimal numbers."""
        days = {DATE, DATETIME}
        numbers = {INTEGER, DECIMAL}
        if not isinstance(other, Term) or not any({self.kind, other.kind} <= kinds for kinds in (days, numbers)):
            raise BadExpression(f"{self} - {other}: take a day from a day or a number from a number")
        return Difference(self, other)

    def is_in(self, values: Iterable[Any]) -> Condition:
        """Hold where the value is one of `values`."""
        listed = tuple(_literal(self, value) for value in values)
        if not listed:
            raise BadExpression(f"{self}.is_in() of nothing never holds")
        return Among(self, listed)

    def is_null(self) -> Condition:
        """Hold where the cell is empty; of a text field without null use == ""."""
        return Empty(self)

    @property
    def key(self) -> str:
        """A text that equal terms share."""
        return json.dumps(self.data())

    def data(self) -> Any:
        """Return this term as plain data."""
        raise NotImplementedError

    def value(self, row: Mapping[str, Any]) -> Any:
        """Return the value in `row`, as Python."""
        raise NotImplementedError

    def names(self) -> Iterator[str]:
        """Yield the fields that are read."""
        raise NotImplementedError


class Condition:
    """What a row meets or does not meet."""

    def __and__(self, other: Condition | Term) -> Condition:
        return Both(self, condition(other))

    def __or__(self, other: Condition | Term) -> Condition:
        return Either(self, condition(other))

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> Condition:
        return Not(self)

    def __bool__(self) -> bool:
        raise BadExpression("use & | ~ between conditions instead of and, or, not; give a chain a <= b <= c in two")

    def data(self) -> Any:
        """Return this condition as plain data."""
        raise NotImplementedError

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Tell whether `row` meets it, in Python."""
        raise NotImplementedError

    def names(self) -> Iterator[str]:
        """Yield the fields that are read."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Cell(Term):
    """The cell of one field."""

    field: Field

    @property
    def kind(self) -> str:  # type: ignore[override]
        return self.field.kind

    def __str__(self) -> str:
        return f"row.{self.field.name}"

    def __and__(self, other: Condition | Term) -> Condition:
        return condition(self) & other

    def __or__(self, other: Condition | Term) -> Condition:
        return condition(self) | other

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> Condition:
        return ~condition(self)

    def data(self) -> Any:
        return ["cell", self.field.name, self.kind]

    def value(self, row: Mapping[str, Any]) -> Any:
        return row[self.field.name]

    def names(self) -> Iterator[str]:
        yield self.field.name


@dataclass(frozen=True, eq=False)
class Difference(Term):
    """Whole civil days from `right` to `left`, or left minus right of numbers."""

    left: Term
    right: Term

    @property
    def kind(self) -> str:  # type: ignore[override]
        return DECIMAL if DECIMAL in (self.left.kind, self.right.kind) else INTEGER

    @property
    def in_days(self) -> bool:
        """Whether days are taken from days."""
        return self.left.kind in (DATE, DATETIME)

    def __str__(self) -> str:
        return f"({self.left} - {self.right})"

    def data(self) -> Any:
        return ["-", self.left.data(), self.right.data()]

    def value(self, row: Mapping[str, Any]) -> Any:
        left, right = self.left.value(row), self.right.value(row)
        if left is None or right is None:
            return None
        return (_day(left) - _day(right)).days if self.in_days else left - right

    def names(self) -> Iterator[str]:
        yield from self.left.names()
        yield from self.right.names()


@dataclass(frozen=True, eq=False)
class Comparison(Condition):
    """left op right; right is a term or a plain value. False where either is empty."""

    op: str
    left: Term
    right: Any
    as_days: bool = False  # compare the days of moments

    def data(self) -> Any:
        return [self.op, self.left.data(), self.right.data() if isinstance(self.right, Term) else str(self.right)]

    def holds(self, row: Mapping[str, Any]) -> bool:
        left, right = self.left.value(row), self.right.value(row) if isinstance(self.right, Term) else self.right
        if left is None or right is None:
            return False
        return COMPARE[self.op](*((_day(left), _day(right)) if self.as_days else (left, right)))

    def names(self) -> Iterator[str]:
        yield from self.left.names()
        if isinstance(self.right, Term):
            yield from self.right.names()


@dataclass(frozen=True, eq=False)
class Among(Condition):
    """The value is one of some."""

    term: Term
    values: tuple[Any, ...]

    def data(self) -> Any:
        return ["in", self.term.data(), sorted(map(str, self.values))]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return self.term.value(row) in self.values

    def names(self) -> Iterator[str]:
        yield from self.term.names()


@dataclass(frozen=True, eq=False)
class Empty(Condition):
    """The cell is empty."""

    term: Term

    def data(self) -> Any:
        return ["null", self.term.data()]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return self.term.value(row) is None

    def names(self) -> Iterator[str]:
        yield from self.term.names()


@dataclass(frozen=True, eq=False)
class Both(Condition):
    left: Condition
    right: Condition

    def data(self) -> Any:
        return ["&", self.left.data(), self.right.data()]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return self.left.holds(row) and self.right.holds(row)

    def names(self) -> Iterator[str]:
        yield from self.left.names()
        yield from self.right.names()


@dataclass(frozen=True, eq=False)
class Either(Condition):
    left: Condition
    right: Condition

    def data(self) -> Any:
        return ["|", self.left.data(), self.right.data()]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return self.left.holds(row) or self.right.holds(row)

    def names(self) -> Iterator[str]:
        yield from self.left.names()
        yield from self.right.names()


@dataclass(frozen=True, eq=False)
class Not(Condition):
    inner: Condition

    def data(self) -> Any:
        return ["~", self.inner.data()]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return not self.inner.holds(row)

    def names(self) -> Iterator[str]:
        yield from self.inner.names()


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class Row:
    """What a declaration's lambda is given: its attributes are the fields of the ledger."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Cell:
        known = fields(self._model)
        if name not in known:
            listed = ", ".join(known)
            raise BadExpression(f"{self._model.__name__} has no extracted field {name}; it has {listed}")
        return Cell(known[name])


def condition(written: Condition | Term) -> Condition:
    """Return `written` as a condition: a field of yes and no is one by itself."""
    if isinstance(written, Condition):
        return written
    if isinstance(written, Cell) and written.kind == BOOLEAN:
        return Comparison("==", written, True)
    raise BadExpression(f"{written} is not a condition; compare it with something")


def term(model: type[models.Model], written: str | Callable[[Any], Term]) -> Term:
    """Return the term that a declaration gives as a field's name or a lambda."""
    row = Row(model)
    got = getattr(row, written) if isinstance(written, str) else written(row)
    if not isinstance(got, Term):
        raise BadExpression(f"{got} is not a field nor a difference of two")
    return got


def where(model: type[models.Model], written: Callable[[Any], Condition | Term] | None) -> Condition | None:
    """Return the condition that a declaration gives as a lambda."""
    return None if written is None else condition(written(Row(model)))


def _compare(op: str, left: Term, right: Any) -> Comparison:
    if isinstance(right, Term):
        days = {DATE, DATETIME}
        numbers = {INTEGER, DECIMAL}
        kinds = {left.kind, right.kind}
        if len(kinds) > 1 and not (kinds <= days or kinds <= numbers):
            raise BadExpression(f"{left} {op} {right}: a {left.kind} is compared with a {right.kind}")
        return Comparison(op, left, right, as_days=kinds == days)
    value = _literal(left, right)
    return Comparison(op, left, value, as_days=left.kind == DATETIME and not isinstance(value, datetime))


def _literal(left: Term, value: Any) -> Any:
    """Return `value` plain, checked against what can stand in `left`."""
    if isinstance(value, enum.Enum):
        value = value.value
    if left.kind in (DATE, DATETIME) and isinstance(value, str):
        value = date.fromisoformat(value)
    if value is None:
        raise BadExpression(f"{left}: an empty cell equals nothing; write {left}.is_null()")
    fits = isinstance(value, _PYTHON.get(left.kind, ())) and (left.kind == BOOLEAN or not isinstance(value, bool))
    if not fits:
        raise BadExpression(f"{left} is a {left.kind} field and never compares with {value!r}")
    if left.kind == DATE and isinstance(value, datetime):
        raise BadExpression(f"{left} is a day and never compares with the moment {value}")
    choices = left.field.choices if isinstance(left, Cell) else None
    if choices and value not in choices and value != "":
        listed = ", ".join(map(str, sorted(choices)))
        raise BadExpression(f"{left}: {value!r} is none of its choices {listed}")
    return value


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
