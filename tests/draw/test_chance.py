"""随机: inclusion follows the law of successive sampling, and knows nothing of the order of the roster."""

from collections import Counter
from itertools import permutations
from math import prod

import pytest

from fadu import draw

WEIGHTS = (1, 1, 2, 4, 8)
K = 2
ROUNDS = 1500
# Chi-square at one in ten thousand, for 4 and 9 degrees of freedom; the draws are fixed, so this never wavers.
LIMITS = {4: 23.51, 9: 33.72}


def expected(subset):
    """Return the probability that just this set is drawn, one after the other with weights that remain."""
    total = 0.0
    for order in permutations(subset):
        left, chance = sum(WEIGHTS), 1.0
        for one in order:
            chance *= WEIGHTS[one] / left
            left -= WEIGHTS[one]
        total += chance
    return total


def drawn(text, suite, number, k=K):
    when = {"source": "骰子", "at": "2026-01-01"}
    plan = {"id": "1", "strata": {"x": k}, "reserves": 0, "suite": suite, "randomness": when}
    return [one["id"] for one in draw.run(plan, text, str(number))["strata"][0]["drawn"]]


def chi_square(seen, chances, rounds):
    assert sum(chances.values()) == pytest.approx(1)
    return sum((seen[key] - rounds * chance) ** 2 / (rounds * chance) for key, chance in chances.items())


@pytest.mark.parametrize("suite", ["aes", "sm"])
def test_sets_are_drawn_as_often_as_their_weights_say(suite):
    text = draw.freeze([(str(number), "x", weight) for number, weight in enumerate(WEIGHTS)])
    seen = Counter(tuple(map(int, drawn(text, suite, number))) for number in range(ROUNDS))
    sets = {one: expected(one) for one in ((a, b) for a in range(5) for b in range(a + 1, 5))}
    assert prod(sets.values()) > 0
    assert chi_square(seen, sets, ROUNDS) < LIMITS[9]


def test_the_place_in_the_roster_does_not_matter():
    text = draw.freeze([(f"{number:03d}", "x", 1) for number in range(50)])
    seen = Counter()
    for number in range(1000):
        seen.update(int(one) // 10 for one in drawn(text, "aes", number, k=10))
    assert chi_square(seen, dict.fromkeys(range(5), 0.2), 10000) < LIMITS[4]


def test_a_committed_roster_leaves_no_choice():
    """Whatever the keeper changes in the roster, plan or its name, another seed decides; nothing can be aimed at."""
    rows = [(f"{number:03d}", "x", 1) for number in range(40)]
    with_one_more = [*rows, ("zzz", "x", 1)]
    heavier = [*rows[:-1], ("039", "x", 2)]
    answers = {tuple(drawn(draw.freeze(one), "aes", 1, k=8)) for one in (rows, with_one_more, heavier)}
    assert len(answers) == 3
