"""比较: two versions of a law article by article; an article that only got another number is found again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from .library import Library, text_of
from .registry import Version
from .texts import ArticleText, Place

SAME, RENUMBERED, CHANGED, ADDED, REMOVED, UNSURE = "same", "renumbered", "changed", "added", "removed", "unsure"
# From this likeness on (the part of pairs of characters that both have) two articles are one that was changed; an
# article that kept its number needs less.
ALIKE, UNDER_ITS_NUMBER = 0.4, 0.3
_SIGNS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Change:
    """One article in two versions: its number then and now, and what became of it.

    `then` or `now` is None for what was added or removed. Without texts, `kind` is "unsure" unless the numbers of
    paragraphs and items differ or the article is gone.
    """

    kind: str
    then: Place | None
    now: Place | None
    text_then: str = ""
    text_now: str = ""

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text with what was taken out and put in: ("same" | "out" | "in", characters)."""
        return difference(self.text_then, self.text_now)


def compare(then: Version, now: Version, library: Library | None = None) -> list[Change]:
    """Compare two versions of a law; in the order of the new one, what was removed standing where it was."""
    old, new = text_of(then), text_of(now)
    if old and new:
        return _of_texts(old, new)
    library = library or Library()
    return _of_shapes(library.shapes(then), library.shapes(now))


def by_old_place(changes: Iterable[Change]) -> dict[Place, Change]:
    """Return the changes by the number that the article had."""
    return {change.then: change for change in changes if change.then}


def difference(then: str, now: str) -> list[tuple[str, str]]:
    """Return two texts as one: what stayed, what was taken out, what was put in."""
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append((SAME, then[a:b]))
            continue
        if b > a:
            pieces.append(("out", then[a:b]))
        if d > c:
            pieces.append(("in", now[c:d]))
    return pieces


def _of_shapes(old: Mapping[Place, tuple[int, ...]], new: Mapping[Place, tuple[int, ...]]) -> list[Change]:
    if not old or not new:
        return [Change(UNSURE, place, None) for place in old]
    changes = []
    for place in sorted({*old, *new}, key=lambda one: (one.article, one.inserted)):
        if place not in new:
            changes.append(Change(UNSURE, place, None))
        elif place not in old:
            changes.append(Change(ADDED, None, place))
        else:
            changes.append(Change(UNSURE if old[place] == new[place] else CHANGED, place, place))
    return changes


def _of_texts(old: list[ArticleText], new: list[ArticleText]) -> list[Change]:
    pairs = _paired(old, new)
    back = {now: then for then, now in pairs.items()}
    changes: list[Change] = []
    told = 0
    for nth, article in enumerate(new):
        then = back.get(nth)
        if then is not None:
            # What was removed before it comes first.
            changes += [_removed(old[gone]) for gone in range(told, then) if gone not in pairs]
            told = max(told, then + 1)
        changes.append(_change(old[then], article) if then is not None else _added(article))
    return changes + [_removed(old[gone]) for gone in range(told, len(old)) if gone not in pairs]


def _paired(old: list[ArticleText], new: list[ArticleText]) -> dict[int, int]:
    """Return which article became which: equal texts first, then the same number if they are alike, then the likest."""
    pairs: dict[int, int] = {}
    free: dict[str, list[int]] = {}
    for nth, article in enumerate(new):
        free.setdefault(_plain(article), []).append(nth)
    for nth, article in enumerate(old):
        if equal := free.get(_plain(article)):
            pairs[nth] = equal.pop(0)
    taken = set(pairs.values())
    marks_old = [_marks(_plain(article)) for article in old]
    marks_new = [_marks(_plain(article)) for article in new]
    candidates = [
        (_likeness(marks_old[a], marks_new[b]), old[a].place == new[b].place, a, b)
        for a in range(len(old))
        if a not in pairs
        for b in range(len(new))
        if b not in taken
    ]
    for likeness, same_number, a, b in sorted(candidates, key=lambda one: (-one[0] - 0.1 * one[1], one[2], one[3])):
        if likeness < (UNDER_ITS_NUMBER if same_number else ALIKE):
            continue
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    return pairs


def _change(then: ArticleText, now: ArticleText) -> Change:
    said = "\n".join(then.lines), "\n".join(now.lines)
    alike = SAME if then.place == now.place else RENUMBERED
    kind = alike if _plain(then) == _plain(now) else CHANGED
    return Change(kind, then.place, now.place, *said)


def _added(article: ArticleText) -> Change:
    return Change(ADDED, None, article.place, "", "\n".join(article.lines))


def _removed(article: ArticleText) -> Change:
    return Change(REMOVED, article.place, None, "\n".join(article.lines), "")


def _plain(article: ArticleText) -> str:
    """Return the text as it is compared: collections differ in spaces and in the width of signs."""
    return _SIGNS.sub("", "".join(article.lines))


def _marks(text: str) -> frozenset[str]:
    return frozenset(text[nth : nth + 2] for nth in range(len(text) - 1))


def _likeness(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b) or 1)
