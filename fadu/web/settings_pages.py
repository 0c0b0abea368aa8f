"""设置: what an office says of itself, who takes its cases, its number series; the rules of the installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import accounts, calendars, ledgers, offices
from fadu.kernel.cases import Series
from fadu.kernel.columns import whole_number
from fadu.kernel.offices import SettingRefused
from fadu.kernel.organisations import ROLES, Organisation, User
from fadu.kernel.provisions import LocalProvision

from .pages import page

KEEPER = ("keeper",)
READERS = ("keeper", "law_governance_office")
PARTICULARS = ("letterhead", "address", "postcode", "telephone", "email", "hours", "contact")
NUMBERS = ("idle_minutes", "password_days", "lock_after", "lock_minutes")


@page("settings/", name="settings", roles=READERS, methods=("GET", "POST"))
def overview(request: HttpRequest) -> HttpResponse:
    """One office's particulars, handlers and number series, and what holds for the whole installation."""
    places = request.actor.organisations(READERS).filter(valid_to=None).order_by("path")
    asked = (request.POST or request.GET).get("organisation", "")
    office = (places.filter(code=asked) if asked else places).select_related("division").first()
    if office is None:
        raise Http404(text("没有这个机构，或者不归您管理。"))
    may_keep = request.actor.may("keeper", office)
    may_rule = _is_chief(request)
    faults: dict[str, str] = {}
    if request.method == "POST":
        rules = request.POST.get("part") == "installation"
        if not (may_rule if rules else may_keep):
            raise Http404(text("没有这个机构，或者不归您管理。"))
        try:
            _save_installation(request) if rules else _save_particulars(request, office)
        except SettingRefused as refused:
            faults = refused.faults
        else:
            messages.success(request, text("已保存。"))
            address = f"{reverse('settings')}?organisation={office.code}"
            return redirect(address + ("#installation" if rules else ""))
    known = calendars.calendar().arrangements
    return render(
        request,
        "web/settings.html",
        {
            "office": office,
            "places": places,
            "may_keep": may_keep,
            "may_rule": may_rule,
            "fields": _fields(offices.particulars(office), PARTICULARS, request, faults, "particulars"),
            "handlers": _handlers(office),
            "numbers": _fields(offices.installation(), NUMBERS, request, faults, "installation"),
            "installation": offices.installation(),
            "two_step": [
                {"slug": slug, "label": role.label, "on": slug in offices.installation().two_step_roles}
                for slug, role in ROLES.items()
                if slug != "system"
            ],
            "faults": faults,
            "series": Series.objects.filter(organisation=office).order_by("-year", "mark")[:60],
            "years": sorted(known, reverse=True)[:4],
            "provisions": LocalProvision.objects.filter(organisation__path__startswith=office.path).count(),
            "environment": _environment(),
        },
        status=422 if faults else 200,
    )


def _is_chief(request: HttpRequest) -> bool:
    """Tell whether the reader keeps an organisation above which nobody else keeps one."""
    for membership in request.actor.memberships:
        if membership.role == "keeper":
            above = accounts.keepers_of(membership.organisation, request.today)
            if not above.exclude(organisation__path__startswith=membership.organisation.path).exists():
                return True
    return False


def _save_particulars(request: HttpRequest, office: Organisation) -> None:
    written = request.POST
    values: dict[str, Any] = {name: written.get(name, "").strip() for name in PARTICULARS}
    books = {ledger.slug for ledger in ledgers.all_ledgers() if ledger.is_case()}
    values["handlers"] = {slug: written[f"handler-{slug}"] for slug in sorted(books) if written.get(f"handler-{slug}")}
    offices.set_particulars(request.actor, office, values)


def _save_installation(request: HttpRequest) -> None:
    written = request.POST
    values: dict[str, Any] = {}
    faults = {}
    for name in NUMBERS:
        values[name] = whole_number(written.get(name, "").strip())
        if values[name] is None:
            faults[name] = text("请填写整数。")
    if faults:
        raise SettingRefused(faults)
    values["two_step_roles"] = [role for role in ROLES if role in written.getlist("two_step_roles")]
    values["portal_open"] = written.get("portal_open") == "1"
    offices.set_installation(request.actor, values)


def _fields(row: Any, names: tuple[str, ...], request: HttpRequest, faults: dict, part: str) -> list[dict[str, Any]]:
    """Return the fields of a form with what they hold, or what was written there and refused."""
    written = request.POST if request.method == "POST" and request.POST.get("part") == part else {}
    return [
        {
            "name": name,
            "label": row._meta.get_field(name).verbose_name,
            "hint": row._meta.get_field(name).help_text,
            "value": written.get(name, getattr(row, name)),
            "most": getattr(row._meta.get_field(name), "max_length", None),
            "fault": faults.get(name, ""),
            "number": part == "installation",
        }
        for name in names
    ]


def _handlers(office: Organisation) -> list[dict[str, Any]]:
    """Return the ledgers of cases, each with who may be its handler here and who is."""
    people = User.objects.filter(is_active=True, memberships__organisation=office).distinct().order_by("username")
    named = offices.particulars(office).handlers
    return [
        {"slug": ledger.slug, "title": ledger.title, "named": named.get(ledger.slug, ""), "people": people}
        for ledger in ledgers.all_ledgers()
        if ledger.is_case()
    ]


def _environment() -> list[tuple[Any, str, str]]:
    """Return what the environment sets, in words, with the variable; secrets are not shown."""
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    return [
        (_("数据目录"), str(settings.HOME), "FADU_HOME"),
        (_("数据库"), {"sqlite3": "SQLite", "postgresql": "PostgreSQL"}.get(engine, engine), "FADU_DATABASE"),
        (_("列式引擎"), settings.FADU_ENGINE, "FADU_ENGINE"),
        (_("摘要算法"), settings.FADU_DIGEST, "FADU_DIGEST"),
        (_("允许的主机名"), "、".join(settings.ALLOWED_HOSTS), "FADU_HOSTS"),
        (_("只走 HTTPS"), text("是") if settings.SECURE_SSL_REDIRECT else text("否"), "FADU_HTTPS"),
        (_("印在每页的一句话"), settings.FADU_NOTICE or "—", "FADU_NOTICE"),
    ]
