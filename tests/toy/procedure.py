"""借阅争议处理程序. The articles are borrowed, for every step must have one."""

from datetime import date

from fadu.kernel.procedure import PREVIOUS, SAME, Procedure, State, Step, Term

from .limits import ANSWER, DECISION, FAST, HANDLING_2020, HANDLING_2024, HANDLING_2025, HEARING, NOTICE_BOARD
from .models import Paper


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


def nothing_urgent(case):
    """投诉不紧急，或者已经听证."""
    return "紧急投诉须先举行听证。" if case.urgent and not case.hearing_on else None


def complaint_procedure(handling, rule):
    """Declare one version; the three differ in the length of the handling alone."""

    class ComplaintProcedure(Procedure):
        slug = "toy-complaint"
        title = "投诉办理程序"
        law = "行政复议法"
        in_force = handling.in_force
        transition = rule

        received = State("已收到")
        asked = State("已询问")
        accepted = State("已受理")
        paused = State("中止")
        announced = State("公示中")
        decided = State("已决定", final=True)
        lapsed = State("视为撤回", final=True)

        submit = Step("提出投诉", None, received, role="handler", article="行政复议法#22", requires=("complaint",))
        ask = Step(
            "询问",
            received,
            asked,
            role="handler",
            article="行政复议法#31.1",
            requires=("question", "answer_days"),
            records=("asked_received_on",),
        )
        ask_again = Step("再次询问", asked, SAME, role="handler", article="行政复议法#31.3", requires=("question",))
        grant_time = Step("延长答复期", asked, SAME, role="handler", article="行政复议法#31.2", requires=("more_days",))
        answer = Step("答复", asked, received, role="handler", article="行政复议法#31.2")
        lapse = Step("视为撤回", asked, lapsed, role="system", article="行政复议法#31.2")
        accept = Step("受理", received, accepted, role="handler", article="行政复议法#30.1", documents=(Paper.RECEIPT,))
        pause = Step("中止", (accepted,), paused, role="handler", article="行政复议法#39.1")
        resume = Step("恢复", paused, PREVIOUS, role="handler", article="行政复议法#39.2")
        extend = Step("延长", accepted, SAME, role="reviewer", article="行政复议法#62.1")
        call_hearing = Step(
            "通知听证", accepted, SAME, role="handler", article="行政复议法#51.1", requires=("hearing_on",)
        )
        announce = Step("公示", accepted, announced, role="handler", article="行政复议法#51.1")
        decide = Step(
            "决定",
            (accepted, announced),
            decided,
            role="reviewer",
            article="行政复议法#61.1",
            guard=nothing_urgent,
            after=(accept,),
            records=("amount",),
            stamps="decided_on",
            outcomes=("upheld", "revoked"),
        )

        outcomes = {"upheld": "行政复议法#68", "revoked": "行政复议法#64.1"}

        terms = (
            Term(
                handling,
                starts=(accept,),
                stops=(decide,),
                suspended=((pause, resume),),
                extended=(extend,),
                shown_in="due_on",
            ),
            Term(NOTICE_BOARD, starts=(announce,), stops=(decide,)),
            Term(HEARING, starts=("hearing_on",), stops=(call_hearing,)),
            Term(
                ANSWER,
                starts=(ask,),
                since="asked_received_on",
                stops=(answer,),
                restarts=(ask_again,),
                extended=(grant_time,),
                specified="answer_days",
                granted="more_days",
                on_expiry=lapse,
            ),
        )

    return ComplaintProcedure


complaint_procedure(HANDLING_2020, "keep")
complaint_procedure(HANDLING_2024, "switch")
complaint_procedure(HANDLING_2025, "next_step")


class FastComplaint(Procedure):
    """Takes a complaint over, and gives it back."""

    slug = "toy-complaint-fast"
    title = "投诉简易办理"
    law = "行政复议法"
    in_force = date(2020, 1, 1)

    accepted = State("已受理（简易）")
    turned = State("转为普通办理", final=True, continues="toy-complaint")
    decided = State("已决定", final=True)

    accept = Step(
        "简易受理",
        None,
        accepted,
        role="handler",
        article="行政复议法#53",
        requires=("complaint",),
        takes_over=("toy-complaint/received",),
    )
    turn = Step("转为普通办理", accepted, turned, role="handler", article="行政复议法#55")
    decide = Step(
        "决定", accepted, decided, role="reviewer", article="行政复议法#61.1", stamps="decided_on", outcomes=("upheld",)
    )

    outcomes = {"upheld": "行政复议法#68"}
    terms = (Term(FAST, starts=(accept,), stops=(decide, turn), shown_in="due_on"),)
