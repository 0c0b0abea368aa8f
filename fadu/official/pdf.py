"""公文的 PDF: typeset on the exact grid of GB/T 9704-2012, as PDF/A-2a for keeping.

The template is `official.typ`; what it prints comes from here as JSON. Fonts are checked first: `MissingFont` is raised
rather than a document issued in a wrong face or with a character left out.
"""

import datetime
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst

from . import fonts as installed_fonts
from .document import (
    UNDATED,
    Block,
    Document,
    FigureRef,
    Heading,
    Paragraph,
    Picture,
    Reference,
    Span,
    Table,
    annex_marks,
    column_widths,
    left_columns,
    numbered,
    printed_date,
    signature_indents,
    spans_of,
    table_size,
    texts,
    title_rows,
)
from .fonts import Face, Faces, MissingFont

__all__ = ["MissingFont", "faces", "write"]

TEMPLATE = Path(__file__).with_name("official.typ")
STANDARD: Literal["a-2a"] = "a-2a"

_one_at_a_time = Lock()  # the kept compiler is not for several threads


def write(document: Document, fonts: typst.Fonts | None = None) -> bytes:
    """The document as PDF; the same document and fonts always give the same bytes.

    Raises DocumentError when the document lacks something, MissingFont when a face or a character has no font.
    """
    document.check()
    fonts = fonts or installed_fonts.installed()
    data = _data(document, faces(document, fonts))
    moment = datetime.datetime.combine(document.date or UNDATED, datetime.time(), datetime.UTC)
    with _one_at_a_time:
        result, warnings = _compiler(fonts).compile_with_warnings(
            format="pdf",
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=moment,
        )
    if warnings:  # a font or a glyph amiss is no more than a warning to the typesetter
        raise MissingFont("排版时有警告，公文未生成：" + "；".join(warning.message for warning in warnings))
    assert isinstance(result, bytes)
    return result


def drawn(svg: str, fonts: typst.Fonts | None = None, ppi: float = 200) -> tuple[bytes, float]:
    """A drawing as PNG for programs that do not show SVG, and its width in mm."""
    fonts = fonts or installed_fonts.installed()
    svg = _lettered(svg, Faces.find(fonts).cover({"hei": _letters(svg)}, fonts))
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    compiler = typst.Compiler(page, font_paths=fonts)
    image = compiler.compile(format="png", ppi=ppi, sys_inputs={"svg": svg})
    assert isinstance(image, bytes)
    return image, int.from_bytes(image[16:20], "big") / ppi * 25.4  # the width stands in the PNG's header


def faces(document: Document, fonts: typst.Fonts | None = None) -> Faces:
    """The fonts the document would be set in; its `lent` names the characters that stand in a font of another face."""
    fonts = fonts or installed_fonts.installed()
    return Faces.find(fonts).cover(_wanted(document), fonts)


@cache
def _compiler(fonts: typst.Fonts) -> typst.Compiler:
    return typst.Compiler(TEMPLATE, font_paths=fonts)


def _wanted(document: Document) -> dict[Face, set[str]]:
    """The characters each face has to hold."""
    wanted: dict[Face, set[str]] = defaultdict(set)
    wanted["fang"].update("抄送印发签发人附件（）：。、年月日0123456789.", *texts(document))
    wanted["song"].update("— 0123456789")
    wanted["kai"].update(*document.signers)
    wanted["hei"].update("附件0123456789", document.notice, document.secrecy, document.urgency)
    wanted["biaosong"].update(document.title, document.red_head or "", *(annex.title for annex in document.annexes))
    for number, block in document.numbered_blocks():
        match block:
            case Heading(level=1, text=text):
                wanted["hei"].update(number, text)
            case Heading(level=2, text=text):
                wanted["kai"].update(number, text)
            case Table(head=head, caption=caption):
                wanted["hei"].update(caption, *head)
            case Picture(svg=svg, caption=caption):
                wanted["hei"].update(caption, _letters(svg))
    return wanted


def _letters(svg: str) -> set[str]:
    """Characters a drawing writes: those of its text elements, not of its markup."""
    return set(html.unescape(re.sub(r"<[^>]*>", "", svg)))


def _lettered(svg: str, chosen: Faces) -> str:
    """The drawing with the fonts chosen for it in place of those it asks for, which may not be here."""
    names = ", ".join(f"'{name}'" for name in (*chosen.families["hei"], *chosen.latin))
    return re.sub(r'font-family="[^"]*"', f'font-family="{names}"', svg)


def _data(document: Document, chosen: Faces) -> dict[str, Any]:
    """What the template prints, as plain values."""
    anchored: set[int] = set()  # the first place of each figure is where its row in the annex leads back to
    referred = {span.note for span in document.spans() if isinstance(span, FigureRef)}
    day = document.date
    date = printed_date(day) if day else ""
    issued_on = document.issued_on or day

    def spans(of: Iterable[Span]) -> list[dict[str, Any]]:
        found = []
        for span in of:
            assert not isinstance(span, Reference)  # refused by check()
            note, href = (span.note, span.href) if isinstance(span, FigureRef) else (0, "")
            found.append({"text": span.text, "note": note, "href": href, "anchor": bool(note) and note not in anchored})
            anchored.add(note)
        return found

    def blocks(of: Iterable[Block]) -> list[dict[str, Any]]:
        return [value(number, block) for number, block in numbered(of)]

    def value(number: str, block: Block) -> dict[str, Any]:
        match block:
            case Heading(level=level, text=text):
                return {"kind": "heading", "level": level, "text": number + text}
            case Paragraph(spans=words, indent=indent, align=align):
                return {
                    "kind": "paragraph",
                    "spans": spans(words),
                    "indent": indent and align == "justify",
                    "align": align,
                }
            case Picture(svg=svg, description=description, caption=caption):
                return {
                    "kind": "picture",
                    "svg": _lettered(svg, chosen),
                    "description": description,
                    "caption": caption,
                }
            case Table() as table:
                notes = table.notes or (0,) * len(table.rows)
                return {
                    "kind": "table",
                    "head": table.head,
                    "rows": [
                        {"note": note, "back": note in referred, "cells": [spans(spans_of(cell)) for cell in row]}
                        for note, row in zip(notes, table.rows, strict=True)
                    ],
                    "widths": column_widths(table),
                    "left": left_columns(table),
                    "size": table_size(table),
                    "caption": table.caption,
                }
        raise TypeError(block)

    return {
        "families": chosen.families,
        "latin": chosen.latin,
        "title": document.title.replace("\n", ""),
        "title_rows": title_rows(document.title, document.organ),
        "organ": document.organ,
        "red_head": document.red_head,
        "number": document.number,
        "signers": document.signers,
        "letter": document.is_letter,
        "markings": [{"text": mark, "face": face} for mark, face in document.markings],
        "addressees": "、".join(document.addressees) + "：" if document.addressees else "",
        "printed_date": date,
        "indents": signature_indents(document.organ, date, document.seal),
        "seal": document.seal,
        "remark": document.remark,
        "notice": document.notice,
        "blocks": blocks(document.blocks),
        "attachments": [{"name": name, "annex": index} for name, index in document.attachments()],
        "annexes": [
            {
                "mark": mark,
                "title_rows": title_rows(annex.title),
                "blocks": blocks(annex.blocks),
            }
            for mark, annex in zip(annex_marks(document), document.annexes, strict=True)
        ],
        "copies": "，".join(document.copies) + "。" if document.copies else "",
        "issued": "" if document.is_letter else document.issued,
        "issued_on": printed_date(issued_on) + "印发" if issued_on else "",
    }
