"""演示城市: 明川市, made up, of 6 counties and 50 departments; and 岚湖市, of 12 counties, for a second demonstration.

No place has these names; code 99 is not assigned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fadu.kernel.organisations import SYSTEM, Division, Kind, Level, Membership, Organisation, User, found

CITY = "990200"
COUNTIES = {
    "990202": "朝晖区",
    "990203": "临湖区",
    "990221": "清泉县",
    "990222": "云岭县",
    "990223": "安禾县",
    "990224": "石渡县",
}
# 95 townships and 1,587 villages, as many as there are service points of each kind.
TOWNSHIPS = dict(zip(COUNTIES, (16, 14, 17, 18, 15, 15), strict=True))
VILLAGES = 1587

DEPARTMENTS = """
司法局 发展和改革委员会 教育局 科学技术局 工业和信息化局 民族宗教事务委员会 公安局 民政局 财政局 人力资源和社会保障局
自然资源和规划局 生态环境局 住房和城乡建设局 交通运输局 水务局 农业农村局 商务局 文化体育旅游广电局 卫生健康委员会
退役军人事务局 应急管理局 审计局 市场监督管理局 统计局 医疗保障局 乡村振兴局 信访局 林业和草原局 政务服务监督管理局
城市管理局 国有资产监督管理委员会 金融工作办公室 粮食和物资储备局 机关事务管理局 人民防空办公室 地震局 气象局 税务局
烟草专卖局 邮政管理局 消防救援支队 住房公积金管理中心 公共资源交易中心 供销合作社 残疾人联合会 档案馆 地方志编纂中心
投资促进局 大数据管理局 外事办公室
""".split()
COUNTY_DEPARTMENTS = (
    "司法局 公安局 民政局 人力资源和社会保障局 自然资源局 住房和城乡建设局 农业农村局 市场监督管理局 行政审批局".split()
)

# What stands for each department in the numbers of its documents, after that of its city or county: 明环, 朝司.
MARKS = dict(
    zip(
        DEPARTMENTS,
        """
        司 发改 教 科 工信 民宗 公 民 财 人社 自然资 环 建 交 水 农 商 文 卫 退役 应急 审 市监 统 医保 乡振 信访 林
        政务 城管 国资 金融 粮储 机关 人防 震 气 税 烟 邮 消防 公积金 公资 供销 残联 档 志 投 数 外
        """.split(),
        strict=True,
    )
) | {"自然资源局": "自然资", "行政审批局": "审批"}

TOWNSHIP_NAMES = "东关 西关 南关 北关 长宁 永安 太平 双河 石桥 青山 白水 红岩 龙泉 凤台 平川 高岭 柳湾 松林".split()

# Sign-in of the demonstration. The password is printed by `fadu demo`; a real office never has these users.
USERS = (
    ("office", "周明", CITY, "law_governance_office"),
    ("handler", "李静", CITY, "reconsideration_body"),
    ("head", "陈立", CITY, "reconsideration_body_head"),
    ("authority", "赵远", CITY, "reconsideration_authority"),
    ("registrar", "冯晓", CITY, "reconsideration_body"),
    ("registrar", "冯晓", CITY, "reconsideration_authority"),
    # Who enters the documents of former years makes every step of theirs; today the work is divided.
    ("registrar", "冯晓", CITY, "drafter"),
    ("registrar", "冯晓", CITY, "legality_office"),
    ("registrar", "冯晓", CITY, "market_regulator"),
    ("registrar", "冯晓", CITY, "registry"),
    ("registrar", "冯晓", CITY, "filing_organ"),
    ("drafter", "钱帆", CITY, "drafter"),
    ("legality", "许岚", CITY, "legality_office"),
    ("legality", "许岚", CITY, "filing_organ"),
    ("registry", "蒋文", CITY, "registry"),
    ("clerk", "孙宁", CITY, "service_clerk"),
    ("mediator", "林秋", CITY, "mediation_clerk"),
    *(("suits", "马骏", CITY, role) for role in ("litigation_handler", "litigation_head", "appearance_supervisor")),
    ("suitshead", "高健", CITY, "litigation_head"),
    ("petitions", "方敏", CITY, "petition_office"),
    # Who enters what was enforced in former years, for the justice bureau and for the organs that it supervises.
    *(("overseer", "罗斌", CITY, f"enforcement_{role}") for role in ("supervisor", "handler", "officer", "head")),
    ("overseer", "罗斌", CITY, "legality_reviewer"),
    *(("inspections", "梁欣", CITY, f"inspection_{role}") for role in ("lead", "coordinator")),
    ("statistician", "吴悦", CITY, "statistician"),
    ("leader", "郑川", CITY, "leader"),
    ("checker", "王衡", "990000", "provincial_checker"),
    ("keeper", "何维", CITY, "keeper"),
)


@dataclass(frozen=True)
class Place:
    """A city: code, name, what stands before the numbers of its documents, its counties and how many townships."""

    code: str
    name: str
    mark: str
    counties: Mapping[str, str]
    townships: Mapping[str, int]


MINGCHUAN = Place(CITY, "明川市", "明府", COUNTIES, TOWNSHIPS)
_LANHU = "望湖区 听涛区 城关区 青浦川县 石门川县 大岭县 双溪川县 柳河口县 南屏川县 北屏川县 桃源川县 马鞍岭县".split()
LANHU = Place(
    "990400",
    "岚湖市",
    "岚府",
    {f"9904{n:02}": name for n, name in enumerate(_LANHU, 2)},
    {f"9904{n:02}": 10 if n < 10 else 12 for n in range(2, 14)},  # 128 of them
)


def build(password: str, place: Place = MINGCHUAN) -> Organisation:
    """Make divisions, organisations and users, once; return the city's government."""
    city = Organisation.objects.filter(code=place.code).first()
    if city:
        return city
    province = Division.objects.create(code="990000", name="示范省", level=Level.PROVINCE)
    division = Division.objects.create(code=place.code, name=place.name, level=Level.PREFECTURE, parent=province)
    above = found(
        SYSTEM, code="990000", name="示范省人民政府", short_name="省政府", kind=Kind.GOVERNMENT, division=province
    )
    city = found(
        SYSTEM,
        code=place.code,
        name=f"{place.name}人民政府",
        short_name="市政府",
        mark=place.mark,
        kind=Kind.GOVERNMENT,
        division=division,
        parent=above,
        valid_from=date(2013, 2, 8),
    )
    for number, name in enumerate(DEPARTMENTS, 1):
        found(
            SYSTEM,
            code=f"{place.code}-{number:02}",
            name=f"{place.name}{name}",
            short_name=f"市{name}",
            mark=place.mark[0] + MARKS[name],
            kind=Kind.DEPARTMENT,
            division=division,
            parent=city,
        )
    for code, name in place.counties.items():
        _county(code, name, division, city, place.townships[code])
    _users(password, place)
    return city


