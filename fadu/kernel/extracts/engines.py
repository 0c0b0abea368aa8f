"""列式引擎: the same SQL over the same Parquet, on DuckDB in this process or on Spark.

It is written in the words that both share. What makes both give the same figures to the last unit: only whole and
decimal numbers are added up; days are whole; nothing is divided or rounded here; moments are civil time without zone;
conditions know no third truth value; every result is totally ordered.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

import duckdb
import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as text

from . import conditions, schema


class EngineMissing(Exception):
    """The engine that was asked for cannot be had; the message says what to install or set."""


class Engine(Protocol):
    """What runs the scans."""

    name: str

    def scan(self, files: Sequence[str]) -> str:
        """Return what stands after FROM for the rows of Parquet `files`, of which there is at least one."""

    def collect(self, query: str) -> pa.Table:
        """Run `query`."""


class DuckDB:
    """The embedded engine."""

    name = "duckdb"

    def scan(self, files: Sequence[str]) -> str:
        return f"read_parquet([{', '.join(map(literal, files))}])"

    def collect(self, query: str) -> pa.Table:
        return cast(pa.Table, connect().sql(query).to_arrow_table())


class Spark:
    """The distributed engine, at settings.FADU_SPARK. Its workers must see the same folder of extracts."""

    name = "spark"

    def scan(self, files: Sequence[str]) -> str:
        where, names = Path(files[0]).parent, ",".join(Path(file).name for file in files)
        return f"parquet.`{where.as_posix()}/{{{names}}}`"

    def collect(self, query: str) -> pa.Table:
        return cast(pa.Table, _session(settings.FADU_SPARK).sql(query).toArrow())


def engine(name: str | None = None) -> Engine:
    """Return the engine `name`, by default the installation's."""
    name = name or settings.FADU_ENGINE
    if name not in ("duckdb", "spark"):
        raise EngineMissing(text("计算引擎只有 duckdb 和 spark，没有 %(name)s。") % {"name": name})
    return Spark() if name == "spark" else DuckDB()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    spill = Path(settings.HOME, "extracts", ".spill")
    # Extensions would be fetched from the internet; nothing here needs one.
    return duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(spill),
            "preserve_insertion_order": False,
        }
    )


def connect() -> duckdb.DuckDBPyConnection:
    """Return a connection to this process's DuckDB; one for each use, for a connection serves one thread at a time."""
    return _database(os.getpid()).cursor()


