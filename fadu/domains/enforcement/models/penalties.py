"""行政处罚: cases of the summary and the ordinary procedure, hearings, instalments, and the amounts that rules set."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.organisations import Record

from ..discretion import Grade
from .benchmarks import Benchmark
from .officers import Officer
from .publicity import Reviewer
from .subjects import EnforcementSubject, Field

CENT = Decimal("0.01")


class Paper(models.TextChoices):
    """处罚文书."""

    SPOT_DECISION = "spot-decision", _("当场行政处罚决定书")
    EVIDENCE = "evidence-held", _("先行登记保存证据通知书")
    NOTICE = "penalty-notice", _("行政处罚事先告知书")
    HEARING_RIGHT = "hearing-right", _("行政处罚听证告知书")
    HEARING_NOTICE = "hearing-notice", _("行政处罚听证通知书")
    HEARING_RECORD = "hearing-record", _("听证笔录")
    REVIEW = "legality-review", _("法制审核意见书")
    DECISION = "penalty-decision", _("行政处罚决定书")
    NO_PENALTY = "no-penalty", _("不予行政处罚决定书")
    DEFERRAL = "deferral", _("暂缓（分期）缴纳罚款决定书")


class Party(models.TextChoices):
    """当事人类别 (行政处罚法#51)."""

    CITIZEN = "citizen", _("公民")
    BUSINESS = "business", _("个体工商户")
    ORGANISATION = "organisation", _("法人或者其他组织")


class Penalty(models.TextChoices):
    """处罚种类, in the order of 行政处罚法#9, so from light to heavy within each item."""

    WARNING = "warning", _("警告")
    CRITICISM = "criticism", _("通报批评")
    FINE = "fine", _("罚款")
    CONFISCATION = "confiscation", _("没收违法所得、非法财物")
    LICENCE_SUSPENDED = "licence-suspended", _("暂扣许可证件")
    DOWNGRADED = "downgraded", _("降低资质等级")
    LICENCE_REVOKED = "licence-revoked", _("吊销许可证件")
    RESTRICTED = "restricted", _("限制开展生产经营活动")
    HALTED = "halted", _("责令停产停业")
    CLOSED = "closed", _("责令关闭")
    BARRED = "barred", _("限制从业")
    DETENTION = "detention", _("行政拘留")
    OTHER = "other", _("法律、行政法规规定的其他处罚")


# 应当告知听证权利的种类, whatever the amount (行政处罚法#63.1(3), (4)).
HEARD = frozenset({Penalty.DOWNGRADED, Penalty.LICENCE_REVOKED, Penalty.HALTED, Penalty.CLOSED, Penalty.BARRED})


class Outcome(models.TextChoices):
    """处理结果; the articles stand in the procedures."""

    PENALISED = "penalised", _("给予行政处罚")
    MINOR = "no-penalty-minor", _("轻微（首违）不予处罚")
    NO_FAULT = "no-penalty-no-fault", _("无主观过错不予处罚")
    NO_VIOLATION = "no-violation", _("违法事实不能成立")
    TRANSFERRED = "transferred", _("移送司法机关")


class SpotOutcome(models.TextChoices):
    """当场处理结果."""

    WARNING = "warning", _("警告")
    FINE = "fine", _("罚款")
    NO_PENALTY = "no-penalty", _("不予处罚")


class Source(models.TextChoices):
    """案件线索来源."""

    INSPECTION = "inspection", _("行政检查")
    RANDOM = "random", _("双随机抽查")
    COMPLAINT = "complaint", _("投诉、举报")
    ASSIGNED = "assigned", _("上级交办")
    REFERRED = "referred", _("其他机关移送")
    RETURNED = "returned", _("公安机关不予立案退回")
    SPOT = "spot", _("由简易程序转来")
    OTHER = "other", _("其他")


class Penalised(Case):
    """What a case of either procedure has: who enforces, against whom, for what."""

    withheld = frozenset({"party", "party_identity", "party_address", "party_contact"})

    subject = models.ForeignKey(EnforcementSubject, models.PROTECT, verbose_name=_("执法主体"), related_name="+")
    field = models.CharField(_("执法领域"), max_length=12, choices=Field)
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name=_("主办执法人员"), related_name="+"
    )
    second_officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, verbose_name=_("协办执法人员"), related_name="+"
    )
    alone_by = models.CharField(
        _("一人执法的法律依据"), max_length=100, blank=True, help_text=_("法律另有规定的填写，否则不得少于两人")
    )
    party_kind = models.CharField(_("当事人类别"), max_length=12, choices=Party)
    party = models.CharField(_("当事人"), max_length=100)
    party_identity = models.CharField(_("身份证号或者统一社会信用代码"), max_length=30, blank=True)
    party_address = models.CharField(_("当事人地址"), max_length=200, blank=True)
    party_contact = models.CharField(_("当事人联系方式"), max_length=60, blank=True)
    representative = models.CharField(_("法定代表人、负责人"), max_length=40, blank=True)
    cause = models.CharField(_("案由"), max_length=200)
    facts = models.TextField(_("违法事实"), blank=True)
    location = models.CharField(_("违法地点"), max_length=200, blank=True)
    provision = models.CharField(_("违反的规定"), max_length=300, blank=True)
    basis = models.CharField(_("处罚依据"), max_length=300, blank=True)
    order = models.CharField(_("责令改正的内容"), max_length=300, blank=True)
    decision_number = models.CharField(_("决定书文号"), max_length=80, blank=True)
    fine = models.DecimalField(
        _("罚款（元）"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(CENT)]
    )
    education = models.TextField(_("教育情况"), blank=True)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    paid = models.DecimalField(_("已缴罚款（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True, blank=True)

    class Meta(Case.Meta):
        abstract = True

    @property
    def officers(self):
        """Those who handle the case."""
        return [one for one in (self.officer, self.second_officer) if one]

    def headline(self) -> str:
        """Return the cause; the party is named in the case alone."""
        return f"{self.cause}案"[:200]

    def clean(self) -> None:
        """Ask for two different officers."""
        if self.officer_id and self.officer_id == self.second_officer_id:
            raise ValidationError({"second_officer": _("主办和协办执法人员应为两人")})


class SummaryPenalty(Penalised):
    """当场处罚: a warning or a small fine, decided where the violation was found (行政处罚法#51)."""

    ledger = "penalty-summary"
    procedures = ("penalty-summary",)
    mark = "当罚"

    found_on = models.DateField(_("发现日期"), null=True, blank=True)
    defence = models.TextField(_("陈述、申辩"), blank=True)
    signed = models.BooleanField(_("当事人签收"), default=True, help_text=_("拒绝签收的，在决定书上注明"))
    filed_on = models.DateField(_("报所属机关备案日期"), null=True, blank=True)
    collected = models.DecimalField(_("当场收缴（元）"), max_digits=10, decimal_places=2, null=True, blank=True)
    collected_by = models.CharField(
        _("当场收缴的情形"),
        max_length=10,
        choices=[
            ("small", _("一百元以下罚款")),
            ("hard", _("不当场收缴事后难以执行")),
            ("remote", _("边远、水上、交通不便地区，当事人提出")),
        ],
        blank=True,
    )
    receipt = models.CharField(_("专用票据号"), max_length=60, blank=True)
    collected_on = models.DateField(_("当场收缴日期"), null=True, blank=True)
    handed_in_on = models.DateField(_("交至机关日期"), null=True, blank=True)
    outcome = models.CharField(_("处理结果"), max_length=20, choices=SpotOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("当场处罚案件")
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "decided_on"])]

    def most(self):
        """Return the fine up to which one may decide on the spot (行政处罚法#51)."""
        return Decimal(200) if self.party_kind == Party.CITIZEN else Decimal(3000)


