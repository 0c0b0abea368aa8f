"""行政处罚、强制、移送和公开指标: parts that the catalogue does not name yet; lists, boards and pages count by them."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, quantile_days, ratio, total

from ..models.coercion import CoercionMeasure, CourtEnforcement
from ..models.penalties import Outcome, PenaltyCase, SpotOutcome, SummaryPenalty
from ..models.publication import DecisionPublication, LicenceDecision
from ..models.transfer import CrimeTransfer

PENALISED = str(Outcome.PENALISED)
SPARED = (str(Outcome.MINOR), str(Outcome.NO_FAULT))


class SummaryFigures(Indicators):
    ledger = SummaryPenalty

    _on_the_spot = count(
        _("当场处罚决定"), on="decided_on", where=lambda row: row.outcome != str(SpotOutcome.NO_PENALTY)
    )


class PenaltyFigures(Indicators):
    ledger = PenaltyCase

    _filed = count(_("立案"), on="filed_on")
    _decided = count(_("处罚决定"), on="decided_on", where=lambda row: row.outcome == PENALISED)
    _fines = total(_("罚款金额"), of="fine", on="decided_on", where=lambda row: row.outcome == PENALISED)
    _spared = count(_("轻微、无过错不予处罚"), on="decided_on", where=lambda row: row.outcome.is_in(list(SPARED)))
    # The last day is in time; a case filed before the law set ninety days has no last day and does not count.
    _within = count(_("期限内作出决定"), on="decided_on", where=lambda row: row.decided_on <= row.due_on)
    _bound = count(_("有办案期限的决定"), on="decided_on", where=lambda row: ~row.due_on.is_null())
    _timeliness = ratio(_("按期决定率"), _within, _bound)
    _median = quantile_days(
        _("办案天数中位数"), 0.5, on="decided_on", days=lambda row: row.decided_on - row.filed_on,
        where=lambda row: row.outcome == PENALISED,
    )  # fmt: skip
    _major = count(_("重大处罚决定"), on="decided_on", where=lambda row: row.major & (row.outcome == PENALISED))
    _reviewed = count(
        _("经法制审核的决定"), on="decided_on",
        where=lambda row: ~row.reviewed_on.is_null() & (row.outcome == PENALISED),
    )  # fmt: skip
    _performed = count(_("履行完毕"), on="performed_on")


class MeasureFigures(Indicators):
    ledger = CoercionMeasure

    _measures = count(_("实施强制措施"), on="implemented_on")
    _lifted_late = count(_("逾期解除的强制措施"), on="ended_on", where=lambda row: row.ended_on > row.due_on)


class CourtFigures(Indicators):
    ledger = CourtEnforcement

    _applied = count(_("申请法院强制执行"), on="applied_on")


class TransferFigures(Indicators):
    ledger = CrimeTransfer

    _transferred = count(_("向公安机关移送案件"), on="transferred_on")
    _filed = count(_("公安机关立案"), on="filed_on")
    _refused = count(_("公安机关不予立案"), on="refused_on")
    _dropped = count(_("公安机关撤销案件"), on="police_closed_on")
    _prosecuted = count(_("检察院提起公诉"), on="prosecuted_on")
    _not_prosecuted = count(_("检察院不起诉"), on="not_prosecuted_on")
    _judged = count(_("人民法院判决"), on="judged_on")
    _convicted = count(_("判处刑罚"), on="judged_on", where=lambda row: row.outcome == "convicted")


class PublicationFigures(Indicators):
    ledger = DecisionPublication

    _due = count(_("应当公开的决定"), on="due_on", where=lambda row: row.kept_back == "")
    _in_time = count(
        _("期限内公开的决定"), on="due_on", where=lambda row: (row.kept_back == "") & (row.published_on <= row.due_on)
    )
    _rate = ratio(_("决定按期公开率"), _in_time, _due)


class LicenceFigures(Indicators):
    ledger = LicenceDecision

    _due = count(_("应当公开的许可决定"), on="due_on", where=lambda row: row.kept_back == "")
    _in_time = count(
        _("期限内公开的许可决定"), on="due_on",
        where=lambda row: (row.kept_back == "") & (row.published_on <= row.due_on),
    )  # fmt: skip
    _rate = ratio(_("许可决定按期公开率"), _in_time, _due)
