"""期限扫描：办理法律规定的到期效果（如视为受理），并封存留痕

例：fadu scan
"""

import time

from django.db import close_old_connections
from django.utils import timezone

from fadu.kernel import cases, journal


def add_arguments(parser) -> None:
    """Once, or again and again as `fadu serve` does."""
    parser.add_argument("--every", type=int, metavar="秒", help="每隔若干秒重复，直到停止")


def run(args) -> int:
    """Perform what the law itself does on expiry, then seal the journal."""
    while True:
        stepped = cases.scan(timezone.localdate())
        journal.seal()
        if not args.every:
            print(f"已办理 {len(stepped)} 项到期效果。")
            return 0
        close_old_connections()
        time.sleep(args.every)
