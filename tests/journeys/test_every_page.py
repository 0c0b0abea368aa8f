"""每一页在浏览器里: usable by everyone, quiet in the console, and no wider than a phone."""

import pytest

from fadu.web import urls  # noqa: F401 - declares the pages
from fadu.web.pages import PAGES
from tests.web.samples import PUBLIC, SAMPLES
from tests.web.test_roles import addresses  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILES = {
    "ledger_export",
    "ledger_template",
    "ledger_parcel",
    "document",
    "journal_key",
    "journal_proof",
    "indicator_export",
    "job",  # its owner's alone; looked at in test_jobs
    "job_file",
    "return_forms",
    "report_file",
    "report_style",
    "report_picker",
    "report_files",
    "reading_file",
    "comparison_file",
    "comparison_place_file",
    "reading_figure",  # a part of a page; by itself it leads to the page
    "reading_indicators",
    "clock_export",
    "clock_ics",
}


def shown():
    """Return the names of the pages that a browser shows, the office's own."""
    return [
        name
        for name, page in PAGES.items()
        if "GET" in page.methods
        and name not in FILES
        and not page.route.endswith((".xlsx", ".json", ".ics", ".css"))
        and not name.startswith("mfa_")
        and (SAMPLES[name][1] == PUBLIC or "law_governance_office" in SAMPLES[name][1])
        and name not in {"account_login", "account_reauthenticate", "indicator_figure"}
    ]


def test_every_page_is_usable_by_all_and_quiet(addresses, come_in, page, live_server, barriers, complaints):  # noqa: F811
    come_in("law_governance_office")
    found = {}
    for name in [*shown(), "indicator_figure"]:
        answer = page.goto(live_server.url + addresses[name])
        assert answer.status == 200, name
        for details in page.locator("details:not([open]) > summary").all():
            if details.is_visible():
                details.click()
        if wrong := barriers(page):
            found[name] = wrong
    assert not found, "\n".join(f"{name}: {wrong}" for name, all_of_it in found.items() for wrong in all_of_it)
    assert complaints == []


def test_no_page_is_wider_than_a_phone(addresses, come_in, page, live_server):  # noqa: F811
    come_in("law_governance_office")
    page.set_viewport_size({"width": 390, "height": 844})
    wide = {}
    for name in [*shown(), "indicator_figure"]:
        page.goto(live_server.url + addresses[name])
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            wide[name] = width
    assert wide == {}


def test_the_door_is_usable_by_all(page, live_server, db, barriers):
    for address in ("/login/", "/inactive/", "/no/such/page/"):
        page.goto(live_server.url + address)
        assert barriers(page) == []


@pytest.mark.parametrize("language", ["en"])
def test_the_english_pages_show_no_chinese_of_ours(addresses, come_in, page, live_server, language):  # noqa: F811
    """Labels of the toy domain and names of places stay as they are; what our templates say is English."""
    come_in("law_governance_office")
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    for name in shown():
        page.goto(live_server.url + addresses[name])
        for part in ("nav.sections", ".footer-line", ".who", ".help > summary"):
            for place in page.locator(part).all():
                said = place.text_content() or ""
                kept = {"中文", "张承办", "李承办", "临江市"}
                for word in kept:
                    said = said.replace(word, "")
                assert not any("\u4e00" <= character <= "\u9fff" for character in said), (name, part, said)
