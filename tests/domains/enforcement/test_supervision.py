"""行政执法监督: leniency, filings, file reviews, supervision, recordings, campaigns and hazards, each by its steps."""

import json
from datetime import date
from decimal import Decimal

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fadu import draw
from fadu.domains.enforcement.models import (
    AuxiliaryOfficer,
    AuxiliaryTraining,
    Course,
    CrimeStandard,
    CrimeTransfer,
    EnforcementSubject,
    Officer,
    PenaltyCase,
    TrainingRecord,
    TrainingRequirement,
)
from fadu.domains.enforcement.models.benchmarks import (
    Benchmark,
    BenchmarkGrade,
    BenchmarkReview,
    assess,
    benchmarks_in_force,
    circumstances_of,
)
from fadu.domains.enforcement.models.campaigns import Campaign, Hazard
from fadu.domains.enforcement.models.checks import LedgerCheck
from fadu.domains.enforcement.models.filings import MajorPenaltyFiling
from fadu.domains.enforcement.models.lenient import LenientCase, LenientItem, lenient_items
from fadu.domains.enforcement.models.officers import hours_short
from fadu.domains.enforcement.models.publicity import (
    Disclosure,
    Recording,
    RecordingItem,
    Reviewer,
    ReviewThreshold,
    thresholds_reached,
)
from fadu.domains.enforcement.models.reform import Downshift
from fadu.domains.enforcement.models.review import (
    Defect,
    FileReview,
    FileTemplate,
    ReviewedFile,
    ScoringItem,
    missing_papers,
)
from fadu.domains.enforcement.models.supervision import EnforcementSupervision
from fadu.kernel import documents, procedure, publication, texts
from fadu.kernel.cases import StepRefused, arise, clocks_of, course, next_steps, open_case, perform
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import Target
from fadu.kernel.provisions import LocalProvision
from fadu.laws.citing import affected, citing
from fadu.laws.library import Library

pytestmark = pytest.mark.django_db
ROLES = ("enforcement_supervisor", "enforcement_handler", "enforcement_officer", "enforcement_head")


@pytest.fixture
def city():
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def bureau(city):
    """城市管理局, which enforces."""
    return found(SYSTEM, code="990200-30", name="明川市城市管理局", short_name="市城管局", mark="明城管",
                 kind=Kind.DEPARTMENT, division=city.division, parent=city)  # fmt: skip


