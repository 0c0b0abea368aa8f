"""填满的记录: one record of every ledger, every text of it a word that the test knows again wherever it comes out."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from fadu.kernel import ledgers
from fadu.kernel.cases import Case
from fadu.kernel.organisations import Organisation, User
from fadu.kernel.procedure import in_force

ON = date(2025, 6, 2)
_numbers = count(1)


class Filled:
    """Records of one organisation, each made once; `word` (or its beginning, in a short field) is in every text."""

    def __init__(self, organisation: Organisation, word: str, owner: User | None = None, on: date = ON) -> None:
        self.organisation, self.word, self.owner, self.on = organisation, word, owner, on
        self.records: dict[type[models.Model], models.Model] = {}

    def everything(self) -> dict[type[ledgers.Ledger], models.Model]:
        """Return one record of every ledger that lies in the database."""
        return {ledger: self.of(ledger.model) for ledger in ledgers.all_ledgers() if not ledger.volume}

    def of(self, model: type[models.Model]) -> Any:
        """Return the record of a model, made with all that it refers to."""
        if model not in self.records:
            record = self.filled(model)
            try:
                with transaction.atomic():
                    record.save()
            except IntegrityError:
                # Days and numbers that contradict each other are left out; texts, which matter here, are kept.
                record = self.filled(model, bare=True)
                record.save()
            self.records[model] = record
        return self.records[model]

    def filled(self, model: type[models.Model], bare: bool = False) -> Any:
        """Return a record of the model that is not saved; a bare one without days and numbers that may be missing."""
        fields = [field for field in model._meta.concrete_fields if self.fills(field)]
        if bare:
            texts = (models.CharField, models.TextField, models.ForeignKey)
            fields = [f for f in fields if isinstance(f, texts) or not (f.null or f.has_default())]
        record = model(**{field.attname: self.value(model, field) for field in fields})
        if isinstance(record, Case):
            version = in_force(record.procedures[0], self.on)
            record.procedure, record.state = version.key(), version.states[0].slug
            record.previous_state = record.outcome = ""
            record.opened_on = record.moved_on = self.on
        return record

    @staticmethod
    def fills(field: models.Field) -> bool:
        """Tell whether a field is given a value here: not what the database counts, nor the end of a case."""
        return not field.primary_key and field.name not in {"closed_on", "created_at", "updated_at", "revision"}

    def value(self, model: type[models.Model], field: models.Field) -> Any:
        """Return what a field is filled with."""
        if isinstance(field, models.ForeignKey):
            return self.reference(model, field)
        if field.choices:
            return field.flatchoices[0][0]
        if isinstance(field, models.DateTimeField):
            return timezone.now()
        if isinstance(field, models.DateField):
            return self.on
        if isinstance(field, models.BooleanField):
            return False
        if isinstance(field, models.JSONField):
            return field.get_default()
        if isinstance(field, (models.IntegerField, models.DecimalField, models.FloatField)):
            return self.on.year if field.name == "year" else 1
        if isinstance(field, models.GenericIPAddressField):
            return "192.0.2.1"
        return self.text(field)

    def text(self, field: models.Field) -> str:
        """Return the word, in a field of a key with a number that makes it another each time."""
        if field.name == "year":
            return str(self.on.year)
        number = f"-{next(_numbers)}" if field.unique or field.name in ("number", "code") else ""
        return self.word + number if not field.max_length else self.word[: field.max_length - len(number)] + number

    def reference(self, model: type[models.Model], field: models.ForeignKey) -> Any:
        """Return the key of what a field refers to."""
        target = field.related_model
        if target is Organisation:
            return self.organisation.pk
        if target is User:
            return self.owner.pk if self.owner else None
        if target is model:
            return None
        return self.of(target).pk
