"""报告比较: what places report of one indicator beside each other, one place over the years, and both as files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import workbooks
from fadu.kernel.catalogue import CATALOGUE, DOMAINS, Indicator
from fadu.kernel.organisations import Level
from fadu.readings import comparison
from fadu.readings.comparison import PERCENTILE, Cell, Change, Comparison, Group, Line, Profile, Row, Said
from fadu.readings.ledgers import Readings
from fadu.readings.models import APPROX, SCOPES
from fadu.readings.places import PLACE, Place

from . import charts
from .indicator_pages import SOURCES, called, domain_label
from .pages import page
from .templatetags.shown import number

READERS, WRITERS = tuple(Readings.read), tuple(Readings.write)
SIZE = 50  # indicators, and places, on a page of a list
ROWS = 100  # places of a comparison on a page
APART = 20  # places shown at once of a group that stands apart
EVERY = "all"  # what the address says for all years beside each other
DRAFT = _("起草中的报告")


# ---- what can be compared


@page("comparisons/", name="comparisons", roles=READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The indicators of which reports say something, narrowed by field of work and words."""
    given = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "domain")}
    everything = comparison.listed(request.actor)
    present = {one.entry.domain for one in everything}
    found = [one for one in everything if _wanted(one.entry, given)]
    shown, paging = _paged(request, len(found), SIZE)
    context = {
        "rows": [{"one": one, **called(one.entry), "domain": domain_label(one.entry.domain)} for one in found[shown]],
        "count": len(found),
        "everything": len(everything),
        "given": given,
        "domains": [(name, domain_label(name)) for name in DOMAINS if name in present],
        "may_write": request.actor.holds(WRITERS),
        **paging,
    }
    return render(request, "web/comparisons.html", context)


@page("comparisons/places/", name="comparison_places", roles=READERS)
def places(request: HttpRequest) -> HttpResponse:
    """The places of which reports are read, and those of Fadu's own governments within reach."""
    words = request.GET.get("q", "").strip()[:100].split()
    everything = comparison.places(request.actor)
    found = [one for one in everything if all(word in f"{one.place.name} {one.place.code}" for word in words)]
    shown, paging = _paged(request, len(found), SIZE)
    context = {
        "rows": [{"one": one, **_about(one.place)} for one in found[shown]],
        "count": len(found),
        "everything": len(everything),
        "q": " ".join(words),
        "may_write": request.actor.holds(WRITERS),
        **paging,
    }
    return render(request, "web/comparison_places.html", context)


# ---- one indicator


@page("comparisons/indicators/<str:slug>/", name="comparison", roles=READERS)
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator: the places of a year by their rank, or all years beside each other; apart what is not alike."""
    found = _compared(request, slug)
    year = _year(request, found)
    main = found.groups[0] if found.groups else None
    context: dict[str, Any] = {
        "entry": found.entry,
        **called(found.entry),
        "years": list(reversed(found.years)),
        "year": year,
        "every": year == EVERY,
        "method": PERCENTILE,
        "joined": request.GET.get("unstated") == "1",
        "unstated": any(not group.basis.scope for group in found.groups),
        "may_write": request.actor.holds(WRITERS),
    }
    if main is not None:
        show = _matrix if year == EVERY else _ranked
        first = show(request, main, year, ROWS)
        context |= {
            "main": first,
            "apart": [
                shown
                for group in found.groups[1:]
                if year == EVERY or year in group.years
                for shown in [show(request, group, year, APART, paged=False)]
            ],
            **first["paging"],
        }
    return render(request, "web/comparison.html", context)


@page("comparisons/indicators/<str:slug>/comparison.<slug:kind>", name="comparison_file", roles=READERS)
def file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The comparison as a workbook, or as JSON; with what stands apart, and why."""
    found = _compared(request, slug)
    if kind == "json":
        return _json(found.as_json(), f"{slug}.json")
    if kind != "xlsx":
        raise Http404(text("只能导出 XLSX 和 JSON。"))
    about = [
        [text("指标"), called(found.entry)["name"]],
        [text("代号"), found.entry.slug],
        [text("定义"), found.entry.definition],
        [text("百分位"), str(PERCENTILE)],
        *_exported(request),
    ]
    name = text("报告比较 %(name)s.xlsx") % {"name": called(found.entry)["name"]}
    return _workbook(name, text("比较"), [str(one) for one in HEADINGS], _lines(found), about)


