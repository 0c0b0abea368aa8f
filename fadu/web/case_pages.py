"""案件页面: where a case stands, what may come next and under which article, what was done, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BooleanField, Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import cases, documents, journal, ledgers
from fadu.kernel.articles import cite
from fadu.kernel.cases import Case, Clock, StepRefused, Upload
from fadu.kernel.documents import Document, DocumentDamaged, DocumentRefused
from fadu.kernel.ledgers import Ledger, Row
from fadu.kernel.organisations import Actor, Record
from fadu.kernel.procedure import Step

from . import forms
from .journal_pages import line
from .pages import SIGNED_IN, page
from .procedure_pages import described, drawn

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
    try:
        cases.perform(
            case,
            chosen,
            request.actor,
            on=on,
            data=values,
            documents=uploads(request, chosen),
            outcome=request.POST.get("outcome", ""),
            note=request.POST.get("note", "").strip(),
            revision=int(request.POST["revision"]) if request.POST.get("revision", "").isdecimal() else None,
        )
    except (StepRefused, DocumentRefused) as refused:
        # What the law did by itself before the refused step stays done: show the case as it is now.
        case = ledgers.find(ledger, request.actor, pk)
        faults = getattr(refused, "faults", {})
        return show(
            request, ledger, case, chosen, written=request.POST, faults=faults, refused=str(refused), status=409
        )
    done = {"step": chosen.label, "basis": described(chosen)["basis"]}
    messages.success(request, text("已办理“%(step)s”（%(basis)s）。") % done)
    return redirect("ledger_record", slug=slug, pk=pk)


@page("documents/<int:pk>/", name="document", roles=SIGNED_IN)
def document(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a file of a record that the reader may see."""
    found = get_object_or_404(Document, pk=pk)
    ledgers.find(ledgers.ledger(found.ledger), request.actor, found.record)
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
) -> HttpResponse:
    """Render the page of a case; with the form of the step that was `chosen`, if any."""
    made = cases.course(case)
    running = cases.clocks_of(case)
    row = ledgers.view(request.actor, case)
    events = list(journal.history(*case.place).order_by("-seq")[: EVENTS + 1])
    been = tuple(dict.fromkeys(one.state for one in made if one.state != case.state))
    following = sorted(cases.next_steps(case, request.actor, request.today), key=lambda one: not one.allowed)
    steps = [described(one.step) | {"allowed": one.allowed, "reason": one.reason} for one in following]
    urgent = sorted((c for c in running if c.stopped_on is None), key=lambda c: c.due_on or date.max)
    context = {
        "ledger": ledger,
        "record": case,
        "number": case.number,
        "drawing": drawn(case.version, case.state, been),
        "procedure": case.version,
        "next": steps,
        "ready": [one for one in steps if one["allowed"]],
        "made": made[::-1],
        "outcomes": {outcome.slug: str(outcome) for outcome in case.version.outcomes},
        "heading": heading(row, case),
        "facts": facts(ledger, row),
        "clocks": [clock_line(clock) for clock in running],
        "workspace": WORKSPACES.get(ledger.slug),
        "urgent": urgent[0] if urgent else None,
        "documents": documents.of(*case.place),
        "events": [line(event) for event in events[:EVENTS]],
        "more_events": len(events) > EVENTS,
        "rights": rights(ledger, request.actor, case),
        "refused": refused,
    }
    if chosen:
        context["form"] = form_of(request, ledger, chosen, case, written=written, faults=faults)
    return render(request, "web/case.html", context, status=status)


# Of a case these stand elsewhere on its page: in the drawing, the heading and the course.
TOLD = {"state", "previous_state", "procedure", "moved_on", "title", "number"}


def facts(ledger: type[Ledger], row: Row) -> list[tuple[str, str]]:
    """Return what a record holds, name by name; what is empty or was not affirmed is left out."""
    told = TOLD if ledger.is_case() else set()
    return [
        (column.label, row.shown[name])
        for name, column in ledger.all_columns.items()
        if name not in told and row.shown.get(name) and row.data.get(name) is not False
    ]


