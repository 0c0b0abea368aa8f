"""抽查计划: yearly plans of departments, joint ones, and those of visits to enterprises; their lines."""

import re
from functools import cache

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Record

from .items import InspectionItem

SPANS = {"上半年": range(1, 7), "下半年": range(7, 13), "全年": range(1, 13), "各季度": range(1, 13)}
MONTHS = re.compile(r"(\d{1,2})(?:\s*[-－—~至]\s*(\d{1,2}))?\s*月")


@cache
def months_of(times: str) -> frozenset[int]:
    """Return the months that a plan names: 下半年, 7-9月, 2-5月；7-10月; all of them where it names none."""
    found: set[int] = set()
    for said, span in SPANS.items():
        if said in times:
            found.update(span)
    for first, last in MONTHS.findall(times):
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found & set(range(1, 13))) or frozenset(range(1, 13))


class PlanKind(models.TextChoices):
    """计划类别."""

    DEPARTMENT = "department", _("部门抽查计划")
    JOINT = "joint", _("部门联合抽查计划")
    ENTERPRISE = "enterprise", _("涉企检查计划")


# 双随机抽查计划: those by which objects are drawn.
RANDOM_PLANS = (PlanKind.DEPARTMENT, PlanKind.JOINT)


class InspectionPlan(Case):
    """抽查、检查计划: a year's plan, compared with the others before it is adopted; a withdrawn one stays on record."""

    ledger = "inspection-plan"
    procedures = ("inspection-plan",)
    mark = "检计"

    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    kind = models.CharField(_("计划类别"), max_length=10, choices=PlanKind, default=PlanKind.DEPARTMENT)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    # What the comparison finds, and what is done about it.
    coverage = models.DecimalField(
        _("清单事项覆盖率（%）"), max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    repeats = models.TextField(_("重复检查"), blank=True, editable=False)
    proposals = models.TextField(_("联合检查建议"), blank=True, editable=False)
    repeats_answer = models.TextField(_("重复检查处理意见"), blank=True, help_text=_("合并、错开，或者不合并的理由"))
    checked_on = models.DateField(_("比对日期"), null=True, blank=True)
    adopted_on = models.DateField(_("制定日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("撤回理由"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("抽查（检查）计划")

    def headline(self) -> str:
        """Return year and kind."""
        return f"{self.year}年度{self.get_kind_display()}"


class PlanLine(Record):
    """计划任务: one line of a plan, as departments publish them; not in a plan yet until `plan` is filled in."""

    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, null=True, blank=True, verbose_name=_("所属计划"), related_name="lines"
    )
    category = models.CharField(_("类别"), max_length=40, blank=True, help_text=_("如自选任务、承接省级任务"))
    position = models.PositiveSmallIntegerField(_("序号"), default=1)
    name = models.CharField(_("抽查任务名称"), max_length=200)
    lead = models.CharField(_("牵头单位"), max_length=100)
    partners = models.CharField(_("配合单位"), max_length=200, blank=True)
    objects_kind = models.CharField(_("抽查对象"), max_length=200)
    nature = models.CharField(_("事项性质"), max_length=40, blank=True)
    share = models.TextField(_("抽查比例"), blank=True, help_text=_("各类对象比例不同的，分别写明"))
    times = models.CharField(_("计划抽查时间"), max_length=100, help_text=_("如2021年下半年、7-9月"))
    expected = models.PositiveIntegerField(_("预计户数"), null=True, blank=True)
    item = models.ForeignKey(
        InspectionItem, models.PROTECT, null=True, blank=True, verbose_name=_("检查事项"), related_name="lines"
    )
    basis = models.CharField(_("法律依据"), max_length=200, blank=True)
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=40, blank=True, help_text=_("涉企检查计划指明企业的填写")
    )

    class Meta:
        verbose_name = _("计划任务")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "category", "position", "name", "times"], name="one_plan_line"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def joint(self) -> bool:
        """Whether other units take part."""
        return bool(self.partners)

    @property
    def months(self) -> frozenset[int]:
        """The months in which it is to be done."""
        return months_of(self.times)
