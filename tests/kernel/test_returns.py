"""报表: who may do what when; checks on entry; workbooks out and in; and one figure from several sources."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from fadu.kernel import indicators, journal, ledgers, returns
from fadu.kernel.catalogue import CATALOGUE, Indicator
from fadu.kernel.indicators import Figure, Indicators, UnknownIndicator, count, declarations
from fadu.kernel.organisations import ALL, OWN
from fadu.kernel.returns import Kind, Return, ReturnRefused, State, resolve, sources
from fadu.kernel.returns.filing import Unreadable, read
from fadu.kernel.workbooks import WorkbookRefused
from tests.toy import library
from tests.toy.ledgers import Borrowings
from tests.toy.models import Borrowing

AT = dt.datetime(2024, 1, 15, 9, 0, tzinfo=dt.UTC)
CASES, WINS = "mediation.cases", "mediation.success_rate"
PROJECTS = [f"legislation.regulation_projects{part}" for part in ("", "_formal", "_pending", "_research")]


@pytest.fixture
def city(db, settings, tmp_path):
    settings.HOME = tmp_path
    return library.build()


@pytest.fixture
def clerk(city):
    return city.actor("statistician", city.government)


def value(indicator, number, scope=ALL, **more):
    return {"indicator": indicator, "scope": scope, "value": number, **more}


@pytest.fixture
def filed(city, clerk):
    """File, submit and accept a return in one go."""

    def filed(*values, organisation=None, period="2023", form="annual"):
        organisation = organisation or city.government
        actor = city.actor("statistician", organisation)
        filing = returns.file(organisation, period, actor, form=form)
        returns.enter(filing, values, actor)
        returns.submit(filing, actor, AT)
        returns.accept(filing, city.office, AT)
        return filing

    return filed


# Filling in


@pytest.mark.parametrize(
    ("said", "kind", "number"),
    [
        (None, Kind.EMPTY, None), ("", Kind.EMPTY, None), ("  ", Kind.EMPTY, None),
        (0, Kind.ZERO, 0), ("0", Kind.ZERO, 0), ("0.00", Kind.ZERO, 0),
        ("不适用", Kind.NOT_APPLICABLE, None), ("N/A", Kind.NOT_APPLICABLE, None), ("—", Kind.NOT_APPLICABLE, None),
        (12, Kind.NUMBER, 12), (12.0, Kind.NUMBER, 12), ("1,234", Kind.NUMBER, 1234),
        ("225.81万", Kind.NUMBER, 2258100), (Decimal("137"), Kind.NUMBER, 137),
    ],
)  # fmt: skip
def test_nothing_there_nothing_known_and_nothing_meant_are_three_things(said, kind, number):
    one = read(value(CASES, said))
    assert (one.kind, one.value) == (kind, number)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (value(CASES, "若干"), "不是数字"),
        (value(CASES, "12 件"), "不是数字"),
        (value(CASES, "1,23"), "不是数字"),
        (value(CASES, -1), "不能小于零"),
        (value(CASES, "3.5"), "应为整数"),
        (value(CASES, "12345678901234567"), "位数过多"),
        (value(WINS, "99.87123"), "位数过多"),
        (value("mediation.nothing", 1), "没有指标"),
        (value(CASES, 1, scope="half"), "口径"),
        (value(CASES, 1, approx="sure"), "精确程度"),
        (value(CASES, 1, note="长" * 401), "最多 400 字"),
        (value(WINS, "99.88", numerator=4654, denominator=4660), "99.87"),
        (value(WINS, "99.9", numerator="四千", denominator=4660), "不是数字"),
    ],
)
def test_what_cannot_be_a_value_is_refused(row, message):
    with pytest.raises(Unreadable, match=message):
        read(row)


@pytest.mark.parametrize("rate", ["99.87", "99.9", "99.870"])
def test_a_rate_agrees_with_its_counts_half_up_to_its_own_places(rate):
    assert read(value(WINS, rate, numerator=4654, denominator=4660)).value == Decimal(rate)


def test_one_bad_value_keeps_all_out(city, clerk):
    filing = returns.file(city.government, 2023, clerk)
    with pytest.raises(ReturnRefused, match="第 2 行：“若干”不是数字"):
        returns.enter(filing, [value(CASES, 1), value(CASES, "若干", scope=OWN)], clerk)
    assert not filing.values.exists()


def test_values_are_changed_by_indicator_and_scope_and_every_change_is_noted(city, clerk):
    filing = returns.file(city.government, "2023", clerk)
    assert returns.file(city.government, 2023, clerk) == filing
    returns.enter(filing, [value(CASES, 1), value(CASES, 2, scope=OWN), value(WINS, "99.5", approx="over")], clerk)
    returns.enter(filing, [value(CASES, "不适用", note="不办理")], clerk)
    assert {(each.indicator, each.scope): each.said for each in filing.values.all()} == {
        (CASES, ALL): "不适用", (CASES, OWN): "2", (WINS, ALL): "99.5",
    }  # fmt: skip
    events = list(journal.history("return", filing.pk))
    assert [event.action for event in events] == ["return-file", "return-enter", "return-enter"]
    assert events[-1].before == {f"{CASES} all": {"kind": "number", "value": 1, "approx": "exact", "note": ""}}
    assert events[-1].after[f"{CASES} all"]["kind"] == "not_applicable"
    returns.enter(filing, [value(CASES, "不适用", note="不办理")], clerk)
    assert journal.history("return", filing.pk).count() == 3, "what changes nothing is not noted"


def test_the_database_keeps_kind_and_value_together(city, clerk):
    filing = returns.file(city.government, 2023, clerk)
    wrong = [(Kind.NUMBER, 0), (Kind.NUMBER, None), (Kind.ZERO, 1), (Kind.EMPTY, 0), (Kind.NOT_APPLICABLE, 5)]
    for kind, number in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            returns.ReturnValue.objects.create(filing=filing, indicator=CASES, scope=ALL, kind=kind, value=number)


# Moving on


def test_statisticians_file_and_the_office_accepts(city, clerk):
    with pytest.raises(ReturnRefused, match="统计员"):
        returns.file(city.county, 2023, clerk)  # a city's own statistician does not file for a county
    with pytest.raises(ReturnRefused, match="统计员"):
        returns.file(city.government, 2023, city.handler)
    filing = returns.file(city.government, 2023, clerk)
    returns.enter(filing, [value(CASES, 12)], clerk)
    with pytest.raises(ReturnRefused, match="现为“填报中”"):
        returns.accept(filing, city.office, AT)
    with pytest.raises(ReturnRefused, match="只有统计员"):
        returns.submit(filing, city.leader, AT)
    returns.submit(filing, clerk, AT)
    assert (filing.state, filing.submitted_at, filing.by) == (State.SUBMITTED, AT, "statistician")
    with pytest.raises(ReturnRefused, match="请先由依法治市办退回"):
        returns.enter(filing, [value(CASES, 13)], clerk)
    with pytest.raises(ReturnRefused, match="只有依法治市办"):
        returns.accept(filing, clerk, AT)
    with pytest.raises(ReturnRefused, match="请写明退回理由"):
        returns.give_back(filing, city.office, "  ", AT)
    returns.give_back(filing, city.office, "与台账不符", AT)
    assert (filing.state, filing.note, filing.open) == (State.RETURNED, "与台账不符", True)
    returns.enter(filing, [value(CASES, 13)], clerk)
    returns.submit(filing, clerk, AT)
    returns.accept(filing, city.office, AT)
    assert (filing.state, filing.note) == (State.ACCEPTED, "")
    returns.give_back(filing, city.office, "还须核对", AT)
    assert filing.state == State.RETURNED and not resolve([CASES], city.government, ALL, 2023)
    actions = [event.action.removeprefix("return-") for event in journal.history("return", filing.pk)]
    assert actions == ["file", "enter", "submit", "give-back", "enter", "submit", "accept", "give-back"]


def test_the_office_may_file_for_those_below(city):
    filing = returns.file(city.county, 2023, city.office)
    returns.enter(filing, [value(CASES, 1)], city.office)
    assert returns.submit(filing, city.office, AT) == []


def test_an_empty_return_is_not_submitted(city, clerk):
    filing = returns.file(city.government, 2023, clerk)
    returns.enter(filing, [value(CASES, "")], clerk)
    with pytest.raises(ReturnRefused, match="没有填写任何数值"):
        returns.submit(filing, clerk, AT)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ([value(slug, n) for slug, n in zip(PROJECTS, (14, 2, 7, 5), strict=True)], ""),
        ([value(slug, n) for slug, n in zip(PROJECTS, (20, 2, 7, 5), strict=True)], "勾稽不符"),
        ([value(slug, n) for slug, n in zip(PROJECTS, (20, 2, 7), strict=False)], ""),  # a part is not known
        ([value(PROJECTS[0], 14), value(PROJECTS[1], 2, OWN), value(PROJECTS[2], 7, OWN)], ""),  # another scope
        ([value("petition.assigned_cases", 690), value("petition.resolved_cases", 687),
          value("petition.resolution_rate", "99.57")], ""),
        ([value("petition.assigned_cases", 690), value("petition.resolved_cases", 687),
          value("petition.resolution_rate", "99.56")], "化解率"),
        ([value("petition.assigned_cases", 690), value("petition.resolved_cases", 691)], "≤"),
        ([value("petition.assigned_cases", 0), value("petition.resolved_cases", 0),
          value("petition.resolution_rate", 100)], ""),
        ([value(WINS, "100.1")], "0 ≤"),
    ],
)  # fmt: skip
def test_what_must_hold_holds_before_a_return_is_submitted(city, clerk, values, wrong):
    filing = returns.file(city.government, 2023, clerk)
    returns.enter(filing, values, clerk)
    if wrong:
        with pytest.raises(ReturnRefused, match=wrong):
            returns.submit(filing, clerk, AT)
        assert filing.state == State.DRAFT
    else:
        returns.submit(filing, clerk, AT)


def test_what_usually_holds_is_only_asked(city, clerk):
    filing = returns.file(city.government, 2023, clerk)
    values = [value("legal_advice.public_lawyers", 10), value("legal_advice.public_lawyers_new", 11)]
    returns.enter(filing, values, clerk)
    (question,) = returns.submit(filing, clerk, AT)
    assert question.severity == "question" and filing.state == State.SUBMITTED


@pytest.mark.parametrize(("number", "asks"), [(150, False), (151, True), (50, False), (49, True), (0, True)])
def test_a_swing_of_more_than_half_asks_for_a_reason(city, clerk, filed, number, asks):
    filed(value(CASES, 100), period="2022")
    filing = returns.file(city.government, 2023, clerk)
    returns.enter(filing, [value(CASES, number)], clerk)
    if asks:
        with pytest.raises(ReturnRefused, match=f"为 {number}，上年 100，变动超过 50%"):
            returns.submit(filing, clerk, AT)
        returns.enter(filing, [value(CASES, number, note="新设调委会")], clerk)
    returns.submit(filing, clerk, AT)


# Workbooks


def sheet_of(content):
    return load_workbook(io.BytesIO(content))


def bytes_of(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_form_goes_out_and_comes_back(city, clerk, filed):
    filed(value(CASES, 100), value(WINS, "99.5"), period="2022")
    filing = returns.file(city.government, 2023, clerk)
    returns.enter(filing, [value(WINS, "99.87", note="按结案数"), value(CASES, 7, scope=OWN)], clerk)
    book = sheet_of(returns.blank([city.government], 2023, slugs=[CASES, WINS, "publicity.activities"]))
    (sheet,) = book.worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows == [
        ["指标代码", "指标", "单位", "口径", "上年", "本期", "说明"],
        [CASES, "调解案件", "件", "全域", 100, None, None],
        [WINS, "调解成功率", "%", "全域", 99.5, 99.87, "按结案数"],
        ["publicity.activities", CATALOGUE["publicity.activities"].label, "次", "全域", None, None, None],
        [CASES, "调解案件", "件", "本级", None, 7, None],
    ]
    sheet["F4"], sheet["F6"], sheet["F7"] = 120, "不适用", 0
    result = returns.take(bytes_of(book), clerk, "报表.xlsx")
    assert result.done and result.filings == (filing,) and "1 张报表，4 个数值" in str(result)
    assert {(each.indicator, each.scope): (each.kind, each.number) for each in filing.values.all()} == {
        (CASES, ALL): ("number", 120), (CASES, OWN): ("zero", 0), (WINS, ALL): ("number", Decimal("99.87")),
        ("publicity.activities", ALL): ("not_applicable", None),
    }  # fmt: skip
    assert journal.history("return", filing.pk).last().data["file"]


def test_a_form_with_an_error_comes_back_marked_and_nothing_goes_in(city):
    office = city.office
    book = sheet_of(returns.blank([city.government, city.county], 2023, slugs=[CASES, WINS]))
    first, second = book.worksheets
    first["F4"], second["F4"], second["F5"], second["A5"] = 3, "三", 1, CASES
    result = returns.take(bytes_of(book), office)
    assert [str(fault).split("：")[0] for fault in result.errors] == [
        f"工作表“{second.title}”第 4 行“本期”栏（F4）",
    ]  # fmt: skip
    assert not result.done and not Return.objects.exists()
    marked = sheet_of(result.marked)
    assert marked[second.title]["F4"].comment and "不是数字" in marked[second.title]["H4"].value
    second["F4"] = 3
    assert "与第 4 行重复" in str(returns.take(bytes_of(book), office).errors[0])
    second["A5"] = WINS
    assert returns.take(bytes_of(book), office).values == 4


@pytest.mark.parametrize(("code", "message"), [("999999", "没有机构代码"), ("990121", "您不是“青山县”的统计员")])
def test_a_form_of_another_organisation_is_refused(city, clerk, code, message):
    book = sheet_of(returns.blank([city.government], 2023, slugs=[CASES]))
    book.worksheets[0]["B1"] = code
    (fault,) = returns.take(bytes_of(book), clerk).errors
    assert message in fault.message


def test_a_workbook_that_is_no_form_is_refused(city, clerk):
    book = sheet_of(returns.blank([city.government], 2023, slugs=[CASES]))
    book.worksheets[0]["F3"] = "本年数"
    with pytest.raises(WorkbookRefused, match="没有“指标代码”和“本期”两栏"):
        returns.take(bytes_of(book), clerk)


def test_a_submitted_return_is_not_overwritten_by_a_form(city, clerk, filed):
    filed(value(CASES, 100))
    content = returns.blank([city.government], 2023, slugs=[CASES])
    with pytest.raises(ReturnRefused, match="现为“已采用”"):
        returns.take(content, clerk)


def test_who_has_not_filed_is_reminded(city, clerk, filed):
    filed(value(CASES, 1), value(WINS, ""))
    other = returns.file(city.county, 2023, city.office)
    organisations = [city.government, city.county, city.library]
    listed = returns.progress(organisations, 2023)
    assert [(each.label, each.filled, each.empty, each.due) for each in listed] == [
        ("已采用", 1, 1, False), ("填报中", 0, 0, True), ("未建表", 0, 0, True),
    ]  # fmt: skip
    assert returns.reminders(organisations, 2023) == [
        "青山县人民政府：2023 报表填报中",
        "临江市图书馆：2023 报表未建表",
    ]
    assert listed[1].filing == other


# One figure from several sources


@pytest.fixture
def counted(monkeypatch):
    """Let the toy's ledger count an indicator that returns may file too."""
    monkeypatch.setattr(declarations, "_declared", dict(declarations._declared))
    monkeypatch.setattr(declarations, "_of_ledger", {one: [*bases] for one, bases in declarations._of_ledger.items()})
    monkeypatch.setitem(CATALOGUE, "toy.lent", Indicator("toy.lent", "借出", "Lent", "册", "count", "借出的册数"))
    type("Lent", (Indicators,), {"ledger": Borrowing, "lent": count("", on="borrowed_on")})
    return "toy.lent"


