"""次序: who comes first. Object i comes before j when U_i^(1/w_i) > U_j^(1/w_j), decided in whole numbers.

Floating point only pre-selects: a bar per stratum and weight leaves a few more candidates than are needed, these are
ordered by a key, and wherever two keys are close the two objects are compared as integers. So the order depends on no
library's logarithm and on no machine; nor does it depend on how the roster was cut into pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cmp_to_key, partial
from math import expm1
from typing import Any

import numpy as np
import numpy.typing as npt

from .roster import HEAVIEST, Cell, Parsed, Piece, Roster, Source, in_order, parse, survey
from .suites import Suite, Words

CLOSE = 1e-12  # keys nearer than this, relatively, are compared as integers; a key errs by some 1e-15
ALL = np.uint64(2**64 - 1)
Spread = Callable[[Callable[[Piece], Any], Iterable[Piece]], Iterable[Any]]  # `map`, or that of a distributed engine
Ints = npt.NDArray[np.int64]


def before(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    """Compare two objects (line, random number, weight) as the protocol has it: negative when `one` comes first."""
    (i, r, w), (j, s, v) = one, other
    left, right = (r + 1) ** v << 64 * w, (s + 1) ** w << 64 * v
    return (left < right) - (left > right) or i - j


@dataclass(frozen=True)
class Candidates:
    """Objects of one stratum that may come first."""

    lines: Ints
    words: Words
    weights: npt.NDArray[np.int32]

    @classmethod
    def joined(cls, parts: list[Candidates]) -> Candidates:
        if not parts:
            return cls(np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, np.int32))
        return cls(
            np.concatenate([part.lines for part in parts]),
            np.concatenate([part.words for part in parts]),
            np.concatenate([part.weights for part in parts]),
        )

    def keys(self) -> npt.NDArray[np.float64]:
        """Return −ln(U)/w, good to some units in the last place at both ends of (0, 1]."""
        above = (~self.words).astype(np.float64) * 2.0**-64  # 1 − U
        with np.errstate(divide="ignore"):
            near_one = -np.log1p(-above)
        near_zero = -np.log((self.words.astype(np.float64) + 1.0) * 2.0**-64)
        return np.where(self.words >> np.uint64(63), near_one, near_zero) / self.weights

    def ordered(self, most: int) -> list[int]:
        """Return the lines of the first `most`, in order."""
        if len(self.lines) and (self.weights == self.weights[0]).all():
            return self.lines[np.lexsort((self.lines, ~self.words))][:most].tolist()
        keys = self.keys()
        order = np.lexsort((self.lines, keys))
        for start, end in _close(keys[order]):
            near = order[start:end]
            objects = zip(
                self.lines[near].tolist(), self.words[near].tolist(), self.weights[near].tolist(), strict=True
            )
            places = dict(zip(objects, near.tolist(), strict=True))
            order[start:end] = [places[one] for one in sorted(places, key=cmp_to_key(before))]
        return self.lines[order[:most]].tolist()


def _close(keys: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Yield each run of neighbours too close to be told apart by their keys."""
    near = np.flatnonzero(np.diff(keys) <= CLOSE * keys[1:])
    if not len(near):
        return
    for run in np.split(near, np.flatnonzero(np.diff(near) > 1) + 1):
        yield int(run[0]), int(run[-1]) + 2


@dataclass(frozen=True)
class Bars:
    """What a random number must reach to be a candidate: 1 − U at most `limits[cell]`, in 64 bits."""

    limits: Mapping[Cell, int]
    keys: Mapping[str, float]  # the same as a key, per stratum


def bars(counts: Mapping[Cell, int], wanted: Mapping[str, int], slack: float = 1.0) -> Bars:
    """Return bars that some more than `wanted` objects of each stratum will pass; all of it where that is not more."""
    limits: dict[Cell, int] = {}
    keys: dict[str, float] = {}
    strata: dict[str, dict[int, int]] = {}
    for (stratum, weight), count in counts.items():
        strata.setdefault(stratum, {})[weight] = count
    for stratum, want in wanted.items():
        cells = strata.get(stratum, {})
        size = sum(cells.values())
        if not want or not size:
            continue
        enough = want + slack * (10 * want**0.5 + 10)
        keys[stratum] = _key(cells, enough) if enough < size else float("inf")
        for weight in cells:
            share = -expm1(-keys[stratum] * weight)
            limits[stratum, weight] = int(ALL) if share >= 1 else int(share * 2.0**64)
    return Bars(limits, keys)


