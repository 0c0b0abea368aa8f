"""年度报告页面: the desk, what comes back when a save is refused, the picker, the lock, versions, steps and files."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from fadu.kernel import jobs, journal, returns
from fadu.kernel.cases import open_case, perform
from fadu.reports import workspace
from fadu.reports.models import AnnualReport
from fadu.reports.skeleton import CHAPTERS
from tests.reports.sources import Sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources(monkeypatch):
    put = Sources()
    monkeypatch.setattr(returns, "resolve", put.resolve)
    put.put("reconsideration.concluded", 70)
    put.put("reconsideration.concluded", 49, period="2022")
    put.put("reconsideration.concluded", 17, scope="own")
    put.put("mediation.success_rate", Decimal("99.87"), source="return", numerator=4654, denominator=4660)
    put.put("mediation.success_rate", Decimal("98.72"), source="return", period="2022")
    return put


@pytest.fixture
def report(city, sources):
    opening = {"organisation": city.government, "year": 2023, "addressees": "市委"}
    return open_case(AnnualReport, "start", city.office, date(2024, 1, 5), opening)


@pytest.fixture
def office(sign_in):
    return sign_in("law_governance_office")


@pytest.fixture
def desk(report):
    return f"/reports/{report.pk}/sections/disputes/"


@pytest.fixture
def write(report, city):
    def write(body, chapter="disputes"):
        revision = workspace.sections(report)[chapter].revision
        return workspace.write_section(report, chapter, body, city.office, revision)

    return write


def body_of(answer):
    """What stands in the editor."""
    return re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.content.decode(), re.DOTALL)[1]


def text_of(answer):
    """The words of a page."""
    apart = re.sub(r"(</t[dh]>|<time)", r" \1", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", apart))


# ---- starting


def test_a_report_is_started_once_a_year(office, city, sources):
    answer = office.post("/reports/start/", {"organisation": "990100", "year": "2023"})
    made = AnnualReport.objects.get()
    assert answer.headers["Location"] == f"/reports/{made.pk}/"
    assert (made.organisation, made.year, made.state) == (city.government, 2023, "collecting")
    again = office.post("/reports/start/", {"organisation": "990100", "year": "2023"}, follow=True)
    assert "已经启动编制" in text_of(again)
    assert AnnualReport.objects.count() == 1


def test_the_next_years_report_goes_to_the_same_addressees(office, report):
    office.post("/reports/start/", {"organisation": "990100", "year": "2024"})
    assert AnnualReport.objects.get(year=2024).addressees == "市委"


@pytest.mark.parametrize("data", [{}, {"organisation": "990100"}, {"organisation": "990100", "year": "1999"}])
def test_what_cannot_be_started_is_said(office, data):
    assert "请选择机构和年度" in text_of(office.post("/reports/start/", data, follow=True))


def test_a_county_starts_its_own_report_and_no_others(city, sign_in, sources):
    county = sign_in("law_governance_office", city.county)
    county.post("/reports/start/", {"organisation": "990100", "year": "2023"})
    assert not AnnualReport.objects.exists()
    county.post("/reports/start/", {"organisation": "990121", "year": "2023"})
    assert AnnualReport.objects.get().organisation == city.county


# ---- who sees what


def test_a_county_does_not_see_the_citys_report(city, report, sign_in):
    county = sign_in("law_governance_office", city.county)
    assert county.get(f"/reports/{report.pk}/").status_code == 404
    assert "人民政府2023年" not in text_of(county.get("/reports/"))


@pytest.mark.parametrize("role", ["leader", "provincial_checker"])
def test_who_only_reads_has_no_editor_and_no_buttons(role, sign_in, desk, write, read):
    write("审结{{reconsideration.concluded}}件。")
    client = sign_in(role)
    answer = client.get(desk)
    assert not read(answer).all("textarea")
    assert "审结70件" in text_of(answer)
    assert client.post(desk, {"body": "改。", "revision": "1"}).status_code == 403
    for place in ("figures", "versions"):
        page = read(client.get(desk.replace("sections/disputes", place)))
        assert not [form for form in page.all("form") if form.get("action", "").endswith(("/lock/", "/keep/"))]


def test_the_office_of_another_place_does_not_write(city, desk, sign_in):
    assert sign_in("law_governance_office", city.county).post(desk, {"body": "改。"}).status_code == 404


# ---- the desk


def test_a_section_is_saved_and_its_figures_shown_live_as_links_by_source(office, desk, read):
    answer = office.post(
        desk,
        {
            "body": "审结{{reconsideration.concluded}}件，成功率{{mediation.success_rate}}%。",
            "revision": "0",
            "action": "save",
        },
    )
    assert answer.headers["Location"] == desk
    answer = office.get(desk)
    figures = [link for link in read(answer).all("a") if "figure" in link.get("class", "").split()]
    assert [(link["class"], link["href"]) for link in figures] == [
        ("figure ledger", "/figures/990100/reconsideration.concluded/all/2023/"),
        ("figure return", "/figures/990100/mediation.success_rate/all/2023/"),
    ]
    assert "审结70件，成功率99.87%。" in text_of(answer)


def test_this_year_stands_beside_the_last(office, desk, write):
    write("审结{{reconsideration.concluded}}件，成功率{{mediation.success_rate}}%。")
    words = text_of(office.get(desk))
    assert "70 件 49 +42.86% 台账" in words
    assert "99.87 % 98.72 +1.15 个百分点 报表" in words


def test_a_save_upon_an_older_text_loses_nothing_and_shows_the_difference(office, desk, write):
    write("甲写的正文。")
    answer = office.post(desk, {"body": "乙写的正文。", "revision": "0", "action": "save"})
    assert answer.status_code == 409
    assert body_of(answer) == "乙写的正文。"
    page = answer.content.decode()
    assert "<del>甲</del><ins>乙</ins>写的正文。" in page
    assert 'name="revision" value="1"' in page  # knowing of the other, the next save goes through
    assert office.post(desk, {"body": "乙写的正文。", "revision": "1", "action": "save"}).status_code == 302


def test_a_text_that_cannot_be_read_comes_back_with_every_place_named(office, desk, report):
    answer = office.post(desk, {"body": "一段。\n\n- 列表\n\n{{x}}", "revision": "0", "action": "save"})
    assert answer.status_code == 422
    assert body_of(answer) == "一段。\n\n- 列表\n\n{{x}}"
    words = text_of(answer)
    assert "第 3 行" in words
    assert "第 5 行" in words
    assert not report.sections.exists()


def test_what_is_not_saved_can_be_seen_without_script_and_is_marked(office, desk, report):
    answer = office.post(desk, {"body": "审结{{reconsideration.concluded}}件。", "revision": "0", "action": "preview"})
    assert answer.status_code == 200
    assert "审结70件" in text_of(answer)
    assert "尚未保存" in text_of(answer)
    assert not report.sections.exists()


def test_the_preview_while_writing_is_a_part_of_the_page(office, desk):
    answer = office.post(
        desk, {"body": "{{reconsideration.concluded}}件。", "action": "preview"}, headers={"HX-Request": "true"}
    )
    assert answer.content.decode().startswith('<section class="card" id="preview"')
    assert "70件" in text_of(answer)


def test_a_figure_without_source_is_marked_where_it_stands(office, desk, write):
    write("应诉{{litigation.cases}}件。")
    answer = office.get(desk)
    assert "应诉■ 没有来源件" in text_of(answer)
    assert "1 处错误" in text_of(answer)


def test_markup_in_a_text_is_only_text(office, desk):
    answer = office.post(desk, {"body": "甲 & 乙 \\<b>丙</b>", "revision": "0", "action": "preview"})
    assert "<b>" not in answer.content.decode()


def test_without_script_a_reference_is_added_to_the_end(office, desk, report):
    answer = office.post(desk, {"body": "审结", "revision": "0", "append": "{{reconsideration.concluded scope=own}}"})
    assert body_of(answer) == "审结{{reconsideration.concluded scope=own}}"
    assert "审结17" in text_of(answer)
    assert not report.sections.exists()


def test_last_years_text_stands_beside_and_can_be_begun_from(office, city, desk, report, sources):
    last = open_case(
        AnnualReport, "start", city.office, date(2023, 1, 5), {"organisation": city.government, "year": 2022}
    )
    workspace.write_section(last, "disputes", "上年审结{{reconsideration.concluded}}件。", city.office, 0)
    answer = office.get(desk)
    assert "2022 年本节" in text_of(answer)
    assert "上年审结49件" in text_of(answer)
    answer = office.post(desk, {"body": "", "revision": "0", "action": "adopt"})
    assert body_of(answer) == "上年审结{{reconsideration.concluded}}件。"
    assert "上年审结70件" in text_of(answer)  # the same words with this year's figures


def test_a_chapter_that_is_not_there_is_not_found(office, report):
    assert office.get(f"/reports/{report.pk}/sections/nothing/").status_code == 404


# ---- the picker and the sentences


def test_the_picker_finds_by_name_and_shows_both_years_and_scopes(office, report, read):
    answer = office.get(f"/reports/{report.pk}/picker/?q=行政复议审结")
    words = text_of(answer)
    assert "全域 70件 台账 上年 49（+42.86%）" in words
    assert "本级 17件 台账 上年 —" in words
    inserted = [button["data-insert"] for button in read(answer).all("button")]
    assert inserted[:2] == ["{{reconsideration.concluded}}", "{{reconsideration.concluded scope=own}}"]


def test_what_has_no_source_is_not_offered(office, report, read):
    answer = office.get(f"/reports/{report.pk}/picker/?q=行政应诉案件")
    assert "没有来源" in text_of(answer)
    assert not read(answer).all("button")


@pytest.mark.parametrize(
    "query", ["q=CONCLUDED", "q=reconsideration.concluded", "domain=reconsideration", "q=审结 复议"]
)
def test_the_picker_knows_english_slugs_fields_and_several_words(office, report, query):
    assert "行政复议审结" in text_of(office.get(f"/reports/{report.pk}/picker/?{query}"))


def test_an_empty_search_finds_nothing_and_says_what_to_do(office, report):
    assert "输入指标名称" in text_of(office.get(f"/reports/{report.pk}/picker/?q="))
    assert "没有符合条件" in text_of(office.get(f"/reports/{report.pk}/picker/?q=月球"))


def test_without_script_the_picker_keeps_what_was_typed(office, desk):
    answer = office.post(desk, {"body": "写到一半", "revision": "0", "action": "find", "q": "行政复议审结"})
    assert body_of(answer) == "写到一半"
    assert "全域 70件" in text_of(answer)


def test_sentences_are_offered_with_their_values(office, desk, sources):
    assert "可用语句" in text_of(office.get(desk))
    assert "调解成功率99.87%" not in text_of(office.get(desk))
    sources.put("mediation.cases", 4660, source="return")
    assert "各类人民调解组织调解纠纷4660件，调解成功率99.87%。" in text_of(office.get(desk))


# ---- checks, lock, versions, steps


def test_the_checks_are_listed_with_their_cures(office, report, write):
    write("应诉{{litigation.cases}}件，查处12起。")
    words = text_of(office.get(f"/reports/{report.pk}/check/"))
    assert "“行政应诉案件”（2023）没有来源" in words
    assert "“12起”是手工填写的数字" in words
    assert "五项法定内容缺一不可" in words


def test_figures_are_locked_and_what_changes_is_listed(office, report, write, sources):
    write("审结{{reconsideration.concluded}}件。")
    answer = office.post(f"/reports/{report.pk}/lock/", follow=True)
    assert "已定格 1 个数字" in text_of(answer)
    assert "定格后没有变化" in text_of(answer)
    sources.put("reconsideration.concluded", 71)
    words = text_of(office.get(f"/reports/{report.pk}/figures/"))
    assert "定格后“行政复议审结”由 70件 变为 71件" in words
    assert "现为 71" in words


def test_a_lock_with_a_figure_without_source_is_refused(office, report, write):
    write("应诉{{litigation.cases}}件。")
    assert "不能定格：行政应诉案件" in text_of(office.post(f"/reports/{report.pk}/lock/", follow=True))


def test_versions_are_kept_and_compared(office, report, write):
    write("初稿：审结{{reconsideration.concluded}}件。")
    keep = f"/reports/{report.pk}/versions/keep/"
    assert "已保存为版本 1" in text_of(office.post(keep, {"reason": "初稿"}, follow=True))
    assert "没有另存" in text_of(office.post(keep, {"reason": "又存"}, follow=True))
    assert "请写明" in text_of(office.post(keep, {"reason": ""}, follow=True))
    write("二稿：审结{{reconsideration.concluded scope=own}}件。")
    page = office.get(f"/reports/{report.pk}/versions/?old=1&new=now").content.decode()
    assert "<del>初</del><ins>二</ins>稿：审结<del>〔行政复议审结〕</del><ins>〔行政复议审结·本级〕</ins>件。" in page
    side = office.get(f"/reports/{report.pk}/versions/?old=1&new=now&view=side").content.decode()
    left, right = re.findall(r'<div class="difference">(.*?)</div>', side)
    assert "<ins>" not in left
    assert "<del>" not in right
    assert office.get(f"/reports/{report.pk}/versions/?old=9").status_code == 404


def test_the_steps_are_those_of_the_procedure_and_done_on_the_case_page(office, city, report, write):
    for chapter in CHAPTERS:
        write("已写。", chapter.slug)
    page = office.get(f"/reports/{report.pk}/").content.decode()
    course = "law-government-annual-report"
    address = f"/ledgers/annual-report/{report.pk}/steps/{course}/draft/"
    assert f"{address}#step" in page
    assert office.get(address).status_code == 200
    perform(report, "draft", city.office, on=date(2024, 1, 10))
    perform(report, "review", city.office, on=date(2024, 1, 12))
    words = text_of(office.get(f"/reports/{report.pk}/"))
    assert "起草 2024-01-10" in words
    assert "审核 2024-01-12" in words
    answer = office.get(f"/reports/{report.pk}/sections/disputes/")
    assert "进入审核后须先退回修改" in text_of(answer)
    refused = office.post(
        f"/reports/{report.pk}/sections/disputes/", {"body": "又改。", "revision": "1", "action": "save"}
    )
    assert refused.status_code == 409
    assert "退回修改" in text_of(refused)


# ---- the files


@pytest.mark.parametrize(
    ("kind", "head"), [("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")]
)
def test_each_file_is_built_on_request_and_noted(office, report, write, kind, head):
    write("审结{{reconsideration.concluded}}件。")
    answer = office.get(f"/reports/{report.pk}/report.{kind}")
    assert answer.getvalue().startswith(head)
    assert "attachment" in answer.headers["Content-Disposition"]
    last = journal.history("annual-report", str(report.pk)).last()
    assert (last.action, last.data) == ("export", {"format": kind})


def test_the_downloaded_figures_link_to_this_product(office, report, write):
    write("审结{{reconsideration.concluded}}件。")
    page = office.get(f"/reports/{report.pk}/report.html").getvalue().decode()
    assert 'href="http://testserver/figures/990100/reconsideration.concluded/all/2023/"' in page
    data = json.loads(office.get(f"/reports/{report.pk}/report.json").getvalue())
    assert data["figures"][0]["value"] == 70


def test_what_the_installation_says_of_itself_stands_on_every_document(office, report, settings):
    settings.FADU_NOTICE = "演示环境"
    page = office.get(f"/reports/{report.pk}/report.html").getvalue().decode()
    assert "演示环境" in page
    assert "尚未签发" in page


def test_a_report_that_cannot_be_built_says_why_and_leads_to_the_checks(office, report, write):
    write("应诉{{litigation.cases}}件。")
    answer = office.get(f"/reports/{report.pk}/report.docx", follow=True)
    assert answer.redirect_chain == [(f"/reports/{report.pk}/check/", 302)]
    assert "报告不能生成：行政应诉案件" in text_of(answer)
    assert "报告不能生成：行政应诉案件" in text_of(office.get(f"/reports/{report.pk}/text/"))
    assert office.get(f"/reports/{report.pk}/report.odt").status_code == 404


def test_the_whole_text_lies_on_the_page_with_its_annex(office, report, write, read):
    write("审结{{reconsideration.concluded}}件。")
    answer = office.get(f"/reports/{report.pk}/text/")
    assert "数字来源表" in text_of(answer)
    assert "尚未签发" in text_of(answer)
    assert "/reports/official.css" in [link.get("href") for link in read(answer).all("link")]
    assert ".official" in b"".join(office.get("/reports/official.css").streaming_content).decode()


def test_the_pages_speak_english(office, desk, write):
    write("审结{{reconsideration.concluded}}件，办结3件。")
    office.cookies["django_language"] = "en"
    answer = office.get(desk)
    assert answer.headers["Content-Language"] == "en"
    assert "Reconsideration cases concluded" in text_of(answer)
    assert "审结70件" in text_of(answer)  # what the report says stays as it is


# ---- files made in the background


def test_files_are_built_in_the_background_and_kept(office, report, write, sources):
    write("审结{{reconsideration.concluded}}件。")
    answer = office.post(f"/reports/{report.pk}/build/")
    assert answer.headers["Location"] == f"/reports/{report.pk}/#files"
    job = jobs.Job.objects.get()
    page = office.get(f"/reports/{report.pk}/")
    assert f"/jobs/{job.pk}/files/0/" in page.content.decode() and "重新生成文件" in text_of(page)
    assert office.get(f"/jobs/{job.pk}/files/3/").status_code == 200
    assert f'href="/reports/{report.pk}/"' in office.get(f"/jobs/{job.pk}/").content.decode()


def test_what_runs_is_not_asked_for_twice(office, report, settings):
    settings.FADU_JOBS_AT_ONCE = False
    office.post(f"/reports/{report.pk}/build/")
    office.post(f"/reports/{report.pk}/build/")
    assert jobs.Job.objects.count() == 1
    page = office.get(f"/reports/{report.pk}/").content.decode()
    assert 'hx-trigger="every 1s"' in page and "在后台生成文件" not in page
    assert "正在等待后台进程" in text_of(office.get(f"/reports/{report.pk}/files/"))


def test_files_made_for_another_are_not_shown(office, sign_in, report, write):
    write("没有数字。")
    office.post(f"/reports/{report.pk}/build/")
    assert "/files/0/" not in sign_in("leader").get(f"/reports/{report.pk}/").content.decode()
