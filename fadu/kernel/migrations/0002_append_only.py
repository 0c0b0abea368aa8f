"""留痕只增不改: the database itself refuses to change or delete events and checkpoints."""

from django.db import migrations

TABLES = ("kernel_event", "kernel_checkpoint")

SQLITE = [
    """
    CREATE TRIGGER {table}_keeps_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table}: append-only'); END
    """.format(table=table, verb=verb)
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE deletes without asking the trigger on DELETE.
    f"""
    CREATE TRIGGER {table}_keeps_INSERT BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
    BEGIN SELECT RAISE(ABORT, '{table}: append-only'); END
    """
    for table, key in zip(TABLES, ("seq", "size"))
]

POSTGRESQL = [
    """
    CREATE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%: append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
    """
] + [
    f"""
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()
    """
    for table in TABLES
]


def install(apps, schema_editor):
    """Create the triggers in the dialect of this database."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    """Drop them again."""
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE", "INSERT"):
                schema_editor.execute(f"DROP TRIGGER {table}_keeps_{verb}")
    else:
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        schema_editor.execute("DROP FUNCTION kernel_append_only()")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
