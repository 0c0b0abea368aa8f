"""公文的文稿: what the small Markdown holds, and that whatever it does not hold is refused with its line."""

import pytest

from fadu.official import FigureRef, Heading, Paragraph, Reference, Table, Text
from fadu.official.markdown import Problem, SourceError, Unresolved, parse, references, resolve

SOURCE = """<!-- 给作者的说明 {{not.counted}} -->

# 主要举措

全年审结{{reconsideration.concluded}}件，本级
{{reconsideration.concluded scope=own period=2023Q1 organisation=350402}}件，按期率{{reconsideration.timeliness}}%。

## 复议

表：各县办理情况

| 县 | 审结 |
| --- | --- |
| 甲县 | {{reconsideration.concluded organisation=350403}} |
"""


def problems(source):
    with pytest.raises(SourceError) as refused:
        parse(source)
    return refused.value.problems


def test_headings_paragraphs_and_tables_become_blocks():
    heading, paragraph, second, table = parse(SOURCE)
    assert (heading, second) == (Heading(1, "主要举措"), Heading(2, "复议"))
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    assert (table.head, table.caption) == (("县", "审结"), "各县办理情况")
    assert table.rows[0][0] == (Text("甲县"),)


def test_references_keep_what_was_asked_for_and_where_they_stand():
    found = list(references(parse(SOURCE)))
    assert [reference.slug for reference in found] == [
        *("reconsideration.concluded", "reconsideration.concluded"),
        *("reconsideration.timeliness", "reconsideration.concluded"),
    ]
    assert (found[1].scope, found[1].period, found[1].organisation) == ("own", "2023Q1", "350402")
    assert found[3].organisation == "350403"
    assert [SOURCE[reference.offset :].startswith("{{" + reference.slug) for reference in found] == [True] * 4
    assert len({reference.offset for reference in found}) == 4


@pytest.mark.parametrize("period", ["2023", "2023Q4", "2023-06", "2016-"])
def test_periods_of_every_kind(period):
    (reference,) = references(parse(f"{{{{a.b period={period}}}}}"))
    assert reference.period == period


def test_lines_of_the_source_join_without_space_unless_both_sides_are_latin():
    (paragraph,) = parse("汉字\n汉字 word\nword 3\n件{{a.b}}\n{{c.d}}")
    assert paragraph.spans[0] == Text("汉字汉字 word word 3件")
    assert [type(span) for span in paragraph.spans[1:]] == [Reference, Reference]


def test_a_cell_may_hold_an_escaped_bar():
    (table,) = parse("甲 | 乙\n--- | ---\n1\\|2 | 3")
    assert table.rows == (((Text("1|2"),), (Text("3"),)),)


def test_backslash_prints_the_mark_itself():
    assert parse(r"\# 甲\*乙\*") == (Paragraph((Text("# 甲*乙*"),)),)


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        ("甲\n\n- 乙", 3, "列表"),
        ("1. 甲", 1, "序号由系统自动编排"),
        ("甲**乙**", 1, "加粗"),
        ("甲\n\n    乙", 3, "缩进代码块"),
        ("> 甲", 1, "引用块"),
        ("[甲](http://a)", 1, "链接"),
        ("甲<b>乙</b>", 1, "网页标记"),
        ("<script>\nalert(1)\n</script>", 1, "网页标记"),
        ("甲\n\n---", 3, "分隔线"),
        ("# 一、甲", 1, "请删去“一、”"),
        ("# 甲\n\n## （二）乙", 3, "请删去“（二）”"),
        ("##### 甲", 1, "只有四级"),
        ("#", 1, "没有文字"),
        ("# 甲{{a.b}}", 1, "标题中不能引用数字"),
        ("甲\n\n表：乙\n\n丙", 3, "之后应紧接表格"),
        ("表：乙", 1, "之后应紧接表格"),
        ("|甲{{a.b}}|\n|---|\n|乙|", 1, "表头中不能引用数字"),
        ("|甲|乙|\n|---|---|\n|1|2|3|", 3, "有3格，表头为2格"),
        ("|甲|乙|\n|---|---|\n|1|2|\n|1|", 4, "有1格，表头为2格"),
        ("甲\n{{ab}}", 2, "应写作 {{领域.指标}}"),
        ("甲\n乙{{a.b where=x}}", 2, "“where=x”不认识"),
        ("{{a.b scope=here}}", 1, "own（本级）或 all（全域）"),
        ("{{a.b period=23}}", 1, "2023、2023Q1、2023-06 或 2016-"),
        ("{{a.b scope=own scope=all}}", 1, "scope 重复"),
        ("甲{{a.b", 1, "括号不成对"),
    ],
)
def test_what_documents_do_not_have_is_refused_with_its_line(source, line, told):
    assert [found for found in problems(source) if found.line == line and told in found.message]


def test_every_problem_is_told_at_once_in_the_order_of_lines_with_the_name_of_the_text():
    with pytest.raises(SourceError, match=r"^《报告》第1行：.*第3行：") as refused:
        parse("# 一、甲\n\n- 乙", name="《报告》")
    assert [problem.line for problem in refused.value.problems] == [1, 3]


def test_the_resolver_fills_figures_in_text_and_tables():
    def resolver(reference):
        return FigureRef(f"<{reference.organisation or reference.slug}>", note=reference.offset)

    heading, paragraph, _, table = resolve(parse(SOURCE), resolver)
    assert heading == Heading(1, "主要举措")
    assert [span.text for span in paragraph.spans if isinstance(span, FigureRef)] == [
        *("<reconsideration.concluded>", "<350402>", "<reconsideration.timeliness>%")
    ]
    assert table.rows[0][1][0].text == "<350403>"


def test_a_percent_sign_is_taken_into_its_figure():
    (paragraph,) = resolve(parse("率{{a.b}}%，又{{a.b}}%"), lambda reference: FigureRef("99.87", 1))
    assert [span.text for span in paragraph.spans] == ["率", "99.87%", "，又", "99.87%"]


def test_what_the_resolver_cannot_fill_is_told_with_its_line():
    def resolver(reference):
        raise Unresolved(f"{reference.period or '本年'}没有来源")

    with pytest.raises(SourceError) as refused:
        resolve(parse(SOURCE), resolver, SOURCE)
    assert refused.value.problems[0] == Problem(5, "reconsideration.concluded：本年没有来源")
    assert [problem.line for problem in refused.value.problems] == [5, 6, 6, 14]
