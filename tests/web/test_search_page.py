"""搜索页面: what is found leads to where it stands; filters stay; who may not read it does not find it."""

from datetime import date

import pytest

from fadu.kernel import search
from tests.laws.made_up import both
from tests.toy.library import lend
from tests.toy.models import Reader


def text_of(response):
    return response.content.decode()


@pytest.fixture
def books(city):
    for nth in range(1, 26):
        lend(city.library, f"借{nth}", title="辞海", borrowed_on=date(2025, 1, nth))
    lend(city.county_library, "县1", title="辞海")
    Reader.objects.create(organisation=city.library, number="证1", name="欧阳明", phone="13912345678")
    search.rebuild()


def test_what_is_found_leads_to_its_record(sign_in, city, books, read):
    page = sign_in("handler", city.library).get("/search/?q=辞海")
    assert "<mark>辞海</mark>" in text_of(page) and "25" in text_of(page)
    links = [link["href"] for link in read(page).all("a")]
    assert any(link.startswith("/ledgers/toy-borrowing/") for link in links)
    assert "县1" not in text_of(page)


def test_filters_stay_through_groups_and_pages(sign_in, city, books, read):
    client = sign_in("law_governance_office")
    page = client.get("/search/?q=辞海&in=toy-borrowing&since=2025-01-02&until=2025-01-31")
    (following,) = [link["href"] for link in read(page).all("a") if link.get("rel") == "next"]
    second = client.get("/search/" + following)
    assert "第 2 页" in text_of(second) and 'value="2025-01-02"' in text_of(second)
    assert "in=toy-borrowing" in following and "until=2025-01-31" in following


def test_a_masked_name_is_not_found_by_who_may_not_see_it(sign_in, city, books):
    assert "没有找到" in text_of(sign_in("leader").get("/search/?q=欧阳明"))
    assert "欧阳明" in text_of(sign_in("handler", city.library).get("/search/?q=欧阳明"))
    found = text_of(sign_in("leader").get("/search/?q=证1"))
    assert "/ledgers/toy-reader/" in found and "欧阳明" not in found


def test_laws_are_found_and_lead_to_the_article(sign_in, read):
    both()
    page = sign_in().get("/search/?q=处十元罚款")
    assert any(link["href"].endswith("/2015-03-01/#a3") for link in read(page).all("a"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/search/", "写下要找的词"),
        ("/search/?q=，。", "写下要找的词"),
        ("/search/?q=没有的词", "没有找到"),
        ("/search/?q=辞海&since=昨天", "不是日期"),
        ("/search/?q=辞海&page=99999999", "辞海"),
        ("/search/?q=" + "长" * 500, "没有找到"),
        ("/search/?q=辞海&in=no-ledger", "没有找到"),
        ('/search/?q="><script>', "没有找到"),
    ],
)
def test_every_address_gets_a_page_that_says_what_to_do(sign_in, city, books, address, said):
    answer = sign_in("handler", city.library).get(address)
    assert answer.status_code == 200 and said in text_of(answer)
    assert "<script>" not in text_of(answer).replace("<script src", "")


def test_changes_are_found_at_once(sign_in, city, books):
    from fadu.kernel import ledgers

    values = {"organisation": city.library, "number": "借99", "title": "新到辞源", "borrower": "李四"}
    ledgers.create(ledgers.ledger("toy-borrowing"), city.handler, values | {"borrowed_on": date(2025, 2, 1)})
    assert "借99" in text_of(sign_in("handler", city.library).get("/search/?q=新到辞源"))


def test_every_page_has_the_box(sign_in, read):
    page = sign_in("handler").get("/laws/")
    assert [form["action"] for form in read(page).all("form") if form.get("role") == "search"] == ["/search/"]
