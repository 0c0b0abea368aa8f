"""随机抽取：固定名单、抽取、核验；结果谁都可以重算

例：fadu draw freeze 名单.xlsx --out ROSTER.txt
    fadu draw freeze 检查人员.csv --kind inspectors --out INSPECTORS.txt
    fadu draw plan PLAN.json
    fadu draw run --plan PLAN.json --roster ROSTER.txt --randomness "03 07 12 18 25 31 + 09" --out PROOF.json
    fadu draw verify PROOF.json --roster ROSTER.txt
    fadu draw record PROOF.json --roster ROSTER.txt --out 记录.docx
名单的栏目：id（编号）、stratum（层）、weight（权重，1 至 100）。怎样自己核对，见 docs/draw.md。
"""

import argparse
import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from fadu.draw import DrawRefused, Plan, Verification, freeze_file, remarks, verify
from fadu.draw import run as draw
from fadu.draw.canonical import dumps
from fadu.draw.freezing import KINDS, read_text
from fadu.draw.record import record
from fadu.draw.suites import SUITES
from fadu.draw.verification import read
from fadu.draw.wording import fault
from fadu.official import DocumentError, docx, pdf
from fadu.official.fonts import MissingFont


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Five acts: freeze, plan, run, verify, record."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="freeze|plan|run|verify|record")
    one = acts.add_parser("freeze", help="把 CSV、XLSX、Parquet 名单固定为规范文本，印出摘要")
    one.add_argument("source", metavar="名单", type=Path)
    one.add_argument("--out", metavar="文件", type=Path, required=True, help="规范文本写到哪里，如 ROSTER.txt")
    one.add_argument("--suite", choices=list(SUITES), default="aes", help="摘要用 SHA-256（aes，默认）还是 SM3（sm）")
    one.add_argument("--kind", choices=list(KINDS), default="roster", help="对象名单（默认）、检查人员、回避关系")
    one.set_defaults(act_run=_freeze)

    one = acts.add_parser("plan", help="检查方案，印出它的摘要；与名单摘要一起，在随机数公布以前公布")
    one.add_argument("plan", metavar="PLAN.json", type=Path)
    one.add_argument("--out", metavar="文件", type=Path, help="把规范形式（RFC 8785）写到哪里")
    one.set_defaults(act_run=_plan)

    one = acts.add_parser("run", help="按方案、名单和公布的随机数抽取，写出结果文件")
    one.add_argument("--plan", metavar="PLAN.json", type=Path, required=True)
    one.add_argument("--roster", metavar="ROSTER.txt", type=Path, required=True)
    one.add_argument(
        "--randomness",
        metavar="数值",
        action="append",
        required=True,
        help="公布的随机数；多方给出的，按方案的次序各写一次",
    )
    one.add_argument("--published-at", metavar="时刻", default="", help="随机数公布的时刻；不写即方案约定的")
    one.add_argument("--out", metavar="PROOF.json", type=Path, required=True)
    one.add_argument(
        "--engine", choices=("local", "spark"), default="local", help="在本机还是在分布式引擎上算，结果相同"
    )
    _lists(one)
    one.set_defaults(act_run=_run)

    one = acts.add_parser("verify", help="重算结果文件，说出核对了什么；不符的，印出第一处")
    one.add_argument("proof", metavar="PROOF.json", type=Path)
    one.add_argument("--roster", metavar="ROSTER.txt", type=Path, required=True)
    one.add_argument("--objects-only", action="store_true", help="只核对抽中的对象，不核对检查人员的配对")
    _lists(one)
    one.set_defaults(act_run=_verify)

    one = acts.add_parser("record", help="印一页抽取记录，附手工核对一例（DOCX 或 PDF）")
    one.add_argument("proof", metavar="PROOF.json", type=Path)
    one.add_argument("--roster", metavar="ROSTER.txt", type=Path, required=True)
    one.add_argument("--out", metavar="文件", type=Path, required=True, help="以 .docx 或 .pdf 结尾")
    one.add_argument("--organ", metavar="机关", default="", help="署名")
    _lists(one)
    one.set_defaults(act_run=_record, objects_only=False)


