"""管理员的页面: what the pages on organisations and on users have in common, from reading a form to a file's import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as text

from fadu.kernel import accounts, rosters
from fadu.kernel.organisations import ROLES, Membership, Organisation, OrganisationError, User
from fadu.kernel.workbooks import WorkbookRefused

from . import parcels
from .ledger_pages import XLSX

KEEPER = ("keeper",)
KEEPERS = ("keeper", "law_governance_office")


def highest_kept(request: HttpRequest) -> Organisation:
    """Return the highest organisation that the reader keeps. Raises Http404 where there is none."""
    root = accounts.kept(request.actor).order_by("path").first()
    if root is None:
        raise Http404(text("您没有管理的机构。"))
    return root


def take_in(request: HttpRequest, name: str, take: Callable[[Any, str, bool], rosters.RosterResult]) -> HttpResponse:
    """Show a file's trial run, then import it: what both rosters have in common."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            if token := request.POST.get("parcel", ""):
                file, called = parcels.fetch(request, token)
                result = take(file, called, False)
            elif upload := request.FILES.get("file"):
                result = take(upload, upload.name, True)
                if not result.errors:
                    upload.seek(0)
                    context["parcel"] = parcels.leave(request, upload, upload.name)
            else:
                context["fault"] = text("请选择要导入的文件。")
                return render(request, name, context, status=422)
        except WorkbookRefused as refused:
            return render(request, name, {"fault": str(refused)}, status=422)
        if result.errors:
            called = text("标注错误 %(name)s") % {"name": result.file}
            context |= {"faults": result.errors[:200], "marked": parcels.leave(request, result.marked, called)}
        context["result"] = result
        if result.done and result.passwords:
            return slips(request, [(user, result.passwords.get(user.username)) for user in result.people])
    return render(request, name, context, status=422 if context.get("faults") else 200)


def slips(request: HttpRequest, people: list[tuple[User, str | None]]) -> HttpResponse:
    """Show one-time passwords, each on a slip of its own; nothing keeps them after this answer."""
    made = [{"user": user, "password": password, "place": _place(user)} for user, password in people if password]
    context = {
        "slips": made,
        "unchanged": len(people) - len(made),
        "days": accounts.SLIP_DAYS,
        "at": request.get_host(),
    }
    return render(request, "web/slips.html", context)


def _place(user: User) -> str:
    held = user.memberships.select_related("organisation").order_by("organisation__path").first()
    return held.organisation.name if held else ""


def kept_organisation(request: HttpRequest, name: str, required: bool = True) -> Organisation | None:
    """Return the organisation that a form names among those that the reader keeps. Raises OrganisationError."""
    code = request.POST.get(name, "")
    chosen = accounts.kept(request.actor).filter(code=code).first() if code else None
    if chosen is None and (required or code):
        raise OrganisationError(text("请选择您管理范围内的机构。"))
    return chosen


def read_day(written: Mapping[str, str], name: str) -> date:
    """Return the day of a form. Raises OrganisationError."""
    try:
        return date.fromisoformat(written.get(name, ""))
    except ValueError:
        raise OrganisationError(text("请填写日期，如 2026-03-01。")) from None


def read_days(written: Mapping[str, str], *names: str) -> tuple[dict[str, date | None], dict[str, str]]:
    """Return the days of a form, empty ones as None, and by field what cannot be read."""
    days: dict[str, date | None] = {}
    faults = {}
    for name in names:
        try:
            days[name] = date.fromisoformat(written[name]) if written.get(name) else None
        except ValueError:
            faults[name] = text("请填写日期，如 2026-03-01。")
    return days, faults


def membership_row(one: Membership, today: date) -> dict[str, Any]:
    """Return one membership as the pages show it: valid, not yet, or over."""
    over = bool(one.valid_to and one.valid_to < today)
    return {
        "membership": one,
        "role": ROLES[one.role].label if one.role in ROLES else one.role,
        "over": over,
        "ahead": bool(one.valid_from and one.valid_from > today),
    }


def workbook_file(content: bytes, name: str) -> FileResponse:
    """Hand out a workbook under this name."""
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)
