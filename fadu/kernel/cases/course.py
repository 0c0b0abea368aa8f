"""办理经过: what is read of a case: the steps made, the clocks on the board, the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import get_language

from .. import journal
from ..organisations import Organisation
from ..procedure import lookup
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
