"""期限看板: the running time limits as a board, as tables by organisation and limit, as a calendar, and as a feed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import accounts, board, calendars, journal, notices, workbooks
from fadu.kernel.board import SPANS, Query
from fadu.kernel.cases import Clock
from fadu.kernel.clocks import UnknownYear
from fadu.kernel.columns import whole_number
from fadu.kernel.indicators import BadPeriod, Period
from fadu.kernel.organisations import Actor, Organisation, User
from fadu.kernel.turns import Desk

from . import icalendar
from .calendar_pages import NAMES
from .ledger_pages import XLSX
from .pages import PUBLIC, SIGNED_IN, page

PAGE = 50
PRINTED = 1000  # lines of a print view
SHOWN_A_DAY = 4  # clocks named in one day of the month; the rest is a link away
NAMED = 600  # clocks that a month names at most, before it shows numbers alone
VIEWS = {"list": _("清单"), "organisations": _("按机构"), "limits": _("按期限")}
WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
# How often a calendar may be fetched in an hour, and how many wrong addresses are answered.
FETCHES, GUESSES = 60, 20


@page("clocks/", name="clocks", roles=SIGNED_IN)
def overview(request: HttpRequest) -> HttpResponse:
    """The clocks that the reader may see: how many stand how near, and the list or the table that was asked for."""
    query = asked(request)
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "list"
    context = {"view": view, "views": VIEWS, "spans": SPANS} | found(request, query)
    if view == "organisations":
        clocks = board.narrowed(
            board.visible(request.actor), replace(query, under="", span=""), request.actor, today(request)
        )
        node, lines = board.by_organisation(clocks, request.actor, today(request), query.under)
        context |= {"node": node, "lines": lines, "way": board.way_down(node, request.actor)}
    elif view == "limits":
        clocks = board.narrowed(board.visible(request.actor), replace(query, span=""), request.actor, today(request))
        context |= {"lines": _titled(board.by_limit(clocks, today(request)), request.actor)}
    else:
        context |= _listed(request, query, context["total"])
    return render(request, "web/clocks.html", context)


def today(request: HttpRequest) -> date:
    """Return the day on which the request is answered."""
    return request.today  # type: ignore[attr-defined]


def asked(request: HttpRequest) -> Query:
    """Return what the address asks for; what it does not understand asks for nothing."""
    given = {name: value.strip() for name, value in request.GET.items()}
    sort = given.get("sort", "").removeprefix("-")
    return Query(
        span=given.get("due", "") if given.get("due") in SPANS else "",
        ledger=given.get("ledger", ""),
        limit=given.get("limit", ""),
        under=given.get("under", ""),
        own=given.get("own") == "1",
        search=given.get("q", "")[:100],
        first=_day(given.get("first")),
        last=_day(given.get("last")),
        handler=given.get("handler", ""),
        ended=_ended(given.get("ended", "")),
        met=given.get("met", ""),
        sort=sort if sort in board.SORTS else "due",
        descending=given.get("sort", "").startswith("-"),
    )


def found(request: HttpRequest, query: Query) -> dict[str, Any]:
    """Return what every view of the board shows: the counts of the groups, and what it can be narrowed by."""
    actor = request.actor  # type: ignore[attr-defined]
    clocks = board.narrowed(board.visible(actor), replace(query, span=""), actor, today(request))
    counts = board.counts(clocks, today(request))
    kept = {name: value for name, value in request.GET.items() if value and name not in ("page", "view")}
    return {
        "query": query,
        "counts": counts,
        "total": counts[query.span] if query.span else counts["all"],
        "ledgers": board.case_ledgers(actor),
        "organisations": board.places(actor)[:300],
        "under": Organisation.objects.filter(code=query.under).first() if query.under else None,
        "ended": request.GET.get("ended", "") if query.ended else "",
        "kept": urlencode(kept),
        "kept_but_span": urlencode({name: value for name, value in kept.items() if name != "due"}),
        "kept_but_sort": urlencode({name: value for name, value in kept.items() if name != "sort"}),
        "kept_but_place": urlencode({n: v for n, v in kept.items() if n not in ("under", "own", "due")}),
        "kept_but_limit": urlencode({n: v for n, v in kept.items() if n not in ("ledger", "limit", "due")}),
        "narrowed": bool(kept),
    }


def _listed(request: HttpRequest, query: Query, total: int) -> dict[str, Any]:
    pages = max(1, -(-total // PAGE))
    at = min(max(whole_number(request.GET.get("page")) or 1, 1), pages)
    clocks = board.narrowed(board.visible(request.actor), query, request.actor, today(request))
    shown = clocks.select_related("organisation")[(at - 1) * PAGE : at * PAGE]
    return {
        "rows": board.rows(shown, request.actor),
        "page": at,
        "pages": pages,
        "previous": at - 1 if at > 1 else None,
        "next": at + 1 if at < pages else None,
        "sorts": {name: f"-{name}" if name == query.sort and not query.descending else name for name in board.SORTS},
    }


def _titled(lines: list[board.Line], actor: Actor) -> list[dict[str, Any]]:
    """Return the lines by limit under the titles of their ledgers."""
    titles = {one.slug: str(one.title) for one in board.case_ledgers(actor)}
    parts: dict[str, dict[str, Any]] = {}
    for line in lines:
        part = parts.setdefault(line.ledger, {"slug": line.ledger, "title": titles.get(line.ledger, ""), "lines": []})
        part["lines"].append(line)
    return list(parts.values())


@page("clocks/print/", name="clock_print", roles=SIGNED_IN)
def printed(request: HttpRequest) -> HttpResponse:
    """The list without its tools, for paper, with the filters said in words."""
    query = asked(request)
    clocks = board.narrowed(board.visible(request.actor), query, request.actor, today(request))
    context = found(request, query)
    rows = board.rows(clocks.select_related("organisation")[:PRINTED], request.actor)
    more = max(0, context["total"] - len(rows))
    return render(request, "web/clocks_print.html", context | {"rows": rows, "more": more, "about": _about(query)})


@page("clocks/export.xlsx", name="clock_export", roles=SIGNED_IN)
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook; a sheet of its own says by which filters and when it was made."""
    query, actor = asked(request), request.actor
    clocks = board.narrowed(board.visible(actor), query, actor, today(request))
    headings = [
        text("案号"), text("标题"), text("机构"), text("台账"), text("期限"), text("依据"), text("起算日"),
        text("届满日"), text("剩余天数"), text("状态"), text("承办人"), text("计算理由"),
    ]  # fmt: skip
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    made = timezone.localtime()
    about = [
        [text("期限看板"), ""],
        [text("导出时间"), made.strftime("%Y-%m-%d %H:%M:%S")],
        [text("导出人"), actor.name],
    ]
    rows = _cells(clocks.select_related("organisation"), actor, today(request))
    count = workbooks.write_workbook(out, text("期限看板"), headings, rows, [*about, *_about(query)])
    out.seek(0)
    journal.write(
        journal.Entry(
            "export",
            ledger="clock",
            actor=actor.username,
            actor_name=actor.name,
            data={"format": "xlsx", "rows": count, "filters": dict(request.GET.items())},
        )
    )
    name = text("期限看板 %(day)s.xlsx") % {"day": today(request)}
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


