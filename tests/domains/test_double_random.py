"""双随机: pools, plans, draws that anyone works out again, checks and their publication, filings, credit lists."""

import json
from datetime import date

import pytest
import yaml
from django.test import Client

from fadu import draw
from fadu.domains.double_random.models import (
    Blacklisting,
    CheckObject,
    CreditClass,
    CreditEntry,
    FrequencyCap,
    InspectionAllocation,
    InspectionFiling,
    InspectionItem,
    InspectionPlan,
    Inspector,
    JointMeasure,
    PartnerMeasure,
    PlanLine,
    RandomTask,
    Recusal,
    SupervisedItem,
    UnitResult,
)
from fadu.domains.double_random.models.plans import months_of
from fadu.draw.record import record
from fadu.kernel import documents, ledgers, procedure, texts
from fadu.kernel.cases import StepRefused, correct, course, next_steps, open_case, perform, scan
from fadu.kernel.documents import DocumentRefused
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import Target
from fadu.kernel.turns import duties

pytestmark = pytest.mark.django_db
FIXED, LOTTERY, DRAWN = date(2023, 3, 1), date(2023, 3, 6), date(2023, 3, 7)
VALUE = "排列三 第2023054期 4 0 7"


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


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def text_of(case, kind):
    found = documents.of(*case.place).filter(kind=kind).first()
    if found is None:
        return b""
    with documents.open_document(found) as file:
        return file.read()


def said(case, kind):
    """What a letter says."""
    return texts.read(text_of(case, kind), "文书.docx")


# 抽取


def test_a_draw_can_be_worked_out_again_by_anyone_from_its_files(drawn):
    case = drawn(suite="sm")
    proof = text_of(case, "draw-proof")
    checked = draw.verify(proof, text_of(case, "draw-roster"), inspectors=text_of(case, "draw-inspectors"),
                          commit=case.roster_commit)  # fmt: skip
    assert checked.ok, checked.difference
    assert json.loads(proof)["seed"] == case.seed and json.loads(proof)["plan_digest"] == case.plan_digest
    assert (case.lines, case.drawn, case.state) == (20, 3, "inspectors-drawn")
    sheet = said(case, "draw-record")
    assert case.seed in sheet and VALUE in sheet and "名录共20户，抽取3户" in sheet
    checks = list(case.checks.order_by("line"))
    pairs = json.loads(proof)["inspectors"]["pairs"]
    assert [(one.line, one.sent()) for one in checks] == [(pair["line"], pair["inspectors"]) for pair in pairs]
    assert checks[0].object_name.startswith("明川第") and checks[0].number == f"{case.number}（{checks[0].line + 1}）"
    changed = proof.replace(VALUE.encode(), VALUE.replace("7", "8").encode())
    assert not draw.verify(changed, text_of(case, "draw-roster"), objects_only=True).ok


def test_what_is_fixed_does_not_change_with_the_pools(task, go, bureau):
    case = go(task(), ("fix-roster", FIXED, {"randomness_source": "某期彩票", "randomness_on": LOTTERY}))
    before = text_of(case, "draw-roster")
    CheckObject.objects.all().update(standing="deregistered")
    CheckObject.objects.filter(credit_code="91990003").delete()
    go(case, ("draw-objects", DRAWN, {"randomness": VALUE}), ("draw-inspectors", DRAWN))
    assert text_of(case, "draw-roster") == before and case.drawn == 3


@pytest.mark.parametrize(
    ("values", "step", "told"),
    [
        ({}, {"randomness_on": FIXED}, "随机数须在固定名录以后产生"),
        ({"category": "无此类别"}, {}, "没有可以抽取的对象"),
        ({"per_object": 5}, {}, "只有4名可以选派的检查人员"),
        ({"quota": None}, {}, "没有写明抽查比例"),
        ({"quota": None, "strata": "credit"}, {}, "没有信用分类抽查规则"),
    ],
)
def test_a_roster_is_not_fixed_without(task, go, values, step, told):
    case = task(**values)
    given = {"randomness_source": "某期彩票", "randomness_on": LOTTERY} | step
    assert told in refusal(lambda: go(case, ("fix-roster", FIXED, given))).reason
    case.refresh_from_db()
    assert (case.state, case.roster_commit) == ("planned", "") and not documents.of(*case.place).exists()


