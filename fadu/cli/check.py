"""核报告：勾稽关系是否成立，体例是否齐全

有错误时退出码为 1；“请核对”的提示不算错误。
例：fadu check 报告.docx
    fadu check 报告.txt --year 2023 --json
"""

import argparse
import json
import sys
from pathlib import Path

from fadu.reader import Reading, Unreadable, read_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, and how the answer is given."""
    parser.add_argument("file", metavar="文件", type=Path, help="TXT、HTML、DOCX 或者 PDF")
    parser.add_argument("--year", metavar="年度", default="", help="报告年度，文中没有写明时用")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Check one file; 1 if it holds an error or cannot be read."""
    try:
        reading = read_file(args.file, args.year)
    except Unreadable as refused:
        print(refused, file=sys.stderr)
        return 1
    errors = sum(check.ok is False for check in reading.checks)
    errors += sum(found.level == "error" for found in reading.findings)
    if args.json:
        plain = reading.as_json()
        answer = {name: plain[name] for name in ("file", "sha256", "checks", "findings")}
        print(json.dumps(answer | {"year": reading.year, "errors": errors}, ensure_ascii=False, indent=1))
    else:
        _show(reading, errors)
    return 1 if errors else 0


def _show(reading: Reading, errors: int) -> None:
    holding = sum(check.ok is True for check in reading.checks)
    print(f"{reading.file}（{reading.year or '年度不明'}）：{len(reading.figures)} 个数字，{holding} 项勾稽相符")
    for note in reading.notes:
        print(f"  注意：{note}")
    for check in reading.checks:
        if check.ok is not True:
            first = reading.figures[check.figures[0]]
            sign = "✗ 错误" if check.ok is False else "？请核对"
            print(f"  {sign}\t第 {_line(reading.text, first.start)} 行“{first.context.strip()}”\t{check.message}")
    for found in reading.findings:
        sign = "✗ 错误" if found.level == "error" else "？请核对"
        where = "全文" if found.place is None else f"第 {_line(reading.text, found.place)} 行"
        print(f"  {sign}\t{where}\t{found.message}{f'（{found.article}）' if found.article else ''}")
    print(f"共 {errors} 处错误。" if errors else "没有发现错误。")


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
