"""来源: the one figure of an indicator, organisation, scope and period, from the ledger, a return or a report.

A ledger comes before a return, a return before a report. A ledger speaks for an organisation from the month of the
first row that it holds of it (or, for 全域, of any organisation below it): for periods that end earlier it says
nothing, for later ones a count of nothing is 0. Only accepted returns count. Where two sources differ, the figure
carries the other as its contradiction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as text

from .. import catalogue, indicators
from ..catalogue import CATALOGUE
from ..indicators import RETURN, Figure, Period, half_up
from ..organisations import ALL, OWN, SCOPES, Organisation
from ..organisations import Kind as OrganisationKind
from .filing import Kind, ReturnValue, State

Source = Callable[[Sequence[str], Organisation, str, Period], Iterable[Figure]]
_further: list[Source] = []


def also_from(source: Source) -> Source:
    """Register a source that is asked after ledgers and returns, such as figures read from published reports."""
    if source not in _further:
        _further.append(source)
    return source


def resolve(
    slugs: Sequence[str],
    organisation: Organisation,
    scope: str,
    period: Period | str | int,
    *,
    fresh: bool = True,
) -> list[Figure]:
    """Return the figures that some source has, in the order of `slugs`; `fresh` is as in `indicators.evaluate`.

    Raises UnknownIndicator, BadPeriod.
    """
    if unknown := [slug for slug in slugs if slug not in CATALOGUE]:
        raise indicators.UnknownIndicator(text("没有指标“%(slug)s”。") % {"slug": unknown[0]})
    if scope not in SCOPES:
        raise ValueError(scope)
    when = Period.of(period)
    said = [_counted(slugs, organisation, scope, when, fresh), _filed(slugs, organisation, scope, when)]
    said += [{figure.indicator: figure for figure in source(slugs, organisation, scope, when)} for source in _further]
    found = []
    for slug in slugs:
        voices = [source[slug] for source in said if slug in source]
        if not voices:
            continue
        first, *others = voices
        against = next((other for other in others if not agree(first, other)), None)
        found.append(replace(first, contradiction=against))
    return found


def agree(one: Figure, other: Figure) -> bool:
    """Tell whether two figures can both be right, as exactly as each of them claims to be."""
    if one.value is None or other.value is None:
        return one.value == other.value
    mine, theirs = Decimal(one.value), Decimal(other.value)
    for exact, said, approx in ((mine, theirs, other.approx), (theirs, mine, one.approx)):
        if approx == "over" and exact >= said:
            return True
        if approx == "at_least" and exact >= said:
            return True
        if approx == "at_most" and exact <= said:
            return True
        if approx == "about" and abs(exact - said) * 20 <= abs(said):
            return True
    places = min(_places(mine), _places(theirs))
    return half_up(mine, places) == half_up(theirs, places)


def contradictions(values: Mapping[str, catalogue.Number | None]) -> list[str]:
    """Return, as sentences, what must hold between `values` (of one organisation, scope and period) and does not."""
    return [said(identity, values) for identity in catalogue.broken(values) if identity.certain]


def said(identity: catalogue.Identity, values: Mapping[str, catalogue.Number | None]) -> str:
    """Return a broken identity as a sentence with its numbers."""
    numbers = "，".join(f"{CATALOGUE[slug].label} {values[slug]}" for slug in identity.slugs)
    return text("勾稽不符：%(statement)s（%(numbers)s）。%(why)s") % {
        "statement": identity.statement("zh-hans"),
        "numbers": numbers,
        "why": identity.explanation,
    }


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _counted(
    slugs: Sequence[str], organisation: Organisation, scope: str, period: Period, fresh: bool
) -> dict[str, Figure]:
    counted = [slug for slug in slugs if slug in indicators.declared()]
    if not counted:
        return {}
    begun = indicators.begun(counted, organisation, scope, fresh=fresh)
    speaking = [slug for slug in counted if (since := begun[slug]) is not None and since <= period.last]
    figures = indicators.evaluate(speaking, [organisation], [period], [scope], fresh=False)
    return {figure.indicator: figure for figure in figures}


def _filed(slugs: Sequence[str], organisation: Organisation, scope: str, period: Period) -> dict[str, Figure]:
    values = _accepted(slugs, [organisation], period)
    found = {}
    for slug in slugs:
        value = values.get((organisation.pk, slug, scope))
        figure = _figure(value, organisation, scope, period) if value else None
        if figure is None and scope == ALL:
            figure = _added_up(slug, organisation, period)
        if figure is not None:
            found[slug] = figure
    return found


def _accepted(
    slugs: Sequence[str], organisations: Sequence[Organisation], period: Period
) -> dict[tuple[int, str, str], ReturnValue]:
    values = ReturnValue.objects.filter(
        filing__organisation__in=organisations,
        filing__period=period.name,
        filing__state=State.ACCEPTED,
        indicator__in=slugs,
    ).exclude(kind=Kind.EMPTY)
    # Of two forms that ask for the same figure the one accepted last counts.
    ordered = values.select_related("filing").order_by("filing__accepted_at", "pk")
    return {(value.filing.organisation_id, value.indicator, value.scope): value for value in ordered}


def _figure(value: ReturnValue, organisation: Organisation, scope: str, period: Period) -> Figure:
    entry = CATALOGUE[value.indicator]
    return Figure(
        value.indicator,
        organisation.code,
        scope,
        period.name,
        value.number,
        entry.unit,
        entry.label,
        RETURN,
        value.numerator,
        value.denominator,
        approx=value.approx,
        note=str(Kind.NOT_APPLICABLE.label) if value.kind == Kind.NOT_APPLICABLE else value.note,
    )


def _added_up(slug: str, organisation: Organisation, period: Period) -> Figure | None:
    """Return the sum of what the organisation filed as its own and the governments below it filed for all of theirs.

    Only where every one of them filed, and only of what can be added up; the figure says what it is.
    """
    if CATALOGUE[slug].kind not in ("count", "total", "stock"):
        return None
    below = list(
        organisation.children.filter(kind=OrganisationKind.GOVERNMENT).exclude(division_id=organisation.division_id)
    )
    below = [each for each in below if each.exists_on(period.last)]
    if not below:
        return None
    values = _accepted([slug], [organisation, *below], period)
    said = [values.get((organisation.pk, slug, OWN)), *(values.get((each.pk, slug, ALL)) for each in below)]
    numbers = [value.value for value in said if value is not None and value.value is not None]
    if len(numbers) < len(said):
        return None
    approx = next((value.approx for value in said if value is not None and value.approx != "exact"), "exact")
    entry = CATALOGUE[slug]
    total = sum(numbers, Decimal(0))
    return Figure(
        slug,
        organisation.code,
        ALL,
        period.name,
        int(total) if total == total.to_integral_value() else total.normalize(),
        entry.unit,
        entry.label,
        RETURN,
        approx=approx,
        note=text("本级与 %(count)d 个下级政府报表之和") % {"count": len(below)},
    )
