"""公文: the layout of GB/T 9704-2012 in all three formats, and that no figure and no character gets lost on the way."""

import datetime
import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import pypdf
import pytest
import typst
from docx.oxml.ns import qn

from fadu.official import (
    Annex,
    Document,
    DocumentError,
    FigureRef,
    Heading,
    Paragraph,
    Picture,
    Reference,
    Table,
    Text,
    docx,
    html,
    pdf,
)
from fadu.official.document import (
    annex_marks,
    chinese_number,
    column_widths,
    numbered,
    printed_date,
    signature_indents,
    table_size,
    title_rows,
    width_in_characters,
)
from fadu.official.fonts import SHIPPED, Faces, MissingFont, installed

TITLE = "临江市人民政府关于2025年度法治政府建设情况的报告"
MARKUP = "#set page(fill: red) *粗* $x^2$ _斜_ `码` <script>alert(1)</script> & \\n @甲 ~ [链](http://a) //注"
AXE = Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js"
HEAD = ("序号", "指标", "数值", "来源")


def text(words):
    return Paragraph((Text(words),))


def official(**changed):
    figures = (
        Paragraph(
            (
                Text("全年审结行政复议案件"),
                FigureRef("1,102", 1, "http://127.0.0.1:8000/figures/1?a=1&b=2", "ledger"),
                Text("件，按期审结率"),
                FigureRef("99.87%", 2, "/figures/2", "return"),
                Text("；其中维持512件，比上年的"),
                FigureRef("498", 3, "", "report"),
                Text("件有所增加。"),
            )
        ),
        Table(("单位", "审结"), (("市公安局", (FigureRef("30", 4),)), ("合计", (FigureRef("1,102", 1),)))),
    )
    rows = tuple((str(note), f"指标{note}", str(note * 10), "台账") for note in (1, 2, 3, 4))
    values = {
        "title": TITLE,
        "organ": "临江市人民政府",
        "red_head": "临江市人民政府文件",
        "number": "临府〔2026〕3号",
        "addressees": ("市委", "市人大常委会"),
        "date": datetime.date(2026, 2, 1),
        "blocks": (
            text("现将有关情况报告如下。"),
            Heading(1, "主要举措"),
            Heading(2, "复议"),
            *figures,
            Heading(3, "细项"),
            Heading(4, "小项"),
            text("完毕。"),
        ),
        "copies": ("省人民政府办公厅", "市纪委监委"),
        "issued": "临江市人民政府办公室",
        "issued_on": datetime.date(2026, 2, 9),
        "annexes": (Annex("数字来源表", (Table(HEAD, rows, notes=(1, 2, 3, 4)),)),),
        "remark": "此件公开发布",
        "notice": "演示数据，非真实公文",
    }
    return Document(**(values | changed))


def bare(*blocks, **changed):
    """A document of a title and blocks, without any of the other parts."""
    return Document(**({"title": "校准", "organ": "", "blocks": blocks} | changed))


# ---- what the formats agree on


