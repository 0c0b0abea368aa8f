"""片段: which records of a ledger may hold what is typed into its search box, wherever in a word it stands.

A fragment is two signs that follow one another, or three and four where all are Latin letters or digits: shorter ones
would be in every number. A word can only stand where all its fragments do; whoever asks looks those records through for
the word itself, so that what is found, and by whom, does not depend on the fragments. They are kept for cases, as
numbers in an FTS5 table on SQLite and an array on PostgreSQL.

The journal tells which records changed since the fragments were last brought up to it; those are looked through as they
are. So to open or change a case costs nothing here, and it is found at once.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from . import journal
from .declarations import Ledger, all_ledgers

LENGTHS = (3, 4)  # of fragments of letters and digits
BATCH = 1_000
MOST = 2_000  # records worth looking through one by one; of more, the list itself is read
WAITING = 5_000  # events that may have come since, before the fragments are of no use
_ROOM = 40  # bits for the key of a record; above them stands its ledger


class FragmentMark(journal.Follower):
    """片段进度: how far the fragments follow the journal."""

    class Meta(journal.Follower.Meta):
        verbose_name = _("片段进度")


def create_tables(vendor: str) -> list[str]:
    """Return the statements that make the tables of fragments; they have no model."""
    if vendor == "postgresql":
        return [
            "CREATE TABLE kernel_fragment (id bigint PRIMARY KEY, parts integer[] NOT NULL)",
            "CREATE INDEX kernel_fragment_parts ON kernel_fragment USING gin (parts)",
        ]
    return [
        "CREATE TABLE kernel_fragment (id integer PRIMARY KEY, digest integer NOT NULL)",
        "CREATE VIRTUAL TABLE kernel_fragmentindex USING fts5"
        "(parts, content='', detail=none, columnsize=0, tokenize='ascii')",
    ]


def drop_tables(vendor: str) -> list[str]:
    """Return the statements that remove them."""
    tables = ["kernel_fragment"] if vendor == "postgresql" else ["kernel_fragmentindex", "kernel_fragment"]
    return [f"DROP TABLE {table}" for table in tables]


def fragments(text: str) -> set[int]:
    """Return the fragments of `text` as numbers; what differs in case alone is the same."""
    folded = text.upper().casefold()
    narrow = [sign.isascii() and sign.isalnum() for sign in folded]
    found = set()
    for at in range(len(folded) - 1):
        if not (narrow[at] and narrow[at + 1]):
            found.add(folded[at : at + 2])
            continue
        for length in LENGTHS:
            if narrow[at : at + length] == [True] * length:
                found.add(folded[at : at + length])
    return {zlib.crc32(part.encode(errors="surrogatepass")) - 2**31 for part in found}


def indexed() -> list[type[Ledger]]:
    """Return the ledgers whose fragments are kept: those of cases that have a search box."""
    return [ledger for ledger in all_ledgers() if ledger.is_case() and ledger.search]


def candidates(ledger: type[Ledger], words: Sequence[str]) -> list[int] | None:
    """Return the keys of all records that may hold all `words`; None where the whole list has to be looked through.

    So it is where the words are too short or too common, and where the fragments are not there or far behind.
    """
    parts = set().union(*map(fragments, words)) if words else set()
    if not parts or ledger not in indexed():
        return None
    mark = FragmentMark.of(_shape())
    if mark is None or (waiting := journal.size() - mark.seq) > WAITING:
        return None
    changed = _touched(mark.seq, ledger) if waiting else set()
    found = _holding(ledger, parts) if len(changed) <= MOST else []
    return None if max(len(found), len(changed)) > MOST else sorted(changed.union(found))


def _touched(seq: int, ledger: type[Ledger]) -> set[int]:
    """Return the keys of the records of which the journal speaks after `seq`."""
    # In the order of the journal, or SQLite would walk the index of all records that it ever spoke of.
    newer = journal.Event.objects.filter(seq__gt=seq).order_by("seq").values_list("ledger", "record")
    return {int(record) for slug, record in newer if slug == ledger.slug and record.isdecimal()}


def _holding(ledger: type[Ledger], parts: set[int]) -> list[int]:
    """Return the keys of the records that hold all `parts`, one more than are worth it at most."""
    first, asked = _place(ledger), list[Any]()
    if connection.vendor == "postgresql":
        statement, asked = "SELECT id FROM kernel_fragment WHERE parts @> %s::integer[]", [sorted(parts)]
        statement += " AND id BETWEEN %s AND %s LIMIT %s"
    else:
        asked = [" AND ".join(map(_token, sorted(parts)))]
        statement = "SELECT rowid FROM kernel_fragmentindex WHERE kernel_fragmentindex MATCH %s"
        statement += " AND rowid BETWEEN %s AND %s LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*asked, first, first + 2**_ROOM - 1, MOST + 1])
        return [key - first for (key,) in cursor.fetchall()]


def _token(part: int) -> str:
    return f"{part + 2**31:x}x"


def _place(ledger: type[Ledger]) -> int:
    """Return where the records of a ledger begin."""
    return zlib.crc32(ledger.slug.encode()) >> 10 << _ROOM


# Keeping up with the journal


def behind() -> int:
    """Return how many events of the journal the fragments do not know yet."""
    return FragmentMark.behind(_shape())


def update() -> None:
    """Bring the fragments up to the journal, in short transactions. One process at a time does it."""
    mark = FragmentMark.of(_shape())
    if mark is None:
        rebuild()
        return
    known = {ledger.slug: ledger for ledger in indexed()}

    def read(slug: str, keys: list[int]) -> None:
        rows = known[slug].model._default_manager.filter(pk__in=keys).order_by("pk")
        _put(known[slug], _texts(known[slug], rows))

    mark.follow(known, read)


def rebuild() -> int:
    """Make the fragments anew and return of how many records. Until they are whole, they are not used."""
    with transaction.atomic():
        mark = FragmentMark.begin()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("TRUNCATE kernel_fragment")
            else:
                cursor.execute("INSERT INTO kernel_fragmentindex(kernel_fragmentindex) VALUES ('delete-all')")
                cursor.execute("DELETE FROM kernel_fragment")
    number = 0
    for ledger in indexed():
        last = 0
        rows = ledger.model._default_manager.order_by("pk")
        while batch := list(_texts(ledger, rows.filter(pk__gt=last)[:BATCH])):
            last = batch[-1][0]
            number += len(batch)
            with transaction.atomic():
                _put(ledger, batch)
    with connection.cursor() as cursor:
        # How common each fragment is: by this PostgreSQL tells whether to look it up or just to begin to read.
        cursor.execute("ANALYZE kernel_fragment")
    mark.finish(_shape())
    return number


def _texts(ledger: type[Ledger], rows: models.QuerySet[Any]) -> Iterator[tuple[int, list[str]]]:
    for key, *texts in rows.values_list("pk", *ledger.search):
        yield key, [one for one in texts if one]


def _put(ledger: type[Ledger], texts: Iterable[tuple[int, list[str]]]) -> None:
    """Write the fragments of records in; where none changed, nothing is written.

    On SQLite those of an earlier text stay: they make a record be looked through in vain, and it is not found.
    """
    first, waiting = _place(ledger), iter(texts)
    while batch := list(islice(waiting, BATCH)):
        rows = [(first + key, sorted(set().union(*map(fragments, said)))) for key, said in batch]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.executemany(
                    "INSERT INTO kernel_fragment VALUES (%s, %s::integer[]) ON CONFLICT (id) DO UPDATE "
                    "SET parts = excluded.parts WHERE kernel_fragment.parts <> excluded.parts",
                    rows,
                )
                continue
            written = {key: (zlib.crc32(repr(parts).encode()), parts) for key, parts in rows}
            marks = ", ".join(["%s"] * len(written))
            cursor.execute(f"SELECT id, digest FROM kernel_fragment WHERE id IN ({marks})", list(written))
            known = dict(cursor.fetchall())
            new = {key: one for key, one in written.items() if known.get(key) != one[0]}
            cursor.executemany(
                "INSERT INTO kernel_fragment VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest",
                [(key, digest) for key, (digest, _parts) in new.items()],
            )
            cursor.executemany(
                "INSERT INTO kernel_fragmentindex(rowid, parts) VALUES (%s, %s)",
                [(key, " ".join(map(_token, parts))) for key, (_digest, parts) in new.items()],
            )


def _shape() -> str:
    """Return what the fragments depend on: when a declaration changes, they are made anew."""
    said = [str(LENGTHS), *sorted(f"{ledger.slug}:{','.join(ledger.search)}" for ledger in indexed())]
    return hashlib.sha256(";".join(said).encode()).hexdigest()
