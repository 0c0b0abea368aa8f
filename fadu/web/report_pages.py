"""年度报告: the workspace in which the annual report is written, checked, locked, compared and handed out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import cases, indicators, jobs, ledgers
from fadu.kernel.cases import StepRefused
from fadu.kernel.catalogue import CATALOGUE, DOMAINS, Indicator
from fadu.kernel.columns import whole_number
from fadu.kernel.indicators import Figure
from fadu.kernel.ledgers import NotAllowed
from fadu.kernel.organisations import ALL, OWN, SCOPES
from fadu.official import html
from fadu.official.document import DocumentError
from fadu.official.markdown import SourceError
from fadu.reports import build, workspace
from fadu.reports.checks import ERROR, SOURCES, Finding, check
from fadu.reports.drafts import Draft, Key, figures
from fadu.reports.jobs import REPORT, handed_out
from fadu.reports.ledgers import OFFICE, READ, Reports
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import BY_SLUG, CHAPTERS, PARTS
from fadu.reports.workspace import ReportRefused, SectionChanged

from . import job_pages
from .pages import SIGNED_IN, page
from .procedure_pages import described

SHOWN = 100  # reports on a page of the list
PICKED = 12  # indicators that a search of the picker shows
NOW = "now"  # the text as it stands, beside the numbers of versions
TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}
RULES = {
    "format": _("格式"),
    "missing": _("内容缺失"),
    "source": _("没有来源"),
    "contradiction": _("来源不一致"),
    "sum": _("勾稽关系"),
    "changed": _("定格后有变"),
    "typed": _("手工数字"),
    "repeated": _("与上年雷同"),
    "unaccounted": _("未作交代"),
    "date": _("日期"),
}


# ---- all reports


@page("reports/", name="reports", roles=READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The reports that the reader may see, the newest year first, and the form that starts one."""
    seen = AnnualReport.objects.filter(organisation__in=request.actor.organisations(READ))
    years = list(seen.order_by("-year").values_list("year", flat=True).distinct())
    year = request.GET.get("year", "")
    asked = whole_number(year)
    found = seen if asked is None else seen.filter(year=asked)
    rows = found.select_related("organisation").order_by("-year", "organisation__path")[: SHOWN + 1]
    return render(
        request,
        "web/reports.html",
        {
            "rows": rows[:SHOWN],
            "more": len(rows) > SHOWN,
            "years": years,
            "year": year,
            "may_start": request.actor.holds(OFFICE),
            "organisations": _offices(request).order_by("path")[:500],
            # The report of a year is mostly begun when the year ends, or soon after.
            "start_years": [request.today.year, request.today.year - 1, request.today.year - 2],
            "start_year": request.today.year if request.today.month > 9 else request.today.year - 1,
        },
    )


@page("reports/start/", name="report_start", roles=OFFICE, methods=("POST",))
def start(request: HttpRequest) -> HttpResponse:
    """Start the report of an organisation for a year; where there is one already, open that."""
    organisation = _offices(request).filter(code=request.POST.get("organisation", "")).first()
    year = request.POST.get("year", "")
    if organisation is None or not re.fullmatch(r"20\d\d", year):
        messages.error(request, text("请选择机构和年度。"))
        return redirect("reports")
    existing = AnnualReport.objects.filter(organisation=organisation, year=int(year)).first()
    if existing:
        messages.info(request, text("%(report)s已经启动编制。") % {"report": existing})
        return redirect("report", pk=existing.pk)
    last = AnnualReport.objects.filter(organisation=organisation, year=int(year) - 1).first()
    data = {"organisation": organisation, "year": int(year), "addressees": last.addressees if last else ""}
    try:
        made = cases.open_case(AnnualReport, "start", request.actor, request.today, data)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("reports")
    messages.success(request, text("已启动编制%(report)s。") % {"report": made})
    return redirect("report", pk=made.pk)


def _offices(request: HttpRequest) -> Any:
    return request.actor.organisations(OFFICE).filter(valid_to=None)


# ---- one report


