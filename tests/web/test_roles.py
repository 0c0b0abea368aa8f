"""谁能打开哪一页: every page for every role, by the table in `samples`."""

from datetime import date

import pytest
from django.utils import timezone

from fadu.kernel import cases, documents, jobs, returns
from fadu.kernel.organisations import ROLES, User
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


def test_every_page_stands_in_the_table():
    assert set(SAMPLES) == set(PAGES)


@pytest.mark.parametrize("role", SIGNED_IN)
def test_each_role_opens_what_the_table_says_and_nothing_else(role, addresses, sign_in):
    """What is refused is refused by 403, or 404 where even its existence is not told; never by a page half shown."""
    client = sign_in("" if role == NOBODY else role)
    for name, (_address, who) in SAMPLES.items():
        page = PAGES[name]
        answer = client.get(addresses[name]) if "GET" in page.methods else client.post(addresses[name])
        if who == PUBLIC or role in who:
            assert answer.status_code not in (403, 500), (name, role, answer.status_code)
            # Nothing to see yet at some: no second factor is set up, no parcel was left; a job is its owner's.
            if answer.status_code == 404:
                assert name in EMPTY or name.startswith(("mfa_", "job")), (name, role)
        else:
            assert answer.status_code in (403, 404), (name, role, answer.status_code)


def test_who_is_not_signed_in_is_sent_to_the_door(addresses, client):
    for name, (_address, who) in SAMPLES.items():
        page = PAGES[name]
        answer = client.get(addresses[name]) if "GET" in page.methods else client.post(addresses[name])
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
