"""What the tests of the annual report share: a city, its report for 2023, and sources that say what is put there."""

from datetime import date

import pytest

from fadu.kernel import returns
from fadu.kernel.cases import open_case
from fadu.reports import workspace
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import CHAPTERS
from tests.toy import library

from .sources import Sources

STARTED = date(2024, 1, 5)
IN_TIME = date(2024, 1, 20)


@pytest.fixture
def sources(monkeypatch):
    """Put figures; nothing is counted."""
    put = Sources()
    monkeypatch.setattr(returns, "resolve", put.resolve)
    return put


@pytest.fixture
def city(db):
    return library.build()


@pytest.fixture
def started(city):
    """Start a report; of 2023 unless another year is given."""

    def started(year=2023):
        opening = {"organisation": city.government, "year": year, "addressees": "市委、市人大常委会、省政府"}
        return open_case(AnnualReport, "start", city.office, STARTED.replace(year=year + 1), opening)

    return started


@pytest.fixture
def write(city):
    """Put a text into a section, over whatever stands there."""

    def write(report, chapter, body):
        revision = workspace.sections(report)[chapter].revision
        return workspace.write_section(report, chapter, body, city.office, revision)

    return write


@pytest.fixture
def report(started, sources):
    """An empty report of 2023."""
    return started()


@pytest.fixture
def complete(report, write):
    """A report in which every chapter is written, without any figure."""
    for chapter in CHAPTERS:
        write(report, chapter.slug, f"本章写“{chapter.title}”。")
    return report
