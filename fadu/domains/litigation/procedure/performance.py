"""履行生效裁判: what a judgment asks of the organ, and by when."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Procedure, State, Step, Term

from .. import limits
from ..models import Performance, PerformanceDocument


def delay_explained(task):
    """逾期履行的，已经写明原因并报告主要负责人 (行政诉讼法#96)."""
    late = task.perform_by and task.performed_on and task.performed_on > task.perform_by
    if late and not (task.overdue_reason and task.reported_on):
        return _("逾期履行的，须先登记逾期原因和报告主要负责人的日期；请办理“补记逾期原因”。")
    return None


# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off
class JudgmentPerforming(Procedure):
    """生效裁判履行: opened by the suit, due on the day that the judgment names."""

    slug = "judgment-performance"
    title = _("生效裁判履行")
    law = "行政诉讼法"
    in_force = limits.LITIGATION_LAW

    pending = State(_("待履行"))
    overdue = State(_("逾期未履行"))
    stayed = State(_("中止执行（再审）"))
    performed = State(_("已履行（待核实）"))
    closed = State(_("办结"), final=True)
    superseded = State(_("为再审裁判取代"), final=True)

    open_task = Step(
        _("裁判生效，转入履行"), None, pending, role="system", article="行政诉讼法#94", requires=("case",),
    )
    set_due_day = Step(
        _("登记履行期限和责任单位"), (pending, overdue), SAME, role="defendant", article="行诉解释#153.2",
        requires=("perform_by",), records=("unit", "demand"), note=_("裁判没有写明履行期限的，自送达之日起算"),
    )
    perform = Step(
        _("履行"), (pending, overdue), performed, role="defendant", article="行政诉讼法#94",
        requires=("performance", "measures"), stamps="performed_on", documents=(PerformanceDocument.EVIDENCE,),
    )
    lapse = Step(_("逾期未履行"), pending, overdue, role="system", article="行政诉讼法#96")
    explain = Step(
        _("说明逾期原因并报告主要负责人"), overdue, overdue, role="litigation_head", article="行政诉讼法#96(2)",
        requires=("overdue_reason", "leader"), stamps="reported_on", note=_("计入推进法治建设第一责任人履职记录"),
    )
    enforce = Step(
        _("法院强制执行"), (pending, overdue), performed, role="court", article="行政诉讼法#96",
        stamps="performed_on", sets={"performance": Performance.ENFORCED},
    )
    stay = Step(_("再审裁定中止执行"), (pending, overdue), stayed, role="system", article="行诉解释#118.1")
    resume = Step(_("恢复执行"), stayed, pending, role="system", article="行诉解释#121.3")
    supersede = Step(
        _("为新的裁判取代"), (pending, overdue, stayed), superseded, role="system", article="行诉解释#122",
    )
    complete_reason = Step(
        _("补记逾期原因"), performed, performed, role="litigation_head", article="行政诉讼法#96(2)",
        requires=("overdue_reason", "leader"), stamps="reported_on",
    )
    close = Step(
        _("核实办结"), performed, closed, role="litigation_head", article="行政诉讼法#94", guard=delay_explained,
    )

    terms = (
        Term(
            limits.PERFORM, starts=(open_task, resume), stops=(perform, enforce, stay, supersede), until="perform_by",
            on_expiry=lapse, shown_in="due_on",
        ),
    )
