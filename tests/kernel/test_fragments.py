"""片段: a search box finds through the fragments just what it finds by looking every record through."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel import cases, fragments, ledgers, search
from fadu.kernel.fragments import FragmentMark, candidates
from fadu.kernel.lists import Query
from tests.toy.ledgers import Borrowings, Disputes
from tests.toy.library import build
from tests.toy.models import Dispute

pytestmark = pytest.mark.django_db

SAID = ["押金未退", "未退押金", "押后 金额", "abc12未还", "xABC123", "50%_折", "《书》1123号", "退", "Straße"]


@pytest.fixture
def city():
    return build()


@pytest.fixture
def opened(city):
    """Return what opens a dispute."""

    def opened(said, organisation=None):
        given = {"organisation": organisation or city.library, "complaint": said}
        actor = city.county_handler if organisation else city.handler
        return cases.open_case(Dispute, "submit", actor, date(2025, 1, 2), given)

    return opened


def found(actor, asked):
    return sorted(row.data["complaint"] for row in ledgers.page(Disputes, actor, Query(search=asked)).rows)


@pytest.mark.parametrize(
    "asked",
    ["押金", "未退", "金未", "退押", "押金 未退", "号", "退", "12", "123", "1123号", "bc1", "ABC", "abc12", "c1", "2未",
     "争〔2025〕1号", "〔2025〕", "〕1", "025", "5〕2号", "2025", "50%", "%_", "_折", "《书", "金 押", "退未",
     "strasse", "straße", "STRASSE", "书》1", "没有"],
)  # fmt: skip
def test_with_fragments_is_found_what_is_found_without(city, opened, asked):
    for said in SAID:
        opened(said)
    plain = found(city.handler, asked)
    assert not FragmentMark.objects.exists()

    search.rebuild()

    assert found(city.handler, asked) == plain


@given(text=st.text(max_size=12), start=st.integers(0, 11), length=st.integers(1, 12))
def test_what_stands_in_a_text_has_no_fragment_that_the_text_has_not(text, start, length):
    assert fragments.fragments(text[start : start + length]) <= fragments.fragments(text)


def test_a_word_of_two_characters_and_a_part_of_a_number_are_looked_up(city, opened):
    first, second, third = opened("押金未退"), opened("逾期 1123"), opened("其他")
    fragments.rebuild()

    assert candidates(Disputes, ["押金"]) == [first.pk]
    assert candidates(Disputes, ["123"]) == [second.pk]
    assert candidates(Disputes, ["〕3号"]) == [third.pk]
    assert candidates(Disputes, ["押金", "123"]) == []
    assert candidates(Disputes, ["其"]) is None  # too short
    assert candidates(Disputes, ["12"]) is None
    assert candidates(Disputes, ["其", "押金"]) == [first.pk]
    assert candidates(Borrowings, ["押金"]) is None  # kept for cases alone


def test_what_many_hold_is_looked_through_in_the_list_itself(city, opened, monkeypatch):
    monkeypatch.setattr(fragments, "MOST", 2)
    for _one in range(2):
        opened("押金未退")
    fragments.rebuild()
    assert len(candidates(Disputes, ["押金"])) == 2

    opened("别的")
    opened("押金未退")
    fragments.update()

    assert candidates(Disputes, ["押金"]) is None
    assert len(found(city.handler, "押金")) == 3


def test_what_was_opened_or_changed_since_is_found_at_once(city, opened):
    changed = opened("押金未退")
    fragments.rebuild()
    assert candidates(Disputes, ["罚款"]) == []

    opened("罚款过高")
    ledgers.edit(changed, city.handler, {"complaint": "罚款有误"}, reason="录入有误")

    assert fragments.behind() > 0
    for _brought_up in range(2):
        assert found(city.handler, "罚款") == ["罚款有误", "罚款过高"]
        assert found(city.handler, "押金") == []
        fragments.update()
    assert fragments.behind() == 0


def test_fragments_far_behind_or_of_another_declaration_are_not_asked(city, opened, monkeypatch):
    opened("押金未退")
    fragments.rebuild()
    opened("押金少退")
    monkeypatch.setattr(fragments, "WAITING", 0)
    assert candidates(Disputes, ["押金"]) is None
    monkeypatch.undo()
    monkeypatch.setattr(Disputes, "search", ("complaint",))
    assert candidates(Disputes, ["押金"]) is None

    fragments.update()

    assert len(candidates(Disputes, ["押金"])) == 2 and candidates(Disputes, ["〕1号"]) == []


def test_nobody_finds_what_is_elsewhere_or_masked(city, opened, monkeypatch):
    opened("押金未退")
    opened("押金少退", city.county_library)
    fragments.rebuild()
    assert found(city.handler, "押金") == ["押金未退"]
    assert found(city.leader, "押金") == ["押金少退", "押金未退"]

    masked = {**Disputes.all_columns, "complaint": replace(Disputes.all_columns["complaint"], mask="name")}
    monkeypatch.setattr(Disputes, "all_columns", masked)

    assert found(city.handler, "押金") == ["押金未退"]
    assert found(city.leader, "押金") == []
