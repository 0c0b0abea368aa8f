"""演示数据·执法监督: filings, notices, leniency, campaigns, hazards and reform of one year, as many as its plan says.

The plan of a year is a table of figures; the rows follow from it, so that each city counts what its report says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .books import Course, Move, worked, write_cases, write_rows
from .city import COUNTY_DEPARTMENTS, DEPARTMENTS, Place
from .reconsideration import GIVEN, SURNAMES

Row = dict[str, Any]
TEAMS = (
    ("market", "市场监管"), ("ecology", "生态环境"), ("culture", "文化市场"), ("transport", "交通运输"),
    ("agriculture", "农业农村"), ("urban", "城市管理"),
)  # fmt: skip
SLIGHT = """占用人行道摆卖 占道堆放物料 沿街晾晒 店外经营 擅自悬挂横幅 随地吐痰 乱扔果皮纸屑 未按规定时间倾倒垃圾
垃圾未分类投放 宠物粪便未清理 擅自张贴小广告 车辆带泥上路 工地出入口未硬化 餐饮油烟设施未按时清洗 牌匾污损未修复
绿地内停车 擅自在绿地种植 夜间照明设施未开启 临时摊点超出划定区域 未公示收费标准""".split()
DRIVES = """食品安全 药品安全 特种设备 计量器具 广告 网络交易 商标侵权 价格收费 农资 燃气器具 电动自行车 校园周边
医疗美容 保健食品 合同条款""".split()
ACTIONS = """餐饮 肉制品 乳制品 白酒 食用油 农药残留 化妆品 医疗器械 疫苗 中药材 加油机 电梯 锅炉 气瓶 儿童用品 消防产品
建材 汽车配件 直播带货 房产中介 旅游 养老 冷链""".split()
FILING = "市场监督管理局 生态环境局 交通运输局 农业农村局 城市管理局 应急管理局 卫生健康委员会".split()


@dataclass(frozen=True)
class Year:
    """How much of each there was in a year; what stands at its end was there before."""

    year: int
    fields: int = 0
    posts: int = 0
    transferred: int = 0
    lenient: int = 0
    drives: int = 0
    campaigns: int = 0
    market_cases: int = 0
    mining_cases: int = 0
    patrols: int = 0
    patrol_size: int = 0
    firms: int = 0
    hazards: int = 0
    fixed_at_once: int = 0
    filings: int = 0
    notices: int = 0
    sessions: int = 0
    activities: int = 0


MINGCHUAN = {
    2021: Year(2021, 6, 420, 402, 9, 4, 6, 96, 1, 10, 6, 180, 24, 22, 48, 1, 6, 4),
    2022: Year(2022, 0, 0, 0, 5, 5, 7, 118, 2, 12, 6, 210, 28, 27, 61, 2, 8, 6),
    2023: Year(2023, 0, 0, 0, 6, 6, 8, 132, 1, 14, 6, 240, 31, 30, 73, 3, 10, 8),
}
LANHU = Year(2021, 6, 976, 843, 18, 15, 23, 2784, 8, 100, 30, 2060, 267, 262, 1791, 5)


def department(place: Place, name: str) -> str:
    """Return the code of a department of the city."""
    return f"{place.code}-{DEPARTMENTS.index(name) + 1:02}"


def bureaus(place: Place, name: str, in_county: str = "") -> list[str]:
    """Return the codes of a department in the city, there twice, and in the counties."""
    number = COUNTY_DEPARTMENTS.index(in_county or name) + 1
    return [department(place, name)] * 2 + [f"{county}-{number:02}" for county in place.counties]


def named(n: int) -> str:
    """Return a made-up name."""
    return SURNAMES[n % len(SURNAMES)] + GIVEN[n * 7 % len(GIVEN)]


def spread(plan: Year, number: int, last: int = 330) -> Iterator[date]:
    """Yield as many days, over the first `last` days of the year."""
    for n in range(number):
        yield date(plan.year, 1, 4) + timedelta(n * last // max(1, number))


def posts(place: Place, plan: Year) -> tuple[list[Row], list[Row]]:
    """Return the teams of the reform, and their posts."""
    since = date(2020, 5, 20)
    office: Row = {"organisation": place.code}
    teams = [
        office | {"field": label, "team": f"{place.name}{label}综合行政执法队", "area": f"{place.name}市区和市辖区",
                  "merged": f"{label}稽查队\n{label}监督所", "set_up_on": since}
        for _field, label in TEAMS[: plan.fields]
    ]  # fmt: skip
    found = [
        office | {"number": f"{n:04}", "team": teams[n % len(teams)]["field"], "approved_on": since}
        | ({"holder": named(n), "from_unit": "原执法队伍", "transferred_on": date(plan.year, 3, 1)}
           if n <= plan.transferred else {})
        for n in range(1, plan.posts + 1)
    ]  # fmt: skip
    return teams, found


def lenient(place: Place, plan: Year) -> Iterator[Row]:
    """Yield the no-penalty list of the city's administration."""
    listed = date(plan.year, 4, 12)
    for n, act in enumerate(SLIGHT[: plan.lenient] if plan.year == 2021 else SLIGHT[-plan.lenient :], 1):
        yield {"organisation": department(place, "城市管理局"), "code": f"MF{plan.year}{n:03}", "act": act,
               "leniency": ("no-penalty", "first", "admitted")[n % 3], "conditions": "首次发现，及时改正，没有危害后果",
               "basis": "行政处罚法#33.1", "limit": 2, "months": 12, "listed_on": listed,
               "published_on": listed + timedelta(8)}  # fmt: skip