def heading(row: Row, record: Record) -> str:
    """Return the name of a record for the head of its page, with what is masked in the record masked there too."""
    name = str(record)
    for column in ledgers.of(type(record)).all_columns.values():
        if column.mask and (full := column.show(record)):
            name = name.replace(full, row.shown[column.name])
    return name


def rights(ledger: type[Ledger], actor: Actor, record: Record) -> dict[str, bool]:
    """Return what the reader may do with a record; the kernel checks again when it is done."""
    return {"edit": any(actor.may(role, record.organisation) for role in ledger.write)}


def form_of(
    request: HttpRequest,
    ledger: type[Ledger],
    step: Step,
    case: Case | None = None,
    *,
    written: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> dict:
    """Return the form of a step: its day, what it records, its outcomes and the documents it needs."""
    faults = dict(faults or {})
    fields = fields_of(request, ledger, step, case, written)
    if written is not None:
        fields.is_valid()
    for name in [name for name in faults if name in fields.fields]:
        fault = faults.pop(name)
        if not fields.errors.get(name):
            fields.add_error(name, fault)
    filed = {document.kind for document in documents.of(*case.place)} if case else set()
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
        "outcome": written.get("outcome", "") if written else (case.outcome if case else ""),
        "needed": [
            {"label": str(getattr(kind, "label", kind)), "filed": str(kind) in filed} for kind in step.documents
        ],
        "revision": written.get("revision", "") if written else (case.revision if case else ""),
    }


def filled_in(
    request: HttpRequest, ledger: type[Ledger], step: Step, case: Case | None = None
) -> tuple[dict, dict[str, str], date | None]:
    """Return the values that were written for a step, what is wrong with them, and the day of the step."""
    fields = fields_of(request, ledger, step, case, request.POST)
    faults = {name: "".join(errors) for name, errors in fields.errors.items()}
    on = None
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        faults["on"] = text("请填写办理日期，如 2026-01-05")
    if on and on > request.today:
        faults["on"] = text("办理日期不得晚于今日")
    return fields.cleaned_data, faults, on


def fields_of(
    request: HttpRequest,
    ledger: type[Ledger],
    step: Step,
    case: Case | None,
    written: Mapping[str, str] | None,
) -> Form:
    """Return the fields that a step records; of one that opens a case, all that people enter of it."""
    names = list(step.fields)
    if case is None:
        # The day and the step itself have places of their own.
        names = ["organisation", *names, *(column.name for column in ledger.entered())]
        names = [name for name in names if name not in {"opened_on", "opening_step"}]
    # A guard may ask for what is kept in rows of its own; such a name is no column.
    names = [name for name in dict.fromkeys(names) if name in ledger.all_columns]
    form = forms.form(ledger, request.actor, written, case, names)
    for name, field in form.fields.items():
        if not isinstance(field, BooleanField):
            field.required = name in step.requires or (case is None and field.required)
    return form


def uploads(request: HttpRequest, step: Step) -> list[Upload]:
    """Return the files that came with a step, each under the kind for which it was sent."""
    kinds = {f"file-{number}": str(kind) for number, kind in enumerate(step.documents)} | {"file-other": ""}
    return [Upload(kind, file.name, file) for name, kind in kinds.items() for file in request.FILES.getlist(name)]


def clock_line(clock: Clock) -> dict:
    """Return one running or finished limit with the reasons for its last day."""
    language = get_language() or "zh"
    limit = clock.term.limit
    articles = (limit.article,) if isinstance(limit.article, str) else limit.article
    counted = clock.due()
    return {
        "clock": clock,
        "label": limit.label,
        "length": limit.length.text(language),
        "article": "、".join(cite(article, language) for article in articles),
        "reasons": [
            reason.text(language) if hasattr(reason, "text") else str(reason) for reason in counted.explanation
        ],
        "provisional": counted.provisional if counted.due is None else None,
        "suspended": clock.is_suspended,
        "kind": limit.kind,
    }
