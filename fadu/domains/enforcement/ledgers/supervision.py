"""行政执法监督台账: discretion, leniency, filings, file reviews, supervision, publicity, campaigns, reform."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from ..models.benchmarks import Benchmark, BenchmarkGrade, BenchmarkReview
from ..models.campaigns import Campaign, CampaignCase, CampaignPatrol, Hazard, HazardCheck
from ..models.checks import LedgerCheck
from ..models.filings import MajorPenaltyFiling
from ..models.lenient import LenientCase, LenientItem
from ..models.public_review import (
    InvitedActivity,
    InvitedAttendance,
    InvitedSupervisor,
    PublicReviewer,
    ReviewSession,
    SessionAttendance,
    SessionCase,
)
from ..models.publicity import (
    Device,
    Disclosure,
    PressEvent,
    PublicityItem,
    Recording,
    RecordingItem,
    Reviewer,
    ReviewThreshold,
)
from ..models.reform import Downshift, ReformField, ReformMeeting, TeamPost
from ..models.review import Defect, FileReview, FileTemplate, ReviewedFile, ScoringItem
from ..models.supervision import EnforcementSupervision, SupervisionFinding, SupervisionPlan

WATCH = ("law_governance_office", "leader", "provincial_checker")
OVERSEE = ("enforcement_supervisor",)
ENFORCE = ("enforcement_handler", "enforcement_officer", "enforcement_head")
READ = (*OVERSEE, *ENFORCE, "legality_reviewer", *WATCH)
KEEP = (*OVERSEE, "enforcement_handler")

# Discretion and leniency


class Benchmarks(Ledger):
    model = Benchmark
    slug = "discretion-benchmark"
    columns = ("number", "act", "code", "version", "field", "organisation", "basis", "minimum", "maximum",
               "upper", "valid_from", "valid_to", "published_on")  # fmt: skip
    filters = ("field", "organisation", "valid_from", "valid_to", "published_on")
    search = ("number", "code", "act", "basis")
    order = "number"
    natural_key = ("organisation", "number")
    aliases = {"act": (_("违法行为名称"),)}
    read, write = READ, KEEP


class BenchmarkGrades(Ledger):
    model = BenchmarkGrade
    slug = "discretion-grade"
    columns = ("benchmark", "place", "grade", "circumstance", "conditions", "minimum", "maximum", "organisation")
    filters = ("benchmark", "grade", "organisation")
    search = ("circumstance", "conditions")
    order = "place"
    natural_key = ("benchmark", "place")
    read, write = READ, KEEP


class BenchmarkReviews(Ledger):
    model = BenchmarkReview
    slug = "benchmark-review"
    columns = ("number", "benchmark", "ground", "cause", "organisation", "state", "outcome", "arisen_on", "due_on",
               "concluded_on")  # fmt: skip
    filters = ("state", "ground", "outcome", "organisation", "arisen_on", "concluded_on")
    search = ("number", "title", "cause")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _("上级基准或者所依据的法律变动的，由系统列为待评估；其他情形可以提请评估。")
    read, write = READ, KEEP


class LenientItems(Ledger):
    model = LenientItem
    slug = "lenient-item"
    columns = ("code", "act", "leniency", "organisation", "basis", "limit", "months", "published_on", "removed_on")
    filters = ("leniency", "organisation", "published_on")
    search = ("code", "act", "conditions")
    order = "code"
    natural_key = ("organisation", "code")
    read, write = READ, KEEP


class LenientCases(Ledger):
    model = LenientCase
    slug = "lenient-case"
    columns = ("number", "title", "item", "organisation", "state", "outcome", "education", "found_on", "spared_on")
    filters = ("state", "item", "outcome", "education", "organisation", "found_on", "spared_on")
    search = ("number", "title")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("party", "identity_number")
    unmasked = KEEP + ENFORCE[1:]
    read, write = READ, ("enforcement_handler", "enforcement_officer")


# Filing and review


class Filings(Ledger):
    model = MajorPenaltyFiling
    slug = "major-penalty-filing"
    columns = ("number", "decision_number", "kind", "organisation", "state", "outcome", "decided_on", "filed_on",
               "received_on", "due_on")  # fmt: skip
    filters = ("state", "kind", "outcome", "organisation", "decided_on", "received_on")
    search = ("number", "decision_number", "penalty")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    masked = ("party",)
    unmasked = KEEP
    read, write = READ, KEEP


class FileTemplates(Ledger):
    model = FileTemplate
    slug = "file-template"
    columns = ("kind", "place", "paper", "document_kind", "required", "condition", "organisation", "valid_from")
    filters = ("kind", "required", "organisation", "valid_from")
    search = ("paper",)
    order = "place"
    natural_key = ("organisation", "kind", "paper", "valid_from")
    read, write = READ, OVERSEE


class ScoringItems(Ledger):
    model = ScoringItem
    slug = "file-scoring"
    columns = ("code", "sheet", "kind", "number", "item", "points", "fatal", "organisation", "valid_from", "valid_to")
    filters = ("sheet", "kind", "fatal", "organisation", "valid_from")
    search = ("code", "sheet", "item")
    order = "code"
    natural_key = ("organisation", "code")
    read, write = READ, OVERSEE


class FileReviews(Ledger):
    model = FileReview
    slug = "file-review"
    columns = ("number", "name", "kind", "files", "organisation", "state", "sample", "fixed_on", "drawn_on",
               "reported_on")  # fmt: skip
    filters = ("state", "kind", "files", "field", "organisation", "drawn_on", "reported_on")
    search = ("number", "name", "roster_commit")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, OVERSEE


class ReviewedFiles(Ledger):
    model = ReviewedFile
    slug = "reviewed-file"
    columns = ("number", "review", "file", "organisation", "state", "score", "outcome", "rectify_by", "scored_on",
               "rechecked_on")  # fmt: skip
    filters = ("state", "review", "outcome", "organisation", "scored_on", "rectify_by")
    search = ("number", "file", "reviewer")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, OVERSEE


class Defects(Ledger):
    model = Defect
    slug = "file-defect"
    columns = ("reviewed", "item", "deducted", "defect", "organisation", "found_on", "rectified_on")
    filters = ("reviewed", "item", "organisation", "found_on", "rectified_on")
    search = ("defect",)
    order = "-found_on"
    natural_key = ("reviewed", "item")
    read, write = READ, OVERSEE


# Supervision


class Plans(Ledger):
    model = SupervisionPlan
    slug = "supervision-plan"
    columns = ("year", "topic", "organisation", "units", "method", "starts_on", "ends_on", "finished_on")
    filters = ("year", "organisation", "starts_on", "finished_on")
    search = ("topic", "units")
    order = "-year"
    natural_key = ("organisation", "year", "topic")
    read, write = READ, OVERSEE


class Supervised(Ledger):
    model = EnforcementSupervision
    slug = "enforcement-supervision"
    columns = ("number", "title", "organisation", "supervisor", "kind", "ground", "state", "outcome", "noticed_on",
               "rectify_by", "replied_on", "verified_on")  # fmt: skip
    filters = ("state", "kind", "ground", "outcome", "organisation", "supervisor", "noticed_on", "rectify_by")
    search = ("number", "title", "notice_number", "concerning")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, OVERSEE


class Checks(Ledger):
    model = LedgerCheck
    slug = "enforcement-check"
    columns = ("number", "kind", "organisation", "period_from", "period_to", "state", "compared", "found",
               "compared_on")  # fmt: skip
    filters = ("state", "kind", "organisation", "compared_on", "found")
    search = ("number", "title", "listed")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _("核对清单由系统从处罚案件、移送、培训记录和案卷文书得出，不需要导入。")
    read, write = (*OVERSEE, *WATCH), OVERSEE


class Findings(Ledger):
    model = SupervisionFinding
    slug = "supervision-finding"
    columns = ("number", "unit", "source", "ground", "finding", "organisation", "found_on", "rectify_by",
               "rectified_on", "deducted")  # fmt: skip
    filters = ("unit", "source", "ground", "organisation", "found_on", "rectified_on")
    search = ("number", "finding")
    order = "-found_on"
    natural_key = ("organisation", "number")
    read, write = READ, OVERSEE


# The three systems


class Disclosures(Ledger):
    model = Disclosure
    slug = "enforcement-disclosure"
    columns = ("organisation", "portal", "duties_on", "basis_on", "process_on", "officers_on", "channel_on",
               "complete_on", "withdrawn_on")  # fmt: skip
    filters = ("organisation", "complete_on")
    search = ("portal",)
    order = "-complete_on"
    natural_key = ("organisation", "portal")
    read, write = READ, KEEP


class PublicityItems(Ledger):
    model = PublicityItem
    slug = "enforcement-publicity"
    columns = ("number", "phase", "item", "case", "organisation", "arisen_on", "due_on", "published_on", "place")
    filters = ("phase", "organisation", "arisen_on", "due_on", "published_on")
    search = ("number", "item", "case")
    order = "-arisen_on"
    natural_key = ("organisation", "number")
    read, write = READ, KEEP


class PressEvents(Ledger):
    model = PressEvent
    slug = "enforcement-press"
    columns = ("title", "organisation", "held_on", "place", "topics")
    filters = ("organisation", "held_on")
    search = ("title", "topics")
    order = "-held_on"
    natural_key = ("organisation", "title", "held_on")
    read, write = READ, KEEP


class RecordingItems(Ledger):
    model = RecordingItem
    slug = "recording-catalogue"
    columns = ("code", "procedure", "link", "video", "content", "years", "organisation", "valid_from", "valid_to")
    filters = ("procedure", "video", "organisation", "valid_from")
    search = ("code", "procedure", "link")
    order = "code"
    natural_key = ("organisation", "code")
    read, write = READ, KEEP


class Devices(Ledger):
    model = Device
    slug = "recording-device"
    columns = ("number", "model", "holder", "organisation", "issued_on", "checked_on", "retired_on")
    filters = ("organisation", "issued_on", "retired_on")
    search = ("number", "model", "holder")
    order = "number"
    natural_key = ("organisation", "number")
    read, write = READ, KEEP


class Recordings(Ledger):
    model = Recording
    slug = "enforcement-recording"
    columns = ("number", "case", "step", "item", "organisation", "state", "done_on", "device", "recorded_on",
               "keep_until")  # fmt: skip
    filters = ("state", "outcome", "item", "device", "organisation", "done_on", "keep_until")
    search = ("number", "case", "step")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, KEEP


class ReviewThresholds(Ledger):
    model = ReviewThreshold
    slug = "legal-review-threshold"
    columns = ("code", "kind", "description", "person", "entity", "organisation", "basis", "valid_from", "valid_to")
    filters = ("kind", "organisation", "valid_from")
    search = ("code", "description", "basis")
    order = "code"
    natural_key = ("organisation", "code")
    read, write = READ, KEEP


class Reviewers(Ledger):
    model = Reviewer
    slug = "legal-reviewer"
    columns = ("number", "name", "organisation", "kind", "qualified", "since", "valid_from", "valid_to")
    filters = ("kind", "qualified", "organisation", "valid_from")
    search = ("number", "name")
    order = "number"
    natural_key = ("organisation", "number")
    read, write = READ, KEEP


# Society


class PublicReviewers(Ledger):
    model = PublicReviewer
    slug = "public-reviewer"
    columns = ("number", "name", "batch", "field", "organisation", "recruited_on", "left_on")
    filters = ("batch", "organisation", "recruited_on")
    search = ("number", "name", "field")
    order = "number"
    natural_key = ("organisation", "number")
    masked = ("phone",)
    read, write = READ, KEEP


class ReviewSessions(Ledger):
    model = ReviewSession
    slug = "public-review-session"
    columns = ("number", "manner", "organisation", "held_on", "place", "chair")
    filters = ("manner", "organisation", "held_on")
    search = ("number", "place")
    order = "-held_on"
    natural_key = ("organisation", "number")
    read, write = READ, KEEP


class SessionCases(Ledger):
    model = SessionCase
    slug = "public-review-case"
    columns = ("session", "case", "organisation", "reviewed_on", "opinion", "adoption", "reason")
    filters = ("session", "adoption", "organisation", "reviewed_on")
    search = ("case", "opinion")
    order = "-reviewed_on"
    natural_key = ("session", "case")
    read, write = READ, KEEP


class SessionAttendances(Ledger):
    model = SessionAttendance
    slug = "public-review-attendance"
    columns = ("session", "reviewer", "organisation", "attended_on")
    filters = ("session", "reviewer", "organisation", "attended_on")
    order = "-attended_on"
    natural_key = ("session", "reviewer")
    read, write = READ, KEEP


class InvitedSupervisors(Ledger):
    model = InvitedSupervisor
    slug = "invited-supervisor"
    columns = ("number", "name", "batch", "nominated_by", "organisation", "appointed_on", "left_on")
    filters = ("batch", "organisation", "appointed_on", "left_on")
    search = ("number", "name", "nominated_by")
    order = "number"
    natural_key = ("organisation", "number")
    masked = ("phone",)
    read, write = READ, OVERSEE


class InvitedActivities(Ledger):
    model = InvitedActivity
    slug = "invited-activity"
    columns = ("number", "topic", "unit", "organisation", "held_on", "remarks", "handled", "handled_on")
    filters = ("unit", "organisation", "held_on", "handled_on")
    search = ("number", "topic", "remarks")
    order = "-held_on"
    natural_key = ("organisation", "number")
    read, write = READ, OVERSEE


class InvitedAttendances(Ledger):
    model = InvitedAttendance
    slug = "invited-attendance"
    columns = ("activity", "supervisor", "organisation", "attended_on")
    filters = ("activity", "supervisor", "organisation", "attended_on")
    order = "-attended_on"
    natural_key = ("activity", "supervisor")
    read, write = READ, OVERSEE


# Campaigns and hazards


class Campaigns(Ledger):
    model = Campaign
    slug = "enforcement-campaign"
    columns = ("number", "name", "kind", "sector", "organisation", "state", "starts_on", "ends_on", "started_on",
               "reported_on")  # fmt: skip
    filters = ("state", "kind", "sector", "organisation", "started_on")
    search = ("number", "name")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, KEEP


class CampaignPatrols(Ledger):
    model = CampaignPatrol
    slug = "campaign-patrol"
    columns = ("number", "campaign", "sector", "organisation", "held_on", "people", "objects_checked")
    filters = ("campaign", "sector", "organisation", "held_on")
    search = ("number", "findings")
    order = "-held_on"
    natural_key = ("organisation", "number")
    read, write = READ, KEEP


class CampaignCases(Ledger):
    model = CampaignCase
    slug = "campaign-case"
    columns = ("case", "campaign", "sector", "act", "organisation", "filed_on", "penalised_on")
    filters = ("campaign", "sector", "organisation", "filed_on", "penalised_on")
    search = ("case", "act")
    order = "-filed_on"
    natural_key = ("organisation", "case")
    read, write = READ, KEEP


class HazardChecks(Ledger):
    model = HazardCheck
    slug = "hazard-check"
    columns = ("number", "credit_code", "firm", "sector", "organisation", "checked_on", "officers", "result")
    filters = ("sector", "organisation", "checked_on")
    search = ("number", "credit_code", "firm")
    order = "-checked_on"
    natural_key = ("organisation", "number")
    read, write = READ, (*KEEP, "enforcement_officer")


class Hazards(Ledger):
    model = Hazard
    slug = "enforcement-hazard"
    columns = ("number", "firm", "sector", "level", "organisation", "state", "outcome", "found_on", "fix_by",
               "fixed_on", "rechecked_on")  # fmt: skip
    filters = ("state", "sector", "level", "outcome", "organisation", "found_on", "fix_by")
    search = ("number", "firm")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, (*KEEP, "enforcement_officer")


# Reform


class ReformFields(Ledger):
    model = ReformField
    slug = "reform-field"
    columns = ("field", "team", "organisation", "area", "basis", "set_up_on", "ended_on")
    filters = ("organisation", "set_up_on")
    search = ("field", "team", "area")
    order = "field"
    natural_key = ("organisation", "field")
    read, write = READ, OVERSEE


class TeamPosts(Ledger):
    model = TeamPost
    slug = "team-post"
    columns = ("number", "team", "organisation", "holder", "from_unit", "approved_on", "transferred_on", "left_on",
               "abolished_on")  # fmt: skip
    filters = ("team", "organisation", "approved_on", "transferred_on")
    search = ("number", "holder", "from_unit")
    order = "number"
    natural_key = ("organisation", "number")
    masked = ("holder",)
    read, write = READ, OVERSEE


class ReformMeetings(Ledger):
    model = ReformMeeting
    slug = "reform-meeting"
    columns = ("title", "organisation", "held_on", "decisions", "progress")
    filters = ("organisation", "held_on")
    search = ("title", "decisions")
    order = "-held_on"
    natural_key = ("organisation", "title", "held_on")
    read, write = READ, OVERSEE


class Downshifts(Ledger):
    model = Downshift
    slug = "enforcement-downshift"
    columns = ("subdistrict", "station", "organisation", "basis", "people", "published_on", "moved_on",
               "assessed_on", "returned_on")  # fmt: skip
    filters = ("subdistrict", "organisation", "moved_on", "assessed_on")
    search = ("station", "functions", "basis")
    order = "-moved_on"
    natural_key = ("organisation", "subdistrict", "basis")
    read, write = READ, OVERSEE
