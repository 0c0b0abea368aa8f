"""行政处罚普通程序: from the clue to the performed decision, with what must hold before each step."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel import documents
from fadu.kernel.cases import clocks_of
from fadu.kernel.procedure import SAME, Consequence, Procedure, State, Step, Term

from .. import discretion, limits
from ..models.benchmarks import assess, benchmarks_in_force
from ..models.filings import MajorKind
from ..models.penalties import (
    HEARD,
    Outcome,
    Paper,
    Party,
    Penalty,
    PenaltyCase,
    Performance,
    Purpose,
    large,
    standard_reached,
    surcharge,
    uncounted_rule,
)
from ..models.publicity import thresholds_reached
from ..models.review import FileKind, missing_papers
from ..models.subjects import Power, PowerKind
from .campaigns import recorded
from .filing import MAJOR, to_be_filed
from .holding import certified, lawful, may_penalise, staffed
from .public import published_as
from .summary import numbered

# ── what must hold ───────────────────────────────────────────────────────────────────────────────────────────────────


def barred(case):
    """Return why the violation may no longer be penalised: nobody discovered it in time (行政处罚法#36)."""
    for clock in clocks_of(case) if case.pk else ():
        if "/limitation" in clock.limit and clock.due_on and clock.stopped_on and clock.stopped_on > clock.due_on:
            said = {"discovered": clock.stopped_on, "due": clock.due_on}
            return _("%(discovered)s 才发现，追责时效已于 %(due)s 届满，不再给予行政处罚；请办理“不予立案”。") % said
    return None


def fit_to_file(case):
    """执法主体有权，执法人员持证，未过追责时效 (行政处罚法#17, #36, #42.1)."""
    named = case.filed_on is not None  # the filing itself names the officers
    return lawful(case, PowerKind.PENALTY) or (staffed(case) if named else None) or barred(case)


def hearing_offered(case):
    """执法人员持证；拟给予较重处罚的，已告知听证权利 (行政处罚法#42.1, #63.1)."""
    if reason := certified(case):
        return reason
    money = (case.proposed_fine, case.proposed_confiscation)
    if case.proposed == Penalty.FINE and case.proposed_fine is None:
        return _("请填写拟罚款数额。")
    due = case.proposed in HEARD or large(Purpose.HEARING, case, case.moved_on, *money)
    if due and not case.hearing_right:
        return _("拟给予的处罚较重，应当告知当事人有要求听证的权利；请选“告知听证权利”。")
    return None


def unsettled_hearing(case):
    """Return why a hearing stands in the way: the right still runs, or the hearing is not over."""
    for hearing in case.hearings.filter(closed_on=None):
        told = [one for one in clocks_of(hearing) if one.limit == limits.REQUEST_HEARING.slug]
        lapsed = hearing.state == "right-notified" and told and told[-1].due_on and told[-1].due_on < case.moved_on
        if not lapsed:
            return _("当事人要求听证的期限未满，或者听证尚未结束。")
    return None


def heard_out(case):
    """陈述申辩已经听取、明确放弃或者逾期未提出，听证已经结束 (行政处罚法#44, #45, #62, #65)."""
    answered = case.defence_heard_on or case.defence_waived_on
    if not answered and (case.defence_by is None or case.moved_on <= case.defence_by):
        return _("陈述、申辩期限未满，当事人也没有明确放弃；请先听取陈述、申辩。")
    return unsettled_hearing(case)


def review_due(case):
    """Return the catalogue's entries, or the hearing, by which legality review is due."""
    amounts = [one for one in (case.proposed_fine, case.proposed_confiscation) if one is not None]
    kind = MAJOR.get(case.proposed, MajorKind.OTHER)
    kinds = {kind} | ({MajorKind.FINE} if case.proposed_fine else set())
    entity = case.party_kind != Party.CITIZEN
    return [
        str(entry)
        for one in sorted(kinds)
        if one != MajorKind.OTHER or case.proposed in (Penalty.OTHER, Penalty.DETENTION)
        for entry in thresholds_reached(case.organisation, one, max(amounts, default=None), entity, case.moved_on)
    ]


def review_not_due(case):
    """不属于法制审核的情形：没有听证，不在本机关法制审核目录之内 (行政处罚法#58.1)."""
    if reason := heard_out(case):
        return reason
    if case.review_ground or case.hearings.filter(outcome="held").exists():
        return _("本案经过听证或者已经确定法制审核情形，未经法制审核不得作出决定；请办理“送法制审核”。")
    if listed := review_due(case):
        return _("本案属于法制审核目录（%(listed)s），未经法制审核不得作出决定；请办理“送法制审核”。") % {
            "listed": "；".join(listed)
        }
    return None


def reviewer_fit(case):
    """审核人在法制审核人员库中，不是本案的调查人员 (行政处罚法#58)."""
    reviewer, day = case.reviewer, case.moved_on
    if reviewer is None:
        return None
    gone = reviewer.valid_to is not None and reviewer.valid_to < day
    if reviewer.organisation_id != case.organisation_id or gone or day < reviewer.valid_from:
        return _("%(name)s在 %(day)s 不是本机关在岗的法制审核人员。") % {"name": reviewer.name, "day": day}
    if reviewer.name in {officer.name for officer in case.officers}:
        return _("%(name)s是本案的调查人员，不能审核本案。") % {"name": reviewer.name}
    return None


def discussed(case):
    """情节复杂或者重大违法行为的处罚，已经集体讨论 (行政处罚法#57.2)."""
    major = case.major or large(Purpose.DISCUSSION, case, case.moved_on, case.fine, case.confiscated)
    if major and case.discussed_on is None:
        return _("情节复杂或者重大违法行为，应当由机关负责人集体讨论决定；请先办理“负责人集体讨论”。")
    return None


def no_heavier(case):
    """处罚不重于告知的处罚 (行政处罚法#45.2, #62)."""
    if not case.penalty or not case.proposed:
        return None
    over = (case.fine or 0) > (case.proposed_fine or 0) or (case.confiscated or 0) > (case.proposed_confiscation or 0)
    order = list(Penalty)
    heavier = order.index(Penalty(case.penalty)) > order.index(Penalty(case.proposed))
    if over or heavier:
        return _("处罚重于已经告知当事人的内容；不得因申辩加重处罚，确须变更的请退回调查，重新告知。")
    return None


def within_benchmark(case):
    """罚款在裁量基准的幅度以内；在幅度以外的说明理由 (行政处罚法#34, #76.1(2))."""
    if case.benchmark is None:
        return None
    held = benchmarks_in_force(case.organisation, case.benchmark.code, case.violation_ended_on or case.moved_on)
    now = benchmarks_in_force(case.organisation, case.benchmark.code, case.moved_on)
    if not (held | now).filter(pk=case.benchmark_id).exists():
        return _("裁量权基准“%(act)s”在违法时和决定时都不施行于本机关，请改选。") % {"act": case.benchmark.act}
    try:
        _range, verdict = assess(case.benchmark, case.fine, case.circumstances, case.grade, case.base)
    except discretion.NotOpen as error:
        return str(error)
    if verdict.kind == discretion.FORBIDDEN:
        return verdict.why
    if verdict.kind == discretion.REASONED and not case.discretion_reason:
        return verdict.why + str(_("请填写“超出裁量基准的理由”。"))
    return None


def no_crime_hidden(case):
    """涉案金额达到追诉标准的，移送公安机关或者写明不移送的理由 (移送规定#3, #11.1)."""
    if case.no_transfer_reason or case.decided_on is None:
        return None
    if found := standard_reached(case, case.moved_on):
        said = {"crime": found.crime, "amount": found.amount}
        return (
            _("涉案金额达到%(crime)s的追诉标准（%(amount)s 元），不得以罚代刑；请移送，或者写明不移送的理由。") % said
        )
    return None


def ready_to_decide(case):
    """主体合法、经过讨论、不重于告知、在裁量基准以内、不以罚代刑 (行政处罚法#38, #45.2, #57.2, #34; 移送规定#11.1)."""
    if case.penalty == Penalty.FINE and case.fine is None:
        return _("请填写罚款数额。")
    return may_penalise(case) or discussed(case) or no_heavier(case) or within_benchmark(case) or no_crime_hidden(case)


def spared_rightly(case):
    """不予处罚的，进行了教育；违法事实不能成立的除外 (行政处罚法#33.3)."""
    if case.decided_on is not None and case.outcome != Outcome.NO_VIOLATION and not case.education:
        return _("依法不予处罚的，应当对当事人进行教育，请填写教育情况。")
    return None


def transfer_approved(case):
    """移送已经由机关正职负责人批准 (移送规定#5.2)."""
    if case.transfers.exclude(approved_on=None).exists():
        return None
    return _("尚无批准的移送报告；请先在“涉嫌犯罪案件移送”中提出报告并经批准。")


def instalments_add_up(case):
    """各期罚款之和等于罚款数额，最后一期在期满之日以前 (行政处罚法#66.2)."""
    if case.deferred_until is None:
        return None
    if case.deferred_until <= case.moved_on:
        return _("暂缓、分期期满日期应在批准之后。")
    parts = list(case.instalments.all())
    if parts and sum(one.amount for one in parts) != case.fine:
        return _("各期应缴金额之和与罚款数额不符。")
    if any(one.due_on > case.deferred_until for one in parts):
        return _("有一期的缴款期限在期满日期之后。")
    return None


def paid_in_full(case):
    """罚款已经缴清 (行政处罚法#66.1, #67.3)."""
    if case.performed_on is not None and case.fine is not None and (case.paid or 0) < case.fine:
        return _("罚款尚未缴清，请填写已缴数额。")
    return None


def file_complete(case):
    """Return why a case whose file is kept here may not be closed: a paper that the standard file requires is missing.

    A case that was recorded from elsewhere has its papers there; what is missing here is noted with its closing.
    """
    lacking = lacking_papers(case)
    if lacking and documents.of(*case.place).exists():
        said = _("案卷缺少必备文书：%(papers)s；请先在“文书”中收存，再办理结案。")
        return said % {"papers": lacking.replace("\n", "、")}
    return None


def performed_fully(case):
    """罚款已经缴清，案卷的必备文书齐全 (行政处罚法#66.1, #67.3)."""
    return paid_in_full(case) or file_complete(case)


def enforced(case):
    """强制执行已经完毕，案卷的必备文书齐全 (行政处罚法#72.1)."""
    done = case.executions.filter(state="executed").exists() or case.applications.filter(state="executed").exists()
    if not done:
        return _("没有执行完毕的强制执行记录；请先办结“行政强制执行”或者“申请法院强制执行”。")
    return file_complete(case)


# ── what a step sets and brings about ────────────────────────────────────────────────────────────────────────────────


def surcharge_due(case):
    """Compute the additional fine up to the day of payment; None where there is no fine."""
    if case.fine is None:
        return None
    return surcharge(case.fine, case.overdue_on, case.performed_on, (case.contested_on, case.contest_ended_on))


def lacking_papers(case):
    """Return the papers that the standard file requires and the case lacks, one a line."""
    return "\n".join(missing_papers(case, FileKind.PENALTY))


def not_counting(case):
    """Tell whether days that somebody recorded as not counting have begun, and not ended."""
    limit, begin = limits.PENALTY_DECISION.slug, "stop-counting"
    spans = [span for one in clocks_of(case) if one.limit == limit and not one.stopped_on for span in one.suspensions]
    return any(step == begin and end is None for step, _from, end in spans)


def days_left_out(case):
    """法律、法规、规章规定这些日子不计入办案期限 (行政处罚法#60)."""
    if not_counting(case):
        return _("有一段不计入期限的期间还没有结束；请先办理“不计入期限的期间结束”。")
    said = {"field": case.get_field_display()}
    if uncounted_rule("", case, case.moved_on) is None:
        return _(
            "《行政处罚法》没有规定不计入九十日的期间，台账“不计入办案期限的规定”中也没有%(field)s领域的规定；"
            "规章等另有规定的，请先登记它的名称和条款。"
        ) % said  # fmt: skip
    if case.uncounted and uncounted_rule(case.uncounted, case, case.moved_on) is None:
        said["kind"] = case.get_uncounted_display()
        return (
            _("台账“不计入办案期限的规定”中没有%(field)s领域的“%(kind)s”；确有规定的，请先登记它的名称和条款。") % said
        )
    return None


def days_ended(case):
    """不计入期限的期间已经开始，还没有结束 (行政处罚法#60)."""
    return None if not_counting(case) else _("没有正在进行的不计入期限的期间。")


def rule_of(case):
    """Return the basis on which days are not counted."""
    found = uncounted_rule(case.uncounted, case, case.moved_on) if case.uncounted else None
    return found.basis if found else ""


def told_of_hearing(case):
    """Open the hearing's file when the party is told of the right to one."""
    if case.hearing_right:
        number = case.hearings.count() + 1
        yield {"case": case, "number": f"{case.number}（听证{number if number > 1 else ''}）"}


def executes_itself(case):
    """Tell whether the subject has the power of enforcement itself."""
    held = Power.objects.filter(subject=case.subject, kind=PowerKind.EXECUTION, valid_from__lte=case.moved_on)
    return held.exclude(valid_to__lte=case.moved_on).exists()


def owed(case):
    """What either way of enforcement is told of the decision."""
    return {
        "case": case,
        "subject": case.subject,
        "party_kind": case.party_kind,
        "party": case.party,
        "party_address": case.party_address,
        "matter": f"{case.cause}案处罚决定",
        "decision": case.decision_number,
        "duty": case.content,
        "amount": case.fine,
    }


def to_be_executed(case):
    """Open the organ's own enforcement, if it has that power."""
    if executes_itself(case) and not case.executions.filter(closed_on=None).exists():
        yield owed(case) | {"surcharge_from": case.overdue_on}


def to_be_applied_for(case):
    """Open the application to the court, where the organ has no power of its own."""
    if not executes_itself(case) and not case.applications.filter(closed_on=None).exists():
        yield owed(case) | {"remedies_until": case.moved_on}


def filed_under_the_law(case):
    """Tell whether the case was filed since the law set ninety days: the law before it knew no such limit."""
    return case.filed_on is not None and case.filed_on >= limits.PENALTY_LAW


# fmt: off


class Ordinary(Procedure):
    """行政处罚（普通程序）."""

    slug = "penalty-ordinary"
    title = _("行政处罚（普通程序）")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW
    note = _(
        "法律、法规、规章对办案期限另有规定的：更长的，以“批准延长”登记依据和天数；"
        "不计入期限的期间，办理“不计入期限的期间开始”和“结束”"
    )

    clue = State(_("线索（立案审查）"))
    filed = State(_("已立案（调查取证）"))
    evidence_held = State(_("证据先行登记保存中"))
    investigated = State(_("调查终结"))
    informed = State(_("已告知（陈述申辩期）"))
    in_hearing = State(_("听证中"))
    legality_review = State(_("法制审核中"))
    reviewed = State(_("待决定"))
    decided = State(_("已决定（待送达）"))
    served = State(_("已送达（履行期）"))
    deferred = State(_("暂缓、分期缴纳"))
    overdue = State(_("逾期未履行"))
    closed = State(_("结案"), final=True)
    not_filed = State(_("不予立案"), final=True)
    no_penalty = State(_("不予处罚"), final=True)
    transferred = State(_("移送司法机关（其他机关）"), final=True)

    register_clue = Step(
        _("登记线索"), None, clue, role="enforcement_officer", article="行政处罚法#54.1",
        requires=("subject", "field", "source", "party_kind", "party", "cause", "discovered_on"),
        records=("came_from", "violation_ended_on", "grave"),
    )
    receive = Step(
        _("从其他程序转来"), None, clue, role="system", article=("行政处罚法#54.1", "移送规定#10"),
        requires=("subject", "field", "party_kind", "party", "cause"),
    )
    file = Step(
        _("立案"), clue, filed, role="enforcement_head", article="行政处罚法#54.2", guard=fit_to_file,
        requires=("officer",), records=("second_officer", "alone_by", "campaign"), stamps="filed_on",
        note=_("符合立案标准的应当及时立案；审批层级和天数依部门规章"),
    )
    not_file = Step(
        _("不予立案"), clue, not_filed, role="enforcement_head", article="行政处罚法#54.2", requires=("refusal",),
    )
    investigate = Step(
        _("调查取证"), filed, filed, role="enforcement_officer",
        article=("行政处罚法#42.1", "行政处罚法#47", "行政处罚法#55"), guard=certified, requires=("evidence",),
        records=("facts", "location", "amount", "violation_ended_on"), brings=(recorded("调查取证"),),
    )
    hold_evidence = Step(
        _("先行登记保存证据"), filed, evidence_held, role="enforcement_head", article="行政处罚法#56", guard=certified,
        requires=("held_items",), stamps="held_on", documents=(Paper.EVIDENCE,), brings=(recorded("先行登记保存"),),
    )
    resolve_evidence = Step(
        _("作出保存证据处理决定"), evidence_held, filed, role="enforcement_handler", article="行政处罚法#56",
        guard=certified, requires=("held_disposal",),
    )
    extend = Step(
        _("批准延长办案期限"),
        (filed, evidence_held, investigated, informed, in_hearing, legality_review, reviewed), SAME,
        role="enforcement_head", article="行政处罚法#60", requires=("extended_days", "extended_by"),
        note=_("仅当法律、法规、规章另有规定"),
    )
    stop_counting = Step(
        _("不计入期限的期间开始"),
        (filed, evidence_held, investigated, informed, in_hearing, legality_review, reviewed), SAME,
        role="enforcement_handler", article="行政处罚法#60", guard=days_left_out, requires=("uncounted",),
        records=("uncounted_reason",), stamps="uncounted_from", sets={"uncounted_by": rule_of},
        note=_("检测、鉴定、公告等；须有法律、法规、规章的规定"),
    )
    count_again = Step(
        _("不计入期限的期间结束"),
        (filed, evidence_held, investigated, informed, in_hearing, legality_review, reviewed), SAME,
        role="enforcement_handler", article="行政处罚法#60", guard=days_ended,
    )
    end_investigation = Step(
        _("调查终结"), filed, investigated, role="enforcement_handler", article="行政处罚法#57.1",
        after=(investigate,), guard=certified, requires=("facts", "provision"), records=("amount", "major"),
        stamps="investigated_on",
    )
    inform = Step(
        _("事先告知"), investigated, informed, role="enforcement_handler", article=("行政处罚法#44", "行政处罚法#62"),
        guard=hearing_offered, requires=("proposed", "basis", "defence_by"),
        records=("proposed_fine", "proposed_confiscation", "hearing_right", "content"), stamps="informed_on",
        sets={"defence": "", "defence_reply": "", "defence_heard_on": None, "defence_waived_on": None},
        documents=(Paper.NOTICE,), brings=(Consequence("penalty-hearing/open-with-notice", told_of_hearing),),
        note=_("未经告知不得作出处罚决定"),
    )
    hear_defence = Step(
        _("听取陈述申辩并复核"), informed, informed, role="enforcement_handler", article="行政处罚法#45",
        guard=certified, requires=("defence", "defence_reply"), stamps="defence_heard_on",
        brings=(recorded("听取陈述申辩"),), note=_("不得因申辩给予更重的处罚"),
    )
    waive_defence = Step(
        _("当事人明确放弃陈述申辩"), informed, informed, role="party", article="行政处罚法#62",
        stamps="defence_waived_on",
    )
    go_to_hearing = Step(_("进入听证"), informed, in_hearing, role="system", article="行政处罚法#63.1")
    stop_for_hearing = Step(_("听证期间不计入期限"), in_hearing, SAME, role="system", article="行政处罚法#60")
    count_after_hearing = Step(_("听证期间结束"), in_hearing, SAME, role="system", article="行政处罚法#60")
    return_from_hearing = Step(_("听证结束"), in_hearing, informed, role="system", article="行政处罚法#65")
    send_to_legality_review = Step(
        _("送法制审核"), informed, legality_review, role="enforcement_handler", article="行政处罚法#58.1",
        guard=heard_out, requires=("review_ground",),
        sets={"reviewer": None, "review_opinion": "", "reviewed_on": None},
        note=_("经过听证的，在听证结束后审核"),
    )
    pass_legality_review = Step(
        _("法制审核通过"), legality_review, reviewed, role="legality_reviewer", article="行政处罚法#58.1",
        guard=reviewer_fit, requires=("reviewer", "review_opinion"), stamps="reviewed_on", documents=(Paper.REVIEW,),
        note=_("初次从事法制审核的人员应当取得法律职业资格"),
    )
    fail_legality_review = Step(
        _("法制审核未通过退回"), legality_review, filed, role="legality_reviewer", article="行政处罚法#58.1",
        guard=reviewer_fit, requires=("reviewer", "review_opinion"), stamps="reviewed_on", documents=(Paper.REVIEW,),
        note=_("补充调查后重新告知，再送审核；未通过以前不能作出处罚决定"),
    )
    skip_legality_review = Step(
        _("不属于法制审核范围"), informed, reviewed, role="enforcement_handler", article="行政处罚法#58.1",
        guard=review_not_due,
    )
    discuss = Step(
        _("负责人集体讨论"), reviewed, reviewed, role="enforcement_meeting", article="行政处罚法#57.2",
        requires=("discussion",), stamps="discussed_on", note=_("情节复杂或者重大违法行为应当集体讨论"),
    )
    reopen = Step(
        _("退回补充调查"), reviewed, filed, role="enforcement_head", article=("行政处罚法#40", "行政处罚法#57.1"),
        sets={"discussion": "", "discussed_on": None},
    )
    decide = Step(
        _("作出处罚决定"), reviewed, decided, role="enforcement_head",
        article=("行政处罚法#57.1(1)", "行政处罚法#59"), guard=ready_to_decide, requires=("penalty", "content"),
        records=("fine", "confiscated", "order", "benchmark", "circumstances", "grade", "base", "discretion_reason",
                 "no_transfer_reason", "decision_number"),
        stamps="decided_on", sets={"decision_number": numbered("罚决")}, outcomes=(Outcome.PENALISED,),
        documents=(Paper.DECISION,),
        brings=(
            Consequence("enforcement-publication/follow-decision", published_as),
            Consequence("major-penalty-filing/arise", to_be_filed),
        ),
    )
    spare = Step(
        _("决定不予处罚"), (investigated, informed, reviewed), no_penalty, role="enforcement_head",
        article=("行政处罚法#33", "行政处罚法#57.1(2)", "行政处罚法#57.1(3)"), guard=spared_rightly,
        requires=("content",), records=("education", "order"), stamps="decided_on",
        outcomes=(Outcome.MINOR, Outcome.NO_FAULT, Outcome.NO_VIOLATION), documents=(Paper.NO_PENALTY,),
    )
    transfer = Step(
        _("移送司法机关"), (filed, investigated, informed, reviewed), transferred, role="enforcement_head",
        article=("行政处罚法#27.1", "行政处罚法#57.1(4)", "移送规定#5"), guard=transfer_approved,
        outcomes=(Outcome.TRANSFERRED,),
    )
    serve = Step(
        _("宣告交付或者送达"), decided, served, role="enforcement_handler", article="行政处罚法#61",
        guard=certified, requires=("service",), stamps="served_on", brings=(recorded("送达"),),
    )
    defer = Step(
        _("批准暂缓或者分期缴纳"), (served, overdue), deferred, role="enforcement_handler", article="行政处罚法#66.2",
        guard=instalments_add_up, requires=("deferral_reason", "deferred_until"), documents=(Paper.DEFERRAL,),
    )
    end_deferral = Step(
        _("暂缓、分期期满"), deferred, overdue, role="system", article="行政处罚法#72.2", stamps="overdue_on",
        brings=(Consequence("coercion-execution/fall-due", to_be_executed),),
    )
    fall_due = Step(
        _("逾期不履行"), served, overdue, role="system", article="行政处罚法#72.1", stamps="overdue_on",
        brings=(Consequence("coercion-execution/fall-due", to_be_executed),),
    )
    contest = Step(
        _("当事人申请复议、提起诉讼"), (served, deferred, overdue), SAME, role="party",
        article=("行政处罚法#73.1", "行政处罚法#73.3"), stamps="contested_on", sets={"contest_ended_on": None},
        note=_("不停止执行；复议、诉讼期间不计算加处罚款"),
    )
    end_contest = Step(
        _("复议、诉讼终结"), (served, deferred, overdue), SAME, role="enforcement_handler", article="行政处罚法#73.3",
        after=(contest,), stamps="contest_ended_on",
    )
    remedies_expire = Step(
        _("起诉期限届满"), overdue, SAME, role="system", article="行政强制法#53",
        brings=(Consequence("coercion-court-enforcement/expire", to_be_applied_for),),
    )
    perform = Step(
        _("履行完毕"), (served, deferred, overdue), closed, role="party",
        article=("行政处罚法#66.1", "行政处罚法#67.3"), guard=performed_fully, requires=("performance",),
        records=("paid",), stamps="performed_on", sets={"surcharge": surcharge_due, "lacking": lacking_papers},
    )
    enforce = Step(
        _("强制执行完毕"), overdue, closed, role="enforcement_handler", article="行政处罚法#72.1", guard=enforced,
        records=("paid",), stamps="performed_on",
        sets={"performance": Performance.ENFORCED, "surcharge": surcharge_due, "lacking": lacking_papers},
    )

    outcomes = {
        Outcome.PENALISED: "行政处罚法#57.1(1)",
        Outcome.MINOR: "行政处罚法#33.1",
        Outcome.NO_FAULT: "行政处罚法#33.2",
        Outcome.NO_VIOLATION: "行政处罚法#57.1(3)",
        Outcome.TRANSFERRED: "行政处罚法#57.1(4)",
    }

    terms = (
        Term(
            limits.LIMITATION, starts=("violation_ended_on",), stops=("discovered_on",), on_expiry=not_file,
            applies=PenaltyCase.is_not_grave,
        ),
        Term(
            limits.LIMITATION_LONG, starts=("violation_ended_on",), stops=("discovered_on",), on_expiry=not_file,
            applies=PenaltyCase.is_grave,
        ),
        Term(
            limits.PENALTY_DECISION, starts=(file,), stops=(decide, spare, transfer), extended=(extend,),
            suspended=((stop_counting, count_again), (stop_for_hearing, count_after_hearing)),
            granted="extended_days", applies=filed_under_the_law, shown_in="due_on",
        ),
        Term(limits.EVIDENCE, starts=(hold_evidence,), stops=(resolve_evidence,)),
        Term(limits.SERVE_PENALTY, starts=(decide,), stops=(serve,)),
        Term(
            limits.PAY, starts=(serve,), stops=(perform, defer), on_expiry=fall_due, applies=PenaltyCase.fined,
        ),
        Term(limits.DEFERRAL, starts=(defer,), stops=(perform,), until="deferred_until", on_expiry=end_deferral),
        Term(limits.REMEDY, starts=(serve,), stops=(perform, enforce, contest), on_expiry=remedies_expire),
    )
