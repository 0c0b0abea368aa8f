"""列表: the records of a ledger as one actor may see them: filtered, searched, sorted, page by page.

Lists stay fast at millions of rows because nothing is counted or sorted that is not shown: pages go on from the last
row seen, counts stop at a bound, and who may see only some organisations is served organisation by organisation.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models import Count as Aggregated
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.translation import gettext as text

from . import columns, fragments
from .cases import is_open, running
from .columns import ORGANISATION, RECORD, Column, Unreadable, mask, whole_number
from .declarations import Ledger, LedgerRefused, NotAllowed, NotFound, indexed, of, readable, refuse_volume, versions
from .organisations import ALL, ROLES, SCOPES, Actor, Organisation, Record, within

NEAR, SOON = 3, 7  # days before a due date
DUE = ("late", "near", "soon", "unset")  # what a list of cases can be asked by: past due, due within days, no due date
COUNTED = 10_000  # a list says "more than so many" rather than count a million rows for one page
FEW = 1_000  # rows found that are sorted by themselves; a search that finds more says "more than so many"
SPARSE = 20  # where one row of so many is found, or more of them, a page is read off the index that sorts the list
SIZE, LARGEST = 50, 200  # rows of a page


@dataclass(frozen=True)
class Query:
    """What a list is to show. `filters` are as typed: column → values, or column_from, column_to, column_empty.

    In a ledger of cases the filter `due` (see DUE) tells by the most urgent running term, as it stands on day `on`.
    `columns` are those to be shown, where that is not the ledger's own choice.
    """

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    order: str = ""
    cursor: str = ""
    size: int = SIZE
    columns: tuple[str, ...] = ()
    on: date | None = None
    among: Sequence[int] | None = None  # the records that may hold what is searched for, where `searched` tells them
    is_searched: bool = False

    @classmethod
    def of(cls, params: Mapping[str, Any], on: date | None = None) -> Query:
        """Return the query that a URL's parameters ask for: q, sort, cursor, size, columns, and all others are filters.

        `on` is today, for what depends on it.
        """
        lists = params.lists() if hasattr(params, "lists") else params.items()
        given = {name: (value,) if isinstance(value, str) else tuple(map(str, value)) for name, value in lists}
        given = {name: tuple(value for value in values if value.strip()) for name, values in given.items()}
        given = {name: values for name, values in given.items() if values}
        first = {name: given.pop(name, ("",))[-1] for name in ("q", "sort", "cursor", "size")}
        size = whole_number(first["size"])
        size = SIZE if size is None else min(max(size, 1), LARGEST)
        columns = given.pop("columns", ())
        return cls(given, first["q"].strip(), first["sort"], first["cursor"], size, columns, on)

    def searched(self, ledger: type[Ledger]) -> Query:
        """Return this query, knowing which records may hold what is searched for: for a page that asks it many times.

        What changes later is not among them, so it is of use for one answer.
        """
        if self.is_searched:
            return self
        words = self.search.split()
        return replace(self, among=fragments.candidates(ledger, words) if words else None, is_searched=True)

    def params(self, **changes: Any) -> list[tuple[str, str]]:
        """Return the parameters of a URL for this query, with `changes`; the way to the next page and back."""
        query = replace(self, **changes)
        plain = [("q", query.search), ("sort", query.order), ("cursor", query.cursor)]
        plain.append(("size", "" if query.size == SIZE else str(query.size)))
        filters = [(name, value) for name, values in query.filters.items() for value in values]
        filters += [("columns", name) for name in query.columns]
        return filters + [(name, value) for name, value in plain if value]


@dataclass(frozen=True)
class Count:
    """How many rows there are: exactly, or more than were worth counting."""

    value: int
    exact: bool

    def __str__(self) -> str:
        return f"{self.value:,}" if self.exact else f"{self.value:,}+"


@dataclass(frozen=True)
class Row:
    """One record as one actor may see it: `data` holds values, `shown` the same as printed, both masked alike."""

    pk: Any
    organisation: Organisation
    revision: int
    data: Mapping[str, Any]
    shown: Mapping[str, str]

    @property
    def cells(self) -> list[str]:
        """What is printed, in the order of the columns."""
        return list(self.shown.values())


@dataclass(frozen=True)
class Page:
    """One page of a list. `next` and `previous` are cursors, empty where there is nothing further."""

    ledger: type[Ledger]
    query: Query
    columns: list[Column]
    rows: list[Row]
    next: str
    previous: str
    count: Count


def page(ledger: type[Ledger], actor: Actor, query: Query | None = None) -> Page:
    """Return the page of `ledger` that `query` asks for, of the records that `actor` may read.

    The number of queries does not depend on the number of rows. Raises LedgerRefused.
    """
    refuse_volume(ledger)
    query = (query or Query()).searched(ledger)
    sight = Sight(ledger, actor)
    order = Order.of(ledger, query, sight)
    rows, count = _rows(ledger, sight, query, order)
    if not count.exact:
        order.check_indexed(ledger)
    keys, more = order.page(rows, query)
    listed = listed_columns(ledger, query)
    related = [column.name for column in listed if column.kind in (ORGANISATION, RECORD)]
    known = ledger.model._default_manager.select_related(*{"organisation", *related}).in_bulk(keys)
    found = [known[key] for key in keys if key in known]
    following, preceding = order.cursors(found, query, more)
    return Page(ledger, query, listed, [sight.row(record, listed) for record in found], following, preceding, count)


def listed_columns(ledger: type[Ledger], query: Query) -> list[Column]:
    """Return the columns that the query shows: those it names, or the ledger's own choice. Raises LedgerRefused."""
    return [ledger.column(name) for name in dict.fromkeys(query.columns)] or ledger.listed()


