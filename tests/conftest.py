"""What all tests share."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import modify_settings
from hypothesis import HealthCheck, settings
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import expect

from fadu.cli.processes import free_port
from tools import cluster

# Playwright runs an event loop in the thread of the test, and Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# How long an example takes says how busy the machine is, not whether the rule holds.
settings.register_profile("fadu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fadu")
expect.set_options(timeout=30_000)  # milliseconds: likewise

CHROMIUM = os.environ.get("FADU_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge"))), None
)
LACKING = "缺少 lacking: "
# How many web servers of their own, at one address, answer what a browser asks (`run.py cluster -- test`); none by
# default: a thread of the test's process does.
SERVERS = os.environ.get("FADU_TEST_SERVERS", "")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of contracts and gold standards beside the project, where there is one."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("no shared folder beside the project")
    return folder


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    """Let no test meet what a process remembered in another."""
    caches["process"].clear()


@pytest.fixture
def own_home(settings, tmp_path):
    """A folder of data of this test's own: the journal's files of other tests do not belong to its database."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def own_installation(db, tmp_path):
    """The folder of an installation whose database is a file, for processes and threads of its own to work in at once.

    The file is a copy of the test's own tables: to migrate takes a quarter of a minute.
    """
    if connection.vendor != "sqlite":
        pytest.skip("an installation of its own, on SQLite")
    connection.ensure_connection()
    (tmp_path / "fadu.sqlite3").write_bytes(connection.connection.serialize())
    return tmp_path


def address_of_the_database() -> str:
    """Return the address of the test's own database on PostgreSQL."""
    held = connection.settings_dict
    return f"postgresql://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


class Servers:
    """Two web servers and a worker on the test's own database, started when their address is first asked for."""

    _live_server_modified_settings = modify_settings()  # pytest-django enables it; there is nothing to modify

    def __init__(self, parts: contextlib.ExitStack, home: Callable[[], str]) -> None:
        self.parts, self.home = parts, home

    @cached_property
    def url(self) -> str:
        """The address that the servers share."""
        home, port = self.home(), free_port()
        environment = os.environ | {"FADU_TEST_HOME": home, "FADU_DATABASE": address_of_the_database()}
        self.parts.enter_context(cluster.servers(Path(home, "logs"), environment, port, int(SERVERS)))
        return f"http://127.0.0.1:{port}"


if SERVERS:

    @pytest.fixture
    def live_server(transactional_db, settings):
        """The pages as servers of their own give them, instead of a thread of the test's process."""
        with contextlib.ExitStack() as parts:
            yield Servers(parts, lambda: str(settings.HOME))


@pytest.fixture(scope="session", autouse=True)
def flush_lifts_the_triggers():
    """Let transactional tests empty the tables after them, which the journal's own triggers refuse."""
    append_only = import_module("fadu.kernel.migrations.0002_append_only")
    flush = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(operations, statements):
        with operations.connection.schema_editor() as editor:
            append_only.remove(None, editor)
        flush(operations, statements)
        with operations.connection.schema_editor() as editor:
            append_only.install(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield


# ── what a test may need of the machine ───────────────────────────────────────────────────────────────────────────────


def lacking(marker: str) -> str:
    """Return what this machine lacks for a test with that marker, or nothing."""
    if marker == "browser":
        return "Chromium (FADU_CHROMIUM)" if not CHROMIUM else driver_fault()
    if marker == "spark" and not (shutil.which("java") and find_spec("pyspark")):
        return "Java 17 and pyspark"
    if marker == "postgres" and connection.vendor != "postgresql":
        return "PostgreSQL (run.py test with FADU_TEST_POSTGRES)"
    return ""


@cache
def driver_fault() -> str:
    """Return why Playwright's driver does not start, such as a system library that is not there; or nothing."""
    driver = subprocess.run([*compute_driver_executable(), "--version"], capture_output=True, text=True)
    return driver.stderr.strip()[-200:] if driver.returncode else ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what opens a page and what asks the database, so that `-m` can choose among them; put the longest first."""
    for item in items:
        needs = set(getattr(item, "fixturenames", ()))
        if {"page", "context", "browser"} & needs:
            item.add_marker("browser")
        if {"db", "transactional_db", "live_server"} & needs or item.get_closest_marker("django_db"):
            item.add_marker("database")
    long = {item.path for item in items if item.get_closest_marker("spark")}
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip what the machine cannot run; where all is required, fail instead."""
    for marker in ("browser", "postgres", "spark"):
        if item.get_closest_marker(marker) and (what := lacking(marker)):
            # The tests of PostgreSQL have a run of their own, which run.py requires.
            if os.environ.get("FADU_REQUIRE") == "all" and marker != "postgres":
                pytest.fail(LACKING + what, pytrace=False)
            pytest.skip(LACKING + what)


def pytest_terminal_summary(terminalreporter):
    """Say at the end what was not tested, and for want of what."""
    reasons = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()) if report.longrepr]
    for reason in sorted(set(reasons)):
        if LACKING in reason:
            terminalreporter.write_line(f"略过 {reasons.count(reason)} 项  skipped: {reason.partition(LACKING)[2]}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the system's Chromium, and keep it from calling home."""
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync"
    )
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet.split()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Open pages as on a small office screen in China."""
    window = {"width": 1366, "height": 768}
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": window}


@pytest.fixture(scope="session")
def barriers():
    """Return a function that lists what keeps people with disabilities from using the open page (WCAG 2.1 A and AA)."""
    axe = (Path(__file__).parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

    def found(page) -> list[str]:
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
        return [
            f"{each['id']}: {node['html'][:120]} ({each['help']})"
            for each in result["violations"]
            for node in each["nodes"]
        ]

    return found
