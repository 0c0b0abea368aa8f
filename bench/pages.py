"""页面在负载下: the pages of a million cases under 16 connections, beside a bare Django page of the same rows.

    python -m bench.pages [--cases 1000000] [--seconds 5] [--connections 16] [--postgres postgresql://…] [--out FILE]

Makes an installation of so many cases and a million events (bench/million.py), kept in var/bench, starts the server as
`fadu serve` starts it, signs in through the form as someone who handles one county's cases and as the city's leader,
and asks for each page over and over: p50, p95, requests a second. PostgreSQL is measured too if a server is named.
"""

from __future__ import annotations

import argparse
import asyncio
import http.cookiejar
import re
import subprocess
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from . import million, results

FOLDER = Path("var", "bench")
CASES = "/ledgers/reconsideration-case/"
BARE = "/bare/"
AIM = "≤ 3"  # times the p95 of the bare page
ROUNDS = 3  # in which the page and the bare one are asked in turn
WARM = 16  # requests before the clock is started


@dataclass(frozen=True)
class Load:
    """What came back: the times of the answers in seconds, sorted, and how long all took."""

    times: list[float]
    seconds: float

    @classmethod
    def of(cls, parts: list[Load]) -> Load:
        """Return several loads as one."""
        return cls(sorted(time for part in parts for time in part.times), sum(part.seconds for part in parts))

    def share(self, of: float) -> float:
        """Return the time within which this share of the answers came, in milliseconds."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * of))] * 1000

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds


def signed_in(base: str, username: str) -> str:
    """Sign in through the form, as a browser does, and return the cookies."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = browser.open(f"{base}/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token, form
    given = {"csrfmiddlewaretoken": token[1], "login": username, "password": million.PASSWORD}
    answer = browser.open(f"{base}/login/", urllib.parse.urlencode(given).encode())
    assert not answer.url.endswith("/login/"), f"{username} could not sign in"
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


async def _ask(port: int, request: bytes, until: float, most: int, times: list[float]) -> None:
    """Ask on one connection, one request after the other, until the time is over or there were enough."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while len(times) < most and (began := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = head.split(b" ", 2)[1]
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        if status != b"200" or not length:
            raise RuntimeError(head.decode())
        await reader.readexactly(int(length[1]))
        times.append(time.perf_counter() - began)
    writer.close()


async def load(port: int, place: str, cookies: str, connections: int, seconds: float, most: int = 20_000) -> Load:
    """Ask for a page on so many connections at once, for so long and so often at most."""
    request = (
        f"GET {urllib.parse.quote(place, safe='/?=&')} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\n\r\n"
    ).encode()
    times: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(_ask(port, request, began + seconds, most, times) for _one in range(connections)))
    return Load(sorted(times), time.perf_counter() - began)


def pages(readers: dict[str, str], case: int) -> list[tuple[str, str, str]]:
    """Return what is asked for: name, reader and address."""
    found = []
    for reader, name in readers.items():
        found += [
            (f"{name}：案件列表", reader, CASES),
            (f"{name}：案件页", reader, f"{CASES}{case}/"),
            (f"{name}：期限看板", reader, "/clocks/"),
            (f"{name}：概览", reader, "/dashboard/"),
        ]
    return found


def measure(args: argparse.Namespace) -> list[results.Result]:
    """Make the installation, start the server on it, and measure its pages."""
    million.kept(FOLDER, args.cases, args.on)
    from fadu.cli import processes, serve
    from fadu.domains.reconsideration.models import ReconsiderationCase

    serve.prepare()
    rows = ReconsiderationCase.objects.filter(organisation__code="Q01", state="under-review").order_by("-pk")
    case = rows.values_list("pk", flat=True)[0]
    readers = {million.HANDLER: "承办人", million.LEADER: "领导"}
    base = f"http://127.0.0.1:{args.port}"
    command = serve.server("127.0.0.1", args.port, args.workers, "warning", "bench.bare:application")
    child = processes.start(*command)
    try:
        _await(base, child)
        cookies = {reader: signed_in(base, reader) for reader in readers}
        found: list[results.Result] = []
        for name, reader, place in pages(readers, case):
            asked = [BARE, place]
            for one in asked:
                asyncio.run(load(args.port, one, cookies[reader], 4, 60, WARM))
            # Turn by turn, for other programs come and go: what slows the page slows what it is held against.
            turns = [
                asyncio.run(load(args.port, one, cookies[reader], args.connections, args.seconds / ROUNDS))
                for _round in range(ROUNDS)
                for one in asked
            ]
            found += _results(
                f"{'PostgreSQL' if args.on else 'SQLite'}，{name}", place, Load.of(turns[1::2]), Load.of(turns[::2])
            )
        return found
    finally:
        processes.stop(child)


def _results(what: str, place: str, page: Load, bare: Load) -> list[results.Result]:
    """Return p50, p95 and answers a second of a page, each beside the bare page asked in turn with it."""
    aim = "" if place == "/dashboard/" else AIM
    found = []
    for name, share, wanted in (("p50", 0.5, ""), ("p95", 0.95, aim)):
        value, other = page.share(share), bare.share(share)
        beside = f"普通页面 {other:.0f} ms"
        found.append(results.Result("pages", f"{what}，{name}", value, "ms", beside, value / other, wanted))
    beside = f"普通页面每秒 {bare.rate:.1f} 次"
    return [*found, results.Result("pages", f"{what}，每秒", page.rate, "次", beside, page.rate / bare.rate)]


def _await(base: str, child: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and child.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/login/", timeout=30).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def main(argv: list[str] | None = None) -> None:
    """Measure on SQLite and, where a server is named, on PostgreSQL, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each page")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2, help="processes of the server, as of `fadu serve`")
    parser.add_argument("--port", type=int, default=8150)
    results.arguments(parser)
    args = parser.parse_args(argv)
    if args.on is not None:
        results.keep(measure(args), args.out)
        return
    results.on_each("bench.pages", argv, args.postgres)


if __name__ == "__main__":
    main()
