"""导入: a file is taken over whole or not at all, and is told by sheet, row and column what is wrong and what to do."""

import io
import zipfile
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fadu.kernel import cases, journal, ledgers, workbooks
from fadu.kernel.columns import Column, Unreadable
from fadu.kernel.ledgers import LedgerRefused, NotAllowed, WorkbookRefused
from fadu.kernel.organisations import SYSTEM, rename
from tests.toy.ledgers import Borrowings, Disputes, Readers, Visits
from tests.toy.library import build, lend
from tests.toy.models import Borrowing, Dispute, Reader

from .malformed import HEAD, ROW, replaced, row, text_of, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return build()


def bring(city, content, actor=None, **options):
    return ledgers.import_file(Borrowings, actor or city.handler, content, name="借阅.xlsx", **options)


def faults(city, content, **options):
    """Import what must not be taken over; return the messages."""
    result = bring(city, content, **options)
    assert not result.done
    assert not Borrowing.objects.exists()
    return [str(fault) for fault in result.errors]


# What is taken over


def test_rows_become_records_and_the_journal_says_from_which_file(city):
    result = bring(city, xlsx(HEAD, ROW, row(借阅编号="J2", 装帧=None, 应还日期=None)))

    assert str(result) == "文件“借阅.xlsx”：新增 2 条，更新 0 条，未变 0 条。"
    one, two = Borrowing.objects.order_by("number")
    assert (one.organisation, one.binding, one.borrowed_on, one.copies) == (city.library, "hard", date(2025, 1, 2), 2)
    assert (one.deposit, one.renewed, one.note, one.reader) == (Decimal("50.00"), True, "", None)
    assert (two.binding, two.due_on) == ("paper", None)
    events = list(journal.Event.objects.filter(ledger="toy-borrowing"))
    assert [event.action for event in events] == ["create", "create", "import"]
    assert events[0].record == str(one.pk)
    assert events[0].after["organisation"] == "990100-01"
    assert events[0].data["row"] == 2
    assert events[2].data | {"digest": ""} == {
        "file": "借阅.xlsx", "digest": "", "created": 2, "updated": 0, "unchanged": 0, "steps": 0,
    }  # fmt: skip
    assert events[0].data["imported_from"] == events[2].data["digest"]


def test_a_file_imported_again_changes_nothing(city):
    content = xlsx(HEAD, ROW)
    bring(city, content)
    before = list(Borrowing.objects.values())

    result = bring(city, content)

    assert (result.created, result.updated, result.unchanged) == (0, 0, 1)
    assert list(Borrowing.objects.values()) == before


def test_rows_that_differ_are_updated_and_the_journal_keeps_what_was(city):
    bring(city, xlsx(HEAD, ROW, row(借阅编号="J2")))

    result = bring(city, xlsx(HEAD, row(册数=3), row(借阅编号="J2")))

    assert (result.created, result.updated, result.unchanged) == (0, 1, 1)
    record = Borrowing.objects.get(number="J1")
    assert (record.copies, record.revision) == (3, 1)
    event = journal.history("toy-borrowing", str(record.pk)).last()
    assert (event.action, event.before, event.after) == ("edit", {"copies": 2}, {"copies": 3})


def test_columns_that_a_file_lacks_stay_as_they_are(city):
    lend(city.library, "J1", note="孤本", copies=5)

    bring(city, xlsx(["借阅编号", "书名", "借阅人", "借出日期"], ["J1", "辞源", "张三", date(2025, 1, 2)]))

    record = Borrowing.objects.get()
    assert (record.title, record.note, record.copies) == ("辞源", "孤本", 5)


def test_an_empty_cell_empties_what_may_be_empty(city):
    lend(city.library, "J1", due_on=date(2025, 2, 1))

    bring(city, xlsx(HEAD, row(应还日期=None)))

    assert Borrowing.objects.get().due_on is None


def test_a_trial_run_says_what_would_happen_and_writes_nothing(city):
    result = bring(city, xlsx(HEAD, ROW), dry_run=True)

    assert (result.created, result.done) == (1, False)
    assert "试运行" in str(result)
    assert not Borrowing.objects.exists()
    assert not journal.Event.objects.filter(action="import").exists()


@pytest.mark.parametrize(
    "headings",
    [
        ["* 借阅编号", "书名（必填）", "借阅人", "机构", "装帧", "借出日期", "应还日期", "册数", "押金(元)", "已续借"],
        ["借阅 编号", "书　名", "读者姓名", "机构", "装帧:", "借出日期", "到期日", "册数", "押金（元）", "已续借"],
        [
            "number",
            "title",
            "borrower",
            "organisation",
            "binding",
            "borrowed_on",
            "due_on",
            "copies",
            "deposit",
            "renewed",
        ],
        ["Number", "书名\n", "借书人", "机构", "装帧", "借出\n日期", "应还日期", "册数", "押金（元）", "已续借"],
    ],
)
def test_headings_are_known_by_label_field_name_and_alias(city, headings):
    assert bring(city, xlsx(headings, ROW)).created == 1


