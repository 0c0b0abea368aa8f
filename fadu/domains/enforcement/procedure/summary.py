"""行政处罚简易程序: decided on the spot, filed with the organ, paid."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import issue_number
from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..models.penalties import Paper, Source, SpotOutcome
from .campaigns import recorded
from .holding import certified, may_penalise
from .public import published_as

COLLECT_UP_TO = Decimal(100)  # 行政处罚法#68(1)


def numbered(mark):
    """Give out the next number of decisions of that kind of the organ; a refused decision leaves no gap."""

    def number(case):
        return case.decision_number or issue_number(
            case.organisation, case.organisation.mark + mark, case.decided_on.year
        )

    return number


def within_spot_limits(case):
    """罚款不超过当场处罚的限额 (行政处罚法#51)."""
    if case.outcome == SpotOutcome.WARNING:
        return _("只给予警告的，不填罚款。") if case.fine is not None else None
    if case.outcome != SpotOutcome.FINE:
        return None  # asked before the step is made
    if case.fine is None:
        return _("请填写罚款数额。")
    if case.fine > case.most():
        said = {"most": case.most(), "kind": case.get_party_kind_display()}
        return _("对%(kind)s当场罚款不得超过 %(most)s 元；请转普通程序。") % said
    return None


def decided_lawfully(case):
    """执法人员仍持有效证件，罚款不超过当场处罚的限额 (行政处罚法#42.1, #51)."""
    return may_penalise(case) or within_spot_limits(case)


def may_collect(case):
    """符合当场收缴的情形，出具专用票据 (行政处罚法#68, #69, #70)."""
    if reason := certified(case):
        return reason
    if case.fine is None or (case.collected or 0) > case.fine:
        return _("当场收缴不得超过罚款数额。")
    if case.collected_by == "small" and case.fine > COLLECT_UP_TO:
        return _("罚款超过一百元，不属于可以当场收缴的情形。")
    return None


def paid_or_warned(case):
    """罚款已经缴清；只受警告的即可结案 (行政处罚法#53)."""
    made = case.performed_on is not None
    if made and case.fine is not None and (case.paid or 0) + (case.collected or 0) < case.fine:
        return _("罚款尚未缴清，请填写已缴数额。")
    return None


def moved_on(case):
    """Open a case of the ordinary procedure with what is known."""
    same = ("subject", "field", "officer", "second_officer", "alone_by", "party_kind", "party", "party_identity",
            "party_address", "party_contact", "representative", "cause", "facts", "location", "provision",
            "basis")  # fmt: skip
    yield {name: getattr(case, name) for name in same} | {
        "source": Source.SPOT, "came_from": case.number, "discovered_on": case.found_on,
    }  # fmt: skip


def fine_to_pay(case):
    """Tell whether there is a fine that was not collected on the spot."""
    return case.outcome == SpotOutcome.FINE and case.collected is None


# fmt: off


class Summary(Procedure):
    """行政处罚（简易程序）."""

    slug = "penalty-summary"
    title = _("行政处罚（简易程序）")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW

    found = State(_("发现违法（已出示证件、告知）"))
    decided = State(_("当场决定并交付"))
    filed = State(_("已报所属机关备案"))
    overdue = State(_("逾期未缴"))
    closed = State(_("结案"), final=True)
    no_penalty = State(_("不予处罚（教育）"), final=True)
    to_ordinary = State(_("转普通程序"), final=True)

    find = Step(
        _("出示证件，告知事实、理由、依据和权利"), None, found, role="enforcement_officer",
        article=("行政处罚法#42.1", "行政处罚法#44", "行政处罚法#52"), guard=may_penalise,
        requires=("subject", "field", "officer", "party_kind", "party", "cause"), stamps="found_on",
        brings=(recorded("现场检查"),),
    )
    hear = Step(
        _("听取陈述、申辩"), found, found, role="enforcement_officer", article="行政处罚法#45.1", requires=("defence",),
    )
    decide = Step(
        _("当场作出处罚决定"), found, decided, role="enforcement_officer", article=("行政处罚法#51", "行政处罚法#52"),
        guard=decided_lawfully, requires=("facts", "provision", "basis"),
        records=("location", "fine", "order", "signed", "decision_number"), stamps="decided_on",
        sets={"decision_number": numbered("当罚决")}, outcomes=(SpotOutcome.WARNING, SpotOutcome.FINE),
        documents=(Paper.SPOT_DECISION,),
        brings=(Consequence("enforcement-publication/follow-decision", published_as), recorded("当场处罚")),
        note=_("执法人员不得少于两人，法律另有规定的除外"),
    )
    spare = Step(
        _("不予处罚并教育"), found, no_penalty, role="enforcement_officer", article="行政处罚法#33",
        guard=certified, requires=("education",), stamps="decided_on", outcomes=(SpotOutcome.NO_PENALTY,),
    )
    move = Step(
        _("转普通程序"), found, to_ordinary, role="enforcement_officer", article="行政处罚法#54.1",
        brings=(Consequence("penalty-case/receive", moved_on),),
    )
    file = Step(
        _("报所属行政机关备案"), decided, filed, role="enforcement_officer", article="行政处罚法#52.3",
        stamps="filed_on",
    )
    collect = Step(
        _("当场收缴罚款"), (decided, filed), SAME, role="enforcement_officer",
        article=("行政处罚法#68", "行政处罚法#69", "行政处罚法#70"), guard=may_collect,
        requires=("collected", "collected_by", "receipt"), stamps="collected_on",
        note=_("须出具财政部门统一制发的专用票据"),
    )
    hand_in = Step(
        _("收缴的罚款交至机关"), (decided, filed), SAME, role="enforcement_officer", article="行政处罚法#71",
        after=(collect,), stamps="handed_in_on", note=_("机关在二日内缴付指定的银行"),
    )
    pay = Step(
        _("缴纳罚款（受警告的即结）"), (filed, overdue), closed, role="party",
        article=("行政处罚法#53", "行政处罚法#67.3"), guard=paid_or_warned, records=("paid",), stamps="performed_on",
    )
    fall_due = Step(_("逾期"), filed, overdue, role="system", article="行政处罚法#72.1(1)")
    enforce = Step(
        _("强制执行"), overdue, closed, role="enforcement_handler", article="行政处罚法#72.1", guard=paid_or_warned,
        requires=("paid",), stamps="performed_on",
    )

    outcomes = {
        SpotOutcome.WARNING: "行政处罚法#51",
        SpotOutcome.FINE: "行政处罚法#51",
        SpotOutcome.NO_PENALTY: "行政处罚法#33",
    }

    terms = (
        Term(
            limits.SPOT_PAY, starts=(decide,), stops=(pay, collect), on_expiry=fall_due, applies=fine_to_pay,
            shown_in="due_on",
        ),
        Term(limits.HAND_IN, starts=(collect,), stops=(hand_in,)),
    )
