"""计划比对: before a plan is adopted it is compared with the year's others, and with the list of items."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.utils.translation import gettext as text

from fadu.kernel.organisations import OWN, within

from .models import InspectionItem, InspectionPlan, PlanLine, standing


def government_of(plan):
    """Return the government whose departments are compared: the body above a department, or the one that plans."""
    return plan.organisation.parent or plan.organisation


def lines_beside(plan):
    """Return the lines of the year's plans of the same government that stand, with those of this plan."""
    others = InspectionPlan.objects.filter(
        Q(pk=plan.pk) | Q(closed_on=None), year=plan.year, organisation__in=within(government_of(plan), OWN)
    )
    return PlanLine.objects.filter(plan__in=others).order_by("pk")


def same_object(one, other):
    """Tell whether two lines visit the same firm, or objects of the same kind, in the same months."""
    same = one.credit_code == other.credit_code and (bool(one.credit_code) or one.objects_kind == other.objects_kind)
    return same and bool(one.months & other.months)


def together(one, other):
    """Tell whether two lines are one joint inspection already: the lead of one takes part in the other."""
    return one.lead == other.lead or one.lead in other.partners or other.lead in one.partners


def pairs_of(plan):
    """Yield the lines of a plan with those that would visit the same objects in the same months, each pair once."""
    lines = list(lines_beside(plan))
    for one in (line for line in lines if line.plan_id == plan.pk):
        for other in lines:
            first = other.plan_id != plan.pk or other.pk > one.pk
            if first and same_object(one, other) and not together(one, other):
                yield (one, other) if one.pk < other.pk else (other, one)


def repeats_of(plan):
    """Say which lines repeat one another, one a line."""
    said = text("%(one)s（%(lead)s）与%(other)s（%(partner)s）：%(objects)s，%(months)s月")
    return "\n".join(
        said
        % {
            "one": one.name,
            "lead": one.lead,
            "other": other.name,
            "partner": other.lead,
            "objects": one.credit_code or one.objects_kind,
            "months": "、".join(map(str, sorted(one.months & other.months))),
        }
        for one, other in pairs_of(plan)
    )


def proposals_of(plan):
    """Propose one joint inspection for each object that several units would visit in the same months."""
    units: dict[str, dict] = {}
    months: dict[str, frozenset[int]] = {}
    for one, other in pairs_of(plan):
        key = one.credit_code or one.objects_kind
        units.setdefault(key, {}).update({one.lead: None, other.lead: None})
        months[key] = months.get(key, one.months & other.months) & one.months & other.months or one.months
    said = text("%(objects)s：%(units)s合并为一次联合检查，建议在%(month)d月")
    return "\n".join(
        said % {"objects": key, "units": "、".join(found), "month": min(months[key])} for key, found in units.items()
    )


def coverage_of(plan):
    """Return the share of the department's listed items that the year's plans name, in per cent; None for no list."""
    listed = standing(InspectionItem.objects, date(plan.year, 12, 31)).filter(
        organisation=plan.organisation, listed=True
    )
    whole = listed.count()
    part = listed.filter(pk__in=lines_beside(plan).exclude(item=None).values("item")).count()
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
