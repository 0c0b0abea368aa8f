"""法条: a citation as a link to the article in the library of laws."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fadu.kernel.articles import Article, cite
from fadu.laws.registry import all_versions

register = template.Library()


@register.simple_tag
def article_link(citation: Article | str, on=None) -> SafeString | str:
    """Print a citation and lead to the article in the library, in the text in force on day `on` if one is given."""
    printed = cite(citation, get_language() or "zh")
    article = Article.parse(citation) if isinstance(citation, str) else citation
    if article.source not in all_versions():
        return printed
    asked = {"q": str(article)} | ({"on": on.isoformat()} if on else {})
    return format_html('<a href="{}?{}">{}</a>', reverse("law_article"), urlencode(asked), printed)


@register.simple_tag
def article_links(citations: Iterable[Article | str], on=None) -> SafeString:
    """Print several, each with its link."""
    return format_html_join("、", "{}", ((article_link(one, on),) for one in citations))
