"""网上提交与查询: a form without login that takes what is right, refuses what is not, and leads back to the case."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from fadu.domains.normative.models import NormativeDocument
from fadu.kernel import cases, intake, journal
from fadu.kernel.intake import Receipt
from fadu.kernel.organisations import Actor, User
from fadu.portal import protection
from tests.toy.models import Suggestion

from .conftest import FORM, identity


def handler():
    return Actor.of(User.objects.get(username="handler"), date.today())


def opened(number, code):
    client = Client()
    answer = client.post("/public/track/", {"number": number, "code": code})
    return client, answer


# Submitting


def test_a_submission_becomes_a_case_and_gives_a_receipt(submitted, library):
    _client, number, code = submitted
    case = Suggestion.objects.get()
    assert (case.organisation, case.author, case.channel) == (library, "王芳", "portal")
    assert re.fullmatch(r"\d{8}-\d{6}", number) and re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)
    assert Receipt.objects.get().number == number


def test_the_code_stays_with_its_owner(submitted):
    client, _number, code = submitted
    assert code in client.get("/public/receipt/").content.decode()
    assert Client().get("/public/receipt/").headers["Location"] == "/public/track/"
    assert all(code not in str(value) for value in client.session.values())


def test_the_form_says_all_that_is_wrong_and_keeps_what_was_written(fill):
    _client, answer = fill(author="", kind="weather", wish="一二三", **{"file-identity": None})
    page = answer.content.decode()
    assert answer.status_code == 422 and "请填写“姓名”" in page and "请上传“身份证明”" in page and "一二三" in page
    assert 'href="#field-author"' in page and "aria-invalid" in page
    assert not Suggestion.objects.exists()


def test_a_script_in_a_field_stays_words(fill):
    _client, answer = fill(wish="<script>alert(1)</script>", author="")
    assert "<script>alert(1)" not in answer.content.decode() and "&lt;script&gt;" in answer.content.decode()


def test_the_same_form_sent_twice_makes_one_case(fill, library):
    client, answer = fill()
    token = answer.wsgi_request.POST["guard"]
    _client, again = fill(client, guard=token, sum=answer.wsgi_request.POST["sum"])
    assert again.status_code == 302 and Suggestion.objects.count() == 1
    stranger = Client()
    _client, again = fill(stranger, guard=token, sum=answer.wsgi_request.POST["sum"])
    assert again.status_code == 409 and "已经提交过" in again.content.decode() and Suggestion.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sum": "99"}, "得数不对"),
        ({"sum": "八"}, "得数不对"),
        ({"sum": "9" * 5000}, "得数不对"),  # more digits than Python reads as a number
        ({"sum": ""}, "得数不对"),
        ({"website": "http://spam.example"}, "请留空"),
        ({"guard": "forged"}, "打开过久"),
        ({"guard": ""}, "打开过久"),
        ({"organisation": ""}, "请选择受理机关"),
    ],
)
def test_programs_are_kept_out_in_words(fill, changed, said):
    _client, answer = fill(**changed)
    assert answer.status_code == 422 and said in answer.content.decode() and not Suggestion.objects.exists()


def test_what_comes_too_quickly_or_too_late_is_not_taken(fill, later, monkeypatch):
    monkeypatch.setattr(protection, "QUICKEST", 5)
    assert "提交过快" in fill()[1].content.decode()
    monkeypatch.setattr(protection, "QUICKEST", 0)
    client = Client()
    page = client.get(FORM).content.decode()
    token = re.search(r'name="guard" value="([^"]+)"', page)[1]
    later(protection.OLDEST + 60)
    assert "打开过久" in fill(client, guard=token)[1].content.decode()


def test_a_form_without_its_csrf_token_is_refused(library):
    client = Client(enforce_csrf_checks=True)
    assert client.post(FORM, {"author": "王芳"}).status_code == 403
    assert client.post("/public/track/", {"number": "1", "code": "2"}).status_code == 403


def test_too_many_submissions_from_one_address(fill, monkeypatch):
    monkeypatch.setattr("fadu.portal.submitting.SUBMISSIONS", 2)
    assert [fill(sum="0")[1].status_code for _time in range(3)] == [422, 422, 429]


# Files


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.pdf", "空文件"),
        (b"MZ\x90\x00\x03\x00", "程序.pdf", "不在可收存之列"),
        ("文字".encode(), "说明.txt", "不是可以提交的文件"),
        (b"<html><script>alert(1)</script>", "页.pdf", "不在可收存之列"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused(fill, content, name, said):
    _client, answer = fill(**{"file-identity": identity(content, name)})
    assert answer.status_code == 422 and said in answer.content.decode() and not Suggestion.objects.exists()


def test_a_file_that_is_too_large_is_refused(fill, monkeypatch):
    monkeypatch.setattr(intake, "LARGEST", 1000)
    _client, answer = fill(**{"file-identity": identity(b"%PDF" + b"0" * 2000)})
    assert answer.status_code == 422 and "超过" in answer.content.decode()


def test_a_huge_submission_is_refused_before_it_is_read(fill, monkeypatch):
    monkeypatch.setattr(protection, "BODY", 1000)
    _client, answer = fill(**{"file-identity": identity(b"%PDF" + b"0" * 5000)})
    assert answer.status_code == 413 and "没有收下" in answer.content.decode() and not Suggestion.objects.exists()


def test_a_size_that_the_header_did_not_tell_is_noticed(fill, monkeypatch):
    monkeypatch.setattr(protection.Measured, "taken", protection.BODY)
    _client, answer = fill()
    assert answer.status_code == 413 and not Suggestion.objects.exists()


# Following


def test_number_and_code_lead_to_the_case(submitted, library):
    _client, number, code = submitted
    client, answer = opened(number, code.lower())
    assert answer.headers["Location"] == f"/public/track/{number}/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "已收到" in page and "答复期限" in page and "身份证.pdf" in page and "提出建议" in page
    assert "no-cache" in client.get(answer.headers["Location"]).headers["Cache-Control"]


def test_a_wrong_code_is_refused_and_then_locked(submitted):
    _client, number, code = submitted
    answers = [opened(number, "AAAA-AAAA-AAAA")[1].status_code for _time in range(6)]
    assert answers == [422] * 5 + [429]
    assert opened(number, code)[1].status_code == 429


def test_without_number_and_code_nothing_is_shown(submitted, library):
    _client, number, _code = submitted
    stranger = Client()
    for address in ("", "steps/withdraw/", "documents/1/"):
        assert stranger.get(f"/public/track/{number}/{address}").status_code == 404


def test_the_author_supplements_and_withdraws(submitted, library):
    _client, number, code = submitted
    case = Suggestion.objects.get()
    cases.perform(case, "ask", handler(), on=date.today(), data={"question": "哪几天？"})
    client, _answer = opened(number, code)
    page = f"/public/track/{number}/steps/explain/"
    assert client.get(page).status_code == 200
    assert client.post(page, {}).status_code == 422
    answer = client.post(page, {"explanation": "周六", "file-supplement": identity(name="说明.pdf")})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.explanation) == ("received", "周六")
    assert "说明.pdf" in client.get(f"/public/track/{number}/").content.decode()
    assert client.get(page).status_code == 404
    assert client.post(f"/public/track/{number}/steps/withdraw/", {}).status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_documents_are_opened_by_their_author_alone(submitted, library):
    _client, number, code = submitted
    case = Suggestion.objects.get()
    cases.perform(case, "reply", handler(), on=date.today())
    receipt = Receipt.objects.get()
    mine, reply = intake.shown(receipt)
    client, _answer = opened(number, code)
    for document in (mine, reply):
        answer = client.get(f"/public/track/{number}/documents/{document.pk}/")
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert client.get(f"/public/track/{number}/documents/{reply.pk + 1}/").status_code == 404
    client.post("/public/track/leave/")
    assert client.get(f"/public/track/{number}/").status_code == 404


# Remarks on a draft


@pytest.fixture
def draft(library):
    """A draft open for comment until tomorrow."""
    today = date.today()
    document = NormativeDocument(
        organisation=library, number="规〔2025〕1号", title="借阅办法（草案）", draft="第一条",
        opened_on=today, moved_on=today, procedure="normative-document@2018-12-04", state="commenting",
        comment_opened_on=today,
        comment_until=today + timedelta(days=1),
    )  # fmt: skip
    document.save()
    return document


@pytest.fixture
def say(draft, slowly):
    def say(**changed):
        client = Client()
        address = f"/public/normative-consultations/{draft.pk}/remark/"
        page = client.get(address).content.decode()
        token = re.search(r'name="guard" value="([^"]+)"', page)[1]
        first, second = map(int, re.search(r"(\d) 加 (\d) 等于几", page).groups())
        written = {"content": "建议延长借期", "voice": "王芳", "contact": "13900001111", "clause": "第一条"}
        return client.post(address, written | {"guard": token, "sum": str(first + second)} | changed)

    return say


def test_anyone_may_say_something_of_a_draft(say, draft):
    page = Client().get(f"/public/normative-consultations/{draft.pk}/").content.decode()
    assert f"/public/normative-consultations/{draft.pk}/remark/" in page
    answer = say()
    assert answer.status_code == 200 and "已经收到" in answer.content.decode()
    say(content="另一条")
    assert list(draft.comments.order_by("number").values_list("number", "content", "source")) == [
        (1, "建议延长借期", "public"),
        (2, "另一条", "public"),
    ]
    event = journal.Event.objects.get(ledger="normative-comment", record=str(draft.comments.get(number=1).pk))
    assert event.actor == "public" and "13900001111" not in event.after_text and "王芳" not in event.after_text


def test_a_remark_is_kept_once_and_only_if_it_says_something(say, draft):
    assert say(content=" ").status_code == 422 and say(sum="0").status_code == 422
    assert not draft.comments.exists()
    answer = say()
    again = Client().post(answer.wsgi_request.path, answer.wsgi_request.POST.dict())
    assert again.status_code == 200 and draft.comments.count() == 1


def test_nothing_is_said_after_the_last_day(draft):
    draft.comment_opened_on = draft.comment_until = date.today() - timedelta(days=1)
    draft.save()
    assert Client().get(f"/public/normative-consultations/{draft.pk}/remark/").status_code == 404
    assert "remark" not in Client().get(f"/public/normative-consultations/{draft.pk}/").content.decode()
    assert Client().get("/public/reconsideration-decisions/1/remark/").status_code == 404
