"""市场主体信息归集归并: rows are gathered and merged in batches; where the sources disagree, it is settled."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step

from .. import merging
from ..limits import BUSINESS
from ..models import Finding, MarketRecord

GATHER = "优化营商环境条例#56"

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


def rows_at_hand(gathering):
    """本机构已有归集的信息 (优化营商环境条例#56)."""
    if not MarketRecord.objects.filter(organisation=gathering.organisation).exists():
        return _("“归集市场主体信息”还没有本机构的记录；请先导入各来源的信息。")
    return None


class Gathering(Procedure):
    """市场主体信息归集归并: sources hand in, then rows become firms; whatever has no firm stays listed."""

    slug = "market-gathering"
    title = _("市场主体信息归集归并")
    law = "优化营商环境条例"
    in_force = BUSINESS

    collecting = State(_("归集中"))
    merged = State(_("已归并"), final=True)

    start = Step(
        _("发起归集"), None, collecting, role="inspection_coordinator", article=GATHER, requires=("name",),
        records=("until",),
    )
    merge = Step(
        _("归并"), collecting, merged, role="inspection_coordinator", article=GATHER, guard=rows_at_hand,
        stamps="merged_on",
        sets={
            "records": lambda one: merging.worked(one).count(),
            "merged": lambda one: merging.worked(one).count(Finding.MERGED),
            "bad_codes": lambda one: merging.worked(one).count(Finding.BAD_CODE),
            "unknown_codes": lambda one: merging.worked(one).count(Finding.UNKNOWN),
            "enterprises": lambda one: merging.worked(one).enterprises,
            "disputed": lambda one: merging.worked(one).disputed,
            "by_source": lambda one: merging.worked(one).by_source(),
        },
        brings=(
            Consequence("enterprise/arise", merging.arising),
            Consequence("enterprise/refresh", merging.changing),
            Consequence("enterprise/dispute", merging.parting),
            Consequence("enterprise/agree", merging.agreeing),
        ),
        note=_("按统一社会信用代码归并；代码有误、没有登记备案信息的留在“归集市场主体信息”中，按“归并情况”筛选、更正"),
    )


class Merging(Procedure):
    """市场主体: kept as the sources say; a disagreement is settled with its reason, and holds until they say else."""

    slug = "enterprise"
    title = _("市场主体信息核实")
    law = "优化营商环境条例"
    in_force = BUSINESS

    agreed = State(_("信息一致"), rests=True)
    disputed = State(_("来源不一致（待核实）"))
    removed = State(_("已撤档"), final=True)

    arise = Step(
        _("归并建档"), None, agreed, role="system", article=GATHER, requires=("credit_code", "name"),
    )
    refresh = Step(
        _("更新信息"), (agreed, disputed), SAME, role="system", article=GATHER,
        records=("name", "address", "registered_as", "representative", "sources", "records", "told_on", "differences"),
    )
    dispute = Step(_("发现来源不一致"), agreed, disputed, role="system", article=GATHER)
    agree = Step(_("来源已经一致"), disputed, agreed, role="system", article=GATHER)
    settle = Step(
        _("核实更正"), disputed, agreed, role="inspection_coordinator", article=GATHER,
        requires=("name", "settling_reason"), records=("address", "registered_as", "representative"),
        sets={
            "settled": lambda one: "\n".join(filter(None, (one.settled, one.differences))),
            "differences": "",
        },
        note=_("填写核实后的内容；各来源说法不变的，以核实的为准"),
    )
    remove = Step(
        _("撤档"), (agreed, disputed), removed, role="inspection_coordinator", article=GATHER,
        requires=("settling_reason",), note=_("误建的档案；归集的信息仍然留存"),
    )
