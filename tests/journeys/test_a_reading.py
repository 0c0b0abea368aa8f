"""一份报告读进来: uploaded, read through by keys, one figure corrected and one that was missed added."""

import pytest
from playwright.sync_api import expect

from fadu.readings.models import Reading

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = """临江市图书馆2023年法治政府建设年度报告
发布日期：2024-05-06
一、主要举措和成效
𠮷日起共受理行政复议案件120件，办结行政复议案件100件。
第十五次会议研究议题8个，<b>制发</b>工作简报12期。
二、存在的不足和原因
"""


def test_a_reader_reads_a_report(come_in, page, live_server, city, own_home, barriers, complaints):
    come_in("report_reader", city.library, "/readings/")
    page.get_by_role("link", name="上传报告").first.click()
    # Dropped on the form, as from a folder.
    page.wait_for_url("**/readings/upload/")
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "报告.txt", {type: "text/plain"}));
          document.getElementById("drop").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
        }""",
        REPORT,
    )
    expect(page.locator("#dropped")).to_contain_text("报告.txt")
    assert barriers(page) == []
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_label("报告年度")).to_have_value("2023")
    assert barriers(page) == []
    page.get_by_role("button", name="确认，登记").click()
    page.wait_for_url("**/readings/*/")
    reading = Reading.objects.get()
    starts = list(reading.figures.values_list("start", flat=True))

    # A figure shows beside the text; the page itself stays.
    page.evaluate("window.stays = true")
    page.locator(f"#f{starts[0]}").click()
    page.locator("#panel h2", has_text="120件").wait_for()
    page.keyboard.press("j")
    page.locator("#panel h2", has_text="100件").wait_for()
    page.keyboard.press("k")
    page.locator("#panel h2", has_text="120件").wait_for()
    assert page.evaluate("window.stays") is True
    assert f"at={starts[0]}" in page.url
    assert barriers(page) == []

    # Correct it: the indicator is searched while one types.
    page.get_by_role("link", name="更正这个数字").click()
    page.get_by_label("数值").fill("121")
    page.locator("#indicator-q").press_sequentially("应诉案件")
    page.get_by_label("行政应诉案件（件）").first.check()
    page.get_by_role("textbox", name="理由").fill("原件上是121件")
    assert barriers(page) == []
    page.get_by_role("button", name="保存更正").click()
    page.wait_for_url("**/readings/*/?at=*")
    expect(page.locator(f"#f{starts[0]}.corrected")).to_have_count(1)

    # Mark what was missed by selecting it, behind a character outside of the first plane.
    place = reading.text.index("十五")
    page.evaluate(
        """() => {
          const line = [...document.querySelectorAll("#text p")].find(one => one.textContent.includes("第十五次"));
          const range = document.createRange();
          range.setStart(line.firstChild, 1);
          range.setEnd(line.firstChild, 3);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.get_by_role("link", name="标为漏读的数字").click()
    expect(page.locator("mark")).to_have_text("十五")
    page.get_by_label("单位", exact=True).fill("次")
    page.get_by_role("textbox", name="理由").fill("漏读")
    page.get_by_role("button", name="登记这个数字").click()
    page.wait_for_url("**/readings/*/?at=*")
    assert reading.figures.get(start=place).value == 15

    # What was found, and the corrections, one of which is taken back.
    page.get_by_role("link", name="发现").first.click()
    expect(page.get_by_text("应于2024年4月1日之前公开").first).to_be_visible()
    page.get_by_role("link", name="更正记录").first.click()
    page.locator("summary", has_text="撤回").first.click()
    page.get_by_label("撤回的理由").first.fill("不是次数")
    assert barriers(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="撤回").first.click()
    assert not reading.figures.filter(start=place).exists()
    assert complaints == []


def test_without_scripts_the_same_links_load_the_page(browser, live_server, city, own_home, db):
    from fadu.readings import store
    from tests.journeys.conftest import PASSWORD, make_user

    reading = store.take(REPORT.encode(), "报告.txt", city.office)
    user = make_user("reader", (city.government, "report_reader"))
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(live_server.url + f"/login/?next=/readings/{reading.pk}/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="从第一个数字开始").click()
    expect(page.locator("#panel h2")).to_have_text("120件")
    page.wait_for_load_state()
    page.get_by_role("link", name="下一个").click()
    expect(page.locator("#panel h2")).to_have_text("100件")
    expect(page.locator(".fig[aria-current]")).to_have_text("100件")
    context.close()
