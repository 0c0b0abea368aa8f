"""行政复议程序, law of 2017 with the Regulations of 2007: for what was received before 1 January 2024."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import PREVIOUS, SAME, Procedure, State, Step, Term

from . import limits
from .models import (
    IncidentalOutcome,
    IncidentalReview,
    Outcome,
    Paper,
    Performance,
    ReconsiderationCase,
    RespondentCase,
)

# What an application must put down; the opening step may record every other column too.
APPLICATION = ("applicant", "respondent", "act_kind", "act", "field")

# 确认无效 and 行政协议 came with the law of 2023.
OUTCOMES = {
    Outcome.UPHELD: "行政复议法(2017)#28.1(1)",
    Outcome.CHANGED: "行政复议法(2017)#28.1(3)",
    Outcome.REVOKED: "行政复议法(2017)#28.1(3)",
    Outcome.REVOKED_REDO: "行政复议法(2017)#28.1(3)",
    Outcome.CONFIRMED_ILLEGAL: "行政复议法(2017)#28.1(3)",
    Outcome.ORDERED_TO_PERFORM: "行政复议法(2017)#28.1(2)",
    Outcome.REQUEST_REJECTED: "行政复议法实施条例#48.1(1)",
    Outcome.APPLICATION_DISMISSED: "行政复议法实施条例#48.1(2)",
    Outcome.MEDIATED: "行政复议法实施条例#50.2",
    Outcome.SETTLED_WITHDRAWN: "行政复议法实施条例#42.1(1)",
    Outcome.TERMINATED: "行政复议法实施条例#42.1",
}
DECISIONS = tuple(OUTCOMES)[:7]


def cause_still_there(case):
    """因申请人死亡、丧失能力或者组织终止而中止，已满六十日 (行政复议法#41(5), 行政复议法实施条例#42.2)."""
    if not case.suspended_for_want_of_a_party():
        return _("只有因申请人死亡、丧失行为能力或者组织终止而中止的，满六十日才可终止。")
    if case.suspended_on and (case.moved_on - case.suspended_on).days < 60:
        return _("中止尚未满六十日。")
    return None


def day_of_receipt(case):
    """Return the day from which the case counts as accepted: 自收到之日起即为受理 (行政复议法(2017)#17.2)."""
    return case.received_on


# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Ordinary(Procedure):
    """普通程序: the only one that the law of 2017 knew."""

    slug = "reconsideration-ordinary"
    title = _("行政复议（2017年法律）")
    law = "行政复议法(2017)"
    # The law of 1999; its amendments left the procedure as it was. The Regulations completed it.
    in_force = limits.REGULATIONS

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
        _("提出申请"), None, submitted, role="applicant", article="行政复议法(2017)#11", requires=APPLICATION,
        stamps="received_on",
    )
    request_correction = Step(
        _("通知补正"), submitted, awaiting_correction, role="reconsideration_body", article="行政复议法实施条例#29",
        requires=("correction_days",), records=("correction_items", "correction_received_on"),
        documents=(Paper.CORRECTION,),
    )
    supply_correction = Step(
        _("提交补正材料"), awaiting_correction, submitted, role="applicant", article="行政复议法实施条例#29",
    )
    deem_abandoned = Step(
        _("逾期不补正视为放弃"), awaiting_correction, abandoned, role="system", article="行政复议法实施条例#29",
        note=_("仅限无正当理由"),
    )
    accept = Step(
        _("受理"), submitted, accepted, role="reconsideration_body", article="行政复议法(2017)#17.2",
        records=("handler", "serious"), sets={"accepted_on": day_of_receipt},
        documents=(Paper.ACCEPTANCE,),
    )
    deem_accepted = Step(
        _("视为受理"), submitted, accepted, role="system", article="行政复议法(2017)#17.2",
        sets={"accepted_on": day_of_receipt}, note=_("未作出不予受理决定的，自收到之日起即为受理"),
    )
    refuse = Step(
        _("决定不予受理"), submitted, not_accepted, role="reconsideration_body", article="行政复议法(2017)#17.1",
        requires=("refusal_reason",), stamps="refused_on", note=_("不属于本机关受理的，告知向有关机关提出"),
        documents=(Paper.REFUSAL,),
    )
    dismiss_application = Step(
        _("驳回申请"), (accepted, awaiting_reply, under_review), application_dismissed,
        role="reconsideration_authority", article="行政复议法实施条例#48.1(2)", requires=("refusal_reason",),
        stamps="decided_on", outcomes=(Outcome.APPLICATION_DISMISSED,),
        documents=(Paper.DISMISSAL,),
    )
    send_copy = Step(
        _("发送申请书副本"), accepted, awaiting_reply, role="reconsideration_body", article="行政复议法(2017)#23.1",
        records=("copy_received_on",),
        documents=(Paper.REPLY,),
    )
    reply = Step(
        _("提出书面答复并提交证据"), awaiting_reply, under_review, role="respondent",
        article="行政复议法(2017)#23.1", stamps="replied_on",
    )
    reply_overdue = Step(
        _("逾期未答复"), awaiting_reply, under_review, role="system", article="行政复议法(2017)#28.1(4)",
        note=_("视为该具体行政行为没有证据、依据"),
    )
    hear_opinions = Step(
        _("听取当事人意见"), under_review, under_review, role="reconsideration_body", article="行政复议法(2017)#22",
        requires=("opinions_heard",), stamps="opinions_heard_on", note=_("原则上书面审查，有要求或者有必要时听取"),
    )
    notify_hearing = Step(
        _("通知听证"), under_review, hearing_scheduled, role="reconsideration_body",
        article="行政复议法实施条例#33", requires=("hearing_on",),
        records=("hearing_place",),
        documents=(Paper.HEARING,),
    )
    hold_hearing = Step(
        _("举行听证"), hearing_scheduled, under_review, role="hearing_chair", article="行政复议法实施条例#33",
        sets={"hearing_held": True},
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
        role="reconsideration_body", article=("行政复议法实施条例#41.1", "行政复议法实施条例#41.3"),
        requires=("suspension_ground",), stamps="suspended_on",
        documents=(Paper.SUSPENSION,),
    )
    resume = Step(
        _("恢复审理"), suspended, PREVIOUS, role="reconsideration_body",
        article=("行政复议法实施条例#41.2", "行政复议法实施条例#41.3"),
        documents=(Paper.RESUMPTION,),
    )
    terminate_after_suspension = Step(
        _("中止满六十日终止"), suspended, terminated, role="reconsideration_authority",
        article="行政复议法实施条例#42.2", guard=cause_still_there, stamps="decided_on",
        outcomes=(Outcome.TERMINATED,),
        documents=(Paper.TERMINATION,),
    )
    terminate = Step(
        _("终止"), (accepted, awaiting_reply, under_review, hearing_scheduled, suspended), terminated,
        role="reconsideration_authority", article="行政复议法实施条例#42.1", requires=("termination_reason",),
        stamps="decided_on", outcomes=(Outcome.TERMINATED,),
        documents=(Paper.TERMINATION,),
    )
    allow_withdrawal = Step(
        _("准予撤回（含和解撤回）"), (accepted, awaiting_reply, under_review, hearing_scheduled, suspended), terminated,
        role="reconsideration_body",
        article=("行政复议法(2017)#25", "行政复议法实施条例#38.1", "行政复议法实施条例#40"),
        records=("termination_reason",), stamps="decided_on", outcomes=(Outcome.SETTLED_WITHDRAWN,),
        documents=(Paper.TERMINATION,),
    )
    mediate = Step(
        _("调解书生效"), (under_review, hearing_scheduled), effective, role="reconsideration_authority",
        article="行政复议法实施条例#50.2", records=("facts", "settlement", "compensation_amount"),
        stamps=("decided_on", "served_on"),
        outcomes=(Outcome.MEDIATED,), note=_("限于自由裁量权、赔偿或者补偿纠纷"),
        documents=(Paper.MEDIATION,),
    )
    extend = Step(
        _("批准延长审理期限"), (under_review, hearing_scheduled), SAME, role="reconsideration_authority",
        article="行政复议法(2017)#31.1", requires=("extension_reason",), note=_("由行政复议机关的负责人批准"),
        documents=(Paper.EXTENSION,),
    )
    decide = Step(
        _("作出复议决定"), under_review, decided, role="reconsideration_authority",
        article=("行政复议法(2017)#28.1", "行政复议法(2017)#31.1"), outcomes=DECISIONS,
        records=("facts", "reasons", "ruling", "compensation_amount", "redo_by", "publication_due"),
        stamps="decided_on",
        documents=(Paper.DECISION,),
    )
    serve = Step(
        _("送达决定书"), decided, effective, role="reconsideration_body", article="行政复议法(2017)#31.3",
        stamps="served_on",
    )
    order_performance = Step(
        _("责令限期履行"), effective, effective, role="superior_authority", article="行政复议法(2017)#32.2",
        stamps="performance_ordered_on",
        records=("perform_by",),
        documents=(Paper.PERFORMANCE,),
    )
    perform = Step(
        _("履行完毕"), effective, closed, role="respondent", article="行政复议法(2017)#32.1",
        requires=("performance",), stamps="performed_on",
    )
    enforce = Step(
        _("强制执行"), effective, closed, role="reconsideration_authority", article="行政复议法(2017)#33",
        stamps="performed_on", sets={"performance": Performance.ENFORCED},
    )
    close = Step(
        _("归档结案"), effective, closed, role="reconsideration_body", article="行政复议法(2017)#31.3",
        records=("performance",), note=_("没有履行内容的"),
    )

    outcomes = OUTCOMES

    terms = (
        Term(
            limits.APPLY_2017, starts=("knew_on",), since="rights_known_on", stops=(submit,),
            suspended=(("obstacle_from", "obstacle_until"),),
        ),
        # An application that comes too early is received, and refused on review.
        Term(limits.APPLY_INACTION, starts=("duty_requested_on",), stops=(submit,), binding=False),
        Term(
            limits.REVIEW_2017, starts=(submit,), stops=(accept, refuse, request_correction), on_expiry=deem_accepted,
        ),
        Term(
            limits.CORRECTION_NOTICE_2017, starts=(submit,), stops=(request_correction, accept, refuse, deem_accepted),
        ),
        Term(
            limits.CORRECTION_2017, starts=(request_correction,), since="correction_received_on",
            stops=(supply_correction,), specified="correction_days", on_expiry=deem_abandoned,
        ),
        Term(limits.SEND_COPY_2017, starts=(accept, deem_accepted), since="accepted_on", stops=(send_copy,)),
        Term(
            limits.REPLY_2017, starts=(send_copy,), since="copy_received_on", stops=(reply,), on_expiry=reply_overdue,
        ),
        # Accepted from the day of receipt, so it runs from there; the time for correction does not count.
        Term(
            limits.DECISION_2017, starts=(submit,),
            stops=(
                refuse, deem_abandoned, decide, mediate, terminate, terminate_after_suspension, allow_withdrawal,
                dismiss_application,
            ),
            suspended=(
                (request_correction, supply_correction), (suspend, resume), (begin_appraisal, end_appraisal),
                (begin_survey, end_survey),
            ),
            extended=(extend,), shown_in="due_on",
        ),
        Term(
            limits.SUSPENSION_2017, starts=(suspend,), stops=(resume, terminate_after_suspension),
            applies=ReconsiderationCase.suspended_for_want_of_a_party, on_expiry=terminate_after_suspension,
        ),
        Term(
            limits.REDO, starts=(serve,), stops=(perform,), applies=ReconsiderationCase.must_be_redone,
            on_expiry=order_performance,
        ),
        Term(limits.SUE_2017, starts=(serve,), stops=("sued_on",), on_expiry=close),
    )


