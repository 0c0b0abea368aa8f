"""行政复议: cases, incidental reviews, cases against this government, opinion letters, the advisory committee, intake
points, published decisions and work documents."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Organisation, Record
from fadu.kernel.publication import exposed


class Applicant(models.TextChoices):
    """申请人类别 (行政复议法#14)."""

    CITIZEN = "citizen", _("公民")
    BUSINESS = "business", _("个体工商户")
    COMPANY = "company", _("企业法人")
    OTHER = "other", _("其他法人或组织")


class Act(models.TextChoices):
    """行政行为种类, in the order of 行政复议法#11."""

    PENALTY = "penalty", _("行政处罚")
    COERCION = "coercion", _("行政强制")
    PERMIT = "permit", _("行政许可")
    NATURAL_RESOURCES = "natural-resources", _("自然资源权属确认")
    EXPROPRIATION = "expropriation", _("征收征用及补偿")
    COMPENSATION = "compensation", _("行政赔偿")
    WORK_INJURY = "work-injury", _("工伤认定")
    BUSINESS_AUTONOMY = "business-autonomy", _("侵犯经营自主权")
    COMPETITION = "competition", _("排除或者限制竞争")
    LEVY = "levy", _("违法要求履行义务")
    INACTION = "inaction", _("不履行法定职责")
    SOCIAL_SECURITY = "social-security", _("行政给付")
    AGREEMENT = "agreement", _("行政协议")
    DISCLOSURE = "disclosure", _("政府信息公开")
    OTHER = "other", _("其他行政行为")


class Field(models.TextChoices):
    """案件领域: the field of administration from which the act comes."""

    PUBLIC_SECURITY = "public-security", _("公安")
    NATURAL_RESOURCES = "natural-resources", _("自然资源")
    MARKET = "market", _("市场监管")
    LABOUR = "labour", _("人力资源和社会保障")
    HOUSING = "housing", _("住房城乡建设")
    URBAN = "urban", _("城市管理")
    TRANSPORT = "transport", _("交通运输")
    EDUCATION = "education", _("教育")
    HEALTH = "health", _("卫生健康")
    ENVIRONMENT = "environment", _("生态环境")
    AGRICULTURE = "agriculture", _("农业农村")
    CIVIL_AFFAIRS = "civil-affairs", _("民政")
    EMERGENCY = "emergency", _("应急管理")
    TAX = "tax", _("税务")
    OTHER = "other", _("其他")


class Channel(models.TextChoices):
    """收件渠道 (行政复议法#22, #32)."""

    WINDOW = "window", _("当面提交")
    POST = "post", _("邮寄")
    INTERNET = "internet", _("互联网")
    ORAL = "oral", _("口头申请")
    INTAKE_POINT = "intake-point", _("基层受理点转交")
    AGENCY = "agency", _("行政机关转送")


class Outcome(models.TextChoices):
    """审结方式; the articles stand in the procedures, for they differ between the laws of 2017 and 2023."""

    UPHELD = "upheld", _("维持")
    CHANGED = "changed", _("变更")
    REVOKED = "revoked", _("撤销（部分撤销）")
    REVOKED_REDO = "revoked-redo", _("撤销并责令重新作出")
    CONFIRMED_ILLEGAL = "confirmed-illegal", _("确认违法")
    ORDERED_TO_PERFORM = "ordered-to-perform", _("限期履行")
    CONFIRMED_INVALID = "confirmed-invalid", _("确认无效")
    REQUEST_REJECTED = "request-rejected", _("驳回行政复议请求")
    AGREEMENT_REMEDY = "agreement-remedy", _("行政协议责任（履行、补救、赔偿、补偿）")
    APPLICATION_DISMISSED = "application-dismissed", _("驳回申请")
    MEDIATED = "mediated", _("调解结案")
    SETTLED_WITHDRAWN = "settled-withdrawn", _("和解撤回终止")
    TERMINATED = "terminated", _("其他终止")


# 纠错: outcomes by which a decision put the act right (综合纠错率 adds what was mediated or settled).
CORRECTED = (
    Outcome.CHANGED,
    Outcome.REVOKED,
    Outcome.REVOKED_REDO,
    Outcome.CONFIRMED_ILLEGAL,
    Outcome.ORDERED_TO_PERFORM,
    Outcome.CONFIRMED_INVALID,
    Outcome.AGREEMENT_REMEDY,
)


class SimplifiedGround(models.TextChoices):
    """适用简易程序的情形 (行政复议法#53)."""

    ON_THE_SPOT = "on-the-spot", _("当场作出的行政行为")
    WARNING = "warning", _("警告或者通报批评")
    SMALL_AMOUNT = "small-amount", _("涉及款额三千元以下")
    DISCLOSURE = "disclosure", _("政府信息公开案件")
    AGREED = "agreed", _("当事人各方同意")


class SuspensionGround(models.TextChoices):
    """中止情形, the items of 行政复议法#39.1 in their order."""

    DEATH = "death", _("申请人死亡，近亲属未确定是否参加")
    INCAPACITY = "incapacity", _("申请人丧失行为能力，法定代理人未确定")
    MISSING = "missing", _("申请人下落不明")
    DISSOLVED = "dissolved", _("申请人终止，权利义务承受人未确定")
    FORCE_MAJEURE = "force-majeure", _("不可抗力或者其他正当理由")
    NEGOTIATION = "negotiation", _("调解、和解，双方同意中止")
    LEGAL_QUESTION = "legal-question", _("法律适用问题须有权机关解释或者确认")
    OTHER_CASE = "other-case", _("以其他案件的审理结果为依据")
    DOCUMENT_REVIEW = "document-review", _("规范性文件或者依据的附带审查")
    OTHER = "other", _("其他情形")


# 满六十日终止: 行政复议法#41(5) names these three; 行政复议法实施条例#42.2 the same for the law of 2017.
ENDING_GROUNDS = (SuspensionGround.DEATH, SuspensionGround.INCAPACITY, SuspensionGround.DISSOLVED)


class Hearing(models.TextChoices):
    """听取意见方式 (行政复议法#49)."""

    IN_PERSON = "in-person", _("当面")
    ONLINE = "online", _("互联网")
    TELEPHONE = "telephone", _("电话")
    IMPOSSIBLE = "impossible", _("因当事人原因不能听取，书面审理")


class Performance(models.TextChoices):
    """履行情况."""

    VOLUNTARY = "voluntary", _("自动履行")
    ORDERED = "ordered", _("责令后履行")
    ENFORCED = "enforced", _("强制执行")
    NOTHING = "nothing", _("无履行内容")


class Paper(models.TextChoices):
    """文书: the documents that steps produce; `letters` says what stands in them."""

    ACCEPTANCE = "acceptance-notice", _("行政复议申请受理通知书")
    CORRECTION = "correction-notice", _("行政复议申请补正通知书")
    REFUSAL = "refusal-decision", _("不予受理行政复议申请决定书")
    DISMISSAL = "dismissal-decision", _("驳回行政复议申请决定书")
    REPLY = "reply-notice", _("行政复议提出答复通知书")
    HEARING = "hearing-notice", _("行政复议听证通知书")
    SUSPENSION = "suspension-notice", _("行政复议中止通知书")
    RESUMPTION = "resumption-notice", _("行政复议恢复审理通知书")
    TERMINATION = "termination-decision", _("行政复议终止决定书")
    EXTENSION = "extension-notice", _("行政复议延长审理期限通知书")
    MEDIATION = "mediation-statement", _("行政复议调解书")
    DECISION = "decision", _("行政复议决定书")
    PERFORMANCE = "performance-order", _("责令履行通知书")
    DOCUMENT_REPLY = "document-reply-notice", _("规范性文件（依据）审查答复通知书")
    FORWARDING = "forwarding-letter", _("规范性文件（依据）转送函")
    OPINION = "opinion-letter", _("行政复议意见书")


class PointKind(models.TextChoices):
    """受理点类别."""

    JUSTICE_OFFICE = "justice-office", _("司法所")
    SERVICE_CENTRE = "service-centre", _("公共法律服务中心")
    SERVICE_HALL = "service-hall", _("政务服务大厅")
    OTHER = "other", _("其他")


class IntakePoint(Record):
    """基层受理点: where applications are taken near to the people and forwarded."""

    name = models.CharField(_("受理点名称"), max_length=100)
    kind = models.CharField(_("类别"), max_length=20, choices=PointKind, default=PointKind.JUSTICE_OFFICE)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    telephone = models.CharField(_("电话"), max_length=40, blank=True)
    opened_on = models.DateField(_("设立日期"))
    sign_on = models.DateField(_("挂牌日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政复议基层受理点")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_intake_point")]

    def __str__(self) -> str:
        return self.name


class ReconsiderationCase(Case):
    """行政复议案件, from the application to the performed decision. `organisation` is the reconsideration authority."""

    ledger = "reconsideration-case"
    procedures = ("reconsideration-ordinary", "reconsideration-simplified")
    mark = "复"
    withheld = frozenset({"applicant_id", "applicant_contact"})

    # Who asks (行政复议法#14 to #17).
    applicant_kind = models.CharField(_("申请人类别"), max_length=10, choices=Applicant, default=Applicant.CITIZEN)
    applicant = models.CharField(_("申请人"), max_length=100)
    applicant_id = models.CharField(
        _("申请人证件号码"), max_length=40, blank=True, help_text=_("身份证号或者统一社会信用代码")
    )
    applicant_contact = models.CharField(_("申请人联系方式"), max_length=100, blank=True)
    applicants = models.PositiveIntegerField(_("申请人数"), default=1, validators=[MinValueValidator(1)])
    joint = models.BooleanField(_("共同申请"), default=False)
    agent = models.CharField(_("代理人"), max_length=100, blank=True)
    third_parties = models.TextField(_("第三人"), blank=True, help_text=_("每行一名"))

    # Against whom and what (行政复议法#11, #19).
    respondent_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("被申请人（机构）"), related_name="+"
    )
    respondent = models.CharField(_("被申请人"), max_length=100)
    act_kind = models.CharField(_("行政行为种类"), max_length=20, choices=Act)
    act = models.CharField(_("行政行为"), max_length=200)
    act_number = models.CharField(_("行政行为文号"), max_length=80, blank=True)
    act_on = models.DateField(_("行政行为作出日期"), null=True, blank=True)
    knew_on = models.DateField(_("知道行政行为日期"), null=True, blank=True)
    rights_known_on = models.DateField(
        _("知道复议权利日期"),
        null=True,
        blank=True,
        help_text=_("作出行政行为时未告知复议权利、机关和期限的，填写其后知道的日期"),
    )
    obstacle_from = models.DateField(_("申请障碍发生日期"), null=True, blank=True)
    obstacle_until = models.DateField(_("申请障碍消除日期"), null=True, blank=True)
    duty_requested_on = models.DateField(
        _("履职申请日期"), null=True, blank=True, help_text=_("申请履行法定职责，没有履行期限规定的填写")
    )
    real_property = models.BooleanField(_("因不动产申请"), default=False)
    field = models.CharField(_("案件领域"), max_length=20, choices=Field)
    ground = models.TextField(_("事实和理由"), blank=True)
    claim = models.TextField(_("复议请求"), blank=True)
    compensation_claimed = models.DecimalField(
        _("请求赔偿金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    document_review = models.BooleanField(_("一并申请附带审查"), default=False)

    # How it came (行政复议法#22, #30 to #32).
    channel = models.CharField(_("收件渠道"), max_length=14, choices=Channel, default=Channel.WINDOW)
    intake_point = models.ForeignKey(
        IntakePoint, models.PROTECT, null=True, blank=True, verbose_name=_("受理点"), related_name="+"
    )
    transferred_from = models.CharField(_("移送机关"), max_length=100, blank=True)
    agency_received_on = models.DateField(_("行政机关收到申请日期"), null=True, blank=True)
    received_on = models.DateField(_("收到申请日期"), null=True, blank=True)
    correction_received_on = models.DateField(_("申请人收到补正通知日期"), null=True, blank=True)
    correction_items = models.TextField(_("需要补正的事项"), blank=True, help_text=_("一次性写明，每行一项"))
    correction_days = models.PositiveSmallIntegerField(
        _("补正天数"), null=True, blank=True, help_text=_("仅适用2017年法律的案件，由补正通知载明")
    )
    correction_extension = models.PositiveSmallIntegerField(_("延长补正天数（工作日）"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    refused_on = models.DateField(_("不予受理日期"), null=True, blank=True)
    refusal_reason = models.TextField(_("不予受理、驳回申请的理由"), blank=True)
    simplified_ground = models.CharField(_("适用简易程序的情形"), max_length=14, choices=SimplifiedGround, blank=True)

    # How it was examined (行政复议法#36 to #60).
    serious = models.BooleanField(_("重大疑难复杂"), default=False)
    copy_received_on = models.DateField(_("被申请人收到副本日期"), null=True, blank=True)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    opinions_heard = models.CharField(_("听取意见方式"), max_length=12, choices=Hearing, blank=True)
    opinions_heard_on = models.DateField(_("听取意见日期"), null=True, blank=True)
    hearing_on = models.DateField(_("听证日期"), null=True, blank=True)
    hearing_place = models.CharField(
        _("听证时间和地点"), max_length=200, blank=True, help_text=_("如：上午9时，市司法局二楼听证室")
    )
    hearing_held = models.BooleanField(_("已举行听证"), default=False)
    hearing_waived = models.BooleanField(_("放弃听证"), default=False)
    respondent_head_attended = models.BooleanField(_("被申请人负责人参加听证"), null=True, blank=True)
    committee_consulted = models.BooleanField(_("已提请复议委员会咨询"), default=False)
    suspension_ground = models.CharField(_("中止情形"), max_length=16, choices=SuspensionGround, blank=True)
    suspended_on = models.DateField(_("中止日期"), null=True, blank=True)
    extension_reason = models.CharField(_("延长理由"), max_length=200, blank=True)

    # How it ended (行政复议法#61 to #79).
    outcome = models.CharField(_("审结方式"), max_length=24, choices=Outcome, blank=True, editable=False)
    decided_on = models.DateField(_("审结日期"), null=True, blank=True)
    facts = models.TextField(_("查明的事实"), blank=True)
    reasons = models.TextField(_("复议机关的认定和理由"), blank=True)
    ruling = models.TextField(_("决定主文"), blank=True, help_text=_("不填的，按审结方式印制"))
    settlement = models.TextField(_("调解协议内容"), blank=True)
    termination_reason = models.CharField(_("终止理由"), max_length=200, blank=True)
    redo_by = models.DateField(_("重新作出期限"), null=True, blank=True, help_text=_("决定书另定期限的填写"))
    compensation_amount = models.DecimalField(
        _("赔偿金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    served_on = models.DateField(_("送达日期"), null=True, blank=True)
    performance_ordered_on = models.DateField(_("责令履行日期"), null=True, blank=True)
    perform_by = models.DateField(_("责令履行的期限"), null=True, blank=True)
    performance = models.CharField(_("履行情况"), max_length=10, choices=Performance, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True, blank=True)
    publication_due = models.BooleanField(_("决定书应公开"), default=False)
    published_on = models.DateField(_("决定书公开日期"), null=True, blank=True)
    sued_on = models.DateField(_("起诉日期"), null=True, blank=True)
    overturned_on = models.DateField(_("复议决定被法院撤销日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("行政复议案件")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(received_on=None) | Q(accepted_on__gte=F("received_on")),
                name="reconsideration_received_before_accepted",
                violation_error_message=_("受理日期不得早于收到申请日期"),
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(accepted_on=None) | Q(decided_on__gte=F("accepted_on")),
                name="reconsideration_accepted_before_decided",
                violation_error_message=_("审结日期不得早于受理日期"),
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_on__isnull=False),
                name="reconsideration_outcome_has_a_day",
                violation_error_message=_("有审结方式的案件须有审结日期"),
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(publication_due=True),
                name="reconsideration_published_if_due",
                violation_error_message=_("不应公开的决定书不得有公开日期"),
            ),
        ]
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["organisation", "received_on"]),
            models.Index(fields=["organisation", "decided_on"]),
        ]

    def headline(self) -> str:
        """Return 不服某机关某行为, as decisions are headed."""
        return f"不服{self.respondent}{self.act}"[:200]

    def informed_late(self) -> bool:
        """Tell whether the applicant's rights were not made known with the act, so that the long stops matter."""
        return self.rights_known_on is not None

    def informed_late_and_not_about_land(self) -> bool:
        """Tell whether the five years apply: for real property twenty do, and no clock of ours runs so long."""
        return self.informed_late() and not self.real_property

    def suspended_for_want_of_a_party(self) -> bool:
        """Tell whether the suspension is one that ends the case after sixty days."""
        return self.suspension_ground in ENDING_GROUNDS

    def must_be_redone(self) -> bool:
        """Tell whether the act must be made again, and the decision sets no day of its own for it."""
        return self.outcome == Outcome.REVOKED_REDO and self.redo_by is None

    def clean(self) -> None:
        """Hold the days before the application to their order."""
        if self.act_on and self.knew_on and self.knew_on < self.act_on:
            raise ValidationError({"knew_on": _("知道行政行为日期不得早于行政行为作出日期")})
        if self.joint and self.applicants < 2:
            raise ValidationError({"applicants": _("共同申请的申请人数不得少于2")})


class IncidentalOutcome(models.TextChoices):
    """附带审查结论 (行政复议法#59)."""

    CLAUSE_LEGAL = "clause-legal", _("相关条款合法（在决定书中告知）")
    CLAUSE_ILLEGAL = "clause-illegal", _("停止该条款执行并责令纠正")


class IncidentalReview(Case):
    """附带审查: the review of the document on which the act rests; the reconsideration case is suspended meanwhile."""

    ledger = "reconsideration-incidental-review"
    procedures = ("reconsideration-incidental-review",)
    mark = "复附"

    case = models.ForeignKey(
        ReconsiderationCase, models.PROTECT, verbose_name=_("行政复议案件"), related_name="incidental_reviews"
    )
    document = models.CharField(_("规范性文件或者依据"), max_length=200)
    clause = models.CharField(_("相关条款"), max_length=200, blank=True)
    maker = models.CharField(_("制定机关"), max_length=100)
    requested = models.BooleanField(_("依申请审查"), default=True, help_text=_("复议机关主动审查的不选"))
    competent = models.BooleanField(_("本机关有权处理"), default=True)
    notice_received_on = models.DateField(_("制定机关收到通知日期"), null=True, blank=True)
    explanation = models.TextField(_("制定机关的说明"), blank=True)
    forwarded_to = models.CharField(_("接受转送的机关"), max_length=100, blank=True)
    forwarding_received_on = models.DateField(_("接受机关收到转送日期"), null=True, blank=True)
    opinion = models.TextField(_("审查结论或者处理意见"), blank=True)
    outcome = models.CharField(_("审查结论"), max_length=16, choices=IncidentalOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("规范性文件附带审查")

    def is_competent(self) -> bool:
        """Tell whether this authority handles the document itself."""
        return self.competent

    def is_not_competent(self) -> bool:
        """Tell whether the document goes to another organ."""
        return not self.competent

    def headline(self) -> str:
        """Return the document under review."""
        return f"附带审查：{self.document}"[:200]


class RespondentCase(Case):
    """被复议案件: this government (`organisation`) as respondent before the higher organ."""

    ledger = "reconsideration-respondent"
    procedures = ("reconsideration-as-respondent",)
    mark = "复应"

    authority = models.CharField(_("行政复议机关"), max_length=100)
    authority_number = models.CharField(_("复议机关案号"), max_length=80, blank=True)
    applicant = models.CharField(_("申请人"), max_length=100)
    act_kind = models.CharField(_("行政行为种类"), max_length=20, choices=Act)
    act = models.CharField(_("行政行为"), max_length=200)
    field = models.CharField(_("案件领域"), max_length=20, choices=Field)
    replying_unit = models.CharField(_("答复承办单位"), max_length=100, blank=True)
    simplified = models.BooleanField(_("适用简易程序"), default=False)
    notice_received_on = models.DateField(_("收到答复通知日期"), null=True, blank=True)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    outcome = models.CharField(_("审结方式"), max_length=24, choices=Outcome, blank=True, editable=False)
    decided_on = models.DateField(_("审结日期"), null=True, blank=True)
    decision_received_on = models.DateField(_("收到决定书日期"), null=True, blank=True)
    redo_by = models.DateField(_("重新作出期限"), null=True, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("被复议案件")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome="") | Q(decided_on__isnull=False),
                name="respondent_outcome_has_a_day",
                violation_error_message=_("有审结方式的案件须有审结日期"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "notice_received_on"])]

    def runs_ordinary(self) -> bool:
        """Tell whether the reply is due as in the ordinary procedure."""
        return not self.simplified

    def runs_simplified(self) -> bool:
        """Tell whether the reply is due as in the simplified procedure."""
        return self.simplified

    def must_be_redone(self) -> bool:
        """Tell whether the act must be made again, and the decision sets no day of its own for it."""
        return self.outcome == Outcome.REVOKED_REDO and self.redo_by is None

    def headline(self) -> str:
        """Return whose application it is and against what."""
        return f"{self.applicant}不服{self.act}"[:200]


class OpinionLetter(Case):
    """行政复议意见书: tells an organ to put right what a case has shown (行政复议法#76)."""

    ledger = "reconsideration-opinion"
    procedures = ("reconsideration-opinion",)
    mark = "复意"

    case = models.ForeignKey(
        ReconsiderationCase,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("行政复议案件"),
        related_name="opinions",
    )
    addressee = models.CharField(_("致送机关"), max_length=100)
    addressee_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("致送机关（机构）"), related_name="+"
    )
    defect = models.TextField(_("发现的问题"))
    advice = models.TextField(_("纠正意见"))
    issued_on = models.DateField(_("制发日期"), null=True, blank=True)
    received_on = models.DateField(_("收到意见书日期"), null=True, blank=True)
    answered_on = models.DateField(_("反馈日期"), null=True, blank=True)
    answer = models.TextField(_("纠正情况"), blank=True)
    ordered_on = models.DateField(_("责令履行日期"), null=True, blank=True)
    perform_by = models.DateField(_("责令履行的期限"), null=True, blank=True)
    corrected_on = models.DateField(_("核实纠正日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("行政复议意见书")

    def headline(self) -> str:
        """Return to whom it goes."""
        return f"致{self.addressee}的行政复议意见书"[:200]


class MemberKind(models.TextChoices):
    """委员类别 (行政复议法#52.1)."""

    GOVERNMENT = "government", _("政府部门")
    EXPERT = "expert", _("专家学者")
    LAWYER = "lawyer", _("律师")
    DEPUTY = "deputy", _("人大代表、政协委员")
    OTHER = "other", _("其他")


class CommitteeMember(Record):
    """复议委员会委员: one term of one member."""

    name = models.CharField(_("姓名"), max_length=40)
    kind = models.CharField(_("类别"), max_length=12, choices=MemberKind)
    office = models.CharField(_("委员会职务"), max_length=40, blank=True)
    employer = models.CharField(_("工作单位"), max_length=100, blank=True)
    speciality = models.CharField(_("专业"), max_length=100, blank=True)
    document = models.CharField(_("聘任文号"), max_length=80, blank=True)
    valid_from = models.DateField(_("聘任日期"))
    valid_to = models.DateField(_("聘期届满日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政复议委员会委员")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "valid_from"], name="one_term_of_a_member"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="member_term_in_order",
                violation_error_message=_("聘期届满日期不得早于聘任日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Adoption(models.TextChoices):
    """咨询意见采纳情况 (行政复议法#61.3)."""

    ADOPTED = "adopted", _("采纳")
    PARTLY = "partly", _("部分采纳")
    REJECTED = "rejected", _("不采纳")


class Consultation(Record):
    """复议委员会咨询: what was asked of the committee in a case, what it answered, and what became of it."""

    case = models.ForeignKey(
        ReconsiderationCase, models.PROTECT, verbose_name=_("行政复议案件"), related_name="consultations"
    )
    asked_on = models.DateField(_("提请日期"))
    question = models.TextField(_("咨询事项"))
    members = models.TextField(_("参加委员"), help_text=_("每行一名"))
    answered_on = models.DateField(_("出具意见日期"), null=True, blank=True)
    opinion = models.TextField(_("咨询意见"), blank=True)
    adoption = models.CharField(_("采纳情况"), max_length=10, choices=Adoption, blank=True)
    reason = models.TextField(_("未采纳的理由"), blank=True)

    class Meta:
        verbose_name = _("行政复议委员会咨询")
        constraints = [
            models.UniqueConstraint(fields=["case", "asked_on"], name="one_consultation_a_day"),
            models.CheckConstraint(
                condition=~Q(adoption__in=[Adoption.PARTLY, Adoption.REJECTED]) | ~Q(reason=""),
                name="rejected_opinion_has_a_reason",
                violation_error_message=_("未采纳或者部分采纳咨询意见的，须写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.asked_on}"


class DecisionPublication(Record):
    """决定书公开: the masked text of a decision, or why it is not published (行政复议法#79.1)."""

    case = models.OneToOneField(
        ReconsiderationCase, models.PROTECT, verbose_name=_("行政复议案件"), related_name="publication"
    )
    text = models.TextField(_("公开文本"), blank=True, help_text=_("已作隐名处理的决定书正文"))
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    address = models.URLField(_("公开网址"), blank=True)
    withheld_reason = models.CharField(_("不公开理由"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政复议决定书公开")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on=None) | ~Q(text=""),
                name="published_decision_has_a_text",
                violation_error_message=_("公开的决定书须有隐名处理后的文本"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    def clean(self) -> None:
        """Refuse a text that still names the applicant, or holds an identity or telephone number."""
        persons = (self.case.applicant, self.case.agent, *self.case.third_parties.split("\n"))
        if told := exposed(self.text, persons if self.case.applicant_kind == Applicant.CITIZEN else ()):
            raise ValidationError({"text": _("公开文本仍有个人信息：%s。请隐去后再公开。") % "、".join(told)})


class WorkDocumentKind(models.TextChoices):
    """复议应诉工作文件种类."""

    NOTICE = "notice", _("工作通知")
    RULES = "rules", _("工作规则")
    MEMBERS = "members", _("委员名单")
    ANALYSIS = "analysis", _("工作状况分析报告")
    OTHER = "other", _("其他")


class WorkDocument(Record):
    """复议应诉工作文件: notices, rules and lists that the body issues for its own work (行政复议法实施条例#58)."""

    kind = models.CharField(_("种类"), max_length=10, choices=WorkDocumentKind)
    title = models.CharField(_("标题"), max_length=200)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("印发日期"))
    repealed_on = models.DateField(_("废止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("复议应诉工作文件")
        constraints = [models.UniqueConstraint(fields=["organisation", "title", "issued_on"], name="one_work_document")]

    def __str__(self) -> str:
        return self.title
