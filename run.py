#!/usr/bin/env python3
"""一条命令准备好环境并运行: makes `.venv`, installs the pinned packages when they changed, then runs.

    python3 run.py demo [--no-serve] [--out DIR]   the demonstration city, its report and pages
    python3 run.py test [pytest arguments]         all tests; what the machine lacks is skipped and said
    python3 run.py check                           format, lint, types, imports, migrations, translations, documents
    python3 run.py bench [NAME …] [--full]         measurements, one table of them (bench/README.md)
    python3 run.py serve [arguments]               the product itself
    python3 run.py cluster [-- COMMAND …]          the same in many processes: PostgreSQL, two servers, worker, Spark
    python3 run.py fadu COMMAND …                  any other command

Only the standard library, Python 3.11 or later, on Linux, macOS and Windows. Environment: FADU_REQUIRE=all turns
what is missing for a test (Chromium, PostgreSQL, Java) from a skip into a failure; FADU_TEST_POSTGRES=postgresql://…
names a server where tests may create databases.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "fadu-installed.json"
OLDEST = (3, 11)

# An old Python must get as far as this message: no syntax here that 3.6 cannot read.
if sys.version_info < OLDEST:
    sys.exit(
        "需要 Python {0}.{1} 以上，现在是 {2}。请安装新的 Python，再用它运行 run.py。\n"
        "Python {0}.{1} or later is needed, this is {2}. Install one and run run.py with it.".format(
            *OLDEST, sys.version.split()[0]
        )
    )


class SetupFailed(Exception):
    """The environment could not be made; the message says in Chinese and English why and what to do."""


def main(arguments: list[str]) -> int:
    """Run the command named first and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace", line_buffering=True)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command not in COMMANDS:
        print(f"没有这个命令：{command}。可用：{' '.join(COMMANDS)}", file=sys.stderr)
        print(f"No such command: {command}. There are: {' '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return COMMANDS[command](rest)
    except SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# -- Commands ---------------------------------------------------------------------------------------------------------


def fadu(arguments: list[str]) -> int:
    """Hand `arguments` to the command line of Fadu."""
    install()
    return become("fadu", arguments)


def test(arguments: list[str]) -> int:
    """Run all tests on SQLite and, where a server is named, those of the database on PostgreSQL too."""
    postgres, all_required = os.environ.get("FADU_TEST_POSTGRES", ""), os.environ.get("FADU_REQUIRE") == "all"
    spark = has_java() or all_required
    if not spark:
        print("没有 Java 17 以上：不装 Spark（约 450 MB），略过它的测试。  No Java: the tests of Spark are skipped.")
    install("test", *(["postgres"] if postgres else []), *(["spark"] if spark else []))
    if arguments:  # a chosen part, as pytest would run it
        return run([str(PYTHON), "-m", "pytest", *arguments])
    # A module stays on one worker, since its costly fixtures are shared; the longest come first (tests/conftest.py).
    pytest = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    pytest += ["--durations", "25"]
    failed = run([*pytest, "-m", "not postgres"] if postgres else pytest)
    if postgres:
        print("\n再用 PostgreSQL 运行一遍。  Once more on PostgreSQL.")
        chosen = [
            "-m",
            "(database or postgres) and not browser and not spark",
            *(f"--ignore=tests/{part}" for part in ("architecture", "demonstration", "journeys")),
        ]
        failed = run(pytest + chosen, FADU_DATABASE=postgres) or failed
    elif all_required:
        print("FADU_REQUIRE=all，但没有设 FADU_TEST_POSTGRES。  FADU_TEST_POSTGRES is not set.", file=sys.stderr)
        failed = failed or 1
    else:
        print("没有设 FADU_TEST_POSTGRES：只在 SQLite 上测试。  FADU_TEST_POSTGRES is not set: tested on SQLite only.")
    return failed


def cluster(arguments: list[str]) -> int:
    """Start the form of many processes, or test it (tools/cluster.py)."""
    install("postgres", "spark", *(["test"] if "test" in arguments else []))
    return become("tools.cluster", arguments)


def check(arguments: list[str]) -> int:
    """Run every check that is not a test, all of them even when one fails."""
    install("test")
    python = str(PYTHON)
    checks = [
        ("格式 format", [python, "-m", "ruff", "format", "--check", "."]),
        ("写法 lint", [python, "-m", "ruff", "check", "."]),
        ("类型 types", [python, "-m", "mypy"]),
        ("引用 imports", [str(BIN / "lint-imports"), "--no-cache"]),
        ("迁移 migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"]),
        ("译文 translations", [python, "-m", "tools.messages"]),
        ("文档 documents", [python, "-m", "tools.declarations"]),
    ]
    outcomes = []
    for name, command in checks:
        started = time.monotonic()
        code = run(command)
        outcomes.append((name, code, time.monotonic() - started))
    print()
    for name, code, seconds in outcomes:
        print(f"{'✗' if code else '✓'} {name}  {seconds:.1f} s")
    return 1 if any(code for _name, code, _seconds in outcomes) else 0


def bench(arguments: list[str]) -> int:
    """Run the measurements, or those named; on PostgreSQL too where a server is named, on Spark where Java is there."""
    postgres = os.environ.get("FADU_TEST_POSTGRES") or any(one.startswith("--postgres") for one in arguments)
    install("test", *(["postgres"] if postgres else []), *(["spark"] if has_java() else []))
    return run([str(PYTHON), "-m", "bench", *arguments])


COMMANDS = {
    "demo": lambda rest: fadu(["demo", *rest]),
    "test": test,
    "check": check,
    "bench": bench,
    "serve": lambda rest: fadu(["serve", *rest]),
    "cluster": cluster,
    "fadu": fadu,
}


