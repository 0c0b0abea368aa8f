"""调解指标: bodies, people and centres at the end of the period; disputes by the day on which mediating them ended.

A dispute counts as mediated once a committee has taken it on (人民调解法#19): one that a party refuses before that was
never mediated. Success is settled in concluded, by the body that mediated; administrative and judicial mediation are
kept in the same ledger and do not count as people's.
"""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, ratio, stock, total
from fadu.kernel.organisations import Level

from .models import (
    AGREED,
    Committee,
    DisputeCase,
    MediationCentre,
    MediationKind,
    Mediator,
    OfficeRating,
    Outcome,
    ScreeningRound,
)


def mediated(label, kind, *outcomes, on="concluded_on"):
    """Count the disputes that were taken on and concluded by mediation of that kind, in one of these ways if named."""

    def where(row):
        found = (row.kind == kind) & ~row.accepted_on.is_null()
        return found & row.outcome.is_in([str(one) for one in outcomes]) if outcomes else found

    return count(label, on=on, where=where)


class CommitteeFigures(Indicators):
    ledger = Committee

    organizations = stock(_("人民调解组织"), valid_from="set_up_on", valid_to="ended_on")


class MediatorFigures(Indicators):
    ledger = Mediator

    mediators = stock(_("人民调解员"), valid_from="appointed_on", valid_to="left_on")


class CentreFigures(Indicators):
    ledger = MediationCentre

    county_centers = stock(
        _("县级人民调解中心"),
        valid_from="opened_on",
        valid_to="closed_on",
        where=lambda row: row.level == Level.COUNTY.value,
    )


class DisputeFigures(Indicators):
    ledger = DisputeCase

    cases = mediated(_("调解案件"), MediationKind.PEOPLES)
    _settled = mediated(_("调解成功"), MediationKind.PEOPLES, *AGREED)
    success_rate = ratio(_("调解成功率"), _settled, cases)

    _failed = mediated(_("调解不成"), MediationKind.PEOPLES, Outcome.FAILED, Outcome.REFUSED)
    _performed = mediated(_("协议已履行"), MediationKind.PEOPLES, *AGREED, on="performed_on")
    _confirmed = mediated(_("经司法确认的协议"), MediationKind.PEOPLES, *AGREED, on="confirmed_on")
    _administrative = mediated(_("行政调解案件"), MediationKind.ADMINISTRATIVE)
    _administrative_settled = mediated(_("行政调解成功"), MediationKind.ADMINISTRATIVE, *AGREED)
    _administrative_rate = ratio(_("行政调解成功率"), _administrative_settled, _administrative)


class ScreeningFigures(Indicators):
    ledger = ScreeningRound

    _found = total(_("排查出的纠纷"), of="found", on="ended_on")
    _settled = total(_("排查化解"), of="settled", on="ended_on")
    _settlement_rate = ratio(_("排查化解率"), _settled, _found)


class OfficeFigures(Indicators):
    """The offices belong to public legal services; what rates them is the linked mediation of this domain."""

    ledger = OfficeRating
    domain = "legal_services"

    fengqiao_judicial_offices = stock(_("枫桥式司法所"), valid_from="rated_on", valid_to="revoked_on")
