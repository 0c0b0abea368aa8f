"""机构与用户: the tree and its changes, who may sign in, who holds which role where, and what each role may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import accounts, divisions, journal, ledgers, procedure, rosters, workbooks
from fadu.kernel.accounts import AccountRefused
from fadu.kernel.columns import whole_number
from fadu.kernel.organisations import (
    ALL,
    ROLES,
    Division,
    Kind,
    Level,
    Membership,
    Organisation,
    OrganisationError,
    User,
    abolish,
    amend,
    found,
    rename,
    transfer,
)
from fadu.kernel.workbooks import WorkbookRefused

from . import parcels
from .accounts import sign_in, take_second_step
from .journal_pages import line
from .ledger_pages import XLSX
from .pages import PAGES, SIGNED_IN, page

KEEPER = ("keeper",)
KEEPERS = ("keeper", "law_governance_office")
SHOWN = 50  # users on one page
REACHES = {"self": _("仅本机构"), "own": _("本级（同一区划内的下属机构）"), ALL: _("全域（全部下级）")}


# The tree


@page("organisations/", name="organisations", roles=SIGNED_IN)
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of organisations, those that have ended included: folded branches, or what a search found."""
    wanted, ended = request.GET.get("q", "").strip(), request.GET.get("ended") == "1"
    rows = [
        {"organisation": one, "ended": not one.exists_on(request.today), "below": []}
        for one in Organisation.objects.select_related("division", "successor").order_by("path")
    ]
    living = sum(1 for row in rows if not row["ended"])
    if wanted:
        fold = wanted.casefold()
        rows = [
            row
            for row in rows
            if fold in row["organisation"].name.casefold()
            or fold in row["organisation"].short_name.casefold()
            or row["organisation"].code.startswith(wanted)
        ]
    elif not ended:
        rows = [row for row in rows if not row["ended"]]
    return render(
        request,
        "web/organisations.html",
        {
            "rows": rows if wanted else [],
            "tree": [] if wanted else _nested(rows),
            "wanted": wanted,
            "ended": ended,
            "n": living,
            "may_see_users": request.actor.holds(KEEPERS),
            "may_keep": request.actor.holds(KEEPER),
        },
    )


