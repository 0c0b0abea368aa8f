"""报表页面: zero, nothing known and nothing meant stay three things; what is wrong is said in its line."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from fadu.kernel import returns
from fadu.kernel.returns import Return, ReturnValue

pytestmark = pytest.mark.django_db

LECTURES, MEETINGS, LEADING = (
    "training.expert_lectures-all",
    "planning.government_meetings-all",
    "planning.leadership_hearings-all",
)


@pytest.fixture
def clerk(city, sign_in):
    return sign_in("statistician", city.library)


@pytest.fixture
def office(sign_in):
    return sign_in("law_governance_office")


@pytest.fixture
def filing(city):
    return returns.file(city.library, 2025, city.actor("statistician", city.library))


def place(filing, action=""):
    return f"/returns/{filing.pk}/" + (f"{action}/" if action else "")


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_a_return_is_begun_from_the_list(city, clerk):
    shown = text(clerk.get("/returns/?period=2025"))
    assert "未建表" in shown
    answer = clerk.post("/returns/new/", {"organisation": city.library.code, "period": "2025"})
    filing = Return.objects.get()
    assert answer.headers["Location"] == place(filing)
    assert (filing.organisation, filing.period) == (city.library, "2025")


def test_zero_nothing_known_and_nothing_meant_are_three_things(filing, clerk):
    written = {f"value-{LECTURES}": "0", f"value-{MEETINGS}": "12", f"none-{LEADING}": "1"}
    assert clerk.post(place(filing), written).status_code == 302
    kinds = dict(ReturnValue.objects.values_list("indicator", "kind"))
    assert kinds == {
        "training.expert_lectures": "zero",
        "planning.government_meetings": "number",
        "planning.leadership_hearings": "not_applicable",
    }
    shown = text(clerk.get(place(filing)))
    assert re.search(rf'name="none-{LEADING}" value="1" checked', shown)
    assert not re.search(rf'name="none-{LECTURES}" value="1" checked', shown)


@pytest.mark.parametrize(("value", "said"), [("十二", "不是数字"), ("1.5", "应为整数"), ("-3", "不是数字|不能小于零")])
def test_a_wrong_value_is_said_in_its_line_and_nothing_is_saved(filing, clerk, value, said):
    answer = clerk.post(place(filing), {f"value-{LECTURES}": value, f"value-{MEETINGS}": "12"})
    shown = text(answer, 422)
    assert re.search(said, shown)
    assert 'value="12"' in shown
    assert not ReturnValue.objects.exists()


def test_a_return_goes_to_the_office_comes_back_and_is_accepted(filing, clerk, office):
    clerk.post(place(filing), {f"value-{MEETINGS}": "12"})
    assert clerk.post(place(filing, "submit")).status_code == 302
    assert "不能这样办理" in text(clerk.post(place(filing), {f"value-{MEETINGS}": "13"}), 409)
    assert "请写明退回理由" in text(office.post(place(filing, "give-back"), {"reason": " "}), 409)
    assert office.post(place(filing, "give-back"), {"reason": "请核对会议次数"}).status_code == 302
    assert "请核对会议次数" in text(clerk.get(place(filing)))
    clerk.post(place(filing), {f"value-{MEETINGS}": "13"})
    clerk.post(place(filing, "submit"))
    assert office.post(place(filing, "accept")).status_code == 302
    filing.refresh_from_db()
    assert filing.state == "accepted"
    shown = text(office.get("/indicators/?domain=planning&period=2025&organisation=990100-01"))
    assert ">13<" in shown
    assert "报表" in shown


def test_an_empty_return_is_not_taken(filing, clerk):
    assert "没有填写任何数值" in text(clerk.post(place(filing, "submit")), 409)


def test_the_workbook_goes_out_and_comes_back(city, filing, clerk):
    answer = clerk.get("/returns/forms.xlsx?period=2025")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == "planning.government_meetings")
    row[5].value = 7
    out = io.BytesIO()
    book.save(out)
    answer = clerk.post("/returns/take/", {"file": SimpleUploadedFile("报表.xlsx", out.getvalue())})
    assert "个数值" in text(answer)
    assert ReturnValue.objects.get(indicator="planning.government_meetings").number == 7


def test_a_workbook_with_a_wrong_cell_comes_back_marked(filing, clerk):
    book = load_workbook(io.BytesIO(returns.blank([filing.organisation], 2025)))
    row = next(row for row in book.worksheets[0].iter_rows(min_row=4) if row[0].value == "planning.government_meetings")
    row[5].value = "许多"
    out = io.BytesIO()
    book.save(out)
    answer = clerk.post("/returns/take/", {"file": SimpleUploadedFile("报表.xlsx", out.getvalue())})
    assert "不是数字" in text(answer, 422)
    assert "下载标注错误的表格" in answer.content.decode()
    assert not ReturnValue.objects.exists()


def test_another_organisations_return_is_not_to_be_seen(filing, city, sign_in):
    assert sign_in("statistician", city.county_library).get(place(filing)).status_code == 404


def test_the_board_tells_a_statistician_what_is_due(clerk):
    assert "待办报表" in text(clerk.get("/"))
    assert "未建表" in text(clerk.get("/"))


def test_what_is_written_is_kept_when_it_is_handed_in_at_once(filing, clerk):
    answer = clerk.post(place(filing), {"value-planning.government_meetings-all": "7", "then": "submit"})
    assert answer.status_code in (302, 409)
    assert ReturnValue.objects.get(indicator="planning.government_meetings").number == 7
    filing.refresh_from_db()
    assert (filing.state == "submitted") is (answer.status_code == 302)


def test_a_return_shows_how_far_it_is_and_who_has_it(filing, clerk):
    shown = text(clerk.get(place(filing)))
    assert 'aria-current="step">机构填报' in shown
    assert "已填 0／" in shown
