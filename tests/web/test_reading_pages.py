"""读报告的页面: uploading, the marked text, corrections that survive, what was found, and who may do what."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from fadu.kernel import indicators, journal, returns
from fadu.kernel.catalogue import CATALOGUE
from fadu.readings import store
from fadu.readings.models import Correction, Reading
from fadu.web.reading_text import Mark, marked, sheet_at, sheets

from .conftest import make_user

REPORT = """临江市2023年法治政府建设年度报告
一、主要举措和成效
全市共受理行政复议案件120件，办结行政复议案件100件。其中维持60件、撤销30件、其他10件。
办理12345热线2258余件，制发工作简报12期。
二、存在的不足和原因
三、主要负责人履行推进法治建设第一责任人职责情况
四、下一年度主要安排
"""


@pytest.fixture
def take(city):
    """Have a text read by the city's office."""

    def take(said: str = REPORT, name: str = "报告.txt", **more) -> Reading:
        return store.take(said.encode(), name, more.pop("by", city.office), **more)

    return take


@pytest.fixture
def office(sign_in) -> Client:
    return sign_in("law_governance_office")


def text_of(answer) -> str:
    return unescape(answer.content.decode())


def upload(client: Client, *files: tuple[str, bytes], **more):
    given = {"files": [SimpleUploadedFile(name, data) for name, data in files], "by_name": "1"}
    return client.post("/readings/upload/", given | more)


def figure_of(reading: Reading, printed: str):
    return reading.figures.get(text=printed)


def correct(client: Client, reading: Reading, start: int, end: int, **fields):
    return client.post(f"/readings/{reading.pk}/correct/", {"start": start, "end": end} | fields)


def form_of(figure, **changed) -> dict[str, str]:
    """Return what the form sends that was opened on a figure, with some fields changed."""
    names = ("value", "approx", "unit", "subject", "org", "period", "scope", "indicator")
    return {name: str(getattr(figure, name)) for name in names} | {"figure": "yes", "reason": "对照原件"} | changed


# ---- the text with its marks


def plain(html: str) -> str:
    """Return what a browser shows of the paragraphs: the text alone."""
    return unescape(re.sub(r"<[^>]+>", "", html.replace("</p>\n", "\n")))


def test_the_marked_text_is_the_text():
    """Places on the page are places of the text: a selection would else be another number."""
    said = "甲12件\r\n\n  乙𠮷3人，<b>&amp;5次"
    marks = [Mark(1, 4, "agrees", "一致"), Mark(said.index("3"), said.index("3") + 2, "unknown", "不明")]
    html = marked(said, marks, (0, len(said)))
    assert plain(html) == "甲12件\n  乙𠮷3人，<b>&amp;5次\n"
    assert f'<p id="p{said.index("  乙")}">' in html
    assert 'id="f1" class="fig agrees" href="?at=1#f1" title="一致">12件</a>' in html


def test_a_mark_within_another_and_one_across_lines_leave_the_text_whole():
    said = "共123\n件。"
    html = marked(said, [Mark(1, 6, "agrees", ""), Mark(2, 3, "unknown", "")], (0, len(said)))
    assert plain(html) == "共123\n件。\n"
    assert html.count("<a ") == 1


def test_a_long_text_is_cut_at_the_ends_of_lines():
    said = "一二三四五\n" * 40
    parts = sheets(said, 100)
    assert "".join(said[begin:end] for begin, end in parts) == said
    assert all(end - begin <= 100 and said[end - 1] == "\n" for begin, end in parts)
    assert [sheet_at(parts, begin) for begin, _end in parts] == list(range(len(parts)))
    assert sheets("无" * 250, 100)[-1][1] == 250  # nowhere to cut


# ---- uploading


