"""工作日历: the years whose holidays are known, and the adoption of a new one with the cases it dates anew."""

import re
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel import calendars, cases, journal
from fadu.kernel.calendars import HOLIDAYS, ArrangementError, HolidayArrangement
from fadu.kernel.columns import whole_number

from .pages import SIGNED_IN, page

KEEPERS = ("keeper",)
# The holidays in words of their own, for the page in another language; in what is kept they are Chinese.
NAMES = {
    "元旦": _("元旦"),
    "春节": _("春节"),
    "清明节": _("清明节"),
    "劳动节": _("劳动节"),
    "端午节": _("端午节"),
    "中秋节": _("中秋节"),
    "国庆节": _("国庆节"),
}


@page("calendar/", name="procedure_calendar", roles=SIGNED_IN)
def calendar(request: HttpRequest) -> HttpResponse:
    """The years that are known, and the year that is asked for, day by day."""
    return _show(request)


@page("calendar/adopt/", name="procedure_calendar_adopt", roles=KEEPERS, methods=("POST",))
def adopt(request: HttpRequest) -> HttpResponse:
    """Adopt a year's arrangement, and date the running cases anew, in one transaction."""
    written = request.POST
    year = whole_number(written.get("year"))
    if year is None or not date.min.year <= year < date.max.year:
        return _show(request, written, text("请填写年份，如 2027。"))
    try:
        with transaction.atomic():
            row, before = calendars.adopt(
                year,
                notice=written.get("notice", ""),
                title=written.get("title", ""),
                off=_off(written),
                working=_working(written),
            )
            journal.write(
                journal.Entry(
                    "setting",
                    ledger="calendar",
                    record=str(row.year),
                    actor=request.actor.username,
                    actor_name=request.actor.name,
                    before=before,
                    after={"notice": row.notice, "title": row.title, "off": row.off, "working": row.working},
                )
            )
            redated = cases.redate()
    except ArrangementError as refused:
        return _show(request, written, str(refused))
    return _show(request, adopted=row, redated=redated)


def _show(
    request: HttpRequest,
    written: Mapping[str, str] | None = None,
    fault: str = "",
    adopted: HolidayArrangement | None = None,
    redated: list[cases.Redated] | None = None,
) -> HttpResponse:
    rows = {row.year: row for row in HolidayArrangement.objects.all()}
    known = calendars.calendar(rows.values()).arrangements
    asked = whole_number(request.GET.get("year"))
    year = adopted.year if adopted else asked if asked in known else request.today.year
    following = max(known) + 1
    context = {
        "years": [
            {"year": one, "notice": a.notice, "own": one in rows} for one, a in sorted(known.items(), reverse=True)
        ],
        "year": year,
        "spans": _spans(known[year]) if year in known else [],
        "next_missing": request.today.year + 1 not in known,
        "may_adopt": request.actor.holds(KEEPERS),
        "fault": fault,
        "adopted": adopted,
        "redated": None if redated is None else _redated(redated),
        "form": {
            "year": written.get("year", "") if written else following,
            "notice": written.get("notice", "") if written else "",
            "title": written.get("title", "") if written else "",
            "holidays": [
                {
                    "number": number,
                    "name": NAMES[holiday],
                    **{part: (written or {}).get(f"{part}-{number}", "") for part in ("first", "last", "working")},
                }
                for number, holiday in enumerate(HOLIDAYS)
            ],
        },
    }
    return render(request, "web/calendar.html", context, status=422 if fault else 200)


def _off(written: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the days off as they were written; a holiday without days shares those of another."""
    found = []
    for number, holiday in enumerate(HOLIDAYS):
        first, last = written.get(f"first-{number}", "").strip(), written.get(f"last-{number}", "").strip()
        if first or last:
            found.append({"holiday": holiday, "first": first or last, "last": last or first})
    return found


def _working(written: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"holiday": holiday, "day": day}
        for number, holiday in enumerate(HOLIDAYS)
        for day in re.split(r"[\s、，,;；]+", written.get(f"working-{number}", "").strip())
        if day
    ]


def _spans(arrangement) -> list[dict]:
    """Return each holiday of a year: its days off, how many, and the weekends worked for it."""
    found: dict[str, dict] = {}
    for day, holiday in sorted(arrangement.off.items()):
        span = found.setdefault(holiday, {"name": NAMES.get(holiday, holiday), "days": [], "working": []})
        span["days"].append(day)
    for day, holiday in sorted(arrangement.working.items()):
        found.setdefault(holiday, {"name": NAMES.get(holiday, holiday), "days": [], "working": []})["working"].append(
            day
        )
    return [
        span
        | {"first": min(span["days"], default=None), "last": max(span["days"], default=None), "n": len(span["days"])}
        for span in sorted(found.values(), key=lambda span: span["days"] or [date.max])
    ]


def _redated(changed: list[cases.Redated]) -> list[dict]:
    """Return the clocks that changed with their cases, ready for the page."""
    before = {one.clock.pk: one.before for one in changed}
    return [
        {"clock": clock, "case": case, "label": clock.term.limit.label, "before": before[clock.pk]}
        for clock, case in cases.with_cases([one.clock for one in changed])
    ]
