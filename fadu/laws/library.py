"""法规库: registry and imported texts read as one: which version holds on a day, what an article says, does it exist.

library = Library()                                # one reading, for one request or one text
library.find("行政复议法#62.1", on=date(2024, 5, 1))  # the text, or None where none was imported
library.check("行政复议法#62.1", on=date(2024, 5, 1))  # does it exist: by the text, else by the index
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext

from fadu.kernel.articles import Article

from . import registry, texts
from .models import LawVersion, Provision
from .registry import Version, fold
from .texts import Place

# What a check comes to: it exists; it does not; the law is in no list; its articles are; it is not law on that day.
FOUND, MISSING, UNKNOWN, UNCHECKED, NOT_YET, REPEALED = (
    "found", "missing", "unknown", "unchecked", "not_yet", "repealed",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """核对结果: what became of one citation, by which version, and a sentence why."""

    citation: Article
    status: str
    reason: str
    version: Version | None = None
    by: str = ""  # "text" or "index"

    @property
    def ok(self) -> bool:
        """Whether the article is known to exist in that version."""
        return self.status == FOUND


@dataclass(frozen=True)
class Found:
    """条文: what a citation points at. `text` is the item, paragraph or article that is cited."""

    citation: Article
    version: Version
    provision: Provision
    text: str


class Library:
    """One reading of what is known of all laws; it asks the database once for versions and once for each text."""

    def __init__(self, *, imported: bool = True) -> None:
        """With `imported=False` only what ships with the project is read, and no database is needed."""
        self.imported = imported
        self._shapes: dict[int, dict[Place, tuple[int, ...]]] = {}

    @cached_property
    def laws(self) -> Mapping[str, tuple[Version, ...]]:
        """All versions of every law, oldest first; an imported text says more of its version than the registry."""
        known = {key: {one.issued: one for one in versions} for key, versions in registry.all_versions().items()}
        for stored in LawVersion.objects.select_related("law") if self.imported else ():
            of_law = known.setdefault(stored.law.key, {})
            listed = of_law.get(stored.issued)
            of_law[stored.issued] = Version(
                stored.law.key,
                stored.title,
                stored.kind,
                stored.organ or (listed.organ if listed else ""),
                stored.number or (listed.number if listed else ""),
                stored.issued,
                stored.in_force,
                repealed=stored.repealed or (listed.repealed if listed else None),
                articles=listed.articles if listed else None,
                stored=stored.pk,
            )
        return {key: registry.ended(list(versions.values())) for key, versions in known.items()}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The keys of all laws by every name under which a text may call them, folded."""
        imported = {
            fold(name): key for key, versions in self.laws.items() for name in (key, *(one.title for one in versions))
        }
        return imported | registry.names()

    def key(self, name: str) -> str | None:
        """Return the key of the law that is called `name`, or None."""
        return self.names.get(fold(name))

    def versions(self, key: str) -> tuple[Version, ...]:
        """Return the versions of a law, oldest first; none if it is not known."""
        return self.laws.get(key, ())

    def on(self, key: str, day: date) -> Version | None:
        """Return the version of a law that is in force on `day`."""
        return next((one for one in self.versions(key) if one.holds_on(day)), None)

    def version(self, citation: Article, on: date | None = None) -> Version | None:
        """Return the version that a citation means: that of its year, else that of the day, else the newest."""
        versions = self.versions(citation.source)
        if citation.version:
            return next((one for one in reversed(versions) if one.issued.year == citation.version), None)
        if on:
            return self.on(citation.source, on)
        return versions[-1] if versions else None

    def shapes(self, version: Version) -> Mapping[Place, tuple[int, ...]]:
        """Return the articles of a version with the number of items in each paragraph: of the text, else the index."""
        if version.stored is None:
            return version.shapes
        if version.stored not in self._shapes:
            provisions = Provision.objects.filter(version=version.stored)
            self._shapes[version.stored] = {
                one.place: tuple(len(paragraph.items) for paragraph in one.paragraphs) for one in provisions
            }
        return self._shapes[version.stored]

    def check(self, citation: Article | str, on: date | None = None) -> Verdict:
        """Tell whether a citation points at something: in the version of its year, of day `on`, or else the newest.

        Raises ArticleError for what is no citation.
        """
        cited = Article.parse(citation) if isinstance(citation, str) else citation
        if not self.versions(cited.source):
            return Verdict(cited, UNKNOWN, gettext("法规库没有“%(name)s”。") % {"name": cited.source})
        version = self.version(cited, on)
        if version is None:
            return self._of_no_version(cited, on)
        if on and not cited.version and not version.holds_on(on):
            return self._of_no_version(cited, on)
        if not cited.article:
            return Verdict(cited, FOUND, "", version, "index")
        return self._place(cited, version)

    def find(self, citation: Article | str, on: date | None = None) -> Found | None:
        """Return the text that a citation points at, in the version of its year, of day `on`, or else the newest.

        None where no text was imported, or the text has no such place. Raises ArticleError.
        """
        cited = Article.parse(citation) if isinstance(citation, str) else citation
        version = self.version(cited, on)
        if version is None or version.stored is None or not cited.article:
            return None
        provision = Provision.objects.filter(
            version=version.stored, article=cited.article, inserted=cited.inserted or 0
        ).first()
        if provision is None:
            return None
        if not cited.paragraph and not cited.item:
            return Found(cited, version, provision, provision.text)
        paragraphs = provision.paragraphs
        if cited.paragraph:
            paragraphs = paragraphs[cited.paragraph - 1 : cited.paragraph]
        if not cited.item:
            said = ["\n".join([one.text, *one.items]) for one in paragraphs]
        else:
            said = [one.items[cited.item - 1] for one in paragraphs if len(one.items) >= cited.item]
        return Found(cited, version, provision, said[0]) if said else None

    def _of_no_version(self, cited: Article, on: date | None) -> Verdict:
        versions = self.versions(cited.source)
        told = {"name": cited.source, "year": cited.version, "on": on, "since": versions[0].in_force}
        if cited.version:
            return Verdict(cited, MISSING, gettext("“%(name)s”没有%(year)s年公布或修改的文本。") % told)
        last = versions[-1]
        if on and on < versions[0].in_force:
            reason = gettext("“%(name)s”自 %(since)s 起施行，%(on)s 尚未施行。") % told
            return Verdict(cited, NOT_YET, reason, versions[0])
        told["until"] = last.until
        return Verdict(cited, REPEALED, gettext("“%(name)s”已于 %(until)s 废止。") % told, last)

    def _place(self, cited: Article, version: Version) -> Verdict:
        shapes, by = self.shapes(version), "text" if version.stored else "index"
        place = Place(cited.article or 0, cited.inserted or 0)
        told = {"law": version.name, "place": place, "paragraph": cited.paragraph, "item": cited.item}
        if place not in shapes and place in version.shapes:
            shapes, by = version.shapes, "index"  # of a code, only a part may have been imported
        if place not in shapes:
            last = version.articles or (max(one.article for one in shapes) if shapes else 0)
            if last and place.article > last:
                reason = gettext("“%(law)s”没有第%(place)s条，最后一条是第%(last)d条。") % (told | {"last": last})
                return Verdict(cited, MISSING, reason, version, by)
            if not shapes or len({one.article for one in shapes}) < last:
                reason = gettext("“%(law)s”的第%(place)s条未编入索引，也没有导入全文，无法核对。") % told
                return Verdict(cited, UNCHECKED, reason, version)
            return Verdict(cited, MISSING, gettext("“%(law)s”没有第%(place)s条。") % told, version, by)
        shape = shapes[place]
        if cited.paragraph and cited.paragraph > len(shape):
            reason = gettext("“%(law)s”第%(place)s条只有 %(n)d 款。") % (told | {"n": len(shape)})
            return Verdict(cited, MISSING, reason, version, by)
        items = shape[cited.paragraph - 1] if cited.paragraph else max(shape)
        if cited.item and cited.item > items:
            short = gettext("“%(law)s”第%(place)s条此处只有 %(n)d 项。")
            reason = (short if items else gettext("“%(law)s”第%(place)s条此处没有分项。")) % (told | {"n": items})
            return Verdict(cited, MISSING, reason, version, by)
        return Verdict(cited, FOUND, "", version, by)


def find(citation: Article | str, on: date | None = None) -> Found | None:
    """Return the text that a citation points at (see `Library.find`)."""
    return Library().find(citation, on)


def check(citation: Article | str, on: date | None = None) -> Verdict:
    """Tell whether a citation points at something (see `Library.check`)."""
    return Library().check(citation, on)


def text_of(version: Version) -> list[texts.ArticleText]:
    """Return the imported text of a version, article by article; nothing where none was imported."""
    if version.stored is None:
        return []
    return [
        texts.ArticleText(one.place, tuple(one.headings.split("\n")) if one.headings else (), one.paragraphs)
        for one in Provision.objects.filter(version=version.stored)
    ]


def earlier(version: Version, library: Library) -> Version | None:
    """Return the version of the same law that this one took the place of."""
    before = [one for one in library.versions(version.key) if one.in_force < version.in_force]
    return replace(before[-1]) if before else None
