"""行政执法监督: the yearly plan, supervision of one unit with notice, opinion and decision, and what is found."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation, Record


class SupervisionPlan(Record):
    """行政执法监督年度计划: one topic of a year, and the units that it covers."""

    year = models.PositiveSmallIntegerField(_("年度"))
    topic = models.CharField(_("监督事项"), max_length=100)
    units = models.TextField(_("监督对象"), help_text=_("每行一个单位"))
    method = models.CharField(_("监督方式"), max_length=100, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    finished_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政执法监督计划")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "topic"], name="one_supervision_topic"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="supervision_plan_in_order",
                violation_error_message=_("结束日期不得早于开始日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.topic}"


class SupervisionKind(models.TextChoices):
    """监督方式."""

    DAILY = "daily", _("日常监督")
    KEY = "key", _("重点监督")
    SPECIAL = "special", _("专项监督")


class Ground(models.TextChoices):
    """发现的问题."""

    SUBJECT = "subject", _("执法主体不适格")
    VOID_NAME = "void-name", _("以无主体资格的名义公示、执法")
    OFFICER = "officer", _("执法人员无证、证件失效")
    PROCEDURE = "procedure", _("违反法定程序")
    BASIS = "basis", _("适用依据错误")
    DISCRETION = "discretion", _("裁量明显不当")
    PUBLICITY = "publicity", _("未按规定公示")
    RECORD = "record", _("未按规定记录")
    REVIEW = "review", _("未经法制审核")
    INACTION = "inaction", _("不履行法定职责")
    OTHER = "other", _("其他")


class SupervisionPaper(models.TextChoices):
    """监督文书."""

    NOTICE = "supervision-notice", _("行政执法监督通知书")
    OPINION = "supervision-opinion", _("行政执法监督意见书")
    DECISION = "supervision-decision", _("行政执法监督决定书")


class SupervisionOutcome(models.TextChoices):
    """监督结果."""

    CORRECTED = "corrected", _("整改")
    NO_PROBLEM = "no-problem", _("未发现问题")


class EnforcementSupervision(Case):
    """行政执法监督事项: one unit (`organisation`) looked into by the organ that supervises it."""

    ledger = "enforcement-supervision"
    procedures = ("enforcement-supervision",)
    mark = "执监"

    supervisor = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("监督机关"), related_name="+"
    )
    plan = models.ForeignKey(
        SupervisionPlan, models.PROTECT, null=True, blank=True, verbose_name=_("监督计划"), related_name="supervised"
    )
    kind = models.CharField(_("监督方式"), max_length=8, choices=SupervisionKind, default=SupervisionKind.DAILY)
    source = models.CharField(_("线索来源"), max_length=100, blank=True, help_text=_("如备案、评查、投诉、专项行动"))
    concerning = CaseNumber(_("所涉案号"), refers_to=("penalty-case", "penalty-summary", "major-penalty-filing"))
    matter = models.TextField(_("监督事项"))
    ground = models.CharField(_("发现的问题"), max_length=10, choices=Ground, blank=True)
    facts = models.TextField(_("问题和依据"), blank=True)
    rectify_by = models.DateField(_("限期整改日期"), null=True, blank=True)
    notice_number = models.CharField(_("监督通知书文号"), max_length=60, blank=True)
    opinion = models.TextField(_("监督意见"), blank=True)
    decision = models.TextField(_("监督决定"), blank=True)
    reply = models.TextField(_("单位反馈"), blank=True)
    verification = models.TextField(_("核实情况"), blank=True)
    noticed_on = models.DateField(_("通知书日期"), null=True, blank=True)
    opinion_on = models.DateField(_("意见书日期"), null=True, blank=True)
    decision_on = models.DateField(_("决定书日期"), null=True, blank=True)
    served_on = models.DateField(_("送达日期"), null=True, blank=True)
    replied_on = models.DateField(_("单位反馈日期"), null=True, blank=True)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)
    outcome = models.CharField(_("监督结果"), max_length=10, choices=SupervisionOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("行政执法监督事项")

    def headline(self) -> str:
        """Return the matter."""
        return self.matter[:60]


class FindingSource(models.TextChoices):
    """问题来源."""

    FILING = "filing", _("重大处罚备案")
    REVIEW = "review", _("案卷评查")
    NOTICE = "notice", _("监督通知")
    COMPLAINT = "complaint", _("投诉举报")
    CAMPAIGN = "campaign", _("专项行动")
    INVITED = "invited", _("特邀监督、群众公议")
    PLAN = "plan", _("监督计划")


class SupervisionFinding(Record):
    """执法监督发现的问题: of one unit, from whatever source, with its rectification and what it costs in assessment."""

    number = models.CharField(_("问题编号"), max_length=40)
    unit = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("责任单位"), related_name="+")
    plan = models.ForeignKey(
        SupervisionPlan, models.PROTECT, null=True, blank=True, verbose_name=_("监督计划"), related_name="findings"
    )
    supervision = models.ForeignKey(
        EnforcementSupervision, models.PROTECT, null=True, blank=True, verbose_name=_("监督事项"),
        related_name="findings",
    )  # fmt: skip
    source = models.CharField(_("问题来源"), max_length=10, choices=FindingSource)
    ground = models.CharField(_("问题类别"), max_length=10, choices=Ground, default=Ground.OTHER)
    finding = models.TextField(_("问题"))
    found_on = models.DateField(_("发现日期"))
    rectify_by = models.DateField(_("整改期限"), null=True, blank=True)
    rectified_on = models.DateField(_("整改完成日期"), null=True, blank=True)
    rectification = models.TextField(_("整改情况"), blank=True)
    deducted = models.DecimalField(
        _("考核扣分"), max_digits=5, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        verbose_name = _("执法监督问题")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_supervision_finding"),
            models.CheckConstraint(
                condition=Q(rectified_on=None) | Q(rectified_on__gte=F("found_on")),
                name="finding_rectified_after_found",
                violation_error_message=_("整改完成日期不得早于发现日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.finding[:40]}"
