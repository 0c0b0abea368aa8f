"""公众提交: who may submit what, how a case comes of it, and what its author sees afterwards."""

from datetime import UTC, date, datetime

import pytest

from fadu.kernel import documents, intake, journal
from fadu.kernel.cases import perform
from fadu.kernel.declarations import NotAllowed
from fadu.kernel.intake import BadIntake, Intake, IntakeRefused, Receipt, SubmittedBefore, Upload
from fadu.kernel.organisations import PUBLIC, Membership, User
from tests.toy.intake import Suggestions
from tests.toy.library import build
from tests.toy.models import Suggestion

DAY = date(2025, 3, 3)
NOW = datetime(2025, 3, 3, 1, tzinfo=UTC)
PDF = b"%PDF-1.7 identity"
WRITTEN = {"author": "王芳", "phone": "13900001111", "wish": "延长周末开放时间", "kind": "room", "hours": "12"}
IDENTITY = Upload("identity", "身份证.pdf", PDF)


@pytest.fixture
def city(db):
    city = build()
    handler = User.objects.create(username="handler", name="张承办")
    Membership.objects.create(user=handler, organisation=city.library, role="handler")
    return city


@pytest.fixture
def submit(city):
    def submit(written=None, uploads=(IDENTITY,), organisation=None, once="first", **changed):
        at = city.library.code if organisation is None else organisation
        return intake.submit(Suggestions, at, (WRITTEN if written is None else written) | changed, uploads, on=DAY,
                             once=once, at=NOW)  # fmt: skip

    return submit


def faults(act):
    with pytest.raises(IntakeRefused) as refused:
        act()
    return refused.value.faults


# Submitting


def test_a_submission_opens_a_case_as_the_public(submit, city):
    receipt, _code = submit()
    case = receipt.case()
    assert (case.organisation, case.state, case.wish, case.hours) == (city.library, "received", "延长周末开放时间", 12)
    assert (case.channel, case.kind, case.by_post, case.due_on) == ("portal", "room", False, date(2025, 4, 2))
    event = journal.history(*case.place).first()
    assert (event.actor, event.actor_name) == ("public", "公众（网上提交）")
    assert "13900001111" not in event.after_text
    assert [one.kind for one in documents.of(*case.place)] == ["identity"]
    assert intake.of_case(case) == receipt


def test_the_code_is_kept_only_as_a_digest(submit):
    receipt, code = submit()
    assert code.replace("-", "") not in receipt.code
    assert len(code) == 14 and set(code) <= {*intake.ALPHABET, "-"}


def test_only_organisations_where_somebody_takes_it_up_are_offered(city):
    assert list(intake.organisations(Suggestions, DAY)) == [city.library]


@pytest.mark.parametrize("organisation", ["", "990121-01", "999999", "'; drop table"])
def test_others_are_refused(submit, organisation):
    assert faults(lambda: submit(organisation=organisation)) == {"organisation": "请选择受理机关"}


@pytest.mark.parametrize(
    ("changed", "field", "fault"),
    [
        ({"author": " "}, "author", "请填写“姓名”"),
        ({"wish": "长" * 2001}, "wish", "最多 2000 个字"),
        ({"kind": "weather"}, "kind", ""),
        ({"hours": "十二"}, "hours", "不是数字"),
        ({"hours": "-1"}, "hours", ""),
        ({"author": "王" * 21}, "author", "最多 20 个字"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(submit, changed, field, fault):
    found = faults(lambda: submit(**changed))
    assert list(found) == [field] and fault in found[field]
    assert not Suggestion.objects.exists() and not Receipt.objects.exists()


def test_all_faults_are_said_at_once(submit):
    assert set(faults(lambda: submit({}, uploads=()))) == {"author", "phone", "wish", "identity"}


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ settings }}", "𠮷王"])
def test_words_stay_words(submit, text):
    receipt, _code = submit(wish=text)
    assert receipt.case().wish == text


def test_fields_that_are_not_asked_for_are_not_taken(submit):
    receipt, _code = submit(channel="window", state="replied", number="议〔2025〕99号")
    case = receipt.case()
    assert (case.channel, case.state, case.number) == ("portal", "received", "议〔2025〕1号")


# Files


@pytest.mark.parametrize(
    ("uploads", "field"),
    [
        ([], "identity"),
        ([IDENTITY, Upload("identity", "二.pdf", PDF)], "identity"),
        ([Upload("identity", "大.pdf", b"%PDF" + b"0" * intake.LARGEST)], "identity"),
        ([Upload("identity", "表.txt", "文字".encode())], "identity"),
        ([IDENTITY, Upload("elsewhere", "一.pdf", PDF)], "files"),
    ],
    ids=["none", "too many", "too large", "wrong type", "wrong place"],
)
def test_files_that_cannot_be_taken(submit, uploads, field):
    assert set(faults(lambda: submit(uploads=uploads))) == {field}
    assert not Suggestion.objects.exists() and not documents.Document.objects.exists()


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00\x03", b"<html><script>alert(1)</script></html>"])
def test_files_that_nobody_takes(submit, content):
    with pytest.raises(IntakeRefused):
        submit(uploads=[Upload("identity", "身份证.pdf", content)])
    assert not Suggestion.objects.exists()


# The same form twice


def test_a_form_sent_twice_opens_one_case(submit):
    receipt, _code = submit()
    with pytest.raises(SubmittedBefore) as before:
        submit()
    assert before.value.receipt == receipt and Suggestion.objects.count() == 1


# Following


def test_number_and_code_open_the_receipt_however_they_are_typed(submit):
    receipt, code = submit()
    assert intake.open_receipt(receipt.number, code) == receipt
    assert intake.open_receipt(f" {receipt.number.replace('-', '')} ", code.lower().replace("-", " ")) == receipt
    wide = code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in code})
    assert intake.open_receipt(receipt.number, wide) == receipt


