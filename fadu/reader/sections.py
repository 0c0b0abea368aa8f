"""结构: headings and the sections that they open, in running text as on a page that kept its lines.

Works on folded text. A heading of the first level is `一、`, of the second `(一)`, of the third `1.`; `一是` opens a
point and no section. A heading ends with its line, at the first full stop, or where the next heading begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COUNT = "一二三四五六七八九十"
# A mark opens a section only where a sentence can begin.
BEGIN = re.compile(
    rf"(?P<two>(?<!第)\( ?[{COUNT}]{{1,3}} ?\)(?! ?[项款条目]) ?、?)"
    rf"|(?:^|(?<=[\n。;:!?》\])” ]))[ ]{{0,8}}(?:(?P<one>[{COUNT}]{{1,3}} ?、)|(?P<three>\d{{1,2}} ?[.、](?![\d\s)])))",
    re.M,
)
LONGEST = 60  # characters of a heading in text that lost its lines
VALUES = {c: n for n, c in enumerate(COUNT, 1)}


@dataclass(frozen=True)
class Section:
    """一节: where its heading begins and ends, its level (1 to 3), and the heading as it is printed."""

    start: int
    end: int
    level: int
    title: str


def sections(text: str, original: str | None = None) -> list[Section]:
    """Return the sections of folded `text` in their order; titles are cut from `original` if it is given."""
    found: list[Section] = []
    expected = {1: 1, 2: 1}
    for start, end, level, number in _marks(text):
        if level < 3:
            if number not in (1, expected[level]) and not (level == 2 and number == 1):
                continue  # 一、二 inside a sentence, an enumeration that is no heading
            expected[level] = number + 1
            if level == 1:
                expected[2] = 1
        found.append(Section(start, end, level, (original or text)[start:end].strip()))
    return found


def _marks(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield what looks like a heading: its bounds, level and number."""
    marks = list(BEGIN.finditer(text))
    for place, found in enumerate(marks):
        level = 1 if found["one"] else 2 if found["two"] else 3
        start = _start(found)
        stop = _start(marks[place + 1]) if place + 1 < len(marks) else len(text)
        line = text.find("\n", start, stop)
        full = text.find("。", start, stop)
        ends = [stop, *(one for one in (line, full) if one >= 0)]
        end = min(ends)
        if level == 3:
            end = min(end, start + 30)
        elif end - start > LONGEST:
            point = re.search(rf"(?<=.)(?:[{COUNT}]是|\d)", text[start + 2 : start + LONGEST])
            end = start + 2 + point.start() if point else min(end, start + LONGEST)
        digits = re.sub(r"\D", "", _mark(found))
        yield start, end, level, int(digits) if digits else _number(_mark(found))


def _mark(found: re.Match[str]) -> str:
    return found["one"] or found["two"] or found["three"]


def _start(found: re.Match[str]) -> int:
    return found.start("one" if found["one"] else "two" if found["two"] else "three")


def _number(mark: str) -> int:
    """Return the value of 一 to 九十九 in a mark."""
    written = [c for c in mark if c in VALUES]
    if not written:
        return 0
    if len(written) == 1:
        return VALUES[written[0]]
    if written[0] == "十":
        return 10 + VALUES[written[1]]
    tens = VALUES[written[0]] * 10
    return tens + (VALUES[written[2]] if len(written) > 2 else 0)


def paths(found: list[Section], places: Iterable[int], preamble: str = "导言") -> Iterator[str]:
    """Yield for each of the increasing places the headings over it, joined by ` > `; before the first, the preamble.

    Level 3 is left out.
    """
    heads = {1: "", 2: ""}
    at = 0
    for place in places:
        while at < len(found) and found[at].start <= place:
            section = found[at]
            if section.level == 1:
                heads = {1: section.title, 2: ""}
            elif section.level == 2:
                heads[2] = section.title
            at += 1
        yield " > ".join(title for title in heads.values() if title) or preamble
