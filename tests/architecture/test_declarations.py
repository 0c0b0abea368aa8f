"""声明: steps cite articles and roles, time limits parse, figures exist, no domain knows another."""

import csv
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from fadu.kernel import clocks, indicators, procedure
from fadu.kernel.articles import Article
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.organisations import ROLES
from tools import declarations

from .project import ROOT, modules

VERSIONS = [version for versions in procedure.declared().values() for version in versions]
LIMITS = [limit for versions in clocks.declared().values() for limit in versions]
# Notices come in parts of a style of their own; of the Party's provisions no text was at hand to cite by.
UNDIVIDED = {"国办发2018-37", "国办发2018-115", "国办发2018-118", "国发2019-5", "党内备案规定", "行政执法监督条例"}


def cited(articles) -> bool:
    """Tell whether there are articles, and each names at least an article of its law, where that has articles."""
    return bool(articles) and all(Article.parse(one).article or one in UNDIVIDED for one in articles)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.key())
def test_step_cites_an_article_and_a_role(version):
    assert version.steps
    for step in version.steps:
        assert cited(step.citations), f"{step.slug} cites no article"
        assert step.role in ROLES, f"{step.slug}: role {step.role!r} is nobody's"


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.slug}@{limit.since}")
def test_time_limit_cites_an_article_and_a_role(limit):
    assert cited(limit.articles)
    assert str(limit.label)


def test_there_is_something_to_check():
    assert len(VERSIONS) >= 2 and len(LIMITS) >= 49


def test_missing_citation_is_noticed():
    assert not cited(()) and cited(("行政复议法#62.1",))
    with pytest.raises(ValueError):
        cited(("行政复议法62",))


def test_indicator_is_in_the_catalogue():
    unknown = [slug for slug, one in indicators.declared().items() if one.published and slug not in CATALOGUE]
    assert unknown == []


def test_figure_of_the_demonstration_exists():
    folder = ROOT / "fadu" / "demonstration"
    named = set()
    for path in folder.glob("*.md"):
        named |= set(re.findall(r"{{\s*([a-z_]+\.[a-z0-9_]+)", path.read_text(encoding="utf-8")))
    for path in folder.glob("returns-*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            named |= {cell for row in csv.reader(lines) for cell in row if re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", cell)}
    assert named and named - CATALOGUE.keys() == set()


def strangers(model: type[models.Model]) -> set[str]:
    """Return the apps that a domain's model points at, besides its own and those that every domain may know."""
    own = {model._meta.app_label, "kernel", "auth", "contenttypes"}
    targets = {field.related_model for field in model._meta.get_fields() if field.is_relation and field.concrete}
    return {target._meta.app_label for target in targets if target} - own


def test_model_points_at_no_table_of_another_domain():
    domains = [app for app in apps.get_app_configs() if app.name.startswith("fadu.domains.")]
    faults = {model.__name__: strangers(model) for app in domains for model in app.get_models()}
    assert {name: found for name, found in faults.items() if found} == {}


def test_pointing_at_another_domain_is_noticed():
    class Stranger(models.Model):  # noqa: DJ008
        session = models.ForeignKey("sessions.Session", models.CASCADE)

        class Meta:
            app_label = "toy"
            managed = False

    try:
        assert strangers(Stranger) == {"sessions"}
    finally:
        del apps.all_models["toy"]["stranger"]
        apps.clear_cache()


@pytest.mark.django_db
def test_migrations_are_current():
    """What a model says is what the database has; `check_changes` exits when a migration is missing."""
    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("fadu.")]
    call_command("makemigrations", *ours, check_changes=True, dry_run=True, verbosity=0)


def test_generated_documents_are_current():
    assert declarations.faults(declarations.pages()) == [], "python -m tools.declarations --write"


def test_changed_document_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(declarations, "FOLDER", tmp_path)
    (tmp_path / "a.md").write_text("old", encoding="utf-8")
    (tmp_path / "c.md").write_text("of no domain", encoding="utf-8")
    assert declarations.faults({"a.md": "new", "b.md": "missing"}) == ["a.md", "b.md", "c.md"]


# The clock is asked by the doors alone: what is computed must come out the same tomorrow.
CLOCK = re.compile(r"\b(date\.today|datetime\.(utc)?now|timezone\.(now|localdate|localtime)|time\.time)\(\)")


def asks_the_clock(text: str) -> list[str]:
    """Return the lines of a module that ask what time it is."""
    return [line.strip() for line in text.splitlines() if CLOCK.search(line.split("#")[0])]


def test_only_the_doors_ask_the_clock():
    below = {name: text for name, text in modules().items() if name.startswith(("fadu/kernel/", "fadu/domains/"))}
    # A moment of writing is recorded, and decides nothing.
    stamped = {"fadu/kernel/journal/events.py", "fadu/kernel/journal/seals.py"}
    found = {name: asks_the_clock(text) for name, text in below.items() if name not in stamped}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_asking_the_clock_is_noticed():
    assert asks_the_clock("on = date.today()\nat = timezone.localtime(value)\n# timezone.now()") == [
        "on = date.today()"
    ]
