"""年度报告从启动到审核: the path of the office through the workspace, with its script."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from fadu.kernel import returns
from fadu.reports import workspace
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import CHAPTERS
from tests.conftest import LACKING, SERVERS
from tests.reports.sources import Sources

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sources(monkeypatch):
    """Figures put in by hand, in the process of the test."""
    if SERVERS:
        pytest.skip(LACKING + "pages in the process of the test (run.py cluster -- test)")
    put = Sources()
    monkeypatch.setattr(returns, "resolve", put.resolve)
    year = str(date.today().year)
    put.put("reconsideration.concluded", 70, period=year)
    put.put("reconsideration.concluded", 17, period=year, scope="own")
    put.put("mediation.cases", 4660, period=year, source="return")
    put.put("mediation.success_rate", 98, period=year, source="return")
    return put


def test_a_report_is_started_written_locked_and_sent_to_review(city, come_in, page, sources, complaints):
    come_in("law_governance_office", address="/reports/")
    page.locator("[name=year]").first.select_option(str(date.today().year))
    page.get_by_role("button", name="启动编制").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"临江市人民政府{date.today().year}年法治政府建设年度报告"
    )

    with page.expect_navigation():  # its scripts are there
        page.get_by_role("link", name="依法有效化解社会矛盾纠纷").click()
    body = page.locator("#body")
    body.fill("审结件。")
    page.get_by_label("指标名称").fill("行政复议审结")
    # In the middle of the text, where the cursor stands.
    body.evaluate("field => field.setSelectionRange(2, 2)")
    page.locator("#picked").get_by_role("button", name="插入").nth(1).click()
    expect(body).to_have_value("审结{{reconsideration.concluded scope=own}}件。")
    expect(page.locator("#preview")).to_contain_text("审结17件。")  # by itself, before it is saved
    page.get_by_label("指标名称").press("Enter")
    expect(body).to_have_value(re.compile("scope=own"))  # searched, not saved and not left

    body.press("Control+End")
    page.get_by_text("各类人民调解组织调解纠纷4660件").locator("..").get_by_role("button", name="插入").click()
    expect(page.locator("#preview")).to_contain_text("调解成功率98%")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已保存“依法有效化解社会矛盾纠纷”")
    report = AnnualReport.objects.get()
    assert report.sections.get().body.startswith("审结{{reconsideration.concluded scope=own}}件。各类")

    for chapter in CHAPTERS:
        if chapter.slug != "disputes":
            workspace.write_section(report, chapter.slug, f"本章写“{chapter.title}”。", city.office, 0)
    page.get_by_role("link", name="数字与定格").click()
    page.get_by_role("button", name="定格数字").click()
    expect(page.get_by_role("status")).to_contain_text("已定格 3 个数字")

    page.get_by_role("link", name="概况").click()
    page.locator("#next").get_by_role("link", name="起草").click()
    page.get_by_role("button", name="办理“起草”").click()
    page.get_by_role("link", name="审核").first.click()
    page.get_by_role("button", name="办理“审核”").click()
    expect(page.get_by_text("已办理“审核”")).to_be_visible()
    report.refresh_from_db()
    assert report.state == "reviewed"
    assert complaints == []


def test_what_is_not_saved_is_not_left_by_accident(city, come_in, page, sources):
    report_page = come_in("law_governance_office", address="/reports/")
    report_page.get_by_role("button", name="启动编制").click()
    with page.expect_navigation():
        page.get_by_role("link", name="导语").click()
    page.locator("#body").press_sequentially("写了一半")
    with page.expect_event("dialog") as asked:
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("link", name="检查").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"
    expect(page.locator("#body")).to_have_value("写了一半")
