"""行政应诉程序: a suit through its instances, heads in court, letters in their order, performance, suggestions."""

from datetime import date, timedelta

import pytest
import yaml

from fadu.domains.litigation.models import (
    Appearance,
    AppearanceLetter,
    Evidence,
    JudgmentPerformance,
    JudicialSuggestion,
    LitigationCase,
    LitigationInstance,
    ProcuratorialSuggestion,
    TeamMember,
    TeamRole,
)
from fadu.domains.litigation.publication import Circulars
from fadu.kernel import documents, ledgers, letters, procedure, publication
from fadu.kernel.cases import StepRefused, clocks_of, open_case, perform, referred, scan
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import Target
from fadu.official.document import plain

SUIT = {
    "plaintiff": "徐娜",
    "act_kind": "penalty",
    "act": "吊销许可证决定",
    "court": "明川市朝晖区人民法院",
    "court_number": "（2024）明0202行初3号",
}


@pytest.fixture
def city(db):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def bureau(city):
    return found(
        SYSTEM, code="990200-07", name="明川市公安局", kind=Kind.DEPARTMENT, division=city.division, parent=city
    )


def someone(organisation, *roles):
    user = User.objects.create(username="-".join(roles), name="承办人")
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def actor(city):
    """Handler, head and supervisor in one person."""
    return someone(city, "litigation_handler", "litigation_head", "appearance_supervisor")


@pytest.fixture
def sued(bureau, actor):
    def sued(on=date(2024, 3, 4), step="receive-complaint", **data):
        return open_case(LitigationCase, step, actor, on, {"organisation": bureau} | SUIT | data)

    return sued


