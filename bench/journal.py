"""留痕的速度: a million events appended, sealed and verified, beside a bare SHA-256 over the same bytes.

    python -m bench.journal [--events 1000000] [--postgres postgresql://…] [--out FILE]

Appended ten thousand at a time, as an import does. The bare digest reads each event's canonical text from a file of
lines and takes one SHA-256 of each: what verifying costs without a database, a tree and a seal.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path
from typing import Any

from . import results
from .installation import in_use, prepared

TOGETHER = 10_000


def entries(first: int, many: int) -> list[Any]:
    """Return so many entries, as steps of cases leave them."""
    from fadu.kernel import journal

    return [
        journal.Entry(
            "step", ledger="reconsideration-case", record=str(number // 5), organisation=f"Q{number % 90:02}",
            actor=f"user{number % 40}", actor_name="承办人", article="行政复议法#30.1",
            before={"state": "submitted"}, after={"state": "accepted", "accepted_on": "2025-03-04", "serious": False},
            data={"step": "accept", "procedure": "reconsideration-ordinary@2024-01-01", "on": "2025-03-04"},
        )
        for number in range(first, first + many)
    ]  # fmt: skip


def measure(events: int, server: str) -> list[results.Result]:
    """Measure on one database."""
    with prepared(server) as home:
        from fadu.kernel import journal

        spent = {"写入": 0.0}
        for first in range(0, events, TOGETHER):
            made = entries(first, min(TOGETHER, events - first))
            began = time.perf_counter()
            journal.write(*made)
            spent["写入"] += time.perf_counter() - began
        began = time.perf_counter()
        sealed = journal.seal()
        spent["封存"] = time.perf_counter() - began
        assert sealed and sealed.size == events
        began = time.perf_counter()
        verdict = journal.verify()
        spent["核验"] = time.perf_counter() - began
        assert verdict.ok and verdict.size == events, verdict
        bare = digested(home)
    found = []
    for what, seconds in spent.items():
        beside = f"逐条 SHA-256 {bare:.1f} 秒" if what == "核验" else ""
        ratio = seconds / bare if beside else None
        found.append(results.Result("journal", f"{in_use()}，{what} {events:,} 条", seconds, "秒", beside, ratio))
    return found


def digested(home: Path) -> float:
    """Return how long it takes to read the same texts from a file and digest them one by one."""
    from fadu.kernel.journal.events import rows

    file = home / "events.lines"
    with file.open("wb") as out:
        out.writelines(row.canonical() + b"\n" for row in rows())
    began = time.perf_counter()
    with file.open("rb") as lines:
        for line in lines:
            hashlib.sha256(line).digest()
    return time.perf_counter() - began


def main(argv: list[str] | None = None) -> None:
    """Measure on SQLite and, where a server is named, on PostgreSQL, each in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    results.arguments(parser)
    args = parser.parse_args(argv)
    if args.on is not None:
        results.keep(measure(args.events, args.on), args.out)
        return
    results.on_each("bench.journal", argv, args.postgres)


if __name__ == "__main__":
    main()
