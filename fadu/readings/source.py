"""来源: figures read from published reports, asked after ledgers and returns. A draft is no source of anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import REPORT, Figure, Period
from fadu.kernel.organisations import Organisation

from .models import ReadFigure, Status


def published(slugs: Sequence[str], organisation: Organisation, scope: str, period: Period) -> Iterator[Figure]:
    """Yield what the published reports about an organisation say of `slugs`; the report read last counts."""
    said = ReadFigure.objects.filter(
        reading__about=organisation, reading__status=Status.PUBLISHED, indicator__in=slugs, period=period.name,
        scope=scope,
    ).order_by("indicator", "-reading__read_at", "-reading", "place")  # fmt: skip
    last = ""
    for one in said.select_related("reading"):
        if one.indicator != last:
            last = one.indicator
            entry = CATALOGUE[last]
            yield Figure(
                last, organisation.code, scope, period.name, one.number, entry.unit, entry.label, REPORT,
                approx=one.approx, note=str(one.reading),
            )  # fmt: skip
