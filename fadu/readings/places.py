"""地方: whose figures a report gives, and on which level: by its code, else by its name, and then this is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fadu.kernel.divisions import CodeError, level_of
from fadu.kernel.organisations import Kind, Level, Organisation

PLACE, UNIT = "place", "unit"
# A report is signed by its government; the place is the same.
GOVERNMENT = re.compile(r"(?:人民)?政府(?:办公[厅室])?$|管(?:理)?委(?:员)?会$")
UNITS = re.compile(r"(?:委员会|办公室|厅|局|委|办|院|[支总大中]队|中心|部|处|所|公司|学校|大学)$")
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
# New areas and zones are governed on any level: their names do not tell.
LEVELS = (
    (None, re.compile(r"(?:新|开发|实验|试验|示范|高新|经开|功能|合作|管理|风景|度假|保税|园)区$")),
    (Level.PROVINCE, re.compile(rf"省$|自治区$|特别行政区$|^(?:{'|'.join(MUNICIPALITIES)})$")),
    (Level.PREFECTURE, re.compile(r"市$|州$|盟$|地区$")),
    (Level.COUNTY, re.compile(r"[县旗区]$")),
    (Level.TOWNSHIP, re.compile(r"[乡镇]$|街道(?:办事处)?$|苏木$")),
)
# Whoever speaks for the place itself: the area, its own level, its government, its party committee.
ITSELF = re.compile(
    r"(?:中共)?(?:[全我本][省市县区州旗盟]|[省市县区州旗盟](?:本级|级|委|政府|人民政府|(?=、)))"
    r"(?:[、和及与](?:中共)?[省市县区州旗盟](?:本级|级|委|政府|人民政府))*"
)


@dataclass(frozen=True, order=True)
class Place:
    """地方: one that has figures. `kind` is place, or unit for a department or any other body.

    `level` is None where neither code nor name tells it; `guessed` where only the name does. `home` is the place of a
    body that is spoken of in the report of another.
    """

    key: str
    name: str
    level: int | None = None
    guessed: bool = False
    kind: str = PLACE
    home: str = ""
    code: str = ""

    def of(self, org: str) -> Place:
        """Return who a figure of this place's report speaks of: the place itself, or the body that is named."""
        if not org or self.kind == UNIT or ITSELF.fullmatch(org) or bare(org) in self.name:
            return self
        return replace(self, key=f"{self.key}·{org}", name=f"{self.name}·{org}", kind=UNIT)


def of_organisation(organisation: Organisation) -> Place:
    """Return an organisation of Fadu as a place: a government stands for its division."""
    division = organisation.division
    if organisation.kind == Kind.GOVERNMENT:
        key, name, kind = division.code, division.name, PLACE
    else:
        key, name, kind = organisation.code, organisation.name, UNIT
    return Place(key, name, division.level, False, kind, key, division.code)


def of_report(printed: str, division: str, title: str) -> Place:
    """Return the place of a report that is of no organisation of Fadu: by its code, else by its name as printed."""
    name = bare(printed)
    kind = UNIT if name == printed.strip() and UNITS.search(name) else PLACE
    level, guessed = _level(division), False
    if level is None and name:
        level = named_level(name) if kind == PLACE else None
        guessed = level is not None
    key = (division if kind == PLACE else "") or name or title
    return Place(key, name or division or title, level, guessed, kind, key, division)


def bare(printed: str) -> str:
    """Return the name of a place without its government."""
    name = printed.strip()
    return GOVERNMENT.sub("", name) or name


def named_level(name: str) -> int | None:
    """Return the level that the name of a place tells; a 市 is taken for one of the prefecture level."""
    return next((level for level, pattern in LEVELS if pattern.search(name)), None)


def _level(code: str) -> int | None:
    try:
        return level_of(code) if code else None
    except CodeError:
        return None
