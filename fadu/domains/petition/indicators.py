"""信访指标: the backlog handed over by superiors and what of it is resolved, leaders' cases and receptions.

Assigned and resolved go by the day on which a case was handed over, so that the rate is a part of its whole: of the
cases handed over in the period, those resolved by now.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, ratio, total

from .models import BacklogBatch, BacklogCase, Origin, PetitionCase, PetitionKind, Reception


class BatchFigures(Indicators):
    ledger = BacklogBatch

    leader_case_batches = count(_("领导包案批次"), on="led_on")


class BacklogFigures(Indicators):
    ledger = BacklogCase

    leader_cases = count(_("领导包案件数"), on="led_on")
    assigned_cases = count(_("上级交办信访件"), on="assigned_on", where=lambda row: row.origin == Origin.SUPERIOR)
    resolved_cases = count(
        _("化解信访件"),
        on="assigned_on",
        where=lambda row: (row.origin == Origin.SUPERIOR) & ~row.resolved_on.is_null(),
    )
    resolution_rate = ratio(_("信访化解率"), resolved_cases, assigned_cases)


class ReceptionFigures(Indicators):
    ledger = Reception

    reception_batches = count(_("领导接访批次"), on="received_on")
    reception_visits = total(_("领导接访人次"), of="people", on="received_on")


class PetitionFigures(Indicators):
    ledger = PetitionCase

    _registered = count(_("登记信访事项"), on="registered_on")
    _repeated = count(_("重复信访"), on="registered_on", where=lambda row: row.earlier != "")
    _repeat_rate = ratio(_("重复信访率"), _repeated, _registered)
    _told = count(_("已告知"), on="acknowledged_on", where=lambda row: ~row.tell_due_on.is_null())
    _told_in_time = count(_("按期告知"), on="acknowledged_on", where=lambda row: row.acknowledged_on <= row.tell_due_on)
    _telling_rate = ratio(_("按期告知率"), _told_in_time, _told)
    _concluded = count(_("办结申诉求决事项"), on="concluded_on", where=lambda row: row.kind == PetitionKind.APPEAL)
    _in_time = count(
        _("按期办结"),
        on="concluded_on",
        where=lambda row: (row.kind == PetitionKind.APPEAL) & (row.concluded_on <= row.due_on),
    )
    _timeliness = ratio(_("按期办结率"), _in_time, _concluded)
