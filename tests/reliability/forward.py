"""An installation is brought forward from its first tables to today's, with its rows in it from the beginning.

The rows are those that today's code makes; they are laid into the tables as they were, column by column, as soon as a
migration has made these. Each later migration therefore finds them there.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

LOSES = ("DELETE", "DROP TABLE", "TRUNCATE")
# What is not laid down: Django's own list, and what is made from the rest.
LEFT_OUT = {"django_migrations", "kernel_searchentry", "kernel_searchmark"}
APPEND_ONLY = {"kernel_event", "kernel_checkpoint"}  # the database itself lets nothing be taken from them


def main(tables: Path | None) -> dict[str, Any]:
    """Fill, go back to nothing, come forward with the rows, and tell what was lost and what works."""
    import django

    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from fadu.kernel import cases, journal, ledgers, lists, search
    from fadu.kernel.cases.records import steps_made
    from fadu.kernel.jobs import Job
    from tests.toy.ledgers import Borrowings, Disputes
    from tests.toy.models import Dispute
    from tools.kills import actions, world

    if tables:
        world.tables(tables)
    actions.build()
    actions.upload(2)
    actions.step(4)
    actions.ask_bulk()
    _reconsideration()
    _one_of_each()
    journal.seal()
    rows = Rows(connection)

    connection.close()
    if tables:
        Path(connection.settings_dict["NAME"]).unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    lost: list[str] = []

    def watched(execute, sql, params, many, context):
        if rows.laid and ("DROP COLUMN" in sql.upper() or sql.strip().upper().startswith(LOSES)):
            lost.append(sql)
        return execute(sql, params, many, context)

    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    state = executor.loader.project_state([])
    laid: dict[str, int] = {}
    for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with connection.execute_wrapper(watched):
            state = executor.apply_migration(state, migration)
        for table in rows.lay():
            laid[table] = len(rows.kept[table])

    found: dict[str, Any] = {"laid": laid, "changed": rows.changed(), "lost": [sql for sql in lost if _lost(sql)]}
    found["not laid"], found["empty"] = sorted(rows.kept.keys() - laid.keys()), rows.empty
    found["unnoticed"] = [table for table in laid if laid[table] and not rows.notices_a_loss(table)]
    found["early"] = rows.early
    verdict = journal.verify()
    found["journal"] = [verdict.ok, verdict.size]
    found["faults"] = world.faults()
    page = lists.page(Borrowings, actions.person("handler"))
    found["list"] = [len(page.rows), lists.page(Disputes, actions.person("handler")).count.value]
    case = Dispute.objects.order_by("pk")[0]
    cases.perform(case, "accept", actions.person("handler"), on=actions.DAY)
    found["step"] = [sorted(steps_made(case)), len(cases.clocks_of(case))]
    actions.work(1)
    job = Job.objects.get()
    found["job"] = [job.standing, len(job.result["done"])]
    ledgers.import_file(Borrowings, actions.person("handler"), actions.borrowings("新", 3), name="新.xlsx")
    found["imported"] = Borrowings.model.objects.filter(number__startswith="新").count()
    search.update()
    found["found"] = search.SearchEntry.objects.filter(ledger="toy-dispute").count()
    found["sealed"] = [journal.seal().size == journal.Event.objects.count(), journal.verify().ok]
    return found


def _lost(sql: str) -> bool:
    """Tell whether the statement takes something away; SQLite changes a table by making it anew and copying it."""
    from django.db import connection

    return connection.vendor != "sqlite" or not sql.startswith("DROP TABLE")


def _word(value: Any) -> bool:
    """Tell whether it is a plain text, which can be another one: no key, no day, no JSON."""
    return isinstance(value, str) and "往年" in value


def _reconsideration() -> None:
    """Submit a case of a real domain, whose tables a later migration changes."""
    from fadu.domains.reconsideration.models import ReconsiderationCase
    from fadu.kernel.cases import open_case
    from fadu.kernel.organisations import Actor, Membership, Organisation, User

    body = Organisation.objects.get(code="990100")
    user = User.objects.create_user("reconsiderer", name="复议员")
    Membership.objects.create(user=user, organisation=body, role="reconsideration_body")
    given = {
        "organisation": body, "applicant": "徐娜", "applicant_id": "990221198001010021",
        "respondent": "市市场监督管理局", "act_kind": "penalty", "act": "吊销许可证决定", "field": "market",
    }  # fmt: skip
    open_case(ReconsiderationCase, "submit", Actor.of(user, date(2025, 3, 3)), date(2025, 3, 3), given)


def _one_of_each() -> None:
    """Put a row into every table that is empty so far: returns, receipts, notices, readings, every domain's ledgers."""
    from fadu.kernel import calendars
    from fadu.kernel.organisations import Organisation, User
    from fadu.readings.models import Exact
    from tests.security.filled import Filled
    from tools.kills.world import _models

    class Anything(Filled):
        def value(self, model: Any, field: Any) -> Any:
            if isinstance(field, Exact):
                return "1.50"
            if field.name == "end":  # of a place in a text
                return 9
            return {} if field.get_internal_type() == "JSONField" else super().value(model, field)

    notice = json.loads((calendars.SHIPPED / "2025.json").read_text(encoding="utf-8"))
    calendars.adopt(2025, notice=notice["notice"], off=notice["off"], working=notice["working"])
    user = User.objects.get(username="handler")
    filled = Anything(Organisation.objects.get(code="990100-01"), "往年的内容", user, date(2025, 3, 3))
    for model in _models():
        if model._meta.db_table not in LEFT_OUT and not model._base_manager.exists():
            filled.of(model)


