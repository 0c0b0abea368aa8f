"""fadu laws, search: texts in, articles out, what is wrong on stderr with exit code 1."""

import pytest

from fadu.cli import main
from fadu.laws.models import LawVersion
from tests.laws.made_up import KEY, NEW, OLD
from tests.toy.library import build, lend

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "条例.md"
    path.write_text(OLD, encoding="utf-8")
    return path


def test_a_text_is_imported_and_looked_up(file, tmp_path, capsys):
    assert main(["laws", "import", str(file), "--kind", "local", "--dry-run"]) == 0
    assert not LawVersion.objects.exists()
    assert main(["laws", "import", str(file), "--kind", "local"]) == 0
    assert "2015-05-01 施行，4 条" in capsys.readouterr().out
    file.write_text(NEW, encoding="utf-8")
    assert main(["laws", "import", str(file), "--kind", "local", "--in-force", "2024-08-01"]) == 0
    capsys.readouterr()
    assert main(["laws", "find", f"{KEY}#3", "--on", "2020-01-01"]) == 0
    assert "处十元罚款" in capsys.readouterr().out
    assert main(["search", "处十元罚款"]) == 0
    assert f"《{KEY}》第三条" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["find", "行政复议法#91"], "最后一条是第90条"),
        (["find", "行政复议法#62"], "没有导入条文"),
        (["find", "第六十二条"], "不是法条引用"),
        (["import", "没有的文件.md"], "不能读取文件"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, said, capsys):
    assert main(["laws", *arguments]) == 1
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_law_leaves_the_others(file, tmp_path, capsys):
    notice = tmp_path / "通知.txt"
    notice.write_text("各单位：", encoding="utf-8")
    assert main(["laws", "import", str(notice), str(file)]) == 1
    assert "没有找到“第一条”" in capsys.readouterr().err and LawVersion.objects.count() == 1
    assert main(["laws", "import", str(notice), str(file), "--title", "某条例"]) == 2


def test_declared_citations_are_checked(capsys):
    assert main(["laws", "check"]) == 0
    assert "0 处有误" in capsys.readouterr().out


def test_the_index_is_rebuilt_and_searched(capsys):
    city = build()
    lend(city.library, "借1", title="辞海")
    assert main(["search", "--rebuild"]) == 0
    assert "已编入 1 条" in capsys.readouterr().out
    assert main(["search", "辞海"]) == 0 and "借1" in capsys.readouterr().out
    assert main(["search", "没有的词"]) == 0 and "没有找到" in capsys.readouterr().out
    assert main(["search"]) == 2
