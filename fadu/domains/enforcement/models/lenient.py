"""包容免罚: the no-penalty list, and cases closed under it with the educational act on file; only so often a person."""

from calendar import monthrange
from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation, Record

from .benchmarks import Benchmark


class Leniency(models.TextChoices):
    """包容方式."""

    NO_PENALTY = "no-penalty", _("轻微不罚")
    FIRST = "first", _("首违不罚")
    ADMITTED = "admitted", _("认错免罚")
    LIGHTER = "lighter", _("从轻、减轻处罚")


class LenientItem(Record):
    """包容免罚清单事项: an act, the conditions under which it is not penalised, and how often for one person."""

    code = models.CharField(_("事项编码"), max_length=40)
    act = models.CharField(_("违法行为"), max_length=200)
    leniency = models.CharField(_("包容方式"), max_length=12, choices=Leniency, default=Leniency.NO_PENALTY)
    conditions = models.TextField(_("适用条件"))
    basis = models.CharField(_("依据"), max_length=200)
    benchmark = models.ForeignKey(
        Benchmark, models.PROTECT, null=True, blank=True, verbose_name=_("裁量权基准"), related_name="lenient"
    )
    limit = models.PositiveSmallIntegerField(
        _("同一当事人次数上限"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("空白为不限")
    )
    months = models.PositiveSmallIntegerField(
        _("计算次数的月数"), default=12, validators=[MinValueValidator(1)], help_text=_("往前多少个月以内计次")
    )
    listed_on = models.DateField(_("列入日期"))
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    removed_on = models.DateField(_("移出日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("包容免罚清单")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="one_lenient_item"),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=F("listed_on")),
                name="lenient_item_removed_after_listed",
                violation_error_message=_("移出日期不得早于列入日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.act}"


class Education(models.TextChoices):
    """教育方式 (行政处罚法#33.3)."""

    TALK = "talk", _("批评教育、约谈")
    PLEDGE = "pledge", _("认错承诺")
    STUDY = "study", _("学习法规")
    SHARED = "shared", _("转发宣传（集赞）")
    SERVICE = "service", _("参加志愿服务")


class LenientOutcome(models.TextChoices):
    """免罚处理结果."""

    SPARED = "spared", _("不予处罚")
    REFUSED = "refused", _("不适用，依法处理")


class LenientCase(Case):
    """包容免罚案件: a slight violation, corrected, taught about, and not penalised."""

    ledger = "lenient-case"
    procedures = ("lenient-no-penalty",)
    mark = "免"
    withheld = frozenset({"party", "identity_number"})

    item = models.ForeignKey(
        LenientItem, models.PROTECT, null=True, blank=True, verbose_name=_("清单事项"), related_name="cases"
    )
    party = models.CharField(_("当事人"), max_length=100)
    identity_number = models.CharField(_("证件号或者统一社会信用代码"), max_length=18)
    facts = models.TextField(_("违法事实"), blank=True)
    penalty = CaseNumber(_("处罚案号"), refers_to=("penalty-case", "penalty-summary"))
    admission = models.TextField(_("认错情况"), blank=True)
    education = models.CharField(_("教育方式"), max_length=10, choices=Education, blank=True)
    education_note = models.TextField(_("教育情况"), blank=True)
    correction = models.TextField(_("改正情况"), blank=True)
    reason = models.CharField(_("不适用的理由"), max_length=200, blank=True)
    found_on = models.DateField(_("发现日期"), null=True, blank=True)
    educated_on = models.DateField(_("教育日期"), null=True, blank=True)
    corrected_on = models.DateField(_("改正日期"), null=True, blank=True)
    spared_on = models.DateField(_("决定不予处罚日期"), null=True, blank=True)
    outcome = models.CharField(_("处理结果"), max_length=10, choices=LenientOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("包容免罚案件")

    def headline(self) -> str:
        """Return the act, without the person."""
        return self.item.act if self.item else ""

    def earlier(self) -> int:
        """Return how often this person was spared the same act within the months that the item counts."""
        if self.item is None:
            return 0
        since = _months_before(self.moved_on, self.item.months)
        same = LenientCase.objects.filter(item=self.item, identity_number=self.identity_number, spared_on__gt=since)
        return same.filter(spared_on__lte=self.moved_on).exclude(pk=self.pk).count()


def _months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def lenient_items(organisation: Organisation, on: date) -> models.QuerySet[LenientItem]:
    """Return the items of the lists that hold at `organisation` on that day."""
    above = [organisation.path[: place + 1] for place, sign in enumerate(organisation.path) if sign == "/"]
    standing = Q(removed_on=None) | Q(removed_on__gt=on)
    return LenientItem.objects.filter(standing, organisation__path__in=above, published_on__lte=on)
