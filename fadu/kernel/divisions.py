"""区划代码: the shape of a code of GB/T 2260 (6 digits) and of its extension to townships (9) and villages (12).

The first two digits are the province, the next two the prefecture, the next two the county; zeros end the code. Only
the shape is checked: the full list changes every year, and an office knows its own code.
"""

from __future__ import annotations

# GB/T 2260: the first two digits. 99 is not assigned; it serves trials and the demonstration.
PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区",
    "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
    "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
    "99": "试用",
}  # fmt: skip
LENGTHS = {6: (1, 2, 3), 9: (4,), 12: (5,)}


class CodeError(ValueError):
    """A code of no such shape; `reason` names what is wrong: characters, length, province or zeros."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def level_of(code: str) -> int:
    """Return the level that a division's code tells: 1 province, 2 prefecture, 3 county, 4 township, 5 village.

    Raises CodeError.
    """
    if not (code.isascii() and code.isdecimal()):
        raise CodeError("characters")
    if len(code) not in LENGTHS:
        raise CodeError("length")
    if code[:2] not in PROVINCES:
        raise CodeError("province")
    if len(code) > 6:
        # A township may lie right below a prefecture that has no counties (东莞: 441900), never below a province.
        if code[2:4] == "00" or code[6:9] == "000" or code[9:] == "000":
            raise CodeError("zeros")
        return 4 if len(code) == 9 else 5
    prefecture, county = code[2:4], code[4:6]
    if prefecture == "00":
        if county != "00":
            raise CodeError("zeros")
        return 1
    return 2 if county == "00" else 3


def above(code: str) -> str:
    """Return the code of the division that lies above `code`, by its digits; nothing above a province."""
    level = level_of(code)
    return {1: "", 2: code[:2] + "0000", 3: code[:4] + "00", 4: code[:6], 5: code[:9]}[level]


def lies_in(code: str, other: str) -> bool:
    """Tell whether the division `code` lies in `other`, or is it, by their digits."""
    while code:
        if code == other:
            return True
        code = above(code)
    return False
