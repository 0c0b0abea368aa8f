"""信访程序: the petition by the Regulations of 2022; the backlog and receptions in `leaders`."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Procedure, State, Step, Term

from . import leaders, limits, procedure_2005
from .models import Channel, Outcome, PetitionCase
from .procedure_2005 import (
    MEDIATE,
    PETITION,
    REFERRED,
    RESULT,
    back_at_the_office,
    not_ended_before,
    registering,
    responsible,
)

__all__ = ["Petition2022", "leaders", "procedure_2005"]

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Petition2022(Procedure):
    """信访事项办理（初次、复查、复核）."""

    slug = "petition"
    title = _("信访事项办理")
    law = "信访工作条例"
    in_force = limits.PETITION_2022
    transition = "next_step"
    note = _("只有申诉求决中不属于其他法定途径的事项适用六十日（第三十一条第六项）；办理阶段的听证不停止计算")

    registered = State(_("已登记"))
    forwarded = State(_("已转送、交办"))
    objected = State(_("对转送、交办提出异议"))
    acknowledged = State(_("已告知（受理）"))
    handling = State(_("办理中"))
    hearing = State(_("听证"))
    opinion = State(_("已出具处理意见书"))
    reviewing = State(_("复查中"))
    review_opinion = State(_("已出具复查意见"))
    rechecking = State(_("复核中"))
    recheck_hearing = State(_("复核听证"))
    recheck_opinion = State(_("已出具复核意见（终结）"), final=True)
    routed = State(_("导入法定途径（诉讼、仲裁、行政程序等）"), final=True)
    suggestion_answered = State(_("建议意见已回复"), final=True)
    not_accepted = State(_("不予受理（已告知）"), final=True)
    settled = State(_("调解、和解（息访结案）"), final=True)
    closed = State(_("期满未请求复查复核，结案"), final=True)

    register = Step(
        _("登记录入"), None, registered, role="petition_office",
        article=("信访工作条例#21.2", "信访工作条例#22.1", "信访工作条例#23.1"),
        requires=PETITION, records=("kind",), stamps="registered_on", sets={"registered_by": registering},
    )
    submit = Step(
        _("网上提出信访事项"), None, registered, role="petitioner", article=("信访工作条例#17.1", "信访工作条例#19.1"),
        requires=PETITION, records=("kind",), stamps="registered_on",
        sets={"registered_by": registering, "channel": Channel.INTERNET}, note=_("提交即登记录入"),
    )
    receive_transfer = Step(
        _("登记转来事项"), None, registered, role="system", article="信访工作条例#22.1", requires=PETITION,
        stamps="registered_on", sets={"registered_by": registering},
    )
    forward = Step(
        _("转送、交办"), registered, forwarded, role="petition_office",
        article=("信访工作条例#22.1(1)", "信访工作条例#22.1(2)", "信访工作条例#22.1(3)"),
        requires=("forwarding", "responsible"),
        records=("responsible_organisation", "forward_received_on", "report_by"), stamps="forwarded_on",
        sets={"organisation": responsible},
    )
    object = Step(
        _("提出异议退回"), forwarded, objected, role="responsible_organ", article="信访工作条例#23.3",
        requires=("objection",), note=_("自收到之日起五个工作日内，详细说明理由"),
    )
    agree_objection = Step(
        _("核实同意异议"), objected, registered, role="petition_office", article="信访工作条例#23.3",
        sets={"organisation": back_at_the_office, "responsible": "", "responsible_organisation": None},
    )
    reject_objection = Step(
        _("不同意异议"), objected, forwarded, role="petition_office", article="信访工作条例#23.3",
    )
    acknowledge = Step(
        _("书面告知接收情况和途径程序（受理）"), (registered, forwarded), acknowledged, role="responsible_organ",
        article=("信访工作条例#23.2", "信访工作条例#23.3"), records=("kind", "handler"), guard=not_ended_before,
        stamps="acknowledged_on",
    )
    decline = Step(
        _("告知不予受理"), (registered, forwarded), not_accepted, role="responsible_organ",
        article=("信访工作条例#19.3", "信访工作条例#23.1"), requires=("refusal_reason",),
    )
    route = Step(
        _("导入法定程序"), (acknowledged, handling), routed, role="responsible_organ",
        article=("信访工作条例#28.2", "信访工作条例#31(1)", "信访工作条例#31(2)", "信访工作条例#31(3)",
                 "信访工作条例#31(4)", "信访工作条例#31(5)"),
        requires=("legal_channel",), stamps="concluded_on", outcomes=(Outcome.ROUTED,),
    )
    answer_suggestion = Step(
        _("研究回复建议意见"), acknowledged, suggestion_answered, role="responsible_organ", article="信访工作条例#29.1",
        requires=("opinion",), stamps="concluded_on", outcomes=(Outcome.SUGGESTION,),
    )
    handle = Step(
        _("听取陈述、调查核实"), acknowledged, handling, role="responsible_organ", article="信访工作条例#31(6)",
    )
    refer_to_mediation = Step(
        _("移送调解（访调对接）"), handling, SAME, role="responsible_organ",
        article=("信访工作条例#33", "信访工作条例#37.1"), requires=REFERRED,
        stamps="referred_to_mediation_on", brings=(MEDIATE,),
    )
    return_mediation_result = Step(
        _("调解结果反馈"),
        (registered, forwarded, objected, acknowledged, handling, hearing, opinion, reviewing, review_opinion,
         rechecking, recheck_hearing),
        SAME, role="system", article="信访工作条例#37.1", records=RESULT,
    )
    hold_hearing = Step(
        _("举行听证"), handling, hearing, role="responsible_organ", article="信访工作条例#31(6)", stamps="hearing_on",
    )
    end_hearing = Step(_("听证结束"), hearing, handling, role="responsible_organ", article="信访工作条例#31(6)")
    extend = Step(
        _("批准延长"), handling, handling, role="handling_head", article="信访工作条例#34",
        requires=("extension_reason",), note=_("告知信访人延期理由"),
    )
    issue_opinion = Step(
        _("出具信访处理意见书"), handling, opinion, role="responsible_organ",
        article=("信访工作条例#31(6)", "信访工作条例#32.1"),
        requires=("opinion",), records=("opinion_received_on",), stamps="concluded_on",
        outcomes=(Outcome.SUPPORTED, Outcome.EXPLAINED, Outcome.NOT_SUPPORTED),
    )
    settle = Step(
        _("调解或者和解"), handling, settled, role="responsible_organ", article="信访工作条例#33", records=("opinion",),
        stamps="concluded_on", outcomes=(Outcome.SETTLED,),
    )
    request_review = Step(
        _("请求复查"), opinion, reviewing, role="petitioner", article="信访工作条例#35", requires=("review_organ",),
        stamps="review_requested_on",
    )
    issue_review = Step(
        _("出具复查意见"), reviewing, review_opinion, role="review_organ", article="信访工作条例#35",
        requires=("review_conclusion", "review_opinion"), records=("review_received_on",), stamps="reviewed_on",
    )
    request_recheck = Step(
        _("请求复核"), review_opinion, rechecking, role="petitioner", article="信访工作条例#36.1",
        requires=("recheck_organ",), stamps="recheck_requested_on",
    )
    hold_recheck_hearing = Step(
        _("复核听证"), rechecking, recheck_hearing, role="recheck_organ", article="信访工作条例#36.2",
    )
    end_recheck_hearing = Step(
        _("复核听证结束"), recheck_hearing, rechecking, role="recheck_organ", article="信访工作条例#36.2",
    )
    issue_recheck = Step(
        _("出具复核意见"), rechecking, recheck_opinion, role="recheck_organ",
        article=("信访工作条例#36.1", "信访工作条例#36.3"), requires=("recheck_conclusion", "recheck_opinion"),
        stamps="rechecked_on",
    )
    close = Step(
        _("期满结案"), (opinion, review_opinion), closed, role="system",
        article=("信访工作条例#35", "信访工作条例#36.1"),
    )

    outcomes = {
        Outcome.SUPPORTED: "信访工作条例#32.1(1)",
        Outcome.EXPLAINED: "信访工作条例#32.1(2)",
        Outcome.NOT_SUPPORTED: "信访工作条例#32.1(3)",
        Outcome.ROUTED: "信访工作条例#31(4)",
        Outcome.SETTLED: "信访工作条例#33",
        Outcome.SUGGESTION: "信访工作条例#29.1",
    }

    terms = (
        Term(
            limits.OFFICE, starts=(register, submit, receive_transfer), stops=(forward, acknowledge, decline),
            applies=PetitionCase.came_to_the_office,
        ),
        Term(
            limits.TELL_DIRECT, starts=(register, submit), stops=(acknowledge, decline),
            applies=PetitionCase.came_directly, shown_in="tell_due_on",
        ),
        Term(
            limits.TELL_FORWARDED, starts=(forward,), since="forward_received_on", stops=(acknowledge, decline),
            shown_in="tell_due_on",
        ),
        Term(
            limits.OBJECTION, starts=(forward,), since="forward_received_on", stops=(object, acknowledge),
        ),
        Term(
            limits.REPORT, starts=(forward,), until="report_by",
            stops=(issue_opinion, settle, route, answer_suggestion, decline), applies=PetitionCase.has_a_day,
        ),
        Term(
            limits.HANDLE, starts=(acknowledge,), stops=(issue_opinion, settle, route), extended=(extend,),
            applies=PetitionCase.is_an_appeal, shown_in="due_on",
        ),
        Term(
            limits.REQUEST_REVIEW, starts=(issue_opinion,), since="opinion_received_on", stops=(request_review,),
            on_expiry=close,
        ),
        Term(limits.REVIEW, starts=(request_review,), stops=(issue_review,)),
        Term(
            limits.REQUEST_RECHECK, starts=(issue_review,), since="review_received_on", stops=(request_recheck,),
            on_expiry=close,
        ),
        Term(
            limits.RECHECK, starts=(request_recheck,), stops=(issue_recheck,),
            suspended=((hold_recheck_hearing, end_recheck_hearing),),
        ),
    )
