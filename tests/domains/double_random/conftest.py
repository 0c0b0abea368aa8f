"""What the tests of random inspection share: a bureau with its two pools, and a task that was drawn."""

from datetime import date

import pytest

from fadu.domains.double_random.models import (
    CheckObject,
    InspectionPlan,
    Inspector,
    PlanLine,
    RandomTask,
)
from fadu.kernel.cases import open_case, perform
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found

from .steps import DRAWN, FIXED, LOTTERY, VALUE


@pytest.fixture
def city(own_home):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def bureau(city):
    return found(SYSTEM, code="990200-23", name="明川市市场监督管理局", short_name="市市场监管局", mark="明市监",
                 kind=Kind.DEPARTMENT, division=city.division, parent=city)  # fmt: skip


@pytest.fixture
def lead(city):
    user = User.objects.create(username="lead", name="罗兰")
    for role in ("inspection_lead", "inspection_coordinator", "measure_unit"):
        Membership.objects.create(user=user, organisation=city, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def pools(bureau):
    """Twenty firms, five of class D, and four inspectors of two teams."""
    since = date(2023, 1, 4)
    for n in range(20):
        CheckObject.objects.create(organisation=bureau, credit_code=f"9199{n:04}", name=f"明川第{n}商行",
                                   category="食品" if n % 2 else "药品", credit="D" if n % 4 == 0 else "B",
                                   valid_from=since)  # fmt: skip
    for n in range(4):
        Inspector.objects.create(organisation=bureau, number=f"执{n}", name=f"检查员{n}", unit=f"第{n % 2 + 1}队",
                                 valid_from=since)  # fmt: skip


@pytest.fixture
def partner(city):
    """Return what founds a department that takes part, with inspectors of its own."""

    def partner(name, number, inspectors=2):
        bureau = found(SYSTEM, code=f"990200-{number}", name=f"明川{name}", short_name=name, kind=Kind.DEPARTMENT,
                       division=city.division, parent=city)  # fmt: skip
        for n in range(inspectors):
            Inspector.objects.create(organisation=bureau, number=f"{name}{n}", name=f"{name}的人{n}", unit="第1队",
                                     valid_from=date(2023, 1, 4))  # fmt: skip
        return bureau

    return partner


@pytest.fixture
def task(bureau, lead, pools):
    def task(**values):
        given = {"organisation": bureau, "name": "食品经营检查", "quota": 3} | values
        return open_case(RandomTask, "plan", lead, date(2023, 2, 20), given)

    return task


@pytest.fixture
def go(lead):
    """Make steps one after another: name, day, and what it records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, lead, on=on, outcome=data.pop("outcome", ""), data=data)
        return case

    return go


@pytest.fixture
def drawn(task, go):
    def drawn(**values):
        return go(
            task(**values),
            ("fix-roster", FIXED, {"randomness_source": "体育彩票排列三第2023054期", "randomness_on": LOTTERY}),
            ("draw-objects", DRAWN, {"randomness": VALUE}),
            ("draw-inspectors", DRAWN),
        )

    return drawn


@pytest.fixture
def officer():
    """Return what appoints an inspector of one department, who sees and does nothing elsewhere."""

    def officer(organisation, role="inspector"):
        user = User.objects.create_user(f"{role}{organisation.code}", name="检查员")
        Membership.objects.create(user=user, organisation=organisation, role=role)
        return user, Actor.of(user, DRAWN)

    return officer


@pytest.fixture
def plan(city, lead):
    def plan(organisation, *lines, kind="department", **values):
        made = open_case(InspectionPlan, "compile", lead, date(2023, 1, 5),
                         {"organisation": organisation, "year": 2023, "kind": kind} | values)  # fmt: skip
        for n, line in enumerate(lines, 1):
            PlanLine.objects.create(organisation=organisation, plan=made, position=n, **line)
        return made

    return plan
