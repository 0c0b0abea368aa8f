"""行政强制措施程序: approved before it is carried out, or within 24 hours after; never longer than the law allows."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term

from .. import limits
from ..models.coercion import CoercionMeasure, MeasureOutcome, Paper
from ..models.subjects import PowerKind
from .campaigns import recorded
from .holding import lawful, staffed


def may_coerce(measure):
    """执法主体有强制措施权，两名执法人员持有效证件 (行政强制法#17, #18(2))."""
    return lawful(measure, PowerKind.MEASURE) or staffed(measure)


def things_not_money(measure):
    """查封、扣押的是场所、设施或者财物 (行政强制法#23, #29)."""
    if measure.is_freezing():
        return _("冻结存款、汇款请办理“冻结（向金融机构交付冻结通知书）”。")
    return may_coerce(measure)


def money(measure):
    """冻结的是存款、汇款 (行政强制法#29)."""
    return may_coerce(measure) if measure.is_freezing() else _("只有存款、汇款可以冻结；查封、扣押请办理“实施”。")


def frozen(measure):
    """已经冻结 (行政强制法#31)."""
    return None if measure.is_freezing() else _("只有冻结须在三日内交付冻结决定书。")


# fmt: off


class Measures(Procedure):
    """行政强制措施（查封、扣押、冻结）."""

    slug = "coercion-measure"
    title = _("行政强制措施（查封、扣押、冻结）")
    law = "行政强制法"
    in_force = limits.COERCION_LAW

    proposed = State(_("报请批准"))
    emergency_done = State(_("紧急当场实施（待补办手续）"))
    approved = State(_("已批准"))
    in_force_ = State(_("查封、扣押、冻结中"))
    testing = State(_("检测检验检疫鉴定中"))
    rejected = State(_("不批准"), final=True)
    lifted = State(_("已解除"), final=True)
    disposed = State(_("没收、销毁、移送等处理"), final=True)

    propose = Step(
        _("报请批准"), None, proposed, role="enforcement_officer", article="行政强制法#18(1)", guard=may_coerce,
        requires=("subject", "kind", "officer", "second_officer", "party_kind", "party", "matter", "grounds", "basis",
                  "target"),
    )
    act_urgently = Step(
        _("情况紧急当场实施"), None, emergency_done, role="enforcement_officer", article="行政强制法#19",
        guard=things_not_money,
        requires=("subject", "kind", "officer", "second_officer", "party_kind", "party", "matter", "grounds", "basis",
                  "target", "location", "present", "urgency"),
        stamps="implemented_on", documents=(Paper.SEIZURE,), brings=(recorded("实施强制措施"),),
        note=_("二十四小时内报告并补办批准手续"),
    )
    approve = Step(
        _("批准"), proposed, approved, role="enforcement_head", article="行政强制法#18(1)", stamps="approved_on",
    )
    reject = Step(_("不批准"), proposed, rejected, role="enforcement_head", article="行政强制法#18(1)")
    ratify = Step(
        _("补办批准"), emergency_done, in_force_, role="enforcement_head", article="行政强制法#19",
        stamps="approved_on",
    )
    lift_at_once = Step(
        _("不应采取，立即解除"), emergency_done, lifted, role="enforcement_head", article="行政强制法#19",
        stamps="ended_on", outcomes=(MeasureOutcome.LIFTED,), documents=(Paper.LIFTING,), requires=("lifting_ground",),
    )
    implement = Step(
        _("实施并当场交付决定书和清单"), approved, in_force_, role="enforcement_officer",
        article=("行政强制法#18", "行政强制法#24", "行政强制法#30"), guard=things_not_money,
        requires=("location", "present"), records=("defence",), stamps="implemented_on", documents=(Paper.SEIZURE,),
        brings=(recorded("实施强制措施"),),
    )
    freeze = Step(
        _("冻结（向金融机构交付冻结通知书）"), approved, in_force_, role="enforcement_officer",
        article=("行政强制法#18", "行政强制法#30"), guard=money, requires=("institution",), stamps="implemented_on",
        documents=(Paper.FREEZE_NOTICE,), brings=(recorded("实施强制措施"),),
    )
    deliver_decision = Step(
        _("向当事人交付冻结决定书"), in_force_, in_force_, role="enforcement_handler", article="行政强制法#31",
        guard=frozen, stamps="delivered_on", documents=(Paper.FREEZE,),
    )
    start_testing = Step(
        _("送检并书面告知期间"), in_force_, testing, role="enforcement_handler", article="行政强制法#25.3",
        requires=("tested_by", "testing_until"), documents=(Paper.TESTING,), note=_("费用由行政机关承担"),
    )
    end_testing = Step(
        _("检测鉴定结束"), testing, in_force_, role="enforcement_handler", article="行政强制法#25.3",
    )
    extend = Step(
        _("批准延长"), in_force_, in_force_, role="enforcement_head",
        article=("行政强制法#25.1", "行政强制法#25.2", "行政强制法#32"), requires=("extension_reason",),
        documents=(Paper.EXTENSION,), note=_("及时书面告知当事人并说明理由"),
    )
    lift = Step(
        _("解除"), in_force_, lifted, role="enforcement_handler", article=("行政强制法#28.1", "行政强制法#33"),
        requires=("lifting_ground",), stamps="ended_on", outcomes=(MeasureOutcome.LIFTED,), documents=(Paper.LIFTING,),
        brings=(recorded("解除强制措施"),),
        note=_("立即退还财物"),
    )
    auto_unfreeze = Step(
        _("冻结期满，金融机构解除"), (in_force_, testing), lifted, role="system", article="行政强制法#33.3",
        stamps="ended_on", outcomes=(MeasureOutcome.LIFTED,),
    )
    dispose = Step(
        _("作出处理决定"), in_force_, disposed, role="enforcement_handler", article=("行政强制法#21", "行政强制法#27"),
        requires=("disposal",), stamps="ended_on",
        outcomes=(MeasureOutcome.CONFISCATED, MeasureOutcome.HANDED_OVER),
    )

    outcomes = {
        MeasureOutcome.LIFTED: "行政强制法#28.1",
        MeasureOutcome.CONFISCATED: "行政强制法#27",
        MeasureOutcome.HANDED_OVER: "行政强制法#21",
    }

    terms = (
        Term(limits.EMERGENCY, starts=(act_urgently,), stops=(ratify, lift_at_once)),
        Term(
            limits.SEIZURE, starts=(implement, act_urgently), stops=(lift, dispose),
            suspended=((start_testing, end_testing),), extended=(extend,), on_expiry=lift, shown_in="due_on",
            applies=CoercionMeasure.is_not_freezing,
        ),
        Term(
            limits.FREEZE_DECISION, starts=(freeze,), stops=(deliver_decision,), applies=CoercionMeasure.is_freezing,
        ),
        Term(
            limits.FREEZE, starts=(freeze,), stops=(lift, dispose), extended=(extend,), on_expiry=auto_unfreeze,
            shown_in="due_on", applies=CoercionMeasure.is_freezing,
        ),
    )
