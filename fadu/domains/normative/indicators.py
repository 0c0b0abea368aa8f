"""行政规范性文件指标: what is made, reviewed, filed, in force, annulled and cleaned up.

Party documents lie in a ledger of their own and count in none of these.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, ratio, stock

from .models import (
    AmendmentTask,
    Cleanup,
    CleanupItem,
    Decision,
    DisguisedCheck,
    Filing,
    NormativeDocument,
    Objection,
    ReceivedFiling,
    Sample,
)

PUT_RIGHT, ORDERED = ("corrected", "revoked"), "correction-ordered"


def decided(label, outcome):
    """Count the documents for which a clean-up came to this conclusion."""
    return count(label, on="concluded_on", where=lambda row: row.outcome == str(outcome))


class DocumentFigures(Indicators):
    ledger = NormativeDocument

    issued = count(_("制发规范性文件"), on="issued_on")
    # Passed, or refused for good; one that was sent back for changes counts when its review ends.
    reviewed = count(_("规范性文件合法性审查"), on="reviewed_on")
    in_force = stock(_("现行有效规范性文件"), valid_from="in_force_on", valid_to="ended_on")
    revoked_by_superior = count(_("规范性文件被撤销"), on="revoked_on")

    _published = count(_("公布规范性文件"), on="published_on")
    _interpreted = count(_("有政策解读的"), on="published_on", where=lambda row: ~row.interpreted_on.is_null())
    _interpretation_rate = ratio(_("政策解读率"), _interpreted, _published)
    _issued_reviewed = count(_("经合法性审核的"), on="issued_on", where=lambda row: row.reviewed_on <= row.issued_on)
    _review_rate = ratio(_("合法性审核率"), _issued_reviewed, issued)


class FilingFigures(Indicators):
    ledger = Filing

    _owed = count(_("应报备"), on="owed_on")
    _filed = count(_("已报备"), on="owed_on", where=lambda row: ~row.sent_on.is_null())
    _in_time = count(_("按期报备"), on="owed_on", where=lambda row: row.sent_on <= row.due_on)
    _filing_rate = ratio(_("报备率"), _filed, _owed)
    _timely_rate = ratio(_("报备及时率"), _in_time, _owed)


class ReceivedFigures(Indicators):
    ledger = ReceivedFiling

    # What was not a normative document was no filing.
    filed = count(_("规范性文件报备"), on="received_on", where=lambda row: row.state != "not-registered")

    _reviewed = count(_("备案审查办结"), on="reviewed_on")
    _faulty = count(_("备案审查发现问题"), on="reviewed_on", where=lambda row: row.state.is_in([*PUT_RIGHT, ORDERED]))
    _put_right = count(_("已纠正或者撤销"), on="reviewed_on", where=lambda row: row.state.is_in(PUT_RIGHT))
    _correction_rate = ratio(_("备案审查纠错率"), _put_right, _faulty)


class ObjectionFigures(Indicators):
    ledger = Objection

    _received = count(_("收到异议"), on="received_on")
    _answered = count(_("异议答复"), on="answered_on")
    _upheld = count(_("异议成立"), on="answered_on", where=lambda row: row.outcome.is_in(["amend", "repeal"]))
    _answer_rate = ratio(_("异议答复率"), count(_("已答复"), on="received_on",
                                           where=lambda row: ~row.answered_on.is_null()), _received)  # fmt: skip


class CheckFigures(Indicators):
    ledger = DisguisedCheck

    _suspected = count(_("疑似以普通文件制发"), on="suspected_on")
    _rerouted = count(_("改按规范性文件程序"), on="concluded_on", where=lambda row: row.outcome == "rerouted")


class CleanupFigures(Indicators):
    ledger = Cleanup

    cleanup_rounds = count(_("清理次数"), on="started_on")


class CleanupItemFigures(Indicators):
    ledger = CleanupItem

    # `concluded_on` is given by the decision of the round: what was only proposed, or left out, has none.
    cleanup_total = count(_("清理总数"), on="concluded_on")
    cleanup_valid = decided(_("清理确认有效"), Decision.VALID)
    cleanup_abolished = decided(_("清理废止"), Decision.REPEAL)
    cleanup_amended = decided(_("清理修改"), Decision.AMEND)


class AmendmentFigures(Indicators):
    ledger = AmendmentTask

    _ordered = count(_("修改任务"), on="opened_on")
    _open = stock(_("未完成的修改任务"), valid_from="opened_on", valid_to="closed_on")


class SampleFigures(Indicators):
    ledger = Sample

    _sampled = count(_("抽查文件"), on="opened_on")
    _rectified = count(_("整改销号"), on="closed_on", where=lambda row: row.state == "closed")