def _nested(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows as a tree: each with those below it, the first two levels unfolded."""
    by_path = {row["organisation"].path: row for row in rows}
    roots = []
    for path, row in by_path.items():
        above = path.rstrip("/").rpartition("/")[0] + "/"
        row["depth"] = path.count("/") - 1
        if above in by_path:
            by_path[above]["below"].append(row)
        else:
            roots.append(row)
    few = len(rows) <= 40
    for row in rows:
        row["open"] = few or row["depth"] < 1
        row["n"] = len(row["below"])
    return roots


@page("organisations/new/", name="organisation_new", roles=KEEPER, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """设立机构: add one organisation below another that the reader keeps."""
    kept = accounts.kept(request.actor).filter(valid_to=None).select_related("division")
    written, faults = request.POST, {}
    parent = kept.filter(code=(written.get("parent") or request.GET.get("parent", ""))).first()
    if request.method == "POST":
        values = {name: written.get(name, "").strip() for name in ("code", "name", "short_name", "mark", "kind")}
        days, faults = _days(written, "valid_from")
        if parent is None:
            faults["parent"] = text("请选择上级机构。")
        else:
            division, fault = _division(written, parent)
            faults |= {"division": fault} if fault else {}
        if not faults:
            try:
                made = found(request.actor, parent=parent, division=division, **values, **days)
            except ValidationError as error:
                faults = {name: "；".join(said) for name, said in error.message_dict.items()}
            else:
                messages.success(request, text("已设立%(name)s。") % {"name": made.name})
                return redirect("organisation", code=made.code)
    context = {"written": written, "faults": faults, "parents": kept.order_by("path"), "parent": parent, "kinds": Kind}
    return render(request, "web/organisation_new.html", context, status=422 if faults else 200)


def _division(written: Mapping[str, str], parent: Organisation) -> tuple[Division | None, str]:
    """Return the division that the form names, made when it is new; or why it cannot be."""
    code, name = written.get("division", "").strip(), written.get("division_name", "").strip()
    if not code:
        return parent.division, ""
    if known := Division.objects.filter(code=code).first():
        return known, ""
    try:
        level = divisions.level_of(code)
    except divisions.CodeError as error:
        return None, accounts.code_fault(code, error)
    if not divisions.lies_in(code, parent.division_id):
        said = text("区划“%(code)s”不在上级机构的区划“%(above)s”之内。")
        return None, said % {"code": code, "above": parent.division_id}
    if not name:
        return None, text("区划第一次出现，请填写区划名称。")
    above = Division.objects.filter(code=divisions.above(code)).first() or parent.division
    return Division.objects.create(code=code, name=name, level=Level(level), parent=above), ""


@page("organisations/template.xlsx", name="organisation_template", roles=KEEPER)
def template(request: HttpRequest) -> FileResponse:
    """The workbook in which a tree of organisations is filled in."""
    return _file(rosters.organisations_template(_root(request)), text("机构导入模板.xlsx"))


@page("organisations/export.xlsx", name="organisation_export", roles=KEEPERS)
def export(request: HttpRequest) -> FileResponse:
    """The organisations that the reader keeps, in the form in which they are imported."""
    out = BytesIO()
    kept = request.actor.organisations(KEEPERS).select_related("parent", "division").order_by("path")
    rosters.export_organisations(out, kept)
    return _file(out.getvalue(), text("机构.xlsx"))


@page("organisations/import/", name="organisation_import", roles=KEEPER, methods=("GET", "POST"))
def import_tree(request: HttpRequest) -> HttpResponse:
    """导入机构: a tree from a workbook, shown first as the tree it makes, then taken over whole."""

    def take(file: Any, name: str, dry_run: bool) -> rosters.RosterResult:
        return rosters.import_organisations(file, request.actor, _root(request), dry_run=dry_run, name=name)

    return _import(request, "web/organisation_import.html", take)


def _root(request: HttpRequest) -> Organisation:
    """Return the highest organisation that the reader keeps."""
    root = accounts.kept(request.actor).order_by("path").first()
    if root is None:
        raise Http404(text("您没有管理的机构。"))
    return root


def _import(request: HttpRequest, name: str, take: Callable[[Any, str, bool], rosters.RosterResult]) -> HttpResponse:
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
            return _slips(request, [(user, result.passwords.get(user.username)) for user in result.people])
    return render(request, name, context, status=422 if context.get("faults") else 200)


@page("organisations/<str:code>/", name="organisation", roles=SIGNED_IN)
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: its names, its place, what is below it and, for keepers, who works there."""
    return _show_organisation(request, _organisation(code))


def _organisation(code: str) -> Organisation:
    return get_object_or_404(Organisation.objects.select_related("division", "parent", "successor"), code=code)


def _show_organisation(
    request: HttpRequest, body: Organisation, fault: str = "", open_at: str = "", status: int = 200
) -> HttpResponse:
    may_see = request.actor.holds(KEEPERS) and request.actor.organisations(KEEPERS).filter(pk=body.pk).exists()
    may_keep = request.actor.holds(KEEPER) and accounts.kept(request.actor).filter(pk=body.pk).exists()
    members = body.memberships.select_related("user").order_by("role", "user__username") if may_see else ()
    others = accounts.kept(request.actor).filter(valid_to=None).exclude(pk=body.pk) if may_keep else ()
    context = {
        "organisation": body,
        "ended": not body.exists_on(request.today),
        "names": body.former_names.order_by("-valid_to"),
        "children": body.children.order_by("path"),
        "predecessors": body.predecessors.order_by("path"),
        "members": [_membership(one, request.today) for one in members],
        "may_keep": may_keep,
        "others": others,
        "kinds": Kind,
        "fault": fault,
        "open_at": open_at,
        "written": request.POST,
        "events": [line(one) for one in journal.history("organisation", body.code).order_by("-seq")[:20]]
        if may_see
        else [],
    }
    return render(request, "web/organisation.html", context, status=status)


@page("organisations/<str:code>/<str:what>/", name="organisation_change", roles=KEEPER, methods=("POST",))
def change(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Change one organisation: its details, its name from a day, its place, its end; move those who work there."""
    body = _organisation(code)
    if not accounts.kept(request.actor).filter(pk=body.pk).exists():
        raise Http404(text("没有这个机构，或者不归您管理。"))
    changes = {"edit": _edit, "rename": _rename, "abolish": _abolish, "transfer": _transfer, "members": _members}
    if what not in changes:
        raise Http404
    try:
        messages.success(request, changes[what](request, body))
    except (OrganisationError, AccountRefused) as refused:
        return _show_organisation(request, _organisation(code), str(refused), what, status=422)
    except ValidationError as error:
        return _show_organisation(request, _organisation(code), "；".join(error.messages), what, status=422)
    return redirect("organisation", code=code)


def _edit(request: HttpRequest, body: Organisation) -> str:
    values = {name: request.POST.get(name, "").strip() for name in ("short_name", "mark", "kind")}
    return text("已保存。") if amend(body, values, request.actor) else text("没有改动。")


def _rename(request: HttpRequest, body: Organisation) -> str:
    name, on = request.POST.get("name", "").strip(), _day(request.POST, "on")
    if not name or name == body.name:
        raise OrganisationError(text("请填写新名称。"))
    if len(name) > 80:
        raise OrganisationError(text("名称最多 80 个字。"))
    if on > request.today:
        raise OrganisationError(text("生效日期不得晚于今日；请到生效那天再办理。"))
    rename(body, name, on, request.actor)
    return text("已更名为%(name)s，旧名保留在名称沿革中。") % {"name": name}


def _abolish(request: HttpRequest, body: Organisation) -> str:
    on = _day(request.POST, "on")
    successor = _other(request, "successor", required=False)
    if body.valid_from and on < body.valid_from:
        raise OrganisationError(text("撤销日期不得早于成立日期。"))
    moving = bool(successor and request.POST.get("members"))
    if moving:
        accounts.move_members(request.actor, body, successor, on, request.today)
    elif not body.children.filter(valid_to=None).exists():
        _check_kept_on(body, on)
    abolish(body, on, request.actor, successor)
    return text("已办理撤销，%(name)s的记录和数字仍归其名下。") % {"name": body.name}


def _check_kept_on(body: Organisation, on: date) -> None:
    """Refuse to end the organisation at which the last keeper stands. Raises AccountRefused."""
    at_home = Q(organisation=body)
    if body.memberships.filter(role="keeper").exists() and not accounts.keepers_of(body, on, at_home).exists():
        raise AccountRefused(text("这里有最后一名系统管理员，请先把人员划转到承接机构。"))


def _transfer(request: HttpRequest, body: Organisation) -> str:
    parent = _other(request, "parent")
    transfer(body, parent, request.today, request.actor)
    return text("已划转到%(name)s之下。") % {"name": parent.name}


def _members(request: HttpRequest, body: Organisation) -> str:
    target, last = _other(request, "target"), _day(request.POST, "on")
    n = accounts.move_members(request.actor, body, target, last, request.today)
    return text("已划转 %(n)d 项任职到%(name)s。") % {"n": n, "name": target.name}


def _other(request: HttpRequest, name: str, required: bool = True) -> Organisation | None:
    code = request.POST.get(name, "")
    chosen = accounts.kept(request.actor).filter(code=code).first() if code else None
    if chosen is None and (required or code):
        raise OrganisationError(text("请选择您管理范围内的机构。"))
    return chosen


def _day(written: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(written.get(name, ""))
    except ValueError:
        raise OrganisationError(text("请填写日期，如 2026-03-01。")) from None


def _days(written: Mapping[str, str], *names: str) -> tuple[dict[str, date | None], dict[str, str]]:
    """Return the days of a form, empty ones as None, and by field what cannot be read."""
    days: dict[str, date | None] = {}
    faults = {}
    for name in names:
        try:
            days[name] = date.fromisoformat(written[name]) if written.get(name) else None
        except ValueError:
            faults[name] = text("请填写日期，如 2026-03-01。")
    return days, faults


# Users


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
            "held": [_membership(one, request.today) for one in user.seen],
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


def _membership(one: Membership, today: date) -> dict[str, Any]:
    """Return one membership as the pages show it: valid, not yet, or over."""
    over = bool(one.valid_to and one.valid_to < today)
    return {
        "membership": one,
        "role": ROLES[one.role].label if one.role in ROLES else one.role,
        "over": over,
        "ahead": bool(one.valid_from and one.valid_from > today),
    }


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
        days, faults = _days(written, "valid_from", "valid_to")
        place = kept.filter(code=written.get("organisation", "")).first()
        if faults or place is None:
            fault = next(iter(faults.values()), "") or text("请选择机构。")
        else:
            try:
                user, password = _made(request, place, days)
            except AccountRefused as refused:
                fault = str(refused)
            else:
                return _slips(request, [(user, password)])
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
    return _file(rosters.users_template(_root(request)), text("用户导入模板.xlsx"))


@page("users/export.xlsx", name="organisation_users_export", roles=KEEPERS)
def users_export(request: HttpRequest) -> FileResponse:
    """The users and roles of the organisations that the reader keeps."""
    out = BytesIO()
    held = Membership.objects.filter(organisation__in=request.actor.organisations(KEEPERS))
    rosters.export_users(out, held.select_related("user", "organisation").order_by("user__username", "pk"))
    journal.write(journal.Entry("export", ledger="user", actor=request.actor.username, actor_name=request.actor.name))
    return _file(out.getvalue(), text("用户.xlsx"))


@page("users/import/", name="organisation_users_import", roles=KEEPER, methods=("GET", "POST"))
def import_users(request: HttpRequest) -> HttpResponse:
    """导入用户: accounts and roles from a workbook; new users get one-time passwords, printed on slips."""

    def take(file: Any, name: str, dry_run: bool) -> rosters.RosterResult:
        return rosters.import_users(file, request.actor, timezone.now(), request.today, dry_run=dry_run, name=name)

    return _import(request, "web/user_import.html", take)


def _slips(request: HttpRequest, people: list[tuple[User, str | None]]) -> HttpResponse:
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
        "held": [_membership(one, request.today) for one in who.seen],
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
            return _slips(request, [(who, accounts.reset_password(request.actor, who, timezone.now(), request.today))])
        if what == "reactivate":
            return _slips(request, [(who, accounts.reactivate(request.actor, who, timezone.now(), request.today))])
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
    place = _other(request, "organisation")
    days, faults = _days(request.POST, "valid_from", "valid_to")
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
    last = _day(request.POST, "last")
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


def _file(content: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)


# Who may do what


@page("roles/", name="organisation_roles", roles=SIGNED_IN)
def roles(request: HttpRequest) -> HttpResponse:
    """角色权限: what each role opens, reads, records and decides, computed from the declarations themselves."""
    chosen = request.GET.get("role", "")
    holders: dict[str, int] = {}
    if request.actor.holds(KEEPERS):
        held = accounts.current(Membership.objects.filter(user__is_active=True), request.today)
        for role in held.values_list("role", flat=True):
            holders[role] = holders.get(role, 0) + 1
    rows = [
        {
            "slug": slug,
            "role": role,
            "reach": REACHES.get(role.reach, role.reach),
            "acts_for": [ROLES[one].label for one in sorted(role.acts_for) if one in ROLES],
            "n": {name: len(found) for name, found in _powers(slug).items()},
            "holders": holders.get(slug, 0),
        }
        for slug, role in ROLES.items()
    ]
    context: dict[str, Any] = {"rows": rows, "chosen": "", "counted": request.actor.holds(KEEPERS)}
    if chosen in ROLES:
        context |= {"chosen": chosen, "label": ROLES[chosen].label, "powers": _powers(chosen)}
    return render(request, "web/roles.html", context)


def _powers(slug: str) -> dict[str, list[dict[str, Any]]]:
    """Return what a role may do: pages it opens, ledgers it reads and records, steps it makes."""
    role = ROLES[slug]
    held = {slug} | role.acts_for
    language = get_language() or "zh"
    pages = [
        {"name": one.name, "label": _purpose(one), "address": "/" + one.route}
        for one in PAGES.values()
        if not isinstance(one.roles, str) and held.intersection(one.roles)
    ]
    books = [
        {"title": one.title, "slug": one.slug, "read": bool(held.intersection(one.read)),
         "write": bool(held.intersection(one.recorders()))}
        for one in ledgers.all_ledgers()
    ]  # fmt: skip
    made = []
    for versions in procedure.declared().values():
        for version in versions:
            made += [
                {
                    "procedure": version.title,
                    "key": version.slug,
                    "in_force": version.in_force,
                    "step": step.label,
                    "basis": step.basis(language),
                    "for": "" if step.role == slug or step.role not in ROLES else ROLES[step.role].label,
                }
                for step in version.steps
                if step.role in held
            ]
    return {"pages": pages, "ledgers": [one for one in books if one["read"] or one["write"]], "steps": made}


def _purpose(one: Any) -> str:
    from .help_pages import title_of

    return title_of(one.name)


@page("roles/export.xlsx", name="organisation_roles_export", roles=KEEPERS)
def roles_export(request: HttpRequest) -> FileResponse:
    """The whole table of roles and what they may do, for an inspection or to be filed."""
    rows = []
    for slug, role in ROLES.items():
        powers = _powers(slug)
        label = str(role.label)
        rows += [(label, text("页面"), one["label"] or one["name"], one["address"], "") for one in powers["pages"]]
        rows += [
            (label, text("台账"), str(one["title"]), text("登记") if one["write"] else text("查看"), "")
            for one in powers["ledgers"]
        ]
        rows += [
            (label, text("环节"), f"{one['procedure']}：{one['step']}", one["basis"], str(one["for"]))
            for one in powers["steps"]
        ]
    out = BytesIO()
    headings = [text("角色"), text("种类"), text("内容"), text("依据或地址"), text("代行角色")]
    workbooks.write_workbook(out, text("角色权限"), headings, rows, ())
    return _file(out.getvalue(), text("角色权限.xlsx"))
