"""行政强制和移送: approval, thirty days and no roll-over, testing, demands, the court, the police; to the day."""

from datetime import date, timedelta

import pytest

from fadu.domains.enforcement.models import (
    CoercionExecution,
    CoercionMeasure,
    CourtEnforcement,
    CrimeTransfer,
    PenaltyCase,
    Power,
)
from fadu.kernel import documents
from fadu.kernel.cases import StepRefused, clocks_of, next_steps, open_case, perform, scan
from fadu.kernel.turns import Desk, tasks


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def only(case, slug):
    return [one for one in clocks_of(case) if one.limit.endswith("/" + slug)][-1]


@pytest.fixture
def measure(actor, bureau, subject, pair):
    def measure(on=date(2024, 3, 4), step="propose", **values):
        data = {
            "organisation": bureau, "subject": subject, "kind": "seizure", "officer": pair[0],
            "second_officer": pair[1], "party_kind": "citizen", "party": "徐娜", "matter": "无照经营",
            "grounds": "涉嫌无照经营", "basis": "某条例", "target": "三轮车一辆",
        }  # fmt: skip
        return open_case(CoercionMeasure, step, actor, on, data | values)

    return measure


ON_SITE = {"location": "东关街", "present": "徐娜"}


@pytest.fixture
def seized(measure, go):
    def seized(on=date(2024, 3, 4), **values):
        return go(measure(on, **values), ("approve", on), ("implement", on, ON_SITE))

    return seized


# Measures


def test_a_measure_needs_the_power_and_two_certified_officers(measure, certified, pair):
    assert "没有有效的执法证件" in refusal(lambda: measure(second_officer=certified("孙启", date(2024, 3, 5)))).reason
    assert "两名" in refusal(lambda: measure(second_officer=pair[0])).reason
    Power.objects.filter(kind="measure").update(valid_to=date(2024, 3, 4))
    assert "没有行政强制措施的权限" in refusal(measure).reason


@pytest.mark.parametrize(
    ("on", "due"),
    [(date(2024, 3, 4), date(2024, 4, 3)), (date(2024, 3, 5), date(2024, 4, 4)), (date(2024, 9, 6), date(2024, 10, 6))],
)
def test_a_seizure_ends_on_its_day_holiday_or_not(seized, on, due):
    assert seized(on).due_on == due  # 4 April is 清明, 6 October in 国庆: a burden does not roll over


def test_only_of_money_frozen_a_decision_is_delivered(seized, actor):
    case, day = seized(), date(2024, 3, 6)
    told = {one.step.slug: one.reason for one in next_steps(case, actor, day) if not one.allowed}
    assert "只有冻结" in told["deliver-decision"]
    (task,) = tasks(Desk(actor, None, day).waiting(ledger="coercion-measure"), actor, day)
    assert "deliver-decision" not in {step.slug for step in task.steps} and task.steps


def test_a_seizure_is_lifted_by_the_organ_not_by_itself(seized, go):
    case = seized()
    scan(date(2024, 4, 10))
    case.refresh_from_db()
    assert case.state == "in-force"
    go(case, ("lift", date(2024, 4, 10), {"lifting_ground": "expired"}))
    assert case.outcome == "lifted" and only(case, "seizure").is_late(date(2024, 4, 10))


def test_a_seizure_is_extended_once_before_it_ends(seized, go):
    case = go(seized(), ("extend", date(2024, 4, 3), {"extension_reason": "案情复杂"}))
    assert case.due_on == date(2024, 5, 3)
    again = ("extend", date(2024, 4, 10), {"extension_reason": "仍复杂"})
    assert "只能延长一次" in refusal(lambda: go(case, again)).reason
    late = seized()
    assert "已于 2024-04-03 届满" in refusal(lambda: go(late, ("extend", date(2024, 4, 4), again[2]))).reason