@page("reports/<int:pk>/", name="report", roles=READ)
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a report stands: its chapters, what is wrong with it, which steps come next, and the files."""
    report = _report(request, pk)
    draft = Draft(report)
    findings = check(report, request.today, draft)
    following = cases.next_steps(report, request.actor, request.today)
    return render(
        request,
        "web/report.html",
        _frame(request, draft, findings)
        | {
            "clocks": [(clock, clock.term.limit.label) for clock in cases.clocks_of(report)],
            "way": _way(report),
            "next": [described(one.step) | {"allowed": one.allowed, "reason": one.reason} for one in following],
            "made": cases.course(report)[::-1],
            "figures": len(draft.keys),
            "without": sum(1 for figure in draft.figures.values() if figure is None),
            "changed": len(workspace.changes(draft)),
            "version": report.versions.first(),
            **_files(request, report),
        },
    )


def _way(report: AnnualReport) -> list[dict[str, Any]]:
    """Return the states on the way to publication in their order: by whom each is reached, when it was, which is now.

    What the report was sent back from lies ahead of it again.
    """
    states = [state for state in report.version.states if not state.final]
    if end := next((s for s in report.version.states if s.final and s.slug == report.state), None):
        states.append(end)
    else:
        states += [state for state in report.version.states if state.final][:1]
    here = next(place for place, state in enumerate(states) if state.slug == report.state)
    reached = {made.state: made.on for made in cases.course(report)}
    rows = []
    for place, state in enumerate(states):
        step = next((each for each in report.version.steps if each.target is state), None)
        if step is not None:
            was = place < here or (place == here and state.final)
            status = "done" if was else "current" if place == here else "open"
            on = reached.get(state.slug) if place <= here else None
            rows.append({"state": state, "status": status, "on": on} | described(step))
    return rows


@page("reports/<int:pk>/sections/<slug:chapter>/", name="report_section", roles=READ, methods=("GET", "POST"))
def section(request: HttpRequest, pk: int, chapter: str) -> HttpResponse:
    """Write one section. What is typed but not saved comes back with every answer, and is never lost."""
    report = _report(request, pk)
    if chapter not in BY_SLUG:
        raise Http404(text("报告没有这一章节。"))
    if request.method == "GET":
        return _desk(request, report, chapter)
    if not request.actor.may(OFFICE[0], report.organisation):
        raise NotAllowed(text("只有依法治市办可以编写本报告。"))
    body = request.POST.get("body", "").replace("\r\n", "\n")
    given = whole_number(request.POST.get("revision"))
    revision = -1 if given is None else given
    action = request.POST.get("action", "save")
    if action == "preview" and request.htmx:  # type: ignore[attr-defined]
        return render(request, "web/report_preview.html", _preview(Draft(report, {chapter: body}), chapter))
    if added := request.POST.get("append"):
        return _desk(request, report, chapter, body=f"{body}{added}", revision=revision)
    if action == "adopt" and (last := Draft(report).last):
        return _desk(request, report, chapter, body=last.sections[chapter].body, revision=revision)
    if action in {"preview", "find"}:
        return _desk(request, report, chapter, body=body, revision=revision)
    try:
        saved = workspace.write_section(report, chapter, body, request.actor, revision)
    except SectionChanged as changed:
        theirs = changed.section
        pieces = _worded(workspace.compare(theirs.body, body))
        told = {"refused": str(changed), "conflict": pieces}
        return _desk(request, report, chapter, body=body, revision=theirs.revision, status=409, **told)
    except ReportRefused as refused:
        return _desk(request, report, chapter, body=body, revision=revision, status=409, refused=str(refused))
    except SourceError as error:
        told = {"refused": text("正文有格式问题，没有保存："), "told": error.problems}
        return _desk(request, report, chapter, body=body, revision=revision, status=422, **told)
    messages.success(request, text("已保存“%(title)s”（第 %(n)s 次修订）。") % {"title": saved, "n": saved.revision})
    return redirect("report_section", pk=pk, chapter=chapter)


def _desk(
    request: HttpRequest,
    report: AnnualReport,
    chapter: str,
    *,
    body: str | None = None,
    revision: int | None = None,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    """Render the desk of one section; `body` is what was typed and is not saved."""
    kept = Draft(report).sections[chapter]
    draft = Draft(report, None if body is None else {chapter: body})
    findings = check(report, request.today, draft)
    writes = workspace.may_write(report, request.actor)
    last = draft.last
    order = [each.slug for each in CHAPTERS]
    at = order.index(chapter)
    context = _frame(request, draft, findings) | {
        "chapter": BY_SLUG[chapter],
        "part": PARTS.get(BY_SLUG[chapter].part, ""),
        "body": draft.sections[chapter].body,
        "revision": kept.revision if revision is None else revision,
        "unsaved": body is not None and body.strip() != kept.body,
        "writes": writes,
        "reading": "" if writes else BY_SLUG[chapter].title,
        "here": [finding for finding in findings if finding.chapter == chapter],
        "rows": _compared(draft, draft.asked[chapter]),
        "previous": BY_SLUG[order[at - 1]] if at else None,
        "following": BY_SLUG[order[at + 1]] if at + 1 < len(order) else None,
        **_preview(draft, chapter),
        **told,
    }
    if last and last.sections[chapter].body:
        context["last"] = {
            "year": last.report.year,
            "blocks": build.filled(last.report, last.blocks[chapter], last.figures_of(chapter)),
        }
    if writes:
        context["offered"] = [
            {"sentence": sentence, "group": DOMAINS[sentence.group].called(get_language() or "")}
            for sentence in workspace.offered(report, BY_SLUG[chapter])
        ]
        context |= _picker(request, report)
    return render(request, "web/report_section.html", context, status=status)


def _preview(draft: Draft, chapter: str) -> dict[str, Any]:
    """Return the section as it would be printed, each figure with its source; or what keeps it from being read."""
    fault = draft.faults.get(chapter)
    return {
        "report": draft.report,
        "fault": fault.problems if fault else [],
        "blocks": build.filled(draft.report, draft.blocks[chapter], draft.figures_of(chapter)),
        "sources": SOURCES,
    }


def _compared(draft: Draft, keys: list[Key]) -> list[dict[str, Any]]:
    """Return figures beside those of the year before."""
    language = get_language() or ""
    earlier = draft.before(keys)
    return [
        {
            "key": key,
            "name": key.called(),
            "unit": CATALOGUE[key.indicator].unit_in(language) if key.indicator in CATALOGUE else "",
            "scope": SCOPES.get(key.scope, key.scope),
            "figure": (figure := draft.figures[key]),
            "source": SOURCES[figure.source] if figure else "",
            "before": (before := earlier[key]),
            "growth": _growth(figure, before),
        }
        for key in keys
    ]


def _growth(figure: Figure | None, before: Figure | None) -> str:
    """Return by how much a figure exceeds that of the year before: rates in points, all else in per cent."""
    if figure is None or before is None or figure.value is None or before.value is None:
        return ""
    if figure.value == before.value:
        return text("持平")
    if figure.unit == "%":
        return text("%(n)s 个百分点") % {"n": f"{figure.value - before.value:+}"}
    growth = indicators.growth(figure, before)
    return "" if growth is None else f"{growth:+}%"


# ---- the figure picker


@page("reports/<int:pk>/picker/", name="report_picker", roles=OFFICE)
def picker(request: HttpRequest, pk: int) -> HttpResponse:
    """The indicators that match a search, with the values to be had, for the picker of a section."""
    report = _report(request, pk)
    return render(request, "web/report_picker.html", {"report": report} | _picker(request, report))


def _picker(request: HttpRequest, report: AnnualReport) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    query, domain = asked.get("q", "").strip(), asked.get("domain", "")
    language = get_language() or ""
    found = matching(query, domain)
    keys = {
        (entry.slug, scope): Key(entry.slug, report.organisation.code, scope, str(report.year))
        for entry in found[:PICKED]
        for scope in (ALL, OWN)
    }
    earlier = {place: key.year_before for place, key in keys.items()}
    have = figures(report, [key for key in (*keys.values(), *earlier.values()) if key])
    rows = []
    for entry in found[:PICKED]:
        choices = []
        for scope in (ALL, OWN):
            key, last = keys[entry.slug, scope], earlier[entry.slug, scope]
            figure, before = have[key], have[last] if last else None
            if figure or before:
                choices.append(
                    {
                        "key": key,
                        "scope": SCOPES[scope],
                        "written": key.written(report),
                        "figure": figure,
                        "source": SOURCES[figure.source] if figure else "",
                        "before": before,
                        "growth": _growth(figure, before),
                    }
                )
        rows.append(
            {"entry": entry, "name": entry.called(language), "unit": entry.unit_in(language), "choices": choices}
        )
    return {
        "query": query,
        "domain": domain,
        "domains": [(slug, one.called(language)) for slug, one in DOMAINS.items()],
        "picked": sorted(rows, key=lambda row: not row["choices"]),
        "beyond": max(0, len(found) - PICKED),
        "asked_for": bool(query or domain),
    }


def matching(query: str, domain: str) -> list[Indicator]:
    """Return the indicators of `domain` in which every word of `query` stands, those with it in the name first."""
    words = query.lower().split()
    if not words and domain not in DOMAINS:
        return []
    found = []
    for entry in CATALOGUE.values():
        name = f"{entry.label} {entry.english} {entry.slug}".lower()
        said = f"{name} {DOMAINS[entry.domain].label} {entry.definition}".lower()
        if (domain not in DOMAINS or entry.domain == domain) and all(word in said for word in words):
            found.append((not all(word in name for word in words), entry))
    return [entry for _elsewhere, entry in sorted(found, key=lambda pair: pair[0])]


# ---- checks, figures, versions


@page("reports/<int:pk>/check/", name="report_check", roles=READ)
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is wrong or doubtful, by chapter, with its cure."""
    draft = Draft(_report(request, pk))
    findings = check(draft.report, request.today, draft)
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.chapter, []).append(finding)
    return render(
        request,
        "web/report_check.html",
        _frame(request, draft, findings)
        | {
            "groups": [(BY_SLUG.get(slug), found) for slug, found in groups.items()],
            "rules": RULES,
        },
    )


