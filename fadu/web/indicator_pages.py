"""指标: the figures of an organisation for a period, each with source and the year before, and the rows counted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import indicators, ledgers, returns, workbooks
from fadu.kernel.catalogue import CATALOGUE, DOMAINS, Indicator
from fadu.kernel.columns import CHOICE, ORGANISATION, RECORD, Column, mask
from fadu.kernel.indicators import BadPeriod, Figure, Period, Ratio
from fadu.kernel.ledgers import Ledger
from fadu.kernel.lists import Sight
from fadu.kernel.organisations import ALL, OWN, SCOPES, Actor, Organisation

from . import charts
from .pages import SIGNED_IN, page

SOURCES = {"ledger": _("台账"), "return": _("报表"), "report": _("报告")}
PAGE = 50
CARDS = 6  # figures that stand as cards above the table
YEARS = 5  # of the trend of a figure
BELOW = 10  # organisations whose part of a figure is shown at once


@page("indicators/", name="indicators", roles=SIGNED_IN)
def overview(request: HttpRequest) -> HttpResponse:
    """The figures of one field of work, for the organisation, scope and period that are asked for."""
    asked = _Asked(request)
    rows = asked.rows()
    filled = [row for row in rows if row["figure"]]
    context = {
        "domains": [{"name": name, "label": domain_label(name)} for name in asked.domains],
        "domain": asked.domain,
        "domain_label": domain_label(asked.domain),
        "organisation": asked.organisation,
        "organisations": _offered(request, asked.reachable),
        "scopes": SCOPES,
        "scope": asked.scope,
        "period": asked.period.name,
        "year": asked.period.first.year,
        "part": asked.period.name[4:],
        "parts": _parts(),
        "fault": asked.fault,
        "years": range(request.today.year, request.today.year - 8, -1),
        "cards": _cards(filled, asked),
        "filled": filled,
        "missing": [row for row in rows if not row["figure"]],
    }
    return render(request, "web/indicators.html", context)


@page("indicators/export.xlsx", name="indicator_export", roles=SIGNED_IN)
def export(request: HttpRequest) -> FileResponse:
    """The figures that the page shows, as a workbook: numbers as numbers, each with its source and definition."""
    asked = _Asked(request)
    if asked.organisation is None:
        raise Http404(text("您还没有可以查看的机构。"))
    headings = [
        text("指标"), text("代号"), text("数值"), text("单位"), text("分子"), text("分母"), text("上年"), text("增减"),
        text("来源"), text("记录数"), text("含义"),
    ]  # fmt: skip
    lines = [
        [
            row["name"], row["entry"].slug, row["figure"].value, row["unit"], row["figure"].numerator,
            row["figure"].denominator, row["before"].value if row["before"] else None, row["change"],
            str(row["source"]), row["figure"].records, row["entry"].definition,
        ]
        for row in asked.rows()
        if row["figure"]
    ]  # fmt: skip
    about = [
        [text("领域"), domain_label(asked.domain)],
        [text("机构"), asked.organisation.name],
        [text("口径"), str(SCOPES[asked.scope])],
        [text("期间"), asked.period.name],
        [text("导出人"), request.actor.name],
        [text("导出日期"), request.today.isoformat()],
    ]
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    workbooks.write_workbook(out, text("指标"), headings, lines, about)
    out.seek(0)
    name = f"{domain_label(asked.domain)} {asked.organisation} {asked.period.name}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name)


class _Asked:
    """What the address asks for: a field of work, an organisation, a scope and a period."""

    def __init__(self, request: HttpRequest) -> None:
        asked = request.GET
        self.reachable = request.actor.organisations(request.actor.roles)
        self.domains = _domains()
        self.domain = asked["domain"] if asked.get("domain") in self.domains else next(iter(self.domains), "")
        self.scope = asked["scope"] if asked.get("scope") in SCOPES else ALL
        name = asked.get("period") or (asked.get("year", "") + asked.get("part", "")) or str(request.today.year)
        self.period, self.fault = _period(name, request)
        self.organisation = _chosen(request, self.reachable)

    def rows(self) -> list[dict[str, Any]]:
        """Return every indicator of the field with its figure and that of the year before, where there is one."""
        if not (self.organisation and self.domain):
            return []
        slugs = self.domains[self.domain]
        before = self.period.year_before
        now, earlier = (
            {f.indicator: f for f in returns.resolve(slugs, self.organisation, self.scope, one.name)} if one else {}
            for one in (self.period, before)
        )
        return [_row(slug, now.get(slug), earlier.get(slug)) for slug in slugs]


def _parts() -> list[tuple[str, str]]:
    """Return the parts of a year that can be asked for, each as it ends the name of a period."""
    quarters = [(f"Q{n}", text("第%(n)d季度") % {"n": n}) for n in range(1, 5)]
    return [("", text("全年")), *quarters, *((f"-{n:02}", text("%(n)d月") % {"n": n}) for n in range(1, 13))]


def _cards(filled: list[dict[str, Any]], asked: _Asked) -> list[dict[str, Any]]:
    """Return the first figures as cards; those that ledgers count with the line of the year's months."""
    chosen = filled[:CARDS]
    counted = [row["entry"].slug for row in chosen if row["figure"].counted is not None]
    year = asked.period.first.year
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    lines: dict[str, list] = {slug: [] for slug in counted}
    if counted:
        for figure in indicators.evaluate(counted, [asked.organisation], months, [asked.scope], fresh=False):
            lines[figure.indicator].append(figure.value)
    for row in chosen:
        values = lines.get(row["entry"].slug, [])
        title = text("%(label)s：%(year)d 年各月") % {"label": row["name"], "year": year}
        row["spark"] = charts.spark(values, title) if any(values) else ""
    return chosen


