"""行政强制执行程序: by the organ itself after a demand, or by the court on its application."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.calendars import calendar
from fadu.kernel.clocks import UnknownYear
from fadu.kernel.procedure import PREVIOUS, SAME, Procedure, State, Step, Term
from fadu.kernel.reasons import WEEKDAYS

from .. import limits
from ..models.coercion import CoercionExecution, CourtEnforcement, CourtOutcome, ExecutionOutcome, ExecutionWay, Paper
from ..models.subjects import PowerKind
from .campaigns import recorded
from .holding import lawful

AGAINST = ("subject", "party_kind", "party", "matter", "decision", "duty")


def has_the_power(execution):
    """执法主体依法有强制执行权 (行政强制法#13.1, #34)."""
    return lawful(execution, PowerKind.EXECUTION)


def demand_ignored(execution):
    """催告的履行期限已满；强制拆除的已经公告，复议、诉讼期限已满 (行政强制法#37.1, #44)."""
    if execution.moved_on <= execution.perform_by:
        return _("催告的履行期限 %(day)s 未满。") % {"day": execution.perform_by}
    if execution.demolition and execution.announced_on is None:
        return _("强制拆除须先公告，限期当事人自行拆除。")
    if execution.demolition and (execution.remedies_until is None or execution.moved_on <= execution.remedies_until):
        return _("当事人申请复议、提起诉讼的期限未满，不得强制拆除。")
    return None


def no_holiday(execution):
    """不在法定节假日执行，情况紧急的除外 (行政强制法#43.1)."""
    day, known = execution.executed_on, calendar()
    if day is None:
        return None
    try:
        holiday = not known.is_working(day) and known.reason(day) not in WEEKDAYS
    except UnknownYear:
        return None
    if holiday and not execution.urgent:
        said = {"day": day, "holiday": known.reason(day)}
        return _("%(day)s 是%(holiday)s，不得实施强制执行；情况紧急的请注明。") % said
    return None


def substituted(execution):
    """决定的方式是代履行，已定日期和代履行人 (行政强制法#51.1)."""
    if execution.way != ExecutionWay.SUBSTITUTE:
        return _("决定的执行方式不是代履行。")
    if execution.substitute_on is None or execution.moved_on < execution.substitute_on:
        return _("未到催告书写明的代履行日期。")
    return None


def not_substituted(execution):
    """决定的方式不是代履行，不在法定节假日 (行政强制法#43.1)."""
    if execution.way == ExecutionWay.SUBSTITUTE:
        return _("决定的执行方式是代履行，请办理“代履行”。")
    return no_holiday(execution)


# fmt: off


class Execution(Procedure):
    """行政机关强制执行."""

    slug = "coercion-execution"
    title = _("行政机关强制执行")
    law = "行政强制法"
    in_force = limits.COERCION_LAW

    overdue = State(_("逾期不履行"))
    urged = State(_("已催告（陈述申辩）"))
    announced = State(_("已公告限期自行拆除"))
    decided = State(_("已作强制执行决定"))
    agreed = State(_("达成执行协议"))
    paused = State(_("中止执行"))
    executed = State(_("执行完毕"), final=True)
    performed = State(_("当事人自行履行"), final=True)
    ended = State(_("终结执行"), final=True)

    register = Step(
        _("登记其他逾期不履行的决定"), None, overdue, role="enforcement_handler", article="行政强制法#34",
        guard=has_the_power, requires=AGAINST,
    )
    fall_due = Step(
        _("期满不履行"), None, overdue, role="system", article="行政强制法#34", requires=AGAINST,
    )
    urge = Step(
        _("书面催告"), overdue, urged, role="enforcement_handler", article=("行政强制法#35", "行政强制法#38"),
        requires=("perform_by",), records=("substitute_on", "demolition", "remedies_until"), stamps="urged_on",
        documents=(Paper.DEMAND,),
    )
    hear = Step(
        _("听取陈述申辩"), urged, urged, role="enforcement_handler", article="行政强制法#36", requires=("defence",),
    )
    decide = Step(
        _("作出强制执行决定"), (urged, announced), decided, role="enforcement_head", article="行政强制法#37.1",
        guard=demand_ignored, requires=("way",), records=("execute_on", "substitute", "budget"), stamps="decided_on",
        documents=(Paper.EXECUTION,),
    )
    decide_at_once = Step(
        _("有转移隐匿财物迹象，立即执行"), urged, decided, role="enforcement_head", article="行政强制法#37.3",
        requires=("way", "concealment"), records=("execute_on",), stamps="decided_on",
        documents=(Paper.EXECUTION,),
    )
    announce_demolition = Step(
        _("公告限期自行拆除"), urged, announced, role="enforcement_handler", article="行政强制法#44",
        requires=("perform_by",), stamps="announced_on", sets={"demolition": True}, documents=(Paper.ANNOUNCEMENT,),
        note=_("当事人不复议、不起诉又不拆除的，方可强制拆除"),
    )
    perform_substitute = Step(
        _("代履行"), decided, executed, role="enforcement_handler", article=("行政强制法#50", "行政强制法#51.1"),
        guard=substituted, requires=("substitute", "budget", "result"), stamps="executed_on",
        outcomes=(ExecutionOutcome.EXECUTED,), documents=(Paper.SUBSTITUTE,), brings=(recorded("代履行"),),
    )
    execute = Step(
        _("实施强制执行"), decided, executed, role="enforcement_handler",
        article=("行政强制法#43.1", "行政强制法#47", "行政强制法#48"), guard=not_substituted, requires=("result",),
        records=("urgent",), stamps="executed_on", outcomes=(ExecutionOutcome.EXECUTED,),
        brings=(recorded("强制执行"),),
        note=_("不得在夜间或者法定节假日实施，不得对居民生活停水、停电、停热、停气"),
    )
    clear_at_once = Step(
        _("立即代履行（道路、河道等）"), overdue, executed, role="enforcement_handler", article="行政强制法#52",
        requires=("result",), stamps="executed_on", sets={"way": ExecutionWay.SUBSTITUTE}, brings=(recorded("代履行"),),
        outcomes=(ExecutionOutcome.EXECUTED,),
    )
    agree = Step(
        _("达成执行协议"), (urged, decided), agreed, role="enforcement_handler", article="行政强制法#42",
        requires=("agreement",),
    )
    break_agreement = Step(
        _("不履行协议，恢复执行"), agreed, decided, role="enforcement_handler", article="行政强制法#42.2",
    )
    pause = Step(
        _("中止执行"), (urged, announced, decided), paused, role="enforcement_handler", article="行政强制法#39.1",
        requires=("pause_ground",),
    )
    resume = Step(_("恢复执行"), paused, PREVIOUS, role="enforcement_handler", article="行政强制法#39.2")
    give_up = Step(
        _("中止满三年，不再执行"), paused, ended, role="system", article="行政强制法#39.2",
        outcomes=(ExecutionOutcome.ENDED,),
    )
    end = Step(
        _("终结执行"), (overdue, urged, announced, decided, paused, agreed), ended, role="enforcement_handler",
        article="行政强制法#40", requires=("reason",), outcomes=(ExecutionOutcome.ENDED,),
    )
    perform = Step(
        _("自行履行"), (overdue, urged, announced, decided, agreed), performed, role="party", article="行政强制法#35",
        outcomes=(ExecutionOutcome.PERFORMED,),
    )

    outcomes = {
        ExecutionOutcome.EXECUTED: "行政强制法#37.1",
        ExecutionOutcome.PERFORMED: "行政强制法#35",
        ExecutionOutcome.ENDED: "行政强制法#40",
    }

    terms = (
        Term(limits.SURCHARGE, starts=("surcharge_from",), stops=(decide,)),
        Term(limits.SUBSTITUTE_NOTICE, starts=("substitute_on",), stops=(urge,)),
        Term(
            limits.PAUSE, starts=(pause,), stops=(resume, end), applies=CoercionExecution.gives_up, on_expiry=give_up,
        ),
    )


class CourtApplication(Procedure):
    """申请人民法院强制执行."""

    slug = "coercion-court-enforcement"
    title = _("申请人民法院强制执行")
    law = "行政强制法"
    in_force = limits.COERCION_LAW

    remedies_expired = State(_("救济期满未履行"))
    urged = State(_("已催告"))
    applied = State(_("已向法院申请"))
    accepted = State(_("法院受理（审查中）"))
    refused = State(_("法院不予受理"))
    denied = State(_("裁定不予执行"))
    granted = State(_("裁定准予执行"))
    executed = State(_("执行完毕"), final=True)
    final_denied = State(_("终局不予执行（不予受理）"), final=True)
    performed = State(_("当事人履行"), final=True)
    lapsed = State(_("逾期丧失申请"), final=True)

    register = Step(
        _("登记其他期满未履行的决定"), None, remedies_expired, role="enforcement_handler",
        article=("行政强制法#53", "行政诉讼法#97"), requires=(*AGAINST, "remedies_until"),
    )
    expire = Step(
        _("复议、诉讼期限届满"), None, remedies_expired, role="system", article=("行政强制法#53", "行政诉讼法#97"),
        requires=AGAINST,
    )
    urge = Step(
        _("催告"), remedies_expired, urged, role="enforcement_handler", article="行政强制法#54", stamps="urged_on",
        documents=(Paper.DEMAND,),
    )
    perform = Step(
        _("当事人履行"), (remedies_expired, urged, applied, accepted, granted), performed, role="party",
        article="行政强制法#54", outcomes=(CourtOutcome.PERFORMED,),
    )
    apply = Step(
        _("申请强制执行"), urged, applied, role="enforcement_head", article=("行政强制法#54", "行政强制法#55"),
        requires=("court", "head", "target"), stamps="applied_on", documents=(Paper.APPLICATION,),
        note=_("申请书由行政机关负责人签名，加盖印章"),
    )
    miss = Step(
        _("逾期未申请"), (remedies_expired, urged), lapsed, role="system", article=("行政强制法#53", "行诉解释#156"),
    )
    accept = Step(
        _("法院受理"), (applied, refused), accepted, role="court", article="行政强制法#56",
        records=("court_number", "doubtful"), stamps="accepted_on",
    )
    refuse = Step(
        _("法院裁定不予受理"), applied, refused, role="court", article="行政强制法#56.2", requires=("ruling",),
        records=("ruling_received_on",), stamps="ruled_on",
    )
    grant = Step(
        _("裁定准予执行"), (accepted, denied), granted, role="court", article=("行政强制法#57", "行诉解释#160"),
        stamps="ruled_on", outcomes=(CourtOutcome.GRANTED,),
    )
    deny = Step(
        _("裁定不予执行"), accepted, denied, role="court", article=("行政强制法#58.2", "行诉解释#161"),
        requires=("ruling",), records=("ruling_received_on",), stamps="ruled_on", outcomes=(CourtOutcome.DENIED,),
    )
    challenge = Step(
        _("向上一级法院申请复议"), (refused, denied), SAME, role="enforcement_handler",
        article=("行政强制法#56.2", "行政强制法#58.3"), stamps="objected_on",
    )
    upper_refuse = Step(
        _("上一级法院维持"), (refused, denied), final_denied, role="court",
        article=("行政强制法#56.2", "行政强制法#58.3"),
    )
    give_up = Step(
        _("未申请复议"), (refused, denied), final_denied, role="system",
        article=("行政强制法#56.2", "行政强制法#58.3"),
    )
    execute = Step(_("执行完毕"), granted, executed, role="court", article="行诉解释#160", stamps="executed_on")

    outcomes = {
        CourtOutcome.GRANTED: "行政强制法#57",
        CourtOutcome.DENIED: "行诉解释#161",
        CourtOutcome.PERFORMED: "行政强制法#54",
    }

    terms = (
        Term(
            limits.APPLY_TO_COURT, starts=(expire, register), since="remedies_until", stops=(apply,), on_expiry=miss,
            shown_in="due_on",
        ),
        Term(limits.AFTER_DEMAND, starts=(urge,), stops=(apply,)),
        Term(limits.COURT_ACCEPTS, starts=(apply,), stops=(accept, refuse)),
        Term(
            limits.OBJECT_REFUSAL, starts=(refuse,), since="ruling_received_on",
            stops=(accept, upper_refuse, challenge), on_expiry=give_up,
        ),
        Term(
            limits.COURT_RULES, starts=(accept,), stops=(grant, deny), applies=CourtEnforcement.looks_plain,
        ),
        Term(
            limits.COURT_RULES_IN_DOUBT, starts=(accept,), stops=(grant, deny),
            applies=CourtEnforcement.looks_doubtful,
        ),
        Term(
            limits.OBJECT_DENIAL, starts=(deny,), since="ruling_received_on", stops=(grant, upper_refuse, challenge),
            on_expiry=give_up,
        ),
    )
