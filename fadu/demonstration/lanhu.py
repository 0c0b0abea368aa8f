"""演示数据·岚湖市 2021 年: a second city, made up, whose report has the 85 figures of a published one.

What a ledger keeps is counted from rows that are made here, as many as the table of the year says; what none keeps is
filed in returns (`returns-changzhi-2021.csv`). The text of the report is `report-changzhi-2021.md`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
from django.conf import settings

from fadu.domains.double_random import merging
from fadu.domains.double_random.models import MarketGathering
from fadu.kernel import cases, offices
from fadu.kernel.organisations import Organisation

from . import city, litigation, normative, reconsideration, services, supervision
from .books import Course, worked, write_cases, write_rows
from .city import DEPARTMENTS, LANHU
from .run import SET_ASIDE
from .stages import (
    HERE,
    Task,
    actor,
    chapters,
    deliver,
    file_returns,
    files,
    finish_report,
    go_through,
    load,
    report_of,
    start_report,
    tables,
    take,
    write_report,
)

CITY, YEAR = LANHU.code, 2021
SINCE = date(2020, 7, 1)
# Matters on the lists at the end of the year; those with a parent are parts of the powers.
LISTS = {"power": 4008, "public_service": 566, "proof": 295, "commitment": 77, "licence": 104}
PARTS = 5714
ITEMS, ONLINE = 586, 576
CROSS_PROVINCE = 100
CUTS = {"items": 31, "steps": 58, "materials": 48, "days": 83, "proofs": 78}  # of a hundred before
KEPT, REPEALED, AMENDED = 93, 17, 39
FILED = 86
ENDINGS = {"upheld": 15, "revoked": 14, "confirmed-illegal": 5, "ordered-to-perform": 3, "pending": 22, "refused": 7}
HEARINGS, ATTENDED = 24, 23
APPLIED, DISCLOSED = 1437, 1804
ACTS, MARKET_RECORDS = 763_812, 13_000

Row = dict[str, Any]


def run(task: Task, password: str, out: Path, base: str) -> dict[str, Path]:
    """Bring the second demonstration up to date and write its report into `out`."""
    stages = {
        "tables": (f"建立数据库（{settings.HOME}）", tables),
        "city": ("建立机构和用户：12 个县区、50 个部门", lambda: _city(password)),
        "lists": ("导入政务服务清单、事项和“五减”台账", lambda: take("clerk", service_lists(files()))),
        "volumes": (f"导入监管行为 {ACTS:,} 条", _volumes),
        "gathered": (f"导入市场主体信息 {MARKET_RECORDS:,} 条，按统一社会信用代码归并", _gathered),
        "officers": (f"导入执法人员 {DISCLOSED:,} 名和证件，逐环节核发、公开", _officers),
        "supervision": ("导入执法监督台账，逐环节备案、监督、整改", _supervision),
        "normative": ("登记规范性文件，接收报备，逐件清理", _normative),
        "reconsideration": ("导入行政复议案件，逐环节办理", _reconsideration),
        "litigation": ("导入行政应诉案件和负责人出庭，逐环节办理", lambda: take("suits", suits(files()))),
        "petitions": ("登记领导包案批次", lambda: take("petitions", [batches(files())])),
        "returns": (f"报送 {YEAR} 年报表", _returns),
        "report": (f"编写 {YEAR} 年度报告，定格数字，逐环节办至公开", _report),
    }  # fmt: skip
    go_through(stages, task, apart=lambda name: name in ("tables", "volumes"))
    return deliver(task, report_of(CITY, YEAR), out, base)


def _city(password: str) -> None:
    city.build(password, LANHU)
    offices.set_installation(actor("keeper"), {"set_aside": list(SET_ASIDE)})


def _volumes() -> None:
    load("office", volumes(files()))


def _officers() -> None:
    take("overseer", officers(files()))


def _supervision() -> None:
    take("overseer", supervision.write_benchmarks(files(), LANHU))
    take("overseer", supervision.write(files(), LANHU, supervision.LANHU))


def _normative() -> None:
    take("registrar", [standing(files()), received(files())])
    fates = iter(["valid"] * KEPT + ["repeal"] * REPEALED + ["amend"] * AMENDED)
    cutoff = date(YEAR, 5, 31)
    normative.hold_clean_up(actor("registrar"), CITY, cutoff, "市政府第86次常务会议", lambda _title: next(fates))


def _reconsideration() -> None:
    take("registrar", [("reconsideration-case", appeals(files()))])


def _returns() -> None:
    by_period: dict[str, list[Row]] = defaultdict(list)
    with (HERE / "returns-changzhi-2021.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            by_period[row.pop("period")].append(row)
    government = Organisation.objects.get(code=CITY)
    for period, rows in by_period.items():
        file_returns(government, period, rows)


def _report() -> None:
    made = start_report(CITY, YEAR)
    write_report(made, chapters(HERE / "report-changzhi-2021.md"))
    finish_report(made, "市政府第102次常务会议", f"岚府〔{YEAR + 1}〕5号")


# ── services ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def service_lists(folder: Path) -> list[tuple[str, Path]]:
    """Write the lists, the matters and what was reduced; return (ledger, file)."""
    reductions = [
        {"organisation": CITY, "round": 2, "dimension": dimension, "before": 100, "after": 100 - cut,
         "concluded_on": date(YEAR, 10, 20)}
        for dimension, cut in CUTS.items()
    ]  # fmt: skip
    agreed = [
        {"organisation": f"{CITY}-29", "code": f"KS{n:04}", "name": name, "reach": "cross_province",
         "partners": "结对城市", "agreement": "跨省通办合作协议", "agreed_on": date(YEAR, 3, 18)}
        for n, name in enumerate(services.names(Random(YEAR), CROSS_PROVINCE), 1)
    ]  # fmt: skip
    found = {"service-list": list(entries()), "service-item": list(items()), "service-cross-region": agreed,
             "service-reduction": reductions}  # fmt: skip
    return [write_rows(folder / f"{slug}.xlsx", slug, rows) for slug, rows in found.items()]


def _of_department(n: int) -> str:
    return f"{CITY}-{1 + n % len(DEPARTMENTS):02}"


def entries() -> Iterator[Row]:
    """Yield the matters of each list, and the parts of the powers."""
    for kind, number in LISTS.items():
        for n in range(1, number + 1):
            yield _entry(kind, n, f"{kind.upper()[:2]}{n:06}", "")
    for n in range(1, PARTS + 1):
        parent = 1 + n % LISTS["power"]
        yield _entry("power", parent, f"PO{parent:06}-{n:05}", f"PO{parent:06}")


def _entry(kind: str, n: int, code: str, parent: str) -> Row:
    name = f"{services.SUBJECTS[n % len(services.SUBJECTS)]}{services.ACTIONS[n % len(services.ACTIONS)]}（{code}）"
    return {"organisation": _of_department(n), "list": kind, "code": code, "name": name, "parent_code": parent,
            "edition": 2020, "basis": services.LEGAL, "valid_from": SINCE,
            "provider": "发证机关" if kind == "proof" else "",
            "reform": "improve" if kind == "licence" else ""}  # fmt: skip


def items() -> Iterator[Row]:
    """Yield the matters that can be applied for; all but ten can be on line."""
    for n, name in enumerate(services.names(Random(YEAR), ITEMS), 1):
        yield {"organisation": _of_department(n), "code": f"SX{n:08}", "base_code": f"GJ{n:06}", "edition": 1,
               "name": name, "type": "permit", "basis": services.LEGAL, "materials": 3, "legal_days": 20,
               "promised_days": 5, "fee": "不收费", "online": 4 if n <= ONLINE else 1, "visits": 0, "in_hall": True,
               "valid_from": SINCE}  # fmt: skip


def volumes(folder: Path) -> list[tuple[str, Path]]:
    """Write the acts of supervision as Parquet."""
    organs = ", ".join(f"'{CITY}-{n:02}'" for n in range(1, len(DEPARTMENTS) + 1))
    acts = f"""
        select 'JG{YEAR}' || lpad(cast(i as varchar), 7, '0') as number,
               [{organs}][cast(1 + i % {len(DEPARTMENTS)} as integer)] as organisation,
               'SX' || lpad(cast(1 + i % {ITEMS} as varchar), 8, '0') as item_code,
               '91990000MA' || lpad(cast(i % 60000 as varchar), 6, '0') || 'XY' as credit_code,
               'ZJ' || lpad(cast(i % {DISCLOSED} as varchar), 5, '0') as officer,
               ['routine', 'random', 'key', 'credit', 'remote'][cast(1 + i % 5 as integer)] as way,
               date '{YEAR}-01-01' + cast(i * 7919 % 365 as integer) as acted_on,
               case when i % 31 = 0 then 'put-right' else 'normal' end as result
        from range(1, {ACTS + 1}) as numbers(i) order by number"""
    file = folder / "supervision-act.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy ({acts}) to '{file}' (format parquet)")
    return [("supervision-act", file)]


def gathered(folder: Path) -> list[tuple[str, Path]]:
    """Write what units gave of firms: four sources, some rows of which name no firm that is registered."""
    sources = {"registration": "市市场监管局", "permit": "市行政审批局", "tax": "市税务局", "credit": "市发展改革委"}
    rows = []
    for n in range(1, MARKET_RECORDS + 1):
        kind = list(sources)[n % len(sources)]
        firm = n // len(sources)
        first = f"91990000MA{firm:07}"
        given = date(YEAR, 1, 1) + timedelta(n % 350)
        # Every 250th row bears a code that was written wrongly, every 400th one that is not registered.
        digit = merging.check_digit(first) if n % 250 else "I"
        code = merging.check_digit(f"92990000MA{firm:07}") if n % 400 == 1 else digit
        rows.append(
            {"organisation": f"{CITY}-23", "number": f"GJ{YEAR}{n:07}",
             "credit_code": (f"92990000MA{firm:07}" if n % 400 == 1 else first) + code, "kind": kind,
             "source": sources[kind], "name": f"岚湖第{firm}商行",
             "address": f"岚湖市湖滨路{firm % 900 + (kind == 'tax' and firm % 200 == 0)}号",
             "registered_as": "open" if kind == "registration" else "",
             "representative": supervision.named(firm) if kind != "credit" else "",
             "happened_on": given, "collected_on": given + timedelta(2)}
        )  # fmt: skip
    return [write_rows(folder / "market-record.xlsx", "market-record", rows)]


def _gathered() -> None:
    take("office", gathered(files()))
    organ = Organisation.objects.get(code=f"{CITY}-23")
    on = worked(date(YEAR, 12, 29))
    batch = cases.open_case(
        MarketGathering, "start", actor("office"), on, {"organisation": organ, "name": f"{YEAR}年度归集"}
    )
    cases.perform(batch, "merge", actor("office"), on=on)


# ── enforcement ──────────────────────────────────────────────────────────────────────────────────────────────────────


def officers(folder: Path) -> list[tuple[str, Path]]:
    """Write subjects, officers, their examination and their certificates; return (ledger, file)."""
    exam, held, old = "KS2020", date(2020, 10, 17), date(2020, 11, 20)
    subjects = [
        {"organisation": f"{CITY}-{n:02}", "code": f"ZT{n:03}", "name": f"{LANHU.name}{name}", "kind": "statutory",
         "field": "other", "basis": "《地方各级人民代表大会和地方各级人民政府组织法》", "valid_from": date(2015, 1, 1)}
        for n, name in enumerate(DEPARTMENTS, 1)
    ]  # fmt: skip
    people: list[Row] = [
        {"organisation": _of_department(n), "number": f"RY{n:05}", "name": supervision.named(n),
         "subject": f"ZT{1 + n % len(DEPARTMENTS):03}", "field": "other", "joined_on": date(2018, 1, 1)}
        for n in range(1, DISCLOSED + 1)
    ]  # fmt: skip
    sessions = [{"organisation": CITY, "code": exam, "name": "2020年行政执法资格考试", "kind": "qualification",
                 "held_on": held}]  # fmt: skip
    results = [{"organisation": one["organisation"], "session": exam, "officer": one["number"], "sat_on": held,
                "score": 70 + n % 25, "passed": True} for n, one in enumerate(people)]  # fmt: skip
    tables_ = {"enforcement-subject": subjects, "enforcement-officer": people, "enforcement-exam": sessions,
               "enforcement-exam-result": results}  # fmt: skip
    found: list[Course] = []
    numbers: dict[tuple[str, int], int] = defaultdict(int)
    for n, one in enumerate(people):
        applied = old if n >= APPLIED else worked(date(YEAR, 3, 1) + timedelta(n % 150))
        numbers[one["organisation"], applied.year] += 1
        mark = f"{one['organisation']}执证〔{applied.year}〕{numbers[one['organisation'], applied.year]}号"
        cells = {"organisation": one["organisation"], "number": mark, "opened_on": applied, "officer": one["number"],
                 "kind": "national", "replaces": f"旧{n:05}"}  # fmt: skip
        issued = worked(applied, 12)
        card = {"certificate_number": f"ZJ{n + 1:05}", "valid_to": date(issued.year + 5, issued.month, 28)}
        found.append(Course(cells, [("issue", issued, card), ("disclose", worked(issued, 3), {})]))
    slug = "enforcement-certificate"
    return [
        *(write_rows(folder / f"{name}.xlsx", name, rows) for name, rows in tables_.items()),
        write_cases(folder / f"{slug}.xlsx", slug, slug, found),
    ]


# ── documents, appeals, suits ────────────────────────────────────────────────────────────────────────────────────────

TOPICS = [f"{subject}{what}" for what in ("管理", "扶持", "服务规范") for subject in services.SUBJECTS]


def standing(folder: Path) -> tuple[str, Path]:
    """Write the documents that stood when the clean-up began."""
    found = []
    for n, topic in enumerate(TOPICS[: KEPT + REPEALED + AMENDED], 1):
        issued = worked(date(2018, 1, 10) + timedelta(n * 5))
        cells = {"organisation": CITY, "number": f"岚府规草〔{YEAR}〕{n}号", "opening_step": "登记现行文件",
                 "opened_on": date(YEAR, 1, 4), "title": f"{LANHU.name}{topic}办法", "kind": "measures",
                 "document_number": f"岚府规〔{issued.year}〕{n}号", "issued_on": issued,
                 "published_on": issued + timedelta(3), "effective_on": issued + timedelta(30),
                 "text": normative.TEXT.format(topic=topic)}  # fmt: skip
        found.append(Course(cells))
    return write_cases(folder / "normative-standing.xlsx", "normative-document", "normative-document", found)


def received(folder: Path) -> tuple[str, Path]:
    """Write what counties and departments filed with the city."""
    found, counties = [], list(LANHU.counties.values())
    for n in range(FILED):
        on = worked(date(YEAR, 1, 8) + timedelta(n * 4))
        maker = counties[n % len(counties)]
        cells = {"organisation": CITY, "number": f"岚府规备〔{YEAR}〕{n + 1}号", "opened_on": on,
                 "maker": f"{maker}人民政府", "document_title": f"{maker}{TOPICS[n]}办法",
                 "document_number": f"{maker[0]}府规〔{YEAR}〕{n + 1}号",
                 "published_on": on - timedelta(12)}  # fmt: skip
        registered = worked(on, 3)
        found.append(Course(cells, [("register", registered, {}), ("pass", worked(registered, 15), {})]))
    return write_cases(folder / "normative-received.xlsx", "normative-received", "normative-filing-review", found)


def appeals(folder: Path) -> Path:
    """Write the cases that the city's government received in reconsideration."""
    random, found = Random(YEAR), []
    endings = [ending for ending, number in ENDINGS.items() if ending != "pending" for _n in range(number)]
    random.shuffle(endings)
    endings += ["pending"] * ENDINGS["pending"]
    for n, ending in enumerate(endings, 1):
        day = date(YEAR, 11, 15) + timedelta(n % 20) if ending == "pending" else date(YEAR, 1, 6) + timedelta(n * 5)
        on = worked(day)
        cells = reconsideration.application(CITY, f"岚府复〔{YEAR}〕{n}号", on, random, LANHU.name)
        found.append(reconsideration.Course(CITY, cells, list(reconsideration.moves(on, ending, random))))
    return reconsideration.save(folder / "reconsideration.xlsx", found)