def lend(city, number):
    values = {"organisation": city.library, "number": number, "title": "书", "borrower": "甲"}
    ledgers.create(Borrowings, city.handler, values | {"borrowed_on": dt.date(2023, 3, 1)}, dt.date(2023, 3, 1))


def test_a_ledger_comes_before_a_return_and_a_return_before_a_report(city, counted, filed, monkeypatch):
    def reported(slugs, organisation, scope, period):
        yield from (Figure(slug, organisation.code, scope, period.name, 5, source="report") for slug in slugs)

    monkeypatch.setattr(sources, "_further", [])
    assert resolve([counted], city.government, ALL, 2023) == []
    sources.also_from(reported)
    sources.also_from(reported)
    assert [figure.source for figure in resolve([counted], city.government, ALL, 2023)] == ["report"]
    filed(value(counted, 3))
    (figure,) = resolve([counted], city.government, ALL, 2023)
    assert (figure.source, figure.value, figure.contradiction.source, figure.records) == ("return", 3, "report", None)
    lend(city, "1")
    (figure,) = resolve([counted], city.government, ALL, 2023)
    assert (figure.source, figure.value, figure.records) == ("ledger", 1, 1)
    assert (figure.contradiction.source, figure.contradiction.value) == ("return", 3)
    for number in ("2", "3"):
        lend(city, number)
    (figure,) = resolve([counted], city.government, ALL, 2023)
    assert figure.value == 3 and figure.contradiction.source == "report"


