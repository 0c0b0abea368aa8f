"""案件: records that go through a procedure. `perform` is the one door through which a case changes.

A step is made in one transaction: lock, check, record, move the clocks, write the journal. What is stored of a clock is
what happened to it (started, suspended, extended, stopped); its due date is computed from that again whenever it may
have changed, and never counted on.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, BinaryIO, ClassVar, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import clocks, documents, journal
from .articles import cite
from .calendars import calendar
from .documents import Document
from .organisations import ROLES, SYSTEM, Actor, Organisation, Record
from .procedure import PREVIOUS, SAME, Procedure, State, Step, Term, declared, in_force, lookup

log = logging.getLogger(__name__)

OPEN = Q(stopped_on=None)
# Columns of a case that every step may change; those of a clock that change while it runs.
MOVED = ("procedure", "state", "previous_state", "outcome", "moved_on", "closed_on", "revision", "updated_at")
HAPPENED = (
    "started_on", "suspensions", "extended_on", "granted", "specified", "stopped_on", "stopped_by", "expired", "due_on",
    "due_note",
)  # fmt: skip


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
            what = text("“%(step)s”（%(basis)s）未能办理：") % {"step": self.step.label, "basis": self.step.basis}
        return what + self.reason + self.cure


@dataclass(frozen=True)
class Upload:
    """A file that comes with a step, and the kind of document that it is."""

    kind: str
    name: str
    source: bytes | BinaryIO


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


def _skip_to(organisation: Organisation, mark: str, number: str) -> None:
    """Let the series go on after a number that a case brought with it from elsewhere."""
    found = re.fullmatch(re.escape(mark) + r"〔(\d{4})〕(\d{1,9})号", number)
    if found:
        series, _made = Series.objects.select_for_update().get_or_create(
            organisation=organisation, mark=mark, year=int(found[1])
        )
        if series.last < int(found[2]):
            series.last = int(found[2])
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
        ]
        indexes = [
            models.Index(fields=["organisation", "state"]),
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


class Clock(models.Model):
    """期限: one statutory time limit running, or having run, for a case.

    The columns up to `stopped_by` are what happened; `due_on` and `due_note` are computed from them by `recount`.
    """

    ledger = models.CharField(_("台账"), max_length=80)
    record = models.CharField(_("记录"), max_length=80)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("机构"), related_name="+")
    procedure = models.CharField(_("程序"), max_length=80)
    limit = models.CharField(_("期限"), max_length=80)
    started_on = models.DateField(_("起算日"))
    started_by = models.CharField(_("起算环节"), max_length=60)
    suspensions = models.JSONField(_("中止"), default=list, blank=True)
    extended_on = models.DateField(_("批准延长日期"), null=True, blank=True)
    granted = models.PositiveSmallIntegerField(_("延长时间"), null=True, blank=True)
    specified = models.PositiveSmallIntegerField(_("指定时间"), null=True, blank=True)
    stopped_on = models.DateField(_("停止日"), null=True, blank=True)
    stopped_by = models.CharField(_("停止环节"), max_length=60, blank=True)
    expired = models.BooleanField(_("届满发生效果"), default=False)
    due_on = models.DateField(_("届满日"), null=True, blank=True)
    due_note = models.CharField(_("无届满日的原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("期限")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["ledger", "record"], name="clock_record"),
            models.Index(fields=["organisation", "due_on"], condition=OPEN, name="clock_board"),
            models.Index(fields=["due_on"], condition=OPEN, name="clock_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "record", "limit"], condition=OPEN, name="one_clock_running"),
        ]

    def __str__(self) -> str:
        return f"{self.limit} {self.started_on}–{self.due_on or '?'}"

    @property
    def term(self) -> Term:
        """The term by which it runs."""
        term = lookup(self.procedure).term(self.limit)
        assert term, f"{self.procedure} has no term {self.limit}"
        return term

    @property
    def is_suspended(self) -> bool:
        """Whether time stands still now."""
        return self.stopped_on is None and self.is_waiting

    @property
    def is_waiting(self) -> bool:
        """Whether a suspension has not been closed."""
        return any(end is None for _step, _start, end in self.suspensions)

    def is_late(self, on: date) -> bool:
        """Whether it ended, or stands on day `on`, past its last day. For a minimum: whether it ended too early."""
        if self.due_on is None:
            return False
        if self.term.limit.kind == "minimum":
            return self.stopped_on is not None and self.stopped_on < self.due_on
        return (self.stopped_on or on) > self.due_on

    def due(self, with_calendar: clocks.Calendar | None = None) -> clocks.Due:
        """Compute the due date again, with its reasons; by today's working-day calendar unless one is given."""
        limit = self.term.limit
        unit = limit.length.unit
        return clocks.due(
            limit,
            self.started_on,
            calendar=with_calendar or calendar(),
            suspensions=[(_date(start), _date(end) if end else None) for _step, start, end in self.suspensions],
            extended=clocks.Length(self.granted, unit) if self.granted else self.extended_on is not None,
            specified=clocks.Length(self.specified, unit) if self.specified else None,
        )

    def recount(self, with_calendar: clocks.Calendar | None = None) -> bool:
        """Compute `due_on` and `due_note`; tell whether they changed. The row is not saved."""
        before = (self.due_on, self.due_note)
        found = self.due(with_calendar)
        self.due_on = found.due
        self.due_note = "" if found.due else str(found.explanation[-1])[:200]
        return before != (self.due_on, self.due_note)


