"""fadu draw: from a table to a verified proof and its record; every refusal has its exit code and leaves nothing."""

import io
import json
import re
import shutil
import subprocess

import docx
import pypdf
import pytest

from fadu import draw as package
from fadu.cli import main
from fadu.draw.record import objects, record
from fadu.official import docx as docx_writer
from tests.draw.conftest import inspectors, pairing_plan, plan, roster, rows

__all__ = ["inspectors", "pairing_plan", "plan", "roster", "rows"]

VALUE = "03 07 12 18 25 31 + 09"


def call(*words):
    try:
        return main(["draw", *map(str, words)])
    except SystemExit as left:
        return left.code


@pytest.fixture
def folder(tmp_path, rows, pairing_plan, inspectors):
    """A folder with a table of objects, one of inspectors, and the plan."""
    text = "".join(f"{one},{stratum},{weight}\n" for one, stratum, weight in reversed(rows))
    (tmp_path / "r.csv").write_text(f"编号,信用等级,权重\n{text}", encoding="utf-8-sig")
    (tmp_path / "INSPECTORS.txt").write_bytes(inspectors)
    (tmp_path / "PLAN.json").write_text(json.dumps(pairing_plan, ensure_ascii=False, indent=2), encoding="utf-8")
    return tmp_path


@pytest.fixture
def drawn(folder, roster):
    (folder / "ROSTER.txt").write_bytes(roster)
    assert run(folder) == 0
    return folder


def run(folder, *words):
    return call(
        "run", "--plan", folder / "PLAN.json", "--roster", folder / "ROSTER.txt", "--randomness", VALUE,
        "--inspectors", folder / "INSPECTORS.txt", "--out", folder / "PROOF.json", *words,
    )  # fmt: skip


def verify(folder, *words):
    return call(
        "verify", folder / "PROOF.json", "--roster", folder / "ROSTER.txt",
        "--inspectors", folder / "INSPECTORS.txt", *words,
    )  # fmt: skip


def test_a_table_is_frozen_drawn_from_and_verified(folder, roster, capsys):
    assert call("freeze", folder / "r.csv", "--out", folder / "ROSTER.txt") == 0
    said = capsys.readouterr().out
    commit = package.commit("aes", roster)
    assert said.splitlines()[0] == f"commit {commit}"
    assert "lines 60" in said
    assert (folder / "ROSTER.txt").read_bytes() == roster
    assert run(folder, "--commit", commit) == 0
    proof = json.loads((folder / "PROOF.json").read_text(encoding="utf-8"))
    assert proof["roster"]["commit"] == commit
    assert proof["software"].startswith("fadu ")
    assert "✗" not in capsys.readouterr().err
    assert verify(folder) == 0
    assert capsys.readouterr().out.endswith("核验通过。\n")


def test_the_digest_of_the_other_suite_is_printed_when_asked_for(folder, roster, capsys):
    assert call("freeze", folder / "r.csv", "--out", folder / "ROSTER.txt", "--suite", "sm") == 0
    assert package.commit("sm", roster) in capsys.readouterr().out


def test_a_plan_is_checked_and_its_digest_printed_before_the_draw(folder, roster, pairing_plan, capsys):
    assert call("plan", folder / "PLAN.json", "--out", folder / "plan.txt") == 0
    digest = capsys.readouterr().out.split()[1]
    assert digest == package.commit("aes", (folder / "plan.txt").read_bytes())
    (folder / "ROSTER.txt").write_bytes(roster)
    assert run(folder) == 0
    assert json.loads((folder / "PROOF.json").read_text(encoding="utf-8"))["plan_digest"] == digest
    (folder / "PLAN.json").write_text(json.dumps(pairing_plan | {"reserves": -1}), encoding="utf-8")
    assert call("plan", folder / "PLAN.json") == 1
    assert "reserves" in capsys.readouterr().err


def test_verification_names_the_first_difference(drawn, capsys):
    proof = (drawn / "PROOF.json").read_text(encoding="utf-8")
    seed = json.loads(proof)["seed"]
    (drawn / "PROOF.json").write_text(
        proof.replace(seed, seed[:-1] + ("0" if seed[-1] != "0" else "1")), encoding="utf-8"
    )
    assert verify(drawn) == 1
    assert "✗ seed 不符" in capsys.readouterr().err


def test_without_the_inspectors_it_does_not_say_that_all_is_right(drawn, capsys):
    words = ("verify", drawn / "PROOF.json", "--roster", drawn / "ROSTER.txt")
    assert call(*words) == 1
    assert "--inspectors" in capsys.readouterr().err
    assert call(*words, "--objects-only") == 0
    assert "没有核对检查人员" in capsys.readouterr().out


