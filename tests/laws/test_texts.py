"""条文: a text is taken apart as laws are written, and what is no law is refused with the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel.articles import numeral
from fadu.laws.texts import Place, TextRefused, parse, split

from .made_up import NEW, OLD


def test_articles_paragraphs_items_and_headings_are_told_apart():
    text = split(OLD)
    assert text.title == "某市图书借阅条例"
    assert [str(one.place) for one in text.articles] == ["1", "2", "3", "4"]
    second = text.articles[1]
    assert second.headings == ("第一章 总则",)
    assert text.articles[2].headings == ("第二章 借阅",)
    assert [paragraph.text for paragraph in second.paragraphs] == [
        "借阅图书应当登记。",
        "登记应当写明下列内容：",
        "未登记的，依照第三条处理。",
    ]
    # The points below an item are part of it, and no paragraph of their own.
    assert second.shape == (0, 3, 0)
    assert second.paragraphs[1].items[2] == "（三）归还日期：\n1. 平装书三十日；\n2. 精装书十日。"


def test_a_line_between_items_belongs_to_the_item_before():
    text = split("第一条 有下列情形之一的：\n（一）甲；\n（二）乙。\n乙应当通报。\n（三）丙。\n按照前款办理。")
    assert text.articles[0].shape == (3, 0)
    assert text.articles[0].paragraphs[0].items[1] == "（二）乙。\n乙应当通报。"
    # Items that begin anew are of a paragraph of their own.
    assert split("第一条 甲：\n（一）一。\n又：\n（一）二。\n（二）三。").articles[0].shape == (1, 2)


def test_what_is_kept_as_lines_is_read_back():
    for article in (*split(OLD).articles, *split(NEW).articles):
        assert parse("\n".join(article.lines).split("\n")) == article.paragraphs


def test_an_inserted_article_has_a_number_of_its_own():
    assert [str(one.place) for one in split(NEW).articles] == ["1", "2", "2-1", "3", "4", "5"]
    assert Place(2, 1) < Place(3) and Place(2) < Place(2, 1)


@pytest.mark.parametrize("space", [" ", "\u3000", "", "\u200b "])
def test_signs_behind_the_number_do_not_matter(space):
    text = split(f"第一条{space}甲。\n第二条{space}乙。\n第一条规定的事项，另行规定。")
    assert [one.shape for one in text.articles] == [(0,), (0, 0)]


def test_a_sentence_about_a_chapter_is_no_heading():
    text = split("第一章 总则\n第一条 甲。\n第二章规定的事项除外。\n第二章 附则\n第二条 乙。")
    assert text.articles[0].shape == (0, 0) and text.articles[1].headings == ("第二章 附则",)


def test_what_is_attached_is_left_out():
    assert split("第一条 甲。\n附件：\n清单").articles[0].shape == (0,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有找到“第一条”"),
        ("某某通知\n各单位：请认真执行。", "没有找到“第一条”"),
        ("第一条 甲。\n第二条 乙。\n第一条 又一部。", "第 3 行：第 1 条出现在第 2 条之后"),
        ("第一条\n第二条 乙。", "第 1 条没有内容"),
    ],
)
def test_what_is_no_law_is_refused_with_the_line(text, said):
    with pytest.raises(TextRefused, match=said):
        split(text)


@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4), min_size=1, max_size=130))
def test_any_shape_is_read_back(shapes):
    lines = []
    for number, shape in enumerate(shapes, 1):
        for nth, items in enumerate(shape):
            lines.append((f"第{numeral(number)}条 " if not nth else "") + f"第{nth}段的规定：")
            lines += [f"（{numeral(item)}）一项；" for item in range(1, items + 1)]
    assert [one.shape for one in split("\n\n".join(lines)).articles] == [tuple(shape) for shape in shapes]
