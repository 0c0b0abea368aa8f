"""抽取的速度: a draw that anyone can recompute, beside draws that nobody can, and beside hashing the ids.

    python -m bench.draw [--objects 10000000] [--drawn 100000] [--suite aes|sm] [--rounds 3]
                         [--postgres postgresql://…] [--browser] [--folder DIR]

Makes a roster of so many objects in 16 strata with weights 1, 2, 4, 8 (kept in DIR if one is named), then measures,
one process after the other, the best of the rounds:

- the draw itself, from strata and weights in memory, which is what the peers are given too;
- the whole of it: reading, hashing and examining the roster, drawing, ids and proof; and verifying the proof;
- numpy's weighted choice and Python's random.sample; in PostgreSQL ORDER BY random(), weighted and not;
- hashing every id with the seed in Python, the plain way to a verifiable draw, and hashing the roster once, the limit;
- with --browser, the verification of 100,000 objects on the page of the portal, in Chromium.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench import results
from fadu import draw
from fadu.draw.order import Candidates, among, bars
from fadu.draw.roster import PIECE, Parsed, Roster

STRATA = 16
SEED = b"s" * 32
STATIC = Path(draw.__file__).parents[1] / "portal" / "static" / "portal" / "draw"


def made(path: Path, objects: int) -> None:
    """Write a roster in canonical text."""
    chance = np.random.default_rng(1)
    with path.open("wb") as file:
        for first in range(0, objects, PIECE):
            many = min(PIECE, objects - first)
            strata, weights = chance.integers(0, STRATA, many), np.array([1, 2, 4, 8])[chance.integers(0, 4, many)]
            rows = zip(range(first, first + many), strata.tolist(), weights.tolist(), strict=True)
            file.write(
                "".join(f"91{number:016d}\tS{stratum:02d}\t{weight}\n" for number, stratum, weight in rows).encode()
            )


def plan(drawn: int, suite: str) -> dict:
    """Return a plan that draws evenly from the strata."""
    strata = {f"S{number:02d}": drawn // STRATA for number in range(STRATA)}
    when = {"source": "bench", "at": "2026-01-01"}
    return {"id": "bench", "strata": strata, "reserves": 0.1, "suite": suite, "randomness": when}


def best(rounds: int, work: Callable[[], object]) -> float:
    """Return the shortest time of a number of rounds in seconds."""
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


class InMemory:
    """Strata and weights as arrays: the draw without the roster's text."""

    def __init__(self, roster: Roster) -> None:
        from fadu.draw.roster import parse

        self.suite = roster.suite
        self.pieces: list[Parsed] = [parse(roster.source, piece) for piece in roster.pieces()]
        self.counts: dict[tuple[str, int], int] = {}
        for piece in self.pieces:
            for cell, count in piece.cells().items():
                self.counts[cell] = self.counts.get(cell, 0) + count
        self.weights = np.concatenate([piece.codes % 101 for piece in self.pieces]).astype(np.float64)

    def draw(self, wanted: dict[str, int]) -> dict[str, list[int]]:
        passed = bars(self.counts, wanted)
        parts: dict[str, list[Candidates]] = {}
        for piece in self.pieces:
            for stratum, part in among(piece, self.suite, SEED, passed).items():
                parts.setdefault(stratum, []).append(part)
        return {stratum: Candidates.joined(part).ordered(wanted[stratum]) for stratum, part in parts.items()}


def hashed(path: Path) -> int:
    """Hash every id with the seed: what a draw costs that keys objects by identity, in Python."""
    least = 0
    with path.open("rb") as file:
        for line in file:
            least = min(least, hashlib.sha256(SEED + line.partition(b"\t")[0]).digest()[0])
    return least


