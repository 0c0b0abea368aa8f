"""启用: the place is taken once, by who can read the installation's folder; the checklist knows what is left."""

import re

import pytest
from django.test import Client

from fadu.kernel import accounts, offices
from fadu.kernel.organisations import Membership, Organisation, User
from fadu.web import setup_pages

pytestmark = pytest.mark.django_db

OFFICE = {
    "division": "990300",
    "division_name": "新城市",
    "name": "新城市人民政府",
    "short_name": "市政府",
    "mark": "新府",
}
KEEPER = {"name": "何维", "username": "hewei", "password1": "purple-mountain-7", "password2": "purple-mountain-7"}


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def opened(client):
    """Return a client that has shown the code."""
    client.post("/setup/", {"code": accounts.setup_code()})
    return client


def test_an_empty_installation_leads_to_its_set_up(client):
    assert client.get("/").headers["Location"] == "/setup/"
    page = client.get("/setup/").content.decode()
    assert accounts.setup_code() not in page
    assert str(accounts.code_file()) in page


@pytest.mark.parametrize("code", ["", "aaaa-aaaa-aaaa", "启用码"])
def test_without_the_code_nobody_gets_in(client, code):
    client.get("/setup/")
    answer = client.post("/setup/", {"code": code})
    assert answer.status_code == 422
    assert "启用码不对" in answer.content.decode()
    for address in ("/setup/office/", "/setup/keeper/"):
        assert client.get(address).headers["Location"] == "/setup/"
        assert client.post(address, {**OFFICE, **KEEPER}).headers["Location"] == "/setup/"
    assert not User.objects.exists()


def test_the_two_steps_make_the_office_and_sign_its_keeper_in(opened):
    assert opened.get("/setup/keeper/").headers["Location"] == "/setup/office/"
    assert opened.post("/setup/office/", OFFICE).headers["Location"] == "/setup/keeper/"
    # Left and taken up again: what was written is there.
    assert 'value="990300"' in opened.get("/setup/office/").content.decode()
    assert opened.get("/setup/").headers["Location"] == "/setup/keeper/"
    assert opened.post("/setup/keeper/", KEEPER).headers["Location"] == "/setup/next/"
    assert Organisation.objects.get().mark == "新府"
    assert Membership.objects.get().role == "keeper"
    assert "启用清单" in opened.get("/setup/next/").content.decode()
    assert not accounts.code_file().exists()


def test_afterwards_the_set_up_is_shut(opened):
    opened.post("/setup/office/", OFFICE)
    late = Client()
    late.post("/setup/", {"code": accounts.setup_code()})
    late.post("/setup/office/", {**OFFICE, "name": "别人的政府"})
    opened.post("/setup/keeper/", KEEPER)
    for address in ("/setup/", "/setup/office/", "/setup/keeper/"):
        assert late.get(address).headers["Location"] == "/login/"
        assert late.post(address, {**OFFICE, **KEEPER, "username": "thief"}).headers["Location"] == "/login/"
        assert opened.get(address).headers["Location"] == "/setup/next/"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("division", "99030", "应为 6 位"),
        ("division", "980300", "没有以“98”开头"),
        ("division", "990003", "不合 GB/T 2260 的结构"),
        ("name", "", "请填写机构全称"),
        ("mark", "新府〔〕", "发文代字只写代字本身"),
    ],
)
def test_a_wrong_office_is_said_at_its_field(opened, field, value, said):
    answer = opened.post("/setup/office/", {**OFFICE, field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert opened.get("/setup/keeper/").headers["Location"] == "/setup/office/"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"username": "何"}, "不合要求"),
        ({"password1": "12345678", "password2": "12345678"}, "密码"),
        ({"username": "hewei.mountain", "password1": "hewei.mountain1", "password2": "hewei.mountain1"}, "相似"),
        ({"password2": "purple-mountain-8"}, "两次输入的密码不一样"),
    ],
)
def test_a_wrong_keeper_is_said_at_the_field_and_the_code_is_kept(opened, changed, said):
    opened.post("/setup/office/", OFFICE)
    answer = opened.post("/setup/keeper/", {**KEEPER, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert accounts.code_file().exists()
    assert not User.objects.exists()


def test_of_two_at_once_one_has_the_place(opened):
    opened.post("/setup/office/", OFFICE)
    accounts.spend_code()  # as the other one does, a moment earlier
    answer = opened.post("/setup/keeper/", KEEPER)
    assert answer.status_code == 422
    assert "启用码已被使用" in answer.content.decode()
    assert not User.objects.exists()


def test_the_checklist_ticks_itself_off(opened, rf):
    opened.post("/setup/office/", OFFICE)
    opened.post("/setup/keeper/", KEEPER)
    page = opened.get("/setup/next/").content.decode()
    assert "待办" in page
    assert re.search(r"已完成 \d／8", page)
    from datetime import date

    from fadu.kernel.organisations import Actor

    actor = Actor.of(User.objects.get(), date.today())

    def waiting():
        return {step.slug for step in setup_pages.left(setup_pages.steps(actor, date(2026, 3, 2)))}

    assert {"organisations", "users", "keepers", "particulars", "backup", "security"} <= waiting()
    assert "holidays" not in waiting()
    offices.set_particulars(actor, Organisation.objects.get(), {"address": "新城路 1 号", "telephone": "0972-8612345"})
    assert "particulars" not in waiting()
    opened.post("/setup/next/", {"step": "backup"})
    assert "backup" not in waiting()
    opened.post("/setup/next/", {"step": "backup"})
    assert "backup" in waiting()
    opened.post("/setup/next/", {"step": "nothing"})
    assert offices.installation().set_aside == []
    assert "holidays" in {s.slug for s in setup_pages.left(setup_pages.steps(actor, date(2041, 12, 1)))}


def test_what_is_left_stands_on_the_keepers_pages_until_it_is_done(opened):
    opened.post("/setup/office/", OFFICE)
    opened.post("/setup/keeper/", KEEPER)
    assert "setup-left" in opened.get("/settings/").content.decode()
    for step in ("organisations", "users", "keepers", "particulars", "holidays", "provisions", "security", "backup"):
        if step in {one.slug for one in _open(opened)}:
            opened.post("/setup/next/", {"step": step})
    assert "setup-left" not in opened.get("/settings/").content.decode()
    assert "全部事项已办" in opened.get("/setup/next/").content.decode()


def _open(client):
    from datetime import date

    from fadu.kernel.organisations import Actor

    return setup_pages.left(setup_pages.steps(Actor.of(User.objects.get(), date.today()), date.today()))
