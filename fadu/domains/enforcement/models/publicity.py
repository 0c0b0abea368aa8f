"""三项制度: what is made public before, during and after enforcement; what must be recorded and was; who reviews."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation, Record

from .filings import MajorKind

QUALIFIED_SINCE = date(2021, 7, 15)  # 行政处罚法#58.2

# Publicity


class Disclosure(Record):
    """事前公示: what a department shows of its enforcement before it enforces; the day on which each part went up."""

    portal = models.CharField(_("公示网址"), max_length=200)
    duties_on = models.DateField(_("执法主体和职责公示日期"), null=True, blank=True)
    basis_on = models.DateField(_("执法依据公示日期"), null=True, blank=True)
    process_on = models.DateField(_("执法程序、流程公示日期"), null=True, blank=True)
    officers_on = models.DateField(_("执法人员公示日期"), null=True, blank=True)
    channel_on = models.DateField(_("救济和监督渠道公示日期"), null=True, blank=True)
    complete_on = models.DateField(
        _("职责、依据、流程公示齐全日期"), null=True, blank=True, help_text=_("三项都已公示之日；缺一项的不填")
    )
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("执法信息事前公示")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "portal"], name="one_disclosure_of_a_department"),
            models.CheckConstraint(
                condition=Q(complete_on=None)
                | Q(
                    complete_on__gte=F("duties_on"),
                    duties_on__isnull=False,
                    basis_on__isnull=False,
                    process_on__isnull=False,
                )
                & Q(complete_on__gte=F("basis_on"))
                & Q(complete_on__gte=F("process_on")),
                name="disclosure_complete_after_its_parts",
                violation_error_message=_("职责、依据、流程三项都已公示的，才能填写齐全日期，且不得早于各项"),
            ),
        ]

    def __str__(self) -> str:
        return self.portal


class Phase(models.TextChoices):
    """公示阶段."""

    DURING = "during", _("事中公示")
    AFTER = "after", _("事后公示")


class PublicityItem(Record):
    """执法公示事项: one act of enforcement that must be shown while it is done, or its result after it."""

    number = models.CharField(_("公示编号"), max_length=60)
    phase = models.CharField(_("公示阶段"), max_length=8, choices=Phase)
    item = models.CharField(_("公示内容"), max_length=200)
    case = CaseNumber(_("案件编号"), refers_to=("penalty-case", "penalty-summary", "coercion-measure"))
    arisen_on = models.DateField(_("应公示事项发生日期"))
    due_on = models.DateField(_("应公示期限"))
    published_on = models.DateField(_("公示日期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)
    place = models.CharField(_("公示渠道"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("执法公示事项")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_publicity_item"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("arisen_on")),
                name="publicity_due_after_it_arose",
                violation_error_message=_("应公示期限不得早于发生日期"),
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__gte=F("arisen_on")),
                name="publicity_after_it_arose",
                violation_error_message=_("公示日期不得早于发生日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.item}"


class PressEvent(Record):
    """执法新闻发布: a press conference or briefing on enforcement."""

    title = models.CharField(_("主题"), max_length=200)
    held_on = models.DateField(_("举行日期"))
    place = models.CharField(_("地点"), max_length=100, blank=True)
    topics = models.TextField(_("发布内容"), blank=True)

    class Meta:
        verbose_name = _("执法新闻发布会")
        constraints = [models.UniqueConstraint(fields=["organisation", "title", "held_on"], name="one_press_event")]

    def __str__(self) -> str:
        return self.title


# Recording of the whole process


# The steps that procedures bring before this catalogue, in the words by which it names them.
LINKS = (
    "现场检查", "调查取证", "先行登记保存", "听取陈述申辩", "听证", "当场处罚", "送达", "实施强制措施", "解除强制措施",
    "强制执行", "代履行",
)  # fmt: skip


class RecordingItem(Record):
    """全过程记录目录: at which step of which procedure what must be recorded, how, and how long it is kept."""

    code = models.CharField(_("目录编号"), max_length=40)
    procedure = models.CharField(_("执法程序"), max_length=60, help_text=_("如 行政处罚普通程序"))
    link = models.CharField(
        _("执法环节"), max_length=100,
        help_text=_(
            "写作现场检查、调查取证、先行登记保存、听取陈述申辩、听证、当场处罚、送达、实施强制措施、解除强制措施、强制执行、代履行的，"
            "办理时自动产生应记录环节"
        ),
    )  # fmt: skip
    video = models.BooleanField(_("须音像记录"), default=True)
    content = models.CharField(_("记录内容"), max_length=200, blank=True)
    years = models.PositiveSmallIntegerField(_("保存年限"), default=2, validators=[MinValueValidator(1)])
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("执法全过程记录目录")
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="one_recording_item")]

    def __str__(self) -> str:
        return f"{self.code} {self.link}"


class Device(Record):
    """执法记录设备: one body recorder or camera, who holds it, and whether it works."""

    number = models.CharField(_("设备编号"), max_length=40)
    model = models.CharField(_("型号"), max_length=60, blank=True)
    holder = models.CharField(_("保管人"), max_length=40, blank=True)
    issued_on = models.DateField(_("配发日期"))
    checked_on = models.DateField(_("最近检定日期"), null=True, blank=True)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("执法记录设备")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_device"),
            models.CheckConstraint(
                condition=Q(retired_on=None) | Q(retired_on__gte=F("issued_on")),
                name="device_retired_after_issued",
                violation_error_message=_("停用日期不得早于配发日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RecordingOutcome(models.TextChoices):
    """记录结果."""

    RECORDED = "recorded", _("已记录")
    EXCUSED = "excused", _("有理由未记录")
    MISSING = "missing", _("缺失")


class Recording(Case):
    """应记录环节: a step of a case that the catalogue says must be recorded, its recording, or that it is missing."""

    ledger = "enforcement-recording"
    procedures = ("enforcement-recording",)
    mark = "录"

    item = models.ForeignKey(
        RecordingItem, models.PROTECT, null=True, blank=True, verbose_name=_("记录目录"), related_name="recordings"
    )
    case = CaseNumber(
        _("案件编号"), refers_to=("penalty-case", "penalty-summary", "coercion-measure", "coercion-execution")
    )
    step = models.CharField(_("办理环节"), max_length=100)
    done_on = models.DateField(_("环节办理日期"), null=True, blank=True)
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, verbose_name=_("记录设备"), related_name="recordings"
    )
    officer = models.CharField(_("记录人"), max_length=40, blank=True)
    minutes = models.PositiveIntegerField(_("时长（分钟）"), null=True, blank=True)
    store = models.CharField(_("存放位置"), max_length=200, blank=True)
    digest = models.CharField(_("文件摘要"), max_length=64, blank=True)
    recorded_on = models.DateField(_("归档日期"), null=True, blank=True)
    keep_until = models.DateField(_("保存至"), null=True, blank=True)
    destroyed_on = models.DateField(_("销毁日期"), null=True, blank=True)
    reason = models.CharField(_("未记录的理由"), max_length=200, blank=True)
    outcome = models.CharField(_("记录结果"), max_length=10, choices=RecordingOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("执法过程记录")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "case", "step", "done_on"],
                name="one_recording_of_a_step",
                condition=~Q(case=""),
                violation_error_message=_("这一案件的这一环节已经登记"),
            ),
        ]

    def headline(self) -> str:
        """Return the case and its step."""
        return f"{self.case} {self.step}".strip()


# Legal review


class ReviewThreshold(Record):
    """重大执法决定法制审核目录: from which amount, or always, a kind of decision needs review before it is made."""

    code = models.CharField(_("目录编号"), max_length=40)
    kind = models.CharField(_("决定种类"), max_length=12, choices=MajorKind)
    description = models.CharField(_("应当审核的决定"), max_length=200)
    person = models.DecimalField(
        _("对公民的金额标准（元）"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))], help_text=_("空白的，不论金额都要审核"),
    )  # fmt: skip
    entity = models.DecimalField(
        _("对法人、其他组织的金额标准（元）"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    basis = models.CharField(_("依据"), max_length=200)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("重大执法决定法制审核目录")
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="one_review_threshold")]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"

    def reached(self, amount: Decimal | None, entity: bool) -> bool:
        """Tell whether a decision of that amount must be reviewed."""
        least = self.entity if entity else self.person
        return least is None or (amount is not None and amount >= least)


def thresholds_reached(
    organisation: Organisation, kind: str, amount: Decimal | None, entity: bool, on: date
) -> list[ReviewThreshold]:
    """Return the entries of the catalogue that require a decision to be reviewed: its own, or one from above."""
    above = [organisation.path[: n + 1] for n, sign in enumerate(organisation.path) if sign == "/"]
    standing = Q(valid_to=None) | Q(valid_to__gt=on)
    found = ReviewThreshold.objects.filter(standing, kind=kind, valid_from__lte=on, organisation__path__in=above)
    return [one for one in found.order_by("-organisation__path", "code") if one.reached(amount, entity)]


class ReviewerKind(models.TextChoices):
    """法制审核人员类别."""

    STAFF = "staff", _("本机关法制人员")
    PUBLIC_LAWYER = "public-lawyer", _("公职律师")
    ADVISER = "adviser", _("法律顾问")


class Reviewer(Record):
    """法制审核人员: one reviewer of one unit; who begins after 2021-07-15 holds the legal-profession qualification."""

    number = models.CharField(_("人员编号"), max_length=40)
    name = models.CharField(_("姓名"), max_length=40)
    kind = models.CharField(_("类别"), max_length=14, choices=ReviewerKind, default=ReviewerKind.STAFF)
    qualified = models.BooleanField(_("取得法律职业资格"), default=False)
    qualification = models.CharField(_("资格证号"), max_length=60, blank=True)
    since = models.DateField(_("初次从事法制审核日期"))
    valid_from = models.DateField(_("在岗日期"))
    valid_to = models.DateField(_("离岗日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("法制审核人员")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_reviewer"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="reviewer_leaves_after_coming",
                violation_error_message=_("离岗日期不得早于在岗日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a new reviewer without the qualification (行政处罚法#58.2)."""
        if self.since and self.since >= QUALIFIED_SINCE and not self.qualified:
            raise ValidationError(
                {
                    "qualified": text(
                        "初次从事行政处罚决定法制审核的人员，应当取得法律职业资格（行政处罚法第五十八条）。"
                    )
                }
            )
