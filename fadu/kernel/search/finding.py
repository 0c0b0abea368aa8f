"""查找: what an actor asks for, among what the actor may read, the nearest and newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from ..columns import mask
from ..declarations import ledger
from ..lists import Sight
from ..organisations import Actor, Organisation
from .entries import DOCUMENT, RECORD, SOURCES, searched
from .index import SearchEntry, matching
from .tokens import marked, words

OPEN, FULL = ("title", "number", "body"), ("title", "number", "body", "hidden")
SIZE = 20
LONGEST = 100  # characters of what is asked for
TITLE, NUMBER, BODY = range(3)


@dataclass(frozen=True)
class Asked:
    """What is asked for: words, and what narrows it: a ledger or `law`, days from and to, the page."""

    text: str = ""
    group: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1

    @property
    def words(self) -> list[str]:
        """The phrases of tokens to be found, each of them."""
        return words(self.text[:LONGEST])


@dataclass(frozen=True)
class Hit:
    """One thing found. `title` and `snippet` are pieces, each with whether it is what was asked for."""

    kind: str
    ledger: str
    record: str
    target: str
    group: str
    title: list[tuple[str, bool]]
    snippet: list[tuple[str, bool]]
    on: date | None
    organisation: Organisation | None
    label: str = ""


@dataclass(frozen=True)
class Group:
    """One ledger, or the laws, with how many were found in it."""

    slug: str
    label: Any
    count: int


@dataclass(frozen=True)
class Results:
    """A page of what was found, how many there are in all, and in which groups."""

    asked: Asked
    hits: list[Hit] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    count: int = 0
    pages: int = 0


def find(actor: Actor, asked: Asked, size: int = SIZE) -> Results:
    """Return a page of what `actor` may read and that holds every word asked for; nothing for no word.

    In the title comes before in the number, that before in the text; among equals the newest first.
    """
    phrases = asked.words
    if not phrases:
        return Results(asked)
    sights = _sights(actor)
    found = _found(phrases, sights)
    if asked.since:
        found = found.filter(on__gte=asked.since)
    if asked.until:
        found = found.filter(on__lte=asked.until)
    found = _each_once(found)
    groups = _groups(found)
    if asked.group:
        found = found.filter(Q(ledger=asked.group) | Q(kind=asked.group, ledger=""))
    count = sum(one.count for one in groups if not asked.group or one.slug == asked.group)
    pages = -(-count // size)
    start = (min(max(asked.page, 1), max(pages, 1)) - 1) * size
    ordered = found.annotate(tier=_tier(phrases)).order_by("tier", F("on").desc(nulls_last=True), "-pk")
    entries = list(ordered.select_related("organisation")[start : start + size])
    return Results(asked, _hits(entries, phrases, sights), groups, count, pages)


def _sights(actor: Actor) -> dict[str, Sight]:
    return {one.slug: Sight(one, actor) for one in searched() if actor.holds(one.read)}


def _found(phrases: list[str], sights: Mapping[str, Sight]) -> QuerySet[SearchEntry]:
    """Return the entries that hold the phrases, of those that may be read; masked columns where they are seen."""
    by_read: dict[tuple[str, ...], list[str]] = {}
    by_full: dict[tuple[str, ...], list[str]] = {}
    for slug, sight in sights.items():
        by_read.setdefault(tuple(sight.ledger.read), []).append(slug)
        if sight.ledger.masked:
            by_full.setdefault(tuple(sight.ledger.unmasked), []).append(slug)
    readable = [Q(ledger="")]
    readable += [Q(ledger__in=slugs, organisation__in=sights[slugs[0]].organisations) for slugs in by_read.values()]
    condition = reduce(or_, readable) & Q(pk__in=RawSQL(*matching(phrases, OPEN)))
    for roles, slugs in by_full.items():
        sight = sights[slugs[0]]
        full = sight.actor.organisations(roles)
        # Who sees it unmasked must also be one who may read it.
        own = reduce(or_, (Q(ledger=slug, organisation__in=sights[slug].organisations) for slug in slugs))
        condition |= own & Q(organisation__in=full) & Q(pk__in=RawSQL(*matching(phrases, FULL)))
    return SearchEntry.objects.filter(condition)


def _each_once(found: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    """Leave of each document the first passage that was found; nothing else has parts."""
    firsts = found.filter(kind=DOCUMENT).order_by().values("target").annotate(first=Min("pk")).values("first")
    return found.filter(~Q(kind=DOCUMENT) | Q(pk__in=firsts))


def _tier(phrases: list[str]) -> Case:
    return Case(
        When(pk__in=RawSQL(*matching(phrases, ("title",))), then=Value(TITLE)),
        When(pk__in=RawSQL(*matching(phrases, ("number",))), then=Value(NUMBER)),
        default=Value(BODY),
        output_field=IntegerField(),
    )


def _groups(found: QuerySet[SearchEntry]) -> list[Group]:
    rows = found.order_by().values("ledger", "kind").annotate(n=Count("pk"))
    counts: dict[str, int] = {}
    for row in rows:
        slug = row["ledger"] or row["kind"]
        counts[slug] = counts.get(slug, 0) + row["n"]
    groups = [Group(slug, _label(slug), number) for slug, number in counts.items()]
    return sorted(groups, key=lambda one: (-one.count, one.slug))


def _label(slug: str) -> Any:
    return SOURCES[slug].label if slug in SOURCES else ledger(slug).title


def _hits(entries: Sequence[SearchEntry], phrases: list[str], sights: Mapping[str, Sight]) -> list[Hit]:
    keys: dict[str, set[str]] = {}
    for one in entries:
        if one.ledger:
            keys.setdefault(one.ledger, set()).add(one.record)
    records = {
        slug: ledger(slug).model._default_manager.select_related("organisation").in_bulk(list(map(int, found)))
        for slug, found in keys.items()
    }
    return [_hit(one, phrases, sights.get(one.ledger), records.get(one.ledger, {})) for one in entries]


def _hit(one: SearchEntry, phrases: list[str], sight: Sight | None, records: Mapping[int, Any]) -> Hit:
    label = one.label
    if sight and (record := records.get(int(one.record))):
        named = heading(sight, record)
        title = named if one.kind == RECORD else f"{one.label}（{named}）"
    else:
        title = one.label or one.title
    texts = [text for text in (one.body, one.title, one.number) if text not in title]
    if sight and one.organisation_id in sight.full:
        texts.append(one.hidden)
    snippets = [pieces for text in texts if (pieces := marked(text, phrases))]
    snippet = max(snippets, key=lambda pieces: sum(hit for _piece, hit in pieces), default=[])
    if not snippet and one.body:
        snippet = [(one.body[:100].replace("\n", " "), False)]
    return Hit(
        one.kind,
        one.ledger,
        one.record,
        one.target,
        one.ledger or one.kind,
        marked(title, phrases, 0) or [(title, False)],
        snippet,
        one.on,
        one.organisation,
        label,
    )


def heading(sight: Sight, record: Any) -> str:
    """Return the name of a record, with what is masked for this reader masked in it too."""
    name = str(record)
    if record.organisation_id in sight.full:
        return name
    for column in sight.ledger.all_columns.values():
        if column.mask and (full := column.show(record)):
            name = name.replace(full, mask(column.mask, full))
    return name
