"""执法监督指标, counted by hand: each with a row that must not count, and why."""

from datetime import date

import pytest

from fadu.domains.enforcement.models.campaigns import Campaign, CampaignCase, CampaignPatrol, Hazard, HazardCheck
from fadu.domains.enforcement.models.filings import MajorPenaltyFiling
from fadu.domains.enforcement.models.lenient import LenientItem
from fadu.domains.enforcement.models.officers import Officer
from fadu.domains.enforcement.models.public_review import (
    InvitedActivity,
    InvitedAttendance,
    InvitedSupervisor,
    PublicReviewer,
    ReviewSession,
    SessionAttendance,
    SessionCase,
)
from fadu.domains.enforcement.models.publicity import Disclosure, PublicityItem, Reviewer
from fadu.domains.enforcement.models.reform import ReformField, ReformMeeting, TeamPost
from fadu.domains.enforcement.models.subjects import EnforcementSubject
from fadu.domains.enforcement.models.supervision import EnforcementSupervision, SupervisionFinding
from fadu.kernel.indicators import indicator, of_ledger
from fadu.kernel.organisations import SYSTEM, Division, Kind, found
from fadu.kernel.procedure import in_force

pytestmark = pytest.mark.django_db

IN, LAST, BEFORE, AFTER = date(2023, 6, 1), date(2023, 12, 31), date(2022, 12, 31), date(2024, 1, 1)


@pytest.fixture
def city():
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def make(city):
    """Make a record of the city; a case stands where it was opened, and the days say how far it came."""
    numbers = iter(range(1, 1000))

    def make(model, **values):
        if hasattr(model, "ledger"):
            version = in_force(model.procedures[0], date(2023, 1, 1))
            state = version.openings()[0].target.slug
            values = {"number": f"{next(numbers)}号", "procedure": version.key(), "state": state,
                      "opened_on": date(2022, 1, 1), "moved_on": date(2022, 1, 1)} | values  # fmt: skip
        return model.objects.create(**({"organisation": city} | values))

    return make


@pytest.fixture
def rows(city):
    """Return what an indicator counts of 2023."""
    return lambda name: indicator(f"enforcement.{name}").figure("2023", city).rows


@pytest.fixture
def value(city):
    return lambda name: indicator(f"enforcement.{name}").figure("2023", city).value


@pytest.fixture
def part(city):
    """Return the value of a part that is in no catalogue."""

    def part(model, name):
        owner = next(base.owner for base in of_ledger(model)[model])
        return owner.measures[name].figure("2023", city).value

    return part


def test_major_penalties_count_on_the_day_of_receipt(make, rows, part):
    values = {"kind": "fine", "decided_on": BEFORE}
    counted = make(MajorPenaltyFiling, decision_number="1", received_on=LAST, **values)
    make(MajorPenaltyFiling, decision_number="2", filed_on=LAST, received_on=AFTER, **values)  # received next year
    make(MajorPenaltyFiling, decision_number="3", filed_on=IN, **values)  # sent, not received
    late = {"kind": "fine", "decided_on": IN}
    make(MajorPenaltyFiling, decision_number="4", **late)  # decided in the year and never filed
    make(MajorPenaltyFiling, decision_number="5", received_on=AFTER, **late)
    make(MajorPenaltyFiling, decision_number="6", received_on=AFTER, **late)
    assert rows("major_penalty_filings") == {counted}
    assert str(part(MajorPenaltyFiling, "_filing_rate")) == "66.67"  # 2 of the 3 decided in the year


def test_notices_count_and_opinions_do_not(make, rows):
    counted = make(EnforcementSupervision, matter="甲", noticed_on=IN)
    make(EnforcementSupervision, matter="乙", opinion_on=IN)  # an opinion without a notice
    make(EnforcementSupervision, matter="丙", noticed_on=AFTER)
    make(EnforcementSupervision, matter="丁")  # nothing found yet
    assert rows("supervision_notices") == {counted}


def test_findings_put_right(make, part, city):
    for number, done in enumerate((IN, None, AFTER, LAST)):
        make(SupervisionFinding, number=str(number), unit=city, source="review", finding="缺", found_on=IN,
             rectified_on=done, deducted="0.5")  # fmt: skip
    make(SupervisionFinding, number="9", unit=city, source="review", finding="缺", found_on=BEFORE, rectified_on=IN)
    assert str(part(SupervisionFinding, "_rectification_rate")) == "75.00"  # 3 of 4; last year's does not count
    assert part(SupervisionFinding, "_deducted") == 2


