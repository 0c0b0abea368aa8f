"""引用: citations of laws found in running text, each checked: it exists, is in force, was repealed, changed since.

《行政复议法》第六十二条第一款, 行政处罚法第六十四条第（二）项, 《某条例》第十条至第十二条, 该法第五条第一、二款:
what names a law and a place in it is read, with the place where it stands in the text. A title in brackets without an
article is read too; 本法 and 本办法 speak of the text itself and are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext

from fadu.kernel.articles import Article, number

from .library import FOUND, MISSING, NOT_YET, REPEALED, UNCHECKED, UNKNOWN, Library
from .registry import Version

AMENDED = "amended"  # the law, or the article, was changed after the text was made
# What a person should look at, the gravest first; the rest is in order or could not be checked.
PROBLEMS = (REPEALED, MISSING, NOT_YET, AMENDED)

_DIGITS = "零〇一二三四五六七八九十百千0-9０-９"
_N = rf"[{_DIGITS}]+"
_SPACE = r"[ \t\u3000\xa0]*"
_UNIT = re.compile(
    rf"第{_SPACE}[（(]?({_N}(?:[、，,]{_SPACE}{_N})*)[）)]?{_SPACE}(条|款|项|目)(?:之({_N}))?"
    rf"|[（(]({_N})[）)]{_SPACE}(项)"
)
_JOINED = re.compile(rf"{_SPACE}(以及|[、，,和与及或])?{_SPACE}")
_RANGE = re.compile(rf"{_SPACE}(至|到|—|－|-|~|～){_SPACE}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NOTE = re.compile(rf"{_SPACE}[（(\[]([^（）()\n]{{0,60}})[）)\]]")
_SHORT = re.compile(r"(?:以下)?简称(?:为)?[“《‘\"]*([^”》’\"，,。；;）)]{2,20})")
_BACK = re.compile(r"(?:该|同|前述|上述)(?:部)?(?:法|条例|规定|办法|解释|细则)")
# What is called so may be a law; a notice, a plan or a list in brackets is not looked up.
_A_LAW = re.compile(r".*(法|法典|条例|规定|规则|细则|解释|办法)(?:（(?:试行|暂行)）|\((?:试行|暂行)\))?")
# Names this short may be the end of another law's name, unless they stand in brackets.
_PLAIN, _SURE = 4, frozenset({"立法法", "民法典"})
_FULL_WIDTH = str.maketrans("０１２３４５６７８９〇", "0123456789零")
MOST = 200  # articles of one range


@dataclass(frozen=True)
class Citation:
    """One citation in a text: where it stands, what it means, and what became of it.

    `name` is how the text calls the law, `address` the citation that it means (empty for a law that is not in the
    library). `status` is one of found, missing, unknown, unchecked, not_yet, repealed, amended; `reason` says why.
    `version` is the one against which it was checked.
    """

    start: int
    end: int
    text: str
    name: str
    address: str
    status: str
    reason: str = ""
    version: Version | None = None
    key: str = ""  # of the law, if the library has it

    @property
    def article(self) -> Article | None:
        """The citation, parsed; None for a law that is not in the library."""
        return Article.parse(self.address) if self.address and "#" in self.address else None

    @property
    def problem(self) -> bool:
        """Whether a person should look at it."""
        return self.status in PROBLEMS


def citations(text: str, on: date, written: date | None = None, library: Library | None = None) -> list[Citation]:
    """Return the citations of laws in `text` in their order, each checked against the law of day `on`.

    `written` is the day on which the text was made: a law that changed between then and `on` is said to be amended.
    """
    library = library or Library()
    return [_checked(one, text, on, written, library) for one in _found(text, library)]


def check_text(text: str, on: date, library: Library | None = None) -> list[Citation]:
    """Check a draft as of day `on`: return the citations that are wrong, with their places and reasons.

    Wrong is a law that is repealed or not yet in force, an article, paragraph or item that does not exist, and a
    version that is no longer the one in force.
    """
    return [one for one in citations(text, on, library=library) if one.problem]


@dataclass(frozen=True)
class _Named:
    """A law named in the text: where its name ends, and which it is."""

    start: int
    end: int
    name: str
    key: str | None
    year: int | None = None


@dataclass(frozen=True)
class _Reference:
    start: int
    end: int
    name: str
    key: str | None
    year: int | None
    place: tuple[int, int, int, int] | None  # article, inserted, paragraph, item


def _found(text: str, library: Library) -> Iterator[_Reference]:
    shorts: dict[str, tuple[str | None, str]] = {}
    last: _Named | None = None
    past = 0
    for named in _names(text, library, shorts):
        if named.start < past:
            continue
        if not named.name:  # 该法, 同法: the law named last
            if last is None:
                continue
            named = replace(named, name=last.name, key=last.key, year=last.year)
        places = list(_places(text, named.end))
        if places:
            start: int | None = named.start
            for begin, end, place in places:
                yield _Reference(start if start is not None else begin, end, named.name, named.key, named.year, place)
                start, past = None, end
        elif text[named.start] == "《" and (named.key or _A_LAW.fullmatch(named.name)):
            yield _Reference(named.start, named.end, named.name, named.key, named.year, None)
            past = named.end
        last = named


def _names(text: str, library: Library, shorts: dict[str, tuple[str | None, str]]) -> Iterator[_Named]:
    """Yield the laws that the text names, in brackets, by a known name before an article, or by 该法."""
    position = 0
    plain = _plain_names(library)
    while position < len(text):
        at = re.compile(rf"《|{plain}|{_BACK.pattern}").search(text, position)
        if not at:
            return
        start = at.start()
        if at[0] != "《":
            name = "" if _BACK.fullmatch(at[0]) else at[0]
            if _UNIT.match(text, at.end()):
                yield _Named(start, at.end(), name, library.key(name) if name else None)
            position = at.end()
            continue
        end = _closing(text, start)
        if end is None:
            position = start + 1
            continue
        name = text[start + 1 : end - 1]
        key, after = library.key(name), end
        year: int | None = None
        if key is None and name in shorts:
            key, name = shorts[name]
        if note := _NOTE.match(text, end):
            after = note.end()
            if found := _YEAR.search(note[1]):
                year = int(found[0]) if re.search(r"修[正订]|文本|版|公布|年$", note[1]) else None
            for short in _SHORT.findall(note[1]):
                shorts[short] = (key, name)
        yield _Named(start, after if _UNIT.match(text, after) or note is None else end, name, key, year)
        position = end


def _plain_names(library: Library) -> str:
    known = {name for name, key in library.names.items() if len(name) >= _PLAIN or name in _SURE}
    spelled = [rf"(?:中华人民共和国)?{re.escape(name)}" for name in sorted(known, key=len, reverse=True)]
    return "|".join(spelled) or "(?!)"


def _closing(text: str, start: int) -> int | None:
    """Return where the brackets that open at `start` are closed: a title may hold another title."""
    depth = 0
    for position in range(start, min(len(text), start + 200)):
        if text[position] == "《":
            depth += 1
        elif text[position] == "》":
            depth -= 1
            if not depth:
                return position + 1
        elif text[position] == "\n":
            return None
    return None


def _places(text: str, position: int) -> Iterator[tuple[int, int, tuple[int, int, int, int]]]:
    """Yield the places in the law named before: 第十条第一款、第三款和第十二条, with where each stands."""
    article = inserted = paragraph = item = 0
    waiting: tuple[int, int, tuple[int, int, int, int]] | None = None
    spread = False
    while unit := _UNIT.match(text, position):
        kind = unit[2] or unit[5]
        numbers = [_number(one) for one in re.split(r"[、，,]\s*", unit[1] or unit[4])]
        most = 9999 if kind == "条" else 99  # as a citation can be written
        if not all(0 < each <= most for each in numbers) or (kind != "条" and not article):
            break
        begin = unit.start()
        for nth, value in enumerate(numbers):
            narrows = nth == 0 and waiting is not None and _narrows(kind, waiting[2])
            joined = nth == 0 and waiting is not None and waiting[1] == begin
            if waiting is not None and not (narrows and joined):
                yield waiting
            elif waiting is not None:
                begin = waiting[0]
            if kind == "条":
                first = article
                article, paragraph, item = value, 0, 0
                inserted = _number(unit[3]) if unit[3] and nth == len(numbers) - 1 else 0
                if spread and nth == 0:
                    between = range(first + 1, min(article, first + MOST))
                    yield from ((begin, unit.end(), (one, 0, 0, 0)) for one in between)
            elif kind == "款":
                if spread and nth == 0:
                    yield from ((begin, unit.end(), (article, inserted, one, 0)) for one in range(paragraph + 1, value))
                paragraph, item = value, 0
            elif kind == "项":
                if spread and nth == 0:
                    yield from (
                        (begin, unit.end(), (article, inserted, paragraph, one)) for one in range(item + 1, value)
                    )
                item = value
            waiting = (begin, unit.end(), (article, inserted, paragraph, item))
        position, spread = unit.end(), False
        if _UNIT.match(text, position):
            continue
        link = _RANGE.match(text, position)
        if link and _UNIT.match(text, link.end()):
            position, spread = link.end(), True
        elif (link := _JOINED.match(text, position)) and _UNIT.match(text, link.end()):
            position = link.end()
        else:
            break
    if waiting is not None:
        yield waiting


def _narrows(kind: str, place: tuple[int, int, int, int]) -> bool:
    """Tell whether a unit right behind `place` says where in it: a paragraph of the article, an item of either."""
    return kind == "目" or (kind == "款" and not place[2] and not place[3]) or (kind == "项" and not place[3])


def _number(written: str) -> int:
    """Return the number, 0 for what is none."""
    try:
        return number(written.translate(_FULL_WIDTH))
    except ValueError:
        return 0


def _checked(one: _Reference, text: str, on: date, written: date | None, library: Library) -> Citation:
    said = text[one.start : one.end]
    if one.key is None:
        reason = gettext("法规库没有《%(name)s》，未核对。") % {"name": one.name}
        return Citation(one.start, one.end, said, one.name, "", UNKNOWN, reason)
    article, inserted, paragraph, item = one.place or (0, 0, 0, 0)
    # A year in the text is that of a version only if there is such a version: it may be the year of promulgation.
    year = one.year if any(each.issued.year == one.year for each in library.versions(one.key)) else None
    cited = Article(one.key, year, article or None, paragraph or None, item or None, inserted or None)
    verdict = library.check(replace(cited, version=None), on)
    status, reason, version = verdict.status, verdict.reason, verdict.version
    if status in (FOUND, MISSING, UNCHECKED):
        then = library.version(cited) if year else library.on(one.key, written) if written else None
        if then is not None and version is not None and then.issued != version.issued:
            told = {"name": one.name, "then": then.issued.year, "since": version.in_force}
            if status != MISSING:
                status = AMENDED
                reason = gettext("引用的是“%(name)s”%(then)s年文本，该法已有 %(since)s 起施行的新文本，请核对。") % told
            else:
                reason += gettext("引用的可能是%(then)s年文本；现行文本自 %(since)s 起施行。") % told
    return Citation(one.start, one.end, said, one.name, str(cited), status, reason, version, one.key)


def line_of(text: str, offset: int) -> int:
    """Return the number of the line in which `offset` lies, from 1."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return bisect_right(starts, offset)
