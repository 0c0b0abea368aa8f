"""处罚、强制、公开、移送: the procedures against the table of the statutes, row by row; differences are listed."""

from datetime import date

import pytest
import yaml

from fadu.kernel import procedure
from fadu.kernel.procedure import Target

# Who acts by another name here: an organ's own people enter what they do, and what outsiders did.
ROLES = {
    "handler": "enforcement_handler",
    "agency_head": "enforcement_head",
    "agency_meeting": "enforcement_meeting",
}

# What the table has as an event, or as a permission of a time limit, is a step here: a case changes by one door only.
MORE_STEPS = {
    "penalty-summary": {"hand-in"},
    "penalty-ordinary": {
        "receive",  # from the summary procedure, or back from the police
        "extend",  # where another rule sets another length
        "stop-counting", "count-again",  # where another rule takes days out of the ninety
        "stop-for-hearing", "count-after-hearing",  # such a rule on hearings
        "reopen",  # what is to be heavier than was told is told anew
        "contest", "end-contest",  # in between no additional fine is counted (#73.3)
        "remedies-expire",  # opens the application to the court
    },
    "penalty-hearing": {"open-with-notice"},  # the right is told with the proposed penalty
    "enforcement-publication": {"follow-decision", "note-overturned"},  # every penalty comes by itself
    # The table ends where the organ's own part does; what the others then decide is recorded to the judgment.
    "crime-transfer": {
        "uphold-refusal", "explain", "order-filing", "accept-reasons", "drop", "send-for-prosecution", "prosecute",
        "not-prosecute", "judge",
    },
    # Freezing goes to a bank by a notice and to the party by a decision within three days (行政强制法#30, #31).
    "coercion-measure": {"freeze", "deliver-decision"},
    "coercion-execution": {"register"},  # what was decided outside penalty cases
    "coercion-court-enforcement": {"register", "challenge"},  # an objection stops the fifteen days
}  # fmt: skip
# Done by the law, or brought about by a step of another case, so that nobody makes them by hand.
BY_THE_SYSTEM = {
    ("penalty-ordinary", "go-to-hearing"),
    ("penalty-ordinary", "return-from-hearing"),
    ("coercion-measure", "auto-unfreeze"),
}
MORE_STATES = {
    "crime-transfer": {
        "refusal-upheld", "filing-ordered", "dropped", "under-prosecution", "not-prosecuted", "prosecuted", "judged",
    },
}  # fmt: skip
GOES_ON = {"handed-over", "supervision"}  # final in the table
# A hearing that is put off is announced anew; a freeze ends also while something is being tested.
MORE_SOURCES = {
    ("penalty-hearing", "schedule"): ["scheduled"],
    ("coercion-measure", "auto-unfreeze"): ["testing"],
    ("crime-transfer", "police-file"): ["filing-ordered"],
    ("crime-transfer", "accept-refusal"): ["refusal-upheld"],
    ("crime-transfer", "ask-supervision"): ["refusal-upheld"],
}
MORE_LIMITS = {
    "penalty-ordinary/limitation-long",  # five years; the table has them in a note
    "penalty-ordinary/deferral",
    "penalty-ordinary/remedy",
    "crime-transfer/ask-supervision",  # three days after the police upheld their refusal (移送规定#9.2)
}
MORE_OUTCOMES = {
    "crime-transfer": {
        "dropped", "closed", "referred", "not-prosecuted", "convicted", "exempted", "acquitted",
    },
}  # fmt: skip
EVENTS = {
    "event:violation-ended": "field:violation_ended_on",
    "event:handed-in": "hand-in",
    "event:hearing-day": "field:hearing_on",
    "event:decision-overturned": "field:overturned_on",
    "event:freeze-decision-delivered": "deliver-decision",
    "event:surcharge-began": "field:surcharge_from",
    "event:substitute-day": "field:substitute_on",
}
STARTS = {
    "coercion-measure/freeze-decision": "freeze",
    "coercion-measure/freeze": "freeze",
}
STOPS = {"penalty-ordinary/limitation": {"field:discovered_on"}}  # the test is discovery (行政处罚法#36.1)
# The law suspends nothing; rules of a field may, which are kept as rows (行政处罚法#60).
SUSPENDED = {"penalty-ordinary/decide": [["stop-counting", "count-again"], ["stop-for-hearing", "count-after-hearing"]]}
# The table cites these as a whole; here the paragraph, or the article on how to count, stands with it.
ARTICLES = {
    "penalty-ordinary/limitation": ["行政处罚法#36.1", "行政处罚法#36.2"],
    "enforcement-publication/shown-short": ["处罚信息公示规定#13.1"],
    "enforcement-publication/shown-long": ["处罚信息公示规定#13.1"],
    "coercion-measure/freeze": ["行政强制法#32.1"],
}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def statutes(shared, slug):
    table = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))["procedures"]
    return next(entry for entry in table if entry["slug"] == slug)


