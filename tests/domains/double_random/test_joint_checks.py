"""联合抽查: one roster of all units' inspectors; each unit is asked and enters its own result."""

from datetime import date

import pytest

from fadu import draw
from fadu.domains.double_random.models import (
    CheckObject,
    Inspector,
    Recusal,
    UnitResult,
)
from fadu.kernel import ledgers
from fadu.kernel.cases import perform
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.turns import duties

from .steps import DRAWN, FIXED, LOTTERY, entered, refusal, text_of

pytestmark = pytest.mark.django_db


def test_a_joint_check_waits_until_each_unit_has_entered_its_own_result(drawn, go, bureau, partner):
    police = partner("市公安局", 51)
    case = drawn(joint=True, units="市市场监管局\n市公安局", quota=1, unit_rule="different")
    check = case.checks.get()
    first, second = check.unit_results.order_by("pk")
    assert [(one.organisation, one.unit, one.state) for one in (first, second)] == [
        (bureau, "市市场监管局", "waiting"), (police, "市公安局", "waiting")
    ]  # fmt: skip
    assert [one.number for one in (first, second)] == [f"990200-23 {check.number}部门{n}" for n in (1, 2)]
    assert sorted((first.inspectors, second.inspectors)) == sorted(check.sent())
    assert (second.credit_code, second.object_name) == (check.credit_code, check.object_name)
    early = ("enter", DRAWN, {"outcome": "no-problem", "findings": "无"})
    assert "检查还没有进行" in refusal(lambda: go(second, early)).reason
    go(check, ("notify", DRAWN, {"visit_on": date(2023, 3, 8)}))
    assert {one.visit_on for one in check.unit_results.all()} == {date(2023, 3, 8)}
    go(check, ("visit", date(2023, 3, 8), {"shown": True, "noted": True}))
    assert "检查还没有进行" in refusal(lambda: go(second, early)).reason  # nor on a day before the visit
    found = {"outcome": "no-problem", "findings": "无"}
    assert (
        "市市场监管局、市公安局还没有录入结果" in refusal(lambda: go(check, ("record", date(2023, 3, 8), found))).reason
    )
    entered(go, check, 市市场监管局="no-problem")
    told = refusal(lambda: go(check, ("record", date(2023, 3, 8), found))).reason
    assert "市公安局还没有录入结果" in told and "市市场监管局" not in told
    entered(go, check, 市公安局="no-problem")
    second.refresh_from_db()
    assert (second.state, second.outcome, second.entered_on) == ("entered", "no-problem", date(2023, 3, 8))
    assert go(check, ("record", date(2023, 3, 8), found)).units == 2


def test_a_unit_sees_and_enters_its_own_result_and_no_other_file(drawn, go, bureau, partner, officer, client):
    police = partner("市公安局", 51)
    check = drawn(joint=True, units="市市场监管局\n市公安局", quota=1).checks.get()
    go(check, ("visit", date(2023, 3, 8), {"shown": True, "noted": True}))
    leading, own = check.unit_results.order_by("pk")
    user, inspector = officer(police)
    _user, leader = officer(bureau, "inspection_lead")
    assert [one.pk for one in ledgers.page(ledgers.of(UnitResult), inspector, ledgers.Query()).rows] == [own.pk]
    client.force_login(user)
    assert "录入本部门结果" in client.get(f"/ledgers/random-unit-result/{own.pk}/").content.decode()
    for ledger, other in (("random-check", check), ("random-unit-result", leading), ("random-task", check.task)):
        assert client.get(f"/ledgers/{ledger}/{other.pk}/").status_code in (403, 404)
    entry = {"on": date(2023, 3, 8), "outcome": "no-problem", "data": {"findings": "查看现场"}}
    assert refusal(lambda: perform(leading, "enter", inspector, **entry)).code == "role"
    assert refusal(lambda: perform(own, "enter", leader, **entry)).code == "role"
    assert "必须填写" in refusal(lambda: perform(own, "enter", inspector, **entry | {"data": {}})).reason
    assert perform(own, "enter", inspector, **entry).closed_on == date(2023, 3, 8)
    assert perform(leading, "enter", leader, **entry).state == "entered"
    assert duties(leading.version, "waiting")[0].role == "inspector"


def test_an_object_that_gives_way_withdraws_what_the_units_were_asked(drawn, go, partner):
    partner("市公安局", 51)
    case = drawn(joint=True, units="市市场监管局\n市公安局")
    gone, *_others = case.checks.order_by("line")
    go(case, ("call-reserve", DRAWN, {"gone_object": gone.credit_code, "gone_reason": "已注销"}))
    assert [one.state for one in gone.unit_results.all()] == ["withdrawn"] * 2
    assert [one.state for one in case.checks.get(reserve=True).unit_results.all()] == ["waiting"] * 2
    assert UnitResult.objects.filter(state="waiting").count() == 6


def test_units_that_were_never_asked_are_asked_at_the_visit(drawn, go, partner):
    partner("市公安局", 51)
    check = drawn(joint=True, units="市市场监管局\n市公安局", quota=1).checks.get()
    check.unit_results.get(unit="市公安局").delete()
    go(check, ("visit", date(2023, 3, 8), {"shown": True}))
    assert [one.unit for one in check.unit_results.order_by("pk")] == ["市市场监管局", "市公安局"]
    go(check, ("write-up", date(2023, 3, 8), {"findings": "查看现场"}))
    assert check.unit_results.count() == 2


