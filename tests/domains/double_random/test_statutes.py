"""法定程序: the course and the limits are those of the statutes."""

from datetime import date

import pytest
import yaml

from fadu.kernel import procedure
from fadu.kernel.procedure import Target

pytestmark = pytest.mark.django_db

DIFFERENT = {
    "states": {"revoked"},  # a scheme given up before its draw stays on record
    # An object that is gone is followed by a reserve, and a scheme may be revoked before it is drawn.
    "steps": {"call-reserve", "revoke"},
}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


@pytest.fixture
def entry(shared):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    return next(entry for entry in table if entry["slug"] == "double-random")


def test_the_course_is_that_of_the_statutes(entry):
    ours = procedure.in_force("double-random", date(2024, 1, 1))
    states = [(s.slug, s.final) for s in ours.states if s.slug not in DIFFERENT["states"]]
    assert states == [(s["slug"], s.get("final", False)) for s in entry["states"]]
    assert ours.in_force == entry["in_force"]
    steps = {step.slug: step for step in ours.steps}
    assert steps.keys() - {t["slug"] for t in entry["transitions"]} == DIFFERENT["steps"]
    for row in entry["transitions"]:
        step = steps[row["slug"]]
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        assert [state.slug for state in step.sources] == listed(row["from"]), row["slug"]
        assert (target, step.role) == (row["to"], row["actor"]), row["slug"]
        assert list(step.citations) == listed(row["article"]), row["slug"]
    assert {o.slug: o.article for o in ours.outcomes} == {o["slug"]: o["article"] for o in entry["outcomes"]}


def test_the_limits_are_those_of_the_statutes(entry):
    ours = procedure.in_force("double-random", date(2024, 1, 1))
    (row,) = entry["time_limits"]
    (one,) = ours.as_json()["terms"]
    term = ours.term("double-random/publish")
    assert (one["slug"], one["starts_on"], one["stops_on"]) == ("double-random/publish", ["record"], row["stops_on"])
    assert (term.limit.length.number, term.limit.length.unit) == (row["length"], row["unit"])
    assert (list(term.limit.articles), one["on_expiry"]) == (listed(row["article"]), None)
