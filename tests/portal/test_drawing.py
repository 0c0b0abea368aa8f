"""抽取核验页: the page recomputes the known draws as Python does, says the first difference, and sends nothing."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from fadu import draw
from fadu.draw.wording import SENTENCES
from tests.draw.reference import KNOWN

STATIC = Path(draw.__file__).parents[1] / "portal" / "static" / "portal" / "draw"
EVALUATE = """async ([proof, roster, inspectors, conflicts]) => {
    const bytes = (text) => text === null ? undefined : new TextEncoder().encode(text);
    const checks = [];
    const difference = await FaduDraw.verify(
        {proof: bytes(proof), roster: bytes(roster), inspectors: bytes(inspectors), conflicts: bytes(conflicts)},
        (code, values) => checks.push([code, values]));
    return [checks, difference];
}"""


@pytest.fixture(scope="module")
def known():
    return json.loads(KNOWN.read_text(encoding="utf-8"))


@pytest.fixture
def recompute(page):
    """Return a function that recomputes in the browser, with nothing but the scripts of the page."""
    for name in ("ciphers.js", "draw.js"):
        page.evaluate((STATIC / name).read_text(encoding="utf-8"))

    def recomputed(proof, roster, inspectors=None, conflicts=None):
        proof = proof if isinstance(proof, str) else json.dumps(proof, ensure_ascii=False)
        return page.evaluate(EVALUATE, [proof, roster, inspectors, conflicts])

    return recomputed


def by_python(proof, roster, inspectors=None, conflicts=None):
    texts = {"inspectors": inspectors and inspectors.encode(), "conflicts": conflicts and conflicts.encode()}
    return draw.verify(proof, roster.encode(), **texts, objects_only=inspectors is None)


def texts_of(case):
    return case["roster"], case.get("inspectors"), case.get("conflicts")


def test_the_known_draws_are_recomputed_as_by_python(recompute, known):
    for case in known:
        proof = case["proof"] | {"software": ""}
        checks, difference = recompute(proof, *texts_of(case))
        assert difference is None, (case["plan"]["id"], difference)
        right = by_python(proof, *texts_of(case))
        assert [code for code, _values in checks] == [check.code for check in right.checks]
        assert [values for _code, values in checks] == [check.values for check in right.checks]


def test_differences_are_those_that_python_finds(recompute, known):
    case = known[12]
    proof, (roster, inspectors, conflicts) = case["proof"] | {"software": ""}, texts_of(case)
    text = json.dumps(proof, ensure_ascii=False)
    drawn = proof["strata"][0]["drawn"][0]["id"]
    edited = [
        (text.replace(proof["seed"], proof["seed"][::-1]), roster),
        (text.replace(f'"{drawn}"', f'"{drawn}x"', 1), roster),
        (text.replace('"cap": 5', '"cap": 6', 1), roster),
        (text.replace('"size"', '"sise"', 1), roster),
        (text.replace('"lines": 150', '"lines": 151', 1), roster),
        (text.replace('"source": "福', '"source": "富', 1), roster),
        (text.replace("2026-07-12T21:15:00", "2026-07-12T21:14:59"), roster),
        (text.replace('"reserves": 1.5', '"reserves": 1.6', 1), roster),
        (text.replace('"protocol"', '"protocol": 1, "protocol"', 1), roster),
        (text.replace('"inspectors": {', '"inspector": {', 1), roster),
        (text, roster.replace("\t1\n", "\t2\n", 1)),
        (text, roster + roster[-20:]),
        (text, roster.replace("\t", " ", 1)),
        (text, roster[:-1]),
        ("{", roster),
        ("[]", roster),
    ]
    for number, (altered, lines) in enumerate(edited):
        assert (altered, lines) != (text, roster), number
        _checks, difference = recompute(altered, lines, inspectors, conflicts)
        assert difference, number
        right = by_python(altered, lines, inspectors, conflicts)
        assert right.difference, number
        # Python wraps what a draw itself would refuse, and tells a changed roster by its digest before its lines.
        found = right.difference.values["why"] if right.difference.code == "refused" else right.difference
        if difference["code"] not in ("line", "json"):
            assert (difference["code"], difference["values"].get("field")) == (found.code, found.values.get("field")), (
                number
            )


@pytest.mark.django_db(transaction=True)
def test_a_visitor_chooses_files_and_reads_what_was_checked(page, live_server, known, tmp_path, barriers):
    case = known[12]
    files = {}
    for name, text in (
        ("proof", json.dumps(case["proof"] | {"software": ""})),
        ("roster", case["roster"]),
        ("inspectors", case["inspectors"]),
        ("conflicts", case["conflicts"]),
    ):
        files[name] = tmp_path / f"{name}.txt"
        files[name].write_text(text, encoding="utf-8", newline="\n")
    faults, asked = [], []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(live_server.url + "/public/draw/")
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.get_by_label("结果文件").set_input_files(files["proof"])
    page.get_by_label("对象名单").set_input_files(files["roster"])
    page.get_by_role("button", name="重算").click()
    page.get_by_text("配对没有核对。", exact=False).first.wait_for()
    page.get_by_label("检查人员名单").set_input_files(files["inspectors"])
    page.get_by_label("回避名单").set_input_files(files["conflicts"])
    page.get_by_role("button", name="重算").click()
    page.get_by_text("全部核对相符。").wait_for()
    right = by_python(case["proof"] | {"software": ""}, *texts_of(case))
    assert page.locator("#draw-checks li").all_inner_texts() == [str(check) for check in right.checks]
    assert barriers(page) == []

    page.get_by_label("名单摘要").fill("0" * 64)
    page.get_by_role("button", name="重算").click()
    page.get_by_text("核对不符").wait_for()
    assert "公布的是 000" in page.locator("#draw-checks li").last.inner_text()
    # Only what belongs to the page was fetched; no file left the computer.
    assert {method for method, _url in asked} <= {"GET"}
    assert all(re.search(r"/static/(portal/draw/\w+\.js|web/mark\.svg)$", url) for _method, url in asked), asked
    assert faults == []


@pytest.mark.django_db
def test_the_page_works_from_a_disk(page, client, known, tmp_path):
    made = client.get("/public/draw/offline.zip")
    zipfile.ZipFile(io.BytesIO(made.content)).extractall(tmp_path)
    proof, roster = tmp_path / "p.json", tmp_path / "r.txt"
    proof.write_text(json.dumps(known[13]["proof"] | {"software": ""}), encoding="utf-8")
    roster.write_text(known[13]["roster"], encoding="utf-8", newline="\n")
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_label("结果文件").set_input_files(proof)
    page.get_by_label("对象名单").set_input_files(roster)
    page.get_by_role("button", name="重算").click()
    page.get_by_text("全部核对相符。").wait_for()


def test_every_sentence_of_the_script_is_one_of_the_package():
    script = (STATIC / "draw.js").read_text(encoding="utf-8")
    used = set(re.findall(r'(?:differs|check|bad|wrong)\((?:[^()"]*, )?"([a-z_0-9]+)"[,)]', script))
    used |= set(re.findall(r'code: "([a-z_]+)"', script))
    fields = {"strata", "reserves", "suite", "unit_rule", "contributors", "commitments", "per_object", "id"}
    assert used - set(SENTENCES) - fields == set()
    assert len(used) > 30


@pytest.mark.django_db
def test_the_page_speaks_english_too(client):
    client.cookies["django_language"] = "en"
    told = client.get("/public/draw/").content.decode()
    assert "Check a random draw" in told
    assert "recomputed and right" in told
