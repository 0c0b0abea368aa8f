"""联合抽查部门结果: the draw asks every unit of a joint check for its own result."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Procedure, State, Step

from ..drawing import units_of
from ..limits import BUSINESS, OPINIONS, RANDOM
from ..models import Result

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


def units_to_ask(check):
    """Open the result of each unit that has none yet, at the unit; two that lead number alike, so the code is told."""
    if not check.joint:
        return
    asked = set(check.unit_results.values_list("unit", flat=True))
    for place, (unit, organisation) in enumerate(units_of(check.task).items(), 1):
        if unit in asked:
            continue
        own = organisation or check.organisation
        yield {
            "organisation": own, "number": f"{check.organisation.code} {check.number}部门{place}",
            "check_case": check, "unit": unit, "credit_code": check.credit_code, "object_name": check.object_name,
            "visit_on": check.visit_on, "inspectors": check.sent_by(own),
        }


def _waiting(check):
    return check.unit_results.filter(state="waiting").select_related("organisation").order_by("pk")


def told_of_the_visit(check):
    """Tell the units on which day they come together."""
    for one in _waiting(check):
        yield one, {"visit_on": check.visit_on}


def units_that_send_others(check):
    """Give the units whose inspectors changed those who are sent now."""
    for one in _waiting(check):
        if (sent := check.sent_by(one.organisation)) != one.inspectors:
            yield one, {"inspectors": sent}


def units_asked_no_more(check):
    """Yield the results that nobody needs, for another object is inspected."""
    yield from _waiting(check)


def visited(result):
    """检查已经进行，录入的是本部门的检查人员 (优化营商环境条例#54.1)."""
    on = result.check_case.visited_on
    if on is None or result.moved_on < on:
        return _("检查还没有进行；牵头部门办理“检查”以后，再录入本部门的结果。")
    if result.inspector and result.inspector.organisation_id != result.organisation_id:
        return _("%(name)s不是“%(unit)s”的检查人员。") % {"name": result.inspector.name, "unit": result.unit}
    return None


class Entering(Procedure):
    """联合抽查部门结果: asked for by the draw, entered by the unit's own inspectors, withdrawn with the object."""

    slug = "random-unit-result"
    title = _("联合抽查部门结果")
    law = "优化营商环境条例"
    in_force = BUSINESS

    waiting = State(_("待录入"))
    entered = State(_("已录入"), final=True)
    withdrawn = State(_("已撤"), final=True)

    ask = Step(
        _("随抽取通知部门"), None, waiting, role="system", article=RANDOM,
        requires=("check_case", "unit", "credit_code", "object_name"),
    )
    inform = Step(_("告知检查日期"), waiting, SAME, role="system", article=RANDOM, records=("visit_on",))
    reassign = Step(
        _("更换本部门检查人员"), waiting, SAME, role="system", article="行政处罚法#43", records=("inspectors",),
    )
    enter = Step(
        _("录入本部门结果"), waiting, entered, role="inspector", article=(RANDOM, "优化营商环境条例#58"),
        requires=("findings",), records=("inspector",), guard=visited, stamps="entered_on",
        outcomes=tuple(Result),
    )
    withdraw = Step(_("随检查对象递补撤回"), waiting, withdrawn, role="system", article=OPINIONS)

    outcomes = dict.fromkeys(Result, OPINIONS)