@page("figures/<str:code>/<str:slug>/<slug:scope>/<str:period>/", name="indicator_figure", roles=SIGNED_IN)
def figure(request: HttpRequest, code: str, slug: str, scope: str, period: str) -> HttpResponse:
    """One figure: what it means, where it comes from, how it moved, and exactly the rows that it counted."""
    organisation = request.actor.organisations(request.actor.roles).filter(code=code).first()
    if organisation is None:
        raise Http404(text("没有这个机构，或者不在您可以查看的范围内。"))
    entry = CATALOGUE.get(slug)
    if entry is None or scope not in SCOPES:
        raise Http404(text("没有这个指标或口径。"))
    try:
        asked = Period.of(period, request.today)
    except BadPeriod as wrong:
        raise Http404(str(wrong)) from wrong
    found = next(iter(returns.resolve([slug], organisation, scope, asked.name)), None)
    before = asked.year_before
    earlier = next(iter(returns.resolve([slug], organisation, scope, before.name)), None) if before else None
    counted = found is not None and found.counted is not None
    context = {
        "organisation": organisation,
        "entry": entry,
        **called(entry),
        "scope": scope,
        "scope_label": SCOPES[scope],
        "other_scope": OWN if scope == ALL else ALL,
        "other_scope_label": SCOPES[OWN if scope == ALL else ALL],
        "period": asked.name,
        "figure": found,
        "before": earlier,
        "before_period": before.name if before else "",
        "change": change(found, earlier),
        "source": SOURCES.get(found.source, found.source) if found else "",
        "contradiction_source": SOURCES.get(found.contradiction.source, "") if found and found.contradiction else "",
    }
    if found is not None and counted:
        context |= _trend(slug, organisation, scope, asked)
        context |= _years(slug, organisation, scope, asked)
        context |= _below(slug, organisation, scope, asked.name)
        context |= _rows(request, found)
    return render(request, "web/figure.html", context)


