"""导出：把一种台账的全部记录写成 Excel 或者 CSV

例：fadu export service-point 服务场所.xlsx
"""

import shutil
import sys
from pathlib import Path

from django.utils import timezone

from fadu.kernel import ledgers
from fadu.kernel.organisations import OPERATOR


def add_arguments(parser) -> None:
    """Which ledger, and the file to write; its ending says the format."""
    parser.add_argument("ledger", metavar="台账", help="台账代号，如 service-point")
    parser.add_argument("out", metavar="文件", help=".xlsx 或 .csv")


def run(args) -> int:
    """Write the export."""
    out = Path(args.out)
    try:
        ledger = ledgers.ledger(args.ledger)
        found = ledgers.export(ledger, OPERATOR, format=out.suffix.removeprefix("."), at=timezone.now())
        with found, out.open("wb") as file:
            shutil.copyfileobj(found, file)
    except (ledgers.LedgerRefused, ledgers.WorkbookRefused) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"不能写出文件“{out}”：{error.strerror}。", file=sys.stderr)
        return 1
    print(f"已导出“{ledger.title}”：{out}")
    return 0
