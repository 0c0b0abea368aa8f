"""法律法规: the library: laws and their versions, texts by article, who cites them, comparison, import of texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.articles import Article, ArticleError, cite, numeral
from fadu.laws import citing, comparison, importing
from fadu.laws.importing import Facts, ImportRefused
from fadu.laws.library import Library, earlier, text_of
from fadu.laws.mentions import citations
from fadu.laws.registry import KINDS, Version, fold
from fadu.laws.texts import ArticleText, Place

from . import parcels
from .pages import SIGNED_IN, page

KEEPERS = ("keeper", "law_governance_office")
SIZE = 50
IN_FORCE, NOT_YET, REPEALED = "in_force", "not_yet", "repealed"
CITED = 100  # passages shown of the records that cite a law
# What became of an article, and the colour of it.
CHANGES = {
    "same": _("未变"),
    "renumbered": _("条号变动"),
    "changed": _("有修改"),
    "added": _("新增"),
    "removed": _("已删除"),
    "unsure": _("待核对"),
    "whole": _("引用全文"),
    "": "",
}
TAGS = {"changed": "warn", "removed": "bad", "added": "good", "renumbered": "warn", "whole": "warn"}


@page("laws/", name="laws", roles=SIGNED_IN)
def index(request: HttpRequest) -> HttpResponse:
    """All laws, narrowed by words, kind, whether they are in force, and whether their text is here."""
    library = Library()
    given = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "standing", "text")}
    rows = [_row(key, library, request.today) for key in library.laws]
    chosen = [row for row in rows if _wanted(row, given)]
    chosen.sort(key=lambda row: (list(KINDS).index(row["version"].kind), row["key"]))
    turned = request.GET.get("page", "1")
    pages = max(1, -(-len(chosen) // SIZE))
    here = min(max(int(turned) if turned.isdecimal() and len(turned) < 7 else 1, 1), pages)
    filters = urlencode({name: value for name, value in given.items() if value})
    return render(
        request,
        "web/laws.html",
        {
            "rows": chosen[(here - 1) * SIZE : here * SIZE],
            "count": len(chosen),
            "all_count": len(rows),
            "given": given,
            "kinds": KINDS.items(),
            "page": here,
            "pages": pages,
            "filters": filters,
            "may_import": request.actor.holds(KEEPERS),
        },
    )


@page("laws/article/", name="law_article", roles=SIGNED_IN)
def article(request: HttpRequest) -> HttpResponse:
    """Look an article up, written as 行政复议法#62.1 or 《行政复议法》第六十二条第一款, as of a day."""
    asked, fault = request.GET.get("q", "").strip()[:200], ""
    on = request.today
    if request.GET.get("on"):
        try:
            on = date.fromisoformat(request.GET["on"])
        except ValueError:
            fault = text("“%(day)s”不是日期，请写成 2025-01-05。") % {"day": request.GET["on"]}
    library = Library()
    cited = _cited(asked, on, library) if asked else []
    if asked and not cited:
        fault = text("没有认出法条：请写成“行政复议法第六十二条第一款”或者“行政复议法#62.1”。")
    found = [
        {
            "citation": cite(one, get_language() or "zh"),
            "verdict": (verdict := library.check(one, on)),
            "found": library.find(one, on),
            "version": verdict.version,
            "anchor": f"#a{Place(one.article or 0, one.inserted or 0)}" if one.article else "",
        }
        for one in cited
    ]
    context = {"asked": asked, "on": on, "fault": fault, "found": found, "today": request.today}
    return render(request, "web/law_article.html", context, status=422 if fault and asked else 200)


