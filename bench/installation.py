"""测量用的安装: a fresh installation with organisations and people, on SQLite or a database of its own in PostgreSQL.

Django reads where its data lie when it is set up, so a process measures one installation: call `prepared` before
anything of Fadu is imported that needs Django.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def prepared(server: str = "") -> Iterator[Path]:
    """Set Django up on an empty installation, tables made, and yield its folder; all is taken away at the end.

    `server` is the address of a PostgreSQL database from which others may be created; without it SQLite is measured.
    """
    home = Path(tempfile.mkdtemp(prefix="fadu-bench-"))
    name = f"fadu_bench_{secrets.token_hex(4)}"
    os.environ["FADU_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fadu.config.settings")
    if server:
        _command(server, f'CREATE DATABASE "{name}"')
        os.environ["FADU_DATABASE"] = f"{server.rpartition('/')[0]}/{name}"
    else:
        os.environ.pop("FADU_DATABASE", None)
    try:
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        yield home
        connection.close()
    finally:
        if server:
            _command(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(home, ignore_errors=True)


def _command(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def tree(counties: int, offices: int) -> Any:
    """Found a city with so many counties of so many offices each; return the city's government."""
    from fadu.kernel.organisations import SYSTEM, Division, found

    city = Division.objects.create(code="990100", name="青川市", level=2)
    top = found(SYSTEM, code="Q", name="青川市人民政府", kind="government", division=city, mark="青政")
    for number in range(1, counties + 1):
        of = Division.objects.create(code=f"9901{number:02}", name=f"第{number}县", level=3, parent=city)
        county = found(
            SYSTEM, parent=top, code=f"Q{number:02}", name=f"第{number}县人民政府", kind="government", division=of,
            mark=f"青{number}政",
        )  # fmt: skip
        for office in range(1, offices + 1):
            found(
                SYSTEM, parent=county, code=f"Q{number:02}-{office:02}", name=f"第{number}县第{office}局",
                kind="department", division=of, mark=f"青{number}局{office}",
            )  # fmt: skip
    return top


def person(name: str, role: str, organisation: Any) -> Any:
    """Give a new user one role at one organisation; return who acts."""
    from datetime import date

    from fadu.kernel.organisations import Actor, Membership, User

    user = User.objects.create(username=name, name=name)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return Actor.of(user, date(2026, 1, 5))


def in_use() -> str:
    """Return the database's name as a table of results prints it."""
    from django.db import connection

    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
