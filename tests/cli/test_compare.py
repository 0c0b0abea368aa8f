"""fadu compare: one indicator over places and years, as a table and as JSON; what cannot be compared is said."""

import argparse
import json

import pytest

from fadu.cli import compare
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.organisations import Organisation
from tests.readings.made_up import ACCEPTED, RATE, figure, reading
from tests.toy import library

CITIES = ("安平市", "北山市", "长河市", "东港市", "丰田市")


@pytest.fixture
def call(db, settings, tmp_path):
    settings.HOME = tmp_path
    city = library.build()
    for number, name in enumerate(CITIES, 1):
        for year in ("2022", "2023"):
            reading(city.government, name, year, figure(10 * number + int(year) - 2022))
    reading(city.government, "青山县", "2023", figure(7, approx="over"), figure(80.5, RATE, "%"))
    reading(city.government, "青山县", "2022", figure(80, RATE, "%"))

    def call(line):
        parser = argparse.ArgumentParser(prog="fadu compare")
        compare.add_arguments(parser)
        return compare.run(parser.parse_args(line.split()))

    return call


def test_a_table_with_definition_ranks_percentiles_changes_and_what_stands_apart(call, capsys):
    assert call(f"{ACCEPTED} --years 2023") == 0
    said = capsys.readouterr().out
    assert "定义：" in said and "中位秩" in said
    assert "北山市\t21\t第 4／5 名\t百分位 30.0\t较上年 +1（+5.00%）\t报告" in said
    assert "单独列出：行政层级不同：这一组是“县级”，主要的一组是“市级”。" in said
    assert "青山县\t7余\t不排名\t—\t较上年 —" in said and "不是确数；层级按名称" in said
    assert "2022\n" not in said


def test_figures_without_a_scope_may_be_put_beside_the_others(call, capsys):
    reading(Organisation.objects.get(code="990100"), "江口市", "2023", figure(5, scope=""))
    assert call(f"{ACCEPTED} --years 2023 --json") == 0
    assert len(json.loads(capsys.readouterr().out)["groups"]) == 3
    assert call(f"{ACCEPTED} --years 2023 --unstated") == 0
    assert "口径未写明" in capsys.readouterr().out


def test_a_rate_changes_by_points(call, capsys):
    assert call(RATE) == 0
    assert "+0.5 个百分点" in capsys.readouterr().out


def test_as_json(call, capsys):
    assert call(f"{ACCEPTED} --years 2022-2023 --json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["indicator"], answer["years"], len(answer["groups"])) == (ACCEPTED, ["2022", "2023"], 2)
    rows = answer["groups"][0]["rows"]
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5] * 2
    assert {row["said"][0]["title"] for row in rows} >= {"安平市2023年法治政府建设年度报告"}


def test_an_indicator_may_be_given_by_its_name(call, capsys):
    assert call(CATALOGUE[ACCEPTED].label) == 0
    assert ACCEPTED in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reconsideration.acepted", "是不是：reconsideration.accepted"),
        ("天气", "没有指标“天气”"),
        (f"{ACCEPTED} --years 2019", "没有可以比较的数字"),
    ],
)
def test_what_cannot_be_compared_is_said(call, capsys, line, said):
    assert call(line) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("asked", ["去年", "2023-2019", "20233", "1000-9999", ""])
def test_years_that_are_none_are_wrong_usage(call, asked):
    with pytest.raises(SystemExit) as wrong:
        call(f"{ACCEPTED} --years={asked}")
    assert wrong.value.code == 2


def test_years_are_listed_or_spanned():
    assert compare.years("2021,2023-2024") == ["2021", "2023", "2024"]
