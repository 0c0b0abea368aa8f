"""抽查计划: repetitions, coverage, months, and the published list of a district."""

from datetime import date

import pytest

from fadu.domains.double_random.models import (
    InspectionItem,
    PlanLine,
)
from fadu.domains.double_random.models.plans import months_of
from fadu.kernel import ledgers
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.turns import duties

from .steps import line, refusal

pytestmark = pytest.mark.django_db


def test_a_plan_that_repeats_another_is_answered_or_joined_before_it_is_adopted(plan, city, bureau, go):
    plan(city, line("市公安局", name="治安检查", times="2023年下半年"))
    made = plan(bureau, line("市市场监管局"), line("市市场监管局", name="药店检查", objects="药店"))
    go(made, ("compare", date(2023, 1, 9)))
    assert made.repeats.count("\n") == 0 and "治安检查（市公安局）" in made.repeats and "7、8、9月" in made.repeats
    assert "合并为一次联合检查，建议在7月" in made.proposals
    assert "重复检查" in refusal(lambda: go(made, ("adopt", date(2023, 1, 10)))).reason
    go(made, ("answer-repeats", date(2023, 1, 10), {"repeats_answer": "与市公安局合并，9月联合检查"}),
       ("adopt", date(2023, 1, 10)), ("publish", date(2023, 1, 12)))  # fmt: skip
    assert duties(made.version, made.state) == ()  # what is published waits for nobody
    go(made, ("withdraw", date(2023, 2, 1), {"withdrawal_reason": "机构改革"}))
    assert (made.state, made.withdrawn_on) == ("withdrawn", date(2023, 2, 1))


def test_lines_done_together_or_in_other_months_repeat_nothing(plan, city, bureau, go):
    plan(city, line("市公安局", times="10月"), line("市消防支队", partners="市市场监管局", name="消防检查"))
    made = go(plan(bureau, line("市市场监管局")), ("compare", date(2023, 1, 9)))
    assert made.repeats == "" and made.coverage is None  # no list of items yet


def test_visits_of_two_departments_to_one_firm_are_found(plan, city, bureau, go):
    plan(city, line("市公安局", credit_code="9199X", objects="企业"), kind="enterprise")
    made = go(plan(bureau, line("市市场监管局", credit_code="9199X", objects="工厂"), kind="enterprise"),
              ("compare", date(2023, 1, 9)))  # fmt: skip
    assert "9199X" in made.repeats and "9199X：市公安局、市市场监管局合并" in made.proposals


def test_coverage_is_the_share_of_listed_items_that_the_plans_of_the_year_name(plan, bureau, go):
    item = {"organisation": bureau, "name": "某事项", "objects_kind": "企业", "basis": "《食品安全法》", "ratio": 5,
            "valid_from": date(2022, 1, 1)}  # fmt: skip
    named, _other, _third = (InspectionItem.objects.create(code=f"J{n}", **item) for n in range(3))
    InspectionItem.objects.create(code="J9", listed=False, **item)
    made = go(plan(bureau, line("市市场监管局", item=named)), ("compare", date(2023, 1, 9)))
    assert str(made.coverage) == "33.33"


@pytest.mark.parametrize(
    ("said", "months"),
    [("2021年下半年", range(7, 13)), ("7-9月", (7, 8, 9)), ("2-5月；7-10月", (2, 3, 4, 5, 7, 8, 9, 10)),
     ("2021年6月", (6,)), ("2021年上半年、下半年", range(1, 13)), ("全年", range(1, 13)), ("视情况", range(1, 13))],
)  # fmt: skip
def test_the_months_of_a_plan_are_read_from_its_words(said, months):
    assert months_of(said) == frozenset(months)


def test_the_published_list_of_a_district_imports_as_it_stands(shared, bureau, lead):
    file = shared / "data/joint-random-check-plan-pingtan-2021.csv"
    result = ledgers.import_file(ledgers.ledger("inspection-plan-line"), lead, file, organisation=bureau)
    assert (result.errors, result.ignored, result.created) == ((), (), 25)
    again = ledgers.import_file(ledgers.ledger("inspection-plan-line"), lead, file, organisation=bureau)
    assert (again.created, again.unchanged) == (0, 25)
    one = PlanLine.objects.get(name="燃气行业安全生产大检查")
    assert (one.lead, one.partners, one.share) == ("区交建局", "区市场监管局、公安局", "50%")
    assert one.joint and one.months == frozenset({2, 3, 4, 5, 7, 8, 9, 10})


def test_both_pools_must_hold_somebody(bureau, lead, pools, city):
    values = {"objects_from": date(2023, 1, 4), "inspectors_from": date(2023, 1, 4), "valid_from": date(2023, 1, 4)}
    assert ledgers.create(ledgers.ledger("inspection-pools"), lead, {"organisation": bureau, **values}).pk
    with pytest.raises(LedgerRefused, match="还没有本部门的记录"):
        ledgers.create(ledgers.ledger("inspection-pools"), lead, {"organisation": city, **values})