@pytest.mark.django_db
class TestUpload:
    def test_a_file_is_shown_with_what_was_guessed_before_it_is_taken(self, office, city):
        answer = upload(office, ("报告.txt", REPORT.encode("gb18030")))
        page = text_of(answer)
        assert answer.status_code == 200 and not Reading.objects.exists()
        assert 'value="临江市"' in page and 'value="2023"' in page
        assert f'<option value="{city.government.code}" selected>' in page
        parcel = re.search(r'name="parcel" value="([^"]+)"', page)[1]
        given = {
            f"place-{parcel}": "临江",
            f"year-{parcel}": "2022",
            f"status-{parcel}": "draft",
            f"about-{parcel}": "",
        }
        answer = office.post("/readings/upload/", {"parcel": parcel, "confirm": "1"} | given)
        reading = Reading.objects.get()
        assert answer.headers["Location"] == f"/readings/{reading.pk}/"
        assert (reading.place, reading.year, reading.status, reading.about) == ("临江", "2022", "draft", None)

    def test_a_file_that_was_read_before_is_said_so(self, office, take):
        reading = take()
        page = text_of(upload(office, ("又一次.txt", REPORT.encode())))
        assert f'这个文件已经读过：<a href="/readings/{reading.pk}/">' in page

    def test_what_cannot_be_read_is_refused_with_the_reason(self, office):
        answer = upload(office, ("图.png", b"\x89PNG\r\n\x1a\n0000"), ("报告.txt", REPORT.encode()))
        assert answer.status_code == 422
        assert "图.png：是图片" in text_of(answer) and "请核对这 1 份报告" in text_of(answer)

    def test_an_empty_file_among_others_is_named(self, office):
        page = text_of(upload(office, ("空.txt", b""), ("报告.txt", REPORT.encode())))
        assert "空.txt：是空文件" in page and "请核对这 1 份报告" in page

    def test_nothing_chosen(self, office):
        assert upload(office).status_code == 422

    def test_many_files_and_an_archive_become_a_job(self, office, settings):
        settings.FADU_JOBS_AT_ONCE = True
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            for year in (2021, 2022):
                packed.writestr(f"{year}.txt", REPORT.replace("2023", str(year)))
            packed.writestr("空.txt", "")
        answer = upload(office, ("各年.zip", archive.getvalue()))
        page = text_of(office.get(answer.headers["Location"]))
        assert "读了 2 份报告" in page and "空.txt" in page
        assert set(Reading.objects.values_list("year", flat=True)) == {"2021", "2022"}
        files = [(f"{n}.txt", f"{REPORT}{n}".encode()) for n in range(11)]
        upload(office, *files)
        assert Reading.objects.count() == 13

    def test_a_report_counts_for_no_organisation_out_of_reach(self, city, sign_in):
        reader = sign_in("report_reader", city.library)
        page = text_of(upload(reader, ("报告.txt", REPORT.encode())))
        parcel = re.search(r'name="parcel" value="([^"]+)"', page)[1]
        given = {"parcel": parcel, "confirm": "1", f"about-{parcel}": city.government.code, f"status-{parcel}": "draft"}
        assert reader.post("/readings/upload/", given).status_code == 403
        assert not Reading.objects.exists()

    def test_a_parcel_of_somebody_else_is_not_taken(self, office, sign_in, city):
        parcel = re.search(r'name="parcel" value="([^"]+)"', text_of(upload(office, ("a.txt", REPORT.encode()))))[1]
        other = sign_in("report_reader", city.library)
        assert other.post("/readings/upload/", {"parcel": parcel, "confirm": "1"}).status_code == 404


# ---- looking


