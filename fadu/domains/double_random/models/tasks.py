"""抽查任务: one draw and the inspections that come of it; each object's check, checklist, each unit's own result."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.draws import Paired
from fadu.kernel.organisations import Record

from .items import PERCENT, InspectionItem, Scene
from .plans import InspectionPlan, PlanLine
from .pools import CheckObject, Inspector


class Paper(models.TextChoices):
    """抽查文书; the files of the draw are those of every draw."""

    RECORD = "draw-record", _("随机抽取记录")
    NOTICE = "check-notice", _("检查通知书")
    SITE_RECORD = "site-record", _("现场检查笔录")
    RECTIFY = "check-rectify", _("责令改正通知书")


class Strata(models.TextChoices):
    """分层: objects of one layer are drawn among themselves."""

    NONE = "none", _("不分层")
    CREDIT = "credit", _("按信用分类")
    CATEGORY = "category", _("按对象类别")
    RISK = "risk", _("按风险等级")


class Outcome(models.TextChoices):
    """抽查任务结果."""

    NO_PROBLEM = "no-problem", _("未发现问题")
    PROBLEM = "problem", _("发现问题（责令改正、立案等）")
    NOT_FOUND = "not-found", _("通过登记住所无法联系")


class RandomTask(Paired, Case):
    """双随机抽查任务: numbered when the plan is published, drawn once, and never thrown away.

    `organisation` is the department that starts it, from whose pools it is drawn. What the draw rests on is fixed
    before the randomness exists: rosters and scheme are files of the case, their digests are its columns.
    """

    ledger = "random-task"
    procedures = ("double-random",)
    mark = "双随机"

    plan = models.ForeignKey(
        InspectionPlan, models.PROTECT, null=True, blank=True, verbose_name=_("抽查计划"), related_name="tasks"
    )
    line = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, verbose_name=_("计划任务"), related_name="tasks"
    )
    item = models.ForeignKey(
        InspectionItem, models.PROTECT, null=True, blank=True, verbose_name=_("检查事项"), related_name="tasks"
    )
    scene = models.ForeignKey(
        Scene, models.PROTECT, null=True, blank=True, verbose_name=_("综合一次查场景"), related_name="tasks"
    )
    name = models.CharField(_("抽查任务名称"), max_length=200)
    joint = models.BooleanField(_("部门联合抽查"), default=False)
    units = models.TextField(_("参加部门"), blank=True, help_text=_("联合抽查的填写，每行一个，牵头部门在前"))
    planned_from = models.DateField(_("计划检查开始日期"), null=True, blank=True)
    planned_to = models.DateField(_("计划检查结束日期"), null=True, blank=True)

    # The scheme of the draw.
    category = models.CharField(_("抽取的对象类别"), max_length=60, blank=True, help_text=_("空着的为名录库全部对象"))
    strata = models.CharField(_("分层方法"), max_length=8, choices=Strata, default=Strata.NONE)
    ratio = models.DecimalField(
        _("抽查比例（%）"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT,
        help_text=_("按信用分类分层的，依信用分类抽查规则，不填"),
    )  # fmt: skip
    quota = models.PositiveIntegerField(
        _("每层抽取户数"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("填写的，不按比例")
    )
    sent_on = models.DateField(_("选派日期"), null=True, blank=True)
    started_on = models.DateField(_("开始检查日期"), null=True, blank=True)
    completed_on = models.DateField(_("完成日期"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome, blank=True, editable=False)
    summary = models.TextField(_("检查情况"), blank=True)
    handed_to = CaseNumber(_("移交立案编号"), refers_to=("penalty-case", "penalty-summary"))
    published_on = models.DateField(_("结果公开日期"), null=True, blank=True)
    revoked_on = models.DateField(_("撤回日期"), null=True, blank=True)
    revocation_reason = models.TextField(_("撤回理由"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("双随机抽查任务")
        constraints = [
            *Case.Meta.constraints,
            *Paired.Meta.constraints,
            models.CheckConstraint(
                condition=Q(joint=False) | ~Q(units=""),
                name="joint_task_names_its_units",
                violation_error_message=_("部门联合抽查须写明参加部门"),
            ),
        ]

    def headline(self) -> str:
        """Return the name of the task."""
        return self.name

    def taking_part(self) -> list[str]:
        """Return the units that take part, the leading one first."""
        return [line.strip() for line in self.units.splitlines() if line.strip()]

    def clean(self) -> None:
        """Ask for two units of a joint task, and for a share or a number where classes do not give it."""
        if self.joint and len(self.taking_part()) < 2:
            raise ValidationError({"units": _("部门联合抽查至少有两个参加部门")})


class Result(models.TextChoices):
    """检查结果: the standard kinds under which results are published."""

    NO_PROBLEM = "no-problem", _("未发现问题")
    NOT_PUBLISHED = "not-published", _("未按规定公示应当公示的信息")
    CONCEALED = "concealed", _("公示信息隐瞒真实情况、弄虚作假")
    NOT_FOUND = "not-found", _("通过登记的住所（经营场所）无法联系")
    PUT_RIGHT = "put-right", _("发现问题已责令改正")
    UNCOOPERATIVE = "uncooperative", _("不配合检查情节严重")
    NOT_CONCERNED = "not-concerned", _("未发现开展本次抽查涉及的经营活动")
    PENDING = "pending", _("发现问题待后续处理")


# What asks for nothing more; not to be found is dealt with by the register of firms.
CLEAR = (Result.NO_PROBLEM, Result.NOT_CONCERNED)


class RandomCheck(Case):
    """抽查检查: the inspection of one drawn object; opened by the draw, never by hand."""

    ledger = "random-check"
    procedures = ("random-check",)
    mark = "抽检"

    task = models.ForeignKey(RandomTask, models.PROTECT, verbose_name=_("抽查任务"), related_name="checks")
    check_object = models.ForeignKey(
        CheckObject, models.PROTECT, null=True, blank=True, verbose_name=_("检查对象"), related_name="checks"
    )
    credit_code = models.CharField(_("统一社会信用代码"), max_length=40)
    object_name = models.CharField(_("检查对象名称"), max_length=120)
    line = models.PositiveIntegerField(_("名录行号"), help_text=_("从0起"))
    stratum = models.CharField(_("所在层"), max_length=60, blank=True)
    reserve = models.BooleanField(_("递补"), default=False)
    joint = models.BooleanField(_("部门联合抽查"), default=False)
    units = models.PositiveSmallIntegerField(_("参加部门数"), default=1)
    inspectors = models.CharField(_("检查人员证号"), max_length=200, blank=True, help_text=_("以顿号分隔"))
    officers = models.TextField(_("各部门检查人员"), blank=True, help_text=_("联合抽查的，每个部门一行"))
    visit_on = models.DateField(_("拟检查日期"), null=True, blank=True)
    visited_on = models.DateField(_("检查日期"), null=True, blank=True)
    shown = models.BooleanField(_("已出示执法证件"), default=False)
    noted = models.BooleanField(_("已制作检查笔录"), default=False)
    visits_saved = models.PositiveSmallIntegerField(
        _("减少的检查次数"), default=0, help_text=_("分别检查本需的次数减去合并后的一次；综合一次查按参加部门计")
    )
    findings = models.TextField(_("检查情况"), blank=True)
    outcome = models.CharField(_("结果"), max_length=14, choices=Result, blank=True, editable=False)
    recorded_on = models.DateField(_("结果录入日期"), null=True, blank=True)
    problem = models.TextField(_("存在问题"), blank=True)
    rectify_by = models.DateField(_("责令改正期限"), null=True, blank=True)
    rectification = models.TextField(_("改正情况"), blank=True)
    rectified_on = models.DateField(_("改正日期"), null=True, blank=True)
    case_number = CaseNumber(_("立案编号"), refers_to=("penalty-case", "penalty-summary"))
    transferred_to = models.CharField(_("移送机关"), max_length=100, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    replaced_reason = models.CharField(_("不能检查的理由"), max_length=200, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("抽查检查")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["task", "line"], name="one_check_of_an_object"),
            models.CheckConstraint(
                condition=Q(outcome="") | ~Q(visited_on=None),
                name="random_check_visited_before_its_result",
                violation_error_message=_("没有检查日期，不能录入结果"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["credit_code", "visited_on"])]

    def headline(self) -> str:
        """Return the object and the task."""
        return f"{self.object_name}（{self.task.name}）"[:200]

    def sent(self) -> list[str]:
        """Return the numbers of the inspectors who are sent."""
        return [number for number in self.inspectors.split("、") if number]

    def sent_by(self, organisation) -> str:
        """Return the numbers of those whom one department sends, as they are written."""
        lines = (line.partition("：") for line in self.officers.splitlines())
        return next((numbers for name, _colon, numbers in lines if name == organisation.name), "")

    def entered(self):
        """Return the results that the units have entered, in the order of the units."""
        return self.unit_results.filter(state="entered").order_by("pk")


class CheckEntry(Record):
    """检查单: one line of what was looked at, and what was found."""

    check_case = models.ForeignKey(RandomCheck, models.PROTECT, verbose_name=_("抽查检查"), related_name="entries")
    position = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    content = models.CharField(_("检查内容"), max_length=400)
    unit = models.CharField(_("检查部门"), max_length=100, blank=True)

    class Finding(models.TextChoices):
        """检查结论."""

        MET = "met", _("符合")
        NOT_MET = "not-met", _("不符合")
        NOT_APPLICABLE = "not-applicable", _("不适用")

    finding = models.CharField(_("检查结论"), max_length=14, choices=Finding)
    note = models.CharField(_("说明"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("检查单")
        constraints = [models.UniqueConstraint(fields=["check_case", "position"], name="one_line_of_a_check")]

    def __str__(self) -> str:
        return f"{self.check_case} {self.position}"


class UnitResult(Case):
    """联合抽查部门结果: in a joint check each unit (`organisation`) enters its own result on the same firm.

    Opened by the draw at every unit that takes part, the leading one too; the check waits for all of them.
    """

    ledger = "random-unit-result"
    procedures = ("random-unit-result",)
    mark = "联抽"

    check_case = models.ForeignKey(RandomCheck, models.PROTECT, verbose_name=_("抽查检查"), related_name="unit_results")
    unit = models.CharField(_("检查部门"), max_length=100)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=40)
    object_name = models.CharField(_("检查对象名称"), max_length=120)
    visit_on = models.DateField(_("拟检查日期"), null=True, blank=True)
    inspectors = models.CharField(_("检查人员证号"), max_length=200, blank=True, help_text=_("以顿号分隔"))
    outcome = models.CharField(_("检查结果"), max_length=14, choices=Result, blank=True, editable=False)
    findings = models.TextField(_("检查情况"), blank=True)
    entered_on = models.DateField(_("录入日期"), null=True, blank=True)
    inspector = models.ForeignKey(
        Inspector, models.PROTECT, null=True, blank=True, verbose_name=_("检查人员"), related_name="+"
    )

    class Meta(Case.Meta):
        verbose_name = _("联合抽查部门结果")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["check_case", "unit"], name="one_result_of_a_unit"),
        ]

    def headline(self) -> str:
        """Return the object and the unit."""
        return f"{self.object_name}（{self.unit}）"[:200]

    def sent(self) -> list[str]:
        """Return the numbers of the unit's inspectors who are sent."""
        return [number for number in self.inspectors.split("、") if number]

    def clean(self) -> None:
        """Refuse a unit that does not take part, and an inspector who is not sent to the object."""
        units = self.check_case.task.taking_part()
        if self.unit not in units:
            said = _("不是这次抽查的参加部门；参加部门：%(units)s")
            raise ValidationError({"unit": said % {"units": "、".join(units)}})
        if self.inspector and self.inspector.number not in self.sent():
            said = _("没有被选派检查这一户；选派的是：%(sent)s")
            raise ValidationError({"inspector": said % {"sent": self.inspectors}})
