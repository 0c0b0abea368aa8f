"""制定: from the proposal to the end of a document."""

from datetime import timedelta

from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import issue_number, skip_to
from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..limits import NOTICE, ORGANIC, ORGANIC_LAW, ORGANIC_SINCE, REVIEW_OPINIONS
from ..models import FairCompetition, NormativeDocument, Paper, Review, Validity, filings_owed

HALF_A_YEAR = timedelta(days=180)


def mark(document):
    """Return the mark of the register of numbers: 明府 + 规."""
    return f"{document.organisation.mark}规"


def next_number(document):
    """Return the next number of the maker's register; the register has no gaps within a year."""
    return issue_number(document.organisation, mark(document), document.registered_on.year)


def number_kept(document):
    """Return the number that the document brought with it; the register goes on after it."""
    skip_to(document.organisation, mark(document), document.document_number)
    return document.document_number


def in_force_on(document):
    """Return the day from which the document binds: not before it was published (优化营商环境条例#64.2)."""
    days = (document.effective_on, document.published_on)
    return max(days) if all(days) else None


def review_day(document):
    """Return the day of the next evaluation: the one set, or half a year before the document lapses."""
    if document.next_review_on is None and document.valid_until:
        return document.valid_until - HALF_A_YEAR
    return document.next_review_on


def interpreted(document):
    """Return the day on which the interpretation came out: with the document, if there is one."""
    return document.published_on if document.interpretation else None


def comments_answered(document):
    """每条意见都已处理并说明理由 (优化营商环境条例#62.2)."""
    if open_ones := document.comments.filter(treatment="").order_by("number").values_list("number", flat=True):
        listed = "、".join(map(str, open_ones))
        return text("第 %(listed)s 条意见尚未处理；请在“规范性文件征求意见”中逐条写明采纳情况。") % {"listed": listed}
    return None


def confidential(document):
    """起草阶段依法需要保密 (优化营商环境条例#62.2)."""
    return None if document.confidential else _("文件没有标明依法保密，应当向社会公开征求意见。")


def may_be_seen(document):
    """征求意见稿可以公开：文件不在保密之列 (优化营商环境条例#62.2)."""
    return _("文件依法保密，不公开征求意见；请办理“依法保密不公开征求意见”。") if document.confidential else None


def competition_reviewed(document):
    """涉及经营者经济活动的，已通过公平竞争审查 (公平竞争审查条例#18)."""
    passed = (FairCompetition.PASSED, FairCompetition.EXCEPTION)
    if document.competition_relevant and document.fair_competition not in passed:
        return _("文件涉及经营者经济活动，未经公平竞争审查不得出台；请先送公平竞争审查。")
    return None


def opinions_treated(document):
    """合法性审核意见逐条写明采纳情况 (国办发2018-115)."""
    if open_ones := document.opinions.filter(treatment="").order_by("number").values_list("clause", flat=True):
        message = text("审核意见“%(listed)s”尚未写明采纳情况；请在“合法性审核意见（逐条）”中逐条填写。")
        return message % {"listed": "、".join(open_ones)}
    return None


def maker_has_a_mark(document):
    """制定机关有发文代字，可以统一编号 (国办发2018-37)."""
    return None if document.organisation.mark else _("制定机关没有发文代字，不能编号；请在机构信息中填写“发文代字”。")


def owed(document):
    """报备: one filing to each organ to which the document must go."""
    for kind, addressee, _organisation in filings_owed(document):
        yield {"document": document, "addressee_kind": kind, "addressee": addressee}


def former(document):
    """被替代: the document that this one amends, until the day on which this one is in force."""
    if document.amends and document.amends.stands:
        yield document.amends, {"ended_on": document.in_force_on, "ended_by": document.document_number}


def done_tasks(document):
    """修改任务: those for the document that this one amends."""
    if document.amends:
        yield from document.amends.tasks.filter(closed_on=None)


def ended_tasks(document):
    """修改任务: those for a document that is no more."""
    yield from document.tasks.filter(closed_on=None)


