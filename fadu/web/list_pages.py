"""台账列表页面: the list of a ledger: narrowed, sorted, its columns chosen, printed; and the queries kept for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as text

from fadu.kernel import cases, indicators, ledgers, lists, procedure, queries
from fadu.kernel.cases import Case
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.columns import BOOLEAN, CHOICE, DATE, DATETIME, DECIMAL, INTEGER, ORGANISATION, Column
from fadu.kernel.ledgers import Ledger, LedgerRefused, NotAllowed, Query, Row

from . import back
from .indicator_pages import called
from .ledger_pages import enters
from .pages import SIGNED_IN, page

INLINE = 4  # filters that stand in the open; the others are a click away
PRINTED = 1000  # rows of a print
COUNTED = 2_000  # up to which what a tab would show is counted


@page("ledgers/<slug:slug>/", name="ledger", roles=SIGNED_IN)
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of one ledger, as the address asks for it: filters, search, order, and the place in it."""
    ledger = ledgers.ledger(slug)
    if ledger.volume:
        return _volume(request, ledger)
    query, choice = asked(request, ledger)
    context: dict[str, Any] = {
        "ledger": ledger,
        "query": query,
        "is_case": ledger.is_case(),
        "may_enter": enters(ledger, request.actor),
        "narrowed": bool(query.filters or query.search),
        "exports": [(name, _address(query, cursor="")) for name in ledgers.EXPORTS],
        "print": _address(query, cursor=""),
        "choice": choice,
        "params": queries.plain(query.params()),
    }
    filters = filter_fields(ledger, query)
    context |= {"filters": filters[:INLINE], "further": filters[INLINE:]}
    context["further_open"] = any(field["set"] for field in filters[INLINE:])
    try:
        shown = ledgers.page(ledger, request.actor, query)
    except NotAllowed:
        raise
    except LedgerRefused as refused:
        return render(request, "web/ledger.html", context | {"refused": str(refused)}, status=refused.status)
    finals = _final_states(ledger)
    columns = shown.columns if query.columns else _in_sight(shown.columns)
    running = _running(ledger, shown.rows)
    names = {column.name for column in columns}
    context |= {
        "page": shown,
        "headings": [_heading(column, query, shown.query) for column in columns],
        "rows": [_cells(row, columns, finals, running) for row in shown.rows],
        "next": _address(query, cursor=shown.next) if shown.next else "",
        "previous": _address(query, cursor=shown.previous) if shown.previous else "",
        "tabs": _tabs(request, ledger, query, finals),
        "saved": _saved(request, ledger, query),
        "choosable": [(name, column.label, name in names) for name, column in ledger.all_columns.items()],
        "may_do": ledger.is_case() and request.actor.holds(ledger.recorders()),
        "places": _places(request, ledger),
        "in_words": ledgers.in_words(ledger, query),
    }
    answer = render(request, "web/ledger.html", context)
    back.remember(answer, request, ledger, query)
    return answer


def asked(request: HttpRequest, ledger: type[Ledger]) -> tuple[Query, queries.ListChoice]:
    """Return the query of the address, and how the reader likes this list: the columns, where none are asked for."""
    choice = queries.choice(ledger, request.user)
    query = Query.of(request.GET, request.today)
    if not query.columns and choice.columns:
        query = lists.replace(query, columns=tuple(choice.columns))
    return query.searched(ledger), choice


@page("ledgers/<slug:slug>/print/", name="ledger_print", roles=SIGNED_IN)
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """The list on paper: all rows that the filters find, up to a bound, with what was asked, when and by whom."""
    ledger = ledgers.ledger(slug)
    query, _choice = asked(request, ledger)
    try:
        found = ledgers.rows(ledger, request.actor, query, PRINTED + 1)
    except NotAllowed:
        raise
    except LedgerRefused as refused:
        raise Http404(str(refused)) from refused
    columns = lists.listed_columns(ledger, query)
    context = {"ledger": ledger, "in_words": ledgers.in_words(ledger, query), "columns": columns}
    context |= {"rows": found[:PRINTED], "more": len(found) > PRINTED, "most": PRINTED, "back": _address(query)}
    return render(request, "web/ledger_print.html", context)


@page("ledgers/<slug:slug>/columns/", name="ledger_columns", roles=SIGNED_IN, methods=("POST",))
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Remember which columns the reader wants to see, and how closely set."""
    ledger = _readable(request, slug)
    if "usual" in request.POST:
        queries.choose(ledger, request.user, (), False)
    else:
        queries.choose(ledger, request.user, request.POST.getlist("column"), "roomy" in request.POST)
    return redirect(_back_to(request, ledger))


@page("ledgers/<slug:slug>/queries/", name="ledger_query_keep", roles=SIGNED_IN, methods=("POST",))
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the present filters under a name."""
    ledger = _readable(request, slug)
    place = None
    if code := request.POST.get("organisation"):
        place = next((m.organisation for m in request.actor.memberships if m.organisation.code == code), None)
    try:
        kept = queries.keep(
            ledger, request.user, request.actor, request.POST.get("name", ""), request.POST.get("query", ""), place
        )
    except LedgerRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, text("已保存常用查询“%(name)s”。") % {"name": kept})
    return redirect(_back_to(request, ledger))


