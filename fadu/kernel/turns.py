"""待办: whose turn it is: the cases that wait for a person, and the persons for whom a case waits.

A case waits for the roles of the steps that stop a limit which runs in its state, once what the limit is for (the first
of its stops) can be made there; where none can, for those of the steps that lead on: a case under investigation waits
for its investigator, though a transfer of it would end the same limit. A step that only may be made (a suspension, an
extension) is nobody's duty. Of those who hold the role the handler of the case comes first, then whoever holds it
nearest to the organisation; who only records for a role (the office for a party outside) comes last. A case that rests
waits only while a limit of its ends soon, and for the step that lets it rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import CharField, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from . import board, lists
from .cases import Case, Clock, hindrance, open_states
from .ledgers import Ledger
from .organisations import ROLES, Actor, Membership, Organisation, User
from .procedure import Procedure, Step, Target, declared, lookup

MOST = 20_000  # cases of one ledger that are weighed for one person
SOON = timedelta(days=60)  # before the end of a limit, a case that rests begins to wait for somebody


def duties(procedure: type[Procedure], state: str) -> tuple[Step, ...]:
    """Return the steps that somebody has to make in a state."""
    version: Any = procedure
    return _duties(version, state)


@cache
def _duties(procedure: Any, state: str) -> tuple[Step, ...]:
    at = procedure.state(state)
    steps = [step for step in procedure.steps_from(at) if step.role != "system"] if at else []
    moving = [step for step in steps if not isinstance(step.target, Target)]
    stops = [[step for step in term.stops if isinstance(step, Step)] for term in procedure.terms]
    if at and at.rests:
        return tuple(step for step in steps if step not in moving and any(step in each for each in stops))
    stopping = {step for each in stops if each and each[0] in moving for step in each}
    return tuple([step for step in moving if step in stopping] or moving or steps)


@dataclass(frozen=True)
class Waiting:
    """A case that waits for someone: its place, the earliest of its due dates, and whether it is in one's own hands."""

    ledger: str
    record: int
    organisation: int
    due_on: date | None
    mine: bool


