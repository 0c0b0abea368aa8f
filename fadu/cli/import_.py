"""导入：把 Excel、CSV 文件（海量台账还可用 Parquet）的行登记到台账，全部成功或者全部不写入

例：fadu import reconsideration-case 案件.xlsx --organisation 990200 --dry-run
    fadu import service-case 办件.csv --errors 有误的行.xlsx
"""

import sys
from pathlib import Path

from fadu.kernel import ledgers
from fadu.kernel.extracts import loads
from fadu.kernel.organisations import OPERATOR, Organisation
from fadu.kernel.workbooks import WorkbookRefused

from .progress import task


def add_arguments(parser) -> None:
    """What to import, for whom, and where to put what is wrong."""
    parser.add_argument("ledger", metavar="台账", help="台账代号，如 service-case")
    parser.add_argument("file", metavar="文件")
    parser.add_argument("--organisation", metavar="代码", help="没有“机构”一栏的行属于该机构；其他机构的行不接受")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--errors", metavar="文件", help="有误时，写出逐格标注的工作簿")


def run(args) -> int:
    """Import one file; with errors nothing is written, and each is named."""
    organisation = Organisation.objects.filter(code=args.organisation).first() if args.organisation else None
    if args.organisation and organisation is None:
        print(f"没有机构“{args.organisation}”，请核对机构代码。", file=sys.stderr)
        return 1
    try:
        ledger = ledgers.ledger(args.ledger)
        how = {"organisation": organisation, "dry_run": args.dry_run}
        result: ledgers.ImportResult | loads.LoadResult
        with task(f"检查并导入 {ledger.title}"):
            if ledger.volume:
                result = loads.load(ledger, Path(args.file), OPERATOR, **how)
            else:
                result = ledgers.import_file(ledger, OPERATOR, Path(args.file), **how)
    except (ledgers.LedgerRefused, loads.LoadRefused, WorkbookRefused) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"不能读取文件“{args.file}”：{error.strerror}。", file=sys.stderr)
        return 1
    if result.ignored:
        print(f"未读取的表头或工作表：{'、'.join(result.ignored)}", file=sys.stderr)
    if not result.errors:
        print(result)
        return 0
    print(result, file=sys.stderr)
    for fault in result.errors[:20]:
        print(f"  {fault}", file=sys.stderr)
    if len(result.errors) > 20:
        print(f"  ……另有 {len(result.errors) - 20} 处；用 --errors 写出标注的工作簿。", file=sys.stderr)
    if args.errors and result.marked:
        try:
            Path(args.errors).write_bytes(result.marked)
        except OSError as error:
            print(f"不能写出文件“{args.errors}”：{error.strerror}。", file=sys.stderr)
        else:
            print(f"标注的工作簿：{args.errors}", file=sys.stderr)
    return 1
