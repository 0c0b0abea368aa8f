"""抽取: what is fixed and drawn anyone works out again; what is published of it, and what the pages offer."""

import json
from datetime import date

import pytest
from django.test import Client

from fadu import draw
from fadu.domains.double_random.models import (
    CheckObject,
    CreditClass,
    Inspector,
    Recusal,
)
from fadu.draw.record import record
from fadu.kernel import documents, ledgers
from fadu.kernel.cases import correct, next_steps
from fadu.kernel.documents import DocumentRefused
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.organisations import SYSTEM, Kind, User, found

from .steps import DRAWN, FIXED, LOTTERY, VALUE, refusal, said, text_of

pytestmark = pytest.mark.django_db


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
