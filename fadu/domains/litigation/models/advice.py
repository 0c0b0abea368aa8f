"""司法建议、检察建议: what courts and procuratorates advise, and the answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber


class AdviceKind(models.TextChoices):
    """司法建议事由 (行诉解释#149.2, 行政诉讼法#66.2, #96(4), 负责人出庭规定#12.1)."""

    DOCUMENT = "document", _("规范性文件不合法")
    APPEARANCE = "appearance", _("负责人未依法出庭")
    DISCIPLINE = "discipline", _("被告拒不到庭、中途退庭")
    PERFORMANCE = "performance", _("拒绝履行裁判")
    PRACTICE = "practice", _("改进行政执法、社会治理")


class DocumentTreatment(models.TextChoices):
    """规范性文件处理."""

    AMENDED = "amended", _("修改")
    REPEALED = "repealed", _("废止")
    EXPLAINED = "explained", _("说明理由，不作修改")


class SuggestionOutcome(models.TextChoices):
    """规范性文件司法建议办理结果."""

    REPLIED = "replied", _("已答复（修改、废止或者说明）")


class JudicialSuggestion(Case):
    """司法建议: advice of a court, on a normative document or on how the organ acts, and the answer to it."""

    ledger = "judicial-suggestion"
    procedures = ("judicial-suggestion-reply", "judicial-advice-reply")
    mark = "司建"

    kind = models.CharField(_("事由"), max_length=12, choices=AdviceKind, default=AdviceKind.DOCUMENT)
    court = models.CharField(_("提出法院"), max_length=100)
    court_number = models.CharField(_("司法建议书文号"), max_length=80, blank=True)
    case_number = CaseNumber(_("应诉案件编号"), refers_to=("litigation-case",))
    document = models.CharField(_("规范性文件"), max_length=200, blank=True)
    advice = models.TextField(_("建议内容"))
    urgent = models.BooleanField(_("建议立即停止执行"), default=False)
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    stopped_on = models.DateField(_("停止执行日期"), null=True, blank=True)
    reply_by = models.DateField(_("要求回复日期"), null=True, blank=True)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    treatment = models.CharField(_("规范性文件处理"), max_length=10, choices=DocumentTreatment, blank=True)
    reply = models.TextField(_("答复内容"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("司法建议办理")

    def headline(self) -> str:
        """Return whose advice it is and about what."""
        return f"{self.court}司法建议：{self.document or self.get_kind_display()}"[:200]


class Interest(models.TextChoices):
    """公益诉讼领域 (行政诉讼法#25.4)."""

    ENVIRONMENT = "environment", _("生态环境和资源保护")
    FOOD_DRUGS = "food-drugs", _("食品药品安全")
    STATE_PROPERTY = "state-property", _("国有财产保护")
    LAND = "land", _("国有土地使用权出让")
    OTHER = "other", _("法律规定的其他领域")


class DutyOutcome(models.TextChoices):
    """检察建议办理结果."""

    PERFORMED = "performed", _("依法履职")
    SUED = "sued", _("被提起公益诉讼")


class ProcuratorialSuggestion(Case):
    """检察建议: a procuratorate urges the organ to do its duty before it sues (公益诉讼解释#21)."""

    ledger = "procuratorial-suggestion"
    procedures = ("procuratorial-suggestion-reply",)
    mark = "检建"

    procuratorate = models.CharField(_("提出检察院"), max_length=100)
    suggestion_number = models.CharField(_("检察建议书文号"), max_length=80, blank=True)
    interest = models.CharField(_("领域"), max_length=14, choices=Interest)
    matter = models.CharField(_("违法行使职权或者不作为的事项"), max_length=200)
    advice = models.TextField(_("建议内容"), blank=True)
    urgent = models.BooleanField(_("损害继续扩大等紧急情形"), default=False)
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    replied_on = models.DateField(_("回复日期"), null=True, blank=True)
    measures = models.TextField(_("履职情况"), blank=True)
    sued_on = models.DateField(_("被提起公益诉讼日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("检察建议办理")

    def headline(self) -> str:
        """Return whose suggestion it is and about what."""
        return f"{self.procuratorate}检察建议：{self.matter}"[:200]

    def is_urgent(self) -> bool:
        """Tell whether the harm goes on growing, so that fifteen days are given."""
        return self.urgent

    def is_not_urgent(self) -> bool:
        """Tell whether two months are given."""
        return not self.urgent
