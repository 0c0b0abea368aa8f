"""行政复议程序: the statute's course of a case, its limits, and what the law does by itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from fadu.domains.reconsideration.models import (
    IncidentalReview,
    OpinionLetter,
    Outcome,
    ReconsiderationCase,
    RespondentCase,
)
from fadu.domains.reconsideration.procedure import Ordinary, Simplified
from fadu.kernel import cases, procedure
from fadu.kernel.cases import Clock, StepRefused, clocks_of, course, next_steps, open_case, perform, scan
from fadu.kernel.organisations import Actor, Division, Kind, Membership, Organisation, User, found, SYSTEM
from fadu.kernel.procedure import SAME, Step

pytestmark = pytest.mark.django_db

APPLICATION = {
    "applicant": "徐娜",
    "applicant_id": "990221198001010021",
    "respondent": "市市场监督管理局",
    "act_kind": "penalty",
    "act": "吊销许可证决定",
    "field": "market",
}


@pytest.fixture
def city(db):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def actor(city):
    """Someone who may make every step of the reconsideration body, its head and the authority."""
    return _actor(city, "body", "reconsideration_body", "reconsideration_body_head", "reconsideration_authority")


def _actor(organisation, username, *roles):
    user = User.objects.create(username=username, name=username)
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def submit(city, actor):
    def submit(on, **data):
        return open_case(ReconsiderationCase, "submit", actor, on, {"organisation": city} | APPLICATION | data)

    return submit


@pytest.fixture
def go(actor):
    """Make steps one after another: name, day, and what it records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, actor, on=on, outcome=data.pop("outcome", ""), data=data)
        return case

    return go


def clock(case, slug, last=True):
    rows = [one for one in clocks_of(case) if one.limit.endswith("/" + slug)]
    return rows[-1 if last else 0]


# The course


def test_an_ordinary_case_from_application_to_performance(submit, go):
    case = submit(date(2024, 3, 1))
    assert (case.number, case.title) == ("明府复〔2024〕1号", "不服市市场监督管理局吊销许可证决定")
    assert case.received_on == date(2024, 3, 1)

    go(
        case,
        ("accept", date(2024, 3, 4)),
        ("send_copy".replace("_", "-"), date(2024, 3, 6)),
        ("reply", date(2024, 3, 15)),
        ("hear-opinions", date(2024, 4, 1), {"opinions_heard": "telephone"}),
        ("decide", date(2024, 4, 20), {"outcome": "revoked"}),
        ("serve", date(2024, 4, 22)),
        ("perform", date(2024, 5, 10), {"performance": "voluntary"}),
    )

    assert (case.state, case.outcome, case.closed_on) == ("closed", "revoked", date(2024, 5, 10))
    assert (case.accepted_on, case.decided_on, case.served_on) == (
        date(2024, 3, 4), date(2024, 4, 20), date(2024, 4, 22),
    )  # fmt: skip
    assert case.due_on == date(2024, 5, 6)  # ex-02: day 60 is in the holiday
    assert [made.step for made in course(case)] == [
        "submit", "accept", "send-copy", "reply", "hear-opinions", "decide", "serve", "perform",
    ]  # fmt: skip
    assert not Clock.objects.filter(record=case.pk, stopped_on=None).exists()
    assert case.revision == 7
    assert "990221198001010021" not in str(course(case)[0].event.after_text)
