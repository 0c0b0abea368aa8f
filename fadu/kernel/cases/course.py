"""办理经过: what is read of a case: the steps made, the clocks on the board, the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Collate
from django.utils.translation import get_language

from .. import journal
from ..organisations import Organisation
from ..procedure import declared, lookup
from .records import Case, case_models, taken_back
from .running import OPEN, Clock


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
    taken_back: str = ""


def course(case: Case, *, whole: bool = False) -> list[Made]:
    """Return the steps made in a case, oldest first, from the journal.

    Those that were taken back as made by mistake are left out, unless the `whole` course is asked for.
    """
    made, language = [], get_language() or "zh"
    gone = taken_back(case)
    for event in journal.history(*case.place):
        if event.action != "step" or not event.data or (event.seq in gone and not whole):
            continue
        step = lookup(event.data["procedure"]).step(event.data["step"])
        made.append(
            Made(
                event.data["step"],
                str(step.label) if step else event.data["step"],
                step.basis(language) if step else event.article,
                date.fromisoformat(event.data["on"]),
                event.actor_name,
                event.after["state"],
                event.data.get("outcome", ""),
                event,
                gone.get(event.seq, ""),
            )
        )
    return made


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
    return case.version.svg(case.state, [made.state for made in course(case)], get_language() or "zh")


@cache
def open_states(model: type[Case]) -> tuple[str, ...]:
    """Return the states in which a case of this ledger can stand without being closed, in any version.

    A condition on the state can be read off an index; one that `closed_on` is empty cannot.
    """
    return tuple(dict.fromkeys(slug for slug, ended in _states(model) if not ended))


@cache
def is_open(model: type[Case]) -> Q:
    """Return the condition of a case that is not closed: by its state alone, where that tells."""
    ended = {slug for slug, ended in _states(model) if ended}
    standing = Q(state__in=open_states(model))
    return standing if ended.isdisjoint(open_states(model)) else standing & Q(closed_on=None)


def _states(model: type[Case]) -> list[tuple[str, bool]]:
    versions = [version for slug in model.procedures for version in declared().get(slug, ())]
    return [(one.slug, one.final and not one.continues) for version in versions for one in version.states]


# The keys of an event's text are sorted, and none of a step comes before this one: what brought it about stands first.
BROUGHT = '{"brought_by":['


def brought_about(case: Case, step: str = "") -> QuerySet[journal.Event]:
    """Return the steps that followed, in other cases, from steps of this one (from `step` alone, if one is named)."""
    named = [*case.place, step] if step else [*case.place]
    start = BROUGHT + journal.canonical(named)[1:-1]
    first, last = (start + "]", start + "^") if step else (start + ",", start + "-")
    # As the index event_brought (migration 0011) is declared: the same words, and order by code points.
    steps = journal.Event.objects.extra(where=[f"substr(data, 1, {len(BROUGHT)}) = '{BROUGHT}'"])
    steps = steps.alias(text=Collate("data_text", "C" if connection.vendor == "postgresql" else "BINARY"))
    return steps.filter(action="step", text__gte=first, text__lt=last)
