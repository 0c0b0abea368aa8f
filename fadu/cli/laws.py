"""法规库：从文件导入法规，查条文，核对程序和期限引用的法条

例：fadu laws import 某市行政程序规定.docx --kind local --issued 2023-05-01 --in-force 2023-07-01
    fadu laws import 法规/*.md
    fadu laws find 行政复议法#62.1 --on 2024-05-01
    fadu laws check
"""

import sys
from datetime import date
from pathlib import Path

from django.utils import timezone

from fadu.kernel.articles import ArticleError, cite
from fadu.kernel.organisations import OPERATOR
from fadu.laws import checking, importing, library, registry

from .progress import task


def add_arguments(parser) -> None:
    """`import`, `find` and `check`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="做什么")
    one = actions.add_parser("import", help="导入法规文本（TXT、Markdown、DOCX、HTML、PDF）")
    one.add_argument("files", nargs="+", metavar="文件")
    one.add_argument("--title", default="", metavar="名称", help="不给时取文本的标题")
    one.add_argument("--key", default="", metavar="引用名", help="引用时的简称，如 行政复议法")
    one.add_argument("--kind", default="other", choices=list(registry.KINDS), help="效力级别")
    one.add_argument("--organ", default="", metavar="机关", help="制定机关")
    one.add_argument("--number", default="", metavar="文号")
    one.add_argument("--issued", type=date.fromisoformat, metavar="日期", help="公布（修改）日期，如 2023-09-01")
    one.add_argument("--in-force", type=date.fromisoformat, metavar="日期", help="施行日期")
    one.add_argument("--repealed", type=date.fromisoformat, metavar="日期", help="废止日期")
    one.add_argument("--replace", action="store_true", help="替换已经导入的同一文本")
    one.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    two = actions.add_parser("find", help="查一条的条文")
    two.add_argument("citation", metavar="法条", help="如 行政复议法#62.1")
    two.add_argument("--on", type=date.fromisoformat, metavar="日期", help="哪一天有效的文本")
    actions.add_parser("check", help="核对全部程序、环节、期限、结果引用的法条")


def run(args) -> int:
    """Do what is asked; 1 when something is refused or wrong."""
    return {"import": _import, "find": _find, "check": _check}[args.action](args)


def _import(args) -> int:
    if len(args.files) > 1 and (args.title or args.key or args.issued):
        print(
            "一次导入多个文件时，名称、引用名、日期取自各个文件；请不要用 --title、--key、--issued。", file=sys.stderr
        )
        return 2
    given = importing.Facts(
        args.title, args.key, args.kind, args.organ, args.number, args.issued, args.in_force, args.repealed
    )
    failed = 0
    for name in args.files:
        path = Path(name)
        try:
            with task(f"导入 {path.name}"):
                prepared = importing.draft(path.read_bytes(), path.name, given)
                if not args.dry_run:
                    importing.take(prepared, OPERATOR, timezone.now(), replace_text=args.replace)
        except importing.ImportRefused as refused:
            failed += 1
            print(f"{path.name}：{refused}", file=sys.stderr)
            continue
        except OSError as error:
            failed += 1
            print(f"不能读取文件“{name}”：{error.strerror}。", file=sys.stderr)
            continue
        facts = prepared.facts
        print(f"《{facts.title}》{facts.issued} 公布，{facts.in_force} 施行，{len(prepared.text.articles)} 条。")
        for places, said in ((prepared.gaps, "缺少"), (prepared.differing, "款、项数与索引不同")):
            if places:
                print(f"  {said}：第 {'、'.join(map(str, places[:20]))} 条，请核对文本。", file=sys.stderr)
    return 1 if failed else 0


def _find(args) -> int:
    try:
        found = library.find(args.citation, args.on)
        verdict = library.check(args.citation, args.on)
    except ArticleError as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(cite(args.citation))
    if found:
        print(found.text)
        return 0
    print(verdict.reason or "这一条存在，但没有导入条文；请用 fadu laws import 导入该法。", file=sys.stderr)
    return 1


def _check(args) -> int:
    results = checking.check_declared()
    faults = checking.faults()
    unchecked = sorted({one.verdict.reason for one in results if not one.verdict.ok} - {""})
    for line in faults:
        print(line, file=sys.stderr)
    print(f"核对 {len(results)} 处引用：{len(faults)} 处有误。")
    for reason in unchecked:
        print(f"  {reason}")
    return 1 if faults else 0
