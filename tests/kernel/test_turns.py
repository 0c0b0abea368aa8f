"""待办: whom a case waits for: the handler first, then whoever holds the role nearest, then who records for it."""

from datetime import date, timedelta

import pytest

from fadu.kernel import cases
from fadu.kernel.organisations import Actor, Membership, User
from fadu.kernel.procedure import in_force
from fadu.kernel.turns import Desk, OnDuty, duties, tasks
from tests.toy.library import build
from tests.toy.models import Dispute

pytestmark = pytest.mark.django_db

TODAY = date(2025, 3, 10)


@pytest.fixture
def city(db):
    return build()


@pytest.fixture
def person(city):
    def person(username, role, organisation, **values):
        user = User.objects.filter(username=username).first() or User.objects.create_user(username, name=username)
        Membership.objects.create(user=user, organisation=organisation, role=role, **values)
        return user

    return person


@pytest.fixture
def opened(city):
    def opened(accepted=True, organisation=None):
        at = organisation or city.library
        handler = city.actor("handler", at)
        on = TODAY - timedelta(days=5)
        case = cases.open_case(Dispute, "submit", handler, on, {"organisation": at, "complaint": "押金未退"})
        return cases.perform(case, "accept", handler, on=on) if accepted else case

    return opened


def desk(user, **asked):
    return [one.record for one in Desk(Actor.of(user, TODAY), user.pk, TODAY).waiting(**asked)]


def test_a_case_waits_for_the_role_of_the_step_that_stops_its_limit(city, person, opened):
    handler, reviewer = person("h", "handler", city.library), person("r", "reviewer", city.library)
    received, accepted = opened(accepted=False), opened()
    assert desk(handler) == [received.pk]
    assert desk(reviewer) == [accepted.pk]
    assert OnDuty(TODAY).of(accepted) == [reviewer.pk]


def test_it_waits_for_its_handler_and_for_nobody_else_who_could(city, person, opened):
    one, two = person("one", "handler", city.library), person("two", "handler", city.library)
    case = opened(accepted=False)
    assert OnDuty(TODAY).of(case) == [one.pk, two.pk]
    Dispute.objects.filter(pk=case.pk).update(handler=two)
    case.refresh_from_db()
    assert (desk(one), desk(two)) == ([], [case.pk])
    assert OnDuty(TODAY).of(case) == [two.pk]
    assert desk(two, mine=True) == [case.pk]


def test_a_case_waits_for_who_has_it_in_hand_without_any_role_of_its_steps(city, person, opened):
    leader = person("leader", "leader", city.library)
    case = opened()
    assert desk(leader) == []
    Dispute.objects.filter(pk=case.pk).update(handler=leader)
    assert (desk(leader), desk(leader, mine=True)) == ([case.pk], [case.pk])


def test_the_nearest_holder_is_told_and_who_acts_for_a_role_only_where_nobody_holds_it(city, person, opened):
    office = person("office", "law_governance_office", city.government)
    case = opened()
    assert desk(office) == [case.pk]  # the office records for a reviewer that is not there
    assert OnDuty(TODAY).of(case) == [office.pk]
    above = person("above", "reviewer", city.government)
    assert desk(office) == []
    assert OnDuty(TODAY).of(case) == [above.pk]
    near = person("near", "reviewer", city.library)
    assert OnDuty(TODAY).of(case) == [near.pk]


def test_who_has_left_or_may_not_sign_in_is_not_waited_for(city, person, opened):
    case = opened()
    person("gone", "reviewer", city.library, valid_to=TODAY - timedelta(days=1))
    closed = person("closed", "reviewer", city.library)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    assert OnDuty(TODAY).of(case) == []


def test_the_most_urgent_comes_first_and_what_has_no_day_last(city, person, opened):
    handler = person("h", "handler", city.library)
    person("h", "reviewer", city.library)
    undated, dated = opened(accepted=False), opened()
    assert desk(handler) == [dated.pk, undated.pk]
    assert desk(handler, ledger="toy-complaint") == []
    assert desk(handler, under=city.county.code) == []
    assert desk(handler, under=city.government.code) == [dated.pk, undated.pk]


def test_another_county_is_not_ones_turn(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    opened(organisation=city.county_library)
    assert desk(reviewer) == []


def test_a_task_names_the_steps_that_its_reader_may_make(city, person, opened):
    reviewer = person("r", "reviewer", city.library)
    opened()
    actor = Actor.of(reviewer, TODAY)
    (task,) = tasks(Desk(actor, reviewer.pk, TODAY).waiting(), actor, TODAY)
    assert [step.slug for step in task.steps] == ["decide"]
    assert task.clock and task.clock.due_on == task.waiting.due_on
    assert task.title.startswith(task.case.number)


def test_a_case_waits_for_its_investigator_though_a_transfer_would_stop_the_limit_as_well():
    penalty = in_force("penalty-ordinary", TODAY)
    filed = {step.slug for step in duties(penalty, "filed")}
    assert {"investigate", "end-investigation"} & filed
    assert "send-to-legality-review" in {step.slug for step in duties(penalty, "informed")}
    # Where what the limit is for can be made, the case waits for that and what else stops it.
    assert {step.slug for step in duties(penalty, "reviewed")} == {"decide", "spare", "transfer"}
