"""报告生成: one source into four files that say the same, every figure with the way to its records."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urlsplit

import docx
import pypdf
import pytest
from django.urls import resolve

from fadu.kernel.returns import Kind, Return, ReturnValue, State
from fadu.official.document import FigureRef, Heading
from fadu.reports import build, workspace
from fadu.reports.drafts import Draft, Key
from fadu.reports.models import AnnualReport
from fadu.reports.workspace import ReportRefused

from .conftest import IN_TIME

BASE = "http://127.0.0.1:8000"
NOW = datetime(2024, 1, 20, 3, tzinfo=UTC)
# The contract with those who read the file.
KEYS = ("indicator value unit approx scope period source numerator denominator records text").split()
TEXT = """\
全年审结行政复议案件{{reconsideration.concluded}}件，其中市本级{{reconsideration.concluded scope=own}}件，\
受案率{{reconsideration.acceptance_rate}}%；一季度审结{{reconsideration.concluded period=2023Q1}}件。

青山县审结{{reconsideration.concluded organisation=990121}}件；听取汇报{{planning.leadership_hearings}}次。\
再说一次，审结{{reconsideration.concluded}}件。

表：办件和评价

| 事项 | 数量 |
| --- | --- |
| 办件 | {{services.cases_handled}}件 |
| 评价 | {{services.reviews_received}}条 |
"""


@pytest.fixture
def filled(complete, write, sources):
    """A report with figures of every kind: a rate, two scopes, a quarter, a county, 余, ten thousands, a table."""
    sources.put("reconsideration.concluded", 70)
    sources.put("reconsideration.concluded", 17, scope="own")
    sources.put("reconsideration.concluded", 9, period="2023Q1")
    sources.put("reconsideration.concluded", 11, organisation="990121")
    sources.put("reconsideration.acceptance_rate", Decimal("84.69"), numerator=83, denominator=98)
    sources.put("planning.leadership_hearings", 10, source="return", records=None, approx="over")
    sources.put("services.cases_handled", 2_258_100)
    sources.put("services.reviews_received", 2_258_123, source="report", records=None)
    write(complete, "disputes", TEXT)
    return complete


@pytest.fixture
def files(filled, tmp_path):
    return build.build(filled, tmp_path / "out", BASE, IN_TIME)


@pytest.fixture
def figures(files):
    return json.loads(files["json"].read_text("utf-8"))["figures"]


class Links(HTMLParser):
    """The links of a page, and the words within each."""

    def __init__(self, page):
        super().__init__()
        self.found, self._open = [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._open = (dict(attrs), [])

    def handle_data(self, data):
        if self._open:
            self._open[1].append(data)

    def handle_endtag(self, tag):
        if tag == "a" and self._open:
            self.found.append((self._open[0], "".join(self._open[1])))
            self._open = None


def links(files):
    """The links that open a figure: address and printed words."""
    found = Links(files["html"].read_text("utf-8")).found
    return [(attrs["href"], words) for attrs, words in found if "figure" in attrs.get("class", "").split()]


def squeezed(text):
    return re.sub(r"\s", "", text)


def words_of(kind, file):
    """All the words of a written file, without white space."""
    if kind == "html":
        return squeezed(re.sub(r"<[^>]+>", "", file.read_text("utf-8")))
    if kind == "docx":
        with zipfile.ZipFile(file) as parts:
            xml = parts.read("word/document.xml").decode()
        return squeezed(re.sub(r"<[^>]+>", "", xml))
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(file).pages))


def annex(draft):
    return draft.document.annexes[0].blocks[0]


# ---- the four files


def test_the_json_is_as_agreed(filled, files):
    data = json.loads(files["json"].read_text("utf-8"))
    assert list(data) == ["organisation", "year", "figures"]
    assert (data["organisation"], data["year"]) == ("990100", 2023)
    assert all(list(figure) == KEYS for figure in data["figures"])
    assert data["figures"][2] == {
        "indicator": "reconsideration.acceptance_rate",
        "value": 84.69,
        "unit": "%",
        "approx": "exact",
        "scope": "all",
        "period": "2023",
        "source": "ledger",
        "numerator": 83,
        "denominator": 98,
        "records": 98,
        "text": "84.69",
    }


def test_each_figure_stands_once_however_often_it_is_printed(figures):
    assert [(f["indicator"].partition(".")[2], f["scope"], f["period"], f["value"]) for f in figures] == [
        ("concluded", "all", "2023", 70),
        ("concluded", "own", "2023", 17),
        ("acceptance_rate", "all", "2023", 84.69),
        ("concluded", "all", "2023Q1", 9),
        ("concluded", "all", "2023", 11),  # of the county
        ("leadership_hearings", "all", "2023", 10),
        ("cases_handled", "all", "2023", 2258100),
        ("reviews_received", "all", "2023", 2258123),
    ]


def test_large_numbers_are_printed_in_ten_thousands_where_nothing_is_lost(figures):
    assert [figure["text"] for figure in figures[-3:]] == ["10余", "225.81万", "2258123"]


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_every_printed_value_and_every_row_of_the_annex_stands_in_each_file(kind, filled, files, figures):
    words = words_of(kind, files[kind])
    for figure in figures:
        assert figure["text"] in words
    made = build.assemble(filled)
    assert len(annex(made).rows) == len(figures) == 8
    for row in annex(made).rows:
        for cell in row:
            assert squeezed(cell) in words, (kind, row, cell)


def test_the_annex_says_of_each_figure_what_is_asked(filled):
    table = annex(build.assemble(filled))
    assert table.head == ("序号", "指标", "数值", "分子／分母", "口径", "期间", "来源", "记录数")
    assert table.rows[1] == ("2", "行政复议审结", "17件", "—", "临江市 本级", "2023", "台账", "17")
    assert table.rows[2] == ("3", "受案率", "84.69%", "83／98", "临江市 全域", "2023", "台账", "98")
    assert table.rows[4] == ("5", "行政复议审结", "11件", "—", "青山县 全域", "2023", "台账", "11")
    assert table.rows[5] == ("6", "听取法治汇报", "10余次", "—", "临江市 全域", "2023", "报表", "—")
    assert table.notes == tuple(range(1, 9))


def test_every_figure_of_the_page_opens_a_page_of_the_product(files, figures):
    found = links(files)
    assert [words for _address, words in found] == [
        *("70", "17", "84.69%", "9", "11", "10余", "70", "225.81万", "2258123")
    ]
    for address, _words in found:
        assert address.startswith(BASE + "/")
        assert resolve(urlsplit(address).path).url_name == "indicator_figure"


def test_the_page_opened_is_that_of_the_very_figure(files, figures):
    places = {resolve(urlsplit(address).path).kwargs["slug"]: address for address, _words in links(files)}
    assert set(places) == {figure["indicator"] for figure in figures}
    found = resolve(build.place(Key("reconsideration.concluded", "990100-01", "own", "2016-")))
    assert found.kwargs == {
        "code": "990100-01", "slug": "reconsideration.concluded", "scope": "own", "period": "2016-"
    }  # fmt: skip


def test_every_figure_of_the_page_leads_to_its_row_in_the_annex_and_back(files):
    page = files["html"].read_text("utf-8")
    for note in range(1, 9):
        assert f'href="#figure-{note}"' in page
        assert f'id="figure-{note}"' in page
        assert f'href="#note-{note}"' in page


def test_docx_and_pdf_have_notes_to_the_annex(files):
    words = words_of("docx", files["docx"])
    assert "审结行政复议案件70[1]件" in words
    assert "受案率84.69%[3]；" in words
    assert "审结行政复议案件70[1]件" in words_of("pdf", files["pdf"])
    assert docx.Document(io.BytesIO(files["docx"].read_bytes())).core_properties.author == "临江市人民政府"


# ---- what is assembled


def test_the_chapters_stand_under_the_contents_of_the_provisions(filled, write):
    write(filled, "enforcement", "概说。\n\n## 重点领域\n\n细说。")
    write(filled, "problems", "概说。\n\n# 不足\n\n细说。")
    headings = [
        (block.level, block.text) for block in build.assemble(filled).document.blocks if isinstance(block, Heading)
    ]
    ones = [text for level, text in headings if level == 1]
    assert ones == [
        "主要举措和成效",
        "存在的不足和原因",
        "主要负责人履行推进法治建设第一责任人职责情况",
        "下一年度主要安排",
        "其他需要报告的情况",
    ]
    assert headings[1] == (2, "加强组织领导，落实法治建设责任")
    assert (4, "重点领域") in headings  # below its chapter, not beside it
    assert (2, "不足") in headings


def test_a_chapter_that_is_not_written_has_no_heading(filled, write):
    write(filled, "emergency", "")
    texts = [block.text for block in build.assemble(filled).document.blocks if isinstance(block, Heading)]
    assert "提升突发事件依法处置能力" not in texts


def test_a_long_title_breaks_behind_the_name_of_its_organ(filled):
    assert build.assemble(filled).document.title == "临江市人民政府\n2023年法治政府建设年度报告"
    filled.heading = "二〇二三年报告"
    assert build.assemble(filled).document.title == "二〇二三年报告"


def test_locked_figures_are_printed_and_the_files_still_agree(filled, sources, city, tmp_path):
    workspace.lock(filled, city.office, NOW)
    filled.refresh_from_db()
    sources.put("reconsideration.concluded", 71)
    files = build.build(filled, tmp_path, BASE, IN_TIME)
    assert json.loads(files["json"].read_text("utf-8"))["figures"][0]["value"] == 70
    assert links(files)[0][1] == "70"
    assert "审结行政复议案件70[1]件" in words_of("docx", files["docx"])


def test_a_draft_says_so_on_every_page_and_an_approved_report_does_not(filled, tmp_path):
    notice = "2024年1月20日生成的草稿，尚未签发，请勿引用。"
    assert notice in words_of("pdf", build.build(filled, tmp_path, BASE, IN_TIME)["pdf"])
    own = build.build(filled, tmp_path, BASE, IN_TIME, notice="演示数据")
    assert notice not in words_of("html", own["html"])
    assert "演示数据" in words_of("html", own["html"])
    AnnualReport.objects.update(state="approved")
    filled.refresh_from_db()
    assert "草稿" not in words_of("html", build.build(filled, tmp_path, BASE, IN_TIME)["html"])


def test_the_same_report_gives_the_same_files(filled, tmp_path):
    first = {kind: file.read_bytes() for kind, file in build.build(filled, tmp_path / "a", BASE, IN_TIME).items()}
    again = {kind: file.read_bytes() for kind, file in build.build(filled, tmp_path / "b", BASE, IN_TIME).items()}
    assert first == again


def test_a_report_with_a_figure_without_source_is_not_built_and_leaves_the_earlier_one_whole(
    filled, files, sources, tmp_path
):
    before = {kind: file.read_bytes() for kind, file in files.items()}
    sources.silence("services.cases_handled")
    with pytest.raises(ReportRefused, match="政务服务办件量"):
        build.build(filled, tmp_path / "out", BASE, IN_TIME)
    assert {kind: file.read_bytes() for kind, file in files.items()} == before
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        f"report.{k}" for k in ("docx", "html", "json", "pdf")
    ]


def test_a_report_without_figures_has_no_annex(complete):
    assert build.assemble(complete).document.annexes == ()


def test_a_page_shows_where_a_figure_is_missing(filled, sources):
    sources.silence("planning.leadership_hearings")
    draft = Draft(filled)
    blocks = build.filled(filled, draft.blocks["disputes"], draft.figures_of("disputes"))
    kinds = [type(span).__name__ for span in blocks[1].spans]
    assert kinds.count("Reference") == 1
    assert [span.text for span in blocks[1].spans if isinstance(span, FigureRef)] == ["11", "70"]


# ---- from the returns themselves


def test_figures_are_those_of_accepted_returns(city, started, write, monkeypatch):
    """No stand-in: filed values, resolved by the kernel, printed in the report."""
    report = started()
    filing = Return.objects.create(organisation=city.government, period="2023", state=State.ACCEPTED)
    for slug, value, approx in (("mediation.cases", 4660, "exact"), ("publicity.activities", 1000, "over")):
        ReturnValue.objects.create(
            filing=filing, indicator=slug, scope="all", kind=Kind.NUMBER, value=value, approx=approx
        )
    write(report, "disputes", "调解{{mediation.cases}}件，宣传{{publicity.activities}}次。")
    made = build.assemble(report)
    assert [(f.value, f.source, f.text) for f in made.figures] == [(4660, "return", "4660"), (1000, "return", "1000余")]
    Return.objects.update(state=State.SUBMITTED)
    with pytest.raises(ReportRefused, match="没有来源"):
        build.assemble(report)
