"""年度报告程序: the course towards the statutory dates, and how it maps on the table of the statutes."""

from datetime import UTC, date, datetime

import pytest
import yaml

from fadu.kernel import documents, procedure
from fadu.kernel.cases import StepRefused, clocks_of, next_steps, open_case, perform
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import Target
from fadu.reports import checks
from fadu.reports.models import AnnualReport

COURSE = [
    ("draft", date(2024, 1, 10), {}),
    ("review", date(2024, 1, 20), {}),
    ("consider", date(2024, 2, 1), {"meeting": "市政府第30次常务会议"}),
    ("approve", date(2024, 2, 5), {"document_number": "明府〔2024〕5号"}),
    ("report", date(2024, 2, 20), {"addressees": "市委、市人大常委会、省政府"}),
    ("publish", date(2024, 3, 20), {"secrecy_checked": True}),
]


@pytest.fixture
def office(db):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    city = found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)
    user = User.objects.create(username="office", name="周明")
    Membership.objects.create(user=user, organisation=city, role="law_governance_office")
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def report(office, monkeypatch):
    monkeypatch.setattr(checks, "check", lambda report, on: [])
    return open_case(
        AnnualReport, "start", office, date(2023, 12, 15), {"organisation": office.organisation, "year": 2023}
    )


def test_a_report_goes_from_collecting_to_publication(report, office):
    assert [(clock.limit.partition("/")[2], clock.due_on) for clock in clocks_of(report)] == [
        ("report", date(2024, 2, 29)),  # before 1 March, of a leap year
        ("publish", date(2024, 3, 31)),
    ]
    for step, on, data in COURSE:
        if step == "approve":
            report.locked_at = datetime(2024, 2, 4, tzinfo=UTC)
            report.save(update_fields=["locked_at"])
        perform(report, step, office, on=on, data=data)

    assert (report.state, report.closed_on, report.due_on) == ("published", date(2024, 3, 20), date(2024, 2, 29))
    dates = (report.reviewed_on, report.deliberated_on, report.approved_on, report.submitted_on)
    assert dates == (date(2024, 1, 20), date(2024, 2, 1), date(2024, 2, 5), date(2024, 2, 20))
    assert next_steps(report, office) == []
    [letter] = documents.of(*report.place)
    assert letter.name == "关于报送法治政府建设年度报告的函（明府函〔2024〕1号）.docx"


@pytest.mark.parametrize(
    ("upto", "step", "reason"), [(2, "review", "没有来源"), (4, "approve", "尚未定格"), (6, "publish", "保密审查")]
)
def test_a_report_does_not_go_on_with_what_is_wrong(report, office, monkeypatch, upto, step, reason):
    if step == "review":
        wrong = checks.Finding("source", checks.ERROR, "", "某数字没有来源")
        monkeypatch.setattr(checks, "check", lambda report, on: [wrong])
    for name, on, data in COURSE[: upto - 1]:
        if name == "approve":
            AnnualReport.objects.update(locked_at=datetime(2024, 2, 4, tzinfo=UTC))
        perform(report, name, office, on=on, data=data) if name != step else None
    with pytest.raises(StepRefused, match=reason):
        perform(report, step, office, on=date(2024, 3, 25))


# Our states and steps on the way that the table of the statutes knows. 审核 and 签发 are office practice: more steps.
ADDED = {"reviewed", "approved"}, {"review", "approve"}


def test_the_course_is_that_of_the_statutes_with_two_steps_more(shared):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    entry = next(one for one in table if one["slug"] == "law-government-annual-report")
    ours = procedure.in_force("law-government-annual-report", date(2024, 1, 1))
    assert ours.in_force == entry["in_force"]
    assert {s.slug for s in ours.states} - {s["slug"] for s in entry["states"]} == ADDED[0]
    assert {s.slug for s in ours.steps} - {t["slug"] for t in entry["transitions"]} == ADDED[1]
    for row in entry["transitions"]:
        step = ours.step(row["slug"])
        assert isinstance(step.target, Target) or step.target.slug == row["to"]
        assert (step.role, *step.citations) == (row["actor"], row["article"])
        # A step of ours may come later (after 审核, after 签发), never earlier.
        source = ours.state(row["from"]) if row["from"] else None
        assert source is None or set(step.sources) <= ours.reachable([source])
    for row in entry["time_limits"]:
        term = ours.term(f"{entry['slug']}/{row['slug']}")
        assert [step.slug for step in (*term.starts, *term.stops)] == [row["starts_on"], *row["stops_on"]]
        assert (term.limit.length.day, term.limit.article) == (row["due"], row["article"])
