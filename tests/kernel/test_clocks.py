"""期限: the day before, the last day, the day after; holidays, working weekends, leap years, changes of law."""

import copy
import json
import pickle
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel import calendars, clocks
from fadu.kernel.articles import Article
from fadu.kernel.clocks import BadLimit, ClockError, TimeLimit, calendar_days, hours, months, working_days, yearly
from fadu.kernel.reasons import SENTENCES

CALENDAR = calendars.calendar(())
DAY = timedelta(days=1)


def limit(slug, on=date(2026, 1, 1)):
    return clocks.limit_in_force(slug, on)[0]


def count(slug, start, on=None, **told):
    """Count a declared limit, in the version of its starting day."""
    begin = date.fromisoformat(start)
    return clocks.due(limit(slug, on or begin), begin, calendar=CALENDAR, **told)


def days(text):
    """Read `2024-04-08..2024-04-22` as a suspension."""
    return [tuple(date.fromisoformat(day) for day in span.split("..")) for span in text.split()]


# ── worked examples ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_worked_examples(shared):
    examples = [json.loads(line) for line in (shared / "statutes/clock_examples.jsonl").read_text("utf-8").splitlines()]
    assert len(examples) == 61
    for example in examples:
        start = example["start"]
        begin = int(start) if len(start) == 4 else datetime.fromisoformat(start)
        on = date(begin, 1, 1) if len(start) == 4 else begin.date()
        one, _note = clocks.limit_in_force(example["rule"], on)
        found = clocks.due(
            one,
            begin,
            calendar=CALENDAR,
            suspensions=[
                (date.fromisoformat(span["from"]), date.fromisoformat(span["to"])) for span in example["suspensions"]
            ],
            extended=bool(example["extension"]),
            restart=date.fromisoformat(example["restart"]) if "restart" in example else None,
            posted=date.fromisoformat(example["posted"]) if "posted" in example else None,
        )
        written = found.due.isoformat()[: len(example["expected_due"])] if found.due else None
        assert written == example["expected_due"], (example["id"], found.explanation)
        assert found.in_time == example.get("in_time"), example["id"]
        assert one.kind == example["kind"], example["id"]
        assert (one.length.number, one.length.unit) == (example["length"], example["unit"]), example["id"]
        if example["extension"]:
            extension = (one.extension.number, one.extension.unit)
            assert extension == (example["extension"]["length"], example["extension"]["unit"]), example["id"]


def test_every_rule_of_the_examples_is_declared(shared):
    lines = (shared / "statutes/clock_examples.jsonl").read_text("utf-8").splitlines()
    rules = {json.loads(line)["rule"] for line in lines}
    assert len(rules) == 49
    assert rules <= set(clocks.declared())