@pytest.fixture
def actor(city, bureau):
    user = User.objects.create(username="overseer", name="陈立")
    for role in ROLES:
        Membership.objects.create(user=user, organisation=city, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def go(actor):
    """Make steps one after another: name, day, and what it records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, actor, on=on, outcome=data.pop("outcome", ""), data=data)
        return case

    return go


@pytest.fixture
def opened(actor, bureau):
    def opened(model, opening, on, /, **values):
        return open_case(model, opening, actor, on, {"organisation": bureau} | values)

    return opened


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def dues(case):
    return {clock.limit: clock.due_on for clock in clocks_of(case)}


# Benchmarks


@pytest.fixture
def benchmark(city):
    made = Benchmark.objects.create(
        organisation=city, number="SR-01-2022", code="SR-01", field="urban", act="随意倾倒垃圾", basis="行政处罚法#34",
        minimum=500, maximum=5000, valid_from=date(2022, 1, 1), published_on=date(2022, 1, 10),
    )  # fmt: skip
    for place, (grade, low, high) in enumerate((("lighter", 500, 1500), ("ordinary", 1500, 3500)), 1):
        BenchmarkGrade.objects.create(
            organisation=city, benchmark=made, place=place, grade=grade, minimum=low, maximum=high
        )
    return made


def test_a_fine_is_held_against_the_benchmark_in_force(benchmark, bureau):
    (mine,) = benchmarks_in_force(bureau, "SR-01", date(2022, 6, 1))  # the city's, which its bureau applies
    lawful, verdict = assess(mine, Decimal(2000))
    assert (lawful.grade, lawful.minimum, verdict.kind) == ("ordinary", 1500, "inside")
    lawful, verdict = assess(mine, Decimal(1200), "主动消除或者减轻违法行为危害后果")
    assert (lawful.grade, verdict.kind) == ("lighter", "inside")
    assert assess(mine, Decimal(4000))[1].kind == "reasoned" and assess(mine, Decimal(400))[1].kind == "forbidden"
    assert list(benchmarks_in_force(bureau, "SR-01", date(2021, 12, 31))) == []


def test_a_later_version_takes_the_place_of_the_earlier(benchmark, bureau, city):
    benchmark.valid_to = date(2023, 1, 1)
    benchmark.save()
    later = Benchmark.objects.create(
        organisation=city, number="SR-01-2023", code="SR-01", version=2, field="urban", act="随意倾倒垃圾",
        basis="行政处罚法#34", maximum=3000, valid_from=date(2023, 1, 1),
    )  # fmt: skip
    assert [list(benchmarks_in_force(bureau, "SR-01", day)) for day in (date(2022, 12, 31), date(2023, 1, 1))] == [
        [benchmark], [later],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "low", "high"), [("lighter", 400, 1000), ("heavier", 4000, 5001), ("mitigated", 0, 501), ("none", 0, 1)]
)
def test_a_band_stays_within_the_statute(benchmark, grade, low, high):
    band = BenchmarkGrade(
        organisation=benchmark.organisation, benchmark=benchmark, place=9, grade=grade, minimum=low, maximum=high
    )
    with pytest.raises(ValidationError):
        band.full_clean()


def test_benchmarks_and_lists_are_public_while_they_hold(benchmark):
    shown = publication.publication("discretion-benchmarks")
    assert [publication.listing(shown, day)[0] != [] for day in (date(2022, 1, 9), date(2022, 1, 10))] == [False, True]
    grades = publication.listing(publication.publication("discretion-grades"), date(2022, 2, 1))[0]
    assert [dict(one.values)["裁量阶次"] for one in grades] == ["一般处罚", "从轻处罚"]


def test_benchmarks_say_which_law_they_rest_on(benchmark):
    assert [one.record for one in citing("行政处罚法") if one.ledger.slug == "discretion-benchmark"] == [benchmark]


def test_a_new_version_of_the_law_names_the_benchmarks_that_rest_on_the_old(benchmark, city):
    older = Benchmark.objects.create(organisation=city, number="SR-02-2019", code="SR-02", field="urban", act="占道",
                                     basis="行政处罚法#27", maximum=100, valid_from=date(2019, 1, 1))  # fmt: skip
    ended = Benchmark.objects.create(organisation=city, number="SR-03-2019", code="SR-03", field="urban", act="堆物",
                                     basis="行政处罚法#27", maximum=100, valid_from=date(2019, 1, 1),
                                     valid_to=date(2020, 1, 1))  # fmt: skip
    newest = Library().versions("行政处罚法")[-1]
    assert [one.record for one in affected(newest) if one.ledger.slug == "discretion-benchmark"] == [older]
    assert ended not in [one.record for one in citing("行政处罚法")]  # it stands no longer


def edition(organisation, number, valid_from, code="SR-01", **values):
    fixed = {"field": "urban", "act": "随意倾倒垃圾", "basis": "某办法", "maximum": 5000}
    return Benchmark.objects.create(
        organisation=organisation, number=number, code=code, valid_from=valid_from, **fixed | values
    )


@pytest.fixture
def lower(bureau):
    """The bureau's own edition of what the city also has."""
    return edition(bureau, "B-01", date(2022, 6, 1), basis="某办法")


@pytest.fixture
def benchmark_of_city(city):
    return edition(city, "SR-01-2022", date(2022, 1, 1))


def test_a_new_edition_above_puts_the_benchmark_up_for_review_when_it_comes_into_force(
    benchmark_of_city, lower, city, bureau, opened, go
):
    assert arise(date(2023, 6, 30)) == []  # the city's edition is older than the bureau's
    edition(city, "SR-01-2023", date(2023, 7, 1), version=2)
    edition(city, "SR-02-2023", date(2023, 7, 1), code="SR-02")  # another act
    benchmark_of_city.valid_to = date(2023, 7, 1)
    benchmark_of_city.save()
    assert arise(date(2023, 6, 30)) == []
    (review,) = arise(date(2023, 7, 1))
    assert (review.benchmark, review.organisation, review.state, review.ground, review.arisen_on) == (
        lower, bureau, "due", "changed", date(2023, 7, 1),
    )  # fmt: skip
    assert review.cause == "上级基准 SR-01-2023（明川市人民政府，第2版）自2023-07-01起施行"
    assert arise(date(2023, 7, 1)) == [] == arise(date(2023, 8, 1))  # it is under review
    assert "reason" in refusal(lambda: go(review, ("conclude", date(2023, 7, 5), {"outcome": "kept"}))).faults
    go(review, ("conclude", date(2023, 7, 5), {"outcome": "kept", "reason": "幅度没有变化"}))
    assert (review.state, review.outcome, review.concluded_on) == ("reviewed", "kept", date(2023, 7, 5))
    assert arise(date(2023, 12, 31)) == []
    edition(city, "SR-01-2024", date(2024, 1, 1), version=3)
    assert [one.arisen_on for one in arise(date(2024, 2, 1))] == [date(2024, 1, 1)]


@pytest.mark.parametrize("named", ["SR-09-2022", "SR-09"])
def test_a_benchmark_may_name_what_it_follows(city, bureau, named):
    other = found(
        SYSTEM, code="990200-77", name="明川市水利局", kind=Kind.DEPARTMENT, division=city.division, parent=city
    )
    edition(other, "SR-09-2022", date(2021, 1, 1), code="W-01", valid_to=date(2022, 8, 1))  # numbered alike, not above
    edition(city, "SR-09-2022", date(2022, 1, 1), code="SR-09", valid_to=date(2023, 1, 1))
    edition(bureau, "B-01", date(2022, 6, 1), upper=named)
    edition(bureau, "B-02", date(2022, 6, 1), code="SR-02")
    assert arise(date(2022, 12, 31)) == []
    (review,) = arise(date(2023, 1, 1))
    assert review.benchmark.number == "B-01"
    assert review.cause == "上级基准 SR-09-2022（明川市人民政府）自2023-01-01起失效"


def test_a_new_version_of_the_law_puts_the_benchmark_up_for_review(city):
    older = edition(city, "SR-02-2019", date(2019, 1, 1), basis="行政处罚法#27")
    edition(city, "SR-03-2019", date(2019, 1, 1), code="SR-03", basis="行政处罚法#27", valid_to=date(2021, 7, 15))
    edition(city, "SR-04-2021", date(2021, 7, 15), code="SR-04", basis="行政处罚法#33")  # made on the new one
    edition(city, "SR-05-2019", date(2019, 1, 1), code="SR-05", basis="《中华人民共和国行政处罚法》第二十七条",
            reviewed_on=date(2021, 7, 15))  # fmt: skip
    assert arise(date(2021, 7, 14)) == []
    (review,) = arise(date(2021, 7, 15))
    assert (review.benchmark, review.arisen_on) == (older, date(2021, 7, 15))
    assert "中华人民共和国行政处罚法" in review.cause and "2021-07-15" in review.cause


def test_a_review_that_revises_names_the_new_edition_and_one_that_ends_the_last_day(lower, bureau, opened, go):
    raised = {"benchmark": lower, "cause": "新制定的条例增加了处罚种类"}
    review = opened(BenchmarkReview, "bring-up", date(2023, 3, 1), organisation=bureau, **raised)
    assert (review.ground, review.due_on) == ("raised", None)
    told = {"outcome": "revised", "reason": "幅度调整", "replacement": "B-01-2"}
    conclude = ("conclude", date(2023, 3, 10), told)
    assert "修订后的版次" in refusal(lambda: go(review, conclude)).reason
    edition(bureau, "B-01-2", date(2023, 4, 1), version=2)
    assert go(review, conclude).outcome == "revised"
    ended = opened(BenchmarkReview, "bring-up", date(2023, 3, 1), organisation=bureau, **raised)
    told = {"outcome": "ended", "reason": "上位法废止"}
    assert "失效日期" in refusal(lambda: go(ended, ("conclude", date(2023, 3, 10), told))).reason
    Benchmark.objects.filter(pk=lower.pk).update(valid_to=date(2023, 4, 1))
    ended.refresh_from_db()
    assert go(ended, ("conclude", date(2023, 3, 10), told)).outcome == "ended"


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("confessed、merit", ("confessed", "merit")),
        ("主动供述行政机关尚未掌握的违法行为\n自定情节", ("confessed", "自定情节")),
        ("法律、法规、规章规定的其他从重情形", ("other-heavier",)),  # a label with 、 in it
        ("", ()),
    ],
)
def test_circumstances_are_understood_by_code_and_label(written, codes):
    assert circumstances_of(written) == codes


