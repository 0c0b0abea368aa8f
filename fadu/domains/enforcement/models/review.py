"""案卷评查: what a file must hold, on what sheet it is scored, which files a draw picked, what became of defects."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import documents
from fadu.kernel.cases import Case, CaseNumber, case_models
from fadu.kernel.draws import Drawn
from fadu.kernel.organisations import Record

from .subjects import Field


class FileKind(models.TextChoices):
    """案卷种类."""

    PENALTY = "penalty", _("行政处罚")
    LICENCE = "licence", _("行政许可")
    COERCION = "coercion", _("行政强制")
    INSPECTION = "inspection", _("行政检查")


class FileTemplate(Record):
    """案卷标准: one paper that a file of a kind must, or may, hold; the edition in force on a day."""

    kind = models.CharField(_("案卷种类"), max_length=12, choices=FileKind)
    place = models.PositiveSmallIntegerField(_("卷内顺序"))
    paper = models.CharField(_("文书名称"), max_length=80)
    document_kind = models.CharField(
        _("文书种类代码"), max_length=80, blank=True, help_text=_("与案件中所存文书的种类一致，用于检查是否齐全")
    )
    required = models.BooleanField(_("必备"), default=True)
    condition = models.CharField(_("何时必备"), max_length=200, blank=True)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("标准案卷目录")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "paper", "valid_from"], name="one_template_paper")
        ]

    def __str__(self) -> str:
        return self.paper


def papers_lacking(cases: Sequence[Case], kind: str) -> dict[int, list[str]]:
    """Return by case (all of one ledger) the papers that the standard file requires, on the day of its last step."""
    asked = FileTemplate.objects.filter(kind=kind, required=True, condition="").exclude(document_kind="")
    templates = list(asked.select_related("organisation").order_by("place", "pk"))
    held: dict[str, set[str]] = {}
    if templates and cases:
        stored = documents.Document.objects.filter(ledger=cases[0].ledger, replaced_by=None)
        for start in range(0, len(cases), 500):
            part = [str(case.pk) for case in cases[start : start + 500]]
            for record, one in stored.filter(record__in=part).values_list("record", "kind"):
                held.setdefault(record, set()).add(one)
    return {
        case.pk: [
            one.paper
            for one in templates
            if one.valid_from <= case.moved_on
            and (one.valid_to is None or case.moved_on < one.valid_to)
            and case.organisation.path.startswith(one.organisation.path)
            and one.document_kind not in held.get(str(case.pk), ())
        ]
        for case in cases
    }


def missing_papers(case: Case, kind: str) -> list[str]:
    """Return the papers that the standard file requires and the case does not hold, on the day of its last step."""
    return papers_lacking([case], kind)[case.pk]


class ScoringItem(Record):
    """评查标准: one item of a scoring sheet; a fatal one makes the whole file unqualified."""

    code = models.CharField(_("标准编号"), max_length=40)
    sheet = models.CharField(_("评查标准名称"), max_length=60)
    kind = models.CharField(_("案卷种类"), max_length=12, choices=FileKind)
    number = models.CharField(_("项号"), max_length=10)
    item = models.CharField(_("评查内容"), max_length=200)
    points = models.DecimalField(_("分值"), max_digits=5, decimal_places=1, validators=[MinValueValidator(Decimal(0))])
    fatal = models.BooleanField(_("一票否决"), default=False)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("案卷评查标准")
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="one_scoring_item")]

    def __str__(self) -> str:
        return f"{self.number} {self.item}"


class ReviewKind(models.TextChoices):
    """评查方式."""

    QUARTERLY = "quarterly", _("季度评查")
    SPECIAL = "special", _("专项评查")
    GENERAL = "general", _("普查")


class FileReview(Drawn, Case):
    """案卷评查活动: the files of a period are listed and committed to, some drawn and scored, and a report ends it."""

    ledger = "file-review"
    procedures = ("file-review",)
    mark = "评"

    name = models.CharField(_("评查名称"), max_length=100)
    kind = models.CharField(_("评查方式"), max_length=10, choices=ReviewKind)
    files = models.CharField(_("案卷种类"), max_length=12, choices=FileKind, default=FileKind.PENALTY)
    field = models.CharField(_("专项领域"), max_length=12, choices=Field, blank=True)
    sheet = models.CharField(_("评查标准名称"), max_length=60, blank=True)
    closed_from = models.DateField(_("案卷办结日期自"))
    closed_to = models.DateField(_("案卷办结日期至"))
    sample = models.PositiveSmallIntegerField(
        _("抽取卷数"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("普查不填：全部评查")
    )
    roster = models.TextField(
        _("案卷名册"), blank=True,
        help_text=_("每行一卷：机构代码 案件编号；空白的，由系统列出该时段办结的处罚、强制案件；固定以后以定稿为准"),
    )  # fmt: skip
    reported_on = models.DateField(_("通报日期"), null=True, blank=True)
    report = models.TextField(_("评查报告"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("案卷评查活动")
        constraints = [
            *Case.Meta.constraints,
            *Drawn.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closed_to__gte=F("closed_from")),
                name="file_review_period_in_order",
                violation_error_message=_("案卷办结日期止不得早于起"),
            ),
        ]

    def headline(self) -> str:
        """Return its name."""
        return self.name


class Finding(models.TextChoices):
    """评查结论."""

    EXCELLENT = "excellent", _("优秀")
    QUALIFIED = "qualified", _("合格")
    UNQUALIFIED = "unqualified", _("不合格")


class ReviewedFile(Case):
    """评查案卷: one file that a review picked; `organisation` made the file."""

    ledger = "reviewed-file"
    procedures = ("reviewed-file",)
    mark = "卷"

    review = models.ForeignKey(
        FileReview, models.PROTECT, null=True, blank=True, verbose_name=_("评查活动"), related_name="reviewed"
    )
    file = CaseNumber(_("案件编号"), refers_to=("penalty-case", "penalty-summary", "coercion-measure"))
    reviewer = models.CharField(_("评查人员"), max_length=100, blank=True)
    missing = models.TextField(_("缺少的文书"), blank=True)
    score = models.DecimalField(
        _("得分"), max_digits=5, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    opinion = models.TextField(_("评查意见"), blank=True)
    rectify_by = models.DateField(_("限期整改日期"), null=True, blank=True)
    rectification = models.TextField(_("整改情况"), blank=True)
    selected_on = models.DateField(_("抽取日期"), null=True, blank=True)
    scored_on = models.DateField(_("评分日期"), null=True, blank=True)
    sent_on = models.DateField(_("缺陷反馈日期"), null=True, blank=True)
    rectified_on = models.DateField(_("整改报告日期"), null=True, blank=True)
    rechecked_on = models.DateField(_("复查日期"), null=True, blank=True)
    outcome = models.CharField(_("评查结论"), max_length=12, choices=Finding, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("评查案卷")

    def headline(self) -> str:
        """Return the file."""
        return f"{self.file}案卷评查" if self.file else ""

    def reviewed_case(self) -> Case | None:
        """Return the case whose file is reviewed, if it is kept here."""
        for ledger in ("penalty-case", "penalty-summary", "coercion-measure"):
            model = case_models().get(ledger)
            if model and (
                found := model._base_manager.filter(number=self.file, organisation=self.organisation).first()
            ):
                return found
        return None


class Defect(Record):
    """案卷缺陷: points taken off under one item of the sheet, and when the defect was put right."""

    reviewed = models.ForeignKey(ReviewedFile, models.PROTECT, verbose_name=_("评查案卷"), related_name="defects")
    item = models.ForeignKey(ScoringItem, models.PROTECT, verbose_name=_("评查标准"), related_name="defects")
    deducted = models.DecimalField(
        _("扣分"), max_digits=5, decimal_places=1, validators=[MinValueValidator(Decimal(0))]
    )
    defect = models.TextField(_("缺陷"))
    found_on = models.DateField(_("发现日期"))
    rectified_on = models.DateField(_("改正日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("案卷缺陷")
        constraints = [
            models.UniqueConstraint(fields=["reviewed", "item"], name="one_defect_per_item"),
            models.CheckConstraint(
                condition=Q(rectified_on=None) | Q(rectified_on__gte=F("found_on")),
                name="defect_rectified_after_found",
                violation_error_message=_("改正日期不得早于发现日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.defect[:60]

    def clean(self) -> None:
        """Refuse more points off than the item has."""
        if self.item_id and self.deducted is not None and self.deducted > self.item.points:
            raise ValidationError({"deducted": text("扣分不得多于该项分值%(points)s。") % {"points": self.item.points}})
