"""模板: pages hold under `default-src 'self'` and in two languages: no inline code or style, no untranslated word."""

import re

import pytest

from fadu.kernel.procedure import declared

from .project import modules, texts

INLINE = {
    "an inline style": re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)(?![^>]*type=[\"']application/json)", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^<>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an address of another server": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
}
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}", re.DOTALL)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LANGUAGE_NAMES = {"中文"}  # a language is called by its own name in every language


def templates() -> dict[str, str]:
    """Return the templates of pages; a report is one file that must stand alone, styles and all."""
    doors = ("fadu/web/", "fadu/portal/", "fadu/api/", "fadu/domains/")
    return {name: text for name, text in texts().items() if name.endswith(".html") and name.startswith(doors)}


def inline(source: str) -> list[str]:
    """Return what a strict Content-Security-Policy would block."""
    # Django's own tags may hold < and >; a place is kept for them, so that the tag around stays one tag.
    plain = TAG.sub("x", COMMENT.sub("", source))
    return [what for what, pattern in INLINE.items() if pattern.search(plain)]


def untranslated(source: str) -> set[str]:
    """Return the Chinese words that stay Chinese in the English interface."""
    return set(CHINESE.findall(TAG.sub("", TRANSLATED.sub("", COMMENT.sub("", source))))) - LANGUAGE_NAMES


@pytest.mark.parametrize("name", sorted(templates()))
def test_template_holds_no_inline_code(name):
    assert inline(templates()[name]) == []


@pytest.mark.parametrize("name", sorted(templates()))
def test_template_is_translated(name):
    assert untranslated(templates()[name]) == set()


@pytest.mark.parametrize(
    "source",
    [
        '<p style="x">',
        "<style>",
        "<script>x</script>",
        '<a onclick="x">',
        '<a hx-on:click="x">',
        '<a href="javascript:x">',
        '<img src="//elsewhere/x">',
        '<p class="{% if a > b %}x{% endif %}" style="x">',
    ],
)
def test_inline_code_is_noticed(source):
    assert len(inline(source)) == 1


def test_what_is_allowed_is_not_blamed():
    assert inline('{# <style> #}<script src="/static/a.js"></script><p class="style">on = 1; {{ style }}</p>') == []
    assert untranslated('<p title="标题">{% trans "首页" %}{% blocktrans %}共{{ n }}件{% endblocktrans %}</p>') == {
        "标题"
    }


def test_markup_from_python_holds_no_inline_style():
    doors = ("fadu/web/", "fadu/portal/", "fadu/api/")
    markup = {name: text for name, text in modules().items() if name.startswith(doors) and "<" in text}
    assert [name for name, text in markup.items() if re.search(r"<\w[^<>]*\s(style|on[a-z]+)=", text)] == []


@pytest.mark.parametrize("key", [version.key() for versions in declared().values() for version in versions])
def test_drawing_of_a_procedure_holds_no_inline_style(key):
    version = next(one for versions in declared().values() for one in versions if one.key() == key)
    assert inline(version.svg()) == []
