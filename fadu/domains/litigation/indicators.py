"""行政应诉指标: instances that began in the period, how they ended, and how often heads came to court.

A suit counts once in each instance (新收一审、二审、再审、抗诉); what was carried over from the year before is counted
apart and not among the cases of the year. A retrial ordered by an appeal (重审) is no new first instance.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, ratio, stock

from .models import WON, Appearance, AppearanceOutcome, Ending, JudgmentPerformance, Level, LitigationCase
from .models import LitigationInstance as Instance

JUDGED = [str(ending) for ending in (Ending.JUDGED, Ending.DISMISSED)]


def entered(label, level):
    """Count the instances of that level that began."""
    return count(label, on="entered_on", where=lambda row: row.level == str(level))


class InstanceFigures(Indicators):
    ledger = Instance

    cases = count(_("行政应诉案件"), on="entered_on")
    carried_over = stock(_("旧存应诉案件"), valid_from="entered_on", valid_to="concluded_on", at="start")
    first_instance_new = entered(_("新收一审"), Level.FIRST)
    first_instance_concluded = count(
        _("一审结案"), on="entered_on", where=lambda row: (row.level == str(Level.FIRST)) & ~row.concluded_on.is_null()
    )
    second_instance = entered(_("二审案件"), Level.SECOND)
    appeal_rate = ratio(_("上诉率"), second_instance, first_instance_new)
    protests = entered(_("抗诉案件"), Level.PROTEST)

    _judged = count(_("已裁判"), on="concluded_on", where=lambda row: row.ending.is_in(JUDGED))
    _won = count(
        _("裁判有利于行政机关"),
        on="concluded_on",
        where=lambda row: row.ending.is_in(JUDGED) & row.result.is_in([str(outcome) for outcome in WON]),
    )
    win_rate = ratio(_("胜诉率"), _won, _judged)
    _first_closing = ratio(_("一审结案率"), first_instance_concluded, first_instance_new)


class ResponseFigures(Indicators):
    ledger = LitigationCase

    # The term to answer ended in the period; a suit that was withdrawn before its end asked for no answer.
    _due = count(
        _("应当应诉"), on="due_on", where=lambda row: ~(row.answered_on.is_null() & (row.closed_on <= row.due_on))
    )
    _responded = count(_("依法应诉"), on="due_on", where=lambda row: (row.answered_on <= row.due_on) & ~row.unattended)
    response_rate = ratio(_("应诉率"), _responded, _due)


class AppearanceFigures(Indicators):
    ledger = Appearance

    head_appearances = count(
        _("负责人出庭应诉次数"),
        on="hearing_on",
        where=lambda row: row.outcome == str(AppearanceOutcome.APPEARED),
    )
    # By hearings: held, and not one to which a head who had come in the same instance need not come again.
    _appearances_due = count(
        _("负责人应当出庭"),
        on="hearing_on",
        where=lambda row: ~row.closed_on.is_null() & (row.outcome != str(AppearanceOutcome.FULFILLED)),
    )
    head_appearance_rate = ratio(_("负责人出庭应诉率"), head_appearances, _appearances_due)


class PerformanceFigures(Indicators):
    ledger = JudgmentPerformance

    _performance_due = count(_("应履行裁判"), on="perform_by", where=lambda row: row.state != "superseded")
    _performed_in_time = count(
        _("按期履行裁判"),
        on="perform_by",
        where=lambda row: (row.state != "superseded") & (row.performed_on <= row.perform_by),
    )
    _performance_rate = ratio(_("生效裁判履行率"), _performed_in_time, _performance_due)
