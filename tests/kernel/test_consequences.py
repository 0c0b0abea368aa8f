"""连带办理、关联案件、写明的届满日、地方规定: what one case brings about in another, and days that no law counts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from fadu.kernel import journal
from fadu.kernel.cases import StepRefused, clocks_of, next_steps, open_case, perform, referred, referring, scan
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import BadProcedure, Consequence, Procedure, State, Step
from fadu.kernel.provisions import LocalProvision, in_force
from tests.toy.models import Bill, Dispute, Loss

pytestmark = pytest.mark.django_db

DAY = date(2023, 3, 1)


@pytest.fixture
def province():
    division = Division.objects.create(code="990000", name="示范省", level=1)
    return found(SYSTEM, code="990000", name="示范省图书馆", kind=Kind.DEPARTMENT, division=division)


@pytest.fixture
def library(province):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(
        SYSTEM, code="990200", name="明川图书馆", mark="图", kind=Kind.DEPARTMENT, division=division, parent=province
    )


@pytest.fixture
def actor(library):
    user = User.objects.create(username="handler", name="承办人")
    Membership.objects.create(user=user, organisation=library, role="handler")
    return Actor.of(user, DAY)


@pytest.fixture
def report(library, actor):
    def report(**data):
        values = {"organisation": library, "book": "山海经", "price": 80, "pay_by": date(2023, 3, 11)}
        return open_case(Loss, "report", actor, DAY, values | data)

    return report


def test_a_step_opens_the_case_that_follows_from_it(report):
    loss = report()
    bill = Bill.objects.get()
    assert (bill.loss, bill.amount, bill.state, bill.opened_on) == (loss, 80, "issued", DAY)
    event = journal.history("toy-bill", str(bill.pk)).get()
    assert (event.actor, event.data["brought_by"]) == ("system", ["toy-loss", str(loss.pk), "report"])


def test_a_step_moves_the_case_that_waits_for_it(report, actor):
    loss = report()
    perform(Bill.objects.get(), "pay", actor, on=date(2023, 3, 5))
    loss.refresh_from_db()
    assert (loss.state, loss.closed_on) == ("settled", date(2023, 3, 5))


def test_what_was_moved_later_is_settled_on_the_day_of_its_last_step(report, actor):
    loss = report()
    Loss.objects.filter(pk=loss.pk).update(moved_on=date(2023, 3, 20))
    perform(Bill.objects.get(), "pay", actor, on=date(2023, 3, 5))
    loss.refresh_from_db()
    assert loss.closed_on == date(2023, 3, 20)


def test_nobody_makes_a_brought_about_step_by_hand(report, actor, library):
    loss = report()
    assert [one.step.slug for one in next_steps(loss, actor)] == []
    with pytest.raises(StepRefused) as refused:
        perform(loss, "settle", actor, on=DAY)
    assert refused.value.code == "role"
    with pytest.raises(StepRefused):
        open_case(Bill, "issue", actor, DAY, {"organisation": library, "loss": loss, "amount": 1})


def test_a_consequence_that_is_refused_takes_the_whole_step_back(report):
    with pytest.raises(StepRefused):
        report(price=123456789)  # more than the bill can hold, and than the loss can
    assert not Loss.objects.exists() and not Bill.objects.exists()
    assert not journal.history("toy-loss", "1").exists()


def test_a_consequence_refused_by_the_other_case_leaves_nothing(report, actor):
    loss = report()
    Loss.objects.filter(pk=loss.pk).update(state="settled")
    bill = Bill.objects.get()
    with pytest.raises(StepRefused) as refused:
        perform(bill, "pay", actor, on=date(2023, 3, 5))
    assert refused.value.code == "state"
    bill.refresh_from_db()
    assert bill.state == "issued"


def test_the_day_that_a_document_names_is_the_last_as_it_stands(report):
    report(pay_by=date(2023, 3, 11))  # a Saturday: a named day does not move
    clock = clocks_of(Bill.objects.get())[0]
    assert clock.due_on == date(2023, 3, 11)
    assert any("文书写明" in reason for reason in clock.due().explain("zh"))
    assert Bill.objects.get().due_on == date(2023, 3, 11)


@pytest.mark.parametrize(("today", "steps"), [(date(2023, 3, 11), 0), (date(2023, 3, 12), 1), (date(2023, 3, 13), 1)])
def test_the_effect_comes_the_day_after_the_named_day(report, today, steps):
    report(pay_by=date(2023, 3, 11))
    assert [effect.step.slug for effect in scan(today)] == ["remind"] * steps
    assert scan(today) == []


def test_without_a_named_day_the_clock_says_that_no_law_gives_one(report):
    report(pay_by=None)
    clock = clocks_of(Bill.objects.get())[0]
    assert clock.due_on is None and "地方规定" in clock.due_note


def test_a_local_provision_sets_the_length_for_its_place_from_its_day(report, actor, province, library):
    rule = {"limit": "toy-bill/record", "rule": "示范省图书馆管理办法第三条"}
    LocalProvision.objects.create(organisation=province, length=5, in_force=date(2022, 1, 1), **rule)
    near = LocalProvision.objects.create(
        organisation=library, length=3, in_force=date(2023, 3, 6), until=date(2023, 12, 31), **rule
    )
    assert in_force("toy-bill/record", library, date(2023, 3, 5)).length == 5
    assert in_force("toy-bill/record", library, date(2023, 3, 6)) == near
    assert in_force("toy-bill/record", library, date(2024, 1, 1)).length == 5
    assert in_force("toy-bill/record", province, date(2023, 3, 6)).length == 5
    assert in_force("toy-bill/record", library, date(2021, 12, 31)) is None
    report()
    bill = perform(Bill.objects.get(), "pay", actor, on=date(2023, 3, 6))
    clock = clocks_of(bill)[-1]
    assert clock.due_on == date(2023, 3, 9)  # three working days after Monday
    assert any("示范省图书馆管理办法第三条" in reason for reason in clock.due().explain("zh"))


def test_a_provision_for_a_limit_that_the_law_states_is_refused(library):
    wrong = LocalProvision(organisation=library, limit="toy-dispute/decide", length=5, rule="x", in_force=DAY)
    with pytest.raises(ValidationError, match="没有写明长度"):
        wrong.full_clean()


def test_cases_are_found_by_the_number_that_one_names(report, actor, library):
    dispute = open_case(Dispute, "submit", actor, DAY, {"organisation": library, "complaint": "丢书"})
    loss = report(dispute=dispute.number)
    stranger = report(dispute="别馆争〔2023〕1号")
    assert [(one.number, one.record) for one in referred(loss)] == [(dispute.number, dispute)]
    assert [(one.number, one.record) for one in referred(stranger)] == [("别馆争〔2023〕1号", None)]
    assert [one.record for one in referring(dispute)] == [loss]
    assert referred(report()) == [] and referring(loss) == []


def test_a_consequence_must_name_a_place():
    with pytest.raises(BadProcedure, match="连带办理"):

        class Wrong(Procedure, registered=False):
            slug = "toy-wrong"
            title = "错误"
            law = "行政复议法"
            in_force = DAY
            begun = State("开始")
            ended = State("结束", final=True)
            begin = Step(
                "开始", None, begun, role="handler", article="行政复议法#22",
                brings=(Consequence("nowhere", lambda case: []),),
            )  # fmt: skip
            end = Step("结束", begun, ended, role="handler", article="行政复议法#22")


@pytest.mark.parametrize(
    ("brings", "fault"),
    [((), "没有什么引发它"), ((Consequence("toy-bill/pay", lambda case: []),), "不是某本台账中由系统办理的环节")],
)
def test_start_up_refuses_what_nothing_brings_about(monkeypatch, brings, fault):
    from fadu.kernel import procedure
    from fadu.kernel.cases import check_declarations

    monkeypatch.setattr(procedure, "_declared", dict(procedure._declared))
    check_declarations()

    class Wrong(Procedure):
        slug = "toy-wrong"
        title = "错误"
        law = "行政复议法"
        in_force = DAY
        begun = State("开始")
        ended = State("结束", final=True)
        begin = Step("开始", None, begun, role="handler", article="行政复议法#22", brings=brings)
        end = Step("结束", begun, ended, role="handler" if brings else "system", article="行政复议法#22")

    with pytest.raises(BadProcedure, match=fault):
        check_declarations()
