"""数字的速度: all figures of the service ledgers over 2.26 million cases, from the cube, from the rows, and otherwise.

    python -m bench.figures [--rows 2260000] [--points 1000000] [--grow] [--spark] [--postgres postgresql://…]
                            [--out FILE]

Measures, in one run and each part in a process of its own:

- all indicators of a city's service ledgers for a year, the freshness of the extracts looked after: from the cube and
  from the rows, beside SQL for DuckDB written by hand over the same Parquet, and, with --postgres, beside the same rows
  in tables through Django's ORM, covering indexes and one query for each table and date; the figures must be equal;
- with --spark the same on Spark with two local cores, equal again;
- extracting a ledger of 17 columns from the database, rows a second; then one record is edited, and all is refreshed;
- with --grow 2, 10 and 50 million cases (without it 2 and 10): times and peak memory must grow no faster than the rows.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from . import services
from .installation import in_use, person, prepared, tree
from .results import Result, keep, machine

BENCH = "figures"
YEAR = str(services.YEAR)
CITY = "Q"

_STANDING = "valid_from <= DATE '2023-12-31' AND (valid_to IS NULL OR valid_to > DATE '2023-12-31')"
_IN_YEAR = "BETWEEN DATE '2023-01-01' AND DATE '2023-12-31'"
# By hand, in the order of the columns: what each ledger is asked, once for each date that it is asked by.
BY_HAND: tuple[tuple[str, str], ...] = (
    ("service-case", f"""
        SELECT count(*) AS cases_handled, count(*) FILTER (channel = 'online') AS _online
        FROM {{rows}} WHERE {{theirs}} AND received_on {_IN_YEAR}"""),
    ("service-case", f"""
        SELECT count(*) AS _finished, count(*) FILTER (finished_on <= due_on) AS _in_time,
               quantile_disc(workdays, 0.5) AS _median_workdays
        FROM {{rows}} WHERE {{theirs}} AND finished_on {_IN_YEAR}"""),
    ("service-rating", f"""
        SELECT count(*) AS reviews_received, count(*) FILTER (score >= 3) AS _satisfied
        FROM {{rows}} WHERE {{theirs}} AND rated_on {_IN_YEAR}"""),
    ("service-list", f"""
        SELECT count(DISTINCT code) FILTER (list = 'permit') AS permit_list_items,
               count(DISTINCT code) FILTER (list = 'filing') AS filing_list_items,
               count(DISTINCT code) FILTER (list = 'power' AND parent_code = '') AS power_list_items,
               count(DISTINCT code) FILTER (list = 'power' AND parent_code <> '') AS power_list_subitems,
               count(DISTINCT code) FILTER (list = 'public_service') AS public_service_items,
               count(DISTINCT code) FILTER (list = 'intermediary') AS intermediary_service_items,
               count(DISTINCT code) FILTER (list = 'proof') AS proof_items_retained,
               count(DISTINCT code) FILTER (list = 'commitment') AS notice_commitment_items,
               count(DISTINCT code) FILTER (list = 'licence') AS enterprise_license_items,
               count(DISTINCT code) FILTER (list = 'reform') AS approval_reforms,
               count(DISTINCT code) FILTER (list = 'power' AND retains_proof) AS items_with_retained_proof,
               count(DISTINCT code) FILTER (list = 'power' AND proof_materials) AS items_with_proof_materials,
               count(DISTINCT code) FILTER (list = 'power' AND commitment_optional) AS notice_commitment_optional_items
        FROM {{rows}} WHERE {{theirs}} AND code <> '' AND {_STANDING}"""),
    ("service-item", f"""
        SELECT count(*) AS _items, count(*) FILTER (online >= 3) AS _online, count(*) FILTER (in_hall) AS hall_items,
               count(*) FILTER (type = 'permit') AS approval_items, count(*) FILTER (online = 4) AS one_network_items
        FROM {{rows}} WHERE {{theirs}} AND {_STANDING}"""),
    ("service-package", f"SELECT count(*) AS one_thing_packages FROM {{rows}} WHERE {{theirs}} AND {_STANDING}"),
    ("service-cross-region", f"""
        SELECT count(DISTINCT code) FILTER (reach = 'cross_province') AS cross_province_items,
               count(DISTINCT code) FILTER (reach = 'regional') AS regional_items
        FROM {{rows}} WHERE {{theirs}} AND code <> '' AND {_STANDING.replace('valid_from', 'agreed_on')}"""),
    ("service-point", f"""
        SELECT count(*) FILTER (kind = 'township_centre') AS township_centers,
               count(*) FILTER (kind = 'village_station') AS village_stations
        FROM {{rows}} WHERE {{theirs}}
            AND {_STANDING.replace('valid_from', 'opened_on').replace('valid_to', 'closed_on')}"""),
    ("service-reduction", "SELECT " + ", ".join(
        f"sum({of}) FILTER (dimension = '{dimension}') AS _{name}_cut_rate_{side}"
        for dimension, name in (("items", "approval_items"), ("steps", "approval_steps"),
                                ("materials", "application_materials"), ("days", "approval_time"),
                                ("proofs", "proof_materials"))
        for side, of in (("part", "before - after"), ("whole", "before"))
    ) + f" FROM {{rows}} WHERE {{theirs}} AND concluded_on {_IN_YEAR}"),
    ("service-power-change", f"""
        SELECT count(*) FILTER (mode IN ('cancelled', 'adjusted')) AS powers_cancelled_adjusted,
               count(*) FILTER (mode = 'undertaken') AS powers_taken_over,
               count(*) FILTER (mode = 'concentrated') AS transferred_items,
               count(DISTINCT origin) FILTER (mode = 'concentrated' AND origin <> '') AS transferred_departments
        FROM {{rows}} WHERE {{theirs}} AND changed_on {_IN_YEAR}"""),
)  # fmt: skip


def best(rounds: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the shortest time of some rounds in seconds, and what the work gave."""
    (seconds, _processor), found = shortest(rounds, work)
    return seconds, found