@pytest.mark.parametrize(
    ("rule", "start", "last"),
    [
        # Working days: 30 Apr counts, 1 to 5 May do not, Saturday 11 May was worked.
        ("reconsideration-ordinary/review", "2024-04-29", "2024-05-09"),
        ("reconsideration-ordinary/review", "2024-05-06", "2024-05-11"),
        # Received on a Sunday that was worked: that day itself does not count.
        ("reconsideration-ordinary/review", "2024-04-28", "2024-05-08"),
        # Received on a day of rest: the next working day is day one.
        ("reconsideration-ordinary/review", "2024-05-03", "2024-05-10"),
        # Calendar days: rest days in between count, only the last one moves.
        ("reconsideration-ordinary/decide", "2025-08-04", "2025-10-09"),  # day 60 is 3 Oct, the holiday ends on the 8th
        ("reconsideration-ordinary/decide", "2025-08-09", "2025-10-09"),  # day 60 is 8 Oct, the last day of the holiday
        ("reconsideration-ordinary/decide", "2025-08-10", "2025-10-09"),  # day 60 is 9 Oct itself
        ("reconsideration-ordinary/decide", "2025-08-12", "2025-10-11"),  # Saturday 11 Oct was worked: does not move
        ("reconsideration-ordinary/decide", "2025-08-13", "2025-10-13"),  # Sunday 12 Oct moves
        # Months end on the day of the same number, or on the last day of the month.
        ("litigation-response/sue-direct", "2023-08-29", "2024-02-29"),
        ("litigation-response/sue-direct", "2023-08-30", "2024-02-29"),
        ("litigation-response/sue-direct", "2023-09-01", "2024-03-01"),
        ("litigation-response/sue-direct", "2022-08-31", "2023-02-28"),
        ("state-compensation/decide", "2024-08-10", "2024-10-10"),
        # Years: a leap day ends on 28 February, here a Friday.
        ("penalty-ordinary/limitation", "2024-02-29", "2026-02-28"),  # worked Saturday: does not move
        ("reconsideration-ordinary/apply-longstop", "2020-02-29", "2025-02-28"),
        # Burdens end on their day, holiday or not.
        ("coercion-measure/seizure", "2024-01-16", "2024-02-15"),
        ("community-corrections/custody", "2025-01-01", "2025-01-31"),
        # Minimum periods: all days in full, the day after is allowed, rest day or not.
        ("government-rule/effective", "2024-09-04", "2024-10-05"),
        ("coercion-court-enforcement/after-demand", "2024-04-22", "2024-05-09"),
        # Notice is counted back, and goes earlier before a day of rest.
        (
            "reconsideration-ordinary/hearing-notice",
            "2024-05-08",
            "2024-04-28",
        ),  # 7, 6 May; 30, 29, worked Sunday 28 Apr
        ("agency-head-appearance/court-notice", "2024-05-09", "2024-05-06"),
        ("agency-head-appearance/court-notice", "2024-05-14", "2024-05-11"),  # a worked Saturday: stays
    ],
)
def test_the_last_day(rule, start, last):
    found = count(rule, start)
    assert str(found.due) == last, found.explanation
    before, after = found.due - DAY, found.due + DAY
    if found.limit.kind == "minimum":
        assert (found.met(before), found.met(found.due), found.met(after)) == (False, True, True)
    else:
        assert (found.met(before), found.met(found.due), found.met(after)) == (True, True, False)


# ── suspension, extension, restart ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "start", "suspensions", "last"),
    [
        ("reconsideration-ordinary/decide", "2024-07-01", "", "2024-08-30"),
        ("reconsideration-ordinary/decide", "2024-07-01", "2024-07-20..2024-07-20", "2024-08-30"),  # resumed at once
        ("reconsideration-ordinary/decide", "2024-07-01", "2024-07-20..2024-07-23", "2024-09-02"),
        ("reconsideration-ordinary/decide", "2024-07-01", "2024-07-01..2024-07-04", "2024-09-02"),  # from the start on
        ("reconsideration-ordinary/decide", "2024-07-01", "2024-06-20..2024-07-04", "2024-09-02"),  # before the start
        # On the last day the period is over: a suspension then gives no time.
        ("reconsideration-ordinary/decide", "2024-07-01", "2024-08-30..2024-09-10", "2024-08-30"),
        ("reconsideration-ordinary/decide", "2024-07-01", "2024-08-29..2024-09-10", "2024-09-11"),
        ("reconsideration-ordinary/decide", "2024-07-01", "2024-09-03..2024-09-10", "2024-08-30"),
        # Two that overlap are one.
        (
            "reconsideration-ordinary/decide",
            "2024-07-01",
            "2024-07-10..2024-07-20 2024-07-15..2024-07-25",
            "2024-09-14",
        ),
        (
            "reconsideration-ordinary/decide",
            "2024-07-01",
            "2024-07-15..2024-07-25 2024-07-10..2024-07-20",
            "2024-09-14",
        ),
        (
            "reconsideration-ordinary/decide",
            "2024-07-01",
            "2024-07-10..2024-07-20 2024-08-01..2024-08-06",
            "2024-09-14",
        ),
        # Suspended while a last day of rest rolls over: the day after resumption.
        ("litigation-response/sue-direct", "2024-01-06", "2024-07-07..2024-07-10", "2024-07-11"),
        # Working days.
        ("info-disclosure-application/reply", "2024-04-01", "", "2024-04-29"),
        ("info-disclosure-application/reply", "2024-04-01", "2024-04-08..2024-04-09", "2024-04-30"),
        # Suspended on a Friday, resumed on Sunday: no working day was lost.
        ("info-disclosure-application/reply", "2024-04-01", "2024-04-12..2024-04-14", "2024-04-29"),
    ],
)
def test_time_suspended_does_not_count(rule, start, suspensions, last):
    found = count(rule, start, suspensions=days(suspensions))
    if last == "2024-09-14":  # a Saturday that was worked for the Mid-Autumn holiday
        assert CALENDAR.reason(found.due) == "调休上班"
    assert str(found.due) == last, found.explanation


