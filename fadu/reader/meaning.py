"""含义: the indicator of a figure, by what stands beside it; its subject, organisation and period.

A line of `lexicon.tsv` is a way to speak of one indicator: `near` must match the clause in which the figure stands,
written with `#` for the number; `wide` the heading, the sentence before, its own sentence or what goes on after the
clause; `unless` must not match the clause, `outside` not the sentence up to the figure. Where two indicators match, the
longer match in the clause wins; unknown is better than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import lexicon
from .quantities import Quantity

BREAK = re.compile(r"[,;。!?\n:]")
REACH = 120  # characters that a clause may have before a figure
SENTENCE = 600  # characters beyond which a sentence without an end is not looked back
AHEAD = 30  # characters of the sentence that are looked at after its clause


@dataclass(frozen=True)
class Surroundings:
    """语境: the clause with `#` for the number, and what was said before it."""

    near: str
    wide: str
    sentence: str
    following: str  # what the sentence goes on to say, up to the next figure


# A clause that says no more than this leaves the rest to the one before it.
BARE = re.compile(r"^(?:已|共|共计|总计|合计|累计|总数|数量|达|达到|为|约|近|超过?|其中|\(|第)*$")
# 由3个压缩到2个: what is new is the figure of the same thing, what it was before is none of this year's.
BECAME = re.compile(
    r"^(?:压缩|压减|缩短|减少|精简|增加|增长|增至|提高|提升|扩大|扩展|上升|下降|降低|降|减|升|调整|优化)?了?(?:到|至|为|成)"
)
OLD = re.compile(r"(?:[由从]|[由从](?:过去|原来|原先|上年|去年|目前)的?)(?:平均)?(?:不足|不到|近|约)?$")
# 安置率、帮教率分别达96%、100%: each figure has the name that stands in its place.
RESPECTIVE = re.compile(r"(?P<names>[^,;。:\d]{2,60}?)(?:分别|各)(?:为|达到?了?|是|有|占)?(?:约|近|超过?)?$")


def sentence_start(text: str, place: int, marks: str = "。\n") -> int:
    """Return where the sentence begins that a place is in, not looking further back than a sentence goes."""
    first = max(0, place - SENTENCE)
    return max(first, *(text.rfind(mark, first, place) + 1 for mark in marks))


def surroundings(text: str, figures: Sequence[Quantity], place: int, heading: str, last: str = "") -> Surroundings:
    """Return what stands around the figure at `place` of `figures`; `last` is what led up to the figure before it."""
    one = figures[place]
    before = figures[place - 1].unit_end if place else 0
    after = figures[place + 1].start if place + 1 < len(figures) else len(text)
    breaks = [found.end() for found in BREAK.finditer(text, max(0, one.start - REACH), one.start)]
    start = max([max(0, one.start - REACH), before, *breaks])
    end = min(one.unit_end + REACH // 2, after)
    found = BREAK.search(text, one.unit_end, end)
    end = found.start() if found else end
    if text[one.unit_end : one.unit_end + 1] == "、":
        end = one.unit_end  # the next of a list begins
    elif end == after and (join := max(text.rfind(c, one.unit_end, after) for c in "、和及与")) > 0:
        end = join  # what stands after it belongs to the next figure
    began = sentence_start(text, one.start)
    if text.rfind("《", began, one.start) > text.rfind("》", began, one.start):
        closing = text.find("》", one.unit_end, end)
        end = closing if closing >= 0 else end  # a figure in a title: what follows the title is another matter
    left = _left(text, figures, place, (start, before, breaks), end, last)
    near = f"{left}#{one.unit}{_clean(text[one.unit_end : end])}"
    previous = sentence_start(text, max(0, began - 1))
    sentence = _clean(text[max(began, one.start - 160) : one.start])
    wide = heading + "|" + _clean(text[max(previous, began - 80) : began]) + sentence
    stop = min((at for c in "。\n" if (at := text.find(c, one.unit_end, end + AHEAD)) >= 0), default=end + AHEAD)
    said = sentence if sentence.endswith(left) else sentence + left
    return Surroundings(near, wide, said, _clean(text[end:stop]))


def _left(
    text: str, figures: Sequence[Quantity], place: int, bounds: tuple[int, int, list[int]], end: int, last: str
) -> str:
    """Return what leads up to the figure: its own clause, or where that says too little, the one before."""
    one, (start, before, breaks) = figures[place], bounds
    left = _clean(text[start : one.start])
    if named := RESPECTIVE.search(left):
        return re.split(r"[、和及与]", named["names"])[0]
    if (
        place
        and start == before
        and re.fullmatch(r"[、和及与,]", left)
        and (names := _respective(text, figures, place))
    ):
        return names
    if place and start == before and BECAME.search(left) and last:
        return f"{last.partition('@')[0].rstrip('由从')}{left}"
    # After a figure an enumeration goes on with 、 or 和: what it joins is no part of the clause.
    if start == before and place and text[one.unit_end : end].strip():  # number first: the noun comes after it
        left = re.split(r"[、和及与]", left)[-1]
    left = re.sub(r"^(?:、|和|及|以及|与)", "", left)
    if not BARE.match(left) and len(left) > 1:
        return left
    if place and not text[before : one.start].strip(" 、和及共计(,"):
        return f"{last.partition('@')[0]}@{figures[place - 1].unit}{left}"
    earlier = max((one_end for one_end in breaks if one_end < start - 1), default=max(0, start - REACH // 2))
    said = _clean(text[max(earlier, before) : max(0, start - 1)])
    return said + left if BARE.match(left) and left else f"{said},{left}"


def _respective(text: str, figures: Sequence[Quantity], place: int) -> str:
    """Return the name of a figure in a row of figures that were named together before the first of them."""
    first = place
    while (
        first
        and place - first < 9
        and re.fullmatch(r" ?[、和及与,] ?", text[figures[first - 1].unit_end : figures[first].start])
    ):
        first -= 1
    led = text[max(0, figures[first].start - REACH) : figures[first].start]
    if not (named := RESPECTIVE.search(_clean(led))):
        return ""
    names = re.split(r"[、和及与]", named["names"])
    return names[place - first] if place - first < len(names) else ""


def _clean(text: str) -> str:
    return re.sub(r"[ \"“”'》]", "", text)


def of_courts(text: str) -> bool:
    """Whether a text is the report of a court or of a procurator's office."""
    opening = text[:400]
    return bool(
        re.search(
            r"我院|检察长|法院院长|(?:法院|检察院)[^。\n]{0,8}工作(?:情况)?的?报告|(?:法院|检察院)(?:通报|公布|发布|召开新闻)"
            r"|司法审查报告|审判白皮书",
            opening,
        )
    ) and not re.search(r"法治政府|依法行政|人民政府", opening)


