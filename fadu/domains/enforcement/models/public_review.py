"""群众公议和特邀监督: citizens who speak on penalty cases, and supervisors whom bodies outside nominate."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import CaseNumber
from fadu.kernel.organisations import Organisation, Record


class PublicReviewer(Record):
    """群众公议员: recruited openly for a term."""

    number = models.CharField(_("公议员编号"), max_length=40)
    name = models.CharField(_("姓名"), max_length=40)
    batch = models.CharField(_("招募批次"), max_length=40, blank=True)
    field = models.CharField(_("专业、行业"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    recruited_on = models.DateField(_("聘任日期"))
    left_on = models.DateField(_("解聘日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("群众公议员")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_public_reviewer"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("recruited_on")),
                name="public_reviewer_left_after_recruited",
                violation_error_message=_("解聘日期不得早于聘任日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Manner(models.TextChoices):
    """公议方式."""

    ON_SITE = "on-site", _("现场")
    ONLINE = "online", _("网上")


class ReviewSession(Record):
    """群众公议活动: one session, on site or online."""

    number = models.CharField(_("公议编号"), max_length=40)
    manner = models.CharField(_("公议方式"), max_length=8, choices=Manner, default=Manner.ON_SITE)
    held_on = models.DateField(_("公议日期"))
    place = models.CharField(_("地点、平台"), max_length=100, blank=True)
    chair = models.CharField(_("主持人"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("群众公议活动")
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_review_session")]

    def __str__(self) -> str:
        return self.number


class Adoption(models.TextChoices):
    """公议意见采纳情况."""

    ADOPTED = "adopted", _("采纳")
    PARTLY = "partly", _("部分采纳")
    NOT = "not", _("未采纳")


class SessionCase(Record):
    """公议案件: one penalty case put to one session, what was said of it, and what the organ made of that."""

    session = models.ForeignKey(ReviewSession, models.PROTECT, verbose_name=_("公议活动"), related_name="cases")
    case = CaseNumber(_("处罚案号"), refers_to=("penalty-case", "penalty-summary"), blank=False)
    reviewed_on = models.DateField(_("评议日期"))
    opinion = models.TextField(_("公议意见"), blank=True)
    adoption = models.CharField(_("采纳情况"), max_length=8, choices=Adoption, blank=True)
    reason = models.CharField(_("未采纳的理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("公议案件")
        constraints = [
            models.UniqueConstraint(fields=["session", "case"], name="one_case_in_a_session"),
            models.CheckConstraint(
                condition=~Q(adoption=Adoption.NOT) | ~Q(reason=""),
                name="refused_opinion_has_a_reason",
                violation_error_message=_("未采纳公议意见的，须写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return self.case


class SessionAttendance(Record):
    """公议员到场: one reviewer at one session."""

    session = models.ForeignKey(ReviewSession, models.PROTECT, verbose_name=_("公议活动"), related_name="attendances")
    reviewer = models.ForeignKey(
        PublicReviewer, models.PROTECT, verbose_name=_("群众公议员"), related_name="attendances"
    )
    attended_on = models.DateField(_("到场日期"))

    class Meta:
        verbose_name = _("公议员到场")
        constraints = [models.UniqueConstraint(fields=["session", "reviewer"], name="one_session_attendance")]

    def __str__(self) -> str:
        return f"{self.session} {self.reviewer}"


class InvitedSupervisor(Record):
    """特邀行政执法监督员: one person of one batch, and who nominated."""

    number = models.CharField(_("证件编号"), max_length=40)
    name = models.CharField(_("姓名"), max_length=40)
    batch = models.PositiveSmallIntegerField(_("批次"), validators=[MinValueValidator(1)])
    nominated_by = models.CharField(_("推荐单位"), max_length=100, blank=True, help_text=_("如统战部、工商联"))
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    appointed_on = models.DateField(_("聘任日期"))
    left_on = models.DateField(_("聘期届满、解聘日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("特邀执法监督员")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_invited_supervisor"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("appointed_on")),
                name="invited_supervisor_left_after_appointed",
                violation_error_message=_("解聘日期不得早于聘任日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InvitedActivity(Record):
    """特邀监督活动: one visit of invited supervisors to one unit, their remarks, and how these were handled."""

    number = models.CharField(_("活动编号"), max_length=40)
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("被监督单位"), related_name="+"
    )
    topic = models.CharField(_("监督内容"), max_length=200)
    held_on = models.DateField(_("活动日期"))
    remarks = models.TextField(_("意见建议"), blank=True)
    handled = models.TextField(_("处理情况"), blank=True)
    handled_on = models.DateField(_("处理完毕日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("特邀监督活动")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_invited_activity"),
            models.CheckConstraint(
                condition=Q(handled_on=None) | Q(handled_on__gte=F("held_on")),
                name="invited_remarks_handled_after_activity",
                violation_error_message=_("处理完毕日期不得早于活动日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.topic}"


class InvitedAttendance(Record):
    """特邀监督员到场: one supervisor at one activity."""

    activity = models.ForeignKey(
        InvitedActivity, models.PROTECT, verbose_name=_("监督活动"), related_name="attendances"
    )
    supervisor = models.ForeignKey(
        InvitedSupervisor, models.PROTECT, verbose_name=_("特邀监督员"), related_name="attendances"
    )
    attended_on = models.DateField(_("到场日期"))

    class Meta:
        verbose_name = _("特邀监督员到场")
        constraints = [models.UniqueConstraint(fields=["activity", "supervisor"], name="one_invited_attendance")]

    def __str__(self) -> str:
        return f"{self.activity} {self.supervisor}"
