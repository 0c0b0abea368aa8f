"""府院联络: partner courts, meetings, common problems and rules."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Record


class PartnerCourt(Record):
    """联络法院: a court with which the organ keeps a liaison on administrative trials."""

    name = models.CharField(_("法院名称"), max_length=100)
    contact = models.CharField(_("联络人"), max_length=40, blank=True)
    telephone = models.CharField(_("联络电话"), max_length=40, blank=True)
    agreement = models.CharField(_("联络机制文件"), max_length=200, blank=True)
    since = models.DateField(_("建立日期"))
    until = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政审判联络法院")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="litigation_one_partner_court")]

    def __str__(self) -> str:
        return self.name


class LiaisonMeeting(Record):
    """府院联席会议."""

    court = models.ForeignKey(PartnerCourt, models.PROTECT, verbose_name=_("法院"), related_name="meetings")
    held_on = models.DateField(_("召开日期"))
    topic = models.CharField(_("议题"), max_length=200)
    participants = models.TextField(_("参加单位"), blank=True, help_text=_("每行一个"))
    minutes = models.CharField(_("会议纪要文号"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("府院联席会议")
        constraints = [
            models.UniqueConstraint(fields=["court", "held_on", "topic"], name="litigation_one_liaison_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


class LiaisonProblem(Record):
    """联席会议问题: what was raised, what was agreed, who does it by when, and what became of it."""

    meeting = models.ForeignKey(LiaisonMeeting, models.PROTECT, verbose_name=_("会议"), related_name="problems")
    position = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    problem = models.TextField(_("问题"))
    agreed = models.TextField(_("议定意见"), blank=True)
    unit = models.CharField(_("责任单位"), max_length=100, blank=True)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    result = models.TextField(_("落实情况"), blank=True)

    class Meta:
        verbose_name = _("联席会议问题和落实")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="litigation_one_liaison_problem"),
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(result=""),
                name="litigation_done_problem_has_a_result",
                violation_error_message=_("已完成的，须写明落实情况"),
            ),
        ]

    def __str__(self) -> str:
        return self.problem[:60]


class LitigationRule(Record):
    """应诉工作制度: a notice or rule on answering suits, kept with what each unit did to carry it out."""

    title = models.CharField(_("标题"), max_length=200)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("印发日期"))
    requirement = models.TextField(_("主要要求"), blank=True)
    repealed_on = models.DateField(_("废止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("应诉工作制度")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title", "issued_on"], name="litigation_one_rule")
        ]

    def __str__(self) -> str:
        return self.title


class RuleImplementation(Record):
    """制度落实: how one unit (`organisation`) carries out a rule."""

    rule = models.ForeignKey(LitigationRule, models.PROTECT, verbose_name=_("制度"), related_name="implementations")
    measures = models.TextField(_("落实措施"))
    implemented_on = models.DateField(_("落实日期"))
    checked_on = models.DateField(_("检查日期"), null=True, blank=True)
    finding = models.CharField(_("检查情况"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("应诉工作制度落实")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "rule", "implemented_on"], name="litigation_one_implementation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.rule}"
