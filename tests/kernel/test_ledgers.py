"""台账: a declaration that contradicts its model stops the start; lists, changes, exports, and who may see what."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext, isolate_apps
from openpyxl import load_workbook

from fadu.kernel import declarations, journal, ledgers
from fadu.kernel.cases import Case
from fadu.kernel.columns import mask
from fadu.kernel.ledgers import BadLedger, Ledger, LedgerRefused, NotAllowed, NotFound, Query, Stale
from fadu.kernel.organisations import Record
from tests.toy.ledgers import Borrowings, Disputes, Readers, Visits
from tests.toy.library import TODAY, build, lend
from tests.toy.models import Borrowing, Dispute, Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return build()


# Declaring


@pytest.fixture
def apart(monkeypatch):
    monkeypatch.setattr(declarations, "_registry", {})


def declare(**changes):
    """A sound declaration over the toy's readers, changed as a test wants it."""
    body = {"model": Reader, "slug": "toy", "natural_key": ("number",), "order": "number"}
    body |= {"read": ("handler",), "write": ("handler",)}
    return type("Toy", (Ledger,), body | changes)


@pytest.mark.parametrize(
    ("changes", "fault", "cure"),
    [
        ({"model": None}, "没有写明 model", "继承 Record"),
        ({"model": models.Model}, "不是 Record 的子类", "继承 Record"),
        ({"slug": "Toy_1"}, "slug", "小写英文"),
        ({"columns": ("numbr",)}, "columns 中的 'numbr'", "可写的字段"),
        ({"filters": ("age",)}, "filters 中的 'age'", "可写的字段"),
        ({"search": ("organisation",)}, "不是文字", "filters"),
        ({"search": "number"}, "写成了一个字符串", "('number',)"),
        ({"order": "-age"}, "order 中的 'age'", "可写的字段"),
        ({"aliases": {"nme": ("姓名",)}}, "aliases 中的 'nme'", "可写的字段"),
        ({"read": ()}, "没有写明 read 的角色", "read = (角色"),
        ({"write": ()}, "没有写明 write 的角色", "write = (角色"),
        ({"read": ("boss",)}, "角色 'boss' 不存在", "handler"),
        ({"natural_key": ()}, "没有自然键", "导入"),
        ({"natural_key": ("name",)}, "不唯一", "UniqueConstraint(fields=['name']"),
        ({"masked": {"name": "blur"}}, "'blur' 不存在", "identity"),
        ({"masked": ("number",)}, "排序会透露", "order"),
        ({"masked": ("name",), "unmasked": ("leader",)}, "handler 可以登记，却看不到", "unmasked"),
        ({"volume": True}, "volume 与模型不符", "managed = False"),
        ({"aliases": {"name": ("读者证号",)}}, "都叫", "aliases"),
    ],
)
def test_a_declaration_that_contradicts_its_model_names_the_file_the_fault_and_the_cure(apart, changes, fault, cure):
    with pytest.raises(BadLedger) as refused:
        declare(**changes)

    assert __file__ in str(refused.value)
    assert fault in str(refused.value)
    assert cure in str(refused.value)


def test_a_slug_belongs_to_one_ledger(apart):
    declare()
    with pytest.raises(BadLedger, match="已由"):
        type("Other", (Ledger,), {"model": Reader, "slug": "toy"})


def test_a_case_ledger_bears_the_name_under_which_the_journal_knows_its_cases(apart):
    with pytest.raises(BadLedger, match="ledger = 'other'"):
        declare(model=Dispute, slug="other", natural_key=("organisation", "number"))


@isolate_apps("tests.toy")
def test_a_field_may_not_take_the_name_of_what_every_case_can_do(apart):
    class Shadow(Case):
        ledger = "toy-shadow"
        place = models.CharField(max_length=9)

        class Meta(Case.Meta):
            app_label = "toy"

    with pytest.raises(BadLedger, match="'place' 与 Case\\.place 同名"):
        type("Shadows", (Ledger,), {"model": Shadow, "slug": "toy-shadow", "read": ("handler",), "write": ("handler",)})