def test_a_ledger_speaks_from_the_month_of_its_first_row(city, counted):
    library.lend(city.county_library, "1", borrowed_on=dt.date(2022, 6, 15))
    library.lend(city.county_library, "2", borrowed_on=dt.date(2024, 6, 15))

    def values(organisation, scope=ALL):
        periods = ("2021", "2022-05", "2022-06", "2022", "2023", "2016-")
        return [next((f.value for f in resolve([counted], organisation, scope, p)), None) for p in periods]

    assert values(city.government) == [None, None, 1, 1, 0, 2]
    assert values(city.county_library) == [None, None, 1, 1, 0, 2]
    assert values(city.government, OWN) == [None] * 6  # the county's ledger says nothing of the city's own
    assert values(city.library) == [None] * 6


def test_not_applicable_is_an_answer_and_empty_is_none(city, filed):
    filed(value(CASES, "不适用"), value(WINS, ""), value("publicity.activities", 0))
    found = {
        figure.indicator: figure
        for figure in resolve([CASES, WINS, "publicity.activities"], city.government, ALL, 2023)
    }
    assert found.keys() == {CASES, "publicity.activities"}
    assert (found[CASES].value, found[CASES].note) == (None, "不适用")
    assert found["publicity.activities"].value == 0


def test_what_is_filed_for_one_scope_or_period_says_nothing_of_another(city, filed):
    filed(value(CASES, 1, scope=OWN))
    assert [figure.value for figure in resolve([CASES], city.government, OWN, 2023)] == [1]
    assert resolve([CASES], city.government, ALL, 2023) == []
    assert resolve([CASES], city.government, OWN, "2023Q1") == []