def test_while_suspended_the_due_date_is_open():
    found = count("reconsideration-ordinary/decide", "2024-07-01", suspensions=[(date(2024, 7, 20), None)])
    assert (found.due, found.provisional, found.met(date(2024, 7, 21))) == (None, None, None)
    assert "尚未恢复" in found.explanation[-1]
    # Suspended after its end, the period is over all the same.
    assert count("reconsideration-ordinary/decide", "2024-07-01", suspensions=[(date(2024, 8, 30), None)]).due


def test_extension_is_one_period_from_the_original_start():
    # Three months and three months are six: 30 November to 30 May, not to 28 May by way of 28 February.
    assert str(count("community-corrections/monitor", "2024-11-30", extended=True).due) == "2025-05-30"
    assert str(count("reconsideration-ordinary/decide", "2024-03-04", extended=True).due) == "2024-06-03"
    shorter = count("reconsideration-ordinary/decide", "2024-03-04", extended=calendar_days(10))
    assert str(shorter.due) == "2024-05-13"  # day 70 is Monday 13 May


@pytest.mark.parametrize(
    ("rule", "told", "why"),
    [
        ("reconsideration-simplified/decide", {"extended": True}, "没有关于延长的规定"),
        ("litigation-response/answer", {"extended": True}, "请按其他依据重新起算"),
        ("reconsideration-ordinary/decide", {"extended": calendar_days(31)}, "最多延长30日"),
        ("penalty-ordinary/decide", {"extended": True}, "请写明延长多少天"),
        ("penalty-ordinary/decide", {"extended": months(1)}, "单位须与其相同"),
        ("reconsideration-ordinary/decide", {"suspensions": days("2024-08-02..2024-08-01")}, "恢复日2024年8月1日早于"),
        ("reconsideration-ordinary/review", {"restart": date(2024, 6, 30)}, "早于起始日"),
        ("reconsideration-ordinary/hearing-notice", {"suspensions": days("2024-08-01..2024-08-02")}, "不适用中止"),
        ("reconsideration-ordinary/hearing-notice", {"restart": date(2024, 8, 1)}, "不适用重新起算"),
        ("coercion-measure/seizure", {"posted": date(2024, 8, 1)}, "不适用交邮"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_cure(rule, told, why):
    with pytest.raises(ClockError, match=why) as refused:
        count(rule, "2024-07-01", **told)
    assert refused.value.reason.text("en") != refused.value.reason


def test_a_length_that_the_law_leaves_open():
    found = count("reconsideration-ordinary/correction", "2022-07-01")
    assert found.due is None
    assert "机关书面指定的期限为准" in found.explanation[-1]
    assert (
        str(count("reconsideration-ordinary/correction", "2022-07-01", specified=calendar_days(15)).due) == "2022-07-18"
    )
    # Where the law gives the number, nobody else does.
    assert (
        str(count("reconsideration-ordinary/correction", "2024-07-01", specified=calendar_days(90)).due) == "2024-07-15"
    )
    granted = count("penalty-ordinary/decide", "2024-07-08", extended=calendar_days(30))
    assert str(granted.due) == "2024-11-05"  # day 120


def test_a_restart_runs_the_whole_length_anew():
    fresh = count("info-disclosure-application/reply", "2025-05-12")
    again = count("info-disclosure-application/reply", "2025-04-22", restart=date(2025, 5, 12))
    assert again.due == fresh.due == date(2025, 6, 10)
    assert any("政府信息公开条例》第三十条" in reason for reason in again.explanation)


# ── change of law, unknown years, hours and fixed dates ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "start", "article", "last"),
    [
        # “十日” is ten calendar days until 31 December 2023 and ten working days from 1 January 2024.
        ("reconsideration-ordinary/reply", "2023-12-31", "行政复议法(2017)#23.1", "2024-01-10"),
        ("reconsideration-ordinary/reply", "2024-01-01", "行政复议法#48", "2024-01-15"),
        ("reconsideration-ordinary/decide", "2023-12-31", "行政复议法(2017)#31.1", "2024-02-29"),
        ("reconsideration-ordinary/decide", "2024-01-01", "行政复议法#62.1", "2024-03-01"),
        ("reconsideration-ordinary/correction-notice", "2023-12-29", "行政复议法实施条例#29", "2024-01-03"),
        ("reconsideration-ordinary/correction-notice", "2024-01-02", "行政复议法#31.1", "2024-01-09"),
        ("petition/handle", "2022-04-30", "信访条例#33", "2022-06-29"),
        ("petition/handle", "2022-05-01", "信访工作条例#34", "2022-06-30"),
    ],
)
def test_the_version_in_force_on_the_starting_day_applies(rule, start, article, last):
    found = count(rule, start)
    assert (found.article, str(found.due)) == (article, last)


def test_before_the_first_version_the_first_one_is_used_and_says_so():
    first, note = clocks.limit_in_force("reconsideration-simplified/decide", date(2023, 12, 31))
    assert first.article == "行政复议法#62.2"
    assert note == "2023年12月31日早于已声明的最早文本（2024年1月1日起施行），按该文本计算。"
    assert note.text("en").startswith("31 December 2023 is before the first version")
    assert clocks.limit_in_force("reconsideration-simplified/decide", date(2024, 1, 1)) == (first, "")


def test_silence_is_acceptance_on_expiry_since_2024_and_from_receipt_before():
    new = count("reconsideration-ordinary/review", "2024-02-07")
    assert (str(new.due), str(new.effect_on)) == ("2024-02-20", "2024-02-20")
    assert "视为受理，自2024年2月20日起（《行政复议法》第三十条第三款）" in new.explanation[-1]
    old = count("reconsideration-ordinary/review", "2023-02-07")
    assert (str(old.due), str(old.effect_on)) == ("2023-02-14", "2023-02-07")
    assert "（《行政复议法》（2017年修正）第十七条第二款）" in old.explanation[-1]
    permit = count("permit/correction-notice", "2024-09-26")
    assert (str(permit.due), str(permit.effect_on)) == ("2024-10-09", "2024-09-26")


@pytest.mark.parametrize(
    ("rule", "start", "last", "provisional"),
    [
        ("reconsideration-ordinary/review", "2026-12-24", "2026-12-31", None),
        ("reconsideration-ordinary/review", "2026-12-25", None, "2027-01-04"),  # Friday 1 Jan is statutory
        ("reconsideration-ordinary/decide", "2026-11-01", "2026-12-31", None),
        ("reconsideration-ordinary/decide", "2026-11-02", None, "2027-01-04"),
        (
            "reconsideration-ordinary/decide",
            "2026-12-08",
            None,
            "2027-02-11",
        ),  # Spring Festival made up for to the 10th
        ("reconsideration-ordinary/apply-longstop", "2024-05-01", None, "2029-05-03"),
        ("penalty-ordinary/limitation", "2016-01-04", "2018-01-04", None),
        # Neither burdens nor minimum periods in calendar days need the calendar.
        ("coercion-measure/seizure", "2026-12-20", "2027-01-19", None),
        ("government-rule/effective", "2026-12-20", "2027-01-20", None),
        # Beyond the table of festivals nothing is assumed.
        ("reconsideration-ordinary/review", "2051-03-01", None, None),
        ("reconsideration-ordinary/review", "2015-03-02", None, None),
    ],
)
def test_an_unknown_year_is_said_and_not_guessed(rule, start, last, provisional):
    found = count(rule, start)
    assert (found.due and str(found.due), found.provisional and str(found.provisional)) == (last, provisional)
    unknown = [reason for reason in found.explanation if "尚未公布" in reason]
    assert bool(unknown) == (last is None)
    assert any("暂按法定节假日推算" in reason for reason in found.explanation) == bool(provisional)
    if last is None:
        assert found.met(date(2026, 12, 31)) is None
        assert found.effect_on is None


def test_hours_run_through_holidays():
    transfer = limit("crime-transfer/transfer")
    found = clocks.due(transfer, datetime(2026, 12, 31, 17, 30), calendar=CALENDAR)
    assert found.due == datetime(2027, 1, 1, 17, 30)
    assert found.met(datetime(2027, 1, 1, 17, 30)) and not found.met(datetime(2027, 1, 1, 17, 31))
    with pytest.raises(ClockError, match="须写到分"):
        clocks.due(transfer, date(2026, 12, 31), calendar=CALENDAR)
    with pytest.raises(ClockError, match="不适用中止"):
        clocks.due(
            transfer, datetime(2026, 12, 31, 17, 30), calendar=CALENDAR, suspensions=days("2027-01-01..2027-01-02")
        )


@pytest.mark.parametrize(
    ("rule", "year", "last"),
    [
        ("law-government-annual-report/report", 2023, "2023-02-28"),
        ("law-government-annual-report/report", 2024, "2024-02-29"),
        ("law-government-annual-report/report", 2100, "2100-02-28"),
        ("law-government-annual-report/publish", 2024, "2024-03-31"),  # a Sunday: does not move
        ("info-disclosure-annual-report/departments", 2027, "2027-01-31"),  # needs no calendar
    ],
)
def test_fixed_dates_do_not_move(rule, year, last):
    assert str(clocks.due(limit(rule), year, calendar=CALENDAR).due) == last
    assert str(clocks.due(limit(rule), date(year, 7, 1), calendar=CALENDAR).due) == last


def test_a_start_with_a_time_of_day_counts_as_its_day():
    decide = limit("reconsideration-ordinary/decide")
    assert str(clocks.due(decide, datetime(2024, 3, 4, 23, 59), calendar=CALENDAR).due) == "2024-05-06"
    with pytest.raises(ClockError, match="须是日期"):
        clocks.due(decide, 2024, calendar=CALENDAR)


# ── explanations ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_explanation_names_what_was_left_out_and_why():
    found = count(
        "info-disclosure-application/reply", "2024-04-01", suspensions=days("2024-04-08..2024-04-22"), extended=True
    )
    assert found.explanation == [
        "《政府信息公开条例》第三十三条第二款：答复期限，20个工作日。",
        "2024年4月1日为起始日，当日不算，从2024年4月2日起算（参照《民法典》第二百零一条第一款）。",
        "已延长20个工作日，与原期限合为一个期间，自原起始日连续计算（《政府信息公开条例》第三十三条第二款）。",
        "2024年4月8日中止，2024年4月22日恢复：次日起至恢复当日共14天不计入期限（《政府信息公开条例》第三十三条第三款）。",
        "2024年4月4日至2024年4月6日清明节放假，共3天，不计入。",
        "2024年5月1日至2024年5月5日劳动节放假，共5天，不计入。",
        "2024年6月10日端午节放假，不计入。",
        "其间周六、周日共10天，不计入。",
        "2024年4月7日（周日）调休上班，计入。",
        "2024年4月28日（周日）调休上班，计入。",
        "2024年5月11日（周六）调休上班，计入。",
        "第40个工作日为2024年6月13日（周四）。",
        "最迟2024年6月13日（周四）。",
        "届满未办的法律后果：可以向政府信息公开工作主管部门提出（《政府信息公开条例》第四十七条第二款）。",
    ]
    english = found.explain("en")
    assert english[4] == "4 April 2024 to 6 April 2024, Qingming Festival: 3 days do not count."
    assert english[8] == "7 April 2024 (Sunday) was made a working day and counts."


def test_a_suspension_without_a_declared_ground_is_counted_and_said():
    found = count("petition/handle", "2024-07-08", suspensions=days("2024-08-01..2024-08-11"))
    assert str(found.due) == "2024-09-18"  # the seventieth day lies in the Mid-Autumn holiday of 15 to 17 September
    assert "本期限未声明中止事由，请核对中止的依据。" in found.explanation


def test_posting_counts_and_not_arrival():
    last, late = date(2024, 1, 22), date(2024, 1, 23)
    assert count("reconsideration-ordinary/apply", "2023-11-21", posted=last).in_time is True
    found = count("reconsideration-ordinary/apply", "2023-11-21", posted=late)
    assert found.in_time is False
    assert "2024年1月23日交邮，已超过最后一日，属于逾期。" in found.explanation
    assert count("reconsideration-ordinary/apply", "2026-11-21", posted=last).in_time is None


def test_every_sentence_is_written_in_both_languages_with_the_same_facts():
    for code, (chinese, english) in SENTENCES.items():
        facts = [{part.split("}")[0] for part in text.split("{")[1:]} for text in (chinese, english)]
        assert facts[1] <= facts[0], code
        assert chinese != english


def test_a_reason_survives_copying():
    found = count("reconsideration-ordinary/decide", "2024-03-04")
    for reason in found.explanation[1:-1]:
        for other in (copy.deepcopy(reason), pickle.loads(pickle.dumps(reason))):
            assert (other, other.text("en")) == (reason, reason.text("en"))


# ── declarations ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"slug": "Clock Test"}, "slug 须形如"),
        ({"kind": "soon"}, "kind 须是"),
        ({"kind": "date"}, "须同时使用"),
        ({"length": yearly("01-31")}, "须同时使用"),
        ({"length": working_days(0)}, "大于零"),
        ({"kind": "notice", "length": months(1)}, "倒算"),
        ({"kind": "notice", "extension": working_days(3)}, "不延长"),
        ({"length": hours(24), "suspended_by": ("行政复议法#39",)}, "不延长"),
        ({"extension": calendar_days(3)}, "单位"),
        ({"effect": clocks.Effect("视为受理", "行政复议法#30.3", since="later")}, "since"),
    ],
)
def test_a_declaration_that_contradicts_itself_stops_start_up(fault, told):
    with pytest.raises(BadLimit, match=told):
        TimeLimit("试", **{"slug": "clock-test/bad", "article": "行政复议法#30.1", "length": working_days(5)} | fault)
    assert "clock-test/bad" not in clocks.declared()