def _renamed() -> dict[tuple[str, str], str]:
    """Return, by table and column as it is called now, what it was called before some migration."""
    from django.db.migrations import RenameField
    from django.db.migrations.loader import MigrationLoader

    found = {}
    for (app, _name), migration in MigrationLoader(None).disk_migrations.items():
        for one in migration.operations:
            if isinstance(one, RenameField):
                found[f"{app}_{one.model_name_lower}", one.new_name] = one.old_name
    return found


class Rows:
    """All rows of an installation, to be laid into tables as they are made."""

    def __init__(self, connection) -> None:
        from tools.kills.world import _models

        self.connection = connection
        names = {model._meta.db_table for model in _models()} | {"kernel_job", "kernel_head"}
        self.columns: dict[str, list[str]] = {}
        self.kept: dict[str, list[tuple]] = {}
        for table in sorted(names - LEFT_OUT):
            columns = self._columns(table)
            self.columns[table], self.kept[table] = columns, self._read(table, columns)
        self.empty = sorted(table for table, kept in self.kept.items() if not kept)
        self.renamed = _renamed()
        self.laid: dict[str, list[str]] = {}
        self.early: dict[str, list[str]] = {}

    def lay(self) -> list[str]:
        """Lay rows into the tables that are there by now; return which are new. Nothing stands before the users do."""
        there = set(self.connection.introspection.table_names())
        if "kernel_user" not in there:
            return []
        new = [table for table in self.kept if table in there and table not in self.laid]
        from django.db import transaction

        with transaction.atomic(), self.connection.cursor() as cursor:
            for table in new:
                old = self._columns(table)
                then = {name: self._then(table, name, old) for name in self.columns[table]}
                self.laid[table] = both = [name for name, place in then.items() if place]
                if left := [name for name, place in then.items() if not place]:
                    self.early[table] = left
                places = [self.columns[table].index(name) for name in both]
                named = ", ".join(f'"{then[name]}"' for name in both)
                marks = ", ".join(["%s"] * len(both))
                given = [tuple(row[place] for place in places) for row in self.kept[table]]
                assert not self._read(table, ["id"] if "id" in old else old), table
                cursor.executemany(f'INSERT INTO "{table}" ({named}) VALUES ({marks})', given)
                if self.connection.vendor == "postgresql" and "id" in both:
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT max(id) FROM \"{table}\"))"
                    )
        return new

    def changed(self, tables: list[str] | None = None) -> list[str]:
        """Return the tables whose rows are not what was laid into them; of `tables`, if they are named."""
        found = []
        for table in self.laid if tables is None else tables:
            columns = self.laid[table]
            places = [self.columns[table].index(name) for name in columns]
            before = sorted(repr(tuple(row[place] for place in places)) for row in self.kept[table])
            if before != sorted(map(repr, self._read(table, columns))):
                found.append(table)
        return found

    def notices_a_loss(self, table: str) -> bool:
        """Tell whether a row that a migration loses, and one that it changes, would be found; both are taken back."""
        from django.db import transaction

        if table in APPEND_ONLY:
            return True
        words = [name for name, value in zip(self.columns[table], self.kept[table][0], strict=True) if _word(value)]
        words = [name for name in words if name in self.laid[table]]
        hurts = [f'DELETE FROM "{table}"', *(f'UPDATE "{table}" SET "{name}" = \'x\'' for name in words[:1])]
        found = []
        for hurt in hurts:
            with transaction.atomic(), self.connection.cursor() as cursor:
                cursor.execute(hurt)
                found.append(table in self.changed([table]))
                transaction.set_rollback(True)
        return all(found)

    def _then(self, table: str, name: str, old: list[str]) -> str:
        """Return what a column was called when its table had the columns `old`; nothing if it was not there yet."""
        while name and name not in old:
            name = self.renamed.get((table, name), "")
        return name

    def _columns(self, table: str) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
            return [column[0] for column in cursor.description]

    def _read(self, table: str, columns: list[str]) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(f'SELECT {", ".join(f"{chr(34)}{name}{chr(34)}" for name in columns)} FROM "{table}"')
            return cursor.fetchall()


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None), ensure_ascii=False, default=str))
