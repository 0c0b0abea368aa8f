"""Pieces of WordprocessingML: runs, paragraphs, links and tables with their properties in the schema's order.

Strict readers reject properties in any other order. Distances are in twips (twentieths of a point) unless a name says
otherwise.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser, parse_xml
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

FANG, KAI, HEI, BIAOSONG, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
# What stands in for a face on a machine without it; said in the file itself, for the reader's program.
ALTERNATIVES = {FANG: "仿宋", KAI: "楷体", HEI: "SimHei", BIAOSONG: "华文中宋", SONG: "SimSun"}

BLOCK = 8844  # 156 mm
ROW = 579  # 225 mm / 22 rows, rounded down: at 580 the 22nd row no longer fits
CELL = 315  # 16 pt less a quarter of a point: 28 of them fill 156 mm
TIGHTER = -5  # the run spacing that makes it so


_name = cache(lambda name: qn(f"w:{name}"))  # a document has thousands of elements of few names
_NAMESPACE = {"w": nsmap["w"]}


def element(tag: str, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    named = {_name(name): str(value) for name, value in attributes.items()}
    made: BaseOxmlElement = oxml_parser.makeelement(_name(tag), named, _NAMESPACE)
    made.extend(children)
    return made


def fonts(face: str) -> BaseOxmlElement:
    """Chinese in the face, Latin in Times New Roman; 黑体 and the page number's 宋体 keep their own digits."""
    latin = face if face in (SONG, HEI) else LATIN
    # The hint gives quotation marks and dashes, which both scripts have, to the Chinese font.
    return element("rFonts", hint="eastAsia", ascii=latin, hAnsi=latin, eastAsia=face, cs=latin)


def run(
    text: str, face: str, size: float = 16, *, spacing: int = TIGHTER, colour: str = "", raised: bool = False
) -> CT_R:
    """Words in a face and size (points); a line feed breaks the line, a tab goes to the next stop."""
    pieces = _PIECES.findall(text)
    parts = tuple(_BREAKS.get(piece, "t") for piece in pieces)
    made: CT_R = parse_xml(_run(parts, face, round(size * 2), spacing, colour, raised))
    for written, piece in zip(made[1:], pieces, strict=True):
        if piece not in _BREAKS:
            written.text = piece
            if piece != piece.strip():
                written.set(_SPACE, "preserve")
    return made


@lru_cache(maxsize=1_000)
def _run(parts: tuple[str, ...], face: str, sz: int, spacing: int, colour: str, raised: bool) -> bytes:
    """A run before its words are put in; to read it takes a third of the time that its elements one by one would."""
    properties = [fonts(face)]
    if colour:
        properties.append(element("color", val=colour))
    properties.append(element("spacing", val=spacing))
    properties += [element("sz", val=sz), element("szCs", val=sz)]
    if raised:
        properties.append(element("vertAlign", val="superscript"))
    return _written(element("r", element("rPr", *properties), *map(element, parts)))


def _written(made: BaseOxmlElement) -> bytes:
    written: bytes = etree.tostring(made)
    return written


_PIECES = re.compile(r"[\t\r\n]|[^\t\r\n]+")
_BREAKS = {"\t": "tab", "\r": "br", "\n": "br"}
_SPACE = qn("xml:space")


def page_number() -> list[CT_R]:
    """— n —: 四号 宋体 with a dash at each side (GB/T 9704-2012 7.5)."""
    begin, field, end = (run("", SONG, 14, spacing=0) for _ in range(3))
    begin.append(element("fldChar", fldCharType="begin"))
    instruction = element("instrText")
    instruction.text = "PAGE"
    field.append(instruction)
    end.append(element("fldChar", fldCharType="end"))
    return [run("— ", SONG, 14, spacing=0), begin, field, end, run(" —", SONG, 14, spacing=0)]


