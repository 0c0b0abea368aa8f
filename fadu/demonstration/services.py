"""演示数据·政务服务: import files whose figures for 2023 are the published ones; earlier years are smaller."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import duckdb
from openpyxl import Workbook

from fadu.kernel import ledgers

from .city import CITY, COUNTIES, DEPARTMENTS, TOWNSHIP_NAMES, TOWNSHIPS, VILLAGES

SUBJECTS = """
食品生产 食品经营 药品零售 医疗器械经营 医疗机构 护士执业 医师执业 公共场所卫生 饮用水供水 放射诊疗
企业登记 个体工商户登记 特种设备使用 计量标准器具 道路货物运输 道路旅客运输 出租汽车经营 机动车驾驶培训
公路占用 水路运输 港口经营 建设用地规划 建设工程规划 建筑工程施工 商品房预售 房地产开发 燃气经营
城镇排水 城市绿地 户外广告 建筑垃圾处置 不动产登记 临时用地 采矿权 取水 河道采砂 水土保持 水利工程
农药经营 兽药经营 种子生产 动物防疫 动物诊疗 渔业捕捞 林木采伐 野生动物保护 草原征占 排污 危险废物
辐射安全 环境影响评价 民办学校 教师资格 幼儿园设立 劳务派遣 人力资源服务 民办职业培训 社会团体
民办非企业单位 养老机构 公墓建设 慈善组织 宗教活动场所 娱乐场所 营业性演出 旅行社 文物保护 体育场馆
广播电视 印刷经营 出版物零售 电影放映 爆破作业 典当业 保安服务 大型活动 剧毒化学品 烟花爆竹
危险化学品经营 安全生产 消防安全 粮食收购 测绘作业 气象观测 无线电台 档案服务
""".split()
ACTIONS = "设立 变更 延续 注销 补发 核准 备案 年审 变更备案 注销备案 现场核查 资格认定".split()
LEGAL = "《中华人民共和国行政许可法》及本行业法律、法规"
CHANNELS = ("online", "window", "self_service", "station", "telephone")

# Matters on each list at the end of 2021, 2022 and 2023: city and counties together, and those that the city holds.
LISTS = {
    "permit": ((268, 296, 323), (211, 232, 254)),
    "filing": ((151, 176, 198), (98, 117, 135)),
    "power": ((894, 967, 1028), (640, 702, 760)),
    "licence": ((71, 86, 99), (71, 86, 99)),
    "reform": ((52, 81, 107), (52, 81, 107)),
    "public_service": ((320, 355, 402), (320, 355, 402)),
    "intermediary": ((41, 38, 36), (41, 38, 36)),
    "proof": ((188, 173, 166), (188, 173, 166)),
    "commitment": ((40, 58, 77), (40, 58, 77)),
}
# Of the powers of 2023, so many keep a proof, hold proof materials, and leave commitment to the applicant's choice.
PROOFS = (293, 275, 117)
PACKAGES = (8, 13, 19)
CROSS_PROVINCE, REGIONAL = (4, 9, 13), (96, 158, 211)
PARTNERS = {"cross_province": "兰陵市、临夏湾州", "regional": "西宁湾市、兰陵市"}
CASES = {2021: 100_000, 2022: 100_000, 2023: 2_258_100}
DISSATISFIED = {2021: 412, 2022: 187, 2023: 0}


def names(random: Random, number: int) -> list[str]:
    """Return `number` different names of matters."""
    every = [subject + action for action in ACTIONS for subject in SUBJECTS]
    first, rest = every[: len(SUBJECTS) * 4], every[len(SUBJECTS) * 4 :]
    random.shuffle(first)
    random.shuffle(rest)
    return (first + rest)[:number]


def list_entries(random: Random) -> Iterator[dict]:
    """清单事项: what the city holds, what only counties hold, and what both hold (one matter by its unified code)."""
    for kind, (everywhere, city) in LISTS.items():
        called = names(random, max(everywhere))
        for number, name in enumerate(called, 1):
            since, until = _span(number, city if number <= max(city) else _beyond(everywhere, city))
            entry = {
                "list": kind,
                "code": f"{kind.upper()[:2]}{number:06}",
                "name": name,
                "edition": since.year,
                "basis": LEGAL,
                "valid_from": since,
                "valid_to": until,
                "removal": "不再保留" if until else "",
                "reform": random.choice(("abolish", "filing", "commitment", "improve")) if kind == "licence" else "",
                "provider": "发证机关" if kind in {"proof", "intermediary"} else "",
                "supervisor": "行业主管部门" if kind == "licence" else "",
                "retains_proof": kind == "power" and number <= PROOFS[0],
                "proof_materials": kind == "power" and number <= PROOFS[1],
                "commitment_optional": kind == "power" and number <= PROOFS[2],
            }
            if number <= max(city):
                yield entry | {"organisation": f"{CITY}-{1 + number % len(DEPARTMENTS):02}"}
            if number > max(city) or (kind in {"permit", "filing", "power"} and number % 4 == 0):
                for county in random.sample(list(COUNTIES), 2):
                    yield entry | {"organisation": f"{county}-{1 + number % 9:02}"}


def _beyond(everywhere: tuple, city: tuple) -> tuple:
    """Return how far the counties' own matters reach each year, counted from the first that the city lacks."""
    return tuple(max(city) + whole - part for whole, part in zip(everywhere, city, strict=True))


