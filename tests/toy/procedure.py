"""借阅争议处理程序. The articles are borrowed, for every step must have one."""

from datetime import date

from fadu.kernel.procedure import Procedure, State, Step, Term

from .limits import DECISION


class DisputeProcedure(Procedure):
    slug = "toy-dispute"
    title = "借阅争议处理程序"
    law = "行政复议法"
    in_force = date(2020, 1, 1)
    outcomes = {"upheld": "行政复议法#68", "revoked": "行政复议法#64.1"}

    received = State("已收到")
    accepted = State("已受理")
    decided = State("已决定", final=True)

    submit = Step("提出申诉", None, received, role="handler", article="行政复议法#22", requires=("complaint",))
    accept = Step("受理", received, accepted, role="handler", article="行政复议法#30.1")
    decide = Step(
        "作出决定",
        accepted,
        decided,
        role="reviewer",
        article="行政复议法#61.1",
        requires=("refund",),
        stamps="decided_on",
        outcomes=("upheld", "revoked"),
    )

    terms = (Term(DECISION, starts=(accept,), stops=(decide,), shown_in="due_on"),)
