"""fadu due: the answer as the contract words it, and errors with their exit code."""

import argparse
import json

import pytest

from fadu.cli import due


def call(line):
    parser = argparse.ArgumentParser(prog="fadu due")
    due.add_arguments(parser)
    return due.run(parser.parse_args(line.split()))


def answer(capsys, line):
    assert call(f"{line} --json") == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "start", "last", "kind"),
    [
        ("reconsideration-ordinary/decide 2024-03-04 --extend", "2024-03-04", "2024-06-03", "deadline"),
        (
            "--suspend 2024-07-20..2024-08-12 reconsideration-ordinary/decide 2024-07-01",
            "2024-07-01",
            "2024-09-23",
            "deadline",
        ),
        ("info-disclosure-application/reply 2025-04-22 --restart 2025-05-12", "2025-04-22", "2025-06-10", "deadline"),
        ("penalty-ordinary/decide 2024-07-08 --granted 30", "2024-07-08", "2024-11-05", "deadline"),
        ("crime-transfer/transfer 2024-09-30T17:30", "2024-09-30T17:30", "2024-10-01T17:30", "deadline"),
        ("crime-transfer/transfer 2024-09-30T17:30:00+08:00", "2024-09-30T17:30", "2024-10-01T17:30", "deadline"),
        ("law-government-annual-report/report 2024", "2024", "2024-02-29", "date"),
        ("penalty-hearing/notice 2024-10-14", "2024-10-14", "2024-09-29", "notice"),
        ("major-decision/legality-review 2024-04-28", "2024-04-28", "2024-05-11", "minimum"),
        ("reconsideration-ordinary/review 2026-12-29", "2026-12-29", None, "deadline"),
    ],
)
def test_the_answer_is_as_agreed(capsys, line, start, last, kind):
    found = answer(capsys, line)
    assert list(found) == ["rule", "start", "due", "kind", "explanation", "article"]
    assert (found["start"], found["due"], found["kind"]) == (start, last, kind)
    assert all(sentence.endswith("。") for sentence in found["explanation"])


@pytest.mark.django_db
def test_posting_is_answered(capsys):
    found = answer(capsys, "reconsideration-ordinary/apply 2023-11-21 --posted 2024-01-22")
    assert (
        "2024年1月22日交邮，没有超过最后一日，在途时间不计，属于按期（《民事诉讼法》第八十五条第四款）。"
        in found["explanation"]
    )


@pytest.mark.django_db
def test_a_day_before_the_first_version_says_so_first(capsys):
    assert call("congress-proposal/answer 2021-03-05") == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "代表建议答复期限：2021-06-07"
    assert printed[1].startswith("  1. 2021年3月5日早于已声明的最早文本")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "code", "why"),
    [
        ("reconsideration-ordinary/revew 2024-01-01", 2, "是不是：reconsideration-ordinary/review"),
        ("crime-transfer/transfer 2024-09-30", 2, "须写到分"),
        ("reconsideration-ordinary/review 2024", 2, "须是日期"),
        ("reconsideration-simplified/decide 2024-03-04 --extend", 1, "没有关于延长的规定"),
        ("reconsideration-ordinary/decide 2024-03-04 --suspend 2024-04-02..2024-04-01", 1, "早于中止日"),
        ("reconsideration-ordinary/decide 9999-12-01", 1, "超出了日历的范围"),
    ],
)
def test_a_refusal_says_why(capsys, line, code, why):
    assert call(line) == code
    printed = capsys.readouterr()
    assert why in printed.err
    assert not printed.out


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("reconsideration-ordinary/decide 2024-02-30", "不是起始时间"),
        ("reconsideration-ordinary/decide 0000", "不是起始时间"),
        ("reconsideration-ordinary/decide 2024-03-04 --restart soon", "不是日期"),
        ("reconsideration-ordinary/decide 2024-03-04 --suspend 2024-04-02", "中止日..恢复日"),
        ("reconsideration-ordinary/decide", "required"),
    ],
)
def test_wrong_usage_exits_with_two(capsys, line, why):
    with pytest.raises(SystemExit) as left:
        call(line)
    assert left.value.code == 2
    assert why in capsys.readouterr().err


def test_without_a_database_the_shipped_years_are_used(capsys, monkeypatch):
    def missing(adopted=None):
        if adopted is None:
            raise due.DatabaseError("no such table")
        return real(adopted)

    real = due.calendars.calendar
    monkeypatch.setattr(due.calendars, "calendar", missing)
    assert call("reconsideration-ordinary/decide 2024-03-04") == 0
    printed = capsys.readouterr()
    assert "数据库尚未建立" in printed.err
    assert "2024-05-06" in printed.out
