"""安全: the policy stands on every page, and no page needs an exception from it."""

import json

import pytest
from django.conf import settings

from fadu.web import urls  # noqa: F401 - declares the pages
from fadu.web.pages import PAGES

from .samples import SAMPLES
from .test_roles import addresses  # noqa: F401 - a fixture, asked for by name

pytestmark = pytest.mark.django_db


def pages():
    return [name for name in SAMPLES if "GET" in PAGES[name].methods]


ANSWERS: dict[str, object] = {}  # asked once: what each test reads in them does not change


@pytest.fixture
def answers(request):
    """Return what every page answers to the office, who may open nearly all."""
    if not ANSWERS:
        addresses, sign_in = (request.getfixturevalue(name) for name in ("addresses", "sign_in"))
        client = sign_in("law_governance_office")
        ANSWERS.update({name: client.get(addresses[name]) for name in pages()})
        ANSWERS["missing"] = client.get("/no/such/page/")
    return ANSWERS


def is_page(answer):
    """Tell a whole page from a file, a redirect, and a part of a page that htmx fetches."""
    html = answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code != 302
    return html and answer.content.lstrip().startswith(b"<!DOCTYPE")


def test_the_policy_is_on_every_answer(answers):
    for name, answer in answers.items():
        assert answer.headers["Content-Security-Policy"] == settings.CONTENT_SECURITY_POLICY, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        assert answer.headers["X-Frame-Options"] == "DENY", name
    assert "unsafe" not in settings.CONTENT_SECURITY_POLICY


def test_no_page_carries_style_or_script_of_its_own(answers, read):
    for name, answer in answers.items():
        if not is_page(answer):
            continue
        elements = read(answer)
        assert not elements.all("style"), name
        for tag, attrs in elements.tags:
            assert "style" not in attrs, (name, tag, attrs)
            assert not [a for a in attrs if a.startswith("on")], (name, tag, attrs)
            for address in (attrs.get("src", ""), attrs.get("href", "") if tag == "link" else ""):
                assert not address.startswith(("http:", "https:", "//")), (name, address)
        for script in elements.all("script"):
            assert script.get("src") or script.get("type") == "application/json", (name, script)


def test_htmx_is_kept_from_running_text_as_code(answers, read):
    config = [m["content"] for m in read(answers["work"]).all("meta") if m.get("name") == "htmx-config"]
    assert json.loads(config[0])["allowEval"] is False
    assert json.loads(config[0])["includeIndicatorStyles"] is False


def test_pages_of_signed_in_readers_stay_in_no_cache(answers):
    assert all("no-store" in answer.headers["Cache-Control"] for name, answer in answers.items() if is_page(answer))


def test_every_page_has_a_language_a_title_and_one_heading(answers, read):
    for name, answer in answers.items():
        if not is_page(answer):
            continue
        elements = read(answer)
        assert elements.all("html")[0]["lang"] == "zh-Hans", name
        assert len(elements.all("h1")) == 1, name
        assert elements.all("title"), name
        ids = [attrs["id"] for _tag, attrs in elements.tags if "id" in attrs]
        assert len(ids) == len(set(ids)), (name, sorted(i for i in ids if ids.count(i) > 1))
        assert ("a", {"class": "skip", "href": "#content"}) in elements.tags, name


def test_every_form_that_changes_something_is_guarded(answers, read):
    for name, answer in answers.items():
        if not is_page(answer):
            continue
        elements = read(answer)
        posts = [attrs for attrs in elements.all("form") if attrs.get("method", "").lower() == "post"]
        tokens = [attrs for attrs in elements.all("input") if attrs.get("name") == "csrfmiddlewaretoken"]
        assert len(tokens) == len(posts), name
