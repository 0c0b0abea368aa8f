"""重大行政处罚备案: each decision over the threshold is filed, received, reviewed and, where need be, corrected."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber


class MajorKind(models.TextChoices):
    """重大处罚的种类 (行政处罚法#63.1)."""

    FINE = "fine", _("较大数额罚款")
    CONFISCATION = "confiscation", _("没收较大数额违法所得、较大价值非法财物")
    LICENCE = "licence", _("降低资质等级、吊销许可证件")
    CLOSURE = "closure", _("责令停产停业、责令关闭、限制从业")
    OTHER = "other", _("其他较重的行政处罚")


class FilingPaper(models.TextChoices):
    """备案审查文书."""

    OPINION = "filing-opinion", _("重大行政处罚备案审查意见书")


class FilingOutcome(models.TextChoices):
    """备案审查结果."""

    SOUND = "sound", _("未发现问题")
    CORRECTED = "corrected", _("已按意见纠正")
    EXPLAINED = "explained", _("说明后同意")


class MajorPenaltyFiling(Case):
    """重大行政处罚决定备案: `organisation` decided; the supervising organ above it receives and reviews."""

    ledger = "major-penalty-filing"
    procedures = ("major-penalty-filing",)
    mark = "罚备"
    withheld = frozenset({"party"})

    penalty = CaseNumber(_("处罚案号"), refers_to=("penalty-case",))
    decision_number = models.CharField(_("处罚决定书文号"), max_length=60)
    kind = models.CharField(_("重大处罚种类"), max_length=12, choices=MajorKind)
    party = models.CharField(_("当事人"), max_length=100, blank=True)
    act = models.CharField(_("违法行为"), max_length=200, blank=True)
    amount = models.DecimalField(_("罚没金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    threshold = models.CharField(_("备案标准"), max_length=200, blank=True)
    decided_on = models.DateField(_("处罚决定日期"))
    filed_on = models.DateField(_("报备日期"), null=True, blank=True)
    received_on = models.DateField(_("收到备案日期"), null=True, blank=True)
    reviewed_on = models.DateField(_("审查日期"), null=True, blank=True)
    review = models.TextField(_("审查意见"), blank=True)
    opinion_on = models.DateField(_("发出意见日期"), null=True, blank=True)
    correct_by = models.DateField(_("限期纠正日期"), null=True, blank=True)
    correction = models.TextField(_("纠正、说明情况"), blank=True)
    corrected_on = models.DateField(_("纠正、说明日期"), null=True, blank=True)
    outcome = models.CharField(_("审查结果"), max_length=10, choices=FilingOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("重大行政处罚决定备案")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "decision_number"], name="one_major_penalty_filing",
                                    violation_error_message=_("这一处罚决定已经登记备案")),
            models.CheckConstraint(
                condition=Q(filed_on=None) | Q(filed_on__gte=F("decided_on")),
                name="major_penalty_filed_after_decision",
                violation_error_message=_("报备日期不得早于处罚决定日期"),
            ),
        ]  # fmt: skip

    def headline(self) -> str:
        """Return the decision."""
        return f"{self.decision_number}备案"
