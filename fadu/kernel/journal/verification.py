"""核验: the whole journal read again and held against its seals; the first thing wrong is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as text

from fadu import digests

from . import seals
from .events import BATCH, Entry, Event, Head, JournalRefused, Row, rows, write
from .seals import Checkpoint, checkpoint_file, home, leaf_file, sealed_leaves


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

    def __str__(self) -> str:
        said = {"size": self.size, "sealed": self.sealed, "what": self.first}
        if self.ok:
            return text("核验通过：%(size)s 条留痕与 %(sealed)s 条封存摘要一致，未见改动、删除或调换。") % said
        return text("核验未通过：%(what)s") % said


Progress = Callable[[int, int], None]


def verify(public_key: bytes | None = None, progress: Progress | None = None) -> Verdict:
    """Read the whole journal again and compare it with its seals; `progress` is told events done and in all.

    `public_key` (PEM) is the key the seals must bear, kept where no one at this machine can change it; without it the
    installation's own is taken. What lies after the last seal is held to its numbers and stored digests alone.
    """
    checkpoints = list(Checkpoint.objects.order_by("size"))
    sealed = checkpoints[-1].size if checkpoints else 0
    head = _head()
    if finding := _check_seals(checkpoints, public_key):
        return Verdict(False, 0, sealed, finding)
    size, finding = _check_events(checkpoints, head, progress)
    return Verdict(finding is None, size, sealed, finding)


VERIFY = "verify"


def remember(verdict: Verdict, actor: str, actor_name: str) -> bool:
    """Note in the journal who verified it and what came of that; tell whether a journal so damaged still takes it."""
    data: dict[str, object] = {"ok": verdict.ok, "size": verdict.size, "sealed": verdict.sealed}
    if verdict.first:
        data["found"] = str(verdict.first)
    try:
        with transaction.atomic():
            write(Entry(VERIFY, ledger="journal", actor=actor, actor_name=actor_name, data=data))
    except (IntegrityError, JournalRefused):  # what was put in by force stands where the next event belongs
        return False
    return True


def last_verified() -> tuple[Event, Verdict] | None:
    """Return when and by whom the journal was last verified, and what came of it; None where it never was."""
    event = Event.objects.filter(action=VERIFY).order_by("-seq").first()
    if event is None or not isinstance(event.data, dict):
        return None
    found = Finding("", str(event.data["found"])) if event.data.get("found") else None
    return event, Verdict(bool(event.data.get("ok")), event.data.get("size", 0), event.data.get("sealed", 0), found)


def _head() -> Head:
    return Head.objects.filter(pk=1).first() or Head(algorithm=settings.FADU_DIGEST)


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
        file = checkpoint_file(checkpoint)
        # The last one may be missing after a crash: the next seal writes it.
        if (file.exists() or checkpoint is not checkpoints[-1]) and _content(file) != checkpoint.file():
            return Finding("checkpoint", text("核验点文件 %(file)s 缺失或与数据库不符。") % {"file": file.name})
        if not _gives(checkpoint, before, sealed_leaves([checkpoint])):
            intact = _gives(checkpoint, before, _recomputed(checkpoint))
            hint = text("数据库中的事项与签名相符。") if intact else text("数据库中的事项也与签名不符。")
            name = leaf_file(checkpoint).name
            return Finding("file", text("封存文件 %(file)s 缺失或已损坏；") % {"file": name} + hint)
        before = checkpoint
    known = {checkpoint_file(checkpoint).name for checkpoint in checkpoints}
    for file in sorted(home("checkpoints").glob("*.json")):
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
    leaves = sealed_leaves(checkpoints)
    sealed = checkpoints[-1].size if checkpoints else 0
    total = max(head.size, sealed)
    hash_ = digests.hash_with(checkpoints[0].algorithm if checkpoints else head.algorithm)
    good = 0
    for row in rows():
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
        if seq > total and seq > (total := _head().size):  # others write while this reads
            return good, _finding("inserted", seq, row)
        good = seq
        if progress and good % BATCH == 0:
            progress(good, total)
    if good < total:
        return good, _diagnosed(checkpoints, good + 1)
    if progress:
        progress(good, total)
    return good, None


def _diagnosed(checkpoints: list[Checkpoint], seq: int, row: Row | None = None) -> Finding:
    """Name what became of event `seq`, where `row` (or nothing) stands now.

    An event's number is part of its digest, so one that stands elsewhere is found by digesting it under its old number.
    """
    sealed = next(islice(sealed_leaves(checkpoints), seq - 1, None), None)
    if sealed is None:
        return _finding("removed", seq)
    hash_ = digests.hash_with(checkpoints[0].algorithm)
    went = next((other for other in rows() if other.leaf(hash_, seq) == sealed), None)
    content = row.canonical() if row else b""
    stem = b"\x00" + content[: content.rfind(b":") + 1]  # all but its number, which stands last
    origins = enumerate(sealed_leaves(checkpoints), 1) if content else ()
    came = any(hash_(b"%b%d}" % (stem, old)) == leaf for old, leaf in origins)
    if went and row and not came:
        return _finding("inserted", seq, row)
    if went:
        return _finding("moved", seq, row or went)
    if row and not came:
        return _finding("changed", seq, row)
    return _finding("removed", seq)  # where a row stands, those after it were renumbered


def _finding(what: str, seq: int, row: Row | None = None) -> Finding:
    said = {
        "changed": text("第 %(seq)s 号事项（%(where)s）的内容已被改动。"),
        "removed": text("第 %(seq)s 号事项已被删除。"),
        "inserted": text("第 %(seq)s 号事项（%(where)s）是插入的，并非由系统写入。"),
        "moved": text("第 %(seq)s 号事项（%(where)s）的次序已被调换。"),
    }[what]
    ledger, record = (row.ledger, row.record) if row else ("", "")
    return Finding(what, said % {"seq": seq, "where": f"{ledger}/{record}"}, seq, ledger, record)


def _recomputed(checkpoint: Checkpoint) -> Iterator[bytes]:
    hash_ = digests.hash_with(checkpoint.algorithm)
    for row in rows(checkpoint.first - 1, checkpoint.size):
        yield row.leaf(hash_)


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _load_public_key(pem: bytes | None) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(pem or seals.public_key())
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise JournalRefused(text("给定的公钥不是 PEM 格式的 Ed25519 公钥。"))
    return key