def test_a_citation_that_is_none_stops_start_up():
    with pytest.raises(ValueError, match="不是法条引用"):
        TimeLimit("试", slug="clock-test/bad", article="行政复议法62", length=working_days(5))


def test_one_version_is_declared_once():
    again = limit("reconsideration-ordinary/review")
    with pytest.raises(BadLimit, match="声明了两次"):
        TimeLimit("再", slug=again.slug, article="行政复议法#30.1", length=working_days(5), in_force=again.in_force)


def test_an_unknown_name_is_refused_with_those_that_are_near():
    with pytest.raises(ClockError, match="是不是：reconsideration-ordinary/review"):
        clocks.limit_in_force("reconsideration-ordinary/revew", date(2024, 1, 1))


def test_every_declared_limit_says_its_article_its_role_and_from_what_it_runs():
    for slug, versions in clocks.declared().items():
        if not slug.startswith("reconsideration-"):
            continue
        for one in versions:
            assert one.obliged and one.starts and str(one.label), slug
            assert [str(Article.parse(citation)) for citation in one.articles] == list(one.articles)


def test_reconsideration_agrees_with_the_reference(shared):
    """Compare each time limit of the three procedures with the list it was taken from."""
    yaml = pytest.importorskip("yaml")
    book = yaml.safe_load((shared / "statutes/procedures.yaml").read_text("utf-8"))
    compared = 0
    for procedure in book["procedures"]:
        if procedure["slug"] not in (
            "reconsideration-ordinary",
            "reconsideration-simplified",
            "reconsideration-incidental-review",
        ):
            continue
        for row in procedure["time_limits"]:
            one = limit(f"{procedure['slug']}/{row['slug']}")
            assert (one.length.number, one.length.unit) == (row["length"], row["unit"]), one.slug
            assert one.kind == row.get("kind", "deadline"), one.slug
            assert one.obliged == row["obliged"], one.slug
            extension = row.get("extension")
            assert (one.extension and one.extension.number) == (extension and extension["length"]), one.slug
            compared += 1
    assert compared == 24


