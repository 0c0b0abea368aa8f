"""演示数据·行政复议: cases and their steps, so that what is received, accepted and concluded in 2023 is the published.

Each year is one workbook for each organ: a sheet of cases and a sheet 办理步骤, as an office would fill the template.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from fadu.kernel import ledgers
from fadu.kernel.calendars import calendar
from fadu.kernel.procedure import in_force

from .city import CITY, COUNTIES

ORGANS = {CITY: "明府复", **{code: f"{name[0]}府复" for code, name in COUNTIES.items()}}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "建国 志强 秀英 丽华 国庆 海燕 永福 桂兰 文军 晓东 玉梅 春生 雪莲 成龙 红霞".split()
ACTS = (
    ("penalty", "行政处罚决定", "market", "市场监督管理局"),
    ("penalty", "行政处罚决定", "public-security", "公安局"),
    ("disclosure", "政府信息公开答复", "natural-resources", "自然资源局"),
    ("work-injury", "工伤认定决定", "labour", "人力资源和社会保障局"),
    ("expropriation", "征收补偿决定", "housing", "住房和城乡建设局"),
    ("inaction", "未履行法定职责行为", "agriculture", "农业农村局"),
    ("permit", "不予许可决定", "civil-affairs", "民政局"),
)

# How the cases received in a year end. "pending" are decided in the first months of the next year.
YEARS: dict[int, dict[str, int]] = {
    2021: {"refused": 9, "upheld": 20, "revoked": 6, "confirmed-illegal": 1, "ordered-to-perform": 2,
           "application-dismissed": 2, "settled-withdrawn": 3, "pending": 0},
    2022: {"refused": 12, "upheld": 29, "revoked": 9, "confirmed-illegal": 2, "changed": 1, "ordered-to-perform": 2,
           "application-dismissed": 1, "mediated": 2, "settled-withdrawn": 3, "pending": 5},
    # With the 5 carried over from 2022 (all upheld), 70 are concluded in 2023; 18 of the 83 accepted are carried on.
    2023: {"refused": 15, "upheld": 34, "revoked": 11, "revoked-redo": 3, "confirmed-illegal": 4, "changed": 1,
           "ordered-to-perform": 3, "application-dismissed": 2, "mediated": 2, "settled-withdrawn": 4, "terminated": 1,
           "pending": 18},
}  # fmt: skip
BY_OTHER_STEPS = {
    "application-dismissed": "dismiss-application",
    "mediated": "mediate",
    "settled-withdrawn": "allow-withdrawal",
    "terminated": "terminate",
}


Move = tuple[str, date, dict]  # a step's slug, its day, and the cells that it fills


@dataclass
class Course:
    """One case: the cells of its row, and its steps."""

    organ: str
    cells: dict
    steps: list[Move]


def courses(year: int, random: Random) -> Iterator[Course]:
    """Yield the cases received in `year`, in the order of their days."""
    endings = [ending for ending, number in YEARS[year].items() for _case in range(number)]
    random.shuffle(endings)
    numbers = dict.fromkeys(ORGANS, 0)
    day = date(year, 1, 3)
    # What is pending at the end of the year came late in it; everything else came early enough to be concluded.
    endings.sort(key=lambda ending: ending == "pending")
    pending = YEARS[year]["pending"]
    early = (date(year, 9, 20) - day).days / max(1, len(endings) - pending)
    for index, ending in enumerate(endings):
        late = index - (len(endings) - pending)
        received = _worked(day + timedelta(int(index * early)) if late < 0 else date(year, 11, 20) + timedelta(late))
        organ = random.choice([CITY, CITY, *COUNTIES])
        numbers[organ] += 1
        cells = application(organ, f"{ORGANS[organ]}〔{year}〕{numbers[organ]}号", received, random)
        yield Course(organ, cells, list(moves(received, ending, random)))


def application(organ: str, number: str, received: date, random: Random, place: str = "") -> dict:
    """Return the cells of an application received on that day; `place` is told of organs that are not of this city."""
    kind, act, area, department = random.choice(ACTS)
    place = place or ("明川市" if organ == CITY else COUNTIES[organ])
    return {
        "organisation": organ,
        "number": number,
        "opened_on": received,
        "applicant_kind": "citizen",
        "applicant": random.choice(SURNAMES) + random.choice(GIVEN),
        "respondent": place + department,
        "act_kind": kind,
        "act": act,
        "act_on": received - timedelta(random.randint(20, 50)),
        "knew_on": received - timedelta(random.randint(2, 18)),
        "field": area,
        "channel": random.choice(("window", "post", "internet")),
    }


def moves(received: date, ending: str, random: Random) -> Iterator[Move]:
    """Yield the steps by which a case received on that day comes to its ending, each within its term."""
    if ending == "refused":
        yield "refuse", _worked(received, 3), {"refusal_reason": "申请事项不属于行政复议范围，已告知其他救济途径"}
        return
    accepted = _worked(received, random.randint(1, 4))
    yield "accept", accepted, {}
    copied = _worked(accepted, random.randint(1, 5))
    yield "send-copy", copied, {"copy_received_on": copied}
    # The law of 2017 gives ten calendar days, so a long holiday leaves little of them.
    replied = next(day for n in (random.randint(2, 5), 1) if ((day := _worked(copied, n)) - copied).days <= 10)
    yield "reply", replied, {}
    yield "hear-opinions", _worked(replied, 2), {"opinions_heard": random.choice(("in-person", "telephone", "online"))}
    if ending == "pending":
        ended = _worked(date(received.year + 1, 1, 4), random.randint(0, 8))
    else:
        ended = _worked(replied, random.randint(8, 24))
    if slug := BY_OTHER_STEPS.get(ending):
        reasons = {
            "dismiss-application": {"refusal_reason": "受理后发现不符合受理条件"},
            "allow-withdrawal": {"termination_reason": "申请人与被申请人达成和解，自愿撤回"},
            "terminate": {"termination_reason": "申请人死亡，没有近亲属承受权利"},
        }
        yield slug, ended, reasons.get(slug, {})
        return
    yield "decide", ended, {"step_outcome": "upheld" if ending == "pending" else ending}
    served = _worked(ended, 3)
    yield "serve", served, {}
    yield "close", _worked(served, 20), {}


def _worked(day: date, after: int = 0) -> date:
    """Return the working day `after` working days past `day`; `day` itself, or the first worked after it, for 0."""
    known = calendar()
    while not known.is_working(day):
        day += timedelta(1)
    for _step in range(after):
        day += timedelta(1)
        while not known.is_working(day):
            day += timedelta(1)
    return day


# Where the cases of today stand: the steps made so far. They show the work page and the clocks of the law of 2023.
STANDING = ((), ("accept",), ("accept", "send-copy"), ("accept", "send-copy", "reply"),
            ("accept", "send-copy", "reply", "hear-opinions"))  # fmt: skip


def write_current(folder: Path, today: date, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write cases that are open on `today`; return (organ, file)."""
    random, found = Random(seed), []
    for number in range(1, 16):
        standing = STANDING[number % len(STANDING)]
        received = _worked(today - timedelta(3 + len(standing) * 11 + number % 4))
        name = f"{ORGANS[CITY]}〔{received.year}〕{number}号"
        made = zip(standing, moves(received, "upheld", random), strict=False)
        steps = [move for _slug, move in made if move[1] < today]
        found.append(Course(CITY, application(CITY, name, received, random), steps))
    return [(CITY, save(folder / "reconsideration-current.xlsx", found))]


