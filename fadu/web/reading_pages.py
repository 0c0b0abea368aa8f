"""读报告: reports are uploaded, read into figures, looked through, corrected by hand, and handed out again."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu import reader
from fadu.kernel import journal, ledgers
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.columns import whole_number
from fadu.kernel.documents import DocumentDamaged, DocumentRefused
from fadu.kernel.ledgers import LedgerRefused, NotAllowed
from fadu.kernel.organisations import Actor, Kind, Organisation
from fadu.reader import folding, sources
from fadu.readings import comments, naming, places, register, store, telling
from fadu.readings.jobs import READ
from fadu.readings.ledgers import Readings
from fadu.readings.models import APPROX, SCOPES, ReadFigure, Reading, Status
from fadu.readings.store import ReadingRefused, Unreadable

from . import forms as ledger_forms
from . import job_pages, parcels, reading_files
from .indicator_pages import domain_label
from .journal_pages import line
from .pages import page
from .reading_desk import ERROR, EVERY, KINDS, LEVELS, QUESTION, Desk, around, worded
from .reading_text import marked, sheet_at, sheets
from .report_pages import PICKED, matching

READERS, WRITERS = tuple(Readings.read), tuple(Readings.write)
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


# ---- uploading


@page("readings/upload/", name="reading_upload", roles=WRITERS, methods=("GET", "POST"))
def upload(request: HttpRequest) -> HttpResponse:
    """Take files in: what can be read within a moment is shown first, with what was guessed; the rest is a job."""
    offices = request.actor.organisations(WRITERS).filter(valid_to=None).order_by("path")
    asked = request.POST.get("organisation", "")
    organisation = offices.filter(code=asked).first() if asked else (request.actor.organisation or offices.first())
    if organisation is None:
        raise NotAllowed(text("机构 %(code)s 不在您可以核读报告的范围内。") % {"code": asked})
    context = {
        "organisation": organisation,
        "offices": offices[:500],
        "organisations": offices[:500],
        "statuses": Status.choices[::-1],
        "refused": [],
    }
    if request.method == "GET":
        return render(request, "web/reading_upload.html", context)
    if "confirm" in request.POST:
        return _confirmed(request, organisation, context)
    files = request.FILES.getlist("files")
    if not files:
        return render(request, "web/reading_upload.html", context | {"fault": text("请选择文件。")}, status=422)
    status = request.POST.get("status", "")
    status = status if status in Status.values else Status.PUBLISHED
    if len(files) > FEW or any(not _quick(file) for file in files):
        return _as_job(request, files, organisation, status)
    rows, refused = [], []
    for file in files:
        try:
            rows.append(_guess(request, file, organisation, status))
        except Unreadable as error:
            refused.append(str(error))
    answer = 422 if refused else 200
    return render(request, "web/reading_upload.html", context | {"rows": rows, "refused": refused}, status=answer)


FEW = 10  # files that are shown before they are taken
LARGE = 32 * 2**20  # bytes of a file that nobody waits for


def _quick(file: UploadedFile) -> bool:
    if (file.size or 0) > LARGE:
        return False
    data = file.read()
    file.seek(0)
    return store.quick(data) and not _is_archive(data)


def _is_archive(data: bytes) -> bool:
    """Tell an archive of reports from a DOCX, which is an archive as well."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _guess(request: HttpRequest, file: UploadedFile, organisation: Organisation, status: str) -> dict[str, Any]:
    """Return a file as the page shows it before it is taken: what its text says of itself. Raises Unreadable."""
    data, name = file.read(), file.name or ""
    source = sources.extract(data, name)
    made = reader.read(source.text)
    title = naming.title_of(folding.fold(source.text[:2000]))
    place = naming.place_in(source.text)
    about = None
    if "by_name" in request.POST:
        about = _organisation_of(place, request.actor.organisations(WRITERS).filter(valid_to=None))
    return {
        "parcel": parcels.leave(request, data, name),
        "name": name,
        "title": title or name.rpartition(".")[0] or name,
        "place": place,
        "year": made.year,
        "about": about.code if about else "",
        "status": status,
        "figures": len(made.figures),
        "notes": source.notes,
        "known": store.known(data, organisation),
    }


def _organisation_of(place: str, among: QuerySet[Organisation]) -> Organisation | None:
    """Return the organisation of Fadu whose report it is by the name printed: a place stands for its government."""
    if not place:
        return None
    name = places.bare(place)
    of_name = among.filter(Q(name=place) | Q(kind=Kind.GOVERNMENT, division__name=name)).order_by("path")[:2]
    found = list(of_name)
    return found[0] if len(found) == 1 else None