@page("reports/<int:pk>/figures/", name="report_figures", roles=READ)
def all_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Every figure of the report beside last year's, as it was locked, and what has changed since."""
    draft = Draft(_report(request, pk))
    findings = check(draft.report, request.today, draft)
    changed = {change.key: change for change in workspace.changes(draft)}
    chapters = {key: BY_SLUG[slug] for slug, keys in reversed(draft.asked.items()) for key in keys}  # the first counts
    rows = [
        row | {"chapter": chapters[row["key"]], "live": draft.live[row["key"]], "change": changed.get(row["key"])}
        for row in _compared(draft, draft.keys)
    ]
    context = {"rows": rows, "changes": list(changed.values()), "may_lock": _may_lock(request, draft.report)}
    return render(request, "web/report_figures.html", _frame(request, draft, findings) | context)


@page("reports/<int:pk>/lock/", name="report_lock", roles=OFFICE, methods=("POST",))
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """定格: keep the figures as they are now."""
    report = _report(request, pk)
    try:
        kept = workspace.lock(report, request.actor, timezone.now())
    except ReportRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, text("已定格 %(n)s 个数字；此后的变化会逐项列出。") % {"n": kept})
    return redirect("report_figures", pk=pk)


def _may_lock(request: HttpRequest, report: AnnualReport) -> bool:
    return report.state in workspace.OPEN and request.actor.may(OFFICE[0], report.organisation)


