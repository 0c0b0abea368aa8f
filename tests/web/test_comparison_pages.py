"""报告比较页面: what stands side by side with definition, scope and qualifier; what apart and why; files; rights."""

import io
import json
import re
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from fadu.kernel.catalogue import CATALOGUE
from tests.journeys.conftest import come_in, complaints
from tests.readings.made_up import ACCEPTED, RATE, accept, figure, reading

__all__ = ["come_in", "complaints"]
pytestmark = pytest.mark.django_db

CITIES = ("安平市", "北山市", "长河市", "东港市", "丰田市", "光明市")
PAGE = f"/comparisons/indicators/{ACCEPTED}/"


@pytest.fixture
def reports(city):
    """Two years of six cities; one that says about so many, one that says two things, a county, and other units."""
    for number, name in enumerate(CITIES, 1):
        for year in ("2022", "2023"):
            context = f"全市受理行政复议案件{10 * number}件"
            reading(city.government, name, year, figure(10 * number + int(year) - 2022, context=context))
    reading(city.government, "江口市", "2023", figure(45, approx="over"), figure(99.5, RATE, "%"))
    reading(city.government, "海阳市", "2023", figure(83), figure(38))
    reading(city.government, "青山县", "2023", figure(7), figure(3, unit="次", scope="own"))
    return city


