"""提交: the forms that intakes declare, the receipt, and what a person sees of his case with number and code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from fadu.kernel import documents, intake, publication
from fadu.kernel.documents import DocumentDamaged
from fadu.kernel.intake import Attachment, Intake, IntakeRefused, Question, Receipt, SubmittedBefore, Upload

from . import protection

SUBMISSIONS, TRIES, TRIES_AT_ONE, SPAN = 20, 10, 5, 3600  # an hour
RECEIPT = "receipt"  # the cookie in which the code stays with its owner for a while, and nowhere with us
SEEN = timedelta(minutes=30)  # for which a receipt stays open in one browser
View = Callable[..., HttpResponse]


def takes_files(view: View) -> View:
    """Let a view take files without login: what is too large is refused before it is read."""
    protected = csrf_protect(view)

    @never_cache
    @csrf_exempt  # the protection follows when the size has been looked at: it reads the whole body
    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > protection.BODY:
            return too_large(request)
        request.upload_handlers = [protection.Measured(request)]
        try:
            return protected(request, *args, **kwargs)
        except RequestDataTooBig:
            return too_large(request)

    return guarded


def too_large(request: HttpRequest) -> HttpResponse:
    """Refuse a submission for its size."""
    said = text("提交的文件合计超过 %(most)d MB，没有收下。请压缩或减少文件后重新提交。")
    return _said(request, text("文件过大"), said % {"most": protection.BODY // 1024 // 1024}, 413)


def _said(request: HttpRequest, title: str, said: str, status: int) -> HttpResponse:
    return render(request, "portal/said.html", {"title": title, "said": said, "good": status == 200}, status=status)


def _questions(asked: Iterable[Question], written: Mapping[str, str], faults: Mapping[str, str]) -> list[dict]:
    """The questions of a form with what was written and what is wrong with it."""
    return [{"ask": one, "value": written.get(one.name, ""), "fault": faults.get(one.name, "")} for one in asked]


def _files(attachments: Iterable[Attachment], faults: Mapping[str, str]) -> list[dict]:
    return [{"file": one, "fault": faults.get(one.kind, "")} for one in attachments]


def _uploads(request: HttpRequest, attachments: Iterable[Attachment]) -> list[Upload]:
    return [
        Upload(one.kind, file.name or "", file)
        for one in attachments
        for file in request.FILES.getlist(f"file-{one.kind}")
    ]


def _chosen(slug: str) -> type[Intake]:
    found = intake.find(slug)
    if found is None:
        raise Http404(text("没有这一提交事项。"))
    return found


@takes_files
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """网上提交: the form of one intake, and its taking in."""
    chosen = _chosen(slug)
    if request.method != "POST":
        return _form(request, chosen, {}, {})
    if protection.often(request, "apply", SUBMISSIONS, SPAN):
        said = text("您所在的网络一小时内提交次数过多，请稍后再试，或者到窗口提交。")
        return _said(request, text("提交过于频繁"), said, 429)
    faults = protection.faults(request)
    if faults:
        return _form(request, chosen, request.POST, faults)
    try:
        receipt, code = intake.submit(
            chosen, request.POST.get("organisation", ""), request.POST.dict(), _uploads(request, chosen.attachments),
            on=request.today, once=protection.once(request), at=timezone.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except SubmittedBefore as before:
        if _receipt(request)[0] != before.receipt.number:
            said = text("这份表单已经提交过，查询编号 %(number)s。如需再次提交，请重新打开表单。")
            return _said(request, text("已经提交"), said % {"number": before.receipt.number}, 409)
        return HttpResponseRedirect(reverse("portal-receipt"))
    except IntakeRefused as refused:
        return _form(request, chosen, request.POST, refused.faults, str(refused) if not refused.faults else "")
    response = HttpResponseRedirect(reverse("portal-receipt"))
    response.set_signed_cookie(
        RECEIPT, f"{receipt.number} {code}", salt=RECEIPT, max_age=SEEN, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE, path=reverse("portal"),
    )  # fmt: skip
    return response


def _form(
    request: HttpRequest, chosen: type[Intake], written: Mapping[str, str], faults: Mapping[str, str], refused: str = ""
) -> HttpResponse:
    on = request.today  # type: ignore[attr-defined]
    asked = intake.questions(chosen)
    labels = {one.name: one.label for one in asked} | {one.kind: str(one.label) for one in chosen.attachments}
    labels |= {"organisation": text("受理机关"), "sum": text("验证")}
    context = {
        "intake": chosen,
        "basis": chosen.basis(on),
        "organisations": intake.organisations(chosen, on),
        "organisation": written.get("organisation", ""),
        "questions": _questions(asked, written, faults),
        "files": _files(chosen.attachments, faults),
        "accept": ",".join(ending for format_ in chosen.formats for ending in format_.extensions),
        "formats": "、".join(format_.label for format_ in chosen.formats),
        "largest": intake.LARGEST // 1024 // 1024,
        "guard": protection.guard(),
        "faults": faults,
        "listed": [(labels.get(name, ""), name, said) for name, said in faults.items()],
        "refused": refused,
    }
    return render(request, "portal/apply.html", context, status=422 if faults or refused else 200)


@never_cache
def remark(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """发表意见: about something published, while it is open."""
    on = request.today  # type: ignore[attr-defined]
    chosen, published = intake.remarks_on(slug, key, on), publication.publication(slug)
    found = publication.find(published, key, on) if published else None
    if chosen is None or found is None:
        raise Http404(text("现在不征求意见，或者已经截止。"))
    faults: dict[str, str] = {}
    refused = ""
    if request.method == "POST":
        if protection.often(request, "remark", SUBMISSIONS, SPAN):
            said = text("您所在的网络一小时内提交次数过多，请稍后再试，或者到窗口提交。")
            return _said(request, text("提交过于频繁"), said, 429)
        faults = protection.faults(request)
        try:
            if not faults:
                intake.read(chosen, intake.remark_questions(chosen), request.POST.dict())
                if not protection.sent_before(request):
                    intake.remark(chosen, key, request.POST.dict(), on=on)
                return _said(request, text("意见已经收到"), text("感谢您的意见，采纳情况将一并反馈。"), 200)
        except IntakeRefused as error:
            faults, refused = error.faults, str(error) if not error.faults else ""
    asked = intake.remark_questions(chosen)
    labels = {one.name: one.label for one in asked} | {"sum": text("验证")}
    context = {
        "remarks": chosen,
        "slug": slug,
        "key": key,
        "about": found.values[0][1],
        "questions": _questions(asked, request.POST, faults),
        "guard": protection.guard(),
        "faults": faults,
        "listed": [(labels.get(name, ""), name, said) for name, said in faults.items()],
        "refused": refused,
    }
    return render(request, "portal/remark.html", context, status=422 if faults or refused else 200)


@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """回执: number and code, once, in the browser that submitted."""
    number, code = _receipt(request)
    found = Receipt.objects.filter(number=number).first()
    if found is None:
        return HttpResponseRedirect(reverse("portal-track"))
    context = {"receipt": found, "code": code, "case": found.case(), "intake": found.kind}
    return render(request, "portal/receipt.html", context)


def _receipt(request: HttpRequest) -> tuple[str, str]:
    """Return the number and the code that this browser was just given, or nothing."""
    number, _blank, code = (request.get_signed_cookie(RECEIPT, "", salt=RECEIPT, max_age=SEEN) or "").partition(" ")
    return number, code


@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """办理查询: number and code lead to the case."""
    if request.method != "POST":
        return render(request, "portal/track.html", {"number": request.GET.get("number", "")[:20]})
    number, code = request.POST.get("number", "")[:40], request.POST.get("code", "")[:40]
    if _guessing(request, number):
        return _said(request, text("查询已锁定"), text("输错次数过多，请一小时后再试。"), 429)
    found = intake.open_receipt(number, code)
    if found is None:
        fault = text("查询编号与查询码不符，请核对回执。")
        return render(request, "portal/track.html", {"number": number, "fault": fault}, status=422)
    until = timezone.now() + SEEN
    request.session["tracked"] = request.session.get("tracked", {}) | {found.number: until.isoformat()}
    return HttpResponseRedirect(reverse("portal-case", args=[found.number]))


def _guessing(request: HttpRequest, number: str) -> bool:
    """Count the attempt: few at one number, a few more from one address."""
    digits = "".join(sign for sign in number if sign.isdecimal())[:14]
    return protection.often(request, "track", TRIES, SPAN) | protection.often(
        request, f"track.{digits}", TRIES_AT_ONE, SPAN
    )


def _opened(request: HttpRequest, number: str) -> Receipt:
    """Return the receipt that this browser has opened. Raises Http404, which tells nothing of whether it exists."""
    kept = request.session.get("tracked", {}).get(number, "")
    if kept <= timezone.now().isoformat():
        raise Http404(text("请先填写查询编号和查询码。"))
    return get_object_or_404(Receipt, number=number)


@never_cache
def case(request: HttpRequest, number: str) -> HttpResponse:
    """办理情况: course, limits and documents of the case behind a receipt."""
    found = _opened(request, number)
    return render(request, "portal/case.html", {"tracked": intake.track(found, request.today)})  # type: ignore[attr-defined]


@takes_files
def supplement(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """补充、撤回: a step that is left to whoever submitted."""
    found = _opened(request, number)
    on = request.today  # type: ignore[attr-defined]
    offered = next((one for one in intake.track(found, on).next if one.slug == step), None)
    if offered is None:
        raise Http404(text("现在不能办理这一项，请刷新后查看办理情况。"))
    attachments = intake.attachments_of(offered)
    written: Mapping[str, str] = {}
    faults: Mapping[str, str] = {}
    refused = ""
    if request.method == "POST":
        written = request.POST
        try:
            intake.supplement(found, step, request.POST.dict(), _uploads(request, attachments), on=on)
        except IntakeRefused as error:
            faults, refused = error.faults, str(error) if not error.faults else ""
        else:
            return HttpResponseRedirect(reverse("portal-case", args=[number]) + "?done=1")
    asked = intake.questions(found.kind, offered)
    labels = {one.name: one.label for one in asked} | {one.kind: str(one.label) for one in attachments}
    context = {
        "receipt": found,
        "step": offered,
        "basis": offered.basis(get_language() or "zh"),
        "questions": _questions(asked, written, faults),
        "files": _files(attachments, faults),
        "accept": ",".join(ending for format_ in found.kind.formats for ending in format_.extensions),
        "formats": "、".join(format_.label for format_ in found.kind.formats),
        "largest": intake.LARGEST // 1024 // 1024,
        "listed": [(labels.get(name, ""), name, said) for name, said in faults.items()],
        "refused": refused,
    }
    return render(request, "portal/supplement.html", context, status=422 if faults or refused else 200)


@never_cache
def document(request: HttpRequest, number: str, key: int) -> FileResponse:
    """One document of the case that its author may open."""
    found = get_object_or_404(intake.shown(_opened(request, number)), pk=key)
    try:
        file = documents.open_document(found)
    except DocumentDamaged as damaged:
        raise Http404(str(damaged)) from damaged
    return FileResponse(file, as_attachment=True, filename=found.name, content_type=found.content_type)


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """退出查询: forget the receipts that this browser has opened."""
    if request.method == "POST":
        request.session.pop("tracked", None)
    response = HttpResponseRedirect(reverse("portal-track"))
    response.delete_cookie(RECEIPT, path=reverse("portal"))
    return response