# Leniency


@pytest.fixture
def item(city):
    return LenientItem.objects.create(
        organisation=city, code="M-01", act="占道经营", leniency="admitted", conditions="首次", basis="行政处罚法#33.1",
        limit=1, months=12, listed_on=date(2022, 1, 1), published_on=date(2022, 1, 5),
    )  # fmt: skip


@pytest.fixture
def spare(opened, go, item):
    def spare(day, identity="110101199001011234"):
        case = opened(LenientCase, "find", day, item=item, party="徐娜", identity_number=identity, facts="占道")
        return go(
            case, ("admit", day, {"admission": "承认占道"}), ("educate", day, {"education": "shared"}),
            ("confirm", day, {"correction": "已撤摊"}), ("spare", day),
        )  # fmt: skip

    return spare


def test_a_slight_violation_is_taught_about_and_spared(spare):
    case = spare(date(2023, 3, 1))
    assert (case.state, case.outcome, case.educated_on) == ("spared", "spared", date(2023, 3, 1))
    assert "徐娜" not in str([one.event.after_text for one in course(case)])


def test_no_one_is_spared_oftener_than_the_list_allows(spare, opened, item):
    spare(date(2023, 3, 1))
    again = {"item": item, "party": "徐娜", "identity_number": "110101199001011234", "facts": "占道"}
    refused = refusal(lambda: opened(LenientCase, "find", date(2024, 2, 29), **again))
    assert refused.code == "guard" and "达到上限1次" in str(refused)
    spare(date(2023, 3, 2), identity="110101199002021235")  # somebody else
    assert opened(LenientCase, "find", date(2024, 3, 1), **again)  # twelve months later


def test_an_item_not_published_or_removed_spares_nobody(opened, item):
    values = {"item": item, "party": "徐娜", "identity_number": "1", "facts": "占道"}
    assert "尚未公布" in str(refusal(lambda: opened(LenientCase, "find", date(2022, 1, 4), **values)))
    item.removed_on = date(2022, 5, 1)
    item.save()
    assert "已移出" in str(refusal(lambda: opened(LenientCase, "find", date(2022, 5, 1), **values)))
    assert [len(lenient_items(item.organisation, day)) for day in (date(2022, 4, 30), date(2022, 5, 1))] == [1, 0]


# Filing of major penalties


def test_a_major_penalty_is_filed_reviewed_and_corrected(opened, go, bureau):
    LocalProvision.objects.create(organisation=bureau, limit="major-penalty-filing/file", length=15,
                                  rule="市备案办法第五条", in_force=date(2020, 1, 1))  # fmt: skip
    values = {"decision_number": "明城管罚〔2023〕8号", "kind": "fine", "decided_on": date(2023, 3, 1)}
    case = opened(MajorPenaltyFiling, "owe", date(2023, 3, 2), **values)
    assert dues(case) == {"major-penalty-filing/file": date(2023, 3, 16)}
    go(case, ("file", date(2023, 3, 10)), ("receive", date(2023, 3, 13)))
    assert refusal(lambda: go(case, ("give-opinion", date(2023, 3, 20), {"review": "未告知听证"}))).faults
    go(
        case,
        ("give-opinion", date(2023, 3, 20), {"review": "未告知听证", "correct_by": date(2023, 4, 20)}),
        ("correct", date(2023, 4, 3), {"correction": "已撤销重作"}),
    )
    assert (case.state, case.outcome, case.received_on) == ("corrected", "corrected", date(2023, 3, 13))
    with pytest.raises((StepRefused, IntegrityError)), transaction.atomic():
        opened(MajorPenaltyFiling, "owe", date(2023, 5, 2), **values)  # one filing of one decision


