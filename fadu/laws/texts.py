"""条文: the text of a law taken apart into chapters, articles, paragraphs and items.

A text is lines: headings of parts, chapters and sections; an article begins with 第…条; every further line of it is a
paragraph (款), or, if it begins with （一）, an item (项) of the paragraph above. This is how laws are promulgated and
how the common collections keep them; lines that a page's width broke in two cannot be told from paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext

from fadu.kernel.articles import number

NUMERAL = "零〇一二三四五六七八九十百千"
# The two kinds of white space that laws put after a number, and what word processors leave behind.
_SPACE = re.compile(r"[\s\u3000\xa0]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
_HEADING = re.compile(rf"第\s*([{NUMERAL}\d]+)\s*(编|分编|章|节)(?:\s+|$)(.*)|附\s?则")
_ARTICLE = re.compile(rf"第([{NUMERAL}]+|\d+)条(?:之([{NUMERAL}]+))?(\s*)(.*)", re.DOTALL)
_ITEM = re.compile(rf"[（(]([{NUMERAL}]+)[）)]")
_POINT = re.compile(r"[\d０-９]{1,2}[.．、](?!\d)")  # 目, the points below an item
_MARKDOWN = re.compile(r"(#+)\s*(.*)")
# What stands after the last article and is no part of it.
_AFTER = re.compile(r"(附件|附录|附表|附图)\s*[\d一二三四五六七八九十]*\s*[：:]?\s*|附[：:].*")
_RUNNING = ("规定", "所", "的", "第", "、", "和", "至", "以", "中", "或", "，")
_DEPTH = {"编": 1, "分编": 2, "章": 3, "节": 4}


class TextRefused(ValueError):
    """A text that is no law as laws are written; the message says in which line, and what to do."""


@dataclass(frozen=True)
class Place:
    """条号: the number of an article: 62, or 62 and 1 for 第六十二条之一."""

    article: int
    inserted: int = 0

    def __str__(self) -> str:
        return f"{self.article}-{self.inserted}" if self.inserted else str(self.article)

    def __lt__(self, other: Place) -> bool:
        return (self.article, self.inserted) < (other.article, other.inserted)


@dataclass
class Paragraph:
    """款: its text, and the items below it."""

    text: str
    items: list[str] = field(default_factory=list)


@dataclass
class ArticleText:
    """条: its place, the headings above it, and its paragraphs."""

    place: Place
    headings: tuple[str, ...] = ()
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many items each paragraph has."""
        return tuple(len(paragraph.items) for paragraph in self.paragraphs)

    @property
    def lines(self) -> list[str]:
        """The text, one paragraph or item a line."""
        return [line for paragraph in self.paragraphs for line in (paragraph.text, *paragraph.items)]


@dataclass
class LawText:
    """A text taken apart. `title` is what stands above it, `preamble` the lines before the first article."""

    title: str
    preamble: list[str]
    articles: list[ArticleText]


def split(text: str) -> LawText:
    """Take the text of a law apart.

    Raises TextRefused for a text without articles, or whose articles do not follow one another.
    """
    title = ""
    preamble: list[str] = []
    articles: list[ArticleText] = []
    above: dict[int, str] = {}
    for line_number, line in enumerate(text.translate(_INVISIBLE).splitlines(), 1):
        line = _SPACE.sub(" ", line).strip()
        if not line or line.startswith("<!--"):
            continue
        marked = _MARKDOWN.fullmatch(line)
        if marked:
            line = marked[2].strip()
            if len(marked[1]) == 1 and not articles:
                title = title or line
                continue
            if not line:
                continue
        if found := _begins(line, articles, line_number):
            articles.append(ArticleText(found[0], tuple(above[depth] for depth in sorted(above))))
            if found[1]:
                articles[-1].paragraphs.append(Paragraph(found[1]))
            continue
        heading = _HEADING.fullmatch(line)
        if marked or (heading and not _sentence(line)):
            depth = _DEPTH[heading[2] or "章"] if heading else len(marked[1]) if marked else 3
            above = {known: text for known, text in above.items() if known < depth} | {depth: line}
            continue
        if not articles:
            preamble.append(line)
        elif _AFTER.fullmatch(line):
            break
        else:
            _continue(articles[-1], line)
    if not articles:
        raise TextRefused(gettext("没有找到“第一条”：法规文本的每一条应另起一行，以“第一条”开头。请核对文件内容。"))
    empty = [one for one in articles if not one.paragraphs]
    if empty:
        raise TextRefused(gettext("第 %(place)s 条没有内容，请核对文件。") % {"place": empty[0].place})
    return LawText(title or (preamble[0] if preamble else ""), preamble, articles)


def parse(lines: Iterable[str]) -> list[Paragraph]:
    """Return the paragraphs of an article kept as `ArticleText.lines`."""
    article = ArticleText(Place(1))
    for line in lines:
        if article.paragraphs:
            _continue(article, line)
        else:
            article.paragraphs.append(Paragraph(line))
    return article.paragraphs


def _begins(line: str, before: list[ArticleText], line_number: int) -> tuple[Place, str] | None:
    """Return the article that `line` begins, with the rest of the line; None for running text about an article."""
    found = _ARTICLE.fullmatch(line)
    if not found:
        return None
    place = Place(number(found[1]), number(found[2]) if found[2] else 0)
    last = before[-1].place if before else Place(0)
    follows = place in (Place(last.article + 1), Place(last.article, last.inserted + 1))
    if not found[3] and (not follows or found[4].startswith(_RUNNING)):
        return None
    if not follows and not last < place:
        raise TextRefused(
            gettext(
                "第 %(line)d 行：第 %(place)s 条出现在第 %(last)s 条之后。文件中可能有两部法规，或者附有修改决定；"
                "请只留一部法规的正文。"
            )
            % {"line": line_number, "place": place, "last": last}
        )
    return place, found[4]


def _continue(article: ArticleText, line: str) -> None:
    if (item := _ITEM.match(line)) and article.paragraphs:
        _rejoin(article, number(item[1].replace("〇", "零")))
        article.paragraphs[-1].items.append(line)
    elif _POINT.match(line) and article.paragraphs and article.paragraphs[-1].items:
        article.paragraphs[-1].items[-1] += "\n" + line
    else:
        article.paragraphs.append(Paragraph(line))


def _rejoin(article: ArticleText, item: int) -> None:
    """Where the items go on after lines between, those lines belong to the item before: （三）…, a line, （四）…"""
    for back in range(2, len(article.paragraphs) + 1):
        before, between = article.paragraphs[-back], article.paragraphs[1 - back :]
        if any(one.items for one in between):
            return
        if item > 1 and len(before.items) == item - 1:
            before.items[-1] += "".join("\n" + one.text for one in between)
            del article.paragraphs[1 - back :]
            return


def _sentence(line: str) -> bool:
    """Tell whether it ends as a sentence does: then it is text, though it begins as a heading does."""
    return line.endswith(("。", "；", "：", ":", ";"))


def gaps(articles: Iterable[Place]) -> Iterator[Place]:
    """Yield the numbers that are left out between the first article and the last."""
    last = 0
    for place in articles:
        for missing in range(last + 1, place.article if place.article > last else last):
            yield Place(missing)
        last = place.article