def test_the_no_penalty_list_at_the_end_of_the_year(make, rows):
    values = {"act": "占道", "conditions": "首次", "basis": "行政处罚法#33.1", "listed_on": BEFORE}
    counted = make(LenientItem, code="1", published_on=LAST, **values)
    make(LenientItem, code="2", **values)  # listed, not published
    make(LenientItem, code="3", published_on=IN, removed_on=LAST, **values)
    make(LenientItem, code="4", published_on=AFTER, **values)
    assert rows("leniency_list_items") == {counted}


def test_departments_that_show_duties_basis_and_process(make, value, city):
    bureaus = [
        found(SYSTEM, code=f"990200-{n:02}", name=f"明川市第{n}局", kind=Kind.DEPARTMENT, division=city.division,
              parent=city)
        for n in range(1, 5)
    ]  # fmt: skip
    shown = {"duties_on": BEFORE, "basis_on": BEFORE, "process_on": IN}
    for portal in ("门户", "公示平台"):  # twice the same department
        make(Disclosure, organisation=bureaus[0], portal=portal, complete_on=IN, **shown)
    make(Disclosure, organisation=bureaus[1], portal="门户", complete_on=LAST, **shown)
    make(Disclosure, organisation=bureaus[2], portal="门户", duties_on=IN)  # duties alone
    make(Disclosure, organisation=bureaus[3], portal="门户", complete_on=IN, withdrawn_on=LAST, **shown)
    assert value("departments_disclosing") == 2


def test_what_is_public_in_time(make, part):
    for number, on in enumerate((date(2023, 6, 10), date(2023, 6, 11), None, IN)):
        make(PublicityItem, number=str(number), phase="after", item="决定", arisen_on=IN, due_on=date(2023, 6, 10),
             published_on=on)  # fmt: skip
    assert str(part(PublicityItem, "_publication_rate")) == "75.00"
    assert str(part(PublicityItem, "_timely_rate")) == "50.00"  # the last day is in time, the day after is late


def test_reviewers_for_each_hundred_officers(make, part, city):
    subject = make(EnforcementSubject, code="1", name="甲局", kind="statutory", field="urban", basis="条例",
                   valid_from=BEFORE)  # fmt: skip
    for n in range(1, 41):
        make(Officer, number=f"{n}", name="甲", subject=subject, field="urban", joined_on=BEFORE,
             left_on=LAST if n > 30 else None)  # fmt: skip
    make(Reviewer, number="1", name="乙", since=BEFORE, valid_from=BEFORE)
    make(Reviewer, number="2", name="丙", since=BEFORE, valid_from=IN, qualified=True)
    make(Reviewer, number="3", name="丁", since=BEFORE, valid_from=BEFORE, valid_to=LAST)  # gone by then
    assert str(part(Reviewer, "_share")) == "6.67"  # 2 for the 30 that are left
    assert str(part(Reviewer, "_qualified_rate")) == "50.00"


def test_citizens_on_penalty_cases(make, rows, value):
    person = {name: make(PublicReviewer, number=name, name=name, recruited_on=on)
              for name, on in (("甲", IN), ("乙", LAST), ("丙", BEFORE))}  # fmt: skip
    online = make(ReviewSession, number="1", manner="online", held_on=IN)
    on_site = make(ReviewSession, number="2", held_on=LAST)
    later = make(ReviewSession, number="3", manner="online", held_on=AFTER)
    make(SessionCase, session=online, case="罚1号", reviewed_on=IN)
    make(SessionCase, session=on_site, case="罚1号", reviewed_on=LAST)  # put twice, one case
    make(SessionCase, session=on_site, case="罚2号", reviewed_on=LAST)
    make(SessionCase, session=later, case="罚3号", reviewed_on=AFTER)
    came = [make(SessionAttendance, session=s, reviewer=person[p], attended_on=s.held_on)
            for s, p in ((online, "甲"), (online, "丙"), (on_site, "甲"))]  # fmt: skip
    make(SessionAttendance, session=later, reviewer=person["甲"], attended_on=AFTER)
    assert rows("public_reviewers_recruited") == {person["甲"], person["乙"]}  # 丙 was recruited the year before
    assert rows("public_review_sessions") == {online, on_site}
    assert rows("public_review_sessions_online") == {online}
    assert value("public_review_cases") == 2
    assert rows("public_review_participations") == set(came)


