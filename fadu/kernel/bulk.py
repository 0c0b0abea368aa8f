"""批量办理: one step in many cases, or one handler for many. Each case by itself, in its own transaction.

A trial makes the step and takes it back, so that it says exactly what will be refused, and which terms will follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as text

from . import cases, ledgers
from .cases import Case, StepRefused
from .documents import DocumentRefused
from .ledgers import Ledger, LedgerRefused
from .lists import Query, Sight, asked_for, matching
from .organisations import Actor, User
from .procedure import Step

MOST = 500  # records of one selection


@dataclass(frozen=True)
class Tried:
    """What a step did, or would do, in one case: why not, or where it led and until when terms then run."""

    key: Any
    name: str
    refused: str = ""
    state: str = ""
    terms: tuple[tuple[str, date | None], ...] = ()


@dataclass(frozen=True)
class Offer:
    """A step that can be made in a selection: in how many of its cases it leads on from where they stand."""

    step: Step
    count: int


def selected(ledger: type[Ledger], actor: Actor, keys: Iterable[Any] = (), query: Query | None = None) -> list[Any]:
    """Return the records of a selection that `actor` may read: those of `keys`, or all that `query` finds.

    Raises LedgerRefused when they are more than MOST, or none.
    """
    sight = Sight(ledger, actor)
    if query is not None:
        rows = matching(ledger, sight, query).filter(organisation__in=asked_for(ledger, sight, query))
    else:
        wanted = [key for key in keys if str(key).isdecimal()]
        rows = ledger.model._default_manager.filter(pk__in=wanted, organisation__in=sight.organisations)
    found = list(rows.select_related("organisation").order_by("pk")[: MOST + 1])
    if len(found) > MOST:
        message = text("一次最多办理 %(most)d 条；请先筛选，或者分几次办理。")
        raise LedgerRefused(message % {"most": MOST})
    if not found:
        raise LedgerRefused(text("没有选中任何可以办理的记录；请在列表中勾选。"))
    return found


def offers(found: Sequence[Case], actor: Actor) -> list[Offer]:
    """Return the steps that people make from where the cases stand and that `actor` may make, the commonest first.

    Whether a case fulfils what the step asks besides is told by a trial.
    """
    counts: Counter[tuple[str, str]] = Counter()
    steps: dict[tuple[str, str], Step] = {}
    for case in found:
        version, state = case.version, case.version.state(case.state)
        for step in version.steps_from(state) if state else ():
            if step.role != "system" and actor.may(step.role, case.organisation):
                key = (version.slug, step.slug)
                counts[key] += 1
                steps[key] = step
    return [Offer(steps[key], count) for key, count in counts.most_common()]


def values_of(ledger: type[Ledger], actor: Actor, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return common values as the fields hold them; what is empty is left as each case has it. Raises LedgerRefused."""
    return ledgers.typed(ledger, actor, {name: value for name, value in written.items() if value not in (None, "")})


def make(
    case: Case, step: str, actor: Actor, on: date, values: Mapping[str, Any], outcome: str = "", note: str = ""
) -> Tried:
    """Make the step in one case and return what it did; a refusal is returned, not raised."""
    if not (step.rpartition("/")[0] == case.version.slug and case.version.step(step.rpartition("/")[2])):
        return Tried(case.pk, str(case), text("本案适用的程序没有这一环节。"))
    try:
        cases.perform(case, step, actor, on=on, data=values, outcome=outcome, note=note)
    except (StepRefused, DocumentRefused) as refused:
        return Tried(case.pk, str(case), str(refused))
    running = [clock for clock in cases.clocks_of(case) if clock.stopped_on is None]
    terms = tuple((str(clock.term.limit.label), clock.due_on) for clock in running)
    return Tried(case.pk, str(case), "", str(case.standing), terms)


def trial(
    found: Sequence[Case], step: str, actor: Actor, on: date, values: Mapping[str, Any], outcome: str = ""
) -> list[Tried]:
    """Return what the step would do in each case. Nothing stays: each is made in a transaction that is taken back."""
    tried = []
    for case in found:
        with transaction.atomic():
            tried.append(make(case, step, actor, on, values, outcome))
            transaction.set_rollback(True)
    return tried


def handlers(ledger: type[Ledger], found: Sequence[models.Model]) -> list[User]:
    """Return the users who may be given the selected cases: those who record something at their organisations."""
    roles = ledger.recorders()
    places = {record.organisation for record in found}  # type: ignore[attr-defined]
    users = User.objects.filter(is_active=True, memberships__role__in=roles).distinct().order_by("name", "username")
    fit = []
    for user in users.prefetch_related("memberships__organisation"):
        actor = Actor(user.username, user.name, tuple(user.memberships.all()))
        if all(any(actor.may(role, place) for role in roles) for place in places):
            fit.append(user)
    return fit


def assign(record: Any, handler: User, actor: Actor) -> Tried:
    """Give one case to a handler, noted as a correction of its record with that reason."""
    try:
        ledgers.edit(record, actor, {"handler": handler}, reason=text("分派承办人"))
    except LedgerRefused as refused:
        return Tried(record.pk, str(record), str(refused))
    return Tried(record.pk, str(record), "", str(handler))


def still_to_do(keys: Iterable[Any], done: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """Yield the keys of a selection that a run before this one has not dealt with."""
    dealt_with = {str(one["key"]) for one in done}
    yield from (key for key in keys if str(key) not in dealt_with)
