"""读出了什么: all that was found in a text as one value: as JSON, and as the notes with which a draft comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as text

from fadu.kernel import documents
from fadu.kernel.indicators import Figure
from fadu.kernel.organisations import Actor
from fadu.reader import Check
from fadu.reader.structure import Finding

from . import holding, review, store
from .comments import Note
from .holding import DIFFERS, Held
from .models import Correction, ReadFigure, Reading

SHOWN = 40  # characters of a line that a note on it marks


def is_doubtful(check: Check) -> bool:
    """Tell whether a relation that nobody claimed does not hold: worth a question, unlike one that just might hold."""
    return check.ok is None and check.match not in ("exact", "half_up")


@dataclass(frozen=True)
class Told:
    """A text with its figures, what was checked, found and held against our own, and what people corrected."""

    text: str
    figures: Sequence[ReadFigure]
    checks: Sequence[Check]
    findings: Sequence[Finding]
    held: Sequence[Held] = ()
    corrections: Sequence[Correction] = field(default=())

    @classmethod
    def of(cls, reading: Reading, actor: Actor | None = None, *, fresh: bool = True) -> Told:
        """Return all that there is to tell of a reading to `actor`; `fresh` is as in `indicators.evaluate`."""
        figures = store.figures(reading)
        return cls(
            reading.text,
            figures,
            review.check(reading.text, figures),
            review.findings(reading),
            holding.hold(figures, reading.about, reading.year, actor, fresh=fresh),
            list(reading.corrections.order_by("pk")),
        )

    @property
    def errors(self) -> int:
        """How many errors there are: relations that do not hold, findings, figures that differ from our own."""
        return (
            sum(one.ok is False for one in self.checks)
            + sum(one.level == "error" for one in self.findings)
            + sum(one.status == DIFFERS for one in self.held)
        )

    def notes(self) -> Iterator[Note]:
        """Yield what a draft should be looked at for, each at its place."""
        for one in self.held:
            if one.status == DIFFERS:
                said = text("与台账不一致：“%(name)s”，%(said)s") % {"name": one.figure.label, "said": one.said}
                yield Note(said, one.figure.start, one.figure.unit_end)
        for check in self.checks:
            if check.ok is False or is_doubtful(check):
                figure = self.figures[check.figures[0]]
                said = text("勾稽不符：%s") if check.ok is False else text("请核对：%s")
                yield Note(said % check.message, figure.start, figure.unit_end)
        ends = {one.start: one.unit_end for one in self.figures}
        for finding in self.findings:
            said = (text("错误：%s") if finding.level == "error" else text("请核对：%s")) % finding.message
            said += f"（{finding.article}）" if finding.article else ""
            if finding.place is None:
                yield Note(said)
            else:
                yield Note(said, finding.place, ends.get(finding.place) or self._end_of(finding.place))

    def _end_of(self, place: int) -> int:
        """Return where the words end that begin at a place: with their line, or sooner."""
        found = re.compile(rf"[^\n。]{{1,{SHOWN}}}").match(self.text, place)
        return found.end() if found else place + 1

    def as_json(self) -> dict[str, Any]:
        """Return figures, checks and findings as `fadu read --json` prints them, and what is known here besides."""
        places = {one.start: number for number, one in enumerate(self.figures)}
        return {
            "figures": [_figure(one) for one in self.figures],
            "checks": [
                asdict(one) | {"stated": _plain(one.stated), "computed": _plain(one.computed)} for one in self.checks
            ],
            "findings": [asdict(one) for one in self.findings],
            "held": [{"figure": places[one.figure.start], **_held(one)} for one in self.held],
            "corrections": [_correction(one) for one in self.corrections],
        }  # fmt: skip


def as_json(reading: Reading, told: Told) -> dict[str, Any]:
    """Return a reading as plain values."""
    return {
        "file": reading.file_name,
        "sha256": reading.sha256,
        "title": reading.title,
        "place": reading.place,
        "about": reading.about.code if reading.about else "",
        "year": reading.year,
        "status": reading.status,
        "version": reading.version,
        "text": reading.text,
        **told.as_json(),
    }


def file_of(reading: Reading) -> bytes:
    """Return the file as it came; nothing of one of which the text alone was kept. Raises DocumentDamaged."""
    document = reading.document
    if document is None:
        return b""
    with documents.open_document(document) as source:
        return source.read()


def _figure(one: ReadFigure) -> dict[str, Any]:
    names = (
        "text",
        "approx",
        "unit",
        "unit_norm",
        "subject",
        "org",
        "period",
        "section",
        "indicator",
        "context",
        "scope",
    )
    plain = {name: getattr(one, name) for name in names}
    return {"offset": one.start, "value": _plain(one.value), **plain, "corrected": one.corrected}


def _held(one: Held) -> dict[str, Any]:
    return {
        "status": one.status,
        "difference": _plain(one.difference),
        "scope": one.scope,
        "assumed": one.assumed,
        "ledger": one.ledger.as_json() | {"place": place_of(one.ledger)} if one.ledger else None,
        "message": one.said,
    }


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "offset": one.start,
        "end": one.end,
        "what": one.what,
        "reason": one.reason,
        "by": one.by_name,
        "at": one.at.isoformat(),
    }


def place_of(figure: Figure) -> str:
    """Return the address of the page of a figure, with the records that it counted."""
    return reverse("indicator_figure", args=[figure.organisation, figure.indicator, figure.scope, figure.period])


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
