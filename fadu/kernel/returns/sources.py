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

from django.db.models import F
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
    return over_time(slugs, organisation, scope, [period], fresh=fresh)[0]


def over_time(
    slugs: Sequence[str],
    organisation: Organisation,
    scope: str,
    periods: Sequence[Period | str | int],
    *,
    fresh: bool = True,
) -> list[list[Figure]]:
    """Return for each of several periods what `resolve` returns; ledgers and returns are asked once for all."""
    if unknown := [slug for slug in slugs if slug not in CATALOGUE]:
        raise indicators.UnknownIndicator(text("没有指标“%(slug)s”。") % {"slug": unknown[0]})
    if scope not in SCOPES:
        raise ValueError(scope)
    times = [Period.of(period) for period in periods]
    known = _kept(slugs, [organisation], [scope], times, fresh)
    found = []
    for when in times:
        said: list[dict[str, Figure]] = [
            {figure.indicator: figure for figure in voices.values() if figure.period == when.name} for voices in known
        ]
        for source in _further:
            said.append({figure.indicator: figure for figure in source(slugs, organisation, scope, when)})
        found.append(
            [_first(voices) for slug in slugs if (voices := [source[slug] for source in said if slug in source])]
        )
    return found


def kept(
    slugs: Sequence[str],
    organisations: Sequence[Organisation],
    scopes: Sequence[str],
    periods: Sequence[Period | str | int],
    *,
    fresh: bool = True,
) -> list[Figure]:
    """Return what ledgers and returns say of many organisations, scopes and periods, in as few queries as of one.

    Reports are not asked. Ordered by slug, organisation, scope and period as they are given. Raises BadPeriod.
    """
    times = [Period.of(period) for period in periods]
    said = _kept(slugs, organisations, scopes, times, fresh)
    keys = [
        (slug, organisation.code, scope, when.name)
        for slug in slugs
        for organisation in organisations
        for scope in scopes
        for when in times
    ]
    return [_first(voices) for key in keys if (voices := [source[key] for source in said if key in source])]


def _first(voices: Sequence[Figure]) -> Figure:
    """Return what the source that comes first says, with the first of the others that contradicts it."""
    first, *others = voices
    return replace(first, contradiction=next((other for other in others if not agree(first, other)), None))


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


Key = tuple[str, str, str, str]  # slug, code of the organisation, scope, period


def _kept(
    slugs: Sequence[str],
    organisations: Sequence[Organisation],
    scopes: Sequence[str],
    periods: Sequence[Period],
    fresh: bool,
) -> tuple[dict[Key, Figure], dict[Key, Figure]]:
    """Return what ledgers say, and what returns say."""
    return (
        _counted(slugs, organisations, scopes, periods, fresh),
        _filed(slugs, organisations, scopes, periods),
    )


def _counted(
    slugs: Sequence[str],
    organisations: Sequence[Organisation],
    scopes: Sequence[str],
    periods: Sequence[Period],
    fresh: bool,
) -> dict[Key, Figure]:
    counted = [slug for slug in slugs if slug in indicators.declared()]
    if not (counted and organisations and periods):
        return {}
    begun = indicators.begun(counted, organisations, scopes, fresh=fresh)
    latest = max(period.last for period in periods)
    speaking = {slug for (slug, _code, _scope), since in begun.items() if since <= latest}
    figures = indicators.evaluate(
        [slug for slug in counted if slug in speaking], organisations, periods, scopes, fresh=False
    )
    ends = {period.name: period.last for period in periods}
    return {
        (figure.indicator, figure.organisation, figure.scope, figure.period): figure
        for figure in figures
        if (since := begun.get((figure.indicator, figure.organisation, figure.scope))) and since <= ends[figure.period]
    }


def _filed(
    slugs: Sequence[str], organisations: Sequence[Organisation], scopes: Sequence[str], periods: Sequence[Period]
) -> dict[Key, Figure]:
    values = _accepted(slugs, organisations, periods)
    found, missing = {}, []
    for organisation in organisations:
        for slug in slugs:
            for scope in scopes:
                for period in periods:
                    value = values.get((organisation.pk, slug, scope, period.name))
                    if value is not None:
                        figure = _figure(value, organisation, scope, period)
                        found[slug, organisation.code, scope, period.name] = figure
                    elif scope == ALL and CATALOGUE[slug].kind in ADDED_UP:
                        missing.append((slug, organisation, period))
    return found | _added_up(missing)


# What an organisation filed as its own and the governments below it as all of theirs can be added up to all of its.
ADDED_UP = ("count", "total", "stock")


def _accepted(
    slugs: Sequence[str], organisations: Sequence[Organisation], periods: Sequence[Period]
) -> dict[tuple[int, str, str, str], ReturnValue]:
    values = ReturnValue.objects.filter(
        filing__organisation__in=organisations,
        filing__period__in=[period.name for period in periods],
        filing__state=State.ACCEPTED,
        indicator__in=slugs,
    ).exclude(kind=Kind.EMPTY)
    # Of two forms that ask for the same figure the one accepted last counts.
    ordered = values.select_related("filing").order_by("filing__accepted_at", "pk")
    return {
        (value.filing.organisation_id, value.indicator, value.scope, value.filing.period): value for value in ordered
    }


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


def _added_up(missing: Sequence[tuple[str, Organisation, Period]]) -> dict[Key, Figure]:
    """Return the sums of what organisations filed as their own and the governments below them for all of theirs.

    Only where every one of them filed; the figure says what it is.
    """
    if not missing:
        return {}
    below: dict[int | None, list[Organisation]] = {}
    parents = list({organisation.pk: organisation for _slug, organisation, _period in missing}.values())
    apart = Organisation.objects.filter(parent__in=parents, kind=OrganisationKind.GOVERNMENT)
    for each in apart.exclude(division_id=F("parent__division_id")).select_related("parent"):
        below.setdefault(each.parent_id, []).append(each)
    asked = [one for one in missing if one[1].pk in below]
    if not asked:
        return {}
    values = _accepted(
        list(dict.fromkeys(slug for slug, _organisation, _period in asked)),
        [*parents, *(each for children in below.values() for each in children)],
        list(dict.fromkeys(period for _slug, _organisation, period in asked)),
    )
    found = {}
    for slug, organisation, period in asked:
        standing = [each for each in below[organisation.pk] if each.exists_on(period.last)]
        said = [values.get((organisation.pk, slug, OWN, period.name))]
        said += [values.get((each.pk, slug, ALL, period.name)) for each in standing]
        numbers = [value.value for value in said if value is not None and value.value is not None]
        if not standing or len(numbers) < len(said):
            continue
        approx = next((value.approx for value in said if value is not None and value.approx != "exact"), "exact")
        entry = CATALOGUE[slug]
        total = sum(numbers, Decimal(0))
        found[slug, organisation.code, ALL, period.name] = Figure(
            slug,
            organisation.code,
            ALL,
            period.name,
            int(total) if total == total.to_integral_value() else total.normalize(),
            entry.unit,
            entry.label,
            RETURN,
            approx=approx,
            note=text("本级与 %(count)d 个下级政府报表之和") % {"count": len(standing)},
        )
    return found