@pytest.fixture
def reader(sign_in):
    return sign_in("report_reader")


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def plain(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# ---- what can be compared


def test_without_reports_the_list_says_what_to_do(city, reader, sign_in):
    page = text(reader.get("/comparisons/"))
    assert "还没有可以比较的报告" in page and 'href="/readings/upload/"' in page
    page = text(sign_in("leader").get("/comparisons/"))
    assert "请报告核读人员或者依法治市办上传" in page and 'href="/readings/upload/"' not in page
    assert "还没有可以比较的报告" in text(reader.get(PAGE))


def test_indicators_are_listed_with_places_and_years_and_narrowed(reports, reader):
    page = plain(text(reader.get("/comparisons/")))
    label = CATALOGUE[ACCEPTED].label
    assert re.search(rf"{label} 件 行政复议 9 2022–2023 2 年 15", page)
    assert label in text(reader.get("/comparisons/?domain=reconsideration"))
    assert label not in text(reader.get("/comparisons/?domain=litigation"))
    assert label in text(reader.get("/comparisons/", {"q": label}))
    assert "没有符合条件的指标" in text(reader.get("/comparisons/?q=天气"))


def test_the_way_back_ends_at_the_page_above(reports, reader):
    for address in (PAGE, "/comparisons/places/"):
        assert '<p class="crumbs"><a href="/comparisons/">报告比较</a></p>' in text(reader.get(address))


def test_places_are_listed_and_searched(reports, reader):
    page = plain(text(reader.get("/comparisons/places/")))
    assert re.search(r"临江市 本系统 市级 990100 0 —", page)
    assert re.search(r"安平市 市级 ▲ 按名称推定 — 2 2022、2023", page)
    assert "北山市" not in text(reader.get("/comparisons/places/?q=安平"))
    assert "没有符合条件的地方" in text(reader.get("/comparisons/places/?q=海底"))


# ---- one indicator


def test_a_year_shows_definition_ranks_percentiles_changes_and_the_sentence(reports, reader):
    page = text(reader.get(PAGE + "?year=2023"))
    said = plain(page)
    assert CATALOGUE[ACCEPTED].definition in said and "百分位用中位秩" in said
    assert re.search(r"1 光明市 ＊ 61 全域 · 确数 60 \+1 \(\+1\.67%\) 91\.7", said)
    assert re.search(r'<a href="/readings/\d+/\?at=0#f0" lang="zh-Hans" title="光明市2023年[^"]*">…全市受理', page)
    assert page.count('<svg class="meter"') == 9


def test_what_is_not_comparable_stands_apart_with_the_reason_in_words(reports, reader):
    page = plain(text(reader.get(PAGE + "?year=2023")))
    assert "另有 2 组与上面的不可比，分开列出" in page
    main, _mark, apart = page.partition("另有 2 组")
    assert "青山县" not in main and "青山县" in apart
    assert "行政层级不同：这一组是“县级”，主要的一组是“市级”。" in apart
    assert "单位不同：这一组是“次”，主要的一组是“件”。" in apart


def test_what_is_not_exact_or_in_conflict_is_shown_and_marked(reports, reader):
    page = plain(text(reader.get(PAGE + "?year=2023")))
    assert re.search(r"— 江口市 ＊ 45 ▲ 余、多、超过 全域 · 余、多、超过", page)
    assert re.search(r"— 海阳市 ＊ 38／83 ■ 同一来源有不同的数 全域 · 有冲突", page)
    assert "另有 2 个不排名" in page


def test_all_years_stand_beside_each_other(reports, reader):
    page = plain(text(reader.get(PAGE + "?year=all")))
    assert re.search(r"安平市 ＊ 10 11 \+1 \(\+10\.00%\)", page)
    assert re.search(r"2022 6 10 35 60 2023 6 11 36 61", page)


def test_figures_without_a_scope_are_put_together_when_asked(reports, reader):
    reading(reports.government, "望江市", "2023", figure(5, scope=""))
    page = text(reader.get(PAGE + "?year=2023"))
    assert "有的报告没有写明口径，单独成组" in page and 'href="?year=2023&amp;unstated=1"' in page
    page = text(reader.get(PAGE + "?year=2023&unstated=1"))
    assert re.search(r"7 望江市 ＊ 5 △ 口径未写明 未写明 · 确数", plain(page))
    assert 'href="?year=all&amp;unstated=1"' in page and "comparison.xlsx?unstated=1" in page


@pytest.mark.parametrize("year", ["", "1999", "x", "<b>"])
def test_a_year_that_is_none_shows_the_latest_one(reports, reader, year):
    page = text(reader.get(PAGE, {"year": year}))
    assert 'year=2023" aria-current="true"' in page


def test_our_own_figures_lead_to_their_records(reports, reader):
    accept(reports, 3)
    page = text(reader.get(PAGE + "?year=2023"))
    assert f'href="/figures/990100/{ACCEPTED}/all/2023/"' in page
    assert re.search(r"临江市 3 全域 · 确数 — — 7\.1 台账 本系统的数字", plain(page))


def test_names_from_reports_are_text(city, reader):
    reading(city.government, '<script>alert("x")</script>市', "2023", figure(1, context="<img src=x>受理1件"))
    for address in (PAGE, "/comparisons/places/", "/comparisons/", PAGE + "?year=all"):
        page = text(reader.get(address))
        assert "<script>alert" not in page and "<img src=x>" not in page
    key = quote('<script>alert("x")</script>市')
    assert "<script>alert" not in text(reader.get(f"/comparisons/place/?key={key}"))


def test_many_places_stand_on_pages_ranked_among_all(city, reader):
    for number in range(120):
        reading(city.government, f"第{number:03}市", "2023", figure(number))
    first, second = (plain(text(reader.get(PAGE + f"?page={page}"))) for page in (1, 2))
    assert "第 1 页，共 2 页" in first and "第119市" in first and "第000市" not in first
    assert re.search(r"120 第000市 ＊ 0 全域 · 确数 — — 0\.4", second)


# ---- one place


def test_a_place_over_the_years(reports, reader):
    page = plain(text(reader.get("/comparisons/place/", {"key": "安平市"})))
    label = CATALOGUE[ACCEPTED].label
    assert re.search(rf"行政复议 {label} 件 全域 10 11 \+1 \(\+10\.00%\)", page)
    assert (
        label
        not in plain(text(reader.get("/comparisons/place/", {"key": "安平市", "domain": "litigation"})))
        .split("走势")[-1]
        .split("法度")[0]
    )


def test_a_place_shows_what_is_counted_otherwise_in_lines_of_its_own(reports, reader):
    page = plain(text(reader.get("/comparisons/place/", {"key": "青山县"})))
    label = CATALOGUE[ACCEPTED].label
    assert re.search(rf"{label} 件 全域 7", page) and re.search(rf"{label} ▲ 次 次 本级 3", page)


@pytest.mark.parametrize("key", ["", "无此县", "999999"])
def test_a_place_that_is_not_there_is_not_found(reports, reader, key):
    for address in ("/comparisons/place/", "/comparisons/place.xlsx"):
        assert reader.get(address, {"key": key}).status_code == 404


# ---- files


def sheet(answer):
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return book, list(book.worksheets[0].values)


def test_the_workbook_has_a_line_for_each_statement(reports, reader):
    book, (headings, *lines) = sheet(reader.get(PAGE + "comparison.xlsx"))
    rows = [dict(zip(headings, line, strict=True)) for line in lines]
    assert len(rows) == 17
    one = next(row for row in rows if (row["地方"], row["年度"]) == ("光明市", "2023"))
    assert (one["组"], one["数值"], one["名次"], one["参与排名"], one["百分位"], one["增减"]) == (1, 61, 1, 6, 91.7, 1)
    assert (one["来源"], one["位置"], one["原句"]) == ("报告", 0, "全市受理行政复议案件60件")
    apart = next(row for row in rows if row["单位"] == "次")
    assert "行政层级不同" in apart["单独列出的理由"] and "口径不同" in apart["单独列出的理由"]
    assert [row["注意"] for row in rows if row["地方"] == "海阳市"] == ["同一来源有不同的数"] * 2
    assert CATALOGUE[ACCEPTED].definition in {line[1] for line in book.worksheets[1].values}


def test_no_text_of_a_report_becomes_a_formula(city, reader):
    reading(city.government, "=cmd|' /C calc'!A0", "2023", figure(1, context='=HYPERLINK("http://x")'))
    for address in (
        PAGE + "comparison.xlsx",
        f"/comparisons/place.xlsx?key={quote(chr(61) + chr(99))}md|' /C calc'!A0",
    ):
        book, _rows = sheet(reader.get(address))
        for each in book.worksheets:
            assert not [cell for row in each.iter_rows() for cell in row if cell.data_type == "f"]


def test_json(reports, reader):
    answer = reader.get(PAGE + "comparison.json")
    found = json.loads(text(answer))
    assert (found["indicator"], len(found["groups"])) == (ACCEPTED, 3)
    assert answer.headers["Content-Type"] == "application/json"
    assert reader.get(PAGE + "comparison.csv").status_code == 404


def test_a_places_workbook(reports, reader):
    _book, (headings, *lines) = sheet(reader.get("/comparisons/place.xlsx", {"key": "安平市"}))
    (row,) = [dict(zip(headings, line, strict=True)) for line in lines]
    assert (row["代号"], row["2022"], row["2023"], row["增减"]) == (ACCEPTED, 10, 11, 1)
    assert reader.get("/comparisons/place.pdf", {"key": "安平市"}).status_code == 404


# ---- rights


def test_who_may_see_no_readings_sees_no_comparison(reports, sign_in):
    client = sign_in("handler")
    for address in (
        "/comparisons/",
        "/comparisons/places/",
        PAGE,
        PAGE + "comparison.json",
        "/comparisons/place/?key=安平市",
    ):
        assert client.get(address).status_code == 403


def test_readings_of_others_are_not_compared(reports, sign_in, city):
    client = sign_in("report_reader", city.county_library)
    assert "安平市" not in text(client.get(PAGE))
    assert json.loads(text(client.get(PAGE + "comparison.json")))["groups"] == []
    assert client.get("/comparisons/place/", {"key": "安平市"}).status_code == 404


def test_an_unknown_indicator_is_not_found(reports, reader):
    assert reader.get("/comparisons/indicators/no.such/").status_code == 404


def test_a_page_asks_as_much_for_many_places_as_for_few(reports, reader, django_assert_max_num_queries):
    reader.get(PAGE)
    for address in (
        PAGE,
        PAGE + "?year=all",
        "/comparisons/",
        "/comparisons/places/",
        "/comparisons/place/?key=安平市",
    ):
        with django_assert_max_num_queries(40):
            reader.get(address)


# ---- in the browser


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_usable_by_all_on_a_phone_and_in_english(
    reports, come_in, page, live_server, barriers, complaints
):
    come_in("report_reader", address="/comparisons/")
    addresses = ("/comparisons/", "/comparisons/places/", PAGE, PAGE + "?year=all", "/comparisons/place/?key=安平市")
    for language in ("zh", "en"):
        if language == "en":
            page.get_by_role("button", name="English").click()
        for address in addresses:
            page.goto(live_server.url + address)
            assert barriers(page) == [], (language, address)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in addresses:
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    assert complaints == []
