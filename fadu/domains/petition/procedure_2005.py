"""信访程序, Regulations of 2005: until 30 April 2022; and what both versions share.

The Regulations of 2022 say nothing of what was open on the day they came into force, and those of 2005 were repealed
with it: what had been done stands, a term that runs goes on (the lengths are the same), the next step follows the new.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import referred
from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from . import limits
from .models import Outcome, PetitionCase

PETITION = ("petitioner", "content")
REFERRED = ("mediation_organisation",)
RESULT = ("mediation_number", "mediation_result", "mediated_on")


def not_ended_before(case):
    """同一事实和理由的事项没有经复核终结 (信访条例#35.3, 信访工作条例#36.3)."""
    for found in referred(case):
        earlier = found.record
        if found.number == case.earlier and getattr(earlier, "state", "") == "recheck-opinion":
            return _("同一事项（%s）已经复核终结，不再受理；请办理“告知不予受理”。") % case.earlier
    return None


def registering(case):
    """Return the organisation at which the petition was registered."""
    return case.organisation


def responsible(case):
    """Return where the petition stands once it is forwarded: with the organ named, if that is one of ours."""
    return case.responsible_organisation or case.organisation


def back_at_the_office(case):
    """Return the organisation to which an organ gives back what is not its own."""
    return case.registered_by or case.organisation


def to_mediate(case):
    """Yield the dispute that is referred to mediation; it names this petition."""
    yield {
        "organisation": case.mediation_organisation,
        "source": "petition",
        "petition": case.number,
        "type": "other",
        "parties": case.petitioner,
        "facts": case.content,
    }


MEDIATE = Consequence("mediation-dispute/refer-to-committee", to_mediate)

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Petition2005(Procedure):
    """信访事项办理, Regulations of 2005: no objection to being forwarded a matter."""

    slug = "petition"
    title = _("信访事项办理（2005年条例）")
    law = "信访条例"
    in_force = limits.PETITION_2005

    registered = State(_("已登记"))
    forwarded = State(_("已转送、交办"))
    acknowledged = State(_("已受理"))
    handling = State(_("办理中"))
    hearing = State(_("听证"))
    opinion = State(_("已书面答复"))
    reviewing = State(_("复查中"))
    review_opinion = State(_("已出具复查意见"))
    rechecking = State(_("复核中"))
    recheck_hearing = State(_("复核听证"))
    recheck_opinion = State(_("已出具复核意见（终结）"), final=True)
    routed = State(_("导入法定途径"), final=True)
    suggestion_answered = State(_("建议意见已回复"), final=True)
    not_accepted = State(_("不予受理（已告知）"), final=True)
    settled = State(_("调解、和解（息访结案）"), final=True)
    closed = State(_("期满未请求复查复核，结案"), final=True)

    register = Step(
        _("登记"), None, registered, role="petition_office", article=("信访条例#21.1", "信访条例#22.1"),
        requires=PETITION, records=("kind",), stamps="registered_on", sets={"registered_by": registering},
    )
    receive_transfer = Step(
        _("登记转来事项"), None, registered, role="system", article="信访条例#21.1", requires=PETITION,
        stamps="registered_on", sets={"registered_by": registering},
    )
    forward = Step(
        _("转送、交办"), registered, forwarded, role="petition_office",
        article=("信访条例#21.1(2)", "信访条例#21.1(3)", "信访条例#21.1(4)"), requires=("forwarding", "responsible"),
        records=("responsible_organisation", "forward_received_on", "report_by"), stamps="forwarded_on",
        sets={"organisation": responsible},
    )
    acknowledge = Step(
        _("受理并书面告知"), (registered, forwarded), acknowledged, role="responsible_organ",
        article=("信访条例#21.2", "信访条例#22.2"), records=("kind", "handler"), guard=not_ended_before,
        stamps="acknowledged_on",
    )
    decline = Step(
        _("告知不予受理"), (registered, forwarded), not_accepted, role="responsible_organ",
        article=("信访条例#21.1(1)", "信访条例#22.1"), requires=("refusal_reason",),
    )
    route = Step(
        _("导入法定程序"), (acknowledged, handling), routed, role="responsible_organ", article="信访条例#14.2",
        requires=("legal_channel",), stamps="concluded_on", outcomes=(Outcome.ROUTED,),
    )
    answer_suggestion = Step(
        _("研究回复建议意见"), acknowledged, suggestion_answered, role="responsible_organ", article="信访条例#29",
        requires=("opinion",), stamps="concluded_on", outcomes=(Outcome.SUGGESTION,),
    )
    handle = Step(
        _("听取陈述、调查核实"), acknowledged, handling, role="responsible_organ", article="信访条例#31.1",
    )
    refer_to_mediation = Step(
        _("移送调解（访调对接）"), handling, SAME, role="responsible_organ", article="信访条例#13.2",
        requires=REFERRED, stamps="referred_to_mediation_on", brings=(MEDIATE,),
    )
    return_mediation_result = Step(
        _("调解结果反馈"),
        (registered, forwarded, acknowledged, handling, hearing, opinion, reviewing, review_opinion, rechecking,
         recheck_hearing),
        SAME, role="system", article="信访条例#13.2", records=RESULT,
    )
    hold_hearing = Step(
        _("举行听证"), handling, hearing, role="responsible_organ", article="信访条例#31.2", stamps="hearing_on",
    )
    end_hearing = Step(_("听证结束"), hearing, handling, role="responsible_organ", article="信访条例#31.2")
    extend = Step(
        _("批准延长"), handling, handling, role="handling_head", article="信访条例#33", requires=("extension_reason",),
        note=_("告知信访人延期理由"),
    )
    issue_opinion = Step(
        _("作出处理意见并书面答复"), handling, opinion, role="responsible_organ", article="信访条例#32.1",
        requires=("opinion",), records=("opinion_received_on",), stamps="concluded_on",
        outcomes=(Outcome.SUPPORTED, Outcome.EXPLAINED, Outcome.NOT_SUPPORTED),
    )
    settle = Step(
        _("调解或者和解"), handling, settled, role="responsible_organ", article="信访条例#13.2", records=("opinion",),
        stamps="concluded_on", outcomes=(Outcome.SETTLED,),
    )
    request_review = Step(
        _("请求复查"), opinion, reviewing, role="petitioner", article="信访条例#34", requires=("review_organ",),
        stamps="review_requested_on",
    )
    issue_review = Step(
        _("出具复查意见"), reviewing, review_opinion, role="review_organ", article="信访条例#34",
        requires=("review_conclusion", "review_opinion"), records=("review_received_on",), stamps="reviewed_on",
    )
    request_recheck = Step(
        _("请求复核"), review_opinion, rechecking, role="petitioner", article="信访条例#35.1",
        requires=("recheck_organ",), stamps="recheck_requested_on",
    )
    hold_recheck_hearing = Step(
        _("复核听证"), rechecking, recheck_hearing, role="recheck_organ", article="信访条例#35.2",
    )
    end_recheck_hearing = Step(
        _("复核听证结束"), recheck_hearing, rechecking, role="recheck_organ", article="信访条例#35.2",
    )
    issue_recheck = Step(
        _("出具复核意见"), rechecking, recheck_opinion, role="recheck_organ",
        article=("信访条例#35.1", "信访条例#35.3"), requires=("recheck_conclusion", "recheck_opinion"),
        stamps="rechecked_on",
    )
    close = Step(
        _("期满结案"), (opinion, review_opinion), closed, role="system", article=("信访条例#34", "信访条例#35.1"),
    )

    outcomes = {
        Outcome.SUPPORTED: "信访条例#32.1(1)",
        Outcome.EXPLAINED: "信访条例#32.1(2)",
        Outcome.NOT_SUPPORTED: "信访条例#32.1(3)",
        Outcome.ROUTED: "信访条例#14.2",
        Outcome.SETTLED: "信访条例#13.2",
        Outcome.SUGGESTION: "信访条例#29",
    }

    terms = (
        Term(
            limits.OFFICE_2005, starts=(register, receive_transfer), stops=(forward, acknowledge, decline),
            applies=PetitionCase.came_to_the_office,
        ),
        Term(
            limits.TELL_DIRECT_2005, starts=(register,), stops=(acknowledge, decline),
            applies=PetitionCase.came_directly, shown_in="tell_due_on",
        ),
        Term(
            limits.TELL_FORWARDED_2005, starts=(forward,), since="forward_received_on", stops=(acknowledge, decline),
            shown_in="tell_due_on",
        ),
        Term(
            limits.REPORT_2005, starts=(forward,), until="report_by",
            stops=(issue_opinion, settle, route, answer_suggestion, decline), applies=PetitionCase.has_a_day,
        ),
        Term(
            limits.HANDLE_2005, starts=(acknowledge,), stops=(issue_opinion, settle, route), extended=(extend,),
            applies=PetitionCase.is_an_appeal, shown_in="due_on",
        ),
        Term(
            limits.REQUEST_REVIEW_2005, starts=(issue_opinion,), since="opinion_received_on", stops=(request_review,),
            on_expiry=close,
        ),
        Term(limits.REVIEW_2005, starts=(request_review,), stops=(issue_review,)),
        Term(
            limits.REQUEST_RECHECK_2005, starts=(issue_review,), since="review_received_on", stops=(request_recheck,),
            on_expiry=close,
        ),
        Term(
            limits.RECHECK_2005, starts=(request_recheck,), stops=(issue_recheck,),
            suspended=((hold_recheck_hearing, end_recheck_hearing),),
        ),
    )
