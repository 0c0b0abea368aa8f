"""行政强制: measures and what they hold, enforcement by the organ itself, and by the court on its application."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Record

from .officers import Officer
from .penalties import Party, PenaltyCase
from .subjects import EnforcementSubject


class Paper(models.TextChoices):
    """强制文书."""

    SEIZURE = "seizure-decision", _("查封（扣押）决定书")
    FREEZE_NOTICE = "freeze-notice", _("冻结通知书")
    FREEZE = "freeze-decision", _("冻结决定书")
    TESTING = "testing-notice", _("检测检验鉴定期间告知书")
    EXTENSION = "coercion-extension", _("延长强制措施期限决定书")
    LIFTING = "coercion-lifting", _("解除强制措施决定书")
    DEMAND = "demand", _("催告书")
    EXECUTION = "execution-decision", _("行政强制执行决定书")
    ANNOUNCEMENT = "demolition-announcement", _("限期自行拆除公告")
    SUBSTITUTE = "substitute-decision", _("代履行决定书")
    APPLICATION = "court-application", _("强制执行申请书")


class Against(Case):
    """What the three courses have: who acts, against whom, in which penalty case if there is one."""

    withheld = frozenset({"party", "party_address"})

    subject = models.ForeignKey(EnforcementSubject, models.PROTECT, verbose_name=_("执法主体"), related_name="+")
    party_kind = models.CharField(_("当事人类别"), max_length=12, choices=Party)
    party = models.CharField(_("当事人"), max_length=100)
    party_address = models.CharField(_("当事人地址"), max_length=200, blank=True)
    matter = models.CharField(_("事由"), max_length=200)

    class Meta(Case.Meta):
        abstract = True

    def headline(self) -> str:
        """Return the matter; the party is named in the case alone."""
        return self.matter


# ── 强制措施 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class MeasureKind(models.TextChoices):
    """强制措施种类 (行政强制法#9)."""

    SEALING = "sealing", _("查封")
    SEIZURE = "seizure", _("扣押")
    FREEZING = "freezing", _("冻结")


class MeasureOutcome(models.TextChoices):
    """措施结果."""

    LIFTED = "lifted", _("解除")
    CONFISCATED = "confiscated", _("没收（销毁）")
    HANDED_OVER = "handed-over", _("随案移送")


class LiftingGround(models.TextChoices):
    """解除情形, the items of 行政强制法#28.1 and #33.1 in their order."""

    NO_VIOLATION = "no-violation", _("当事人没有违法行为")
    UNRELATED = "unrelated", _("与违法行为无关")
    DECIDED = "decided", _("已经作出处理决定，不再需要")
    EXPIRED = "expired", _("期限已经届满")
    OTHER = "other", _("其他不再需要的情形")


class CoercionMeasure(Against):
    """强制措施: sealing, seizure, freezing, from the approval to the day on which it is lifted."""

    ledger = "coercion-measure"
    procedures = ("coercion-measure",)
    mark = "强措"

    kind = models.CharField(_("措施种类"), max_length=10, choices=MeasureKind)
    case = models.ForeignKey(
        PenaltyCase, models.PROTECT, null=True, blank=True, verbose_name=_("处罚案件"), related_name="measures"
    )
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name=_("主办执法人员"), related_name="+")
    second_officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, verbose_name=_("协办执法人员"), related_name="+"
    )
    grounds = models.TextField(_("理由"), blank=True)
    basis = models.CharField(_("法律、法规依据"), max_length=300, blank=True)
    target = models.TextField(_("场所、设施、财物或者账号、数额"), blank=True)
    location = models.CharField(_("实施地点"), max_length=200, blank=True)
    present = models.CharField(_("到场的当事人、见证人"), max_length=100, blank=True)
    defence = models.TextField(_("陈述、申辩"), blank=True)
    urgency = models.CharField(_("紧急情况"), max_length=200, blank=True)
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    implemented_on = models.DateField(_("实施日期"), null=True, blank=True)
    institution = models.CharField(_("金融机构"), max_length=100, blank=True)
    delivered_on = models.DateField(_("交付冻结决定书日期"), null=True, blank=True)
    testing_until = models.DateField(_("检测鉴定预计完成日期"), null=True, blank=True)
    tested_by = models.CharField(_("检测鉴定机构"), max_length=100, blank=True)
    extension_reason = models.CharField(_("延长的理由"), max_length=200, blank=True)
    lifting_ground = models.CharField(_("解除情形"), max_length=14, choices=LiftingGround, blank=True)
    disposal = models.TextField(_("处理决定"), blank=True)
    ended_on = models.DateField(_("解除、处理日期"), null=True, blank=True)
    outcome = models.CharField(_("措施结果"), max_length=12, choices=MeasureOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("行政强制措施")

    @property
    def officers(self):
        """Those who carry it out, two at least (行政强制法#18(2))."""
        return [one for one in (self.officer, self.second_officer) if one]

    def is_freezing(self) -> bool:
        """Tell whether money is frozen (行政强制法#32)."""
        return self.kind == MeasureKind.FREEZING

    def is_not_freezing(self) -> bool:
        """Tell whether places or things are sealed or seized (行政强制法#25)."""
        return self.kind != MeasureKind.FREEZING

    def clean(self) -> None:
        """Ask for two different officers."""
        if self.officer_id and self.officer_id == self.second_officer_id:
            raise ValidationError({"second_officer": _("应由两名以上执法人员实施（《行政强制法》第十八条第二项）")})


class HeldItem(Record):
    """查封、扣押清单: one line of the list that both sides keep (行政强制法#24.3), and what became of it."""

    measure = models.ForeignKey(CoercionMeasure, models.PROTECT, verbose_name=_("强制措施"), related_name="items")
    position = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    name = models.CharField(_("名称"), max_length=200)
    model = models.CharField(_("规格型号"), max_length=100, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("计量单位"), max_length=12, blank=True)
    keeper = models.CharField(_("保管地点和保管人"), max_length=200, blank=True)
    returned_on = models.DateField(_("退还日期"), null=True, blank=True)
    disposal = models.CharField(_("处理情况"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("查封扣押清单")
        constraints = [models.UniqueConstraint(fields=["measure", "position"], name="one_held_item")]

    def __str__(self) -> str:
        return self.name


# ── 强制执行 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class ExecutionWay(models.TextChoices):
    """强制执行方式 (行政强制法#12)."""

    TRANSFER = "transfer", _("划拨存款、汇款")
    SALE = "sale", _("拍卖或者依法处理财物")
    RESTORE = "restore", _("排除妨碍、恢复原状")
    SUBSTITUTE = "substitute", _("代履行")
    DEMOLITION = "demolition", _("强制拆除")
    OTHER = "other", _("其他强制执行方式")


class ExecutionOutcome(models.TextChoices):
    """执行结果."""

    EXECUTED = "executed", _("强制执行完毕")
    PERFORMED = "performed", _("自行履行")
    ENDED = "ended", _("终结")


class PauseGround(models.TextChoices):
    """中止情形, the items of 行政强制法#39.1 in their order."""

    UNABLE = "unable", _("履行确有困难或者暂无履行能力")
    THIRD_PARTY = "third-party", _("第三人对执行标的主张权利")
    HARM = "harm", _("可能造成难以弥补的损失")
    OTHER = "other", _("其他需要中止的情形")


class CoercionExecution(Against):
    """行政机关强制执行: by an organ that has the power itself (行政强制法#34)."""

    ledger = "coercion-execution"
    procedures = ("coercion-execution",)
    mark = "强执"

    case = models.ForeignKey(
        PenaltyCase, models.PROTECT, null=True, blank=True, verbose_name=_("处罚案件"), related_name="executions"
    )
    decision = models.CharField(_("据以执行的决定"), max_length=200)
    duty = models.TextField(_("应履行的义务"))
    amount = models.DecimalField(_("应付金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    surcharge_from = models.DateField(_("加处罚款、滞纳金起始日期"), null=True, blank=True)
    urged_on = models.DateField(_("催告日期"), null=True, blank=True)
    perform_by = models.DateField(_("催告的履行期限"), null=True, blank=True)
    defence = models.TextField(_("陈述、申辩"), blank=True)
    demolition = models.BooleanField(_("强制拆除"), default=False)
    remedies_until = models.DateField(_("复议、诉讼期限届满日期"), null=True, blank=True)
    announced_on = models.DateField(_("公告日期"), null=True, blank=True)
    way = models.CharField(_("执行方式"), max_length=10, choices=ExecutionWay, blank=True)
    concealment = models.CharField(_("转移、隐匿财物的迹象"), max_length=200, blank=True)
    decided_on = models.DateField(_("执行决定日期"), null=True, blank=True)
    execute_on = models.DateField(_("执行时间"), null=True, blank=True)
    urgent = models.BooleanField(_("情况紧急"), default=False, help_text=_("夜间、法定节假日执行的填写"))
    substitute_on = models.DateField(_("代履行日期"), null=True, blank=True)
    substitute = models.CharField(_("代履行人"), max_length=100, blank=True)
    budget = models.DecimalField(_("代履行费用预算（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    agreement = models.TextField(_("执行协议"), blank=True)
    pause_ground = models.CharField(_("中止情形"), max_length=12, choices=PauseGround, blank=True)
    reason = models.CharField(_("终结的理由"), max_length=200, blank=True)
    executed_on = models.DateField(_("执行完毕日期"), null=True, blank=True)
    result = models.TextField(_("执行情况"), blank=True)
    outcome = models.CharField(_("执行结果"), max_length=10, choices=ExecutionOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("行政强制执行")

    def gives_up(self) -> bool:
        """Tell whether three years of pause end it: no plain harm to society, no means (行政强制法#39.2)."""
        return self.pause_ground == PauseGround.UNABLE


class CourtOutcome(models.TextChoices):
    """申请执行结果."""

    GRANTED = "granted", _("准予执行")
    DENIED = "denied", _("不准予执行")
    PERFORMED = "performed", _("自动履行")


class CourtEnforcement(Against):
    """申请人民法院强制执行: by an organ without the power of its own (行政强制法#53)."""

    ledger = "coercion-court-enforcement"
    procedures = ("coercion-court-enforcement",)
    mark = "申执"

    case = models.ForeignKey(
        PenaltyCase, models.PROTECT, null=True, blank=True, verbose_name=_("处罚案件"), related_name="applications"
    )
    decision = models.CharField(_("据以执行的决定"), max_length=200)
    duty = models.TextField(_("应履行的义务"))
    amount = models.DecimalField(_("申请执行金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    remedies_until = models.DateField(_("复议、诉讼期限届满日期"), null=True, blank=True)
    urged_on = models.DateField(_("催告书送达日期"), null=True, blank=True)
    court = models.CharField(_("人民法院"), max_length=100, blank=True)
    court_number = models.CharField(_("法院案号"), max_length=80, blank=True)
    head = models.CharField(_("签名的负责人"), max_length=40, blank=True)
    target = models.TextField(_("申请强制执行标的情况"), blank=True)
    applied_on = models.DateField(_("申请日期"), null=True, blank=True)
    accepted_on = models.DateField(_("法院受理日期"), null=True, blank=True)
    doubtful = models.BooleanField(_("法院认为明显违法须听取意见"), default=False)
    ruled_on = models.DateField(_("裁定日期"), null=True, blank=True)
    ruling_received_on = models.DateField(_("收到裁定日期"), null=True, blank=True)
    ruling = models.TextField(_("裁定理由"), blank=True)
    objected_on = models.DateField(_("向上一级法院申请复议日期"), null=True, blank=True)
    executed_on = models.DateField(_("执行完毕日期"), null=True, blank=True)
    outcome = models.CharField(_("申请结果"), max_length=10, choices=CourtOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("申请法院强制执行")

    def looks_doubtful(self) -> bool:
        """Tell whether thirty days are given to rule (行政强制法#58.2)."""
        return self.doubtful

    def looks_plain(self) -> bool:
        """Tell whether seven days are given to rule (行政强制法#57)."""
        return not self.doubtful
