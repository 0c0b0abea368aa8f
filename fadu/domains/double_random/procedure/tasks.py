"""双随机抽查: the plan is published, rosters are fixed, objects and inspectors drawn, results recorded and published.

The task is one case from the plan to the last follow-up; each drawn object is a case of its own, opened by the draw.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import drawing, limits
from ..drawing import DRAW
from ..limits import BUSINESS, OPINIONS, RANDOM
from ..models import CLEAR, CheckEntry, EntryKind, Inspector, Outcome, Paper, Result
from .units import told_of_the_visit, units_asked_no_more, units_that_send_others, units_to_ask

RECUSAL, OPENING = "行政处罚法#43", "行政处罚法#54"
SCHEME = ("category", "strata", "ratio", "quota", "reserves", "per_object", "unit_rule", "suite")

# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off


# ── the task ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def overall(task):
    """Return the result of a task: a problem if there is one, else not found if none could be reached."""
    found = set(task.checks.exclude(outcome="").values_list("outcome", flat=True))
    if found - {*CLEAR, Result.NOT_FOUND}:
        return Outcome.PROBLEM
    return Outcome.NOT_FOUND if found == {Result.NOT_FOUND} else Outcome.NO_PROBLEM


def from_a_published_plan(task):
    """所属计划是已经公布的抽查计划，计划任务在该计划之内 (优化营商环境条例#54.1)."""
    plan = task.plan or (task.line and task.line.plan)
    if plan is None:
        return None
    if plan.state != "published":
        return _("%(number)s还没有公布，或者已经撤回；请先办理“公布计划”。") % {"number": plan.number}
    if task.line and task.line.plan_id != plan.pk:
        return _("“%(line)s”不是%(number)s的任务，请改选。") % {"line": task.line.name, "number": plan.number}
    return None


def checks_recorded(task):
    """全部检查对象都有结果，任务结果与各户结果一致 (优化营商环境条例#58)."""
    waiting = task.checks.filter(state__in=("drawn", "notified", "visited"))
    if number := waiting.count():
        return _("还有%(number)d户没有检查结果；请先在“抽查检查”中录入。") % {"number": number}
    if task.outcome and task.outcome != overall(task):
        return _("任务结果与各户检查结果不一致，应为“%(outcome)s”。") % {"outcome": overall(task).label}
    return None


def result_of_the_checks(task):
    """Offer the result that follows from those of the checks, once each has one."""
    return {} if checks_recorded(task) else {"outcome": overall(task)}


def checks_closed(task):
    """全部检查的后续处理完毕 (优化营商环境条例#54.1)."""
    if number := task.checks.filter(closed_on=None).count():
        return _("还有%(number)d户的后续处理没有办结。") % {"number": number}
    return None


def something_found(task):
    """有检查对象的结果为发现问题 (行政处罚法#54.2)."""
    if not task.checks.exclude(outcome__in=("", *CLEAR)).exists():
        return _("各户检查结果中没有发现问题，没有可以移交的线索。")
    return None


def checks_to_publish(task):
    """Yield the checks that found something, or nobody; what became of it is still to be seen."""
    found = task.checks.filter(published_on=None).exclude(outcome__in=("", *CLEAR))
    return found.select_related("organisation", "task")


def checks_to_conclude(task):
    """Yield the checks that found nothing: their publication ends them."""
    found = task.checks.filter(published_on=None, outcome__in=CLEAR)
    return found.select_related("organisation", "task")


class DoubleRandom(Procedure):
    """双随机、一公开: what is fixed before the randomness exists cannot be changed, and what is drawn stays."""

    slug = "double-random"
    title = _("双随机、一公开抽查")
    law = "优化营商环境条例"
    in_force = BUSINESS
    note = _("特殊行业、重点领域的全覆盖监管，以及投诉举报、转办交办、数据监测发现的问题，不在随机抽查之内")

    planned = State(_("年度抽查计划已公布"))
    roster_fixed = State(_("对象名录、人员名录已固定"))
    objects_drawn = State(_("已抽取检查对象"))
    inspectors_drawn = State(_("已选派检查人员"))
    inspecting = State(_("检查实施中"))
    result_recorded = State(_("检查结果已录入"))
    published = State(_("结果已公开"))
    closed = State(_("后续处理完毕"), final=True)
    revoked = State(_("抽取方案撤回"), final=True)

    plan = Step(
        _("制定并公布年度计划（抽查事项清单）"), None, planned, role="inspection_lead", article=(RANDOM, OPINIONS),
        requires=("name",), guard=from_a_published_plan, records=(
            "plan", "line", "item", "scene", "joint", "units", "planned_from", "planned_to", *SCHEME,
        ),
    )
    fix_roster = Step(
        _("固定名录"), planned, roster_fixed, role="inspection_lead", article=OPINIONS, records=SCHEME,
        **DRAW.fixing(), note=_(
            "随机数须在固定名录以后产生；名录和方案固定以后不能更改。联合抽查的人员名录包括全部参加部门，"
            "组合规则按部门：每户人数等于参加部门数、又须来自不同单位的，每户每个部门一名"
        ),
    )
    draw_objects = Step(
        _("随机抽取检查对象"), roster_fixed, objects_drawn, role="inspection_lead", article=RANDOM,
        **DRAW.drawing_objects(), note=_("一个方案只抽一次，抽取结果不能作废；需要再抽的，另订方案"),
    )
    draw_inspectors = Step(
        _("随机选派检查人员"), objects_drawn, inspectors_drawn, role="inspection_lead", article=RANDOM,
        **DRAW.sending(), stamps="sent_on", documents=(Paper.RECORD,),
        brings=(Consequence("random-check/draw", drawing.checks_of),),
    )
    replace_inspector = Step(
        _("回避更换"), inspectors_drawn, inspectors_drawn, role="inspection_lead", article=RECUSAL,
        **DRAW.replacing(), brings=(Consequence("random-check/reassign", drawing.who_follows),),
        note=_("由抽取次序中的下一名检查人员替换，不再抽取"),
    )
    call_reserve = Step(
        _("递补检查对象"), (inspectors_drawn, inspecting), SAME, role="inspection_lead", article=OPINIONS,
        **DRAW.calling(),
        brings=(
            Consequence("random-check/draw", drawing.reserve_called),
            Consequence("random-check/give-way", drawing.object_gone),
        ),
        note=_("抽中的对象已经注销、迁出等，由同层备选对象依次递补"),
    )
    inspect = Step(
        _("实施检查（尽可能合并）"), inspectors_drawn, inspecting, role="inspector", article=(RANDOM, "行政处罚法#55"),
        stamps="started_on",
    )
    record = Step(
        _("录入检查结果"), inspecting, result_recorded, role="inspector", article=(RANDOM, "优化营商环境条例#58"),
        records=("summary",), guard=checks_recorded, stamps="completed_on", sets={"outcome": overall},
        offers=result_of_the_checks, outcomes=tuple(Outcome),
    )
    publish = Step(
        _("公开查处结果"), result_recorded, published, role="inspection_lead", article=RANDOM, stamps="published_on",
        brings=(
            Consequence("random-check/publish", checks_to_publish),
            Consequence("random-check/publish-clear", checks_to_conclude),
        ),
    )
    hand_over = Step(
        _("发现违法移交立案"), (result_recorded, published), SAME, role="inspector", article=OPENING,
        requires=("handed_to",), guard=something_found,
    )
    close = Step(
        _("后续处理完毕"), published, closed, role="inspection_lead", article=RANDOM, guard=checks_closed,
    )
    revoke = Step(
        _("撤回抽取方案"), (planned, roster_fixed), revoked, role="inspection_lead", article=OPINIONS,
        requires=("revocation_reason",), stamps="revoked_on", **DRAW.revoking(),
        note=_("随机数产生以后，只有检查人员配不齐而抽取不成的才能撤回；撤回的方案连同理由、随机数留存并公布"),
    )

    outcomes = dict.fromkeys(Outcome, OPINIONS)

    terms = (Term(limits.PUBLISH, starts=(record,), stops=(publish,), shown_in="due_on"),)


# ── the check of one object ──────────────────────────────────────────────────────────────────────────────────────────


def units_entered(check):
    """联合抽查的各部门都已录入自己的结果 (优化营商环境条例#54.1)."""
    if not check.joint:
        return None
    entered = set(check.entered().values_list("unit", flat=True))
    if missing := [unit for unit in check.task.taking_part() if unit not in entered]:
        said = _("%(units)s还没有录入结果；由该部门的检查人员在“联合抽查部门结果”中办理“录入本部门结果”。")
        return said % {"units": "、".join(missing)}
    return None


def items_answered(check):
    """综合一次查的检查单逐项填写，写明不符合的，结果不是未发现问题 (优化营商环境条例#54.1)."""
    if check.task.scene_id:
        asked = set(check.task.scene.items.values_list("position", flat=True))
        if left := sorted(asked - set(check.entries.values_list("position", flat=True))):
            said = _("综合检查单第%(left)s项还没有结论；请在“检查单”中登记。")
            return said % {"left": "、".join(map(str, left))}
    if check.outcome in CLEAR and (one := check.entries.filter(finding="not-met").first()):
        said = _("检查单第%(position)s项“%(content)s”不符合，结果不能是“%(outcome)s”。")
        return said % {"position": one.position, "content": one.content, "outcome": check.get_outcome_display()}
    return None


def outcome_agrees(check):
    """发现问题的写明问题；联合抽查的结果与各部门的结果一致 (优化营商环境条例#58)."""
    if not check.outcome:
        return None  # it is asked for, and then this is asked again
    found = [one for one in check.entered() if one.outcome not in (*CLEAR, Result.NOT_FOUND)]
    if check.outcome in CLEAR and found:
        said = _("%(unit)s的结果是“%(result)s”，本户的结果不能是“%(outcome)s”。")
        return said % {"unit": found[0].unit, "result": found[0].get_outcome_display(),
                       "outcome": check.get_outcome_display()}  # fmt: skip
    if check.outcome not in (*CLEAR, Result.NOT_FOUND) and not check.problem.strip():
        return _("发现问题的，请填写“存在问题”。")
    return None


def told_by_the_checklist(check):
    """Offer the result, and the problem, that the checklist and the units' own results already tell."""
    entries, units = list(check.entries.order_by("position")), list(check.entered())
    missed = [one for one in entries if one.finding == CheckEntry.Finding.NOT_MET]
    adverse = [one for one in units if one.outcome not in (*CLEAR, Result.NOT_FOUND)]
    if missed or adverse:
        said = [f"{one.content}：{one.note}" if one.note else one.content for one in missed]
        said += [f"{one.unit}：{one.findings or one.get_outcome_display()}" for one in adverse]
        return {"outcome": adverse[0].outcome if adverse else Result.PENDING, "problem": "\n".join(said)}
    if units and all(one.outcome == Result.NOT_FOUND for one in units):
        return {"outcome": Result.NOT_FOUND}
    return {"outcome": Result.NO_PROBLEM} if (entries or units) and not items_answered(check) else {}


def properly_made(check):
    """检查人员已出示执法证件并制作笔录，检查单和各部门结果齐全、一致 (行政处罚法#55)."""
    if not (check.shown and check.noted):
        return _("检查没有登记出示执法证件、制作检查笔录；尚未制作的办理“制作检查笔录”，确已出示的请更正登记内容。")
    return units_entered(check) or items_answered(check) or outcome_agrees(check)


def sent_certified(check):
    """检查人员的执法证件在检查之日有效 (行政处罚法#42.1)."""
    known = Inspector.objects.filter(organisation__in=drawing.participants(check.task), number__in=check.sent())
    if lapsed := known.filter(certified_until__lt=check.moved_on).order_by("number").first():
        said = _("%(name)s（%(number)s）的执法证件在 %(day)s 已经失效，不得检查；请办理“回避更换”，或者先办妥证件。")
        return said % {"name": lapsed.name, "number": lapsed.number, "day": check.moved_on}
    return None


def followed_up(check):
    """结果已公开；发现问题的，已经改正、立案或者移送 (优化营商环境条例#54.2)."""
    if not check.published_on:
        return _("检查结果尚未公开；请先在抽查任务中办理“公开查处结果”。")
    dealt_with = check.rectified_on or check.case_number or check.transferred_to
    if check.outcome not in (*CLEAR, Result.NOT_FOUND) and not dealt_with:
        return _("发现的问题尚未处理；请责令改正、立案或者移送后再办结。")
    return None


def archived(check):
    """Enter the published result in the firm's archive."""
    yield {
        "credit_code": check.credit_code, "subject_name": check.object_name, "kind": EntryKind.INSPECTION,
        "content": f"{check.task.name}：{check.get_outcome_display()}"[:400], "happened_on": check.visited_on,
        "source_number": check.number, "adverse": check.outcome not in CLEAR,
    }


# Checks drawn before units were asked are made up for at the visit, or when the record is written up.
ASK = (Consequence("random-unit-result/ask", units_to_ask),)


class Checking(Procedure):
    """抽查检查: one drawn object, from the draw to the last follow-up."""

    slug = "random-check"
    title = _("抽查检查")
    law = "优化营商环境条例"
    in_force = BUSINESS

    drawn = State(_("已抽取"))
    notified = State(_("已通知"))
    visited = State(_("已检查"))
    recorded = State(_("结果已录入"))
    rectifying = State(_("责令改正中"))
    referred = State(_("已移交"))
    closed = State(_("办结"), final=True)
    replaced = State(_("已由备选对象递补"), final=True)

    draw = Step(
        _("抽取"), None, drawn, role="system", article=RANDOM,
        requires=("task", "line", "credit_code", "object_name", "inspectors"), brings=ASK,
    )
    reassign = Step(
        _("更换检查人员"), (drawn, notified), SAME, role="system", article=RECUSAL,
        records=("inspectors", "officers"),
        brings=(Consequence("random-unit-result/reassign", units_that_send_others),),
    )
    give_way = Step(
        _("由备选对象递补"), (drawn, notified), replaced, role="system", article=OPINIONS, records=("replaced_reason",),
        brings=(Consequence("random-unit-result/withdraw", units_asked_no_more),),
    )
    notify = Step(
        _("通知检查对象"), drawn, notified, role="inspector", article="行政处罚法#55", requires=("visit_on",),
        documents=(Paper.NOTICE,), brings=(Consequence("random-unit-result/inform", told_of_the_visit),),
    )
    visit = Step(
        _("检查"), (drawn, notified), visited, role="inspector", article=(RANDOM, "行政处罚法#55"),
        guard=sent_certified, records=("shown", "noted", "visits_saved"), stamps="visited_on",
        brings=ASK, note=_("不便事先通知的，可以直接检查"),
    )
    write_up = Step(
        _("制作检查笔录"), visited, SAME, role="inspector", article="行政处罚法#55.1", requires=("findings",),
        sets={"noted": True}, documents=(Paper.SITE_RECORD,), brings=ASK,
        note=_("检查单登记以后制作，由检查人员和当事人签名"),
    )
    record = Step(
        _("录入结果"), visited, recorded, role="inspector", article=(RANDOM, "优化营商环境条例#58"),
        requires=("findings",), records=("problem",), guard=properly_made, stamps="recorded_on",
        offers=told_by_the_checklist, outcomes=tuple(Result),
    )
    publish = Step(
        _("公开"), (recorded, rectifying, referred), SAME, role="system", article=RANDOM, stamps="published_on",
        brings=(Consequence("credit-entry/enter-result", archived),),
    )
    publish_clear = Step(
        _("公开并办结（未发现问题）"), recorded, closed, role="system", article=RANDOM, stamps="published_on",
        brings=(Consequence("credit-entry/enter-result", archived),),
    )
    order_rectification = Step(
        _("责令改正"), recorded, rectifying, role="inspector", article="行政处罚法#28.1",
        requires=("problem", "rectify_by"), documents=(Paper.RECTIFY,),
    )
    verify_rectification = Step(
        _("复查改正情况"), rectifying, recorded, role="inspector", article="行政处罚法#28.1",
        requires=("rectification",), stamps="rectified_on",
    )
    open_case = Step(
        _("立案查处"), (recorded, rectifying), referred, role="inspector", article="行政处罚法#54.2",
        requires=("case_number",),
    )
    transfer = Step(
        _("移送有权机关"), (recorded, rectifying), referred, role="inspector", article="优化营商环境条例#57.1",
        requires=("transferred_to",),
    )
    close = Step(
        _("办结"), (recorded, referred), closed, role="inspection_lead", article=RANDOM, guard=followed_up,
    )

    outcomes = dict.fromkeys(Result, OPINIONS)

    terms = (
        Term(
            limits.RECTIFY, starts=(order_rectification,), stops=(verify_rectification, open_case, transfer),
            until="rectify_by", shown_in="due_on",
        ),
    )
