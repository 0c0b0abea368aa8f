"""文书: files kept by their content and never overwritten; what a file is, its bytes say, not its name."""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone as clock
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu import digests

from . import journal
from .organisations import Actor

LIMIT = 50 * 1024 * 1024  # bytes of one file, unless FADU_DOCUMENT_LIMIT says otherwise
EXPANSION = 10  # a packed file (DOCX, XLSX, OFD) may unpack to this many times the limit
RATIO, RATIO_FROM = 200, 10 * 1024 * 1024  # and, from 10 MB on, to 200 times its own size: sheets reach 100
ENTRIES = 10_000  # parts in one packed file
NAME = 200  # bytes of a kept name: file systems take 255
BLOCK = 1 << 20
ABANDONED = timedelta(days=1)


class DocumentRefused(Exception):
    """The file is not taken; the message says why and what to do."""


class DocumentDamaged(Exception):
    """The file kept is gone or is no longer what was stored; the message names it."""


class Readable(Protocol):
    """A file open for reading bytes, or an upload."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Format:
    """A kind of file that is taken: what it is called by people, by file systems and by browsers."""

    label: str
    extensions: tuple[str, ...]
    content_type: str


PDF = Format("PDF", (".pdf",), "application/pdf")
OFD = Format("OFD", (".ofd",), "application/ofd")
DOCX = Format("DOCX", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
XLSX = Format("XLSX", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PNG = Format("PNG", (".png",), "image/png")
JPEG = Format("JPEG", (".jpg", ".jpeg"), "image/jpeg")
TXT = Format("TXT", (".txt", ".json"), "text/plain; charset=utf-8")
TXT_GB = Format("TXT", (".txt",), "text/plain; charset=gb18030")
FORMATS = (PDF, OFD, DOCX, XLSX, PNG, JPEG, TXT, TXT_GB)

# The part that makes a packed file what it is.
PACKED = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "OFD.xml": OFD}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(r"^\ufeff?\s*<[a-z!?]|<(!doctype|html|head|body|script|iframe|svg)\b|^\{\\rtf", re.IGNORECASE)
# Separators and reserved characters of file systems; controls, and marks that turn the reading direction.
UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class Document(models.Model):
    """文书: one file of a record. The bytes lie under their digest, and documents with the same bytes share them."""

    ledger = models.CharField(_("台账"), max_length=80)
    record = models.CharField(_("记录"), max_length=80)
    kind = models.CharField(_("文书种类"), max_length=80, blank=True)
    name = models.CharField(_("文件名"), max_length=NAME)
    digest = models.CharField(_("摘要"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("字节数"))
    content_type = models.CharField(_("类型"), max_length=100)
    at = models.DateTimeField(_("收存时间"))
    actor = models.CharField(_("用户名"), max_length=150, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("更换为"), related_name="replaces"
    )
    reason = models.CharField(_("更换理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("文书")
        ordering = ["pk"]
        indexes = [models.Index(fields=["ledger", "record"], name="document_record")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The format as people call it: PDF, DOCX…"""
        return next(format_.label for format_ in FORMATS if format_.content_type == self.content_type)


def of(ledger: str, record: object) -> QuerySet[Document]:
    """Return the documents of one record, in the order in which they came."""
    return Document.objects.filter(ledger=ledger, record=str(record)).order_by("pk")


def store(
    source: bytes | Readable,
    name: str,
    *,
    ledger: str,
    record: object,
    actor: Actor,
    kind: str = "",
    organisation: str = "",
    at: datetime | None = None,
    journalled: bool = True,
) -> Document:
    """Keep a file for a record and return its document.

    The file is written first: should the transaction around fail, bytes that no document speaks of stay behind and do
    no harm. `journalled=False` is for a caller whose own event names the document. Raises DocumentRefused.
    """
    digest, size, format_ = _keep(BytesIO(source) if isinstance(source, bytes) else source, name)
    moment = at or clock.now()
    document = Document(
        ledger=ledger,
        record=str(record),
        kind=kind,
        name=safe_name(name, format_),
        digest=digest,
        size=size,
        content_type=format_.content_type,
        at=moment,
        actor=actor.username,
    )
    with transaction.atomic():
        document.save(force_insert=True)
        if journalled:
            journal.write(
                journal.Entry(
                    "document",
                    ledger=ledger,
                    record=document.record,
                    organisation=organisation,
                    actor=actor.username,
                    actor_name=actor.name,
                    after=described(document),
                    at=moment,
                )
            )
    return document