# File review


def review_of(opened, city, **values):
    roster = "\n".join(f"990200-30 明城管罚〔2023〕{number}号" for number in range(1, 21))
    given = {"name": "第一季度评查", "kind": "quarterly", "files": "penalty", "closed_from": date(2023, 1, 1),
             "closed_to": date(2023, 3, 31), "sample": 4, "roster": roster, "organisation": city}  # fmt: skip
    return opened(FileReview, "plan-review", date(2023, 4, 3), **(given | values))


FIXED = ("fix-roster", date(2023, 4, 4), {"randomness_source": "福彩3D", "randomness_on": date(2023, 4, 5)})
DRAWN = ("draw", date(2023, 4, 6), {"randomness": "3 1 4"})


def text_of(case, kind):
    with documents.open_document(documents.of(*case.place).get(kind=kind)) as file:
        return file.read()


def test_the_files_are_drawn_so_that_anyone_can_redo_it(opened, go, city):
    review = go(review_of(opened, city), FIXED, DRAWN)
    proof = json.loads(text_of(review, "draw-proof"))
    assert draw.verify(proof, text_of(review, "draw-roster"), commit=review.roster_commit).ok
    assert (proof["seed"], proof["plan_digest"]) == (review.seed, review.plan_digest)
    assert proof["plan"]["id"] == f"990200 {review.number}" and proof["plan"]["organ"] == "明川市人民政府"
    drawn = {f"{one.organisation.code} {one.file}" for one in ReviewedFile.objects.filter(review=review)}
    assert drawn == {one["id"] for one in proof["strata"][0]["drawn"]} and len(drawn) == review.drawn == 4
    assert {one.organisation.code for one in review.reviewed.all()} == {"990200-30"}  # each with the organ that made it


def test_no_draw_before_the_randomness_and_what_is_written_afterwards_changes_nothing(opened, go, city):
    review = go(review_of(opened, city), FIXED)
    assert "2023-04-05" in str(refusal(lambda: go(review, ("draw", date(2023, 4, 4), {"randomness": "3 1 4"}))))
    FileReview.objects.filter(pk=review.pk).update(roster="990200-30 别的案卷")
    review = go(FileReview.objects.get(pk=review.pk), DRAWN)
    assert not ReviewedFile.objects.filter(file="别的案卷").exists() and review.reviewed.count() == 4


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"roster": "990200-30 甲\n990200-30 甲"}, "甲"),  # the same file twice
        ({"roster": "990299-01 甲"}, "机构代码"),  # an organ that is not known
        ({"roster": ""}, "没有可以评查的案卷"),
        ({"sample": None}, "抽取卷数"),
        ({"kind": "general"}, "全部列入"),
    ],
)
def test_a_roster_that_cannot_be_drawn_from_is_refused(opened, go, city, values, why):
    review = review_of(opened, city, **values)
    assert why in str(refusal(lambda: go(review, FIXED)))


def test_files_that_are_not_kept_here_are_written_down_when_the_roster_is_fixed(opened, go, city):
    review = review_of(opened, city, files="licence", roster="")
    assert "填写案卷名册" in str(refusal(lambda: go(review, FIXED)))
    written = {"roster": "990200-30 明城管许〔2023〕1号\n990200-30 明城管许〔2023〕2号\n", "sample": 1}
    review = go(review, (*FIXED[:2], FIXED[2] | written), DRAWN)
    assert review.lines == 2 and review.reviewed.get().file in written["roster"]


def test_the_randomness_must_come_after_the_roster(opened, go, city):
    early = (*FIXED[:2], FIXED[2] | {"randomness_on": FIXED[1]})
    assert "以后产生" in str(refusal(lambda: go(review_of(opened, city), early)))


def test_a_review_offers_each_step_before_what_it_asks_for_is_filled_in(opened, go, city, actor):
    def offered(review, on):
        return {one.step.slug for one in next_steps(review, actor, on) if one.allowed}

    review = review_of(opened, city, sample=None)
    assert offered(review, date(2023, 4, 4)) == {"fix-roster"}
    assert "抽取卷数" in str(refusal(lambda: go(review, FIXED)))
    name, on, given = FIXED
    review = go(review, (name, on, given | {"sample": 4}))
    assert offered(review, date(2023, 4, 4)) == set()  # the randomness is not there yet
    assert offered(review, date(2023, 4, 6)) == {"draw"}
    assert refusal(lambda: go(review, ("draw", date(2023, 4, 6)))).faults


def test_a_general_review_takes_all_files(opened, go, city):
    review = review_of(opened, city, kind="general", sample=None)
    assert "全部列入" in str(refusal(lambda: go(review, FIXED)))
    review = go(review, ("take-all", date(2023, 4, 6)))
    assert review.reviewed.count() == review.lines == 20
    assert draw.commit("aes", text_of(review, "draw-roster")) == review.roster_commit


