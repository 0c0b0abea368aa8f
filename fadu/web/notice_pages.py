"""通知页面: what the reader should hear of, read or unread, and what the reader wants to hear of."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text

from fadu.kernel import ledgers, notices
from fadu.kernel.articles import cite_all
from fadu.kernel.columns import whole_number
from fadu.kernel.notices import Kind, Notice

from .pages import SIGNED_IN, page

PAGE = 50


@page("notices/", name="notices", roles=SIGNED_IN)
def overview(request: HttpRequest) -> HttpResponse:
    """The reader's notices, newest first; unread ones alone unless all are asked for."""
    kind = request.GET.get("kind") if request.GET.get("kind") in Kind.values else ""
    everything = request.GET.get("all") == "1"
    mine = notices.of(request.user)
    counts = mine.aggregate(all=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    found = mine if everything else mine.filter(read_at=None)
    kinds = {row["kind"]: row["n"] for row in found.order_by().values("kind").annotate(n=Count("pk"))}
    if kind:
        found = found.filter(kind=kind)
    before = whole_number(request.GET.get("before"))
    page_of = found if before is None else found.filter(pk__lt=before)
    rows = list(page_of.order_by("-pk")[: PAGE + 1])
    kept = {name: value for name, value in (("kind", kind), ("all", "1" if everything else "")) if value}
    return render(
        request,
        "web/notices.html",
        {
            "rows": [_row(one) for one in rows[:PAGE]],
            "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "paged": bool(before),
            "counts": counts,
            "kinds": [{"name": name, "label": Kind(name).label, "count": n} for name, n in sorted(kinds.items())],
            "kind": kind,
            "everything": everything,
            "kept": urlencode(kept),
        },
    )


def _row(notice: Notice) -> dict[str, Any]:
    titles = {"return": text("报表"), notices.LAW: text("法律法规"), notices.JOB: text("后台任务")}
    titles |= {one.slug: str(one.title) for one in ledgers.all_ledgers()}
    cited = cite_all(notice.article.split(";"), get_language() or "zh") if notice.article else ""
    return {
        "notice": notice,
        "ledger": titles.get(notice.ledger, ""),
        "article": cited,
        "address": address(notice),
    }


def address(notice: Notice) -> str:
    """Return the page of what a notice speaks of; nothing where there is none."""
    if notice.ledger == "return" and notice.record.isdecimal():
        return reverse("return", args=[notice.record])
    if notice.ledger == notices.JOB and notice.record.isdecimal():
        return reverse("job", args=[notice.record])
    if notice.ledger == notices.LAW:
        return reverse("laws")
    if not any(one.slug == notice.ledger and not one.volume for one in ledgers.all_ledgers()):
        return ""
    if notice.record.isdecimal():
        return reverse("ledger_record", args=[notice.ledger, notice.record])
    return reverse("ledger", args=[notice.ledger])


@page("notices/read/", name="notice_read", roles=SIGNED_IN, methods=("POST",))
def read(request: HttpRequest) -> HttpResponse:
    """Mark notices as read: the one that is opened (`go`), those named (`id`), or all."""
    if opened := request.POST.get("go"):
        notice = notices.of(request.user).filter(pk=whole_number(opened)).first()
        if notice is None:
            raise Http404(text("没有这条通知，它可能已过保存期限。"))
        notices.mark_read(request.user, timezone.now(), [notice.pk])
        return redirect(address(notice) or "notices")
    chosen = [key for one in request.POST.getlist("id") if (key := whole_number(one)) is not None]
    if request.POST.get("all") != "1" and not chosen:
        messages.error(request, text("请先勾选通知。"))
    else:
        count = notices.mark_read(request.user, timezone.now(), None if request.POST.get("all") == "1" else chosen)
        messages.success(request, text("已将 %(n)d 条通知标为已读。") % {"n": count})
    return redirect("notices")


@page("notices/settings/", name="notice_settings", roles=SIGNED_IN, methods=("GET", "POST"))
def chosen(request: HttpRequest) -> HttpResponse:
    """Which kinds the reader wants, and whether and where the daily digest goes."""
    held, fault = notices.settings_of(request.user), ""
    email = held.email or request.user.email
    if request.method == "POST":
        email = request.POST.get("email", "").strip()
        wanted = set(request.POST.getlist("kind"))
        held.muted = [kind for kind in Kind.values if kind not in wanted]
        held.digest, held.email = request.POST.get("digest") == "1", email
        try:
            if email:
                validate_email(email)
            held.save()
        except ValidationError:
            fault = text("“%(email)s”不是电子邮箱地址，设置没有保存。请写成 name@example.com 的样子。") % {
                "email": email
            }
        else:
            messages.success(request, text("通知设置已保存。"))
            return redirect("notice_settings")
    return render(
        request,
        "web/notice_settings.html",
        {
            "kinds": [{"name": kind.value, "label": kind.label, "on": kind.value not in held.muted} for kind in Kind],
            "held": held,
            "email": email,
            "fault": fault,
        },
        status=422 if fault else 200,
    )