# The one door


def open_case(
    model: type[C],
    step: Step | str,
    actor: Actor,
    on: date,
    data: Mapping[str, Any],
    documents: Iterable[Upload | Document] = (),
    *,
    outcome: str = "",
    note: str = "",
    imported_from: str = "",
) -> C:
    """Open a case by `step` on day `on` and return it; `data` holds its fields, `organisation` among them.

    The version of the procedure is the one in force on that day. Raises StepRefused; nothing is then kept.
    """
    found = _opening(model, step, on)
    organisation = data.get("organisation")
    if not isinstance(organisation, Organisation):
        raise StepRefused("data", text("没有写明办理机构。"), text("请填写“机构”。"), step=found)
    case = model(organisation=organisation, opened_on=on, moved_on=on, procedure=found.procedure.key())
    move = _Move(case, found, actor, on, _Watch(case, []), outcome, note, imported_from)
    try:
        with transaction.atomic():
            move.check_standing()
            given = {name: value for name, value in data.items() if name != "organisation"}
            move.record(given, allowed=_recordable(model))
            if case.number:
                _skip_to(organisation, organisation.mark + model.mark, case.number)
            else:
                case.number = issue_number(organisation, organisation.mark + model.mark, on.year)
            case.title = case.title or case.headline()
            move.enter()
            move.save(documents)
    except IntegrityError as error:
        raise _in_words(error, move) from error
    return case


def perform(
    case: C,
    step: Step | str,
    actor: Actor,
    *,
    on: date,
    data: Mapping[str, Any] | None = None,
    documents: Iterable[Upload | Document] = (),
    outcome: str = "",
    revision: int | None = None,
    note: str = "",
    imported_from: str = "",
) -> C:
    """Make `step` in `case` on day `on`, and return the case with its new values.

    `data` holds the fields that the step records. `revision` is the one that the actor saw: a case that has changed
    since is refused. `imported_from` is the digest of a file that records a step made elsewhere; its documents are then
    not asked for. What the law itself did before that day (deemed acceptance) is done first, and stays done even if the
    step is refused. Raises StepRefused; nothing of the step is then kept.
    """
    move, effects = None, []
    try:
        while True:
            with transaction.atomic():
                locked = _locked(case)
                watch = _Watch(locked, _running(locked))
                if not watch.effect(on):
                    _refuse_stale(locked, revision, step)
                    _follow_the_law(locked, on, watch)
                    found = _step(locked, step)
                    move = _Move(locked, found, actor, on, watch, outcome, note, imported_from)
                    move.check_standing()
                    move.record(data or {}, allowed=frozenset(found.fields))
                    move.enter()
                    move.save(documents)
                    break
            effects = _catch_up(case, on)
    except IntegrityError as error:
        raise (_in_words(error, move) if move else error) from error
    except StepRefused as refused:
        refused.reason = "".join(map(str, effects)) + refused.reason
        raise
    _give_back(case, locked)
    return case


@dataclass(frozen=True)
class Next:
    """A step that could come next: whether the actor may make it now, and if not, why."""

    step: Step
    allowed: bool
    reason: str = ""


def next_steps(case: Case, actor: Actor, on: date | None = None) -> list[Next]:
    """Return the steps that lead on from where the case stands, those that the actor may not make with the reason.

    Steps that the law itself makes are left out. `on` picks the version of the procedure; the day of the last step is
    taken without it.
    """
    version = case.version
    for newer in _successors(case, on or case.moved_on):
        version = newer
    state = version.state(case.state)
    if state is None:
        return []
    made: set[str] | None = None
    found = []
    for step in (*version.steps_from(state), *_takeovers(case)):
        if step.role == "system":
            continue
        reason = ""
        if not actor.may(step.role, case.organisation):
            reason = _role_reason(step)
        if not reason and step.after:
            made = _made(case) if made is None else made
            reason = _order_reason(step, made)
        if not reason and step.guard:
            reason = str(step.guard(case) or "")
        found.append(Next(step, not reason, reason))
    return found


# What the law does by itself


@dataclass(frozen=True)
class Effect:
    """到期效果: a step that the law made when a limit ended unmet."""

    case: Case
    step: Step
    on: date

    def __str__(self) -> str:
        said = text("期限届满，%(on)s 已依法办理“%(step)s”（%(basis)s）。")
        return said % {"on": self.on, "step": self.step.label, "basis": self.step.basis}


