"""命令的随机试探: whatever stands in a file, a command does its work or says in a sentence why it does not."""

import argparse
import contextlib
import io
import json

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fadu import draw as package
from fadu.cli import check, draw, read
from tests.draw.reference import KNOWN
from tests.kernel.malformed import xlsx

from .damage import bytes_like, json_like, texts

ROUTINE = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
REPORT = """青川市2022年法治政府建设情况报告
一、主要举措和成效
全市共收到行政复议申请50件，受理40件，受案率80%，同比增长１２.5个百分点。审结30件，其中维持二十件，撤销6件，其他4件。
二、存在的不足和原因
"""


def call(command, *line):
    """Run a command as a shell does; return its exit code with what it printed and what it complained of."""
    parser = argparse.ArgumentParser(prog="fadu")
    command.add_arguments(parser)
    printed, said = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=how) for how in ("strict", "backslashreplace")
    )
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
        code = command.run(parser.parse_args([str(one) for one in line]))
    for stream in (printed, said):
        stream.flush()
    return code, printed.buffer.getvalue().decode(), said.buffer.getvalue().decode()


def assert_refused(code, said):
    """A refusal is code 1 and some words, not a trace of the program."""
    assert code == 1
    assert said.strip() and "Traceback" not in said and len(said) < 2000


def document():
    out, made = io.BytesIO(), docx.Document()
    for line in REPORT.splitlines():
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


REPORTS = {"docx": document(), "txt": REPORT.encode(), "html": f"<html><body><p>{REPORT}</p></body></html>".encode()}


@pytest.mark.parametrize("kind", REPORTS)
def test_any_file_is_read_or_refused(kind, tmp_path):
    file = tmp_path / f"报告.{kind}"

    @settings(ROUTINE, max_examples=25)
    @given(content=bytes_like(REPORTS[kind]), year=st.sampled_from(["", "2022", "2022", "22", "二〇二二"]))
    def ask(content, year):
        file.write_bytes(content)
        code, printed, said = call(read, file, "--json", "--year", year)
        if year not in ("", "2022"):
            assert code == 2 and "四位数字" in said
        elif code:
            assert_refused(code, said)
        else:
            made = json.loads(printed)
            assert all(made["text"].startswith(one["text"], one["offset"]) for one in made["figures"])
        code, printed, said = call(check, file, "--json")
        if not printed:
            assert_refused(code, said)
        else:
            assert (code == 1) == (json.loads(printed)["errors"] > 0)

    ask()


# Drawing


@pytest.fixture(scope="module")
def known():
    """A draw with inspectors and conflicts, as it was published."""
    return json.loads(KNOWN.read_text(encoding="utf-8"))[12]


@pytest.fixture
def folder(tmp_path, known):
    for name in ("roster", "inspectors", "conflicts"):
        (tmp_path / name).write_bytes(known[name].encode())
    for name in ("plan", "proof"):
        (tmp_path / name).write_text(json.dumps(known[name]), encoding="utf-8")
    return tmp_path


LISTS = {
    "csv": "编号,信用等级,权重\nA1,甲级,1\nA2,乙级,2\n".encode(),
    "xlsx": xlsx(["编号", "信用等级", "权重"], ["A1", "甲级", 1], ["A2", "乙级", 2]),
    "parquet": b"PAR1" + b"\0" * 40 + b"PAR1",
}


@pytest.mark.parametrize("kind", LISTS)
def test_any_list_is_frozen_or_refused(kind, tmp_path):
    """What was frozen is canonical: frozen from its own rows it is the same."""
    source, out = tmp_path / f"名单.{kind}", tmp_path / "ROSTER.txt"

    @settings(ROUTINE, max_examples=25)
    @given(content=bytes_like(LISTS[kind]))
    def ask(content):
        source.write_bytes(content)
        out.unlink(missing_ok=True)
        code, _printed, said = call(draw, "freeze", source, "--out", out)
        if code:
            assert_refused(code, said)
            assert not out.exists()
        else:
            rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
            assert package.freeze((one, stratum, int(weight)) for one, stratum, weight in rows) == out.read_bytes()

    ask()


def test_any_plan_is_drawn_by_or_refused(folder, known):
    """What was drawn verifies; of what was refused nothing is left behind."""
    out = folder / "PROOF.json"
    lists = [word for name in ("inspectors", "conflicts") for word in (f"--{name}", folder / name)]
    right = [known["randomness"]] if isinstance(known["randomness"], str) else known["randomness"]

    @settings(ROUTINE, max_examples=40)
    @given(plan=json_like(known["plan"]), said_by=st.one_of(st.none(), texts()), data=st.data())
    def ask(plan, said_by, data):
        text = json.dumps(plan).encode()
        (folder / "plan").write_bytes(data.draw(st.one_of(st.just(text), bytes_like(text))))
        (folder / "roster").write_bytes(
            data.draw(st.one_of(st.just(known["roster"].encode()), bytes_like(known["roster"].encode())))
        )
        out.unlink(missing_ok=True)
        words = [f"--randomness={one}" for one in (right if said_by is None else [said_by])]
        command = ("run", "--plan", folder / "plan", "--roster", folder / "roster", "--out", out)
        code, _printed, said = call(draw, *command, *words, *lists)
        if code:
            assert_refused(code, said)
            assert not out.exists()
        else:
            code, _printed, said = call(draw, "verify", out, "--roster", folder / "roster", *lists)
            assert (code, said) == (0, "")

    ask()


def test_no_altered_draw_passes_for_the_published_one(folder, known):
    lists = [word for name in ("inspectors", "conflicts") for word in (f"--{name}", folder / name)]
    sound = json.loads(json.dumps(known["proof"]))

    @settings(ROUTINE, max_examples=60)
    @given(proof=json_like(sound), data=st.data())
    def ask(proof, data):
        text = json.dumps(proof).encode()
        text = data.draw(st.one_of(st.just(text), st.just(text), bytes_like(text)))
        (folder / "proof").write_bytes(text)
        changed = data.draw(st.sampled_from(["", "", "roster", "inspectors", "conflicts"]))
        for name in ("roster", "inspectors", "conflicts"):
            content = known[name].encode()
            (folder / name).write_bytes(data.draw(bytes_like(content)) if name == changed else content)
        code, printed, said = call(draw, "verify", folder / "proof", "--roster", folder / "roster", *lists)
        if code:
            assert_refused(code, said)
            assert "核验通过" not in printed
        else:
            # Which software drew is told and not part of what is drawn.
            assert json.loads(text) | {"software": ""} == sound | {"software": ""}
            assert all(
                (folder / name).read_bytes() == known[name].encode() for name in ("roster", "inspectors", "conflicts")
            )

    ask()
