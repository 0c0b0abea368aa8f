"""演示数据·行政应诉: suits, hearings and what follows from them, so that the figures of 2023 are the published ones.

In 2023 137 instances began (97 first, 35 second, 3 retrials, 2 protests), and heads came to 158 of the 171 hearings at
which one was due. Each year has workbooks of suits, hearings and performance for the city and for each county.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from fadu.kernel import ledgers
from fadu.kernel.procedure import in_force

from .books import Course, Move, worked, write_cases, write_rows
from .city import CITY, COUNTIES
from .reconsideration import GIVEN, SURNAMES

Book = tuple[str, str, Path]  # the place whose handler enters it, the ledger, the file
PLACES = (CITY, *COUNTIES)


@dataclass(frozen=True)
class Year:
    """How the suits of a year go: received, of these in December, appealed in the year and in the next; hearings."""

    first: int
    late: int
    appealed: int
    appealed_later: int
    retrials: int
    protests: int
    due: int  # hearings at which a head was due
    appeared: int


YEARS = {
    2021: Year(first=22, late=3, appealed=6, appealed_later=2, retrials=1, protests=0, due=24, appeared=20),
    2022: Year(first=34, late=8, appealed=9, appealed_later=6, retrials=1, protests=1, due=40, appeared=35),
    # With the 6 appeals in suits of 2022 there are 35 second instances.
    2023: Year(first=97, late=9, appealed=29, appealed_later=3, retrials=3, protests=2, due=171, appeared=158),
}
WITHDRAWN = 6  # suits of each year, before a hearing
# Who is sued for what: the department's code in the city and in a county, its mark, the kind of act and the act.
SUED = (
    ("-07", "-02", "公", "penalty", "行政处罚决定"),
    ("-11", "-05", "自然资", "disclosure", "政府信息公开答复"),
    ("-10", "-04", "人社", "other", "工伤认定决定"),
    ("-13", "-06", "建", "expropriation", "征收补偿决定"),
    ("-23", "-08", "市监", "penalty", "罚款决定"),
    ("", "", "府", "reconsideration", "行政复议决定"),
)
ENDINGS = ("claim-rejected",) * 10 + ("action-dismissed",) * 2 + ("revoked", "confirmed-illegal", "ordered-to-perform")
TEAM = (("分管负责人", "出庭应诉，决定应诉方案"), ("业务承办人", "说明事实，整理证据"), ("法律顾问", "起草答辩状"))
POSTS = (("局长", "principal"), ("副局长", "deputy"), ("副局长", "deputy"), ("总工程师", "in-charge"))


@dataclass
class Suit(Course):
    """One suit, the place whose court hears it, and its hearings: instance and day."""

    place: str = CITY
    hearings: list[tuple[str, date]] = field(default_factory=list)
    perform_by: date | None = None


# ── suits ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def suits(year: int) -> list[Suit]:
    """Return the suits that came in `year`."""
    random, plan = Random(year), YEARS[year]
    numbers: dict[str, int] = {}
    early = plan.first - plan.late
    found = []
    for index in range(plan.first):
        late = index - early
        received = date(year, 1, 4) + timedelta(index * 215 // early) if late < 0 else date(year, 12, 8 + late)
        suit = _suit(worked(received), numbers, random, "receive-complaint")
        # Those that come first are appealed within the year; those of December are heard and appealed in the next.
        appealed = index < plan.appealed if late < 0 else late < plan.appealed_later
        first_instance(suit, random, withdrawn=early - WITHDRAWN <= index < early, appealed=appealed)
        found.append(suit)
    for n in range(plan.retrials):
        day = worked(date(year, 3, 6 + n))
        suit = _suit(day, numbers, random, "receive-retrial", retrial_applicant="plaintiff")
        suit.steps += [("reject-retrial", worked(day, 60), {}), ("close", worked(day, 65), {})]
        found.append(suit)
    for n in range(plan.protests):
        day = worked(date(year, 4, 10 + n))
        suit = _suit(day, numbers, random, "receive-protest", protest_number=f"明检行监〔{year}〕{n + 1}号")
        suit.hearings.append(("抗诉", worked(day, 40)))
        suit.steps += [
            ("retry", worked(day, 15), {}),
            ("retrial-judgment", worked(day, 60), {"appeal_result": "affirmed", "step_outcome": "claim-rejected"}),
            ("close", worked(day, 65), {}),
        ]
        found.append(suit)
    return found


def _suit(received: date, numbers: dict[str, int], random: Random, step: str, **more: Any) -> Suit:
    place = random.choice([CITY, CITY, *COUNTIES])
    in_city, in_county, mark, kind, act = random.choice(SUED)
    here = "明川市" if place == CITY else COUNTIES[place]
    mark = here[0] + mark
    numbers[mark] = numbers.get(mark, 0) + 1
    court = "明川市中级人民法院" if place == CITY else f"{here}人民法院"
    cells = {
        "organisation": place + (in_city if place == CITY else in_county),
        "number": f"{mark}诉〔{received.year}〕{numbers[mark]}号",
        "opened_on": received,
        "opening_step": step_label("litigation-response", step),
        "plaintiff": random.choice(SURNAMES) + random.choice(GIVEN),
        "act_kind": kind,
        "act": act,
        "court": court,
        "court_number": f"（{received.year}）{here}行初{sum(numbers.values())}号",
    }
    if step == "receive-complaint":
        more |= {"docketed_on": received - timedelta(random.randint(1, 4)), "act_on": received - timedelta(90),
                 "knew_on": received - timedelta(random.randint(20, 80))}  # fmt: skip
    return Suit(cells | more, place=place)


def step_label(procedure: str, step: str) -> str:
    """Return what a step is called in a file."""
    found = in_force(procedure, date(2023, 1, 1)).step(step)
    assert found, step
    return str(found.label)


def first_instance(suit: Suit, random: Random, *, withdrawn: bool, appealed: bool) -> None:
    """Add the steps of a first instance, of an appeal against it, and of the end."""
    received = suit.cells["opened_on"]
    in_time = (worked(received, n) for n in (random.randint(4, 8), 2, 1))
    suit.steps.append(("answer", next(day for day in in_time if (day - received).days <= 15), {}))
    heard = worked(received, random.randint(19, 26))
    if withdrawn:
        suit.steps.append(("allow-withdrawal", heard, {}))
        return
    outcome = "claim-rejected" if appealed else random.choice(ENDINGS)
    judged = worked(heard, random.randint(6, 12))
    written = {"judgment_number": suit.cells["court_number"], "judgment_served_on": judged}
    suit.hearings.append(("一审", heard))
    suit.steps.append(("open-trial", heard, {}))
    if outcome == "action-dismissed":
        suit.steps.append(("dismiss", judged, written))
    else:
        if outcome != "claim-rejected":
            suit.perform_by = judged + timedelta(75)
            written |= {"perform_by": suit.perform_by, "demand": "按照判决履行"}
        suit.steps.append(("judge", judged, written | {"step_outcome": outcome}))
    if appealed:
        above = "示范省高级人民法院" if suit.place == CITY else "明川市中级人民法院"
        day = judged + timedelta(8)
        suit.hearings.append(("二审", worked(day, 25)))
        suit.steps += [
            ("appeal", day, {"appellant": "plaintiff", "appeal_court": above, "appeal_copy_received_on": day}),
            ("answer-appeal", worked(day, 5), {}),
            ("final-judgment", worked(day, 35), {"appeal_result": "affirmed", "step_outcome": "claim-rejected"}),
            ("close", worked(day, 38), {}),
        ]
    elif suit.perform_by:  # the step comes after the time to appeal, so that the task of performance is there
        suit.steps.append(("start-performance", worked(judged + timedelta(30)), {}))
    else:
        suit.steps.append(("close", worked(judged + timedelta(30)), {}))


# ── hearings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def hearings(year: int) -> list[tuple[str, Course]]:
    """Return the hearings of `year` with the place: those of the suits, and enough further ones, asked for again."""
    random, plan = Random(year), YEARS[year]
    found = [*(suits(year - 1) if year - 1 in YEARS else ()), *suits(year)]
    held = [(day, suit, level, "general") for suit in found for level, day in suit.hearings if day.year == year]
    first = [one for one in held if one[2] == "一审"]
    held += [(worked(day, 4), suit, level, "again") for day, suit, level, _notice in first[: plan.due - len(held)]]
    held.sort(key=lambda one: (one[0], one[1].cells["number"]))
    # Heads stay away from hearings that are spread over the year: in the city unlawfully, elsewhere for a reason.
    stayed, general = plan.due - plan.appeared, [n for n, one in enumerate(held) if one[3] == "general"]
    in_city = [n for n in general if held[n][1].place == CITY]
    elsewhere = [n for n in general if held[n][1].place != CITY]
    some, others = stayed // 3, stayed - stayed // 3
    absent = {*in_city[:: len(in_city) // some][:some], *elsewhere[:: len(elsewhere) // others][:others]}
    made, numbers = [], dict[str, int]()
    for n, (day, suit, level, notice) in enumerate(held):
        mark = suit.cells["number"].partition("诉")[0]
        numbers[mark] = numbers.get(mark, 0) + 1
        cells = {
            "organisation": suit.cells["organisation"],
            "number": f"{mark}诉庭〔{year}〕{numbers[mark]}号",
            "opened_on": day - timedelta(7 if notice == "again" else 12),
            "instance": f"{suit.cells['number']}（{level}）",
            "hearing_on": day,
            "notice": notice,
        }
        came = "head" if n not in absent else "nobody" if suit.place == CITY else "staff"
        made.append((suit.place, Course(cells, list(attendance(day, came, random)))))
    return made


def attendance(day: date, came: str, random: Random) -> Iterator[Move]:
    """Yield who came: the head, staff with an excuse, or nobody who was due."""
    if came == "head":
        post, rank = random.choice(POSTS)
        name = random.choice(SURNAMES) + random.choice(GIVEN)
        yield "designate", day - timedelta(3), {"head": name, "head_post": post, "head_rank": rank}
        yield "appear", day, {"spoke": True}
    elif came == "staff":
        yield "file-excuse", day - timedelta(2), {"excuse": "duty", "excuse_reason": "同日参加应急处置，他人不能代替"}
        yield "staff-appear", day, {"staff": "法制机构负责人"}
    else:
        yield "record-breach", day, {"breach": "no-reason"}


def letters(year: int) -> list[Course]:
    """Return a warning for each unlawful absence, and the circular for one that is repeated within a year."""
    earlier = hearings(year - 1) if year - 1 in YEARS else []
    missed = [hearing for _place, hearing in [*earlier, *hearings(year)] if hearing.steps[-1][0] == "record-breach"]
    found: list[Course] = []
    for n, hearing in enumerate(missed):
        organ, day = hearing.cells["organisation"], hearing.cells["hearing_on"]
        if day.year != year:
            continue
        before = [one for one in missed[:n] if one.cells["organisation"] == organ]
        repeated = any((day - one.cells["hearing_on"]).days < 365 for one in before)
        kinds = ["warn", "circulate"] if repeated else ["warn"]
        for days, kind in enumerate(kinds, 3):
            sent = worked(day + timedelta(days))
            cells = {
                "organisation": organ,
                "number": f"{organ}诉函〔{year}〕{len(found) + 1}号",
                "opened_on": sent,
                "opening_step": step_label("appearance-letter", kind),
                "appearance": hearing.cells["number"],
                "reply_by": sent + timedelta(15),
                "copied_to": "各县区人民政府，市政府各部门",
            }
            reply = ("reply", worked(sent, 6), {"reply": "已查明原因，完善负责人出庭计划。"})
            found.append(Course(cells, [reply, ("close", worked(sent, 9), {})]))
    return found


# ── what a handler enters ─────────────────────────────────────────────────────────────────────────────────────────────


def write(folder: Path, year: int) -> Iterator[Book]:
    """Write one year's workbooks, in the order in which they are entered."""
    mine, heard = suits(year), hearings(year)
    for place in PLACES:
        if here := [suit for suit in mine if suit.place == place]:
            file = folder / f"litigation-{year}-{place}.xlsx"
            yield place, *write_cases(file, "litigation-case", "litigation-response", here)
        if asked := [suit for suit in here if suit.perform_by]:
            yield place, *_performed(folder / f"performance-{year}-{place}.xlsx", asked)
            yield place, *_closed(folder / f"litigation-closed-{year}-{place}.xlsx", asked)
    for place in PLACES:
        if seen := [course for at, course in heard if at == place]:
            file = folder / f"hearings-{year}-{place}.xlsx"
            yield place, *write_cases(file, "litigation-appearance", "agency-head-appearance", seen)
    if sent := letters(year):
        yield CITY, *write_cases(folder / f"letters-{year}.xlsx", "appearance-letter", "appearance-letter", sent)