class Incidental(Procedure):
    """附带审查, without the maker's reply that the law of 2023 brought."""

    slug = "reconsideration-incidental-review"
    title = _("行政复议附带审查（2017年法律）")
    law = "行政复议法(2017)"
    in_force = limits.REGULATIONS

    opened = State(_("启动附带审查（复议中止）"))
    forwarded = State(_("已转送有权机关"))
    concluded = State(_("处理完毕（恢复复议）"), final=True)

    open = Step(
        _("启动审查"), None, opened, role="reconsideration_body",
        article=("行政复议法(2017)#7", "行政复议法(2017)#26", "行政复议法(2017)#27"),
        requires=("case", "document", "maker"),
    )
    forward = Step(
        _("转送有权处理的机关"), opened, forwarded, role="reconsideration_body",
        article=("行政复议法(2017)#26", "行政复议法(2017)#27"), requires=("forwarded_to",),
        records=("forwarding_received_on",),
        documents=(Paper.FORWARDING,),
    )
    receive_opinion = Step(
        _("收到处理意见"), forwarded, concluded, role="other_organ", article="行政复议法(2017)#26",
        requires=("opinion",), outcomes=tuple(IncidentalOutcome),
    )
    conclude = Step(
        _("作出审查结论"), opened, concluded, role="reconsideration_authority",
        article=("行政复议法(2017)#26", "行政复议法(2017)#27"), requires=("opinion",),
        outcomes=tuple(IncidentalOutcome),
    )

    outcomes = dict.fromkeys(IncidentalOutcome, "行政复议法(2017)#26")

    terms = (
        Term(
            limits.HANDLE_DOCUMENT_2017, starts=(open,), stops=(conclude,), applies=IncidentalReview.is_competent,
            shown_in="due_on",
        ),
        Term(limits.FORWARD_DOCUMENT_2017, starts=(open,), stops=(forward,), applies=IncidentalReview.is_not_competent),
        Term(
            limits.RECEIVING_ORGAN_2017, starts=(forward,), since="forwarding_received_on", stops=(receive_opinion,),
            shown_in="due_on",
        ),
    )


