"""公开: what the public sees of a ledger's records, from when and until when, with persons masked.

A publication is declared beside a ledger; the portal draws its list and its pages from the declaration. Nothing of a
record is public that its publication does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django.core.cache import caches
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as text

from . import documents
from .cases import Case
from .columns import mask
from .documents import Document
from .organisations import Organisation

PAGE = 20
MINUTE = 60  # seconds


class BadPublication(Exception):
    """A declaration that names a field which the model lacks; the message names the module, the field and the cure."""


class Publication:
    """公开事项: declared by subclassing.

    `fields` are the paths of fields that the public sees, in their order (`case__respondent`), `masks` says how some
    are masked (a key of columns.MASKS), `body` is the field with the text, `files` are the kinds of document of a case
    that anyone may take. `listed` are those of the fields that a list shows (default: all), and `note` says beside both
    what a reader should know. A record is public from the day in `since` to the day before the one in `until`.

    Whatever a field holds, numbers that tell a person (identity, mobile telephone, bank card) are masked; `offices`
    are those whose telephone numbers are an office's, to be called.
    """

    model: ClassVar[type[models.Model]]
    slug: ClassVar[str]
    title: ClassVar[Any]
    note: ClassVar[Any] = ""
    fields: ClassVar[tuple[str, ...]]
    listed: ClassVar[tuple[str, ...]] = ()
    body: ClassVar[str] = ""
    since: ClassVar[str]
    until: ClassVar[str] = ""
    search: ClassVar[tuple[str, ...]] = ()
    masks: ClassVar[Mapping[str, str]] = {}
    files: ClassVar[tuple[str, ...]] = ()
    offices: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        named = (*cls.fields, *cls.listed, *cls.search, *cls.masks, *cls.offices, cls.since)
        named += tuple(filter(None, (cls.body, cls.until)))
        for name in named:
            try:
                _field(cls.model, name)
            except FieldDoesNotExist as error:
                raise BadPublication(
                    f"{cls.__module__}, {cls.__qualname__}: {cls.model.__name__} has no field {name}; name one it has"
                ) from error
        if hidden := set(cls.listed) - set(cls.fields):
            raise BadPublication(
                f"{cls.__module__}, {cls.__qualname__}: {hidden} is listed; name it in `fields` as well"
            )
        if told := set(cls.search) & set(cls.masks):
            raise BadPublication(
                f"{cls.__module__}, {cls.__qualname__}: a search in {told} would tell what is masked; search elsewhere"
            )
        if cls.files and not issubclass(cls.model, Case):
            raise BadPublication(
                f"{cls.__module__}, {cls.__qualname__}: only cases have documents; leave `files` out, or publish a case"
            )
        _declared[cls.slug] = cls


_declared: dict[str, type[Publication]] = {}


def declared() -> list[type[Publication]]:
    """Return every publication, in the order of declaration."""
    return list(_declared.values())


def publication(slug: str) -> type[Publication] | None:
    """Return the publication of that slug, or None."""
    return _declared.get(slug)


@dataclass(frozen=True)
class Published:
    """One published record: its values under their labels, its text, and its place for the next page."""

    key: int
    values: list[tuple[str, str]]
    body: str
    cursor: str


def visible(publication: type[Publication], on: date) -> models.QuerySet:
    """Return the records that are public on day `on`."""
    shown = Q(**{f"{publication.since}__lte": on})
    if publication.until:
        shown &= Q(**{publication.until: None}) | Q(**{f"{publication.until}__gt": on})
    return publication.model._default_manager.filter(shown)


@dataclass(frozen=True)
class Narrowing:
    """检索条件: words that all must occur, the year in which a record was made public, and whose it is (a code)."""

    words: str = ""
    year: str = ""
    organisation: str = ""


ALL_OF_IT = Narrowing()


def narrowed(publication: type[Publication], on: date, by: Narrowing = ALL_OF_IT) -> models.QuerySet:
    """Return what is public on day `on` and fulfils the conditions."""
    found = visible(publication, on)
    for word in by.words.split():
        found = found.filter(_any(publication.search, word))
    if re.fullmatch(r"[12]\d{3}", by.year):
        found = found.filter(**{f"{publication.since}__year": int(by.year)})
    return found.filter(organisation__code=by.organisation) if by.organisation else found


def listing(
    publication: type[Publication], on: date, by: Narrowing | str = ALL_OF_IT, after: str = ""
) -> tuple[list[Published], str]:
    """Return a page of what is public on day `on`, newest first, and the cursor of the next page ("" at the end).

    `by` are the conditions, or the words alone; `after` is the cursor of the page before.
    """
    found = narrowed(publication, on, Narrowing(by) if isinstance(by, str) else by)
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", after):
        try:
            day, key = date.fromisoformat(match[1]), int(match[2])
        except ValueError:
            return [], ""
        found = found.filter(Q(**{f"{publication.since}__lt": day}) | Q(**{publication.since: day, "pk__lt": key}))
    rows = list(found.order_by(f"-{publication.since}", "-pk").values("pk", *_paths(publication))[: PAGE + 1])
    page = [_published(publication, row, whole=False) for row in rows[:PAGE]]
    return page, page[-1].cursor if len(rows) > PAGE else ""


def extent(publication: type[Publication], on: date) -> tuple[int, date | None]:
    """Return how much is public on day `on`, and since when the latest of it is."""
    found = visible(publication, on).aggregate(number=models.Count("pk"), latest=models.Max(publication.since))
    return found["number"], found["latest"]


def extents(on: date) -> dict[str, tuple[int, date | None]]:
    """Return the extent of each publication, by its slug: as it was within the last minute, since everybody asks."""

    def asked() -> dict[str, tuple[int, date | None]]:
        return {one.slug: extent(one, on) for one in declared()}

    known = caches["process"].get_or_set(f"publications-{on}", asked, MINUTE)
    return cast(dict[str, tuple[int, date | None]], known)


def years(publication: type[Publication], on: date) -> list[int]:
    """Return the years in which something was made public, the latest first."""
    return [day.year for day in visible(publication, on).dates(publication.since, "year", order="DESC")]


def organisations(publication: type[Publication], on: date) -> models.QuerySet[Organisation]:
    """Return the organisations of what is public on day `on`, where there is more than one."""
    whose = visible(publication, on).values("organisation")
    found = Organisation.objects.filter(pk__in=whose).order_by("path")
    return found if len(found) > 1 else found.none()


def find(publication: type[Publication], key: int, on: date) -> Published | None:
    """Return one record if it is public on day `on`."""
    paths = [*_paths(publication), *filter(None, (publication.body,))]
    row = visible(publication, on).filter(pk=key).values("pk", *paths).first()
    return _published(publication, row, whole=True) if row else None


def files(publication: type[Publication], key: int, on: date) -> models.QuerySet[Document]:
    """Return the documents of one record that anyone may take; none unless it is public on day `on`."""
    if not publication.files or not visible(publication, on).filter(pk=key).exists():
        return Document.objects.none()
    assert issubclass(publication.model, Case)
    kinds = [str(kind) for kind in publication.files]
    return documents.of(publication.model.ledger, key).filter(kind__in=kinds, replaced_by=None)


def _paths(publication: type[Publication]) -> list[str]:
    return list(dict.fromkeys((*(_value(publication.model, name) for name in publication.fields), publication.since)))


def _published(publication: type[Publication], row: Mapping[str, Any], whole: bool) -> Published:
    values = []
    for name in publication.fields if whole else publication.listed or publication.fields:
        field = _field(publication.model, name)
        value = row[_value(publication.model, name)]
        if isinstance(value, bool):
            value = text("是") if value else text("否")
        said = str(dict(field.flatchoices).get(value, "" if value is None else value))
        said = mask(publication.masks[name], said) if name in publication.masks else said
        values.append((str(field.verbose_name), said if name in publication.offices else veiled(said)))
    cursor = f"{row[publication.since].isoformat()}.{row['pk']}"
    return Published(row["pk"], values, veiled(row[publication.body]) if whole and publication.body else "", cursor)


def _any(paths: Sequence[str], word: str) -> Q:
    """Return what holds a word in one of its fields; by digits nothing is found that holds a person's number."""
    found = Q()
    for path in paths:
        holds = Q(**{f"{path}__icontains": word})
        found |= holds & ~Q(**{f"{path}__regex": PERSONAL}) if re.search(r"\d{4}", word) else holds
    return found


