"""批注: a draft comes back with comments at its figures, and is otherwise what it was."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from fadu.reader import Unreadable, sources
from fadu.readings.comments import Note, annotate

AT = datetime(2024, 2, 1, 8, tzinfo=UTC)
W = sources.W


def written(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def text_of(data: bytes) -> str:
    return sources.extract(data, "草稿.docx").text


def commented(data: bytes) -> dict[str, str]:
    """Return what each comment is about, with what it says."""
    return {about: words for words, about in marked(data)}


def marked(data: bytes) -> list[tuple[str, str]]:
    """Return what each comment says, and what it is about, as another program reads them."""
    document = docx.Document(io.BytesIO(data))
    said = {str(one.comment_id): one.text for one in document.comments}
    about: dict[str, str] = {}
    open_now: list[str] = []
    for one in document.element.body.iter():
        if one.tag == f"{W}commentRangeStart":
            open_now.append(one.get(f"{W}id"))
            about[open_now[-1]] = ""
        elif one.tag == f"{W}commentRangeEnd":
            open_now.remove(one.get(f"{W}id"))
        elif one.tag == f"{W}t":
            for each in open_now:
                about[each] += one.text or ""
    assert not open_now and len(about) == len(said)
    return [(words, about[number]) for number, words in said.items()]


def draft() -> bytes:
    """Runs that cut figures in two, a table, a text box, a footnote's place, and tracked changes."""
    document = docx.Document()
    document.add_heading("明川市2023年法治政府建设年度报告", 0)
    paragraph = document.add_paragraph()
    paragraph.add_run("全市受理行政复议案件1")
    paragraph.add_run("20").bold = True
    paragraph.add_run("件，审结100件。")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "行政应诉案件", "30件"
    tracked = document.add_paragraph("开展执法检查")
    tracked._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="90" w:author="甲"><w:r><w:t>45次</w:t></w:r></w:ins>'))
    tracked._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="91" w:author="甲"><w:r><w:delText>44次</w:delText></w:r></w:del>')
    )
    boxed = document.add_paragraph("见右：")
    boxed._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>培训600人次</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    return written(document)


def at(said: str, words: str, message: str) -> Note:
    start = said.index(words)
    return Note(message, start, start + len(words))


def test_comments_stand_at_their_figures_and_the_text_stays():
    data = draft()
    said = text_of(data)
    notes = [Note("整份：缺一节")] + [at(said, words, f"核对{words}") for words in ("120", "100", "30", "45")]
    made = annotate(data, said, notes, AT)
    assert commented(made) == {
        "明川市2023年法治政府建设年度报告": "整份：缺一节",
        "120": "核对120", "100": "核对100", "30": "核对30", "45": "核对45",
    }  # fmt: skip
    assert text_of(made) == said
    bold = [run.text for run in docx.Document(io.BytesIO(made)).paragraphs[1].runs if run.bold]
    assert bold == ["20"]


def test_comment_of_a_text_box_hangs_where_the_box_does():
    data = draft()
    said = text_of(data)
    made = annotate(data, said, [at(said, "600", "核对600")], AT)
    assert commented(made) == {"培训600人次": "核对600"}


def test_several_notes_of_one_place_are_one_comment():
    data = draft()
    said = text_of(data)
    made = annotate(data, said, [at(said, "100", "一"), at(said, "100", "二"), at(said, "100", "一")], AT)
    assert commented(made) == {"100": "一\n二"}


def test_overlapping_notes_hold_what_they_should():
    data = draft()
    said = text_of(data)
    notes = [at(said, "受理行政复议案件120件", "句"), at(said, "120", "数"), at(said, "20件，审", "交叉")]
    assert commented(annotate(data, said, notes, AT)) == {
        "受理行政复议案件120件": "句",
        "120": "数",
        "20件，审": "交叉",
    }


def test_comments_of_others_stay():
    document = docx.Document(io.BytesIO(draft()))
    document.add_comment(document.paragraphs[1].runs[0], "请核", author="乙")
    data = written(document)
    said = text_of(data)
    made = annotate(data, said, [at(said, "100", "核对")], AT)
    assert set(commented(made).values()) == {"请核", "核对"}
    assert {one.author for one in docx.Document(io.BytesIO(made)).comments} == {"乙", "法度"}


def test_a_comment_at_a_footnote_hangs_at_its_mark():
    """python-docx makes no footnotes: the part is put into the package by hand."""
    document = docx.Document()
    paragraph = document.add_paragraph("受理案件120件")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    note = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>其中网上38件</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    out = io.BytesIO(written(document))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/footnotes.xml", note)
    said = text_of(out.getvalue())
    made = annotate(out.getvalue(), said, [at(said, "38", "核对38")], AT)
    assert text_of(made) == said and marked(made) == [("核对38", "")]
    reference = docx.Document(io.BytesIO(made)).paragraphs[0]._p.find(f".//{W}footnoteReference").getparent()
    assert reference.getprevious().tag == f"{W}commentRangeStart"


def test_a_word_processor_opens_it(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("缺少 lacking: LibreOffice")
    data = draft()
    said = text_of(data)
    file = tmp_path / "批注.docx"
    file.write_bytes(annotate(data, said, [Note("整份"), at(said, "120", "核对"), at(said, "600", "核对")], AT))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    asked = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    assert "120" in sources.extract((tmp_path / "批注.pdf").read_bytes(), "批注.pdf").text


def test_other_parts_are_the_same_bytes():
    data = draft()
    said = text_of(data)
    made = annotate(data, said, [at(said, "100", "核对")], AT)
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(made)) as after:
        changed = {name for name in after.namelist() if name not in before.namelist()}
        changed |= {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}


def test_nothing_to_say_changes_nothing():
    data = draft()
    made = annotate(data, text_of(data), [], AT)
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(made)) as after:
        assert {name: before.read(name) for name in before.namelist()} == {
            name: after.read(name) for name in after.namelist()
        }


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", "全市120件".encode()])
def test_what_is_no_docx_is_refused(data):
    with pytest.raises(Unreadable, match="DOCX"):
        annotate(data, "全市120件", [], AT)


def test_what_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("fadu.readings.comments.LARGEST", 1000)
    with pytest.raises(Unreadable, match="解开后超过"):
        annotate(draft(), "", [], AT)


def test_another_text_is_refused():
    with pytest.raises(Unreadable, match="不一致"):
        annotate(draft(), "别的文字", [], AT)


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(st.text("全市受理12件\t", min_size=1, max_size=6), min_size=1, max_size=4), min_size=1, max_size=4
    ),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), min_size=1, max_size=5, unique=True),
)
def test_any_span_is_anchored_at_its_words(lines, spans):
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph()
        for run in line:
            paragraph.add_run(run)
    data = written(document)
    try:
        said = text_of(data)
    except Unreadable:
        return
    places = [(start, min(start + length, len(said))) for start, length in spans if start < len(said)]
    places = [(start, end) for start, end in dict.fromkeys(places) if re.sub(r"\s", "", said[start:end])]
    made = annotate(data, said, [Note(str(number), *place) for number, place in enumerate(places)], AT)
    assert text_of(made) == said
    wanted = {str(number): re.sub(r"\s", "", said[start:end]) for number, (start, end) in enumerate(places)}
    assert {words: about.strip() for words, about in marked(made)} == wanted
