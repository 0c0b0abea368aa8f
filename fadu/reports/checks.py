"""报告检查: what keeps a report from being closed, and what is doubtful in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.catalogue import CATALOGUE, broken
from fadu.kernel.indicators import Figure, printed
from fadu.official.document import Block, Paragraph, Table, Text, plain, spans_of

from .drafts import Draft, Key
from .models import AnnualReport, Intention, Problem
from .skeleton import CHAPTERS, PARTS

ERROR, WARNING = "error", "warning"
SOURCES = {"ledger": _("台账"), "return": _("报表"), "report": _("报告")}
# The states in which a report can still be changed; what changes in the ledgers after them is no longer its fault.
OPEN = frozenset({"", "collecting", "drafted", "reviewed", "considered"})


@dataclass(frozen=True)
class Finding:
    """检查结果: an error keeps the report from being closed, a warning does not.

    `rule` is the kind of check that found it; `chapter` and `key` say where it is, if at one place.
    """

    rule: str
    severity: str
    chapter: str
    message: str
    cure: str = ""
    key: Key | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Change:
    """定格后的变化: a figure of the report that its sources now give otherwise, or that was not locked."""

    key: Key
    then: Figure | None
    now: Figure | None

    def __str__(self) -> str:
        values = {
            "name": self.key.called(),
            "before": _shown(self.then) if self.then else text("未定格"),
            "now": _shown(self.now) if self.now else text("没有来源"),
        }
        if values["before"] == values["now"]:
            return text("定格后“%(name)s”的分子、分母、记录数或者来源有变化，数值仍为 %(now)s") % values
        return text("定格后“%(name)s”由 %(before)s 变为 %(now)s") % values


def check(report: AnnualReport, on: date, draft: Draft | None = None) -> list[Finding]:
    """Return everything that is wrong or doubtful on day `on`, chapter by chapter."""
    draft = draft or Draft(report)
    found = [
        *_format(draft),
        *_contents(draft),
        *_sources(draft),
        *_contradictions(draft),
        *_sums(draft),
        *_changed(draft),
        *_typed(draft),
        *_repeated(draft),
        *_unaccounted(report),
        *_dates(report, on),
    ]
    order = {"": -1} | {chapter.slug: number for number, chapter in enumerate(CHAPTERS)}
    return sorted(found, key=lambda finding: (order[finding.chapter], finding.severity))


def changes(draft: Draft) -> list[Change]:
    """Return what has changed since the figures were locked, in the order of the report."""
    if not draft.report.locked_at:
        return []
    found = []
    for key in draft.keys:
        then, now = draft.locked.get(key), draft.live[key]
        if then is None or now is None or then.as_json() != now.as_json():
            found.append(Change(key, then, now))
    return found


# ---- the text


def _format(draft: Draft) -> Iterator[Finding]:
    for slug, fault in draft.faults.items():
        yield Finding("format", ERROR, slug, str(fault), text("请在编写页面改正格式。"))


def _contents(draft: Draft) -> Iterator[Finding]:
    """督察工作规定#25: none of the five contents may be missing; the chapters of the first are a custom."""
    written = {slug for slug, section in draft.sections.items() if section.body.strip()}
    for number, title in PARTS.items():
        of_part = [chapter for chapter in CHAPTERS if chapter.part == number]
        if not any(chapter.slug in written for chapter in of_part):
            yield Finding(
                "missing",
                ERROR,
                of_part[0].slug,
                text("法定报告内容“%(title)s”没有写。") % {"title": title},
                text("五项法定内容缺一不可，请补写。"),
            )
            written |= {chapter.slug for chapter in of_part}
    for chapter in CHAPTERS:
        if chapter.required and chapter.slug not in written:
            message = text("“%(title)s”没有内容。") % {"title": chapter.title}
            yield Finding("missing", WARNING, chapter.slug, message, text("请补写；本机构不涉及的，可以不写。"))