@pytest.mark.django_db
class TestText:
    def test_scripts_in_an_uploaded_text_never_run(self, office, take, city):
        evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
        said = f"临江市2023年法治政府建设年度报告{evil}\n共办结{evil}案件12件。\"'>{evil}\n办结案件{evil}13件。"
        reading = take(said, "<b>坏</b>.txt")
        figure = figure_of(reading, "12")
        store.correct(reading, (figure.start, figure.end), {"subject": evil, "org": evil}, evil, city.office)
        parts = ("", f"?at={figure.start}", "figures/", "findings/", "corrections/", "facts/", "print/", "delete/")
        for part in (*parts, f"correct/?start={figure.start}&end={figure.end}", "correct/?quote=结<script>"):
            page = office.get(f"/readings/{reading.pk}/{part}").content.decode()
            assert "<script>alert" not in page and "<img src=x" not in page and "<b>坏" not in page, part
        panel = office.get(f"/readings/{reading.pk}/figures/{figure.start}/", headers={"HX-Request": "true"})
        assert "&lt;script&gt;alert" in panel.content.decode() and "<script" not in panel.content.decode()
        for address in ("/readings/", "/readings/findings/"):
            assert "<script>alert" not in office.get(address).content.decode()

    def test_a_figure_is_shown_beside_the_text_with_and_without_scripts(self, office, take):
        reading = take()
        figure = reading.figures.get(value="2258")
        page = text_of(office.get(f"/readings/{reading.pk}/?at={figure.start}"))
        part = office.get(f"/readings/{reading.pk}/figures/{figure.start}/", headers={"HX-Request": "true"})
        for shown in (page, text_of(part)):
            assert "余、多、超过" in shown and "2,258" in shown
        assert "<html" not in text_of(part)
        alone = office.get(f"/readings/{reading.pk}/figures/{figure.start}/")
        assert alone.headers["Location"] == f"/readings/{reading.pk}/?at={figure.start}#f{figure.start}"

    def test_a_panel_without_a_figure_says_so_that_it_covers_no_text(self, office, take):
        reading = take()
        assert "none-chosen" in text_of(office.get(f"/readings/{reading.pk}/"))
        assert "none-chosen" not in text_of(office.get(f"/readings/{reading.pk}/?at={reading.figures.first().start}"))

    def test_sentences_of_findings_keep_their_width(self, office, take):
        page = text_of(office.get(f"/readings/{take('临江市2023年法治政府建设年度报告。办结案件12件。').pk}/findings/"))
        assert page.count('<td class="wordy">') == 4  # the article of each missing section
        assert '<td class="wordy" lang="zh-Hans">没有写' in page

    def test_one_goes_from_figure_to_figure_among_those_that_the_filter_finds(self, office, take, city):
        reading = take()
        first, last = reading.figures.first(), reading.figures.last()
        for one in (first, last):
            store.correct(reading, (one.start, one.end), {"indicator": ""}, "目录里没有", city.office)
        page = text_of(office.get(f"/readings/{reading.pk}/?show=corrected&at={first.start}"))
        assert f"?show=corrected&at={last.start}#f{last.start}" in page
        assert page.count(" faint") == reading.figures.count() - 2

    def test_a_figure_in_another_part_of_a_long_text_is_found(self, office, take, monkeypatch):
        monkeypatch.setattr("fadu.web.reading_pages.sheets", lambda said: sheets(said, 60))
        reading = take()
        last = reading.figures.last()
        assert f'id="f{last.start}"' not in text_of(office.get(f"/readings/{reading.pk}/"))
        assert f'id="f{last.start}"' in text_of(office.get(f"/readings/{reading.pk}/?at={last.start}"))

    def test_what_fadu_itself_says_stands_beside_the_figure(self, office, take, city):
        """A return says 10 where the report prints 12: the figure differs, by two, and the page of ours is a link."""
        slug = next(slug for slug, one in CATALOGUE.items() if slug not in indicators.declared() and one.unit == "件")
        reading = take(REPORT + "另有事项12件。", about=city.government)
        figure = reading.figures.last()
        store.correct(reading, (figure.start, figure.end), {"indicator": slug, "scope": "own"}, "对照", city.office)
        clerk = city.actor("statistician", city.government)
        filing = returns.file(city.government, 2023, clerk)
        returns.enter(filing, [{"indicator": slug, "scope": "own", "value": "10"}], clerk)
        returns.submit(filing, clerk, timezone.now())
        returns.accept(filing, city.office, timezone.now())
        page = text_of(office.get(f"/readings/{reading.pk}/?at={figure.start}"))
        assert "▲ 与台账不一致" in page and "报告多 2" in page
        assert f'href="/figures/{city.government.code}/{slug}/own/2023/"' in page
        assert f'id="f{figure.start}" class="fig differs corrected"' in page
        listed = text_of(office.get("/readings/"))
        assert f'<a class="late" href="/readings/{reading.pk}/?show=differs">▲ 1</a>' in listed
        assert "报告多 2" in text_of(office.get(f"/readings/{reading.pk}/findings/"))
        assert "报告多 2" in text_of(office.get("/readings/findings/?kind=differs"))


