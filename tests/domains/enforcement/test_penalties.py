"""行政处罚: who may penalise, what is told and reviewed first, the terms to the day, what is owed afterwards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fadu.domains.enforcement.models import (
    AmountRule,
    Certificate,
    CoercionExecution,
    CourtEnforcement,
    CrimeStandard,
    CrimeTransfer,
    DecisionPublication,
    Instalment,
    PenaltyCase,
    PenaltyHearing,
    Power,
    SummaryPenalty,
    UncountedRule,
)
from fadu.domains.enforcement.models.benchmarks import Benchmark, BenchmarkGrade
from fadu.domains.enforcement.models.penalties import surcharge
from fadu.domains.enforcement.models.publicity import ReviewThreshold
from fadu.kernel import documents, texts
from fadu.kernel.cases import StepRefused, clocks_of, next_steps, open_case, perform, scan

MARCH = date(2024, 3, 4)


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def only(case, slug):
    return [one for one in clocks_of(case) if one.limit.endswith("/" + slug)][-1]


@pytest.fixture
def spot(actor, bureau, subject, pair):
    def spot(on=MARCH, **values):
        data = {
            "organisation": bureau, "subject": subject, "field": "urban", "officer": pair[0], "second_officer": pair[1],
            "party_kind": "citizen", "party": "徐娜", "cause": "占道经营", "facts": "占道摆摊",
        }  # fmt: skip
        return open_case(SummaryPenalty, "find", actor, on, data | values)

    return spot


BASIS = {"facts": "占道摆摊", "provision": "《某条例》第五条", "basis": "《某条例》第十条"}


# Who may enforce


@pytest.mark.parametrize(
    ("lapses", "allowed"), [("2024-03-04", False), ("2024-03-05", True), (None, True)],
)  # fmt: skip
def test_a_subject_that_has_lapsed_penalises_nobody(spot, subject, lapses, allowed):
    subject.valid_to = lapses and date.fromisoformat(lapses)
    subject.save()
    if allowed:
        assert spot().state == "found"
    else:
        assert "名录" in refusal(spot).reason
        assert SummaryPenalty.objects.count() == 0


def test_a_subject_without_the_power_or_of_another_organ_penalises_nobody(spot, subject, city):
    Power.objects.filter(kind="penalty").update(valid_to=date(2024, 1, 1))
    assert "没有行政处罚的权限" in refusal(spot).reason
    subject.organisation = city
    subject.save()
    assert "不是本机构名下" in refusal(spot).reason


def test_who_is_entrusted_acts_no_longer_than_who_entrusts(spot, subject, put):
    from fadu.domains.enforcement.models import EnforcementSubject

    team = put(
        EnforcementSubject, code="Z2", name="执法队", kind="entrusted", field="urban", basis="委托",
        entrusted_by=subject, document="委〔2023〕1号", valid_from=date(2023, 1, 1), valid_to=date(2024, 12, 31),
    )  # fmt: skip
    put(Power, subject=team, code="Z2-p", name="p", kind="penalty", basis="委托", valid_from=date(2023, 1, 1))
    assert spot(subject=team).state == "found"
    subject.valid_to = date(2024, 2, 1)
    subject.save()
    team.refresh_from_db()
    assert "名录" in refusal(lambda: spot(subject=team)).reason


def test_no_act_without_a_valid_certificate(spot, certified, pair):
    late = certified("孙启", issued_on=date(2024, 3, 5))
    assert "孙启在 2024-03-04 没有有效的执法证件" in refusal(lambda: spot(second_officer=late)).reason
    assert spot(date(2024, 3, 5), second_officer=late).state == "found"
    away = certified("李停", suspended_on=date(2024, 3, 4))
    assert "李停" in refusal(lambda: spot(second_officer=away)).reason
    assert "不得少于两人" in refusal(lambda: spot(second_officer=None)).reason
    assert spot(second_officer=None, alone_by="《道路交通安全法》第一百零七条").state == "found"


# The summary procedure


@pytest.mark.parametrize(
    ("kind", "fine", "allowed"),
    [("citizen", 200, True), ("citizen", 201, False), ("organisation", 3000, True), ("business", 3001, False)],
)
def test_on_the_spot_only_small_fines_are_given(spot, go, kind, fine, allowed):
    case = spot(party_kind=kind)
    decide = ("decide", MARCH, BASIS | {"fine": fine, "outcome": "fine"})
    if allowed:
        assert go(case, decide).decision_number == "明城管当罚决〔2024〕1号"
    else:
        assert "不得超过" in refusal(lambda: go(case, decide)).reason


def test_a_spot_decision_is_filed_paid_and_goes_to_publication(spot, go):
    case = go(
        spot(),
        ("decide", MARCH, BASIS | {"fine": 150, "outcome": "fine"}),
        ("file", date(2024, 3, 6)),
    )
    assert only(case, "pay").due_on == date(2024, 3, 19)
    scan(date(2024, 3, 20))
    case.refresh_from_db()
    assert case.state == "overdue"
    assert "尚未缴清" in refusal(lambda: go(case, ("pay", date(2024, 3, 21), {"paid": 100}))).reason
    assert go(case, ("pay", date(2024, 3, 21), {"paid": 150})).state == "closed"
    shown = DecisionPublication.objects.get(case_number=case.number)
    assert (shown.shown_party, shown.content, shown.due_on) == ("徐某", "罚款150元", date(2024, 3, 13))


def test_what_is_collected_on_the_spot_is_handed_in_within_two_working_days(spot, go):
    friday = date(2024, 3, 8)
    case = go(spot(friday), ("decide", friday, BASIS | {"fine": 120, "outcome": "fine"}))
    small = {"collected": 120, "collected_by": "small", "receipt": "0001"}
    assert "一百元" in refusal(lambda: go(case, ("collect", friday, small))).reason
    go(case, ("collect", friday, small | {"collected_by": "hard"}))
    assert only(case, "hand-in").due_on == date(2024, 3, 12)
    assert only(case, "pay").stopped_on == friday


def test_a_case_too_grave_for_the_spot_goes_on_in_the_ordinary_procedure(spot, go):
    case = go(spot(), ("move", MARCH))
    other = PenaltyCase.objects.get()
    assert (case.state, other.state, other.came_from) == ("to-ordinary", "clue", case.number)
    assert (other.party, other.source, other.discovered_on) == ("徐娜", "spot", MARCH)


# Limitation


@pytest.mark.parametrize(
    ("ended", "grave", "filed"),
    [
        (date(2022, 3, 4), False, True),  # the last day of two years
        (date(2022, 3, 1), False, False),  # ended on 1 March 2024, a Friday
        (date(2022, 3, 1), True, True),  # life, health or financial security, with harm: five years
        (date(2019, 3, 4), True, True),
        (date(2019, 3, 1), True, False),
        (None, False, True),  # goes on still
    ],
)
def test_a_violation_discovered_too_late_is_not_penalised(clue, go, ended, grave, filed):
    case = clue(violation_ended_on=ended, grave=grave)
    if filed:
        assert go(case, ("file", date(2024, 3, 5))).state == "filed"
    else:
        assert "追责时效" in refusal(lambda: go(case, ("file", date(2024, 3, 5)))).reason
        assert go(case, ("not-file", date(2024, 3, 5), {"refusal": "已过追责时效"})).state == "not-filed"


def test_discovery_counts_not_filing(clue, go):
    case = clue(violation_ended_on=date(2022, 2, 20), discovered_on=date(2024, 2, 20))
    assert go(case, ("file", date(2024, 3, 5))).state == "filed"


# Ninety days


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        (date(2021, 7, 14), None),  # the law before knew no such limit
        (date(2021, 7, 15), date(2021, 10, 13)),
        (date(2023, 7, 5), date(2023, 10, 7)),  # day 90 is 3 October, in the holiday; 7 October is worked
        (date(2024, 3, 5), date(2024, 6, 3)),
    ],
)
def test_a_decision_is_due_ninety_days_after_filing(clue, go, filed, due):
    assert go(clue(filed - timedelta(1)), ("file", filed)).due_on == due


def test_ninety_days_are_extended_only_where_a_rule_says_so(clue, go):
    case = go(clue(), ("file", date(2024, 3, 5)))
    assert "extended_by" in refusal(lambda: go(case, ("extend", date(2024, 5, 6), {"extended_days": 30}))).faults
    go(case, ("extend", date(2024, 5, 6), {"extended_days": 30, "extended_by": "部门规章第六十四条"}))
    assert case.due_on == date(2024, 7, 3)
    again = {"extended_days": 30, "extended_by": "同上"}
    assert "只能延长一次" in refusal(lambda: go(case, ("extend", date(2024, 6, 3), again))).reason


def test_evidence_is_held_for_seven_working_days(clue, go):
    case = go(clue(), ("file", date(2024, 3, 28)), ("hold-evidence", date(2024, 3, 29), {"held_items": "炉具"}))
    assert only(case, "evidence").due_on == date(2024, 4, 10)  # 4 to 6 April: 清明; 7 April is worked


# What the party is told, and says


def test_nothing_is_decided_before_the_party_was_heard(informed, go):
    case = informed()
    on_the_last_day = ("skip-legality-review", date(2024, 3, 22))
    assert "陈述、申辩期限未满" in refusal(lambda: go(case, on_the_last_day)).reason
    assert go(case, ("skip-legality-review", date(2024, 3, 23))).state == "reviewed"


@pytest.mark.parametrize("step", ["hear-defence", "waive-defence"])
def test_who_has_spoken_or_does_not_want_to_need_not_be_waited_for(informed, go, step):
    said = {"defence": "已改正", "defence_reply": "不影响定性"} if step == "hear-defence" else {}
    case = go(informed(), (step, date(2024, 3, 18), said), ("skip-legality-review", date(2024, 3, 18)))
    assert case.state == "reviewed"


@pytest.mark.parametrize(("fine", "offered"), [(9999, False), (10000, True)])
def test_a_large_fine_by_the_local_rule_asks_for_the_offer_of_a_hearing(informed, put, city, fine, offered):
    put(
        AmountRule, organisation=city, purpose="hearing", party_kind="organisation", amount=10000, basis="省规定",
        valid_from=date(2022, 1, 1),
    )  # fmt: skip
    if offered:
        assert "要求听证" in refusal(lambda: informed(proposed_fine=fine)).reason
        assert informed(proposed_fine=fine, hearing_right=True).hearings.count() == 1
    else:
        assert informed(proposed_fine=fine).state == "informed"


def test_closure_asks_for_the_offer_of_a_hearing_whatever_the_amount(informed):
    assert "要求听证" in refusal(lambda: informed(proposed="halted", proposed_fine=None)).reason


# Hearings


@pytest.fixture
def heard(informed, go):
    def heard():
        case = informed(proposed="halted", proposed_fine=None, hearing_right=True)
        return case, case.hearings.get()

    return heard


def test_a_hearing_is_asked_for_within_five_working_days_or_lapses(heard, go):
    case, hearing = heard()
    assert hearing.due_on == date(2024, 3, 22)  # told on Friday 15 March
    go(case, ("waive-defence", date(2024, 3, 18)))
    assert "听证" in refusal(lambda: go(case, ("skip-legality-review", date(2024, 3, 22)))).reason
    scan(date(2024, 3, 23))
    hearing.refresh_from_db()
    assert (hearing.state, hearing.outcome) == ("waived", "waived")
    assert go(case, ("skip-legality-review", date(2024, 3, 23))).state == "reviewed"


def test_a_request_after_the_last_day_comes_too_late(heard, go):
    _case, hearing = heard()
    assert refusal(lambda: go(hearing, ("request", date(2024, 3, 25)))).code == "state"
    hearing.refresh_from_db()
    assert hearing.state == "waived"


def test_a_hearing_holds_the_case_and_asks_for_legality_review(heard, go, reviewer):
    case, hearing = heard()
    go(hearing, ("request", date(2024, 3, 18)))
    case.refresh_from_db()
    assert case.state == "in-hearing"
    venue = {"chair": "周主持", "venue": "三楼会议室"}
    late = ("schedule", date(2024, 3, 19), venue | {"hearing_on": "2024-03-27"})
    assert "最迟应于 2024-03-18" in refusal(lambda: go(hearing, late)).reason
    partial = ("schedule", date(2024, 3, 19), venue | {"chair": "赵远", "hearing_on": "2024-03-28"})
    assert "调查人员" in refusal(lambda: go(hearing, partial)).reason
    go(hearing, ("schedule", date(2024, 3, 19), venue | {"hearing_on": "2024-03-28"}))  # exactly seven working days
    assert "应在通知的" in refusal(lambda: go(hearing, ("hold", date(2024, 3, 27), {"attended": "双方"}))).reason
    go(
        hearing,
        ("hold", date(2024, 3, 28), {"attended": "双方"}),
        ("record", date(2024, 3, 28), {"opinions": "请求从轻"}),
    )
    case.refresh_from_db()
    assert (case.state, hearing.outcome, case.moved_on) == ("informed", "held", date(2024, 3, 28))
    assert "送法制审核" in refusal(lambda: go(case, ("skip-legality-review", date(2024, 3, 29)))).reason
    go(
        case,
        ("send-to-legality-review", date(2024, 3, 29), {"review_ground": "heard"}),
        ("pass-legality-review", date(2024, 4, 1), {"reviewer": reviewer, "review_opinion": "同意"}),
    )
    assert case.state == "reviewed"


def test_who_stays_away_from_the_hearing_has_waived_it(heard, go):
    case, hearing = heard()
    told = {"chair": "周主持", "venue": "三楼会议室", "hearing_on": "2024-03-28"}
    go(
        hearing,
        ("request", date(2024, 3, 18)),
        ("schedule", date(2024, 3, 18), told),
        ("absent", date(2024, 3, 28), {"absence": "无故未到"}),
    )
    case.refresh_from_db()
    assert (case.state, hearing.state) == ("informed", "ended")


def test_a_hearing_is_not_opened_for_a_case_that_was_not_told(clue, actor, bureau):
    opening = {"organisation": bureau, "case": clue()}
    assert "已告知" in refusal(lambda: open_case(PenaltyHearing, "notify-right", actor, MARCH, opening)).reason


# Review, discussion, decision


def test_what_the_catalogue_of_reviews_names_waits_for_a_reviewer_of_the_organ(informed, go, put, city, reviewer):
    put(
        ReviewThreshold, organisation=city, code="1", kind="fine", description="五千元以上罚款", entity=2000,
        person=500, basis="目录", valid_from=date(2022, 1, 1),
    )  # fmt: skip
    case = go(informed(), ("waive-defence", date(2024, 3, 18)))
    assert "五千元以上罚款" in refusal(lambda: go(case, ("skip-legality-review", date(2024, 3, 18)))).reason
    go(case, ("send-to-legality-review", date(2024, 3, 18), {"review_ground": "law"}))
    passed = {"reviewer": reviewer, "review_opinion": "同意"}
    reviewer.valid_to = date(2024, 3, 18)
    reviewer.save()
    assert "在岗" in refusal(lambda: go(case, ("pass-legality-review", date(2024, 3, 19), passed))).reason
    reviewer.valid_to, reviewer.name = None, "赵远"
    reviewer.save()
    assert "调查人员" in refusal(lambda: go(case, ("pass-legality-review", date(2024, 3, 19), passed))).reason
    reviewer.name = "孙法"
    reviewer.save()
    assert go(case, ("fail-legality-review", date(2024, 3, 19), passed)).state == "filed"


@pytest.fixture
def reviewed(informed, go):
    def reviewed(**proposal):
        case = informed(**proposal)
        return go(case, ("waive-defence", date(2024, 3, 18)), ("skip-legality-review", date(2024, 3, 18)))

    return reviewed


FINE = {"penalty": "fine", "fine": 2000, "content": "罚款2000元"}


def test_a_major_case_is_discussed_before_it_is_decided(reviewed, go):
    case = reviewed()
    case.major = True
    case.save()
    assert "集体讨论" in refusal(lambda: go(case, ("decide", date(2024, 3, 20), FINE))).reason
    go(case, ("discuss", date(2024, 3, 20), {"discussion": "同意"}), ("decide", date(2024, 3, 20), FINE))
    assert case.state == "decided"


@pytest.mark.parametrize("heavier", [{"fine": 2001}, {"confiscated": 1}, {"penalty": "halted"}])
def test_nobody_is_penalised_more_than_he_was_told(reviewed, go, heavier):
    case = reviewed()
    assert "重于" in refusal(lambda: go(case, ("decide", date(2024, 3, 20), FINE | heavier))).reason
    assert go(case, ("reopen", date(2024, 3, 20))).state == "filed"


def test_a_fine_outside_the_benchmark_needs_a_reason_and_outside_the_law_is_refused(reviewed, go, put, city):
    benchmark = put(
        Benchmark, organisation=city, code="C1", field="urban", act="占道经营", basis="某条例", minimum=200,
        maximum=3000, valid_from=date(2022, 1, 1),
    )  # fmt: skip
    put(BenchmarkGrade, benchmark=benchmark, place=1, grade="ordinary", minimum=500, maximum=1500)
    case = reviewed(proposed_fine=5000)
    within = FINE | {"benchmark": benchmark, "grade": "ordinary"}
    assert "裁量基准" in refusal(lambda: go(case, ("decide", date(2024, 3, 20), within))).reason
    over = within | {"fine": 3001, "discretion_reason": "情节恶劣"}
    assert "法定幅度" in refusal(lambda: go(case, ("decide", date(2024, 3, 20), over))).reason
    assert go(case, ("decide", date(2024, 3, 20), within | {"discretion_reason": "屡教不改"})).state == "decided"


def test_a_benchmark_that_holds_neither_then_nor_now_is_refused(reviewed, go, put, city):
    old = put(
        Benchmark, organisation=city, code="C1", field="urban", act="占道经营", basis="某条例", maximum=3000,
        valid_from=date(2020, 1, 1), valid_to=date(2022, 1, 1),
    )  # fmt: skip
    decide = ("decide", date(2024, 3, 20), FINE | {"benchmark": old})
    assert "不施行" in refusal(lambda: go(reviewed(), decide)).reason


@pytest.mark.parametrize(("amount", "open_"), [(49999, True), (50000, False)])
def test_a_crime_is_not_penalised_away(reviewed, go, put, city, amount, open_):
    put(
        CrimeStandard, organisation=city, field="urban", cause="擅自占道经营", crime="非法经营罪", amount=50000,
        basis="标准", valid_from=date(2022, 1, 1),
    )  # fmt: skip
    case = reviewed()
    case.amount = amount
    case.save()
    decide = ("decide", date(2024, 3, 20), FINE)
    if open_:
        assert go(case, decide).state == "decided"
    else:
        assert "以罚代刑" in refusal(lambda: go(case, decide)).reason
        told = FINE | {"no_transfer_reason": "经公安机关会商，不构成犯罪"}
        assert go(case, ("decide", date(2024, 3, 20), told)).state == "decided"


def test_who_is_spared_is_taught(reviewed, go):
    case = reviewed()
    spare = {"content": "初次违法且危害后果轻微并及时改正", "outcome": "no-penalty-minor"}
    assert "教育" in refusal(lambda: go(case, ("spare", date(2024, 3, 20), spare))).reason
    go(case, ("spare", date(2024, 3, 20), spare | {"education": "当面教育"}))
    assert (case.state, case.outcome) == ("no-penalty", "no-penalty-minor")


def test_decisions_are_numbered_without_gaps(reviewed, go):
    first = reviewed()
    refusal(lambda: go(first, ("decide", date(2024, 3, 20), FINE | {"fine": 9000})))
    assert go(first, ("decide", date(2024, 3, 20), FINE)).decision_number == "明城管罚决〔2024〕1号"


# Service, payment, what follows


@pytest.fixture
def served(reviewed, go):
    def served(on=date(2024, 3, 22)):
        return go(reviewed(), ("decide", date(2024, 3, 20), FINE), ("serve", on, {"service": "direct"}))

    return served


def test_a_decision_is_served_within_seven_working_days_and_paid_within_fifteen_days(served):
    case = served()
    assert only(case, "serve").due_on == date(2024, 3, 29)
    assert only(case, "pay").due_on == date(2024, 4, 7)  # day 15 is 6 April, 清明; Sunday 7 April is worked
    assert only(case, "remedy").due_on == date(2024, 9, 23)  # 22 September is a Sunday


@pytest.mark.parametrize(
    ("paid_on", "owed"),
    [
        (date(2024, 4, 7), 0),  # the last day
        (date(2024, 4, 8), 60),  # three per cent of 2000
        (date(2024, 4, 17), 600),
        (date(2024, 5, 10), 1980),
        (date(2024, 5, 11), 2000),  # never more than the fine
        (date(2024, 9, 1), 2000),
    ],
)
def test_each_day_late_costs_three_per_cent_up_to_the_fine_itself(served, go, paid_on, owed):
    case = go(served(), ("perform", paid_on, {"performance": "late", "paid": 2000}))
    assert case.surcharge == owed


def test_the_time_of_reconsideration_costs_nothing():
    fine, first = Decimal(1000), date(2024, 4, 8)
    contest = (date(2024, 4, 10), date(2024, 5, 9))
    assert surcharge(fine, first, date(2024, 4, 9), contest) == 60  # before it began
    assert surcharge(fine, first, date(2024, 4, 20), (contest[0], None)) == 60  # it lasts
    assert surcharge(fine, first, date(2024, 5, 10), contest) == 90  # two days before, one after
    assert surcharge(fine, first, date(2024, 5, 10), (date(2024, 3, 1), contest[1])) == 30
    assert surcharge(None, first, first) == surcharge(fine, None, first) == 0


def test_deferral_takes_instalments_that_add_up_and_ends_by_itself(served, go, put):
    case = served()
    asked = {"deferral_reason": "经营困难", "deferred_until": "2024-06-28"}
    for position, amount in ((1, 1000), (2, 500)):
        put(Instalment, case=case, position=position, due_on=date(2024, 5 + position - 1, 28), amount=amount)
    assert "之和" in refusal(lambda: go(case, ("defer", date(2024, 3, 29), asked))).reason
    put(Instalment, case=case, position=3, due_on=date(2024, 6, 28), amount=500)
    go(case, ("defer", date(2024, 3, 29), asked))
    assert only(case, "deferral").due_on == date(2024, 6, 28)
    scan(date(2024, 6, 29))
    case.refresh_from_db()
    assert (case.state, case.overdue_on) == ("overdue", date(2024, 6, 29))


def test_an_organ_without_the_power_goes_to_court_when_the_remedies_have_lapsed(served, go):
    case = served()
    scan(date(2024, 4, 8))
    case.refresh_from_db()
    assert (case.state, case.overdue_on) == ("overdue", date(2024, 4, 8))
    assert not CoercionExecution.objects.exists() and not CourtEnforcement.objects.exists()
    scan(date(2024, 9, 24))
    application = CourtEnforcement.objects.get()
    assert (application.state, application.case, application.amount) == ("remedies-expired", case, 2000)
    assert application.due_on == date(2024, 12, 24)
    assert "强制执行记录" in refusal(lambda: go(case, ("enforce", date(2024, 10, 8)))).reason


def test_an_organ_with_the_power_enforces_by_itself(served, put, subject):
    put(Power, subject=subject, code="Z1-x", name="x", kind="execution", basis="法律", valid_from=date(2015, 1, 1))
    case = served()
    scan(date(2024, 4, 8))
    execution = CoercionExecution.objects.get()
    assert (execution.case, execution.state, execution.surcharge_from) == (case, "overdue", date(2024, 4, 8))
    scan(date(2024, 9, 24))
    assert not CourtEnforcement.objects.exists()


def test_who_has_contested_is_not_taken_to_court_meanwhile(served, go):
    case = go(served(), ("contest", date(2024, 4, 1)))
    scan(date(2025, 1, 6))
    assert not CourtEnforcement.objects.exists()
    case.refresh_from_db()
    go(case, ("end-contest", date(2025, 1, 6)), ("perform", date(2025, 1, 6), {"performance": "late", "paid": 2000}))
    assert case.surcharge == 0  # overdue all the while, but contested


def test_a_case_is_closed_by_enforcement_only_once_that_is_done(served, go, put, subject):
    case = served()
    scan(date(2024, 4, 8))
    case.refresh_from_db()
    done = {
        "subject": subject,
        "party_kind": case.party_kind,
        "party": case.party,
        "matter": "x",
        "decision": "x",
        "duty": "x",
    }
    put(CourtEnforcement, case=case, state="executed", **done)
    assert go(case, ("enforce", date(2024, 12, 2), {"paid": 2000})).performance == "enforced"


# Transfer


def test_a_case_is_transferred_when_the_head_has_approved(informed, go, actor, bureau, pair):
    case = informed()
    assert "批准" in refusal(lambda: go(case, ("transfer", date(2024, 3, 18)))).reason
    report = {"organisation": bureau, "case": case, "field": "urban", "party": case.party, "cause": case.cause,
              "crime": "非法经营罪", "facts": "涉案六万元", "officer": pair[0], "second_officer": pair[1]}  # fmt: skip
    transfer = open_case(CrimeTransfer, "report", actor, date(2024, 3, 18), report)
    go(transfer, ("approve", date(2024, 3, 21), {"head": "局长"}))
    assert go(case, ("transfer", date(2024, 3, 21))).outcome == "transferred"
    go(
        transfer,
        ("transfer", date(2024, 3, 22), {"police": "明川市公安局", "materials": "调查报告"}),
        ("police-refuse", date(2024, 3, 25), {"reason": "不构成犯罪"}),
        ("accept-refusal", date(2024, 3, 26)),
    )
    again = PenaltyCase.objects.get(came_from=transfer.number)
    assert (transfer.state, again.state, again.source, again.party) == ("returned", "clue", "returned", case.party)


# Letters


def test_the_letters_of_a_case_are_written(informed, go, actor, reviewer, put):
    case = informed(hearing_right=True)
    hearing = case.hearings.get()
    perform(hearing, "request", actor, on=date(2024, 3, 18))
    told = {"chair": "周主持", "venue": "三楼会议室", "hearing_on": date(2024, 3, 28)}
    perform(hearing, "schedule", actor, on=date(2024, 3, 18), data=told)
    assert documents.of("penalty-hearing", str(hearing.pk)).count() == 1
    go(
        hearing,
        ("absent", date(2024, 3, 28), {"absence": "未到"}),
    )
    go(
        case,
        ("waive-defence", date(2024, 3, 29)),
        ("send-to-legality-review", date(2024, 3, 29), {"review_ground": "complex"}),
        ("pass-legality-review", date(2024, 4, 1), {"reviewer": reviewer, "review_opinion": "同意"}),
    )
    perform(case, "decide", actor, on=date(2024, 4, 2), data=FINE)
    go(case, ("serve", date(2024, 4, 2), {"service": "handed"}))
    perform(
        case, "defer", actor, on=date(2024, 4, 3),
        data={"deferral_reason": "经营困难", "deferred_until": date(2024, 6, 28)},
    )  # fmt: skip
    kinds = set(documents.of("penalty-case", str(case.pk)).values_list("kind", flat=True))
    assert kinds == {"penalty-decision", "deferral"}


# What can be chosen on the page of a case


def offered(case, actor, on):
    return {one.step.slug for one in next_steps(case, actor, on) if one.allowed}


# Days that do not count towards the ninety


@pytest.fixture
def uncounted(put, city):
    """A rule of the city by which days of a kind do not count in urban management."""

    def uncounted(kind, **values):
        given = {"organisation": city, "field": "urban", "kind": kind, "basis": "《某规定》第六十四条",
                 "valid_from": date(2021, 9, 1)}  # fmt: skip
        return put(UncountedRule, **given | values)

    return uncounted


def test_days_count_unless_a_rule_of_the_field_takes_them_out(clue, go, uncounted):
    case = go(clue(), ("file", date(2024, 3, 5)))
    stop = ("stop-counting", date(2024, 3, 11), {"uncounted": "testing"})
    assert "没有城市管理领域的" in refusal(lambda: go(case, stop)).reason
    uncounted("announcement")
    uncounted("testing", field="market")
    uncounted("testing", valid_to=date(2024, 3, 11))
    assert "没有城市管理领域的“检测、检验、检疫”" in refusal(lambda: go(case, stop)).reason
    assert only(case, "decide").due_on == date(2024, 6, 3) and case.uncounted == ""


def test_days_taken_out_move_the_last_day_by_as_many(clue, go, uncounted):
    uncounted("testing")
    uncounted("announcement")
    case = go(clue(), ("file", date(2024, 3, 5)))
    assert "没有正在进行" in refusal(lambda: go(case, ("count-again", date(2024, 3, 11)))).reason
    go(case, ("stop-counting", date(2024, 3, 11), {"uncounted": "testing"}))
    assert case.uncounted_by == "《某规定》第六十四条" and case.uncounted_from == date(2024, 3, 11)
    assert only(case, "decide").is_suspended and only(case, "decide").due_on is None
    twice = ("stop-counting", date(2024, 3, 12), {"uncounted": "announcement"})
    assert "还没有结束" in refusal(lambda: go(case, twice)).reason
    go(case, ("count-again", date(2024, 3, 21)))
    # Ninety days from 5 March end on 3 June 2024, a Monday; ten days do not count.
    assert only(case, "decide").due_on == date(2024, 6, 13)


@pytest.mark.parametrize(("ruled", "due"), [(True, date(2024, 6, 13)), (False, date(2024, 6, 3))])
def test_a_hearing_stops_the_days_by_itself_where_a_rule_says_so(informed, go, uncounted, ruled, due):
    if ruled:
        uncounted("hearing", field="")
    case = informed(hearing_right=True)
    hearing = case.hearings.get()
    held = ({"chair": "周正", "hearing_on": "2024-03-28", "venue": "一会议室"}, {"attended": "双方到场"})
    go(hearing, ("request", date(2024, 3, 18)), ("schedule", date(2024, 3, 18), held[0]))
    assert only(case, "decide").is_suspended == ruled
    go(hearing, ("hold", date(2024, 3, 28), held[1]), ("record", date(2024, 3, 28), {"opinions": "听证报告"}))
    case.refresh_from_db()
    assert case.state == "informed" and only(case, "decide").due_on == due


# Told anew, heard and reviewed anew


def test_who_is_told_anew_is_heard_anew(informed, go, reviewer):
    case = go(informed(), ("waive-defence", date(2024, 3, 18)))
    refused = {"reviewer": reviewer, "review_opinion": "证据不足"}
    go(
        case,
        ("send-to-legality-review", date(2024, 3, 18), {"review_ground": "complex"}),
        ("fail-legality-review", date(2024, 3, 19), refused),
        ("investigate", date(2024, 3, 20), {"evidence": "补充照片"}),
        ("end-investigation", date(2024, 3, 20)),
        ("inform", date(2024, 3, 20), {"proposed": "fine", "proposed_fine": 3000, "defence_by": "2024-03-27"}),
    )
    assert case.defence_waived_on is None
    again = ("send-to-legality-review", date(2024, 3, 21), {"review_ground": "complex"})
    assert "陈述、申辩期限未满" in refusal(lambda: go(case, again)).reason
    skip = ("skip-legality-review", date(2024, 3, 28))
    assert "未经法制审核不得作出决定" in refusal(lambda: go(case, skip)).reason
    go(case, ("send-to-legality-review", date(2024, 3, 28), {"review_ground": "complex"}))
    assert case.reviewer is None and case.review_opinion == ""


def test_each_review_leaves_its_opinion_on_file(informed, actor, reviewer):
    case = informed()
    perform(case, "waive-defence", actor, on=date(2024, 3, 18))
    perform(case, "send-to-legality-review", actor, on=date(2024, 3, 18), data={"review_ground": "complex"})
    perform(
        case, "fail-legality-review", actor, on=date(2024, 3, 19),
        data={"reviewer": reviewer, "review_opinion": "证据不足"},
    )  # fmt: skip
    [opinion] = documents.of(*case.place).filter(kind="legality-review")
    with documents.open_document(opinion) as file:
        said = texts.read(file.read(), opinion.name)
    assert "证据不足" in said and "不得作出行政处罚决定" in said and "孙法" in said


def test_no_step_of_a_case_is_made_without_a_valid_certificate(informed, go, pair):
    case = informed()
    pair[1].certificates.update(suspended_on=date(2024, 3, 16))
    hear = ("hear-defence", date(2024, 3, 18), {"defence": "无", "defence_reply": "无"})
    refused = refusal(lambda: go(case, hear))
    assert "钱立在 2024-03-18 没有有效的执法证件" in refused.reason and "请更换执法人员" in refused.reason


def test_what_a_step_records_does_not_stand_in_its_way(clue, go, actor, reviewer, put, city):
    put(
        CrimeStandard, organisation=city, field="urban", cause="擅自占道经营", crime="非法经营罪", amount=1,
        basis="标准", valid_from=date(2022, 1, 1),
    )  # fmt: skip
    case = clue(officer=None, second_officer=None, amount=5)
    day = date(2024, 3, 5)
    assert offered(case, actor, day) == {"file", "not-file"}
    named = {"officer": Certificate.objects.first().officer, "second_officer": Certificate.objects.last().officer}
    go(case, ("file", day, named))
    assert offered(case, actor, day) == {"investigate", "hold-evidence", "extend"}
    go(
        case,
        ("investigate", day, {"evidence": "现场笔录"}),
        ("end-investigation", day, {"facts": "占道", "provision": "某条"}),
    )
    assert offered(case, actor, day) == {"inform", "spare", "extend"}
    told = {"proposed": "fine", "proposed_fine": 2000, "basis": "某条", "defence_by": "2024-03-15"}
    go(case, ("inform", day, told))
    at_first = {"hear-defence", "waive-defence", "spare", "extend"}
    assert offered(case, actor, date(2024, 3, 15)) == at_first
    assert offered(case, actor, date(2024, 3, 16)) == at_first | {"send-to-legality-review", "skip-legality-review"}
    go(case, ("send-to-legality-review", date(2024, 3, 18), {"review_ground": "complex"}))
    assert offered(case, actor, day) == {"pass-legality-review", "fail-legality-review", "extend"}
    passed = {"reviewer": reviewer, "review_opinion": "同意"}
    go(case, ("pass-legality-review", date(2024, 3, 18), passed))
    assert offered(case, actor, date(2024, 3, 18)) == {"discuss", "reopen", "decide", "spare", "extend"}
    decide = ("decide", date(2024, 3, 18), FINE | {"no_transfer_reason": "不构成犯罪"})
    go(case, decide, ("serve", date(2024, 3, 19), {"service": "direct"}))
    assert offered(case, actor, date(2024, 3, 19)) == {"defer", "perform", "contest"}


def test_what_a_spot_case_records_does_not_stand_in_its_way(spot, go, actor):
    case = spot()
    assert offered(case, actor, MARCH) == {"hear", "decide", "spare", "move"}
    go(case, ("decide", MARCH, BASIS | {"fine": 100, "outcome": "fine"}))
    assert offered(case, actor, MARCH) == {"file", "collect"}
    go(case, ("file", MARCH))
    assert offered(case, actor, MARCH) == {"collect", "pay"}
    assert "尚未缴清" in refusal(lambda: go(case, ("pay", MARCH))).reason
