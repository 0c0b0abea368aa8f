"""涉嫌犯罪案件移送程序: both sides have three days, the organ 24 hours once its head has approved.

What comes after the transfer is done by the police, the procuratorate and the court; the organ records it as it is
told, until the last of them has decided.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..models.penalties import Source, standard_reached
from ..models.transfer import Paper, TransferOutcome
from .holding import certified


def handled_again(transfer):
    """Open a new penalty case for what is sent back, if it came from one (移送规定#10, #13; 行政处罚法#27.1)."""
    if transfer.case is not None and transfer.sent_back:
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
    refusal_upheld = State(_("公安机关复议维持不予立案"))
    not_approved = State(_("不批准移送（记录理由）"), final=True)
    filed_by_police = State(_("公安机关立案"))
    handed_over = State(_("侦查中（涉案物品材料移交完毕）"), rests=True)
    returned = State(_("退回行政处理"), final=True)
    supervision = State(_("检察院立案监督中"))
    filing_ordered = State(_("检察院通知公安机关立案"))
    dropped = State(_("公安机关撤销案件"), final=True)
    under_prosecution = State(_("审查起诉中"), rests=True)
    not_prosecuted = State(_("检察院不起诉"), final=True)
    prosecuted = State(_("已提起公诉"), rests=True)
    judged = State(_("法院已判决"), final=True)

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
        _("公安机关立案"), (transferred, re_examined, filing_ordered), filed_by_police, role="police",
        article=("移送规定#8", "移送规定#9.2"), records=("police_number",), stamps="filed_on",
        outcomes=(TransferOutcome.FILED,),
    )
    police_refuse = Step(
        _("公安机关不予立案"), transferred, refused_by_police, role="police", article="移送规定#8",
        requires=("reason",), records=("refusal_number",), stamps="refused_on",
    )
    ask_re_examination = Step(
        _("提请公安机关复议"), refused_by_police, re_examined, role="enforcement_handler", article="移送规定#9.1",
    )
    uphold_refusal = Step(
        _("公安机关复议维持不予立案"), re_examined, refusal_upheld, role="police", article="移送规定#9.2",
        requires=("upheld_reason",), stamps="refusal_upheld_on",
    )
    accept_refusal = Step(
        _("依法行政处理"), (refused_by_police, re_examined, refusal_upheld), returned, role="enforcement_handler",
        article="移送规定#10", outcomes=(TransferOutcome.RETURNED,),
        brings=(Consequence("penalty-case/receive", handled_again),),
    )
    ask_supervision = Step(
        _("建议检察院立案监督"), (refused_by_police, re_examined, refusal_upheld), supervision,
        role="enforcement_handler", article=("移送规定#9.1", "移送规定#9.2"), requires=("procuratorate",),
        stamps="supervision_asked_on",
    )
    explain = Step(
        _("公安机关说明不立案理由"), supervision, SAME, role="procuratorate",
        article=("移送规定#9.3", "刑事诉讼法#113"), requires=("explanation",), stamps="explained_on",
    )
    order_filing = Step(
        _("检察院通知公安机关立案"), supervision, filing_ordered, role="procuratorate", article="刑事诉讼法#113",
        records=("answer", "answer_number"), stamps="answered_on",
        note=_("公安机关接到通知后应当立案"),
    )
    accept_reasons = Step(
        _("检察院认为不立案理由成立"), supervision, returned, role="procuratorate",
        article=("刑事诉讼法#113", "移送规定#10"), requires=("answer",), records=("answer_number",),
        stamps="answered_on", outcomes=(TransferOutcome.RETURNED,),
        brings=(Consequence("penalty-case/receive", handled_again),),
    )
    hand_over = Step(
        _("移交涉案物品和材料"), filed_by_police, handed_over, role="enforcement_handler", article="移送规定#12",
        stamps="handed_over_on",
    )
    send_for_prosecution = Step(
        _("公安机关移送审查起诉"), handed_over, under_prosecution, role="police", article="刑事诉讼法#162.1",
        records=("procuratorate",), stamps="sent_for_prosecution_on",
    )
    prosecute = Step(
        _("检察院提起公诉"), under_prosecution, prosecuted, role="procuratorate", article="刑事诉讼法#176.1",
        requires=("procuratorate",), records=("prosecution_number",), stamps="prosecuted_on",
    )
    not_prosecute = Step(
        _("检察院决定不起诉"), under_prosecution, not_prosecuted, role="procuratorate", article="刑事诉讼法#177",
        requires=("procuratorate", "closing_reason"), records=("prosecution_number",), stamps="not_prosecuted_on",
        outcomes=(TransferOutcome.NOT_PROSECUTED, TransferOutcome.REFERRED),
        brings=(Consequence("penalty-case/receive", handled_again),),
        note=_("提出检察意见，移送给予行政处罚的，处理结果应当及时通知人民检察院"),
    )
    drop = Step(
        _("公安机关撤销案件"), (filed_by_police, handed_over, under_prosecution), dropped, role="police",
        article=("刑事诉讼法#163", "移送规定#13"), requires=("closing_reason",), records=("police_number",),
        stamps="police_closed_on", outcomes=(TransferOutcome.DROPPED, TransferOutcome.CLOSED),
        brings=(Consequence("penalty-case/receive", handled_again),),
        note=_("不需要追究刑事责任，但依法应当追究行政责任的，移送行政执法机关处理"),
    )
    judge = Step(
        _("人民法院判决"), prosecuted, judged, role="court", article="刑事诉讼法#200",
        requires=("court", "judgment_number", "sentence"), records=("criminal_fine",), stamps="judged_on",
        outcomes=(TransferOutcome.CONVICTED, TransferOutcome.EXEMPTED, TransferOutcome.ACQUITTED),
        brings=(Consequence("penalty-case/receive", handled_again),),
        note=_("判处罚金的，移送前已经给予的罚款折抵罚金，尚未给予的不再罚款（行政处罚法第三十五条第二款）"),
    )

    outcomes = {
        TransferOutcome.FILED: "移送规定#8",
        TransferOutcome.RETURNED: "移送规定#10",
        TransferOutcome.DROPPED: "移送规定#13",
        TransferOutcome.CLOSED: "刑事诉讼法#163",
        TransferOutcome.REFERRED: "刑事诉讼法#177.3",
        TransferOutcome.NOT_PROSECUTED: "刑事诉讼法#177",
        TransferOutcome.CONVICTED: "刑事诉讼法#200(1)",
        TransferOutcome.EXEMPTED: "行政处罚法#27.1",
        TransferOutcome.ACQUITTED: "刑事诉讼法#200",
    }

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
            stops=(police_file, uphold_refusal, accept_refusal, ask_supervision),
        ),
        Term(limits.ASK_SUPERVISION, starts=(uphold_refusal,), stops=(ask_supervision, accept_refusal)),
        Term(limits.HAND_OVER, starts=(police_file,), stops=(hand_over, drop)),
    )
