"""谁的报告: what a report says of itself in its title, and of whom its figures speak."""

from __future__ import annotations

import re

from fadu.kernel.organisations import ALL, OWN
from fadu.reader import folding

KINDS = r"法治(?:政府)?(?:建设|工作)|依法行政|依法治[省市县区]|政务公开|信息公开|行政执法|行政复议|行政应诉|信访|工作"
TITLE = re.compile(
    rf"(?P<title>[^\s。,;:]{{2,50}}?(?:{KINDS})[^\s。,;:]{{0,24}}?(?:报告|总结|汇报|年报|统计分析))(?=[\s。(\[]|时间|来源|$)"
)
BODY = (
    r"[\u4e00-\u9fff]{1,20}?(?:省|自治区|特别行政区|实验区|开发区|市|自治州|州|盟|地区|县|旗|区|乡|镇|街道)"
    r"(?:[\u4e00-\u9fff]{1,16}?(?:委员会|管委会|办公室|厅|局|委|办|院|队|中心|馆|处|所|公司|学校|大学))?"
)
# A body is named where its year, its report, or its doing follows.
PLACE = re.compile(
    rf"(?:^|中共|年度?|[\s,;:于])(?P<place>{BODY})(?=人民政府|政府|\(|20\d\d|关于|法治|依法|年度|坚持|深入)"
)

ORGAN = re.compile(r"(?:^|\n) *(?P<organ>[\u4e00-\u9fff]{2,30}(?:政府|委员会|办公室|厅|局|委|院))[ \n]\s*$")
# Names of a whole area, and of what the organ itself did.
WHOLE = re.compile(r"全[省市县区州盟旗乡镇域]|各级|各[地县市区]|全[系行]|[省市县区]辖区")
ITSELF = re.compile(r"本级|本[机局厅委办院部]|我[局厅委办院部]")


def title_of(said: str) -> str:
    """Return the title of a report (of folded text): what at its beginning calls itself one; nothing without."""
    found = TITLE.search(said[:1500])
    if found is None:
        return ""
    # A long title begins with the name of the organ in a line of its own, which Word may give as a blank.
    organ = ORGAN.search(said[: found.start()]) if re.match(r"20\d\d|关于", found["title"]) else None
    return f"{organ['organ']}{found['title']}" if organ else found["title"]


def place_of(said: str) -> str:
    """Return the place or the body whose report it is: 明川市 of 明川市2023年法治政府建设年度报告."""
    found = PLACE.search(said[:400])
    return found["place"].removeprefix("关于") if found else ""


def place_in(said: str) -> str:
    """Return the place or the body that a text is the report of: as its title says, else its opening."""
    folded = folding.fold(said[:2000])
    return place_of(title_of(folded)) or place_of(folded)


def scope_of(org: str, before: str, subject: str) -> str:
    """Return of whom a figure speaks: the organ itself, all of its area, or nothing where the text does not say.

    `before` are the words before it, which count where it names nobody; those behind it are about the next one.
    """
    said = f"{org} {subject}"
    for words in (said, "" if org else re.split(r"[。;；]", before)[-1]):
        if "本级" in words:
            return OWN
        if WHOLE.search(words):
            return ALL
    return OWN if ITSELF.search(said) else ""
