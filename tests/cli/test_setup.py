"""fadu setup: an office by command, with its files; what is refused is said, with exit code 1, and nothing is done."""

import io

import openpyxl
import pytest

from fadu.cli import main
from fadu.kernel import accounts, rosters
from fadu.kernel.organisations import Organisation, User

pytestmark = pytest.mark.django_db
OFFICE = ["setup", "--division", "990300", "--name", "新城市人民政府", "--keeper", "hewei", "--keeper-name", "何维"]


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr("fadu.cli.serve.prepare", lambda static=True: None)
    monkeypatch.setattr("fadu.cli.setup.call_command", lambda *_args, **_more: None)


def book(path, columns, *rows):
    file = openpyxl.Workbook()
    for row in [[column.label for column in columns], *rows]:
        file.active.append(list(row))
    file.save(path)
    return str(path)


def test_an_office_and_its_keeper_come_by_one_command(capsys):
    accounts.setup_code()
    assert main([*OFFICE, "--mark", "新府"]) == 0
    said = capsys.readouterr().out
    keeper = User.objects.get()
    password = said.partition("一次性密码：")[2][:14]
    assert keeper.check_password(password)
    assert Organisation.objects.get().division.name == "新城市"
    assert not accounts.code_file().exists()
    assert main(OFFICE) == 1
    assert "已经启用" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["setup"], 2, "请写明要做什么"),
        (["setup", "--division", "990300"], 1, "--name、--keeper"),
        ([*OFFICE[:2], "9903", *OFFICE[3:]], 1, "应为 6 位"),
        ([*OFFICE[:6], "何", *OFFICE[7:]], 1, "不合要求"),
        (["setup", "--organisations", "none.xlsx"], 1, "还没有单位"),
    ],
)
def test_what_cannot_be_is_said(capsys, words, code, said):
    assert main(words) == code
    assert said in capsys.readouterr().err
    assert not User.objects.exists()


def test_files_come_in_whole_and_passwords_go_to_a_file_of_ones_own(capsys, tmp_path):
    main(OFFICE)
    tree = book(
        tmp_path / "机构.xlsx", rosters.ORGANISATIONS,
        ["990300-01", "新城市司法局", "市司法局", "政府部门", "", "", "", "", None, None],
    )  # fmt: skip
    people = book(tmp_path / "用户.xlsx", rosters.USERS, ["wuyue", "吴悦", "市司法局", "统计员", None, None])
    out = tmp_path / "密码.csv"
    assert main(["setup", "--organisations", tree, "--users", people, "--dry-run"]) == 1  # the tree is not there yet
    assert Organisation.objects.count() == 1
    assert main(["setup", "--organisations", tree, "--users", people, "--passwords", str(out)]) == 0
    assert out.stat().st_mode & 0o077 == 0
    line = out.read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert User.objects.get(username="wuyue").check_password(line[2])
    assert line[2] not in capsys.readouterr().out


def test_a_bad_file_comes_back_marked_beside_the_first(capsys, tmp_path):
    main(OFFICE)
    tree = book(
        tmp_path / "机构.xlsx", rosters.ORGANISATIONS,
        ["990300-01", "新城市司法局", "", "衙门", "", "", "", "", None, None],
    )  # fmt: skip
    assert main(["setup", "--organisations", tree]) == 1
    assert "第 2 行“机构类别”栏" in capsys.readouterr().err
    marked = openpyxl.load_workbook(tmp_path / "标注错误 机构.xlsx").active
    assert "不在可选值之内" in str(marked.cell(2, 11).value)
    assert Organisation.objects.count() == 1
    assert main(["setup", "--organisations", str(tmp_path / "none.xlsx")]) == 1


def test_the_templates_are_written(tmp_path):
    main(OFFICE)
    assert main(["setup", "--templates", str(tmp_path / "模板")]) == 0
    for name in ("机构导入模板.xlsx", "用户导入模板.xlsx"):
        content = (tmp_path / "模板" / name).read_bytes()
        assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[1] == "示例"
