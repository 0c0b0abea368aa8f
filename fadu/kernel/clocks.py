"""期限: statutory time limits, the working-day calendar, and a due date with the reasons for it.

All here is pure: a due date follows from the limit, the day it starts from and what happened since. Ways of counting
that no article spells out are conventions, marked [C]: they stand here and nowhere else.
"""

import calendar as months_of_the_year
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from .articles import Article
from .reasons import WEEKDAYS, Basis, Bilingual, Reason

ONE = timedelta(days=1)


# ── lengths ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Length:
    """期间的长度: a number of hours, days, working days, months or years; or a fixed day of each year, `MM-DD`.

    A number of None means that the law gives none and leaves it to the organ or to other rules.
    """

    number: int | None
    unit: str
    day: str = ""

    def text(self, language: str = "zh") -> str:
        """Print the length, such as 60日, 5个工作日, 每年1月31日前."""
        english = language.startswith("en")
        if self.unit == "date":
            month, day = map(int, self.day.split("-"))
            last = self.day == "02-28"
            if english:
                when = "the last day" if last else str(day)
                return f"by {when} of {months_of_the_year.month_name[month]} each year"
            return f"每年{month}月{'末' if last else day}日前"
        if self.number is None:
            return "the time set by the organ" if english else "机关另行指定的期限"
        if english:
            return f"{self.number} {self.unit.replace('_', ' ')}" + ("" if self.number == 1 else "s")
        names = {"hour": "小时", "calendar_day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}
        return f"{self.number}{names[self.unit]}"

    __str__ = text


def hours(number: int) -> Length:
    return Length(number, "hour")


def calendar_days(number: int) -> Length:
    return Length(number, "calendar_day")


def working_days(number: int) -> Length:
    return Length(number, "working_day")


def months(number: int) -> Length:
    return Length(number, "month")


def years(number: int) -> Length:
    return Length(number, "year")


def yearly(day: str) -> Length:
    """A fixed day of each year: the last on which the duty can be met. `02-28` is the last day of February."""
    return Length(1, "date", day)


def unstated(unit: str = "calendar_day") -> Length:
    """No number in the text: the organ sets it case by case, or other rules do."""
    return Length(None, unit)


# ── the working-day calendar ─────────────────────────────────────────────────────────────────────────────────────────


class UnknownYear(LookupError):
    """The holiday arrangement of that year is not known (yet), so that a working day cannot be told."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(str(Reason("unknown", year=year)))


class Calendar(Protocol):
    """工作日历: which days are worked."""

    def is_working(self, day: date) -> bool:
        """Tell whether the day is worked. Raises UnknownYear."""

    def reason(self, day: date) -> str:
        """Name what makes the day special: 春节, 周六, 调休上班; empty for a common working day."""

    def provisional(self) -> "Calendar":
        """Return a calendar that takes the statutory holidays alone for the years not known."""


@dataclass(frozen=True)
class Arrangement:
    """放假安排: the State Council's notice for one year: the days off and the weekends worked, each with its holiday.

    A notice may touch December of the year before (29 December 2018 was worked by the notice for 2019).
    """

    year: int
    off: Mapping[date, str] = field(default_factory=dict)
    working: Mapping[date, str] = field(default_factory=dict)
    notice: str = ""


class HolidayCalendar:
    """The working-day calendar of the years whose arrangement is known.

    `festivals` gives the dates of the lunar festivals by year, for `provisional`.
    """

    def __init__(
        self, arrangements: Iterable[Arrangement], festivals: Mapping[int, Mapping[str, date]] | None = None
    ) -> None:
        self.arrangements = {one.year: one for one in arrangements}
        self.festivals = festivals or {}
        self._off: dict[date, str] = {}
        self._working: dict[date, str] = {}
        for _year, one in sorted(self.arrangements.items()):
            self._off |= one.off
            self._working |= one.working

    @property
    def years(self) -> list[int]:
        """The years known, in order."""
        return sorted(self.arrangements)

    def is_working(self, day: date) -> bool:
        if day.year not in self.arrangements:
            raise UnknownYear(day.year)
        return day not in self._off and (day.weekday() < 5 or day in self._working)

    def reason(self, day: date) -> str:
        if self.is_working(day):
            return "调休上班" if day.weekday() >= 5 else ""
        return self._off.get(day) or WEEKDAYS[day.weekday()]

    def provisional(self) -> "HolidayCalendar":
        assumed = [statutory(year, days) for year, days in self.festivals.items() if year not in self.arrangements]
        return HolidayCalendar([*self.arrangements.values(), *assumed])


def statutory(year: int, festivals: Mapping[str, date]) -> Arrangement:
    """Return the holidays that the Measures themselves set, without the yearly notice.

    Source: 放假办法#2; a holiday on a weekend is made up for on the next working day (#6).
    """
    spring = festivals["春节"]
    off = {date(year, 1, 1): "元旦"}
    off |= {spring + ONE * n: "春节" for n in (-1, 0, 1, 2)}
    off |= {date(year, 5, day): "劳动节" for day in (1, 2)} | {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    off |= {festivals[name]: name for name in ("清明节", "端午节", "中秋节")}
    for day, name in sorted(off.items()):
        instead = day
        while day.weekday() >= 5 and (instead.weekday() >= 5 or instead in off):
            instead += ONE
        off[instead] = name
    return Arrangement(year, off)


# ── declared limits ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Counting:
    """计算规则: the articles on starting day, missing day of the month, last day on a holiday, and posting."""

    start: str
    last_day: str
    posting: str
    month_end: str = "民法典#202"
    analogy: bool = False


CIVIL_PROCEDURE = Counting("民事诉讼法#85.2", "民事诉讼法#85.3", "民事诉讼法#85.4")
LITIGATION = Counting("行诉解释#48.2", "行诉解释#48.3", "行诉解释#48.4")
CRIMINAL_PROCEDURE = Counting("刑事诉讼法#105.2", "刑事诉讼法#105.4", "刑事诉讼法#105.3")
# Penalties, permits, coercion, disclosure, petitions, decisions, rules, legal aid: their laws do not say how to count.
BY_ANALOGY = Counting("民法典#201.1", "民法典#203.1", "民事诉讼法#85.4", analogy=True)

KINDS = ("deadline", "minimum", "maximum", "notice", "date")


class BadLimit(ValueError):
    """A declaration of a time limit that contradicts itself; stops start-up."""


@dataclass(frozen=True)
class Effect:
    """届满的法律后果: what the law attaches to a limit that ends unmet.

    `since` tells from which day a deemed act counts: `expiry` the last day of the limit, `start` the day it began.
    """

    label: Any
    article: str
    since: str = ""


@dataclass(frozen=True, eq=False)
class TimeLimit:
    """法定期限: one time limit with the article that sets it.

    `kind` is `deadline` (act at the latest), `minimum` (not before), `maximum` (a burden lasts at most so long),
    `notice` (counted back from an event) or `date` (a fixed day each year). `also` are further articles needed, such
    as the one that makes “five days” working days. `extension`, `suspended_by` and `restarted_by` name what the law
    allows. `starts` says in Chinese from what the limit runs, `obliged` is the role that must act, `on_expiry` the
    step taken when it ends unmet. Versions of one slug differ by `in_force`.
    """

    label: Any
    _: KW_ONLY
    slug: str
    article: str
    length: Length
    kind: str = "deadline"
    also: tuple[str, ...] = ()
    counting: Counting = BY_ANALOGY
    extension: Length | None = None
    extension_article: str = ""
    suspended_by: tuple[str, ...] = ()
    restarted_by: tuple[str, ...] = ()
    obliged: str = ""
    starts: str = ""
    on_expiry: str = ""
    effect: Effect | None = None
    in_force: date | None = None

    def __post_init__(self) -> None:
        self._check()
        versions = _DECLARED.setdefault(self.slug, [])
        if any(other.since == self.since for other in versions):
            raise BadLimit(f"期限 {self.slug} 的同一文本（{self.since}起施行）声明了两次，请删去一个或者改 in_force")
        versions.append(self)
        versions.sort(key=lambda limit: limit.since)

    @property
    def since(self) -> date:
        """The day from which this version applies."""
        return self.in_force or date.min

    @property
    def articles(self) -> tuple[str, ...]:
        """The article that sets the limit, and those that are needed with it."""
        return (self.article, *self.also)

    def _check(self) -> None:
        def must(holds: bool, fault: str) -> None:
            if not holds:
                raise BadLimit(f"期限 {self.slug}（{self.label}）：{fault}")

        must(bool(re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", self.slug)), "slug 须形如 reconsideration-ordinary/review")
        must(self.kind in KINDS, f"kind 须是 {'、'.join(KINDS)} 之一")
        must((self.kind == "date") == (self.length.unit == "date"), "kind='date' 与 yearly(…) 须同时使用")
        must(self.length.number is None or self.length.number > 0, "长度须大于零")
        if self.kind == "notice":
            must(self.length.unit in ("calendar_day", "working_day"), "倒算的期限以日或者工作日计")
        if self.kind in ("notice", "date") or self.length.unit == "hour":
            must(not (self.extension or self.suspended_by or self.restarted_by), "这种期限不延长、不中止、不重新起算")
        if self.extension and self.extension.number is not None:
            must(self.extension.unit == self.length.unit, "延长的单位须与期限相同")
        must(not self.effect or self.effect.since in ("", "expiry", "start"), "effect 的 since 须是 expiry 或者 start")
        counting = self.counting
        cited = [
            *self.articles,
            *self.suspended_by,
            *self.restarted_by,
            *([self.effect.article] if self.effect else []),
        ]
        cited += [counting.start, counting.last_day, counting.posting, counting.month_end]
        for citation in [*cited, *([self.extension_article] if self.extension_article else [])]:
            Article.parse(citation)  # raises ArticleError, which says how a citation is written


_DECLARED: dict[str, list[TimeLimit]] = {}


def declared() -> dict[str, list[TimeLimit]]:
    """Return all declared limits by slug, each with its versions in the order in which they came into force."""
    return {slug: list(versions) for slug, versions in sorted(_DECLARED.items())}


def limit_in_force(slug: str, on: date) -> tuple[TimeLimit, str]:
    """Return the version of a limit in force on a day, and a note if that day is before the first one declared.

    Raises ClockError when no limit of that name is declared.
    """
    versions = _DECLARED.get(slug)
    if not versions:
        near = "、".join(difflib.get_close_matches(slug, _DECLARED, 3))
        meant = Bilingual(f"是不是：{near}？", f"Did you mean {near}?") if near else ""
        raise ClockError("undeclared", slug=slug, near=meant)
    valid = [limit for limit in versions if limit.since <= on]
    if valid:
        return valid[-1], ""
    return versions[0], Reason("older", on=on, in_force=versions[0].since)


# ── the due date ─────────────────────────────────────────────────────────────────────────────────────────────────────


class ClockError(ValueError):
    """A time limit that cannot be counted as asked; `reason` says why and what would cure it, in both languages."""

    def __init__(self, code: str, **values: Any) -> None:
        self.reason = Reason(code, **values)
        super().__init__(str(self.reason))


@dataclass(frozen=True)
class Due:
    """到期日: the answer, with its reasons.

    `due` is the last day for a deadline, maximum or fixed date, the last day for giving notice, and for a minimum the
    first day allowed; a moment for limits in hours; None when it cannot be told, and then the explanation says why.
    `provisional` is what the statutory holidays alone would give: for showing only. `in_time` answers `posted`.
    `effect_on` is the day from which a deemed act counts.
    """

    limit: TimeLimit
    start: date | int
    due: date | None
    provisional: date | None
    explanation: list[Reason]
    in_time: bool | None = None
    effect_on: date | None = None

    @property
    def article(self) -> str:
        """The article that sets the limit, as a citation."""
        return self.limit.article

    @property
    def unknown_because(self) -> Reason | None:
        """Of a due date that cannot be told, the reason why; None where it can."""
        codes = ("unknown", "unstated", "pending")
        return next((reason for reason in self.explanation if reason.code in codes), None) if self.due is None else None

    def explain(self, language: str = "zh") -> list[str]:
        """Return the reasons as sentences in Chinese or, when `language` begins with `en`, in English."""
        return [reason.text(language) for reason in self.explanation]

    def met(self, on: date) -> bool | None:
        """Tell whether an act on that day respects the limit; None while the due date is not known."""
        if self.due is None:
            return None
        if isinstance(on, datetime) and not isinstance(self.due, datetime):
            on = on.date()
        return on >= self.due if self.limit.kind == "minimum" else on <= self.due


Span = tuple[date, date | None]


def due(
    limit: TimeLimit,
    start: date | int,
    *,
    calendar: Calendar,
    suspensions: Iterable[Span] = (),
    extended: bool | Length = False,
    restart: date | None = None,
    posted: date | None = None,
    specified: Length | None = None,
    until: date | None = None,
) -> Due:
    """Count a time limit from its starting day.

    `start` is a date; a datetime in civil time for limits in hours; a year (or a date in it) for fixed days. A span of
    `suspensions` is the day of suspension and the day of resumption, None while it lasts. `extended` is True, or the
    length granted where the law gives none; `specified` likewise stands for an unstated length, and `until` is the last
    day itself where a document names it: it is taken as it stands. Raises ClockError.
    """
    spans = _spans(suspensions)
    _refuse(limit, spans, restart, posted)
    begin = _begin(limit, start, restart)
    length = _whole(limit, extended, specified)
    told = [Reason("rule", article=limit.articles, label=limit.label, length=specified or limit.length)]
    told += _history(limit, begin, spans, extended, restart)
    if length is None and until is None:
        return Due(limit, start, None, None, [*told, Reason("unstated")])

    closed = [(first, last) for first, last in spans if last]
    end = assumed = None
    try:
        if length:
            end, counted = _end(limit, length, begin, closed, calendar)
        else:
            end, counted = until, [Reason("named", day=until)]
    except UnknownYear as missing:
        counted = [Reason("unknown", year=missing.year)]
        try:
            assert length  # a day that a document names is not counted
            assumed, _counted = _end(limit, length, begin, closed, calendar.provisional())
            counted.append(Reason("provisional", day=assumed, weekday=WEEKDAYS[assumed.weekday()]))
        except UnknownYear:
            pass  # the dates of the festivals are not known either: nothing to assume, as the reason above says
    pending = next((first for first, last in spans if last is None), None)
    if pending and (end or assumed or date.max) > pending:
        return Due(limit, start, None, None, [*told, Reason("pending", day=pending)])
    told += counted

    in_time = effect_on = None
    if end and posted:
        in_time = posted <= end
        by = Basis((limit.counting.posting,), limit.counting.analogy)
        told.append(Reason("posted", day=posted, by=by) if in_time else Reason("posted_late", day=posted))
    if effect := limit.effect:
        effect_on = {"expiry": end, "start": begin}.get(effect.since) if end else None
        code = "effect_on" if effect_on else "after" if limit.kind == "minimum" else "effect"
        told.append(Reason(code, effect=effect.label, day=effect_on, by=Basis((effect.article,))))
    return Due(limit, start, end, assumed, told, in_time, effect_on)


def moment(day: date) -> datetime:
    """Return from when hours run where only the day is recorded: its beginning, so 24 end with the next day. [C]"""
    return datetime.combine(day, time())


def _refuse(limit: TimeLimit, spans: Sequence[Span], restart: date | None, posted: date | None) -> None:
    """Refuse what makes no sense for that kind of limit. Raises ClockError."""
    rigid = limit.kind in ("notice", "date") or limit.length.unit == "hour"
    for asked, refused, what in (
        (spans, rigid, ("中止", "a suspension")),
        (restart, rigid, ("重新起算", "a restart")),
        (posted, limit.kind != "deadline", ("交邮日期", "a day of posting")),
    ):
        if asked and refused:
            raise ClockError("not_applicable", label=limit.label, length=limit.length, what=Bilingual(*what))


def _begin(limit: TimeLimit, start: date | int, restart: date | None) -> date:
    """Return the starting day (or moment), which itself does not count."""
    if limit.kind == "date":
        return date(start if isinstance(start, int) else start.year, 1, 1)
    if isinstance(start, int):
        raise ClockError("needs_date", label=limit.label)
    if limit.length.unit == "hour":
        if not isinstance(start, datetime):
            raise ClockError("needs_moment", label=limit.label)
        return start
    begin = _day(start)
    if restart and _day(restart) < begin:
        raise ClockError("restart_early", first=begin, last=_day(restart))
    return _day(restart) if restart else begin


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _spans(suspensions: Iterable[Span]) -> list[Span]:
    """Return the suspensions in order, those that overlap as one. Raises ClockError."""
    merged: list[Span] = []
    for first, last in sorted(suspensions, key=lambda span: (span[0], span[1] or date.max)):
        if last and last < first:
            raise ClockError("resumed_early", first=first, last=last)
        before, until = merged[-1] if merged else (first, first)
        if merged and (until is None or first <= until):
            merged[-1] = (before, max(until, last) if until and last else None)
        else:
            merged.append((first, last))
    return merged


def _whole(limit: TimeLimit, extended: bool | Length, specified: Length | None) -> Length | None:
    """Return basic length and extension as ONE period [R6, C]; None when the law leaves the length to the organ."""
    length = (specified or limit.length) if limit.length.number is None else limit.length
    if length.number is None or not extended:
        return length if length.number else None
    if not limit.extension:
        cure = (
            "请按其他依据重新起算，或者去掉延长。",
            "Restart it if another article allows, or leave the extension out.",
        )
        raise ClockError("no_extension", label=limit.label, article=limit.articles, cure=Bilingual(*cure))
    more = extended if isinstance(extended, Length) else limit.extension
    if more.number is None:
        by = limit.extension_article or limit.article
        raise ClockError("extension_unstated", label=limit.label, article=(by,))
    if limit.extension.number and limit.extension.number < more.number:
        by = limit.extension_article or limit.article
        raise ClockError("extension_long", label=limit.label, length=limit.extension, article=(by,))
    if more.unit != length.unit:
        raise ClockError("extension_unit", label=limit.label, length=length)
    return Length(length.number + more.number, length.unit)


def _history(
    limit: TimeLimit, begin: date, spans: Sequence[Span], extended: bool | Length, restart: date | None
) -> list[Reason]:
    """Tell what happened to the period since it began."""
    told = []
    if restart:
        told.append(Reason("restart", day=begin, by=Basis(limit.restarted_by)))
    if limit.kind not in ("notice", "date") and limit.length.unit != "hour":
        by = Basis((limit.counting.start,), limit.counting.analogy)
        told.append(Reason("start", start=begin, first=begin + ONE, by=by))
    if extended:
        more = extended if isinstance(extended, Length) else limit.extension
        told.append(Reason("extended", length=more, by=Basis((limit.extension_article or limit.article,))))
    for first, last in spans:
        if last:
            days = (last - first).days
            told.append(Reason("suspended", first=first, last=last, days=days, by=Basis(limit.suspended_by)))
    if spans and not limit.suspended_by:
        told.append(Reason("suspension_unnamed"))
    return told


def _end(
    limit: TimeLimit, length: Length, begin: date, spans: Sequence[tuple[date, date]], calendar: Calendar
) -> tuple[date, list[Reason]]:
    """Return the day that answers the limit, with the reasons. Raises UnknownYear."""
    if limit.kind == "date":
        return _fixed(length, begin.year)
    assert length.number is not None
    if length.unit == "hour":
        # [R1] In civil and administrative matters hours run from the stated time (民法典#201.2); a court's hours
        # begin with the next full hour (民诉法解释#125).
        moment = begin + timedelta(hours=length.number)
        by = Basis((limit.counting.start,), limit.counting.analogy)
        return moment, [Reason("hours", start=begin, length=length, by=by), Reason("due_moment", day=moment)]
    if limit.kind == "notice":
        return _back(length, begin, calendar)
    last, told = (
        _working(length, begin, spans, calendar)
        if length.unit == "working_day"
        else _running(limit, length, begin, spans)
    )
    if limit.kind == "minimum":
        # [R13] All the days must pass in full, and the day after is the first one allowed, rest day or not.
        return last + ONE, [*told, Reason("minimum", length=length, day=last + ONE, weekday=_weekday(last + ONE))]
    if limit.kind == "maximum":
        # [R4, C] Custody ends on its day (刑事诉讼法#105.4); sealing, seizure, freezing and monitoring are alike.
        by = Basis(("刑事诉讼法#105.4",), analogy=limit.counting is not CRIMINAL_PROCEDURE)
        told.append(Reason("burden", by=by))
    elif length.unit != "working_day":
        last, moved = _rolled(limit, last, spans, calendar)
        told += moved
    return last, [*told, Reason("due", day=last, weekday=_weekday(last))]


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def _fixed(length: Length, year: int) -> tuple[date, list[Reason]]:
    """Return the fixed day of that year, which does not move. [R15]"""
    month, day = map(int, length.day.split("-"))
    told = [Reason("fixed")]
    if (month, day) == (2, 28) and months_of_the_year.isleap(year):
        day = 29
        told.insert(0, Reason("leap", year=year))
    last = date(year, month, day)
    return last, [*told, Reason("due", day=last, weekday=_weekday(last))]


def _back(length: Length, event: date, calendar: Calendar) -> tuple[date, list[Reason]]:
    """Count back from an event: the last day for giving notice; go earlier if it is a day of rest. [R12, C]"""
    number = length.number or 0
    last, left = event, number
    while left:
        last -= ONE
        left -= length.unit == "calendar_day" or calendar.is_working(last)
    told = [Reason("notice", event=event, length=length, day=last, weekday=_weekday(last))]
    earlier = last
    while not calendar.is_working(earlier):
        earlier -= ONE
    if earlier != last:
        reason = calendar.reason(last)
        told.append(Reason("earlier", day=last, reason=reason, due=earlier, weekday=_weekday(earlier)))
    return earlier, [*told, Reason("due", day=earlier, weekday=_weekday(earlier))]


def _working(
    length: Length, begin: date, spans: Sequence[tuple[date, date]], calendar: Calendar
) -> tuple[date, list[Reason]]:
    """Count working days; days after a suspension up to the day of resumption do not count. [R5, R7, C]"""
    told: list[Reason] = []
    resting: list[tuple[date, str]] = []
    left, last = length.number or 0, begin
    while left:
        last += ONE
        if any(first < last <= resumed for first, resumed in spans):
            continue
        if not calendar.is_working(last):
            resting.append((last, calendar.reason(last)))
            continue
        left -= 1
        if last.weekday() >= 5:
            told.append(Reason("worked", day=last, weekday=_weekday(last)))
    told = [*_resting(resting), *told]
    return last, [*told, Reason("last_working", number=length.number, day=last, weekday=_weekday(last))]


def _resting(days: Sequence[tuple[date, str]]) -> list[Reason]:
    """Tell which days of rest were left out: each holiday by its name, ordinary weekends by their number."""
    runs: list[tuple[str, date, date]] = []
    weekends = 0
    for day, name in days:
        if name in WEEKDAYS:
            weekends += 1
        elif runs and (runs[-1][0], runs[-1][2]) == (name, day - ONE):
            runs[-1] = (name, runs[-1][1], day)
        else:
            runs.append((name, day, day))
    told = [
        Reason("holiday", first=first, last=last, name=name, days=(last - first).days + 1)
        if first < last
        else Reason("holiday_day", first=first, name=name)
        for name, first, last in runs
    ]
    return [*told, *([Reason("weekends", days=weekends)] if weekends else [])]


def _running(
    limit: TimeLimit, length: Length, begin: date, spans: Sequence[tuple[date, date]]
) -> tuple[date, list[Reason]]:
    """Count calendar days, months or years, holidays included, and put off the end by the time suspended. [R2, R7]"""
    number = length.number or 0
    if length.unit == "calendar_day":
        last = begin + ONE * number
    else:
        month = begin.month - 1 + number * (12 if length.unit == "year" else 1)
        year, month = begin.year + month // 12, month % 12 + 1
        last = date(year, month, min(begin.day, months_of_the_year.monthrange(year, month)[1]))
    told = []
    if length.unit != "calendar_day":
        by = Basis((limit.counting.month_end,), analogy=True)  # the procedure laws themselves are silent
        code = "same_number" if last.day == begin.day else "month_end"
        told.append(Reason(code, length=length, number=begin.day, day=last, weekday=_weekday(last), by=by))
    whole = last
    for first, resumed in spans:
        if first < last and resumed > begin:
            last += resumed - max(first, begin)
    if length.unit == "calendar_day":
        code = "last" if last == whole else "last_shifted"
        told.append(Reason(code, number=number, day=last, weekday=_weekday(last)))
    elif last != whole:
        told.append(Reason("shifted", day=last, weekday=_weekday(last)))
    return last, told


def _rolled(
    limit: TimeLimit, last: date, spans: Sequence[tuple[date, date]], calendar: Calendar
) -> tuple[date, list[Reason]]:
    """Move a last day of rest to the first working day after it, and out of a suspension begun meanwhile. [R3]"""
    if calendar.is_working(last):
        return last, [Reason("stays", day=last, weekday=_weekday(last))] if last.weekday() >= 5 else []
    moved = last
    while not calendar.is_working(moved) or any(first < moved <= resumed for first, resumed in spans):
        moved += ONE
    by = Basis((limit.counting.last_day,), limit.counting.analogy)
    reason = calendar.reason(last)
    return moved, [Reason("rolled", day=last, reason=reason, due=moved, weekday=_weekday(moved), by=by)]
