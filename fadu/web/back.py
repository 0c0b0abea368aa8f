"""回列表: the list that a reader came from, with its filters, order and page; kept by the browser, not by us."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fadu.kernel.ledgers import Ledger, Query

REMEMBERED = 1_500  # characters of a query that a browser keeps


def remember(answer: HttpResponse, request: HttpRequest, ledger: type[Ledger], query: Query) -> None:
    """Let the browser remember which list was seen, for the way back from a record; nothing is written here."""
    name, place = f"list-{ledger.slug}", reverse("ledger", args=[ledger.slug])
    kept = f"{request.user.pk}:{urlencode(query.params(columns=()))}"
    if len(kept) <= REMEMBERED:
        answer.set_signed_cookie(name, kept, path=place, httponly=True, samesite="Lax", secure=request.is_secure())


def way_back(request: HttpRequest, ledger: type[Ledger]) -> str:
    """Return the address of the list as the reader last saw it: its filters, order and page."""
    place = reverse("ledger", args=[ledger.slug])
    owner, _colon, query = (request.get_signed_cookie(f"list-{ledger.slug}", "") or "").partition(":")
    return f"{place}?{query}" if query and owner == str(request.user.pk) else place
