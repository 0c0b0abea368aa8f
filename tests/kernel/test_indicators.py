"""指标: each kind by hand, with rows that must not count; all declared ones against plain Python; periods."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel import indicators, ledgers
from fadu.kernel.catalogue import CATALOGUE, Indicator
from fadu.kernel.extracts import conditions, cubes, engines, parts, schema
from fadu.kernel.extracts.measures import Extract, Scopes, Span, Sum, Window, answers
from fadu.kernel.indicators import (
    BadIndicator,
    BadPeriod,
    Figure,
    Indicators,
    Period,
    count,
    declarations,
    distinct,
    evaluate,
    growth,
    half_up,
    printed,
    quantile_days,
    ratio,
    stock,
    total,
    year_before,
)
from fadu.kernel.organisations import ALL, OWN, Organisation, within
from tests.kernel import made_up
from tests.toy import library
from tests.toy.indicators import BorrowingFigures, DisputeFigures, VisitFigures
from tests.toy.models import Borrowing, Dispute, Visit

DAY = dt.date


@pytest.fixture
def top(db, settings, tmp_path):
    settings.HOME = tmp_path
    return made_up.tree()


@pytest.fixture
def lend(top):
    """Lend a book; it is written past the ledger's door, so that every value can be chosen."""

    def lend(organisation="C", **values):
        number = str(Borrowing.objects.count() + 1)
        values = {"title": "书", "borrower": "甲", "borrowed_on": DAY(2023, 5, 1), "number": number} | values
        return Borrowing.objects.create(organisation=Organisation.objects.get(code=organisation), **values)

    return lend


def moment(*of):
    return dt.datetime(*of, tzinfo=dt.timezone(dt.timedelta(hours=8)))


# Counting


def test_a_rate_lists_the_rows_of_its_part_and_of_its_whole(lend):
    on_the_last_day = lend(due_on=DAY(2023, 6, 1), returned_at=moment(2023, 6, 1, 23, 59))
    one_day_late = lend(due_on=DAY(2023, 6, 1), returned_at=moment(2023, 6, 2, 0, 0))
    lend(due_on=DAY(2023, 6, 1))  # not returned: neither in time nor late
    lend(due_on=DAY(2024, 6, 1), returned_at=moment(2024, 1, 1, 0, 0))  # returned in another year

    rate = BorrowingFigures._timeliness.figure(2023)

    assert rate.value == 50
    assert rate.rows == {on_the_last_day, one_day_late}
    assert rate.part.rows == {on_the_last_day}
    assert rate.whole.value == rate.records == len(rate.rows) == 2
    assert one_day_late in rate.rows and one_day_late not in rate.part.rows


def test_a_rate_of_nothing_is_no_rate(lend):
    lend()
    rate = BorrowingFigures._timeliness.figure(2023)
    assert (rate.value, rate.numerator, rate.denominator, rate.records, rate.text) == (None, 0, 0, 0, "—")
    assert rate.as_json()["value"] is None


def test_an_empty_ledger_counts_nothing(top):
    found = {figure.indicator: figure for figure in evaluate(made_up.measures(), ["C"], [2023], [OWN, ALL])}
    assert {figure.records for figure in found.values()} == {0}
    assert found["toy._lent"].value == 0 and found["toy._median_days"].value is None
    assert list(found["toy._lent"].rows) == [] and found["toy._lent"].rows() == []


def test_a_total_leaves_empty_cells_out_of_sum_and_records(lend):
    lend(deposit=Decimal("0.10"), copies=2)
    lend(deposit=Decimal("0.20"))
    lend(deposit=None)
    figure = BorrowingFigures._deposits.figure("2023-05")
    assert figure.value == Decimal("0.30") and figure.records == 2 and figure.text == "0.3"


@pytest.mark.parametrize(
    ("returned", "standing", "carried_over"),
    [
        (None, 1, 1),
        (moment(2024, 1, 1), 1, 1),
        (moment(2023, 12, 31, 23, 59), 0, 1),  # gone when the last day ends
        (moment(2023, 1, 1), 0, 1),
        (moment(2022, 12, 31, 23, 59), 0, 0),
        (moment(2022, 6, 1), 0, 0),
    ],
)
def test_what_has_left_on_a_day_no_longer_stands_at_its_end(lend, returned, standing, carried_over):
    lend(borrowed_on=DAY(2022, 7, 1), returned_at=returned)
    lend(borrowed_on=DAY(2024, 1, 1))
    assert BorrowingFigures._out.figure(2023).value == standing
    assert BorrowingFigures._out_before.figure(2023).value == carried_over


