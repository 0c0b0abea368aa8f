"""行政应诉: cases and their instances, evidence, response teams, hearings and who came to them, letters about it,
performance of judgments, advice of courts and suggestions of procuratorates, and the liaison with courts."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Organisation, Record


class Paper(models.TextChoices):
    """文书: the document that the answer of the defendant produces."""

    ANSWER = "answer", _("行政答辩状")
    APPEAL_ANSWER = "appeal-answer", _("行政上诉答辩状")


# ── 案件 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── “1+1+1”应诉小组 ───────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── 负责人出庭 ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Notice(models.TextChoices):
    """出庭要求 (行政诉讼法#3.3, 负责人出庭规定#4, #7.1)."""

    GENERAL = "general", _("依法应当出庭")
    MUST = "must", _("法院应当通知出庭的案件")
    MAY = "may", _("法院通知出庭")
    AGAIN = "again", _("同一审级通知再次出庭")


class Rank(models.TextChoices):
    """出庭负责人 (负责人出庭规定#2.1)."""

    PRINCIPAL = "principal", _("正职负责人")
    DEPUTY = "deputy", _("副职负责人")
    DEPUTY_LEVEL = "deputy-level", _("参与分管的副职级别负责人")
    IN_CHARGE = "in-charge", _("其他参与分管的负责人")


class Excuse(models.TextChoices):
    """不能出庭的情形, the items of 负责人出庭规定#8."""

    FORCE_MAJEURE = "force-majeure", _("不可抗力")
    ACCIDENT = "accident", _("意外事件")
    DUTY = "duty", _("需要履行他人不能代替的公务")
    OTHER = "other", _("其他正当事由")


class Breach(models.TextChoices):
    """未依法出庭的情形, the items of 负责人出庭规定#12.1."""

    NO_REASON = "no-reason", _("未出庭且未说明理由或者理由不成立")
    ABSENT_AGAIN = "absent-again", _("延期后再次开庭仍未出庭且无正当理由")
    NOBODY = "nobody", _("负责人和工作人员均未出庭")
    LEFT_EARLY = "left-early", _("未经法庭许可中途退庭")
    REFUSED = "refused", _("拒绝解释或者说明")


class AppearanceOutcome(models.TextChoices):
    """出庭结果."""

    APPEARED = "appeared", _("负责人出庭")
    EXCUSED = "excused", _("有正当理由未出庭")
    SUGGESTED = "judicial-suggestion", _("被提出司法建议")
    FULFILLED = "fulfilled", _("同一审级已出庭，本次未再出庭")


class Appearance(Case):
    """负责人出庭: one hearing, who was due, who came in what post, or why not."""

    ledger = "litigation-appearance"
    procedures = ("agency-head-appearance",)
    mark = "诉庭"

    instance = models.ForeignKey(LitigationInstance, models.PROTECT, verbose_name=_("审级"), related_name="appearances")
    hearing_on = models.DateField(_("开庭日期"))
    courtroom = models.CharField(_("开庭地点"), max_length=100, blank=True)
    notice = models.CharField(_("出庭要求"), max_length=8, choices=Notice, default=Notice.GENERAL)
    notice_received_on = models.DateField(_("收到出庭通知日期"), null=True, blank=True)
    head = models.CharField(_("出庭负责人"), max_length=40, blank=True)
    head_post = models.CharField(_("负责人职务"), max_length=60, blank=True)
    head_rank = models.CharField(_("负责人类别"), max_length=12, choices=Rank, blank=True)
    spoke = models.BooleanField(_("就实质性解决争议发表意见"), null=True, blank=True)
    staff = models.CharField(_("出庭工作人员"), max_length=100, blank=True)
    excuse = models.CharField(_("不能出庭的情形"), max_length=14, choices=Excuse, blank=True)
    excuse_reason = models.CharField(_("不能出庭的理由"), max_length=200, blank=True)
    breach = models.CharField(_("未依法出庭的情形"), max_length=14, choices=Breach, blank=True)
    court_advice_number = CaseNumber(_("司法建议编号"), refers_to=("judicial-suggestion",))
    outcome = models.CharField(_("出庭结果"), max_length=20, choices=AppearanceOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("负责人出庭应诉")
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "hearing_on"])]

    def headline(self) -> str:
        """Return the suit and the day of the hearing."""
        return f"{self.instance.number} {self.hearing_on:%Y-%m-%d} 开庭"[:200]


