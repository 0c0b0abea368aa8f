"""信访: petitions with review and recheck, the backlog that leaders take on, and their receptions."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation, Record
from fadu.kernel.publication import exposed


class PetitionKind(models.TextChoices):
    """信访事项类别 (信访工作条例#29, #30, #31)."""

    APPEAL = "appeal", _("申诉求决")
    SUGGESTION = "suggestion", _("建议意见")
    REPORT = "report", _("检举控告")


class Channel(models.TextChoices):
    """信访形式 (信访工作条例#17)."""

    INTERNET = "internet", _("信息网络")
    LETTER = "letter", _("书信")
    PHONE = "phone", _("电话")
    FAX = "fax", _("传真")
    VISIT = "visit", _("走访")
    TRANSFER = "transfer", _("综治中心、领导接访转来")


class Field(models.TextChoices):
    """内容分类."""

    LAND = "land", _("征地拆迁、土地")
    HOUSING = "housing", _("住房、物业")
    LABOUR = "labour", _("劳动社保")
    EDUCATION = "education", _("教育医疗")
    ENVIRONMENT = "environment", _("生态环境")
    TRAFFIC = "traffic", _("交通、城市管理")
    RURAL = "rural", _("农业农村")
    FINANCE = "finance", _("经济金融")
    LEGAL = "legal", _("涉法涉诉")
    OFFICIALS = "officials", _("干部作风")
    OTHER = "other", _("其他")


class Forwarding(models.TextChoices):
    """转办方式 (信访工作条例#22.1)."""

    FORWARDED = "forwarded", _("转送")
    ASSIGNED = "assigned", _("交办（须反馈结果）")


class Outcome(models.TextChoices):
    """办理结果 (信访工作条例#32)."""

    SUPPORTED = "supported", _("予以支持")
    EXPLAINED = "explained", _("解释说明")
    NOT_SUPPORTED = "not-supported", _("不予支持")
    ROUTED = "routed", _("导入法定途径")
    SETTLED = "settled", _("调解、和解")
    SUGGESTION = "suggestion", _("建议已回复")


class MediationResult(models.TextChoices):
    """调解移送的结果."""

    AGREED = "agreed", _("达成协议")
    FAILED = "failed", _("调解不成")


class Conclusion(models.TextChoices):
    """复查、复核结论."""

    UPHELD = "upheld", _("维持")
    CHANGED = "changed", _("变更")
    REVOKED = "revoked", _("撤销，责令重新处理")


class PetitionCase(Case):
    """信访事项. `organisation` is where it stands: the office that registered it, then the organ it went to."""

    ledger = "petition-case"
    procedures = ("petition",)
    mark = "信"
    withheld = frozenset({"petitioner", "identity_number", "phone", "address"})

    kind = models.CharField(_("信访事项类别"), max_length=10, choices=PetitionKind, default=PetitionKind.APPEAL)
    channel = models.CharField(_("信访形式"), max_length=10, choices=Channel, default=Channel.VISIT)
    field = models.CharField(_("内容分类"), max_length=12, choices=Field, default=Field.OTHER)
    direct = models.BooleanField(_("机关、单位直接收到"), default=False, help_text=_("不是信访部门收到的填写“是”"))
    petitioner = models.CharField(_("信访人"), max_length=100)
    identity_number = models.CharField(_("信访人证件号码"), max_length=40, blank=True)
    phone = models.CharField(_("信访人电话"), max_length=100, blank=True)
    address = models.CharField(_("信访人住址"), max_length=200, blank=True)
    people = models.PositiveIntegerField(_("信访人数"), default=1, validators=[MinValueValidator(1)])
    representatives = models.PositiveSmallIntegerField(
        _("推选代表人数"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(5)],
        help_text=_("多人走访的，不得超过5人"),
    )
    content = models.TextField(_("投诉请求或者建议"))
    grounds = models.TextField(_("事实、理由"), blank=True)
    transferred_from = CaseNumber(
        refers_to=("governance-matter", "petition-reception"), verbose_name=_("转来事项的编号")
    )
    earlier = CaseNumber(
        refers_to=("petition-case",), verbose_name=_("前次信访编号"), help_text=_("同一信访人、同一事项重复提出的填写")
    )
    registered_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("登记机构"),
        related_name="+",
    )
    registered_on = models.DateField(_("登记日期"), null=True, blank=True)

    # To whom it goes, and what that organ tells the petitioner (信访工作条例#22, #23).
    forwarding = models.CharField(_("转办方式"), max_length=10, choices=Forwarding, blank=True)
    responsible = models.CharField(_("有权处理机关"), max_length=100, blank=True)
    responsible_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("有权处理机关（机构）"), related_name="+"
    )
    forwarded_on = models.DateField(_("转送、交办日期"), null=True, blank=True)
    forward_received_on = models.DateField(_("收到转送、交办日期"), null=True, blank=True)
    report_by = models.DateField(_("要求反馈日期"), null=True, blank=True, help_text=_("交办的填写"))
    objection = models.TextField(_("异议理由"), blank=True)
    tell_due_on = models.DateField(_("告知期限"), null=True, blank=True, editable=False)
    acknowledged_on = models.DateField(_("告知（受理）日期"), null=True, blank=True)
    refusal_reason = models.TextField(_("不予受理的理由和去向"), blank=True)
    legal_channel = models.CharField(_("导入的法定途径"), max_length=100, blank=True)

    # How it is handled (信访工作条例#29 to #34).
    hearing_on = models.DateField(_("听证日期"), null=True, blank=True)
    extension_reason = models.CharField(_("延期理由"), max_length=200, blank=True)
    mediation_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("移送调解的机构"), related_name="+"
    )
    referred_to_mediation_on = models.DateField(_("移送调解日期"), null=True, blank=True)
    mediation_number = CaseNumber(refers_to=("mediation-dispute",), verbose_name=_("调解案件编号"))
    mediation_result = models.CharField(_("调解移送的结果"), max_length=10, choices=MediationResult, blank=True)
    mediated_on = models.DateField(_("调解结束日期"), null=True, blank=True)
    opinion = models.TextField(_("处理意见、回复"), blank=True)
    concluded_on = models.DateField(_("答复日期"), null=True, blank=True)
    opinion_received_on = models.DateField(_("信访人收到处理意见日期"), null=True, blank=True)
    outcome = models.CharField(_("办理结果"), max_length=16, choices=Outcome, blank=True, editable=False)

    # Review and recheck (信访工作条例#35, #36).
    review_organ = models.CharField(_("复查机关"), max_length=100, blank=True)
    review_requested_on = models.DateField(_("请求复查日期"), null=True, blank=True)
    review_conclusion = models.CharField(_("复查结论"), max_length=10, choices=Conclusion, blank=True)
    review_opinion = models.TextField(_("复查意见"), blank=True)
    reviewed_on = models.DateField(_("复查日期"), null=True, blank=True)
    review_received_on = models.DateField(_("信访人收到复查意见日期"), null=True, blank=True)
    recheck_organ = models.CharField(_("复核机关"), max_length=100, blank=True)
    recheck_requested_on = models.DateField(_("请求复核日期"), null=True, blank=True)
    recheck_conclusion = models.CharField(_("复核结论"), max_length=10, choices=Conclusion, blank=True)
    recheck_opinion = models.TextField(_("复核意见"), blank=True)
    rechecked_on = models.DateField(_("复核日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("信访事项")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(concluded_on=None) | Q(acknowledged_on=None) | Q(concluded_on__gte=F("acknowledged_on")),
                name="petition_acknowledged_before_concluded",
                violation_error_message=_("答复日期不得早于告知（受理）日期"),
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(concluded_on__isnull=False),
                name="petition_outcome_has_a_day",
                violation_error_message=_("有办理结果的须有答复日期"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "concluded_on"])]

    def headline(self) -> str:
        """Return what it is about, without the person."""
        return f"{self.get_field_display()}·{self.get_kind_display()}"

    def came_to_the_office(self) -> bool:
        """Tell whether the petition office received it, which then has fifteen days to forward it."""
        return not self.direct

    def came_directly(self) -> bool:
        """Tell whether the organ received it from the petitioner."""
        return self.direct

    def is_an_appeal(self) -> bool:
        """Tell whether the sixty days apply (信访工作条例#31(6))."""
        return self.kind == PetitionKind.APPEAL

    def has_a_day(self) -> bool:
        """Tell whether a day was set for reporting back."""
        return self.report_by is not None

    def clean(self) -> None:
        """Hold a visit of many to its representatives (信访工作条例#20.3)."""
        if self.representatives and self.representatives > self.people:
            raise ValidationError({"representatives": _("推选代表人数不得多于信访人数")})
        if self.earlier and self.earlier == self.number:
            raise ValidationError({"earlier": _("前次信访编号不得是本件的编号")})


