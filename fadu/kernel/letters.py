"""文书模板: the documents that the steps of a case produce, declared beside the procedure, filled in from the case.

    class Acceptance(Letter):
        ledger, kind = "reconsideration-case", Paper.ACCEPTANCE
        addressees = ("{applicant}",)
        article = "行政复议法#30.1"
        mark = "复受"
        body = "你不服{respondent}{act}，于{received_on}提出的申请，本机关依据{basis}决定受理。"

A domain writes them in `letters.py`. A step whose `documents` name a kind with a letter gets it written by the product,
unless one was uploaded. Between braces stand:

    {field}, {case.number}         what the case records, choices by their labels, days as 2024年3月1日
    {method}                       what a method of the letter returns for the case: words, may be empty
    {on}, {organisation}, {basis}  the day of the step, the organisation's full name, the articles of the step
    {address}, {telephone}         those of the organisation, as it has set them; may be empty
    {cite:行政诉讼法#45}            an article, printed
    {due:reconsideration-ordinary/decision}   the last day of a running limit
    {due:…?}, {field?}             may be empty; a paragraph of which nothing remains is left out

At the head stands what the organ has set for that, or its name. What is addressed to somebody says below its date
where the organ is to be found, as far as the organ has said so, unless the letter has a `remark` of its own.

A field that is empty without the mark keeps the letter from being written: `LetterRefused` says what to fill in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as text
from django.utils.translation import override

from fadu.official import Block, Document, DocumentError, Heading, Paragraph, Table, Text, docx
from fadu.official.document import plain, printed_date, spans_of
from fadu.official.markdown import SourceError, parse

from . import offices
from .articles import SOURCES, Article, ArticleError, cite_all
from .organisations import Organisation
from .procedure import Step, declared

PLACEHOLDER = re.compile(r"\{([^{}?]+)(\??)\}")
CHINESE = "zh-hans"  # official documents are Chinese, whatever language their reader has chosen
EXTENSION = ".docx"


class BadLetter(Exception):
    """文书声明有误: the message names the file, the fault and the cure."""


class LetterRefused(Exception):
    """The letter cannot be written; the message says what the case lacks."""


class Letter:
    """文书: declared by subclassing.

    `kind` is the kind of document under which it is filed, `title` its heading (the label of the kind without it).
    `addressees`, `copies` and `enclosures` are texts with placeholders; one that comes out empty is left out. `body` is
    the small Markdown of `fadu.official.markdown`. `mark` numbers it in the organisation's own register, as
    明府复受〔2024〕3号; `number` prints a number that the case holds instead. `layout` is "plain" (the organ's
    name above the title, as decisions are), "file" (文件格式, red head) or "letter" (信函格式). `article` are those
    that prescribe the document. `enclosures` are named below the text and not bound with it.
    """

    ledger: ClassVar[str] = ""
    # The field of the case with the organisation that issues it, where that is not the one to which the case belongs.
    organ: ClassVar[str] = "organisation"
    kind: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    article: ClassVar[str | tuple[str, ...]] = ()
    addressees: ClassVar[tuple[str, ...]] = ()
    body: ClassVar[str] = ""
    mark: ClassVar[str] = ""
    number: ClassVar[str] = ""
    layout: ClassVar[Literal["plain", "file", "letter"]] = "plain"
    enclosures: ClassVar[tuple[str, ...]] = ()
    copies: ClassVar[tuple[str, ...]] = ()
    remark: ClassVar[str] = ""

    where: ClassVar[str] = ""

    def __init_subclass__(cls, registered: bool = True, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not registered:  # what several letters share
            return
        frame = sys._getframe(1)
        cls.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        cls.title = cls.title or getattr(cls.kind, "label", "")
        known = _declared.get((cls.ledger, str(cls.kind)))
        if known and known.__qualname__ != cls.__qualname__:
            told = f"{cls.ledger} 的 {cls.kind} 已由 {known.__qualname__} 声明。请改用别的 kind"
            raise BadLetter(f"{cls.where} 文书 {cls.__qualname__}：{told}")
        _declared[cls.ledger, str(cls.kind)] = cls

    @classmethod
    def texts(cls) -> Iterator[str]:
        """Every text with placeholders."""
        yield from (*cls.addressees, cls.body, cls.number, *cls.enclosures, *cls.copies, cls.remark)


_declared: dict[tuple[str, str], type[Letter]] = {}


def find(ledger: str, kind: object) -> type[Letter] | None:
    """Return the letter declared for a kind of document of a ledger, or None."""
    return _declared.get((ledger, str(kind)))


def of(ledger: str) -> list[type[Letter]]:
    """Return the letters of a ledger, in the order of declaration."""
    return [letter for (slug, _kind), letter in _declared.items() if slug == ledger]


def organ_of(letter: type[Letter], case: Any) -> Organisation:
    """Return the organisation that issues a letter about a case, in whose register it is numbered."""
    organ: Organisation = getattr(case, letter.organ) or case.organisation
    return organ


def label(ledger: str, kind: object) -> str:
    """Return what people call a kind of document."""
    letter = find(ledger, kind)
    named = getattr(kind, "label", "") or (letter.title if letter else "") or _labels.get((ledger, str(kind)), "")
    return str(named or _asked_for().get(str(kind), kind))


def name_kind(ledger: str, kind: str, named: Any) -> None:
    """Say what people call a kind of document that no step asks for, such as what the public sends in."""
    _labels[ledger, kind] = named


_labels: dict[tuple[str, str], Any] = {}


@cache
def _asked_for() -> dict[str, Any]:
    """The labels of the kinds that steps ask for, or work out."""
    steps = (step for versions in declared().values() for version in versions for step in version.steps)
    kinds = (kind for step in steps for kind in (*step.documents, *(one.kind for one in step.computes)))
    return {str(kind): getattr(kind, "label", kind) for kind in kinds}


# ── at start-up ───────────────────────────────────────────────────────────────────────────────────────────────────────


def check(ledgers: Mapping[str, type[models.Model]]) -> None:
    """Refuse letters that could never be written; `ledgers` are the models of cases by their slugs.

    Raises BadLetter.
    """
    for letter in _declared.values():
        _check(letter, ledgers)


def _check(letter: type[Letter], ledgers: Mapping[str, type[models.Model]]) -> None:
    def fault(what: str, cure: str) -> BadLetter:
        return BadLetter(f"{letter.where} 文书 {letter.__qualname__}：{what}。{cure}")

    model: Any = ledgers.get(letter.ledger)
    if model is None:
        raise fault(f"没有案件台账 {letter.ledger!r}", f"可写的有：{'、'.join(sorted(ledgers))}")
    if not letter.kind or not str(letter.title):
        raise fault("没有写明 kind 或者 title", "请写明文书种类和标题")
    versions = [version for slug in model.procedures for version in declared().get(slug, ())]
    kinds = {str(kind) for version in versions for step in version.steps for kind in step.documents}
    if str(letter.kind) not in kinds:
        raise fault(f"没有环节要求文书 {letter.kind!r}", "请在环节的 documents 中写上，或者删去这份文书")
    try:
        for citation in (letter.article,) if isinstance(letter.article, str) else letter.article:
            Article.parse(citation)
        parse(letter.body)
        if not letter.body.strip():
            raise fault("没有正文", "请写 body")
        limits = {term.slug for version in versions for term in version.terms}
        for name in (found[1] for words in letter.texts() for found in PLACEHOLDER.finditer(words)):
            _check_name(letter, model, name, limits)
    except (ArticleError, SourceError, LookupError) as error:
        raise fault(str(error.args[0]) if error.args else str(error), "请改正") from error


def _check_name(letter: type[Letter], model: Any, name: str, limits: set[str]) -> None:
    """Raise LookupError or ArticleError for a placeholder that means nothing."""
    sort, colon, rest = name.partition(":")
    if colon:
        if sort == "cite":
            Article.parse(rest)
        elif sort != "due":
            raise LookupError(f"“{{{name}}}”不认识，冒号之前只写 cite 或 due")
        elif rest not in limits:
            raise LookupError(f"“{{{name}}}”：没有期限 {rest!r}，可写 {'、'.join(sorted(limits))}")
    elif name not in WORDS and not _method(letter, name):
        for part in name.split("."):
            try:
                field = model._meta.get_field(part)
            except FieldDoesNotExist:
                raise LookupError(f"“{{{name}}}”：{model.__name__} 没有字段 {part!r}，文书也没有这个方法") from None
            model = field.related_model


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Filled:
    """One letter about to be written: the case, the step, the day, and the last days of its running limits."""

    letter: type[Letter]
    case: Any
    on: date
    step: Step | None
    due: Mapping[str, date | None]

    @property
    def organ(self) -> Organisation:
        """The organisation that issues it."""
        return organ_of(self.letter, self.case)


WORDS: dict[str, Callable[[Filled], str]] = {
    "on": lambda filled: printed_date(filled.on),
    "organisation": lambda filled: filled.organ.name_on(filled.on),
    "basis": lambda filled: formal(filled.step.citations if filled.step else _articles(filled.letter)),
    "address": lambda filled: offices.particulars(filled.organ).address,
    "telephone": lambda filled: offices.particulars(filled.organ).telephone,
}


def document(
    letter: type[Letter],
    case: Any,
    on: date,
    *,
    step: Step | None = None,
    number: str = "",
    due: Mapping[str, date | None] = MappingProxyType({}),
) -> Document:
    """Return the letter about `case` as an official document of day `on`.

    `step` is the one that produces it, `number` the one given out for it, `due` the last days of running limits by
    their slugs. Raises LetterRefused when the case lacks what the letter says.
    """
    with override(CHINESE):
        filled = Filled(letter, case, on, step, due)
        lacking: list[str] = []

        def words(template: str) -> str:
            return _said(filled, template, lacking)

        organ = filled.organ.name_on(on)
        head = offices.letterhead(filled.organ, organ)
        made = Document(
            title=f"{head}\n{letter.title}" if letter.layout == "plain" else str(letter.title),
            organ=organ,
            blocks=_blocks(letter.body, words),
            layout="letter" if letter.layout == "letter" else "file",
            red_head={"plain": None, "file": head + "文件", "letter": head}[letter.layout],
            number=number or words(letter.number),
            addressees=_listed(letter.addressees, words),
            date=on,
            enclosures=_listed(letter.enclosures, words),
            copies=_listed(letter.copies, words),
            issued=organ if letter.layout == "file" else "",
            remark=words(letter.remark) or (_found_at(filled.organ) if letter.addressees else ""),
            notice=settings.FADU_NOTICE,
        )
        if lacking:
            said = text("“%(letter)s”还缺：%(lacking)s。")
            raise LetterRefused(said % {"letter": letter.title, "lacking": "、".join(dict.fromkeys(lacking))})
        try:
            made.check()
        except DocumentError as error:
            raise LetterRefused(str(error)) from error
    return made


def _found_at(organ: Organisation) -> str:
    """Where the organ is to be found, for 附注: 联系地址：临江路1号；联系电话：0972-8612345."""
    said = offices.particulars(organ)
    told = (("联系地址", said.address), ("邮政编码", said.postcode), ("联系电话", said.telephone))
    return "；".join(f"{label}：{value}" for label, value in told if value and (said.address or said.telephone))


def write(letter: type[Letter], case: Any, on: date, **more: Any) -> bytes:
    """Return the letter as DOCX. Raises LetterRefused."""
    return docx.write(document(letter, case, on, **more))


def file_name(letter: type[Letter], number: str = "") -> str:
    """Return the name of the file: 受理通知书（明府复受〔2024〕3号）.docx."""
    with override(CHINESE):
        return f"{letter.title}" + (f"（{number}）" if number else "") + EXTENSION


def formal(citations: Collection[str]) -> str:
    """Print articles as documents do, laws with the name of the country: 《中华人民共和国行政复议法》第三十条第一款."""
    said = cite_all(citations)
    for source in {Article.parse(citation).source for citation in citations}:
        if source.endswith("法") or source in OF_THE_REPUBLIC:
            title = SOURCES.get(source, (source,))[0]
            said = said.replace(f"《{title}》", f"《中华人民共和国{title}》")
    return said


# Regulations that bear the name of the country; of laws all do.
OF_THE_REPUBLIC = frozenset({"行政复议法实施条例", "政府信息公开条例"})


def _articles(letter: type[Letter]) -> tuple[str, ...]:
    return (letter.article,) if isinstance(letter.article, str) else letter.article


def _listed(templates: Iterable[str], words: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(filter(None, (words(template) for template in templates)))


def _blocks(body: str, words: Callable[[str], str]) -> tuple[Block, ...]:
    """The blocks of the body, filled; a value of several lines that stands alone becomes paragraphs of its own."""
    filled: list[Block] = []
    for block in parse(body):
        match block:
            case Heading(text=heading):
                filled.append(replace(block, text=words(heading)))
            case Paragraph(spans=spans):
                template = plain(spans)
                said = words(template)
                parts = said.splitlines() if PLACEHOLDER.fullmatch(template) else [said]
                filled += [Paragraph((Text(part.strip()),)) for part in parts if part.strip()]
            case Table(rows=rows):
                cells = tuple(tuple(words(plain(spans_of(cell))) for cell in row) for row in rows)
                filled.append(replace(block, rows=cells))
            case _:
                filled.append(block)
    return tuple(filled)


def _said(filled: Filled, template: str, lacking: list[str]) -> str:
    """The template with its placeholders filled; the labels of what is missing go to `lacking`."""

    def one(found: re.Match[str]) -> str:
        name, optional = found[1], bool(found[2])
        said, label = _value(filled, name)
        if not said and not optional and label:
            lacking.append(label)
        return said

    return PLACEHOLDER.sub(one, template)


def _value(filled: Filled, name: str) -> tuple[str, str]:
    """What a placeholder stands for, and the label of what is missing where there is nothing ("" if it may be so)."""
    sort, colon, rest = name.partition(":")
    if sort == "cite" and colon:
        return formal((rest,)), ""
    if sort == "due" and colon:
        day = filled.due.get(rest)
        return (printed_date(day) if day else ""), text("期限届满日期")
    if name in WORDS:
        return WORDS[name](filled), ""
    if method := _method(filled.letter, name):
        return str(method(filled.case) or ""), ""
    *path, last = name.split(".")
    record = filled.case
    for part in path:
        record = getattr(record, part)
        if record is None:
            return "", str(filled.case._meta.get_field(path[0]).verbose_name)
    return printed(record, last), str(record._meta.get_field(last).verbose_name)


def printed(record: Any, name: str) -> str:
    """Return a field's value as a document prints it."""
    value = getattr(record, name)
    if value is None or value == "":
        return ""
    if record._meta.get_field(name).choices:
        return str(getattr(record, f"get_{name}_display")())
    if isinstance(value, Organisation):
        return value.name
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return printed_date(value)
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return str(value)


def _method(letter: type[Letter], name: str) -> Callable[[Any], Any] | None:
    """The method of the letter with that name; those of every letter are none."""
    found = next((vars(one)[name] for one in letter.__mro__ if one is not Letter and name in vars(one)), None)
    return getattr(letter, name) if isinstance(found, staticmethod) else None
