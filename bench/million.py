"""百万件案件的安装: a city of 90 counties with a million cases, their clocks and a million events, made once and kept.

The rows are made by the database itself, from their number, so that two runs measure the same; the events by the
journal, so that they verify. The newest quarter of the cases has its steps in the journal, the others came as files.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from .installation import tree

COUNTIES, OFFICES = 90, 10
DAYS = 3650  # over which the cases were opened, the last of them yesterday
PASSWORD = "bench-only-Password-1"  # noqa: S105 - of a database that nobody else sees
HANDLER, LEADER = "handler", "leader"
BATCH = 20_000  # events written at once


def kept(folder: Path, cases: int, server: str = "") -> Path:
    """Set Django up on the installation of so many cases, made if it is not there; return its folder.

    `server` is a PostgreSQL database from which others may be created; without it SQLite is used.
    """
    home = folder / f"{'postgresql' if server else 'sqlite'}-{cases}"
    os.environ |= {"FADU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fadu.config.settings"}
    name = f"fadu_bench_million_{cases}"
    if server:
        address, _slash, _name = server.rpartition("/")
        os.environ["FADU_DATABASE"] = f"{address}/{name}"
    else:
        os.environ.pop("FADU_DATABASE", None)
    mark = home / "made"
    made = json.loads(mark.read_text()) if mark.exists() and (not server or _stands(server, name)) else {}
    shape = _shape()
    # What ran out long ago would all be overdue, so the days must be near today; what came to the tables is added.
    fresh = bool(made) and _today() - date.fromisoformat(made["on"]) < timedelta(days=3)
    fresh = fresh and made["shape"].items() <= shape.items()
    if not fresh:
        _emptied(home, server, name)
    import django

    django.setup()
    if not fresh:
        _make(cases)
    elif made["shape"] != shape:
        _migrated()
    _found()
    mark.write_text(json.dumps({"on": made["on"] if fresh else str(_today()), "shape": shape}))
    return home


def _shape() -> dict[str, str]:
    """Return what the tables and their rows are made by; if one of these files changes, they are made anew."""
    files = [Path(__file__), *sorted(Path("fadu").rglob("migrations/0*.py"))]
    return {
        f"{file.parent.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in files
    }


def _migrated() -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _found() -> None:
    """Let search boxes know the rows; those of an older declaration are looked through again."""
    from fadu.kernel import fragments

    if fragments.behind():
        fragments.update()


def _stands(server: str, name: str) -> bool:
    import psycopg

    with psycopg.connect(server) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def _emptied(home: Path, server: str, name: str) -> None:
    import shutil

    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    if server:
        import psycopg

        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]


def _make(cases: int) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    with transaction.atomic():
        top = tree(COUNTIES, OFFICES)
        _people(top)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*_numbers(cases), _cases(), *_clocks()):
            cursor.execute(statement)
    _events(cases)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(top: Any) -> None:
    """Give every government those who work on reconsideration, the first county the reader of the pages too."""
    from django.utils import timezone

    from fadu.kernel import accounts
    from fadu.kernel.organisations import Membership, Organisation, User

    roles = ("reconsideration_body", "reconsideration_body_head", "reconsideration_authority")
    for government in Organisation.objects.filter(kind="government"):
        for role in roles:
            user = User.objects.create(username=f"{role}-{government.code}", name=f"{government.code}承办")
            Membership.objects.create(user=user, organisation=government, role=role)
    for name, role, place in ((HANDLER, roles[0], top.children.get(code="Q01")), (LEADER, "leader", top)):
        user = User.objects.create(username=name, name=name)
        accounts.set_password(user, PASSWORD, timezone.now())
        Membership.objects.create(user=user, organisation=place, role=role)


def _today() -> date:
    return datetime.now(UTC).date()


def _day(days: str) -> str:
    """Return the SQL of the day so many days after the first."""
    from django.db import connection

    first = _today() - timedelta(days=DAYS)
    if connection.vendor == "postgresql":
        return f"(date '{first}' + ({days})::int)"
    return f"date('{first}', '+' || ({days}) || ' days')"


def _numbers(cases: int) -> Iterator[str]:
    """Yield the statements that make the numbers from which all rows follow: `i`, `d` the day, `r` below a thousand."""
    from django.db import connection

    series = (
        f"SELECT n AS i FROM generate_series(0::bigint, {cases - 1}) AS n"
        if connection.vendor == "postgresql"
        else f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {cases - 1}) SELECT i FROM n"
    )
    # Days since the opening: a is the age of a case in days.
    yield (
        "CREATE TEMP TABLE bench_numbers AS "
        f"SELECT i, i * {DAYS} / {cases} AS d, {DAYS} - i * {DAYS} / {cases} AS a, (i * 7919) % 1000 AS r "
        f"FROM ({series}) AS s"
    )
    yield (
        "CREATE TEMP TABLE bench_places AS SELECT row_number() OVER (ORDER BY path) - 1 AS place, o.id, o.code, "
        "(SELECT min(m.user_id) FROM kernel_membership m WHERE m.organisation_id = o.id) AS handler, "
        "(SELECT min(c.id) FROM kernel_organisation c WHERE c.parent_id = o.id AND c.kind = 'department') respondent "
        "FROM kernel_organisation o WHERE o.kind = 'government'"
    )


# Where a case stands, by its age and its number; what is older than eleven weeks is closed, but for a few.
STATE = """CASE WHEN a <= 5 THEN 'submitted' WHEN a <= 10 THEN 'accepted' WHEN a <= 20 THEN 'awaiting-reply'
WHEN a <= 60 AND r < 850 THEN 'under-review' WHEN a <= 60 AND r < 900 THEN 'suspended'
WHEN a <= 75 AND r < 300 THEN 'under-review' WHEN a <= 75 THEN 'effective'
WHEN r < 6 THEN 'under-review' WHEN r < 9 THEN 'suspended' WHEN r < 90 THEN 'not-accepted' ELSE 'closed' END"""
VERSION = "'reconsideration-ordinary@' || CASE WHEN {day} < '2024-01-01' THEN '2007-08-01' ELSE '2024-01-01' END"


def _cases() -> str:
    from django.db import connection

    from fadu.domains.reconsideration.models import Act, Field, Outcome, ReconsiderationCase

    accepted, decided = "s NOT IN ('submitted', 'not-accepted')", "s IN ('effective', 'closed')"
    given = {
        "organisation_id": "p.id",
        "number": f"'青' || p.place || '政复〔' || {_text(_day('d'))} || '〕' || i || '号'",
        "title": "'不服第' || i || '号行政行为'",
        "procedure": VERSION.format(day=_day("d")),
        "state": "s",
        "handler_id": "CASE WHEN s <> 'submitted' THEN p.handler END",
        "opened_on": _day("d"),
        "received_on": _day("d"),
        "moved_on": _day("d + 1"),
        "accepted_on": f"CASE WHEN {accepted} THEN {_day('d + 5')} END",
        "due_on": f"CASE WHEN {accepted} AND s <> 'suspended' THEN {_day('d + 65')} END",
        "refused_on": f"CASE WHEN s = 'not-accepted' THEN {_day('d + 4')} END",
        "decided_on": f"CASE WHEN {decided} THEN {_day('d + 31 + r % 40')} END",
        "closed_on": f"CASE s WHEN 'closed' THEN {_day('d + 76')} WHEN 'not-accepted' THEN {_day('d + 4')} END",
        "outcome": f"CASE WHEN {decided} THEN {_one_of(Outcome.values[:11], 'r')} ELSE '' END",
        "applicant": "'申请人' || (i % 5000)",
        "applicant_kind": "'citizen'",
        "respondent": "'第' || (i % 900) || '局'",
        "respondent_organisation_id": "p.respondent",
        "act_kind": _one_of(Act.values, "r"),
        "act": "'行政处罚决定'",
        "field": _one_of(Field.values, "i"),
        "ground": "'认为事实不清、证据不足，请求撤销。'",
    }
    columns = {}
    for field in ReconsiderationCase._meta.concrete_fields:
        if field.primary_key:
            columns[field.column] = "i + 1"
        else:
            columns[field.column] = given.pop(field.column, None) or _empty(field)
    assert not given, given
    table = ReconsiderationCase._meta.db_table
    source = f"SELECT i, d, a, r, {STATE} AS s FROM bench_numbers"
    return (
        f"INSERT INTO {table} ({', '.join(connection.ops.quote_name(one) for one in columns)}) "
        f"SELECT {', '.join(columns.values())} FROM ({source}) AS n "
        f"JOIN bench_places p ON p.place = n.i % {COUNTIES + 1} ORDER BY i"
    )


def _text(day: str) -> str:
    from django.db import connection

    return f"to_char({day}, 'YYYY')" if connection.vendor == "postgresql" else f"substr({day}, 1, 4)"


def _one_of(values: list[str], number: str) -> str:
    cases = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE {number} % {len(values)} {cases} END"


def _empty(field: Any) -> str:
    """Return the SQL of what a column holds that was not filled in."""
    from django.db import connection

    postgres = connection.vendor == "postgresql"
    kind = field.get_internal_type()
    if field.null:
        return f"NULL::{field.db_type(connection)}" if postgres else "NULL"
    if kind == "DateTimeField":
        return "now()" if postgres else "datetime('now')"
    value = field.get_default()
    if kind == "BooleanField":
        return ("true" if value else "false") if postgres else str(int(value))
    return f"'{value}'" if isinstance(value, str) else str(value or 0)


def _clocks() -> Iterator[str]:
    """Yield the statements that give each case its clocks: review, decision, and those that its state runs."""
    from django.db import connection

    from fadu.domains.reconsideration.models import ReconsiderationCase

    postgres = connection.vendor == "postgresql"
    table, false = ReconsiderationCase._meta.db_table, "false" if postgres else "0"
    text, plus = (
        ("c.id::text", lambda column, days: f"({column} + {days})")
        if postgres
        else ("CAST(c.id AS text)", lambda column, days: f"date({column}, '+{days} days')")
    )
    json = "'[]'::jsonb" if postgres else "'[]'"
    since = "'[[\"suspend\", \"' || c.accepted_on || '\", null]]'"
    waits = f"CASE WHEN c.state = 'suspended' THEN {f'({since})::jsonb' if postgres else since} ELSE {json} END"
    columns = (
        'ledger, record, organisation_id, procedure, "limit", started_on, started_by, suspensions, '
        "stopped_on, stopped_by, expired, due_on, due_note"
    )

    def clocks(limit: str, since: str, by: str, due: str, stopped: str, stop: str, where: str, waiting: str = json):
        return (
            f"INSERT INTO kernel_clock ({columns}) SELECT 'reconsideration-case', {text}, c.organisation_id, "
            f"c.procedure, 'reconsideration-ordinary/{limit}', {since}, '{by}', {waiting}, {stopped}, "
            f"CASE WHEN {stopped} IS NULL THEN '' ELSE '{stop}' END, {false}, {due}, '' "
            f"FROM {table} c WHERE {where} ORDER BY c.id"
        )

    started, never = "c.accepted_on IS NOT NULL", "NULL::date" if postgres else "NULL"
    ended = "coalesce(c.accepted_on, c.refused_on)"
    yield clocks("review", "c.opened_on", "submit", plus("c.opened_on", 7), ended, "accept", "1 = 1")
    yield clocks("decide", "c.accepted_on", "accept", "c.due_on", "c.decided_on", "decide", started, waits)
    reply, sue = plus("c.accepted_on", 14), plus("c.decided_on", 15)
    yield clocks("reply", "c.accepted_on", "send-copy", reply, never, "", "c.state = 'awaiting-reply'")
    yield clocks("sue", "c.decided_on", "serve", sue, never, "", "c.state = 'effective'")


def _events(cases: int) -> None:
    """Write a million events as the journal writes them: the steps of the newest quarter of the cases."""
    from django.db import transaction
    from django.utils import timezone

    from fadu.domains.reconsideration.models import ReconsiderationCase
    from fadu.kernel import journal
    from fadu.kernel.journal import Entry

    steps = (
        ("submit", "submitted", 0, "行政复议法#22"),
        ("accept", "accepted", 5, "行政复议法#30.1"),
        ("send-copy", "awaiting-reply", 8, "行政复议法#48"),
        ("reply", "under-review", 18, "行政复议法#48"),
    )
    newest = ReconsiderationCase.objects.filter(pk__gt=cases - cases // 4).order_by("pk")
    here = timezone.get_current_timezone()
    entries: list[Entry] = []
    rows = newest.values_list("pk", "organisation__code", "procedure", "opened_on", "title")
    for pk, code, procedure, opened, title in rows.iterator(BATCH):
        state = None
        for step, reached, days, article in steps:
            on, actor = opened + timedelta(days=days), f"reconsideration_body-{code}"
            entries.append(
                Entry(
                    "step", "reconsideration-case", str(pk), code, actor, f"{code}承办", article,
                    {"state": state} if state else None,
                    {"state": reached} | ({"title": title, "respondent": "第1局"} if not state else {}),
                    {"step": step, "procedure": procedure, "on": on},
                    datetime(on.year, on.month, on.day, 9, tzinfo=here),
                )
            )  # fmt: skip
            state = reached
        if len(entries) >= BATCH:
            with transaction.atomic():
                journal.write(*entries)
            entries = []
    if entries:
        with transaction.atomic():
            journal.write(*entries)
