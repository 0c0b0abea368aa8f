"""期限看板: the time limits that a reader may see: narrowed, counted, sorted and explained.

What is counted is counted by the database, over the columns that `running` keeps up to date; nothing is counted from
the declarations again. Only the lines that are shown are explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, ExtractMonth
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import cases, ledgers, lists
from .articles import cite_all
from .calendars import calendar
from .cases import Case, Clock
from .clocks import declared as limits
from .organisations import Actor, Membership, Organisation

NEAR, SOON = 3, 7  # days before a due date
# The groups in which clocks are counted; `near` holds today too, and `all` everything.
SPANS = {
    "late": _("逾期"),
    "today": _("今日届满"),
    "near": _("3 日内届满"),
    "soon": _("4 至 7 日届满"),
    "later": _("7 日以后"),
    "suspended": _("中止计算"),
    "unknown": _("届满日未定"),
    "minimum": _("须满的期间"),
}
# Time that stands still is kept as a span without end: [["suspend", "2024-03-01", null]].
STILL = Q(waits__contains="null]")
SORTS = {
    "due": ("due_on",),
    "started": ("started_on",),
    "organisation": ("organisation__path", "due_on"),
    "limit": ("limit", "due_on"),
    "ledger": ("ledger", "due_on"),
}


@dataclass(frozen=True)
class Query:
    """What of the board is asked for.

    `span` is a key of SPANS; `under` an organisation's code: it and all below it, with `own` it alone. `first` and
    `last` bound the due date, `handler` is who is in charge of the case. `ended` asks for the clocks that stopped
    between two days instead of those that run, `met` "1" or "0" for those that were kept or missed.
    """

    span: str = ""
    ledger: str = ""
    limit: str = ""
    under: str = ""
    own: bool = False
    search: str = ""
    first: date | None = None
    last: date | None = None
    handler: str = ""
    ended: tuple[date, date] | None = None
    met: str = ""
    sort: str = "due"
    descending: bool = False


def visible(actor: Actor) -> QuerySet[Clock]:
    """Return the clocks, running or not, of every case that `actor` may read."""
    alike: dict[frozenset[str], list[str]] = {}
    for ledger in case_ledgers(actor):
        alike.setdefault(frozenset(ledger.read) & actor.roles, []).append(ledger.slug)
    readable = Q(pk__in=())
    for roles, slugs in alike.items():
        # Ledgers that are read by the same roles are read at the same organisations.
        readable |= Q(ledger__in=slugs, organisation__in=actor.organisations(roles))
    if len(alike) > 1:
        # Of several alternatives no index can be asked; that it is at one of all these places lies in each of them.
        readable &= Q(organisation__in=actor.organisations(frozenset().union(*alike)))
    return Clock.objects.filter(readable)


def case_ledgers(actor: Actor) -> list[type[ledgers.Ledger]]:
    """Return the ledgers of cases that `actor` may open."""
    return [one for one in ledgers.all_ledgers() if one.is_case() and actor.holds(one.read)]


@cache
def minimums() -> tuple[str, ...]:
    """Return the limits whose day is the first on which one may act: they are waited for, and never overdue."""
    return tuple(slug for slug, versions in limits().items() if versions[-1].kind == "minimum")


def spans(today: date) -> dict[str, Q]:
    """Return the condition of each group of SPANS; of clocks that run."""
    duty, near, soon = ~Q(limit__in=minimums()), today + timedelta(days=NEAR), today + timedelta(days=SOON)
    return {
        "late": duty & Q(due_on__lt=today),
        "today": duty & Q(due_on=today),
        "near": duty & Q(due_on__gte=today, due_on__lte=near),
        "soon": duty & Q(due_on__gt=near, due_on__lte=soon),
        "later": duty & Q(due_on__gt=soon),
        "suspended": Q(due_on=None) & STILL,
        "unknown": Q(due_on=None) & ~STILL,
        "minimum": ~duty & Q(due_on__isnull=False),
    }


def narrowed(clocks: QuerySet[Clock], query: Query, actor: Actor, today: date) -> QuerySet[Clock]:
    """Return those of `clocks` that `query` asks for, in its order."""
    found = clocks.alias(waits=Cast("suspensions", TextField()))
    if query.ended:
        found = found.filter(stopped_on__gte=query.ended[0], stopped_on__lte=query.ended[1])
        if query.met in ("0", "1"):
            found = found.filter(kept() if query.met == "1" else missed())
    else:
        found = found.filter(stopped_on=None)
        if query.span in SPANS:
            found = found.filter(spans(today)[query.span])
    for name in ("ledger", "limit"):
        if value := getattr(query, name):
            found = found.filter(**{name: value})
    if query.under:
        path = Organisation.objects.filter(code=query.under).values_list("path", flat=True).first()
        where = Q(organisation__path=path) if query.own else Q(organisation__path__startswith=path or "?")
        found = found.filter(where)
    if query.first:
        found = found.filter(due_on__gte=query.first)
    if query.last:
        found = found.filter(due_on__lte=query.last)
    if query.search or query.handler:
        found = found.filter(_of_cases(actor, query))
    names = SORTS.get(query.sort, SORTS["due"])
    order = [F(name).desc(nulls_last=True) if query.descending else F(name).asc(nulls_last=True) for name in names]
    return found.order_by(*order, "pk")


def kept() -> Q:
    """Return the condition of a clock that stopped in time."""
    return ~Q(limit__in=minimums()) & Q(due_on__isnull=False, stopped_on__lte=F("due_on"))


def missed() -> Q:
    """Return the condition of a clock that stopped after its last day; a right that lapsed is nobody's delay."""
    return ~Q(limit__in=minimums()) & ~_lapsed() & Q(stopped_on__gt=F("due_on"))


