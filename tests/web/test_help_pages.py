"""帮助: every page has help in both languages, each word of the field stands in both, whom to ask is said."""

import pytest

from fadu.kernel import offices
from fadu.web import urls  # noqa: F401 - declares the pages
from fadu.web.help_pages import FILES, GLOSSARY, helps, words
from fadu.web.pages import PAGES

LANGUAGES = sorted(FILES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_help(language):
    """A new page needs a section in fadu/web/help/zh.md and en.md, or its name in the heading of one that is there."""
    assert sorted(set(PAGES) - set(helps(language))) == []


def test_both_languages_speak_of_the_same_pages_in_the_same_sections():
    sections = {language: {one.pages for one in helps(language).values()} for language in LANGUAGES}
    assert sections["zh-hans"] == sections["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_help_text_says_something_and_carries_no_markup_of_its_own(language):
    for name, one in helps(language).items():
        assert one.title, name
        assert len(one.html) > 30, name
        assert "<script" not in one.html, name
        assert " style=" not in one.html, name


def test_the_words_are_the_same_in_both_languages():
    """A word added to docs/glossary.md needs its English meaning in fadu/web/help/glossary.en.md."""
    assert GLOSSARY["zh-hans"].exists()
    assert [row[:2] for row in words("en")] == [row[:2] for row in words("zh-hans")]


@pytest.mark.django_db
class TestPages:
    def test_the_contents_list_what_the_reader_may_open(self, city, sign_in):
        of_a_handler = sign_in("handler", city.library).get("/help/").content.decode()
        assert "一本台账" in of_a_handler
        assert "导入用户" not in of_a_handler
        assert "导入用户" in sign_in("keeper").get("/help/").content.decode()

    def test_each_page_carries_its_own_help(self, city, sign_in):
        page = sign_in("keeper").get("/users/").content.decode()
        assert "帮助：用户与角色" in page
        assert "/help/organisation_users/" in page

    def test_a_page_by_itself_and_one_that_is_not_there(self, city, sign_in):
        client = sign_in("keeper")
        assert "启用码" in client.get("/help/setup/").content.decode()
        assert client.get("/help/nowhere/").status_code == 404

    def test_the_contact_of_the_office_is_said_to_its_people(self, city, sign_in):
        keeper = city.actor("keeper", city.government)
        offices.set_particulars(keeper, city.government, {"contact": "信息中心 何维", "telephone": "0972-8612345"})
        assert "信息中心 何维" in sign_in("handler", city.library).get("/help/").content.decode()

    def test_words_are_found(self, city, client):
        page = client.get("/help/words/?q=ledger").content.decode()
        assert "台账" in page
        assert "默克尔树" not in page

    def test_the_shortcuts_are_left_out_for_who_wants_none(self, city, sign_in):
        client = sign_in("keeper")
        assert "web/keys.js" in client.get("/help/keys/").content.decode()
        client.post("/me/", {"name": "何维", "language": "zh-hans"})
        assert "web/keys.js" not in client.get("/help/keys/").content.decode()
