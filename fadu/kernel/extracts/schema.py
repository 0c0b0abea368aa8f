"""提取的字段: which fields of a ledger's model are extracted, and with what type; fixed by the model alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from .. import ledgers
from ..columns import CHOICE
from ..organisations import Organisation, Record

INTEGER, DECIMAL, FLOAT, TEXT, BOOLEAN, DATE, DATETIME = (
    "integer", "decimal", "float", "text", "boolean", "date", "datetime",
)  # fmt: skip
RECORD, PART, ORGANISATION = "record", "part", "organisation"

_KINDS: tuple[tuple[type[models.Field], str], ...] = (
    (models.BooleanField, BOOLEAN),
    (models.DateTimeField, DATETIME),
    (models.DateField, DATE),
    (models.IntegerField, INTEGER),
    (models.DecimalField, DECIMAL),
    (models.FloatField, FLOAT),
    (models.CharField, TEXT),
    (models.TextField, TEXT),
)
_ARROW = {
    INTEGER: pa.int64(),
    FLOAT: pa.float64(),
    TEXT: pa.string(),
    BOOLEAN: pa.bool_(),
    DATE: pa.date32(),
    # Civil time of the installation, without a zone, so that no engine's session can move a row to another month.
    DATETIME: pa.timestamp("us"),
}
# What every row has by itself says nothing of a row that lies in Parquet only.
_OF_THE_DATABASE = {"id", "created_at", "updated_at", "revision"}


@dataclass(frozen=True)
class Field:
    """One field as it is extracted: `kind` is one of the kinds above, `of` the model's field (None for the key)."""

    name: str
    kind: str
    of: models.Field | None = None
    refers: bool = False  # to an organisation: extracted is its code

    @property
    def arrow(self) -> pa.DataType:
        """The type of the column."""
        if self.kind == DECIMAL:
            field: Any = self.of
            return pa.decimal128(field.max_digits, field.decimal_places)
        return _ARROW[self.kind]

    @property
    def choices(self) -> frozenset[Any] | None:
        """The values that may stand in it, where its ledger lists them; of a case also its states and outcomes."""
        field: Any = self.of
        if field is None:
            return None
        column = next(
            (each.all_columns.get(field.name) for each in ledgers.all_ledgers() if each.model is field.model), None
        )
        listed = column.choices if column and column.kind == CHOICE else field.flatchoices
        return frozenset(value for value, _label in listed) or None


@cache
def fields(model: type[models.Model]) -> dict[str, Field]:
    """Return the extracted fields of `model` by name.

    Of a case ledger the first is `record`, its primary key; long texts and JSON stay in the database. A volume ledger
    (`managed = False`) has no rows elsewhere, so all its fields are here. A reference to an organisation becomes its
    code, any other reference the key of what it refers to, named `…_id`.
    """
    managed = model._meta.managed
    found = {RECORD: Field(RECORD, INTEGER)} if managed else {}
    for field in model._meta.concrete_fields:
        if field.primary_key or (not managed and field.name in _OF_THE_DATABASE):
            continue
        if managed and isinstance(field, models.TextField):
            continue
        if isinstance(field, models.ForeignKey):
            refers = field.related_model is Organisation
            name = field.name if refers else field.attname
            found[name] = Field(name, TEXT if refers else INTEGER, field, refers)
            continue
        for type_, kind in _KINDS:
            if isinstance(field, type_):
                found[field.name] = Field(field.name, kind, field)
                break
    return found


def arrow_schema(model: type[models.Model]) -> pa.Schema:
    """Return the schema of the parts: the extracted fields, and the part that a row lies in."""
    return pa.schema([(field.name, field.arrow) for field in fields(model).values()] + [(PART, pa.string())])


@cache
def digest(model: type[models.Model]) -> str:
    """Return what changes when the extracted fields change, so that everything is extracted anew."""
    named = [(field.name, str(field.type)) for field in arrow_schema(model)]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def is_ledger_model(model: type[models.Model]) -> bool:
    """Tell whether rows of `model` belong to an organisation, as those of every ledger do."""
    try:
        field = model._meta.get_field(ORGANISATION)
    except FieldDoesNotExist:
        return False
    return issubclass(model, Record) or field.related_model is Organisation
