"""随机办理: wherever a case of any ledger has come to, its ledger is exported with what stands in it; what came of all
walks is counted the same by the indicators and by hand.
"""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fadu.kernel import ledgers
from fadu.kernel.columns import BOOLEAN, DECIMAL, INTEGER, RECORD
from fadu.kernel.indicators import Period, declared, evaluate, of_ledger
from fadu.kernel.lists import Query
from tests.domains.test_every_procedure import assert_sound, everybody, no_report_to_check, walk

from .counting import reckon, rows_of

__all__ = ["everybody", "no_report_to_check"]
pytestmark = pytest.mark.django_db

ROUTINE = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
WALKS = 3  # at most, one after another in one ledger
TRIES = 12  # that many may be refused at the door
PERIODS = ("2019", "2023", "2024", "2024Q1", "2016-")  # around the days on which walks begin


# What no walk opens: the law asks for two officers, a document in force, or another case in a certain state first.
NEVER = {
    "coercion-measure", "crime-transfer", "inspection-allocation", "lenient-case", "penalty-summary",
    "petition-backlog", "random-unit-result",
}  # fmt: skip


def expected(column, record):
    """What an export says of a record in a column, as text; told from the record alone."""
    value = getattr(record, column.name)
    if value is None:
        return ""
    if column.name in ("state", "previous_state"):
        return str(record.version.state(value).label) if value else ""
    if column.name == "outcome":
        given = next((str(one.label) for one in record.version.outcomes if one.slug == value), "")
        return given or str(dict(column.field.flatchoices).get(value, value))  # that a step settles by itself
    if column.name == "procedure":
        return f"{record.version.title}（{record.version.in_force}起）"
    if column.field.choices:
        return str(getattr(record, f"get_{column.name}_display")())
    if column.kind == BOOLEAN:
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if column.kind == RECORD and column.target_keys:
        return str(getattr(value, column.target_keys[0]))
    return number(value) if column.kind in (INTEGER, DECIMAL) else str(value)


def number(value):
    """A number as it is compared: 5, 5.0 and 5.00 are one."""
    return str(Decimal(str(value)).normalize()) if value not in (None, "") else ""


def read_back(column, cell):
    """A cell of an exported file as text; how the file holds it does not matter."""
    if column.kind in (INTEGER, DECIMAL):
        return number(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def exported(ledger, actor, format, columns):
    """Return the rows of a file that the ledger exports, as text."""
    query = Query(columns=tuple(one.name for one in columns))
    with ledgers.export(ledger, actor, query, format, at=timezone.now()) as file:
        content = file.read()
    if format == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0] == [one.label for one in columns]
    return [[read_back(one, cell) for one, cell in zip(columns, row, strict=True)] for row in rows[1:]]


@pytest.mark.parametrize("slug", sorted(one.slug for one in ledgers.all_ledgers() if one.is_case()))
def test_every_state_is_exported_and_what_came_of_it_is_counted(slug, everybody, own_home):
    ledger = ledgers.ledger(slug)
    columns = list(ledger.all_columns.values())
    seen = []

    def looked_at(case):
        assert_sound(case)
        seen.append(case)
        record = ledger.model.objects.get(pk=case.pk)
        rows = exported(ledger, everybody, ("csv", "xlsx")[len(seen) % 2], columns)
        assert [expected(one, record) for one in columns] in rows
        assert len(rows) == ledger.model.objects.count()

    @settings(ROUTINE, max_examples=2)  # the first is the plainest that there is
    @given(data=st.data())
    def walks(data):
        with transaction.atomic():
            wanted = data.draw(st.integers(1, WALKS))
            for _nth in range(TRIES):
                if ledger.model.objects.count() < wanted:
                    walk(everybody, ledger.model, data.draw, looked_at)
            if seen:
                assert_counted()
            transaction.set_rollback(True)

    walks()
    assert bool(seen) != (slug in NEVER), "every walk is refused at the door, or no longer"


def assert_counted():
    """Every indicator of the ledgers in which something stands has the figure that one counts by hand."""
    rows = {model: found for model in of_ledger() if model._meta.managed and (found := rows_of(model))}
    measures = [one for one in declared().values() if {base.ledger for base in one.bases()} <= rows.keys()]
    found = evaluate(measures, [None], PERIODS)
    periods = {period.name: period for period in map(Period.of, PERIODS)}
    for figure in found:
        measure, period = declared()[figure.indicator], periods[figure.period]
        assert (figure.value, figure.records) == reckon(measure, rows, period.first, period.last), (
            figure.indicator,
            figure.period,
        )