@pytest.mark.parametrize(
    ("number", "printed"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_chinese_numbers(number, printed):
    assert chinese_number(number) == printed


def test_heading_numbers_follow_the_levels_and_begin_again_below_a_higher_one():
    levels = (1, 2, 3, 4, 4, 3, 2, 3, 1, 2)
    found = [number for number, _ in numbered(Heading(level, "题") for level in levels)]
    assert found == ["一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "1.", "二、", "（一）"]


def test_a_heading_without_number_does_not_count():
    blocks = (Heading(1, "甲"), Heading(1, "乙", numbered=False), Heading(1, "丙"))
    assert [number for number, _ in numbered(blocks)] == ["一、", "", "二、"]


def test_dates_have_no_padding_zeros():
    assert printed_date(datetime.date(2026, 9, 1)) == "2026年9月1日"


@pytest.mark.parametrize(
    ("title", "organ", "rows"),
    [
        ("行政复议决定书", "", ["行政复议决定书"]),
        (TITLE, "临江市人民政府", ["临江市人民政府", "关于2025年度法治政府建设情况的报告"]),
        ("自定\n行", "", ["自定", "行"]),
        (
            "临江市人民政府办公室关于印发《临江市重大行政决策程序规定》的通知",
            "临江市人民政府办公室",
            ["临江市人民政府办公室关于印发", "《临江市重大行政决策程序规定》的通知"],
        ),
    ],
)
def test_rows_of_a_title_keep_words_whole(title, organ, rows):
    assert title_rows(title, organ) == rows


def test_rows_of_a_title_fit_the_width_and_never_split_numbers_or_begin_with_a_closing_mark():
    title = "临江市市场监督管理局关于进一步加强2025—2026年食品安全日常监督检查和执法办案衔接工作若干问题的意见"
    rows = title_rows(title, "临江市市场监督管理局")
    assert "".join(rows) == title
    assert len(rows) > 1
    assert all(width_in_characters(row) <= 20 for row in rows)
    assert not any(row[0] in "，、》）的年" for row in rows)


def test_signature_with_seal_is_centred_on_a_date_four_characters_in():
    assert signature_indents("某某局", "2026年2月1日", seal=True) == (4 + (6 - 3) / 2, 4)


def test_long_signature_with_seal_stays_within_the_block():
    assert signature_indents("临江市退役军人事务局综合行政执法支队", "2026年3月1日", seal=True) == (0, 6)


def test_without_seal_the_date_begins_two_characters_right_of_the_signature():
    # 14 characters, two in from the right; the date of six characters begins two further right.
    assert signature_indents("临江市全面依法治市委员会办公室", "2026年3月1日", seal=False) == (2, 15 - 6)
    # A date that would come closer than two characters to the edge pushes the signature inwards instead.
    assert signature_indents("市政府", "2026年3月1日", seal=False) == (4 + 6 - 3, 2)


def test_columns_take_the_whole_width_and_only_long_texts_give_way():
    table = Table(("序号", "说明", "值"), (("1", "甚长之说明" * 10, "12"),))
    narrow, wide, last = column_widths(table)
    assert sum(column_widths(table)) == pytest.approx(442.2)
    assert wide > 5 * last
    assert narrow > 2 * table_size(table)


def test_a_single_annex_has_no_number():
    assert annex_marks(official()) == ["附件"]
    assert annex_marks(official(annexes=(*official().annexes, Annex("乙", ())))) == ["附件1", "附件2"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": " "}, "缺少标题"),
        ({"number": "临府[2026]3号"}, "六角括号"),
        ({"number": "临府〔2026〕03号"}, "序号不编虚位"),
        ({"blocks": (Heading(2, "无上级"),)}, "其上缺少第1级标题"),
        ({"blocks": (Heading(5, "过深"),)}, "只有四级"),
        ({"blocks": (Paragraph((Reference("reconsideration.concluded"),)),)}, "“reconsideration.concluded”尚未取值"),
        ({"annexes": ()}, "“1,102”的来源第1条不在附件表中"),
        ({"blocks": (Paragraph((FigureRef("3", 0, "javascript:alert(1)"),)),)}, "不是网页地址"),
        ({"blocks": (Paragraph((FigureRef("3", 0, "//elsewhere"),)),)}, "不是网页地址"),
        ({"blocks": (text("响\x07铃"),)}, "U+0007"),
        ({"blocks": (Table(("甲", "乙"), (("1",),)),)}, "第1行有1格，表头为2格"),
        ({"blocks": (Table(("甲",), (("1",), ("2",)), notes=(1, 9)),)}, "数字来源第1条重复"),
    ],
)
def test_what_cannot_be_issued_is_refused_in_every_format_with_the_reason(changed, told):
    document = official(**changed)
    for write in (docx.write, html.page, html.fragment, pdf.write):
        with pytest.raises(DocumentError, match=re.escape(told)):
            write(document)


def test_all_problems_are_told_at_once():
    with pytest.raises(DocumentError, match=r"缺少标题.*六角括号.*尚未取值"):
        official(title="", number="3号", blocks=(Paragraph((Reference("a.b"),)),)).check()


def test_every_format_holds_the_same_words():
    document = official()
    expected = (
        *(
            "临江市人民政府文件",
            "临府〔2026〕3号",
            "市委、市人大常委会：",
            "一、主要举措",
            "（一）复议",
            "1.细项",
            "（1）小项",
        ),
        *("1,102", "99.87%", "附件：", "数字来源表", "2026年2月1日", "（此件公开发布）", "演示数据，非真实公文"),
        *("抄送：省人民政府办公厅，市纪委监委。", "2026年2月9日印发"),
    )
    for written in (html_text(html.page(document)), docx_text(docx.write(document)), pdf_text(pdf.write(document))):
        flat = re.sub(r"\s", "", written)
        assert [words for words in expected if words not in flat] == []


def test_markup_in_data_is_printed_and_never_obeyed():
    document = official(
        title=f"标题{MARKUP[:20]}",
        organ="局*名*",
        addressees=("#处",),
        remark="$附注$",
        copies=("<b>处</b>",),
        issued="`室`",
        blocks=(Heading(1, MARKUP), text(MARKUP), Table((MARKUP, "乙"), ((MARKUP, "#1"),), caption=MARKUP)),
        annexes=(Annex(MARKUP, (text(MARKUP),)),),
    )
    flat = re.sub(r"\s", "", MARKUP)
    for written in (html_text(html.page(document)), docx_text(docx.write(document)), pdf_text(pdf.write(document))):
        assert re.sub(r"[\s\u2060]", "", written).count(flat) >= 5
    assert "<script" not in html.page(document)


def test_the_same_document_gives_the_same_bytes():
    assert docx.write(official()) == docx.write(official())
    assert pdf.write(official()) == pdf.write(official())


# ---- HTML


class Page(HTMLParser):
    """Ids, links with their classes, tags and words of a page."""

    def __init__(self, source):
        super().__init__()
        self.ids, self.links, self.tags, self.words, self.silent = [], [], [], [], False
        self.attributes = []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes += given
        self.silent = tag in ("style", "title")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append((given["href"], given.get("class", ""), given.get("id", "")))

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


def html_text(source):
    return "".join(Page(source).words)


def test_html_figures_open_their_source_and_lead_to_the_annex_and_back():
    page = Page(html.page(official()))
    assert ("http://127.0.0.1:8000/figures/1?a=1&b=2", "figure ledger", "note-1") in page.links
    assert ("/figures/2", "figure return", "note-2") in page.links
    assert len(page.ids) == len(set(page.ids))
    inside = {href[1:] for href, *_ in page.links if href.startswith("#")}
    assert inside <= set(page.ids)
    assert inside >= {f"{kind}-{note}" for kind in ("figure", "note") for note in (1, 2, 3, 4)}


def test_html_fragment_has_neither_style_nor_script():
    page = Page(html.fragment(official()))
    assert not {"style", "script", "link", "html"} & set(page.tags)
    assert not [name for name in page.attributes if name == "style" or name.startswith("on")]


def test_html_file_needs_nothing_from_outside():
    source = html.page(official())
    assert not re.search(r"<(link|script|img|iframe)|@import|url\(", source)
    assert source.startswith("<!DOCTYPE html>")
    assert '<html lang="zh-CN">' in source


def test_html_headings_step_down_one_by_one():
    document = official(
        annexes=(*official().annexes, Annex("乙", (Heading(1, "甲"), Heading(2, "乙"), Heading(3, "丙"))))
    )
    levels = [int(tag[1]) for tag in Page(html.page(document)).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


# ---- DOCX

ORDER = {  # the schema's sequence, of the properties that are used
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr tabs overflowPunct autoSpaceDE autoSpaceDN "
    "snapToGrid spacing ind jc outlineLvl rPr",
    "rPr": "rFonts color spacing sz szCs vertAlign lang",
    "tblPr": "tblpPr tblW jc tblBorders tblLayout tblCellMar",
    "tcPr": "tcW vAlign",
}


def opened(written):
    return python_docx.Document(io.BytesIO(written))


def docx_text(written):
    document = opened(written)
    section = document.sections[0]
    parts = [document.element.body, section.header._element]
    return "\n".join(node.text or "" for part in parts for node in part.iter(qn("w:t")))


def runs(document, words):
    """The face and half-points of the runs that hold these words."""
    found = []
    for run in document.element.body.iter(qn("w:r")):
        if words in "".join(node.text or "" for node in run.iter(qn("w:t"))):
            properties = run.rPr
            face = properties.find(qn("w:rFonts")).get(qn("w:eastAsia"))
            found.append((face, int(properties.find(qn("w:sz")).get(qn("w:val")))))
    return found


def test_docx_page_margins_and_grid():
    section = opened(docx.write(official())).sections[0]
    assert (section.page_width.twips, section.page_height.twips) == (11906, 16838)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [margin.twips for margin in margins] == [2098, 1984, 1588, 1474]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


@pytest.mark.parametrize(
    ("words", "face", "half_points"),
    [
        ("关于2025年度", "方正小标宋简体", 44),
        ("一、主要举措", "黑体", 32),
        ("（一）复议", "楷体_GB2312", 32),
        ("1.细项", "仿宋_GB2312", 32),
        ("（1）小项", "仿宋_GB2312", 32),
        ("现将有关情况", "仿宋_GB2312", 32),
        ("临府〔2026〕3号", "仿宋_GB2312", 32),
        ("附件", "黑体", 32),
        ("抄送：", "仿宋_GB2312", 28),
        ("印发", "仿宋_GB2312", 28),
    ],
)
def test_docx_faces_and_sizes(words, face, half_points):
    assert (face, half_points) in runs(opened(docx.write(official())), words)


def test_docx_text_is_tightened_to_28_characters_a_row():
    spacing = {
        run.rPr.find(qn("w:spacing")).get(qn("w:val"))
        for run in opened(docx.write(official())).element.body.iter(qn("w:r"))
        if "现将" in "".join(node.text or "" for node in run.iter(qn("w:t")))
    }
    assert spacing == {"-5"}


def test_docx_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    document = opened(docx.write(official()))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]._p
        assert paragraph.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert paragraph.pPr.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert "".join(node.text for node in paragraph.iter(qn("w:t"), qn("w:instrText"))) == "— PAGE —"
        fonts = {run.rPr.find(qn("w:rFonts")).get(qn("w:ascii")) for run in paragraph.iter(qn("w:r"))}
        sizes = {run.rPr.find(qn("w:sz")).get(qn("w:val")) for run in paragraph.iter(qn("w:r"))}
        assert (fonts, sizes) == ({"宋体"}, {"28"})


def test_docx_properties_are_in_the_order_of_the_schema():
    package = zipfile.ZipFile(io.BytesIO(docx.write(official(signer="张三 李四 王五"))))
    styles = ("Normal", "Title", "Heading1", "Heading2", "Heading3", "Heading4")
    for name in ("word/document.xml", "word/styles.xml", *(n for n in package.namelist() if "footer" in n)):
        root = python_docx.oxml.parse_xml(package.read(name))
        for tag, order in ORDER.items():
            for properties in root.iter(qn(f"w:{tag}")):
                style = properties.getparent().get(qn("w:styleId"))
                if name == "word/styles.xml" and style not in styles:
                    continue  # the template's own
                tags = [child.tag.split("}")[1] for child in properties]
                assert tags == sorted(tags, key=order.split().index), f"{name}: {tag}"


def test_docx_figures_lead_to_the_annex_and_back():
    body = opened(docx.write(official())).element.body
    bookmarks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(bookmarks) == len(set(bookmarks))
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= set(bookmarks)
    assert anchors >= {f"{kind}_{note}" for kind in ("figure", "note") for note in (1, 2, 3, 4)}
    raised = [run for run in body.iter(qn("w:r")) if run.rPr.find(qn("w:vertAlign")) is not None]
    assert ["".join(node.text for node in run.iter(qn("w:t"))) for run in raised] == ["[1]", "[2]", "[3]", "[4]", "[1]"]


def test_docx_figures_open_their_page_of_the_product():
    document = opened(docx.write(official()))
    targets = [relation.target_ref for relation in document.part.rels.values() if relation.is_external]
    assert "http://127.0.0.1:8000/figures/1?a=1&b=2" in targets


def test_docx_table_head_is_repeated_and_rows_stay_whole():
    table = opened(docx.write(official())).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_docx_names_a_stand_in_for_every_face():
    table = zipfile.ZipFile(io.BytesIO(docx.write(official()))).read("word/fontTable.xml").decode()
    assert table.count("altName") == 5


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Turns DOCX into PDF as an office's word processor would, with the shipped fonts under the names it asks for."""
    program = shutil.which("soffice")
    if not program:
        pytest.skip("no LibreOffice on this machine")
    folder = tmp_path_factory.mktemp("office")
    shipped = {
        "仿宋_GB2312": "FandolFang",
        "楷体_GB2312": "FandolKai",
        "黑体": "FandolHei",
        "方正小标宋简体": "Noto Serif SC",
    }
    matches = "".join(
        f'<match><test name="family"><string>{asked}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{given}</string></edit></match>'
        for asked, given in shipped.items()
    )
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{SHIPPED}</dir>{matches}</fontconfig>'
    )

    def convert(written):
        source = folder / "written.docx"
        source.write_bytes(written)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        environment = {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder), "PATH": "/usr/bin:/bin"}
        subprocess.run(
            [*command, "--outdir", folder, source], check=True, capture_output=True, env=environment, timeout=180
        )
        return (folder / "written.pdf").read_bytes()

    return convert


