"""工作台: what waits for the reader, the earliest due first."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as text

from fadu.kernel import cases, ledgers
from fadu.kernel.cases import Clock
from fadu.kernel.indicators import Period
from fadu.kernel.organisations import Actor

from .pages import SIGNED_IN, page
from .return_pages import FILERS, OFFICE, progress, usual_period

SHOWN = 50
NEAR, SOON = 3, 7  # days


@page("", name="work", roles=SIGNED_IN)
def work(request: HttpRequest) -> HttpResponse:
    """The running terms of the cases that the reader may see, the returns that wait, and how many of each."""
    running = waiting(request.actor)
    spans = _spans(request.today)
    counts = running.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in spans.items()},
        cases=Count("record", distinct=True),
    )
    chosen = request.GET.get("due", "")
    rows = running.filter(spans[chosen]) if chosen in spans else running
    found = cases.with_cases(rows[:SHOWN])
    return render(
        request,
        "web/work.html",
        {
            "counts": counts,
            "chosen": chosen,
            "rows": [_row(clock, case, request.actor) for clock, case in found],
            "more": max(0, (counts[chosen] if chosen in spans else counts["all"]) - len(found)),
            "ledgers": _entered(request.actor),
            "returns": _returns(request),
            "near": NEAR,
            "soon": SOON,
        },
    )


def waiting(actor: Actor) -> QuerySet[Clock]:
    """Return the running terms of every case that the actor may read, the most urgent first."""
    readable = Q(pk__in=())
    for ledger in ledgers.all_ledgers():
        if ledger.is_case() and actor.holds(ledger.read):
            readable |= Q(ledger=ledger.slug, organisation__in=actor.organisations(ledger.read))
    return cases.running().filter(readable)


def _spans(today: date) -> dict[str, Q]:
    """Return the groups of the board: overdue, due in three days, due in seven, and those whose day is not known."""
    return {
        "late": Q(due_on__lt=today),
        "near": Q(due_on__gte=today, due_on__lte=today + timedelta(days=NEAR)),
        "soon": Q(due_on__gt=today + timedelta(days=NEAR), due_on__lte=today + timedelta(days=SOON)),
        "unknown": Q(due_on=None),
        "all": Q(),
    }


def _row(clock: Clock, case: cases.Case, actor: Actor) -> dict[str, Any]:
    """Return one line of the board, with the steps that the reader could make."""
    version = case.version
    state = version.state(case.state)
    mine = [
        step
        for step in (version.steps_from(state) if state else ())
        if step.role != "system" and actor.may(step.role, case.organisation)
    ]
    return {
        "clock": clock,
        "case": case,
        "limit": clock.term.limit.label,
        "ledger": ledgers.ledger(clock.ledger).title,
        "state": state,
        "course": version.slug,
        "mine": mine[:3],
        "note": text("中止期间") if clock.is_suspended else "",
    }


def _returns(request: HttpRequest) -> list[dict[str, Any]] | None:
    """Return the returns that wait for the reader: to be filed by a statistician, to be accepted by the office."""
    period = Period.of(usual_period(request.today))
    # The office may file for others too, but what waits for it is what others have handed in.
    if request.actor.holds(OFFICE):
        return [row for row in progress(request.actor, period, OFFICE) if row["state"] == "submitted"]
    if request.actor.holds(FILERS):
        return [row for row in progress(request.actor, period, FILERS) if row["due"]]
    return None


def _entered(actor: Actor) -> list[dict[str, Any]]:
    """Return the ledgers into which the reader enters most directly: those without a procedure."""
    return [
        {"slug": ledger.slug, "title": ledger.title}
        for ledger in ledgers.all_ledgers()
        if not ledger.volume and actor.holds(ledger.write)
    ]
