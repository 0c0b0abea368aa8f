"""双随机抽查指标: each counted by hand, with a row that must not count."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from fadu.domains.double_random import indicators as of
from fadu.domains.double_random.models import (
    CheckObject,
    InspectionFiling,
    InspectionItem,
    InspectionPlan,
    Inspector,
    KeyMatter,
    MarketRecord,
    PoolPair,
    RandomCheck,
    RandomTask,
    SupervisedItem,
)
from fadu.kernel import catalogue, indicators, ledgers
from fadu.kernel.extracts import loads
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import in_force

NUMBERS = count(1)


@pytest.fixture
def city(db, settings, tmp_path):
    settings.HOME = tmp_path
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def departments(city):
    return [
        found(
            SYSTEM,
            code=f"990200-0{n}",
            name=f"明川市第{n}局",
            kind=Kind.DEPARTMENT,
            division=city.division,
            parent=city,
        )
        for n in range(1, 4)
    ]


@pytest.fixture
def put(city):
    """Write a row past the ledger's door, so that every value can be chosen."""

    def put(model, **values):
        fixed = {"organisation": city}
        if hasattr(model, "procedures"):
            procedure = in_force(model.procedures[0], date(2024, 1, 1))
            fixed |= {"number": f"第{next(NUMBERS)}号", "procedure": procedure.key(), "opened_on": date(2023, 1, 1),
                      "state": procedure.states[0].slug, "moved_on": date(2023, 1, 1)}  # fmt: skip
        return model.objects.create(**fixed | values)

    return put


@pytest.fixture
def task(put):
    def task(**values):
        units = {"units": "市一局\n市二局"} if values.get("joint") else {}
        return put(RandomTask, **{"name": "某检查"} | units | values)

    return task


@pytest.fixture
def check(put, task):
    def check(visited_on=date(2023, 5, 4), **values):
        line = next(NUMBERS)
        given = {"credit_code": f"9199{line}", "object_name": "某商行", "line": line, "visited_on": visited_on}
        return put(RandomCheck, **given | {"task": values.pop("task", None) or task()} | values)

    return check


@pytest.fixture
def item(put):
    def item(**values):
        given = {"code": f"J{next(NUMBERS)}", "name": "某事项", "objects_kind": "企业", "basis": "某法", "ratio": 5,
                 "valid_from": date(2022, 1, 1)}  # fmt: skip
        return put(InspectionItem, **given | values)

    return item


OURS = {slug for slug in catalogue.CATALOGUE if slug.startswith("double_random.")} | {
    "enforcement.key_supervision_items",
    "enforcement.supervision_records",
}


def test_every_indicator_of_the_catalogue_comes_from_a_ledger():
    assert set(indicators.declared()) >= OURS


def test_a_department_takes_part_from_the_day_on_which_it_has_both_pools(put, departments):
    first, second, third = departments
    days = {"objects_from": date(2022, 3, 1), "inspectors_from": date(2022, 3, 1)}
    both = put(PoolPair, organisation=first, valid_from=date(2022, 3, 1), **days)
    put(PoolPair, organisation=second, valid_from=date(2024, 1, 1), **days)  # had its inspectors only then
    put(PoolPair, organisation=third, valid_from=date(2022, 3, 1), valid_to=date(2023, 6, 1), **days)  # given up
    figure = of.PoolFigures.departments_participating.figure(2023)
    assert (figure.value, figure.rows) == (1, {both})


def test_departments_with_a_published_list_count_once(item, departments):
    first, second, third = departments
    public = {"published_on": date(2023, 2, 1)}
    item(organisation=first, **public), item(organisation=first, **public), item(organisation=second, **public)
    item(organisation=third)  # drawn up, not published
    item(organisation=third, published_on=date(2024, 1, 2))  # published after the year
    assert of.ItemFigures.departments_with_lists.figure(2023).value == 2


def test_items_are_those_on_the_list_at_the_end_and_coverage_is_of_all_items(item):
    first, second, third = item(), item(joint=True), item()
    unlisted = item(listed=False)
    item(valid_to=date(2023, 12, 31))  # replaced by an edition of the last day: it counts there
    item(valid_from=date(2024, 1, 1))
    assert of.ItemFigures.items.figure(2023).rows == {first, second, third}
    rate = of.ItemFigures._coverage.figure(2023)
    assert rate.rows == {first, second, third, unlisted} and rate.value == 75


