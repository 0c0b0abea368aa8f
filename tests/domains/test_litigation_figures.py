"""行政应诉指标: each counted by hand, with a row that must not count."""

from datetime import date
from decimal import Decimal

import pytest

from fadu.domains.litigation.indicators import (
    AppearanceFigures,
    InstanceFigures,
    PerformanceFigures,
    ResponseFigures,
)
from fadu.domains.litigation.models import Appearance, JudgmentPerformance, LitigationCase, LitigationInstance
from fadu.kernel import catalogue, indicators
from fadu.kernel.organisations import SYSTEM, Division, Kind, found
from fadu.kernel.procedure import in_force


@pytest.fixture
def city(db, settings, tmp_path):
    settings.HOME = tmp_path
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def put(city):
    """Write a row past the ledger's door, so that every value can be chosen."""

    def put(model, **values):
        procedure = in_force(model.procedures[0], date(2024, 1, 1))
        fixed = {"organisation": city, "number": f"{model.mark}{model.objects.count()}", "procedure": procedure.key()}
        stands = {"state": procedure.states[0].slug, "opened_on": date(2022, 1, 1), "moved_on": date(2022, 1, 1)}
        return model.objects.create(**fixed | stands | values)

    return put


@pytest.fixture
def suit(put):
    def suit(**values):
        return put(
            LitigationCase, **{"plaintiff": "甲", "act_kind": "penalty", "act": "罚款", "court": "某法院"} | values
        )

    return suit


@pytest.fixture
def instance(put, suit):
    def instance(level="first", entered=date(2023, 5, 4), concluded=None, ending="judged", result="", **values):
        dated = {"concluded_on": concluded, "ending": ending if concluded else ""}
        of = {"case": suit(), "level": level, "entered_on": entered, "result": result}
        return put(LitigationInstance, **of | dated | values)

    return instance


@pytest.fixture
def hearing(put, instance):
    def hearing(on=date(2023, 5, 4), outcome="appeared", **values):
        closed = {"closed_on": on if outcome else None}
        return put(Appearance, **{"instance": instance(), "hearing_on": on, "outcome": outcome} | closed | values)

    return hearing


def test_every_indicator_of_the_catalogue_comes_from_a_ledger():
    counted = {slug for slug in indicators.declared() if slug.startswith("litigation.")}
    assert counted == {slug for slug in catalogue.CATALOGUE if slug.startswith("litigation.")}


def test_cases_are_the_instances_that_began_in_the_year(instance):
    first, again = instance(entered=date(2023, 1, 1)), instance("again", entered=date(2023, 12, 31))
    instance(entered=date(2022, 12, 31))  # carried over: it counts in 旧存
    instance(entered=date(2024, 1, 1))
    assert InstanceFigures.cases.figure(2023).rows == {first, again}


def test_carried_over_stood_on_new_years_day(instance):
    old = instance(entered=date(2022, 12, 31))
    concluded = instance("second", entered=date(2022, 3, 1), concluded=date(2023, 1, 1))
    instance(entered=date(2022, 3, 1), concluded=date(2022, 12, 31))  # concluded before the year began
    instance(entered=date(2023, 1, 1))  # came in it
    assert InstanceFigures.carried_over.figure(2023).rows == {old, concluded}


def test_levels_are_told_apart_and_a_remanded_suit_is_no_new_one(instance):
    first, second, protest = instance(), instance("second"), instance("protest")
    instance("again")  # sent back on appeal
    instance("retrial")
    assert InstanceFigures.first_instance_new.figure(2023).rows == {first}
    assert InstanceFigures.second_instance.figure(2023).rows == {second}
    assert InstanceFigures.protests.figure(2023).rows == {protest}


def test_first_instances_concluded_are_of_those_that_came_in_the_year(instance):
    concluded = instance(concluded=date(2023, 9, 1))
    instance()  # still heard
    instance(entered=date(2022, 11, 1), concluded=date(2023, 2, 1))  # concluded in the year, but came before
    instance("second", concluded=date(2023, 9, 1))
    assert InstanceFigures.first_instance_concluded.figure(2023).rows == {concluded}


def test_the_appeal_rate_is_of_second_to_new_first_instances(instance):
    for level in ("first", "first", "first", "second"):
        instance(level)
    instance("second", entered=date(2024, 1, 2))  # appealed in the next year
    rate = InstanceFigures.appeal_rate.figure(2023)
    assert (rate.numerator, rate.denominator, rate.value) == (1, 3, Decimal("33.33"))


def test_the_win_rate_counts_what_was_judged(instance):
    day = date(2023, 9, 1)
    won = instance(concluded=day, result="claim-rejected")
    dismissed = instance(concluded=day, ending="dismissed", result="action-dismissed")
    lost = instance("second", concluded=day, result="revoked")
    instance(concluded=day, ending="withdrawn")  # not judged
    instance(concluded=day, ending="mediated", result="mediated")
    instance("second", concluded=day, ending="remanded")  # sent back: nothing is judged yet
    instance(concluded=date(2024, 1, 1), result="claim-rejected")  # judged in the next year
    rate = InstanceFigures.win_rate.figure(2023)
    assert rate.rows == {won, dismissed, lost} and rate.part.rows == {won, dismissed}
    assert rate.value == Decimal("66.67")


def test_the_response_rate_asks_for_an_answer_in_time_and_someone_in_court(suit):
    due = date(2023, 6, 1)
    on_the_last_day = suit(due_on=due, answered_on=due)
    late = suit(due_on=due, answered_on=date(2023, 6, 2))
    silent = suit(due_on=due)
    unattended = suit(due_on=due, answered_on=due, unattended=True)  # answered, but nobody came
    suit(due_on=due, closed_on=date(2023, 5, 30))  # withdrawn before the answer was due
    suit(answered_on=due)  # came in on appeal: no answer was due
    suit(due_on=date(2024, 1, 2), answered_on=date(2023, 12, 29))  # due in the next year
    rate = ResponseFigures.response_rate.figure(2023)
    assert rate.rows == {on_the_last_day, late, silent, unattended} and rate.part.rows == {on_the_last_day}
    assert rate.value == 25


def test_heads_in_court_are_counted_by_hearings_that_were_due(hearing):
    first, second = hearing(), hearing(date(2023, 12, 31))
    excused, absent = hearing(outcome="excused"), hearing(outcome="judicial-suggestion")
    hearing(outcome="fulfilled")  # a head had come in the same instance, and was not asked again
    hearing(outcome="")  # not held yet
    hearing(date(2024, 1, 1))
    assert AppearanceFigures.head_appearances.figure(2023).rows == {first, second}
    rate = AppearanceFigures.head_appearance_rate.figure(2023)
    assert rate.rows == {first, second, excused, absent} and rate.part.rows == {first, second}
    assert rate.value == 50


def test_performance_in_time_leaves_out_what_a_retrial_replaced(put, suit):
    by = date(2023, 6, 30)
    task = lambda **values: put(JudgmentPerformance, **{"case": suit(), "perform_by": by} | values)
    in_time, late, open_ = task(performed_on=by), task(performed_on=date(2023, 7, 1)), task()
    task(state="superseded")
    task(perform_by=date(2024, 6, 30), performed_on=by)
    rate = PerformanceFigures._performance_rate.figure(2023)
    assert rate.rows == {in_time, late, open_} and rate.part.rows == {in_time}