def test_the_heading_may_stand_below_a_title(city):
    content = xlsx(["临江市图书馆借阅台账"], [], ["基本信息", None, None, "其他"], HEAD, ROW)

    assert bring(city, content).created == 1


def test_columns_may_stand_in_any_order_and_foreign_ones_are_named(city):
    result = bring(city, xlsx(["序号", *HEAD[::-1], "馆员签字"], [1, *ROW[::-1], "周"]))

    assert result.created == 1
    assert result.ignored == ("序号", "馆员签字")


def test_empty_rows_are_passed_over(city):
    assert bring(city, xlsx(HEAD, [None], ROW, ["", " "], row(借阅编号="J2"), [None])).created == 2


def test_a_sheet_of_notes_and_hidden_sheets_are_passed_over(city):
    def edit(book, sheet):
        hidden = book.create_sheet("旧数据")
        hidden.append(HEAD)
        hidden.append(row(借阅编号="X1"))
        hidden.sheet_state = "hidden"
        book.create_sheet("说明", 0)["A1"] = "请如实填写"

    result = bring(city, xlsx(HEAD, ROW, edit=edit))

    assert result.created == 1
    assert result.ignored == ("工作表“说明”",)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";"), ("gb18030", "\t")],
)
def test_csv_is_read_in_the_encodings_that_offices_save(city, encoding, delimiter):
    content = text_of(HEAD, row(书名="《𠮷野家传》"), delimiter=delimiter).encode(encoding)

    assert bring(city, content).created == 1
    assert Borrowing.objects.get().title == "《𠮷野家传》"


def test_csv_keeps_what_is_quoted(city):
    content = text_of(HEAD, row(书名='"上,下\n""两""册"')).encode()

    bring(city, content)

    assert Borrowing.objects.get().title == '上,下\n"两"册'


def test_csv_may_begin_with_the_separator_as_excel_writes_it(city):
    result = bring(city, b"sep=;\r\n" + text_of(HEAD, row(册数="x"), delimiter=";").encode())

    assert [fault.cell for fault in result.errors] == ["H3"]