def test_a_code_that_others_could_not_digest_alike_is_refused_with_its_reason(task, go, bureau):
    CheckObject.objects.create(organisation=bureau, credit_code="Cafe\u0301", name="某店", category="餐饮",
                               valid_from=date(2023, 1, 4))  # fmt: skip
    given = {"randomness_source": "某期彩票", "randomness_on": LOTTERY}
    assert "NFC" in refusal(lambda: go(task(), ("fix-roster", FIXED, given))).reason


def test_nothing_is_drawn_before_the_day_of_the_randomness(task, go):
    case = go(task(), ("fix-roster", FIXED, {"randomness_source": "某期彩票", "randomness_on": LOTTERY}))
    assert "才产生" in refusal(lambda: go(case, ("draw-objects", date(2023, 3, 5), {"randomness": VALUE}))).reason
    assert "必须填写" in refusal(lambda: go(case, ("draw-objects", DRAWN))).reason


def test_what_is_drawn_cannot_be_drawn_again_or_withdrawn_or_deleted(drawn, go):
    case = drawn()
    for step in ("draw-objects", "fix-roster", "revoke"):
        assert refusal(lambda step=step: go(case, (step, DRAWN, {}))).code == "state"
    with pytest.raises(LedgerRefused):
        ledgers.delete(case, SYSTEM, "重抽")


def test_a_scheme_is_not_revoked_taken_back_or_changed_once_the_randomness_is_known(task, go, lead):
    case = go(task(), ("fix-roster", FIXED, {"randomness_source": "某期彩票", "randomness_on": LOTTERY}))
    reason = {"revocation_reason": "另订方案"}
    assert "不能撤回" in refusal(lambda: go(case, ("revoke", LOTTERY, reason))).reason
    assert "已经定稿" in refusal(lambda: correct(case, lead, "点错", unserved=True)).reason
    with pytest.raises(DocumentRefused, match="不能更换"):
        documents.replace(documents.of(*case.place).get(kind="draw-plan"), b"{}", "plan.json", "改", actor=lead)
    # The day in the scheme holds, whatever the column is corrected to; and the value must stay that of the draw.
    ledgers.edit(case, lead, {"randomness_on": date(2023, 3, 2)}, reason="更正")
    assert "才产生" in refusal(lambda: go(case, ("draw-objects", date(2023, 3, 3), {"randomness": VALUE}))).reason
    go(case, ("draw-objects", DRAWN, {"randomness": VALUE}))
    ledgers.edit(case, lead, {"randomness": "别的号码"}, reason="更正")
    assert "与抽取对象时不同" in refusal(lambda: go(case, ("draw-inspectors", DRAWN))).reason


def test_a_scheme_that_is_revoked_before_the_draw_stays_with_its_number_and_reason(task, go):
    first = go(task(), ("revoke", FIXED, {"revocation_reason": "名录有误"}))
    assert (first.state, first.number) == ("revoked", "明市监双随机〔2023〕1号")
    assert task().number == "明市监双随机〔2023〕2号"


UNEVEN = {"randomness_source": "某期彩票", "randomness_on": LOTTERY, "unit_rule": "different"}


def test_pools_that_cannot_be_paired_are_refused_before_they_are_fixed_with_what_to_change(task, go):
    Inspector.objects.exclude(number="执0").update(unit="第2队")
    told = refusal(lambda: go(task(quota=9), ("fix-roster", FIXED, UNEVEN))).reason
    assert "“第2队”占了 4 人中的 3 人" in told and "不限单位" in told


