"""行政诉讼案件: a suit, its instances at each court, and the evidence."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Record


class Paper(models.TextChoices):
    """文书: the document that the answer of the defendant produces."""

    ANSWER = "answer", _("行政答辩状")
    APPEAL_ANSWER = "appeal-answer", _("行政上诉答辩状")


class Plaintiff(models.TextChoices):
    """原告类别 (行政诉讼法#25)."""

    CITIZEN = "citizen", _("公民")
    COMPANY = "company", _("企业")
    OTHER = "other", _("其他法人或组织")
    PROCURATORATE = "procuratorate", _("人民检察院（公益诉讼）")


class Act(models.TextChoices):
    """行政行为种类, the items of 行政诉讼法#12.1 in their order."""

    PENALTY = "penalty", _("行政处罚")
    COERCION = "coercion", _("行政强制")
    PERMIT = "permit", _("行政许可")
    NATURAL_RESOURCES = "natural-resources", _("自然资源权属确认")
    EXPROPRIATION = "expropriation", _("征收征用及补偿")
    INACTION = "inaction", _("不履行法定职责")
    BUSINESS_AUTONOMY = "business-autonomy", _("侵犯经营自主权、承包经营权")
    COMPETITION = "competition", _("排除或者限制竞争")
    LEVY = "levy", _("违法要求履行义务")
    PAYMENT = "payment", _("行政给付")
    AGREEMENT = "agreement", _("行政协议")
    RECONSIDERATION = "reconsideration", _("行政复议决定")
    DISCLOSURE = "disclosure", _("政府信息公开")
    OTHER = "other", _("其他行政行为")


class Outcome(models.TextChoices):
    """裁判结果; the articles stand in the procedure."""

    CLAIM_REJECTED = "claim-rejected", _("判决驳回诉讼请求")
    REVOKED = "revoked", _("撤销、部分撤销（可责令重作）")
    ORDERED_TO_PERFORM = "ordered-to-perform", _("限期履行法定职责")
    ORDERED_TO_PAY = "ordered-to-pay", _("履行给付义务")
    CONFIRMED_ILLEGAL = "confirmed-illegal", _("确认违法")
    CONFIRMED_INVALID = "confirmed-invalid", _("确认无效")
    CHANGED = "changed", _("变更")
    AGREEMENT_REMEDY = "agreement-remedy", _("行政协议责任")
    ACTION_DISMISSED = "action-dismissed", _("裁定驳回起诉")
    WITHDRAWN = "withdrawn", _("撤诉")
    MEDIATED = "mediated", _("调解")


# 胜诉: the claim or the suit itself was rejected.
WON = (Outcome.CLAIM_REJECTED, Outcome.ACTION_DISMISSED)


# What leaves the defendant nothing to do once it is in force.
NOTHING_TO_PERFORM = (Outcome.CLAIM_REJECTED, Outcome.ACTION_DISMISSED, Outcome.WITHDRAWN)


class SuspensionGround(models.TextChoices):
    """中止情形, the items of 行诉解释#87.1 in their order."""

    DEATH = "death", _("原告死亡，须等待近亲属表明是否参加诉讼")
    INCAPACITY = "incapacity", _("原告丧失诉讼行为能力，法定代理人未确定")
    DISSOLVED = "dissolved", _("一方当事人终止，权利义务承受人未确定")
    FORCE_MAJEURE = "force-majeure", _("不可抗力，不能参加诉讼")
    LEGAL_QUESTION = "legal-question", _("法律适用问题须有权机关解释或者确认")
    OTHER_CASE = "other-case", _("以其他案件的审理结果为依据")
    OTHER = "other", _("其他应当中止的情形")


# 满九十日终结: 行诉解释#88 names these three.
ENDING_GROUNDS = (SuspensionGround.DEATH, SuspensionGround.INCAPACITY, SuspensionGround.DISSOLVED)


class Appellant(models.TextChoices):
    """上诉人、再审申请人."""

    PLAINTIFF = "plaintiff", _("原告")
    DEFENDANT = "defendant", _("被告")
    BOTH = "both", _("原告和被告")
    THIRD_PARTY = "third-party", _("第三人")


class AppealResult(models.TextChoices):
    """二审、再审处理 (行政诉讼法#89.1, 行诉解释#122)."""

    AFFIRMED = "affirmed", _("维持原裁判")
    CHANGED = "changed", _("改判、撤销或者变更")


class LitigationCase(Case):
    """行政应诉案件: a suit against an organ (`organisation`), through all its instances to the performed judgment."""

    ledger = "litigation-case"
    procedures = ("litigation-response",)
    mark = "诉"

    # Who sues, and what for (行政诉讼法#12, #25, #26).
    plaintiff_kind = models.CharField(_("原告类别"), max_length=14, choices=Plaintiff, default=Plaintiff.CITIZEN)
    plaintiff = models.CharField(_("原告"), max_length=100)
    plaintiffs = models.PositiveIntegerField(_("原告人数"), default=1, validators=[MinValueValidator(1)])
    third_parties = models.TextField(_("第三人"), blank=True, help_text=_("每行一名"))
    defendant = models.CharField(_("被告"), max_length=100, blank=True, help_text=_("与机构名称不同的填写"))
    co_defendants = models.CharField(
        _("共同被告"), max_length=200, blank=True, help_text=_("复议机关维持原行为的，与原机关为共同被告")
    )
    act_kind = models.CharField(_("行政行为种类"), max_length=20, choices=Act)
    act = models.CharField(_("被诉行政行为"), max_length=200)
    act_number = models.CharField(_("行政行为文号"), max_length=80, blank=True)
    act_on = models.DateField(_("行政行为作出日期"), null=True, blank=True)
    claim = models.TextField(_("诉讼请求"), blank=True)
    compensation_claimed = models.DecimalField(
        _("请求赔偿金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    document_challenged = models.CharField(_("一并请求审查的规范性文件"), max_length=200, blank=True)
    counsel = models.CharField(_("委托诉讼代理人"), max_length=200, blank=True)
    reconsideration_number = CaseNumber(_("行政复议案件编号"), refers_to=("reconsideration-case",))
    suggestion_number = CaseNumber(_("检察建议编号"), refers_to=("procuratorial-suggestion",))
    earlier_number = CaseNumber(
        _("原应诉案件编号"), refers_to=("litigation-case",), help_text=_("结案后又进入再审、抗诉程序的填写")
    )

    # Before the suit (行政诉讼法#45 to #48).
    knew_on = models.DateField(_("知道行政行为日期"), null=True, blank=True)
    rights_known_on = models.DateField(
        _("知道起诉期限日期"), null=True, blank=True, help_text=_("行政行为未告知起诉期限的填写")
    )
    obstacle_from = models.DateField(_("起诉障碍发生日期"), null=True, blank=True)
    obstacle_until = models.DateField(_("起诉障碍消除日期"), null=True, blank=True)
    duty_requested_on = models.DateField(_("履职申请日期"), null=True, blank=True)
    reconsideration_served_on = models.DateField(_("收到复议决定日期"), null=True, blank=True)

    # First instance.
    court = models.CharField(_("一审法院"), max_length=100)
    court_number = models.CharField(_("一审案号"), max_length=80, blank=True)
    simplified = models.BooleanField(_("适用简易程序"), default=False)
    docketed_on = models.DateField(_("法院立案日期"), null=True, blank=True)
    received_on = models.DateField(_("收到起诉状副本日期"), null=True, blank=True)
    jurisdiction_objected_on = models.DateField(_("提出管辖异议日期"), null=True, blank=True)
    late_evidence_asked_on = models.DateField(_("申请延期举证日期"), null=True, blank=True)
    obstacle_gone_on = models.DateField(_("延期举证事由消除日期"), null=True, blank=True)
    answered_on = models.DateField(_("答辩举证日期"), null=True, blank=True)
    defence = models.TextField(_("答辩意见"), blank=True)
    act_changed = models.BooleanField(_("改变被诉行政行为"), default=False)
    suspension_ground = models.CharField(_("中止情形"), max_length=16, choices=SuspensionGround, blank=True)
    first_extension = models.PositiveSmallIntegerField(_("一审延长（月）"), null=True, blank=True)
    judged_on = models.DateField(_("裁判日期"), null=True, blank=True)
    judgment_number = models.CharField(_("裁判文书号"), max_length=80, blank=True)
    judgment_served_on = models.DateField(
        _("裁判文书送达日期"), null=True, blank=True, help_text=_("各方当事人送达日期不同的，填写最后一方的")
    )

    # Appeal, retrial, protest (行政诉讼法#85 to #93).
    appellant = models.CharField(_("上诉人"), max_length=12, choices=Appellant, blank=True)
    appealed_on = models.DateField(_("上诉日期"), null=True, blank=True)
    appeal_court = models.CharField(_("二审法院"), max_length=100, blank=True)
    appeal_number = models.CharField(_("二审案号"), max_length=80, blank=True)
    appeal_copy_received_on = models.DateField(_("收到上诉状副本日期"), null=True, blank=True)
    appeal_defence = models.TextField(_("上诉答辩意见"), blank=True)
    appeal_answered_on = models.DateField(_("上诉答辩日期"), null=True, blank=True)
    second_extension = models.PositiveSmallIntegerField(_("二审延长（月）"), null=True, blank=True)
    appeal_result = models.CharField(_("二审、再审处理"), max_length=10, choices=AppealResult, blank=True)
    retrial_applicant = models.CharField(_("再审申请人"), max_length=12, choices=Appellant, blank=True)
    retrial_number = models.CharField(_("再审案号"), max_length=80, blank=True)
    retrial_on = models.DateField(_("申请再审日期"), null=True, blank=True)
    review_extension = models.PositiveSmallIntegerField(_("再审审查延长（月）"), null=True, blank=True)
    protested_on = models.DateField(_("抗诉日期"), null=True, blank=True)
    protest_number = models.CharField(_("抗诉书文号"), max_length=80, blank=True)

    # How it ended.
    outcome = models.CharField(_("裁判结果"), max_length=20, choices=Outcome, blank=True, editable=False)
    effective_on = models.DateField(_("裁判生效日期"), null=True, blank=True)
    perform_by = models.DateField(_("判决确定的履行期限"), null=True, blank=True)
    demand = models.TextField(_("判决履行内容"), blank=True)
    compensation_amount = models.DecimalField(
        _("判决赔偿金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    unattended = models.BooleanField(
        _("无人出庭"), default=False, help_text=_("负责人和工作人员均未出庭，由出庭记录登记")
    )

    class Meta(Case.Meta):
        verbose_name = _("行政应诉案件")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(received_on=None) | Q(answered_on__gte=F("received_on")),
                name="litigation_received_before_answered",
                violation_error_message=_("答辩举证日期不得早于收到起诉状副本日期"),
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(docketed_on=None) | Q(received_on__gte=F("docketed_on")),
                name="litigation_docketed_before_received",
                violation_error_message=_("收到起诉状副本日期不得早于法院立案日期"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "received_on"])]

    def headline(self) -> str:
        """Return 某人诉某机关某行为, as suits are headed."""
        return f"{self.plaintiff}诉{self.defendant or self.organisation.name}{self.act}"[:200]

    def informed_late(self) -> bool:
        """Tell whether the act did not say how long one may sue, so that the year counts."""
        return self.rights_known_on is not None

    def sued_directly(self) -> bool:
        """Tell whether the suit did not follow a reconsideration."""
        return self.reconsideration_served_on is None

    def runs_simplified(self) -> bool:
        """Tell whether the simplified procedure applies."""
        return self.simplified

    def was_ruled(self) -> bool:
        """Tell whether the suit was dismissed by a ruling, against which ten days are given."""
        return self.outcome == Outcome.ACTION_DISMISSED

    def was_judged(self) -> bool:
        """Tell whether there is a judgment, against which fifteen days are given."""
        return self.outcome != Outcome.ACTION_DISMISSED

    def suspended_for_want_of_a_party(self) -> bool:
        """Tell whether the suspension is one that ends the suit after ninety days."""
        return self.suspension_ground in ENDING_GROUNDS

    def clean(self) -> None:
        """Hold the days before the suit to their order."""
        if self.act_on and self.knew_on and self.knew_on < self.act_on:
            raise ValidationError({"knew_on": _("知道行政行为日期不得早于行政行为作出日期")})


class Level(models.TextChoices):
    """审级."""

    FIRST = "first", _("一审")
    SECOND = "second", _("二审")
    AGAIN = "again", _("重审")
    RETRIAL = "retrial", _("再审")
    PROTEST = "protest", _("抗诉")


class Ending(models.TextChoices):
    """审级结案方式."""

    JUDGED = "judged", _("判决")
    DISMISSED = "dismissed", _("裁定驳回起诉")
    REMANDED = "remanded", _("发回重审")
    WITHDRAWN = "withdrawn", _("撤诉、撤回上诉")
    MEDIATED = "mediated", _("调解")
    REFUSED = "refused", _("驳回再审申请")
    ENDED = "ended", _("终结")


class LitigationInstance(Case):
    """应诉审级: one instance of a suit, from the day it began to the day it was concluded; what the figures count.

    It is opened and concluded by the steps of its suit, never by hand.
    """

    ledger = "litigation-instance"
    procedures = ("litigation-instance",)
    mark = "诉审"

    case = models.ForeignKey(LitigationCase, models.PROTECT, verbose_name=_("应诉案件"), related_name="instances")
    level = models.CharField(_("审级"), max_length=8, choices=Level)
    court = models.CharField(_("法院"), max_length=100, blank=True)
    court_number = models.CharField(_("案号"), max_length=80, blank=True)
    entered_on = models.DateField(_("进入日期"), null=True, blank=True)
    concluded_on = models.DateField(_("结案日期"), null=True, blank=True)
    ending = models.CharField(_("结案方式"), max_length=10, choices=Ending, blank=True)
    result = models.CharField(_("裁判结果"), max_length=20, choices=Outcome, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("应诉审级")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(concluded_on=None) | ~Q(ending=""),
                name="litigation_concluded_instance_has_an_ending",
                violation_error_message=_("已结的审级须有结案方式"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "entered_on"])]

    def headline(self) -> str:
        """Return the act that is sued and the instance; the plaintiff is named in the suit alone."""
        return f"{self.case.act}（{self.get_level_display()}）"[-200:]


class EvidenceKind(models.TextChoices):
    """证据种类, the items of 行政诉讼法#33.1 in their order; then the documents on which the act rests (#34.1)."""

    DOCUMENT = "document", _("书证")
    OBJECT = "object", _("物证")
    AUDIOVISUAL = "audiovisual", _("视听资料")
    ELECTRONIC = "electronic", _("电子数据")
    WITNESS = "witness", _("证人证言")
    STATEMENT = "statement", _("当事人的陈述")
    APPRAISAL = "appraisal", _("鉴定意见")
    INSPECTION = "inspection", _("勘验笔录、现场笔录")
    NORM = "norm", _("所依据的规范性文件")


class Evidence(Record):
    """证据清单: one item of what the defendant hands in (行政诉讼法#34.1)."""

    case = models.ForeignKey(LitigationCase, models.PROTECT, verbose_name=_("应诉案件"), related_name="evidence")
    position = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    name = models.CharField(_("证据名称"), max_length=200)
    kind = models.CharField(_("证据种类"), max_length=12, choices=EvidenceKind)
    purpose = models.CharField(_("证明目的"), max_length=300)
    source = models.CharField(_("来源"), max_length=100, blank=True)
    pages = models.PositiveSmallIntegerField(_("页数"), null=True, blank=True)
    original = models.BooleanField(_("有原件"), default=True)
    submitted_on = models.DateField(_("提交日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("应诉证据清单")
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="litigation_one_evidence")]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"
