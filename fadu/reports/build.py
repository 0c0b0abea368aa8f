"""报告生成: one source, the sections with their figure references, into HTML, DOCX, PDF and the figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as text

from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import Figure, printed
from fadu.kernel.offices import letterhead
from fadu.kernel.organisations import SCOPES
from fadu.official import docx, html, pdf
from fadu.official.document import (
    SOURCES,
    Annex,
    Block,
    Document,
    FigureRef,
    Heading,
    Reference,
    Table,
    width_in_characters,
)
from fadu.official.markdown import resolve

from .checks import OPEN
from .drafts import Draft, Key, shown
from .models import AnnualReport
from .skeleton import BY_SLUG, CHAPTERS, PARTS
from .workspace import ReportRefused


@dataclass(frozen=True)
class Assembled:
    """A report ready to be written: the document, and its figures in the order of the annex."""

    report: AnnualReport
    document: Document
    figures: list[Figure]


def assemble(report: AnnualReport, base: str = "", notice: str = "") -> Assembled:
    """Put sections and figures together; `base` is the address of the running product.

    Raises ReportRefused naming the figures that have no source, and the chapters that cannot be read.
    """
    draft = Draft(report)
    if draft.faults:
        told = "；".join(f"“{BY_SLUG[slug].title}”{fault}" for slug, fault in draft.faults.items())
        raise ReportRefused(text("报告正文格式有误，不能生成：%s") % told)
    found = {key: figure for key, figure in draft.figures.items() if figure is not None}
    if missing := [key.called() for key in draft.keys if key not in found]:
        raise ReportRefused(text("下列数字没有来源，报告不能生成：%s") % "、".join(missing))
    document = Document(
        title=_title(report),
        organ=report.organisation.name,
        blocks=_blocks(draft, found, base),
        red_head=f"{letterhead(report.organisation)}文件" if report.document_number else None,
        number=report.document_number,
        addressees=tuple(a for a in report.addressees.split("、") if a),
        date=report.approved_on or report.submitted_on,
        annexes=(Annex("数字来源表", (_sources(draft, found),)),) if found else (),
        notice=notice,
    )
    return Assembled(report, document, list(found.values()))


def _title(report: AnnualReport) -> str:
    """Return the title in its rows: a long one breaks behind the name of the organ that stands at its head."""
    title, name = str(report), report.organisation.name
    long = width_in_characters(title) > 18
    return f"{name}\n{title.removeprefix(name)}" if long and title.startswith(name) and title != name else title


def filled(
    report: AnnualReport,
    blocks: Iterable[Block],
    found: Mapping[Key, Figure | None],
    base: str = "",
    notes: Mapping[Key, int] | None = None,
) -> tuple[Block, ...]:
    """Return `blocks` with their figures; a reference without figure stays, for a page to show that it lacks one."""

    def figure(reference: Reference) -> FigureRef | Reference:
        key = Key.of(reference, report)
        value = found.get(key)
        if value is None:
            return reference
        return FigureRef(shown(value), (notes or {}).get(key, 0), base + key.place, value.source)  # type: ignore[arg-type]

    return resolve(blocks, figure)  # type: ignore[arg-type]


def _blocks(draft: Draft, found: Mapping[Key, Figure], base: str) -> tuple[Block, ...]:
    notes = {key: number for number, key in enumerate(found, 1)}
    blocks: list[Block] = []
    part = 0
    for chapter in CHAPTERS:
        written = filled(draft.report, draft.blocks[chapter.slug], found, base, notes)
        if not written:
            continue
        if chapter.part and chapter.part != part:
            part = chapter.part
            blocks.append(Heading(1, str(PARTS[part])))
        if chapter.part == 1:
            blocks.append(Heading(2, str(chapter.title)))
        # What an author heads within a chapter stands below the heading of the chapter.
        below = 2 if chapter.part == 1 else 1 if chapter.part else 0
        blocks += [Heading(min(b.level + below, 4), b.text) if isinstance(b, Heading) else b for b in written]
    return tuple(blocks)


def _sources(draft: Draft, found: Mapping[Key, Figure]) -> Table:
    """The annex: each figure with value, numerator and denominator, scope, period, source and number of records."""
    rows = []
    for number, (key, figure) in enumerate(found.items(), 1):
        entry = CATALOGUE[key.indicator]
        organisation = draft.organisations[key.organisation]
        rows.append(
            (
                str(number),
                entry.label,
                f"{figure.text}{entry.unit}",
                "—" if figure.denominator is None else f"{printed(figure.numerator)}／{printed(figure.denominator)}",
                f"{organisation.short_name or organisation.name} {SCOPES[key.scope]}",
                key.period,
                SOURCES[figure.source],  # type: ignore[index]
                "—" if figure.records is None else str(figure.records),
            )
        )
    head = ("序号", "指标", "数值", "分子／分母", "口径", "期间", "来源", "记录数")
    return Table(head, tuple(rows), (3, 11, 8, 8, 7, 4, 4, 6), notes=tuple(range(1, len(rows) + 1)))


def place(key: Key) -> str:
    """Return the address of the page that shows the figure and the records that it counted."""
    return key.place


def as_json(report: AnnualReport, found: Iterable[Figure]) -> dict:
    """Return the report's figures as data; the form is a contract with those who read it."""
    return {
        "organisation": report.organisation.code,
        "year": report.year,
        "figures": [figure.as_json() | {"text": shown(figure)} for figure in found],
    }


WRITERS: dict[str, Callable[[Assembled], bytes]] = {
    "html": lambda made: html.page(made.document).encode(),
    "docx": lambda made: docx.write(made.document),
    "pdf": lambda made: pdf.write(made.document),
    "json": lambda made: json.dumps(as_json(made.report, made.figures), ensure_ascii=False, indent=1).encode(),
}


def notice_of(report: AnnualReport, on: date) -> str:
    """Return what every page of the report says: the installation's own notice, and that a draft is one."""
    said = [settings.FADU_NOTICE] if settings.FADU_NOTICE else []
    if report.state in OPEN:
        said.append(f"{on.year}年{on.month}月{on.day}日生成的草稿，尚未签发，请勿引用。")
    return "".join(said)


def build(report: AnnualReport, folder: Path, base: str, on: date, notice: str = "") -> dict[str, Path]:
    """Write report.html, report.docx, report.pdf and report.json into `folder`; return them by kind.

    Without a `notice` of its own it says on every page what `notice_of` gives. All four are made before the first is
    written, so a report that cannot be built leaves an earlier one whole. Raises ReportRefused, DocumentError.
    """
    made = assemble(report, base, notice or notice_of(report, on))
    contents = {kind: write(made) for kind, write in WRITERS.items()}
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for kind, content in contents.items():
        written[kind] = folder / f"report.{kind}"
        partial = written[kind].with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(written[kind])
    return written