def test_a_file_is_scored_put_right_and_checked_again(opened, go, city, actor):
    review = go(review_of(opened, city, sample=1), FIXED, DRAWN)
    (file,) = review.reviewed.all()
    sheet = ScoringItem.objects.create(organisation=city, code="CF-1", sheet="2023", kind="penalty", number="1",
                                       item="告知", points=10, valid_from=date(2023, 1, 1))  # fmt: skip
    Defect.objects.create(organisation=city, reviewed=file, item=sheet, deducted=6, defect="无告知书",
                          found_on=date(2023, 4, 10))  # fmt: skip
    with pytest.raises(ValidationError):  # more than the item is worth
        Defect(
            organisation=city, reviewed=file, item=sheet, deducted=11, defect="多", found_on=date(2023, 4, 10)
        ).clean()
    assert refusal(lambda: go(review, ("report", date(2023, 4, 20), {"report": "通报"}))).code == "guard"
    scored = {"reviewer": "冯晓", "score": 90, "outcome": "qualified"}
    assert "得分应为94" in str(refusal(lambda: go(file, ("score-file", date(2023, 4, 10), scored))))
    go(file, ("score-file", date(2023, 4, 10), scored | {"score": 94}))
    assert "1处没有整改的缺陷" in refusal(lambda: go(file, ("pass", date(2023, 4, 12)))).reason
    go(
        file,
        ("send", date(2023, 4, 12), {"opinion": "补正", "rectify_by": date(2023, 5, 12)}),
        ("rectify", date(2023, 5, 8), {"rectification": "已补"}),
    )
    assert dues(file) == {"reviewed-file/rectify": date(2023, 5, 12)}
    go(review, ("report", date(2023, 5, 9), {"report": "通报"}))
    assert refusal(lambda: go(review, ("close", date(2023, 5, 9)))).code == "guard"
    go(file, ("recheck", date(2023, 5, 10)))
    assert go(review, ("close", date(2023, 5, 11))).state == "closed"


def test_the_standard_file_tells_what_is_missing(opened, city, go, item):
    FileTemplate.objects.create(organisation=city, kind="penalty", place=1, paper="决定书", document_kind="decision",
                                valid_from=date(2022, 1, 1))  # fmt: skip
    FileTemplate.objects.create(organisation=city, kind="penalty", place=2, paper="听证笔录", document_kind="hearing",
                                required=False, valid_from=date(2022, 1, 1))  # fmt: skip
    case = opened(LenientCase, "find", date(2023, 3, 1), item=item, party="徐娜", identity_number="1", facts="占道")
    assert missing_papers(case, "penalty") == ["决定书"]


# Checks of the ledgers


@pytest.fixture
def checked(opened, city, go):
    def checked(kind, on=date(2024, 7, 1)):
        check = opened(
            LedgerCheck, "begin", on, organisation=city, kind=kind, period_from=date(2024, 1, 1),
            period_to=date(2024, 6, 30),
        )  # fmt: skip
        return go(check, ("compare", on))

    return checked


@pytest.fixture
def listed_subject(bureau):
    return EnforcementSubject.objects.create(
        organisation=bureau, code="Z1", name="明川市城市管理局", kind="statutory", field="urban", basis="三定规定",
        valid_from=date(2015, 1, 1),
    )  # fmt: skip


@pytest.fixture
def penalty(bureau, listed_subject):
    def penalty(number, **values):
        version = procedure.in_force("penalty-ordinary", date(2024, 1, 1))
        fixed = {"state": "filed", "opened_on": date(2024, 2, 1), "moved_on": date(2024, 3, 1), "field": "urban",
                 "party_kind": "business", "party": "某公司", "cause": "非法采砂"}  # fmt: skip
        return PenaltyCase.objects.create(
            organisation=bureau, number=number, subject=listed_subject, procedure=version.key(), **fixed | values
        )

    return penalty


def test_cases_that_reach_the_standard_of_a_crime_and_were_not_transferred_are_listed(penalty, checked, city, go):
    CrimeStandard.objects.create(
        organisation=city, field="urban", cause="非法采砂", crime="非法采矿罪", amount=100000, basis="追诉标准",
        valid_from=date(2024, 1, 1), valid_to=date(2025, 1, 1),
    )  # fmt: skip
    penalty("1", amount=100000)
    penalty("2", amount=99999)  # below
    penalty("3", amount=200000, no_transfer_reason="已经检察机关研究不构成犯罪")
    penalty("4", amount=200000, cause="违法建设")  # no standard
    penalty("5", amount=200000, closed_on=date(2023, 12, 31), opened_on=date(2023, 1, 1))  # before the period
    sent = penalty("6", amount=200000)
    CrimeTransfer.objects.create(
        organisation=sent.organisation, case=sent, number="移1", state="reported", procedure="crime-transfer",
        opened_on=date(2024, 3, 1), moved_on=date(2024, 3, 1), field="urban", party="某公司", cause="非法采砂",
        crime="非法采矿罪", facts="采砂",
    )  # fmt: skip
    check = checked("transfer")
    assert (check.compared, check.found) == (6, 1)  # five cases of the period, and the transfer
    assert check.results == "移送1件：尚无结果 1"
    assert check.listed.startswith("市城管局 1：非法采砂，涉案100000.00元，达到非法采矿罪的追诉标准")
    assert "请填写处理意见" in refusal(lambda: go(check, ("close", date(2024, 7, 2)))).reason
    assert go(check, ("close", date(2024, 7, 2), {"handling": "责令移送"})).closed_on == date(2024, 7, 2)
    assert checked("transfer", date(2025, 1, 1)).found == 0  # the standard has ended