def _performed(file: Path, asked: Iterable[Suit]) -> tuple[str, Path]:
    """The steps of performance: every third judgment is performed late, and the leader told why."""
    rows = []
    for n, suit in enumerate(asked):
        assert suit.perform_by
        done = worked(suit.perform_by + timedelta(9)) if n % 3 == 2 else suit.perform_by - timedelta(5)
        steps: list[Move] = [("perform", done, {"performance": "voluntary", "measures": "已经按照判决履行"})]
        if n % 3 == 2:
            steps.append(("complete-reason", done, {"overdue_reason": "需要重新调查取证", "leader": "局长"}))
        rows.append((suit, f"{suit.cells['number']}（履行）", [*steps, ("close", worked(done, 3), {})]))
    return _steps(file, "judgment-performance", rows)


def _closed(file: Path, asked: Iterable[Suit]) -> tuple[str, Path]:
    rows: list[tuple] = []
    for suit in asked:
        assert suit.perform_by
        rows.append((suit, suit.cells["number"], [("close", worked(suit.perform_by + timedelta(20)), {})]))
    return _steps(file, "litigation-case", rows)


def _steps(file: Path, slug: str, rows: Iterable[tuple[Suit, str, list[Move]]]) -> tuple[str, Path]:
    """Write steps of cases that are there already."""
    rows, known = list(rows), ledgers.ledger(slug).all_columns
    procedure = "litigation-response" if slug == "litigation-case" else slug
    names = sorted({name for _suit, _number, steps in rows for _step, _on, cells in steps for name in cells})
    book = Workbook(write_only=True)
    sheet = book.create_sheet("办理步骤")
    sheet.append(["机构", "编号", "环节", "办理日期", *(known[name].label for name in names)])
    for suit, number, steps in rows:
        for step, on, cells in steps:
            label = step_label(procedure, step)
            sheet.append([suit.cells["organisation"], number, label, on, *(cells.get(name) for name in names)])
    book.save(file)
    return slug, file


