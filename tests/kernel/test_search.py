"""检索: what is found, in which order, by whom; the same on both databases."""

import io
from datetime import UTC, date, datetime

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.kernel import cases, documents, ledgers, search
from fadu.kernel.organisations import OPERATOR
from fadu.kernel.search import Asked, SearchEntry, marked, split, words
from tests.toy.library import build, lend
from tests.toy.models import Borrowing, Dispute, Reader

pytestmark = pytest.mark.django_db

AT = datetime(2025, 1, 2, tzinfo=UTC)


@pytest.fixture
def city():
    return build()


@pytest.fixture
def found(city):
    """Return what finds words for an actor, as the numbers of what was found."""

    def found(asked, actor=None, **narrowed):
        results = search.find(actor or city.office, Asked(asked, **narrowed))
        assert results.count >= len(results.hits)
        return [number_of(hit) for hit in results.hits]

    return found


def number_of(hit):
    model = {"toy-borrowing": Borrowing, "toy-reader": Reader, "toy-dispute": Dispute}[hit.ledger]
    return model.objects.get(pk=hit.record).number


def test_words_of_two_characters_are_found_and_all_words_must_be_there(city, found):
    lend(city.library, "借1", title="行政处罚法释义")
    lend(city.library, "借2", title="政行之道", note="处罚 行政")
    lend(city.library, "借3", title="处理行政事务")
    search.rebuild()
    assert found("行政") == ["借3", "借1", "借2"]  # the title before the text
    assert found("行政处罚") == ["借1"]  # characters in a row
    assert found("行政 处罚") == ["借1", "借2"]  # both words, wherever
    assert found("罚处") == [] and found("") == [] and found("，。") == []


@pytest.mark.parametrize("asked", ["ABC-12", "abc 12", "ＡＢＣ－１２", "ABC", "１２"])
def test_latin_words_and_numbers_in_any_width(city, found, asked):
    lend(city.library, "借1", title="手册 abc－１２")
    lend(city.library, "借2", title="手册 abcd 123")
    search.rebuild()
    assert found(asked) == ["借1"]


def test_title_before_number_before_text_and_newest_first(city, found):
    day = date(2025, 1, 1)
    lend(city.library, "甲1", note="辞海", title="某书", borrowed_on=date(2025, 2, 1))
    lend(city.library, "辞海2", title="某书", borrowed_on=day)
    lend(city.library, "乙3", title="辞海", borrowed_on=day)
    lend(city.library, "乙4", title="辞海", borrowed_on=date(2025, 1, 2))
    search.rebuild()
    assert found("辞海") == ["乙4", "乙3", "辞海2", "甲1"]


def test_no_phrase_runs_from_one_column_into_the_next(city, found):
    lend(city.library, "借1", title="某行", borrower="政某", note="")
    search.rebuild()
    assert found("行政") == [] and found("某行") == ["借1"]


def test_only_what_the_reader_may_read_is_found(city, found):
    lend(city.library, "市1", title="辞海")
    lend(city.county_library, "县1", title="辞海")
    search.rebuild()
    assert found("辞海", city.handler) == ["市1"]
    assert found("辞海", city.county_handler) == ["县1"]
    assert set(found("辞海", city.leader)) == {"市1", "县1"}
    assert found("辞海", city.stranger) == []
    # What may not be read is not counted either.
    assert search.find(city.handler, Asked("辞海")).count == 1
    assert search.find(city.stranger, Asked("辞海")).groups == []


def test_a_masked_name_is_found_only_by_those_who_see_it(city, found):
    Reader.objects.create(organisation=city.library, number="证1", name="欧阳明", phone="13912345678")
    search.rebuild()
    assert found("欧阳明", city.handler) == ["证1"]
    assert found("欧阳明", city.leader) == []
    assert found("13912345678", city.leader) == [] and found("13912345678", city.handler) == ["证1"]
    assert found("证1", city.leader) == ["证1"]
    (hit,) = search.find(city.leader, Asked("证1")).hits
    assert "欧阳" not in "".join(piece for piece, _hit in (*hit.title, *hit.snippet))
    (hit,) = search.find(city.handler, Asked("欧阳明")).hits
    assert ("欧阳明", True) in (*hit.title, *hit.snippet)


