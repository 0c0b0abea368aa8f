"""市场主体信息归集: rows become firms under their codes; what has no firm stays listed; disagreements are settled."""

from datetime import date

import pytest

from fadu.domains.double_random.merging import check_digit, code_holds
from fadu.domains.double_random.models import Enterprise, MarketGathering, MarketRecord
from fadu.kernel import ledgers
from fadu.kernel.cases import StepRefused, open_case, perform
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found

pytestmark = pytest.mark.django_db
ON = date(2023, 7, 3)


def code(number):
    """A code that holds, for the firm of that number."""
    first = f"91990200MA{number:07}"
    return first + check_digit(first)


@pytest.fixture
def city(own_home):
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def office(city):
    user = User.objects.create(username="office", name="何维")
    Membership.objects.create(user=user, organisation=city, role="inspection_coordinator")
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def row(city):
    def row(number, firm, kind="registration", source="市市场监管局", on=date(2023, 5, 4), **said):
        return MarketRecord.objects.create(
            organisation=city, number=number, credit_code=code(firm) if isinstance(firm, int) else firm, kind=kind,
            source=source, happened_on=on, collected_on=on, **{"name": "某厂", **said},
        )  # fmt: skip

    return row


@pytest.fixture
def merge(city, office):
    def merge(on=ON):
        batch = open_case(MarketGathering, "start", office, on, {"organisation": city, "name": "归集"})
        return perform(batch, "merge", office, on=on)

    return merge


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ("91330100799655058B", True),
        ("9144030071526726XG", True),
        ("91330100799655058C", False),  # the last character checks the others
        ("91330100799655085B", False),  # two characters changed places
        ("9133010079965505B", False),  # too short
        ("91330100799655058b", False),  # small letters are none of the code
        ("9133010079965505IB", False),  # nor is I
        ("", False),
    ],
)
def test_a_code_is_checked_by_its_last_character(given, holds):
    assert code_holds(given) is holds


def test_rows_of_several_sources_are_one_firm_by_the_precedence_of_each_column(row, merge):
    row("1", 1, name="甲厂", address="湖滨路1号", registered_as="open", representative="张三")
    row(
        "2", 1, "tax", "市税务局", name="甲 厂", address="湖滨路1号", representative="张三"
    )  # blanks tell nothing apart
    row("3", 1, "annual-report", "市市场监管局", name="甲厂", address="湖滨路1号")
    row("4", 2, name="乙厂")
    batch = merge()
    first, second = Enterprise.objects.order_by("credit_code")
    assert (first.name, first.address, first.registered_as, first.representative) == (
        "甲厂",
        "湖滨路1号",
        "open",
        "张三",
    )
    assert (first.number, first.sources, first.records, first.state) == (code(1), 2, 3, "agreed")
    assert (second.name, second.records) == ("乙厂", 1)
    assert (batch.records, batch.merged, batch.enterprises, batch.disputed) == (4, 4, 2, 0)
    assert "登记备案（市市场监管局）：归集2条，归并2户，代码有误0条，代码没有登记0条" in batch.by_source
    assert "税务登记（市税务局）：归集1条，归并1户" in batch.by_source


def test_rows_without_a_valid_or_a_registered_code_are_listed_and_not_dropped(row, merge):
    fine, wrong = row("1", 1), row("2", code(1)[:-1] + "I")
    none, unknown = row("3", ""), row("4", 9, "permit", "市审批局")
    batch = merge()
    for one in (fine, wrong, none, unknown):
        one.refresh_from_db()
    assert [one.finding for one in (fine, wrong, none, unknown)] == ["merged", "bad-code", "bad-code", "unknown"]
    assert (batch.records, batch.merged, batch.bad_codes, batch.unknown_codes) == (4, 1, 2, 1)
    assert batch.enterprises == Enterprise.objects.count() == 1


def test_a_corrected_row_and_one_whose_firm_registers_later_are_merged_the_next_time(row, merge, office):
    row("1", 1)
    wrong, early = row("2", "9199", "permit", "市审批局"), row("3", 2, "tax", "市税务局")
    merge()
    ledgers.edit(MarketRecord.objects.get(pk=wrong.pk), office, {"credit_code": code(1)})
    assert MarketRecord.objects.get(pk=wrong.pk).finding == "waiting"
    row("4", 2, name="乙厂")
    batch = merge()
    assert {one.finding for one in MarketRecord.objects.all()} == {"merged"}
    assert (batch.merged, batch.enterprises) == (4, 2) and Enterprise.objects.get(credit_code=code(1)).records == 2
    early.refresh_from_db()
    assert early.finding == "merged"


def test_of_one_source_the_latest_row_speaks(row, merge):
    row("1", 1, name="旧名", on=date(2022, 1, 4))
    row("2", 1, name="新名", on=date(2023, 1, 4))
    merge()
    firm = Enterprise.objects.get()
    assert (firm.name, firm.differences, firm.records) == ("新名", "", 2)


def test_where_sources_disagree_it_is_listed_settled_with_a_reason_and_holds(row, merge, office):
    row("1", 1, address="湖滨路1号", representative="张三")
    row("2", 1, "tax", "市税务局", address="湖滨路2号", representative="李四")
    batch = merge()
    firm = Enterprise.objects.get()
    assert (batch.disputed, firm.state, firm.address, firm.representative) == (1, "disputed", "湖滨路1号", "张三")
    assert "住所（经营场所）：湖滨路1号（登记备案·市市场监管局）；湖滨路2号（税务登记·市税务局）" in firm.differences
    with pytest.raises(StepRefused) as refused:
        perform(firm, "settle", office, on=ON, data={"address": "湖滨路2号"})
    assert "核实理由" in refused.value.reason
    perform(firm, "settle", office, on=ON, data={"address": "湖滨路2号", "settling_reason": "已迁址，登记未变更"})
    assert (firm.state, firm.differences) == ("agreed", "")
    assert merge().disputed == 0  # the sources say the same as then
    firm.refresh_from_db()
    assert (firm.state, firm.address, firm.representative) == ("agreed", "湖滨路2号", "张三")
    row("3", 1, "tax", "市税务局", on=date(2023, 6, 1), address="湖滨路3号", representative="李四")
    merge(date(2023, 8, 1))
    firm.refresh_from_db()
    assert (firm.state, firm.address) == ("disputed", "湖滨路1号") and "李四" not in firm.differences
    row("4", 1, on=date(2023, 9, 1), address="湖滨路3号", representative="李四")
    merge(date(2023, 9, 4))
    firm.refresh_from_db()
    assert (firm.state, firm.address, firm.representative) == ("agreed", "湖滨路3号", "李四")


def test_there_is_nothing_to_merge_without_rows(merge):
    with pytest.raises(StepRefused) as refused:
        merge()
    assert "请先导入" in refused.value.reason


def test_rows_come_from_files_with_bad_codes_and_all(city, office):
    lines = (
        "信息编号,统一社会信用代码,信息类别,来源单位,企业名称,住所,产生日期,归集日期",
        f"1,{code(1)},登记备案,市市场监管局,某厂,湖滨路1号,2023-05-04,2023-05-05",
        "2,,行政许可,市审批局,某店,,2023-05-04,2023-05-05",
    )
    result = ledgers.import_file(
        ledgers.ledger("market-record"), office, "\n".join(lines).encode(), city, name="归集.csv"
    )
    assert (result.created, result.errors) == (2, ())
