"""读报告: reports that were read: listed, looked through, registered, and handed out again."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import IO, Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import journal, ledgers
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.columns import whole_number
from fadu.kernel.documents import DocumentDamaged
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.organisations import Actor, Organisation
from fadu.readings import comments, register, store, telling
from fadu.readings.ledgers import Readings
from fadu.readings.models import Reading, Status
from fadu.readings.store import ReadingRefused, Unreadable

from . import forms as ledger_forms
from . import reading_files
from .journal_pages import line
from .pages import page
from .reading_desk import ERROR, KINDS, LEVELS, QUESTION, Desk, around, worded
from .reading_frame import (
    READERS,
    WRITERS,
    frame,
    kept_query,
    legend,
    may_write,
    must_write,
    narrowing,
    offset,
    readable,
)
from .reading_text import marked, sheet_at, sheets

SIZE = 25  # readings on a page of the list
ROWS = 100  # figures, and findings, on a page
EXAMINED = 40  # readings that a page of findings looks through at most
ORDERS = {
    "-read_at": _("最近读取的在前"),
    "place": _("按报告单位"),
    "-year": _("年度新的在前"),
    "title": _("按标题"),
}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FACTS = ("title", "place", "division", "about", "year", "status")


# ---- all readings


@page("readings/", name="readings", roles=READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """The readings that the reader may see, narrowed, with what was found in each."""
    given = _given(request)
    order = request.GET.get("order", "")
    given["order"] = order if order in ORDERS else next(iter(ORDERS))
    seen = _seen(request)
    found = _narrowed(seen, given).order_by(given["order"], "-pk")
    count = found.count()
    shown, paging = _paged(request, count, SIZE)
    rows = [_summary(one, request.actor) for one in found[shown]]
    context = {
        "rows": rows,
        "count": count,
        "given": given,
        "orders": ORDERS.items(),
        **paging,
        **_choices(seen, given),
    }
    return render(request, "web/readings.html", context | {"may_write": request.actor.holds(WRITERS)})


def _summary(reading: Reading, actor: Actor) -> dict[str, Any]:
    """Return what a row of the list says of a reading."""
    desk = Desk(reading, actor, fresh=False)
    counts = {one["slug"]: one["count"] for one in desk.legend()}
    return {
        "reading": reading,
        "figures": len(desk.figures),
        "errors": desk.counted(ERROR),
        "differs": counts["differs"] if reading.about_id else None,
        "unknown": counts["unknown"],
    }


@page("readings/findings/", name="reading_all_findings", roles=READERS)
def all_findings(request: HttpRequest) -> HttpResponse:
    """What was found in all readings, those read last first; a page looks through some of them."""
    given = _given(request) | {name: request.GET.get(name, "") for name in ("level", "kind")}
    seen = _seen(request)
    found = _narrowed(seen, given).order_by("-read_at", "-pk")
    shown, paging = _paged(request, found.count(), EXAMINED)
    rows = [
        replace(each, reading=reading)
        for reading in found[shown]
        for each in Desk(reading, request.actor, fresh=False).wrong
        if given["level"] in ("", each.level_slug) and given["kind"] in ("", each.kind_slug)
    ]
    context = {"rows": rows, "given": given, "kinds": KINDS.items(), **paging, **_choices(seen, given)}
    context["levels"] = [(slug, LEVELS[slug][1]) for slug in (ERROR, QUESTION)]
    return render(request, "web/reading_all_findings.html", context)


def _seen(request: HttpRequest) -> QuerySet[Reading]:
    reachable = request.actor.organisations(READERS)
    return Reading.objects.filter(organisation__in=reachable).select_related("about", "organisation")


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:100] for name in ("q", "year", "status", "whose")}


def _narrowed(found: QuerySet[Reading], given: Mapping[str, str]) -> QuerySet[Reading]:
    for word in given["q"].split():
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(file_name__icontains=word))
    if given["year"]:
        found = found.filter(year=given["year"])
    if given["status"]:
        found = found.filter(status=given["status"])
    if given["whose"] in ("own", "others"):
        found = found.filter(about__isnull=given["whose"] == "others")
    return found


def _choices(seen: QuerySet[Reading], given: Mapping[str, str]) -> dict[str, Any]:
    """Return what the filters offer."""
    years = seen.exclude(year="").order_by("-year").values_list("year", flat=True).distinct()
    narrowed = any(value for name, value in given.items() if name != "order")
    return {"years": list(years), "statuses": Status.choices, "narrowed": narrowed}


def _paged(request: HttpRequest, count: int, size: int) -> tuple[slice, dict[str, int]]:
    """Return which of `count` rows the page asked for shows, and where it stands."""
    turned = request.GET.get("page", "1")
    pages = max(1, -(-count // size))
    here = min(max(int(turned) if turned.isdecimal() and len(turned) < 7 else 1, 1), pages)
    place = {"page": here, "pages": pages, "previous_page": here - 1, "next_page": here + 1}
    return slice((here - 1) * size, here * size), place


# ---- one reading


@page("readings/<int:pk>/", name="reading", roles=READERS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with its figures marked, and beside it what is known of the one that is chosen."""
    reading = readable(request, pk)
    desk = Desk(reading, request.actor)
    narrowed = narrowing(request)
    parts = sheets(reading.text)
    at = offset(request.GET.get("at"))
    if at is not None:
        sheet = sheet_at(parts, at)
    else:
        asked = offset(request.GET.get("sheet")) or 0
        sheet = min(asked, len(parts) - 1)
        if asked == 0 and "sheet" not in request.GET and any(narrowed.values()):
            found = desk.chosen(**narrowed)
            sheet = sheet_at(parts, found[0].start) if found else 0
    query = kept_query(narrowed)
    context = {
        "sheets": parts,
        "sheet": sheet,
        "sheet_next": sheet + 1 if sheet + 1 < len(parts) else 0,
        "marked": marked(reading.text, desk.marks(**narrowed), parts[sheet], -1 if at is None else at, query),
    }
    return render(
        request,
        "web/reading.html",
        frame(request, desk) | legend(desk, narrowed) | context | _panel(desk, narrowed, at),
    )


