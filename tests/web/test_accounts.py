"""登录: the door opens to those who have an account, shuts on those who guess, and every coming and going is noted."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from fadu.kernel import accounts, journal
from fadu.kernel.organisations import User

from .conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(city):
    cache.clear()
    return make_user("lijing", (city.library, "handler"), name="李静")


def enter(client, username="lijing", password=PASSWORD, **more):
    return client.post("/login/", {"login": username, "password": password, **more})


def events(action):
    return list(journal.Event.objects.filter(action=action).order_by("seq"))


def test_login_leads_to_where_the_reader_wanted_and_is_noted(client, li):
    answer = enter(client, next="/ledgers/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/ledgers/"
    (event,) = events("login")
    assert (event.actor, event.actor_name, event.data) == ("lijing", "李静", None)


def test_login_does_not_lead_out_of_the_house(client, li):
    assert enter(client, next="https://example.org/").headers["Location"] == "/"


def test_a_wrong_password_is_said_and_noted_without_the_password(client, li):
    answer = enter(client, password="guess")
    assert answer.status_code == 200
    assert "用户名和/或密码不正确" in answer.content.decode() or "不正确" in answer.content.decode()
    (event,) = events("login")
    assert event.data == {"refused": True, "username": "lijing"}
    assert "guess" not in str(event.__dict__)


def test_the_door_shuts_after_five_wrong_passwords_even_for_the_right_one(client, li):
    for _ in range(5):
        enter(client, password="guess")
    answer = enter(client)
    assert answer.status_code == 200
    assert "此用户名已锁定" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_who_has_left_the_office_does_not_come_in(client, li):
    User.objects.filter(pk=li.pk).update(is_active=False)
    answer = enter(client)
    assert "_auth_user_id" not in client.session
    assert answer.headers.get("Location") == "/inactive/" or "不正确" in answer.content.decode()


def test_logout_is_noted_and_needs_a_form(client, li):
    client.force_login(li)
    assert "确定要退出" in client.get("/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/logout/")
    assert "_auth_user_id" not in client.session
    (event,) = events("logout")
    assert event.actor == "lijing"


@pytest.mark.parametrize("address", ["/signup/", "/accounts/signup/", "/password/reset/"])
def test_nobody_signs_up_by_themselves(client, address):
    assert client.post(address, {"username": "x", "password1": PASSWORD, "password2": PASSWORD}).status_code == 404
    assert not User.objects.exists()


def test_the_password_is_changed_with_the_old_one_alone(client, li):
    client.force_login(li)
    new = {"password1": "battery-staple-7", "password2": "battery-staple-7"}
    assert client.post("/password/", {"oldpassword": "guess", **new}).status_code == 200
    assert client.post("/password/", {"oldpassword": PASSWORD, **new}).status_code == 302
    li.refresh_from_db()
    assert li.check_password("battery-staple-7")


def test_a_weak_password_is_refused_in_words(client, li):
    client.force_login(li)
    answer = client.post("/password/", {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"})
    assert answer.status_code == 200
    assert "密码" in answer.content.decode()
    li.refresh_from_db()
    assert li.check_password(PASSWORD)


def test_the_language_is_kept_with_the_browser_and_with_the_reader(client, li):
    client.force_login(li)
    answer = client.post("/language/", {"language": "en", "next": "/me/"})
    assert answer.headers["Location"] == "/me/"
    li.refresh_from_db()
    assert li.language == "en"
    assert '<html lang="en"' in client.get("/me/").content.decode()
    assert "Sign out" in client.get("/me/").content.decode()


def test_a_browser_that_prefers_english_still_sees_chinese_first(client):
    page = client.get("/login/", headers={"Accept-Language": "en-GB,en"}).content.decode()
    assert 'lang="zh-Hans"' in page
    assert "登录" in page


def test_the_language_switch_leads_nowhere_else(client):
    assert client.post("/language/", {"language": "en", "next": "//example.org/"}).headers["Location"] == "/"


# One's own account


def test_the_lock_ends_when_it_says_and_the_keeper_can_end_it_before(client, li, sign_in, city):
    for _ in range(5):
        answer = enter(client, password="guess")
    assert "此用户名已锁定" in answer.content.decode()
    assert "可以再试" in answer.content.decode()
    keeper = sign_in("keeper")
    assert "lijing" in keeper.get("/users/?state=locked").content.decode()
    keeper.post("/users/lijing/unlock/")
    assert enter(client).status_code == 302


def test_a_name_that_nobody_bears_is_shut_out_in_the_same_words(client, li):
    for name in ("lijing", "nobody"):
        for _ in range(5):
            answer = enter(client, username=name, password="guess")
        assert "此用户名已锁定" in answer.content.decode()


def test_a_right_password_forgets_the_wrong_ones_before_it(client, li):
    for _ in range(4):
        enter(client, password="guess")
    assert enter(client).status_code == 302
    client.post("/logout/")
    for _ in range(4):
        assert "已锁定" not in enter(client, password="guess").content.decode()


def test_a_one_time_password_left_lying_about_does_not_open(client, li):
    at = timezone.now() - timedelta(days=accounts.SLIP_DAYS + 1)
    accounts.set_password(li, PASSWORD, at, one_time=True)
    assert enter(client).headers["Location"] == "/login/"
    assert "_auth_user_id" not in client.session
    assert "不再有效" in client.get("/login/").content.decode()


def test_the_last_passwords_are_refused_in_words(client, li):
    client.force_login(li)
    answer = client.post("/password/", {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD})
    assert "最近 3 次" in answer.content.decode()


def test_name_and_language_are_the_readers_own(client, li):
    client.force_login(li)
    assert client.post("/me/", {"name": "", "language": "en"}).status_code == 422
    client.post("/me/", {"name": "李静（女）", "language": "en", "shortcuts": "1"})
    li.refresh_from_db()
    assert (li.name, li.language) == ("李静（女）", "en")
    assert journal.history("user", "lijing").filter(action="edit").exists()


def test_all_other_sessions_can_be_ended(li):
    here, there = Client(), Client()
    enter(here)
    enter(there)
    assert "2" in str(len(here.get("/me/sessions/").context["rows"]))
    here.post("/me/sessions/")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert len(here.get("/me/sessions/").context["rows"]) == 1


def test_the_sign_in_history_shows_who_tried_in_vain(client, li):
    enter(client, password="guess")
    enter(client)
    page = client.get("/me/history/").content.decode()
    assert "密码错误，没有登录" in page


def test_two_steps_are_asked_for_once_they_are_on_and_recovery_codes_work_once(
    client, li, django_capture_on_commit_callbacks
):
    enter(client)
    assert client.get("/two-step/app/on/").headers["Location"].startswith("/reauthenticate/")
    client.post("/reauthenticate/", {"password": PASSWORD})
    page = client.get("/two-step/app/on/")
    assert b"<svg" in page.content
    assert b"data:image" not in page.content
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/two-step/app/on/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/two-step/app/on/", {"code": code}).status_code == 302
    (recovery, *_rest) = client.get("/two-step/codes/").context["unused_codes"]
    client.post("/logout/")
    for expected in (True, False):
        assert enter(client).headers["Location"].startswith("/two-step/check/")
        client.post("/two-step/check/", {"code": recovery})
        assert ("_auth_user_id" in client.session) is expected
        client.post("/logout/")
    assert events("two-step-on")


def test_the_keeper_takes_a_lost_second_step_away(client, li, sign_in):
    Authenticator.objects.create(user=li, type="totp", data={"secret": "x"})
    keeper = sign_in("keeper")
    assert keeper.post("/users/lijing/two-step/").status_code == 302
    assert enter(client).headers["Location"] == "/"
    assert events("two-step-off")
