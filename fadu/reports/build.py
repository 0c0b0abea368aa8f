"""报告生成: one source, the sections with their figure references, into HTML, DOCX, PDF and the figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

from django.utils.translation import gettext as text

from fadu.kernel import catalogue
from fadu.kernel.indicators import Figure, printed
from fadu.kernel.organisations import SCOPES, Organisation

from .models import AnnualReport
from .official import docx, html, pdf
from .official.document import SOURCES, Annex, Block, Document, FigureRef, Heading, Paragraph, Reference, Table
from .official.markdown import parse
from .skeleton import CHAPTERS, PARTS
from .workspace import Key, ReportRefused, figures, keys, sections


@dataclass(frozen=True)
class Assembled:
    """A report ready to be written: the document, and its figures in the order of the annex."""

    document: Document
    figures: list[Figure]


def assemble(report: AnnualReport, base: str = "", notice: str = "") -> Assembled:
    """Put sections and figures together; `base` is the address of the running product.

    Raises ReportRefused naming the figures that have no source.
    """
    wanted = keys(report)
    found = figures(wanted)
    missing = [catalogue.CATALOGUE[key.indicator].label for key in wanted if found[key] is None]
    if missing:
        raise ReportRefused(text("下列数字没有来源，报告不能生成：%s") % "、".join(missing))
    notes = {key: number for number, key in enumerate(wanted, 1)}

    def resolve(reference: Reference) -> FigureRef:
        key = Key.of(reference, report)
        figure = found[key]
        assert figure  # checked above
        return FigureRef(shown(figure), notes[key], base + place(key), figure.source)

    document = Document(
        title=str(report),
        organ=report.organisation.name,
        blocks=tuple(_blocks(report, resolve)),
        number=report.document_number,
        addressees=tuple(a for a in report.addressees.split("、") if a),
        date=report.approved_on or report.submitted_on,
        annexes=(Annex(text("数字来源表"), (_sources([(key, found[key]) for key in wanted], base),)),)
        if wanted
        else (),
        notice=notice,
    )
    return Assembled(document, [figure for key in wanted if (figure := found[key])])


def _blocks(report: AnnualReport, resolve: Callable[[Reference], FigureRef]) -> list[Block]:
    blocks: list[Block] = []
    written, part = sections(report), 0
    for chapter in CHAPTERS:
        body = written[chapter.slug].body
        if not body.strip():
            continue
        if chapter.part and chapter.part != part:
            part = chapter.part
            blocks.append(Heading(1, str(PARTS[part])))
        if chapter.part == 1:
            blocks.append(Heading(2, str(chapter.title)))
        blocks += [_filled(block, resolve) for block in parse(body)]
    return blocks


def _filled(block: Block, resolve: Callable[[Reference], FigureRef]) -> Block:
    def spans(found):
        return tuple(resolve(span) if isinstance(span, Reference) else span for span in found)

    if isinstance(block, Paragraph):
        return Paragraph(spans(block.spans), block.indent, block.align)
    if isinstance(block, Table):
        rows = tuple(tuple(cell if isinstance(cell, str) else spans(cell) for cell in row) for row in block.rows)
        return Table(block.head, rows, block.widths, block.caption)
    return block


def _sources(listed: list[tuple[Key, Figure | None]], base: str) -> Table:
    """The annex: each figure with value, parts, scope, period, source, number of records."""
    names = dict(Organisation.objects.values_list("code", "short_name"))
    rows = []
    for number, (key, figure) in enumerate(listed, 1):
        assert figure
        entry = catalogue.CATALOGUE[key.indicator]
        parts = f"{printed(figure.numerator)}／{printed(figure.denominator)}" if figure.denominator is not None else "—"
        rows.append(
            (
                str(number),
                entry.label,
                f"{printed(figure.value)}{entry.unit}",
                parts,
                f"{names.get(key.organisation) or key.organisation} {SCOPES[key.scope]}",
                key.period,
                SOURCES[figure.source],
                "—" if figure.records is None else str(figure.records),
            )
        )
    head = tuple(text(t) for t in ("序号", "指标", "数值", "分子／分母", "口径", "期间", "来源", "记录数"))
    return Table(head, tuple(rows), (3, 11, 8, 8, 7, 4, 4, 6), notes=tuple(range(1, len(rows) + 1)))


def place(key: Key) -> str:
    """Return the address of the page that shows the figure and the records that it counted."""
    return f"/figures/{quote(key.organisation)}/{quote(key.indicator)}/{key.scope}/{quote(key.period)}/"


def shown(figure: Figure) -> str:
    """Print a figure as prose has it: in ten thousands (225.81万) where that loses nothing, otherwise in digits."""
    assert figure.value is not None
    large = figure.value >= 100_000 and Decimal(figure.value) % 100 == 0
    return figure.printed("万" if large else "")


def as_json(report: AnnualReport, found: list[Figure]) -> dict:
    """Return the report's figures as data; the form is a contract with those who read it."""
    return {
        "organisation": report.organisation.code,
        "year": report.year,
        "figures": [figure.as_json() | {"text": shown(figure)} for figure in found],
    }


def build(report: AnnualReport, folder: Path, base: str, on: date, notice: str = "") -> dict[str, Path]:
    """Write report.html, report.docx, report.pdf and report.json into `folder`; return them by kind.

    All four are made before the first is written, so a report that cannot be built leaves an earlier one whole.
    """
    made = assemble(report, base, notice)
    data = json.dumps(as_json(report, made.figures), ensure_ascii=False, indent=1)
    contents = {
        "html": html.page(made.document).encode(),
        "docx": docx.write(made.document),
        "pdf": pdf.write(made.document),
        "json": data.encode(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for kind, content in contents.items():
        written[kind] = folder / f"report.{kind}"
        partial = written[kind].with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(written[kind])
    return written
