"""行政执法监督指标: filings, notices, leniency, publicity, campaigns, hazards, reform, and citizens who look on.

What is filed counts on the day it was received; a hazard counts in the period in which it was found, also when it is
put right later; posts and people stand at the end of the period.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, distinct, ratio, stock, total

from ..models.benchmarks import Benchmark
from ..models.campaigns import (
    Campaign,
    CampaignCase,
    CampaignKind,
    CampaignPatrol,
    Hazard,
    HazardCheck,
    HazardOutcome,
)
from ..models.filings import MajorPenaltyFiling
from ..models.lenient import LenientCase, LenientItem
from ..models.public_review import (
    InvitedActivity,
    InvitedAttendance,
    InvitedSupervisor,
    Manner,
    PublicReviewer,
    ReviewSession,
    SessionAttendance,
    SessionCase,
)
from ..models.publicity import Disclosure, PublicityItem, Recording, RecordingOutcome, Reviewer
from ..models.reform import ReformField, ReformMeeting, TeamPost
from ..models.review import Finding, ReviewedFile
from ..models.subjects import Field
from ..models.supervision import EnforcementSupervision, SupervisionFinding
from .officers import OfficerFigures

MARKET, MINING, ENVIRONMENT = Field.MARKET.value, Field.RESOURCES.value, Field.ECOLOGY.value


class BenchmarkFigures(Indicators):
    ledger = Benchmark

    _benchmarks = stock(_("现行裁量权基准"), valid_from="valid_from", valid_to="valid_to")
    _published = stock(
        _("已公布的裁量权基准"), valid_from="valid_from", valid_to="valid_to",
        where=lambda row: ~row.published_on.is_null(),
    )  # fmt: skip
    _publication_rate = ratio(_("裁量权基准公布率"), _published, _benchmarks)


class LenientFigures(Indicators):
    ledger = LenientItem

    leniency_list_items = stock(_("包容免罚清单"), valid_from="published_on", valid_to="removed_on")


class LenientCaseFigures(Indicators):
    ledger = LenientCase

    _spared = count(_("包容免罚案件"), on="spared_on")


class FilingFigures(Indicators):
    ledger = MajorPenaltyFiling

    major_penalty_filings = count(_("重大处罚决定备案"), on="received_on")
    _owed = count(_("应备案的重大处罚决定"), on="decided_on")
    _filed = count(_("已备案的重大处罚决定"), on="decided_on", where=lambda row: ~row.received_on.is_null())
    _filing_rate = ratio(_("重大处罚备案率"), _filed, _owed)
    _opinions = count(_("提出审查意见"), on="opinion_on")


class ReviewFigures(Indicators):
    ledger = ReviewedFile

    _reviewed = count(_("评查案卷"), on="scored_on")
    _sound = count(
        _("合格案卷"), on="scored_on",
        where=lambda row: row.outcome.is_in([Finding.EXCELLENT.value, Finding.QUALIFIED.value]),
    )  # fmt: skip
    _quality = ratio(_("案卷合格率"), _sound, _reviewed)
    _sent = count(_("反馈缺陷案卷"), on="sent_on")
    _put_right = count(_("已整改案卷"), on="sent_on", where=lambda row: ~row.closed_on.is_null())
    _rectification_rate = ratio(_("案卷整改率"), _put_right, _sent)


class SupervisionFigures(Indicators):
    ledger = EnforcementSupervision

    supervision_notices = count(_("行政执法监督通知书"), on="noticed_on")
    _opinions = count(_("行政执法监督意见书"), on="opinion_on")
    _decisions = count(_("行政执法监督决定书"), on="decision_on")


class FindingFigures(Indicators):
    ledger = SupervisionFinding

    _found = count(_("执法监督发现问题"), on="found_on")
    _rectified = count(_("已整改问题"), on="found_on", where=lambda row: ~row.rectified_on.is_null())
    _rectification_rate = ratio(_("执法监督整改率"), _rectified, _found)
    _deducted = total(_("执法监督考核扣分"), of="deducted", on="found_on")


class DisclosureFigures(Indicators):
    ledger = Disclosure

    departments_disclosing = distinct(
        _("公示执法信息部门"), of="organisation", valid_from="complete_on", valid_to="withdrawn_on"
    )


class PublicityFigures(Indicators):
    ledger = PublicityItem

    _due = count(_("应公示执法信息"), on="due_on")
    _published = count(_("已公示执法信息"), on="due_on", where=lambda row: ~row.published_on.is_null())
    _in_time = count(_("按期公示执法信息"), on="due_on", where=lambda row: row.published_on <= row.due_on)
    _publication_rate = ratio(_("执法公示率"), _published, _due)
    _timely_rate = ratio(_("执法公示及时率"), _in_time, _due)


class RecordingFigures(Indicators):
    ledger = Recording

    _due = count(_("应记录环节"), on="done_on")
    _recorded = count(_("已记录环节"), on="done_on", where=lambda row: row.outcome == RecordingOutcome.RECORDED.value)
    _recording_rate = ratio(_("全过程记录率"), _recorded, _due)
    _missing = count(_("缺失的记录"), on="done_on", where=lambda row: row.state == "missing")


class ReviewerFigures(Indicators):
    ledger = Reviewer

    _reviewers = stock(_("法制审核人员"), valid_from="valid_from", valid_to="valid_to")
    _qualified = stock(
        _("有法律职业资格的法制审核人员"), valid_from="valid_from", valid_to="valid_to",
        where=lambda row: row.qualified == True,  # noqa: E712 - a condition, noted and not evaluated
    )  # fmt: skip
    _qualified_rate = ratio(_("法制审核人员持证率"), _qualified, _reviewers)
    _share = ratio(_("法制审核人员占执法人员比例"), _reviewers, OfficerFigures._officers)  # 国办发2018-118: 5 % or more


class PublicReviewerFigures(Indicators):
    ledger = PublicReviewer

    public_reviewers_recruited = count(_("招募群众公议员"), on="recruited_on")


class SessionFigures(Indicators):
    ledger = ReviewSession

    public_review_sessions = count(_("群众公议活动"), on="held_on")
    public_review_sessions_online = count(
        _("网上公议"), on="held_on", where=lambda row: row.manner == Manner.ONLINE.value
    )


class SessionCaseFigures(Indicators):
    ledger = SessionCase

    public_review_cases = distinct(_("群众公议案件"), of="case", on="reviewed_on")


class SessionAttendanceFigures(Indicators):
    ledger = SessionAttendance

    public_review_participations = count(_("群众公议员参与人次"), on="attended_on")


class InvitedFigures(Indicators):
    ledger = InvitedSupervisor

    special_supervisors = stock(_("特邀执法监督员"), valid_from="appointed_on", valid_to="left_on")


class InvitedActivityFigures(Indicators):
    ledger = InvitedActivity

    special_supervision_sessions = count(_("特邀执法监督活动"), on="held_on")
    _handled = count(_("意见已处理的特邀监督活动"), on="held_on", where=lambda row: ~row.handled_on.is_null())
    _handling_rate = ratio(_("特邀监督意见处理率"), _handled, special_supervision_sessions)


class InvitedAttendanceFigures(Indicators):
    ledger = InvitedAttendance

    special_supervision_participations = count(_("特邀监督员参与人次"), on="attended_on")


class CampaignFigures(Indicators):
    ledger = Campaign

    rectification_campaigns = count(
        _("市场监管集中整治"), on="started_on",
        where=lambda row: (row.kind == CampaignKind.RECTIFICATION.value) & (row.sector == MARKET),
    )  # fmt: skip
    special_campaigns = count(
        _("专项执法行动"), on="started_on",
        where=lambda row: (row.kind == CampaignKind.CAMPAIGN.value) & (row.sector == MARKET),
    )  # fmt: skip


class CampaignCaseFigures(Indicators):
    ledger = CampaignCase

    cases_investigated = count(_("市场监管查办案件"), on="filed_on", where=lambda row: row.sector == MARKET)
    illegal_mining_cases = count(_("非法违法采矿案件"), on="filed_on", where=lambda row: row.sector == MINING)


class PatrolFigures(Indicators):
    ledger = CampaignPatrol

    mining_patrol_participations = total(
        _("采矿排查出动人次"), of="people", on="held_on", where=lambda row: row.sector == MINING
    )
    _participations = total(_("专项行动出动人次"), of="people", on="held_on")
    _objects = total(_("专项行动检查对象"), of="objects_checked", on="held_on")


class HazardCheckFigures(Indicators):
    ledger = HazardCheck

    environment_enterprises_checked = distinct(
        _("环境隐患排查企业"), of="credit_code", on="checked_on", where=lambda row: row.sector == ENVIRONMENT
    )


class HazardFigures(Indicators):
    ledger = Hazard

    environment_hazards_found = count(_("发现环境隐患"), on="found_on", where=lambda row: row.sector == ENVIRONMENT)
    environment_hazards_fixed = count(
        _("立行立改环境隐患"), on="found_on",
        where=lambda row: (row.sector == ENVIRONMENT) & (row.outcome == HazardOutcome.ON_SPOT.value),
    )  # fmt: skip
    _found = count(_("发现隐患"), on="found_on")
    _fixed = count(_("整改完成的隐患"), on="found_on", where=lambda row: ~row.fixed_on.is_null())
    _fix_rate = ratio(_("隐患整改率"), _fixed, _found)


class ReformFigures(Indicators):
    ledger = ReformField

    reform_fields = stock(_("综合执法改革领域"), valid_from="set_up_on", valid_to="ended_on")


class PostFigures(Indicators):
    ledger = TeamPost

    team_quota = stock(_("综合执法队编制"), valid_from="approved_on", valid_to="abolished_on")
    team_transferred = stock(_("综合执法队转隶人员"), valid_from="transferred_on", valid_to="left_on")
    _transfer_rate = ratio(_("综合执法队转隶率"), team_transferred, team_quota)


class MeetingFigures(Indicators):
    ledger = ReformMeeting

    reform_meetings = count(_("执法体制改革会议"), on="held_on")
