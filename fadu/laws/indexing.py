"""检索法规: the imported laws among what is searched, one entry a law version and one an article."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from fadu.kernel import search
from fadu.kernel.articles import Article, cite
from fadu.kernel.search import Entry, Source

from .models import LawVersion, Provision

LAW = "law"


def entries() -> Iterator[Entry]:
    """Yield the entries of all imported laws."""
    for version in LawVersion.objects.select_related("law"):
        yield from of_version(version)


def of_version(version: LawVersion) -> Iterator[Entry]:
    """Yield a version by its title and number, and each of its articles by number and text."""
    yield Entry(
        LAW,
        target(version),
        on=version.in_force,
        label=str(version),
        title=version.title,
        number=version.number,
        body=version.organ,
    )
    for one in Provision.objects.filter(version=version).order_by("position"):
        cited = Article(version.law.key, article=one.article, inserted=one.inserted or None)
        # An article is found by the law's short name and its number together, and by its text.
        yield Entry(
            LAW,
            f"{target(version)}{one.place}",
            on=version.in_force,
            label=f"{cite(cited)}（{version.issued.year}）",
            number=cite(cited),
            body=one.text,
        )


def target(version: LawVersion) -> str:
    """Return how the index calls a version; the number of an article follows."""
    return f"{LAW}:{version.pk}:"


def place(found: str) -> tuple[LawVersion, str] | None:
    """Return the version, and the article within it, that a target of the index means; None if it is gone."""
    _kind, key, article = found.split(":", 2)
    version = LawVersion.objects.select_related("law").filter(pk=int(key)).first()
    return (version, article) if version else None


def renew(version: LawVersion) -> None:
    """Put a version that was just imported into the index."""
    search.remove(target(version))
    search.put(of_version(version))


search.register(Source(LAW, _("法规库"), entries))