@cache
def _session(master: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineMissing(text("没有安装 pyspark；请安装 fadu[spark]，或将 FADU_ENGINE 设为 duckdb。")) from error
    # What `spread` sends out runs on the Python that has Fadu, unless the cluster's is elsewhere and was named.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("fadu").master(master)
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": settings.TIME_ZONE,
        "spark.sql.ansi.enabled": "true",
        "spark.sql.ansi.doubleQuotedIdentifiers": "true",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        # Else a day travels to the workers as a moment, and is another day where their clocks stand in another zone.
        "spark.sql.datetime.java8API.enabled": "true",
        "spark.sql.variable.substitute": "false",
        "spark.sql.shuffle.partitions": "8",
        "spark.log.level": "ERROR",
    }
    if settings.FADU_SPARK_CORES:
        options["spark.cores.max"] = settings.FADU_SPARK_CORES
    for option, value in options.items():
        builder = builder.config(option, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise EngineMissing(
            text("连不上 Spark（%(master)s）：%(error)s。请检查 FADU_SPARK 和 Java 17。")
            % {"master": master, "error": str(error).splitlines()[0]}
        ) from error


def spread(function: Callable[[Any], Any], pieces: Iterable[Any]) -> list[Any]:
    """Work off `pieces` on the distributed engine: like `map`, the answers in the order of the pieces."""
    these = list(pieces)
    return cast(
        list[Any],
        _session(settings.FADU_SPARK).sparkContext.parallelize(these, len(these) or 1).map(function).collect(),
    )


# Conditions as SQL


def predicate(condition: conditions.Condition) -> str:
    """Return `condition` as SQL; a row of which it is null does not meet it."""
    match condition:
        case conditions.Comparison(op, left, right, as_days):
            of = day if as_days else value
            return f"({of(left)} {op} {of(right) if isinstance(right, conditions.Term) else literal(right)})"
        case conditions.Among(term, values):
            return among(value(term), values)
        case conditions.Empty(term):
            return f"({value(term)} IS NULL)"
        case conditions.Both(left, right):
            return f"({predicate(left)} AND {predicate(right)})"
        case conditions.Either(left, right):
            return f"({predicate(left)} OR {predicate(right)})"
        case conditions.Not(inner):  # what is not so is true, also where it is null
            return f"(NOT coalesce({predicate(inner)}, FALSE))"
    raise TypeError(condition)


def among(column: str, values: Iterable[Any]) -> str:
    """Return the condition that a column is one of `values`."""
    listed = ", ".join(map(literal, values))
    return f"({column} IN ({listed}))" if listed else "FALSE"


def value(term: conditions.Term) -> str:
    """Return `term` as SQL."""
    match term:
        case conditions.Cell(field):
            return name(field.name)
        case conditions.Difference(left, right):
            if term.in_days:  # days on one engine, an interval of whole days on the other
                return f"CAST({day(left)} - {day(right)} AS BIGINT)"
            return f"({value(left)} - {value(right)})"
    raise TypeError(term)


def day(term: conditions.Term) -> str:
    """Return the civil day of a date or moment."""
    return f"CAST({value(term)} AS DATE)" if term.kind == schema.DATETIME else value(term)


def month(day: str) -> str:
    """Return the month of a date or moment as a number, 202306."""
    return f"CAST(year({day}) * 100 + month({day}) AS INT)"


def name(of: str) -> str:
    """Return a name in quotes."""
    return f'"{of}"'


def literal(plain: Any) -> str:
    """Return a value as SQL."""
    match plain:
        case bool():
            return str(plain).upper()
        case int():
            return str(plain)
        case Decimal():
            return f"{plain:f}"
        case datetime():
            return f"TIMESTAMP '{plain.isoformat(' ')}'"
        case date():
            return f"DATE '{plain.isoformat()}'"
        case str():
            # The engines differ in how a text holds these two, so that none does.
            quoted = re.sub(r"['\\]", lambda found: f"' || chr({ord(found[0])}) || '", plain)
            return f"'{quoted}'" if quoted == plain else f"('{quoted}')"
    raise TypeError(plain)


def sums(
    added: Mapping[str, tuple[conditions.Condition | None, conditions.Term | None]], within: str = "", prefix: str = ""
) -> dict[str, str]:
    """Return for each name the number of rows that meet the condition, or the sum of the term over them.

    Of the rows `within`, where that is given; `prefix` goes before the names.
    """
    found = {}
    for key, (condition, term) in added.items():
        met = " AND ".join(filter(None, (within, "" if condition is None else predicate(condition))))
        only = f" FILTER (WHERE {met})" if met else ""
        if term is None:
            found[prefix + key] = f"count(*){only}"
        else:
            total = f"sum({value(term)}){only}"
            found[prefix + key] = f"CAST({total} AS BIGINT)" if term.kind == schema.INTEGER else total
    return found


def select(source: str, columns: Mapping[str, str], where: Iterable[str] = (), by: int = 0) -> str:
    """Return a query for `columns` over the rows of `source` that meet all of `where`, by the first `by` columns."""
    listed = ", ".join(f"{of} AS {name(each)}" for each, of in columns.items())
    query = f"SELECT {listed} FROM {source}"
    if met := " AND ".join(where):
        query += f" WHERE {met}"
    # By place: a column of the ledger may bear the same name.
    return query + (f" GROUP BY {', '.join(str(place + 1) for place in range(by))}" if by else "")
