"""涉企检查备案和调配: filed before the visit, held to the ceiling of visits, changed by a coordinator with a reason."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..limits import BUSINESS, RANDOM
from ..models import (
    AllocationPaper,
    Change,
    FilingOutcome,
    FrequencyCap,
    Ground,
    InspectionFiling,
    Inspector,
    RandomCheck,
    standing,
)

COMBINE = "优化营商环境条例#57.2"
TARGETED = "优化营商环境条例#54.2"
VISIT = ("credit_code", "object_name", "item", "officers")

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


def visits_in(filing, year):
    """Return how often the firm was visited in a year, filed or drawn, but for the visit at hand."""
    filed = InspectionFiling.objects.filter(credit_code=filing.credit_code, visited_on__year=year).exclude(pk=filing.pk)
    drawn = RandomCheck.objects.filter(credit_code=filing.credit_code, visited_on__year=year)
    return filed.count() + drawn.count()


def visits_this_year(filing):
    """Count the visits of the year in which this one falls."""
    return visits_in(filing, (filing.planned_on or filing.visited_on or filing.moved_on).year)


def cap_of(filing):
    """Return the ceiling that holds for the firm: the nearest, of the unit itself or a body above it; None without."""
    above, bodies = filing.organisation, []
    while above:
        bodies.append(above.pk)
        above = above.parent
    caps = standing(FrequencyCap.objects, filing.moved_on).filter(credit=filing.credit, organisation__in=bodies)
    return min(caps, key=lambda cap: bodies.index(cap.organisation_id), default=None)


def within_the_cap(filing):
    """本年检查次数不超过频次上限；专案检查或者写明理由的除外 (优化营商环境条例#54)."""
    cap = cap_of(filing)
    if cap is None or filing.ground != Ground.PLANNED or filing.exception_reason.strip():
        return None
    made = visits_this_year(filing)
    if made >= cap.most:
        said = _("该企业本年已检查%(made)d次，达到频次上限%(most)d次；请并入其他检查，或者写明超过上限的理由。")
        return said % {"made": made, "most": cap.most}
    return None


def two_officers(filing):
    """检查人员不少于两人，都持有有效证件 (行政处罚法#42.1)."""
    numbers = filing.sent()
    if len(numbers) < 2:
        return _("检查人员不得少于两人；请以顿号分隔填写执法证号。")
    day = filing.visited_on or filing.planned_on or filing.moved_on
    pool = standing(Inspector.objects, day).filter(organisation=filing.organisation)
    known = dict(pool.values_list("number", "certified_until"))
    if not known:
        return None  # the unit keeps no pool here: its officers are known elsewhere
    if unknown := [one for one in numbers if one not in known]:
        said = _("%(numbers)s不在本单位检查人员名录库内，没有执法资格的不得检查；请改选，或者先登记入库。")
        return said % {"numbers": "、".join(unknown)}
    if lapsed := [one for one in numbers if known[one] and known[one] < day]:
        said = _("%(numbers)s的执法证件在 %(day)s 以前已经失效，不得检查；请改派持证人员，或者先办妥证件。")
        return said % {"numbers": "、".join(lapsed), "day": day}
    return None


def filed_before(filing):
    """检查不早于同意之日，且检查人员不少于两人 (行政处罚法#42.1)."""
    if filing.visited_on and filing.approved_on and filing.visited_on < filing.approved_on:
        return _("检查日期早于同意之日，属于未备案检查；请办理“登记未备案检查”。")
    return two_officers(filing)


def not_ahead(filing):
    """反映的检查已经发生 (优化营商环境条例#54.1)."""
    if filing.seen_on and filing.seen_on > filing.moved_on:
        return _("检查日期不得晚于今天。")
    return None


def item_or_unknown(filing):
    """Return what the firm says was inspected; firms do not always know."""
    return filing.item or "企业反映的检查"


def unfiled_visit(filing):
    """Yield the visit that a firm reported, as a breach of the unit that made it."""
    yield {
        "organisation": filing.unit, "credit_code": filing.credit_code, "object_name": filing.object_name,
        "credit": filing.credit, "ground": Ground.UNKNOWN, "item": filing.item, "visited_on": filing.seen_on,
        "discovery": f"企业反映（{filing.number}）：{filing.discovery}",
    }  # fmt: skip


def filed_by_number(filing):
    """所填备案是同一企业、同一机构的备案 (优化营商环境条例#54.1)."""
    found = InspectionFiling.objects.filter(number=filing.filed_as, credit_code=filing.credit_code)
    if filing.filed_as and not found.exclude(pk=filing.pk).filter(unfiled=False).exists():
        said = _("没有找到该企业编号为“%(number)s”的备案；没有备案的，请办理“查实未备案”。")
        return said % {"number": filing.filed_as}
    return None


class Filing(Procedure):
    """涉企检查备案: a visit filed and allowed, an urgent one filed after, an unfiled one recorded as a breach."""

    slug = "inspection-filing"
    title = _("涉企检查备案")
    law = "优化营商环境条例"
    in_force = BUSINESS

    reported = State(_("企业反映（待核实）"))
    submitted = State(_("已提交备案"))
    allowed = State(_("已同意"))
    visited = State(_("已检查"))
    late = State(_("紧急检查待补核"))
    breach = State(_("未备案检查（待处理）"))
    refused = State(_("不同意"), final=True)
    stopped = State(_("已停止（并入）"), final=True)
    unfounded = State(_("反映不属实"), final=True)
    confirmed = State(_("反映属实（查实未备案）"), final=True)
    closed = State(_("办结"), final=True)

    submit = Step(
        _("检查前备案"), None, submitted, role="inspection_lead", article=RANDOM,
        requires=(*VISIT, "ground", "planned_on"), records=("credit", "basis", "plan"), guard=two_officers,
    )
    submit_afterwards = Step(
        _("紧急检查后补办备案"), None, late, role="inspection_lead", article=TARGETED,
        requires=(*VISIT, "urgent_reason", "visited_on"), records=("credit", "basis", "findings", "problem_found"),
        sets={"ground": Ground.EMERGENCY, "earlier_visits": visits_this_year}, guard=two_officers,
    )
    report_unfiled = Step(
        _("登记未备案检查"), None, breach, role="inspection_coordinator", article=RANDOM,
        requires=("credit_code", "object_name", "item", "visited_on", "discovery"), records=("officers", "credit"),
        sets={"unfiled": True, "earlier_visits": visits_this_year},
    )
    complain = Step(
        _("企业反映未备案检查"), None, reported, role="inspected_firm", article="优化营商环境条例#48",
        requires=("object_name", "credit_code", "seen_on", "discovery"), records=("item", "visitors", "contact"),
        guard=not_ahead, sets={"ground": Ground.UNKNOWN, "item": item_or_unknown}, note=_("企业可以在公开门户提交"),
    )
    find_filed = Step(
        _("查实已经备案"), reported, unfounded, role="inspection_coordinator", article=RANDOM,
        requires=("filed_as", "reply"), guard=filed_by_number, outcomes=(FilingOutcome.FILED,),
    )
    find_no_visit = Step(
        _("查实没有检查"), reported, unfounded, role="inspection_coordinator", article=RANDOM, requires=("reply",),
        outcomes=(FilingOutcome.NO_VISIT,),
    )
    confirm_unfiled = Step(
        _("查实未备案"), reported, confirmed, role="inspection_coordinator", article=RANDOM, requires=("unit", "reply"),
        outcomes=(FilingOutcome.UNFILED,), brings=(Consequence("inspection-filing/arise", unfiled_visit),),
        note=_("在该单位名下登记一次未备案检查"),
    )
    arise = Step(
        _("产生未备案检查"), None, breach, role="system", article=RANDOM,
        requires=("credit_code", "object_name", "item", "visited_on", "discovery"),
        sets={"unfiled": True, "earlier_visits": visits_this_year},
    )
    except_from_cap = Step(
        _("说明超过频次上限的理由"), submitted, submitted, role="inspection_coordinator", article=TARGETED,
        requires=("exception_reason",),
    )
    allow = Step(
        _("同意检查"), submitted, allowed, role="inspection_coordinator", article=(RANDOM, COMBINE),
        guard=within_the_cap, stamps="approved_on",
        sets={"earlier_visits": visits_this_year},
    )
    refuse = Step(
        _("不同意检查"), submitted, refused, role="inspection_coordinator", article=(RANDOM, COMBINE),
        requires=("refusal_reason",),
    )
    visit = Step(
        _("实施检查"), allowed, visited, role="inspector", article=("行政处罚法#42.1", "行政处罚法#55"),
        requires=("visited_on", "findings"), records=("problem_found", "case_number"), guard=filed_before,
    )
    confirm = Step(
        _("确认紧急检查"), late, visited, role="inspection_coordinator", article=TARGETED, records=("findings",),
    )
    find_unfiled = Step(
        _("认定不属紧急情况"), late, breach, role="inspection_coordinator", article=TARGETED, requires=("discovery",),
        sets={"unfiled": True},
    )
    handle_breach = Step(
        _("处理未备案检查"), breach, closed, role="inspection_coordinator", article=RANDOM, requires=("handling",),
    )
    give_up = Step(
        _("撤回备案"), (submitted, allowed), stopped, role="inspection_lead", article=COMBINE,
        requires=("change_reason",),
    )
    close = Step(_("办结"), visited, closed, role="inspection_lead", article="优化营商环境条例#58")

    # What the coordinator decides changes the filing by itself.
    move = Step(
        _("调配改期"), (submitted, allowed), SAME, role="system", article=COMBINE,
        records=("planned_on", "change_reason"),
    )
    allot = Step(
        _("调配改派"), (submitted, allowed), SAME, role="system", article=COMBINE,
        records=("officers", "change_reason"),
    )
    merge = Step(
        _("调配合并"), (submitted, allowed), stopped, role="system", article=COMBINE,
        records=("merged_into", "change_reason"),
    )
    stop = Step(
        _("调配停止"), (submitted, allowed), stopped, role="system", article=COMBINE, records=("change_reason",),
    )

    outcomes = dict.fromkeys(FilingOutcome, RANDOM)

    terms = (
        Term(limits.VERIFY, starts=(complain,), stops=(find_filed, find_no_visit, confirm_unfiled), shown_in="due_on"),
        Term(
            limits.AFTERWARDS, starts=("visited_on",), stops=(submit_afterwards,), applies=InspectionFiling.was_urgent,
            binding=False,
        ),
    )


def changed(change, **carried):
    """Return what carries one sort of change over into the filing."""

    def of(allocation):
        if allocation.change == change:
            values = {name: getattr(allocation, field) for name, field in carried.items()}
            yield allocation.filing, {**values, "change_reason": allocation.reason[:400]}

    return of


def visit_ahead(allocation):
    """所调配的检查还没有实施 (优化营商环境条例#57.2)."""
    if allocation.filing.state not in ("submitted", "allowed"):
        return _("这次检查已经实施或者停止，不能调配。")
    if allocation.change == Change.MERGE:
        into = InspectionFiling.objects.filter(
            Q(state="submitted") | Q(state="allowed"), number=allocation.merged_into,
            credit_code=allocation.filing.credit_code,
        ).exclude(pk=allocation.filing_id)
        if not into.exists():
            return _("没有找到同一企业尚未实施的备案“%(number)s”，不能并入。") % {"number": allocation.merged_into}
    return None


class Allocating(Procedure):
    """涉企检查调配: decided with a reason, told to the unit, acknowledged by it."""

    slug = "inspection-allocation"
    title = _("涉企检查调配")
    law = "优化营商环境条例"
    in_force = BUSINESS

    decided = State(_("已决定（待知悉）"))
    acknowledged = State(_("单位已知悉"), final=True)

    decide = Step(
        _("决定调配"), None, decided, role="inspection_coordinator", article=(RANDOM, COMBINE),
        requires=("filing", "change", "reason"), records=("merged_into", "new_date", "new_officers"),
        guard=visit_ahead, documents=(AllocationPaper.NOTICE,),
        brings=(
            Consequence("inspection-filing/move", changed(Change.MOVE, planned_on="new_date")),
            Consequence("inspection-filing/allot", changed(Change.ALLOT, officers="new_officers")),
            Consequence("inspection-filing/merge", changed(Change.MERGE, merged_into="merged_into")),
            Consequence("inspection-filing/stop", changed(Change.STOP)),
        ),
    )
    acknowledge = Step(
        _("知悉"), decided, acknowledged, role="inspection_lead", article=COMBINE, stamps="acknowledged_on",
    )