def test_docx_rows_and_characters_fill_a_page_exactly(office):
    # The title and its blank row are two of the 22 rows.
    for characters, pages in ((20 * 28, 1), (20 * 28 + 1, 2), (42 * 28, 2), (42 * 28 + 1, 3)):
        written = docx.write(bare(Paragraph((Text("国" * characters),), indent=False)))
        assert len(pypdf.PdfReader(io.BytesIO(office(written))).pages) == pages


def test_docx_head_and_page_number_stand_where_the_standard_says(office):
    seen = Seen(office(docx.write(official())))
    assert seen.red_top == pytest.approx(72, abs=2)
    assert seen.red_line == pytest.approx(156, abs=0.5)
    assert seen.dash == pytest.approx(269, abs=1)


# ---- PDF


def pages(written):
    return pypdf.PdfReader(io.BytesIO(written)).pages


def pdf_text(written):
    return "\n".join(page.extract_text() for page in pages(written))


class Seen:
    """What is seen of a page: distances in mm, found in its pixels."""

    def __init__(self, written, page=1, dpi=200):
        if not shutil.which("pdftoppm"):
            pytest.skip("no pdftoppm on this machine")
        command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-"]
        image = subprocess.run(command, input=written, check=True, capture_output=True).stdout
        _, size, _, pixels = image.split(b"\n", 3)
        width, height = map(int, size.split())
        self.mm = mm = 25.4 / dpi
        self.rows = [pixels[y * width * 3 : (y + 1) * width * 3] for y in range(height)]
        red = {
            y: [x for x in range(width) if row[3 * x] > 150 > 100 > row[3 * x + 1]] for y, row in enumerate(self.rows)
        }
        self.red = {y: columns for y, columns in red.items() if columns}
        self.footer = {y: self.rows[y].translate(_DARK) for y in range(int(262.5 / mm), height)}

    @property
    def red_top(self):
        return min(self.red) * self.mm

    @property
    def red_line(self):
        """The length of the red line: the only row of pixels that is red throughout."""
        spans = [(columns[-1] - columns[0] + 1, len(columns)) for columns in self.red.values()]
        return max(length for length, count in spans if count > 0.9 * length) * self.mm

    @property
    def dash(self):
        """The height at which the page number's dash stands."""
        long = b"\0" * int(3 * 2.5 / self.mm)
        return min(y for y, row in self.footer.items() if long in row) * self.mm

    @property
    def number(self):
        """From where to where the page number reaches."""
        dark = [x // 3 for row in self.footer.values() for x, value in enumerate(row) if value == 0]
        return min(dark) * self.mm, max(dark) * self.mm


_DARK = bytes(0 if value < 110 else 1 for value in range(256))


def test_pdf_rows_and_characters_fill_a_page_exactly():
    for characters, count in ((20 * 28, 1), (20 * 28 + 1, 2), (42 * 28, 2), (42 * 28 + 1, 3)):
        written = pdf.write(bare(Paragraph((Text("国" * characters),), indent=False)))
        assert len(pages(written)) == count
    *rows, _page_number = pages(written)[1].extract_text().split("\n")
    assert [len(row) for row in rows] == [28] * 22


def test_pdf_fills_a_page_alike_with_the_shipped_fonts_alone():
    alone = installed(system=False)
    for characters, count in ((20 * 28, 1), (20 * 28 + 1, 2)):
        written = pdf.write(bare(Paragraph((Text("国" * characters),), indent=False)), alone)
        assert len(pages(written)) == count


def test_pdf_head_and_page_number_stand_where_the_standard_says():
    seen = Seen(pdf.write(official()))
    assert seen.red_top == pytest.approx(72, abs=1)
    assert seen.red_line == pytest.approx(156, abs=0.3)
    assert seen.dash == pytest.approx(269, abs=0.5)


def test_pdf_long_mark_keeps_within_the_block():
    seen = Seen(pdf.write(official(red_head="临江市全面依法治市委员会办公室（临江市司法局）文件")))
    assert seen.red_top == pytest.approx(72, abs=1)
    assert seen.red_line == pytest.approx(156, abs=0.3)


def test_pdf_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    written = pdf.write(bare(Paragraph((Text("国" * 28 * 60),))))
    odd, even, third = (Seen(written, page).number for page in (1, 2, 3))
    # One character (5.6 mm) in from the edges of the text block, which are 28 and 184 mm from the left of the paper.
    assert odd[1] == pytest.approx(184 - 5.6, abs=1)
    assert even[0] == pytest.approx(28 + 5.6, abs=1)
    assert third[1] == pytest.approx(odd[1], abs=0.5)


def test_pdf_figures_lead_to_the_annex_and_back():
    written = pages(pdf.write(official()))
    places = {page.indirect_reference.idnum: index for index, page in enumerate(written)}
    leads = {index: [] for index in places.values()}
    for index, page in enumerate(written):
        for annotation in (entry.get_object() for entry in page.get("/Annots", ())):
            if "/A" in annotation and "/URI" in annotation["/A"]:
                continue
            target = annotation.get("/Dest") or annotation["/A"]["/D"]
            target = target.get_object()
            leads[index].append(places[target[0].idnum] if not isinstance(target, str) else target)
    last = len(written) - 1
    assert leads[0].count(last) >= 5  # five note numbers in the text
    assert leads[last].count(0) == 4  # four rows of the annex


def test_pdf_figures_open_their_page_of_the_product():
    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in pages(pdf.write(official()))
        for annotation in page.get("/Annots", ())
        if "/URI" in annotation.get_object().get("/A", {})
    ]
    assert "http://127.0.0.1:8000/figures/1?a=1&b=2" in links


