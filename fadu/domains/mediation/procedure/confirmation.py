"""调解协议司法确认: both parties together, within thirty days of the agreement.

Since 2013 the Civil Procedure Law has the confirmation as a special procedure; its articles were 194 and 195, from 2022
on 201 and 202, since 2024 they are 205 and 206. The version of 2011 cites what did not change: the Law on People's
Mediation and the Supreme Court's provisions.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..models import ConfirmationOutcome as Outcome


def dispute_performing(case):
    """Yield the dispute whose agreement the court has confirmed, while it is not closed."""
    if case.dispute and not case.dispute.closed_on:
        yield case.dispute


TOLD = Consequence("mediation-dispute/note-confirmation", dispute_performing)

# fmt: off


class Confirmation2011(Procedure):
    """司法确认, by the provisions of 2011."""

    slug = "mediation-confirmation"
    title = _("调解协议司法确认（2011年规定）")
    law = "司法确认规定"
    in_force = limits.CONFIRMATION_PROVISIONS

    agreed = State(_("调解协议生效"))
    applied = State(_("已共同申请"))
    accepted = State(_("法院受理（审查中）"))
    confirmed = State(_("确认有效"))
    enforced = State(_("申请执行（履行）完毕"), final=True)
    not_accepted = State(_("不予受理"), final=True)
    rejected = State(_("不予确认"), final=True)
    withdrawn = State(_("撤回（按撤回处理）"), final=True)
    lapsed = State(_("逾期未申请"), final=True)

    agree = Step(
        _("协议生效，拟申请确认"), None, agreed, role="party", article=("人民调解法#29", "人民调解法#30"),
        requires=("agreed_on",), records=("dispute", "parties"),
    )
    begin = Step(
        _("随协议登记确认意向"), None, agreed, role="system", article="人民调解法#33.1", requires=("agreed_on",),
    )
    apply = Step(
        _("共同申请司法确认"), agreed, applied, role="party", article="人民调解法#33.1", records=("court",),
        stamps="applied_on",
    )
    lapse = Step(_("逾期"), agreed, lapsed, role="system", article="人民调解法#33.1")
    accept = Step(
        _("受理"), applied, accepted, role="court", article="司法确认规定#4", records=("court", "court_number"),
        stamps="docketed_on",
    )
    refuse = Step(
        _("不予受理"), applied, not_accepted, role="court", article="司法确认规定#4", requires=("reason",),
        stamps="decided_on", outcomes=(Outcome.NOT_ACCEPTED,),
    )
    extend_review = Step(
        _("批准延长审查期限"), accepted, SAME, role="court", article="司法确认规定#5.1", note=_("经本院院长批准"),
    )
    confirm = Step(
        _("确认有效"), accepted, confirmed, role="court", article="司法确认规定#8", stamps="decided_on",
        outcomes=(Outcome.CONFIRMED,), brings=(TOLD,),
    )
    reject = Step(
        _("不予确认"), accepted, rejected, role="court", article=("司法确认规定#7", "司法确认规定#8"),
        requires=("reason",), stamps="decided_on", outcomes=(Outcome.REJECTED,),
    )
    withdraw = Step(
        _("撤回"), (applied, accepted), withdrawn, role="party", article="司法确认规定#5.2", records=("reason",),
        stamps="decided_on", outcomes=(Outcome.WITHDRAWN,),
    )
    enforce = Step(
        _("履行或者强制执行"), confirmed, enforced, role="court", article=("人民调解法#33.2", "司法确认规定#9"),
        stamps="enforced_on",
    )

    outcomes = {
        Outcome.CONFIRMED: "司法确认规定#8",
        Outcome.REJECTED: "司法确认规定#7",
        Outcome.NOT_ACCEPTED: "司法确认规定#4",
        Outcome.WITHDRAWN: "司法确认规定#5.2",
    }

    terms = (
        Term(
            limits.CONFIRM, starts=(agree, begin), since="agreed_on", stops=(apply,), on_expiry=lapse,
            shown_in="due_on",
        ),
        Term(limits.CONFIRM_ACCEPT, starts=(apply,), stops=(accept, refuse, withdraw)),
        Term(limits.CONFIRM_DECIDE, starts=(accept,), stops=(confirm, reject, withdraw), extended=(extend_review,)),
    )


class Confirmation2024(Procedure):
    """司法确认, with the Civil Procedure Law as amended in 2023."""

    slug = "mediation-confirmation"
    title = _("调解协议司法确认")
    law = "民事诉讼法"
    in_force = limits.CIVIL_PROCEDURE_2023
    note = _("2024年1月1日前生效的协议，依当时的条文办理；期限相同")

    agreed = State(_("调解协议生效"))
    applied = State(_("已共同申请"))
    accepted = State(_("法院受理（审查中）"))
    confirmed = State(_("裁定有效"))
    enforced = State(_("申请执行（履行）完毕"), final=True)
    not_accepted = State(_("不予受理"), final=True)
    rejected = State(_("裁定驳回申请"), final=True)
    withdrawn = State(_("撤回（按撤回处理）"), final=True)
    lapsed = State(_("逾期未申请"), final=True)

    agree = Step(
        _("协议生效，拟申请确认"), None, agreed, role="party", article=("人民调解法#29", "人民调解法#30"),
        requires=("agreed_on",), records=("dispute", "parties"),
    )
    begin = Step(
        _("随协议登记确认意向"), None, agreed, role="system", article="人民调解法#33.1", requires=("agreed_on",),
    )
    apply = Step(
        _("共同申请司法确认"), agreed, applied, role="party", article=("人民调解法#33.1", "民事诉讼法#205"),
        records=("court",), stamps="applied_on", note=_("双方当事人共同提出"),
    )
    lapse = Step(_("逾期"), agreed, lapsed, role="system", article="民事诉讼法#205")
    accept = Step(
        _("受理"), applied, accepted, role="court", article="司法确认规定#4", records=("court", "court_number"),
        stamps="docketed_on",
    )
    refuse = Step(
        _("不予受理"), applied, not_accepted, role="court", article=("司法确认规定#4", "民诉法解释#355"),
        requires=("reason",), stamps="decided_on", outcomes=(Outcome.NOT_ACCEPTED,),
    )
    extend_review = Step(
        _("批准延长审查期限"), accepted, SAME, role="court", article="司法确认规定#5.1", note=_("经本院院长批准"),
    )
    extend_special = Step(
        _("批准延长特别程序审限"), accepted, SAME, role="court", article="民事诉讼法#187", requires=("extension_days",),
        note=_("由本院院长批准"),
    )
    confirm = Step(
        _("裁定有效"), accepted, confirmed, role="court", article="民事诉讼法#206", stamps="decided_on",
        outcomes=(Outcome.CONFIRMED,), brings=(TOLD,),
    )
    reject = Step(
        _("裁定驳回"), accepted, rejected, role="court", article=("民事诉讼法#206", "民诉法解释#358"),
        requires=("reason",), stamps="decided_on", outcomes=(Outcome.REJECTED,),
    )
    withdraw = Step(
        _("撤回"), (applied, accepted), withdrawn, role="party", article="民诉法解释#357", records=("reason",),
        stamps="decided_on", outcomes=(Outcome.WITHDRAWN,),
    )
    enforce = Step(
        _("履行或者强制执行"), confirmed, enforced, role="court", article=("人民调解法#33.2", "民事诉讼法#206"),
        stamps="enforced_on",
    )

    outcomes = {
        Outcome.CONFIRMED: "民事诉讼法#206",
        Outcome.REJECTED: "民事诉讼法#206",
        Outcome.NOT_ACCEPTED: "民诉法解释#355",
        Outcome.WITHDRAWN: "民诉法解释#357",
    }

    terms = (
        Term(
            limits.CONFIRM_2024, starts=(agree, begin), since="agreed_on", stops=(apply,), on_expiry=lapse,
            shown_in="due_on",
        ),
        Term(limits.CONFIRM_ACCEPT, starts=(apply,), stops=(accept, refuse, withdraw)),
        Term(limits.CONFIRM_DECIDE, starts=(accept,), stops=(confirm, reject, withdraw), extended=(extend_review,)),
        Term(
            limits.CONFIRM_SPECIAL, starts=("docketed_on",), stops=(confirm, reject, withdraw),
            extended=(extend_special,), granted="extension_days",
        ),
    )