def count(ledger: type[Ledger], actor: Actor, query: Query, most: int = COUNTED) -> Count:
    """Return how many records a list by `query` would have, counted up to `most`. Raises LedgerRefused."""
    refuse_volume(ledger)
    sight = Sight(ledger, actor)
    rows = matching(ledger, sight, query).filter(organisation__in=asked_for(ledger, sight, query))
    return _counted(rows, most)


def rows(ledger: type[Ledger], actor: Actor, query: Query, most: int) -> list[Row]:
    """Return the first `most` rows of a list without its pages, as a print shows them. Raises LedgerRefused."""
    refuse_volume(ledger)
    sight, listed = Sight(ledger, actor), listed_columns(ledger, query)
    related = {"organisation", *(column.name for column in listed if column.kind in (ORGANISATION, RECORD))}
    found = matching(ledger, sight, query).filter(organisation__in=asked_for(ledger, sight, query))
    order = Order.of(ledger, query, sight).everything()
    return [sight.row(record, listed) for record in found.select_related(*related).order_by(*order)[:most]]


def in_words(ledger: type[Ledger], query: Query) -> list[tuple[str, str]]:
    """Return the conditions of a query in words: what each asks of, and what it asks."""
    ends = {"_from": text("不早于/不小于"), "_to": text("不晚于/不大于"), "_empty": text("为空")}
    due = {"late": text("逾期"), "near": text("3 日内到期"), "soon": text("7 日内到期"), "unset": text("届满日未定")}
    said = []
    if query.search:
        said.append((text("搜索"), query.search))
    for name, values in query.filters.items():
        if name == "due" and ledger.is_case():
            said.append((text("期限"), due.get(values[-1], values[-1])))
        elif name == "organisation_scope":
            said.append((text("口径"), str(SCOPES.get(values[-1], values[-1]))))
        else:
            suffix = next((end for end in ends if name.endswith(end) and name not in ledger.all_columns), "")
            column = ledger.all_columns.get(name.removesuffix(suffix) if suffix else name)
            labels = {str(value): label for value, label in column.choices} if column else {}
            printed = "、".join(labels.get(value, value) for value in values)
            said.append(((column.label if column else name) + ends.get(suffix, ""), printed))
    return said