def test_pdf_is_an_archival_file_with_embedded_fonts_and_a_title():
    written = pdf.write(official())
    assert b"<pdfaid:part>2</pdfaid:part>" in written
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in written
    assert pypdf.PdfReader(io.BytesIO(written)).metadata.title == TITLE


def test_pdf_heading_never_stands_last_on_a_page():
    for filled in range(15, 20):  # so that the heading would come to stand in the last rows
        block = Paragraph((Text("国" * 28 * filled),), indent=False)
        first, *_ = pages(pdf.write(bare(block, Heading(1, "标题"), Heading(2, "次级"), text("正文" * 40))))
        rows = first.extract_text().split("\n")[:-1]
        assert "标题" not in rows[-1]
        assert "次级" not in rows[-1]


@pytest.mark.parametrize("filled", range(14, 20))
def test_pdf_signature_never_stands_on_a_page_without_text(filled):
    block = Paragraph((Text("国" * 28 * filled),), indent=False)
    document = bare(block, text("末段文字" * 12), organ="临江市人民政府", date=datetime.date(2026, 2, 1))
    signed = next(page for page in pages(pdf.write(document)) if "临江市人民政府" in page.extract_text())
    assert "末段" in signed.extract_text()


def test_pdf_wants_every_face(tmp_path):
    for name in ("FandolKai-Regular.otf", "FandolHei-Regular.otf", "NotoSerifSC-SemiBold-GB2312.ttf"):
        shutil.copy(SHIPPED / name, tmp_path)
    lacking = typst.Fonts(include_system_fonts=False, font_paths=[tmp_path])
    with pytest.raises(MissingFont, match="仿宋"):
        pdf.write(official(), lacking)


