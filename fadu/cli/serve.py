"""启动网页服务和后台任务

例：fadu serve --port 8000
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from fadu.kernel.accounts import code_file, setup_code

from .progress import task


def add_arguments(parser) -> None:
    """Where to listen, and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只供本机")
    parser.add_argument("--port", type=int, default=8000, help="端口")
    parser.add_argument("--workers", type=int, default=2, help="进程数")


def run(args) -> int:
    """Prepare the database and the static files, then serve until stopped."""
    if not port_is_free(args.host, args.port):
        print(f"端口 {args.port} 已被占用。请先停止原有服务，或者用 --port 另选端口。", file=sys.stderr)
        return 1
    prepare()
    print(f"请用浏览器打开 http://{args.host}:{args.port}/ ，按 Ctrl+C 停止。", flush=True)
    if code := setup_code():
        print(f"系统还没有单位和用户。打开后按提示启用，启用码：{code}（也在 {code_file()}）", flush=True)
    # A supervisor stops a service by SIGTERM: as with Ctrl+C, what was started here is stopped too.
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(0))
    children = [start(sys.executable, "-m", "fadu", "scan", "--every", "600")]
    try:
        server = start(
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", args.host, "--port", str(args.port), "--workers", str(args.workers)),
            *("--blocking-threads", "2", "--log-level", "warning", "fadu.config.wsgi:application"),
        )
        children.append(server)
        return server.wait()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in children:
            stop(child)


def start(*command: str) -> subprocess.Popen:
    """Start a child with a session of its own, so that it and all it starts can be stopped together."""
    return subprocess.Popen(command, env=os.environ, start_new_session=True)


def stop(child: subprocess.Popen) -> None:
    """Ask a child to end; end it and what it started if it does not within ten seconds."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()
        child.wait()


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


def port_is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens: the server shares ports, and an old one would take part of the requests."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) != 0
