"""法定程序：列出全部程序，或者印出、画出其中一个

例：fadu procedures
    fadu procedures reconsideration-ordinary
    fadu procedures reconsideration-ordinary --on 2023-06-01
    fadu procedures reconsideration-ordinary --format svg > ordinary.svg
"""

import json
import sys
from datetime import date

from django.utils import timezone

from fadu.kernel import procedure


def add_arguments(parser) -> None:
    """Without a slug, all procedures are listed (text), or written in full (json)."""
    parser.add_argument("slug", nargs="?", help="程序的名称，如 reconsideration-ordinary")
    parser.add_argument("--format", choices=("text", "json", "svg"), default="text", help="印出的样子")
    parser.add_argument("--on", type=date.fromisoformat, metavar="日期", help="当日施行的版本，默认今日")


def run(args) -> int:
    """Print what was asked for; 1 for a procedure that is not declared, 2 for a drawing of none in particular."""
    on = args.on or timezone.localdate()
    declared = procedure.declared()
    if args.slug is None and args.format == "svg":
        print("请写明画哪一个程序，如 fadu procedures reconsideration-ordinary --format svg", file=sys.stderr)
        return 2
    if args.slug is not None and args.slug not in declared:
        print(f"没有名为“{args.slug}”的程序。已声明的有：{'、'.join(sorted(declared))}", file=sys.stderr)
        return 1
    slugs = [args.slug] if args.slug else sorted(declared)
    chosen = [procedure.in_force(slug, on) for slug in slugs]
    if args.format == "svg":
        print(chosen[0].svg())
    elif args.format == "json":
        values = [one.as_json() for one in chosen]
        print(json.dumps(values[0] if args.slug else values, ensure_ascii=False, indent=2))
    elif args.slug:
        print(chosen[0].text(), end="")
    else:
        for one in chosen:
            counts = f"{len(one.states)}个状态，{len(one.steps)}个环节，{len(one.terms)}个期限"
            print(f"{one.key():<50} {one.title}（{counts}）")
    return 0
