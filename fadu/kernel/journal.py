"""留痕: the append-only, tamper-evident log of everything done.

Each event is canonical JSON whose digest is a leaf of one hash tree (RFC 6962) over the whole journal. `seal` signs the
tree's root, now and then; `verify` reads everything again and names the first event that was changed, removed, inserted
or moved. The database refuses changes by itself (migration 0002); the seals show what was done around it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cached_property
from itertools import islice
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone as clock
from django.utils.functional import Promise
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import digests

# Digests must not depend on a setting: civil time of the whole country, whatever TIME_ZONE a server is given.
CIVIL = timezone(timedelta(hours=8))
BATCH = 10_000  # rows held in memory at once


class JournalDamaged(Exception):
    """The journal was changed otherwise than by `write` and `seal`; the message says where."""


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


class Checkpoint(models.Model):
    """核验点: the signed root over events 1 to `size`, sealed in one batch from `first` on."""

    size = models.BigIntegerField(_("事项数"), primary_key=True)
    first = models.BigIntegerField(_("起始序号"), unique=True)
    root = models.CharField(_("根摘要"), max_length=64)
    algorithm = models.CharField(_("摘要算法"), max_length=10)
    signed_at = models.DateTimeField(_("签名时间"))
    key = models.CharField(_("公钥标识"), max_length=16)
    signature = models.CharField(_("签名"), max_length=128)
    peaks = models.TextField()  # roots of the complete subtrees, hexadecimal: what the next batch is appended to

    class Meta:
        verbose_name = _("核验点")
        ordering = ["size"]

    def __str__(self) -> str:
        return f"{self.size} {self.root}"

    def statement(self) -> bytes:
        """What is signed."""
        values = {name: getattr(self, name) for name in ("algorithm", "first", "key", "root", "signed_at", "size")}
        return canonical({"statement": "fadu journal checkpoint", **values}).encode()

    def file(self) -> bytes:
        """The checkpoint as it lies beside the database, and as it is handed to others."""
        return self.statement()[:-1] + f',"signature":"{self.signature}"}}\n'.encode()

    def tree(self) -> digests.Tree:
        """The tree up to here, ready to grow."""
        return digests.Tree(self.algorithm, self.size, map(bytes.fromhex, self.peaks.split()))


# Writing


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
        head = _locked_head()
        hash_ = digests.hash_with(head.algorithm)
        now = clock.now()
        events = [_event(entry, seq, now, hash_) for seq, entry in enumerate(entries, head.size + 1)]
        _insert(events)
        head.size += len(events)
        head.save(update_fields=["size"])
    return events


def _insert(events: list[Event]) -> None:
    # As bulk_create would, in half the time: an import of a year notes some hundred thousand events.
    fields = Event._meta.concrete_fields
    columns, places = ",".join(f'"{field.column}"' for field in fields), ",".join(["%s"] * len(fields))
    statement = f'INSERT INTO "{Event._meta.db_table}" ({columns}) VALUES ({places})'
    moment = connection.ops.adapt_datetimefield_value
    rows = [[moment(event.at) if f.name == "at" else getattr(event, f.attname) for f in fields] for event in events]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _locked_head() -> Head:
    wanted = settings.FADU_DIGEST
    if wanted not in digests.ALGORITHMS:
        raise JournalRefused(text("FADU_DIGEST 应为 sha256 或 sm3，现为 %(wanted)s。") % {"wanted": wanted})
    # SQLite has no row locks and needs none: its transactions begin IMMEDIATE, one writer at a time.
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
    beginning = _beginning(
        _civil(at), entry.actor, entry.actor_name, entry.organisation, entry.ledger, record, entry.action,
        entry.article, before, after, data,
    )  # fmt: skip
    return Event(
        seq, at, entry.actor, entry.actor_name, entry.organisation, entry.ledger, record, entry.action,
        entry.article, before, after, data, hash_(b"\x00" + beginning + _end(seq)).hex(),
    )  # fmt: skip


def _beginning(
    at: str, actor: str, actor_name: str, organisation: str, ledger: str, record: str, action: str, article: str,
    before: str, after: str, data: str,
) -> bytes:  # fmt: skip
    """The canonical JSON of an event up to its number, which sorts last. Spelt out, for this is the hot path."""
    return (
        f'{{"action":{quoted(action)},"actor":{quoted(actor)},"actor_name":{quoted(actor_name)},'
        f'"after":{after or "null"},"article":{quoted(article)},"at":"{at}","before":{before or "null"},'
        f'"data":{data or "null"},"ledger":{quoted(ledger)},"organisation":{quoted(organisation)},'
        f'"record":{quoted(record)},"seq":'
    ).encode()


def _end(seq: int) -> bytes:
    return b"%d}" % seq


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


# Reading


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


def touched(ledger: str, after: int) -> tuple[set[str], int]:
    """Return the records of `ledger` that events later than number `after` speak of, and the last number read."""
    newer = Event.objects.filter(seq__gt=after).order_by("seq").values_list("seq", "ledger", "record")
    records, last = set(), after
    for seq, of, record in newer.iterator(BATCH):
        last = seq
        if of == ledger:
            records.add(record)
    return records, last


# Sealing


def seal(at: datetime | None = None) -> Checkpoint | None:
    """Sign the tree over all events so far; return the new checkpoint, or None when nothing was left to seal.

    The leaf digests of the batch go to one immutable file. A seal that is killed leaves either everything or a file
    that no checkpoint speaks of, which the next seal replaces. Raises JournalDamaged when an unsealed event is not as
    it was written, and JournalRefused when the signing key is gone.
    """
    last = Checkpoint.objects.last()
    _write_file(last)
    head = Head.objects.filter(pk=1).first()
    if not head or head.size <= (last.size if last else 0):
        return None
    tree = last.tree() if last else digests.Tree(head.algorithm)
    if last and tree.root().hex() != last.root:
        raise JournalDamaged(text("核验点 %(size)s 的子树摘要与其签名的根不符。") % {"size": last.size})
    first = tree.size + 1
    part = _home("leaves") / f"{first:012}-{uuid4().hex}.part"
    hash_ = digests.hash_with(tree.algorithm)
    try:
        with part.open("xb") as out:
            for row in _rows(tree.size):
                leaf = row.leaf(hash_)
                if row.seq != tree.size + 1 or leaf.hex() != row.digest:
                    raise JournalDamaged(text("未封存的第 %(seq)s 号事项与写入时不符。") % {"seq": tree.size + 1})
                tree.append(leaf)
                out.write(leaf)
        checkpoint = _commit(part, first, tree, at or clock.now())
    finally:
        part.unlink(missing_ok=True)
    _write_file(checkpoint)
    return checkpoint


def _commit(part: Path, first: int, tree: digests.Tree, at: datetime) -> Checkpoint:
    """Give the file its name and write the row, unless another seal was faster: then return that one's checkpoint."""
    with transaction.atomic(durable=True):
        _locked_head()
        rival = Checkpoint.objects.last()
        if rival and rival.size >= first:
            return rival
        for orphan in _home("leaves").glob(f"{first:012}-*"):
            if orphan != part:
                with suppress(PermissionError):  # Windows, while a slower seal still writes its own
                    orphan.unlink()
        key = _signing_key(may_make=rival is None)
        checkpoint = Checkpoint(
            size=tree.size,
            first=first,
            root=tree.root().hex(),
            algorithm=tree.algorithm,
            signed_at=at,
            key=key_id(key.public_key()),
            peaks=" ".join(peak.hex() for peak in tree.peaks),
        )
        checkpoint.signature = key.sign(checkpoint.statement()).hex()
        settle(part, _leaf_file(checkpoint))
        checkpoint.save(force_insert=True)
        return checkpoint