def _lapsed() -> Q:
    return Q(expired=True, limit__in=cases.outsiders())


def _of_cases(actor: Actor, query: Query) -> Q:
    """Return the condition of clocks whose cases hold the words searched for, or are in the hands of someone."""
    asked = lists.Query(search=query.search)
    found = Q(pk__in=())
    for ledger in case_ledgers(actor):
        if query.ledger not in ("", ledger.slug) or (query.search and not ledger.search):
            continue
        rows = lists.matching(ledger, lists.Sight(ledger, actor), asked)
        if query.handler:
            rows = rows.filter(handler__username=query.handler)
        keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
        found |= Q(ledger=ledger.slug, record__in=keys)
    return found


# Counts


def counts(clocks: QuerySet[Clock], today: date) -> dict[str, int]:
    """Return how many of `clocks` stand in each group."""
    found = clocks.order_by().aggregate(**_counted(today))
    return _told_apart(found, _waiting(clocks).count())


def _counted(today: date) -> dict[str, Any]:
    """Return what is counted of running clocks; all of it stands in an index, but for why a day is not known."""
    conditions = spans(today)
    known = {name: Count("pk", filter=conditions[name]) for name in SPANS if name not in ("suspended", "unknown")}
    return known | {"undated": Count("pk", filter=Q(due_on=None)), "all": Count("pk")}