@isolate_apps("tests.toy")
def test_declaring_a_ledger_gives_its_model_the_index_its_list_needs(apart):
    class Loan(Record):
        code = models.CharField(max_length=9, unique=True)
        on = models.DateField()
        due = models.DateField()

        class Meta:
            app_label = "toy"

    class Loans(Ledger):
        model = Loan
        slug = "toy-loan"
        order = "-on"
        filters = ("organisation", "due")
        natural_key = ("code",)
        read = write = ("handler",)

    assert [index.fields for index in Loan._meta.indexes] == [
        ["organisation", "on", "id"],
        ["organisation", "due", "id"],
    ]


def test_columns_follow_from_the_fields():
    column = Borrowings.all_columns

    assert {name: one.kind for name, one in column.items()} == {
        "organisation": "organisation",
        "number": "text",
        "title": "text",
        "borrower": "text",
        "reader": "record",
        "binding": "choice",
        "borrowed_on": "date",
        "due_on": "date",
        "returned_at": "datetime",
        "copies": "integer",
        "deposit": "decimal",
        "renewed": "boolean",
        "note": "text",
    }
    assert [name for name, one in column.items() if one.required] == [
        "organisation", "number", "title", "borrower", "borrowed_on",
    ]  # fmt: skip
    assert column["binding"].choices == [("paper", "平装"), ("hard", "精装"), ("thread", "线装")]
    assert column["title"].help == "封面上的书名"


def test_what_a_case_is_opened_with_leaves_out_what_its_later_steps_record():
    assert [column.name for column in Disputes.entered()] == [
        "organisation", "number", "opened_on", "title", "handler", "complaint",
    ]  # fmt: skip


# Lists


def numbers(page):
    return [row.data["number"] for row in page.rows]


def walk(ledger, actor, query):
    """Go through all pages and back; return the numbers seen on the way there."""
    pages = [ledgers.page(ledger, actor, query)]
    while pages[-1].next:
        pages.append(
            ledgers.page(ledger, actor, Query(query.filters, query.search, query.order, pages[-1].next, query.size))
        )
    for earlier, later in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
        back = ledgers.page(ledger, actor, Query(query.filters, query.search, query.order, later.previous, query.size))
        assert numbers(back) == numbers(earlier)
        assert bool(back.previous) == bool(earlier.previous)
        assert back.next
    assert pages[0].previous == ""
    return [number for page in pages for number in numbers(page)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 200])
@pytest.mark.parametrize("order", ["-borrowed_on", "borrowed_on", "due_on", "-due_on", "-id", "id", "binding"])
def test_pages_show_every_record_once_in_one_order_with_empty_values_last(city, order, size):
    for n in range(11):
        due = None if n % 3 == 0 else date(2025, 3, 1 + n % 2)
        lend([city.library, city.county_library][n % 2], f"J{n:02}", borrowed_on=date(2025, 1, 1 + n % 4), due_on=due)

    seen = walk(Borrowings, city.office, Query(order=order, size=size))

    name, down = order.removeprefix("-"), order.startswith("-")
    records = list(Borrowing.objects.order_by("-pk" if down else "pk"))
    filled = sorted((r for r in records if getattr(r, name) is not None), key=lambda r: getattr(r, name), reverse=down)
    if down:  # sorted() keeps equals in their order, so with reverse too
        filled = sorted(filled, key=lambda r: (getattr(r, name), r.pk), reverse=True)
    assert seen == [r.number for r in [*filled, *(r for r in records if getattr(r, name) is None)]]


