"""第二座演示城市: the figures of another published report, of another year, from a home of its own."""

import json
from pathlib import Path

import pytest

# Whose figures are those of the city itself; the others are those of all its divisions.
OWN = {"市级", "市本级", "市直", "市委", "市政府", "市委、市政府", "市城管局"}


@pytest.fixture(scope="module")
def home(fadu, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("second")
    done = fadu(home, "demo", "--city", "changzhi-2021", "--no-serve", "--out", str(home / "report"), check=False)
    assert done.returncode == 0, done.stderr
    return home


def test_every_published_figure_stands_in_the_report(home, shared):
    gold = [json.loads(line) for line in (shared / "reports/gold/changzhi-2021.jsonl").read_text().splitlines()]
    report = json.loads((home / "report" / "report.json").read_text(encoding="utf-8"))
    found = {(figure["indicator"], figure["scope"]): figure for figure in report["figures"]}

    assert len(gold) == len(found) == 85 and report["year"] == 2021
    for expected in gold:
        figure = found[expected["indicator"], "own" if expected["org"] in OWN else "all"]
        told = (figure["value"], figure["approx"], figure["period"])
        assert told == (expected["value"], expected["approx"], expected["period"]), expected["indicator"]


def test_what_ledgers_keep_is_counted_on_them(home):
    report = json.loads((home / "report" / "report.json").read_text(encoding="utf-8"))
    counted = {figure["indicator"]: figure["records"] for figure in report["figures"] if figure["source"] == "ledger"}
    kept = ("enforcement.", "reconsideration.", "litigation.", "normative.")

    assert all(f["indicator"] in counted for f in report["figures"] if f["indicator"].startswith(kept))
    assert counted["enforcement.supervision_records"] == 763_812  # said as 76万余
    assert counted["enforcement.major_penalty_filings"] == 1791
    assert counted["litigation.head_appearance_rate"] == 24  # 23 of them attended: 95.83 %
    assert "76万余" in (home / "report" / "report.html").read_text(encoding="utf-8")


def test_one_city_refuses_the_home_of_another(fadu, home):
    done = fadu(home, "demo", "--no-serve", check=False)

    assert done.returncode == 1
    assert "不会动它" in done.stderr
    assert (home / "demonstration").read_text() == "changzhi-2021"


def test_a_city_that_is_not_known_is_wrong_usage(fadu, tmp_path):
    done = fadu(tmp_path / "none", "demo", "--city", "atlantis", "--no-serve", check=False)

    assert done.returncode == 2
    assert not (tmp_path / "none" / "demonstration").exists()