def campaigns(place: Place, plan: Year) -> Iterator[Course]:
    """Yield the drives and campaigns of market supervision."""
    held = [("rectification", f"{one}集中整治") for one in DRIVES[: plan.drives]]
    held += [("campaign", f"{one}专项执法行动") for one in ACTIONS[: plan.campaigns]]
    organ = department(place, "市场监督管理局")
    for n, ((kind, name), day) in enumerate(zip(held, spread(plan, len(held), 240), strict=True), 1):
        begun = worked(day)
        cells = {"organisation": organ, "number": f"{place.mark[0]}市监专〔{plan.year}〕{n}号", "opened_on": begun,
                 "name": f"{plan.year}年{name}", "kind": kind, "sector": "market", "starts_on": begun,
                 "ends_on": begun + timedelta(75), "units": "市、县两级市场监督管理局"}  # fmt: skip
        yield Course(cells, [("start", worked(begun, 2), {}),
                             ("report", worked(begun, 55), {"report": "已按方案完成，问题逐项整改"})])  # fmt: skip


def cases(place: Place, plan: Year) -> Iterator[Row]:
    """Yield the cases that the campaigns opened, and those of illegal mining."""
    for sector, mark, number, organs in (
        ("market", "市监", plan.market_cases, bureaus(place, "市场监督管理局")),
        ("resources", "自然资", plan.mining_cases, bureaus(place, "自然资源和规划局", "自然资源局")),
    ):
        for n, day in enumerate(spread(plan, number), 1):
            yield {"organisation": organs[n % len(organs)], "case": f"{mark}专罚〔{plan.year}〕{n}号", "sector": sector,
                   "act": "违反市场监督管理规定" if sector == "market" else "无证采矿", "filed_on": day,
                   "penalised_on": day + timedelta(20 + n % 9)}  # fmt: skip


def patrols(place: Place, plan: Year) -> Iterator[Row]:
    """Yield the outings against illegal mining."""
    organs = bureaus(place, "自然资源和规划局", "自然资源局")
    for n, day in enumerate(spread(plan, plan.patrols), 1):
        yield {"organisation": organs[n % len(organs)], "number": f"PC{plan.year}{n:04}", "sector": "resources",
               "held_on": day, "people": plan.patrol_size, "objects_checked": 2}  # fmt: skip


def credit_code(n: int) -> str:
    """Return a made-up credit code."""
    return f"91990000MA{n:06}XY"


def checks(place: Place, plan: Year) -> Iterator[Row]:
    """Yield the firms checked for environmental risks."""
    for n, day in enumerate(spread(plan, plan.firms), 1):
        yield {"organisation": department(place, "生态环境局"), "number": f"HJ{plan.year}{n:05}",
               "credit_code": credit_code(n), "firm": f"虚构企业{n:04}", "sector": "ecology",
               "checked_on": day}  # fmt: skip


def hazards(place: Place, plan: Year) -> Iterator[Course]:
    """Yield the hazards found; most are fixed where they were found."""
    for n, day in enumerate(spread(plan, plan.hazards, 300), 1):
        cells = {"organisation": department(place, "生态环境局"), "number": f"{place.mark[0]}环患〔{plan.year}〕{n}号",
                 "opened_on": day, "firm": f"虚构企业{n * 7:04}", "sector": "ecology",
                 "hazard": ("危险废物标识不全", "污染治理设施台账缺记", "应急物资过期")[n % 3]}  # fmt: skip
        if n <= plan.fixed_at_once:
            yield Course(cells, [("fix-at-once", day, {"fix": "当场改正"})])
        else:
            due = day + timedelta(20)
            fixed = ("report-fixed", day + timedelta(15), {"fix": "已整改"})
            yield Course(cells, [("order-fix", day, {"fix_by": due}), fixed, ("recheck", due, {})])


