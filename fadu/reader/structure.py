"""体例: whether a report says what it must, of the year that it is about, and in time.

The five contents and the dates are those of 法治政府建设与责任落实督察工作规定, its articles as quoted on government
pages. A finding is an `error` only where the text itself shows it; all else is a `question`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .sections import Section

CONTENTS = (
    (1, "主要举措和成效", r"举措|做法|成效|成绩|开展情况|工作情况|主要工作|总结|进展"),
    (2, "存在的不足和原因", r"不足|问题|短板|困难|差距|薄弱"),
    (3, "主要负责人履行推进法治建设第一责任人职责情况", r"第一责任人|主要负责人|述法"),
    (4, "下一年度主要安排", r"下一(?:步|年)|明年|来年|工作(?:思路|打算|安排|计划)|下步|{next}年"),
)
CONTENTS_ARTICLE, PUBLISHED_ARTICLE = "督察工作规定#25", "督察工作规定#24"
PUBLISHED = re.compile(r"(?:发布|成文|公开|更新)?(?:时间|日期) ?: ?(20\d\d)[-./年] ?(\d{1,2})[-./月] ?(\d{1,2})")


@dataclass(frozen=True)
class Finding:
    """发现: `place` is where in the text, None for the whole of it; `article` what demands it."""

    kind: str  # missing, late, year, title, repeat, stale
    level: str  # error, question
    message: str
    place: int | None = None
    article: str = ""


def findings(text: str, parts: Sequence[Section], year: str, folded: str) -> Iterator[Finding]:
    """Yield what is missing or does not fit in a text (`folded` is the same text, folded)."""
    if not year:
        yield Finding("year", "question", "看不出报告是哪一年度的；请在标题中写明年度。")
    yield from _contents(folded, parts, year)
    yield from _dates(folded, year)
    yield from _years(folded, parts, year)
    yield from _twice(folded)


def _contents(text: str, parts: Sequence[Section], year: str) -> Iterator[Finding]:
    heads = " ".join(text[part.start : part.end] for part in parts)
    following = str(int(year) + 1) if year else "次"
    for _number, name, words in CONTENTS:
        pattern = words.replace("{next}", following)
        if re.search(pattern, heads):
            continue
        said = len(re.findall(pattern, text))
        if said:
            yield Finding(
                "missing", "question", f"没有“{name}”一节（正文中提到过）；请核对是否单列。", None, CONTENTS_ARTICLE
            )
        else:
            yield Finding("missing", "error", f"没有写“{name}”。", None, CONTENTS_ARTICLE)


def _dates(text: str, year: str) -> Iterator[Finding]:
    """The day of publication on a copied page: before 1 April of the year after."""
    found = PUBLISHED.search(text[:1500])
    if not found or not year:
        return
    try:
        published = date(*map(int, found.groups()))
    except ValueError:
        yield Finding("title", "error", f"发布日期“{found.group()}”不是一个日期。", found.start())
        return
    if published >= date(int(year) + 1, 4, 1):
        said = f"{year}年度的报告应于{int(year) + 1}年4月1日之前公开，页面上的日期是{published.isoformat()}。"
        yield Finding("late", "error", said, found.start(), PUBLISHED_ARTICLE)
    elif published <= date(int(year), 12, 31):
        yield Finding(
            "year",
            "question",
            f"页面日期{published.isoformat()}在{year}年之内，年度还没有结束；请核对年度。",
            found.start(),
        )


SENTENCE = re.compile(r"[^。;\n]{24,}")


def _twice(text: str) -> Iterator[Finding]:
    """Sentences with a number in them that the text holds twice: mostly pasted from another place."""
    seen: dict[str, int] = {}
    for found in SENTENCE.finditer(text):
        sentence = re.sub(r"^(?:[一二三四五六七八九十]+是|[(\d一二三四五六七八九十)、.]+)|\s", "", found.group())
        if not re.search(r"\d", sentence):
            continue
        if sentence in seen:
            said = f"“{sentence[:20]}……”在文中一字不差地出现了两次；请核对是否重复。"
            yield Finding("repeat", "question", said, found.start() + len(found.group()) - len(found.group().lstrip()))
        seen.setdefault(sentence, found.start())


def _years(text: str, parts: Sequence[Section], year: str) -> Iterator[Finding]:
    """Headings that name another year than they should: the report's own, or the next one in its plan."""
    if not year:
        return
    own, following = year, str(int(year) + 1)
    for part in parts:
        title = text[part.start : part.end]
        title = re.sub(r"《[^》]*》|\(?20\d\d ?[-至] ?20\d\d ?年?\)?", "", title)
        for found in re.finditer(r"(20\d\d) ?年", title):
            planned = re.search(r"思路|打算|安排|计划|下一|重点|展望", title)
            if planned and found[1] not in (following, own):
                yield Finding(
                    "year",
                    "error",
                    f"标题“{title.strip()}”写的是{found[1]}年，{year}年度报告的安排应是{following}年。",
                    part.start,
                )
            elif not planned and found[1] not in (own, following):
                yield Finding(
                    "year",
                    "question",
                    f"标题“{title.strip()}”写的是{found[1]}年，报告是{year}年度的；请核对是否沿用了旧稿。",
                    part.start,
                )


def stale(figures: Sequence, before: Sequence) -> Iterator[Finding]:
    """Yield the figures that say the same as those of an earlier year, where too many do to be chance.

    Figures of lists that stand for years are the same often; three and more counts of ten and over, and more than half
    of all that can be compared, are a reason to ask.
    """
    earlier = {(one.indicator, one.org): one for one in before if one.indicator}
    known = [(one, earlier[one.indicator, one.org]) for one in figures if (one.indicator, one.org) in earlier]
    same = [(new, old) for new, old in known if new.value == old.value and new.value >= 10 and new.unit_norm != "%"]
    if len(same) >= 3 and len(same) * 2 > len(known):
        for new, _old in same:
            yield Finding(
                "stale",
                "question",
                f"“{new.subject}”{new.text}{new.unit}与上一年度报告相同；请核对是否沿用了旧数。",
                new.start,
            )
