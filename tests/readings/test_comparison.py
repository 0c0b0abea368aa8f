"""比较: what stands side by side, what apart and why; ranks, percentiles, changes; who sees what, in few queries."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fadu.kernel import returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.declarations import NotAllowed
from fadu.kernel.indicators import REPORT, Figure, UnknownIndicator
from fadu.kernel.organisations import Level
from fadu.readings import comparison
from fadu.readings.comparison import ENOUGH, Basis, Said, groups, in_unit, percentile
from fadu.readings.places import PLACE, UNIT, Place, of_report

from .made_up import ACCEPTED, RATE, accept, figure, reading

TODAY = date(2024, 5, 6)
CITIES = ("安平市", "北山市", "长河市", "东港市", "丰田市", "光明市")


@pytest.fixture
def compare(city):
    def compare(slug=ACCEPTED, years=None, actor=None, **more):
        return comparison.compare(slug, actor or city.office, TODAY, years, **more)

    return compare


@pytest.fixture
def cities(city):
    """Put in a report of each city and year with one value: 10, 20, 30 …, and one more each year."""

    def cities(years=("2023",), names=CITIES, **more):
        for place, name in enumerate(names):
            for year in years:
                value = 10 * (place + 1) + int(year) - 2023
                reading(city.government, name, year, figure(value, **more))

    return cities


def only(comparison):
    (group,) = comparison.groups
    return group


def names(rows):
    return [row.cell.place.name for row in rows]


# ---- ranks, percentiles, changes


def test_places_of_a_year_are_ranked_from_the_greatest_on(cities, compare):
    cities()
    rows = only(compare()).rows("2023")
    assert names(rows) == list(reversed(CITIES))
    assert [row.rank for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [str(row.percentile) for row in rows] == ["91.7", "75.0", "58.3", "41.7", "25.0", "8.3"]


def test_equal_values_share_a_rank_and_a_percentile(city, compare):
    for name, value in zip(CITIES, (5, 5, 5, 1, 9, 9), strict=True):
        reading(city.government, name, "2023", figure(value))
    rows = only(compare()).rows("2023")
    assert [(row.rank, str(row.percentile)) for row in rows] == [
        (1, "83.3"), (1, "83.3"), (3, "41.7"), (3, "41.7"), (3, "41.7"), (6, "8.3"),
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "any_percentile"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_a_percentile_needs_five_places(cities, compare, number, any_percentile):
    cities(names=CITIES[:number])
    rows = only(compare()).rows("2023")
    assert all(row.rank for row in rows)
    assert all((row.percentile is not None) == any_percentile for row in rows)


def test_a_change_is_against_the_same_place_a_year_before(cities, compare):
    cities(("2021", "2022", "2023"), names=("安平市",))
    group = only(compare())
    changes = [(year, row.change) for year in group.years for row in group.rows(year)]
    assert [(year, change and (change.difference, change.per_cent)) for year, change in changes] == [
        ("2021", None), ("2022", (1, Decimal("12.50"))), ("2023", (1, Decimal("11.11"))),
    ]  # fmt: skip


def test_there_are_no_per_cent_of_nothing(city, compare):
    reading(city.government, "安平市", "2022", figure(0))
    reading(city.government, "安平市", "2023", figure(4))
    (row,) = only(compare()).rows("2023")
    assert (row.change.difference, row.change.per_cent) == (4, None)


def test_asked_years_are_shown_and_their_changes_still_known(cities, compare):
    cities(("2021", "2022", "2023"), names=("安平市",))
    group = only(compare(years=["2023"]))
    assert (group.years, compare(years=["2023"]).years) == (["2023"], ["2023"])
    assert group.rows("2023")[0].change.difference == 1
    assert compare(years=["2019"]).groups == ()


def test_the_middle_of_a_year(cities, compare):
    cities()
    found = only(compare()).summary("2023")
    assert (found.places, found.lowest, found.middle, found.highest) == (6, 10, 35, 60)
    assert only(compare()).summary("2022") is None


# ---- what stands apart


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"unit": "次"}, "单位不同：这一组是“次”，主要的一组是“件”。"),
        ({"unit": ""}, "单位不同：这一组是“未写单位”，主要的一组是“件”。"),
        ({"scope": "own"}, "口径不同：这一组是“本级”，主要的一组是“全域”。"),
        ({"scope": ""}, "口径不同：这一组是“未写明”，主要的一组是“全域”。"),
        ({"period": "2016-"}, "期间不同：这一组是“2016 年以来”，主要的一组是“全年”。"),
        ({"period": "2023-06"}, "期间不同：这一组是“6月”，主要的一组是“全年”。"),
        ({"period": "2023Q1"}, "期间不同：这一组是“第1季度”，主要的一组是“全年”。"),
        ({"period": "2023H1"}, "期间不同：这一组是“上半年”，主要的一组是“全年”。"),
        ({"org": "市公安局"}, "主体不同：这一组说的是部门或者其他单位，主要的一组说的是地方。"),
        ({"org": "各县区"}, "主体不同：这一组说的是部门或者其他单位，主要的一组说的是地方。"),
    ],
)
def test_what_is_counted_otherwise_stands_apart_and_it_is_said_why(city, cities, compare, other, why):
    cities(names=CITIES[:2])
    reading(city.government, "江口市", "2023", figure(999, **other))
    main, apart = compare().groups
    assert (names(main.rows("2023")), main.why) == (["北山市", "安平市"], ())
    assert apart.why == (why,)
    (row,) = apart.rows("2023")
    assert row.cell.place.name.startswith("江口市") and row.of == 1


@pytest.mark.parametrize("org", ["", "全市", "市委、市政府", "我市", "市本级", "江口市"])
def test_who_speaks_for_the_place_is_the_place(city, compare, org):
    reading(city.government, "江口市", "2023", figure(1, org=org))
    assert only(compare()).basis.kind == PLACE


@pytest.mark.parametrize(
    ("printed", "division", "kind", "level", "guessed"),
    [
        ("江口市", "", PLACE, Level.PREFECTURE, True),
        ("江口市", "990281", PLACE, Level.COUNTY, False),
        ("江口市人民政府", "", PLACE, Level.PREFECTURE, True),
        ("青山县", "", PLACE, Level.COUNTY, True),
        ("上海市", "", PLACE, Level.PROVINCE, True),
        ("上海市浦东新区", "", PLACE, None, False),
        ("某某综合实验区管委会", "", PLACE, None, False),
        ("江口市公安局", "", UNIT, None, False),
        ("江口市公安局", "990200", UNIT, Level.PREFECTURE, False),
        ("", "", PLACE, None, False),
    ],
)
def test_the_level_of_a_place_comes_from_its_code_or_its_name(printed, division, kind, level, guessed):
    place = of_report(printed, division, "一份报告")
    assert (place.kind, place.level, place.guessed) == (kind, level, guessed)


def test_a_county_does_not_stand_beside_cities(city, cities, compare):
    cities(names=CITIES[:2])
    reading(city.government, "青山县", "2023", figure(3))
    _main, apart = compare().groups
    assert names(apart.rows("2023")) == ["青山县"]
    assert apart.why == ("行政层级不同：这一组是“县级”，主要的一组是“市级”。",)


def test_all_that_is_different_is_said(city, cities, compare):
    cities(names=CITIES[:2])
    reading(city.government, "青山县", "2023", figure(3, unit="次", scope="own"))
    assert len(compare().groups[1].why) == 3


def test_about_so_many_is_shown_marked_and_not_ranked(city, cities, compare):
    cities()
    reading(city.government, "江口市", "2023", figure(45, approx="over"))
    rows = only(compare()).rows("2023")
    assert rows[-1].cell.marks == ["不是确数"]
    assert (rows[-1].rank, rows[-1].percentile, rows[-1].of) == (None, None, 6)
    assert [row.rank for row in rows[:-1]] == [1, 2, 3, 4, 5, 6], "the others are ranked among themselves"


def test_a_draft_is_shown_marked_and_not_ranked(city, cities, compare):
    cities(names=CITIES[:1])
    reading(city.government, "江口市", "2023", figure(45), status="draft")
    rows = only(compare()).rows("2023")
    assert [(row.cell.place.name, row.rank, row.cell.marks) for row in rows] == [
        ("安平市", 1, []), ("江口市", None, ["起草中"]),
    ]  # fmt: skip


def test_figures_without_a_scope_join_the_others_only_when_asked_and_say_so(city, cities, compare):
    cities(names=CITIES[:2])
    reading(city.government, "江口市", "2023", figure(5, scope=""))
    reading(city.government, "安平市", "2023", figure(11, scope=""))
    reading(city.government, "海阳市", "2023", figure(1, scope="own"))
    assert [len(group.places) for group in compare().groups] == [2, 2, 1]
    together = compare(unstated=True)
    assert [len(group.places) for group in together.groups] == [3, 1]
    rows = {row.cell.place.name: row for row in together.groups[0].rows("2023")}
    assert (rows["江口市"].rank, rows["江口市"].cell.marks) == (3, ["口径未写明"])
    assert rows["江口市"].cell.said[0].figure.scope == ""
    # What says its scope counts before what does not.
    assert (rows["安平市"].cell.value, rows["安平市"].cell.marks) == (10, ["其他来源不一致"])


def test_without_any_scope_there_is_nothing_to_join(city, compare):
    reading(city.government, "江口市", "2023", figure(5, scope=""))
    assert only(compare(unstated=True)).rows("2023")[0].cell.marks == []


def test_a_figure_of_an_earlier_year_counts_for_that_year(city, compare):
    reading(city.government, "江口市", "2023", figure(45, period="2022"))
    assert only(compare()).years == ["2022"]


@pytest.mark.parametrize(
    ("slug", "value", "unit", "expected"),
    [
        ("legal_advice.public_lawyers", 12, "位", (12, "名")),
        ("legal_advice.public_lawyers", 12, "个", (12, "个")),
        (ACCEPTED, 12, "起", (12, "件")),
        (ACCEPTED, 12, "件", (12, "件")),
        (RATE, 80, "%", (80, "%")),
    ],
)
def test_measure_words_that_mean_the_same_are_one_unit(slug, value, unit, expected):
    assert in_unit(CATALOGUE[slug], Decimal(value), unit) == expected


def test_money_is_reckoned_over():
    money = next(entry for entry in CATALOGUE.values() if entry.unit == "万元")
    assert in_unit(money, Decimal("1.2"), "亿元") == (12000, "万元")
    assert in_unit(money, Decimal(74356), "元") == (Decimal("7.4356"), "万元")


# ---- several values of one place and year


def test_a_text_that_says_two_things_is_in_conflict(city, cities, compare):
    cities(names=CITIES[:2])
    reading(city.government, "江口市", "2023", figure(83), figure(38))
    row = only(compare()).rows("2023")[-1]
    assert (row.cell.conflict, row.cell.value, row.rank) == (True, None, None)
    assert row.cell.marks == ["同一来源有不同的数"]
    assert sorted(one.figure.value for one in row.cell.said) == [38, 83]


def test_two_reports_that_differ_are_in_conflict_too(city, compare):
    reading(city.government, "江口市", "2022", figure(83))
    reading(city.government, "江口市", "2023", figure(84, period="2022"))
    assert only(compare()).rows("2022")[0].cell.conflict


def test_the_same_number_said_twice_or_less_exactly_is_no_conflict(city, compare):
    reading(city.government, "江口市", "2023", figure(80, approx="over"), figure(83), figure(83))
    (row,) = only(compare()).rows("2023")
    assert (row.cell.value, row.cell.conflict, row.rank, len(row.cell.said)) == (83, False, 1, 3)


@pytest.fixture
def applications(city):
    accept(city, 3)


def test_our_own_figures_stand_beside_marked_by_their_source(city, applications, cities, compare):
    cities(names=CITIES[:2])
    rows = compare().groups[0].rows("2023")
    assert [(row.cell.place.name, row.cell.value, row.cell.said[0].figure.source) for row in rows] == [
        ("北山市", 20, "report"), ("安平市", 10, "report"), ("临江市", 3, "ledger"),
    ]  # fmt: skip
    assert rows[-1].cell.said[0].organisation == "990100"


def test_a_ledger_counts_before_the_report_and_the_report_is_shown_against_it(city, applications, compare):
    reading(city.government, "临江市人民政府", "2023", figure(4), about=city.government)
    (row,) = compare().groups[0].rows("2023")
    assert (row.cell.value, row.rank, row.cell.marks) == (3, 1, ["其他来源不一致"])
    assert [one.figure.value for one in row.cell.against] == [4]


def test_an_accepted_return_is_our_own_figure_too(city, compare):
    clerk = city.actor("statistician", city.county)
    filing = returns.file(city.county, 2023, clerk)
    returns.enter(filing, [{"indicator": "publicity.activities", "scope": "all", "value": 7}], clerk)
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    returns.submit(filing, clerk, moment)
    returns.accept(filing, city.office, moment)
    (row,) = only(compare("publicity.activities")).rows("2023")
    assert (row.cell.place.name, row.cell.value, row.cell.chosen.figure.source) == ("青山县", 7, "return")


# ---- who sees what


def test_readings_are_seen_by_the_rights_of_the_ledger(city, compare):
    reading(city.government, "江口市", "2023", figure(1))
    reading(city.county, "青山县", "2023", figure(2))
    county = city.actor("law_governance_office", city.county)
    assert [group.places[0].name for group in compare().groups] == ["江口市", "青山县"]
    assert [group.places[0].name for group in compare(actor=county).groups] == ["青山县"]
    assert [(one.place.name, one.readings) for one in comparison.places(county)] == [("青山县", 0), ("青山县", 1)]
    assert [one.readings for one in comparison.listed(county)] == [1]
    assert comparison.profile("江口市", county, TODAY) is None
    for call in (compare, lambda actor: comparison.listed(actor), lambda actor: comparison.places(actor)):
        with pytest.raises(NotAllowed):
            call(actor=city.stranger)


def test_our_own_figures_are_only_those_within_reach(city, applications, compare):
    county = city.actor("law_governance_office", city.county)
    assert compare(actor=county).groups == ()


def test_an_unknown_indicator_is_named(compare):
    with pytest.raises(UnknownIndicator, match=r"no\.such"):
        compare("no.such")


# ---- the lists, and one place over the years


def test_indicators_are_listed_with_places_and_years(city, cities):
    cities(("2022", "2023"), names=CITIES[:3])
    reading(city.government, "安平市", "2021", figure(80, RATE, "%"), figure(5, ""))
    assert [(one.entry.slug, one.places, one.years, one.readings) for one in comparison.listed(city.office)] == [
        (ACCEPTED, 3, ("2022", "2023"), 6), (RATE, 1, ("2021",), 1),
    ]  # fmt: skip
    assert [(one.place.name, one.readings, one.years) for one in comparison.places(city.office)] == [
        ("临江市", 0, ()), ("青山县", 0, ()),
        ("北山市", 2, ("2022", "2023")), ("安平市", 3, ("2021", "2022", "2023")), ("长河市", 2, ("2022", "2023")),
    ]  # fmt: skip


def test_a_place_over_the_years_keeps_apart_what_is_counted_otherwise(city):
    reading(city.government, "安平市", "2022", figure(10), figure(80, RATE, "%"))
    reading(
        city.government, "安平市", "2023", figure(15), figure(5, org="市公安局"), figure(82, RATE, "%", scope="own")
    )
    reading(city.government, "安平市区", "2023", figure(99))
    found = comparison.profile("安平市", city.office, TODAY)
    assert (found.place.name, found.years) == ("安平市", ["2022", "2023"])
    shown = [
        (line.entry.slug, line.place.name, [cell and int(cell.value) for cell in map(line.cell, found.years)])
        for line in found.lines
    ]
    assert sorted(shown, key=str) == sorted(
        [
            (ACCEPTED, "安平市", [10, 15]), (ACCEPTED, "安平市·市公安局", [None, 5]),
            (RATE, "安平市", [80, None]), (RATE, "安平市", [None, 82]),
        ],
        key=str,
    )  # fmt: skip


def test_a_place_of_ours_has_its_own_figures_without_any_report(city, applications):
    found = comparison.profile("990100", city.office, TODAY)
    line = next(line for line in found.lines if line.entry.slug == ACCEPTED)
    assert line.cell("2023").value == 3
    assert comparison.profile("990999", city.office, TODAY) is None


def test_the_queries_do_not_grow_with_the_readings(city, cities, compare, django_assert_max_num_queries):
    cities(("2022", "2023"))
    for call in (
        compare,
        lambda: comparison.listed(city.office),
        lambda: comparison.places(city.office),
        lambda: comparison.profile("安平市", city.office, TODAY),
    ):
        with django_assert_max_num_queries(25):
            call()


def test_as_plain_values(city, cities, compare):
    cities(("2022", "2023"), names=CITIES[:2])
    reading(city.government, "江口市", "2023", figure(45, approx="over"), figure(12, unit="次"))
    found = compare().as_json()
    assert (found["indicator"], found["unit"], found["years"]) == (ACCEPTED, "件", ["2022", "2023"])
    main, apart = found["groups"]
    assert (main["main"], apart["main"], len(apart["why"])) == (True, False, 1)
    row = next(row for row in main["rows"] if (row["place"], row["year"]) == ("北山市", "2023"))
    assert (row["value"], row["rank"], row["ranked"], row["change"], row["change_per_cent"]) == (20, 1, 2, 1, 5.26)
    assert row["said"][0]["offset"] == 0
    about = next(row for row in main["rows"] if row["place"] == "江口市")
    assert (about["approx"], about["rank"], about["marks"]) == ("over", None, ["不是确数"])


# ---- properties

VALUES = st.decimals(0, 10**6, places=2)


@settings(max_examples=50)
@given(st.lists(VALUES, min_size=ENOUGH, max_size=40))
def test_a_greater_value_never_has_a_smaller_percentile(values):
    ordered = sorted(values)
    found = [percentile(ordered, value) for value in ordered]
    assert all(0 < one < 100 for one in found)
    assert all((first < second) == (one < other) or one == other or first == second
               for (one, first), (other, second) in pairwise(zip(ordered, found, strict=True)))  # fmt: skip
    assert all(first <= second for first, second in pairwise(found))


@st.composite
def statements(draw):
    """Figures of a few places, years and bases, some of them about, some of drafts, some contradicting others."""
    number = draw(st.integers(0, 5))
    place = Place(f"p{number}", f"地{number}", 2, False, PLACE, f"p{number}")
    basis = Basis(draw(st.sampled_from(["件", "次"])), draw(st.sampled_from(["own", "all"])), "", PLACE, 2)
    approx = draw(st.sampled_from(["exact", "exact", "over"]))
    year = draw(st.sampled_from(["2022", "2023"]))
    made = Figure(ACCEPTED, "", basis.scope, year, Decimal(draw(st.integers(0, 9))), source=REPORT, approx=approx)
    return Said(
        place, year, basis, made, reading=draw(st.integers(1, 9)), start=draw(st.integers(0, 9)),
        draft=draw(st.booleans()),
    )  # fmt: skip


@settings(max_examples=50)
@given(st.lists(statements(), max_size=25), st.randoms())
def test_the_order_of_the_readings_makes_no_difference(said, chance):
    shuffled = [*said]
    chance.shuffle(shuffled)
    entry = CATALOGUE[ACCEPTED]

    def seen(found):
        return [
            (group.basis, group.why, [(row.cell.place.key, year, row.cell.value, row.cell.conflict, row.rank,
              row.percentile, row.change) for year in group.years for row in group.rows(year)])
            for group in groups(entry, found)
        ]  # fmt: skip

    assert seen(said) == seen(shuffled)