def scan(on: date) -> list[Effect]:
    """Do what the law attaches to the limits that ended before day `on`, and return what was done.

    Each effect is dated as the law says, whenever the scan comes; a second scan of the same day finds nothing to do.
    Cases whose procedure changes at once with the law are taken over first. A case that refuses is logged and left.
    """
    _switch_all(on)
    effects: list[Effect] = []
    ended = Clock.objects.filter(OPEN, due_on__lt=on).order_by("due_on", "pk")
    places = list(dict.fromkeys(ended.values_list("ledger", "record")))
    for ledger, record in places:
        model = case_models().get(ledger)
        case = model._base_manager.select_related("organisation").filter(pk=record).first() if model else None
        if case is None:
            log.error("期限所属的案件 %s/%s 不存在", ledger, record)
            continue
        try:
            effects += _catch_up(case, on)
        except StepRefused as refused:
            log.error("%s/%s 的到期效果未能办理：%s", ledger, record, refused)
    return effects


@dataclass(frozen=True)
class Redated:
    """A clock whose due date changed, and what it was before."""

    clock: Clock
    before: date | None


def redate() -> list[Redated]:
    """Compute the due dates of all running clocks again, after a holiday arrangement was added; list what changed."""
    changed: list[Redated] = []
    known = calendar()
    for clock in Clock.objects.filter(OPEN).select_related("organisation").order_by("pk").iterator(2000):
        before = clock.due_on
        if clock.recount(known):
            changed.append(Redated(clock, before))
    with transaction.atomic():
        Clock.objects.bulk_update([one.clock for one in changed], ["due_on", "due_note"], batch_size=500)
        for one in changed:
            if (shown_in := one.clock.term.shown_in) and (model := case_models().get(one.clock.ledger)):
                model._base_manager.filter(pk=one.clock.record).update(**{shown_in: one.clock.due_on})
        journal.write(
            *(
                journal.Entry(
                    "clock",
                    ledger=one.clock.ledger,
                    record=one.clock.record,
                    organisation=one.clock.organisation.code,
                    actor=SYSTEM.username,
                    actor_name=SYSTEM.name,
                    article=one.clock.term.limit.article,
                    before={"due_on": one.before},
                    after={"due_on": one.clock.due_on},
                    data={"limit": one.clock.limit},
                )
                for one in changed
            )
        )
    return changed


# What is read of a case


@dataclass(frozen=True)
class Made:
    """办理经过: one step that was made, as the journal holds it."""

    step: str
    label: str
    basis: str
    on: date
    actor: str
    state: str
    outcome: str
    event: journal.Event


def course(case: Case) -> list[Made]:
    """Return the steps made in a case, oldest first, from the journal."""
    made = []
    for event in journal.history(*case.place):
        if event.action != "step" or not event.data:
            continue
        step = lookup(event.data["procedure"]).step(event.data["step"])
        made.append(
            Made(
                event.data["step"],
                str(step.label) if step else event.data["step"],
                step.basis if step else event.article,
                _date(event.data["on"]),
                event.actor_name,
                event.after["state"],
                event.data.get("outcome", ""),
                event,
            )
        )
    return made


def clocks_of(case: Case) -> list[Clock]:
    """Return all clocks of a case in the order in which they started."""
    ledger, record = case.place
    return list(Clock.objects.filter(ledger=ledger, record=record).order_by("started_on", "pk"))


def running(organisations: QuerySet[Organisation] | Iterable[Organisation] | None = None) -> QuerySet[Clock]:
    """Return the running clocks of `organisations` (of all without it), the most urgent first; unknown dates last."""
    found = Clock.objects.filter(OPEN)
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def with_cases(found: Iterable[Clock]) -> list[tuple[Clock, Case]]:
    """Pair clocks with their cases, by one query a ledger."""
    rows = list(found)
    cases: dict[tuple[str, str], Case] = {}
    for ledger in {clock.ledger for clock in rows}:
        if model := case_models().get(ledger):
            keys = {clock.record for clock in rows if clock.ledger == ledger}
            for case in model._base_manager.select_related("organisation").filter(pk__in=keys):
                cases[ledger, str(case.pk)] = case
    return [(clock, cases[clock.ledger, clock.record]) for clock in rows if (clock.ledger, clock.record) in cases]


def drawing(case: Case) -> str:
    """Draw the procedure of a case with where it stands and where it has been."""
    return case.version.svg(case.state, [made.state for made in course(case) if made.state != case.state])


@cache
def case_models() -> dict[str, type[Case]]:
    """Return every ledger of cases by the name under which the journal knows it."""
    return {model.ledger: model for model in apps.get_models() if issubclass(model, Case)}


def recount(case: Case) -> None:
    """Bring the clocks of a case up to date after fields from which they count were corrected by an edit."""
    with transaction.atomic():
        watch = _Watch(case, _running(case))
        watch.recorded({name for term in case.version.terms for name in _fields_of(term)}, case.moved_on, "")
        if shown := watch.save():
            type(case)._base_manager.filter(pk=case.pk).update(**shown)
            for name, value in shown.items():
                setattr(case, name, value)


# How a step is made


