"""损坏的文本: what copying and converting does to a report must not lose its figures.

Every variant is made by a script that keeps, for each character left, where it stood, so that what should be found is
known without marking anything anew.
"""

import json
import re

import pytest
from opencc import OpenCC

from fadu.reader import read

REPORTS = ("anshan-2019", "haidong-2023", "changzhi-2021", "pingtan-economy-2022", "pingtan-social-affairs-2022")
ENOUGH = 0.97

HEAD = """网站首页 > 政务公开 > 法治政府
无障碍 | 简体 | 繁体 | 微信 微博
索引号：000014349/2023-00017 发布时间：2023-03-30 16:56 来源：司法局 浏览次数：1321 字体：[大 中 小]
"""
FOOT = """
上一篇：关于举办第3期培训班的通知 下一篇：2022年部门决算
扫一扫在手机打开当前页 【打印】 【关闭】
主办单位：市人民政府办公室 联系电话：0472-5151234 邮编：014030
网站标识码：1501000001 某ICP备12003451号-1 某公网安备15010502000173号
"""


def without(pattern):
    """A change that leaves out the characters of a kind."""
    leave = re.compile(pattern)
    return lambda text: [(c, at) for at, c in enumerate(text) if not leave.match(c)]


def with_each(convert):
    """A change of each character into exactly one."""
    return lambda text: [(new if len(new := convert(c)) == 1 else c, at) for at, c in enumerate(text)]


def within_page(text):
    return [(c, -1) for c in HEAD] + [(c, at) for at, c in enumerate(text)] + [(c, -1) for c in FOOT]


def broken_lines(text):
    """Lines of 38 characters, as from a PDF, that break words and numbers' units apart but no digits."""
    made = []
    for at, c in enumerate(text):
        if at % 38 == 0 and not (c.isdigit() or c in ".%" or text[max(0, at - 1)].isdigit()):
            made.append(("\n", -1))
        made.append((c, at))
    return made


def without_units(text):
    """Every second 件, 项 and the like after a number, and every second per-cent sign, is lost."""
    lost = [one.end() - 1 for one in re.finditer(r"\d[余多]? ?[件项个名次%条份]", text)][::2]
    return [(c, at) for at, c in enumerate(text) if at not in lost]


VARIANTS = {
    "no spaces and lines": without(r"\s"),
    "no full stops and commas": without(r"[，；：！？,;:!?“”‘’]"),
    "no punctuation": without(r"[，。；：！？“”‘’]"),
    "missing units": without_units,
    "traditional": with_each(OpenCC("s2t").convert),
    "simplified": with_each(OpenCC("t2s").convert),
    "full-width digits": with_each(lambda c: chr(ord(c) + 0xFEE0) if "0" <= c <= "9" or c == "%" else c),
    "half-width punctuation": with_each(lambda c: {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}.get(c, c)),
    "page furniture": within_page,
    "lines of a PDF": broken_lines,
}


def lines(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def scores(shared, change):
    """Return recall and precision over all texts, and what was missed and read falsely."""
    expected = found = extra = 0
    missed, false = [], []
    for name in REPORTS:
        text = (shared / "reports" / f"{name}.txt").read_bytes().decode("utf-8-sig")
        gold = lines(shared / "reports" / "gold" / f"{name}.jsonl")
        optional = shared / "reports" / "gold" / f"{name}.optional.jsonl"
        ignored = {one["offset"] for one in lines(optional)} if optional.exists() else set()
        ignored |= {one["offset"] for one in gold if one.get("borderline")}
        pairs = change(text)
        damaged = "".join(c for c, _at in pairs)
        came_from = [at for _c, at in pairs]
        read_ = {came_from[one.start]: one for one in read(damaged).figures}
        wanted = {one["offset"]: one["value"] for one in gold if one["offset"] not in ignored}
        right = {at for at, value in wanted.items() if at in read_ and float(read_[at].value) == float(value)}
        wrong = [at for at in read_ if at not in right and at not in ignored]
        expected, found, extra = expected + len(wanted), found + len(right), extra + len(wrong)
        missed += [f"{name}: {text[max(0, at - 12) : at + 12]!r}" for at in sorted(set(wanted) - right)]
        false += [f"{name}: {read_[at].context!r}" for at in sorted(wrong)]
    return found / expected, found / (found + extra), missed, false


@pytest.mark.parametrize("variant", VARIANTS)
def test_figures_are_found_in_damaged_texts(shared, variant):
    recall, precision, missed, false = scores(shared, VARIANTS[variant])
    assert recall > ENOUGH, missed
    assert precision > ENOUGH, false
