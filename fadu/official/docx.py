"""公文的 DOCX: the page, grid and faces of GB/T 9704-2012, for an office's word processor.

The fonts are named, not embedded: an office has 仿宋_GB2312, 方正小标宋简体 and the others. The grid is of type “lines”
and the character pitch comes from run spacing, because a grid of characters makes some word processors set one
character over two cells. Distances are in twips (twentieths of a point) unless a name says otherwise.
"""

import datetime
import io
from collections.abc import Iterable

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _BaseHeaderFooter
from docx.shared import Mm, Twips

from . import pdf
from .document import (
    UNDATED,
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
    column_widths,
    left_columns,
    numbered,
    printed_date,
    signature_indents,
    spans_of,
    table_size,
    title_rows,
    width_in_characters,
)
from .wordml import (
    BIAOSONG,
    BLOCK,
    CELL,
    FANG,
    HEI,
    KAI,
    ROW,
    TIGHTER,
    characters,
    chinese_settings,
    clear,
    element,
    font_table,
    fonts,
    link,
    page_number,
    paragraph,
    rule,
    run,
    stable,
    table,
)

RED = "D7000F"

_HEADING = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
_FACES = {"fang": FANG, "hei": HEI}


def _size_of(mark: str) -> float:
    """The size of the 发文机关标志: as large as the width allows, up to 48 pt."""
    return min(48.0, int(442 / (width_in_characters(mark) * 1.06) * 2) / 2)


def write(document: Document) -> bytes:
    """The document as DOCX; the same document always gives the same bytes.

    Raises DocumentError when the document lacks something, MissingFont when a picture's words cannot be drawn.
    """
    document.check()
    return _Writer(document).write()