def test_a_changed_roster_is_refused_and_nothing_written(drawn, capsys):
    commit = json.loads((drawn / "PROOF.json").read_text(encoding="utf-8"))["roster"]["commit"]
    (drawn / "PROOF.json").unlink()
    text = (drawn / "ROSTER.txt").read_bytes()
    (drawn / "ROSTER.txt").write_bytes(text.replace(b"\t2\n", b"\t4\n", 1))
    assert run(drawn, "--commit", commit) == 1
    assert "名单改过" in capsys.readouterr().err
    assert not (drawn / "PROOF.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("freeze", "missing.csv", "--out", "o.txt"), "missing.csv"),
        (("freeze", "r.csv", "--out", "no/o.txt"), "目录不存在"),
        (("verify", "missing.json", "--roster", "r.csv"), "missing.json"),
        (("verify", "r.csv", "--roster", "r.csv"), "不是 JSON"),
        (("run", "--plan", "PLAN.json", "--roster", "r.csv", "--randomness", "7", "--out", "o"), "inspectors"),
        (("run", "--plan", "r.csv", "--roster", "r.csv", "--randomness", "7", "--out", "o"), "不是 JSON"),
        (("record", "PROOF.json", "--roster", "r.csv", "--out", "o.docx"), "PROOF.json"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_one(folder, capsys, monkeypatch, words, said):
    monkeypatch.chdir(folder)
    before = sorted(folder.iterdir())
    assert call(*words) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert sorted(folder.iterdir()) == before


def test_what_cannot_be_opened_or_was_not_frozen_is_said_in_chinese(drawn, capsys):
    assert call("verify", drawn / "nothere.json", "--roster", drawn / "ROSTER.txt") == 1
    assert "没有这个文件" in capsys.readouterr().err
    assert call("plan", drawn) == 1
    assert "这是一个目录" in capsys.readouterr().err
    (drawn / "ROSTER.txt").write_bytes(b"PK a workbook")
    assert verify(drawn) == 1
    assert "fadu draw freeze" in capsys.readouterr().err


def test_a_list_of_inspectors_may_be_headed_by_the_number_on_their_certificates(folder):
    (folder / "i.csv").write_text("证号,单位\nZ1,甲科\nZ2,乙科\n", encoding="utf-8")
    assert call("freeze", folder / "i.csv", "--kind", "inspectors", "--out", folder / "I.txt") == 0
    assert (folder / "I.txt").read_text(encoding="utf-8") == "Z1\t甲科\nZ2\t乙科\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("run",),
        ("freeze", "a.csv"),
        ("verify", "p.json"),
        ("fly",),
        ("freeze", "a", "--out", "b", "--suite", "md5"),
    ],
)
def test_wrong_usage_is_exit_code_two(capsys, words):
    assert call(*words) == 2


def test_a_table_may_be_given_where_a_list_of_inspectors_is_asked_for(drawn, inspectors):
    lines = inspectors.decode().replace("\t", ",")
    (drawn / "i.csv").write_text(f"执法证号,单位\n{lines}", encoding="utf-8")
    assert verify(drawn, "--inspectors", drawn / "i.csv") == 0


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_record_is_one_page_with_an_example(drawn, suffix):
    out = drawn / f"record.{suffix}"
    words = ("--inspectors", drawn / "INSPECTORS.txt", "--organ", "明川市司法局")
    assert call("record", drawn / "PROOF.json", "--roster", drawn / "ROSTER.txt", "--out", out, *words) == 0
    if suffix == "pdf":
        pages = pypdf.PdfReader(out).pages
        assert len(pages) == 1
        told = re.sub(r"\s", "", pages[0].extract_text())
    else:
        told = re.sub(
            r"\s", "", "".join(c.text for table in docx.Document(out).tables for r in table.rows for c in r.cells)
        )
    proof = json.loads((drawn / "PROOF.json").read_text(encoding="utf-8"))
    for part in (proof["seed"], proof["roster"]["commit"], proof["plan_digest"], "明川市司法局"):
        assert part in told
    assert call("record", drawn / "PROOF.json", "--roster", drawn / "ROSTER.txt", "--out", drawn / "r.txt") == 2


@pytest.mark.skipif(not all(map(shutil.which, ("openssl", "xxd", "sha256sum"))), reason="needs openssl, xxd, sha256sum")
@pytest.mark.parametrize("suite", ["aes", "sm"])
def test_the_commands_of_the_record_give_what_it_says(plan, roster, tmp_path, suite):
    proof = package.run(plan | {"suite": suite}, roster, VALUE)
    (tmp_path / "ROSTER.txt").write_bytes(roster)
    (table,) = record(proof, roster).blocks
    rows_ = dict(table.rows)
    tried = 0
    for name in ("名单", "种子", "一例"):
        words = (
            rows_[name].replace("60 行；", "").split("：\n", 1)[-1]
            if name != "名单"
            else rows_[name].partition("；")[2]
        )
        command, _, answer = words.replace("（写成一行）", " ").replace("\n", " ").partition("应得")
        found = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True).stdout
        assert answer.replace(" ", "") in found.replace(" ", ""), (command, found)
        tried += 1
    assert tried == 3


def test_the_record_of_many_strata_stays_short(plan, rows):
    many = [(f"{number:04d}", f"层{number % 40:02d}", 1) for number in range(400)]
    text = package.freeze(many)
    proof = package.run(plan | {"strata": {f"层{number:02d}": 20 for number in range(40)}}, text, VALUE)
    (table,) = record(proof, text, "某局").blocks
    told = dict(table.rows)["抽取"]
    assert "其余 33 层 330 个抽 330 个（计划 660 个，不足，全部抽取）" in told
    assert len(objects(proof).rows) == 400
    assert docx.Document(io.BytesIO(docx_writer.write(record(proof, text)))).tables


def test_where_nothing_was_drawn_there_is_no_example(plan, roster):
    proof = package.run(plan | {"strata": {"甲级": 0}}, roster, VALUE)
    (table,) = record(proof, roster).blocks
    assert [row[0] for row in table.rows] == ["方案", "名单", "随机数", "种子", "抽取"]
