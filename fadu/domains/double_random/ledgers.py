"""双随机、涉企检查和信用监管台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import (
    Blacklisting,
    CheckEntry,
    CheckObject,
    CreditClass,
    CreditEntry,
    Enterprise,
    Finding,
    FrequencyCap,
    InspectionAllocation,
    InspectionFiling,
    InspectionItem,
    InspectionPlan,
    Inspector,
    JointAction,
    JointMeasure,
    KeyMatter,
    MarketGathering,
    MarketRecord,
    PartnerMeasure,
    PlanLine,
    PoolPair,
    RandomCheck,
    RandomTask,
    Recusal,
    Scene,
    SceneItem,
    SupervisedItem,
    SupervisionAct,
    UnitResult,
)

LEAD, COORDINATE = ("inspection_lead",), ("inspection_coordinator", "law_governance_office")
FIELD = (*LEAD, "inspector")
BOTH = (*LEAD, *COORDINATE)
READ = (*FIELD, *COORDINATE, "leader", "provincial_checker")


class InspectionItems(Ledger):
    model = InspectionItem
    slug = "inspection-item"
    columns = ("code", "edition", "name", "organisation", "objects_kind", "nature", "way", "ratio", "frequency",
               "joint", "listed", "published_on", "valid_from", "valid_to")  # fmt: skip
    filters = ("organisation", "listed", "joint", "nature", "valid_from", "published_on")
    search = ("code", "name", "basis")
    order = "code"
    natural_key = ("organisation", "code", "edition")
    aliases = {"name": (_("抽查事项"), _("事项名称")), "objects_kind": (_("抽查对象"), _("检查对象")),
               "basis": (_("抽查依据"), _("法律依据"))}  # fmt: skip
    notes = _("清单修订的，登记新版本，并填写旧版本的失效日期。")
    read, write = READ, LEAD


class Scenes(Ledger):
    model = Scene
    slug = "inspection-scene"
    columns = ("name", "organisation", "units", "objects_kind", "valid_from", "valid_to")
    filters = ("organisation", "valid_from")
    search = ("name", "units")
    order = "name"
    natural_key = ("organisation", "name")
    read, write = READ, BOTH


class SceneItems(Ledger):
    model = SceneItem
    slug = "inspection-scene-item"
    columns = ("scene", "position", "unit", "item", "content", "organisation")
    filters = ("organisation",)
    search = ("unit", "item", "content")
    order = "scene"
    natural_key = ("scene", "position")
    read, write = READ, BOTH


class KeyMatters(Ledger):
    model = KeyMatter
    slug = "key-supervision-matter"
    columns = ("name", "field", "organisation", "lead", "partners", "method", "frequency", "rules", "valid_from",
               "valid_to")  # fmt: skip
    filters = ("organisation", "valid_from")
    search = ("name", "lead", "partners")
    order = "name"
    natural_key = ("organisation", "name", "valid_from")
    read, write = READ, BOTH


class SupervisedItems(Ledger):
    model = SupervisedItem
    slug = "supervised-item"
    columns = ("number", "name", "organisation", "approved_by", "supervised_by", "rules", "state", "opened_on",
               "assigned_on", "closed_on")  # fmt: skip
    filters = ("state", "organisation", "approved_by", "supervised_by", "opened_on")
    search = ("number", "name", "approved_by", "supervised_by")
    order = "number"
    natural_key = ("organisation", "number")
    aliases = {"number": (_("审批事项编码"),), "opened_on": (_("生效日期"),)}
    notes = _(
        "编号填审批事项编码。还没有监管部门的，“立案环节”填“登记尚无监管部门的审批事项”；状态为“监管空白”的就是没有监管部门的。"
    )
    read, write = READ, COORDINATE


class JointActions(Ledger):
    model = JointAction
    slug = "key-supervision-action"
    columns = ("matter", "acted_on", "organisation", "units", "checked", "problems", "settled", "result")
    filters = ("organisation", "acted_on")
    search = ("units", "result")
    order = "-acted_on"
    natural_key = ("organisation", "matter", "acted_on")
    read, write = READ, BOTH


class CheckObjects(Ledger):
    model = CheckObject
    slug = "check-object"
    columns = ("credit_code", "name", "category", "organisation", "risk", "credit", "standing", "source",
               "refreshed_on", "valid_from", "valid_to")  # fmt: skip
    filters = ("organisation", "category", "risk", "credit", "standing", "valid_from", "valid_to")
    search = ("credit_code", "name", "address")
    order = "credit_code"
    natural_key = ("organisation", "credit_code")
    aliases = {"name": (_("企业名称"), _("名称")), "credit_code": (_("社会信用代码"),), "address": (_("住所"),)}
    notes = _("再次导入即更新，原来的内容留在留痕里；出库的填写出库日期，不要删除。")
    read, write = READ, LEAD


class Inspectors(Ledger):
    model = Inspector
    slug = "inspector"
    columns = ("number", "name", "organisation", "unit", "field", "certified_until", "valid_from", "valid_to")
    filters = ("organisation", "field", "certified_until", "valid_from")
    search = ("number", "name", "unit")
    order = "number"
    natural_key = ("organisation", "number")
    masked = ("name",)
    unmasked = (*FIELD, *COORDINATE)
    read, write = READ, LEAD


class Recusals(Ledger):
    model = Recusal
    slug = "inspector-recusal"
    columns = ("inspector", "check_object", "reason", "organisation", "valid_from", "valid_to")
    filters = ("organisation", "valid_from")
    search = ("reason",)
    order = "-valid_from"
    natural_key = ("inspector", "check_object")
    read, write = (*FIELD, *COORDINATE), FIELD


class CreditClasses(Ledger):
    model = CreditClass
    slug = "credit-class"
    columns = ("credit", "ratio", "weight", "organisation", "valid_from", "valid_to")
    filters = ("organisation", "credit", "valid_from")
    order = "credit"
    natural_key = ("organisation", "credit", "valid_from")
    read, write = READ, BOTH


class PoolPairs(Ledger):
    model = PoolPair
    slug = "inspection-pools"
    columns = ("organisation", "objects_from", "inspectors_from", "valid_from", "valid_to", "platform")
    filters = ("organisation", "valid_from")
    order = "valid_from"
    natural_key = ("organisation",)
    read, write = READ, LEAD


class InspectionPlans(Ledger):
    model = InspectionPlan
    slug = "inspection-plan"
    columns = ("number", "title", "organisation", "year", "kind", "state", "coverage", "adopted_on", "published_on",
               "withdrawn_on")  # fmt: skip
    filters = ("state", "organisation", "year", "kind", "adopted_on", "published_on")
    search = ("number", "title", "document_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, LEAD


class PlanLines(Ledger):
    model = PlanLine
    slug = "inspection-plan-line"
    columns = ("plan", "name", "position", "category", "organisation", "lead", "partners", "objects_kind", "nature",
               "share", "times", "expected", "item", "credit_code")  # fmt: skip
    filters = ("organisation", "category", "nature")
    search = ("name", "lead", "partners", "objects_kind", "credit_code")
    order = "position"
    natural_key = ("organisation", "category", "position", "name", "times")
    aliases = {"lead": (_("发起部门"),), "partners": (_("参与部门"),), "times": (_("抽查时间"),)}
    notes = _("没有计划编号的表格可以先导入，制定计划时填写“所属计划”再导入一次。")
    read, write = READ, LEAD


class RandomTasks(Ledger):
    model = RandomTask
    slug = "random-task"
    columns = ("number", "name", "organisation", "plan", "joint", "state", "outcome", "lines", "drawn", "drawn_on",
               "completed_on", "published_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "joint", "outcome", "drawn_on", "completed_on", "published_on")
    search = ("number", "name", "units", "seed")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, LEAD


class RandomChecks(Ledger):
    model = RandomCheck
    slug = "random-check"
    columns = ("number", "object_name", "credit_code", "organisation", "task", "joint", "inspectors", "state",
               "visited_on", "outcome", "published_on", "rectify_by", "rectified_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "joint", "outcome", "visited_on", "published_on", "rectified_on")
    search = ("number", "object_name", "credit_code")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _("由抽查任务的抽取自动登记，不需要导入；检查步骤可以导入。")
    read, write = READ, FIELD


class CheckEntries(Ledger):
    model = CheckEntry
    slug = "random-check-entry"
    columns = ("check_case", "position", "content", "unit", "finding", "note", "organisation")
    filters = ("organisation", "finding")
    search = ("content", "note")
    order = "check_case"
    natural_key = ("check_case", "position")
    read, write = READ, FIELD


class UnitResults(Ledger):
    model = UnitResult
    slug = "random-unit-result"
    columns = ("number", "object_name", "credit_code", "unit", "organisation", "check_case", "inspectors", "visit_on",
               "state", "outcome", "findings", "entered_on", "inspector")  # fmt: skip
    filters = ("state", "organisation", "outcome", "visit_on", "entered_on")
    search = ("number", "object_name", "credit_code", "unit", "findings")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _(
        "由联合抽查的抽取在每个参加部门自动登记，不需要导入；各部门的检查人员录入自己的结果，看不到牵头部门的案卷。"
    )
    read, write = READ, FIELD


class FrequencyCaps(Ledger):
    model = FrequencyCap
    slug = "inspection-cap"
    columns = ("credit", "most", "organisation", "basis", "valid_from", "valid_to")
    filters = ("organisation", "credit", "valid_from")
    search = ("basis",)
    order = "credit"
    natural_key = ("organisation", "credit", "valid_from")
    read, write = READ, COORDINATE


class InspectionFilings(Ledger):
    model = InspectionFiling
    slug = "inspection-filing"
    columns = ("number", "object_name", "credit_code", "organisation", "ground", "item", "planned_on", "state",
               "earlier_visits", "visited_on", "unfiled", "problem_found", "due_on")  # fmt: skip
    filters = ("state", "organisation", "ground", "planned_on", "visited_on", "unfiled", "problem_found")
    search = ("number", "object_name", "credit_code", "item")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _("检查前备案；紧急的，检查后补办。按“未备案检查”筛选，就是违反备案制度的检查；企业可以在公开门户反映。")
    masked = ("contact",)
    unmasked = BOTH
    read, write = READ, BOTH


class InspectionAllocations(Ledger):
    model = InspectionAllocation
    slug = "inspection-allocation"
    columns = ("number", "title", "organisation", "filing", "change", "new_date", "state", "acknowledged_on")
    filters = ("state", "organisation", "change")
    search = ("number", "title", "reason")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, COORDINATE


class SupervisionActs(Ledger):
    model = SupervisionAct
    slug = "supervision-act"
    volume = True
    columns = ("number", "organisation", "item_code", "credit_code", "officer", "way", "acted_on", "result")
    filters = ("way", "result", "organisation", "acted_on")
    search = ("number",)
    order = "number"
    natural_key = ("number",)
    read, write = READ, BOTH


class MarketRecords(Ledger):
    model = MarketRecord
    slug = "market-record"
    columns = ("number", "credit_code", "name", "finding", "kind", "source", "organisation", "registered_as",
               "representative", "happened_on", "collected_on")  # fmt: skip
    filters = ("finding", "kind", "source", "organisation", "credit_code", "collected_on")
    search = ("number", "credit_code", "name")
    order = "number"
    natural_key = ("organisation", "number")
    aliases = {"name": (_("企业名称"), _("主体名称")), "address": (_("住所"), _("经营场所"))}
    notes = _(
        "每个来源的每条信息一行，代码缺失或者有误的也导入；在“市场主体信息归集批次”中归并以后，按“归并情况”筛选就是没有归并的。"
    )
    masked = {"representative": "name"}
    unmasked = BOTH
    read, write = READ, BOTH

    @classmethod
    def settle(cls, record, changed):
        """Leave a row that was corrected for the next merging."""
        if {"credit_code", "kind", "name"} & set(changed) and record.finding != Finding.WAITING:
            record.finding = Finding.WAITING
            record.save(update_fields=["finding"])


class Enterprises(Ledger):
    model = Enterprise
    slug = "enterprise"
    columns = ("credit_code", "name", "organisation", "registered_as", "address", "representative", "state", "sources",
               "records", "told_on")  # fmt: skip
    filters = ("state", "organisation", "registered_as", "credit_code", "told_on")
    search = ("credit_code", "name", "address")
    order = "credit_code"
    natural_key = ("organisation", "number")
    notes = _("由“市场主体信息归集批次”归并而来，不需要导入。")
    masked = {"representative": "name"}
    unmasked = BOTH
    read, write = READ, COORDINATE


class MarketGatherings(Ledger):
    model = MarketGathering
    slug = "market-gathering"
    columns = ("number", "name", "organisation", "state", "until", "merged_on", "records", "merged", "bad_codes",
               "unknown_codes", "enterprises", "disputed")  # fmt: skip
    filters = ("state", "organisation", "merged_on")
    search = ("number", "name")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, COORDINATE


class CreditEntries(Ledger):
    model = CreditEntry
    slug = "credit-entry"
    columns = ("number", "subject_name", "credit_code", "kind", "content", "happened_on", "organisation", "adverse",
               "state", "repaired_on")  # fmt: skip
    filters = ("kind", "organisation", "adverse", "state", "happened_on")
    search = ("credit_code", "subject_name", "content", "number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _("按统一社会信用代码查找，就是一户的诚信档案；抽查结果公开后自动入档。")
    read, write = READ, LEAD


class PartnerMeasures(Ledger):
    model = PartnerMeasure
    slug = "partner-measure"
    columns = ("list_name", "partner", "measure", "basis", "organisation", "valid_from", "valid_to")
    filters = ("organisation", "partner", "valid_from")
    search = ("list_name", "measure")
    order = "list_name"
    natural_key = ("organisation", "list_name", "partner", "measure")
    read, write = READ, BOTH


class Blacklistings(Ledger):
    model = Blacklisting
    slug = "blacklisting"
    columns = ("number", "subject_name", "credit_code", "list_name", "organisation", "state", "listed_on",
               "listed_until", "removed_on", "outcome", "due_on")  # fmt: skip
    filters = ("state", "organisation", "outcome", "listed_on", "removed_on")
    search = ("number", "subject_name", "credit_code", "list_name")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, LEAD


class JointMeasures(Ledger):
    model = JointMeasure
    slug = "joint-measure"
    columns = ("number", "subject_name", "credit_code", "organisation", "measure", "state", "placed_on", "lifted_on")
    filters = ("state", "organisation", "placed_on", "lifted_on")
    search = ("number", "subject_name", "credit_code", "measure")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _("由失信名单的列入和移出自动登记、解除，不需要导入。")
    read, write = (*READ, "measure_unit"), (*LEAD, "measure_unit")
