"""概览: what each office needs to see at a glance, by role; every number leads to what it counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import board, indicators, jobs, journal, ledgers, returns
from fadu.kernel.accounts import Lock
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import BadPeriod, Figure, Period
from fadu.kernel.notices import NoticeScan
from fadu.kernel.organisations import ALL, Actor, Kind, Organisation, User
from fadu.kernel.turns import Desk

from . import charts
from .indicator_pages import called, change
from .pages import SIGNED_IN, page
from .return_pages import FILERS, progress

OFFICE, LEADERS, CHECKERS = ("law_governance_office",), ("leader", "chief_executive"), ("provincial_checker",)
KEEPERS = ("keeper",)
YEARS = 3  # of a trend
LINES = 8  # of a short list
ENDED = ("kept", "missed")
# What a city is asked first, field by field; those with a figure are shown, in this order.
KEY = (
    "reconsideration.accepted", "reconsideration.conclusion_rate", "reconsideration.error_correction_rate",
    "litigation.head_appearance_rate", "litigation.win_rate", "normative.issued", "normative.filed",
    "mediation.cases", "mediation.success_rate", "petition.resolution_rate", "services.cases_handled",
    "services.satisfaction_rate", "enforcement.major_penalty_filings", "disclosure.on_request_handled",
    "oversight.proposal_reply_rate", "legal_services.aid_cases",
)  # fmt: skip


@dataclass(frozen=True)
class View:
    """One overview: who has it, and what makes what stands on it."""

    label: Any
    opens: Callable[[Actor], bool]
    made: Callable[[HttpRequest, Period], dict[str, Any]]


@page("dashboard/", name="dashboard", roles=SIGNED_IN)
def dashboard(request: HttpRequest) -> HttpResponse:
    """The overview of the reader's office; who holds several offices chooses."""
    mine = {name: view for name, view in VIEWS.items() if view.opens(request.actor)}
    name = request.GET.get("as") if request.GET.get("as") in mine else next(iter(mine), "")
    period, fault = _period(request)
    context = {
        "views": {one: view.label for one, view in mine.items()},
        "view": name,
        "period": period.name,
        "period_label": period.name,
        "years": range(request.today.year, request.today.year - 6, -1),
        "quarters": [f"{period.first.year}Q{n}" for n in range(1, 5)],
        "fault": fault,
        "template": f"web/dashboard_{name}.html" if name else "web/dashboard_none.html",
    }
    if name:
        context |= mine[name].made(request, period)
    return render(request, "web/dashboard.html", context)


def _period(request: HttpRequest) -> tuple[Period, str]:
    usual = Period.of(request.today.year)
    try:
        found = Period.of(request.GET.get("period") or usual)
    except BadPeriod as wrong:
        return usual, str(wrong)
    return (usual, text("概览不能看没有终点的期间。")) if found.name.endswith("-") else (found, "")


# Parts that several overviews share


def _running(request: HttpRequest, under: str = "") -> board.Numbers:
    """Return what stands on the board, by organisation: for the cards that lead to it, and for the lines of places."""
    visible = board.visible(request.actor).filter(stopped_on=None)
    if under:
        visible = board.narrowed(visible, board.Query(under=under), request.actor, request.today)
    return board.standing(visible, request.today)


def _punctuality(request: HttpRequest, period: Period, clocks=None, numbers=None) -> dict[str, Any]:
    """Return how many of the clocks that stopped in the period were kept, with the year before beside it.

    `numbers` are those of the period, where they are known already.
    """
    clocks = board.visible(request.actor) if clocks is None else clocks
    now = board.total(board.ended(clocks, period.first, period.last) if numbers is None else numbers, ENDED)
    before = period.year_before
    then = board.punctual(clocks, before.first, before.last) if before else {"kept": 0, "missed": 0}
    return {"punctual": now, "rate": _rate(now), "rate_before": _rate(then), "ended": period.name}


def _rate(counted: dict[str, int]) -> Decimal | None:
    total = counted["kept"] + counted["missed"]
    return indicators.half_up(Decimal(counted["kept"] * 100) / total, 1) if total else None