def _rows(request: HttpRequest, found: Figure) -> dict[str, Any]:
    """Return a page of the rows counted; of a rate those of its part or of its whole.

    Who may not read the ledger sees how many they are; what is masked in the list is masked here.
    """
    counted = found.counted
    is_rate = counted is not None and isinstance(counted.measure, Ratio)
    side = request.GET.get("side") if request.GET.get("side") in {"part", "whole"} else "whole"
    shown = getattr(found, side) if is_rate else found
    ledger = ledgers.of(shown.counted.base.ledger)
    context = {"side": side if is_rate else "", "ledger": ledger, "counted": shown.records}
    if not request.actor.holds(ledger.read):
        return context | {"closed": True}
    after = request.GET.get("after") or None
    try:
        rows = shown.rows(after, PAGE + 1)
    except (ValueError, TypeError) as wrong:
        raise Http404(text("翻页的位置无法识别，请从第一页开始。")) from wrong
    columns = [column for column in ledger.listed() if not ledger.volume or (rows and column.name in rows[0])]
    lines = _lines(ledger, request.actor, rows[:PAGE], columns)
    return context | {
        "columns": columns,
        "rows": [line for line in lines if line["cells"]],
        "hidden": sum(not line["cells"] for line in lines),
        "next": rows[PAGE - 1]["record"] if len(rows) > PAGE else None,
        "linked": not ledger.volume,
        "paged": after is not None,
    }


def _lines(ledger: type[Ledger], actor: Actor, rows: list[dict], columns: list[Column]) -> list[dict[str, Any]]:
    """Return the rows as the list shows them; without cells those of organisations that the reader may not read."""
    sight = Sight(ledger, actor)
    if ledger.volume:
        readable = dict(sight.organisations.values_list("code", "pk"))
        places = [(row, readable.get(row["organisation"])) for row in rows]
        return [
            {
                "record": row["record"],
                "cells": [_cell(column, row[column.name], at in sight.full) for column in columns] if at else [],
            }
            for row, at in places
        ]
    related = {"organisation", *(column.name for column in columns if column.kind in (ORGANISATION, RECORD))}
    records = ledger.model._default_manager.filter(organisation__in=sight.organisations).select_related(*related)
    found = records.in_bulk([row["record"] for row in rows])
    return [
        {"record": key, "cells": sight.row(found[key], columns).cells if key in found else []}
        for key in (row["record"] for row in rows)
    ]


def _cell(column: Column, value: Any, in_full: bool) -> str:
    """Return a value of an extract as a list prints it: an organisation by its code, a day without a zone."""
    if isinstance(value, datetime):
        printed = value.strftime("%Y-%m-%d %H:%M")
    elif column.kind == ORGANISATION:
        printed = str(value or "")
    elif column.kind == CHOICE:
        printed = {str(key): label for key, label in column.choices}.get(
            str(value), "" if value is None else str(value)
        )
    else:
        printed = column.print(value)
    return mask(column.mask, printed) if column.mask and not in_full else printed


def _trend(slug: str, organisation: Organisation, scope: str, period: Period) -> dict[str, Any]:
    """Return the months of the period's year beside those of the year before, as a chart and as a table."""
    year = period.first.year
    months = [f"{y}-{m:02}" for y in (year, year - 1) for m in range(1, 13)]
    values = [f.value for f in indicators.evaluate([slug], [organisation], months, [scope], fresh=False)]
    points = [charts.Point(f"{m + 1}", values[m], values[m + 12]) for m in range(12)]
    if all(not point.value and not point.before for point in points):
        return {}
    title = text("%(label)s：%(year)d 年各月与上年同月") % {"label": called(CATALOGUE[slug])["name"], "year": year}
    return {"chart": charts.bars(points, title), "points": points, "trend_year": year}


def _years(slug: str, organisation: Organisation, scope: str, period: Period) -> dict[str, Any]:
    """Return the same period of the last years, from whatever source speaks for each, as a chart and as a table."""
    if period.name.endswith("-"):
        return {}
    names = [f"{period.first.year - back:04}{period.name[4:]}" for back in range(YEARS - 1, -1, -1)]
    found = [next(iter(returns.resolve([slug], organisation, scope, name, fresh=False)), None) for name in names]
    if sum(figure is not None and figure.value is not None for figure in found) < 2:
        return {}
    rows = [
        {"period": name, "figure": figure, "source": SOURCES.get(figure.source, figure.source) if figure else ""}
        for name, figure in zip(names, found, strict=True)
    ]
    points = [charts.Point(row["period"], row["figure"].value if row["figure"] else None) for row in rows]
    title = text("%(label)s：历年") % {"label": called(CATALOGUE[slug])["name"]}
    return {"years": rows, "years_chart": charts.bars(points, title)}


