"""两法衔接: suspected crimes that are handed to the police, with the terms of both sides (移送规定)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case

from .officers import Officer
from .penalties import PenaltyCase
from .subjects import Field


class Paper(models.TextChoices):
    """移送文书."""

    TRANSFER = "transfer-letter", _("涉嫌犯罪案件移送书")


class TransferOutcome(models.TextChoices):
    """移送结果."""

    FILED = "filed", _("公安机关立案")
    RETURNED = "returned", _("依法行政处理")


class CrimeTransfer(Case):
    """涉嫌犯罪案件移送: reported by two officers, approved by the head, transferred within 24 hours."""

    ledger = "crime-transfer"
    procedures = ("crime-transfer",)
    mark = "移"
    withheld = frozenset({"party"})

    case = models.ForeignKey(
        PenaltyCase, models.PROTECT, null=True, blank=True, verbose_name=_("处罚案件"), related_name="transfers"
    )
    field = models.CharField(_("执法领域"), max_length=12, choices=Field)
    party = models.CharField(_("当事人"), max_length=100)
    cause = models.CharField(_("案由"), max_length=200)
    crime = models.CharField(_("涉嫌的罪名"), max_length=100)
    facts = models.TextField(_("涉嫌犯罪的事实"))
    amount = models.DecimalField(_("涉案金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name=_("专案组成员一"), related_name="+"
    )
    second_officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name=_("专案组成员二"), related_name="+"
    )
    reported_on = models.DateField(_("提出报告日期"), null=True, blank=True)
    head = models.CharField(_("审批的负责人"), max_length=40, blank=True)
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    reason = models.CharField(_("不批准、不立案的理由"), max_length=300, blank=True)
    police = models.CharField(_("公安机关"), max_length=100, blank=True)
    materials = models.TextField(_("移送材料"), blank=True, help_text=_("每行一项：调查报告、涉案物品清单、检验报告等"))
    transferred_on = models.DateField(_("移送日期"), null=True, blank=True)
    police_number = models.CharField(_("公安机关文号"), max_length=80, blank=True)
    refused_on = models.DateField(_("接到不予立案通知日期"), null=True, blank=True)
    filed_on = models.DateField(_("接到立案通知日期"), null=True, blank=True)
    procuratorate = models.CharField(_("人民检察院"), max_length=100, blank=True)
    handed_over_on = models.DateField(_("移交完毕日期"), null=True, blank=True)
    outcome = models.CharField(_("移送结果"), max_length=10, choices=TransferOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("涉嫌犯罪案件移送")

    @property
    def officers(self):
        """The team, two at least (移送规定#5.1)."""
        return [one for one in (self.officer, self.second_officer) if one]

    def headline(self) -> str:
        """Return the cause and the crime; the party is named in the case alone."""
        return f"{self.cause}（涉嫌{self.crime}）"[:200]
