"""数量: what is a figure, in what unit, how exact; and what only looks like one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fadu.reader.folding import fold
from fadu.reader.quantities import read

from .test_numerals import TRADITIONAL, chinese


def figures(text):
    found, _others = read(fold(text))
    return [(text[one.start : one.end], one.unit, one.approx) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共办结案件98件，办结率84.69%。", [("98", "件", "exact"), ("84.69", "%", "exact")]),
        ("网上可办率超过80%。", [("80", "%", "over")]),
        ("安置率达到90%以上。", [("90", "%", "at_least")]),
        ("对5年内在册的人员逐一走访。", [("5", "年", "at_most")]),
        ("发放资料近5万份。", [("5万", "份", "about")]),
        ("培训干部不少于40学时。", [("40", "学时", "at_least")]),
        ("审批时限压缩至70个工作日。", [("70", "个工作日", "exact")]),
        ("解答咨询600余人(次)。", [("600余", "人(次)", "over")]),
        ("經過兩輪整治。", [("兩", "轮", "exact")]),
        ("公布28个部门的清单。", [("28", "个", "exact")]),
        ("罚没款145.14万元。", [("145.14", "万元", "exact")]),
        ("《事项清单（2023年版，共323项）》。", [("323", "项", "exact")]),
        ("抽查133批次6225户。", [("133", "批次", "exact"), ("6225", "户", "exact")]),
        ("同比下降3.95个百分点。", [("3.95", "个百分点", "exact")]),
        ("涉案面积48.0426万平方米。", [("48.0426万", "平方米", "exact")]),
        ("细分为七方面21个要点。", [("七", "", "exact"), ("21", "个", "exact")]),
        ("先后六次上门，培训五次。", [("六", "次", "exact"), ("五", "次", "exact")]),
        ("办件量比去年同期上升13，满意率达到97。", [("13", "", "exact"), ("97", "", "exact")]),
        ("共办结案件98并公开文书70。", [("98", "", "exact"), ("70", "", "exact")]),
        ("出庭35件，出庭率百分之百。", [("35", "件", "exact")]),
        ("民事案件近百件。", [("百", "件", "about")]),
        ("受理案件五十六件。", [("五十六", "件", "exact")]),
        ("检查企业786家（次）。", [("786", "家(次)", "exact")]),
        ("检查超\n过2.36亿 元。", [("2.36", "亿元", "over")]),
        ("网办率从不足20%提升至80%。", [("20", "%", "at_most"), ("80", "%", "exact")]),
        ("每月下乡不能少于17天，培训不得超过3次。", [("17", "天", "at_least"), ("3", "次", "at_most")]),
        ("占比超过7成，近六成群众参加。", [("7", "成", "over"), ("六", "成", "about")]),
        ("推出十个案例、十余项制度。", [("十", "个", "exact"), ("十余", "项", "over")]),
        ("是上年的1.7倍。", [("1.7", "倍", "exact")]),
        ("企业开办1日办结。", [("1", "日", "exact")]),
        ("查处违法行为48158宗（立案4955宗）。", [("48158", "宗", "exact"), ("4955", "宗", "exact")]),
        ("发放\n1500\n多份通知书，出动\n80\n人次。", [("1500\n多", "份", "over"), ("80", "人次", "exact")]),
        ("共受理申請壹佰貳拾件。", [("壹佰貳拾", "件", "exact")]),
        ("主动公开信息１，２３４条。", [("１，２３４", "条", "exact")]),
        ("建设高效政府、诚信政府、廉洁政府三大目标。", [("三", "大", "exact")]),
        ("全文电子化率达\n90.3%\n,其中", [("90.3", "%", "exact")]),
        ("收案321 146件，占84.7%。", [("321 146", "件", "exact"), ("84.7", "%", "exact")]),
        ("市政府\n全域\n2023\n台账\n2023 台账共98件。", [("98", "件", "exact")]),
    ],
)
def test_figures(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年12月4日是国家宪法日。",
        "印发〔2023〕12号文件。",
        "第32次常务会议审议通过。",
        "一、主要工作情况",
        "（二）深化改革。",
        "一是加强领导。二是压实责任。",
        "推行“双随机、一公开”监管。",
        "落实行政执法三项制度。",
        "做到“两个维护”。",
        "增强四个意识。",
        "“十四五”时期规划。",
        "办好12345热线。",
        "“1+1+1”应诉模式。",
        "电话：0472-5151234，邮编：014030。",
        "时间：2023-03-30 16:56",
        "市、县、乡三级联动。",
        "进一步统一思想。",
        "提供24小时服务。",
        "学习《党的二十大报告》和十九届六中全会精神。",
        "2021—2025年规划。",
        "1至10月，工作有序。",
        "打通最后一公里。",
        "建立“1名村（居）法律顾问”制度。",
        "网站标识码：1301000001 浏览次数：1234",
        "公开数据 1028 0 23 117 98 0 0 12",
        "围绕五个重点抓落实，以四个审查为重点加强审核。",
        "结合“12·4”国家宪法日、3·15消费者权益日、4.15全民国家安全教育日。",
        "推行“135”工作法。",
        "见附件1、附件2，表3，图4。",
        "整治两轮车、三类人员。",
        "从97年开始修建。",
        "拨打110报警，登记S304省道。",
        "A级景区、PM2.5、5G基站、2.0版。",
        "第1页 共3页",
        "并处两种以上行政处罚的，按重的计。",
        "统计期限从1月1日至12月31止。",
        "经二次办理，代表表示满意。",
        "事故起数与前2年均值持平。",
        "坚持每周三组织学习，周五下午开会。",
        "回顾40年的历程。",
        "位居前3位，名列全省前十名。",
        "全国人大会议13日举行。",
        "12356阳光热线和12320卫生热线。",
        "索引号：002943395/2021-83466 组配分类：建议提案",
        "索引号 | 11620300013909010R/2025-48086 | 主题分类 |",
        "网址http://www.example.gov.cn/art/2021/1/1/art_122_33.html。",
        "体现出四个“最”：最实、最严。",
        "表格 | 21 | 35.6% | -30.0% |",
        "附件2.2023年汇总表。",
        "坚决“破网打伞”[1]，严格“一案三查”[2]。",
        "作出维持决定\n3509\n74.7%\n2\n撤回申请",
        "2021政府信息公开工作年度报告",
        "报告由总体情况等六部分组成，共六个部分。",
        "24小时智慧大厅。",
        "实现治理现代化、服务便民化三大任务之外的三大领域。",
        "1048576104857610485761048576104857610485761048576",
    ],
)
def test_what_is_no_figure(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [("2023年，", "date"), ("〔2020〕55号", "doc_number"), ("第32次会议", "ordinal"), ("一、总结", "heading")],
)
def test_what_is_no_figure_is_said_to_be_something(text, category):
    _found, others = read(fold(text))
    assert others and {one.category for one in others} == {category}


# ── the same fact written in every way ───────────────────────────────────────────────────────────────────────────────

WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
WRITTEN = (
    str,
    lambda n: f"{n:,}",
    lambda n: str(n).translate(WIDE),
    lambda n: f"{n:,}".translate(WIDE),
    chinese,
    lambda n: chinese(n).translate(TRADITIONAL),
)
SAID = (
    ("全年共收到行政复议申请{}{}件。", "件"),
    ("其中：（一）对{}{}家企业进行检查；", "家"),
    ("截至12月31日，現有調解員{}{}名，較上年增加。", "名"),
    ("\n二、数据\n受理 {}{}件\n", "件"),
    ("依据〔2023〕15号文，公布事项{}{}项（2023年版）。", "项"),
)


@settings(deadline=None, max_examples=50)
@given(
    st.integers(3, 10**8 - 1), st.sampled_from(WRITTEN), st.sampled_from(SAID), st.sampled_from(["", "余", "多"]),
    st.sampled_from([("", ""), ("超过", "over"), ("近", "about"), ("不少于", "at_least"), ("不超过", "at_most")]),
)  # fmt: skip
def test_one_fact_in_many_writings(number, write, said, more, qualifier):
    sentence, unit = said
    if number % 10**4 == 0 or str(number).endswith("000"):
        number += 1  # 二千, 三万余 end in a scale
    text = sentence.format(qualifier[0] + write(number), more)
    (one,) = read(fold(text))[0]
    assert (one.value, one.unit) == (number, unit)
    assert one.approx == ("over" if more else qualifier[1] or "exact")
    assert text[one.start : one.end] == write(number) + more
