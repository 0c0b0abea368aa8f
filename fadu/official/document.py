"""公文: one official document as a value, before it has any file format.

The parts and their order follow GB/T 9704-2012; how each looks is the business of the writers (`html`, `docx`, `pdf`).
What the three must agree on is decided here: heading numbers, the rows of the title, dates, table widths, the places
of the signature, and what a document must hold to be written at all.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal, TypeAlias

Source = Literal["ledger", "return", "report"]

SOURCES: dict[Source, str] = {"ledger": "台账", "return": "报表", "report": "报告"}

# What files that must bear a date say of a document without one; never today's, so that it stays the same file.
UNDATED = datetime.date(2000, 1, 1)


class DocumentError(ValueError):
    """The document cannot be issued as it stands; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. A line feed breaks the line; nothing in it is ever read as markup."""

    text: str


@dataclass(frozen=True, slots=True)
class FigureRef:
    """数字: a printed value with its source.

    `note` is the row of the annex that explains it (0: none, nothing is printed), `href` the page of the product that
    shows the records (http, https, or a path beginning with “/”).
    """

    text: str
    note: int = 0
    href: str = ""
    source: Source = "ledger"


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure asked for in the text and not yet looked up; empty parts are left to the resolver.

    `over` is the unit to which prose rounds it down (100: 1400余 of 1437). `offset` is its place in the source text, in
    code points.
    """

    slug: str
    scope: str = ""
    period: str = ""
    organisation: str = ""
    over: str = ""
    offset: int = 0


Span: TypeAlias = Text | FigureRef | Reference
Cell: TypeAlias = str | tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """标题: levels 1 to 4 are numbered 一、 （一） 1. （1） by the writers, unless `numbered` is off."""

    level: int
    text: str
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """正文段落: two characters in, unless `indent` is off."""

    spans: tuple[Span, ...]
    indent: bool = True
    align: Literal["justify", "center", "right"] = "justify"


@dataclass(frozen=True, slots=True)
class Table:
    """表: `widths` are proportions (found from the contents when empty).

    `notes` makes it the table of sources: row i explains the figures with note `notes[i]`, and its first cell leads
    back to where the figure stands.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """图: an SVG drawn by the product itself (it is put into the page unchanged), and the words that stand for it."""

    svg: str
    description: str
    caption: str = ""


Block: TypeAlias = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Annex:
    """附件: begins on a page of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """公文.

    title       标题; line feeds set its rows, otherwise `title_rows` does
    organ       发文机关署名
    red_head    发文机关标志, printed red; None for a document without 版头
    layout      with a red head: 文件格式 (file) or 信函格式 (letter, 10.1 of the standard)
    copy_number 份号, six digits; secrecy 密级和保密期限, 机密★3年; urgency 紧急程度: above a red head, in this order
    number      发文字号, 代字〔2026〕3号; beside a red head in the head, otherwise below the title
    signer      签发人 of a document to a superior; several names separated by a space or “、”
    addressees  主送机关
    date        成文日期
    enclosures  附件 that are named below the text and go out beside it, not bound with it
    seal        room for a seal over signature and date; without, the closer layout is used
    remark      附注, without its brackets
    copies      抄送机关
    issued      印发机关, with `issued_on` (the document's date when None)
    notice      said plainly at the top of every page, outside the document proper (e.g. that its data are made up)
    """

    title: str
    organ: str
    blocks: tuple[Block, ...]
    red_head: str | None = None
    number: str = ""
    signer: str = ""
    addressees: tuple[str, ...] = ()
    date: datetime.date | None = None
    copies: tuple[str, ...] = ()
    issued: str = ""
    annexes: tuple[Annex, ...] = ()
    issued_on: datetime.date | None = None
    seal: bool = True
    remark: str = ""
    notice: str = ""
    layout: Literal["file", "letter"] = "file"
    enclosures: tuple[str, ...] = ()
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""

    @property
    def markings(self) -> list[tuple[str, Literal["fang", "hei"]]]:
        """份号、密级、紧急程度 in their order, each with its face; empty without a red head."""
        marks: list[tuple[str, Literal["fang", "hei"]]] = [
            (self.copy_number, "fang"), (self.secrecy, "hei"), (self.urgency, "hei"),
        ]  # fmt: skip
        return [mark for mark in marks if mark[0]] if self.red_head is not None else []

    @property
    def is_letter(self) -> bool:
        """Whether it is set as a letter (信函格式)."""
        return self.red_head is not None and self.layout == "letter"

    @property
    def signers(self) -> list[str]:
        return re.split(r"[\s、]+", self.signer.strip()) if self.signer.strip() else []

    def attachments(self) -> list[tuple[str, int]]:
        """附件说明: the names of annexes, each with its place (from 1), and of enclosures, which have none (0)."""
        bound = [(annex.title.replace("\n", ""), index) for index, annex in enumerate(self.annexes, 1)]
        return bound + [(name, 0) for name in self.enclosures]

    def parts(self) -> Iterator[tuple["Block", ...]]:
        """The blocks of the text, then those of each annex."""
        yield self.blocks
        yield from (annex.blocks for annex in self.annexes)

    def numbered_blocks(self) -> Iterator[tuple[str, "Block"]]:
        """The blocks of the text and of the annexes, each with the number of its heading."""
        for part in self.parts():
            yield from numbered(part)

    def spans(self) -> Iterator[Span]:
        """Every span in reading order, those in tables too."""
        for part in self.parts():
            for block in part:
                yield from block_spans(block)

    def check(self) -> None:
        """Raise DocumentError, naming everything that keeps the document from being issued."""
        problems = list(_problems(self))
        if problems:
            raise DocumentError("公文不能生成：" + "；".join(problems) + "。")


