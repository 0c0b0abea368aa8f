"""执法指标, counted by hand: each with a row that must not count, and why."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from fadu.domains.enforcement.indicators.officers import (
    AuxiliaryTestFigures,
    CertificateFigures,
    ExamFigures,
    SubjectFigures,
    TrainingFigures,
)
from fadu.domains.enforcement.indicators.penalties import (
    LicenceFigures,
    MeasureFigures,
    PenaltyFigures,
    PublicationFigures,
    SummaryFigures,
    TransferFigures,
)
from fadu.domains.enforcement.models import (
    AuxiliaryOfficer,
    AuxiliaryResult,
    Certificate,
    CoercionMeasure,
    Course,
    CrimeTransfer,
    DecisionPublication,
    EnforcementSubject,
    ExamSession,
    LicenceDecision,
    Officer,
    PenaltyCase,
    QualificationResult,
    SummaryPenalty,
    TrainingRecord,
)
from fadu.kernel import indicators

IN, LAST, BEFORE, AFTER = date(2023, 6, 1), date(2023, 12, 31), date(2022, 12, 31), date(2024, 1, 1)


@pytest.fixture
def officer(put, subject):
    numbers = count(1)
    return lambda: put(
        Officer, number=f"G{next(numbers)}", name="甲", subject=subject, field="urban", joined_on=date(2020, 1, 1)
    )


@pytest.fixture
def certificate(put, officer):
    return lambda **values: put(Certificate, officer=officer(), **values)


@pytest.fixture
def penalty(put, subject):
    def penalty(model=PenaltyCase, **values):
        given = {"subject": subject, "field": "urban", "party_kind": "citizen", "party": "甲", "cause": "占道经营"}
        return put(model, **given | values)

    return penalty


def test_the_indicators_of_officers_come_from_ledgers():
    counted = indicators.declared()
    for name in ("certificates_applied", "certified_officers_disclosed", "qualification_exam_takers",
                 "qualification_exam_pass_rate", "auxiliary_test_takers"):  # fmt: skip
        assert f"enforcement.{name}" in counted


def test_certificates_applied_for_in_the_year(certificate):
    first, last = certificate(applied_on=date(2023, 1, 1)), certificate(applied_on=LAST, state="refused")
    certificate(applied_on=BEFORE, issued_on=IN)  # issued in the year, but applied for before
    certificate(applied_on=AFTER)
    assert CertificateFigures.certificates_applied.figure(2023).rows == {first, last}


def test_officers_made_public_stand_at_the_end_of_the_year(certificate):
    shown = certificate(issued_on=BEFORE, disclosed_on=BEFORE)
    at_the_end = certificate(issued_on=IN, disclosed_on=LAST, ended_on=AFTER)
    certificate(issued_on=IN)  # valid, but never made public
    certificate(issued_on=IN, disclosed_on=IN, ended_on=LAST)  # ended on the last day: it no longer stands
    certificate(issued_on=IN, disclosed_on=AFTER)
    figure = CertificateFigures.certified_officers_disclosed.figure(2023)
    assert figure.rows == {shown, at_the_end}


def test_candidates_are_those_who_sat_and_the_rate_is_of_them(put, city, officer):
    session = put(ExamSession, organisation=city, code="K1", name="考试", kind="qualification", held_on=IN)
    of = {"session": session}
    passed = [put(QualificationResult, officer=officer(), sat_on=IN, score=80, passed=True, **of) for _one in range(2)]
    failed = put(QualificationResult, officer=officer(), sat_on=LAST, score=50, **of)
    put(QualificationResult, officer=officer(), **of)  # did not come
    put(QualificationResult, officer=officer(), sat_on=BEFORE, score=90, passed=True, **of)  # the year before
    assert ExamFigures.qualification_exam_takers.figure(2023).rows == {*passed, failed}
    rate = ExamFigures.qualification_exam_pass_rate.figure(2023)
    assert (rate.numerator, rate.denominator, rate.value) == (2, 3, Decimal("66.67"))
    assert rate.part.rows == set(passed)


def test_auxiliaries_are_counted_apart(put, city, subject, officer):
    session = put(ExamSession, organisation=city, code="K2", name="测试", kind="auxiliary", held_on=IN)
    other = put(ExamSession, organisation=city, code="K1", name="考试", kind="qualification", held_on=IN)
    helpers = [
        put(AuxiliaryOfficer, number=f"F{n}", name="乙", subject=subject, duty="记录", joined_on=BEFORE)
        for n in range(3)
    ]
    sat = put(AuxiliaryResult, session=session, auxiliary=helpers[0], sat_on=IN, score=50)
    put(AuxiliaryResult, session=session, auxiliary=helpers[1])  # did not come
    put(AuxiliaryResult, session=session, auxiliary=helpers[2], sat_on=AFTER, score=70, passed=True)
    put(QualificationResult, session=other, officer=officer(), sat_on=IN, score=70, passed=True)  # an officer
    assert AuxiliaryTestFigures.auxiliary_test_takers.figure(2023).rows == {sat}


def test_hours_of_training_that_was_passed(put, officer):
    course = put(Course, code="P1", title="培训", laws="处罚法", held_on=IN, hours=8)
    one = officer()
    for day, hours, passed in (
        (IN, 8, True),
        (LAST, Decimal("4.5"), True),
        (date(2023, 7, 1), 8, False),
        (AFTER, 8, True),
    ):
        put(TrainingRecord, course=course, officer=one, trained_on=day, hours=hours, passed=passed)
    assert TrainingFigures._hours.figure(2023).value == Decimal("12.5")


def test_subjects_stand_until_they_lapse(put, subject):
    def listed(code, **values):
        return put(EnforcementSubject, **{"code": code, "name": code, "kind": "statutory", "field": "urban",
                                          "basis": "x", "valid_from": BEFORE} | values)  # fmt: skip

    standing = listed("A", valid_to=AFTER)
    listed("B", valid_to=LAST)
    listed("C", valid_from=AFTER)
    assert SubjectFigures._subjects.figure(2023).rows == {subject, standing}


def test_decisions_in_time_and_their_fines(penalty):
    due = {"filed_on": date(2023, 5, 1), "outcome": "penalised", "due_on": date(2023, 7, 30)}
    in_time = penalty(**due | {"decided_on": date(2023, 7, 30), "fine": 300})
    late = penalty(**due | {"decided_on": date(2023, 7, 31), "fine": Decimal("100.50")})
    old = penalty(**due | {"decided_on": IN, "due_on": None, "fine": 50})  # filed before there were ninety days
    spared = penalty(**due | {"decided_on": IN, "outcome": "no-penalty-minor"})
    penalty(**due | {"decided_on": AFTER, "fine": 9})
    rate = PenaltyFigures._timeliness.figure(2023)
    assert rate.rows == {in_time, late, spared} and rate.part.rows == {in_time, spared}
    assert PenaltyFigures._decided.figure(2023).rows == {in_time, late, old}
    assert PenaltyFigures._fines.figure(2023).value == Decimal("450.50")
    assert PenaltyFigures._spared.figure(2023).rows == {spared}
    assert PenaltyFigures._median.figure(2023).value == 90  # 31, 90 and 91 days


def test_spot_decisions_leave_out_who_was_spared(penalty):
    fined = penalty(SummaryPenalty, decided_on=IN, outcome="fine")
    warned = penalty(SummaryPenalty, decided_on=LAST, outcome="warning")
    penalty(SummaryPenalty, decided_on=IN, outcome="no-penalty")
    assert SummaryFigures._on_the_spot.figure(2023).rows == {fined, warned}


def test_measures_lifted_late(put, subject):
    def measure(**values):
        return put(
            CoercionMeasure, subject=subject, kind="seizure", party_kind="citizen", party="甲", matter="x", **values
        )

    late = measure(implemented_on=IN, due_on=date(2023, 7, 1), ended_on=date(2023, 7, 2))
    in_time = measure(implemented_on=IN, due_on=date(2023, 7, 1), ended_on=date(2023, 7, 1))
    measure(due_on=date(2023, 7, 1))  # never carried out
    assert MeasureFigures._measures.figure(2023).rows == {late, in_time}
    assert MeasureFigures._lifted_late.figure(2023).rows == {late}


def test_transfers_by_the_day_they_went(put):
    def transfer(**values):
        return put(CrimeTransfer, field="market", party="甲", cause="x", crime="y", facts="z", **values)

    sent = transfer(reported_on=BEFORE, transferred_on=IN, filed_on=AFTER)
    transfer(reported_on=IN)  # not approved
    assert TransferFigures._transferred.figure(2023).rows == {sent}
    assert TransferFigures._filed.figure(2023).rows == set()


def test_what_became_of_transfers_by_the_day_it_was_decided(put):
    def transfer(**values):
        return put(CrimeTransfer, field="market", party="甲", cause="x", crime="y", facts="z", **values)

    refused = transfer(refused_on=IN)
    filed = transfer(filed_on=IN)
    dropped = transfer(filed_on=BEFORE, police_closed_on=IN, outcome="dropped")
    spared = transfer(filed_on=BEFORE, not_prosecuted_on=IN, outcome="not-prosecuted")
    convicted = transfer(filed_on=BEFORE, prosecuted_on=IN, judged_on=IN, outcome="convicted")
    acquitted = transfer(filed_on=BEFORE, prosecuted_on=BEFORE, judged_on=IN, outcome="acquitted")
    transfer(prosecuted_on=BEFORE, judged_on=AFTER, outcome="convicted")  # judged in the next year

    def rows(name):
        return getattr(TransferFigures, name).figure(2023).rows

    assert (rows("_refused"), rows("_filed"), rows("_dropped")) == ({refused}, {filed}, {dropped})
    assert (rows("_prosecuted"), rows("_not_prosecuted")) == ({convicted}, {spared})
    assert (rows("_judged"), rows("_convicted")) == ({convicted, acquitted}, {convicted})


def test_decisions_published_in_time_leave_out_what_is_kept_back(put):
    def decision(**values):
        given = {"field": "urban", "cause": "x", "party_kind": "citizen", "party": "甲", "due_on": IN}
        return put(DecisionPublication, **given | values)

    in_time, late, never = decision(published_on=IN), decision(published_on=date(2023, 6, 2)), decision()
    decision(kept_back="privacy")
    rate = PublicationFigures._rate.figure(2023)
    assert rate.rows == {in_time, late, never} and rate.part.rows == {in_time}


def test_licences_published_by_the_last_day_are_in_time(put):
    given = {"item": "户外广告", "act": "granted", "holder_kind": "organisation", "holder": "甲公司"}
    on_time = put(LicenceDecision, **given, due_on=LAST, published_on=LAST)
    late = put(LicenceDecision, **given, due_on=IN, published_on=date(2023, 6, 2))
    put(LicenceDecision, **given, due_on=IN, kept_back="privacy")  # nobody is owed it
    put(LicenceDecision, **given, due_on=AFTER, published_on=IN)  # due in another year
    rate = LicenceFigures._rate.figure(2023)
    assert rate.rows == {on_time, late} and rate.part.rows == {on_time}