def _lists(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--inspectors", metavar="文件", type=Path, help="检查人员名单，摘要已写在方案里")
    parser.add_argument("--conflicts", metavar="文件", type=Path, help="回避名单，摘要已写在方案里")
    parser.add_argument("--commit", metavar="摘要", default="", help="抽取以前公布的名单摘要，与名单不符即拒绝")


def run(args: argparse.Namespace) -> int:
    """Do one of them; a refusal is one sentence on stderr and exit code 1."""
    try:
        code: int = args.act_run(args)
    except DrawRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or ''}：{error.strerror or error}", file=sys.stderr)
        return 1
    return code


def _freeze(args: argparse.Namespace) -> int:
    frozen = freeze_file(args.source, args.out, args.suite, args.kind)
    for warning in frozen.warnings:
        print(f"请核对：{warning}", file=sys.stderr)
    print(f"commit {frozen.commit}\npage_root {frozen.page_root}\nlines {frozen.lines}")
    return 0


def _plan(args: argparse.Namespace) -> int:
    plan = Plan.read(_bytes(args.plan))
    if args.out:
        _write(args.out, dumps(plan.document))
    print(f"plan_digest {plan.digest.hex()}")
    return 0


def _run(args: argparse.Namespace) -> int:
    spread = map
    if args.engine == "spark":
        from fadu.kernel.extracts.engines import spread  # type: ignore[assignment]
    plan = Plan.read(_bytes(args.plan))
    proof = draw(
        plan,
        args.roster,
        args.randomness,
        inspectors=_list(args.inspectors, "inspectors"),
        conflicts=_list(args.conflicts, "conflicts"),
        published_at=args.published_at,
        commit=args.commit,
        software=f"fadu {version('fadu')}",
        spread=spread,
    )
    _write(args.out, f"{json.dumps(proof, ensure_ascii=False, separators=(',', ':'))}\n".encode())
    for remark in remarks(proof):
        print(f"注意：{remark}", file=sys.stderr)
    drawn = sum(len(one["drawn"]) for one in proof["strata"])
    print(f"名单摘要 {proof['roster']['commit']}\n种子 {proof['seed']}\n抽中 {drawn} 个，写在 {args.out}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    done = _verified(args)
    print(*(f"✓ {check}" for check in done.checks), sep="\n")
    if done.difference:
        print(f"✗ {done.difference}", file=sys.stderr)
        return 1
    print("核验通过。")
    return 0


def _verified(args: argparse.Namespace) -> Verification:
    return verify(
        _bytes(args.proof),
        args.roster,
        inspectors=_list(args.inspectors, "inspectors"),
        conflicts=_list(args.conflicts, "conflicts"),
        commit=args.commit,
        objects_only=args.objects_only,
    )


def _record(args: argparse.Namespace) -> int:
    writer = {".docx": docx.write, ".pdf": pdf.write}.get(args.out.suffix.lower())
    if writer is None:
        print(f"{args.out.name}：抽取记录只能写成 DOCX 或者 PDF，请以 .docx 或 .pdf 结尾", file=sys.stderr)
        return 2
    args.objects_only = args.inspectors is None
    done = _verified(args)
    if done.difference:
        print(f"结果文件核验不过，不能印记录：{done.difference}", file=sys.stderr)
        return 1
    try:
        _write(args.out, writer(record(read(args.proof), args.roster, args.organ)))
    except (DocumentError, MissingFont) as refused:
        print(refused, file=sys.stderr)
        return 1
    print(args.out)
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DrawRefused("unreadable", name=path, error=fault(error)) from error


def _list(path: Path | None, kind: str) -> bytes | None:
    return None if path is None else read_text(path, kind)


def _write(path: Path, data: bytes) -> None:
    """Write all of a file or nothing."""
    if not path.parent.is_dir():
        raise DrawRefused("unreadable", name=path, error=("目录不存在", "there is no such folder"))
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    made = Path(file.name)
    made.chmod(0o644)
    made.replace(path)