class AsRespondent(Procedure):
    """被复议案件 before the higher organ."""

    slug = "reconsideration-as-respondent"
    title = _("被复议案件办理（2017年法律）")
    law = "行政复议法(2017)"
    in_force = limits.REGULATIONS

    notified = State(_("收到答复通知（待答复）"))
    replied = State(_("已答复（待决定）"))
    decided = State(_("收到复议决定（待履行）"))
    closed = State(_("结案"), final=True)

    receive_notice = Step(
        _("收到答复通知"), None, notified, role="respondent", article="行政复议法(2017)#23.1",
        requires=("authority", "applicant", "act_kind", "act", "field"), stamps="notice_received_on",
    )
    reply = Step(
        _("提出书面答复并提交证据"), notified, replied, role="respondent", article="行政复议法(2017)#23.1",
        records=("replying_unit",), stamps="replied_on",
    )
    receive_decision = Step(
        _("收到复议决定"), (notified, replied), decided, role="respondent", article="行政复议法(2017)#31.3",
        requires=("decided_on",), records=("redo_by",), stamps="decision_received_on", outcomes=tuple(OUTCOMES),
    )
    order_performance = Step(
        _("责令限期履行"), decided, decided, role="superior_authority", article="行政复议法(2017)#32.2",
    )
    perform = Step(
        _("履行完毕"), decided, closed, role="respondent", article="行政复议法(2017)#32.1", stamps="performed_on",
    )
    close = Step(
        _("归档结案"), decided, closed, role="respondent", article="行政复议法(2017)#31.3", note=_("没有履行内容的"),
    )

    outcomes = OUTCOMES

    terms = (
        Term(limits.REPLY_2017, starts=(receive_notice,), stops=(reply,), shown_in="due_on"),
        Term(
            limits.REDO, starts=(receive_decision,), stops=(perform,), applies=RespondentCase.must_be_redone,
            on_expiry=order_performance, shown_in="due_on",
        ),
    )


