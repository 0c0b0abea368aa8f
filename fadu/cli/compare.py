"""比较：一个指标在各地、各年的数字，附排名、百分位和较上年的增减；不可比的分开列出，说明理由

例：fadu compare reconsideration.accepted
    fadu compare reconsideration.accepted --years 2022,2023
    fadu compare 行政复议受理 --years 2019-2023 --json
"""

import argparse
import difflib
import json
import re
import sys

from django.utils import timezone

from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import plain
from fadu.kernel.organisations import OPERATOR
from fadu.readings import comparison
from fadu.readings.comparison import Comparison, Group, Row

SOURCES = {"ledger": "本系统台账", "return": "本系统报表", "report": "报告"}
YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
FURTHEST = 100  # years that a span may hold


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which indicator, of which years."""
    parser.add_argument("indicator", metavar="指标", help="代号或者名称，如 reconsideration.accepted")
    parser.add_argument("--years", metavar="年度", type=years, help="如 2023、2022,2023 或者 2019-2023；默认全部")
    parser.add_argument("--unstated", action="store_true", help="没有写明口径的暂按多数的口径放在一起，并标明")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def years(said: str) -> list[str]:
    """Return the years of `2022,2023` or `2019-2023`. Raises ArgumentTypeError."""
    found: list[str] = []
    for part in said.split(","):
        match = YEARS.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not 0 <= last - first < FURTHEST:
            raise argparse.ArgumentTypeError(f"“{part}”不是年度，请写成 2023、2022,2023 或者 2019-2023")
        found += [str(year) for year in range(first, last + 1)]
    return found


def run(args: argparse.Namespace) -> int:
    """Print the comparison of one indicator."""
    slug = _slug(args.indicator)
    if slug is None:
        print(f"没有指标“{args.indicator}”。{_similar(args.indicator)}", file=sys.stderr)
        return 1
    found = comparison.compare(slug, OPERATOR, timezone.localdate(), args.years, unstated=args.unstated)
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return 0
    if not found.groups:
        print(f"“{found.entry.label}”没有可以比较的数字：请先上传各地的报告，或者放宽年度。", file=sys.stderr)
        return 1
    _show(found)
    return 0


def _slug(said: str) -> str | None:
    if said in CATALOGUE:
        return said
    return next((slug for slug, entry in CATALOGUE.items() if said == entry.label), None)


def _similar(said: str) -> str:
    names = {**{slug: slug for slug in CATALOGUE}, **{entry.label: slug for slug, entry in CATALOGUE.items()}}
    found = dict.fromkeys(names[name] for name in difflib.get_close_matches(said, names, n=5, cutoff=0.5))
    found |= dict.fromkeys(slug for slug, entry in CATALOGUE.items() if said in entry.label and len(found) < 5)
    listed = "、".join(f"{slug}（{CATALOGUE[slug].label}）" for slug in list(found)[:5])
    return f"是不是：{listed}？" if listed else "代号见 fadu indicators 或者网页的“报告比较”。"


def _show(found: Comparison) -> None:
    entry = found.entry
    print(f"{entry.label}（{entry.slug}），单位：{entry.unit}\n定义：{entry.definition}\n{comparison.PERCENTILE}")
    for number, group in enumerate(found.groups, 1):
        print(f"\n第 {number} 组：{'，'.join(group.basis.in_words().values())}")
        for why in group.why:
            print(f"  单独列出：{why}")
        for year in group.years:
            _show_year(group, year)


def _show_year(group: Group, year: str) -> None:
    print(f"  {year or '年度不明'}")
    for row in group.rows(year):
        print("   ", "\t".join(_cells(row)))


def _cells(row: Row) -> list[str]:
    cell = row.cell
    value = cell.chosen.figure.text if cell.chosen else "／".join(one.figure.text for one in cell.best)
    rank = f"第 {row.rank}／{row.of} 名" if row.rank else "不排名"
    share = f"百分位 {row.percentile}" if row.percentile is not None else "—"
    first = cell.said[0]
    where = f"{first.title}，第 {first.start} 字：{first.context}" if first.reading is not None else first.organisation
    marks = [*cell.marks, *(["层级按名称"] if cell.place.guessed else [])]
    return [
        cell.place.name, value, rank, share, f"较上年 {_change(row)}", SOURCES[first.figure.source], where,
        "；".join(marks),
    ]  # fmt: skip


def _change(row: Row) -> str:
    if row.change is None:
        return "—"
    if row.cell.said[0].basis.unit == "%":
        return f"{plain(row.change.difference):+} 个百分点"
    share = f"（{row.change.per_cent:+}%）" if row.change.per_cent is not None else ""
    return f"{plain(row.change.difference):+}{share}"
