"""What pages ask at a million cases stands in an index: the clocks of the board, those that ended, what followed."""

from django.db import migrations, models

OPEN = models.Q(stopped_on=None)
BROUGHT = '{"brought_by":['


def install(apps, schema_editor):
    """Index the few events that were brought about by a step of another case, by their text as it begins."""
    collation = {"sqlite": "BINARY", "postgresql": '"C"'}[schema_editor.connection.vendor]
    schema_editor.execute(
        f"CREATE INDEX event_brought ON kernel_event (data COLLATE {collation}) "
        f"WHERE substr(data, 1, {len(BROUGHT)}) = '{BROUGHT}'",
        params=None,
    )


def remove(apps, schema_editor):
    """Drop the index again."""
    schema_editor.execute("DROP INDEX event_brought", params=None)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0010_tallies")]
    operations = [
        migrations.RunPython(install, remove),
        migrations.RemoveIndex(model_name="clock", name="clock_board"),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=OPEN,
                fields=["organisation", "due_on", "ledger", "limit", "record", "stopped_on"],
                name="clock_board",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(stopped_on__isnull=False),
                fields=["organisation", "stopped_on", "ledger", "limit", "due_on", "expired"],
                name="clock_ended",
            ),
        ),
    ]
