"""公开: what publications name, listed, searched, shown and fed; nothing else of a record is to be seen here."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as text

from fadu.kernel import documents, intake, publication
from fadu.kernel.documents import DocumentDamaged
from fadu.kernel.publication import Narrowing, Publication


def index(request: HttpRequest) -> HttpResponse:
    """首页: what is published, what can be submitted, and where one follows it."""
    on = request.today  # type: ignore[attr-defined]
    extents = publication.extents(on)
    published = [(one, *extents[one.slug]) for one in publication.declared()]
    return render(request, "portal/index.html", {"publications": published, "intakes": intake.all_intakes()})


def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """公开列表: narrowed by words, year and organisation, newest first; the conditions survive paging."""
    chosen, on = _chosen(slug), request.today  # type: ignore[attr-defined]
    asked = {
        "q": request.GET.get("q", "")[:100],
        "year": request.GET.get("year", "")[:4],
        "at": request.GET.get("at", ""),
    }
    by = Narrowing(asked["q"], asked["year"], asked["at"][:24])
    after = request.GET.get("after", "")
    rows, following = publication.listing(chosen, on, by, after)
    context = {
        "publication": chosen,
        "rows": rows,
        "number": publication.narrowed(chosen, on, by).count(),
        "words": by.words,
        "year": by.year,
        "years": [str(year) for year in publication.years(chosen, on)],
        "at": by.organisation,
        "organisations": publication.organisations(chosen, on),
        "narrowed": any(asked.values()),
        "kept": urlencode({name: value for name, value in asked.items() if value}),
        "after": after,
        "following": following,
    }
    return render(request, "portal/listing.html", context)


def entry(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """公开内容."""
    chosen = _chosen(slug)
    found = publication.find(chosen, key, request.today)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(text("该内容没有公开，或者已经撤下。"))
    remarks = intake.remarks_on(slug, key, request.today)  # type: ignore[attr-defined]
    files = publication.files(chosen, key, request.today)  # type: ignore[attr-defined]
    context = {"publication": chosen, "entry": found, "remarks": remarks, "files": files}
    return render(request, "portal/entry.html", context)


def file(request: HttpRequest, slug: str, key: int, document: int) -> FileResponse:
    """公开的文件: one that the publication names, as it was stored."""
    chosen = _chosen(slug)
    found = publication.files(chosen, key, request.today).filter(pk=document).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404(text("该内容没有公开，或者已经撤下。"))
    try:
        opened = documents.open_document(found)
    except DocumentDamaged as error:
        raise Http404(str(error)) from error
    return FileResponse(opened, as_attachment=True, filename=found.name, content_type=found.content_type)


def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """订阅: the latest of a publication as Atom."""
    chosen = _chosen(slug)
    rows, _following = publication.listing(chosen, request.today)  # type: ignore[attr-defined]
    address = request.build_absolute_uri(reverse("portal-list", args=[slug]))
    made = Atom1Feed(str(chosen.title), address, "", language=get_language(), feed_url=request.build_absolute_uri())
    for row in rows:
        day = datetime.combine(datetime.fromisoformat(row.cursor.partition(".")[0]).date(), time(), UTC)
        made.add_item(
            row.values[0][1],
            request.build_absolute_uri(reverse("portal-entry", args=[slug, row.key])),
            "；".join(f"{label}：{value}" for label, value in row.values if value),
            pubdate=day,
            updateddate=day,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _chosen(slug: str) -> type[Publication]:
    chosen = publication.publication(slug)
    if chosen is None:
        raise Http404(text("没有这一公开事项。"))
    return chosen
