"""台账页面: every ledger's list, records, forms, import and export, drawn from its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as text

from fadu.kernel import cases, jobs, journal, ledgers, procedure
from fadu.kernel.cases import Case, StepRefused
from fadu.kernel.columns import RECORD, whole_number
from fadu.kernel.documents import DocumentRefused
from fadu.kernel.ledgers import Ledger, LedgerRefused, NotAllowed, Query, Stale
from fadu.kernel.organisations import Actor, Record
from fadu.kernel.procedure import Step
from fadu.kernel.workbooks import WorkbookRefused

from . import back, case_pages, case_view, forms, job_pages, parcels
from .journal_pages import line
from .pages import SIGNED_IN, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
AT_ONCE = 256 * 1024  # bytes of a file that is imported while its reader waits
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
            "heading": case_view.heading(row, found),
            "facts": case_view.grouped_facts(ledger, row, found, request.actor),
            "related": (related := case_view.related(found, request.actor)),
            "addable": any(one["add"] and not one["rows"] for one in related),
            "links": case_view.links(found, request.actor),
            "events": [line(event) for event in events[: case_pages.EVENTS]],
            "more_events": len(events) > case_pages.EVENTS,
            "rights": case_view.rights(ledger, request.actor, found),
            "back": back.way_back(request, ledger),
        },
    )


@page("ledgers/<slug:slug>/new/", name="ledger_new", roles=SIGNED_IN, methods=("GET", "POST"))
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a record, or open a case by one of its opening steps."""
    ledger = ledgers.ledger(slug)
    if not enters(ledger, request.actor):
        raise NotAllowed(text("您没有登记“%(title)s”的角色。") % {"title": ledger.title})
    given = _given(request, ledger)
    if issubclass(ledger.model, Case):
        return _open_case(request, ledger, ledger.model, given)
    form = forms.form(ledger, request.actor, request.POST if request.method == "POST" else None, given=given)
    if request.method == "POST" and form.is_valid():
        try:
            made = ledgers.create(ledger, request.actor, form.cleaned_data, request.today)
        except LedgerRefused as refused:
            _tell(form, refused)
        else:
            messages.success(request, text("已登记“%(record)s”。") % {"record": made})
            return _onward(made, given)
    context = {"ledger": ledger, "form": form, "given": list(given.values())}
    return render(request, "web/record_form.html", context, status=422 if form.is_bound else 200)


def _given(request: HttpRequest, ledger: type[Ledger]) -> dict[str, Record]:
    """Return the records that the address names for columns of the form, as the “add” of a case's page does."""
    found = {}
    for name, column in ledger.all_columns.items():
        asked = request.GET.get(name, "")
        if column.kind == RECORD and asked.isdecimal() and issubclass(column.field.related_model, Record):
            other = ledgers.of(column.field.related_model)
            found[name] = ledgers.find(other, request.actor, asked)
    return found


def _onward(made: Record, given: Mapping[str, Record]) -> HttpResponse:
    """Lead on to the record that was made, or back to the case from whose page it was entered."""
    back_to = next((one for one in given.values() if isinstance(one, Case)), None)
    if back_to is None:
        return redirect("ledger_record", slug=ledgers.of(type(made)).slug, pk=made.pk)
    return redirect(reverse("ledger_record", args=[back_to.ledger, back_to.pk]) + "#related")


@page("ledgers/<slug:slug>/<int:pk>/edit/", name="ledger_edit", roles=SIGNED_IN, methods=("GET", "POST"))
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a record; of a case, correct what was recorded wrongly, with a reason."""
    ledger = ledgers.ledger(slug)
    found = ledgers.find(ledger, request.actor, pk)
    if not case_view.rights(ledger, request.actor, found)["edit"]:
        raise NotAllowed(text("您没有修改这条记录的角色。"))
    form = forms.form(ledger, request.actor, request.POST if request.method == "POST" else None, found)
    others: list[dict[str, Any]] = []
    if isinstance(found, Case):
        del form.fields["organisation"]  # a case is handed over by a step, not by a correction
    reason, seen = request.POST.get("reason", ""), request.POST.get("revision", str(found.revision))
    if request.method == "POST" and form.is_valid():
        try:
            ledgers.edit(found, request.actor, form.cleaned_data, whole_number(seen), reason)
        except Stale as refused:
            _tell(form, refused)
            found.refresh_from_db()
            # Told what the other changed, the reader may save again, over it.
            others, seen = case_pages.changes_since(found, int(seen)), str(found.revision)
        except LedgerRefused as refused:
            _tell(form, refused)
        else:
            messages.success(request, text("已保存“%(record)s”。") % {"record": found})
            return redirect("ledger_record", slug=slug, pk=pk)
    context = {"ledger": ledger, "record": found, "form": form, "reason": reason, "revision": seen, "others": others}
    context["is_case"] = ledger.is_case()
    context["heading"] = case_view.heading(ledgers.view(request.actor, found), found)
    return render(request, "web/record_form.html", context, status=422 if form.is_bound else 200)


@page("ledgers/<slug:slug>/<int:pk>/delete/", name="ledger_delete", roles=SIGNED_IN, methods=("GET", "POST"))
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a record with a reason; the journal keeps all of it."""
    ledger = ledgers.ledger(slug)
    found = ledgers.find(ledger, request.actor, pk)
    if not case_view.rights(ledger, request.actor, found)["edit"]:
        raise NotAllowed(text("您没有删除这条记录的角色。"))
    fault = ""
    if request.method == "POST":
        label = case_view.heading(ledgers.view(request.actor, found), found)
        try:
            ledgers.delete(found, request.actor, request.POST.get("reason", ""))
        except LedgerRefused as refused:
            fault = str(refused)
        else:
            messages.success(request, text("已删除“%(record)s”，内容和理由留在留痕中。") % {"record": label})
            return redirect("ledger", slug=slug)
    context = {"ledger": ledger, "record": found, "fault": fault, "is_case": ledger.is_case()}
    row = ledgers.view(request.actor, found)
    context |= {"heading": case_view.heading(row, found), "facts": case_view.facts(ledger, row)}
    return render(request, "web/record_delete.html", context, status=422 if fault else 200)


