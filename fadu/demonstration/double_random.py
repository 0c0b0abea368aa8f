"""演示数据·双随机: pools and lists of departments, a year's plans and draws, and what was found of the firms drawn.

In 2023 twenty-seven departments keep both pools and list 238 items; 87 plans led to 104 tasks, 17 of them joint; 644
firms were drawn and inspected by single departments. Every draw is a real one: anyone may work it out again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from fadu.domains.double_random.merging import check_digit
from fadu.domains.double_random.models import (
    Enterprise,
    InspectionFiling,
    InspectionPlan,
    MarketGathering,
    PlanLine,
    RandomTask,
)
from fadu.kernel import cases
from fadu.kernel.organisations import Actor, Organisation

from .books import worked, write_rows
from .city import CITY, DEPARTMENTS
from .reconsideration import GIVEN, SURNAMES

Row = dict[str, Any]
# Departments that inspect, each with what it inspects; the first twenty took part in 2021, then twenty-four.
TRADES = dict(
    pair.split(":")
    for pair in """
市场监督管理局:餐饮单位 生态环境局:排污单位 住房和城乡建设局:房地产企业 交通运输局:运输企业
农业农村局:农资经营单位 应急管理局:危险化学品企业 卫生健康委员会:医疗机构 文化体育旅游广电局:旅行社
人力资源和社会保障局:人力资源机构 教育局:校外培训机构 公安局:旅馆 水务局:取水单位
自然资源和规划局:测绘单位 商务局:成品油零售企业 城市管理局:燃气企业 民政局:养老机构
税务局:一般纳税人 消防救援支队:人员密集场所 发展和改革委员会:用能单位 医疗保障局:定点药店
林业和草原局:林木种苗企业 烟草专卖局:卷烟零售户 邮政管理局:快递企业 气象局:防雷检测机构
粮食和物资储备局:粮食收购企业 统计局:规模以上企业 住房公积金管理中心:缴存单位
""".split()
)
DEPARTMENT = list(TRADES)
TAKING_PART = {2021: 20, 2022: 24, 2023: 27}
ITEMS = {2021: 181, 2022: 209, 2023: 238}
OBJECTS, INSPECTORS, MATTERS = 40, 6, 23
SHARES = {"A": 1, "B": 3, "C": 10, "D": 20}
SUBJECTS = "经营资质 信息公示 质量管理 安全生产 台账记录 人员资格 设施设备 收费价格 广告宣传 合同履行 环境保护".split()
FIELDS = """危险化学品 燃气 校外培训 成品油 养老服务 医疗美容 预付费消费 食品安全 农资 房地产 道路运输 旅游
网络交易 特种设备 建筑市场 废旧回收 快递 自然资源 水资源 消防 医疗保障基金 人力资源 民用爆炸物品""".split()
OUTCOMES = ("no-problem",) * 34 + ("not-concerned",) * 2 + ("put-right",) * 3 + ("not-found",)


@dataclass(frozen=True)
class Year:
    """A year's work: plans, tasks of single departments and how many firms, joint tasks and how many firms."""

    year: int
    plans: int
    tasks: int
    firms: int
    joint: int
    joint_firms: int


YEARS = {
    2021: Year(2021, 6, 6, 12, 1, 2),
    2022: Year(2022, 8, 8, 16, 2, 4),
    2023: Year(2023, 87, 87, 644, 17, 68),
}


def code_of(department: str) -> str:
    """Return the code of a department of the city."""
    return f"{CITY}-{DEPARTMENTS.index(department) + 1:02}"


def since(place: int) -> date:
    """Return the day on which the department at this place among those that inspect began to take part."""
    year = next(year for year, number in TAKING_PART.items() if place < number)
    return date(year, 1, 11)