@dataclass(frozen=True)
class _Rows:
    """The rows a page is taken from: of `organisations` if they are many, else just these rows."""

    rows: QuerySet[Any]
    organisations: QuerySet[Organisation] | None

    def first(self, part: Q, by: Sequence[str], number: int) -> list[Any]:
        """Return the keys of the first `number` rows that meet `part`, in the order `by`."""
        rows = self.rows.filter(part)
        if self.organisations is not None:
            return _first(rows, self.organisations, by, number)
        return list(rows.order_by(*by).values_list("pk", flat=True)[:number])


class _Likely(Func):
    """A condition that many rows meet. SQLite, which does not know how many, would else look up all of them to sort."""

    output_field = BooleanField()
    template = "(%(expressions)s)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="likely(%(expressions)s)", **extra)


class _Beyond(Func):
    """The condition that (column, key) comes after a pair: compared as pairs, an index is entered right there."""

    output_field = BooleanField()

    def __init__(self, field: Any, value: Any, key: Any, beyond: str) -> None:
        super().__init__(F(field.attname), F("pk"), Value(value, field), Value(key, BigIntegerField()))
        self.sign = {"gt": ">", "lt": "<"}[beyond]

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_extra: Any) -> Any:
        written = [compiler.compile(one) for one in self.source_expressions]
        column, key, value, last = (sql for sql, _params in written)
        return f"({column}, {key}) {self.sign} ({value}, {last})", [one for _sql, params in written for one in params]


def _rows(ledger: type[Ledger], sight: Sight, query: Query, order: Order) -> tuple[_Rows, Count]:
    """Return what the query asks for, and how many that is.

    A filter may have to look at every row to find a few; so it looks once, and the few are sorted and shown. Where it
    finds many, the next page is near in the order of the list, and neither are all of them looked up to be sorted nor,
    for a search that no index helps, all rows looked at to count them.
    """
    rows, organisations = matching(ledger, sight, query), asked_for(ledger, sight, query)
    found = rows.filter(organisation__in=organisations).order_by()
    if order.reads(ledger, query):
        return _Rows(rows, organisations), _counted(found, COUNTED)
    keys = list(found.values_list("pk", flat=True)[: FEW + 1])
    everything: QuerySet[Any] = ledger.model._default_manager.all()
    if len(keys) > FEW:
        if order.is_indexed(ledger):
            count = Count(FEW, False) if query.search else _counted(found, COUNTED)
            among = everything.filter(organisation__in=organisations).order_by()
            if _counted(among, SPARSE * count.value).exact:
                return _Rows(everything.filter(_Likely(_asked(ledger, sight, query))), organisations), count
        keys = list(found.values_list("pk", flat=True)[: COUNTED + 1])
        if len(keys) > COUNTED:
            return _Rows(rows, organisations), Count(COUNTED, False)
    return _Rows(everything.filter(pk__in=keys), None), Count(len(keys), True)


def _counted(rows: QuerySet[Any], most: int) -> Count:
    number = rows.order_by()[: most + 1].count()
    return Count(min(number, most), number <= most)


def find(ledger: type[Ledger], actor: Actor, pk: Any) -> Any:
    """Return one record that `actor` may read. Raises NotFound, NotAllowed."""
    refuse_volume(ledger)
    sight = Sight(ledger, actor)
    rows = ledger.model._default_manager.select_related("organisation").filter(organisation__in=sight.organisations)
    try:
        return rows.get(pk=pk)
    except (ledger.model.DoesNotExist, ValueError, TypeError):
        message = text("“%(title)s”中没有这条记录，或您无权查看。") % {"title": ledger.title}
        raise NotFound(message) from None


def view(actor: Actor, record: Record) -> Row:
    """Return all columns of a record as `actor` may see them."""
    described = of(type(record))
    return Sight(described, actor).row(record, list(described.all_columns.values()))