def test_a_draw_that_turns_out_impossible_is_revoked_with_the_randomness_on_record(task, go, monkeypatch):
    Inspector.objects.exclude(number="执0").update(unit="第2队")
    monkeypatch.setattr(draw, "try_out", lambda *_texts: 0)  # nothing was noticed beforehand
    case = go(task(quota=9), ("fix-roster", FIXED, UNEVEN))
    told = refusal(lambda: go(case, ("draw-objects", DRAWN, {"randomness": VALUE}))).reason
    assert "不能配对" in told and "单位规则排除" in told
    reason = {"revocation_reason": "检查人员配不齐"}
    assert "填写随机数后撤回" in refusal(lambda: go(case, ("revoke", DRAWN, reason))).reason
    go(case, ("revoke", DRAWN, reason | {"randomness": VALUE}))
    assert (case.state, case.randomness) == ("revoked", VALUE)


def test_departments_that_number_alike_have_draws_of_their_own(task, drawn, city, client):
    bureaus = [
        found(
            SYSTEM, code=f"990200-{n}", name=f"明川市第{n}局", kind=Kind.DEPARTMENT, division=city.division, parent=city
        )
        for n in (41, 42)
    ]  # fmt: skip
    cases = []
    for bureau in bureaus:
        for model in (CheckObject, Inspector):
            model.objects.update(organisation=bureau)
        cases.append(drawn(organisation=bureau))
    assert [case.number for case in cases] == ["双随机〔2023〕1号"] * 2
    for case, bureau in zip(cases, bureaus, strict=True):
        proof = json.loads(text_of(case, "draw-proof"))
        assert (proof["plan"]["id"], proof["plan"]["organ"]) == (f"{bureau.code} {case.number}", bureau.name)
        assert f"方案编号为{bureau.code} {case.number}" in said(case, "draw-record")
        checked = draw.verify(proof, text_of(case, "draw-roster"), inspectors=text_of(case, "draw-inspectors"))
        assert checked.ok and f"（{bureau.name}）" in str(checked.checks[1])
        sheet = str(record(proof, text_of(case, "draw-roster")))
        assert f"{bureau.code} {case.number}" in sheet and bureau.name in sheet
    page = client.get("/public/random-draws/", {"q": cases[0].number}).content.decode()
    assert all(bureau.name in page for bureau in bureaus)


def test_classes_are_drawn_apart_each_by_its_share_rounded_up(task, go, city):
    for credit, ratio in (("B", "10"), ("D", "50")):
        CreditClass.objects.create(organisation=city, credit=credit, ratio=ratio, valid_from=date(2023, 1, 1))
    case = go(
        task(quota=None, strata="credit"),
        ("fix-roster", FIXED, {"randomness_source": "某期彩票", "randomness_on": LOTTERY}),
        ("draw-objects", DRAWN, {"randomness": VALUE}),
    )
    strata = {
        one["name"]: (one["size"], len(one["drawn"])) for one in json.loads(text_of(case, "draw-objects"))["strata"]
    }
    assert strata == {"B": (15, 2), "D": (5, 3)}  # 10% of 15 and 50% of 5, rounded up


def test_inspectors_are_not_sent_where_they_must_withdraw_nor_from_one_team(drawn, bureau):
    first = Inspector.objects.order_by("number").first()
    for one in CheckObject.objects.all():
        Recusal.objects.create(organisation=bureau, inspector=first, check_object=one, reason="亲属",
                               valid_from=date(2023, 1, 4))  # fmt: skip
    case = drawn(unit_rule="different")
    teams = dict(Inspector.objects.values_list("number", "unit"))
    for check in case.checks.all():
        assert "执0" not in check.sent() and len({teams[one] for one in check.sent()}) == 2
    assert text_of(case, "draw-conflicts").count(b"\n") == 20


def test_an_inspector_who_withdraws_is_followed_by_the_next_in_order(drawn, go):
    case = drawn()
    check = case.checks.order_by("line").first()
    gone, stays = check.sent()
    before = case.seed
    go(case, ("replace-inspector", DRAWN, {"withdrawn_object": check.credit_code, "withdrawn_inspector": gone,
                                           "withdrawal_reason": "近亲属任职"}))  # fmt: skip
    check.refresh_from_db()
    stands = draw.Standing(json.loads(text_of(case, "draw-proof")), text_of(case, "draw-inspectors"))
    assert tuple(check.sent()) == stands.inspector_withdraws(check.line, gone).inspectors
    assert stays in check.sent() and gone not in check.sent() and case.seed == before
    again = {"withdrawn_object": check.credit_code, "withdrawn_inspector": gone, "withdrawal_reason": "再次"}
    assert refusal(lambda: go(case, ("replace-inspector", DRAWN, again))).code == "guard"
    case.refresh_from_db()
    assert len(json.loads(case.calls)) == 1


