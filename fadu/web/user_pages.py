"""用户: who may sign in, and who holds which role where."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import accounts, journal, rosters
from fadu.kernel.accounts import AccountRefused
from fadu.kernel.columns import whole_number
from fadu.kernel.organisations import ROLES, Membership, Organisation, OrganisationError, User

from .accounts import sign_in, take_second_step
from .journal_pages import line
from .keeping import (
    KEEPER,
    KEEPERS,
    highest_kept,
    kept_organisation,
    membership_row,
    read_day,
    read_days,
    slips,
    take_in,
    workbook_file,
)
from .pages import page

SHOWN = 50  # users on one page


@page("users/", name="organisation_users", roles=KEEPERS)
def users(request: HttpRequest) -> HttpResponse:
    """Who may sign in, with the roles held at the organisations that the reader keeps."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "role", "organisation", "state")}
    places = request.actor.organisations(KEEPERS).order_by("path")
    found = _visible(request, places)
    counts = {state: _in_state(found, state, request).count() for state in STATES}
    if asked["state"] in STATES:
        found = _in_state(found, asked["state"], request)
    if asked["q"]:
        found = found.filter(
            Q(name__icontains=asked["q"])
            | Q(username__icontains=asked["q"])
            | Q(memberships__organisation__name__icontains=asked["q"])
        )
    if asked["role"] in ROLES:
        found = found.filter(memberships__role=asked["role"])
    if asked["organisation"]:
        found = found.filter(memberships__organisation__code=asked["organisation"])
    found = found.distinct().order_by("username")
    shown = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    locked = {lock.username for lock in accounts.locks(timezone.now())}
    people = list(shown.object_list.select_related("account").prefetch_related(_held(places)))
    rows = [
        {
            "user": user,
            "held": [membership_row(one, request.today) for one in user.seen],
            "locked": user.username.casefold() in locked,
            "one_time": getattr(user, "account", None) is not None and user.account.must_change,
        }
        for user in people
    ]
    return render(
        request,
        "web/users.html",
        {
            "rows": rows,
            "shown": shown,
            "asked": asked,
            "query": "&".join(f"{name}={value}" for name, value in asked.items() if value),
            "roles": _offered(),
            "places": places,
            "states": [(state, label, counts[state]) for state, label in STATES.items()],
            "may_keep": request.actor.holds(KEEPER),
            "to_self": _to_self(places),
        },
    )


STATES = {
    "active": _("在用"),
    "inactive": _("停用"),
    "without": _("没有任职"),
    "one_time": _("未换一次性密码"),
    "locked": _("锁定"),
}


def _visible(request: HttpRequest, places: QuerySet[Organisation]) -> QuerySet[User]:
    """Return the users whom the reader sees: those with a role in the kept organisations; a keeper, those without."""
    seen = Q(memberships__organisation__in=places)
    if request.actor.holds(KEEPER):
        seen |= Q(memberships=None)
    return User.objects.filter(seen).distinct()


def _in_state(found: QuerySet[User], state: str, request: HttpRequest) -> QuerySet[User]:
    if state == "locked":
        names = [lock.username for lock in accounts.locks(timezone.now())]
        wanted = Q(pk__in=())
        for name in names[:200]:
            wanted |= Q(username__iexact=name)
        return found.filter(wanted)
    conditions = {
        "active": Q(is_active=True),
        "inactive": Q(is_active=False),
        "without": Q(memberships=None),
        "one_time": Q(account__must_change=True, is_active=True),
    }
    return found.filter(conditions[state])


def _held(places: QuerySet[Organisation]) -> Prefetch:
    held = Membership.objects.filter(organisation__in=places).select_related("organisation", "user")
    return Prefetch("memberships", queryset=held.order_by("organisation__path", "role"), to_attr="seen")


def _offered() -> list[tuple[str, Any]]:
    return [(slug, role.label) for slug, role in ROLES.items() if slug != "system"]


