"""双随机、涉企检查和信用监管的文书."""

from fadu.kernel.articles import cite
from fadu.kernel.letters import Letter
from fadu.official.document import printed_date

from .drawing import DRAW, participants
from .models import AllocationPaper, Inspector, ListingPaper, Paper


def officers_of(check):
    """Name those sent by name and certificate, those who are not in the pools by certificate alone."""
    numbers, places = check.sent(), participants(check.task)
    names = dict(Inspector.objects.filter(organisation__in=places, number__in=numbers).values_list("number", "name"))
    return "、".join(f"{names[one]}（{one}）" if one in names else one for one in numbers)


class DrawRecord(Letter):
    """随机抽取记录: what anyone needs to work the draw out again, on one sheet."""

    ledger, kind = "random-task", Paper.RECORD
    article = "优化营商环境条例#54.1"
    body = """
{name}（{number}）于{fixed_on}固定检查对象名录、检查人员名录、回避关系和抽取方案，于{drawn_on}抽取检查对象，于{sent_on}选派检查人员。

名录共{lines}户，抽取{drawn}户。方案编号为{scheme}。随机数来源为{randomness_source}，产生于{randomness_on}，数值为：{randomness}。

对象名录摘要：{roster_commit}。

人员名录摘要：{inspectors_commit}。

回避关系摘要：{conflicts_commit}。

抽取方案摘要：{plan_digest}。

种子：{seed}。

抽取依照 fadu-draw/1 规程，算法为{suite}，每户检查人员{per_object}名，备选比例{reserves}。

以上摘要和种子由系统计算。任何人可以用公开的名录、方案和抽取证明（proof.json）重新计算，核对抽取结果。

依据{basis}，抽取结果向社会公开；一个方案只抽取一次，本记录不得更换。
"""

    @staticmethod
    def scheme(task):
        """Name the scheme as the proof does."""
        return DRAW.reopened(task).plan["id"]


class CheckNotice(Letter):
    ledger, kind = "random-check", Paper.NOTICE
    layout = "letter"
    article = "行政处罚法#55.1"
    addressees = ("{object_name}",)
    mark = "检通"
    body = """
依据{cite:优化营商环境条例#54.1}和年度抽查计划，{who}开展{task.name}，你单位被随机抽取为检查对象。

本机关定于{visit_on}对你单位进行检查，检查人员为{officers}。检查人员将主动出示执法证件。

请你单位依据{cite:行政处罚法#55.2}如实回答询问，协助检查。认为检查人员与检查事项有直接利害关系的，有权依据{cite:行政处罚法#43.2}申请回避。
"""

    @staticmethod
    def who(case):
        """Name the units that come together, the leading one first."""
        units = case.task.taking_part()
        return f"本机关会同{'、'.join(units[1:])}" if len(units) > 1 else "本机关"

    @staticmethod
    def officers(case):
        """Name the inspectors who come."""
        return officers_of(case)


class SiteRecord(Letter):
    """The record that is made on the spot: what was looked at by the checklist, and found; those present sign it."""

    ledger, kind = "random-check", Paper.SITE_RECORD
    article = "行政处罚法#55.1"
    body = """
检查任务：{task.name}（{number}）。

被检查单位：{object_name}（{credit_code}）。

检查日期：{visited_on}。检查地点：{place}。

检查人员：{officers}。检查人员已出示执法证件，说明来意，告知配合检查的义务和申请回避的权利。

{entries}

检查情况：{findings}

{units}

被检查单位意见：

被检查单位（签名或者盖章）：　　　　　　　　年　　月　　日

检查人员（签名）：　　　　　　　　　　　　　年　　月　　日
"""

    @staticmethod
    def place(check):
        """Say where the object is."""
        return (check.check_object and check.check_object.address) or "被检查单位经营场所"

    @staticmethod
    def officers(check):
        """Name the inspectors who came."""
        return officers_of(check)

    @staticmethod
    def entries(check):
        """List the checklist, one line each."""
        lines = [
            f"{one.position}. {one.content}：{one.get_finding_display()}" + (f"（{one.note}）" if one.note else "")
            for one in check.entries.order_by("position")
        ]
        return "\n".join(["检查单：", *lines]) if lines else ""

    @staticmethod
    def units(check):
        """Give each unit's own result, where several came together."""
        lines = [f"{one.unit}：{one.get_outcome_display()}" for one in check.entered()]
        return "\n".join(["各部门检查结果：", *lines]) if lines else ""


class RectifyOrder(Letter):
    ledger, kind = "random-check", Paper.RECTIFY
    article = "行政处罚法#28.1"
    addressees = ("{object_name}",)
    mark = "检改"
    body = """
本机关于{visited_on}在{task.name}中对你单位进行检查，发现下列问题：

{problem}

依据{basis}，责令你单位于{rectify_by}前改正，并将改正情况书面告知本机关。逾期不改正的，本机关将依法处理。
"""


class AllocationNotice(Letter):
    ledger, kind = "inspection-allocation", AllocationPaper.NOTICE
    layout = "letter"
    article = ("优化营商环境条例#54.1", "优化营商环境条例#57.2")
    addressees = ("{filing.organisation.name}",)
    mark = "检调通"
    body = """
你单位备案的{filing.title}（{filing.number}），经统筹决定：{change}。{detail}

理由：{reason}

依据{basis}，请按调配后的安排执行，并在系统中确认知悉。
"""

    @staticmethod
    def detail(allocation):
        """Say into what, to when, or to whom."""
        said = {
            "merge": f"并入{allocation.merged_into}。",
            "move": f"改期至{allocation.new_date and printed_date(allocation.new_date)}。",
            "allot": f"改由{allocation.new_officers}检查。",
        }
        return said.get(allocation.change, "本次检查停止。")


class ListingNotice(Letter):
    ledger, kind = "blacklisting", ListingPaper.NOTICE
    article = ("优化营商环境条例#53", "行政处罚法#44")
    addressees = ("{subject_name}",)
    mark = "信告"
    body = """
经查，你（单位）有下列失信事实：

{fact}

本机关依据{ground}，拟将你（单位）列入{list_name}。

你（单位）有权进行陈述、申辩，请于{statement_until}前书面向本机关提出；逾期未提出的，视为放弃。
"""

    @staticmethod
    def ground(listing):
        """Name the rule under which firms are listed."""
        return listing.basis


class ListingDecision(Letter):
    ledger, kind = "blacklisting", ListingPaper.DECISION
    article = "优化营商环境条例#53"
    addressees = ("{subject_name}",)
    mark = "信列"
    body = """
经查，你（单位）有下列失信事实：

{fact}

{heard}

本机关依据{ground}，决定将你（单位）列入{list_name}，期限至{listed_until}届满。列入期间，有关单位依法实施联合惩戒措施；符合条件的，可以申请信用修复。
"""

    @staticmethod
    def ground(listing):
        """Name the rule under which firms are listed."""
        return listing.basis

    @staticmethod
    def heard(listing):
        """Say what was stated and how it was weighed, if anything was."""
        if not listing.statement:
            return f"本机关已依据{cite('行政处罚法#44')}告知你（单位）陈述、申辩的权利，你（单位）在期限内未提出。"
        return f"你（单位）陈述、申辩称：{listing.statement}。本机关复核认为：{listing.review}。"
