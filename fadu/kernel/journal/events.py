"""留痕事项: what was done, written once in canonical JSON and read page by page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cached_property
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone as clock
from django.utils.functional import Promise
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu import digests

from ..rows import insert

# Digests must not depend on a setting: civil time of the whole country, whatever TIME_ZONE a server is given.
CIVIL = timezone(timedelta(hours=8))
BATCH = 10_000  # rows held in memory at once


class JournalRefused(Exception):
    """The journal cannot be continued as the installation is set up; the message says what to put right."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be noted: who did what to which record, by which article, and what changed.

    `before`, `after` and `data` hold plain values, dates, moments with an offset, decimals. `at` is the moment of the
    deed where it is not the moment of writing.
    """

    action: str
    ledger: str = ""
    record: str = ""
    organisation: str = ""
    actor: str = ""
    actor_name: str = ""
    article: str = ""
    before: Any = None
    after: Any = None
    data: Any = None
    at: datetime | None = None


class Event(models.Model):
    """留痕事项: one thing done. Written by `write` alone, and never changed."""

    seq = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("用户名"), max_length=150, blank=True)
    actor_name = models.CharField(_("操作人"), max_length=80, blank=True)
    organisation = models.CharField(_("机构代码"), max_length=24, blank=True)
    ledger = models.CharField(_("台账"), max_length=80, blank=True)
    record = models.CharField(_("记录"), max_length=80, blank=True)
    action = models.CharField(_("动作"), max_length=40)
    article = models.CharField(_("法条"), max_length=120, blank=True)
    # The canonical text itself is kept: a column of JSON would give back other bytes than were digested.
    before_text = models.TextField(blank=True, db_column="before")
    after_text = models.TextField(blank=True, db_column="after")
    data_text = models.TextField(blank=True, db_column="data")
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("留痕事项")
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["ledger", "record", "seq"], name="event_record"),
            models.Index(fields=["organisation", "seq"], name="event_organisation"),
            models.Index(fields=["actor", "seq"], name="event_actor"),
            models.Index(fields=["action", "seq"], name="event_action"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.ledger}/{self.record}"

    @cached_property
    def before(self) -> Any:
        """What was, or None."""
        return json.loads(self.before_text) if self.before_text else None

    @cached_property
    def after(self) -> Any:
        """What has been since, or None."""
        return json.loads(self.after_text) if self.after_text else None

    @cached_property
    def data(self) -> Any:
        """What else belongs to it, or None."""
        return json.loads(self.data_text) if self.data_text else None


class Head(models.Model):
    """The one row that gives out sequence numbers; its lock is the queue of all who write."""

    size = models.BigIntegerField(default=0)
    algorithm = models.CharField(max_length=10)

    def __str__(self) -> str:
        return str(self.size)


def canonical(value: Any) -> str:
    """Return the one JSON text of `value`: keys sorted, no spaces, dates ISO, moments in civil time with offset.

    Raises TypeError or ValueError for what has no such text: other types, moments without offset, NaN.
    """
    return _ENCODER.encode(value)


def write(*entries: Entry) -> list[Event]:
    """Append `entries` in their order and return the events; they stand or fall with the transaction around.

    Numbers have no gaps, so all who write wait for each other from their first event until they commit: write last.
    Raises JournalRefused when FADU_DIGEST is not what this journal was begun with.
    """
    if not entries:
        return []
    # Without a savepoint: what cannot be noted must not be done, so a failure here spoils the whole transaction.
    with transaction.atomic(savepoint=False):
        head = locked_head()
        hash_ = digests.hash_with(head.algorithm)
        now = clock.now()
        events = [_event(entry, seq, now, hash_) for seq, entry in enumerate(entries, head.size + 1)]
        insert(events)
        head.size += len(events)
        head.save(update_fields=["size"])
    return events


def locked_head() -> Head:
    """Return the head, locked: until the transaction around ends nobody else writes or seals. Raises JournalRefused."""
    wanted = settings.FADU_DIGEST
    if wanted not in digests.ALGORITHMS:
        raise JournalRefused(text("FADU_DIGEST 应为 sha256 或 sm3，现为 %(wanted)s。") % {"wanted": wanted})
    # SQLite has no row locks and needs none: its transactions begin IMMEDIATE, one writer at a time.
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        head, _created = Head.objects.select_for_update().get_or_create(pk=1, defaults={"algorithm": wanted})
    if head.algorithm != wanted:
        raise JournalRefused(
            text("留痕自启用起使用 %(begun)s 摘要，不能改用 %(wanted)s；请将 FADU_DIGEST 设回 %(begun)s。")
            % {"begun": head.algorithm, "wanted": wanted}
        )
    return head


def _event(entry: Entry, seq: int, now: datetime, hash_: digests.Hash) -> Event:
    before, after, data = (
        "" if value is None else canonical(value) for value in (entry.before, entry.after, entry.data)
    )
    at, record = entry.at or now, str(entry.record)
    content = _canonical_event(
        seq, _civil(at), entry.actor, entry.actor_name, entry.organisation, entry.ledger, record, entry.action,
        entry.article, before, after, data,
    )  # fmt: skip
    return Event(
        seq, at, entry.actor, entry.actor_name, entry.organisation, entry.ledger, record, entry.action,
        entry.article, before, after, data, hash_(b"\x00" + content).hex(),
    )  # fmt: skip


def _canonical_event(
    seq: int, at: str, actor: str, actor_name: str, organisation: str, ledger: str, record: str, action: str,
    article: str, before: str, after: str, data: str,
) -> bytes:  # fmt: skip
    """What `canonical` would give for the event. Spelt out, for this is the hot path of writing and verifying."""
    return (
        f'{{"action":{quoted(action)},"actor":{quoted(actor)},"actor_name":{quoted(actor_name)},'
        f'"after":{after or "null"},"article":{quoted(article)},"at":"{at}","before":{before or "null"},'
        f'"data":{data or "null"},"ledger":{quoted(ledger)},"organisation":{quoted(organisation)},'
        f'"record":{quoted(record)},"seq":{seq}}}'
    ).encode()


def _civil(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"a moment without offset: {moment}")
    return moment.astimezone(CIVIL).isoformat(timespec="microseconds")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _civil(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | Promise | Path):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"no canonical JSON for {type(value).__name__}: {value!r}")


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=_plain, check_circular=False
)


@dataclass(frozen=True)
class Page:
    """Events newest first, and the keys to `page` for what is `newer` and `older`; None where nothing is."""

    events: list[Event]
    newer: int | None
    older: int | None


def history(ledger: str, record: object) -> QuerySet[Event]:
    """Return all that was done to one record, oldest first."""
    return Event.objects.filter(ledger=ledger, record=str(record)).order_by("seq")


def page(
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
    ledger: str = "",
    record: str = "",
    actor: str = "",
    action: str = "",
    organisations: Iterable[str] | QuerySet | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Page:
    """Return up to `limit` events newest first: the newest, those older than `before`, or the next newer than `after`.

    `organisations` bounds what is seen; `since` and `until` are civil days, both included.
    """
    events = Event.objects.all()
    for name, value in {"ledger": ledger, "record": record, "actor": actor, "action": action}.items():
        if value:
            events = events.filter(**{name: value})
    if organisations is not None:
        events = events.filter(organisation__in=organisations)
    if since:
        events = events.filter(at__gte=datetime.combine(since, time(), CIVIL))
    if until:
        events = events.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), CIVIL))
    if after is not None:
        found = list(events.filter(seq__gt=after).order_by("seq")[: limit + 1])
        more, rows = len(found) > limit, found[:limit][::-1]
        return Page(rows, rows[0].seq if more else None, rows[-1].seq if rows else after + 1)
    if before is not None:
        events = events.filter(seq__lt=before)
    found = list(events.order_by("-seq")[: limit + 1])
    more, rows = len(found) > limit, found[:limit]
    newer = None if before is None else rows[0].seq if rows else before - 1
    return Page(rows, newer, rows[-1].seq if more else None)


def touched(ledger: str, after: int) -> set[str]:
    """Return the records of `ledger` that events later than number `after` speak of.

    An event of the whole ledger, such as a file imported, comes beside those of its records.
    """
    newer = Event.objects.filter(ledger=ledger, seq__gt=after).exclude(record="").order_by()
    return set(newer.values_list("record", flat=True).distinct())


class Row(NamedTuple):
    """An event as its columns stand in the database, unparsed, for someone may have tampered with them."""

    seq: int
    at: str
    actor: str
    actor_name: str
    organisation: str
    ledger: str
    record: str
    action: str
    article: str
    before: str
    after: str
    data: str
    digest: str

    def leaf(self, hash_: digests.Hash, seq: int | None = None) -> bytes:
        """Return the digest of this event, as number `seq` or its own; nothing for what `write` cannot have written."""
        canonical = self.canonical(seq)
        return hash_(b"\x00" + canonical) if canonical else b""

    def canonical(self, seq: int | None = None) -> bytes:
        """Return its canonical JSON, as number `seq` or its own; nothing for what `write` cannot have written."""
        try:
            at = datetime.fromisoformat(self.at)
            for value in filter(None, self[9:12]):
                json.loads(value)  # else a part of one column could pass for the next
            return _canonical_event(seq or self.seq, _civil(at if at.tzinfo else at.replace(tzinfo=UTC)), *self[2:12])
        except (TypeError, ValueError):
            return b""


def rows(after: int | None = None, upto: int | None = None) -> Iterator[Row]:
    """Yield the events in order, a batch of them in memory at a time."""
    columns = [f.attname for f in Event._meta.concrete_fields]
    columns[1] = "at_text"
    events = Event.objects.annotate(at_text=Cast("at", TextField())).order_by("seq").values_list(*columns)
    if upto is not None:
        events = events.filter(seq__lte=upto)
    while rows := list((events if after is None else events.filter(seq__gt=after))[:BATCH]):
        yield from map(Row._make, rows)
        after = rows[-1][0]
