"""报告编写: sections written with live figures, offered sentences, checks, locking, versions and their differences."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as text

from fadu.kernel import catalogue, journal, returns
from fadu.kernel.indicators import Figure
from fadu.kernel.organisations import ALL, Actor, Organisation

from .models import AnnualReport, Intention, LockedFigure, Problem, Section, Version
from .official.document import Paragraph, Reference
from .official.markdown import parse
from .skeleton import BY_SLUG, CHAPTERS, PARTS, Chapter


class ReportRefused(Exception):
    """A change of the report that is not allowed; the message says why and what to do."""


@dataclass(frozen=True)
class Key:
    """Which figure is meant; what a reference leaves open is the report's own organisation, year and 全域."""

    indicator: str
    organisation: str
    scope: str
    period: str

    @classmethod
    def of(cls, reference: Reference, report: AnnualReport) -> Key:
        return cls(
            reference.slug,
            reference.organisation or report.organisation.code,
            reference.scope or ALL,
            reference.period or str(report.year),
        )


@dataclass(frozen=True)
class Finding:
    """检查结果: `severity` is "error" (the report cannot close) or "warning"."""

    severity: str
    chapter: str
    message: str
    cure: str = ""


def sections(report: AnnualReport) -> dict[str, Section]:
    """Return every section of the skeleton, in order; those not written yet are empty."""
    written = {section.chapter: section for section in report.sections.all()}
    return {c.slug: written.get(c.slug) or Section(report=report, chapter=c.slug) for c in CHAPTERS}


def write_section(report: AnnualReport, chapter: str, body: str, actor: Actor, revision: int) -> Section:
    """Put `body` into a section. Raises ReportRefused when another has changed it since `revision`, the report is
    past drafting, or the actor is not of the office; ValueError of the Markdown parser when a reference is wrong."""
    if chapter not in BY_SLUG:
        raise ReportRefused(text("没有“%(chapter)s”这一章节。") % {"chapter": chapter})
    if not actor.may("law_governance_office", report.organisation):
        raise ReportRefused(text("只有依法治市办可以编写本报告。"))
    if report.state not in {"", "collecting", "drafted"}:
        raise ReportRefused(text("报告已进入审议程序，正文不能再改。需要修改的，请先退回起草。"))
    parse(body)
    with transaction.atomic():
        section, _new = Section.objects.select_for_update().get_or_create(report=report, chapter=chapter)
        if section.revision != revision:
            raise ReportRefused(text("本节已被他人修改。请刷新页面，核对后再保存。"))
        if section.body == body:
            return section
        before, section.body, section.revision = section.body, body, revision + 1
        section.save()
        journal.write(_entry("edit", report, actor, before={chapter: before}, after={chapter: body}))
    return section


def references(body: str) -> list[Reference]:
    """Return the figure references of a text, in order."""
    return [
        span
        for block in parse(body)
        for span in (block.spans if isinstance(block, Paragraph) else _cells(block))
        if isinstance(span, Reference)
    ]


def _cells(block) -> Iterable:
    for row in getattr(block, "rows", ()):
        for cell in row:
            if not isinstance(cell, str):
                yield from cell


def keys(report: AnnualReport) -> list[Key]:
    """Return the figures that the report asks for, each once, in the order in which they stand."""
    return list(dict.fromkeys(Key.of(r, report) for s in sections(report).values() for r in references(s.body)))


def figures(wanted: Iterable[Key]) -> dict[Key, Figure | None]:
    """Return the figure of each key, None where no source has it; the figures of one place and period at once."""
    found: dict[Key, Figure | None] = {}
    groups: dict[tuple[str, str, str], list[Key]] = {}
    for key in wanted:
        groups.setdefault((key.organisation, key.scope, key.period), []).append(key)
    for (code, scope, period), group in groups.items():
        organisation = Organisation.objects.get(code=code)
        resolved = {f.indicator: f for f in returns.resolve([k.indicator for k in group], organisation, scope, period)}
        found |= {key: resolved.get(key.indicator) for key in group}
    return found