def _below(slug: str, organisation: Organisation, scope: str, period: str) -> dict[str, Any]:
    """Return the same figure for each organisation directly below, where there are any, and those that have none."""
    below = list(organisation.children.order_by("path"))
    if scope == OWN:
        below = [child for child in below if child.division_id == organisation.division_id]
    if not below:
        return {}
    figures = indicators.evaluate([slug], below, [period], [ALL], fresh=False)
    found = list(zip(below, figures, strict=True))
    rows = [{"organisation": child, "figure": one} for child, one in found if one.value or one.records]
    none = [child for child, one in found if not (one.value or one.records) and child.valid_to is None]
    rows.sort(key=lambda row: row["figure"].value or 0, reverse=True)
    shown = rows[:BELOW]
    title = text("%(label)s：下属机构比较") % {"label": called(CATALOGUE[slug])["name"]}
    points = [charts.Point(str(row["organisation"]), row["figure"].value) for row in shown]
    chart = charts.lying(points, title, [row["figure"].text for row in shown]) if len(shown) > 1 else ""
    return {"below": shown, "further": rows[BELOW:], "none": none, "below_chart": chart}


def _row(slug: str, figure: Figure | None, before: Figure | None) -> dict[str, Any]:
    return {
        "entry": CATALOGUE[slug],
        **called(CATALOGUE[slug]),
        "figure": figure,
        "before": before,
        "source": SOURCES.get(figure.source, figure.source) if figure else "",
        "change": change(figure, before),
    }


def change(figure: Figure | None, before: Figure | None) -> str:
    """Return how a figure moved against the year before: a rate by percentage points, all else in per cent."""
    if figure is None or before is None or figure.value is None or before.value is None:
        return ""
    if Decimal(figure.value) == Decimal(before.value):
        return text("持平")
    if CATALOGUE[figure.indicator].kind == "ratio":
        return text("%(points)s 个百分点") % {"points": f"{Decimal(figure.value) - Decimal(before.value):+}"}
    growth = indicators.growth(figure, before)
    return "" if growth is None else f"{growth:+}%"


def _domains() -> dict[str, list[str]]:
    """Return the slugs of the catalogue by field of work; fields that ledgers count come first."""
    counted = {slug.partition(".")[0] for slug in indicators.declared()}
    found: dict[str, list[str]] = {}
    for slug in CATALOGUE:
        found.setdefault(slug.partition(".")[0], []).append(slug)
    return dict(sorted(found.items(), key=lambda item: item[0] not in counted))


def domain_label(name: str) -> str:
    """Return the name of a field of work in the reader's language."""
    return DOMAINS[name].called(get_language() or "") if name in DOMAINS else name


def called(entry: Indicator) -> dict[str, str]:
    """Return name and unit of an indicator in the reader's language."""
    language = get_language() or ""
    return {"name": entry.called(language), "unit": entry.unit_in(language)}


def _chosen(request: HttpRequest, reachable) -> Organisation | None:
    code = request.GET.get("organisation")
    if code:
        found = reachable.filter(code=code).first()
        if found is None:
            raise PermissionDenied(text("机构 %(code)s 不在您可以查看的范围内。") % {"code": code})
        return found
    return reachable.order_by("path").first()


def _offered(request: HttpRequest, reachable) -> Iterable[Organisation]:
    return reachable.order_by("path")[:500]


def _period(name: str, request: HttpRequest) -> tuple[Period, str]:
    try:
        return Period.of(name, request.today), ""
    except BadPeriod as wrong:
        return Period.of(request.today.year), str(wrong)