def test_returns_are_added_up_only_when_every_government_below_has_filed(city, filed):
    filed(value(CASES, 10, scope=OWN), value(WINS, 50, scope=OWN))
    assert resolve([CASES, WINS], city.government, ALL, 2023) == []
    filed(value(CASES, 5, approx="over"), value(WINS, 60), organisation=city.county)
    (figure,) = resolve([CASES, WINS], city.government, ALL, 2023)  # a rate is not added up
    assert (figure.value, figure.approx, figure.note) == (15, "over", "本级与 1 个下级政府报表之和")
    filed(value(CASES, 14), form="special")
    (figure,) = resolve([CASES], city.government, ALL, 2023)
    assert (figure.value, figure.note) == (14, ""), "what the city itself filed for all comes first"


def test_many_organisations_are_asked_like_one_in_as_few_queries(city, counted, filed, django_assert_max_num_queries):
    library.lend(city.county_library, "1", borrowed_on=dt.date(2022, 6, 15))
    filed(value(CASES, 10, scope=OWN), value(counted, 7, note="清点"))
    filed(value(CASES, 5), organisation=city.county)
    everyone, years = [city.government, city.library, city.county, city.county_library], ["2021", "2022", "2023"]
    asked = [counted, CASES, WINS]
    alone = [
        figure
        for slug in asked
        for organisation in everyone
        for scope in (OWN, ALL)
        for year in years
        for figure in resolve([slug], organisation, scope, year)
    ]
    with django_assert_max_num_queries(15):
        together = returns.kept(asked, everyone, (OWN, ALL), years)
    assert together == alone
    assert [figure.contradiction.value for figure in together if figure.contradiction] == [7]
    assert returns.kept(asked, [], (OWN, ALL), years) == []


