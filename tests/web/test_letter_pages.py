"""文书页面: a letter is looked at and taken away before the step, by those alone who see the ledger in full."""

from datetime import date

import pytest

from fadu.kernel import documents
from fadu.kernel.cases import open_case
from fadu.kernel.organisations import PUBLIC
from fadu.kernel.procedure import lookup
from tests.toy.models import Suggestion

STEP = "/ledgers/toy-suggestion/{pk}/steps/toy-suggestion/reply/"


@pytest.fixture
def suggestion(city):
    values = {"organisation": city.library, "author": "王芳", "phone": "13900001111", "wish": "延长开放时间"}
    return open_case(Suggestion, "submit", PUBLIC, date.today(), values)


def ask(client, suggestion, form="", **written):
    address = STEP.format(pk=suggestion.pk) + form
    return client.post(address, {"on": date.today().isoformat(), "revision": "0"} | written)


@pytest.mark.parametrize(
    ("form", "start"), [("reply-letter.docx", b"PK"), ("reply-letter.pdf", b"%PDF")], ids=["docx", "pdf"]
)
def test_the_letter_of_a_step_is_taken_away_as_a_file(suggestion, sign_in, city, form, start):
    answer = ask(sign_in("handler", city.library), suggestion, form)
    assert answer.status_code == 200 and answer.content.startswith(start)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert not documents.of(*suggestion.place).exists()


def test_the_preview_shows_it_and_keeps_nothing(suggestion, sign_in, city):
    answer = ask(sign_in("handler", city.library), suggestion, drafts="1")
    page = answer.content.decode()
    assert answer.status_code == 200 and "王芳：" in page and "你的建议收悉" in page and "reply-letter.docx" in page
    suggestion.refresh_from_db()
    assert suggestion.state == "received"


@pytest.mark.parametrize("form", ["other.docx", "reply-letter.xls"])
def test_what_the_step_does_not_write_is_not_there(suggestion, sign_in, city, form):
    assert ask(sign_in("handler", city.library), suggestion, form).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("leader", 403), ("reviewer", 403), ("court", 403)])
def test_others_get_no_letter(suggestion, sign_in, city, role, status):
    assert ask(sign_in(role), suggestion, "reply-letter.docx").status_code == status


def test_a_letter_of_a_step_that_nothing_written_can_open_is_not_offered(suggestion, sign_in, city, monkeypatch):
    step, client = lookup(suggestion.procedure).step("reply"), sign_in("handler", city.library)
    address = f"/ledgers/toy-suggestion/{suggestion.pk}/"
    monkeypatch.setattr(step, "guard", lambda case: "此类建议不予答复" if case.kind == "book" else None)
    page = client.get(address).content.decode()
    assert (
        "现在不能办理：此类建议不予答复" in page
        and "答复书（" not in page
        and STEP.format(pk=suggestion.pk) not in page
    )
    assert ask(client, suggestion, "reply-letter.docx").status_code == 409
    # Where the step may record what the guard looks at, it stays open and the reason stands beside it.
    monkeypatch.setattr(step, "records", ("kind",))
    page = client.get(address).content.decode()
    assert "填写后再核：此类建议不予答复" in page and STEP.format(pk=suggestion.pk) in page
    assert ask(client, suggestion, "reply-letter.docx", kind="room").status_code == 200


def test_a_filed_letter_is_for_those_who_see_in_full(suggestion, sign_in, city):
    answer = ask(sign_in("handler", city.library), suggestion)
    assert answer.status_code == 302
    [letter] = documents.of(*suggestion.place)
    assert sign_in("handler", city.library).get(f"/documents/{letter.pk}/").status_code == 200
    assert sign_in("leader").get(f"/documents/{letter.pk}/").status_code == 403


def test_a_day_that_is_no_day_is_said(suggestion, sign_in, city):
    assert ask(sign_in("handler", city.library), suggestion, "reply-letter.docx", on="").status_code == 422
