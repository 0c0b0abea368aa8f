"""人民调解、行政调解、司法调解: each a course of its own; what fails in one may go on in another, under its own number.

The Law on People's Mediation sets no term for mediating. For administrative mediation no statute of the nation lays
down a course: here is what the statutes on linked mediation suppose (当事人自愿、达成协议、调解不成另寻途径).
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, referred
from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..models import AGREED, DisputeCase, MediationKind, Outcome, Source

DISPUTE = ("type", "parties")


def passed_on(kind):
    """Return what yields the dispute for a body of that kind, when it is passed on to one."""

    def of(case):
        if case.pass_to == kind:
            yield {
                "organisation": case.pass_to_organisation or case.organisation,
                "source": Source.PASSED,
                "passed_from": case.number,
                "petition": case.petition,
                "type": case.type,
                "parties": case.parties,
                "people": case.people,
                "facts": case.facts,
                "amount": case.amount,
            }

    return of


def petition_waiting(case):
    """Yield the petition from which the dispute was referred, with what became of it, while that is still open.

    A dispute that is passed on has its result only where it goes.
    """
    if case.petition and not case.pass_to:
        for found in referred(case):
            petition = found.record
            if isinstance(petition, Case) and found.number == case.petition and not petition.closed_on:
                yield (
                    petition,
                    {
                        "mediation_number": case.number,
                        "mediation_result": "agreed" if case.outcome in AGREED else "failed",
                        "mediated_on": case.concluded_on,
                    },
                )


def confirmation_wanted(case):
    """Yield the agreement for which both parties want the court's confirmation."""
    if case.confirmation_wanted:
        yield {"dispute": case, "agreed_on": case.concluded_on, "parties": case.parties}