def spans_of(cell: Cell) -> tuple[Span, ...]:
    return (Text(cell),) if isinstance(cell, str) else cell


def block_spans(block: Block) -> Iterator[Span]:
    match block:
        case Paragraph(spans=spans):
            yield from spans
        case Table(rows=rows):
            for row in rows:
                for cell in row:
                    yield from spans_of(cell)


def plain(spans: Iterable[Span]) -> str:
    """The words of the spans, without note numbers."""
    return "".join(f"{{{{{span.slug}}}}}" if isinstance(span, Reference) else span.text for span in spans)


# ---- numbers, dates, rows -------------------------------------------------------------------------------------------

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as 一 … 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Each block with its printed number: 一、 （一） 1. （1） for headings (GB/T 9704-2012 7.3.3), else empty."""
    counters = [0, 0, 0, 0]
    for block in blocks:
        if not (isinstance(block, Heading) and block.numbered):
            yield "", block
            continue
        counters[block.level - 1] += 1
        counters[block.level :] = [0] * (4 - block.level)
        count = counters[block.level - 1]
        match block.level:
            case 1:
                yield f"{chinese_number(count)}、", block
            case 2:
                yield f"（{chinese_number(count)}）", block
            case 3:
                yield f"{count}.", block
            case _:
                yield f"（{count}）", block


def printed_date(day: datetime.date) -> str:
    """2026年9月10日: Arabic digits without padding zeros (GB/T 9704-2012 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def width_in_characters(text: str) -> float:
    """Printed width in units of one Chinese character."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def signature_indents(organ: str, day: str, seal: bool) -> tuple[float, float]:
    """How many characters signature and date stand in from the right (GB/T 9704-2012 7.3.5).

    With a seal the date stands four characters in and the signature is centred on it; without, the signature stands
    two characters in and the date begins two characters right of it. The longer of the two keeps within the block.
    """
    organ_width, day_width = width_in_characters(organ), width_in_characters(day)
    if seal:
        signature = 4 + (day_width - organ_width) / 2
        return (signature, 4) if signature >= 0 else (0, (organ_width - day_width) / 2)
    date_indent = organ_width - day_width
    return (2, date_indent) if date_indent >= 2 else (4 + day_width - organ_width, 2)


def _longest(table: Table) -> list[float]:
    """Of each column, the width of its longest line in characters."""
    columns = [[table.head[i], *(plain(spans_of(row[i])) for row in table.rows)] for i in range(len(table.head))]
    return [max(width_in_characters(line) for text in column for line in text.split("\n")) for column in columns]


def column_widths(table: Table) -> tuple[float, ...]:
    """Widths of the columns in points, together 156 mm: as given, or each as wide as its longest cell.

    Where that is more than there is, the widest columns give way, so that only long texts take several rows.
    """
    block = 442.2
    if table.widths:
        return tuple(width * block / sum(table.widths) for width in table.widths)
    size, longest = table_size(table), _longest(table)
    room = _room(table, size)
    narrow = sorted(longest)
    for index, width in enumerate(narrow):
        if width * (len(narrow) - index) > room:
            longest = [min(width, room / (len(narrow) - index)) for width in longest]
            break
        room -= width
    points = [max(width, 1.0) * size + _PADDING for width in longest]
    return tuple(width * block / sum(points) for width in points)


def left_columns(table: Table) -> tuple[bool, ...]:
    """Which columns are set flush left: those with texts; short words and values are centred."""
    return tuple(width > 10 for width in _longest(table))


def table_size(table: Table) -> float:
    """Points: 小四 (12 pt), or 五号 (10.5 pt) and 小五 (9 pt) where the columns would be squeezed."""
    wanted = sum(min(width, 18.0) for width in _longest(table))
    return next((size for size in (12, 10.5) if wanted <= _room(table, size)), 9)


_PADDING = 12.0  # points beside the text of each cell, some to spare for the air a program puts beside digits


def _room(table: Table, size: float) -> float:
    """How many characters of a size fit beside each other in a row of a table 156 mm wide."""
    return (442.2 - _PADDING * len(table.head)) / size


def annex_marks(document: Document) -> list[str]:
    """附件, or 附件1, 附件2, … when there are several (GB/T 9704-2012 7.3.7)."""
    count = len(document.annexes)
    return [f"附件{index}" if count > 1 else "附件" for index in range(1, count + 1)]


# Words of which a title's row must not end on the first half. Only titles are broken by hand, so the list is short.
_WHOLE = (
    "人民政府 行政 复议 法治 政府 建设 情况 报告 通知 决定 工作 年度 办法 规定 "
    "实施 意见 办公室 委员会 执法 监督 规范性 文件 制定 备案 审查 合法性 重大 决策 "
    "管理 服务 公开 信息 推进 加强 关于 印发 方案 计划 总结 依法 检查 处罚 许可 "
    "调解 仲裁 公证 司法 纠纷 多元 全面 综合 改革 营商 环境 优化 领导 小组 责任 "
    "清单 程序 规则 试行 印刷 公布 结果 名单 主要 履行 职责"
).split()
_CLOSING = "，、。；：？！》）〕”’的了"
_OPENING = "《（〔“‘"


def title_rows(title: str, organ: str = "", width: float = 20) -> list[str]:
    """标题的回行: rows of at most `width` characters that keep words whole and form a trapezium or a lozenge.

    Where the title itself holds line feeds, those are its rows (GB/T 9704-2012 7.3.1).
    """
    if "\n" in title:
        return [row.strip() for row in title.split("\n") if row.strip()]
    fewest = int(-(-width_in_characters(title) // width))
    if fewest == 1 or fewest > 4:  # beyond four rows no form is left to keep; the writers then fill the rows
        return [title]
    costs = {i: cost for i in range(1, len(title)) if (cost := _break_cost(title, i, organ)) is not None}
    best: tuple[float, list[str]] | None = None
    for count in (fewest, fewest + 1):
        for breaks in combinations(costs, count - 1):
            ends = (0, *breaks, len(title))
            rows = [title[a:b] for a, b in pairwise(ends)]
            widths = [width_in_characters(row) for row in rows]
            if max(widths) > width:
                continue
            cost = sum(costs[i] for i in breaks) + _shape_cost(widths) + 3 * count
            if best is None or cost < best[0]:
                best = (cost, rows)
    return best[1] if best else [title]


def _break_cost(title: str, at: int, organ: str) -> float | None:
    """How ill it is to begin a row at this place; None where it must not be."""
    before, after = title[at - 1], title[at]
    if after in _CLOSING or before in _OPENING:
        return None
    if before.isascii() and (after.isascii() or after in "年月日号度项件个"):
        return None
    if any(word in title[max(0, at - len(word) + 1) : at + len(word) - 1] for word in _WHOLE):
        return None
    if (at == len(organ) and title.startswith(organ)) or title.startswith("关于", at):
        return 0
    inside_name = title[:at].count("《") > title[:at].count("》")
    if before in "，、》）" or after in "《（" or after in "和与及暨":
        return 4 if inside_name else 1
    return 6 if inside_name else 2 if before == "的" else 3


def _shape_cost(widths: list[float]) -> float:
    mean = sum(widths) / len(widths)
    uneven = sum(abs(width - mean) for width in widths) / mean
    waisted = any(row < min(above, below) for above, row, below in zip(widths, widths[1:], widths[2:], strict=False))
    return uneven + (8 if waisted else 0) + (6 if widths[-1] < 4 else 0)


# ---- what a document must hold --------------------------------------------------------------------------------------

_NUMBER = re.compile(r"^.+〔\d{4}〕[1-9]\d*号$")
_HREF = re.compile(r"^(https?://|/(?!/))\S*$")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]")


def _problems(document: Document) -> Iterator[str]:
    if not document.title.strip():
        yield "缺少标题"
    if document.number and not _NUMBER.match(document.number):
        yield f"发文字号“{document.number}”应为“代字〔年份〕序号号”，如“临府〔2026〕3号”，年份用六角括号，序号不编虚位"
    yield from _marking_problems(document)
    blocks = [block for part in document.parts() for block in part]
    for place, part in [("正文", document.blocks), *((f"附件《{a.title}》", a.blocks) for a in document.annexes)]:
        yield from _heading_problems(place, part)
    for block in blocks:
        if isinstance(block, Table):
            yield from _table_problems(block)
    yield from _figure_problems(document, blocks)
    for text in texts(document):
        if found := _CONTROL.search(text):
            yield f"“{text[max(0, found.start() - 6) : found.start()]}”之后有不能印刷的控制字符 U+{ord(found[0]):04X}"


def _marking_problems(document: Document) -> Iterator[str]:
    if document.copy_number and not re.fullmatch(r"\d{6}", document.copy_number):
        yield f"份号“{document.copy_number}”应为六位数字"
    if document.secrecy and not re.fullmatch(r"(绝密|机密|秘密)(★\S+)?", document.secrecy):
        yield f"密级“{document.secrecy}”应写作“机密”或者“机密★3年”"
    if document.secrecy and not document.copy_number:
        yield "涉密公文应当标注份号"
    if document.urgency and document.urgency not in ("特急", "加急"):
        yield f"紧急程度“{document.urgency}”应为特急或者加急"
    if document.is_letter and document.signer:
        yield "信函格式不标注签发人"


def _heading_problems(place: str, blocks: Iterable[Block]) -> Iterator[str]:
    level = 0
    for block in blocks:
        if not isinstance(block, Heading):
            continue
        if not 1 <= block.level <= 4:
            yield f"{place}标题“{block.text}”为第{block.level}级，公文标题只有四级"
        elif block.numbered and block.level > level + 1:
            yield f"{place}标题“{block.text}”为第{block.level}级，其上缺少第{level + 1}级标题"
        if block.numbered:
            level = block.level


def _table_problems(table: Table) -> Iterator[str]:
    name = f"表“{table.caption or '、'.join(table.head)}”"
    for index, row in enumerate(table.rows, 1):
        if len(row) != len(table.head):
            yield f"{name}第{index}行有{len(row)}格，表头为{len(table.head)}格"
    if table.widths and len(table.widths) != len(table.head):
        yield f"{name}给出{len(table.widths)}个列宽，表头为{len(table.head)}格"
    if table.notes and len(table.notes) != len(table.rows):
        yield f"{name}给出{len(table.notes)}个注号，共有{len(table.rows)}行"


def _figure_problems(document: Document, blocks: list[Block]) -> Iterator[str]:
    listed = [note for block in blocks if isinstance(block, Table) for note in block.notes]
    for note in sorted({note for note in listed if listed.count(note) > 1}):
        yield f"数字来源第{note}条重复"
    for span in document.spans():
        if isinstance(span, Reference):
            yield f"数字“{span.slug}”尚未取值"
        elif isinstance(span, FigureRef):
            if span.note and span.note not in listed:
                yield f"数字“{span.text}”的来源第{span.note}条不在附件表中"
            if span.href and not _HREF.match(span.href):
                yield f"数字“{span.text}”的链接“{span.href}”不是网页地址"


def texts(document: Document) -> Iterator[str]:
    """Every string of the document that is printed."""
    yield document.title
    yield document.organ
    yield from (document.red_head or "", document.number, document.signer, document.issued, document.remark)
    yield from (document.copy_number, document.secrecy, document.urgency)
    yield document.notice
    yield from document.addressees
    yield from document.copies
    yield from document.enclosures
    for annex in document.annexes:
        yield annex.title
    for block in (block for part in document.parts() for block in part):
        match block:
            case Heading(text=text):
                yield text
            case Table(head=head, caption=caption):
                yield from head
                yield caption
            case Picture(description=description, caption=caption):
                yield description
                yield caption
        yield from (span.text for span in block_spans(block) if not isinstance(span, Reference))
