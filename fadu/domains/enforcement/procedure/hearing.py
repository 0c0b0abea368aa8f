"""行政处罚听证程序: told with the proposed penalty, asked for within five working days, held in public."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import clocks_of
from fadu.kernel.procedure import Consequence, Procedure, State, Step, Term

from .. import limits
from ..models.penalties import HearingOutcome, Paper, Uncounted, uncounted_rule
from .campaigns import recorded


def case_informed(hearing):
    """案件已经事先告知，没有正在进行的听证 (行政处罚法#44, #63.1)."""
    case = hearing.case
    if case.state != "informed":
        return _("案件不在“已告知”状态，不能告知听证权利；请先办理“事先告知”。")
    if case.hearings.filter(closed_on=None).exclude(pk=hearing.pk).exists():
        return _("本案已有尚未结束的听证。")
    return None


def impartial(hearing):
    """主持人不是本案的调查人员 (行政处罚法#64(4))."""
    if hearing.chair in {officer.name for officer in hearing.case.officers}:
        return _("%(name)s是本案的调查人员，不能主持听证。") % {"name": hearing.chair}
    return None


def on_the_day(hearing):
    """在通知的日期举行 (行政处罚法#64(2))."""
    if hearing.held_on and hearing.hearing_on != hearing.held_on:
        return _("听证应在通知的 %(day)s 举行；改期的请重新通知。") % {"day": hearing.hearing_on}
    return None


def informed_case(hearing):
    """Yield the case, if it can go to its hearing."""
    if hearing.case.state == "informed":
        yield hearing.case


def case_in_hearing(hearing):
    """Yield the case, if it waits for the hearing."""
    if hearing.case.state == "in-hearing":
        yield hearing.case


def days_stand(hearing):
    """Yield the case, if rules of its field take the days of a hearing out of its ninety (行政处罚法#60)."""
    if hearing.case.state == "in-hearing" and uncounted_rule(Uncounted.HEARING, hearing.case, hearing.moved_on):
        yield hearing.case


def days_stood(hearing):
    """Yield the case, if its days stood still for the hearing."""
    begun = [span for one in clocks_of(hearing.case) for span in one.suspensions if span[0] == "stop-for-hearing"]
    if hearing.case.state == "in-hearing" and begun and begun[-1][2] is None:
        yield hearing.case


BACK = (
    Consequence("penalty-case/count-after-hearing", days_stood),
    Consequence("penalty-case/return-from-hearing", case_in_hearing),
)

FILMED = recorded("听证", of=lambda hearing: hearing.case)

# fmt: off


class Hearing(Procedure):
    """行政处罚听证."""

    slug = "penalty-hearing"
    title = _("行政处罚听证")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW

    right_notified = State(_("已告知听证权利"))
    requested = State(_("当事人要求听证"))
    scheduled = State(_("已通知时间地点"))
    held = State(_("已举行"))
    recorded = State(_("笔录形成（据以决定）"), final=True)
    waived = State(_("未要求听证"), final=True)
    ended = State(_("终止听证（视为放弃）"), final=True)

    notify_right = Step(
        _("另行告知听证权利"), None, right_notified, role="enforcement_handler",
        article=("行政处罚法#44", "行政处罚法#63.1"), guard=case_informed, requires=("case",),
        stamps="right_notified_on", documents=(Paper.HEARING_RIGHT,),
    )
    open_with_notice = Step(
        _("随事先告知一并告知听证权利"), None, right_notified, role="system",
        article=("行政处罚法#44", "行政处罚法#63.1"), requires=("case",), stamps="right_notified_on",
    )
    request = Step(
        _("要求听证"), right_notified, requested, role="party", article="行政处罚法#64(1)", stamps="requested_on",
        brings=(
            Consequence("penalty-case/go-to-hearing", informed_case),
            Consequence("penalty-case/stop-for-hearing", days_stand),
        ),
    )
    lapse = Step(
        _("逾期未要求"), right_notified, waived, role="system", article="行政处罚法#64(1)",
        outcomes=(HearingOutcome.WAIVED,),
    )
    schedule = Step(
        _("通知听证时间地点"), (requested, scheduled), scheduled, role="hearing_chair", article="行政处罚法#64(2)",
        guard=impartial, requires=("chair", "hearing_on", "venue"), documents=(Paper.HEARING_NOTICE,),
        note=_("改期的重新通知"),
    )
    hold = Step(
        _("举行听证"), scheduled, held, role="hearing_chair",
        article=("行政处罚法#64(3)", "行政处罚法#64(4)", "行政处罚法#64(7)"), guard=on_the_day, requires=("attended",),
        records=("closed_by",), stamps="held_on", brings=(FILMED,), note=_("除依法保密外公开举行"),
    )
    absent = Step(
        _("无正当理由不出席（中途退出）"), (scheduled, held), ended, role="hearing_chair", article="行政处罚法#64(6)",
        requires=("absence",), outcomes=(HearingOutcome.WAIVED,), brings=BACK,
    )
    record = Step(
        _("制作并核对笔录"), held, recorded, role="hearing_chair", article=("行政处罚法#64(8)", "行政处罚法#65"),
        requires=("opinions",), outcomes=(HearingOutcome.HELD,), documents=(Paper.HEARING_RECORD,), brings=BACK,
    )

    outcomes = {HearingOutcome.HELD: "行政处罚法#65", HearingOutcome.WAIVED: "行政处罚法#64(6)"}

    terms = (
        Term(
            limits.REQUEST_HEARING, starts=(notify_right, open_with_notice), stops=(request,), on_expiry=lapse,
            shown_in="due_on",
        ),
        Term(limits.HEARING_NOTICE, starts=("hearing_on",), stops=(schedule,)),
    )