def _to_self(places: QuerySet[Organisation]) -> list[dict[str, Any]]:
    """Return the roles that keepers gave to themselves, with their reasons, as the journal has them."""
    found = journal.Event.objects.filter(ledger="user", action="appoint", data_text__contains='"self":true')
    codes = set(places.values_list("code", flat=True))
    return [
        {"event": one, "role": ROLES[one.after["role"]].label, "reason": one.data.get("reason", "")}
        for one in found.order_by("-seq")[:50]
        if one.organisation in codes and one.after["role"] in ROLES
    ]


@page("users/new/", name="organisation_user_new", roles=KEEPER, methods=("GET", "POST"))
def new_user(request: HttpRequest) -> HttpResponse:
    """新增用户: an account with its first role; the one-time password is shown once, to be handed over."""
    kept = accounts.kept(request.actor).filter(Q(valid_to=None) | Q(valid_to__gte=request.today)).order_by("path")
    written, fault = request.POST, ""
    if request.method == "POST":
        days, faults = read_days(written, "valid_from", "valid_to")
        place = kept.filter(code=written.get("organisation", "")).first()
        if faults or place is None:
            fault = next(iter(faults.values()), "") or text("请选择机构。")
        else:
            try:
                user, password = _made(request, place, days)
            except AccountRefused as refused:
                fault = str(refused)
            else:
                return slips(request, [(user, password)])
    context = {
        "written": written if request.method == "POST" else request.GET,
        "fault": fault,
        "places": kept,
        "roles": _offered(),
    }
    return render(request, "web/user_new.html", context, status=422 if fault else 200)


def _made(request: HttpRequest, place: Organisation, days: Mapping[str, Any]) -> tuple[User, str]:
    written = request.POST
    with transaction.atomic():
        user, password = accounts.open_account(
            request.actor, written.get("username", ""), written.get("name", ""), timezone.now()
        )
        accounts.appoint(request.actor, user, place, written.get("role", ""), request.today, **days)
    return user, password


@page("users/template.xlsx", name="organisation_users_template", roles=KEEPER)
def users_template(request: HttpRequest) -> FileResponse:
    """The workbook in which users and their roles are filled in."""
    return workbook_file(rosters.users_template(highest_kept(request)), text("用户导入模板.xlsx"))


@page("users/export.xlsx", name="organisation_users_export", roles=KEEPERS)
def users_export(request: HttpRequest) -> FileResponse:
    """The users and roles of the organisations that the reader keeps."""
    out = BytesIO()
    held = Membership.objects.filter(organisation__in=request.actor.organisations(KEEPERS))
    rosters.export_users(out, held.select_related("user", "organisation").order_by("user__username", "pk"))
    journal.write(journal.Entry("export", ledger="user", actor=request.actor.username, actor_name=request.actor.name))
    return workbook_file(out.getvalue(), text("用户.xlsx"))


@page("users/import/", name="organisation_users_import", roles=KEEPER, methods=("GET", "POST"))
def import_users(request: HttpRequest) -> HttpResponse:
    """导入用户: accounts and roles from a workbook; new users get one-time passwords, printed on slips."""

    def take(file: Any, name: str, dry_run: bool) -> rosters.RosterResult:
        return rosters.import_users(file, request.actor, timezone.now(), request.today, dry_run=dry_run, name=name)

    return take_in(request, "web/user_import.html", take)


@page("users/<str:username>/", name="organisation_user", roles=KEEPERS)
def user(request: HttpRequest, username: str) -> HttpResponse:
    """One user: the roles with their days, the state of the sign-in, and what was done to the account."""
    return _show_user(request, _user(request, username))


def _user(request: HttpRequest, username: str) -> User:
    places = request.actor.organisations(KEEPERS)
    found = _visible(request, places).filter(username=username).prefetch_related(_held(places)).first()
    if found is None:
        raise Http404(text("没有这个用户，或者不归您管理。"))
    return found


