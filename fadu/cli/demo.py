"""演示：导入一座虚构城市三年的台账，生成年度报告，打开网页

例：fadu demo
    fadu demo --out 报告 --no-serve
"""

import os
import sys
from pathlib import Path

# The demonstration's users are no secret: the place is made up, and the server listens on this machine alone.
PASSWORD = "fadu-demo-2023"  # noqa: S105 - printed on the screen by design
MARK = "demonstration"


def choose_home() -> None:
    """Work in `var/demo`, or in FADU_HOME if that is empty or a demonstration's; leave everything else alone."""
    home = Path(os.environ.get("FADU_HOME", Path(__file__).resolve().parents[2] / "var" / "demo"))
    home.mkdir(parents=True, exist_ok=True)
    if any(home.iterdir()) and not (home / MARK).exists():
        sys.exit(f"{home} 已有别的数据，演示不会动它。请把 FADU_HOME 设为空目录，或者不设。")
    (home / MARK).touch()
    os.environ["FADU_HOME"] = str(home)


def add_arguments(parser) -> None:
    """Where to write the report, and whether to serve afterwards."""
    parser.add_argument("--out", metavar="目录", help="报告目录，默认 var/demo/report")
    parser.add_argument("--no-serve", action="store_true", help="生成报告后不启动网页")
    parser.add_argument("--base", default="", metavar="网址", help="报告中数字链接指向的网址")
    parser.add_argument("--host", default="127.0.0.1", help="网页监听地址")
    parser.add_argument("--port", type=int, default=8000, help="网页端口")


def run(args) -> int:
    """Build the demonstration, say what to open, serve."""
    from django.conf import settings

    from fadu.demonstration.run import run as demonstrate

    from . import serve
    from .progress import task

    out = Path(args.out) if args.out else settings.HOME / "report"
    base = args.base or f"http://{args.host}:{args.port}"
    written = demonstrate(task, PASSWORD, out, base)
    print("报告：")
    for file in written.values():
        print(f"  {file}")
    print(f"登录：用户名 office（依法治市办）、handler（复议承办人）、leader（领导）等，口令 {PASSWORD}")
    if args.no_serve:
        return 0
    args.workers = 2
    return serve.run(args)
