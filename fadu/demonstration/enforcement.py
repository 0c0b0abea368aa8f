"""演示数据·行政执法: subjects, officers with their examinations and certificates, and the cases that they handled.

In 2023 125 officers sat the qualification examination and 116 passed, which is 92.80 per cent.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fadu.domains.enforcement.models import DecisionPublication
from fadu.domains.enforcement.models.checks import LedgerCheck
from fadu.domains.enforcement.models.review import FileReview, ScoringItem
from fadu.kernel import cases
from fadu.kernel.organisations import Actor, Organisation

from .books import Course, Move, worked, write_cases, write_rows
from .city import CITY, DEPARTMENTS
from .reconsideration import GIVEN, SURNAMES

Row = dict[str, Any]

# The organs that enforce: department, what stands in its numbers, field, and what it penalises most, with the fine.
ORGANS = (
    ("市场监督管理局", "市监", "market", "未按规定明码标价", 2000),
    ("城市管理局", "城管", "urban", "擅自占用城市道路", 800),
    ("生态环境局", "环", "ecology", "未按规定贮存危险废物", 20000),
    ("交通运输局", "交", "transport", "未取得许可从事道路货物运输", 3000),
    ("农业农村局", "农", "agriculture", "经营标签不合规定的农药", 5000),
    ("文化体育旅游广电局", "文", "culture", "接纳未成年人进入营业场所", 4000),
    ("应急管理局", "应急", "emergency", "未按规定进行安全生产培训", 10000),
    ("自然资源和规划局", "自然资", "resources", "未经批准占用土地", 15000),
    ("住房和城乡建设局", "建", "housing", "未取得施工许可证擅自施工", 12000),
    ("卫生健康委员会", "卫", "health", "未取得健康证从业", 1000),
    ("人力资源和社会保障局", "人社", "labour", "拖欠劳动报酬逾期不改", 6000),
    ("公安局", "公", "security", "违反烟花爆竹管理规定", 500),
)
STAFF = 5  # officers of each organ since before 2021, certified
SAT = {2021: (84, 76), 2022: (96, 88), 2023: (125, 116)}  # sat, passed
CERTIFIED = 24  # of those who passed in a year
AUXILIARIES = {2021: 24, 2022: 30, 2023: 36}
CASES = {2021: 1, 2022: 2, 2023: 3}  # of each procedure, for each organ
REVIEWED = 15000  # a fine on an organisation from which legality review is due
SHEET = "行政处罚案卷评查标准"
CHECKED = "城市管理局"  # whose hours of training are checked at the end of the last year


def organ(name: str) -> str:
    """Return the code of a department."""
    return f"{CITY}-{DEPARTMENTS.index(name) + 1:02}"


def named(n: int) -> str:
    """Return a made-up name."""
    return SURNAMES[n * 3 % len(SURNAMES)] + GIVEN[n * 11 % len(GIVEN)]


# ── who enforces ─────────────────────────────────────────────────────────────────────────────────────────────────────


def registers(folder: Path) -> list[tuple[str, Path]]:
    """Write subjects, powers, officers, examinations, training and rules; return (ledger, file)."""
    since = date(2015, 1, 1)
    subjects = [
        {"organisation": organ(name), "code": f"ZT-{n:02}", "name": f"明川市{name}", "kind": "statutory",
         "field": field, "basis": "部门“三定”规定", "published_on": date(2021, 7, 15), "valid_from": since}
        for n, (name, _mark, field, _cause, _fine) in enumerate(ORGANS, 1)
    ]  # fmt: skip
    powers = [
        {"organisation": organ(name), "subject": f"ZT-{n:02}", "code": f"QX-{n:02}-{kind}", "name": label, "kind": kind,
         "basis": "《行政处罚法》第十七条", "valid_from": since}
        for n, (name, *_rest) in enumerate(ORGANS, 1)
        for kind, label in (("penalty", "行政处罚"), ("measure", "查封、扣押"), ("inspection", "行政检查"))
    ]  # fmt: skip
    people, results, sessions = list(staff()), [], []
    sessions.append({"organisation": CITY, "code": "ZG2020", "name": "2020年执法资格考试", "kind": "qualification",
                     "held_on": date(2020, 10, 24)})  # fmt: skip
    results += [
        {"organisation": one["organisation"], "session": "ZG2020", "officer": one["number"],
         "sat_on": date(2020, 10, 24), "score": 85, "passed": True}
        for one in people
    ]  # fmt: skip
    for year, (sat, passed) in SAT.items():
        held = date(year, 5, 20)
        sessions.append({"organisation": CITY, "code": f"ZG{year}", "name": f"{year}年执法资格考试",
                         "kind": "qualification", "held_on": held})  # fmt: skip
        taken = list(candidates(year))
        people += taken
        results += [
            {"organisation": one["organisation"], "session": f"ZG{year}", "officer": one["number"], "sat_on": held,
             "score": 60 + n % 36 if n < passed else 45, "passed": n < passed}
            for n, one in enumerate(taken[:sat])
        ]  # fmt: skip
        results += [{"organisation": one["organisation"], "session": f"ZG{year}", "officer": one["number"]}
                    for one in taken[sat:]]  # fmt: skip
    helpers, tested, tests = auxiliaries()
    courses, attended, assisted = training(people, helpers)
    rules = [
        {"organisation": CITY, "purpose": purpose, "party_kind": kind, "field": "", "amount": amount,
         "basis": "省听证程序规定", "valid_from": date(2021, 7, 15)}
        for purpose, amounts in (("hearing", (5000, 5000, 50000)), ("discussion", (20000, 20000, 100000)))
        for kind, amount in zip(("citizen", "business", "organisation"), amounts, strict=True)
    ]  # fmt: skip
    required = [{"organisation": CITY, "year": year, "hours": 40, "auxiliary_hours": 24, "basis": "市法治政府建设要点"}
                for year in SAT]  # fmt: skip
    reviewers = [
        {"organisation": organ(name), "number": f"FS{n:02}", "name": named(500 + n), "kind": "staff", "qualified": True,
         "qualification": f"A2019990{n:03}", "since": date(2019, 3, 1), "valid_from": date(2019, 3, 1)}
        for n, (name, *_rest) in enumerate(ORGANS, 1)
    ]  # fmt: skip
    tables = {
        "enforcement-subject": subjects, "enforcement-power": powers, "enforcement-officer": people,
        "enforcement-exam": [*sessions, *tests], "enforcement-exam-result": results, "enforcement-auxiliary": helpers,
        "enforcement-auxiliary-result": tested, "enforcement-course": courses, "enforcement-training": attended,
        "enforcement-auxiliary-training": assisted, "enforcement-training-requirement": required,
        "penalty-amount-rule": rules, "legal-reviewer": reviewers,
        "legal-review-threshold": thresholds(), "penalty-uncounted-rule": uncounted(),
        "file-template": papers(), "file-scoring": sheet(),
    }  # fmt: skip
    slug = "licence-decision"
    written = [write_rows(folder / f"{slug}.xlsx", slug, rows) for slug, rows in tables.items()]
    return [*written, write_cases(folder / f"{slug}.xlsx", slug, slug, licences())]


def thresholds() -> list[Row]:
    """Return the city's catalogue of decisions that are reviewed before they are made; the public may read it."""
    found: tuple[tuple[str, str, str, Row], ...] = (
        ("FS01", "fine", "较大数额的罚款", {"person": 5000, "entity": REVIEWED}),
        ("FS02", "confiscation", "较大数额的没收", {"person": 5000, "entity": REVIEWED}),
        ("FS03", "licence", "降低资质等级、吊销许可证件", {}),
        ("FS04", "closure", "责令停产停业、责令关闭、限制从业", {}),
    )
    return [
        {"organisation": CITY, "code": code, "kind": kind, "description": said, "basis": "行政处罚法#58.1",
         "valid_from": date(2021, 7, 15), **amounts}
        for code, kind, said, amounts in found
    ]  # fmt: skip


