"""读报告与更正: a file read once and kept with its figures; what people correct stays, however often it is read again.

The figures of a reading follow from three things: its text, which never changes, the reader of today, and the
corrections. They are worked out again whenever one of them is new.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as text

from fadu import reader
from fadu.kernel import documents, journal
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.documents import DocumentRefused
from fadu.kernel.indicators import BadPeriod, Period
from fadu.kernel.ledgers import LedgerRefused, check_may_write
from fadu.kernel.organisations import Actor, Organisation
from fadu.reader import Unreadable, folding, sources
from fadu.reader.reading import AROUND

from .ledgers import Readings
from .models import APPROX, SCOPES, Correction, ReadFigure, Reading, Status
from .naming import place_in, scope_of, title_of

VERSION = version("fadu")
QUICK = 1 << 18  # bytes of text that a page reads while someone waits; longer ones, and every PDF, are for a job
Span = tuple[int, int]


class ReadingRefused(LedgerRefused):
    """A reading or a correction that is not taken; the message says why and what to do."""


def quick(data: bytes) -> bool:
    """Tell whether a file is read within a moment. A PDF never is: how long one takes shows only at its end."""
    if b"%PDF-" in data[:1024]:
        return False
    if not data.startswith(b"PK\x03\x04"):
        return len(data) <= QUICK
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Mark-up is some ten times as long as the text in it.
            return sum(one.file_size for one in archive.infolist() if one.filename.endswith(".xml")) <= 10 * QUICK
    except (zipfile.BadZipFile, ValueError, OSError):
        return True  # what is no archive is refused at once


def known(data: bytes, organisation: Organisation) -> Reading | None:
    """Return the reading of this file that the organisation has already."""
    return Reading.objects.filter(organisation=organisation, sha256=hashlib.sha256(data).hexdigest()).first()


def take(
    data: bytes,
    name: str,
    actor: Actor,
    *,
    organisation: Organisation | None = None,
    about: Organisation | None = None,
    place: str = "",
    year: str = "",
    status: str = Status.PUBLISHED,
    at: datetime | None = None,
) -> Reading:
    """Read a file, keep it with its figures, and return the reading; a file read before is that one, read anew if the
    reader has changed since.

    `organisation` is for whom it is read, the actor's own without. `place` and `year` are what the text says unless
    they are given. Raises Unreadable for a file that cannot be read, LedgerRefused, DocumentRefused.
    """
    mine = organisation or actor.organisation
    if mine is None:
        raise ReadingRefused(text("您没有任职的机构，不能读取报告。"))
    check_may_write(Readings, actor, mine)
    check_about(about, actor)
    if status not in Status.values:
        raise ReadingRefused(text("报告状态只有“起草中”和“已公布”两种。"))
    if year and not re.fullmatch(r"[12]\d{3}", year):
        raise ReadingRefused(text("报告年度请写四位数字，如 2023。"))
    if earlier := known(data, mine):
        return reread(earlier, actor, at=at) if earlier.version != VERSION else earlier
    source = sources.extract(data, name)
    # A database takes no NUL and no half of a character; each is one place, which it keeps.
    said = re.sub("[\x00\ud800-\udfff]", "\ufffd", source.text)
    made = _read(said, year)
    moment = at or timezone.now()
    title = title_of(folding.fold(said[:2000])) or name.strip().rpartition(".")[0] or name.strip() or text("未命名")
    reading = Reading(
        organisation=mine,
        title=title[:200],
        place=(place.strip() or place_in(said) or (about.name if about else ""))[:120],
        division=about.division_id or "" if about else "",
        about=about,
        year=year or made.year,
        status=status,
        file_name=name.strip()[-200:],
        kind=source.kind,
        sha256=hashlib.sha256(data).hexdigest(),
        text=said,
        notes=list(source.notes),
        version=VERSION,
        read_at=moment,
        by=actor.username,
        by_name=actor.name,
    )
    try:
        _enter(reading, data, name, actor, moment)
    except IntegrityError:
        if other := known(data, mine):  # someone else had it read at the same time
            return other
        raise
    return reading


def _enter(reading: Reading, data: bytes, name: str, actor: Actor, moment: datetime) -> None:
    about = reading.about
    with transaction.atomic():
        reading.save(force_insert=True)
        settle(reading)
        kept = _keep(reading, data, name, actor, moment)
        after = {
            "title": reading.title, "place": reading.place, "about": about.code if about else "", "year": reading.year,
            "status": reading.status, "sha256": reading.sha256, "figures": reading.figures.count(), "document": kept,
        }  # fmt: skip
        journal.write(_entry("create", reading, actor, moment, after=after))


def reread(reading: Reading, actor: Actor, *, at: datetime | None = None) -> Reading:
    """Read the text again with the reader of today; corrections stay. Raises LedgerRefused."""
    check_may_write(Readings, actor, reading.organisation)
    moment = at or timezone.now()
    with transaction.atomic():
        locked = Reading.objects.select_for_update().get(pk=reading.pk)
        before = {"version": locked.version, "figures": locked.figures.count()}
        locked.version, locked.read_at = VERSION, moment
        locked.save(update_fields=["version", "read_at", "updated_at"])
        settle(locked)
        after = {"version": VERSION, "figures": locked.figures.count()}
        journal.write(_entry("reading-again", locked, actor, moment, before=before, after=after))
    return locked


def figures(reading: Reading) -> list[ReadFigure]:
    """Return the figures of a reading as they count now, in the order of the text."""
    return list(reading.figures.order_by("place"))


def corrections(reading: Reading) -> dict[Span, Correction]:
    """Return what counts of the corrections: of each place the latest one."""
    return {(one.start, one.end): one for one in reading.corrections.order_by("pk")}


def correct(
    reading: Reading, span: Span, changes: Mapping[str, Any], reason: str, actor: Actor, *, at: datetime | None = None
) -> Correction:
    """Correct what was read at a place of the text and return the correction.

    `changes` names fields of the figure (value, approx, unit, indicator, subject, org, period, scope), or says
    `{"figure": False}`: no figure stands there. At a place that the reader passed over it is a missed figure. No
    changes at all take the corrections of the place back. Raises LedgerRefused.
    """
    check_may_write(Readings, actor, reading.organisation)
    start, end = span
    if not 0 <= start < end <= len(reading.text) or end - start > 60 or "\n" in reading.text[start:end]:
        raise ReadingRefused(text("更正的位置不在正文之内，或者超过一行、60 个字；请重新选取数字。"))
    if not reason.strip():
        raise ReadingRefused(text("更正读出的数字须说明理由。"), {"reason": text("必填，不能为空")})
    wanted = _wanted(changes)
    moment = at or timezone.now()
    with transaction.atomic():
        locked = Reading.objects.select_for_update().get(pk=reading.pk)
        latest = corrections(locked).get((start, end))
        now = locked.figures.filter(start=start, end=end).first()
        if not changes and (latest is None or not latest.what):
            raise ReadingRefused(text("这一处没有更正，不用撤回。"))
        what = wanted
        if changes and "figure" not in wanted:
            earlier = {name: value for name, value in (latest.what if latest else {}).items() if name != "figure"}
            what = earlier | wanted
            if now is None and "value" not in what:
                what |= {"value": str(_value_at(locked.text, start, end))}
        made = Correction.objects.create(
            reading=locked,
            start=start,
            end=end,
            what=what,
            before=_plain(now) if now else None,
            reason=reason.strip()[:200],
            by=actor.username,
            by_name=actor.name,
            at=moment,
        )
        settle(locked)
        after = locked.figures.filter(start=start, end=end).first()
        entry = _entry(
            "reading-correct", locked, actor, moment,
            before=_plain(now) if now else None,
            after=_plain(after) if after else None,
            data={"start": start, "end": end, "text": locked.text[start:end], "what": what, "reason": made.reason},
        )  # fmt: skip
        journal.write(entry)
    return made


# ---- the figures of a text


@lru_cache(maxsize=4)
def _read(said: str, year: str) -> reader.Reading:
    """Read a text; the one just read is mostly the one asked for again."""
    return reader.read(said, year)


def year_of(said: str, given: str = "") -> str:
    """Return the year that a text is about: the one given, else what it says."""
    return given or _read(said, "").year


def rows_of(said: str, year: str = "") -> list[ReadFigure]:
    """Return what the reader finds in a text, unsaved; `year` is that of the report where someone has said it."""
    made = _read(said, year)
    rows = [_row(one) for one in made.figures]
    for row in rows:
        row.scope = _scope_of(row)
        if year and row.period == made.year:
            row.period = year
    return rows


def settle(reading: Reading) -> None:
    """Work the figures of a reading out anew."""
    rows = {(row.start, row.end): row for row in rows_of(reading.text, reading.year)}
    latest = corrections(reading)
    for span, one in sorted(latest.items(), key=lambda item: item[1].pk):
        if one.what:
            _apply(rows, span, one, reading.text)
    reading.figures.all().delete()
    placed = [rows[span] for span in sorted(rows)]
    for place, row in enumerate(placed):
        row.reading, row.place = reading, place
    ReadFigure.objects.bulk_create(placed, batch_size=500)


def _apply(rows: dict[Span, ReadFigure], span: Span, correction: Correction, said: str) -> None:
    """Put one correction into effect: it has its place to itself."""
    start, end = span
    own = rows.get(span)
    for other in [(a, b) for a, b in rows if a < end and start < b]:
        del rows[other]
    if correction.what.get("figure") is False:
        return
    if own is None:
        around = max(0, start - AROUND)
        own = ReadFigure(
            start=start,
            end=end,
            unit_end=end,
            text=said[start:end],
            context=said[around : end + AROUND].replace("\n", " "),
        )
        own = _filled(own, correction.before or {})
    row = _filled(own, correction.what)
    row.corrected = True
    rows[span] = row


KEPT = ("value", "approx", "unit", "unit_norm", "subject", "org", "period", "indicator", "scope", "section")


def _filled(row: ReadFigure, values: Mapping[str, Any]) -> ReadFigure:
    for name in KEPT:
        if name in values:
            setattr(row, name, Decimal(values[name]) if name == "value" else values[name])
    if "unit" in values and "unit_norm" not in values:
        row.unit_norm = re.sub(r"[(（]次[)）]", "次", row.unit)
    if "org" in values and "scope" not in values:
        row.scope = _scope_of(row)
    return row


def _scope_of(row: ReadFigure) -> str:
    return scope_of(row.org, row.context[: min(row.start, AROUND)], row.subject)


def _plain(row: ReadFigure) -> dict[str, str]:
    """Return what a correction and the journal keep of a figure."""
    return {name: str(getattr(row, name)) for name in KEPT}


_LENGTHS = {one.name: one.max_length for one in ReadFigure._meta.concrete_fields if one.max_length}


def _row(figure: reader.Figure) -> ReadFigure:
    """Return a figure of the reader as a row; a wording that is longer than its column is cut."""
    row = ReadFigure()
    for one in fields(figure):
        if one.name not in ("start", "end", "unit_end") and hasattr(row, one.name):
            value = getattr(figure, one.name)
            setattr(row, one.name, value[: _LENGTHS[one.name]] if one.name in _LENGTHS else value)
    row.start, row.end, row.unit_end = figure.start, figure.end, figure.unit_end
    return row


# ---- what is asked


def _wanted(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return corrections as they are kept. Raises ReadingRefused with all that is wrong, field by field."""
    errors: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, value in changes.items():
        said = str(value).strip()
        wrong = ""
        if name == "figure" and isinstance(value, bool):
            found[name] = value
        elif name == "value":
            try:
                found[name] = str(Decimal(re.sub(r"[,，\s]", "", said)))
                wrong = "" if Decimal(found[name]).is_finite() and len(said) <= 40 else text("不是数")
            except InvalidOperation:
                wrong = text("不是数，请写阿拉伯数字，如 1234 或者 84.69")
        elif name in ("approx", "scope"):
            options: Iterable[str] = APPROX if name == "approx" else SCOPES
            wrong = "" if said in options else text("没有这个选项")
        elif name == "indicator":
            wrong = "" if not said or said in CATALOGUE else text("指标目录里没有这一项")
        elif name == "period" and said:
            try:
                Period.of(said)
            except BadPeriod as error:
                wrong = str(error)
        elif name in ("unit", "subject", "org"):
            wrong = "" if len(said) <= _LENGTHS[name] else text("最多 %(most)d 个字") % {"most": _LENGTHS[name]}
        elif name != "period":
            wrong = text("这一栏不能更正")
        if wrong:
            errors[name] = wrong
        else:
            found.setdefault(name, said)
    if errors:
        raise ReadingRefused("；".join(f"{name}：{said}" for name, said in errors.items()), errors)
    if found.get("figure") is True:
        del found["figure"]
    return found


