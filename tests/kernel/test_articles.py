"""法条: citations are read and printed as laws number themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel.articles import SOURCES, Article, ArticleError, cite, cite_all, number, numeral


@pytest.mark.parametrize(
    ("citation", "printed", "english"),
    [
        (
            "行政复议法#62.1",
            "《行政复议法》第六十二条第一款",
            "Administrative Reconsideration Law, Article 62, paragraph 1",
        ),
        ("行政处罚法#64(2)", "《行政处罚法》第六十四条第二项", "Administrative Penalty Law, Article 64, item (2)"),
        (
            "行政许可法#32.1(4)",
            "《行政许可法》第三十二条第一款第四项",
            "Administrative Licensing Law, Article 32, paragraph 1, item (4)",
        ),
        ("立法法#109", "《立法法》第一百零九条", "Legislation Law, Article 109"),
        (
            "立法法#109-1.2",
            "《立法法》第一百零九条之一第二款",
            "Legislation Law, Article 109-1, paragraph 2",
        ),
        ("民法典#1010", "《民法典》第一千零一十条", "Civil Code, Article 1010"),
        (
            "行政复议法(2017)#17.1",
            "《行政复议法》（2017年修正）第十七条第一款",
            "Administrative Reconsideration Law (as amended in 2017), Article 17, paragraph 1",
        ),
        (
            "信访工作条例(2030)#3",
            "《信访工作条例》（2030年）第三条",
            "Regulations on Petition Work (version of 2030), Article 3",
        ),
        (
            "移送规定#5.2",
            "《行政执法机关移送涉嫌犯罪案件的规定》第五条第二款",
            "Provisions on Transferring Suspected Crimes, Article 5, paragraph 2",
        ),
        (
            "国办发2018-37",
            "《国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知》",
            "State Council General Office Notice on Normative Documents",
        ),
        ("某市规定#7", "《某市规定》第七条", "某市规定, Article 7"),
    ],
)
def test_a_citation_is_printed_in_both_languages(citation, printed, english):
    assert cite(citation) == cite(Article.parse(citation)) == printed
    assert cite(citation, "en") == english
    assert str(Article.parse(citation)) == citation


def test_citations_in_a_row_name_each_law_once():
    row = ["行政复议法#30.1", "行政复议法#88.2", "民事诉讼法#85.3", "行政复议法(2017)#17", "行政复议法#3"]
    assert cite_all(row) == (
        "《行政复议法》第三十条第一款、第八十八条第二款、《民事诉讼法》第八十五条第三款、"
        "《行政复议法》（2017年修正）第十七条、《行政复议法》第三条"
    )
    assert cite_all(row[:2], "en") == (
        "Administrative Reconsideration Law, Article 30, paragraph 1; Article 88, paragraph 2"
    )
    assert cite_all([]) == ""


@pytest.mark.parametrize(
    "slip",
    [
        *"行政复议法62.1 行政复议法# 行政复议法#0 行政复议法#62. 行政复议法#62（1） 行政复议法#六十二".split(),
        *"#3 行政复议法(17)#3 行政复议法#62.1.2 某市规定".split(),
        "",
        "行政复议法 #62",
    ],
)
def test_a_slip_is_refused_with_the_right_way_to_write_it(slip):
    with pytest.raises(ArticleError, match="写法如 行政复议法#62"):
        Article.parse(slip)


@pytest.mark.parametrize(
    ("value", "text"),
    zip(
        (1, 10, 11, 20, 100, 101, 110, 111, 1001, 1010, 1100, 1259),
        "一 十 十一 二十 一百 一百零一 一百一十 一百一十一 一千零一 一千零一十 一千一百 一千二百五十九".split(" "),
        strict=True,
    ),
)
def test_numerals_are_written_as_laws_write_them(value, text):
    assert numeral(value) == text
    assert number(text) == value


@given(st.integers(1, 9999))
def test_every_numeral_is_read_back(value):
    assert number(numeral(value)) == value == number(str(value))


@given(
    st.builds(
        Article,
        st.sampled_from(sorted(SOURCES)),
        st.none() | st.integers(1979, 2049),
        st.integers(1, 9999),
        st.none() | st.integers(1, 99),
        st.none() | st.integers(1, 99),
        st.none() | st.integers(1, 99),
    )
)
def test_every_citation_is_read_back(article):
    assert Article.parse(str(article)) == article
