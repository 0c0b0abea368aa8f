"""演示：导入一座虚构城市三年的台账，生成年度报告，打开网页

例：fadu demo
    fadu demo --out 报告 --no-serve
    fadu demo --city changzhi-2021 --no-serve
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

# The demonstration's users are no secret: the place is made up, and the server listens on this machine alone.
PASSWORD = "fadu-demo-2023"  # noqa: S105 - printed on the screen by design
MARK = "demonstration"
# Named for the published report whose figures each has; the cities themselves are made up.
CITIES = {"haidong-2023": "fadu.demonstration.run", "changzhi-2021": "fadu.demonstration.lanhu"}
USUAL = "haidong-2023"


def choose_home(argv: Sequence[str] = ()) -> None:
    """Work in `var/demo`, or in FADU_HOME if that is empty or this demonstration's; leave everything else alone.

    Each city has a home of its own, which says in its mark whose it is.
    """
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument("--city", default=USUAL)
    chosen = early.parse_known_args([*argv])[0].city
    if chosen not in CITIES:
        return  # said with the usage, before anything is done
    usual = Path(__file__).resolve().parents[2] / "var" / ("demo" if chosen == USUAL else f"demo-{chosen}")
    home = Path(os.environ.get("FADU_HOME", usual))
    home.mkdir(parents=True, exist_ok=True)
    mark = home / MARK
    if any(home.iterdir()) and not (mark.exists() and (mark.read_text() or USUAL) == chosen):
        sys.exit(f"{home} 已有别的数据，演示不会动它。请把 FADU_HOME 设为空目录，或者不设。")
    mark.write_text(chosen)
    os.environ["FADU_HOME"] = str(home)


def add_arguments(parser) -> None:
    """Where to write the report, and whether to serve afterwards."""
    parser.add_argument("--city", choices=CITIES, default=USUAL, help="哪一座虚构城市，默认 %(default)s")
    parser.add_argument("--out", metavar="目录", help="报告目录，默认 var/demo/report")
    parser.add_argument("--no-serve", action="store_true", help="生成报告后不启动网页")
    parser.add_argument("--base", default="", metavar="网址", help="报告中数字链接指向的网址")
    parser.add_argument("--host", default="127.0.0.1", help="网页监听地址")
    parser.add_argument("--port", type=int, default=8000, help="网页端口")


def run(args) -> int:
    """Build the demonstration, say what to open, serve."""
    from django.conf import settings

    from . import serve
    from .progress import task

    out = Path(args.out) if args.out else settings.HOME / "report"
    base = args.base or f"http://{args.host}:{args.port}"
    written = import_module(CITIES[args.city]).run(task, PASSWORD, out, base)
    print("报告：")
    for file in written.values():
        print(f"  {file}")
    print(f"登录：用户名 office（依法治市办）、handler（复议承办人）、leader（领导）等，口令 {PASSWORD}")
    if args.no_serve:
        return 0
    args.workers, args.pages = 2, False
    return serve.run(args)
