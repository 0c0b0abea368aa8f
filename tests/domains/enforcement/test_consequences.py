"""处罚案件引起的监督事项: a decision that is to be filed, steps that are to be recorded; neither where no rule asks."""

from datetime import date

import pytest

from fadu.domains.enforcement.models.filings import MajorPenaltyFiling
from fadu.domains.enforcement.models.penalties import AmountRule
from fadu.domains.enforcement.models.publicity import Recording, RecordingItem
from fadu.domains.enforcement.models.review import FileReview, FileTemplate
from fadu.kernel import documents
from fadu.kernel.cases import StepRefused, open_case, perform, referred

pytestmark = pytest.mark.django_db
SINCE = date(2022, 1, 1)


@pytest.fixture
def filing_rule(city):
    return AmountRule.objects.create(organisation=city, purpose="filing", party_kind="organisation", amount=2000,
                                     basis="市重大处罚备案办法第三条", valid_from=SINCE)  # fmt: skip


@pytest.fixture
def decided(informed, go):
    def decided(fine):
        case = go(informed(proposed_fine=fine), ("waive-defence", date(2024, 3, 18)),
                  ("skip-legality-review", date(2024, 3, 18)))  # fmt: skip
        written = {"penalty": "fine", "fine": fine, "content": "罚款", "outcome": "penalised"}
        return go(case, ("decide", date(2024, 3, 25), written))

    return decided


@pytest.mark.parametrize(("fine", "owed"), [(1999, 0), (2000, 1)])
def test_a_penalty_over_the_threshold_owes_its_filing(decided, filing_rule, fine, owed):
    case = decided(fine)
    found = MajorPenaltyFiling.objects.all()
    assert len(found) == owed
    for filing in found:
        assert (filing.state, filing.decision_number, filing.decided_on) == (
            "owed", case.decision_number, date(2024, 3, 25),
        )  # fmt: skip
        assert (filing.kind, filing.amount, filing.organisation) == ("fine", fine, case.organisation)
        assert [one.record for one in referred(filing)] == [case]


def test_where_no_rule_asks_for_filings_none_is_owed(decided):
    decided(2000)
    assert not MajorPenaltyFiling.objects.exists()


def test_a_step_of_the_catalogue_is_to_be_recorded(decided, city, actor):
    RecordingItem.objects.create(
        organisation=city, code="L1", procedure="普通程序", link="送达", years=2, valid_from=SINCE
    )
    ended = RecordingItem.objects.create(organisation=city, code="L2", procedure="普通程序", link="调查取证", years=2,
                                         valid_from=SINCE, valid_to=date(2024, 1, 1))  # fmt: skip
    case = decided(1000)
    assert not Recording.objects.exists()  # the entry for the investigation had ended
    perform(case, "serve", actor, on=date(2024, 3, 26), data={"service": "direct"})
    (due,) = Recording.objects.all()
    assert (due.case, due.step, due.done_on, due.state) == (case.number, "送达", date(2024, 3, 26), "due")
    assert due.item.code == "L1" and not ended.recordings.exists()


@pytest.mark.parametrize("kept_here", [True, False])
def test_a_file_that_lacks_a_required_paper_is_not_closed_or_says_so(decided, go, city, actor, kept_here):
    for n, (paper, kind) in enumerate((("听证笔录", "hearing-record"), ("送达回证", "receipt")), 1):
        FileTemplate.objects.create(
            organisation=city, kind="penalty", place=n, paper=paper, document_kind=kind, required=n == 2,
            valid_from=date(2022, 1, 1),
        )  # fmt: skip
    case = go(decided(1000), ("serve", date(2024, 4, 1), {"service": "direct"}))
    paid = ("perform", date(2024, 4, 2), {"performance": "voluntary", "paid": 1000})
    if kept_here:
        file = {"ledger": "penalty-case", "record": case.pk, "actor": actor}
        documents.store(b"%PDF-1.4 a", "a.pdf", kind="photo", **file)
        with pytest.raises(StepRefused, match="缺少必备文书：送达回证"):
            go(case, paid)
        case.refresh_from_db()
        documents.store(b"%PDF-1.4 b", "b.pdf", kind="receipt", **file)
    assert go(case, paid).state == "closed"
    assert case.lacking == ("" if kept_here else "送达回证")  # recorded from elsewhere, where the papers are


def test_a_review_draws_from_the_cases_closed_in_its_period(decided, go, actor, city):
    case = go(
        decided(1000),
        ("serve", date(2024, 3, 26), {"service": "direct"}),
        ("perform", date(2024, 4, 2), {"performance": "voluntary", "paid": 1000}),
    )
    opening = {"organisation": city, "name": "第二季度评查", "kind": "quarterly", "files": "penalty", "sample": 1,
               "closed_from": date(2024, 4, 1), "closed_to": date(2024, 6, 30)}  # fmt: skip
    review = open_case(FileReview, "plan-review", actor, date(2024, 7, 1), opening)
    source = {"randomness_source": "福彩3D", "randomness_on": date(2024, 7, 3)}
    go(review, ("fix-roster", date(2024, 7, 2), source), ("draw", date(2024, 7, 4), {"randomness": "3 1 4"}))
    (file,) = review.reviewed.all()
    assert (file.file, file.organisation, file.reviewed_case()) == (case.number, case.organisation, case)
    earlier = open_case(FileReview, "plan-review", actor, date(2024, 7, 4), opening | {"closed_to": date(2024, 4, 1)})
    with pytest.raises(StepRefused, match="没有可以评查的案卷"):  # closed the day after
        go(earlier, ("fix-roster", date(2024, 7, 5), source | {"randomness_on": date(2024, 7, 8)}))
