"""行政复议程序: the statute's course of a case, its limits, and what the law does by itself."""

import io
from datetime import date

import docx
import pytest
import yaml

from fadu.domains.reconsideration.models import (
    IncidentalReview,
    OpinionLetter,
    ReconsiderationCase,
    RespondentCase,
)
from fadu.kernel import cases, documents, procedure
from fadu.kernel.cases import Clock, StepRefused, Upload, clocks_of, course, next_steps, open_case, scan
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import Step, Target

APPLICATION = {
    "applicant": "徐娜",
    "applicant_id": "990221198001010021",
    "respondent": "市市场监督管理局",
    "act_kind": "penalty",
    "act": "吊销许可证决定",
    "field": "market",
}

# What the letters of a step say beside what the step itself must record.
SAID = {
    "correction_items": "申请人身份证明",
    "hearing_place": "上午9时，听证室",
    "facts": "被申请人对申请人作出行政行为。",
    "reasons": "该行政行为事实清楚。",
    "settlement": "被申请人自行改正。",
    "perform_by": "2025-12-31",
}


def perform(case, step, actor, *, data=None, **more):
    """Make a step with what its letters say."""
    found = case.version.step((step if isinstance(step, str) else step.slug).rpartition("/")[2])
    said = {name: words for name, words in SAID.items() if found and name in found.fields}
    return cases.perform(case, step, actor, data=said | dict(data or {}), **more)


@pytest.fixture
def city(db):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


def someone(organisation, *roles):
    user = User.objects.create(username="-".join(roles), name="承办人")
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def actor(city):
    """Someone who may make every step of the reconsideration body, its head and the authority."""
    return someone(city, "reconsideration_body", "reconsideration_body_head", "reconsideration_authority")


@pytest.fixture
def submit(city, actor):
    def submit(on, **data):
        return open_case(ReconsiderationCase, "submit", actor, on, {"organisation": city} | APPLICATION | data)

    return submit


