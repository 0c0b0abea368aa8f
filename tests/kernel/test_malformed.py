"""坏文件: each is refused in words that say where and what to do, and changes nothing; or is read as it was meant."""

import contextlib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction

from fadu.kernel import journal, ledgers, workbooks
from fadu.kernel.ledgers import WorkbookRefused
from tests.toy.ledgers import Borrowings
from tests.toy.library import build, lend
from tests.toy.models import Borrowing, Reader

from . import malformed
from .malformed import CELLS, READ, WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """A city whose library has lent a book and knows readers: built once, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        city = build()
        lend(city.library, "J0", title="四角号码词典")
        Reader.objects.create(organisation=city.library, number="0012", name="张三")
        Reader.objects.create(organisation=city.county_library, number="R-COUNTY", name="李四")
        yield city
        transaction.set_rollback(True)


def everything():
    """How many rows every table holds, what the ledger holds, and where the journal ends."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f'(SELECT COUNT(*) FROM "{table}")' for table in tables))
        counts = dict(zip(tables, cursor.fetchone(), strict=True))
    return counts, list(Borrowing.objects.order_by("pk").values()), journal.Event.objects.last()


@contextlib.contextmanager
def little_memory():
    """Let the process grow by so much and no more, where the system can say no; a file may be 50 MB."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        yield
        return
    import resource

    held = int(statm.read_text().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (held + 2**30, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def bring(library, content):
    return ledgers.import_file(Borrowings, library.handler, content, name="借阅.xlsx")


def test_there_are_more_than_a_hundred_of_them():
    assert len(WHOLE) + len(CELLS) > 150
    assert len({**WHOLE, **CELLS, **READ}) == len(WHOLE) + len(CELLS) + len(READ)


@pytest.mark.parametrize("name", [name for name, case in WHOLE.items() if case.says])
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_what_to_do(library, name, monkeypatch):
    case, before = WHOLE[name], everything()
    content = case.make()
    for limit, lower in case.limits.items():
        monkeypatch.setattr(workbooks.limits, limit, lower)

    with little_memory(), pytest.raises(WorkbookRefused, match=case.says) as refused:
        bring(library, content)

    message = str(refused.value)
    assert message.startswith("文件“借阅.xlsx”")
    assert "请" in message.partition("；")[2] or "；" not in message
    assert everything() == before


@pytest.mark.parametrize("name", CELLS)
def test_what_is_wrong_is_told_at_its_cell_and_nothing_is_taken_over(library, name):
    case, before = CELLS[name], everything()

    result = bring(library, case.make())

    assert not result.done
    at = [fault for fault in result.errors if fault.cell == case.cell]
    assert at, [str(fault) for fault in result.errors]
    assert any(part in str(at[0]) for part in case.says.split("|")), str(at[0])
    assert f"第 {at[0].row} 行" in str(at[0])
    assert result.marked.startswith(b"PK")
    assert everything() == before


@pytest.mark.parametrize("name", [*READ, *(name for name, case in WHOLE.items() if not case.says)])
def test_what_a_reader_would_understand_is_understood(library, name):
    case = malformed.ALL[name]

    with transaction.atomic():
        result = bring(library, case.make())
        assert [str(fault) for fault in result.errors] == []
        assert (result.created, result.updated) == (1, 0)
        record = Borrowing.objects.exclude(number="J0").get()
        assert {key: getattr(record, key) for key in case.values} == case.values
        assert record.organisation == library.library
        transaction.set_rollback(True)