def test_pdf_names_the_characters_that_no_font_has():
    alone = installed(system=False)
    with pytest.raises(MissingFont, match=r"𠮷（U\+20BB7）"):
        pdf.write(official(blocks=(text("申请人𠮷某"),), annexes=()), alone)


def test_pdf_tells_which_rare_characters_stand_in_another_font():
    fonts = installed()
    if "Noto Serif CJK SC" not in fonts.families():
        pytest.skip("no full Chinese font on this machine")
    document = official(blocks=(text("浉河区居民瞭某"),), annexes=())
    own = set(pdf.faces(document, fonts).lent)
    assert own <= {"浉", "瞭"}
    assert "浉" in pdf_text(pdf.write(document, fonts))


def test_shipped_fonts_hold_the_common_characters():
    common = bytearray()
    for row in range(0xB0, 0xF8):  # the 6,763 characters of GB 2312
        for cell in range(0xA1, 0xFF):
            if (row, cell) < (0xD7, 0xFA) or row > 0xD7:
                common += bytes((row, cell))
    characters = set(common.decode("gb2312"))
    assert len(characters) == 6763
    fonts = installed(system=False)
    wanted = dict.fromkeys(("fang", "kai", "hei", "biaosong"), characters)
    assert Faces.find(fonts).cover(wanted, fonts).lent == {}


