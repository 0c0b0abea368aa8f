"""报表页面: who has filed, the form with last year beside it and its checks, submitting, giving back, accepting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as text

from fadu.kernel import indicators, journal, returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import BadPeriod, Period
from fadu.kernel.organisations import ALL, SCOPES, Actor, Kind, Organisation
from fadu.kernel.returns import Return, ReturnRefused, Unreadable
from fadu.kernel.workbooks import WorkbookRefused

from . import parcels
from .indicator_pages import called, domain_label
from .journal_pages import line
from .ledger_pages import XLSX
from .pages import page

FILERS = ("statistician",)
OFFICE = ("law_governance_office",)
READERS = (*FILERS, *OFFICE, "leader", "provincial_checker")
# Who files: governments and what belongs to them; courts and procuratorates report within systems of their own.
FILING_KINDS = (Kind.GOVERNMENT, Kind.DEPARTMENT, Kind.PARTY, Kind.TOWNSHIP, Kind.INSTITUTION)
DIRECT_KINDS = (Kind.GOVERNMENT, Kind.DEPARTMENT, Kind.PARTY)


@page("returns/", name="returns", roles=READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """How far the returns of a period are, organisation by organisation."""
    period, fault = _period(request)
    whole = request.GET.get("whole") == "1"
    rows = progress(request.actor, period, whole=whole)
    wanted = request.GET.get("state", "")
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    return render(
        request,
        "web/returns.html",
        {
            "period": period.name,
            "whole": whole,
            "fault": fault,
            "years": range(request.today.year, request.today.year - 6, -1),
            "rows": [row for row in rows if not wanted or row["state"] == wanted],
            "all": len(rows),
            "handed_in": sum(counts.get(state, 0) for state in ("submitted", "accepted")),
            "counts": counts,
            "states": {"none": text("未建表"), **{state.value: str(state.label) for state in returns.State}},
            "wanted": wanted,
            "may_file": request.actor.holds(FILERS),
            "reminders": [row["reminder"] for row in rows if row["due"]] if request.actor.holds(OFFICE) else [],
        },
    )


@page("returns/new/", name="return_new", roles=FILERS, methods=("POST",))
def new(request: HttpRequest) -> HttpResponse:
    """Make an organisation's return for a period, or go to the one that is there."""
    period, fault = _period(request, request.POST)
    organisation = request.actor.organisations(FILERS).filter(code=request.POST.get("organisation", "")).first()
    if organisation is None or fault:
        raise Http404(fault or text("没有这个机构，或者您不是它的统计员。"))
    return redirect("return", pk=returns.file(organisation, period, request.actor).pk)


@page("returns/<int:pk>/", name="return", roles=READERS, methods=("GET", "POST"))
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: its values with last year beside them, what is wrong with them, and how it moves on."""
    filing = _filing(request, pk)
    if request.method == "GET":
        return _show(request, filing)
    lines = _lines(filing)
    written, faults = [], {}
    for row in lines:
        cells = _written(request.POST, row)
        if not row["held"] and not any(cells[name] for name in ("value", "kind", "note", "numerator", "denominator")):
            continue  # what was never filled in is not there, rather than there and empty
        try:
            returns.read(cells)
            written.append(cells)
        except Unreadable as wrong:
            faults[row["key"]] = str(wrong)
    if faults:
        return _show(request, filing, request.POST, faults, status=422)
    try:
        returns.enter(filing, written, request.actor)
    except ReturnRefused as refused:
        return _show(request, filing, request.POST, refused=str(refused), status=409)
    if request.POST.get("then") == "submit":
        return submit(request, pk=pk)  # what was written is kept, even if the return cannot be handed in yet
    messages.success(request, text("已保存 %(n)d 个数值。") % {"n": len(written)})
    return redirect("return", pk=pk)


@page("returns/<int:pk>/submit/", name="return_submit", roles=FILERS, methods=("POST",))
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a return in."""
    filing = _filing(request, pk)
    try:
        returns.submit(filing, request.actor, timezone.now())
    except ReturnRefused as refused:
        return _show(request, filing, refused=str(refused), status=409)
    messages.success(request, text("已报送。需要修改的，请由依法治市办退回。"))
    return redirect("return", pk=pk)


@page("returns/<int:pk>/accept/", name="return_accept", roles=OFFICE, methods=("POST",))
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a return's values over as figures."""
    filing = _filing(request, pk)
    try:
        returns.accept(filing, request.actor, timezone.now())
    except ReturnRefused as refused:
        return _show(request, filing, refused=str(refused), status=409)
    messages.success(request, text("已采用；没有台账的指标以本表为来源。"))
    return redirect("return", pk=pk)