def test_testing_does_not_count_for_things_but_counts_for_money(seized, go, measure):
    tested = ("start-testing", date(2024, 3, 11), {"tested_by": "检验所", "testing_until": "2024-03-20"})
    case = go(seized(), tested, ("end-testing", date(2024, 3, 21)))
    assert case.due_on == date(2024, 4, 13)  # ten days later
    money = measure(kind="freezing")
    frozen = go(money, ("approve", date(2024, 3, 4)), ("freeze", date(2024, 3, 4), {"institution": "某银行"}), tested)
    assert frozen.due_on == date(2024, 4, 3)


def test_a_measure_in_an_emergency_is_ratified_by_the_next_day(measure, go):
    urgent = measure(step="act-urgently", urgency="即将转移", **ON_SITE)
    assert only(urgent, "emergency-report").due_on == date(2024, 3, 5)
    assert only(urgent, "seizure").due_on == date(2024, 4, 3)
    case = go(urgent, ("ratify", date(2024, 3, 5)))
    assert not only(case, "emergency-report").is_late(date(2024, 3, 5))
    late = go(measure(step="act-urgently", urgency="即将转移", **ON_SITE), ("ratify", date(2024, 3, 6)))
    assert only(late, "emergency-report").is_late(date(2024, 3, 6))
    wrong = measure(step="act-urgently", urgency="即将转移", **ON_SITE)
    assert go(wrong, ("lift-at-once", date(2024, 3, 4), {"lifting_ground": "unrelated"})).state == "lifted"


def test_money_is_frozen_and_the_bank_lifts_it_by_itself(measure, go):
    case = measure(kind="freezing")
    go(case, ("approve", date(2024, 3, 4)))
    assert "冻结" in refusal(lambda: go(case, ("implement", date(2024, 3, 4), ON_SITE))).reason
    go(case, ("freeze", date(2024, 3, 4), {"institution": "某银行"}))
    assert only(case, "freeze-decision").due_on == date(2024, 3, 7)
    go(case, ("deliver-decision", date(2024, 3, 6)))
    scan(date(2024, 4, 3))
    case.refresh_from_db()
    assert case.state == "in-force"  # the last day
    scan(date(2024, 4, 4))
    case.refresh_from_db()
    assert (case.state, case.ended_on) == ("lifted", date(2024, 4, 4))


def test_the_letters_of_a_measure_are_written(measure, actor):
    case, day = measure(), date(2024, 3, 4)
    for step, data in (
        ("approve", {}),
        ("implement", ON_SITE),
        ("start-testing", {"tested_by": "检验所", "testing_until": date(2024, 3, 20)}),
        ("end-testing", {}),
        ("extend", {"extension_reason": "案情复杂"}),
        ("lift", {"lifting_ground": "decided"}),
    ):
        perform(case, step, actor, on=day, data=data)
    kinds = set(documents.of("coercion-measure", str(case.pk)).values_list("kind", flat=True))
    assert kinds == {"seizure-decision", "testing-notice", "coercion-extension", "coercion-lifting"}


# Enforcement by the organ itself


@pytest.fixture
def owed(put, subject, bureau):
    put(Power, subject=subject, code="Z1-x", name="x", kind="execution", basis="法律", valid_from=date(2015, 1, 1))
    return {
        "organisation": bureau, "subject": subject, "party_kind": "citizen", "party": "徐娜", "matter": "拆除违法建筑",
        "decision": "限期拆除决定书", "duty": "拆除违法建筑",
    }  # fmt: skip


@pytest.fixture
def execution(actor, owed):
    def execution(on=date(2024, 3, 4), **values):
        return open_case(CoercionExecution, "register", actor, on, owed | values)

    return execution


URGED = ("urge", date(2024, 3, 5), {"perform_by": "2024-03-15"})
SALE = {"way": "sale", "execute_on": "2024-03-20"}


def test_nothing_is_decided_before_the_demand_has_run_out(execution, go):
    case = go(execution(), URGED)
    assert "未满" in refusal(lambda: go(case, ("decide", date(2024, 3, 15), SALE))).reason
    assert go(case, ("decide", date(2024, 3, 16), SALE)).state == "decided"


def test_who_moves_assets_away_is_not_waited_for(execution, go):
    case = go(execution(), URGED)
    now = ("decide-at-once", date(2024, 3, 6), {"way": "transfer", "concealment": "正在转移存款"})
    assert go(case, now).state == "decided"


