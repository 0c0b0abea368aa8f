"""专项执法行动、隐患整改、执法过程记录."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Consequence, Procedure, State, Step, Term

from .. import limits_supervision as limits
from ..models.campaigns import HazardOutcome
from ..models.publicity import LINKS, Recording, RecordingItem, RecordingOutcome


def approved_if_business_halts(case):
    """Require the approval without which no whole trade may be told to stop (优化营商环境条例#59.2)."""
    if case.suspends_business and not case.approval:
        return _("要求相关行业、领域的市场主体普遍停产停业的，须报有权机关批准，请填写批准文号")
    return None


def kept_until(case):
    """Return the day to which a recording is kept: so many years from when it was made."""
    if case.item is None or case.done_on is None:
        return None
    year = case.done_on.year + case.item.years
    day = case.done_on
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) and year % 4 else day.replace(year=year)


def to_be_recorded(link, case_of):
    """Return what opens, when the step `link` of a case is made, the recordings that the organ's catalogue asks for."""

    def of(made):
        case = case_of(made)
        codes = [case.organisation.path[: n + 1] for n, sign in enumerate(case.organisation.path) if sign == "/"]
        standing = Q(valid_to=None) | Q(valid_to__gt=made.moved_on)
        asked = RecordingItem.objects.filter(
            standing, link=link, video=True, valid_from__lte=made.moved_on, organisation__path__in=codes
        )
        done = {"case": case.number, "step": link, "done_on": made.moved_on}
        item = asked.order_by("-organisation__path", "code").first()
        if item and not Recording.objects.filter(organisation=case.organisation, **done).exists():
            yield done | {"item": item}

    return of


def recorded(link, of=lambda case: case):
    """Return the consequence of a step that must be recorded; `of` gives the case to whose file that belongs."""
    assert link in LINKS, link
    return Consequence("enforcement-recording/arise", to_be_recorded(link, of))


# fmt: off


class SpecialCampaign(Procedure):
    """专项执法行动."""

    slug = "enforcement-campaign"
    title = _("专项执法行动")
    law = "优化营商环境条例"
    in_force = limits.BUSINESS_ENVIRONMENT

    planned = State(_("已制定方案"))
    running = State(_("行动中"))
    reported = State(_("已总结"), final=True)
    cancelled = State(_("已取消"), final=True)

    plan_campaign = Step(
        _("制定方案"), None, planned, role="enforcement_handler", article="优化营商环境条例#59.2",
        requires=("name", "kind", "sector", "starts_on", "ends_on"), records=("plan", "units", "suspends_business"),
    )
    start = Step(
        _("开始行动"), planned, running, role="enforcement_head", article="优化营商环境条例#59.2",
        records=("approval",), stamps="started_on", guard=approved_if_business_halts,
    )
    report_ = Step(
        _("总结"), running, reported, role="enforcement_handler", article="优化营商环境条例#59.2",
        requires=("report",), stamps="reported_on",
    )
    cancel = Step(
        _("取消"), planned, cancelled, role="enforcement_head", article="优化营商环境条例#59.2", requires=("reason",),
    )


class HazardFixing(Procedure):
    """隐患整改: fixed where it was found, or by a day and checked again."""

    slug = "enforcement-hazard"
    title = _("隐患排查整改")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW

    found = State(_("已发现"))
    ordered = State(_("责令限期整改"))
    awaiting = State(_("已整改（待复查）"))
    fixed_at_once = State(_("立行立改"), final=True)
    closed = State(_("复查合格销号"), final=True)
    handed_over = State(_("逾期未改，依法处理"), final=True)

    find = Step(
        _("发现隐患"), None, found, role="enforcement_officer", article="行政处罚法#54.1",
        requires=("firm", "sector", "hazard"), records=("level",), stamps="found_on",
    )
    fix_at_once = Step(
        _("当场整改完毕"), found, fixed_at_once, role="enforcement_officer", article="行政处罚法#28.1",
        requires=("fix",), stamps="fixed_on", outcomes=(HazardOutcome.ON_SPOT,),
    )
    order_fix = Step(
        _("责令限期整改"), found, ordered, role="enforcement_officer", article="行政处罚法#28.1",
        requires=("fix_by",),
    )
    report_fixed = Step(
        _("报告整改完毕"), ordered, awaiting, role="party", article="行政处罚法#28.1", requires=("fix",),
        stamps="fixed_on",
    )
    recheck = Step(
        _("复查合格"), awaiting, closed, role="enforcement_officer", article="行政处罚法#28.1",
        stamps="rechecked_on", outcomes=(HazardOutcome.FIXED,),
    )
    order_again = Step(
        _("复查不合格，再次责令"), awaiting, ordered, role="enforcement_officer", article="行政处罚法#28.1",
        requires=("fix_by",), stamps="rechecked_on",
    )
    hand_over = Step(
        _("逾期未改，依法处理"), ordered, handed_over, role="enforcement_officer", article="行政处罚法#54.2",
        records=("penalty",), outcomes=(HazardOutcome.HANDED_OVER,),
    )

    outcomes = {
        HazardOutcome.ON_SPOT: "行政处罚法#28.1", HazardOutcome.FIXED: "行政处罚法#28.1",
        HazardOutcome.HANDED_OVER: "行政处罚法#54.2",
    }

    terms = (
        Term(
            limits.FIX, starts=(order_fix, order_again), stops=(report_fixed, hand_over), until="fix_by",
            shown_in="due_on",
        ),
    )


class ProcessRecording(Procedure):
    """执法过程记录: due as soon as the step is made; recorded, excused, or flagged as missing until it turns up."""

    slug = "enforcement-recording"
    title = _("执法全过程记录")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW

    due = State(_("应记录（待归档）"))
    missing = State(_("缺失"))
    recorded = State(_("已归档"), final=True)
    excused = State(_("有理由未记录"), final=True)

    enter = Step(
        _("登记应记录环节"), None, due, role="enforcement_handler", article="行政处罚法#47",
        requires=("case", "step", "done_on"), records=("item",),
    )
    arise = Step(
        _("产生应记录环节"), None, due, role="system", article="行政处罚法#47", requires=("case", "step", "done_on"),
    )
    lapse = Step(
        _("逾期未归档，标记缺失"), due, missing, role="system", article="行政处罚法#47",
        sets={"outcome": RecordingOutcome.MISSING},
    )
    record = Step(
        _("归档记录"), (due, missing), recorded, role="enforcement_handler", article="行政处罚法#47",
        requires=("store",), records=("device", "officer", "minutes", "digest"), stamps="recorded_on",
        sets={"keep_until": kept_until}, outcomes=(RecordingOutcome.RECORDED,),
    )
    excuse = Step(
        _("说明未记录的理由"), (due, missing), excused, role="enforcement_head", article="行政处罚法#47",
        requires=("reason",), outcomes=(RecordingOutcome.EXCUSED,),
    )
    flag = Step(
        _("标记缺失"), due, missing, role="enforcement_supervisor", article="行政处罚法#47",
        sets={"outcome": RecordingOutcome.MISSING},
    )

    outcomes = dict.fromkeys((RecordingOutcome.RECORDED, RecordingOutcome.EXCUSED), "行政处罚法#47")

    terms = (
        Term(limits.ARCHIVE, starts=("done_on",), stops=(record, excuse, flag), on_expiry=lapse, shown_in="due_on"),
    )
