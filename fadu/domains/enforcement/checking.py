"""台账核对的内容: what the ledgers of an organisation and of those below it tell of a matter, and what is missing."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as text

from fadu.kernel.organisations import within

from .models.checks import CheckKind
from .models.coercion import CoercionMeasure
from .models.officers import Certificate, Officer, TrainingRecord, required_hours
from .models.penalties import CrimeStandard, PenaltyCase, standard_reached
from .models.review import FileKind, papers_lacking

FILED = ((FileKind.PENALTY, PenaltyCase), (FileKind.COERCION, CoercionMeasure))


def _cases(check):
    """Return the cases in which money was at stake, open at some time of the period."""
    standing = Q(closed_on=None) | Q(closed_on__gte=check.period_from)
    cases = PenaltyCase.objects.filter(standing, opened_on__lte=check.period_to, organisation__in=within_of(check))
    return cases.exclude(amount=None)


def _officers(check):
    """Return the officers on duty at the end of the period."""
    on_duty = Q(left_on=None) | Q(left_on__gt=check.period_to)
    return Officer.objects.filter(on_duty, joined_on__lte=check.period_to, organisation__in=within_of(check))


def _files(check, model):
    """Return the cases that were closed in the period."""
    period = (check.period_from, check.period_to)
    return model.objects.filter(closed_on__range=period, organisation__in=within_of(check))


def within_of(check):
    """Return the organisations that a check covers."""
    return within(check.organisation)


def compared(check):
    """Return how many cases, officers or files are looked at."""
    if check.kind == CheckKind.TRANSFER:
        return _cases(check).count()
    if check.kind == CheckKind.TRAINING:
        return _officers(check).count()
    return sum(_files(check, model).count() for _kind, model in FILED)


def not_transferred(check):
    """Say which cases reach the standard of a crime, and were neither transferred nor say why not."""
    standards = list(CrimeStandard.objects.select_related("organisation"))
    said = text(
        "%(organ)s %(number)s：%(cause)s，涉案%(amount)s元，达到%(crime)s的追诉标准（%(standard)s元），%(state)s"
    )
    suspected = _cases(check).filter(no_transfer_reason="", transfers=None, cause__in={one.cause for one in standards})
    for case in suspected.select_related("organisation").order_by("organisation__path", "pk"):
        if one := standard_reached(case, check.moved_on, standards):
            yield said % {
                "organ": case.organisation,
                "number": case.number,
                "cause": case.cause,
                "amount": case.amount,
                "crime": one.crime,
                "standard": one.amount,
                "state": case.standing,
            }


def short_of_training(check):
    """Say which officers lack hours of what the year asks, and until when their certificates run."""
    officers = _officers(check).select_related("organisation").order_by("organisation__path", "number")
    year = (date(check.period_to.year, 1, 1), check.period_to)
    done = dict(
        TrainingRecord.objects.filter(officer__in=officers.order_by(), trained_on__range=year, passed=True)
        .order_by()
        .values_list("officer")
        .annotate(Sum("hours"))
    )
    held = Certificate.objects.filter(officer__in=officers.order_by(), state="issued").exclude(valid_to=None)
    until = dict(held.order_by("-valid_to").values_list("officer", "valid_to"))  # the first to end is kept
    asked = {}
    said = text("%(organ)s %(name)s（%(number)s）：应训%(asked)s学时，已训%(done)s学时，差%(short)s学时；%(until)s")
    for officer in officers:
        organ = officer.organisation
        if organ not in asked:
            asked[organ] = required_hours(organ, check.period_to.year)
        hours = done.get(officer.pk, 0)
        if asked[organ] > hours:
            yield said % {
                "organ": organ,
                "name": officer.name,
                "number": officer.number,
                "asked": _hours(asked[organ]),
                "done": _hours(hours),
                "short": _hours(asked[organ] - hours),
                "until": text("证件有效期至%(day)s") % {"day": until[officer.pk]}
                if officer.pk in until
                else text("没有有效证件"),
            }


def _hours(number):
    """Print hours without the noughts behind the point."""
    return f"{Decimal(number).normalize():f}"


def incomplete_files(check):
    """Say which closed cases lack papers that the standard file requires."""
    said = text("%(organ)s %(number)s：缺少%(papers)s")
    for kind, model in FILED:
        cases = list(_files(check, model).select_related("organisation").order_by("organisation__path", "pk"))
        lacking = papers_lacking(cases, kind)
        for case in cases:
            if papers := lacking[case.pk]:
                yield said % {"organ": case.organisation, "number": case.number, "papers": "、".join(papers)}


LISTS = {
    CheckKind.TRANSFER: not_transferred,
    CheckKind.TRAINING: short_of_training,
    CheckKind.FILES: incomplete_files,
}


def listed(check):
    """Say what is missing, one a line."""
    return "\n".join(LISTS[CheckKind(check.kind)](check))


def found(check):
    """Return how many are listed."""
    return len(check.listed.splitlines())
