"""数量: which numerals are figures, with unit and qualifier, and what the others are.

A figure is a quantity that reports a fact. Ordinals, headings, dates, document numbers, names and slogans, telephone
numbers and postcodes are not; each of these is given its category.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from .numerals import Numeral, numerals
from .words import CLASSIFIERS, HEADING, PERCENT, PHRASES, QUOTED, SPANS, TITLE, UNIT

BEFORE = (
    ("at_least", re.compile(r"(?:不[能得应可]?(?:少于|低于|小于)|至少|最少|不下于?)$")),
    (
        "at_most",
        re.compile(r"(?:不[能得应可]?(?:超过|超出|高于|多于|大于)|至多|最多|低于|少于|控制在|不足|不到|未满)$"),
    ),
    ("over", re.compile(r"(?:超过|超|逾|多于|高于|大于|突破)$")),
    ("about", re.compile(r"(?:大约|约|将近|接近|近|左右)$")),
)
AFTER = (
    ("at_least", re.compile(r"^ ?(?:\([^()]{0,6}\))?(?:及以上|以上|及其以上)")),
    ("at_most", re.compile(r"^ ?(?:以内|之内|以下|及以下|内(?![部容设外]))")),
    ("about", re.compile(r"^ ?左右")),
    ("over", re.compile(r"^ ?有余")),
)


LIST = re.compile(r"(?:[^,。;:、\n\d“”《》]{2,14}、){1,9}[^,。;:、\n\d“”《》]{2,14}$")
# What follows a classifier in a slogan: 四个意识, 两个维护, 三个转变.
SLOGAN = re.compile(
    r"[“\"]最|意识|自信|维护|确立|坚持|到位|结合|必须|转变|关系|不|一|全面|带头|着力|强化|严格|加强|落实|健全|做好|创建|坚决|革命"
)
# 连续三年 says when, 连续三年获评 how often.
HELD = r"年(?:被|获|荣|蝉联|位居|位列|保持|入选|进入|名列|在[^,。;]{2,16}(?:第|优秀))"
# What goes before a slogan that lost its quotation marks (围绕五个…), and what closes it (以四个…为重点).
AIM = re.compile(r"(?:围绕|聚焦|紧扣|践行|增强|坚定|做到|树牢|按照|突出|紧盯|把握|筑牢) ?$")
MADE = re.compile(r"(?:个|大|项|条)[^,。;\d]{1,8}为(?:重点|抓手|核心|主线|载体|目标|突破口|引领|统领|契机)")


@dataclass(frozen=True)
class Quantity:
    """数量: a numeral read as a figure; `start` and `end` hold the number with its 余, 多, without the unit."""

    start: int
    end: int
    value: Decimal
    approx: str
    unit: str  # simplified; empty where the text has none
    unit_end: int

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage."""
        return self.unit in PERCENT


@dataclass(frozen=True)
class Other:
    """其他数字: a numeral that is no figure, and what it is instead."""

    start: int
    end: int
    category: str


def read(text: str) -> tuple[list[Quantity], list[Other]]:
    """Return the figures of folded `text`, and the numerals that are none with their categories."""
    reading = _Reading(text)
    figures: list[Quantity] = []
    others: list[Other] = []
    for numeral in numerals(text):
        category = reading.category(numeral)
        if category:
            others.append(Other(numeral.start, numeral.end, category))
        else:
            figures.append(reading.quantity(numeral))
    return reading.without_runs(figures, others), others


