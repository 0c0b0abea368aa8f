"""占用: how many bytes a case, a clock, an event and a row of an extract take, indexes included; docs/scale.md counts
with them.

    .venv/bin/python -m bench.sizes [--cases 1000000] [--postgres postgresql://…]

The installation is that of `bench.pages`, made once and kept. SQLite's sizes are those of its pages, PostgreSQL's those
of table, indexes and the map of free space; the extract is written here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from . import million, results

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"


def measure(cases: int, server: str = "") -> list[results.Result]:
    """Return the bytes of each kind of row in the installation of so many cases."""
    home = million.kept(FOLDER, cases, server)
    from django.db import connection

    from fadu.domains.reconsideration.ledgers import ReconsiderationCases
    from fadu.domains.reconsideration.models import ReconsiderationCase
    from fadu.kernel.cases import Clock
    from fadu.kernel.extracts import parts
    from fadu.kernel.journal import Event

    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    found = []
    for what, model in (("一件案件", ReconsiderationCase), ("一个期限", Clock), ("一条留痕", Event)):
        rows = model._default_manager.count()
        found.append(results.Result("sizes", f"{name}，{what}", size(model._meta.db_table) / rows, "字节"))
    extract = parts.refresh(ReconsiderationCases)
    kept = sum(file.stat().st_size for file in (home / "extracts" / ReconsiderationCases.slug).rglob("*.parquet"))
    found.append(results.Result("sizes", f"{name}，提取的一行", kept / extract.rows, "字节"))
    return found


def size(table: str) -> int:
    """Return the bytes of a table and its indexes in the database that is set up."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        else:
            names = "SELECT name FROM sqlite_schema WHERE tbl_name = %s"
            cursor.execute(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({names})", [table])
        return cursor.fetchone()[0]


def main(argv: list[str] | None = None) -> None:
    """Measure on SQLite and, where a server is named, on PostgreSQL, each in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    results.arguments(parser)
    args = parser.parse_args(argv)
    if args.on is not None:
        results.keep(measure(args.cases, args.on), args.out)
        return
    results.on_each("bench.sizes", argv, args.postgres)


if __name__ == "__main__":
    main()