def filings(place: Place, plan: Year) -> Iterator[Course]:
    """Yield the major penalties of the city's departments, each filed and received within the year."""
    organs = [department(place, one) for one in FILING]
    numbers = dict.fromkeys(organs, 0)
    for n, day in enumerate(spread(plan, plan.filings, 320)):
        organ = organs[n % len(organs)]
        numbers[organ] += 1
        name = DEPARTMENTS[int(organ[-2:]) - 1][:2]
        cells = {"organisation": organ, "number": f"{place.mark[0]}{name}罚备〔{plan.year}〕{numbers[organ]}号",
                 "opened_on": day, "decision_number": f"{place.mark[0]}{name}罚〔{plan.year}〕{numbers[organ]}号",
                 "kind": "closure" if n % 17 == 0 else "fine", "party": f"虚构企业{n:04}", "act": "违反行政管理秩序",
                 "amount": 10000 + n % 40 * 500, "decided_on": day}  # fmt: skip
        received = worked(day, 4)
        steps: list[Move] = [("file", worked(day, 2), {}), ("receive", received, {})]
        if n % 60 == 59:
            opinion = {"review": "告知书未写明听证权利", "correct_by": received + timedelta(40)}
            steps += [("give-opinion", worked(received, 8), opinion),
                      ("correct", worked(received, 15), {"correction": "已自行纠正"})]  # fmt: skip
        else:
            steps.append(("pass", worked(received, 8), {}))
        yield Course(cells, steps)


GROUNDS = (
    ("subject", "以不具备主体资格的内设机构名义执法"), ("void-name", "以已撤销机构的名义公示处罚信息"),
    ("publicity", "处罚决定未按期公示"), ("record", "现场检查未按规定记录"), ("officer", "执法人员证件失效仍在执法"),
)  # fmt: skip


def notices(place: Place, plan: Year) -> Iterator[Course]:
    """Yield the notices to departments: replied to, verified, put right."""
    for n, day in enumerate(spread(plan, plan.notices, 200)):
        begun, (ground, facts) = worked(day), GROUNDS[n % len(GROUNDS)]
        cells = {"organisation": f"{place.code}-{20 + n:02}", "number": f"{place.mark}执监〔{plan.year}〕{n + 1}号",
                 "opened_on": begun, "matter": facts, "supervisor": place.code, "kind": "daily"}  # fmt: skip
        noticed = {"ground": ground, "facts": facts, "rectify_by": worked(begun, 20),
                   "notice_number": f"{place.mark}执监通〔{plan.year}〕{n + 1}号"}  # fmt: skip
        yield Course(
            cells,
            [("give-notice", worked(begun, 3), noticed), ("serve", worked(begun, 4), {}),
             ("reply", worked(begun, 14), {"reply": "已停止并清理"}),
             ("verify", worked(begun, 17), {"verification": "现场核实属实"}), ("correct", worked(begun, 18), {})],
        )  # fmt: skip


def society(place: Place, plan: Year) -> dict[str, list[Row]]:
    """Return citizens who review penalty cases and invited supervisors, their sessions and who came."""
    office: Row = {"organisation": place.code}
    held = list(spread(plan, plan.sessions, 300))
    people = [office | {"number": f"GY{plan.year}{n:03}", "name": named(n), "recruited_on": date(plan.year, 2, 20)}
              for n in range(1, 11)]  # fmt: skip
    sessions = [office | {"number": f"GYH{plan.year}{n:03}", "manner": ("on-site", "online")[n % 2], "held_on": day}
                for n, day in enumerate(held, 1)]  # fmt: skip
    invited = [office | {"number": f"TY{plan.year}{n:03}", "name": named(n + 40), "batch": plan.year - 2020,
                         "nominated_by": ("市工商联", "市委统战部")[n % 2], "appointed_on": date(plan.year, 3, 1),
                         "left_on": date(plan.year + 2, 3, 1)} for n in range(1, 13)]  # fmt: skip
    visits = [office | {"number": f"TYH{plan.year}{n:03}", "unit": f"{place.code}-{19 + n:02}", "topic": "规范执法",
                        "held_on": day, "remarks": "建议公示投诉渠道", "handled": "已公示",
                        "handled_on": day + timedelta(14)}
              for n, day in enumerate(spread(plan, plan.activities, 300), 1)]  # fmt: skip
    return {
        "reform-meeting": [
            office | {"title": f"{plan.year}年第{n}次综合行政执法改革推进会", "held_on": day,
                      "decisions": "明确划转清单和时限"}
            for n, day in enumerate(spread(plan, 2, 300), 1)
        ],
        "public-reviewer": people,
        "public-review-session": sessions,
        "public-review-case": [
            office | {"session": one["number"], "case": f"市监公议〔{plan.year}〕{n}号", "reviewed_on": one["held_on"],
                      "opinion": "同意拟处罚意见", "adoption": "adopted"}
            for n, one in enumerate(sessions, 1)
        ],
        "public-review-attendance": [
            office | {"session": one["number"], "reviewer": people[(n + k) % 10]["number"],
                      "attended_on": one["held_on"]}
            for n, one in enumerate(sessions) for k in range(3)
        ],
        "invited-supervisor": invited,
        "invited-activity": visits,
        "invited-attendance": [
            office | {"activity": one["number"], "supervisor": invited[(n + k) % 12]["number"],
                      "attended_on": one["held_on"]}
            for n, one in enumerate(visits) for k in range(3)
        ],
    }  # fmt: skip


