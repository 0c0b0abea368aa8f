"""涉嫌犯罪案件移送程序: both sides have three days, the organ 24 hours once its head has approved."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Consequence, Procedure, State, Step, Term

from .. import limits
from ..models.penalties import Source, standard_reached
from ..models.transfer import Paper, TransferOutcome
from .holding import certified


def handled_again(transfer):
    """Open a new penalty case for what the police do not prosecute, if it came from one (移送规定#10)."""
    if transfer.case is not None:
        old = transfer.case
        same = ("subject", "field", "officer", "second_officer", "alone_by", "party_kind", "party", "party_identity",
                "party_address", "party_contact", "representative", "cause", "facts", "location", "provision", "basis",
                "discovered_on", "violation_ended_on", "grave", "evidence")  # fmt: skip
        yield {name: getattr(old, name) for name in same} | {
            "source": Source.RETURNED, "came_from": transfer.number,
        }  # fmt: skip


def known_of_the_penalty(transfer):
    """Offer what the penalty case already tells, and the crime whose standard its amount reaches."""
    if transfer.case is None:
        return {}
    same = ("field", "party", "cause", "facts", "amount", "officer", "second_officer")
    standard = standard_reached(transfer.case, transfer.moved_on)
    return {name: getattr(transfer.case, name) for name in same} | ({"crime": standard.crime} if standard else {})


# fmt: off


class Transfer(Procedure):
    """向公安机关移送涉嫌犯罪案件."""

    slug = "crime-transfer"
    title = _("向公安机关移送涉嫌犯罪案件")
    law = "移送规定"
    in_force = limits.TRANSFER_RULES

    reported = State(_("专案组提出移送报告"))
    approved = State(_("批准移送"))
    transferred = State(_("已移送公安机关"))
    refused_by_police = State(_("公安机关不予立案"))
    re_examined = State(_("提请复议中"))
    not_approved = State(_("不批准移送（记录理由）"), final=True)
    filed_by_police = State(_("公安机关立案"))
    handed_over = State(_("涉案物品材料移交完毕"), final=True)
    returned = State(_("退回行政处理"), final=True)
    supervision = State(_("建议检察院立案监督"), final=True)

    report = Step(
        _("提出移送书面报告"), None, reported, role="enforcement_handler", article="移送规定#5", guard=certified,
        requires=("field", "party", "cause", "crime", "facts", "officer", "second_officer"), stamps="reported_on",
        offers=known_of_the_penalty, note=_("专案组由两名以上执法人员组成"),
    )
    approve = Step(
        _("批准移送"), reported, approved, role="enforcement_head", article="移送规定#5.2", requires=("head",),
        stamps="approved_on", note=_("由正职负责人或者主持工作的负责人审批"),
    )
    disapprove = Step(
        _("不批准移送"), reported, not_approved, role="enforcement_head", article="移送规定#5.2",
        requires=("head", "reason"),
    )
    transfer = Step(
        _("移送同级公安机关"), approved, transferred, role="enforcement_handler",
        article=("移送规定#5.2", "移送规定#6"), requires=("police", "materials"), stamps="transferred_on",
        documents=(Paper.TRANSFER,),
    )
    police_file = Step(
        _("公安机关立案"), (transferred, re_examined), filed_by_police, role="police",
        article=("移送规定#8", "移送规定#9.2"), records=("police_number",), stamps="filed_on",
        outcomes=(TransferOutcome.FILED,),
    )
    police_refuse = Step(
        _("公安机关不予立案"), transferred, refused_by_police, role="police", article="移送规定#8",
        requires=("reason",), records=("police_number",), stamps="refused_on",
    )
    ask_re_examination = Step(
        _("提请公安机关复议"), refused_by_police, re_examined, role="enforcement_handler", article="移送规定#9.1",
    )
    accept_refusal = Step(
        _("依法行政处理"), (refused_by_police, re_examined), returned, role="enforcement_handler",
        article="移送规定#10", outcomes=(TransferOutcome.RETURNED,),
        brings=(Consequence("penalty-case/receive", handled_again),),
    )
    ask_supervision = Step(
        _("建议检察院立案监督"), (refused_by_police, re_examined), supervision, role="enforcement_handler",
        article=("移送规定#9.1", "移送规定#9.2"), requires=("procuratorate",),
    )
    hand_over = Step(
        _("移交涉案物品和材料"), filed_by_police, handed_over, role="enforcement_handler", article="移送规定#12",
        stamps="handed_over_on",
    )

    outcomes = {TransferOutcome.FILED: "移送规定#8", TransferOutcome.RETURNED: "移送规定#10"}

    terms = (
        Term(limits.APPROVE_TRANSFER, starts=(report,), stops=(approve, disapprove), shown_in="due_on"),
        Term(limits.TRANSFER, starts=(approve,), stops=(transfer,)),
        Term(limits.POLICE_DECIDE, starts=(transfer,), stops=(police_file, police_refuse)),
        Term(
            limits.ASK_RE_EXAMINATION, starts=(police_refuse,),
            stops=(ask_re_examination, ask_supervision, accept_refusal), on_expiry=accept_refusal,
        ),
        Term(
            limits.POLICE_RE_DECIDE, starts=(ask_re_examination,),
            stops=(police_file, accept_refusal, ask_supervision),
        ),
        Term(limits.HAND_OVER, starts=(police_file,), stops=(hand_over,)),
    )
