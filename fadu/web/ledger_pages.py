"""台账页面: every ledger's list, records, forms, import and export, drawn from its declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as text

from fadu.kernel import cases, indicators, journal, ledgers, procedure
from fadu.kernel.cases import Case, StepRefused
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.columns import BOOLEAN, CHOICE, DATE, DATETIME, DECIMAL, INTEGER, ORGANISATION, Column
from fadu.kernel.documents import DocumentRefused
from fadu.kernel.ledgers import Ledger, LedgerRefused, NotAllowed, Query, Row
from fadu.kernel.organisations import Actor
from fadu.kernel.procedure import Step
from fadu.kernel.workbooks import WorkbookRefused

from . import case_pages, forms, parcels
from .indicator_pages import called
from .journal_pages import line
from .pages import SIGNED_IN, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
FAULTS = 200  # of an import on its page; the marked workbook has them all


@page("ledgers/", name="ledgers", roles=SIGNED_IN)
def index(request: HttpRequest) -> HttpResponse:
    """The ledgers that the reader may read, by field of work."""
    fields: dict[str, list[dict]] = {}
    for ledger in ledgers.all_ledgers():
        if request.actor.holds(ledger.read):
            field = str(ledger.model._meta.app_config.verbose_name)
            fields.setdefault(field, []).append({"ledger": ledger, "may_enter": enters(ledger, request.actor)})
    return render(request, "web/ledgers.html", {"fields": fields})


@page("ledgers/<slug:slug>/", name="ledger", roles=SIGNED_IN)
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of one ledger, as the address asks for it: filters, search, order, and the place in it."""
    ledger = ledgers.ledger(slug)
    query = Query.of(request.GET)
    context: dict[str, Any] = {
        "ledger": ledger,
        "query": query,
        "is_case": ledger.is_case(),
        "may_enter": enters(ledger, request.actor),
        "filters": filter_fields(ledger, query),
        "narrowed": bool(query.filters or query.search),
    }
    if ledger.volume:
        return _volume(request, ledger)
    try:
        shown = ledgers.page(ledger, request.actor, query)
    except NotAllowed:
        raise
    except LedgerRefused as refused:
        return render(request, "web/ledger.html", context | {"refused": str(refused)}, status=refused.status)
    finals = _final_states(ledger)
    columns = _in_sight(shown.columns)
    running = _running(ledger, shown.rows)
    context |= {
        "page": shown,
        "headings": [_heading(column, query, shown.query) for column in columns],
        "rows": [_cells(row, columns, finals, running) for row in shown.rows],
        "next": _address(query, cursor=shown.next) if shown.next else "",
        "previous": _address(query, cursor=shown.previous) if shown.previous else "",
        "exports": [(name, _address(query, cursor="")) for name in ledgers.EXPORTS],
        "tabs": _tabs(ledger, query, finals),
    }
    return render(request, "web/ledger.html", context)


def _volume(request: HttpRequest, ledger: type[Ledger]) -> HttpResponse:
    """A ledger of millions is not leafed through: show which figures count it, each with the way to its rows."""
    if not request.actor.holds(ledger.read):
        raise NotAllowed(text("您没有查看“%(title)s”的角色。") % {"title": ledger.title})
    top = request.actor.organisations(ledger.read).order_by("path").first()
    counted = [slug for slug, one in indicators.declared().items() if one.ledger is ledger.model and one.published]
    rows = [called(CATALOGUE[slug]) | {"slug": slug, "definition": CATALOGUE[slug].definition} for slug in counted]
    context = {"ledger": ledger, "rows": rows, "organisation": top, "period": request.today.year - 1}
    return render(request, "web/ledger_volume.html", context)