# ---- correcting


@pytest.mark.django_db
class TestCorrecting:
    def test_a_correction_is_kept_with_its_reason_and_outlives_another_reading(self, office, take):
        reading = take()
        figure = figure_of(reading, "120")
        answer = correct(office, reading, figure.start, figure.end, **form_of(figure, value="1,210", reason="印错了"))
        assert answer.headers["Location"] == f"/readings/{reading.pk}/?at={figure.start}#f{figure.start}"
        office.post(f"/readings/{reading.pk}/reread/")
        assert figure_of(reading, "120").value == 1210 and figure_of(reading, "120").corrected
        page = text_of(office.get(f"/readings/{reading.pk}/corrections/"))
        assert "数值：120 → 1210" in page and "印错了" in page
        assert journal.Event.objects.filter(action="reading-correct", record=str(reading.pk)).count() == 1

    def test_a_reason_is_demanded_and_what_was_typed_stays(self, office, take):
        reading = take()
        figure = figure_of(reading, "120")
        answer = correct(office, reading, figure.start, figure.end, **form_of(figure, value="121", reason=""))
        assert answer.status_code == 422 and 'value="121"' in text_of(answer)
        assert not Correction.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [("value", "很多", "不是数"), ("period", "明年", "明年"), ("value", "120", "没有改动")],
    )
    def test_what_makes_no_sense_is_refused_at_its_field(self, office, take, field, value, said):
        reading = take()
        figure = figure_of(reading, "120")
        answer = correct(office, reading, figure.start, figure.end, **form_of(figure, **{field: value}))
        assert answer.status_code == 422 and said in text_of(answer)
        assert not Correction.objects.exists()

    def test_no_figure_and_taken_back(self, office, take):
        reading = take()
        figure = figure_of(reading, "12")
        correct(office, reading, figure.start, figure.end, figure="no", reason="期号", approx="exact")
        assert not reading.figures.filter(start=figure.start).exists()
        page = text_of(office.get(f"/readings/{reading.pk}/?at={figure.start}"))
        assert 'class="fig excluded"' in page and "期号" in page
        back = {"start": figure.start, "end": figure.end, "reason": "是数字"}
        office.post(f"/readings/{reading.pk}/corrections/", back)
        assert reading.figures.filter(start=figure.start, corrected=False).exists()
        assert "已由后面的更正代替" in text_of(office.get(f"/readings/{reading.pk}/corrections/"))

    def test_a_figure_that_was_missed_is_found_by_its_words_and_added(self, office, take):
        reading = take(REPORT.replace("制发工作简报12期", "第十五次会议"))
        found = office.get(f"/readings/{reading.pk}/correct/?quote=第[十五]次")
        start = reading.text.index("十五")
        assert found.headers["Location"] == f"/readings/{reading.pk}/correct/?start={start}&end={start + 2}"
        assert "补充漏读的数字" in text_of(office.get(found.headers["Location"]))
        given = {"value": "15", "unit": "次", "approx": "exact", "indicator": "", "reason": "漏读"}
        correct(office, reading, start, start + 2, **given)
        added = reading.figures.get(start=start)
        assert (added.value, added.unit, added.corrected) == (15, "次", True)

    def test_words_that_stand_in_several_places_are_offered_and_others_said_not_to_be_there(self, office, take):
        reading = take()
        assert (
            text_of(office.get(f"/readings/{reading.pk}/correct/?quote=行政复议案件[1]")).count("<mark>1</mark>") == 2
        )
        assert office.get(f"/readings/{reading.pk}/correct/?quote=没有的话").status_code == 422

    def test_a_selection_within_a_figure_means_that_figure(self, office, take):
        reading = take()
        figure = figure_of(reading, "120")
        page = text_of(office.get(f"/readings/{reading.pk}/correct/?start={figure.start}&end={figure.unit_end}"))
        assert f'name="end" value="{figure.end}"' in page and "这里是不是数字" in page

    def test_indicators_are_searched_in_the_words_of_the_field(self, office, take):
        part = text_of(office.get("/readings/indicators/?q=复议 审结"))
        assert 'value="reconsideration.concluded"' in part
        reading = take()
        figure = figure_of(reading, "120")
        searched = form_of(figure, action="find", q="复议 审结", reason="")
        page = text_of(correct(office, reading, figure.start, figure.end, **searched))
        assert 'value="reconsideration.concluded"' in page and 'class="wrong"' not in page
        assert not Correction.objects.exists()


