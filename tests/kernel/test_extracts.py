"""提取: rows come out as they are, only what changed is read again; volume ledgers' files go in whole or not at all."""

import csv
import datetime as dt
from decimal import Decimal
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction
from openpyxl import Workbook, load_workbook

from fadu.kernel import journal, ledgers
from fadu.kernel.extracts import loads, parts, schema
from fadu.kernel.extracts.loads import LoadRefused, load
from fadu.kernel.workbooks import WorkbookRefused
from tests.toy import library
from tests.toy.indicators import VisitFigures
from tests.toy.ledgers import Borrowings, Visits
from tests.toy.models import Borrowing, Reader

DAY = dt.date


@pytest.fixture
def city(db, settings, tmp_path):
    settings.HOME = tmp_path / "home"
    return library.build()


@pytest.fixture
def lend(city):
    """Lend a book through the ledger's door, which writes the journal."""

    def lend(number, **values):
        values = {"number": str(number), "title": "书", "borrower": "甲", "borrowed_on": DAY(2023, 5, 1)} | values
        return ledgers.create(Borrowings, city.handler, values | {"organisation": city.library}, DAY(2025, 3, 3))

    return lend


def stored(manifest):
    return [row for file in manifest.files for row in pq.read_table(file).to_pylist()]


# Case ledgers


def test_rows_come_out_as_they_are(city):
    reader = Reader.objects.create(organisation=city.library, number="1", name="甲")
    Borrowing.objects.create(
        organisation=city.county_library,
        number='1"',
        title="a\\b\n，'\t🀄%s",
        borrower="",
        reader=reader,
        binding="hard",
        borrowed_on=DAY(2024, 2, 29),
        due_on=None,
        returned_at=dt.datetime(2022, 12, 31, 16, 0, 0, 5, tzinfo=dt.UTC),
        copies=32767,
        deposit=Decimal("999999.99"),
        renewed=True,
        note="not extracted",
    )
    Borrowing.objects.create(organisation=city.library, number="2", borrowed_on=DAY(1999, 12, 31), deposit=Decimal(0))
    first, second = stored(parts.refresh(Borrowings))
    assert first | {"created_at": None, "updated_at": None} == {
        "record": Borrowing.objects.get(number='1"').pk,
        "organisation": city.county_library.code,
        "created_at": None,
        "updated_at": None,
        "revision": 0,
        "number": '1"',
        "title": "a\\b\n，'\t🀄%s",
        "borrower": "",
        "reader_id": reader.pk,
        "binding": "hard",
        "borrowed_on": DAY(2024, 2, 29),
        "due_on": None,
        "returned_at": dt.datetime(2023, 1, 1, 0, 0, 0, 5),
        "copies": 32767,
        "deposit": Decimal("999999.99"),
        "renewed": True,
        "part": "0",
    }
    assert second["deposit"] == 0 and second["reader_id"] is None and second["renewed"] is False
    assert abs(first["created_at"] - dt.datetime.now()) < dt.timedelta(hours=30)  # whatever zone runs the test