def test_a_list_shows_only_what_the_role_reaches(city):
    lend(city.library, "J1")
    lend(city.county_library, "J2")

    assert numbers(ledgers.page(Borrowings, city.handler)) == ["J1"]
    assert numbers(ledgers.page(Borrowings, city.county_handler)) == ["J2"]
    assert sorted(numbers(ledgers.page(Borrowings, city.office))) == ["J1", "J2"]
    with pytest.raises(NotAllowed, match="承办人、依法治市办、领导"):
        ledgers.page(Borrowings, city.stranger)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"binding": "hard"}, ["J2"]),
        ({"binding": ["hard", "线装"]}, ["J2", "J3"]),
        ({"borrowed_on": "2025-01-02"}, ["J2"]),
        ({"borrowed_on_from": "2025年1月2日"}, ["J2", "J3", "J4"]),
        ({"borrowed_on_to": "2025-01-02"}, ["J1", "J2"]),
        ({"borrowed_on_from": "2025-01-02", "borrowed_on_to": "2025-01-03"}, ["J2", "J3"]),
        ({"due_on_empty": "1"}, ["J1", "J3", "J4"]),
        ({"due_on_empty": "0"}, ["J2"]),
        ({"copies_from": "3"}, ["J3", "J4"]),
        ({"renewed": "是"}, ["J4"]),
        ({"title": "海"}, ["J1", "J2"]),
        ({"organisation": "青山县"}, ["J4"]),
        ({"organisation": "990100"}, ["J1", "J2", "J3", "J4"]),
        ({"organisation": "990100", "organisation_scope": "own"}, ["J1", "J2", "J3"]),
        ({"q": "辞海"}, ["J1", "J2"]),
        ({"q": "辞海 李四"}, ["J2"]),
        ({"q": "j3"}, ["J3"]),
        ({"q": "没有这本书"}, []),
        ({"binding": " ", "q": ""}, ["J1", "J2", "J3", "J4"]),
    ],
)
def test_filters_and_the_search_box_narrow_a_list(city, params, expected):
    lend(city.library, "J1", borrowed_on=date(2025, 1, 1))
    lend(city.library, "J2", borrowed_on=date(2025, 1, 2), borrower="李四", binding="hard", due_on=date(2025, 2, 1))
    lend(city.library, "J3", borrowed_on=date(2025, 1, 3), title="史记", binding="thread", copies=3)
    lend(city.county_library, "J4", borrowed_on=date(2025, 1, 4), title="汉书", renewed=True, copies=4)

    page = ledgers.page(Borrowings, city.office, Query.of(params))

    assert sorted(numbers(page)) == expected
    assert str(page.count) == str(len(expected))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"note": "x"}, "不能按“note”筛选"),
        ({"colour": "red"}, "可筛选的栏：装帧、机构"),
        ({"binding": "皮面"}, "应为：平装、精装、线装"),
        ({"borrowed_on_from": "昨天"}, "不是完整的日期"),
        ({"organisation": "火星市"}, "没有机构“火星市”"),
        ({"sort": "age"}, "没有“age”这一栏"),
        ({"cursor": "!!"}, "翻页标记与本列表不符"),
        ({"cursor": "eyJhIjoxfQ"}, "翻页标记与本列表不符"),
    ],
)
def test_a_list_that_cannot_be_asked_for_is_refused_and_says_what_can(city, params, message):
    with pytest.raises(LedgerRefused, match=message):
        ledgers.page(Borrowings, city.office, Query.of(params))


def test_a_cursor_of_another_order_is_refused(city):
    for n in range(3):
        lend(city.library, f"J{n}")
    cursor = ledgers.page(Borrowings, city.office, Query(size=1)).next

    with pytest.raises(LedgerRefused, match="回到第一页"):
        ledgers.page(Borrowings, city.office, Query(size=1, order="due_on", cursor=cursor))


def test_the_way_to_the_next_page_keeps_filters_search_and_size(city):
    query = Query.of({"binding": ["hard", "paper"], "q": "海", "sort": "due_on", "size": "20"})

    assert query.params(cursor="abc") == [
        ("binding", "hard"), ("binding", "paper"), ("q", "海"), ("sort", "due_on"), ("cursor", "abc"), ("size", "20"),
    ]  # fmt: skip
    assert Query.of({"size": "100000"}).size == 200


def test_counts_stop_where_counting_costs_more_than_it_tells(city, monkeypatch):
    monkeypatch.setattr("fadu.kernel.lists.COUNTED", 3)
    for n in range(3):
        lend(city.library, f"J{n}")
    assert str(ledgers.page(Borrowings, city.office).count) == "3"

    lend(city.library, "J9")
    assert str(ledgers.page(Borrowings, city.office).count) == "3+"


def test_more_rows_than_are_counted_are_sorted_only_by_what_an_index_sorts(city, monkeypatch):
    monkeypatch.setattr("fadu.kernel.lists.COUNTED", 3)
    for n in range(4):
        lend(city.library, f"J{n}", title=f"书{n % 2}", due_on=date(2025, 3, 4 - n))

    assert numbers(ledgers.page(Borrowings, city.office, Query(order="due_on"))) == ["J3", "J2", "J1", "J0"]
    assert numbers(ledgers.page(Borrowings, city.office, Query.of({"sort": "title", "q": "书1"}))) == ["J1", "J3"]
    with pytest.raises(LedgerRefused, match="不能按“书名”排序；请先筛选，或按借阅编号、借出日期、应还日期排序"):
        ledgers.page(Borrowings, city.office, Query(order="title"))