# ---- what is registered; files; lists


@pytest.mark.django_db
class TestKeeping:
    def test_a_draft_is_published_and_the_year_settles_the_periods(self, office, take, city):
        reading = take(REPORT.replace("2023年", ""), status="draft")
        facts = {"title": "新标题", "place": "临江市", "division": "", "about": city.government.pk, "year": "2024"}
        facts |= {"status": "published", "revision": reading.revision}
        assert office.post(f"/readings/{reading.pk}/facts/", facts).status_code == 302
        reading.refresh_from_db()
        assert (reading.title, reading.about, reading.status) == ("新标题", city.government, "published")
        assert set(reading.figures.values_list("period", flat=True)) == {"2024"}
        assert office.post(f"/readings/{reading.pk}/facts/", facts | {"year": "去年"}).status_code == 422

    def test_deleting_asks_for_a_reason_and_the_journal_keeps_all(self, office, take, city):
        reading = take()
        figure = figure_of(reading, "120")
        store.correct(reading, (figure.start, figure.end), {"value": "121"}, "看错", city.office)
        assert office.post(f"/readings/{reading.pk}/delete/", {"reason": " "}).status_code == 422
        assert Correction.objects.count() == 1
        assert office.post(f"/readings/{reading.pk}/delete/", {"reason": "传错了"}).headers["Location"] == "/readings/"
        assert not Reading.objects.exists()
        event = journal.Event.objects.get(action="delete", record=str(reading.pk))
        assert event.data["reason"] == "传错了" and event.before["title"] == reading.title

    def test_files_hold_every_figure(self, office, take):
        reading = take()
        told = json.loads(office.get(f"/readings/{reading.pk}/reading.json").getvalue())
        assert [one["offset"] for one in told["figures"]] == list(reading.figures.values_list("start", flat=True))
        assert told["text"][told["figures"][0]["offset"] :].startswith("120件")
        book = load_workbook(io.BytesIO(office.get(f"/readings/{reading.pk}/reading.xlsx").getvalue()))
        assert book.worksheets[0].max_row == reading.figures.count() + 1
        assert journal.Event.objects.filter(action="export", record=str(reading.pk)).count() == 2
        assert office.get(f"/readings/{reading.pk}/reading.exe").status_code == 404

    def test_a_draft_comes_back_with_comments(self, office, city):
        said = REPORT.replace("四、下一年度主要安排\n", "")
        reading = store.take(docx(said), "草稿.docx", city.office, status="draft")
        answer = office.get(f"/readings/{reading.pk}/reading.docx")
        with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as packed:
            assert "错误" in packed.read("word/comments.xml").decode()

    def test_only_a_docx_comes_back_with_comments(self, office, take):
        reading = take()
        answer = office.get(f"/readings/{reading.pk}/reading.docx", follow=True)
        assert answer.redirect_chain and "不能加批注" in text_of(answer)

    def test_filters_survive_paging(self, office, take, monkeypatch):
        monkeypatch.setattr("fadu.web.reading_pages.SIZE", 2)
        for year in range(2018, 2023):
            take(REPORT.replace("2023", str(year)))
        page = text_of(office.get("/readings/?q=临江&order=-year&status=published"))
        assert "?q=临江&order=-year&status=published&page=2" in page.replace("%E4%B8%B4%E6%B1%9F", "临江")
        last = text_of(office.get("/readings/?q=临江&order=-year&status=published&page=3"))
        assert ">2018</td>" in last and ">2022</td>" not in last
        assert "没有符合条件的报告" in text_of(office.get("/readings/?whose=own"))

    def test_an_empty_list_says_what_to_do(self, office, sign_in):
        assert 'href="/readings/upload/"' in text_of(office.get("/readings/"))
        assert "由报告核读人员" in text_of(sign_in("leader").get("/readings/"))


