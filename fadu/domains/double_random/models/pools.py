"""两库: objects that may be drawn and inspectors who may be sent, by departments; recusal, credit classes.

Both pools are refreshed from files: a row that comes again is updated, and the journal keeps what it was.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Record

from .items import PERCENT, ends_after_it_begins


def standing(rows, on):
    """Return the rows of a pool that stand on that day."""
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


class Credit(models.TextChoices):
    """信用分类: from the best to the worst."""

    A = "A", _("A类（信用好）")
    B = "B", _("B类（信用较好）")
    C = "C", _("C类（信用一般）")
    D = "D", _("D类（信用差）")


class Risk(models.TextChoices):
    """风险等级."""

    LOW = "low", _("低风险")
    MEDIUM = "medium", _("中风险")
    HIGH = "high", _("高风险")


class Standing(models.TextChoices):
    """登记状态: only those that are open can be drawn."""

    OPEN = "open", _("存续（在营）")
    SUSPENDED = "suspended", _("停业（歇业）")
    REVOKED = "revoked", _("吊销")
    DEREGISTERED = "deregistered", _("注销")


class CheckObject(Record):
    """检查对象名录库: one firm or other object in the pool of a department."""

    credit_code = models.CharField(_("统一社会信用代码"), max_length=40, help_text=_("没有的填写本部门的对象编号"))
    name = models.CharField(_("检查对象"), max_length=120)
    category = models.CharField(_("对象类别"), max_length=60)
    address = models.CharField(_("住所（经营场所）"), max_length=200, blank=True)
    risk = models.CharField(_("风险等级"), max_length=8, choices=Risk, default=Risk.MEDIUM)
    credit = models.CharField(_("信用分类"), max_length=1, choices=Credit, default=Credit.B)
    rated_on = models.DateField(_("信用评定日期"), null=True, blank=True)
    standing = models.CharField(_("登记状态"), max_length=12, choices=Standing, default=Standing.OPEN)
    source = models.CharField(_("数据来源"), max_length=60, blank=True)
    refreshed_on = models.DateField(_("更新日期"), null=True, blank=True)
    valid_from = models.DateField(_("入库日期"))
    valid_to = models.DateField(_("出库日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("检查对象名录库")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "credit_code"], name="one_check_object"),
            ends_after_it_begins("check_object_ends"),
        ]

    def __str__(self) -> str:
        return self.name


class Inspector(Record):
    """检查人员名录库: a certified inspector of a department, by field."""

    number = models.CharField(_("执法证号"), max_length=40)
    name = models.CharField(_("姓名"), max_length=40)
    unit = models.CharField(_("所在科室（队）"), max_length=60)
    field = models.CharField(_("执法领域"), max_length=60, blank=True)
    certified_until = models.DateField(_("执法证有效期至"), null=True, blank=True)
    valid_from = models.DateField(_("入库日期"))
    valid_to = models.DateField(_("出库日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("检查人员名录库")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_inspector"),
            ends_after_it_begins("inspector_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Recusal(Record):
    """回避关系: an inspector who is not to inspect an object (行政处罚法#43.1)."""

    inspector = models.ForeignKey(Inspector, models.PROTECT, verbose_name=_("检查人员"), related_name="recusals")
    check_object = models.ForeignKey(CheckObject, models.PROTECT, verbose_name=_("检查对象"), related_name="recusals")
    reason = models.CharField(_("回避理由"), max_length=200)
    valid_from = models.DateField(_("登记日期"))
    valid_to = models.DateField(_("解除日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("回避关系")
        constraints = [
            models.UniqueConstraint(fields=["inspector", "check_object"], name="one_recusal"),
            ends_after_it_begins("recusal_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.inspector} · {self.check_object}"


class CreditClass(Record):
    """信用分类抽查规则: the share of a class that is drawn, and the weight of its objects where layers mix them."""

    credit = models.CharField(_("信用分类"), max_length=1, choices=Credit)
    ratio = models.DecimalField(_("抽查比例（%）"), max_digits=5, decimal_places=2, validators=PERCENT)
    weight = models.PositiveSmallIntegerField(
        _("抽取权重"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("信用分类抽查规则")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "credit", "valid_from"], name="one_credit_class"),
            ends_after_it_begins("credit_class_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.get_credit_display()} {self.ratio}%"


class PoolPair(Record):
    """两库建库: a department that keeps both pools on the platform, from the day on which it had both."""

    objects_from = models.DateField(_("检查对象名录库建库日期"))
    inspectors_from = models.DateField(_("检查人员名录库建库日期"))
    valid_from = models.DateField(_("两库齐备日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)
    platform = models.CharField(_("监管平台"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("两库建库部门")
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="one_pair_of_pools"),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("objects_from")) & Q(valid_from__gte=F("inspectors_from")),
                name="both_pools_before_the_pair",
                violation_error_message=_("两库齐备日期不得早于任何一库的建库日期"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def clean(self) -> None:
        """Refuse a pair of which one pool is empty."""
        if self.organisation_id:
            for model in (CheckObject, Inspector):
                if not model.objects.filter(organisation=self.organisation_id).exists():
                    said = _("“%(pool)s”还没有本部门的记录，请先导入")
                    raise ValidationError(said % {"pool": model._meta.verbose_name})