@page("ledgers/<slug:slug>/queries/<int:pk>/", name="ledger_query_change", roles=SIGNED_IN, methods=("POST",))
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Rename a query that the reader keeps, or delete it."""
    ledger = _readable(request, slug)
    kept = queries.saved(ledger, request.user, request.actor).filter(pk=pk).first()
    if kept is None:
        raise Http404(text("没有这个常用查询。"))
    try:
        if "forget" in request.POST:
            queries.forget(kept, request.user)
            messages.info(request, text("已删除常用查询“%(name)s”。") % {"name": kept})
        else:
            queries.rename(kept, request.user, request.POST.get("name", ""))
    except LedgerRefused as refused:
        messages.error(request, str(refused))
    return redirect(_back_to(request, ledger))


def _readable(request: HttpRequest, slug: str) -> type[Ledger]:
    ledger = ledgers.ledger(slug)
    if ledger.volume or not request.actor.holds(ledger.read):
        raise NotAllowed(text("您没有查看“%(title)s”的角色。") % {"title": ledger.title})
    return ledger


def _back_to(request: HttpRequest, ledger: type[Ledger]) -> str:
    query = request.POST.get("query", "")
    return reverse("ledger", args=[ledger.slug]) + (f"?{urlencode(parse_qsl(query))}" if query else "")


def _volume(request: HttpRequest, ledger: type[Ledger]) -> HttpResponse:
    """A ledger of millions is not leafed through: show which figures count it, each with the way to its rows."""
    if not request.actor.holds(ledger.read):
        raise NotAllowed(text("您没有查看“%(title)s”的角色。") % {"title": ledger.title})
    top = request.actor.organisations(ledger.read).order_by("path").first()
    counted = [slug for slug, one in indicators.declared().items() if one.ledger is ledger.model and one.published]
    rows = [called(CATALOGUE[slug]) | {"slug": slug, "definition": CATALOGUE[slug].definition} for slug in counted]
    context = {"ledger": ledger, "rows": rows, "organisation": top, "period": request.today.year - 1}
    return render(request, "web/ledger_volume.html", context)


# What stands on the page


def filter_fields(ledger: type[Ledger], query: Query) -> list[dict[str, Any]]:
    """Return the filters of a list, each with what was asked of it."""
    found = []
    for name in ledger.filters:
        column = ledger.column(name)
        chosen = query.filters.get(name, ())
        field: dict[str, Any] = {"name": name, "label": column.label, "shape": "text", "set": bool(chosen)}
        if column.kind == BOOLEAN:
            field |= {"shape": "select", "options": [("是", text("是")), ("否", text("否"))]}
        elif column.kind == CHOICE:
            options = [(str(value), label, str(value) in chosen) for value, label in column.choices]
            field |= {"shape": "pick", "options": options, "chosen": [label for _v, label, is_set in options if is_set]}
        elif column.kind in (DATE, DATETIME, INTEGER, DECIMAL):
            ends = {end: "".join(query.filters.get(f"{name}_{end}", ())[-1:]) for end in ("from", "to")}
            kind = "date" if column.kind in (DATE, DATETIME) else "text"
            empty = "".join(query.filters.get(f"{name}_empty", ())[-1:])
            field |= {"shape": "range", "type": kind, **ends, "nullable": column.field.null, "empty": empty}
            field["set"] = bool(ends["from"] or ends["to"] or empty)
        elif column.kind == ORGANISATION:
            field |= {"shape": "organisation", "scope": "".join(query.filters.get("organisation_scope", ())[-1:])}
        several = chosen[1:] if field["shape"] in ("text", "organisation") else ()
        found.append(field | {"value": chosen[0] if chosen else "", "several": several})
    return found


def _address(query: Query, **changes: Any) -> str:
    return "?" + urlencode(query.params(**changes))


def _in_sight(columns: list[Column]) -> list[Column]:
    """Return the columns with the term of a case beside its state: a wide list must not hide it at the far right."""
    names = [column.name for column in columns]
    if "state" not in names or "due_on" not in names:
        return columns
    due = columns[names.index("due_on")]
    others = [column for column in columns if column is not due]
    place = next(number for number, column in enumerate(others) if column.name == "state") + 1
    return [*others[:place], due, *others[place:]]


def _heading(column: Column, query: Query, shown: Query) -> dict[str, Any]:
    """Return a heading with the address that sorts by it, or the other way round."""
    now = shown.order or ""
    direction = "ascending" if now == column.name else "descending" if now == f"-{column.name}" else ""
    turned = f"-{column.name}" if direction == "ascending" else column.name
    return {
        "label": column.label,
        "number": column.kind in (INTEGER, DECIMAL),
        "sorted": direction,
        "address": "" if column.mask else _address(query, order=turned, cursor=""),
    }


def _running(ledger: type[Ledger], rows: Sequence[Row]) -> dict[str, date | None]:
    """Return, for the cases among `rows` with a running term, the day of the most urgent; None where it is not known.

    What a case repeats of its due date stands there after the term was met as well, and would look overdue.
    """
    if not ledger.is_case():
        return {}
    found: dict[str, date | None] = {}
    clocks = cases.running().filter(ledger=ledger.slug, record__in=[str(row.pk) for row in rows])
    for record, day in clocks.values_list("record", "due_on"):
        found.setdefault(record, day)  # the most urgent comes first
    return found


def _cells(
    row: Row, columns: list[Column], finals: frozenset[str], running: Mapping[str, date | None]
) -> dict[str, Any]:
    """Return a row with what the page shows otherwise than as text: the state of a case and its term."""
    cells = []
    for column in columns:
        cell: dict[str, Any] = {"text": row.shown[column.name], "kind": "text"}
        if column.kind in (INTEGER, DECIMAL):
            cell["kind"] = "number"
        elif column.name == "state":
            cell |= {"kind": "state", "final": row.data.get("state") in finals}
        elif column.name == "due_on" and str(row.pk) in running:
            cell |= {"kind": "due", "day": running[str(row.pk)]}
        elif column.kind in (DATE, DATETIME):
            cell["kind"] = "day"
        cells.append(cell)
    return {"pk": row.pk, "cells": cells}


def _final_states(ledger: type[Ledger]) -> frozenset[str]:
    if not issubclass(ledger.model, Case):
        return frozenset()
    versions = [one for slug in ledger.model.procedures for one in procedure.declared().get(slug, ())]
    return frozenset(
        state.slug for version in versions for state in version.states if state.final and not state.continues
    )


def _tabs(request: HttpRequest, ledger: type[Ledger], query: Query, finals: frozenset[str]) -> list[dict[str, Any]]:
    """Return the usual ways to see a ledger of cases: open, by the term that runs, ended, all; each with its number.

    Where cases may rest, those that do not are a way of their own: they wait for somebody.
    """
    if not ledger.is_case() or "state" not in ledger.filters:
        return []
    states = [str(value) for value, _label in ledger.column("state").choices]
    open_ones = tuple(dict.fromkeys(state for state in states if state not in finals))
    ended = tuple(dict.fromkeys(state for state in states if state in finals))
    known = (one for slug in ledger.model.procedures for one in procedure.declared().get(slug, ()))
    resting = {state.slug for version in known for state in version.states if state.rests}
    waiting = tuple(state for state in open_ones if state not in resting)
    groups = [
        (text("在办"), {"state": open_ones}),
        *([(text("待处理"), {"state": waiting})] if waiting and waiting != open_ones else []),
        (text("逾期"), {"due": ("late",)}),
        (text("3 日内到期"), {"due": ("near",)}),
        (text("7 日内到期"), {"due": ("soon",)}),
        (text("届满日未定"), {"due": ("unset",)}),
        (text("已结"), {"state": ended}),
        (text("全部"), {}),
    ]
    kept = {name: values for name, values in query.filters.items() if name not in ("state", "due")}
    now = {name: set(values) for name, values in query.filters.items() if name in ("state", "due")}
    # Of the whole ledger they are counted together, by the clocks; of what is narrowed down each by itself.
    whole = not (kept.keys() or query.search)
    together = ledgers.due_counts(ledger, request.actor, request.today) if whole else {}
    tabs = []
    for label, group in groups:
        filters = {**kept, **group}
        narrowed = lists.replace(query, filters=filters, cursor="")
        here = now == {name: set(values) for name, values in group.items()}
        tab = {"label": label, "address": _address(narrowed), "here": here}
        counted = together.get("".join(group.get("due", ())))
        counted = counted or ledgers.count(ledger, request.actor, narrowed, COUNTED)
        tabs.append(tab | {"count": counted, "due": group.get("due")})
    return tabs


def _saved(request: HttpRequest, ledger: type[Ledger], query: Query) -> list[dict[str, Any]]:
    """Return the queries that the reader or the reader's organisation keeps, each with what it finds today."""
    now, rows = queries.plain(query.params()), []
    for kept in queries.saved(ledger, request.user, request.actor):
        row: dict[str, Any] = {"kept": kept, "here": kept.query == now, "own": kept.owner_id == request.user.pk}
        try:
            found = Query.of(QueryDict(kept.query), request.today)
            row["count"] = ledgers.count(ledger, request.actor, found, COUNTED)
        except LedgerRefused as refused:
            row["fault"] = str(refused)  # a column that the ledger no longer has
        rows.append(row)
    return rows


def _places(request: HttpRequest, ledger: type[Ledger]) -> dict[str, Any]:
    """Return what the forms of a list offer of organisations: to filter by, and to share a query with."""
    seen = request.actor.organisations(ledger.read).filter(valid_to=None).order_by("path")[:300]
    own = {one.organisation.code: one.organisation for one in request.actor.memberships}
    return {"seen": seen if "organisation" in ledger.filters else [], "own": list(own.values())}
