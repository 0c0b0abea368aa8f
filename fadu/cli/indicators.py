"""指标：列出台账计算的数字，每个数字附计入的记录数

例：fadu indicators --organisation 990200 --year 2023
    fadu indicators --organisation 990200 --year 2023Q1 --scope own --engine spark --json
"""

import argparse
import json
import sys

from fadu.kernel import indicators
from fadu.kernel.extracts.engines import EngineMissing
from fadu.kernel.organisations import ALL, SCOPES, Organisation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose figures, of when, and who counts them."""
    parser.add_argument("--organisation", metavar="代码", required=True, help="机构代码")
    parser.add_argument("--year", metavar="年度", required=True, help="年度或期间：2023、2023Q1、2023-06、2016-")
    parser.add_argument("--scope", choices=list(SCOPES), default=ALL, help="口径：own 本级，all 全域（默认）")
    parser.add_argument("--engine", choices=["duckdb", "spark"], help="计算引擎，默认按配置")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Print the figures of all indicators that ledgers count."""
    organisation = Organisation.objects.filter(code=args.organisation).first()
    if organisation is None:
        print(f"没有机构“{args.organisation}”，请核对机构代码。", file=sys.stderr)
        return 1
    try:
        period = indicators.Period.of(args.year)
        figures = indicators.evaluate(None, [organisation], [period], [args.scope], engine=args.engine)
    except (indicators.BadPeriod, EngineMissing) as error:
        print(error, file=sys.stderr)
        return 1
    if args.json:
        listed = [figure.as_json() for figure in figures]
        answer = {"organisation": organisation.code, "year": period.name, "figures": listed}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return 0
    print(f"{organisation.name} {period.name} {SCOPES[args.scope]}")
    for figure in figures:
        print(f"{figure.indicator}\t{figure.label}\t{figure.text}\t{figure.unit}\t{figure.records}")
    return 0
