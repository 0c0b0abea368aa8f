"""机构: the tree of organisations and its changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as text

from fadu.kernel import accounts, divisions, journal, rosters
from fadu.kernel.accounts import AccountRefused
from fadu.kernel.organisations import (
    Division,
    Kind,
    Level,
    Organisation,
    OrganisationError,
    abolish,
    amend,
    found,
    rename,
    transfer,
)

from .journal_pages import line
from .keeping import (
    KEEPER,
    KEEPERS,
    highest_kept,
    kept_organisation,
    membership_row,
    read_day,
    read_days,
    take_in,
    workbook_file,
)
from .pages import SIGNED_IN, page


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
        days, faults = read_days(written, "valid_from")
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
    return workbook_file(rosters.organisations_template(highest_kept(request)), text("机构导入模板.xlsx"))


@page("organisations/export.xlsx", name="organisation_export", roles=KEEPERS)
def export(request: HttpRequest) -> FileResponse:
    """The organisations that the reader keeps, in the form in which they are imported."""
    out = BytesIO()
    kept = request.actor.organisations(KEEPERS).select_related("parent", "division").order_by("path")
    rosters.export_organisations(out, kept)
    return workbook_file(out.getvalue(), text("机构.xlsx"))


@page("organisations/import/", name="organisation_import", roles=KEEPER, methods=("GET", "POST"))
def import_tree(request: HttpRequest) -> HttpResponse:
    """导入机构: a tree from a workbook, shown first as the tree it makes, then taken over whole."""

    def take(file: Any, name: str, dry_run: bool) -> rosters.RosterResult:
        return rosters.import_organisations(file, request.actor, highest_kept(request), dry_run=dry_run, name=name)

    return take_in(request, "web/organisation_import.html", take)


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
        "members": [membership_row(one, request.today) for one in members],
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
    name, on = request.POST.get("name", "").strip(), read_day(request.POST, "on")
    if not name or name == body.name:
        raise OrganisationError(text("请填写新名称。"))
    if len(name) > 80:
        raise OrganisationError(text("名称最多 80 个字。"))
    if on > request.today:
        raise OrganisationError(text("生效日期不得晚于今日；请到生效那天再办理。"))
    rename(body, name, on, request.actor)
    return text("已更名为%(name)s，旧名保留在名称沿革中。") % {"name": name}


def _abolish(request: HttpRequest, body: Organisation) -> str:
    on = read_day(request.POST, "on")
    successor = kept_organisation(request, "successor", required=False)
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
    parent = kept_organisation(request, "parent")
    transfer(body, parent, request.today, request.actor)
    return text("已划转到%(name)s之下。") % {"name": parent.name}


def _members(request: HttpRequest, body: Organisation) -> str:
    target, last = kept_organisation(request, "target"), read_day(request.POST, "on")
    n = accounts.move_members(request.actor, body, target, last, request.today)
    return text("已划转 %(n)d 项任职到%(name)s。") % {"n": n, "name": target.name}
