"""导入法规: a file becomes a version of a law, taken apart into articles; first as a preview, then for good."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from fadu import digests
from fadu.kernel import journal
from fadu.kernel import texts as files
from fadu.kernel.organisations import Actor

from . import indexing, texts
from .library import Library
from .models import Law, LawVersion, Provision
from .registry import KINDS, Version, fold
from .texts import LawText, TextRefused

LARGEST = 20 * 1024 * 1024  # bytes; the longest code has less than one million
KEY = re.compile(r"[^#()（）《》\s]{2,60}")
_DAY = r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日"
_ISSUED = re.compile(rf"{_DAY}[^，。；\n]*?(?:通过|公布|发布|修订|修正|施行)")
_IN_FORCE = re.compile(rf"自\s*{_DAY}\s*起施行")


class ImportRefused(ValueError):
    """The file or what is said of it cannot be taken; the message says why. `faults` names the fields."""

    def __init__(self, message: str, faults: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.faults = faults or {}


@dataclass(frozen=True)
class Facts:
    """What is said of a version: by the user, the registry, or the head of the text."""

    title: str = ""
    key: str = ""
    kind: str = "other"
    organ: str = ""
    number: str = ""
    issued: date | None = None
    in_force: date | None = None
    repealed: date | None = None


@dataclass(frozen=True)
class Draft:
    """A file taken apart, before it is imported: what it would become, and what to look at."""

    name: str
    digest: str
    text: LawText
    facts: Facts
    library: Library = field(repr=False)

    @property
    def gaps(self) -> list[texts.Place]:
        """The numbers left out between the first article and the last."""
        return list(texts.gaps(one.place for one in self.text.articles))

    @cached_property
    def listed(self) -> Version | None:
        """The version of the registry or of the library that this is, if it is one."""
        versions = self.library.versions(self.facts.key)
        return next((one for one in versions if one.issued == self.facts.issued), None)

    @property
    def differing(self) -> list[texts.Place]:
        """The articles whose paragraphs and items are not as many as the index says: a sign of a broken text."""
        shapes = self.listed.shapes if self.listed else {}
        return [one.place for one in self.text.articles if shapes.get(one.place, one.shape) != one.shape]

    @property
    def lacking(self) -> list[texts.Place]:
        """The articles that the index has and the text has not."""
        there = {one.place for one in self.text.articles}
        return [place for place in (self.listed.shapes if self.listed else {}) if place not in there]

    @property
    def replaces(self) -> bool:
        """Whether the text of this version was imported before."""
        return bool(self.listed and self.listed.stored)


def draft(content: bytes, name: str, given: Facts | None = None) -> Draft:
    """Read a file and take it apart; what `given` leaves open comes from the text and the registry.

    Raises ImportRefused.
    """
    if len(content) > LARGEST:
        raise ImportRefused(gettext("“%(name)s”超过 20 MB，不像一部法规；请核对。") % {"name": name})
    try:
        text = texts.split(files.read(content, name))
    except (files.NoText, TextRefused) as refused:
        raise ImportRefused(gettext("“%(name)s”：%(reason)s") % {"name": name, "reason": refused}) from refused
    library = Library()
    facts = _filled(given or Facts(), text, name, library)
    digest = digests.new(settings.FADU_DIGEST)
    digest.update(content)
    return Draft(name, digest.hexdigest(), text, facts, library)


def take(prepared: Draft, actor: Actor, at: datetime, *, replace_text: bool = False) -> LawVersion:
    """Import a draft: all of it or nothing; noted in the journal.

    A version whose text is there already is left alone when the file is the same, and else taken anew only with
    `replace_text`. Raises ImportRefused.
    """
    facts = prepared.facts
    issued, in_force = _check(facts)
    with transaction.atomic():
        law, _made = Law.objects.get_or_create(key=facts.key, defaults={"title": facts.title})
        known = LawVersion.objects.filter(law=law, issued=issued).first()
        if known and known.digest == prepared.digest and not replace_text:
            return known
        if known and not replace_text:
            told = {"title": facts.title, "day": facts.issued}
            raise ImportRefused(
                gettext("《%(title)s》%(day)s 的文本已经导入，与此文件不同。确要替换的，请选择“替换已有文本”。") % told
            )
        version = known or LawVersion(law=law, issued=issued)
        version.title, version.kind, version.organ, version.number = facts.title, facts.kind, facts.organ, facts.number
        version.in_force, version.repealed = in_force, facts.repealed
        version.source, version.digest = prepared.name[:200], prepared.digest
        version.imported_at, version.imported_by = at, actor.name[:80]
        try:
            version.full_clean()
        except ValidationError as invalid:
            faults = {name: " ".join(said) for name, said in invalid.message_dict.items()}
            raise ImportRefused(" ".join(faults.values()), faults) from invalid
        version.save()
        version.provisions.all().delete()
        Provision.objects.bulk_create(
            Provision(
                version=version,
                position=position,
                article=one.place.article,
                inserted=one.place.inserted,
                headings="\n".join(one.headings),
                text="\n".join(one.lines),
            )
            for position, one in enumerate(prepared.text.articles, 1)
        )
        indexing.renew(version)
        journal.write(
            journal.Entry(
                "import",
                ledger="law",
                record=version.name,
                actor=actor.username,
                actor_name=actor.name,
                after={
                    "title": version.title,
                    "issued": version.issued,
                    "in_force": version.in_force,
                    "file": version.source,
                    "digest": version.digest,
                    "articles": len(prepared.text.articles),
                },
                at=at,
            )
        )
    return version


def _check(facts: Facts) -> tuple[date, date]:
    """Return the days of issue and entry into force. Raises ImportRefused for what is wrong, field by field."""
    faults = {}
    if not facts.title:
        faults["title"] = gettext("请填写法规名称")
    if not KEY.fullmatch(facts.key):
        faults["key"] = gettext("引用名为 2 至 60 个字，不含括号、空格和 #")
    if facts.kind not in KINDS:
        faults["kind"] = gettext("请选择效力级别")
    if not facts.issued:
        faults["issued"] = gettext("请填写公布（修改）日期；文本开头没有写明")
    if not facts.in_force:
        faults["in_force"] = gettext("请填写施行日期；文本中没有写明")
    if facts.issued and facts.in_force and facts.in_force < facts.issued:
        faults["in_force"] = gettext("施行日期不得早于公布日期")
    if facts.repealed and facts.in_force and facts.repealed <= facts.in_force:
        faults["repealed"] = gettext("废止日期应晚于施行日期")
    if faults or not facts.issued or not facts.in_force:
        raise ImportRefused("；".join(faults.values()) + "。", faults)
    return facts.issued, facts.in_force


def _filled(given: Facts, text: LawText, name: str, library: Library) -> Facts:
    title = (given.title or text.title or PurePath(name).stem).strip()
    title = re.sub(r"[（(]\d{4}[^）)]*[）)]$", "", title).strip()
    key = given.key or library.key(title) or fold(title)
    issued = given.issued or _in_name(name) or _first_days(text)
    listed = next((one for one in library.versions(key) if one.issued == issued), None)
    others = library.versions(key)
    said = listed or (others[-1] if others else None)
    in_force = given.in_force or (listed.in_force if listed else None) or _comes_into_force(text, issued, bool(others))
    return replace(
        given,
        title=listed.title if listed and not given.title else title,
        key=key,
        kind=given.kind if given.kind != "other" else said.kind if said else "other",
        organ=given.organ or (said.organ if said else ""),
        number=given.number or (listed.number if listed else ""),
        issued=issued,
        in_force=in_force,
        repealed=given.repealed or (listed.repealed if listed else None),
    )


def _in_name(name: str) -> date | None:
    found = re.search(r"(\d{4})-(\d{2})-(\d{2})", name)
    return _day(found.groups()) if found else None


def _first_days(text: LawText) -> date | None:
    """Return the latest day on which, by the head of the text, it was adopted, promulgated or amended."""
    days = [_day(found.groups()) for line in text.preamble for found in _ISSUED.finditer(line) if "起施行" not in line]
    return max((day for day in days if day), default=None)


def _comes_into_force(text: LawText, issued: date | None, amended: bool) -> date | None:
    """Return the day that the last articles name; of a law amended since, that is the day of its first version."""
    last = "".join(line for one in text.articles[-3:] for line in one.lines)
    if found := _IN_FORCE.search(last):
        day = _day(found.groups())
        return day if day and issued and day >= issued else None
    return issued if re.search(r"自(?:公布|发布|印发)之日起施行", last) and not amended else None


def _day(parts: tuple[str, ...]) -> date | None:
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