def test_transfers_left_standing_or_sent_back_and_not_taken_up_are_listed(checked, put, bureau, actor, pair, go):
    def transfer(cause, on=date(2024, 3, 4)):
        data = {"organisation": bureau, "field": "urban", "party": "徐娜", "cause": cause, "crime": "非法经营罪",
                "facts": "涉案六万元", "officer": pair[0], "second_officer": pair[1]}  # fmt: skip
        case = open_case(CrimeTransfer, "report", actor, on, data)
        sent = {"police": "明川市公安局", "materials": "调查报告"}
        return go(case, ("approve", on, {"head": "局长"}), ("transfer", date(2024, 3, 6), sent))

    silent = transfer("一")
    refused = ("police-refuse", date(2024, 3, 8), {"reason": "情节显著轻微"})
    returned = go(transfer("二"), refused, ("accept-refusal", date(2024, 3, 11)))
    taken_up = go(transfer("三"), refused, ("accept-refusal", date(2024, 3, 11)))
    own = {"subject": pair[0].subject, "field": "urban", "party_kind": "business", "party": "某公司", "cause": "采砂"}
    put(PenaltyCase, came_from=taken_up.number, **own)
    filed = go(transfer("四"), ("police-file", date(2024, 3, 8)), ("hand-over", date(2024, 3, 11)))
    closed = {"outcome": "closed", "closing_reason": "嫌疑人死亡"}
    go(transfer("五"), ("police-file", date(2024, 3, 8)), ("drop", date(2024, 3, 11), closed))
    check = checked("transfer")
    assert check.listed.splitlines() == [
        f"市城管局 {silent.number}：公安机关审查期限于2024-03-11届满，已移送公安机关",
        f"市城管局 {returned.number}：依法行政处理，尚无对应的处罚案件",
    ]
    assert filed.state == "handed-over"
    assert check.results == "移送5件：尚无结果 1、公安机关立案 1、依法行政处理 2、公安机关撤销案件，不予追究 1"
    assert (check.compared, check.found) == (5, 2)
    go(silent, ("police-file", date(2024, 7, 2)))
    put(PenaltyCase, came_from=returned.number, **own)
    check = checked("transfer", date(2024, 7, 5))
    assert check.found == 0
    go(check, ("compare", date(2024, 7, 8)))  # and the items have not been handed over
    assert check.listed == f"市城管局 {silent.number}：移交期限于2024-07-05届满，公安机关立案"


def test_officers_short_of_hours_are_listed_with_what_they_lack(checked, city, bureau, listed_subject, go):
    TrainingRequirement.objects.create(organisation=city, year=2024, hours=40, basis="市要点")
    course = Course.objects.create(
        organisation=city, code="K1", title="行政处罚法", laws="行政处罚法", held_on=date(2024, 3, 1), hours=40
    )
    for number, left_on, *attended in (
        ("G1", None, (date(2024, 3, 1), 40)),
        ("G2", None, (date(2024, 3, 1), 32), (date(2023, 3, 1), 8), (date(2024, 7, 1), 8)),
        ("G3", None),
        ("G4", date(2024, 6, 30)),  # no longer on duty
    ):
        officer = Officer.objects.create(
            organisation=bureau, number=number, name=f"王{number}", subject=listed_subject, field="urban",
            joined_on=date(2020, 1, 1), left_on=left_on,
        )  # fmt: skip
        for on, hours in attended:
            TrainingRecord.objects.create(
                organisation=bureau, course=course, officer=officer, trained_on=on, hours=hours
            )
    check = checked("training")
    assert (check.compared, check.found) == (3, 2)
    assert check.listed.splitlines() == [
        "市城管局 王G2（G2）：应训40学时，已训32学时，差8学时；没有有效证件",
        "市城管局 王G3（G3）：应训40学时，已训0学时，差40学时；没有有效证件",
    ]
    assert check.results == "执法人员3人，人均24学时，未达到要求2人；辅助人员0人，人均0学时，未达到要求0人"
    TrainingRequirement.objects.all().delete()
    assert go(check, ("compare", date(2024, 7, 2))).found == 0
    assert go(check, ("close", date(2024, 7, 2))).state == "closed"


def test_auxiliaries_are_asked_hours_of_their_own(checked, city, bureau, listed_subject, go):
    asked = TrainingRequirement.objects.create(organisation=city, year=2024, hours=40, basis="市要点")
    course = Course.objects.create(
        organisation=city, code="K1", title="行政处罚法", laws="行政处罚法", held_on=date(2024, 3, 1), hours=16
    )
    people = {}
    for number, left_on, *attended in (
        ("F1", None, (date(2024, 3, 1), 16, True)),
        ("F2", None, (date(2024, 3, 1), 8, True), (date(2024, 4, 1), 8, False)),  # the second was failed
        ("F3", date(2024, 6, 30)),  # no longer on duty
    ):
        people[number] = auxiliary = AuxiliaryOfficer.objects.create(
            organisation=bureau, number=number, name=f"李{number}", subject=listed_subject, duty="巡查",
            joined_on=date(2020, 1, 1), left_on=left_on,
        )  # fmt: skip
        for on, hours, passed in attended:
            AuxiliaryTraining.objects.create(
                organisation=bureau, course=course, auxiliary=auxiliary, trained_on=on, hours=hours, passed=passed
            )
    assert (checked("training").listed, hours_short(people["F2"], 2024)) == ("", 0)  # the row asks none of them
    asked.auxiliary_hours = 16
    asked.save()
    check = checked("training", date(2024, 7, 2))
    assert (check.compared, check.found) == (2, 1)
    assert check.listed == "市城管局 李F2（F2）：应训16学时，已训8学时，差8学时；辅助人员"
    assert check.results == "执法人员0人，人均0学时，未达到要求0人；辅助人员2人，人均12学时，未达到要求1人"
    assert [hours_short(people[one], 2024) for one in ("F1", "F2")] == [0, 8]
    TrainingRequirement.objects.create(organisation=bureau, year=2024, hours=60, basis="局通知")
    assert hours_short(people["F2"], 2024) == 8  # the bureau's own row says nothing of auxiliaries
    TrainingRequirement.objects.filter(organisation=bureau).update(auxiliary_hours=24)
    assert hours_short(people["F2"], 2024) == 16  # the nearest goes first


