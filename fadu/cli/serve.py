"""启动网页服务和后台任务

例：fadu serve --port 8000
    fadu serve --pages --workers 4
"""

import signal
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from fadu.kernel.accounts import code_file, setup_code

from .processes import port_is_free, start, stop
from .progress import task


def add_arguments(parser) -> None:
    """Where to listen, and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只供本机")
    parser.add_argument("--port", type=int, default=8000, help="端口")
    parser.add_argument("--workers", type=int, default=2, help="进程数")
    parser.add_argument(
        "--pages",
        action="store_true",
        help="只提供网页，不升级数据库，不办期限扫描和后台任务（另用 fadu scan --every 600）；可以几个同用一个端口",
    )


def run(args) -> int:
    """Prepare the database and the static files, then serve until stopped; with `pages`, serve what is prepared."""
    from . import lacking

    if args.pages:
        if lack := lacking():
            print(lack, file=sys.stderr)
            return 1
    else:
        if not port_is_free(args.host, args.port):
            print(f"端口 {args.port} 已被占用。请先停止原有服务，或者用 --port 另选端口。", file=sys.stderr)
            return 1
        prepare()
    print(f"请用浏览器打开 http://{args.host}:{args.port}/ ，按 Ctrl+C 停止。", flush=True)
    if code := setup_code():
        print(f"系统还没有单位和用户。打开后按提示启用，启用码：{code}（也在 {code_file()}）", flush=True)
    # A supervisor stops a service by SIGTERM: as with Ctrl+C, what was started here is stopped too.
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(0))
    children = [] if args.pages else [start(sys.executable, "-m", "fadu", "scan", "--every", "600")]
    try:
        log = "info" if args.pages else "warning"
        children.append(pages := start(*server(args.host, args.port, args.workers, log)))
        return pages.wait()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in children:
            stop(child)


def server(
    host: str, port: int, workers: int, log: str, application: str = "fadu.config.wsgi:application"
) -> list[str]:
    """Return the command of the web server: so many processes of two threads each behind one port."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "2", "--log-level", log, application),
    ]


def prepare(static: bool = True) -> None:
    """Bring tables and, for pages, static files up to date; safe to repeat."""
    with task("检查数据库"):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    if static and static_is_stale():
        with task("整理页面文件"):
            call_command("collectstatic", verbosity=0, interactive=False)


def static_is_stale() -> bool:
    """Tell whether a page's file is newer than those collected, as after an update of the product."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return True
    collected = manifest.stat().st_mtime
    files = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return any(Path(file).stat().st_mtime > collected for file in files)
