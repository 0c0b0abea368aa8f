"""我的工作: what waits for the reader, by due date; the returns that wait; what is new, and what was done lately."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fadu.kernel import board, journal, ledgers, notices
from fadu.kernel.columns import whole_number
from fadu.kernel.indicators import Period
from fadu.kernel.organisations import Actor, Organisation
from fadu.kernel.turns import Desk, Waiting, tasks

from .journal_pages import line
from .pages import SIGNED_IN, page
from .return_pages import FILERS, OFFICE, progress, usual_period

PAGE = 30
LATELY, NEWS = 8, 6
NEAR, SOON = board.NEAR, board.SOON
# The groups in which work waits, the most urgent first.
GROUPS = {
    "late": _("逾期"),
    "today": _("今日届满"),
    "near": _("3 日内"),
    "soon": _("4 至 7 日"),
    "later": _("7 日以后"),
    "undated": _("没有届满日"),
}


@page("", name="work", roles=SIGNED_IN)
def work(request: HttpRequest) -> HttpResponse:
    """The cases that wait for the reader in groups by due date, the returns, what is new, and what was done lately."""
    actor, today, asked = request.actor, request.today, request.GET
    desk = Desk(actor, request.user.pk, today)
    ledger, under, mine = asked.get("ledger", ""), asked.get("under", ""), asked.get("whose") == "mine"
    everything = desk.waiting()
    waiting = everything if not (ledger or under or mine) else desk.waiting(ledger, under, mine)
    groups = _groups(waiting, today)
    chosen = asked.get("due") if asked.get("due") in GROUPS else ""
    rows = groups[chosen] if chosen else waiting
    pages = max(1, -(-len(rows) // PAGE))
    at = min(max(whole_number(asked.get("page")) or 1, 1), pages)
    kept = {name: value for name, value in asked.items() if value and name != "page"}
    places = Organisation.objects.filter(pk__in={one.organisation for one in everything}).order_by("path")
    present = {one.ledger for one in everything}
    return render(
        request,
        "web/work.html",
        {
            "groups": [{"name": name, "label": label, "count": len(groups[name])} for name, label in GROUPS.items()],
            "parts": _parts(rows[(at - 1) * PAGE : at * PAGE], actor, today),
            "chosen": chosen,
            "chosen_label": GROUPS.get(chosen, ""),
            "total": len(rows),
            "all": len(waiting),
            "everything": len(everything),
            "mine": sum(one.mine for one in everything),
            "whose": "mine" if mine else "",
            "page": at,
            "pages": pages,
            "previous": at - 1 if at > 1 else None,
            "next": at + 1 if at < pages else None,
            "ledger": ledger,
            "under": under,
            "offered": [one for one in board.case_ledgers(actor) if one.slug in present or one.slug == ledger],
            "places": places[:300],
            "kept": urlencode(kept),
            "kept_but_due": urlencode({name: value for name, value in kept.items() if name != "due"}),
            "kept_but_whose": urlencode({name: value for name, value in kept.items() if name not in ("whose", "due")}),
            "narrowed": bool(kept),
            "returns": _returns(actor, today),
            "news": list(notices.of(request.user).filter(read_at=None)[:NEWS]),
            "unread": notices.unread(request.user),
            "lately": _lately(actor),
            "entered": _entered(actor),
            "reading": bool(board.case_ledgers(actor)),
        },
    )


def _groups(waiting: Sequence[Waiting], today: date) -> dict[str, list[Waiting]]:
    found: dict[str, list[Waiting]] = {name: [] for name in GROUPS}
    for one in waiting:
        found[_group(one.due_on, today)].append(one)
    return found


def _group(due: date | None, today: date) -> str:
    """Return the group of a due date; the last day itself is not overdue."""
    if due is None:
        return "undated"
    left = (due - today).days
    if left <= 0:
        return "today" if left == 0 else "late"
    return "near" if left <= NEAR else "soon" if left <= SOON else "later"


def _parts(rows: Sequence[Waiting], actor: Actor, today: date) -> list[dict[str, Any]]:
    """Return a page of what waits, under the headings of its groups."""
    parts: list[dict[str, Any]] = []
    for task in tasks(rows, actor, today):
        name = _group(task.waiting.due_on, today)
        if not parts or parts[-1]["name"] != name:
            parts.append({"name": name, "label": GROUPS[name], "tasks": []})
        parts[-1]["tasks"].append(task)
    return parts


def _returns(actor: Actor, today: date) -> list[dict[str, Any]] | None:
    """Return the returns that wait for the reader: to be filed by a statistician, to be accepted by the office."""
    period = Period.of(usual_period(today))
    # The office may file for others too, but what waits for it is what others have handed in.
    if actor.holds(OFFICE):
        return [row for row in progress(actor, period, OFFICE) if row["state"] == "submitted"]
    if actor.holds(FILERS):
        return [row for row in progress(actor, period, FILERS) if row["due"]]
    return None


def _lately(actor: Actor) -> list[dict[str, Any]]:
    """Return what the reader did last; coming and going are left out."""
    if not actor.username:
        return []
    events = journal.Event.objects.filter(actor=actor.username).exclude(action__in=("login", "logout"))
    found = list(events.order_by("-seq")[:LATELY])
    numbers = _numbers(actor, found)
    return [line(event) | {"number": numbers.get((event.ledger, event.record), "")} for event in found]


def _numbers(actor: Actor, events: Sequence[journal.Event]) -> dict[tuple[str, str], str]:
    """Return the numbers of the cases that events speak of, by ledger and record, where the reader may see the case."""
    found = {}
    for slug in {event.ledger for event in events}:
        ledger = next((one for one in ledgers.all_ledgers() if one.slug == slug and one.is_case()), None)
        if ledger is None or not actor.holds(ledger.read):
            continue
        keys = [event.record for event in events if event.ledger == slug and event.record.isdecimal()]
        seen = ledger.model.objects.filter(pk__in=keys, organisation__in=actor.organisations(ledger.read))
        found |= {(slug, str(pk)): number for pk, number in seen.values_list("pk", "number")}
    return found


def _entered(actor: Actor) -> list[dict[str, Any]]:
    """Return the ledgers into which the reader enters most directly."""
    return [
        {"slug": ledger.slug, "title": ledger.title, "case": ledger.is_case()}
        for ledger in ledgers.all_ledgers()
        if not ledger.volume and actor.holds(ledger.write)
    ]