def digest(path: Path) -> str:
    """Hash the roster once: the least that any commitment costs."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def in_postgres(address: str, weights: np.ndarray, drawn: int, rounds: int) -> dict[str, float]:
    """Draw in a server from a table of ids and weights."""
    import psycopg

    found = {}
    with psycopg.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_draw (id bigint, weight int)")
        with cursor.copy("COPY bench_draw FROM STDIN") as copy:
            for first in range(0, len(weights), 1 << 16):
                part = enumerate(weights[first : first + (1 << 16)].astype(int).tolist(), first)
                copy.write("".join(f"{number}\t{weight}\n" for number, weight in part))
        cursor.execute("ANALYZE bench_draw")
        for name, key in (
            ("ORDER BY random()", "random()"),
            ("ORDER BY -ln(1-random())/weight", "-ln(1-random())/weight"),
        ):
            query = f"SELECT id FROM bench_draw ORDER BY {key} LIMIT {drawn}"
            found[f"PostgreSQL {name}"] = best(rounds, lambda query=query: cursor.execute(query).fetchall())
    return found


def in_browser(folder: Path, suite: str) -> float:
    """Verify a draw of 2,000 from 100,000 objects with the scripts of the portal's page; return seconds."""
    import shutil

    from playwright.sync_api import sync_playwright

    path = folder / "small.txt"
    made(path, 100_000)
    proof = draw.run(plan(2000, suite), path, "7")
    with sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        for name in ("ciphers.js", "draw.js"):
            page.evaluate((STATIC / name).read_text(encoding="utf-8"))
        seconds = page.evaluate(
            """async ([proof, roster]) => {
                const files = {proof: new TextEncoder().encode(proof), roster: new TextEncoder().encode(roster)};
                const began = performance.now();
                const difference = await FaduDraw.verify(files, () => {});
                if (difference) throw JSON.stringify(difference);
                return (performance.now() - began) / 1000;
            }""",
            [json.dumps(proof), path.read_text(encoding="utf-8")],
        )
        browser.close()
    return float(seconds)


def main(argv: list[str] | None = None) -> None:
    """Measure and print, the draw first and every other time as a multiple of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--objects", type=int, default=10_000_000)
    parser.add_argument("--drawn", type=int, default=100_000)
    parser.add_argument("--suite", choices=("aes", "sm"), default="aes")
    parser.add_argument("--rounds", type=int, default=3, help="the best of them counts")
    parser.add_argument("--postgres", default="", help="a server where a temporary table may be made")
    parser.add_argument("--browser", action="store_true", help="verify 100,000 objects in Chromium")
    parser.add_argument("--out", help="a file to which the results are appended")
    parser.add_argument("--folder", type=Path, help="where the roster is made, or lies from the time before")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        path = folder / f"roster-{args.objects}.txt"
        if not path.exists():
            made(path, args.objects)
        measure(args, folder, path)


def measure(args: argparse.Namespace, folder: Path, path: Path) -> None:
    """Measure all that was asked for."""
    asked, rounds = plan(args.drawn, args.suite), args.rounds
    proof: dict = {}
    times = {
        "抽取、结果文件（读名单、摘要、逐行核对、抽取）": best(rounds, lambda: proof.update(draw.run(asked, path, "7")))
    }
    times["核验结果文件"] = best(rounds, lambda: draw.verify(proof, path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    times["名单摘要一次（SHA-256，下限）"] = best(rounds, lambda: digest(path))
    memory = InMemory(Roster.read(path, draw.suite(args.suite)))
    wanted = asked["strata"]
    ours = best(rounds, lambda: memory.draw(wanted))
    chance, shares = np.random.default_rng(1), memory.weights / memory.weights.sum()
    many, drawn = args.objects, args.drawn
    times["numpy Generator.choice，加权"] = best(rounds, lambda: chance.choice(many, drawn, replace=False, p=shares))
    times["numpy Generator.choice，不加权"] = best(rounds, lambda: chance.choice(many, drawn, replace=False))
    times["random.sample，不加权"] = best(rounds, lambda: random.sample(range(many), drawn))
    times["逐个编号 hashlib.sha256（Python）"] = best(1, lambda: hashed(path))
    if args.postgres:
        times |= in_postgres(args.postgres, memory.weights, drawn, rounds)
    print(f"{many:,} 个对象抽 {drawn:,} 个，{STRATA} 层，权重 1 2 4 8，算法 {args.suite}；{rounds} 轮取最快")
    beside = f"可重算的抽取 {ours:.3f} 秒"
    found = [results.Result("draw", f"{many:,} 个对象抽 {drawn:,} 个，层和权重在内存里", ours, "秒")]
    found += [results.Result("draw", name, seconds, "秒", beside, seconds / ours) for name, seconds in times.items()]
    found.append(results.Result("draw", "抽取和核验的内存峰值", peak, "MiB"))
    if args.browser:
        found.append(results.Result("draw", "浏览器核验 100,000 个对象", in_browser(folder, args.suite), "秒"))
    results.keep(found, args.out)


if __name__ == "__main__":
    main()