def uncounted() -> list[Row]:
    """Return what the rules on the procedure of market regulation take out of the ninety days."""
    return [
        {"organisation": CITY, "field": "market", "kind": kind, "valid_from": date(2021, 7, 15),
         "basis": "《市场监督管理行政处罚程序规定》第六十四条"}
        for kind in ("pending", "hearing", "announcement", "testing", "appraisal", "identification", "refund")
    ]  # fmt: skip


def papers() -> list[Row]:
    """Return what the file of a penalty must hold."""
    return [
        {"organisation": CITY, "kind": "penalty", "place": n, "paper": paper, "document_kind": kind, "required": True,
         "valid_from": date(2021, 7, 15)}
        for n, (paper, kind) in enumerate(
            (("行政处罚决定书", "penalty-decision"), ("行政处罚事先告知书", "penalty-notice"), ("送达回证", "")), 1)
    ]  # fmt: skip


def sheet() -> list[Row]:
    """Return the sheet by which files are scored: a hundred points, of which one item decides alone."""
    items = (("主体、人员合法", 20, True), ("事实清楚、证据充分", 30, False), ("程序合法", 30, False),
             ("文书规范、归档完整", 20, False))  # fmt: skip
    return [
        {"organisation": CITY, "code": f"PC{n:02}", "sheet": SHEET, "kind": "penalty", "number": str(n), "item": item,
         "points": points, "fatal": fatal, "valid_from": date(2021, 7, 15)}
        for n, (item, points, fatal) in enumerate(items, 1)
    ]  # fmt: skip


