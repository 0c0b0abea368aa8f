"""全部测量: every measurement in a process of its own, one after another; one table, and var/bench/results.json.

    python3 run.py bench [NAME …] [--full] [--postgres postgresql://…]

Without names all of them; --full takes the sizes of the targets where the usual ones are smaller. PostgreSQL is
measured beside SQLite where a server is named, here or in FADU_TEST_POSTGRES. The ratios count: they are measured in
one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import unicodedata
from dataclasses import asdict
from pathlib import Path

from .results import Result, kept, machine

FOLDER = Path("var", "bench")
# Of each: what the usual run asks for, what --full asks for, and whether it measures a PostgreSQL server too.
BENCHES: dict[str, tuple[str, str, bool]] = {
    "figures": ("--rows 1000000 --points 300000", "--grow --spark", True),
    "imports": ("--rows 20000 --sample 1000 --volume 1000000", "--sample 5000", True),
    "lists": ("--cases 200000 --rounds 10", "", True),
    "pages": ("--cases 200000 --seconds 2", "", True),
    "steps": ("--seconds 2", "", True),
    "sizes": ("--cases 200000", "", True),
    "journal": ("--events 200000", "", True),
    "report": ("", "", False),
    "reader": ("", "", False),
    "draw": ("--objects 1000000 --drawn 10000 --rounds 2", "", True),
    "discretion": ("", "", False),
}


def measured(name: str, full: bool, server: str) -> tuple[list[Result], int, float]:
    """Run one measurement in a process of its own; return its results, its exit code and how long it took."""
    usual, whole, databases = BENCHES[name]
    with tempfile.TemporaryDirectory(prefix="fadu-bench-") as folder:
        out = Path(folder, "results.jsonl")
        command = [sys.executable, "-m", f"bench.{name}", *(whole if full else usual).split(), f"--out={out}"]
        if databases and server:
            command.append(f"--postgres={server}")
        began = time.monotonic()
        code = subprocess.run(command).returncode
        return kept(out) if out.exists() else [], code, time.monotonic() - began


def table(found: list[Result]) -> str:
    """Return the results as a table whose columns stand below one another, Chinese characters two wide."""
    rows = [("量什么", "结果", "旁边", "比值", "目标", "")]
    for one in found:
        ratio = "" if one.ratio is None else f"{one.ratio:,.3g}"
        met = {None: "", True: "达到", False: "未达到"}[one.met]
        rows.append((f"{one.bench}：{one.what}", f"{one.value:,.4g} {one.unit}", one.beside, ratio, one.aim, met))
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in words)


def main(argv: list[str] | None = None) -> int:
    """Measure what was asked for, print the table, and keep it; 1 when a measurement could not be made."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(BENCHES))
    parser.add_argument("--full", action="store_true", help="the sizes of the targets, which takes an hour or more")
    parser.add_argument("--postgres", default=os.environ.get("FADU_TEST_POSTGRES", ""))
    args = parser.parse_args(argv)
    if unknown := [name for name in args.names if name not in BENCHES]:
        parser.error(f"没有这项测量：{'、'.join(unknown)}；可用：{' '.join(BENCHES)}")
    if not args.postgres:
        print("没有指定 PostgreSQL（--postgres 或 FADU_TEST_POSTGRES）：只在 SQLite 上测量。  SQLite only.")
    surroundings, found, failed = machine(), list[Result](), list[str]()
    for name in args.names or BENCHES:
        print(f"\n— {name}", flush=True)
        results, code, seconds = measured(name, args.full, args.postgres)
        found += results
        failed += [name] if code else []
        print(f"— {name}：{seconds:.0f} 秒" + (f"，未能完成（{code}）" if code else ""), flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) | {"met": one.met} for one in found]
    content = {"machine": surroundings, "full": args.full, "failed": failed, "results": rows}
    file = FOLDER / "results.json"
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\n{surroundings}\n\n{table(found)}\n\n{file}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