@pytest.mark.parametrize(("due", "standing"), [(DAY(2023, 12, 30), 0), (DAY(2023, 12, 31), 1), (None, 1)])
def test_an_inclusive_end_is_itself_the_last_day(lend, due, standing):
    lend(borrowed_on=DAY(2022, 7, 1), due_on=due)
    assert BorrowingFigures._promised.figure(2023).value == standing


def test_carried_over_and_new_less_closed_is_what_stands(top):
    made_up.extract(ledgers.of(Borrowing), made_up.rows_of(Borrowing, 300, seed=1))
    asked = [getattr(BorrowingFigures, name) for name in ("_out_before", "_lent", "_returned", "_out")]
    # Rows that went before they came stand nowhere and spoil any balance.
    sane = [
        row
        for row in made_up.rows_of(Borrowing, 300, seed=1)
        if row["returned_at"] is None or row["borrowed_on"] <= row["returned_at"].date()
    ]
    made_up.extract(ledgers.of(Borrowing), sane)
    before, came, went, stands = (figure.value for figure in evaluate(asked, ["C"], [2023], fresh=False))
    assert before + came - went == stands > 0


def test_distinct_counts_values_and_not_empty_ones(lend):
    lend(title="论语")
    lend(title="论语")
    lend(title="大学", borrowed_on=DAY(2022, 1, 1))
    lend(title="")
    assert BorrowingFigures._titles.figure(2023).value == 1
    assert BorrowingFigures._titles.figure(2023).records == 2
    assert BorrowingFigures._titles_out.figure(2023).value == 2
    assert BorrowingFigures._titles.figure("2016-").value == 2


@pytest.mark.parametrize(
    ("days", "median"),
    [((3,), 3), ((1, 2), 1), ((1, 2, 3), 2), ((0, 0, 0, 9), 0), ((9, 1, 5, 1), 1), ((30, 31), 30)],
)
def test_the_median_is_a_number_of_days_that_occurred(lend, days, median):
    for number in days:
        lend(borrowed_on=DAY(2023, 2, 27), returned_at=moment(2023, 2, 27, 23, 59) + dt.timedelta(days=number))
    lend(borrowed_on=DAY(2023, 2, 27))
    figure = BorrowingFigures._median_days.figure(2023)
    assert (figure.value, figure.records, figure.unit) == (median, len(days), "天")
    assert len(list(figure.rows)) == len(days)


def test_a_moment_counts_on_its_civil_day(lend):
    """New Year's midnight in Beijing is still the old year in UTC, in which the database keeps it."""
    lend(returned_at=dt.datetime(2022, 12, 31, 16, 0, tzinfo=dt.UTC))
    lend(returned_at=dt.datetime(2022, 12, 31, 15, 59, 59, 999999, tzinfo=dt.UTC))
    asked = [BorrowingFigures._returned]
    assert [figure.value for figure in evaluate(asked, [None], ["2022-12", "2023-01", "2022", "2023Q1"])] == [1] * 4


def test_own_is_the_division_and_all_what_lies_below(lend):
    for code in ("C", "C-1", "D", "D-1", "D-1"):
        lend(organisation=code)
    asked = ["C", "C-1", "D", None]
    figures = evaluate([BorrowingFigures._lent], asked, [2023], [OWN, ALL])
    assert [figure.value for figure in figures] == [2, 5, 1, 1, 3, 3, 5, 5]
    assert [figure.organisation for figure in figures[::2]] == ["C", "C-1", "D", ""]
    for figure in figures[:6]:
        codes = set(
            within(Organisation.objects.get(code=figure.organisation), figure.scope).values_list("code", flat=True)
        )
        assert {record.organisation.code for record in figure.rows} <= codes


def test_pages_of_rows_follow_each_other_without_gap(lend):
    lent = [lend() for _ in range(7)]
    rows = BorrowingFigures._lent.figure(2023).rows
    first = rows(limit=3)
    second = rows(after=first[-1]["record"], limit=3)
    third = rows(after=str(second[-1]["record"]), limit=3)
    assert [row["record"] for row in first + second + third] == [record.pk for record in lent]
    assert first[0]["title"] == "书" and first[0]["organisation"] == "C" and "note" not in first[0]
    assert rows(after=third[-1]["record"]) == []


