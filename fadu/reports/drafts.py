"""报告稿: the sections of a report as they stand, and the figures that they ask for, looked up once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.utils.translation import get_language

from fadu.kernel import returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import BadPeriod, Figure, Period
from fadu.kernel.organisations import ALL, SCOPES, Organisation, within
from fadu.official.document import Block, Reference
from fadu.official.markdown import SourceError, parse, references

from .models import AnnualReport, Section
from .skeleton import CHAPTERS


@dataclass(frozen=True)
class Key:
    """Which figure is meant; what a reference leaves open is the report's own organisation, year and 全域.

    `over` says how the text rounds it down, if it does; that does not make it another figure.
    """

    indicator: str
    organisation: str
    scope: str
    period: str
    over: int = field(default=0, compare=False)

    @classmethod
    def of(cls, reference: Reference, report: AnnualReport) -> Key:
        """Return the figure that `reference` means in `report`."""
        return cls(
            reference.slug,
            reference.organisation or report.organisation.code,
            reference.scope or ALL,
            reference.period or str(report.year),
            int(reference.over or 0),
        )

    @property
    def year_before(self) -> Key | None:
        """The same figure a year earlier; nothing for a period without end."""
        try:
            before = Period.of(self.period).year_before
        except BadPeriod:
            return None
        return replace(self, period=before.name) if before else None

    @property
    def place(self) -> str:
        """The address of the page that shows the figure and the records that it counted."""
        return f"/figures/{quote(self.organisation)}/{quote(self.indicator)}/{self.scope}/{quote(self.period)}/"

    def written(self, report: AnnualReport) -> str:
        """Return the reference by which the figure is asked for in the text of `report`."""
        parts = [self.indicator]
        if self.scope != ALL:
            parts.append(f"scope={self.scope}")
        if self.period != str(report.year):
            parts.append(f"period={self.period}")
        if self.organisation != report.organisation.code:
            parts.append(f"organisation={self.organisation}")
        if self.over:
            parts.append(f"over={self.over}")
        return f"{{{{{' '.join(parts)}}}}}"

    def called(self) -> str:
        """Return the indicator's name in the reader's language, and its scope where that is not the usual one."""
        entry = CATALOGUE.get(self.indicator)
        name = entry.called(get_language() or "") if entry else self.indicator
        return name if self.scope == ALL else f"{name}（{SCOPES.get(self.scope, self.scope)}）"


def figures(report: AnnualReport, wanted: Iterable[Key]) -> dict[Key, Figure | None]:
    """Return the figure of each key as its sources have it now; None where none has it, or it has no value.

    A report may speak of its own organisation and of those below it, and of no other.
    """
    found: dict[Key, Figure | None] = dict.fromkeys(wanted)
    reachable = {
        one.code: one for one in within(report.organisation).filter(code__in={key.organisation for key in found})
    }
    groups: dict[tuple[str, str, str], list[Key]] = {}
    for key in found:
        if key.indicator in CATALOGUE and key.organisation in reachable and key.scope in SCOPES:
            groups.setdefault((key.organisation, key.scope, key.period), []).append(key)
    for (code, scope, period), group in groups.items():
        try:
            name = Period.of(period).name
        except BadPeriod:
            continue
        asked = [key.indicator for key in group]
        resolved = {one.indicator: one for one in returns.resolve(asked, reachable[code], scope, name)}
        for key in group:
            figure = resolved.get(key.indicator)
            found[key] = rounded(figure, key.over) if figure is not None and figure.value is not None else None
    return found


def rounded(figure: Figure, unit: int) -> Figure:
    """Return the figure rounded down to a multiple of `unit`, as prose says it: 1400余 of 1437; exact where it is one.

    A figure that its source gives roughly, and one smaller than the unit, is left as it is.
    """
    assert figure.value is not None
    if not unit or figure.approx != "exact" or figure.value < unit or figure.value % unit == 0:
        return figure
    return replace(figure, value=int(figure.value // unit) * unit, approx="over")


def restored(kept: Mapping[str, Any], key: Key) -> Figure:
    """Return the figure that `Figure.as_json` wrote down."""

    def number(name: str) -> int | Decimal | None:
        value = kept[name]
        return value if value is None or isinstance(value, int) else Decimal(str(value))

    entry = CATALOGUE.get(key.indicator)
    return Figure(
        key.indicator,
        key.organisation,
        key.scope,
        key.period,
        number("value"),
        kept["unit"],
        entry.label if entry else "",
        kept["source"],
        number("numerator"),
        number("denominator"),
        kept["records"],
        kept["approx"],
    )


def shown(figure: Figure) -> str:
    """Print a figure as prose has it: in ten thousands (225.81万) where that loses nothing, otherwise in digits."""
    assert figure.value is not None
    large = figure.value >= 100_000 and Decimal(figure.value) % 100 == 0 and not figure.unit.startswith("万")
    return figure.printed("万" if large else "")


class Draft:
    """A report read at one moment: each part is looked up when it is first asked for, and then kept.

    `typed` holds texts, by chapter, that stand on a page and are not saved yet.
    """

    def __init__(self, report: AnnualReport, typed: Mapping[str, str] | None = None) -> None:
        self.report = report
        self._typed = dict(typed or {})

    @cached_property
    def sections(self) -> dict[str, Section]:
        """Every section of the skeleton, in order; those not written yet are empty."""
        written = {section.chapter: section for section in self.report.sections.all()}
        for slug, body in self._typed.items():
            revision = written[slug].revision if slug in written else 0
            written[slug] = Section(report=self.report, chapter=slug, body=body, revision=revision)
        return {c.slug: written.get(c.slug) or Section(report=self.report, chapter=c.slug) for c in CHAPTERS}

    @cached_property
    def _read(self) -> dict[str, tuple[Block, ...] | SourceError]:
        found: dict[str, tuple[Block, ...] | SourceError] = {}
        for slug, section in self.sections.items():
            try:
                found[slug] = parse(section.body)
            except SourceError as error:
                found[slug] = error
        return found

    @property
    def blocks(self) -> dict[str, tuple[Block, ...]]:
        """The text of each chapter, read; nothing of one that cannot be read."""
        return {slug: () if isinstance(read, SourceError) else read for slug, read in self._read.items()}

    @property
    def faults(self) -> dict[str, SourceError]:
        """The chapters that cannot be read, and why."""
        return {slug: read for slug, read in self._read.items() if isinstance(read, SourceError)}

    @cached_property
    def asked(self) -> dict[str, list[Key]]:
        """The figures that each chapter asks for, each once, in the order in which they stand."""
        return {
            slug: list(dict.fromkeys(Key.of(reference, self.report) for reference in references(blocks)))
            for slug, blocks in self.blocks.items()
        }

    @cached_property
    def keys(self) -> list[Key]:
        """The figures of the whole report, each once, in the order in which they stand."""
        return list(dict.fromkeys(key for keys in self.asked.values() for key in keys))

    @cached_property
    def live(self) -> dict[Key, Figure | None]:
        """The figures as their sources have them now."""
        return figures(self.report, self.keys)

    def before(self, keys: Iterable[Key]) -> dict[Key, Figure | None]:
        """Return for each of `keys` its figure a year earlier, as its sources have it now."""
        earlier = {key: key.year_before for key in keys}
        found = figures(self.report, [key for key in earlier.values() if key])
        return {key: found[one] if one else None for key, one in earlier.items()}

    @cached_property
    def locked(self) -> dict[Key, Figure]:
        """The figures as they were locked; none where they are not."""
        if not self.report.locked_at:
            return {}
        rows = self.report.locked.all()
        keys = {Key(row.indicator, row.organisation_code, row.scope, row.period): row.figure for row in rows}
        return {key: restored(kept, key) for key, kept in keys.items()}

    @cached_property
    def figures(self) -> dict[Key, Figure | None]:
        """What the report prints: a locked figure as it was locked, every other as it is."""
        return {key: self.locked.get(key) or self.live[key] for key in self.keys}

    def figures_of(self, chapter: str) -> dict[Key, Figure | None]:
        """What one chapter prints, without looking up the figures of the others."""
        keys = self.asked[chapter]
        found = figures(self.report, [key for key in keys if key not in self.locked])
        return {key: self.locked.get(key) or found[key] for key in keys}

    @cached_property
    def last(self) -> Draft | None:
        """The report of the year before, if there is one."""
        found = AnnualReport.objects.filter(organisation=self.report.organisation, year=self.report.year - 1).first()
        return Draft(found) if found else None

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """The organisations of which the report speaks, by code."""
        codes = {key.organisation for key in self.keys}
        return {one.code: one for one in within(self.report.organisation).filter(code__in=codes)}
