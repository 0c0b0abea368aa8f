"""公开门户: what anyone may look up. Every page here is public, and shows what publications name and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as text

from fadu.kernel import publication


def index(request: HttpRequest) -> HttpResponse:
    """公开目录."""
    return render(request, "portal/index.html", {"publications": publication.declared()})


def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """公开列表: searched by words, newest first."""
    chosen = _chosen(slug)
    words = request.GET.get("q", "")[:100]
    rows, following = publication.listing(chosen, request.today, words, request.GET.get("after", ""))  # type: ignore[attr-defined]
    context = {"publication": chosen, "rows": rows, "words": words, "following": following}
    return render(request, "portal/listing.html", context)


def entry(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """公开内容."""
    chosen = _chosen(slug)
    found = publication.find(chosen, key, request.today)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(text("该内容没有公开，或者已经撤下。"))
    return render(request, "portal/entry.html", {"publication": chosen, "entry": found})


def _chosen(slug: str) -> type[publication.Publication]:
    chosen = publication.publication(slug)
    if chosen is None:
        raise Http404(text("没有这一公开事项。"))
    return chosen


urlpatterns = [
    path("", index, name="portal"),
    path("<slug:slug>/", listing, name="portal-list"),
    path("<slug:slug>/<int:key>/", entry, name="portal-entry"),
]