def has_java() -> bool:
    """Tell whether a Java that Spark can run on is there: 17 or later."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if not java:
        return False
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = said.partition('"')[2].partition('"')[0].partition(".")[0]
    return version.isdigit() and int(version) >= 17


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a child: the virtual one, in UTF-8 on every system."""
    search = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PYTHONUTF8": "1", "VIRTUAL_ENV": str(VENV), "PATH": search, **more}


def run(command: list[str], **more: str) -> int:
    """Run a test or check in the project's folder, with a home of its own, and return its exit code."""
    with tempfile.TemporaryDirectory(prefix="fadu-", ignore_cleanup_errors=True) as home:
        return subprocess.run(command, cwd=ROOT, env=environment(FADU_HOME=home, **more)).returncode


def become(module: str, arguments: list[str]) -> int:
    """Run what lasts, in the caller's folder; where possible as this very process, so that signals reach it."""
    # -P: a folder `fadu` or `bench` where the caller stands is not meant.
    command = [str(PYTHON), "-P", "-m", module, *arguments]
    child = environment(PYTHONPATH=os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])))
    if os.name != "nt":
        os.execve(command[0], command, child)
    return subprocess.run(command, env=child).returncode


# -- The environment --------------------------------------------------------------------------------------------------


def install(*extras: str) -> None:
    """Make `.venv` and install the project with `extras`, unless that was done from these very pins.

    Extras once installed stay. Raises SetupFailed.
    """
    done, source = installed(), fingerprint()
    if done.get("source") == source and set(extras) <= set(done["extras"]):
        return
    started = time.monotonic()
    print("准备环境（只在第一次和依赖变化时）。  Setting up (only at first, and when the dependencies change).")
    uv = shutil.which("uv")
    make_venv(uv)
    STAMP.unlink(missing_ok=True)
    wanted = sorted({*extras, *done.get("extras", [])})
    pins = ["-c", "constraints.txt", "-e", f".[{','.join(wanted)}]" if wanted else "."]
    failure = watched([uv, "pip", "install", "--python", str(PYTHON), *pins]) if uv else "no uv"
    if failure:
        if uv:
            print("uv 没有装成，改用 pip。  uv did not manage; trying pip.")
        pip = [str(PYTHON), "-m", "pip"]
        if subprocess.run([*pip, "--version"], capture_output=True).returncode:  # uv makes environments without pip
            watched([str(PYTHON), "-m", "ensurepip"])
        failure = watched([*pip, "install", "--disable-pip-version-check", "--no-input", "--prefer-binary", *pins])
    if failure:
        raise SetupFailed(
            f"{failure}\n\n安装依赖没有成功，原因见上。常见的是连不上软件源：请检查网络和代理（HTTPS_PROXY），"
            "或在 pip 的配置里换用本单位的镜像，然后再运行一次。\n"
            "The packages could not be installed, see above. Most often the package index cannot be reached: "
            "check the network and proxy (HTTPS_PROXY), or set your mirror in pip's configuration, and run this again."
        )
    STAMP.write_text(json.dumps({"source": source, "extras": wanted}), encoding="utf-8")
    print(f"环境已备好，用了 {time.monotonic() - started:.0f} 秒。  Ready.\n")


def installed() -> dict:
    """Return what the stamp says, or nothing when there is none that can be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if PYTHON.exists() else {}


def fingerprint() -> str:
    """Return the digest of all that decides what must be installed: the pins, the declaration and the place."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_venv(uv: str | None) -> None:
    """Make `.venv`, anew where its Python is too old or does not start. Raises SetupFailed."""
    if PYTHON.exists():
        ask = f"import sys; sys.exit(sys.version_info < {OLDEST})"
        if subprocess.run([str(PYTHON), "-c", ask], capture_output=True).returncode == 0:
            return
        print("现有的 .venv 不能用，重新建立。  The .venv there does not work: making it anew.")
    if uv and not watched([uv, "venv", "--clear", "--python", sys.executable, str(VENV)]):
        return
    try:
        import ensurepip  # noqa: F401  # Debian and Ubuntu ship it apart, and without it venv leaves half a folder
        import venv  # noqa: F401
    except ImportError:
        raise SetupFailed(
            "这个 Python 缺少 venv 模块。Debian、Ubuntu 请运行：apt install python3-venv（或安装 uv），再运行一次。\n"
            "This Python lacks the venv module. On Debian or Ubuntu: apt install python3-venv (or install uv)."
        ) from None
    failure = watched([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if failure:
        raise SetupFailed(f"{failure}\n\n建立 .venv 没有成功，原因见上。  Could not make .venv, see above.")


def watched(command: list[str]) -> str:
    """Run `command`, showing what it does now and for how long; return its last lines if it fails, else ""."""
    started, stop = time.monotonic(), threading.Event()
    last: deque[str] = deque(maxlen=12)
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    live = sys.stdout.isatty()

    def show() -> None:
        # On a terminal one line is written over each second; in a log a line now and then is enough.
        while not stop.wait(1 if live else 15):
            line = f"  {time.monotonic() - started:4.0f} s  {shortened(last[-1]) if last else Path(command[0]).name}"
            print(f"\r{line:<78}" if live else line, end="" if live else "\n", flush=True)

    ticker = threading.Thread(target=show, daemon=True)
    ticker.start()
    for line in child.stdout:
        if line.strip():
            last.append(line.rstrip())
    code = child.wait()
    stop.set()
    ticker.join()
    if live:
        print("\r" + " " * 78, end="\r")
    return "\n".join(last) or f"{command[0]}: {code}" if code else ""


def shortened(line: str) -> str:
    """Return a line of an installer short enough for one row, without addresses."""
    words = [word for word in line.split() if "://" not in word]
    return " ".join(words)[:70]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