def test_an_object_that_is_gone_gives_way_to_the_first_reserve(drawn, go):
    case = drawn()
    check = case.checks.order_by("line").first()
    reserve = json.loads(text_of(case, "draw-objects"))["strata"][0]["reserves"][0]
    go(case, ("call-reserve", DRAWN, {"gone_object": check.credit_code, "gone_reason": "已注销"}))
    check.refresh_from_db()
    called = case.checks.get(reserve=True)
    assert (check.state, called.credit_code, called.line) == ("replaced", reserve["id"], reserve["line"])
    assert len(called.sent()) == 2
    other = case.checks.filter(closed_on=None, reserve=False).first()
    told = refusal(lambda: go(case, ("call-reserve", DRAWN, {"gone_object": other.credit_code, "gone_reason": "迁出"})))
    assert "后备对象已经用完" in told.reason  # a tenth of three, rounded up, is one


# 检查、公开、后续处理


def inspected(go, check, on, outcome="no-problem", **more):
    return go(
        check,
        ("notify", DRAWN, {"visit_on": on}),
        ("visit", on, {"shown": True, "noted": True}),
        ("record", on, {"outcome": outcome, "findings": "查看经营场所和台账", **more}),
    )


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


def entered(go, check, **results):
    """Enter what each unit found, on the day of the visit."""
    for unit, outcome in results.items():
        go(check.unit_results.get(unit=unit), ("enter", date(2023, 3, 8), {"outcome": outcome, "findings": "查看现场"}))


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


@pytest.fixture
def officer():
    """Return what appoints an inspector of one department, who sees and does nothing elsewhere."""

    def officer(organisation, role="inspector"):
        user = User.objects.create_user(f"{role}{organisation.code}", name="检查员")
        Membership.objects.create(user=user, organisation=organisation, role=role)
        return user, Actor.of(user, DRAWN)

    return officer


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


def test_a_joint_task_names_at_least_two_units(task):
    assert "至少有两个参加部门" in refusal(lambda: task(joint=True, units="市市场监管局")).reason


def test_draws_are_public_from_the_day_on_which_rosters_were_fixed_with_all_that_recomputes_them(drawn, go, client):
    case = drawn()
    page = client.get(f"/public/random-draws/{case.pk}/")
    shown = page.content.decode()
    assert case.seed in shown and case.plan_digest in shown and VALUE in shown and "抽取核验" in shown
    listing = client.get("/public/random-draws/").content.decode()
    assert case.number in listing and case.seed not in listing  # digests stand on the page of the draw
    assert '<td data-label="部门联合抽查">否</td>' in listing
    for kind in ("draw-roster", "draw-proof", "draw-plan", "draw-inspectors", "draw-record"):
        file = documents.of(*case.place).get(kind=kind)
        got = Client().get(f"/public/random-draws/{case.pk}/files/{file.pk}/")
        assert b"".join(got.streaming_content) == text_of(case, kind)
    assert client.get(f"/public/random-results/{case.checks.first().pk}/").status_code == 404  # not yet published


def test_whom_may_not_be_sent_where_is_published_for_without_it_the_pairing_cannot_be_recomputed(
    drawn, bureau, client, tmp_path
):
    Recusal.objects.create(organisation=bureau, inspector=Inspector.objects.first(), reason="近亲属任职",
                           check_object=CheckObject.objects.first(), valid_from=date(2023, 1, 4))  # fmt: skip
    case = drawn()
    assert case.conflicts_commit in client.get(f"/public/random-draws/{case.pk}/").content.decode()
    got = {}
    for kind in ("draw-proof", "draw-roster", "draw-inspectors", "draw-conflicts"):
        file = documents.of(*case.place).get(kind=kind)
        got[kind] = b"".join(client.get(f"/public/random-draws/{case.pk}/files/{file.pk}/").streaming_content)
    assert "近亲属任职" not in got["draw-conflicts"].decode()  # who, and where; never why
    (tmp_path / "ROSTER.txt").write_bytes(got["draw-roster"])
    lists = {"inspectors": got["draw-inspectors"], "conflicts": got["draw-conflicts"]}
    assert not draw.verify(got["draw-proof"], tmp_path / "ROSTER.txt", **lists).difference


