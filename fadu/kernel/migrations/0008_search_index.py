"""检索: the entries, and beside them the table of tokens in the way of each database."""

import django.db.models.deletion
from django.db import migrations, models

from fadu.kernel.search.index import create_tables, drop_tables


def create(apps, schema_editor):
    """Make the table of tokens."""
    for statement in create_tables(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    """Remove it again."""
    for statement in drop_tables(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("kernel", "0007_receipts"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("target", models.CharField(max_length=200)),
                ("part", models.PositiveIntegerField(default=0)),
                ("ledger", models.CharField(blank=True, max_length=80)),
                ("record", models.CharField(blank=True, max_length=80)),
                ("on", models.DateField(null=True)),
                ("label", models.TextField(blank=True)),
                ("title", models.TextField(blank=True)),
                ("number", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("hidden", models.TextField(blank=True)),
                ("organisation", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organisation")),
            ],
            options={
                "verbose_name": "检索条目",
                "indexes": [models.Index(fields=["ledger", "record"], name="search_record")],
                "constraints": [models.UniqueConstraint(fields=("target", "part"), name="one_search_entry")],
            },
        ),
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField(default=0)),
                ("shape", models.CharField(blank=True, max_length=64)),
            ],
            options={"verbose_name": "检索进度"},
        ),
        migrations.RunPython(create, drop),
    ]