def _cells(clocks: QuerySet[Clock], actor: Actor, on: date) -> Iterator[list[Any]]:
    batch: list[Clock] = []
    for clock in clocks.iterator(500):
        batch.append(clock)
        if len(batch) == 500:
            yield from (_line(row, on) for row in board.rows(batch, actor))
            batch = []
    yield from (_line(row, on) for row in board.rows(batch, actor))


def _line(row: board.Row, on: date) -> list[Any]:
    clock, case = row.clock, row.case
    left = (clock.due_on - on).days if clock.due_on and not row.minimum else None
    return [
        case.number, row.title.removeprefix(case.number).strip(), case.organisation.name, row.ledger, row.limit,
        row.article, clock.started_on, clock.due_on, left, str(case.standing.label), str(case.handler or ""),
        "".join(row.reasons),
    ]  # fmt: skip


def _about(query: Query) -> list[list[str]]:
    """Return the filters in words."""
    lines = []
    if query.span:
        lines.append([text("范围"), str(SPANS[query.span])])
    for label, value in (
        (text("台账"), query.ledger),
        (text("期限"), query.limit),
        (text("机构"), query.under + (text("（本级）") if query.own else "")),
        (text("搜索"), query.search),
        (text("届满不早于"), query.first),
        (text("届满不晚于"), query.last),
        (text("承办人"), query.handler),
    ):
        if value:
            lines.append([label, str(value)])
    return lines or [[text("范围"), text("全部可见的期限")]]