@dataclass
class _Move:
    """One step in the making: the checks in their order, what is recorded, and what is noted of it."""

    case: Case
    step: Step
    actor: Actor
    on: date
    watch: _Watch
    outcome: str = ""
    note: str = ""
    imported_from: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def refuse(self, code: str, reason: str, cure: str = "", faults: Mapping[str, str] | None = None) -> StepRefused:
        return StepRefused(code, reason, cure, step=self.step, faults=faults)

    def check_standing(self) -> None:
        """Refuse what the state, the role, the day or the order of steps forbids."""
        case, step = self.case, self.step
        opening = case.pk is None
        if opening == bool(step.sources) and not (step.takes_over and not opening):
            raise self.refuse("state", text("这一环节不是立案环节。") if opening else text("案件已经立案。"))
        if step.sources and case.state not in {state.slug for state in step.sources}:
            standing = "、".join(str(state) for state in step.sources)
            raise self.refuse(
                "state",
                text("案件现处于“%(state)s”，这一环节只能在“%(sources)s”时办理。")
                % {"state": case.standing.label, "sources": standing},
                text("请刷新案件，按现在的状态办理。"),
            )
        if not self.actor.may(step.role, case.organisation):
            raise self.refuse("role", _role_reason(step), text("请由有此角色的人员办理。"))
        if not opening and self.on < case.moved_on:
            raise self.refuse(
                "day",
                text("办理日期 %(on)s 早于上一环节的日期 %(last)s。") % {"on": self.on, "last": case.moved_on},
                text("请改正办理日期。"),
            )
        if step.after and (reason := _order_reason(step, _made(case))):
            raise self.refuse("order", reason)

    def record(self, data: Mapping[str, Any], allowed: frozenset[str]) -> None:
        """Take over the values of the step into the case; refuse those that the fields refuse, all at once."""
        case, faults = self.case, {}
        for name, value in data.items():
            if name not in allowed:
                faults[name] = text("这一环节不登记此项")
                continue
            try:
                self.put(name, value)
            except ValidationError as error:
                faults[name] = "".join(error.messages)
        for name in _stamps(self.step):
            self.put(name, self.on)
        for name, value in self.step.sets.items():
            self.put(name, value(case) if callable(value) else value)
        for name in self.step.requires:
            if name not in faults and getattr(case, name) in (None, "", [], {}):
                faults[name] = text("必须填写")
        if faults:
            listed = "；".join(f"{_label(case, name)}：{fault}" for name, fault in faults.items())
            raise self.refuse("data", listed.rstrip("。") + "。", text("请改正后再办理。"), faults)
        case.moved_on = self.on
        try:
            case.clean()
        except ValidationError as error:
            raise self.refuse("data", "；".join(error.messages), faults=_faults(error)) from error
        self.choose_outcome()

    def put(self, name: str, value: Any) -> None:
        """Set one field to a value that the field itself has accepted."""
        case = self.case
        column = case._meta.get_field(name)
        before = getattr(case, name) if not column.is_relation else getattr(case, column.attname)
        if isinstance(value, models.Model):
            setattr(case, name, value)
        else:
            # A field that may be empty is emptied by None or blank text alike.
            if value is None and not column.null and column.empty_strings_allowed:
                value = ""
            setattr(case, column.attname, column.clean(value, case))
        now = getattr(case, name) if not column.is_relation else getattr(case, column.attname)
        if now != before:
            self.before.setdefault(name, before)
            self.after[name] = now

    def choose_outcome(self) -> None:
        """Settle the outcome: a single one by itself, of several the one that was chosen."""
        given = [str(one) for one in self.step.outcomes]
        chosen = self.outcome or (given[0] if len(given) == 1 else "")
        if given and not chosen and self.case.outcome in given:
            chosen = self.case.outcome
        if chosen and chosen not in given:
            raise self.refuse("outcome", text("这一环节不能给出结果“%(outcome)s”。") % {"outcome": chosen})
        if given and not chosen:
            labels = {outcome.slug: outcome.label for outcome in self.step.procedure.outcomes}
            listed = "、".join(str(labels[slug]) for slug in given)
            raise self.refuse(
                "outcome", text("没有写明结果。"), text("请从以下结果中选择：%(listed)s。") % {"listed": listed}
            )
        if chosen:
            self.outcome = chosen
            self.put("outcome", chosen)

    def enter(self) -> None:
        """Ask the guard, then bring the case into the state that the step leads to."""
        case, step = self.case, self.step
        if step.guard and (reason := step.guard(case)):
            raise self.refuse("guard", str(reason))
        self.left = case.state
        self.procedure_left = case.procedure if case.pk else step.procedure.key()
        target = step.target
        if target is SAME:
            self.reached = case.state
        elif target is PREVIOUS:
            self.reached = case.previous_state
        else:
            assert isinstance(target, State)
            self.reached = target.slug
        if self.reached != case.state:
            case.previous_state, case.state = case.state, self.reached
        case.procedure = step.procedure.key()
        state = case.version.state(case.state)
        assert state is not None
        self.ended = state.final and not state.continues
        self.continues = state.continues
        if self.ended:
            case.closed_on = self.on

    def save(self, uploads: Iterable[Upload | Document]) -> None:
        """Write the case, its documents and clocks, and note the step."""
        case, watch = self.case, self.watch
        opening = case.pk is None
        if opening:
            case.save(force_insert=True)
        else:
            case.revision += 1
        attached = self.attach(uploads)
        if self.procedure_left != case.procedure:
            watch.take_over(lookup(case.procedure), self.on, self.step.slug, _history(case))
        watch.moved(self.step, self.on, set(self.after), ended=self.ended or bool(self.continues), refuse=self.refuse)
        if self.continues:
            self.continue_elsewhere(watch)
        shown = watch.save()
        for name, value in shown.items():
            setattr(case, name, value)
        if not opening:
            case.save(update_fields={*MOVED, *self.after, *shown})
        elif shown:
            case.save(update_fields=shown)
        self.write_journal(attached)

    def continue_elsewhere(self, watch: _Watch) -> None:
        """Go on in another procedure, in the state of the same name as the one just left."""
        case = self.case
        version = in_force(self.continues, case.opened_on)
        history = [*_history(case), (self.step.slug, self.on)]
        case.procedure, case.state, case.previous_state = version.key(), self.left, ""
        self.reached = case.state
        watch.take_over(version, self.on, self.step.slug, history)

    def attach(self, uploads: Iterable[Upload | Document]) -> list[Document]:
        """Store the files that came with the step, and refuse it when a kind that it needs is not on file."""
        ledger, record = self.case.place
        attached = []
        for upload in uploads:
            if isinstance(upload, Document):
                attached.append(upload)
                continue
            attached.append(
                documents.store(
                    upload.source, upload.name, ledger=ledger, record=record, actor=self.actor, kind=upload.kind,
                    organisation=self.case.organisation.code, journalled=False,
                )
            )  # fmt: skip
        needed = {str(kind): kind for kind in self.step.documents}
        missing = needed.keys() - {document.kind for document in attached}
        if missing and not self.imported_from:
            missing -= set(documents.of(ledger, record).values_list("kind", flat=True))
            if missing:
                listed = "、".join(str(getattr(needed[kind], "label", kind)) for kind in needed if kind in missing)
                raise self.refuse(
                    "document", text("缺少文书：%(listed)s。") % {"listed": listed}, text("请上传后再办理。")
                )
        return attached

    def write_journal(self, attached: list[Document]) -> None:
        case = self.case
        ledger, record = case.place
        data: dict[str, Any] = {"step": self.step.slug, "procedure": self.step.procedure.key(), "on": self.on}
        extra = {
            "outcome": self.outcome,
            "note": self.note,
            "imported_from": self.imported_from,
            "documents": [documents.described(document) for document in attached],
        }
        data |= {name: value for name, value in extra.items() if value}
        journal.write(
            journal.Entry(
                "step",
                ledger=ledger,
                record=record,
                organisation=case.organisation.code,
                actor=self.actor.username,
                actor_name=self.actor.name,
                article=";".join(self.step.citations)[:120],
                before={"state": self.left, **self.noted(self.before)} if self.left else None,
                after={"state": self.reached, **self.noted(self.after)},
                data=data,
            )
        )

    def noted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return values fit for the journal: those withheld are only said to be there."""
        return {
            name: ("＊" if value else "") if name in self.case.withheld else _plain(value)
            for name, value in values.items()
        }


class _Watch:
    """The clocks of one case while a step moves them."""

    def __init__(self, case: Case, rows: list[Clock]) -> None:
        self.case = case
        self.rows = rows
        self.started: list[Clock] = []
        self.stopped: list[Clock] = []
        self.changed: dict[int, Clock] = {}  # those whose due date is to be computed again

    @cached_property
    def calendar(self) -> clocks.Calendar:
        """The working-day calendar, read once a step."""
        return calendar()

    def effect(self, on: date) -> tuple[Step, date] | None:
        """Return what the law did first before day `on`, and its day; None when it did nothing."""
        for clock in sorted(self.rows, key=lambda clock: (clock.due_on or date.max, clock.pk)):
            if clock.due_on is None or clock.due_on >= on:
                break
            step = clock.term.on_expiry
            if step and step.role == "system" and self.case.state in {state.slug for state in step.sources}:
                found = clock.due(self.calendar)
                # Silence that counts as an act counts from the day the law says; other defaults begin a day later.
                day = found.effect_on or clock.due_on + timedelta(days=1)
                return step, max(day, self.case.moved_on)
        return None

    def moved(self, step: Step, on: date, recorded: set[str], *, ended: bool, refuse: Any) -> None:
        """Move every clock that the step, or a day that it recorded, moves; the end of the case stops them all."""
        for term in step.procedure.terms:
            running = self.running(term)
            if running and step in term.extended:
                self.extend(running, term, on, refuse)
            if running and (step in term.stops or step is term.on_expiry):
                self.stop(running, on, step.slug, expired=step is term.on_expiry)
                self.hold(running, term, on, refuse)
                running = None
            for begin, end in term.suspended:
                if not isinstance(begin, Step) or not isinstance(end, Step):
                    continue
                if running and step is begin and not self.open_suspension(running, begin):
                    running.suspensions = [*running.suspensions, [begin.slug, on.isoformat(), None]]
                    self.touch(running)
                elif running and step is end and (open_one := self.open_suspension(running, begin)):
                    open_one[2] = on.isoformat()
                    self.touch(running)
            if (step in term.starts or step in term.restarts) and self.applies(term):
                if running:
                    self.stop(running, on, step.slug)
                self.start(term, self.since(term, on), step.slug)
        self.recorded(recorded, on, step.slug, refuse)
        if ended:
            for clock in list(self.rows):
                self.stop(clock, on, step.slug)

    def recorded(self, names: set[str], on: date, by: str, refuse: Any = None) -> None:
        """Start, stop or set right the clocks that count from or to a day that was recorded."""
        for term in self.case.version.terms:
            running = self.running(term)
            if running and term.since in names and (day := self.value(term.since)) and day != running.started_on:
                running.started_on = day
                self.touch(running)
            for name in term.starts:
                if name in names and (day := self.value(name)) and self.applies(term):
                    day = self.since(term, day)
                    if running and running.started_on != day:
                        running.started_on = day
                        self.touch(running)
                    elif not running:
                        running = self.start(term, day, str(name))
                        step = self.case.version.step(by)
                        if step in term.stops:
                            self.stop(running, on, by)
                            self.hold(running, term, on, refuse)
                            running = None
            for name in term.stops:
                if running and name in names and (day := self.value(name)):
                    self.stop(running, day, str(name))
                    running = None

    def value(self, name: str | Step) -> date | None:
        return getattr(self.case, name) if name and isinstance(name, str) else None

    def since(self, term: Term, on: date) -> date:
        """Return the day from which a clock counts that starts on day `on`."""
        return self.value(term.since) or on

    def applies(self, term: Term) -> bool:
        return term.applies is None or bool(term.applies(self.case))

    def running(self, term: Term) -> Clock | None:
        return next((clock for clock in self.rows if clock.limit == term.slug), None)

    def open_suspension(self, clock: Clock, begin: Step) -> list[Any] | None:
        return next((one for one in clock.suspensions if one[0] == begin.slug and one[2] is None), None)

    def start(self, term: Term, on: date, by: str) -> Clock:
        ledger, record = self.case.place
        clock = Clock(
            ledger=ledger, record=record, organisation=self.case.organisation, procedure=self.case.procedure,
            limit=term.slug, started_on=on, started_by=by,
            specified=getattr(self.case, term.specified) if term.specified else None,
        )  # fmt: skip
        for begin, end in term.suspended:
            if isinstance(begin, str) and isinstance(end, str) and (first := self.value(begin)):
                last = self.value(end)
                clock.suspensions.append([begin, first.isoformat(), last.isoformat() if last else None])
        self.rows.append(clock)
        self.started.append(clock)
        self.touch(clock)
        return clock

    def stop(self, clock: Clock, on: date, by: str, expired: bool = False) -> None:
        clock.stopped_on, clock.stopped_by, clock.expired = on, by, expired
        self.rows.remove(clock)
        if clock.pk:
            self.stopped.append(clock)
        if clock.is_waiting:
            for one in clock.suspensions:
                one[2] = one[2] or on.isoformat()
            self.touch(clock)

    def hold(self, clock: Clock, term: Term, on: date, refuse: Any) -> None:
        """Refuse a step that comes before a minimum has passed, or a notice given too late."""
        kind = term.limit.kind
        if not term.binding or refuse is None or kind not in ("minimum", "notice"):
            return
        clock.recount(self.calendar)
        cited = "、".join(cite(citation) for citation in term.limit.articles)
        words = {"limit": term.limit.label, "due": clock.due_on, "article": cited}
        if clock.due_on is None:
            raise refuse("limit", text("“%(limit)s”的届满日尚不能确定：") % words + clock.due_note)
        if kind == "minimum" and on < clock.due_on:
            raise refuse("limit", text("“%(limit)s”未满（%(article)s），%(due)s 起方可办理。") % words)
        if kind == "notice" and on > clock.due_on:
            raise refuse(
                "limit", text("“%(limit)s”不足（%(article)s），最迟应于 %(due)s 通知。") % words, text("请改期。")
            )

    def extend(self, clock: Clock, term: Term, on: date, refuse: Any) -> None:
        """Extend once, and only while the limit still runs."""
        words = {"limit": term.limit.label, "due": clock.due_on, "first": clock.extended_on}
        if clock.extended_on:
            raise refuse("limit", text("“%(limit)s”已于 %(first)s 延长过，只能延长一次。") % words)
        if clock.due_on and on > clock.due_on:
            raise refuse("limit", text("“%(limit)s”已于 %(due)s 届满，不能再批准延长。") % words)
        clock.extended_on = on
        clock.granted = getattr(self.case, term.granted) if term.granted else None
        self.touch(clock)

    def take_over(self, version: type[Procedure], on: date, by: str, history: list[tuple[str, date]]) -> None:
        """Hand the case over to another procedure: its limits run as if the steps made had been made under it."""
        for clock in list(self.rows):
            self.stop(clock, on, by)
        for term in version.terms:
            since: tuple[date, str] | None = None
            spans: list[list[Any]] = []
            extended: date | None = None
            for slug, day in history:
                if slug in {one.slug for one in term.stops if isinstance(one, Step)}:
                    since = None
                if slug in {one.slug for one in (*term.starts, *term.restarts) if isinstance(one, Step)}:
                    since, spans, extended = (day, slug), [], None
                if slug in {one.slug for one in term.extended}:
                    extended = day
                for begin, end in term.suspended:
                    if isinstance(begin, Step) and slug == begin.slug:
                        spans.append([slug, day.isoformat(), None])
                    elif isinstance(end, Step) and slug == end.slug and spans and spans[-1][2] is None:
                        spans[-1][2] = day.isoformat()
            if since and self.applies(term):
                clock = self.start(term, self.since(term, since[0]), since[1])
                clock.suspensions, clock.extended_on = spans, extended
                clock.granted = getattr(self.case, term.granted) if term.granted and extended else None

    def touch(self, clock: Clock) -> None:
        self.changed[id(clock)] = clock

    def save(self) -> dict[str, date | None]:
        """Compute the due dates of the clocks that moved, write them, and return what the case repeats of them."""
        shown: dict[str, date | None] = {}
        ledger, record = self.case.place
        for clock in self.changed.values():
            clock.recount(self.calendar)
            if name := clock.term.shown_in:
                shown[name] = clock.due_on
        for clock in self.started:
            clock.ledger, clock.record = ledger, record
        ends: dict[tuple[date | None, str, bool], list[int]] = {}
        for clock in self.stopped:
            if id(clock) not in self.changed:
                ends.setdefault((clock.stopped_on, clock.stopped_by, clock.expired), []).append(clock.pk)
        for (on, by, expired), keys in ends.items():
            Clock.objects.filter(pk__in=keys).update(stopped_on=on, stopped_by=by, expired=expired)
        for clock in self.changed.values():
            if clock.pk:
                clock.save(update_fields=HAPPENED)
        if self.started:
            Clock.objects.bulk_create(self.started)
        self.started, self.stopped, self.changed = [], [], {}
        return {name: value for name, value in shown.items() if getattr(self.case, name) != value}


# Finding the step


def _opening(model: type[Case], step: Step | str, on: date) -> Step:
    """Return the opening step in the version in force on that day."""
    if isinstance(step, Step):
        found = in_force(step.procedure.slug, on).step(step.slug)
    else:
        slug, _slash, name = step.rpartition("/")
        versions = [in_force(one, on) for one in ((slug,) if slug else model.procedures)]
        found = next((opening for v in versions if (opening := v.step(name)) and not opening.sources), None)
    if found is None or found.procedure.slug not in model.procedures:
        raise StepRefused(
            "procedure",
            text("%(ledger)s没有立案环节“%(step)s”。") % {"ledger": model._meta.verbose_name, "step": step},
            text("请查看程序声明中的立案环节。"),
        )
    return found


def _step(case: Case, step: Step | str) -> Step:
    """Return the step in the version that the case follows, or one by which another procedure takes the case over."""
    name = step.slug if isinstance(step, Step) else step.rpartition("/")[2]
    other = step.procedure.slug if isinstance(step, Step) else step.rpartition("/")[0]
    if (not other or other == case.version.slug) and (found := case.version.step(name)):
        return found
    for found in _takeovers(case):
        if found.slug == name and other in ("", found.procedure.slug):
            return found
    label = step.label if isinstance(step, Step) else step
    raise StepRefused(
        "procedure",
        text("本案适用%(procedure)s（%(day)s起施行），现在没有环节“%(step)s”。")
        % {"procedure": case.version.title, "day": case.version.in_force, "step": label},
        text("请按本案适用的程序办理。"),
    )


def _takeovers(case: Case) -> Iterator[Step]:
    """Yield the steps by which another procedure, in force when the case was opened, takes it over as it stands."""
    place = f"{case.version.slug}/{case.state}"
    for slug in case.procedures:
        if slug != case.version.slug and (other := in_force(slug, case.opened_on)).in_force <= case.opened_on:
            yield from (step for step in other.openings() if place in step.takes_over)


def _successors(case: Case, on: date) -> Iterator[type[Procedure]]:
    """Yield the versions that the case is to be taken over into by day `on`, one after another."""
    version = case.version
    for newer in declared()[version.slug]:
        if version.in_force < newer.in_force <= on and newer.transition != "keep":
            yield newer


def _follow_the_law(case: Case, on: date, watch: _Watch) -> None:
    """Take the case over into the versions that came into force meanwhile, as their transition rules say."""
    for version in () if case.closed_on else tuple(_successors(case, on)):
        before, case.procedure = case.procedure, version.key()
        if version.transition == "switch":
            watch.take_over(version, version.in_force, "law", _history(case))
        else:  # what runs goes on by the law under which it began, as long as the new one still knows how to stop it
            for clock in list(watch.rows):
                if version.term(clock.limit) is None:
                    watch.stop(clock, version.in_force, "law")
        for name, value in watch.save().items():
            setattr(case, name, value)
        case.save(force_update=True)
        ledger, record = case.place
        journal.write(
            journal.Entry(
                "procedure",
                ledger=ledger,
                record=record,
                organisation=case.organisation.code,
                actor=SYSTEM.username,
                actor_name=SYSTEM.name,
                before={"procedure": before},
                after={"procedure": version.key()},
                data={"on": version.in_force, "transition": version.transition},
            )
        )


def _switch_all(on: date) -> None:
    """Take over the open cases whose procedure changed at once."""
    for slug, versions in declared().items():
        for number, newer in enumerate(versions):
            if number == 0 or newer.transition != "switch" or newer.in_force > on:
                continue
            older = [version.key() for version in versions[:number]]
            for model in case_models().values():
                if slug in model.procedures:
                    for case in model._base_manager.filter(closed_on=None, procedure__in=older).iterator(500):
                        with transaction.atomic():
                            locked = _locked(case)
                            _follow_the_law(locked, on, _Watch(locked, _running(locked)))


def _catch_up(case: Case, on: date) -> list[Effect]:
    """Do, one after another, what the law did to the case before day `on`; each stands by itself."""
    effects: list[Effect] = []
    while True:
        with transaction.atomic():
            locked = _locked(case)
            watch = _Watch(locked, _running(locked))
            effect = watch.effect(on)
            if effect is None:
                return effects
            step, day = effect
            move = _Move(locked, step, SYSTEM, day, watch)
            move.check_standing()
            move.record({}, allowed=frozenset())
            move.enter()
            move.save(())
        _give_back(case, locked)
        effects.append(Effect(case, step, day))


# Small things


def _locked(case: C) -> C:
    """Return the case as it is now, locked until the transaction ends."""
    rows = type(case)._base_manager.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=case.pk)


def _running(case: Case) -> list[Clock]:
    """Return the clocks of the case that run."""
    ledger, record = case.place
    return list(Clock.objects.filter(OPEN, ledger=ledger, record=record))


def _in_words(error: IntegrityError, move: _Move) -> Exception:
    """Return what the database refused as a refusal of the step, if a declared constraint explains it."""
    try:
        move.case.validate_constraints()
    except ValidationError as found:
        return move.refuse("data", "；".join(found.messages), faults=_faults(found))
    return error


def _give_back(case: Case, locked: Case) -> None:
    """Give the caller's object the values that were written."""
    case.__dict__.update(locked.__dict__)