class ReviewGround(models.TextChoices):
    """法制审核情形, the items of 行政处罚法#58.1 in their order."""

    PUBLIC = "public", _("涉及重大公共利益")
    HEARD = "heard", _("直接关系重大权益，经过听证程序")
    COMPLEX = "complex", _("疑难复杂、涉及多个法律关系")
    LAW = "law", _("法律、法规规定的其他情形")


class Uncounted(models.TextChoices):
    """不计入办案期限的情形: the law knows none; rules of a field name them (行政处罚法#60)."""

    HEARING = "hearing", _("听证")
    ANNOUNCEMENT = "announcement", _("公告")
    TESTING = "testing", _("检测、检验、检疫")
    APPRAISAL = "appraisal", _("鉴定、评估")
    IDENTIFICATION = "identification", _("权利人辨认或者鉴别")
    REVIEW = "review", _("专家评审")
    REFUND = "refund", _("责令退还多收价款")
    PENDING = "pending", _("中止")
    OTHER = "other", _("其他")


class Performance(models.TextChoices):
    """履行方式."""

    VOLUNTARY = "voluntary", _("自动履行")
    INSTALMENTS = "instalments", _("暂缓、分期履行")
    LATE = "late", _("逾期后履行")
    ENFORCED = "enforced", _("强制执行")