class _Writer:
    """Writes one document from its head to its imprint; what has been written is remembered where it matters."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = docx.Document()
        self.end = self.file.element.body.sectPr
        self.referred = {span.note for span in document.spans() if isinstance(span, FigureRef)}
        self.anchored: set[int] = set()  # figures whose first place has been written
        self.bookmarks = 0
        self.after_table = False

    def write(self) -> bytes:
        document = self.document
        self._properties()
        self._page()
        self._styles()
        if document.red_head is not None:
            self._head(document.red_head)
        self._title()
        self._blocks(document.blocks, signed=bool(document.organ))
        self._attachments()
        self._signature()
        for index, (mark, annex) in enumerate(zip(annex_marks(document), document.annexes, strict=True), 1):
            self._annex(index, mark, annex)
        self._imprint()
        return self._saved()

    def _add(self, part: BaseOxmlElement) -> None:
        self.end.addprevious(part)

    def _bookmark(self, name: str, *content: BaseOxmlElement) -> list[BaseOxmlElement]:
        """Content that links within the file can lead to."""
        self.bookmarks += 1
        start = element("bookmarkStart", id=self.bookmarks, name=name)
        return [start, *content, element("bookmarkEnd", id=self.bookmarks)]

    # ---- frame

    def _properties(self) -> None:
        document, properties = self.document, self.file.core_properties
        properties.title, properties.author = document.title.replace("\n", ""), document.organ
        moment = datetime.datetime.combine(document.date or UNDATED, datetime.time())
        properties.created = properties.modified = moment
        properties.last_modified_by, properties.comments, properties.language = "", "", "zh-CN"

    def _page(self) -> None:
        """A4 with margins 37, 35, 28 and 26 mm and 22 rows; page numbers 7 mm below the text, odd right, even left."""
        section = self.file.sections[0]
        section.page_width, section.page_height = Twips(11906), Twips(16838)
        section.top_margin, section.bottom_margin = Twips(2098), Twips(1984)
        section.left_margin, section.right_margin = Twips(1588), Twips(1474)
        # A row of 14 pt whose middle, where the dashes are, lies 7 mm (397) below the text block.
        section.header_distance, section.footer_distance = Mm(20), Twips(1984 - 397 - 140)
        clear(self.end, "docGrid")
        self.end.append(element("docGrid", type="lines", linePitch=ROW))
        self.file.settings.odd_and_even_pages_header_footer = True
        chinese_settings(self.file.settings.element)
        below = 0
        if self.document.is_letter:
            # The lower double line stands 20 mm above the edge, so the page numbers keep their place by space below.
            below = section.footer_distance - Mm(20)
            section.footer_distance = Mm(20)
            section.different_first_page_header_footer = True
            self._letterhead(section.first_page_header, section.first_page_footer)
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            number = paragraph(
                *page_number(), align=side, line=280, after=round(below / 635), indent=characters(**{side: 1})
            )
            self._margin(footer, number)
        if self.document.notice:
            for header in (section.header, section.even_page_header):
                words = run(self.document.notice, HEI, 10.5, spacing=0)
                self._margin(header, paragraph(words, align="center", line=280))

    def _letterhead(self, header: _BaseHeaderFooter, footer: _BaseHeaderFooter) -> None:
        """信函格式 (10.1): the name 30 mm below the paper's edge, a double line 4 mm below it, another at the bottom.

        The lines are 170 mm long in the middle of the page, and so reach beyond the text block on both sides.
        """
        mark = self.document.red_head or ""
        size = _size_of(mark)
        beyond = {"left": -454, "right": -340}
        above = rule("bottom", 18, RED, space=11, kind="thickThinSmallGap")
        letters = run(mark, BIAOSONG, size, spacing=round(size * 1.2), colour=RED)
        notice = self.document.notice
        before = 287 if notice else 567  # the header begins at 20 mm, and a notice takes a row of 14 pt
        name = paragraph(letters, align="center", before=before, line=round(size * 20), border=above, indent=beyond)
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        clear(header._element)
        if notice:
            header._element.append(paragraph(run(notice, HEI, 10.5, spacing=0), align="center", line=280))
        header._element.append(name)
        clear(footer._element)
        below = rule("bottom", 18, RED, kind="thinThickSmallGap")
        footer._element.append(paragraph(line=20, border=below, indent=beyond))

    @staticmethod
    def _margin(part: _BaseHeaderFooter, content: CT_P) -> None:
        part.is_linked_to_previous = False
        clear(part._element)
        part._element.append(content)

    def _styles(self) -> None:
        """正文, 标题 and the four levels, so that the word processor's own styles carry the standard's faces."""
        styles = self.file.styles
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        clear(defaults)
        defaults.extend([fonts(FANG), element("lang", val="en-US", eastAsia="zh-CN")])
        # Rows end where the grid says: no widow control, punctuation may hang, no air beside digits.
        normal = [
            element("widowControl", val=0),
            element("overflowPunct", val=1),
            element("autoSpaceDE", val=0),
            element("autoSpaceDN", val=0),
            element("spacing", before=0, after=0, line=ROW, lineRule="exact"),
            element("jc", val="both"),
        ]
        headings = {
            f"Heading {level}": (face, 16, [element("keepNext"), element("outlineLvl", val=level - 1)])
            for level, face in _HEADING.items()
        }
        for name, (face, size, properties) in {
            "Normal": (FANG, 16, normal),
            "Title": (BIAOSONG, 22, [element("keepNext")]),
            **headings,
        }.items():
            style = styles[name].element
            clear(style, "pPr", "rPr")
            style.get_or_add_pPr().extend(properties)
            spacing = element("spacing", val=0 if name == "Title" else TIGHTER)
            style.get_or_add_rPr().extend(
                [fonts(face), spacing, element("sz", val=size * 2), element("szCs", val=size * 2)]
            )

    # ---- 版头

    def _head(self, mark: str) -> None:
        if self.document.is_letter:
            self._letter_marks()
            return
        for words, face in self.document.markings:
            self._add(paragraph(run(words, _FACES[face]), align="left", keep=True))
        size = _size_of(mark)
        # The row is as high as the type, so its top is the top of the characters: 35 mm below that of the text block.
        letters = run(mark, BIAOSONG, size, spacing=round(size * 1.2), colour=RED)
        self._add(
            paragraph(
                letters,
                align="center",
                before=1984 - ROW * len(self.document.markings),
                line=round(size * 20),
                keep=True,
            )
        )
        red_line = rule("bottom", 10, RED, space=11)  # 11 pt: 4 mm below the number
        height = 320  # no more than the characters, so that the distance counts from them
        before = 2 * ROW + (ROW - height) // 2
        if not self.document.signers:
            number = run(self.document.number, FANG)
            self._add(paragraph(number, align="center", before=before, line=height, border=red_line, keep=True))
            return
        rows = ["　".join(self.document.signers[i : i + 2]) for i in range(0, len(self.document.signers), 2)]
        names_at = BLOCK - CELL - max(map(width_in_characters, rows)) * CELL
        for index, names in enumerate(rows):
            last = index == len(rows) - 1
            label = "签发人：" if index == 0 else ""
            self._add(
                paragraph(
                    run(f"{self.document.number if last else ''}\t{label}\t", FANG),
                    run(names, KAI),
                    align="left",
                    before=ROW - height if index else before,
                    line=height,
                    keep=True,
                    border=red_line if last else None,
                    tabs=(("left", names_at - 4 * CELL), ("left", names_at)),
                    indent=characters(firstLine=1),  # not “left”: the red line runs from margin to margin
                )
            )

    def _letter_marks(self) -> None:
        """Below the upper line: 份号、密级、紧急程度 at the left, 发文字号 at the right of the first row."""
        rows: list[tuple[str, str]] = [(words, _FACES[face]) for words, face in self.document.markings] or [("", FANG)]
        for index, (words, face) in enumerate(rows):
            number = run("\t" + self.document.number, FANG) if index == 0 else run("", FANG)
            before = 280 - (ROW - 320) // 2 if index == 0 else 0  # seven eighths of a character
            stops = (("right", BLOCK),)
            self._add(paragraph(run(words, face), number, align="left", before=before, keep=True, tabs=stops))

    # ---- 主体

    def _title(self) -> None:
        document = self.document
        before = 2 * ROW if document.red_head is not None else 0
        number = document.number if document.red_head is None else ""
        rows = run("\n".join(title_rows(document.title, document.organ)), BIAOSONG, 22, spacing=0)
        after = 0 if number else ROW
        self._add(paragraph(rows, align="center", before=before, after=after, style="Title", keep=True, grid=False))
        if number:
            self._add(paragraph(run(number, FANG), align="center", after=ROW, keep=True))
        if document.addressees:
            self._add(paragraph(run("、".join(document.addressees) + "：", FANG)))

    def _blocks(self, blocks: Iterable[Block], signed: bool = False) -> None:
        listed = list(numbered(blocks))
        for index, (number, block) in enumerate(listed):
            before = ROW // 2 if self.after_table else 0
            self.after_table = False
            match block:
                case Heading(level=level, text=text):
                    words = run(number + text, _HEADING[level])
                    indent = characters(firstLine=2)
                    self._add(paragraph(words, style=f"Heading{level}", before=before, keep=True, indent=indent))
                case Paragraph(spans=spans, align=align):
                    content = self._inline(spans, 16, TIGHTER)
                    indent = characters(firstLine=2) if block.indent and align == "justify" else {}
                    # The signature must not stand on a page without text.
                    keep = signed and index == len(listed) - 1
                    self._add(paragraph(*content, align=align, before=before, keep=keep, indent=indent))
                case Table():
                    self._table(block, before)
                case Picture():
                    self._picture(block, before)

    def _inline(self, spans: Iterable[Span], size: float, spacing: int) -> list[BaseOxmlElement]:
        found: list[BaseOxmlElement] = []
        for span in spans:
            assert not isinstance(span, Reference)  # refused by check()
            words: list[BaseOxmlElement] = [run(span.text, FANG, size, spacing=spacing)]
            if not isinstance(span, FigureRef):
                found += words
                continue
            if span.href.startswith("http"):
                words = [element("hyperlink", *words, history=1)]
                words[0].set(
                    qn("r:id"), self.file.part.relate_to(span.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                )
            if span.note and span.note not in self.anchored:
                self.anchored.add(span.note)
                words = self._bookmark(f"note_{span.note}", *words)
            found += words
            if span.note:
                number = run(f"[{span.note}]", FANG, size, spacing=0, raised=True)
                found.append(link(f"figure_{span.note}", number))
        return found

    def _table(self, block: Table, before: int) -> None:
        if block.caption:
            self._caption(block.caption, before=max(before, ROW * 3 // 10), keep=True)
        size = table_size(block)
        rules = [rule(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV")]
        widths = [round(points * 20) for points in column_widths(block)]
        grid = table(widths, len(block.rows) + 1, rules, (60, 70), None)
        head: list[list[BaseOxmlElement]] = [[run(words, HEI, size, spacing=0)] for words in block.head]
        contents = [head, *([self._inline(spans_of(cell), size, 0) for cell in row] for row in block.rows)]
        left = left_columns(block)
        for index, (row, cells) in enumerate(zip(grid.tr_lst, contents, strict=True)):
            if index == 0:
                row.get_or_add_trPr().append(element("tblHeader"))
            elif block.notes:
                note = block.notes[index - 1]
                back = [link(f"note_{note}", *cells[0])] if note in self.referred else cells[0]
                cells[0] = self._bookmark(f"figure_{note}", *back)
            for column, (cell, words) in enumerate(zip(row.tc_lst, cells, strict=True)):
                align = "left" if index and left[column] else "center"
                cell.append(paragraph(*words, align=align, line=round(size * 30), keep=index == 0))
        self._add(grid)
        self.after_table = True

    def _caption(self, words: str, *, before: int, after: int = 60, keep: bool = False) -> None:
        letters = run(words, HEI, 12, spacing=0)
        self._add(paragraph(letters, align="center", before=before, after=after, line=360, keep=keep))

    def _picture(self, block: Picture, before: int) -> None:
        image, width = pdf.drawn(block.svg)
        added = self.file.add_paragraph()
        shape = added.add_run().add_picture(io.BytesIO(image), width=Mm(min(width, 156)))
        shape._inline.docPr.set("descr", block.description)
        properties = added._p.get_or_add_pPr()
        if block.caption:
            properties.append(element("keepNext"))
        properties.append(element("snapToGrid", val=0))
        # “auto”: an exact row would cut the picture off at its height.
        properties.append(element("spacing", before=max(before, 174), after=120, line=240, lineRule="auto"))
        properties.append(element("jc", val="center"))
        if block.caption:
            self._caption(block.caption, before=0, after=ROW // 2)

    def _attachments(self) -> None:
        attachments = self.document.attachments()
        for place, (name, index) in enumerate(attachments, 1):
            number = f"{place}." if len(attachments) > 1 else ""
            label = "附件：" if place == 1 else ""
            number_width = 0.75 if number else 0
            words = run(name, FANG)
            self._add(
                paragraph(
                    run(label + number, FANG),
                    link(f"annex_{index}", words) if index else words,
                    before=ROW if place == 1 else 0,
                    keep=bool(self.document.organ),
                    indent=characters(left=5 + number_width, hanging=width_in_characters(label) + number_width),
                )
            )

    def _signature(self) -> None:
        document = self.document
        date = printed_date(document.date) if document.date else ""
        if document.organ:
            inward = signature_indents(document.organ, date, document.seal)
            before = (2 if document.seal else 1) * ROW
            organ = run(document.organ, FANG)
            indent = characters(right=inward[0])
            self._add(paragraph(organ, align="right", before=before, keep=bool(date), indent=indent))
            if date:
                self._add(paragraph(run(date, FANG), align="right", indent=characters(right=inward[1])))
        if document.remark:
            self._add(paragraph(run(f"（{document.remark}）", FANG), indent=characters(firstLine=2)))

    # ---- 附件

    def _annex(self, index: int, mark: str, annex: Annex) -> None:
        self.after_table = False
        words = self._bookmark(f"annex_{index}", run(mark, HEI))
        self._add(paragraph(*words, align="left", new_page=True, keep=True))
        rows = run("\n".join(title_rows(annex.title)), BIAOSONG, 22, spacing=0)
        self._add(paragraph(rows, align="center", before=ROW, after=ROW, keep=True, level=0, grid=False))
        self._blocks(annex.blocks)

    # ---- 版记

    def _imprint(self) -> None:
        """A table floating at the bottom of the last page's text block, thick rules outside, a thin one within."""
        document = self.document
        character, line = 280, 480  # 四号
        rows: list[CT_P] = []
        if document.copies:
            words = run("抄送：" + "，".join(document.copies) + "。", FANG, 14, spacing=0)
            indent = {"left": 4 * character, "right": character, "hanging": 3 * character}
            rows.append(paragraph(words, line=line, indent=indent))
        if document.issued and not document.is_letter:
            issued_on = document.issued_on or document.date
            printed = f"\t{printed_date(issued_on)}印发" if issued_on else ""
            words = run(document.issued + printed, FANG, 14, spacing=0)
            indent = {"left": character, "right": character}
            rows.append(paragraph(words, align="left", line=line, tabs=(("right", BLOCK - character),), indent=indent))
        if rows:
            # From the page's edge: a floating table as wide as the text would otherwise be taken for an ordinary one.
            place = element("tblpPr", vertAnchor="margin", horzAnchor="page", tblpX=1588, tblpYSpec="bottom")
            # A point is 0.35 mm, three quarters of one 0.25 mm.
            rules = [] if document.is_letter else [rule("top", 8), rule("bottom", 8), rule("insideH", 6)]
            grid = table([BLOCK], len(rows), rules, (0, 0), place)
            for row, content in zip(grid.tr_lst, rows, strict=True):
                row.tc_lst[0].append(content)
            self._add(grid)
        if rows or self.after_table:
            # A table needs a paragraph after it; a floating one stands on that paragraph's page.
            self._add(paragraph(line=20))

    def _saved(self) -> bytes:
        for part in self.file.part.package.iter_parts():
            if part.partname == "/word/fontTable.xml":
                part._blob = font_table()
        saved = io.BytesIO()
        self.file.save(saved)
        return stable(saved.getvalue())