class Sight:
    """What one actor may see of one ledger."""

    def __init__(self, ledger: type[Ledger], actor: Actor) -> None:
        if not actor.holds(ledger.read):
            roles = "、".join(str(ROLES[role].label) for role in ledger.read)
            message = text("您没有查看“%(title)s”的角色；可以查看的角色：%(roles)s。")
            raise NotAllowed(message % {"title": ledger.title, "roles": roles})
        self.ledger, self.actor = ledger, actor
        self.organisations = actor.organisations(ledger.read)
        self._beside: dict[type[Any], Sight | None] = {}  # the ledgers of records that columns name

    @cached_property
    def full(self) -> set[int]:
        """The organisations of which the actor sees masked columns in full."""
        return set(self.actor.organisations(self.ledger.unmasked).values_list("pk", flat=True))

    @cached_property
    def open_to(self) -> set[int]:
        """The organisations whose records the actor may read."""
        return set(self.organisations.values_list("pk", flat=True))

    def open(self, column: Column) -> Q:
        """Return the condition under which `column` may be looked through without telling what is masked."""
        return Q(organisation__in=self.full) if column.mask else Q()

    def values(self, record: Any, listed: Sequence[Column]) -> list[Any]:
        """Return what an export writes for a record: numbers and days as such, all else as it is printed."""
        found = []
        for column in listed:
            if column.mask and record.organisation_id not in self.full:
                found.append(mask(column.mask, column.show(record)))
            elif column.kind in _AS_THEY_ARE:
                found.append(getattr(record, column.name))
            else:
                found.append(column.show(record))
        return found

    def named(self, column: Column, record: Any) -> str:
        """Return what a page prints of a column: before the number of a record its name, if the actor may read it."""
        printed = column.show(record)
        if column.kind != RECORD or column.mask or not printed:
            return printed
        model = column.field.related_model
        if model not in self._beside:
            self._beside[model] = self._other(model)
        there, other = self._beside[model], getattr(record, column.name)
        if there is None or other.organisation_id not in there.open_to:
            return printed
        called = there.ledger.all_columns["name"]
        if called.mask and other.organisation_id not in there.full:
            return printed
        name = called.show(other)
        return printed if name in ("", printed) else text("%(name)s（%(number)s）") % {"name": name, "number": printed}

    def _other(self, model: type[Any]) -> Sight | None:
        """Return what the actor may see of the records of another ledger; None where they are not called by a name."""
        try:
            found = of(model)
            return Sight(found, self.actor) if "name" in found.all_columns else None
        except (NotFound, NotAllowed):
            return None

    def row(self, record: Any, listed: Sequence[Column]) -> Row:
        data, shown = {}, {}
        for column in listed:
            shown[column.name] = self.named(column, record)
            data[column.name] = column.plain(record)
            if column.mask and record.organisation_id not in self.full:
                data[column.name] = shown[column.name] = mask(column.mask, shown[column.name])
        return Row(record.pk, record.organisation, record.revision, data, shown)


_AS_THEY_ARE = (columns.DATE, columns.DATETIME, columns.INTEGER, columns.DECIMAL)


def asked_for(ledger: type[Ledger], sight: Sight, query: Query) -> QuerySet[Organisation]:
    """Return the organisations that the actor may read and the query's filter names."""
    organisations = sight.organisations
    if names := query.filters.get("organisation"):
        column = ledger.column("organisation")
        scope = query.filters.get("organisation_scope", (ALL,))[-1]
        asked = Q(pk__in=())
        for name, found in column.find(names).items():
            try:
                asked |= Q(pk__in=within(column.pick(name, found), scope).values("pk"))
            except Unreadable as error:
                raise LedgerRefused(str(error), {"organisation": str(error)}) from None
        organisations = organisations.filter(asked)
    return organisations


OF_THE_ORGANISATION = {"organisation", "organisation_scope"}
_SUFFIXES = {"_from": "gte", "_to": "lte", "_empty": "isnull"}


def matching(ledger: type[Ledger], sight: Sight, query: Query) -> QuerySet[Any]:
    """Return the rows that the filters and the search box ask for; of whichever organisation."""
    return ledger.model._default_manager.filter(_asked(ledger, sight, query))