def test_a_title_that_tells_a_masked_name_is_masked_in_the_index(city, found):
    Reader.objects.create(organisation=city.library, number="诉欧阳明案", name="欧阳明")
    search.rebuild()
    assert found("欧阳明", city.leader) == [] and found("诉欧", city.leader) == ["诉欧阳明案"]
    assert found("诉欧阳明", city.handler) == ["诉欧阳明案"]


def paper(text):
    made = docx.Document()
    made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_the_text_of_documents_is_searched(city, found):
    case = cases.open_case(
        Dispute, "submit", OPERATOR, date(2025, 1, 2), {"organisation": city.library, "complaint": "押金"}
    )
    for name, content in (("说明.docx", paper("读者手持收据原件")), ("说明.txt", "窗口值班记录".encode("gb18030"))):
        documents.store(content, name, ledger="toy-dispute", record=case.pk, actor=OPERATOR)
    search.update()
    assert found("收据原件") == [case.number] and found("值班记录") == [case.number]
    (hit,) = search.find(city.office, Asked("收据原件")).hits
    assert hit.kind == "document" and hit.label == "说明.docx" and ("收据原件", True) in hit.snippet
    assert found("收据原件", city.county_handler) == []


def test_a_long_document_is_one_hit_and_no_phrase_is_lost_between_passages(city, found):
    case = cases.open_case(
        Dispute, "submit", OPERATOR, date(2025, 1, 2), {"organisation": city.library, "complaint": "押金"}
    )
    text = "".join(chr(0x4E00 + n % 5000) for n in range(9_000)) + "图书馆馆长图书馆"
    documents.store(text.encode(), "长.txt", ledger="toy-dispute", record=case.pk, actor=OPERATOR)
    search.update()
    assert found("图书馆") == [case.number] and search.find(city.office, Asked("图书馆")).count == 1
    for start in range(1_950, 2_010):
        assert found(text[start : start + 8]) == [case.number]


def test_a_scan_has_no_text_and_is_known_by_its_name(city, found):
    case = cases.open_case(
        Dispute, "submit", OPERATOR, date(2025, 1, 2), {"organisation": city.library, "complaint": "押金"}
    )
    documents.store(b"%PDF-1.7 scan", "收据扫描件.pdf", ledger="toy-dispute", record=case.pk, actor=OPERATOR)
    search.update()
    assert found("扫描件") == [case.number]


def test_the_index_follows_the_journal(city, found):
    search.rebuild()
    made = ledgers.create(
        ledgers.ledger("toy-borrowing"),
        city.handler,
        {
            "organisation": city.library,
            "number": "借1",
            "title": "辞海",
            "borrower": "张三",
            "borrowed_on": date(2025, 1, 2),
        },
    )
    assert search.behind() == 1 and found("辞海") == []
    assert search.update() == 1 and found("辞海") == ["借1"]
    ledgers.edit(made, city.handler, {"title": "辞源"})
    assert search.update() == 1 and found("辞源") == ["借1"] and found("辞海") == []
    ledgers.delete(made, city.handler, "重复登记")
    assert search.update() == 1 and found("辞源") == [] and search.behind() == 0
    assert not SearchEntry.objects.exists()


def test_before_a_search_only_a_few_changes_are_read(city, found):
    search.rebuild()
    lend(city.library, "借1", title="辞海")
    for nth in range(3):
        made = Borrowing.objects.get()
        ledgers.edit(made, city.handler, {"title": f"辞海{nth}"})
    assert search.update(most=2) == 0 and found("辞海") == []
    assert search.update(most=3) == 1 and found("辞海2") == ["借1"]


def test_another_declaration_makes_the_index_anew(city, found, monkeypatch):
    lend(city.library, "借1", title="辞海")
    search.rebuild()
    lend(city.library, "借2", title="辞海")  # past the journal
    assert search.update() == 0 and found("辞海") == ["借1"]
    monkeypatch.setattr("fadu.kernel.search.index.shape", lambda: "another")
    assert search.behind() > 0 and search.update() == 2
    assert set(found("辞海")) == {"借1", "借2"} and search.behind() == 0


def test_a_rebuild_that_was_cut_off_is_begun_again(city, found, monkeypatch):
    lend(city.library, "借1", title="辞海")
    ledgers.edit(Borrowing.objects.get(), city.handler, {"title": "辞海一"})

    def cut_off(entries):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("fadu.kernel.search.index._insert", cut_off)
        with pytest.raises(KeyboardInterrupt):
            search.rebuild()
    assert search.behind() and found("辞海") == []
    search.update()
    assert found("辞海") == ["借1"] and search.behind() == 0


def test_who_finds_another_at_work_does_not_wait(city, found):
    search.rebuild()
    lend(city.library, "借1", title="辞海")
    ledgers.edit(Borrowing.objects.get(), city.handler, {"title": "辞海一"})
    with search.index._alone(wait=True) as mine:
        assert mine and search.update(most=200) == 0
    assert search.update(most=200) == 1 and found("辞海") == ["借1"]


def test_days_ledgers_and_pages_narrow_what_is_found(city, found):
    for nth in range(1, 6):
        lend(city.library, f"借{nth}", title="辞海", borrowed_on=date(2025, 1, nth))
    Reader.objects.create(organisation=city.library, number="辞海读者", name="张")
    search.rebuild()
    results = search.find(city.office, Asked("辞海"), size=2)
    assert results.count == 6 and results.pages == 3
    assert {group.slug: group.count for group in results.groups} == {"toy-borrowing": 5, "toy-reader": 1}
    assert found("辞海", group="toy-reader") == ["辞海读者"]
    assert found("辞海", since=date(2025, 1, 4), until=date(2025, 1, 5), group="toy-borrowing") == ["借5", "借4"]
    seen = [hit.target for page in (1, 2, 3) for hit in search.find(city.office, Asked("辞海", page=page), size=2).hits]
    assert len(set(seen)) == 6
    assert search.find(city.office, Asked("辞海", page=99), size=2).hits  # the last page, not an empty one


def test_volume_ledgers_are_not_searched():
    assert "toy-visit" not in {ledger.slug for ledger in search.entries.searched()}


def test_a_source_of_its_own_is_open_to_everyone(city):
    search.put([search.Entry("toy-law", "toy-law:1:1", label="《某法》第一条", title="第一条", body="公共图书馆")])
    search.register(search.Source("toy-law", "某法", list))
    try:
        (hit,) = search.find(city.stranger, Asked("公共图书馆")).hits
        assert hit.group == "toy-law" and "".join(piece for piece, _hit in hit.title) == "《某法》第一条"
        search.remove("toy-law:")
        assert search.find(city.stranger, Asked("公共图书馆")).count == 0
    finally:
        del search.entries.SOURCES["toy-law"]


@pytest.mark.parametrize(
    "asked", ["'", '"', "a OR b", "行*", "NEAR(", "{title}", "\\", "%", ":", "-", "zqz", "行 & 政 |"]
)
def test_signs_of_the_query_language_mean_nothing(city, found, asked):
    lend(city.library, "借1", title="辞海")
    search.rebuild()
    assert found(asked) == []


# Tokens


def test_tokens():
    assert split("明政复〔2023〕12号 ＡＢｃ") == "明 政 复 2023 12 号 abc"
    assert words("行政 处罚 行政 ，") == ["行 政", "处 罚"]


def test_a_snippet_shows_the_first_hit_with_what_is_around():
    pieces = marked("前" * 100 + "行政处罚" + "后" * 200, ["行 政", "处 罚"])
    text = "".join(piece for piece, _hit in pieces)
    assert text.startswith("…前") and text.endswith("后…") and len(text) < 140
    assert [piece for piece, hit in pieces if hit] == ["行政", "处罚"]
    assert marked("无关", ["行 政"]) == []
    assert marked("第１２号 甲", ["12 号"], 0) == [("第", False), ("１２号", True), (" 甲", False)]


@given(st.text(max_size=80), st.integers(0, 79), st.integers(1, 8))
def test_every_part_of_a_text_is_marked_in_it(text, start, length):
    part = split(text[start : start + length])
    whole = split(text)
    pieces = marked(text, [part], 0) if part else []
    if part and f" {part} " in f" {whole} ":
        assert any(split(piece) == part for piece, hit in pieces if hit)
    assert not pieces or "".join(piece for piece, _hit in pieces) == text.replace("\n", " ")
