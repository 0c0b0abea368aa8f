"""台账核对的内容: what the ledgers of an organisation and of those below it tell of a matter, and what is missing."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as text

from fadu.kernel.cases import Clock
from fadu.kernel.organisations import within

from .models.checks import CheckKind
from .models.coercion import CoercionMeasure
from .models.officers import AuxiliaryOfficer, Certificate, Officer, required_hours
from .models.penalties import CrimeStandard, PenaltyCase, standard_reached
from .models.review import FileKind, papers_lacking
from .models.transfer import CrimeTransfer, TransferOutcome

TENTH = Decimal("0.1")
FILED = ((FileKind.PENALTY, PenaltyCase), (FileKind.COERCION, CoercionMeasure))


def _cases(check):
    """Return the cases in which money was at stake, open at some time of the period."""
    standing = Q(closed_on=None) | Q(closed_on__gte=check.period_from)
    cases = PenaltyCase.objects.filter(standing, opened_on__lte=check.period_to, organisation__in=within_of(check))
    return cases.exclude(amount=None)


def _transfers(check):
    """Return the transfers that were reported, or still had no result, in the period."""
    standing = Q(closed_on=None) | Q(closed_on__gte=check.period_from)
    return CrimeTransfer.objects.filter(standing, opened_on__lte=check.period_to, organisation__in=within_of(check))


def _on_duty(check, model):
    """Return the officers, or the auxiliaries, on duty at the end of the period."""
    on_duty = Q(left_on=None) | Q(left_on__gt=check.period_to)
    return model.objects.filter(on_duty, joined_on__lte=check.period_to, organisation__in=within_of(check))


def _files(check, model):
    """Return the cases that were closed in the period."""
    period = (check.period_from, check.period_to)
    return model.objects.filter(closed_on__range=period, organisation__in=within_of(check))


def within_of(check):
    """Return the organisations that a check covers."""
    return within(check.organisation)


def compared(check):
    """Return how many cases and transfers, persons or files are looked at."""
    if check.kind == CheckKind.TRANSFER:
        return _cases(check).count() + _transfers(check).count()
    if check.kind == CheckKind.TRAINING:
        return sum(_on_duty(check, model).count() for model in (Officer, AuxiliaryOfficer))
    return sum(_files(check, model).count() for _kind, model in FILED)


def not_transferred(check):
    """Say which cases reach the standard of a crime, and were neither transferred nor say why not."""
    standards = list(CrimeStandard.objects.select_related("organisation"))
    said = text(
        "%(organ)s %(number)s：%(cause)s，涉案%(amount)s元，达到%(crime)s的追诉标准（%(standard)s元），%(state)s"
    )
    suspected = _cases(check).filter(no_transfer_reason="", transfers=None, cause__in={one.cause for one in standards})
    for case in suspected.select_related("organisation").order_by("organisation__path", "pk"):
        if one := standard_reached(case, check.compared_on, standards):
            yield said % {
                "organ": case.organisation,
                "number": case.number,
                "cause": case.cause,
                "amount": case.amount,
                "crime": one.crime,
                "standard": one.amount,
                "state": case.standing,
            }


def left_standing(check):
    """Say which transfers are past a term of either side, and which were sent back with no case opened on them."""
    transfers = _transfers(check).select_related("organisation").order_by("organisation__path", "pk")
    open_ones = {one.pk: one for one in transfers if one.closed_on is None}
    clocks = Clock.objects.filter(ledger=CrimeTransfer.ledger, record__in=[str(one) for one in open_ones])
    said = text("%(organ)s %(number)s：%(limit)s于%(day)s届满，%(state)s")
    for clock in clocks.filter(stopped_on=None, due_on__lt=check.compared_on).order_by("due_on", "pk"):
        one = open_ones[int(clock.record)]
        yield said % {
            "organ": one.organisation,
            "number": one.number,
            "limit": clock.term.limit.label,
            "day": clock.due_on,
            "state": one.standing,
        }
    back = [one for one in transfers if one.sent_back]
    numbers = [one.number for one in back]
    taken_up = set(PenaltyCase.objects.filter(came_from__in=numbers).values_list("organisation", "came_from"))
    said = text("%(organ)s %(number)s：%(outcome)s，尚无对应的处罚案件")
    for one in back:
        if (one.organisation_id, one.number) not in taken_up:
            yield said % {"organ": one.organisation, "number": one.number, "outcome": one.get_outcome_display()}


def transfers_amiss(check):
    """Say what is amiss between the organs and criminal justice: not transferred, left standing, not taken up."""
    yield from not_transferred(check)
    yield from left_standing(check)


def transfer_results(check):
    """Say how many transfers of the period there are of each result."""
    found = dict(_transfers(check).order_by().values_list("outcome").annotate(Count("pk")))
    named = {"": text("尚无结果")} | {one.value: str(one.label) for one in TransferOutcome}
    parts = [f"{label} {found[one]}" for one, label in named.items() if one in found]
    said = text("移送%(all)d件：%(parts)s")
    return said % {"all": sum(found.values()), "parts": "、".join(parts)} if found else ""


class Trained:
    """学时: what was asked of the officers, or of the auxiliaries, on duty, and what each was trained."""

    def __init__(self, check, model):
        people = _on_duty(check, model).select_related("organisation").order_by("organisation__path", "number")
        self.people, year = list(people), check.period_to.year
        training = model._meta.get_field("training")
        name = training.field.name
        span = (date(year, 1, 1), check.period_to)
        attended = training.related_model.objects.filter(
            **{f"{name}__in": people.order_by()}, trained_on__range=span, passed=True
        )
        self.done = dict(attended.order_by().values_list(name).annotate(Sum("hours")))
        organs = {one.organisation for one in self.people}
        self.asked = {organ: required_hours(organ, year, model) for organ in organs}

    def hours(self, person):
        """Return the hours the person was trained."""
        return self.done.get(person.pk, 0)

    def short(self, person):
        """Return the hours the person lacks."""
        return max(self.asked[person.organisation] - self.hours(person), 0)

    def lacking(self):
        """Return those who lack hours."""
        return [one for one in self.people if self.short(one)]

    def said(self, person, more):
        """Say what the person lacks, and `more`."""
        said = text("%(organ)s %(name)s（%(number)s）：应训%(asked)s学时，已训%(done)s学时，差%(short)s学时；%(more)s")
        return said % {
            "organ": person.organisation,
            "name": person.name,
            "number": person.number,
            "asked": _hours(self.asked[person.organisation]),
            "done": _hours(self.hours(person)),
            "short": _hours(self.short(person)),
            "more": more,
        }

    def summed_up(self, called):
        """Say how many there are, the hours of each on average, and how many lack some."""
        said = text("%(called)s%(all)d人，人均%(mean)s学时，未达到要求%(short)d人")
        mean = Decimal(sum(self.done.values())) / len(self.people) if self.people else Decimal(0)
        return said % {
            "called": called,
            "all": len(self.people),
            "mean": _hours(mean.quantize(TENTH, ROUND_HALF_UP)),
            "short": len(self.lacking()),
        }


def short_of_training(check):
    """Say who lacks hours of what the year asks: officers, and until when their certificates run; then auxiliaries."""
    trained = Trained(check, Officer)
    held = Certificate.objects.filter(officer__in=trained.lacking(), state="issued").exclude(valid_to=None)
    until = dict(held.order_by("-valid_to").values_list("officer", "valid_to"))  # the first to end is kept
    for officer in trained.lacking():
        day = until.get(officer.pk)
        yield trained.said(officer, text("证件有效期至%(day)s") % {"day": day} if day else text("没有有效证件"))
    trained = Trained(check, AuxiliaryOfficer)
    for auxiliary in trained.lacking():
        yield trained.said(auxiliary, text("辅助人员"))


def training_results(check):
    """Say how the officers and the auxiliaries stand."""
    called = ((Officer, text("执法人员")), (AuxiliaryOfficer, text("辅助人员")))
    return "；".join(Trained(check, model).summed_up(name) for model, name in called)


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
    CheckKind.TRANSFER: transfers_amiss,
    CheckKind.TRAINING: short_of_training,
    CheckKind.FILES: incomplete_files,
}


RESULTS = {CheckKind.TRANSFER: transfer_results, CheckKind.TRAINING: training_results}


def results(check):
    """Say how the matter stands as a whole; nothing of the files, where the list says all."""
    said = RESULTS.get(CheckKind(check.kind))
    return said(check) if said else ""


def listed(check):
    """Say what is missing, one a line."""
    return "\n".join(LISTS[CheckKind(check.kind)](check))


def found(check):
    """Return how many are listed."""
    return len(check.listed.splitlines())
