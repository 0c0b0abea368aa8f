"""写进来的脚本: whatever is written in a field of any ledger comes out as words, wherever it is shown.

A page is read as a browser reads it: no element and no attribute may come from what was written. The words themselves
are to be seen, else the test would prove nothing.
"""

import io
import re
import zipfile
from datetime import date, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import escape

from fadu.kernel import accounts, cases, journal, ledgers, notices, publication
from fadu.kernel.organisations import PUBLIC, User
from fadu.official import docx, html
from fadu.reports.models import AnnualReport
from fadu.web import charts, icalendar
from tests.toy.models import Dispute, Suggestion
from tests.web.conftest import make_user

from .filled import Filled

ATTACK = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"
pytestmark = pytest.mark.django_db
LEDGERS = [ledger for ledger in ledgers.all_ledgers() if not ledger.volume]


class Found(HTMLParser):
    """What a browser would make of what was written: elements and attributes that no page of ours has."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.words: list[str] = []
        self.feed(said)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src", "action") and (value or "").startswith("javascript")):
                self.strange.append(f"{tag} {name}={value}")
        if tag == "script" and not dict(attrs).get("src") and dict(attrs).get("type") != "application/json":
            self.strange.append("script")
        if (tag, dict(attrs).get("src")) == ("img", "x"):
            self.strange.append("img")

    def handle_data(self, data):
        self.words.append(data)


def strange(answer) -> list[str]:
    said = answer.content.decode()
    return Found(said).strange + (
        ["a template ran"] if "49" in said and "{{7*7}}" not in said and "7*7" in said else []
    )


@pytest.fixture
def everywhere(city):
    """One record of every ledger at the city's library, whose every text is an attack; and a reader who sees all."""
    user = make_user("reader", *((city.government, role) for role in accounts.ROLES if role != "system"))
    filled = Filled(city.library, ATTACK, user, on=date.today() - timedelta(days=3))
    filled.everything()
    type(city.library).objects.filter(pk=city.library.pk).update(name=ATTACK[:80], short_name=ATTACK[:40])
    return filled


@pytest.fixture
def reader(everywhere, client):
    client.force_login(User.objects.get(username="reader"))
    return client


def test_it_would_be_noticed():
    assert Found(ATTACK).strange == ["img onerror=alert(1)", "img", "script"]
    assert Found(escape(ATTACK)).strange == []


# The pages of a draw read the plan that the product wrote itself; what is not one cannot be there.
COMPUTED = {"random-task", "enforcement-file-review", "file-review"}


def test_every_list_and_every_record_shows_words(everywhere, reader):
    """Each record's page with its journal; the lists, prints and forms, drawn by one template each, of some ledgers."""
    seen = 0
    for number, (ledger, record) in enumerate(everywhere.everything().items()):
        place = f"/ledgers/{ledger.slug}/"
        pages = [f"{place}{record.pk}/"] if ledger.slug not in COMPUTED else [place]
        if number % 15 == 0:
            pages += [
                place,
                f"{place}print/",
                f"{place}{record.pk}/print/",
                f"{place}{record.pk}/edit/",
                f"{place}?q=%3Cscript%3E",
            ]
        for address in pages:
            answer = reader.get(address)
            # A ledger without a column to search in says so.
            assert answer.status_code in (200, 403, 422 if "?q=" in address else 200), (address, answer.status_code)
            assert strange(answer) == [], address
            seen += "&lt;script&gt;" in answer.content.decode() or "&lt;img" in answer.content.decode()
    assert seen > 150


OTHERS = (
    "/", "/dashboard/", "/clocks/", "/clocks/print/", "/clocks/?view=organisations", "/clocks/calendar/",
    "/notices/?all=1",
    "/journal/", "/jobs/", "/users/", "/users/attacker/", "/organisations/", "/organisations/990100-01/", "/reports/",
    "/readings/", "/readings/findings/", "/comparisons/", "/returns/", "/indicators/", "/roles/", "/search/?q=script",
    "/search/?q=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "/settings/?organisation=990100-01", "/help/",
    "/me/history/",
    "/ledgers/toy-dispute/?complaint=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/public/", "/public/normative-documents/?q=%22%3E%3Cscript%3E&year=%22%3E&at=%22%3E&after=%22%3E",
    "/public/track/?number=%22%3E%3Cscript%3E",
)  # fmt: skip


def test_every_overview_shows_words(everywhere, reader, city):
    make_user("attacker", (city.library, "handler"), name=ATTACK[:40])
    case = Dispute.objects.get()
    journal.write(
        journal.Entry(
            "edit", ledger="toy-dispute", record=str(case.pk), organisation="990100-01", actor="attacker",
            actor_name=ATTACK, before={"complaint": ATTACK}, after={"complaint": "甲"}, data={"reason": ATTACK},
        )
    )  # fmt: skip
    journal.write(journal.Entry("login", ledger="user", data={"refused": True, "username": ATTACK[:40]}))
    for address in OTHERS:
        answer = reader.get(address)
        assert answer.status_code in (200, 422), address
        assert strange(answer) == [], address


