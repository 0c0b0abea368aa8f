"""行政处罚在网页上: a penalty given at the roadside, from the first form to what the public sees of it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from fadu.domains.enforcement.models import (
    Certificate,
    CrimeStandard,
    DecisionPublication,
    Officer,
    PenaltyCase,
    SummaryPenalty,
)
from fadu.kernel import documents
from fadu.kernel.declarations import ledger
from fadu.kernel.lists import Sight
from fadu.kernel.organisations import SYSTEM, Actor, Kind, Membership, User, found

TODAY = date.today()


@pytest.fixture
def officer_at(actor):
    client = Client()
    client.force_login(User.objects.get(username=actor.username))
    return client


@pytest.fixture
def form(bureau, subject, pair):
    return {
        "organisation": bureau.pk, "on": TODAY.isoformat(), "subject": subject.code, "field": "urban",
        "officer": pair[0].number, "second_officer": pair[1].number, "party_kind": "citizen", "party": "徐娜",
        "cause": "占道经营",
    }  # fmt: skip


def test_a_penalty_on_the_spot_from_the_form_to_the_public(officer_at, form, client):
    assert "主办执法人员" in officer_at.get("/ledgers/penalty-summary/new/").content.decode()
    opened = officer_at.post("/ledgers/penalty-summary/new/", form)
    case = SummaryPenalty.objects.get()
    place = f"/ledgers/penalty-summary/{case.pk}/"
    assert opened.headers["Location"] == place

    decided = {
        "on": TODAY.isoformat(), "revision": case.revision, "outcome": "fine", "fine": "150", "facts": "徐娜占道摆摊",
        "provision": "某条例第五条", "basis": "某条例第十条", "signed": "on",
    }  # fmt: skip
    too_much = officer_at.post(f"{place}steps/penalty-summary/decide/", decided | {"fine": "201"})
    assert too_much.status_code in (409, 422) and "不得超过 200 元" in too_much.content.decode()
    assert officer_at.post(f"{place}steps/penalty-summary/decide/", decided).headers["Location"] == place
    assert documents.of("penalty-summary", str(case.pk)).get().kind == "spot-decision"

    shown = DecisionPublication.objects.get()
    publish = f"/ledgers/enforcement-publication/{shown.pk}/steps/enforcement-publication/publish/"
    as_drafted = {
        "on": TODAY.isoformat(),
        "shown_party": shown.shown_party,
        "content": shown.content,
        "text": shown.text,
    }
    assert "隐去" in officer_at.post(publish, as_drafted | {"text": "徐娜占道摆摊"}).content.decode()
    officer_at.post(publish, as_drafted)
    listed = client.get("/public/enforcement-decisions/", {"q": "占道"}).content.decode()
    assert "徐某" in listed and "徐娜" not in listed
    entry = client.get(f"/public/enforcement-decisions/{shown.pk}/").content.decode()
    assert "罚款150元" in entry and "徐娜" not in entry


def test_the_page_says_why_a_lapsed_subject_opens_nothing(officer_at, form, subject):
    subject.valid_to = TODAY - timedelta(1)
    subject.save()
    refused = officer_at.post("/ledgers/penalty-summary/new/", form)
    assert refused.status_code in (409, 422) and "不在执法主体名录内" in refused.content.decode()
    assert not SummaryPenalty.objects.exists()


def test_what_a_case_waits_for_is_offered_before_what_only_may_be_done(officer_at, informed):
    page = officer_at.get(f"/ledgers/penalty-case/{informed().pk}/").content.decode()
    assert 0 < page.index("/send-to-legality-review/") < page.index("/penalty-ordinary/extend/")


def test_a_list_names_officers_and_a_file_keeps_their_numbers(officer_at, pair, actor):
    listed = officer_at.get("/ledgers/enforcement-certificate/").content.decode()
    assert f"赵远（{pair[0].number}）" in listed and f"钱立（{pair[1].number}）" in listed
    certificates = ledger("enforcement-certificate")
    rows = [Sight(certificates, actor).values(one, [certificates.all_columns["officer"]]) for one in
            Certificate.objects.order_by("pk")]  # fmt: skip
    assert rows == [[pair[0].number], [pair[1].number]]


def test_who_may_not_read_the_register_of_officers_is_told_their_numbers(bureau, pair):
    user = User.objects.create(username="party", name="当事人")
    Membership.objects.create(user=user, organisation=bureau, role="enforcement_officer")
    sight = Sight(ledger("enforcement-certificate"), Actor.of(user, TODAY))
    (column,) = (ledger("enforcement-certificate").all_columns[one] for one in ("officer",))
    own = Certificate.objects.get(officer=pair[0])
    assert sight.named(column, own) == f"赵远（{pair[0].number}）"
    Officer.objects.filter(pk=pair[0].pk).update(organisation=bureau.parent)
    assert sight.named(column, Certificate.objects.get(officer=pair[0])) == pair[0].number


def test_officers_are_told_by_name_and_number(officer_at, informed, pair):
    case = informed()
    page = f"/ledgers/penalty-case/{case.pk}/"
    assert f"赵远（{pair[0].number}）" in officer_at.get(page).content.decode()
    assert f"赵远（{pair[0].number}）" in officer_at.get(f"{page}print/").content.decode()


def test_a_transfer_begins_with_what_its_penalty_case_tells(officer_at, informed, put, city):
    put(
        CrimeStandard, organisation=city, field="urban", cause="擅自占道经营", crime="非法经营罪", amount=50000,
        basis="追诉标准", valid_from=date(2022, 5, 15),
    )  # fmt: skip
    case = informed()
    PenaltyCase.objects.filter(pk=case.pk).update(amount=60000)
    form = officer_at.get(f"/ledgers/crime-transfer/new/?case={case.pk}").content.decode()
    for told in (case.party, case.cause, "占道摆放桌椅", "60000.00", "非法经营罪", case.officer.number):
        assert told in form
    blank = officer_at.get("/ledgers/crime-transfer/new/").content.decode()
    assert case.party not in blank and "非法经营罪" not in blank


def test_what_is_masked_in_the_penalty_case_is_not_told_by_the_form_of_its_transfer(city, bureau, informed):
    case = informed()
    reader = User.objects.create(username="reader", name="读者")
    Membership.objects.create(user=reader, organisation=city, role="leader")
    elsewhere = found(
        SYSTEM, code="990200-24", name="明川市文旅局", mark="明文旅", kind=Kind.DEPARTMENT, division=city.division,
        parent=city,
    )  # fmt: skip
    Membership.objects.create(user=reader, organisation=elsewhere, role="enforcement_handler")
    client = Client()
    client.force_login(reader)
    form = client.get(f"/ledgers/crime-transfer/new/?case={case.pk}")
    assert form.status_code == 200 and case.party not in form.content.decode()
