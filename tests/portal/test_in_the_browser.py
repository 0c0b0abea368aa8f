"""公开门户在浏览器里: a person submits and follows, without script; every page is usable by all and fits a phone."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from fadu.domains.reconsideration.models import DecisionPublication, ReconsiderationCase
from fadu.kernel import cases
from fadu.kernel.organisations import Actor, User
from fadu.portal.urls import urlpatterns
from tests.journeys.conftest import complaints
from tests.toy.models import Suggestion

from .conftest import FORM
from .test_submitting import draft

__all__ = ["complaints", "draft"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def paper(tmp_path) -> Path:
    file = tmp_path / "身份证.pdf"
    file.write_bytes(b"%PDF-1.7 identity")
    return file


def fill_in(page, live_server, library, paper):
    page.goto(live_server.url + FORM)
    page.get_by_label("受理机关").select_option(library.code)
    page.get_by_label("姓名").fill("王芳")
    page.get_by_label("联系电话").fill("13900001111")
    page.get_by_label("建议内容").fill("延长周末开放时间")
    page.get_by_label("身份证明").set_input_files(paper)
    first, second = map(int, re.search(r"(\d) 加 (\d) 等于几", page.content()).groups())
    page.get_by_label("等于几").fill(str(first + second))


@pytest.fixture
def published(library):
    """A decision on reconsideration, made public."""
    day = date.today() - timedelta(days=30)
    values = {"applicant": "王芳", "respondent": "市图书馆", "act_kind": "penalty", "act": "罚款", "field": "other"}
    case = ReconsiderationCase(
        organisation=library, number="复〔2025〕1号", opened_on=day, moved_on=day, state="closed",
        procedure="reconsideration-ordinary@2024-01-01", **values,
    )  # fmt: skip
    case.save()
    return DecisionPublication.objects.create(organisation=library, case=case, text="维持。", published_on=day)


def test_a_person_submits_follows_and_supplements(page, live_server, library, paper, slowly, complaints):
    fill_in(page, live_server, library, paper)
    page.get_by_label("联系电话").fill("")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写“联系电话”")
    fill_in(page, live_server, library, paper)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/public/receipt/")
    number, code = (place.inner_text() for place in page.locator(".receipt strong").all())

    handler = Actor.of(User.objects.get(username="handler"), date.today())
    cases.perform(Suggestion.objects.get(), "ask", handler, on=date.today(), data={"question": "哪几天？"})
    page.get_by_role("link", name="查询办理情况").click()
    page.get_by_label("查询码").fill("aaaa")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("alert")).to_contain_text("不符")
    page.get_by_label("查询码").fill(code.lower())
    page.get_by_role("button", name="查询").click()
    page.wait_for_url(f"**/public/track/{number}/")
    page.get_by_role("link", name="补充说明").click()
    page.get_by_label("说明").fill("周六、周日")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**?done=1")
    assert Suggestion.objects.get().explanation == "周六、周日"
    page.get_by_role("button", name="退出查询").click()
    page.wait_for_url("**/public/track/")
    assert [one for one in complaints if "422" not in one] == []


def addresses(number, published, draft):
    """An address for every page of the portal that is shown; of files and of what only leads on there is none."""
    return {
        "portal": "/public/",
        "portal-apply": FORM,
        "portal-receipt": "/public/receipt/",
        "portal-track": "/public/track/",
        "portal-case": f"/public/track/{number}/",
        "portal-supplement": f"/public/track/{number}/steps/explain/",
        "portal-draw": "/public/draw/",
        "portal-list": "/public/reconsideration-decisions/",
        "portal-entry": f"/public/reconsideration-decisions/{published.pk}/",
        "portal-remark": f"/public/normative-consultations/{draft.pk}/remark/",
    }


FILES = {"portal-leave", "portal-document", "portal-feed", "portal-draw-offline", "portal-file"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_usable_by_all_and_fits_a_phone(
    page, live_server, library, paper, slowly, published, draft, barriers, complaints, language
):
    cache.clear()
    fill_in(page, live_server, library, paper)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/public/receipt/")
    number, code = (place.inner_text() for place in page.locator(".receipt strong").all())
    handler = Actor.of(User.objects.get(username="handler"), date.today())
    cases.perform(Suggestion.objects.get(), "ask", handler, on=date.today(), data={"question": "哪几天？"})
    page.goto(live_server.url + f"/public/track/?number={number}")
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    page.wait_for_url(f"**/public/track/{number}/")
    if language == "en":
        with page.expect_navigation():
            page.get_by_role("button", name="English").click()
    pages = addresses(number, published, draft)
    assert set(pages) | FILES == {pattern.name for pattern in urlpatterns}
    wrong = {}
    for name, address in pages.items():
        page.set_viewport_size({"width": 1366, "height": 768})
        assert page.goto(live_server.url + address).status == 200, name
        if found := barriers(page):
            wrong[name] = found
        page.set_viewport_size({"width": 390, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wrong.setdefault(name, []).append("wider than a phone")
    assert wrong == {}
    assert complaints == []


def test_the_form_works_without_script(browser, live_server, library, paper, slowly):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    fill_in(page, live_server, library, paper)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/public/receipt/")
    context.close()
    assert Suggestion.objects.count() == 1
