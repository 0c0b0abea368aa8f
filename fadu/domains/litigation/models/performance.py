"""履行生效裁判: what a judgment asks for, and by when it was done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case

from .suits import LitigationCase, Outcome


class Performance(models.TextChoices):
    """履行方式."""

    VOLUNTARY = "voluntary", _("自动履行")
    URGED = "urged", _("督促后履行")
    ENFORCED = "enforced", _("法院强制执行")


class PerformanceDocument(models.TextChoices):
    """履行文书."""

    EVIDENCE = "performance-evidence", _("履行证明")


class JudgmentPerformance(Case):
    """生效裁判履行: the task that a judgment in force gives the organ, opened by the suit itself."""

    ledger = "judgment-performance"
    procedures = ("judgment-performance",)
    mark = "诉履"

    case = models.ForeignKey(LitigationCase, models.PROTECT, verbose_name=_("应诉案件"), related_name="performances")
    judgment_number = models.CharField(_("裁判文书号"), max_length=80, blank=True)
    result = models.CharField(_("裁判结果"), max_length=20, choices=Outcome, blank=True)
    demand = models.TextField(_("履行内容"), blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    perform_by = models.DateField(_("履行期限"), null=True, blank=True)
    unit = models.CharField(_("履行责任单位"), max_length=100, blank=True)
    performance = models.CharField(_("履行方式"), max_length=10, choices=Performance, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True, blank=True)
    measures = models.TextField(_("履行措施和结果"), blank=True)
    overdue_reason = models.CharField(_("逾期原因"), max_length=200, blank=True)
    leader = models.CharField(_("报告的主要负责人"), max_length=40, blank=True)
    reported_on = models.DateField(_("报告主要负责人日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("生效裁判履行")

    def headline(self) -> str:
        """Return the act whose judgment is performed; the plaintiff is named in the suit alone."""
        return f"履行：{self.case.act}案"[:200]