@pytest.mark.parametrize(("on", "allowed"), [(date(2024, 4, 3), False), (date(2024, 4, 4), True)])
def test_a_surcharge_runs_for_more_than_thirty_days_before_it_is_enforced(execution, go, on, allowed):
    case = go(execution(surcharge_from=date(2024, 3, 4)), URGED)
    if allowed:
        assert go(case, ("decide", on, SALE)).state == "decided"
    else:
        assert "2024-04-04 起方可办理" in refusal(lambda: go(case, ("decide", on, SALE))).reason


def test_a_building_is_pulled_down_only_when_the_remedies_have_lapsed(execution, go):
    case = go(execution(), ("urge", date(2024, 3, 5), URGED[2] | {"demolition": True}))
    down = {"way": "demolition"}
    assert "公告" in refusal(lambda: go(case, ("decide", date(2024, 3, 18), down))).reason
    go(case, ("announce-demolition", date(2024, 3, 18), {"perform_by": "2024-03-29"}))
    assert "期限未满" in refusal(lambda: go(case, ("decide", date(2024, 4, 1), down))).reason
    case.remedies_until = date(2024, 9, 5)
    case.save()
    assert "期限未满" in refusal(lambda: go(case, ("decide", date(2024, 9, 5), down))).reason
    assert go(case, ("decide", date(2024, 9, 6), down)).state == "decided"


def test_nothing_is_enforced_on_a_holiday_unless_it_is_urgent(execution, go):
    case = go(execution(), URGED, ("decide", date(2024, 3, 18), SALE))
    assert "清明" in refusal(lambda: go(case, ("execute", date(2024, 4, 4), {"result": "拍卖"}))).reason
    go(case, ("execute", date(2024, 4, 4), {"result": "拍卖", "urgent": True}))
    assert case.outcome == "executed"


def test_a_saturday_is_no_statutory_holiday(execution, go):
    case = go(execution(), URGED, ("decide", date(2024, 3, 18), SALE))
    assert go(case, ("execute", date(2024, 3, 23), {"result": "拍卖"})).state == "executed"


@pytest.mark.parametrize(("day", "allowed"), [("2024-03-07", False), ("2024-03-08", True)])
def test_substitute_performance_is_announced_three_working_days_before(execution, go, day, allowed):
    urge = ("urge", date(2024, 3, 5), {"perform_by": "2024-03-07", "substitute_on": day})
    if not allowed:
        assert "最迟应于 2024-03-04 通知" in refusal(lambda: go(execution(), urge)).reason
        return
    way = {"way": "substitute", "substitute": "某清运公司", "budget": 800}
    case = go(execution(), urge, ("decide", date(2024, 3, 8), way))
    assert "代履行" in refusal(lambda: go(case, ("execute", date(2024, 3, 11), {"result": "x"}))).reason
    assert go(case, ("perform-substitute", date(2024, 3, 11), {"result": "已清运"})).state == "executed"


@pytest.mark.parametrize(("ground", "state"), [("unable", "ended"), ("third-party", "paused")])
def test_three_years_of_pause_end_what_nobody_can_pay(execution, go, ground, state):
    case = go(execution(), URGED, ("pause", date(2024, 3, 6), {"pause_ground": ground}))
    scan(date(2027, 3, 6))
    case.refresh_from_db()
    assert case.state == "paused"  # the last day
    scan(date(2027, 3, 7))
    case.refresh_from_db()
    assert case.state == state


def test_an_agreement_that_is_broken_leads_back_to_enforcement(execution, go):
    case = go(execution(), URGED, ("agree", date(2024, 3, 11), {"agreement": "分两期"}))
    assert go(case, ("break-agreement", date(2024, 4, 1))).state == "decided"


# The court


@pytest.fixture
def application(actor, owed):
    def application(until=date(2024, 3, 4), **values):
        given = owed | {"remedies_until": until} | values
        return open_case(CourtEnforcement, "register", actor, until + timedelta(1), given)

    return application


ASKED = {"court": "朝晖区人民法院", "head": "局长", "target": "银行存款"}


