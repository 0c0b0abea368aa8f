"""设置: an office says what it is, the topmost keeper rules the installation; bad values are refused."""

import time

import pytest

from fadu.kernel import offices
from fadu.kernel.cases import issue_number

from .conftest import make_user

pytestmark = pytest.mark.django_db
RULES = {"part": "installation", "idle_minutes": "30", "password_days": "0", "lock_after": "5", "lock_minutes": "15"}


def test_particulars_are_kept_and_shown(city, sign_in):
    client = sign_in("keeper")
    values = {"part": "particulars", "organisation": "990100-01", "telephone": "0972-8612345", "address": "临江路 1 号"}
    assert client.post("/settings/", values).status_code == 302
    assert offices.particulars(city.library).address == "临江路 1 号"
    assert "0972-8612345" in client.get("/settings/?organisation=990100-01").content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"telephone": "找老王"}, "电话只写数字"), ({"postcode": "12"}, "6 位数字"), ({"email": "x"}, "有效")],
)
def test_bad_particulars_are_refused_and_what_was_written_stays(city, sign_in, changed, said):
    client = sign_in("keeper")
    values = {"part": "particulars", "organisation": "990100", "address": "临江路 1 号"}
    answer = client.post("/settings/", values | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "临江路 1 号" in answer.content.decode()
    assert offices.particulars(city.government).address == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"lock_after": "1"}, "3"), ({"idle_minutes": "很久"}, "请填写整数"), ({"idle_minutes": "2000"}, "1440")],
)
def test_bad_rules_are_refused(city, sign_in, changed, said):
    answer = sign_in("keeper").post("/settings/", RULES | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert offices.installation().idle_minutes == 120


def test_only_the_topmost_keeper_rules_the_installation(city, sign_in):
    sign_in("keeper")
    assert sign_in("keeper", city.county).post("/settings/", RULES).status_code == 404
    assert sign_in("law_governance_office").post("/settings/", RULES).status_code == 404
    assert sign_in("keeper").post("/settings/", RULES).status_code == 302
    assert offices.installation().idle_minutes == 30


def test_the_number_series_is_shown_and_cannot_be_written(city, sign_in):
    issue_number(city.government, "临政复", 2026)
    page = sign_in("keeper").get("/settings/").content.decode()
    assert "临政复〔2026〕1号" in page
    assert 'name="last"' not in page


def test_the_handler_of_new_cases_is_chosen_among_those_who_work_there(city, sign_in):
    make_user("lijing", (city.library, "handler"), name="李静")
    client = sign_in("keeper")
    values = {"part": "particulars", "organisation": "990100-01", "handler-toy-dispute": "lijing"}
    assert client.post("/settings/", values).status_code == 302
    assert offices.particulars(city.library).handlers == {"toy-dispute": "lijing"}
    assert client.post("/settings/", values | {"handler-toy-dispute": "ghost"}).status_code == 422


def test_a_closed_portal_says_so_and_the_office_goes_on(city, sign_in, client):
    assert client.get("/public/").status_code == 200
    sign_in("keeper").post("/settings/", RULES)  # portal_open is not ticked
    answer = client.get("/public/")
    assert answer.status_code == 404
    assert "没有开放公开门户" in answer.content.decode()


def test_a_session_that_nobody_uses_ends(city, sign_in):
    client = sign_in("keeper")
    client.post("/settings/", RULES | {"portal_open": "1"})
    assert client.get("/me/").status_code == 200
    session = client.session
    session["seen"] = int(time.time()) - 30 * 60 - 1
    session.save()
    answer = client.get("/me/")
    assert answer.headers["Location"].startswith("/login/?next=")
    assert "已退出登录" in client.get("/login/").content.decode()


def test_a_role_that_needs_two_steps_is_led_to_them(city, sign_in):
    sign_in("keeper").post("/settings/", RULES | {"two_step_roles": ["handler"], "portal_open": "1"})
    client = sign_in("handler", city.library)
    answer = client.get("/ledgers/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/two-step/")
    assert sign_in("keeper").get("/ledgers/").status_code == 200


def test_the_environment_is_shown_without_secrets(city, sign_in, settings):
    settings.DATABASES["default"].setdefault("PASSWORD", "")
    page = sign_in("keeper").get("/settings/").content.decode()
    assert "FADU_HOME" in page
    assert settings.SECRET_KEY not in page