def test_a_search_that_finds_many_is_counted_no_further_unless_all_must_be_sorted(city, monkeypatch):
    monkeypatch.setattr("fadu.kernel.lists.FEW", 3)
    for n in range(5):
        lend(city.library, f"J{n}", title=f"书{n}")

    def counted(**params):
        return str(ledgers.page(Borrowings, city.office, Query.of(params)).count)

    assert (counted(q="书"), counted(q="书1"), counted(q="书", sort="title")) == ("3+", "1", "5")
    assert (counted(binding="paper"), counted()) == ("5", "5")


@pytest.mark.parametrize("params", [{"q": "辞海"}, {"binding": "paper"}])
@pytest.mark.parametrize(
    ("counted", "few", "sparse"), [(10_000, 1_000, 20), (10_000, 5, 20), (10_000, 5, 0), (5, 5, 0)]
)
def test_pages_of_filtered_rows_are_the_same_whether_they_are_few_or_many(
    city, monkeypatch, params, counted, few, sparse
):
    for name, value in (("COUNTED", counted), ("FEW", few), ("SPARSE", sparse)):
        monkeypatch.setattr(f"fadu.kernel.lists.{name}", value)
    for n in range(12):
        lend([city.library, city.county_library][n % 2], f"J{n:02}", due_on=None if n % 3 else date(2025, 3, 1 + n))

    seen = walk(Borrowings, city.office, Query.of({**params, "sort": "due_on", "size": "5"}))

    assert seen == ["J00", "J03", "J06", "J09", "J01", "J02", "J04", "J05", "J07", "J08", "J10", "J11"]


@pytest.mark.parametrize("params", [{}, {"sort": "due_on"}, {"binding": "paper"}, {"q": "J"}])
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(city, params):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            page = ledgers.page(Borrowings, city.office, Query.of({**params, "size": "5"}))
        return len(found), len(page.rows)

    lend(city.library, "J0", due_on=date(2025, 2, 1))
    few, one = queries()
    for n in range(1, 40):
        lend([city.library, city.county_library][n % 2], f"J{n}", due_on=date(2025, 2, 1))
    many, five = queries()

    assert (one, five) == (1, 5)
    assert many <= few <= 8


def test_a_record_is_found_by_those_who_may_read_it(city):
    record = lend(city.county_library, "J1")

    assert ledgers.find(Borrowings, city.office, record.pk) == record
    for actor, pk in ((city.handler, record.pk), (city.office, 0), (city.office, "x")):
        with pytest.raises(NotFound):
            ledgers.find(Borrowings, actor, pk)


def test_rows_of_a_volume_ledger_are_not_listed(city):
    with pytest.raises(LedgerRefused, match="大数据量台账"):
        ledgers.page(Visits, city.office)


# Personal data


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("name", "张三", "张**"),
        ("name", "欧阳修文", "欧**"),
        ("name", "", ""),
        ("identity", "99010019900307123X", "**************123X"),
        ("identity", "123", "****"),
        ("phone", "13800001234", "138****1234"),
        ("phone", "62771234", "****34"),
        ("address", "临江市青山区文化路1号", "临江市青山区****"),
        ("text", "任何内容", "****"),
    ],
)
def test_masks_leave_what_tells_rows_apart_and_hide_what_names_a_person(kind, value, masked):
    assert mask(kind, value) == masked


def register(city, organisation, number, name="张三"):
    return Reader.objects.create(
        organisation=organisation, number=number, name=name, identity_number="99010019900307123X", phone="13800001234"
    )


def test_personal_data_is_masked_for_roles_that_need_not_see_it(city):
    reader = register(city, city.library, "R1")

    full = ledgers.page(Readers, city.handler).rows[0]
    masked = ledgers.page(Readers, city.leader).rows[0]

    assert full.shown["name"] == "张三"
    assert masked.cells == ["市图书馆", "R1", "张**", "**************123X", "138****1234"]
    assert masked.data["identity_number"] == "**************123X"
    assert ledgers.view(city.leader, reader).shown["phone"] == "138****1234"
    assert "张三" not in ledgers.export(Readers, city.leader, format="csv", at=datetime.now(UTC)).read().decode(
        "utf-8-sig"
    )