def shortest(rounds: int, work: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Return the least seconds of some rounds, by the clock and of the processors, and what the work gave."""
    by_clock, of_processors, found = [], [], None
    for _round in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        found = work()
        by_clock.append(time.perf_counter() - began)
        of_processors.append(time.process_time() - busy)
    return (min(by_clock), min(of_processors)), found


def in_turn(rounds: int, *works: Callable[[], Any]) -> list[float]:
    """Return the shortest time of each: the machine is busier at one time than at another, so they take turns."""
    return [
        min(times) for times in zip(*([best(1, work)[0] for work in works] for _round in range(rounds)), strict=True)
    ]


# What is asked


def measures() -> list[Any]:
    """Return all that the service ledgers declare, and the parts of it."""
    from fadu.domains.services import indicators as declared
    from fadu.kernel.indicators import Indicators, Ratio

    of = [each for each in vars(declared).values() if isinstance(each, type) and issubclass(each, Indicators)]
    listed = [measure for each in of if each is not Indicators for measure in each.measures.values()]
    sides = [side for each in listed if isinstance(each, Ratio) for side in each.bases()]
    return list(dict.fromkeys([*listed, *sides]))


def ours(**how: Any) -> dict[str, Any]:
    """Return every figure of the city and its counties."""
    from fadu.kernel.indicators import evaluate

    return {_name(each.counted.measure): each.value for each in evaluate(measures(), [CITY], [YEAR], **how)}


def _name(measure: Any) -> str:
    return f"{measure.ledger.__name__}.{measure.name}"


def by_hand() -> dict[str, Any]:
    """Return what DuckDB answers to SQL written for it, over the rows of the city and its counties."""
    from fadu.kernel.extracts import engines, parts
    from fadu.kernel.ledgers import all_ledgers
    from fadu.kernel.organisations import Organisation, within

    codes = within(Organisation.objects.get(code=CITY)).values_list("code", flat=True)
    theirs = f"organisation IN ({', '.join(repr(code) for code in codes)})"
    ledgers = {each.slug: each for each in all_ledgers()}
    found: dict[str, Any] = {}
    database = engines.connect()
    for slug, query in BY_HAND:
        files = parts.manifest(ledgers[slug]).files
        relation = database.sql(query.format(rows=f"read_parquet({files})", theirs=theirs))
        values = zip(relation.columns, relation.fetchall()[0], strict=True)
        found |= {f"{ledgers[slug].model.__name__}.{name}": value for name, value in values}
    return found


def through_orm(tables: dict[Any, Any]) -> dict[str, Any]:
    """Return what the ORM answers: one query for each table and date, with all that is asked as its aggregates."""
    from fadu.kernel.indicators import Ratio
    from fadu.kernel.organisations import Organisation, within

    bases = [each for each in measures() if not isinstance(each, Ratio)]
    below = within(Organisation.objects.get(code=CITY))
    found: dict[str, Any] = {}
    for model, window in dict.fromkeys((each.ledger, each.window) for each in bases):
        same = [each for each in bases if (each.ledger, each.window) == (model, window)]
        rows = tables.get(model, model).objects.filter(_dated(window), organisation__in=below)
        answers = rows.aggregate(**{f"a{number}": _aggregate(each) for number, each in enumerate(same)})
        found |= {_name(each): answers[f"a{number}"] for number, each in enumerate(same)}
    return found


def _dated(window: Any) -> Any:
    from datetime import date

    from django.db.models import Q

    first, last = date(services.YEAR, 1, 1), date(services.YEAR, 12, 31)
    if window.on:
        return Q(**{f"{window.on}__range": (first, last)})
    return Q(**{f"{window.start}__lte": last}) & (Q(**{window.end: None}) | Q(**{f"{window.end}__gt": last}))


def _aggregate(base: Any) -> Any:
    from django.db.models import Aggregate, Count, F, IntegerField, Q, Sum

    from fadu.kernel import indicators
    from fadu.kernel.extracts import conditions as of

    lookups = {"==": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}

    def asked(condition: Any) -> Q:
        match condition:
            case of.Comparison(op, left, right):
                return Q(**{f"{left.field.name}__{lookups[op]}": term(right) if isinstance(right, of.Term) else right})
            case of.Among(left, values):
                return Q(**{f"{left.field.name}__in": values})
            case of.Empty(left):
                return Q(**{f"{left.field.name}__isnull": True}) if isinstance(left, of.Cell) else Q(pk=None)
            case of.Both(left, right):
                return asked(left) & asked(right)
            case of.Not(inner):
                return ~asked(inner)
        raise TypeError(condition)

    def term(written: Any) -> Any:
        return F(written.field.name) if isinstance(written, of.Cell) else term(written.left) - term(written.right)

    class Median(Aggregate):
        template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
        output_field = IntegerField()

    where = None if base.where is None else asked(base.where)
    if isinstance(base, indicators.QuantileDays):
        return Median(term(base.of))
    if isinstance(base, indicators.Total):
        return Sum(term(base.of), filter=where)
    if isinstance(base, indicators.Distinct):
        filled = ~Q(**{base.of.field.name: ""})
        return Count(term(base.of), distinct=True, filter=filled & where if where else filled)
    return Count("pk", filter=where)


@contextmanager
def tables() -> Iterator[dict[Any, Any]]:
    """Make tables of the volume ledgers' rows, with the indexes that these questions want, and yield their models."""
    from django.db import connection, models

    from fadu.domains.services.models import ServiceCase, ServiceRating

    covering = {
        ServiceCase: (("received_on", ["organisation", "channel"]),
                      ("finished_on", ["organisation", "due_on", "workdays"])),
        ServiceRating: (("rated_on", ["organisation", "score"]),),
    }  # fmt: skip
    made: dict[Any, Any] = {}
    for model, indexes in covering.items():
        columns = {
            field.name: field.clone()
            for field in model._meta.concrete_fields
            if field.name not in ("id", "created_at", "updated_at", "revision", "organisation")
        }
        table = f"bench_{model.__name__.lower()}"
        meta = type("Meta", (), {"app_label": "services", "db_table": table})
        of = models.ForeignKey("kernel.Organisation", models.PROTECT, related_name="+", db_index=False)
        made[model] = type(f"Bench{model.__name__}", (models.Model,),
                           {"__module__": __name__, "Meta": meta, "organisation": of, **columns})  # fmt: skip
        with connection.schema_editor() as editor:
            editor.create_model(made[model])
        _copied(model, made[model])
        with connection.schema_editor() as editor:
            for number, (on, include) in enumerate(indexes):
                editor.add_index(made[model], models.Index(fields=[on], include=include, name=f"{table}_{number}"))
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {table}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    yield made


def _copied(model: Any, into: Any) -> None:
    import pyarrow.csv
    import pyarrow.parquet
    from django.db import connection

    from fadu.kernel import ledgers
    from fadu.kernel.extracts import parts
    from fadu.kernel.organisations import Organisation

    keys = dict(Organisation.objects.values_list("code", "pk"))
    for file in parts.manifest(ledgers.of(model)).files:
        table = pyarrow.parquet.read_table(file).drop_columns(["part"])
        places = table.column("organisation").combine_chunks().dictionary_encode()
        numbers = pyarrow.array([keys[code] for code in places.dictionary.to_pylist()]).take(places.indices)
        table = table.set_column(table.column_names.index("organisation"), "organisation_id", numbers)
        text = pyarrow.BufferOutputStream()
        pyarrow.csv.write_csv(table, text, pyarrow.csv.WriteOptions(include_header=False))
        columns = ", ".join(f'"{name}"' for name in table.column_names)
        query = f"COPY {into._meta.db_table} ({columns}) FROM STDIN (FORMAT csv)"
        with connection.cursor() as cursor, cursor.copy(query) as copy:
            copy.write(text.getvalue().to_pybytes())


# What is measured


def all_figures(rows: int, server: str, spark: bool) -> list[Result]:
    """Measure all service indicators of one year."""
    with prepared(server):
        tree(services.COUNTIES, services.OFFICES)
        services.volume(rows)
        services.small()
        what = f"{len(measures())} 项政务服务指标，{rows / 10000:,.0f} 万件办件和同样多的评价"
        rows_alone = partial(ours, through="rows")
        whole, figures = best(1, ours)
        assert figures == ours() == rows_alone()
        _agree(figures, by_hand())
        cube, counted, hand = in_turn(9, ours, rows_alone, by_hand)
        found = [
            Result(BENCH, f"{what}：由汇总表", cube * 1000, "毫秒"),
            Result(BENCH, "同上，由明细", counted * 1000, "毫秒", f"手写 DuckDB {hand * 1000:,.0f} 毫秒",
                   counted / hand, "≤ 1.3"),
            Result(BENCH, "同上，第一次：提取小台账，做汇总表", whole * 1000, "毫秒"),
        ]  # fmt: skip
        if server:
            with tables() as made:
                _agree(figures, through_orm(made))
                orm, cube, counted = in_turn(5, lambda: through_orm(made), ours, rows_alone)
            beside = f"Django ORM，PostgreSQL {orm:,.2f} 秒"
            found += [
                Result(BENCH, "由汇总表，比 ORM 快", cube * 1000, "毫秒", beside, orm / cube, "≥ 100"),
                Result(BENCH, "由明细，比 ORM 快", counted * 1000, "毫秒", beside, orm / counted, "≥ 5"),
            ]
        if spark:
            on_spark, answers = best(3, partial(rows_alone, engine="spark"))
            assert answers == figures
            beside = f"DuckDB {counted * 1000:,.0f} 毫秒"
            found.append(Result(BENCH, "由明细，Spark local[2]", on_spark, "秒", beside, on_spark / counted))
        return found


def _agree(figures: dict[str, Any], answers: dict[str, Any]) -> None:
    wrong = {name: (figures[name], value) for name, value in answers.items() if figures[name] != (value or 0)}
    assert not wrong and len(answers) > 30, wrong


def extraction(points: int, server: str) -> list[Result]:
    """Measure the extraction of a ledger of 17 columns, and what one edited record costs afterwards."""
    from datetime import date

    with prepared(server):
        top = tree(services.COUNTIES, services.OFFICES)
        services.points(points)
        from fadu.domains.services.ledgers import ServicePoints
        from fadu.kernel import ledgers
        from fadu.kernel.extracts import parts
        from fadu.kernel.indicators import evaluate

        clerk = person("clerk", "service_clerk", top)
        first = {"code": "NEW", "name": "新", "kind": "hall", "organisation": top, "opened_on": date(2020, 1, 1)}
        record = ledgers.create(ServicePoints, clerk, first, date(2026, 1, 5))
        asked = [measure for measure in measures() if measure.ledger is ServicePoints.model]

        def whole() -> Any:
            manifest = parts.refresh(ServicePoints, whole=True)
            return manifest, [each.value for each in evaluate(asked, [CITY], [YEAR])]

        began = time.process_time()
        seconds, manifest = best(1, lambda: parts.refresh(ServicePoints, whole=True))
        processor = time.process_time() - began
        for file in (parts.folder(ServicePoints.slug) / "cube").glob("*"):
            file.unlink()
        computed, (manifest, before) = best(1, whole)
        ledgers.edit(record, clerk, {"kind": "township_centre", "opened_on": date(2021, 1, 1)}, record.revision)
        changed, after = best(1, lambda: [each.value for each in evaluate(asked, [CITY], [YEAR])])
        assert sorted(b - a for a, b in zip(before, after, strict=True)) == [0, 1]
        kept = {part.file for part in manifest.parts}
        rewritten = [part for part in parts.manifest(ServicePoints).parts if part.file not in kept]
        assert len(rewritten) == 1
        base = in_use()
        return [
            Result(BENCH, f"提取 {points / 10000:,.0f} 万条，17 栏，{base}", points / seconds, "行/秒", aim="≥ 300000"),
            Result(BENCH, f"同上，按本进程的处理器时间，{base}", points / processor, "行/秒"),
            Result(BENCH, f"改一条之后重算这本台账，{len(manifest.parts)} 块重写 1 块，{base}", changed * 1000, "毫秒",
                   f"全部重算 {computed * 1000:,.0f} 毫秒", computed / changed),
        ]  # fmt: skip


def growth(rows: int) -> tuple[dict[str, tuple[float, float]], float]:
    """Return what so many cases take: seconds by the clock and of the processors for each thing, and peak MiB."""
    with prepared():
        tree(services.COUNTIES, services.OFFICES)
        services.volume(rows)
        services.small()
        import pyarrow

        pyarrow.default_memory_pool().release_unused()
        _forget_peak()
        counted, from_rows = shortest(2, lambda: ours(through="rows"))
        whole, figures = shortest(1, ours)
        cube, again = shortest(5, ours)
        assert figures == from_rows == again
        return {"由明细": counted, "做汇总表": whole, "问汇总表": cube}, _peak()


def _forget_peak() -> None:
    if (file := Path("/proc/self/clear_refs")).exists():
        file.write_text("5")


def _peak() -> float:
    """Return the most memory that this process has held since, in MiB."""
    if (file := Path("/proc/self/status")).exists():
        lines = dict(line.split(":", 1) for line in file.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _growing(sizes: list[int]) -> list[Result]:
    found: list[Result] = []
    measured = {rows: _alone(growth, rows) for rows in sizes}
    least = measured[sizes[0]][0]
    for rows, (times, peak) in measured.items():
        many = f"{rows / 1e6:,.0f} 百万件"
        for what, (seconds, busy) in times.items():
            found.append(Result(BENCH, f"{many}，{what}", seconds, "秒"))
            if rows > sizes[0]:
                # How many times the seconds for a row are those of the smallest: linear growth is 1. Of the processors,
                # for the machine is busier at one time than at another.
                ratio = busy / least[what][1] / (rows / sizes[0])
                beside = f"{sizes[0] / 1e6:,.0f} 百万件 {least[what][1]:,.3f} 秒"
                found.append(Result(BENCH, "同上，处理器时间，每件", busy, "秒", beside, ratio, "≤ 1.1"))
        found.append(Result(BENCH, f"{many}，内存峰值", peak, "MiB", aim="< 2048"))
    return found


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    """Do `work` in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def measure(
    rows: int = 2_260_000,
    points: int = 1_000_000,
    server: str = "",
    spark: bool = False,
    sizes: list[int] | None = None,
) -> list[Result]:
    """Measure all that was asked for; `sizes` are the numbers of cases to grow over."""
    found = _alone(all_figures, rows, server, spark)
    for base in filter(None, ("sqlite", server)):
        found += _alone(extraction, points, "" if base == "sqlite" else base)
    return found + (_growing(sizes) if sizes else [])


def main(argv: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=2_260_000, help="cases, and as many ratings")
    parser.add_argument("--points", type=int, default=1_000_000, help="records to extract")
    parser.add_argument("--grow", action="store_true", help="to 50 million cases, not to 10 only")
    parser.add_argument("--spark", action="store_true", help="the same on Spark with two local cores")
    parser.add_argument("--postgres", default="", help="a database from which others may be created")
    parser.add_argument("--out", type=Path, help="append the results to this file")
    args = parser.parse_args(argv)
    sizes = [2_000_000, 10_000_000] + [50_000_000] * args.grow
    print(machine())
    keep(measure(args.rows, args.points, args.postgres, args.spark, sizes), args.out)


if __name__ == "__main__":
    main()
