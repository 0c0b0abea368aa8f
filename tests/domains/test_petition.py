"""信访: the course from registering to the end of the recheck by both Regulations, its terms, leaders; the figures."""

from datetime import date

import pytest
import yaml
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from fadu.domains.petition.models import BacklogBatch, BacklogCase, LeaderVisit, PetitionCase, Reception, RecheckNotice
from fadu.kernel import ledgers, procedure
from fadu.kernel.cases import StepRefused, case_models, clocks_of, course, open_case, perform, referred, scan
from fadu.kernel.indicators import indicator
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def bureau(city):
    return found(SYSTEM, code="990200-11", name="明川市自然资源局", short_name="市自然资源局",
                 kind=Kind.DEPARTMENT, division=city.division, parent=city)  # fmt: skip


@pytest.fixture
def office(city):
    user = User.objects.create(username="petitions", name="方敏")
    for role in ("petition_office", "mediation_clerk"):
        Membership.objects.create(user=user, organisation=city, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def register(city, office):
    def register(on, **data):
        values = {"organisation": city, "petitioner": "徐娜", "content": "补偿款未到位", "field": "land"}
        return open_case(PetitionCase, "register", office, on, values | data)

    return register


@pytest.fixture
def go(office):
    """Make steps one after another: name, day, and what it records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, office, on=on, outcome=data.pop("outcome", ""), data=data)
        return case

    return go


FORWARD = {"forwarding": "forwarded", "responsible": "市自然资源局"}


@pytest.fixture
def handling(register, go):
    def handling(on, **data):
        return go(register(on, **data), ("forward", on, FORWARD), ("acknowledge", on), ("handle", on))

    return handling


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def due(case, limit):
    return [clock.due_on for clock in clocks_of(case) if clock.limit == f"petition/{limit}"][-1]


# The course


def test_a_petition_through_review_and_recheck(register, go):
    case = register(date(2023, 2, 1))
    assert (case.number, case.title) == ("明府信〔2023〕1号", "征地拆迁、土地·申诉求决")
    go(
        case,
        ("forward", date(2023, 2, 6), FORWARD | {"forward_received_on": date(2023, 2, 7)}),
        ("acknowledge", date(2023, 2, 20)),
        ("handle", date(2023, 2, 22)),
        ("hold-hearing", date(2023, 3, 1)),
        ("end-hearing", date(2023, 3, 2)),
        ("extend", date(2023, 4, 10), {"extension_reason": "情况复杂"}),
        ("issue-opinion", date(2023, 5, 10), {"opinion": "不符合规定", "outcome": "not-supported"}),
        ("request-review", date(2023, 6, 9), {"review_organ": "市人民政府"}),
        ("issue-review", date(2023, 7, 7), {"review_conclusion": "upheld", "review_opinion": "维持"}),
        ("request-recheck", date(2023, 8, 1), {"recheck_organ": "省人民政府"}),
        ("hold-recheck-hearing", date(2023, 8, 15)),
        ("end-recheck-hearing", date(2023, 8, 22)),
        ("issue-recheck", date(2023, 9, 4), {"recheck_conclusion": "upheld", "recheck_opinion": "维持"}),
    )
    assert (case.state, case.outcome, case.closed_on) == ("recheck-opinion", "not-supported", date(2023, 9, 4))
    days = {clock.limit.partition("/")[2]: clock.due_on for clock in clocks_of(case)}
    assert days == {
        "petition-office": date(2023, 2, 16),
        "tell-forwarded": date(2023, 2, 22),
        "objection": date(2023, 2, 14),  # five working days
        "handle": date(2023, 5, 22),  # 60 + 30 days: day 90 is Sunday 21 May; the hearing does not stop it
        "request-review": date(2023, 6, 9),
        "review": date(2023, 7, 10),  # day 30 is Sunday
        "request-recheck": date(2023, 8, 7),  # day 30 is Sunday 6 August
        "recheck": date(2023, 9, 7),  # day 30 is 31 August; the hearing of seven days does not count
    }
    assert case.due_on == date(2023, 5, 22)
    assert "徐娜" not in str([one.event.after_text for one in course(case)])


@pytest.mark.parametrize(
    ("start", "due_on"),
    [(date(2023, 3, 1), date(2023, 5, 4)), (date(2023, 3, 6), date(2023, 5, 5)), (date(2021, 3, 3), date(2021, 5, 6))],
)
def test_sixty_days_to_handle(handling, start, due_on):
    """Day 60 of the first is Sunday 30 April 2023, in the holiday until 3 May; so is that of the third in 2021."""
    assert handling(start).due_on == due_on


@pytest.mark.parametrize(
    ("day", "due_on"), [(date(2023, 9, 28), date(2023, 10, 11)), (date(2024, 4, 30), date(2024, 5, 10))]
)
def test_five_working_days_to_object(register, go, day, due_on):
    assert due(go(register(day), ("forward", day, FORWARD)), "objection") == due_on


@pytest.mark.parametrize(("on", "state"), [(date(2023, 5, 31), "reviewing"), (date(2023, 6, 1), "closed")])
def test_the_matter_is_closed_when_no_review_is_asked_for(handling, go, on, state):
    opinion = {"opinion": "支持", "outcome": "supported", "opinion_received_on": date(2023, 4, 28)}
    case = go(handling(date(2023, 3, 1)), ("issue-opinion", date(2023, 4, 26), opinion))
    assert due(case, "request-review") == date(2023, 5, 29)  # day 30 is Sunday 28 May
    act = lambda: go(case, ("request-review", date(2023, 5, 29), {"review_organ": "市政府"}))
    if state == "closed":
        scan(on)
        case.refresh_from_db()
        assert case.closed_on == date(2023, 5, 30)
    else:
        act()
    assert case.state == state


def test_a_suggestion_is_answered_and_has_no_sixty_days(register, go):
    case = go(
        register(date(2023, 3, 1), kind="suggestion"),
        ("acknowledge", date(2023, 3, 2)),
        ("answer-suggestion", date(2023, 6, 1), {"opinion": "已采纳"}),
    )
    assert (case.outcome, case.due_on) == ("suggestion", None)


def test_an_organ_that_received_it_directly_tells_within_fifteen_days(register):
    case = register(date(2023, 3, 1), direct=True)
    assert {clock.limit: clock.due_on for clock in clocks_of(case)} == {"petition/tell-direct": date(2023, 3, 16)}
    assert case.tell_due_on == date(2023, 3, 16)


def test_a_matter_handed_over_is_reported_by_the_day_named(register, go):
    handed = FORWARD | {"forwarding": "assigned", "report_by": date(2023, 4, 20)}
    assert due(go(register(date(2023, 3, 1)), ("forward", date(2023, 3, 2), handed)), "report") == date(2023, 4, 20)


def test_a_forwarded_petition_stands_with_the_organ_until_that_objects(register, go, bureau, city):
    case = go(register(date(2023, 3, 1)), ("forward", date(2023, 3, 2), FORWARD | {"responsible_organisation": bureau}))
    assert (case.organisation, case.registered_by) == (bureau, city)
    running = [clock for clock in clocks_of(case) if clock.stopped_on is None]
    assert running and {clock.organisation for clock in running} == {bureau}
    go(case, ("object", date(2023, 3, 6), {"objection": "不属于本机关职权"}), ("agree-objection", date(2023, 3, 7)))
    assert (case.organisation, case.state, case.responsible) == (city, "registered", "")
    go(case, ("forward", date(2023, 3, 8), FORWARD), ("acknowledge", date(2023, 3, 9)))
    assert case.organisation == city


def test_the_organ_handles_what_was_forwarded_to_it(register, go, bureau):
    user = User.objects.create(username="bureau", name="经办")
    Membership.objects.create(user=user, organisation=bureau, role="responsible_organ")
    organ = Actor.of(user, date(2023, 3, 1))
    case = register(date(2023, 3, 1))
    go(case, ("forward", date(2023, 3, 2), FORWARD | {"responsible_organisation": bureau}))
    perform(case, "acknowledge", organ, on=date(2023, 3, 6))
    assert case.state == "acknowledged"


def test_a_file_with_a_petition_that_went_elsewhere_is_imported_once(city, bureau, office, tmp_path):
    number, day = "明府信〔2023〕8号", date(2023, 3, 1)
    told = {"forwarding": "forwarded", "responsible": "市自然资源局", "responsible_organisation": bureau.code}
    sheets = {
        "信访事项": {
            "organisation": city.code,
            "number": number,
            "opened_on": day,
            "petitioner": "徐娜",
            "content": "甲",
        },
        "办理步骤": {"organisation": city.code, "number": number, "step": "转送、交办", "on": date(2023, 3, 2), **told},
    }
    acknowledged = [city.code, number, "书面告知接收情况和途径程序（受理）", date(2023, 3, 6)]
    book, file = Workbook(write_only=True), tmp_path / "petitions.xlsx"
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        known = {"step": "环节", "on": "办理日期"}
        columns = ledgers.ledger("petition-case").all_columns
        sheet.append([known.get(one) or columns[one].label for one in cells])
        sheet.append(list(cells.values()))
    sheet.append(acknowledged)
    book.save(file)

    first = ledgers.import_file(ledgers.ledger("petition-case"), office, file)
    again = ledgers.import_file(ledgers.ledger("petition-case"), office, file)

    assert not first.errors and not again.errors
    assert (first.created, first.steps) == (1, 2)
    assert (again.created, again.updated, again.unchanged, again.steps) == (0, 0, 3, 0)
    case = PetitionCase.objects.get()
    assert (case.organisation, case.state) == (bureau, "acknowledged")


def test_what_ended_with_a_recheck_is_not_taken_up_again(register, handling, go):
    case = handling(date(2023, 2, 1))
    go(
        case,
        ("issue-opinion", date(2023, 2, 20), {"opinion": "不支持", "outcome": "not-supported"}),
        ("request-review", date(2023, 2, 21), {"review_organ": "市政府"}),
        ("issue-review", date(2023, 2, 22), {"review_conclusion": "upheld", "review_opinion": "维持"}),
        ("request-recheck", date(2023, 2, 23), {"recheck_organ": "省政府"}),
        ("issue-recheck", date(2023, 2, 24), {"recheck_conclusion": "upheld", "recheck_opinion": "维持"}),
    )
    again = register(date(2023, 5, 5), earlier=case.number)
    assert [one.record for one in referred(again)] == [case]
    assert "已经复核终结" in refusal(lambda: go(again, ("acknowledge", date(2023, 5, 6)))).reason
    go(again, ("decline", date(2023, 5, 6), {"refusal_reason": "同一事项已经复核终结"}))
    assert again.state == "not-accepted"


def test_no_more_than_five_represent_many(city, office):
    values = {"organisation": city, "petitioner": "徐娜等", "content": "甲", "people": 30, "representatives": 6}
    refused = refusal(lambda: open_case(PetitionCase, "register", office, date(2023, 3, 1), values))
    assert "representatives" in refused.faults


# The law of 2005, and the change of 1 May 2022


def test_the_regulations_of_2005_knew_no_objection(register):
    case = register(date(2022, 4, 30))
    assert case.version.title != procedure.in_force("petition", date(2022, 5, 1)).title
    assert case.version.step("object") is None and case.version.state("objected") is None


def test_a_petition_open_on_the_first_of_may_goes_on_by_the_new_regulations(register, go):
    case = go(register(date(2022, 4, 20)), ("forward", date(2022, 4, 25), FORWARD))
    told = due(case, "tell-forwarded")
    assert (case.procedure, told) == ("petition@2005-05-01", date(2022, 5, 10))
    go(case, ("acknowledge", date(2022, 5, 6)), ("handle", date(2022, 5, 6)))
    assert case.procedure == "petition@2022-05-01" and case.due_on == date(2022, 7, 5)
    assert [one.basis for one in course(case)][1:3] == [
        "《信访条例》第二十一条第一款第二项、第二十一条第一款第三项、第二十一条第一款第四项",
        "《信访工作条例》第二十三条第二款、第二十三条第三款",
    ]


def test_a_file_calls_a_step_by_the_words_of_either_law(city, office, tmp_path):
    file = tmp_path / "petitions.csv"
    rows = "机构,编号,立案日期,信访人,投诉请求或者建议\n990200,信1,2022-04-20,徐娜,甲\n990200,信2,2022-04-20,胡健,乙\n"
    file.write_text(rows, encoding="utf-8")
    assert not ledgers.import_file(ledgers.ledger("petition-case"), office, file).errors
    steps = tmp_path / "steps.csv"
    steps.write_text(
        "编号,环节,办理日期\n信1,受理并书面告知,2022-05-06\n信2,书面告知接收情况和途径程序（受理）,2022-05-06\n",
        encoding="utf-8",
    )
    assert not ledgers.import_file(ledgers.ledger("petition-case"), office, steps).errors
    assert set(PetitionCase.objects.values_list("state", "procedure")) == {("acknowledged", "petition@2022-05-01")}


# Mediation, and back


def test_a_petition_is_referred_to_mediation_and_learns_the_result(handling, go, city):
    case = handling(date(2023, 3, 1))
    go(case, ("refer-to-mediation", date(2023, 3, 6), {"mediation_organisation": city}))
    dispute = case_models()["mediation-dispute"].objects.get(petition=case.number)
    assert (dispute.source, dispute.parties, dispute.opened_on) == ("petition", "徐娜", date(2023, 3, 6))
    go(dispute, ("refuse", date(2023, 3, 10), {"pass_to": "administrative"}))
    case.refresh_from_db()
    assert case.mediation_result == ""  # passed on: the result comes from there
    passed = case_models()["mediation-dispute"].objects.get(passed_from=dispute.number)
    go(passed, ("accept", date(2023, 3, 13)), ("agree", date(2023, 3, 20), {"outcome": "agreed-written"}))
    case.refresh_from_db()
    assert (case.mediation_result, case.mediated_on, case.mediation_number) == (
        "agreed", date(2023, 3, 20), passed.number,
    )  # fmt: skip
    go(case, ("settle", date(2023, 3, 27), {"opinion": "息访"}))
    assert (case.state, case.outcome) == ("settled", "settled")


def test_a_closed_petition_is_told_nothing(handling, go, city):
    case = handling(date(2023, 3, 1))
    go(case, ("refer-to-mediation", date(2023, 3, 6), {"mediation_organisation": city}), ("settle", date(2023, 3, 8)))
    dispute = case_models()["mediation-dispute"].objects.get(petition=case.number)
    go(dispute, ("refuse", date(2023, 3, 10)))
    case.refresh_from_db()
    assert (dispute.state, case.mediation_result) == ("refused", "")


# Leaders


@pytest.fixture
def backlog(city, office, go):
    def backlog(on, led=None, resolved=None, **data):
        values = {"organisation": city, "petitioner": "徐娜", "matter": "甲", "assigned_on": on}
        case = open_case(BacklogCase, "list", office, on, values | data)
        if led:
            go(case, ("lead", led, {"leader": "郑川", "leader_post": "市长"}))
        if resolved:
            go(case, ("resolve", resolved, {"result": "息访"}))
        return case

    return backlog


@pytest.fixture
def receive(city, office):
    def receive(on, people, step="receive"):
        values = {"organisation": city, "leader": "郑川", "visitor": "徐娜", "people": people, "matter": "甲"}
        return open_case(Reception, step, office, on, values)

    return receive


def test_a_leader_takes_on_a_case_until_it_is_verified(backlog, go, city):
    case = backlog(date(2023, 1, 10))
    go(case, ("lead", date(2023, 1, 12), {"leader": "郑川", "leader_post": "市长", "resolve_by": date(2023, 6, 30)}))
    assert case.due_on == date(2023, 6, 30)
    LeaderVisit.objects.create(organisation=city, backlog=case, visited_on=date(2023, 2, 1), leader="郑川")
    go(case, ("make-plan", date(2023, 2, 1), {"plan": "协调补偿"}), ("resolve", date(2023, 5, 1), {"result": "息访"}))
    go(case, ("return", date(2023, 5, 10)))
    assert (case.state, case.resolved_on) == ("led", None)
    go(case, ("resolve", date(2023, 6, 1), {"result": "兑现"}), ("verify", date(2023, 6, 10)))
    assert (case.closed_on, case.resolved_on) == (date(2023, 6, 10), date(2023, 6, 1))


def test_what_a_superior_hands_over_has_its_day(backlog):
    assert "assigned_on" in refusal(lambda: backlog(date(2023, 1, 10), assigned_on=None)).faults


def test_a_matter_brought_to_a_leader_becomes_a_petition(receive, go):
    case = go(receive(date(2023, 3, 1), 3), ("register", date(2023, 3, 2)))
    petition = PetitionCase.objects.get(transferred_from=case.number)
    assert (petition.petitioner, petition.people, petition.state) == ("徐娜", 3, "registered")
    assert due(petition, "petition-office") == date(2023, 3, 17)
    assert case.outcome == "petition"


def test_an_assigned_matter_is_followed_to_its_day(receive, go):
    case = go(
        receive(date(2023, 3, 1), 3),
        ("assign", date(2023, 3, 1), {"assigned_to": "甲局", "resolve_by": date(2023, 4, 1)}),
    )
    assert case.due_on == date(2023, 4, 1)
    go(case, ("resolve", date(2023, 3, 20), {"result": "已办", "outcome": "resolved"}))
    assert case.closed_on == date(2023, 3, 20)


def test_a_published_recheck_names_no_petitioner(register, city):
    notice = RecheckNotice(organisation=city, petition=register(date(2023, 3, 1)), text="徐娜反映的事项……")
    with pytest.raises(ValidationError, match="个人信息"):
        notice.full_clean()


# The figures, counted by hand


def figure(slug, city, period="2023"):
    return indicator(f"petition.{slug}").figure(period, city)


def test_cases_handed_over_and_resolved(backlog, city):
    resolved = [backlog(date(2023, 1, 10), date(2023, 1, 12), date(2023, 5, 1)),
                backlog(date(2023, 12, 31), resolved=date(2024, 2, 1))]  # fmt: skip
    waiting = backlog(date(2023, 1, 10), date(2023, 1, 12))
    backlog(date(2022, 12, 31), resolved=date(2023, 2, 1))  # handed over before the period
    backlog(date(2023, 3, 1), origin="own", assigned_on=None, resolved=date(2023, 4, 1))  # nobody handed it over

    assert figure("assigned_cases", city).rows == {*resolved, waiting}
    assert figure("resolved_cases", city).rows == set(resolved)
    rate = figure("resolution_rate", city)
    assert (str(rate.value), rate.numerator, rate.denominator) == ("66.67", 2, 3)


def test_cases_and_batches_that_leaders_took_on(backlog, city):
    led = [backlog(date(2022, 12, 1), date(2023, 1, 1)), backlog(date(2023, 3, 1), date(2023, 12, 31), origin="own")]
    backlog(date(2023, 3, 1))  # no leader yet
    backlog(date(2022, 3, 1), date(2022, 12, 31))  # taken on before the period
    day = date(2023, 1, 1)
    batch = BacklogBatch.objects.create(organisation=city, number="1", name="甲", listed_on=day, led_on=day)
    BacklogBatch.objects.create(organisation=city, number="2", name="乙", listed_on=day)  # not given to leaders
    BacklogBatch.objects.create(organisation=city, number="3", name="丙", listed_on=day, led_on=date(2024, 1, 1))

    assert figure("leader_cases", city).rows == set(led)
    assert figure("leader_case_batches", city).rows == {batch}


def test_groups_and_people_received(receive, go, city):
    came = [receive(date(2023, 1, 1), 4), receive(date(2023, 12, 31), 3)]
    booked = receive(date(2023, 5, 1), 2, "book")
    came.append(go(booked, ("meet", date(2023, 5, 4), {"people": 5})))  # five came, not the two announced
    go(receive(date(2023, 6, 1), 9, "book"), ("stay-away", date(2023, 6, 5)))  # nobody came
    receive(date(2024, 1, 1), 7)  # after the period

    assert figure("reception_batches", city).rows == set(came)
    assert figure("reception_visits", city).value == 12


def test_on_time_rate_of_the_organ_that_handled(handling, go, city):
    ended = {"opinion": "答复", "outcome": "supported"}
    in_time = go(handling(date(2023, 3, 1)), ("issue-opinion", date(2023, 5, 4), ended))  # the last day
    late = go(handling(date(2023, 3, 1)), ("issue-opinion", date(2023, 5, 5), ended))
    from fadu.domains.petition.indicators import PetitionFigures

    rate = PetitionFigures._timeliness.figure("2023", city)
    assert (rate.value, rate.part.rows, rate.whole.rows) == (50, {in_time}, {in_time, late})


# Against the table of the statutes

EXTRA_STEPS = {
    "submit",
    "receive-transfer",
    "refer-to-mediation",
    "return-mediation-result",
}  # from and to other bodies
EXTRA_LIMITS = {"petition/report"}  # 信访工作条例#22.1(3): the day that the office names
ROLES = {"agency_head": "handling_head"}
EXTRA_STARTS = {
    "petition/petition-office": ["register", "submit", "receive-transfer"],
    "petition/tell-direct": ["register", "submit"],
}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def test_the_procedure_is_that_of_the_statutes(shared):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    entry = next(one for one in table if one["slug"] == "petition")
    ours = procedure.in_force("petition", date(2024, 1, 1))
    assert [(s.slug, s.final) for s in ours.states] == [(s["slug"], s.get("final", False)) for s in entry["states"]]
    assert ours.in_force == entry["in_force"]
    steps = {step.slug: step for step in ours.steps}
    assert steps.keys() - {t["slug"] for t in entry["transitions"]} == EXTRA_STEPS
    for row in entry["transitions"]:
        step = steps[row["slug"]]
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        assert [state.slug for state in step.sources] == listed(row["from"]), row["slug"]
        assert (target, step.role) == (row["to"], ROLES.get(row["actor"], row["actor"])), row["slug"]
        assert list(step.citations) == listed(row["article"]), row["slug"]
    assert {o.slug: o.article for o in ours.outcomes} == {o["slug"]: o["article"] for o in entry["outcomes"]}

    rows = {f"petition/{row['slug']}": row for row in entry["time_limits"]}
    written = {one["slug"]: one for one in ours.as_json()["terms"]}
    assert written.keys() - EXTRA_LIMITS == rows.keys()
    for name, row in rows.items():
        term, one = ours.term(name), written[name]
        assert one["starts_on"] == EXTRA_STARTS.get(name, listed(row["starts_on"])), name
        assert sorted(one["stops_on"]) == sorted(listed(row["stops_on"])), name
        effect = row["on_expiry"]["effect"]
        assert one["on_expiry"] == (None if effect == "none" else effect), name
        assert (term.limit.length.number, term.limit.length.unit) == (row["length"], row["unit"]), name
        assert list(term.limit.articles) == listed(row["article"]), name
        assert bool(term.extended) == ("extension" in row), name
        assert bool(term.suspended) == ("suspended_by" in row), name
