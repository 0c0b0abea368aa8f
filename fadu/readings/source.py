"""来源: figures read from published reports, asked after ledgers and returns. A draft is no source of anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as text

from fadu.kernel import returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import REPORT, Figure, Period
from fadu.kernel.organisations import SCOPES, Organisation

from .holding import in_unit_of
from .models import ReadFigure, Status
from .speaking import Circle


def published(slugs: Sequence[str], organisation: Organisation, scope: str, period: Period) -> Iterator[Figure]:
    """Yield what the published reports about an organisation say of `slugs`; the report taken last counts.

    What is said of other bodies, in other units, or twice with two values, is left out. A figure of which the text does
    not say whether it is 本级 or 全域 is of the usual one, and its note says so.
    """
    rows = ReadFigure.objects.filter(
        reading__about=organisation,
        reading__status=Status.PUBLISHED,
        indicator__in=slugs,
        period=period.name,
    ).order_by("indicator", "-reading", "place")
    circle = Circle(organisation)
    said: dict[str, list[tuple[ReadFigure, Figure]]] = {}
    for row in rows.select_related("reading"):
        made = _figure(row, circle, scope, period)
        earlier = said.get(row.indicator)
        if made is not None and (not earlier or earlier[0][0].reading_id == row.reading_id):
            said.setdefault(row.indicator, []).append((row, made))
    for voices in said.values():
        first = voices[0][1]
        if all(returns.agree(first, other) for _row, other in voices[1:]):
            yield first


def _figure(row: ReadFigure, circle: Circle, scope: str, period: Period) -> Figure | None:
    whose = circle.whose(row.org, row.scope)
    value = in_unit_of(row.value, row.unit_norm, row.indicator)
    if whose is None or whose.organisation != circle.about or whose.scopes[0] != scope or value is None:
        return None
    entry = CATALOGUE[row.indicator]
    note = str(row.reading)
    if len(whose.scopes) > 1:
        note = text("%(title)s；报告没有写明口径，按%(scope)s") % {"title": row.reading, "scope": SCOPES[scope]}
    whole = value == value.to_integral_value()
    return Figure(
        row.indicator, circle.about.code, scope, period.name, int(value) if whole else value, entry.unit, entry.label,
        REPORT, approx=row.approx, note=note,
    )  # fmt: skip
