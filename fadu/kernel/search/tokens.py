"""字词: how text becomes what is searched: one token a Chinese character, a word or number as it stands. Plain Python.

Both databases are given these tokens and nothing else, so both find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(r"[0-9a-z]+|[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Stands between two columns of one text, so that no phrase runs from the end of one into the next; nobody types it.
APART = "zqz"
AROUND = 36  # characters of a snippet before the first hit, and twice as many after


class Token(NamedTuple):
    """One token, and where it stands in the text."""

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of `text`, full width folded, with their places in the text as it was."""
    folded: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = sign.lower() if sign.isascii() else unicodedata.normalize("NFKC", sign).lower()
        folded.append(plain)
        places.extend([place] * len(plain))
    for found in _TOKEN.finditer("".join(folded)):
        yield Token(found[0], places[found.start()], places[found.end() - 1] + 1)


def split(text: str) -> str:
    """Return the tokens of `text` with spaces between."""
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    return " ".join(_TOKEN.findall(folded))


def words(asked: str) -> list[str]:
    """Return what was asked for as phrases of tokens: one for each word, without repetition."""
    return list(dict.fromkeys(filter(None, map(split, asked.split()))))


def marked(text: str, phrases: Sequence[str], around: int = AROUND) -> list[tuple[str, bool]]:
    """Return the part of `text` with the first hit as pieces, each with whether it is a hit; nothing if none is.

    With `around=0` the whole text is returned.
    """
    found = list(tokens(text))
    texts = [token.text for token in found]
    hits: list[tuple[int, int]] = []
    for phrase in phrases:
        parts = phrase.split(" ")
        for nth in range(len(texts) - len(parts) + 1):
            if texts[nth : nth + len(parts)] == parts:
                hits.append((found[nth].start, found[nth + len(parts) - 1].end))
    if not hits:
        return []
    hits.sort()
    begin = max(0, hits[0][0] - around) if around else 0
    end = min(len(text), hits[0][1] + 2 * around) if around else len(text)
    pieces = [("…", False)] if begin else []
    position = begin
    for start, stop in hits:
        if stop <= position or start >= end:
            continue
        pieces.append((text[position : max(start, position)], False))
        pieces.append((text[max(start, position) : min(stop, end)], True))
        position = min(stop, end)
    pieces += [(text[position:end], False), ("…" if end < len(text) else "", False)]
    return [(piece.replace("\n", " "), hit) for piece, hit in pieces if piece]
