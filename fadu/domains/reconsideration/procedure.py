"""行政复议程序, law of 2023: ordinary, simplified, incidental review; this government as respondent; opinion letters.

Which law governs a case that was open on 1 January 2024 no article says. By convention (程序从旧) it goes on under the
law under which it was opened; that law, in `procedure_2017`, holds an application to be accepted from the day on which
it came in (行政复议法(2017)#17.2), so what counts is the day of receipt.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import PREVIOUS, SAME, Procedure, State, Step, Term

from . import limits, procedure_2017
from .models import (
    Act,
    IncidentalOutcome,
    IncidentalReview,
    Outcome,
    Paper,
    Performance,
    ReconsiderationCase,
    RespondentCase,
    SimplifiedGround,
    SuspensionGround,
)
from .procedure_2017 import APPLICATION, cause_still_there

__all__ = ["AsRespondent", "Incidental", "OpinionLetters", "Ordinary", "Simplified", "procedure_2017"]

OUTCOMES = {
    Outcome.UPHELD: "行政复议法#68",
    Outcome.CHANGED: "行政复议法#63",
    Outcome.REVOKED: "行政复议法#64",
    Outcome.REVOKED_REDO: "行政复议法#64",
    Outcome.CONFIRMED_ILLEGAL: "行政复议法#65",
    Outcome.ORDERED_TO_PERFORM: "行政复议法#66",
    Outcome.CONFIRMED_INVALID: "行政复议法#67",
    Outcome.REQUEST_REJECTED: "行政复议法#69",
    Outcome.AGREEMENT_REMEDY: "行政复议法#71",
    Outcome.APPLICATION_DISMISSED: "行政复议法#33",
    Outcome.MEDIATED: "行政复议法#73.1",
    Outcome.SETTLED_WITHDRAWN: "行政复议法#74.2",
    Outcome.TERMINATED: "行政复议法#41",
}
DECISIONS = tuple(OUTCOMES)[:9]


def decision_prepared(case):
    """已听取意见；重大、疑难、复杂案件已听证并已提请委员会咨询 (行政复议法#49, #50.1, #52.2)."""
    if not case.opinions_heard:
        return _("普通程序应当听取当事人意见；请先办理“听取当事人意见”，因当事人原因不能听取的在其中写明。")
    if case.serious and not (case.hearing_held or case.hearing_waived):
        return _("重大、疑难、复杂案件应当组织听证；请先通知并举行听证。")
    if case.serious and not case.committee_consulted:
        return _("重大、疑难、复杂案件应当提请行政复议委员会提出咨询意见；请先办理咨询。")
    return None


def simplified_ground_holds(case):
    """适用简易程序的情形与案件相符 (行政复议法#53)."""
    if case.simplified_ground == SimplifiedGround.DISCLOSURE and case.act_kind != Act.DISCLOSURE:
        return _("案件不是政府信息公开案件；请改选其他情形，或者适用普通程序。")
    return None


def reconsideration_suspended(review):
    """复议案件已因附带审查中止 (行政复议法#39.1(9))."""
    case = review.case
    if case.state != "suspended" or case.suspension_ground != SuspensionGround.DOCUMENT_REVIEW:
        return _("复议案件尚未因附带审查中止；请先在复议案件中办理“中止”。")
    return None


def competent_for_the_document(review):
    """本机关有权处理该规范性文件或者依据 (行政复议法#56, #57)."""
    return None if review.competent else _("本机关无权处理，应当转送有权处理的机关。")


def not_competent_for_the_document(review):
    """本机关无权处理该规范性文件或者依据 (行政复议法#56, #57)."""
    return _("本机关有权处理，不应转送。") if review.competent else None


# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Ordinary(Procedure):
    """普通程序, law of 2023."""

    slug = "reconsideration-ordinary"
    title = _("行政复议（普通程序）")
    law = "行政复议法"
    in_force = limits.LAW_OF_2023
    transition = "keep"
    note = _("2024年1月1日前收到的申请，依收到时的法律办理（法律没有专门规定，按程序从旧的惯例）")

    submitted = State(_("收到申请（审查中）"))
    awaiting_correction = State(_("待补正"))
    accepted = State(_("已受理"))
    awaiting_reply = State(_("待被申请人答复"))
    under_review = State(_("审理中"))
    hearing_scheduled = State(_("已通知听证"))
    suspended = State(_("中止"))
    decided = State(_("已作出决定（待送达）"))
    effective = State(_("已送达生效（履行中）"))
    closed = State(_("结案"), final=True)
    not_accepted = State(_("不予受理"), final=True)
    abandoned = State(_("视为放弃申请"), final=True)
    application_dismissed = State(_("驳回申请"), final=True)
    terminated = State(_("终止"), final=True)

    submit = Step(
        _("提出申请"), None, submitted, role="applicant", article="行政复议法#22",
        requires=APPLICATION, stamps="received_on",
    )
    request_correction = Step(
        _("通知补正"), submitted, awaiting_correction, role="reconsideration_body", article="行政复议法#31.1",
        records=("correction_items", "correction_received_on"), note=_("补正通知应当一次性载明需要补正的事项"),
        documents=(Paper.CORRECTION,),
    )
    extend_correction = Step(
        _("延长补正期限"), awaiting_correction, SAME, role="reconsideration_authority", article="行政复议法#31.2",
        requires=("correction_extension",), note=_("有正当理由不能按期补正的"),
    )
    supply_correction = Step(
        _("提交补正材料"), awaiting_correction, submitted, role="applicant",
        article=("行政复议法#31.2", "行政复议法#31.3"),
    )
    deem_abandoned = Step(
        _("逾期不补正视为放弃"), awaiting_correction, abandoned, role="system", article="行政复议法#31.2",
        note=_("仅限无正当理由；记录在案"),
    )
    accept = Step(
        _("受理"), submitted, accepted, role="reconsideration_body", article="行政复议法#30.1",
        records=("handler", "serious"), stamps="accepted_on",
        documents=(Paper.ACCEPTANCE,),
    )
    deem_accepted = Step(
        _("视为受理"), submitted, accepted, role="system", article="行政复议法#30.3", stamps="accepted_on",
        note=_("审查期限届满之日起视为受理"),
    )
    refuse = Step(
        _("决定不予受理"), submitted, not_accepted, role="reconsideration_body", article="行政复议法#30.2",
        requires=("refusal_reason",), stamps="refused_on", note=_("不属于本机关管辖的，告知有管辖权的机关"),
        documents=(Paper.REFUSAL,),
    )
    dismiss_application = Step(
        _("驳回申请"), (accepted, awaiting_reply, under_review), application_dismissed,
        role="reconsideration_authority", article="行政复议法#33", requires=("refusal_reason",), stamps="decided_on",
        outcomes=(Outcome.APPLICATION_DISMISSED,),
        documents=(Paper.DISMISSAL,),
    )
    send_copy = Step(
        _("发送申请书副本"), accepted, awaiting_reply, role="reconsideration_body", article="行政复议法#48",
        records=("copy_received_on",),
        documents=(Paper.REPLY,),
    )
    reply = Step(
        _("提出书面答复并提交证据"), awaiting_reply, under_review, role="respondent", article="行政复议法#48",
        stamps="replied_on",
    )
    reply_overdue = Step(
        _("逾期未答复"), awaiting_reply, under_review, role="system", article="行政复议法#70",
        note=_("视为该行政行为没有证据、依据；第三人提供证据的除外"),
    )
    hear_opinions = Step(
        _("听取当事人意见"), under_review, under_review, role="reconsideration_body", article="行政复议法#49",
        requires=("opinions_heard",), stamps="opinions_heard_on",
    )
    notify_hearing = Step(
        _("通知听证"), under_review, hearing_scheduled, role="reconsideration_body",
        article=("行政复议法#50", "行政复议法#51.1"), requires=("hearing_on",), note=_("重大、疑难、复杂案件应当听证"),
        records=("hearing_place",),
        documents=(Paper.HEARING,),
    )
    hold_hearing = Step(
        _("举行听证"), hearing_scheduled, under_review, role="hearing_chair", article="行政复议法#50.3",
        requires=("respondent_head_attended",), sets={"hearing_held": True},
        note=_("主持人一名、听证员两名以上、记录员一名；被申请人的负责人应当参加"),
    )
    waive_hearing = Step(
        _("申请人无正当理由不参加听证"), hearing_scheduled, under_review, role="hearing_chair",
        article="行政复议法#51.2", sets={"hearing_waived": True},
    )
    consult_committee = Step(
        _("提请行政复议委员会咨询"), under_review, under_review, role="reconsideration_body",
        article="行政复议法#52.2", sets={"committee_consulted": True},
    )
    begin_appraisal = Step(
        _("开始鉴定"), (accepted, awaiting_reply, under_review), SAME, role="reconsideration_body",
        article="行政复议法实施条例#37",
    )
    end_appraisal = Step(
        _("鉴定结束"), (accepted, awaiting_reply, under_review), SAME, role="reconsideration_body",
        article="行政复议法实施条例#37", after=(begin_appraisal,),
    )
    begin_survey = Step(
        _("开始现场勘验"), (accepted, awaiting_reply, under_review), SAME, role="reconsideration_body",
        article="行政复议法实施条例#34.3",
    )
    end_survey = Step(
        _("现场勘验结束"), (accepted, awaiting_reply, under_review), SAME, role="reconsideration_body",
        article="行政复议法实施条例#34.3", after=(begin_survey,),
    )
    suspend = Step(
        _("中止"), (accepted, awaiting_reply, under_review, hearing_scheduled), suspended,
        role="reconsideration_authority", article=("行政复议法#39.1", "行政复议法#39.3"),
        requires=("suspension_ground",), stamps="suspended_on", note=_("书面告知当事人"),
        documents=(Paper.SUSPENSION,),
    )
    resume = Step(
        _("恢复审理"), suspended, PREVIOUS, role="reconsideration_authority",
        article=("行政复议法#39.2", "行政复议法#39.3"),
        documents=(Paper.RESUMPTION,),
    )
    terminate_after_suspension = Step(
        _("中止满六十日终止"), suspended, terminated, role="reconsideration_authority", article="行政复议法#41(5)",
        guard=cause_still_there, stamps="decided_on", outcomes=(Outcome.TERMINATED,),
        documents=(Paper.TERMINATION,),
    )
    terminate = Step(
        _("终止"), (accepted, awaiting_reply, under_review, hearing_scheduled, suspended), terminated,
        role="reconsideration_authority", article="行政复议法#41", requires=("termination_reason",),
        stamps="decided_on", outcomes=(Outcome.TERMINATED,),
        documents=(Paper.TERMINATION,),
    )
    allow_withdrawal = Step(
        _("准予撤回（含和解撤回）"), (accepted, awaiting_reply, under_review, hearing_scheduled, suspended), terminated,
        role="reconsideration_body", article=("行政复议法#41(1)", "行政复议法#74.2"), records=("termination_reason",),
        stamps="decided_on", outcomes=(Outcome.SETTLED_WITHDRAWN,),
        documents=(Paper.TERMINATION,),
    )
    mediate = Step(
        _("调解书生效"), (under_review, hearing_scheduled), effective, role="reconsideration_authority",
        article="行政复议法#73.1", records=("facts", "settlement", "compensation_amount"),
        stamps=("decided_on", "served_on"),
        outcomes=(Outcome.MEDIATED,), note=_("各方签字或者签章并加盖印章即生效"),
        documents=(Paper.MEDIATION,),
    )
    extend = Step(
        _("批准延长审理期限"), (under_review, hearing_scheduled), SAME, role="reconsideration_body_head",
        article="行政复议法#62.1", requires=("extension_reason",), note=_("由行政复议机构的负责人批准，书面告知当事人"),
        documents=(Paper.EXTENSION,),
    )
    decide = Step(
        _("作出复议决定"), under_review, decided, role="reconsideration_authority",
        article=("行政复议法#61.1", "行政复议法#62.1"), guard=decision_prepared, outcomes=DECISIONS,
        records=("facts", "reasons", "ruling", "compensation_amount", "redo_by", "publication_due"),
        stamps="decided_on",
        documents=(Paper.DECISION,),
    )
    serve = Step(
        _("送达决定书"), decided, effective, role="reconsideration_body",
        article=("行政复议法#75.2", "行政复议法#88.1"), stamps="served_on",
    )
    order_performance = Step(
        _("责令限期履行"), effective, effective, role="superior_authority", article="行政复议法#77.2",
        stamps="performance_ordered_on",
        records=("perform_by",),
        documents=(Paper.PERFORMANCE,),
    )
    perform = Step(
        _("履行完毕"), effective, closed, role="respondent", article="行政复议法#77.1", requires=("performance",),
        stamps="performed_on",
    )
    enforce = Step(
        _("强制执行"), effective, closed, role="reconsideration_authority", article="行政复议法#78",
        stamps="performed_on", sets={"performance": Performance.ENFORCED},
        note=_("维持的由作出行为的机关执行，变更的和调解书由复议机关执行，或者申请人民法院执行"),
    )
    close = Step(
        _("归档结案"), effective, closed, role="reconsideration_body", article="行政复议法#75.2",
        records=("performance",), note=_("没有履行内容的"),
    )

    outcomes = OUTCOMES

    _not_counted = ((suspend, resume), (begin_appraisal, end_appraisal), (begin_survey, end_survey))
    terms = (
        Term(
            limits.APPLY, starts=("knew_on",), since="rights_known_on", stops=(submit,),
            suspended=(("obstacle_from", "obstacle_until"),),
        ),
        Term(
            limits.APPLY_NOT_INFORMED, starts=("knew_on",), stops=(submit,), applies=ReconsiderationCase.informed_late,
        ),
        Term(
            limits.APPLY_LONGSTOP, starts=("act_on",), stops=(submit,),
            applies=ReconsiderationCase.informed_late_and_not_about_land,
        ),
        # An application that comes too early is received, and refused on review.
        Term(limits.APPLY_INACTION, starts=("duty_requested_on",), stops=(submit,), binding=False),
        Term(limits.FORWARD_APPLICATION, starts=("agency_received_on",), stops=(submit,)),
        Term(
            limits.REVIEW, starts=(submit,), stops=(accept, refuse, request_correction), restarts=(supply_correction,),
            on_expiry=deem_accepted,
        ),
        Term(
            limits.CORRECTION_NOTICE, starts=(submit,), stops=(request_correction, accept, refuse),
            on_expiry=deem_accepted,
        ),
        Term(
            limits.CORRECTION, starts=(request_correction,), since="correction_received_on", stops=(supply_correction,),
            extended=(extend_correction,), granted="correction_extension", on_expiry=deem_abandoned,
        ),
        Term(limits.SEND_COPY, starts=(accept, deem_accepted), stops=(send_copy,)),
        Term(
            limits.REPLY, starts=(send_copy,), since="copy_received_on", stops=(reply,), on_expiry=reply_overdue,
        ),
        Term(limits.HEARING_NOTICE, starts=("hearing_on",), stops=(notify_hearing,)),
        Term(
            limits.DECISION, starts=(accept, deem_accepted), since="accepted_on",
            stops=(decide, mediate, terminate, terminate_after_suspension, allow_withdrawal, dismiss_application),
            suspended=_not_counted, extended=(extend,), shown_in="due_on",
        ),
        Term(
            limits.SUSPENSION, starts=(suspend,), stops=(resume, terminate_after_suspension),
            applies=ReconsiderationCase.suspended_for_want_of_a_party, on_expiry=terminate_after_suspension,
        ),
        Term(
            limits.REDO, starts=(serve,), stops=(perform,), applies=ReconsiderationCase.must_be_redone,
            on_expiry=order_performance,
        ),
        Term(limits.SUE, starts=(serve,), stops=("sued_on",), on_expiry=close),
    )


class Simplified(Procedure):
    """简易程序, law of 2023: takes a case over once it has been received and examined under the ordinary one."""

    slug = "reconsideration-simplified"
    title = _("行政复议（简易程序）")
    law = "行政复议法"
    in_force = limits.LAW_OF_2023

    accepted = State(_("已受理（适用简易程序）"))
    awaiting_reply = State(_("待被申请人答复"))
    under_review = State(_("审理中（可书面审理）"))
    suspended = State(_("中止"))
    decided = State(_("已作出决定（待送达）"))
    effective = State(_("已送达生效"))
    closed = State(_("结案"), final=True)
    # The sixty days of the ordinary procedure then count from the acceptance and not from here: the safe reading.
    converted = State(_("转为普通程序"), final=True, continues="reconsideration-ordinary")
    terminated = State(_("终止"), final=True)
    application_dismissed = State(_("驳回申请"), final=True)

    accept = Step(
        _("受理并适用简易程序"), None, accepted, role="reconsideration_body",
        article=("行政复议法#30.1", "行政复议法#53"),
        requires=(*APPLICATION, "simplified_ground"), records=("handler",), stamps="accepted_on",
        guard=simplified_ground_holds, takes_over=("reconsideration-ordinary/submitted",),
        documents=(Paper.ACCEPTANCE,),
    )
    send_copy = Step(
        _("发送申请书副本"), accepted, awaiting_reply, role="reconsideration_body", article="行政复议法#54.1",
        records=("copy_received_on",),
        documents=(Paper.REPLY,),
    )
    reply = Step(
        _("书面答复并提交证据"), awaiting_reply, under_review, role="respondent", article="行政复议法#54.1",
        stamps="replied_on",
    )
    reply_overdue = Step(
        _("逾期未答复"), awaiting_reply, under_review, role="system", article="行政复议法#70",
    )
    convert = Step(
        _("转为普通程序"), (accepted, awaiting_reply, under_review), converted, role="reconsideration_body_head",
        article="行政复议法#55", sets={"simplified_ground": ""},
    )
    suspend = Step(
        _("中止"), (accepted, awaiting_reply, under_review), suspended, role="reconsideration_authority",
        article="行政复议法#39", requires=("suspension_ground",), stamps="suspended_on",
        documents=(Paper.SUSPENSION,),
    )
    resume = Step(
        _("恢复审理"), suspended, PREVIOUS, role="reconsideration_authority", article="行政复议法#39.2",
        documents=(Paper.RESUMPTION,),
    )
    terminate = Step(
        _("终止"), (accepted, awaiting_reply, under_review, suspended), terminated, role="reconsideration_authority",
        article="行政复议法#41", requires=("termination_reason",), stamps="decided_on",
        outcomes=(Outcome.TERMINATED, Outcome.SETTLED_WITHDRAWN),
        documents=(Paper.TERMINATION,),
    )
    dismiss_application = Step(
        _("驳回申请"), (accepted, awaiting_reply, under_review), application_dismissed,
        role="reconsideration_authority", article="行政复议法#33", requires=("refusal_reason",), stamps="decided_on",
        outcomes=(Outcome.APPLICATION_DISMISSED,),
        documents=(Paper.DISMISSAL,),
    )
    mediate = Step(
        _("调解书生效"), under_review, effective, role="reconsideration_authority", article="行政复议法#73.1",
        records=("facts", "settlement", "compensation_amount"),
        stamps=("decided_on", "served_on"), outcomes=(Outcome.MEDIATED,),
        documents=(Paper.MEDIATION,),
    )
    decide = Step(
        _("作出复议决定"), under_review, decided, role="reconsideration_authority",
        article=("行政复议法#61.1", "行政复议法#62.2"), outcomes=DECISIONS,
        records=("facts", "reasons", "ruling", "compensation_amount", "redo_by", "publication_due"),
        stamps="decided_on",
        documents=(Paper.DECISION,),
    )
    serve = Step(
        _("送达决定书"), decided, effective, role="reconsideration_body", article="行政复议法#75.2", stamps="served_on",
    )
    perform = Step(
        _("履行完毕"), effective, closed, role="respondent", article="行政复议法#77.1", requires=("performance",),
        stamps="performed_on",
    )
    close = Step(
        _("归档结案"), effective, closed, role="reconsideration_body", article="行政复议法#75.2",
        records=("performance",),
    )

    outcomes = OUTCOMES

    terms = (
        Term(limits.SIMPLIFIED_SEND_COPY, starts=(accept,), stops=(send_copy,)),
        Term(
            limits.SIMPLIFIED_REPLY, starts=(send_copy,), since="copy_received_on", stops=(reply,),
            on_expiry=reply_overdue,
        ),
        Term(
            limits.SIMPLIFIED_DECISION, starts=(accept,),
            stops=(decide, mediate, terminate, dismiss_application, convert), suspended=((suspend, resume),),
            shown_in="due_on",
        ),
    )


class Incidental(Procedure):
    """附带审查: of the normative document, or other basis, on which the act rests."""

    slug = "reconsideration-incidental-review"
    title = _("行政复议附带审查规范性文件（依据）")
    law = "行政复议法"
    in_force = limits.LAW_OF_2023

    opened = State(_("启动附带审查（复议中止）"))
    maker_notified = State(_("已通知制定机关"))
    reviewing = State(_("审查中"))
    forwarded = State(_("已转送有权机关"))
    concluded = State(_("处理完毕（恢复复议）"), final=True)

    open = Step(
        _("启动审查"), None, opened, role="reconsideration_body",
        article=("行政复议法#13", "行政复议法#39.1(9)", "行政复议法#57"), requires=("case", "document", "maker"),
        guard=reconsideration_suspended,
    )
    notify_maker = Step(
        _("通知制定机关书面答复"), opened, maker_notified, role="reconsideration_body", article="行政复议法#58.1",
        guard=competent_for_the_document, records=("notice_received_on",),
        documents=(Paper.DOCUMENT_REPLY,),
    )
    maker_replies = Step(
        _("制定机关答复"), maker_notified, reviewing, role="document_maker", article="行政复议法#58.1",
        records=("explanation",),
    )
    maker_silent = Step(
        _("制定机关逾期不答复"), maker_notified, reviewing, role="system", article="行政复议法#58.1",
        note=_("法律没有规定后果，继续审查"),
    )
    explain_in_person = Step(
        _("制定机关当面说明"), reviewing, reviewing, role="document_maker", article="行政复议法#58.2",
        records=("explanation",),
    )
    forward = Step(
        _("转送有权处理的机关"), opened, forwarded, role="reconsideration_body",
        article=("行政复议法#56", "行政复议法#57"), guard=not_competent_for_the_document, requires=("forwarded_to",),
        records=("forwarding_received_on",),
        documents=(Paper.FORWARDING,),
    )
    receive_opinion = Step(
        _("收到处理意见"), forwarded, concluded, role="other_organ", article="行政复议法#60", requires=("opinion",),
        outcomes=tuple(IncidentalOutcome),
    )
    conclude = Step(
        _("作出审查结论"), reviewing, concluded, role="reconsideration_authority", article="行政复议法#59",
        requires=("opinion",), outcomes=tuple(IncidentalOutcome),
    )

    outcomes = dict.fromkeys(IncidentalOutcome, "行政复议法#59")

    terms = (
        # The articles name no starting day: the day of suspension is taken.
        Term(
            limits.HANDLE_DOCUMENT, starts=(open,), stops=(conclude,), applies=IncidentalReview.is_competent,
            shown_in="due_on",
        ),
        Term(limits.FORWARD_DOCUMENT, starts=(open,), stops=(forward,), applies=IncidentalReview.is_not_competent),
        Term(limits.NOTIFY_MAKER, starts=(open,), stops=(notify_maker,), applies=IncidentalReview.is_competent),
        Term(
            limits.MAKER_REPLY, starts=(notify_maker,), since="notice_received_on", stops=(maker_replies,),
            on_expiry=maker_silent,
        ),
        Term(
            limits.RECEIVING_ORGAN, starts=(forward,), since="forwarding_received_on", stops=(receive_opinion,),
            shown_in="due_on",
        ),
    )


class AsRespondent(Procedure):
    """被复议案件: what this government does when its own act is reconsidered by the higher organ."""

    slug = "reconsideration-as-respondent"
    title = _("被复议案件办理")
    law = "行政复议法"
    in_force = limits.LAW_OF_2023

    notified = State(_("收到答复通知（待答复）"))
    replied = State(_("已答复（待决定）"))
    decided = State(_("收到复议决定（待履行）"))
    closed = State(_("结案"), final=True)

    receive_notice = Step(
        _("收到答复通知"), None, notified, role="respondent", article="行政复议法#48",
        requires=("authority", "applicant", "act_kind", "act", "field"), stamps="notice_received_on",
    )
    reply = Step(
        _("提出书面答复并提交证据"), notified, replied, role="respondent", article=("行政复议法#48", "行政复议法#54.1"),
        records=("replying_unit",), stamps="replied_on",
    )
    receive_decision = Step(
        _("收到复议决定"), (notified, replied), decided, role="respondent", article="行政复议法#75.2",
        requires=("decided_on",), records=("redo_by",), stamps="decision_received_on", outcomes=tuple(OUTCOMES),
    )
    order_performance = Step(
        _("责令限期履行"), decided, decided, role="superior_authority", article="行政复议法#77.2",
    )
    perform = Step(
        _("履行完毕"), decided, closed, role="respondent", article="行政复议法#77.1", stamps="performed_on",
    )
    close = Step(
        _("归档结案"), decided, closed, role="respondent", article="行政复议法#75.2", note=_("没有履行内容的"),
    )

    outcomes = OUTCOMES

    terms = (
        Term(
            limits.REPLY, starts=(receive_notice,), stops=(reply,), applies=RespondentCase.runs_ordinary,
            shown_in="due_on",
        ),
        Term(
            limits.SIMPLIFIED_REPLY, starts=(receive_notice,), stops=(reply,), applies=RespondentCase.runs_simplified,
            shown_in="due_on",
        ),
        Term(
            limits.REDO, starts=(receive_decision,), stops=(perform,), applies=RespondentCase.must_be_redone,
            on_expiry=order_performance, shown_in="due_on",
        ),
    )


class OpinionLetters(Procedure):
    """意见书: issued, served, answered within sixty days, and the correction verified."""

    slug = "reconsideration-opinion"
    title = _("行政复议意见书办理")
    law = "行政复议法"
    in_force = limits.LAW_OF_2023

    issued = State(_("已制发（待送达）"))
    awaiting_answer = State(_("待反馈"))
    answered = State(_("已反馈（待核实）"))
    corrected = State(_("已纠正"), final=True)

    issue = Step(
        _("制发意见书"), None, issued, role="reconsideration_body", article="行政复议法#76",
        requires=("addressee", "defect", "advice"), stamps="issued_on",
        documents=(Paper.OPINION,),
    )
    serve = Step(
        _("送达意见书"), issued, awaiting_answer, role="reconsideration_body", article="行政复议法#76",
        stamps="received_on",
    )
    order_performance = Step(
        _("责令限期履行"), awaiting_answer, SAME, role="superior_authority", article="行政复议法#77.2",
        stamps="ordered_on",
        records=("perform_by",),
        documents=(Paper.PERFORMANCE,),
    )
    answer = Step(
        _("报送纠正情况"), awaiting_answer, answered, role="respondent", article="行政复议法#76", requires=("answer",),
        stamps="answered_on",
    )
    return_ = Step(
        _("退回补充"), answered, awaiting_answer, role="reconsideration_body", article="行政复议法#76",
    )
    verify = Step(
        _("核实纠正"), answered, corrected, role="reconsideration_body", article="行政复议法#76", stamps="corrected_on",
    )

    terms = (
        Term(
            limits.OPINION_RESPONSE, starts=(serve,), stops=(answer,), on_expiry=order_performance, shown_in="due_on",
        ),
    )