def registers(folder: Path) -> Iterator[Book]:
    """Write the courts, meetings with them, the three parts of a team, rules, and advice of 2023."""
    court = "明川市中级人民法院"
    tables: dict[str, list[dict]] = {
        "litigation-court": [
            {"organisation": CITY, "name": name, "contact": "行政审判庭", "since": date(2021, 6, 1)}
            for name in (court, "明川市朝晖区人民法院")
        ],
        "litigation-meeting": [
            {"organisation": CITY, "court": court, "held_on": date(2023, month, 18), "topic": topic,
             "participants": "市司法局\n市公安局\n市自然资源和规划局"}
            for month, topic in ((4, "2022年行政审判情况通报"), (10, "征收补偿类争议实质性化解"))
        ],
        "litigation-team-role": [
            {"organisation": CITY, "position": n, "name": name, "duty": duty, "valid_from": date(2021, 1, 1)}
            for n, (name, duty) in enumerate(TEAM, 1)
        ],
        "litigation-rule": [
            {"organisation": CITY, "title": "明川市行政机关负责人出庭应诉工作规则", "issued_on": date(2021, 2, 9),
             "document_number": "明政办〔2021〕8号", "requirement": "负责人出庭应诉计入年度考核"},
        ],
    }  # fmt: skip
    for slug, rows in tables.items():
        yield CITY, *write_rows(folder / f"{slug}.xlsx", slug, rows)
    yield CITY, *_suggestions(folder / "judicial-suggestions.xlsx", date(2023, 5, 8), "2023", answered=True)
    yield CITY, *_procuratorial(folder / "procuratorial-suggestions.xlsx", date(2023, 6, 5), "2023", answered=True)


