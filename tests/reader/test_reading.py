"""读报告: a whole text into figures with section, organisation, period and indicator; and what must add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.reader import read

REPORT = """青川市人民政府2022年法治政府建设情况报告
2022年，全市法治建设取得新成效。
一、主要工作
（一）推进行政复议。全市共收到行政复议申请50件，受理40件，受案率80%。审结30件，其中维持20件，撤销6件，其他4件。
（二）化解矛盾纠纷。全市调解矛盾纠纷1.2万余件，调解成功率98.5%。自2016年以来，共培养“法律明白人”3000人。
二、存在的问题
基层力量不足。
"""


@pytest.fixture(scope="module")
def reading():
    return read(REPORT)


def test_every_place_slices_the_text(reading):
    assert [REPORT[one.start : one.end] for one in reading.figures] == [one.text for one in reading.figures]


def test_figures_with_what_they_say(reading):
    said = {one.indicator: one for one in reading.figures}
    received = said["reconsideration.applications_received"]
    assert (received.value, received.unit, received.org, received.period) == (50, "件", "全市", "2022")
    assert received.section == "一、主要工作 > （一）推进行政复议"
    assert said["mediation.cases"].value == 12000 and said["mediation.cases"].approx == "over"
    assert said["publicity.law_literate_villagers"].period == "2016-"
    assert reading.year == "2022"


def test_what_adds_up_and_what_does_not(reading):
    found = {(one.kind, one.ok) for one in reading.checks}
    assert {("sum", True), ("ratio", True), ("bound", True)} <= found
    wrong = read(REPORT.replace("其他4件", "其他5件").replace("受案率80%", "受案率82%"))
    faults = [one for one in wrong.checks if one.ok is False]
    assert {one.kind for one in faults} == {"sum", "ratio"}
    total = next(one for one in faults if one.kind == "sum")
    assert (total.stated, total.computed) == (Decimal(30), Decimal(31))


def test_nothing_that_the_text_does_not_claim_is_called_wrong():
    text = "全年办理案件30件，其中涉及土地的20件，涉及房屋的15件。出动200人次，检查87家，联合检查17次，共104家。"
    assert not [one for one in read(text).checks if one.ok is False]


def test_a_rate_without_a_whole_numerator_is_a_question_and_no_error():
    (check,) = [one for one in read("全市行政应诉137件，负责人出庭率92.4%。").checks if one.kind == "ratio"]
    assert (check.ok, check.match) == (None, "infeasible")


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    reading = read(text)
    assert all(text[one.start : one.end] == one.text for one in reading.figures)
    reading.as_json()


def test_it_works_without_django():
    import subprocess
    import sys

    code = "import sys; from fadu.reader import read; read('共98件'); print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全市共收到申请98件。审结70件，维持39件。", ["全市", "全市", "全市"]),
        ("全市共收到申请98件。对5年内释放的40人逐一走访。", ["全市", "", ""]),
        ("自觉接受对区政府的监督，办复建议15件。", [""]),
        ("列席市政府会议，办复建议15件。", [""]),
        ("市委书记8次主持会议，市长16次主持会议，共研究40项议题。", ["市委", "市政府", "市委、市政府"]),
        ("市司法局办理案件12件。", ["市司法局"]),
        ("全市市场监管系统查办案件27件。", ["全市市场监管系统"]),
        ("公开市级18项清单。", ["市级"]),
    ],
)
def test_who_did_it(text, said):
    assert [one.org for one in read(text, "2023").figures][: len(said)] == [one for one in said if one is not None]


def test_a_month_of_another_year_is_said_of_its_own_clause_only():
    made = read("2021年法治政府建设情况报告\n上级2020年9月份交办690件，化解687件。2020年受理10件，审结8件。", "2021")
    assert [one.period for one in made.figures] == ["2020-09", "2021", "2020", "2020"]
