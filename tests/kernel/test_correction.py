"""撤回误办: a last step made by mistake is taken back by a further entry; what has left the office stays."""

from datetime import date, timedelta

import pytest

from fadu.kernel import cases, documents, journal
from fadu.kernel.cases import Clock, StepRefused, Upload, correct, correctable
from tests.toy.library import build
from tests.toy.models import Complaint, Dispute

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 3)


@pytest.fixture
def city():
    return build()


@pytest.fixture
def reviewer(city):
    return city.actor("reviewer", city.library)


def dispute(city, *, accepted=True):
    case = cases.open_case(Dispute, "submit", city.handler, DAY, {"organisation": city.library, "complaint": "押金"})
    return cases.perform(case, "accept", city.handler, on=DAY + timedelta(days=2)) if accepted else case


def complaint(city, **data):
    values = {"organisation": city.library, "complaint": "书丢了"} | data
    return cases.open_case(Complaint, "submit", city.handler, DAY, values)


def as_it_stands(case):
    case.refresh_from_db()
    kept = {f.attname: getattr(case, f.attname) for f in case._meta.concrete_fields}
    for name in ("revision", "updated_at"):
        del kept[name]
    names = ("limit", "started_on", "started_by", "suspensions", "extended_on", "stopped_on", "stopped_by", "due_on")
    return kept, list(
        Clock.objects.filter(record=str(case.pk), ledger=case.ledger).order_by("limit", "started_on").values(*names)
    )


def test_the_case_and_its_terms_are_as_before_the_step(city, reviewer):
    case = dispute(city)
    before = as_it_stands(case)
    cases.perform(case, "decide", reviewer, on=DAY + timedelta(days=9), data={"refund": 5}, outcome="upheld")
    assert case.closed_on
    correct(case, reviewer, "点错了案件")
    assert as_it_stands(case) == before
    assert [made.step for made in cases.course(case)] == ["submit", "accept"]
    whole = cases.course(case, whole=True)
    assert (whole[-1].step, whole[-1].taken_back) == ("decide", "点错了案件")


@pytest.mark.usefixtures("own_home")
def test_the_journal_keeps_both_the_step_and_its_taking_back(city, reviewer):
    case = dispute(city)
    cases.perform(case, "decide", reviewer, on=DAY + timedelta(days=9), data={"refund": 5}, outcome="upheld")
    made = journal.history(*case.place).last()
    correct(case, reviewer, "点错了案件")
    event = journal.history(*case.place).last()
    assert (event.action, event.data["corrects"], event.data["reason"]) == ("correct", made.seq, "点错了案件")
    assert (event.before["state"], event.after["state"]) == ("decided", "accepted")
    assert journal.history(*case.place).filter(seq=made.seq).exists()
    assert journal.verify().ok


def test_the_step_can_be_made_again_and_the_one_before_it_taken_back_too(city, reviewer):
    case = dispute(city)
    cases.perform(case, "decide", reviewer, on=DAY + timedelta(days=9), data={"refund": 5}, outcome="upheld")
    correct(case, reviewer, "结果选错")
    cases.perform(case, "decide", reviewer, on=DAY + timedelta(days=9), data={"refund": 5}, outcome="revoked")
    assert case.outcome == "revoked"
    correct(case, reviewer, "再次")
    correct(case, city.handler, "误受理")
    assert (case.state, case.previous_state, case.due_on) == ("received", "", None)
    assert not Clock.objects.filter(record=str(case.pk), ledger="toy-dispute").exists()


def test_a_suspension_that_was_begun_by_mistake_never_was(city):
    case = complaint(city)
    receipt = Upload("receipt", "回执.txt", "回执".encode())
    cases.perform(case, "accept", city.handler, on=DAY, documents=[receipt])
    before = as_it_stands(case)
    cases.perform(case, "pause", city.handler, on=DAY + timedelta(days=3))
    assert Clock.objects.filter(record=str(case.pk), ledger="toy-complaint").exclude(suspensions=[]).exists()
    correct(case, city.handler, "误中止")
    assert as_it_stands(case) == before
    cases.perform(case, "pause", city.handler, on=DAY + timedelta(days=3))
    cases.perform(case, "resume", city.handler, on=DAY + timedelta(days=5))
    correct(case, city.handler, "尚未恢复")
    assert (case.state, case.previous_state) == ("paused", "accepted")


def test_what_was_served_stands(city):
    case = complaint(city)
    cases.perform(case, "accept", city.handler, on=DAY, documents=[Upload("receipt", "回执.txt", "回执".encode())])
    with pytest.raises(StepRefused, match="已经送达的，应当依法另行补正或者撤销"):
        correct(case, city.handler, "误受理")
    correct(case, city.handler, "误受理", unserved=True)
    assert case.state == "received"
    assert journal.history(*case.place).last().data["unserved"] == ["回执.txt"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(city, reason):
    case = dispute(city)
    with pytest.raises(StepRefused, match="须说明理由"):
        correct(case, city.handler, reason)
    assert case.state == "accepted"


def test_who_may_not_make_the_step_may_not_take_it_back(city, reviewer):
    case = dispute(city)
    with pytest.raises(StepRefused, match="由承办人办理"):
        correct(case, reviewer, "误办")
    assert correctable(case, city.handler)[1] == ""


def test_the_opening_stands_for_its_number_is_used(city):
    with pytest.raises(StepRefused, match="立案环节不能撤回"):
        correct(dispute(city, accepted=False), city.handler, "误立")


def test_what_the_law_did_stands(city):
    case = complaint(city)
    data = {"question": "哪一本", "answer_days": 5, "asked_received_on": DAY}
    cases.perform(case, "ask", city.handler, on=DAY, data=data)
    cases.scan(DAY + timedelta(days=60))
    case.refresh_from_db()
    assert case.state == "lapsed"
    with pytest.raises(StepRefused, match="法律规定的效果"):
        correct(case, city.handler, "误办")


def test_nothing_is_taken_back_after_something_was_built_on_it(city):
    case = dispute(city)
    documents.store("笔录".encode(), "笔录.txt", ledger="toy-dispute", record=case.pk, actor=city.handler)
    with pytest.raises(StepRefused, match="又有更正或者收存了文书"):
        correct(case, city.handler, "误受理")
    assert case.state == "accepted"
