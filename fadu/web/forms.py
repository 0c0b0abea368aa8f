"""表单: what people fill in, drawn from the columns of a ledger; each field takes whatever its column can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as text

from fadu.kernel.columns import (
    BOOLEAN,
    CHOICE,
    DATE,
    DATETIME,
    DECIMAL,
    INTEGER,
    ORGANISATION,
    RECORD,
    Column,
    Unreadable,
)
from fadu.kernel.declarations import readable
from fadu.kernel.ledgers import Ledger
from fadu.kernel.organisations import Actor, Organisation

# The kind of input, and the keyboard that a phone shows for it.
INPUTS = {
    # A text, not a date picker: a day is often copied from a document, as 2023年5月1日. forms.js adds the picker.
    DATE: ("text", {"class": "day", "inputmode": "numeric", "placeholder": "2026-01-05", "autocomplete": "off"}),
    DATETIME: ("datetime-local", {}),
    INTEGER: ("text", {"inputmode": "numeric"}),
    DECIMAL: ("text", {"inputmode": "decimal"}),
}


class Typed(forms.CharField):
    """A field that reads as an imported cell is read: 2025年1月5日 and 1,200 as well as what a date picker sends."""

    def __init__(self, column: Column, among: models.QuerySet | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.column, self.among = column, among

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, models.Model):
            return getattr(value, self.column.target_keys[0])
        return value

    def clean(self, value: Any) -> Any:
        column = self.column
        if not self.required and (value is None or not str(value).strip()):
            return None if column.field.null or column.required else column.empty()
        try:
            read = column.read(value)
            if column.kind == RECORD and isinstance(read, str) and read:
                read = column.pick(read, column.find([read], self.among)[read])
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return read


def form(
    ledger: type[Ledger],
    actor: Actor,
    written: Mapping[str, Any] | None = None,
    record: models.Model | None = None,
    names: Sequence[str] | None = None,
    given: Mapping[str, models.Model] | None = None,
) -> forms.Form:
    """Return the form of a new record, of `record`, or of the columns `names` alone.

    `given` are the records that references of a new record name, as when it is entered from the page of a case. It
    saves nothing: what it collects goes to `create`, `edit` or `perform`.
    """
    if names is None:
        columns = [c for c in ledger.all_columns.values() if c.field.editable] if record else ledger.entered()
    else:
        columns = [ledger.all_columns[name] for name in names]
    fields = {column.name: field(column, ledger, actor) for column in columns}
    initial = {column.name: getattr(record, column.name) for column in columns} if record is not None else {}
    if record is None and "organisation" in fields:
        only = list(fields["organisation"].queryset[:2])  # type: ignore[attr-defined]
        initial = {"organisation": only[0]} if len(only) == 1 else {}
    for name, other in (given or {}).items():
        if name not in fields:
            continue
        initial[name] = other
        if "organisation" in fields:
            initial.setdefault("organisation", getattr(other, "organisation", None))
        # Of several that bear its number, the given one is meant, as long as the number is left as it is.
        key = str(fields[name].prepare_value(other))
        if written is None or str(written.get(name, "")).strip() == key:
            fields[name].among = type(other)._default_manager.filter(pk=other.pk)  # type: ignore[attr-defined]
    return type("LedgerForm", (forms.Form,), fields)(written, initial=initial)


def field(column: Column, ledger: type[Ledger], actor: Actor) -> forms.Field:
    """Return the field in which a column is filled in."""
    common: dict[str, Any] = {"label": column.label, "help_text": column.help, "required": column.required}
    if column.kind == ORGANISATION:
        offered = Organisation.objects.all()
        if column.name == "organisation":
            offered = actor.organisations(ledger.recorders())
        return forms.ModelChoiceField(offered.order_by("path"), empty_label=text("（请选择）"), **common)
    if column.kind == BOOLEAN and not column.field.null:
        default = column.field.has_default() and column.field.default is True
        return forms.BooleanField(label=column.label, help_text=column.help, required=False, initial=default)
    if column.field.has_default() and not callable(column.field.default):
        common["initial"] = column.field.default
    if column.kind == BOOLEAN:
        common["widget"] = forms.Select(choices=[("", text("（未填）")), ("是", text("是")), ("否", text("否"))])
    elif column.kind == CHOICE:
        blank = text("（请选择）") if column.required else text("（未填）")
        common["widget"] = forms.Select(
            choices=[("", blank), *((str(value), label) for value, label in column.choices)]
        )
    elif column.long:
        common["widget"] = forms.Textarea(attrs={"rows": 4})
    elif column.kind == RECORD:
        common["help_text"] = column.help or column.allowed
        return _whole(Typed(column, readable(actor)(column.field.related_model), **common))
    else:
        kind, attributes = INPUTS.get(column.kind, ("text", {}))
        if limit := getattr(column.field, "max_length", None):
            attributes = attributes | {"maxlength": str(limit)}
        common["widget"] = forms.TextInput(attrs=attributes)
        common["widget"].input_type = kind
    return _whole(Typed(column, **common))


def _whole(made: Typed) -> Typed:
    """Tell the template which fields want a line of their own."""
    made.whole = made.column.long  # type: ignore[attr-defined]
    return made
