"""角色权限: what each role may do, computed from what pages, ledgers and procedures declare."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import accounts, ledgers, procedure, workbooks
from fadu.kernel.organisations import ALL, ROLES, Membership

from .keeping import KEEPERS, workbook_file
from .pages import PAGES, SIGNED_IN, page

REACHES = {"self": _("仅本机构"), "own": _("本级（同一区划内的下属机构）"), ALL: _("全域（全部下级）")}


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
    return workbook_file(out.getvalue(), text("角色权限.xlsx"))