def characters(**indents: float) -> dict[str, int]:
    """Indents (firstLine, hanging, left, right) given in characters of 三号."""
    counted = {f"{name}Chars": round(value * 100) for name, value in indents.items()}
    return counted | {name: round(value * CELL) for name, value in indents.items()}


_ALIGN = {"justify": "both", "center": "center", "right": "right", "left": "left"}


def paragraph(
    *content: BaseOxmlElement,
    align: str = "justify",
    before: int = 0,
    after: int = 0,
    line: int = ROW,
    style: str = "",
    keep: bool = False,
    new_page: bool = False,
    level: int | None = None,
    grid: bool = True,
    border: BaseOxmlElement | None = None,
    tabs: Iterable[tuple[str, float]] = (),
    indent: Mapping[str, int] | None = None,
) -> CT_P:
    """A paragraph; rows of another height than the grid's stand off it, and so must type too large for a row of it."""
    properties = element("pPr")
    if style:
        properties.append(element("pStyle", val=style))
    if keep:
        properties.append(element("keepNext"))
    if new_page:
        properties.append(element("pageBreakBefore"))
    if border is not None:
        properties.append(element("pBdr", border))
    if stops := [element("tab", val=kind, pos=round(at)) for kind, at in tabs]:
        properties.append(element("tabs", *stops))
    if line != ROW or not grid:
        properties.append(element("snapToGrid", val=0))
    properties.append(element("spacing", before=before, after=after, line=line, lineRule="exact"))
    if indent:
        properties.append(element("ind", **indent))
    properties.append(element("jc", val=_ALIGN[align]))
    if level is not None:
        properties.append(element("outlineLvl", val=level))
    made: CT_P = element("p", properties, *content)
    return made


def link(bookmark: str, *content: BaseOxmlElement) -> BaseOxmlElement:
    """Content that leads to a bookmark of the same file."""
    return element("hyperlink", *content, anchor=bookmark, history=1)


def rule(side: str, eighths: int, colour: str = "000000", space: int = 0, kind: str = "single") -> BaseOxmlElement:
    """A line at one side; its thickness in eighths of a point, its distance in points."""
    return element(side, val=kind, sz=eighths, space=space, color=colour)


def table(
    widths: list[int], rows: int, rules: list[BaseOxmlElement], margin: tuple[int, int], place: BaseOxmlElement | None
) -> CT_Tbl:
    """An empty table of fixed columns with cell margins (above and below, at the sides); `place` makes it float.

    Both the columns and the cells carry the width, since one program reads these and another those.
    """
    margins = zip(("top", "left", "bottom", "right"), margin * 2, strict=True)
    properties = [
        *([] if place is None else [place]),
        element("tblW", w=sum(widths), type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *rules),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(side, w=value, type="dxa") for side, value in margins)),
    ]
    made: CT_Tbl = element(
        "tbl",
        element("tblPr", *properties),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )
    row = _written(element("tr", element("trPr", element("cantSplit")), *map(_cell, widths)))
    made.extend(parse_xml(row) for _row in range(rows))
    return made


def _cell(width: int) -> BaseOxmlElement:
    return element("tc", element("tcPr", element("tcW", type="dxa", w=width), element("vAlign", val="center")))


def chinese_settings(settings: Any) -> None:
    """Layout by the rules of Word 2013 and later, in Chinese, with punctuation that may be squeezed."""
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")


def font_table() -> bytes:
    """word/fontTable.xml, with the font to take where one is absent."""
    named = [
        element("font", element("altName", val=other), element("charset", val="86"), name=face)
        for face, other in ALTERNATIVES.items()
    ]
    listed = element("fonts", *named, element("font", name=LATIN))
    written: bytes = etree.tostring(listed, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def stable(package: bytes) -> bytes:
    """The package without the times of packing, so that the same document gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def clear(parent: Any, *tags: str) -> None:
    """Take out the children of these tags, or all."""
    for child in list(parent):
        if not tags or child.tag in {qn(f"w:{tag}") for tag in tags}:
            parent.remove(child)
