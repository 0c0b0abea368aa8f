"""一件争议从收件到决定: the path of a handler and a reviewer through the real pages."""

from datetime import date

import pytest
from playwright.sync_api import expect

from fadu.kernel import journal
from tests.toy.models import Dispute

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_dispute_is_opened_accepted_and_decided(city, come_in, leave, page, live_server, complaints):
    come_in("handler", city.library)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作")

    page.get_by_role("link", name="台账与办案").first.click()
    page.get_by_role("link", name="借阅争议台账").click()
    expect(page.get_by_text("这本台账还没有记录")).to_be_visible()
    page.get_by_role("link", name="登记新案件").click()
    page.get_by_label("申诉事项").fill("押金未退")
    page.get_by_role("button", name="办理“提出申诉”").click()
    expect(page.get_by_text("已立案")).to_be_visible()
    expect(page.locator('svg [aria-current="step"]')).to_contain_text("已收到")

    page.get_by_role("link", name="受理").first.click()
    page.get_by_role("button", name="办理“受理”").click()
    expect(page.get_by_text("已办理“受理”")).to_be_visible()
    expect(page.locator('svg [aria-current="step"]')).to_contain_text("已受理")
    page.get_by_text("怎么算的").first.click()
    expect(page.get_by_text("处理期限，60日")).to_be_visible()
    # The handler does not decide, and is told who does.
    expect(page.get_by_text("这一环节由审核人办理")).to_be_visible()
    case = Dispute.objects.get()
    leave()

    come_in("reviewer", city.library)
    page.get_by_role("link", name="作出决定").first.click()
    page.get_by_label("退还金额").fill("1,200")
    page.get_by_role("button", name="办理“作出决定”").click()
    # The browser itself asks for the outcome that is missing; nothing was sent.
    expect(page.locator("#step-outcome:invalid")).to_be_visible()
    page.locator("#step-outcome").select_option("revoked")
    page.get_by_role("button", name="办理“作出决定”").click()
    expect(page.get_by_text("案件已经办结")).to_be_visible()

    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_on) == ("decided", "revoked", date.today())
    steps = [event.data["step"] for event in journal.history("toy-dispute", case.pk) if event.action == "step"]
    assert steps == ["submit", "accept", "decide"]
    assert complaints == []


def test_the_list_narrows_as_one_chooses_and_the_way_back_works(city, dispute, come_in, page, live_server, complaints):
    for number in range(3):
        dispute(f"押金{number}", accepted=number == 0)
    come_in("handler", city.library, "/ledgers/toy-dispute/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    page.locator("summary", has_text="状态").click()
    page.get_by_label("已受理", exact=True).check()
    page.keyboard.press("Escape")
    expect(rows).to_have_count(1)
    assert "state=accepted" in page.url
    page.go_back()
    expect(rows).to_have_count(3)
    page.get_by_role("link", name="在办").click()
    expect(rows).to_have_count(3)
    assert complaints == []


def test_a_wrong_password_is_said_and_the_keyboard_reaches_the_content(city, page, live_server, complaints):
    page.goto(live_server.url + "/login/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("guess-again-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("不正确")
    assert complaints == []
