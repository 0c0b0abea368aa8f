"""已知答案: twenty draws whose answers were computed by the slow reference, and stay so."""

import json
import shutil
import subprocess
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fadu import draw
from fadu.draw import canonical
from fadu.draw.order import Candidates, before

from . import reference

TWENTY = range(20)


def answer(case, roster=None):
    texts = {name: case[name].encode() for name in ("inspectors", "conflicts") if name in case}
    roster = case["roster"].encode() if roster is None else roster
    return draw.run(case["plan"], roster, case["randomness"], **texts), texts


@pytest.mark.parametrize("number", TWENTY)
def test_a_known_draw_comes_out_the_same(known, number):
    case = known[number]
    proof, texts = answer(case)
    del proof["software"]
    assert proof == case["proof"]
    assert json.dumps(proof) == json.dumps(case["proof"])  # whole numbers stay whole, in the same order
    verified = draw.verify(case["proof"] | {"software": ""}, case["roster"].encode(), **texts)
    assert verified.ok, verified.difference


def test_the_known_answers_are_those_of_the_reference(known):
    assert reference.cases() == known


def test_of_the_known_draws_every_kind_is_there(known):
    proofs = [case["proof"] for case in known]
    assert {proof["suite"] for proof in proofs} == {"aes", "sm"}
    assert any(one["k"] > one["size"] for proof in proofs for one in proof["strata"])
    assert any(one["size"] == 0 for proof in proofs for one in proof["strata"])
    assert any("contributors" in proof["plan"] for proof in proofs)
    rules = {proof["plan"].get("unit_rule") for proof in proofs if proof["inspectors"]}
    assert rules == {"none", "different", "same"}
    caps = [{pair["cap"] for pair in proof["inspectors"]["pairs"]} for proof in proofs if proof["inspectors"]]
    assert any(len(one) == 2 for one in caps)
    assert any("conflicts" in case for case in known)


@pytest.mark.parametrize("piece", [1, 2, 7])
def test_the_answer_does_not_depend_on_how_the_roster_is_cut(known, monkeypatch, piece):
    monkeypatch.setattr("fadu.draw.roster.PIECE", 1024 * piece)
    monkeypatch.setattr("fadu.draw.roster.READ", 1000 + piece)
    pieces = draw.Roster.pieces
    monkeypatch.setattr(draw.Roster, "pieces", lambda self, lines=1024: pieces(self, lines))
    proof, _texts = answer(known[18])
    assert proof["strata"] == known[18]["proof"]["strata"]
    assert proof["roster"] == known[18]["proof"]["roster"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
@pytest.mark.parametrize("number", [0, 1])
def test_the_numbers_are_those_that_openssl_prints(known, number):
    proof = known[number]["proof"]
    chosen, seed = draw.suite(proof["suite"]), bytes.fromhex(proof["seed"])
    listed = ["openssl", "enc", f"-{chosen.cipher}", "-K", chosen.key(seed).hex(), "-iv", "0" * 32, "-nopad"]
    stream = subprocess.run(listed, input=bytes(16 * 7), capture_output=True, check=True).stdout
    assert [int.from_bytes(stream[16 * i : 16 * i + 8], "big") for i in range(7)] == chosen.words(seed, 0, 7).tolist()
    hashed = ["openssl", "dgst", f"-{chosen.algorithm}", "-r"]
    commit = subprocess.run(hashed, input=known[number]["roster"].encode(), capture_output=True, check=True).stdout
    assert commit.split()[0].decode() == proof["roster"]["commit"]


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.dictionaries(
        words.filter(lambda word: unicodedata.is_normalized("NFC", word)),
        st.tuples(st.sampled_from(["A", "乙", "é"]), st.sampled_from([1, 2, 3, 50, 99, 100])),
        min_size=1,
        max_size=60,
    ),
    k=st.integers(0, 40),
    reserves=st.sampled_from([0, 0.07, 1.5]),
    suite=st.sampled_from(["aes", "sm"]),
    randomness=st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1),
)
def test_the_quick_way_and_the_slow_way_agree(rows, k, reserves, suite, randomness):
    text = draw.freeze([(name, *rest) for name, rest in rows.items()])
    when = {"source": "骰子", "at": "2026-01-01"}
    plan = {"id": "某", "strata": {"A": k, "é": 3}, "reserves": reserves, "suite": suite, "randomness": when}
    proof = draw.run(plan, text, randomness)
    del proof["software"]
    assert proof == reference.draw(plan, text.decode(), randomness)


