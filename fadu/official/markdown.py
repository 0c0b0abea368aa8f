"""公文的文稿: a small Markdown, so that the words of a report can be written, compared and reviewed as plain text.

    # 一级标题                     up to ####; the numbers 一、 （一） 1. （1） are set by the writers
    全年办理{{reconsideration.concluded}}件，本级{{reconsideration.concluded scope=own period=2023}}件。
    表：各县办理情况               a paragraph before a table that begins so is its caption
    | 县 | 件数 |
    | --- | --- |
    | 甲县 | {{reconsideration.concluded organisation=350402}} |

A figure never stands in the text as a number typed by hand, but as a reference that a resolver fills. Everything is
text otherwise; what official documents do not have (lists, emphasis, links, code) is refused rather than printed with
its marks. Comments `<!-- … -->` on lines of their own are left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .document import Block, Cell, FigureRef, Heading, Paragraph, Reference, Span, Table, Text, spans_of

Resolver = Callable[[Reference], FigureRef | Text]

_PARSER = MarkdownIt("commonmark").enable("table")

_REFERENCE = re.compile(r"\{\{([^{}]*)\}\}")
_SLUG = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_VALUES = {
    "scope": (re.compile(r"own|all"), "own（本级）或 all（全域）"),
    "period": (re.compile(r"\d{4}(Q[1-4]|-(0[1-9]|1[0-2])|-)?"), "2023、2023Q1、2023-06 或 2016-"),
    "organisation": (re.compile(r"\S+"), "机构代码"),
    "over": (re.compile(r"10{1,7}"), "10、100、1000 等整数：舍到整十、整百，印作“余”"),
}
_NUMBERED = re.compile(r"^(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|（\d+）|\d+[.、．])\s*")
_CAPTION = re.compile(r"^表[:：]\s*")
_REFUSED = {
    "bullet_list_open": "列表（请分段书写，或用标题分层）",
    "ordered_list_open": "列表（序号由系统自动编排，请用标题）",
    "blockquote_open": "引用块",
    "code_block": "缩进代码块（请删去行首空格）",
    "fence": "代码块",
    "html_block": "网页标记",
    "html_inline": "网页标记",
    "hr": "分隔线",
    "em_open": "斜体",
    "strong_open": "加粗",
    "code_inline": "代码",
    "link_open": "链接",
    "image": "图片",
    "hardbreak": "行末换行",
}


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    message: str


class SourceError(ValueError):
    """The text cannot become a document; `problems` lists every place, in order of lines."""

    def __init__(self, problems: Iterable[Problem], name: str = "") -> None:
        self.name = name
        self.problems = sorted(problems, key=lambda problem: problem.line)
        told = "；".join(f"第{problem.line}行：{problem.message}" for problem in self.problems)
        super().__init__(f"{name}{told}")


class Unresolved(LookupError):
    """Raised by a resolver; the message says why the figure cannot be had."""


def parse(source: str, name: str = "") -> tuple[Block, ...]:
    """Blocks with references still to be resolved. Raises SourceError; `name` of the text precedes its message."""
    reader = _Reader(source)
    blocks = tuple(reader.blocks())
    if reader.problems:
        raise SourceError(reader.problems, name)
    return blocks


def references(blocks: Iterable[Block]) -> Iterator[Reference]:
    """The references of the blocks in reading order."""
    for block in blocks:
        for spans in _span_groups(block):
            yield from (span for span in spans if isinstance(span, Reference))


def resolve(blocks: Iterable[Block], resolver: Resolver, source: str = "", name: str = "") -> tuple[Block, ...]:
    """The blocks with every reference replaced by what the resolver returns.

    A per cent sign that follows a figure is taken into it, so that the note number stands behind both. Raises
    SourceError with all that the resolver raised `Unresolved` for; the lines come from `source`.
    """
    problems: list[Problem] = []

    def figure(reference: Reference) -> Span:
        try:
            return resolver(reference)
        except Unresolved as reason:
            problems.append(Problem(source.count("\n", 0, reference.offset) + 1, f"{reference.slug}：{reason}"))
            return reference

    def filled(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return _joined(figure(span) if isinstance(span, Reference) else span for span in spans)

    resolved = tuple(_with_spans(block, filled) for block in blocks)
    if problems:
        raise SourceError(problems, name)
    return resolved


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    done: list[Span] = []
    for span in spans:
        if isinstance(span, Text) and span.text[:1] in ("%", "％", "‰") and done and isinstance(done[-1], FigureRef):
            done[-1] = replace(done[-1], text=done[-1].text + span.text[0])
            span = Text(span.text[1:])
        if not (isinstance(span, Text) and not span.text):
            done.append(span)
    return tuple(done)


def _span_groups(block: Block) -> Iterator[tuple[Span, ...]]:
    if isinstance(block, Paragraph):
        yield block.spans
    elif isinstance(block, Table):
        yield from (spans_of(cell) for row in block.rows for cell in row)


def _with_spans(block: Block, change: Callable[[tuple[Span, ...]], tuple[Span, ...]]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, spans=change(block.spans))
    if isinstance(block, Table):
        rows = tuple(tuple(change(spans_of(cell)) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return block


class _Reader:
    """Walks the parser's tokens; `cursor` is how far references have been found in the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.problems: list[Problem] = []
        self.cursor = 0
        self.line = 0

    def blocks(self) -> Iterator[Block]:
        caption, caption_line = "", 0
        tokens = iter(_PARSER.parse(self.source))
        for token in tokens:
            if token.map:
                self.line = token.map[0] + 1
            if caption and token.type not in ("table_open", "paragraph_close"):
                self._problem(f"“表：{caption}”之后应紧接表格", caption_line)
                caption = ""
            match token.type:
                case "heading_open":
                    yield self._heading(token, next(tokens))
                case "paragraph_open":
                    spans = self._spans(next(tokens))
                    match spans:
                        case (Text(text=text), *others) if found := _CAPTION.match(text):
                            caption, caption_line = text[found.end() :], self.line
                            if others:
                                self._problem("表的名称中不能引用数字")
                        case (_, *_):
                            yield Paragraph(spans)
                case "table_open":
                    yield self._table(tokens, caption)
                    caption = ""
                case "heading_close" | "paragraph_close":
                    pass
                case "html_block" if re.fullmatch(r"\s*<!--.*?-->\s*", token.content, re.DOTALL):
                    pass
                case kind:
                    self._refuse(kind, tokens, token)
        if caption:
            self._problem(f"“表：{caption}”之后应紧接表格", caption_line)

    def _problem(self, message: str, line: int | None = None) -> None:
        self.problems.append(Problem(line or self.line, message))

    def _refuse(self, kind: str, tokens: Iterator[Token], token: Token) -> None:
        self._problem(f"公文文稿不支持{_REFUSED.get(kind, kind)}")
        if token.nesting == 1:  # what is inside goes with it
            depth = 1
            while depth:
                depth += next(tokens).nesting

    def _heading(self, opening: Token, inline: Token) -> Heading:
        level, line = int(opening.tag[1]), self.line
        spans = self._spans(inline)
        text = "".join(span.text for span in spans if isinstance(span, Text)).strip()
        if any(isinstance(span, Reference) for span in spans):
            self._problem("标题中不能引用数字", line)
        if level > 4:
            self._problem(f"标题为第{level}级，公文标题只有四级", line)
        if not text:
            self._problem("标题没有文字", line)
        if typed := _NUMBERED.match(text):
            self._problem(f"标题序号由系统自动编排，请删去“{typed[1]}”", line)
        return Heading(min(level, 4), text)

    def _table(self, tokens: Iterator[Token], caption: str) -> Table:
        top = self.line
        rows: list[list[Cell]] = []
        for token in tokens:
            if token.map:
                self.line = token.map[0] + 1
            if token.type == "tr_open":
                rows.append([])
                self._count_cells(len(rows[0]))
            elif token.type == "inline":
                rows[-1].append(self._spans(token))
            elif token.type == "table_close":
                break
        head, *body = rows
        if any(isinstance(span, Reference) for cell in head for span in spans_of(cell)):
            self._problem("表头中不能引用数字", top)
        names = tuple("".join(span.text for span in spans_of(cell) if isinstance(span, Text)) for cell in head)
        return Table(names, tuple(map(tuple, body)), caption=caption)

    def _count_cells(self, columns: int) -> None:
        """The parser leaves out surplus cells and fills missing ones; neither may pass in silence."""
        written = self.source.splitlines()[self.line - 1].strip().removeprefix("|")
        cells = len(re.split(r"(?<!\\)\|", re.sub(r"(?<!\\)\|$", "", written)))
        if columns and cells != columns:
            self._problem(f"表的这一行有{cells}格，表头为{columns}格")

    def _spans(self, inline: Token) -> tuple[Span, ...]:
        words: list[str] = []
        for child in inline.children or ():
            if child.type == "softbreak":
                words.append("\n")
            elif child.type == "text":
                words.append(child.content)
            elif child.type in _REFUSED:
                self._problem(f"公文文稿不支持{_REFUSED[child.type]}，请写成普通文字；要印出符号本身，在前面加反斜杠")
        text = "".join(words)
        # Where the author began a new line is nothing to the reader; only between Latin words it is a space.
        text = re.sub(r"\s*\n\s*", "", re.sub(r"(?<=[!-z])\s*\n\s*(?=[!-z])", " ", text))
        spans: list[Span] = []
        end = 0
        for found in _REFERENCE.finditer(text):
            spans.append(Text(text[end : found.start()]))
            spans.append(self._reference(found))
            end = found.end()
        spans.append(Text(text[end:]))
        for span in spans:
            if isinstance(span, Text) and ("{{" in span.text or "}}" in span.text):
                self._problem("数字引用的括号不成对，应为 {{领域.指标}}")
        return tuple(span for span in spans if not (isinstance(span, Text) and not span.text))

    def _reference(self, found: re.Match[str]) -> Reference:
        at = self.source.find(found[0], max(self.cursor, self.starts[self.line - 1]))
        if at < 0:
            at = self.starts[self.line - 1]
        self.cursor = at + 1
        line = self.source.count("\n", 0, at) + 1
        slug, *pairs = found[1].split() or [""]
        if not _SLUG.fullmatch(slug):
            self._problem(f"数字引用“{found[0]}”应写作 {{{{领域.指标}}}}，如 {{{{reconsideration.concluded}}}}", line)
        given: dict[str, str] = {}
        for pair in pairs:
            key, _, value = pair.partition("=")
            if key not in _VALUES:
                known = "、".join(f"{name}=" for name in _VALUES)
                self._problem(f"数字引用“{found[0]}”中的“{pair}”不认识，可用 {known}", line)
            elif not _VALUES[key][0].fullmatch(value):
                self._problem(f"数字引用“{found[0]}”中的 {key} 应为{_VALUES[key][1]}", line)
            elif key in given:
                self._problem(f"数字引用“{found[0]}”中 {key} 重复", line)
            else:
                given[key] = value
        return Reference(slug, offset=at, **given)
