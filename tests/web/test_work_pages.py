"""我的工作、期限看板、日历、通知、概览: each shows its reader's own, counts by the day, and leads to the records."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fadu.kernel import cases, journal, ledgers, notices
from fadu.kernel.journal.events import CIVIL
from fadu.kernel.organisations import User
from fadu.web import icalendar

pytestmark = pytest.mark.django_db

TODAY = date.today()


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


@pytest.fixture
def reviewer(city, sign_in):
    return sign_in("reviewer", city.library)


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def place(case):
    return f"/ledgers/toy-dispute/{case.pk}/"


def due_in(case, days):
    clock = cases.clocks_of(case)[-1]
    clock.due_on = TODAY + timedelta(days=days)
    clock.save()
    return clock


# 我的工作


def test_what_waits_stands_in_groups_with_the_overdue_first(dispute, reviewer):
    late, today, near, later = (dispute(name) for name in ("甲", "乙", "丙", "丁"))
    for case, days in ((late, -1), (today, 0), (near, 3), (later, 30)):
        due_in(case, days)
    shown = text(reviewer.get("/"))
    assert [shown.index(place(case)) for case in (late, today, near, later)] == sorted(
        shown.index(place(case)) for case in (late, today, near, later)
    )
    assert "■ 逾期 1 日" in shown
    assert "今日届满" in shown
    assert "steps/toy-dispute/decide/" in shown
    only = text(reviewer.get("/?due=today"))
    assert place(today) in only
    assert place(late) not in only


def test_work_of_others_is_not_shown(city, dispute, sign_in):
    case = dispute()
    for client in (sign_in("reviewer", city.county_library), sign_in("court"), sign_in("leader"), sign_in()):
        assert place(case) not in text(client.get("/"))


def test_filters_survive_the_turning_of_the_page(dispute, reviewer, monkeypatch):
    from fadu.web import work_pages

    monkeypatch.setattr(work_pages, "PAGE", 2)
    listed = [dispute(str(number)) for number in range(3)]
    first = text(reviewer.get("/?ledger=toy-dispute"))
    assert "ledger=toy-dispute&amp;page=2" in first
    second = text(reviewer.get("/?ledger=toy-dispute&page=2"))
    assert sum(place(case) in first for case in listed) == 2
    assert sum(place(case) in second for case in listed) == 1
    assert text(reviewer.get("/?ledger=toy-complaint")).count("没有符合条件的待办") == 1


def test_an_empty_desk_says_what_to_do(sign_in, handler):
    assert "没有轮到您办理的案件" in text(handler.get("/"))
    assert "看我的任职" in text(sign_in().get("/"))


def test_what_one_did_lately_is_listed(dispute, actor, city, sign_in):
    case = dispute()
    shown = text(sign_in("handler", city.library).get("/"))
    assert f"办理环节 · {case.number}" in shown


# 期限看板


def test_the_board_counts_and_lists_what_its_reader_may_see(city, dispute, handler, sign_in):
    late, today = dispute("甲"), dispute("乙")
    due_in(late, -2)
    due_in(today, 0)
    shown = text(handler.get("/clocks/"))
    assert place(late) in shown
    assert "■ 逾期 2 日" in shown
    only = text(handler.get("/clocks/?due=late"))
    assert place(late) in only
    assert place(today) not in only
    assert "第六十二条第一款" in only
    for client in (sign_in("handler", city.county_library), sign_in("court"), sign_in()):
        there = text(client.get("/clocks/"))
        assert place(late) not in there
        assert late.number not in text(client.get("/clocks/print/"))


def test_the_matrix_leads_down_and_to_the_lists(city, dispute, sign_in):
    due_in(dispute(), -2)
    office = sign_in("law_governance_office")
    shown = text(office.get("/clocks/?view=organisations"))
    assert f"under={city.library.code}&amp;due=late" in shown
    assert "处理期限" in text(office.get("/clocks/?view=limits"))
    assert "没有符合条件" in text(office.get(f"/clocks/?view=organisations&under={city.county.code}"))


@pytest.mark.parametrize(
    "asked", ["due=x", "page=999", "page=-1", "sort=x", "first=2025-99-01", "under=none", "ended=never", "view=x"]
)
def test_an_address_that_makes_no_sense_still_shows_the_board(dispute, handler, asked):
    dispute()
    text(handler.get(f"/clocks/?{asked}"))
    text(handler.get(f"/?{asked}"))


def test_the_workbook_holds_the_list_and_is_noted(dispute, handler):
    case = dispute()
    due_in(case, -2)
    answer = handler.get("/clocks/export.xlsx?due=late")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].values)
    assert rows[0][:5] == ("案号", "标题", "机构", "台账", "期限")
    assert (rows[1][0], rows[1][4], rows[1][8]) == (case.number, "处理期限", -2)
    assert len(rows) == 2
    assert journal.Event.objects.filter(action="export", ledger="clock").count() == 1


@pytest.mark.parametrize("address", ["/", "/clocks/", "/clocks/?view=organisations", "/clocks/?view=limits",
                                     "/clocks/calendar/?of=all", "/notices/?all=1", "/dashboard/"])  # fmt: skip
def test_the_number_of_queries_does_not_grow(address, dispute, sign_in):
    office = sign_in("law_governance_office")
    for name in ("甲", "乙"):
        due_in(dispute(name), -1)
    scan()
    office.get(address)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            text(office.get(address))
        return len(seen)

    few = queries()
    for number in range(5):
        due_in(dispute(str(number)), -1)
    scan()
    # The extract of each ledger looks once for what the journal has added; nothing is asked for each case.
    extracts = 2 * len(ledgers.all_ledgers()) if address == "/dashboard/" else 0
    assert queries() <= few + extracts


# 日历


def test_the_calendar_marks_holidays_and_weekends_that_are_worked(handler):
    shown = text(handler.get("/clocks/calendar/?month=2025-10&of=all"))
    assert "国庆节" in shown
    assert "调休上班" in shown  # 11 October 2025, a Saturday
    assert "劳动节" not in shown
    week = text(handler.get("/clocks/calendar/?week=2025-10-08&of=all"))
    assert "2025-10-06" in week


def test_the_calendar_shows_ones_own_or_all_that_one_may_see(dispute, handler, reviewer):
    case = dispute()
    due_in(case, 0)
    assert case.number in text(reviewer.get("/clocks/calendar/"))
    assert place(case) not in text(handler.get("/clocks/calendar/"))
    assert place(case) in text(handler.get("/clocks/calendar/?of=all"))
    assert place(case) in text(handler.get(f"/clocks/calendar/?of=all&week={TODAY}"))


# 订阅


def unfolded(content):
    """Read the file as RFC 5545 says, by hand: every line ends with CRLF, and a space continues the one before."""
    assert content.endswith(b"\r\n")
    lines = []
    for line in content[:-2].split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode()  # no character is cut
        if line.startswith(b" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line.decode() for line in lines]


@pytest.fixture
def feed(reviewer):
    cache.clear()
    answer = reviewer.post("/clocks/feed/", {"do": "renew"}, follow=True)
    page = text(answer)
    address = page.split('<p class="digest">')[1].split("</p>")[0]
    assert address not in text(reviewer.get("/clocks/calendar/"))  # shown once
    return address.removeprefix("http://testserver")


def test_the_feed_is_a_calendar_of_ones_own_due_dates_without_names(dispute, reviewer, feed):
    case = dispute("张三诉押金未退" * 8)
    clock = due_in(case, 5)
    answer = Client().get(feed)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(answer.content)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    day = TODAY + timedelta(days=5)
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}" in lines
    assert f"UID:clock-{clock.pk}@fadu" in lines
    assert f"SUMMARY:{case.number} 处理期限" in lines
    assert any(line.startswith("DTSTAMP:") and line.endswith("Z") for line in lines)
    assert "张三" not in answer.content.decode()


def test_an_address_that_was_renewed_or_revoked_leads_nowhere(reviewer, feed):
    assert Client().get(feed).status_code == 200
    reviewer.post("/clocks/feed/", {"do": "renew"})
    assert Client().get(feed).status_code == 404
    reviewer.post("/clocks/feed/", {"do": "revoke"})
    assert Client().get("/feeds/none.ics").status_code == 404


def test_too_many_fetches_and_guesses_are_refused(feed, monkeypatch):
    from fadu.web import clock_pages

    monkeypatch.setattr(clock_pages, "FETCHES", 2)
    monkeypatch.setattr(clock_pages, "GUESSES", 2)
    assert [Client().get(feed).status_code for _n in range(3)] == [200, 200, 429]
    assert [Client().get(f"/feeds/guess{n}.ics").status_code for n in range(3)] == [404, 404, 429]


@pytest.mark.parametrize(
    ("said", "written"),
    [("a,b;c\\d", "a\\,b\\;c\\\\d"), ("一\n二", "一\\n二"), ("x\x07y", "xy")],
)
def test_text_is_escaped(said, written):
    assert icalendar.escaped(said) == written


@pytest.mark.parametrize("length", [1, 24, 25, 26, 74, 75, 76, 200])
def test_lines_are_folded_by_octets_and_read_back(length):
    line = "SUMMARY:" + "期" * length
    assert unfolded(icalendar.folded(line)) == [line]


# 通知


def scan():
    now = datetime.now(CIVIL)
    return notices.scan(now.date(), now)


def test_notices_are_listed_opened_and_marked(dispute, reviewer, handler):
    case = dispute()
    due_in(case, -1)
    scan()
    shown = text(reviewer.get("/notices/"))
    assert "已经逾期" in shown
    assert "badge-count" in shown
    notice = notices.Notice.objects.get(kind="overdue")
    answer = reviewer.post("/notices/read/", {"go": notice.pk})
    assert answer.headers["Location"] == place(case)
    assert "已经逾期" not in text(reviewer.get("/notices/"))
    assert "已经逾期" in text(reviewer.get("/notices/?all=1"))
    # Nobody opens another's notices.
    assert handler.post("/notices/read/", {"go": notice.pk}).status_code == 404
    reviewer.post("/notices/read/", {"all": "1"})
    assert "badge-count" not in text(reviewer.get("/"))
    assert "请先勾选" in text(reviewer.post("/notices/read/", {}, follow=True))


def test_another_persons_notices_are_neither_seen_nor_marked(dispute, reviewer, handler):
    due_in(dispute(), -1)
    scan()
    assert "没有未读的通知" in text(handler.get("/notices/"))
    handler.post("/notices/read/", {"id": list(notices.Notice.objects.values_list("pk", flat=True))})
    assert notices.Notice.objects.filter(read_at=None).exists()


def test_settings_are_kept_and_a_wrong_address_is_refused(city, reviewer):
    kept = {"kind": ["overdue"], "digest": "1", "email": "a@example.com"}
    assert reviewer.post("/notices/settings/", kept).status_code == 302
    held = notices.settings_of(User.objects.get(username=f"reviewer-{city.library.code}"))
    assert (held.digest, held.email) == (True, "a@example.com")
    assert "overdue" not in held.muted
    assert "turn" in held.muted
    assert "不是电子邮箱地址" in text(reviewer.post("/notices/settings/", kept | {"email": "nowhere"}), 422)
    held.refresh_from_db()
    assert held.email == "a@example.com"


# 概览


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("handler", "待我办理"),
        ("statistician", "由我填报"),
        ("law_governance_office", "逾期按机构"),
        ("leader", "各机构按期率"),
        ("provincial_checker", "所属各地比较"),
        ("keeper", "留痕封存"),
        ("court", "没有专门的概览"),
    ],
)
def test_each_office_has_its_overview(city, dispute, sign_in, role, said):
    due_in(dispute(), -1)
    shown = text(sign_in(role).get("/dashboard/"))
    assert said in shown
    assert "2000" in text(sign_in(role).get("/dashboard/?period=2000")) or role in ("keeper", "court")
    text(sign_in(role).get("/dashboard/?period=2024-"))
    text(sign_in(role).get("/dashboard/?period=x"))


def test_an_overview_of_another_office_is_not_shown(sign_in):
    shown = text(sign_in("handler").get("/dashboard/?as=keeper"))
    assert "留痕封存" not in shown


def test_every_number_of_the_leaders_ranking_leads_to_its_clocks(city, dispute, actor, sign_in):
    case = dispute(days=70)
    due_in(case, -1)
    cases.perform(case, "decide", actor("reviewer"), on=TODAY, data={"refund": 1}, outcome="upheld")
    leader = sign_in("leader")
    shown = text(leader.get(f"/dashboard/?period={TODAY.year}"))
    way = f"/clocks/?ended={TODAY.year}&amp;met=0&amp;under={city.library.code}"
    assert way in shown
    assert place(case) in text(leader.get(way.replace("&amp;", "&")))
    assert place(case) not in text(leader.get(f"/clocks/?ended={TODAY.year}&met=1"))


# 框架


def test_the_frame_says_where_one_is_and_leads_back(handler, read):
    page = read(handler.get("/clocks/calendar/"))
    current = [a for a in page.all("a") if a.get("aria-current") == "page" and a.get("href") == "/clocks/"]
    assert current
    assert "skip" in {a.get("class") for a in page.all("a")}
    shown = text(handler.get("/notices/"))
    assert 'aria-label="当前位置"' in shown
