"""负责人出庭: hearings, who came to them, and the letters about it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation

from .suits import LitigationInstance


class Notice(models.TextChoices):
    """出庭要求 (行政诉讼法#3.3, 负责人出庭规定#4, #7.1)."""

    GENERAL = "general", _("依法应当出庭")
    MUST = "must", _("法院应当通知出庭的案件")
    MAY = "may", _("法院通知出庭")
    AGAIN = "again", _("同一审级通知再次出庭")


class Rank(models.TextChoices):
    """出庭负责人 (负责人出庭规定#2.1)."""

    PRINCIPAL = "principal", _("正职负责人")
    DEPUTY = "deputy", _("副职负责人")
    DEPUTY_LEVEL = "deputy-level", _("参与分管的副职级别负责人")
    IN_CHARGE = "in-charge", _("其他参与分管的负责人")


class Excuse(models.TextChoices):
    """不能出庭的情形, the items of 负责人出庭规定#8."""

    FORCE_MAJEURE = "force-majeure", _("不可抗力")
    ACCIDENT = "accident", _("意外事件")
    DUTY = "duty", _("需要履行他人不能代替的公务")
    OTHER = "other", _("其他正当事由")


class Breach(models.TextChoices):
    """未依法出庭的情形, the items of 负责人出庭规定#12.1."""

    NO_REASON = "no-reason", _("未出庭且未说明理由或者理由不成立")
    ABSENT_AGAIN = "absent-again", _("延期后再次开庭仍未出庭且无正当理由")
    NOBODY = "nobody", _("负责人和工作人员均未出庭")
    LEFT_EARLY = "left-early", _("未经法庭许可中途退庭")
    REFUSED = "refused", _("拒绝解释或者说明")


class AppearanceOutcome(models.TextChoices):
    """出庭结果."""

    APPEARED = "appeared", _("负责人出庭")
    EXCUSED = "excused", _("有正当理由未出庭")
    SUGGESTED = "judicial-suggestion", _("被提出司法建议")
    FULFILLED = "fulfilled", _("同一审级已出庭，本次未再出庭")


class Appearance(Case):
    """负责人出庭: one hearing, who was due, who came in what post, or why not."""

    ledger = "litigation-appearance"
    procedures = ("agency-head-appearance",)
    mark = "诉庭"

    instance = models.ForeignKey(LitigationInstance, models.PROTECT, verbose_name=_("审级"), related_name="appearances")
    hearing_on = models.DateField(_("开庭日期"))
    courtroom = models.CharField(_("开庭地点"), max_length=100, blank=True)
    notice = models.CharField(_("出庭要求"), max_length=8, choices=Notice, default=Notice.GENERAL)
    notice_received_on = models.DateField(_("收到出庭通知日期"), null=True, blank=True)
    head = models.CharField(_("出庭负责人"), max_length=40, blank=True)
    head_post = models.CharField(_("负责人职务"), max_length=60, blank=True)
    head_rank = models.CharField(_("负责人类别"), max_length=12, choices=Rank, blank=True)
    spoke = models.BooleanField(_("就实质性解决争议发表意见"), null=True, blank=True)
    staff = models.CharField(_("出庭工作人员"), max_length=100, blank=True)
    excuse = models.CharField(_("不能出庭的情形"), max_length=14, choices=Excuse, blank=True)
    excuse_reason = models.CharField(_("不能出庭的理由"), max_length=200, blank=True)
    breach = models.CharField(_("未依法出庭的情形"), max_length=14, choices=Breach, blank=True)
    court_advice_number = CaseNumber(_("司法建议编号"), refers_to=("judicial-suggestion",))
    outcome = models.CharField(_("出庭结果"), max_length=20, choices=AppearanceOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("负责人出庭应诉")
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "hearing_on"])]

    def headline(self) -> str:
        """Return the suit and the day of the hearing."""
        return f"{self.instance.number} {self.hearing_on:%Y-%m-%d} 开庭"[:200]


class LetterKind(models.TextChoices):
    """函件种类."""

    REMINDER = "reminder", _("提示函")
    WARNING = "warning", _("警示函")
    CIRCULAR = "circular", _("通报")


class AppearanceLetter(Case):
    """出庭应诉提示函、警示函、通报: to the organ concerned (`organisation`), numbered in the issuer's own series."""

    ledger = "appearance-letter"
    procedures = ("appearance-letter",)
    mark = "诉函"

    appearance = models.ForeignKey(Appearance, models.PROTECT, verbose_name=_("出庭记录"), related_name="letters")
    kind = models.CharField(_("种类"), max_length=8, choices=LetterKind, editable=False)
    issuer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("制发机关"), related_name="+"
    )
    document_number = models.CharField(_("文号"), max_length=60, editable=False)
    issued_on = models.DateField(_("制发日期"), null=True, blank=True, editable=False)
    body = models.TextField(_("正文"), blank=True)
    absences = models.PositiveSmallIntegerField(_("一年内未依法出庭次数"), default=0, editable=False)
    copied_to = models.CharField(_("抄送"), max_length=200, blank=True)
    reply_by = models.DateField(_("要求回复日期"), null=True, blank=True)
    replied_on = models.DateField(_("回复日期"), null=True, blank=True)
    reply = models.TextField(_("回复内容"), blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("出庭应诉提示、警示和通报")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["issuer", "document_number"], name="litigation_one_letter_number"),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(kind=LetterKind.CIRCULAR),
                name="litigation_only_circulars_are_published",
                violation_error_message=_("只有通报可以公开"),
            ),
        ]

    def headline(self) -> str:
        """Return what it is and about which hearing."""
        return f"{self.get_kind_display()}：{self.appearance.title}"[:200]

    def clean(self) -> None:
        """Refuse a day of answer before the letter itself."""
        if self.reply_by and self.reply_by < self.opened_on:
            raise ValidationError({"reply_by": _("要求回复日期不得早于制发日期")})
