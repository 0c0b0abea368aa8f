"""公众提交: everything that the domains let the public submit can be filled in, sent and followed."""

from datetime import UTC, date, datetime

import pytest

from fadu.domains.double_random.intake import UnfiledVisits
from fadu.domains.normative.intake import Suggestions
from fadu.domains.petition.intake import Petitions
from fadu.domains.reconsideration.intake import Applications
from fadu.kernel import declarations, documents, intake
from fadu.kernel.cases import Upload, perform
from fadu.kernel.columns import DATE, DECIMAL, INTEGER
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found

DAY = date(2024, 3, 1)
NOW = datetime(2024, 3, 1, 1, tzinfo=UTC)
INTAKES = [Applications, Petitions, Suggestions, UnfiledVisits]


@pytest.fixture
def city(db):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def someone(city):
    """Return somebody with a role at the city, who is there to take things up."""

    def someone(role):
        user, _made = User.objects.get_or_create(username=role, defaults={"name": "承办人"})
        Membership.objects.get_or_create(user=user, organisation=city, role=role)
        return Actor.of(user, DAY)

    return someone


def answer(question):
    """Something that may be written into a question."""
    if question.choices:
        return question.choices[0][0]
    return {DATE: "2024-02-20", INTEGER: "1", DECIMAL: "1"}.get(question.kind, "某某")


def sent(chosen, city):
    written = {question.name: answer(question) for question in intake.questions(chosen)}
    files = [Upload(one.kind, "文件.pdf", b"%PDF-1.7") for one in chosen.attachments if one.required]
    receipt, _code = intake.submit(chosen, city.code, written, files, on=DAY, once=chosen.slug, at=NOW)
    return receipt


def test_all_of_them_are_tried_here():
    ours = [one for one in intake.all_intakes() if one.__module__.startswith("fadu.")]
    assert {one.slug for one in ours} == {one.slug for one in INTAKES}


@pytest.mark.parametrize("chosen", INTAKES, ids=lambda one: one.slug)
def test_what_the_form_asks_opens_a_case(chosen, city, someone):
    someone(declarations.ledger(chosen.ledger).write[0])
    assert list(intake.organisations(chosen, DAY)) == [city]
    receipt = sent(chosen, city)
    case = receipt.case()
    assert case.number and case.opened_on == DAY
    seen = intake.track(receipt, DAY)
    assert seen.steps and not seen.ended


def test_an_applicant_corrects_his_application_and_sees_the_notices(city, someone):
    body = someone("reconsideration_body")
    receipt = sent(Applications, city)
    case = receipt.case()
    assert case.channel == "internet" and case.received_on == DAY
    perform(case, "request-correction", body, on=DAY, data={"correction_items": "授权委托书"})
    [step] = intake.track(receipt, DAY).next
    assert step.slug == "supply-correction"
    case = intake.supplement(receipt, step.slug, {}, [Upload("supplement", "委托书.pdf", b"%PDF-1.7")], on=DAY)
    perform(case, "accept", body, on=DAY)
    kinds = [document.kind for document in intake.shown(receipt)]
    assert kinds == ["identity", "correction-notice", "supplement", "acceptance-notice"]


def test_a_decision_is_shown_once_it_is_served(city, someone):
    for role in ("reconsideration_body", "reconsideration_authority"):
        someone(role)
    actor = Actor("all", "承办人", tuple(Membership.objects.select_related("organisation")))
    receipt = sent(Applications, city)
    case = receipt.case()
    for step, data in (
        ("accept", {}),
        ("send-copy", {}),
        ("reply", {}),
        ("hear-opinions", {"opinions_heard": "online"}),
    ):
        perform(case, step, actor, on=DAY, data=data)
    perform(case, "decide", actor, on=DAY, outcome="upheld", data={"facts": "查明。", "reasons": "合法。"})
    assert "decision" in documents.of(*case.place).values_list("kind", flat=True)
    assert "decision" not in [one.kind for one in intake.shown(receipt)]
    perform(case, "serve", actor, on=DAY)
    assert "decision" in [one.kind for one in intake.shown(receipt)]


def test_a_petition_is_registered_as_it_comes_in(city, someone):
    someone("petition_office")
    case = sent(Petitions, city).case()
    assert (case.state, case.channel, case.registered_on, case.registered_by) == ("registered", "internet", DAY, city)