def test_a_file_that_a_publication_does_not_name_is_not_public(drawn, go, client):
    case = drawn()
    check = case.checks.order_by("line").first()
    go(case, ("replace-inspector", DRAWN, {"withdrawn_object": check.credit_code,
                                           "withdrawn_inspector": check.sent()[0],
                                           "withdrawal_reason": "近亲属任职"}))  # fmt: skip
    calls = documents.of(*case.place).get(kind="draw-calls")
    assert client.get(f"/public/random-draws/{case.pk}/files/{calls.pk}/").status_code == 404


def test_the_pages_of_a_draw_offer_what_comes_next_and_its_files(drawn, go, client, lead):
    client.force_login(User.objects.get(username="lead"))
    case = drawn()
    page = client.get(f"/ledgers/random-task/{case.pk}/").content.decode()
    assert "proof.json" in page and "roster.txt" in page
    assert {one.step.slug for one in next_steps(case, lead) if one.allowed} == {
        "replace-inspector", "call-reserve", "inspect"
    }  # fmt: skip
    check = case.checks.first()
    assert client.get(f"/ledgers/random-check/{check.pk}/").status_code == 200
    for slug in ("random-task", "random-check", "check-object", "inspection-plan-line", "inspection-filing"):
        assert client.get(f"/ledgers/{slug}/").status_code == 200
    for one in ("inspection-items", "inspection-plans", "random-draws", "random-results", "credit-lists"):
        assert client.get(f"/public/{one}/").status_code == 200


def test_the_result_that_the_checks_and_the_checklist_already_tell_is_offered(drawn, go, client, bureau):
    client.force_login(User.objects.get(username="lead"))
    case = go(drawn(quota=1), ("inspect", date(2023, 3, 8)))
    check = go(case.checks.get(), ("visit", date(2023, 3, 8), {"shown": True, "noted": True}))
    form = f"/ledgers/random-check/{check.pk}/steps/random-check/record/"
    assert "selected" not in client.get(form).content.decode()  # nothing is told by a checklist without a line
    one = check.entries.create(organisation=bureau, position=1, content="亮照经营", finding="met")
    assert '<option value="no-problem" selected>' in client.get(form).content.decode()
    one.finding, one.note = "not-met", "未悬挂"
    one.save()
    told = client.get(form).content.decode()
    assert '<option value="pending" selected>' in told and "亮照经营：未悬挂" in told
    found = {"outcome": "pending", "findings": "未亮照", "problem": "未亮照"}
    go(check, ("record", date(2023, 3, 8), found))
    whole = client.get(f"/ledgers/random-task/{case.pk}/steps/double-random/record/").content.decode()
    assert '<option value="problem" selected>' in whole


# 计划


@pytest.fixture
def plan(city, lead):
    def plan(organisation, *lines, kind="department", **values):
        made = open_case(InspectionPlan, "compile", lead, date(2023, 1, 5),
                         {"organisation": organisation, "year": 2023, "kind": kind} | values)  # fmt: skip
        for n, line in enumerate(lines, 1):
            PlanLine.objects.create(organisation=organisation, plan=made, position=n, **line)
        return made

    return plan


def line(lead, name="食品检查", objects="餐饮单位", times="7-9月", **more):
    return {"lead": lead, "name": name, "objects_kind": objects, "times": times} | more