@page("reports/<int:pk>/versions/", name="report_versions", roles=READ)
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions kept, and the differences between any two, or one and the text as it stands."""
    report = _report(request, pk)
    draft = Draft(report)
    findings = check(report, request.today, draft)
    kept = list(report.versions.all())
    texts = {str(version.number): version.sections for version in kept}
    texts[NOW] = {slug: section.body for slug, section in draft.sections.items()}
    new = request.GET.get("new", NOW)
    old = request.GET.get("old", str(kept[0].number) if kept else NOW)
    if old not in texts or new not in texts:
        raise Http404(text("没有这个版本。"))
    found = workspace.differences(texts[old], texts[new])
    return render(
        request,
        "web/report_versions.html",
        _frame(request, draft, findings)
        | {
            "versions": kept,
            "choices": [(NOW, text("当前稿")), *((str(one.number), f"v{one.number} {one.reason}") for one in kept)],
            "old": old,
            "new": new,
            "side": request.GET.get("view") == "side",
            "differences": [(BY_SLUG[slug], _worded(pieces)) for slug, pieces in found.items()],
            "may_keep": request.actor.may(OFFICE[0], report.organisation),
        },
    )


@page("reports/<int:pk>/versions/keep/", name="report_keep", roles=OFFICE, methods=("POST",))
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the text as it stands as a version."""
    report = _report(request, pk)
    moment = timezone.now()
    try:
        version = workspace.keep_version(report, request.actor, request.POST.get("reason", ""), moment)
    except ReportRefused as refused:
        messages.error(request, str(refused))
    else:
        if version.at == moment:
            messages.success(request, text("已保存为版本 %(n)s。") % {"n": version.number})
        else:
            messages.info(request, text("自版本 %(n)s 以来正文没有变动，没有另存。") % {"n": version.number})
    return redirect("report_versions", pk=pk)


_REFERENCE = re.compile(r"\{\{\s*([\w.]+)([^}]*)\}\}")


def _worded(pieces: Iterable[workspace.Piece]) -> list[workspace.Piece]:
    """Return the pieces with each reference in words: 〔审结案件·本级〕 says more to a reader than its code."""

    def named(match: re.Match[str]) -> str:
        entry = CATALOGUE.get(match[1])
        name = entry.called(get_language() or "") if entry else match[1]
        options = [str(SCOPES.get(value, value)) for value in re.findall(r"=(\S+)", match[2])]
        return f"〔{'·'.join([name, *options])}〕"

    return [workspace.Piece(piece.kind, _REFERENCE.sub(named, piece.text)) for piece in pieces]


