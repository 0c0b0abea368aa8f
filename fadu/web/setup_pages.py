"""启用: from an empty installation to an office that can work, in steps that can be left and taken up again.

The first two steps need nobody signed in, because there is nobody: they are open only while there is no user, and only
to one who holds the code that the command wrote beside the data. Everything after is the first keeper's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import accounts, calendars, offices
from fadu.kernel.accounts import AccountRefused, First
from fadu.kernel.organisations import Actor, Membership, Organisation, User
from fadu.kernel.provisions import LocalProvision, open_limits

from .pages import PUBLIC, page

KEEPER = ("keeper",)
OPENED, DRAFT = "setup_opened", "setup_office"
OFFICE = ("division", "division_name", "name", "short_name", "mark")


def _over(request: HttpRequest) -> HttpResponse | None:
    """Return where one goes who comes when the place is taken, or None while it is free."""
    if not User.objects.exists():
        return None
    if request.user.is_authenticated:
        return redirect("setup_next" if request.actor.holds(KEEPER) else "work")
    return redirect("account_login")


@page("setup/", name="setup", roles=PUBLIC, methods=("GET", "POST"))
def start(request: HttpRequest) -> HttpResponse:
    """启用码: who can read the installation's folder may take the first place; nobody else on the network can."""
    if (over := _over(request)) is not None:
        return over
    accounts.setup_code()  # so that there is one, however the service was started
    fault = ""
    if request.method == "POST":
        if accounts.opens(request.POST.get("code", "")):
            request.session.cycle_key()
            request.session[OPENED] = True
            return redirect("setup_keeper" if request.session.get(DRAFT) else "setup_office")
        fault = text("启用码不对。请核对启动服务的窗口，或者数据目录中 setup.code 文件的内容。")
    elif request.session.get(OPENED):
        return redirect("setup_keeper" if request.session.get(DRAFT) else "setup_office")
    context = {"fault": fault, "file": accounts.code_file(), "step": 0}
    return render(request, "web/setup.html", context, status=422 if fault else 200)


@page("setup/office/", name="setup_office", roles=PUBLIC, methods=("GET", "POST"))
def office(request: HttpRequest) -> HttpResponse:
    """第一步，单位: the division and the government; kept in the session until the keeper is named."""
    if (over := _over(request)) is not None:
        return over
    if not request.session.get(OPENED):
        return redirect("setup")
    faults: dict[str, str] = {}
    written = request.session.get(DRAFT) or {}
    if request.method == "POST":
        written = {name: request.POST.get(name, "").strip() for name in OFFICE}
        faults = First(**written).faults()
        if not faults:
            request.session[DRAFT] = written
            return redirect("setup_keeper")
    return render(
        request,
        "web/setup_office.html",
        {"written": written, "faults": faults, "step": 1},
        status=422 if faults else 200,
    )


@page("setup/keeper/", name="setup_keeper", roles=PUBLIC, methods=("GET", "POST"))
def keeper(request: HttpRequest) -> HttpResponse:
    """第二步，系统管理员: the first person, who is signed in at once and goes on with the checklist."""
    if (over := _over(request)) is not None:
        return over
    if not request.session.get(OPENED):
        return redirect("setup")
    if not request.session.get(DRAFT):
        return redirect("setup_office")
    written, faults = request.POST, {}
    if request.method == "POST":
        user, faults = _establish(request)
        if user is not None:
            for name in (OPENED, DRAFT):
                request.session.pop(name, None)
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            messages.success(
                request, text("单位和系统管理员已建立。接着办理下面的事项，可以随时离开，下次登录再继续。")
            )
            return redirect("setup_next")
    context = {
        "written": written,
        "faults": faults,
        "rules": accounts.rules(),
        "office": request.session.get(DRAFT),
        "step": 2,
    }
    return render(request, "web/setup_keeper.html", context, status=422 if faults else 200)


def _establish(request: HttpRequest) -> tuple[User | None, dict[str, str]]:
    """Make the office with its keeper; return the keeper, or by field what is wrong."""
    name, username = request.POST.get("name", "").strip(), request.POST.get("username", "").strip()
    password = request.POST.get("password1", "")
    faults = {}
    if not name or len(name) > 40:
        faults["name"] = text("请填写姓名，最多 40 个字。")
    try:
        accounts.check_name(username)
    except AccountRefused as refused:
        faults["username"] = str(refused)
    try:
        password_validation.validate_password(password, User(username=username, name=name))
    except ValidationError as error:
        faults["password1"] = "".join(error.messages)
    if password != request.POST.get("password2", ""):
        faults["password2"] = text("两次输入的密码不一样。")
    if faults:
        return None, faults
    # Whoever spends the code has the place: of two who come at once, one does.
    if not accounts.spend_code():
        return None, {"": text("启用码已被使用，请刷新页面。")}
    try:
        return accounts.establish(First(**request.session[DRAFT]), username, name, password, timezone.now()), {}
    except AccountRefused as refused:
        accounts.setup_code()
        return None, {"": str(refused)}