def test_reports_and_their_files_show_words(everywhere, reader):
    report = everywhere.of(AnnualReport)
    for place in ("", "sections/preamble/", "check/", "figures/", "versions/", "text/", "report.html"):
        answer = reader.get(f"/reports/{report.pk}/{place}", follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert Found(content.decode()).strange == [], place


def test_letters_are_words_on_the_page_and_in_the_file(city, actor):
    """What a person wrote goes into the letter: on the page nothing of it runs, in the file it is text."""
    written = "<img src=x onload=a>"
    values = {"organisation": city.library, "author": written, "phone": "13900001111", "wish": ATTACK}
    case = cases.open_case(Suggestion, "submit", PUBLIC, date.today(), values)
    (draft,) = cases.rehearse(case, "reply", actor("handler"), on=date.today(), data={}, outcome="")
    shown = html.fragment(draft.document)
    assert Found(shown).strange == [] and escape(written) in shown
    packed = zipfile.ZipFile(io.BytesIO(docx.write(draft.document))).read("word/document.xml").decode()
    assert "<img" not in packed and "&lt;img" in packed


def test_what_the_portal_publishes_is_words(everywhere, client):
    shown = 0
    for one in publication.declared():
        if one.model not in everywhere.records or "__" in one.since:
            continue
        record = everywhere.records[one.model]
        changed = {one.since: date.today()} | ({one.until: None} if one.until and "__" not in one.until else {})
        try:
            with transaction.atomic():
                one.model._base_manager.filter(pk=record.pk).update(**changed)
        except IntegrityError:
            continue
        for place in ("", f"{record.pk}/"):
            answer = client.get(f"/public/{one.slug}/{place}")
            assert answer.status_code in (200, 404), (one.slug, place)
            assert strange(answer) == [], one.slug
        feed = client.get(f"/public/{one.slug}/feed.xml").content
        root = ElementTree.fromstring(feed)
        assert {child.tag.rpartition("}")[2] for child in root.iter()} <= {
            "feed", "title", "link", "id", "updated", "entry", "published", "summary", "author", "name", "subtitle",
        }  # fmt: skip
        shown += b"&lt;" in feed
    assert shown > 8


def test_notices_name_the_case_in_words(everywhere, reader):
    user = User.objects.get(username="reader")
    case = Dispute.objects.get()
    notices.Notice.objects.create(
        user=user, kind="assigned", key="x", ledger="toy-dispute", record=str(case.pk), at=timezone.now(),
        organisation=case.organisation, data={"number": ATTACK, "heading": ATTACK, "by": ATTACK, "title": ATTACK},
    )  # fmt: skip
    assert strange(reader.get("/notices/")) == []


def test_a_calendar_line_holds_what_was_written():
    """A number with line breaks and colons in it stays one value: no line of the file is the writer's own."""
    said = "甲\r\nBEGIN:VALARM\r\nATTACH:http://attacker.example/\nEND:VALARM\r;,\\"
    event = icalendar.Event("clock-1@fadu", date(2025, 1, 2), said, said, "http://testserver/")
    lines = icalendar.calendar([event], said, timezone.now()).decode().split("\r\n")
    known = re.compile(r"(BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|NAME|X-WR-CALNAME|REFRESH-INTERVAL|UID|DTSTAMP"
                       r"|DTSTART|DTEND|SUMMARY|DESCRIPTION|URL|TRANSP)[:;]| ")  # fmt: skip
    assert [line for line in lines if line and not known.match(line)] == []
    assert not any(line.startswith(("BEGIN:VALARM", "ATTACH")) for line in lines)
    assert "\r" not in "".join(lines) and "\n" not in "".join(lines)


def test_charts_hold_words():
    """The labels of a chart are names of organisations and indicators, which people write."""
    point = charts.Point(ATTACK, 3)
    for drawn in (
        charts.bars([point], ATTACK),
        charts.share([(1, "c0", ATTACK)], ATTACK),
        charts.spark([1, 2], ATTACK),
    ):
        assert Found(str(drawn)).strange == []
        assert "&lt;script&gt;" in str(drawn)


def test_the_api_answers_as_data(everywhere, reader):
    """JSON is said to be JSON, so that no browser reads it as a page."""
    answer = reader.get(f"/api/ledgers/toy-borrowing/{everywhere.of(ledgers.ledger('toy-borrowing').model).pk}")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


STRANGE = (
    "/no/%3Cscript%3Ealert(1)%3C/script%3E/", "/ledgers/%3Cimg%3E/", "/laws/%3Cscript%3E/",
    "/organisations/%3Cscript%3E/",
    "/ledgers/toy-dispute/?state=%3Cimg%20src=x%20onerror=a%3E",
)  # fmt: skip


def test_errors_repeat_nothing_unescaped(reader):
    for address in STRANGE:
        assert strange(reader.get(address)) == [], address