@page("returns/<int:pk>/give-back/", name="return_give_back", roles=OFFICE, methods=("POST",))
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the organisation change a return again, and say why."""
    filing = _filing(request, pk)
    try:
        returns.give_back(filing, request.actor, request.POST.get("reason", ""), timezone.now())
    except ReturnRefused as refused:
        return _show(request, filing, refused=str(refused), status=409)
    messages.success(request, text("已退回。"))
    return redirect("return", pk=pk)


@page("returns/forms.xlsx", name="return_forms", roles=READERS)
def forms(request: HttpRequest) -> FileResponse:
    """The workbook to fill in: a sheet for each organisation, what is filed already in it, last year beside."""
    period, fault = _period(request)
    if fault:
        raise Http404(fault)
    organisations = _filers(request.actor, period)
    if not request.GET.get("organisation"):
        organisations = _direct(request.actor, organisations)
    if code := request.GET.get("organisation"):
        organisations = organisations.filter(code=code)
    listed = list(organisations[:100])
    if not listed:
        raise Http404(text("没有需要填报的机构。"))
    name = text("报表 %(period)s.xlsx") % {"period": period.name}
    return FileResponse(BytesIO(returns.blank(listed, period)), as_attachment=True, filename=name, content_type=XLSX)


@page("returns/take/", name="return_take", roles=FILERS, methods=("GET", "POST"))
def take(request: HttpRequest) -> HttpResponse:
    """Fill returns in from a workbook, all of its sheets or none."""
    upload = request.FILES.get("file")
    if request.method == "GET":
        return render(request, "web/return_take.html", {})
    if upload is None:
        return render(request, "web/return_take.html", {"fault": text("请选择要导入的文件。")}, status=422)
    try:
        result = returns.take(upload, request.actor, upload.name)
    except (WorkbookRefused, ReturnRefused) as refused:
        return render(request, "web/return_take.html", {"fault": str(refused)}, status=422)
    context: dict[str, Any] = {"result": result, "faults": result.errors[:200]}
    if result.errors and result.marked:
        name = text("标注错误 %(name)s") % {"name": upload.name}
        context["marked"] = parcels.leave(request, result.marked, name)
    return render(request, "web/return_take.html", context, status=422 if result.errors else 200)


# What stands on the pages


def progress(
    actor: Actor, period: Period, roles: tuple[str, ...] = READERS, *, whole: bool = False
) -> list[dict[str, Any]]:
    """Return how far each organisation is whose returns the actor sees by `roles`: those that file with the actor
    directly, or the `whole` of those below."""
    organisations = list(_filers(actor, period, roles) if whole else _direct(actor, _filers(actor, period, roles)))
    lines = {one.organisation.pk: one for one in returns.progress(organisations, period)}
    mine = set(actor.organisations(FILERS).values_list("pk", flat=True)) if actor.holds(FILERS) else set()
    rows = []
    for organisation in organisations:
        one = lines[organisation.pk]
        said = {"name": organisation.name, "period": period.name, "state": one.label}
        rows.append(
            {
                "organisation": organisation,
                "filing": one.filing,
                "state": one.filing.state if one.filing else "none",
                "label": one.label,
                "filled": one.filled,
                "empty": one.empty,
                "due": one.due,
                "mine": organisation.pk in mine,
                "period": period.name,
                "reminder": text("%(name)s：%(period)s 报表%(state)s") % said,
            }
        )
    return rows


def usual_period(today: date) -> str:
    """Return the year that is filed now: the year before until June, then the current one."""
    return str(today.year if today.month > 6 else today.year - 1)


def _filers(actor: Actor, period: Period, roles: tuple[str, ...] = READERS) -> QuerySet[Organisation]:
    found = actor.organisations(roles).filter(kind__in=FILING_KINDS).order_by("path")
    ended = found.filter(valid_to__lt=period.first) | found.filter(valid_from__gt=period.last)
    return found.exclude(pk__in=ended.values("pk"))


def _direct(actor: Actor, found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return those that file without another in between: the departments beside, and the governments next below."""
    places = [membership.organisation for membership in actor.memberships]
    beside = Q(division__in={place.division_id for place in places}, kind__in=DIRECT_KINDS)
    below = Q(kind=Kind.GOVERNMENT, parent__in={place.pk for place in places})
    return found.filter(beside | below | Q(pk__in={place.pk for place in places}))


def _filing(request: HttpRequest, pk: int) -> Return:
    readable = request.actor.organisations(READERS)
    filing = Return.objects.select_related("organisation").filter(pk=pk, organisation__in=readable).first()
    if filing is None:
        raise Http404(text("没有这张报表，或者不在您可以查看的范围内。"))
    return filing