# ---- who may


@pytest.mark.django_db
class TestWho:
    def test_another_organisation_sees_and_changes_nothing(self, take, city, sign_in):
        reading = take()
        figure = figure_of(reading, "120")
        other = sign_in("report_reader", city.library)
        for part in ("", "figures/", "findings/", "facts/", "corrections/", "print/", "reading.json", "delete/"):
            assert other.get(f"/readings/{reading.pk}/{part}").status_code == 404, part
        assert correct(other, reading, figure.start, figure.end, **form_of(figure, value="1")).status_code == 404
        assert other.post(f"/readings/{reading.pk}/reread/").status_code == 404
        assert reading.title not in text_of(other.get("/readings/"))
        assert reading.title not in text_of(other.get("/readings/findings/"))

    def test_who_may_look_may_not_correct(self, take, city, sign_in):
        reading = take()
        figure = figure_of(reading, "120")
        leader = sign_in("leader")
        page = text_of(leader.get(f"/readings/{reading.pk}/?at={figure.start}"))
        assert "更正这个数字" not in page
        assert correct(leader, reading, figure.start, figure.end, **form_of(figure, value="1")).status_code == 403
        back = {"start": figure.start, "end": figure.end, "reason": "x"}
        assert leader.post(f"/readings/{reading.pk}/corrections/", back).status_code == 403
        assert leader.post(f"/readings/{reading.pk}/facts/", {"title": "改"}).status_code == 403

    def test_a_reader_of_one_organisation_who_looks_at_another_does_not_correct_there(self, take, city):
        """Leader of the city, reader at the library: what the city had read, he only looks at."""
        reading = take()
        user = make_user("both", (city.government, "leader"), (city.library, "report_reader"))
        client = Client()
        client.force_login(user)
        figure = figure_of(reading, "120")
        assert client.get(f"/readings/{reading.pk}/").status_code == 200
        assert correct(client, reading, figure.start, figure.end, **form_of(figure, value="1")).status_code == 403
        for part in ("reread/", "delete/"):
            answer = client.post(f"/readings/{reading.pk}/{part}", {"reason": "x"})
            assert answer.status_code in (302, 403) and Reading.objects.filter(pk=reading.pk).exists()


def docx(said: str) -> bytes:
    """Return a text as the smallest DOCX that there is."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in said.splitlines())
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        f'ContentType="{part}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{relation}" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships"/>',
        "word/document.xml": f'<w:document xmlns:w="{w}"><w:body>{lines}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()