def test_plans_are_those_adopted_in_the_year_by_which_objects_are_drawn(put):
    made = {"year": 2023, "adopted_on": date(2023, 3, 1)}
    department, joint = put(InspectionPlan, **made), put(InspectionPlan, kind="joint", **made)
    withdrawn = put(InspectionPlan, withdrawn_on=date(2023, 5, 1), **made)  # it was made, and stays on record
    put(InspectionPlan, kind="enterprise", **made)  # visits that are not drawn
    put(InspectionPlan, year=2023)  # still compiled
    put(InspectionPlan, year=2023, adopted_on=date(2022, 12, 30))
    assert of.PlanFigures.plans.figure(2023).rows == {department, joint, withdrawn}


def test_tasks_and_batches_count_when_they_are_completed_joint_ones_apart(task):
    day = date(2023, 12, 31)
    alone, together = task(completed_on=day), task(completed_on=day, joint=True)
    task()  # under way
    task(completed_on=date(2024, 1, 1))
    assert of.TaskFigures.tasks.figure(2023).rows == {alone, together}
    assert of.TaskFigures.batches.figure(2023).rows == {alone}
    assert of.TaskFigures.joint_batches.figure(2023).rows == {together}


def test_joint_inspections_count_when_the_units_set_out_together(task):
    done = task(joint=True, started_on=date(2023, 6, 1), completed_on=date(2023, 6, 20))
    under_way = task(joint=True, started_on=date(2023, 12, 28))
    task(joint=True)  # drawn, not begun
    task(started_on=date(2023, 6, 1))  # one department alone
    assert of.TaskFigures.joint_inspections.figure(2023).rows == {done, under_way}


def test_firms_inspected_alone_and_together_are_counted_apart(check):
    first, again, together = check(), check(), check(joint=True, units=3)
    check(visited_on=None)  # drawn, and not yet visited
    check(visited_on=date(2024, 1, 1))
    assert of.CheckFigures.entities_inspected.figure(2023).rows == {first, again}
    assert of.CheckFigures.joint_entities_inspected.figure(2023).rows == {together}


def test_visits_saved_add_up_and_problems_are_what_is_not_clear(check):
    check(joint=True, visits_saved=2, outcome="no-problem"), check(visits_saved=1)
    bad, away = check(outcome="put-right"), check(outcome="not-found")
    check(visited_on=date(2022, 5, 4), visits_saved=7, outcome="put-right")  # the year before
    assert of.CheckFigures._visits_saved.figure(2023).value == 3
    assert of.CheckFigures._with_problems.figure(2023).rows == {bad, away}


def test_completion_is_of_what_was_planned_for_the_year(task):
    planned = {"planned_to": date(2023, 9, 30)}
    done, open_ = task(completed_on=date(2023, 9, 1), **planned), task(**planned)
    task(state="revoked", **planned)  # its scheme was given up
    task(planned_to=date(2024, 9, 30), completed_on=date(2023, 9, 1))
    rate = of.TaskFigures._completion.figure(2023)
    assert rate.rows == {done, open_} and rate.part.rows == {done} and rate.value == 50


def test_results_published_on_the_last_day_are_in_time(task):
    due = date(2023, 10, 9)
    in_time, late = task(due_on=due, published_on=due), task(due_on=due, published_on=date(2023, 10, 10))
    waiting = task(due_on=due)
    task(published_on=due)  # never fell due here
    rate = of.TaskFigures._publication_rate.figure(2023)
    assert rate.rows == {in_time, late, waiting} and rate.part.rows == {in_time}


def test_unfiled_visits_are_a_part_of_all_visits(put):
    def visit(**values):
        firm = {"credit_code": "9199X", "object_name": "某厂", "item": "计量", "visited_on": date(2023, 4, 1)}
        return put(InspectionFiling, **firm | values)

    filed, unfiled = visit(), visit(unfiled=True)
    visit(visited_on=None)  # filed, not made
    rate = of.FilingFigures._unfiled_rate.figure(2023)
    assert rate.rows == {filed, unfiled} and rate.part.rows == {unfiled}