@page("readings/<int:pk>/figures/<int:start>/", name="reading_figure", roles=READERS)
def panel(request: HttpRequest, pk: int, start: int) -> HttpResponse:
    """The panel of one figure, for the page of the text; by itself it leads to that page."""
    reading = readable(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('reading', args=[pk])}?at={start}#f{start}")
    desk = Desk(reading, request.actor, fresh=False)
    narrowed = narrowing(request)
    context = {"reading": reading, "figure_count": len(desk.figures), "may_write": may_write(request, reading)}
    return render(request, "web/reading_panel.html", context | _panel(desk, narrowed, start))


def _panel(desk: Desk, narrowed: dict[str, str], at: int | None) -> dict[str, Any]:
    """Return what the panel shows: the figure at a place, or where to begin."""
    among = desk.chosen(**narrowed)
    context: dict[str, Any] = {"kept": kept_query(narrowed), "first": among[0].start if among else None}
    figure = next((one for one in desk.figures if one.start == at), None)
    if figure is not None:
        context["figure"] = desk.panel(figure, among if figure in among else desk.figures)
        if figure.indicator in CATALOGUE:
            context["compare"] = reverse("comparison", args=[figure.indicator])
    elif at in desk.excluded:
        correction = desk.excluded[at]
        context["excluded"] = worded(correction) | around(desk.reading.text, correction.start, correction.end)
    return context


@page("readings/<int:pk>/figures/", name="reading_figures", roles=READERS)
def all_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """All figures of a reading as a table."""
    desk = Desk(readable(request, pk), request.actor)
    narrowed = narrowing(request)
    found = desk.chosen(**narrowed)
    shown, paging = _paged(request, len(found), ROWS)
    context = {"rows": [desk.row(one) for one in found[shown]], **paging}
    return render(request, "web/reading_figures.html", frame(request, desk) | legend(desk, narrowed) | context)


@page("readings/<int:pk>/findings/", name="reading_findings", roles=READERS)
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in one reading: what does not add up, differs from Fadu's own, is missing or late."""
    desk = Desk(readable(request, pk), request.actor)
    return render(
        request, "web/reading_findings.html", frame(request, desk) | {"rows": desk.wrong, "hints": desk.right}
    )