def test_a_figure_is_printed_as_the_contract_has_it(lend):
    lend(due_on=DAY(2023, 6, 1), returned_at=moment(2023, 6, 1))
    lend(due_on=DAY(2023, 6, 1), returned_at=moment(2023, 6, 2))
    lend(due_on=DAY(2023, 6, 1), returned_at=moment(2023, 6, 2))
    figure = BorrowingFigures._timeliness.figure(2023, "C")
    assert figure.as_json() == {
        "indicator": "toy._timeliness", "value": 33.33, "unit": "", "approx": "exact", "scope": "all",
        "period": "2023", "source": "ledger", "numerator": 1, "denominator": 3, "records": 3, "text": "33.33",
    } | {"unit": figure.unit}  # fmt: skip


def test_the_year_before(lend):
    lend(borrowed_on=DAY(2022, 2, 3))
    lend(borrowed_on=DAY(2023, 2, 3))
    lend(borrowed_on=DAY(2023, 3, 31))
    figures = evaluate([BorrowingFigures._lent], ["C"], [2023, "2023Q1", "2023-03", "2016-"])
    earlier = year_before(figures)
    assert [figure and figure.value for figure in earlier] == [1, 1, 0, None]
    assert growth(figures[0], earlier[0]) == 100
    assert growth(figures[2], earlier[2]) is None


# Every declared indicator


def test_cube_rows_and_plain_python_agree_on_every_indicator(top):
    kept = {}
    for ledger in made_up.measured_ledgers():
        kept[ledger.model] = made_up.rows_of(ledger.model, 120, seed=1)
        made_up.extract(ledger, kept[ledger.model])
    periods = [Period.of(name) for name in ("2023", "2023Q1", "2024-02", "2016-")]
    places = [("C", OWN), ("C", ALL), ("D-1", ALL)]
    members = {place: made_up.members(Organisation.objects.get(code=place[0]), place[1]) for place in places}
    from_cube, from_rows = (
        evaluate(made_up.measures(), ["C", "D-1"], periods, [OWN, ALL], through=through, fresh=False)
        for through in ("cube", "rows")
    )
    assert from_cube == from_rows
    for figure in from_cube:
        if (place := (figure.organisation, figure.scope)) in members:
            rows = kept[figure.counted.base.ledger]
            expected = made_up.reckon(figure.counted.measure, rows, members[place], figure.counted.period)
            assert (figure.value, figure.numerator, figure.denominator, figure.records) == expected, figure
    for figure in from_cube[::31]:
        assert len(figure.rows(limit=1_000)) == figure.records, figure


def test_a_refresh_adds_only_new_parts_to_the_cube(top, monkeypatch):
    ledger = ledgers.of(Borrowing)
    rows = made_up.rows_of(Borrowing, 100, seed=3)
    made_up.extract(ledger, rows)
    before = evaluate([BorrowingFigures._lent], [None], [2023], fresh=False)[0].value
    scanned = []
    scan = Extract._scan
    monkeypatch.setattr(Extract, "_scan", lambda self, only=None: scanned.append(only) or scan(self, only))
    rows[-1]["borrowed_on"] = DAY(2019, 1, 1)
    made_up.extract(ledger, rows[:50] + rows[50:])
    after = evaluate([BorrowingFigures._lent], [None], [2023], fresh=False)[0].value
    assert [[part.key for part in only] for only in scanned] == [["1"]]
    again = evaluate([BorrowingFigures._lent], [None], [2023], fresh=False)[0].value
    assert after == again and before - after in (0, 1)


