"""迁移: an installation with rows in it comes forward whole; no migration takes a table, a column or a row away."""

import inspect
import re
from functools import cache

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

# What a migration takes away or demands of rows that are there, and why that is right: app, migration, what was found.
REASONS: dict[tuple[str, str, str], str] = {
    ("double_random", "0002_enterprises", "Delete model MarketRecord"):
        "a ledger of volume without a table gets one, and the rows of its files",
    ("double_random", "0003_supervised_items",
     "Create constraint double_random_superviseditem_closed_after_opened on model superviseditem"):
        "the rows met it already, as supervised_item_ends",
    ("double_random", "0003_supervised_items",
     "Create constraint double_random_superviseditem_number on model superviseditem"):
        "the rows met it already, as one_supervised_item",
    ("double_random", "0007_units_are_asked",
     "Create constraint double_random_unitresult_closed_after_opened on model unitresult"):
        "0006 ended the rows on the day on which it opened them",
    ("double_random", "0007_units_are_asked",
     "Create constraint double_random_unitresult_number on model unitresult"):
        "0006 numbered the rows by their check and unit, of which there is one",
}  # fmt: skip

TAKES_AWAY = (migrations.RemoveField, migrations.DeleteModel, migrations.RunSQL, migrations.AlterModelTable)
DEMANDS = (migrations.AddConstraint, migrations.AlterUniqueTogether)
STATEMENT = re.compile(
    r"\bDELETE\s+FROM\b|\bUPDATE\s+\S+\s+SET\b|\bTRUNCATE\b|\bDROP\s+(TABLE|COLUMN)\b|\.delete\(|_raw_delete"
)


@pytest.mark.django_db
def test_a_filled_database_comes_forward_whole_and_goes_on(installation, world):
    arguments, environment = installation
    found = world("forward", *arguments, **environment)

    assert (found["not laid"], found["empty"], found["unnoticed"]) == ([], [], [])
    assert found["laid"].keys() >= {
        "kernel_return", "kernel_returnvalue", "kernel_receipt", "kernel_notice", "readings_reading",
        "readings_readfigure", "readings_correction",
        "kernel_organisation", "kernel_user", "kernel_membership", "kernel_clock", "kernel_event", "kernel_checkpoint",
        "kernel_document", "kernel_job", "toy_dispute", "toy_complaint", "toy_borrowing", "reports_annualreport",
        "reconsideration_reconsiderationcase",
    }  # fmt: skip
    # The rows were there before the columns that came later.
    assert "until" in found["early"]["kernel_clock"]
    assert {"reason", "replaced_by_id"} <= set(found["early"]["kernel_document"])
    assert "ruling" in found["early"]["reconsideration_reconsiderationcase"]
    assert (found["changed"], found["lost"]) == ([], [])
    assert found["journal"] == [True, found["laid"]["kernel_event"]]
    assert found["faults"] == []
    assert found["list"] == [50, found["laid"]["toy_dispute"]]
    assert found["step"] == [["accept", "submit"], 1]
    assert found["job"] == ["done", 6]
    assert found["imported"] == 3
    assert found["found"] >= 1
    assert found["sealed"] == [True, True]


# ── the rule ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def ours() -> list[tuple[migrations.Migration, ProjectState]]:
    """Return Fadu's migrations, each with the state of the tables before it."""
    loader = MigrationLoader(None)
    found = [one for one in loader.disk_migrations.values() if type(one).__module__.startswith("fadu.")]
    return [(one, loader.project_state((one.app_label, one.name), at_end=False)) for one in found]


def objections(migration: migrations.Migration, before: ProjectState) -> list[str]:
    """Return what a migration takes from the tables that are there before it, or demands of their rows."""
    label = migration.app_label
    there = {model.name.lower(): model for (app, _name), model in before.models.items() if app == label}
    return [said for one in migration.operations for said in objections_to(one, there)]


def objections_to(operation, there: dict[str, ModelState]) -> list[str]:
    if isinstance(operation, TAKES_AWAY):
        return [operation.describe()]
    if isinstance(operation, migrations.RunPython):
        source = inspect.getsource(operation.code)
        taken = ["changes or deletes rows"] if STATEMENT.search(source) else []
        return taken + ([] if operation.reversible else [f"{operation.code.__name__} has no way back"])
    table = there.get(str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower())
    if table is None:
        return []
    if isinstance(operation, DEMANDS):
        return [operation.describe()]
    if isinstance(operation, migrations.AddField):
        return [] if fits_old_rows(operation.field) else [operation.describe()]
    if isinstance(operation, migrations.AlterField) and operation.name in table.fields:
        return [] if takes_all_of(operation.field, table.fields[operation.name]) else [operation.describe()]
    return []


def fits_old_rows(field: models.Field) -> bool:
    """Tell whether rows that know nothing of a new column can be given something for it."""
    given = field.null or field.has_default() or field.many_to_many
    return bool(given or (field.blank and field.empty_strings_allowed)) and not (field.unique and not field.null)


def takes_all_of(new: models.Field, old: models.Field) -> bool:
    """Tell whether every value of the old column may stand in the new one."""
    if new.get_internal_type() != old.get_internal_type() or (old.null and not new.null):
        return False
    if new.unique and not old.unique:
        return False
    return (new.max_length or 10**9) >= (old.max_length or 10**9)


def test_no_migration_takes_anything_away_without_a_reason():
    found = {(one.app_label, one.name, said) for one, before in ours() for said in objections(one, before)}
    assert found - REASONS.keys() == set(), "give the reason in REASONS, or keep what is there"
    assert REASONS.keys() - found == set(), "a reason for what is not done"
    assert all(REASONS.values())
    assert len(ours()) > 15


def _keeps(_apps, editor):
    editor.execute("CREATE INDEX one ON two (three)")


def _deletes(_apps, editor):
    editor.execute("DELETE FROM kernel_clock")


LETTER = ModelState("toy", "Letter", [("number", models.CharField(max_length=20)), ("on", models.DateField(null=True))])
COUNTED = models.UniqueConstraint(fields=["number"], name="once")


@pytest.mark.parametrize(
    ("operation", "objected"),
    [
        (migrations.RemoveField("letter", "on"), True),
        (migrations.DeleteModel("Letter"), True),
        (migrations.RunSQL("DELETE FROM toy_letter", "SELECT 1"), True),
        (migrations.RunPython(_deletes, _keeps), True),
        (migrations.RunPython(_keeps), True),
        (migrations.RunPython(_keeps, _keeps), False),
        (migrations.AddField("letter", "to", models.CharField(max_length=9)), True),
        (migrations.AddField("letter", "to", models.CharField(max_length=9, blank=True)), False),
        (migrations.AddField("letter", "to", models.DateField(null=True)), False),
        (migrations.AddField("letter", "to", models.IntegerField(default=0, unique=True)), True),
        (migrations.AddField("other", "to", models.DateField()), False),
        (migrations.AlterField("letter", "number", models.CharField(max_length=19)), True),
        (migrations.AlterField("letter", "number", models.CharField(max_length=20, unique=True)), True),
        (migrations.AlterField("letter", "number", models.CharField(max_length=21)), False),
        (migrations.AlterField("letter", "on", models.DateField()), True),
        (migrations.AlterField("letter", "on", models.TextField(null=True)), True),
        (migrations.AddConstraint("letter", COUNTED), True),
        (migrations.AddConstraint("other", COUNTED), False),
    ],
)  # fmt: skip
def test_the_rule_objects_to_what_loses_rows(operation, objected):
    assert bool(objections_to(operation, {"letter": LETTER})) == objected