def test_invited_supervisors(make, rows):
    here = make(InvitedSupervisor, number="1", name="甲", batch=3, appointed_on=BEFORE)
    make(InvitedSupervisor, number="2", name="乙", batch=2, appointed_on=BEFORE, left_on=LAST)  # gone by then
    make(InvitedSupervisor, number="3", name="丙", batch=4, appointed_on=AFTER)
    activity = make(InvitedActivity, number="1", topic="文明执法", held_on=IN)
    later = make(InvitedActivity, number="2", topic="公示", held_on=AFTER)
    came = make(InvitedAttendance, activity=activity, supervisor=here, attended_on=IN)
    make(InvitedAttendance, activity=later, supervisor=here, attended_on=AFTER)
    assert rows("special_supervisors") == {here}
    assert rows("special_supervision_sessions") == {activity}
    assert rows("special_supervision_participations") == {came}


def test_campaigns_of_market_supervision(make, rows):
    values = {"starts_on": IN, "ends_on": LAST, "sector": "market"}
    drive = make(Campaign, name="甲", kind="rectification", started_on=IN, **values)
    campaign = make(Campaign, name="乙", kind="campaign", started_on=LAST, **values)
    make(Campaign, name="丙", kind="campaign", **values)  # planned, never begun
    make(Campaign, name="丁", kind="campaign", started_on=IN, **(values | {"sector": "culture"}))
    assert rows("rectification_campaigns") == {drive} and rows("special_campaigns") == {campaign}


def test_cases_and_patrols_of_campaigns(make, rows, value):
    market = make(CampaignCase, case="1号", sector="market", filed_on=IN)
    mining = make(CampaignCase, case="2号", sector="resources", filed_on=LAST)
    make(CampaignCase, case="3号", sector="market", filed_on=BEFORE, penalised_on=IN)  # filed the year before
    make(CampaignCase, case="4号", sector="ecology", filed_on=IN)
    make(CampaignPatrol, number="1", sector="resources", held_on=IN, people=12)
    make(CampaignPatrol, number="2", sector="resources", held_on=LAST, people=8)
    make(CampaignPatrol, number="3", sector="market", held_on=IN, people=100)
    make(CampaignPatrol, number="4", sector="resources", held_on=AFTER, people=50)
    assert rows("cases_investigated") == {market} and rows("illegal_mining_cases") == {mining}
    assert value("mining_patrol_participations") == 20


def test_hazards_of_the_environment(make, rows, value):
    counted = iter(range(1, 100))
    for day in (IN, LAST):  # the same firm twice
        make(HazardCheck, number=f"{next(counted)}", credit_code="91A", firm="甲厂", sector="ecology", checked_on=day)
    make(HazardCheck, number=f"{next(counted)}", credit_code="91B", firm="乙厂", sector="ecology", checked_on=IN)
    make(
        HazardCheck, number=f"{next(counted)}", credit_code="91C", firm="丙厂", sector="emergency", checked_on=IN
    )  # of work safety
    make(HazardCheck, number=f"{next(counted)}", credit_code="91D", firm="丁厂", sector="ecology", checked_on=BEFORE)
    values = {"firm": "甲厂", "sector": "ecology", "hazard": "危废"}
    at_once = make(Hazard, found_on=IN, fixed_on=IN, outcome="on-spot", **values)
    by_day = make(Hazard, found_on=LAST, fixed_on=AFTER, outcome="fixed", **values)  # found, not fixed at once
    make(Hazard, found_on=BEFORE, fixed_on=IN, outcome="on-spot", **values)
    make(Hazard, found_on=IN, fixed_on=IN, outcome="on-spot", **(values | {"sector": "emergency"}))
    assert value("environment_enterprises_checked") == 2
    assert rows("environment_hazards_found") == {at_once, by_day}
    assert rows("environment_hazards_fixed") == {at_once}


def test_reform_at_the_end_of_the_year(make, rows):
    team = make(ReformField, field="市场监管", team="甲队", set_up_on=LAST)
    make(ReformField, field="文化", team="乙队", set_up_on=BEFORE, ended_on=LAST)
    make(ReformField, field="农业", team="丙队", set_up_on=AFTER)
    filled = make(TeamPost, number="1", team=team, approved_on=IN, holder="徐娜", transferred_on=LAST)
    vacant = make(TeamPost, number="2", team=team, approved_on=IN)
    left = make(TeamPost, number="3", team=team, approved_on=IN, transferred_on=IN, left_on=LAST)
    make(TeamPost, number="4", team=team, approved_on=BEFORE, abolished_on=IN)
    meeting = make(ReformMeeting, title="推进会", held_on=IN)
    make(ReformMeeting, title="推进会", held_on=AFTER)
    assert rows("reform_fields") == {team}
    assert rows("team_quota") == {filled, vacant, left} and rows("team_transferred") == {filled}
    assert rows("reform_meetings") == {meeting}