def test_of_two_forms_the_one_accepted_last_counts(city, filed):
    filed(value(CASES, 1))
    second = filed(value(CASES, 2), form="special")
    Return.objects.filter(pk=second.pk).update(accepted_at=AT + dt.timedelta(days=1))
    assert [figure.value for figure in resolve([CASES], city.government, ALL, 2023)] == [2]


@pytest.mark.parametrize(
    ("mine", "theirs", "approx", "agreed"),
    [
        (10, 10, "exact", True), (10, 11, "exact", False), (12, 10, "over", True), (9, 10, "over", False),
        (10, 10, "at_least", True), (5, 5, "at_most", True), (6, 5, "at_most", False),
        (98, 100, "about", True), (94, 100, "about", False),
        (Decimal("92.41"), Decimal("92.4"), "exact", True), (Decimal("92.45"), Decimal("92.4"), "exact", False),
        (None, 0, "exact", False), (None, None, "exact", True),
    ],
)  # fmt: skip
def test_sources_agree_as_exactly_as_they_claim(mine, theirs, approx, agreed):
    one = Figure(CASES, "C", ALL, "2023", mine)
    other = replace(one, value=theirs, approx=approx)
    assert sources.agree(one, other) is agreed


def test_broken_identities_are_said_with_their_numbers():
    (said,) = returns.contradictions(dict(zip(PROJECTS, (20, 2, 7, 5), strict=True)))
    assert said.startswith("勾稽不符：“地方性法规项目” = ") and "地方性法规项目 20" in said
    assert returns.contradictions(dict(zip(PROJECTS, (14, 2, 7, 5), strict=True))) == []


def test_an_unknown_indicator_is_named(city):
    with pytest.raises(UnknownIndicator, match=r"mediation\.nothing"):
        resolve(["mediation.nothing"], city.government, ALL, 2023)
    with pytest.raises(indicators.BadPeriod):
        resolve([CASES], city.government, ALL, "去年")
