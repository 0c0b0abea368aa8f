"""执法主体: who may enforce, on what basis and how long, and which powers each has (行政处罚法#17 to #21, #24)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Record


class SubjectKind(models.TextChoices):
    """执法主体种类."""

    STATUTORY = "statutory", _("法定行政机关")
    AUTHORISED = "authorised", _("法律、法规授权组织")
    TOWNSHIP = "township", _("承接处罚权的乡镇（街道）")
    ENTRUSTED = "entrusted", _("受委托组织")


class Field(models.TextChoices):
    """执法领域: those of integrated enforcement first (行政处罚法#18.1)."""

    URBAN = "urban", _("城市管理")
    MARKET = "market", _("市场监管")
    ECOLOGY = "ecology", _("生态环境")
    CULTURE = "culture", _("文化市场")
    TRANSPORT = "transport", _("交通运输")
    EMERGENCY = "emergency", _("应急管理")
    AGRICULTURE = "agriculture", _("农业农村")
    RESOURCES = "resources", _("自然资源")
    SECURITY = "security", _("公安")
    HEALTH = "health", _("卫生健康")
    LABOUR = "labour", _("人力资源和社会保障")
    HOUSING = "housing", _("住房和城乡建设")
    WATER = "water", _("水务")
    OTHER = "other", _("其他")


class EnforcementSubject(Record):
    """执法主体: one subject of an organ (`organisation`), from the day it is listed to the day its power lapses.

    One that is entrusted acts in the name of the organ that entrusts it (行政处罚法#20.4).
    """

    code = models.CharField(_("主体编码"), max_length=40, unique=True)
    name = models.CharField(_("主体名称"), max_length=100)
    kind = models.CharField(_("主体种类"), max_length=10, choices=SubjectKind)
    field = models.CharField(_("执法领域"), max_length=12, choices=Field)
    basis = models.CharField(_("设立、授权或者委托的依据"), max_length=300)
    entrusted_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("委托机关"), related_name="entrusted"
    )
    document = models.CharField(_("委托书文号"), max_length=80, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    valid_from = models.DateField(_("列入日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True, help_text=_("自这一日起不得再以其名义执法"))
    reason = models.CharField(_("失效原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("行政执法主体")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="enforcement_subject_lapses_after_it_is_listed",
                violation_error_message=_("失效日期应在列入日期之后"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask of an entrusted body by whom, by which letter and until when (行政处罚法#20.2)."""
        entrusted = self.kind == SubjectKind.ENTRUSTED
        if entrusted and not (self.entrusted_by and self.document and self.valid_to):
            raise ValidationError({"document": _("受委托组织须写明委托机关、委托书文号和委托期限")})
        if not entrusted and self.entrusted_by:
            raise ValidationError({"entrusted_by": _("只有受委托组织有委托机关")})
        if self.entrusted_by and self.entrusted_by.kind == SubjectKind.ENTRUSTED:
            raise ValidationError({"entrusted_by": _("受委托组织不得再委托")})

    def stands_on(self, day) -> bool:
        """Tell whether it is listed on `day`, and with it the organ that entrusted it."""
        stands = self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
        return stands and (self.entrusted_by is None or self.entrusted_by.stands_on(day))


class PowerKind(models.TextChoices):
    """执法权种类."""

    PENALTY = "penalty", _("行政处罚")
    MEASURE = "measure", _("行政强制措施")
    EXECUTION = "execution", _("行政强制执行")
    PERMIT = "permit", _("行政许可")
    INSPECTION = "inspection", _("行政检查")
    LEVY = "levy", _("行政征收、征用")


class Power(Record):
    """执法权限: one power of a subject; coercive measures are never entrusted (行政强制法#17.1)."""

    subject = models.ForeignKey(EnforcementSubject, models.PROTECT, verbose_name=_("执法主体"), related_name="powers")
    code = models.CharField(_("权限编码"), max_length=60, unique=True)
    name = models.CharField(_("权限名称"), max_length=200)
    kind = models.CharField(_("权限种类"), max_length=12, choices=PowerKind)
    basis = models.CharField(_("法定依据"), max_length=300)
    valid_from = models.DateField(_("列入日期"))
    valid_to = models.DateField(_("取消日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政执法权限")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="enforcement_power_ends_after_it_begins",
                violation_error_message=_("取消日期应在列入日期之后"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse to entrust what may not be entrusted."""
        if self.kind == PowerKind.MEASURE and self.subject_id and self.subject.kind == SubjectKind.ENTRUSTED:
            raise ValidationError({"kind": _("行政强制措施权不得委托（《行政强制法》第十七条第一款）")})


def powerless(subject, organisation, kind, day):
    """Return why `subject` may not use a power of that kind for `organisation` on `day`; None if it may."""
    said = {"subject": subject.name, "day": day, "kind": PowerKind(kind).label}
    if subject.organisation_id != organisation.pk:
        return _("%(subject)s不是本机构名下的执法主体。请改选，或者先在执法主体台账中登记。") % said
    if not subject.stands_on(day):
        return _("%(subject)s在 %(day)s 不在执法主体名录内（未列入、已失效或者委托已到期），不得以其名义执法。") % said
    held = Power.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), kind=kind, valid_from__lte=day)
    holders = [subject, *filter(None, [subject.entrusted_by])]
    if all(held.filter(subject=holder).exists() for holder in holders):
        return None
    return _("%(subject)s在 %(day)s 没有%(kind)s的权限。请核对执法权限台账；确有权限的，先登记依据。") % said
