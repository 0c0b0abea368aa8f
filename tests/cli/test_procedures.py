"""fadu procedures: every procedure in words, as values, and drawn."""

import json

import pytest

from fadu.cli import main


def test_all_procedures_are_listed(capsys):
    assert main(["procedures"]) == 0
    printed = capsys.readouterr().out
    assert "reconsideration-ordinary@2024-01-01" in printed and "law-government-annual-report" in printed


def test_a_procedure_is_printed_in_the_version_of_the_day(capsys):
    main(["procedures", "reconsideration-ordinary"])
    assert "《行政复议法》第三十条第三款" in capsys.readouterr().out
    main(["procedures", "reconsideration-ordinary", "--on", "2023-12-31"])
    assert "依据：《行政复议法》（2017年修正）" in capsys.readouterr().out


def test_a_procedure_is_written_as_values_and_drawn(capsys):
    main(["procedures", "reconsideration-ordinary", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["slug"] == "reconsideration-ordinary"
    main(["procedures", "--format", "json"])
    assert len(json.loads(capsys.readouterr().out)) > 5
    main(["procedures", "reconsideration-ordinary", "--format", "svg"])
    assert capsys.readouterr().out.startswith("<svg ")


@pytest.mark.parametrize(
    ("arguments", "code", "fault"), [(["nothing"], 1, "没有名为“nothing”的程序"), (["--format", "svg"], 2, "请写明")]
)
def test_what_is_not_there_is_said(capsys, arguments, code, fault):
    assert main(["procedures", *arguments]) == code
    assert fault in capsys.readouterr().err
