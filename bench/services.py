"""测量用的政务服务台账: service cases and ratings by the million, and the small ledgers beside them, seeded.

The cases of one year, as a city has 2.26 million of them; more rows are more of the same year, so that what grows is
the rows alone. Volume ledgers are written as their Parquet parts, as loading them would leave them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

COUNTIES, OFFICES, YEAR = 12, 20, 2023
PIECE = 1 << 20  # rows that are made at once
_CHANNELS = pa.array(["online", "window", "self_service", "station", "telephone"])
_FIRST = (date(YEAR, 1, 1) - date(1970, 1, 1)).days


def volume(rows: int) -> None:
    """Write the extracts of `rows` cases and as many ratings."""
    from fadu.domains.services.ledgers import ServiceCases, ServiceRatings
    from fadu.kernel.organisations import Organisation

    codes = list(Organisation.objects.order_by("path").values_list("code", "division_id"))
    places: dict[str, list[str]] = {}
    for code, division in codes:
        places.setdefault(division, []).append(code)
    for ledger, made in ((ServiceCases, _cases), (ServiceRatings, _ratings)):
        chance = np.random.default_rng(1)
        written: list[Any] = []
        for number, (division, offices) in enumerate(sorted(places.items())):
            many = rows // len(places) + (number < rows % len(places))
            written += _part(ledger, division, offices, many, made, chance)
        _placed(ledger, written)


def _part(ledger: Any, division: str, offices: list[str], many: int, made: Any, chance: Any) -> list[Any]:
    """Write the rows of one place, cut where a place has more than a few million of them."""
    from fadu.kernel.extracts import parts

    written = []
    for piece, first in enumerate(range(0, many, PIECE * 2)):
        table = made(division, pa.array(offices), first, min(PIECE * 2, many - first), chance)
        # A part is a year and a place; larger places stand for several of them.
        key = f"{YEAR}-{division}" + (f"-{piece}" if piece else "")
        written.append(parts.write_part(ledger.slug, key, table.cast(_schema(ledger)).select(_schema(ledger).names)))
    return written


def _schema(ledger: Any) -> pa.Schema:
    from fadu.kernel.extracts import schema

    return pa.schema([each for each in schema.arrow_schema(ledger.model) if each.name != schema.PART])


def _placed(ledger: Any, written: list[Any]) -> None:
    from fadu.kernel.extracts import parts, schema

    new = parts.Manifest(ledger.slug, schema.digest(ledger.model), tuple(written))
    parts.replace_manifest(parts.manifest(ledger), new)


def _numbers(division: str, first: int, many: int) -> pa.Array:
    digits = pc.utf8_lpad(pa.array(np.arange(first, first + many)).cast(pa.string()), 9, "0")
    return pc.binary_join_element_wise(f"BJ{division}{YEAR}", digits, "")


def _days(days: Any, where: Any = None) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=where).cast(pa.date32())


def _cases(division: str, offices: pa.Array, first: int, many: int, chance: Any) -> pa.Table:
    received = np.sort(chance.integers(_FIRST, _FIRST + 365, many))  # as loading sorts them
    promised, took = chance.integers(3, 21, many), chance.integers(0, 22, many)
    running = chance.random(many) < 0.03
    names = pa.array([f"SX{number:04}" for number in range(900)])
    return pa.table(
        {
            "organisation": offices.take(pa.array(chance.integers(0, len(offices), many))),
            "number": _numbers(division, first, many),
            "item_code": names.take(pa.array(chance.integers(0, len(names), many))),
            "channel": _CHANNELS.take(pa.array(np.searchsorted([0.62, 0.9, 0.95, 0.99], chance.random(many)))),
            "received_on": _days(received),
            "due_on": _days(received + promised),
            "finished_on": _days(received + took, running),
            "workdays": pa.array(took * 5 // 7, mask=running),
            "visits": pa.array(chance.integers(0, 3, many)),
            "package_code": pa.repeat("", many),
            "cross_region": pa.array(chance.random(many) < 0.02),
            "commitment": pa.array(chance.random(many) < 0.1),
        }
    )


def _ratings(division: str, offices: pa.Array, first: int, many: int, chance: Any) -> pa.Table:
    rated = np.sort(chance.integers(_FIRST, _FIRST + 365, many))
    score = 5 - np.searchsorted([0.8, 0.95, 0.99, 0.995], chance.random(many))
    bad = score < 3
    return pa.table(
        {
            "organisation": offices.take(pa.array(chance.integers(0, len(offices), many))),
            "case_number": _numbers(division, first, many),
            "rated_on": _days(rated),
            "score": pa.array(score),
            "called_back_on": _days(rated + 2, ~bad),
            "rectified_on": _days(rated + 9, ~bad),
        }
    )


def small() -> None:
    """Fill the small ledgers of the database, past the journal."""
    from fadu.domains.services import models as of
    from fadu.kernel.organisations import Organisation

    chance = np.random.default_rng(2)
    places = list(Organisation.objects.order_by("path").values_list("pk", flat=True))

    def rows(model: Any, many: int, **columns: Any) -> None:
        model.objects.bulk_create(
            (model(organisation_id=places[number % len(places)], **_row(columns, number)) for number in range(many)),
            batch_size=2000,
        )

    def one(values: Any) -> Any:
        listed = list(values)
        return lambda number: listed[chance.integers(len(listed))]

    def day(first: int = 2016, years: int = 8) -> Any:
        return lambda number: date(first, 1, 1) + timedelta(int(chance.integers(365 * years)))

    def ended(number: int) -> date | None:
        return date(2020, 1, 1) + timedelta(int(chance.integers(2000))) if chance.random() < 0.2 else None

    code = "X{:06}".format
    shared = lambda number: f"X{number // 4:06}"  # city and counties hold the same matter
    yes = lambda share: lambda number: bool(chance.random() < share)
    rows(of.ServiceItem, 6000, code=code, base_code=shared, name="事项{}".format, type=one(of.ItemType.values),
         online=one(of.OnlineDepth.values), in_hall=yes(0.9), valid_from=day(), valid_to=ended)  # fmt: skip
    rows(of.ListEntry, 20000, list=one(of.List.values), code=shared, name="事项{}".format, edition=one([2022, 2023]),
         parent_code=lambda number: "" if number % 3 else "X", retains_proof=yes(0.2), proof_materials=yes(0.3),
         commitment_optional=yes(0.3), valid_from=day(), valid_to=ended)  # fmt: skip
    rows(of.Package, 60, code=code, name="一件事{}".format, item_codes=code, days=one(range(1, 20)), valid_from=day(),
         valid_to=ended)  # fmt: skip
    rows(of.CrossRegionItem, 600, code=shared, name="通办{}".format, reach=lambda n: of.Reach.values[n // 300],
         partners=one(["邻省", "邻市"]), agreed_on=day(), valid_to=ended)  # fmt: skip
    rows(of.ServicePoint, 3000, code=code, name="服务点{}".format, kind=one(of.PointKind.values), opened_on=day(),
         closed_on=ended)  # fmt: skip
    rows(of.Reduction, 1200, round=lambda number: number // len(places), dimension=one(of.Dimension.values),
         before=lambda number: 90, after=one(range(90)), concluded_on=day(2022, 2))  # fmt: skip
    rows(of.PowerChange, 4000, code=code, name="职权{}".format, mode=one(of.Mode.values), basis=code,
         origin=one([f"第{number}局" for number in range(40)]), changed_on=day(2022, 2))  # fmt: skip


def _row(columns: dict[str, Any], number: int) -> dict[str, Any]:
    return {name: made(number) for name, made in columns.items()}


def points(many: int) -> None:
    """Fill the ledger of service points, 17 columns wide, made by the database itself from the number of each row."""
    from django.db import connection

    from fadu.domains.services.models import ServicePoint
    from fadu.kernel.organisations import Organisation

    least, most = (Organisation.objects.order_by(by).values_list("pk", flat=True)[0] for by in ("pk", "-pk"))
    if connection.vendor == "postgresql":
        source, code = f"generate_series(1, {many}) AS s(n)", "lpad(n::text, 12, '0')"
        day = "DATE '2015-01-01' + {}"
    else:
        source = f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {many}) SELECT n FROM s)"
        code, day = "printf('%012d', n)", "date('2015-01-01', ({}) || ' days')"
    columns = {
        "created_at": "'2026-01-05 01:02:03.123456'", "updated_at": "'2026-01-05 01:02:03.123456'",
        "revision": "n % 3", "organisation_id": f"{least} + n % {most - least + 1}", "code": f"'P' || {code}",
        "name": "'第' || n || '便民服务点'",
        "kind": "CASE n % 3 WHEN 0 THEN 'hall' WHEN 1 THEN 'township_centre' ELSE 'village_station' END",
        "division": "'9901' || n % 99", "address": "'明水路' || n % 300 || '号'", "windows": "n % 40",
        "items": "n % 500", "staff": "n % 70", "online": "n % 2 = 0", "all_hours": "n % 5 = 0",
        "opened_on": day.format("n % 3000"),
        "closed_on": f"CASE WHEN n % 7 = 0 THEN {day.format('n % 3000 + 400')} END",
    }  # fmt: skip
    listed, values = ", ".join(columns), ", ".join(columns.values())
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {ServicePoint._meta.db_table} ({listed}) SELECT {values} FROM {source}")