@settings(max_examples=40, deadline=None)
@given(
    k=st.integers(0, 12),
    many=st.integers(1, 9),
    units=st.integers(1, 4),
    per_object=st.integers(1, 3),
    rule=st.sampled_from(["none", "different", "same"]),
    barred=st.sets(st.tuples(st.integers(0, 8), st.integers(0, 19)), max_size=30),
    randomness=st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1),
)
def test_inspectors_are_paired_or_refused_as_by_the_reference(k, many, units, per_object, rule, barred, randomness):
    text = draw.freeze([(f"{number:02d}", "x", 1) for number in range(20)])
    staff = draw.freeze_inspectors([(f"Z{number}", f"u{number % units}") for number in range(many)])
    conflicts = draw.freeze_conflicts([(f"Z{one}", f"{other:02d}") for one, other in barred])
    when = {"source": "骰子", "at": "2026-01-01"}
    plan = {
        "id": "1", "strata": {"x": k}, "reserves": 0, "suite": "aes", "randomness": when, "per_object": per_object,
        "unit_rule": rule,
        "inspectors": draw.commit("aes", staff), "conflicts": draw.commit("aes", conflicts),
    }  # fmt: skip
    try:
        right = reference.draw(plan, text.decode(), randomness, staff.decode(), conflicts.decode())["inspectors"]
    except ValueError:
        with pytest.raises(draw.DrawRefused):
            draw.run(plan, text, randomness, inspectors=staff, conflicts=conflicts)
        return
    assert draw.run(plan, text, randomness, inspectors=staff, conflicts=conflicts)["inspectors"] == right


def candidates(*objects):
    lines, words, weights = zip(*objects, strict=True)
    return Candidates(np.array(lines), np.array(words, np.uint64), np.array(weights, np.int32))


@pytest.mark.parametrize("r", [2**64 - 2**20, 2**63 + 12345, 2**63 - 1, 2**60 + 7, 2**33])
def test_two_objects_too_close_for_floating_point_are_ordered_in_whole_numbers(r):
    # The square of the one is just what the other is: only whole numbers tell which is larger.
    s = (r + 1) ** 2 // 2**64
    for near in (s - 2, s - 1, s, s + 1):
        objects = [(0, r, 2), (1, near, 1)]
        assert candidates(*objects).ordered(2) == ([0, 1] if reference.before(*objects) else [1, 0])
        assert (before(*objects) < 0) == reference.before(*objects)


def test_a_tie_goes_to_the_smaller_line():
    assert candidates((5, 9, 2), (3, 9, 2)).ordered(2) == [3, 5]
    assert candidates((5, 2**64 - 1, 2), (3, 2**64 - 1, 1)).ordered(2) == [3, 5]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (-0.0, "0"), (1e30, "1e+30"), (4.5, "4.5"), (2e-3, "0.002"), (1e-27, "1e-27"), (0.07, "0.07"),
        (1e21, "1e+21"), (1e20, "100000000000000000000"), (123456789.125, "123456789.125"), (9.5e-7, "9.5e-7"),
        (0.000001, "0.000001"), (333333333.33333329, "333333333.3333333"), (5e-324, "5e-324"),
        ({"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\x80": 6, "ö": 7},
         '{"\\r":2,"1":4,"\x80":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'),
        (["\u20ac$\u000f\nA'B\"\\\\\"/", None, True], '["€$\\u000f\\nA\'B\\"\\\\\\\\\\"/",null,true]'),
    ],
)  # fmt: skip
def test_json_is_written_as_rfc_8785_has_it(value, written):
    assert canonical.dumps(value) == written.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, {"a": {1}}, "\ud800"])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(draw.DrawRefused):
        canonical.dumps(value)
