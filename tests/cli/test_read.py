"""fadu read, fadu check: figures, relations and findings of files; nothing is asked of a database."""

import argparse
import json

import pytest

from fadu.cli import check, read

REPORT = """青川市2022年法治政府建设情况报告
一、主要举措和成效
全市共收到行政复议申请50件，受理40件，受案率80%。审结30件，其中维持20件，撤销6件，其他{}件。
二、存在的不足和原因
力量不足。
三、主要负责人履行推进法治建设第一责任人职责情况
带头学法。
四、2023年工作安排
继续努力。
"""


def call(command, *line):
    parser = argparse.ArgumentParser(prog="fadu")
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(one) for one in line]))


@pytest.fixture
def right(tmp_path):
    file = tmp_path / "报告.txt"
    file.write_text(REPORT.format(4), encoding="utf-8")
    return file


@pytest.fixture
def wrong(tmp_path):
    file = tmp_path / "有错.txt"
    file.write_text(REPORT.format(5), encoding="gb18030")
    return file


def test_one_file_is_an_object_and_several_a_list(right, wrong, capsys):
    assert call(read, right, "--json") == 0
    one = json.loads(capsys.readouterr().out)
    assert [one["text"][f["offset"] :].startswith(f["text"]) for f in one["figures"]] == [True] * 7
    assert one["figures"][0]["indicator"] == "reconsideration.applications_received"
    assert {check_["kind"] for check_ in one["checks"]} >= {"sum", "ratio"}
    assert call(read, right, wrong, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_figures_as_lines_and_in_words(right, tmp_path, capsys):
    lines = tmp_path / "数字.jsonl"
    assert call(read, right, "--jsonl", lines) == 0 and capsys.readouterr().out == ""
    assert [json.loads(line)["value"] for line in lines.read_text(encoding="utf-8").splitlines()][:3] == [50, 40, 80]
    assert call(read, right) == 0
    assert "7 个数字" in capsys.readouterr().out


def test_what_cannot_be_read_or_written(tmp_path, right, capsys):
    assert call(read, tmp_path / "无.txt") == 1 and "没有这个文件" in capsys.readouterr().err
    assert call(read, right, "--jsonl", tmp_path / "无" / "数字.jsonl") == 1
    assert "写不进" in capsys.readouterr().err
    assert call(read) == 2 and call(read, "--evaluate", tmp_path / "无") == 1
    assert call(check, tmp_path) == 1 and "打不开" in capsys.readouterr().err


def test_one_file_that_cannot_be_read_does_not_stop_the_others(tmp_path, right, capsys):
    (tmp_path / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0old")
    assert call(read, tmp_path / "旧.doc", right, "--json") == 1
    said = capsys.readouterr()
    assert "旧.doc：是旧的 Word" in said.err
    assert [one["file"] for one in json.loads(said.out)] == [str(right)]


def test_scores_against_marked_texts(tmp_path, right, capsys):
    marked = [
        {"offset": right.read_text(encoding="utf-8").index("50"), "value": 50, "unit": "件", "context": "申请50件"}
    ]
    (tmp_path / "报告.jsonl").write_text("\n".join(map(json.dumps, marked)), encoding="utf-8")
    assert call(read, "--evaluate", tmp_path) == 0
    assert "| 报告 | 1 | 1.000 |" in capsys.readouterr().out


def test_a_sound_report_has_no_error(right, capsys):
    assert call(check, right) == 0
    assert "没有发现错误" in capsys.readouterr().out


def test_a_wrong_sum_is_an_error(wrong, capsys):
    assert call(check, wrong) == 1
    said = capsys.readouterr().out
    assert "20+6+5=31" in said and "第 3 行" in said and "共 1 处错误" in said
    assert call(check, wrong, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["year"], answer["errors"]) == ("2022", 1) and answer["findings"] == []


def test_a_missing_section_is_an_error(tmp_path, capsys):
    file = tmp_path / "短.txt"
    file.write_text("青川市2022年法治政府建设情况报告\n一、主要做法\n办结98件。\n", encoding="utf-8")
    assert call(check, file) == 1
    assert "督察工作规定" in capsys.readouterr().out