# ── what holds for all limits and all days ───────────────────────────────────────────────────────────────────────────

ALL = [one for versions in clocks.declared().values() for one in versions if one.length.number]
DAYS = [one for one in ALL if one.kind not in ("date", "notice") and one.length.unit != "hour"]
DEADLINES = [one for one in DAYS if one.kind == "deadline"]
STARTS = st.dates(date(2016, 1, 1), date(2026, 12, 31))


def spans_of(start):
    """Suspensions that begin within a few months of the start."""
    return st.lists(st.tuples(st.integers(-5, 120), st.integers(0, 60)), max_size=3).map(
        lambda rows: [(start + DAY * first, start + DAY * (first + length)) for first, length in rows]
    )


def by_slug(some):
    return st.sampled_from(some)


@st.composite
def counted(draw, some=DAYS):
    """A limit, a start, and suspensions."""
    one, start = draw(by_slug(some)), draw(STARTS)
    return one, start, draw(spans_of(start))


def held(day, spans):
    return any(first < day <= last for first, last in spans)


@given(counted())
def test_the_right_number_of_days_counts(case):
    """Recount every due date by a rule of its own: exactly so many days count, and the roll-over only passes rest."""
    one, start, spans = case
    found = clocks.due(one, start, calendar=CALENDAR, suspensions=spans)
    if found.due is None:
        return
    last = found.due - DAY if one.kind == "minimum" else found.due
    counting = [start + DAY * n for n in range(1, (last - start).days + 1)]
    counting = [day for day in counting if not held(day, spans)]
    if one.length.unit == "working_day":
        counting = [day for day in counting if CALENDAR.is_working(day)]
        assert len(counting) == one.length.number
        assert counting[-1] == last
        return
    number = one.length.number
    if one.length.unit != "calendar_day":
        number = (clocks._running(one, one.length, start, ())[0] - start).days
    end = counting[number - 1]
    if one.kind != "deadline":
        assert end == last
    elif end != last:
        passed = [end + DAY * n for n in range((last - end).days)]
        assert not CALENDAR.is_working(end)
        assert all(not CALENDAR.is_working(day) or held(day, spans) for day in passed)


