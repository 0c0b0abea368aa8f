"""What the tests of readings share: a city with its office, a report to read, and figures that it filed itself."""

from datetime import UTC, datetime

import pytest

from fadu.kernel import returns
from fadu.readings import store
from tests.toy import library

AT = datetime(2024, 1, 15, 9, tzinfo=UTC)
REPORT = """临江市2023年法治政府建设年度报告
一、主要举措和成效
全市共受理行政复议案件120件，审结100件。市政府办理行政应诉案件30件，负责人出庭应诉率96.5%。
二、存在的不足和原因
三、主要负责人履行推进法治建设第一责任人职责情况
四、下一年度主要安排
"""


@pytest.fixture
def city(db, own_home):
    return library.build()


@pytest.fixture
def take(city):
    """Have a text read by the city's office."""

    def take(said=REPORT, name="临江市2023.txt", **more):
        return store.take(said.encode() if isinstance(said, str) else said, name, city.office, **more)

    return take


@pytest.fixture
def filed(city):
    """Have the city file figures of its own, which are then accepted."""

    def filed(*values, organisation=None, period="2023"):
        body = organisation or city.government
        clerk = city.actor("statistician", body)
        filing = returns.file(body, period, clerk)
        rows = [{"indicator": slug, "scope": scope, "value": value} for slug, scope, value in values]
        returns.enter(filing, rows, clerk)
        returns.submit(filing, clerk, AT)
        returns.accept(filing, city.office, AT)

    return filed