def _confirmed(request: HttpRequest, organisation: Organisation, context: dict[str, Any]) -> HttpResponse:
    """Take the files that were shown; what is refused comes back with the reason."""
    taken, refused = [], []
    abouts = {one.code: one for one in request.actor.organisations(WRITERS).filter(valid_to=None)}
    for parcel in request.POST.getlist("parcel")[:FEW]:
        path, name = parcels.fetch(request, parcel)
        given = {key: request.POST.get(f"{key}-{parcel}", "").strip() for key in ("place", "year", "about", "status")}
        try:
            if given["about"] and given["about"] not in abouts:
                raise NotAllowed(text("机构 %(code)s 不在您可以核读报告的范围内。") % {"code": given["about"]})
            made = store.take(
                path.read_bytes(),
                name,
                request.actor,
                organisation=organisation,
                about=abouts.get(given["about"]),
                place=given["place"],
                year=given["year"],
                status=given["status"],
            )
        except NotAllowed:
            raise
        except (Unreadable, LedgerRefused, DocumentRefused) as error:
            refused.append(f"{name}：{error}")
        else:
            taken.append(made)
    if refused:
        for one in taken:
            messages.success(request, text("已读“%(title)s”。") % {"title": one})
        return render(request, "web/reading_upload.html", context | {"refused": refused}, status=422)
    if len(taken) == 1:
        words = {"title": taken[0], "n": taken[0].figures.count()}
        messages.success(request, text("已读“%(title)s”，%(n)s 个数字。") % words)
        return redirect("reading", pk=taken[0].pk)
    messages.success(request, text("已读 %(n)s 份报告。") % {"n": len(taken)})
    return redirect("readings")


def _as_job(
    request: HttpRequest, files: Sequence[UploadedFile], organisation: Organisation, status: str
) -> HttpResponse:
    """Let files be read in the background: one as it is, several packed together."""
    packed: IO[bytes]
    if len(files) == 1:
        packed, name = files[0], files[0].name or ""  # type: ignore[assignment]
    else:
        packed, name = tempfile.TemporaryFile(), text("%(n)s 个文件.zip") % {"n": len(files)}  # noqa: SIM115 - below
        with zipfile.ZipFile(packed, "w") as archive:
            for number, file in enumerate(files, 1):
                archive.writestr(f"{number} {file.name}" if _doubled(files, file) else str(file.name), file.read())
        packed.seek(0)
    arguments = {"organisation": organisation.code, "status": status, "by_name": "by_name" in request.POST}
    title = text("读报告：%(name)s") % {"name": name}
    with packed:
        return job_pages.follow(request, job_pages.ask(request, READ, title, arguments, file=packed, name=name))


def _doubled(files: Sequence[UploadedFile], file: UploadedFile) -> bool:
    return sum(other.name == file.name for other in files) > 1


# ---- one reading


