"""一本台账: a handler finds what is due by the keyboard and by menus, keeps the filter, and makes a step in several."""

import pytest
from playwright.sync_api import expect

from tests.toy.models import Dispute

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CASES = "/ledgers/toy-dispute/"


def test_a_handler_works_through_a_list(come_in, page, city, dispute, barriers, complaints):
    for complaint in ("甲", "乙", "丙"):
        dispute(complaint, accepted=False)
    come_in("handler", city.library, CASES)
    # A menu of several values applies when it is closed.
    page.locator("summary", has_text="状态").click()
    page.get_by_label("已收到", exact=True).check()
    page.keyboard.press("Escape")
    page.wait_for_url("**state=received**")
    expect(page.locator(".asked")).to_contain_text("状态：已收到")
    assert barriers(page) == []
    # The filter is kept under a name, and found again as a tab.
    page.locator("summary", has_text="常用查询").click()
    page.get_by_label("把现在的条件存为").fill("待受理")
    with page.expect_navigation():
        page.get_by_role("button", name="保存").click()
    with page.expect_navigation():  # keys are heard once the page is all there
        page.get_by_role("link", name="★ 待受理").click()
    # Keys move and select.
    for number in ("1", "2"):
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator(".picked")).to_contain_text(number)
    page.get_by_role("button", name="批量办理").click()
    page.get_by_role("button", name="选择“受理”").click()
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("可以办理 2 件").first).to_be_visible()
    assert not Dispute.objects.filter(state="accepted").exists()
    page.get_by_role("button", name="确认办理 2 件").click()
    page.wait_for_url("**/jobs/**")
    assert Dispute.objects.filter(state="accepted").count() == 2
    assert barriers(page) == []
    assert complaints == []


def test_a_day_may_be_typed_as_in_a_document(come_in, page, city, dispute):
    case = dispute("甲", accepted=False)
    come_in("handler", city.library, f"{CASES}{case.pk}/steps/toy-dispute/accept/")
    day = page.get_by_label("办理日期")
    day.fill(f"{case.opened_on.year}年{case.opened_on.month}月{case.opened_on.day}日")
    day.blur()
    assert day.input_value() == case.opened_on.isoformat()
