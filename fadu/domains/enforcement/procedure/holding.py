"""执法的前提: what must hold whoever enforces what: a listed subject with the power, and certified officers."""

from django.utils.translation import gettext_lazy as _

from ..models.officers import uncertified
from ..models.subjects import PowerKind, powerless


def lawful(case, kind):
    """Return why the subject of a case may not act by a power of that kind on the day; None if it may."""
    return powerless(case.subject, case.organisation, kind, case.moved_on)


def staffed(case):
    """Return why those who handle a case may not act: too few of them, or one without a certificate."""
    officers, alone = case.officers, getattr(case, "alone_by", "")
    if len(officers) < 2 and not (officers and alone):
        return _("执法人员不得少于两人；法律另有规定的，请写明依据。")
    return uncertified(officers, case.moved_on)


def may_penalise(case):
    """执法主体有处罚权，两名执法人员持有效证件 (行政处罚法#17, #42.1)."""
    return lawful(case, PowerKind.PENALTY) or staffed(case)


def certified(case):
    """两名执法人员持有效证件 (行政处罚法#42.1)."""
    return staffed(case)
