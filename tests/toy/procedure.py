"""借阅争议处理程序. The articles are borrowed, for every step must have one."""

from datetime import date

from fadu.kernel.draws import Draw
from fadu.kernel.procedure import PREVIOUS, SAME, Consequence, Procedure, State, Step, Term

from .limits import (
    ANSWER,
    DECISION,
    FAST,
    HANDLING_2020,
    HANDLING_2024,
    HANDLING_2025,
    HEARING,
    NOTICE_BOARD,
    PAYMENT,
    RECORDING,
    SUGGESTION,
)
from .models import Borrowing, Paper


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
            documents=(Paper.DECISION,),
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


def bill(loss):
    yield {"loss": loss, "amount": loss.price, "pay_by": loss.pay_by}


class LossProcedure(Procedure):
    """Brings about a bill, and is ended by its payment."""

    slug = "toy-loss"
    title = "图书遗失处理"
    law = "行政复议法"
    in_force = date(2020, 1, 1)

    reported = State("已报失")
    settled = State("已赔偿", final=True)

    report = Step(
        "报失",
        None,
        reported,
        role="handler",
        article="行政复议法#22",
        requires=("book", "price"),
        brings=(Consequence("toy-bill/issue", bill),),
    )
    settle = Step("赔偿完毕", reported, settled, role="system", article="行政复议法#77.1")


class BillProcedure(Procedure):
    slug = "toy-bill"
    title = "账单"
    law = "行政复议法"
    in_force = date(2020, 1, 1)

    issued = State("待付款")
    paid = State("已付款（待登账）")
    recorded = State("已登账", final=True)

    issue = Step("开出账单", None, issued, role="system", article="行政复议法#22", requires=("loss", "amount"))
    pay = Step(
        "付款",
        issued,
        paid,
        role="handler",
        article="行政复议法#77.1",
        brings=(Consequence("toy-loss/settle", lambda bill: [bill.loss]),),
    )
    remind = Step("催付", issued, SAME, role="system", article="行政复议法#77.2")
    record = Step("登账", paid, recorded, role="handler", article="行政复议法#77.2", records=("amount",))

    terms = (
        Term(PAYMENT, starts=(issue,), stops=(pay,), until="pay_by", on_expiry=remind, shown_in="due_on"),
        Term(RECORDING, starts=(pay,), stops=(record,)),
    )


class SuggestionProcedure(Procedure):
    """The public opens it, explains when asked, and may take it back."""

    slug = "toy-suggestion"
    title = "读者建议办理"
    law = "行政复议法"
    in_force = date(2020, 1, 1)

    received = State("已收到")
    asked = State("待说明")
    replied = State("已答复", final=True)
    withdrawn = State("已撤回", final=True)

    submit = Step(
        "提出建议", None, received, role="public", article="行政复议法#22", requires=("author", "phone", "wish")
    )
    discuss = Step("内部研究", received, SAME, role="handler", article="行政复议法#30.1")
    ask = Step("请建议人说明", received, asked, role="handler", article="行政复议法#31.1", requires=("question",))
    explain = Step("补充说明", asked, received, role="public", article="行政复议法#31.2", requires=("explanation",))
    withdraw = Step("撤回", (received, asked), withdrawn, role="public", article="行政复议法#41(1)")
    reply = Step(
        "答复", received, replied, role="handler", article="行政复议法#61.1", documents=(Paper.REPLY,),
    )  # fmt: skip

    terms = (Term(SUGGESTION, starts=(submit,), stops=(reply,), shown_in="due_on"),)


def lent(case):
    """Yield the books that are lent, by their binding; what was renewed is drawn twice as likely."""
    for one in Borrowing.objects.filter(organisation=case.organisation, returned_at=None):
        yield one.number, one.get_binding_display(), 2 if one.renewed else 1


BOOKS = Draw(rows=lent, strata=lambda case, sizes: dict.fromkeys(sizes, case.books))


class StocktakingProcedure(Procedure):
    """Draws from the books lent."""

    slug = "toy-stocktaking"
    title = "图书清点"
    law = "行政复议法"
    in_force = date(2020, 1, 1)

    planned = State("已安排")
    fixed = State("名录已固定")
    drawn = State("已抽取")
    counted = State("已清点", final=True)
    revoked = State("已撤回", final=True)

    plan = Step("安排清点", None, planned, role="handler", article="行政复议法#22", requires=("books",))
    fix = Step("固定名录", planned, fixed, role="handler", article="行政复议法#22", **BOOKS.fixing())
    draw = Step("抽取", fixed, drawn, role="handler", article="行政复议法#22", **BOOKS.drawing())
    call = Step("递补", drawn, SAME, role="handler", article="行政复议法#22", **BOOKS.calling())
    count = Step("清点完毕", drawn, counted, role="handler", article="行政复议法#22")
    revoke = Step("撤回", (planned, fixed), revoked, role="handler", article="行政复议法#22", **BOOKS.revoking())
