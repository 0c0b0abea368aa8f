"""What the tests of the pages share: the toy city, people who sign in, and a page read as a browser reads it."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from fadu.kernel import cases
from fadu.kernel.organisations import Actor, Membership, Organisation, User
from tests.toy.library import build
from tests.toy.models import Dispute

PASSWORD = "correct-horse-9"


@pytest.fixture
def city(db):
    return build()


def make_user(username: str, *memberships: tuple[Organisation, str], name: str = "") -> User:
    user = User.objects.create_user(username, password=PASSWORD, name=name or username)
    for organisation, role in memberships:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def sign_in(city):
    """Return a client signed in as someone with `role` at the city's government, or elsewhere."""

    def sign_in(role: str = "", organisation: Organisation | None = None) -> Client:
        at = organisation or city.government
        username = f"{role or 'nobody'}-{at.code}"
        user = User.objects.filter(username=username).first()
        user = user or make_user(username, *([(at, role)] if role else []))
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def actor(city):
    """Return the actor of a role at the city's library, who exists as a user too."""

    def actor(role: str, organisation: Organisation | None = None) -> Actor:
        at = organisation or city.library
        user = User.objects.filter(username=f"{role}-{at.code}").first() or make_user(f"{role}-{at.code}", (at, role))
        return Actor.of(user, date.today())

    return actor


@pytest.fixture
def dispute(city, actor):
    """Return what opens a dispute and, if asked, accepts it, so many days ago."""

    def dispute(complaint: str = "押金未退", days: int = 10, accepted: bool = True) -> Dispute:
        on = date.today() - timedelta(days=days)
        handler = actor("handler")
        case = cases.open_case(Dispute, "submit", handler, on, {"organisation": city.library, "complaint": complaint})
        if accepted:
            cases.perform(case, "accept", handler, on=on)
        return case

    return dispute


class Elements(HTMLParser):
    """All start tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def read():
    """Return the elements of a response's page."""
    return lambda response: Elements(response.content.decode())
