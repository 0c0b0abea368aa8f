"""体例: what a report must say, of which year, and until when."""

import pytest

from fadu.reader import read
from fadu.reader.structure import stale

WHOLE = """某市2022年法治政府建设情况报告
发布时间：{day} 来源：某市司法局
一、主要举措和成效
成绩明显。
二、主要负责人履行推进法治建设第一责任人职责情况
认真履职。
三、存在的不足和原因
力量不足。
四、{plan}年工作安排
继续推进。
"""


def kinds(text, level="error"):
    return [one.kind for one in read(text).findings if one.level == level]


@pytest.mark.parametrize(("day", "late"), [("2023-03-31", []), ("2023-04-01", ["late"]), ("2023年6月24日", ["late"])])
def test_published_before_the_first_of_april(day, late):
    assert kinds(WHOLE.format(day=day, plan=2023)) == late


def test_the_plan_is_that_of_the_next_year():
    assert kinds(WHOLE.format(day="2023-03-01", plan=2021)) == ["year"]


@pytest.mark.parametrize("lacking", ["主要举措和成效", "存在的不足和原因", "2023年工作安排"])
def test_a_content_that_is_nowhere_is_an_error(lacking):
    text = WHOLE.format(day="2023-03-01", plan=2023).replace(lacking, "其他")
    assert "missing" in kinds(text) + kinds(text, "question")


def test_a_content_without_a_heading_is_a_question():
    text = WHOLE.format(day="2023-03-01", plan=2023).replace("存在的不足和原因", "其他")
    assert kinds(text) == [] and kinds(text, "question") == ["missing"]


LAST = "一、主要举措和成效\n全市收到行政复议申请98件，受理83件。全市调解矛盾纠纷4660件，共注册公职律师23名。"


def test_figures_of_last_year_raise_a_question():
    before = read("某市2022年法治政府建设情况报告\n" + LAST)
    same = read("某市2023年法治政府建设情况报告\n" + LAST)
    other = read(
        "某市2023年法治政府建设情况报告\n" + LAST.replace("98", "105").replace("83", "91").replace("4660", "5012")
    )
    assert {one.kind for one in stale(same.figures, before.figures)} == {"stale"}
    assert list(stale(other.figures, before.figures)) == []


def test_sentence_with_a_number_that_stands_twice_is_a_question():
    said = "全年组织开展法治宣传教育活动和各类普法讲座一百余场次，发放宣传资料2300余份，接受咨询860人次"
    text = WHOLE.format(day="2023-03-01", plan=2023).replace("成绩明显", said).replace("继续推进", f"二是{said}")
    assert kinds(text, "question") == ["repeat"] and kinds(text) == []
