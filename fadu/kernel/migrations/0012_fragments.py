"""片段: the fragments of what a list's search box looks through; they are filled by the next daily scan."""

from django.db import migrations, models

from fadu.kernel.fragments import create_tables, drop_tables


def create(apps, schema_editor):
    """Make the tables of fragments."""
    for statement in create_tables(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    """Remove them again."""
    for statement in drop_tables(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0011_found_by_index")]
    operations = [
        migrations.CreateModel(
            name="FragmentMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(default=0)),
                ("shape", models.CharField(blank=True, max_length=64)),
            ],
            options={"verbose_name": "片段进度"},
        ),
        migrations.RunPython(create, drop),
    ]
