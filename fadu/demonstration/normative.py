"""演示数据·规范性文件: sixty documents from before, those made in three years, and the clean-up of 2023.

At the end of 2023 there are 74 in force: of the sixty, two lapsed in 2022, one was superseded and three were repealed
in 2023, which leaves 54; with 4 of 2021, 5 of 2022 and 11 of 2023. A twelfth passed its legality review in 2023 and
has been in force since January 2024.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from fadu.domains.normative.models import Cleanup, CleanupItem, Filing
from fadu.kernel import cases
from fadu.kernel.organisations import Actor, Organisation

from .books import Course, Move, worked, write_cases, write_rows
from .city import CITY, COUNTIES

STOOD = {
    "measures": "城市供水 城市供热 城市燃气 城市绿化 停车场 户外广告 建筑垃圾 餐厨废弃物 物业服务 公共租赁住房 "
    "物业维修资金 城市照明 地下管线 农村公路 公共汽车客运 出租汽车经营 渣土运输 河道采砂 农村饮水 水源保护",
    "rules": "工伤保险 失业保险 城乡居民医疗保险 大病保险 临时救助 医疗救助 养老服务补贴 残疾人就业 高龄津贴 孤儿保障 "
    "创业担保贷款 职业技能培训 人才引进 科技创新券 企业上市奖励 招商引资 中小企业扶持 外贸发展 电子商务 旅游奖励",
    "opinion": "畜牧业发展 蔬菜基地建设 农业保险 农机购置 高标准农田 乡村旅游 民宿发展 非遗保护 文物保护 全民健身 "
    "义务教育 学前教育 校外培训 食品安全 药品监管 安全生产 消防安全 防汛抗旱 森林防火 地质灾害",
}
TITLE = {"measures": "明川市{}管理办法", "rules": "明川市{}实施细则", "opinion": "关于进一步加强{}工作的实施意见"}
MADE = {
    2021: "河长制考核 养犬 充电设施 人行过街设施",
    2022: "生活垃圾分类 电动自行车停放 二次供水 加装电梯 数据共享",
    2023: "集体聚餐食品安全 城市供热 公共资源交易 老旧小区改造 夜间经济 共享单车 预付消费 工程质量保险 停车收费 "
    "农贸市场 冬季除雪 预制菜产业",
}
BEGUN = {2021: date(2021, 1, 6), 2022: date(2022, 1, 5), 2023: date(2022, 11, 25)}
APART = {2021: 60, 2022: 48, 2023: 28}
MARKET = "充电设施 加装电梯 公共资源交易 夜间经济 预付消费 工程质量保险 停车收费 农贸市场 预制菜产业".split()
SUPERSEDED = "城市供热"  # of the sixty, by one of 2023
LAPSED = ("招商引资", "校外培训")
REPEALED = ("物业维修资金", "科技创新券", "农机购置")
AMENDED = ("停车场", "安全生产")

TEXT = """为了规范{topic}工作，保护公民、法人和其他组织的合法权益，\
根据《地方各级人民代表大会和地方各级人民政府组织法》第七十五条和有关法律、法规，结合本市实际，制定本文件。

第一条　本市行政区域内的{topic}及其监督管理，适用本文件。

第二条　市人民政府有关部门按照职责分工，做好{topic}的指导和监督；\
需要行政处罚的，依照《中华人民共和国行政处罚法》第十四条第二款的规定，不得另行设定。

