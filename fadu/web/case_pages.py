"""案件页面: where a case stands, what may come next and under which article, what was done, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BooleanField, Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import cases, documents, intake, journal, ledgers
from fadu.kernel.cases import Case, StepRefused, Upload
from fadu.kernel.columns import Unreadable, read_day, whole_number
from fadu.kernel.documents import Document, DocumentDamaged, DocumentRefused
from fadu.kernel.ledgers import Ledger
from fadu.kernel.organisations import Record
from fadu.kernel.procedure import Step
from fadu.kernel.turns import duties
from fadu.official import html

from . import back, case_view, forms
from .journal_pages import line
from .pages import SIGNED_IN, page
from .procedure_pages import described, drawn
from .sight import ask_in_full, in_full

# Cases that are worked on in a place of their own; their page here leads there.
WORKSPACES = {"annual-report": ("report", _("编写报告"))}
EVENTS = 200  # of the journal of one case on its page; the rest is a link away


@page(
    "ledgers/<slug:slug>/<int:pk>/steps/<slug:course>/<slug:step>/",
    name="ledger_step",
    roles=SIGNED_IN,
    methods=("GET", "POST"),
)
def make_step(request: HttpRequest, slug: str, pk: int, course: str, step: str) -> HttpResponse:
    """Make a step: the form stands on the page of the case, so that what is decided upon is in sight."""
    ledger = ledgers.ledger(slug)
    case = ledgers.find(ledger, request.actor, pk)
    following = cases.next_steps(case, request.actor, request.today)
    # Another procedure may take the case over by a step of the same name, so the procedure is named too.
    names = (course, step)
    found = next((one for one in following if (one.step.procedure.slug, one.step.slug) == names), None)
    if found is None:
        raise Http404(text("案件现在没有这个环节，它可能已由他人办理。"))
    chosen = found.step
    if not request.actor.may(chosen.role, case.organisation):
        raise PermissionDenied(found.reason)
    if not found.allowed:
        said = {"step": chosen.label, "reason": found.reason}
        refused = text("“%(step)s”现在不能办理：%(reason)s") % said
        return show(request, ledger, case, refused=refused, status=409)
    if request.method == "GET":
        return show(request, ledger, case, chosen)
    values, faults, on = filled_in(request, ledger, chosen, case)
    if faults or on is None:
        return show(request, ledger, case, chosen, written=request.POST, faults=faults, status=422)
    outcome = request.POST.get("outcome", "")
    if "drafts" in request.POST:
        return _drafts(request, ledger, case, chosen, on, values, outcome)
    seen = whole_number(request.POST.get("revision"))
    try:
        cases.perform(
            case,
            chosen,
            request.actor,
            on=on,
            data=values,
            documents=uploads(request, chosen),
            outcome=outcome,
            note=request.POST.get("note", "").strip(),
            revision=seen,
        )
    except (StepRefused, DocumentRefused) as refused:
        # What the law did by itself before the refused step stays done: show the case as it is now.
        case = ledgers.find(ledger, request.actor, pk)
        faults = getattr(refused, "faults", {})
        stale = seen if getattr(refused, "code", "") == "revision" else None
        words = str(refused)
        return show(
            request, ledger, case, chosen, written=request.POST, faults=faults, refused=words, status=409, seen=stale
        )
    done = {"step": chosen.label, "basis": described(chosen)["basis"]}
    messages.success(request, text("已办理“%(step)s”（%(basis)s）。") % done)
    return redirect("ledger_record", slug=slug, pk=pk)


def _drafts(
    request: HttpRequest, ledger: type[Ledger], case: Case, step: Step, on: date, values: dict, outcome: str
) -> HttpResponse:
    """Show the letters that the step would write, before it is made."""
    ask_in_full(ledger, request.actor, case.organisation)
    try:
        found = cases.rehearse(case, step, request.actor, on=on, data=values, outcome=outcome)
    except StepRefused as refused:
        faults = refused.faults
        return show(request, ledger, case, step, written=request.POST, faults=faults, refused=str(refused), status=409)
    context = {"ledger": ledger, "record": case, "step": step, "back": back.way_back(request, ledger)}
    context["letter_forms"] = (("docx", "DOCX"), ("pdf", "PDF"))
    # Official HTML is written by us from checked parts, every text escaped.
    context["drafts"] = [{"draft": one, "html": mark_safe(html.fragment(one.document))} for one in found]
    context["posted"] = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "drafts")
        for value in request.POST.getlist(name)
    ]
    # A browser sends a chosen file once: what came with the form is gone on the next page.
    context["unsent"] = [file.name for name in request.FILES for file in request.FILES.getlist(name)]
    context["heading"] = case_view.heading(ledgers.view(request.actor, case), case)
    return render(request, "web/step_drafts.html", context)


@page("ledgers/<slug:slug>/<int:pk>/correct/", name="ledger_correct", roles=SIGNED_IN, methods=("GET", "POST"))
def correct(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back the last step of a case, made by mistake."""
    ledger = ledgers.ledger(slug)
    case = ledgers.find(ledger, request.actor, pk)
    if not isinstance(case, Case):
        raise Http404(text("这本台账没有程序。"))
    step, stands = cases.correctable(case, request.actor)
    if not any(request.actor.may(role, case.organisation) for role in ledger.recorders()):
        raise PermissionDenied(text("您在本机构没有办理这类案件的角色。"))
    fault = ""
    if request.method == "POST" and not stands:
        try:
            unserved = "unserved" in request.POST
            cases.correct(case, request.actor, request.POST.get("reason", ""), unserved=unserved)
        except StepRefused as refused:
            fault = refused.reason + refused.cure
        else:
            messages.success(request, text("已撤回“%(step)s”；原来的办理和撤回的理由都在留痕中。") % {"step": step})
            return redirect("ledger_record", slug=slug, pk=pk)
    made = cases.course(case)
    context = {"ledger": ledger, "record": case, "step": step, "stands": stands, "fault": fault}
    context |= {"made": made[-1], "before": made[-2] if len(made) > 1 else None}
    context |= {"documents": made[-1].event.data.get("documents", []), "reason": request.POST.get("reason", "")}
    context["heading"] = case_view.heading(ledgers.view(request.actor, case), case)
    context["back"] = back.way_back(request, ledger)
    return render(request, "web/case_correct.html", context, status=422 if fault else 200)