@page("readings/<int:pk>/", name="reading", roles=READERS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with its figures marked, and beside it what is known of the one that is chosen."""
    reading = _reading(request, pk)
    desk = Desk(reading, request.actor)
    narrowed = _filter(request)
    parts = sheets(reading.text)
    at = _place(request.GET.get("at"))
    if at is not None:
        sheet = sheet_at(parts, at)
    else:
        asked = _place(request.GET.get("sheet")) or 0
        sheet = min(asked, len(parts) - 1)
        if asked == 0 and "sheet" not in request.GET and any(narrowed.values()):
            found = desk.chosen(**narrowed)
            sheet = sheet_at(parts, found[0].start) if found else 0
    query = _kept(narrowed)
    context = {
        "sheets": parts,
        "sheet": sheet,
        "sheet_next": sheet + 1 if sheet + 1 < len(parts) else 0,
        "marked": marked(reading.text, desk.marks(**narrowed), parts[sheet], -1 if at is None else at, query),
    }
    return render(
        request,
        "web/reading.html",
        _frame(request, desk) | _legend(desk, narrowed) | context | _panel(desk, narrowed, at),
    )


@page("readings/<int:pk>/figures/<int:start>/", name="reading_figure", roles=READERS)
def panel(request: HttpRequest, pk: int, start: int) -> HttpResponse:
    """The panel of one figure, for the page of the text; by itself it leads to that page."""
    reading = _reading(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('reading', args=[pk])}?at={start}#f{start}")
    desk = Desk(reading, request.actor, fresh=False)
    narrowed = _filter(request)
    context = {"reading": reading, "figure_count": len(desk.figures), "may_write": _may_write(request, reading)}
    return render(request, "web/reading_panel.html", context | _panel(desk, narrowed, start))


def _panel(desk: Desk, narrowed: dict[str, str], at: int | None) -> dict[str, Any]:
    """Return what the panel shows: the figure at a place, or where to begin."""
    among = desk.chosen(**narrowed)
    context: dict[str, Any] = {"kept": _kept(narrowed), "first": among[0].start if among else None}
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
    desk = Desk(_reading(request, pk), request.actor)
    narrowed = _filter(request)
    found = desk.chosen(**narrowed)
    shown, paging = _paged(request, len(found), ROWS)
    context = {"rows": [desk.row(one) for one in found[shown]], **paging}
    return render(request, "web/reading_figures.html", _frame(request, desk) | _legend(desk, narrowed) | context)


@page("readings/<int:pk>/findings/", name="reading_findings", roles=READERS)
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in one reading: what does not add up, differs from Fadu's own, is missing or late."""
    desk = Desk(_reading(request, pk), request.actor)
    return render(
        request, "web/reading_findings.html", _frame(request, desk) | {"rows": desk.wrong, "hints": desk.right}
    )


@page("readings/<int:pk>/print/", name="reading_print", roles=READERS)
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The text on paper with its marks, and what was found."""
    desk = Desk(_reading(request, pk), request.actor)
    said = desk.reading.text
    context = {"rows": desk.wrong, "legend": desk.legend(), "marked": marked(said, desk.marks(), (0, len(said)))}
    return render(request, "web/reading_print.html", _frame(request, desk) | context)


@page("readings/<int:pk>/reading.<slug:kind>", name="reading_file", roles=READERS)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The figures and findings as a workbook or JSON, or the draft with comments at the figures."""
    reading = _reading(request, pk)
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


# ---- correcting


@page("readings/<int:pk>/correct/", name="reading_correct", roles=WRITERS, methods=("GET", "POST"))
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a figure, say that it is none, or add one that was missed; always with a reason."""
    reading = _reading(request, pk)
    _must_write(request, reading)
    given = request.POST if request.method == "POST" else request.GET
    start, end = _place(given.get("start")), _place(given.get("end"))
    context: dict[str, Any] = {"reading": reading, "quote": given.get("quote", "")[:100]}
    if start is None or end is None:
        return _find_missed(request, reading, context)
    if not 0 <= start < end <= len(reading.text):
        raise Http404(text("正文里没有这个位置。"))
    if request.method == "GET" and (known := reading.figures.filter(start__lte=start, unit_end__gte=end).first()):
        start, end = known.start, known.end  # a selection within a figure means that figure
    elif request.method == "GET" and (start, end) not in store.corrections(reading):
        start, end = _number_in(reading.text, start, end)
    figure = reading.figures.filter(start=start, end=end).first()
    initial = (
        {name: getattr(figure, name) for name in FIELDS} if figure else {"approx": "exact", "period": reading.year}
    )
    indicator = given.get("indicator", figure.indicator if figure else "")
    context |= {
        "start": start,
        "end": end,
        "missed": figure is None,
        **around(reading.text, start, end),
        "history": [worded(each) for each in reading.corrections.filter(start=start, end=end).order_by("-pk")],
        "form": (form := CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)),
        **_picked(given.get("q", ""), indicator),
    }
    if request.method == "POST" and request.POST.get("action") != "find" and form.is_valid():
        none = request.POST.get("figure") == "no"
        changes: dict[str, Any] = {"figure": False} if none else _changes(form, figure, indicator)
        try:
            if not changes:
                raise ReadingRefused(text("没有改动；数字没有读错的，不用更正。"))
            store.correct(reading, (start, end), changes, form.cleaned_data["reason"], request.actor)
        except ReadingRefused as refused:
            for name, fault in refused.errors.items():
                form.add_error(name if name in form.fields else None, fault)
            if not refused.errors:
                context["fault"] = str(refused)
        else:
            messages.success(request, text("已更正；重新读取以后更正仍然有效。"))
            return redirect(f"{reverse('reading', args=[pk])}?at={start}#f{start}")
    looking = request.POST.get("action") == "find"
    if looking:
        form.errors.clear()
    return render(request, "web/reading_correct.html", context, status=422 if form.is_bound and not looking else 200)


class CorrectionForm(forms.Form):
    """What may be corrected of a figure; blank what the text does not say."""

    value = forms.CharField(
        label=_("数值"), required=False, max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    )
    approx = forms.ChoiceField(label=_("精确程度"), required=False, choices=list(APPROX.items()))
    unit = forms.CharField(label=_("单位"), required=False, max_length=20)
    subject = forms.CharField(label=_("所数的事"), required=False, max_length=120)
    org = forms.CharField(
        label=_("主体"), required=False, max_length=120, help_text=_("正文写的谁；与报告单位相同的留空")
    )
    period = forms.CharField(label=_("期间"), required=False, max_length=12, help_text=_("如 2023、2023-06、2023Q2"))
    scope = forms.ChoiceField(label=_("口径"), required=False, choices=list(SCOPES.items()))
    reason = forms.CharField(
        label=_("理由"), max_length=200, error_messages={"required": _("更正读出的数字须说明理由。")}
    )
    reason.whole = True  # type: ignore[attr-defined]


FIELDS = tuple(name for name in CorrectionForm.base_fields if name != "reason")


def _changes(form: CorrectionForm, figure: ReadFigure | None, indicator: str) -> dict[str, Any]:
    """Return what the form says that the figure does not; of one that was missed, all that was filled in."""
    given = {name: form.cleaned_data[name].strip() for name in FIELDS} | {"indicator": indicator}
    if figure is None:
        return {name: value for name, value in given.items() if value}
    changed = {name: value for name, value in given.items() if value != str(getattr(figure, name))}
    if "value" in changed and _same(changed["value"], figure.value):
        del changed["value"]
    return changed


def _same(written: str, value: Decimal) -> bool:
    try:
        return Decimal(re.sub(r"[,，\s]", "", written)) == value
    except InvalidOperation:
        return False


def _number_in(said: str, start: int, end: int) -> tuple[int, int]:
    """Return where the one number stands in a selection, which may hold its unit too; the selection where none does."""
    found = reader.read(said[start:end]).figures
    return (start + found[0].start, start + found[0].end) if len(found) == 1 else (start, end)


def _picked(query: str, chosen: str) -> dict[str, Any]:
    """Return the indicators that a search finds, the chosen one always among them."""
    language = get_language() or ""
    found = matching(query.strip(), "")
    shown = found[:PICKED]
    if chosen in CATALOGUE and CATALOGUE[chosen] not in shown:
        shown = [CATALOGUE[chosen], *shown]
    picked = [
        {
            "entry": entry,
            "name": entry.called(language),
            "unit": entry.unit_in(language),
            "domain": domain_label(entry.domain),
        }
        for entry in shown
    ]
    return {
        "query": query, "chosen": chosen, "picked": picked, "found": bool(found), "beyond": max(0, len(found) - PICKED),
    }  # fmt: skip


@page("readings/indicators/", name="reading_indicators", roles=WRITERS)
def indicators(request: HttpRequest) -> HttpResponse:
    """The indicators that a search finds, for the form of a correction."""
    return render(
        request, "web/reading_indicators.html", _picked(request.GET.get("q", "")[:60], request.GET.get("indicator", ""))
    )


def _find_missed(request: HttpRequest, reading: Reading, context: dict[str, Any]) -> HttpResponse:
    """Find a number by the words around it: 共办结[38]件."""
    quote = context["quote"]
    if not quote.strip():
        return render(request, "web/reading_correct.html", context | {"missed": True})
    spans = _quoted(reading.text, quote)
    if not spans:
        fault = text("正文里没有“%(quote)s”，请照正文一字不差地写。") % {"quote": quote}
        return render(request, "web/reading_correct.html", context | {"missed": True, "fault": fault}, status=422)
    if len(spans) == 1:
        return redirect(f"{reverse('reading_correct', args=[reading.pk])}?start={spans[0][0]}&end={spans[0][1]}")
    places = [{"start": start, "end": end, **around(reading.text, start, end)} for start, end in spans[:PICKED]]
    return render(request, "web/reading_correct.html", context | {"missed": True, "places": places})


def _quoted(said: str, quote: str) -> list[tuple[int, int]]:
    """Return the places of a number that is quoted with the words around it; in brackets, or the only number there."""
    bracketed = re.fullmatch(r"(.*?)[\[［【](.+?)[\]］】](.*)", quote)
    if bracketed:
        before, number, after = bracketed.groups()
    else:
        found = reader.read(quote).figures
        start, end = (found[0].start, found[0].end) if len(found) == 1 else (0, len(quote))
        before, number, after = quote[:start], quote[start:end], quote[end:]
    whole = before + number + after
    spans, at = [], said.find(whole)
    while at >= 0:
        spans.append((at + len(before), at + len(before) + len(number)))
        at = said.find(whole, at + 1)
    return spans


@page("readings/<int:pk>/corrections/", name="reading_corrections", roles=READERS, methods=("GET", "POST"))
def corrections(request: HttpRequest, pk: int) -> HttpResponse:
    """All corrections of a reading, the newest first; one that counts can be taken back, with a reason."""
    reading = _reading(request, pk)
    if request.method == "POST":
        _must_write(request, reading)
        span = _place(request.POST.get("start")) or 0, _place(request.POST.get("end")) or 0
        try:
            store.correct(reading, span, {}, request.POST.get("reason", ""), request.actor)
        except ReadingRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, text("已撤回；数字恢复为读出的样子。"))
        return redirect("reading_corrections", pk=pk)
    desk = Desk(reading, request.actor)
    counting = {one.pk for one in desk.counting.values()}
    rows = [
        worded(one) | {"counts": one.pk in counting, "printed": reading.text[one.start : one.end]}
        for one in reading.corrections.order_by("-pk")
    ]
    return render(request, "web/reading_corrections.html", _frame(request, desk) | {"rows": rows})


# ---- what is registered of a reading


@page("readings/<int:pk>/facts/", name="reading_facts", roles=READERS, methods=("GET", "POST"))
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose report it is, of which year, draft or published; how it was read."""
    reading = _reading(request, pk)
    if request.method == "POST":
        _must_write(request, reading)
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
        request, "web/reading_facts.html", _frame(request, Desk(reading, request.actor)) | context, status=answer
    )