def test_the_cached_value_of_a_formula_is_taken(city):
    content = replaced(xlsx(HEAD, row(册数="=1+1")), b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>", b"<f>1+1</f><v />")

    assert bring(city, content).created == 1
    assert Borrowing.objects.get().copies == 2


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_days_are_the_same_in_both_of_excels_calendars(city, epoch):
    def edit(book, sheet):
        if epoch:
            book.epoch = epoch
            sheet["F2"] = date(2025, 1, 2)
            sheet["G2"] = date(2025, 2, 1)

    bring(city, xlsx(HEAD, ROW, edit=edit))

    record = Borrowing.objects.get()
    assert (record.borrowed_on, record.due_on) == (date(2025, 1, 2), date(2025, 2, 1))


def test_a_macs_workbook_counts_days_from_1904(city):
    plain = xlsx(HEAD, row(借出日期=date(2021, 1, 1), 应还日期=None))

    content = replaced(plain, b"<workbookPr/>", b'<workbookPr date1904="1"/>', part="xl/workbook.xml")
    bring(city, content)

    assert Borrowing.objects.get().borrowed_on == date(2025, 1, 2)


def test_old_workbooks_are_told_by_their_content(city):
    """The name may lie: a CSV named .xlsx is read as what it is."""
    assert bring(city, text_of(HEAD, ROW).encode()).created == 1


def test_an_export_comes_back_unchanged(city):
    lend(
        city.library, "J1", title="=SUM(A1)", copies=3, deposit=Decimal("12.50"), renewed=True, due_on=date(2025, 2, 1)
    )
    lend(city.library, "J2", title="-5℃的冬天", borrower="+86")

    for format in ("xlsx", "csv"):
        file = ledgers.export(Borrowings, city.handler, format=format, at=datetime.now(UTC))
        result = bring(city, file)
        assert (result.unchanged, result.errors) == (2, ())


def test_a_filled_template_is_taken_over(city):
    book = load_workbook(io.BytesIO(ledgers.template(Borrowings, city.handler)))
    sheet = book["图书借阅台账"]
    examples = {cell.value.strip("*"): cell.column for cell in sheet[1]}
    for column in Borrowings.entered():
        sheet.cell(
            2, examples[column.label], {"organisation": "市图书馆", "reader": None}.get(column.name, column.example)
        )
    sheet.cell(2, examples["借阅编号"], "J1")
    for heading in ("书名", "借阅人"):
        sheet.cell(2, examples[heading], "示例")
    out = io.BytesIO()
    book.save(out)

    result = bring(city, out.getvalue())

    assert result.created == 1
    assert result.errors == ()
    record = Borrowing.objects.get()
    assert (record.borrowed_on, record.copies, record.deposit) == (date(2025, 1, 5), 12, Decimal("12.50"))
    assert timezone.localtime(record.returned_at).strftime("%Y-%m-%d %H:%M") == "2025-01-05 09:30"


# The template


def test_the_template_guides_who_fills_it_in(city):
    book = load_workbook(io.BytesIO(ledgers.template(Borrowings, city.office)))
    sheet, guide, options = book["图书借阅台账"], book["填表说明"], book["选项"]

    assert book.sheetnames == ["图书借阅台账", "填表说明", "选项"]
    assert options.sheet_state == "hidden"
    assert sheet.freeze_panes == "A2"
    headings = [cell.value for cell in sheet[1]]
    assert headings[:5] == ["*机构", "*借阅编号", "*书名", "*借阅人", "读者证号"]
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet.column_dimensions["G"].number_format == "yyyy-mm-dd"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["F2"].type, rules["F2"].errorStyle) == ("list", "stop")
    assert (rules["A2"].type, rules["A2"].errorStyle) == ("list", "warning")
    assert [cell.value for cell in options["B"] if cell.value] == ["平装", "精装", "线装"]
    assert {cell.value for cell in options["A"] if cell.value} == {
        "临江市人民政府", "临江市图书馆", "青山县人民政府", "青山县图书馆",
    }  # fmt: skip
    lines = [[cell for cell in line if cell is not None] for line in guide.values]
    assert ["一册一行；丢失赔偿的也要登记。"] in lines
    assert ["书名", "是", "封面上的书名", "文字，最多 60 个字"] in lines
    assert ["装帧", "否", "从下拉框选择：平装、精装、线装", "平装"] in lines
    assert ["读者证号", "否", "已登记的读者台账，填其读者证号"] in lines


def test_the_template_offers_codes_where_two_organisations_bear_one_name(city):
    city.county_library.name = "临江市图书馆"
    city.county_library.save()

    options = load_workbook(io.BytesIO(ledgers.template(Borrowings)))["选项"]

    assert {"990100-01", "990121-01"} <= {cell.value for cell in options["A"]}


# One cell


def borrowing(name) -> Column:
    return Borrowings.all_columns[name]


DAY = date(2023, 1, 5)


@pytest.mark.parametrize(
    "cell",
    [
        DAY, datetime(2023, 1, 5), datetime(2023, 1, 5, 13, 30), "2023-1-5", "2023-01-05", "2023/1/5", "2023.1.5",
        "2023年1月5日", "2023年01月05日", "２０２３－１－５", "２０２３年１月５日", " 2023 年 1 月 5 日 ", "20230105",
        20230105, 20230105.0, "二〇二三年一月五日", "二零二三年一月五日", "2023-01-05 00:00:00", "2023/1/5 8:30",
        "2023-01-05T08:30:00", "2023年1月5日 8时30分",
    ],
)  # fmt: skip
def test_days_are_read_as_they_are_written_in_offices(cell):
    assert borrowing("borrowed_on").read(cell) == DAY


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("2023-2-30", "没有这一天"), ("2023-13-1", "没有这一天"), ("20231301", "没有这一天"),
        ("二〇二三年十三月一日", "没有这一天"),
        ("2023年1月", "不是完整的日期"), ("2023", "不是完整的日期"), ("23-1-5", "不是完整的日期"),
        ("5/1/2023", "不是完整的日期"),
        ("昨天", "不是完整的日期"), ("1月5日", "不是完整的日期"), (44931.0, "是数字，不是日期"),
        (44931.5, "是数字，不是日期"),
        (True, "应为日期"), ("0203-01-05", "年份不合理"), ("2923-01-05", "年份不合理"), ("", "必填"),
        ("／", "不是完整的日期"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed_at(cell, message):
    with pytest.raises(Unreadable, match=message):
        borrowing("borrowed_on").read(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12, 12), (12.0, 12), ("12", 12), ("１２", 12), ("1,200", 1200), ("1，200", 1200), ("１，２００", 1200),
        (" 1 200 ", 1200),
        ("+3", 3), ("0", 0), ("12.0", 12), ("1.2E3", 1200), ("", 1), (None, 1), ("/", 1), ("—", 1), ("无", 1),
    ],
)  # fmt: skip
def test_whole_numbers_are_read(cell, value):
    assert borrowing("copies").read(cell) == value


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (1.5, "应为整数"), ("1.5", "应为整数"), ("12册", "不带单位"), ("3万", "不带单位"), ("12%", "不带单位"),
        ("￥12", "不带单位"),
        ("1,20", "不带单位"), ("十二", "不是数字"), ("abc", "不是数字"), ("(12)", "不是数字"), (True, "应为数字"),
        (DAY, "应为数字"), (-1, "应在 0 与 32767 之间"), (10**9, "应在 0 与 32767 之间"), ("nan", "不是数字"),
        ("1e999", "不是数字|应在 0 与"),
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(cell, message):
    with pytest.raises(Unreadable, match=message):
        borrowing("copies").read(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.1 + 0.2, "0.30"), (12.5, "12.50"), ("1,234.50", "1234.50"), ("－3.25", "-3.25"), ("−3.25", "-3.25"),
        (1e5, "100000.00"), ("12.500", "12.50"), (Decimal("7"), "7.00"),
    ],
)  # fmt: skip
def test_decimals_lose_the_noise_of_binary_fractions_and_nothing_else(cell, value):
    assert str(borrowing("deposit").read(cell)) == value


