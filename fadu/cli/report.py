"""生成年度报告（HTML、DOCX、PDF、JSON）

例：fadu report build --organisation 990200 --year 2023 --out 报告
"""

import sys
from pathlib import Path

from django.utils import timezone

from fadu.official.document import DocumentError
from fadu.reports import build
from fadu.reports.models import AnnualReport
from fadu.reports.workspace import ReportRefused

from .progress import task


def add_arguments(parser) -> None:
    """Which report, and where to write it."""
    parser.add_argument("action", choices=["build"], metavar="build", help="生成报告")
    parser.add_argument("--organisation", required=True, metavar="代码", help="机构代码")
    parser.add_argument("--year", required=True, type=int, metavar="年度")
    parser.add_argument("--out", required=True, metavar="目录")
    parser.add_argument("--base", default="http://127.0.0.1:8000", metavar="网址", help="数字链接指向的平台网址")


def run(args) -> int:
    """Build the report of one organisation and year."""
    report = AnnualReport.objects.filter(organisation__code=args.organisation, year=args.year).first()
    if report is None:
        print(f"机构 {args.organisation} 没有 {args.year} 年度报告。请先在“年度报告”中启动编制。", file=sys.stderr)
        return 1
    try:
        with task(f"生成 {report}"):
            written = build.build(report, Path(args.out), args.base, timezone.localdate())
    except (ReportRefused, DocumentError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for file in written.values():
        print(file)
    return 0