JOINT = {"joint": True, "units": "市市场监管局\n市公安局\n市消防支队"}


def test_the_roster_of_a_joint_task_holds_the_inspectors_of_all_units_one_of_each_to_a_firm(drawn, go, partner):
    partner("市公安局", 51), partner("市消防支队", 52, inspectors=1)
    case = drawn(**JOINT, per_object=3, unit_rule="different")
    roster = dict(line.split("\t") for line in text_of(case, "draw-inspectors").decode().splitlines())
    assert len(roster) == 4 + 2 + 1 and set(roster.values()) == {
        "明川市市场监督管理局",
        "明川市公安局",
        "明川市消防支队",
    }
    for check in case.checks.all():
        assert sorted(roster[one] for one in check.sent()) == sorted(set(roster.values()))
        by_unit = dict(one.split("：") for one in check.officers.splitlines())
        assert by_unit["明川市消防支队"] == "市消防支队0" and set("、".join(by_unit.values()).split("、")) == set(
            check.sent()
        )
    proof = text_of(case, "draw-proof")
    assert draw.verify(proof, text_of(case, "draw-roster"), inspectors=text_of(case, "draw-inspectors")).ok
    check = case.checks.order_by("line").first()
    gone = next(one for one in check.sent() if one.startswith("市公安局"))
    go(case, ("replace-inspector", DRAWN, {"withdrawn_object": check.credit_code, "withdrawn_inspector": gone,
                                           "withdrawal_reason": "近亲属任职"}))  # fmt: skip
    check.refresh_from_db()
    other = {"市公安局0": "市公安局1", "市公安局1": "市公安局0"}[gone]
    assert other in check.sent() and f"明川市公安局：{other}" in check.officers
    results = {one.unit: one.inspectors for one in check.unit_results.all()}
    assert results["市公安局"] == other and results["市消防支队"] == "市消防支队0"
    assert set(results.values()) == set(check.sent())


def test_a_unit_withdraws_from_the_firm_in_its_own_pool_whoever_leads(drawn, partner):
    police, since = partner("市公安局", 51), date(2023, 1, 4)
    for known in list(CheckObject.objects.all()):
        own = CheckObject.objects.create(organisation=police, credit_code=known.credit_code, name=known.name,
                                         category="旅馆", valid_from=since)  # fmt: skip
        Recusal.objects.create(organisation=police, inspector=Inspector.objects.get(number="市公安局0"),
                               check_object=own, reason="亲属", valid_from=since)  # fmt: skip
    # Of two inspectors one is left, who takes no more than one firm over the even load.
    case = drawn(joint=True, units="市市场监管局\n市公安局", unit_rule="different", quota=2)
    assert all("市公安局1" in check.sent() and "市公安局0" not in check.sent() for check in case.checks.all())
    assert text_of(case, "draw-conflicts").count(b"\n") == 20


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"units": "市市场监管局\n市旅游局"}, "参加部门“市旅游局”不是本级政府的机构"),
        ({"units": "市市场监管局\n市税务局"}, "明川市税务局的检查人员名录库没有可以选派的检查人员"),
        ({"units": "市市场监管局\n市公安局", "per_object": 3, "unit_rule": "different"}, "参加部门只有2个"),
    ],
)
def test_a_joint_roster_is_not_fixed_while_a_unit_is_unknown_or_sends_nobody(task, go, partner, values, told):
    partner("市公安局", 51), partner("市税务局", 52, inspectors=0)
    given = {"randomness_source": "某期彩票", "randomness_on": LOTTERY}
    assert told in refusal(lambda: go(task(joint=True, **values), ("fix-roster", FIXED, given))).reason


def test_a_unit_enters_its_result_by_its_own_officer(drawn, lead, partner, go):
    partner("市公安局", 51), partner("市消防支队", 52)
    check = drawn(**JOINT, per_object=3, unit_rule="different", quota=1).checks.get()
    officer = {one.number[:-1]: one for one in Inspector.objects.filter(number__in=check.sent())}
    left = Inspector.objects.filter(number__startswith="市公安局").exclude(number__in=check.sent()).get()
    go(check, ("visit", date(2023, 3, 8), {"shown": True, "noted": True}))
    result, found = check.unit_results.get(unit="市公安局"), {"outcome": "no-problem", "findings": "查看现场"}
    for other in (left, officer["市消防支队"]):
        told = refusal(lambda other=other: go(result, ("enter", date(2023, 3, 8), found | {"inspector": other}))).reason
        assert "没有被选派检查这一户" in told and result.inspectors in told
    alike = officer["市消防支队"]
    Inspector.objects.filter(pk=alike.pk).update(number=result.inspectors)  # departments may number alike
    alike.refresh_from_db()
    told = refusal(lambda: go(result, ("enter", date(2023, 3, 8), found | {"inspector": alike}))).reason
    assert "不是“市公安局”的检查人员" in told
    go(result, ("enter", date(2023, 3, 8), found | {"inspector": officer["市公安局"]}))
    for values, told in (
        ({"unit": "市旅游局"}, "不是这次抽查的参加部门"),
        ({"inspector": left}, "没有被选派检查这一户"),
    ):
        with pytest.raises(LedgerRefused, match=told):
            ledgers.edit(result, lead, values, reason="更正")


def test_a_joint_task_names_at_least_two_units(task):
    assert "至少有两个参加部门" in refusal(lambda: task(joint=True, units="市市场监管局")).reason
