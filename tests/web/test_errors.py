"""出错页面: what was refused is said in the look of the other pages, and nothing of the inside is shown."""

import pytest
from django.test import Client

from fadu.kernel import ledgers

pytestmark = pytest.mark.django_db


def test_a_failure_of_ours_shows_a_calm_page_and_no_trace(city, sign_in, monkeypatch):
    def fail(*_args):
        raise RuntimeError("secret inside")

    client = sign_in("handler", city.library)
    monkeypatch.setattr(ledgers, "page", fail)
    client.raise_request_exception = False
    answer = client.get("/ledgers/toy-borrowing/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "系统未能完成这一操作" in text
    assert "secret inside" not in text
    assert "Traceback" not in text


def test_what_is_not_there_and_what_is_not_allowed_say_so(city, sign_in):
    client = sign_in("handler", city.library)
    missing = client.get("/ledgers/toy-borrowing/999/")
    assert missing.status_code == 404
    assert "没有这条记录，或您无权查看" in missing.content.decode()
    refused = client.get("/users/")
    assert refused.status_code == 403
    assert "此页面供下列角色使用：系统管理员、依法治市办" in refused.content.decode()
    assert "没有台账“none”" in client.get("/ledgers/none/").content.decode()


def test_a_stale_form_is_explained(city):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "表单已失效" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"]


def test_a_part_of_a_page_sends_the_whole_page_to_the_door(client):
    answer = client.get("/ledgers/toy-borrowing/?q=x", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/login/?next=")