@pytest.mark.parametrize("number", [None, "20250303-000000", "", "一二三"])
def test_a_wrong_number_or_code_opens_nothing(submit, number):
    receipt, code = submit()
    assert (
        intake.open_receipt(receipt.number if number is None else number, "AAAA-AAAA-AAAA" if number is None else code)
        is None
    )


def test_the_author_sees_course_limits_and_his_own_documents(submit, city):
    receipt, _code = submit()
    case = receipt.case()
    documents.store(PDF, "内部意见.pdf", ledger="toy-suggestion", record=case.pk, actor=city.handler, kind="internal")
    perform(case, "discuss", city.handler, on=DAY)
    seen = intake.track(receipt, DAY)
    assert [one.label for one in seen.steps] == ["提出建议"]
    assert [(one.label, one.due_on) for one in seen.limits] == [("答复期限", date(2025, 4, 2))]
    assert [one.kind for one in seen.documents] == ["identity"]
    assert [step.slug for step in seen.next] == ["withdraw"]

    perform(case, "reply", city.handler, on=DAY)
    seen = intake.track(receipt, DAY)
    assert (seen.state, seen.ended, seen.next) == ("已答复", True, [])
    assert [one.kind for one in seen.documents] == ["identity", "reply-letter"]


def test_the_author_supplements_when_asked(submit, city):
    receipt, _code = submit()
    perform(receipt.case(), "ask", city.handler, on=DAY, data={"question": "哪几天？"})
    assert faults(lambda: intake.supplement(receipt, "explain", {}, on=DAY)) == {"explanation": "请填写“说明”"}
    upload = Upload(intake.SUPPLEMENT, "说明.pdf", PDF)
    case = intake.supplement(receipt, "explain", {"explanation": "周六、周日"}, [upload], on=DAY)
    assert (case.state, case.explanation) == ("received", "周六、周日")
    assert "supplement" in [one.kind for one in intake.track(receipt, DAY).documents]


@pytest.mark.parametrize("step", ["explain", "reply", "discuss", "ask", "nothing"])
def test_the_author_makes_no_other_step(submit, step):
    receipt, _code = submit()
    with pytest.raises(IntakeRefused, match="现在不能办理"):
        intake.supplement(receipt, step, {}, on=DAY)


def test_the_public_has_the_roles_of_the_public_and_no_sight(city):
    assert PUBLIC.may("public", city.library) and not PUBLIC.may("handler", city.library)
    assert not PUBLIC.may("system", city.library) and not PUBLIC.may("nobody", city.library)
    assert not PUBLIC.holds(("public", "handler")) and not PUBLIC.organisations(("public", "handler")).exists()


# Declarations


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({"slug": "Bad Slug"}, "没有写明 slug"),
        ({"ledger": "nowhere"}, "没有案件台账"),
        ({"step": "toy-suggestion/reply"}, "不是 toy-suggestion 的立案环节"),
        ({"ledger": "toy-dispute", "step": "toy-dispute/submit"}, "不是公众的"),
        ({"supplements": ("nothing",)}, "不是 toy-suggestion 的环节"),
        ({"served": {"reply-letter": "nothing"}}, "不是 toy-suggestion 的环节"),
        ({"supplements": ("reply",)}, "不是公众的"),
        ({"fields": ("author",)}, "必须填写 phone、wish"),
        ({"fields": ("author", "phone", "wish", "organisation")}, "不是公众可以填写的栏目"),
        ({"sets": {"nothing": 1}}, "sets 中的 'nothing' 不是字段"),
    ],
)
def test_a_wrong_declaration_stops_the_start(monkeypatch, declared, fault):
    monkeypatch.setattr(intake, "_declared", {})
    values = {
        "slug": "wrong", "title": "建议", "ledger": "toy-suggestion", "step": "toy-suggestion/submit",
        "fields": ("author", "phone", "wish"),
    } | declared  # fmt: skip
    type("Wrong", (Intake,), values)
    with pytest.raises(BadIntake, match=fault):
        intake.check()


def test_one_slug_has_one_intake():
    with pytest.raises(BadIntake, match="已经用过"):
        type("Another", (Intake,), {"slug": "toy-suggestion"})


# A lost code


def test_who_handles_the_ledger_gives_another_code_for_a_lost_one(submit, city):
    receipt, code = submit()
    fresh = intake.renew_code(receipt, city.handler)
    assert intake.open_receipt(receipt.number, code) is None
    assert intake.open_receipt(receipt.number, fresh) == receipt
    event = journal.history(receipt.ledger, receipt.record).last()
    assert (event.action, event.actor) == ("edit", "张承办") and fresh not in str(event.data)


def test_others_give_no_code(submit, city):
    receipt, code = submit()
    for actor in (city.leader, city.county_handler, PUBLIC):
        with pytest.raises(NotAllowed):
            intake.renew_code(receipt, actor)
    assert intake.open_receipt(receipt.number, code) == receipt