@page("laws/import/", name="law_import", roles=KEEPERS, methods=("GET", "POST"))
def take(request: HttpRequest) -> HttpResponse:
    """Import a text: first what it would become, then for good."""
    if request.method == "GET":
        return _import_page(request, {})
    written = request.POST
    try:
        given = _facts(written)
        if written.get("parcel"):
            file, name = parcels.fetch(request, written["parcel"])
            content, parcel = file.read_bytes(), written["parcel"]
        elif upload := request.FILES.get("file"):
            content, name = upload.read(), upload.name or ""
            parcel = parcels.leave(request, content, name)
        else:
            raise ImportRefused(text("请选择文件。"), {"file": text("请选择文件。")})
        draft = importing.draft(content, name, given)
        if not written.get("confirm"):
            return _import_page(request, written, draft=draft, parcel=parcel)
        try:
            version = importing.take(draft, request.actor, timezone.now(), replace_text=written.get("replace") == "1")
        except ImportRefused as refused:
            return _import_page(request, written, refused, draft, parcel)
    except ImportRefused as refused:
        return _import_page(request, written, refused)
    messages.success(request, text("已导入“%(title)s”。") % {"title": version})
    return redirect("law_version", version.law.key, version.issued.isoformat())


@page("laws/<str:key>/", name="law", roles=SIGNED_IN)
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A law as it stands today."""
    library = Library()
    versions = _versions(library, key)
    return _law(request, library, library.on(key, request.today) or versions[-1])


@page("laws/<str:key>/compare/", name="law_compare", roles=SIGNED_IN)
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions of a law article by article."""
    library = Library()
    versions = _versions(library, key)
    now = _issued(versions, request.GET.get("now", "")) or versions[-1]
    then = _issued(versions, request.GET.get("then", "")) or earlier(now, library)
    changes = comparison.compare(then, now, library) if then else []
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return render(
        request,
        "web/law_compare.html",
        {
            "key": key,
            "versions": versions,
            "then": then,
            "now": now,
            "rows": [_changed(change) for change in changes],
            "counts": [(CHANGES[kind], number) for kind, number in counts.items()],
            "texts": bool(then and then.stored and now.stored),
        },
    )


@page("laws/<str:key>/citing/", name="law_citing", roles=SIGNED_IN)
def cited_by(request: HttpRequest, key: str) -> HttpResponse:
    """The records that cite a law, or those that a version touches: each passage, and what became of the article."""
    library = Library()
    versions = _versions(library, key)
    version = _issued(versions, request.GET.get("version", ""))
    actor = request.actor
    found = citing.affected(version, actor, library) if version else citing.citing(key, actor, library)
    return render(
        request,
        "web/law_citing.html",
        {
            "key": key,
            "versions": [each for each in reversed(versions) if earlier(each, library)],
            "version": version,
            "rows": [
                {"cited": each, "change": CHANGES.get(each.change, ""), "tag": TAGS.get(each.change, "")}
                for each in found[:CITED]
            ],
            "count": len(found),
            "most": CITED,
            "declared": bool(citing.declared()),
        },
    )


@page("laws/<str:key>/<str:issued>/", name="law_version", roles=SIGNED_IN)
def version(request: HttpRequest, key: str, issued: str) -> HttpResponse:
    """A law in one version."""
    library = Library()
    chosen = _issued(_versions(library, key), issued)
    if chosen is None:
        raise Http404(text("“%(key)s”没有 %(day)s 公布的版本。") % {"key": key, "day": issued})
    return _law(request, library, chosen)


def _law(request: HttpRequest, library: Library, shown: Version) -> HttpResponse:
    articles = text_of(shown)
    rows, contents = _text(articles)
    versions = [
        {"version": each, "standing": _standing(each, request.today), "here": each.issued == shown.issued}
        for each in reversed(library.versions(shown.key))
    ]
    declared = citing.declared_by(shown.key)
    language = get_language() or "zh"
    return render(
        request,
        "web/law.html",
        {
            "version": shown,
            "standing": _standing(shown, request.today),
            "kind": KINDS[shown.kind],
            "versions": versions,
            "earlier": earlier(shown, library),
            "rows": rows,
            "contents": contents,
            "shapes": len(shown.shapes),
            "declared": [
                {"one": each, "articles": [(str(a), cite(a, language)) for a in map(Article.parse, each.articles)]}
                for each in declared
            ],
            "may_import": request.actor.holds(KEEPERS),
        },
    )


