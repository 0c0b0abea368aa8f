"""行政复议指标: what is received, accepted and concluded in the period, how it ends, and what was put right.

Concluded (审结) are the cases decided, mediated, dismissed or terminated after acceptance; the ways of ending add up to
them, and a test says so.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, ratio, stock

from .models import (
    CORRECTED,
    OpinionLetter,
    Outcome,
    ReconsiderationCase,
    RespondentCase,
    WorkDocument,
    WorkDocumentKind,
)


def ended(label, *outcomes):
    """Count the cases concluded in one of these ways."""
    return count(label, on="decided_on", where=lambda row: row.outcome.is_in([str(outcome) for outcome in outcomes]))


class ReconsiderationFigures(Indicators):
    ledger = ReconsiderationCase

    applications_received = count(_("收到复议申请"), on="received_on")
    accepted = count(_("行政复议受理"), on="accepted_on")
    acceptance_rate = ratio(_("受案率"), accepted, applications_received)
    concluded = count(_("行政复议审结"), on="decided_on")
    conclusion_rate = ratio(_("复议结案率"), concluded, accepted)

    outcome_upheld = ended(_("维持"), Outcome.UPHELD)
    outcome_revoked = ended(_("撤销"), Outcome.REVOKED, Outcome.REVOKED_REDO)
    outcome_confirmed_illegal = ended(_("确认违法"), Outcome.CONFIRMED_ILLEGAL, Outcome.CONFIRMED_INVALID)
    outcome_modified = ended(_("变更"), Outcome.CHANGED)
    outcome_ordered_to_perform = ended(_("责令履行"), Outcome.ORDERED_TO_PERFORM)
    outcome_rejected = ended(_("驳回申请"), Outcome.REQUEST_REJECTED, Outcome.APPLICATION_DISMISSED)
    outcome_mediated_or_withdrawn = ended(_("调解、撤回"), Outcome.MEDIATED, Outcome.SETTLED_WITHDRAWN)
    outcome_other = ended(_("其他结案"), Outcome.AGREEMENT_REMEDY, Outcome.TERMINATED)

    _corrected = ended(_("纠错"), *CORRECTED, Outcome.MEDIATED, Outcome.SETTLED_WITHDRAWN)
    error_correction_rate = ratio(_("综合纠错率"), _corrected, concluded)

    _publication_due = count(_("应公开决定书"), on="decided_on", where=lambda row: row.publication_due)
    _published = count(
        _("已公开决定书"), on="decided_on", where=lambda row: row.publication_due & ~row.published_on.is_null()
    )
    decision_publication_rate = ratio(_("复议决定书公开率"), _published, _publication_due)
    decisions_revoked_by_court = count(_("复议决定被撤销"), on="overturned_on")

    _pending = stock(_("期末未结"), valid_from="accepted_on", valid_to="decided_on")
    _carried_over = stock(_("上期结转"), valid_from="accepted_on", valid_to="decided_on", at="start")
    _in_time = count(_("法定期限内审结"), on="decided_on", where=lambda row: row.decided_on <= row.due_on)
    _timeliness = ratio(_("按期审结率"), _in_time, concluded)


class RespondentFigures(Indicators):
    ledger = RespondentCase

    as_respondent_received = count(_("被复议案件"), on="notice_received_on")
    as_respondent_concluded = count(_("被复议结案"), on="decided_on")
    as_respondent_conclusion_rate = ratio(_("被复议结案率"), as_respondent_concluded, as_respondent_received)


class OpinionFigures(Indicators):
    ledger = OpinionLetter

    opinions_issued = count(_("行政复议意见书"), on="issued_on")


class WorkDocumentFigures(Indicators):
    ledger = WorkDocument

    notices_issued = count(_("制定复议应诉通知"), on="issued_on", where=lambda row: row.kind == WorkDocumentKind.NOTICE)
