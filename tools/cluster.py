"""多进程形态: the product as several machines would run it, all of it on this one, on loopback.

    python3 run.py cluster                       PostgreSQL, two web servers at one address, a worker, Spark
    python3 run.py cluster -- fadu demo --no-serve    the same, while that command of the product runs on it
    python3 run.py cluster -- test [arguments]   the tests against that form, then stop

PostgreSQL (initdb and pg_ctl of this machine) and a Spark of one master and two workers (out of the `spark` extra) are
started here; set FADU_DATABASE or FADU_SPARK to use those that run elsewhere. The two web servers listen on the same
port, where the kernel deals out connections; on several machines a proxy stands before them (docs/scale.md). All that
is kept lies in `--home`, by default `var/cluster`: stopping loses nothing. Linux and macOS.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from fadu.cli.processes import free_port, port_is_free, start, stop

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120  # seconds within which a part must stand


class NotStarted(Exception):
    """A part did not start; the message says which, where its log lies and what to do."""


# ── the parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL that keeps its data in `folder`; yield the address of its database `fadu`."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        for above in folder.parents:
            if not above.stat().st_mode & 0o001:
                raise NotStarted(f"PostgreSQL 的账号进不了 {above}。请用 --home 另选目录，或者设 FADU_DATABASE。")
    port, data, log = free_port(), folder / "data", folder / "log"

    def do(program: str, *options: str) -> None:
        run_postgres(folder, program, *options)

    new = not data.exists()
    if new:
        do("initdb", "-D", str(data), "-U", "fadu", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    listen = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200"
    # The postmaster closes its standard error itself; what pg_ctl leaves open would keep `do` waiting.
    do("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", listen, "start")
    try:
        if new:
            do("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "fadu", "fadu")
        yield f"postgresql://fadu@127.0.0.1:{port}/fadu"
    finally:
        do("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")


def run_postgres(folder: Path, program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs for the server that keeps its data in `folder`. Raises NotStarted."""
    # PostgreSQL refuses to be root; where this is root, it runs as the account that its package made.
    who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run([postgres_programs() / program, *options], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **who)  # fmt: skip
    if done.returncode:
        said = done.stderr.strip()[-500:]
        raise NotStarted(f"PostgreSQL 没有启动（{program}，日志 {folder / 'log'}）：{said}")


def postgres_programs() -> Path:
    """Return the folder with PostgreSQL's programs. Raises NotStarted."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not newest:
        raise NotStarted("这台机器没有 PostgreSQL 的 initdb。请安装 postgresql，或者设 FADU_DATABASE。")
    return newest[-1].parent


@contextlib.contextmanager
def spark(folder: Path, cores: int = 1) -> Iterator[str]:
    """Run a Spark of a master and two workers of so many cores each, from the wheel; yield the master's address."""
    found = find_spec("pyspark")
    if not found or not found.origin:
        raise NotStarted("没有安装 pyspark。请安装附加依赖 spark，或者设 FADU_SPARK。")
    home = Path(found.origin).parent
    folder.mkdir(parents=True, exist_ok=True)
    quiet = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    port = free_port()
    log = folder / "master.log"

    def started(name: str, role: str, *options: str) -> subprocess.Popen:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role.lower()}.{role}"]
        given = ["--host", "127.0.0.1", "--webui-port", str(free_port()), *options]
        return start(*command, *given, environment=os.environ | quiet, log=folder / f"{name}.log")

    with stopped_together() as running:
        running.append(started("master", "Master", "--port", str(port)))
        wait_until(lambda: not port_is_free("127.0.0.1", port), log, running)
        for number in (1, 2):
            kept = ["--work-dir", str(folder / f"work{number}"), "--memory", "2G", "--cores", str(cores)]
            running.append(started(f"worker{number}", "Worker", *kept, f"spark://127.0.0.1:{port}"))
        wait_until(lambda: log.read_text(errors="replace").count("Registering worker") == 2, log, running)
        yield f"spark://127.0.0.1:{port}"


@contextlib.contextmanager
def servers(folder: Path, environment: dict[str, str], port: int, number: int = 2) -> Iterator[list[subprocess.Popen]]:
    """Run `number` web servers at one port of loopback and a worker, on a database that is prepared; yield them."""
    folder.mkdir(parents=True, exist_ok=True)

    def started(name: str, *command: str) -> subprocess.Popen:
        return start(sys.executable, "-m", "fadu", *command, environment=environment, log=folder / f"{name}.log")

    with stopped_together() as running:
        logs = []
        for one in range(1, number + 1):
            running.append(started(f"web{one}", "serve", "--pages", "--port", str(port), "--workers", "1"))
            logs.append(folder / f"web{one}.log")
        running.append(started("worker", "scan", "--every", "600"))
        for log in logs:
            wait_until(lambda log=log: "Started worker" in log.read_text(errors="replace"), log, running)
        yield running


