"""列式引擎: the same expressions over the same Parquet, on DuckDB in this process or on Spark.

What makes both give the same figures to the last unit: rows are counted by adding 0 and 1; only whole and decimal
numbers are added up; days are whole; nothing is divided or rounded here; moments are civil time without zone;
conditions know no third truth value; every result is totally ordered.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

import duckdb
import narwhals as nw
import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as text

from . import conditions, schema


class EngineMissing(Exception):
    """The engine that was asked for cannot be had; the message says what to install or set."""


class Engine(Protocol):
    """What runs the scans."""

    name: str

    def scan(self, files: Sequence[str]) -> nw.LazyFrame[Any]:
        """Return the rows of Parquet `files`, of which there is at least one."""

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Run `frame`."""


class DuckDB:
    """The embedded engine."""

    name = "duckdb"

    def scan(self, files: Sequence[str]) -> nw.LazyFrame[Any]:
        return nw.from_native(connect().read_parquet(list(files)))

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        return cast(pa.Table, frame.collect(backend="pyarrow").to_native())


class Spark:
    """The distributed engine, at settings.FADU_SPARK. Its workers must see the same folder of extracts."""

    name = "spark"

    def scan(self, files: Sequence[str]) -> nw.LazyFrame[Any]:
        return nw.from_native(_session(settings.FADU_SPARK).read.parquet(*files))

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        return cast(pa.Table, frame.collect(backend="pyarrow").to_native())


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


# Conditions as expressions of the engine


def predicate(condition: conditions.Condition) -> nw.Expr:
    """Return `condition` for the engine; it is true or false, never null."""
    match condition:
        case conditions.Comparison(op, left, right, as_days):
            sides = (value(left), value(right) if isinstance(right, conditions.Term) else nw.lit(right))
            if as_days:
                terms = (left, right)
                sides = cast(Any, tuple(_as_day(term, side) for term, side in zip(terms, sides, strict=True)))
            return conditions.COMPARE[op](*sides).fill_null(False)  # type: ignore[attr-defined]
        case conditions.Among(term, values):
            return value(term).is_in(list(values)).fill_null(False)
        case conditions.Empty(term):
            return value(term).is_null()
        case conditions.Both(left, right):
            return predicate(left) & predicate(right)
        case conditions.Either(left, right):
            return predicate(left) | predicate(right)
        case conditions.Not(inner):
            return ~predicate(inner)
    raise TypeError(condition)


def value(term: conditions.Term) -> nw.Expr:
    """Return `term` for the engine."""
    match term:
        case conditions.Cell(field):
            return nw.col(field.name)
        case conditions.Difference(left, right):
            if term.in_days:
                return _day_number(value(left)) - _day_number(value(right))
            return value(left) - value(right)
    raise TypeError(term)


def month(column: nw.Expr) -> nw.Expr:
    """Return the month of a date or moment as a number, 202306."""
    return column.dt.year().cast(nw.Int32) * 100 + column.dt.month().cast(nw.Int32)


def day(field: schema.Field) -> nw.Expr:
    """Return the civil day of a date or moment."""
    return nw.col(field.name).cast(nw.Date) if field.kind == schema.DATETIME else nw.col(field.name)


def _as_day(term: Any, side: nw.Expr) -> nw.Expr:
    return side.cast(nw.Date) if isinstance(term, conditions.Term) and term.kind == schema.DATETIME else side


def _day_number(column: nw.Expr) -> nw.Expr:
    """Count days since the year 1, so that their differences are whole numbers on every engine."""
    past = column.dt.year().cast(nw.Int64) - 1
    return past * 365 + past // 4 - past // 100 + past // 400 + column.dt.ordinal_day().cast(nw.Int64)


def sums(
    added: Mapping[str, tuple[conditions.Condition | None, conditions.Term | None]],
    within: nw.Expr | None = None,
    prefix: str = "",
) -> list[nw.Expr]:
    """Return for each name the number of rows that meet the condition, or the sum of the term over them.

    Of `within`, which is never null, only the rows count that meet it too; `prefix` goes before the names.
    """
    found = []
    for name, (condition, term) in added.items():
        wanted = within if condition is None else predicate(condition)
        if within is not None and condition is not None:
            wanted = within & predicate(condition)
        if term is None:
            total = nw.len() if wanted is None else nw.when(wanted).then(nw.lit(1)).otherwise(nw.lit(0)).sum()
        else:
            total = (value(term) if wanted is None else nw.when(wanted).then(value(term))).sum()
        whole = term is None or term.kind == schema.INTEGER
        found.append((total.cast(nw.Int64) if whole else total).alias(prefix + name))
    return found
