"""关联案件: a case names another by its printed number, wherever that other is kept.

Domains do not know each other's tables; a number is what their files have in common, and a case of an organ outside the
product has one as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from ..organisations import Record
from .records import Case, case_models


class CaseNumber(models.CharField):
    """案件编号栏: the number of a case of one of the ledgers in `refers_to`, or of one that is kept elsewhere."""

    def __init__(self, *args: Any, refers_to: Iterable[str] = (), **kwargs: Any) -> None:
        self.refers_to = tuple(refers_to)
        super().__init__(*args, **{"max_length": 60, "blank": True, "db_index": True, **kwargs})

    def deconstruct(self) -> Any:
        """Describe the column as the text that it is: what it refers to is no matter of the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


@dataclass(frozen=True)
class Reference:
    """One link: what the naming column is called, the number, and the record at the other end if it is kept here."""

    label: str
    number: str
    record: Record | None


def referred(record: Record) -> list[Reference]:
    """Return the cases that a record names."""
    found = []
    for column in type(record)._meta.concrete_fields:
        if isinstance(column, CaseNumber) and (number := getattr(record, column.attname)):
            cases: list[Case | None] = [case for ledger in column.refers_to for case in _numbered(ledger, number)]
            found += [Reference(str(column.verbose_name), number, case) for case in cases or [None]]
    return found


def referring(case: Case) -> list[Reference]:
    """Return the records that name a case; each with the column by which it does."""
    found = []
    for model, column in _columns().get(case.ledger, ()):
        rows = model._base_manager.filter(**{column.name: case.number}).select_related("organisation").order_by("pk")
        found += [Reference(str(column.verbose_name), case.number, row) for row in rows] if case.number else []
    return found


def _numbered(ledger: str, number: str) -> list[Case]:
    model = case_models().get(ledger)
    return list(model._base_manager.filter(number=number).select_related("organisation")) if model else []


@cache
def _columns() -> dict[str, list[tuple[type[Record], CaseNumber]]]:
    """Return the columns that name cases, by the ledger that they refer to."""
    found: dict[str, list[tuple[type[Record], CaseNumber]]] = {}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if issubclass(model, Record) and isinstance(column, CaseNumber):
                for ledger in column.refers_to:
                    found.setdefault(ledger, []).append((model, column))
    return found