def offered(report: AnnualReport, chapter: Chapter) -> list[str]:
    """Return the chapter's sentences whose figures all have a source this year."""
    wanted = {s: [Key.of(r, report) for r in references(s)] for s in chapter.sentences}
    have = figures({key for group in wanted.values() for key in group})
    return [sentence for sentence, group in wanted.items() if all(have[key] for key in group)]


# A number typed by hand before a measure word; dates, ordinals and document numbers are none.
_TYPED = re.compile(
    r"(?<![\d〔第.])\d[\d,.]*\s*(?:余|多)?\s*(?:万|亿)?\s*(?:%|[件个项次份名人户家部条起所场批期]|人次)"
)


def check(report: AnnualReport, on: date) -> list[Finding]:
    """Return everything that is wrong or doubtful on day `on`; errors keep the report from being closed."""
    written = sections(report)
    found = [*_contents(written), *_typed(written), *_dates(report, on), *_repeats(report, written)]
    resolved = figures(keys(report))
    for slug, section in written.items():
        for reference in references(section.body):
            found += _figure(slug, Key.of(reference, report), resolved)
    return found + _sums(resolved) + _unaccounted(report) + [
        Finding("warning", "", change) for change in changes(report, resolved)
    ]  # fmt: skip


def _contents(written: dict[str, Section]) -> Iterable[Finding]:
    for chapter in CHAPTERS:
        if chapter.required and not written[chapter.slug].body.strip():
            part = PARTS.get(chapter.part, "")
            yield Finding(
                "error",
                chapter.slug,
                text("“%(title)s”没有内容。") % {"title": chapter.title},
                text("法定报告内容“%(part)s”不得缺少。") % {"part": part} if part else text("请补写导语。"),
            )


def _typed(written: dict[str, Section]) -> Iterable[Finding]:
    for slug, section in written.items():
        for match in _TYPED.finditer(re.sub(r"\{\{[^}]*\}\}\S{0,3}", "", section.body)):
            yield Finding(
                "warning",
                slug,
                text("“%(number)s”是手工填写的数字，没有来源。") % {"number": match.group().strip()},
                text("请用“插入数字”换成有来源的指标。"),
            )


def _dates(report: AnnualReport, on: date) -> Iterable[Finding]:
    # 督察工作规定#23, #24: reported before 1 March, published before 1 April of the year after.
    for day, done, what in (
        (date(report.year + 1, 3, 1), report.submitted_on, text("报送")),
        (date(report.year + 1, 4, 1), report.published_on, text("公开")),
    ):
        if (done or on) >= day:
            late = text("应在 %(day)s 之前%(what)s") % {"day": day, "what": what}
            yield Finding(
                "warning", "", late + (text("，实际为 %(done)s。") % {"done": done} if done else text("，现已逾期。"))
            )


def _repeats(report: AnnualReport, written: dict[str, Section]) -> Iterable[Finding]:
    last = AnnualReport.objects.filter(organisation=report.organisation, year=report.year - 1).first()
    if not last:
        return
    for slug, before in sections(last).items():
        body = written[slug].body.strip()
        if len(body) > 40 and body == before.body.strip():
            yield Finding("warning", slug, text("本节与上一年度报告完全相同。"), text("请按本年度情况改写。"))


def _figure(chapter: str, key: Key, resolved: dict[Key, Figure | None]) -> Iterable[Finding]:
    figure, entry = resolved[key], catalogue.CATALOGUE.get(key.indicator)
    name = entry.label if entry else key.indicator
    if figure is None or figure.value is None:
        yield Finding(
            "error",
            chapter,
            text("“%(name)s”（%(period)s）没有来源。") % {"name": name, "period": key.period},
            text("请在台账中登记，或者请责任单位报送报表。"),
        )
    elif figure.contradiction:
        yield Finding(
            "error",
            chapter,
            text("“%(name)s”台账与报表不一致：台账 %(mine)s，报表 %(theirs)s。")
            % {"name": name, "mine": figure.value, "theirs": figure.contradiction.value},
            text("以台账为准；请退回报表核对。"),
        )


