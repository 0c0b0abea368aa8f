"""指标目录: complete, in plain Python, and agreed with what was counted in real reports."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal

import pytest

from fadu.kernel.catalogue import CATALOGUE, DOMAINS, IDENTITIES, KINDS, broken

REPORTS = ("anshan-2019", "changzhi-2021", "haidong-2023")
# Printed without a measure word in the report they come from.
WITHOUT_UNIT = {
    "assessment.commending_ministries",
    "emergency.epidemic_criminal_cases",
    "oversight.audit_rules_established",
}


def test_number_of_indicators():
    assert len(CATALOGUE) == 255


def test_catalogue_needs_no_django():
    script = "import sys, fadu.kernel.catalogue; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=CATALOGUE)
def test_indicator_is_whole(indicator):
    assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", indicator.slug)
    assert indicator.domain in DOMAINS
    assert indicator.label
    assert indicator.unit
    assert indicator.kind in KINDS
    assert (indicator.kind == "ratio") == (indicator.unit == "%") == (indicator.places == 2)
    assert indicator.definition.endswith("。")
    assert indicator.english.isascii()
    assert indicator.english


def test_names_tell_indicators_apart():
    for language in ("zh-hans", "en"):
        names = [indicator.called(language) for indicator in CATALOGUE.values()]
        assert len(names) == len(set(names))


def test_domains_stand_together_in_the_order_of_a_report():
    assert list(dict.fromkeys(indicator.domain for indicator in CATALOGUE.values())) == list(DOMAINS)
    seen = [indicator.domain for indicator in CATALOGUE.values()]
    assert seen == sorted(seen, key=list(DOMAINS).index)


def test_units_of_both_languages():
    assert CATALOGUE["reconsideration.accepted"].unit_in("zh-hans") == "件"
    assert CATALOGUE["reconsideration.accepted"].unit_in("en") == ""
    assert CATALOGUE["oversight.audit_irregular_amount"].unit == "万元"
    assert CATALOGUE["services.business_startup_days"].unit_in("en") == "working days"


def test_slugs_units_and_own_words_against_the_table_of_reports(shared):
    rows = {}
    for line in (shared / "reports/gold/indicators.md").read_text("utf-8").splitlines():
        if re.match(r"\| [a-z_]+\.", line):
            slug, _label, unit, definition, _reports = (cell.strip() for cell in line.strip("|").split(" | "))
            rows[slug.strip()] = unit, definition
    assert set(rows) == set(CATALOGUE)
    for slug, (unit, definition) in rows.items():
        indicator = CATALOGUE[slug]
        assert indicator.definition.rstrip("。") != definition
        if slug in WITHOUT_UNIT:
            assert unit == "(脱)"
        else:
            assert set(unit.split("、")) <= {indicator.unit, *indicator.other_units}


# Identities


def test_identities_speak_of_known_indicators_in_both_languages():
    for identity in IDENTITIES:
        assert set(identity.slugs) <= set(CATALOGUE)
        assert identity.explanation.endswith("。")
        assert identity.english.isascii()
        for language in ("zh-hans", "en"):
            assert CATALOGUE[identity.whole].called(language) in identity.statement(language)
    assert len({(identity.kind, identity.slugs) for identity in IDENTITIES}) == len(IDENTITIES)


@pytest.mark.parametrize(
    ("rate", "holds"),
    [("84.69", True), ("84.7", True), ("85", True), ("84.68", False), ("84.6", False), ("84", False)],
)
def test_rate_is_held_to_the_places_it_was_printed_with(rate, holds):
    values = {
        "reconsideration.acceptance_rate": Decimal(rate),
        "reconsideration.accepted": 83,
        "reconsideration.applications_received": 98,
    }
    assert (not broken(values)) == holds


def test_half_is_rounded_up():
    values = {"petition.resolved_cases": 1, "petition.assigned_cases": 800}
    assert not broken(values | {"petition.resolution_rate": Decimal("0.13")})  # 0.125
    assert broken(values | {"petition.resolution_rate": Decimal("0.12")})


def test_nothing_is_said_of_what_is_missing_or_cannot_be_divided():
    rate = next(one for one in IDENTITIES if one.whole == "petition.resolution_rate" and one.kind == "ratio")
    assert rate.holds({"petition.resolution_rate": 50, "petition.resolved_cases": 1}) is None
    assert rate.holds(dict.fromkeys(rate.slugs, 0)) is None
    assert broken({}) == []


def test_parts_and_wholes():
    outcomes = dict.fromkeys((slug for slug in CATALOGUE if ".outcome_" in slug), 1)
    assert not broken({"reconsideration.concluded": 8, **outcomes})
    (wrong,) = broken({"reconsideration.concluded": 9, **outcomes})
    assert (wrong.kind, wrong.certain) == ("sum", True)
    (wrong,) = broken({"petition.resolved_cases": 3, "petition.assigned_cases": 2})
    assert wrong.kind == "part"
    (wrong,) = broken({"litigation.win_rate": Decimal("100.01")})
    assert wrong.kind == "share"
    assert not broken({"litigation.win_rate": 100, "reconsideration.conclusion_rate": 120})


def test_doubtful_identities_are_reasons_to_ask():
    (doubt,) = broken({"reconsideration.concluded": 12, "reconsideration.accepted": 10})  # two from last year
    assert not doubt.certain


@pytest.mark.parametrize("report", REPORTS)
def test_published_reports_agree_with_every_certain_identity(shared, report):
    groups = defaultdict(dict)
    for line in (shared / f"reports/gold/{report}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["approx"] == "exact":
            groups[row["period"]].setdefault(row["indicator"], Decimal(str(row["value"])))
    checked = [one for values in groups.values() for one in IDENTITIES if one.holds(values) is not None]
    assert checked
    assert not [one for values in groups.values() for one in broken(values) if one.certain]