def _months(clocks, year: int) -> dict[str, Any]:
    """Return the months of a year as a chart of what was kept and missed, and as a table."""
    counted = board.by_month(clocks, year)
    rows = [
        {"month": month, "period": f"{year}-{month:02}", "kept": row["kept"], "missed": row["missed"]}
        for month, row in counted.items()
    ]
    if not any(row["kept"] or row["missed"] for row in rows):
        return {}
    title = text("%(year)d 年各月办结期限：按期与逾期") % {"year": year}
    points = [charts.Stack(str(row["month"]), (row["kept"], row["missed"])) for row in rows]
    return {"months": rows, "months_chart": charts.stacked(points, title), "months_year": year}


def _key_figures(organisation: Organisation | None, period: Period, slugs: Sequence[str] = KEY) -> list[dict[str, Any]]:
    """Return the key figures of a place with the year before and those of the years before that."""
    if organisation is None:
        return []
    spans = [period]
    while len(spans) < YEARS and (earlier := spans[-1].year_before):
        spans.append(earlier)
    found = [
        {one.indicator: one for one in figures}
        for figures in returns.over_time(slugs, organisation, ALL, [each.name for each in spans])
    ]
    rows = []
    for slug in slugs:
        figures = [one.get(slug) for one in found]
        if figures[0] is None:
            continue
        values = [figure.value if figure else None for figure in reversed(figures)]
        rows.append(
            {
                "figure": figures[0],
                "before": figures[1],
                "change": change(figures[0], figures[1]),
                **called(CATALOGUE[slug]),
                "address": _figure_page(figures[0]),
                "before_address": _figure_page(figures[1]) if figures[1] else "",
                "trend": charts.trend(values, [each.name for each in reversed(spans)], CATALOGUE[slug].label),
                "pair": charts.pair(figures[0].value, figures[1].value if figures[1] else None),
            }
        )
    return rows


def _figure_page(figure: Figure) -> str:
    return reverse("indicator_figure", args=[figure.organisation, figure.indicator, figure.scope, figure.period])


def _contradictions(organisation: Organisation | None, period: Period) -> list[dict[str, Any]]:
    """Return the figures of a place that another source contradicts."""
    if organisation is None:
        return []
    filed = returns.Return.objects.filter(organisation__path__startswith=organisation.path, period=period.name)
    slugs = set(returns.ReturnValue.objects.filter(filing__in=filed).values_list("indicator", flat=True))
    known = [slug for slug in CATALOGUE if slug in slugs and slug in indicators.declared()]
    return [
        {
            **called(CATALOGUE[figure.indicator]),
            "figure": figure,
            "other": figure.contradiction,
            "address": _figure_page(figure),
        }
        for figure in returns.resolve(known, organisation, ALL, period.name)
        if figure.contradiction
    ]


def _place(request: HttpRequest, roles: Sequence[str]) -> Organisation | None:
    """Return the place that the reader stands for by `roles`: the highest; of several the first."""
    held = [one.organisation for one in request.actor.memberships if one.role in roles]
    return min(held, key=lambda one: (len(one.path), one.path), default=None)


def _filing(request: HttpRequest, period: Period, roles: tuple[str, ...]) -> dict[str, Any]:
    """Return how far the returns of a period's year are, as counts by state."""
    year = Period.of(period.first.year)
    rows = progress(request.actor, year, roles)
    states = {"none": _("未建表"), **{one.value: one.label for one in returns.State}}
    counted = {name: sum(row["state"] == name for row in rows) for name in states}
    colours = {"accepted": "good", "submitted": "", "draft": "pale", "returned": "bad", "none": "none"}
    parts = [
        {"name": name, "label": states[name], "count": counted[name], "colour": colours[name]}
        for name in ("accepted", "submitted", "returned", "draft", "none")
    ]
    bar = charts.share([(part["count"], part["colour"], str(part["label"])) for part in parts], text("报表进度"))
    return {"filing": rows, "filing_parts": parts, "filing_bar": bar, "filing_year": year.name}