def _show_user(request: HttpRequest, who: User, fault: str = "", open_at: str = "", status: int = 200) -> HttpResponse:
    may_keep = request.actor.holds(KEEPER)
    refused = ""
    if may_keep:
        try:
            accounts.check_keeps(request.actor, who, request.today)
        except AccountRefused as reason:
            may_keep, refused = False, str(reason)
    kept = accounts.kept(request.actor).filter(Q(valid_to=None) | Q(valid_to__gte=request.today)).order_by("path")
    until = accounts.locked_until(who.username, timezone.now())
    events = list(journal.history("user", who.username).order_by("-seq")[:100])
    visits = [sign_in(one) for one in events if one.action in ("login", "logout", "password", "reset")]
    context = {
        "who": who,
        "account": accounts.account_of(who),
        "held": [membership_row(one, request.today) for one in who.seen],
        "locked": until,
        "two_step": is_mfa_enabled(who),
        "is_self": who.username == request.actor.username,
        "may_keep": may_keep,
        "refused": refused,
        "places": kept,
        "roles": _offered(),
        "fault": fault,
        "open_at": open_at,
        "written": request.POST,
        "visits": visits[:10],
        "events": [line(one) for one in events if one.action not in ("login", "logout")][:30],
        "today": request.today,
    }
    return render(request, "web/user.html", context, status=status)


@page("users/<str:username>/<str:what>/", name="organisation_user_change", roles=KEEPER, methods=("POST",))
def change_user(request: HttpRequest, username: str, what: str) -> HttpResponse:
    """Change one account: name, roles, password, lock, second step, whether it is in use."""
    who = _user(request, username)
    changes = {
        "name": _name, "appoint": _appoint, "dismiss": _dismiss, "deactivate": _deactivate,
        "unlock": _unlock, "two-step": _two_step,
    }  # fmt: skip
    try:
        if what == "reset":
            return slips(request, [(who, accounts.reset_password(request.actor, who, timezone.now(), request.today))])
        if what == "reactivate":
            return slips(request, [(who, accounts.reactivate(request.actor, who, timezone.now(), request.today))])
        if what not in changes:
            raise Http404
        messages.success(request, changes[what](request, who))
    except (AccountRefused, OrganisationError) as refused:
        return _show_user(request, _user(request, username), str(refused), what, status=422)
    return redirect("organisation_user", username=username)


def _name(request: HttpRequest, who: User) -> str:
    accounts.rename_user(request.actor, who, request.POST.get("name", ""), request.today)
    return text("已保存。")


def _appoint(request: HttpRequest, who: User) -> str:
    place = kept_organisation(request, "organisation")
    days, faults = read_days(request.POST, "valid_from", "valid_to")
    if faults:
        raise AccountRefused(next(iter(faults.values())))
    role = request.POST.get("role", "")
    reason = request.POST.get("reason", "")
    accounts.appoint(request.actor, who, place, role, request.today, reason=reason, **days)
    said = text("%(user)s在%(place)s任“%(role)s”。")
    return said % {"user": who, "place": place.name, "role": ROLES[role].label}


def _dismiss(request: HttpRequest, who: User) -> str:
    number = whole_number(request.POST.get("membership"))
    held = who.memberships.filter(pk=number).select_related("organisation").first()
    if held is None:
        raise AccountRefused(text("没有这项任职。"))
    if not accounts.kept(request.actor).filter(pk=held.organisation_id).exists():
        raise AccountRefused(text("%(organisation)s不在您管理的范围内。") % {"organisation": held.organisation.name})
    last = read_day(request.POST, "last")
    accounts.dismiss(request.actor, held, last, request.today)
    return text("任职到 %(last)s 为止。") % {"last": last}


def _deactivate(request: HttpRequest, who: User) -> str:
    accounts.deactivate(request.actor, who, request.today, request.POST.get("reason", ""))
    return text("已停用。此前办理的事项仍记在其名下。")


def _unlock(request: HttpRequest, who: User) -> str:
    accounts.unlock(request.actor, who, request.today)
    return text("已解锁，可以立即登录。")


def _two_step(request: HttpRequest, who: User) -> str:
    accounts.check_keeps(request.actor, who, request.today)
    if not take_second_step(request.actor, who):
        raise AccountRefused(text("此用户没有启用两步验证。"))
    return text("已解除两步验证；请提醒用户重新启用。")
