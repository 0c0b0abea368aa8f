"""机构与用户: the keeper changes the tree and the accounts; what the rules refuse is said, and nothing changed."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from fadu.kernel import accounts, journal, rosters
from fadu.kernel.organisations import Membership, Organisation, User

from .conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def keeper(city, sign_in):
    return sign_in("keeper")


@pytest.fixture
def li(city):
    return make_user("lijing", (city.library, "handler"), name="李静")


def words(answer):
    return answer.content.decode()


def book(headings, *rows):
    file = openpyxl.Workbook()
    for row in [headings, *rows]:
        file.active.append(list(row))
    out = io.BytesIO()
    file.save(out)
    out.seek(0)
    out.name = "名册.xlsx"
    return out


# The tree


def test_the_tree_is_folded_without_script_and_found_by_name(keeper, read):
    answer = keeper.get("/organisations/")
    assert read(answer).all("details")
    assert "青山县图书馆" in words(answer)
    assert "青山县图书馆" in words(keeper.get("/organisations/?q=青山县图"))
    assert "没有符合条件的机构" in words(keeper.get("/organisations/?q=无此机构"))


def test_an_organisation_is_added_below_another(keeper, city):
    values = {"parent": "990100", "code": "990100-02", "name": "临江市博物馆", "kind": "institution"}
    assert keeper.post("/organisations/new/", values).headers["Location"] == "/organisations/990100-02/"
    made = Organisation.objects.get(code="990100-02")
    assert (made.parent, made.division_id) == (city.government, "990100")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "990100-01"}, "机构代码"),
        ({"name": ""}, "不能为空"),
        ({"parent": "none"}, "请选择上级机构"),
        ({"division": "990200"}, "不在上级机构的区划"),
        ({"division": "990122"}, "请填写区划名称"),
        ({"division": "12"}, "应为 6 位"),
        ({"kind": "empire"}, "empire"),
        ({"valid_from": "昨天"}, "请填写日期"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(keeper, city, changed, said):
    values = {"parent": "990100", "code": "990100-02", "name": "临江市博物馆", "kind": "institution"}
    answer = keeper.post("/organisations/new/", values | changed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert Organisation.objects.count() == 4


def change(client, code, what, **values):
    return client.post(f"/organisations/{code}/{what}/", values)


def test_a_new_name_begins_on_a_day(keeper, city):
    change(keeper, "990100-01", "rename", name="临江市公共图书馆", on=TODAY.isoformat())
    library = Organisation.objects.get(code="990100-01")
    assert library.name == "临江市公共图书馆"
    assert library.name_on(TODAY - timedelta(days=1)) == "临江市图书馆"
    assert "临江市图书馆" in words(keeper.get("/organisations/990100-01/"))


@pytest.mark.parametrize(
    ("what", "values", "said"),
    [
        ("rename", {"name": "", "on": TODAY.isoformat()}, "请填写新名称"),
        ("rename", {"name": "某馆", "on": ""}, "请填写日期"),
        ("rename", {"name": "某馆", "on": (TODAY + timedelta(days=1)).isoformat()}, "不得晚于今日"),
        ("transfer", {"parent": "990121-01"}, "不能作为它的上级"),
        ("transfer", {"parent": ""}, "请选择"),
        ("members", {"target": "", "on": TODAY.isoformat()}, "请选择"),
        ("abolish", {"on": TODAY.isoformat()}, "尚有下级机构"),
        ("edit", {"kind": "empire"}, "empire"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(keeper, city, what, values, said):
    before = list(Organisation.objects.values())
    answer = change(keeper, "990121", what, **values)
    assert answer.status_code == 422
    assert said in words(answer)
    assert list(Organisation.objects.values()) == before


def test_an_abolished_organisation_leaves_its_people_to_the_successor(keeper, city, li):
    last = TODAY - timedelta(days=1)  # on its last day it still stands
    answer = change(keeper, "990100-01", "abolish", on=last.isoformat(), successor="990100", members="1")
    assert answer.status_code == 302
    library = Organisation.objects.get(code="990100-01")
    assert (library.valid_to, library.successor) == (last, city.government)
    assert li.memberships.get(organisation=city.government).valid_from == TODAY
    assert "/organisations/990100-01/" in words(keeper.get("/organisations/?ended=1"))
    assert "/organisations/990100-01/" not in words(keeper.get("/organisations/"))


def test_a_keeper_of_elsewhere_changes_nothing_here(city, sign_in):
    county = sign_in("keeper", city.county)
    assert change(county, "990100-01", "rename", name="某馆", on=TODAY.isoformat()).status_code == 404
    assert county.post("/users/keeper-990100/reset/").status_code == 404


def test_a_tree_comes_from_a_workbook_after_a_preview(keeper, city):
    template = openpyxl.load_workbook(
        io.BytesIO(b"".join(keeper.get("/organisations/template.xlsx").streaming_content))
    )
    headings = [cell.value for cell in template.worksheets[0][1]]
    row = ["990100-02", "临江市博物馆", "", "事业单位", "990100", "", "", "", None, None]
    answer = keeper.post("/organisations/import/", {"file": book(headings, row)})
    assert "试运行结果" in words(answer)
    assert "临江市博物馆" in words(answer)
    assert Organisation.objects.count() == 4
    done = keeper.post("/organisations/import/", {"parcel": answer.context["parcel"]})
    assert "新增 1 条" in words(done)
    assert Organisation.objects.count() == 5


def test_a_workbook_with_a_mistake_comes_back_marked(keeper, city):
    headings = [column.label for column in rosters.ORGANISATIONS]
    rows = [
        ["990100-02", "临江市博物馆", "", "事业单位", "990100", "", "", "", None, None],
        ["990100-02", "临江市档案馆", "", "事业单位", "990100", "", "", "", None, None],
    ]
    answer = keeper.post("/organisations/import/", {"file": book(headings, *rows)})
    assert answer.status_code == 422
    assert "机构代码与第 2 行重复" in words(answer)
    marked = b"".join(keeper.get(f"/parcels/{answer.context['marked']}/").streaming_content)
    assert "重复" in str(openpyxl.load_workbook(io.BytesIO(marked)).active.cell(3, 11).value)
    assert Organisation.objects.count() == 4
    for bad in (io.BytesIO(b""), io.BytesIO(b"%PDF-1.4")):
        bad.name = "x.xlsx"
        assert keeper.post("/organisations/import/", {"file": bad}).status_code == 422
    assert "请选择要导入的文件" in words(keeper.post("/organisations/import/", {}))


# Users


def test_a_new_user_gets_a_slip_and_must_change_the_password(keeper, client, city):
    values = {"name": "吴悦", "username": "wuyue", "organisation": "990100-01", "role": "handler"}
    answer = keeper.post("/users/new/", values)
    (slip,) = answer.context["slips"]
    assert slip["password"] in words(answer)
    assert client.post("/login/", {"login": "wuyue", "password": slip["password"]}).status_code == 302
    assert client.get("/").headers["Location"] == "/password/"
    assert client.get("/ledgers/").headers["Location"] == "/password/"
    assert client.get("/api/ledgers").status_code == 403
    new = {"oldpassword": slip["password"], "password1": "purple-mountain-7", "password2": "purple-mountain-7"}
    assert client.post("/password/", new).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": "lijing"}, "已有人使用"),
        ({"username": "李"}, "不合要求"),
        ({"name": ""}, "请填写姓名"),
        ({"role": "emperor"}, "没有角色"),
        ({"role": "system"}, "没有角色"),
        ({"organisation": "none"}, "请选择机构"),
        ({"valid_from": "2026-05-01", "valid_to": "2026-04-01"}, "离任日期不得早于"),
    ],
)
def test_a_user_that_cannot_be_is_refused_whole(keeper, city, li, changed, said):
    n = User.objects.count()
    values = {"name": "吴悦", "username": "wuyue", "organisation": "990100-01", "role": "handler"}
    answer = keeper.post("/users/new/", values | changed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert User.objects.count() == n


def test_users_are_filtered_and_exported(keeper, city, li):
    make_user("nobody-here")
    make_user("gone", (city.library, "handler"))
    User.objects.filter(username="gone").update(is_active=False)
    assert "lijing" in words(keeper.get("/users/?role=handler"))
    assert "lijing" not in words(keeper.get("/users/?role=leader"))
    assert "lijing" in words(keeper.get("/users/?organisation=990100-01&q=李静"))
    assert "nobody-here" in words(keeper.get("/users/?state=without"))
    assert "gone" in words(keeper.get("/users/?state=inactive"))
    assert "没有符合条件的用户" in words(keeper.get("/users/?state=locked"))
    content = b"".join(keeper.get("/users/export.xlsx").streaming_content)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]]
    assert ["lijing", "李静", "990100-01", "承办人", None, None] in rows


def account(client, username, what, **values):
    return client.post(f"/users/{username}/{what}/", values)


def test_a_role_is_given_and_ended(keeper, city, li):
    account(keeper, "lijing", "appoint", organisation="990121", role="leader", valid_from="2026-01-01")
    held = li.memberships.get(role="leader")
    assert held.valid_from == date(2026, 1, 1)
    account(keeper, "lijing", "dismiss", membership=held.pk, last=TODAY.isoformat())
    held.refresh_from_db()
    assert held.valid_to == TODAY
    assert "变更记录" in words(keeper.get("/users/lijing/"))


@pytest.mark.parametrize(
    ("what", "values", "said"),
    [
        ("appoint", {"organisation": "none", "role": "leader"}, "请选择"),
        ("appoint", {"organisation": "990100", "role": "emperor"}, "没有角色"),
        ("dismiss", {"membership": "x", "last": TODAY.isoformat()}, "没有这项任职"),
        ("deactivate", {"reason": ""}, "理由"),
        ("name", {"name": ""}, "请填写姓名"),
        ("two-step", {}, "没有启用两步验证"),
    ],
)
def test_a_change_of_an_account_that_cannot_be_is_refused(keeper, city, li, what, values, said):
    answer = account(keeper, "lijing", what, **values)
    assert answer.status_code == 422
    assert said in words(answer)
    assert account(keeper, "lijing", "marry").status_code == 404


def test_the_last_keeper_and_oneself_stay(keeper, city):
    me = User.objects.get(username="keeper-990100")
    assert "不能停用自己" in words(account(keeper, me.username, "deactivate", reason="试试"))
    held = me.memberships.get()
    answer = account(keeper, me.username, "dismiss", membership=held.pk, last=TODAY.isoformat())
    assert "不能结束自己的" in words(answer)
    assert "须写明理由" in words(account(keeper, me.username, "appoint", organisation="990100-01", role="handler"))
    account(keeper, me.username, "appoint", organisation="990100-01", role="handler", reason="临时代办")
    assert "临时代办" in words(keeper.get("/users/"))


def test_a_reset_password_signs_the_user_out_and_is_one_time(keeper, client, li):
    client.force_login(li)
    assert client.get("/me/").status_code == 200
    answer = account(keeper, "lijing", "reset")
    (slip,) = answer.context["slips"]
    assert client.get("/me/").status_code == 302
    li.refresh_from_db()
    assert not li.check_password(PASSWORD)
    assert li.check_password(slip["password"])
    assert slip["password"] not in words(keeper.get("/users/lijing/"))


def test_who_is_out_of_use_comes_back_with_a_slip(keeper, client, li):
    account(keeper, "lijing", "deactivate", reason="调离")
    assert client.post("/login/", {"login": "lijing", "password": PASSWORD}).status_code in (200, 302)
    assert "_auth_user_id" not in client.session
    (slip,) = account(keeper, "lijing", "reactivate").context["slips"]
    client.post("/login/", {"login": "lijing", "password": slip["password"]})
    assert "_auth_user_id" in client.session


def test_users_come_from_a_workbook_with_slips(keeper, city):
    headings = [column.label for column in rosters.USERS]
    rows = [["wuyue", "吴悦", "990100-01", "承办人", None, None], ["zhou", "周明", "临江市图书馆", "领导", None, None]]
    answer = keeper.post("/users/import/", {"file": book(headings, *rows)})
    assert "试运行结果" in words(answer)
    done = keeper.post("/users/import/", {"parcel": answer.context["parcel"]})
    assert [slip["user"].username for slip in done.context["slips"]] == ["wuyue", "zhou"]
    assert "一次性密码" in words(done)
    bad = keeper.post("/users/import/", {"file": book(headings, ["x1", "某", "990100-01", "皇帝", None, None])})
    assert bad.status_code == 422
    assert "不在可选值之内" in words(bad)


# Who may do what


def test_what_a_role_may_do_is_computed_from_the_declarations(keeper, sign_in):
    page = words(keeper.get("/roles/?role=handler"))
    assert "借阅争议处理程序" in page
    assert "提出申诉" in page
    assert "读者台账" in page
    assert keeper.get("/roles/?role=emperor").status_code == 200
    rows = (
        openpyxl.load_workbook(io.BytesIO(b"".join(keeper.get("/roles/export.xlsx").streaming_content)))
        .worksheets[0]
        .values
    )
    assert any("借阅争议处理程序：提出申诉" in str(row) for row in rows)


def test_exporting_users_is_in_the_journal(keeper):
    keeper.get("/users/export.xlsx")
    assert journal.Event.objects.filter(ledger="user", action="export").exists()
    assert Membership.objects.exists()
    assert accounts.KEEPER == "keeper"