# Files


@page("ledgers/<slug:slug>/export.<slug:format>", name="ledger_export", roles=SIGNED_IN)
def export(request: HttpRequest, slug: str, format: str) -> FileResponse:
    """All rows that the list shows by its filters, as a workbook or CSV file."""
    ledger = ledgers.ledger(slug)
    try:
        file = ledgers.export(ledger, request.actor, Query.of(request.GET, request.today), format, at=timezone.now())
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
    """Import a file: first a trial that writes nothing, then, as it is or not at all, the import.

    A small file is tried while the reader waits; a large one, and one of a volume ledger, becomes a job.
    """
    ledger = ledgers.ledger(slug)
    _must_enter(ledger, request.actor)
    organisations = request.actor.organisations(ledger.recorders()).order_by("path")
    context: dict[str, Any] = {"ledger": ledger, "organisations": organisations[:500]}
    if request.method == "GET":
        return render(request, "web/import.html", context)
    if (job := whole_number(request.POST.get("job"))) is not None:
        return _import_tried(request, ledger, job)
    chosen = organisations.filter(code=request.POST.get("organisation", "")).first()
    context |= {"chosen": chosen}
    token, upload = request.POST.get("parcel", ""), request.FILES.get("file")
    if upload is None and not token:
        return render(request, "web/import.html", context | {"fault": text("请选择要导入的文件。")}, status=422)
    if upload is not None:
        if ledger.volume or upload.size > AT_ONCE:
            return _import_job(request, ledger, upload, upload.name, chosen.code if chosen else "", trial=True)
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


def _import_job(
    request: HttpRequest, ledger: type[Ledger], file: Any, name: str, organisation: str, *, trial: bool
) -> HttpResponse:
    arguments = {"ledger": ledger.slug, "organisation": organisation, "trial": trial}
    words = {"ledger": ledger.title, "file": name}
    title = text("试运行导入 %(ledger)s：%(file)s") if trial else text("导入 %(ledger)s：%(file)s")
    return job_pages.follow(
        request, job_pages.ask(request, jobs.IMPORT, title % words, arguments, file=file, name=name)
    )


def _import_tried(request: HttpRequest, ledger: type[Ledger], pk: int) -> HttpResponse:
    """Import the file of a job that tried it and found nothing wrong."""
    tried = jobs.seen_by(request.user).filter(pk=pk, kind=jobs.IMPORT, standing=jobs.Standing.DONE).first()
    if tried is None or tried.arguments["ledger"] != ledger.slug or not tried.input.exists():
        raise Http404(text("试运行的文件已过期，请重新上传。"))
    return _import_job(request, ledger, tried.input, tried.file, tried.arguments["organisation"], trial=False)


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


def _open_case(
    request: HttpRequest, ledger: type[Ledger], model: type[Case], given: Mapping[str, Record]
) -> HttpResponse:
    offered = [step for step in openings(ledger, request.today) if request.actor.holds({step.role})]
    asked = request.POST.get("step") or request.GET.get("step") or ""
    step = next((one for one in offered if one.slug == asked), offered[0] if offered else None)
    if step is None:
        raise NotAllowed(text("您没有办理立案环节的角色。"))
    context: dict[str, Any] = {"ledger": ledger, "openings": offered, "step": step}
    if request.method == "GET":
        form = case_pages.form_of(request, ledger, step, given=given)
        return render(request, "web/case_new.html", context | {"form": form})
    values, faults, on = case_pages.filled_in(request, ledger, step, given=given)
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
    form = case_pages.form_of(request, ledger, step, written=request.POST, faults=faults, given=given)
    return render(request, "web/case_new.html", context | {"form": form, "refused": refused}, status=422)


def _must_enter(ledger: type[Ledger], actor: Actor) -> None:
    if not actor.holds(ledger.recorders()):
        raise NotAllowed(text("您没有登记“%(title)s”的角色。") % {"title": ledger.title})


def _tell(form: Form, refused: LedgerRefused) -> None:
    """Put what the kernel refused beside the fields that it speaks of."""
    for name, fault in refused.errors.items():
        form.add_error(name if name in form.fields else None, fault)
    if not refused.errors:
        form.add_error(None, str(refused))
