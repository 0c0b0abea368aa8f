"""法规目录: the laws that the project cites, every version with its days and numbers, and the index of their articles.

Both are data files beside this module, facts without texts: `registry.tsv` has a row a version, `articles.tsv` a row an
article of the versions whose text was at hand: how many items each of its paragraphs has. `python -m tools.statutes`
computes the index from texts. What a user imports (see `library`) comes on top, in the database.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from fadu.kernel.articles import SOURCES

from .texts import Place

# What a document is, from the highest down.
KINDS = {
    "law": _("法律"),
    "regulation": _("行政法规"),
    "interpretation": _("司法解释"),
    "party": _("党内法规"),
    "local": _("地方性法规"),
    "rule": _("规章"),
    "document": _("规范性文件"),
    "other": _("其他"),
}


@dataclass(frozen=True)
class Version:
    """版本: one version of a law.

    `key` is the name by which citations call the law; `until` the first day on which this version is no longer in
    force, `repealed` the same for the law as a whole. `articles` is the number of its last article, if known.
    """

    key: str
    title: str
    kind: str
    organ: str
    number: str
    issued: date
    in_force: date
    until: date | None = None
    repealed: date | None = None
    articles: int | None = None
    stored: int | None = None  # the key of the imported text, where one was imported

    @property
    def name(self) -> str:
        """Key and year, as a citation names a version: 行政复议法(2017)."""
        return f"{self.key}({self.issued.year})"

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force on `day`."""
        return self.in_force <= day and (self.until is None or day < self.until)

    @property
    def shapes(self) -> Mapping[Place, tuple[int, ...]]:
        """The index: for each article how many items each of its paragraphs has; empty where no text was at hand."""
        return _index().get((self.key, self.issued), {})


@cache
def all_versions() -> dict[str, tuple[Version, ...]]:
    """Return the versions of every law in the registry by its key, oldest first."""
    found: dict[str, list[Version]] = {}
    for row in _rows("registry.tsv"):
        version = Version(
            row["key"],
            row["title"],
            row["kind"],
            row["organ"],
            row["number"],
            date.fromisoformat(row["issued"]),
            date.fromisoformat(row["in_force"]),
            repealed=date.fromisoformat(row["repealed"]) if row["repealed"] else None,
            articles=int(row["articles"]) if row["articles"] else None,
        )
        found.setdefault(version.key, []).append(version)
    return {key: ended(versions) for key, versions in found.items()}


def ended(versions: list[Version]) -> tuple[Version, ...]:
    """Return `versions` oldest first, each ending where the next begins."""
    in_order = sorted(versions, key=lambda one: (one.in_force, one.issued))
    nexts = [*in_order[1:], None]
    return tuple(
        Version(**{**vars(one), "until": after.in_force if after else one.repealed})
        for one, after in zip(in_order, nexts, strict=True)
    )


def fold(title: str) -> str:
    """Return a title as it is compared: without the name of the state, brackets, spaces."""
    plain = re.sub(r"[《》〈〉<>“”\"'‘’（）()\s\u3000·、，,]", "", title)
    return plain.replace("中华人民共和国", "")


@cache
def names() -> dict[str, str]:
    """Return the keys of all laws by every name under which texts call them, folded (see `fold`)."""
    known: dict[str, str] = {}
    for key, versions in all_versions().items():
        printed = SOURCES.get(key, (key, ""))[0]
        for name in (key, printed, *(version.title for version in versions)):
            known.setdefault(fold(name), key)
    return known


@cache
def _index() -> dict[tuple[str, date], dict[Place, tuple[int, ...]]]:
    found: dict[tuple[str, date], dict[Place, tuple[int, ...]]] = {}
    for row in _rows("articles.tsv"):
        article, _dash, inserted = row["article"].partition("-")
        shape = tuple(int(items) for items in row["items"].split(","))
        version = row["key"], date.fromisoformat(row["issued"])
        found.setdefault(version, {})[Place(int(article), int(inserted or 0))] = shape
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