class Desk:
    """办公桌: what waits for one person on a day."""

    def __init__(self, actor: Actor, user: int | None, on: date) -> None:
        self.actor, self.user, self.on = actor, user, on

    def waiting(self, ledger: str = "", under: str = "", mine: bool = False) -> list[Waiting]:
        """Return the open cases that wait for the person, the most urgent first, those without a day last.

        `ledger` and `under` (an organisation's code: it and all below) narrow them, `mine` leaves those that the person
        handles. One query for each ledger in which anything may wait.
        """
        asked = [one for one in board.case_ledgers(self.actor) if ledger in ("", one.slug)]
        found = [each for one in self._concerned(asked) for each in self._of(one, under, mine)]
        return sorted(found, key=lambda each: (each.due_on is None, each.due_on or date.max, each.ledger, each.record))

    def _concerned(self, asked: Sequence[type[Ledger]]) -> list[type[Ledger]]:
        """Return the ledgers in which cases wait for a role of the person, or the person has one in hand: one query."""
        by_role = [one for one in asked if not self.actor.roles.isdisjoint(_states(one.model))]
        others: list[Any] = [one for one in asked if one not in by_role]
        hands = [Exists(one.model._base_manager.filter(handler=OuterRef("pk"), closed_on=None)) for one in others]
        rows = User.objects.filter(pk=self.user).values_list(*hands) if hands and self.user else ()
        by_hand = [one for row in rows for one, has in zip(others, row, strict=True) if has]
        return [one for one in asked if one in by_role or one in by_hand]

    def _of(self, ledger: type[Ledger], under: str, mine: bool) -> Iterator[Waiting]:
        model: Any = ledger.model
        rows = model._base_manager.filter(
            closed_on=None, state__in=open_states(model), organisation__in=self.actor.organisations(ledger.read)
        )
        if under:
            path = Organisation.objects.filter(code=under).values_list("path", flat=True).first()
            rows = rows.filter(organisation__path__startswith=path or "?")
        handled = Q(handler=self.user) if self.user else Q(pk__in=())
        running = Clock.objects.filter(
            ledger=ledger.slug, record=OuterRef("key"), stopped_on=None, due_on__isnull=False
        ).exclude(limit__in=board.minimums())
        soonest = running.order_by().values("record").annotate(day=Min("due_on")).values("day")
        # An order that no index has: else the rows are walked by key, and not found by organisation and state.
        rows = rows.filter(handled if mine else handled | self._turn(model)).order_by(F("pk") + 0)
        rows = rows.annotate(key=Cast("pk", CharField()), soonest=Subquery(soonest))
        for pk, organisation, handler, due in rows.values_list("pk", "organisation_id", "handler_id", "soonest")[:MOST]:
            yield Waiting(ledger.slug, pk, organisation, due, bool(self.user and handler == self.user))

    def _turn(self, model: type[Case]) -> Q:
        """Return the condition under which a case of `model` waits for a role that the person has."""
        found = Q(pk__in=())
        for role, states in _states(model).items():
            if role not in self.actor.roles:
                continue
            standing = Q(pk__in=())
            for key, slugs in states.items():
                resting = [slug for slug in slugs if (at := lookup(key).state(slug)) and at.rests]
                standing |= Q(procedure=key, state__in=[slug for slug in slugs if slug not in resting])
                if resting:
                    standing |= Q(procedure=key, state__in=resting) & Q(Exists(self._ending(model)))
            # What is in the hands of somebody else who may make the step is not waiting for a second person.
            free = Q(handler=None) | ~Q(handler__in=[one.user_id for one in self._holding(role)])
            found |= standing & free & Q(organisation__in=self._places(role))
        return found

    def _ending(self, model: type[Case]) -> Any:
        """Return the limits of a case that end soon, or have ended."""
        known = Clock.objects.filter(ledger=model.ledger, record=Cast(OuterRef("pk"), CharField()), stopped_on=None)
        return known.filter(due_on__lte=self.on + SOON).exclude(limit__in=board.minimums())

    def _holding(self, role: str) -> list[Membership]:
        return [one for one in self._memberships if one.role == role]

    @property
    def _memberships(self) -> list[Membership]:
        if not hasattr(self, "_read"):
            self._read = held(self.actor.roles, self.on)
        return self._read

    def _places(self, role: str) -> Any:
        """Return the organisations at which the person has to exercise `role`."""
        direct = [one for one in self.actor.memberships if one.role == role]
        acting = [one for one in self.actor.memberships if one.role != role and role in ROLES[one.role].acts_for]
        places = _reached(direct, role)
        if acting:
            others = _reached(self._holding(role), role)
            places = Organisation.objects.filter(
                Q(pk__in=places.values("pk"))
                | Q(pk__in=_reached(acting, role).values("pk")) & ~Q(pk__in=others.values("pk"))
            )
        return places


def _reached(memberships: Sequence[Membership], role: str) -> Any:
    return Actor("", "", tuple(memberships)).organisations({role})


@cache
def _states(model: type[Case]) -> dict[str, dict[str, list[str]]]:
    """Return, role by role, the states of each version in which a case waits for it."""
    found: dict[str, dict[str, list[str]]] = {}
    for slug in model.procedures:
        for version in declared().get(slug, ()):
            for state in version.states:
                for role in {step.role for step in duties(version, state.slug)}:
                    found.setdefault(role, {}).setdefault(version.key(), []).append(state.slug)
    return found


def held(roles: Iterable[str], on: date) -> list[Membership]:
    """Return who holds one of `roles` on day `on`, of the users who may sign in."""
    valid = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    rows = Membership.objects.filter(*valid, role__in=set(roles), user__is_active=True)
    return list(rows.select_related("organisation", "user").order_by("organisation__path", "user_id"))


