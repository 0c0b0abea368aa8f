"""What the tests of reliability share: an empty database with its tables, and worlds beside this process."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def copied(django_db_setup, django_db_blocker, tmp_path_factory) -> Path | None:
    """The database of the tests in a file, copied before a test holds it; none on PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    file = tmp_path_factory.mktemp("tables") / "empty.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(file)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    return file


@pytest.fixture(scope="session")
def tables(copied) -> Path:
    """A database of SQLite with all tables and nothing in them."""
    if copied is None:
        pytest.skip("tried on SQLite")
    return copied


@pytest.fixture
def installation(copied, django_db_blocker):
    """Return how a process of its own finds such a database: arguments, and on PostgreSQL an address."""
    if copied:
        yield (copied,), {}
        return
    import psycopg

    where = connection.settings_dict
    copy = f"{where['NAME']}_apart"
    server = f"postgresql://{where['USER']}:{where['PASSWORD']}@{where['HOST']}:{where['PORT'] or 5432}"
    with django_db_blocker.unblock():
        connection.close()  # a database that is copied has no users
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        # Nor have others one: servers that pages are asked of (run.py cluster) begin again by themselves.
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [where["NAME"]])
        admin.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{where["NAME"]}"')
        yield (), {"FADU_DATABASE": f"{server}/{copy}"}
        admin.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """Return what runs a module of these tests in a process of its own, and reads what it found."""

    def world(module: str, *arguments: object, prefix: tuple[str, ...] = (), **environment: str):
        home = tmp_path_factory.mktemp("world")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FADU_")}
        done = subprocess.run(
            [*prefix, sys.executable, "-m", f"tests.reliability.{module}", *map(str, arguments)],
            env=kept | {"DJANGO_SETTINGS_MODULE": "tests.settings", "TMPDIR": str(home)} | environment,
            cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    return world
