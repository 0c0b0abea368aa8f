"""安装: the installation that is worked on: its copies, its state told by digest, and what must hold of its files."""

import hashlib
import json
import os
import pickle
import shutil
import signal
import sqlite3
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from fadu.kernel import documents, journal, ledgers
from fadu.kernel.extracts import parts

# What differs from one run to the next without meaning anything: moments, and what is digested from them; the numbers
# of events, for a file that is imported again is noted again. That they have no gaps is told by the journal's verdict.
VOLATILE = {
    "kernel_event": {"digest", "seq"},
    "kernel_checkpoint": {"root", "signature", "peaks", "key"},
    "kernel_user": {"password"},
}
PASSED_OVER = {"kernel_job", "kernel_head", "django_session", "django_migrations", "cache"}
UNFINISHED = ("*.part", "*.partial", "manifest.next.json", "backing-up", "restoring", "*.database")


class Failed(Exception):
    """What was done in another process went wrong there; the message is its traceback."""


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do `work` in a process of its own, which inherits no connection, and return what it returns. Raises Failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _silence()
        try:
            answer = (True, work(*arguments))
        except BaseException:  # noqa: BLE001 - handed to the parent, which raises it
            answer = (False, traceback.format_exc())
        with os.fdopen(writing, "wb") as out:
            pickle.dump(answer, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer_of:
        content = answer_of.read()
    os.waitpid(child, 0)
    done, value = pickle.loads(content) if content else (False, "the process died")
    if not done:
        raise Failed(value)
    return value


def killed(work: Callable[..., Any], *arguments: Any, after: float) -> float:
    """Do `work` in a process of its own and kill that after so many seconds; return 0 if it was still at it.

    Otherwise return after how many seconds it was done.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _silence()
        os.write(writing, b"s")
        work(*arguments)
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    began, ended = time.monotonic(), 0
    until = began + after
    while not ended and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.001))
        ended, _status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _child, status = os.waitpid(child, 0)
        ended = 0 if os.WIFSIGNALED(status) else child
    os.close(reading)
    return time.monotonic() - began if ended else 0.0


def _silence() -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


class World:
    """The installation: `HOME` and the database of the settings, kept as templates and put back before each kill."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self.folder, self.postgres = folder, postgres
        self.name = settings.DATABASES["default"]["NAME"]

    def keep(self, name: str) -> None:
        """Keep the installation as it stands under a name."""
        shutil.copytree(settings.HOME, self.folder / name)
        if self.postgres:
            self._ask(f'CREATE DATABASE "{self.name}_{name}" TEMPLATE "{self.name}"')

    def put_back(self, name: str) -> None:
        """Make the installation what was kept under that name."""
        shutil.rmtree(settings.HOME)
        shutil.copytree(self.folder / name, settings.HOME)
        if self.postgres:
            self._ask(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            self._ask(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_{name}"')

    def empty(self) -> None:
        """Leave a home with nothing in it, and a database without tables."""
        shutil.rmtree(settings.HOME)
        settings.HOME.mkdir()
        if self.postgres:
            self._ask(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            self._ask(f'CREATE DATABASE "{self.name}"')

    def settle(self) -> None:
        """Wait until the server has noticed the end of a process that was killed."""
        if self.postgres:
            self._ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")
            while self._ask(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{self.name}'")[0][0]:
                time.sleep(0.005)

    def close(self) -> None:
        """Throw everything away."""
        if self.postgres:
            like = self.name.replace("_", r"\_") + "%"
            for (name,) in self._ask(f"SELECT datname FROM pg_database WHERE datname LIKE '{like}'"):
                self._ask(f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ask(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.postgres, autocommit=True) as server:
            found = server.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []


def tables(ready: Path | None) -> None:
    """Make the tables, or take a database of SQLite in which they are made already."""
    if ready:
        shutil.copyfile(ready, settings.DATABASES["default"]["NAME"])
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as database:
            database.execute("PRAGMA journal_mode=WAL")
    else:
        call_command("migrate", verbosity=0, interactive=False)


def state() -> dict[str, str]:
    """Return the rows of every table that has some, as a digest; times of the clock are left out."""
    if connection.vendor == "postgresql":
        # A killed transaction leaves gaps in PostgreSQL's keys, which mean nothing: the next ones are as without it.
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(statement)
    found = {}
    for model in _models():
        table = model._meta.db_table
        left_out = VOLATILE.get(table, set()) | _moments(model)
        names = [field.column for field in model._meta.concrete_fields if field.column not in left_out]
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {", ".join(f"{chr(34)}{name}{chr(34)}" for name in names)} FROM "{table}"')
            rows = sorted(map(repr, cursor.fetchall()))
        if table == "kernel_event":
            rows = [row for row in rows if not _says_nothing_new(row)]
        if rows:
            found[table] = f"{len(rows)} {hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"
    return found


def _models() -> list[type[models.Model]]:
    from django.apps import apps

    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in PASSED_OVER
    ]


def _moments(model: type[models.Model]) -> set[str]:
    return {field.column for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)}


def _says_nothing_new(row: str) -> bool:
    """Tell whether an event says that a file was imported once more and changed nothing: the retry of a whole one."""
    return "'import'" in row and '"created":0' in row and '"updated":0' in row and '"steps":0' in row


def faults() -> list[str]:
    """Return what is wrong with the journal and with the files that the database speaks of."""
    wrong = []
    verdict = journal.verify()
    if not verdict.ok:
        wrong.append(f"journal: {verdict.first}")
    for document in documents.Document.objects.all():
        try:
            documents.open_document(document).close()
        except documents.DocumentDamaged as damaged:
            wrong.append(f"document {document.pk}: {damaged}")
    for file in (settings.HOME / "documents").glob("??/*"):
        if hashlib.sha256(file.read_bytes()).hexdigest() != file.name:
            wrong.append(f"{file.name}: not what its name says")
    for manifest in (settings.HOME / "extracts").glob("*/manifest.json"):
        named = json.loads(manifest.read_text(encoding="utf-8"))
        for part in named["parts"]:
            file = manifest.with_name(part["file"])
            if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != file.stem:
                wrong.append(f"extract {manifest.parent.name}: {part['file']} is gone or damaged")
    return wrong


def extracted() -> dict[str, int]:
    """Return how many rows each extract holds, once what was cut off is finished or forgotten."""
    found = {}
    for ledger in ledgers.all_ledgers():
        if (settings.HOME / "extracts" / ledger.slug / "manifest.json").exists():
            if ledger.volume:
                with parts.locked(ledger.slug):
                    parts.recover(ledger.slug)
            found[ledger.slug] = parts.manifest(ledger).rows
    return found


def told() -> tuple[dict[str, str], dict[str, int], list[str]]:
    """Return state, extracts and faults together."""
    return state(), extracted(), faults()


def unfinished() -> list[str]:
    """Return the files that nobody will finish, after the sweep that a server does now and then."""
    for sweep in (documents.sweep, journal.sweep):
        sweep(timezone.now() + timedelta(days=2))
    return sorted({str(file.relative_to(settings.HOME)) for each in UNFINISHED for file in settings.HOME.rglob(each)})