def _suggestions(file: Path, on: date, year: str, *, answered: bool) -> tuple[str, Path]:
    cells = {"organisation": CITY, "number": f"明府司建〔{year}〕1号", "opened_on": on, "court": "明川市中级人民法院",
             "opening_step": step_label("judicial-suggestion-reply", "receive"), "document": "明川市户外广告管理规定",
             "advice": "第九条增设行政许可条件，建议修改"}  # fmt: skip
    reply: Move = ("reply", worked(on, 30), {"reply": "已启动修改程序。", "treatment": "amended"})
    steps = [reply] if answered else []
    return write_cases(file, "judicial-suggestion", "judicial-suggestion-reply", [Course(cells, steps)])


def _procuratorial(file: Path, on: date, year: str, *, answered: bool) -> tuple[str, Path]:
    cells = {"organisation": f"{CITY}-12", "number": f"环检建〔{year}〕1号", "opened_on": on, "interest": "environment",
             "procuratorate": "明川市人民检察院", "matter": "对河道倾倒固体废物监管不到位"}  # fmt: skip
    steps: list[Move] = [("reply", worked(on, 25), {"measures": "已清运并立案查处。"})] if answered else []
    return write_cases(file, "procuratorial-suggestion", "procuratorial-suggestion-reply", [Course(cells, steps)])


