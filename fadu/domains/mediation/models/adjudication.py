"""行政裁决: disputes between equals that a statute lets an administrative organ decide."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Record


class AdjudicableMatter(Record):
    """行政裁决事项: what an organ may adjudicate, how to apply, and since when it has a working mechanism."""

    code = models.CharField(_("事项编码"), max_length=40, unique=True)
    name = models.CharField(_("裁决事项"), max_length=200)
    basis = models.CharField(_("法定依据"), max_length=400)
    channel = models.CharField(_("受理渠道"), max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(_("法定办理天数"), null=True, blank=True, help_text=_("法律没有规定的不填"))
    mechanism_on = models.DateField(
        _("工作机制建立日期"), null=True, blank=True, help_text=_("空白的即为尚未建立，列入提示")
    )
    court_link = models.CharField(_("与法院衔接方式"), max_length=200, blank=True)
    valid_from = models.DateField(_("列入日期"))
    valid_to = models.DateField(_("移出日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政裁决事项")

    def __str__(self) -> str:
        return self.name


class AdjudicationOutcome(models.TextChoices):
    """裁决结果."""

    DECIDED = "decided", _("作出裁决")
    MEDIATED = "mediated", _("调解达成协议")
    WITHDRAWN = "withdrawn", _("撤回申请")
    REFUSED = "refused", _("不予受理")


class AdjudicationCase(Case):
    """行政裁决案件: applied for, accepted, heard, decided, and, if a party so wishes, before the court."""

    ledger = "administrative-adjudication"
    procedures = ("administrative-adjudication",)
    mark = "裁"
    withheld = frozenset({"applicant", "respondent"})

    matter = models.ForeignKey(
        AdjudicableMatter, models.PROTECT, null=True, blank=True, verbose_name=_("裁决事项"), related_name="cases"
    )
    applicant = models.CharField(_("申请人"), max_length=100)
    respondent = models.CharField(_("被申请人"), max_length=100)
    claim = models.TextField(_("裁决请求"))
    days = models.PositiveSmallIntegerField(_("法定办理天数"), null=True, blank=True)
    applied_on = models.DateField(_("申请日期"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    heard_on = models.DateField(_("审理日期"), null=True, blank=True)
    decided_on = models.DateField(_("裁决日期"), null=True, blank=True)
    decision = models.TextField(_("裁决内容"), blank=True)
    reason = models.TextField(_("不予受理、终止的理由"), blank=True)
    outcome = models.CharField(_("裁决结果"), max_length=10, choices=AdjudicationOutcome, blank=True, editable=False)
    served_on = models.DateField(_("送达日期"), null=True, blank=True)
    sued_on = models.DateField(_("起诉日期"), null=True, blank=True)
    court = models.CharField(_("受诉法院"), max_length=100, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("行政裁决案件")

    def headline(self) -> str:
        """Return the matter that is adjudicated."""
        return f"{self.matter.name}裁决" if self.matter else "行政裁决"