def officer(n: int, place: int, joined: date) -> Row:
    """Return one officer of the organ at that place."""
    name, _mark, field, _cause, _fine = ORGANS[place]
    return {"organisation": organ(name), "number": f"ZF{n:04}", "name": named(n), "subject": f"ZT-{place + 1:02}",
            "field": field, "post": ("科员", "副科长", "科长")[n % 3], "joined_on": joined}  # fmt: skip


def staff() -> Iterator[Row]:
    """Yield the officers who were there before 2021; two of each organ handle its cases."""
    for n in range(len(ORGANS) * STAFF):
        yield officer(n + 1, n // STAFF, date(2018, 3, 1))


def candidates(year: int) -> Iterator[Row]:
    """Yield who was to sit the examination of a year; three did not come."""
    for n in range(SAT[year][0] + 3):
        yield officer((year - 2020) * 1000 + n, n % len(ORGANS), date(year, 3, 1))


def auxiliaries() -> tuple[list[Row], list[Row], list[Row]]:
    """Return auxiliary officers, their results and the sessions of their tests."""
    helpers = [
        {"organisation": organ("城市管理局"), "number": f"FZ{n:03}", "name": named(300 + n), "subject": "ZT-02",
         "duty": "巡查、劝导、记录", "joined_on": date(2020, 4, 1)}
        for n in range(1, max(AUXILIARIES.values()) + 1)
    ]  # fmt: skip
    tests = [{"organisation": CITY, "code": f"FZ{year}", "name": f"{year}年辅助人员测试", "kind": "auxiliary",
              "held_on": date(year, 9, 16)} for year in AUXILIARIES]  # fmt: skip
    tested = [
        {"organisation": one["organisation"], "session": f"FZ{year}", "auxiliary": one["number"],
         "sat_on": date(year, 9, 16), "score": 60 + n % 40, "passed": True}
        for year, number in AUXILIARIES.items() for n, one in enumerate(helpers[:number])
    ]  # fmt: skip
    return helpers, tested, tests


def training(people: list[Row], helpers: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the courses of each year, and who attended: the older staff, and at one bureau all but the last to join.

    Its auxiliaries attended the first course of each year, but for the last of them in the last year.
    """
    courses = [
        {"organisation": CITY, "code": f"PX{year}{n}", "title": title, "laws": laws,
         "held_on": date(year, 3 + 5 * n, 11), "hours": 24}
        for year in SAT for n, (title, laws) in enumerate(
            (("行政处罚法专题培训", "行政处罚法、行政强制法"), ("执法文书和案卷培训", "行政处罚法、行政复议法")))
    ]  # fmt: skip
    older = len(ORGANS) * STAFF
    newer = [one for one in people[older:] if one["organisation"] == organ(CHECKED)]

    def attendance(who: str, course: Row, one: Row) -> Row:
        return {"organisation": one["organisation"], "course": course["code"], who: one["number"],
                "trained_on": course["held_on"], "hours": 24, "passed": True}  # fmt: skip

    attended = [
        attendance("officer", course, one)
        for course in courses
        for one in [*people[:older], *(one for one in newer[:-1] if one["joined_on"] <= course["held_on"])]
    ]
    assisted = [
        attendance("auxiliary", course, one)
        for course in courses[::2]
        for one in helpers[: -1 if course is courses[-2] else None]
    ]
    return courses, attended, assisted


def licences() -> Iterator[Course]:
    """Yield licence decisions, published within their term."""
    items = ("户外广告设置许可", "建筑垃圾处置核准", "食品经营许可", "道路货物运输经营许可")
    organs = ("城市管理局", "城市管理局", "市场监督管理局", "交通运输局")
    for year in SAT:
        for n in range(12):
            decided = worked(date(year, 1 + n, 9))
            holder = f"虚构企业{n:04}"
            cells = {"organisation": organ(organs[n % 4]), "number": f"明许〔{year}〕{n + 1}号", "opened_on": decided,
                     "item": items[n % 4], "act": "denied" if n == 7 else "granted", "holder_kind": "organisation",
                     "holder": holder, "basis": "行政许可法#38.1",
                     **({"reason": "申请材料不符合法定条件"} if n == 7 else
                        {"valid_from": decided, "valid_to": decided + timedelta(1095)})}  # fmt: skip
            yield Course(cells, [("publish", worked(decided, 3 + n % 4), {"shown_holder": holder})])


def write_certificates(folder: Path, today: date) -> tuple[str, Path]:
    """Write certificates, valid on `today`: of the older staff, and of the first who passed in each year."""
    holders = [(one, date(2020, 11, 16)) for one in staff()]
    for year in SAT:
        holders += [(one, date(year, 6, 5)) for one in list(candidates(year))[:CERTIFIED]]
    found, numbers = [], dict[tuple[str, int], int]()
    for n, (one, day) in enumerate(holders, 1):
        applied = worked(day)
        series = one["organisation"], applied.year
        numbers[series] = numbers.get(series, 0) + 1
        cells = {"organisation": one["organisation"], "number": f"执证〔{applied.year}〕{numbers[series]}号",
                 "opened_on": applied, "officer": one["number"], "kind": "national"}  # fmt: skip
        issued = worked(applied, 10)
        card = {"certificate_number": f"9902{n:06}", "valid_to": date(max(issued.year + 5, today.year + 2), 12, 28)}
        steps: list[Move] = [("issue", issued, card), ("disclose", worked(issued, 5), {})]
        if applied.year == 2020:
            steps += [("verify", worked(date(year + 1, 1, 10)), {}) for year in (2021, 2022)]
        found.append(Course(cells, steps))
    slug = "enforcement-certificate"
    return write_cases(folder / f"{slug}.xlsx", slug, slug, found)


# ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def handled(place: int, number: str, on: date, n: int, kind: str) -> Row:
    """Return the cells of a case of either procedure."""
    name, _mark, field, cause, _fine = ORGANS[place]
    first = place * STAFF + 1
    party = f"虚构企业{on.year}{place:02}{n:02}" if kind == "organisation" else named(700 + place + n * 13)
    return {"organisation": organ(name), "number": number, "opened_on": on, "subject": f"ZT-{place + 1:02}",
            "field": field, "officer": f"ZF{first:04}", "second_officer": f"ZF{first + 1:04}", "party_kind": kind,
            "party": party, "cause": cause}  # fmt: skip


def pair(cells: Row) -> Row:
    """Take out of the cells of a case who handles it: the filing names them."""
    return {name: cells.pop(name) for name in ("officer", "second_officer")}


BASIS = {"facts": "现场检查发现，当事人的行为违反行政管理秩序。", "provision": "相关条例的禁止性规定",
         "basis": "相关条例的罚则"}  # fmt: skip


def spot(year: int) -> Iterator[Course]:
    """Yield the penalties given on the spot."""
    for place, (_name, mark, *_rest) in enumerate(ORGANS):
        for n in range(1, CASES[year] + 1):
            day = worked(date(year, 2, 8) + timedelta(place * 9 + n * 61))
            cells = handled(place, f"明{mark}当罚〔{year}〕{n}号", day, n, "citizen")
            fine = (100, 200, None)[n % 3]
            decided = BASIS | {"decision_number": f"明{mark}当罚决〔{year}〕{n}号", "fine": fine,
                               "step_outcome": "罚款" if fine else "警告"}  # fmt: skip
            yield Course(cells, [("decide", day, decided), ("file", worked(day, 1), {}),
                                 ("pay", worked(day, 4), {"paid": fine})])  # fmt: skip


def ordinary(year: int) -> Iterator[Course]:
    """Yield the cases of the ordinary procedure: most fined, some spared, the large ones reviewed and discussed."""
    for place, (_name, mark, _field, _cause, fine) in enumerate(ORGANS):
        for n in range(1, CASES[year] + 1):
            day = worked(date(year, 1, 11) + timedelta(place * 7 + n * 67))
            cells = handled(place, f"明{mark}罚立〔{year}〕{n}号", day, n, "organisation")
            cells |= {"source": ("inspection", "complaint", "random")[n % 3], "discovered_on": day}
            found = worked(day, 9)
            steps: list[Move] = [
                ("file", worked(day, 2), pair(cells)),
                ("investigate", worked(day, 5), {"evidence": "现场笔录\n询问笔录\n照片"}),
                (
                    "end-investigation",
                    found,
                    {"major": fine >= REVIEWED, **{k: BASIS[k] for k in ("facts", "provision")}},
                ),
            ]
            if (place + n) % 7 == 0:
                spared = {"content": "初次违法，危害后果轻微并及时改正。", "education": "当面教育，送达提示书",
                          "step_outcome": "轻微（首违）不予处罚"}  # fmt: skip
                yield Course(cells, [*steps, ("spare", worked(found, 2), spared)])
                continue
            told = worked(found, 2)
            by = worked(told, 3)
            steps.append(("inform", told, {"proposed": "fine", "proposed_fine": fine, "basis": BASIS["basis"],
                                           "defence_by": by}))  # fmt: skip
            ready = worked(by, 1)
            if fine >= REVIEWED:
                steps += [
                    ("send-to-legality-review", ready, {"review_ground": "complex"}),
                    ("pass-legality-review", worked(ready, 1), {"reviewer": f"FS{place + 1:02}",
                                                                "review_opinion": "事实清楚，同意拟处罚意见"}),
                    ("discuss", worked(ready, 2), {"discussion": "同意"}),
                ]  # fmt: skip
            else:
                steps.append(("skip-legality-review", ready, {}))
            decided = worked(ready, 3)
            steps += [
                ("decide", decided, {"penalty": "fine", "fine": fine, "content": f"罚款{fine}元",
                                     "order": "立即改正", "decision_number": f"明{mark}罚〔{year}〕{n}号"}),
                ("serve", worked(decided, 2), {"service": "direct"}),
                ("perform", worked(decided, 8), {"performance": "voluntary", "paid": fine}),
            ]  # fmt: skip
            yield Course(cells, steps)


def write(folder: Path, year: int) -> list[tuple[str, Path]]:
    """Write the cases of a year; return (ledger, file)."""
    return [
        write_cases(folder / f"penalty-summary-{year}.xlsx", "penalty-summary", "penalty-summary", spot(year)),
        write_cases(folder / f"penalty-case-{year}.xlsx", "penalty-case", "penalty-ordinary", ordinary(year)),
    ]


def publish(by: Actor, year: int) -> None:
    """Publish the year's decisions, three working days after each; warnings have no influence on the public."""
    waiting = DecisionPublication.objects.filter(state="decided", opened_on__year=year)
    for one in waiting.select_related("organisation").order_by("opened_on", "pk"):
        day = worked(one.opened_on, 3)
        if one.content == "警告":
            cases.perform(one, "keep-back", by, on=day, data={"kept_back": "warning"})
        elif one.field == "market" and "当罚" in one.decision_number:
            cases.perform(one, "keep-back", by, on=day, data={"kept_back": "summary"})
        else:
            cases.perform(one, "publish", by, on=day)


def review_files(by: Actor, year: int) -> None:
    """Draw four of the files closed in the third quarter, score them, and see the one with a defect put right.

    At the end of the last year the hours of training are checked too.
    """
    city = Organisation.objects.get(code=CITY)
    fixed = worked(date(year, 10, 11))
    lottery, drawn = worked(fixed, 2), worked(fixed, 3)
    given = {"organisation": city, "name": f"{year}年第三季度行政处罚案卷评查", "kind": "quarterly", "files": "penalty",
             "sheet": SHEET, "sample": 4, "closed_from": date(year, 7, 1), "closed_to": date(year, 9, 30)}  # fmt: skip
    review = cases.open_case(FileReview, "plan-review", by, fixed, given)
    source = f"中国体育彩票排列三第{lottery:%Y%j}期开奖号码"
    cases.perform(review, "fix-roster", by, on=fixed, data={"randomness_source": source, "randomness_on": lottery})
    cases.perform(review, "draw", by, on=drawn, data={"randomness": "5 0 2"})
    scored, item = worked(drawn, 4), ScoringItem.objects.get(organisation=city, code="PC04")
    for n, one in enumerate(review.reviewed.select_related("organisation", "review").order_by("number")):
        if n == 0:
            found = {"item": item, "deducted": 8, "defect": "送达回证没有归入案卷", "found_on": scored}
            one.defects.create(organisation=one.organisation, **found)
        marks = {"reviewer": named(830), "score": 100 if n else 92, "opinion": "" if n else "文书归档不完整"}
        cases.perform(one, "score-file", by, on=scored, data=marks, outcome="excellent" if n else "qualified")
        if n:
            cases.perform(one, "pass", by, on=scored)
            continue
        cases.perform(one, "send", by, on=worked(scored, 1), data={"rectify_by": worked(scored, 12)})
        cases.perform(one, "rectify", by, on=worked(scored, 8), data={"rectification": "已补齐送达回证"})
        cases.perform(one, "recheck", by, on=worked(scored, 10))
    told = {"report": "抽取四卷，三卷优秀，一卷归档不完整，已发整改意见。"}
    cases.perform(review, "report", by, on=worked(scored, 11), data=told)
    cases.perform(review, "close", by, on=worked(scored, 14))
    if year == max(SAT):
        check_training(by, year)


def check_training(by: Actor, year: int) -> None:
    """Compare the hours of one bureau with what the year asks; who lacks some is to be trained before the renewal."""
    begun = worked(date(year, 12, 18))
    given = {"organisation": Organisation.objects.get(code=organ(CHECKED)), "kind": "training",
             "period_from": date(year, 1, 1), "period_to": date(year, 12, 15)}  # fmt: skip
    check = cases.open_case(LedgerCheck, "begin", by, begun, given)
    cases.perform(check, "compare", by, on=worked(begun, 1))
    handling = "责成市城市管理局在换发证件、辅助人员续聘以前补训；补训以前不得单独安排外勤"
    cases.perform(check, "close", by, on=worked(begun, 4), data={"handling": handling})


def write_current(folder: Path, today: date) -> list[tuple[str, Path]]:
    """Write what is being handled on `today`: cases at each turn, a seizure that ends soon, a suspected crime."""
    found, measures = [], []
    for place, (_name, mark, _field, _cause, fine) in enumerate(ORGANS[:8]):
        begun = worked(today - timedelta(78 - 9 * place))
        cells = handled(place, f"明{mark}罚立〔{begun.year}〕{90 + place}号", begun, 90, "organisation")
        cells |= {"source": "inspection", "discovered_on": begun}
        steps: list[Move] = [
            ("file", worked(begun, 1), pair(cells)),
            ("investigate", worked(begun, 2), {"evidence": "现场笔录"}),
        ]
        if place < 5:
            done = {**{k: BASIS[k] for k in ("facts", "provision")}}
            steps.append(("end-investigation", worked(begun, 6), done))
        if place < 3:
            told = {"proposed": "fine", "proposed_fine": fine, "basis": BASIS["basis"], "defence_by": worked(begun, 11)}
            steps.append(("inform", worked(begun, 8), told))
        found.append(Course(cells, [step for step in steps if step[1] <= today]))
    for n, place in enumerate((0, 3)):
        begun = worked(today - timedelta(27 - 12 * n))
        cells = handled(place, f"明{ORGANS[place][1]}强措〔{begun.year}〕{90 + n}号", begun, 91, "organisation")
        kept = {key: cells[key] for key in ("organisation", "number", "opened_on", "subject", "officer",
                                            "second_officer", "party_kind", "party")}  # fmt: skip
        kept |= {"kind": "seizure", "matter": cells["cause"], "grounds": "涉案物品可能转移", "basis": "相关法律",
                 "target": "涉案物品一批"}  # fmt: skip
        steps = [("approve", begun, {}), ("implement", begun, {"location": "当事人经营场所", "present": "负责人"})]
        measures.append(Course(kept, steps))
    return [
        write_cases(folder / "penalty-case-current.xlsx", "penalty-case", "penalty-ordinary", found),
        write_cases(folder / "coercion-measure-current.xlsx", "coercion-measure", "coercion-measure", measures),
    ]