def _value_at(said: str, start: int, end: int) -> Decimal:
    """Return the number that is printed at a place. Raises ReadingRefused."""
    found = reader.read(said[start:end] + "件").figures
    if len(found) != 1:
        raise ReadingRefused(text("选取的文字里认不出一个数，请写明数值。"), {"value": text("必填，不能为空")})
    return found[0].value


def check_about(about: Organisation | None, actor: Actor) -> None:
    """Whose figures a report becomes a source of, for that one the actor must be able to speak."""
    if faults := Readings.faults(actor, {"about": about}):
        raise ReadingRefused(f"{faults['about']}。", faults)


def _keep(reading: Reading, data: bytes, name: str, actor: Actor, at: datetime) -> str:
    """Keep the file and return its digest; of what a browser might run, and of rare encodings, only the text."""
    how: dict[str, Any] = {
        "ledger": Reading.ledger,
        "record": reading.pk,
        "actor": actor,
        "at": at,
        "journalled": False,
    }
    try:
        return documents.store(data, name, **how).digest
    except DocumentRefused:
        if reading.kind not in ("html", "txt"):
            raise
    try:
        return documents.store(reading.text.encode(), name, **how).digest
    except DocumentRefused:  # a text that looks like mark-up itself
        return ""


def _entry(action: str, reading: Reading, actor: Actor, at: datetime, **change: Any) -> journal.Entry:
    return journal.Entry(
        action,
        ledger=Reading.ledger,
        record=str(reading.pk),
        organisation=reading.organisation.code,
        actor=actor.username,
        actor_name=actor.name,
        at=at,
        **change,
    )


__all__ = [
    "Reading", "ReadingRefused", "Unreadable", "correct", "corrections", "figures", "known", "quick", "reread", "take",
]  # fmt: skip