def test_a_record_that_is_referred_to_is_shown_by_its_number_not_by_the_name_it_masks(city):
    record = lend(city.library, "J1", reader=register(city, city.library, "R1"))

    assert ledgers.view(city.leader, record).shown["reader"] == "R1"
    assert ledgers.view(city.leader, record).data["reader"] == record.reader_id


def test_who_sees_in_full_here_may_still_see_masked_there(city):
    register(city, city.library, "R1")
    register(city, city.county_library, "R2")
    both = city.actor("handler", city.library)
    both = type(both)("both", "both", (*both.memberships, *city.leader.memberships))

    assert {row.data["number"]: row.data["name"] for row in ledgers.page(Readers, both).rows} == {
        "R1": "张三",
        "R2": "张**",
    }


def test_masked_columns_cannot_be_probed_by_search_filter_or_order(city):
    register(city, city.library, "R1")

    assert numbers(ledgers.page(Readers, city.handler, Query(search="张三"))) == ["R1"]
    assert numbers(ledgers.page(Readers, city.leader, Query(search="张三"))) == []
    assert numbers(ledgers.page(Readers, city.leader, Query(search="R1"))) == ["R1"]
    assert numbers(ledgers.page(Readers, city.leader, Query.of({"identity_number": "1990"}))) == []
    with pytest.raises(LedgerRefused, match="不能按它排序"):
        ledgers.page(Readers, city.leader, Query(order="name"))


# Changing


def entry(city, **changes):
    return {
        "organisation": city.library,
        "number": "J1",
        "title": "辞海",
        "borrower": "张三",
        "borrowed_on": TODAY,
    } | changes


def test_entering_takes_what_was_typed_and_the_journal_keeps_it(city):
    typed = entry(
        city, organisation="市图书馆", binding="精装", copies="１，２００", deposit="50", borrowed_on="2025年3月3日"
    )

    record = ledgers.create(Borrowings, city.handler, typed)

    record.refresh_from_db()
    assert (record.organisation, record.binding, record.copies, record.deposit) == (
        city.library,
        "hard",
        1200,
        Decimal("50.00"),
    )
    event = journal.history("toy-borrowing", str(record.pk)).get()
    assert (event.action, event.organisation, event.actor_name) == ("create", "990100-01", "张承办")
    assert event.after["organisation"] == "990100-01"
    assert event.after["borrowed_on"] == "2025-03-03"
    assert event.before is None


@pytest.mark.parametrize(
    ("changes", "name", "message"),
    [
        ({"number": ""}, "number", "必填，不能为空"),
        ({"number": "J" * 31}, "number", "最多 30 个字，现有 31 个字"),
        ({"copies": "-1"}, "copies", "应在 0 与 32767 之间"),
        ({"copies": "3.5"}, "copies", "应为整数"),
        ({"deposit": "1.234"}, "deposit", "最多保留 2 位小数"),
        ({"deposit": "12345678"}, "deposit", "8"),
        ({"borrowed_on": "2025-02-30"}, "borrowed_on", "没有这一天"),
        ({"borrowed_on": "20250"}, "borrowed_on", "不是完整的日期"),
        ({"organisation": "火星"}, "organisation", "没有机构“火星”"),
        ({"reader": "R404"}, "reader", "没有登记过“R404”"),
        ({"binding": "皮面"}, "binding", "应为：平装、精装、线装"),
        ({"due_on": date(2025, 1, 1)}, "__all__", "应还日期不得早于借出日期"),
        ({"title": "无名氏全集"}, "title", "本馆不外借此书"),
        ({"revision": 7}, "revision", "不能填写这一栏"),
        ({"colour": "red"}, "colour", "不能填写这一栏"),
    ],
)
def test_what_cannot_be_entered_is_refused_field_by_field(city, changes, name, message):
    with pytest.raises(LedgerRefused) as refused:
        ledgers.create(Borrowings, city.handler, entry(city, **changes))

    assert message in refused.value.errors[name]
    assert not Borrowing.objects.exists()
    assert not journal.history("toy-borrowing", "1").exists()


