"""词条: how the indicators of the catalogue are spoken of, from `lexicon.tsv`, and which entries can match a clause.

Every entry needs some word, of which its clause must hold at least one; that is looked up before any pattern is tried,
so that a clause is held against a few entries and not against all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fadu.kernel.catalogue import CATALOGUE

DAYS = frozenset({"个工作日", "工作日", "天", "日"})


@dataclass(frozen=True)
class Pattern:
    """词条: one way to speak of an indicator; `wide`, `unless` and `outside` are None where they demand nothing."""

    indicator: str
    near: re.Pattern[str]
    wide: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    outside: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Index:
    """索引: the entries whose indicator can have a unit, by the first two characters of the words that they need."""

    always: tuple[Pattern, ...]
    by_word: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    patterns: tuple[Pattern, ...] = ()

    def candidates(self, near: str) -> Iterator[Pattern]:
        """Yield the entries of which a clause holds a word, in the order of the file."""
        found: set[int] = set()
        for at in range(len(near)):
            for key in (near[at], near[at : at + 2]):
                for word, place in self.by_word.get(key, ()):
                    if place not in found and near.startswith(word, at):
                        found.add(place)
        yield from self.always
        for place in sorted(found):
            yield self.patterns[place]


@cache
def lexicon() -> tuple[Pattern, ...]:
    """Return the entries of `lexicon.tsv`."""
    lines = (Path(__file__).parent / "lexicon.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found = []
    for line in lines:
        slug, *cells = [*line.split("\t"), "", "", "", ""][:5]
        near, *others = cells
        patterns = [re.compile(cell) if cell and cell != "." else None for cell in others]
        found.append(Pattern(slug, re.compile(near), *patterns))
    return tuple(found)


@cache
def fitting(unit: str) -> Index:
    """Return the entries whose indicator can be counted in a unit."""
    always: list[Pattern] = []
    patterns: list[Pattern] = []
    by_word: dict[str, list[tuple[str, int]]] = {}
    for one in lexicon():
        if one.indicator not in CATALOGUE or not fits(CATALOGUE[one.indicator].unit, unit):
            continue
        words = needed(one.near.pattern)
        if not words:
            always.append(one)
            continue
        for word in words:
            by_word.setdefault(word[:2], []).append((word, len(patterns)))
        patterns.append(one)
    return Index(tuple(always), by_word, tuple(patterns))


def fits(unit: str, printed: str) -> bool:
    """Tell whether a figure printed with one unit can be of an indicator with the other."""
    if (unit == "%") != (printed in ("%", "‰")):
        return False
    if printed in ("万元", "亿元", "元"):
        return unit == "万元"
    if printed in DAYS:
        return unit == "个工作日"
    if unit in ("个工作日", "万元"):
        return False
    if printed in ("名", "人", "位"):
        return unit in ("名", "人", "人次", "件")
    return True


# -- the words that a pattern needs ------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"(?P<around>\(\?(?:<?[=!])(?:[^()\\]|\\.)*\))|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<set>\[(?:\\.|[^\]\\])+\])|(?P<count>[?*+]|\{\d+(?:,\d*)?\})|(?P<escaped>\\.)|(?P<edge>[$^.])|(?P<char>.)"
)


def needed(pattern: str) -> frozenset[str]:
    """Return words of which every match of `pattern` holds at least one; none where no such words are known."""
    tokens = [(found.lastgroup or "", found.group()) for found in TOKEN.finditer(pattern)]
    words, _at = _alternatives(tokens, 0)
    return words


def _alternatives(tokens: list[tuple[str, str]], at: int) -> tuple[frozenset[str], int]:
    """Read alternatives up to the closing bracket; all of them must need words, or none are known."""
    found: list[frozenset[str]] = []
    while True:
        words, at = _sequence(tokens, at)
        found.append(words)
        if at >= len(tokens) or tokens[at][0] == "close":
            break
        at += 1  # the bar
    return (frozenset().union(*found) if all(found) else frozenset()), at + 1


def _sequence(tokens: list[tuple[str, str]], at: int) -> tuple[frozenset[str], int]:
    """Read one alternative; of all that it must hold, what is longest is kept."""
    best: frozenset[str] = frozenset()
    run = ""

    def keep(words: frozenset[str]) -> None:
        nonlocal best
        if words and min(map(len, words)) > min(map(len, best), default=0):
            best = words

    while at < len(tokens) and tokens[at][0] not in ("bar", "close"):
        kind, text = tokens[at]
        words: frozenset[str] = frozenset()
        if kind == "open":
            words, at = _alternatives(tokens, at + 1)
        else:
            at += 1
        optional = False
        if at < len(tokens) and tokens[at][0] == "count":
            optional = tokens[at][1][0] in "?*" or tokens[at][1].startswith("{0")
            at += 1
        if kind == "char" and text != "#" and not optional:
            run += text
            continue
        keep(frozenset({run}) if run else frozenset())
        run = ""
        if not optional:
            keep(words)
    keep(frozenset({run}) if run else frozenset())
    return best, at