第三条　本文件自公布之日起三十日后施行。"""
NOTE = "就{topic}的现状、存在的问题、主要制度和依据作了说明；已征求有关部门、行业协会和县区意见。"
RULE = "《示范省行政规范性文件制定和备案办法》"
# The province's days; the rule is made up.
DAYS = {
    "normative-document/comment-other": 7,
    "normative-document/file": 15,
    "normative-filing-review/review": 30,
    "normative-filing-review/correct": 60,
    "normative-objection/answer": 60,
}
FILE_NUMBER = "明府规草〔{}〕{}号"


def titled(topic: str) -> str:
    """Return the title of a document on `topic`."""
    kind = next((kind for kind, topics in STOOD.items() if topic in topics.split()), "measures")
    return TITLE[kind].format(topic)


def write_days(folder: Path) -> tuple[str, Path]:
    """Write the days that the province sets where the law sets none."""
    days = [
        {"organisation": CITY, "limit": limit, "length": length, "rule": RULE, "in_force": date(2020, 1, 1)}
        for limit, length in DAYS.items()
    ]
    return write_rows(folder / "local-provisions.xlsx", "local-provision", days)


def write_rules(folder: Path) -> tuple[str, Path]:
    """Write the provincial measures by which documents are made and filed."""
    rule = {"organisation": CITY, "in_force": date(2020, 1, 1), "title": RULE.strip("《》"), "number": "示府令第126号",
            "level": "provincial", "materials": "送审稿\n起草说明\n制定依据\n意见采纳情况"}  # fmt: skip
    return write_rows(folder / "normative-rules.xlsx", "normative-rule", [rule])


def write_standing(folder: Path, today: date) -> tuple[str, Path]:
    """Write the documents that stood when the system came; one of them lapses in a few days from `today`."""
    topics = [(kind, topic) for kind, names in STOOD.items() for topic in names.split()]
    found, numbers = [], dict.fromkeys(range(2012, 2021), 0)
    for n, (kind, topic) in enumerate(topics):
        issued = worked(date(2019, 1, 15) + timedelta(n * 12) if n > 24 else date(2018, 1, 10) + timedelta(n * 14))
        numbers[issued.year] += 1
        until = date(2022, 6, 30) if topic in LAPSED else today + timedelta(20) if topic == "全民健身" else None
        found.append(
            Course(
                {
                    "organisation": CITY,
                    "number": FILE_NUMBER.format(2021, n + 1),
                    "opening_step": "登记现行文件",
                    "opened_on": date(2021, 1, 4),
                    "title": TITLE[kind].format(topic),
                    "kind": kind,
                    "document_number": f"明府规〔{issued.year}〕{numbers[issued.year]}号",
                    "issued_on": issued,
                    "published_on": issued + timedelta(3),
                    "effective_on": issued + timedelta(30),
                    "valid_until": until,
                    "text": TEXT.format(topic=topic),
                }
            )
        )
    return write_cases(folder / "normative-standing.xlsx", "normative-document", "normative-document", found)


def drafts(year: int) -> Iterator[tuple[str, date, dict]]:
    """Yield topic, day and cells of the documents of a year, in the order in which they are begun."""
    numbers: dict[int, int] = {2021: 60, 2022: 0, 2023: 0} if year < 2023 else {2022: 5, 2023: 0}
    for n, topic in enumerate(MADE[year].split()):
        day = worked(BEGUN[year] + timedelta(n * APART[year]))
        numbers[day.year] += 1
        cells = {
            "organisation": CITY,
            "number": FILE_NUMBER.format(day.year, numbers[day.year]),
            "opening_step": "提出制定并评估论证",
            "opened_on": day,
            "title": titled(topic),
            "kind": "measures",
            "drafting_unit": "市司法局",
            "market_related": topic in MARKET,
            "competition_relevant": topic in MARKET,
            "evaluation": f"{topic}缺少统一规定，制定是必要的、可行的，社会稳定风险低。",
        }
        if topic == SUPERSEDED:
            cells["amends"] = FILE_NUMBER.format(2021, 2)
        yield topic, day, cells


def moves(topic: str, day: date) -> Iterator[Move]:
    """Yield the steps from the note to the publication, each within its term."""

    def after(days: int) -> date:
        return worked(day + timedelta(days))

    told = {"drafting_note": NOTE.format(topic=topic), "draft": TEXT.format(topic=topic)}
    yield "start-drafting", after(3), {}
    yield "open-comment", after(7), {**told, "comment_until": after(40)}
    yield "close-comment", after(41), {}
    if topic in MARKET:
        yield "send-to-fair-competition", after(42), {}
        yield "pass-fair-competition", after(45), {}
    sent = after(47)
    yield "send-to-legality", sent, {}
    passed = worked(sent, 9)
    yield "pass-legality", passed, {"review_opinion": "制定主体、权限、内容和程序合法。"}
    yield "submit-deliberation", worked(passed, 1), {}
    approved = worked(passed, 5)
    number = (approved.year - 2013) * 12 + approved.month
    yield "approve", approved, {"meeting": f"市政府第{number}次常务会议", "signed_by": "郑川"}
    yield "register", worked(approved, 2), {}
    published = worked(approved, 4)
    said = {"text": TEXT.format(topic=topic), "effective_on": published + timedelta(30)}
    # Two of three come with an interpretation; the list of those without is worth looking at.
    if len(topic) % 3:
        said["interpretation"] = f"为什么要规范{topic}、主要内容是什么、怎样办理，一问一答。"
    yield "publish", published, {**said, "valid_until": date(published.year + 5, published.month, 28)}


def write(folder: Path, year: int) -> list[tuple[str, Path]]:
    """Write the documents begun for a year, and what was said of their drafts."""
    found, voices = [], []
    for topic, day, cells in drafts(year):
        made = list(moves(topic, day))
        found.append(Course(cells, made))
        closed = next(on for slug, on, _cells in made if slug == "close-comment")
        for n, (source, content) in enumerate((("public", "建议写明办理时限"), ("association", "建议增加过渡期")), 1):
            voices.append(
                {"organisation": CITY, "document": cells["number"], "number": n, "source": source, "clause": "第二条",
                 "received_on": closed - timedelta(9 + n), "content": content, "answered_on": closed,
                 "treatment": "taken" if n == 1 else "partly", "reason": "" if n == 1 else "已有配套规定"}
            )  # fmt: skip
    return [
        write_cases(folder / f"normative-{year}.xlsx", "normative-document", "normative-document", found),
        write_rows(folder / f"normative-comments-{year}.xlsx", "normative-comment", voices),
    ]


def write_received(folder: Path) -> tuple[str, Path]:
    """Write what the counties filed with the city in 2023: two documents each; one had to be corrected."""
    found = []
    for n, county in enumerate(COUNTIES.values(), 1):
        for part, topic in enumerate(("农村宅基地", "集贸市场")):
            on = worked(date(2023, 2 + n, 6 + part * 11))
            registered = worked(on, 4)
            reviewed = worked(registered, 15)
            steps: list[Move] = [("register", registered, {}), ("pass", reviewed, {})]
            if n == 3 and part:
                fault = {"problem": "第六条增设了办理材料", "opinion": "删去第六条第二款"}
                steps[1:] = [("ask-correction", reviewed, fault),
                             ("correct", worked(reviewed, 20), {"correction": "已印发文件删去"})]  # fmt: skip
            found.append(
                Course(
                    {"organisation": CITY, "number": f"明府规备〔2023〕{n * 2 - 1 + part}号", "opened_on": on,
                     "maker": f"{county}人民政府", "document_title": f"{county}{topic}管理办法",
                     "document_number": f"{county[0]}府规〔2023〕{part + 1}号", "published_on": on - timedelta(12)},
                    steps,
                )
            )  # fmt: skip
    return write_cases(folder / "normative-received.xlsx", "normative-received", "normative-filing-review", found)


def write_overseen(folder: Path) -> list[tuple[str, Path]]:
    """Write the meeting of 2023 that trained and checked, and the ordinary papers that were looked into."""
    day = date(2023, 6, 8)
    meeting = {"organisation": CITY, "title": "行政规范性文件监督管理工作推进会", "held_on": day, "attendees": 96,
               "place": "市政府会议室", "training": "规范性文件的认定、制定程序和备案",
               "units": "各县区政府\n市政府各部门"}  # fmt: skip
    samples = [
        Course(
            {"organisation": CITY, "number": f"明府规抽〔2023〕{n}号", "opened_on": day, "meeting": meeting["title"],
             "unit": unit, "document_title": title},
            [("find-sound", day, {})] if not defect else [
                ("find-defect", day, {"defect": defect, "measure": "补办手续并报告", "rectify_by": date(2023, 7, 10)}),
                ("rectify", date(2023, 6, 28), {"rectification": "已补办"}), ("close", date(2023, 7, 4), {}),
            ],
        )
        for n, (unit, title, defect) in enumerate(
            (("市水务局", "关于取水许可办理的通知", "没有统一编号"), ("市教育局", "校外培训管理通知", ""),
             ("市城市管理局", "户外广告整治通告", "没有公开征求意见")), 1,
        )
    ]  # fmt: skip
    checks = [
        Course(
            {"organisation": CITY, "number": f"明府规查〔2023〕{n}号", "opened_on": on, "unit": unit,
             "paper_title": title, "paper_on": on - timedelta(20), "clause": clause},
            [("review", on + timedelta(4), {"finding": "属于内部工作安排，不涉及公民、法人权利义务"}),
             ("clear", on + timedelta(5), {})],
        )
        for n, (on, unit, title, clause) in enumerate(
            ((date(2023, 4, 10), "市水务局", "关于做好春灌工作的通知", "各灌区实行轮灌"),
             (date(2023, 9, 12), "市教育局", "关于开学工作的通知", "学校统一报到时间")), 1,
        )
    ]  # fmt: skip
    return [
        write_rows(folder / "normative-meetings.xlsx", "normative-meeting", [meeting]),
        write_cases(folder / "normative-samples.xlsx", "normative-sample", "normative-sample", samples),
        write_cases(folder / "normative-checks.xlsx", "normative-check", "normative-check", checks),
    ]


def send_filings(actor: Actor) -> None:
    """Send what is owed for the documents that are published, and note the receipts."""
    owed = Filing.objects.filter(state="owed").select_related("document", "organisation")
    for n, filing in enumerate(owed.order_by("owed_on", "pk"), 1):
        assert filing.owed_on
        sent = worked(filing.owed_on, 5)
        cases.perform(filing, "send", actor, on=sent)
        receipt = f"{'示备' if filing.addressee_kind == 'government' else '明人备'}〔{sent.year}〕{n}号"
        cases.perform(filing, "receipt", actor, on=worked(sent, 4), data={"receipt_number": receipt})
        cases.perform(filing, "pass", actor, on=worked(sent, 20))


def clean_up(actor: Actor) -> None:
    """Hold the general clean-up of 2023: all that stood is kept, but for three repealed and two to be amended."""

    def decided(title: str) -> str:
        named = {"repeal": REPEALED, "amend": AMENDED}
        return next((one for one, topics in named.items() if any(topic in title for topic in topics)), "valid")

    hold_clean_up(actor, CITY, date(2023, 6, 30), "市政府第129次常务会议", decided)


def hold_clean_up(actor: Actor, code: str, cutoff: date, meeting: str, decided: Callable[[str], str]) -> None:
    """Hold a general clean-up of what stood on `cutoff`; `decided` tells of each title what becomes of it."""
    cases.scan(cutoff)  # what had lapsed by then

    def after(days: int) -> date:
        return worked(cutoff + timedelta(days))

    given = {"organisation": Organisation.objects.get(code=code), "kind": "general", "cutoff_on": cutoff}
    held = cases.open_case(Cleanup, "start", actor, after(3), given)
    items = CleanupItem.objects.filter(round=held).select_related("organisation", "document").order_by("pk")
    numbers = dict.fromkeys(("valid", "amend", "repeal"), 0)
    for item in items:
        assert item.document
        outcome = decided(item.document.title)
        numbers[outcome] += 1
        reason = {} if outcome == "valid" else {"reason": "与上位法的新规定不一致"}
        cases.perform(item, "propose", actor, on=after(46), outcome=outcome, data=reason)
    cases.perform(held, "propose", actor, on=after(67), data={"total": len(items)})
    cases.perform(held, "decide", actor, on=after(89), data={"meeting": meeting})
    result = f"继续有效{numbers['valid']}件，修改{numbers['amend']}件，废止{numbers['repeal']}件。"
    cases.perform(held, "publish", actor, on=after(104), data={"result": result})


def write_current(folder: Path, today: date) -> list[tuple[str, Path]]:
    """Write what is under way on `today`: a draft open for comment, one under review, one to be numbered, an objection
    to be answered."""

    def begun(days: int) -> date:
        return worked(today - timedelta(days))

    under_way = (("网约车", 36, 2), ("临时救助标准", 58, 4), ("公共体育设施", 72, 7))
    found = []
    for n, (topic, days, steps) in enumerate(under_way, 1):
        day = begun(days)
        cells = {"organisation": CITY, "number": FILE_NUMBER.format(day.year, 100 + n), "opened_on": day,
                 "opening_step": "提出制定并评估论证", "title": titled(topic), "kind": "measures",
                 "drafting_unit": "市司法局", "evaluation": "必要、可行", "market_related": n == 1}  # fmt: skip
        made = [(slug, on, dict(values)) for slug, on, values in list(moves(topic, day))[:steps] if on <= today]
        if n == 1:  # still open: the thirty days end in the days to come
            made[1] = ("open-comment", begun(24), made[1][2] | {"comment_until": today + timedelta(9)})
        found.append(Course(cells, made))
    received = begun(6)
    objection = Course(
        {"organisation": CITY, "number": f"明府规异〔{received.year}〕1号", "opened_on": received, "proposer": "王秀英",
         "document_title": "明川市户外广告管理办法", "maker": "明川市人民政府", "clause": "第二条",
         "ground": "增设了办理条件，没有上位法依据"},
        [("accept", worked(received, 2), {})],
    )  # fmt: skip
    return [
        write_cases(folder / "normative-current.xlsx", "normative-document", "normative-document", found),
        write_cases(folder / "normative-objections.xlsx", "normative-objection", "normative-objection", [objection]),
    ]
