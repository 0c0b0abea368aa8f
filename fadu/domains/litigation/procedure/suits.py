"""行政应诉: a suit from the copy of the complaint to the performed judgment, and its instances at each court."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import PREVIOUS, SAME, Consequence, Procedure, State, Step, Term

from .. import limits
from ..models import NOTHING_TO_PERFORM, Ending, Level, LitigationCase, Outcome, Paper

OUTCOMES = {
    Outcome.CLAIM_REJECTED: "行政诉讼法#69",
    Outcome.REVOKED: "行政诉讼法#70",
    Outcome.ORDERED_TO_PERFORM: "行政诉讼法#72",
    Outcome.ORDERED_TO_PAY: "行政诉讼法#73",
    Outcome.CONFIRMED_ILLEGAL: "行政诉讼法#74",
    Outcome.CONFIRMED_INVALID: "行政诉讼法#75",
    Outcome.CHANGED: "行政诉讼法#77",
    Outcome.AGREEMENT_REMEDY: "行政诉讼法#78",
    Outcome.ACTION_DISMISSED: "行诉解释#69",
    Outcome.WITHDRAWN: "行政诉讼法#62",
    Outcome.MEDIATED: "行政诉讼法#60",
}


JUDGMENTS = tuple(OUTCOMES)[:8]


SUIT = ("plaintiff", "act_kind", "act", "court")


# How an instance is called in its number, which is the same in every language.
NAMES = {Level.FIRST: "一审", Level.SECOND: "二审", Level.AGAIN: "重审", Level.RETRIAL: "再审", Level.PROTEST: "抗诉"}


def begins(level):
    """Open an instance of that level, at the court and under the number that the suit records for it."""

    def of(case):
        earlier = case.instances.filter(level=level).count()
        court, number = {
            Level.SECOND: (case.appeal_court, case.appeal_number),
            Level.RETRIAL: ("", case.retrial_number),
            Level.PROTEST: ("", case.protest_number),
        }.get(level, (case.court, case.court_number))
        yield {
            "case": case,
            "number": f"{case.number}（{NAMES[level]}{earlier + 1 if earlier else ''}）",
            "level": level,
            "court": court,
            "court_number": number,
        }

    return Consequence("litigation-instance/enter", of)


def concludes(ending):
    """Conclude the instance that is open; what was judged, ruled or settled is its result."""

    def of(case):
        result = case.outcome if ending in (Ending.JUDGED, Ending.DISMISSED, Ending.MEDIATED) else ""
        for instance in case.instances.filter(concluded_on=None):
            yield instance, {"ending": ending, "result": result}

    return Consequence("litigation-instance/conclude", of)


def to_be_performed(case):
    """Open a task if what took effect asks something of the organ and none is open for it yet."""
    asked = case.outcome and case.outcome not in NOTHING_TO_PERFORM
    if asked and not case.performances.filter(closed_on=None).exists():
        earlier = case.performances.count()
        yield {
            "case": case,
            "number": f"{case.number}（履行{earlier + 1 if earlier else ''}）",
            "judgment_number": case.judgment_number,
            "result": case.outcome,
            "demand": case.demand,
            "effective_on": case.effective_on,
            "perform_by": case.perform_by,
        }


def standing_in(*states):
    """Return what yields the tasks of a suit that stand in one of these states."""

    def of(case):
        return case.performances.filter(state__in=states).select_related("organisation")

    return of


TASK = Consequence("judgment-performance/open-task", to_be_performed)


# A retrial stays performance (行诉解释#118.1); what it decides stands in the place of the old judgment (#122).
STAYED = Consequence("judgment-performance/stay", standing_in("pending", "overdue"))


RESUMED = Consequence("judgment-performance/resume", standing_in("stayed"))


SUPERSEDED = Consequence("judgment-performance/supersede", standing_in("pending", "overdue", "stayed"))


def not_remanded_before(case):
    """原审法院对发回重审的案件作出判决后再上诉的，不得再次发回 (行政诉讼法#89.2)."""
    if case.instances.filter(ending=Ending.REMANDED).exists():
        return _("本案已经发回重审一次，第二审人民法院不得再次发回重审。")
    return None


def judgment_performed(case):
    """生效裁判要求履行的，履行任务已经办结 (行政诉讼法#94)."""
    if case.performances.filter(closed_on=None).exists():
        return _("生效裁判尚未履行完毕；请先在“生效裁判履行”中办结履行任务。")
    return None


# One step a paragraph, read as a table; the formatter would give each word a line.
# fmt: off
class Response(Procedure):
    """行政应诉: from the copy of the complaint to the performed judgment."""

    slug = "litigation-response"
    title = _("行政应诉（一审、二审、再审）")
    law = "行政诉讼法"
    in_force = limits.LITIGATION_LAW

    served = State(_("收到起诉状副本"))
    answered = State(_("已答辩举证"))
    no_answer = State(_("逾期未举证"))
    trial = State(_("开庭审理"))
    suspended = State(_("中止诉讼"))
    first_judgment = State(_("一审裁判（上诉期内）"))
    appealed = State(_("二审中"))
    effective = State(_("裁判（调解书）生效"))
    retrial_review = State(_("再审审查中"))
    performing = State(_("履行中"))
    closed = State(_("结案"), final=True)
    withdrawn = State(_("撤诉（按撤诉处理）"), final=True)
    ended = State(_("终结诉讼（驳回起诉、移送）"), final=True)

    receive_complaint = Step(
        _("签收起诉状副本及应诉通知"), None, served, role="defendant", article="行政诉讼法#67.1", requires=SUIT,
        records=("simplified",), stamps="received_on", brings=(begins(Level.FIRST),),
    )
    receive_appeal = Step(
        _("签收上诉状副本（一审未登记的）"), None, appealed, role="defendant", article="行诉解释#108.2",
        requires=(*SUIT, "appellant", "appeal_court"), stamps="appealed_on", brings=(begins(Level.SECOND),),
    )
    receive_retrial = Step(
        _("签收再审申请书副本（原案已结的）"), None, retrial_review, role="defendant", article="行诉解释#111",
        requires=(*SUIT, "retrial_applicant"), stamps="retrial_on", brings=(begins(Level.RETRIAL),),
    )
    receive_protest = Step(
        _("收到抗诉通知（原案已结的）"), None, retrial_review, role="defendant", article="行政诉讼法#93",
        requires=SUIT, records=("protest_number",), stamps="protested_on", brings=(begins(Level.PROTEST),),
    )
    object_jurisdiction = Step(
        _("提出管辖异议"), served, served, role="defendant", article="行诉解释#10.1", stamps="jurisdiction_objected_on",
    )
    apply_late_evidence = Step(
        _("申请延期举证"), served, served, role="defendant", article=("行政诉讼法#36.1", "行诉解释#34"),
        stamps="late_evidence_asked_on", note=_("不可抗力等正当事由，在收到起诉状副本之日起十五日内书面提出"),
    )
    allow_late_evidence = Step(
        _("准许延期举证，事由消除"), (served, no_answer), served, role="court",
        article=("行政诉讼法#36.1", "行诉解释#34"),
        requires=("obstacle_gone_on",), after=(apply_late_evidence,), note=_("自正当事由消除之日起重新计算十五日"),
    )
    answer = Step(
        _("提交答辩状、证据和依据"), served, answered, role="defendant", article=("行政诉讼法#34.1", "行政诉讼法#67.1"),
        records=("defence", "counsel"), stamps="answered_on", documents=(Paper.ANSWER,),
    )
    answer_overdue = Step(
        _("逾期未举证"), served, no_answer, role="system", article="行政诉讼法#34.2",
        note=_("视为没有相应证据；涉及第三人合法权益，第三人提供证据的除外"),
    )
    stop_enforcement = Step(
        _("停止执行（被告认为需要）"), (served, answered, trial), SAME, role="defendant", article="行政诉讼法#56.1(1)",
    )
    change_act = Step(
        _("改变被诉行政行为"), (served, answered, trial), SAME, role="defendant",
        article=("行政诉讼法#62", "行诉解释#81.1"), sets={"act_changed": True}, note=_("应当书面告知人民法院"),
    )
    convert = Step(
        _("裁定转为普通程序"), (served, answered, no_answer, trial), SAME, role="court",
        article=("行政诉讼法#84", "行诉解释#105"), sets={"simplified": False},
    )
    extend_first_instance = Step(
        _("批准延长一审审限"), (served, answered, no_answer, trial), SAME, role="court", article="行政诉讼法#81",
        requires=("first_extension",), note=_("由高级人民法院批准"),
    )
    open_trial = Step(
        _("开庭"), (answered, no_answer), trial, role="court", article="行诉解释#71",
        note=_("各次开庭负责人是否出庭，在“负责人出庭应诉”中登记"),
    )
    suspend = Step(
        _("中止诉讼"), (served, answered, no_answer, trial), suspended, role="court", article="行诉解释#87.1",
        requires=("suspension_ground",),
    )
    resume = Step(_("恢复诉讼"), suspended, PREVIOUS, role="court", article="行诉解释#87.2")
    end = Step(
        _("裁定终结诉讼"), suspended, ended, role="court", article="行诉解释#88", brings=(concludes(Ending.ENDED),),
    )
    dismiss = Step(
        _("裁定驳回起诉"), (served, answered, no_answer, trial), first_judgment, role="court", article="行诉解释#69",
        records=("judgment_number", "judgment_served_on"), stamps="judged_on", outcomes=(Outcome.ACTION_DISMISSED,),
        brings=(concludes(Ending.DISMISSED),),
    )
    allow_withdrawal = Step(
        _("准许撤诉（按撤诉处理）"), (served, answered, no_answer, trial, appealed), withdrawn, role="court",
        article=("行政诉讼法#58", "行政诉讼法#62"), outcomes=(Outcome.WITHDRAWN,),
        brings=(concludes(Ending.WITHDRAWN),),
    )
    mediate = Step(
        _("调解书生效"), (trial, appealed), effective, role="court", article=("行政诉讼法#60.1", "行诉解释#85"),
        records=("judgment_number", "perform_by", "demand"), stamps="effective_on", outcomes=(Outcome.MEDIATED,),
        brings=(concludes(Ending.MEDIATED), SUPERSEDED, TASK),
    )
    judge = Step(
        _("一审判决"), trial, first_judgment, role="court",
        article=("行政诉讼法#69", "行政诉讼法#70", "行政诉讼法#81"), outcomes=JUDGMENTS,
        records=("judgment_number", "judgment_served_on", "perform_by", "demand", "compensation_amount"),
        stamps="judged_on", brings=(concludes(Ending.JUDGED),),
    )
    record_service = Step(
        _("裁判文书送达各方当事人"), first_judgment, first_judgment, role="court", article="行政诉讼法#85",
        requires=("judgment_served_on",), note=_("上诉期限自送达之日起算；各方送达日期不同的，以最后一方为准"),
    )
    appeal = Step(
        _("提起上诉"), first_judgment, appealed, role="party", article="行政诉讼法#85", requires=("appellant",),
        records=("appeal_court", "appeal_number", "appeal_copy_received_on"), stamps="appealed_on",
        brings=(begins(Level.SECOND),),
    )
    no_appeal = Step(
        _("上诉期满生效"), first_judgment, effective, role="system", article="行政诉讼法#85", stamps="effective_on",
        brings=(SUPERSEDED, TASK),
    )
    answer_appeal = Step(
        _("提交上诉答辩状"), appealed, appealed, role="defendant", article="行诉解释#108.2",
        records=("appeal_defence",), stamps="appeal_answered_on", documents=(Paper.APPEAL_ANSWER,),
    )
    extend_second_instance = Step(
        _("批准延长二审审限"), appealed, appealed, role="court", article="行政诉讼法#88",
        requires=("second_extension",), note=_("由高级人民法院批准"),
    )
    withdraw_appeal = Step(
        _("准许撤回上诉"), appealed, effective, role="court", article="行诉解释#79.1", stamps="effective_on",
        brings=(concludes(Ending.WITHDRAWN), SUPERSEDED, TASK), note=_("一审裁判生效"),
    )
    final_judgment = Step(
        _("二审裁判"), appealed, effective, role="court", article=("行政诉讼法#88", "行政诉讼法#89.1"),
        requires=("appeal_result",),
        records=("judgment_number", "perform_by", "demand", "compensation_amount"), stamps="effective_on",
        outcomes=(*JUDGMENTS, Outcome.ACTION_DISMISSED), brings=(concludes(Ending.JUDGED), SUPERSEDED, TASK),
    )
    remand = Step(
        _("发回重审"), appealed, trial, role="court", article="行政诉讼法#89.1", guard=not_remanded_before,
        sets={"judgment_served_on": None},
        brings=(concludes(Ending.REMANDED), begins(Level.AGAIN)), note=_("只能发回一次"),
    )
    start_performance = Step(
        _("进入履行"), effective, performing, role="defendant", article="行政诉讼法#94",
    )
    petition_retrial = Step(
        _("申请再审"), (effective, performing), retrial_review, role="party", article=("行政诉讼法#90", "行诉解释#110"),
        requires=("retrial_applicant",), records=("retrial_number",), stamps="retrial_on",
        brings=(begins(Level.RETRIAL),), note=_("申请再审不停止裁判的执行"),
    )
    protest = Step(
        _("检察机关抗诉"), (effective, performing), retrial_review, role="procuratorate", article="行政诉讼法#93",
        records=("protest_number",), stamps="protested_on", brings=(begins(Level.PROTEST),),
    )
    extend_review = Step(
        _("批准延长再审审查期限"), retrial_review, retrial_review, role="court", article="行诉解释#112",
        requires=("review_extension",), note=_("由本院院长批准"),
    )
    retry = Step(
        _("裁定再审"), retrial_review, trial, role="court", article=("行政诉讼法#91", "行诉解释#116.1"),
        sets={"judgment_served_on": None}, brings=(STAYED,), note=_("裁定中止原裁判的执行，法律另有规定的除外"),
    )
    reject_retrial = Step(
        _("驳回再审申请"), retrial_review, effective, role="court", article="行诉解释#116.2",
        brings=(concludes(Ending.REFUSED),),
    )
    end_retrial = Step(
        _("终结再审程序"), (retrial_review, trial), effective, role="court", article="行诉解释#121.1",
        after=(petition_retrial, protest, receive_retrial, receive_protest),
        brings=(concludes(Ending.ENDED), RESUMED), note=_("撤回再审请求、撤回抗诉等；原裁判自动恢复执行"),
    )
    retrial_judgment = Step(
        _("再审判决（按第二审程序）"), trial, effective, role="court", article=("行诉解释#119.1", "行诉解释#122"),
        after=(retry,), requires=("appeal_result",),
        records=("judgment_number", "perform_by", "demand", "compensation_amount"), stamps="effective_on",
        outcomes=(*JUDGMENTS, Outcome.ACTION_DISMISSED), brings=(concludes(Ending.JUDGED), SUPERSEDED, TASK),
        note=_("按第一审程序再审的，办理“一审判决”，可以上诉"),
    )
    court_enforces = Step(
        _("法院强制执行"), (effective, performing), performing, role="court", article="行政诉讼法#96",
    )
    # Rights that lapse: nothing is late then, and the clock stops.
    retrial_barred = Step(
        _("申请再审期满"), (effective, performing), SAME, role="system", article="行诉解释#110",
        note=_("有新证据等法定情形的，自知道之日起另行计算"),
    )
    enforcement_barred = Step(
        _("申请执行期满"), (effective, performing), SAME, role="system", article="行诉解释#153.3",
    )
    note_absence = Step(
        _("登记无人出庭"), (served, answered, no_answer, trial, suspended, first_judgment, appealed, effective,
                            retrial_review, performing), SAME,
        role="system", article="负责人出庭规定#12.1(3)", sets={"unattended": True},
    )
    close = Step(
        _("履行完毕（无需履行）结案"), (effective, performing), closed, role="defendant", article="行政诉讼法#94",
        guard=judgment_performed,
    )

    outcomes = OUTCOMES

    # A suit that is registered on appeal or later brings the days of what came before with it.
    _later = (receive_appeal, receive_retrial, receive_protest)
    _openings = (receive_complaint, *_later)
    terms = (
        Term(limits.COURT_SENDS_COMPLAINT, starts=("docketed_on",), stops=_openings),
        Term(
            limits.ANSWER, starts=(receive_complaint,), since="obstacle_gone_on", stops=(answer,),
            restarts=(allow_late_evidence,), on_expiry=answer_overdue, shown_in="due_on",
        ),
        Term(
            limits.JURISDICTION_OBJECTION, starts=(receive_complaint,),
            stops=(object_jurisdiction, answer, answer_overdue, dismiss, suspend),
        ),
        Term(
            limits.FIRST_INSTANCE, starts=("docketed_on",), stops=(judge, dismiss, allow_withdrawal, mediate, *_later),
            suspended=((suspend, resume),), extended=(extend_first_instance,), granted="first_extension",
        ),
        Term(
            limits.FIRST_INSTANCE_SIMPLIFIED, starts=("docketed_on",),
            stops=(judge, dismiss, allow_withdrawal, mediate, convert, *_later), applies=LitigationCase.runs_simplified,
        ),
        Term(
            limits.APPEAL_JUDGMENT, starts=("judgment_served_on",), stops=(appeal,), applies=LitigationCase.was_judged,
            on_expiry=no_appeal,
        ),
        Term(
            limits.APPEAL_RULING, starts=("judgment_served_on",), stops=(appeal,), applies=LitigationCase.was_ruled,
            on_expiry=no_appeal,
        ),
        Term(
            limits.ANSWER_APPEAL, starts=(appeal, receive_appeal), since="appeal_copy_received_on",
            stops=(answer_appeal,),
        ),
        Term(
            limits.SECOND_INSTANCE, starts=(appeal, receive_appeal),
            stops=(final_judgment, remand, allow_withdrawal, withdraw_appeal, mediate),
            extended=(extend_second_instance,), granted="second_extension",
        ),
        Term(
            limits.SUSPENSION, starts=(suspend,), stops=(resume, end),
            applies=LitigationCase.suspended_for_want_of_a_party, on_expiry=end,
        ),
        Term(
            limits.RETRIAL_PETITION, starts=("effective_on",), stops=(petition_retrial, protest),
            on_expiry=retrial_barred,
        ),
        Term(
            limits.RETRIAL_REVIEW, starts=(petition_retrial, receive_retrial),
            stops=(retry, reject_retrial, end_retrial), extended=(extend_review,), granted="review_extension",
        ),
        Term(limits.PROTEST_RULING, starts=(protest, receive_protest), stops=(retry, reject_retrial, end_retrial)),
        Term(
            limits.APPLY_ENFORCEMENT, starts=("perform_by",), stops=(court_enforces,), on_expiry=enforcement_barred,
        ),
        Term(
            limits.SUE_DIRECT, starts=("knew_on",), since="rights_known_on", stops=_openings,
            suspended=(("obstacle_from", "obstacle_until"),), applies=LitigationCase.sued_directly, on_expiry=dismiss,
        ),
        Term(
            limits.SUE_NOT_INFORMED, starts=("knew_on",), stops=_openings,
            applies=LitigationCase.informed_late, on_expiry=dismiss,
        ),
        # A suit that comes too early is received, and ruled upon.
        Term(limits.INACTION, starts=("duty_requested_on",), stops=_openings, binding=False),
        Term(
            limits.SUE_AFTER_RECONSIDERATION, starts=("reconsideration_served_on",), stops=_openings,
            on_expiry=dismiss,
        ),
    )


class Instances(Procedure):
    """应诉审级: kept by the steps of the suit."""

    slug = "litigation-instance"
    title = _("应诉审级")
    law = "行政诉讼法"
    in_force = limits.LITIGATION_LAW
    note = _("由应诉案件的环节自动立案和结案，不单独办理")

    pending = State(_("审理中"))
    concluded = State(_("已结"), final=True)

    enter = Step(
        _("进入审级"), None, pending, role="system", article=("行政诉讼法#7", "行政诉讼法#90", "行政诉讼法#93"),
        requires=("case", "level"), stamps="entered_on",
    )
    conclude = Step(
        _("审级结案"), pending, concluded, role="system", article="行政诉讼法#7", records=("ending", "result"),
        stamps="concluded_on",
    )