@pytest.fixture
def go(actor):
    """Make steps one after another: name, day, and what it records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, actor, on=on, outcome=data.pop("outcome", ""), data=data)
        return case

    go.actor = actor
    return go


@pytest.fixture
def under_review(submit, go):
    def under_review(on, **data):
        return go(submit(on, **data), ("accept", on), ("send-copy", on), ("reply", on))

    return under_review


def only(case, slug):
    rows = [one for one in clocks_of(case) if one.limit.endswith("/" + slug)]
    return rows[-1]


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


# The course


def test_an_ordinary_case_from_application_to_performance(submit, go):
    case = submit(date(2024, 3, 1))
    assert (case.number, case.title) == ("明府复〔2024〕1号", "不服市市场监督管理局吊销许可证决定")
    assert case.received_on == date(2024, 3, 1)

    go(
        case,
        ("accept", date(2024, 3, 4)),
        ("send-copy", date(2024, 3, 6)),
        ("reply", date(2024, 3, 15)),
        ("hear-opinions", date(2024, 4, 1), {"opinions_heard": "telephone"}),
        ("decide", date(2024, 4, 20), {"outcome": "revoked", "publication_due": True}),
        ("serve", date(2024, 4, 22)),
        ("perform", date(2024, 5, 10), {"performance": "voluntary"}),
    )

    assert (case.state, case.outcome, case.closed_on) == ("closed", "revoked", date(2024, 5, 10))
    dates = (case.accepted_on, case.decided_on, case.served_on)
    assert dates == (date(2024, 3, 4), date(2024, 4, 20), date(2024, 4, 22))
    assert case.due_on == date(2024, 5, 6)  # ex-02: day 60 is in the holiday
    made = "submit accept send-copy reply hear-opinions decide serve perform".split()
    assert [one.step for one in course(case)] == made
    assert not Clock.objects.filter(record=case.pk, stopped_on=None).exists()
    assert "990221198001010021" not in str(course(case)[0].event.after_text)


def test_the_parties_are_heard_before_a_decision(under_review, actor):
    case = under_review(date(2024, 3, 1))
    refused = refusal(lambda: perform(case, "decide", actor, on=date(2024, 3, 20), outcome="upheld"))
    assert "听取当事人意见" in refused.reason and "《行政复议法》第六十一条第一款" in str(refused)


def test_a_serious_case_has_its_hearing_and_its_consultation(under_review, go, actor):
    case = go(
        under_review(date(2024, 3, 1), serious=True),
        ("hear-opinions", date(2024, 3, 4), {"opinions_heard": "in-person"}),
    )
    decide = lambda: perform(case, "decide", actor, on=date(2024, 3, 20), outcome="upheld")
    assert "听证" in refusal(decide).reason

    go(
        case,
        ("notify-hearing", date(2024, 3, 4), {"hearing_on": "2024-03-12"}),
        ("hold-hearing", date(2024, 3, 12), {"respondent_head_attended": False}),
    )
    assert "委员会" in refusal(decide).reason
    assert case.hearing_held and case.state == "under-review"

    go(case, ("consult-committee", date(2024, 3, 14)))
    assert decide().outcome == "upheld"


@pytest.mark.parametrize(
    ("on", "in_time"), [(date(2024, 3, 4), True), (date(2024, 3, 5), True), (date(2024, 3, 6), False)]
)
def test_five_working_days_notice_of_a_hearing(under_review, actor, on, in_time):
    case = under_review(date(2024, 3, 1))  # hearing on Tuesday 12 March: the fifth working day before is the 5th
    act = lambda: perform(case, "notify-hearing", actor, on=on, data={"hearing_on": "2024-03-12"})
    if in_time:
        assert act().state == "hearing-scheduled"
    else:
        assert "请改期" in str(refusal(act))


# Deemed acceptance, correction


@pytest.mark.parametrize(("on", "state"), [(date(2024, 2, 20), "by hand"), (date(2024, 2, 21), "deemed")])
def test_silence_is_acceptance_on_the_day_the_review_period_ends(submit, actor, on, state):
    """ex-01: received on 7 February 2024, five working days around the Spring Festival end on 20 February."""
    case = submit(date(2024, 2, 7))

    if state == "by hand":
        perform(case, "accept", actor, on=on)
        assert course(case)[-1].step == "accept"
    else:
        refused = refusal(lambda: perform(case, "accept", actor, on=on))
        assert "2024-02-20 已依法办理“视为受理”（《行政复议法》第三十条第三款）" in str(refused)
        assert course(case)[-1].step == "deem-accepted" and course(case)[-1].on == date(2024, 2, 20)
        assert only(case, "review").expired and only(case, "correction-notice").expired
    assert (case.state, case.accepted_on) == ("accepted", date(2024, 2, 20))
    assert only(case, "decide").started_on == date(2024, 2, 20)


@pytest.mark.parametrize(("today", "done"), [(date(2024, 2, 20), 0), (date(2024, 2, 21), 1), (date(2024, 3, 5), 1)])
def test_the_scan_accepts_whenever_it_comes_as_of_the_same_day(submit, today, done):
    case = submit(date(2024, 2, 7))
    assert len(scan(today)) == done
    case.refresh_from_db()
    assert case.accepted_on == (date(2024, 2, 20) if done else None)


def test_it_is_too_late_to_refuse_what_counts_as_accepted(submit, actor):
    case = submit(date(2024, 2, 7))
    refused = refusal(
        lambda: perform(case, "refuse", actor, on=date(2024, 2, 21), data={"refusal_reason": "超过申请期限"})
    )
    assert "已受理" in refused.reason and case.refused_on is None


def test_the_review_period_runs_anew_after_a_correction(submit, go):
    case = go(
        submit(date(2024, 3, 1)),
        ("request-correction", date(2024, 3, 7), {"correction_received_on": "2024-03-11"}),
    )
    assert only(case, "correction").due_on == date(2024, 3, 25)  # ten working days from receipt
    assert only(case, "review").stopped_on == date(2024, 3, 7)

    go(case, ("supply-correction", date(2024, 3, 20)))

    assert (case.state, only(case, "review").due_on) == ("submitted", date(2024, 3, 27))


def test_who_does_not_correct_in_time_gives_up_unless_more_time_was_granted(submit, go, actor):
    lost = go(submit(date(2024, 3, 1)), ("request-correction", date(2024, 3, 4)))
    granted = go(
        submit(date(2024, 3, 1)),
        ("request-correction", date(2024, 3, 4)),
        ("extend-correction", date(2024, 3, 15), {"correction_extension": 5}),
    )
    assert only(lost, "correction").due_on == date(2024, 3, 18)
    assert only(granted, "correction").due_on == date(2024, 3, 25)

    scan(date(2024, 3, 20))

    lost.refresh_from_db()
    granted.refresh_from_db()
    assert (lost.state, lost.closed_on) == ("abandoned", date(2024, 3, 19))
    assert granted.state == "awaiting-correction"


def test_a_late_application_is_seen_in_its_clock(submit):
    case = submit(date(2024, 1, 23), knew_on="2023-11-21", act_on="2023-11-20")  # ex-08: 22 January at the latest
    assert only(case, "apply").due_on == date(2024, 1, 22) and only(case, "apply").is_late(date(2024, 1, 23))

    obstacle = submit(date(2024, 2, 20), knew_on="2023-12-01", obstacle_from="2023-12-20", obstacle_until="2024-01-10")
    assert only(obstacle, "apply").due_on == date(2024, 2, 20)  # ex-10


# The time to decide


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2024, 5, 3), True), (date(2024, 5, 6), True), (date(2024, 5, 7), False)]
)
def test_an_extension_is_approved_before_the_sixty_days_end(under_review, actor, on, allowed):
    case = under_review(date(2024, 3, 4))
    act = lambda: perform(case, "extend", actor, on=on, data={"extension_reason": "案情复杂"})
    if allowed:
        assert act().due_on == date(2024, 6, 3)  # ex-03: ninety days from the start, rolled over once
    else:
        assert "2024-05-06 届满" in refusal(act).reason and case.due_on == date(2024, 5, 6)


def test_a_suspension_puts_off_the_end(under_review, go):
    case = go(under_review(date(2024, 7, 1)), ("suspend", date(2024, 7, 20), {"suspension_ground": "force-majeure"}))
    assert case.due_on is None

    go(case, ("resume", date(2024, 8, 12)))

    assert (case.state, case.due_on) == ("under-review", date(2024, 9, 23))  # ex-04


def test_appraisal_and_suspension_at_the_same_time_count_once(under_review, go):
    case = go(
        under_review(date(2024, 7, 1)),
        ("begin-appraisal", date(2024, 7, 15)),
        ("suspend", date(2024, 7, 20), {"suspension_ground": "other-case"}),
        ("resume", date(2024, 8, 5)),
        ("end-appraisal", date(2024, 8, 7)),
    )
    # 15 July to 7 August are 23 days: as in ex-04
    assert case.due_on == date(2024, 9, 23)


@pytest.mark.parametrize(
    ("ground", "on", "fault"),
    [
        ("missing", date(2024, 6, 1), "只有因申请人死亡"),
        ("death", date(2024, 5, 9), "未满六十日"),
        ("death", date(2024, 5, 10), None),
    ],
)
def test_sixty_days_of_suspension_end_a_case_for_want_of_a_party(under_review, go, actor, ground, on, fault):
    case = go(under_review(date(2024, 3, 4)), ("suspend", date(2024, 3, 11), {"suspension_ground": ground}))
    assert Clock.objects.filter(limit__endswith="suspension-limit").exists() == (ground == "death")
    act = lambda: perform(case, "terminate-after-suspension", actor, on=on)
    if fault:
        assert fault in refusal(act).reason
    else:
        assert (act().outcome, case.decided_on) == ("terminated", on)


def test_a_respondent_who_is_silent_loses_its_evidence(submit, go):
    case = go(submit(date(2024, 9, 20)), ("accept", date(2024, 9, 23)), ("send-copy", date(2024, 9, 24)))
    assert only(case, "reply").due_on == date(2024, 10, 12)  # ex-05: a Saturday that was worked
    scan(date(2024, 10, 12))
    case.refresh_from_db()
    assert case.state == "awaiting-reply"

    scan(date(2024, 10, 13))

    case.refresh_from_db()
    assert (case.state, case.replied_on) == ("under-review", None)


def test_an_act_to_be_made_again_has_sixty_days_unless_the_decision_says(under_review, go):
    def decided(**more):
        return go(
            under_review(date(2024, 3, 4)),
            ("hear-opinions", date(2024, 3, 5), {"opinions_heard": "online"}),
            ("decide", date(2024, 3, 8), {"outcome": "revoked-redo"} | more),
            ("serve", date(2024, 3, 11)),
        )

    assert only(decided(), "redo").due_on == date(2024, 5, 10)
    own = decided(redo_by="2024-04-01")
    assert not [clock for clock in clocks_of(own) if clock.limit.endswith("/redo")]
    assert only(own, "sue").due_on == date(2024, 3, 26)


# The law of 2017


def test_the_day_of_receipt_decides_which_law_governs(submit, go, actor):
    old, new = submit(date(2023, 12, 31)), submit(date(2024, 1, 1))
    assert (old.procedure, new.procedure) == (
        "reconsideration-ordinary@2007-08-01",
        "reconsideration-ordinary@2024-01-01",
    )

    go(old, ("accept", date(2024, 1, 3)), ("send-copy", date(2024, 1, 5)))
    go(new, ("accept", date(2024, 1, 3)), ("send-copy", date(2024, 1, 5)))

    # Accepted from the day of receipt under the old law, from the acceptance under the new one.
    assert (old.accepted_on, new.accepted_on) == (date(2023, 12, 31), date(2024, 1, 3))
    assert (only(old, "decide").due_on, only(new, "decide").due_on) == (date(2024, 2, 29), date(2024, 3, 4))
    # Ten days ran on the calendar; since 2024 they are working days.
    assert (only(old, "reply").due_on, only(new, "reply").due_on) == (date(2024, 1, 15), date(2024, 1, 19))
    assert scan(date(2024, 1, 2)) == [] and old.version.law == "行政复议法(2017)"
    refused = refusal(lambda: perform(old, "consult-committee", actor, on=date(2024, 1, 8)))
    assert "2007-08-01" in refused.reason


def test_who_extends_and_who_suspends_changed_with_the_law():
    old, new = (procedure.in_force("reconsideration-ordinary", day) for day in (date(2023, 12, 31), date(2024, 1, 1)))
    assert (old.extend.role, new.extend.role) == ("reconsideration_authority", "reconsideration_body_head")
    assert (old.suspend.role, new.suspend.role) == ("reconsideration_body", "reconsideration_authority")


def test_silence_under_the_law_of_2017_accepts_from_the_day_of_receipt(submit):
    case = submit(date(2023, 6, 1))
    scan(date(2023, 6, 9))  # five working days: 8 June
    case.refresh_from_db()
    assert (case.state, case.accepted_on, case.due_on) == ("accepted", date(2023, 6, 1), date(2023, 7, 31))
    assert only(case, "send-copy").started_on == date(2023, 6, 1)


def test_the_time_for_correction_did_not_count_towards_the_decision(submit, go):
    case = go(
        submit(date(2023, 6, 1)),
        ("request-correction", date(2023, 6, 5), {"correction_days": 10}),
        ("supply-correction", date(2023, 6, 12)),
        ("accept", date(2023, 6, 13)),
    )
    assert case.due_on == date(2023, 8, 7)  # 31 July and seven days


def test_the_notice_sets_the_days_for_correction(submit, actor):
    case = submit(date(2023, 6, 1))
    refused = refusal(lambda: perform(case, "request-correction", actor, on=date(2023, 6, 5)))
    assert set(refused.faults) == {"correction_days"}
    perform(case, "request-correction", actor, on=date(2023, 6, 5), data={"correction_days": 7})
    scan(date(2023, 6, 13))
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("abandoned", date(2023, 6, 13))


# The simplified procedure


def simplified(case, go, on, **more):
    return go(case, ("reconsideration-simplified/accept", on, {"simplified_ground": "warning"} | more))


def test_a_simple_case_has_thirty_days_and_no_extension(submit, go, actor):
    case = simplified(submit(date(2024, 12, 30)), go, date(2025, 1, 2))
    assert (case.version.slug, case.due_on) == ("reconsideration-simplified", date(2025, 2, 5))  # ex-06
    assert only(case, "review").stopped_on == date(2025, 1, 2)
    assert "没有环节" in refusal(lambda: perform(case, "extend", actor, on=date(2025, 1, 3))).reason

    go(
        case,
        ("send-copy", date(2025, 1, 3)),
        ("reply", date(2025, 1, 6)),
        ("decide", date(2025, 1, 20), {"outcome": "upheld"}),  # no need to hear the parties (#54.2)
        ("serve", date(2025, 1, 21)),
        ("close", date(2025, 1, 22)),
    )
    assert case.closed_on == date(2025, 1, 22)


def test_the_ground_for_a_simple_case_must_hold(submit, go):
    case = submit(date(2024, 12, 30))
    refused = refusal(lambda: simplified(case, go, date(2025, 1, 2), simplified_ground="disclosure"))
    assert "不是政府信息公开案件" in refused.reason


def test_a_case_under_the_law_of_2017_cannot_become_a_simple_one(submit, go, actor):
    case = submit(date(2023, 12, 29))
    assert {one.step.procedure.slug for one in next_steps(case, actor)} == {"reconsideration-ordinary"}
    assert "没有环节" in refusal(lambda: simplified(case, go, date(2024, 1, 2))).reason


def test_a_simple_case_that_is_converted_counts_from_its_acceptance(submit, go):
    case = simplified(submit(date(2024, 3, 1)), go, date(2024, 3, 4))
    go(case, ("send-copy", date(2024, 3, 5), {"copy_received_on": "2024-03-06"}), ("convert", date(2024, 3, 8)))

    assert (case.version.slug, case.state, case.closed_on) == ("reconsideration-ordinary", "awaiting-reply", None)
    assert case.due_on == date(2024, 5, 6)
    assert only(case, "reply").due_on == date(2024, 3, 20)  # ten working days from receipt, no longer five
    assert {clock.limit for clock in clocks_of(case) if clock.stopped_on is None} == {
        "reconsideration-ordinary/decide",
        "reconsideration-ordinary/reply",
    }
    go(
        case,
        ("reply", date(2024, 3, 19)),
        ("extend", date(2024, 4, 1), {"extension_reason": "案情复杂"}),
        ("hear-opinions", date(2024, 4, 2), {"opinions_heard": "online"}),
        ("decide", date(2024, 4, 3), {"outcome": "changed"}),
    )
    assert case.simplified_ground == ""


# Roles


@pytest.mark.parametrize(
    ("holder", "step", "allowed"),
    [
        ("reconsideration_body", "accept", True),
        ("reconsideration_authority", "accept", False),
        ("law_governance_office", "accept", False),
        ("leader", "accept", False),
        ("reconsideration_body_head", "accept", True),  # the head may do what the body does
    ],
)
def test_only_the_role_of_the_step_may_make_it(city, submit, holder, step, allowed):
    act = lambda: perform(submit(date(2024, 3, 1)), step, someone(city, holder), on=date(2024, 3, 4))
    if allowed:
        assert act().state == "accepted"
    else:
        assert refusal(act).code == "role"


# Incidental review, this government as respondent, opinion letters


def test_an_incidental_review_needs_the_case_suspended_for_it(city, under_review, go, actor):
    case = under_review(date(2024, 3, 4))
    data = {"organisation": city, "case": case, "document": "某办法", "maker": "市商务局"}
    opened = lambda: open_case(IncidentalReview, "open", actor, date(2024, 3, 11), data)
    assert "中止" in refusal(opened).reason
    go(case, ("suspend", date(2024, 3, 11), {"suspension_ground": "document-review"}))

    review = opened()

    limits = {clock.limit.partition("/")[2]: clock.due_on for clock in clocks_of(review)}
    assert limits == {"handle": date(2024, 4, 10), "notify-maker": date(2024, 3, 14)}
    assert (
        "不应转送"
        in refusal(
            lambda: perform(review, "forward", actor, on=date(2024, 3, 12), data={"forwarded_to": "省政府"})
        ).reason
    )
    perform(review, "notify-maker", actor, on=date(2024, 3, 13))
    scan(date(2024, 3, 28))
    review.refresh_from_db()
    assert review.state == "reviewing"  # the maker was silent for ten working days
    perform(review, "conclude", actor, on=date(2024, 4, 1), data={"opinion": "合法"}, outcome="clause-legal")
    assert review.closed_on == date(2024, 4, 1)


def test_this_government_replies_as_respondent_in_time(city, actor):
    data = {"organisation": city, "authority": "省人民政府", "applicant": "徐娜", "act_kind": "expropriation",
            "act": "征收补偿决定", "field": "natural-resources"}  # fmt: skip
    case = open_case(RespondentCase, "receive-notice", actor, date(2024, 9, 24), data)
    short = open_case(RespondentCase, "receive-notice", actor, date(2024, 9, 24), data | {"simplified": True})
    old = open_case(RespondentCase, "receive-notice", actor, date(2023, 9, 19), data)
    assert [one.due_on for one in (case, short, old)] == [date(2024, 10, 12), date(2024, 9, 30), date(2023, 10, 7)]

    perform(case, "reply", actor, on=date(2024, 10, 10))
    perform(case, "receive-decision", actor, on=date(2024, 11, 20), data={"decided_on": "2024-11-15"}, outcome="upheld")
    perform(case, "close", actor, on=date(2024, 11, 21))
    assert (case.notice_received_on, case.decided_on) == (date(2024, 9, 24), date(2024, 11, 15))


def test_an_opinion_letter_is_answered_within_sixty_days(city, actor):
    data = {"organisation": city, "addressee": "市商务局", "defect": "未告知复议权利", "advice": "补充告知"}
    letter = open_case(OpinionLetter, "issue", actor, date(2024, 3, 1), data)
    perform(letter, "serve", actor, on=date(2024, 3, 4))
    assert (letter.number, letter.due_on) == ("明府复意〔2024〕1号", date(2024, 5, 6))
    perform(letter, "answer", actor, on=date(2024, 4, 1), data={"answer": "已补充告知"})
    perform(letter, "verify", actor, on=date(2024, 4, 8))
    assert (letter.state, letter.issued_on, letter.corrected_on) == ("corrected", date(2024, 3, 1), date(2024, 4, 8))


# Against the table of the statutes

# What differs from the table, and why.
EXTRA_STEPS = {
    "reconsideration-ordinary": {
        # The table names who grants more time; here granting it is a step.
        "extend-correction",
        # The table has these as events beside the course; here they are steps, for a case changes by one door only.
        "begin-appraisal",
        "end-appraisal",
        "begin-survey",
        "end-survey",
    }
}
# An opinion letter is a record of its own, with its own procedure.
MISSING_LIMITS = {"reconsideration-ordinary/opinion-response"}
EVENTS = {  # an event of the table is the day in a field of the case, or one of the steps above
    "event:knew-of-act": "field:knew_on",
    "event:knew-content": "field:knew_on",
    "event:act-made": "field:act_on",
    "event:request-received": "field:duty_requested_on",
    "event:agency-received-application": "field:agency_received_on",
    "event:hearing-day": "field:hearing_on",
    "event:sued": "field:sued_on",
    "event:force-majeure-began": "field:obstacle_from",
    "event:obstacle-gone": "field:obstacle_until",
    "event:appraisal-began": "begin-appraisal",
    "event:appraisal-ended": "end-appraisal",
    "event:site-survey-began": "begin-survey",
    "event:site-survey-ended": "end-survey",
}
# An application that is late is refused by a person on review; the limit itself forces no step.
NO_EFFECT = {f"reconsideration-ordinary/{slug}" for slug in ("apply", "apply-not-informed", "apply-longstop")}
# The table cites Article 16 as a whole.
ARTICLES = {"reconsideration-ordinary/apply-inaction": ["行政复议法实施条例#16.1(2)"]}
# The table says of the simplified procedure: as in the ordinary one.
OUTCOMES = {"reconsideration-simplified": "reconsideration-ordinary"}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def statutes(shared, slug):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    return next(entry for entry in table if entry["slug"] == slug)


OURS = ("reconsideration-ordinary", "reconsideration-simplified", "reconsideration-incidental-review")


@pytest.mark.parametrize("slug", OURS)
def test_states_and_steps_are_those_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, slug), procedure.in_force(slug, date(2024, 1, 1))

    assert [(s.slug, s.final) for s in ours.states] == [(s["slug"], s.get("final", False)) for s in entry["states"]]
    assert ours.in_force == entry["in_force"]
    steps = {step.slug: step for step in ours.steps}
    assert steps.keys() - {t["slug"] for t in entry["transitions"]} == EXTRA_STEPS.get(slug, set())
    for row in entry["transitions"]:
        step: Step = steps[row["slug"]]
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        assert [state.slug for state in step.sources] == listed(row["from"]), row["slug"]
        assert (target, step.role) == (row["to"], row["actor"]), row["slug"]
        assert list(step.citations) == listed(row["article"]), row["slug"]


@pytest.mark.parametrize("slug", OURS)
def test_limits_are_those_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, slug), procedure.in_force(slug, date(2024, 1, 1))
    terms = {term.slug: term for term in ours.terms}
    rows = {f"{slug}/{row['slug']}": row for row in entry["time_limits"]}
    assert rows.keys() - terms.keys() == MISSING_LIMITS & rows.keys()
    assert terms.keys() <= rows.keys()
    written = {one["slug"]: one for one in ours.as_json()["terms"]}
    for name, term in terms.items():
        row, ours_ = rows[name], written[name]
        starts = [*listed(row["starts_on"]), *listed(row.get("also_starts_on"))]
        assert ours_["starts_on"] == [EVENTS.get(one, one) for one in starts], name
        assert sorted(ours_["stops_on"]) == sorted(EVENTS.get(one, one) for one in listed(row["stops_on"])), name
        assert ours_["restarts_on"] == listed(row.get("restarts_on")), name
        pairs = [
            [EVENTS.get(p["start"], p["start"]), EVENTS.get(p["until"], p["until"])]
            for p in row.get("suspended_by", [])
        ]
        assert ours_["suspended_by"] == pairs, name
        assert bool(term.extended) == ("extension" in row), name
        if "extension" in row:
            assert {step.role for step in term.extended} == {row["extension"]["by"]}, name
        effect = row["on_expiry"]["effect"]
        assert ours_["on_expiry"] == (None if effect == "none" or name in NO_EFFECT else effect), name
        length = term.limit.length
        stated = (row["length"], row["unit"], row.get("kind", "deadline"))
        assert (length.number, length.unit, term.limit.kind) == stated, name
        assert list(term.limit.articles) == ARTICLES.get(name, listed(row["article"])), name


@pytest.mark.parametrize("slug", OURS)
def test_outcomes_are_those_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, OUTCOMES.get(slug, slug)), procedure.in_force(slug, date(2024, 1, 1))
    assert {o.slug: o.article for o in ours.outcomes} == {o["slug"]: o["article"] for o in entry["outcomes"]}


# The letters


def written(case):
    """The kinds of the documents on file, and the words of the last."""
    filed = list(documents.of(*case.place))
    with documents.open_document(filed[-1]) as file:
        words = [one.text for one in docx.Document(io.BytesIO(file.read())).paragraphs]
    return [one.kind for one in filed], "\n".join(words)


def test_every_notice_and_decision_is_written_from_the_case(submit, go):
    case = submit(date(2024, 3, 1), ground="没有违法行为", claim="撤销决定")
    go(case, ("request-correction", date(2024, 3, 4)))
    kinds, words = written(case)
    assert (
        kinds == ["correction-notice"] and "申请人身份证明" in words and "徐娜：" in words and "10个工作日内" in words
    )
    go(case, ("supply-correction", date(2024, 3, 6)), ("accept", date(2024, 3, 7)))
    kinds, words = written(case)
    assert kinds[-1] == "acceptance-notice" and "审理期限至2024年5月6日止" in words and "明府复受〔2024〕1号" in words
    assert "《中华人民共和国行政复议法》第三十条第一款" in words
    go(case, ("send-copy", date(2024, 3, 8)))
    kinds, words = written(case)
    assert "10个工作日内提出书面答复" in words and "附件：行政复议申请书副本" in words
    go(case, ("reply", date(2024, 3, 15)), ("suspend", date(2024, 3, 18), {"suspension_ground": "negotiation"}))
    assert "调解、和解，双方同意中止" in written(case)[1]
    go(case, ("resume", date(2024, 3, 28)), ("extend", date(2024, 4, 1), {"extension_reason": "案情复杂"}))
    kinds, words = written(case)
    assert kinds[-2:] == ["resumption-notice", "extension-notice"] and "因案情复杂，" in words
    go(
        case,
        ("hear-opinions", date(2024, 4, 2), {"opinions_heard": "online"}),
        ("decide", date(2024, 4, 3), {"outcome": "revoked-redo"}),
    )
    kinds, words = written(case)
    assert kinds[-1] == "decision" and "申请人请求：撤销决定" in words and "申请人称：没有违法行为" in words
    assert "依据《中华人民共和国行政复议法》第六十四条，本机关决定：" in words
    assert "责令被申请人在收到本决定书之日起60日内重新作出行政行为。" in words
    go(case, ("serve", date(2024, 4, 8)))
    perform(case, "order-performance", go.actor, on=date(2024, 7, 1), data={"perform_by": "2024-07-31"})
    assert "责令你机关在2024年7月31日前履行" in written(case)[1]


def test_the_letters_of_an_older_case_cite_the_older_law(submit, go):
    case = go(submit(date(2023, 3, 1)), ("accept", date(2023, 3, 3)))
    assert "《中华人民共和国行政复议法》（2017年修正）第十七条第二款" in written(case)[1]


def test_a_case_that_ends_early_says_why(submit, go):
    case = go(submit(date(2024, 3, 1)), ("refuse", date(2024, 3, 4), {"refusal_reason": "超过申请期限。"}))
    kinds, words = written(case)
    assert (
        kinds == ["refusal-decision"]
        and "超过申请期限。" in words
        and "《中华人民共和国行政诉讼法》第四十五条" in words
    )
    case = go(submit(date(2024, 3, 1)), ("accept", date(2024, 3, 4)), ("allow-withdrawal", date(2024, 3, 6)))
    kinds, words = written(case)
    assert kinds[-1] == "termination-decision" and "申请人自愿撤回行政复议申请" in words


def test_a_decision_without_its_facts_is_not_issued(under_review, go, actor):
    case = go(under_review(date(2024, 3, 1)), ("hear-opinions", date(2024, 3, 4), {"opinions_heard": "in-person"}))
    act = lambda **more: cases.perform(case, "decide", actor, on=date(2024, 3, 20), outcome="upheld", **more)
    assert "“行政复议决定书”还缺：查明的事实、复议机关的认定和理由。" in refusal(act).reason
    assert act(documents=[Upload("decision", "决定书.pdf", b"%PDF-1.7 signed")]).state == "decided"
