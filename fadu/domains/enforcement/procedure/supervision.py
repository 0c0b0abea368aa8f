"""行政执法监督: under the Penalty Law's general duty to supervise; from 2026-02-01 under the Regulations on it."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import SAME, Procedure, State, Step, Term

from .. import limits_supervision as limits
from ..models.supervision import SupervisionOutcome as Outcome
from ..models.supervision import SupervisionPaper as Paper


def reply_verified(case):
    """Require that the unit has replied, and that what it says was verified after that."""
    if not case.replied_on:
        return _("单位尚未反馈整改情况；请先办理“单位反馈”。")
    if not case.verified_on or case.verified_on < case.replied_on:
        return _("反馈的整改情况尚未核实；请先由监督机构办理“核实整改”。")
    return None


# fmt: off


def supervision(of, day, cited, limit, moved="keep"):
    """Declare the course under `of`, in force from `day`, each step under the article `cited`."""

    class Supervision(Procedure):
        """行政执法监督: looked into; a notice, an opinion, a decision; replied to, verified, put right."""

        slug = "enforcement-supervision"
        title = _("行政执法监督")
        law = of
        in_force = day
        transition = moved

        opened = State(_("启动监督"))
        notice = State(_("已发监督通知书"))
        opinion = State(_("已发监督意见书"))
        decision = State(_("已作监督决定书"))
        corrected = State(_("整改反馈办结"), final=True)
        no_problem = State(_("未发现问题"), final=True)

        open = Step(
            _("启动"), None, opened, role="enforcement_supervisor", article=cited, requires=("matter",),
            records=("supervisor", "kind", "plan", "source", "concerning"),
        )
        clear = Step(
            _("未发现问题"), opened, no_problem, role="enforcement_supervisor", article=cited,
            outcomes=(Outcome.NO_PROBLEM,),
        )
        give_notice = Step(
            _("发出监督通知书"), opened, notice, role="enforcement_supervisor", article=cited,
            requires=("ground", "facts", "rectify_by"), records=("notice_number",), stamps="noticed_on",
            documents=(Paper.NOTICE,),
        )
        give_opinion = Step(
            _("发出监督意见书"), (opened, notice), opinion, role="enforcement_supervisor", article=cited,
            requires=("ground", "opinion", "rectify_by"), stamps="opinion_on", documents=(Paper.OPINION,),
        )
        give_decision = Step(
            _("作出监督决定书"), (opened, notice, opinion), decision, role="enforcement_supervisor", article=cited,
            requires=("ground", "decision", "rectify_by"), stamps="decision_on", documents=(Paper.DECISION,),
        )
        serve = Step(
            _("送达监督文书"), (notice, opinion, decision), SAME, role="enforcement_supervisor", article=cited,
            stamps="served_on",
        )
        reply = Step(
            _("单位反馈"), (notice, opinion, decision), SAME, role="enforcement_handler", article=cited,
            requires=("reply",), stamps="replied_on",
        )
        verify = Step(
            _("核实整改"), (notice, opinion, decision), SAME, role="enforcement_supervisor", article=cited,
            requires=("verification",), stamps="verified_on", after=(reply,),
        )
        correct = Step(
            _("整改办结"), (notice, opinion, decision), corrected, role="enforcement_handler", article=cited,
            outcomes=(Outcome.CORRECTED,), guard=reply_verified,
        )

        outcomes = dict.fromkeys((Outcome.CORRECTED, Outcome.NO_PROBLEM), cited)

        terms = (
            Term(
                limit, starts=(give_notice, give_opinion, give_decision), stops=(correct,), until="rectify_by",
                shown_in="due_on",
            ),
        )

    return Supervision


Supervision2021 = supervision("行政处罚法", limits.PENALTY_LAW, limits.OVERSEEN, limits.RECTIFY)
Supervision2026 = supervision(
    "行政执法监督条例", limits.SUPERVISION_REGULATIONS, limits.REGULATIONS, limits.RECTIFY_2026, moved="next_step"
)
