"""与台账核对: agrees, differs, no source, not comparable; which organisation and scope a figure speaks of."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel import indicators, returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.organisations import ALL, OWN
from fadu.readings import review, store
from fadu.readings.holding import AGREES, DIFFERS, NO_SOURCE, NOT_COMPARABLE, held, hold, in_unit_of
from fadu.readings.models import ReadFigure, Status
from fadu.readings.speaking import Circle

from .conftest import REPORT

ACCEPTED, CONCLUDED = "reconsideration.accepted", "reconsideration.concluded"
MONEY = next(slug for slug, entry in CATALOGUE.items() if entry.unit == "万元")


def figure(value=120, org="", scope="", unit="件", approx="exact", indicator=ACCEPTED, period="2023"):
    return ReadFigure(
        start=0, end=3, unit_end=4, text=str(value), value=Decimal(str(value)), org=org, scope=scope, unit=unit,
        unit_norm=unit, approx=approx, indicator=indicator, period=period,
    )  # fmt: skip


def one(city, **more):
    [found] = hold([figure(**more)], city.government, "2023")
    return found


def test_a_report_held_against_what_was_filed(take, filed, city):
    filed((ACCEPTED, ALL, 120), (CONCLUDED, ALL, 98))
    found = {one.figure.text: one for one in held(take(about=city.government), city.office)}
    agrees, differs = found["120"], found["100"]
    assert (agrees.status, agrees.ledger.value, agrees.difference, agrees.scope) == (AGREES, 120, 0, ALL)
    assert (differs.status, differs.ledger.value, differs.difference) == (DIFFERS, 98, 2)
    assert "为 98件，报告多 2" in differs.said and "与报告一致" in agrees.said


@pytest.mark.parametrize(
    ("value", "approx", "status"),
    [(120, "exact", AGREES), (121, "exact", DIFFERS), (100, "over", AGREES), (121, "over", DIFFERS),
     (120, "at_least", AGREES), (119, "at_most", DIFFERS), (118, "about", AGREES), (60, "about", DIFFERS)],
)  # fmt: skip
def test_a_figure_claims_no_more_than_it_says(filed, city, value, approx, status):
    filed((ACCEPTED, ALL, 120))
    assert one(city, value=value, approx=approx, scope=ALL).status == status


def test_without_a_scope_the_one_that_agrees_is_taken_and_said(filed, city):
    filed((ACCEPTED, ALL, 120), (ACCEPTED, OWN, 80))
    for value, scope, status in ((80, OWN, AGREES), (120, ALL, AGREES), (90, ALL, DIFFERS)):
        found = one(city, value=value)
        assert (found.status, found.scope, found.assumed) == (status, scope, True)
        assert "没有写明口径" in found.said
    assert one(city, value=80, scope=ALL).status == DIFFERS


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"org": "市公安局"}, NOT_COMPARABLE, "市公安局"), ({"org": "各县区"}, NOT_COMPARABLE, "各县区"),
        ({"org": "全省"}, NOT_COMPARABLE, "全省"), ({"unit": "%"}, NOT_COMPARABLE, "单位"),
        ({"unit": "人次"}, NOT_COMPARABLE, "单位"), ({"unit": "万元"}, NOT_COMPARABLE, "单位"),
        ({"unit": "起"}, AGREES, ""), ({"unit": ""}, AGREES, ""), ({"period": "2022"}, NO_SOURCE, "2022"),
        ({"period": "上年"}, NOT_COMPARABLE, "期间"), ({"indicator": CONCLUDED}, NO_SOURCE, "没有"),
    ],
)  # fmt: skip
def test_what_is_not_the_same_thing_is_not_set_against_ours(filed, city, more, status, said):
    filed((ACCEPTED, ALL, 120), (ACCEPTED, OWN, 120))
    found = one(city, **more)
    assert found.status == status and said in found.said


def test_a_figure_of_another_body_is_held_against_that_one(filed, city):
    filed((ACCEPTED, OWN, 7), organisation=city.library)
    for org in ("临江市图书馆", "市图书馆"):
        found = one(city, value=7, org=org)
        assert (found.status, found.organisation) == (AGREES, city.library)
    # Whoever may not look at the library's readings is told nothing of its figures.
    reader = city.actor("report_reader", city.county)
    [found] = hold([figure(7, "市图书馆")], city.government, "2023", reader)
    assert found.status == NOT_COMPARABLE and found.ledger is None


def test_a_figure_without_period_is_of_the_year_of_the_report(filed, city):
    filed((ACCEPTED, ALL, 120))
    assert one(city, period="").status == AGREES


def test_a_report_of_nobody_here_has_nothing_to_be_held_against(take):
    assert {one.status for one in held(take())} == {NO_SOURCE}


def test_figures_without_indicator_are_left_out(city):
    assert hold([figure(indicator="")], city.government, "2023") == []


@pytest.mark.parametrize(
    ("org", "scope", "body", "scopes"),
    [
        ("", "", "government", (ALL, OWN)), ("", OWN, "government", (OWN,)), ("全市", "", "government", (ALL,)),
        ("全市党政机关", "", "government", (ALL,)),
        ("市本级", "", "government", (OWN,)), ("市直", "", "government", (OWN,)), ("市级", "", "government", (OWN,)),
        ("市政府", "", "government", (OWN, ALL)), ("市委、市政府", "", "government", (OWN, ALL)),
        ("临江市人民政府", "", "government", (ALL, OWN)), ("市图书馆", "", "library", (OWN, ALL)),
        ("图书馆", OWN, "library", (OWN,)), ("全市图书馆系统", "", "library", (ALL,)),
        ("全县", "", None, ()), ("县级", "", None, ()), ("省政府", "", None, ()), ("乡镇(街道)", "", None, ()),
        ("市场监管局", "", None, ()), ("县图书馆", "", None, ()), ("局", "", None, ()),
    ],
)  # fmt: skip
def test_whose_figure_it_is(city, org, scope, body, scopes):
    found = Circle(city.government).whose(org, scope)
    assert (found and found.organisation) == (getattr(city, body) if body else None)
    assert found is None or found.scopes == scopes


def test_a_department_speaks_of_itself_and_of_its_government(city):
    circle = Circle(city.library)
    assert circle.whose("", "").organisation == circle.whose("我局", "").organisation == city.library
    assert circle.whose("", "").scopes == (OWN, ALL)
    assert circle.whose("全市", "").organisation == city.government


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["元", "万元", "亿元"]))
def test_money_is_compared_in_one_unit(value, unit):
    factor = {"元": Decimal("0.0001"), "万元": 1, "亿元": 10_000}[unit]
    assert in_unit_of(value, unit, MONEY) == value * factor
    assert in_unit_of(value, "件", MONEY) is None


# Figures of published reports as a source


def test_a_published_report_is_the_third_source(take, city, filed):
    reading = take(about=city.government)
    [said] = returns.resolve([ACCEPTED], city.government, ALL, 2023)
    assert (said.value, said.source, said.note) == (120, indicators.REPORT, "临江市2023年法治政府建设年度报告")
    assert returns.resolve([ACCEPTED], city.government, OWN, 2023) == []
    filed((ACCEPTED, ALL, 118))
    [said] = returns.resolve([ACCEPTED], city.government, ALL, 2023)
    assert (said.value, said.contradiction.value) == (118, 120)
    span = store.figures(reading)[0].start, store.figures(reading)[0].end
    store.correct(reading, span, {"value": "118"}, "核对", city.office)
    assert returns.resolve([ACCEPTED], city.government, ALL, 2023)[0].contradiction is None


def test_a_draft_and_a_report_of_others_are_no_source(take, city):
    take(about=city.government, status=Status.DRAFT)
    take(REPORT + " ")
    assert returns.resolve([ACCEPTED], city.government, ALL, 2023) == []


def test_what_a_report_says_of_another_body_or_says_twice_is_no_source(take, city):
    take(REPORT.replace("全市共", "市城管局共"), about=city.government)
    assert returns.resolve([ACCEPTED], city.government, ALL, 2023) == []
    twice = REPORT.replace("四、下", "全市共受理行政复议案件125件。\n四、下")
    take(twice, about=city.government)
    assert returns.resolve([ACCEPTED], city.government, ALL, 2023) == []


def test_the_report_taken_last_counts(take, city):
    take(about=city.government)
    take(REPORT.replace("120", "121"), about=city.government)
    assert returns.resolve([ACCEPTED], city.government, ALL, 2023)[0].value == 121


# What is found


def test_findings_against_the_report_of_the_year_before(take, city):
    same = REPORT.replace("。市政府", "，其中维持80件。全年培训2300人次。市政府").replace("96.5%", "96.5%，发文45件")
    take(same.replace("2023", "2022"), about=city.government)
    reading = take(same, about=city.government)
    assert review.earlier(reading).year == "2022"
    stale = [one for one in review.findings(reading) if one.kind == "stale"]
    assert {reading.text[one.place : one.place + 3] for one in stale} >= {"120", "100"}
    assert review.earlier(take(REPORT.replace("临江市", "青山县"))) is None


def test_one_indicator_with_two_values_unless_of_two_scopes(take):
    def repeats(said):
        reading = take(f"临江市2023年法治政府建设年度报告\n一、主要举措和成效\n{said}\n")
        return [one for one in review.checks(reading) if one.kind == "repeat"]

    assert repeats("收到行政复议申请98件。\n收到行政复议申请96件。") != []
    assert repeats("受理行政复议案件98件。\n今年市本级受理行政复议案件46件。") == []


def test_checks_follow_corrections(take, city):
    said = "全市共受理行政复议案件50件，审结30件，其中维持20件，撤销6件，其他4件。"
    reading = take(REPORT.replace("四、下", f"{said}\n四、下"))
    assert [one.ok for one in review.checks(reading) if one.kind == "sum"] == [True]
    start = reading.text.index("其他4件") + 2
    store.correct(reading, (start, start + 1), {"value": "5"}, "核对", city.office)
    assert [one.ok for one in review.checks(reading) if one.kind == "sum"] == [False]