def given_up_tasks(document):
    """修改任务: those that the abandoned draft was to fulfil stand open again."""
    if document.amends:
        yield from document.amends.tasks.filter(state="amending")


DONE, ENDED = (Consequence("normative-amendment/complete", of) for of in (done_tasks, ended_tasks))

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Making(Procedure):
    """行政规范性文件制定: from the proposal to the end of the document."""

    slug = "normative-document"
    title = _("行政规范性文件制定")
    law = ORGANIC_LAW
    in_force = ORGANIC_SINCE
    note = _("各环节的天数多由省级规定，请登记在“地方规定的期限”")

    proposed = State(_("提出制定（评估论证）"))
    drafting = State(_("起草中"))
    commenting = State(_("公开征求意见中"))
    drafted = State(_("草案形成（意见已处理）"))
    fair_competition_review = State(_("公平竞争审查中"))
    legality_review = State(_("合法性审核中"))
    reviewed = State(_("审核通过（待集体讨论）"))
    deliberating = State(_("集体讨论中"))
    approved = State(_("通过并签发（待登记）"))
    registered = State(_("已统一登记编号（待公布）"))
    published = State(_("已公布（待报备）"), rests=True)
    filed = State(_("已报备案"), rests=True)
    abandoned = State(_("终止制定"), final=True)
    ended = State(_("失效"), final=True)

    propose = Step(
        _("提出制定并评估论证"), None, proposed, role="drafter", article=ORGANIC,
        requires=("title", "drafting_unit"), records=("evaluation", "experts"),
    )
    enter_standing = Step(
        _("登记现行文件"), None, filed, role="registry", article=NOTICE,
        requires=("title", "document_number", "issued_on", "published_on", "effective_on"),
        records=("reviewed_on", "text", "valid_until", "next_review_on", "interpretation", "interpreted_on", "meeting"),
        sets={
            "document_number": number_kept, "in_force_on": in_force_on, "next_review_on": review_day,
        },
        outcomes=(Validity.IN_FORCE,), note=_("启用本系统以前已经公布施行的文件"),
    )
    propose_amendment = Step(
        _("由修改任务提出"), None, proposed, role="system", article="立法法#116", requires=("title", "amends"),
    )
    propose_rerouted = Step(
        _("由普通文件转入"), None, proposed, role="system", article=NOTICE, requires=("title", "drafting_unit"),
        note=_("以普通文件制发的规范性内容，改按规范性文件制定程序办理"),
    )
    start_drafting = Step(
        _("启动起草"), proposed, drafting, role="drafter", article=ORGANIC,
        requires=("evaluation",), records=("experts",),
    )
    open_comment = Step(
        _("向社会公开征求意见"), drafting, commenting, role="drafter", article=(ORGANIC, "优化营商环境条例#62.2"),
        requires=("drafting_note", "draft", "comment_until"), records=("comment_short_reason", "comment_address"),
        stamps="comment_opened_on", sets={"comment_closed_on": None}, guard=may_be_seen,
    )
    close_comment = Step(
        _("结束征求意见并处理反馈"), commenting, drafted, role="drafter", article="优化营商环境条例#62",
        stamps="comment_closed_on", guard=comments_answered,
        note=_("还应听取经营主体、行业协会商会的意见；采纳情况应当反馈"),
    )
    skip_comment = Step(
        _("依法保密不公开征求意见"), drafting, drafted, role="drafter", article="优化营商环境条例#62.2",
        requires=("drafting_note",), guard=confidential,
    )
    send_to_fair_competition = Step(
        _("送公平竞争审查"), drafted, fair_competition_review, role="drafter",
        article=("公平竞争审查条例#13.1", "公平竞争审查条例#14", "优化营商环境条例#63.1"),
        sets={"competition_relevant": True}, note=_("部门文件由起草单位自行审查"),
    )
    pass_fair_competition = Step(
        _("公平竞争审查通过"), fair_competition_review, drafted, role="market_regulator",
        article=("公平竞争审查条例#17", "公平竞争审查条例#18"), stamps="fair_competition_on",
        sets={"fair_competition": FairCompetition.PASSED}, records=("fair_competition_note",),
    )
    except_fair_competition = Step(
        _("公平竞争审查适用例外"), fair_competition_review, drafted, role="market_regulator",
        article=("公平竞争审查条例#12", "公平竞争审查条例#17.2"), stamps="fair_competition_on",
        requires=("fair_competition_note",), sets={"fair_competition": FairCompetition.EXCEPTION},
        note=_("应当在审查结论中详细说明"),
    )
    fail_fair_competition = Step(
        _("公平竞争审查不通过退改"), fair_competition_review, drafting, role="market_regulator",
        article="公平竞争审查条例#18", stamps="fair_competition_on", requires=("fair_competition_note",),
        sets={"fair_competition": FairCompetition.MUST_CHANGE},
    )
    send_to_legality = Step(
        _("送合法性审核"), drafted, legality_review, role="drafter", article=(ORGANIC, "优化营商环境条例#63.2"),
        requires=("drafting_note",), records=("draft",), after=(close_comment, skip_comment),
        guard=competition_reviewed, stamps="sent_for_review_on",
    )
    return_incomplete = Step(
        _("材料不全退回补充"), legality_review, drafted, role="legality_office", article=REVIEW_OPINIONS,
    )
    pass_legality = Step(
        _("审核通过"), legality_review, reviewed, role="legality_office", article=(ORGANIC, REVIEW_OPINIONS),
        requires=("review_opinion",), documents=(Paper.OPINION,), stamps="reviewed_on",
        sets={"review_conclusion": Review.PASSED}, note=_("不得以征求意见、会签、参加审议等代替合法性审核"),
    )
    fail_legality = Step(
        _("审核意见应当修改"), legality_review, drafted, role="legality_office", article=(ORGANIC, REVIEW_OPINIONS),
        requires=("review_opinion",), sets={"review_conclusion": Review.AMEND}, note=_("修改后再送审核，尚未办结"),
    )
    refuse_legality = Step(
        _("不予审核通过"), legality_review, drafting, role="legality_office", article=(ORGANIC, REVIEW_OPINIONS),
        requires=("review_opinion",), documents=(Paper.OPINION,), stamps="reviewed_on",
        sets={"review_conclusion": Review.REFUSED}, note=_("不得提交集体审议；须重新起草"),
    )
    submit_deliberation = Step(
        _("提交集体讨论"), reviewed, deliberating, role="drafter", article=ORGANIC, after=(pass_legality,),
        guard=opinions_treated,
    )
    approve = Step(
        _("集体讨论通过并签发"), deliberating, approved, role="executive_meeting", article=ORGANIC,
        requires=("meeting", "signed_by"), documents=(Paper.MINUTES,), stamps="deliberated_on",
    )
    reject = Step(
        _("集体讨论未通过退改"), deliberating, drafted, role="executive_meeting", article=ORGANIC,
        records=("meeting",),
    )
    register = Step(
        _("统一登记、编号、印发"), approved, registered, role="registry", article=NOTICE, guard=maker_has_a_mark,
        stamps=("registered_on", "issued_on"), sets={"document_number": next_number},
    )
    publish = Step(
        _("公布并解读"), registered, published, role="registry",
        article=(ORGANIC, "优化营商环境条例#64.2", "政府信息公开条例#20(1)"), requires=("text", "effective_on"),
        records=("valid_until", "next_review_on", "interpretation", "address"), stamps="published_on",
        sets={"in_force_on": in_force_on, "interpreted_on": interpreted, "next_review_on": review_day},
        outcomes=(Validity.IN_FORCE,), note=_("未经公布的不得作为行政管理依据"),
        brings=(
            Consequence("normative-filing/owe", owed), Consequence("normative-document/supersede", former), DONE,
        ),
    )
    file = Step(
        _("报送备案"), published, filed, role="system", article=ORGANIC, note=_("应报的机关均已报送"),
    )
    interpret = Step(
        _("补充政策解读"), (published, filed), SAME, role="registry", article=NOTICE, requires=("interpretation",),
        stamps="interpreted_on",
    )
    evaluate = Step(
        _("实施后评估"), (published, filed), SAME, role="drafter", article=NOTICE, requires=("evaluation_result",),
        stamps="evaluated_on", sets={"next_review_on": None},
    )
    renew = Step(
        _("评估后继续施行"), (published, filed), SAME, role="registry", article=NOTICE, after=(evaluate,),
        records=("valid_until", "next_review_on"), sets={"next_review_on": review_day},
    )
    repeal = Step(
        _("废止"), (published, filed), ended, role="registry", article="立法法#116", requires=("ended_by",),
        stamps="ended_on", outcomes=(Validity.REPEALED,), brings=(ENDED,),
    )
    repeal_decided = Step(
        _("依清理决定废止"), (published, filed), ended, role="system", article="立法法#116", records=("ended_by",),
        stamps="ended_on", outcomes=(Validity.REPEALED,), brings=(ENDED,),
    )
    supersede = Step(
        _("被新文件替代"), (published, filed), ended, role="system", article="立法法#116",
        records=("ended_on", "ended_by"), outcomes=(Validity.SUPERSEDED,),
    )
    expire = Step(
        _("有效期届满失效"), (published, filed), ended, role="system", article=NOTICE, stamps="ended_on",
        outcomes=(Validity.EXPIRED,), brings=(ENDED,),
    )
    annul = Step(
        _("被上级机关撤销"), (published, filed), ended, role="registry", article="监督法#39", requires=("ended_by",),
        stamps=("ended_on", "revoked_on"), outcomes=(Validity.ANNULLED,), brings=(ENDED,),
    )
    annul_on_review = Step(
        _("备案审查中被撤销"), (published, filed), ended, role="system", article="监督法#39", records=("ended_by",),
        stamps=("ended_on", "revoked_on"), outcomes=(Validity.ANNULLED,), brings=(ENDED,),
    )
    abandon = Step(
        _("终止制定"), (proposed, drafting, drafted, reviewed, deliberating), abandoned, role="drafter",
        article=ORGANIC, outcomes=(Validity.ABANDONED,),
        brings=(Consequence("normative-amendment/reopen", given_up_tasks),),
    )

    outcomes = {
        Validity.IN_FORCE: ORGANIC,
        Validity.REPEALED: "立法法#116",
        Validity.EXPIRED: NOTICE,
        Validity.SUPERSEDED: "立法法#116",
        Validity.ANNULLED: "监督法#39",
        Validity.ABANDONED: ORGANIC,
    }

    terms = (
        Term(
            limits.COMMENT_MARKET, starts=(open_comment,), stops=(close_comment,),
            applies=NormativeDocument.comments_must_run_thirty_days,
        ),
        Term(
            limits.COMMENT_OTHER, starts=(open_comment,), stops=(close_comment,),
            applies=NormativeDocument.comments_run_as_the_province_says,
        ),
        Term(
            limits.LEGALITY_MIN, starts=(send_to_legality,),
            stops=(pass_legality, fail_legality, refuse_legality), applies=NormativeDocument.is_not_urgent,
        ),
        Term(
            limits.LEGALITY_MAX, starts=(send_to_legality,),
            stops=(pass_legality, fail_legality, refuse_legality, return_incomplete), shown_in="due_on",
        ),
        Term(limits.PUBLISH, starts=(approve,), stops=(publish,), shown_in="due_on"),
        Term(
            limits.VALIDITY, starts=(publish, enter_standing, renew), since="effective_on", until="valid_until",
            stops=(repeal, repeal_decided, supersede, annul, annul_on_review), on_expiry=expire,
            applies=NormativeDocument.has_an_end,
        ),
        Term(
            limits.NEXT_REVIEW, starts=(publish, enter_standing, renew), until="next_review_on",
            stops=(evaluate, repeal, repeal_decided, supersede, annul, annul_on_review),
            applies=NormativeDocument.has_a_review_day, shown_in="due_on",
        ),
    )
