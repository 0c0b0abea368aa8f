"""工作日历: the shipped years say what the notices said; an adopted year is checked and replaces the shipped one."""

from datetime import date, timedelta

import pytest

from fadu.kernel import calendars, clocks
from fadu.kernel.calendars import ArrangementError, HolidayArrangement
from fadu.kernel.clocks import Arrangement, HolidayCalendar, UnknownYear, statutory

DAY = timedelta(days=1)

# As the notices put them: days off, then weekends worked; month-day, a range by its two ends.
NOTICES = {
    2019: "2018-12-30~01-01 02-04~02-10 04-05 05-01~05-04 06-07 09-13 10-01~10-07 / "
    "2018-12-29 02-02 02-03 04-28 05-05 09-29 10-12",
    2020: "01-01 01-24~02-02 04-04~04-06 05-01~05-05 06-25~06-27 10-01~10-08 / 01-19 04-26 05-09 06-28 09-27 10-10",
    2021: "01-01~01-03 02-11~02-17 04-03~04-05 05-01~05-05 06-12~06-14 09-19~09-21 10-01~10-07 / "
    "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    2022: "01-01~01-03 01-31~02-06 04-03~04-05 04-30~05-04 06-03~06-05 09-10~09-12 10-01~10-07 / "
    "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    2023: "2022-12-31~01-02 01-21~01-27 04-05 04-29~05-03 06-22~06-24 09-29~10-06 / "
    "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    2024: "01-01 02-10~02-17 04-04~04-06 05-01~05-05 06-10 09-15~09-17 10-01~10-07 / "
    "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-01 01-28~02-04 04-04~04-06 05-01~05-05 05-31~06-02 10-01~10-08 / 01-26 02-08 04-27 09-28 10-11",
    2026: "01-01~01-03 02-15~02-23 04-04~04-06 05-01~05-05 06-19~06-21 09-25~09-27 10-01~10-07 / "
    "01-04 02-14 02-28 05-09 09-20 10-10",
}
NEXT_YEAR = {
    "notice": "国办发明电〔2026〕1号",
    "off": [
        {"holiday": "元旦", "first": "2027-01-01", "last": "2027-01-03"},
        {"holiday": "春节", "first": "2027-02-05", "last": "2027-02-12"},
        {"holiday": "清明节", "first": "2027-04-03", "last": "2027-04-05"},
        {"holiday": "劳动节", "first": "2027-05-01", "last": "2027-05-05"},
        {"holiday": "端午节", "first": "2027-06-09", "last": "2027-06-09"},
        {"holiday": "中秋节", "first": "2027-09-15", "last": "2027-09-15"},
        {"holiday": "国庆节", "first": "2027-10-01", "last": "2027-10-07"},
    ],
    "working": [{"holiday": "春节", "day": "2027-02-14"}, {"holiday": "国庆节", "day": "2027-10-09"}],
}


def read(year, text):
    """Read one row of the table above."""
    off, worked = text.split("/")

    def day(word):
        return date.fromisoformat(word if len(word) == 10 else f"{year}-{word}")

    free = set()
    for span in off.split():
        first, _, last = span.partition("~")
        free |= {day(first) + DAY * n for n in range((day(last or first) - day(first)).days + 1)}
    return free, {day(word) for word in worked.split()}


@pytest.mark.parametrize("year", NOTICES)
def test_the_shipped_year_is_what_the_notice_said(year):
    calendar = calendars.calendar(())
    free, worked = read(year, NOTICES[year])
    day = date(year, 1, 1)
    while day.year == year and day < date(year, 12, 29):  # the last days of December belong to the next notice too
        assert calendar.is_working(day) == (day not in free and (day.weekday() < 5 or day in worked)), day
        day += DAY
    for day in worked:
        assert calendar.reason(day) == "调休上班"


def test_the_shipped_years_agree_with_an_independent_table():
    table = pytest.importorskip("chinese_calendar")
    calendar = calendars.calendar(())
    assert calendar.years == list(range(2016, 2027))
    day = date(2016, 1, 1)
    while day.year < 2027:
        assert calendar.is_working(day) == table.is_workday(day), day
        day += DAY


@pytest.mark.parametrize(
    ("day", "working", "reason"),
    [
        (date(2024, 2, 9), True, ""),  # the Eve was worked in 2024
        (date(2025, 1, 28), False, "春节"),  # and is a statutory holiday since 2025
        (date(2024, 2, 10), False, "春节"),
        (date(2024, 2, 18), True, "调休上班"),
        (date(2018, 12, 29), True, "调休上班"),  # by the notice for 2019
        (date(2018, 12, 31), False, "元旦"),
        (date(2020, 1, 31), False, "春节"),  # the holiday was lengthened in 2020
        (date(2024, 3, 9), False, "周六"),
        (date(2024, 3, 11), True, ""),
        (date(2025, 10, 6), False, "中秋节"),
    ],
)
def test_a_day_is_named(day, working, reason):
    calendar = calendars.calendar(())
    assert (calendar.is_working(day), calendar.reason(day)) == (working, reason)


