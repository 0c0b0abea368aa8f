"""行政应诉台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import (
    Appearance,
    AppearanceLetter,
    Evidence,
    JudgmentPerformance,
    JudicialSuggestion,
    LiaisonMeeting,
    LiaisonProblem,
    LitigationCase,
    LitigationInstance,
    LitigationRule,
    PartnerCourt,
    ProcuratorialSuggestion,
    RuleImplementation,
    TeamAct,
    TeamMember,
    TeamRole,
)

WRITE = ("litigation_handler", "litigation_head")
READ = (*WRITE, "appearance_supervisor", "law_governance_office", "leader", "provincial_checker")
SUPERVISE = ("appearance_supervisor", "law_governance_office")


class LitigationCases(Ledger):
    model = LitigationCase
    slug = "litigation-case"
    columns = ("number", "title", "organisation", "plaintiff", "act_kind", "court", "court_number", "state", "outcome",
               "received_on", "answered_on", "effective_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "act_kind", "outcome", "received_on", "effective_on")
    search = ("number", "title", "court_number", "appeal_number", "act_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    aliases = {"number": (_("应诉编号"), _("案件编号")), "received_on": (_("收到应诉通知日期"),)}
    masked = ("plaintiff", "third_parties")
    unmasked = WRITE
    read, write = READ, WRITE


class LitigationInstances(Ledger):
    model = LitigationInstance
    slug = "litigation-instance"
    columns = ("number", "level", "organisation", "court", "court_number", "entered_on", "concluded_on", "ending",
               "result")  # fmt: skip
    filters = ("level", "organisation", "ending", "result", "entered_on", "concluded_on")
    search = ("number", "court_number")
    order = "-entered_on"
    natural_key = ("organisation", "number")
    notes = _("由应诉案件的环节自动登记，不需要导入。")
    read, write = READ, WRITE


class EvidenceList(Ledger):
    model = Evidence
    slug = "litigation-evidence"
    columns = ("case", "position", "name", "kind", "purpose", "pages", "original", "submitted_on", "organisation")
    filters = ("kind", "organisation", "submitted_on")
    search = ("name", "purpose")
    order = "case"
    natural_key = ("case", "position")
    read, write = READ, WRITE


class TeamRoles(Ledger):
    model = TeamRole
    slug = "litigation-team-role"
    columns = ("position", "name", "duty", "organisation", "valid_from", "valid_to")
    filters = ("organisation", "position")
    search = ("name",)
    order = "position"
    natural_key = ("organisation", "name", "valid_from")
    notes = _("“1+1+1”应诉小组由三方组成，角色名称由各单位自定。")
    read, write = READ, WRITE


class TeamMembers(Ledger):
    model = TeamMember
    slug = "litigation-team-member"
    columns = ("case", "role", "name", "employer", "post", "organisation", "joined_on", "left_on")
    filters = ("organisation", "joined_on")
    search = ("name", "employer")
    order = "-joined_on"
    natural_key = ("case", "role", "name")
    read, write = READ, WRITE


class TeamActs(Ledger):
    model = TeamAct
    slug = "litigation-team-act"
    columns = ("member", "done_on", "done", "result", "organisation")
    filters = ("organisation", "done_on")
    search = ("done", "result")
    order = "-done_on"
    natural_key = ("member", "done_on", "done")
    read, write = READ, WRITE


class Appearances(Ledger):
    model = Appearance
    slug = "litigation-appearance"
    columns = ("number", "title", "organisation", "hearing_on", "notice", "state", "outcome", "head", "head_post",
               "head_rank", "spoke", "excuse", "breach")  # fmt: skip
    filters = ("state", "organisation", "notice", "outcome", "breach", "hearing_on")
    search = ("number", "title", "head")
    order = "-hearing_on"
    natural_key = ("organisation", "number")
    read, write = READ, WRITE


class AppearanceLetters(Ledger):
    model = AppearanceLetter
    slug = "appearance-letter"
    columns = ("document_number", "kind", "organisation", "issuer", "appearance", "absences", "state", "issued_on",
               "reply_by", "replied_on", "due_on")  # fmt: skip
    filters = ("kind", "state", "organisation", "issued_on")
    search = ("document_number", "title", "number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, SUPERVISE


class JudgmentPerformances(Ledger):
    model = JudgmentPerformance
    slug = "judgment-performance"
    columns = ("number", "title", "organisation", "result", "effective_on", "perform_by", "state", "performed_on",
               "performance", "overdue_reason", "reported_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "result", "performance", "perform_by")
    search = ("number", "title", "judgment_number")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    notes = _("由应诉案件裁判生效的环节自动登记，不需要导入。")
    read, write = READ, WRITE


class JudicialSuggestions(Ledger):
    model = JudicialSuggestion
    slug = "judicial-suggestion"
    columns = ("number", "title", "organisation", "court", "kind", "state", "received_on", "replied_on", "treatment",
               "due_on")  # fmt: skip
    filters = ("state", "organisation", "kind", "treatment", "received_on")
    search = ("number", "title", "court_number", "document")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, WRITE


class ProcuratorialSuggestions(Ledger):
    model = ProcuratorialSuggestion
    slug = "procuratorial-suggestion"
    columns = ("number", "title", "organisation", "procuratorate", "interest", "urgent", "state", "received_on",
               "replied_on", "due_on")  # fmt: skip
    filters = ("state", "organisation", "interest", "urgent", "received_on")
    search = ("number", "title", "suggestion_number", "matter")
    order = "-opened_on"
    natural_key = ("organisation", "number")
    read, write = READ, WRITE


class PartnerCourts(Ledger):
    model = PartnerCourt
    slug = "litigation-court"
    columns = ("name", "organisation", "contact", "telephone", "agreement", "since", "until")
    filters = ("organisation",)
    search = ("name", "contact")
    order = "name"
    natural_key = ("organisation", "name")
    read, write = READ, (*WRITE, *SUPERVISE)


class LiaisonMeetings(Ledger):
    model = LiaisonMeeting
    slug = "litigation-meeting"
    columns = ("court", "held_on", "topic", "participants", "minutes", "organisation")
    filters = ("organisation", "held_on")
    search = ("topic", "minutes")
    order = "-held_on"
    natural_key = ("court", "held_on", "topic")
    read, write = READ, (*WRITE, *SUPERVISE)


class LiaisonProblems(Ledger):
    model = LiaisonProblem
    slug = "litigation-problem"
    columns = ("meeting", "position", "problem", "agreed", "unit", "due_on", "done_on", "result", "organisation")
    filters = ("organisation", "due_on", "done_on")
    search = ("problem", "agreed", "unit")
    order = "-due_on"
    natural_key = ("meeting", "position")
    read, write = READ, (*WRITE, *SUPERVISE)


class LitigationRules(Ledger):
    model = LitigationRule
    slug = "litigation-rule"
    columns = ("title", "document_number", "organisation", "issued_on", "requirement", "repealed_on")
    filters = ("organisation", "issued_on")
    search = ("title", "document_number")
    order = "-issued_on"
    natural_key = ("organisation", "title", "issued_on")
    read, write = READ, (*WRITE, *SUPERVISE)


class RuleImplementations(Ledger):
    model = RuleImplementation
    slug = "litigation-rule-implementation"
    columns = ("rule", "organisation", "measures", "implemented_on", "checked_on", "finding")
    filters = ("organisation", "implemented_on")
    search = ("measures", "finding")
    order = "-implemented_on"
    natural_key = ("organisation", "rule", "implemented_on")
    read, write = READ, (*WRITE, *SUPERVISE)
