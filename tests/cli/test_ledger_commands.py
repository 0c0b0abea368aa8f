"""fadu template, import, export: a ledger's way out of the product and back, and what is refused with exit code 1."""

import pytest
from openpyxl import load_workbook

from fadu.cli import main
from fadu.kernel import journal
from tests.toy.library import build, lend
from tests.toy.models import Borrowing, Dispute

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return build()


@pytest.fixture
def out(tmp_path):
    return tmp_path / "借阅.xlsx"


def test_a_ledger_goes_out_and_comes_back(city, out, capsys):
    lend(city.library, "J1")
    lend(city.county_library, "J2", title="汉书")

    assert main(["export", "toy-borrowing", str(out)]) == 0
    Borrowing.objects.filter(number="J2").delete()
    assert main(["import", "toy-borrowing", str(out)]) == 0

    assert "新增 1 条，更新 0 条，未变 1 条" in capsys.readouterr().out
    assert Borrowing.objects.get(number="J2").organisation == city.county_library
    event = journal.Event.objects.last()
    assert (event.action, event.actor_name) == ("import", "命令行操作员")


def test_a_filled_template_is_imported_for_an_organisation(city, out, capsys):
    assert main(["template", "toy-borrowing", str(out)]) == 0
    book = load_workbook(out)
    headings = {cell.value.strip("*"): cell.column for cell in book.active[1]}
    for heading, value in {"借阅编号": "J1", "书名": "史记", "借阅人": "张三", "借出日期": "2025年1月2日"}.items():
        book.active.cell(2, headings[heading], value)
    book.save(out)

    assert main(["import", "toy-borrowing", str(out), "--dry-run", "--organisation", "990100-01"]) == 0
    assert "试运行" in capsys.readouterr().out
    assert not Borrowing.objects.exists()
    assert main(["import", "toy-borrowing", str(out), "--organisation", "990100-01"]) == 0
    assert Borrowing.objects.get().organisation == city.library


def test_faults_are_named_and_marked(city, tmp_path, capsys):
    file, marked = tmp_path / "借阅.csv", tmp_path / "有误.xlsx"
    file.write_text("借阅编号,书名,借阅人,机构,借出日期,签字\nJ1,史记,张三,市图书馆,昨天,x\n", encoding="gb18030")

    assert main(["import", "toy-borrowing", str(file), "--errors", str(marked)]) == 1

    said = capsys.readouterr().err
    assert "有 1 处错误（1 行），没有导入任何内容" in said
    assert "第 2 行“借出日期”栏（E2）：“昨天”不是完整的日期" in said
    assert "未读取的表头或工作表：签字" in said
    assert load_workbook(marked).active["E2"].comment.text.startswith("“昨天”不是完整的日期")


def test_cases_come_with_their_steps(city, tmp_path):
    opened, steps = tmp_path / "案件.csv", tmp_path / "步骤.csv"
    opened.write_text("编号,机构,立案日期,申诉事项\nZ1,市图书馆,2025-01-06,多收押金\n", encoding="utf-8")
    steps.write_text("编号,环节,办理日期\nZ1,受理,2025-01-08\n", encoding="utf-8")

    assert main(["import", "toy-dispute", str(opened)]) == 0
    assert main(["import", "toy-dispute", str(steps)]) == 0
    assert Dispute.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("template nothing {file}", "没有台账“nothing”"),
        ("import nothing {file}", "没有台账“nothing”"),
        ("export nothing {file}", "没有台账“nothing”"),
        ("import toy-borrowing {missing}", "打不开"),
        ("import toy-borrowing {file} --organisation 1", "没有机构“1”"),
        ("import toy-borrowing {folder}", "打不开"),
        ("export toy-borrowing {folder}/out.pdf", "可选：xlsx、csv"),
        ("export toy-visit {file}", "大数据量台账"),
        ("export toy-borrowing {missing}/out.csv", "不能写出文件"),
        ("template toy-borrowing {missing}/out.xlsx", "不能写出文件"),
    ],
)
def test_what_cannot_be_done_is_said_and_fails(city, tmp_path, capsys, line, message):
    names = {"file": tmp_path / "x.xlsx", "missing": tmp_path / "没有.xlsx", "folder": tmp_path}

    assert main([word.format(**names) for word in line.split()]) == 1
    assert message in capsys.readouterr().err