def _sums(resolved: dict[Key, Figure | None]) -> list[Finding]:
    """Hold the catalogue's identities against the figures that stand in the report."""
    by_place: dict[tuple[str, str, str], dict[str, Figure]] = {}
    for key, figure in resolved.items():
        if figure and figure.value is not None:
            by_place.setdefault((key.organisation, key.scope, key.period), {})[key.indicator] = figure
    return [
        Finding("error", "", message, text("请核对各组成部分的来源。"))
        for group in by_place.values()
        for message in returns.contradictions({slug: figure.value for slug, figure in group.items()})
    ]


def _unaccounted(report: AnnualReport) -> list[Finding]:
    admitted = Problem.objects.filter(
        organisation=report.organisation, year=report.year - 1, resolved_on=None, outcome=""
    )
    promised = Intention.objects.filter(organisation=report.organisation, year=report.year, done_on=None, account="")
    return [
        *(Finding("warning", "problems", text("上年度承认的问题尚未说明整改情况：%s") % p.text) for p in admitted),
        *(Finding("warning", "leadership", text("上年度安排的工作尚未说明完成情况：%s") % i.text) for i in promised),
    ]


def lock(report: AnnualReport, actor: Actor, at: datetime) -> int:
    """定格: keep every figure of the report as it is now; return how many. A later lock replaces an earlier one."""
    if not actor.may("law_governance_office", report.organisation):
        raise ReportRefused(text("只有依法治市办可以定格数字。"))
    resolved = figures(keys(report))
    missing = [key.indicator for key, figure in resolved.items() if figure is None]
    if missing:
        raise ReportRefused(
            text("有 %(n)s 个数字没有来源，不能定格：%(names)s") % {"n": len(missing), "names": "、".join(missing[:5])}
        )
    with transaction.atomic():
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
            for key, figure in resolved.items()
            if figure
        )
        report.locked_at = at
        report.save(update_fields=["locked_at"])
        journal.write(_entry("lock", report, actor, after={"figures": len(resolved)}))
    return len(resolved)


def changes(report: AnnualReport, resolved: dict[Key, Figure | None] | None = None) -> list[str]:
    """Return what has changed since the figures were locked, a line for each figure."""
    if not report.locked_at:
        return []
    now = figures(keys(report)) if resolved is None else resolved
    then = {Key(f.indicator, f.organisation_code, f.scope, f.period): f.figure for f in report.locked.all()}
    lines = []
    for key in now.keys() | then.keys():
        figure, locked = now.get(key), then.get(key)
        current = str(figure.as_json()["value"]) if figure else text("无")
        before = str(locked["value"]) if locked else text("未定格")
        if current != before:
            name = catalogue.CATALOGUE[key.indicator].label
            lines.append(
                text("定格后“%(name)s”由 %(before)s 变为 %(now)s") % {"name": name, "before": before, "now": current}
            )
    return sorted(lines)


def keep_version(report: AnnualReport, actor: Actor, reason: str, at: datetime) -> Version:
    """Keep the whole text as a numbered version."""
    with transaction.atomic():
        last = report.versions.select_for_update().first()
        version = Version.objects.create(
            report=report,
            number=last.number + 1 if last else 1,
            at=at,
            actor=actor.name,
            reason=reason,
            sections={slug: section.body for slug, section in sections(report).items()},
        )
        journal.write(_entry("edit", report, actor, after={"version": version.number, "reason": reason}))
    return version


def differences(old: dict[str, str], new: dict[str, str]) -> dict[str, list[str]]:
    """Return per chapter the lines of a unified difference between two texts; chapters that agree are left out."""
    return {
        chapter.slug: lines
        for chapter in CHAPTERS
        if (
            lines := list(
                difflib.unified_diff(
                    _sentences(old.get(chapter.slug, "")), _sentences(new.get(chapter.slug, "")), lineterm="", n=1
                )
            )[2:]
        )
    }


def _sentences(body: str) -> list[str]:
    return [part for part in re.split(r"(?<=[。；])|\n+", body) if part]


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