@pytest.mark.parametrize("cell", ["1.234", 1.005, "1e-3"])
def test_a_decimal_is_not_rounded(cell):
    with pytest.raises(Unreadable, match="最多保留 2 位小数"):
        borrowing("deposit").read(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (123.0, "123"), (20230105.0, "20230105"), (1.5, "1.5"), (" 甲\u3000", "甲"), ("Ｊ１－２", "J1－2"),
        ("\ufeffJ\u200b1", "J1"),
        (True, "TRUE"), (datetime(2023, 1, 5), "2023-01-05"), ("'=1+1", "=1+1"), ("'quoted", "'quoted"),
        ("a\r\nb", "a\nb"),
    ],
)  # fmt: skip
def test_a_key_is_read_as_text_without_what_cannot_be_seen(cell, value):
    assert borrowing("number").read(cell) == value


def test_only_keys_are_brought_to_half_width():
    assert borrowing("title").read("第１册") == "第１册"


def test_an_identity_number_that_excel_has_cut_is_refused():
    with pytest.raises(Unreadable, match="设为“文本”格式"):
        Readers.all_columns["identity_number"].read(990100199003071234.0)
    assert Readers.all_columns["identity_number"].read("990100199003071234") == "990100199003071234"


@pytest.mark.parametrize("word", ["是", "有", "对", "√", "Y", "yes", "TRUE", "1", 1.0, True, "Ｙ"])
def test_yes(word):
    assert borrowing("renewed").read(word) is True


@pytest.mark.parametrize("word", ["否", "无", "没有", "×", "N", "no", "False", "0", 0.0, False, "", None])
def test_no(word):
    assert borrowing("renewed").read(word) is False


@pytest.mark.parametrize("word", ["或许", "2", 2.5])
def test_neither_yes_nor_no(word):
    with pytest.raises(Unreadable, match="应填“是”或“否”"):
        borrowing("renewed").read(word)


@pytest.mark.parametrize("cell", ["hard", "精装", " 精 装 ", "HARD", "ｈａｒｄ"])
def test_choices_are_known_by_label_and_value(cell):
    assert borrowing("binding").read(cell) == "hard"


@settings(deadline=None)
@given(st.one_of(st.text(), st.floats(), st.booleans(), st.integers(), st.dates(), st.datetimes(), st.none()))
def test_every_cell_is_read_or_refused_in_words(cell):
    for column in Borrowings.all_columns.values():
        try:
            column.read(cell)
        except Unreadable as refused:
            assert str(refused)


# Faults: the whole file stays out, and comes back with marks


