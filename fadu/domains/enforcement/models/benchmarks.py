"""行政裁量权基准: acts, their circumstances and grades as data, in versions; the range that follows is computed."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Organisation, Record

from ..discretion import Act, Band, Circumstance, Grade, Lawful, Verdict, judge, lawful
from .subjects import Field

ZERO = Decimal(0)


class Measure(models.TextChoices):
    """罚款幅度的计算方式."""

    AMOUNT = "amount", _("金额（元）")
    TIMES = "times", _("货值金额或者违法所得的倍数")


class Review(models.TextChoices):
    """评估结论: what became of a benchmark when the law under it, or the benchmark above it, changed."""

    KEPT = "kept", _("继续有效")
    REVISED = "revised", _("已修订")
    ENDED = "ended", _("已废止")


class Benchmark(Record):
    """行政裁量权基准: one version of the range of one act. `organisation` made it; it holds there and below."""

    number = models.CharField(_("基准编号"), max_length=40, help_text=_("每一版次各有编号，如 SR-01-2022"))
    code = models.CharField(_("违法行为编码"), max_length=40)
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    field = models.CharField(_("执法领域"), max_length=12, choices=Field)
    act = models.CharField(_("违法行为"), max_length=200)
    basis = models.CharField(_("处罚依据"), max_length=200, help_text=_("法律名称和条款，如 行政处罚法#51"))
    measure = models.CharField(_("幅度计算方式"), max_length=8, choices=Measure, default=Measure.AMOUNT)
    minimum = models.DecimalField(
        _("法定最低罚款"), max_digits=14, decimal_places=2, default=ZERO, validators=[MinValueValidator(ZERO)],
        help_text=_("没有规定最低限的填 0"),
    )  # fmt: skip
    maximum = models.DecimalField(
        _("法定最高罚款"), max_digits=14, decimal_places=2, validators=[MinValueValidator(ZERO)]
    )
    other_penalties = models.CharField(_("其他种类的处罚"), max_length=200, blank=True)
    upper = models.CharField(
        _("所依上级基准"), max_length=200, blank=True,
        help_text=_("上级基准的编号或者违法行为编码；空白的，按同一违法行为编码查找"),
    )  # fmt: skip
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    reviewed_on = models.DateField(
        _("最近评估日期"), null=True, blank=True, help_text=_("只填本系统以外的评估；系统内的见裁量权基准评估")
    )
    review = models.CharField(_("评估结论"), max_length=8, choices=Review, blank=True)

    class Meta:
        verbose_name = _("行政裁量权基准")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_benchmark"),
            models.UniqueConstraint(fields=["organisation", "code", "version"], name="one_benchmark_version"),
            models.CheckConstraint(
                condition=Q(maximum__gte=F("minimum")),
                name="benchmark_maximum_not_below_minimum",
                violation_error_message=_("法定最高罚款不得低于最低罚款"),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="benchmark_ends_after_it_begins",
                violation_error_message=_("失效日期不得早于施行日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    def as_act(self) -> Act:
        """Return the act with its bands, as the computation takes it."""
        bands = tuple(band.as_band() for band in self.grades.order_by("pk"))
        times = self.measure == Measure.TIMES
        return Act(
            self.code, self.minimum, self.maximum, self.basis, bands, times, self.valid_from, self.valid_to
        )  # fmt: skip


class BenchmarkGrade(Record):
    """裁量阶次: under which circumstance an act is of which grade, and the range that goes with it."""

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, verbose_name=_("裁量权基准"), related_name="grades")
    place = models.PositiveSmallIntegerField(_("序号"), default=1)
    grade = models.CharField(_("裁量阶次"), max_length=10, choices=Grade)
    circumstance = models.CharField(
        _("情节代码"), max_length=40, blank=True, help_text=_("法定情节的代码或者自定的代码；空白为不附情节的一般幅度")
    )
    conditions = models.CharField(_("适用情形"), max_length=400, blank=True)
    minimum = models.DecimalField(
        _("幅度下限"), max_digits=14, decimal_places=2, default=ZERO, validators=[MinValueValidator(ZERO)]
    )
    maximum = models.DecimalField(
        _("幅度上限"), max_digits=14, decimal_places=2, default=ZERO, validators=[MinValueValidator(ZERO)]
    )
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("裁量阶次")
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "place"], name="one_benchmark_grade"),
            models.CheckConstraint(
                condition=Q(maximum__gte=F("minimum")),
                name="grade_maximum_not_below_minimum",
                violation_error_message=_("幅度上限不得低于下限"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()} {self.conditions}".strip()

    def clean(self) -> None:
        """Refuse a band that leaves the statutory range: a benchmark divides it and does not widen it (#34, #16)."""
        if self.benchmark_id is None:
            return
        whole = self.benchmark
        if self.grade == Grade.NONE:
            if self.minimum or self.maximum:
                raise ValidationError({"maximum": text("不予处罚的阶次不设罚款幅度。")})
        elif self.grade == Grade.MITIGATED:
            if self.maximum > whole.minimum:
                raise ValidationError({"maximum": text("减轻处罚须低于法定最低罚款%(least)s。")
                                       % {"least": whole.minimum}})  # fmt: skip
        elif not whole.minimum <= self.minimum <= self.maximum <= whole.maximum:
            said = {"least": whole.minimum, "most": whole.maximum}
            raise ValidationError({"minimum": text("幅度须在法定的%(least)s至%(most)s之间。") % said})

    def as_band(self) -> Band:
        """Return the band, as the computation takes it."""
        return Band(self.grade, self.minimum, self.maximum, self.circumstance, self.basis)


class ReviewGround(models.TextChoices):
    """评估的起因."""

    CHANGED = "changed", _("上级基准或者所依据的法律变动")
    RAISED = "raised", _("提请评估")


class BenchmarkReview(Case):
    """裁量权基准评估: opened by itself when the upper benchmark or the law changes; kept, revised or ended, and why."""

    ledger = "benchmark-review"
    procedures = ("benchmark-review",)
    mark = "裁评"

    benchmark = models.ForeignKey(Benchmark, models.PROTECT, verbose_name=_("裁量权基准"), related_name="reviews")
    ground = models.CharField(_("评估起因"), max_length=8, choices=ReviewGround)
    cause = models.TextField(_("变动情况"), help_text=_("制定、修改、废止了哪部法律或者哪个基准，自哪天起施行"))
    arisen_on = models.DateField(_("变动施行日期"), null=True, blank=True)
    reason = models.TextField(_("评估理由"), blank=True, help_text=_("为什么继续有效，修订了什么，或者为什么废止"))
    replacement = models.CharField(
        _("修订后的基准编号"), max_length=40, blank=True, help_text=_("结论为已修订的填写；新版次先在基准台账登记")
    )
    concluded_on = models.DateField(_("评估完成日期"), null=True, blank=True)
    outcome = models.CharField(_("评估结论"), max_length=8, choices=Review, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("裁量权基准评估")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(
                fields=["benchmark", "arisen_on"],
                condition=Q(ground="changed"),
                name="one_benchmark_review_of_a_change",
                violation_error_message=_("这一变动的评估已经立案"),
            ),
        ]

    def headline(self) -> str:
        """Return the number and act of the benchmark."""
        return f"{self.benchmark}"[:200]


def benchmarks_in_force(organisation: Organisation, code: str, on: date) -> models.QuerySet[Benchmark]:
    """Return the benchmarks of an act that hold at `organisation` on that day, the nearest maker's newest first."""
    above = [organisation.path[: place + 1] for place, sign in enumerate(organisation.path) if sign == "/"]
    found = Benchmark.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), code=code, valid_from__lte=on)
    return found.filter(organisation__path__in=above).order_by("-organisation__path", "-valid_from", "-version")


def circumstances_of(written: str) -> tuple[str, ...]:
    """Return the codes of the circumstances that a case records, one a line or apart by 、; labels are understood."""
    by_label = {str(one.label): one.value for one in Circumstance}
    lines = [line.strip() for line in written.replace("；", "\n").splitlines()]
    # Some labels have a 、 of their own, so a line is looked up whole before it is taken apart.
    said = [one.strip() for line in lines for one in ([line] if line in by_label else line.split("、"))]
    return tuple(by_label.get(one, one) for one in said if one)


def assess(
    benchmark: Benchmark, amount: Decimal | None, circumstances: str = "", grade: str = "", base: Decimal | None = None
) -> tuple[Lawful, Verdict]:
    """Return the lawful range for a case, and what is to be said of the fine; an amount of None is no fine.

    Raises discretion.NotOpen for a grade that the circumstances do not allow.
    """
    found = lawful(benchmark.as_act(), circumstances_of(circumstances), grade, base)
    return found, judge(found, amount or ZERO)
