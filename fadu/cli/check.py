"""核报告：勾稽关系是否成立，体例是否齐全，数字与台账是否一致

写明机构的，报告里的数字与本系统同一机构、口径、期间的数字核对；DOCX 可以带着批注写成新文件。
有错误、与台账不一致时退出码为 1；“请核对”的提示不算错误。
例：fadu check 报告.docx
    fadu check 报告.txt --year 2023 --json
    fadu check 草稿.docx --organisation 990100 --year 2023 --docx 批注.docx
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from django.utils import timezone

from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.organisations import Organisation
from fadu.reader import Unreadable, sources
from fadu.readings import holding, review, store
from fadu.readings.comments import annotate
from fadu.readings.models import Reading
from fadu.readings.telling import Told, is_doubtful

SIGNS = {holding.AGREES: "●", holding.DIFFERS: "✗ 错误"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, what it is held against, and how the answer is given."""
    parser.add_argument("file", metavar="文件", type=Path, help="TXT、HTML、DOCX 或者 PDF")
    parser.add_argument("--organisation", metavar="机构代码", default="", help="报告是哪个机构的，与它的台账核对")
    parser.add_argument("--year", metavar="年度", default="", help="报告年度；不写则按文中写明的")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--docx", metavar="文件", type=Path, help="把 DOCX 加上批注，写进这个文件；原文不动")


def run(args: argparse.Namespace) -> int:
    """Check one file; 1 if it holds an error, differs from the ledgers, or cannot be read."""
    if args.year and not (args.year.isdecimal() and len(args.year) == 4):
        print("年度请写四位数字，例如 --year 2023。", file=sys.stderr)
        return 2
    about = None
    if args.organisation:
        from . import lacking

        if lack := lacking():
            print(lack, file=sys.stderr)
            return 1
        about = Organisation.objects.filter(code=args.organisation).first()
        if about is None:
            print(f"没有机构代码“{args.organisation}”。请在“机构”页面核对代码。", file=sys.stderr)
            return 1
    try:
        data = sources.load(args.file)
        source = sources.extract(data, args.file.name)
        reading = Reading(text=source.text, about=about, year=store.year_of(source.text, args.year))
        told = _told(reading)
        if args.docx:
            made = annotate(data, source.text, told.notes(), timezone.now())
    except Unreadable as refused:
        print(refused, file=sys.stderr)
        return 1
    if args.docx and not _written(args.docx, args.file, made):
        return 1
    if args.json:
        head: dict[str, Any] = {"file": str(args.file), "sha256": hashlib.sha256(data).hexdigest()}
        head |= {"year": reading.year, "organisation": args.organisation, "errors": told.errors}
        print(json.dumps(head | told.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(f"{args.file}（{reading.year or '年度不明'}）", source.notes, told)
    return 1 if told.errors else 0


def _told(reading: Reading) -> Told:
    figures = store.rows_of(reading.text, reading.year)
    before = review.earlier(reading) if reading.about else None
    last = store.figures(before) if before else []
    return Told(
        reading.text,
        figures,
        review.check(reading.text, figures),
        review.find(reading.text, reading.year, figures, last),
        holding.hold(figures, reading.about, reading.year) if reading.about else (),
    )


def _written(out: Path, file: Path, made: bytes) -> bool:
    if out.exists() and out.samefile(file):
        print(f"{out} 是要核的文件本身，没有写。请另写一个文件名。", file=sys.stderr)
        return False
    try:
        out.write_bytes(made)
    except OSError as error:
        print(f"写不进 {out}：{error.strerror}。请检查目录和权限。", file=sys.stderr)
        return False
    return True


def _show(head: str, notes: tuple[str, ...], told: Told) -> None:
    holds = sum(check.ok is True for check in told.checks)
    print(f"{head}：{len(told.figures)} 个数字，{holds} 项勾稽相符")
    for note in notes:
        print(f"  注意：{note}")
    # What agrees is long and comes first; what is wrong stands last, before the result.
    for one in sorted(told.held, key=lambda held: held.status == holding.DIFFERS):
        if one.ledger:
            said = f"{one.figure.text}{one.figure.unit}\t{CATALOGUE[one.figure.indicator].label}：{one.said}"
            print(f"  {SIGNS[one.status]}\t第 {_line(told.text, one.figure.start)} 行\t{said}")
    for check in told.checks:
        if check.ok is not True:
            first = told.figures[check.figures[0]]
            sign = "✗ 错误" if check.ok is False else "？请核对" if is_doubtful(check) else "○ 可能有关"
            print(f"  {sign}\t第 {_line(told.text, first.start)} 行“{first.context.strip()}”\t{check.message}")
    for found in told.findings:
        sign = "✗ 错误" if found.level == "error" else "？请核对"
        where = "全文" if found.place is None else f"第 {_line(told.text, found.place)} 行"
        print(f"  {sign}\t{where}\t{found.message}{f'（{found.article}）' if found.article else ''}")
    if told.held:
        counts = {status: sum(one.status == status for one in told.held) for status in ORDER}
        print("  与台账核对：" + "，".join(f"{ORDER[status]} {number} 个" for status, number in counts.items()))
    print(f"共 {told.errors} 处错误。" if told.errors else "没有发现错误。")


ORDER = {
    holding.AGREES: "一致",
    holding.DIFFERS: "不一致",
    holding.NO_SOURCE: "没有来源",
    holding.NOT_COMPARABLE: "不可比",
}


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