@contextlib.contextmanager
def stopped_together() -> Iterator[list[subprocess.Popen]]:
    """Yield a list; end the processes in it afterwards."""
    running: list[subprocess.Popen] = []
    try:
        yield running
    finally:
        for process in running:  # all at once: each may take its time
            process.terminate()
        for process in reversed(running):
            stop(process)


def wait_until(true: Callable[[], bool], log: Path, running: list[subprocess.Popen]) -> None:
    """Wait until `true` says that what writes to `log` stands.

    Raises NotStarted when one of `running` has ended, or when it takes longer than PATIENCE.
    """
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end or any(process.poll() is not None for process in running):
            said = log.read_text(errors="replace").strip()[-1000:] if log.exists() else ""
            raise NotStarted(f"没有启动（日志 {log}）：{said}")
        time.sleep(0.2)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────────


def main(argv: list[str]) -> int:
    """Start what is not named to run elsewhere; run the command, or wait for Ctrl+C."""
    parser = argparse.ArgumentParser(prog="run.py cluster", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "cluster", metavar="目录", help="数据目录")
    parser.add_argument("--port", type=int, default=8000, help="网页端口")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="-- fadu …：运行产品的命令；-- test …：运行测试")
    args = parser.parse_args(argv)
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    signal.signal(signal.SIGTERM, lambda *_received: sys.exit(1))
    try:
        with whole(args.home.resolve()) as environment:
            if command[:1] == ["test"]:
                return tested(environment, command[1:])
            if not port_is_free("127.0.0.1", args.port):
                raise NotStarted(f"端口 {args.port} 已被占用，请用 --port 另选。")
            prepared = [
                sys.executable,
                "-c",
                "import django; django.setup(); from fadu.cli import serve; serve.prepare()",
            ]
            subprocess.run(prepared, env=environment, check=True)
            with servers(args.home.resolve() / "logs", environment, args.port) as running:
                print(f"两个网页进程共用 http://127.0.0.1:{args.port}/ ；按 Ctrl+C 全部停止。", flush=True)
                if command:
                    return subprocess.run([sys.executable, "-m", *command], env=environment).returncode
                return watch(running)
    except NotStarted as reason:
        print(reason, file=sys.stderr)
        return 1


@contextlib.contextmanager
def whole(home: Path) -> Iterator[dict[str, str]]:
    """Run the database and the cluster; yield the environment in which the product uses them."""
    with contextlib.ExitStack() as parts:
        database = os.environ.get("FADU_DATABASE") or parts.enter_context(postgres(home / "postgres"))
        # Each process of the product is a customer of its own: there are cores enough for all of them at once.
        master = os.environ.get("FADU_SPARK") or parts.enter_context(spark(home / "spark", cores=4))
        print(f"数据库 {database}\n计算集群 {master}", flush=True)
        yield os.environ | {
            "DJANGO_SETTINGS_MODULE": "fadu.config.settings",
            "FADU_HOME": str(home / "data"),
            "FADU_DATABASE": database,
            "FADU_ENGINE": "spark",
            "FADU_SPARK": master,
            "FADU_SPARK_CORES": "1",
        }


def tested(environment: dict[str, str], arguments: list[str]) -> int:
    """Run the tests with this database and cluster; pages are asked of two servers of their own.

    Figures that are no test of the engines are counted by the embedded one: tests/kernel/test_spark.py holds this
    cluster to it, every indicator and row. FADU_ENGINE=spark has all of them counted here, which takes hours.
    """
    engine = os.environ.get("FADU_ENGINE", "duckdb")
    asked = environment | {"FADU_TEST_SERVERS": "2", "FADU_ENGINE": engine, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    chosen = arguments or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "25"]
    return subprocess.run([sys.executable, "-m", "pytest", *chosen], env=asked, cwd=ROOT).returncode


def watch(running: list[subprocess.Popen]) -> int:
    """Wait for Ctrl+C; tell of a process that ended by itself, while the others go on."""
    told: set[int] = set()
    with contextlib.suppress(KeyboardInterrupt):
        while len(told) < len(running):
            for process in running:
                if process.poll() is not None and process.pid not in told:
                    told.add(process.pid)
                    print(f"进程 {process.pid} 已经结束（{process.returncode}），其余的继续运行。", file=sys.stderr)
            time.sleep(1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
