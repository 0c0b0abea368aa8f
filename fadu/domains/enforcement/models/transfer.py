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
    """移送结果: that of the last organ that decided; those of `SENT_BACK` leave the rest to the organ itself."""

    FILED = "filed", _("公安机关立案")
    RETURNED = "returned", _("依法行政处理")
    DROPPED = "dropped", _("公安机关撤销案件，移送行政处理")
    CLOSED = "closed", _("公安机关撤销案件，不予追究")
    REFERRED = "referred", _("不起诉，移送行政处理")
    NOT_PROSECUTED = "not-prosecuted", _("不起诉")
    CONVICTED = "convicted", _("判处刑罚")
    EXEMPTED = "exempted", _("免予刑事处罚，移送行政处理")
    ACQUITTED = "acquitted", _("宣告无罪")


# No crime or no punishment, but a penalty of the organ may be due (移送规定#10, #13; 行政处罚法#27.1).
SENT_BACK = (TransferOutcome.RETURNED, TransferOutcome.DROPPED, TransferOutcome.REFERRED, TransferOutcome.EXEMPTED)


class CrimeTransfer(Case):
    """涉嫌犯罪案件移送: reported by two officers, approved by the head, transferred within 24 hours, then followed.

    What the police, the procuratorate and the court decide is recorded here as they tell it, to the judgment.
    """

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
    refusal_number = models.CharField(_("不予立案通知书文号"), max_length=80, blank=True)
    filed_on = models.DateField(_("接到立案通知日期"), null=True, blank=True)
    refusal_upheld_on = models.DateField(_("接到维持不予立案的复议决定日期"), null=True, blank=True)
    upheld_reason = models.TextField(_("复议维持不予立案的理由"), blank=True)
    procuratorate = models.CharField(_("人民检察院"), max_length=100, blank=True)
    supervision_asked_on = models.DateField(_("建议立案监督日期"), null=True, blank=True)
    explained_on = models.DateField(_("公安机关说明不立案理由日期"), null=True, blank=True)
    explanation = models.TextField(_("公安机关说明的不立案理由"), blank=True)
    answered_on = models.DateField(_("检察院答复立案监督日期"), null=True, blank=True)
    answer_number = models.CharField(_("检察院答复文号"), max_length=80, blank=True)
    answer = models.TextField(_("检察院意见"), blank=True)
    handed_over_on = models.DateField(_("移交完毕日期"), null=True, blank=True)
    police_closed_on = models.DateField(_("公安机关撤销案件日期"), null=True, blank=True)
    closing_reason = models.TextField(_("撤销案件、不起诉的理由"), blank=True)
    sent_for_prosecution_on = models.DateField(_("移送审查起诉日期"), null=True, blank=True)
    prosecution_number = models.CharField(_("起诉书、不起诉决定书文号"), max_length=80, blank=True)
    prosecuted_on = models.DateField(_("提起公诉日期"), null=True, blank=True)
    not_prosecuted_on = models.DateField(_("决定不起诉日期"), null=True, blank=True)
    court = models.CharField(_("人民法院"), max_length=100, blank=True)
    judged_on = models.DateField(_("判决日期"), null=True, blank=True)
    judgment_number = models.CharField(_("判决书文号"), max_length=80, blank=True, help_text=_("填写已经生效的判决"))
    sentence = models.TextField(_("判决结果"), blank=True, help_text=_("罪名和判处的刑罚；无罪的，写明理由"))
    criminal_fine = models.DecimalField(
        _("判处罚金（元）"), max_digits=14, decimal_places=2, null=True, blank=True,
        help_text=_("移送前已经给予的罚款，由人民法院折抵"),
    )  # fmt: skip
    outcome = models.CharField(_("移送结果"), max_length=16, choices=TransferOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("涉嫌犯罪案件移送")

    @property
    def sent_back(self) -> bool:
        """Tell whether what remains is for the organ itself to deal with (移送规定#10, #13)."""
        return self.outcome in SENT_BACK

    @property
    def officers(self):
        """The team, two at least (移送规定#5.1)."""
        return [one for one in (self.officer, self.second_officer) if one]

    def headline(self) -> str:
        """Return the cause and the crime; the party is named in the case alone."""
        return f"{self.cause}（涉嫌{self.crime}）"[:200]
