"""固定名单: tables of every kind give one canonical text; what is unfit is refused, and nothing written."""

import random

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from fadu import draw
from fadu.draw import DrawRefused, freezing
from fadu.draw.roster import skeleton

HEAD = ("id", "stratum", "weight")
ROWS = [("B2", "乙级", 4), ("é", "甲级", 1), ("A1", "甲级", 100), ("z", "丙级", 7)]
TEXT = "A1\t甲级\t100\nB2\t乙级\t4\nz\t丙级\t7\né\t甲级\t1\n".encode()


def as_csv(path, rows, encoding="utf-8", end="\n"):
    path.write_bytes("".join(",".join(map(str, row)) + end for row in rows).encode(encoding))
    return path


def as_xlsx(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def as_parquet(path, rows):
    head, *rest = rows
    parquet.write_table(pa.table(dict(zip(head, map(list, zip(*rest, strict=True)), strict=True))), path)
    return path


@pytest.fixture(params=["csv", "gb18030", "bom", "crlf", "xlsx", "parquet"])
def table(request, tmp_path):
    """Return the function that writes rows in one format."""
    kind = request.param
    if kind == "xlsx":
        return lambda rows: as_xlsx(tmp_path / "名单.xlsx", rows)
    if kind == "parquet":
        return lambda rows: as_parquet(tmp_path / "名单.parquet", rows)
    encoding = {"gb18030": "gb18030", "bom": "utf-8-sig"}.get(kind, "utf-8")
    return lambda rows: as_csv(tmp_path / "名单.csv", rows, encoding, "\r\n" if kind == "crlf" else "\n")


def test_a_table_of_any_kind_gives_one_text(table, tmp_path):
    out = tmp_path / "ROSTER.txt"
    frozen = draw.freeze_file(table([HEAD, *ROWS]), out)
    assert out.read_bytes() == TEXT == draw.freeze(ROWS)
    assert (frozen.commit, frozen.lines, frozen.warnings) == (draw.commit("aes", TEXT), 4, [])
    assert draw.freeze_file(table([HEAD, *ROWS]), out, "sm").commit == draw.commit("sm", TEXT)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".txt" or path.is_dir()] == ["ROSTER.txt"]


def test_headings_in_use_are_known_and_other_columns_left(table, tmp_path):
    rows = [
        ("名称", "统一社会信用代码", "权重", "信用等级"),
        *(("某公司", one, weight, level) for one, level, weight in ROWS),
    ]
    draw.freeze_file(table(rows), tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_bytes() == TEXT


@pytest.mark.parametrize("weight", ["0", "-1", "101", "", "1.5", "one", "1e1", "٣"])
def test_a_bad_weight_is_refused_with_its_row(tmp_path, weight):
    source, out = as_csv(tmp_path / "名单.csv", [HEAD, ROWS[0], ("C", "甲级", weight)]), tmp_path / "out.txt"
    out.write_text("as it was")
    with pytest.raises(DrawRefused, match=r"名单\.csv第 3 行.*权重"):
        draw.freeze_file(source, out)
    assert out.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.txt", "名单.csv"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "甲级", 1), "row_empty"),
        (("  ", "甲级", 1), "row_empty"),
        (("C", "", 1), "row_empty"),
        (("A1", "乙级", 1), "twice"),
        ((" A1 ", "乙级", 1), "twice"),
        (("e\u0301", "甲级", 1), "row_form"),
        (("C\x00D", "甲级", 1), "row_character"),
        (('"C\tD"', "甲级", 1), "row_character"),
        (('"C\nD"', "甲级", 1), "row_character"),
        (("C", "甲\u2028级", 1), "row_character"),
    ],
)
def test_a_bad_row_is_refused(tmp_path, row, code):
    with pytest.raises(DrawRefused) as caught:
        draw.freeze_file(as_csv(tmp_path / "名单.csv", [HEAD, *ROWS, row]), tmp_path / "out.txt")
    assert caught.value.code == code
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (("id", "stratum"), "no_column"),
        (("编号", "统一社会信用代码", "stratum", "weight"), "two_columns"),
        (("id", "id", "stratum", "weight"), "two_columns"),
    ],
)
def test_headings_that_do_not_tell_are_refused(tmp_path, head, code):
    with pytest.raises(DrawRefused) as caught:
        draw.freeze_file(as_csv(tmp_path / "名单.csv", [head, ["1"] * len(head)]), tmp_path / "out.txt")
    assert caught.value.code == code