# The calendar


@page("clocks/calendar/", name="clock_month", roles=SIGNED_IN)
def month(request: HttpRequest) -> HttpResponse:
    """The due dates of a month or a week, in a table of days; holidays and weekends worked are marked."""
    whose = "all" if request.GET.get("of") == "all" else "mine"
    by_week = "week" in request.GET
    start = _monday(request.GET.get("week")) if by_week else _month(request.GET.get("month"))
    start = start or (today(request) - timedelta(days=today(request).weekday()) if by_week else today(request))
    if not by_week:
        start = start.replace(day=1)
    first = start - timedelta(days=start.weekday())
    last = start + timedelta(days=6) if by_week else _last_of_weeks(start)
    clocks = _whose(request, whose)
    counts = board.by_day(clocks, first, last)
    named = sum(counts.values()) <= NAMED
    listed: dict[date, list[board.Row]] = {}
    if named:
        rows = clocks.filter(stopped_on=None, due_on__gte=first, due_on__lte=last).order_by("due_on", "pk")
        for row in board.rows(rows.select_related("organisation"), request.actor):
            listed.setdefault(row.clock.due_on, []).append(row)  # type: ignore[arg-type]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    known = calendars.calendar()
    cells = [_cell(day, start, by_week, known, counts, listed, today(request)) for day in days]
    feed = notices.CalendarFeed.objects.filter(user=request.user).first()
    context = {
        "weeks": [cells[n : n + 7] for n in range(0, len(cells), 7)],
        "weekdays": WEEKDAYS,
        "start": start,
        "by_week": by_week,
        "whose": whose,
        "total": sum(counts[day] for day in counts if by_week or (day.year, day.month) == (start.year, start.month)),
        "undated": clocks.filter(stopped_on=None, due_on=None).count(),
        "previous": _shift(start, -1, by_week),
        "next": _shift(start, 1, by_week),
        "week_of": first if not by_week else start,
        "feed": feed,
        "address": request.session.pop("feed_address", ""),
    }
    return render(request, "web/clock_month.html", context)


def _whose(request: HttpRequest, whose: str) -> QuerySet[Clock]:
    clocks = board.visible(request.actor)  # type: ignore[attr-defined]
    return clocks if whose == "all" else clocks.filter(_mine(request.actor, request.user, today(request)))  # type: ignore


def _mine(actor: Actor, user: User, on: date) -> Q:
    """Return the condition of the clocks of the cases that wait for a person."""
    found = Q(pk__in=())
    places: dict[str, list[str]] = {}
    for one in Desk(actor, user.pk, on).waiting():
        places.setdefault(one.ledger, []).append(str(one.record))
    for ledger, records in places.items():
        found |= Q(ledger=ledger, record__in=records)
    return found


