"""行政规范性文件: documents from the first note to their end, what is said of them, filings upward and from below,
objections, checks of ordinary papers, clean-ups and the tasks that follow from them; Party documents apart."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.articles import ArticleError
from fadu.kernel.cases import Case
from fadu.kernel.organisations import OWN, Kind, Organisation, Record, within
from fadu.laws import library


class DocumentKind(models.TextChoices):
    """文种: what a normative document is called by its title."""

    DECISION = "decision", _("决定、命令")
    MEASURES = "measures", _("办法")
    PROVISIONS = "provisions", _("规定")
    RULES = "rules", _("细则")
    OPINION = "opinion", _("意见")
    NOTICE = "notice", _("通知")
    PUBLIC_NOTICE = "public-notice", _("公告、通告")
    OTHER = "other", _("其他文种")


class FairCompetition(models.TextChoices):
    """公平竞争审查结论 (公平竞争审查条例#17, #18)."""

    NOT_APPLICABLE = "not-applicable", _("不涉及经营者经济活动")
    PASSED = "passed", _("符合审查标准")
    EXCEPTION = "exception", _("适用例外规定")
    MUST_CHANGE = "must-change", _("应当修改")


class Review(models.TextChoices):
    """合法性审核结论."""

    PASSED = "passed", _("合法，审核通过")
    AMEND = "amend", _("应当修改")
    REFUSED = "refused", _("不合法，不予通过")


class Validity(models.TextChoices):
    """效力状态: what has become of a document; the articles stand in the procedure."""

    IN_FORCE = "in-force", _("现行有效")
    REPEALED = "repealed", _("废止")
    EXPIRED = "expired", _("有效期届满失效")
    SUPERSEDED = "superseded", _("被新文件替代")
    ANNULLED = "annulled", _("被上级机关撤销")
    ABANDONED = "abandoned", _("终止制定")


# 在施行中的文件停留的状态: published, and published with all its filings sent.
STANDING = ("published", "filed")


class Paper(models.TextChoices):
    """制发环节的文书."""

    OPINION = "legality-opinion", _("合法性审核意见书")
    MINUTES = "minutes", _("集体审议会议纪要")


class NormativeDocument(Case):
    """行政规范性文件. `organisation` is the maker; an amendment is a document of its own, which `amends` the former."""

    ledger = "normative-document"
    procedures = ("normative-document",)
    mark = "规草"

    kind = models.CharField(_("文种"), max_length=14, choices=DocumentKind, default=DocumentKind.NOTICE)
    drafting_unit = models.CharField(_("起草单位"), max_length=100, blank=True)
    joint_makers = models.CharField(_("联合制定机关"), max_length=200, blank=True)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("所修改的文件"), related_name="amendments"
    )
    market_related = models.BooleanField(
        _("与经营主体生产经营密切相关"),
        default=False,
        help_text=_("须公开征求意见三十日（优化营商环境条例第六十二条）"),
    )
    competition_relevant = models.BooleanField(
        _("涉及经营者经济活动"), default=False, help_text=_("须经公平竞争审查（公平竞争审查条例第十三条、第十四条）")
    )
    confidential = models.BooleanField(_("起草阶段依法保密"), default=False)
    urgent = models.BooleanField(_("应急文件"), default=False, help_text=_("突发事件应急处置等，不受最短审核时间限制"))

    # How it was drafted (地方组织法#75).
    evaluation = models.TextField(_("评估论证"), blank=True, help_text=_("必要性、可行性和风险"))
    experts = models.TextField(_("参加论证的专家、部门和顾问"), blank=True, help_text=_("每行一名"))
    drafting_note = models.TextField(_("起草说明"), blank=True)
    draft = models.TextField(_("征求意见稿"), blank=True)
    comment_opened_on = models.DateField(_("开始征求意见日期"), null=True, blank=True)
    comment_until = models.DateField(_("征求意见截止日期"), null=True, blank=True)
    comment_closed_on = models.DateField(_("结束征求意见日期"), null=True, blank=True)
    comment_short_reason = models.CharField(
        _("缩短征求意见期的理由"), max_length=200, blank=True, help_text=_("一般不少于三十日；确需缩短的写明理由")
    )
    comment_address = models.URLField(_("征求意见网址"), blank=True)

    # How it was reviewed and decided.
    fair_competition = models.CharField(_("公平竞争审查结论"), max_length=16, choices=FairCompetition, blank=True)
    fair_competition_on = models.DateField(_("公平竞争审查日期"), null=True, blank=True)
    fair_competition_note = models.TextField(_("公平竞争审查说明"), blank=True)
    sent_for_review_on = models.DateField(_("送合法性审核日期"), null=True, blank=True)
    review_conclusion = models.CharField(_("合法性审核结论"), max_length=10, choices=Review, blank=True)
    review_opinion = models.TextField(_("合法性审核意见"), blank=True)
    reviewed_on = models.DateField(_("合法性审核办结日期"), null=True, blank=True)
    meeting = models.CharField(_("审议会议"), max_length=100, blank=True, help_text=_("如：市政府第52次常务会议"))
    deliberated_on = models.DateField(_("审议通过日期"), null=True, blank=True)
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)

    # How it stands (国办发2018-37; 优化营商环境条例#64.2).
    document_number = models.CharField(_("文号"), max_length=60, blank=True, db_index=True)
    registered_on = models.DateField(_("登记编号日期"), null=True, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    effective_on = models.DateField(_("施行日期"), null=True, blank=True)
    in_force_on = models.DateField(
        _("生效日期"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("未经公布不得施行：施行日期与公布日期中较晚的"),
    )
    valid_until = models.DateField(
        _("有效期至"), null=True, blank=True, help_text=_("有效的最后一日；不设有效期的留空")
    )
    next_review_on = models.DateField(_("下次评估日期"), null=True, blank=True)
    text = models.TextField(_("公布文本"), blank=True)
    address = models.URLField(_("公布网址"), blank=True)
    interpretation = models.TextField(_("政策解读"), blank=True)
    interpreted_on = models.DateField(_("解读公布日期"), null=True, blank=True)
    evaluated_on = models.DateField(_("实施后评估日期"), null=True, blank=True)
    evaluation_result = models.TextField(_("实施后评估结论"), blank=True)
    outcome = models.CharField(_("效力状态"), max_length=12, choices=Validity, blank=True, editable=False)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    ended_by = models.CharField(_("废止、撤销的依据"), max_length=200, blank=True)
    revoked_on = models.DateField(_("被撤销日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("行政规范性文件")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "document_number"],
                condition=~Q(document_number=""),
                name="one_document_number",
                violation_error_message=_("本机关已有同一文号的文件"),
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | ~Q(document_number=""),
                name="no_number_no_publication",
                violation_error_message=_("没有统一编号的文件不得公布"),
            ),
            models.CheckConstraint(
                condition=Q(in_force_on=None) | Q(published_on__lte=F("in_force_on")),
                name="published_before_in_force",
                violation_error_message=_("未经公布的文件不得施行"),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(effective_on=None) | Q(valid_until__gte=F("effective_on")),
                name="valid_until_after_effective",
                violation_error_message=_("有效期不得早于施行日期届满"),
            ),
            models.CheckConstraint(
                condition=Q(comment_until=None)
                | Q(comment_opened_on=None)
                | Q(comment_until__gte=F("comment_opened_on")),
                name="comment_until_after_opened",
                violation_error_message=_("征求意见截止日期不得早于开始日期"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["organisation", "in_force_on", "ended_on"])]

    def __str__(self) -> str:
        return f"{self.document_number or self.number} {self.title}".strip()

    @property
    def stands(self) -> bool:
        """Whether it has been published and has not ended."""
        return self.state in STANDING

    def comments_must_run_thirty_days(self) -> bool:
        """Tell whether the public has thirty days; “一般”: a reason given in writing may shorten them."""
        return self.market_related and not self.comment_short_reason

    def comments_run_as_the_province_says(self) -> bool:
        """Tell whether the days for comment are those of a local rule."""
        return not self.market_related and not self.comment_short_reason

    def is_not_urgent(self) -> bool:
        """Tell whether the reviewer must be given time."""
        return not self.urgent

    def has_an_end(self) -> bool:
        """Tell whether the document is valid until a day."""
        return self.valid_until is not None

    def has_a_review_day(self) -> bool:
        """Tell whether the day of the next evaluation is set."""
        return self.next_review_on is not None


class Treatment(models.TextChoices):
    """意见处理."""

    TAKEN = "taken", _("采纳")
    PARTLY = "partly", _("部分采纳")
    REJECTED = "rejected", _("不采纳")


REASONED = [Treatment.PARTLY, Treatment.REJECTED]


class CommentSource(models.TextChoices):
    """意见来源."""

    PUBLIC = "public", _("公众")
    ENTERPRISE = "enterprise", _("企业")
    ASSOCIATION = "association", _("行业协会商会")
    DEPARTMENT = "department", _("部门")
    COUNTY = "county", _("下级政府")
    EXPERT = "expert", _("专家、法律顾问")


class Comment(Record):
    """征求意见: what one voice said of the draft, and the answer it was given (优化营商环境条例#62.2)."""

    document = models.ForeignKey(
        NormativeDocument, models.PROTECT, verbose_name=_("规范性文件"), related_name="comments"
    )
    number = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    source = models.CharField(_("来源"), max_length=12, choices=CommentSource, default=CommentSource.PUBLIC)
    voice = models.CharField(_("意见人"), max_length=100, blank=True)
    contact = models.CharField(_("联系方式"), max_length=100, blank=True)
    received_on = models.DateField(_("收到日期"))
    clause = models.CharField(_("所涉条款"), max_length=80, blank=True)
    content = models.TextField(_("意见内容"))
    treatment = models.CharField(_("处理"), max_length=10, choices=Treatment, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    answered_on = models.DateField(_("反馈日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("规范性文件征求意见")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_comment"),
            models.CheckConstraint(
                condition=~Q(treatment__in=REASONED) | ~Q(reason=""),
                name="rejected_comment_has_a_reason",
                violation_error_message=_("部分采纳或者不采纳的意见，须写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}·{self.number}"


class Aspect(models.TextChoices):
    """合法性审核内容."""

    AUTHORITY = "authority", _("制定主体和权限")
    BASIS = "basis", _("制定依据")
    CONTENT = "content", _("内容")
    PROCEDURE = "procedure", _("程序")


class ReviewOpinion(Record):
    """合法性审核意见: one clause, what is wrong with it, and whether the drafter took the advice."""

    document = models.ForeignKey(
        NormativeDocument, models.PROTECT, verbose_name=_("规范性文件"), related_name="opinions"
    )
    number = models.PositiveSmallIntegerField(_("序号"), validators=[MinValueValidator(1)])
    clause = models.CharField(_("条款"), max_length=80)
    aspect = models.CharField(_("审核内容"), max_length=10, choices=Aspect, default=Aspect.CONTENT)
    problem = models.TextField(_("存在的问题"))
    advice = models.TextField(_("修改意见"), blank=True)
    given_on = models.DateField(_("提出日期"))
    treatment = models.CharField(_("采纳情况"), max_length=10, choices=Treatment, blank=True)
    reason = models.TextField(_("未采纳的理由"), blank=True)
    treated_on = models.DateField(_("处理日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("合法性审核意见（逐条）")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_review_opinion"),
            models.CheckConstraint(
                condition=~Q(treatment__in=REASONED) | ~Q(reason=""),
                name="rejected_opinion_is_explained",
                violation_error_message=_("部分采纳或者不采纳的意见，须写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}·{self.clause}"


class Citation(Record):
    """引用法条: an article on which a clause of the document rests."""

    document = models.ForeignKey(
        NormativeDocument, models.PROTECT, verbose_name=_("规范性文件"), related_name="citations"
    )
    clause = models.CharField(_("文件条款"), max_length=80)
    article = models.CharField(_("引用的法条"), max_length=80, help_text=_("如：行政处罚法#14.2"))
    as_of = models.DateField(_("引用文本的日期"), null=True, blank=True, help_text=_("不填的，为现行文本"))

    class Meta:
        verbose_name = _("规范性文件引用法条")
        constraints = [models.UniqueConstraint(fields=["document", "clause", "article"], name="one_citation")]

    def __str__(self) -> str:
        return f"{self.clause} {self.article}"

    def clean(self) -> None:
        """Refuse what is no citation, and an article that its law does not have; a law not in the library may pass."""
        try:
            verdict = library.check(self.article, self.as_of)
        except ArticleError as error:
            raise ValidationError({"article": str(error)}) from error
        if verdict.status == library.MISSING:
            raise ValidationError({"article": verdict.reason})


class Addressee(models.TextChoices):
    """报备对象: to the government above and to the standing committee (地方组织法#75, 监督法#39)."""

    GOVERNMENT = "government", _("上一级（本级）人民政府")
    CONGRESS = "congress", _("本级人大常委会")
    PARTY = "party", _("上级党委")


class Filing(Case):
    """报送备案: one filing that the maker owes for one document. `organisation` is the maker."""

    ledger = "normative-filing"
    procedures = ("normative-filing",)
    mark = "规报"

    document = models.ForeignKey(
        NormativeDocument, models.PROTECT, verbose_name=_("规范性文件"), related_name="filings"
    )
    addressee_kind = models.CharField(_("报备对象类别"), max_length=12, choices=Addressee)
    addressee = models.CharField(_("报备对象"), max_length=100)
    owed_on = models.DateField(_("应报备起算日期"), null=True, blank=True)
    sent_on = models.DateField(_("报送日期"), null=True, blank=True)
    returned_on = models.DateField(_("退回补正日期"), null=True, blank=True)
    return_reason = models.TextField(_("补正要求"), blank=True)
    receipt_on = models.DateField(_("备案登记日期"), null=True, blank=True)
    receipt_number = models.CharField(_("备案回执号"), max_length=80, blank=True)
    opinion = models.TextField(_("备案审查意见"), blank=True)
    correction = models.TextField(_("纠正情况"), blank=True)
    reviewed_on = models.DateField(_("备案审查办结日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("规范性文件报送备案")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(
                fields=["document", "addressee"],
                name="one_filing_to_each",
                violation_error_message=_("这份文件已有向该机关的报备"),
            ),
        ]

    def headline(self) -> str:
        """Return what is filed and to whom."""
        return f"{self.document.document_number}报{self.addressee}备案"[:200]


def filings_owed(document: NormativeDocument) -> list[tuple[str, str, Organisation | None]]:
    """Return the filings that a published document owes: kind, addressee, and the organ if it is in the tree.

    A government files with the government above and the standing committee of its own congress, a department with its
    own government (地方组织法#75, 监督法#39). A township has a congress without a standing committee.
    """
    maker = document.organisation
    owed: list[tuple[str, str, Organisation | None]] = []
    if maker.parent:
        owed.append((Addressee.GOVERNMENT, maker.parent.name, maker.parent))
    if maker.kind == Kind.GOVERNMENT:
        owed.append((Addressee.CONGRESS, f"{maker.division.name}人民代表大会常务委员会", None))
    return owed


class ReceivedFiling(Case):
    """接收报备: a document that a lower government or a department filed here. `organisation` is the filing organ."""

    ledger = "normative-received"
    procedures = ("normative-filing-review",)
    mark = "规备"

    filing = models.OneToOneField(
        Filing, models.PROTECT, null=True, blank=True, verbose_name=_("网上报备"), related_name="received"
    )
    maker = models.CharField(_("制定机关"), max_length=100)
    maker_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("制定机关（机构）"), related_name="+"
    )
    document_title = models.CharField(_("文件名称"), max_length=200)
    document_number = models.CharField(_("文号"), max_length=60)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    received_on = models.DateField(_("收到报备日期"), null=True, blank=True)
    returned_on = models.DateField(_("退回补正日期"), null=True, blank=True)
    return_reason = models.TextField(_("补正要求"), blank=True)
    registered_on = models.DateField(_("准予登记日期"), null=True, blank=True)
    refusal_reason = models.TextField(_("不予登记的理由"), blank=True)
    question = models.TextField(_("要求说明的事项"), blank=True)
    explanation = models.TextField(_("制定机关的说明"), blank=True)
    problem = models.TextField(_("审查发现的问题"), blank=True)
    opinion = models.TextField(_("审查意见"), blank=True)
    reviewed_on = models.DateField(_("审查办结日期"), null=True, blank=True)
    notified_on = models.DateField(_("结果告知日期"), null=True, blank=True)
    correction = models.TextField(_("纠正情况"), blank=True)
    corrected_on = models.DateField(_("纠正日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("规范性文件接收备案")

    def headline(self) -> str:
        """Return the document and its maker."""
        return f"{self.maker}报备《{self.document_title}》"[:200]


class Origin(models.TextChoices):
    """修改、废止任务的由来."""

    CLEANUP = "cleanup", _("清理")
    OBJECTION = "objection", _("异议审查")
    LAW_CHANGE = "law-change", _("上位法修改")
    FILING_REVIEW = "filing-review", _("备案审查")
    EVALUATION = "evaluation", _("实施后评估")


class AmendmentTask(Case):
    """修改任务: a document in force is to be amended or repealed, and why."""

    ledger = "normative-amendment"
    procedures = ("normative-amendment",)
    mark = "规改"

    document = models.ForeignKey(NormativeDocument, models.PROTECT, verbose_name=_("规范性文件"), related_name="tasks")
    origin = models.CharField(_("由来"), max_length=14, choices=Origin)
    reason = models.TextField(_("修改、废止的理由"))
    complete_by = models.DateField(_("要求完成日期"), null=True, blank=True)
    drop_reason = models.TextField(_("不再修改的理由"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("规范性文件修改任务")

    def headline(self) -> str:
        """Return the document."""
        return f"修改《{self.document.title}》"[:200]

    def has_a_day(self) -> bool:
        """Tell whether the task is to be done by a day."""
        return self.complete_by is not None


class ObjectionRound(Record):
    """异议审查工作: a periodic round in which objections are gathered and summed up."""

    title = models.CharField(_("名称"), max_length=100)
    started_on = models.DateField(_("开始日期"))
    concluded_on = models.DateField(_("结束日期"), null=True, blank=True)
    summary = models.TextField(_("总结"), blank=True)

    class Meta:
        verbose_name = _("规范性文件异议审查工作")
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="one_objection_round")]

    def __str__(self) -> str:
        return self.title


class Finding(models.TextChoices):
    """异议审查结论."""

    KEEP = "keep", _("合法，维持")
    AMEND = "amend", _("建议修改")
    REPEAL = "repeal", _("建议废止")


class Objection(Case):
    """异议审查: somebody holds that a document in force is unlawful. `organisation` is the organ that reviews it."""

    ledger = "normative-objection"
    procedures = ("normative-objection",)
    mark = "规异"
    withheld = frozenset({"contact"})

    document = models.ForeignKey(
        NormativeDocument, models.PROTECT, null=True, blank=True, verbose_name=_("规范性文件"),
        related_name="objections", help_text=_("本系统登记的文件"),
    )  # fmt: skip
    document_title = models.CharField(_("文件名称和文号"), max_length=200)
    maker = models.CharField(_("制定机关"), max_length=100, blank=True)
    clause = models.CharField(_("异议条款"), max_length=200, blank=True)
    proposer = models.CharField(_("建议人"), max_length=100)
    contact = models.CharField(_("联系方式"), max_length=100, blank=True)
    ground = models.TextField(_("理由"))
    round = models.ForeignKey(
        ObjectionRound, models.PROTECT, null=True, blank=True, verbose_name=_("异议审查工作"), related_name="objections"
    )
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    decline_reason = models.TextField(_("不予受理的理由"), blank=True)
    transferred_to = models.CharField(_("移送机关"), max_length=100, blank=True)
    conclusion = models.TextField(_("审查意见"), blank=True)
    outcome = models.CharField(_("审查结论"), max_length=10, choices=Finding, blank=True, editable=False)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answer = models.TextField(_("答复内容"), blank=True)

    class Meta(Case.Meta):
        verbose_name = _("规范性文件异议审查")

    def headline(self) -> str:
        """Return the document objected to."""
        return f"对{self.document_title}的异议"[:200]


class DisguisedCheck(Case):
    """防止以普通文件制发规范性文件: an ordinary paper that seems to set general rules on rights and duties."""

    ledger = "normative-check"
    procedures = ("normative-check",)
    mark = "规查"

    unit = models.CharField(_("发文单位"), max_length=100)
    unit_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("发文单位（机构）"), related_name="+"
    )
    paper_title = models.CharField(_("发文标题"), max_length=200)
    paper_number = models.CharField(_("发文字号"), max_length=60, blank=True)
    paper_on = models.DateField(_("发文日期"), null=True, blank=True)
    clause = models.TextField(_("疑似条款"))
    touches_rights = models.BooleanField(_("涉及公民、法人权利义务"), default=False)
    general = models.BooleanField(_("具有普遍约束力"), default=False)
    repeated = models.BooleanField(_("在一定期限内反复适用"), default=False)
    suspected_on = models.DateField(_("发现日期"), null=True, blank=True)
    finding = models.TextField(_("认定意见"), blank=True)
    concluded_on = models.DateField(_("认定日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("以普通文件制发规范性文件检查")

    def headline(self) -> str:
        """Return the paper."""
        return f"{self.unit}《{self.paper_title}》"[:200]


class CleanupKind(models.TextChoices):
    """清理方式."""

    GENERAL = "general", _("全面清理")
    TOPIC = "topic", _("专项清理")


class Cleanup(Case):
    """规范性文件清理: one round, general or by topic, of the documents made up to the cut-off date."""

    ledger = "normative-cleanup"
    procedures = ("normative-cleanup",)
    mark = "规清"

    kind = models.CharField(_("清理方式"), max_length=8, choices=CleanupKind)
    topic = models.CharField(_("清理主题"), max_length=100, blank=True, help_text=_("如：设定证明事项；专项清理必填"))
    cutoff_on = models.DateField(_("截止日期"), help_text=_("清理这一日以前制定的文件"))
    last_concluded_on = models.DateField(_("上次清理完成日期"), null=True, blank=True)
    started_on = models.DateField(_("启动日期"), null=True, blank=True)
    total = models.PositiveIntegerField(_("应清理件数"), null=True, blank=True)
    meeting = models.CharField(_("审议会议"), max_length=100, blank=True)
    decided_on = models.DateField(_("审议决定日期"), null=True, blank=True)
    published_on = models.DateField(_("结果公布日期"), null=True, blank=True)
    result = models.TextField(_("清理结果"), blank=True, help_text=_("公布的决定和目录"))

    class Meta(Case.Meta):
        verbose_name = _("规范性文件清理")

    def headline(self) -> str:
        """Return the year and what is cleaned up."""
        return f"{self.cutoff_on.year}年{self.topic or ''}规范性文件清理"

    def clean(self) -> None:
        """Ask for the topic of a round that has one."""
        if self.kind == CleanupKind.TOPIC and not self.topic:
            raise ValidationError({"topic": _("专项清理须写明主题")})

    def documents(self) -> models.QuerySet[NormativeDocument]:
        """Return the documents of this organ, and of its departments, that stood on the cut-off date."""
        stood = Q(ended_on=None) | Q(ended_on__gt=self.cutoff_on)
        makers = within(self.organisation, OWN)
        made = NormativeDocument.objects.filter(stood, organisation__in=makers, in_force_on__lte=self.cutoff_on)
        return made.select_related("organisation").order_by("issued_on", "pk")


class Decision(models.TextChoices):
    """清理结论."""

    VALID = "valid", _("继续有效")
    AMEND = "amend", _("修改")
    REPEAL = "repeal", _("废止、宣布失效")


class CleanupItem(Case):
    """清理件: one document in a round, and what becomes of it."""

    ledger = "normative-cleanup-item"
    procedures = ("normative-cleanup-item",)
    mark = "规清件"

    round = models.ForeignKey(Cleanup, models.PROTECT, verbose_name=_("清理"), related_name="items")
    document = models.ForeignKey(
        NormativeDocument, models.PROTECT, null=True, blank=True, verbose_name=_("规范性文件"), related_name="cleanups"
    )
    document_title = models.CharField(_("文件名称和文号"), max_length=260)
    outcome = models.CharField(_("清理结论"), max_length=8, choices=Decision, blank=True, editable=False)
    reason = models.TextField(_("理由"), blank=True)
    concluded_on = models.DateField(_("作出结论日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("规范性文件清理件")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "document"],
                condition=Q(document__isnull=False),
                name="one_item_a_document",
                violation_error_message=_("这份文件已在本次清理之中"),
            ),
        ]

    def headline(self) -> str:
        """Return the document."""
        return self.document_title[:200]


class PartyDocument(Case):
    """党内规范性文件: on a track of its own: counted apart, filed with the Party above, not public here."""

    ledger = "normative-party-document"
    procedures = ("normative-party-document",)
    mark = "党规草"

    kind = models.CharField(_("文种"), max_length=14, choices=DocumentKind, default=DocumentKind.NOTICE)
    drafting_unit = models.CharField(_("起草单位"), max_length=100)
    joint = models.BooleanField(_("党政联合制发"), default=False)
    confidential = models.BooleanField(_("涉密"), default=False)
    review_opinion = models.TextField(_("前置审核意见"), blank=True)
    reviewed_on = models.DateField(_("前置审核日期"), null=True, blank=True)
    meeting = models.CharField(_("审议会议"), max_length=100, blank=True)
    deliberated_on = models.DateField(_("审议通过日期"), null=True, blank=True)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    filed_to = models.CharField(_("报备对象"), max_length=100, blank=True)
    filed_on = models.DateField(_("报备日期"), null=True, blank=True)
    receipt_number = models.CharField(_("备案回执号"), max_length=80, blank=True)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("党内规范性文件")


class RuleLevel(models.TextChoices):
    """规定层级."""

    NATIONAL = "national", _("国家")
    PROVINCIAL = "provincial", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县")
    UNIT = "unit", _("本单位")


class MakingRule(Record):
    """制定程序规定: measures, schemes and notices by which documents are made, reviewed and filed, and from when."""

    title = models.CharField(_("名称"), max_length=200)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    level = models.CharField(_("层级"), max_length=12, choices=RuleLevel)
    in_force = models.DateField(_("施行日期"))
    until = models.DateField(_("失效日期"), null=True, blank=True)
    materials = models.TextField(_("要求的材料"), blank=True, help_text=_("报审、报备应当提交的材料，每行一种"))
    note = models.TextField(_("主要内容"), blank=True, help_text=_("期限请登记在“地方规定的期限”"))

    class Meta:
        verbose_name = _("规范性文件制定程序规定")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title", "in_force"], name="one_making_rule"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("in_force")),
                name="making_rule_ends_after_it_begins",
                violation_error_message=_("失效日期不得早于施行日期"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SupervisionMeeting(Record):
    """监督管理推进会: a meeting that trains and checks at once (以会代训、以会代查)."""

    title = models.CharField(_("会议名称"), max_length=100)
    held_on = models.DateField(_("召开日期"))
    place = models.CharField(_("地点"), max_length=100, blank=True)
    training = models.TextField(_("培训内容"), blank=True)
    units = models.TextField(_("参会单位"), blank=True, help_text=_("每行一个"))
    attendees = models.PositiveIntegerField(_("参会人数"), validators=[MinValueValidator(1)])
    minutes = models.TextField(_("会议纪要"), blank=True)

    class Meta:
        verbose_name = _("规范性文件监督管理推进会")
        constraints = [models.UniqueConstraint(fields=["organisation", "title", "held_on"], name="one_meeting")]

    def __str__(self) -> str:
        return self.title


class Sample(Case):
    """抽查件: a document looked at during a meeting, its defects, and how they were put right."""

    ledger = "normative-sample"
    procedures = ("normative-sample",)
    mark = "规抽"

    meeting = models.ForeignKey(SupervisionMeeting, models.PROTECT, verbose_name=_("推进会"), related_name="samples")
    unit = models.CharField(_("被抽查单位"), max_length=100)
    document_title = models.CharField(_("文件名称和文号"), max_length=200)
    defect = models.TextField(_("发现的问题"), blank=True)
    measure = models.TextField(_("整改要求"), blank=True)
    rectify_by = models.DateField(_("整改期限"), null=True, blank=True)
    rectification = models.TextField(_("整改情况"), blank=True)
    rectified_on = models.DateField(_("整改日期"), null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = _("规范性文件抽查件")

    def headline(self) -> str:
        """Return the unit and its document."""
        return f"{self.unit} {self.document_title}"[:200]
