"""抽查（检查）计划: compiled, compared with the others, adopted, published; a withdrawn plan stays on record."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step

from .. import planning
from ..limits import BUSINESS, OPINIONS, RANDOM

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


def has_lines(plan):
    """计划至少有一项任务."""
    return None if plan.lines.exists() else _("计划还没有任务；请在“计划任务”中登记或者导入，并填写所属计划。")


def repeats_settled(plan):
    """同一检查对象的多个检查事项，已经合并或者说明理由 (优化营商环境条例#54.1)."""
    repeats = planning.repeats_of(plan)
    if repeats and not plan.repeats_answer.strip():
        said = _("与本年度其他计划重复检查（%(repeats)s）；请合并、错开后重新比对，或者办理“说明重复检查处理意见”。")
        return said % {"repeats": repeats.replace("\n", "；")}
    return None


class Planning(Procedure):
    """年度抽查计划、联合抽查计划和涉企检查计划."""

    slug = "inspection-plan"
    title = _("抽查（检查）计划制定")
    law = "优化营商环境条例"
    in_force = BUSINESS

    drafted = State(_("编制中"))
    compared = State(_("已比对"))
    adopted = State(_("已制定"))
    published = State(_("已公布"), rests=True)
    completed = State(_("执行完毕"), final=True)
    withdrawn = State(_("已撤回"), final=True)

    compile = Step(
        _("编制计划"), None, drafted, role="inspection_lead", article=(RANDOM, OPINIONS), requires=("year", "kind"),
    )
    compare = Step(
        _("比对重复检查和覆盖率"), drafted, compared, role="inspection_lead", article=RANDOM, guard=has_lines,
        stamps="checked_on",
        sets={"repeats": planning.repeats_of, "proposals": planning.proposals_of, "coverage": planning.coverage_of},
        note=_("与本级政府各部门本年度计划比对，提出联合检查建议"),
    )
    revise = Step(_("调整计划"), compared, drafted, role="inspection_lead", article=RANDOM)
    answer_repeats = Step(
        _("说明重复检查处理意见"), compared, compared, role="inspection_lead", article=RANDOM,
        requires=("repeats_answer",),
    )
    adopt = Step(
        _("制定计划"), compared, adopted, role="inspection_lead", article=(RANDOM, OPINIONS), guard=repeats_settled,
        records=("document_number",), stamps="adopted_on",
    )
    publish = Step(
        _("公布计划"), adopted, published, role="inspection_lead", article=RANDOM, stamps="published_on",
    )
    withdraw = Step(
        _("撤回计划"), (adopted, published), withdrawn, role="inspection_lead", article=OPINIONS,
        requires=("withdrawal_reason",), stamps="withdrawn_on", note=_("撤回的计划连同理由留存并公布，另订新计划"),
    )
    complete = Step(_("执行完毕"), published, completed, role="inspection_lead", article=RANDOM)
