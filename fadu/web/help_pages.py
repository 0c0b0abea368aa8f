"""帮助: what each page is for, what to do on it, and by which articles; the words of the field; the keys.

The texts are data: one Markdown file a language in `help/`. A heading of level two names the pages that it belongs to,
then its title: `## returns, return：报表`. What stands before the first such heading opens the contents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from fadu.kernel import offices

from .navigation import ENTRIES
from .pages import PAGES, PUBLIC, page

HERE = Path(__file__).parent / "help"
FILES = {"zh-hans": "zh.md", "en": "en.md"}
HEADING = re.compile(r"^## ([\w, -]+?)\s*[：:]\s*(.+)$", re.MULTILINE)
GLOSSARY = {"zh-hans": settings.ROOT / "docs" / "glossary.md", "en": HERE / "glossary.en.md"}


@dataclass(frozen=True)
class Help:
    """帮助: the title of a page and its text, as HTML."""

    pages: tuple[str, ...]
    title: str
    html: SafeString


class HelpError(Exception):
    """A file of help texts that cannot be read; the message says where and why."""


@cache
def helps(language: str) -> dict[str, Help]:
    """Return the help texts of a language by the name of the page. Raises HelpError."""
    file = FILES.get(language, FILES["zh-hans"])
    written = (HERE / file).read_text(encoding="utf-8")
    # The files are ours, and raw HTML in them stays text.
    markdown = MarkdownIt("commonmark", {"html": False})
    headings = list(HEADING.finditer(written))
    ends = [one.start() for one in headings[1:]] + [len(written)]
    found: dict[str, Help] = {}
    for heading, end in zip(headings, ends, strict=True):
        names = tuple(name.strip() for name in heading[1].split(","))
        html = mark_safe(markdown.render(written[heading.end() : end]))
        one = Help(names, heading[2].strip(), html)
        for name in names:
            if name in found:
                raise HelpError(f"{file}: two sections for the page {name!r}; keep one")
            found[name] = one
    return found


def help_of(name: str) -> Help | None:
    """Return the help of the page `name` in the reader's language."""
    return helps(get_language() or "zh-hans").get(name)


def title_of(name: str) -> str:
    """Return what the page `name` is called, or its name where it has no help."""
    found = help_of(name)
    return found.title if found else name


def words(language: str) -> list[tuple[str, str, str]]:
    """Return the words of the field: English, Chinese, meaning. Without the project's documents, none."""
    file = GLOSSARY.get(language, GLOSSARY["zh-hans"])
    if not file.exists():
        return []
    rows = [line.strip().strip("|").split("|") for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [[cell.strip().replace("`", "") for cell in row] for row in rows if len(row) >= 3]
    return [(row[0], row[1], row[2]) for row in rows[1:] if not set(row[0]) <= set("- ")]


@page("help/", name="help", roles=PUBLIC)
def contents(request: HttpRequest) -> HttpResponse:
    """帮助目录: the pages that the reader may open, in the order of the navigation; whom to ask."""
    signed_in = request.user.is_authenticated
    found = helps(get_language() or "zh-hans")
    labels = {entry.section: str(entry.label) for entry in ENTRIES}
    groups: dict[str, list[dict]] = {label: [] for label in labels.values()}
    seen = set()
    for name, one in PAGES.items():
        if name in found and found[name].title not in seen and one.opens_for(request.actor, signed_in):
            seen.add(found[name].title)
            section = next((labels[part] for part in labels if name.startswith(part)), text("账号与其他"))
            groups.setdefault(section, []).append({"name": name, "title": found[name].title})
    return render(
        request,
        "web/help.html",
        {"groups": {label: rows for label, rows in groups.items() if rows}, "contacts": _contacts(request)},
    )


def _contacts(request: HttpRequest) -> list[dict]:
    """Return whom the reader may ask: what the organisations of the reader, and those above them, say of themselves."""
    if not request.user.is_authenticated:
        return []
    paths: set[str] = set()
    for membership in request.actor.memberships:
        codes = membership.organisation.path.rstrip("/").split("/")
        paths |= {"/".join(codes[:place]) + "/" for place in range(1, len(codes) + 1)}
    found = offices.Particulars.objects.filter(organisation__path__in=paths).select_related("organisation")
    return [
        {"organisation": one.organisation, "contact": one.contact, "telephone": one.telephone, "hours": one.hours}
        for one in found.order_by("-organisation__path")
        if one.contact or one.telephone
    ]


@page("help/words/", name="help_words", roles=PUBLIC)
def glossary(request: HttpRequest) -> HttpResponse:
    """名词: each word of the field in Chinese and English, and what it means here."""
    wanted = request.GET.get("q", "").strip().casefold()
    rows = [row for row in words(get_language() or "zh-hans") if not wanted or wanted in " ".join(row).casefold()]
    return render(request, "web/help_words.html", {"rows": rows, "wanted": wanted})


KEYS = (
    ("?", _("打开本页的帮助")),
    ("/", _("到本页的查询框")),
    ("g 1 … g 9", _("打开主导航的第 1 至第 9 项")),
    ("g h", _("回到工作台")),
    ("j、k", _("列表的下一行、上一行；报告正文的下一个、上一个数字")),
    ("Esc", _("离开输入框")),
    ("Tab、Shift+Tab", _("下一个、上一个可操作的地方")),
    ("Enter、Space", _("打开链接、按下按钮、展开折叠的内容")),
)


@page("help/keys/", name="help_keys", roles=PUBLIC)
def keys(request: HttpRequest) -> HttpResponse:
    """键盘: the shortcuts, and how to do without them."""
    return render(request, "web/help_keys.html", {"rows": KEYS})


@page("help/<str:name>/", name="help_page", roles=PUBLIC)
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One page's help by itself, to be read beside the page or printed."""
    found = help_of(name)
    if found is None:
        raise Http404(text("这一页没有帮助。"))
    return render(request, "web/help_page.html", {"help": found})
