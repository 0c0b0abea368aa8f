"""案件页面: a step is made where its case is in sight; one that is refused says why, and nothing is half done."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fadu.kernel import cases, documents, journal
from tests.toy.models import Dispute

pytestmark = pytest.mark.django_db

TODAY = date.today()


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


@pytest.fixture
def reviewer(city, sign_in):
    return sign_in("reviewer", city.library)


def at(case, step=""):
    return f"/ledgers/toy-dispute/{case.pk}/" + (f"steps/toy-dispute/{step}/" if step else "")


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_the_page_shows_state_course_terms_and_what_comes_next(dispute, reviewer):
    shown = text(reviewer.get(at(dispute(days=10))))
    assert "<svg" in shown
    assert 'aria-current="step"' in shown
    assert "《行政复议法》第六十二条第一款" in shown or "第六十二条第一款" in shown
    assert "剩 " in shown or "届满日未定" in shown
    assert "提出申诉" in shown
    assert "作出决定" in shown
    assert "怎么算的" in shown


def test_a_step_of_another_role_is_shown_with_the_reason_and_not_offered(dispute, handler):
    case = dispute()
    shown = text(handler.get(at(case)))
    assert "这一环节由审核人办理" in shown
    assert at(case, "decide") not in shown
    assert handler.get(at(case, "decide")).status_code == 403
    assert handler.post(at(case, "decide"), {"on": TODAY}).status_code == 403


def test_a_step_is_made_from_its_form(dispute, reviewer):
    case = dispute()
    form = text(reviewer.get(at(case, "decide")))
    assert "退还金额" in form
    assert 'name="outcome"' in form
    written = {
        "on": TODAY.isoformat(),
        "refund": "1,200",
        "outcome": "revoked",
        "revision": case.revision,
        "note": "已核",
    }
    answer = reviewer.post(at(case, "decide"), written)
    assert answer.headers["Location"] == at(case)
    case.refresh_from_db()
    assert (case.state, case.outcome, str(case.refund), case.decided_on) == ("decided", "revoked", "1200.00", TODAY)
    event = journal.history("toy-dispute", case.pk).last()
    assert event.data["note"] == "已核"
    shown = text(reviewer.get(at(case)))
    assert "已办理“作出决定”" in shown
    assert "案件已经办结" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": ""}, "请填写办理日期"),
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "不得晚于今日"),
        ({"on": (TODAY - timedelta(days=99)).isoformat()}, "早于上一环节的日期"),
        ({"refund": ""}, "必须填写"),
        ({"refund": "很多"}, "不是数字"),
        ({"outcome": ""}, "没有写明结果"),
        ({"outcome": "lost"}, "不能给出结果"),
        ({"revision": "0"}, "已有变动"),
    ],
)
def test_a_refused_step_says_why_and_keeps_what_was_written(dispute, reviewer, wrong, said):
    case = dispute()
    written = {
        "on": TODAY.isoformat(),
        "refund": "88",
        "outcome": "upheld",
        "revision": case.revision,
        "note": "备注在此",
    }
    answer = reviewer.post(at(case, "decide"), written | wrong)
    assert answer.status_code in (409, 422)
    shown = answer.content.decode()
    assert said in shown
    assert "备注在此" in shown
    case.refresh_from_db()
    assert case.state == "accepted"


def test_a_step_that_someone_else_made_is_gone(dispute, actor, reviewer):
    case = dispute()
    cases.perform(case, "decide", actor("reviewer"), on=TODAY, data={"refund": 1}, outcome="upheld")
    assert "已由他人办理" in text(reviewer.get(at(case, "decide")), 404)


def test_a_case_is_opened_by_its_first_step(city, handler):
    place = "/ledgers/toy-dispute/new/"
    assert "申诉事项" in text(handler.get(place))
    refused = handler.post(place, {"organisation": city.library.pk, "on": TODAY.isoformat(), "complaint": ""})
    assert "必填" in text(refused, 422)
    written = {"organisation": city.library.pk, "on": TODAY.isoformat(), "complaint": "押金未退", "note": ""}
    answer = handler.post(place, written)
    case = Dispute.objects.get()
    assert answer.headers["Location"] == at(case)
    assert (case.state, case.opened_on, case.complaint) == ("received", TODAY, "押金未退")
    assert case.number.endswith("1号")


def test_a_file_that_comes_with_a_step_is_kept_and_handed_out_to_readers_alone(city, dispute, reviewer, sign_in):
    case = dispute()
    file = SimpleUploadedFile("决定书.txt", "决定如下".encode())
    written = {"on": TODAY.isoformat(), "refund": "1", "outcome": "upheld", "file-other": file}
    assert reviewer.post(at(case, "decide"), written).status_code == 302
    kept = documents.of("toy-dispute", case.pk).get()
    answer = reviewer.get(f"/documents/{kept.pk}/")
    assert b"".join(answer.streaming_content) == "决定如下".encode()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert sign_in("handler", city.county_library).get(f"/documents/{kept.pk}/").status_code == 404
    assert sign_in("court").get(f"/documents/{kept.pk}/").status_code in (403, 404)


def test_a_file_of_a_kind_that_is_not_taken_refuses_the_whole_step(dispute, reviewer):
    case = dispute()
    file = SimpleUploadedFile("决定书.pdf", b"<html><script>alert(1)</script></html>")
    answer = reviewer.post(
        at(case, "decide"), {"on": TODAY.isoformat(), "refund": "1", "outcome": "upheld", "file-other": file}
    )
    assert "不在可收存之列" in text(answer, 409)
    case.refresh_from_db()
    assert case.state == "accepted"
    assert not documents.of("toy-dispute", case.pk).exists()


def test_a_correction_asks_for_a_reason(city, dispute, handler):
    case = dispute()
    place = at(case) + "edit/"
    written = {"complaint": "押金未退还", "title": "", "revision": case.revision}
    answer = handler.post(place, written)
    assert "须说明理由" in text(answer, 422)
    assert handler.post(place, written | {"reason": "笔误"}).status_code == 302
    case.refresh_from_db()
    assert case.complaint == "押金未退还"


@pytest.mark.parametrize("place", ["/journal/"])
def test_the_number_of_queries_does_not_grow_with_the_cases(place, dispute, sign_in):
    office = sign_in("law_governance_office")
    dispute("一")
    office.get(place)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert office.get(place).status_code == 200
        return len(seen)

    few = queries()
    for number in range(6):
        dispute(str(number))
    assert queries() == few
