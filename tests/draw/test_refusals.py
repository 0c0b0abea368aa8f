"""拒绝: what was changed after the commitment, and every bad plan, roster and proof, is refused with the reason."""

import copy
import json

import pytest

from fadu import draw
from fadu.draw import DrawRefused

VALUE = "03 07 12 18 25 31 + 09"


def refused(code, call, *arguments, **named):
    with pytest.raises(DrawRefused) as caught:
        call(*arguments, **named)
    assert caught.value.code == code, str(caught.value)
    assert caught.value.text("en") != str(caught.value)
    return str(caught.value)


# ── after the commitment ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_row_is_refused(plan, roster):
    proof = draw.run(plan, roster, VALUE)
    published = proof["roster"]["commit"]
    changed = roster.replace(b"\t2\n", b"\t4\n", 1)
    refused("roster_changed", draw.run, plan, changed, VALUE, commit=published)
    found = draw.verify(proof, changed)
    assert not found.ok
    assert "roster.commit" in str(found.difference)
    assert draw.verify(proof, roster, commit=published).ok
    assert not draw.verify(proof, roster, commit="0" * 64).ok


@pytest.mark.parametrize("cut", [slice(0, -1), slice(0, -20)])
def test_a_cut_roster_is_noticed(plan, roster, cut):
    assert not draw.verify(draw.run(plan, roster, VALUE), roster[cut]).ok


@pytest.mark.parametrize(
    ("at", "published", "ok"),
    [
        ("2026-03-24T21:15:00+08:00", "2026-03-24T21:15:00+08:00", True),
        ("2026-03-24T21:15:00+08:00", "2026-03-24T13:15:00+00:00", True),
        ("2026-03-24T21:15:00+08:00", "2026-03-24T23:59:00+08:00", True),
        ("2026-03-24T21:15:00+08:00", "2026-03-24", True),
        ("2026-03-24T21:15:00+08:00", "2026-03-24T21:14:59+08:00", False),  # before the moment named
        ("2026-03-24T21:15:00+08:00", "2026-03-25T00:00:00+08:00", False),  # the next day's
        ("2026-03-24T21:15:00+08:00", "2026-03-22T21:15:00+08:00", False),  # the draw before
        ("2026-03-24", "2026-03-24T09:00:00+08:00", True),
        ("2026-03-24", "2026-03-23", False),
    ],
)
def test_randomness_of_the_wrong_day_is_refused(plan, roster, at, published, ok):
    plan["randomness"]["at"] = at
    if ok:
        proof = draw.run(plan, roster, VALUE, published_at=published)
        assert draw.verify(proof, roster).ok
    else:
        refused("published_at", draw.run, plan, roster, VALUE, published_at=published)
        proof = draw.run(plan, roster, VALUE)
        proof["randomness"]["published_at"] = published
        assert draw.verify(proof, roster).difference


def test_another_days_value_gives_another_seed(plan, roster):
    proof = draw.run(plan, roster, VALUE)
    proof["randomness"]["value"] = "03 07 12 18 25 31 + 10"
    assert "seed" in str(draw.verify(proof, roster).difference)