def test_key_matters_and_supervised_items_stand_at_the_end(put):
    matter = {"lead": "市一局", "partners": "市二局", "method": "联合检查", "frequency": "每年", "rules": "某规范"}
    stands = put(KeyMatter, name="甲", valid_from=date(2022, 1, 1), **matter)
    put(KeyMatter, name="乙", valid_from=date(2022, 1, 1), valid_to=date(2023, 7, 1), **matter)  # taken off the list
    put(KeyMatter, name="丙", valid_from=date(2024, 1, 1), **matter)
    assert of.KeyMatterFigures.key_supervision_items.figure(2023).rows == {stands}
    since = {"opened_on": date(2022, 1, 1), "name": "某许可", "approved_by": "市审批局"}
    covered = put(SupervisedItem, supervised_by="市一局", **since)
    gap = put(SupervisedItem, **since)
    put(SupervisedItem, closed_on=date(2023, 6, 1), **since)  # cancelled in the year
    rate = of.SupervisedItemFigures._supervised_rate.figure(2023)
    assert rate.rows == {covered, gap} and rate.value == 50


# Volume


@pytest.fixture
def load(city, tmp_path):
    user = User.objects.create(username="lead", name="罗兰")
    Membership.objects.create(user=user, organisation=city, role="inspection_lead")

    def load(slug, *lines):
        file = tmp_path / f"{slug}.csv"
        file.write_text("\n".join(lines), encoding="utf-8")
        at = datetime(2024, 1, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
        result = loads.load(ledgers.ledger(slug), file, Actor.of(user, date(2024, 1, 1)), at=at)
        assert not result.errors, result.errors

    return load


def test_supervision_acts_count_by_the_day_of_the_act_and_units_with_none_are_told(load, departments, client):
    load(
        "supervision-act",
        "监管行为编号,机构,监管事项编码,监管对象代码,监管人员证号,监管方式,监管日期,监管结果",
        "1,990200-01,JG1,9199A,执1,日常监管,2023-01-01,正常",
        "2,990200-01,JG1,9199B,执1,双随机监管,2023-12-31,责令改正",
        "3,990200-02,JG2,9199A,执2,重点监管,2023-06-01,正常",
        "4,990200-03,JG2,9199A,执2,重点监管,2022-12-31,正常",  # of the year before
    )
    assert of.SupervisionFigures.supervision_records.figure(2023).value == 3
    assert of.SupervisionFigures._units_acting.figure(2023).value == 2  # of three departments
    assert of.SupervisionFigures.supervision_records.figure(2023, departments[2]).value == 0
    client.force_login(User.objects.get(username="lead"))
    shown = client.get(reverse("indicator_figure", args=["990200", "enforcement.supervision_records", "all", "2023"]))
    told = {str(row["organisation"]): row["figure"].value for row in shown.context["below"]}
    assert told == {"明川市第1局": 2, "明川市第2局": 1}
    assert shown.context["none"] == [departments[2]] and "没有记录的 1 个机构" in shown.content.decode()


def test_market_information_counts_by_the_day_on_which_it_was_collected_whatever_its_code(put):
    said = {"source": "市一局", "happened_on": date(2022, 12, 30)}
    first = put(MarketRecord, number="1", credit_code="9199A", kind="permit", collected_on=date(2023, 1, 5), **said)
    last = put(MarketRecord, number="2", kind="penalty", collected_on=date(2023, 12, 31), **said)  # without a code
    put(MarketRecord, number="3", credit_code="9199B", kind="anomaly", collected_on=date(2024, 1, 4), **said)  # later
    assert of.MarketFigures.market_info_collected.figure(2023).rows == {first, last}


def test_the_pools_themselves_are_no_figure_but_both_must_be_there(city, put):
    since = {"valid_from": date(2023, 1, 1)}
    put(CheckObject, credit_code="9199A", name="某厂", category="工厂", **since)
    put(Inspector, number="执1", name="某人", unit="一队", **since)
    pair = PoolPair(organisation=city, objects_from=date(2023, 1, 1), inspectors_from=date(2023, 1, 1), **since)
    pair.full_clean()
    assert of.ItemFigures._coverage.figure(2023).value is None  # no items at all: a rate of nothing
    assert Decimal(of.PoolFigures.departments_participating.figure(2023).value) == 0