def test_the_court_is_asked_within_three_months_and_ten_working_days_after_the_demand(application, go):
    case = go(application(), ("urge", date(2024, 3, 20)))
    assert case.due_on == date(2024, 6, 4)
    early = ("apply", date(2024, 4, 3), ASKED)
    assert "2024-04-04 起方可办理" in refusal(lambda: go(case, early)).reason
    assert go(case, ("apply", date(2024, 4, 4), ASKED)).state == "applied"


def test_the_right_to_apply_is_lost_after_three_months(application, go):
    case = application()
    scan(date(2024, 6, 4))
    case.refresh_from_db()
    assert case.state == "remedies-expired"
    scan(date(2024, 6, 5))
    case.refresh_from_db()
    assert case.state == "lapsed"


@pytest.fixture
def applied(application, go):
    return lambda: go(application(), ("urge", date(2024, 3, 5)), ("apply", date(2024, 3, 20), ASKED))


@pytest.mark.parametrize(("doubtful", "due"), [(False, date(2024, 4, 1)), (True, date(2024, 4, 22))])
def test_the_court_rules_in_seven_working_days_or_in_thirty_days(applied, go, doubtful, due):
    case = go(applied(), ("accept", date(2024, 3, 21), {"doubtful": doubtful}))
    assert only(case, "court-accept").due_on == date(2024, 3, 27)
    slug = "court-rule-doubtful" if doubtful else "court-rule"
    assert only(case, slug).due_on == due  # day 30 is 20 April, a Saturday
    assert go(case, ("grant", due)).outcome == "granted"


def test_a_refusal_stands_when_nobody_objects_within_fifteen_days(applied, go):
    refused = ("refuse", date(2024, 3, 21), {"ruling": "材料不全", "ruling_received_on": "2024-03-22"})
    case = go(applied(), refused)
    assert only(case, "object-refusal").due_on == date(2024, 4, 7)
    scan(date(2024, 4, 8))
    case.refresh_from_db()
    assert case.state == "final-denied"
    objected = go(applied(), refused, ("challenge", date(2024, 4, 7)))
    scan(date(2024, 5, 6))
    objected.refresh_from_db()
    assert objected.state == "refused"
    assert go(objected, ("accept", date(2024, 5, 6))).state == "accepted"


# Transfer


@pytest.fixture
def transfer(actor, bureau, pair):
    def transfer(on=date(2024, 3, 4)):
        data = {"organisation": bureau, "field": "urban", "party": "徐娜", "cause": "非法经营", "crime": "非法经营罪",
                "facts": "涉案六万元", "officer": pair[0], "second_officer": pair[1]}  # fmt: skip
        return open_case(CrimeTransfer, "report", actor, on, data)

    return transfer


SENT = {"police": "明川市公安局", "materials": "调查报告"}


def test_the_terms_of_a_transfer_run_on_the_calendar(transfer, go):
    case = transfer(date(2024, 3, 29))
    assert case.due_on == date(2024, 4, 1)
    go(case, ("approve", date(2024, 4, 1), {"head": "局长"}))
    assert only(case, "transfer").due_on == date(2024, 4, 2)  # twenty-four hours
    go(case, ("transfer", date(2024, 4, 2), SENT))
    assert only(case, "police-decide").due_on == date(2024, 4, 7)  # 5 April is 清明: the first day after it
    go(case, ("police-file", date(2024, 4, 3)))
    assert only(case, "hand-over").due_on == date(2024, 4, 7)
    assert go(case, ("hand-over", date(2024, 4, 7))).state == "handed-over"


def test_a_refusal_of_the_police_can_be_re_examined_or_supervised(transfer, go):
    refused = [("approve", date(2024, 3, 5), {"head": "局长"}), ("transfer", date(2024, 3, 6), SENT),
               ("police-refuse", date(2024, 3, 8), {"reason": "情节显著轻微"})]  # fmt: skip
    case = go(transfer(), *refused, ("ask-re-examination", date(2024, 3, 11)))
    assert only(case, "ask-re-examination").due_on == date(2024, 3, 11)
    assert only(case, "police-re-decide").due_on == date(2024, 3, 14)
    go(case, ("ask-supervision", date(2024, 3, 14), {"procuratorate": "明川市人民检察院"}))
    assert case.state == "supervision"
    waiting = go(transfer(), *refused)
    scan(date(2024, 3, 20))
    waiting.refresh_from_db()
    assert waiting.state == "refused-by-police"  # what the organ does then is its own step


