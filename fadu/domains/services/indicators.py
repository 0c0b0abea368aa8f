"""政务服务指标: lists by their matters at the end of the period, cases and ratings by what was done in it."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.indicators import Indicators, count, distinct, quantile_days, ratio, stock, total

from .models import (
    Channel,
    CrossRegionItem,
    Dimension,
    List,
    ListEntry,
    Mode,
    OnlineDepth,
    Package,
    PointKind,
    PowerChange,
    Reach,
    Reduction,
    ServiceCase,
    ServiceItem,
    ServicePoint,
    ServiceRating,
)


def listed(label, kind, **extra):
    """Count the matters on list `kind`: one that city and counties both hold is one matter, by its unified code."""
    where = extra.pop("where", None)
    return distinct(
        label,
        of="code",
        valid_from="valid_from",
        valid_to="valid_to",
        where=lambda row: (row.list == kind) & where(row) if where else row.list == kind,
    )


class ListFigures(Indicators):
    ledger = ListEntry

    permit_list_items = listed(_("行政许可事项清单"), List.PERMIT)
    filing_list_items = listed(_("行政备案事项清单"), List.FILING)
    power_list_items = listed(_("权责清单事项"), List.POWER, where=lambda row: row.parent_code == "")
    power_list_subitems = listed(_("权力事项小项"), List.POWER, where=lambda row: row.parent_code != "")
    public_service_items = listed(_("公共服务清单事项"), List.PUBLIC_SERVICE)
    intermediary_service_items = listed(_("中介服务事项清单"), List.INTERMEDIARY)
    proof_items_retained = listed(_("保留证明事项清单"), List.PROOF)
    notice_commitment_items = listed(_("告知承诺制证明事项"), List.COMMITMENT)
    enterprise_license_items = listed(_("涉企经营许可事项清单"), List.LICENCE)
    approval_reforms = listed(_("审批事项改革"), List.REFORM)
    items_with_retained_proof = listed(_("保留证明行政事项"), List.POWER, where=lambda row: row.retains_proof)
    items_with_proof_materials = listed(_("含证明材料事项"), List.POWER, where=lambda row: row.proof_materials)
    notice_commitment_optional_items = listed(
        _("可选告知承诺制事项"), List.POWER, where=lambda row: row.commitment_optional
    )


class ItemFigures(Indicators):
    ledger = ServiceItem

    _items = stock(_("在库事项"), valid_from="valid_from", valid_to="valid_to")
    _online = stock(
        _("网上可办事项"),
        valid_from="valid_from",
        valid_to="valid_to",
        where=lambda row: row.online >= OnlineDepth.ONLINE.value,
    )
    hall_items = stock(_("进驻大厅事项"), valid_from="valid_from", valid_to="valid_to", where=lambda row: row.in_hall)
    approval_items = stock(
        _("行政审批事项"), valid_from="valid_from", valid_to="valid_to", where=lambda row: row.type == "permit"
    )
    one_network_items = stock(
        _("一网运行事项"),
        valid_from="valid_from",
        valid_to="valid_to",
        where=lambda row: row.online == OnlineDepth.WHOLLY_ONLINE.value,
    )
    online_availability_rate = ratio(_("网上可办率"), _online, _items)


class CaseFigures(Indicators):
    ledger = ServiceCase

    cases_handled = count(_("政务服务办件量"), on="received_on")
    _online = count(_("网上办件"), on="received_on", where=lambda row: row.channel == Channel.ONLINE)
    _finished = count(_("办结件"), on="finished_on")
    _in_time = count(_("按承诺时限办结"), on="finished_on", where=lambda row: row.finished_on <= row.due_on)
    _online_share = ratio(_("网上办件率"), _online, cases_handled)
    _timeliness = ratio(_("按时办结率"), _in_time, _finished)
    _median_workdays = quantile_days(_("办理工作日中位数"), 0.5, on="finished_on", days="workdays")


class RatingFigures(Indicators):
    ledger = ServiceRating

    reviews_received = count(_("好差评评价"), on="rated_on")
    _satisfied = count(_("满意评价"), on="rated_on", where=lambda row: row.score >= 3)
    satisfaction_rate = ratio(_("群众满意度"), _satisfied, reviews_received)


class PackageFigures(Indicators):
    ledger = Package

    one_thing_packages = stock(_("一件事套餐"), valid_from="valid_from", valid_to="valid_to")


class CrossRegionFigures(Indicators):
    ledger = CrossRegionItem

    cross_province_items = distinct(
        _("跨省通办事项"),
        of="code",
        valid_from="agreed_on",
        valid_to="valid_to",
        where=lambda row: row.reach == Reach.CROSS_PROVINCE,
    )
    regional_items = distinct(
        _("区域通办事项"),
        of="code",
        valid_from="agreed_on",
        valid_to="valid_to",
        where=lambda row: row.reach == Reach.REGIONAL,
    )


class PointFigures(Indicators):
    ledger = ServicePoint

    township_centers = stock(
        _("乡镇便民服务中心"),
        valid_from="opened_on",
        valid_to="closed_on",
        where=lambda row: row.kind == PointKind.TOWNSHIP_CENTRE,
    )
    village_stations = stock(
        _("村便民服务站"),
        valid_from="opened_on",
        valid_to="closed_on",
        where=lambda row: row.kind == PointKind.VILLAGE_STATION,
    )


def cut(label, dimension):
    """Return by how much the rounds concluded in the period cut one dimension: (before − after) / before."""
    where = lambda row: row.dimension == dimension
    saved = total(label, of=lambda row: row.before - row.after, on="concluded_on", where=where)
    return ratio(label, saved, total(label, of="before", on="concluded_on", where=where))


class ReductionFigures(Indicators):
    ledger = Reduction

    approval_items_cut_rate = cut(_("审批事项减少比例"), Dimension.ITEMS)
    approval_steps_cut_rate = cut(_("审批环节精简比例"), Dimension.STEPS)
    application_materials_cut_rate = cut(_("申报材料减少比例"), Dimension.MATERIALS)
    approval_time_cut_rate = cut(_("审批时限压缩比例"), Dimension.DAYS)
    proof_materials_cut_rate = cut(_("证明材料减少比例"), Dimension.PROOFS)


class PowerFigures(Indicators):
    ledger = PowerChange

    powers_cancelled_adjusted = count(
        _("取消调整职权事项"), on="changed_on", where=lambda row: row.mode.is_in([Mode.CANCELLED, Mode.ADJUSTED])
    )
    powers_taken_over = count(_("承接落实行政事权"), on="changed_on", where=lambda row: row.mode == Mode.UNDERTAKEN)
    transferred_items = count(_("划转审批服务事项"), on="changed_on", where=lambda row: row.mode == Mode.CONCENTRATED)
    transferred_departments = distinct(
        _("划转事项部门"), of="origin", on="changed_on", where=lambda row: row.mode == Mode.CONCENTRATED
    )
