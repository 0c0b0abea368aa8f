"""勾稽: what adds up is found, what does not is an error only where the text claims it."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fadu.reader import read
from fadu.reader.identities import rate_match, whole_denominators

COUNTS = st.lists(st.integers(1, 400), min_size=3, max_size=5)
NAMES = ("维持", "撤销", "变更", "确认违法", "其他")


def found(text, kind):
    return [(one.ok, one.basis, one.match) for one in read(text, "2023").checks if one.kind == kind]


def listed(total, parts):
    names = (*NAMES[: len(parts) - 1], "其他")
    said = "，".join(f"{name}{part}件" for name, part in zip(names, parts, strict=True))
    return f"全年审结复议案件{total}件，其中{said}。"


@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_parts_that_make_the_whole(parts):
    assert (True, "asserted", "exact") in found(listed(sum(parts), parts), "sum")


@settings(deadline=None, max_examples=60)
@given(COUNTS, st.integers(401, 900))
def test_parts_that_do_not(parts, more):
    (check,) = [one for one in read(listed(sum(parts) + more, parts), "2023").checks if one.kind == "sum"]
    assert (check.ok, check.computed) == (False, sum(parts))


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 2))
def test_a_rate_that_is_right_is_never_an_error(part, rest, places):
    whole = part + rest
    rate = (Decimal(part * 100) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"全市共收到行政复议申请{whole}件，受理{part}件，受案率{rate}%。"
    assert not [one for one in read(text, "2023").checks if one.ok is False]


@pytest.mark.parametrize(
    "text",
    [
        "检查企业120家，发现隐患87个，其中立行立改60个，限期整改30个。",  # parts may overlap
        "出动200人次，检查87家，联合检查17次，共304件。",
        "投入资金50万元，其中培训20件，宣传31件，其他9件。",  # two units
        "发放资料500余份，其中手册300份，折页300份，其他100份。",  # not exact
        "自然资源部、住建部等三部门联合印发通知。",  # an open list
        "办结案件98件。全年共办结案件98件，办结率100%。",
        "化解率99%，较上年提高3.2个百分点。",
        "负责人出庭23次，出庭率95.83%。",
    ],
)
def test_nothing_false_is_called_an_error(text):
    assert [one.message for one in read(text, "2023").checks if one.ok is False] == []


def test_a_list_and_its_count():
    assert found("发展改革委、科技部、工业和信息化部、自然资源部四部门联合发文。", "count") == [
        (True, "asserted", "exact")
    ]


def test_a_count_in_brackets_and_the_other_half_of_a_sentence():
    assert found("查处违法行为300宗（立案查处100宗，教育整改200宗）。", "sum") == [(True, "asserted", "exact")]
    text = "办理申请204件，其中自然人193件，法人11件；予以公开154件，不予公开4件，其他46件。"
    assert found(text, "sum") == [(True, "asserted", "exact")] * 2


def test_one_figure_printed_twice():
    assert found("全市受理行政复议案件98件。今年受理行政复议案件98件。", "repeat") == []
    twice = "全市受理行政复议案件98件，成效明显。\n全市受理行政复议案件89件。"
    assert found(twice, "repeat") == [(None, "hint", "mismatch")]


def test_a_truncated_rate_says_so():
    ((ok, _basis, match),) = found("全市共收到行政复议申请151件，受理140件，受案率92.71%。", "ratio")
    assert (ok, match) == (False, "truncated")


def test_units_are_compared_in_one_script():
    assert found("全市審結複議案件30件，其中維持20件，撤銷6件，其他4件。", "sum") == [(True, "asserted", "exact")]
    assert found("市級586項行政審批事項可網辦率已達到98.29%。", "ratio") == [(True, "implied", "half_up")]


def test_a_share_is_held_against_the_whole_before_it_and_nothing_is_made_up():
    text = "共收到申请1046件。其中网上提交的862件,占比82.4%;当面提交13件,占比1.3%。"
    assert found(text, "ratio") == [(True, "asserted", "half_up")]  # 13÷1046 rounds to 1.2: nothing is said of it
    assert found("已解决1064件、占比88.1%,较去年提高约1个百分点。", "ratio") == []


def test_the_whole_may_stand_in_the_sentence_before():
    assert found("共收到回执994件。其中,993件评价为满意,满意率99.9%。", "ratio") == [(True, "asserted", "half_up")]


def test_parts_of_a_part_are_not_parts_of_the_whole():
    text = "现有人员1640人,其中正式工401人(含内退95人)、临时工1239人。"
    assert found(text, "sum") == [(True, "asserted", "exact")]
    text = "收到建议1210件(涉及分办49件),其中大会建议1195件、闭会建议15件。"
    assert found(text, "sum") == [(True, "asserted", "exact")]


def test_what_one_office_has_is_not_more_than_all_have():
    text = "公布全市行政许可事项清单323项,市本级行政许可事项清单254项。"
    assert found(text, "bound") == [(True, "hint", "bound")]
    assert found(text.replace("254", "354"), "bound") == [(None, "hint", "bound")]


def test_a_bound_is_an_error_only_where_the_text_says_that_one_is_a_part_of_the_other():
    text = "上级交办信访件{}件,{}实际化解信访积案{}件。"
    assert found(text.format(230, "", 221), "bound") == [(True, "asserted", "bound")]
    assert found(text.format(220, "其中", 231), "bound") == [(False, "asserted", "bound")]
    assert found(text.format(220, "", 231), "bound") == [(None, "hint", "bound")]
    assert found(text.format("220余", "其中", 231), "bound") == [(None, "hint", "bound")]
    other = "行政应诉新收一审案件73件,结案118件。"  # those of last year are among the concluded
    assert [one for one in read(other, "2023").checks if one.ok is False] == []


def test_a_rate_of_the_count_before_it_is_not_read_as_a_rate_in_it():
    assert found("直接纠错236件,纠错率24.2%。", "ratio") == []
    assert found("1238个事项实现全程网办,全程网办率93.4%。", "ratio") == []
    assert found("负责人出庭应诉23次,负责人出庭应诉率95.83%。", "ratio") == [(True, "implied", "half_up")]


def test_numbers_that_agree_by_chance_are_only_a_hint():
    assert found("制定抽查计划87个,联合检查17次,完成抽查任务104项。", "sum") == [(None, "hint", "exact")]
    assert found("全年办件225.81万件,收到评价225.81万条。", "sum") == [(None, "hint", "exact")]


def test_a_count_of_documents_agrees_with_the_titles_that_were_printed():
    text = "印发《甲市应急处置实施方案》《甲市食品安全实施方案(试行)》。各县报备{}个实施方案{}份,市里报备实施方案2份。"
    assert found(text.format("两", 14), "count") == [(True, "asserted", "exact")]
    assert found(text.format("两", 14), "sum") == [(None, "hint", "exact")]
    assert found(text.format("三", 14), "count") == []
    assert found(text.format("三", 14), "sum") == []


def test_the_same_number_of_districts_in_two_sentences_is_only_a_hint():
    text = "对8个县区开展督察。全县{}个县区目录全部公开。"
    assert found(text.format(8), "sum") == [(None, "hint", "exact")]
    assert found(text.format(7), "sum") == []


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 10**9), st.integers(0, 10000), st.integers(0, 2))
def test_the_denominators_of_a_rate_are_the_same_as_when_all_are_tried(part, rate, places):
    stated = (Decimal(rate) / 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    few = whole_denominators(stated, places, part % 300)
    for n in few:
        assert rate_match(stated, places, part % 300, n) == "half_up"
    every = [n for n in range(max(part % 300, 1), 1000) if rate_match(stated, places, part % 300, n) == "half_up"]
    assert not few or every == [n for n in few if n < 1000]


def test_a_rate_of_those_that_were_due_has_another_denominator():
    text = "受理行政复议案件47件,已审结41件,{}结案率100%。"
    assert found(text.format("按期"), "ratio") == [(None, "hint", "mismatch")]
    assert found(text.format(""), "ratio") == [(False, "asserted", "mismatch")]
