"""抽查事项和重点监管: what may be inspected, by editions; scenes of one combined check; key matters, who supervises."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Record

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def ends_after_it_begins(name):
    """Hold a record's last day to its first."""
    return models.CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("失效日期不得早于生效日期"),
    )


class Nature(models.TextChoices):
    """事项性质."""

    GENERAL = "general", _("一般检查事项")
    KEY = "key", _("重点检查事项")


class Way(models.TextChoices):
    """检查方式."""

    ON_SITE = "on-site", _("现场检查")
    WRITTEN = "written", _("书面检查")
    ONLINE = "online", _("网络监测")
    ENTRUSTED = "entrusted", _("委托专业机构")


class InspectionItem(Record):
    """检查事项: one matter of inspection of a department, by editions; those on the list are drawn at random."""

    code = models.CharField(_("事项编码"), max_length=40)
    edition = models.PositiveSmallIntegerField(_("版本"), default=1, validators=[MinValueValidator(1)])
    name = models.CharField(_("检查事项"), max_length=200)
    objects_kind = models.CharField(_("检查对象类别"), max_length=100)
    basis = models.TextField(_("检查依据"), help_text=_("写明法律名称和条款"))
    nature = models.CharField(_("事项性质"), max_length=8, choices=Nature, default=Nature.GENERAL)
    way = models.CharField(_("检查方式"), max_length=10, choices=Way, default=Way.ON_SITE)
    ratio = models.DecimalField(
        _("抽查比例（%）"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    frequency = models.CharField(_("抽查频次"), max_length=60, blank=True, help_text=_("如每年一次"))
    joint = models.BooleanField(_("跨部门联合抽查"), default=False)
    listed = models.BooleanField(
        _("列入随机抽查事项清单"), default=True, help_text=_("全部检查事项都应登记；未列入的计入覆盖率的分母")
    )
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("有新版本或者取消的填写"))

    class Meta:
        verbose_name = _("随机抽查事项清单")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "edition"], name="one_inspection_item"),
            ends_after_it_begins("inspection_item_ends"),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(listed=True),
                name="only_listed_items_are_published",
                violation_error_message=_("没有列入清单的事项，不填公布日期"),
            ),
            models.CheckConstraint(
                condition=Q(listed=False) | Q(nature=Nature.KEY) | ~Q(ratio=None) | ~Q(frequency=""),
                name="listed_items_say_how_much",
                violation_error_message=_("列入清单的一般检查事项，须写明抽查比例或者频次"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Scene(Record):
    """“综合一次查”场景: one trade or place that several departments inspect in one visit by one checklist."""

    name = models.CharField(_("场景"), max_length=100)
    units = models.TextField(_("参加部门"), help_text=_("每行一个，牵头部门在前"))
    objects_kind = models.CharField(_("检查对象类别"), max_length=100)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("综合一次查场景")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_inspection_scene"),
            ends_after_it_begins("inspection_scene_ends"),
        ]

    def __str__(self) -> str:
        return self.name


class SceneItem(Record):
    """综合检查单: one line of the checklist of a scene, and the department whose item it was."""

    scene = models.ForeignKey(Scene, models.PROTECT, verbose_name=_("场景"), related_name="items")
    position = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("检查部门"), max_length=100)
    item = models.CharField(_("检查事项"), max_length=200)
    content = models.CharField(_("检查内容"), max_length=400)

    class Meta:
        verbose_name = _("综合检查单")
        constraints = [models.UniqueConstraint(fields=["scene", "position"], name="one_line_of_a_scene")]

    def __str__(self) -> str:
        return f"{self.scene} {self.position}"


class KeyMatter(Record):
    """重点监管事项: a matter of cross-department supervision: who leads and takes part, how, how often, by rules."""

    name = models.CharField(_("重点监管事项"), max_length=200)
    field = models.CharField(_("监管领域"), max_length=60, blank=True)
    lead = models.CharField(_("牵头部门"), max_length=100)
    partners = models.TextField(_("配合部门"), help_text=_("每行一个"))
    method = models.CharField(_("监管方式"), max_length=100)
    frequency = models.CharField(_("监管频次"), max_length=60)
    rules = models.CharField(_("监管规则"), max_length=200, help_text=_("规则和标准的名称、文号"))
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("重点监管事项清单")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "valid_from"], name="one_key_matter"),
            ends_after_it_begins("key_matter_ends"),
        ]

    def __str__(self) -> str:
        return self.name


class SupervisedItem(Case):
    """审批事项监管责任: an approved matter and the unit that supervises it afterwards; without one it is a gap.

    Its number is the code of the matter, and it is opened on the day from which it is approved.
    """

    ledger = "supervised-item"
    procedures = ("supervised-item",)
    mark = "审监"

    name = models.CharField(_("审批事项"), max_length=200)
    approved_by = models.CharField(_("审批部门"), max_length=100)
    supervised_by = models.CharField(_("监管部门"), max_length=100, blank=True)
    rules = models.CharField(_("监管规则"), max_length=200, blank=True)
    assigned_on = models.DateField(_("明确监管部门日期"), null=True, blank=True)
    assigning_basis = models.CharField(
        _("明确监管部门的依据"), max_length=200, blank=True, help_text=_("文件名称、文号")
    )
    change_reason = models.TextField(_("变更、取消的理由"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("审批事项监管责任")

    def headline(self) -> str:
        """Return the matter."""
        return self.name


class JointAction(Record):
    """重点监管联合行动: what the units of a key matter did together."""

    matter = models.ForeignKey(KeyMatter, models.PROTECT, verbose_name=_("重点监管事项"), related_name="actions")
    acted_on = models.DateField(_("行动日期"))
    units = models.TextField(_("参加部门"), help_text=_("每行一个"))
    checked = models.PositiveIntegerField(_("检查户数"), default=0)
    problems = models.PositiveIntegerField(_("发现问题数"), default=0)
    settled = models.PositiveIntegerField(_("处理问题数"), default=0)
    result = models.TextField(_("行动结果"), blank=True)

    class Meta:
        verbose_name = _("重点监管联合行动")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "matter", "acted_on"], name="one_joint_action"),
            models.CheckConstraint(
                condition=Q(settled__lte=F("problems")),
                name="joint_action_settles_what_it_found",
                violation_error_message=_("处理问题数不得多于发现问题数"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.acted_on}"
