"""被谁引用: which records cite a law, and what a new version of it touches.

A domain says in its `citations.py` where its records cite laws, and nothing more:

    # fadu/domains/normative/citations.py
    from fadu.laws.citing import Citing

    Citing("normative-document", text_fields=("text",), made_on="issued_on", where={"state": "in_force"}, first=True)
    Citing("enforcement-case", article_fields=("basis",), made_on="decided_on")

Then `affected(version)` lists, for a new version of a law, the records that were made under an earlier one and cite it,
each passage with the article and whether that article changed; `citing("行政处罚法")` lists all that cite a law.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet

from fadu.kernel import clocks, procedure
from fadu.kernel.articles import Article, ArticleError
from fadu.kernel.declarations import Ledger, NotAllowed, NotFound, ledger
from fadu.kernel.lists import Sight
from fadu.kernel.organisations import Actor, Record
from fadu.kernel.search.finding import heading

from . import comparison
from .comparison import Change
from .library import Library
from .mentions import Citation, citations
from .models import LawVersion
from .registry import Version, fold
from .texts import Place

AROUND = 40  # characters shown on either side of a citation
WHOLE, REMOVED, CHANGED, RENUMBERED, UNSURE, SAME = ORDER = (
    "whole", comparison.REMOVED, comparison.CHANGED, comparison.RENUMBERED, comparison.UNSURE, comparison.SAME,
)  # fmt: skip


class BadCiting(Exception):
    """引用声明有误: it names a ledger or field that does not exist. The message names the place and the cure."""


@dataclass(frozen=True)
class Citing:
    """引用声明: where the records of a ledger cite laws. Declaring one registers it.

    `text_fields` hold running text, `article_fields` citations as `行政处罚法#64.1`, several apart by spaces or 、.
    `made_on` is the field with the day on which the record was made, whose law it cites. `where` keeps to records that
    still stand (a mapping as for `filter`, or a Q). Those marked `first` are listed before all others.
    """

    ledger: str
    _: KW_ONLY
    text_fields: tuple[str, ...] = ()
    article_fields: tuple[str, ...] = ()
    made_on: str = ""
    where: Mapping[str, Any] | Q | None = None
    first: bool = False

    def __post_init__(self) -> None:
        frame = sys._getframe(2)
        self._check(f"{frame.f_code.co_filename}:{frame.f_lineno}")
        _DECLARED.append(self)

    def _check(self, where: str) -> None:
        try:
            described = ledger(self.ledger)
        except NotFound:
            raise BadCiting(f"{where} 引用声明：没有台账 {self.ledger!r}。请写台账的 slug。") from None
        if not (self.text_fields or self.article_fields):
            raise BadCiting(f"{where} 引用声明 {self.ledger}：请写 text_fields 或者 article_fields。")
        for name in (*self.text_fields, *self.article_fields, *filter(None, (self.made_on,))):
            try:
                described.model._meta.get_field(name)
            except FieldDoesNotExist:
                raise BadCiting(f"{where} 引用声明 {self.ledger}：模型没有字段 {name!r}。请改正。") from None

    @property
    def described(self) -> type[Ledger]:
        """The ledger."""
        return ledger(self.ledger)


_DECLARED: list[Citing] = []


def declared() -> list[Citing]:
    """Return all declarations, those marked `first` before the others."""
    return sorted(_DECLARED, key=lambda one: not one.first)


@dataclass(frozen=True)
class Cited:
    """One passage of a record that cites a law, and what became of the article.

    `change` is "same", "changed", "renumbered", "removed", "whole" (the law as such is cited) or "unsure" (the texts of
    both versions are needed to tell); `now` is the place of the article in the new version, if it is known.
    """

    ledger: type[Ledger]
    record: Record
    label: str
    citation: Citation
    before: str
    after: str
    made_on: date | None
    change: str = ""
    now: str = ""
    name: str = ""  # of the record, with what is masked for the reader masked in it too


def citing(key: str, actor: Actor | None = None, library: Library | None = None) -> list[Cited]:
    """Return the passages of all records that cite the law `key`; with `actor`, of those that the actor may read."""
    library = library or Library()
    return [one for declaration in declared() for one in _cited(declaration, key, actor, library)]


def affected(version: Version | LawVersion, actor: Actor | None = None, library: Library | None = None) -> list[Cited]:
    """Return the passages of records made before `version` came into force that cite the law, the gravest first.

    Records marked `first` come before all others. A citation of a year keeps meaning that year's text and is listed
    too: whoever made the record should say whether it still stands. With `actor`, only what the actor may read.
    """
    library = library or Library()
    new = _as_version(version, library)
    found = []
    changes: dict[date, Mapping[Any, Change]] = {}
    for one in citing(new.key, actor, library):
        then = _then(one, new, library)
        if then is None:
            continue
        if then.issued not in changes:
            changes[then.issued] = comparison.by_old_place(comparison.compare(then, new, library))
        found.append(_judged(one, new, changes[then.issued]))
    firsts = {declaration.ledger for declaration in declared() if declaration.first}
    return sorted(found, key=lambda one: (one.ledger.slug not in firsts, ORDER.index(one.change)))


@dataclass(frozen=True)
class CitedByProcedure:
    """A declared procedure or time limit that cites a law: what it is called, its slug, and the citations."""

    kind: str  # "procedure" or "limit"
    slug: str
    label: Any
    in_force: date | None
    articles: tuple[str, ...]


def declared_by(key: str) -> list[CitedByProcedure]:
    """Return the procedures and time limits whose declarations cite the law."""
    found = []
    for versions in procedure.declared().values():
        for version in versions:
            articles = {a for step in version.steps for a in step.citations} | {o.article for o in version.outcomes}
            if mine := _of_law(articles, key):
                found.append(CitedByProcedure("procedure", version.slug, version.title, version.in_force, mine))
    for limits in clocks.declared().values():
        for limit in limits:
            if mine := _of_law(limit.articles, key):
                found.append(CitedByProcedure("limit", limit.slug, limit.label, limit.in_force, mine))
    return found


def _of_law(articles: Iterable[str], key: str) -> tuple[str, ...]:
    mine = {one for one in map(Article.parse, articles) if one.source == key}
    return tuple(map(str, sorted(mine, key=lambda one: (one.version or 0, one.article or 0, one.paragraph or 0))))


def _as_version(version: Version | LawVersion, library: Library) -> Version:
    if isinstance(version, Version):
        return version
    return next(one for one in library.versions(version.law.key) if one.issued == version.issued)


def _then(one: Cited, new: Version, library: Library) -> Version | None:
    """Return the earlier version that a passage means; None where it means the new one."""
    article = one.citation.article
    if article and article.version:
        then = library.version(article)
    else:
        then = library.on(new.key, one.made_on) if one.made_on else None
        if then is None and (one.made_on is None or one.made_on < new.in_force):
            before = [each for each in library.versions(new.key) if each.in_force < new.in_force]
            then = before[-1] if before else None
    return then if then is not None and then.in_force < new.in_force else None


def _judged(one: Cited, new: Version, changes: Mapping[Any, Change]) -> Cited:
    article = one.citation.article
    if article is None or not article.article:
        return replace(one, change=WHOLE)
    change = changes.get(Place(article.article, article.inserted or 0))
    if change is None:
        return replace(one, change=UNSURE)
    now = f"{new.key}#{change.now}" if change.now else ""
    return replace(one, change=change.kind if change.kind in ORDER else UNSURE, now=now)


def _cited(declaration: Citing, key: str, actor: Actor | None, library: Library) -> Iterator[Cited]:
    described = declaration.described
    sight = None
    if actor is not None:
        try:
            sight = Sight(described, actor)
        except NotAllowed:
            return
    for record in _candidates(declaration, key, sight, library):
        made_on = getattr(record, declaration.made_on) if declaration.made_on else None
        for name in (*declaration.text_fields, *declaration.article_fields):
            column = described.all_columns.get(name)
            if sight and column and column.mask and record.organisation_id not in sight.full:
                continue
            written = getattr(record, name) or ""
            read = _as_text if name in declaration.article_fields else citations
            for citation in read(written, made_on or date.max, library=library):
                if citation.key == key:
                    before = written[max(0, citation.start - AROUND) : citation.start]
                    after = written[citation.end : citation.end + AROUND]
                    label = str(described.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                    called = heading(sight, record) if sight else str(record)
                    yield Cited(described, record, label, citation, before, after, made_on, name=called)


def _candidates(declaration: Citing, key: str, sight: Sight | None, library: Library) -> QuerySet[Any]:
    """Return the records whose text names the law at all, by any of its names."""
    printed = {key, *(one.title.replace("中华人民共和国", "") for one in library.versions(key))}
    # Inside a title, brackets of either kind are written; the longest part without any is looked for.
    names = {max(re.split(r"[《》〈〉]", name), key=len) if fold(name) != name else name for name in printed}
    found = Q()
    for name in declaration.text_fields:
        for one in names:
            found |= Q(**{f"{name}__contains": one})
    for name in declaration.article_fields:
        found |= Q(**{f"{name}__contains": key})
    rows = declaration.described.model._default_manager.select_related("organisation").filter(found)
    if declaration.where is not None:
        rows = rows.filter(declaration.where if isinstance(declaration.where, Q) else Q(**declaration.where))
    if sight:
        rows = rows.filter(organisation__in=sight.organisations)
    order = [f"-{declaration.made_on}", "-pk"] if declaration.made_on else ["-pk"]
    return rows.order_by(*order)


def cited_laws(written: str, library: Library) -> list[str]:
    """Return the keys of the laws that a field of citations names, by key and article or in words, each once."""
    return list(dict.fromkeys(one.key for one in _as_text(written, date.max, library) if one.key))


def _as_text(written: str, on: date, library: Library) -> list[Citation]:
    """Read a field of citations such as `行政处罚法#64.1`; what is written in words is read as text."""
    found = []
    for piece in re.finditer(r"[^\s、，,；;]+", written):
        try:
            article = Article.parse(piece[0])
        except ArticleError:
            continue
        verdict = library.check(article, on if on < date.max else None)
        name = article.source
        found.append(
            Citation(
                piece.start(),
                piece.end(),
                piece[0],
                name,
                piece[0],
                verdict.status,
                verdict.reason,
                verdict.version,
                name,
            )
        )
    return found or citations(written, on, library=library)
