"""What all tests share."""

from importlib import import_module
from pathlib import Path

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of contracts and gold standards beside the project, where there is one."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("no shared folder beside the project")
    return folder


@pytest.fixture(scope="session", autouse=True)
def flush_lifts_the_triggers():
    """Let transactional tests empty the tables after them, which the journal's own triggers refuse."""
    append_only = import_module("fadu.kernel.migrations.0002_append_only")
    flush = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(operations, statements):
        with operations.connection.schema_editor() as editor:
            append_only.remove(None, editor)
        flush(operations, statements)
        with operations.connection.schema_editor() as editor:
            append_only.install(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield
