"""读报告：从已公布的或者起草中的报告读出数字，并核对勾稽关系

例：fadu read 报告.docx
    fadu read 报告一.pdf 报告二.html --json
    fadu read 报告.txt --jsonl 数字.jsonl
    fadu read --evaluate 标注目录
    fadu read --evaluate 标注目录 --write docs/reader.md
"""

import argparse
import json
import sys
from pathlib import Path

from fadu.reader import Reading, Unreadable, read_file
from fadu.reader.evaluation import evaluate, evaluate_relations, relations_table, table

SIGNS = {"over": "余", "about": "约", "at_least": "以上", "at_most": "以内", "exact": ""}
BEGIN, END = "<!-- 评测开始 -->", "<!-- 评测结束 -->"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and how the answer is given."""
    parser.add_argument("files", nargs="*", metavar="文件", type=Path, help="TXT、HTML、DOCX 或者 PDF")
    parser.add_argument("--year", metavar="年度", default="", help="报告年度，文中没有写明时用")
    parser.add_argument("--json", action="store_true", help="输出 JSON：一个文件一个对象，几个文件为数组")
    parser.add_argument("--jsonl", metavar="文件", type=Path, help="把读出的数字写进文件，一行一个")
    parser.add_argument("--evaluate", metavar="目录", type=Path, help="与标注（*.jsonl）对照，印出查全、查准")
    parser.add_argument("--write", metavar="文件", type=Path, help="把对照的表写进这个文件的两个标记之间")


def run(args: argparse.Namespace) -> int:
    """Read the files, or hold readings against gold files."""
    if args.evaluate:
        return _evaluate(args.evaluate, args.write)
    if not args.files:
        print("请写明要读的文件。例：fadu read 报告.docx", file=sys.stderr)
        return 2
    if args.year and not (args.year.isdecimal() and len(args.year) == 4):
        print("年度请写四位数字，例如 --year 2023。", file=sys.stderr)
        return 2
    readings: list[Reading] = []
    for file in args.files:
        try:
            readings.append(read_file(file, args.year))
        except Unreadable as refused:  # does not keep the others from being read
            print(refused, file=sys.stderr)
    if not readings:
        return 1
    if args.jsonl:
        lines = [json.dumps(one.as_json(), ensure_ascii=False) for made in readings for one in made.figures]
        try:
            args.jsonl.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as error:
            print(f"写不进 {args.jsonl}：{error.strerror}。请检查目录和权限。", file=sys.stderr)
            return 1
    if args.json:
        plain = [one.as_json() for one in readings]
        print(json.dumps(plain[0] if len(args.files) == 1 else plain, ensure_ascii=False, indent=1))
    elif not args.jsonl:
        for made in readings:
            _show(made)
    return 0 if len(readings) == len(args.files) else 1


def _show(made: Reading) -> None:
    print(f"{made.file}（{made.year or '年度不明'}）：{len(made.figures)} 个数字")
    for note in made.notes:
        print(f"  注意：{note}")
    for one in made.figures:
        said = f"{one.text}{one.unit}{SIGNS[one.approx] if one.approx != 'over' else ''}"
        print(f"  {one.start}\t{said}\t{one.org}\t{one.period}\t{one.indicator or '—'}\t{one.subject}")
    answers = [check.ok for check in made.checks]
    print(f"  勾稽：{answers.count(True)} 项相符，{answers.count(False)} 项不符")
    for check in made.checks:
        if check.ok is not True:
            print(f"  {'✗' if check.ok is False else '？'} {check.message}")
    for found in made.findings:
        print(f"  {'✗' if found.level == 'error' else '？'} {found.message}")


def _evaluate(folder: Path, document: Path | None) -> int:
    if not folder.is_dir():
        print(f"没有目录 {folder}，请核对路径。", file=sys.stderr)
        return 1
    try:
        scores, relations = evaluate(folder), evaluate_relations(folder)
    except (Unreadable, ValueError, KeyError) as refused:
        print(f"标注目录读不了：{refused}", file=sys.stderr)
        return 1
    if not scores:
        print(f"{folder} 里没有标注（*.jsonl）和同名的文本。", file=sys.stderr)
        return 1
    made = table(scores)
    if any(one.asked for one in relations):
        made += "\n\n" + relations_table(relations)
    print(made)
    if document:
        try:
            text = document.read_text(encoding="utf-8")
            before, begun, rest = text.partition(BEGIN)
            _old, ended, after = rest.partition(END)
            if not begun or not ended:
                print(f"{document} 里没有标记 {BEGIN} 和 {END}，没有写。", file=sys.stderr)
                return 1
            document.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")
        except OSError as error:
            print(f"写不进 {document}：{error.strerror}。请核对路径和权限。", file=sys.stderr)
            return 1
    for one in scores:
        for kind, found in (("漏读", one.missed), ("误读", one.false)):
            for context in found:
                print(f"{one.name} {kind}：{context}", file=sys.stderr)
    return 0
