"""fadu check against the ledgers, and the draft that comes back with comments."""

import argparse
import io
import json

import docx
import pytest

from fadu.cli import check
from fadu.kernel import returns
from fadu.readings import store
from tests.readings.conftest import AT, REPORT
from tests.toy import library

ACCEPTED, CONCLUDED = "reconsideration.accepted", "reconsideration.concluded"


@pytest.fixture
def city(db, own_home):
    city = library.build()
    clerk = city.actor("statistician", city.government)
    filing = returns.file(city.government, "2023", clerk)
    rows = [{"indicator": slug, "scope": "all", "value": value} for slug, value in ((ACCEPTED, 120), (CONCLUDED, 98))]
    returns.enter(filing, rows, clerk)
    returns.submit(filing, clerk, AT)
    returns.accept(filing, city.office, AT)
    return city


@pytest.fixture
def draft(tmp_path):
    document = docx.Document()
    for line in REPORT.splitlines():
        document.add_paragraph(line)
    file = tmp_path / "草稿.docx"
    document.save(str(file))
    return file


def call(*line):
    parser = argparse.ArgumentParser(prog="fadu check")
    check.add_arguments(parser)
    return check.run(parser.parse_args([str(one) for one in line]))


def test_figures_held_against_the_ledgers(city, draft, capsys):
    assert call(draft, "--organisation", city.government.code) == 1
    said = capsys.readouterr().out
    assert "本系统临江市全域 2023 为 98件，报告多 2" in said and "第 3 行\t100件" in said
    assert said.index("●\t") < said.index("✗ 错误\t第 3 行\t100件")  # what is wrong stands next to the result
    assert "与台账核对：一致 1 个，不一致 1 个" in said and "共 1 处错误" in said


def test_as_json_with_the_figures_of_the_ledgers_and_their_pages(city, draft, capsys):
    assert call(draft, "--organisation", city.government.code, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["organisation"], answer["year"], answer["errors"]) == ("990100", "2023", 1)
    held = {answer["figures"][one["figure"]]["text"]: one for one in answer["held"]}
    assert (held["120"]["status"], held["100"]["status"], held["100"]["difference"]) == ("agrees", "differs", 2)
    assert held["100"]["ledger"]["value"] == 98 and held["100"]["ledger"]["source"] == "return"
    assert held["100"]["ledger"]["place"] == f"/figures/990100/{CONCLUDED}/all/2023/"


def test_the_draft_comes_back_with_comments(city, draft, tmp_path, capsys):
    before, out = draft.read_bytes(), tmp_path / "批注.docx"
    assert call(draft, "--organisation", city.government.code, "--docx", out) == 1
    assert draft.read_bytes() == before
    document = docx.Document(io.BytesIO(out.read_bytes()))
    comments = [one.text for one in document.comments]
    assert any("报告多 2" in one for one in comments)
    assert [one.text for one in document.paragraphs] == REPORT.splitlines()


def test_figures_of_last_year_are_found(city, draft, capsys):
    said = REPORT.replace("审结100件", "审结100件，维持80件，收到230件")
    store.take(said.replace("2023", "2022").encode(), "去年.txt", city.office, about=city.government)
    document = docx.Document()
    document.add_paragraph(said)
    document.save(str(draft))
    call(draft, "--organisation", city.government.code)
    assert "与上一年度报告相同" in capsys.readouterr().out


def test_what_is_asked_in_vain(city, draft, tmp_path, capsys):
    plain = tmp_path / "甲.txt"
    plain.write_text(REPORT, encoding="utf-8")
    assert call(draft, "--organisation", "没有") == 1 and "没有机构代码" in capsys.readouterr().err
    assert call(draft, "--year", "23") == 2 and "四位数字" in capsys.readouterr().err
    assert call(plain, "--docx", tmp_path / "乙.docx") == 1 and "DOCX" in capsys.readouterr().err
    assert call(draft, "--docx", draft) == 1 and "没有写" in capsys.readouterr().err
    assert call(draft, "--docx", tmp_path / "无" / "乙.docx") == 1 and "写不进" in capsys.readouterr().err
    assert not (tmp_path / "乙.docx").exists()


def test_without_a_database_an_organisation_cannot_be_asked(draft, monkeypatch, capsys):
    monkeypatch.setattr("fadu.cli.lacking", lambda: "还没有建立数据库")
    assert call(draft, "--organisation", "990100") == 1 and "还没有建立数据库" in capsys.readouterr().err
