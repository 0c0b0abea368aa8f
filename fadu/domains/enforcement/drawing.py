"""案卷抽取: a file review's roster, commitment and draw, in the words of `fadu.draw`; anyone can redo the draw.

A file is known in the roster by the code of its organ and its number. All files lie in one stratum with equal weight.
"""

import json
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as text

from fadu import draw
from fadu.kernel.organisations import Organisation, within

from .models.coercion import CoercionMeasure
from .models.penalties import PenaltyCase, SummaryPenalty
from .models.review import FileKind

SUITE = "aes"
STRATUM = "案卷"
KEPT = {FileKind.PENALTY: (PenaltyCase, SummaryPenalty), FileKind.COERCION: (CoercionMeasure,)}


def _files(review):
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


def _frozen(review):
    """Return the canonical text. Raises DrawRefused."""
    return draw.freeze((one, STRATUM, 1) for one in _files(review))


def _said(refused):
    return refused.text(get_language() or "zh")


def roster(review):
    """Return the roster as it is committed to; as it stands where it cannot be read, for `unreadable` to say why."""
    try:
        return _frozen(review).decode() if _files(review) else ""
    except draw.DrawRefused:
        return review.roster


def commit(review):
    """Return the digest of the roster."""
    return draw.commit(SUITE, review.roster.encode()) if review.roster else ""


def unreadable(review):
    """Return why the roster cannot be committed to, or None."""
    try:
        _frozen(review)
    except draw.DrawRefused as refused:
        return _said(refused)
    known = set(Organisation.objects.filter(code__in={one.partition(" ")[0] for one in _files(review)})
                .values_list("code", flat=True))  # fmt: skip
    strange = next((one for one in _files(review) if one.partition(" ")[0] not in known or " " not in one), None)
    if strange:
        return text("名册中的“%(file)s”不是“机构代码 案件编号”。") % {"file": strange}
    if review.randomness_on is None or review.randomness_on <= review.moved_on:
        return text("随机数须在名册固定以后的日期产生，请填写产生随机数的日期。")
    return None


def plan(review):
    """Return the plan of the draw, as it is fixed together with the roster."""
    return {
        "id": review.number,
        "strata": {STRATUM: review.sample},
        "reserves": "0",
        "suite": SUITE,
        "randomness": {"source": review.randomness_source, "at": review.randomness_on.isoformat()},
        "roster": review.commit,
    }


def _drawn(review):
    """Return the proof. Raises DrawRefused."""
    return draw.run(plan(review), review.roster.encode(), review.randomness)


def undrawable(review):
    """Return why the draw cannot be made, or None."""
    if draw.commit(SUITE, review.roster.encode()) != review.commit:
        return text("名册与固定时的摘要不符，不能抽取。")
    if review.moved_on < review.randomness_on:
        said = {"day": review.randomness_on, "before": review.randomness_on - timedelta(1)}
        return text("随机数产生的日期是%(day)s，%(before)s以前不能抽取。") % said
    if not review.randomness.strip():
        return None  # it is asked for, and then this is asked again
    try:
        _drawn(review)
    except draw.DrawRefused as refused:
        return _said(refused)
    return None


def proof(review):
    """Return the proof file, which `fadu draw verify` takes; nothing where `undrawable` will say why."""
    if not review.sample or not review.randomness_on:
        return ""
    try:
        return json.dumps(_drawn(review), ensure_ascii=False, sort_keys=True, indent=1)
    except draw.DrawRefused:
        return ""


def chosen(review):
    """Return the files drawn, one a line."""
    if not review.proof:
        return ""
    strata = json.loads(review.proof)["strata"]
    return "\n".join(one["id"] for stratum in strata for one in stratum["drawn"])


def everything(review):
    """Return all the files of the roster, one a line."""
    return "\n".join(_files(review))


def picked(review):
    """Return the organ and the number of each file that was picked."""
    found = [line.partition(" ")[::2] for line in review.chosen.splitlines()]
    organs = {one.code: one for one in Organisation.objects.filter(code__in={code for code, _number in found})}
    return [(organs[code], number) for code, number in found]