def test_after_one_record_changes_only_its_part_is_touched(db, settings, tmp_path, monkeypatch):
    """All figures of all ledgers anew: one part is read, written and counted, and only its months in the cubes change.

    What has not changed costs three questions to the database, however many ledgers there are.
    """
    settings.HOME = tmp_path
    monkeypatch.setattr(parts, "BLOCK", 8)
    city = library.build()
    ledger = ledgers.of(Borrowing)
    values = {"title": "书", "borrower": "甲", "organisation": city.library, "copies": 1}
    lent = [
        ledgers.create(
            ledger, city.handler, values | {"number": str(n), "borrowed_on": DAY(2023, 1 + n % 12, 1)}, DAY(2025, 3, 3)
        )
        for n in range(40)
    ]
    asked = made_up.measures()
    before = figures = evaluate(asked, [None], [2023, 2024])
    with CaptureQueriesContext(connection) as asking:
        assert evaluate(asked, [None], [2023, 2024]) == before
    assert len(asking) == 3  # the organisations, the journal's size, its event at the watermark

    lent[17].refresh_from_db()
    ledgers.edit(lent[17], city.handler, {"copies": 3, "borrowed_on": DAY(2024, 5, 1)}, lent[17].revision)
    read, written, scanned, added = [], [], [], []
    spy(monkeypatch, parts, "_lines", lambda model, block: read.append((model, block)))
    spy(monkeypatch, parts, "write_part", lambda slug, key, table: written.append((slug, key)))
    spy(monkeypatch, Extract, "_scan", lambda self, only=None: scanned.append((self.model, [p.key for p in only])))
    spy(monkeypatch, cubes, "_save", lambda table, file, keep: added.append((table, pq.read_table(keep))))
    with CaptureQueriesContext(connection) as asking:
        figures = evaluate(asked, [None], [2023, 2024])
    block = lent[17].pk // 8
    assert read == [(Borrowing, block)] and written == [(ledger.slug, str(block))]
    assert scanned and all(one == (Borrowing, [str(block)]) for one in scanned)
    assert len(added) == len(scanned), "each cube counts the new part once"
    for now, earlier in added:
        kept = [table.filter(pc.not_equal(table["part"], str(block))).to_pylist() for table in (now, earlier)]
        assert sorted(map(str, kept[0])) == sorted(map(str, kept[1])), "what other parts hold is taken over"
    assert len(asking) <= 14
    changed = {one.indicator for one, other in zip(figures, before, strict=True) if one != other}
    assert {"toy._lent", "toy._copies"} <= changed and all(name.startswith("toy.") for name in changed)
    monkeypatch.undo()
    settings.HOME = tmp_path / "anew"
    assert evaluate(asked, [None], [2023, 2024], fresh=True) == figures


def spy(monkeypatch, owner, name, noted):
    """Note each call and let it go on."""
    real = getattr(owner, name)
    monkeypatch.setattr(owner, name, lambda *args, **kwargs: noted(*args, **kwargs) or real(*args, **kwargs))


def test_a_span_that_ends_within_a_month_is_counted_by_days(lend):
    lend(borrowed_on=DAY(2023, 5, 9), title="论语")
    lend(borrowed_on=DAY(2023, 5, 10), title="大学")
    lend(borrowed_on=DAY(2023, 4, 1), returned_at=moment(2023, 5, 9))
    asked = [getattr(BorrowingFigures, name) for name in ("_lent", "_out", "_titles", "_returned", "_median_days")]
    whole = evaluate(asked, ["C"], ["2023-"])
    found = evaluate(asked, ["C"], ["2023-", "2016-"], until=DAY(2023, 5, 9))
    assert [figure.value for figure in found] == [2, 2, 1, 1, 2, 2, 1, 1, 38, 38]
    assert [figure.value for figure in whole] == [3, 2, 3, 1, 38]
    assert all(len(figure.rows) == figure.records == len(list(figure.rows)) for figure in found)


@pytest.mark.parametrize("inclusive", [False, True])
def test_what_stands_is_what_came_less_what_left(top, inclusive):
    """At every month's end, by the cube and by the rows; also what left before it came, and on a last day."""
    rows = made_up.rows_of(Borrowing, 200, seed=9)
    made_up.extract(ledgers.of(Borrowing), rows)
    window = Window(start="borrowed_on", end="due_on", inclusive=inclusive)
    months = [Period.of(f"{year}-{month:02}") for year in (2022, 2023, 2024) for month in range(1, 13)]
    spans = [Span(each.first, each.last) for each in months]
    extract = Extract(parts.manifest(ledgers.of(Borrowing)), Borrowing)
    one, scopes = Sum(), Scopes([("C", ALL), ("D", OWN)])
    for asked in (window, replace(window, before=True)):
        cube, counted = (
            answers(
                extract.counted(asked, [one], spans, through=through),
                scopes,
                lambda counts, rows: counts.total(one.key, rows),
            )
            for through in ("cube", "rows")
        )
        standing = {at: number for at, number in cube.items() if number}
        assert standing and standing == {at: number for at, number in counted.items() if number}


