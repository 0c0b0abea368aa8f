"""诚信档案和失信名单: what is kept of each firm, the list of those who broke faith, and partner units' measures."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Organisation, Record

from .items import ends_after_it_begins


class EntryKind(models.TextChoices):
    """档案内容."""

    LICENCE = "licence", _("行政许可")
    INSPECTION = "inspection", _("抽查检查")
    PENALTY = "penalty", _("行政处罚")
    COMMITMENT = "commitment", _("信用承诺")
    RATING = "rating", _("信用评价")
    HONOUR = "honour", _("表彰奖励")
    LISTING = "listing", _("失信名单")


class CreditEntry(Case):
    """诚信档案: one entry of a firm's archive, found under its credit code; results of checks enter by themselves."""

    ledger = "credit-entry"
    procedures = ("credit-entry",)
    mark = "信档"

    credit_code = models.CharField(_("统一社会信用代码"), max_length=40)
    subject_name = models.CharField(_("主体名称"), max_length=120)
    kind = models.CharField(_("档案内容"), max_length=12, choices=EntryKind)
    content = models.CharField(_("内容摘要"), max_length=400)
    happened_on = models.DateField(_("产生日期"))
    source_number = models.CharField(_("来源编号"), max_length=60, blank=True)
    adverse = models.BooleanField(_("不良信息"), default=False)
    repair = models.TextField(_("信用修复情况"), blank=True)
    repaired_on = models.DateField(_("信用修复日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("诚信档案")
        indexes = [*Case.Meta.indexes, models.Index(fields=["credit_code", "happened_on"])]

    def headline(self) -> str:
        """Return the firm and the sort of entry."""
        return f"{self.subject_name}：{self.get_kind_display()}"[:200]


class PartnerMeasure(Record):
    """联合惩戒措施清单: what a partner unit does to those on a list, placed and lifted with the listing."""

    list_name = models.CharField(_("名单名称"), max_length=100)
    partner = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("实施单位"), related_name="+")
    measure = models.CharField(_("惩戒措施"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("联合惩戒措施清单")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "list_name", "partner", "measure"], name="one_partner_measure"
            ),
            ends_after_it_begins("partner_measure_ends"),
        ]

    def __str__(self) -> str:
        return self.measure


class ListingPaper(models.TextChoices):
    """失信名单文书."""

    NOTICE = "listing-notice", _("列入失信名单告知书")
    DECISION = "listing-decision", _("列入失信名单决定书")


class ListingOutcome(models.TextChoices):
    """失信名单办理结果."""

    EXPIRED = "expired", _("期满移出")
    REPAIRED = "repaired", _("信用修复移出")
    REVOKED = "revoked", _("撤销列入")
    NOT_LISTED = "not-listed", _("不予列入")


class Blacklisting(Case):
    """失信名单: noticed, heard, decided, listed until a day, and removed; the measures come and go with it."""

    ledger = "blacklisting"
    procedures = ("blacklisting",)
    mark = "信单"

    credit_code = models.CharField(_("统一社会信用代码"), max_length=40)
    subject_name = models.CharField(_("主体名称"), max_length=120)
    list_name = models.CharField(_("名单名称"), max_length=100)
    fact = models.TextField(_("失信事实"))
    basis = models.CharField(_("列入依据"), max_length=200)
    served_on = models.DateField(_("告知书送达日期"), null=True, blank=True)
    statement_until = models.DateField(_("陈述、申辩截止日期"), null=True, blank=True)
    statement = models.TextField(_("陈述、申辩意见"), blank=True)
    review = models.TextField(_("对意见的复核"), blank=True)
    listed_on = models.DateField(_("列入日期"), null=True, blank=True)
    listed_until = models.DateField(_("列入期限届满日"), null=True, blank=True)
    refusal_reason = models.TextField(_("不予列入的理由"), blank=True)
    repair = models.TextField(_("信用修复情况"), blank=True)
    removal_reason = models.TextField(_("撤销理由"), blank=True)
    removed_on = models.DateField(_("移出日期"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=12, choices=ListingOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("失信名单")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(listed_on=None) | Q(removed_on__gte=F("listed_on")),
                name="removed_after_it_was_listed",
                violation_error_message=_("移出日期不得早于列入日期"),
            ),
        ]

    def headline(self) -> str:
        """Return the firm and the list."""
        return f"{self.subject_name}：{self.list_name}"[:200]

    def clean(self) -> None:
        """Hold the days named in the notice and the decision to their order."""
        if self.listed_on and self.listed_until and self.listed_until <= self.listed_on:
            raise ValidationError({"listed_until": _("列入期限届满日须晚于列入日期")})


class JointMeasure(Case):
    """联合惩戒: one measure of one partner unit (`organisation`) against one listed firm."""

    ledger = "joint-measure"
    procedures = ("joint-measure",)
    mark = "联惩"

    listing = models.ForeignKey(Blacklisting, models.PROTECT, verbose_name=_("失信名单"), related_name="measures")
    credit_code = models.CharField(_("统一社会信用代码"), max_length=40)
    subject_name = models.CharField(_("主体名称"), max_length=120)
    measure = models.CharField(_("惩戒措施"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    placed_on = models.DateField(_("实施日期"), null=True, blank=True)
    report = models.TextField(_("实施情况"), blank=True)
    lifted_on = models.DateField(_("解除日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("联合惩戒")

    def headline(self) -> str:
        """Return the firm and the measure."""
        return f"{self.subject_name}：{self.measure}"[:200]