REFUSED = [("approve", date(2024, 3, 5), {"head": "局长"}), ("transfer", date(2024, 3, 6), SENT),
           ("police-refuse", date(2024, 3, 8), {"reason": "情节显著轻微"})]  # fmt: skip
FILED = [("approve", date(2024, 3, 5), {"head": "局长"}), ("transfer", date(2024, 3, 6), SENT),
         ("police-file", date(2024, 3, 8), {"police_number": "公立字〔2024〕1号"})]  # fmt: skip
PROSECUTOR = {"procuratorate": "明川市人民检察院"}


def test_supervision_is_asked_within_three_days_of_an_upheld_refusal(transfer, go):
    again = [
        ("ask-re-examination", date(2024, 3, 11)),
        ("uphold-refusal", date(2024, 3, 14), {"upheld_reason": "维持"}),
    ]
    case = go(transfer(), *REFUSED, *again)
    assert (case.state, case.refusal_upheld_on) == ("refusal-upheld", date(2024, 3, 14))
    assert (case.reason, case.upheld_reason) == ("情节显著轻微", "维持")  # both answers stay on the page
    assert only(case, "ask-supervision").due_on == date(2024, 3, 18)  # 17 March is a Sunday
    go(case, ("ask-supervision", date(2024, 3, 15), PROSECUTOR))
    assert (case.state, case.supervision_asked_on, case.closed_on) == ("supervision", date(2024, 3, 15), None)
    assert only(case, "ask-supervision").stopped_on == date(2024, 3, 15)


def test_the_police_file_when_the_procuratorate_tells_them_to(transfer, go):
    case = go(transfer(), *REFUSED, ("ask-supervision", date(2024, 3, 11), PROSECUTOR))
    go(
        case,
        ("explain", date(2024, 3, 18), {"explanation": "数额不足"}),
        ("order-filing", date(2024, 3, 25), {"answer": "理由不能成立", "answer_number": "明检通〔2024〕1号"}),
    )
    assert (case.state, case.explained_on, case.answered_on) == (
        "filing-ordered", date(2024, 3, 18), date(2024, 3, 25),
    )  # fmt: skip
    assert refusal(lambda: go(case, ("hand-over", date(2024, 3, 26)))).code == "state"
    go(case, ("police-file", date(2024, 4, 1)))
    assert (case.state, case.outcome) == ("filed-by-police", "filed")
    assert only(case, "hand-over").due_on == date(2024, 4, 7)  # 4 to 6 April are 清明, and the 7th is worked


def test_reasons_that_hold_leave_the_case_to_the_organ(transfer, go):
    case = go(transfer(), *REFUSED, ("ask-supervision", date(2024, 3, 11), PROSECUTOR))
    assert "answer" in refusal(lambda: go(case, ("accept-reasons", date(2024, 3, 25)))).faults
    go(case, ("accept-reasons", date(2024, 3, 25), {"answer": "不立案理由成立"}))
    assert (case.state, case.outcome, case.closed_on) == ("returned", "returned", date(2024, 3, 25))


