"""公文的 HTML: a file that needs nothing but itself, or a fragment for a page of the product.

Every figure opens its source (`href`) and leads to its row in the annex, which leads back. The fragment carries no
style: where inline style is forbidden the page links `official.css`, which the file carries within.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path

from .document import (
    SOURCES,
    Annex,
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
    left_columns,
    numbered,
    printed_date,
    spans_of,
    table_size,
    title_rows,
)

STYLE = Path(__file__).with_name("official.css")


def page(document: Document) -> str:
    """The document as one HTML file. Raises DocumentError when it lacks something."""
    title = escape(document.title.replace("\n", ""))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE.read_text('utf-8')}"
        "body { margin: 0; background: #eef0f3; }\n@media print { body { background: #fff; } }\n</style>\n"
        f"</head>\n<body>\n<main>\n{fragment(document)}\n</main>\n</body>\n</html>\n"
    )


def fragment(document: Document) -> str:
    """The document as an <article class="official">, without style. Raises DocumentError when it lacks something."""
    document.check()
    return _Writer(document).write()


def _words(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _rows(text: str, organ: str = "") -> str:
    """A title that may break only between its rows."""
    return "<wbr>".join(map(escape, title_rows(text, organ)))


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.referred = {span.note for span in document.spans() if isinstance(span, FigureRef)}
        self.anchored: set[int] = set()  # figures whose first place has been written

    def write(self) -> str:
        document = self.document
        parts = [
            f'<article class="official{" letter" if document.is_letter else ""}" lang="zh-CN">',
            f'<p class="notice" role="note">{_words(document.notice)}</p>' if document.notice else "",
            *self._head(),
            *self._blocks(document.blocks),
            *self._attachments(),
            *self._signature(),
            *(
                part
                for index, (mark, annex) in enumerate(zip(annex_marks(document), document.annexes, strict=True), 1)
                for part in self._annex(index, mark, annex)
            ),
            *self._imprint(),
            "</article>",
        ]
        return "\n".join(part for part in parts if part)

    def _head(self) -> Iterable[str]:
        document = self.document
        number = f'<span class="number">{escape(document.number)}</span>'
        if document.red_head is not None and document.is_letter:
            yield f'<p class="red-head">{escape(document.red_head)}</p>'
            marks = "".join(f'<p class="{face}">{escape(mark)}</p>' for mark, face in document.markings)
            yield f'<div class="letter-marks"><div>{marks}</div>{number}</div>'
        elif document.red_head is not None:
            marks = "".join(f'<p class="{face}">{escape(mark)}</p>' for mark, face in document.markings)
            yield f'<div class="markings">{marks}</div>' if marks else ""
            yield f'<p class="red-head">{escape(document.red_head)}</p>'
            names = "　".join(f'<span class="kai">{escape(name)}</span>' for name in document.signers)
            signed = f"<span>签发人：{names}</span>" if names else ""
            yield f'<p class="issue{" signed" if signed else ""}">{number}{signed}</p>'
        yield f"<h1>{_rows(document.title, document.organ)}</h1>"
        if document.red_head is None and document.number:
            yield f'<p class="document-number">{number}</p>'
        if document.addressees:
            yield f'<p class="addressees">{"、".join(map(escape, document.addressees))}：</p>'

    def _blocks(self, blocks: Iterable[Block], below: int = 1) -> Iterable[str]:
        """`below` is the level of the heading that the blocks stand under."""
        for number, block in numbered(blocks):
            match block:
                case Heading(level=level, text=text):
                    tag = f"h{min(level + below, 6)}"
                    yield f'<{tag} class="level-{level}">{escape(number)}{_words(text)}</{tag}>'
                case Paragraph(spans=spans, indent=indent, align=align):
                    name = ("text" if indent else "") if align == "justify" else align
                    yield f'<p class="{name}">{self._inline(spans)}</p>' if name else f"<p>{self._inline(spans)}</p>"
                case Table():
                    yield self._table(block)
                case Picture(svg=svg, description=description, caption=caption):
                    below_it = f"<figcaption>{_words(caption)}</figcaption>" if caption else ""
                    drawing = svg[svg.index("<svg") :]  # an XML declaration has no place within a page
                    image = f'<div role="img" aria-label="{escape(description)}">{drawing}</div>'
                    yield f"<figure>{image}{below_it}</figure>"

    def _inline(self, spans: Iterable[Span]) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        assert not isinstance(span, Reference)  # refused by check()
        words = _words(span.text)
        if not isinstance(span, FigureRef):
            return words
        anchor = ""
        if span.note and span.note not in self.anchored:
            self.anchored.add(span.note)
            anchor = f' id="note-{span.note}"'
        source = SOURCES[span.source]
        if span.href:
            title = f"来源：{source}"
            words = f'<a class="figure {span.source}" href="{escape(span.href)}" title="{title}"{anchor}>{words}</a>'
        else:
            words = f'<span class="figure {span.source}"{anchor}>{words}</span>'
        if not span.note:
            return words
        note = f'<a href="#figure-{span.note}" aria-label="数字来源第{span.note}条">[{span.note}]</a>'
        return f'<span class="noted">{words}<sup>{note}</sup></span>'

    def _table(self, table: Table) -> str:
        left = left_columns(table)
        wide = ' class="wide"' if table_size(table) < 12 else ""
        name = table.caption or "、".join(table.head)
        parts = [f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(name)}"><table{wide}>']
        if table.caption:
            parts.append(f"<caption>{_words(table.caption)}</caption>")
        head = "".join(f'<th scope="col">{_words(words)}</th>' for words in table.head)
        parts.append(f"<thead><tr>{head}</tr></thead>\n<tbody>")
        for note, row in zip(table.notes or (0,) * len(table.rows), table.rows, strict=True):
            cells = [self._inline(spans_of(cell)) for cell in row]
            if note in self.referred:
                cells[0] = f'<a href="#note-{note}" title="回到正文" aria-label="第{note}条，回到正文">{cells[0]}</a>'
            tags = (f"<td{' class=' + chr(34) + 'words' + chr(34) if is_left else ''}>" for is_left in left)
            anchor = f' id="figure-{note}"' if note else ""
            line = "".join(f"{tag}{cell}</td>" for tag, cell in zip(tags, cells, strict=True))
            parts.append(f"<tr{anchor}>{line}</tr>")
        return "\n".join([*parts, "</tbody></table></div>"])

    def _attachments(self) -> Iterable[str]:
        if attachments := self.document.attachments():
            single = ' class="single"' if len(attachments) == 1 else ""
            items = "".join(
                f'<li><a href="#annex-{index}">{escape(name)}</a></li>' if index else f"<li>{escape(name)}</li>"
                for name, index in attachments
            )
            yield f'<div class="attachments"><span>附件：</span><ol{single}>{items}</ol></div>'

    def _signature(self) -> Iterable[str]:
        document = self.document
        day = document.date
        when = f'<time datetime="{day.isoformat()}">{printed_date(day)}</time>' if day else ""
        if document.organ:
            sealed = "" if document.seal else " unsealed"
            yield f'<div class="signature{sealed}"><p>{escape(document.organ)}</p>{when}</div>'
        if document.remark:
            yield f'<p class="text remark">（{_words(document.remark)}）</p>'

    def _annex(self, index: int, mark: str, annex: Annex) -> Iterable[str]:
        yield f'<section class="annex" id="annex-{index}" aria-labelledby="annex-title-{index}">'
        yield f'<p class="annex-mark">{mark}</p>'
        yield f'<h2 class="annex-title" id="annex-title-{index}">{_rows(annex.title)}</h2>'
        yield from self._blocks(annex.blocks, below=2)
        yield "</section>"

    def _imprint(self) -> Iterable[str]:
        document = self.document
        issued_on = document.issued_on or document.date
        if document.copies or document.issued:
            yield '<footer class="imprint">'
            if document.copies:
                yield f'<p class="copies">抄送：{escape("，".join(document.copies))}。</p>'
            if document.issued and not document.is_letter:
                printed = f"<span>{printed_date(issued_on)}印发</span>" if issued_on else ""
                yield f'<p class="issued"><span>{escape(document.issued)}</span>{printed}</p>'
            yield "</footer>"