HEADINGS = (
    _("组"), _("单独列出的理由"), _("地方"), _("区划代码"), _("层级"), _("层级的依据"), _("年度"), _("数值"), _("单位"),
    _("精确程度"), _("口径"), _("期间"), _("主体"), _("名次"), _("参与排名"), _("百分位"), _("上年"), _("增减"),
    _("增减（%）"), _("来源"), _("注意"), _("报告"), _("位置"), _("原句"),
)  # fmt: skip


def _lines(found: Comparison) -> Iterator[list[Any]]:
    """Yield a line for each thing that is said; rank and change stand with the value that counts."""
    for place, group in enumerate(found.groups, 1):
        for year in group.years:
            for row in group.rows(year):
                for said in row.cell.said:
                    yield [place, " ".join(group.why), *_line(group, row, said)]


def _line(group: Group, row: Row, said: Said) -> list[Any]:
    cell, words = row.cell, group.basis.in_words()
    mine = _about(cell.place)
    of_row: list[Any] = [None] * 6
    if said is cell.chosen:
        before = row.before.value if row.before else None
        difference, per_cent = (row.change.difference, row.change.per_cent) if row.change else (None, None)
        of_row = [row.rank, row.of if row.rank else None, row.percentile, before, difference, per_cent]
    return [
        cell.place.name, cell.place.code, mine["level"], text("名称") if cell.place.guessed else text("区划代码"),
        cell.year, said.figure.value, words["unit"], str(APPROX[said.figure.approx]), words["scope"], words["period"],
        words["kind"], *of_row, _source(said), "；".join(cell.marks), said.title or said.organisation,
        said.start if said.reading is not None else None, said.context,
    ]  # fmt: skip


def _compared(request: HttpRequest, slug: str) -> Comparison:
    if slug not in CATALOGUE:
        raise Http404(text("没有这个指标。"))
    return comparison.compare(slug, request.actor, request.today, unstated=request.GET.get("unstated") == "1")


def _year(request: HttpRequest, found: Comparison) -> str:
    """Return the year that is asked for, or the latest of which several places say something."""
    asked = request.GET.get("year", "")
    if asked in found.years or (asked == EVERY and found.years):
        return asked
    main = found.groups[0] if found.groups else None
    several = [year for year in found.years if main and len(main.rows(year)) > 1]
    return next(iter(reversed(several or found.years)), EVERY)


def _ranked(request: HttpRequest, group: Group, year: str, size: int, paged: bool = True) -> dict[str, Any]:
    """Return a year of a group as it is shown: places by rank, each with its bar, and where the middle lies."""
    rows = group.rows(year)
    shown, paging = _paged(request, len(rows), size) if paged else (slice(0, size), {})
    most = max((abs(row.cell.value) for row in rows if row.cell.value is not None), default=Decimal(0))
    return {
        "rows": [_shown(row, most) for row in rows[shown]],
        "left": 0 if paged else max(0, len(rows) - size),
        "summary": group.summary(year),
        "unranked": sum(row.rank is None for row in rows),
        "paging": paging,
        **_named(group, [row.cell.place for row in rows]),
    }


def _matrix(request: HttpRequest, group: Group, _year: str, size: int, paged: bool = True) -> dict[str, Any]:
    """Return all years of a group as they are shown: places by years, and the middle of each year as a chart."""
    shown, paging = _paged(request, len(group.places), size) if paged else (slice(0, size), {})
    years = [year for year in group.years if year]
    summaries = [(year, found) for year in years if (found := group.summary(year))]
    points = [charts.Point(year, found.middle) for year, found in summaries]
    return {
        "matrix": [_over_years(group, place, years) for place in group.places[shown]],
        "left": 0 if paged else max(0, len(group.places) - size),
        "columns": years,
        "summaries": summaries,
        "chart": charts.bars(points, text("历年中位数")) if paged and len(points) > 1 else "",
        "paging": paging,
        **_named(group, group.places),
    }


def _named(group: Group, among: Sequence[Place]) -> dict[str, Any]:
    return {
        "words": list(group.basis.in_words().values()),
        "why": group.why,
        "places": len(among),
        "guessed": sum(place.guessed for place in among),
        "unit": _unit(group.basis.unit),
    }