class PenaltyCase(Penalised):
    """普通程序处罚案件: from the clue to the performed decision."""

    ledger = "penalty-case"
    procedures = ("penalty-ordinary",)
    mark = "罚"

    # The clue.
    source = models.CharField(_("线索来源"), max_length=10, choices=Source, default=Source.INSPECTION)
    came_from = CaseNumber(
        _("来源案件编号"), refers_to=("penalty-summary", "penalty-case", "crime-transfer", "inspection-task")
    )
    campaign = CaseNumber(_("专项行动编号"), refers_to=("enforcement-campaign",))
    amount = models.DecimalField(_("涉案金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    violation_ended_on = models.DateField(
        _("违法行为终了日期"), null=True, blank=True, help_text=_("没有连续、继续状态的，填发生之日；仍在继续的不填")
    )
    grave = models.BooleanField(_("涉及生命健康安全、金融安全且有危害后果"), default=False)
    discovered_on = models.DateField(_("发现日期"), null=True, blank=True)
    # Filing and investigation.
    filed_on = models.DateField(_("立案日期（处罚）"), null=True, blank=True)
    refusal = models.CharField(_("不予立案的理由"), max_length=200, blank=True)
    evidence = models.TextField(_("证据"), blank=True)
    held_items = models.TextField(_("先行登记保存的物品"), blank=True, help_text=_("每行一项"))
    held_on = models.DateField(_("先行登记保存日期"), null=True, blank=True)
    held_disposal = models.CharField(_("保存证据处理决定"), max_length=200, blank=True)
    investigated_on = models.DateField(_("调查终结日期"), null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField(_("延长办案天数"), null=True, blank=True)
    extended_by = models.CharField(_("延长的依据"), max_length=200, blank=True)
    uncounted = models.CharField(_("不计入期限的情形"), max_length=14, choices=Uncounted, blank=True)
    uncounted_reason = models.CharField(
        _("不计入期限的理由"), max_length=200, blank=True, help_text=_("如送检机构、公告日期")
    )
    uncounted_by = models.CharField(_("不计入期限的依据"), max_length=300, blank=True, editable=False)
    uncounted_from = models.DateField(_("不计入期限自"), null=True, blank=True, editable=False)
    # What the party is told, and says.
    proposed = models.CharField(_("拟处罚种类"), max_length=18, choices=Penalty, blank=True)
    proposed_fine = models.DecimalField(_("拟罚款（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    proposed_confiscation = models.DecimalField(
        _("拟没收金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    hearing_right = models.BooleanField(_("告知听证权利"), default=False)
    informed_on = models.DateField(_("事先告知日期"), null=True, blank=True)
    defence_by = models.DateField(_("陈述申辩截止日期"), null=True, blank=True)
    defence = models.TextField(_("陈述、申辩"), blank=True)
    defence_reply = models.TextField(_("复核意见"), blank=True)
    defence_heard_on = models.DateField(_("听取陈述申辩日期"), null=True, blank=True)
    defence_waived_on = models.DateField(_("放弃陈述申辩日期"), null=True, blank=True)
    # Review, discussion, decision.
    review_ground = models.CharField(_("法制审核情形"), max_length=8, choices=ReviewGround, blank=True)
    reviewer = models.ForeignKey(
        Reviewer, models.PROTECT, null=True, blank=True, verbose_name=_("法制审核人"), related_name="+"
    )
    review_opinion = models.TextField(_("法制审核意见"), blank=True)
    reviewed_on = models.DateField(_("法制审核日期"), null=True, blank=True)
    major = models.BooleanField(_("情节复杂或者重大违法行为"), default=False)
    discussion = models.TextField(_("集体讨论意见"), blank=True)
    discussed_on = models.DateField(_("集体讨论日期"), null=True, blank=True)
    penalty = models.CharField(_("处罚种类"), max_length=18, choices=Penalty, blank=True)
    confiscated = models.DecimalField(_("没收金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    content = models.TextField(_("处罚内容"), blank=True)
    benchmark = models.ForeignKey(
        Benchmark, models.PROTECT, null=True, blank=True, verbose_name=_("裁量权基准"), related_name="+"
    )
    circumstances = models.TextField(_("裁量情节"), blank=True, help_text=_("法定情节的代码或者名称，每行一项"))
    grade = models.CharField(_("裁量阶次"), max_length=10, choices=Grade, blank=True)
    base = models.DecimalField(_("货值金额或者违法所得（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    discretion_reason = models.TextField(_("超出裁量基准的理由"), blank=True)
    no_transfer_reason = models.TextField(_("达到追诉标准而不移送的理由"), blank=True)
    outcome = models.CharField(_("处理结果"), max_length=20, choices=Outcome, blank=True, editable=False)
    # Service and performance.
    served_on = models.DateField(_("送达日期"), null=True, blank=True)
    service = models.CharField(
        _("送达方式"),
        max_length=10,
        choices=[
            ("handed", _("当场交付")),
            ("direct", _("直接送达")),
            ("left", _("留置送达")),
            ("post", _("邮寄送达")),
            ("electronic", _("电子送达（已签确认书）")),
            ("entrusted", _("委托送达")),
            ("public", _("公告送达")),
        ],
        blank=True,
    )
    deferred_until = models.DateField(_("暂缓、分期期满日期"), null=True, blank=True)
    deferral_reason = models.CharField(_("暂缓、分期的理由"), max_length=200, blank=True)
    overdue_on = models.DateField(_("逾期日期"), null=True, blank=True)
    contested_on = models.DateField(_("申请复议、起诉日期"), null=True, blank=True)
    contest_ended_on = models.DateField(_("复议、诉讼终结日期"), null=True, blank=True)
    surcharge = models.DecimalField(_("加处罚款（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    performance = models.CharField(_("履行方式"), max_length=12, choices=Performance, blank=True)
    lacking = models.TextField(_("结案时缺少的文书"), blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("行政处罚案件")
        indexes = [
            *Case.Meta.indexes,
            models.Index(fields=["organisation", "filed_on"]),
            models.Index(fields=["organisation", "decided_on"]),
        ]

    def is_grave(self) -> bool:
        """Tell whether five years are given (行政处罚法#36.1)."""
        return self.grave

    def is_not_grave(self) -> bool:
        """Tell whether two years are given."""
        return not self.grave

    def fined(self) -> bool:
        """Tell whether there is money to pay, so that fifteen days are given (行政处罚法#67.3)."""
        return self.fine is not None


def surcharge(fine, overdue_on, paid_on, contest=(None, None)):
    """加处罚款: three per cent of the fine for each day from the one on which it is overdue, at most the fine itself.

    行政处罚法#72.1(1); the days of reconsideration and suit, from `contest[0]` to `contest[1]` (None while they last),
    do not count (#73.3).
    """
    if fine is None or overdue_on is None or paid_on < overdue_on:
        return Decimal(0)
    days = (paid_on - overdue_on).days + 1
    began, ended = contest
    if began is not None:
        first, last = max(began, overdue_on), min(ended or paid_on, paid_on)
        days -= max((last - first).days + 1, 0)
    return min(fine, fine * days * 3 / 100).quantize(CENT, ROUND_HALF_UP)


def money(amount):
    """Print an amount as decisions do: 3000元, 1250.50元."""
    return f"{amount:f}元".replace(".00元", "元")


class Instalment(Record):
    """分期缴纳: one part of a fine that is paid later (行政处罚法#66.2)."""

    case = models.ForeignKey(PenaltyCase, models.PROTECT, verbose_name=_("处罚案件"), related_name="instalments")
    position = models.PositiveSmallIntegerField(_("期次"), validators=[MinValueValidator(1)])
    due_on = models.DateField(_("缴款期限"))
    amount = models.DecimalField(
        _("应缴金额（元）"), max_digits=14, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    paid_on = models.DateField(_("缴款日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("罚款分期缴纳")
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="one_instalment")]

    def __str__(self) -> str:
        return f"{self.position} {self.amount}"


class Purpose(models.TextChoices):
    """数额标准的用途."""

    HEARING = "hearing", _("较大数额：应当告知听证权利")
    DISCUSSION = "discussion", _("重大违法行为：应当集体讨论")
    FILING = "filing", _("重大处罚决定：应当报送备案")


class AmountRule(Record):
    """数额标准: what local or departmental rules take for a large amount, for the organisation and all below it.

    行政处罚法#63.1 says “larger” and leaves it to them how large that is.
    """

    purpose = models.CharField(_("用途"), max_length=10, choices=Purpose)
    party_kind = models.CharField(_("当事人类别"), max_length=12, choices=Party)
    field = models.CharField(_("执法领域"), max_length=12, choices=Field, blank=True, help_text=_("各领域通用的不填"))
    amount = models.DecimalField(
        _("起点数额（元）"), max_digits=14, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    basis = models.CharField(_("依据"), max_length=300)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("处罚数额标准")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "purpose", "party_kind", "field", "valid_from"], name="one_amount_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.amount}"


def _nearest(rules, case, day, **asked):
    """Return the rule in force that stands nearest to the case: of its field first, then of the lowest body."""
    codes = case.organisation.path.rstrip("/").split("/")
    above = ["/".join(codes[: place + 1]) + "/" for place in range(len(codes))]
    found = rules.filter(
        Q(valid_to=None) | Q(valid_to__gt=day), field__in=("", case.field), valid_from__lte=day,
        organisation__path__in=above, **asked,
    ).select_related("organisation")  # fmt: skip
    return max(found, key=lambda one: (one.field != "", len(one.organisation.path), one.valid_from), default=None)


def amount_rule(purpose, case, day):
    """Return the nearest rule above the case's organ for its field and party on `day`; None where nobody made one."""
    return _nearest(AmountRule.objects, case, day, purpose=purpose, party_kind=case.party_kind)


class UncountedRule(Record):
    """不计入办案期限的规定: what a law, regulation or rule takes out of the ninety days, for a field or for all.

    行政处罚法#60 sets the ninety days and leaves it to them to provide otherwise.
    """

    field = models.CharField(_("执法领域"), max_length=12, choices=Field, blank=True, help_text=_("各领域通用的不填"))
    kind = models.CharField(_("不计入期限的情形"), max_length=14, choices=Uncounted)
    basis = models.CharField(_("依据"), max_length=300, help_text=_("法律、法规、规章的名称和条款"))
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("不计入办案期限的规定")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "field", "kind", "valid_from"], name="one_uncounted_rule")
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}{self.get_kind_display()}"


def uncounted_rule(kind, case, day):
    """Return the rule by which days of that kind, or of any, do not count for a case on `day`; None without one."""
    return _nearest(UncountedRule.objects, case, day, **({"kind": kind} if kind else {}))


def large(purpose, case, day, *amounts):
    """Tell whether one of the amounts is large by the rule in force for that purpose."""
    rule = amount_rule(purpose, case, day)
    return rule is not None and any(one is not None and one >= rule.amount for one in amounts)


class CrimeStandard(Record):
    """立案追诉标准: from which amount on a violation is suspected to be a crime (移送规定#3)."""

    field = models.CharField(_("执法领域"), max_length=12, choices=Field)
    cause = models.CharField(_("案由"), max_length=200)
    crime = models.CharField(_("罪名"), max_length=100)
    amount = models.DecimalField(
        _("追诉数额（元）"), max_digits=14, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    basis = models.CharField(_("依据"), max_length=300)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("涉嫌犯罪移送标准")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "field", "cause", "valid_from"], name="one_crime_standard")
        ]

    def __str__(self) -> str:
        return f"{self.crime} {self.amount}"


def standard_reached(case, day, standards=None):
    """Return the lowest standard in force above the case's organ that its amount reaches on `day`; None without one.

    `standards` are those to look through, where they were read already for many cases.
    """
    if case.amount is None:
        return None
    if standards is None:
        standards = CrimeStandard.objects.filter(field=case.field, cause=case.cause).select_related("organisation")
    reached = [
        one
        for one in standards
        if (one.field, one.cause) == (case.field, case.cause)
        and one.amount <= case.amount
        and one.valid_from <= day
        and (one.valid_to is None or day < one.valid_to)
        and case.organisation.path.startswith(one.organisation.path)
    ]
    return min(reached, key=lambda one: (one.amount, one.pk), default=None)


# ── 听证 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class HearingOutcome(models.TextChoices):
    """听证结果."""

    HELD = "held", _("已听证")
    WAIVED = "waived", _("放弃听证")


class PenaltyHearing(Case):
    """处罚听证: the right is told with the proposed penalty; what is heard binds the decision (行政处罚法#65)."""

    ledger = "penalty-hearing"
    procedures = ("penalty-hearing",)
    mark = "听"

    case = models.ForeignKey(PenaltyCase, models.PROTECT, verbose_name=_("处罚案件"), related_name="hearings")
    right_notified_on = models.DateField(_("告知听证权利日期"), null=True, blank=True)
    requested_on = models.DateField(_("要求听证日期"), null=True, blank=True)
    chair = models.CharField(_("主持人"), max_length=40, blank=True)
    hearing_on = models.DateField(_("听证日期"), null=True, blank=True)
    venue = models.CharField(_("听证地点"), max_length=200, blank=True)
    closed_by = models.CharField(
        _("不公开的理由"),
        max_length=10,
        choices=[("state", _("国家秘密")), ("trade", _("商业秘密")), ("privacy", _("个人隐私"))],
        blank=True,
    )
    held_on = models.DateField(_("举行日期"), null=True, blank=True)
    attended = models.TextField(_("参加人员"), blank=True, help_text=_("每行一名"))
    opinions = models.TextField(_("申辩和质证意见"), blank=True)
    absence = models.CharField(_("不出席、中途退出的情况"), max_length=200, blank=True)
    outcome = models.CharField(_("听证结果"), max_length=10, choices=HearingOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("行政处罚听证")

    def headline(self) -> str:
        """Return the cause that is heard."""
        return f"{self.case.cause}案听证"[:200]
