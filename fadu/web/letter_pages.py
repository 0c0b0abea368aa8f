"""文书下载: a letter that a step would write, as DOCX to go on with or as PDF to print, before the step is made."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as text

from fadu.kernel import cases, ledgers, letters
from fadu.kernel.cases import StepRefused
from fadu.kernel.documents import DOCX, PDF
from fadu.official import docx, pdf
from fadu.official.pdf import MissingFont

from .case_pages import filled_in, show
from .pages import SIGNED_IN, page
from .sight import ask_in_full

WRITERS = {"docx": (DOCX, docx.write), "pdf": (PDF, pdf.write)}


@page(
    "ledgers/<slug:slug>/<int:pk>/steps/<slug:course>/<slug:step>/<slug:kind>.<slug:form>",
    name="ledger_letter",
    roles=SIGNED_IN,
    methods=("POST",),
)
def letter(request: HttpRequest, slug: str, pk: int, course: str, step: str, kind: str, form: str) -> HttpResponse:
    """Write one letter of a step from what was filled in, without making the step."""
    ledger = ledgers.ledger(slug)
    case = ledgers.find(ledger, request.actor, pk)
    names = (course, step)
    following = next(
        (
            one
            for one in cases.next_steps(case, request.actor, request.today)
            if (one.step.procedure.slug, one.step.slug) == names
        ),
        None,
    )
    if following is None or form not in WRITERS:
        raise Http404(text("案件现在没有这个环节，它可能已由他人办理。"))
    found = following.step
    if not request.actor.may(found.role, case.organisation):
        raise PermissionDenied(text("您在本机构没有办理这一环节的角色。"))
    if not following.allowed:
        return show(request, ledger, case, refused=following.reason, status=409)
    ask_in_full(ledger, request.actor, case.organisation)
    values, faults, on = filled_in(request, ledger, found, case)
    if faults or on is None:
        return show(request, ledger, case, found, written=request.POST, faults=faults, status=422)
    try:
        outcome = request.POST.get("outcome", "")
        drafts = cases.rehearse(case, found, request.actor, on=on, data=values, outcome=outcome)
    except StepRefused as refused:
        return show(request, ledger, case, found, written=request.POST, refused=str(refused), status=409)
    draft = next((one for one in drafts if str(one.letter.kind) == kind), None)
    if draft is None:
        raise Http404(text("这个环节不出具这份文书。"))
    format_, write = WRITERS[form]
    try:
        content = write(draft.document)
    except MissingFont as refused:
        return show(request, ledger, case, found, written=request.POST, refused=str(refused), status=409)
    name = letters.file_name(draft.letter, draft.number).removesuffix(letters.EXTENSION) + format_.extensions[0]
    saved_as = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type=format_.content_type, headers={"Content-Disposition": saved_as})