def _asked(ledger: type[Ledger], sight: Sight, query: Query) -> Q:
    """Return the condition of the filters and the search box."""
    found = Q()
    for name, values in query.filters.items():
        if name == "due" and ledger.is_case():
            found &= _due(ledger, sight, values[-1], query.on)
        elif name not in OF_THE_ORGANISATION:
            found &= _condition(ledger, sight, name, values)
    query = query.searched(ledger)
    if query.among is not None:
        found &= Q(pk__in=query.among)
    for word in query.search.split():
        anywhere = Q(pk__in=())
        for one in ledger.search:
            anywhere |= Q(**{f"{one}__icontains": word}) & sight.open(ledger.column(one))
        if not ledger.search:
            raise LedgerRefused(text("“%(title)s”没有可搜索的文字栏，请用筛选。") % {"title": ledger.title})
        found &= anywhere
    return found


def _due(ledger: type[Ledger], sight: Sight, asked: str, on: date | None) -> Q:
    """Return the open cases whose most urgent running term stands as asked on day `on`."""
    if asked not in DUE or on is None:
        raise LedgerRefused(text("不能按到期“%(asked)s”筛选。") % {"asked": asked})
    model: Any = ledger.model
    clocks = running(None if _handed_over(model) else sight.organisations).filter(ledger=ledger.slug).order_by()
    if asked == "unset":
        dated = clocks.filter(record=Cast(OuterRef("pk"), CharField()), due_on__isnull=False)
        return is_open(model) & ~Q(Exists(dated))
    late = clocks.filter(due_on__lt=on)
    if asked != "late":
        soon = Q(due_on__gte=on, due_on__lte=on + timedelta(days=NEAR if asked == "near" else SOON))
        late = clocks.filter(soon).exclude(Exists(late.filter(record=OuterRef("record"))))
    return Q(pk__in=late.annotate(key=Cast("record", BigIntegerField())).values("key"))


@cache
def _handed_over(model: Any) -> bool:
    """Tell whether a step hands cases over to another organisation; their clocks stay where they started."""
    return any("organisation" in step.sets for version in versions(model) for step in version.steps)


def due_counts(ledger: type[Ledger], actor: Actor, on: date) -> dict[str, Count]:
    """Return how many of all open cases a filter `due` would find, for each of DUE: all of them in two queries."""
    sight = Sight(ledger, actor)
    model: Any = ledger.model
    if _handed_over(model):
        return {asked: count(ledger, actor, Query(filters={"due": (asked,)}, on=on)) for asked in DUE}
    clocks = running(sight.organisations).filter(ledger=ledger.slug).order_by()
    # By an expression, or SQLite would walk the index of records, those of all clocks that ever ran, to group them.
    urgent: Any = clocks.values(key=Cast("record", BigIntegerField())).annotate(day=Min("due_on"))
    near, soon = on + timedelta(days=NEAR), on + timedelta(days=SOON)
    found = urgent.aggregate(
        late=Aggregated("key", filter=Q(day__lt=on)),
        near=Aggregated("key", filter=Q(day__gte=on, day__lte=near)),
        soon=Aggregated("key", filter=Q(day__gte=on, day__lte=soon)),
        dated=Aggregated("key", filter=Q(day__isnull=False)),
    )
    standing = model._default_manager.filter(is_open(model), organisation__in=sight.organisations)
    numbers = found | {"unset": standing.count() - found["dated"]}
    return {asked: Count(min(numbers[asked], COUNTED), numbers[asked] <= COUNTED) for asked in DUE}


