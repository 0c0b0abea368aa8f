"""重大行政处罚决定备案: owed from the decision, filed, received, reviewed, and corrected where an opinion asks it."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term

from .. import limits_supervision as limits
from ..models.filings import FilingOutcome, FilingPaper, MajorKind, MajorPenaltyFiling
from ..models.penalties import HEARD, Penalty, Purpose, amount_rule

OVERSEEN = limits.OVERSEEN


# Under which of them a penalty falls; what is not here may be another heavier one.
MAJOR = {
    Penalty.FINE: MajorKind.FINE,
    Penalty.CONFISCATION: MajorKind.CONFISCATION,
    Penalty.DOWNGRADED: MajorKind.LICENCE,
    Penalty.LICENCE_REVOKED: MajorKind.LICENCE,
    Penalty.HALTED: MajorKind.CLOSURE,
    Penalty.CLOSED: MajorKind.CLOSURE,
    Penalty.BARRED: MajorKind.CLOSURE,
}


def to_be_filed(case):
    """Yield the filing that a penalty decision owes where rules ask for one: heavy kinds, and amounts over theirs."""
    rule = amount_rule(Purpose.FILING, case, case.moved_on)
    amounts = [one for one in (case.fine, case.confiscated) if one is not None]
    if rule is None or not (case.penalty in HEARD or any(one >= rule.amount for one in amounts)):
        return
    known = MajorPenaltyFiling.objects.filter(organisation=case.organisation, decision_number=case.decision_number)
    if case.decision_number and not known.exists():
        yield {
            "penalty": case.number,
            "decision_number": case.decision_number,
            "kind": MAJOR.get(case.penalty, MajorKind.OTHER),
            "party": case.party,
            "act": case.cause,
            "amount": sum(amounts) if amounts else None,
            "threshold": rule.basis[:200],
            "decided_on": case.moved_on,
        }


# fmt: off


class PenaltyFiling(Procedure):
    """重大行政处罚决定备案."""

    slug = "major-penalty-filing"
    title = _("重大行政处罚决定备案")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW
    note = _("备案的标准、期限由地方规定；应备案而未报送的，停在“应备案”")

    owed = State(_("应备案（待报送）"))
    filed = State(_("已报送"))
    received = State(_("已收到（审查中）"))
    opinion_given = State(_("已发审查意见（待纠正）"))
    on_file = State(_("准予备案"), final=True)
    corrected = State(_("已纠正"), final=True)

    owe = Step(
        _("登记应备案决定"), None, owed, role="enforcement_handler", article=OVERSEEN,
        requires=("decision_number", "kind", "decided_on"), records=("threshold",),
    )
    arise = Step(
        _("产生备案义务"), None, owed, role="system", article=OVERSEEN,
        requires=("decision_number", "kind", "decided_on"),
    )
    file = Step(
        _("报送备案"), owed, filed, role="enforcement_handler", article=OVERSEEN, stamps="filed_on",
    )
    receive = Step(
        _("收到备案"), filed, received, role="enforcement_supervisor", article=OVERSEEN, stamps="received_on",
    )
    return_ = Step(
        _("退回补正"), filed, owed, role="enforcement_supervisor", article=OVERSEEN, requires=("review",),
    )
    pass_ = Step(
        _("审查通过"), received, on_file, role="enforcement_supervisor", article=OVERSEEN, records=("review",),
        stamps="reviewed_on", outcomes=(FilingOutcome.SOUND,),
    )
    give_opinion = Step(
        _("发出审查意见"), received, opinion_given, role="enforcement_supervisor", article=OVERSEEN,
        requires=("review", "correct_by"), stamps=("reviewed_on", "opinion_on"), documents=(FilingPaper.OPINION,),
    )
    correct = Step(
        _("纠正并报告"), opinion_given, corrected, role="enforcement_handler", article="行政处罚法#75.2",
        requires=("correction",), stamps="corrected_on", outcomes=(FilingOutcome.CORRECTED,),
    )
    accept_explanation = Step(
        _("同意说明"), opinion_given, on_file, role="enforcement_supervisor", article=OVERSEEN,
        requires=("correction",), stamps="corrected_on", outcomes=(FilingOutcome.EXPLAINED,),
    )

    outcomes = {
        FilingOutcome.SOUND: OVERSEEN, FilingOutcome.CORRECTED: "行政处罚法#75.2", FilingOutcome.EXPLAINED: OVERSEEN,
    }

    terms = (
        Term(limits.FILE_PENALTY, starts=("decided_on",), stops=(file,)),
        Term(limits.REVIEW_FILING, starts=(receive,), stops=(pass_, give_opinion), shown_in="due_on"),
        Term(
            limits.CORRECT_PENALTY, starts=(give_opinion,), stops=(correct, accept_explanation), until="correct_by",
        ),
    )