class OpinionLetters(Procedure):
    """意见书: answered within sixty days."""

    slug = "reconsideration-opinion"
    title = _("行政复议意见书办理（2007年条例）")
    law = "行政复议法实施条例"
    in_force = limits.REGULATIONS

    issued = State(_("已制发（待送达）"))
    awaiting_answer = State(_("待反馈"))
    answered = State(_("已反馈（待核实）"))
    corrected = State(_("已纠正"), final=True)

    issue = Step(
        _("制发意见书"), None, issued, role="reconsideration_body", article="行政复议法实施条例#57.1",
        requires=("addressee", "defect", "advice"), stamps="issued_on",
        documents=(Paper.OPINION,),
    )
    serve = Step(
        _("送达意见书"), issued, awaiting_answer, role="reconsideration_body", article="行政复议法实施条例#57.1",
        stamps="received_on",
    )
    answer = Step(
        _("通报纠正情况"), awaiting_answer, answered, role="respondent", article="行政复议法实施条例#57.1",
        requires=("answer",), stamps="answered_on",
    )
    return_ = Step(
        _("退回补充"), answered, awaiting_answer, role="reconsideration_body", article="行政复议法实施条例#57.1",
    )
    verify = Step(
        _("核实纠正"), answered, corrected, role="reconsideration_body", article="行政复议法实施条例#57.1",
        stamps="corrected_on",
    )

    terms = (
        Term(limits.OPINION_RESPONSE_2017, starts=(serve,), stops=(answer,), shown_in="due_on"),
    )
