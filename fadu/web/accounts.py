"""登录: the door for people. Accounts are made by the office, never by the visitor."""

from datetime import timedelta

from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as text

from fadu.kernel import accounts, journal, offices
from fadu.kernel.organisations import ROLES, User

from .pages import PUBLIC, SIGNED_IN, page

BOTH = ("GET", "POST")


class ClosedDoor(DefaultAccountAdapter):
    """Sign-up is closed; coming and going are in the journal; wrong passwords in a row shut the door for a while."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Keep out who is shut out, the right password or not, and say until when."""
        if until := accounts.locked_until(str(credentials.get("username", "")), timezone.now()):
            raise _shut(until)
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            accounts.note_success(str(credentials.get("username", "")))
        return user

    def pre_login(self, request: HttpRequest, user: User, **details) -> HttpResponse | None:
        """Turn away a one-time password that was left lying about for too long."""
        if accounts.is_expired(user, timezone.now()):
            said = text("一次性密码已超过 %(n)d 天没有使用，不再有效。请联系系统管理员重新发放。")
            messages.error(request, said % {"n": accounts.SLIP_DAYS})
            return HttpResponseRedirect(reverse("account_login"))
        return super().pre_login(request, user, **details)

    def set_password(self, user: User, password: str) -> None:
        """Take over the password that users choose for themselves."""
        accounts.set_password(user, password, timezone.now())
        _note("password", user)

    def post_login(self, request: HttpRequest, user: User, **details) -> HttpResponse:
        response = super().post_login(request, user, **details)
        _note("login", user)
        return speak(response, user.language)

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        _note("logout", user)

    def authentication_failed(self, request: HttpRequest, **credentials) -> None:
        """Keep refused attempts too: an account under attack shows in the journal. The name may be anything, the
        password is never kept."""
        name = str(credentials.get("username", ""))[:40]
        until = accounts.note_failure(name, timezone.now())
        known = User.objects.filter(username__iexact=name).values_list("username", flat=True).first()
        more = {"locked_until": until} if until else {}
        journal.write(
            journal.Entry("login", ledger="user", record=known or "", data={"refused": True, "username": name, **more})
        )
        if until:
            raise _shut(until)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("work")

    def add_message(self, request: HttpRequest, level: int, message_template=None, *args, **kwargs) -> None:
        """Say nothing on login and logout: the page itself shows who is here."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **kwargs)


def _shut(until) -> ValidationError:
    said = text("密码连续输错次数过多，此用户名已锁定，%(time)s 后可以再试；急需使用的，请系统管理员解锁。")
    return ValidationError(said % {"time": timezone.localtime(until).strftime("%H:%M")})


class TwoStep(DefaultMFAAdapter):
    """两步验证: the code is drawn into the page itself, which the security policy allows without exception."""

    def build_totp_svg(self, url: str) -> str:
        return super().build_totp_svg(url).partition("?>")[2]


@receiver(authenticator_added)
def two_step_on(sender, request, user, authenticator, **_more) -> None:
    """Note that a second step was added."""
    _note("two-step-on", user, {"kind": authenticator.type})


@receiver(authenticator_removed)
def two_step_off(sender, request, user, authenticator, **_more) -> None:
    """Note that a second step was taken away."""
    _note("two-step-off", user, {"kind": authenticator.type})


def _note(action: str, user: User, data: dict | None = None) -> None:
    journal.write(
        journal.Entry(action, ledger="user", record=user.username, actor=user.username, actor_name=str(user), data=data)
    )


def speak(response: HttpResponse, language: str) -> HttpResponse:
    """Make the interface speak `language` from the next request on."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=timedelta(days=365),
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def password_change(request: HttpRequest) -> HttpResponse:
    """修改密码: the form, and why it must be filled in, where it must."""
    duty = accounts.duty(request.user, timezone.now())
    return account.PasswordChangeView.as_view(extra_context={"password_duty": duty})(request)


page("login/", name="account_login", roles=PUBLIC, methods=BOTH)(account.login)
page("logout/", name="account_logout", roles=PUBLIC, methods=BOTH)(account.logout)
page("inactive/", name="account_inactive", roles=PUBLIC)(account.account_inactive)
page("reauthenticate/", name="account_reauthenticate", roles=SIGNED_IN, methods=BOTH)(account.reauthenticate)
page("password/", name="account_change_password", roles=SIGNED_IN, methods=BOTH)(password_change)