def test_all_faults_of_an_entry_come_back_at_once(city):
    with pytest.raises(LedgerRefused) as refused:
        ledgers.create(Borrowings, city.handler, entry(city, number="", copies="三", due_on="明天"))

    assert set(refused.value.errors) == {"number", "copies", "due_on"}


def test_a_number_is_given_once_in_an_organisation(city):
    ledgers.create(Borrowings, city.handler, entry(city))

    with pytest.raises(LedgerRefused):
        ledgers.create(Borrowings, city.handler, entry(city))
    ledgers.create(Borrowings, city.county_handler, entry(city, organisation=city.county_library))


def test_writing_needs_the_role_at_the_organisation(city):
    with pytest.raises(NotAllowed, match="您在“县图书馆”没有登记"):
        ledgers.create(Borrowings, city.handler, entry(city, organisation=city.county_library))
    with pytest.raises(NotAllowed):
        ledgers.create(Borrowings, city.leader, entry(city))


def test_editing_writes_what_changed_and_the_journal_keeps_what_was(city):
    record = ledgers.create(Borrowings, city.handler, entry(city, copies=2))

    edited = ledgers.edit(record, city.handler, {"copies": "3", "title": "辞海"}, revision=0)

    assert (edited.copies, edited.revision) == (3, 1)
    event = journal.history("toy-borrowing", str(record.pk)).last()
    assert (event.action, event.before, event.after) == ("edit", {"copies": 2}, {"copies": 3})


def test_editing_nothing_leaves_no_trace(city):
    record = ledgers.create(Borrowings, city.handler, entry(city, deposit="50.5"))

    ledgers.edit(record, city.handler, {"deposit": "50.50", "borrowed_on": TODAY, "due_on": ""}, revision=0)

    record.refresh_from_db()
    assert record.revision == 0
    assert journal.history("toy-borrowing", str(record.pk)).count() == 1


def test_what_another_has_changed_meanwhile_is_not_overwritten(city):
    record = ledgers.create(Borrowings, city.handler, entry(city))
    ledgers.edit(record, city.handler, {"copies": 2}, revision=0)

    with pytest.raises(Stale, match="第 1 次修订，您看到的是第 0 次"):
        ledgers.edit(record, city.office, {"copies": 3}, revision=0)


def test_moving_a_record_needs_the_role_on_both_sides(city):
    record = ledgers.create(Borrowings, city.handler, entry(city))

    with pytest.raises(NotAllowed):
        ledgers.edit(record, city.handler, {"organisation": city.county_library})
    assert ledgers.edit(record, city.office, {"organisation": "县图书馆"}).organisation == city.county_library


def test_deleting_demands_a_reason_and_the_journal_keeps_the_whole_row(city):
    record = ledgers.create(Borrowings, city.handler, entry(city, copies=2, note="封面破损"))
    pk = str(record.pk)

    with pytest.raises(LedgerRefused, match="须说明理由"):
        ledgers.delete(record, city.handler, " ")
    with pytest.raises(NotAllowed):
        ledgers.delete(record, city.county_handler, "重复登记")
    ledgers.delete(record, city.handler, "重复登记")

    assert not Borrowing.objects.exists()
    event = journal.history("toy-borrowing", pk).last()
    assert (event.action, event.data["reason"]) == ("delete", "重复登记")
    assert event.before.keys() == Borrowings.all_columns.keys()
    assert (event.before["note"], event.before["copies"]) == ("封面破损", 2)


def test_what_other_records_refer_to_is_not_deleted(city):
    reader = register(city, city.library, "R1")
    lend(city.library, "J1", reader=reader)

    with pytest.raises(LedgerRefused, match="还被图书借阅台账引用"):
        ledgers.delete(reader, city.handler, "销户")
    assert Reader.objects.exists()


