"""Where the demonstrations of these tests keep their data: a home each, and on PostgreSQL a database each."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("FADU_DATABASE", "")


class Homes:
    """Runs commands of Fadu at a home, and reaches the database behind it."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __call__(self, home: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run a command, as somebody at this home would."""
        settings = {"FADU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fadu.config.settings"}
        if SERVER:
            settings["FADU_DATABASE"] = self.database(home)
        return subprocess.run(
            [sys.executable, "-m", "fadu", *words],
            cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=check,
        )  # fmt: skip

    def database(self, home: Path) -> str:
        """Return the address of the database that belongs to a home, made when first asked for."""
        name = f"fadu_demo_{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
        if name not in self.names:
            self.names.add(name)
            self._administer(f'CREATE DATABASE "{name}"')
        return f"{SERVER.rpartition('/')[0]}/{name}"

    def change(self, home: Path, statement: str) -> None:
        """Change a row of the journal behind the product's back, whatever the database guards."""
        if not SERVER:
            with closing(sqlite3.connect(home / "fadu.sqlite3")) as database, database:
                database.execute("drop trigger kernel_event_keeps_UPDATE")
                database.execute(statement)
            return
        import psycopg

        with psycopg.connect(self.database(home)) as database:
            database.execute("alter table kernel_event disable trigger user")
            database.execute(statement)

    def is_empty(self, home: Path) -> bool:
        """Tell whether nothing at all was restored."""
        if not SERVER:
            return not (home / "fadu.sqlite3").exists()
        import psycopg

        with psycopg.connect(self.database(home)) as database:
            found = database.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
            return found == (0,)

    def drop(self) -> None:
        """Take the databases away again."""
        for name in self.names:
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    @staticmethod
    def _administer(statement: str) -> None:
        import psycopg

        with psycopg.connect(SERVER, autocommit=True) as admin:
            admin.execute(statement)


@pytest.fixture(scope="session")
def fadu():
    """Return what runs Fadu's commands at a home."""
    homes = Homes()
    yield homes
    homes.drop()
