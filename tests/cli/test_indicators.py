"""fadu indicators: figures as a table and as JSON, and what cannot be counted said on stderr."""

import argparse
import json

import pytest

from fadu.cli import indicators
from fadu.kernel.indicators import declared
from tests.toy import library


@pytest.fixture
def call(db, settings, tmp_path):
    settings.HOME = tmp_path
    library.build()

    def call(line):
        parser = argparse.ArgumentParser(prog="fadu indicators")
        indicators.add_arguments(parser)
        return indicators.run(parser.parse_args(line.split()))

    return call


def test_figures_as_json(call, capsys):
    assert call("--organisation 990100 --year 2023Q1 --scope own --json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["organisation"], answer["year"]) == ("990100", "2023Q1")
    assert [figure["indicator"] for figure in answer["figures"]] == list(declared())
    assert {(figure["scope"], figure["records"]) for figure in answer["figures"]} == {("own", 0)}


def test_figures_as_a_table(call, capsys):
    assert call("--organisation 990100 --year 2023") == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading == "临江市人民政府 2023 全域"
    assert [line.split("\t")[0] for line in lines] == list(declared())


@pytest.mark.parametrize(
    ("line", "said"),
    [("--organisation 999999 --year 2023", "没有机构“999999”"), ("--organisation 990100 --year 去年", "不是期间")],
)
def test_what_cannot_be_counted_is_said(call, capsys, line, said):
    assert call(line) == 1
    assert said in capsys.readouterr().err


def test_wrong_usage_is_told_from_refusal(call):
    with pytest.raises(SystemExit) as wrong:
        call("--organisation 990100 --year 2023 --engine abacus")
    assert wrong.value.code == 2
