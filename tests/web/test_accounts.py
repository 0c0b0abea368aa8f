"""登录: the door opens to those who have an account, shuts on those who guess, and every coming and going is noted."""

import pytest
from django.core.cache import cache

from fadu.kernel import journal
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
    assert "登录失败次数过多，请稍后重试" in answer.content.decode()
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
