"""执法决定公开程序: every decision comes here by itself; it is published masked, kept back, or withdrawn again."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term
from fadu.kernel.publication import hide

from .. import limits
from ..models.penalties import Party, Penalty, money
from ..models.publication import DecisionKind, DecisionPublication, LicenceOutcome, PublicationOutcome


def published_as(case):
    """Yield what a penalty decision shows of itself, with natural persons hidden: a draft for whoever publishes it."""
    citizen = case.party_kind == Party.CITIZEN
    content = getattr(case, "content", "") or (f"罚款{money(case.fine)}" if case.fine is not None else "警告")
    persons = [case.party] if citizen else []
    yield {
        "kind": DecisionKind.PENALTY,
        "field": case.field,
        "case_number": case.number,
        "decision_number": case.decision_number,
        "cause": hide(case.cause, persons),
        "party_kind": case.party_kind,
        "party": case.party,
        "shown_party": f"{case.party[:1]}某" if citizen else case.party,
        "basis": case.basis,
        "content": hide(content, persons),
        "text": hide("\n".join(filter(None, (case.facts, content))), persons),
        "light": getattr(case, "penalty", "") == Penalty.CRITICISM,
    }


def nothing_personal(publication):
    """公开的文本已经隐去自然人的姓名、证件号和电话 (行政处罚法#50)."""
    told = publication.told_of_persons() if publication.published_on else []
    if told:
        return _("公开的内容还透露：%(told)s。请隐去后再公开。") % {"told": "、".join(told)}
    return None


# fmt: off


class Publishing(Procedure):
    """行政处罚（许可）决定公开与撤回."""

    slug = "enforcement-publication"
    title = _("执法决定公开与撤回")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW

    decided = State(_("决定已作出（待公开）"))
    published = State(_("公开中"), rests=True)
    not_public = State(_("不属于公开范围"), final=True)
    withdrawn = State(_("已撤回并说明理由"), final=True)
    ended = State(_("公示期满"), final=True)

    decide = Step(
        _("登记其他应当公开的决定"), None, decided, role="enforcement_handler", article="行政处罚法#57.1(1)",
        requires=("kind", "field", "cause", "party_kind", "party"), stamps="decided_on",
    )
    follow_decision = Step(
        _("决定作出"), None, decided, role="system", article="行政处罚法#57.1(1)",
        requires=("kind", "field", "cause", "party_kind", "party"), stamps="decided_on",
    )
    publish = Step(
        _("公开有一定社会影响的决定"), decided, published, role="enforcement_handler",
        article=("行政处罚法#48.1", "政府信息公开条例#20(6)"), guard=nothing_personal,
        requires=("shown_party", "content", "text"), records=("light",), stamps="published_on",
        outcomes=(PublicationOutcome.PUBLISHED,),
    )
    keep_back = Step(
        _("不公开"), decided, not_public, role="enforcement_handler", article=("行政处罚法#48.1", "行政处罚法#50"),
        requires=("kept_back",),
    )
    note_overturned = Step(
        _("登记决定被变更、撤销、确认违法或者无效"), published, published, role="enforcement_handler",
        article="行政处罚法#48.2", requires=("overturned_on", "overturn", "overturned_by"),
        note=_("自这一日起三个工作日内撤回"),
    )
    withdraw = Step(
        _("撤回公开信息并说明理由"), published, withdrawn, role="enforcement_handler", article="行政处罚法#48.2",
        requires=("explanation",), stamps=("withdrawn_on", "shown_until"),
        outcomes=(PublicationOutcome.WITHDRAWN,),
    )
    end = Step(
        _("公示期满停止公示"), published, ended, role="system", article="处罚信息公示规定#13", stamps="shown_until",
    )

    outcomes = {
        PublicationOutcome.PUBLISHED: "行政处罚法#48.1",
        PublicationOutcome.WITHDRAWN: "行政处罚法#48.2",
    }

    terms = (
        Term(
            limits.PUBLISH, starts=(decide, follow_decision), stops=(publish, keep_back), shown_in="due_on",
            applies=DecisionPublication.not_of_market,
        ),
        Term(
            limits.PUBLISH_MARKET, starts=(decide, follow_decision), stops=(publish, keep_back), shown_in="due_on",
            applies=DecisionPublication.of_market,
        ),
        Term(limits.WITHDRAW, starts=("overturned_on",), stops=(withdraw,)),
        Term(
            limits.SHOWN_SHORT, starts=(publish,), stops=(withdraw,), applies=DecisionPublication.shown_short,
            on_expiry=end,
        ),
        Term(
            limits.SHOWN_LONG, starts=(publish,), stops=(withdraw,), applies=DecisionPublication.shown_long,
            on_expiry=end,
        ),
    )


class Licensing(Procedure):
    """行政许可决定登记和公开: the public may look into them (行政许可法#40), so each is shown in its term."""

    slug = "licence-decision"
    title = _("行政许可决定登记和公开")
    law = "行政许可法"
    in_force = limits.LICENSING_LAW

    decided = State(_("已决定（待公开）"))
    published = State(_("公开中"), rests=True)
    not_public = State(_("不属于公开范围"), final=True)
    withdrawn = State(_("已撤下"), final=True)

    register = Step(
        _("登记许可决定"), None, decided, role="enforcement_handler", article=("行政许可法#38", "行政许可法#39"),
        requires=("item", "act", "holder_kind", "holder"),
        records=("basis", "reason", "licence_number", "valid_from", "valid_to", "shown_holder"), stamps="decided_on",
    )
    publish = Step(
        _("公开许可决定"), decided, published, role="enforcement_handler", article=("行政许可法#40", "国办发2018-118"),
        requires=("shown_holder",), stamps="published_on", outcomes=(LicenceOutcome.PUBLISHED,),
    )
    keep_back = Step(
        _("不公开"), decided, not_public, role="enforcement_handler", article="行政许可法#5.2", requires=("kept_back",),
    )
    withdraw = Step(
        _("撤下公开的决定"), published, withdrawn, role="enforcement_handler", article="行政许可法#69",
        requires=("withdrawal",), stamps="withdrawn_on", outcomes=(LicenceOutcome.WITHDRAWN,),
    )

    outcomes = {LicenceOutcome.PUBLISHED: "行政许可法#40", LicenceOutcome.WITHDRAWN: "行政许可法#69"}

    terms = (
        Term(limits.PUBLISH_LICENCE, starts=(register,), stops=(publish, keep_back), shown_in="due_on"),
    )