def _key(cells: Mapping[int, int], enough: float) -> float:
    """Return the key below which `enough` objects are to be expected."""
    low, high = 0.0, 64.0
    for _round in range(100):
        middle = (low + high) / 2
        expected = sum(count * -expm1(-middle * weight) for weight, count in cells.items())
        low, high = (low, middle) if expected >= enough else (middle, high)
    return high


def candidates(source: Source, suite: Suite, seed: bytes, passed: Bars, piece: Piece) -> dict[str, Candidates]:
    """Return the candidates among the lines of a piece, by stratum."""
    return among(parse(source, piece), suite, seed, passed)


def among(parsed: Parsed, suite: Suite, seed: bytes, passed: Bars) -> dict[str, Candidates]:
    """Return the candidates among lines that have been read, by stratum."""
    limits = np.zeros(len(parsed.strata) * (HEAVIEST + 1), dtype=np.uint64)
    asked = np.zeros(len(limits), dtype=bool)
    places = {stratum: place for place, stratum in enumerate(parsed.strata)}
    for (stratum, weight), limit in passed.limits.items():
        if stratum in places:
            code = places[stratum] * (HEAVIEST + 1) + weight
            limits[code], asked[code] = limit, True
    words = suite.words(seed, parsed.first, len(parsed.codes))
    kept = np.flatnonzero((~words <= limits[parsed.codes]) & asked[parsed.codes])
    kept_places, weights = np.divmod(parsed.codes[kept], HEAVIEST + 1)
    found = {}
    for place in np.unique(kept_places).tolist():
        mine = kept_places == place
        lines = kept[mine]
        found[parsed.strata[place]] = Candidates(lines + parsed.first, words[lines], weights[mine])
    return found


def examine(roster: Roster, spread: Spread = map) -> dict[Cell, int]:
    """Read every line and return how many there are of each stratum and weight. Raises DrawRefused."""
    counts: dict[Cell, int] = {}
    last = b""
    pieces = roster.pieces()
    for piece, (cells, first_id, last_id) in zip(pieces, spread(partial(survey, roster.source), pieces), strict=True):
        in_order(roster.source, piece, last, first_id)
        last = last_id
        for cell, count in cells.items():
            counts[cell] = counts.get(cell, 0) + count
    return counts


def first(
    roster: Roster, seed: bytes, counts: Mapping[Cell, int], wanted: Mapping[str, int], spread: Spread = map
) -> dict[str, list[int]]:
    """Return for each stratum the lines of its first `wanted` objects, in order; all of them where it has fewer.

    Pieces are worked off by `spread`, which may be a distributed engine's: what comes back is small, and the same
    however it was cut.
    """
    found: dict[str, list[int]] = {}
    slack, left = 1.0, dict(wanted)
    while left:
        passed = bars(counts, left, slack)
        parts: dict[str, list[Candidates]] = {}
        for piece in spread(partial(candidates, roster.source, roster.suite, seed, passed), roster.pieces()):
            for stratum, part in piece.items():
                parts.setdefault(stratum, []).append(part)
        for stratum, want in list(left.items()):
            lines = _enough(Candidates.joined(parts.get(stratum, [])), want, passed.keys.get(stratum, float("inf")))
            if lines is not None:
                found[stratum] = lines
                del left[stratum]
        slack *= 8  # hardly ever: ten standard deviations short
    return found


def _enough(among: Candidates, want: int, bar: float) -> list[int] | None:
    """Return the first `want`, or None where one that did not pass the bar might belong to them."""
    if bar != float("inf") and np.count_nonzero(among.keys() < bar * (1 - 1e-9)) < want:
        return None
    return among.ordered(want)
