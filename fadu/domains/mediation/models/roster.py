"""人民调解组织和队伍: committees, mediators and their training, the association, representatives who help."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Record


class CommitteeKind(models.TextChoices):
    """人民调解委员会类别 (人民调解法#8, #34)."""

    VILLAGE = "village", _("村（居）")
    TOWNSHIP = "township", _("乡镇（街道）")
    ENTERPRISE = "enterprise", _("企事业单位")
    TRADE = "trade", _("行业性、专业性")
    OTHER = "other", _("其他")


class Committee(Record):
    """人民调解委员会: one committee, from the day it is set up to the day it ends. `organisation` guides it."""

    name = models.CharField(_("委员会名称"), max_length=100)
    kind = models.CharField(_("类别"), max_length=12, choices=CommitteeKind)
    field = models.CharField(_("行业、专业领域"), max_length=40, blank=True, help_text=_("如医疗、道路交通、物业"))
    area = models.CharField(_("所在村（居）、单位"), max_length=100, blank=True)
    chair = models.CharField(_("主任"), max_length=40, blank=True)
    members = models.PositiveSmallIntegerField(
        _("委员人数"), default=3, validators=[MinValueValidator(3), MaxValueValidator(9)], help_text=_("三至九人")
    )
    women = models.PositiveSmallIntegerField(_("女委员人数"), default=1)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    telephone = models.CharField(_("电话"), max_length=40, blank=True)
    term_from = models.DateField(_("本届起始日期"), null=True, blank=True)
    term_to = models.DateField(_("本届届满日期"), null=True, blank=True, help_text=_("每届任期三年"))
    court_told_on = models.DateField(_("通报基层人民法院日期"), null=True, blank=True)
    set_up_on = models.DateField(_("设立日期"))
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("人民调解委员会")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_mediation_committee"),
            models.CheckConstraint(
                condition=Q(women__lte=F("members")),
                name="committee_women_among_members",
                violation_error_message=_("女委员人数不得多于委员人数"),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("set_up_on")),
                name="committee_ended_after_set_up",
                violation_error_message=_("撤销日期不得早于设立日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MediatorKind(models.TextChoices):
    """专兼职."""

    FULL_TIME = "full-time", _("专职")
    PART_TIME = "part-time", _("兼职")


class Choice(models.TextChoices):
    """产生方式 (人民调解法#13)."""

    ELECTED = "elected", _("推选的委员")
    APPOINTED = "appointed", _("聘任")


class Association(Record):
    """人民调解员协会: one term of the association."""

    name = models.CharField(_("协会名称"), max_length=100)
    term = models.PositiveSmallIntegerField(_("届次"), default=1)
    chair = models.CharField(_("会长"), max_length=40, blank=True)
    members = models.PositiveIntegerField(_("会员人数"), default=0)
    registration = models.CharField(_("社会团体登记证号"), max_length=60, blank=True)
    valid_from = models.DateField(_("本届起始日期"))
    valid_to = models.DateField(_("本届届满日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("人民调解员协会")
        constraints = [models.UniqueConstraint(fields=["organisation", "name", "term"], name="one_term_of_association")]

    def __str__(self) -> str:
        return self.name


class Mediator(Record):
    """人民调解员: one person on the roster of one committee, from appointment to leaving."""

    number = models.CharField(_("调解员证号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    committee = models.ForeignKey(Committee, models.PROTECT, verbose_name=_("所在委员会"), related_name="mediators")
    kind = models.CharField(_("专兼职"), max_length=10, choices=MediatorKind, default=MediatorKind.PART_TIME)
    chosen = models.CharField(_("产生方式"), max_length=10, choices=Choice, default=Choice.APPOINTED)
    identity_number = models.CharField(_("身份证号"), max_length=18, blank=True)
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    education = models.CharField(_("文化程度"), max_length=20, blank=True)
    speciality = models.CharField(_("专长"), max_length=100, blank=True)
    association = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, verbose_name=_("加入的协会"), related_name="mediators"
    )
    appointed_on = models.DateField(_("任职日期"))
    left_on = models.DateField(_("离任日期"), null=True, blank=True)
    leaving_reason = models.CharField(_("离任原因"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("人民调解员")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("appointed_on")),
                name="mediator_left_after_appointed",
                violation_error_message=_("离任日期不得早于任职日期"),
            ),
            # So that the roster counts persons.
            models.UniqueConstraint(
                fields=["identity_number"],
                condition=Q(left_on=None) & ~Q(identity_number=""),
                name="mediator_on_one_roster",
                violation_error_message=_("这一身份证号的调解员已在另一委员会在册；请先登记离任"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Training(Record):
    """调解员培训: one mediator at one course (人民调解法#14.2)."""

    mediator = models.ForeignKey(Mediator, models.PROTECT, verbose_name=_("调解员"), related_name="trainings")
    course = models.CharField(_("培训名称"), max_length=100)
    held_on = models.DateField(_("培训日期"))
    hours = models.PositiveSmallIntegerField(_("学时"), default=0)
    passed = models.BooleanField(_("考核合格"), default=True)

    class Meta:
        verbose_name = _("调解员培训")
        constraints = [models.UniqueConstraint(fields=["mediator", "course", "held_on"], name="one_training")]

    def __str__(self) -> str:
        return f"{self.course} {self.held_on}"


class Circle(models.TextChoices):
    """界别."""

    ETHNIC = "ethnic", _("少数民族")
    RELIGIOUS = "religious", _("宗教界")
    DEPUTY = "deputy", _("人大代表、政协委员")
    ELDER = "elder", _("老干部、乡贤")
    EXPERT = "expert", _("专业人士")
    OTHER = "other", _("其他")


class Representative(Record):
    """参与调解的代表人士: persons whom parties trust, by community and field (人民调解法#20)."""

    number = models.CharField(_("代表人士编号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    circle = models.CharField(_("界别"), max_length=10, choices=Circle)
    community = models.CharField(_("民族、宗教团体或者社区"), max_length=60, blank=True)
    field = models.CharField(_("擅长领域"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=20, blank=True)
    listed_on = models.DateField(_("列入日期"))
    removed_on = models.DateField(_("移出日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("参与调解的代表人士")

    def __str__(self) -> str:
        return self.name
