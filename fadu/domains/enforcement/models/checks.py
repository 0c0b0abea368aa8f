"""台账核对: the overseer compares what the ledgers of the units hold, and has listed what is missing in them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case


class CheckKind(models.TextChoices):
    """核对事项."""

    TRANSFER = "transfer", _("两法衔接：未移送、移送后逾期和退回未处理的案件")
    TRAINING = "training", _("培训学时：未达到年度要求的执法人员和辅助人员")
    FILES = "files", _("案卷齐全：办结而缺少必备文书的案件")


class LedgerCheck(Case):
    """执法台账核对: one matter over a period, of the organisation and all below it; compared as often as is wanted."""

    ledger = "enforcement-check"
    procedures = ("enforcement-check",)
    mark = "执核"

    kind = models.CharField(_("核对事项"), max_length=10, choices=CheckKind)
    period_from = models.DateField(_("核对时段自"))
    period_to = models.DateField(_("核对时段至"), help_text=_("核对培训学时的，核对这一日所在年度截至这一日的学时"))
    compared = models.PositiveIntegerField(_("核对数"), null=True, blank=True, editable=False)
    found = models.PositiveIntegerField(_("发现数"), null=True, blank=True, editable=False)
    listed = models.TextField(_("核对清单"), blank=True, editable=False)
    results = models.TextField(_("核对情况"), blank=True, editable=False)
    compared_on = models.DateField(_("核对日期"), null=True, blank=True)
    handling = models.TextField(_("处理意见"), blank=True, help_text=_("移送、补训、补齐，或者启动监督；逐项写明"))

    class Meta(Case.Meta):
        verbose_name = _("执法台账核对")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="ledger_check_period_in_order",
                violation_error_message=_("核对时段止不得早于起"),
            ),
        ]

    def headline(self) -> str:
        """Return the matter and the period."""
        return f"{self.get_kind_display()}（{self.period_from}至{self.period_to}）"