def _lines(filing: Return) -> list[dict[str, Any]]:
    """Return a line for each indicator that no ledger counts, and for each that is filed already."""
    held = {(value.indicator, value.scope): value for value in filing.values.all()}
    counted = indicators.declared()
    asked = [(slug, ALL) for slug in CATALOGUE if slug not in counted]
    return [
        {
            "key": f"{slug}-{scope}",
            "slug": slug,
            "scope": scope,
            "scope_label": SCOPES[scope],
            "entry": CATALOGUE[slug],
            **called(CATALOGUE[slug]),
            "held": held.get((slug, scope)),
            "ratio": CATALOGUE[slug].kind == "ratio",
        }
        for slug, scope in dict.fromkeys([*asked, *held])
    ]


def _written(posted: Mapping[str, str], row: Mapping[str, Any]) -> dict[str, str]:
    cells = {
        name: posted.get(f"{name}-{row['key']}", "").strip() for name in ("value", "note", "numerator", "denominator")
    }
    kind = "not_applicable" if posted.get(f"none-{row['key']}") else ""
    approx = row["held"].approx if row["held"] else "exact"
    return {"indicator": row["slug"], "scope": row["scope"], "kind": kind, "approx": approx, **cells}


def _show(
    request: HttpRequest,
    filing: Return,
    written: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    actor, period = request.actor, Period.of(filing.period)
    lines = _lines(filing)
    before = _year_before(filing, period, lines)
    findings = returns.check(filing)
    by_line: dict[str, list] = {}
    for finding in findings:
        by_line.setdefault(f"{finding.indicator}-{finding.scope}", []).append(finding)
    may_file = filing.open and actor.may("statistician", filing.organisation)
    is_office = actor.may("law_governance_office", filing.organisation)
    fields: dict[str, list[dict]] = {}
    for row in lines:
        value = row["held"]
        cells = {"value": value.said if value and value.kind != "not_applicable" else ""}
        cells |= {name: _plain(getattr(value, name)) if value else "" for name in ("numerator", "denominator")}
        cells |= {"note": value.note if value else "", "none": bool(value and value.kind == "not_applicable")}
        if written is not None:
            cells = {name: written.get(f"{name}-{row['key']}", "") for name in cells}
        row |= cells | {
            "before": before.get(row["key"]),
            "fault": (faults or {}).get(row["key"], ""),
            "findings": by_line.get(row["key"], []),
            "kind": value.get_kind_display() if value else text("未填"),
        }
        fields.setdefault(domain_label(row["slug"].partition(".")[0]), []).append(row)
    return render(
        request,
        "web/return.html",
        {
            "filing": filing,
            "fields": fields,
            "filled": sum(bool(row["value"] or row["none"]) for row in lines),
            "asked": len(lines),
            "stages": _stages(filing),
            "before_period": period.year_before.name if period.year_before else "",
            "may_file": may_file,
            "may_accept": is_office and filing.state == "submitted",
            "may_give_back": is_office and filing.state in ("submitted", "accepted"),
            "findings": findings,
            "refused": refused,
            "faults": len(faults or {}),
            "events": [line(event) for event in journal.history("return", filing.pk).order_by("-seq")[:50]],
        },
        status=status,
    )


def _stages(filing: Return) -> list[dict[str, Any]]:
    """Return the way of a return in words: who has it now, and what is behind it."""
    words = (text("机构填报"), text("自动审核并报送"), text("依法治市办核对"), text("采用为数字来源"))
    here = {"submitted": 2, "accepted": len(words)}.get(filing.state, 0)
    return [{"label": word, "past": place < here, "here": place == here} for place, word in enumerate(words)]


def _year_before(filing: Return, period: Period, lines: list[dict]) -> dict[str, str]:
    """Return last year's figure for each line, from whichever source has it."""
    earlier = period.year_before
    found: dict[str, str] = {}
    for scope in {row["scope"] for row in lines} if earlier else ():
        slugs = [row["slug"] for row in lines if row["scope"] == scope]
        figures = returns.resolve(slugs, filing.organisation, scope, earlier)
        found |= {f"{figure.indicator}-{scope}": figure.text for figure in figures}
    return found


def _plain(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _period(request: HttpRequest, given: Mapping[str, str] | None = None) -> tuple[Period, str]:
    usual = Period.of(usual_period(request.today))
    try:
        return Period.of((given or request.GET).get("period") or usual), ""
    except BadPeriod as wrong:
        return usual, str(wrong)