# What next


@dataclass(frozen=True)
class Step:
    """启用事项: one thing to do, whether it is done, and where it is done."""

    slug: str
    label: Any
    why: Any
    address: str
    button: Any
    done: bool
    aside: bool
    said: str = ""

    @property
    def open(self) -> bool:
        """Whether it waits still."""
        return not self.done and not self.aside


def steps(actor: Actor, today: date) -> list[Step]:
    """Return what a new office does first, with what is done of it, computed from what is there."""
    aside = set(offices.installation().set_aside)
    bodies = Organisation.objects.filter(valid_to=None).count()
    people = User.objects.filter(is_active=True, memberships__isnull=False).distinct().count()
    root = accounts.kept(actor).order_by("path").first()
    own = offices.particulars(root) if root else offices.Particulars()
    known = calendars.calendar().arrangements
    needed = [today.year, *([today.year + 1] if today.month == 12 else [])]
    missing = [str(year) for year in needed if year not in known]
    keepers = Membership.objects.filter(role="keeper", user__is_active=True).values("user").distinct().count()
    local = LocalProvision.objects.count()
    until = text("缺 %(years)s 年") % {"years": "、".join(missing)} if missing else ""
    until = until or text("已知到 %(year)d 年") % {"year": max(known)}
    state: dict[str, tuple[str, bool, str]] = {
        "organisations": (reverse("organisation_import"), bodies > 1, text("%(n)d 个机构") % {"n": bodies}),
        "users": (reverse("organisation_users_import"), people > 1, text("%(n)d 名用户") % {"n": people}),
        "keepers": (
            reverse("organisation_user_new") + "?role=keeper", keepers > 1, text("%(n)d 名") % {"n": keepers}
        ),
        "particulars": (reverse("settings"), bool(own.address and own.telephone), own.telephone),
        "holidays": (reverse("procedure_calendar"), not missing, until),
        "provisions": (
            reverse("ledger", args=["local-provision"]), bool(local) or not open_limits(),
            text("%(n)d 条") % {"n": local},
        ),
        "security": (reverse("settings") + "#installation", _is_secured(), ""),
        "backup": (reverse("help_page", args=["setup_next"]), False, ""),
    }  # fmt: skip
    return [
        Step(slug, label, why, state[slug][0], button, state[slug][1], slug in aside, state[slug][2])
        for slug, label, why, button in WORDS
    ]


WORDS = (
    (
        "organisations",
        _("建立机构"),
        _("部门、县区、乡镇，各自的记录归各自名下；可以用表格一次导入几百个。"),
        _("导入机构"),
    ),
    (
        "users",
        _("开设用户"),
        _("每人一个账号，任职决定能看什么、办什么；新用户首次登录须更换一次性密码。"),
        _("导入用户"),
    ),
    (
        "keepers",
        _("第二名系统管理员"),
        _("一人离岗或者忘记密码时，由另一人办理；最后一名不能停用，也不能离任。"),
        _("新增用户"),
    ),
    (
        "particulars",
        _("单位资料"),
        _("地址、电话、工作时间印在文书、门户和帮助页上。"),
        _("填写"),
    ),
    (
        "holidays",
        _("放假安排"),
        _("工作日期限按国务院办公厅每年的通知计算；缺少的年份，届满日不作推断。"),
        _("查看"),
    ),
    (
        "provisions",
        _("地方规定的期限"),
        _("法律没有写明长度的期限，由本地规定；没有规定的，可以标为不需要。"),
        _("登记"),
    ),
    (
        "security",
        _("登录安全"),
        _("无操作自动退出的时间、密码更换、必须启用两步验证的角色；按默认的，标为不需要。"),
        _("设置"),
    ),
    (
        "backup",
        _("备份"),
        _("请安排每天运行一次 fadu backup，备份放到另一台机器；安排好后标为不需要。"),
        _("说明"),
    ),
)


def _is_secured() -> bool:
    """Tell whether somebody has thought about the rules of signing in."""
    now, usual = offices.installation(), offices.Installation()
    return any(
        getattr(now, name) != getattr(usual, name)
        for name in ("idle_minutes", "password_days", "lock_after", "lock_minutes", "two_step_roles")
    )


def left(found: list[Step]) -> list[Step]:
    """Return what waits still."""
    return [step for step in found if step.open]


@page("setup/next/", name="setup_next", roles=KEEPER, methods=("GET", "POST"))
def checklist(request: HttpRequest) -> HttpResponse:
    """启用清单: what is left to do; what an office does not need is set aside, and can be taken up again."""
    found = steps(request.actor, request.today)
    if request.method == "POST":
        wanted = request.POST.get("step", "")
        aside = set(offices.installation().set_aside)
        if wanted in {step.slug for step in found}:
            aside ^= {wanted}
            offices.set_installation(request.actor, {"set_aside": sorted(aside)})
        return redirect("setup_next")
    waiting = left(found)
    return render(request, "web/setup_next.html", {"steps": found, "left": waiting, "done": len(found) - len(waiting)})