@given(counted(DEADLINES))
def test_a_deadline_falls_on_a_working_day_after_its_start(case):
    one, start, spans = case
    found = clocks.due(one, start, calendar=CALENDAR, suspensions=spans)
    assert found.due is None or (found.due > start and CALENDAR.is_working(found.due))
    assert found.provisional is None or found.due is None


@given(counted(), st.data())
def test_more_suspension_never_makes_it_earlier(case, data):
    one, start, spans = case
    more = spans + data.draw(spans_of(start))
    less_due = clocks.due(one, start, calendar=CALENDAR, suspensions=spans).due
    more_due = clocks.due(one, start, calendar=CALENDAR, suspensions=more).due
    assert more_due is None or (less_due is not None and more_due >= less_due)


@given(counted([one for one in DAYS if one.extension and one.extension.number]))
def test_an_extension_never_makes_it_earlier(case):
    one, start, spans = case
    base = clocks.due(one, start, calendar=CALENDAR, suspensions=spans).due
    extended = clocks.due(one, start, calendar=CALENDAR, suspensions=spans, extended=True).due
    assert extended is None or extended > base


@given(by_slug(DAYS), STARTS, st.integers(0, 400))
def test_a_later_start_never_ends_earlier(one, start, later):
    first = clocks.due(one, start, calendar=CALENDAR).due
    second = clocks.due(one, start + DAY * later, calendar=CALENDAR).due
    assert second is None or second >= first


