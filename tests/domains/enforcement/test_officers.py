"""执法证件和决定公开: no certificate without a pass, no verification without training; what is shown, and how long."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from fadu.domains.enforcement.models import (
    Certificate,
    Course,
    DecisionPublication,
    EnforcementSubject,
    ExamSession,
    LicenceDecision,
    Officer,
    Power,
    QualificationResult,
    TrainingRecord,
    TrainingRequirement,
)
from fadu.domains.enforcement.models.officers import hours_short
from fadu.domains.enforcement.publication.decisions import Certificates, Decisions, Licences, Subjects, Withdrawals
from fadu.kernel import publication
from fadu.kernel.cases import StepRefused, clocks_of, open_case, scan
from fadu.kernel.provisions import LocalProvision


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def only(case, slug):
    return [one for one in clocks_of(case) if one.limit.endswith("/" + slug)][-1]


# Certificates


@pytest.fixture
def officer(put, subject):
    return put(Officer, number="G9", name="李新", subject=subject, field="urban", joined_on=date(2022, 9, 1))


@pytest.fixture
def session(put, city):
    return put(
        ExamSession, organisation=city, code="K1", name="执法资格考试", kind="qualification", held_on=date(2023, 5, 20)
    )


@pytest.fixture
def applied(actor, bureau, officer):
    def applied(on=date(2023, 6, 1), **values):
        opening = {"organisation": bureau, "officer": officer, "kind": "national"} | values
        return open_case(Certificate, "apply", actor, on, opening)

    return applied


ISSUED = {"certificate_number": "99020001", "valid_to": "2028-06-11"}


@pytest.fixture
def issued(applied, go, put, session, officer):
    def issued():
        put(QualificationResult, session=session, officer=officer, sat_on=date(2023, 5, 20), score=80, passed=True)
        return go(applied(), ("issue", date(2023, 6, 12), ISSUED))

    return issued


def test_no_certificate_without_a_pass(applied, go, put, session, officer):
    case = applied()
    assert "没有合格" in refusal(lambda: go(case, ("issue", date(2023, 6, 12), ISSUED))).reason
    result = put(
        QualificationResult, session=session, officer=officer, sat_on=date(2023, 5, 20), score=59, passed=False
    )
    assert "没有合格" in refusal(lambda: go(case, ("issue", date(2023, 6, 12), ISSUED))).reason
    result.score, result.passed = 60, True
    result.save()
    assert go(case, ("issue", date(2023, 6, 12), ISSUED)).state == "issued"


def test_nobody_of_a_lapsed_subject_or_off_duty_applies(applied, officer, subject):
    officer.left_on = date(2023, 6, 1)
    officer.save()
    assert "离岗" in refusal(applied).reason
    officer.left_on, subject.valid_to = None, date(2023, 6, 1)
    officer.save(), subject.save()
    assert "名录" in refusal(applied).reason


def test_a_certificate_lapses_the_day_after_its_last(issued):
    case = issued()
    assert case.due_on == date(2028, 6, 11) and case.valid_on(date(2028, 6, 11))
    scan(date(2028, 6, 11))
    case.refresh_from_db()
    assert case.state == "issued"
    scan(date(2028, 6, 12))
    case.refresh_from_db()
    assert (case.state, case.ended_on, case.outcome) == ("lapsed", date(2028, 6, 12), "lapsed")
    assert not case.valid_on(date(2028, 6, 12))


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2023, 6, 11), False),
        (date(2023, 6, 12), True),  # issued
        (date(2023, 8, 31), True),
        (date(2023, 9, 1), False),  # suspended
        (date(2023, 9, 30), False),
        (date(2023, 10, 8), True),  # given back
        (date(2024, 1, 1), True),
        (date(2024, 1, 2), False),  # revoked
    ],
)
def test_a_certificate_is_valid_from_issue_but_for_the_time_it_is_held_back(issued, go, day, valid):
    case = go(
        issued(),
        ("suspend", date(2023, 9, 1), {"reason": "违规执法"}),
        ("resume", date(2023, 10, 8)),
        ("revoke", date(2024, 1, 2), {"reason": "粗暴执法"}),
    )
    assert case.valid_on(day) is valid


def test_a_certificate_suspended_again_is_not_valid(issued, go):
    again = {"reason": "违规执法"}
    case = go(
        issued(), ("suspend", date(2023, 9, 1), again), ("resume", date(2023, 10, 8)),
        ("suspend", date(2024, 3, 1), again),
    )  # fmt: skip
    assert not case.valid_on(date(2024, 3, 1))


@pytest.mark.parametrize(("hours", "passes"), [(39, False), (40, True)])
def test_verification_asks_for_the_hours_of_the_year_before(issued, go, put, city, officer, hours, passes):
    put(TrainingRequirement, organisation=city, year=2023, hours=40, basis="市规定")
    course = put(Course, code="P1", title="法制培训", laws="行政处罚法", held_on=date(2023, 9, 4), hours=60)
    put(TrainingRecord, course=course, officer=officer, trained_on=date(2023, 9, 4), hours=hours)
    case = issued()
    if passes:
        assert go(case, ("verify", date(2024, 1, 15))).verified_on == date(2024, 1, 15)
    else:
        assert "还差 1 学时" in refusal(lambda: go(case, ("verify", date(2024, 1, 15)))).reason


def test_only_passed_courses_of_the_year_count_and_the_nearest_requirement(put, city, bureau, officer):
    put(TrainingRequirement, organisation=city, year=2023, hours=60, basis="市规定")
    put(TrainingRequirement, organisation=bureau, year=2023, hours=20, basis="局规定")
    course = put(Course, code="P1", title="法制培训", laws="行政处罚法", held_on=date(2023, 9, 4), hours=60)
    for day, hours, passed in (
        (date(2023, 9, 4), 12, True), (date(2023, 9, 5), 8, False), (date(2022, 12, 31), 8, True),
    ):  # fmt: skip
        put(TrainingRecord, course=course, officer=officer, trained_on=day, hours=hours, passed=passed)
    assert hours_short(officer, 2023) == Decimal(8)
    assert hours_short(officer, 2022) == 0  # nothing was required


def test_the_next_verification_is_due_by_the_local_rule(issued, go, put, city):
    put(
        LocalProvision, organisation=city, limit="enforcement-certificate/verification", length=12, rule="省办法",
        in_force=date(2020, 1, 1),
    )  # fmt: skip
    case = issued()
    assert only(case, "verification").due_on == date(2024, 6, 12)
    assert only(go(case, ("verify", date(2024, 1, 15))), "verification").due_on == date(2025, 1, 15)


def test_two_certificates_bear_two_numbers(issued, certified, put):
    issued()
    with pytest.raises(ValidationError, match="证件编号"):
        other = certified("王二")
        certificate = other.certificates.get()
        certificate.certificate_number = "99020001"
        certificate.full_clean()


def test_results_are_held_to_their_session(put, session, officer):
    def result(**values):
        given = {"session": session, "officer": officer, "sat_on": date(2023, 5, 20), "score": 60, "passed": True}
        return QualificationResult(**({"organisation": officer.organisation} | given | values)).full_clean()

    result()
    result(sat_on=None, score=None, passed=False)  # did not come
    for wrong in ({"sat_on": date(2023, 5, 21)}, {"score": None}, {"score": 101}, {"score": 59}, {"passed": False}):
        with pytest.raises(ValidationError):
            result(**wrong)
    session.kind = "auxiliary"
    with pytest.raises(ValidationError, match="考试种类"):
        result()


def test_coercive_measures_are_not_entrusted_and_entrustment_says_until_when(put, subject, bureau):
    team = {"organisation": bureau, "code": "Z2", "name": "执法队", "kind": "entrusted", "field": "urban",
            "basis": "委托", "entrusted_by": subject, "valid_from": date(2023, 1, 1)}  # fmt: skip
    with pytest.raises(ValidationError, match="委托期限"):
        EnforcementSubject(**team).full_clean()
    made = put(EnforcementSubject, **team | {"document": "委〔2023〕1号", "valid_to": date(2024, 1, 1)})
    with pytest.raises(ValidationError, match="不得委托"):
        Power(
            organisation=bureau, subject=made, code="x", name="x", kind="measure", basis="x", valid_from=made.valid_from
        ).full_clean()
    with pytest.raises(ValidationError, match="不得再委托"):
        EnforcementSubject(
            **team | {"code": "Z3", "entrusted_by": made, "document": "x", "valid_to": date(2024, 1, 1)}
        ).full_clean()


# Publication


@pytest.fixture
def decision(actor, bureau):
    def decision(on=date(2024, 3, 4), **values):
        data = {
            "organisation": bureau, "kind": "penalty", "field": "urban", "cause": "占道经营", "party_kind": "citizen",
            "party": "徐娜", "decision_number": "明城管罚决〔2024〕1号", "content": "罚款150元", "shown_party": "徐某",
            "text": "当事人徐某占道经营，罚款150元。",
        }  # fmt: skip
        return open_case(DecisionPublication, "decide", actor, on, data | values)

    return decision


SHOWN = {"shown_party": "徐某", "content": "罚款150元", "text": "当事人徐某占道经营，罚款150元。"}


@pytest.mark.parametrize(
    ("field", "kind", "due"),
    [
        ("urban", "penalty", date(2024, 3, 13)),
        ("market", "penalty", date(2024, 4, 1)),
        ("market", "permit", date(2024, 3, 13)),
    ],
)
def test_a_decision_is_published_in_seven_working_days_of_market_regulation_in_twenty(decision, field, kind, due):
    assert decision(field=field, kind=kind).due_on == due


def test_a_person_is_hidden_before_anything_is_published(decision, go):
    case = decision()
    for told in ({"shown_party": "徐娜"}, {"text": "徐娜占道经营"}, {"content": "联系电话13812345678"}):
        assert "隐去" in refusal(lambda: go(case, ("publish", date(2024, 3, 6), SHOWN | told))).reason  # noqa: B023
    go(case, ("publish", date(2024, 3, 6), SHOWN))
    [shown], _cursor = publication.listing(Decisions, date(2024, 3, 6), "占道")
    assert dict(shown.values)["公开的当事人名称"] == "徐某"
    assert "徐娜" not in str(publication.find(Decisions, shown.key, date(2024, 3, 6)))
    assert publication.listing(Decisions, date(2024, 3, 5))[0] == []


def test_what_is_overturned_is_withdrawn_in_three_working_days_and_explained(decision, go):
    case = go(decision(), ("publish", date(2024, 3, 6), SHOWN))
    told = {"overturned_on": "2024-04-02", "overturn": "revoked", "overturned_by": "明府复决〔2024〕3号"}
    go(case, ("note-overturned", date(2024, 4, 3), told))
    assert only(case, "withdraw").due_on == date(2024, 4, 8)  # 3 April, then 7 April, worked, and 8 April
    go(case, ("withdraw", date(2024, 4, 8), {"explanation": "处罚决定已被撤销"}))
    assert (case.state, case.outcome) == ("withdrawn", "withdrawn")
    assert (
        publication.listing(Decisions, date(2024, 4, 7))[0] and not publication.listing(Decisions, date(2024, 4, 8))[0]
    )
    [explained], _cursor = publication.listing(Withdrawals, date(2024, 4, 8))
    assert publication.find(Withdrawals, explained.key, date(2024, 4, 8)).body == "处罚决定已被撤销"


@pytest.mark.parametrize(
    ("field", "light", "last"),
    [("market", True, date(2024, 6, 6)), ("market", False, date(2027, 3, 6)), ("urban", False, None)],
)
def test_penalties_of_market_regulation_are_shown_three_months_or_three_years(decision, go, field, light, last):
    case = go(decision(field=field), ("publish", date(2024, 3, 6), SHOWN | {"light": light}))
    scan(date(2030, 1, 1))
    if last is None:
        assert publication.listing(Decisions, date(2030, 1, 1))[0]
        return
    case.refresh_from_db()
    assert case.state == "ended"
    assert publication.listing(Decisions, last)[0]
    assert not publication.listing(Decisions, last.replace(day=last.day + 1))[0]


def test_what_is_no_matter_for_the_public_is_kept_back(decision, go):
    case = go(decision(), ("keep-back", date(2024, 3, 6), {"kept_back": "privacy"}))
    assert case.state == "not-public" and not publication.listing(Decisions, date(2024, 4, 1))[0]


@pytest.fixture
def licence(actor, bureau):
    def licence(number="许〔2024〕1号", **values):
        given = {"organisation": bureau, "number": number, "item": "户外广告设置", "act": "granted",
                 "holder_kind": "citizen", "holder": "徐娜"}  # fmt: skip
        return open_case(LicenceDecision, "register", actor, date(2024, 3, 4), given | values)

    return licence


def test_a_licence_is_published_within_seven_working_days(licence, go):
    case = licence()
    assert case.due_on == date(2024, 3, 13) and not publication.listing(Licences, date(2024, 3, 4))[0]
    with pytest.raises(StepRefused, match="姓名"):
        go(case, ("publish", date(2024, 3, 6), {"shown_holder": "徐娜"}))
    go(case, ("publish", date(2024, 3, 6), {"shown_holder": "徐某"}))
    assert len(publication.listing(Licences, date(2024, 3, 6))[0]) == 1
    go(case, ("withdraw", date(2024, 4, 1), {"withdrawal": "许可已撤销"}))
    assert not publication.listing(Licences, date(2024, 4, 1))[0]


def test_a_licence_that_is_denied_says_why_and_one_may_be_kept_back(licence, go):
    with pytest.raises(StepRefused, match="须说明理由"):
        licence(act="denied")
    case = go(licence(), ("keep-back", date(2024, 3, 6), {"kept_back": "trade-secret"}))
    assert case.state == "not-public" and not publication.listing(Licences, date(2024, 4, 1))[0]


def test_subjects_and_certificates_are_shown_while_they_stand(subject, issued, go):
    day = date(2024, 3, 6)
    subject.published_on = day
    subject.save()
    go(issued(), ("disclose", date(2023, 7, 3)))
    assert len(publication.listing(Subjects, day)[0]) == 1
    [shown], _cursor = publication.listing(Certificates, day, "李新")
    assert dict(shown.values)["证件编号"] == "99020001"
