"""A browser before the real pages, and the people of the pages' tests."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator

from tests.web.conftest import PASSWORD, actor, city, dispute, make_user, sign_in

__all__ = ["actor", "city", "dispute", "sign_in"]


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Go on when the page that a click leads to is all there with its scripts, as a person does."""
    click = Locator.click

    def click_and_wait(place, **how):
        click(place, **how)
        place.page.wait_for_load_state()

    monkeypatch.setattr(Locator, "click", click_and_wait)


@pytest.fixture
def complaints(page):
    """What the browser complains of: scripts that fail, and whatever the security policy had to stop."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    return heard


@pytest.fixture
def come_in(page, live_server, city):
    """Return what signs a person in at the door, and leads to `address`."""
    cache.clear()

    def come_in(role, organisation=None, address="/"):
        at = organisation or city.government
        user = make_user(f"{role}.{at.code}", (at, role), name=f"{role}")
        page.goto(live_server.url + "/login/?next=" + address)
        page.get_by_label("用户名").fill(user.username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(live_server.url + address)
        return page

    return come_in


@pytest.fixture
def leave(page):
    """Return what signs the person out."""

    def leave():
        page.get_by_role("button", name="退出").click()
        page.wait_for_url("**/login/**")

    return leave
