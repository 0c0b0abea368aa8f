"""市场主体信息归集: what units give of firms, row by row, and the firm that is made of it under its credit code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Record

from .pools import Standing


class InfoKind(models.TextChoices):
    """信息类别: which register a row comes from; of those that PRECEDENCE does not name, the earlier goes before."""

    REGISTRATION = "registration", _("登记备案")
    PERMIT = "permit", _("行政许可")
    TAX = "tax", _("税务登记")
    ANNUAL_REPORT = "annual-report", _("年度报告")
    CREDIT = "credit", _("信用信息")
    ANOMALY = "anomaly", _("经营异常")
    INSPECTION = "inspection", _("抽查检查")
    PENALTY = "penalty", _("行政处罚")
    OTHER = "other", _("其他")


# 归并的栏目和各来源的先后: whose word holds where sources disagree, until it is settled.
PRECEDENCE = {
    "name": (InfoKind.REGISTRATION, InfoKind.PERMIT, InfoKind.TAX),
    "address": (InfoKind.REGISTRATION, InfoKind.ANNUAL_REPORT, InfoKind.TAX),
    "registered_as": (InfoKind.REGISTRATION, InfoKind.ANOMALY, InfoKind.TAX),
    "representative": (InfoKind.REGISTRATION, InfoKind.TAX, InfoKind.ANNUAL_REPORT),
}


class Finding(models.TextChoices):
    """归并情况: what became of a row when rows were last merged."""

    WAITING = "waiting", _("待归并")
    MERGED = "merged", _("已归并")
    BAD_CODE = "bad-code", _("代码缺失或者校验不符")
    UNKNOWN = "unknown", _("代码没有登记备案信息")


class MarketRecord(Record):
    """市场主体信息归集: one row of what a unit gave of a firm; it stays as it was given, whatever is made of it."""

    number = models.CharField(_("信息编号"), max_length=40)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=40, blank=True)
    kind = models.CharField(_("信息类别"), max_length=14, choices=InfoKind)
    source = models.CharField(_("来源单位"), max_length=60)
    name = models.CharField(_("名称"), max_length=120, blank=True)
    address = models.CharField(_("住所（经营场所）"), max_length=200, blank=True)
    registered_as = models.CharField(_("登记状态"), max_length=12, choices=Standing, blank=True)
    representative = models.CharField(_("法定代表人（负责人）"), max_length=60, blank=True)
    content = models.CharField(_("内容摘要"), max_length=400, blank=True, help_text=_("如许可证号、信用等级"))
    happened_on = models.DateField(_("产生日期"))
    collected_on = models.DateField(_("归集日期"))
    finding = models.CharField(_("归并情况"), max_length=8, choices=Finding, default=Finding.WAITING, editable=False)

    class Meta:
        verbose_name = _("归集市场主体信息")
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_market_record")]
        indexes = [models.Index(fields=["organisation", "credit_code"])]

    def __str__(self) -> str:
        return self.number


class Enterprise(Case):
    """市场主体: one firm, merged of what the sources say under its credit code; where they disagree it is settled."""

    ledger = "enterprise"
    procedures = ("enterprise",)
    mark = "主体"

    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    name = models.CharField(_("名称"), max_length=120)
    address = models.CharField(_("住所（经营场所）"), max_length=200, blank=True)
    registered_as = models.CharField(_("登记状态"), max_length=12, choices=Standing, blank=True)
    representative = models.CharField(_("法定代表人（负责人）"), max_length=60, blank=True)
    sources = models.PositiveSmallIntegerField(_("来源数"), default=0)
    records = models.PositiveIntegerField(_("归集信息条数"), default=0)
    told_on = models.DateField(_("最近信息日期"), null=True, blank=True)
    differences = models.TextField(_("各来源不一致"), blank=True)
    settled = models.TextField(_("已核实的不一致"), blank=True)
    settling_reason = models.TextField(_("核实理由"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("市场主体")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "credit_code"], name="one_enterprise_of_a_code"),
        ]

    def headline(self) -> str:
        """Return the name of the firm."""
        return self.name


class MarketGathering(Case):
    """归集批次: rows are asked for until a day, then merged; what came of each source is kept."""

    ledger = "market-gathering"
    procedures = ("market-gathering",)
    mark = "归集"

    name = models.CharField(_("批次名称"), max_length=100)
    until = models.DateField(_("报送截止日期"), null=True, blank=True)
    merged_on = models.DateField(_("归并日期"), null=True, blank=True)
    records = models.PositiveIntegerField(_("归集信息条数"), null=True, blank=True, editable=False)
    merged = models.PositiveIntegerField(_("已归并条数"), null=True, blank=True, editable=False)
    bad_codes = models.PositiveIntegerField(_("代码有误条数"), null=True, blank=True, editable=False)
    unknown_codes = models.PositiveIntegerField(_("代码没有登记条数"), null=True, blank=True, editable=False)
    enterprises = models.PositiveIntegerField(_("归并户数"), null=True, blank=True, editable=False)
    disputed = models.PositiveIntegerField(_("来源不一致户数"), null=True, blank=True, editable=False)
    by_source = models.TextField(_("各来源情况"), blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("市场主体信息归集批次")

    def headline(self) -> str:
        """Return the name of the batch."""
        return self.name
