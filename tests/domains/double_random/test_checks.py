"""检查: from the plan to the last follow-up; certificates, records, problems; items that nobody supervises."""

from datetime import date

import pytest

from fadu.domains.double_random.models import (
    CreditEntry,
    Inspector,
    SupervisedItem,
)
from fadu.kernel import ledgers
from fadu.kernel.cases import open_case

from .steps import entered, inspected, line, refusal, said

pytestmark = pytest.mark.django_db


def test_a_task_from_the_plan_to_the_last_follow_up(drawn, go):
    case = drawn()
    go(case, ("inspect", date(2023, 3, 8)))
    good, bad, away = case.checks.order_by("line")
    inspected(go, good, date(2023, 3, 8))
    inspected(go, bad, date(2023, 3, 9), "put-right", problem="未公示许可证")
    assert "还有1户没有检查结果" in refusal(lambda: go(case, ("record", date(2023, 3, 10)))).reason
    inspected(go, away, date(2023, 3, 10), "not-found")
    assert "应为“发现问题" in refusal(lambda: go(case, ("record", date(2023, 3, 10), {"outcome": "not-found"}))).reason
    go(case, ("record", date(2023, 3, 10)))
    assert (case.outcome, case.due_on) == ("problem", date(2023, 4, 10))  # twenty working days, 清明 not among them
    assert "尚未公开" in refusal(lambda: go(away, ("close", date(2023, 3, 11)))).reason
    go(case, ("publish", date(2023, 3, 20)), ("hand-over", date(2023, 3, 20), {"handed_to": "明市监罚〔2023〕1号"}))
    for check in (good, bad, away):
        check.refresh_from_db()
    assert {one.published_on for one in (good, bad, away)} == {date(2023, 3, 20)}
    assert [one.state for one in (good, bad, away)] == ["closed", "recorded", "recorded"]
    entries = {one.credit_code: one.adverse for one in CreditEntry.objects.all()}
    assert entries == {good.credit_code: False, bad.credit_code: True, away.credit_code: True}
    assert "后续处理没有办结" in refusal(lambda: go(case, ("close", date(2023, 3, 21)))).reason
    assert "尚未处理" in refusal(lambda: go(bad, ("close", date(2023, 3, 21)))).reason
    go(
        bad,
        ("order-rectification", date(2023, 3, 21), {"rectify_by": date(2023, 3, 31)}),
        ("verify-rectification", date(2023, 3, 30), {"rectification": "已公示"}),
        ("close", date(2023, 3, 31)),
    )
    go(away, ("close", date(2023, 3, 31)))
    assert go(case, ("close", date(2023, 4, 3))).closed_on == date(2023, 4, 3)


def test_a_check_without_certificates_or_record_has_no_result(drawn, go):
    check = drawn().checks.first()
    go(check, ("visit", date(2023, 3, 8), {"noted": True}))
    found = {"outcome": "no-problem", "findings": "无"}
    assert "出示执法证件" in refusal(lambda: go(check, ("record", date(2023, 3, 8), found))).reason


def test_a_problem_is_named_and_the_checklist_and_the_units_agree_with_the_result(drawn, go, bureau, partner):
    partner("市消防支队", 51)
    case = go(drawn(joint=True, units="市市场监管局\n市消防支队", quota=1), ("inspect", date(2023, 3, 8)))
    check = go(case.checks.get(), ("visit", date(2023, 3, 8), {"shown": True}))
    entered(go, check, 市市场监管局="no-problem", 市消防支队="put-right")
    one = check.entries.create(organisation=bureau, position=1, content="灭火器在有效期内", finding="not-met")
    go(check, ("write-up", date(2023, 3, 8), {"findings": "灭火器过期"}))
    written = said(check, "site-record")
    assert "1. 灭火器在有效期内：不符合" in written and "市消防支队：发现问题已责令改正" in written
    clear = ("record", date(2023, 3, 8), {"outcome": "no-problem"})
    assert "检查单第1项" in refusal(lambda: go(check, clear)).reason
    one.delete()
    assert "市消防支队的结果是" in refusal(lambda: go(check, clear)).reason
    put_right = {"outcome": "put-right"}
    assert "存在问题" in refusal(lambda: go(check, ("record", date(2023, 3, 8), put_right))).reason
    go(check, ("record", date(2023, 3, 8), put_right | {"problem": "灭火器过期"}))
    assert (check.noted, check.outcome) == (True, "put-right")


def test_an_inspector_whose_certificate_has_lapsed_inspects_nobody(drawn, go, bureau):
    case = go(drawn(quota=1), ("inspect", date(2023, 3, 8)))
    check = case.checks.get()
    Inspector.objects.filter(organisation=bureau, number=check.sent()[0]).update(certified_until=date(2023, 3, 8))
    visit = {"shown": True, "noted": True}
    assert "已经失效" in refusal(lambda: go(check, ("visit", date(2023, 3, 9), visit))).reason
    assert go(check, ("visit", date(2023, 3, 8), visit)).state == "visited"


def test_a_task_comes_of_a_plan_that_was_published(plan, task, bureau, go):
    made = plan(bureau, line("市市场监管局"))
    assert "还没有公布" in refusal(lambda: task(plan=made)).reason
    go(made, *((step, date(2023, 2, 13)) for step in ("compare", "adopt", "publish")))
    assert task(plan=made).plan == made
    other = plan(bureau, line("市市场监管局", name="药品检查", objects="药店"))
    assert "不是" in refusal(lambda: task(plan=made, line=other.lines.get())).reason


def test_an_approved_item_without_a_unit_is_a_gap_until_it_is_given_one_with_the_basis(city, lead, go):
    given = {"organisation": city, "number": "XK001", "name": "某许可", "approved_by": "市审批局"}
    item = open_case(SupervisedItem, "register-gap", lead, date(2023, 1, 4), given)
    assert (item.state, item.supervised_by) == ("unsupervised", "")
    gaps = ledgers.Query({"state": ("unsupervised",)})
    assert [row.pk for row in ledgers.page(ledgers.of(SupervisedItem), lead, gaps).rows] == [item.pk]
    assert "依据" in refusal(lambda: go(item, ("assign", date(2023, 2, 1), {"supervised_by": "市一局"}))).reason
    go(item, ("assign", date(2023, 2, 1), {"supervised_by": "市一局", "assigning_basis": "明府办〔2023〕5号"}))
    assert (item.state, item.assigned_on) == ("supervised", date(2023, 2, 1))
    assert not ledgers.page(ledgers.of(SupervisedItem), lead, gaps).rows
    go(item, ("vacate", date(2023, 3, 1), {"change_reason": "机构撤并"}))
    assert (item.state, item.supervised_by, item.assigned_on) == ("unsupervised", "", None)