def test_closed_files_that_lack_a_paper_are_listed(penalty, checked, city):
    FileTemplate.objects.create(organisation=city, kind="penalty", place=1, paper="决定书", document_kind="decision",
                                valid_from=date(2022, 1, 1))  # fmt: skip
    penalty("1", state="closed", closed_on=date(2024, 3, 1))
    penalty("2")  # still open
    whole = penalty("3", state="closed", closed_on=date(2024, 3, 1))
    documents.store(b"%PDF-1.4", "a.pdf", ledger="penalty-case", record=whole.pk, actor=SYSTEM, kind="decision")
    check = checked("files")
    assert (check.compared, check.listed) == (2, "市城管局 1：缺少决定书")


# Supervision


@pytest.fixture
def supervised(opened, city):
    return opened(EnforcementSupervision, "open", date(2023, 5, 8), matter="公示检查", supervisor=city)


NOTICE = {"ground": "subject", "facts": "以内设机构名义执法", "rectify_by": date(2023, 6, 9)}


def test_a_notice_is_served_replied_to_verified_and_closed(supervised, go):
    go(supervised, ("give-notice", date(2023, 5, 9), NOTICE), ("serve", date(2023, 5, 10)))
    assert dues(supervised) == {"enforcement-supervision/rectify": date(2023, 6, 9)}
    assert refusal(lambda: go(supervised, ("correct", date(2023, 6, 1)))).code == "guard"
    assert refusal(lambda: go(supervised, ("verify", date(2023, 6, 1), {"verification": "属实"}))).code == "order"
    go(
        supervised,
        ("reply", date(2023, 6, 1), {"reply": "已停止"}),
        ("verify", date(2023, 6, 5), {"verification": "属实"}),
        ("correct", date(2023, 6, 6)),
    )
    assert (supervised.state, supervised.outcome, supervised.closed_on) == ("corrected", "corrected", date(2023, 6, 6))


def test_the_notice_is_written_numbered_and_addressed(supervised, go, city):
    go(supervised, ("give-notice", date(2023, 5, 9), NOTICE))
    (paper,) = documents.of(*supervised.place)
    assert paper.kind == "supervision-notice"
    said = texts.read(documents.open_document(paper).read(), paper.name)
    assert "明府执监通〔2023〕1号" in said and "明川市城市管理局" in said  # of the organ that supervises, to the unit
    assert "以内设机构名义执法" in said and "2023年6月9日" in said


def test_what_a_notice_does_not_cure_is_decided(supervised, go):
    go(
        supervised,
        ("give-notice", date(2023, 5, 9), NOTICE),
        ("give-opinion", date(2023, 6, 12), {"opinion": "仍未改", "rectify_by": date(2023, 6, 30)}),
        ("give-decision", date(2023, 7, 3), {"decision": "责令停止", "rectify_by": date(2023, 7, 14)}),
    )
    assert dues(supervised)["enforcement-supervision/rectify"] == date(2023, 7, 14)


def test_the_regulations_of_2026_take_over_at_the_next_step(supervised, go):
    go(supervised, ("give-notice", date(2026, 1, 9), NOTICE | {"rectify_by": date(2026, 3, 9)}))
    assert supervised.version.law == "行政处罚法"
    go(supervised, ("reply", date(2026, 2, 2), {"reply": "已停止"}))
    assert supervised.version.law == "行政执法监督条例"


# Recordings, campaigns, hazards


def test_a_recording_is_kept_as_long_as_the_catalogue_says(opened, go, bureau):
    item = RecordingItem.objects.create(organisation=bureau, code="L-01", procedure="普通程序", link="调查取证",
                                        years=3, valid_from=date(2022, 1, 1))  # fmt: skip
    made = {"case": "明城管罚〔2024〕1号", "step": "调查取证", "done_on": date(2024, 2, 29), "item": item}
    case = opened(Recording, "enter", date(2024, 3, 1), **made)
    go(case, ("flag", date(2024, 3, 5)))
    assert case.state == "missing" and case.closed_on is None  # flagged until it turns up
    go(case, ("record", date(2024, 3, 6), {"store": "平台"}))
    assert (case.outcome, case.keep_until) == ("recorded", date(2027, 3, 1))
    with pytest.raises((StepRefused, IntegrityError)), transaction.atomic():
        opened(Recording, "enter", date(2024, 3, 7), **made)


def test_a_campaign_that_halts_a_trade_needs_approval(opened, go):
    values = {"name": "燃气整治", "kind": "campaign", "sector": "urban", "starts_on": date(2023, 3, 1),
              "ends_on": date(2023, 5, 31), "suspends_business": True}  # fmt: skip
    case = opened(Campaign, "plan-campaign", date(2023, 2, 20), **values)
    assert "批准" in str(refusal(lambda: go(case, ("start", date(2023, 3, 1)))))
    go(case, ("start", date(2023, 3, 1), {"approval": "明府批〔2023〕2号"}),
       ("report", date(2023, 6, 5), {"report": "总结"}))  # fmt: skip
    assert case.state == "reported"


