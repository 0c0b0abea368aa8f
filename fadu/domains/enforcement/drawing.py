"""案卷抽取: which files a review draws from, and how many; the draw itself is the kernel's, so anyone can redo it.

A file is known in the roster by the code of its organ and its number. All files lie in one stratum with equal weight.
"""

from django.db.models import Q
from django.utils.translation import gettext as text

from fadu.kernel.draws import Draw
from fadu.kernel.organisations import Organisation, within

from .models.coercion import CoercionMeasure
from .models.penalties import PenaltyCase, SummaryPenalty
from .models.review import FileKind, ReviewKind

STRATUM = "案卷"
KEPT = {FileKind.PENALTY: (PenaltyCase, SummaryPenalty), FileKind.COERCION: (CoercionMeasure,)}


def files(review):
    """Return the files of a review: those written down, else the cases closed in its period below its organisation."""
    if review.roster:
        return [line.split("\t")[0].strip() for line in review.roster.splitlines() if line.strip()]
    found = []
    for model in KEPT.get(review.files, ()):
        closed = Q(closed_on__gte=review.closed_from, closed_on__lte=review.closed_to)
        if review.field and any(one.name == "field" for one in model._meta.concrete_fields):
            closed &= Q(field=review.field)
        below = within(review.organisation)
        rows = model.objects.filter(closed, organisation__in=below).values_list("organisation__code", "number")
        found += [f"{code} {number}" for code, number in rows]
    return found


def lacking(review):
    """Say what keeps the files from being listed: none, or one that names no organ."""
    found = files(review)
    if not found:
        return text("该时段没有可以评查的案卷，请填写案卷名册")
    codes = {one.partition(" ")[0] for one in found}
    known = set(Organisation.objects.filter(code__in=codes).values_list("code", flat=True))
    if strange := next((one for one in found if one.partition(" ")[0] not in known or " " not in one), None):
        return text("名册中的“%(file)s”不是“机构代码 案件编号”。") % {"file": strange}
    return None


def unfit(review):
    """Say what keeps the files from being drawn from."""
    if review.kind == ReviewKind.GENERAL:
        return text("普查不抽取，请办理“全部列入”")
    return lacking(review) or (None if review.sample else text("请填写抽取卷数；全部评查的，评查方式选普查"))


def rows(review):
    """Yield the files."""
    return ((one, STRATUM, 1) for one in files(review))


SAMPLE = Draw(rows=rows, strata=lambda review, sizes: {STRATUM: review.sample}, lacking=unfit)
WHOLE = Draw(rows=rows, strata=lambda review, sizes: sizes, lacking=lacking)


def reviewed(review, found):
    """Yield the files found, each for the organ that made it."""
    files = [one.id.partition(" ")[::2] for one in found]
    organs = {one.code: one for one in Organisation.objects.filter(code__in={code for code, _number in files})}
    for code, number in files:
        yield {"organisation": organs[code], "review": review, "file": number}


def chosen(review):
    """Yield the files that were drawn."""
    return reviewed(review, SAMPLE.chosen(review))


def everything(review):
    """Yield all the files of the roster."""
    return reviewed(review, WHOLE.listed(review))
