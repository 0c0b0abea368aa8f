"""综合行政执法改革: fields with one team each, their posts and who was moved into them, powers and people sent down."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Organisation, Record


class ReformField(Record):
    """综合执法改革领域: the one team of a field, which bodies it took in, and which area it serves."""

    field = models.CharField(_("改革领域"), max_length=40)
    team = models.CharField(_("综合执法队伍"), max_length=100)
    merged = models.TextField(_("整合的队伍"), blank=True, help_text=_("每行一支"))
    area = models.CharField(_("服务区域"), max_length=100, blank=True, help_text=_("一支队伍执法的市、县范围"))
    powers = models.TextField(_("划入的职权"), blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    set_up_on = models.DateField(_("组建日期"))
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("综合执法改革领域")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "field"], name="one_reform_field"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("set_up_on")),
                name="reform_field_ended_after_set_up",
                violation_error_message=_("撤销日期不得早于组建日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.team


class TeamPost(Record):
    """综合执法队编制: one post, by name of who holds it, and the day on which that person was moved into the team."""

    number = models.CharField(_("编制序号"), max_length=40)
    team = models.ForeignKey(ReformField, models.PROTECT, verbose_name=_("综合执法队伍"), related_name="posts")
    approved_on = models.DateField(_("核定日期"))
    abolished_on = models.DateField(_("核减日期"), null=True, blank=True)
    holder = models.CharField(_("在编人员"), max_length=40, blank=True)
    from_unit = models.CharField(_("原单位"), max_length=100, blank=True)
    transferred_on = models.DateField(_("转隶日期"), null=True, blank=True)
    left_on = models.DateField(_("离编日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("综合执法队编制")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_team_post"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(transferred_on__isnull=False, left_on__gte=F("transferred_on")),
                name="team_post_left_after_transfer",
                violation_error_message=_("离编日期不得早于转隶日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReformMeeting(Record):
    """执法体制改革会议."""

    title = models.CharField(_("会议名称"), max_length=200)
    held_on = models.DateField(_("会议日期"))
    decisions = models.TextField(_("议定事项"), blank=True)
    progress = models.TextField(_("落实进展"), blank=True)

    class Meta:
        verbose_name = _("执法体制改革会议")
        constraints = [models.UniqueConstraint(fields=["organisation", "title", "held_on"], name="one_reform_meeting")]

    def __str__(self) -> str:
        return self.title


class Downshift(Record):
    """执法重心下移: powers, people and equipment handed to one subdistrict or township, and how that is assessed."""

    subdistrict = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("承接的乡镇（街道）"), related_name="+"
    )
    station = models.CharField(_("中队、监管所"), max_length=100, blank=True)
    functions = models.TextField(_("下放的职权"), help_text=_("每行一项"))
    basis = models.CharField(_("决定文号"), max_length=200)
    people = models.PositiveSmallIntegerField(_("下沉人员数"), default=0)
    equipment = models.CharField(_("移交装备"), max_length=200, blank=True)
    responsibility = models.TextField(_("随之转移的责任"), blank=True)
    published_on = models.DateField(_("决定公布日期"))
    moved_on = models.DateField(_("移交日期"))
    assessed_on = models.DateField(_("最近评估日期"), null=True, blank=True)
    assessment = models.TextField(_("评估结论"), blank=True)
    returned_on = models.DateField(_("收回日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("执法职权下放")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "subdistrict", "basis"], name="one_downshift"),
            # 行政处罚法#24.1: the decision is published; nothing is handed over before.
            models.CheckConstraint(
                condition=Q(moved_on__gte=F("published_on")),
                name="downshift_moved_after_published",
                violation_error_message=_("移交日期不得早于决定公布日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subdistrict} {self.basis}"
