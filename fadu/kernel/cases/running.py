"""期限的运行: the clocks of a case: what happened to each, and the due date that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .. import clocks, journal, provisions
from ..articles import cite_all
from ..calendars import calendar
from ..organisations import ROLES, SYSTEM, Organisation
from ..procedure import Procedure, Step, Term, lookup
from ..reasons import Reason
from .records import Case, StepRefused, case_models

OPEN = Q(stopped_on=None)
Refuse = Callable[..., StepRefused]  # makes the refusal of the step that is being made
# The columns of a clock that change while it runs.
HAPPENED = (
    "organisation", "started_on", "suspensions", "extended_on", "granted", "specified", "until",
    "stopped_on", "stopped_by", "expired", "due_on", "due_note",
)  # fmt: skip


@cache
def outsiders() -> tuple[str, ...]:
    """Return the limits within which a person outside the organs may act, such as those for an appeal."""
    inside = {name for name, role in ROLES.items() if role.reach != "self"}
    return tuple(slug for slug, known in clocks.declared().items() if known[-1].obliged not in inside)


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
    until = models.DateField(_("写明的届满日"), null=True, blank=True)
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
            # Whole rows of what is counted: the board and the overviews count without reading the table.
            models.Index(
                fields=["organisation", "due_on", "ledger", "limit", "record", "stopped_on"],
                condition=OPEN,
                name="clock_board",
            ),
            models.Index(
                fields=["organisation", "stopped_on", "ledger", "limit", "due_on", "expired"],
                condition=Q(stopped_on__isnull=False),
                name="clock_ended",
            ),
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

    @property
    def is_lapsed(self) -> bool:
        """Whether the law itself ended it when a person outside let a right pass: nobody here is late."""
        return self.expired and self.term.limit.slug in outsiders()

    def is_late(self, on: date) -> bool:
        """Whether it ended, or stands on day `on`, past its last day. For a minimum: whether it ended too early."""
        if self.due_on is None or self.is_lapsed:
            return False
        if self.term.limit.kind == "minimum":
            return self.stopped_on is not None and self.stopped_on < self.due_on
        return (self.stopped_on or on) > self.due_on

    def due(self, with_calendar: clocks.Calendar | None = None) -> clocks.Due:
        """Compute the due date again, with its reasons; by today's working-day calendar unless one is given."""
        term = self.term
        limit, unit = term.limit, term.limit.length.unit
        begun = clocks.moment(self.started_on) if unit == "hour" else self.started_on
        found = clocks.due(
            limit,
            begun,
            calendar=with_calendar or calendar(),
            suspensions=[
                (date.fromisoformat(start), date.fromisoformat(end) if end else None)
                for _step, start, end in self.suspensions
            ],
            extended=clocks.Length(self.granted, unit) if self.granted else self.extended_on is not None,
            specified=clocks.Length(self.specified, unit) if self.specified else None,
            until=self.until,
        )
        if isinstance(found.due, datetime):
            found = replace(found, due=found.due.date())
        if self.specified and not term.specified:
            local = provisions.in_force(self.limit, self.organisation, self.started_on)
            found.explanation.insert(1, Reason("local", rule=local.rule if local else "—"))
        return found

    def recount(self, with_calendar: clocks.Calendar | None = None) -> bool:
        """Compute `due_on` and `due_note`; tell whether they changed. The row is not saved."""
        before = (self.due_on, self.due_note)
        found = self.due(with_calendar)
        self.due_on = found.due
        self.due_note = str(found.unknown_because or "")[:200]
        return before != (self.due_on, self.due_note)


def running_clocks(case: Case) -> list[Clock]:
    """Return the clocks of the case that run."""
    ledger, record = case.place
    return list(Clock.objects.filter(OPEN, ledger=ledger, record=record))


def clocks_of(case: Case) -> list[Clock]:
    """Return all clocks of a case in the order in which they started."""
    ledger, record = case.place
    return list(Clock.objects.filter(ledger=ledger, record=record).order_by("started_on", "pk"))


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


def recount(case: Case) -> None:
    """Bring the clocks of a case up to date after fields from which they count were corrected by an edit."""
    with transaction.atomic():
        watch = Watch(case, running_clocks(case))
        watch.recorded({name for term in case.version.terms for name in _fields_of(term)}, case.moved_on, "")
        if shown := watch.save():
            type(case)._base_manager.filter(pk=case.pk).update(**shown)
            for name, value in shown.items():
                setattr(case, name, value)


class Reckoner:
    """Due dates by one reading of the working-day calendar; of clocks to which the same happened, reckoned once."""

    def __init__(self) -> None:
        self.known: dict[tuple[Any, ...], tuple[date | None, str]] = {}

    @cached_property
    def calendar(self) -> clocks.Calendar:
        """The working-day calendar, read when it is first asked for."""
        return calendar()

    def recount(self, clock: Clock) -> None:
        """Compute `due_on` and `due_note`; the row is not saved."""
        alike = (
            clock.procedure, clock.limit, clock.started_on, clock.extended_on, clock.granted, clock.specified,
            clock.until, tuple(map(tuple, clock.suspensions)),
        )  # fmt: skip
        if alike not in self.known:
            clock.recount(self.calendar)
            self.known[alike] = (clock.due_on, clock.due_note)
        clock.due_on, clock.due_note = self.known[alike]


