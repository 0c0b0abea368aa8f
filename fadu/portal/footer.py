"""页脚: whose portal it is, and where that office is to be found."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fadu.kernel import offices
from fadu.kernel.offices import Particulars
from fadu.kernel.organisations import Organisation

TOLD = ("address", "postcode", "telephone", "email", "hours")


def office(request: HttpRequest) -> dict[str, Any]:
    """Give the pages of the portal the office that keeps it; it is looked up when a page asks."""
    return {"portal_office": SimpleLazyObject(_office)}


def _office() -> dict[str, str]:
    """Return how the office describes itself: the highest that has said where it is to be found, or the highest.

    A province that only looks on says nothing of itself here; the city whose portal it is does.
    """
    there = Particulars.objects.filter(organisation__valid_to=None).exclude(Q(address="") & Q(telephone=""))
    said = there.select_related("organisation").order_by("organisation__path").first()
    if said is None:
        top = Organisation.objects.filter(valid_to=None).order_by("path").first()
        if top is None:
            return {}
        said = offices.particulars(top)
    name = offices.letterhead(said.organisation)
    return {"name": name} | {one: getattr(said, one).strip() for one in TOLD}
