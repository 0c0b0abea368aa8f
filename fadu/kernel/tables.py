"""建表: the first migration of an app with many tables, and one that replaces many indexes, each made in one go.

Django renders all models again after each table or index that a migration adds; where a hundred tables refer to
organisations, that takes half a minute. Here the state of all is settled first, and rendered once or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Index


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


class ReplaceIndexes(Operation):
    """Replace one index of each model by another: `indexes` holds, by the model's name, the old name and the new index.

    An old name may be empty, where nothing is replaced. The indexes are plain ones over columns, in ascending order.
    """

    reversible = True

    def __init__(self, indexes: Mapping[str, tuple[str, Index]]) -> None:
        """Take the indexes by the models' names in lower case."""
        self.indexes = indexes

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration writes this operation."""
        return type(self).__qualname__, [], {"indexes": self.indexes}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state of the models; what was rendered of it is rendered again when next asked for."""
        vars(state).pop("apps", None)
        for model, (old, new) in self.indexes.items():
            if old:
                state.remove_index(app_label, model, old)
            state.add_index(app_label, model, new)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the new indexes, then drop the old ones."""
        quoted = schema_editor.quote_name
        for model, (old, new) in self.indexes.items():
            schema_editor.execute(_create(to_state.models[app_label, model], new, quoted), params=None)
            if old:
                schema_editor.execute(f"DROP INDEX {quoted(old)}", params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the old indexes again, then drop the new ones."""
        quoted = schema_editor.quote_name
        for model, (old, new) in self.indexes.items():
            if old:
                state = to_state.models[app_label, model]
                schema_editor.execute(_create(state, state.get_index_by_name(old), quoted), params=None)
            schema_editor.execute(f"DROP INDEX {quoted(new.name)}", params=None)

    def describe(self) -> str:
        """Say what it does."""
        return f"Replace {len(self.indexes)} indexes"


def _create(model: ModelState, index: Index, quoted: Any) -> str:
    table = model.options.get("db_table") or f"{model.app_label}_{model.name_lower}"
    columns = [
        f"{name}_id" if name in model.fields and model.fields[name].is_relation else name for name in index.fields
    ]
    listed = ", ".join(map(quoted, columns))
    return f"CREATE INDEX {quoted(index.name)} ON {quoted(table)} ({listed})"
