"""谁能打开哪一页: every page for every role, by the table in `samples`.

What the guard of a page decides is asked of the guard for every role. What a page decides by its records is asked of
the page: once by one role of each class of roles that the table treats alike, and of every other role once a right
that it does not have. What each role may do in each ledger and step is held in `tests/security`.
"""

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from fadu.kernel import cases, documents, jobs, returns
from fadu.kernel.organisations import ROLES, Actor, Membership, Organisation, User
from fadu.readings import store
from fadu.reports.models import AnnualReport
from fadu.web import urls  # noqa: F401 - declares the pages
from fadu.web.pages import PAGES
from tests.toy.library import lend

from .samples import ANYBODY, NOBODY, PUBLIC, SAMPLES

pytestmark = pytest.mark.django_db

SIGNED_IN = sorted(ANYBODY)
EMPTY = {"ledger_parcel", "ledger_query_change", "return_new", "report_file", "clock_ics", "journal_proof"}


@pytest.fixture
def addresses(city, dispute, actor):
    """Return the address of each page, on a record of the city's library."""
    case, record = dispute(), lend(city.library, "J-1")
    document = documents.store(
        "决定".encode(), "决定书.txt", ledger="toy-dispute", record=case.pk, actor=actor("handler")
    )
    filing = returns.file(city.library, 2025, city.actor("statistician", city.library))
    report = cases.open_case(
        AnnualReport, "start", city.office, date.today(), {"organisation": city.government, "year": 2025}
    )
    said = "临江市2023年法治政府建设年度报告\n一、主要举措和成效\n全市共受理行政复议案件120件。"
    reading = store.take(said.encode(), "报告.txt", city.office)
    owner = User.objects.get(username="handler-990100-01")
    job = jobs.ask(jobs.VERIFY, owner, "核验", {}, at=timezone.now())
    places = {"report": report.pk, "case": case.pk, "record": record.pk, "document": document.pk, "filing": filing.pk}
    places |= {"job": job.pk, "query": 1, "reading": reading.pk}
    return {name: address.format(**places) for name, (address, _who) in SAMPLES.items()}


def may(role: str, name: str) -> bool:
    """Tell what the table says."""
    who = SAMPLES[name][1]
    return who == PUBLIC or role in who


def classes() -> Mapping[frozenset[str], list[str]]:
    """Return the roles that the table and the guards treat alike, by the pages that they may open."""
    found: dict[frozenset[str], list[str]] = {}
    for role in SIGNED_IN:
        opened = {name for name in SAMPLES if may(role, name)}
        guarded = {name for name, page in PAGES.items() if page.opens_for(holder(role), True)}
        found.setdefault(frozenset(opened) | {f"guard {name}" for name in guarded}, []).append(role)
    return found


def holder(role: str) -> Actor:
    """Return who holds a role at some place, and nothing else."""
    place = Organisation(pk=1, code="990100", path="990100/", division_id="990100")
    return Actor(role, role, () if role == NOBODY else (Membership(organisation=place, role=role),))


@contextmanager
def undone():
    """Take back what is done within: every role finds the records as they were."""
    before = transaction.savepoint()  # not a block: what must be durable refuses to stand within one
    yield
    transaction.savepoint_rollback(before)


def asked(client, name, address):
    """Ask for a page in the first way that it is asked for."""
    return client.get(address) if "GET" in PAGES[name].methods else client.post(address)


def test_every_page_stands_in_the_table():
    assert set(SAMPLES) == set(PAGES)


def test_every_address_is_guarded():
    """What the server calls is the guarded view, none other; and no address of the pages leads past a page."""
    calls = {one.name: one.callback for one in get_resolver("fadu.web.urls").url_patterns}
    assert calls == {name: page.view for name, page in PAGES.items()}
    assert all(call.page is PAGES[name] for name, call in calls.items())


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_guard_opens_for_everybody_in_the_table(name):
    """The guard keeps nobody out whom the table lets in; nobody in who is not signed in; where it names roles, the
    page opens for these and for those who act for them alone, as the table says."""
    page, who = PAGES[name], SAMPLES[name][1]
    opened = {role for role in SIGNED_IN if page.opens_for(holder(role), True)}
    assert opened >= (ANYBODY if who == PUBLIC else who)
    assert page.opens_for(Actor("", ""), False) == (who == PUBLIC)
    if not isinstance(page.roles, str):
        acting = {role for role in SIGNED_IN if role != NOBODY and ROLES[role].acts_for & set(page.roles)}
        assert opened == set(page.roles) - {"system"} | acting