class LetterKind(models.TextChoices):
    """函件种类."""

    REMINDER = "reminder", _("提示函")
    WARNING = "warning", _("警示函")
    CIRCULAR = "circular", _("通报")


class AppearanceLetter(Case):
    """出庭应诉提示函、警示函、通报: to the organ concerned (`organisation`), numbered in the issuer's own series."""

    ledger = "appearance-letter"
    procedures = ("appearance-letter",)
    mark = "诉函"

    appearance = models.ForeignKey(Appearance, models.PROTECT, verbose_name=_("出庭记录"), related_name="letters")
    kind = models.CharField(_("种类"), max_length=8, choices=LetterKind, editable=False)
    issuer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("制发机关"), related_name="+"
    )
    document_number = models.CharField(_("文号"), max_length=60, editable=False)
    issued_on = models.DateField(_("制发日期"), null=True, blank=True, editable=False)
    body = models.TextField(_("正文"), blank=True)
    absences = models.PositiveSmallIntegerField(_("一年内未依法出庭次数"), default=0, editable=False)
    copied_to = models.CharField(_("抄送"), max_length=200, blank=True)
    reply_by = models.DateField(_("要求回复日期"), null=True, blank=True)
    replied_on = models.DateField(_("回复日期"), null=True, blank=True)
    reply = models.TextField(_("回复内容"), blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("出庭应诉提示、警示和通报")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(fields=["issuer", "document_number"], name="litigation_one_letter_number"),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(kind=LetterKind.CIRCULAR),
                name="litigation_only_circulars_are_published",
                violation_error_message=_("只有通报可以公开"),
            ),
        ]

    def headline(self) -> str:
        """Return what it is and about which hearing."""
        return f"{self.get_kind_display()}：{self.appearance.title}"[:200]

    def clean(self) -> None:
        """Refuse a day of answer before the letter itself."""
        if self.reply_by and self.reply_by < self.opened_on:
            raise ValidationError({"reply_by": _("要求回复日期不得早于制发日期")})


# ── 履行生效裁判 ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Performance(models.TextChoices):
    """履行方式."""

    VOLUNTARY = "voluntary", _("自动履行")
    URGED = "urged", _("督促后履行")
    ENFORCED = "enforced", _("法院强制执行")


class PerformanceDocument(models.TextChoices):
    """履行文书."""

    EVIDENCE = "performance-evidence", _("履行证明")