def settle(part: Path, final: Path) -> None:
    """Give a finished file its final name so that it is there whole or not at all, also after a power cut."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(final)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def public_key() -> bytes:
    """Return the public half of the signing key as PEM, for whoever wants to check. Raises JournalRefused."""
    return _pem(_signing_key(may_make=not Checkpoint.objects.exists()).public_key())


def key_id(key: Ed25519PublicKey) -> str:
    """Return the short name by which a checkpoint names its key: the beginning of the SHA-256 of its 32 bytes."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return digests.hash_with("sha256")(raw).hex()[:16]


def _pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _signing_key(*, may_make: bool) -> Ed25519PrivateKey:
    file = _home() / "signing.key"
    if not file.exists():
        if not may_make:
            raise JournalRefused(text("签名密钥 %(file)s 不在，请从备份恢复后再封存。") % {"file": file})
        part = file.with_name(f"{uuid4().hex}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(
                Ed25519PrivateKey.generate().private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
        settle(part, file)
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise JournalRefused(text("%(file)s 不是 Ed25519 签名密钥。") % {"file": file})
    return key


def _home(*parts: str) -> Path:
    folder = Path(settings.HOME, "journal", *parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _leaf_file(checkpoint: Checkpoint) -> Path:
    return _home("leaves") / f"{checkpoint.first:012}-{checkpoint.size:012}"


def _checkpoint_file(checkpoint: Checkpoint) -> Path:
    return _home("checkpoints") / f"{checkpoint.size:012}.json"


def _write_file(checkpoint: Checkpoint | None) -> None:
    """Write the checkpoint's file, unless it is there: the seal may have been killed just before."""
    if checkpoint and not (file := _checkpoint_file(checkpoint)).exists():
        part = file.with_suffix(f".{uuid4().hex}.part")
        part.write_bytes(checkpoint.file())
        settle(part, file)


def prove(seq: int) -> dict[str, Any]:
    """Return what shows anyone that event `seq` is sealed: its canonical text, the signed checkpoint, the way between.

    `digests.includes` checks it. Raises LookupError for an event that is not sealed yet.
    """
    checkpoint = Checkpoint.objects.last()
    row = next(_rows(seq - 1, seq), None)
    if not row or not checkpoint or checkpoint.size < seq:
        raise LookupError(seq)
    leaves = list(_leaves(Checkpoint.objects.all()))
    path = digests.inclusion_proof(checkpoint.algorithm, leaves, seq - 1)
    return {
        "event": ((row.beginning() or b"") + _end(seq)).decode(),
        "checkpoint": json.loads(checkpoint.file()),
        "path": [digest.hex() for digest in path],
    }


# Verifying


@dataclass(frozen=True)
class Finding:
    """The first thing found wrong. `what`: changed, removed, inserted, moved (of an event), file or checkpoint."""

    what: str
    text: str
    seq: int | None = None
    ledger: str = ""
    record: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: how many events are in order, how many are sealed, and the first thing wrong, if any."""

    ok: bool
    size: int
    sealed: int
    first: Finding | None = None


Progress = Callable[[int, int], None]


def verify(public_key: bytes | None = None, progress: Progress | None = None) -> Verdict:
    """Read the whole journal again and compare it with its seals; `progress` is told events done and in all.

    `public_key` (PEM) is the key the seals must bear, kept where no one at this machine can change it; without it the
    installation's own is taken. What lies after the last seal is held to its numbers and stored digests alone.
    """
    checkpoints = list(Checkpoint.objects.order_by("size"))
    sealed = checkpoints[-1].size if checkpoints else 0
    head = Head.objects.filter(pk=1).first() or Head(algorithm=settings.FADU_DIGEST)
    if finding := _check_seals(checkpoints, public_key):
        return Verdict(False, 0, sealed, finding)
    size, finding = _check_events(checkpoints, head, progress)
    return Verdict(finding is None, size, sealed, finding)


def _check_seals(checkpoints: list[Checkpoint], pem: bytes | None) -> Finding | None:
    """Check signatures, files and roots: what the events are then measured by."""
    key = _load_public_key(pem) if checkpoints else None
    before: Checkpoint | None = None
    for checkpoint in checkpoints:
        where = {"size": checkpoint.size}
        try:
            key.verify(bytes.fromhex(checkpoint.signature), checkpoint.statement())  # type: ignore[union-attr]
        except (InvalidSignature, ValueError):
            return Finding("checkpoint", text("核验点 %(size)s 的签名不符。") % where)
        if checkpoint.first != (before.size if before else 0) + 1:
            return Finding("checkpoint", text("核验点 %(size)s 与前一核验点不相接，其间的核验点已被删除。") % where)
        file = _checkpoint_file(checkpoint)
        # The last one may be missing after a crash: the next seal writes it.
        if (file.exists() or checkpoint is not checkpoints[-1]) and _content(file) != checkpoint.file():
            return Finding("checkpoint", text("核验点文件 %(file)s 缺失或与数据库不符。") % {"file": file.name})
        if not _gives(checkpoint, before, _leaves([checkpoint])):
            intact = _gives(checkpoint, before, _recomputed(checkpoint))
            hint = text("数据库中的事项与签名相符。") if intact else text("数据库中的事项也与签名不符。")
            name = _leaf_file(checkpoint).name
            return Finding("file", text("封存文件 %(file)s 缺失或已损坏；") % {"file": name} + hint)
        before = checkpoint
    known = {_checkpoint_file(checkpoint).name for checkpoint in checkpoints}
    for file in sorted(_home("checkpoints").glob("*.json")):
        if file.name not in known:
            return Finding("checkpoint", text("核验点文件 %(file)s 在数据库中没有对应的核验点。") % {"file": file.name})
    return None


def _gives(checkpoint: Checkpoint, before: Checkpoint | None, leaves: Iterable[bytes]) -> bool:
    """Tell whether the tree of checkpoint `before`, grown by `leaves`, is that of `checkpoint`."""
    tree = before.tree() if before else digests.Tree(checkpoint.algorithm)
    for leaf in leaves:
        tree.append(leaf)
    peaks = " ".join(peak.hex() for peak in tree.peaks)
    return (tree.size, tree.root().hex(), peaks) == (checkpoint.size, checkpoint.root, checkpoint.peaks)


def _check_events(checkpoints: list[Checkpoint], head: Head, progress: Progress | None) -> tuple[int, Finding | None]:
    """Return how many events are in order, and what is wrong with the next."""
    leaves = _leaves(checkpoints)
    sealed = checkpoints[-1].size if checkpoints else 0
    total = max(head.size, sealed)
    hash_ = digests.hash_with(checkpoints[0].algorithm if checkpoints else head.algorithm)
    good = 0
    for row in _rows():
        seq = good + 1
        if row.seq < seq:
            return good, _finding("inserted", row.seq, row)
        if row.seq > seq:
            return good, _diagnosed(checkpoints, seq)
        leaf = row.leaf(hash_)
        if seq <= sealed and leaf != next(leaves):
            return good, _diagnosed(checkpoints, seq, row)
        if leaf.hex() != row.digest:
            return good, _finding("changed", seq, row)
        if seq > total and seq > (total := Head.objects.get(pk=1).size):  # others write while this reads
            return good, _finding("inserted", seq, row)
        good = seq
        if progress and good % BATCH == 0:
            progress(good, total)
    if good < total:
        return good, _diagnosed(checkpoints, good + 1)
    if progress:
        progress(good, total)
    return good, None


def _diagnosed(checkpoints: list[Checkpoint], seq: int, row: _Row | None = None) -> Finding:
    """Name what became of event `seq`, where `row` (or nothing) stands now.

    An event's number is part of its digest, so one that stands elsewhere is found by digesting it under its old number.
    """
    sealed = next(islice(_leaves(checkpoints), seq - 1, None), None)
    if sealed is None:
        return _finding("removed", seq)
    hash_ = digests.hash_with(checkpoints[0].algorithm)
    went = next((other for other in _rows() if other.leaf(hash_, seq) == sealed), None)
    origins = enumerate(_leaves(checkpoints), 1) if row and row.beginning() else ()
    came = any(row.leaf(hash_, old) == leaf for old, leaf in origins)  # type: ignore[union-attr]
    if went and row and not came:
        return _finding("inserted", seq, row)
    if went:
        return _finding("moved", seq, row or went)
    if row and not came:
        return _finding("changed", seq, row)
    return _finding("removed", seq)  # where a row stands, those after it were renumbered


def _finding(what: str, seq: int, row: _Row | None = None) -> Finding:
    said = {
        "changed": text("第 %(seq)s 号事项（%(where)s）的内容已被改动。"),
        "removed": text("第 %(seq)s 号事项已被删除。"),
        "inserted": text("第 %(seq)s 号事项（%(where)s）是插入的，并非由系统写入。"),
        "moved": text("第 %(seq)s 号事项（%(where)s）的次序已被调换。"),
    }[what]
    ledger, record = (row.ledger, row.record) if row else ("", "")
    return Finding(what, said % {"seq": seq, "where": f"{ledger}/{record}"}, seq, ledger, record)


class _Row(NamedTuple):
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
        beginning = self.beginning()
        return hash_(b"\x00" + beginning + _end(seq or self.seq)) if beginning else b""

    def beginning(self) -> bytes | None:
        """Return the canonical JSON up to the number, where there is one."""
        try:
            at = datetime.fromisoformat(self.at)
            for value in filter(None, self[9:12]):
                json.loads(value)  # else a part of one column could pass for the next
            return _beginning(_civil(at if at.tzinfo else at.replace(tzinfo=UTC)), *self[2:12])
        except (TypeError, ValueError):
            return None


def _rows(after: int | None = None, upto: int | None = None) -> Iterator[_Row]:
    """Yield the events in order, a batch of them in memory at a time."""
    columns = [f.attname for f in Event._meta.concrete_fields]
    columns[1] = "at_text"
    events = Event.objects.annotate(at_text=Cast("at", TextField())).order_by("seq").values_list(*columns)
    if upto is not None:
        events = events.filter(seq__lte=upto)
    while rows := list((events if after is None else events.filter(seq__gt=after))[:BATCH]):
        yield from map(_Row._make, rows)
        after = rows[-1][0]


def _recomputed(checkpoint: Checkpoint) -> Iterator[bytes]:
    hash_ = digests.hash_with(checkpoint.algorithm)
    for row in _rows(checkpoint.first - 1, checkpoint.size):
        yield row.leaf(hash_)


def _leaves(checkpoints: Iterable[Checkpoint]) -> Iterator[bytes]:
    """Yield the sealed leaf digests from the files; of a missing file none."""
    for checkpoint in checkpoints:
        file = _leaf_file(checkpoint)
        if file.exists():
            with file.open("rb") as leaves:
                while block := leaves.read(digests.SIZE * BATCH):
                    yield from (block[at : at + digests.SIZE] for at in range(0, len(block), digests.SIZE))


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _load_public_key(pem: bytes | None) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(pem or public_key())
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise JournalRefused(text("给定的公钥不是 PEM 格式的 Ed25519 公钥。"))
    return key