class RecheckNotice(Record):
    """复核意见公示: the text of a recheck opinion that was reached after a hearing (信访工作条例#36.2)."""

    petition = models.OneToOneField(PetitionCase, models.PROTECT, verbose_name=_("信访事项"), related_name="notice")
    text = models.TextField(_("公示文本"), help_text=_("已隐去个人信息的复核意见"))
    published_on = models.DateField(_("公示日期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("复核意见公示")

    def __str__(self) -> str:
        return self.petition.number

    def clean(self) -> None:
        """Refuse a text that names the petitioner, or holds an identity or telephone number."""
        if told := exposed(self.text, (self.petition.petitioner,)):
            raise ValidationError({"text": _("公示文本仍有个人信息：%s。请隐去后再公示。") % "、".join(told)})


class Origin(models.TextChoices):
    """积案来源."""

    SUPERIOR = "superior", _("上级信访机构交办")
    OWN = "own", _("本地排查列入")


class BacklogBatch(Record):
    """信访积案批次: cases handed over or listed together, and since when leaders are in charge of them."""

    number = models.CharField(_("批次编号"), max_length=40, unique=True)
    name = models.CharField(_("批次名称"), max_length=100)
    origin = models.CharField(_("积案来源"), max_length=10, choices=Origin, default=Origin.SUPERIOR)
    handed_over_by = models.CharField(_("交办机关"), max_length=100, blank=True)
    listed_on = models.DateField(_("交办、列入日期"))
    led_on = models.DateField(_("列入领导包案日期"), null=True, blank=True, help_text=_("没有列入领导包案的不填"))
    document = models.CharField(_("文号"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("信访积案批次")
        constraints = [
            models.CheckConstraint(
                condition=Q(led_on=None) | Q(led_on__gte=F("listed_on")),
                name="batch_led_after_listed",
                violation_error_message=_("列入领导包案日期不得早于交办、列入日期"),
            )
        ]

    def __str__(self) -> str:
        return self.number


class BacklogCase(Case):
    """重复信访、积案: one matter of a batch, with the leader in charge, the plan, the visits and the result."""

    ledger = "petition-backlog"
    procedures = ("petition-backlog",)
    mark = "积"
    withheld = frozenset({"petitioner"})

    batch = models.ForeignKey(
        BacklogBatch, models.PROTECT, null=True, blank=True, verbose_name=_("批次"), related_name="cases"
    )
    origin = models.CharField(_("积案来源"), max_length=10, choices=Origin, default=Origin.SUPERIOR)
    petition = CaseNumber(refers_to=("petition-case",), verbose_name=_("信访事项编号"))
    petitioner = models.CharField(_("信访人"), max_length=100)
    matter = models.TextField(_("反映事项"))
    times = models.PositiveSmallIntegerField(_("重复信访次数"), default=1)
    assigned_on = models.DateField(_("交办日期"), null=True, blank=True, help_text=_("上级交办的填写"))
    responsible = models.CharField(_("责任单位"), max_length=100, blank=True)
    leader = models.CharField(_("包案领导"), max_length=40, blank=True)
    leader_post = models.CharField(_("包案领导职务"), max_length=60, blank=True)
    led_on = models.DateField(_("包案日期"), null=True, blank=True)
    resolve_by = models.DateField(_("要求化解日期"), null=True, blank=True)
    plan = models.TextField(_("化解方案"), blank=True)
    result = models.TextField(_("化解情况"), blank=True)
    resolved_on = models.DateField(_("化解日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("信访积案")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(led_on=None) | ~Q(leader=""),
                name="led_backlog_names_the_leader",
                violation_error_message=_("领导包案的须写明包案领导"),
            ),
        ]

    def headline(self) -> str:
        """Return the matter, without the person."""
        return self.matter[:60]

    def has_a_day(self) -> bool:
        """Tell whether a day was set for resolving it."""
        return self.resolve_by is not None

    def clean(self) -> None:
        """Ask for the day of handing over where a superior handed it over, for the rate counts from there."""
        if self.origin == Origin.SUPERIOR and not self.assigned_on:
            raise ValidationError({"assigned_on": _("上级交办的须填写交办日期")})


class Way(models.TextChoices):
    """接访方式 (信访工作条例#18.2)."""

    HALL = "hall", _("定点接访")
    APPOINTMENT = "appointment", _("约访")
    GOING_DOWN = "going-down", _("下访")


class LeaderVisit(Record):
    """包案走访: one visit of the leader in charge to the people of a backlog case."""

    backlog = models.ForeignKey(BacklogCase, models.PROTECT, verbose_name=_("积案"), related_name="visits")
    visited_on = models.DateField(_("走访日期"))
    leader = models.CharField(_("走访领导"), max_length=40)
    way = models.CharField(_("走访方式"), max_length=12, choices=Way, default=Way.GOING_DOWN)
    note = models.TextField(_("走访情况"), blank=True)

    class Meta:
        verbose_name = _("包案走访")
        constraints = [models.UniqueConstraint(fields=["backlog", "visited_on"], name="one_visit_a_day")]

    def __str__(self) -> str:
        return f"{self.leader} {self.visited_on}"


class ReceptionOutcome(models.TextChoices):
    """接访事项结果."""

    ON_THE_SPOT = "on-the-spot", _("当场解决")
    RESOLVED = "resolved", _("交办后解决")
    PETITION = "petition", _("登记为信访事项")
    UNRESOLVED = "unresolved", _("未解决，已答复")


class Reception(Case):
    """领导接访: one group received by a leader; each of its matters is followed to a result."""

    ledger = "petition-reception"
    procedures = ("petition-reception",)
    mark = "访"
    withheld = frozenset({"visitor", "phone"})

    leader = models.CharField(_("接访领导"), max_length=40)
    post = models.CharField(_("接访领导职务"), max_length=60, blank=True)
    way = models.CharField(_("接访方式"), max_length=12, choices=Way, default=Way.HALL)
    venue = models.CharField(_("接访地点"), max_length=100, blank=True)
    visitor = models.CharField(_("来访人（代表）"), max_length=100)
    phone = models.CharField(_("来访人电话"), max_length=100, blank=True)
    people = models.PositiveIntegerField(_("来访人数"), default=1, validators=[MinValueValidator(1)])
    matter = models.TextField(_("反映事项"))
    booked_on = models.DateField(_("预约日期"), null=True, blank=True)
    received_on = models.DateField(_("接访日期"), null=True, blank=True)
    assigned_to = models.CharField(_("交办单位"), max_length=100, blank=True)
    resolve_by = models.DateField(_("要求办结日期"), null=True, blank=True)
    result = models.TextField(_("处理情况"), blank=True)
    resolved_on = models.DateField(_("处理日期"), null=True, blank=True)
    outcome = models.CharField(_("处理结果"), max_length=12, choices=ReceptionOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("领导接访")

    def headline(self) -> str:
        """Return the matter, without the person."""
        return self.matter[:60]

    def has_a_day(self) -> bool:
        """Tell whether the leader set a day."""
        return self.resolve_by is not None
