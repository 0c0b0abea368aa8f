"""“1+1+1”应诉小组: who answers a suit, and what each did."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Record

from .suits import LitigationCase


class TeamRole(Record):
    """应诉小组角色: what the three parts of a response team are called here; each place names them for itself."""

    position = models.PositiveSmallIntegerField(
        _("序位"), validators=[MinValueValidator(1), MaxValueValidator(3)], help_text=_("1 至 3")
    )
    name = models.CharField(_("角色名称"), max_length=40)
    duty = models.CharField(_("职责"), max_length=200, blank=True)
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("应诉小组角色")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "valid_from"], name="litigation_one_team_role"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=3),
                name="litigation_team_of_three",
                violation_error_message=_("应诉小组由三方组成，序位须是 1、2 或 3"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(Record):
    """应诉小组成员: who takes one of the three parts in a case."""

    case = models.ForeignKey(LitigationCase, models.PROTECT, verbose_name=_("应诉案件"), related_name="team")
    role = models.ForeignKey(TeamRole, models.PROTECT, verbose_name=_("角色"), related_name="+")
    name = models.CharField(_("姓名"), max_length=40)
    employer = models.CharField(_("单位"), max_length=100, blank=True)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    joined_on = models.DateField(_("加入日期"))
    left_on = models.DateField(_("退出日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("应诉小组成员")
        constraints = [
            models.UniqueConstraint(fields=["case", "role", "name"], name="litigation_one_team_member"),
            models.UniqueConstraint(
                fields=["case", "role"],
                condition=Q(left_on=None),
                name="litigation_one_person_a_part",
                violation_error_message=_("本案这一角色已有成员；请先登记其退出日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.role}）"


class TeamAct(Record):
    """应诉小组工作记录: what a member did in the case, on which day."""

    member = models.ForeignKey(TeamMember, models.PROTECT, verbose_name=_("成员"), related_name="acts")
    done_on = models.DateField(_("日期"))
    done = models.CharField(_("工作内容"), max_length=200)
    result = models.CharField(_("结果"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("应诉小组工作记录")
        constraints = [models.UniqueConstraint(fields=["member", "done_on", "done"], name="litigation_one_team_act")]

    def __str__(self) -> str:
        return f"{self.done_on} {self.done}"
