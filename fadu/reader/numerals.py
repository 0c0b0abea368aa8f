"""数词: every numeral of a text, in Arabic, Chinese or mixed writing, with its value.

Works on folded text. `225.81万` is 2258100, `万元` and `亿元` are units and are left to the unit; `1,234` has a
thousands separator; `7700 多` and `10余` are read with their 余, 多.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    c: value
    for value, cs in enumerate(("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in cs
}
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
SCALES = {"万": 10**4, "亿": 10**8}
CHINESE = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"

# A blank between thousands is told from the cells of a table by a group that begins with a nought (3 000, 1 050), or
# by the word before and the unit after it (收案271 997件).
ARABIC = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
    r"|(?<![\d ])\d{1,3}(?: 0\d\d)(?: \d{3})*(?!\d| \d)(?:\.\d+)?"
    r"|(?<=[\u4e00-\u9fff(])[1-9]\d{0,2}(?: \d{3})+(?=[\u4e00-\u9fff])"
    r"|\d+(?:\.\d+)?"
)
# A scale multiplies unless money follows: 万元 is a unit.
SCALE = r"(?:[十百千](?=[万亿]+元)|(?>[十百千万亿]{1,2})(?! ?(?:美|港|欧|日)?元))"
MORE = r"[余多]"
NUMERAL = re.compile(
    rf"(?P<arabic>{ARABIC})(?:(?P<more> ?{MORE}(?=[ ]?[万亿]))?[ ]?(?P<scale>{SCALE}))?(?P<after>[ \n]?{MORE})?"
    rf"|(?P<chinese>[{CHINESE}]+(?:点[{CHINESE}]+)?)(?P<chinese_after>{MORE})?"
)


LONGEST = 30  # characters of a numeral that means something


@dataclass(frozen=True)
class Numeral:
    """数词: where it stands, what it is worth, and whether 余 or 多 says that it is more than that."""

    start: int
    end: int
    value: Decimal
    more: bool
    arabic: bool
    text: str


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numerals of folded `text` in their order."""
    for found in NUMERAL.finditer(text):
        if found.end() - found.start() > LONGEST:
            continue
        if found["arabic"]:
            value = Decimal(found["arabic"].replace(",", "").replace(" ", ""))
            for scale in found["scale"] or "":
                value *= SCALES.get(scale) or TENS[scale]
            more, end = found["more"] or found["after"], found.end()
            if found["after"] and not _is_more(text, found.start("after"), end):
                more, end = found["more"], found.start("after")
        else:
            written = found["chinese"]
            read = chinese_value(written)
            if read is None:
                continue
            value, more, end = read, found["chinese_after"], found.end()
            if more and not _is_more(text, found.start("chinese_after"), end):
                more, end = None, found.end("chinese")
        yield Numeral(found.start(), end, value, bool(more), bool(found["arabic"]), text[found.start() : end])


def _is_more(text: str, start: int, end: int) -> bool:
    """Tell whether 余 or 多 belongs to the number: 多部门, 多元, 多方 are words."""
    following = text[end : end + 1]
    return text[start:end].strip() == "余" or following not in ("部", "元", "方", "种", "层", "级", "样", "渠", "跨")


def chinese_value(written: str) -> Decimal | None:
    """Return the value of a Chinese numeral (一千五百八十七, 二〇二三, 十一, 两万, 三点五); None where it is none."""
    whole, point, part = written.partition("点")
    if point:
        value = chinese_value(whole)
        digits = [DIGITS.get(c) for c in part]
        if value is None or None in digits or not digits:
            return None
        return value + Decimal("0." + "".join(map(str, digits)))
    if len(written) > 1 and all(c in DIGITS for c in written):
        return Decimal("".join(str(DIGITS[c]) for c in written))
    hundred_millions = ten_thousands = section = digit = 0
    given = False  # whether a digit stands before the next power: 十 alone is ten
    for c in written:
        if c in DIGITS:
            digit, given = DIGITS[c], True
        elif c in TENS:
            section += (digit if given else 1) * TENS[c]
            digit, given = 0, False
        elif c == "万":
            ten_thousands += (section + digit or 1) * 10**4
            section, digit, given = 0, 0, False
        else:
            hundred_millions += (ten_thousands + section + digit or 1) * 10**8
            ten_thousands, section, digit, given = 0, 0, 0, False
    return Decimal(hundred_millions + ten_thousands + section + digit)
