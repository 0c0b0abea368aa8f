"""引用: citations in running text are found where they stand, and each is checked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel.articles import SOURCES, Article, cite, numeral
from fadu.laws.library import Library
from fadu.laws.mentions import check_text, citations, line_of

LIBRARY = Library(imported=False)
ON = date(2025, 6, 1)


def read(text, on=ON, written=None):
    found = citations(text, on, written, LIBRARY)
    for one in found:
        assert text[one.start : one.end] == one.text
    return found


def addresses(text):
    return [one.address for one in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《行政复议法》第六十二条第一款，", ["行政复议法#62.1"]),
        ("《中华人民共和国立法法》第六十二条第一款、第二款和第六十三条，", ["立法法#62.1", "立法法#62.2", "立法法#63"]),
        ("依照行政处罚法第六十四条第（二）项、第三项", ["行政处罚法#64(2)", "行政处罚法#64(3)"]),
        ("《行政许可法》第三十二条第一款第（四）项", ["行政许可法#32.1(4)"]),
        ("《立法法》第六十二条之一第二款", ["立法法#62-1.2"]),
        ("《立法法》第十条至第十二条", ["立法法#10", "立法法#11", "立法法#12"]),
        ("《立法法》第十条第一、三款", ["立法法#10.1", "立法法#10.3"]),
        ("《立法法》第 10 条第１款", ["立法法#10.1"]),
        ("行政复议法实施条例第五条", ["行政复议法实施条例#5"]),
        ("《行政强制法》第三条，该法第四条", ["行政强制法#3", "行政强制法#4"]),
        ("《最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释》第二十条", ["行诉解释#20"]),
        ("《最高人民法院关于适用《中华人民共和国行政诉讼法》的解释》第二十条", ["行诉解释#20"]),
        ("《行政许可法》（以下简称《许可法》）第三条，《许可法》第四条", ["行政许可法#3", "行政许可法#4"]),
        ("《行政复议法》（2017年修正）第十七条", ["行政复议法(2017)#17"]),
        ("为贯彻《优化营商环境条例》，制定", ["优化营商环境条例"]),
        ("本法第三条、本办法第四条所称", []),
        ("《关于印发工作方案的通知》", []),
        ("行政复议法规定", []),
        ("第三条", []),
        ("《没有写完第三条", []),
        ("《立法法》第99999条，该法第三条第一款至第99999999999款", ["立法法", "立法法#3.1"]),
        ("《立法法》第三条第一款至第三款", ["立法法#3.1", "立法法#3.2", "立法法#3.3"]),
    ],
)  # fmt: skip
def test_citations_are_found(text, expected):
    assert addresses(text) == expected


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("《行政复议法》第九十条", "found", ""),
        ("《行政复议法》第九十一条", "missing", "最后一条是第90条"),
        ("《行政复议法》第六十二条第三款", "missing", "只有 2 款"),
        ("《行政复议法》第十一条第十六项", "missing", "只有 15 项"),
        ("《信访条例》第五条", "repealed", "2022-05-01 废止"),
        ("《行政执法监督条例》第六条", "not_yet", "2026-02-01"),
        ("《行政复议法》（2017年修正）第十七条", "amended", "2024-01-01"),
        ("《某市印章管理办法》第三条", "unknown", "法规库没有"),
        ("《督察工作规定》第二十四条", "unchecked", "无法核对"),
    ],
)
def test_each_is_checked(text, status, said):
    (one,) = read(text)
    assert one.status == status and said in one.reason
    assert one.problem == (status in {"missing", "repealed", "not_yet", "amended"})


def test_a_law_that_changed_after_the_text_was_made_is_told():
    text = "依据《行政复议法》第十七条、第四十三条、第一百条"
    then, now = date(2023, 5, 1), date(2025, 5, 1)
    assert [one.status for one in read(text, then)] == ["found", "found", "missing"]
    assert [one.status for one in read(text, now, written=then)] == ["amended", "amended", "missing"]


def test_a_draft_is_told_what_is_wrong_and_where():
    text = "第一条 根据《信访工作条例》，制定本办法。\n第二条 依照《信访条例》第二十一条办理。"
    (one,) = check_text(text, ON, LIBRARY)
    assert one.status == "repealed" and one.text == "《信访条例》第二十一条" and line_of(text, one.start) == 2


articles = st.builds(
    Article,
    st.sampled_from(sorted(SOURCES)),
    st.none(),
    st.integers(1, 1999),
    st.none() | st.integers(1, 30),
    st.none() | st.integers(1, 30),
    st.none() | st.integers(1, 9),
)


@given(
    st.lists(articles, min_size=1, max_size=5), st.sampled_from(["依照{}办理。", "{}规定的情形", "（{}）", "见{}、"])
)
def test_any_citation_printed_is_read_back(cited, sentence):
    text = "".join(sentence.format(cite(one)) for one in cited)
    assert addresses(text) == [str(one) for one in cited]


@given(st.integers(1, 1259), st.integers(1, 30))
def test_numbers_are_read_in_either_script(article, paragraph):
    written = f"《民法典》第{numeral(article)}条第{paragraph}款，民法典第{article}条第{numeral(paragraph)}款"
    assert addresses(written) == [f"民法典#{article}.{paragraph}"] * 2


@given(st.text(alphabet="《》〈〉（）()第条款项之一二十百千、和至该法行政复议 \n简称“”19", max_size=60))
def test_no_text_makes_the_reading_fail(text):
    for one in read(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.article is None or str(one.article) == one.address
