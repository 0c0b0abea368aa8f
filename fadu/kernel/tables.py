"""建表: the first migration of an app with many tables, which are made in one go.

Django renders all models again after each table that a migration adds; where a hundred tables refer to organisations,
that takes half a minute. Here the state of all new tables is settled first, rendered once, and then they are made.
"""

from __future__ import annotations

from itertools import takewhile

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class Tables(migrations.Migration):
    """A migration that begins by adding tables; what comes after them is applied as Django does."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Make the tables, then apply the rest; return the state that holds all of it."""
        added = list(takewhile(lambda one: isinstance(one, migrations.CreateModel), self.operations))
        if collect_sql or not added:
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state.clone()
        vars(project_state).pop("apps", None)  # rendered when it is asked for, once
        for one in added:
            one.state_forwards(self.app_label, project_state)
        for one in added:
            one.database_forwards(self.app_label, schema_editor, before, project_state)
        rest = type("Rest", (migrations.Migration,), {"operations": self.operations[len(added) :]})
        return rest(self.name, self.app_label).apply(project_state, schema_editor)
