"""诚信档案、失信名单和联合惩戒: what is entered and repaired; a listing, and the measures that come and go with it."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..limits import BUSINESS
from ..models import EntryKind, ListingOutcome, ListingPaper, PartnerMeasure, standing

CREDIT, SHARED = "优化营商环境条例#53", "优化营商环境条例#57.1"

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Archiving(Procedure):
    """诚信档案: an entry is made once; an adverse one may be repaired, and stays to be seen."""

    slug = "credit-entry"
    title = _("诚信档案登记和信用修复")
    law = "优化营商环境条例"
    in_force = BUSINESS

    kept = State(_("已入档"), rests=True)
    repaired = State(_("已信用修复"), final=True)
    removed = State(_("更正撤销"), final=True)

    enter = Step(
        _("登记入档"), None, kept, role="inspection_lead", article=CREDIT,
        requires=("credit_code", "subject_name", "kind", "content", "happened_on"),
        records=("source_number", "adverse"),
    )
    enter_result = Step(
        _("检查结果入档"), None, kept, role="system", article=CREDIT,
        requires=("credit_code", "subject_name", "kind", "content", "happened_on"),
    )
    repair_credit = Step(
        _("信用修复"), kept, repaired, role="inspection_lead", article=CREDIT, requires=("repair",),
        stamps="repaired_on",
    )
    remove = Step(
        _("更正撤销"), kept, removed, role="inspection_lead", article=CREDIT, requires=("repair",),
        note=_("登记有误的"),
    )


def statement_over(listing):
    """陈述、申辩期限已满，或者已经听取意见 (行政处罚法#45.1)."""
    until = listing.statement_until
    if listing.state == "heard" or not (until and listing.listed_until) or listing.moved_on > until:
        return None
    return _("陈述、申辩期限到%(day)s为止，期满或者听取意见以后再作决定。") % {"day": until}


def measures_to_place(listing):
    """Open a measure at each partner unit that has one for this list."""
    found = standing(PartnerMeasure.objects, listing.moved_on).filter(list_name=listing.list_name)
    for number, one in enumerate(found.select_related("partner").order_by("pk"), 1):
        yield {
            "organisation": one.partner, "number": f"{listing.number}（联惩{number}）", "listing": listing,
            "credit_code": listing.credit_code, "subject_name": listing.subject_name, "measure": one.measure,
            "basis": one.basis,
        }


def measures_placed(listing):
    """Yield the measures that are still in force."""
    return listing.measures.filter(closed_on=None).select_related("organisation")


def listing_kept(listing):
    """Enter the listing in the firm's archive."""
    yield {
        "credit_code": listing.credit_code, "subject_name": listing.subject_name, "kind": EntryKind.LISTING,
        "content": f"列入{listing.list_name}"[:400], "happened_on": listing.moved_on,
        "source_number": listing.number, "adverse": True,
    }


LIFT = (Consequence("joint-measure/lift", measures_placed),)


class Blacklist(Procedure):
    """失信名单: notice, statement, decision, listed, and out again by expiry, repair or revocation."""

    slug = "blacklisting"
    title = _("失信名单列入和移出")
    law = "优化营商环境条例"
    in_force = BUSINESS

    noticed = State(_("已告知"))
    heard = State(_("已听取陈述、申辩"))
    listed = State(_("已列入"), rests=True)
    expired = State(_("期满移出"), final=True)
    repaired = State(_("信用修复移出"), final=True)
    revoked = State(_("撤销列入"), final=True)
    not_listed = State(_("不予列入"), final=True)

    notify = Step(
        _("告知拟列入"), None, noticed, role="inspection_lead", article=(CREDIT, "行政处罚法#44"),
        requires=("credit_code", "subject_name", "list_name", "fact", "basis", "statement_until"),
        stamps="served_on", documents=(ListingPaper.NOTICE,), note=_("行政处罚法关于告知的规定，比照适用"),
    )
    hear = Step(
        _("听取陈述、申辩并复核"), noticed, heard, role="inspection_lead", article="行政处罚法#45.1",
        requires=("statement", "review"),
    )
    decide = Step(
        _("决定列入"), (noticed, heard), listed, role="inspection_lead", article=CREDIT, requires=("listed_until",),
        guard=statement_over, stamps="listed_on", documents=(ListingPaper.DECISION,),
        brings=(
            Consequence("joint-measure/place", measures_to_place),
            Consequence("credit-entry/enter-result", listing_kept),
        ),
    )
    decline = Step(
        _("不予列入"), (noticed, heard), not_listed, role="inspection_lead", article=CREDIT,
        requires=("refusal_reason",), outcomes=(ListingOutcome.NOT_LISTED,),
    )
    expire = Step(
        _("期满移出"), listed, expired, role="system", article=CREDIT, stamps="removed_on",
        outcomes=(ListingOutcome.EXPIRED,), brings=LIFT,
    )
    repair_credit = Step(
        _("信用修复移出"), listed, repaired, role="inspection_lead", article=CREDIT, requires=("repair",),
        stamps="removed_on", outcomes=(ListingOutcome.REPAIRED,), brings=LIFT,
    )
    revoke = Step(
        _("撤销列入决定"), listed, revoked, role="inspection_lead", article=CREDIT, requires=("removal_reason",),
        stamps="removed_on", outcomes=(ListingOutcome.REVOKED,), brings=LIFT,
    )

    outcomes = dict.fromkeys(ListingOutcome, CREDIT)

    terms = (
        Term(
            limits.STATEMENT, starts=(notify,), stops=(hear, decide, decline), until="statement_until", binding=False,
        ),
        Term(
            limits.LISTED, starts=(decide,), stops=(expire, repair_credit, revoke), until="listed_until",
            on_expiry=expire, shown_in="due_on",
        ),
    )


class Measuring(Procedure):
    """联合惩戒: placed and lifted with the listing; the unit says what it did."""

    slug = "joint-measure"
    title = _("联合惩戒措施实施和解除")
    law = "优化营商环境条例"
    in_force = BUSINESS

    placed = State(_("实施中"), rests=True)
    lifted = State(_("已解除"), final=True)

    place = Step(
        _("随列入实施"), None, placed, role="system", article=SHARED, requires=("listing",), stamps="placed_on",
    )
    carry_out = Step(
        _("反馈实施情况"), placed, SAME, role="measure_unit", article=SHARED, requires=("report",),
    )
    lift = Step(_("随移出解除"), placed, lifted, role="system", article=SHARED, stamps="lifted_on")