PASS_ON = (
    Consequence("mediation-dispute/refer-to-committee", passed_on(MediationKind.PEOPLES)),
    Consequence("mediation-dispute/refer-to-organ", passed_on(MediationKind.ADMINISTRATIVE)),
    Consequence("mediation-dispute/refer-to-court", passed_on(MediationKind.JUDICIAL)),
)
TELL = Consequence("petition-case/return-mediation-result", petition_waiting)
CONFIRM = Consequence("mediation-confirmation/begin", confirmation_wanted)
ON = ("pass_to", "pass_to_organisation")

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class PeoplesMediation(Procedure):
    """人民调解."""

    slug = "peoples-mediation"
    title = _("人民调解")
    law = "人民调解法"
    in_force = limits.MEDIATION_LAW
    note = _("不收取任何费用（第四条）；法律没有规定调解的期限")

    applied = State(_("申请（主动介入）"))
    mediating = State(_("调解中"))
    written_agreement = State(_("达成书面协议（履行中）"))
    oral_agreement = State(_("达成口头协议（履行中）"))
    refused = State(_("当事人拒绝"), final=True)
    failed = State(_("调解不成终止（已告知救济途径）"), final=True)
    performed = State(_("已履行"), final=True)
    litigated = State(_("就协议起诉"), final=True)

    apply = Step(
        _("申请调解（主动调解）"), None, applied, role="party", article=("人民调解法#17", "人民调解法#18"),
        requires=DISPUTE, records=("committee",), stamps="applied_on", sets={"kind": MediationKind.PEOPLES},
    )
    refer_to_committee = Step(
        _("移送人民调解"), None, applied, role="system", article=("人民调解法#18", "信访工作条例#37.1"),
        requires=DISPUTE, stamps="applied_on", sets={"kind": MediationKind.PEOPLES},
    )
    refuse = Step(
        _("一方明确拒绝"), (applied, mediating), refused, role="party", article="人民调解法#17",
        records=("failure", *ON), stamps="concluded_on", outcomes=(Outcome.REFUSED,), brings=(*PASS_ON, TELL),
    )
    accept = Step(
        _("指定或者选择调解员"), applied, mediating, role="mediation_committee", article="人民调解法#19",
        requires=("committee",), records=("mediator", "mediators"), stamps="accepted_on",
    )
    invite = Step(
        _("邀请有关人员参与"), mediating, mediating, role="mediator", article="人民调解法#20", requires=("invited",),
    )
    report_danger = Step(
        _("报告可能激化的纠纷"), mediating, mediating, role="mediator", article="人民调解法#25",
        requires=("danger_reported_to",), stamps="danger_reported_on",
    )
    agree_in_writing = Step(
        _("制作调解协议书"), mediating, written_agreement, role="mediator",
        article=("人民调解法#28", "人民调解法#29"), records=("agreement", "perform_by", "confirmation_wanted"),
        stamps="concluded_on", outcomes=(Outcome.WRITTEN,), brings=(CONFIRM, TELL),
        note=_("各方签名、盖章或者按指印，调解员签名并加盖委员会印章之日生效"),
    )
    agree_orally = Step(
        _("达成口头协议并记录"), mediating, oral_agreement, role="mediator",
        article=("人民调解法#28", "人民调解法#30"), records=("agreement", "perform_by", "confirmation_wanted"),
        stamps="concluded_on", outcomes=(Outcome.ORAL,), brings=(CONFIRM, TELL),
    )
    fail = Step(
        _("调解不成终止"), mediating, failed, role="mediator", article="人民调解法#26", requires=("failure",),
        records=ON, stamps="concluded_on", outcomes=(Outcome.FAILED,), brings=(*PASS_ON, TELL),
        note=_("告知可以通过仲裁、行政、司法等途径维护权利"),
    )
    follow_up = Step(
        _("督促履行（回访）"), (written_agreement, oral_agreement), SAME, role="mediation_committee",
        article="人民调解法#31.2", requires=("follow_up",), stamps="followed_up_on",
    )
    note_confirmation = Step(
        _("法院确认协议有效"), (written_agreement, oral_agreement), SAME, role="system", article="人民调解法#33.1",
        stamps="confirmed_on",
    )
    perform = Step(
        _("履行完毕"), (written_agreement, oral_agreement), performed, role="party", article="人民调解法#31.1",
        requires=("performance",), stamps="performed_on",
    )
    sue = Step(
        _("就协议内容或者履行起诉"), (written_agreement, oral_agreement), litigated, role="party",
        article="人民调解法#32", stamps="sued_on",
    )

    outcomes = {
        Outcome.WRITTEN: "人民调解法#29",
        Outcome.ORAL: "人民调解法#30",
        Outcome.FAILED: "人民调解法#26",
        Outcome.REFUSED: "人民调解法#17",
    }

    terms = (
        Term(
            limits.PERFORMANCE, starts=(agree_in_writing, agree_orally), until="perform_by", stops=(perform, sue),
            applies=DisputeCase.has_a_day, shown_in="due_on",
        ),
    )