# Units of the catalogue, and the words for multitudes before them; a year is no figure.
_UNITS = sorted(
    {unit for entry in CATALOGUE.values() for unit in (entry.unit, *entry.other_units)} - {"年"}
    | {"％", "个百分点", "万元", "亿元"},
    key=len,
    reverse=True,
)
_TYPED = re.compile(rf"(?<![\d〔第.,])\d[\d,.]*\s*[余多]?\s*[万亿]?\s*[余多]?\s*(?:{'|'.join(map(re.escape, _UNITS))})")
_NUMBER = re.compile(r"\d[\d,.]*[%％]?")


def _typed(draft: Draft) -> Iterator[Finding]:
    """A number typed by hand before a measure word or alone in a cell; dates, ordinals, document numbers are none."""
    for slug, blocks in draft.blocks.items():
        for number in dict.fromkeys(match for block in blocks for match in typed_numbers(block)):
            yield Finding(
                "typed",
                WARNING,
                slug,
                text("“%(number)s”是手工填写的数字，没有来源。") % {"number": number},
                text("请用“插入数字”换成有来源的指标；确无指标的，请核实后保留。"),
            )


def typed_numbers(block: Block) -> Iterator[str]:
    """Return the figures of a block that are typed instead of referred to."""
    if isinstance(block, Paragraph):
        cells = [block.spans]
    elif isinstance(block, Table):
        cells = [spans_of(cell) for row in block.rows for cell in row]
    else:
        return
    for spans in cells:
        if isinstance(block, Table) and _NUMBER.fullmatch(plain(spans).strip()):
            yield plain(spans).strip()
            continue
        for span in spans:
            if isinstance(span, Text):
                yield from (match.group().strip() for match in _TYPED.finditer(span.text))


def _repeated(draft: Draft) -> Iterator[Finding]:
    last = draft.last
    if last is None:
        return
    for slug, section in draft.sections.items():
        body = section.body.strip()
        if len(body) > 40 and body == last.sections[slug].body.strip():
            message = text("本节与上一年度报告的文字完全相同。")
            yield Finding("repeated", WARNING, slug, message, text("请按本年度情况改写。"))


def _unaccounted(report: AnnualReport) -> Iterator[Finding]:
    """What last year's report admitted and promised, this year's must account for."""
    admitted = Problem.objects.filter(
        organisation=report.organisation, year=report.year - 1, resolved_on=None, outcome=""
    )
    for problem in admitted:
        message = text("上年度承认的问题尚未说明整改情况：%(what)s") % {"what": problem.text}
        yield Finding(
            "unaccounted", WARNING, "problems", message, text("请在“存在的问题”台账中登记整改结果并写入报告。")
        )
    promised = Intention.objects.filter(organisation=report.organisation, year=report.year, done_on=None, account="")
    for intention in promised:
        message = text("上年度安排的工作尚未说明完成情况：%(what)s") % {"what": intention.text}
        cure = text("请在“下一年度安排”台账中登记完成情况并写入报告。")
        yield Finding("unaccounted", WARNING, "leadership", message, cure)


# ---- the figures


def _sources(draft: Draft) -> Iterator[Finding]:
    for slug, keys in draft.asked.items():
        for key in keys:
            if draft.figures[key] is not None:
                continue
            words = {"name": key.called(), "period": key.period, "organisation": key.organisation}
            if key.indicator not in CATALOGUE:
                message, cure = text("指标目录中没有“%(name)s”。"), text("请改用目录中的指标。")
            elif key.organisation not in draft.organisations:
                message = text("机构 %(organisation)s 不是本机构，也不是其下级机构。")
                cure = text("报告只能引用本机构和下级机构的数字。")
            else:
                message = text("“%(name)s”（%(period)s）没有来源。")
                cure = text("请在台账中登记，或者请责任单位报送报表；分母为零的比率没有数值，请改写文字。")
            yield Finding("source", ERROR, slug, message % words, cure, key)


