"""登录: the door for people. Accounts are made by the office, never by the visitor."""

from datetime import timedelta

from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from fadu.kernel import journal
from fadu.kernel.organisations import User

from .pages import PUBLIC, SIGNED_IN, page

BOTH = ("GET", "POST")


class ClosedDoor(DefaultAccountAdapter):
    """Sign-up is closed; coming and going are in the journal."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

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
        journal.write(journal.Entry("login", data={"refused": True, "username": name}))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("work")

    def add_message(self, request: HttpRequest, level: int, message_template=None, *args, **kwargs) -> None:
        """Say nothing on login and logout: the page itself shows who is here."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **kwargs)


def _note(action: str, user: User) -> None:
    journal.write(journal.Entry(action, ledger="user", record=user.username, actor=user.username, actor_name=str(user)))


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


page("login/", name="account_login", roles=PUBLIC, methods=BOTH)(account.login)
page("logout/", name="account_logout", roles=PUBLIC, methods=BOTH)(account.logout)
page("inactive/", name="account_inactive", roles=PUBLIC)(account.account_inactive)
page("reauthenticate/", name="account_reauthenticate", roles=SIGNED_IN, methods=BOTH)(account.reauthenticate)
page("password/", name="account_change_password", roles=SIGNED_IN, methods=BOTH)(account.password_change)

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
