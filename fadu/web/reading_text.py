"""报告正文的显示: the stored text of a reading with its figures marked, in one pass; all of it is shown as text.

Marks say what they say by colour, by a sign and by a title. The text between two places of the page is exactly that of
the reading, so that a selection on the page is a span of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

SHEET = 60_000  # characters of a text on one page: some eighty printed pages
HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]).{1,60}$")


@dataclass(frozen=True)
class Standing:
    """What is known of a figure: a sign, words, and the colour of a tag."""

    sign: str
    label: Any
    tag: str
    meaning: Any


# In the order in which one matters more than another; a figure is shown by the first that holds.
STANDINGS = {
    "failed": Standing("■", _("检查不通过"), "bad", _("与同一报告里的其他数字加不起来，或者比率算不出来")),
    "differs": Standing("▲", _("与台账不一致"), "bad", _("本系统同一机构、口径、期间的数字不是这个")),
    "agrees": Standing("●", _("与台账一致"), "good", _("本系统同一机构、口径、期间的数字就是这个")),
    "not_comparable": Standing("◇", _("不可比"), "", _("口径、期间或单位不同，不作比较")),
    "no_source": Standing("○", _("没有来源"), "", _("本系统没有这个机构、期间的这项数字，或者报告不属于本系统的机构")),
    "unknown": Standing("？", _("指标不明"), "warn", _("没有认出是目录里的哪项指标")),
}
CORRECTED = Standing("✎", _("经人工更正"), "warn", _("有人更正过，重新读取也不会丢"))
EXCLUDED = Standing("×", _("不是数字"), "", _("有人认定这里不是反映事实的数字"))


@dataclass(frozen=True)
class Mark:
    """标记: a span of the text, how it is shown, and the words that say why."""

    start: int
    end: int
    standing: str
    title: str
    corrected: bool = False
    faint: bool = False  # left out by the filter that is set


def sheets(text: str, size: int = SHEET) -> list[tuple[int, int]]:
    """Return the text cut into parts of about `size`, at the ends of lines where there are any, else of sentences."""
    cuts = [0]
    while len(text) - cuts[-1] > size:
        begin = cuts[-1]
        window = text[begin + size // 2 : begin + size]
        found = max(window.rfind("\n"), -1)
        found = found if found >= 0 else window.rfind("。")
        cuts.append(begin + size // 2 + found + 1 if found >= 0 else begin + size)
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def sheet_at(parts: Sequence[tuple[int, int]], place: int) -> int:
    """Return the number of the part that holds a place of the text."""
    return next((number for number, (_begin, end) in enumerate(parts) if place < end), len(parts) - 1)


def marked(text: str, marks: Sequence[Mark], part: tuple[int, int], current: int = -1, query: str = "") -> SafeString:
    """Return a part of the text as paragraphs with `marks` (in the order of their places) as links.

    Each link leads to the same page with the figure chosen (`current`); `query` is what else the address asks for.
    """
    begin, end = part
    inside = [mark for mark in marks if begin <= mark.start < end]
    written = "".join(_paragraphs(text, inside, begin, end, current, conditional_escape(query)))
    # Every piece of the text has been escaped, and nothing else is put in.
    return mark_safe(written)


def _paragraphs(text: str, marks: list[Mark], begin: int, end: int, current: int, query: str) -> Iterator[str]:
    at, place = begin, 0
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        # A browser would make a line of its own of the CR before an LF.
        line_end = stop - 1 if stop > at and text[stop - 1] == "\r" else stop
        first = place
        while place < len(marks) and marks[place].start < stop:
            place += 1
        if text[at:line_end].strip():
            kind = ' class="heading"' if HEADING.match(text[at:line_end]) else ""
            yield f'<p id="p{at}"{kind}>'
            yield from _line(text, marks[first:place], at, line_end, current, query)
            yield "</p>\n"
        at = stop + 1


def _line(text: str, marks: list[Mark], at: int, end: int, current: int, query: str) -> Iterator[str]:
    for mark in marks:
        if mark.start < at:
            continue  # within the mark before it
        yield conditional_escape(text[at : mark.start])
        at = min(mark.end, end)
        kinds = ["fig", mark.standing]
        kinds += ["corrected"] if mark.corrected else []
        kinds += ["faint"] if mark.faint else []
        here = ' aria-current="true"' if mark.start == current else ""
        yield (
            f'<a id="f{mark.start}" class="{" ".join(kinds)}" href="?{query}at={mark.start}#f{mark.start}"'
            f' title="{conditional_escape(mark.title)}"{here}>{conditional_escape(text[mark.start : at])}</a>'
        )
    yield conditional_escape(text[at:end])