class _Reading:
    """One text with the spans that decide what its numerals are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int, str]] = []
        for category, pattern in SPANS:
            self.spans += [
                (one.start(), one.end(), category) for one in pattern.finditer(text) if one.end() > one.start()
            ]
        self.titles = [(one.start(), one.end()) for one in TITLE.finditer(text)]
        self.quotes = [(one.start(), one.end()) for one in QUOTED.finditer(text)]
        self.phrases = [(one.start(), one.end()) for one in PHRASES.finditer(text)]
        self.headings = [(one.start("mark"), one.end("mark")) for one in HEADING.finditer(text)]
        self._index: dict[str, list] = {}

    def within(self, spans: Sequence[tuple], start: int, end: int):
        """Return the first span that covers a place."""
        key = id(spans)
        starts = self._index.get(key)  # type: ignore[call-overload]
        if starts is None:
            spans.sort()  # type: ignore[attr-defined]
            starts = self._index[key] = [one[0] for one in spans]  # type: ignore[index]
        at = bisect_right(starts, start)
        for one in reversed(spans[max(0, at - 6) : at]):
            if one[0] <= start and end <= one[1]:
                return one
        return None

    def category(self, numeral: Numeral) -> str:
        """Return what the numeral is if it is no figure; empty for a figure."""
        start, end, text = numeral.start, numeral.end, self.text
        if self.within(self.headings, start, end):
            return "heading"
        before, after = text[max(0, start - 12) : start], text[end : end + 12]
        unit = self.unit(numeral)[0]
        if re.match(r" ?个?部分", after):
            return "structural"  # of the report itself
        if span := self.within(self.spans, start, end):
            years = span[2] == "date" and unit == "年" and numeral.value < 100
            if not years or "月" in text[span[0] : span[1]]:
                return span[2]
        if title := self.within(self.titles, start, end):
            listed = numeral.arabic and unit and re.search(r"(?:共|计|总计|合计) ?$", before)
            if not listed and title:
                return "name"
        if not numeral.arabic:
            return self.chinese_category(numeral, unit, before, after)
        if re.search(r"\| ?[+-]?$", before) and re.match(rf" ?(?:{re.escape(unit)})? ?\|", after):
            return "garbled"  # the cell of a table
        if unit == "年" and re.search(r"\.(?:19|20)\d\d$", numeral.text):
            return "date"  # 附件2.2023年
        if unit in PERCENT:
            return ""
        if (quote := self.within(self.quotes, start, end)) and (not unit or quote[1] - quote[0] < 16):
            return "name"
        if re.match(r" ?(?:岁|周岁|时(?!许)|点(?:钟|\d|整)|℃|层|楼|室|路|路段|弄|级|版|届|号|周年|维|纬|经)", after):
            return "name"
        if re.search(r"[第no.No]$|[A-Za-z/_=&]$", before) or re.match(r"[A-Za-z_/=&]", after):
            return "name"
        if not unit:
            return self.bare_category(numeral, before, after)
        if unit == "年" and (
            numeral.value >= 100
            or re.search(r"(?:近|过去|未来|今后|第|前|后|头|每) ?$", before)
            or (before.endswith("连续") and not re.match(HELD, after))
            or re.match(r"年(?:来|规划|行动|计划|级|期|的(?:历程|发展|奋斗|实践|建设|努力|积累))", after)
            or (re.fullmatch(r"[5-9]\d", numeral.text) and re.search(r"[从自于到至在,。]$", before))  # 从97年
        ):
            return "time_phrase"
        if unit in ("天", "小时") and re.search(r"(?:每|全)$", before):
            return "time_phrase"
        return ""

    def bare_category(self, numeral: Numeral, before: str, after: str) -> str:
        """Decide about an Arabic number that no unit follows."""
        written = numeral.text.strip()
        if re.search(r"(?:附件|附表|附录|表|图|案例|样本|编号|序号|拨打|来电|代码) ?$", before):
            return "name"
        if len(written) >= 7 and numeral.value == int(numeral.value) and "万" not in written and "," not in written:
            return "contact"
        if re.match(
            r" ?(?:热线|平台|电话|网站|专线|举报|工程|机制|模式|体系|行动|计划|战略|省道|国道|县道|高速|专项|工作法)",
            after,
        ):
            return "name"
        if re.match(r"[-~/:.]\d", after) or re.search(r"\d[-~/:.]$", before):
            return "name"
        if re.search(
            r"(?:达到?|至|为|共计?|总计|合计|约|近|超过?|逾|数[量为]?|有|余|突破|完成|累计|增加|减少|分别|[、,]"
            r"|上升|下降|增长|提高|降低|压减|压缩|占[^,。;]{1,12}的|率) ?$",
            before,
        ):
            return ""
        if re.match(
            r" ?(?:多|余)?(?:方面|领域|环节|部门|单位|地市|市县|县区|县|乡镇|村|社区|街道|站点|网点|企业|干部|群众)",
            after,
        ):
            return ""
        # In a sentence a number that lost its unit still counts; between blanks it is the cell of a table.
        if re.search(r"[\u4e00-\u9fff](?:[“《(]?[^“《(\s]{0,2}[”》)])? ?$", before) and re.match(
            r"[\u4e00-\u9fff,。;、)]", after
        ):
            return ""
        return "garbled"

    def chinese_category(self, numeral: Numeral, unit: str, before: str, after: str) -> str:
        """Decide about a numeral in Chinese characters: it counts only before a classifier, and names elsewhere."""
        start, end = numeral.start, numeral.end
        if self.closes_list(numeral):
            return ""
        if self.within(self.phrases, start, end) or self.within(self.phrases, start, min(end + 1, len(self.text))):
            return "name"
        if self.within(self.quotes, start, end):
            return "name"
        if before.endswith("第") or re.search(r"(?:百分之|千分之|分之)$", before):
            return "" if before.endswith("百分之") else "ordinal"
        written = numeral.text
        if written[0] in "百千万亿" and len(written.rstrip("余多")) == 1:
            vague = re.search(r"(?:近|约|逾|超|超过|上|过)$", before) or numeral.more
            return "" if vague and unit in CLASSIFIERS else "lexical"
        if numeral.value < 2 or written == "二":  # what is counted is 两
            return "lexical"
        if re.match(r"大(?!队|型|会|厅|量|批|家|多|学|厦|局|小|学生)", after):
            return "" if before.endswith("等") else "name"
        if re.match(r"方面 ?\d", after) or (re.match(r"方面", after) and re.search(r"等 ?$", before)):
            return ""
        if re.match(r"部门|单位|部委", after) and re.search(r"、[^、,。;:\d]{2,10}$", before):
            return ""  # the count of a list that has just been printed
        if unit not in CLASSIFIERS:
            return "structural" if re.match(r"[级地方者市县省区乡镇部门]", after) else "lexical"
        following = self.text[end + len(unit) : end + len(unit) + 4]
        if following.startswith("以上") and unit != "成" and numeral.value < 3 and not numeral.more:
            return "rhetorical"  # 两种以上, 两次以上: a condition
        if re.search(r"(?:三|每|隔|同|这|那|哪|各|上述|以下|如下|任何|其他|前|(?<![前先])后|头)$", before):
            return "rhetorical"
        if (unit == "轮" and following.startswith("车")) or (unit == "类" and re.match("人员|对象", following)):
            return "lexical"
        if SLOGAN.match(following) or AIM.search(before) or (before.endswith("以") and MADE.match(after)):
            return "name"
        if unit == "个" and re.match(r"月|年|星期|小时", following):
            return "time_phrase"
        if unit == "人" and not re.match(r"[,。;、)(次被参获]|$", following):
            return "lexical"
        if unit == "次" and numeral.value < 10 and re.match(r"元|生|会议|全会|代表|党代|常委", following):
            return "ordinal"
        if unit in ("部", "门", "家", "期", "场", "课", "种", "本", "支") and re.match(
            r"(?:门|委|曲|队|人|长|署|中全|地|之)", following
        ):
            return "lexical"
        return ""

    def closes_list(self, numeral: Numeral) -> bool:
        """Whether it counts the aims or tasks of the list that has just been printed: 甲、乙、丙三大目标."""
        listed = LIST.search(self.text, max(0, numeral.start - 120), numeral.start)
        return bool(
            listed
            and len(listed.group().split("、")) == numeral.value
            and re.match(r"大(?:目标|任务)", self.text[numeral.end : numeral.end + 3])
        )

    def unit(self, numeral: Numeral) -> tuple[str, int]:
        """Return the unit that follows a numeral, and where it ends."""
        found = UNIT.match(self.text, numeral.end)
        if not found:
            return "", numeral.end
        unit = re.sub(r"[ \n]", "", found.group())
        following = self.text[found.end() : found.end() + 1]
        # 部 of 部门, 区 of 区域 and their like are the beginning of the noun that is counted.
        if (unit == "部" and following in "门委署队位分") or (unit == "单" and following == "位"):
            return "", numeral.end
        if unit in ("分", "日", "周", "点", "面", "车", "道", "口", "课", "讲", "度", "位") and following in (
            "别",
            "局",
            "常",
            "边",
            "对",
            "路",
            "岸",
            "程",
            "话",
            "解",
            "积",
            "于",
        ):
            return "", numeral.end
        return unit, found.end()

    def quantity(self, numeral: Numeral) -> Quantity:
        """Return the figure with unit and qualifier."""
        unit, unit_end = self.unit(numeral)
        text = self.text
        start, end = numeral.start, numeral.end
        if not numeral.arabic and unit == "" and re.match(r"大", text[end:]):
            unit, unit_end = "大", end + 1
        before, after = (
            text[max(0, start - 8) : start].replace(" ", "").replace("\n", ""),
            text[unit_end : unit_end + 10],
        )
        approx = "over" if numeral.more else "exact"
        if (
            approx == "exact"
            and re.match(r" ?[多余](?![部元方种层级样渠跨])", after)
            and unit in ("年", "个月", "元", "万元", "亿元", "%", "天")
        ):
            approx = "over"
        if approx == "exact":
            approx = next((name for name, pattern in AFTER if pattern.match(after)), "")
            approx = approx or next((name for name, pattern in BEFORE if pattern.search(before)), "exact")
        if before.endswith("百分之"):
            unit = "%"
        return Quantity(start, end, numeral.value, approx, unit, unit_end)

    def alone(self, one: Quantity) -> bool:
        """Whether blanks or the ends of a line stand on both sides of a figure."""
        around = self.text[max(0, one.start - 1) : one.start] + self.text[one.unit_end : one.unit_end + 1]
        return not around.strip(" \n+-")

    def without_runs(self, figures: list[Quantity], others: list[Other]) -> list[Quantity]:
        """Leave out the cells of a table that lost its lines: bare numbers one after another."""
        bare = {one.start: one.end for one in figures if not one.unit}
        bare |= {one.start: one.unit_end for one in figures if one.is_rate and self.alone(one)}
        bare |= {one.start: one.end for one in others if one.category == "garbled"}
        places = sorted(bare)
        beside = {
            place
            for before, after in pairwise(places)
            if not self.text[bare[before] : after].strip(" \n")
            for place in (before, after)
        }
        others.extend(Other(one.start, one.end, "garbled") for one in figures if one.start in beside)
        return [one for one in figures if one.start not in beside]
