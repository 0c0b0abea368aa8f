"""门槛: what a signed-in reader must do before anything else, and when a session that nobody uses ends."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as text

from fadu.kernel import accounts, offices

from .pages import to_login

SEEN = "seen"  # the session's own note of its last use, in seconds; written once a minute at most
EVERY = 60
# Open to one who still has a duty: the way to do it, the way out, and the language in which it is said.
ALWAYS = {"account_logout", "account_login", "account_reauthenticate", "mfa_reauthenticate", "language", "help"}
FOR_PASSWORD = ALWAYS | {"account_change_password"}
FOR_TWO_STEP = FOR_PASSWORD | {"mfa_activate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}


class Threshold:
    """Stand between the door and the pages: empty installations are set up, idle sessions end, duties come first.

    The portal is public and is let through, unless the office has closed it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.held(request) or self.get_response(request)

    def held(self, request: HttpRequest) -> HttpResponse | None:
        """Return where the reader is sent instead, or None to let the request pass."""
        if request.path.startswith("/public/"):
            if not offices.installation().portal_open:
                return _closed(request)
            return None
        if not request.user.is_authenticated:
            if request.path == "/" and not accounts.User.objects.exists():
                return HttpResponseRedirect(reverse("setup"))
            return None
        rules = offices.installation()
        if self._idle(request, rules.idle_minutes):
            logout(request)
            messages.warning(request, text("您有一段时间没有操作，为安全起见已退出登录，请重新登录。"))
            return _refused(request) or to_login(request)
        name = _name(request.path)
        if name not in FOR_PASSWORD and accounts.duty(request.user, timezone.now()):
            return _refused(request) or HttpResponseRedirect(reverse("account_change_password"))
        wanted = request.actor.roles.intersection(rules.two_step_roles)
        if name not in FOR_TWO_STEP and wanted and not is_mfa_enabled(request.user):
            messages.warning(request, text("您的角色须启用两步验证，请先完成设置。"))
            return _refused(request) or HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None

    def _idle(self, request: HttpRequest, minutes: int) -> bool:
        """Tell whether the session lay unused for too long; otherwise note that it is used."""
        now = int(time.time())
        seen = request.session.get(SEEN)
        if minutes and seen and now - seen > minutes * 60:
            return True
        if not seen or now - seen >= EVERY:
            request.session[SEEN] = now
            if request.session.session_key:
                here = UserSession.objects.filter(session_key=request.session.session_key)
                here.update(last_seen_at=timezone.now())
        return False


def _name(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Return the answer for a program, which cannot follow to a form."""
    if not request.path.startswith("/api/"):
        return None
    problem = {
        "type": "about:blank",
        "title": text("请先在网页上登录并完成账号设置"),
        "status": 403,
        "detail": text("密码须更换、两步验证须启用，或者登录已经过期。"),
    }
    return JsonResponse(problem, status=403, content_type="application/problem+json")


def _closed(request: HttpRequest) -> HttpResponse:
    from .errors import _page

    said = text("本单位没有开放公开门户。")
    return _page(request, 404, text("没有开放"), said, text("需要查询或者申请的，请与本单位联系。"))
