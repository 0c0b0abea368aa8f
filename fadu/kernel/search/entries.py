"""检索内容: what of a record and of its documents is searched, and what only those may search who see it unmasked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from .. import documents, texts
from ..columns import DATE, DATETIME, ORGANISATION, TEXT, Column, mask
from ..declarations import Ledger, all_ledgers
from ..organisations import Record

RECORD, DOCUMENT = "record", "document"
# A passage of a document; PostgreSQL keeps at most 256 places of one character, so no passage may be much longer.
PASSAGE, OVERLAP = 2_000, 40
PASSAGES = 500  # of one document; what is longer is searched so far
_TITLES = ("title", "name", "subject", "topic", "matter")
_NUMBERS = ("number", "code")
READ_FORMATS = (documents.DOCX, documents.TXT, documents.TXT_GB, documents.PDF)


@dataclass(frozen=True)
class Entry:
    """One thing that can be found. `target` says what it is a part of; several parts of one target are one hit.

    `title`, `number` and `body` are searched for everyone who may read it; `hidden` for those alone who see masked
    columns in full. `label` is what stands above a hit that is no record.
    """

    kind: str
    target: str
    ledger: str = ""
    record: str = ""
    part: int = 0
    organisation_id: int | None = None
    on: date | None = None
    label: str = ""
    title: str = ""
    number: str = ""
    body: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class Source:
    """来源: what is searched besides ledgers, open to everyone who is signed in, such as the library of laws."""

    kind: str
    label: Any
    entries: Callable[[], Iterable[Entry]]


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let what `source` holds be found."""
    SOURCES[source.kind] = source


def searched() -> list[type[Ledger]]:
    """Return the ledgers whose records are searched: all but those kept in Parquet."""
    return [ledger for ledger in all_ledgers() if not ledger.volume]


def of_record(ledger: type[Ledger], record: Any) -> Entry:
    """Return the entry of a record: its title, its number, and the text of all its columns."""
    withheld: frozenset[str] = getattr(ledger.model, "withheld", frozenset())
    full = {name: column.show(record) for name, column in _texts(ledger).items() if name not in withheld}
    veiled = {
        value: mask(ledger.all_columns[name].mask, value) for name, value in full.items() if _masked(ledger, name)
    }
    shown = {name: _veil(value, veiled) for name, value in full.items() if not _masked(ledger, name)}
    title = next((shown[name] for name in _TITLES if shown.get(name)), "")
    numbers = [shown[name] for name in dict.fromkeys((*_NUMBERS, *ledger.natural_key)) if shown.get(name)]
    known = {title, *numbers}
    body = [value for value in shown.values() if value and value not in known]
    # A title may hold the very name that is masked beside it: as it was written, only those find it who may see it.
    hidden = [value for name, value in full.items() if value and value != shown.get(name)]
    return Entry(
        RECORD,
        f"{RECORD}:{ledger.slug}:{record.pk}",
        ledger.slug,
        str(record.pk),
        organisation_id=record.organisation_id,
        on=_day(ledger, record),
        title=title,
        number="\n".join(numbers),
        body="\n".join(body),
        hidden="\n".join(hidden),
    )


def of_document(ledger: type[Ledger], record: Record, document: documents.Document) -> Iterator[Entry]:
    """Yield the passages of a document's text; what has no text is known by its name alone.

    The text of a document is nobody's to mask: in a ledger with masked columns only those search it who see them.
    """
    said = _text(document)
    step = PASSAGE - OVERLAP
    passages = [said[start : start + PASSAGE] for start in range(0, max(len(said) - OVERLAP, 1), step)][:PASSAGES]
    for part, passage in enumerate(passages):
        yield Entry(
            DOCUMENT,
            f"{DOCUMENT}:{document.pk}",
            ledger.slug,
            str(record.pk),
            part,
            record.organisation_id,
            timezone.localtime(document.at).date(),
            label=document.name,
            title="" if ledger.masked else document.name,
            body="" if ledger.masked else passage,
            hidden=f"{document.name}\n{passage}" if ledger.masked else "",
        )


def _text(document: documents.Document) -> str:
    if document.content_type not in {one.content_type for one in READ_FORMATS}:
        return ""
    try:
        with documents.open_document(document) as file:
            return texts.read(file.read(), document.name)
    except (texts.NoText, documents.DocumentDamaged):
        return ""  # a scan has no text; a damaged file is told by whoever opens it


def _texts(ledger: type[Ledger]) -> dict[str, Column]:
    """Return the columns that hold words, and the organisations named besides the record's own."""
    return {
        name: column
        for name, column in ledger.all_columns.items()
        if (column.kind == TEXT and not column.options) or (column.kind == ORGANISATION and name != "organisation")
    }


def _masked(ledger: type[Ledger], name: str) -> bool:
    return bool(ledger.all_columns[name].mask)


def _veil(value: str, veiled: dict[str, str]) -> str:
    for full, part in veiled.items():
        if full and full in value:
            value = value.replace(full, part)
    return value


def _day(ledger: type[Ledger], record: Any) -> date | None:
    """Return the day by which it is sorted: that of the list's order, else its first day, else when it was entered."""
    names = [ledger.order.removeprefix("-"), "opened_on", *ledger.columns]
    for name in names:
        column = ledger.all_columns.get(name)
        if column and column.kind in (DATE, DATETIME) and (value := getattr(record, name)):
            return timezone.localtime(value).date() if isinstance(value, datetime) else value
    return timezone.localtime(record.created_at).date()


def shape() -> str:
    """Return what the entries of all ledgers depend on: when a declaration changes, the index is made anew."""
    return ";".join(
        f"{ledger.slug}:{','.join(f'{name}{column.mask}' for name, column in _texts(ledger).items())}"
        for ledger in sorted(searched(), key=lambda one: one.slug)
    )