def test_its_own_name_comes_before_an_alias(tmp_path):
    source = as_csv(tmp_path / "名单.csv", [("编号", "id", "stratum", "weight"), ("x", "A", "甲级", 1)])
    draw.freeze_file(source, tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "A\t甲级\t1\n"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", b"x", "kind"),
        ("a.csv", b"", "no_column"),
        ("a.csv", b"id,stratum,weight\n", "no_lines"),
        ("a.csv", b"id,stratum,weight\nA,x\n", "row_columns"),
        ("a.csv", b"id,stratum,weight\n\xff\xff\xff,x,1\n", "encoding"),
        ("a.xlsx", b"no workbook", "unreadable"),
        ("a.parquet", b"no parquet", "unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, data, code):
    source = tmp_path / name
    source.write_bytes(data)
    with pytest.raises(DrawRefused) as caught:
        draw.freeze_file(source, tmp_path / "out.txt")
    assert caught.value.code == code
    with pytest.raises(DrawRefused):
        draw.freeze_file(tmp_path / f"missing-{name}", tmp_path / "out.txt")
    with pytest.raises(DrawRefused):
        draw.freeze_file(source, tmp_path / "no" / "folder.txt")


def test_a_spreadsheet_that_lost_digits_is_refused(tmp_path):
    source = as_xlsx(tmp_path / "名单.xlsx", [HEAD, (911101000000000001, "甲级", 1)])
    with pytest.raises(DrawRefused, match=r"第 2 行.*15 位"):
        draw.freeze_file(source, tmp_path / "out.txt")


def test_numbers_of_a_spreadsheet_are_read_as_they_look(tmp_path):
    source = as_xlsx(tmp_path / "名单.xlsx", [HEAD, (330100, 1.0, 4.0)])
    draw.freeze_file(source, tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "330100\t1\t4\n"


def test_parquet_columns_of_other_types_are_read(tmp_path):
    columns = {
        "id": pa.array([3, 1]),
        "stratum": pa.array(["a", "b"]).dictionary_encode(),
        "weight": pa.array([1.0, 2.0]),
    }
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    draw.freeze_file(tmp_path / "a.parquet", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == "1\tb\t2\n3\ta\t1\n"


@pytest.mark.parametrize(
    ("one", "other"), [("A1", "Ａ1"), ("A1", "А1"), ("某（甲）公司", "某(甲)公司"), ("A1", "A\u200b1"), ("Ａ1", "А1")]
)
def test_ids_that_look_alike_are_pointed_out(tmp_path, one, other):
    source = as_csv(tmp_path / "名单.csv", [HEAD, (one, "甲级", 1), ("B", "甲级", 1), (other, "甲级", 1)])
    frozen = draw.freeze_file(source, tmp_path / "out.txt")
    assert frozen.lines == 3
    assert [{warning.values["one"], warning.values["other"]} for warning in frozen.warnings] == [{one, other}]


def test_how_an_id_looks():
    assert skeleton("ＡВС-1") == "ABC-1"
    assert skeleton("某公司") == "某公司"


def test_a_table_larger_than_one_stretch_is_merged(tmp_path, monkeypatch):
    monkeypatch.setattr(freezing, "STRETCH", 500)
    chance = random.Random(3)
    rows = [(f"{chance.randrange(10**9)}号{number}", "甲级", 1 + number % 100) for number in range(5000)]
    source = as_parquet(tmp_path / "a.parquet", [HEAD, *rows])
    draw.freeze_file(source, tmp_path / "out.txt")
    lines = (tmp_path / "out.txt").read_bytes().splitlines()
    assert lines == sorted("\t".join(map(str, row)).encode() for row in rows)
    source = as_parquet(tmp_path / "b.parquet", [HEAD, *rows, rows[17]])
    with pytest.raises(DrawRefused, match=rows[17][0]):
        draw.freeze_file(source, tmp_path / "out.txt")


def test_the_order_of_rows_changes_nothing(plan, rows):
    shuffled = random.Random(1).sample(rows, len(rows))
    assert draw.freeze(shuffled) == draw.freeze(rows)
    assert draw.run(plan, draw.freeze(shuffled), "7") == draw.run(plan, draw.freeze(rows), "7")


def test_inspectors_and_conflicts_are_frozen_likewise(tmp_path):
    staff = as_csv(tmp_path / "人员.csv", [("执法证号", "所在单位"), ("Z2", "二科"), ("Z1", "一科")])
    assert draw.freeze_file(staff, tmp_path / "i.txt", kind="inspectors").lines == 2
    assert (
        (tmp_path / "i.txt").read_bytes() == freezing.read_text(staff, "inspectors") == "Z1\t一科\nZ2\t二科\n".encode()
    )
    barred = as_csv(tmp_path / "回避.csv", [("检查人员", "检查对象"), ("Z2", "B"), ("Z2", "A"), ("Z1", "C")])
    assert freezing.read_text(barred, "conflicts") == b"Z1\tC\nZ2\tA\nZ2\tB\n"
    assert draw.freeze_conflicts([]) == b""
    with pytest.raises(DrawRefused, match="Z2 A"):
        draw.freeze_conflicts([("Z2", "A"), ("Z2", "A")])
    assert freezing.read_text(tmp_path / "i.txt", "inspectors") == (tmp_path / "i.txt").read_bytes()