@pytest.mark.parametrize(
    ("changes", "cell", "message"),
    [
        ({"借阅编号": None}, "A2", "必填，不能为空"),
        ({"书名": "长" * 61}, "B2", "最多 60 个字，现有 61 个字，请精简"),
        ({"书名": "响\x07铃"}, "B2", "不可见的控制字符"),
        ({"书名": "无名氏全集"}, "B2", "本馆不外借此书"),
        ({"机构": "火星图书馆"}, "D2", "没有机构“火星图书馆”；请填机构全称、简称或机构代码"),
        ({"机构": "县图书馆"}, "D2", "您无权登记“县图书馆”的记录"),
        ({"装帧": "皮面"}, "E2", "“皮面”不在可选值之内，应为：平装、精装、线装"),
        ({"借出日期": "2025-02-30"}, "F2", "没有这一天"),
        ({"借出日期": 45659}, "F2", "设为日期格式"),
        ({"应还日期": date(2025, 1, 1)}, "", "应还日期不得早于借出日期"),
        ({"册数": "两册"}, "H2", "不是数字"),
        ({"册数": 40000}, "H2", "应在 0 与 32767 之间"),
        ({"押金（元）": 12.345}, "I2", "最多保留 2 位小数"),
        ({"已续借": "也许"}, "J2", "应填“是”或“否”"),
    ],
)
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_faulty_cell_keeps_the_file_out_and_is_named(city, format, changes, cell, message):
    if format == "xlsx" and "响\x07铃" in changes.values():
        pytest.skip("a workbook cannot hold it")
    if format == "csv" and 45659 in changes.values():
        changes = changes | {"借出日期": "45659"}
        message = "不是完整的日期"
    rows = (HEAD, row(**changes), row(借阅编号="J2"))
    content = xlsx(*rows) if format == "xlsx" else text_of(*rows).encode()

    result = bring(city, content)

    assert [fault.cell for fault in result.errors] == [cell]
    assert message in str(result.errors[0])
    assert "第 2 行" in str(result.errors[0])
    assert not Borrowing.objects.exists()
    assert not journal.Event.objects.filter(ledger="toy-borrowing").exists()


def test_all_faults_of_a_file_are_told_at_once(city):
    content = xlsx(
        HEAD, row(册数="x", 装帧="y"), ROW, row(机构="z"), row(借阅编号="J1"), row(借阅编号="J9", 书名="无名氏全集"),
    )  # fmt: skip

    assert [fault.cell for fault in bring(city, content).errors] == ["E2", "H2", "D4", "A5", "B6"]


def test_a_key_stands_once_in_a_file(city):
    assert faults(city, xlsx(HEAD, ROW, row(册数=1))) == [
        "工作表“Sheet1”第 3 行“借阅编号”栏（A3）：与第 2 行重复；同一编号只能出现一次"
    ]


def test_one_number_in_two_organisations_is_no_repetition(city):
    assert bring(city, xlsx(HEAD, ROW, row(机构="县图书馆")), actor=city.office).created == 2


def test_what_another_organisation_has_registered_is_not_overwritten(city):
    Reader.objects.create(organisation=city.county_library, number="R1", name="李四")

    result = ledgers.import_file(Readers, city.handler, xlsx(["读者证号", "姓名"], ["R1", "王五"]))

    assert [str(fault) for fault in result.errors] == [
        "工作表“Sheet1”第 2 行“读者证号”栏（A2）：这一编号已由其他机构登记，您无权更改"
    ]


def test_references_are_found_by_the_key_of_the_ledger_they_refer_to(city):
    Reader.objects.create(organisation=city.library, number="R1", name="张三")
    Reader.objects.create(organisation=city.county_library, number="R2", name="李四")
    head = [*HEAD, "读者证号"]

    assert bring(city, xlsx(head, [*ROW, "R1"])).created == 1
    assert Borrowing.objects.get().reader.name == "张三"
    result = bring(city, xlsx(head, [*row(借阅编号="J2"), "R2"]))
    assert "没有登记过“R2”，或您无权查看" in str(result.errors[0])


def test_organisations_are_known_by_code_name_short_name_and_former_name(city):
    rename(city.library, "临江市立图书馆", date(2025, 6, 1), SYSTEM)
    names = ["990100-01", "临江市立图书馆", "市图书馆", " 临江市 立图书馆 ", "临江市图书馆"]

    assert bring(city, xlsx(HEAD, *(row(借阅编号=f"J{n}", 机构=name) for n, name in enumerate(names)))).created == 5
    assert {record.organisation for record in Borrowing.objects.all()} == {city.library}


def test_a_name_that_two_organisations_bear_is_not_guessed_at(city):
    city.county_library.short_name = "市图书馆"
    city.county_library.save()

    assert "有 2 个机构叫“市图书馆”；请改填机构代码" in faults(city, xlsx(HEAD, ROW), actor=city.office)[0]


def test_rows_without_organisation_belong_to_the_one_imported_for(city):
    head, cells = [h for h in HEAD if h != "机构"], [c for c in ROW if c != "市图书馆"]

    with pytest.raises(WorkbookRefused, match="缺少必填栏：机构"):
        bring(city, xlsx(head, cells), actor=city.office)
    assert bring(city, xlsx(head, cells), actor=city.office, organisation=city.county_library).created == 1
    assert Borrowing.objects.get().organisation == city.county_library
    # Who may write for one organisation alone need not name it.
    assert bring(city, xlsx(head, cells)).created == 1


