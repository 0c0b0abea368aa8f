"""Readings put into the database past the reader: for tests of what is done with figures once they are read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count

from fadu.domains.reconsideration.models import ReconsiderationCase
from fadu.kernel import cases
from fadu.kernel.organisations import Organisation
from fadu.readings.models import ReadFigure, Reading

ACCEPTED, RATE = "reconsideration.accepted", "litigation.appeal_rate"
_number = count(1)


def reading(organisation: Organisation, place: str, year: str = "2023", *figures: ReadFigure, **more) -> Reading:
    """Put a reading of a report of `place` and `year` into the database with its figures."""
    text = f"{place}{year}年法治政府建设年度报告 {next(_number)}"
    about = more.get("about")
    values = {
        "title": f"{place}{year}年法治政府建设年度报告", "file_name": "报告.txt", "kind": "txt", "version": "test",
        "sha256": sha256(text.encode()).hexdigest(), "text": text, "read_at": datetime(2024, 4, 1, tzinfo=UTC),
        "division": about.division_id if about else "",
    }  # fmt: skip
    made = Reading.objects.create(organisation=organisation, place=place, year=year, **(values | more))
    for number, one in enumerate(figures):
        one.reading, one.place = made, number
        one.start, one.end, one.unit_end = (10 * number, 10 * number + 3, 10 * number + 4)
        one.period = one.period or year
    ReadFigure.objects.bulk_create(figures)
    return made


def figure(value: object, indicator: str = ACCEPTED, unit: str = "件", **more) -> ReadFigure:
    """Return a figure that is not saved yet: of all the area, exact, of the year of its report."""
    said = {"scope": "all", "context": f"全市受理行政复议案件{value}{unit}"} | more
    return ReadFigure(
        text=str(value), value=Decimal(str(value)), unit=unit, unit_norm=unit, indicator=indicator, **said
    )


def accept(city, number: int) -> None:
    """Let the city's ledger count so many cases accepted in 2023."""
    body = city.actor("reconsideration_body", city.government)
    values = {"respondent": "市公安局", "act_kind": "penalty", "act": "罚款决定", "field": "public-security"}
    for each in range(number):
        values |= {"organisation": city.government, "applicant": f"赵{each}"}
        case = cases.open_case(ReconsiderationCase, "submit", body, date(2023, 3, 1), values)
        cases.perform(case, "accept", body, on=date(2023, 3, 2))