@pytest.fixture
def go(actor):
    """Make steps one after another: name, day, and what it records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, actor, on=on, outcome=data.pop("outcome", ""), data=data, imported_from="0" * 64)
        return case

    return go


@pytest.fixture
def on_trial(sued, go):
    def on_trial(on=date(2024, 3, 4), **data):
        return go(sued(on, **data), ("answer", on + timedelta(8)), ("open-trial", on + timedelta(30)))

    return on_trial


@pytest.fixture
def hearing(actor):
    """A notice of a hearing in the instance that is open."""

    def hearing(case, hearing_on, on=None, **data):
        data = {"organisation": case.organisation, "hearing_on": hearing_on, "notice": "general"} | data
        data.setdefault("instance", case.instances.get(concluded_on=None))
        return open_case(Appearance, "notify", actor, on or hearing_on - timedelta(5), data)

    return hearing


@pytest.fixture
def absent(hearing, go):
    def absent(case, on, breach="no-reason"):
        return go(hearing(case, on), ("record-breach", on, {"breach": breach}))

    return absent


@pytest.fixture
def letter(actor):
    def letter(step, appearance, on, **data):
        data = {
            "organisation": appearance.organisation,
            "appearance": appearance,
            "reply_by": on + timedelta(15),
        } | data
        return open_case(AppearanceLetter, step, actor, on, data)

    return letter


def instances(case):
    return [(one.level, one.ending, one.result) for one in case.instances.order_by("entered_on", "pk")]


def only(case, slug):
    return [one for one in clocks_of(case) if one.limit.endswith("/" + slug)][-1]


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


# The suit and its instances


def test_a_suit_that_is_lost_and_performed(sued, go, city):
    case = sued(docketed_on=date(2024, 3, 1), knew_on=date(2024, 1, 5))
    assert case.title == "徐娜诉明川市公安局吊销许可证决定"
    assert only(case, "court-sends-complaint").stopped_on == only(case, "sue-direct").stopped_on == date(2024, 3, 4)

    go(
        case,
        ("answer", date(2024, 3, 12)),
        ("open-trial", date(2024, 4, 8)),
        ("judge", date(2024, 5, 6), {"outcome": "revoked", "perform_by": "2024-07-31", "demand": "重新作出决定"}),
        ("record-service", date(2024, 5, 8), {"judgment_served_on": "2024-05-08"}),
    )
    assert instances(case) == [("first", "judged", "revoked")]
    assert only(case, "appeal-judgment").due_on == date(2024, 5, 23)

    scan(date(2024, 5, 24))
    case.refresh_from_db()
    task = case.performances.get()
    assert (case.state, case.effective_on) == ("effective", date(2024, 5, 24))
    assert (task.perform_by, task.demand, task.due_on) == (date(2024, 7, 31), "重新作出决定", date(2024, 7, 31))

    close = lambda: go(case, ("close", date(2024, 7, 20)))
    assert "尚未履行完毕" in refusal(close).reason
    go(
        task,
        ("perform", date(2024, 7, 18), {"performance": "voluntary", "measures": "已重新作出决定"}),
        ("close", date(2024, 7, 19)),
    )
    assert close().state == "closed"


def test_each_instance_is_opened_and_concluded_by_the_steps_of_the_suit(on_trial, go):
    case = go(
        on_trial(),
        ("judge", date(2024, 5, 6), {"outcome": "claim-rejected", "judgment_served_on": "2024-05-06"}),
        ("appeal", date(2024, 5, 13), {"appellant": "plaintiff", "appeal_court": "明川市中级人民法院"}),
        ("remand", date(2024, 7, 1)),
        ("judge", date(2024, 9, 2), {"outcome": "claim-rejected", "judgment_served_on": "2024-09-02"}),
        ("appeal", date(2024, 9, 9), {"appellant": "plaintiff"}),
    )
    again = lambda: go(case, ("remand", date(2024, 10, 8)))
    assert "不得再次发回" in refusal(again).reason
    go(
        case,
        ("final-judgment", date(2024, 11, 4), {"appeal_result": "affirmed"}),  # the outcome stays as it was
        ("petition-retrial", date(2025, 2, 5), {"retrial_applicant": "plaintiff"}),
        ("reject-retrial", date(2025, 5, 6)),
        ("protest", date(2025, 6, 3), {"protest_number": "明检行监〔2025〕1号"}),
        ("retry", date(2025, 6, 30)),
        ("retrial-judgment", date(2025, 9, 1), {"outcome": "revoked", "appeal_result": "changed"}),
    )

    assert instances(case) == [
        ("first", "judged", "claim-rejected"),
        ("second", "remanded", ""),
        ("again", "judged", "claim-rejected"),
        ("second", "judged", "claim-rejected"),
        ("retrial", "refused", ""),
        ("protest", "judged", "revoked"),
    ]
    numbers = [one.number.removeprefix(case.number) for one in case.instances.order_by("pk")]
    assert numbers == ["（一审）", "（二审）", "（重审）", "（二审2）", "（再审）", "（抗诉）"]
    assert case.instances.filter(level="second").first().court == "明川市中级人民法院"
    assert case.performances.count() == 1  # only the last judgment asks for something


def test_a_retrial_stays_performance_and_what_it_decides_takes_its_place(on_trial, go):
    case = go(
        on_trial(),
        ("judge", date(2024, 5, 6), {"outcome": "ordered-to-pay", "judgment_served_on": "2024-05-06"}),
        ("petition-retrial", date(2024, 6, 3), {"retrial_applicant": "defendant"}),
        ("retry", date(2024, 7, 1)),
    )
    first = case.performances.get()
    assert first.state == "stayed"
    go(case, ("end-retrial", date(2024, 8, 1)))
    first.refresh_from_db()
    assert first.state == "pending"  # 行诉解释#121.3: performance goes on by itself

    go(case, ("protest", date(2024, 9, 2)), ("retry", date(2024, 9, 20)))
    go(case, ("retrial-judgment", date(2024, 11, 1), {"outcome": "changed", "appeal_result": "changed"}))
    assert [task.state for task in case.performances.order_by("pk")] == ["superseded", "pending"]
    assert case.performances.last().result == "changed"


def test_an_appeal_that_is_withdrawn_leaves_the_first_judgment(on_trial, go):
    case = go(
        on_trial(),
        ("judge", date(2024, 5, 6), {"outcome": "revoked", "judgment_served_on": "2024-05-06"}),
        ("appeal", date(2024, 5, 13), {"appellant": "defendant"}),
        ("withdraw-appeal", date(2024, 6, 3)),
    )
    assert (case.state, case.outcome, case.effective_on) == ("effective", "revoked", date(2024, 6, 3))
    assert instances(case)[-1] == ("second", "withdrawn", "") and case.performances.get().result == "revoked"


@pytest.mark.parametrize(
    ("step", "more", "level"),
    [
        ("receive-appeal", {"appellant": "plaintiff", "appeal_court": "明川市中级人民法院"}, "second"),
        ("receive-retrial", {"retrial_applicant": "plaintiff"}, "retrial"),
        ("receive-protest", {"protest_number": "明检行监〔2024〕2号"}, "protest"),
    ],
)
def test_a_suit_that_is_closed_or_kept_elsewhere_comes_in_at_its_later_instance(sued, step, more, level):
    case = sued(step=step, docketed_on=date(2022, 3, 1), knew_on=date(2022, 1, 4), **more)
    assert instances(case) == [(level, "", "")]
    running = {one.limit.partition("/")[2] for one in clocks_of(case) if one.stopped_on is None}
    assert running.isdisjoint({"first-instance", "sue-direct", "court-sends-complaint"})


def test_a_suit_names_the_reconsideration_that_went_before(sued):
    case = sued(reconsideration_number="明府复〔2024〕9号")
    (link,) = referred(case)
    assert (link.number, link.record) == ("明府复〔2024〕9号", None)  # kept elsewhere


# The terms


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2024, 3, 4), date(2024, 3, 19)),
        (date(2025, 1, 16), date(2025, 2, 5)),  # day 15 is 31 January, in the Spring Festival
        (date(2025, 1, 24), date(2025, 2, 8)),  # a Saturday, but worked: it does not move
    ],
)
def test_the_answer_is_due_on_day_fifteen(sued, go, received, due):
    case = sued(received)
    assert case.due_on == due
    in_time = sued(received, court_number="2")
    assert go(in_time, ("answer", due - timedelta(1))).state == "answered"
    on_the_last_day = sued(received, court_number="3")
    assert go(on_the_last_day, ("answer", due)).state == "answered"

    late = refusal(lambda: go(case, ("answer", due + timedelta(1))))
    case.refresh_from_db()
    assert case.state == "no-answer" and "逾期未举证" in str(late)  # 行政诉讼法#34.2: by the law itself


def test_evidence_allowed_late_is_due_fifteen_days_after_the_obstacle(sued, go):
    case = go(sued(), ("apply-late-evidence", date(2024, 3, 10)))
    scan(date(2024, 3, 21))
    case.refresh_from_db()
    assert case.state == "no-answer"

    go(case, ("allow-late-evidence", date(2024, 3, 28), {"obstacle_gone_on": "2024-03-26"}))
    assert (case.state, case.due_on) == ("served", date(2024, 4, 10))
    assert go(case, ("answer", date(2024, 4, 10))).state == "answered"


@pytest.mark.parametrize(
    ("step", "outcome", "served", "last"),
    [
        ("judge", "claim-rejected", date(2023, 9, 15), date(2023, 10, 7)),  # day 15 is 30 September
        ("judge", "claim-rejected", date(2024, 5, 6), date(2024, 5, 21)),
        ("dismiss", "action-dismissed", date(2024, 5, 6), date(2024, 5, 16)),
    ],
)
def test_a_judgment_takes_effect_when_the_time_to_appeal_has_run_out(on_trial, go, step, outcome, served, last):
    def judged(number):
        case = on_trial(served - timedelta(60), court_number=number)
        return go(case, (step, served, {"outcome": outcome}))

    case = judged("1")
    assert not [one for one in clocks_of(case) if "appeal" in one.limit]  # nothing runs before it is served
    go(case, ("record-service", served, {"judgment_served_on": served}))
    scan(last)
    case.refresh_from_db()
    assert case.state == "first-judgment"
    scan(last + timedelta(1))
    case.refresh_from_db()
    assert (case.state, case.effective_on) == ("effective", last + timedelta(1))

    appealed = go(judged("2"), ("record-service", served, {"judgment_served_on": served}))
    assert go(appealed, ("appeal", last, {"appellant": "plaintiff"})).state == "appealed"


def test_the_courts_own_terms_run_and_stand_still(sued, go):
    case = sued(docketed_on=date(2024, 3, 1), simplified=True)
    assert only(case, "first-instance").due_on == date(2024, 9, 2)  # 1 September is a Sunday
    assert only(case, "first-instance-simplified").due_on == date(2024, 4, 15)
    go(
        case,
        ("answer", date(2024, 3, 12)),
        ("convert", date(2024, 4, 1)),
        ("suspend", date(2024, 4, 10), {"suspension_ground": "death"}),
    )
    assert only(case, "suspension-limit").due_on == date(2024, 7, 9)
    go(case, ("resume", date(2024, 5, 10)), ("extend-first-instance", date(2024, 6, 3), {"first_extension": 2}))
    assert only(case, "first-instance").due_on == date(2024, 12, 2)  # 30 days stood still, two months more
    assert only(case, "first-instance-simplified").stopped_by == "convert"


def test_the_terms_of_appeal_retrial_and_protest(on_trial, go):
    case = go(
        on_trial(),
        ("judge", date(2024, 5, 6), {"outcome": "revoked", "judgment_served_on": "2024-05-06"}),
        ("appeal", date(2024, 5, 13), {"appellant": "plaintiff", "appeal_copy_received_on": "2024-05-20"}),
    )
    assert only(case, "answer-appeal").due_on == date(2024, 6, 4)
    assert only(case, "second-instance").due_on == date(2024, 8, 13)
    go(
        case,
        ("answer-appeal", date(2024, 6, 4)),
        ("final-judgment", date(2024, 8, 5), {"appeal_result": "affirmed", "perform_by": "2024-09-05"}),
    )
    assert only(case, "retrial-petition").due_on == date(2025, 2, 5)
    assert only(case, "apply-enforcement").due_on == date(2026, 9, 7)  # 5 September 2026 is a Saturday
    go(case, ("petition-retrial", date(2025, 2, 5), {"retrial_applicant": "defendant"}))
    assert only(case, "retrial-review").due_on == date(2025, 8, 5)
    go(case, ("reject-retrial", date(2025, 3, 3)), ("protest", date(2025, 4, 1)))
    assert only(case, "protest-ruling").due_on == date(2025, 5, 6)  # 1 May is in the holiday, to 5 May


# The head in court


def test_the_head_comes_and_speaks(on_trial, hearing, go):
    case = on_trial()
    notice = hearing(case, date(2024, 4, 10))
    assert notice.due_on == date(2024, 4, 7)
    go(
        notice,
        ("designate", date(2024, 4, 8), {"head": "王立", "head_post": "副局长", "head_rank": "deputy"}),
        ("appear", date(2024, 4, 10), {"spoke": True}),
    )
    assert (notice.outcome, notice.head_post, notice.spoke) == ("appeared", "副局长", True)


def test_a_head_who_came_once_need_not_come_again_unasked(on_trial, hearing, go):
    case = on_trial()
    second = hearing(case, date(2024, 4, 20))
    stay_away = lambda appearance: go(appearance, ("already-fulfilled", date(2024, 4, 20)))
    assert "尚未出庭" in refusal(lambda: stay_away(second)).reason

    go(
        hearing(case, date(2024, 4, 10)),
        ("designate", date(2024, 4, 8), {"head": "王立", "head_post": "局长", "head_rank": "principal"}),
        ("appear", date(2024, 4, 10)),
    )
    assert stay_away(second).outcome == "fulfilled"
    asked = hearing(case, date(2024, 4, 22), notice="again")
    assert "再次出庭" in refusal(lambda: stay_away(asked)).reason


def test_a_head_who_came_at_first_instance_is_not_excused_on_appeal(on_trial, hearing, go):
    case = on_trial()
    go(
        hearing(case, date(2024, 4, 10)),
        ("designate", date(2024, 4, 8), {"head": "王立", "head_post": "局长", "head_rank": "principal"}),
        ("appear", date(2024, 4, 10)),
    )
    go(
        case,
        ("judge", date(2024, 5, 6), {"outcome": "claim-rejected", "judgment_served_on": "2024-05-06"}),
        ("appeal", date(2024, 5, 13), {"appellant": "plaintiff"}),
    )
    notice = hearing(case, date(2024, 6, 12))
    assert "尚未出庭" in refusal(lambda: go(notice, ("already-fulfilled", date(2024, 6, 12)))).reason


def test_an_excuse_needs_a_reason_and_staff_in_court(on_trial, hearing, go):
    notice = hearing(on_trial(), date(2024, 4, 10))
    assert "必须填写" in refusal(lambda: go(notice, ("file-excuse", date(2024, 4, 8), {"excuse": "duty"}))).reason
    go(notice, ("file-excuse", date(2024, 4, 8), {"excuse": "duty", "excuse_reason": "参加防汛指挥"}))
    go(notice, ("postpone", date(2024, 4, 9), {"hearing_on": "2024-04-24"}))
    go(notice, ("file-excuse", date(2024, 4, 22), {"excuse": "duty", "excuse_reason": "仍在防汛一线"}))
    assert go(notice, ("staff-appear", date(2024, 4, 24), {"staff": "法制科科长"})).outcome == "excused"
    assert notice.hearing_on == date(2024, 4, 24)


def test_a_suit_notes_that_nobody_came(on_trial, absent):
    case = on_trial()
    absent(case, date(2024, 4, 10))
    case.refresh_from_db()
    assert not case.unattended
    absent(case, date(2024, 4, 20), breach="nobody")
    case.refresh_from_db()
    assert case.unattended and case.state == "trial"


# Letters in their order


def test_a_reminder_goes_out_before_the_hearing_and_is_answered(on_trial, hearing, letter, go, city):
    notice = hearing(on_trial(), date(2024, 4, 10))
    late = lambda: letter("remind", notice, date(2024, 4, 11))
    assert "开庭已经结束" in refusal(late).reason

    reminder = letter("remind", notice, date(2024, 4, 8), reply_by=date(2024, 4, 9))
    assert (reminder.document_number, reminder.issuer) == ("明府诉提〔2024〕1号", city)
    go(reminder, ("reply", date(2024, 4, 9), {"reply": "局长出庭"}), ("close", date(2024, 4, 10)))
    assert reminder.state == "closed"


def test_no_warning_without_an_absence_and_no_circular_without_a_warning(on_trial, hearing, absent, letter, go):
    case = on_trial()
    notice = hearing(case, date(2024, 4, 10))
    assert "没有未依法出庭的记录" in refusal(lambda: letter("warn", notice, date(2024, 4, 12))).reason

    missed = absent(case, date(2024, 4, 12))
    circulate = lambda: letter("circulate", missed, date(2024, 4, 30), copied_to="市纪委监委")
    assert "尚未制发警示函" in refusal(circulate).reason
    warning = letter("warn", missed, date(2024, 4, 15))
    circular = circulate()
    # What was refused took no number.
    assert (warning.document_number, circular.document_number) == ("明府诉警〔2024〕1号", "明府诉通〔2024〕1号")


def test_repeated_absence_is_circulated_before_the_warning_is_closed(on_trial, absent, letter, go):
    case = on_trial()
    first = letter("warn", absent(case, date(2024, 4, 10)), date(2024, 4, 12))
    go(first, ("reply", date(2024, 4, 20), {"reply": "已整改"}), ("close", date(2024, 4, 22)))

    missed = absent(case, date(2024, 5, 10))
    second = letter("warn", missed, date(2024, 5, 13))
    assert (second.absences, second.document_number) == (2, "明府诉警〔2024〕2号")
    go(second, ("reply", date(2024, 5, 20), {"reply": "再次整改"}))
    close = lambda: go(second, ("close", date(2024, 6, 5)))
    assert "应当通报" in refusal(close).reason
    letter("circulate", missed, date(2024, 5, 24), copied_to="各县区")
    assert close().state == "closed"


def test_a_warning_that_is_not_answered_in_time_is_overdue(on_trial, absent, letter, go):
    warning = letter("warn", absent(on_trial(), date(2024, 4, 10)), date(2024, 4, 12), reply_by=date(2024, 4, 26))
    assert warning.due_on == date(2024, 4, 26)
    scan(date(2024, 4, 26))
    warning.refresh_from_db()
    assert warning.state == "issued"
    scan(date(2024, 4, 27))
    warning.refresh_from_db()
    assert warning.state == "overdue"
    go(warning, ("reply", date(2024, 4, 28), {"reply": "已整改"}))
    assert "应当通报" in refusal(lambda: go(warning, ("close", date(2024, 4, 29)))).reason


def test_only_circulars_are_public(on_trial, absent, letter, go):
    missed = absent(on_trial(), date(2024, 4, 10))
    warning = letter("warn", missed, date(2024, 4, 12), body="请整改")
    assert "只有通报" in refusal(lambda: go(warning, ("publish", date(2024, 4, 15)))).reason
    circular = letter("circulate", missed, date(2024, 4, 15), copied_to="各县区", body="一次未出庭")
    listed = lambda on: [one.key for one in publication.listing(Circulars, on)[0]]
    assert listed(date(2024, 4, 20)) == []
    go(circular, ("publish", date(2024, 4, 18)))
    assert listed(date(2024, 4, 17)) == [] and listed(date(2024, 4, 18)) == [circular.pk]


def said(letter_, case, on):
    """The text of a letter, as one reads it."""
    made = letters.document(letters.find(case.ledger, letter_), case, on)
    return made, "\n".join(plain(block.spans) for block in made.blocks)


def test_a_warning_is_written_by_the_issuer_to_the_organ(on_trial, absent, letter):
    warning = letter("warn", absent(on_trial(), date(2024, 4, 10)), date(2024, 4, 12))
    made, text = said("warning", warning, date(2024, 4, 12))
    assert (made.organ, made.number, made.addressees) == ("明川市人民政府", "明府诉警〔2024〕1号", ("明川市公安局",))
    assert "徐娜" not in text + warning.title and "吊销许可证决定行政诉讼案" in text
    assert "未出庭且未说明理由" in text and "一年内此类情形共1次" in text and "2024年4月27日前书面回复" in text
    assert documents.of(*warning.place).get().kind == "warning"


def test_the_answer_lists_its_evidence(sued, actor, bureau):
    case = sued()
    item = {"organisation": bureau, "case": case, "position": 1, "name": "现场笔录", "kind": "inspection"}
    ledgers.create(ledgers.of(Evidence), actor, item | {"purpose": "违法事实"})
    refused = refusal(lambda: perform(case, "answer", actor, on=date(2024, 3, 12)))
    assert "答辩意见" in refused.reason
    perform(case, "answer", actor, on=date(2024, 3, 12), data={"defence": "事实清楚，程序合法。"})
    made, text = said("answer", case, date(2024, 3, 12))
    assert made.addressees == ("明川市朝晖区人民法院",)
    assert "1．现场笔录（勘验笔录、现场笔录），证明：违法事实。" in text and "事实清楚" in text
    assert documents.of(*case.place).get().kind == "answer"


# Performance


def test_a_judgment_performed_late_is_explained_and_reported_to_the_leader(on_trial, go):
    case = go(
        on_trial(),
        ("judge", date(2024, 5, 6), {"outcome": "ordered-to-perform", "judgment_served_on": "2024-05-06"}),
        ("record-service", date(2024, 5, 6), {"judgment_served_on": "2024-05-06"}),
    )
    scan(date(2024, 5, 22))
    task = JudgmentPerformance.objects.get(case=case)
    assert task.due_on is None  # the judgment named no day
    go(task, ("set-due-day", date(2024, 5, 23), {"perform_by": "2024-06-28", "unit": "治安支队"}))
    assert task.due_on == date(2024, 6, 28)
    scan(date(2024, 6, 29))
    task.refresh_from_db()
    assert task.state == "overdue"

    go(task, ("perform", date(2024, 7, 8), {"performance": "urged", "measures": "已履行"}))
    close = lambda: go(task, ("close", date(2024, 7, 10)))
    assert "逾期原因" in refusal(close).reason
    go(task, ("complete-reason", date(2024, 7, 9), {"overdue_reason": "需要重新勘验", "leader": "王立"}))
    assert close().reported_on == date(2024, 7, 9)


def test_performance_is_shown_by_a_document(on_trial, go, actor):
    case = go(
        on_trial(),
        ("judge", date(2024, 5, 6), {"outcome": "ordered-to-pay", "judgment_served_on": "2024-05-06"}),
    )
    scan(date(2024, 5, 22))
    task = JudgmentPerformance.objects.get(case=case)
    data = {"performance": "voluntary", "measures": "已支付"}
    refused = refusal(lambda: perform(task, "perform", actor, on=date(2024, 5, 27), data=data))
    assert refused.code == "document" and "履行证明" in refused.reason


# Advice and suggestions


def test_a_court_is_answered_about_a_document_within_sixty_days(city, actor, go):
    data = {
        "organisation": city,
        "court": "明川市中级人民法院",
        "document": "明府发〔2020〕3号",
        "advice": "修改第五条",
    }
    case = open_case(JudicialSuggestion, "receive", actor, date(2024, 3, 4), data)
    assert (case.kind, case.due_on) == ("document", date(2024, 5, 6))  # day 60 is 3 May, in the holiday
    go(case, ("stop-applying", date(2024, 3, 6)))
    go(case, ("reply", date(2024, 5, 6), {"reply": "已修改", "treatment": "amended"}))
    assert (case.state, case.outcome, case.stopped_on) == ("replied", "replied", date(2024, 3, 6))


def test_other_advice_is_answered_by_the_day_that_it_names(city, actor, go):
    data = {"organisation": city, "court": "明川市中级人民法院", "advice": "约谈", "kind": "appearance"}
    on = date(2024, 3, 4)
    as_document = data | {"kind": "document"}
    assert "六十日" in refusal(lambda: open_case(JudicialSuggestion, "receive-advice", actor, on, as_document)).reason
    case = open_case(JudicialSuggestion, "receive-advice", actor, on, data | {"reply_by": date(2024, 4, 3)})
    assert case.due_on == date(2024, 4, 3)
    assert go(case, ("answer-advice", date(2024, 4, 2), {"reply": "已约谈"})).state == "handled"


@pytest.mark.parametrize(
    ("urgent", "due"),
    [(False, date(2024, 5, 6)), (True, date(2024, 3, 19))],  # 4 May is in the holiday
)
def test_a_procuratorate_is_answered_in_two_months_or_fifteen_days(city, actor, go, urgent, due):
    data = {"organisation": city, "procuratorate": "明川市人民检察院", "interest": "land", "matter": "未追缴土地出让金"}
    data |= {"urgent": urgent}
    case = open_case(ProcuratorialSuggestion, "receive", actor, date(2024, 3, 4), data)
    assert case.due_on == due
    scan(due + timedelta(1))
    case.refresh_from_db()
    assert case.state == "received"  # the procuratorate may sue; that it does is its own step
    assert go(case, ("sue", due + timedelta(3))).outcome == "sued"


# Evidence and the team of three


def test_the_team_has_three_parts_named_by_the_place_itself(sued, actor, bureau):
    case = sued()
    roles, members = ledgers.of(TeamRole), ledgers.of(TeamMember)
    lead = {"organisation": bureau, "position": 1, "name": "分管负责人", "valid_from": date(2024, 1, 1)}
    role = ledgers.create(roles, actor, lead)
    with pytest.raises(LedgerRefused, match="3"):
        ledgers.create(roles, actor, lead | {"position": 4, "name": "第四方"})
    member = {"organisation": bureau, "case": case, "role": role, "name": "王立", "joined_on": date(2024, 3, 5)}
    ledgers.create(members, actor, member)
    with pytest.raises(LedgerRefused, match="已有成员"):
        ledgers.create(members, actor, member | {"name": "赵远"})


def test_evidence_is_listed_by_case_and_position(sued, actor, bureau):
    case = sued()
    item = {
        "organisation": bureau,
        "case": case,
        "position": 1,
        "name": "现场笔录",
        "kind": "inspection",
        "purpose": "事实",
    }
    ledgers.create(ledgers.of(Evidence), actor, item)
    with pytest.raises(LedgerRefused):
        ledgers.create(ledgers.of(Evidence), actor, item | {"name": "另一份"})


# Against the table of the statutes

TABLE = {
    "litigation-response": {
        # The table begins at first instance; suits also come in later, and retrials by protest exist.
        "receive-appeal", "receive-retrial", "receive-protest", "protest", "retrial-judgment", "end-retrial",
        # What the table has as an event or names as a permission is a step here: a case changes by one door only.
        "allow-late-evidence", "convert", "extend-first-instance", "extend-second-instance", "extend-review",
        "record-service", "answer-appeal", "withdraw-appeal", "note-absence", "retrial-barred", "enforcement-barred",
    },
    "agency-head-appearance": {"already-fulfilled"},
    "judicial-suggestion-reply": set(),
    "procuratorial-suggestion-reply": set(),
}  # fmt: skip
MORE_STATES = {"agency-head-appearance": ["fulfilled"]}
MORE_LIMITS = {"litigation-response/protest-ruling"}
MORE_SOURCES = {"start-performance": set(), "close": set()}
EVENTS = {
    "event:case-docketed": "field:docketed_on",
    "event:knew-of-act": "field:knew_on",
    "event:knew-content": "field:knew_on",
    "event:request-received": "field:duty_requested_on",
    "event:reconsideration-served": "field:reconsideration_served_on",
    "event:judgment-effective": "field:effective_on",
    "event:performance-due": "field:perform_by",
    "event:force-majeure-began": "field:obstacle_from",
    "event:obstacle-gone": "field:obstacle_until",
    "event:appeal-answered": "answer-appeal",
    "event:trial-day": "field:hearing_on",
}
# The table says “the day of service”: here it is recorded, and nothing runs before it is known.
SERVED = {"litigation-response/appeal-judgment", "litigation-response/appeal-ruling"}
# The table cites these as a whole, or takes the late answer for an extension.
ARTICLES = {"litigation-response/apply-enforcement": ["行诉解释#153.1", "行诉解释#153.2"]}
# A right that lapses leaves nothing late: the clock is stopped by the law.
LAPSED = {
    "litigation-response/retrial-petition": "retrial-barred",
    "litigation-response/apply-enforcement": "enforcement-barred",
}
RESTARTED = {"litigation-response/answer"}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def statutes(shared, slug):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    return next(entry for entry in table if entry["slug"] == slug)


@pytest.mark.parametrize("slug", TABLE)
def test_states_and_steps_are_those_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, slug), procedure.in_force(slug, date(2024, 1, 1))

    states = [(s.slug, s.final) for s in ours.states if s.slug not in MORE_STATES.get(slug, ())]
    assert states == [(s["slug"], s.get("final", False)) for s in entry["states"]]
    assert ours.in_force == entry["in_force"]
    steps = {step.slug: step for step in ours.steps}
    assert steps.keys() - {t["slug"] for t in entry["transitions"]} == TABLE[slug]
    for row in entry["transitions"]:
        step = steps[row["slug"]]
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        assert [state.slug for state in step.sources] == listed(row["from"]), row["slug"]
        assert (target, step.role) == (row["to"], row["actor"]), row["slug"]
        assert list(step.citations) == listed(row["article"]), row["slug"]


@pytest.mark.parametrize("slug", TABLE)
def test_limits_are_those_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, slug), procedure.in_force(slug, date(2024, 1, 1))
    terms = {term.slug: term for term in ours.terms}
    rows = {f"{slug}/{row['slug']}": row for row in entry["time_limits"]}
    assert terms.keys() - rows.keys() == {one for one in MORE_LIMITS if one.startswith(slug)}
    assert rows.keys() <= terms.keys()
    written = {one["slug"]: one for one in ours.as_json()["terms"]}
    for name, row in rows.items():
        term, ours_ = terms[name], written[name]
        starts = ["field:judgment_served_on"] if name in SERVED else [EVENTS.get(row["starts_on"], row["starts_on"])]
        assert ours_["starts_on"][: len(starts)] == starts, name
        assert {EVENTS.get(one, one) for one in listed(row["stops_on"])} <= set(ours_["stops_on"]), name
        pairs = [[EVENTS.get(p[key], p[key]) for key in ("start", "until")] for p in row.get("suspended_by", [])]
        assert ours_["suspended_by"] == pairs, name
        assert bool(term.extended or name in RESTARTED) == bool(row.get("extension")), name
        assert {step.role for step in term.extended} <= {"court"}, name
        effect = LAPSED.get(name, row["on_expiry"]["effect"])
        assert ours_["on_expiry"] == (None if effect == "none" else effect), name
        length = term.limit.length
        stated = (row["length"], row["unit"], row.get("kind", "deadline"))
        assert (length.number, length.unit, term.limit.kind) == stated, name
        assert list(term.limit.articles) == ARTICLES.get(name, listed(row["article"])), name


@pytest.mark.parametrize("slug", TABLE)
def test_outcomes_are_those_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, slug), procedure.in_force(slug, date(2024, 1, 1))
    found_ = {o.slug: o.article for o in ours.outcomes if o.slug != "fulfilled"}
    assert found_ == {o["slug"]: o["article"] for o in entry["outcomes"]}


def test_instances_and_tasks_are_not_opened_by_hand(sued, actor, bureau):
    case = sued()
    by_hand = {"organisation": bureau, "case": case, "level": "first"}
    assert refusal(lambda: open_case(LitigationInstance, "enter", actor, date(2024, 3, 4), by_hand)).code == "role"
    task = {"organisation": bureau, "case": case}
    assert refusal(lambda: open_case(JudgmentPerformance, "open-task", actor, date(2024, 3, 4), task)).code == "role"
