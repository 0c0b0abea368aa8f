"""行政裁决: no statute of the nation lays down one course for all; the law that allows a matter sets its term."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term

from .. import limits
from ..models import AdjudicationOutcome as Outcome


def days_of_the_matter(case):
    """Return the length that the law of the matter gives, unless the case names another."""
    return case.days or (case.matter.days if case.matter else None)


# fmt: off


class Adjudication(Procedure):
    """行政裁决."""

    slug = "administrative-adjudication"
    title = _("行政裁决")
    law = "优化营商环境条例"
    in_force = limits.BUSINESS_ENVIRONMENT
    note = _("裁决的权限、条件和期限由设定该项裁决的法律规定；事项清单写明")

    applied = State(_("收到申请"))
    accepted = State(_("已受理"))
    heard = State(_("已审理"))
    decided = State(_("已裁决（待送达）"))
    served = State(_("已送达（可以起诉）"))
    not_accepted = State(_("不予受理"), final=True)
    ended = State(_("调解、撤回终止"), final=True)
    effective = State(_("裁决生效（待履行）"))
    litigated = State(_("已起诉"), final=True)
    performed = State(_("已履行（执行）"), final=True)

    apply = Step(
        _("申请裁决"), None, applied, role="party", article="优化营商环境条例#66",
        requires=("applicant", "respondent", "claim"), stamps="applied_on",
    )
    accept = Step(
        _("受理"), applied, accepted, role="adjudicating_organ", article="优化营商环境条例#66", records=("days",),
        stamps="accepted_on", sets={"days": days_of_the_matter},
    )
    refuse = Step(
        _("不予受理"), applied, not_accepted, role="adjudicating_organ", article="优化营商环境条例#66",
        requires=("reason",), outcomes=(Outcome.REFUSED,), note=_("告知其他解决途径"),
    )
    hear = Step(
        _("审理"), accepted, heard, role="adjudicating_organ", article="优化营商环境条例#66", stamps="heard_on",
    )
    mediate = Step(
        _("调解达成协议"), (accepted, heard), ended, role="adjudicating_organ", article="优化营商环境条例#66",
        stamps="decided_on", outcomes=(Outcome.MEDIATED,),
    )
    withdraw = Step(
        _("撤回申请"), (accepted, heard), ended, role="party", article="优化营商环境条例#66", requires=("reason",),
        stamps="decided_on", outcomes=(Outcome.WITHDRAWN,),
    )
    decide = Step(
        _("作出裁决"), heard, decided, role="adjudicating_organ", article="优化营商环境条例#66",
        requires=("decision",), stamps="decided_on", outcomes=(Outcome.DECIDED,),
    )
    serve = Step(
        _("送达裁决"), decided, served, role="adjudicating_organ", article="行政诉讼法#46.1", stamps="served_on",
    )
    sue = Step(
        _("对裁决起诉"), served, litigated, role="party", article=("行政诉讼法#46.1", "行政诉讼法#61.1"),
        records=("court",), stamps="sued_on", note=_("可以请求一并解决民事争议"),
    )
    take_effect = Step(_("期满未起诉，裁决生效"), served, effective, role="system", article="行诉解释#158.1")
    perform = Step(
        _("履行或者强制执行"), (served, effective), performed, role="party", article="行诉解释#158.1",
        stamps="performed_on",
    )

    outcomes = dict.fromkeys(Outcome, "优化营商环境条例#66")

    terms = (
        Term(
            limits.ADJUDICATE, starts=(accept,), stops=(decide, mediate, withdraw), specified="days",
            shown_in="due_on",
        ),
        Term(limits.ADJUDICATION_SUE, starts=(serve,), stops=(sue, perform), on_expiry=take_effect),
    )