def test_a_hazard_is_fixed_at_once_or_by_its_day(opened, go):
    values = {"firm": "某厂", "sector": "ecology", "hazard": "危废无标签"}
    at_once = go(opened(Hazard, "find", date(2023, 3, 1), **values), ("fix-at-once", date(2023, 3, 1), {"fix": "已贴"}))
    assert (at_once.outcome, at_once.fixed_on) == ("on-spot", date(2023, 3, 1))
    ordered = ("order-fix", date(2023, 3, 1), {"fix_by": date(2023, 3, 31)})
    later = go(opened(Hazard, "find", date(2023, 3, 1), **values), ordered)
    assert dues(later) == {"enforcement-hazard/fix": date(2023, 3, 31)}
    go(later, ("report-fixed", date(2023, 3, 20), {"fix": "已改"}),
       ("order-again", date(2023, 3, 22), {"fix_by": date(2023, 4, 10)}),
       ("report-fixed", date(2023, 4, 3), {"fix": "再改"}), ("recheck", date(2023, 4, 4)))  # fmt: skip
    assert (later.state, later.outcome) == ("closed", "fixed")


# Registers


def test_a_new_reviewer_holds_the_qualification(bureau):
    values = {"organisation": bureau, "number": "1", "name": "许岚", "valid_from": date(2022, 1, 1)}
    with pytest.raises(ValidationError):
        Reviewer(since=date(2021, 7, 15), **values).full_clean()
    Reviewer(since=date(2021, 7, 14), **values).full_clean()
    Reviewer(since=date(2022, 1, 1), qualified=True, **values).full_clean()


def test_the_threshold_of_a_legal_review(city, bureau):
    fine = ReviewThreshold.objects.create(organisation=city, code="1", kind="fine", description="较大罚款", person=5000,
                                          entity=50000, basis="市办法#3", valid_from=date(2022, 1, 1))  # fmt: skip
    licence = ReviewThreshold.objects.create(organisation=city, code="2", kind="licence", description="吊销",
                                             basis="市办法#3", valid_from=date(2022, 1, 1))  # fmt: skip
    day = date(2023, 1, 1)
    assert thresholds_reached(bureau, "fine", Decimal(5000), False, day) == [fine]
    assert thresholds_reached(bureau, "fine", Decimal("4999.99"), False, day) == []
    assert thresholds_reached(bureau, "fine", Decimal(5000), True, day) == []
    assert thresholds_reached(bureau, "licence", None, True, day) == [licence]
    assert thresholds_reached(bureau, "licence", None, True, date(2021, 12, 31)) == []


def test_a_department_discloses_once_duties_basis_and_process_are_shown(bureau):
    values = {"organisation": bureau, "portal": "门户", "duties_on": date(2023, 1, 1), "basis_on": date(2023, 1, 2)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(**values, complete_on=date(2023, 1, 3))  # no process
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(**values, process_on=date(2023, 1, 4), complete_on=date(2023, 1, 3))
    Disclosure.objects.create(**values, process_on=date(2023, 1, 3), complete_on=date(2023, 1, 3))


def test_powers_are_handed_down_after_the_decision_was_published(city, bureau):
    values = {"organisation": city, "subdistrict": bureau, "functions": "占道", "basis": "省政府令1号"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Downshift.objects.create(**values, published_on=date(2023, 1, 2), moved_on=date(2023, 1, 1))
    Downshift.objects.create(**values, published_on=date(2023, 1, 2), moved_on=date(2023, 1, 2))


# Against the table of the statutes

EXTRA_STEPS = {"serve", "reply", "verify"}  # what happens between a document and its correction
ROLE_OF = {"justice_department": "enforcement_supervisor", "handler": "enforcement_handler"}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


@pytest.mark.parametrize("day", [date(2021, 7, 15), date(2026, 2, 1)])
def test_the_course_of_supervision_is_that_of_the_statutes(shared, day):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    entry = next(one for one in table if one["slug"] == "enforcement-supervision")
    ours = procedure.in_force("enforcement-supervision", day)
    assert [(s.slug, s.final) for s in ours.states] == [(s["slug"], s.get("final", False)) for s in entry["states"]]
    steps = {step.slug: step for step in ours.steps}
    assert steps.keys() - {row["slug"] for row in entry["transitions"]} == EXTRA_STEPS
    for row in entry["transitions"]:
        step = steps[row["slug"]]
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        assert [state.slug for state in step.sources] == listed(row["from"]), row["slug"]
        assert (target, step.role) == (row["to"], ROLE_OF[row["actor"]]), row["slug"]
        if day == entry["in_force"]:
            assert list(step.citations) == listed(row["article"]), row["slug"]
    assert {o.slug for o in ours.outcomes} == {o["slug"] for o in entry["outcomes"]}
    assert entry["time_limits"] == [] and [term.slug for term in ours.terms] == ["enforcement-supervision/rectify"]


def test_the_version_of_2026_is_that_of_the_regulations(shared):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    entry = next(one for one in table if one["slug"] == "enforcement-supervision")
    ours = procedure.in_force("enforcement-supervision", entry["in_force"])
    assert (ours.in_force, ours.law) == (entry["in_force"], entry["law"]["title"])
    assert {o.slug: o.article for o in ours.outcomes} == {o["slug"]: o["article"] for o in entry["outcomes"]}
