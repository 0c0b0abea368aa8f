"""案件的栏目: the columns that every case has, its numbers, and the refusal of a step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import ClassVar, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .. import journal
from ..organisations import Organisation, Record
from ..procedure import Procedure, State, Step, lookup


class StepRefused(Exception):
    """不予办理: a step that may not be made. The message says what was refused, by which article, why, and the cure.

    `code` is one of procedure, state, role, revision, day, order, data, document, outcome, guard, limit; `faults` holds
    what is wrong field by field.
    """

    def __init__(
        self,
        code: str,
        reason: str,
        cure: str = "",
        *,
        step: Step | None = None,
        faults: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, reason, cure)
        self.code, self.reason, self.cure, self.step, self.faults = code, reason, cure, step, dict(faults or {})

    def __str__(self) -> str:
        what = ""
        if self.step:
            what = text("“%(step)s”（%(basis)s）未能办理：") % {
                "step": self.step.label,
                "basis": self.step.basis(get_language() or "zh"),
            }
        return what + self.reason + self.cure


class Series(models.Model):
    """编号序列: the last number given out under one mark in one year; the row is the lock for the next."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("机构"), related_name="+")
    mark = models.CharField(_("代字"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("末号"), default=0)

    class Meta:
        verbose_name = _("编号序列")
        constraints = [models.UniqueConstraint(fields=["organisation", "mark", "year"], name="one_series")]

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.last}号"


def issue_number(organisation: Organisation, mark: str, year: int) -> str:
    """Give out the next number, such as 临政复〔2023〕12号.

    The number belongs to the transaction around: if that fails, the next to ask gets it, so the series has no gaps.
    """
    with transaction.atomic():
        series, _made = Series.objects.select_for_update().get_or_create(
            organisation=organisation, mark=mark, year=year
        )
        series.last += 1
        series.save(update_fields=["last"])
    return str(series)


def skip_to(organisation: Organisation, mark: str, *numbers: str) -> None:
    """Let the series go on after the numbers that cases brought with them from elsewhere."""
    form, highest = re.compile(re.escape(mark) + r"〔(\d{4})〕(\d{1,9})号"), dict[int, int]()
    for found in filter(None, map(form.fullmatch, numbers)):
        highest[int(found[1])] = max(highest.get(int(found[1]), 0), int(found[2]))
    for year, last in sorted(highest.items()):
        series, _made = Series.objects.select_for_update().get_or_create(
            organisation=organisation, mark=mark, year=year
        )
        if series.last < last:
            series.last = last
            series.save(update_fields=["last"])


class Case(Record):
    """案件: the columns that every case has; a ledger of cases subclasses it and names its procedures."""

    # The name under which the journal, documents and clocks know the ledger.
    ledger: ClassVar[str] = ""
    # Slugs of the procedures that a case of this ledger may go through; the first is the usual one.
    procedures: ClassVar[tuple[str, ...]] = ()
    # What follows the organisation's own mark in a number: 临政 + 复.
    mark: ClassVar[str] = ""
    # Fields whose values the journal does not repeat, such as numbers of identity cards.
    withheld: ClassVar[frozenset[str]] = frozenset()

    number = models.CharField(_("编号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=200, blank=True)
    procedure = models.CharField(_("适用程序"), max_length=80, editable=False)
    state = models.CharField(_("状态"), max_length=40, editable=False)
    previous_state = models.CharField(_("原状态"), max_length=40, blank=True, editable=False)
    outcome = models.CharField(_("结果"), max_length=40, blank=True, editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("承办人"), related_name="+"
    )
    opened_on = models.DateField(_("立案日期"), editable=False)
    moved_on = models.DateField(_("最近办理日期"), editable=False)
    due_on = models.DateField(_("法定期限"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="%(app_label)s_%(class)s_number",
                violation_error_message=_("本机构已有同一编号的案件"),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="%(app_label)s_%(class)s_closed_after_opened",
                violation_error_message=_("办结日期不得早于立案日期"),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "opened_on"]),
            models.Index(fields=["organisation", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def version(self) -> type[Procedure]:
        """The procedure, in the version that this case follows."""
        return lookup(self.procedure)

    @property
    def standing(self) -> State:
        """The state, with its label."""
        state = self.version.state(self.state)
        assert state, f"{self.procedure} has no state {self.state}"
        return state

    @property
    def older_than_declared(self) -> bool:
        """Whether the case was opened before the first version declared, so that it follows a later one."""
        return self.opened_on < self.version.in_force

    def headline(self) -> str:
        """Return the title of a case that was given none. Overridden by ledgers that can tell."""
        return ""

    @property
    def place(self) -> tuple[str, str]:
        """Ledger and record, as the journal knows the case."""
        return self.ledger, str(self.pk)


C = TypeVar("C", bound=Case)


@cache
def case_models() -> dict[str, type[Case]]:
    """Return every ledger of cases by the name under which the journal knows it."""
    return {model.ledger: model for model in apps.get_models() if issubclass(model, Case)}


def locked(case: C) -> C:
    """Return the case as it is now, locked until the transaction ends."""
    rows = type(case)._base_manager.select_for_update(of=("self",))
    known = case._state.fields_cache.get("organisation")
    if known is None:
        return rows.select_related("organisation").get(pk=case.pk)
    now = rows.get(pk=case.pk)
    if now.organisation_id == known.pk:
        now.organisation = known  # the organisation is not what is locked; reading it again cost a join a step
    return now


def steps_made(case: Case) -> set[str]:
    return {slug for slug, _on in history(case)}


def history(case: Case) -> list[tuple[str, date]]:
    """Return the steps made and their days, from the journal."""
    if case.pk is None:
        return []
    gone = taken_back(case)
    events = journal.history(*case.place).filter(action="step")
    return [(event.data["step"], date.fromisoformat(event.data["on"])) for event in events if event.seq not in gone]


def taken_back(case: Case) -> dict[int, str]:
    """Return the events of the steps that were taken back as made by mistake (see correction), each with the reason."""
    events = journal.history(*case.place).filter(action="correct")
    return {event.data["corrects"]: event.data.get("reason", "") for event in events}


def give_back(case: Case, now: Case) -> None:
    """Give the caller's object the values that were written."""
    case.__dict__.update(now.__dict__)