def test_only_blocks_with_changed_records_are_read_again(lend, city, monkeypatch):
    monkeypatch.setattr(parts, "BLOCK", 4)
    monkeypatch.setattr(parts, "_WORTH_NOTING", 10)
    lent = [lend(number) for number in range(11)]
    before = parts.refresh(Borrowings)
    assert before.rows == 11 and {part.key for part in before.parts} == {str(one.pk // 4) for one in lent}
    assert parts.refresh(Borrowings) == before
    read = []
    lines_of = parts._lines
    monkeypatch.setattr(parts, "_lines", lambda model, block: read.append(block) or lines_of(model, block))
    lent[0].refresh_from_db()
    ledgers.edit(lent[0], city.handler, {"title": "论语"}, lent[0].revision)
    after = parts.refresh(Borrowings)
    assert read == [lent[0].pk // 4]
    assert {row["title"] for row in stored(after)} == {"书", "论语"}
    kept = {part.key: part.file for part in before.parts}
    assert [part.key for part in after.parts if kept[part.key] != part.file] == [str(lent[0].pk // 4)]
    assert stored(before), "who reads by the manifest before finds its files still"

    gone = [one for one in lent if one.pk // 4 == lent[-1].pk // 4]
    for one in gone:
        one.refresh_from_db()
        ledgers.delete(one, city.handler, "录入错误")
    assert parts.refresh(Borrowings).rows == 11 - len(gone)
    assert {part.key for part in parts.manifest(Borrowings).parts} == {str(one.pk // 4) for one in lent[: -len(gone)]}
    assert not list(parts.folder("toy-borrowing").glob("*.part"))


def test_events_of_other_ledgers_do_not_keep_the_watermark_behind(lend, monkeypatch):
    monkeypatch.setattr(parts, "_WORTH_NOTING", 5)
    lend(1)
    before = parts.refresh(Borrowings)
    journal.write(*[journal.Entry("login")] * 4)
    assert parts.refresh(Borrowings).watermark == before.watermark
    journal.write(journal.Entry("login"))
    assert parts.refresh(Borrowings).watermark == before.watermark + 5


def test_what_a_rollback_took_back_is_found_out(lend):
    lend(1)
    parts.refresh(Borrowings)
    with transaction.atomic():
        lend(2)
        assert parts.refresh(Borrowings).rows == 2
        transaction.set_rollback(True)
    lend(3)
    assert [row["number"] for row in stored(parts.refresh(Borrowings))] == ["1", "3"]


def test_rows_written_without_the_journal_are_found_when_asked_for(lend, city):
    lend(1)
    parts.refresh(Borrowings)
    Borrowing.objects.update(title="论语")
    assert stored(parts.refresh(Borrowings))[0]["title"] == "书"
    assert stored(parts.refresh(Borrowings, whole=True))[0]["title"] == "论语"


def test_a_new_field_brings_everything_anew(lend, monkeypatch):
    lend(1)
    parts.refresh(Borrowings)
    Borrowing.objects.update(title="论语")
    monkeypatch.setattr(schema, "digest", lambda model: "another")
    assert stored(parts.refresh(Borrowings))[0]["title"] == "论语"


def test_keys_may_lie_far_apart(city):
    for key in (7, parts.BLOCK - 1, parts.BLOCK, 10**15):
        Borrowing.objects.create(pk=key, organisation=city.library, number=str(key), borrowed_on=DAY(2023, 1, 1))
    manifest = parts.refresh(Borrowings)
    assert [(part.key, part.rows) for part in manifest.parts] == [("0", 2), ("1", 1), (str(10**15 // parts.BLOCK), 1)]


def test_a_ledger_of_many_fields_is_read(city):
    """SQLite takes a hundred arguments of a function, Disputes have more than forty fields."""
    many = [schema.fields(Borrowing)["title"]] * 190
    with connection.cursor() as cursor:
        Borrowing.objects.create(organisation=city.library, number="1", title='{"}', borrowed_on=DAY(2023, 1, 1))
        cursor.execute(parts._query(Borrowing, many), [0, parts.BLOCK])
        line = cursor.fetchone()[0]
    text = line if isinstance(line, str) else line.decode()
    (cells,) = csv.reader([text.strip("(,)")])
    assert cells == ['{"}'] * 190


@pytest.mark.database
def test_any_text_comes_out_as_it_is(city):
    """Whatever would end a cell, a row or a quotation; and empty is not nothing."""
    odd = ["", "\\", "\\\\", '"', "\\N", ",", "(", ")", "\n", "\r\n", "\r", "%s", " ", "\t", "NULL", "'", "\x1f", "🀄"]
    texts = [first + second for first, second in product(odd, odd)]
    Borrowing.objects.bulk_create(
        Borrowing(organisation=city.library, number=number, title=text, borrowed_on=DAY(2023, 1, 1))
        for number, text in enumerate(texts)
    )
    assert [row["title"] for row in stored(parts.refresh(Borrowings))] == texts


# Volume ledgers

HEADINGS = ("机构", "入口", "到馆日期", "流水号")


@pytest.fixture
def rows(city):
    """Twelve visits, of two places and two years, the last days of a year among them."""
    places = (city.library.code, city.county_library.code)
    days = (DAY(2022, 12, 31), DAY(2023, 1, 1))
    return [(places[n % 2], "东西"[n % 3 // 2], days[n % 4 // 2], f"N{n}") for n in range(12)]


def write(folder, rows, form="csv", name="visits", encoding="utf-8", headings=HEADINGS):
    file = Path(folder, f"{name}.{form}")
    if form == "parquet":
        pq.write_table(pa.Table.from_pylist([dict(zip(headings, row, strict=True)) for row in rows]), file)
    elif form == "xlsx":
        book = Workbook()
        for row in [headings, *rows]:
            book.active.append(row)
        book.save(file)
    else:
        lines = [",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in [headings, *rows]]
        file.write_bytes("\r\n".join(lines).encode(encoding))
    return file


@pytest.mark.parametrize(
    ("form", "encoding"), [("csv", "utf-8"), ("csv", "utf-8-sig"), ("csv", "gb18030"), ("xlsx", ""), ("parquet", "")]
)
def test_all_formats_bring_the_same_rows(city, rows, tmp_path, form, encoding):
    result = load(Visits, write(tmp_path, rows, form, encoding=encoding), city.office)
    assert (result.created, result.errors, result.done) == (12, (), True)
    assert str(result) == f"文件“visits.{form}”：新增 12 条，更新 0 条，未变 0 条。"
    manifest = parts.manifest(Visits)
    assert [(part.key, part.rows) for part in manifest.parts] == [
        ("2022-990100", 3), ("2022-990121", 3), ("2023-990100", 3), ("2023-990121", 3),
    ]  # fmt: skip
    names = ("organisation", "gate", "visited_on", "number")
    assert sorted(tuple(row[name] for name in names) for row in stored(manifest)) == sorted(rows)
    assert VisitFigures._visits.figure(2023).value == 6
    event = journal.Event.objects.latest("seq")
    assert (event.action, event.ledger, event.record, event.actor_name) == ("import", "toy-visit", "", "王依法")
    assert event.data["created"] == 12 and event.data["digest"] == result.digest


def test_the_same_file_and_the_same_rows_again_change_nothing(city, rows, tmp_path):
    file = write(tmp_path, rows)
    load(Visits, file, city.office)
    before, events = parts.manifest(Visits), journal.Event.objects.count()
    assert load(Visits, file, city.office).unchanged == 12
    assert load(Visits, write(tmp_path, rows, "parquet"), city.office).unchanged == 12
    assert (parts.manifest(Visits), journal.Event.objects.count()) == (before, events)


def test_a_corrected_file_replaces_by_key_and_keeps_what_was(city, rows, tmp_path):
    first = write(tmp_path, rows, name="first")
    load(Visits, first, city.office)
    moved = [(city.library.code, "北", DAY(2024, 5, 1), "N1"), rows[2], (city.library.code, "南", DAY(2022, 1, 1), "M")]
    result = load(Visits, write(tmp_path, moved, name="second"), city.office)
    assert (result.created, result.updated, result.unchanged) == (1, 1, 1)
    manifest = parts.manifest(Visits)
    assert manifest.rows == 13
    assert {part.key for part in manifest.parts} == {
        "2022-990100", "2022-990121", "2023-990100", "2023-990121", "2024-990100",
    }  # fmt: skip
    kept = journal.Event.objects.latest("seq").data["replaced"]
    old = pq.read_table(parts.folder("toy-visit") / "replaced" / kept).to_pylist()
    assert [tuple(row.values()) for row in old] == [rows[1]]
    # The first file, which no longer says what is stored, is taken at its word again.
    assert load(Visits, first, city.office).updated == 1
    assert {tuple(row.values())[:4] for row in stored(parts.manifest(Visits))} >= set(rows)


def test_columns_that_a_file_does_not_carry_keep_what_they_hold(city, rows, tmp_path):
    load(Visits, write(tmp_path, rows), city.office)
    headings = ("流水号", "到馆日期", "入口")
    file = write(tmp_path, [("N0", "2022-12-30", "南")], name="again", headings=headings)
    result = load(Visits, file, city.office, organisation=city.library)
    assert (result.created, result.updated) == (0, 1)
    row = next(row for row in stored(parts.manifest(Visits)) if row["number"] == "N0")
    assert row == {
        "organisation": city.library.code, "gate": "南", "visited_on": DAY(2022, 12, 30), "number": "N0",
        "part": "2022-990100",
    }  # fmt: skip


def test_bad_rows_come_back_with_their_reasons_and_nothing_goes_in(city, rows, tmp_path):
    wrong = [
        *rows[:3],
        ("", "东", "2023-01-01", "A"),
        (city.library.code, "东门东门东门东门东门东", "2023-01-01", "B"),
        (city.library.code, "东", "2023-02-30", "C"),
        (city.library.code, "东", "昨天", "D"),
        (city.library.code, "", "2023年1月1日", "E"),
        (city.library.code, "东", "2023/1/1", ""),
        (city.library.code, "东", "2023.1.1", "N0"),
        ("没有的馆", "东", "2023-01-01", "G"),
        (city.library.code, "东", "0203-01-01", "H"),
    ]
    result = load(Visits, write(tmp_path, wrong), city.office)
    said = {fault.row: str(fault) for fault in result.errors}
    assert {row: message.split("：", 1)[1] for row, message in said.items()} == {
        5: "必填，不能为空",
        6: "最多 10 个字，现有 11 个字，请精简",
        7: "“2023-02-30”没有这一天，请核对年、月、日",
        8: "“昨天”不是完整的日期，请写成 2025-01-05",
        9: "必填，不能为空",
        10: "必填，不能为空",
        11: "与第 2 行重复；同一编号只能出现一次",
        12: "没有机构“没有的馆”；请填机构全称、简称或机构代码",
        13: "“0203-01-01”的年份不合理，请核对",
    }
    assert said[7].startswith("第 7 行“到馆日期”栏（C7）")
    assert not result.done and result.faulty == 9 and "9 行有误" in str(result)
    assert result.bad.column_names == ["行号", *HEADINGS, "错误原因"] and len(result.bad) == 9
    assert parts.manifest(Visits).rows == 0 and not journal.Event.objects.filter(ledger="toy-visit").exists()
    sheet = load_workbook(Path(write_bytes(tmp_path, result.marked))).active
    assert sheet["A2"].value is not None and sheet["D4"].comment.text == "“2023-02-30”没有这一天，请核对年、月、日"
    # Only the faulty rows come back; put right, they can be loaded as they are.
    assert sheet.max_row == 10


def write_bytes(folder, content):
    file = Path(folder, "marked.xlsx")
    file.write_bytes(content)
    return file


def test_a_workbook_comes_back_with_its_own_cells_marked(city, rows, tmp_path):
    file = write(tmp_path, [*rows[:2], (city.library.code, "东", "昨天", "D")], "xlsx")
    result = load(Visits, file, city.office)
    sheet = load_workbook(write_bytes(tmp_path, result.marked)).active
    assert sheet["C4"].comment and sheet["E4"].value and sheet["A1"].value == "机构"


def test_a_row_of_another_width_is_named_by_its_place(city, rows, tmp_path):
    file = write(tmp_path, rows[:2])
    with file.open("ab") as opened:
        opened.write(f"\r\n\r\n{city.library.code},东,2023-01-01\r\n{city.library.code},东,昨天,X".encode())
    result = load(Visits, file, city.office)
    assert [(fault.row, fault.message[:4]) for fault in result.errors] == [(5, "列数与表"), (6, "“昨天”")]


def test_one_loads_only_for_organisations_one_writes_for(city, rows, tmp_path):
    file = write(tmp_path, rows)
    result = load(Visits, file, city.handler)
    assert {fault.row for fault in result.errors} == {3, 5, 7, 9, 11, 13}
    assert "无权登记" in result.errors[0].message
    assert not load(Visits, file, city.office, organisation=city.county).done
    assert load(Visits, file, city.office).done
    mine = write(tmp_path, [(city.county_library.code, "东", DAY(2023, 1, 1), "N0")], name="mine")
    result = load(Visits, mine, city.county_handler)
    assert [fault.message for fault in result.errors] == ["这一编号已由其他机构登记，您无权更改"]


def test_a_dry_run_writes_nothing(city, rows, tmp_path):
    result = load(Visits, write(tmp_path, rows), city.office, dry_run=True)
    assert (result.created, result.done) == (12, False) and "试运行" in str(result)
    assert parts.manifest(Visits).rows == 0


def test_what_is_no_table_of_visits_is_refused(city, tmp_path):
    with pytest.raises(WorkbookRefused, match="没有找到表头"):
        load(Visits, write(tmp_path, [], headings=("甲", "乙")), city.office)
    with pytest.raises(WorkbookRefused, match=r"缺少必填栏：.*流水号"):
        load(Visits, write(tmp_path, [], headings=("机构", "入口", "到馆日期")), city.office)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(LoadRefused, match="已损坏"):
        load(Visits, broken, city.office)
    neither = write(tmp_path, [("x", "东", "2023-01-01", "1")], name="neither")
    neither.write_bytes(neither.read_bytes() + b"\xff\x00\xff")
    with pytest.raises((LoadRefused, WorkbookRefused), match=r"neither\.csv"):
        load(Visits, neither, city.office)
    with pytest.raises(LoadRefused, match="打不开"):
        load(Visits, tmp_path / "nothing.csv", city.office)
    with pytest.raises(LoadRefused, match="不是批量台账"):
        load(Borrowings, write(tmp_path, []), city.office)


class PowerCut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    ("where", "counts"),
    [("fadu.kernel.journal.write", False), ("fadu.kernel.extracts.parts.stage", False),
     ("fadu.kernel.extracts.parts.place", True), ("fadu.kernel.extracts.parts.write_part", False)],
)  # fmt: skip
def test_a_power_cut_leaves_all_or_nothing(city, rows, tmp_path, monkeypatch, where, counts):
    load(Visits, write(tmp_path, rows[:4], name="first"), city.office)
    before = VisitFigures._visits.figure("2016-").value

    def cut(*_args, **_kwargs):
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(where, cut)
        with pytest.raises(PowerCut):
            load(Visits, write(tmp_path, rows, name="second"), city.office)
    expected = 12 if counts else before
    assert VisitFigures._visits.figure("2016-").value == expected
    events = journal.Event.objects.filter(ledger="toy-visit").count()
    assert events == (2 if counts else 1), "a file counts from the moment at which the journal has it"
    result = load(Visits, write(tmp_path, rows, name="second"), city.office)
    assert result.created == 12 - expected and parts.manifest(Visits).rows == 12
    assert not (parts.folder("toy-visit") / "manifest.next.json").exists()


def test_a_new_field_of_a_volume_ledger_is_carried_into_its_parts(city, rows, tmp_path, monkeypatch):
    load(Visits, write(tmp_path, rows), city.office)
    fields = {name: field for name, field in schema.fields(Visits.model).items() if name != "gate"}
    monkeypatch.setattr(schema, "fields", lambda model: fields)
    monkeypatch.setattr(schema, "digest", lambda model: "without gate")
    assert set(stored(parts.refresh(Visits))[0]) == {"organisation", "visited_on", "number", "part"}
    monkeypatch.undo()
    manifest = parts.refresh(Visits)
    assert {row["gate"] for row in stored(manifest)} == {""} and manifest.rows == 12


def test_spellings_are_those_of_any_import(city):
    """What the engine reads by itself is what `Column.read` makes of it."""
    engine = loads.engines.connect()
    words = ["2023-01-01", "2023-1-1", "2200-12-31", "2201-01-01", "1900-01-01", "1899-12-31", "2023-02-29", "x",
             "2024-02-29", "12", "-1", "+1", "32767", "32768", "１２", "1e3", "12.0", "1,234", "99.99", "9.999",
             "1234567.89", " 东", "东\u3000", "'=1", "a\tb", "a\u200bb", "ＡＢ", "是", "true", "真", "",
             "2023-01-01 10:00"]  # fmt: skip
    engine.register("raw", pa.table({"word": words}))
    for ledger in (Borrowings, Visits):
        for name, field in schema.fields(ledger.model).items():
            column = ledger.all_columns.get(name)
            if column is None or column.kind in ("organisation", "record"):
                continue
            fast = loads._fast(column, field, "word")
            for word, got in engine.sql(f"SELECT word, {fast} FROM raw").fetchall():
                if word and got is not None:
                    assert got == loads._plain(column.read(word)), (name, word)