@pytest.mark.parametrize(
    ("steps", "state", "outcome", "back"),
    [
        ([("drop", {"outcome": "dropped", "closing_reason": "情节显著轻微"})], "dropped", "dropped", True),
        ([("drop", {"outcome": "closed", "closing_reason": "嫌疑人死亡"})], "dropped", "closed", False),
        (["send", ("not-prosecute", {"outcome": "referred", "closing_reason": "犯罪情节轻微"} | PROSECUTOR)],
         "not-prosecuted", "referred", True),
        (["send", ("not-prosecute", {"outcome": "not-prosecuted", "closing_reason": "证据不足"} | PROSECUTOR)],
         "not-prosecuted", "not-prosecuted", False),
        (["send", "prosecute", ("judge", {"outcome": "convicted"})], "judged", "convicted", False),
        (["send", "prosecute", ("judge", {"outcome": "exempted"})], "judged", "exempted", True),
        (["send", "prosecute", ("judge", {"outcome": "acquitted"})], "judged", "acquitted", False),
    ],
)  # fmt: skip
def test_a_filed_case_is_followed_to_its_result(transfer, clue, go, steps, state, outcome, back):
    told = {
        "send": ("send-for-prosecution", PROSECUTOR),
        "prosecute": ("prosecute", {"prosecution_number": "明检刑诉〔2024〕9号"}),
    }
    judgment = {"court": "明川市人民法院", "judgment_number": "（2024）刑初3号", "sentence": "非法经营罪"}
    case = transfer()
    source = clue()
    type(case).objects.filter(pk=case.pk).update(case=source)
    go(case, *FILED, ("hand-over", date(2024, 3, 11)))
    assert case.closed_on is None
    for number, step in enumerate(steps):
        name, values = told[step] if isinstance(step, str) else step
        go(case, (name, date(2024, 5, 6 + number), (judgment if name == "judge" else {}) | values))
    assert (case.state, case.outcome, case.closed_on) == (state, outcome, date(2024, 5, 5 + len(steps)))
    again = PenaltyCase.objects.filter(came_from=case.number)
    assert [one.source for one in again] == (["returned"] if back else [])


def test_a_case_dropped_before_the_items_went_leaves_no_term_running(transfer, go):
    case = go(transfer(), *FILED, ("drop", date(2024, 3, 11), {"outcome": "closed", "closing_reason": "无犯罪事实"}))
    assert only(case, "hand-over").stopped_by == "drop"


def test_the_letter_of_transfer_is_written(transfer, actor):
    case = transfer()
    perform(case, "approve", actor, on=date(2024, 3, 4), data={"head": "局长"})
    perform(case, "transfer", actor, on=date(2024, 3, 5), data=SENT)
    assert documents.of("crime-transfer", str(case.pk)).get().kind == "transfer-letter"


def test_the_letters_to_the_party_and_the_court_are_written(execution, application, actor):
    case = execution()
    perform(case, "urge", actor, on=date(2024, 3, 5), data={"perform_by": date(2024, 3, 15)})
    perform(case, "decide", actor, on=date(2024, 3, 18), data={"way": "sale"})
    asked = application()
    perform(asked, "urge", actor, on=date(2024, 3, 5))
    perform(asked, "apply", actor, on=date(2024, 3, 20), data=ASKED)
    kinds = [set(documents.of(one.ledger, str(one.pk)).values_list("kind", flat=True)) for one in (case, asked)]
    assert kinds == [{"demand", "execution-decision"}, {"demand", "court-application"}]


# What can be chosen on the page of a case


def offered(case, actor, on):
    return {one.step.slug for one in next_steps(case, actor, on) if one.allowed}


def test_what_a_step_records_does_not_stand_in_its_way(measure, execution, application, transfer, actor, go):
    case, day = go(measure(), ("approve", date(2024, 3, 4))), date(2024, 3, 4)
    assert offered(case, actor, day) == {"implement"}
    go(case, ("implement", day, ON_SITE))
    assert offered(case, actor, day) == {"start-testing", "extend", "lift", "dispose"}
    owed = go(execution(), URGED)
    assert offered(owed, actor, date(2024, 3, 15)) == {
        "hear", "decide-at-once", "announce-demolition", "agree", "pause", "end", "perform",
    }  # fmt: skip
    assert "decide" in offered(owed, actor, date(2024, 3, 16))
    go(owed, ("decide", date(2024, 3, 18), SALE))
    assert {"execute", "agree"} <= offered(owed, actor, date(2024, 4, 4))  # a holiday, unless it is urgent
    assert offered(go(application(), ("urge", date(2024, 3, 6))), actor, date(2024, 3, 25)) == {"perform", "apply"}
    assert offered(transfer(), actor, day) == {"approve", "disapprove"}