def _condition(ledger: type[Ledger], sight: Sight, name: str, values: Sequence[str]) -> Q:
    suffix = next((end for end in _SUFFIXES if name.endswith(end) and name not in ledger.all_columns), "")
    base = name.removesuffix(suffix) if suffix else name
    if base not in ledger.filters:
        labels = "、".join(ledger.column(one).label for one in ledger.filters)
        message = text("不能按“%(name)s”筛选“%(title)s”；可筛选的栏：%(labels)s。")
        raise LedgerRefused(message % {"name": name, "title": ledger.title, "labels": labels or "—"})
    column = ledger.column(base)
    try:
        if suffix == "_empty":
            empty = Q(**{f"{base}__isnull": True}) if column.field.null else Q(**{base: ""})
            return (empty if _yes(values[-1]) else ~empty) & sight.open(column)
        if suffix:
            return Q(**{f"{base}__{_SUFFIXES[suffix]}": column.read(values[-1])}) & sight.open(column)
        if column.kind == columns.TEXT:
            condition = Q()
            for value in values:
                condition |= Q(**{f"{base}__icontains": value})
        elif column.kind == RECORD:
            found = column.find(values, readable(sight.actor)(column.field.related_model))
            condition = Q(**{f"{base}__in": [column.pick(name, named) for name, named in found.items()]})
        else:
            condition = Q(**{f"{base}__in": [column.read(value) for value in values]})
        return condition & sight.open(column)
    except Unreadable as error:
        message = text("筛选“%(label)s”：%(reason)s。") % {"label": column.label, "reason": error}
        raise LedgerRefused(message, {name: str(error)}) from None


def _yes(word: str) -> bool:
    return word.strip().lower() in ("1", "true", "yes", "是")


