"""平台与机制: mediation centres, merged governance centres, Fengqiao offices, screening rounds, yearly targets."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Level, Organisation, Record

from .disputes import DisputeType

CENTRE_LEVELS = [(level.value, level.label) for level in (Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)]
ALL_LEVELS = [(level.value, level.label) for level in Level if level != Level.PROVINCE]


def in_order(name: str, *days: str) -> models.CheckConstraint:
    """Hold days to their order; a later one needs those before it."""
    rule = Q()
    for earlier, later in pairwise(days):
        rule &= Q(**{later: None}) | (Q(**{f"{earlier}__isnull": False}) & Q(**{f"{later}__gte": F(earlier)}))
    return models.CheckConstraint(
        condition=rule, name=name, violation_error_message=_("各阶段日期须依次填写，后一阶段不得早于前一阶段")
    )


class MediationCentre(Record):
    """人民调解中心: planned, built, in operation; the days say how far it has come."""

    name = models.CharField(_("中心名称"), max_length=100)
    level = models.PositiveSmallIntegerField(_("级别"), choices=CENTRE_LEVELS)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    telephone = models.CharField(_("电话"), max_length=40, blank=True)
    staff = models.PositiveSmallIntegerField(_("工作人员数"), default=0)
    services = models.TextField(_("进驻服务"), blank=True, help_text=_("每行一项"))
    duty = models.CharField(_("值班安排"), max_length=200, blank=True)
    planned_on = models.DateField(_("规划日期"))
    built_on = models.DateField(_("建成日期"), null=True, blank=True)
    opened_on = models.DateField(_("投入使用日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("人民调解中心")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_mediation_centre"),
            in_order("mediation_centre_days_in_order", "planned_on", "built_on", "opened_on", "closed_on"),
        ]

    def __str__(self) -> str:
        return self.name


class GovernanceCentre(Record):
    """综治中心: centres merged into one at a level; which functions it holds is for the office to say."""

    name = models.CharField(_("中心名称"), max_length=100)
    level = models.PositiveSmallIntegerField(_("级别"), choices=CENTRE_LEVELS)
    functions = models.TextField(_("整合的中心（职能）"), help_text=_("每行一个"))
    address = models.CharField(_("地址"), max_length=200, blank=True)
    opened_on = models.DateField(_("运行日期"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("综治中心")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_governance_centre")]

    def __str__(self) -> str:
        return self.name


class MatterTarget(models.TextChoices):
    """分流去向."""

    MEDIATION = "mediation", _("人民调解")
    PETITION = "petition", _("信访")
    OTHER = "other", _("中心其他职能或者其他部门")


class MatterOutcome(models.TextChoices):
    """综治中心事项办理结果."""

    SETTLED = "settled", _("化解")
    TRANSFERRED = "transferred", _("转有权机关办理")
    UNSETTLED = "unsettled", _("未化解")


class CentreMatter(Case):
    """综治中心受理事项: taken in once, under one number, and passed between the functions of the centre."""

    ledger = "governance-matter"
    procedures = ("governance-matter",)
    mark = "综"
    withheld = frozenset({"person", "contact"})

    centre = models.ForeignKey(
        GovernanceCentre, models.PROTECT, null=True, blank=True, verbose_name=_("综治中心"), related_name="matters"
    )
    person = models.CharField(_("来访人"), max_length=100)
    contact = models.CharField(_("联系方式"), max_length=100, blank=True)
    matter = models.TextField(_("反映事项"))
    type = models.CharField(_("纠纷类型"), max_length=14, choices=DisputeType, default=DisputeType.OTHER)
    target = models.CharField(_("分流去向"), max_length=10, choices=MatterTarget, blank=True)
    target_name = models.CharField(_("承接的职能或者部门"), max_length=100, blank=True)
    target_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("承接机构"), related_name="+"
    )
    received_on = models.DateField(_("受理日期"), null=True, blank=True)
    referred_on = models.DateField(_("最近分流日期"), null=True, blank=True)
    concluded_on = models.DateField(_("办理完毕日期"), null=True, blank=True)
    result = models.TextField(_("办理情况"), blank=True)
    outcome = models.CharField(_("办理结果"), max_length=12, choices=MatterOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("综治中心受理事项")

    def headline(self) -> str:
        """Return the matter, without the person."""
        return self.matter[:60]


class ScreeningRound(Record):
    """矛盾纠纷排查: one round at one level: what was found, settled, and passed upwards."""

    name = models.CharField(_("排查名称"), max_length=100)
    level = models.PositiveSmallIntegerField(_("级别"), choices=ALL_LEVELS)
    started_on = models.DateField(_("开始日期"))
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    found = models.PositiveIntegerField(_("排查出的纠纷"), default=0)
    settled = models.PositiveIntegerField(_("其中已化解"), default=0)
    escalated = models.PositiveIntegerField(_("其中上报上级"), default=0)

    class Meta:
        verbose_name = _("矛盾纠纷排查")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "started_on"], name="one_screening_round"),
            models.CheckConstraint(
                condition=Q(found__gte=F("settled") + F("escalated")),
                name="screening_parts_within_found",
                violation_error_message=_("已化解与上报之和不得多于排查出的纠纷"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActionTarget(Record):
    """三年行动目标: what a unit is to reach in a year, and what it reached."""

    plan = models.CharField(_("行动名称"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))
    item = models.CharField(_("目标事项"), max_length=100)
    target = models.DecimalField(_("目标值"), max_digits=12, decimal_places=2)
    reached = models.DecimalField(_("完成值"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("计量单位"), max_length=12, blank=True)
    reported_on = models.DateField(_("填报日期"), null=True, blank=True)
    note = models.CharField(_("未完成原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("行动计划目标")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "plan", "year", "item"], name="one_action_target")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.year} {self.item}"


class ChecklistItem(Record):
    """基层治理模式清单: one item of a local model in one community, met or not; the items are the office's own."""

    model = models.CharField(_("模式名称"), max_length=40)
    community = models.CharField(_("村（社区）"), max_length=60)
    item = models.CharField(_("清单事项"), max_length=200)
    met_on = models.DateField(_("达标日期"), null=True, blank=True)
    evidence = models.TextField(_("佐证"), blank=True)
    checked_on = models.DateField(_("核查日期"))

    class Meta:
        verbose_name = _("基层治理模式清单")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "model", "community", "item"], name="one_checklist_item"),
            models.CheckConstraint(
                condition=Q(met_on=None) | ~Q(evidence=""),
                name="met_item_has_evidence",
                violation_error_message=_("达标的事项须写明佐证"),
            ),
        ]

    def __str__(self) -> str:
        return self.item