class JudgmentPerformance(Case):
    """生效裁判履行: the task that a judgment in force gives the organ, opened by the suit itself."""

    ledger = "judgment-performance"
    procedures = ("judgment-performance",)
    mark = "诉履"

    case = models.ForeignKey(LitigationCase, models.PROTECT, verbose_name=_("应诉案件"), related_name="performances")
    judgment_number = models.CharField(_("裁判文书号"), max_length=80, blank=True)
    result = models.CharField(_("裁判结果"), max_length=20, choices=Outcome, blank=True)
    demand = models.TextField(_("履行内容"), blank=True)
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    perform_by = models.DateField(_("履行期限"), null=True, blank=True)
    unit = models.CharField(_("履行责任单位"), max_length=100, blank=True)
    performance = models.CharField(_("履行方式"), max_length=10, choices=Performance, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True, blank=True)
    measures = models.TextField(_("履行措施和结果"), blank=True)
    overdue_reason = models.CharField(_("逾期原因"), max_length=200, blank=True)
    leader = models.CharField(_("报告的主要负责人"), max_length=40, blank=True)
    reported_on = models.DateField(_("报告主要负责人日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("生效裁判履行")

    def headline(self) -> str:
        """Return the act whose judgment is performed; the plaintiff is named in the suit alone."""
        return f"履行：{self.case.act}案"[:200]


# ── 司法建议、检察建议 ───────────────────────────────────────────────────────────────────────────────────────────────


class AdviceKind(models.TextChoices):
    """司法建议事由 (行诉解释#149.2, 行政诉讼法#66.2, #96(4), 负责人出庭规定#12.1)."""

    DOCUMENT = "document", _("规范性文件不合法")
    APPEARANCE = "appearance", _("负责人未依法出庭")
    DISCIPLINE = "discipline", _("被告拒不到庭、中途退庭")
    PERFORMANCE = "performance", _("拒绝履行裁判")
    PRACTICE = "practice", _("改进行政执法、社会治理")


class DocumentTreatment(models.TextChoices):
    """规范性文件处理."""

    AMENDED = "amended", _("修改")
    REPEALED = "repealed", _("废止")
    EXPLAINED = "explained", _("说明理由，不作修改")


class SuggestionOutcome(models.TextChoices):
    """规范性文件司法建议办理结果."""

    REPLIED = "replied", _("已答复（修改、废止或者说明）")


class JudicialSuggestion(Case):
    """司法建议: advice of a court, on a normative document or on how the organ acts, and the answer to it."""

    ledger = "judicial-suggestion"
    procedures = ("judicial-suggestion-reply", "judicial-advice-reply")
    mark = "司建"

    kind = models.CharField(_("事由"), max_length=12, choices=AdviceKind, default=AdviceKind.DOCUMENT)
    court = models.CharField(_("提出法院"), max_length=100)
    court_number = models.CharField(_("司法建议书文号"), max_length=80, blank=True)
    case_number = CaseNumber(_("应诉案件编号"), refers_to=("litigation-case",))
    document = models.CharField(_("规范性文件"), max_length=200, blank=True)
    advice = models.TextField(_("建议内容"))
    urgent = models.BooleanField(_("建议立即停止执行"), default=False)
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    stopped_on = models.DateField(_("停止执行日期"), null=True, blank=True)
    reply_by = models.DateField(_("要求回复日期"), null=True, blank=True)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    treatment = models.CharField(_("规范性文件处理"), max_length=10, choices=DocumentTreatment, blank=True)
    reply = models.TextField(_("答复内容"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("司法建议办理")

    def headline(self) -> str:
        """Return whose advice it is and about what."""
        return f"{self.court}司法建议：{self.document or self.get_kind_display()}"[:200]


class Interest(models.TextChoices):
    """公益诉讼领域 (行政诉讼法#25.4)."""

    ENVIRONMENT = "environment", _("生态环境和资源保护")
    FOOD_DRUGS = "food-drugs", _("食品药品安全")
    STATE_PROPERTY = "state-property", _("国有财产保护")
    LAND = "land", _("国有土地使用权出让")
    OTHER = "other", _("法律规定的其他领域")


class DutyOutcome(models.TextChoices):
    """检察建议办理结果."""

    PERFORMED = "performed", _("依法履职")
    SUED = "sued", _("被提起公益诉讼")


class ProcuratorialSuggestion(Case):
    """检察建议: a procuratorate urges the organ to do its duty before it sues (公益诉讼解释#21)."""

    ledger = "procuratorial-suggestion"
    procedures = ("procuratorial-suggestion-reply",)
    mark = "检建"

    procuratorate = models.CharField(_("提出检察院"), max_length=100)
    suggestion_number = models.CharField(_("检察建议书文号"), max_length=80, blank=True)
    interest = models.CharField(_("领域"), max_length=14, choices=Interest)
    matter = models.CharField(_("违法行使职权或者不作为的事项"), max_length=200)
    advice = models.TextField(_("建议内容"), blank=True)
    urgent = models.BooleanField(_("损害继续扩大等紧急情形"), default=False)
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    replied_on = models.DateField(_("回复日期"), null=True, blank=True)
    measures = models.TextField(_("履职情况"), blank=True)
    sued_on = models.DateField(_("被提起公益诉讼日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("检察建议办理")

    def headline(self) -> str:
        """Return whose suggestion it is and about what."""
        return f"{self.procuratorate}检察建议：{self.matter}"[:200]

    def is_urgent(self) -> bool:
        """Tell whether the harm goes on growing, so that fifteen days are given."""
        return self.urgent

    def is_not_urgent(self) -> bool:
        """Tell whether two months are given."""
        return not self.urgent


# ── 府院联络 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class PartnerCourt(Record):
    """联络法院: a court with which the organ keeps a liaison on administrative trials."""

    name = models.CharField(_("法院名称"), max_length=100)
    contact = models.CharField(_("联络人"), max_length=40, blank=True)
    telephone = models.CharField(_("联络电话"), max_length=40, blank=True)
    agreement = models.CharField(_("联络机制文件"), max_length=200, blank=True)
    since = models.DateField(_("建立日期"))
    until = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政审判联络法院")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="litigation_one_partner_court")]

    def __str__(self) -> str:
        return self.name


class LiaisonMeeting(Record):
    """府院联席会议."""

    court = models.ForeignKey(PartnerCourt, models.PROTECT, verbose_name=_("法院"), related_name="meetings")
    held_on = models.DateField(_("召开日期"))
    topic = models.CharField(_("议题"), max_length=200)
    participants = models.TextField(_("参加单位"), blank=True, help_text=_("每行一个"))
    minutes = models.CharField(_("会议纪要文号"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("府院联席会议")
        constraints = [
            models.UniqueConstraint(fields=["court", "held_on", "topic"], name="litigation_one_liaison_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


class LiaisonProblem(Record):
    """联席会议问题: what was raised, what was agreed, who does it by when, and what became of it."""

    meeting = models.ForeignKey(LiaisonMeeting, models.PROTECT, verbose_name=_("会议"), related_name="problems")
    position = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    problem = models.TextField(_("问题"))
    agreed = models.TextField(_("议定意见"), blank=True)
    unit = models.CharField(_("责任单位"), max_length=100, blank=True)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    result = models.TextField(_("落实情况"), blank=True)

    class Meta:
        verbose_name = _("联席会议问题和落实")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="litigation_one_liaison_problem"),
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(result=""),
                name="litigation_done_problem_has_a_result",
                violation_error_message=_("已完成的，须写明落实情况"),
            ),
        ]

    def __str__(self) -> str:
        return self.problem[:60]


class LitigationRule(Record):
    """应诉工作制度: a notice or rule on answering suits, kept with what each unit did to carry it out."""

    title = models.CharField(_("标题"), max_length=200)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("印发日期"))
    requirement = models.TextField(_("主要要求"), blank=True)
    repealed_on = models.DateField(_("废止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("应诉工作制度")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title", "issued_on"], name="litigation_one_rule")
        ]

    def __str__(self) -> str:
        return self.title


class RuleImplementation(Record):
    """制度落实: how one unit (`organisation`) carries out a rule."""

    rule = models.ForeignKey(LitigationRule, models.PROTECT, verbose_name=_("制度"), related_name="implementations")
    measures = models.TextField(_("落实措施"))
    implemented_on = models.DateField(_("落实日期"))
    checked_on = models.DateField(_("检查日期"), null=True, blank=True)
    finding = models.CharField(_("检查情况"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("应诉工作制度落实")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "rule", "implemented_on"], name="litigation_one_implementation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.rule}"
