"""页面的声明: no page without roles, no address that is not a page."""

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver

from fadu.web import pages, urls  # noqa: F401 - declares the pages
from fadu.web.pages import PAGES, PageError, page


@pytest.fixture(autouse=True)
def declared_pages_restored(monkeypatch):
    monkeypatch.setattr(pages, "PAGES", dict(PAGES))


def view(request):
    return HttpResponse()


@pytest.mark.parametrize("roles", [(), [], "keeper", "everybody"])
def test_a_page_that_names_no_role_is_refused(roles):
    with pytest.raises(PageError, match=r"view"):
        page("somewhere/", name="somewhere", roles=roles)(view)


def test_a_page_cannot_leave_its_roles_out():
    with pytest.raises(TypeError):
        page("somewhere/", name="somewhere")(view)


def test_an_unknown_role_is_named():
    with pytest.raises(PageError, match="emperor"):
        page("somewhere/", name="somewhere", roles=("keeper", "emperor"))(view)


def test_two_pages_cannot_bear_one_name():
    page("somewhere/", name="somewhere", roles="public")(view)
    with pytest.raises(PageError, match="somewhere"):
        page("elsewhere/", name="somewhere", roles="public")(view)


def test_every_address_of_the_web_is_a_declared_page():
    """What is reached without `page` would be open to everybody."""
    patterns = [p for p in get_resolver("fadu.web.urls").url_patterns if isinstance(p, URLPattern)]
    assert {p.name for p in patterns} == set(PAGES)
    assert all(hasattr(p.callback, "page") for p in patterns)