def edits(value, path=()):
    """Yield for each value of a proof its path and a value that differs by one character."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from edits(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from edits(inner, (*path, place))
    elif isinstance(value, str):
        yield path, value[:-1] + ("0" if value[-1] != "0" else "1")
    elif isinstance(value, int | float):
        yield path, value + 1


def with_edit(proof, path, value):
    edited = copy.deepcopy(proof)
    place = edited
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return edited


def test_a_proof_edited_by_one_character_is_refused(pairing_plan, roster, inspectors):
    proof = draw.run(pairing_plan, roster, VALUE, inspectors=inspectors, software="fadu")
    unsaid = []
    for path, value in edits(proof):
        found = draw.verify(with_edit(proof, path, value), roster, inspectors=inspectors)
        if found.ok:
            unsaid.append(path)
    assert unsaid == [("software",)]  # which program drew is no part of the draw


def test_a_missing_field_is_named(pairing_plan, roster, inspectors):
    proof = draw.run(pairing_plan, roster, VALUE, inspectors=inspectors)
    for name in proof:
        short = {key: value for key, value in proof.items() if key != name}
        assert name in str(draw.verify(short, roster, inspectors=inspectors).difference)
    assert draw.verify(proof | {"inspectors": None}, roster).difference
    for broken in (
        [],
        "x",
        proof | {"strata": {}},
        proof | {"roster": 1},
        proof | {"inspectors": 3},
        proof | {"plan": 1},
    ):
        assert draw.verify(broken, roster, inspectors=inspectors).difference


@pytest.mark.parametrize(
    "text",
    ["", "{", "{}", '{"protocol": 1, "protocol": 2}', '{"a": NaN}', "null", "[1]", b"\xff\xfe", "[" * 5000],
    ids=range(9),
)
def test_what_is_no_proof_is_refused(roster, text):
    assert draw.verify(text, roster).difference


def test_the_proof_as_a_file_verifies_and_says_what_was_checked(pairing_plan, roster, inspectors):
    proof = draw.run(pairing_plan, roster, VALUE, inspectors=inspectors)
    done = draw.verify(json.dumps(proof).encode(), roster, inspectors=inspectors)
    assert done.ok
    assert [check.code for check in done.checks] == [
        "ok_form", "ok_plan", "ok_roster", "ok_pages", "ok_randomness", "ok_seed", "ok_stratum", "ok_stratum",
        "ok_staff", "ok_pairs",
    ]  # fmt: skip
    unpaired = draw.verify(proof, roster)
    assert unpaired.difference
    assert unpaired.difference.code == "need_staff"
    assert draw.verify(proof, roster, objects_only=True).checks[-1].code == "unchecked_pairs"


# ── plans ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"strata": {}}, "strata"),
        ({"strata": {"甲级": -1}}, "strata"),
        ({"strata": {"甲级": 1.5}}, "strata"),
        ({"strata": {"甲级": True}}, "strata"),
        ({"strata": ["甲级"]}, "strata"),
        ({"reserves": -0.1}, "reserves"),
        ({"reserves": "a"}, "reserves"),
        ({"reserves": None}, "reserves"),
        ({"reserves": True}, "reserves"),
        ({"suite": "des"}, "suite"),
        ({"randomness": "dice"}, "randomness"),
        ({"randomness": {"source": "dice"}}, "randomness.at"),
        ({"randomness": {"source": "", "at": "2026-01-01"}}, "randomness.source"),
        ({"randomness": {"source": "dice", "at": "soon"}}, "randomness.at"),
        ({"per_object": 0}, "per_object"),
        ({"unit_rule": "other"}, "unit_rule"),
        ({"contributors": ["a", "a"]}, "contributors"),
        ({"contributors": "a"}, "contributors"),
        ({"commitments": {"b": "0" * 64}}, "commitments"),
        ({"inspectors": "short"}, "inspectors"),
        ({"conflicts": "A" * 64}, "conflicts"),
    ],
)
def test_a_bad_plan_is_refused_with_the_field(plan, roster, change, field):
    with pytest.raises(DrawRefused, match=field):
        draw.run(plan | change, roster, VALUE)


@pytest.mark.parametrize("field", ["id", "strata", "reserves", "suite", "randomness"])
def test_a_plan_must_be_whole(plan, roster, field):
    del plan[field]
    assert field in refused("plan_missing", draw.run, plan, roster, VALUE)


@pytest.mark.parametrize(
    ("fraction", "k", "reserves"), [(0.07, 100, 7), ("0.07", 100, 7), (0.1, 30, 3), (0.2, 1, 1), (2, 3, 6), (0, 9, 0)]
)
def test_reserves_are_an_exact_decimal(plan, fraction, k, reserves):
    assert draw.Plan.read(plan | {"reserves": fraction}).reserved(k) == reserves


def test_several_contributors_give_one_value_each(plan, roster):
    plan["contributors"] = ["市场监管局", "公证处"]
    chosen = draw.suite("aes")
    plan["commitments"] = {"公证处": chosen.hash(b"revealed").hex()}
    proof = draw.run(plan, roster, ["one", "revealed "])
    assert proof["randomness"]["value"] == ["one", "revealed"]
    assert draw.verify(proof, roster).ok
    refused("contributors", draw.run, plan, roster, "one")
    refused("contributors", draw.run, plan, roster, ["one", "revealed", "three"])
    refused("revealed", draw.run, plan, roster, ["one", "changed his mind"])
    refused("randomness", draw.run, plan, roster, [" ", "revealed"])


def test_the_order_of_contributors_counts(plan, roster):
    plan["contributors"] = ["a", "b"]
    assert draw.run(plan, roster, ["1", "2"])["seed"] != draw.run(plan, roster, ["2", "1"])["seed"]


def test_randomness_is_a_value(plan, roster):
    refused("randomness", draw.run, plan, roster, " \n")
    assert draw.run(plan, roster, " 7\n")["seed"] == draw.run(plan, roster, "7")["seed"]


# ── strata ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_a_stratum_smaller_than_k_all_are_drawn_and_the_proof_says_so(plan, roster, rows):
    plan["strata"] = {"甲级": 500, "没有的层": 3}
    proof = draw.run(plan, roster, VALUE)
    first, none = sorted(proof["strata"], key=lambda one: -one["size"])
    assert len(first["drawn"]) == first["size"] == sum(row[1] == "甲级" for row in rows)
    assert (first["k"], first["reserves"]) == (500, [])
    assert none["drawn"] == []
    assert [remark.code for remark in draw.remarks(proof)] == ["all_drawn", "all_drawn", "left_out"]
    assert "all_drawn" in [check.code for check in draw.verify(proof, roster).checks]


# ── inspectors ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_inspectors_are_committed_to_beforehand(plan, pairing_plan, roster, inspectors):
    refused("staff_uncommitted", draw.run, plan, roster, VALUE, inspectors=inspectors)
    refused("staff_missing", draw.run, pairing_plan, roster, VALUE)
    other = draw.freeze_inspectors([("Z0", "单位0"), ("Z1", "单位1")])
    refused("staff_changed", draw.run, pairing_plan, roster, VALUE, inspectors=other)
    barred = draw.freeze_conflicts([("Z0", "910001")])
    refused("staff_uncommitted", draw.run, pairing_plan, roster, VALUE, inspectors=inspectors, conflicts=barred)
    with_conflicts = pairing_plan | {"conflicts": draw.commit("aes", barred)}
    refused("staff_missing", draw.run, with_conflicts, roster, VALUE, inspectors=inspectors)


def test_fewer_inspectors_than_needed_are_refused(plan, roster):
    two = draw.freeze_inspectors([("Z0", "单位0"), ("Z1", "单位1")])
    plan |= {"inspectors": draw.commit("aes", two), "per_object": 3}
    refused("few_inspectors", draw.run, plan, roster, VALUE, inspectors=two)


def test_conflicts_that_cannot_be_satisfied_are_refused(pairing_plan, roster, rows, inspectors):
    barred = draw.freeze_conflicts([(f"Z{number}", row[0]) for number in range(7) for row in rows])
    plan = pairing_plan | {"conflicts": draw.commit("aes", barred)}
    said = refused("too_few", draw.run, plan, roster, VALUE, inspectors=inspectors, conflicts=barred)
    assert "回避 7 人" in said


@pytest.mark.parametrize(("rule", "units"), [("different", 1), ("same", 2)])
def test_a_unit_rule_that_cannot_be_kept_is_refused(pairing_plan, roster, rule, units):
    staff = draw.freeze_inspectors([(f"Z{number}", f"单位{number % units}") for number in range(2)])
    plan = pairing_plan | {"inspectors": draw.commit("aes", staff), "unit_rule": rule}
    refused("too_few", draw.run, plan, roster, VALUE, inspectors=staff)


# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", "空"),
        (b"A\tx\t1", "换行"),
        (b"A\tx\t1\n\n", "3 栏"),
        (b"A\tx\n", "3 栏"),
        (b"A\tx\t1\t2\n", "3 栏"),
        (b"A\tx\t0\n", "权重"),
        (b"A\tx\t-1\n", "权重"),
        (b"A\tx\t101\n", "权重"),
        (b"A\tx\t\n", "权重"),
        (b"A\tx\t01\n", "权重"),
        (b"A\tx\t1.0\n", "权重"),
        (b"A\tx\t 1\n", "权重"),
        (b"A\tx\t1\r\n", "权重"),
        (b"A\tx\t999999999999\n", "权重"),
        (b"\tx\t1\n", "空着"),
        (b"A\t\t1\n", "空着"),
        (b"A\tx\t1\nA\ty\t1\n", "重复"),
        (b"B\tx\t1\nA\tx\t1\n", "前面"),
        ("A\u0301\tx\t1\n".encode(), "NFC"),
        (b"\xff\tx\t1\n", "UTF-8"),
        ("\u00e9\tx\t1\nz\tx\t1\n".encode(), "前面"),  # by bytes, not by dictionary
    ],
)  # fmt: skip
def test_a_text_that_is_not_canonical_is_refused_with_its_line(plan, text, fault):
    with pytest.raises(DrawRefused, match=fault):
        draw.run(plan, text, VALUE)


def test_the_faulty_line_is_named_wherever_it_lies(plan, monkeypatch):
    lines = [b"%06d\tx\t1\n" % number for number in range(5000)]
    lines[4321] = b"004321\tx\t0\n"
    with pytest.raises(DrawRefused, match="第 4322 行"):
        draw.run(plan, b"".join(lines), VALUE)
    lines[4321], lines[4096] = b"004321\tx\t1\n", b"004095\tx\t1\n"
    pieces = draw.Roster.pieces
    monkeypatch.setattr(draw.Roster, "pieces", lambda self, lines=1024: pieces(self, lines))
    with pytest.raises(DrawRefused, match="第 4097 行"):
        draw.run(plan, b"".join(lines), VALUE)


def test_what_a_text_may_hold_is_read_one_way_by_both_readers():
    from fadu.draw.roster import Piece, _parse_at_once, _parse_line_by_line

    text = draw.freeze([(f'"{name}', f"层{name % 7}", name % 100 + 1) for name in range(1, 900)])
    piece = Piece(0, text.count(b"\n"), 0, len(text))
    quick, slow = _parse_at_once(text, piece), _parse_line_by_line(text, piece, "名单")
    assert quick is not None
    assert quick.cells() == slow.cells()
    assert [quick.cell(code) for code in quick.codes.tolist()] == [slow.cell(code) for code in slow.codes.tolist()]
    assert (quick.first_id, quick.last_id) == (slow.first_id, slow.last_id)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"Z1\n", "2 栏"),
        (b"Z1\tu\nZ1\tv\n", "重复"),
        (b"Z2\tu\nZ1\tv\n", "前面"),
        (b"Z1\tu", "换行"),
        (b"", "空"),
        (b"\tu\n", "空着"),
    ],
)
def test_bad_inspectors_are_refused(pairing_plan, roster, text, fault):
    plan = pairing_plan | {"inspectors": draw.commit("aes", text)}
    with pytest.raises(DrawRefused, match=fault):
        draw.run(plan, roster, VALUE, inspectors=text)
