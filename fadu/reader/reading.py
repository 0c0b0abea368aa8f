"""读报告: a published or draft report into figures, with what must add up among them.

`read` takes text; `read_file` a file of any of the formats. Nothing is asked of a network or of Django.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from . import folding, furniture, identities, meaning, quantities, sections, sources, structure
from .identities import Check
from .structure import Finding

MOST = 50_000  # figures that are read of one text
AROUND = 12  # characters of the context on each side


@dataclass(frozen=True)
class Figure:
    """读出的数字: where it stands in the text, what it says, and of what.

    `start` and `end` are code points of the original text and hold the number; `unit_end` is where the unit ends.
    """

    start: int
    end: int
    unit_end: int
    text: str
    value: Decimal
    approx: str
    unit: str
    unit_norm: str
    subject: str
    org: str
    period: str
    section: str
    indicator: str
    context: str

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain values, in the fields that others rely on."""
        plain = asdict(self)
        plain["offset"] = plain.pop("start")
        for name in ("end", "unit_end"):
            del plain[name]
        plain["value"] = int(self.value) if self.value == int(self.value) else float(self.value)
        return plain


@dataclass(frozen=True)
class Reading:
    """读数结果: the text as it was read, the year it is about, its figures and what was checked."""

    text: str
    year: str
    figures: tuple[Figure, ...]
    checks: tuple[Check, ...]
    sections: tuple[sections.Section, ...] = ()
    others: tuple[quantities.Other, ...] = ()
    findings: tuple[Finding, ...] = ()
    file: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return file, digest, text, figures and checks as plain values."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "text": self.text,
            "figures": [one.as_json() for one in self.figures],
            "checks": [
                {
                    "kind": one.kind,
                    "figures": list(one.figures),
                    "stated": _plain(one.stated),
                    "computed": _plain(one.computed),
                    "ok": one.ok,
                    "basis": one.basis,
                    "match": one.match,
                    "message": one.message,
                }
                for one in self.checks
            ],
            "findings": [asdict(one) for one in self.findings],
        }


def read(text: str, year: str = "") -> Reading:
    """Read a text. `year` is that of the report where the text does not say it."""
    folded = folding.fold(text)
    masked = furniture.blank(folded)
    flowing = furniture.mend(masked)
    found, others = quantities.read(masked)
    parts = sections.sections(masked, text)
    year = meaning.year_of(flowing) or year
    notes = (f"数字超过 {MOST} 个，后面的没有读。",) if len(found) > MOST else ()
    figures = tuple(_figures(text, flowing, found[:MOST], parts, year))
    return Reading(
        text, year, figures, tuple(identities.checks(flowing, figures)), tuple(parts), tuple(others),
        tuple(structure.findings(text, parts, year, folded)), notes=notes,
    )  # fmt: skip


def read_file(file: Path | str, year: str = "") -> Reading:
    """Read a TXT, HTML, DOCX or PDF file. Raises sources.Unreadable with what is wrong and what to do."""
    path = Path(file)
    data = sources.load(path)
    source = sources.extract(data, path.name)
    reading = read(source.text, year)
    return replace(
        reading, file=str(file), sha256=hashlib.sha256(data).hexdigest(), notes=(*source.notes, *reading.notes)
    )


def _figures(
    text: str, folded: str, found: list[quantities.Quantity], parts: list[sections.Section], year: str
) -> Iterator[Figure]:
    last, courts, told = "", meaning.of_courts(folded), meaning.Told()
    headings = sections.paths(parts, (one.start for one in found))
    for place, (one, heading) in enumerate(zip(found, headings, strict=True)):
        around = meaning.surroundings(folded, found, place, folding.fold(heading), last)
        last = around.near.partition("#")[0]
        printed = text[one.end : one.unit_end].strip()
        org, period = meaning.organisation_of(folded, one), meaning.period_of(folded, one, year)
        indicator = "" if courts else told.whole(folded, one, meaning.indicator_of(one, around), (org, period))
        yield Figure(
            one.start, one.end, one.unit_end, text[one.start : one.end], one.value, one.approx,
            printed or one.unit, one.unit.replace("(次)", "次"), meaning.subject_of(around),
            org, period, heading, indicator,
            text[max(0, one.start - AROUND) : one.unit_end + AROUND].replace("\n", " "),
        )  # fmt: skip


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