# ---- pictures and other documents


DRAWING = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="400" height="80" viewBox="0 0 400 80">'
    '<rect x="1" y="1" width="120" height="60" fill="#fff" stroke="#000"/>'
    '<text x="20" y="36" font-size="14" font-family="\'No Such Font\', sans-serif">受理 &amp; 审查</text></svg>'
)


def test_a_drawing_goes_into_every_format():
    document = bare(Picture(DRAWING, "受理之后是审查", caption="图1 程序"), text("完。"))
    page = html.page(document)
    assert 'aria-label="受理之后是审查"' in page
    assert "<?xml" not in page
    assert "受理&审查" in re.sub(r"\s", "", pdf_text(pdf.write(document)))
    package = zipfile.ZipFile(io.BytesIO(docx.write(document)))
    (image,) = [name for name in package.namelist() if name.endswith(".png")]
    assert package.read(image).startswith(b"\x89PNG")
    assert 'descr="受理之后是审查"' in package.read("word/document.xml").decode()


def test_a_decision_letter_needs_no_head_no_annex_and_no_imprint():
    letter = Document(
        title="行政复议决定书",
        organ="临江市人民政府",
        number="临府复决字〔2026〕12号",
        blocks=(text("申请人：张某。"), text("被申请人：临江市公安局。"), Heading(1, "本机关查明", numbered=False)),
        date=datetime.date(2026, 3, 10),
    )
    for written in (html_text(html.page(letter)), docx_text(docx.write(letter)), pdf_text(pdf.write(letter))):
        flat = re.sub(r"\s", "", written)
        assert flat.index("行政复议决定书") < flat.index("临府复决字〔2026〕12号") < flat.index("申请人")
        assert "附件" not in flat
        assert "抄送" not in flat