def _span(number: int, sizes: tuple[int, int, int]) -> tuple[date, date | None]:
    """Return when matter `number` came on a list that had `sizes` at the ends of 2021, 2022 and 2023, and left it."""
    first, second, _third = sizes
    if number <= min(sizes):
        return date(2020, 7, 1), None
    if number <= first:
        return date(2020, 7, 1), date(2022, 6, 30) if number > second else date(2023, 6, 30)
    return (date(2022, 7, 1), None) if number <= second else (date(2023, 3, 1), None)


def items(random: Random) -> Iterator[dict]:
    """政务服务事项: the library of what can be applied for, with limits and depth."""
    for number, name in enumerate(names(random, 586), 1):
        legal = random.choice((5, 10, 15, 20, 20, 20, 30, 45))
        yield {
            "organisation": f"{CITY}-{1 + number % len(DEPARTMENTS):02}",
            "code": f"SX{number:08}",
            "base_code": f"GJ{number:06}",
            "edition": 1,
            "name": name,
            "type": "permit" if number <= 254 else random.choice(("filing", "confirmation", "public_service", "other")),
            "basis": LEGAL,
            "materials": random.randint(1, 8),
            "legal_days": legal,
            "promised_days": max(1, legal * random.randint(15, 60) // 100),
            "fee": "不收费",
            "online": 4 if number % 5 else random.choice((1, 2, 3)),
            "visits": 0 if number % 5 else 1,
            "in_hall": number % 60 != 0,
            "outside_reason": "" if number % 60 else "场地限制，就近办理",
            "valid_from": date(2020 + number % 4, 1, 1),
        }


def packages(random: Random) -> Iterator[dict]:
    """一件事套餐."""
    events = """开办企业 开办餐馆 开办便利店 开办药店 开办旅馆 新生儿出生 公民婚育 灵活就业 员工录用 退休 身后事
    不动产过户 二手房转移 军人退役 残疾人服务 教育入学 义诊活动 大件运输 水电气报装""".split()
    for number, name in enumerate(events, 1):
        yield {
            "organisation": f"{CITY}-29",
            "code": f"YJS{number:03}",
            "name": name + "“一件事”",
            "item_codes": "\n".join(f"SX{random.randint(1, 586):08}" for _item in range(random.randint(2, 6))),
            "partners": "、".join(random.sample(DEPARTMENTS, 2)),
            "days": random.randint(1, 15),
            "window": True,
            "online": True,
            "valid_from": _span(number, PACKAGES)[0],
        }


def cross_region(random: Random) -> Iterator[dict]:
    """通办事项, by agreement with made-up neighbours."""
    for reach, sizes in (("cross_province", CROSS_PROVINCE), ("regional", REGIONAL)):
        for number, name in enumerate(names(random, max(sizes)), 1):
            yield {
                "organisation": f"{CITY}-29",
                "code": f"TB{reach[0].upper()}{number:04}",
                "name": name,
                "reach": reach,
                "partners": PARTNERS[reach],
                "agreement": "政务服务合作协议",
                "agreed_on": _span(number, sizes)[0],
            }


def points(random: Random) -> Iterator[dict]:
    """服务场所: a hall for the city and each county, a centre for each township, a station for each village."""
    for code, name in {CITY: "明川市", **COUNTIES}.items():
        yield _point(code, f"{code}H1", f"{name}政务服务大厅", "hall", code, random.randint(30, 90), random)
    townships = [(county, number) for county, count in TOWNSHIPS.items() for number in range(1, count + 1)]
    for county, number in townships:
        area, place = f"{county}{number:03}", TOWNSHIP_NAMES[number - 1]
        yield _point(
            county, f"{area}C1", f"{place}便民服务中心", "township_centre", area, random.randint(4, 10), random
        )
    for village in range(VILLAGES):
        county, number = townships[village % len(townships)]
        area, order = f"{county}{number:03}", village // len(townships) + 1
        name = f"{TOWNSHIP_NAMES[number - 1]}第{order}村（社区）便民服务站"
        yield _point(county, f"{area}S{order:02}", name, "village_station", f"{area}{order:03}", 1, random)


def _point(organisation, code, name, kind, division, windows, random: Random) -> dict:
    return {
        "organisation": organisation,
        "code": code,
        "name": name,
        "kind": kind,
        "division": division,
        "windows": windows,
        "items": windows * 20,
        "staff": windows + 1,
        "online": True,
        "opened_on": date(random.choice((2019, 2020, 2021, 2022)), 5, 1),
    }


TABLES = {
    "service-list": list_entries,
    "service-item": items,
    "service-package": packages,
    "service-cross-region": cross_region,
    "service-point": points,
}


def write_tables(folder: Path, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write the ledgers' import files, as an office would fill the templates; return (ledger, file)."""
    written = []
    for slug, rows in TABLES.items():
        ledger = ledgers.ledger(slug)
        book = Workbook(write_only=True)
        sheet = book.create_sheet(str(ledger.title))
        fields: list[str] = []
        for row in rows(Random(seed)):
            if not fields:
                fields = list(row)
                sheet.append([ledger.column(name).label for name in fields])
            sheet.append([{True: "是", False: "否"}.get(row[n], row[n]) if isinstance(row[n], bool) else row[n]
                          for n in fields])  # fmt: skip
        file = folder / f"{slug}.xlsx"
        book.save(file)
        written.append((slug, file))
    return written


def write_cases(folder: Path, year: int, seed: int = 2023) -> list[tuple[str, Path]]:
    """Write one year's cases and their ratings as Parquet; every case has one rating, given when it is finished.

    Numbers come from a linear congruence of the row's number, so that every machine makes the same rows.
    """
    number = CASES[year]
    organisations = [f"{CITY}-{n:02}" for n in range(1, 51)] + [f"{c}-{n:02}" for c in COUNTIES for n in range(1, 10)]
    listed = ", ".join(f"'{code}'" for code in organisations)
    channels = ", ".join(f"'{channel}'" for channel in CHANNELS)
    rows = f"""
        with mixed as (
            select i, (i * 2654435761 + {seed + year}) % 4294967296 as a,
                   (i * 40503 + (i * 2654435761) % 65521 + {seed}) % 1000003 as b
            from range({number}) as numbers(i)
        ), days as (
            select *, date '{year}-01-01' + cast(a % 350 as integer) as received_on,
                   cast(b % 9 as integer) as took, cast(3 + b % 18 as integer) as promised
            from mixed
        )
        select '{year}' || lpad(cast(i + 1 as varchar), 8, '0') as number,
               [{listed}][cast(1 + a % {len(organisations)} as integer)] as organisation,
               'SX' || lpad(cast(1 + a % 586 as varchar), 8, '0') as item_code,
               [{channels}][case when b % 10 < 7 then 1 when b % 10 < 9 then 2 else cast(3 + b % 3 as integer) end]
                   as channel,
               received_on, received_on + cast(promised + promised // 5 * 2 as integer) as due_on,
               received_on + cast(took + took // 5 * 2 as integer) as finished_on,
               cast(took as smallint) as workdays,
               cast(case when b % 10 < 7 then 0 else 1 end as smallint) as visits,
               case when b % 97 = 0 then 'YJS' || lpad(cast(1 + a % 19 as varchar), 3, '0') else '' end as package_code,
               b % 211 = 0 as cross_region, b % 41 = 0 as commitment
        from days order by i"""
    ratings = f"""
        select number as case_number, organisation, finished_on as rated_on,
               cast(case when row_number() over (order by number) <= {DISSATISFIED[year]} then 1 + workdays % 2
                    when workdays < 6 then 5 when workdays < 8 then 4 else 3 end as smallint) as score
        from made order by number"""
    cases_file, ratings_file = folder / f"service-case-{year}.parquet", folder / f"service-rating-{year}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table made as {rows}")
        connection.execute(f"copy (from made order by number) to '{cases_file}' (format parquet)")
        connection.execute(f"copy ({ratings}) to '{ratings_file}' (format parquet)")
    return [("service-case", cases_file), ("service-rating", ratings_file)]