# Conditions


def test_a_value_stands_in_a_query_as_it_is():
    listed = ", ".join(f"{engines.literal(one)} AS _{number}" for number, one in enumerate(made_up.PLAIN))
    assert list(engines.engine("duckdb").collect(f"SELECT {listed}").to_pylist()[0].values()) == made_up.PLAIN
    with pytest.raises(TypeError):
        engines.literal(["no value of a cell"])


@given(
    left=st.none() | st.dates(DAY(2023, 1, 1), DAY(2023, 1, 3)),
    right=st.none() | st.dates(DAY(2023, 1, 1), DAY(2023, 1, 3)),
)
def test_an_empty_cell_equals_nothing_and_what_is_not_so_is_true(left, right):
    row = conditions.Row(Borrowing)
    values = {"borrowed_on": left, "due_on": right}
    both = left is not None and right is not None
    assert (row.borrowed_on <= row.due_on).holds(values) == (both and left <= right)
    assert (~(row.borrowed_on <= row.due_on)).holds(values) == (not (both and left <= right))
    assert (row.borrowed_on != row.due_on).holds(values) == (not both or left != right)
    assert row.due_on.is_null().holds(values) == (right is None)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (lambda row: row.nothing == 1, "no extracted field nothing"),
        (lambda row: row.note == "x", "no extracted field note"),  # long texts stay in the database
        (lambda row: row.title, "not a condition"),
        (lambda row: row.binding == "papyrus", "none of its choices"),
        (lambda row: row.binding.is_in(["paper", "papyrus"]), "none of its choices"),
        (lambda row: row.copies == "3", "never compares"),
        (lambda row: row.copies == True, "never compares"),  # noqa: E712
        (lambda row: row.due_on == None, "is_null"),  # noqa: E711
        (lambda row: row.due_on > dt.datetime(2023, 1, 1), "moment"),
        (lambda row: row.due_on > row.copies, "compared with"),
        (lambda row: row.renewed and row.title == "x", "& | ~"),
        (lambda row: row.borrowed_on <= row.due_on <= row.returned_at, "& | ~"),
        (lambda row: row.copies - row.title == 1, "a number from a number"),
    ],
)
def test_a_condition_that_means_nothing_stops_start_up(where, said):
    with pytest.raises(BadIndicator, match="test_indicators.*_wrong.*" + said.replace("|", r"\|")):

        class Wrong(Indicators):
            ledger = Borrowing
            _wrong = count("", on="borrowed_on", where=where)


def test_outcomes_of_a_procedure_are_known(db):
    with pytest.raises(BadIndicator, match="none of its choices"):

        class Wrong(Indicators):
            ledger = Dispute
            _wrong = count("", on="decided_on", where=lambda row: row.outcome == "overheld")


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (lambda: count("", on="title"), "title is not a date"),
        (lambda: total("", of="title", on="borrowed_on"), "whole or decimal numbers"),
        (lambda: quantile_days("", 0.5, on="borrowed_on", days="deposit"), "whole number"),
        (lambda: quantile_days("", 1.5, on="borrowed_on", days="copies"), "between 0 and 1"),
        (lambda: stock("", valid_from="borrowed_on", valid_to="number"), "number is not a date"),
        (lambda: stock("", valid_from="borrowed_on", valid_to="due_on", at="noon"), "at the"),
        (lambda: distinct("", of="title"), "takes either on"),
        (lambda: ratio("", quantile_days("", 0.5, on="borrowed_on", days="copies"),
                       count("", on="borrowed_on")), "the part of a ratio"),
    ],
)  # fmt: skip
def test_a_measure_that_cannot_be_taken_stops_start_up(measure, said):
    with pytest.raises(BadIndicator, match=said):
        type("Wrong", (Indicators,), {"ledger": Borrowing, "_wrong": measure(), "__module__": __name__})