def _cell(day, start, by_week, known, counts, listed, on) -> dict[str, Any]:
    rows = listed.get(day, [])
    shown = rows if by_week else rows[:SHOWN_A_DAY]
    cell = {
        "day": day,
        "outside": not by_week and day.month != start.month,
        "today": day == on,
        "late": day < on and counts.get(day, 0) > 0,
        "count": counts.get(day, 0),
        "rows": shown,
        "more": counts.get(day, 0) - len(shown),
        "off": day.weekday() >= 5,
        "said": "",
    }
    try:
        reason = known.reason(day)
        cell["off"] = not known.is_working(day)
        if reason == "调休上班":
            cell["said"] = text("调休上班")
        elif cell["off"] and reason in NAMES:
            cell["said"] = NAMES[reason]
    except UnknownYear:
        cell["said"] = text("放假安排未公布") if day.day == 1 or by_week else ""
    return cell


def _last_of_weeks(start: date) -> date:
    """Return the Sunday of the last week of a month."""
    last = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return last + timedelta(days=6 - last.weekday())


def _shift(start: date, by: int, by_week: bool) -> str:
    if by_week:
        return (start + timedelta(days=7 * by)).isoformat()
    beside = (start.replace(day=15) + timedelta(days=30 * by)).replace(day=1)
    return f"{beside:%Y-%m}"


def _monday(given: str | None) -> date | None:
    day = _day(given)
    return day - timedelta(days=day.weekday()) if day else None


def _month(given: str | None) -> date | None:
    return _day(f"{given}-01") if given else None


def _day(given: str | None) -> date | None:
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None


def _ended(given: str) -> tuple[date, date] | None:
    try:
        period = Period.of(given) if given else None
    except BadPeriod:
        return None
    return (period.first, period.last) if period else None


# The feed


@page("clocks/feed/", name="clock_feed", roles=SIGNED_IN, methods=("POST",))
def feed(request: HttpRequest) -> HttpResponse:
    """Give the reader a new secret address for the calendar, or end it. The address is shown once."""
    if request.POST.get("do") == "revoke":
        notices.revoke_feed(request.user)
        messages.success(request, text("订阅地址已停用，原地址不再可用。"))
    else:
        token = notices.renew_feed(request.user, timezone.now())
        address = request.build_absolute_uri(reverse("clock_ics", args=[token]))
        request.session["feed_address"] = address
        messages.success(request, text("已生成新的订阅地址；原有地址（如有）即日失效。"))
    return redirect(reverse("clock_month") + "#feed")


@page("feeds/<str:token>.ics", name="clock_ics", roles=PUBLIC)
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever was given this address. Its titles name the case by number, and nobody in it."""
    if _often("fetch", token, FETCHES):
        return _too_often()
    user = notices.feed_owner(token)
    if user is None:
        if _often("guess", request.META.get("REMOTE_ADDR", ""), GUESSES):
            return _too_often()
        raise Http404(text("没有这个订阅地址，或者它已停用。"))
    actor = Actor.of(user, today(request))
    with translation.override(user.language):
        clocks = board.visible(actor).filter(_mine(actor, user, today(request)), stopped_on=None, due_on__isnull=False)
        rows = board.rows(clocks.select_related("organisation").order_by("due_on", "pk"), actor)
        written = icalendar.calendar(_events(request, rows), text("法度期限"), timezone.now())
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="fadu.ics"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _events(request: HttpRequest, rows: Iterable[board.Row]) -> Iterator[icalendar.Event]:
    for row in rows:
        assert row.clock.due_on is not None
        place = reverse("ledger_record", args=[row.clock.ledger, row.case.pk])
        yield icalendar.Event(
            uid=f"clock-{row.clock.pk}@fadu",
            day=row.clock.due_on,
            summary=f"{row.case.number} {row.limit}".strip(),
            description=f"{row.article}\n{row.case.organisation}",
            address=request.build_absolute_uri(place),
        )


def _often(what: str, whose: str, most: int) -> bool:
    """Count one more in this hour, and tell whether that is more than `most`."""
    return accounts.tally(f"feed.{what}", whose, timedelta(hours=1), timezone.now()) > most


def _too_often() -> HttpResponse:
    answer = HttpResponse(text("请求过于频繁，请一小时后再试。"), status=429, content_type="text/plain; charset=utf-8")
    answer["Retry-After"] = "3600"
    return answer