@page("ledgers/<slug:slug>/<int:pk>/print/", name="ledger_record_print", roles=SIGNED_IN)
def printed(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A case or record on paper: what is recorded, done and counted, with the day and the person."""
    ledger = ledgers.ledger(slug)
    found = ledgers.find(ledger, request.actor, pk)
    if isinstance(found, Case):
        return render(request, "web/case_print.html", told(request, ledger, found))
    row = ledgers.view(request.actor, found)
    context = {"ledger": ledger, "record": found, "heading": case_view.heading(row, found)}
    context["facts"] = case_view.grouped_facts(ledger, row, found, request.actor)
    context["related"] = case_view.related(found, request.actor)
    return render(request, "web/case_print.html", context)


# Documents


@page("ledgers/<slug:slug>/<int:pk>/documents/", name="ledger_documents", roles=SIGNED_IN, methods=("POST",))
def file_documents(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put documents on the file of a case, without a step."""
    ledger = ledgers.ledger(slug)
    found = ledgers.find(ledger, request.actor, pk)
    if not case_view.rights(ledger, request.actor, found)["file"]:
        raise PermissionDenied(text("您没有向这一案卷收存文书的角色。"))
    kind = request.POST.get("kind", "")
    if kind and isinstance(found, Case) and kind not in dict(case_view.kinds_of(found)):
        kind = ""
    try:
        with transaction.atomic():
            for file in request.FILES.getlist("file"):
                documents.store(
                    file, file.name, ledger=ledger.slug, record=pk, actor=request.actor, kind=kind,
                    organisation=found.organisation.code,
                )  # fmt: skip
    except DocumentRefused as refused:
        messages.error(request, str(refused))
    else:
        number = len(request.FILES.getlist("file"))
        said = text("已收存 %(n)d 件文书。") % {"n": number} if number else text("请选择要收存的文件。")
        (messages.success if number else messages.error)(request, said)
    return redirect(reverse("ledger_record", args=[slug, pk]) + "#documents")


@page("documents/<int:pk>/replace/", name="document_replace", roles=SIGNED_IN, methods=("GET", "POST"))
def replace_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another file in the place of one that was stored by mistake; the first one stays to be seen."""
    document = get_object_or_404(Document, pk=pk)
    ledger = ledgers.ledger(document.ledger)
    found = ledgers.find(ledger, request.actor, document.record)
    if not case_view.rights(ledger, request.actor, found)["file"]:
        raise PermissionDenied(text("您没有更换这一案卷中文书的角色。"))
    fault = ""
    if request.method == "POST":
        file, reason = request.FILES.get("file"), request.POST.get("reason", "")
        try:
            if file is None:
                raise DocumentRefused(text("请选择要收存的文件。"))
            documents.replace(
                document, file, file.name, reason, actor=request.actor, organisation=found.organisation.code
            )
        except DocumentRefused as refused:
            fault = str(refused)
        else:
            messages.success(request, text("已更换“%(name)s”，原件仍可查看。") % {"name": document.name})
            return redirect(reverse("ledger_record", args=[ledger.slug, found.pk]) + "#documents")
    context = {"ledger": ledger, "record": found, "document": document, "fault": fault}
    context["heading"] = case_view.heading(ledgers.view(request.actor, found), found)
    context |= {"reason": request.POST.get("reason", ""), "back": back.way_back(request, ledger)}
    return render(request, "web/document_replace.html", context, status=422 if fault else 200)


@page("documents/<int:pk>/", name="document", roles=SIGNED_IN)
def document(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a file of a record that the reader may see."""
    found = get_object_or_404(Document, pk=pk)
    ledger = ledgers.ledger(found.ledger)
    ask_in_full(ledger, request.actor, ledgers.find(ledger, request.actor, found.record).organisation)
    try:
        file = documents.open_document(found)
    except DocumentDamaged as damaged:
        raise Http404(str(damaged)) from damaged
    # Never shown within our pages: a file from outside is not to run in our name.
    return FileResponse(file, as_attachment=True, filename=found.name, content_type=found.content_type)


def show(
    request: HttpRequest,
    ledger: type[Ledger],
    case: Case,
    chosen: Step | None = None,
    *,
    written: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    refused: str = "",
    status: int = 200,
    seen: int | None = None,
) -> HttpResponse:
    """Render the page of a case; with the form of the step that was `chosen`, if any.

    `seen` is the revision that the reader had before the eyes, where somebody else was quicker: what that person did is
    then told.
    """
    context = told(request, ledger, case)
    filed = {one["document"].kind for one in context["documents"]}
    following = cases.next_steps(case, request.actor, request.today)
    due = duties(case.version, case.state)  # what the case waits for stands before what only may be done
    following = sorted(
        following,  # of these, what brings the case on stands before what leaves it where it is
        key=lambda one: (
            not one.allowed,
            one.step not in due,
            bool(one.reason),
            getattr(one.step.target, "slug", "") == case.state,
        ),
    )
    steps = [case_view.next_step(one, case, ledger, filed) for one in following]
    last, stands = cases.correctable(case, request.actor)
    first, others = case_view.buttons(steps, case, request.actor)
    if first and not first["allowed"]:
        said = {"step": first["step"].label, "reason": first["reason"]}
        context["first_why"] = text("“%(step)s”现在不能办理：%(reason)s") % said
    context |= {
        "next": sorted(steps, key=lambda one: one is not first),
        "first": first,
        "ready": others,
        "workspace": WORKSPACES.get(ledger.slug),
        "rights": case_view.rights(ledger, request.actor, case),
        "kinds": case_view.kinds_of(case),
        "receipt": intake.of_case(case),
        "last": last if last and not stands else None,
        "refused": refused,
        "others": changes_since(case, seen) if seen is not None else [],
        "back": back.way_back(request, ledger),
    }
    if chosen:
        context["form"] = form_of(request, ledger, chosen, case, written=written, faults=faults)
        if seen is not None:
            # What a colleague did meanwhile is told beside the form: sent again, it is sent knowing that.
            context["form"]["revision"] = case.revision
    return render(request, "web/case.html", context, status=status)


def told(request: HttpRequest, ledger: type[Ledger], case: Case) -> dict[str, Any]:
    """Return what the page of a case and its print have in common."""
    made = cases.course(case, whole=True)
    running = cases.clocks_of(case)
    row = ledgers.view(request.actor, case)
    events = list(journal.history(*case.place).order_by("-seq")[: EVENTS + 1])
    been = tuple(dict.fromkeys(one.state for one in made if one.state != case.state and not one.taken_back))
    urgent = sorted((c for c in running if c.stopped_on is None), key=lambda c: c.due_on or date.max)
    return {
        "ledger": ledger,
        "record": case,
        "drawing": drawn(case.version, case.state, been),
        "procedure": case.version,
        "course": case_view.course(case, request.actor, made),
        "heading": case_view.heading(row, case),
        "facts": case_view.grouped_facts(ledger, row, case, request.actor, made),
        "clocks": [case_view.clock_line(clock) for clock in running],
        "urgent": urgent[0] if urgent else None,
        "documents": case_view.filed(case),
        "related": (related := case_view.related(case, request.actor)),
        "addable": any(one["add"] and not one["rows"] for one in related),
        "links": case_view.links(case, request.actor),
        "events": [line(event) for event in events[:EVENTS]],
        "more_events": len(events) > EVENTS,
    }


def changes_since(record: Record, seen: int) -> list[dict[str, Any]]:
    """Return what others did to a record since its revision `seen`, the newest first."""
    ledger = ledgers.of(type(record))
    changing = journal.history(ledger.slug, record.pk).filter(action__in=("edit", "step", "correct", "create"))
    return [line(event) for event in changing.order_by("-seq")[: max(0, min(record.revision - seen, 20))]]


def form_of(
    request: HttpRequest,
    ledger: type[Ledger],
    step: Step,
    case: Case | None = None,
    *,
    written: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    given: Mapping[str, Record] | None = None,
) -> dict:
    """Return the form of a step: its day, what it records, its outcomes and the documents it needs."""
    faults = dict(faults or {})
    fields = fields_of(request, ledger, step, case, written, given)
    offered: Mapping[str, Any] = {}
    standing = case.outcome if case else ""
    if written is None:
        offered = _offered(request, ledger, step, case, given)
        known = {name: value for name, value in fields.initial.items() if value not in (None, "")}
        fields.initial = {**offered, **known}
    else:
        fields.is_valid()
    for name in [name for name in faults if name in fields.fields]:
        fault = faults.pop(name)
        if not fields.errors.get(name):
            fields.add_error(name, fault)
    filed = {document.kind for document in documents.of(*case.place)} if case else set()
    papers = case_view.papers(step, ledger, filed)
    labels = {outcome.slug: str(outcome) for outcome in step.procedure.outcomes}
    first = {"organisation", *step.fields, *(name for name, field in fields.fields.items() if field.required)}
    return described(step) | {
        "fields": fields,
        "first": [field for field in fields if field.name in first],
        "rest": [field for field in fields if field.name not in first],
        "rest_open": any(field.errors for field in fields if field.name not in first),
        "on": written.get("on", "") if written else request.today.isoformat(),
        "on_fault": faults.pop("on", ""),
        "others": list(faults.values()),
        "note": written.get("note", "") if written else "",
        # One outcome is given by itself; of several one must be chosen.
        "choices": [(str(slug), labels[str(slug)]) for slug in step.outcomes] if len(step.outcomes) > 1 else [],
        "outcome": written.get("outcome", "") if written else standing or str(offered.get("outcome", "")),
        "needed": papers,
        "drafts": case is not None and any(paper["written"] for paper in papers),
        "revision": written.get("revision", "") if written else (case.revision if case else ""),
    }


def _offered(
    request: HttpRequest,
    ledger: type[Ledger],
    step: Step,
    case: Case | None,
    given: Mapping[str, Record] | None,
) -> Mapping[str, Any]:
    """Return what a step offers to begin with; of a given record no more than the reader sees of it in full."""
    if step.offers is None:
        return {}
    if case is None:
        others = list((given or {}).values())
        if not others or not all(in_full(ledgers.of(type(one)), request.actor, one.organisation) for one in others):
            return {}
        case = ledger.model(organisation=others[0].organisation, moved_on=request.today, **(given or {}))
    return step.offers(case)


def filled_in(
    request: HttpRequest,
    ledger: type[Ledger],
    step: Step,
    case: Case | None = None,
    given: Mapping[str, Record] | None = None,
) -> tuple[dict, dict[str, str], date | None]:
    """Return the values that were written for a step, what is wrong with them, and the day of the step."""
    fields = fields_of(request, ledger, step, case, request.POST, given)
    faults = {name: "".join(errors) for name, errors in fields.errors.items()}
    on, fault = day_of(request)
    if fault:
        faults["on"] = fault
    return fields.cleaned_data, faults, on


def day_of(request: HttpRequest) -> tuple[date | None, str]:
    """Return the day of the step that was written, however it was written, and what is wrong with it."""
    written = request.POST.get("on", "").strip()
    if not written:
        return None, text("请填写办理日期，如 2026-01-05")
    try:
        on = read_day(written)
    except Unreadable as wrong:
        return None, str(wrong)
    return on, text("办理日期不得晚于今日") if on > request.today else ""


def fields_of(
    request: HttpRequest,
    ledger: type[Ledger],
    step: Step,
    case: Case | None,
    written: Mapping[str, str] | None,
    given: Mapping[str, Record] | None = None,
) -> Form:
    """Return the fields that a step records; of one that opens a case, all that people enter of it."""
    names = list(step.fields)
    if case is None:
        # The day and the step itself have places of their own.
        names = ["organisation", *names, *(column.name for column in ledger.entered())]
        names = [name for name in names if name not in {"opened_on", "opening_step"}]
    # A guard may ask for what is kept in rows of its own; such a name is no column.
    names = [name for name in dict.fromkeys(names) if name in ledger.all_columns]
    form = forms.form(ledger, request.actor, written, case, names, given=given)
    for name, field in form.fields.items():
        if not isinstance(field, BooleanField):
            field.required = name in step.requires or (case is None and field.required)
    return form


def uploads(request: HttpRequest, step: Step) -> list[Upload]:
    """Return the files that came with a step, each under the kind for which it was sent."""
    kinds = {f"file-{number}": str(kind) for number, kind in enumerate(step.documents)} | {"file-other": ""}
    return [Upload(kind, file.name, file) for name, kind in kinds.items() for file in request.FILES.getlist(name)]