@page("ledgers/<slug:slug>/<int:pk>/", name="ledger_record", roles=SIGNED_IN)
def record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One record with its journal; of a case, where it stands and what may come next."""
    ledger = ledgers.ledger(slug)
    found = ledgers.find(ledger, request.actor, pk)
    if isinstance(found, Case):
        return case_pages.show(request, ledger, found)
    row = ledgers.view(request.actor, found)
    events = list(journal.history(ledger.slug, found.pk).order_by("-seq")[: case_pages.EVENTS + 1])
    return render(
        request,
        "web/record.html",
        {
            "ledger": ledger,
            "record": found,
            "heading": case_pages.heading(row, found),
            "facts": case_pages.facts(ledger, row),
            "events": [line(event) for event in events[: case_pages.EVENTS]],
            "more_events": len(events) > case_pages.EVENTS,
            "rights": case_pages.rights(ledger, request.actor, found),
        },
    )


@page("ledgers/<slug:slug>/new/", name="ledger_new", roles=SIGNED_IN, methods=("GET", "POST"))
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a record, or open a case by one of its opening steps."""
    ledger = ledgers.ledger(slug)
    if not enters(ledger, request.actor):
        raise NotAllowed(text("您没有登记“%(title)s”的角色。") % {"title": ledger.title})
    if issubclass(ledger.model, Case):
        return _open_case(request, ledger, ledger.model)
    form = _form(ledger, request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ledgers.create(ledger, request.actor, form.cleaned_data, request.today)
        except LedgerRefused as refused:
            _tell(form, refused)
        else:
            messages.success(request, text("已登记“%(record)s”。") % {"record": made})
            return redirect("ledger_record", slug=slug, pk=made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "web/record_form.html", {"ledger": ledger, "form": form}, status=status)


@page("ledgers/<slug:slug>/<int:pk>/edit/", name="ledger_edit", roles=SIGNED_IN, methods=("GET", "POST"))
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a record; of a case, correct what was recorded wrongly, with a reason."""
    ledger = ledgers.ledger(slug)
    found = ledgers.find(ledger, request.actor, pk)
    if not case_pages.rights(ledger, request.actor, found)["edit"]:
        raise NotAllowed(text("您没有修改这条记录的角色。"))
    form = _form(ledger, request, request.POST if request.method == "POST" else None, found)
    if isinstance(found, Case):
        del form.fields["organisation"]  # a case is handed over by a step, not by a correction
    reason, seen = request.POST.get("reason", ""), request.POST.get("revision", str(found.revision))
    if request.method == "POST" and form.is_valid():
        try:
            ledgers.edit(found, request.actor, form.cleaned_data, int(seen) if seen.isdecimal() else None, reason)
        except LedgerRefused as refused:
            _tell(form, refused)
        else:
            messages.success(request, text("已保存“%(record)s”。") % {"record": found})
            return redirect("ledger_record", slug=slug, pk=pk)
    context = {"ledger": ledger, "record": found, "form": form, "reason": reason, "revision": seen}
    context["is_case"] = ledger.is_case()
    context["heading"] = case_pages.heading(ledgers.view(request.actor, found), found)
    return render(request, "web/record_form.html", context, status=422 if form.is_bound else 200)


@page("ledgers/<slug:slug>/<int:pk>/delete/", name="ledger_delete", roles=SIGNED_IN, methods=("GET", "POST"))
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a record with a reason; the journal keeps all of it."""
    ledger = ledgers.ledger(slug)
    found = ledgers.find(ledger, request.actor, pk)
    if not case_pages.rights(ledger, request.actor, found)["edit"]:
        raise NotAllowed(text("您没有删除这条记录的角色。"))
    fault = ""
    if request.method == "POST":
        label = case_pages.heading(ledgers.view(request.actor, found), found)
        try:
            ledgers.delete(found, request.actor, request.POST.get("reason", ""))
        except LedgerRefused as refused:
            fault = str(refused)
        else:
            messages.success(request, text("已删除“%(record)s”，内容和理由留在留痕中。") % {"record": label})
            return redirect("ledger", slug=slug)
    context = {"ledger": ledger, "record": found, "fault": fault, "is_case": ledger.is_case()}
    row = ledgers.view(request.actor, found)
    context |= {"heading": case_pages.heading(row, found), "facts": case_pages.facts(ledger, row)}
    return render(request, "web/record_delete.html", context, status=422 if fault else 200)


# Files


@page("ledgers/<slug:slug>/export.<slug:format>", name="ledger_export", roles=SIGNED_IN)
def export(request: HttpRequest, slug: str, format: str) -> FileResponse:
    """All rows that the list shows by its filters, as a workbook or CSV file."""
    ledger = ledgers.ledger(slug)
    try:
        file = ledgers.export(ledger, request.actor, Query.of(request.GET), format, at=timezone.now())
    except NotAllowed:
        raise
    except LedgerRefused as refused:
        raise Http404(str(refused)) from refused
    name = f"{ledger.title} {request.today.isoformat()}.{format}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[format])


@page("ledgers/<slug:slug>/template.xlsx", name="ledger_template", roles=SIGNED_IN)
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The workbook in which an import is prepared."""
    ledger = ledgers.ledger(slug)
    _must_enter(ledger, request.actor)
    return _workbook(ledgers.template(ledger, request.actor), text("%(title)s 导入模板.xlsx") % {"title": ledger.title})


@page("ledgers/<slug:slug>/import/", name="ledger_import", roles=SIGNED_IN, methods=("GET", "POST"))
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Import a file: first a trial that writes nothing, then, as it is or not at all, the import."""
    ledger = ledgers.ledger(slug)
    _must_enter(ledger, request.actor)
    organisations = request.actor.organisations(ledger.recorders()).order_by("path")
    context: dict[str, Any] = {"ledger": ledger, "organisations": organisations[:500]}
    if request.method == "GET":
        return render(request, "web/import.html", context)
    chosen = organisations.filter(code=request.POST.get("organisation", "")).first()
    context |= {"chosen": chosen}
    token, upload = request.POST.get("parcel", ""), request.FILES.get("file")
    if upload is None and not token:
        return render(request, "web/import.html", context | {"fault": text("请选择要导入的文件。")}, status=422)
    if upload is not None:
        token = parcels.leave(request, upload, upload.name)
    path, name = parcels.fetch(request, token)
    try:
        trial = "confirm" not in request.POST
        result = ledgers.import_file(ledger, request.actor, path, chosen, dry_run=trial, name=name)
    except (WorkbookRefused, StepRefused, LedgerRefused) as refused:
        if isinstance(refused, NotAllowed):
            raise
        return render(request, "web/import.html", context | {"fault": str(refused), "file": name}, status=422)
    context |= {"result": result, "file": name, "parcel": token, "faults": result.errors[:FAULTS]}
    if result.errors and result.marked:
        context["marked"] = parcels.leave(request, result.marked, text("标注错误 %(name)s") % {"name": name})
    return render(request, "web/import.html", context, status=422 if result.errors else 200)


@page("parcels/<str:token>/", name="ledger_parcel", roles=SIGNED_IN)
def parcel(request: HttpRequest, token: str) -> FileResponse:
    """Fetch a workbook that an import left, such as the one with its errors marked."""
    path, name = parcels.fetch(request, token)
    name = name if name.endswith(".xlsx") else name.rpartition(".")[0] + ".xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


def _workbook(content: bytes, name: str) -> HttpResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)