def fix_kind(ledger: str, kind: object) -> None:
    """Say that documents of this kind are worked out by the product, so that nothing may stand in their place."""
    _fixed.add((ledger, str(kind)))


_fixed: set[tuple[str, str]] = set()


def replace(
    document: Document, source: bytes | Readable, name: str, reason: str, *, actor: Actor, organisation: str = ""
) -> Document:
    """Keep another file in the place of one that was stored by mistake, and return it; the first one stays to be seen.

    Raises DocumentRefused.
    """
    if not reason.strip():
        raise DocumentRefused(text("更换文书须说明理由。"))
    if (document.ledger, document.kind) in _fixed:
        told = text("“%(name)s”由系统算出，谁重新计算都得到同样的内容，不能更换。")
        raise DocumentRefused(told % {"name": document.name})
    with transaction.atomic():
        old = Document.objects.select_for_update().get(pk=document.pk)
        if old.replaced_by_id:
            raise DocumentRefused(text("文书“%(name)s”已经更换过，请更换现在的文件。") % {"name": old.name})
        fresh = store(source, name, ledger=old.ledger, record=old.record, actor=actor, kind=old.kind, journalled=False)
        old.replaced_by, old.reason = fresh, reason.strip()[:200]
        old.save(update_fields=["replaced_by", "reason"])
        journal.write(
            journal.Entry(
                "document",
                ledger=old.ledger,
                record=old.record,
                organisation=organisation,
                actor=actor.username,
                actor_name=actor.name,
                before=described(old),
                after=described(fresh),
                data={"reason": reason.strip()},
                at=fresh.at,
            )
        )
    return fresh


def described(document: Document) -> dict[str, object]:
    """Return what an event says of a document."""
    return {name: getattr(document, name) for name in ("pk", "kind", "name", "digest", "size", "content_type")}


def sweep(at: datetime) -> int:
    """Throw away what was being received a day ago and never came to an end, as when the server was killed.

    Return how many files that were.
    """
    swept = 0
    for part in Path(settings.HOME, "documents", "incoming").glob("*.part"):
        with suppress(FileNotFoundError):  # another server sweeps too
            if at.timestamp() - part.stat().st_mtime > ABANDONED.total_seconds():
                part.unlink()
                swept += 1
    return swept


def open_document(document: Document) -> BinaryIO:
    """Open the file for reading, after comparing it with its digest. Raises DocumentDamaged."""
    try:
        file = _place(document.digest).open("rb")
    except FileNotFoundError:
        raise DocumentDamaged(text("文书“%(name)s”的文件已不在，请从备份恢复。") % {"name": document.name}) from None
    if _digest(file) != document.digest:
        file.close()
        raise DocumentDamaged(text("文书“%(name)s”的文件已损坏，请从备份恢复。") % {"name": document.name})
    file.seek(0)
    return file