class Watch:
    """The clocks of one case while a step moves them; cases that are opened together share a `reckoner`."""

    def __init__(self, case: Case, rows: list[Clock], reckoner: Reckoner | None = None) -> None:
        self.case = case
        self.rows = rows
        self.reckoner = reckoner or Reckoner()
        self.started: list[Clock] = []
        self.stopped: list[Clock] = []
        self.changed: dict[int, Clock] = {}  # those whose due date is to be computed again

    def effect(self, on: date) -> tuple[Step, date] | None:
        """Return what the law did first before day `on`, and its day; None when it did nothing."""
        for clock in sorted(self.rows, key=lambda clock: (clock.due_on or date.max, clock.pk)):
            if clock.due_on is None or clock.due_on >= on:
                break
            attached = clock.term.on_expiry
            # A clock may still run by an older version than the one that the case follows by now.
            step = self.case.version.step(attached.slug) if attached else None
            if step and step.role == "system" and self.case.state in {state.slug for state in step.sources}:
                found = clock.due(self.reckoner.calendar)
                # Silence that counts as an act counts from the day the law says; other defaults begin a day later.
                day = found.effect_on or clock.due_on + timedelta(days=1)
                return step, max(day, self.case.moved_on)
        return None

    def moved(self, step: Step, on: date, recorded: set[str], *, ended: bool, refuse: Refuse) -> None:
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
        for clock in self.rows:
            if clock.organisation_id != self.case.organisation_id:  # whoever has the case has its clocks
                clock.organisation = self.case.organisation
                self.touch(clock)

    def recorded(self, names: set[str], on: date, by: str, refuse: Refuse | None = None) -> None:
        """Start, stop or set right the clocks that count from or to a day that was recorded."""
        for term in self.case.version.terms:
            running = self.running(term)
            if running and term.since in names and (day := self.value(term.since)) and day != running.started_on:
                running.started_on = day
                self.touch(running)
            if running and term.until in names and running.until != self.value(term.until):
                running.until = self.value(term.until)
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
            limit=term.slug, started_on=on, started_by=by, until=self.value(term.until),
            specified=self.length(term, on),
        )  # fmt: skip
        for begin, end in term.suspended:
            if isinstance(begin, str) and isinstance(end, str) and (first := self.value(begin)):
                last = self.value(end)
                clock.suspensions.append([begin, first.isoformat(), last.isoformat() if last else None])
        self.rows.append(clock)
        self.started.append(clock)
        self.touch(clock)
        return clock

    def length(self, term: Term, on: date) -> int | None:
        """Return the length that the case records, or that a local provision sets, where the law states none."""
        if term.specified:
            return getattr(self.case, term.specified)
        if term.limit.length.number is None and not term.until:
            local = provisions.in_force(term.slug, self.case.organisation, on)
            return local.length if local else None
        return None

    def stop(self, clock: Clock, on: date, by: str, expired: bool = False) -> None:
        clock.stopped_on, clock.stopped_by, clock.expired = on, by, expired
        self.rows.remove(clock)
        if clock.pk:
            self.stopped.append(clock)
        if clock.is_waiting:
            for one in clock.suspensions:
                one[2] = one[2] or on.isoformat()
            self.touch(clock)

    def hold(self, clock: Clock, term: Term, on: date, refuse: Refuse | None) -> None:
        """Refuse a step that comes before a minimum has passed, or a notice given too late."""
        kind = term.limit.kind
        if not term.binding or refuse is None or kind not in ("minimum", "notice"):
            return
        if term.limit.length.number is None and clock.specified is None and clock.until is None:
            return  # neither the law nor a local rule says how long
        self.reckoner.recount(clock)
        cited = cite_all(term.limit.articles, get_language() or "zh")
        words = {"limit": term.limit.label, "due": clock.due_on, "article": cited}
        if clock.due_on is None:
            raise refuse("limit", text("“%(limit)s”的届满日尚不能确定：") % words + clock.due_note)
        if kind == "minimum" and on < clock.due_on:
            raise refuse("limit", text("“%(limit)s”未满（%(article)s），%(due)s 起方可办理。") % words)
        if kind == "notice" and on > clock.due_on:
            raise refuse(
                "limit", text("“%(limit)s”不足（%(article)s），最迟应于 %(due)s 通知。") % words, text("请改期。")
            )

    def extend(self, clock: Clock, term: Term, on: date, refuse: Refuse) -> None:
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

    def settle(self) -> dict[str, date | None]:
        """Compute the due dates of the clocks that moved, and return what the case repeats of them."""
        shown: dict[str, date | None] = {}
        for clock in self.changed.values():
            self.reckoner.recount(clock)
            if name := clock.term.shown_in:
                shown[name] = clock.due_on
        return {name: value for name, value in shown.items() if getattr(self.case, name) != value}

    def begun(self) -> list[Clock]:
        """Return the clocks that started, ready to be written: the case has its key by now."""
        for clock in self.started:
            clock.ledger, clock.record = self.case.place
        return self.started

    def save(self) -> dict[str, date | None]:
        """Compute the due dates of the clocks that moved, write them, and return what the case repeats of them."""
        shown = self.settle()
        ends: dict[tuple[date | None, str, bool], list[int]] = {}
        for clock in self.stopped:
            if id(clock) not in self.changed:
                ends.setdefault((clock.stopped_on, clock.stopped_by, clock.expired), []).append(clock.pk)
        for (on, by, expired), keys in ends.items():
            Clock.objects.filter(pk__in=keys).update(stopped_on=on, stopped_by=by, expired=expired)
        for clock in self.changed.values():
            if clock.pk:
                clock.save(update_fields=HAPPENED)
        if begun := self.begun():
            Clock.objects.bulk_create(begun)
        self.started, self.stopped, self.changed = [], [], {}
        return shown


def _fields_of(term: Term) -> list[str]:
    return [one for one in (*term.starts, *term.stops, term.since, term.until) if isinstance(one, str) and one]
