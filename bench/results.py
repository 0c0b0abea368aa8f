"""测量结果: what a measurement found, beside what, and whether it reached its aim; printed, and kept as JSON lines.

Every module of measurements has `measure(...)`, which returns a list of results, and `main(argv)`, whose `--out FILE`
appends them to a file that one command gathers from all.
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

_MEETS = {"≥": operator.ge, ">": operator.gt, "≤": operator.le, "<": operator.lt}


@dataclass(frozen=True)
class Result:
    """One thing measured: `value` in `unit`; `ratio` is to what stands `beside` it, named with its own value.

    `aim` is a sign and a number ("≥ 100", "≤ 1.3"), asked of the ratio, or of the value where there is no ratio.
    """

    bench: str
    what: str
    value: float
    unit: str
    beside: str = ""
    ratio: float | None = None
    aim: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; nothing where none was set."""
        if not self.aim:
            return None
        sign, _, number = self.aim.partition(" ")
        return bool(_MEETS[sign](self.value if self.ratio is None else self.ratio, float(number)))

    def line(self) -> str:
        """This result as one line of JSON."""
        return json.dumps(asdict(self) | {"met": self.met}, ensure_ascii=False)

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:,.3g} 倍"
        met = {None: "", True: "达到", False: "未达到"}[self.met]
        return " | ".join((self.what, f"{self.value:,.4g} {self.unit}", self.beside, ratio, self.aim, met))


def machine() -> str:
    """Return in what surroundings a run measures: processors, and how many programs wanted them just now."""
    load = f"{os.getloadavg()[0]:.1f}"
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    return f"{os.cpu_count()} 核，{platform.machine()}，Python {platform.python_version()}，负载 {load}，{when} UTC"


def keep(results: Iterable[Result], out: Path | str | None) -> None:
    """Print results, and append them to the file `out` if one is named."""
    lines = list(results)
    for each in lines:
        print(each)
    if out:
        with Path(out).open("a", encoding="utf-8") as file:
            file.writelines(each.line() + "\n" for each in lines)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what a measurement of both databases is told: the server, the one database of this process, the file."""
    parser.add_argument("--postgres", default="", help="a PostgreSQL database from which others may be created")
    parser.add_argument("--on", help=argparse.SUPPRESS)  # the one database that this process measures
    parser.add_argument("--out", help="a file to which the results are appended")


def on_each(module: str, argv: list[str] | None, postgres: str) -> None:
    """Run a measurement on SQLite and, where a server is named, on PostgreSQL, each in a process of its own."""
    given = sys.argv[1:] if argv is None else argv
    for server in ("", *filter(None, (postgres,))):
        subprocess.run([sys.executable, "-m", module, *given, f"--on={server}"], check=True)


def kept(file: Path | str) -> list[Result]:
    """Return the results that were kept in `file`."""
    rows = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    return [Result(**{name: value for name, value in row.items() if name != "met"}) for row in rows]
