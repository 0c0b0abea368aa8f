"""审批事项监管责任: every approved matter has a unit that supervises it; one without is a gap until it is given one."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Procedure, State, Step

from ..limits import BUSINESS

FULL_COVERAGE = "优化营商环境条例#51"

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


class Supervising(Procedure):
    """审批事项监管责任: registered with its unit or without, given one on a basis, changed, cancelled."""

    slug = "supervised-item"
    title = _("审批事项监管责任")
    law = "优化营商环境条例"
    in_force = BUSINESS

    unsupervised = State(_("监管空白（待明确监管部门）"))
    supervised = State(_("已明确监管部门"), rests=True)
    cancelled = State(_("审批事项已取消"), final=True)

    register = Step(
        _("登记审批事项"), None, supervised, role="inspection_coordinator", article=FULL_COVERAGE,
        requires=("name", "approved_by", "supervised_by"), records=("rules", "assigning_basis"), stamps="assigned_on",
    )
    register_gap = Step(
        _("登记尚无监管部门的审批事项"), None, unsupervised, role="inspection_coordinator", article=FULL_COVERAGE,
        requires=("name", "approved_by"),
    )
    assign = Step(
        _("明确监管部门"), unsupervised, supervised, role="inspection_coordinator", article=FULL_COVERAGE,
        requires=("supervised_by", "assigning_basis"), records=("rules",), stamps="assigned_on",
    )
    reassign = Step(
        _("变更监管部门"), supervised, SAME, role="inspection_coordinator", article=FULL_COVERAGE,
        requires=("supervised_by", "assigning_basis", "change_reason"), records=("rules",), stamps="assigned_on",
    )
    vacate = Step(
        _("监管部门不再承担"), supervised, unsupervised, role="inspection_coordinator", article=FULL_COVERAGE,
        requires=("change_reason",), sets={"supervised_by": "", "assigned_on": None, "assigning_basis": ""},
        note=_("如机构撤并后没有明确承接部门的"),
    )
    cancel = Step(
        _("取消审批事项"), (unsupervised, supervised), cancelled, role="inspection_coordinator", article=FULL_COVERAGE,
        requires=("change_reason",),
    )
