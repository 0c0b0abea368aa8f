"""理由: the sentences of an explanation, in Chinese and in English, with the articles behind them.

A due date is explained to a case handler sentence by sentence. The kernel's plain part does not know Django's
translation, so both languages stand side by side here.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .articles import cite_all

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
ENGLISH = dict(
    zip(
        (*WEEKDAYS, "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节", "调休上班"),
        "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday,New Year's Day,Spring Festival,Qingming Festival,"
        "Labour Day,Dragon Boat Festival,Mid-Autumn Festival,National Day,working weekend".split(","),
        strict=True,
    )
)


@dataclass(frozen=True)
class Basis:
    """依据: the articles behind a sentence, in brackets; by analogy where the law that sets the length is silent."""

    articles: tuple[str, ...]
    analogy: bool = False

    def text(self, language: str = "zh") -> str:
        if not self.articles:
            return ""
        cited = _show(self.articles, language)
        if language.startswith("en"):
            return f" ({'by analogy with ' if self.analogy else ''}{cited})"
        return f"（{'参照' if self.analogy else ''}{cited}）"


@dataclass(frozen=True)
class Bilingual:
    """A few words within a sentence, in both languages."""

    chinese: str
    english: str

    def text(self, language: str = "zh") -> str:
        return self.english if language.startswith("en") else self.chinese


SENTENCES = {
    "rule": ("{article}：{label}，{length}。", "{article}: {label}, {length}."),
    "older": (
        "{on}早于已声明的最早文本（{in_force}起施行），按该文本计算。",
        "{on} is before the first version declared (in force {in_force}); that version is used.",
    ),
    "start": ("{start}为起始日，当日不算，从{first}起算{by}。", "{start} does not count; day 1 is {first}{by}."),
    "restart": (
        "{day}起期限重新计算，此前经过的时间不再计算{by}。",
        "The whole period runs anew from {day}{by}.",
    ),
    "extended": (
        "已延长{length}，与原期限合为一个期间，自原起始日连续计算{by}。",
        "Extended by {length}: one period with the basic one, counted from the original start{by}.",
    ),
    "suspended": (
        "{first}中止，{last}恢复：次日起至恢复当日共{days}天不计入期限{by}。",
        "Suspended on {first}, resumed on {last}: {days} days after the first up to the last do not count{by}.",
    ),
    "suspension_unnamed": (
        "本期限未声明中止事由，请核对中止的依据。",
        "No ground of suspension is declared for this limit: check that there is one.",
    ),
    "pending": (
        "{day}起中止，尚未恢复，到期日待恢复后确定。",
        "Suspended since {day}: the due date is known once the case is resumed.",
    ),
    "holiday": (
        "{first}至{last}{name}放假，共{days}天，不计入。",
        "{first} to {last}, {name}: {days} days do not count.",
    ),
    "holiday_day": ("{first}{name}放假，不计入。", "{first}, {name}, does not count."),
    "weekends": ("其间周六、周日共{days}天，不计入。", "{days} days of ordinary weekends do not count."),
    "worked": ("{day}（{weekday}）调休上班，计入。", "{day} ({weekday}) was made a working day and counts."),
    "last_working": ("第{number}个工作日为{day}（{weekday}）。", "Working day {number} is {day} ({weekday})."),
    "last": ("第{number}日为{day}（{weekday}）。", "Day {number} is {day} ({weekday})."),
    "last_shifted": (
        "第{number}日（扣除不计入的时间）为{day}（{weekday}）。",
        "Day {number}, without the days that do not count, is {day} ({weekday}).",
    ),
    "same_number": ("{length}后的对应日为{day}（{weekday}）。", "{length} end on {day} ({weekday})."),
    "month_end": (
        "到期月没有{number}日，以月末{day}（{weekday}）为最后一日{by}。",
        "The last month has no day {number}: the period ends on its last day, {day} ({weekday}){by}.",
    ),
    "shifted": (
        "扣除不计入的时间，最后一日为{day}（{weekday}）。",
        "Without the days that do not count: {day} ({weekday}).",
    ),
    "rolled": (
        "{day}（{reason}）为休息日，顺延至其后第一个工作日{due}（{weekday}）{by}。",
        "{day} ({reason}) is a day of rest: moved to the first working day after it, {due} ({weekday}){by}.",
    ),
    "stays": (
        "{day}是{weekday}，但调休上班，不顺延。",
        "{day} is a {weekday} but was made a working day: it does not move.",
    ),
    "burden": (
        "本期限是限制的最长时间，最后一日即使是休息日也不顺延{by}。",
        "A burden on the party: its last day does not move, day of rest or not{by}.",
    ),
    "minimum": (
        "须满{length}，最早可于次日{day}（{weekday}）办理。",
        "{length} must pass in full: allowed from {day} ({weekday}).",
    ),
    "notice": (
        "从{event}往前数，当日不算，提前{length}为{day}（{weekday}）。",
        "Counted back from {event}, which does not count, {length}: {day} ({weekday}).",
    ),
    "earlier": (
        "{day}（{reason}）为休息日，提前至其前最后一个工作日{due}（{weekday}）。",
        "{day} ({reason}) is a day of rest: go earlier, to {due} ({weekday}).",
    ),
    "hours": (
        "自{start}起连续计算{length}，夜间、休息日和节假日不扣除{by}。",
        "{length} from {start}, through nights and holidays{by}.",
    ),
    "fixed": (
        "法律规定的固定日期，逢休息日不顺延，应当在此前办完。",
        "A fixed date does not move: act before it.",
    ),
    "leap": ("{year}年是闰年，2月末日为29日。", "{year} is a leap year: February ends on the 29th."),
    "due": ("最迟{day}（{weekday}）。", "Due on {day} ({weekday})."),
    "due_moment": ("最迟{day}。", "Due at {day}."),
    "unknown": (
        "{year}年的放假安排尚未公布或者尚未录入，工作日历未知，不能确定到期日。",
        "The holiday arrangement of {year} is not known yet: the due date cannot be told.",
    ),
    "provisional": (
        "暂按法定节假日推算为{day}（{weekday}），仅供参考，不作为到期日。",
        "By the statutory holidays alone it would be {day} ({weekday}): for guidance, not a due date.",
    ),
    "unstated": (
        "法律没有规定天数：以地方规定或者机关书面指定的期限为准。",
        "The law gives no number of days: that of a local rule, or one set in writing by the organ, applies.",
    ),
    "local": ("天数依地方规定：{rule}。", "The number of days is that of the local rule: {rule}."),
    "named": ("文书写明的届满日为{day}。", "The document names {day} as the last day."),
    "effect": ("届满未办的法律后果：{effect}{by}。", "If it is not done: {effect}{by}."),
    "effect_on": (
        "届满未办的法律后果：{effect}，自{day}起{by}。",
        "If it is not done: {effect}, as from {day}{by}.",
    ),
    "after": ("期满后：{effect}{by}。", "After it: {effect}{by}."),
    "posted": (
        "{day}交邮，没有超过最后一日，在途时间不计，属于按期{by}。",
        "Posted on {day}, not after the last day: in time, as transit does not count{by}.",
    ),
    "posted_late": ("{day}交邮，已超过最后一日，属于逾期。", "Posted on {day}, after the last day: late."),
    # what is refused
    "no_extension": (
        "{label}（{article}）没有关于延长的规定。{cure}",
        "{article} knows no extension of the limit “{label}”. {cure}",
    ),
    "extension_unstated": (
        "{label}的延长没有法定天数，请写明延长多少天（{article}）。",
        "The law gives no length for an extension of “{label}”: say how long ({article}).",
    ),
    "extension_long": (
        "{label}最多延长{length}（{article}）。",
        "“{label}” may be extended by {length} at most ({article}).",
    ),
    "extension_unit": (
        "{label}以{length}计，延长的单位须与其相同。",
        "“{label}” is {length}: an extension must be in the same unit.",
    ),
    "not_applicable": (
        "{label}（{length}）不适用{what}。请去掉它重新计算。",
        "{what} does not apply to “{label}” ({length}). Leave it out.",
    ),
    "needs_moment": (
        "{label}按小时计算，起始须写到分，如 2024-09-30T17:30。",
        "“{label}” runs in hours: give the start to the minute, such as 2024-09-30T17:30.",
    ),
    "needs_date": (
        "{label}的起始须是日期，如 2024-09-30。",
        "“{label}” starts on a date, such as 2024-09-30.",
    ),
    "resumed_early": (
        "恢复日{last}早于中止日{first}，请核对。",
        "Resumed on {last}, before the suspension on {first}: check the dates.",
    ),
    "restart_early": (
        "重新起算日{last}早于起始日{first}，请核对。",
        "Restarted on {last}, before the start on {first}: check the dates.",
    ),
    "undeclared": (
        "没有声明名为“{slug}”的期限。{near}",
        "No time limit “{slug}” is declared. {near}",
    ),
}


def _show(value: Any, language: str) -> str:
    """Print a value within a sentence."""
    english = language.startswith("en")
    if isinstance(value, datetime):
        return _show(value.date(), language) + (f" {value:%H:%M}" if english else f"{value.hour}时{value.minute:02}分")
    if isinstance(value, date):
        month = calendar.month_name[value.month]
        return f"{value.day} {month} {value.year}" if english else f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, tuple):  # citations
        return cite_all(value, language)
    if text := getattr(value, "text", None):
        return text(language)
    return ENGLISH.get(str(value), str(value)) if english else str(value)


class Reason(str):
    """理由: a sentence of an explanation. It is its Chinese text; `text("en")` gives the English one."""

    code: str
    values: dict[str, Any]

    def __new__(cls, code: str, **values: Any) -> "Reason":
        self = super().__new__(cls, cls._write(code, values, "zh"))
        self.code, self.values = code, values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.code,), self.values

    @staticmethod
    def _write(code: str, values: Mapping[str, Any], language: str) -> str:
        sentence = SENTENCES[code][language.startswith("en")]
        return sentence.format(**{name: _show(value, language) for name, value in values.items()})

    def text(self, language: str = "zh") -> str:
        """Print the sentence in Chinese, or in English when `language` begins with `en`."""
        return self._write(self.code, self.values, language)