def batches(folder: Path) -> tuple[str, Path]:
    """Write the batches of cases that leaders took on."""
    rows = [
        {"organisation": CITY, "number": f"BA{YEAR}{n}", "name": f"第{n}批领导包案", "origin": "own",
         "listed_on": day, "led_on": day + timedelta(10)}
        for n, day in enumerate((date(YEAR, 3, 10), date(YEAR, 9, 6)), 1)
    ]  # fmt: skip
    return write_rows(folder / "petition-batch.xlsx", "petition-batch", rows)


def suits(folder: Path) -> list[tuple[str, Path]]:
    """Write the suits against the city's government, and who came to their hearings."""
    random, found, hearings = Random(YEAR), [], []
    received_ = litigation.step_label("litigation-response", "receive-complaint")
    for n in range(1, HEARINGS + 1):
        on = worked(date(YEAR, 1, 6) + timedelta(n * 9))
        number = f"岚府诉〔{YEAR}〕{n}号"
        cells = {"organisation": CITY, "number": number, "opened_on": on, "opening_step": received_,
                 "plaintiff": supervision.named(n), "act_kind": "reconsideration", "act": "行政复议决定",
                 "court": f"{LANHU.name}中级人民法院", "court_number": f"（{YEAR}）岚行初{n}号",
                 "docketed_on": on - timedelta(3), "act_on": on - timedelta(60),
                 "knew_on": on - timedelta(50)}  # fmt: skip
        suit = litigation.Suit(cells, place=CITY)
        litigation.first_instance(suit, random, withdrawn=False, appealed=False)
        found.append(suit)
        heard = suit.hearings[0][1]
        hearing = {"organisation": CITY, "number": f"岚府诉庭〔{YEAR}〕{n}号", "opened_on": heard - timedelta(12),
                   "instance": f"{number}（一审）", "hearing_on": heard, "notice": "general"}  # fmt: skip
        came = "head" if n <= ATTENDED else "nobody"
        hearings.append(Course(hearing, list(litigation.attendance(heard, came, random))))
    return [
        write_cases(folder / "litigation.xlsx", "litigation-case", "litigation-response", found),
        write_cases(folder / "appearance.xlsx", "litigation-appearance", "agency-head-appearance", hearings),
    ]