def write(folder: Path, year: int, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write one year's workbooks; return (organ, file)."""
    by_organ: dict[str, list[Course]] = {}
    for made in courses(year, Random(seed + year)):
        by_organ.setdefault(made.organ, []).append(made)
    return [(organ, save(folder / f"reconsideration-{year}-{organ}.xlsx", found)) for organ, found in by_organ.items()]


def save(file: Path, found: list[Course]) -> Path:
    """Write cases and steps under the headings of the template."""
    known = ledgers.ledger("reconsideration-case").all_columns
    headings = {"step": "环节", "on": "办理日期", "step_outcome": "办理结果"}
    book = Workbook(write_only=True)
    cases, steps = book.create_sheet("行政复议案件"), book.create_sheet("办理步骤")
    names = list(found[0].cells)
    cases.append([known[name].label for name in names])
    recorded = sorted({name for made in found for _slug, _on, cells in made.steps for name in cells} - headings.keys())
    steps.append(["机构", "编号", *headings.values(), *(known[name].label for name in recorded)])
    for made in found:
        cases.append([made.cells[name] for name in names])
        for slug, on, cells in made.steps:
            procedure = in_force("reconsideration-ordinary", made.cells["opened_on"])
            step = procedure.step(slug)
            assert step, f"{procedure.key()} has no step {slug}"
            said = [{True: "是", False: "否"}.get(v, v) if isinstance(v, bool) else v for v in map(cells.get, recorded)]
            steps.append([made.organ, made.cells["number"], str(step.label), on, cells.get("step_outcome", ""), *said])
    book.save(file)
    return file