def _field(model: type[models.Model], path: str) -> models.Field:
    """Return the field at the end of a path. Raises FieldDoesNotExist."""
    first, _, rest = path.partition("__")
    field = model._meta.get_field(first)
    return _field(field.related_model, rest) if rest else field  # type: ignore[arg-type, return-value]


def _value(model: type[models.Model], path: str) -> str:
    """Return the path to what is printed: of an organisation its name."""
    return f"{path}__name" if isinstance(_field(model, path), models.ForeignKey) else path


# Masking of texts

_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:62\d{14,17}|[345]\d{15})(?!\d)")
# An identity number as it is built (GB 11643): area, birthday, sequence. A credit code of digits alone is not.
_BORN = r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
_PERSON = re.compile(rf"(?<!\d){_BORN}(?!\d)")
# The same for the database, which knows no looking around.
PERSONAL = rf"(^|[^0-9])({_BORN}|1[3-9][0-9]{{9}}|62[0-9]{{14,17}}|[345][0-9]{{15}})($|[^0-9])"


def hide(original: str, persons: Iterable[str] = ()) -> str:
    """Return a text with the names of `persons` as 张某, identity numbers and mobile numbers masked: a first draft.

    Addresses and what else tells a person must be hidden by whoever publishes.
    """
    hidden = original
    for person in sorted(filter(None, persons), key=len, reverse=True):
        hidden = hidden.replace(person, f"{person[0]}某")
    hidden = _IDENTITY.sub(lambda found: mask("identity", found[0]), hidden)
    hidden = _CARD.sub(lambda found: mask("identity", found[0]), hidden)
    return _PHONE.sub(lambda found: mask("phone", found[0]), hidden)


def veiled(said: str) -> str:
    """Return what is about to be shown to the public with a person's numbers masked, should any be left in it."""
    for pattern, kind in ((_PERSON, "identity"), (_CARD, "identity"), (_PHONE, "phone")):
        said = pattern.sub(lambda found, kind=kind: mask(kind, found[0]), said)  # type: ignore[misc]
    return said


def exposed(published: str, persons: Iterable[str] = ()) -> list[str]:
    """Return what a text to be published still tells of persons; nothing when it may go out."""
    found = [text("姓名“%s”") % mask("name", person) for person in persons if len(person) > 1 and person in published]
    if _IDENTITY.search(published):
        found.append(text("身份证号"))
    if _PHONE.search(published):
        found.append(text("手机号码"))
    if _CARD.search(published):
        found.append(text("银行卡号"))
    return found