# Entering


def enters(ledger: type[Ledger], actor: Actor) -> bool:
    """Tell whether the actor may enter something into a ledger, somewhere."""
    if issubclass(ledger.model, Case):
        return any(actor.holds({step.role}) for step in openings(ledger))
    return actor.holds(ledger.write)


def openings(ledger: type[Ledger], on=None) -> list[Step]:
    """Return the steps by which people open a case of a ledger, the usual first."""
    found: dict[str, Step] = {}
    for slug in ledger.model.procedures:  # type: ignore[attr-defined]
        versions = procedure.declared().get(slug)
        if versions:
            version = procedure.in_force(slug, on) if on else versions[-1]
            for step in version.openings():
                if step.role != "system" and not step.takes_over:
                    found.setdefault(step.slug, step)
    return list(found.values())


def _open_case(request: HttpRequest, ledger: type[Ledger], model: type[Case]) -> HttpResponse:
    offered = [step for step in openings(ledger, request.today) if request.actor.holds({step.role})]
    asked = request.POST.get("step") or request.GET.get("step") or ""
    step = next((one for one in offered if one.slug == asked), offered[0] if offered else None)
    if step is None:
        raise NotAllowed(text("您没有办理立案环节的角色。"))
    context: dict[str, Any] = {"ledger": ledger, "openings": offered, "step": step}
    if request.method == "GET":
        form = case_pages.form_of(request, ledger, step)
        return render(request, "web/case_new.html", context | {"form": form})
    values, faults, on = case_pages.filled_in(request, ledger, step)
    refused = ""
    if on and not faults:
        try:
            made = cases.open_case(
                model,
                step,
                request.actor,
                on,
                values,
                case_pages.uploads(request, step),
                outcome=request.POST.get("outcome", ""),
                note=request.POST.get("note", "").strip(),
            )
        except (StepRefused, DocumentRefused) as error:
            refused, faults = str(error), getattr(error, "faults", {})
        else:
            messages.success(request, text("已立案：%(case)s。") % {"case": made})
            return redirect("ledger_record", slug=ledger.slug, pk=made.pk)
    form = case_pages.form_of(request, ledger, step, written=request.POST, faults=faults)
    return render(request, "web/case_new.html", context | {"form": form, "refused": refused}, status=422)


