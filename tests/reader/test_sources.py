"""来源: files of every format as text, and files that cannot be read refused with what to do."""

import io
import time
import zipfile
import zlib

import pytest
from docx import Document as Word
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from fadu.official import Document, Paragraph, Text, pdf
from fadu.reader import Unreadable, read_file, sources
from fadu.reader.sources import extract

SAID = "全市共办结行政复议案件98件，办结率84.69%。"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def refused(data, name="报告"):
    with pytest.raises(Unreadable) as refusal:
        extract(data, name)
    said = str(refusal.value)
    assert said.startswith(f"{name}：") and said.endswith("。")
    return said


# ── TXT ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding_keeps_its_places(encoding):
    source = extract(f"一\r\n{SAID}\r\n".encode(encoding), "报告.txt")
    assert (source.text, source.kind) == (f"一\r\n{SAID}\r\n", "txt")


def test_text_in_traditional_script_from_taiwan():
    assert extract("辦理行政覆議案件九十八件。".encode("big5"), "報告.txt").text == "辦理行政覆議案件九十八件。"


def test_a_few_bad_bytes_do_not_change_the_encoding():
    source = extract((SAID * 20).encode()[:-1], "报告.txt")
    assert source.text.startswith(SAID) and source.notes


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

PAGE = f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>法治政府建设报告</title><script>var hits = 12345; if (hits < 6 && 7 > 3) {{}}</script>
<style>p {{ width: 98px }}</style></head><body>
<ul><li><a href="/">首页</a></li><li>政务公开</li></ul>
<select><option>2019年<option>2020年</select><button>打印 3 份
<div><p>{SAID}</p><p>调解成功<span>99</span>
<b>件</b>&nbsp;&amp; 其他</p><br/>
<table><tr><td>受理</td><td>98</td></tr><tr><td>审结</td><td>70</td></tr></table></div>
<noscript>请开启 1 次脚本</noscript><!-- 注释 77 -->
</body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_page_without_its_scripts(encoding):
    source = extract(PAGE.replace("gb2312", encoding).encode(encoding), "报告.html")
    lines = source.text.split("\n")
    assert source.kind == "html" and lines[:3] == ["法治政府建设报告", "首页", "政务公开"]
    assert SAID in lines and "调解成功99件 & 其他" in lines and lines[-2:] == ["受理 98", "审结 70"]
    assert not {"12345", "98px", "2019", "打印", "脚本", "77"} & set(source.text.split())


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<", "<div>", "</", "&#", "<![CDATA[", "<script>", "<!doctype "])
def test_a_page_of_nonsense_takes_no_long_time(piece):
    began = time.monotonic()
    try:
        assert isinstance(extract(("<html>" + piece * (200_000 // len(piece)) + SAID).encode(), "页面").text, str)
    except Unreadable as refusal:
        assert "没有文字" in str(refusal)
    assert time.monotonic() - began < 10


# ── DOCX ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_word_with_tables_boxes_and_tracked_changes():
    document = Word()
    document.add_paragraph("一、主要工作")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "受理", "83件"
    changed = document.add_paragraph("办结")
    changed._p.append(parse_xml(f"<w:del {NS}><w:r><w:delText>97件</w:delText></w:r></w:del>"))
    changed._p.append(parse_xml(f"<w:ins {NS}><w:r><w:t>98件</w:t></w:r></w:ins>"))
    changed._p.append(parse_xml(f"<w:moveFrom {NS}><w:r><w:t>移走5件</w:t></w:r></w:moveFrom>"))
    holder = document.add_paragraph("旁注")
    box = "<w:txbxContent><w:p><w:r><w:t>框内12件</w:t></w:r></w:p></w:txbxContent>"
    holder._p.append(
        parse_xml(
            f'<w:r {NS}><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    source = extract(saved(document), "报告.docx")
    assert source.text.split("\n") == ["一、主要工作", "受理", "83件", "办结98件", "旁注", "框内12件"]
    assert source.kind == "docx" and "修订" in source.notes[0]


def packed(parts, **say):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_footnotes_are_read_after_the_text():
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    data = packed(
        {
            "word/document.xml": f"<w:document {NS}>{paragraph.format('正文1件')}</w:document>",
            "word/footnotes.xml": f"<w:footnotes {NS}>{paragraph.format('注2件')}</w:footnotes>",
        }
    )
    assert extract(data, "报告.docx").text == "正文1件\n注2件"


def test_archives_that_are_no_report_or_too_much():
    assert "Excel" in refused(packed({"xl/workbook.xml": "<x/>"}), "表.xlsx")
    assert "没有 Word 正文" in refused(packed({"a.txt": "x"}))
    assert "已损坏" in refused(packed({"word/document.xml": "<w:document"}))
    assert "已损坏" in refused(packed({"word/document.xml": "<a/>" * 9})[:40])
    bomb = packed({"word/document.xml": b"<a>" + b" " * (sources.UNPACKED + 1) + b"</a>"})
    assert len(bomb) < 2**20 and "超过" in refused(bomb)
    size = (sources.UNPACKED + 8).to_bytes(4, "little")
    lying = bomb.replace(size, (100).to_bytes(4, "little"))
    assert lying != bomb and "Word" in refused(lying)


def test_entities_that_grow_are_not_expanded():
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    text = f"<w:document {NS}><w:p><w:r><w:t>&e8;</w:t></w:r></w:p></w:document>"
    body = f'<!DOCTYPE w [<!ENTITY e0 "9999999999">{grown}]>{text}'
    try:
        assert len(extract(packed({"word/document.xml": body}), "报告.docx").text) < 1000
    except Unreadable as refusal:
        assert "已损坏" in str(refusal)


def test_numbers_of_notes_are_no_text():
    """Raised behind a figure, as in reports that Fadu writes: they would part a number from its unit."""
    document = Word()
    paragraph = document.add_paragraph("受理98")
    paragraph.add_run("[44]").font.superscript = True
    paragraph.add_run("件，10")
    paragraph.add_run("3").font.superscript = True
    paragraph.add_run("平方米，[2020]55号")
    assert extract(saved(document), "报告.docx").text == "受理98件，103平方米，[2020]55号"
    page = '<p>受理<span>98<sup><a href="#n">[44]</a></sup></span>件，10<sup>3</sup>平方米</p>'
    assert extract(page.encode(), "报告.html").text == "受理98件，103平方米"


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def printed():
    document = Document("法治政府建设情况报告", "青川市人民政府", (Paragraph((Text(SAID * 4),)),))
    return pdf.write(document)


def written(make):
    writer, file = PdfWriter(), io.BytesIO()
    make(writer)
    writer.write(file)
    return file.getvalue()


def test_a_pdf_with_text(printed):
    source = extract(printed, "报告.pdf")
    assert source.kind == "pdf" and "84.69%" in source.text and "98件" in source.text.replace("\n", "")


def test_a_pdf_with_a_password(printed):
    def locked(password):
        def make(writer):
            writer.append(PdfReader(io.BytesIO(printed)))
            writer.encrypt(password, "owner", algorithm="AES-256")

        return written(make)

    assert "密码" in refused(locked("secret"), "报告.pdf")
    assert "84.69%" in extract(locked(""), "报告.pdf").text


def test_a_scanned_pdf():
    assert "OCR" in refused(written(lambda writer: writer.add_blank_page(100, 100)), "扫描.pdf")


def test_a_page_without_text_is_said(printed):
    def make(writer):
        writer.append(PdfReader(io.BytesIO(printed)))
        writer.add_blank_page(100, 100)

    assert "1 页没有文字" in extract(written(make), "报告.pdf").notes[0]


def test_too_many_pages(monkeypatch, printed):
    monkeypatch.setattr(sources, "PAGES", 0)
    assert "页" in refused(printed)


def test_a_page_of_a_pdf_that_takes_for_ever(monkeypatch):
    """Time is over in the middle of a page, whatever the library makes of it."""

    def for_ever(_page):
        while True:
            try:
                time.sleep(0.01)
            except Exception:  # noqa: BLE001, S112 - as a careless library would
                continue

    monkeypatch.setattr("pypdf.PageObject.extract_text", for_ever)
    monkeypatch.setattr(sources, "SECONDS", 0.2)
    assert "还没有读完" in refused(written(lambda writer: writer.add_blank_page(100, 100)), "长.pdf")


def drawn(instructions):
    """A PDF of one page with these drawing instructions, compressed."""
    stream = zlib.compress(instructions, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(places)
    return made + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(made)


def test_a_pdf_that_unpacks_to_too_much():
    assert "98 cases" in extract(drawn(b"BT /F1 12 Tf (98 cases) Tj ET"), "报告.pdf").text
    assert "解开后" in refused(drawn(b" " * 80_000_000))


def test_a_pdf_whose_pages_go_round():
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )
    refused(body, "报告.pdf")


# ── what is no report ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "OCR"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "OCR"),
        (b"{\\rtf1 x}", "RTF"),
        (b"Rar!\x1a", "压缩包"),
        (b"", "空文件"),
        (b"\xff\xfe\x00", "UTF-16"),
        (bytes(range(256)) * 8, "不是文本"),
        (b"\x7fELF" + bytes(64), "不是文本"),
    ],
)
def test_other_files(data, said):
    assert said in refused(data)


def test_files_too_large_or_not_there(tmp_path):
    file = tmp_path / "大.txt"
    with file.open("wb") as written_:
        written_.truncate(70 * 2**20)
    for path, said in ((file, "64 MB"), (tmp_path / "无.txt", "没有这个文件"), (tmp_path, "打不开")):
        with pytest.raises(Unreadable, match=said):
            read_file(path)
    assert "万字" in refused("件".encode() * (sources.LONGEST + 1))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf"]), st.binary())
def test_any_bytes_are_read_or_refused(mark, data):
    try:
        assert isinstance(extract(mark + data, "x").text, str)
    except Unreadable as refusal:
        assert str(refusal).startswith("x：")


@pytest.fixture(scope="module")
def sound(printed):
    document = Word()
    document.add_paragraph(SAID)
    return {"pdf": printed, "docx": saved(document)}


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["pdf", "docx"]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=8),
)
def test_damaged_files_are_read_or_refused(sound, kind, changes):
    data = bytearray(sound[kind])
    for where, new in changes:
        at = int(where * len(data))
        data[at : at + len(new)] = new
    try:
        assert isinstance(extract(bytes(data), "x").text, str)
    except Unreadable as refusal:
        assert str(refusal).startswith("x：")


def test_lines_of_a_page_are_paragraphs_though_a_table_is_wider():
    head = "明川市人民政府公报 示例文本，全部数字均为虚构，与任何真实地区、单位、个人都没有关系。"
    prose = [
        "年度工作要点备案全覆盖，全部工作要点中，各县区向市",
        "级备案12份，市本级向省级备案2份。以示范带动整体提升，",
        "申报省级示范地区和项目5个，建成示范地区1个。",
        "（一）健全依法行政制度体系",
        "坚持立改废释并举，按计划推进重点领域立法项目，现行有",
    ]
    more = ["效政府规章10部。", *prose]
    rows = [f"{n} 涉企经营许可事项清单 {n}项 — 市政府 全域 2023 台账 {n}" for n in range(1, 21)]
    pages = ["\n".join([head, *part, f"— {n} —"]) for n, part in enumerate([prose, more, more, more, rows], 1)]
    lines = sources.joined(pages).split("\n")
    assert lines.count(head) == 1
    assert "".join(prose[:3]) in lines
    assert lines.count("坚持立改废释并举，按计划推进重点领域立法项目，现行有效政府规章10部。") == 3
    assert lines[-20:] == rows


def test_notes_behind_ten_thousands_are_no_part_of_a_number(monkeypatch):
    monkeypatch.setattr("pypdf.PageObject.extract_text", lambda page: "办件量225.81万[28]件，满意度99%[30]。")
    text = extract(written(lambda writer: writer.add_blank_page(100, 100)), "报告.pdf").text
    assert text == "办件量225.81万件，满意度99%。"


def test_an_archive_cut_short_is_called_one():
    assert "压缩包已损坏" in refused(b"PK\x03\x04half", "一批.zip")