def wrong(name, role, answer) -> str:
    """Return what is wrong with an answer by the table, or nothing."""
    said = f"{role} {name}: {answer.status_code}"
    if not may(role, name):
        return "" if answer.status_code in (403, 404) else said
    # Nothing to see yet at some: no second factor is set up, no parcel was left; a job is its owner's.
    empty = name in EMPTY or name.startswith(("mfa_", "job"))
    return (
        "" if answer.status_code < 500 and answer.status_code != 403 and (answer.status_code != 404 or empty) else said
    )


def matrix() -> Mapping[str, list[str]]:
    """Return the pages to be asked for by each role that stands for its class.

    What a page decides by its records is asked by every class. Where the guard alone decides, which is asked of the
    guard for every role, the page is opened once and refused once; one for everybody is opened with rights and without.
    """
    standing = [alike[0] for alike in classes().values()]
    asked_by: dict[str, list[str]] = {role: [] for role in standing}
    for name, (_address, who) in SAMPLES.items():
        opened = {role for role in standing if PAGES[name].opens_for(holder(role), True)}
        if who in (PUBLIC, ANYBODY):
            chosen = [NOBODY, "handler", "law_governance_office"]
        elif opened == {role for role in standing if may(role, name)}:
            chosen = [next(role for role in standing if may(role, name) == right) for right in (True, False)]
        else:
            chosen = standing
        for role in chosen:
            asked_by[role].append(name)
    return asked_by


def test_each_class_of_roles_opens_what_the_table_says_and_nothing_else(addresses, sign_in):
    """What is refused is refused by 403, or 404 where even its existence is not told; never by a page half shown."""
    faults = []
    for role, names in matrix().items():
        client = sign_in("" if role == NOBODY else role)
        with undone():
            faults += [wrong(name, role, asked(client, name, addresses[name])) for name in names]
    assert [fault for fault in faults if fault] == []
    assert {name for names in matrix().values() for name in names} == set(SAMPLES)


def test_every_other_role_is_refused_each_right_that_it_does_not_have(addresses, sign_in):
    """One page of each right that the guard leaves to the record: of the guard every role was asked above."""
    rights = {SAMPLES[name][1]: name for name in reversed(SAMPLES) if PAGES[name].opens_for(holder(NOBODY), True)}
    faults, others = [], [role for alike in classes().values() for role in alike[1:]]
    for role in others:
        client = sign_in(role)
        refused = [name for name in rights.values() if not may(role, name)]
        assert refused
        with undone():
            faults += [wrong(name, role, asked(client, name, addresses[name])) for name in [*refused, "me"]]
    assert [fault for fault in faults if fault] == []
    assert len(others) > 20


def test_who_is_not_signed_in_is_sent_to_the_door(addresses, client):
    for name, (_address, who) in SAMPLES.items():
        answer = asked(client, name, addresses[name])
        if who == PUBLIC:
            assert "/login/?next=" not in answer.headers.get("Location", ""), name
        else:
            assert answer.status_code == 302, name
            assert answer.headers["Location"].startswith("/login/?next="), name


def test_a_page_takes_no_method_that_it_does_not_name(addresses, sign_in):
    client = sign_in("law_governance_office")
    for name, page in PAGES.items():
        for method in {"PUT", "DELETE", "PATCH", "POST", "GET"} - set(page.methods):
            assert client.generic(method, addresses[name]).status_code == 405, (name, method)


def test_every_role_has_words():
    assert all(str(role.label) for role in ROLES.values())


def test_another_organisations_record_is_not_even_told_to_exist(city, sign_in):
    record = lend(city.county_library, "C-1")
    client = sign_in("handler", city.library)
    for place in ("", "edit/", "delete/"):
        assert client.get(f"/ledgers/toy-borrowing/{record.pk}/{place}").status_code == 404