def _must_enter(ledger: type[Ledger], actor: Actor) -> None:
    if not actor.holds(ledger.recorders()):
        raise NotAllowed(text("您没有登记“%(title)s”的角色。") % {"title": ledger.title})


def _form(ledger: type[Ledger], request: HttpRequest, written: Mapping[str, str] | None, record: Any = None) -> Form:
    return forms.form(ledger, request.actor, written, record)


def _tell(form: Form, refused: LedgerRefused) -> None:
    """Put what the kernel refused beside the fields that it speaks of."""
    for name, fault in refused.errors.items():
        form.add_error(name if name in form.fields else None, fault)
    if not refused.errors:
        form.add_error(None, str(refused))


# The list


def filter_fields(ledger: type[Ledger], query: Query) -> list[dict[str, Any]]:
    """Return the filters of a list, each with what was typed into it."""
    found = []
    for name in ledger.filters:
        column = ledger.column(name)
        field: dict[str, Any] = {"name": name, "label": column.label, "shape": "text"}
        chosen = query.filters.get(name, ())
        if column.kind == BOOLEAN:
            field |= {"shape": "select", "options": [("是", text("是")), ("否", text("否"))]}
        elif column.kind == CHOICE:
            field |= {"shape": "select", "options": [(str(value), label) for value, label in column.choices]}
        elif column.kind in (DATE, DATETIME, INTEGER, DECIMAL):
            field |= {
                "shape": "range",
                "type": "date" if column.kind in (DATE, DATETIME) else "text",
                "from": "".join(query.filters.get(f"{name}_from", ())[-1:]),
                "to": "".join(query.filters.get(f"{name}_to", ())[-1:]),
            }
        elif column.kind == ORGANISATION:
            field |= {"shape": "organisation"}
        found.append(
            field | {"value": chosen[0] if len(chosen) == 1 else "", "several": chosen if len(chosen) > 1 else ()}
        )
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


def _tabs(ledger: type[Ledger], query: Query, finals: frozenset[str]) -> list[dict[str, Any]]:
    """Return the ways to see the open cases, those that ended, or all."""
    if not ledger.is_case() or "state" not in ledger.filters:
        return []
    states = [str(value) for value, _label in ledger.column("state").choices]
    groups = {
        text("在办"): tuple(dict.fromkeys(state for state in states if state not in finals)),
        text("已结"): tuple(dict.fromkeys(state for state in states if state in finals)),
        text("全部"): (),
    }
    tabs = []
    for label, group in groups.items():
        filters = {name: values for name, values in query.filters.items() if name != "state"}
        filters |= {"state": group} if group else {}
        here = set(query.filters.get("state", ())) == set(group)
        tabs.append({"label": label, "address": _address(query, filters=filters, cursor=""), "here": here})
    return tabs
