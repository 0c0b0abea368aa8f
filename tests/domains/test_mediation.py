"""调解: the three kinds and what passes between them, judicial confirmation, adjudication, centres; the figures."""

from datetime import date

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fadu.domains.mediation.models import (
    AdjudicableMatter,
    AdjudicationCase,
    CentreMatter,
    ChecklistItem,
    Committee,
    Confirmation,
    DisputeCase,
    GovernanceCentre,
    Invitation,
    MediationCentre,
    Mediator,
    OfficeRating,
    Representative,
    ScreeningRound,
)
from fadu.kernel import procedure
from fadu.kernel.cases import StepRefused, clocks_of, course, next_steps, open_case, perform, referred, referring, scan
from fadu.kernel.indicators import indicator
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import Target
from fadu.kernel.provisions import LocalProvision

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def bureau(city):
    """The housing bureau, which mediates administratively."""
    return found(SYSTEM, code="990200-13", name="明川市住房和城乡建设局", short_name="市住建局", mark="明住建",
                 kind=Kind.DEPARTMENT, division=city.division, parent=city)  # fmt: skip


@pytest.fixture
def clerk(city):
    user = User.objects.create(username="mediator", name="林秋")
    for role in ("mediation_clerk", "petition_office"):
        Membership.objects.create(user=user, organisation=city, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def committee(city):
    return Committee.objects.create(
        organisation=city, name="东关街道人民调解委员会", kind="township", set_up_on=date(2015, 1, 1)
    )


@pytest.fixture
def apply(city, clerk, committee):
    def apply(on, **data):
        values = {"organisation": city, "type": "neighbours", "parties": "徐娜\n胡健", "committee": committee}
        return open_case(DisputeCase, "apply", clerk, on, values | data)

    return apply


@pytest.fixture
def go(clerk):
    """Make steps one after another: name, day, and what it records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, clerk, on=on, outcome=data.pop("outcome", ""), data=data)
        return case

    return go


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def dues(case):
    return {clock.limit: clock.due_on for clock in clocks_of(case)}


# People's mediation


def test_a_dispute_from_application_to_performance(apply, go):
    case = apply(date(2023, 3, 1))
    assert (case.number, case.title, case.kind) == ("明府调〔2023〕1号", "邻里纠纷", "peoples")
    go(
        case,
        ("accept", date(2023, 3, 2)),
        ("invite", date(2023, 3, 3), {"invited": "社区主任"}),
        ("report-danger", date(2023, 3, 3), {"danger_reported_to": "派出所"}),
        ("agree-in-writing", date(2023, 3, 8), {"agreement": "拆除", "perform_by": date(2023, 4, 5)}),
    )
    assert dues(case) == {"peoples-mediation/perform": date(2023, 4, 5)}  # the parties named the day: no roll-over
    go(
        case,
        ("follow-up", date(2023, 4, 6), {"follow_up": "正在拆除"}),
        ("perform", date(2023, 4, 10), {"performance": "urged"}),
    )
    assert (case.state, case.outcome, case.concluded_on) == ("performed", "agreed-written", date(2023, 3, 8))
    assert "徐娜" not in str([one.event.after_text for one in course(case)])


@pytest.mark.parametrize("step", ["agree-in-writing", "agree-orally"])
def test_no_day_agreed_no_clock(apply, go, step):
    case = go(apply(date(2023, 3, 1)), ("accept", date(2023, 3, 1)), (step, date(2023, 3, 8)))
    assert dues(case) == {}


def test_a_mediation_that_fails_says_why(apply, go):
    case = go(apply(date(2023, 3, 1)), ("accept", date(2023, 3, 1)))
    assert refusal(lambda: go(case, ("fail", date(2023, 3, 8)))).faults == {"failure": "必须填写"}
    go(case, ("fail", date(2023, 3, 8), {"failure": "apart"}))
    assert (case.state, case.outcome, case.closed_on) == ("failed", "failed", date(2023, 3, 8))


def test_a_committee_must_be_named_to_mediate(apply, go):
    case = apply(date(2023, 3, 1), committee=None)
    assert "committee" in refusal(lambda: go(case, ("accept", date(2023, 3, 2)))).faults


def test_an_unmediated_dispute_passes_to_an_organ_and_from_there_to_the_court(apply, go, bureau):
    LocalProvision.objects.create(organisation=bureau, limit="administrative-mediation/conclude", length=30,
                                  rule="省行政调解规定第十条", in_force=date(2020, 1, 1))  # fmt: skip
    case = go(
        apply(date(2023, 3, 1), facts="漏水"),
        ("accept", date(2023, 3, 2)),
        ("fail", date(2023, 3, 8), {"failure": "facts", "pass_to": "administrative", "pass_to_organisation": bureau}),
    )
    (passed,) = DisputeCase.objects.filter(passed_from=case.number)
    assert (passed.kind, passed.organisation, passed.source, passed.facts, passed.opened_on) == (
        "administrative", bureau, "passed", "漏水", date(2023, 3, 8),
    )  # fmt: skip
    assert [one.record for one in referring(case)] == [passed] and [one.record for one in referred(passed)] == [case]

    go(passed, ("accept", date(2023, 3, 9)))
    assert passed.due_on == date(2023, 4, 10)  # day 30 is Saturday 8 April
    go(passed, ("fail", date(2023, 3, 20), {"failure": "apart", "pass_to": "judicial"}))
    (court,) = DisputeCase.objects.filter(passed_from=passed.number)
    assert (court.kind, court.organisation, court.state) == ("judicial", bureau, "applied")
    go(court, ("accept", date(2023, 3, 21)), ("agree", date(2023, 4, 3), {"outcome": "agreed-written"}))
    go(court, ("perform", date(2023, 4, 10), {"performance": "voluntary"}))
    assert court.closed_on == date(2023, 4, 10)


def test_passing_within_a_kind_names_the_other_body(apply, go):
    case = go(apply(date(2023, 3, 1)), ("accept", date(2023, 3, 2)))
    refused = refusal(lambda: go(case, ("fail", date(2023, 3, 8), {"failure": "apart", "pass_to": "peoples"})))
    assert "pass_to_organisation" in refused.faults


def test_without_a_local_rule_administrative_mediation_has_no_due_day(city, clerk, go):
    data = {"organisation": city, "type": "housing", "parties": "甲\n乙"}
    case = go(open_case(DisputeCase, "apply-to-organ", clerk, date(2023, 3, 1), data), ("accept", date(2023, 3, 2)))
    (clock,) = clocks_of(case)
    assert clock.due_on is None and clock.due_note


# Judicial confirmation: thirty days from the day the agreement took effect, both parties together


@pytest.fixture
def agreed(city, clerk):
    def agreed(on, entered=None):
        data = {"organisation": city, "agreed_on": on, "parties": "甲\n乙"}
        return open_case(Confirmation, "agree", clerk, entered or on, data)

    return agreed


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2023, 3, 1), date(2023, 3, 31)),
        (date(2023, 3, 2), date(2023, 4, 3)),  # day 30 is Saturday 1 April
        (date(2023, 12, 29), date(2024, 1, 29)),  # by the older text: day 30 is Sunday 28 January
        (date(2024, 1, 2), date(2024, 2, 1)),  # by the text in force since 1 January 2024
        (date(2024, 9, 2), date(2024, 10, 8)),  # ex-51: day 30 is 2 October
    ],
)
def test_the_parties_apply_within_thirty_days(agreed, day, due):
    assert agreed(day).due_on == due


@pytest.mark.parametrize(("on", "state"), [(date(2024, 10, 8), "applied"), (date(2024, 10, 9), "lapsed")])
def test_a_late_application_finds_the_term_lapsed(agreed, clerk, on, state):
    case = agreed(date(2024, 9, 2), entered=date(2024, 9, 20))  # entered later, counted from the agreement
    act = lambda: perform(case, "apply", clerk, on=on)
    if state == "lapsed":
        assert "届满" in str(refusal(act))
        case.refresh_from_db()
        assert case.closed_on == date(2024, 10, 9)
    else:
        act()
    assert case.state == state


def test_an_agreement_of_2023_is_confirmed_by_the_articles_of_then(agreed):
    assert agreed(date(2023, 12, 20)).procedure == "mediation-confirmation@2011-03-30"
    assert agreed(date(2024, 1, 2)).procedure == "mediation-confirmation@2024-01-01"


def test_the_court_confirms_and_the_dispute_says_so(apply, go):
    case = go(
        apply(date(2024, 3, 1)),
        ("accept", date(2024, 3, 1)),
        ("agree-in-writing", date(2024, 3, 4), {"confirmation_wanted": True}),
    )
    confirmation = Confirmation.objects.get(dispute=case)
    assert (confirmation.due_on, confirmation.parties) == (date(2024, 4, 3), case.parties)
    go(confirmation, ("apply", date(2024, 3, 11)), ("accept", date(2024, 3, 12), {"court": "某法院"}))
    assert {name.partition("/")[2]: due for name, due in dues(confirmation).items()} == {
        "apply": date(2024, 4, 3),
        "accept": date(2024, 3, 14),
        "decide": date(2024, 3, 27),
        "decide-special": date(2024, 4, 11),
    }
    go(
        confirmation,
        ("extend-review", date(2024, 3, 20)),
        ("extend-special", date(2024, 3, 20), {"extension_days": 30}),
    )
    assert dues(confirmation)["mediation-confirmation/decide"] == date(2024, 4, 7)  # a Sunday that was worked
    assert dues(confirmation)["mediation-confirmation/decide-special"] == date(
        2024, 5, 11
    )  # a Saturday that was worked
    go(confirmation, ("confirm", date(2024, 3, 25)))
    case.refresh_from_db()
    assert (confirmation.outcome, case.confirmed_on, case.state) == (
        "confirmed", date(2024, 3, 25), "written-agreement",
    )  # fmt: skip


def test_a_performed_dispute_is_left_alone_by_its_confirmation(apply, go):
    case = go(
        apply(date(2024, 3, 1)),
        ("accept", date(2024, 3, 1)),
        ("agree-in-writing", date(2024, 3, 4), {"confirmation_wanted": True}),
        ("perform", date(2024, 3, 5), {"performance": "voluntary"}),
    )
    confirmation = Confirmation.objects.get(dispute=case)
    go(confirmation, ("apply", date(2024, 3, 11)), ("accept", date(2024, 3, 12)), ("confirm", date(2024, 3, 25)))
    assert confirmation.state == "confirmed"


# Adjudication, centres, Fengqiao offices


def test_an_adjudication_takes_the_days_that_its_law_gives(city, clerk, go):
    matter = AdjudicableMatter.objects.create(
        organisation=city, code="CJ01", name="土地权属争议", basis="土地管理法", days=60, valid_from=date(2020, 1, 1)
    )
    data = {"organisation": city, "matter": matter, "applicant": "甲", "respondent": "乙", "claim": "确权"}
    case = open_case(AdjudicationCase, "apply", clerk, date(2023, 3, 1), data)
    go(case, ("accept", date(2023, 3, 3)), ("hear", date(2023, 4, 3)))
    assert (case.days, case.due_on) == (60, date(2023, 5, 4))  # day 60 is 2 May, in the holiday of 29 April to 3 May
    go(case, ("decide", date(2023, 4, 20), {"decision": "归甲"}), ("serve", date(2023, 4, 24)))
    assert dues(case)["administrative-adjudication/sue"] == date(2023, 10, 24)
    scan(date(2023, 10, 25))
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("effective", None)
    go(case, ("perform", date(2023, 11, 1)))
    assert case.closed_on == date(2023, 11, 1)


def test_an_organ_without_a_mechanism_is_found_by_an_empty_day(city):
    AdjudicableMatter.objects.create(
        organisation=city, code="CJ01", name="甲", basis="某法", valid_from=date(2020, 1, 1)
    )
    assert AdjudicableMatter.objects.filter(mechanism_on=None).count() == 1


def test_the_centre_takes_in_once_and_passes_on_under_one_number(city, clerk, go):
    centre = GovernanceCentre.objects.create(organisation=city, name="综治中心", level=2, functions="甲\n乙",
                                             opened_on=date(2022, 6, 1))  # fmt: skip
    data = {"organisation": city, "centre": centre, "person": "徐娜", "matter": "邻居漏水", "type": "neighbours"}
    matter = open_case(CentreMatter, "receive", clerk, date(2023, 3, 1), data)
    go(matter, ("refer", date(2023, 3, 1), {"target": "mediation"}))
    dispute = DisputeCase.objects.get(passed_from=matter.number)
    assert (dispute.source, dispute.kind, dispute.type, dispute.opened_on) == (
        "centre", "peoples", "neighbours", date(2023, 3, 1),
    )  # fmt: skip
    go(matter, ("refer", date(2023, 3, 5), {"target": "petition"}))
    assert {type(one.record).__name__ for one in referring(matter)} == {"DisputeCase", "PetitionCase"}
    go(matter, ("conclude", date(2023, 3, 20), {"result": "已修复", "outcome": "settled"}))
    assert matter.closed_on == date(2023, 3, 20)


def rated(city, clerk, go, office, level, rated_on=None, revoked_on=None):
    case = open_case(OfficeRating, "apply", clerk, date(2022, 6, 1), {"organisation": city, "office": office})
    go(case, ("assess", date(2022, 9, 1), {"score": 92}))
    if rated_on:
        go(case, ("rate", rated_on, {"outcome": level}))
    if revoked_on:
        go(case, ("revoke", revoked_on, {"reason": "复核不合格"}))
    return case


def test_rated_fengqiao_offices(city, clerk, go):
    held = rated(city, clerk, go, "东关司法所", "city", date(2023, 12, 31))
    rated(city, clerk, go, "西关司法所", "city", date(2024, 1, 1))  # rated after the period
    rated(city, clerk, go, "南关司法所", "provincial", date(2022, 12, 1), date(2023, 12, 31))  # lost its title in it
    rated(city, clerk, go, "北关司法所", "city")  # only assessed
    figure = indicator("legal_services.fengqiao_judicial_offices").figure("2023", city)
    assert figure.value == 1 and figure.rows == {held}


# What the registers hold to


def refused(name, make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_registers_keep_their_order(city, committee):
    day = date(2023, 5, 4)
    refused("built before planned", lambda: MediationCentre.objects.create(
        organisation=city, name="甲", level=3, planned_on=day, built_on=date(2023, 5, 3)))  # fmt: skip
    refused("opened, never built", lambda: MediationCentre.objects.create(
        organisation=city, name="乙", level=3, planned_on=day, opened_on=day))  # fmt: skip
    refused("more than was found", lambda: ScreeningRound.objects.create(
        organisation=city, name="丙", level=3, started_on=day, found=3, settled=3, escalated=1))  # fmt: skip
    refused("met without evidence", lambda: ChecklistItem.objects.create(
        organisation=city, model="N+5", community="甲", item="乙", met_on=day, checked_on=day))  # fmt: skip
    person = {
        "organisation": city,
        "committee": committee,
        "name": "徐娜",
        "identity_number": "99",
        "appointed_on": day,
    }
    Mediator.objects.create(number="1", **person)
    refused("one person on two rosters", lambda: Mediator.objects.create(number="2", **person))
    with pytest.raises(ValidationError, match="已在另一委员会在册"):
        Mediator(number="2", **person).full_clean()
    Mediator.objects.update(left_on=date(2023, 6, 1))
    Mediator.objects.create(number="2", **person)
    with pytest.raises(ValidationError):  # 人民调解法#8.2: three to nine members
        Committee(organisation=city, name="甲", kind="village", members=2, set_up_on=day).full_clean()


def test_representatives_are_invited_to_named_disputes(city, apply):
    person = Representative.objects.create(organisation=city, number="D1", name="马老", circle="religious",
                                           listed_on=date(2022, 1, 1))  # fmt: skip
    dispute = apply(date(2023, 3, 1))
    day = {"invited_on": date(2023, 3, 3), "attended_on": date(2023, 3, 5), "result": "helped"}
    Invitation.objects.create(organisation=city, representative=person, dispute=dispute, **day)
    assert person.invitations.filter(result="helped").count() == 1
    other = apply(date(2023, 4, 1))
    late = day | {"attended_on": date(2023, 3, 2)}
    refused("attended before invited", lambda: Invitation.objects.create(
        organisation=city, representative=person, dispute=other, **late))  # fmt: skip


# The figures, counted by hand


def test_cases_and_success_rate(apply, go, city, clerk):
    def mediated(on, step, **data):
        return go(apply(on), ("accept", on), (step, on, data))

    counted = [
        mediated(date(2023, 1, 1), "agree-in-writing"),
        mediated(date(2023, 12, 31), "agree-orally"),
        mediated(date(2023, 6, 1), "agree-orally"),
        mediated(date(2023, 6, 1), "fail", failure="apart"),
    ]
    mediated(date(2022, 12, 31), "agree-orally")  # ended before the period
    mediated(date(2024, 1, 1), "agree-orally")  # ended after it
    go(apply(date(2023, 5, 1)), ("refuse", date(2023, 5, 2)))  # a party wanted none: never mediated
    go(apply(date(2023, 5, 1)), ("accept", date(2023, 5, 2)))  # still being mediated
    data = {"organisation": city, "type": "housing", "parties": "甲\n乙"}
    organ = open_case(DisputeCase, "apply-to-organ", clerk, date(2023, 5, 1), data)  # not people's mediation
    go(organ, ("accept", date(2023, 5, 2)), ("agree", date(2023, 5, 3), {"outcome": "agreed-oral"}))

    cases, rate = (indicator(f"mediation.{name}").figure("2023", city) for name in ("cases", "success_rate"))
    assert cases.value == 4 and cases.rows == set(counted)
    assert (rate.value, rate.part.rows) == (75, set(counted[:3]))


def test_a_mediation_refused_on_the_way_counts_as_not_settled(apply, go, city):
    go(apply(date(2023, 5, 1)), ("accept", date(2023, 5, 2)), ("refuse", date(2023, 5, 9), {"failure": "withdrawn"}))
    assert indicator("mediation.success_rate").figure("2023", city).value == 0


def test_bodies_people_and_centres_at_the_end_of_the_period(city, committee):
    Committee.objects.create(organisation=city, name="已撤销", kind="village", set_up_on=date(2010, 1, 1),
                             ended_on=date(2023, 12, 31))  # fmt: skip
    Committee.objects.create(organisation=city, name="次年设立", kind="village", set_up_on=date(2024, 1, 1))
    stays = Mediator.objects.create(
        organisation=city, number="1", name="甲", committee=committee, appointed_on=date(2023, 12, 31)
    )
    gone = {"appointed_on": date(2020, 1, 1), "left_on": date(2023, 12, 31)}
    Mediator.objects.create(organisation=city, number="2", name="乙", committee=committee, **gone)
    centre = {"organisation": city, "planned_on": date(2020, 1, 1), "built_on": date(2021, 1, 1)}
    county = MediationCentre.objects.create(name="县", level=3, opened_on=date(2021, 5, 1), **centre)
    MediationCentre.objects.create(name="市", level=2, opened_on=date(2021, 5, 1), **centre)  # of the city
    MediationCentre.objects.create(name="在建", level=3, **centre)  # built, not yet in operation

    figures = {name: indicator(f"mediation.{name}").figure("2023", city)
               for name in ("organizations", "mediators", "county_centers")}  # fmt: skip
    assert {name: figure.rows for name, figure in figures.items()} == {
        "organizations": {committee}, "mediators": {stays}, "county_centers": {county},
    }  # fmt: skip


# Against the table of the statutes

OURS = ("peoples-mediation", "mediation-confirmation")
EXTRA_STEPS = {
    # A dispute comes from another body or the court tells its decision: the table knows people's steps alone.
    "peoples-mediation": {"refer-to-committee", "note-confirmation"},
    # The table has extensions beside the course; `begin` is the agreement as it opens the case by itself.
    "mediation-confirmation": {"begin", "extend-review", "extend-special"},
}
EXTRA_LIMITS = {"peoples-mediation": {"peoples-mediation/perform"}}  # the day that the parties themselves agreed
STARTS = {"agree": ["agree", "begin"], "event:case-docketed": ["field:docketed_on"]}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def statutes(shared, slug):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    return next(entry for entry in table if entry["slug"] == slug)


@pytest.mark.parametrize("slug", OURS)
def test_the_course_is_that_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, slug), procedure.in_force(slug, date(2024, 1, 1))
    assert [(s.slug, s.final) for s in ours.states] == [(s["slug"], s.get("final", False)) for s in entry["states"]]
    assert ours.in_force == entry["in_force"]
    steps = {step.slug: step for step in ours.steps}
    assert steps.keys() - {t["slug"] for t in entry["transitions"]} == EXTRA_STEPS[slug]
    for row in entry["transitions"]:
        step = steps[row["slug"]]
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        assert [state.slug for state in step.sources] == listed(row["from"]), row["slug"]
        assert (target, step.role) == (row["to"], row["actor"]), row["slug"]
        assert list(step.citations) == listed(row["article"]), row["slug"]
    assert {o.slug: o.article for o in ours.outcomes} == {o["slug"]: o["article"] for o in entry["outcomes"]}


@pytest.mark.parametrize("slug", OURS)
def test_the_limits_are_those_of_the_statutes(shared, slug):
    entry, ours = statutes(shared, slug), procedure.in_force(slug, date(2024, 1, 1))
    rows = {f"{slug}/{row['slug']}": row for row in entry["time_limits"]}
    written = {one["slug"]: one for one in ours.as_json()["terms"]}
    assert written.keys() - EXTRA_LIMITS.get(slug, set()) == rows.keys()
    for name, row in rows.items():
        term, one = ours.term(name), written[name]
        assert one["starts_on"] == STARTS.get(row["starts_on"], listed(row["starts_on"])), name
        assert sorted(one["stops_on"]) == sorted(listed(row["stops_on"])), name
        effect = row["on_expiry"]["effect"]
        assert one["on_expiry"] == (None if effect == "none" else effect), name
        assert (term.limit.length.number, term.limit.length.unit) == (row["length"], row["unit"]), name
        assert list(term.limit.articles) == listed(row["article"]), name
        assert bool(term.extended) == ("extension" in row), name


def test_every_step_has_somebody_who_may_make_it(apply, clerk):
    case = apply(date(2023, 3, 1))
    assert {one.step.slug for one in next_steps(case, clerk) if one.allowed} == {"accept", "refuse"}
