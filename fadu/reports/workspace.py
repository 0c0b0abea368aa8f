"""报告编写: sections written with live figures, offered sentences, locking, versions and their differences."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.db import transaction
from django.utils.translation import gettext as text

from fadu.kernel import journal
from fadu.kernel.indicators import Figure
from fadu.kernel.organisations import Actor
from fadu.official.markdown import SourceError, parse, references

from .checks import OPEN, Change, Finding, changes, check
from .drafts import Draft, Key, figures, shown
from .models import AnnualReport, LockedFigure, Section, Version
from .skeleton import BY_SLUG, CHAPTERS, Chapter

__all__ = [
    "Change",
    "Draft",
    "Finding",
    "Key",
    "ReportRefused",
    "SourceError",
    "changes",
    "check",
    "differences",
    "figures",
    "keep_version",
    "lock",
    "offered",
    "sections",
    "write_section",
]

WRITABLE = frozenset({"", "collecting", "drafted"})


class ReportRefused(Exception):
    """A change of the report that is not allowed; the message says why and what to do."""


class SectionChanged(ReportRefused):
    """Another has changed the section meanwhile: `section` is what it is now."""

    def __init__(self, section: Section) -> None:
        super().__init__(text("本节在您打开之后已被他人修改，您的文字没有保存。请核对差异后再保存。"))
        self.section = section


def sections(report: AnnualReport) -> dict[str, Section]:
    """Return every section of the skeleton, in order; those not written yet are empty."""
    return Draft(report).sections


def may_write(report: AnnualReport, actor: Actor) -> bool:
    """Tell whether `actor` may change the text of the report as it stands."""
    return report.state in WRITABLE and actor.may("law_governance_office", report.organisation)


def write_section(report: AnnualReport, chapter: str, body: str, actor: Actor, revision: int) -> Section:
    """Put `body` into a section and return it. `revision` is the one that the author saw.

    Raises SectionChanged when another has changed it since, ReportRefused when the report is past drafting or the actor
    is not of the office, SourceError when the text cannot be read.
    """
    if chapter not in BY_SLUG:
        raise ReportRefused(text("没有“%(chapter)s”这一章节。") % {"chapter": chapter})
    _check_office(report, actor)
    body = body.replace("\r\n", "\n").strip()
    parse(body)
    with transaction.atomic():
        if _locked(report).state not in WRITABLE:
            raise ReportRefused(text("报告已进入审核程序，正文不能再改。需要修改的，请先办理“退回修改”。"))
        section = report.sections.filter(chapter=chapter).first() or Section(report=report, chapter=chapter)
        if section.revision != revision:
            raise SectionChanged(section)
        if section.body == body:
            return section
        before, section.body, section.revision = section.body, body, revision + 1
        section.save()
        journal.write(_entry("edit", report, actor, before={chapter: before}, after={chapter: body}))
    return section


# ---- sentences


@dataclass(frozen=True)
class Sentence:
    """备选语句: its text with references, and as it would be printed; `group` is the field of work it speaks of."""

    body: str
    printed: str
    group: str


def offered(report: AnnualReport, chapter: Chapter) -> list[Sentence]:
    """Return the chapter's sentences whose figures all have a source this year; the fuller of two is enough."""
    wanted = {
        sentence: [Key.of(reference, report) for reference in references(parse(sentence))]
        for sentence in chapter.sentences
    }
    have = figures(report, {key: None for keys in wanted.values() for key in keys})
    found = {sentence: keys for sentence, keys in wanted.items() if all(have[key] for key in keys)}
    return [
        Sentence(sentence, _printed(sentence, [have[key] for key in keys]), keys[0].indicator.partition(".")[0])
        for sentence, keys in found.items()
        if not any(set(keys) < set(others) for others in found.values())
    ]


def _printed(sentence: str, values: Iterable[Figure | None]) -> str:
    words = re.split(r"\{\{[^}]*\}\}", sentence)
    texts = [shown(figure) for figure in values if figure]
    return "".join(part for pair in zip_longest(words, texts, fillvalue="") for part in pair)


# ---- 定格


