"""导入模板：写出一种台账的 Excel 模板，附填表说明

例：fadu template reconsideration-case 行政复议案件.xlsx
"""

import sys
from pathlib import Path

from fadu.kernel import ledgers


def add_arguments(parser) -> None:
    """Which ledger, and the file to write."""
    parser.add_argument("ledger", metavar="台账", help="台账代号，如 reconsideration-case")
    parser.add_argument("out", metavar="文件", help="要写出的 .xlsx 文件")


def run(args) -> int:
    """Write the template."""
    try:
        ledger = ledgers.ledger(args.ledger)
    except ledgers.LedgerRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    try:
        Path(args.out).write_bytes(ledgers.template(ledger))
    except OSError as error:
        print(f"不能写出文件“{args.out}”：{error.strerror}。", file=sys.stderr)
        return 1
    print(f"已写出“{ledger.title}”的模板：{args.out}")
    return 0