def _reports(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the latest annual reports that the reader may see, those still to be finished first."""
    try:
        ledger = ledgers.ledger("annual-report")
    except ledgers.NotFound:
        return []
    if not request.actor.holds(ledger.read):
        return []
    rows = ledger.model._default_manager.filter(organisation__in=request.actor.organisations(ledger.read))
    unfinished_first = rows.annotate(done=Q(closed_on__isnull=False)).order_by("done", "-year", "organisation__path")
    return [
        {"report": one, "state": one.standing, "closed": one.closed_on}
        for one in unfinished_first.select_related("organisation")[:LINES]
    ]


def _urgent(request: HttpRequest) -> list[board.Row]:
    """Return what is overdue longest."""
    late = board.narrowed(
        board.visible(request.actor), board.Query(span="late"), request.actor, request.today
    ).select_related("organisation")
    return board.rows(late[:LINES], request.actor)


def _ranking(lines: Sequence[board.Line], what: str) -> list[dict[str, Any]]:
    """Return lines with a bar for one of their counts."""
    most = max((line.counts[what] for line in lines), default=0)
    colour = "late" if what == "late" else ""
    return [
        {"line": line, "value": line.counts[what], "bar": charts.meter(line.counts[what], most, colour)}
        for line in lines
        if line.counts[what]
    ]


def _punctual_lines(request: HttpRequest, numbers: board.Numbers, under: str) -> dict[str, Any]:
    """Return organisations by how well they kept their limits, the best first, with a way down."""
    node, lines = board.lines(numbers, request.actor, under)
    rows = [
        {"line": line, "rate": _rate(line.counts), "bar": charts.meter(_rate(line.counts) or 0, 100)} for line in lines
    ]
    rows.sort(key=lambda row: (-(row["rate"] or 0), -row["line"].counts["kept"], row["line"].key))
    return {"ranked": rows, "node": node, "way": board.way_down(node, request.actor) if under else []}


# The overviews


def _handler(request: HttpRequest, period: Period) -> dict[str, Any]:
    """承办人: one's own work, and how well the limits were kept where one works."""
    today = request.today
    waiting = Desk(request.actor, request.user.pk, today).waiting()
    own = board.narrowed(
        board.visible(request.actor),
        board.Query(handler=request.user.username, ended=(date(2000, 1, 1), date(2100, 1, 1))),
        request.actor,
        today,
    )
    handled = own.exists()
    clocks = own if handled else board.visible(request.actor)
    kept = {"handler": request.user.username} if handled else {}
    running = board.visible(request.actor).filter(stopped_on=None)
    late = sum(1 for one in waiting if one.due_on and one.due_on < today)
    week = sum(1 for one in waiting if one.due_on and 0 <= (one.due_on - today).days <= board.SOON)
    titles = {one.slug: str(one.title) for one in board.case_ledgers(request.actor)}
    by_ledger: dict[str, dict[str, Any]] = {}
    for one in waiting:
        row = by_ledger.setdefault(one.ledger, {"slug": one.ledger, "title": titles[one.ledger], "count": 0, "late": 0})
        row["count"] += 1
        row["late"] += bool(one.due_on and one.due_on < today)
    most = max((row["count"] for row in by_ledger.values()), default=0)
    for row in by_ledger.values():
        row["bar"] = charts.meter(row["count"], most)
    return (
        {
            "waiting": len(waiting),
            "late": late,
            "week": week,
            "mine": sum(one.mine for one in waiting),
            "by_ledger": sorted(by_ledger.values(), key=lambda row: (-row["count"], row["slug"])),
            "limits": _ranking(board.by_limit(running, today), "all")[:LINES],
            "handled": handled,
            "kept": urlencode(kept),
        }
        | _punctuality(request, period, clocks)
        | _months(clocks, period.first.year)
    )


def _statistician(request: HttpRequest, period: Period) -> dict[str, Any]:
    """部门统计员: how far one's returns are, what is still empty, what does not agree."""
    context = _filing(request, period, FILERS)
    mine = [row for row in context["filing"] if row["mine"]]
    findings = []
    for row in [row for row in mine if row["filing"] and row["due"]][:LINES]:
        wrong = returns.check(row["filing"])
        findings.append({"row": row, "count": len(wrong), "first": wrong[:3]})
    place = _place(request, FILERS)
    return context | {
        "mine": mine,
        "findings": [one for one in findings if one["count"]],
        "contradictions": _contradictions(place, Period.of(period.first.year)),
        "place": place,
    }


def _office(request: HttpRequest, period: Period) -> dict[str, Any]:
    """依法治市办: the whole city: what is overdue and where, the key figures, the returns, the reports."""
    place = _place(request, OFFICE)
    running = _running(request)
    _node, lines = board.lines(running, request.actor)
    return (
        {
            "place": place,
            "counts": board.total(running),
            "late_lines": _ranking(lines, "late")[:LINES],
            "figures": _key_figures(place, period),
            "reports": _reports(request),
            "contradictions": _contradictions(place, Period.of(period.first.year)),
        }
        | _punctuality(request, period)
        | _filing(request, period, OFFICE)
    )


def _leader(request: HttpRequest, period: Period) -> dict[str, Any]:
    """领导: a few figures with their trend, what is in the red, and the departments one beside the other."""
    place = _place(request, (*LEADERS, *OFFICE))
    ended = board.ended(board.visible(request.actor), period.first, period.last)
    return (
        {
            "place": place,
            "counts": board.total(_running(request)),
            "figures": _key_figures(place, period)[:8],
            "urgent": _urgent(request),
            "reports": _reports(request)[:4],
        }
        | _punctuality(request, period, numbers=ended)
        | _punctual_lines(request, ended, request.GET.get("under", ""))
    )


def _checker(request: HttpRequest, period: Period) -> dict[str, Any]:
    """上级检查人员: the places below, one beside the other."""
    under = request.GET.get("under", "")
    top = _place(request, CHECKERS)
    readable = request.actor.organisations(CHECKERS)
    place = readable.filter(code=under).first() or top
    below = _governments(place)
    while not under and place and len(below) == 1:
        # A single place below is no comparison: go on to those below it.
        place, below = below[0], _governments(below[0])
    running = _running(request, place.code if place else "")
    return (
        {
            "place": place,
            "way": board.way_down(place, request.actor) if place else [],
            "counts": board.total(running),
            "compared": _compared(request, period, place, below, running),
            "slugs": [{"slug": slug, **called(CATALOGUE[slug])} for slug in _COMPARED],
        }
        | _filing(request, period, CHECKERS)
        | {"reports": _reports(request)}
    )


_COMPARED = ("reconsideration.accepted", "reconsideration.conclusion_rate", "reconsideration.error_correction_rate")


def _governments(place: Organisation | None) -> list[Organisation]:
    return list(place.children.filter(kind=Kind.GOVERNMENT).order_by("path")) if place else []


def _compared(
    request: HttpRequest, period: Period, place, below: list[Organisation], running: board.Numbers
) -> list[dict[str, Any]]:
    """Return for each place below: its clocks, how well it kept them, its figures, and its return."""
    if not below or place is None:
        return []
    _n, lines = board.lines(running, request.actor, place.code)
    clocks = board.visible(request.actor)
    _n, ended = board.punctuality(clocks, request.actor, period.first, period.last, place.code)
    counts = {line.key: line.counts for line in lines if not line.own}
    rates = {line.key: line for line in ended if not line.own}
    filings = {row.organisation.pk: row for row in returns.progress(below, Period.of(period.first.year))}
    asked = [slug for slug in _COMPARED if slug in indicators.declared()]
    figures: dict[str, list[Figure]] = {}
    for figure in indicators.evaluate(asked, below, [period], [ALL]) if asked else ():
        figures.setdefault(figure.organisation, []).append(figure)
    nothing = dict.fromkeys([*board.SPANS, "all"], 0)
    parents = Organisation.objects.filter(parent__in=below, kind=Kind.GOVERNMENT).values_list("parent", flat=True)
    leading = set(parents)
    rows = []
    for one in below:
        line = rates.get(one.code)
        rate = _rate(line.counts) if line else None
        rows.append(
            {
                "organisation": one,
                "counts": counts.get(one.code, nothing),
                "punctual": line.counts if line else {"kept": 0, "missed": 0},
                "rate": rate,
                "bar": charts.meter(rate or 0, 100) if rate is not None else "",
                "figures": [{"figure": each, "address": _figure_page(each)} for each in figures.get(one.code, ())],
                "filing": filings[one.pk],
                "below": one.pk in leading,
            }
        )
    return rows


def _keeper(request: HttpRequest, period: Period) -> dict[str, Any]:
    """系统管理员: whether the installation is in health."""
    now = timezone.now()
    sealed = journal.Checkpoint.objects.order_by("-size").first()
    size = journal.Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    verified = jobs.Job.objects.filter(kind=jobs.VERIFY, standing=jobs.Standing.DONE).order_by("-pk").first()
    scanned = NoticeScan.objects.filter(pk=1).values_list("at", flat=True).first()
    backup = _backup()
    locks = Lock.objects.filter(last_at__gte=now - timedelta(days=7)).order_by("-last_at")
    used, free = _sizes()
    return {
        "health": [
            _health(
                _("留痕封存"),
                sealed.signed_at if sealed else None,
                now,
                timedelta(days=1),
                text("%(sealed)s / %(size)s 条已封存") % {"sealed": sealed.size if sealed else 0, "size": size},
                reverse("journal"),
            ),
            _health(
                _("留痕核验"),
                verified.ended_at if verified else None,
                now,
                timedelta(days=31),
                text("在留痕页点“核验”"),
                reverse("journal"),
            ),
            _health(_("备份"), backup[0], now, timedelta(days=7), backup[1] or text("运行 fadu backup 后显示"), ""),
            _health(
                _("期限扫描"),
                scanned,
                now,
                timedelta(hours=25),
                text("fadu serve 自动扫描；否则请设定时任务 fadu scan"),
                "",
            ),
        ],
        "used": used,
        "free": free,
        "database": connection.vendor,
        "users": User.objects.filter(is_active=True).count(),
        "idle": User.objects.filter(is_active=True, memberships=None).count(),
        "disabled": User.objects.filter(is_active=False).count(),
        "locked": locks.filter(until__gt=now).count(),
        "locks": locks[:LINES],
        "now": now,
        "jobs": _jobs(),
        "failed_jobs": jobs.Job.objects.filter(standing=jobs.Standing.FAILED).order_by("-pk")[:LINES],
    }


def _health(label, at: datetime | None, now: datetime, most: timedelta, said: str, address: str) -> dict[str, Any]:
    age = now - at if at else None
    return {
        "label": label,
        "at": at,
        "days": age.days if age else None,
        "well": age is not None and age <= most,
        "said": said,
        "address": address,
    }


def _backup() -> tuple[datetime | None, str]:
    """Return when a backup was last written, and how large it was, as `fadu backup` noted it."""
    file = Path(settings.HOME, "last-backup")
    if not file.exists():
        return None, ""
    at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
    return at, file.read_text(encoding="utf-8").strip()


def _sizes() -> tuple[int, int]:
    """Return the bytes of the database, and those free where the data lie."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            used = cursor.fetchone()[0]
    else:
        name = Path(str(connection.settings_dict["NAME"]))
        used = name.stat().st_size if name.exists() else 0
    return used, shutil.disk_usage(settings.HOME).free if Path(settings.HOME).exists() else 0


def _jobs() -> list[dict[str, Any]]:
    """Return how many background jobs stand in each state."""
    counted = {
        row["standing"]: row["n"] for row in jobs.Job.objects.order_by().values("standing").annotate(n=Count("pk"))
    }
    return [{"label": one.label, "count": counted.get(one.value, 0)} for one in jobs.Standing if counted.get(one.value)]


def _works_on_cases(actor: Actor) -> bool:
    """Tell whether somebody has a step to make in some case: those who only look have other overviews."""
    roles = {role for ledger in board.case_ledgers(actor) for role in ledger.recorders()}
    return bool(roles & {one.role for one in actor.memberships} - {*OFFICE, *CHECKERS})


VIEWS = {
    "office": View(_("全市"), lambda actor: _holds(actor, OFFICE), _office),
    "leader": View(_("领导"), lambda actor: _holds(actor, LEADERS), _leader),
    "checker": View(_("各地比较"), lambda actor: _holds(actor, CHECKERS), _checker),
    "statistician": View(_("报表"), lambda actor: _holds(actor, FILERS), _statistician),
    "handler": View(_("办案"), _works_on_cases, _handler),
    "keeper": View(_("系统"), lambda actor: _holds(actor, KEEPERS), _keeper),
}


def _holds(actor: Actor, roles: Sequence[str]) -> bool:
    """Tell whether one of `roles` is the reader's own, not one acted for."""
    return any(one.role in roles for one in actor.memberships)
