"""一份读过的报告的页面: what all pages of a reading have in common, its head, its filter and who may write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as text

from fadu.kernel import ledgers
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.ledgers import NotAllowed
from fadu.readings.ledgers import Readings
from fadu.readings.models import Reading

from .reading_desk import ERROR, EVERY, QUESTION, Desk

READERS, WRITERS = tuple(Readings.read), tuple(Readings.write)


def readable(request: HttpRequest, pk: int) -> Reading:
    """Return the reading, if the user may see it. Raises Http404 otherwise."""
    found = ledgers.find(Readings, request.actor, pk)
    assert isinstance(found, Reading)
    return found


def may_write(request: HttpRequest, reading: Reading) -> bool:
    """Tell whether the user may correct and register this reading."""
    return any(request.actor.may(role, reading.organisation) for role in WRITERS)


def must_write(request: HttpRequest, reading: Reading) -> None:
    """Refuse who may only read. Raises NotAllowed."""
    if not may_write(request, reading):
        raise NotAllowed(text("您没有核读“%(organisation)s”报告的角色。") % {"organisation": reading.organisation})


def frame(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """Return the head of every page of a reading."""
    return {
        "reading": desk.reading,
        "document": desk.reading.document,
        "figure_count": len(desk.figures),
        "errors": desk.counted(ERROR),
        "questions": desk.counted(QUESTION),
        "correction_count": desk.reading.corrections.count(),
        "may_write": may_write(request, desk.reading),
    }


def narrowing(request: HttpRequest) -> dict[str, str]:
    """Return which figures the address asks for."""
    show, indicator = request.GET.get("show", ""), request.GET.get("indicator", "")
    return {"show": show if show in EVERY else "", "indicator": indicator if indicator in CATALOGUE else ""}


def kept_query(narrowed: Mapping[str, str]) -> str:
    """Return a filter as the beginning of a query, to go before the place of a figure."""
    kept = urlencode({name: value for name, value in narrowed.items() if value})
    return f"{kept}&" if kept else ""


def legend(desk: Desk, narrowed: Mapping[str, str]) -> dict[str, Any]:
    """Return the bar that says what the marks mean and filters by them."""
    return {
        "legend": desk.legend(),
        "indicators": desk.indicators(),
        "shown": narrowed["show"],
        "indicator": narrowed["indicator"],
    }


def offset(written: str | None) -> int | None:
    """Return a place in the text as an address or a form writes it, None when it is no number."""
    return int(written) if written and written.isdecimal() and len(written) < 9 else None
