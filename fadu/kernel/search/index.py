"""索引: entries in the database with their tokens beside them: FTS5 on SQLite, tsvector on PostgreSQL.

The journal says which records changed since the index was last brought up to it. The table of tokens has no model:
`kernel_searchindex`, one row an entry, made by the migration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from .. import documents, fragments, journal
from ..declarations import Ledger
from ..organisations import Organisation
from .entries import DOCUMENT, RECORD, SOURCES, Entry, of_document, of_record, searched, shape
from .tokens import APART, split

FIELDS = ("title", "number", "body", "hidden")
LABELS = dict(zip(FIELDS, "ABCD", strict=True))  # of PostgreSQL's weights; each field is one
BATCH = 500


class SearchEntry(models.Model):
    """检索条目: one thing that can be found (see entries.Entry)."""

    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=200)
    part = models.PositiveIntegerField(default=0)
    ledger = models.CharField(max_length=80, blank=True)
    record = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    on = models.DateField(null=True)
    label = models.TextField(blank=True)
    title = models.TextField(blank=True)
    number = models.TextField(blank=True)
    body = models.TextField(blank=True)
    hidden = models.TextField(blank=True)

    class Meta:
        verbose_name = _("检索条目")
        constraints = [models.UniqueConstraint(fields=["target", "part"], name="one_search_entry")]
        indexes = [models.Index(fields=["ledger", "record"], name="search_record")]

    def __str__(self) -> str:
        return f"{self.target}/{self.part}"


class SearchMark(journal.Follower):
    """检索进度: how far the index follows the journal."""

    class Meta(journal.Follower.Meta):
        verbose_name = _("检索进度")


# The table of tokens


def create_tables(vendor: str) -> list[str]:
    """Return the statements that make the table of tokens."""
    if vendor == "postgresql":
        return [
            "CREATE TABLE kernel_searchindex (id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
            "CREATE INDEX kernel_searchindex_tokens ON kernel_searchindex USING gin (tokens)",
        ]
    columns = ", ".join(FIELDS)
    # Without a copy of the tokens: a third of the size. What is taken out must be given again.
    return [f"CREATE VIRTUAL TABLE kernel_searchindex USING fts5({columns}, content='', tokenize='unicode61')"]


def drop_tables(vendor: str) -> list[str]:
    """Return the statements that remove it."""
    return ["DROP TABLE kernel_searchindex"]


def _rows(entries: Iterable[SearchEntry]) -> list[tuple[Any, ...]]:
    return [(one.pk, *(_tokens(getattr(one, name)) for name in FIELDS)) for one in entries]


def _tokens(text: str) -> str:
    """Return the tokens of several lines, kept apart, so that no phrase runs over the end of a line of columns."""
    return f" {APART} ".join(filter(None, map(split, text.split("\n"))))


def _vector(row: Sequence[Any]) -> str:
    """Return the tsvector of a row as text, each field with a weight of its own; no parser of the server has a say."""
    places: dict[str, list[str]] = {}
    position = 0
    for label, text in zip(LABELS.values(), row[1:], strict=True):
        for token in text.split():
            position += 1
            places.setdefault(token, []).append(f"{min(position, 16383)}{label if label != 'D' else ''}")
    return " ".join(f"'{token}':{','.join(found[:255])}" for token, found in places.items())


def _write_tokens(entries: Sequence[SearchEntry]) -> None:
    rows = _rows(entries)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            vectors = [(row[0], _vector(row)) for row in rows]
            cursor.executemany("INSERT INTO kernel_searchindex VALUES (%s, %s::tsvector)", vectors)
        else:
            names = ", ".join(FIELDS)
            cursor.executemany(
                f"INSERT INTO kernel_searchindex(rowid, {names}) VALUES (%s, %s, %s, %s, %s)",
                rows,
            )


def _take_out_tokens(entries: Sequence[SearchEntry]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM kernel_searchindex WHERE id = ANY(%s)", [[one.pk for one in entries]])
        else:
            names = ", ".join(FIELDS)
            cursor.executemany(
                f"INSERT INTO kernel_searchindex(kernel_searchindex, rowid, {names})"
                " VALUES ('delete', %s, %s, %s, %s, %s)",
                _rows(entries),
            )


def matching(phrases: Sequence[str], fields: Sequence[str]) -> tuple[str, list[str]]:
    """Return the statement that gives the keys of the entries that hold every phrase in one of `fields`."""
    if connection.vendor == "postgresql":
        each = [
            " | ".join(
                "(" + " <-> ".join(f"'{token}':{LABELS[field]}" for token in phrase.split()) + ")" for field in fields
            )
            for phrase in phrases
        ]
        query = " & ".join(f"({one})" for one in each)
        return "SELECT id FROM kernel_searchindex WHERE tokens @@ %s::tsquery", [query]
    columns = " ".join(fields)
    query = " AND ".join(f'({{{columns}}} : "{phrase}")' for phrase in phrases)
    return "SELECT rowid FROM kernel_searchindex WHERE kernel_searchindex MATCH %s", [query]


# Writing


def put(entries: Iterable[Entry]) -> int:
    """Put entries in, in the place of those of the same targets; return how many there are."""
    number = 0
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH)):
        with transaction.atomic():
            _remove(SearchEntry.objects.filter(target__in={one.target for one in batch if not one.part}))
            _insert(batch)
        number += len(batch)
    return number


def remove(target: str) -> None:
    """Take out what belongs to `target`, or to any target that begins with it if it ends in a colon."""
    chosen = {"target__startswith": target} if target.endswith(":") else {"target": target}
    with transaction.atomic():
        _remove(SearchEntry.objects.filter(**chosen))


def _insert(entries: Sequence[Entry]) -> None:
    _write_tokens(SearchEntry.objects.bulk_create(SearchEntry(**vars(one)) for one in entries))


def _remove(entries: models.QuerySet[SearchEntry]) -> None:
    while old := list(entries[:BATCH]):
        _take_out_tokens(old)
        SearchEntry.objects.filter(pk__in=[one.pk for one in old]).delete()


# Keeping up with the journal


def behind() -> int:
    """Return how many events of the journal the index does not know yet."""
    return SearchMark.behind(_shape())


def update(most: int | None = None) -> int:
    """Bring the index up to the journal and return how many records were read again.

    With `most`, nothing is done when more events are waiting than that, or when somebody else is at it: the daily scan
    will do it. Each step is a short transaction, so that nobody waits for the whole.
    """
    waiting = max(behind(), fragments.behind())
    if not waiting or (most is not None and waiting > most):
        return 0
    with _alone(wait=most is None) as mine:
        if not mine:
            return 0
        fragments.update()
        mark = SearchMark.of(_shape())
        if mark is None:
            return _rebuild()
        known = {ledger.slug: ledger for ledger in searched()}

        def read(slug: str, keys: list[int]) -> None:
            for batch in _batches(keys):
                _refresh(known[slug], batch)

        return mark.follow(known, read)


def rebuild() -> int:
    """Make the index anew and return how many entries it has. Until it is whole, less is found."""
    with _alone(wait=True):
        fragments.rebuild()
        return _rebuild()


@contextmanager
def _alone(wait: bool) -> Iterator[bool]:
    """Let one process at a time write the index; yield whether it is this one."""
    path = Path(settings.HOME, "search.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            mine = locks.lock(file, locks.LOCK_EX if wait else locks.LOCK_EX | locks.LOCK_NB)
        except OSError:
            mine = False
        try:
            yield bool(mine)
        finally:
            if mine:
                locks.unlock(file)


def _refresh(ledger: type[Ledger], keys: Sequence[int]) -> None:
    """Read records again; the text of a document never changes, so only those are read that are new."""
    found = _records(ledger).in_bulk(keys)
    gone = [str(key) for key in keys if key not in found]
    if gone:
        _remove(SearchEntry.objects.filter(ledger=ledger.slug, record__in=gone))
    put(of_record(ledger, record) for record in found.values())
    papers = documents.Document.objects.filter(ledger=ledger.slug, record__in=[str(key) for key in found])
    read = SearchEntry.objects.filter(kind=DOCUMENT, ledger=ledger.slug, record__in=[str(key) for key in found])
    known = set(read.values_list("target", flat=True))
    for paper in papers:
        record = found[int(paper.record)]
        if f"{DOCUMENT}:{paper.pk}" not in known:
            put(of_document(ledger, record, paper))
    for key, organisation in {(key, one.organisation_id) for key, one in found.items()}:
        read.filter(record=str(key)).exclude(organisation_id=organisation).update(organisation_id=organisation)


def _rebuild() -> int:
    with transaction.atomic():
        mark = SearchMark.begin()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("TRUNCATE kernel_searchindex")
            else:
                cursor.execute("INSERT INTO kernel_searchindex(kernel_searchindex) VALUES ('delete-all')")
        SearchEntry.objects.all()._raw_delete(SearchEntry.objects.db)
    number = 0
    for batch in _batches(_everything()):
        with transaction.atomic():
            _insert(batch)
        number += len(batch)
    mark.finish(_shape())
    return number


def _everything() -> Iterator[Entry]:
    """Yield all entries; the rows are read in batches by key, so that no cursor stays open while others are written."""
    for ledger in searched():
        last = 0
        while records := list(_records(ledger).filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = records[-1].pk
            yield from (of_record(ledger, record) for record in records)
            by_key = {str(record.pk): record for record in records}
            for paper in documents.Document.objects.filter(ledger=ledger.slug, record__in=list(by_key)):
                yield from of_document(ledger, by_key[paper.record], paper)
    for source in SOURCES.values():
        yield from source.entries()


def _records(ledger: type[Ledger]) -> models.QuerySet[Any]:
    named = [one.name for one in ledger.model._meta.concrete_fields if one.related_model is Organisation]
    return ledger.model._default_manager.select_related(*named)


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(things)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _shape() -> str:
    return hashlib.sha256(f"{RECORD} {shape()}".encode()).hexdigest()
