"""数量: what is a figure, in what unit, how exact; and what only looks like one."""

import pytest

from fadu.reader.folding import fold
from fadu.reader.quantities import read


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