def indicator_of(figure: Quantity, around: Surroundings) -> str:
    """Return the slug of the catalogue that the figure reports, or an empty string."""
    near, wide = around.near, f"{around.wide}#{around.near}"
    if COURTS.search(around.sentence):
        return ""
    left, _mark, right = near.partition("#")
    if PARTIAL.search(left) or (OLD.search(left) and re.search(r"到|至|为", right + around.following)):
        return ""
    if (
        COMPARED.search(left)
        or OF_ONE.search(left)
        or SORTED.match(right)
        or CHANGED.search(right)
        or THRESHOLD.search(around.sentence)
    ):
        return ""
    best: dict[str, int] = {}
    for pattern in lexicon.fitting(figure.unit).candidates(near):
        first = pattern.near.search(near)
        if not first or (pattern.unless and pattern.unless.search(near)):
            continue
        if pattern.outside and pattern.outside.search(around.sentence):
            continue
        if pattern.indicator in OUTCOMES and LAWSUIT.search(around.sentence):
            continue
        if pattern.wide and not (pattern.wide.search(wide) or pattern.wide.search(around.following)):
            continue
        lengths = [len(found.group()) for found in pattern.near.finditer(near) if "#" in found.group()]
        if lengths:
            best[pattern.indicator] = max(best.get(pattern.indicator, 0), max(lengths) + bool(pattern.wide))
    ranked = sorted(best.items(), key=lambda one: -one[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


class Told:
    """已说: the totals of the sentence; a part of one of them (其中……) does not have its indicator once more."""

    def __init__(self) -> None:
        self.totals: dict[tuple[str, str, str], int] = {}
        self.end = 0

    def whole(self, text: str, figure: Quantity, indicator: str, scope: tuple[str, str]) -> str:
        """Return the indicator, or nothing where the sentence names the figure as a part of one that has it."""
        if not indicator:
            return ""
        if re.search(r"[。\n]", text[self.end : figure.start]):
            self.totals.clear()
        self.end = figure.unit_end
        began = self.totals.get((indicator, *scope))
        if began is not None and re.search(r"其中|包括|分别", text[began : figure.start]):
            return ""
        self.totals.setdefault((indicator, *scope), figure.unit_end)
        return indicator


# What courts and procurators did is not what the government reports of itself.
COURTS = re.compile(
    r"(?:检察机关|检察院|法院|我院|法庭)(?:共|累计|新收|受理|审结|审执结|办结|办理|提起|提出|批|起诉|判处|收)"
    r"|(?:批准?逮?捕|起诉|判处|立案侦查)[^,;。#]{0,20}(?:犯罪|案件|嫌疑人)|刑事案件[^。]{0,60}诉讼案件|审结民商?事"
)
# What it is compared with: 与上年的……相比. What one named office did of it: 其中某某局受理…….
COMPARED = re.compile(
    r"(?:与|比|较|同|和|^(?=[上去]年的))(?:上年度?|去年|上一年度?|往年)(?:同期)?的?[^,;#]{0,14}$"
    r"|^(?:上年|去年)(?:度|同期|全年)?(?!结转|旧存|遗留|转入|[末底以])"
)
OF_ONE = re.compile(
    r"其中[^,;#]{1,12}?(?:部|厅|局|委|街道|[市县区镇乡])(?!本级|直|级|政府|委|人民)[^,;#]{0,4}"
    r"(?:办结|审结|收到|受理|新收|承办|办理|调解|化解)"
)
# 2件为网络申请, 3件属于……: how a number before it is made up.
SORTED = re.compile(r"(?:件|起|宗|名|人|个|项|条|份)(?:为|属于?|系)(?!了)[^,;]")
# 将40项措施细化为……: what it was before.
CHANGED = re.compile(r"^[^,;#]{0,12}(?:细化|分解|整合|归并|合并|压缩|压减|精简)(?:为|成|到|至)$")
# 9个县级政府收到申请超过40件: a line that some are above or below.
THRESHOLD = re.compile(r"\d ?(?:个|家)[^,。;\d]{2,30}(?:超过|少于|低于|不足|多于|不到)$")
# Where a sentence has gone over to lawsuits, 维持 and 撤销 are what the courts decided.
OUTCOMES = frozenset(
    f"reconsideration.{one}"
    for one in (
        "outcome_upheld",
        "outcome_revoked",
        "outcome_rejected",
        "outcome_modified",
        "outcome_confirmed_illegal",
        "outcome_ordered_to_perform",
        "outcome_other",
    )
)
LAWSUIT = re.compile(r"(?:诉讼|应诉)(?!和?行政复议)(?:(?!复议)[^。])*$")
# A clause that speaks of a part of the whole, or of a change: the figure is not that of the indicator.
PARTIAL = re.compile(
    r"(?<![各这此分同@])类(?:案件|受理|新收|数量|共|最多|,)*$|涉及[^,;]{0,12}领域|涉企[^,;]{0,6}(?:复议|诉讼|案件)|行业性、?专业性|行业性专业性|受理前|同比|较上年|环比|每年|一年$|每月|每季度?|每周|年均|人均|近[三五]年|^(?:力争|预计|争取)"
)


# -- who and when ------------------------------------------------------------------------------------------------------

# Who is meant, as the sentence says it; the first of a group is what is kept.
WHO = (
    ("市委、市政府", r"市委、市政府|市委和市政府|市委常(?:务)?委(?:员)?会?[^,。]{0,8}市政府常务"),
    ("县委、县政府", r"县委、县政府"),
    ("区委、区政府", r"区委、区政府"),
    ("市本级", r"市本级"),
    ("县本级", r"县本级"),
    ("区本级", r"区本级"),
    ("各县区", r"各县\(?[市]?\)?区|各区县|各县、?区|各县\(市、区\)"),
    ("市直", r"市直(?!辖)"),
    ("区直", r"区直"),
    ("县直", r"县直"),
    ("市级", r"(?<!省)市级(?![以层]|交叉|主流|媒体|财政)"),
    ("县级", r"县级(?!以上|市)"),
    ("区级", r"区级"),
    ("全市", r"全市(?!性)|我市"),
    ("全县", r"全县|我县"),
    ("全区", r"全区|我区"),
    ("全国", r"全国(?=共|新收|累计|各级)"),
    ("全省", r"全省(?=共|各|累计)|我省"),
    ("全镇", r"全镇|我镇|本镇"),
    ("全乡", r"全乡(?!村)|我乡|本乡"),
    ("全街道", r"全街道|我街道|本街道"),
    ("全旗", r"全旗|我旗"),
    ("全州", r"全州|我州"),
    ("乡镇(街道)", r"(?<=[,、])乡镇\(街道\)$"),
    (
        "市政府",
        r"(?<![省全])市政府(?!规章|部门|网站|门户|公报|办公|法制|信息|令)|市人民政府(?!规章|部门|网站|门户|公报|办公|令)|市长",
    ),
    (
        "县政府",
        r"县政府(?!规章|部门|网站|门户|公报|办公|法制|信息|令)|县人民政府(?!规章|部门|网站|门户|公报|办公|令)|县长",
    ),
    (
        "区政府",
        r"区政府(?!规章|部门|网站|门户|公报|办公|法制|信息|令)|区人民政府(?!规章|部门|网站|门户|公报|办公|令)|区长",
    ),
    ("市委", r"(?<!省)市委(?!办|依法|全面依法|政法|各项|决策|部署)"),
    ("县委", r"(?<!市)县委(?!办|依法|全面依法|政法|各项|决策|部署)"),
    ("区委", r"(?<!市)区委(?!办|依法|全面依法|政法|各项|决策|部署)"),
)
BY_NAME = tuple((name, re.compile(pattern)) for name, pattern in WHO)


# A body that is named after these is whom something is done to, not who does it.
PASSIVE = re.compile(r"(?:[对向受]|列席|(?<!通)报送?|在)[^,。;、\d]{0,5}$")
# Named in full where the text says which of the bodies of a place are meant.
WHOLE = re.compile(
    r"全[市县区省州旗][\u4e00-\u9fff]{0,8}?(?:系统|党政机关|行政机关|公安机关)(?![的化内])|[两三四五六]地(?=[“\"]|共|联合|之间|通办)"
)
# An office that begins a clause and does something.
ACTS = (
    r"共|累计|全年|编制|组织|开展|办理|受理|审理|审结|查处|查办|出台|印发|制定|接待|处理|审核|指派|解答|出动|对|完成|检查"
    r"|收到|公开|现有|立案"
)
OFFICE = re.compile(
    r"(?:^|(?<=[,;。\n]))(?:其中|此外|同时|由|经)?"
    r"(?P<name>[市县区]?[\u4e00-\u9fff]{2,8}?(?:局|中心|法院|检察院|支队|大队|委员会))"
    rf"(?={ACTS})"
)
# All of a kind, one beside the other, do it: 各县(市)区委、市直各党组组织……
EACH = re.compile(
    r"(?:^|(?<=[,;。\n是]))(?P<name>各[^,;。、\d]{1,9}(?:、[^,;。、\d]{2,9}){1,3}?(?:党委|党组|党工委|部门|单位|机关|街道)\)?(?:\(党委\))?)"
    r"(?=按照|通过|依托|结合|围绕|认真|共|累计|组织|开展|积极)"
)
# 自然资源部、财政部等三部门 are ministries; of a list in a title the place is the whole of it, or its own offices.
MINISTRIES = re.compile(r"(?:[\u4e00-\u9fff]{2,10}(?:部|委|署|总局)、)+[\u4e00-\u9fff]{2,10}(?:部|委|署|总局)等?$")
IN_TITLE = re.compile(
    r"《[\u4e00-\u9fff]{1,7}?(?P<level>[市县区州旗])(?:(?P<own>[市县区州旗](?:本级|级|直))|(?!人民政府|政府)[\u4e00-\u9fff])[^《》]*$"
)
BOTH = {("市委", "市政府"): "市委、市政府", ("县委", "县政府"): "县委、县政府", ("区委", "区政府"): "区委、区政府"}
FAR = 150  # characters that a body may stand before its figure


def organisation_of(text: str, figure: Quantity) -> str:
    """Return who is said to have done it: the last one named before the figure in its sentence, or right after it.

    A sentence that begins with its figure goes on with what the sentence before was about.
    """
    began = sentence_start(text, figure.start)
    said = text[max(began, figure.start - FAR) : figure.start]
    if titled := IN_TITLE.search(said):
        return titled["own"] or f"全{titled['level']}"
    if (
        text.startswith(("部门", "部委"), figure.unit_end)
        and MINISTRIES.search(said)
        and re.search("部[、等]|部$", said)
    ):
        return "国家部委"
    if named := _named(said):
        return named
    following = text[figure.unit_end : figure.unit_end + 6]
    if named := next((name for name, pattern in BY_NAME if pattern.match(following)), ""):
        return named
    opening = re.match(r"(?!对)[^,。;\n\d《》]{0,5}\d", text[began : began + 8])
    if opening and text[began - 1 : began] == "。":
        before = sentence_start(text, began - 1)
        if re.search(r"\d", text[before : began - 1]):
            return _named(text[max(before, began - FAR) : began - 1])
    return ""


def _named(said: str) -> str:
    """Return the last body that is named as one that acts."""
    said = re.sub(r"《[^《》]*》", lambda found: "　" * len(found.group()), said)
    best = (-1, "")
    seen = set()
    for name, pattern in BY_NAME:
        for found in pattern.finditer(said):
            if PASSIVE.search(said[max(0, found.start() - 8) : found.start()]):
                continue
            seen.add(name)
            if found.end() > best[0]:
                best = (found.end(), name)
    for found in WHOLE.finditer(said):
        if found.end() >= best[0]:
            best = (found.end(), found.group())
    for pattern in (OFFICE, EACH):
        for found in pattern.finditer(said):
            if found.end() > best[0]:
                best = (found.end(), found["name"])
    if re.search(r",共[^,]{0,6}$", said):  # what both did together
        best = next(((0, together) for pair, together in BOTH.items() if seen >= set(pair)), best)
    return best[1]


SINCE = re.compile(r"(?:自|从)?(20\d\d) ?年(?:\d{1,2}月)?(?:以来|起至今|至今|开始)")
IN = re.compile(r"(20\d\d) ?年(?:(\d{1,2}) ?月(?:份)?)?(?!版|以来|起|度?(?:工作要点|计划|规划))")


def period_of(text: str, figure: Quantity, year: str) -> str:
    """Return the period of a figure: since a year, a year named in its clause, or the year of the report."""
    began = sentence_start(text, figure.start, "。;\n")
    said = re.sub(r"《[^《》]*》|\([^()]*\)", "", text[began : figure.start])
    said = re.sub(r"(?:与|较|比|和|同) ?20\d\d ?年(?:度|同期)?", "", said)  # what it is compared with
    if found := SINCE.search(said):
        return f"{found[1]}-"
    named = list(IN.finditer(said))
    if named and named[-1][1] != year and "制定" not in said[named[-1].end() :]:
        if not named[-1][2]:
            return named[-1][1]
        if not re.search(r"[,;]", said[named[-1].end() :].lstrip(", ")):  # a month is said of its own clause only
            return f"{named[-1][1]}-{int(named[-1][2]):02d}"
    return year


TITLED = re.compile(
    r"(20\d\d) ?年?(?:度|上半年)?[^。\n《》]{0,24}"
    r"(?:法治(?:政府)?(?:建设|工作)|依法行政|依法治[省市县区]|政务公开|信息公开|工作)(?:情况|年度)?的?(?:报告|总结|汇报)"
)


def year_of(text: str) -> str:
    """Return the year that a report is about: in its title, else the one that its opening names most."""
    opening = re.sub(r"《[^《》]*》", "", text[:3000])
    if titled := TITLED.search(opening[:800]):
        return titled[1]
    years = re.findall(r"(20\d\d) ?年", opening[:1500])
    return max(years, key=lambda year: (years.count(year), -years.index(year))) if years else ""


VERBS = re.compile(
    r"^(?:其中|全年|今年|共计|共|累计|总计|合计|已|并|先后|分别|约|近|超过|达到?|为|有|均|也|又|还|是|中|对|将|把|在|从|与|和|及|等|的|了)+"
)


def subject_of(around: Surroundings) -> str:
    """Return what is counted: the noun after a number that stands before it, else what leads up to the number."""
    left, _mark, right = around.near.partition("#")
    noun = re.match(r"[^一-鿿]*(?P<unit>[一-鿿()%]*)", right)
    after = right
    for unit in ("个百分点", "个工作日", "人次", "场次", "批次", "人(次)", "万元", "亿元"):
        after = after.removeprefix(unit)
    if after == right and noun:
        after = right[1:] if right else ""
    after = re.sub(r"^(?:余|多|以上|以内|左右|的)+", "", after)
    left = VERBS.sub("", left.rpartition("@")[0] or left)
    left = re.sub(r"(?:达到?了?|共计?|为|至|约|近|超过?|有|了|等|的|均|累计|合计|总计|数为)+$", "", left)
    if after and len(after) >= 2:
        return f"{after[:24]}"
    return left[-24:]