@dataclass(frozen=True)
class Order:
    """A total order of a list, and the way through it: by one column, empty values last, and by key among equals."""

    column: Column | None
    descending: bool
    name: str

    @classmethod
    def of(cls, ledger: type[Ledger], query: Query, sight: Sight) -> Order:
        asked = query.order or ledger.order
        name = asked.removeprefix("-")
        if name == "id":
            return cls(None, asked.startswith("-"), asked)
        column = ledger.column(name)
        if column.mask:
            raise LedgerRefused(text("“%(label)s”含个人信息，不能按它排序。") % {"label": column.label})
        return cls(column, asked.startswith("-"), asked)

    @property
    def field(self) -> str:
        return self.column.field.attname if self.column else "pk"

    def is_indexed(self, ledger: type[Ledger]) -> bool:
        """Tell whether an index sorts the rows of an organisation so."""
        return self.column is None or self.column.name in indexed(ledger.model)

    def reads(self, ledger: type[Ledger], query: Query) -> bool:
        """Tell whether just the rows that are asked for stand in one index, sorted so: all, or those in one state."""
        asked = {name: values for name, values in query.filters.items() if name not in OF_THE_ORGANISATION}
        if query.search or not asked:
            return not query.search
        name = self.column.name if self.column else "id"
        alone = len(asked.get("state", ())) == len(asked) == 1
        return alone and ["organisation", "state", name] in [list(one.fields[:3]) for one in ledger.model._meta.indexes]

    def check_indexed(self, ledger: type[Ledger]) -> None:
        """Refuse to sort more rows than are counted by a column that no index sorts. Raises LedgerRefused."""
        known = indexed(ledger.model)
        if not self.is_indexed(ledger):
            labels = "、".join(column.label for name, column in ledger.all_columns.items() if name in known)
            message = text("超过 %(most)d 条时不能按“%(label)s”排序；请先筛选，或按%(labels)s排序。")
            label = self.column.label if self.column else ""
            raise LedgerRefused(message % {"most": COUNTED, "label": label, "labels": labels})

    def page(self, rows: _Rows, query: Query) -> tuple[list[Any], bool]:
        """Return the keys of the page, and whether there are more in the direction that was asked for."""
        backward, value, key = self._position(query.cursor)
        keys: list[Any] = []
        for part in self._parts(backward, value, key):
            keys += rows.first(part, self._by(backward), query.size + 1 - len(keys))
            if len(keys) > query.size:
                break
        more, keys = len(keys) > query.size, keys[: query.size]
        return keys[::-1] if backward else keys, more

    def cursors(self, found: Sequence[Any], query: Query, more: bool) -> tuple[str, str]:
        """Return the cursors to what follows the records of a page, and to what precedes them."""
        if not found:
            return "", ""
        backward, first, last = self._position(query.cursor)[0], found[0], found[-1]
        following = self._cursor(False, getattr(last, self.field), last.pk) if more or backward else ""
        preceding = self._cursor(True, getattr(first, self.field), first.pk)
        return following, preceding if (more if backward else query.cursor) else ""

    def _by(self, backward: bool) -> list[str]:
        sign = "-" if self.descending != backward else ""
        return [f"{sign}{self.field}", f"{sign}pk"] if self.column else [f"{sign}pk"]

    def _parts(self, backward: bool, value: Any, key: Any) -> Iterator[Q]:
        """Yield the conditions of the stretches that lie ahead, nearest first: each is read straight off an index."""
        beyond = "lt" if self.descending != backward else "gt"
        if self.column is None:
            yield Q(**{f"pk__{beyond}": key}) if key is not None else Q()
            return
        nullable = self.column.field.null
        filled, empty = Q(**{f"{self.field}__isnull": False}), Q(**{f"{self.field}__isnull": True})
        if key is None:
            yield from (filled, empty) if nullable else (Q(),)
        elif value is None:
            yield empty & Q(**{f"pk__{beyond}": key})
            if backward:
                yield filled
        else:
            yield Q(_Beyond(self.column.field, value, key, beyond))
            if nullable and not backward:
                yield empty

    def everything(self) -> list[Any]:
        """Return the order for a query without pages."""
        if self.column is None:
            return self._by(False)
        by = F(self.field)
        nulls = True if self.column.field.null else None
        return [by.desc(nulls_last=nulls) if self.descending else by.asc(nulls_last=nulls), self._by(False)[1]]

    def _cursor(self, backward: bool, value: Any, key: Any) -> str:
        position = [self.name, int(backward), value, key]
        plain = json.dumps(position, default=str, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    def _position(self, cursor: str) -> tuple[bool, Any, Any]:
        if not cursor:
            return False, None, None
        wrong = LedgerRefused(text("翻页标记与本列表不符；请回到第一页。"))
        try:
            plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            name, backward, value, key = json.loads(plain)
            if name != self.name or not isinstance(key, (int, str)):
                raise wrong
            if self.column and value is not None:
                value = self.column.field.to_python(value)
        except (ValueError, TypeError, binascii.Error, ValidationError):
            raise wrong from None
        return bool(backward), value, key


def _first(rows: QuerySet[Any], organisations: QuerySet[Organisation], by: Sequence[str], number: int) -> list[Any]:
    """Return the keys of the first `number` of `rows` that belong to `organisations`.

    A filter "one of these organisations" before a sort costs as much as all their rows. Here each organisation is asked
    for its first row alone; only the `number` of them that come first can have a part in the result, and of these the
    first rows are read off the index and merged.
    """
    own = rows.filter(organisation=OuterRef("pk")).order_by(*by).values("pk")[:1]
    asked = organisations.order_by().annotate(head=Subquery(own)).values_list("pk", "head")
    heads = {place: head for place, head in asked if head}
    places = list(heads)
    if len(places) > number:
        chosen = rows.model._default_manager.filter(pk__in=heads.values()).order_by(*by)
        places = list(chosen.values_list("organisation", flat=True)[:number])
    if len(places) < 2:
        return list(rows.filter(organisation__in=places).order_by(*by).values_list("pk", flat=True)[:number])

    def stretch(place: Any) -> tuple[str, list[Any]]:
        first = rows.filter(organisation=place).order_by(*by).values_list("pk")[:number]
        statement, values = first.query.sql_with_params()
        return f"SELECT * FROM ({statement}) AS one", list(values)

    # Written twice, the statement tells which of its values is the organisation; to write it for each takes long.
    (statement, values), (_same, others) = stretch(places[0]), stretch(places[-1])
    where = [at for at, (one, other) in enumerate(zip(values, others, strict=True)) if one != other]
    params: list[Any] = []
    for place in places:
        for at in where:
            values[at] = place
        params += values
    statements = [statement] * len(places)
    among = RawSQL(" UNION ALL ".join(statements), params)
    merged = rows.model._default_manager.filter(pk__in=among).order_by(*by)
    return list(merged.values_list("pk", flat=True)[:number])
