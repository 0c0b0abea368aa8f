"""案件: one door, and what stands before it; clocks that follow what was recorded; numbers without gaps."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.db import transaction

from fadu.kernel import documents, journal
from fadu.kernel.calendars import HolidayArrangement
from fadu.kernel.cases import (
    Clock,
    Opening,
    Series,
    StepRefused,
    Upload,
    clocks_of,
    course,
    drawing,
    next_steps,
    open_case,
    open_cases,
    perform,
    recount,
    redate,
    running,
    scan,
    with_cases,
)
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import in_force
from tests.toy.models import Complaint, Paper, Reader

pytestmark = pytest.mark.django_db

RECEIPT = Upload(Paper.RECEIPT, "回执.txt", "收到。".encode())


@pytest.fixture
def library():
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川图书馆", mark="图", kind=Kind.DEPARTMENT, division=division)


def someone(organisation, *roles):
    user = User.objects.create(username="-".join(roles), name="承办人")
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return Actor.of(user, date(2023, 1, 1))


@pytest.fixture
def actor(library):
    return someone(library, "handler", "reviewer")


@pytest.fixture
def complain(library, actor):
    def complain(on=date(2023, 3, 1), **data):
        return open_case(Complaint, "submit", actor, on, {"organisation": library, "complaint": "书页缺失"} | data)

    return complain


@pytest.fixture
def accepted(complain, actor):
    def accepted(on=date(2023, 3, 1), **data):
        return perform(complain(on, **data), "accept", actor, on=on, documents=[RECEIPT])

    return accepted


def refusal(code, act):
    with pytest.raises(StepRefused) as refused:
        act()
    assert refused.value.code == code, refused.value
    return refused.value


# The door


def test_opening_gives_number_title_state_and_a_note_in_the_journal(complain):
    case = complain(telephone="13900000000")

    assert (case.number, case.title, case.state) == ("图诉〔2023〕1号", "投诉：书页缺失", "received")
    assert (case.procedure, case.opened_on, case.revision) == ("toy-complaint@2020-01-01", date(2023, 3, 1), 0)
    (event,) = journal.history("toy-complaint", case.pk)
    assert event.action == "step" and event.article == "行政复议法#22" and event.before is None
    assert event.data == {"step": "submit", "procedure": "toy-complaint@2020-01-01", "on": "2023-03-01"}
    assert event.after["complaint"] == "书页缺失" and event.after["telephone"] == "＊"


def test_a_step_changes_state_revision_and_clocks_and_is_noted(accepted, actor):
    case = accepted()

    assert (case.state, case.previous_state, case.revision) == ("accepted", "received", 1)
    assert case.due_on == date(2023, 5, 4)  # day 60 is 30 April, in the holiday
    assert [made.step for made in course(case)] == ["submit", "accept"]
    assert course(case)[1].event.before == {"state": "received"}
    assert case.pk == Complaint.objects.get(state="accepted").pk
    assert 'aria-current="step"' in drawing(case)


def test_a_refused_step_leaves_nothing_behind(complain, actor):
    case = complain()
    before = journal.Event.objects.count()

    refused = refusal("document", lambda: perform(case, "accept", actor, on=date(2023, 3, 2)))

    assert str(refused) == "“受理”（《行政复议法》第三十条第一款）未能办理：缺少文书：收件回执。请上传后再办理。"
    assert Complaint.objects.get().state == case.state == "received"
    assert journal.Event.objects.count() == before and not Clock.objects.exists()


def test_cases_opened_together_are_as_if_opened_one_by_one(library, actor):
    """The same openings both ways: cases, clocks, events and series; some are refused, one by the database alone."""
    given = [
        {"number": f"图诉〔2023〕{number}号", "complaint": complaint, "telephone": "13900000000", "amount": amount}
        for number, complaint, amount in (
            (3, "缺页", 5),
            (7, "", None),
            (1, "污损", None),
            (3, "重号", 1),
            (9, "晚还", 2),
        )
    ]
    steps = {on: in_force("toy-complaint", on).step("submit") for on in (date(2023, 3, 1), date(2024, 3, 1))}
    openings = [
        Opening(steps[on], on, {"organisation": library, **values})
        for values, on in zip(given, [date(2023, 3, 1), *[date(2024, 3, 1)] * 4], strict=True)
    ]

    def left_behind(results):
        said = [str(one) if isinstance(one, StepRefused) else one.number for one in results]
        keys = list(Complaint.objects.order_by("pk").values_list("pk", flat=True))
        place = {str(key): number for number, key in enumerate(keys)}
        apart = {"id", "created_at", "updated_at"}
        rows = [{name: one[name] for name in one.keys() - apart} for one in Complaint.objects.order_by("pk").values()]
        clocks = [
            {name: one[name] for name in one.keys() - {"id", "record"}} | {"of": place[one["record"]]}
            for one in Clock.objects.order_by("record", "limit").values()
        ]
        events = [
            (place[event.record], event.action, event.article, event.before, event.after, event.data)
            for event in journal.Event.objects.filter(ledger="toy-complaint").order_by("seq")
        ]
        series = list(Series.objects.order_by("year").values_list("mark", "year", "last"))
        return said, rows, sorted(clocks, key=lambda one: (one["of"], one["limit"])), events, series

    def tried(openings):
        with transaction.atomic():
            try:
                return left_behind(openings())
            finally:
                transaction.set_rollback(True)

    def one_by_one():
        for one in openings:
            try:
                yield open_case(Complaint, one.step, actor, one.on, one.data, imported_from="f1")
            except StepRefused as refused:
                yield refused

    some = [one for number, one in enumerate(openings) if number != 3]
    together = tried(lambda: open_cases(Complaint, openings, actor, imported_from="f1"))
    without_twin = tried(lambda: open_cases(Complaint, some, actor, imported_from="f1"))

    assert together == tried(one_by_one)
    assert "投诉事项：此字段不能为空" in together[0][1] and "已有同一编号" in together[0][3]
    assert [row["number"] for row in together[1]] == [given[place]["number"] for place in (0, 2, 4)]
    assert without_twin == (together[0][:3] + together[0][4:], *together[1:])


def test_the_role_must_be_held_at_the_organisation(complain, library):
    elsewhere = found(
        SYSTEM, code="990201", name="邻市图书馆", kind=Kind.DEPARTMENT, division=library.division, parent=None
    )
    case = complain()

    for actor in (someone(library, "leader"), someone(elsewhere, "handler")):
        refused = refusal("role", lambda actor=actor: perform(case, "accept", actor, on=date(2023, 3, 2)))
        assert "承办人" in refused.reason


def test_no_person_makes_a_step_that_the_law_makes(complain, actor):
    case = perform(complain(), "ask", actor, on=date(2023, 3, 2), data={"question": "哪一页？", "answer_days": 5})
    refusal("role", lambda: perform(case, "lapse", actor, on=date(2023, 3, 3)))


def test_a_stale_revision_is_refused(complain, actor):
    case = complain()
    seen = case.revision
    perform(case, "accept", actor, on=date(2023, 3, 2), documents=[RECEIPT], revision=seen)

    refused = refusal("revision", lambda: perform(case, "pause", actor, on=date(2023, 3, 3), revision=seen))
    assert "请刷新" in refused.cure


def test_a_step_of_another_state_is_refused_and_says_which_would_do(complain, actor):
    refused = refusal("state", lambda: perform(complain(), "resume", actor, on=date(2023, 3, 2)))
    assert "已收到" in refused.reason and "中止" in refused.reason


def test_a_step_that_the_procedure_does_not_know_is_refused(complain, actor):
    assert "2020-01-01" in refusal("procedure", lambda: perform(complain(), "fly", actor, on=date(2023, 3, 2))).reason


def test_a_step_before_the_last_one_is_refused(accepted, actor):
    refusal("day", lambda: perform(accepted(date(2023, 3, 5)), "pause", actor, on=date(2023, 3, 4)))


def test_what_a_step_must_record_is_asked_for_all_at_once(complain, actor):
    case = complain()

    refused = refusal(
        "data", lambda: perform(case, "ask", actor, on=date(2023, 3, 2), data={"answer_days": "三天", "amount": 5})
    )

    assert set(refused.faults) == {"question", "answer_days", "amount"}
    assert "询问内容：必须填写" in refused.reason


@pytest.mark.parametrize(
    ("data", "fault"),
    [({"complaint": "无理取闹"}, "请写明投诉事项"), ({"complaint": "x" * 101}, "100"), ({"complaint": ""}, "不")],
)
def test_values_are_held_to_field_and_model(complain, data, fault):
    refused = refusal("data", lambda: complain(**data))
    assert fault in refused.reason and set(refused.faults) == {"complaint"}


def test_what_the_database_refuses_is_told_in_words(accepted, complain, actor):
    case = accepted()
    refused = refusal(
        "data",
        lambda: perform(case, "decide", actor, on=date(2023, 3, 9), data={"amount": -1}, outcome="upheld"),
    )
    assert "赔偿金额不得为负" in refused.reason
    assert "已有同一编号" in refusal("data", lambda: complain(number=case.number)).reason


def test_a_record_may_be_given_by_its_key_or_itself(library, accepted, actor):
    reader = Reader.objects.create(organisation=library, number="R1", name="徐娜")
    assert accepted(reader=reader).reader == accepted(reader=reader.pk).reader == reader


def test_the_outcome_is_one_of_the_step(accepted, actor):
    case = accepted()
    on = date(2023, 3, 9)
    assert "维持" not in str(case)
    refused = refusal("outcome", lambda: perform(case, "decide", actor, on=on))
    assert "upheld、revoked" in refused.cure
    refusal("outcome", lambda: perform(case, "decide", actor, on=on, outcome="lost"))
    perform(case, "decide", actor, on=on, outcome="revoked")
    assert (case.outcome, case.closed_on, case.decided_on) == ("revoked", on, on)


def test_a_guard_is_asked_after_the_values_are_taken(accepted, actor):
    case = accepted(urgent=True)
    on = date(2023, 3, 20)
    refused = refusal("guard", lambda: perform(case, "decide", actor, on=on, outcome="upheld"))
    assert "听证" in refused.reason
    perform(case, "call-hearing", actor, on=date(2023, 3, 6), data={"hearing_on": "2023-03-13"})
    perform(case, "decide", actor, on=on, outcome="upheld")


def test_an_import_of_past_steps_needs_no_documents(complain, actor):
    case = perform(complain(), "accept", actor, on=date(2023, 3, 2), imported_from="9f86d08")
    assert course(case)[-1].event.data["imported_from"] == "9f86d08"


def test_a_document_on_file_counts(complain, actor):
    case = complain()
    documents.store(b"%PDF-1.7", "回执.pdf", ledger=case.ledger, record=case.pk, actor=actor, kind="receipt")
    assert perform(case, "accept", actor, on=date(2023, 3, 2)).state == "accepted"


def test_next_steps_name_the_reason_why_not(complain, library, actor):
    case = complain()
    offered = [(one.step.procedure.slug, one.step.slug, one.allowed) for one in next_steps(case, actor)]
    assert offered == [
        ("toy-complaint", "ask", True),
        ("toy-complaint", "accept", True),
        ("toy-complaint-fast", "accept", True),
    ]
    reader = someone(library, "leader")
    assert all(not one.allowed and "没有这一角色" in one.reason for one in next_steps(case, reader))
    perform(case, "ask", actor, on=date(2023, 3, 2), data={"question": "哪一页？", "answer_days": 5})
    assert "lapse" not in {one.step.slug for one in next_steps(case, actor)}


def test_next_steps_are_asked_for_a_day(complain, actor, monkeypatch):
    case = complain(date(2023, 3, 1))
    ask = case.version.step("ask")
    monkeypatch.setattr(ask, "guard", lambda case: None if case.moved_on > date(2023, 3, 5) else "未满五日")

    def reason(*on):
        return next(one.reason for one in next_steps(case, actor, *on) if one.step is ask)

    assert reason() == reason(date(2023, 3, 5)) == "未满五日" and reason(date(2023, 3, 6)) == ""
    assert case.moved_on == date(2023, 3, 1)


# Clocks


def only(case, slug):
    (clock,) = (one for one in clocks_of(case) if one.limit == f"toy-complaint/{slug}")
    return clock


def test_suspension_stops_the_clock_and_moves_its_end(accepted, actor):
    case = accepted(date(2023, 3, 1))
    perform(case, "pause", actor, on=date(2023, 3, 10))
    clock = only(case, "handle")
    assert clock.is_suspended and clock.due_on is None and case.due_on is None and "中止" in clock.due_note
    assert scan(date(2023, 12, 31)) == []

    perform(case, "resume", actor, on=date(2023, 3, 20))

    assert case.state == "accepted"
    assert case.due_on == only(case, "handle").due_on == date(2023, 5, 10)  # 30 April and ten days more


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2023, 5, 3), True), (date(2023, 5, 4), True), (date(2023, 5, 5), False)]
)
def test_an_extension_is_granted_while_the_limit_runs(accepted, actor, on, allowed):
    case = accepted(date(2023, 3, 1))
    if not allowed:
        assert "已于 2023-05-04 届满" in refusal("limit", lambda: perform(case, "extend", actor, on=on)).reason
        return
    perform(case, "extend", actor, on=on)
    assert case.due_on == date(2023, 5, 10)  # 60 + 10 days from the start, one period
    assert "只能延长一次" in refusal("limit", lambda: perform(case, "extend", actor, on=on)).reason


@pytest.mark.parametrize(("on", "allowed"), [(date(2023, 3, 17), False), (date(2023, 3, 18), True)])
def test_a_minimum_must_pass_in_full(accepted, actor, on, allowed):
    case = perform(accepted(), "announce", actor, on=date(2023, 3, 10))  # seven full days: 11 to 17 March
    if allowed:
        assert perform(case, "decide", actor, on=on, outcome="upheld").state == "decided"
    else:
        refused = refusal("limit", lambda: perform(case, "decide", actor, on=on, outcome="upheld"))
        assert "2023-03-18 起方可办理" in refused.reason


@pytest.mark.parametrize(("on", "allowed"), [(date(2023, 3, 6), True), (date(2023, 3, 7), False)])
def test_a_notice_must_come_in_time(accepted, actor, on, allowed):
    case = accepted()
    act = lambda: perform(case, "call-hearing", actor, on=on, data={"hearing_on": "2023-03-13"})
    if allowed:
        act()
        assert only(case, "hearing").stopped_on == on
    else:
        assert "最迟应于 2023-03-06 通知" in refusal("limit", act).reason


def ask(case, actor, on=date(2023, 3, 2), **data):
    return perform(case, "ask", actor, on=on, data={"question": "哪一页？", "answer_days": 5} | data)


def test_a_length_left_to_the_organ_counts_from_receipt(complain, actor):
    case = ask(complain(), actor, asked_received_on="2023-03-06")
    clock = only(case, "answer")
    assert (clock.started_on, clock.specified, clock.due_on) == (date(2023, 3, 6), 5, date(2023, 3, 13))

    perform(case, "grant-time", actor, on=date(2023, 3, 10), data={"more_days": 3})
    assert only(case, "answer").due_on == date(2023, 3, 14)


def test_a_restart_runs_the_whole_length_anew(complain, actor):
    case = ask(complain(), actor)
    perform(case, "ask-again", actor, on=date(2023, 3, 6), data={"question": "第几章？"})

    first, second = clocks_of(case)
    assert (first.stopped_on, first.expired, second.started_on) == (date(2023, 3, 6), False, date(2023, 3, 6))
    assert second.due_on == date(2023, 3, 13)  # the 11th is a Saturday


@pytest.mark.parametrize(
    ("today", "done"),
    [(date(2023, 3, 6), 0), (date(2023, 3, 7), 0), (date(2023, 3, 8), 1), (date(2023, 12, 1), 1)],
)
def test_the_law_acts_when_the_last_day_is_over(complain, actor, today, done):
    case = ask(complain(), actor)  # five days from the 2nd: the 7th

    effects = scan(today)

    assert len(effects) == done and scan(today) == []
    if done:
        case.refresh_from_db()
        assert (case.state, case.closed_on) == ("lapsed", date(2023, 3, 8))
        assert only(case, "answer").expired and not running().exists()
        event = course(case)[-1].event
        assert (event.actor, event.data["on"]) == ("system", "2023-03-08")


def test_a_late_step_finds_that_the_law_was_faster(complain, actor):
    case = ask(complain(), actor)

    refused = refusal("state", lambda: perform(case, "answer", actor, on=date(2023, 3, 8)))

    assert "视为撤回" in refused.reason
    assert Complaint.objects.get().state == case.state == "lapsed"  # done, though the step was refused


def test_a_right_that_lapsed_is_nobodys_delay(complain, actor):
    case = ask(complain(), actor)
    refusal("state", lambda: perform(case, "answer", actor, on=date(2023, 3, 8)))

    ended = next(clock for clock in clocks_of(case) if clock.expired)

    assert ended.is_lapsed  # the complainant let it pass
    assert ended.stopped_on > ended.due_on and not ended.is_late(date(2024, 1, 1))


def test_the_end_of_a_case_stops_all_clocks(accepted, actor):
    case = perform(accepted(), "decide", actor, on=date(2023, 3, 9), outcome="upheld")
    assert [clock.stopped_on for clock in clocks_of(case)] == [date(2023, 3, 9)]
    assert case.due_on == date(2023, 5, 4)  # stays for the figure “in time”
    assert not only(case, "handle").is_late(date(2024, 1, 1))


def test_running_clocks_come_with_the_most_urgent_first(accepted, actor, library):
    late, early = accepted(date(2023, 3, 20)), accepted(date(2023, 3, 10))
    perform(accepted(), "pause", actor, on=date(2023, 3, 3))

    found_ = with_cases(running([library]))

    assert [case.pk for _clock, case in found_[:2]] == [early.pk, late.pk]
    assert found_[2][0].due_on is None


def test_a_correction_of_a_day_moves_the_clocks_that_count_from_it(complain, actor):
    case = ask(complain(), actor)
    Complaint.objects.filter(pk=case.pk).update(asked_received_on=date(2023, 3, 3))
    case.refresh_from_db()

    recount(case)

    assert only(case, "answer").started_on == date(2023, 3, 3)


def test_a_new_holiday_arrangement_dates_the_running_clocks_anew(accepted):
    case = accepted(date(2026, 12, 10))  # 20 days: 30 December; and of 2027 nothing is known yet
    unknown = accepted(date(2026, 12, 20))
    assert unknown.due_on is None and "2027" in only(unknown, "handle").due_note
    days = """元旦 01-01 01-11 春节 02-05 02-11 清明节 04-03 04-05 劳动节 05-01 05-05 端午节 06-09 06-09
        中秋节 09-15 09-15 国庆节 10-01 10-07""".split()
    off = [
        {"holiday": name, "first": f"2027-{first}", "last": f"2027-{last}"}
        for name, first, last in zip(days[::3], days[1::3], days[2::3], strict=True)
    ]
    HolidayArrangement.objects.create(year=2027, notice="国办发明电〔2026〕9号", off=off, working=[])

    (changed,) = redate()

    assert (changed.clock.record, changed.before) == (str(unknown.pk), None)
    unknown.refresh_from_db()
    assert unknown.due_on == only(unknown, "handle").due_on == date(2027, 1, 12)
    assert only(case, "handle").due_on == date(2026, 12, 30)
    assert journal.history("toy-complaint", unknown.pk).last().action == "clock"
    assert redate() == []


# When the law changes


def test_a_procedure_that_applies_at_once_takes_open_cases_over(accepted, actor):
    case = accepted(date(2023, 12, 20))  # sixty days, until 19 February 2024
    assert case.due_on == date(2024, 2, 18)

    scan(date(2024, 1, 1))

    case.refresh_from_db()
    assert case.procedure == "toy-complaint@2024-01-01"
    old, new = clocks_of(case)
    assert (old.stopped_on, old.stopped_by) == (date(2024, 1, 1), "law")
    assert (new.started_on, new.due_on, case.due_on) == (date(2023, 12, 20), date(2024, 1, 19), date(2024, 1, 19))
    assert journal.history("toy-complaint", case.pk).filter(action="procedure").count() == 1
    assert scan(date(2024, 1, 1)) == []


def test_a_suspension_and_an_extension_survive_the_change(accepted, actor):
    case = accepted(date(2023, 12, 20))
    perform(case, "pause", actor, on=date(2023, 12, 22))
    perform(case, "resume", actor, on=date(2023, 12, 25))
    perform(case, "extend", actor, on=date(2023, 12, 26))

    perform(case, "call-hearing", actor, on=date(2024, 1, 5), data={"hearing_on": "2024-02-01"})

    # 30 + 10 days of the new law from 20 December, three of them suspended: 1 February
    assert case.due_on == date(2024, 2, 1)


def test_a_procedure_that_applies_from_the_next_step_leaves_running_clocks_alone(accepted, actor):
    case = accepted(date(2024, 12, 20))  # thirty days: Sunday 19 January 2025
    scan(date(2025, 1, 3))
    case.refresh_from_db()
    assert case.procedure == "toy-complaint@2024-01-01"

    perform(case, "call-hearing", actor, on=date(2025, 1, 3), data={"hearing_on": "2025-02-10"})

    assert case.procedure == "toy-complaint@2025-01-01"
    assert only(case, "handle").due_on == date(2025, 1, 20)
    perform(case, "decide", actor, on=date(2025, 1, 10), outcome="upheld")
    assert only(case, "handle").stopped_on == date(2025, 1, 10)


def test_the_law_acts_on_a_clock_that_began_under_an_older_version(complain, actor):
    case = ask(complain(date(2024, 12, 20)), actor, date(2024, 12, 20), answer_days=20)
    perform(case, "grant-time", actor, on=date(2025, 1, 3), data={"more_days": 5})
    assert (case.procedure, only(case, "answer").procedure) == ("toy-complaint@2025-01-01", "toy-complaint@2024-01-01")

    scan(date(2025, 2, 1))

    case.refresh_from_db()
    assert (case.state, case.procedure) == ("lapsed", "toy-complaint@2025-01-01")


def test_a_case_older_than_the_first_version_follows_the_first(complain):
    case = complain(date(2019, 5, 1))
    assert case.procedure == "toy-complaint@2020-01-01" and case.older_than_declared


# From one procedure to another


def test_another_procedure_takes_a_case_over_and_gives_it_back(complain, actor):
    case = complain(date(2023, 3, 1))
    assert "toy-complaint-fast" in {one.step.procedure.slug for one in next_steps(case, actor)}

    perform(case, "toy-complaint-fast/accept", actor, on=date(2023, 3, 2))
    assert (case.version.slug, case.state, case.due_on) == ("toy-complaint-fast", "accepted", date(2023, 3, 13))

    perform(case, "turn", actor, on=date(2023, 3, 6))
    assert (case.version.slug, case.state, case.closed_on) == ("toy-complaint", "accepted", None)
    # The sixty days count from the acceptance that was already made.
    assert case.due_on == date(2023, 5, 4) and only(case, "handle").started_on == date(2023, 3, 2)
    assert [made.step for made in course(case)] == ["submit", "accept", "turn"]
    perform(case, "decide", actor, on=date(2023, 3, 9), outcome="revoked")


# Numbers


def test_a_refused_opening_uses_up_no_number(complain):
    complain()
    refusal("data", lambda: complain(complaint="无理取闹"))
    assert complain().number == "图诉〔2023〕2号"


def test_the_series_goes_on_after_a_number_taken_over(complain):
    complain(number="图诉〔2023〕40号")
    complain(number="旧〔2022〕7号")
    assert complain().number == "图诉〔2023〕41号"
    assert complain(date(2024, 1, 2)).number == "图诉〔2024〕1号"


THREADS = """
import threading
import django
django.setup()
from django.db import connection, transaction
from fadu.kernel.cases import Series, issue_number
from fadu.kernel.organisations import SYSTEM, Division, Kind, found

division = Division.objects.create(code="990200", name="明川市", level=2)
library = found(SYSTEM, code="990200", name="明川图书馆", kind=Kind.DEPARTMENT, division=division)
given, faults = [], []

def ask():
    try:
        for turn in range(10):
            try:
                with transaction.atomic():
                    number = issue_number(library, "图", 2023)
                    if turn % 3 == 2:
                        raise LookupError  # the case failed: its number is free again
                given.append(int(number.partition("〕")[2].removesuffix("号")))
            except LookupError:
                pass
    except Exception as fault:
        faults.append(fault)
    finally:
        connection.close()

threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not faults, faults
assert sorted(given) == list(range(1, 29)), sorted(given)
assert Series.objects.get().last == 28
"""


def test_numbers_have_no_gaps_and_no_twins_when_many_ask_at_once(own_installation):
    """On a database in a file, for one in memory has one connection only."""
    environment = os.environ | {"FADU_HOME": str(own_installation), "DJANGO_SETTINGS_MODULE": "fadu.config.settings"}
    environment.pop("FADU_DATABASE", None)
    done = subprocess.run(
        [sys.executable, "-c", THREADS], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
