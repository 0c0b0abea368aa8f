"""文字: the text of every kind of file that is read, and a clear word for those that cannot be."""

import io

import docx
import pytest
import typst

from fadu.kernel.texts import NoText, read
from fadu.official import fonts

LINES = ["第一条 为了规范印章管理。", "第二条 印章由专人保管。"]


def word():
    made = docx.Document()
    made.add_paragraph(LINES[0])
    made.add_table(1, 1).cell(0, 0).text = LINES[1]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf():
    source = '#set text(font: "FandolFang R")\n' + "\n\n".join(LINES)
    return typst.compile(source.encode(), font_paths=[fonts.SHIPPED], ignore_system_fonts=True)


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(LINES).encode(),
        "\n".join(LINES).encode("utf-8-sig"),
        "\r\n".join(LINES).encode("gb18030"),
        "\n".join(LINES).encode("utf-16"),
        f"<!DOCTYPE html><title>x</title><script>y</script><p>{LINES[0]}</p><div>{LINES[1]}<br></div>".encode(),
        f'<html><meta charset="gbk"><body><p>{LINES[0]}<p>{LINES[1]}'.encode("gbk"),
        word(),
        pdf(),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "html", "html-gbk", "docx", "pdf"],
)
def test_every_kind_of_file_is_read(content):
    lines = [line.strip() for line in read(content, "甲").splitlines() if line.strip()]
    assert "".join("".join(lines).split()) == "".join("".join(LINES).split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n", "空文件"),
        (b"PK\x03\x04", "损坏"),
        (word()[:900], "损坏"),
        (b"%PDF-1.7\nnonsense", "已损坏"),
        (pdf()[:400], "已损坏|没有文字"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "另存为 DOCX"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是文字文件"),
    ],
)
def test_what_cannot_be_read_is_named(content, said):
    with pytest.raises(NoText, match=said) as refused:
        read(content, "某文件")
    assert "某文件" in str(refused.value)
