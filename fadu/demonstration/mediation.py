"""演示数据·矛盾纠纷: committees, mediators and centres, and the disputes whose count and success are the published.

In 2023 mediation ended in 4,660 disputes, 4,654 of them with an agreement. The years before hold a few hundred each.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from .books import Course, Move, worked, write_cases, write_rows
from .city import CITY, COUNTIES, TOWNSHIP_NAMES, TOWNSHIPS, VILLAGES
from .reconsideration import GIVEN, SURNAMES

# How the disputes applied for in a year end; "refused" are those of which a party wants no mediation at all, "pending"
# come in the last days of the year and end in the next. 15 of the 4,654 agreed in 2023 were carried over from 2022.
YEARS: dict[int, dict[str, int]] = {
    2021: {"agreed": 318, "failed": 5, "withdrawn": 2, "refused": 3, "pending": 0},
    2022: {"agreed": 386, "failed": 4, "withdrawn": 2, "refused": 4, "pending": 15},
    2023: {"agreed": 4639, "failed": 4, "withdrawn": 2, "refused": 12, "pending": 20},
}
TRADES = ("医疗", "道路交通", "物业", "劳动争议")
TYPES = ("family", "neighbours", "neighbours", "housing", "contract", "damage", "labour", "land", "traffic", "property")
SOURCES = ("application",) * 12 + ("initiative",) * 4 + ("police", "court", "organ", "screening")


def townships() -> Iterator[tuple[str, str, str]]:
    """Yield county, code and name of each township."""
    for county, number in TOWNSHIPS.items():
        for n in range(1, number + 1):
            yield county, f"{county}{n:03}", TOWNSHIP_NAMES[n - 1] + ("街道" if n <= 2 else "镇")


def committees() -> Iterator[dict]:
    """Yield the committees: of townships, of villages, and of trades in each county."""
    day = date(2020, 3, 2)
    term = {"set_up_on": date(2011, 3, 1), "term_from": day, "term_to": day + timedelta(3 * 365), "chair": "王建国"}
    places = list(townships())
    for county, code, name in places:
        full = f"{COUNTIES[county]}{name}人民调解委员会"
        yield {"organisation": code, "name": full, "kind": "township", "members": 5, **term}
    for n in range(VILLAGES):
        _county, code, name = places[n % len(places)]
        village = f"{name}第{n // len(places) + 1}村"
        full = f"{village}人民调解委员会"
        yield {"organisation": code, "name": full, "kind": "village", "area": village, "members": 3, **term}
    for county, label in COUNTIES.items():
        for trade in TRADES:
            yield {"organisation": f"{county}-01", "name": f"{label}{trade}纠纷人民调解委员会", "kind": "trade",
                   "field": trade, "members": 5, **term}  # fmt: skip


def registers(folder: Path, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write the rosters, centres, screening rounds and targets; return (ledger, file)."""
    random, bodies = Random(seed), list(committees())
    people: list[dict] = []
    for body in bodies:
        for _one in range({"township": 3, "village": 1, "trade": 4}[body["kind"]]):
            people.append(
                {
                    "organisation": body["organisation"],
                    "number": f"明调〔{len(people) + 1:05}〕",
                    "name": random.choice(SURNAMES) + random.choice(GIVEN),
                    "committee": body["name"],
                    "kind": "full-time" if body["kind"] == "trade" else "part-time",
                    "appointed_on": date(2020, 3, 2),
                }
            )
    centres = [
        {"organisation": code, "name": f"{name}人民调解中心", "level": 3 if code != CITY else 2, "staff": 6,
         "planned_on": date(2019, 5, 1), "built_on": date(2020, 9, 1),
         "opened_on": date(2020, 10, 12), "duty": "工作日全天"}
        for code, name in {CITY: "明川市", **COUNTIES}.items()
    ]  # fmt: skip
    functions = "矛盾纠纷调处中心\n信访接待中心\n诉讼服务中心\n公共法律服务中心\n社会治理指挥中心"
    merged = [
        {"organisation": code, "name": f"{name}综治中心", "level": 3 if code != CITY else 2, "functions": functions,
         "opened_on": date(2022, 6, 1)}
        for code, name in {CITY: "明川市", **COUNTIES}.items()
    ]  # fmt: skip
    rounds = []
    for year in YEARS:
        for code, name in COUNTIES.items():
            found = random.randint(60, 140)
            rounds.append(
                {"organisation": code, "name": f"{name}{year}年矛盾纠纷大排查", "level": 3,
                 "started_on": date(year, 4, 1), "ended_on": date(year, 6, 30), "found": found, "settled": found - 5,
                 "escalated": 3}
            )  # fmt: skip
    targets = [
        {"organisation": code, "plan": "“枫桥经验”三年行动", "year": year, "item": "纠纷就地化解率", "target": 95 + n,
         "reached": 96 + n, "unit": "%", "reported_on": date(year, 12, 20)}
        for code in COUNTIES for n, year in enumerate(YEARS)
    ]  # fmt: skip
    tables = {
        "mediation-committee": bodies,
        "mediation-mediator": people,
        "mediation-centre": centres,
        "governance-centre": merged,
        "mediation-screening": rounds,
        "mediation-target": targets,
    }
    return [write_rows(folder / f"{slug}.xlsx", slug, rows) for slug, rows in tables.items()]


