"""预先询问: a step whose guard refuses whatever is filled in is closed; one that may be cured by it stays open."""

from datetime import date

import pytest
from django.db.backends.utils import CursorWrapper

from fadu.kernel.cases import hindrance, next_steps, open_case
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import lookup
from fadu.kernel.turns import Desk, tasks
from tests.toy.models import Complaint, Dispute, Reader

pytestmark = pytest.mark.django_db
DAY, LATER = date(2023, 3, 1), date(2023, 3, 8)


@pytest.fixture
def library():
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川图书馆", mark="图", kind=Kind.DEPARTMENT, division=division)


@pytest.fixture
def actor(library):
    user = User.objects.create(username="handler", name="承办人")
    for role in ("handler", "reviewer"):
        Membership.objects.create(user=user, organisation=library, role=role)
    return Actor.of(user, DAY)


@pytest.fixture
def case(library, actor):
    reader = Reader.objects.create(organisation=library, number="R1", name="徐娜")
    values = {"organisation": library, "complaint": "书页缺失", "reader": reader}
    return open_case(Complaint, "submit", actor, DAY, values)


@pytest.fixture
def guarded(case, monkeypatch):
    """Return a function that gives the acceptance of complaints another guard, and what it records."""
    step = lookup(case.procedure).step("accept")

    def guarded(guard, **declared):
        monkeypatch.setattr(step, "guard", guard)
        for name, value in declared.items():
            monkeypatch.setattr(step, name, value)
        return step

    return guarded


def accepting(case, actor):
    return next((one.allowed, one.reason) for one in next_steps(case, actor, LATER) if one.step.slug == "accept")


def refusing(*names):
    """A guard that looks at these columns and refuses."""

    def guard(case):
        for value in [getattr(case, name) for name in names]:
            value() if callable(value) else value
        return "不行"

    return guard


@pytest.mark.parametrize(
    ("reads", "declared", "open_"),
    [
        (("complaint",), {}, False),
        (("complaint", "amount"), {"records": ("amount",)}, True),
        (("amount",), {"requires": ("amount",)}, True),
        (("reader_id",), {"records": ("reader",)}, True),  # a link is read by its column as well
        (("outcome",), {"outcomes": ("upheld", "revoked")}, True),
        (("outcome",), {"outcomes": ("upheld",)}, False),  # the only one is given by itself
        (("amount",), {"sets": {"amount": lambda case: None}}, True),  # worked out from what is written
        (("amount",), {"sets": {"amount": 5}}, False),
    ],
)
def test_a_step_is_closed_only_by_what_it_does_not_record(case, actor, guarded, reads, declared, open_):
    guarded(refusing(*reads), **declared)
    assert accepting(case, actor) == (open_, "不行")


def test_what_the_step_does_by_itself_is_seen_beforehand(case, actor, guarded):
    guarded(
        lambda case: None if (case.decided_on, case.amount, case.moved_on) == (LATER, 5, LATER) else "没有",
        stamps=("decided_on",), sets={"amount": 5},
    )  # fmt: skip
    assert accepting(case, actor) == (True, "")
    assert (case.decided_on, case.amount, case.moved_on, type(case)) == (None, None, DAY, Complaint)


def test_a_guard_sees_the_case_as_the_model_it_is(case, actor, guarded):
    def guard(asked):
        assert isinstance(asked, Complaint) and asked == case and asked.headline() == "投诉：书页缺失"
        return None if Reader.objects.filter(complaint=asked).get() == asked.reader else "不行"

    guarded(guard)
    assert accepting(case, actor) == (True, "")


def test_of_many_cases_only_what_lies_at_hand_is_weighed(case, guarded, monkeypatch):
    step = guarded(lambda case: "不行" if Reader.objects.exists() else None)
    assert hindrance(case, step, LATER).reason == "不行"
    monkeypatch.setattr(CursorWrapper, "_execute", None)  # nothing reaches the database
    assert hindrance(case, step, LATER, at_hand=True) is None
    assert hindrance(case, guarded(refusing("complaint")), LATER, at_hand=True).reason == "不行"


def test_what_waits_offers_no_step_that_the_case_itself_rules_out(library, actor, monkeypatch):
    dispute = open_case(Dispute, "submit", actor, DAY, {"organisation": library, "complaint": "逾期罚款"})
    accept = lookup(dispute.procedure).step("accept")

    def offered():
        (task,) = tasks(Desk(actor, None, LATER).waiting(), actor, LATER)
        return task.steps, task.hindered

    assert offered() == ([accept], "")
    monkeypatch.setattr(accept, "guard", refusing("complaint"))
    assert offered() == ([], "不行")
    monkeypatch.setattr(accept, "records", ("complaint",))
    assert offered() == ([accept], "")