def test_a_plan_that_repeats_another_is_answered_or_joined_before_it_is_adopted(plan, city, bureau, go):
    plan(city, line("市公安局", name="治安检查", times="2023年下半年"))
    made = plan(bureau, line("市市场监管局"), line("市市场监管局", name="药店检查", objects="药店"))
    go(made, ("compare", date(2023, 1, 9)))
    assert made.repeats.count("\n") == 0 and "治安检查（市公安局）" in made.repeats and "7、8、9月" in made.repeats
    assert "合并为一次联合检查，建议在7月" in made.proposals
    assert "重复检查" in refusal(lambda: go(made, ("adopt", date(2023, 1, 10)))).reason
    go(made, ("answer-repeats", date(2023, 1, 10), {"repeats_answer": "与市公安局合并，9月联合检查"}),
       ("adopt", date(2023, 1, 10)), ("publish", date(2023, 1, 12)))  # fmt: skip
    assert duties(made.version, made.state) == ()  # what is published waits for nobody
    go(made, ("withdraw", date(2023, 2, 1), {"withdrawal_reason": "机构改革"}))
    assert (made.state, made.withdrawn_on) == ("withdrawn", date(2023, 2, 1))


def test_lines_done_together_or_in_other_months_repeat_nothing(plan, city, bureau, go):
    plan(city, line("市公安局", times="10月"), line("市消防支队", partners="市市场监管局", name="消防检查"))
    made = go(plan(bureau, line("市市场监管局")), ("compare", date(2023, 1, 9)))
    assert made.repeats == "" and made.coverage is None  # no list of items yet


def test_visits_of_two_departments_to_one_firm_are_found(plan, city, bureau, go):
    plan(city, line("市公安局", credit_code="9199X", objects="企业"), kind="enterprise")
    made = go(plan(bureau, line("市市场监管局", credit_code="9199X", objects="工厂"), kind="enterprise"),
              ("compare", date(2023, 1, 9)))  # fmt: skip
    assert "9199X" in made.repeats and "9199X：市公安局、市市场监管局合并" in made.proposals


def test_coverage_is_the_share_of_listed_items_that_the_plans_of_the_year_name(plan, bureau, go):
    item = {"organisation": bureau, "name": "某事项", "objects_kind": "企业", "basis": "《食品安全法》", "ratio": 5,
            "valid_from": date(2022, 1, 1)}  # fmt: skip
    named, _other, _third = (InspectionItem.objects.create(code=f"J{n}", **item) for n in range(3))
    InspectionItem.objects.create(code="J9", listed=False, **item)
    made = go(plan(bureau, line("市市场监管局", item=named)), ("compare", date(2023, 1, 9)))
    assert str(made.coverage) == "33.33"


@pytest.mark.parametrize(
    ("said", "months"),
    [("2021年下半年", range(7, 13)), ("7-9月", (7, 8, 9)), ("2-5月；7-10月", (2, 3, 4, 5, 7, 8, 9, 10)),
     ("2021年6月", (6,)), ("2021年上半年、下半年", range(1, 13)), ("全年", range(1, 13)), ("视情况", range(1, 13))],
)  # fmt: skip
def test_the_months_of_a_plan_are_read_from_its_words(said, months):
    assert months_of(said) == frozenset(months)


def test_the_published_list_of_a_district_imports_as_it_stands(shared, bureau, lead):
    file = shared / "data/joint-random-check-plan-pingtan-2021.csv"
    result = ledgers.import_file(ledgers.ledger("inspection-plan-line"), lead, file, organisation=bureau)
    assert (result.errors, result.ignored, result.created) == ((), (), 25)
    again = ledgers.import_file(ledgers.ledger("inspection-plan-line"), lead, file, organisation=bureau)
    assert (again.created, again.unchanged) == (0, 25)
    one = PlanLine.objects.get(name="燃气行业安全生产大检查")
    assert (one.lead, one.partners, one.share) == ("区交建局", "区市场监管局、公安局", "50%")
    assert one.joint and one.months == frozenset({2, 3, 4, 5, 7, 8, 9, 10})


def test_both_pools_must_hold_somebody(bureau, lead, pools, city):
    values = {"objects_from": date(2023, 1, 4), "inspectors_from": date(2023, 1, 4), "valid_from": date(2023, 1, 4)}
    assert ledgers.create(ledgers.ledger("inspection-pools"), lead, {"organisation": bureau, **values}).pk
    with pytest.raises(LedgerRefused, match="还没有本部门的记录"):
        ledgers.create(ledgers.ledger("inspection-pools"), lead, {"organisation": city, **values})


