"""谁的报告: title, place and scope as a text gives them."""

import pytest

from fadu.kernel.organisations import ALL, OWN
from fadu.readings.naming import place_in, scope_of, title_of


@pytest.mark.parametrize(
    ("said", "title", "place"),
    [
        ("明川市2023年法治政府建设年度报告\n2023年，全市……", "明川市2023年法治政府建设年度报告", "明川市"),
        ("明川市人民政府\n2023年法治政府建设年度报告\n", "明川市人民政府2023年法治政府建设年度报告", "明川市"),
        (
            "明府〔2024〕3号\n明川市人民政府 2023年法治政府建设年度报告\n",
            "明川市人民政府2023年法治政府建设年度报告",
            "明川市",
        ),
        ("中共明川市委 明川市人民政府\n关于2019年度法治政府建设情况的报告\n", None, "明川市"),
        ("2023年度明川市公安局法治政府建设工作报告", "2023年度明川市公安局法治政府建设工作报告", "明川市公安局"),
        ("首页 政务公开 白河经济开发区经济发展局2022年法治建设情况报告 时间", None, "白河经济开发区经济发展局"),
        ("明川市图书馆2023年法治建设工作总结\n", "明川市图书馆2023年法治建设工作总结", "明川市图书馆"),
        ("2021年，明川市坚持以习近平法治思想为指导", "", "明川市"),
        ("2022年，在市委领导下，我局加大执法力度", "", ""),
        ("", "", ""),
    ],
)
def test_whose_report(said, title, place):
    assert place_in(said) == place
    if title is not None:
        assert title_of(said) == title


@pytest.mark.parametrize(
    ("org", "before", "scope"),
    [
        ("全市", "全市受理120件", ALL), ("市本级", "市本级受理120件", OWN), ("", "全市共受理120件", ALL),
        ("", "其中市本级120件", OWN), ("", "受理120件", ""), ("市政府", "市政府受理120件", ""),
        ("我局", "我局受理120件", OWN), ("各县区", "各县区受理120件", ALL), ("市司法局", "全市培训，办理120件", ""),
        ("全市", "市本级清单,共", ALL), ("", "市本级受理6件。办结率超过", ""),
    ],
)  # fmt: skip
def test_of_what_a_figure_speaks(org, before, scope):
    assert scope_of(org, before, "") == scope