# 两步验证: the second step of the login is open to one who has passed only the first.
page("two-step/check/", name="mfa_authenticate", roles=PUBLIC, methods=BOTH)(mfa.authenticate)
page("two-step/reauthenticate/", name="mfa_reauthenticate", roles=SIGNED_IN, methods=BOTH)(mfa.reauthenticate)
page("two-step/", name="mfa_index", roles=SIGNED_IN)(mfa.index)
page("two-step/app/on/", name="mfa_activate_totp", roles=SIGNED_IN, methods=BOTH)(totp.activate_totp)
page("two-step/app/off/", name="mfa_deactivate_totp", roles=SIGNED_IN, methods=BOTH)(totp.deactivate_totp)
page("two-step/codes/", name="mfa_view_recovery_codes", roles=SIGNED_IN)(recovery_codes.view_recovery_codes)
page("two-step/codes/new/", name="mfa_generate_recovery_codes", roles=SIGNED_IN, methods=BOTH)(
    recovery_codes.generate_recovery_codes
)
page("two-step/codes/file/", name="mfa_download_recovery_codes", roles=SIGNED_IN)(
    recovery_codes.download_recovery_codes
)


@page("language/", name="language", roles=PUBLIC, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """切换语言: this browser speaks it from now on, and a signed-in reader finds it again elsewhere."""
    code, back = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    if code in dict(settings.LANGUAGES) and request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=code)
    return speak(HttpResponseRedirect(back), code)


@page("me/", name="me", roles=SIGNED_IN, methods=BOTH)
def me(request: HttpRequest) -> HttpResponse:
    """我的账号: what the reader may do and where, the own name and language, and the ways to password and sessions."""
    user, fault = request.user, ""
    if request.method == "POST":
        name, language = request.POST.get("name", "").strip(), request.POST.get("language", "")
        if not name or len(name) > 40:
            fault = text("请填写姓名，最多 40 个字。")
        else:
            if name != user.name:
                before, user.name = user.name, name
                user.save(update_fields=["name"])
                entry = {"before": {"name": before}, "after": {"name": name}}
                accounts.note("edit", user, request.actor, **entry)
            accounts.Account.objects.update_or_create(
                user=user, defaults={"shortcuts": request.POST.get("shortcuts") == "1"}
            )
            if language in dict(settings.LANGUAGES):
                User.objects.filter(pk=user.pk).update(language=language)
            messages.success(request, text("已保存。"))
            return speak(redirect("me"), language)
    rows = [
        {"membership": membership, "role": ROLES[membership.role].label} for membership in request.actor.memberships
    ]
    wanted = request.actor.roles.intersection(offices.installation().two_step_roles)
    context = {
        "rows": rows,
        "fault": fault,
        "account": accounts.account_of(user),
        "languages": [(code, "中文" if code == "zh-hans" else "English") for code, _name in settings.LANGUAGES],
        "two_step": is_mfa_enabled(user),
        "two_step_wanted": bool(wanted),
        "recent": _history(user)[:5],
    }
    return render(request, "web/me.html", context, status=422 if fault else 200)


@page("me/sessions/", name="account_sessions", roles=SIGNED_IN, methods=BOTH)
def sessions(request: HttpRequest) -> HttpResponse:
    """登录中的设备: where the reader is signed in, and the way to end all of it but here."""
    found = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    if request.method == "POST":
        ended = [one for one in found if one.session_key != here]
        for one in ended:
            one.end()
        if ended:
            _note("sessions-ended", request.user, {"n": len(ended)})
        messages.success(request, text("已退出其他 %(n)d 处登录。") % {"n": len(ended)})
        return redirect("account_sessions")
    rows = [
        {"session": one, "here": one.session_key == here, "device": device(one.user_agent)}
        for one in sorted(found, key=lambda one: one.last_seen_at, reverse=True)
    ]
    return render(request, "web/sessions.html", {"rows": rows})


@page("me/history/", name="account_history", roles=SIGNED_IN)
def history(request: HttpRequest) -> HttpResponse:
    """登录记录: when the reader came and went, and who tried in vain, from the journal."""
    return render(request, "web/sign_ins.html", {"rows": _history(request.user)[:100], "user": request.user})


def _history(user: User) -> list[dict]:
    """Return the comings and goings under a user's name, newest first."""
    found = journal.history("user", user.username).filter(action__in=["login", "logout", "password", "reset"])
    return [sign_in(event) for event in found.order_by("-seq")[:100]]


def sign_in(event: journal.Event) -> dict:
    """Return one coming or going in words."""
    refused = bool((event.data or {}).get("refused"))
    words = {
        "login": text("密码错误，没有登录") if refused else text("登录"),
        "logout": text("退出"),
        "password": text("修改密码"),
        "reset": text("管理员重置密码"),
    }
    return {"at": event.at, "what": words[event.action], "refused": refused, "by": event.actor_name}


def device(agent: str) -> str:
    """Return the browser and the system that `agent` tells, as people call them."""
    systems = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
               ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    found = [next((name for mark, name in of if mark in agent), "") for of in (browsers, systems)]
    return " · ".join(filter(None, found)) or text("未知设备")


def take_second_step(actor, user: User) -> bool:
    """Remove a user's second step, as when the telephone is lost; tell whether there was one."""
    removed, _each = Authenticator.objects.filter(user=user).delete()
    if removed:
        accounts.note("two-step-off", user, actor, data={"by": "keeper"})
    return bool(removed)