def registers(folder: Path, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write pools, lists, classes and key matters; return (ledger, file)."""
    random, tables = Random(seed), dict[str, list[Row]]()
    for place, department in enumerate(DEPARTMENT):
        own, day, kind = {"organisation": code_of(department)}, since(place), TRADES[department]
        # Firms lie in the pools of several departments under one code.
        for n in range(OBJECTS):
            number = (place * 29 + n * 7) % 700
            tables.setdefault("check-object", []).append(
                own | {"credit_code": f"91990200MA{number:08}", "name": f"明川{SURNAMES[number % 20]}氏第{number}商行",
                       "category": kind, "risk": ("low", "medium", "medium", "high")[number % 4],
                       "credit": "ABBBCCD"[number % 7], "source": "市场监管部门共享", "valid_from": day}
            )  # fmt: skip
        for n in range(INSPECTORS):
            tables.setdefault("inspector", []).append(
                own | {"number": f"示执{place + 1:02}{n + 1:03}",
                       "name": random.choice(SURNAMES) + random.choice(GIVEN),
                       "unit": f"执法{'一二三'[n % 3]}科", "field": kind, "certified_until": date(2028, 12, 31),
                       "valid_from": day}
            )  # fmt: skip
        pair = {"objects_from": day, "inspectors_from": day, "valid_from": day, "platform": "省“互联网＋监管”系统"}
        tables.setdefault("inspection-pools", []).append(own | pair)
    tables["inspection-item"] = list(items())
    tables["credit-class"] = [
        {"organisation": CITY, "credit": credit, "ratio": ratio, "weight": ratio, "valid_from": date(2021, 1, 4)}
        for credit, ratio in SHARES.items()
    ]
    tables["inspection-cap"] = [
        {"organisation": CITY, "credit": credit, "most": n + 2, "valid_from": date(2021, 1, 4)}
        for n, credit in enumerate(SHARES)
    ]
    tables["key-supervision-matter"] = [
        {"organisation": CITY, "name": f"{field}综合监管", "field": field, "lead": f"市{DEPARTMENT[n % 27]}",
         "partners": f"市{DEPARTMENT[(n + 5) % 27]}\n市{DEPARTMENT[(n + 9) % 27]}", "method": "部门联合检查",
         "frequency": "每年一次", "rules": f"{field}跨部门综合监管工作规范", "valid_from": date(2021 + n % 3, 5, 8)}
        for n, field in enumerate(FIELDS)
    ]  # fmt: skip
    tables["supervised-item"] = list(approved())
    return [write_rows(folder / f"{slug}.xlsx", slug, rows) for slug, rows in tables.items()]


def approved() -> Iterator[Row]:
    """Yield what the city approves, and who supervises it; every tenth matter has nobody yet."""
    for n, (department, kind) in enumerate(TRADES.items(), 1):
        gap = n % 10 == 0
        yield {"organisation": CITY, "number": f"SP{n:04}", "opened_on": date(2021, 1, 11),
               "opening_step": "登记尚无监管部门的审批事项" if gap else "登记审批事项", "name": f"{kind}设立许可",
               "approved_by": "市行政审批服务局", "supervised_by": "" if gap else f"市{department}",
               "rules": "" if gap else f"{kind}事中事后监管细则"}  # fmt: skip


def gathered(folder: Path, today: date) -> list[tuple[str, Path]]:
    """Write what four sources say of firms: two disagree, one code is written wrongly, one is not registered."""
    sources = {
        "registration": "市市场监管局",
        "permit": "市行政审批服务局",
        "tax": "市税务局",
        "credit": "市发展和改革委员会",
    }
    rows = []
    for firm in range(1, 41):
        first = f"91990200MA{firm:07}"
        for kind, source in list(sources.items())[: 1 + firm % 4]:
            moved = kind == "tax" and firm in (3, 7)
            code = first + check_digit(first)
            if kind == "permit" and firm == 5:
                code = first + "I"
            if kind == "permit" and firm == 9:
                code = f"92990200MA{firm:07}" + check_digit(f"92990200MA{firm:07}")
            rows.append(
                {"organisation": CITY, "number": f"GJ{kind[:2].upper()}{firm:04}", "credit_code": code, "kind": kind,
                 "source": source, "name": f"明川{SURNAMES[firm % 20]}氏第{firm}商行",
                 "address": f"明川市{'江滨' if moved else '湖滨'}路{firm}号",
                 "registered_as": "open" if kind == "registration" else "",
                 "representative": "" if kind == "credit" else f"{SURNAMES[firm % 20]}{GIVEN[firm % len(GIVEN)]}",
                 "happened_on": today - timedelta(90 - firm), "collected_on": today - timedelta(20)}
            )  # fmt: skip
    return [write_rows(folder / "market-record.xlsx", "market-record", rows)]


def merge_gathered(by: Actor, today: date) -> None:
    """Merge what was gathered, and settle one of the disagreements."""
    city, on = Organisation.objects.get(code=CITY), worked(today - timedelta(9))
    batch = cases.open_case(MarketGathering, "start", by, on, {"organisation": city, "name": f"{on.year}年归集"})
    cases.perform(batch, "merge", by, on=on)
    firm = Enterprise.objects.filter(state="disputed").order_by("credit_code")[0]
    settled = {"address": "明川市江滨路3号", "settling_reason": "实地核查，已经迁址，尚未变更登记"}
    cases.perform(firm, "settle", by, on=worked(on, 1), data=settled)


def items() -> Iterator[Row]:
    """Yield the items on the lists, and one of each department that is not drawn at random."""
    for n in range(ITEMS[2023]):
        year = next(year for year, number in ITEMS.items() if n < number)
        department = DEPARTMENT[n % TAKING_PART[year]]
        subject, kind = SUBJECTS[n // TAKING_PART[year] % len(SUBJECTS)], TRADES[department]
        yield {"organisation": code_of(department), "code": f"JC{n + 1:04}", "edition": 1,
               "name": f"{kind}{subject}检查",
               "objects_kind": kind, "basis": "《优化营商环境条例》第五十四条", "ratio": 5, "frequency": "每年一次",
               "joint": n % 5 == 0, "published_on": date(year, 3, 1), "valid_from": date(year, 2, 20)}  # fmt: skip
    for n, department in enumerate(DEPARTMENT):
        kind = TRADES[department]
        yield {"organisation": code_of(department), "code": f"JZ{n + 1:04}", "edition": 1, "name": f"{kind}重点检查",
               "objects_kind": kind, "basis": "《优化营商环境条例》第五十四条", "nature": "key", "listed": False,
               "valid_from": since(n)}  # fmt: skip


def share(whole: int, parts: int, place: int) -> int:
    """Return the part at `place` when a whole is dealt out as evenly as it can be."""
    return whole * (place + 1) // parts - whole * place // parts


def work(year: Year) -> Iterator[tuple[int, str, list[str], int]]:
    """Yield place, lead, units (none for a single department) and firms of each task of a year."""
    among = DEPARTMENT[: TAKING_PART[year.year]]
    for n in range(year.tasks):
        yield n, among[n % len(among)], [], share(year.firms, year.tasks, n)
    for n in range(year.joint):
        lead, partner = among[n % len(among)], among[(n + 4) % len(among)]
        yield year.tasks + n, lead, [f"市{lead}", f"市{partner}"], share(year.joint_firms, year.joint, n)


def adopt_plans(by: Actor, year: Year) -> None:
    """Make the year's plans, each with what it plans; they are compared with one another, adopted and published."""
    organs = {one.code: one for one in Organisation.objects.filter(code__in=map(code_of, DEPARTMENT))}
    planned: dict[int, list[PlanLine]] = {}
    tasks = list(work(year))
    singles = year.plans - year.joint  # of several tasks some stand in one plan
    for n, lead, units, firms in tasks:
        plan = year.plans - year.joint + n - year.tasks if units else n % singles
        line = PlanLine(
            category="联合任务" if units else "自选任务", position=n + 1, name=named(lead, units, n), lead=f"市{lead}",
            partners="、".join(units[1:]), objects_kind=TRADES[lead], share=f"{firms}户", expected=firms,
            times=f"{year.year}年{day_of(year, n).month}月", organisation=organs[code_of(lead)],
        )  # fmt: skip
        planned.setdefault(plan, []).append(line)
    for n, (_plan, lines) in enumerate(sorted(planned.items())):
        on = worked(date(year.year, 1, 16) + timedelta(n % 8))
        given = {"organisation": lines[0].organisation, "year": year.year,
                 "kind": "joint" if lines[0].partners else "department"}  # fmt: skip
        made = cases.open_case(InspectionPlan, "compile", by, on, given)
        for line in lines:
            line.plan = made
            line.save()
    for made in InspectionPlan.objects.filter(year=year.year, state="drafted").select_related("organisation"):
        on = worked(made.opened_on, 3)
        cases.perform(made, "compare", by, on=on)
        if made.repeats:
            answer = {"repeats_answer": "按建议错开检查时间"}
            cases.perform(made, "answer-repeats", by, on=on, data=answer)
        cases.perform(made, "adopt", by, on=worked(on, 1))
        cases.perform(made, "publish", by, on=worked(on, 3))


def named(lead: str, units: list[str], place: int) -> str:
    """Return what a task is called."""
    return f"{TRADES[lead]}{SUBJECTS[place % len(SUBJECTS)]}{'联合' if units else ''}抽查"


def day_of(year: Year, place: int) -> date:
    """Return the day on which the rosters of a task are fixed: they go on from February to October."""
    return worked(date(year.year, 2, 8) + timedelta(place * 250 // (year.tasks + year.joint)))


def inspect(by: Actor, year: Year, seed: int = 2023) -> None:
    """Draw, inspect, publish and close the tasks of a year."""
    random = Random(seed + year.year)
    lines = PlanLine.objects.filter(plan__year=year.year).select_related("organisation", "plan")
    of = {line.position: line for line in lines}
    for n, _lead, units, firms in work(year):
        line, fixed = of[n + 1], day_of(year, n)
        assert line.plan and line.plan.published_on
        lottery = worked(fixed, 2)
        issue = f"中国体育彩票排列三第{lottery:%Y%j}期开奖号码"
        drawn, visited = worked(lottery, 1), worked(lottery, 4)
        given = {"organisation": line.organisation, "plan": line.plan, "line": line, "name": line.name,
                 "quota": firms, "joint": bool(units), "units": "\n".join(units), "planned_from": visited,
                 "planned_to": worked(visited, 6), "unit_rule": "different" if units else "none"}  # fmt: skip
        task = cases.open_case(RandomTask, "plan", by, worked(line.plan.published_on), given)
        scheme = {"randomness_source": issue, "randomness_on": lottery}
        cases.perform(task, "fix-roster", by, on=fixed, data=scheme)
        value = " ".join(str(random.randrange(10)) for _digit in range(3))
        cases.perform(task, "draw-objects", by, on=drawn, data={"randomness": value})
        cases.perform(task, "draw-inspectors", by, on=drawn)
        cases.perform(task, "inspect", by, on=visited)
        look_at(task, by, visited, random)
        cases.perform(task, "record", by, on=worked(visited, 7))
        cases.perform(task, "publish", by, on=worked(visited, 9))
        follow_up(task, by, worked(visited, 10))
        cases.perform(task, "close", by, on=worked(visited, 22))


def look_at(task: RandomTask, by: Actor, visited: date, random: Random) -> None:
    """Visit each firm, and enter what was found; of a joint task each unit its own result."""
    for place, check in enumerate(task.checks.select_related("organisation", "task").order_by("line")):
        on = worked(visited, place % 5)
        outcome = random.choice(OUTCOMES)
        cases.perform(check, "visit", by, on=on, data={"shown": True, "noted": True})
        found = {"findings": "查看经营场所、资质和台账"}
        for own in check.unit_results.order_by("pk") if check.joint else ():
            cases.perform(own, "enter", by, on=on, data=found, outcome=outcome)
        if outcome == "put-right":
            found["problem"] = "台账记录不全"
        cases.perform(check, "record", by, on=on, data=found, outcome=outcome)


def follow_up(task: RandomTask, by: Actor, on: date) -> None:
    """See what was found put right, and close the checks that found something."""
    for check in task.checks.filter(closed_on=None).select_related("organisation", "task").order_by("line"):
        if check.outcome == "put-right":
            cases.perform(check, "order-rectification", by, on=on, data={"rectify_by": on + timedelta(15)})
            right = {"rectification": "已补齐台账"}
            cases.perform(check, "verify-rectification", by, on=worked(on, 8), data=right)
        cases.perform(check, "close", by, on=worked(on, 9))


def start_current(by: Actor, today: date) -> None:
    """Leave something under way: a draw whose randomness is still to come, one to be inspected, a breach."""
    organs = {one.code: one for one in Organisation.objects.filter(code__in=map(code_of, DEPARTMENT))}
    started = (("市场监督管理局", 3, ""), ("卫生健康委员会", -6, ""), ("教育局", -6, "消防救援支队"))
    for n, (department, ahead, partner) in enumerate(started):
        fixed = worked(today - timedelta(20 * n + 2))
        lottery = worked(today + timedelta(ahead))
        given = {"organisation": organs[code_of(department)], "name": f"{TRADES[department]}专项抽查", "quota": 5}
        if partner:
            units = f"市{department}\n市{partner}"
            given |= {"name": f"{TRADES[department]}联合抽查", "joint": True, "units": units, "unit_rule": "different"}
        task = cases.open_case(RandomTask, "plan", by, fixed, given)
        scheme = {"randomness_source": f"中国体育彩票排列三第{lottery:%Y%j}期开奖号码", "randomness_on": lottery}
        cases.perform(task, "fix-roster", by, on=fixed, data=scheme)
        if ahead < 0:
            cases.perform(task, "draw-objects", by, on=worked(lottery, 1), data={"randomness": "4 0 7"})
            cases.perform(task, "draw-inspectors", by, on=worked(lottery, 1))
    firm = {"credit_code": "91990200MA00000007", "object_name": f"明川{SURNAMES[7]}氏第7商行", "item": "安全生产检查"}
    given = firm | {"organisation": organs[code_of("应急管理局")], "officers": "示执06001、示执06002"}
    planned = worked(today + timedelta(5))
    cases.open_case(InspectionFiling, "submit", by, today, given | {"planned_on": planned})
    unfiled = {"visited_on": worked(today - timedelta(6)), "discovery": "企业反映检查未出示通知"}
    cases.open_case(InspectionFiling, "report-unfiled", by, today, given | unfiled)
    told = {"seen_on": worked(today - timedelta(3)), "discovery": "两人来店检查消防，没有出示证件", "contact": "店长"}
    city = Organisation.objects.get(code=CITY)
    cases.open_case(InspectionFiling, "complain", by, today, firm | told | {"organisation": city})
