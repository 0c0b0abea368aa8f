"""核对: every article that is declared somewhere, of procedures, steps, limits, outcomes and letters, must exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fadu.kernel import clocks, letters, procedure
from fadu.kernel.articles import Article, ArticleError
from fadu.kernel.declarations import all_ledgers

from .library import MISSING, Library, Verdict


@dataclass(frozen=True)
class Cited:
    """One citation in a declaration: where it stands, and what became of it."""

    where: str
    verdict: Verdict


def check_declared() -> list[Cited]:
    """Check every article cited by a declared procedure, step, outcome, time limit and letter against the index.

    A citation without a year is of the law as it stands today, whichever version of the procedure makes it: a
    declaration of an older law names the year. Needs no database.
    """
    library = Library(imported=False)
    return [Cited(where, library.check(citation)) for where, citation in declared()]


def faults() -> list[str]:
    """Return what is cited and does not exist, in a line each."""
    wrong = [one for one in check_declared() if one.verdict.status == MISSING]
    return [f"{one.where}: {one.verdict.citation}: {one.verdict.reason}" for one in wrong]


def declared() -> Iterator[tuple[str, Article]]:
    """Yield all citations of declared procedures and limits with the place where they stand."""
    for versions in procedure.declared().values():
        for version in versions:
            where = version.key()
            for step in version.steps:
                yield from _read(f"{where} {step.slug}", step.citations)
            for outcome in version.outcomes:
                yield from _read(f"{where} {outcome.slug}", (outcome.article,))
    for limits in clocks.declared().values():
        for limit in limits:
            yield from _read(f"{limit.slug}@{limit.since}", _of_limit(limit))
    for ledger in all_ledgers():
        for letter in letters.of(ledger.slug):
            said = (letter.article,) if isinstance(letter.article, str) else letter.article
            printed = (one for template in letter.texts() for one in re.findall(r"\{cite:([^}]+)\}", str(template)))
            yield from _read(f"{ledger.slug} {letter.__qualname__}", (*said, *printed))


def _of_limit(limit: clocks.TimeLimit) -> tuple[str, ...]:
    counting = limit.counting
    cited = [*limit.articles, *limit.suspended_by, *limit.restarted_by, limit.extension_article]
    cited += [counting.start, counting.last_day, counting.posting, counting.month_end]
    return tuple(one for one in (*cited, limit.effect.article if limit.effect else "") if one)


def _read(where: str, citations: Iterable[str]) -> Iterator[tuple[str, Article]]:
    for one in citations:
        try:
            yield where, Article.parse(one)
        except ArticleError:
            continue  # start-up refuses these by itself
