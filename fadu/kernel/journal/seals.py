"""封存: the journal's tree, grown batch by batch, its leaves in files and its root signed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu import digests

from .events import BATCH, Entry, Head, JournalRefused, canonical, locked_head, rows, write

CLOCK = "clock-back"  # the action of the event that says that the clock was set back
ABANDONED = timedelta(days=1)
JITTER = timedelta(minutes=5)  # what servers' clocks may differ by


class JournalDamaged(Exception):
    """The journal was changed otherwise than by `write` and `seal`; the message says where."""


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


def seal(at: datetime | None = None) -> Checkpoint | None:
    """Sign the tree over all events so far; return the new checkpoint, or None when nothing was left to seal.

    The leaf digests of the batch go to one immutable file. A seal that is killed leaves either everything or a file
    that no checkpoint speaks of, which the next seal replaces. A clock that was set back since the last seal is noted
    in the journal first: every later event that seems earlier than it has this explanation.

    Raises JournalDamaged when an unsealed event is not as it was written, JournalRefused when the signing key is gone.
    """
    moment = at or clock.now()
    last = Checkpoint.objects.last()
    _write_file(last)
    if last and last.signed_at - moment > JITTER:
        # The order of events is that of their numbers; their moments cannot be trusted here, and the journal says so.
        write(Entry(CLOCK, ledger="journal", before={"at": last.signed_at}, after={"at": moment}))
    head = Head.objects.filter(pk=1).first()
    if not head or head.size <= (last.size if last else 0):
        return None
    tree = last.tree() if last else digests.Tree(head.algorithm)
    if last and tree.root().hex() != last.root:
        raise JournalDamaged(text("核验点 %(size)s 的子树摘要与其签名的根不符。") % {"size": last.size})
    first = tree.size + 1
    part = home("leaves") / f"{first:012}-{uuid4().hex}.part"
    hash_ = digests.hash_with(tree.algorithm)
    try:
        with part.open("xb") as out:
            for row in rows(tree.size):
                leaf = row.leaf(hash_)
                if row.seq != tree.size + 1 or leaf.hex() != row.digest:
                    raise _damaged(tree.size + 1)
                tree.append(leaf)
                out.write(leaf)
        if tree.size < head.size:
            raise _damaged(tree.size + 1)
        checkpoint = _commit(part, first, tree, moment)
    finally:
        part.unlink(missing_ok=True)
    _write_file(checkpoint)
    return checkpoint


def _damaged(seq: int) -> JournalDamaged:
    return JournalDamaged(text("未封存的第 %(seq)s 号事项与写入时不符，或者已被删除。") % {"seq": seq})


def _commit(part: Path, first: int, tree: digests.Tree, at: datetime) -> Checkpoint:
    """Give the file its name and write the row, unless another seal was faster: then return that one's checkpoint."""
    with transaction.atomic(durable=True):
        locked_head()
        rival = Checkpoint.objects.last()
        if rival and rival.size >= first:
            return rival
        for orphan in home("leaves").glob(f"{first:012}-*"):
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
        settle(part, leaf_file(checkpoint))
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
    file = home() / "signing.key"
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


def home(*parts: str) -> Path:
    folder = Path(settings.HOME, "journal", *parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def leaf_file(checkpoint: Checkpoint) -> Path:
    return home("leaves") / f"{checkpoint.first:012}-{checkpoint.size:012}"


def checkpoint_file(checkpoint: Checkpoint) -> Path:
    return home("checkpoints") / f"{checkpoint.size:012}.json"


def _write_file(checkpoint: Checkpoint | None) -> None:
    """Write the checkpoint's file, unless it is there: the seal may have been killed just before."""
    if checkpoint and not (file := checkpoint_file(checkpoint)).exists():
        part = file.with_suffix(f".{uuid4().hex}.part")
        try:
            part.write_bytes(checkpoint.file())
            settle(part, file)
        finally:
            part.unlink(missing_ok=True)


def sweep(at: datetime) -> int:
    """Throw away files that were being written a day ago, as when the server was killed; return how many."""
    swept = 0
    for part in home().rglob("*.part"):
        with suppress(FileNotFoundError):  # another server sweeps too
            if at.timestamp() - part.stat().st_mtime > ABANDONED.total_seconds():
                part.unlink()
                swept += 1
    return swept


def prove(seq: int) -> dict[str, Any]:
    """Return what shows anyone that event `seq` is sealed: its canonical text, the signed checkpoint, the way between.

    `digests.includes` checks it. Raises LookupError for an event that is not sealed yet.
    """
    checkpoint = Checkpoint.objects.last()
    row = next(rows(seq - 1, seq), None)
    if not row or not checkpoint or checkpoint.size < seq:
        raise LookupError(seq)
    leaves = list(sealed_leaves(Checkpoint.objects.all()))
    path = digests.inclusion_proof(checkpoint.algorithm, leaves, seq - 1)
    return {
        "event": row.canonical().decode(),
        "checkpoint": json.loads(checkpoint.file()),
        "path": [digest.hex() for digest in path],
    }


def sealed_leaves(checkpoints: Iterable[Checkpoint]) -> Iterator[bytes]:
    """Yield the sealed leaf digests from the files; of a missing file none."""
    for checkpoint in checkpoints:
        file = leaf_file(checkpoint)
        if file.exists():
            with file.open("rb") as leaves:
                while block := leaves.read(digests.SIZE * BATCH):
                    yield from (block[at : at + digests.SIZE] for at in range(0, len(block), digests.SIZE))