def _county(code: str, name: str, above: Division, city: Organisation, townships: int) -> None:
    division = Division.objects.create(code=code, name=name, level=Level.COUNTY, parent=above)
    government = found(
        SYSTEM,
        code=code,
        name=f"{name}人民政府",
        short_name=f"{name}政府",
        mark=name[0] + "府",
        kind=Kind.GOVERNMENT,
        division=division,
        parent=city,
    )
    for number, department in enumerate(COUNTY_DEPARTMENTS, 1):
        found(
            SYSTEM,
            code=f"{code}-{number:02}",
            name=f"{name}{department}",
            short_name=f"{name}{department}",
            mark=name[0] + MARKS[department],
            kind=Kind.DEPARTMENT,
            division=division,
            parent=government,
        )
    for number in range(1, townships + 1):
        # The first names of each county are street offices, the rest are townships.
        place = TOWNSHIP_NAMES[number - 1] + ("街道" if number <= 2 else "镇")
        area = Division.objects.create(code=f"{code}{number:03}", name=place, level=Level.TOWNSHIP, parent=division)
        found(
            SYSTEM,
            code=area.code,
            name=f"{name}{place}{'办事处' if number <= 2 else '人民政府'}",
            short_name=f"{name}{place}",
            kind=Kind.TOWNSHIP,
            division=area,
            parent=government,
        )


def _users(password: str, here: Place) -> None:
    # One digest for all: hashing is slow on purpose, and these users share the password printed on the screen.
    model = User()
    model.set_password(password)
    people = [*((username, name, here.code if code == CITY else code, role) for username, name, code, role in USERS),
              *((f"county{n}", f"{name[:2]}经办", code, role)
                        for n, (code, name) in enumerate(here.counties.items(), 1)
                        for role in ("reconsideration_body", "reconsideration_authority", "litigation_handler",
                                     "litigation_head", "service_clerk", "statistician"))]  # fmt: skip
    for username, name, code, role in people:
        user, _new = User.objects.get_or_create(username=username, defaults={"name": name, "password": model.password})
        Membership.objects.create(user=user, organisation=Organisation.objects.get(code=code), role=role)