def _waiting(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Return those of running `clocks` for which time stands still."""
    return clocks.order_by().alias(waits=Cast("suspensions", TextField())).filter(STILL, due_on=None)


def _told_apart(found: dict[str, int], waiting: int) -> dict[str, int]:
    """Return counts with those without a day told apart: of so many the time stands still."""
    undated = found.pop("undated")
    numbers = found | {"suspended": waiting, "unknown": undated - waiting}
    return {name: numbers[name] for name in (*SPANS, "all")}


def _grouped(clocks: QuerySet[Clock], today: date, *by: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """Return the counts of `clocks` for each combination of the columns `by`, in two queries."""
    waiting: Any = _waiting(clocks).values(*by).annotate(n=Count("pk"))
    still = {tuple(row[name] for name in by): row["n"] for row in waiting}
    grouped: Any = clocks.order_by().values(*by).annotate(**_counted(today))
    rows = {tuple(row.pop(name) for name in by): row for row in grouped}
    return {key: _told_apart(row, still.get(key, 0)) for key, row in rows.items()}


@dataclass(frozen=True)
class Line:
    """One line of a table of counts: what it counts, how much of each group, and whether there is more below."""

    key: str
    label: str
    counts: dict[str, int]
    organisation: Organisation | None = None
    ledger: str = ""
    article: str = ""
    own: bool = False
    below: bool = False


Numbers = dict[int, dict[str, int]]  # what is counted, by the key of the organisation


def standing(clocks: QuerySet[Clock], today: date) -> Numbers:
    """Return how many of running `clocks` stand in each group, organisation by organisation."""
    return {place: row for (place,), row in _grouped(clocks, today, "organisation").items()}


def ended(clocks: QuerySet[Clock], first: date, last: date) -> Numbers:
    """Return how many of `clocks` that stopped in a period were kept and missed, organisation by organisation."""
    rows: Any = _stopped(clocks, first, last).values("organisation").annotate(**_ended())
    return {row.pop("organisation"): row for row in rows}


def total(numbers: Numbers, names: Iterable[str] = (*SPANS, "all")) -> dict[str, int]:
    """Return the sums of what was counted organisation by organisation."""
    return {name: sum(row[name] for row in numbers.values()) for name in names}


def lines(numbers: Numbers, actor: Actor, under: str = "") -> tuple[Organisation | None, list[Line]]:
    """Return what was counted of the organisations directly below `under`, each with all below it, and its own.

    Without `under` the tree begins where the reader stands; the second level is a step down. A query or two, however
    many clocks there are.
    """
    node = Organisation.objects.filter(code=under).first() if under else root(actor)
    known = Organisation.objects.filter(path__startswith=node.path if node else "")
    places = {one.pk: one for one in known}
    by_path = {one.path: one for one in places.values()}
    found: dict[tuple[str, bool], Line] = {}
    for pk, row in numbers.items():
        place = places.get(pk)
        if place is None or not any(row.values()):
            continue
        at, own = _step_down(node.path if node else "", place.path)
        head = by_path[at]
        line = found.get((at, own)) or Line(head.code, str(head), dict.fromkeys(row, 0), head, own=own)
        summed = {name: line.counts[name] + row[name] for name in row}
        found[at, own] = replace(line, counts=summed, below=line.below or place.path != at)
    ordered = sorted(found.values(), key=lambda line: (not line.own, *_urgency(line), line.key))
    return node, ordered


def by_organisation(
    clocks: QuerySet[Clock], actor: Actor, today: date, under: str = ""
) -> tuple[Organisation | None, list[Line]]:
    """Return the counts of running `clocks` by the organisations below `under`; see `lines`."""
    return lines(standing(clocks, today), actor, under)


def punctuality(
    clocks: QuerySet[Clock], actor: Actor, first: date, last: date, under: str = ""
) -> tuple[Organisation | None, list[Line]]:
    """Return for the organisations below `under` how many clocks that stopped in a period were kept, and missed."""
    return lines(ended(clocks, first, last), actor, under)


def _stopped(clocks: QuerySet[Clock], first: date, last: date) -> QuerySet[Clock]:
    # That it stopped at all is said too: by these words a database knows the index for it. Those that are never overdue
    # are left out here, once for each clock, not in each of the conditions below.
    stopped = clocks.order_by().filter(stopped_on__isnull=False, stopped_on__gte=first, stopped_on__lte=last)
    return stopped.exclude(limit__in=minimums())


def _ended() -> dict[str, Any]:
    in_time, late = Q(stopped_on__lte=F("due_on")), Q(stopped_on__gt=F("due_on"))
    return {"kept": Count("pk", filter=in_time), "missed": Count("pk", filter=late & ~_lapsed())}


def punctual(clocks: QuerySet[Clock], first: date, last: date) -> dict[str, int]:
    """Return how many of `clocks` that stopped in a period were kept, and missed."""
    return _stopped(clocks, first, last).aggregate(**_ended())


def by_month(clocks: QuerySet[Clock], year: int) -> dict[int, dict[str, int]]:
    """Return for each month of a year how many clocks stopped in time, and too late."""
    stopped = _stopped(clocks, date(year, 1, 1), date(year, 12, 31)).annotate(month=ExtractMonth("stopped_on"))
    grouped: Any = stopped.values("month").annotate(**_ended())
    found = {row.pop("month"): row for row in grouped}
    return {month: found.get(month, {"kept": 0, "missed": 0}) for month in range(1, 13)}


def _step_down(node: str, path: str) -> tuple[str, bool]:
    """Return the path of the line to which an organisation counts, and whether that is the node itself."""
    if path == node:
        return node, True
    return node + path[len(node) :].partition("/")[0] + "/", False


def _urgency(line: Line) -> tuple[int, ...]:
    return tuple(-line.counts[name] for name in ("late", "missed", "near", "all", "kept") if name in line.counts)


def root(actor: Actor) -> Organisation | None:
    """Return the one organisation below which all stand that the actor sees; None where there are several."""
    held: Iterable[Membership] = actor.memberships
    places = sorted({one.organisation for one in held}, key=lambda one: len(one.path))
    tops = [one for one in places if all(one.path == top.path or not one.path.startswith(top.path) for top in places)]
    return tops[0] if len(tops) == 1 else None


def way_down(node: Organisation | None, actor: Actor) -> list[Organisation]:
    """Return the organisations from the reader's own down to `node`, for the way back up."""
    top = root(actor)
    if node is None:
        return []
    codes = node.path.strip("/").split("/")
    way = sorted(Organisation.objects.filter(code__in=codes), key=lambda one: len(one.path))
    return [one for one in way if top is None or one.path.startswith(top.path)]


def by_limit(clocks: QuerySet[Clock], today: date) -> list[Line]:
    """Return the counts of each ledger's limits, in two queries."""
    known, lines = limits(), []
    language = get_language() or "zh"
    for (ledger, slug), row in _grouped(clocks, today, "ledger", "limit").items():
        versions = known.get(slug)
        label = str(versions[-1].label) if versions else slug
        article = cite_all(versions[-1].articles, language) if versions else ""
        lines.append(Line(slug, label, row, ledger=ledger, article=article))
    return sorted(lines, key=lambda line: (line.ledger, *_urgency(line), line.key))


def places(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations of which `actor` sees a clock that runs."""
    running = visible(actor).filter(stopped_on=None, organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(running)).order_by("path")


def by_day(clocks: QuerySet[Clock], first: date, last: date) -> dict[date, int]:
    """Return how many of the running `clocks` end on each day, in one query."""
    found = clocks.filter(stopped_on=None, due_on__gte=first, due_on__lte=last).order_by()
    grouped: Any = found.values("due_on").annotate(n=Count("pk"))
    return {row["due_on"]: row["n"] for row in grouped}


def earliest(clocks: QuerySet[Clock]) -> date | None:
    """Return the earliest due date of the running `clocks`."""
    return clocks.filter(stopped_on=None).aggregate(day=Min("due_on"))["day"]


# Lines


@dataclass(frozen=True)
class Row:
    """One clock with its case, in words: the limit, where the case stands, and why the day is the day."""

    clock: Clock
    case: Case
    title: str
    limit: str
    length: str
    article: str
    ledger: str
    reasons: Sequence[str]
    suspended: bool
    minimum: bool

    @property
    def number(self) -> str:
        """The case's number, or its title where it has none."""
        return self.case.number or self.title


def rows(found: Iterable[Clock], actor: Actor) -> list[Row]:
    """Return `found` with their cases, by one query a ledger; titles that a ledger masks are masked."""
    known, language = calendar(), get_language() or "zh"
    paired = cases.with_cases(found)
    among = {clock.ledger for clock, _case in paired}
    sights = {one.slug: lists.Sight(one, actor) for one in case_ledgers(actor) if one.slug in among}
    listed = []
    for clock, case in paired:
        if clock.ledger not in sights:
            continue
        limit = clock.term.limit
        counted = clock.due(known)
        listed.append(
            Row(
                clock,
                case,
                titled(case, sights[clock.ledger]),
                str(limit.label),
                limit.length.text(language),
                cite_all(limit.articles, language),
                str(sights[clock.ledger].ledger.title),
                counted.explain(language),
                clock.is_suspended,
                limit.kind == "minimum",
            )
        )
    return listed


def titled(case: Case, sight: lists.Sight) -> str:
    """Return number and title of a case as the reader may see them."""
    columns = [sight.ledger.all_columns[name] for name in ("number", "title") if name in sight.ledger.all_columns]
    shown = sight.row(case, columns).shown
    said = " ".join(part for part in (shown.get("number", ""), shown.get("title", "")) if part and part != "—")
    return said or text("案件 %(n)s") % {"n": case.pk}