# Where the suits of today stand: how many of these steps are made, so many days after the complaint.
SINCE = (("answer", 9), ("open-trial", 30), ("judge", 44))
STANDING = (0, 0, 1, 1, 2, 3)


def write_current(folder: Path, today: date, seed: int = 2023) -> Iterator[Book]:
    """Write suits, hearings to come and suggestions that are open on `today`."""
    random, found = Random(seed), []
    for n in range(2 * len(STANDING)):
        made = STANDING[n % len(STANDING)]
        received = today - timedelta((5, 14, 32, 47)[made] + n % 5)
        suit = _suit(received, {}, random, "receive-complaint")
        suit.cells |= {"organisation": CITY, "number": f"明府诉〔{received.year}〕{n + 1}号"}
        ended = {"step_outcome": "claim-rejected", "judgment_served_on": today - timedelta(1)}
        for step, days in SINCE[:made]:
            suit.steps.append((step, received + timedelta(days), ended if step == "judge" else {}))
        found.append(suit)
    yield CITY, *write_cases(folder / "litigation-current.xlsx", "litigation-case", "litigation-response", found)
    ahead = []
    for n, suit in enumerate(suit for suit in found if len(suit.steps) == 1):
        number = f"明府诉庭〔{today.year}〕{n + 1}号"
        cells = {"organisation": CITY, "number": number, "opened_on": today - timedelta(2),
                 "instance": f"{suit.cells['number']}（一审）", "hearing_on": today + timedelta(5 + 3 * n),
                 "notice": "may"}  # fmt: skip
        ahead.append(Course(cells))
    file = folder / "hearings-current.xlsx"
    yield CITY, *write_cases(file, "litigation-appearance", "agency-head-appearance", ahead)
    received = today - timedelta(40)
    year = str(received.year)
    yield CITY, *_suggestions(folder / "judicial-current.xlsx", received, year, answered=False)
    yield CITY, *_procuratorial(folder / "procuratorial-current.xlsx", received, year, answered=False)