def lock(report: AnnualReport, actor: Actor, at: datetime) -> int:
    """定格: keep every figure of the report as it is now; return how many. A later lock replaces an earlier one.

    Raises ReportRefused when a figure has no source, or the report has been approved.
    """
    _check_office(report, actor)
    draft = Draft(report)
    missing = [key.called() for key, figure in draft.live.items() if figure is None]
    if missing:
        message = text("有 %(n)s 个数字没有来源，不能定格：%(names)s。请补齐来源，或者从正文中删去。")
        raise ReportRefused(message % {"n": len(missing), "names": "、".join(missing[:5])})
    with transaction.atomic():
        if _locked(report).state not in OPEN:
            raise ReportRefused(text("报告已签发，数字不能重新定格。"))
        report.locked.all().delete()
        LockedFigure.objects.bulk_create(
            LockedFigure(
                report=report,
                indicator=key.indicator,
                organisation_code=key.organisation,
                scope=key.scope,
                period=key.period,
                figure=figure.as_json(),
            )
            for key, figure in draft.live.items()
            if figure
        )
        report.locked_at = at
        report.save(update_fields=["locked_at"])
        journal.write(_entry("lock", report, actor, after={"figures": len(draft.keys)}))
    return len(draft.keys)


# ---- versions


def keep_version(report: AnnualReport, actor: Actor, reason: str, at: datetime) -> Version:
    """Keep the whole text as a numbered version; where nothing has changed since the last one, that one is returned.

    Raises ReportRefused when the actor is not of the office or no reason is given.
    """
    _check_office(report, actor)
    if not reason.strip():
        raise ReportRefused(text("请写明保存这一版本的说明，如“征求意见稿”。"))
    with transaction.atomic():
        _locked(report)
        bodies = {slug: section.body for slug, section in sections(report).items()}
        last = report.versions.first()
        if last and last.sections == bodies:
            return last
        version = Version.objects.create(
            report=report,
            number=last.number + 1 if last else 1,
            at=at,
            actor=actor.name,
            reason=reason.strip(),
            sections=bodies,
        )
        journal.write(_entry("edit", report, actor, after={"version": version.number, "reason": reason.strip()}))
    return version


SAME, GONE, NEW = "same", "gone", "new"
FINE = 1_000_000  # pairs of marks that are compared one by one; what is longer differs as a whole


@dataclass(frozen=True)
class Piece:
    """A piece of text that two versions share, or that only the older (gone) or the newer (new) has."""

    kind: str
    text: str


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, list[Piece]]:
    """Return per chapter the pieces of both texts in their order; chapters that agree are left out."""
    return {
        chapter.slug: compare(old.get(chapter.slug, ""), new.get(chapter.slug, ""))
        for chapter in CHAPTERS
        if old.get(chapter.slug, "") != new.get(chapter.slug, "")
    }


def compare(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts: sentence by sentence, and inside those sentences that are still much alike."""
    pieces: list[Piece] = []
    for kind, gone, added in _steps(_sentences(old), _sentences(new)):
        if kind == SAME:
            pieces.append(Piece(SAME, "".join(gone)))
            continue
        before, after = _marks("".join(gone)), _marks("".join(added))
        if (
            len(before) * len(after) < FINE
            and difflib.SequenceMatcher(None, before, after, autojunk=False).ratio() > 0.5
        ):
            for inner, left, right in _steps(before, after):
                pieces += [Piece(SAME, "".join(left))] if inner == SAME else _replaced("".join(left), "".join(right))
        else:
            pieces += _replaced("".join(gone), "".join(added))
    return pieces


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield SAME if tag == "equal" else NEW, old[a:b], new[c:d]


def _replaced(gone: str, added: str) -> list[Piece]:
    return [Piece(kind, words) for kind, words in ((GONE, gone), (NEW, added)) if words]


def _sentences(body: str) -> list[str]:
    return re.findall(r"[^。；\n]*[。；\n]+|[^。；\n]+", body)


def _marks(body: str) -> list[str]:
    """Cut a text where a difference may begin: a reference, a number or a Latin word is never cut in two."""
    return re.findall(r"\{\{[^}]*\}\}|[A-Za-z]+|\d[\d,.]*|.", body, re.DOTALL)


# ---- who and when


def _check_office(report: AnnualReport, actor: Actor) -> None:
    if not actor.may("law_governance_office", report.organisation):
        raise ReportRefused(text("只有依法治市办可以编写本报告、定格数字和保存版本。"))


def _locked(report: AnnualReport) -> AnnualReport:
    """Return the report as it is now, locked until the transaction ends, so that no step passes it meanwhile."""
    return AnnualReport.objects.select_for_update().get(pk=report.pk)


def _entry(action: str, report: AnnualReport, actor: Actor, before=None, after=None) -> journal.Entry:
    return journal.Entry(
        action,
        ledger="annual-report",
        record=str(report.pk),
        organisation=report.organisation.code,
        actor=actor.username,
        actor_name=actor.name,
        before=before,
        after=after,
    )
