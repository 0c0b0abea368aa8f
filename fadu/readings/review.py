"""检查: what must add up among the figures of a reading, and what is doubtful in it, also against the report of the
year before.
"""

from __future__ import annotations

from collections.abc import Sequence

from fadu.kernel.organisations import ALL, OWN
from fadu.reader import Check, folding, furniture, identities, sections, structure
from fadu.reader.structure import Finding

from .models import ReadFigure, Reading, Status


def checks(reading: Reading) -> list[Check]:
    """Return what adds up and what does not among the figures of a reading as they are corrected."""
    return check(reading.text, list(reading.figures.order_by("place")))


def findings(reading: Reading) -> list[Finding]:
    """Return what is missing, late, repeated or taken over from last year in a reading, in the order of the text."""
    before = earlier(reading)
    last = list(before.figures.order_by("place")) if before else []
    return find(reading.text, reading.year, list(reading.figures.order_by("place")), last)


def earlier(reading: Reading) -> Reading | None:
    """Return the reading of the report of the year before about the same organisation or place."""
    if not reading.year or not (reading.about_id or reading.place):
        return None
    whose = {"organisation": reading.organisation_id, "place": reading.place}
    if reading.about_id:
        whose = {"about": reading.about_id}  # whoever had it read
    found = Reading.objects.filter(year=str(int(reading.year) - 1), **whose)
    # Of a report that was read both as a draft and as published, the published one counts.
    return max(found, key=lambda one: (one.status == Status.PUBLISHED, one.read_at), default=None)


def check(said: str, figures: Sequence[ReadFigure]) -> list[Check]:
    """Return what adds up and what does not among the figures of a text.

    The same figure may well have one value for 本级 and another for 全域.
    """
    found = identities.checks(furniture.blank(folding.fold(said)), figures)
    return [
        one
        for one in found
        if one.kind != "repeat" or not {OWN, ALL} <= {figures[place].scope for place in one.figures}
    ]


def find(said: str, year: str, figures: Sequence[ReadFigure], before: Sequence[ReadFigure] = ()) -> list[Finding]:
    """Return what is missing or doubtful in a text with `figures`; `before` are those of the year before."""
    folded = folding.fold(said)
    parts = sections.sections(furniture.blank(folded), said)
    found = [*structure.findings(said, parts, year, folded), *structure.stale(figures, before)]
    return sorted(found, key=lambda one: -1 if one.place is None else one.place)