class AdministrativeMediation(Procedure):
    """行政调解: an administrative organ mediates what belongs to its field."""

    slug = "administrative-mediation"
    title = _("行政调解")
    law = "优化营商环境条例"
    in_force = limits.BUSINESS_ENVIRONMENT
    note = _("全国没有统一的行政调解程序，期限依地方规定")

    applied = State(_("收到申请或者移送"))
    mediating = State(_("调解中"))
    agreed = State(_("达成协议（履行中）"))
    refused = State(_("当事人拒绝"), final=True)
    failed = State(_("调解不成终止"), final=True)
    performed = State(_("已履行"), final=True)
    litigated = State(_("就协议起诉"), final=True)

    apply_to_organ = Step(
        _("申请行政调解"), None, applied, role="party", article="优化营商环境条例#66", requires=DISPUTE,
        stamps="applied_on", sets={"kind": MediationKind.ADMINISTRATIVE},
    )
    refer_to_organ = Step(
        _("移送行政调解"), None, applied, role="system", article=("优化营商环境条例#66", "信访工作条例#37.1"),
        requires=DISPUTE, stamps="applied_on", sets={"kind": MediationKind.ADMINISTRATIVE},
    )
    refuse = Step(
        _("当事人不同意调解"), (applied, mediating), refused, role="party", article="优化营商环境条例#66",
        records=("failure", *ON), stamps="concluded_on", outcomes=(Outcome.REFUSED,), brings=(*PASS_ON, TELL),
    )
    accept = Step(
        _("受理"), applied, mediating, role="mediating_organ", article="优化营商环境条例#66", records=("mediators",),
        stamps="accepted_on",
    )
    agree = Step(
        _("达成调解协议"), mediating, agreed, role="mediating_organ", article="优化营商环境条例#66",
        records=("agreement", "perform_by"), stamps="concluded_on", outcomes=AGREED, brings=(TELL,),
    )
    fail = Step(
        _("调解不成终止"), mediating, failed, role="mediating_organ", article="优化营商环境条例#66",
        requires=("failure",), records=ON, stamps="concluded_on", outcomes=(Outcome.FAILED,), brings=(*PASS_ON, TELL),
    )
    perform = Step(
        _("履行完毕"), agreed, performed, role="party", article="优化营商环境条例#66", requires=("performance",),
        stamps="performed_on",
    )
    sue = Step(
        _("就协议起诉"), agreed, litigated, role="party", article="优化营商环境条例#66", stamps="sued_on",
    )

    outcomes = dict.fromkeys(Outcome, "优化营商环境条例#66")

    terms = (
        Term(limits.ADMINISTRATIVE, starts=(accept,), stops=(agree, fail, refuse), shown_in="due_on"),
    )


class JudicialMediation(Procedure):
    """司法调解: the court mediates before or after it dockets the case; the numbers are those of the Law since 2022."""

    slug = "judicial-mediation"
    title = _("司法调解")
    law = "民事诉讼法"
    in_force = date(2022, 1, 1)

    applied = State(_("起诉或者移送"))
    mediating = State(_("调解中"))
    agreed = State(_("达成协议（履行中）"))
    refused = State(_("当事人拒绝"), final=True)
    failed = State(_("调解不成（转审判）"), final=True)
    performed = State(_("已履行"), final=True)

    bring_to_court = Step(
        _("起诉后先行调解"), None, applied, role="party", article="民事诉讼法#125", requires=DISPUTE,
        stamps="applied_on", sets={"kind": MediationKind.JUDICIAL},
    )
    refer_to_court = Step(
        _("移送司法调解"), None, applied, role="system", article=("民事诉讼法#125", "信访工作条例#37.1"),
        requires=DISPUTE, stamps="applied_on", sets={"kind": MediationKind.JUDICIAL},
    )
    refuse = Step(
        _("当事人拒绝调解"), (applied, mediating), refused, role="party", article="民事诉讼法#125",
        records=("failure", *ON), stamps="concluded_on", outcomes=(Outcome.REFUSED,), brings=(*PASS_ON, TELL),
    )
    accept = Step(
        _("开始调解"), applied, mediating, role="court", article=("民事诉讼法#96", "民事诉讼法#97"),
        records=("mediators",), stamps="accepted_on",
    )
    agree = Step(
        _("达成调解协议"), mediating, agreed, role="court", article=("民事诉讼法#100", "民事诉讼法#101"),
        records=("agreement", "perform_by"), stamps="concluded_on", outcomes=AGREED, brings=(TELL,),
    )
    fail = Step(
        _("调解未达成协议"), mediating, failed, role="court", article="民事诉讼法#102", requires=("failure",),
        records=ON, stamps="concluded_on", outcomes=(Outcome.FAILED,), brings=(*PASS_ON, TELL),
    )
    perform = Step(
        _("履行完毕"), agreed, performed, role="party", article="民事诉讼法#100", requires=("performance",),
        stamps="performed_on",
    )

    outcomes = {
        Outcome.WRITTEN: "民事诉讼法#100",
        Outcome.ORAL: "民事诉讼法#101",
        Outcome.FAILED: "民事诉讼法#102",
        Outcome.REFUSED: "民事诉讼法#125",
    }