# 涉企检查


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


# 信用


@pytest.fixture
def listing(bureau, lead, city):
    PartnerMeasure.objects.create(organisation=bureau, list_name="食品安全失信名单", partner=city, measure="限制评优",
                                  basis="某办法", valid_from=date(2023, 1, 1))  # fmt: skip
    given = {"organisation": bureau, "credit_code": "9199X", "subject_name": "明川面粉厂", "basis": "某办法第五条",
             "list_name": "食品安全失信名单", "fact": "伪造检验报告", "statement_until": date(2023, 6, 12)}  # fmt: skip
    return open_case(Blacklisting, "notify", lead, date(2023, 6, 5), given)


def test_measures_are_placed_and_lifted_with_the_listing(listing, go, city):
    until = {"listed_until": date(2024, 6, 12)}
    assert "陈述、申辩期限到" in refusal(lambda: go(listing, ("decide", date(2023, 6, 12), until))).reason
    go(listing, ("decide", date(2023, 6, 13), until))
    assert "依据某办法第五条，拟将" in said(listing, "listing-notice")
    assert "期限至2024年6月12日届满" in said(listing, "listing-decision")
    measure = JointMeasure.objects.get()
    assert (measure.organisation, measure.measure, measure.placed_on) == (city, "限制评优", date(2023, 6, 13))
    assert CreditEntry.objects.get().kind == "listing"
    go(measure, ("carry-out", date(2023, 7, 3), {"report": "已列入限制名单"}))
    scan(date(2024, 6, 13))
    listing.refresh_from_db(), measure.refresh_from_db()
    assert (listing.state, listing.outcome, measure.state) == ("expired", "expired", "lifted")


def test_a_statement_is_heard_before_the_end_of_its_term(listing, go):
    go(listing, ("hear", date(2023, 6, 7), {"statement": "已改正", "review": "事实成立"}),
       ("decide", date(2023, 6, 8), {"listed_until": date(2024, 6, 8)}))  # fmt: skip
    go(listing, ("repair-credit", date(2023, 12, 1), {"repair": "完成整改"}))
    assert (listing.outcome, JointMeasure.objects.get().state) == ("repaired", "lifted")


# 法定程序


DIFFERENT = {
    "states": {"revoked"},  # a scheme given up before its draw stays on record
    # An object that is gone is followed by a reserve, and a scheme may be revoked before it is drawn.
    "steps": {"call-reserve", "revoke"},
}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


@pytest.fixture
def entry(shared):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    return next(entry for entry in table if entry["slug"] == "double-random")


def test_the_course_is_that_of_the_statutes(entry):
    ours = procedure.in_force("double-random", date(2024, 1, 1))
    states = [(s.slug, s.final) for s in ours.states if s.slug not in DIFFERENT["states"]]
    assert states == [(s["slug"], s.get("final", False)) for s in entry["states"]]
    assert ours.in_force == entry["in_force"]
    steps = {step.slug: step for step in ours.steps}
    assert steps.keys() - {t["slug"] for t in entry["transitions"]} == DIFFERENT["steps"]
    for row in entry["transitions"]:
        step = steps[row["slug"]]
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        assert [state.slug for state in step.sources] == listed(row["from"]), row["slug"]
        assert (target, step.role) == (row["to"], row["actor"]), row["slug"]
        assert list(step.citations) == listed(row["article"]), row["slug"]
    assert {o.slug: o.article for o in ours.outcomes} == {o["slug"]: o["article"] for o in entry["outcomes"]}


def test_the_limits_are_those_of_the_statutes(entry):
    ours = procedure.in_force("double-random", date(2024, 1, 1))
    (row,) = entry["time_limits"]
    (one,) = ours.as_json()["terms"]
    term = ours.term("double-random/publish")
    assert (one["slug"], one["starts_on"], one["stops_on"]) == ("double-random/publish", ["record"], row["stops_on"])
    assert (term.limit.length.number, term.limit.length.unit) == (row["length"], row["unit"])
    assert (list(term.limit.articles), one["on_expiry"]) == (listed(row["article"]), None)
