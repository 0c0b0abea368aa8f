"""信息公开: the list narrows and pages, the feed says what is new, and nothing but what is published is told."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches

from fadu.kernel import publication
from fadu.kernel.publication import Narrowing, Publication
from tests.toy.library import lend
from tests.toy.models import Borrowing


@pytest.fixture
def lent(city, monkeypatch):
    """A publication of the books that are lent, for this test alone."""
    monkeypatch.setattr(publication, "_declared", {})

    class Lent(Publication):
        model = Borrowing
        slug = "toy-lent"
        title = "在借图书"
        fields = ("title", "organisation", "borrowed_on")
        since = "borrowed_on"
        search = ("title",)

    for number in range(25):
        lend(city.library, f"A-{number}", title=f"辞海{number}", borrowed_on=date(2025, 1, 1) + timedelta(days=number))
    lend(city.county_library, "B-1", title="<b>县志</b>", borrowed_on=date(2024, 5, 1))
    return Lent


def page(client, **asked):
    answer = client.get("/public/toy-lent/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_front_page_counts_what_is_published(client, lent):
    found = client.get("/public/").content.decode()
    assert "在借图书" in found and "26 条" in found and "2025-01-25" in found
    assert "读者建议" in found and "/public/track/" in found


def test_the_front_page_is_counted_once_a_minute_for_all_who_look(client, lent, monkeypatch):
    looked = []
    counted = publication.extent
    monkeypatch.setattr(publication, "extent", lambda *asked: looked.append(asked) or counted(*asked))
    client.get("/public/")
    assert "26 条" in client.get("/public/").content.decode()
    assert len(looked) == 1
    caches["process"].clear()  # as after a minute
    client.get("/public/")
    assert len(looked) == 2


def test_conditions_survive_paging(client, lent):
    first = page(client, q="辞海", year="2025")
    assert ("共 25 条" in first and first.count('data-label="书名"') == 20) or first.count("<tr>") == 21
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "q=%E8%BE%9E%E6%B5%B7" in address and "year=2025" in address
    second = client.get("/public/toy-lent/" + address).content.decode()
    assert second.count("<tr>") == 6 and "回到第一页" in second


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 26),
        ({"q": "县志"}, 1),
        ({"q": "辞海 县志"}, 0),
        ({"year": "2024"}, 1),
        ({"year": "二〇二四"}, 26),
        ({"at": "990121-01"}, 1),
        ({"at": "nowhere"}, 0),
        ({"q": "%' OR 1=1 --"}, 0),
    ],
)
def test_the_list_narrows(client, lent, asked, number):
    assert f"共 {number} 条" in page(client, **asked)


@pytest.mark.parametrize("after", ["2025-13-45.1", "x", "2025-01-01.99999999999999999999", "../.."])
def test_a_cursor_that_means_nothing_harms_nobody(client, lent, after):
    assert client.get("/public/toy-lent/", {"after": after}).status_code == 200


def test_what_is_published_is_shown_as_words(client, lent):
    key = Borrowing.objects.get(number="B-1").pk
    shown = client.get(f"/public/toy-lent/{key}/").content.decode()
    assert "&lt;b&gt;县志" in shown and "<b>县志" not in shown
    assert "张三" not in shown  # the borrower is no field of the publication


def test_the_feed_holds_the_latest(client, lent):
    feed = client.get("/public/toy-lent/feed.xml")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert feed.content.decode().count("<entry>") == 20 and "辞海24" in feed.content.decode()


@pytest.mark.parametrize(
    "address", ["nothing/", "nothing/feed.xml", "nothing/1/", "toy-lent/999999/", "apply/nothing/"]
)
def test_what_is_not_there_is_said_to_be_absent(client, lent, address):
    assert client.get(f"/public/{address}").status_code == 404


def test_only_what_has_begun_and_not_ended_counts(lent):
    assert publication.extent(lent, date(2025, 1, 10)) == (11, date(2025, 1, 10))
    assert publication.years(lent, date(2025, 6, 1)) == [2025, 2024]
    assert publication.narrowed(lent, date(2024, 12, 31), Narrowing(year="2025")).count() == 0
