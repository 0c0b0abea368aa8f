"""标注: what is read of the marked reports, and what must add up in them."""

import json
from functools import cache

import pytest

from fadu.reader import read
from fadu.reader.evaluation import Score, evaluate

LEAST = {"unit": 0.97, "approx": 0.97, "org": 0.88, "period": 0.97, "section": 0.97, "indicator": 0.90}


@cache
def reading(folder, name):
    return read((folder / f"{name}.txt").read_bytes().decode("utf-8-sig"))


def test_marked_reports_are_read(shared):
    total = Score("合计")
    for one in evaluate(shared / "reports"):
        total.add(one)
    assert total.recall >= 0.98 and total.precision >= 0.98
    assert {name: total.rate(name) for name in LEAST if total.rate(name) < LEAST[name]} == {}
    assert total.wrong_indicators < 0.03 * total.asked["indicator"]


def relations(shared):
    """Return each marked relation with the places of its figures."""
    folder = shared / "reports" / "gold"
    numbers = {}
    for one in (shared / "reports").glob("*.txt"):
        gold = folder / f"{one.stem}.jsonl"
        if gold.exists():
            entries = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
            numbers[one.stem] = {entry["n"]: entry["offset"] for entry in entries if "n" in entry}
    for line in (folder / "identities.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        places = [numbers[one["report"]][n] for n in (one["lhs"], *one["rhs"])]
        yield one, places


def test_relations_that_a_text_asserts_are_found(shared):
    missed = []
    for one, places in relations(shared):
        if one["basis"] not in ("asserted", "implied"):
            continue
        made = reading(shared / "reports", one["report"])
        at = {figure.start: place for place, figure in enumerate(made.figures)}
        wanted = {at[place] for place in places}
        found = [check for check in made.checks if check.figures[0] == at[places[0]] and set(check.figures) == wanted]
        if not any(check.ok == one["ok"] and check.match == one["match"] for check in found):
            missed.append((one, [(check.kind, check.ok, check.match) for check in found]))
    assert missed == []


@pytest.mark.parametrize("name", ["anshan-2019", "haidong-2023", "changzhi-2021"])
def test_nothing_false_is_called_an_error(shared, name):
    made = reading(shared / "reports", name)
    wrong = {places[0] for one, places in relations(shared) if one["report"] == name and not one["ok"] and one["rhs"]}
    assert [
        check.message
        for check in made.checks
        if check.ok is False and made.figures[check.figures[0]].start not in wrong
    ] == []


def test_relations_that_are_not_asserted_are_no_errors_and_no_assertions(shared):
    for one, places in relations(shared):
        if one["basis"] != "unasserted":
            continue
        made = reading(shared / "reports", one["report"])
        for check in made.checks:
            if {made.figures[place].start for place in check.figures} == set(places) and len(places) > 1:
                assert (check.ok, check.basis) == (None, "hint"), one