def ours(slug):
    return procedure.in_force(slug, date(2024, 1, 1))


@pytest.mark.parametrize("slug", MORE_STEPS)
def test_states_and_steps_are_those_of_the_statutes(shared, slug):
    entry, version = statutes(shared, slug), ours(slug)

    more = MORE_STATES.get(slug, set())
    assert [(s.slug, s.final) for s in version.states if s.slug not in more] == [
        (s["slug"], s.get("final", False) and s["slug"] not in GOES_ON) for s in entry["states"]
    ]
    assert more <= {s.slug for s in version.states}
    assert version.in_force == entry["in_force"]
    steps = {step.slug: step for step in version.steps}
    assert steps.keys() - {row["slug"] for row in entry["transitions"]} == MORE_STEPS[slug]
    for row in entry["transitions"]:
        step, place = steps[row["slug"]], (slug, row["slug"])
        target = step.target.value if isinstance(step.target, Target) else step.target.slug
        role = "system" if place in BY_THE_SYSTEM else ROLES.get(row["actor"], row["actor"])
        assert [state.slug for state in step.sources] == listed(row["from"]) + MORE_SOURCES.get(place, []), place
        assert (target, step.role) == (row["to"], role), place
        assert list(step.citations) == listed(row["article"]), place


@pytest.mark.parametrize("slug", MORE_STEPS)
def test_limits_are_those_of_the_statutes(shared, slug):
    entry, version = statutes(shared, slug), ours(slug)
    terms = {term.slug: term for term in version.terms}
    rows = {f"{slug}/{row['slug']}": row for row in entry["time_limits"]}
    assert terms.keys() - rows.keys() == {one for one in MORE_LIMITS if one.startswith(slug)}
    written = {one["slug"]: one for one in version.as_json()["terms"]}
    for name, row in rows.items():
        term, found = terms[name], written[name]
        starts = [row["starts_on"], *row.get("also_starts_on", [])]
        starts = [STARTS[name]] if name in STARTS else [EVENTS.get(one, one) for one in starts]
        assert found["starts_on"][: len(starts)] == starts, name
        stops = STOPS.get(name) or {EVENTS.get(one, one) for one in listed(row["stops_on"])}
        assert stops <= set(found["stops_on"]), name
        suspended = [[one["start"], one["until"]] for one in row.get("suspended_by", [])]
        assert found["suspended_by"] == SUSPENDED.get(name, suspended), name
        assert bool(term.extended) == bool(row.get("extension")), name
        effect = row["on_expiry"]["effect"]
        assert found["on_expiry"] == (None if effect == "none" else effect), name
        length = term.limit.length
        stated = (row["length"], row["unit"], row.get("kind", "deadline"))
        assert (length.number, length.unit, term.limit.kind) == stated, name
        assert list(term.limit.articles) == ARTICLES.get(name, listed(row["article"])), name


@pytest.mark.parametrize("slug", MORE_STEPS)
def test_outcomes_are_those_of_the_statutes(shared, slug):
    found = {outcome.slug: outcome.article for outcome in ours(slug).outcomes}
    listed_there = {one["slug"]: one["article"] for one in statutes(shared, slug)["outcomes"]}
    assert found.keys() - listed_there.keys() == MORE_OUTCOMES.get(slug, set())
    assert listed_there.items() <= found.items()