# ---- the document


@page("reports/<int:pk>/text/", name="report_text", roles=READ)
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole report as the document it will be, with its annex of sources."""
    draft = Draft(_report(request, pk))
    context = _frame(request, draft, check(draft.report, request.today, draft))
    try:
        made = build.assemble(draft.report, "", build.notice_of(draft.report, request.today))
        context["document"] = html.fragment(made.document)
    except (ReportRefused, DocumentError) as refused:
        context["refused"] = str(refused)
    return render(request, "web/report_text.html", context)


@page("reports/official.css", name="report_style", roles=SIGNED_IN)
def style(request: HttpRequest) -> FileResponse:
    """The style of official documents, which the files carry within themselves."""
    return FileResponse(html.STYLE.open("rb"), content_type="text/css; charset=utf-8")


@page("reports/<int:pk>/report.<slug:kind>", name="report_file", roles=READ)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Build one file of the report as it stands now, and hand it out."""
    report = _report(request, pk)
    if kind not in build.WRITERS:
        raise Http404(text("报告可下载为 HTML、DOCX、PDF 和 JSON。"))
    base = request.build_absolute_uri("/").rstrip("/")
    try:
        content = build.WRITERS[kind](build.assemble(report, base, build.notice_of(report, request.today)))
    except (ReportRefused, DocumentError) as refused:
        messages.error(request, str(refused))
        return redirect("report_check", pk=pk)
    handed_out(report, request.actor, kind)
    return FileResponse(BytesIO(content), as_attachment=True, filename=f"{report}.{kind}", content_type=TYPES[kind])


@page("reports/<int:pk>/build/", name="report_build", roles=READ, methods=("POST",))
def build_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Let all files be built in the background; the page of the report says how far that is."""
    report = _report(request, pk)
    running = _building(request, report)
    if running is None or job_pages.shown(running)["busy"] is False:
        base = request.build_absolute_uri("/").rstrip("/")
        title = text("生成%(report)s的文件") % {"report": report}
        job_pages.ask(request, REPORT, title, {"report": report.pk, "base": base})
    return redirect(reverse("report", args=[pk]) + "#files")


@page("reports/<int:pk>/files/", name="report_files", roles=READ)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a report, and how far those are that are being built; asked for again and again meanwhile."""
    report = _report(request, pk)
    return render(request, "web/report_files.html", {"report": report, **_files(request, report)})


def _files(request: HttpRequest, report: AnnualReport) -> dict[str, Any]:
    job = _building(request, report)
    return {"kinds": list(build.WRITERS), "build": job_pages.shown(job) if job else None}


def _building(request: HttpRequest, report: AnnualReport) -> jobs.Job | None:
    """Return the last job that built the files of a report for the reader."""
    return jobs.seen_by(request.user).filter(kind=REPORT, arguments__report=report.pk).first()


# ---- what all pages of a report share


def _report(request: HttpRequest, pk: int) -> AnnualReport:
    found = ledgers.find(Reports, request.actor, pk)
    assert isinstance(found, AnnualReport)
    return found


def _frame(request: HttpRequest, draft: Draft, findings: list[Finding]) -> dict[str, Any]:
    """Return the head of every page of a report, and the state of its chapters."""
    report = draft.report
    counted: dict[str, list[int]] = {}
    for finding in findings:
        counted.setdefault(finding.chapter, [0, 0])[finding.severity != ERROR] += 1
    chapters = []
    part = 0
    for chapter in CHAPTERS:
        errors, warnings = counted.get(chapter.slug, (0, 0))
        heading = ""
        if chapter.part != part:
            part = chapter.part
            # A part of one chapter needs no heading of its own.
            heading = str(PARTS[part]) if sum(one.part == part for one in CHAPTERS) > 1 else ""
        chapters.append(
            {
                "chapter": chapter,
                "heading": heading,
                "written": bool(draft.sections[chapter.slug].body.strip()),
                "errors": errors,
                "warnings": warnings,
                "address": reverse("report_section", args=[report.pk, chapter.slug]),
            }
        )
    errors = sum(1 for finding in findings if finding.severity == ERROR)
    return {
        "report": report,
        "chapters": chapters,
        "written": sum(1 for one in chapters if one["written"]),
        "errors": errors,
        "warnings": len(findings) - errors,
        "kinds": list(build.WRITERS),
        "first": next((one for one in chapters if not one["written"]), chapters[0]),
    }