def _row(key: str, library: Library, today: date) -> dict[str, Any]:
    versions = library.versions(key)
    shown = library.on(key, today) or versions[-1]
    return {
        "key": key,
        "version": shown,
        "kind": KINDS[shown.kind],
        "standing": _standing(shown, today),
        "versions": len(versions),
        "texts": sum(each.stored is not None for each in versions),
    }


def _wanted(row: dict[str, Any], given: dict[str, str]) -> bool:
    shown: Version = row["version"]
    words = fold(f"{row['key']}{shown.title}{shown.number}{shown.organ}").lower()
    return (
        all(fold(word).lower() in words for word in given["q"].split())
        and given["kind"] in ("", shown.kind)
        and given["standing"] in ("", row["standing"])
        and (not given["text"] or (given["text"] == "yes") == bool(row["texts"]))
    )


def _standing(shown: Version, today: date) -> str:
    if today < shown.in_force:
        return NOT_YET
    return IN_FORCE if shown.holds_on(today) else REPEALED


def _versions(library: Library, key: str) -> tuple[Version, ...]:
    versions = library.versions(key) or library.versions(library.key(key) or "")
    if not versions:
        raise Http404(text("法规库没有“%(key)s”。") % {"key": key})
    return versions


def _issued(versions: Iterable[Version], day: str) -> Version | None:
    return next((each for each in versions if each.issued.isoformat() == day), None)


def _text(articles: list[ArticleText]) -> tuple[list[dict], list[dict]]:
    """Return the articles with the headings that begin before each, and the headings as a list of contents."""
    rows, contents, above = [], [], ()
    for each in articles:
        new = [
            {"text": heading, "depth": depth, "anchor": f"h{len(contents) + nth}"}
            for nth, (depth, heading) in enumerate(
                (depth, heading)
                for depth, heading in enumerate(each.headings)
                if each.headings[: depth + 1] != above[: depth + 1]
            )
        ]
        contents += new
        above = each.headings
        rows.append(
            {
                "headings": new,
                "number": _numbered(each.place),
                "anchor": f"a{each.place}",
                "paragraphs": each.paragraphs,
            }
        )
    return rows, contents


def _numbered(place: Place) -> str:
    return f"第{numeral(place.article)}条" + (f"之{numeral(place.inserted)}" if place.inserted else "")


def _cited(asked: str, on: date, library: Library) -> list[Article]:
    try:
        return [Article.parse(asked)]
    except ArticleError:
        return [each.article for each in citations(asked, on, library=library) if each.article]


def _changed(change: comparison.Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "label": CHANGES[change.kind],
        "tag": TAGS.get(change.kind, ""),
        "then": _numbered(change.then) if change.then else "",
        "now": _numbered(change.now) if change.now else "",
        "pieces": change.pieces if change.kind == comparison.CHANGED and change.text_then else [],
        "text": change.text_now or change.text_then,
    }


def _facts(written) -> Facts:
    """Return what the form says of a version. Raises ImportRefused for a day that is none."""
    days: dict[str, date | None] = {}
    for name in ("issued", "in_force", "repealed"):
        try:
            days[name] = date.fromisoformat(written[name]) if written.get(name) else None
        except ValueError:
            said = text("“%(day)s”不是日期，请写成 2025-01-05。") % {"day": written[name]}
            raise ImportRefused(said, {name: said}) from None
    plain = {name: written.get(name, "").strip() for name in ("title", "key", "organ", "number")}
    return Facts(kind=written.get("kind") or "other", **plain, **days)


def _import_page(
    request: HttpRequest,
    written: Any,
    refused: ImportRefused | None = None,
    draft: importing.Draft | None = None,
    parcel: str = "",
) -> HttpResponse:
    names = ("title", "key", "kind", "organ", "number", "issued", "in_force", "repealed")
    values = {name: getattr(draft.facts, name) if draft else written.get(name, "") for name in names}
    context = {
        "values": values,
        "kinds": KINDS.items(),
        "draft": draft,
        "parcel": parcel,
        "refused": refused,
        "rows": _text(draft.text.articles)[0][:5] if draft else [],
    }
    return render(request, "web/law_import.html", context, status=422 if refused else 200)