class Rating(models.TextChoices):
    """“枫桥式”司法所评定结果."""

    NATIONAL = "national", _("全国")
    PROVINCIAL = "provincial", _("省级")
    CITY = "city", _("市级")
    DECLINED = "declined", _("未获评定")


class OfficeRating(Case):
    """“枫桥式”司法所创建: one office (`organisation` guides it), applied, assessed, rated."""

    ledger = "fengqiao-office"
    procedures = ("fengqiao-office",)
    mark = "枫"

    office = models.CharField(_("司法所"), max_length=100)
    statement = models.TextField(_("申报材料"), blank=True)
    score = models.DecimalField(_("考评得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    assessed_on = models.DateField(_("考评日期"), null=True, blank=True)
    rated_on = models.DateField(_("评定日期"), null=True, blank=True)
    document = models.CharField(_("评定文号"), max_length=60, blank=True)
    revoked_on = models.DateField(_("撤销称号日期"), null=True, blank=True)
    reason = models.CharField(_("未获评定、撤销的理由"), max_length=200, blank=True)
    outcome = models.CharField(_("评定结果"), max_length=12, choices=Rating, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("“枫桥式”司法所")

    def headline(self) -> str:
        """Return the office."""
        return self.office

    def clean(self) -> None:
        """Refuse a score outside the scale."""
        if self.score is not None and not 0 <= self.score <= 100:
            raise ValidationError({"score": _("考评得分应在 0 与 100 之间")})