def safe_name(name: str, format_: Format) -> str:
    """Return `name` fit for any file system: no folders, no hidden marks, and the ending that the content calls for."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = UNSAFE.sub("", name).strip(" .")
    if RESERVED.match(name):
        name = "_" + name
    stem, dot, ending = name.rpartition(".")
    if dot + ending.lower() in format_.extensions:
        ending = dot + ending
    else:
        stem, ending = name, format_.extensions[0]
    room = NAME - len(ending.encode())
    stem = stem.encode("utf-8", "ignore")[:room].decode("utf-8", "ignore").strip(" .")
    return (stem or text("未命名")) + ending


def _keep(source: Readable, name: str) -> tuple[str, int, Format]:
    """Write the bytes under their digest, once; return digest, size and format."""
    limit = getattr(settings, "FADU_DOCUMENT_LIMIT", LIMIT)
    incoming = Path(settings.HOME, "documents", "incoming")
    incoming.mkdir(parents=True, exist_ok=True)
    part = incoming / f"{uuid4().hex}.part"
    hasher, size = digests.new(settings.FADU_DIGEST), 0
    try:
        with part.open("xb") as out:
            for block in _blocks(source):
                size += len(block)
                if size > limit:
                    most = f"{limit / 1024 / 1024:g}"
                    raise DocumentRefused(text("“%(name)s”超过 %(most)s MB，未收存；请压缩或拆分后再上传。")
                                          % {"name": name, "most": most})  # fmt: skip
                hasher.update(block)
                out.write(block)
        if not size:
            raise DocumentRefused(text("“%(name)s”是空文件。") % {"name": name})
        format_ = _format(part, name, limit)
        digest = hasher.hexdigest()
        place = _place(digest)
        if place.exists():
            with place.open("rb") as kept:
                if _digest(kept) != digest:
                    raise DocumentDamaged(
                        text("早先收存的同一文件 %(digest)s 已损坏，请从备份恢复。") % {"digest": digest}
                    )
        else:
            place.parent.mkdir(exist_ok=True)
            journal.settle(part, place)
            place.chmod(0o440)
    finally:
        part.unlink(missing_ok=True)
    return digest, size, format_


def _format(path: Path, name: str, limit: int) -> Format:
    """Tell from the bytes what the file is. Raises DocumentRefused for what is not taken."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"PK\x03\x04"):
        return _packed_format(path, name, limit)
    if head.startswith(OLE):
        raise DocumentRefused(
            text("“%(name)s”是旧版 Office 文件，请另存为 DOCX、XLSX 或 PDF 后再上传。") % {"name": name}
        )
    for format_, charset in ((TXT, "utf-8"), (TXT_GB, "gb18030")):
        if _is_text(path, charset):
            return format_
    raise _not_taken(name)


def _packed_format(path: Path, name: str, limit: int) -> Format:
    bomb = DocumentRefused(text("“%(name)s”解压后过大，疑为压缩炸弹，未收存。") % {"name": name})
    broken = DocumentRefused(text("“%(name)s”已损坏或加密，无法打开；请修复或取消密码后再上传。") % {"name": name})
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            expanded = sum(entry.file_size for entry in entries)
            size = path.stat().st_size
            if len(entries) > ENTRIES or expanded > EXPANSION * limit or expanded > max(RATIO_FROM, RATIO * size):
                raise bomb
            if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
                raise broken
            names = {entry.filename for entry in entries}
            format_ = next((PACKED[part] for part in PACKED if part in names), None)
            if not format_:
                raise _not_taken(name)
            if any(part.lower().endswith("vbaproject.bin") for part in names):
                raise DocumentRefused(text("“%(name)s”含有宏，请另存为不含宏的文件后再上传。") % {"name": name})
            # Reads every part within its stated size and checks it, so that the sizes just summed are true.
            if packed.testzip() is not None:
                raise broken
            return format_
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as cause:
        raise broken from cause


def _is_text(path: Path, charset: str) -> bool:
    """Tell whether it is plain text in `charset`; mark-up is not, for a browser might run it."""
    decoder = codecs.getincrementaldecoder(charset)()
    with path.open("rb") as file:
        try:
            beginning = decoder.decode(file.read(4096))
            if MARKUP.search(beginning) or CONTROL.search(beginning):
                return False
            if any(CONTROL.search(decoder.decode(block)) for block in _blocks(file)):
                return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _not_taken(name: str) -> DocumentRefused:
    taken = "、".join(dict.fromkeys(format_.label for format_ in FORMATS))
    return DocumentRefused(
        text("“%(name)s”的内容不在可收存之列：只收 %(taken)s（看内容，不看扩展名）。") % {"name": name, "taken": taken}
    )


def _place(digest: str) -> Path:
    return Path(settings.HOME, "documents", digest[:2], digest)


def _blocks(file: Readable) -> Iterator[bytes]:
    return iter(partial(file.read, BLOCK), b"")


def _digest(file: Readable) -> str:
    hasher = digests.new(settings.FADU_DIGEST)
    for block in _blocks(file):
        hasher.update(block)
    return hasher.hexdigest()
