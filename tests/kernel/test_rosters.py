"""名册: the tree and the users of an office come in whole or not at all, and the file comes back marked."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from fadu.kernel import accounts, journal, rosters
from fadu.kernel.organisations import OPERATOR, Division, Membership, Organisation, User

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 1, tzinfo=UTC)
TREE = [column.label for column in rosters.ORGANISATIONS]
PEOPLE = [column.label for column in rosters.USERS]


@pytest.fixture
def office():
    first = accounts.First("990300", "新城市", "新城市人民政府", "市政府", "新府")
    accounts.establish(first, "keeper", "何维", "", NOW, OPERATOR)
    return Organisation.objects.get(code="990300")


def sheet(headings, *rows, title="机构"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in [headings, *rows]:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def body(code, name, parent="", division="", place="", kind="政府部门", **more):
    return [
        code,
        name,
        more.get("short", ""),
        kind,
        parent,
        division,
        place,
        more.get("mark", ""),
        None,
        more.get("to"),
    ]


def take(office, *rows, dry_run=False):
    return rosters.import_organisations(sheet(TREE, *rows), OPERATOR, office, dry_run=dry_run, name="机构.xlsx")


def faults(result):
    return [(one.row, one.heading, one.message) for one in result.errors]


def test_the_tree_comes_in_whatever_the_order_of_its_rows(office):
    result = take(
        office,
        body("990302-01", "临湖区司法局", "990302"),
        body("990302", "临湖区人民政府", "990300", "990302", "临湖区", kind="人民政府"),
        body("990300-01", "新城市司法局", mark="新司"),
        body("990302001", "东关街道办事处", "990302", "990302001", "东关街道", kind="乡镇（街道）"),
    )
    assert result.errors == ()
    assert (result.created, result.done) == (4, True)
    below = Organisation.objects.get(code="990302-01")
    assert below.path == "990300/990302/990302-01/"
    assert below.division_id == "990302"
    assert Division.objects.get(code="990302001").parent_id == "990302"
    assert [branch.depth for branch in result.tree] == [0, 1, 1, 2, 2]
    assert journal.history("organisation", "990302-01").get().action == "create"


def test_a_trial_shows_the_tree_and_writes_nothing(office):
    result = take(office, body("990300-01", "新城市司法局"), dry_run=True)
    assert [(one.code, one.fresh) for one in result.tree] == [("990300", False), ("990300-01", True)]
    assert Organisation.objects.count() == 1
    assert not journal.history("organisation", "990300-01").exists()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([body("a", "甲"), body("a", "乙")], [(3, "机构代码", "机构代码与第 2 行重复")]),
        ([body("a", "甲"), body("b", "甲")], [(3, "机构名称", "同一上级下的机构名称与第 2 行重复")]),
        (
            [body("a", "甲", "b"), body("b", "乙", "a")],
            [
                (2, "上级机构代码", "上级机构互相循环：a → b → a，请改正上级机构代码"),
                (3, "上级机构代码", "上级机构互相循环：a → b → a，请改正上级机构代码"),
            ],
        ),
        (
            [body("a", "甲", "nobody")],
            [(2, "上级机构代码", "没有上级机构“nobody”：本表没有这一行，系统里也没有登记")],
        ),
        (
            [body("a", "甲", "", "980000", "某省")],
            [(2, "区划代码", "没有以“98”开头的省级区划代码，请核对 GB/T 2260")],
        ),
        (
            [body("a", "甲", "", "990400", "邻市")],
            [(2, "区划代码", "区划“990400”不在上级机构的区划“990300”之内")],
        ),
        ([body("a", "甲", "", "990302")], [(2, "区划名称", "区划第一次出现，请填写区划名称")]),
        ([body("990300", "旧城市人民政府")],
         [(2, "机构名称", "已登记为“新城市人民政府”；更名有生效日期，请在机构页面办理“更名”")]),
    ],
)  # fmt: skip
def test_a_bad_row_refuses_the_whole_file(office, rows, expected):
    result = take(office, body("990300-01", "新城市司法局"), *rows)
    expected = [(row + 1, heading, said.replace("第 2 行", "第 3 行")) for row, heading, said in expected]
    assert faults(result) == expected
    assert Organisation.objects.count() == 1
    marked = openpyxl.load_workbook(io.BytesIO(result.marked)).active
    assert expected[0][2] in str(marked.cell(expected[0][0], marked.max_column).value)


def test_the_same_file_twice_changes_nothing(office):
    rows = [body("990300-01", "新城市司法局", mark="新司")]
    take(office, *rows)
    again = take(office, *rows)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = take(office, body("990300-01", "新城市司法局", mark="新司法"))
    assert changed.updated == 1
    assert Organisation.objects.get(code="990300-01").mark == "新司法"


def test_several_hundred_rows_come_in_at_once(office):
    result = take(office, *(body(f"990300-{n:03}", f"新城市第{n}局") for n in range(1, 401)))
    assert result.created == 400
    assert Organisation.objects.count() == 401


def test_the_templates_are_taken_back_once_filled_in(office):
    for content, of in ((rosters.organisations_template(office), TREE), (rosters.users_template(office), PEOPLE)):
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames[1] == "示例"
        assert [str(cell.value).lstrip("*") for cell in book.worksheets[0][1]] == of
        example = [[cell.value for cell in row] for row in book["示例"].iter_rows(min_row=3, max_col=len(of))]
        for row in example:
            book.worksheets[0].append(row)
        out = io.BytesIO()
        book.save(out)
        if of is TREE:
            result = rosters.import_organisations(out.getvalue(), OPERATOR, office)
        else:
            result = rosters.import_users(out.getvalue(), OPERATOR, NOW, TODAY)
        assert result.errors == ()
        assert result.created == len(example)


def enrol(*rows, dry_run=False, actor=OPERATOR):
    return rosters.import_users(
        sheet(PEOPLE, *rows, title="用户"), actor, NOW, TODAY, dry_run=dry_run, name="用户.xlsx"
    )


def test_users_get_their_roles_and_one_time_passwords(office):
    result = enrol(
        ["lijing", "李静", "新城市人民政府", "承办人", None, None],
        ["lijing", "李静", "990300", "审核人", None, date(2026, 12, 31)],
        ["wuyue", "吴悦", "市政府", "statistician", None, None],
    )
    assert result.errors == ()
    assert set(result.passwords) == {"lijing", "wuyue"}
    li = User.objects.get(username="lijing")
    assert li.check_password(result.passwords["lijing"])
    assert accounts.duty(li, NOW).startswith("这是管理员发的一次性密码")
    assert set(li.memberships.values_list("role", flat=True)) == {"handler", "reviewer"}
    again = enrol(["lijing", "李静", "新城市人民政府", "承办人", None, None])
    assert (again.created, again.unchanged, again.passwords) == (0, 1, {})


@pytest.mark.parametrize(
    ("row", "heading", "said"),
    [
        (["lijing", "李静", "990300", "皇帝", None, None], "角色", "不在可选值之内"),
        (["lijing", "李静", "990399", "承办人", None, None], "机构", "没有机构“990399”"),
        (["李", "李静", "990300", "承办人", None, None], "用户名", "不合要求"),
        (["Keeper", "李静", "990300", "承办人", None, None], "姓名", "已是“何维”的"),
        (["lijing", "李静", "990300", "承办人", date(2026, 5, 1), date(2026, 4, 1)], "用户名", "离任日期不得早于"),
        (["keeper", "何维", "990300", "系统管理员", None, date(2026, 4, 1)], "用户名", "最后一名系统管理员"),
    ],
)
def test_a_bad_user_refuses_the_whole_file(office, row, heading, said):
    result = enrol(["wuyue", "吴悦", "990300", "统计员", None, None], row)
    (fault,) = result.errors
    assert (fault.row, fault.heading) == (3, heading)
    assert said in fault.message
    assert result.passwords == {}
    assert User.objects.count() == 1


def test_a_trial_gives_nobody_a_password(office):
    result = enrol(["wuyue", "吴悦", "990300", "统计员", None, None], dry_run=True)
    assert (result.created, result.passwords) == (1, {})
    assert User.objects.count() == 1


def test_what_is_exported_comes_back_unchanged(office):
    take(office, body("990300-01", "新城市司法局", mark="新司"))
    out = io.BytesIO()
    assert rosters.export_organisations(out, Organisation.objects.select_related("parent", "division")) == 2
    result = rosters.import_organisations(out.getvalue(), OPERATOR, office)
    assert (result.errors, result.unchanged) == ((), 2)
    out = io.BytesIO()
    rosters.export_users(out, Membership.objects.select_related("user", "organisation"))
    assert enrol_file(out.getvalue()).unchanged == 1


def enrol_file(content):
    return rosters.import_users(content, OPERATOR, NOW, TODAY)
