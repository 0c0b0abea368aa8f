"""期限看板: who sees which clock, in which group it stands, and that the database does the counting."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fadu.kernel import board, cases
from fadu.kernel.board import Query
from fadu.kernel.cases import Clock
from tests.toy.library import build
from tests.toy.models import Complaint, Dispute

pytestmark = pytest.mark.django_db

START = date(2025, 3, 3)  # a Monday


@pytest.fixture
def city(db):
    return build()


@pytest.fixture
def dispute(city):
    def dispute(on=START, organisation=None, complaint="押金未退"):
        at = organisation or city.library
        handler = city.actor("handler", at)
        case = cases.open_case(Dispute, "submit", handler, on, {"organisation": at, "complaint": complaint})
        return cases.perform(case, "accept", handler, on=on)

    return dispute


def shown(city, today, actor=None, **asked):
    actor = actor or city.handler
    clocks = board.narrowed(board.visible(actor), Query(**asked), actor, today)
    return [row.case for row in board.rows(clocks.select_related("organisation"), actor)]


def due(case):
    return cases.clocks_of(case)[-1].due_on


@pytest.mark.parametrize(
    ("days", "group"),
    [(1, "late"), (0, "today"), (-1, "near"), (-3, "near"), (-4, "soon"), (-7, "soon"), (-8, "later")],
)
def test_the_last_day_itself_is_not_overdue(city, dispute, days, group):
    case = dispute()
    today = due(case) + timedelta(days=days)
    counts = board.counts(board.visible(city.handler), today)
    named = {name for name, count in counts.items() if count and name != "all"}
    assert named == ({"today", "near"} if group == "today" else {group})
    assert shown(city, today, span=group) == [case]


def test_no_clock_of_an_organisation_that_one_may_not_read(city, dispute):
    mine, other, second = (
        dispute(),
        dispute(organisation=city.county_library),
        dispute(organisation=city.county_library),
    )
    assert shown(city, START) == [mine]
    assert shown(city, START, city.county_handler) == [other, second]
    assert shown(city, START, city.stranger) == []
    assert set(shown(city, START, city.office)) == {mine, other, second}
    # Nor by asking for it by name, by number, or by the words in it.
    assert shown(city, START, under=city.county_library.code) == []
    assert shown(city, START, search=second.number) == []
    assert shown(city, START, city.county_handler, search=second.number) == [second]


def test_time_that_stands_still_is_not_an_unknown_day(city):
    handler = city.handler
    data = {"organisation": city.library, "complaint": "书破"}
    case = cases.open_case(Complaint, "toy-complaint/submit", handler, START, data)
    receipt = cases.Upload("receipt", "回执.txt", "收到".encode())
    cases.perform(case, "accept", handler, on=START, documents=[receipt])
    assert board.counts(Clock.objects.all(), START)["suspended"] == 0
    cases.perform(case, "pause", handler, on=START + timedelta(days=2))
    counts = board.counts(Clock.objects.filter(stopped_on=None), START + timedelta(days=3))
    assert (counts["suspended"], counts["unknown"]) == (1, 0)


def test_a_minimum_that_has_passed_is_not_overdue(city):
    handler = city.handler
    data = {"organisation": city.library, "complaint": "书破"}
    case = cases.open_case(Complaint, "toy-complaint/submit", handler, START, data)
    receipt = cases.Upload("receipt", "回执.txt", "收到".encode())
    cases.perform(case, "accept", handler, on=START, documents=[receipt])
    cases.perform(case, "announce", handler, on=START)
    counts = board.counts(Clock.objects.filter(limit="toy-complaint/notice-board"), START + timedelta(days=15))
    assert (counts["minimum"], counts["late"]) == (1, 0)


def test_search_and_filters_narrow_together(city, dispute):
    one, two = dispute(complaint="押金"), dispute(complaint="逾期费", on=START + timedelta(days=5))
    assert shown(city, START, search=one.number) == [one]
    assert shown(city, START, ledger="toy-complaint") == []
    assert shown(city, START, first=due(two), last=due(two)) == [two]
    assert shown(city, START, sort="started", descending=True) == [two, one]
    assert shown(city, START, handler="nobody") == []


def test_counts_by_organisation_add_up_level_by_level(city, dispute):
    for organisation in (city.library, city.library, city.county_library):
        dispute(organisation=organisation)
    today = START + timedelta(days=100)
    clocks = board.narrowed(board.visible(city.office), Query(), city.office, today)
    node, lines = board.by_organisation(clocks, city.office, today)
    assert node == city.government
    assert {(line.key, line.counts["late"], line.below) for line in lines} == {
        (city.library.code, 2, False),
        (city.county.code, 1, True),
    }
    assert sum(line.counts["all"] for line in lines) == board.counts(clocks, today)["all"]
    _node, below = board.by_organisation(clocks, city.office, today, city.county.code)
    assert [(line.key, line.counts["late"]) for line in below] == [(city.county_library.code, 1)]
    assert [one.code for one in board.way_down(city.county, city.office)] == [city.government.code, city.county.code]


def test_limits_are_counted_with_their_articles(city, dispute):
    dispute()
    (line,) = board.by_limit(board.visible(city.handler).filter(stopped_on=None), START)
    assert (line.key, line.ledger, line.counts["all"]) == ("toy-dispute/decide", "toy-dispute", 1)
    assert "第六十二条" in line.article


def test_kept_and_missed_are_told_by_the_last_day(city, dispute):
    reviewer = city.actor("reviewer", city.library)
    for days in (0, 1):
        case = dispute(complaint=str(days))
        on = due(case) + timedelta(days=days)
        cases.perform(case, "decide", reviewer, on=on, data={"refund": 1}, outcome="upheld")
    clocks = board.visible(city.handler)
    year = (date(2025, 1, 1), date(2025, 12, 31))
    assert board.punctual(clocks, *year) == {"kept": 1, "missed": 1}
    assert [case.complaint for case in shown(city, START, ended=year, met="0")] == ["1"]
    assert [case.complaint for case in shown(city, START, ended=year, met="1")] == ["0"]
    assert sum(row["missed"] for row in board.by_month(clocks, 2025).values()) == 1
    _node, (line,) = board.punctuality(clocks, city.handler, *year)
    assert line.counts == {"kept": 1, "missed": 1}


def test_many_clocks_are_counted_in_a_query_or_two(city, dispute):
    for number in range(5):
        dispute(complaint=str(number))
    office, today = city.office, START
    clocks = board.narrowed(board.visible(office), Query(), office, today)
    for work, most in (
        (lambda: board.counts(clocks, today), 2),
        (lambda: board.by_limit(clocks, today), 2),
        (lambda: board.by_day(clocks, START, START + timedelta(days=90)), 1),
        (lambda: board.by_organisation(clocks, office, today), 3),
        (lambda: board.rows(clocks.select_related("organisation")[:50], office), 4),
    ):
        with CaptureQueriesContext(connection) as seen:
            work()
        assert len(seen) <= most, [query["sql"] for query in seen.captured_queries]


def test_a_line_says_why_the_day_is_the_day(city, dispute):
    dispute()
    (row,) = board.rows(board.visible(city.handler), city.handler)
    assert row.limit == "处理期限"
    assert "第六十二条第一款" in row.article
    assert any("60日" in reason for reason in row.reasons)