class OnDuty:
    """值守: for whom a case waits. The memberships are read once, for many cases."""

    def __init__(self, on: date) -> None:
        self._by_role: dict[str, list[Membership]] = {}
        self._found: dict[tuple[str, str], list[int]] = {}
        acting: dict[str, list[str]] = {}
        for name, role in ROLES.items():
            for other in role.acts_for:
                acting.setdefault(name, []).append(other)
        self._acting: dict[str, list[Membership]] = {}
        self._names: dict[int, str] = {}
        for one in held(ROLES, on):
            self._names[one.user_id] = one.user.username
            self._by_role.setdefault(one.role, []).append(one)
            for other in acting.get(one.role, ()):
                self._acting.setdefault(other, []).append(one)

    def username(self, user: int) -> str:
        """Return the name by which a user signs in; nothing for who holds no role."""
        return self._names.get(user, "")

    def of(self, case: Case) -> list[int]:
        """Return the users for whom the case waits."""
        procedure = lookup(case.procedure)
        roles = list(dict.fromkeys(step.role for step in duties(procedure, case.state)))
        found: list[int] = []
        for role in roles:
            there = self.holders(role, case.organisation)
            found += [case.handler_id] if case.handler_id in there else there
        if not found and case.handler_id:
            found = [case.handler_id]
        return list(dict.fromkeys(found))

    def everybody(self, role: str) -> list[int]:
        """Return the users who hold `role` anywhere."""
        return list(dict.fromkeys(one.user_id for one in self._by_role.get(role, ())))

    def holders(self, role: str, organisation: Organisation) -> list[int]:
        """Return the users who hold `role` nearest to an organisation; else those who act for it."""
        key = (role, organisation.path)
        if key not in self._found:
            self._found[key] = _nearest(self._by_role.get(role, ()), organisation) or _nearest(
                self._acting.get(role, ()), organisation
            )
        return self._found[key]


def _nearest(memberships: Iterable[Membership], organisation: Organisation) -> list[int]:
    reaching = [one for one in memberships if Actor("", "", (one,)).may(one.role, organisation)]
    longest = max((len(one.organisation.path) for one in reaching), default=0)
    return list(dict.fromkeys(one.user_id for one in reaching if len(one.organisation.path) == longest))


@dataclass(frozen=True)
class Task:
    """One line of what waits: the case as its reader may see it, what can be done with it, else what hinders that."""

    waiting: Waiting
    case: Case
    title: str
    ledger: str
    state: str
    steps: Sequence[Step]
    clock: Clock | None
    hindered: str = ""


def tasks(found: Sequence[Waiting], actor: Actor, on: date) -> list[Task]:
    """Return a page of what waits on day `on`, with the cases and the clock that is due first: two queries a ledger.

    Steps are left out which the case itself shows to be refused whatever is filled in.
    """
    known = {one.slug: one for one in board.case_ledgers(actor)}
    lines: dict[tuple[str, int], Task] = {}
    for slug in dict.fromkeys(one.ledger for one in found):
        sight, wanted = lists.Sight(known[slug], actor), {one.record: one for one in found if one.ledger == slug}
        model: Any = sight.ledger.model
        first: dict[str, Clock] = {}
        running = Clock.objects.filter(ledger=slug, record__in=[str(pk) for pk in wanted], stopped_on=None)
        for clock in running.exclude(limit__in=board.minimums()).order_by("due_on", "pk"):
            held_one = first.get(clock.record)
            if held_one is None or (held_one.due_on is None and clock.due_on):
                first[clock.record] = clock
        for case in model._base_manager.select_related("organisation", "handler").filter(pk__in=wanted):
            procedure = case.version
            may = [step for step in duties(procedure, case.state) if actor.may(step.role, case.organisation)]
            against = [(step, hindrance(case, step, on, at_hand=True)) for step in may]
            open_ones = [step for step, one in against if one is None or one.curable]
            hindered = next((one.reason for _step, one in against if one), "") if not open_ones else ""
            lines[slug, case.pk] = Task(
                wanted[case.pk],
                case,
                board.titled(case, sight),
                str(sight.ledger.title),
                str(case.standing.label),
                open_ones,
                first.get(str(case.pk)),
                hindered,
            )
    return [lines[one.ledger, one.record] for one in found if (one.ledger, one.record) in lines]
