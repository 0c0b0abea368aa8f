"""专项行动和隐患排查: campaigns with their patrols and cases; firms checked, hazards found, fixed and checked again."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Record

from .subjects import Field


class CampaignKind(models.TextChoices):
    """行动种类."""

    RECTIFICATION = "rectification", _("集中整治")
    CAMPAIGN = "campaign", _("专项执法行动")


class Campaign(Case):
    """专项执法行动: planned with its scope, carried out, and reported on."""

    ledger = "enforcement-campaign"
    procedures = ("enforcement-campaign",)
    mark = "专"

    name = models.CharField(_("行动名称"), max_length=100)
    kind = models.CharField(_("行动种类"), max_length=14, choices=CampaignKind, default=CampaignKind.CAMPAIGN)
    sector = models.CharField(_("执法领域"), max_length=12, choices=Field)
    units = models.TextField(_("参加单位"), blank=True)
    plan = models.TextField(_("行动方案"), blank=True)
    suspends_business = models.BooleanField(_("要求市场主体普遍停产停业"), default=False)
    approval = models.CharField(_("有权机关批准文号"), max_length=100, blank=True)
    starts_on = models.DateField(_("计划开始日期"))
    ends_on = models.DateField(_("计划结束日期"))
    started_on = models.DateField(_("开始日期"), null=True, blank=True)
    reported_on = models.DateField(_("总结日期"), null=True, blank=True)
    report = models.TextField(_("行动总结"), blank=True)
    reason = models.CharField(_("取消的理由"), max_length=200, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("专项执法行动")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_in_order",
                violation_error_message=_("计划结束日期不得早于开始日期"),
            ),
        ]

    def headline(self) -> str:
        """Return its name."""
        return self.name


class CampaignPatrol(Record):
    """专项行动排查: one outing, how many went, and how much they checked."""

    number = models.CharField(_("排查编号"), max_length=40)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, verbose_name=_("专项行动"), related_name="patrols"
    )
    sector = models.CharField(_("执法领域"), max_length=12, choices=Field)
    held_on = models.DateField(_("排查日期"))
    people = models.PositiveIntegerField(_("出动人数"))
    objects_checked = models.PositiveIntegerField(_("检查对象数"), default=0)
    findings = models.TextField(_("发现情况"), blank=True)

    class Meta:
        verbose_name = _("专项行动排查")
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_campaign_patrol")]

    def __str__(self) -> str:
        return self.number


class CampaignCase(Record):
    """专项行动案件: a case that a campaign opened, wherever its file is kept."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, verbose_name=_("专项行动"), related_name="cases"
    )
    case = CaseNumber(_("案件编号"), refers_to=("penalty-case", "penalty-summary"), blank=False)
    sector = models.CharField(_("执法领域"), max_length=12, choices=Field)
    act = models.CharField(_("违法行为"), max_length=200, blank=True)
    filed_on = models.DateField(_("立案日期"))
    penalised_on = models.DateField(_("处罚日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("专项行动案件")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "case"], name="one_campaign_case"),
            models.CheckConstraint(
                condition=Q(penalised_on=None) | Q(penalised_on__gte=F("filed_on")),
                name="campaign_case_penalised_after_filed",
                violation_error_message=_("处罚日期不得早于立案日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.case


class HazardCheck(Record):
    """隐患排查: one firm checked on one day."""

    number = models.CharField(_("排查编号"), max_length=40)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    firm = models.CharField(_("企业名称"), max_length=100)
    sector = models.CharField(_("排查领域"), max_length=12, choices=Field)
    checked_on = models.DateField(_("排查日期"))
    officers = models.CharField(_("排查人员"), max_length=100, blank=True)
    result = models.TextField(_("排查情况"), blank=True)

    class Meta:
        verbose_name = _("隐患排查")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_hazard_check"),
            models.UniqueConstraint(
                fields=["organisation", "credit_code", "sector", "checked_on"], name="one_hazard_check_of_a_firm_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm} {self.checked_on}"


class HazardLevel(models.TextChoices):
    """隐患等级."""

    GENERAL = "general", _("一般")
    MAJOR = "major", _("重大")


class HazardOutcome(models.TextChoices):
    """整改结果."""

    ON_SPOT = "on-spot", _("立行立改")
    FIXED = "fixed", _("限期整改完成")
    HANDED_OVER = "handed-over", _("逾期未改，依法处理")


class Hazard(Case):
    """安全隐患: found at a firm; fixed on the spot, or by a day and checked again."""

    ledger = "enforcement-hazard"
    procedures = ("enforcement-hazard",)
    mark = "患"

    check_made = models.ForeignKey(
        HazardCheck, models.PROTECT, null=True, blank=True, verbose_name=_("隐患排查"), related_name="hazards"
    )
    firm = models.CharField(_("企业名称"), max_length=100)
    sector = models.CharField(_("排查领域"), max_length=12, choices=Field)
    level = models.CharField(_("隐患等级"), max_length=8, choices=HazardLevel, default=HazardLevel.GENERAL)
    hazard = models.TextField(_("隐患"))
    found_on = models.DateField(_("发现日期"), null=True, blank=True)
    fix_by = models.DateField(_("限期整改日期"), null=True, blank=True)
    fix = models.TextField(_("整改情况"), blank=True)
    fixed_on = models.DateField(_("整改完成日期"), null=True, blank=True)
    rechecked_on = models.DateField(_("复查日期"), null=True, blank=True)
    penalty = CaseNumber(_("处罚案号"), refers_to=("penalty-case", "penalty-summary"))
    outcome = models.CharField(_("整改结果"), max_length=12, choices=HazardOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("安全隐患")

    def headline(self) -> str:
        """Return firm and hazard."""
        return f"{self.firm}：{self.hazard}"[:100]
