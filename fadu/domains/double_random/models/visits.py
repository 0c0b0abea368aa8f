"""涉企检查: filings before a visit, ceilings of visits, their allocation; acts and firms' data by volume."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation, Record

from .items import ends_after_it_begins
from .plans import InspectionPlan
from .pools import Credit


class FrequencyCap(Record):
    """检查频次上限: how many visits a year firms of a class may have; those below the organisation share it."""

    credit = models.CharField(_("信用分类"), max_length=1, choices=Credit)
    most = models.PositiveSmallIntegerField(_("每户每年最多检查次数"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("涉企检查频次上限")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "credit", "valid_from"], name="one_frequency_cap"),
            ends_after_it_begins("frequency_cap_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.get_credit_display()} {self.most}"


class Ground(models.TextChoices):
    """检查事由; only planned visits count against the ceiling before they are allowed."""

    PLANNED = "planned", _("年度检查计划")
    COMPLAINT = "complaint", _("投诉举报")
    REFERRED = "referred", _("转办交办")
    MONITORING = "monitoring", _("数据监测")
    KEY = "key", _("重点领域全覆盖监管")
    EMERGENCY = "emergency", _("紧急情况")
    UNKNOWN = "unknown", _("未说明（企业反映）")


class FilingOutcome(models.TextChoices):
    """备案和反映的办理结果."""

    UNFILED = "unfiled", _("反映的检查没有备案")
    FILED = "filed", _("反映的检查已经备案")
    NO_VISIT = "no-visit", _("没有这次检查")


class InspectionFiling(Case):
    """涉企检查备案: a visit that is filed before it is made; an urgent one after; an unfiled one is a breach."""

    ledger = "inspection-filing"
    procedures = ("inspection-filing",)
    mark = "检备"
    withheld = frozenset({"contact"})

    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, null=True, blank=True, verbose_name=_("涉企检查计划"), related_name="filings"
    )
    credit_code = models.CharField(_("统一社会信用代码"), max_length=40)
    object_name = models.CharField(_("检查对象名称"), max_length=120)
    credit = models.CharField(_("信用分类"), max_length=1, choices=Credit, default=Credit.B)
    ground = models.CharField(_("检查事由"), max_length=10, choices=Ground, default=Ground.PLANNED)
    item = models.CharField(_("检查事项"), max_length=200)
    basis = models.CharField(_("检查依据"), max_length=200, blank=True)
    officers = models.CharField(_("检查人员证号"), max_length=200, blank=True, help_text=_("以顿号分隔，不少于两人"))
    planned_on = models.DateField(_("拟检查日期"), null=True, blank=True)
    urgent_reason = models.TextField(_("紧急情况"), blank=True)
    earlier_visits = models.PositiveSmallIntegerField(_("本年已检查次数"), default=0, editable=False)
    approved_on = models.DateField(_("同意日期"), null=True, blank=True)
    refusal_reason = models.TextField(_("不同意理由"), blank=True)
    exception_reason = models.TextField(_("超过频次上限的理由"), blank=True)
    visited_on = models.DateField(_("检查日期"), null=True, blank=True)
    findings = models.TextField(_("检查情况"), blank=True)
    problem_found = models.BooleanField(_("发现问题"), default=False)
    case_number = CaseNumber(_("立案编号"), refers_to=("penalty-case", "penalty-summary"))
    discovery = models.TextField(_("未备案情况"), blank=True, help_text=_("怎样发现、由谁反映"))
    unfiled = models.BooleanField(_("未备案检查"), default=False, editable=False)
    seen_on = models.DateField(_("反映的检查日期"), null=True, blank=True)
    visitors = models.CharField(
        _("来检查的单位和人员"), max_length=200, blank=True, help_text=_("记得的写明单位、姓名或者证号")
    )
    contact = models.CharField(_("反映人联系方式"), max_length=60, blank=True)
    filed_as = CaseNumber(_("查到的备案编号"), refers_to=("inspection-filing",))
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("实施检查的单位"), related_name="+"
    )
    reply = models.TextField(_("核实情况和答复"), blank=True)
    handling = models.TextField(_("处理情况"), blank=True)
    outcome = models.CharField(_("办理结果"), max_length=10, choices=FilingOutcome, blank=True, editable=False)
    merged_into = CaseNumber(_("并入的备案编号"), refers_to=("inspection-filing",))
    change_reason = models.CharField(_("调配理由"), max_length=400, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("涉企检查备案")
        indexes = [*Case.Meta.indexes, models.Index(fields=["credit_code", "visited_on"])]

    def headline(self) -> str:
        """Return the object and the matter."""
        return f"{self.object_name}：{self.item}"[:200]

    def sent(self) -> list[str]:
        """Return the numbers of the officers."""
        return [one.strip() for one in self.officers.split("、") if one.strip()]

    def was_urgent(self) -> bool:
        """Tell whether it was filed after the visit, for urgency."""
        return bool(self.urgent_reason)


class Change(models.TextChoices):
    """调配方式."""

    MERGE = "merge", _("合并")
    MOVE = "move", _("改期")
    ALLOT = "allot", _("改派")
    STOP = "stop", _("停止")


class AllocationPaper(models.TextChoices):
    """调配文书."""

    NOTICE = "allocation-notice", _("涉企检查调配通知书")


class InspectionAllocation(Case):
    """涉企检查调配: the coordinator merges, moves, allots or stops a filed visit with a reason; the unit is told."""

    ledger = "inspection-allocation"
    procedures = ("inspection-allocation",)
    mark = "检调"

    filing = models.ForeignKey(
        InspectionFiling, models.PROTECT, verbose_name=_("涉企检查备案"), related_name="allocations"
    )
    change = models.CharField(_("调配方式"), max_length=6, choices=Change)
    reason = models.TextField(_("调配理由"))
    merged_into = CaseNumber(_("并入的备案编号"), refers_to=("inspection-filing",))
    new_date = models.DateField(_("改期至"), null=True, blank=True)
    new_officers = models.CharField(_("改派的检查人员证号"), max_length=200, blank=True)
    acknowledged_on = models.DateField(_("知悉日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("涉企检查调配")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(change=Change.MERGE) | ~Q(merged_into=""),
                name="merged_visits_name_the_other",
                violation_error_message=_("合并的，须填写并入的备案编号"),
            ),
            models.CheckConstraint(
                condition=~Q(change=Change.MOVE) | ~Q(new_date=None),
                name="moved_visits_name_the_day",
                violation_error_message=_("改期的，须填写新的日期"),
            ),
            models.CheckConstraint(
                condition=~Q(change=Change.ALLOT) | ~Q(new_officers=""),
                name="allotted_visits_name_the_officers",
                violation_error_message=_("改派的，须填写检查人员证号"),
            ),
        ]

    def headline(self) -> str:
        """Return what is changed of which visit."""
        return f"{self.get_change_display()}：{self.filing.title}"[:200]


class ActWay(models.TextChoices):
    """监管方式."""

    ROUTINE = "routine", _("日常监管")
    RANDOM = "random", _("双随机监管")
    KEY = "key", _("重点监管")
    CREDIT = "credit", _("信用监管")
    REMOTE = "remote", _("非现场监管")
    PENALTY = "penalty", _("处罚强制")


class ActResult(models.TextChoices):
    """监管结果."""

    NORMAL = "normal", _("正常")
    PUT_RIGHT = "put-right", _("责令改正")
    CASE_OPENED = "case-opened", _("立案查处")
    TRANSFERRED = "transferred", _("移送")


class SupervisionAct(Record):
    """监管行为: a volume ledger of “互联网+监管”; its rows lie in Parquet, one for each supervisory act."""

    number = models.CharField(_("监管行为编号"), max_length=40)
    item_code = models.CharField(_("监管事项编码"), max_length=64)
    credit_code = models.CharField(_("监管对象代码"), max_length=40)
    officer = models.CharField(_("监管人员证号"), max_length=40, blank=True)
    way = models.CharField(_("监管方式"), max_length=10, choices=ActWay)
    acted_on = models.DateField(_("监管日期"))
    result = models.CharField(_("监管结果"), max_length=12, choices=ActResult)

    class Meta:
        managed = False
        verbose_name = _("互联网+监管行为")

    def __str__(self) -> str:
        return self.number
