"""抽取记录: one printed page that says what was drawn from what, and how to check one line of it by hand."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from fadu.official import Document, Table
from fadu.official.document import printed_date

from .plan import Plan
from .proof import Proof, Text, drawn_of
from .roster import Roster
from .suites import BLOCK, PROTOCOL, Suite, lp

MOST = 8  # strata on one page; the others are summed up
TITLE = "随机抽取结果记录"


def record(
    proof: Proof, roster: Roster | Text, organ: str = "", date: datetime.date | None = None, notice: str = ""
) -> Document:
    """Return the record of a draw that has been verified, to be written by `fadu.official`.

    Without `organ` it names the one that the plan names.
    """
    plan = Plan.read(proof["plan"])
    rows = _rows(proof, plan, Roster.read(roster, plan.suite))
    if organ := organ or plan.organ:
        day = f"，{printed_date(date)}" if date else ""
        rows = chain([("抽取机关", organ + day)], rows)
    return Document(TITLE, "", (Table(("项目", "内容和手工核对的命令"), tuple(rows), (1.5, 9)),), notice=notice)


def _rows(proof: Proof, plan: Plan, roster: Roster) -> Iterator[tuple[str, str]]:
    randomness, pairs, suite = proof["randomness"], proof["inspectors"], plan.suite
    hashed = "sha256sum" if suite.name == "aes" else "openssl dgst -sm3"
    value = "；".join(_values(proof))
    yield (
        "方案",
        f"{plan.id}，{PROTOCOL}，{'SM3、SM4' if suite.name == 'sm' else 'SHA-256、AES-256'}，摘要\n{plan.digest.hex()}",
    )
    yield "名单", f"{roster.lines} 行；{hashed} ROSTER.txt 应得\n{roster.commit.hex()}"
    yield "随机数", f"{randomness['source']}，{randomness['published_at']} 公布：{value}"
    yield (
        "种子",
        "协议名，接两个摘要和随机数，各冠以四字节长度：\n"
        f"echo {_hexadecimal(proof, plan, roster)} | xxd -r -p | {hashed} 应得\n{proof['seed']}",
    )
    told = f"检查人员：{len(pairs['pairs'])} 个对象各 {pairs['per_object']} 名。" if pairs else ""
    yield "抽取", _strata(proof["strata"]) + told
    yield from _example(proof["strata"], suite, bytes.fromhex(proof["seed"]), roster)


def _values(proof: Proof) -> list[str]:
    value = proof["randomness"]["value"]
    return [value] if isinstance(value, str) else value


def _strata(strata: list[Mapping[str, Any]]) -> str:
    """Say of each stratum how many it has, how many were drawn and how many stand in reserve."""

    def told(name: str, some: list[Mapping[str, Any]]) -> str:
        size, k = (sum(one[part] for one in some) for part in ("size", "k"))
        drawn, reserves = (sum(len(one[part]) for one in some) for part in ("drawn", "reserves"))
        fewer = f"（计划 {k} 个，不足，全部抽取）" if drawn < k else ""
        return f"{name} {size} 个抽 {drawn} 个{fewer}、后备 {reserves} 个"

    shown = strata if len(strata) <= MOST else strata[: MOST - 1]
    said = [told(f"“{one['name']}”", [one]) for one in shown]
    if rest := strata[len(shown) :]:
        said.append(told(f"其余 {len(rest)} 层", rest))
    return "；".join(said) + "。"


def _example(strata: list[Mapping[str, Any]], suite: Suite, seed: bytes, roster: Roster) -> Iterator[tuple[str, str]]:
    """Show the commands on the first object drawn, and hold it against the first that was not."""
    stratum = next((one for one in strata if one["drawn"]), None)
    if stratum is None:
        return
    drawn = stratum["drawn"][0]
    line = drawn["line"]
    yield (
        "一例",
        f"编号 {drawn['id']} 在名单第 {line + 1} 行（从 0 数是 {line}）：\n"
        f"head -c {BLOCK * (line + 1)} /dev/zero | openssl enc -{suite.cipher} -nopad -iv 0\n"
        f"-K {suite.key(seed).hex()}\n"
        "| tail -c 16 | head -c 8 | od -An -tx1（写成一行）应得\n"
        f"{suite.word(seed, line).to_bytes(8, 'big').hex(' ')}",
    )
    yield "次序", _comparison(stratum, suite, seed, roster)


def _hexadecimal(proof: Proof, plan: Plan, roster: Roster) -> str:
    """What the seed is the digest of, in groups that a line can be broken between."""
    parts = [roster.commit, plan.digest, *(value.encode() for value in _values(proof))]
    whole = PROTOCOL.encode() + b"".join(map(lp, parts))
    return " ".join(whole[place : place + 16].hex() for place in range(0, len(whole), 16))


def _comparison(stratum: Mapping[str, Any], suite: Suite, seed: bytes, roster: Roster) -> str:
    def of(one: Mapping[str, Any]) -> tuple[int, int, int]:
        weight = roster.line(one["line"]).rstrip(b"\n").rpartition(b"\t")[2]
        return one["line"], suite.word(seed, one["line"]), int(weight)

    def key(one: tuple[int, int, int]) -> str:
        return f"{((one[1] + 1) / 2**64) ** (1 / one[2]):.10f}"

    first = of(stratum["drawn"][0])
    told = f"（随机数＋1）÷2^64，开 {first[2]} 次方（权重），得 {key(first)}；"
    if stratum["reserves"]:
        other = of(stratum["reserves"][0])
        told += f"同层后备第一的第 {other[0] + 1} 行，随机数 {other[1]:016x}、权重 {other[2]}，得 {key(other)}，"
        told += "较小，所以排在后面。"
    return told + "大的先抽，相同的行号小的先抽。"


def objects(proof: Proof) -> Table:
    """Return the drawn objects as a table, for an annex."""
    pairs = proof["inspectors"]["pairs"] if proof["inspectors"] else []
    names = {pair["line"]: "、".join(pair["inspectors"]) for pair in pairs}
    rows = [(str(one["line"] + 1), one["id"], names.get(one["line"], "")) for one in drawn_of(proof["strata"])]
    if not pairs:
        return Table(("名单行号", "编号"), tuple(row[:2] for row in rows))
    return Table(("名单行号", "编号", "检查人员"), tuple(rows))