@given(by_slug(DAYS), STARTS, st.integers(0, 400))
def test_a_restart_is_a_fresh_start(one, start, later):
    again = clocks.due(one, start, calendar=CALENDAR, restart=start + DAY * later)
    fresh = clocks.due(one, start + DAY * later, calendar=CALENDAR)
    assert (again.due, again.provisional) == (fresh.due, fresh.provisional)


@given(by_slug(DEADLINES), STARTS)
def test_posted_on_the_last_day_is_in_time_and_the_day_after_is_late(one, start):
    last = clocks.due(one, start, calendar=CALENDAR).due
    if last:
        assert clocks.due(one, start, calendar=CALENDAR, posted=last).in_time is True
        assert clocks.due(one, start, calendar=CALENDAR, posted=last + DAY).in_time is False


@given(by_slug([one for one in ALL if one.kind == "notice"]), STARTS)
def test_notice_is_given_on_a_working_day_so_many_days_before(one, event):
    last = clocks.due(one, event, calendar=CALENDAR).due
    if last is None:
        return
    assert CALENDAR.is_working(last)
    between = [last + DAY * n for n in range((event - last).days)]
    if one.length.unit == "working_day":
        assert sum(CALENDAR.is_working(day) for day in between) == one.length.number
    else:
        assert len(between) >= one.length.number


@given(by_slug(ALL), STARTS)
def test_every_answer_is_explained_in_both_languages(one, start):
    begin = datetime(start.year, start.month, start.day, 9) if one.length.unit == "hour" else start
    found = clocks.due(one, begin, calendar=CALENDAR)
    assert len(found.explanation) >= 2
    assert len(found.explain("en")) == len(found.explanation)
    assert found.article == one.article
    assert json.loads(json.dumps(found.explanation, ensure_ascii=False)) == found.explanation


def test_a_date_that_cannot_be_told_says_why_and_not_what_would_follow():
    limit, _note = clocks.limit_in_force("reconsideration-ordinary/review", date(2026, 12, 29))

    unknown = clocks.due(limit, date(2026, 12, 29), calendar=calendars.calendar(()))
    suspended = clocks.due(
        limit, date(2025, 3, 3), calendar=calendars.calendar(()), suspensions=[(date(2025, 3, 4), None)]
    )
    known = clocks.due(limit, date(2025, 3, 3), calendar=calendars.calendar(()))

    assert unknown.unknown_because and "2027年的放假安排" in unknown.unknown_because
    assert suspended.unknown_because and suspended.unknown_because.code == "pending"
    assert known.unknown_because is None
