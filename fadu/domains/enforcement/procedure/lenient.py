"""包容免罚: found, taught about, corrected, and not penalised; no oftener for one person than the list allows."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Procedure, State, Step

from .. import limits_supervision as limits
from ..models.lenient import LenientOutcome


def listed_and_within_limit(case):
    """Return why the list does not let this person off: the item does not stand, or has been used up."""
    item = case.item
    if item is None:
        return None
    if item.published_on is None or item.published_on > case.moved_on:
        return _("清单事项尚未公布，不能适用")
    if item.removed_on and item.removed_on <= case.moved_on:
        return _("清单事项已移出，不能适用")
    if item.limit is not None and (before := case.earlier()) >= item.limit:
        return _("当事人%(months)s个月内已适用%(before)s次，达到上限%(limit)s次，应当依法处理") % {
            "months": item.months, "before": before, "limit": item.limit,
        }  # fmt: skip
    return None


# fmt: off


class LenientNoPenalty(Procedure):
    """包容免罚."""

    slug = "lenient-no-penalty"
    title = _("包容免罚")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW
    note = _("不予处罚的，应当对当事人进行教育，教育情况存入案卷")

    found = State(_("已发现（待教育）"))
    educated = State(_("已教育（待核实改正）"))
    corrected = State(_("已改正（待决定）"))
    spared = State(_("不予处罚"), final=True)
    refused = State(_("不适用，依法处理"), final=True)

    find = Step(
        _("发现轻微违法"), None, found, role="enforcement_officer", article="行政处罚法#33.1",
        requires=("item", "party", "identity_number", "facts"), stamps="found_on", guard=listed_and_within_limit,
    )
    admit = Step(
        _("当事人认错"), (found, educated), SAME, role="enforcement_officer", article="行政处罚法#33.1",
        requires=("admission",),
    )
    educate = Step(
        _("教育当事人"), found, educated, role="enforcement_officer", article="行政处罚法#33.3",
        requires=("education",), records=("education_note",), stamps="educated_on",
    )
    confirm = Step(
        _("核实改正"), educated, corrected, role="enforcement_officer", article="行政处罚法#33.1",
        requires=("correction",), stamps="corrected_on",
    )
    spare = Step(
        _("决定不予处罚"), corrected, spared, role="enforcement_head",
        article=("行政处罚法#33.1", "行政处罚法#57.1(2)"), stamps="spared_on", outcomes=(LenientOutcome.SPARED,),
        guard=listed_and_within_limit,
    )
    penalise = Step(
        _("不适用清单，依法处理"), (found, educated, corrected), refused, role="enforcement_head",
        article="行政处罚法#54.2", requires=("reason",), records=("penalty",), outcomes=(LenientOutcome.REFUSED,),
    )

    outcomes = {LenientOutcome.SPARED: "行政处罚法#33.1", LenientOutcome.REFUSED: "行政处罚法#54.2"}