def _contradictions(draft: Draft) -> Iterator[Finding]:
    """Between what different sources say now of one figure."""
    for key, slug in _places(draft).items():
        figure = draft.live[key]
        if figure is None or figure.contradiction is None:
            continue
        other = figure.contradiction
        message = text("“%(name)s”来源不一致：%(source)s为 %(value)s，%(other)s为 %(theirs)s。") % {
            "name": key.called(),
            "source": source_name(figure),
            "value": _shown(figure),
            "other": source_name(other),
            "theirs": _shown(other),
        }
        severity = ERROR if draft.report.state in OPEN else WARNING
        cure = text("以%(source)s为准；请核对，并退回另一方更正。") % {"source": source_name(figure)}
        yield Finding("contradiction", severity, slug, message, cure, key)


def _sums(draft: Draft) -> Iterator[Finding]:
    """Hold the identities of the catalogue against the figures that the report prints."""
    places = _places(draft)
    groups: dict[tuple[str, str, str], dict[str, Key]] = {}
    for key in draft.keys:
        if draft.figures[key] is not None:
            groups.setdefault((key.organisation, key.scope, key.period), {})[key.indicator] = key
    language = get_language() or ""
    for group in groups.values():
        values = {slug: figure.value for slug, key in group.items() if (figure := draft.figures[key])}
        for identity in broken(values):
            key = group[identity.whole]
            listed = "，".join(f"{CATALOGUE[slug].called(language)} {printed(values[slug])}" for slug in identity.slugs)
            yield Finding(
                "sum",
                ERROR if identity.certain else WARNING,
                places[key],
                text("应有 %(rule)s，现为：%(listed)s。") % {"rule": identity.statement(language), "listed": listed},
                text("请核对各组成部分的来源和口径。"),
                key,
            )


def _changed(draft: Draft) -> Iterator[Finding]:
    """Until it is approved, a locked report may not say otherwise than its ledgers; afterwards it is only told."""
    places = _places(draft)
    severity = ERROR if draft.report.state in OPEN else WARNING
    for change in changes(draft):
        if change.then or change.now:  # what has neither is named among the figures without source
            yield Finding(
                "changed", severity, places[change.key], f"{change}。", text("请核对后重新定格。"), change.key
            )


def _places(draft: Draft) -> dict[Key, str]:
    """Return for each figure the chapter in which it stands first."""
    found: dict[Key, str] = {}
    for slug, keys in draft.asked.items():
        for key in keys:
            found.setdefault(key, slug)
    return found


# ---- the dates


def _dates(report: AnnualReport, on: date) -> Iterable[Finding]:
    # 督察工作规定#23, #24: reported before 1 March, published before 1 April of the year after, unless it is secret.
    for day, done, what in (
        (date(report.year + 1, 3, 1), report.submitted_on, text("报送")),
        (date(report.year + 1, 4, 1), report.published_on, text("公开")),
    ):
        if (done or on) < day or (done is None and report.closed_on):
            continue
        words = {"day": day, "what": what, "done": done}
        if done:
            message = text("应在 %(day)s 之前%(what)s，实际为 %(done)s。")
        else:
            message = text("应在 %(day)s 之前%(what)s，现已逾期。")
        yield Finding("date", WARNING, "", message % words, "" if done else text("请尽快办理，并在报告中说明原因。"))
    if report.locked_at and timezone.localdate(report.locked_at) < date(report.year + 1, 1, 1):
        message = text("定格时 %(year)s 年尚未结束，数字不完整。") % {"year": report.year}
        yield Finding("date", WARNING, "", message, text("请在年度结束后重新定格。"))


def source_name(figure: Figure) -> str:
    """Return where a figure comes from, in words."""
    return str(SOURCES[figure.source])


def _shown(figure: Figure) -> str:
    entry = CATALOGUE[figure.indicator]
    return f"{printed(figure.value, approx=figure.approx)}{entry.unit_in(get_language() or '')}"
