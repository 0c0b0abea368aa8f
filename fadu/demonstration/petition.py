"""演示数据·信访: petitions on their way, the backlog that leaders took on, and their receptions."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from .books import Course, Move, worked, write_cases, write_rows
from .city import CITY, COUNTIES
from .reconsideration import GIVEN, SURNAMES

NUMBERS = {2021: 36, 2022: 42, 2023: 48}
MATTERS = (
    ("land", "反映征地补偿款未足额发放", "自然资源局"),
    ("housing", "反映小区物业收费不公开", "住房和城乡建设局"),
    ("labour", "反映拖欠农民工工资", "人力资源和社会保障局"),
    ("environment", "反映沿街餐饮油烟扰民", "城市管理局"),
    ("rural", "反映村级道路年久失修", "农业农村局"),
    ("traffic", "反映公交线路调整不便", "交通运输局"),
)
ENDINGS = (
    "supported",
    "supported",
    "explained",
    "not-supported",
    "settled",
    "reviewed",
    "suggestion",
    "routed",
    "declined",
)
LEADERS = (("郑川", "市长"), ("许岩", "副市长"), ("高敏", "副市长"), ("罗平", "政法委书记"))


def person(random: Random) -> str:
    """Return a made-up name."""
    return random.choice(SURNAMES) + random.choice(GIVEN)


def petitions(year: int, random: Random) -> Iterator[Course]:
    """Yield the petitions registered in `year`."""
    offices = (CITY, *COUNTIES)
    numbers = dict.fromkeys(offices, 0)
    for n in range(NUMBERS[year]):
        office = offices[n % len(offices)]
        numbers[office] += 1
        registered = worked(date(year, 1, 4) + timedelta(n * 300 // NUMBERS[year]))
        field, content, organ = random.choice(MATTERS)
        ending = ENDINGS[n % len(ENDINGS)]
        cells = {
            "organisation": office,
            "number": f"{office}信〔{year}〕{numbers[office]}号",
            "opened_on": registered,
            "kind": "suggestion" if ending == "suggestion" else "appeal",
            "channel": random.choice(("internet", "letter", "visit", "phone")),
            "field": field,
            "petitioner": person(random),
            "content": content,
            "earlier": f"{office}信〔{year}〕{numbers[office] - 1}号" if n % 16 == 15 and numbers[office] > 1 else "",
        }
        yield Course(cells, list(moves(registered, ending, organ, random)))


def moves(registered: date, ending: str, organ: str, random: Random) -> Iterator[Move]:
    """Yield the steps by which a petition comes to its ending, each within its term."""
    forwarded = worked(registered, random.randint(1, 6))
    yield "forward", forwarded, {"forwarding": "forwarded", "responsible": organ, "forward_received_on": forwarded}
    told = worked(forwarded, random.randint(1, 7))
    if ending == "declined":
        yield "decline", told, {"refusal_reason": "属于诉讼权利救济事项，已告知向有权机关提出"}
        return
    yield "acknowledge", told, {}
    if ending == "suggestion":
        yield "answer-suggestion", worked(told, 10), {"opinion": "建议已采纳"}
        return
    yield "handle", worked(told, 2), {}
    ended = worked(told, random.randint(12, 36))
    if ending == "routed":
        yield "route", ended, {"legal_channel": "行政复议"}
    elif ending == "settled":
        yield "settle", ended, {"opinion": "经调解达成一致"}
    else:
        outcome = "not-supported" if ending == "reviewed" else ending
        yield "issue-opinion", ended, {"opinion": "经核实答复", "opinion_received_on": ended, "step_outcome": outcome}
    if ending == "reviewed":
        asked = worked(ended, 8)
        yield "request-review", asked, {"review_organ": "市人民政府"}
        reviewed = worked(asked, 14)
        yield "issue-review", reviewed, {"review_conclusion": "upheld", "review_opinion": "维持处理意见"}


BATCHES = (  # handed over in 2021 and 2022; the leaders took both on
    ("JA2021", "第一批重复信访积案", date(2021, 3, 1), date(2021, 3, 15), 46, 1),
    ("JA2022", "第二批重复信访积案", date(2022, 3, 1), date(2022, 3, 10), 34, 2),
)


def batches(folder: Path) -> tuple[str, Path]:
    """Write the batches; return (ledger, file)."""
    rows = [
        {"organisation": CITY, "number": number, "name": name, "origin": "superior", "handed_over_by": "省信访局",
         "listed_on": listed, "led_on": led}
        for number, name, listed, led, _cases, _open in BATCHES
    ]  # fmt: skip
    return write_rows(folder / "petition-batch.xlsx", "petition-batch", rows)


def backlog(random: Random) -> Iterator[Course]:
    """Yield the cases of the batches; all but a few are resolved."""
    for batch, _name, listed, led, number, still_open in BATCHES:
        for n in range(1, number + 1):
            _field, content, organ = random.choice(MATTERS)
            leader, post = LEADERS[n % len(LEADERS)]
            cells = {
                "organisation": CITY,
                "number": f"明府积〔{listed.year}〕{n}号",
                "opened_on": listed,
                "batch": batch,
                "origin": "superior",
                "assigned_on": listed,
                "petitioner": person(random),
                "matter": content,
                "times": 2 + n % 5,
            }
            steps: list[Move] = [("lead", led, {"leader": leader, "leader_post": post, "responsible": organ})]
            if n <= number - still_open:
                ended = led + timedelta(40 + n * 3)
                steps += [("resolve", ended, {"result": "签订息访协议"}), ("verify", ended + timedelta(10), {})]
            yield Course(cells, steps)


def receptions(year: int, random: Random) -> Iterator[Course]:
    """Yield the groups that leaders received in `year`, two a month."""
    for n in range(24):
        on = worked(date(year, n // 2 + 1, 5 if n % 2 else 15))
        _field, content, organ = random.choice(MATTERS)
        leader, post = LEADERS[n % len(LEADERS)]
        cells = {
            "organisation": CITY,
            "number": f"明府访〔{year}〕{n + 1}号",
            "opened_on": on,
            "opening_step": "接访",
            "leader": leader,
            "post": post,
            "way": ("hall", "appointment", "going-down")[n % 3],
            "visitor": person(random),
            "people": 1 + n % 6,
            "matter": content,
        }
        if n % 4 == 0:
            steps: list[Move] = [("settle", on, {"result": "当场答复"})]
        else:
            done = {"result": "已办结并答复", "step_outcome": "resolved"}
            steps = [("assign", on, {"assigned_to": organ}), ("resolve", worked(on, 15), done)]
        yield Course(cells, steps)


def write(folder: Path, year: int, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write one year's petitions and receptions; return (ledger, file)."""
    random = Random(seed + year)
    return [
        write_cases(folder / f"petition-{year}.xlsx", "petition-case", "petition", petitions(year, random)),
        write_cases(
            folder / f"reception-{year}.xlsx", "petition-reception", "petition-reception", receptions(year, random)
        ),
    ]


def write_backlog(folder: Path, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write the batches and their cases; return (ledger, file)."""
    found = backlog(Random(seed))
    return [
        batches(folder),
        write_cases(folder / "petition-backlog.xlsx", "petition-backlog", "petition-backlog", found),
    ]


def write_current(folder: Path, today: date, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write petitions that stand at different steps on `today`: some terms run out soon, one is overdue."""
    random, found = Random(seed), []
    for n in range(10):
        registered = worked(today - timedelta(3 + n * 8))
        field, content, organ = random.choice(MATTERS)
        cells = {
            "organisation": CITY,
            "number": f"明府信〔{registered.year}〕{900 + n}号",
            "opened_on": registered,
            "channel": "internet",
            "field": field,
            "petitioner": person(random),
            "content": content,
        }
        made = islice(moves(registered, "supported", organ, random), min(n, 3))  # up to the handling, without its end
        found.append(Course(cells, [move for move in made if move[1] < today]))
    return [write_cases(folder / "petition-current.xlsx", "petition-case", "petition", found)]