def test_a_case_is_opened_by_its_step_and_corrected_with_a_reason(city):
    given = {"organisation": city.library, "complaint": "多收押金"}
    with pytest.raises(LedgerRefused, match="立案日期"):
        ledgers.create(Disputes, city.handler, given)
    case = ledgers.create(Disputes, city.handler, given, on=TODAY)
    assert (case.state, case.opened_on) == ("received", TODAY)

    with pytest.raises(LedgerRefused, match="须说明理由"):
        ledgers.edit(case, city.handler, {"complaint": "多收滞纳金"})
    with pytest.raises(LedgerRefused, match="机构不能更改"):
        ledgers.edit(case, city.handler, {"organisation": city.county_library}, reason="x")
    with pytest.raises(LedgerRefused, match="不能填写这一栏"):
        ledgers.edit(case, city.handler, {"state": "decided"}, reason="x")
    with pytest.raises(LedgerRefused, match="案件不能删除"):
        ledgers.delete(case, city.handler, "误登")

    edited = ledgers.edit(case, city.handler, {"complaint": "多收滞纳金"}, reason="录入有误")
    assert edited.complaint == "多收滞纳金"
    assert journal.history("toy-dispute", str(case.pk)).last().data == {"reason": "录入有误"}


def test_a_case_shows_the_label_of_its_state(city):
    ledgers.create(Disputes, city.handler, {"organisation": city.library, "complaint": "x"}, on=TODAY)

    row = ledgers.page(Disputes, city.handler, Query.of({"state": "已收到"})).rows[0]

    assert (row.data["state"], row.shown["state"]) == ("received", "已收到")
    assert not ledgers.page(Disputes, city.handler, Query.of({"state": "已决定"})).rows


# Export


def exported(ledger, actor, query=None, format="xlsx"):
    return ledgers.export(ledger, actor, query, format, at=datetime(2025, 3, 3, 1, 30, tzinfo=UTC)).read()


def test_an_export_shows_what_the_list_shows_and_says_what_it_is(city):
    lend(city.library, "J1", copies=2, deposit=Decimal("12.5"), due_on=date(2025, 3, 1))
    lend(city.library, "J2", binding="hard", borrowed_on=date(2025, 2, 2))
    lend(city.county_library, "J3")
    query = Query.of({"organisation": "市图书馆", "borrowed_on_from": "2025-01-01", "sort": "borrowed_on"})

    book = load_workbook(io.BytesIO(exported(Borrowings, city.office, query)))

    assert book.sheetnames == ["图书借阅台账", "说明"]
    rows = list(book["图书借阅台账"].values)
    assert rows[0] == ("借阅编号", "书名", "借阅人", "机构", "装帧", "借出日期", "应还日期", "册数", "押金（元）")
    assert rows[1] == (
        "J1", "辞海", "张三", "市图书馆", "平装", datetime(2025, 1, 2), datetime(2025, 3, 1), 2, 12.5,
    )  # fmt: skip
    assert [row[0] for row in rows[1:]] == ["J1", "J2"]
    about = dict(row[:2] for row in book["说明"].values)
    assert about["台账"] == "图书借阅台账"
    assert about["导出时间"] == "2025-03-03 09:30:00"
    assert about["筛选：机构"] == "市图书馆"
    assert about["筛选：借出日期不早于/不小于"] == "2025-01-01"
    event = journal.Event.objects.last()
    assert (event.action, event.ledger, event.data["rows"]) == ("export", "toy-borrowing", 2)
    assert event.data["filters"]["organisation"] == ["市图书馆"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_no_text_becomes_a_formula_in_an_export(city, start, format):
    lend(city.library, "J1", title=f"{start}cmd|' /C calc'!A0")

    if format == "csv":
        rows = list(
            csv.reader(io.StringIO(exported(Borrowings, city.office, None, "csv").decode("utf-8-sig"), newline=""))
        )
        assert rows[1][1] == f"'{start}cmd|' /C calc'!A0"
    else:
        cell = load_workbook(io.BytesIO(exported(Borrowings, city.office)))["图书借阅台账"]["B2"]
        assert cell.data_type == "s"
        assert cell.value.startswith("'")


def test_numbers_below_zero_stay_numbers_in_csv(city):
    lend(city.library, "J1", deposit=Decimal("-5.00"))

    assert ",-5.00\r\n" in exported(Borrowings, city.office, None, "csv").decode("utf-8-sig")


def test_an_export_in_an_unknown_format_is_refused(city):
    with pytest.raises(LedgerRefused, match="可选：xlsx、csv"):
        exported(Borrowings, city.office, None, "pdf")
