"""裁量计算的速度: lawful ranges and verdicts for many cases, beside a bare comparison with the statute's two ends.

    python -m bench.discretion [--cases 100000] [--rounds 5]

The cases are made from a fixed seed: 200 acts with five bands each, up to three circumstances, a fine. One process, one
core; the best of the rounds counts, for both. The bare comparison knows no circumstance, grade, band or article: the
ratio says what these cost.
"""

from __future__ import annotations

import argparse
from collections import Counter
from decimal import Decimal
from random import Random

from django.conf import settings

from bench import results
from bench.reader import best
from fadu.domains.enforcement.discretion import Act, Band, Circumstance, Grade, NotOpen, judge, lawful

Case = tuple[Act, tuple[str, ...], str, Decimal]
SHARES = (("mitigated", "0.2", "1"), ("lighter", "1", "3"), ("ordinary", "3", "7"), ("heavier", "7", "10"))


def made(number: int, seed: int = 1) -> list[Case]:
    """Return so many cases."""
    random, acts = Random(seed), []
    for place in range(200):
        least = Decimal(random.randint(1, 100) * 100)
        bands = [Band(grade, least * Decimal(low), least * Decimal(high)) for grade, low, high in SHARES]
        bands.append(Band("heavier", least * 9, least * 10, "repeated"))
        acts.append(Act(f"A{place:03}", least, least * 10, "行政处罚法#34", tuple(bands)))
    known = [*(one.value for one in Circumstance), "repeated"]
    return [
        (
            act := random.choice(acts),
            tuple(random.sample(known, random.choice((0, 0, 1, 1, 2, 3)))),
            random.choice(("", "", "", *(one.value for one in Grade))),
            act.minimum * random.randint(0, 120) / 10,
        )
        for _case in range(number)
    ]


def assessed(cases: list[Case]) -> Counter[str]:
    """Judge every case; return how many there are of each verdict."""
    found: Counter[str] = Counter()
    for act, circumstances, grade, fine in cases:
        try:
            found[judge(lawful(act, circumstances, grade), fine).kind] += 1
        except NotOpen:
            found["not open"] += 1
    return found


def bare(cases: list[Case]) -> int:
    """Return how many fines lie between the ends that the statute names."""
    return sum(act.minimum <= fine <= act.maximum for act, _circumstances, _grade, fine in cases)


def main(argv: list[str] | None = None) -> None:
    """Print the times, cases a second, and the verdicts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", help="a file to which the results are appended")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5, help="the best of them counts")
    args = parser.parse_args(argv)
    settings.configure(USE_I18N=False)
    cases = made(args.cases)
    full, least = best(args.rounds, lambda: assessed(cases)), best(args.rounds, lambda: bare(cases))
    beside = f"只比对法定幅度 {least:.3f} 秒"
    what = f"裁量计算 {args.cases:,} 件"
    results.keep([results.Result("discretion", what, full, "秒", beside, full / least)], args.out)
    print("、".join(f"{kind} {number:,}" for kind, number in sorted(assessed(cases).items())))


if __name__ == "__main__":
    main()
