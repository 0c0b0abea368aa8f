"""一次双随机抽查: a plan is published, a firm and its inspectors are drawn, the public reads the result."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from fadu.domains.double_random.models import CheckObject, InspectionPlan, Inspector, PlanLine, RandomCheck, RandomTask
from fadu.kernel import cases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date.today()


@pytest.fixture(autouse=True)
def home(settings, tmp_path, page):
    """The rosters and letters of a test are its own."""
    settings.HOME = tmp_path
    page.set_default_timeout(20000)


@pytest.fixture
def adopted(city, actor):
    """A plan of one line, compared with those of other departments and adopted; both pools hold somebody."""
    at, since = city.library, TODAY - timedelta(days=400)
    for n in range(3):
        CheckObject.objects.create(organisation=at, credit_code=f"9199{n}", name=f"第{n}书店", category="书店",
                                   valid_from=since)  # fmt: skip
        Inspector.objects.create(organisation=at, number=f"执{n}", name=f"检查员{n}", unit="一科", valid_from=since)
    lead, on = actor("inspection_lead"), TODAY - timedelta(days=9)
    plan = cases.open_case(InspectionPlan, "compile", lead, on, {"organisation": at, "year": on.year})
    PlanLine.objects.create(organisation=at, plan=plan, name="书店检查", lead="馆", objects_kind="书店", times="全年")
    cases.perform(plan, "compare", lead, on=on)
    return cases.perform(plan, "adopt", lead, on=on)


def test_a_firm_is_drawn_inspected_and_its_result_published(city, adopted, come_in, page, live_server, complaints):
    def make(label, days_ago, outcome="", **written):
        page.get_by_role("link", name=label, exact=True).first.click()
        page.get_by_label("办理日期").fill(f"{TODAY - timedelta(days=days_ago)}")
        for name, value in written.items():
            place = page.locator(f"#step [name={name}]")
            place.check() if value is True else place.fill(value)
        if outcome:
            page.locator("#step-outcome").select_option(outcome)
        page.locator("#step").get_by_role("button", name="办理").click()
        expect(page.locator(".notice").first).to_contain_text(f"已办理“{label}”")

    come_in("inspection_lead", city.library, f"/ledgers/inspection-plan/{adopted.pk}/")
    make("公布计划", 8)
    page.get_by_role("link", name="＋ 双随机抽查任务").click()
    page.get_by_label("办理日期").fill(f"{TODAY - timedelta(days=7)}")
    page.get_by_label("抽查任务名称").fill("书店抽查")
    page.get_by_label("每层抽取户数").fill("1")
    page.get_by_role("button", name="办理").click()
    task = RandomTask.objects.get()
    page.goto(f"{live_server.url}/ledgers/random-task/{task.pk}/")
    lottery = {"randomness_source": "排列三", "randomness_on": f"{TODAY - timedelta(days=5)}"}
    make("固定名录", 6, **lottery)
    make("随机抽取检查对象", 4, randomness="3 1 4")
    make("随机选派检查人员", 4)
    make("实施检查（尽可能合并）", 3)
    [check] = RandomCheck.objects.all()
    page.locator("#related").get_by_role("link", name=check.number).click()
    make("检查", 3, shown=True)
    make("制作检查笔录", 3, findings="证照齐全")
    make("录入结果", 3, outcome="no-problem")
    page.goto(f"{live_server.url}/ledgers/random-task/{task.pk}/")
    make("录入检查结果", 2, outcome="no-problem")
    make("公开查处结果", 1)

    page.goto(f"{live_server.url}/public/random-results/")
    expect(page.get_by_role("main")).to_contain_text(check.object_name)
    check.refresh_from_db()
    assert (check.state, check.outcome) == ("closed", "no-problem")
    assert complaints == []