def test_rows_of_other_organisations_than_the_one_imported_for_are_refused(city):
    messages = faults(city, xlsx(HEAD, ROW), actor=city.office, organisation=city.county)

    assert messages == ["工作表“Sheet1”第 2 行“机构”栏（D2）：“市图书馆”不属于本次导入的机构“青山县”"]


def test_importing_needs_a_role(city):
    with pytest.raises(NotAllowed, match="承办人"):
        bring(city, xlsx(HEAD, ROW), actor=city.leader)
    with pytest.raises(LedgerRefused, match="大数据量台账"):
        ledgers.import_file(Visits, city.office, xlsx(HEAD, ROW))


def test_what_only_the_database_can_refuse_is_found_row_by_row(city):
    content = xlsx(HEAD, ROW, row(借阅编号="J2", 应还日期=date(2024, 1, 1)), row(借阅编号="J3"))

    assert faults(city, content) == ["工作表“Sheet1”第 3 行：应还日期不得早于借出日期"]


def test_an_update_that_the_database_refuses_leaves_everything_as_it_was(city):
    bring(city, xlsx(HEAD, ROW))

    result = bring(city, xlsx(HEAD, row(应还日期=date(2024, 1, 1)), row(借阅编号="J2")))

    assert "不得早于" in str(result.errors[0])
    assert Borrowing.objects.get().due_on == date(2025, 2, 1)


# Handing back


def test_the_marked_workbook_is_the_users_own_with_red_cells_and_reasons(city):
    def edit(book, sheet):
        sheet["B3"].font = Font(bold=True)
        book.create_sheet("附表")["A1"] = "留存"

    result = bring(city, xlsx(["借阅台账"], HEAD, row(册数="x", 装帧="皮面"), row(借阅编号="J2"), edit=edit))
    book = load_workbook(io.BytesIO(result.marked))
    sheet = book["Sheet1"]

    assert book.sheetnames == ["Sheet1", "附表"]
    assert sheet["B3"].font.bold
    assert [sheet[cell].fill.fgColor.rgb for cell in ("E3", "H3")] == ["00FFC7CE", "00FFC7CE"]
    assert sheet["E4"].fill.fgColor.rgb == "00000000"
    assert sheet["H3"].comment.text == "“x”不是数字"
    assert sheet["K2"].value == "错误原因"
    assert sheet["K3"].value == "装帧：“皮面”不在可选值之内，应为：平装、精装、线装；册数：“x”不是数字"
    assert sheet["K4"].value is None


def test_a_marked_workbook_put_right_is_taken_over_and_marks_do_not_pile_up(city):
    marked = bring(city, xlsx(HEAD, row(册数="x"), row(借阅编号="J2", 装帧="皮面"))).marked
    book = load_workbook(io.BytesIO(marked))
    book.active["H2"] = 3
    out = io.BytesIO()
    book.save(out)

    again = bring(city, out.getvalue())
    sheet = load_workbook(io.BytesIO(again.marked)).active
    assert [fault.cell for fault in again.errors] == ["E3"]
    assert sheet["H2"].comment is None
    assert sheet["H2"].fill.fgColor.rgb == "00000000"
    assert [sheet["K1"].value, sheet["K2"].value, sheet["L1"].value] == ["错误原因", None, None]

    book = load_workbook(io.BytesIO(again.marked))
    book.active["E3"] = "精装"
    out = io.BytesIO()
    book.save(out)
    assert bring(city, out.getvalue()).created == 2


def test_csv_comes_back_as_a_marked_workbook_in_which_no_text_is_a_formula(city):
    result = bring(city, text_of(HEAD, row(册数="x", 书名="=1+1")).encode("gb18030"))
    sheet = load_workbook(io.BytesIO(result.marked)).active

    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert sheet["H2"].comment.text == "“x”不是数字"
    assert sheet["K2"].value == "册数：“x”不是数字"


