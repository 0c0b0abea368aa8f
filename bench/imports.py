"""导入的速度: a workbook of cases beside row-by-row ORM saving; a CSV of service cases beside bare Arrow.

    python -m bench.imports [--rows 100000] [--sample 3000] [--volume 2000000] [--postgres postgresql://…] [--out FILE]

The peer of the workbook reads it with openpyxl and does `full_clean()` and `save()` row by row in one transaction: it
checks no step and no role, counts no time limit, writes no journal. It is measured on a sample, half before and half
after the import, and extrapolated linearly. The peer of the CSV reads it with pyarrow and writes one Parquet file,
unchecked and unsorted.
"""

from __future__ import annotations

import argparse
import io
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from . import results, services
from .installation import in_use, prepared, tree

HEAD = ("organisation", "number", "opened_on", "applicant", "respondent", "act_kind", "act", "field", "applicant_kind",
        "channel", "ground")  # fmt: skip


def workbook(rows: int, first: int, organisations: list[str]) -> bytes:
    """Return a workbook of so many applications for reconsideration."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("案件")
    sheet.append(HEAD)
    for number in range(first, first + rows):
        sheet.append(
            (
                organisations[number % len(organisations)], f"青政复〔2025〕{number}号",
                date(2025, 1, 2) + timedelta(number % 300), f"申请人{number}", "第三区市场监督管理局", "penalty",
                f"行政处罚决定书{number}号", "market", "citizen", "post", "认为事实不清、证据不足，请求撤销。",
            )
        )  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def timed(work: Any) -> float:
    """Return how many seconds `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def saved_singly(content: bytes) -> None:
    """Read a workbook and save its rows one by one, as most scripts of an office do."""
    from django.db import transaction
    from openpyxl import load_workbook

    from fadu.domains.reconsideration.models import ReconsiderationCase
    from fadu.kernel.organisations import Organisation

    known = {one.code: one for one in Organisation.objects.all()}
    rows = load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
    head = next(rows)
    with transaction.atomic():
        for row in rows:
            values = dict(zip(head, row, strict=True))
            on = values["opened_on"].date()
            values |= {
                "organisation": known[values["organisation"]],
                "opened_on": on,
                "received_on": on,
                "moved_on": on,
            }
            case = ReconsiderationCase(procedure="reconsideration-ordinary@2024-01-01", state="submitted", **values)
            case.full_clean()
            case.save()


def cases(rows: int, sample: int) -> list[results.Result]:
    """Measure the workbook."""
    from fadu.domains.reconsideration.ledgers import ReconsiderationCases
    from fadu.kernel import ledgers
    from fadu.kernel.organisations import OPERATOR, Organisation

    codes = list(Organisation.objects.order_by("path").values_list("code", flat=True))
    content, half = workbook(rows, 0, codes), sample // 2
    peer = timed(lambda: saved_singly(workbook(half, rows, codes)))
    done: list[Any] = []
    ours = timed(lambda: done.append(ledgers.import_file(ReconsiderationCases, OPERATOR, content, name="案件.xlsx")))
    assert done[0].created == rows, done[0]
    peer += timed(lambda: saved_singly(workbook(half, rows + half, codes)))
    alone = peer / (2 * half) * rows
    beside = f"逐行 full_clean、save {alone:,.0f} 秒（由 {2 * half:,} 行推算）"
    what = f"{in_use()}，XLSX 案件 {rows:,} 行"
    return [results.Result("imports", what, ours, "秒", beside, alone / ours, "≥ 10")]


def volume(rows: int, home: Path) -> list[results.Result]:
    """Measure the CSV of a volume ledger."""
    import numpy as np
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401  # an attribute of pyarrow once imported

    from fadu.domains.services.ledgers import ServiceCases
    from fadu.kernel.extracts import loads
    from fadu.kernel.organisations import OPERATOR, Organisation

    offices = pa.array(Organisation.objects.order_by("path").values_list("code", flat=True))
    file, chance = home / "办件.csv", np.random.default_rng(1)
    with file.open("wb") as out:
        for first in range(0, rows, services.PIECE):
            table = services._cases("990100", offices, first, min(services.PIECE, rows - first), chance)
            pa.csv.write_csv(table, out, pa.csv.WriteOptions(include_header=not first))

    def bare() -> None:
        pa.parquet.write_table(pa.csv.read_csv(file), home / "bare.parquet", compression="zstd")

    alone = timed(bare)
    done: list[Any] = []
    ours = timed(lambda: done.append(loads.load(ServiceCases, file, OPERATOR)))
    assert done[0].created == rows, done[0]
    beside = f"pyarrow 读 CSV、写 Parquet {rows / alone:,.0f} 行/秒"
    return [
        results.Result("imports", f"海量 CSV {rows:,} 行", rows / ours, "行/秒", "", None, "≥ 500000"),
        results.Result("imports", f"海量 CSV {rows:,} 行，用时", ours, "秒", beside, ours / alone),
    ]


def measure(args: argparse.Namespace) -> list[results.Result]:
    """Measure on one database; the volume ledger, which is in none, once."""
    with prepared(args.on) as home:
        tree(12, 20)
        found = [] if args.on else volume(args.volume, home)
        return [*cases(args.rows, args.sample), *found]


def main(argv: list[str] | None = None) -> None:
    """Measure on SQLite and, where a server is named, on PostgreSQL, each in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=3_000)
    parser.add_argument("--volume", type=int, default=2_000_000)
    results.arguments(parser)
    args = parser.parse_args(argv)
    if args.on is not None:
        results.keep(measure(args), args.out)
        return
    results.on_each("bench.imports", argv, args.postgres)


if __name__ == "__main__":
    main()
