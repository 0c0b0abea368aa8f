"""一天的工作: notices, work, board, calendar and feed, as a person goes through them; on a phone and by keys too."""

from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from fadu.kernel import cases, notices
from fadu.kernel.journal.events import CIVIL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def due_in(case, days):
    clock = cases.clocks_of(case)[-1]
    clock.due_on = date.today() + timedelta(days=days)
    clock.save()


def scan():
    now = datetime.now(CIVIL)
    notices.scan(now.date(), now)


def test_a_reviewer_reads_what_is_new_and_does_what_is_overdue(city, dispute, come_in, page, complaints):
    late, later = dispute("押金甲"), dispute("押金乙")
    due_in(late, -2)
    due_in(later, 20)
    come_in("reviewer", city.library)
    scan()
    page.reload()
    expect(page.locator(".badge-count")).to_contain_text("3")
    expect(page.locator("tr.group.late")).to_be_visible()

    page.get_by_role("link", name="通知").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("通知")
    page.locator("tbody tr", has_text="已经逾期").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(late.number)
    expect(page.locator(".badge-count")).to_contain_text("2")

    page.get_by_role("link", name="我的工作").first.click()
    page.locator("tbody tr", has_text=late.number).get_by_role("link", name="作出决定").click()
    page.get_by_label("退还金额").fill("10")
    page.locator("#step-outcome").select_option("upheld")
    page.get_by_role("button", name="办理“作出决定”").click()
    page.get_by_role("link", name="我的工作").first.click()
    expect(page.locator("tr.group.late")).to_have_count(0)
    expect(page.get_by_role("heading", name="我最近办理")).to_be_visible()

    page.get_by_role("link", name="概览").first.click()
    page.get_by_role("link", name="逾期办结").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(late.number)
    assert complaints == []


def test_a_calendar_is_subscribed_to_and_ended(city, dispute, come_in, page, complaints):
    case = dispute()
    due_in(case, 0)
    come_in("reviewer", city.library, "/clocks/calendar/")
    expect(page.locator("td.now")).to_contain_text(case.number)
    page.get_by_role("button", name="生成订阅地址").click()
    address = page.locator("p.digest").inner_text()
    answer = page.request.get(address)
    assert answer.ok
    assert f"SUMMARY:{case.number}" in answer.text().replace("\r\n ", "")
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_text("订阅地址已停用")).to_be_visible()
    assert page.request.get(address).status == 404


def test_the_menus_work_on_a_phone_and_by_keyboard(city, come_in, page, complaints):
    come_in("law_governance_office")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    more = page.locator(".sections .bar summary")
    more.focus()
    page.keyboard.press("Enter")
    journal = page.locator(".sections .bar").get_by_role("link", name="留痕")
    expect(journal).to_be_visible()
    page.keyboard.press("Escape")
    expect(journal).to_be_hidden()
    expect(more).to_be_focused()

    page.set_viewport_size({"width": 390, "height": 844})
    menu = page.locator(".drawer summary")
    expect(menu).to_contain_text("我的工作")
    menu.click()
    page.locator(".drawer").get_by_role("link", name="期限看板").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("期限看板")
    assert complaints == []


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("statistician", "由我填报"),
        ("law_governance_office", "逾期按机构"),
        ("leader", "各机构按期率"),
        ("provincial_checker", "所属各地比较"),
        ("keeper", "备份"),
    ],
)
def test_each_office_has_an_overview_that_all_can_use(city, dispute, come_in, page, barriers, complaints, role, said):
    due_in(dispute(), -1)
    come_in(role, address="/dashboard/")
    expect(page.locator("main")).to_contain_text(said)
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert complaints == []
