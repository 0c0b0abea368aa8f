"""涉企检查: filed, allowed, made; ceilings, unfiled visits, and what firms report."""

from datetime import date

import pytest

from fadu.domains.double_random.models import (
    FrequencyCap,
    InspectionAllocation,
    InspectionFiling,
    Inspector,
)
from fadu.kernel.cases import course, open_case

from .steps import inspected, refusal, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def filing(bureau, lead):
    def filing(step="submit", on=date(2023, 5, 8), **values):
        given = {"organisation": bureau, "credit_code": "9199X", "object_name": "明川面粉厂", "item": "计量检查",
                 "officers": "执1、执2", "planned_on": date(2023, 5, 15)}  # fmt: skip
        return open_case(InspectionFiling, step, lead, on, given | values)

    return filing


def test_a_visit_is_filed_allowed_and_then_made(filing, go):
    case = go(
        filing(),
        ("allow", date(2023, 5, 9)),
        ("visit", date(2023, 5, 15), {"visited_on": date(2023, 5, 15), "findings": "合格"}),
        ("close", date(2023, 5, 16)),
    )
    assert (case.state, case.unfiled) == ("closed", False)
    early = go(filing(), ("allow", date(2023, 5, 9)))
    made = {"visited_on": date(2023, 5, 8), "findings": "合格"}
    assert "未备案检查" in refusal(lambda: go(early, ("visit", date(2023, 5, 15), made))).reason


def test_one_officer_is_not_enough(filing):
    assert "不得少于两人" in refusal(lambda: filing(officers="执1")).reason


def test_visits_beyond_the_ceiling_need_a_reason_and_drawn_checks_count_too(filing, go, city, drawn):
    FrequencyCap.objects.create(organisation=city, credit="B", most=2, valid_from=date(2023, 1, 1))
    check = drawn(quota=1).checks.get()
    inspected(go, check, date(2023, 3, 8))
    code = {"credit_code": check.credit_code}
    filing("submit-afterwards", urgent_reason="事故", visited_on=date(2023, 4, 3), planned_on=None, **code)
    case = filing(**code)
    assert "本年已检查2次" in refusal(lambda: go(case, ("allow", date(2023, 5, 9)))).reason
    go(filing(ground="complaint", **code), ("allow", date(2023, 5, 9)))  # a complaint is looked into in any case
    go(filing(planned_on=date(2024, 1, 8), **code), ("allow", date(2023, 5, 9)))  # next year's ceiling
    go(case, ("except-from-cap", date(2023, 5, 9), {"exception_reason": "上级部署"}), ("allow", date(2023, 5, 9)))
    assert case.earlier_visits == 2


def test_an_unfiled_visit_is_a_breach_until_it_is_dealt_with(filing, go):
    case = filing("report-unfiled", discovery="企业反映", visited_on=date(2023, 5, 4), planned_on=None)
    assert (case.state, case.unfiled) == ("breach", True)
    urgent = filing("submit-afterwards", urgent_reason="称有事故", visited_on=date(2023, 5, 4), planned_on=None)
    go(urgent, ("find-unfiled", date(2023, 5, 9), {"discovery": "并无事故"}))
    assert (urgent.state, urgent.unfiled) == ("breach", True)
    assert go(case, ("handle-breach", date(2023, 5, 10), {"handling": "约谈"})).state == "closed"


def test_only_certified_inspectors_of_the_pool_visit(filing, pools, lead, bureau):
    known = list(Inspector.objects.filter(organisation=bureau).order_by("number")[:2])
    numbers = "、".join(one.number for one in known)
    assert filing(officers=numbers).state == "submitted"
    assert "不在本单位检查人员名录库" in refusal(lambda: filing(officers=f"{known[0].number}、无此人")).reason
    Inspector.objects.filter(pk=known[0].pk).update(certified_until=date(2023, 5, 14))
    refused = refusal(lambda: filing(officers=numbers)).reason
    assert f"{known[0].number}的执法证件在 2023-05-15" in refused and "请改派持证人员" in refused
    assert filing(officers=numbers, planned_on=date(2023, 5, 14)).state == "submitted"


@pytest.fixture
def reported(city, lead):
    """What a firm reports of a visit on 4 May."""
    told = {"organisation": city, "credit_code": "9199X", "object_name": "明川面粉厂", "seen_on": date(2023, 5, 4),
            "discovery": "两人来查消防", "contact": "厂长"}  # fmt: skip
    return lambda **more: open_case(InspectionFiling, "complain", lead, date(2023, 5, 8), told | more)


def test_what_a_firm_reports_and_is_found_true_is_a_breach_of_the_unit(reported, filing, go, bureau):
    case = go(reported(), ("confirm-unfiled", date(2023, 5, 10), {"unit": bureau, "reply": "未见备案"}))
    assert (case.state, case.outcome, case.visited_on) == ("confirmed", "unfiled", None)
    breach = InspectionFiling.objects.get(state="breach")
    assert (breach.organisation, breach.unfiled, breach.visited_on) == (bureau, True, date(2023, 5, 4))
    assert case.number in breach.discovery
    assert "不得晚于今天" in refusal(lambda: reported(seen_on=date(2023, 5, 9))).reason


def test_a_report_of_a_filed_visit_names_the_filing(reported, filing, go):
    filed = filing()
    found = {"filed_as": "没有这件", "reply": "已备案"}
    assert "没有找到该企业" in refusal(lambda: go(reported(), ("find-filed", date(2023, 5, 10), found))).reason
    case = go(reported(), ("find-filed", date(2023, 5, 10), found | {"filed_as": filed.number}))
    assert (case.state, case.outcome) == ("unfounded", "filed")
    assert go(reported(), ("find-no-visit", date(2023, 5, 10), {"reply": "查无此事"})).outcome == "no-visit"


def test_the_coordinator_changes_a_filed_visit_with_a_reason_and_the_unit_is_told(filing, go, city, lead):
    first, second = filing(), filing(item="环保检查")

    def allocate(**values):
        given = {"organisation": city, "filing": second, "reason": "减少对企业的打扰"} | values
        return open_case(InspectionAllocation, "decide", lead, date(2023, 5, 10), given)

    assert "改期的，须填写新的日期" in refusal(lambda: allocate(change="move")).reason
    allocate(change="move", new_date=date(2023, 6, 1))
    second.refresh_from_db()
    assert (second.planned_on, second.state) == (date(2023, 6, 1), "submitted")
    assert "没有找到同一企业" in refusal(lambda: allocate(change="merge", merged_into="没有这件")).reason
    merged = allocate(change="merge", merged_into=first.number)
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.change_reason) == ("stopped", first.number, "减少对企业的打扰")
    assert f"合并。并入{first.number}。" in said(merged, "allocation-notice")
    assert "改期至2023年6月1日" in said(InspectionAllocation.objects.get(change="move"), "allocation-notice")
    assert "不能调配" in refusal(lambda: allocate(change="stop")).reason
    assert go(merged, ("acknowledge", date(2023, 5, 11))).state == "acknowledged"
    assert [one.event.data["brought_by"][0] for one in course(second)[1:]] == ["inspection-allocation"] * 2
