"""双随机抽查指标: pools and lists at the end of the period; plans, draws and checks by the day on which they were done.

What several departments did together is counted apart from what one did alone, batches and firms alike. A firm drawn
in two tasks was inspected twice and counts twice.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, distinct, ratio, stock, total

from .models import (
    CLEAR,
    RANDOM_PLANS,
    InspectionFiling,
    InspectionItem,
    InspectionPlan,
    KeyMatter,
    MarketRecord,
    PoolPair,
    RandomCheck,
    RandomTask,
    SupervisedItem,
    SupervisionAct,
)


class PoolFigures(Indicators):
    ledger = PoolPair

    departments_participating = distinct(
        _("参与双随机监管部门"), of="organisation", valid_from="valid_from", valid_to="valid_to"
    )


class ItemFigures(Indicators):
    ledger = InspectionItem

    departments_with_lists = distinct(
        _("公布抽查清单部门"), of="organisation", valid_from="published_on", valid_to="valid_to"
    )
    items = stock(_("双随机抽查事项"), valid_from="valid_from", valid_to="valid_to", where=lambda row: row.listed)
    _all_items = stock(_("全部检查事项"), valid_from="valid_from", valid_to="valid_to")
    _coverage = ratio(_("随机抽查事项覆盖率"), items, _all_items)


class PlanFigures(Indicators):
    ledger = InspectionPlan

    plans = count(
        _("双随机抽查计划"),
        on="adopted_on",
        where=lambda row: row.kind.is_in([str(kind) for kind in RANDOM_PLANS]),
    )
    _enterprise_plans = count(_("涉企检查计划"), on="adopted_on", where=lambda row: row.kind == "enterprise")


class TaskFigures(Indicators):
    ledger = RandomTask

    tasks = count(_("双随机抽查任务"), on="completed_on")
    batches = count(_("双随机抽查批次"), on="completed_on", where=lambda row: ~row.joint)
    joint_batches = count(_("跨部门抽查批次"), on="completed_on", where=lambda row: row.joint)
    joint_inspections = count(_("跨部门联合检查"), on="started_on", where=lambda row: row.joint)

    _planned = count(_("计划完成的抽查任务"), on="planned_to", where=lambda row: row.state != "revoked")
    _done = count(
        _("按计划完成的抽查任务"),
        on="planned_to",
        where=lambda row: (row.state != "revoked") & ~row.completed_on.is_null(),
    )
    _completion = ratio(_("抽查任务完成率"), _done, _planned)
    _in_time = count(_("按期公示的抽查任务"), on="due_on", where=lambda row: row.published_on <= row.due_on)
    _due = count(_("应当公示的抽查任务"), on="due_on")
    _publication_rate = ratio(_("抽查结果按期公示率"), _in_time, _due)


class CheckFigures(Indicators):
    ledger = RandomCheck

    entities_inspected = count(_("双随机抽查对象"), on="visited_on", where=lambda row: ~row.joint)
    joint_entities_inspected = count(_("跨部门抽查对象"), on="visited_on", where=lambda row: row.joint)
    _visits_saved = total(_("综合一次查减少的检查次数"), of="visits_saved", on="visited_on")
    _with_problems = count(
        _("发现问题的检查对象"),
        on="visited_on",
        where=lambda row: (row.outcome != "") & ~row.outcome.is_in([str(result) for result in CLEAR]),
    )


class FilingFigures(Indicators):
    ledger = InspectionFiling

    _visits = count(_("涉企检查"), on="visited_on")
    _unfiled = count(_("未备案的涉企检查"), on="visited_on", where=lambda row: row.unfiled)
    _unfiled_rate = ratio(_("未备案检查比例"), _unfiled, _visits)


class MarketFigures(Indicators):
    ledger = MarketRecord

    market_info_collected = count(_("归集市场主体信息"), on="collected_on")


class SupervisionFigures(Indicators):
    """What is counted of administrative enforcement, and kept where the acts are planned and drawn."""

    ledger = SupervisionAct
    domain = "enforcement"

    supervision_records = count(_("监管行为入库数"), on="acted_on")
    _units_acting = distinct(_("录入监管行为的单位"), of="organisation", on="acted_on")


class KeyMatterFigures(Indicators):
    ledger = KeyMatter
    domain = "enforcement"

    key_supervision_items = stock(_("重点监管事项清单"), valid_from="valid_from", valid_to="valid_to")


class SupervisedItemFigures(Indicators):
    ledger = SupervisedItem

    _approved = stock(_("审批事项"), valid_from="opened_on", valid_to="closed_on")
    _supervised = stock(
        _("明确监管部门的审批事项"),
        valid_from="opened_on",
        valid_to="closed_on",
        where=lambda row: row.supervised_by != "",
    )
    _supervised_rate = ratio(_("监管责任覆盖率"), _supervised, _approved)
