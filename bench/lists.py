"""案件列表的速度: the list of a million cases for someone of one county, beside the same list of ten thousand.

    python -m bench.lists [--cases 1000000] [--few 10000] [--rounds 20] [--postgres postgresql://…] [--out FILE]

The installations are those of `bench.million`, kept in var/bench. What is timed is `lists.page` with all its queries:
the first page, pages further on by their cursor, another order, filters, the search box. Of each kind the p95 of the
rounds counts, with another page, value or word each round, after one round that is not counted. How many rows the pages
show on the average is told beside it: of ten thousand a filter leaves the reader few, so that less is printed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import million, results

FOLDER = Path("var", "bench")
AIM = "≤ 1.5"


def asked(last: list[str], states: list[str], fields: list[str]) -> dict[str, Callable[[int], dict[str, str]]]:
    """Return the kinds of lists and what each asks for in a round; `last` holds the cursor to the next page."""
    return {
        "第一页": lambda _round: {},
        "往后翻页": lambda _round: {"cursor": last[0]},
        "按期限排序": lambda _round: {"sort": "due_on"},
        "按状态筛选": lambda round: {"state": states[round % len(states)]},
        "按领域和收件日期筛选": lambda round: {
            "field": fields[round % len(fields)], "received_on_from": f"2025-{round % 12 + 1:02}-01"
        },
        "搜索编号": lambda round: {"q": f"{1000 + 37 * round}号"},
        "搜索两个词": lambda round: {"q": f"行政行为 {round}"},
    }  # fmt: skip


def times(rounds: int) -> Iterator[tuple[str, list[float], float]]:
    """Yield each kind of list with the seconds of its rounds and the rows that a page showed on the average."""
    from django.utils import timezone

    from fadu.domains.reconsideration.ledgers import ReconsiderationCases
    from fadu.domains.reconsideration.models import Field
    from fadu.kernel import lists
    from fadu.kernel.organisations import Actor, User

    today = timezone.localdate()
    actor = Actor.of(User.objects.get(username=million.HANDLER), today)
    last = [""]
    for name, params in asked(last, ["closed", "under-review", "suspended", "not-accepted"], Field.values).items():
        spent, shown = [], 0
        for number in range(rounds + 1):
            query = lists.Query.of(params(number), on=today)
            began = time.perf_counter()
            page = lists.page(ReconsiderationCases, actor, query)
            spent.append(time.perf_counter() - began)
            last[0] = page.next
            shown += len(page.rows)
        yield name, spent[1:], shown / (rounds + 1)


def p95(spent: list[float]) -> float:
    """Return the time within which nineteen of twenty stayed, in milliseconds."""
    return sorted(spent)[int(len(spent) * 0.95)] * 1000


def measure(args: argparse.Namespace) -> list[results.Result]:
    """Measure both sizes on one database in turns, each by a process of its own; of each kind the better counts."""
    found: dict[int, dict[str, float]] = {args.few: {}, args.cases: {}}
    shown: dict[int, dict[str, float]] = {args.few: {}, args.cases: {}}
    for cases in (args.few, args.cases) * 2:
        command = ["-m", "bench.lists", f"--one={cases}", f"--rounds={args.rounds}", f"--on={args.on}"]
        said = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True).stdout
        for name, (value, rows) in json.loads(said.splitlines()[-1]).items():
            found[cases][name] = min(value, found[cases].get(name, value))
            shown[cases][name] = rows
    where = "PostgreSQL" if args.on else "SQLite"
    return [
        results.Result(
            "lists", f"{where}，{args.cases:,} 件，{name}，p95（{shown[args.cases][name]:.0f} 行）", value, "ms",
            f"{args.few:,} 件 {found[args.few][name]:.1f} ms（{shown[args.few][name]:.0f} 行）",
            value / found[args.few][name], AIM,
        )
        for name, value in found[args.cases].items()
    ]  # fmt: skip


def main(argv: list[str] | None = None) -> None:
    """Measure on SQLite and, where a server is named, on PostgreSQL."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # the one size that this process measures
    results.arguments(parser)
    args: Any = parser.parse_args(argv)
    if args.one:
        million.kept(FOLDER, args.one, args.on)
        print(json.dumps({name: (p95(spent), rows) for name, spent, rows in times(args.rounds)}))
    elif args.on is not None:
        results.keep(measure(args), args.out)
    else:
        results.on_each("bench.lists", argv, args.postgres)


if __name__ == "__main__":
    main()