def test_a_workbook_too_large_to_be_held_comes_back_with_the_same_values_and_marks(city, monkeypatch):
    def edit(book, sheet):
        book.create_sheet("附表")["A1"] = "留存"

    content = xlsx(["借阅台账"], HEAD, row(册数="x", 书名="=1+1"), row(借阅编号="J2"), edit=edit)
    content = replaced(content, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>", b"<f>1+1</f><v/>")
    monkeypatch.setattr(workbooks.limits, "MOST_IN_PLACE", 10)

    marked = bring(city, content).marked
    book = load_workbook(io.BytesIO(marked))
    sheet = book["Sheet1"]
    assert book["附表"]["A1"].value == "留存"
    assert [sheet["H3"].value, sheet["H3"].fill.fgColor.rgb, sheet["H3"].comment.text] == [
        "x", "00FFC7CE", "“x”不是数字",
    ]  # fmt: skip
    assert [sheet["K2"].value, sheet["K3"].value, sheet["K4"].value] == ["错误原因", "册数：“x”不是数字", None]
    assert sheet["F4"].value == datetime(2025, 1, 2)

    book["Sheet1"]["H3"] = 2
    out = io.BytesIO()
    book.save(out)
    assert bring(city, out.getvalue()).created == 2


def test_nothing_is_marked_where_nothing_is_wrong(city):
    assert bring(city, xlsx(HEAD, ROW)).marked is None


# Files that are refused as a whole: more of them in malformed.py


def test_a_file_that_is_not_there_is_refused(tmp_path, city):
    with pytest.raises(WorkbookRefused, match=r"没有\.xlsx”打不开"):
        ledgers.import_file(Borrowings, city.handler, tmp_path / "没有.xlsx")


def test_a_merged_heading_above_and_a_merged_title_do_no_harm(city):
    def edit(book, sheet):
        sheet.merge_cells("A1:J1")

    assert bring(city, xlsx(["借阅台账"], HEAD, ROW, edit=edit)).created == 1


def test_formatted_but_empty_rows_do_not_count(city):
    def edit(book, sheet):
        for number in (5_000, 900_000, 1_048_576):
            sheet.cell(number, 3).number_format = "@"

    assert bring(city, xlsx(HEAD, ROW, edit=edit)).created == 1


SOUND = xlsx(HEAD, ROW)


@settings(deadline=None)
@given(st.binary(max_size=400), st.integers(0, len(SOUND)))
def test_no_damage_to_a_workbook_makes_the_reader_fail_otherwise_than_in_words(noise, at):
    content = SOUND[:at] + noise + SOUND[at + len(noise) :]
    try:
        workbooks.open_book(content, "x")
    except WorkbookRefused as refused:
        assert str(refused)


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused_in_words(content):
    try:
        workbooks.open_book(content, "x")
    except WorkbookRefused as refused:
        assert str(refused)


# Cases


CASES = ["编号", "机构", "立案日期", "申诉事项"]
STEPS = ["编号", "环节", "办理日期", "办理结果", "退还金额", "备注"]


def dispute_book(cases_=(), steps=()):
    def edit(book, sheet):
        if steps:
            other = book.create_sheet("办理步骤")
            other.append(STEPS)
            for one in steps:
                other.append(one)

    return xlsx(CASES, *cases_, sheet="借阅争议台账", edit=edit)


@pytest.fixture
def judge(city):
    """Who may make every step of a dispute at the city's library."""
    handler, reviewer = city.handler, city.actor("reviewer", city.library)
    return type(handler)("judge", "周全", (*handler.memberships, *reviewer.memberships))


ONE = ["Z1", "市图书馆", date(2025, 1, 6), "多收押金"]
DONE = [
    ["Z1", "作出决定", date(2025, 2, 3), "upheld", 12.5, "一次办结"],
    ["Z1", "受理", date(2025, 1, 8), None, None, None],
]


def take(judge, content, **options):
    return ledgers.import_file(Disputes, judge, content, name="争议.xlsx", **options)


def test_a_file_opens_cases_and_makes_their_steps_in_the_order_of_their_days(city, judge):
    result = take(judge, dispute_book([ONE, ["Z2", "市图书馆", date(2025, 1, 7), "污损"]], DONE))

    assert [str(fault) for fault in result.errors] == []
    assert (result.created, result.steps) == (2, 2)
    case = Dispute.objects.get(number="Z1")
    assert (case.state, case.opened_on, case.decided_on) == ("decided", date(2025, 1, 6), date(2025, 2, 3))
    assert (case.outcome, case.refund, case.closed_on) == ("upheld", Decimal("12.50"), date(2025, 2, 3))
    assert [made.step for made in cases.course(case)] == ["submit", "accept", "decide"]
    assert [str(clock.started_on) for clock in cases.clocks_of(case)] == ["2025-01-08"]
    assert Dispute.objects.get(number="Z2").state == "received"
    assert journal.Event.objects.last().data["steps"] == 2


def test_a_file_of_cases_imported_again_changes_nothing(city, judge):
    content = dispute_book([ONE], DONE)
    take(judge, content)
    events = journal.Event.objects.count()

    result = take(judge, content)

    assert (result.created, result.updated, result.steps, result.unchanged) == (0, 0, 0, 3)
    assert journal.Event.objects.count() == events + 1  # the import itself


def test_steps_may_come_later_in_a_file_of_their_own(city, judge):
    take(judge, dispute_book([ONE]))

    result = take(judge, text_of(STEPS, *DONE).encode())

    assert result.steps == 2
    assert Dispute.objects.get().state == "decided"


def test_a_case_that_differs_is_corrected_and_the_journal_keeps_what_was(city, judge):
    take(judge, dispute_book([ONE]))

    result = take(judge, dispute_book([["Z1", "市图书馆", date(2025, 1, 6), "多收滞纳金"]]))

    assert result.updated == 1
    event = journal.history("toy-dispute", str(Dispute.objects.get().pk)).last()
    assert (event.before, event.after) == ({"complaint": "多收押金"}, {"complaint": "多收滞纳金"})


def test_who_only_makes_steps_does_not_correct_what_was_entered(city, judge):
    take(judge, dispute_book([ONE]))

    reviewer = city.actor("reviewer", city.library)
    result = take(reviewer, dispute_book([["Z1", "市图书馆", date(2025, 1, 6), "多收滞纳金"]]))

    assert "与已登记的不同，而您在“市图书馆”没有登记" in str(result.errors[0])
    assert Dispute.objects.get().complaint == "多收押金"


@pytest.mark.parametrize(
    ("opened", "steps", "cell", "message"),
    [
        ([[*ONE[:3], None]], [], "D2", "必须填写|必填"),
        ([["Z1", "市图书馆", None, "x"]], [], "C2", "必填"),
        ([ONE, ONE], [], "A3", "与第 2 行重复"),
        ([ONE], [["Z1", "作出决定", date(2025, 1, 8), "upheld", 1, None]], "B2", "案件现处于“已收到”"),
        ([ONE], [["Z1", "受理", date(2025, 1, 5), None, None, None]], "C2", "早于上一环节"),
        ([ONE], [["Z1", "归档", date(2025, 1, 8), None, None, None]], "B2", "应为：受理、作出决定"),
        ([ONE], [["Z9", "受理", date(2025, 1, 8), None, None, None]], "A2", "没有编号“Z9”的案件"),
        ([ONE], [DONE[1], ["Z1", "作出决定", date(2025, 2, 3), "upheld", None, None]], "E3", "必须填写"),
        ([ONE], [DONE[1], ["Z1", "作出决定", date(2025, 2, 3), None, 3, None]], "D3", "没有写明结果"),
        ([ONE], [DONE[1], ["Z1", "作出决定", date(2025, 2, 3), "胜诉", 3, None]], "D3", "不在可选值之内"),
        ([ONE], [["Z1", "受理", date(2025, 1, 8), None, 5, None]], "E2", "不登记此项"),
        ([ONE], [DONE[1], DONE[1]], "B3", "与第 2 行重复"),
    ],
)
def test_a_refused_step_keeps_the_whole_file_out_and_is_told_at_its_cell(city, judge, opened, steps, cell, message):
    events = journal.Event.objects.count()

    result = take(judge, dispute_book(opened, steps))

    assert [fault.cell for fault in result.errors] == [cell]
    assert any(part in str(result.errors[0]) for part in message.split("|"))
    assert not Dispute.objects.exists()
    assert journal.Event.objects.count() == events
    assert load_workbook(io.BytesIO(result.marked))


def test_steps_need_their_own_roles(city):
    result = take(city.handler, dispute_book([ONE], DONE))

    assert "由审核人办理" in str(result.errors[0])
    assert not Dispute.objects.exists()


def test_the_day_of_opening_is_not_changed_by_a_file(city, judge):
    take(judge, dispute_book([ONE]))

    result = take(judge, dispute_book([["Z1", "市图书馆", date(2025, 1, 7), "多收押金"]]))

    assert "已登记的立案日期是 2025-01-06" in str(result.errors[0])


def test_the_template_of_cases_has_a_sheet_of_steps(city):
    book = load_workbook(io.BytesIO(ledgers.template(Disputes, city.handler)))

    assert book.sheetnames == ["借阅争议台账", "办理步骤", "填表说明", "选项"]
    headings = [cell.value for cell in book["办理步骤"][1]]
    assert headings == ["机构", "*编号", "*环节", "*办理日期", "办理结果", "备注", "退还金额"]


def test_zip_header_offsets_are_those_of_the_directory():
    """What is unpacked for inspection is what the reader unpacks."""
    content = xlsx(HEAD, ROW)
    parts = workbooks.inspection.unpack("x", content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {name: zlib.crc32(data) for name, data in parts.items()} == {
            info.filename: info.CRC for info in archive.infolist()
        }