def test_a_year_without_its_notice_is_not_known():
    calendar = calendars.calendar(())
    for day in (date(2015, 12, 31), date(2027, 1, 1)):
        with pytest.raises(UnknownYear, match=f"{day.year}年的放假安排尚未公布"):
            calendar.is_working(day)
        with pytest.raises(UnknownYear):
            calendar.reason(day)
    assert calendar.provisional().is_working(date(2027, 1, 4))
    assert calendar.provisional().reason(date(2027, 2, 9)) == "春节"
    with pytest.raises(UnknownYear):
        calendar.provisional().is_working(date(2051, 1, 2))


def test_a_statutory_holiday_on_a_weekend_is_made_up_for_on_the_next_working_day():
    # 2027: the Eve is Friday 5 February, so that Saturday and Sunday are made up for on the 9th and the 10th.
    off = statutory(2027, calendars.festivals()[2027]).off
    spring = sorted(day for day, name in off.items() if name == "春节")
    assert spring == [date(2027, 2, day) for day in (5, 6, 7, 8, 9, 10)]
    assert [day.day for day, name in sorted(off.items()) if name == "国庆节"] == [1, 2, 3, 4, 5]
    assert [day for day, name in off.items() if name == "元旦"] == [date(2027, 1, 1)]
    # No year has fewer days off on weekdays than the Measures give; the Mid-Autumn Festival may fall in October.
    for year, festivals in calendars.festivals().items():
        weekdays = [day for day in statutory(year, festivals).off if day.weekday() < 5]
        assert 12 <= len(weekdays) <= 13, year


@pytest.mark.django_db
def test_an_adopted_year_is_known_from_then_on():
    review = clocks.limit_in_force("reconsideration-ordinary/review", date(2026, 12, 29))[0]
    assert clocks.due(review, date(2026, 12, 29), calendar=calendars.calendar()).due is None

    row, before = calendars.adopt(2027, **NEXT_YEAR)

    assert (row.notice, before) == ("国办发明电〔2026〕1号", None)
    assert calendars.calendar().years[-1] == 2027
    found = clocks.due(review, date(2026, 12, 29), calendar=calendars.calendar())
    assert (found.due, found.provisional) == (date(2027, 1, 6), None)
    assert calendars.calendar(()).years[-1] == 2026  # the shipped years alone


@pytest.mark.django_db
def test_adopting_again_returns_what_it_replaces():
    calendars.adopt(2027, **NEXT_YEAR)
    longer = [*NEXT_YEAR["off"][:-1], {"holiday": "国庆节", "first": "2027-10-01", "last": "2027-10-08"}]
    row, before = calendars.adopt(2027, **NEXT_YEAR | {"off": longer})
    assert HolidayArrangement.objects.get() == row
    assert (before["off"], before["notice"]) == (NEXT_YEAR["off"], NEXT_YEAR["notice"])
    assert not calendars.calendar().is_working(date(2027, 10, 8))


@pytest.mark.django_db
def test_an_adopted_year_replaces_the_shipped_one():
    shipped = calendars.shipped()[2026]
    rows = [{"holiday": name, "first": str(day), "last": str(day)} for day, name in shipped.off.items()]
    rows.append({"holiday": "国庆节", "first": "2026-10-08", "last": "2026-10-08"})
    calendars.adopt(2026, notice="国办发明电〔2026〕9号", off=rows, working=[])
    assert not calendars.calendar().is_working(date(2026, 10, 8))
    assert not calendars.calendar().is_working(date(2026, 10, 10))  # no longer worked
    assert calendars.calendar(()).is_working(date(2026, 10, 8))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"notice": " "}, "文号"),
        ({"working": [{"holiday": "春节", "day": "2027-02-15"}]}, "2027-02-15不是周六、周日"),
        ({"working": [{"holiday": "春节", "day": "2027-02-06"}]}, "2027-02-06既放假又上班"),
        ({"working": [{"holiday": "春节", "day": "2028-02-05"}]}, "2028-02-05不在2027年"),
        ({"working": [{"holiday": "", "day": "2027-02-14"}]}, "没有写明是什么节日"),
        ({"working": [{"day": "2027-02-14"}]}, "缺少一项"),
        ({"working": [{"holiday": "春节", "day": "2月14日"}]}, "日期须写成"),
        ({"off": NEXT_YEAR["off"][1:]}, "缺少元旦"),
        ({"off": [{"holiday": "春节", "first": "2027-02-12", "last": "2027-02-05"}]}, "末日早于首日"),
        ({"off": [{"holiday": "春节", "first": "2027-02-05", "last": "2027-03-12"}]}, "超过一个月"),
        (
            {"off": [{"holiday": "元旦", "first": "2027-01-02", "last": "2027-01-03"}, *NEXT_YEAR["off"][1:]]},
            "元旦当天没有放假",
        ),
    ],
)
def test_an_arrangement_that_no_notice_contains_is_refused(change, why):
    with pytest.raises(ArrangementError, match=why):
        calendars.adopt(2027, **NEXT_YEAR | change)
    assert not HolidayArrangement.objects.exists()


def test_without_a_notice_for_the_mid_autumn_festival_it_lies_in_the_national_holiday():
    assert "中秋节" not in calendars.shipped()[2020].off.values()


def test_a_later_notice_may_touch_the_december_before():
    new_year = Arrangement(2027, {date(2026, 12, 31): "元旦"}, {date(2026, 12, 27): "元旦"})
    calendar = HolidayCalendar([*calendars.shipped().values(), new_year])
    assert not calendar.is_working(date(2026, 12, 31))
    assert calendar.is_working(date(2026, 12, 27))