def benchmarks(place: Place) -> dict[str, list[Row]]:
    """Return discretion benchmarks with their bands, and the catalogues of the three systems."""
    organ, since = department(place, "城市管理局"), date(2021, 7, 15)
    acts = [(f"CG{n:03}", act, 200 * n, 2000 * n) for n, act in enumerate(SLIGHT[:12], 1)]
    shares = (("lighter", 1.0, 3.7), ("ordinary", 3.7, 7.3), ("heavier", 7.3, 10.0))
    shown = {"portal": "市人民政府门户网站执法公示专栏", "duties_on": date(2020, 6, 1), "basis_on": date(2020, 6, 8),
             "process_on": date(2020, 6, 15), "officers_on": date(2020, 7, 1), "channel_on": date(2020, 7, 1),
             "complete_on": date(2020, 6, 15)}  # fmt: skip
    return {
        "discretion-benchmark": [
            {"organisation": organ, "number": f"{code}-2021", "code": code, "version": 1, "field": "urban", "act": act,
             "basis": "《城市市容和环境卫生管理条例》", "minimum": least, "maximum": most,
             "valid_from": since, "published_on": since}
            for code, act, least, most in acts
        ],
        "discretion-grade": [
            {"organisation": organ, "benchmark": f"{code}-2021", "place": place_, "grade": grade,
             "conditions": {"lighter": "主动改正", "ordinary": "责令后改正", "heavier": "拒不改正"}[grade],
             "minimum": round(least * low), "maximum": round(least * high)}
            for code, act, least, _most in acts for place_, (grade, low, high) in enumerate(shares, 1)
        ],
        "enforcement-disclosure": [
            {"organisation": f"{place.code}-{n:02}"} | shown for n in range(1, len(DEPARTMENTS) + 1) if n % 2
        ],
        "recording-catalogue": [
            {"organisation": place.code, "code": f"QL{n:02}", "procedure": "行政处罚普通程序", "link": link,
             "video": True, "years": 2, "basis": "行政处罚法#47", "valid_from": since}
            for n, link in enumerate(("现场检查", "调查取证", "先行登记保存", "听证", "送达", "强制执行"), 1)
        ],
    }  # fmt: skip


def write_benchmarks(folder: Path, place: Place) -> list[tuple[str, Path]]:
    """Write what holds over the years; return (ledger, file)."""
    return [write_rows(folder / f"{slug}.xlsx", slug, rows) for slug, rows in benchmarks(place).items()]


def write(folder: Path, place: Place, plan: Year) -> list[tuple[str, Path]]:
    """Write one year; return (ledger, file)."""
    teams, found = posts(place, plan)
    tables = {
        "reform-field": teams, "team-post": found, "lenient-item": list(lenient(place, plan)),
        "campaign-case": list(cases(place, plan)), "campaign-patrol": list(patrols(place, plan)),
        "hazard-check": list(checks(place, plan)), **(society(place, plan) if plan.sessions else {}),
    }  # fmt: skip
    courses = {"enforcement-campaign": campaigns, "enforcement-hazard": hazards, "major-penalty-filing": filings,
               "enforcement-supervision": notices}  # fmt: skip
    written = [write_rows(folder / f"{slug}-{plan.year}.xlsx", slug, rows) for slug, rows in tables.items() if rows]
    return written + [
        write_cases(folder / f"{slug}-{plan.year}.xlsx", slug, slug, course(place, plan))
        for slug, course in courses.items()
    ]