@page("readings/<int:pk>/print/", name="reading_print", roles=READERS)
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The text on paper with its marks, and what was found."""
    desk = Desk(readable(request, pk), request.actor)
    said = desk.reading.text
    context = {"rows": desk.wrong, "legend": desk.legend(), "marked": marked(said, desk.marks(), (0, len(said)))}
    return render(request, "web/reading_print.html", frame(request, desk) | context)


@page("readings/<int:pk>/reading.<slug:kind>", name="reading_file", roles=READERS)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The figures and findings as a workbook or JSON, or the draft with comments at the figures."""
    reading = readable(request, pk)
    if kind not in TYPES:
        raise Http404(text("读过的报告可下载为 XLSX、JSON 和带批注的 DOCX。"))
    desk = Desk(reading, request.actor)
    content: IO[bytes]
    try:
        if kind == "xlsx":
            content = reading_files.workbook(desk, request.actor, request.today)
        elif kind == "json":
            content = io.BytesIO(json.dumps(telling.as_json(reading, desk.told), ensure_ascii=False, indent=1).encode())
        else:
            file_of = telling.file_of(reading)
            content = io.BytesIO(comments.annotate(file_of, reading.text, desk.told.notes(), timezone.now()))
    except (Unreadable, DocumentDamaged) as error:
        messages.error(request, str(error))
        return redirect("reading_findings", pk=pk)
    journal.write(
        journal.Entry(
            "export",
            ledger=Readings.slug,
            record=str(pk),
            organisation=reading.organisation.code,
            actor=request.actor.username,
            actor_name=request.actor.name,
            data={"format": kind},
        )
    )
    name = f"{reading.title}.{kind}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[kind])


# ---- what is registered of a reading


@page("readings/<int:pk>/facts/", name="reading_facts", roles=READERS, methods=("GET", "POST"))
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose report it is, of which year, draft or published; how it was read."""
    reading = readable(request, pk)
    if request.method == "POST":
        must_write(request, reading)
    form = ledger_forms.form(
        Readings, request.actor, request.POST if request.method == "POST" else None, reading, FACTS
    )
    offered = request.actor.organisations(WRITERS).filter(valid_to=None) | Organisation.objects.filter(
        pk=reading.about_id
    )
    form.fields["about"].queryset = offered.order_by("path")  # type: ignore[attr-defined]
    form.fields["about"].empty_label = text("外单位的报告，不与台账比对")  # type: ignore[attr-defined]
    seen = request.POST.get("revision", str(reading.revision))
    if request.method == "POST" and form.is_valid():
        try:
            ledgers.edit(reading, request.actor, form.cleaned_data, whole_number(seen))
        except LedgerRefused as refused:
            for name, fault in (refused.errors or {"": str(refused)}).items():
                form.add_error(name if name in form.fields else None, fault)
        else:
            messages.success(request, text("已保存“%(record)s”。") % {"record": reading})
            return redirect("reading_facts", pk=pk)
    events = list(journal.history(Readings.slug, pk).order_by("-seq")[:EVENTS])
    context = {
        "form": form,
        "revision": seen,
        "given": [
            (form.fields[name].label, getattr(reading, f"get_{name}_display", lambda: "")() or getattr(reading, name))
            for name in FACTS
        ],
        "facts": [
            (text("文件名"), reading.file_name),
            (text("读取机构"), reading.organisation),
            (text("读取人"), reading.by_name),
            (text("读取时间"), reading.read_at),
            (text("软件版本"), reading.version),
            (text("字数"), len(reading.text)),
        ],
        "events": [line(event) for event in events],
        "more_events": False,
    }
    answer = 422 if form.is_bound else 200
    return render(
        request, "web/reading_facts.html", frame(request, Desk(reading, request.actor)) | context, status=answer
    )


EVENTS = 30


@page("readings/<int:pk>/reread/", name="reading_reread", roles=WRITERS, methods=("POST",))
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the text again with the reader of today; corrections stay."""
    reading = readable(request, pk)
    try:
        before = reading.figures.count()
        store.reread(reading, request.actor)
    except ReadingRefused as refused:
        messages.error(request, str(refused))
    else:
        words = {"n": reading.figures.count(), "before": before}
        messages.success(request, text("已重新读取：%(n)s 个数字（原来 %(before)s 个），人工更正全部保留。") % words)
    return redirect("reading", pk=pk)


@page("readings/<int:pk>/delete/", name="reading_delete", roles=WRITERS, methods=("GET", "POST"))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a reading with a reason; the journal keeps what it was."""
    reading = readable(request, pk)
    must_write(request, reading)
    fault, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        title = str(reading)
        try:
            register.delete(reading, request.actor, reason)
        except LedgerRefused as refused:
            fault = str(refused)
        else:
            messages.success(request, text("已删除“%(record)s”，内容和理由留在留痕中。") % {"record": title})
            return redirect("readings")
    context = frame(request, Desk(reading, request.actor)) | {"fault": fault, "reason": reason}
    return render(request, "web/reading_delete.html", context, status=422 if fault else 200)