def test_an_indicator_stands_in_the_catalogue(monkeypatch):
    with pytest.raises(BadIndicator, match=r"toy\.lent is not in the catalogue"):
        type("Wrong", (Indicators,), {"ledger": Borrowing, "lent": count("", on="borrowed_on")})
    monkeypatch.setattr(declarations, "_declared", dict(declarations._declared))
    monkeypatch.setattr(declarations, "_of_ledger", {one: [*bases] for one, bases in declarations._of_ledger.items()})
    monkeypatch.setitem(CATALOGUE, "toy.lent", Indicator("toy.lent", "借出", "Lent", "册", "count", "借出的册数"))
    right = type("Right", (Indicators,), {"ledger": Borrowing, "lent": count("", on="borrowed_on")})
    assert (right.lent.label, right.lent.unit, right.lent.places) == ("借出", "册", 0)
    assert indicators.indicator("toy.lent") is right.lent
    with pytest.raises(BadIndicator, match="declared twice"):
        type("Other", (Indicators,), {"ledger": Borrowing, "lent": count("", on="borrowed_on")})


def test_an_unknown_slug_is_told_from_one_without_ledger():
    with pytest.raises(indicators.UnknownIndicator, match="没有指标"):
        indicators.indicator("toy.nothing")
    with pytest.raises(indicators.UnknownIndicator, match="没有台账"):
        indicators.indicator("planning.plan_goals")


# Periods and printing


@pytest.mark.parametrize(
    ("name", "first", "last", "before"),
    [
        ("2023", DAY(2023, 1, 1), DAY(2023, 12, 31), "2022"),
        (2024, DAY(2024, 1, 1), DAY(2024, 12, 31), "2023"),
        ("2023Q1", DAY(2023, 1, 1), DAY(2023, 3, 31), "2022Q1"),
        ("2023Q4", DAY(2023, 10, 1), DAY(2023, 12, 31), "2022Q4"),
        ("2024-02", DAY(2024, 2, 1), DAY(2024, 2, 29), "2023-02"),
        ("2023-12", DAY(2023, 12, 1), DAY(2023, 12, 31), "2022-12"),
        ("2016-", DAY(2016, 1, 1), DAY(9999, 12, 31), None),
    ],
)
def test_periods(name, first, last, before):
    period = Period.of(name)
    assert (period.name, period.first, period.last) == (str(name), first, last)
    assert (period.year_before and period.year_before.name) == before


@pytest.mark.parametrize("name", ["", "23", "2023Q5", "2023-13", "2023-00", "2023-6", "0000", "2023Q", "去年"])
def test_what_is_no_period(name):
    with pytest.raises(BadPeriod, match="请写成"):
        Period.of(name)


def test_since_goes_on_to_the_day_that_is_named():
    assert Period.of("2016-", DAY(2023, 12, 31)).last == DAY(2023, 12, 31)


@pytest.mark.parametrize(
    ("value", "style", "approx", "text"),
    [
        (2_258_100, "万", "exact", "225.81万"),
        (2_258_150, "万", "exact", "225.82万"),
        (2_258_149, "万", "exact", "225.81万"),
        (50_000, "万", "exact", "5万"),
        (2_258_100, "", "exact", "2258100"),
        (Decimal("92.40"), "", "exact", "92.4"),
        (Decimal("100.00"), "", "exact", "100"),
        (7700, "", "over", "7700余"),
        (0, "", "exact", "0"),
        (None, "", "exact", "—"),
    ],
)
def test_printing(value, style, approx, text):
    assert printed(value, style, approx) == text


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("84.694999", 2, "84.69"), ("84.695", 2, "84.70")],
)
def test_half_up(value, places, rounded):
    assert half_up(Decimal(value), places) == Decimal(rounded)


def test_a_figure_from_a_return_has_no_rows():
    with pytest.raises(LookupError):
        _ = Figure("planning.plan_goals", "C", ALL, "2023", 3).rows


def test_volume_rows_are_named_by_their_key(top):
    ledger = ledgers.of(Visit)
    names = ("organisation", "gate", "visited_on", "number")
    visits = [("C", "东", DAY(2023, 1, 1), "2"), ("C", "西", DAY(2023, 1, 2), "1"), ("D", "西", DAY(2022, 1, 2), "3")]
    rows = [dict(zip(names, visit, strict=True)) for visit in visits]
    made_up.extract(ledger, rows)
    figure = VisitFigures._visits.figure(2023)
    assert list(figure.rows) == ["1", "2"] and "1" in figure.rows
    assert figure.rows(after="1") == [{"record": "2", **rows[0]}]
    assert schema.fields(Visit).keys() == {"organisation", "gate", "visited_on", "number"}
    assert DisputeFigures._opened.figure(2023).value == 0