EVENTS = 30


@page("readings/<int:pk>/reread/", name="reading_reread", roles=WRITERS, methods=("POST",))
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the text again with the reader of today; corrections stay."""
    reading = _reading(request, pk)
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
    reading = _reading(request, pk)
    _must_write(request, reading)
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
    context = _frame(request, Desk(reading, request.actor)) | {"fault": fault, "reason": reason}
    return render(request, "web/reading_delete.html", context, status=422 if fault else 200)


# ---- what the pages of a reading share


def _reading(request: HttpRequest, pk: int) -> Reading:
    found = ledgers.find(Readings, request.actor, pk)
    assert isinstance(found, Reading)
    return found


def _may_write(request: HttpRequest, reading: Reading) -> bool:
    return any(request.actor.may(role, reading.organisation) for role in WRITERS)


def _must_write(request: HttpRequest, reading: Reading) -> None:
    if not _may_write(request, reading):
        raise NotAllowed(text("您没有核读“%(organisation)s”报告的角色。") % {"organisation": reading.organisation})


def _frame(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """Return the head of every page of a reading."""
    return {
        "reading": desk.reading,
        "document": desk.reading.document,
        "figure_count": len(desk.figures),
        "errors": desk.counted(ERROR),
        "questions": desk.counted(QUESTION),
        "correction_count": desk.reading.corrections.count(),
        "may_write": _may_write(request, desk.reading),
    }


def _filter(request: HttpRequest) -> dict[str, str]:
    """Return which figures the address asks for."""
    show, indicator = request.GET.get("show", ""), request.GET.get("indicator", "")
    return {"show": show if show in EVERY else "", "indicator": indicator if indicator in CATALOGUE else ""}


def _kept(narrowed: Mapping[str, str]) -> str:
    """Return a filter as the beginning of a query, to go before the place of a figure."""
    kept = urlencode({name: value for name, value in narrowed.items() if value})
    return f"{kept}&" if kept else ""


def _legend(desk: Desk, narrowed: Mapping[str, str]) -> dict[str, Any]:
    """Return the bar that says what the marks mean and filters by them."""
    return {
        "legend": desk.legend(),
        "indicators": desk.indicators(),
        "shown": narrowed["show"],
        "indicator": narrowed["indicator"],
    }


def _place(written: str | None) -> int | None:
    return int(written) if written and written.isdecimal() and len(written) < 9 else None
