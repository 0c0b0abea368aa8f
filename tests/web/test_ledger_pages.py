"""台账页面: lists keep their filters, forms say what is wrong, imports write all or nothing, and masks hold."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from fadu.kernel import journal, ledgers
from tests.toy.library import TODAY, lend
from tests.toy.models import Borrowing

pytestmark = pytest.mark.django_db

LIST = "/ledgers/toy-borrowing/"


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


def page(client, address=LIST, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


# Lists


def test_an_empty_ledger_says_what_to_do(handler):
    text = page(handler)
    assert "这本台账还没有记录" in text
    assert f"{LIST}new/" in text
    assert f"{LIST}import/" in text


def test_who_may_only_look_is_offered_nothing_to_write(city, sign_in):
    lend(city.library, "J-1")
    text = page(sign_in("leader"))
    assert "J-1" in text
    assert f"{LIST}new/" not in text
    assert f"{LIST}import/" not in text
    assert "导出" in text


def test_the_next_page_keeps_filter_search_and_order(city, handler):
    for number in range(60):
        lend(city.library, f"J-{number:02}", binding="hard" if number % 2 else "paper")
    text = page(handler, LIST + "?binding=paper&q=J&sort=number&size=20")
    following = re.search(r'href="([^"]+)" rel="next"', text)
    assert following
    address = LIST + following[1].replace("&amp;", "&")
    for part in ("binding=paper", "q=J", "sort=number", "size=20", "cursor="):
        assert part in address
    second = page(handler, address)
    assert "J-40" in second
    assert "J-41" not in second  # hard cover
    assert "J-38" not in second  # on the first page
    assert 'rel="prev"' in second
    assert "共 30 条" in second


def test_a_filter_that_finds_nothing_offers_the_way_back(city, handler):
    lend(city.library, "J-1")
    text = page(handler, LIST + "?q=无此")
    assert "没有符合条件的记录" in text
    assert f'href="{LIST}"' in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("nonsense=1", "不能按“nonsense”筛选"),
        ("copies_from=many", "不是数字"),
        ("sort=nonsense", "没有“nonsense”这一栏"),
        ("cursor=xyz", "翻页标记"),
        ("organisation=无此机构", "没有机构"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(city, handler, query, said):
    lend(city.library, "J-1")
    assert said in page(handler, f"{LIST}?{query}", 422)


def test_headings_sort_and_say_so(city, handler, read):
    lend(city.library, "J-1")
    answer = handler.get(LIST + "?sort=number")
    sorted_ = [attrs for attrs in read(answer).all("th") if attrs.get("aria-sort")]
    assert sorted_ == [{"scope": "col", "aria-sort": "ascending"}]
    assert "sort=-number" in answer.content.decode()


def test_what_is_masked_in_the_ledger_is_nowhere_on_a_page(city, sign_in):
    secret = {"name": "欧阳小明", "identity_number": "110101199001011234", "phone": "13800138000"}
    values = {"organisation": city.library, "number": "R-1"} | secret
    reader = ledgers.create(ledgers.ledger("toy-reader"), city.handler, values, TODAY)
    ledgers.edit(reader, city.handler, {"phone": "13900139000"})
    places = ["/journal/", "/ledgers/toy-reader/", f"/ledgers/toy-reader/{reader.pk}/"]
    for place in places:
        text = page(sign_in("leader" if "ledgers" in place else "law_governance_office"), place)
        for hidden_one in (*secret.values(), "13900139000"):
            assert hidden_one not in text
    assert "欧阳小明" in page(sign_in("handler", city.library), places[2])


def test_a_volume_ledger_sends_to_the_indicators(handler):
    assert "请从下列指标进入" in page(handler, "/ledgers/toy-visit/")


# Records


WRITTEN = {
    "number": "J-9",
    "title": "辞海",
    "borrower": "张三",
    "binding": "paper",
    "borrowed_on": "2025-01-05",
    "copies": "2",
}


def test_a_record_is_entered_and_noted(city, handler):
    answer = handler.post(LIST + "new/", WRITTEN | {"organisation": city.library.pk, "deposit": "1,200.50"})
    record = Borrowing.objects.get()
    assert answer.headers["Location"] == f"{LIST}{record.pk}/"
    assert (record.borrowed_on, record.copies, str(record.deposit)) == (date(2025, 1, 5), 2, "1200.50")
    assert [event.action for event in journal.history("toy-borrowing", record.pk)] == ["create"]
    assert "已登记" in page(handler, answer.headers["Location"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "不能为空"),
        ({"borrowed_on": "2025-02-30"}, "没有这一天"),
        ({"copies": "两本"}, "不是数字"),
        ({"binding": "leather"}, "不在可选值之内"),
        ({"due_on": "2024-01-01"}, "应还日期不得早于借出日期"),
        ({"title": "无名氏全集"}, "本馆不外借此书"),
        ({"organisation": ""}, "必填"),
    ],
)
def test_a_form_says_beside_the_field_what_is_wrong_and_keeps_what_was_written(city, handler, wrong, said):
    answer = handler.post(LIST + "new/", WRITTEN | {"organisation": city.library.pk} | wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert 'value="张三"' in text
    assert not Borrowing.objects.exists()


def test_a_record_of_another_organisation_cannot_be_smuggled_in(city, handler):
    answer = handler.post(LIST + "new/", WRITTEN | {"organisation": city.county_library.pk})
    assert answer.status_code == 422
    assert not Borrowing.objects.exists()


def test_an_edit_on_an_old_page_overwrites_nothing(city, handler):
    record = lend(city.library, "J-1")
    written = WRITTEN | {"organisation": city.library.pk, "number": "J-1", "borrowed_on": "2025-01-02"}
    assert handler.post(f"{LIST}{record.pk}/edit/", written | {"revision": 0, "title": "辞源"}).status_code == 302
    answer = handler.post(f"{LIST}{record.pk}/edit/", written | {"revision": 0, "title": "字典"})
    assert answer.status_code == 422
    assert "已有变动" in answer.content.decode()
    record.refresh_from_db()
    assert record.title == "辞源"


def test_deleting_asks_for_a_reason_and_keeps_all_in_the_journal(city, handler):
    record = lend(city.library, "J-1")
    place = f"{LIST}{record.pk}/delete/"
    assert "删除理由" in page(handler, place)
    assert handler.post(place, {"reason": " "}).status_code == 422
    assert handler.post(place, {"reason": "重复登记"}).headers["Location"] == LIST
    assert not Borrowing.objects.exists()
    event = journal.history("toy-borrowing", record.pk).last()
    assert (event.action, event.data["reason"], event.before["number"]) == ("delete", "重复登记", "J-1")


def test_a_case_has_no_way_to_be_deleted(dispute, city, handler):
    case = dispute()
    text = page(handler, f"/ledgers/toy-dispute/{case.pk}/delete/")
    assert "案件不能删除" in text
    assert handler.post(f"/ledgers/toy-dispute/{case.pk}/delete/", {"reason": "x"}).status_code == 422


# Files


def workbook(*rows):
    book = Workbook()
    book.active.append(["借阅编号", "书名", "借阅人", "借出日期", "册数"])
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("借阅.xlsx", out.getvalue())


def hidden(text, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def test_an_import_is_tried_first_and_written_when_confirmed(city, handler):
    place = LIST + "import/"
    answer = handler.post(
        place, {"file": workbook(("J-1", "辞海", "张三", "2025-01-05", 1), ("J-2", "辞源", "李四", "2025-01-06", 2))}
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "试运行结果" in text
    assert not Borrowing.objects.exists()
    again = handler.post(place, {"parcel": hidden(text, "parcel"), "organisation": "", "confirm": "1"})
    assert "新增 2 条" in again.content.decode()
    assert Borrowing.objects.count() == 2


def test_a_file_with_one_bad_cell_writes_nothing_and_comes_back_marked(city, handler):
    answer = handler.post(
        LIST + "import/",
        {"file": workbook(("J-1", "辞海", "张三", "2025-01-05", 1), ("J-2", "辞源", "李四", "五月", 2))},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "不是完整的日期" in text
    assert "没有导入任何内容" in text
    assert not Borrowing.objects.exists()
    marked = handler.get(re.search(r'href="(/parcels/[^"]+)"', text)[1])
    assert marked.status_code == 200
    assert load_workbook(io.BytesIO(b"".join(marked.streaming_content)))


def test_a_parcel_is_for_the_session_that_left_it(city, handler, sign_in):
    text = handler.post(LIST + "import/", {"file": workbook(("J-1", "辞海", "张三", "五月", 1))}).content.decode()
    address = re.search(r'href="(/parcels/[^"]+)"', text)[1]
    assert sign_in("law_governance_office").get(address).status_code == 404


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_none_is_refused_in_words(handler, content):
    answer = handler.post(LIST + "import/", {"file": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_template_is_a_workbook_and_is_imported_back(city, handler):
    answer = handler.get(LIST + "template.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_an_export_holds_what_the_list_shows_and_is_noted(city, handler, format):
    lend(city.library, "J-1", title="辞海")
    lend(city.library, "J-2", title="辞源")
    answer = handler.get(f"{LIST}export.{format}?q=辞源")
    content = b"".join(answer.streaming_content)
    if format == "csv":
        assert "J-2" in content.decode("utf-8-sig")
        assert "J-1" not in content.decode("utf-8-sig")
    else:
        values = [cell.value for row in load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]
        assert "J-2" in values
        assert "J-1" not in values
    event = journal.Event.objects.get(action="export")
    assert event.data["rows"] == 1


def test_the_number_of_queries_does_not_grow_with_the_list(city, handler):
    handler.get(LIST)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert handler.get(LIST).status_code == 200
        return len(seen)

    lend(city.library, "J-1")
    lend(city.library, "J-2")
    few = queries()
    for number in range(3, 50):
        lend(city.library, f"J-{number}")
    assert queries() == few
