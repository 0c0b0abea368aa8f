"""纠纷与调解协议: the dispute from whatever source, its agreement or failure, and the court's confirmation."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation, Record

from .roster import Committee, Mediator, Representative


class MediationKind(models.TextChoices):
    """调解种类: the three that are linked."""

    PEOPLES = "peoples", _("人民调解")
    ADMINISTRATIVE = "administrative", _("行政调解")
    JUDICIAL = "judicial", _("司法调解")


class Source(models.TextChoices):
    """纠纷来源 (人民调解法#17, #18)."""

    APPLICATION = "application", _("当事人申请")
    INITIATIVE = "initiative", _("主动调解")
    COURT = "court", _("人民法院移送、委派")
    POLICE = "police", _("公安机关移送（公调对接）")
    PETITION = "petition", _("信访部门移送（访调对接）")
    ORGAN = "organ", _("其他机关移送")
    SCREENING = "screening", _("排查发现")
    CENTRE = "centre", _("综治中心分流")
    PASSED = "passed", _("其他种类调解转来")


class DisputeType(models.TextChoices):
    """纠纷类型."""

    FAMILY = "family", _("婚姻家庭纠纷")
    NEIGHBOURS = "neighbours", _("邻里纠纷")
    HOUSING = "housing", _("房屋宅基地纠纷")
    CONTRACT = "contract", _("合同纠纷")
    DAMAGE = "damage", _("损害赔偿纠纷")
    LABOUR = "labour", _("劳动争议")
    LAND = "land", _("山林土地纠纷")
    EXPROPRIATION = "expropriation", _("征地拆迁纠纷")
    PROPERTY = "property", _("物业纠纷")
    TRAFFIC = "traffic", _("道路交通事故纠纷")
    MEDICAL = "medical", _("医疗纠纷")
    CONSUMER = "consumer", _("消费纠纷")
    ENVIRONMENT = "environment", _("环境污染纠纷")
    OTHER = "other", _("其他纠纷")


class Outcome(models.TextChoices):
    """调解结果."""

    WRITTEN = "agreed-written", _("达成书面协议")
    ORAL = "agreed-oral", _("达成口头协议")
    FAILED = "failed", _("调解不成")
    REFUSED = "refused", _("当事人拒绝")


AGREED = (Outcome.WRITTEN, Outcome.ORAL)


class Failure(models.TextChoices):
    """调解不成的原因."""

    APART = "apart", _("分歧较大")
    ABSENT = "absent", _("当事人不到场")
    WITHDRAWN = "withdrawn", _("当事人要求终止")
    BEYOND = "beyond", _("不属于可以调解的事项")
    FACTS = "facts", _("事实不清，需要鉴定或者裁判")
    OTHER = "other", _("其他")


class Performance(models.TextChoices):
    """协议履行情况."""

    ON_THE_SPOT = "on-the-spot", _("当场履行")
    VOLUNTARY = "voluntary", _("按约履行")
    URGED = "urged", _("督促后履行")
    ENFORCED = "enforced", _("强制执行")


class DisputeCase(Case):
    """纠纷: one dispute before one body. One passed on to another body is a new case there that names this one."""

    ledger = "mediation-dispute"
    procedures = ("peoples-mediation", "administrative-mediation", "judicial-mediation")
    mark = "调"
    withheld = frozenset({"parties", "contact"})

    kind = models.CharField(_("调解种类"), max_length=14, choices=MediationKind, editable=False)
    source = models.CharField(_("纠纷来源"), max_length=12, choices=Source, default=Source.APPLICATION)
    passed_from = CaseNumber(
        refers_to=("mediation-dispute", "governance-matter"),
        verbose_name=_("转来事项的编号"),
    )
    petition = CaseNumber(refers_to=("petition-case",), verbose_name=_("信访事项编号"))
    screening = models.ForeignKey(
        "mediation.ScreeningRound",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("排查轮次"),
        related_name="disputes",
    )

    type = models.CharField(_("纠纷类型"), max_length=14, choices=DisputeType)
    parties = models.TextField(_("当事人"), help_text=_("每行一名"))
    contact = models.CharField(_("当事人联系方式"), max_length=100, blank=True)
    people = models.PositiveIntegerField(_("当事人数"), default=2, validators=[MinValueValidator(2)])
    facts = models.TextField(_("纠纷事实和争议事项"), blank=True)
    amount = models.DecimalField(_("涉及金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)

    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, verbose_name=_("人民调解委员会"), related_name="disputes"
    )
    mediator = models.ForeignKey(
        Mediator, models.PROTECT, null=True, blank=True, verbose_name=_("主持调解员"), related_name="disputes"
    )
    mediators = models.CharField(_("参加调解人员"), max_length=200, blank=True)
    invited = models.CharField(_("邀请参与人员"), max_length=200, blank=True)
    danger_reported_to = models.CharField(_("激化风险报告的部门"), max_length=100, blank=True)
    danger_reported_on = models.DateField(_("激化风险报告日期"), null=True, blank=True)

    applied_on = models.DateField(_("申请日期"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    concluded_on = models.DateField(_("调解结束日期"), null=True, blank=True)
    outcome = models.CharField(_("调解结果"), max_length=16, choices=Outcome, blank=True, editable=False)
    failure = models.CharField(_("未达成协议的原因"), max_length=10, choices=Failure, blank=True)
    pass_to = models.CharField(_("转交的调解种类"), max_length=14, choices=MediationKind, blank=True)
    pass_to_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("转交的机构"), related_name="+"
    )

    agreement = models.TextField(_("协议内容"), blank=True)
    perform_by = models.DateField(_("约定的履行日期"), null=True, blank=True)
    confirmation_wanted = models.BooleanField(_("双方拟申请司法确认"), default=False)
    confirmed_on = models.DateField(_("司法确认日期"), null=True, blank=True)
    followed_up_on = models.DateField(_("最近回访日期"), null=True, blank=True)
    follow_up = models.TextField(_("回访情况"), blank=True)
    performance = models.CharField(_("履行情况"), max_length=12, choices=Performance, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True, blank=True)
    sued_on = models.DateField(_("起诉日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("矛盾纠纷")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(concluded_on=None) | Q(accepted_on=None) | Q(concluded_on__gte=F("accepted_on")),
                name="dispute_accepted_before_concluded",
                violation_error_message=_("调解结束日期不得早于受理日期"),
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(concluded_on__isnull=False),
                name="dispute_outcome_has_a_day",
                violation_error_message=_("有调解结果的须有调解结束日期"),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.FAILED]) | ~Q(failure=""),
                name="failed_dispute_has_a_reason",
                violation_error_message=_("调解不成的须写明原因"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "concluded_on"])]

    def headline(self) -> str:
        """Return the type of the dispute; the parties are not named where everyone reads."""
        return self.get_type_display()

    def has_a_day(self) -> bool:
        """Tell whether the agreement names the day by which it is to be performed."""
        return self.perform_by is not None

    def clean(self) -> None:
        """Hold a dispute that is passed on to another body or kind."""
        if self.pass_to and self.pass_to == self.kind and not self.pass_to_organisation:
            raise ValidationError({"pass_to_organisation": _("转交同种调解的，请写明转交的机构")})


class Part(models.TextChoices):
    """参与结果."""

    HELPED = "helped", _("促成协议")
    TRIED = "tried", _("参与未成")
    ABSENT = "absent", _("未能参加")


class Invitation(Record):
    """邀请代表人士参与调解: invitation → participation in a named dispute → result."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, verbose_name=_("代表人士"), related_name="invitations"
    )
    dispute = models.ForeignKey(DisputeCase, models.PROTECT, verbose_name=_("纠纷"), related_name="invitations")
    invited_on = models.DateField(_("邀请日期"))
    attended_on = models.DateField(_("参与日期"), null=True, blank=True)
    result = models.CharField(_("参与结果"), max_length=10, choices=Part, blank=True)

    class Meta:
        verbose_name = _("代表人士参与调解")
        constraints = [
            models.UniqueConstraint(fields=["representative", "dispute"], name="one_invitation"),
            models.CheckConstraint(
                condition=Q(attended_on=None) | Q(attended_on__gte=F("invited_on")),
                name="attended_after_invited",
                violation_error_message=_("参与日期不得早于邀请日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.invited_on}"


class ConfirmationOutcome(models.TextChoices):
    """司法确认结果."""

    CONFIRMED = "confirmed", _("确认有效")
    REJECTED = "rejected", _("驳回申请")
    NOT_ACCEPTED = "not-accepted", _("不予受理")
    WITHDRAWN = "withdrawn", _("撤回")


class Confirmation(Case):
    """调解协议司法确认: opened when the parties find it needed; both must apply together within thirty days."""

    ledger = "mediation-confirmation"
    procedures = ("mediation-confirmation",)
    mark = "调确"
    withheld = frozenset({"parties"})

    dispute = models.ForeignKey(
        DisputeCase, models.PROTECT, null=True, blank=True, verbose_name=_("纠纷"), related_name="confirmations"
    )
    agreed_on = models.DateField(_("协议生效日期"), null=True, blank=True)
    parties = models.TextField(_("当事人"), blank=True, help_text=_("每行一名"))
    court = models.CharField(_("受理法院"), max_length=100, blank=True)
    court_number = models.CharField(_("法院案号"), max_length=60, blank=True)
    applied_on = models.DateField(_("共同申请日期"), null=True, blank=True)
    docketed_on = models.DateField(_("立案受理日期"), null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField(_("延长天数"), null=True, blank=True)
    reason = models.TextField(_("不予受理、驳回、撤回的理由"), blank=True)
    outcome = models.CharField(
        _("司法确认结果"), max_length=12, choices=ConfirmationOutcome, blank=True, editable=False
    )
    decided_on = models.DateField(_("裁定日期"), null=True, blank=True)
    enforced_on = models.DateField(_("履行、执行完毕日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("调解协议司法确认")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["dispute"], name="one_confirmation_of_a_dispute"),
        ]

    def headline(self) -> str:
        """Return the agreement that is to be confirmed."""
        return f"{self.dispute.number}号调解协议" if self.dispute else "调解协议"
