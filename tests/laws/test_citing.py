"""被谁引用: a new version of a law names the records that cite it, with the passage and what became of the article."""

from datetime import date

import pytest

from fadu.laws import citing
from fadu.laws.citing import BadCiting, Citing, affected
from fadu.laws.library import Library
from tests.toy.library import build, lend
from tests.toy.models import Reader

from .made_up import KEY, both, import_law

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return build()


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """Let the toy's borrowings cite laws in their remarks."""
    monkeypatch.setattr(citing, "_DECLARED", [])
    Citing("toy-borrowing", text_fields=("note",), made_on="borrowed_on", first=True)


def test_a_new_version_names_the_records_made_before_it(city):
    cites = f"依照《{KEY}》第三条收取，见第二条；另据《{KEY}》第九条。"
    before = lend(city.library, "借1", note=cites, borrowed_on=date(2024, 7, 31))
    lend(city.library, "借2", note=cites, borrowed_on=date(2024, 8, 1))  # made under the new version
    lend(city.library, "借3", note="不引用任何条例", borrowed_on=date(2020, 1, 1))
    old, new = both()
    found = affected(new)
    assert {one.record for one in found} == {before}
    assert [(one.citation.address, one.change, one.now) for one in found] == [
        (f"{KEY}#3", "changed", f"{KEY}#4"),
        (f"{KEY}#9", "unsure", ""),
    ]
    assert found[0].before == "依照" and found[0].after.startswith("收取")
    assert found[0].label == "备注" and found[0].made_on == date(2024, 7, 31)
    assert affected(old) == []


def test_what_is_changed_comes_before_what_is_the_same(city):
    lend(city.library, "借1", note=f"《{KEY}》第一条", borrowed_on=date(2020, 1, 1))
    lend(city.library, "借2", note=f"《{KEY}》第三条", borrowed_on=date(2019, 1, 1))
    lend(city.library, "借3", note=f"根据《{KEY}》", borrowed_on=date(2018, 1, 1))
    _old, new = both()
    assert [one.change for one in affected(new)] == ["whole", "changed", "same"]


def test_a_citation_of_a_year_is_listed_whenever_it_was_made(city):
    lend(city.library, "借1", note=f"《{KEY}》（2015年文本）第三条", borrowed_on=date(2025, 1, 1))
    _old, new = both()
    assert [one.citation.address for one in affected(new)] == [f"{KEY}(2015)#3"]


def test_without_a_text_the_change_is_unsure(city):
    lend(city.library, "借1", note="依据行政处罚法第五条", borrowed_on=date(2020, 1, 1))
    (one,) = affected(Library().versions("行政处罚法")[-1])
    assert one.change == "unsure"


def test_only_what_the_reader_may_read_is_listed(city):
    lend(city.library, "借1", note=f"《{KEY}》第三条", borrowed_on=date(2020, 1, 1))
    lend(city.county_library, "借2", note=f"《{KEY}》第三条", borrowed_on=date(2020, 1, 1))
    _old, new = both()
    assert {one.record.number for one in affected(new, city.county_handler)} == {"借2"}
    assert {one.record.number for one in affected(new, city.office)} == {"借1", "借2"}
    assert affected(new, city.stranger) == []


def test_records_that_no_longer_stand_are_left_out(city, monkeypatch):
    monkeypatch.setattr(citing, "_DECLARED", [])
    Citing("toy-borrowing", text_fields=("note",), made_on="borrowed_on", where={"renewed": True})
    lend(city.library, "借1", note=f"《{KEY}》第三条", borrowed_on=date(2020, 1, 1))
    lend(city.library, "借2", note=f"《{KEY}》第三条", borrowed_on=date(2020, 1, 1), renewed=True)
    _old, new = both()
    assert {one.record.number for one in affected(new)} == {"借2"}


def test_a_field_of_citations_is_read_as_such(city, monkeypatch):
    monkeypatch.setattr(citing, "_DECLARED", [])
    Citing("toy-borrowing", article_fields=("title",), made_on="borrowed_on")
    lend(city.library, "借1", title=f"{KEY}#3、行政复议法#3", borrowed_on=date(2020, 1, 1))
    import_law()
    found = citing.citing(KEY)
    assert [one.citation.address for one in found] == [f"{KEY}#3"]


def test_what_is_masked_does_not_tell(city, monkeypatch):
    monkeypatch.setattr(citing, "_DECLARED", [])
    Citing("toy-reader", text_fields=("name",))
    Reader.objects.create(organisation=city.library, number="证1", name="《信访条例》第一条")
    assert len(citing.citing("信访条例", city.handler)) == 1
    assert citing.citing("信访条例", city.leader) == []


@pytest.mark.parametrize(
    ("slug", "fields", "said"),
    [
        ("no-ledger", {"text_fields": ("note",)}, "没有台账"),
        ("toy-borrowing", {}, "text_fields"),
        ("toy-borrowing", {"text_fields": ("nowhere",)}, "没有字段"),
        ("toy-borrowing", {"text_fields": ("note",), "made_on": "nowhere"}, "没有字段"),
    ],
)
def test_a_wrong_declaration_names_the_place_and_the_cure(slug, fields, said):
    with pytest.raises(BadCiting, match=said) as wrong:
        Citing(slug, **fields)
    assert "test_citing.py" in str(wrong.value)


def test_procedures_and_limits_that_cite_a_law_are_told():
    found = citing.declared_by("行政复议法")
    assert {"procedure", "limit"} == {one.kind for one in found}
    assert all(one.articles for one in found)
