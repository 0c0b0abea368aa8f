"""裁量: the range follows from act, circumstances and grade; what lies outside needs a reason or is barred."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fadu.domains.enforcement import discretion
from fadu.domains.enforcement.discretion import (
    FORBIDDEN,
    INSIDE,
    REASONED,
    RULES,
    Act,
    Band,
    Circumstance,
    Grade,
    NotOpen,
    applicable,
    judge,
    lawful,
    open_grades,
)
from fadu.laws.library import Library


def yuan(number):
    return Decimal(number)


BANDS = (
    Band("mitigated", yuan(1000), yuan(5000), basis="市规#1"),
    Band("lighter", yuan(5000), yuan(20000), basis="市规#1"),
    Band("ordinary", yuan(20000), yuan(35000), basis="市规#1"),
    Band("heavier", yuan(35000), yuan(50000), basis="市规#1"),
    Band("heavier", yuan(45000), yuan(50000), "repeated", "市规#2"),
)
ACT = Act("SC-01", yuan(5000), yuan(50000), "行政处罚法#5.2", BANDS)
BARE = Act("SC-02", yuan(5000), yuan(50000), "行政处罚法#5.2")

# Circumstances, the grade asked for, and the range that follows, worked out by hand.
RANGES = [
    ((), "", "ordinary", 20000, 35000),
    ((), "lighter", "lighter", 5000, 20000),
    ((), "heavier", "heavier", 35000, 50000),
    (("confessed",), "", "lighter", 5000, 20000),
    (("confessed",), "mitigated", "mitigated", 1000, 5000),
    (("minor",), "", "lighter", 5000, 20000),
    (("emergency",), "", "heavier", 35000, 50000),
    (("repeated",), "", "heavier", 45000, 50000),  # the benchmark's own circumstance
    (("slight", "emergency"), "", "none", 0, 0),  # what must not be penalised is not weighed
    (("first",), "", "ordinary", 20000, 35000),  # may be spared, need not
    (("first",), "none", "none", 0, 0),
    (("partly-capable",), "mitigated", "mitigated", 1000, 5000),
    (("confessed", "emergency"), "", "ordinary", 20000, 35000),  # they weigh against each other
]


@pytest.mark.parametrize(("circumstances", "grade", "found", "low", "high"), RANGES)
def test_the_range_follows_from_the_circumstances(circumstances, grade, found, low, high):
    answer = lawful(ACT, circumstances, grade)
    assert (answer.grade, answer.minimum, answer.maximum) == (found, low, high)


@pytest.mark.parametrize(
    ("circumstances", "grade"),
    [
        ((), "none"),  # nothing allows it
        ((), "mitigated"),
        (("confessed",), "ordinary"),  # 应当从轻或者减轻
        (("confessed",), "heavier"),
        (("under-14",), "lighter"),  # 不予处罚
        (("emergency",), "lighter"),
        (("no-fault", "confessed"), "lighter"),
    ],
)
def test_a_grade_that_the_circumstances_do_not_allow_is_refused(circumstances, grade):
    with pytest.raises(NotOpen) as refused:
        lawful(ACT, circumstances, grade)
    assert str(Grade(grade).label) in str(refused.value) and "可以：" in str(refused.value)


# The last fine inside, the first outside.
AMOUNTS = [
    ((), "", 20000, INSIDE),
    ((), "", 35000, INSIDE),
    ((), "", "35000.01", REASONED),
    ((), "", "19999.99", REASONED),
    ((), "", 5000, REASONED),
    ((), "", "4999.99", FORBIDDEN),  # below the statute, and nothing mitigates
    ((), "", "50000.01", FORBIDDEN),
    (("confessed",), "mitigated", "4999.99", INSIDE),
    (("confessed",), "mitigated", 5000, FORBIDDEN),  # the least itself is no mitigation
    (("confessed",), "mitigated", 999, REASONED),
    (("slight",), "", 0, INSIDE),
    (("slight",), "", 1, FORBIDDEN),
]


@pytest.mark.parametrize(("circumstances", "grade", "amount", "kind"), AMOUNTS)
def test_an_amount_is_inside_needs_a_reason_or_is_barred(circumstances, grade, amount, kind):
    verdict = judge(lawful(ACT, circumstances, grade), Decimal(amount))
    assert verdict.kind == kind and bool(verdict.why) == (kind != INSIDE)


def test_without_a_benchmark_the_statute_is_the_range():
    assert lawful(BARE).statutory == (5000, 50000) == (lawful(BARE).minimum, lawful(BARE).maximum)
    mitigated = lawful(BARE, ("merit",), "mitigated")
    assert (mitigated.minimum, mitigated.maximum, mitigated.below) == (0, 5000, True)
    assert not mitigated.holds(yuan(5000)) and mitigated.holds(yuan("4999.99"))


def test_where_the_statute_names_no_least_there_is_nothing_to_mitigate_below():
    with pytest.raises(NotOpen, match="没有规定最低限"):
        lawful(Act("X", yuan(0), yuan(1000)), ("merit",), "mitigated")


def test_a_multiple_is_taken_of_the_sum_that_the_case_names():
    act = Act("X", yuan(1), yuan(10), bands=(Band("lighter", yuan(1), yuan(3)),), by_base=True)
    assert lawful(act, ("merit",), base=yuan(12000)).maximum == 36000
    with pytest.raises(NotOpen, match="倍数"):
        lawful(act)


def test_the_articles_lead_to_the_range():
    assert lawful(ACT, ("confessed",)).basis == ("行政处罚法#5.2", "行政处罚法#32(3)", "市规#1", "行政处罚法#34")
    library = Library(imported=False)
    assert RULES.keys() == {one.value for one in Circumstance}
    assert all(library.check(rule.article).ok for rule in RULES.values())


def test_the_law_of_the_act_unless_the_new_one_is_lighter():
    old = Act("X", yuan(5000), yuan(50000), valid_from=date(2020, 1, 1), valid_to=date(2022, 1, 1))
    lighter = Act("X", yuan(1000), yuan(30000), valid_from=date(2022, 1, 1))
    heavier = Act("X", yuan(5000), yuan(80000), valid_from=date(2022, 1, 1))
    before, after = date(2021, 12, 31), date(2022, 1, 1)
    assert applicable([old, lighter], before, after) is lighter
    assert applicable([old, heavier], before, after) is old
    assert applicable([old, heavier], after, after) is heavier
    assert applicable([old], before, after) is old and applicable([], before, after) is None


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from([one.value for one in Circumstance]), max_size=4),
    st.sampled_from(["", *(one.value for one in Grade)]),
)
def test_the_range_never_leaves_the_statute(circumstances, grade):
    try:
        found = lawful(ACT, circumstances, grade)
    except NotOpen:
        assert grade and grade not in open_grades(tuple(circumstances))
        return
    assert found.grade in open_grades(tuple(circumstances))
    least, most = found.statutory
    assert 0 <= found.minimum <= found.maximum <= most
    if found.grade in (Grade.LIGHTER, Grade.ORDINARY, Grade.HEAVIER):
        assert least <= found.minimum and judge(found, found.minimum).kind == INSIDE


def test_every_circumstance_says_what_it_opens():
    assert discretion.open_grades(("unknown to the statute",)) == open_grades(())