def _shown(row: Row, most: Decimal) -> dict[str, Any]:
    """Return a row of the table of a year; its bar is pale where it is not ranked, `most` being the whole length."""
    cell = row.cell
    return {
        "row": row,
        "place": cell.place,
        **_about(cell.place),
        **_cell(cell),
        "bar": charts.meter(abs(cell.value), most, "" if row.rank else "before") if cell.value is not None else "",
        "before": _cell(row.before) if row.before else None,
        "change": _moved(row.change, cell.said[0].basis.unit),
        "sources": [_told(said) for said in cell.said],
    }


def _over_years(group: Group, place: Place, years: Sequence[str]) -> dict[str, Any]:
    """Return a place's row of the table of all years."""
    cells = [group.cell(place.key, year) for year in years]
    values = [cell.value if cell else None for cell in cells]
    last = next((cell for cell in reversed(cells) if cell), None)
    change = _moved(group.change(last), group.basis.unit) if last else ""
    return {
        "place": place,
        **_about(place),
        "cells": [_cell(cell) if cell else None for cell in cells],
        "change": f"{last.year}{text('：')}{change}" if last and change and last.year != years[-1] else change,
        "trend": charts.trend(values, years, place.name) if sum(value is not None for value in values) > 1 else "",
    }


# ---- one place


@page("comparisons/place/", name="comparison_place", roles=READERS)
def place(request: HttpRequest) -> HttpResponse:
    """One place: its figures over the years beside each other, each with its change."""
    found = _profile(request)
    given = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "domain")}
    present = {line.entry.domain for line in found.lines}
    lines = [line for line in found.lines if _wanted(line.entry, given)]
    shown, paging = _paged(request, len(lines), ROWS)
    years = found.years
    context = {
        "place": found.place,
        **_about(found.place),
        "years": years,
        "fields": _fields(lines[shown], years),
        "count": len(lines),
        "given": given,
        "domains": [(name, domain_label(name)) for name in DOMAINS if name in present],
        **paging,
    }
    return render(request, "web/comparison_place.html", context)


@page("comparisons/place.<slug:kind>", name="comparison_place_file", roles=READERS)
def place_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A place's figures over the years as a workbook."""
    found = _profile(request)
    if kind != "xlsx":
        raise Http404(text("只能导出 XLSX。"))
    headings = [
        text("领域"), text("指标"), text("代号"), text("单位"), text("口径"), text("期间"), text("主体"), *found.years,
        text("增减"), text("增减（%）"), text("注意"), text("含义"),
    ]  # fmt: skip
    about = [[text("地方"), found.place.name], [text("区划代码"), found.place.code], *_exported(request)]
    lines = [_place_line(line, found.years) for line in found.lines]
    name = text("%(place)s历年数字.xlsx") % {"place": found.place.name}
    return _workbook(name, text("历年数字"), headings, lines, about)


def _profile(request: HttpRequest) -> Profile:
    key = request.GET.get("key", "").strip()[:200]
    found = comparison.profile(key, request.actor, request.today) if key else None
    if found is None:
        raise Http404(text("没有这个地方的报告，或者不在您可以查看的范围内。"))
    return found


