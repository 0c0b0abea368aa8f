"""查询次数: how many questions a page asks of the database: a bounded number, and the same for few rows as for many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fadu.kernel import cases, journal, search
from fadu.reports.models import AnnualReport
from tests.toy.library import lend

pytestmark = pytest.mark.django_db

FEW, MANY = 5, 50
HANDLER, OFFICE, NOBODY = "handler", "law_governance_office", ""
# name: (who, address, the most queries)
PAGES = {
    "list of cases": (HANDLER, "/ledgers/toy-dispute/", 25),
    "list of records": (HANDLER, "/ledgers/toy-borrowing/", 20),
    "list, narrowed": (HANDLER, "/ledgers/toy-dispute/?due=soon&q=押金", 30),
    "case": (HANDLER, "/ledgers/toy-dispute/{case}/", 35),
    "record": (HANDLER, "/ledgers/toy-borrowing/{record}/", 25),
    "form": (HANDLER, "/ledgers/toy-borrowing/new/", 15),
    "work": (HANDLER, "/", 30),
    "work of a leader": ("leader", "/", 20),
    "board": ("leader", "/clocks/", 20),
    "board by organisation": ("leader", "/clocks/?view=organisations", 20),
    "board by limit": ("leader", "/clocks/?view=limits", 20),
    "calendar": ("leader", "/clocks/calendar/?of=all", 20),
    "my calendar": (HANDLER, "/clocks/calendar/", 30),
    "overview of a handler": (HANDLER, "/dashboard/", 30),
    "overview of a statistician": ("statistician", "/dashboard/", 30),
    "overview of the office": (OFFICE, "/dashboard/", 30),
    "overview of a leader": ("leader", "/dashboard/", 30),
    "overview of a checker": ("provincial_checker", "/dashboard/", 30),
    "overview of a keeper": ("keeper", "/dashboard/", 30),
    "search": (HANDLER, "/search/?q=押金", 30),
    "report": (OFFICE, "/reports/{report}/", 40),
    "portal": (NOBODY, "/public/", 10),
}


def fill(city, dispute, first: int, last: int) -> None:
    """Enter records and cases, some on their way and some late; and let the search know them."""
    for number in range(first, last):
        dispute(complaint=f"押金未退{number}", days=10 + number % 3 * 20, accepted=number % 2 == 0)
        lend(city.library, f"J-{number}", borrowed_on=date.today() - timedelta(days=number))
    search.update()


def test_a_page_asks_as_much_of_many_rows_as_of_few(city, dispute, sign_in):
    fill(city, dispute, 0, FEW)
    opening = {"organisation": city.government, "year": 2025}
    report = cases.open_case(AnnualReport, "start", city.office, date.today(), opening)
    first = {"case": dispute().pk, "record": lend(city.library, "J-0001").pk, "report": report.pk}
    readers = {who: sign_in(who) if who else Client() for who, _place, _most in PAGES.values()}

    def asked() -> dict[str, int]:
        found = {}
        for who, place, _most in PAGES.values():
            readers[who].get(place.format(**first))  # what is done once, such as bringing an extract up to date
        journal.write(journal.Entry("export"))  # and somebody else goes on working
        for name, (who, place, _most) in PAGES.items():
            with CaptureQueriesContext(connection) as seen:
                answer = readers[who].get(place.format(**first))
            assert answer.status_code == 200, (name, answer.status_code)
            found[name] = len(seen)
        return found

    few = asked()
    fill(city, dispute, FEW, MANY)
    many = asked()
    assert many == few
    assert {name: number for name, number in few.items() if number > PAGES[name][2]} == {}
