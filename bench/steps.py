"""许多人同时办案: how many steps a second one database takes from 1, 2, 4 and 8 processes at once, beside a bare row.

    .venv/bin/python -m bench.steps [--seconds 5] [--postgres postgresql://…]

A step opens a case of reconsideration: its number, its clocks, its line in the journal, in one transaction that is on
the disk when it ends. Beside it stands a transaction that inserts one row and nothing else, from as many processes. All
steps of an installation write one journal, so this is where one database ends, however many servers stand before it.
"""

from __future__ import annotations

import argparse
import itertools
import secrets
import subprocess
import sys
import time
from datetime import date
from typing import Any

from . import results
from .installation import in_use, person, prepared, tree

PROCESSES = (1, 2, 4, 8)
DAY = date(2026, 1, 5)
READY = "ready"


def measure(seconds: float, server: str = "") -> list[results.Result]:
    """Return the steps and the bare rows a second, by the number of processes."""
    found = []
    with prepared(server) as _home:
        from django.db import connection

        top = tree(8, 1)
        for number, county in enumerate(top.children.order_by("code")[:8]):
            person(f"handler-{number}", "reconsideration_body", county)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_bare (id bigint PRIMARY KEY, said varchar(40))")
        for processes in PROCESSES:
            bare, step = (together(kind, processes, seconds) for kind in ("bare", "step"))
            name = f"{in_use()}，{processes} 个进程同时立案"
            found.append(results.Result("steps", name, step, "件/秒", f"只插入一行 {bare:,.0f} 次/秒", step / bare))
    return found


def together(kind: str, processes: int, seconds: float) -> float:
    """Return what so many processes of that kind did a second, all started at one moment."""
    command = [sys.executable, "-m", "bench.steps", "--kind", kind, "--seconds", str(seconds)]
    running = [
        subprocess.Popen([*command, "--number", str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(processes)
    ]
    for one in running:
        assert one.stdout and one.stdout.readline().strip() == READY
    begin = time.time() + 0.5
    return sum(int(one.communicate(f"{begin}\n")[0]) for one in running) / seconds


def work(kind: str, number: int, seconds: float) -> int:
    """Say that all is read, wait for the moment to begin, do what can be done in the time, and return how much."""
    import django

    django.setup()
    act = {"bare": _bare, "step": _step}[kind](number)
    act()
    print(READY, flush=True)
    begin = float(input())
    time.sleep(max(0.0, begin - time.time()))
    done = 0
    while time.time() < begin + seconds:
        act()
        done += 1
    return done


def _step(number: int) -> Any:
    from fadu.domains.reconsideration.models import ReconsiderationCase
    from fadu.kernel import cases
    from fadu.kernel.organisations import Actor, Membership

    place = Membership.objects.select_related("user", "organisation").get(user__username=f"handler-{number}")
    actor = Actor.of(place.user, DAY)
    said = {
        "organisation": place.organisation, "applicant": "徐娜", "applicant_id": "990221198001010021",
        "respondent": "市场监督管理局", "act_kind": "penalty", "act": "吊销许可证决定", "field": "market",
    }  # fmt: skip
    return lambda: cases.open_case(ReconsiderationCase, "submit", actor, DAY, said)


def _bare(_number: int) -> Any:
    from django.db import connection, transaction

    keys = itertools.count(secrets.randbelow(2**62))

    def insert() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare (id, said) VALUES (%s, %s)", [next(keys), "吊销许可证决定"])

    return insert


def main(argv: list[str] | None = None) -> None:
    """Measure on SQLite and, where a server is named, on PostgreSQL, each in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each number of processes")
    for name, kind in (("--kind", str), ("--number", int)):  # what `together` starts
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)
    results.arguments(parser)
    args = parser.parse_args(argv)
    if args.kind:
        print(work(args.kind, args.number, args.seconds))
    elif args.on is not None:
        results.keep(measure(args.seconds, args.on), args.out)
    else:
        results.on_each("bench.steps", argv, args.postgres)


if __name__ == "__main__":
    main()