def _fields(lines: Iterable[Line], years: Sequence[str]) -> list[dict[str, Any]]:
    """Return lines as they are shown, by field of work."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        shown = _over_years(line.group, line.place, years) | called(line.entry)
        unusual = [
            word
            for name, word in line.group.basis.in_words().items()
            if (name == "period" and line.group.basis.period)
            or (name == "unit" and line.group.basis.unit != line.entry.unit)
        ]
        shown |= {
            "entry": line.entry,
            "unit": _unit(line.group.basis.unit),
            "scope": SCOPES[line.group.basis.scope],
            "unusual": unusual,
            "body": line.place.name if line.place.key != line.place.home else "",
        }
        found.setdefault(domain_label(line.entry.domain), []).append(shown)
    return [{"label": label, "lines": listed} for label, listed in found.items()]


def _place_line(line: Line, years: Sequence[str]) -> list[Any]:
    words, cells = line.group.basis.in_words(), [line.cell(year) for year in years]
    last = next((cell for cell in reversed(cells) if cell), None)
    change = line.group.change(last) if last else None
    marks = [f"{cell.year}：{mark}" for cell in cells if cell for mark in cell.marks]
    return [
        domain_label(line.entry.domain), called(line.entry)["name"], line.entry.slug, words["unit"], words["scope"],
        words["period"], line.place.name, *(cell.value if cell else None for cell in cells),
        change.difference if change else None, change.per_cent if change else None, "；".join(marks),
        line.entry.definition,
    ]  # fmt: skip


# ---- words and values


def _wanted(entry: Indicator, given: dict[str, str]) -> bool:
    said = f"{entry.slug} {entry.label} {entry.english} {entry.definition}".lower()
    return given["domain"] in ("", entry.domain) and all(word in said for word in given["q"].lower().split())


def _about(one: Place) -> dict[str, Any]:
    """Return what is said of a place beside its name."""
    level = str(Level(one.level).label) if one.level else text("层级不明")
    return {"level": level, "guessed": one.guessed, "unit_of": one.kind != PLACE}


def _cell(cell: Cell) -> dict[str, Any]:
    """Return a value as it is shown: all of them in a conflict, with what must be known of them."""
    first = cell.best[0]
    said = cell.best if cell.conflict else cell.best[:1]
    qualifier = text("有冲突") if cell.conflict else APPROX[first.figure.approx]
    tags = []
    if cell.conflict:
        tags.append(("bad", "■", text("同一来源有不同的数")))
    elif not first.exact:
        tags.append(("warn", "▲", qualifier))
    if first.assumed:
        tags.append(("warn", "△", text("口径未写明")))
    if first.draft:
        tags.append(("warn", "○", text("起草中")))
    if cell.against:
        tags.append(("warn", "▲", text("其他来源不一致")))
    return {
        "values": list(dict.fromkeys(number(one.figure.value) for one in said)),
        "qualifier": qualifier,
        "scope": SCOPES[first.figure.scope],
        "tags": tags,
        "against": [f"{_source(one)} {number(one.figure.value)}" for one in cell.against],
        "address": _told(first)["address"],
    }


def _told(said: Said) -> dict[str, Any]:
    """Return where something is said: the sentence in the reading, or Fadu's own figure with its rows."""
    if said.reading is not None:
        address = f"{reverse('reading', args=[said.reading])}?{urlencode({'at': said.start})}#f{said.start}"
    else:
        figure = said.figure
        address = reverse("indicator_figure", args=[said.organisation, figure.indicator, figure.scope, figure.period])
    return {
        "address": address,
        "source": _source(said),
        "own": said.reading is None,
        "title": said.title,
        "context": said.context,
        "draft": said.draft,
        "corrected": said.corrected,
    }


def _source(said: Said) -> str:
    return str(DRAFT if said.draft else SOURCES[said.figure.source])


def _moved(change: Change | None, unit: str) -> str:
    """Return a change in words: of a rate in percentage points, all else with per cent where there are any."""
    if change is None:
        return ""
    if not change.difference:
        return text("持平")
    moved = f"{change.difference:+,}"
    if unit == "%":
        return text("%(points)s 个百分点") % {"points": moved}
    return moved if change.per_cent is None else f"{moved} ({change.per_cent:+}%)"


def _unit(printed: str) -> str:
    """Return a printed unit in the reader's language: English has none for what Chinese counts with a measure word."""
    known = next((entry for entry in CATALOGUE.values() if entry.unit == printed), None)
    return known.unit_in(get_language() or "") if known else printed


def _paged(request: HttpRequest, count: int, size: int) -> tuple[slice, dict[str, int]]:
    """Return which of `count` rows the page asked for shows, and where it stands."""
    turned = request.GET.get("page", "1")
    pages = max(1, -(-count // size))
    here = min(max(int(turned) if turned.isdecimal() and len(turned) < 7 else 1, 1), pages)
    place = {"page": here, "pages": pages, "previous_page": here - 1, "next_page": here + 1}
    return slice((here - 1) * size, here * size), place


def _exported(request: HttpRequest) -> list[list[str]]:
    return [[text("导出人"), request.actor.name], [text("导出日期"), request.today.isoformat()]]


def _workbook(
    name: str, title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]], about: Sequence[Sequence[str]]
) -> FileResponse:
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    workbooks.write_workbook(out, title, headings, lines, about)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name)


def _json(plain: Any, name: str) -> HttpResponse:
    answer = HttpResponse(json.dumps(plain, ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