def test_package_needs_no_django():
    folder = Path(html.__file__).parent
    assert not [
        path.name for path in folder.glob("*.py") if re.search(r"^\s*(from|import) django", path.read_text(), re.M)
    ]


@pytest.mark.parametrize("width", [1280, 400])
def test_html_is_accessible_and_fits_wide_and_narrow_screens(page, barriers, tmp_path, width):
    file = tmp_path / "document.html"
    file.write_text(html.page(official()), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


# 信函格式 and the markings above a head

LETTER = {
    "red_head": "临江市人民政府",
    "layout": "letter",
    "title": "关于商请提出书面答复的函",
    "number": "临府函〔2026〕3号",
    "addressees": ("临江市城市管理局",),
    "annexes": (),
    "copy_number": "000001",
    "secrecy": "机密★3年",
    "urgency": "特急",
    "signer": "",
    "enclosures": ("申请书副本", "证据目录"),
}


def letter(**changed):
    return official(**(LETTER | {"blocks": (text("请于收到之日起十日内答复。"),)} | changed))


def test_a_letter_has_its_name_and_lines_where_the_standard_says():
    seen = Seen(pdf.write(letter()))
    assert seen.red_top == pytest.approx(30, abs=1)
    assert seen.red_line == pytest.approx(170, abs=1)
    assert max(seen.red) * seen.mm == pytest.approx(277, abs=1)  # 20 mm above the paper's edge


def test_a_letter_in_the_word_processor_looks_alike(office):
    seen = Seen(office(docx.write(letter())))
    assert seen.red_top == pytest.approx(30, abs=2)
    assert seen.red_line == pytest.approx(170, abs=1)
    assert max(seen.red) * seen.mm == pytest.approx(277, abs=2)


def test_a_letter_bears_no_number_on_its_first_page_and_no_issuer():
    words = pdf_text(pdf.write(letter()))
    assert "— 1 —" not in words and "印发" not in words
    assert "— 2 —" in pdf_text(pdf.write(letter(blocks=tuple(text("答复。" * 100) for _number in range(8)))))


def test_markings_stand_above_each_other_in_their_order_in_every_format():
    for layout in ("file", "letter"):
        made = letter(layout=layout)
        for words in (html_text(html.page(made)), docx_text(docx.write(made)), pdf_text(pdf.write(made))):
            places = [words.index(mark) for mark in ("000001", "机密★3年", "特急")]
            assert places == sorted(places), (layout, words[:200])


def test_the_head_of_a_marked_document_keeps_its_place():
    assert Seen(pdf.write(letter(layout="file"))).red_top == pytest.approx(72, abs=1)


def test_enclosures_are_named_in_every_format_and_lead_nowhere():
    made = letter()
    for words in (html_text(html.page(made)), docx_text(docx.write(made)), pdf_text(pdf.write(made))):
        assert "申请书副本" in words and "证据目录" in words
    assert "#annex" not in html.fragment(made)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"copy_number": "1"}, "六位数字"),
        ({"secrecy": "内部"}, "应写作“机密”"),
        ({"copy_number": ""}, "涉密公文应当标注份号"),
        ({"urgency": "急"}, "应为特急或者加急"),
        ({"signer": "李明"}, "信函格式不标注签发人"),
    ],
)
def test_markings_that_the_standard_does_not_know_are_refused(changed, told):
    with pytest.raises(DocumentError, match=told):
        letter(**changed).check()