def disputes(year: int, random: Random) -> Iterator[Course]:
    """Yield the disputes applied for in `year`."""
    bodies = [body for body in committees() if body["kind"] != "village" or random.random() < 0.2]
    endings = [ending for ending, number in YEARS[year].items() for _case in range(number)]
    random.shuffle(endings)
    numbers: dict[str, int] = {}
    for ending in endings:
        if ending == "pending":
            applied = date(year, 12, 22) + timedelta(random.randint(0, 7))
        else:
            applied = date(year, 1, 3) + timedelta(random.randint(0, 335))
        body = random.choice(bodies)
        organ = body["organisation"]
        numbers[organ] = numbers.get(organ, 0) + 1
        yield Course(
            dispute(body, organ, f"〔{year}〕{numbers[organ]}号", applied, random), moves(applied, ending, random)
        )


def dispute(body: dict, organ: str, number: str, applied: date, random: Random) -> dict:
    """Return the cells of a dispute before a committee."""
    parties = [random.choice(SURNAMES) + random.choice(GIVEN) for _one in range(2)]
    return {
        "organisation": organ,
        "number": f"{organ}调{number}",
        "opened_on": applied,
        "source": random.choice(SOURCES),
        "type": random.choice(TYPES),
        "parties": "\n".join(parties),
        "committee": body["name"],
    }


def moves(applied: date, ending: str, random: Random) -> list[Move]:
    """Return the steps by which a dispute comes to its ending."""
    if ending == "refused":
        return [("refuse", applied + timedelta(1), {})]
    accepted = applied + timedelta(random.randint(0, 2))
    made: list[Move] = [("accept", accepted, {})]
    ended = accepted + timedelta(random.randint(0, 18))
    if ending == "pending":
        ended = date(applied.year + 1, 1, 4) + timedelta(random.randint(0, 12))
    if ending == "failed":
        return [*made, ("fail", ended, {"failure": random.choice(("apart", "facts"))})]
    if ending == "withdrawn":
        return [*made, ("refuse", ended, {"failure": "withdrawn"})]
    written = random.random() < 0.4
    made.append(("agree-in-writing" if written else "agree-orally", ended, {}))
    if written and random.random() < 0.1:
        made.append(("perform", ended + timedelta(15), {"performance": "voluntary"}))
    return made


def offices() -> Iterator[Course]:
    """Yield 77 justice offices, each rated in one of the two years after the regulations called for it."""
    for n, (county, _code, name) in enumerate(townships()):
        if n >= 77:
            return
        applied = worked(date(2022 if n < 31 else 2023, 6, 6))
        cells = {
            "organisation": county,
            "number": f"{COUNTIES[county][0]}枫〔{applied.year}〕{n + 1}号",
            "opened_on": applied,
            "office": f"{COUNTIES[county]}{name}司法所",
        }
        level = "provincial" if n % 11 == 0 else "city"
        yield Course(
            cells,
            [
                ("assess", worked(applied, 40), {"score": 90 + n % 9}),
                ("rate", worked(applied, 60), {"step_outcome": level}),
            ],
        )


def write(folder: Path, year: int, seed: int = 2023) -> tuple[str, Path]:
    """Write one year's disputes; return (ledger, file)."""
    found = disputes(year, Random(seed + year))
    return write_cases(folder / f"mediation-{year}.xlsx", "mediation-dispute", "peoples-mediation", found)


def write_offices(folder: Path) -> tuple[str, Path]:
    """Write the rated justice offices; return (ledger, file)."""
    return write_cases(folder / "fengqiao-office.xlsx", "fengqiao-office", "fengqiao-office", offices())


def write_current(folder: Path, today: date, seed: int = 2023) -> tuple[str, Path]:
    """Write disputes that are being mediated, or whose agreements are being performed, on `today`."""
    random, found = Random(seed), []
    bodies = [body for body in committees() if body["kind"] != "village"]
    for n in range(1, 13):
        applied = today - timedelta(4 + 3 * n)
        body = random.choice(bodies)
        cells = dispute(body, body["organisation"], f"〔{applied.year}〕{900 + n}号", applied, random)
        made: list[Move] = [("accept", applied + timedelta(1), {})]
        if n % 3 == 0:
            due = today + timedelta(5 * (n // 3) - 8)
            made.append(("agree-in-writing", applied + timedelta(3), {"perform_by": due}))
        found.append(Course(cells, made if n % 4 else []))
    return write_cases(folder / "mediation-current.xlsx", "mediation-dispute", "peoples-mediation", found)
