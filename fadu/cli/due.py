"""期限计算：按法定期限和工作日历算出到期日，并逐句说明理由

例：fadu due reconsideration-ordinary/decide 2024-07-01 --suspend 2024-07-20..2024-08-12
    fadu due crime-transfer/transfer 2024-09-30T17:30
    fadu due law-government-annual-report/report 2025 --json
"""

import argparse
import json
import sys
from datetime import date, datetime

from django.db import DatabaseError
from django.utils import timezone

from fadu.kernel import calendars, clocks


def day(word: str) -> date:
    """Read a date."""
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{word}”不是日期，请写成 2024-07-20 的样子") from error


def start(word: str) -> date | int:
    """Read the start: a date, a moment for limits in hours, or a year for fixed dates."""
    try:
        if len(word) == 4 and word.isdecimal():
            return date(int(word), 1, 1).year
        if "T" not in word and " " not in word:
            return day(word)
        moment = datetime.fromisoformat(word)
        return timezone.make_naive(moment) if moment.tzinfo else moment
    except (ValueError, argparse.ArgumentTypeError) as error:
        raise argparse.ArgumentTypeError(
            f"“{word}”不是起始时间，请写成日期 2024-07-20、时刻 2024-07-20T17:30 或者年份 2024"
        ) from error


def span(word: str) -> clocks.Span:
    """Read a suspension: the day of suspension and the day of resumption, which is left out while it lasts."""
    first, dots, last = word.partition("..")
    if not dots:
        raise argparse.ArgumentTypeError(f"“{word}”应写成 中止日..恢复日，如 2024-07-20..2024-08-12")
    return day(first), day(last) if last else None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The limit, its start, and what has happened since."""
    parser.add_argument("rule", metavar="期限", help="期限的名称，如 reconsideration-ordinary/decide")
    parser.add_argument(
        "start", metavar="起始", type=start, help="起始日、时刻（按小时的期限）或者年份（每年固定日期）"
    )
    parser.add_argument(
        "--suspend", metavar="中止..恢复", type=span, action="append", default=[], help="中止日..恢复日，可以写多次"
    )
    parser.add_argument("--extend", action="store_true", help="已批准延长")
    parser.add_argument(
        "--granted", metavar="数", type=int, help="批准延长的长度，以期限的单位计（法律没有规定长度，或者批准的较短时）"
    )
    parser.add_argument("--restart", metavar="日期", type=day, help="期限自该日重新起算（如收到补正材料之日）")
    parser.add_argument("--posted", metavar="日期", type=day, help="交邮日期，判断是否按期")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def known_days() -> clocks.HolidayCalendar:
    """Return the working-day calendar; where no database has been set up, that of the shipped years."""
    try:
        return calendars.calendar()
    except DatabaseError:
        print("提示：数据库尚未建立，只用随软件提供的放假安排。", file=sys.stderr)
        return calendars.calendar(())


def run(args: argparse.Namespace) -> int:
    """Print the due date with its reasons."""
    begin = args.start
    on = date(begin, 1, 1) if isinstance(begin, int) else date(begin.year, begin.month, begin.day)
    try:
        limit, note = clocks.limit_in_force(args.rule, on)
        found = clocks.due(
            limit,
            begin,
            calendar=known_days(),
            suspensions=args.suspend,
            extended=clocks.Length(args.granted, limit.length.unit) if args.granted else args.extend,
            restart=args.restart,
            posted=args.posted,
        )
    except clocks.ClockError as refused:
        print(refused, file=sys.stderr)
        return 2 if refused.reason.code in ("undeclared", "needs_date", "needs_moment") else 1
    except OverflowError:
        print(f"从{on.year}年起算超出了日历的范围（公元9999年），请核对起始日。", file=sys.stderr)
        return 1
    explanation = [note, *found.explanation] if note else list(found.explanation)
    if args.json:
        answer = {
            "rule": args.rule,
            "start": written(begin),
            "due": found.due and written(found.due),
            "kind": limit.kind,
            "explanation": explanation,
            "article": found.article,
        }
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print(f"{limit.label}：{written(found.due) if found.due else '不能确定'}")
        print(*(f"  {number}. {reason}" for number, reason in enumerate(explanation, 1)), sep="\n")
    return 0


def written(value: date | int) -> str:
    """Write a day, a moment to the minute, or a year."""
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)