def _refuse_stale(case: Case, revision: int | None, step: Step | str) -> None:
    if revision is not None and revision != case.revision:
        raise StepRefused(
            "revision",
            text("案件在您打开之后已有变动（第 %(now)s 次修订，您看到的是第 %(seen)s 次）。")
            % {"now": case.revision, "seen": revision},
            text("请刷新案件，核对后再办理。"),
            step=step if isinstance(step, Step) else case.version.step(step),
        )


def _role_reason(step: Step) -> str:
    role = ROLES[step.role].label if step.role in ROLES else step.role
    return text("这一环节由%(role)s办理，您在本机构没有这一角色。") % {"role": role}


def _order_reason(step: Step, made: set[str]) -> str:
    if any(earlier.slug in made for earlier in step.after):
        return ""
    return text("须先办理%(steps)s。") % {"steps": "、".join(f"“{earlier.label}”" for earlier in step.after)}


def _made(case: Case) -> set[str]:
    return {slug for slug, _on in _history(case)}


def _history(case: Case) -> list[tuple[str, date]]:
    """Return the steps made and their days, from the journal."""
    if case.pk is None:
        return []
    events = journal.history(*case.place).filter(action="step")
    return [(event.data["step"], _date(event.data["on"])) for event in events]


@cache
def _recordable(model: type[Case]) -> frozenset[str]:
    """Return the fields that the opening of a case may fill in."""
    return frozenset(one.name for one in model._meta.concrete_fields if one.editable and not one.primary_key) | {
        "number"
    }


def _stamps(step: Step) -> tuple[str, ...]:
    return (step.stamps,) if isinstance(step.stamps, str) and step.stamps else tuple(step.stamps)


def _fields_of(term: Term) -> list[str]:
    return [one for one in (*term.starts, *term.stops, term.since) if isinstance(one, str) and one]


def _label(case: Case, name: str) -> str:
    try:
        return str(case._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _faults(error: ValidationError) -> dict[str, str]:
    return {name: "".join(found) for name, found in error.message_dict.items()} if hasattr(error, "error_dict") else {}


def _date(day: str) -> date:
    return date.fromisoformat(day)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value
