"""读报告与更正: read once, corrected by hand, and neither lost when the text is read again."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from fadu.kernel import documents, journal, ledgers
from fadu.kernel.documents import DocumentRefused
from fadu.kernel.ledgers import LedgerRefused, NotAllowed
from fadu.reader import Unreadable
from fadu.readings import review, store
from fadu.readings.ledgers import Readings
from fadu.readings.models import Correction, ReadFigure, Reading
from fadu.readings.store import ReadingRefused

from .conftest import REPORT

ACCEPTED, CONCLUDED = "reconsideration.accepted", "reconsideration.concluded"


def at(reading, words):
    start = reading.text.index(words)
    return start, start + len(words)


def found(reading, words):
    return reading.figures.filter(start=at(reading, words)[0]).first()


# Reading


def test_what_is_read_is_kept_with_its_figures_and_noted(take, city):
    reading = take(about=city.government)
    assert (reading.title, reading.place, reading.year) == ("临江市2023年法治政府建设年度报告", "临江市", "2023")
    assert [one.text for one in store.figures(reading)] == ["120", "100", "30", "96.5"]
    assert all(reading.text[one.start : one.end] == one.text for one in store.figures(reading))
    assert found(reading, "120").scope == "all" and found(reading, "96.5").value == Decimal("96.5")
    [event] = journal.history(Readings.slug, reading.pk)
    assert (event.action, event.actor, event.after["figures"]) == ("create", city.office.username, 4)
    with documents.open_document(reading.document) as kept:
        assert kept.read().decode() == REPORT


def test_lists_of_the_city_and_of_its_own_departments_are_two_things(take):
    said = "公布《明川市行政许可事项清单(2023年版,共323项)》《明川市市本级行政许可事项清单(2023年版,共254项)》。"
    reading = take(said.encode())
    assert [(one.text, one.scope) for one in store.figures(reading)] == [("323", "all"), ("254", "own")]
    assert not [one for one in review.checks(reading) if one.ok is False]


def test_file_read_twice_is_one_reading(take):
    first, again = take(), take(name="副本.txt")
    assert first == again and Reading.objects.count() == 1
    assert journal.history(Readings.slug, first.pk).count() == 1


def test_file_read_by_two_at_the_same_time_is_one_reading(take, monkeypatch):
    first, known = take(), store.known
    told = [None]  # what the second one is told, before the first is done
    monkeypatch.setattr(store, "known", lambda *asked: told.pop() if told else known(*asked))
    assert take() == first and Reading.objects.count() == 1


def test_two_organisations_read_the_same_file_apart(take, city):
    mine = take()
    reader = city.actor("report_reader", city.county)
    theirs = store.take(REPORT.encode(), "同一份.txt", reader)
    assert mine != theirs and theirs.organisation == city.county
    assert list(reader.organisations(Readings.read)) != [] and mine.organisation not in reader.organisations(
        Readings.read
    )


def test_what_someone_says_of_a_report_goes_before_what_it_says(take):
    reading = take(place="青山县", year="2022")
    assert (reading.place, reading.year) == ("青山县", "2022")
    assert {one.period for one in store.figures(reading)} == {"2022"}


def test_web_page_is_kept_as_its_text_alone(take):
    reading = take(f"<html><body><p>{REPORT}</p></body></html>", "页.html")
    assert reading.kind == "html" and found(reading, "120") is not None
    assert reading.document.name == "页.html.txt"
    with documents.open_document(reading.document) as kept:
        assert kept.read().decode() == reading.text
    marked = take("<div>&lt;script&gt;全市120件</div>", "坏页.html")
    assert marked.document is None and marked.text == "<script>全市120件"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_text_in_any_encoding(take, encoding):
    said = "臨江市受理行政復議案件120件" if encoding == "big5" else REPORT
    reading = take(said.encode(encoding), "甲.txt")
    assert reading.text == said and found(reading, "120").value == 120 and reading.document is not None


def test_nul_and_halves_of_characters_keep_their_places(take, monkeypatch):
    from fadu.reader import sources

    extract = sources.extract
    monkeypatch.setattr(
        sources, "extract", lambda data, name: replace(extract(data, name), text="a\x00b\ud800全市120件")
    )
    reading = take()
    assert reading.text == "a\ufffdb\ufffd全市120件" and Reading.objects.get(pk=reading.pk).text == reading.text


@pytest.mark.parametrize(
    ("more", "said"),
    [({"status": "终稿"}, "起草中"), ({"year": "23"}, "四位数字"), ({"year": "二〇二三"}, "四位数字")],
)
def test_what_makes_no_sense_is_refused(take, more, said):
    with pytest.raises(ReadingRefused, match=said):
        take(**more)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"%PDF-1.4 broken", b"PK\x03\x04"])
def test_what_cannot_be_read_leaves_nothing(take, data):
    with pytest.raises(Unreadable):
        take(data)
    assert not Reading.objects.exists() and not journal.Event.objects.filter(ledger=Readings.slug).exists()


def test_a_file_that_may_not_be_kept_leaves_nothing(take, monkeypatch):
    """One transaction: where the last thing fails, the reading and its figures were never there."""

    def refuse(*_args, **_more):
        raise DocumentRefused("含有宏")

    monkeypatch.setattr(store.documents, "store", refuse)
    monkeypatch.setattr(store.sources, "extract", lambda *_args: store.sources.Source(REPORT, "docx"))
    with pytest.raises(DocumentRefused):
        take(b"PK")
    assert not Reading.objects.exists() and not ReadFigure.objects.exists()


def test_who_may_read_and_for_whom(city):
    for actor in (city.leader, city.stranger, city.actor("statistician", city.government)):
        with pytest.raises(NotAllowed):
            store.take(REPORT.encode(), "甲.txt", actor)
    with pytest.raises(NotAllowed):
        store.take(REPORT.encode(), "甲.txt", city.actor("report_reader", city.county), organisation=city.government)
    # Whose figures a report becomes a source of, for that one the reader must be able to speak.
    with pytest.raises(ReadingRefused, match="没有核读报告的角色"):
        store.take(REPORT.encode(), "甲.txt", city.actor("report_reader", city.county), about=city.government)


@pytest.mark.parametrize(
    ("data", "quick"),
    [(b"%PDF-1.7", False), (b"\n\n%PDF-1.7", False), ("全市120件".encode(), True), (b"x" * (store.QUICK + 1), False),
     (b"PK\x03\x04", True)],
)  # fmt: skip
def test_only_what_takes_a_moment_is_read_in_a_page(data, quick):
    assert store.quick(data) is quick


# Correcting


def test_a_correction_counts_and_stays_when_the_text_is_read_again(take, city):
    reading = take()
    store.correct(reading, at(reading, "120"), {"value": "1,234", "approx": "about"}, "原文漏字", city.office)
    for again in (reading, store.reread(reading, city.office)):
        figure = found(again, "120")
        assert (figure.value, figure.approx, figure.text, figure.corrected) == (1234, "about", "120", True)
    one = Correction.objects.get()
    assert (one.by_name, one.reason, one.before["value"]) == (city.office.name, "原文漏字", "120")
    event = journal.history(Readings.slug, reading.pk).get(action="reading-correct")
    assert (event.before["value"], event.after["value"], event.data["reason"]) == ("120", "1234", "原文漏字")


def test_a_second_correction_leaves_what_it_does_not_name(take, city):
    reading = take()
    span = at(reading, "120")
    store.correct(reading, span, {"value": "121"}, "核对", city.office)
    store.correct(reading, span, {"unit": "起"}, "核对", city.office)
    figure = found(reading, "120")
    assert (figure.value, figure.unit, figure.unit_norm) == (121, "起", "起")


def test_not_a_figure_and_taken_back(take, city):
    reading = take()
    span = at(reading, "100")
    store.correct(reading, span, {"figure": False}, "是编号", city.office)
    assert found(reading, "100") is None
    assert [one.place for one in store.figures(store.reread(reading, city.office))] == [0, 1, 2]
    store.correct(reading, span, {}, "看错了", city.office)
    figure = found(reading, "100")
    assert figure is not None and not figure.corrected
    assert Correction.objects.count() == 2
    with pytest.raises(ReadingRefused, match="不用撤回"):
        store.correct(reading, span, {}, "再撤", city.office)


def test_not_a_figure_and_then_one_after_all(take, city):
    reading = take()
    span = at(reading, "100")
    store.correct(reading, span, {"figure": False}, "是编号", city.office)
    store.correct(reading, span, {"unit": "起"}, "不是编号", city.office)
    assert (found(reading, "100").value, found(reading, "100").unit) == (100, "起")


def test_a_missed_figure_is_added_and_stays(take, city):
    reading = take(REPORT.replace("四、下", "组织培训近百场。\n四、下"))
    span = at(reading, "百")
    store.correct(
        reading, span, {"value": 100, "unit": "场", "approx": "about", "indicator": ACCEPTED}, "漏读", city.office
    )
    figure = found(store.reread(reading, city.office), "百")
    assert (figure.value, figure.unit, figure.approx, figure.indicator) == (100, "场", "about", ACCEPTED)
    assert "组织培训近百场" in figure.context
    assert [one.place for one in store.figures(reading)] == [0, 1, 2, 3, 4]


def test_a_missed_figure_takes_its_value_from_the_text(take, city):
    reading = take(REPORT.replace("四、下", "编号第38号。\n四、下"))
    store.correct(reading, at(reading, "38"), {"unit": "号"}, "漏读", city.office)
    assert found(reading, "38").value == 38
    with pytest.raises(ReadingRefused, match="认不出"):
        store.correct(reading, at(reading, "编号"), {"unit": "号"}, "漏读", city.office)


def reader_that_finds(*found_there):
    """Return a reader of another day, which finds only these numbers, each with what it has learnt of them."""

    def read(said, year=""):
        made = store.reader.read(said, year)
        kept = []
        for text, more in found_there:
            [one] = [one for one in made.figures if one.text == text]
            kept.append(replace(one, **more))
        return replace(made, figures=tuple(kept))

    return read


def test_corrections_stay_with_a_newer_reader(take, city, monkeypatch):
    reading = take()
    store.correct(reading, at(reading, "120"), {"value": "121"}, "核对", city.office)
    store.correct(reading, at(reading, "100"), {"figure": False}, "是编号", city.office)
    store.correct(reading, at(reading, "30"), {"unit": "起"}, "核对", city.office)
    # It no longer finds 30, finds 100 with the unit inside, and knows another indicator of 120.
    newer = reader_that_finds(("120", {"indicator": CONCLUDED}), ("96.5", {}))
    end = at(reading, "100件")
    wider = replace(store.reader.read(REPORT).figures[1], end=end[1], text="100件")

    def read(said, year=""):
        made = newer(said, year)
        return replace(made, figures=tuple(sorted((*made.figures, wider), key=lambda one: one.start)))

    monkeypatch.setattr(store, "_read", read)
    monkeypatch.setattr(store, "VERSION", "9.9")
    reading = store.reread(reading, city.office)
    figures = {one.text: one for one in store.figures(reading)}
    assert reading.version == "9.9" and list(figures) == ["120", "30", "96.5"]
    assert (figures["120"].value, figures["120"].indicator) == (121, CONCLUDED)
    assert (figures["30"].value, figures["30"].unit, figures["30"].corrected) == (30, "起", True)


def test_taking_the_file_again_after_an_update_reads_it_anew(take, city, monkeypatch):
    reading = take()
    store.correct(reading, at(reading, "120"), {"value": "121"}, "核对", city.office)
    monkeypatch.setattr(store, "VERSION", "9.9")
    again = take(name="再传.txt")
    assert again == reading and again.version == "9.9" and found(again, "120").value == 121


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "很多"}, "value"), ({"value": "NaN"}, "value"), ({"value": "1" * 60}, "value"),
        ({"approx": "大概"}, "approx"), ({"scope": "省"}, "scope"), ({"indicator": "没有.这项"}, "indicator"),
        ({"period": "去年"}, "period"), ({"unit": "件" * 30}, "unit"), ({"context": "改原文"}, "context"),
        ({"figure": "否"}, "figure"),
    ],
)  # fmt: skip
def test_a_correction_that_makes_no_sense_is_refused_by_field(take, city, changes, field):
    reading = take()
    with pytest.raises(ReadingRefused) as refused:
        store.correct(reading, at(reading, "120"), changes, "核对", city.office)
    assert list(refused.value.errors) == [field] and not Correction.objects.exists()


def test_a_correction_has_a_place_a_reason_and_someone_who_may(take, city):
    reading = take()
    for span in ((0, 0), (5, 3), (-1, 3), (0, len(reading.text) + 1), (0, 100), (14, 24)):
        with pytest.raises(ReadingRefused, match="位置"):
            store.correct(reading, span, {"value": 1}, "核对", city.office)
    with pytest.raises(ReadingRefused, match="理由"):
        store.correct(reading, at(reading, "120"), {"value": 1}, "  ", city.office)
    for actor in (city.leader, city.actor("report_reader", city.county)):
        with pytest.raises(NotAllowed):
            store.correct(reading, at(reading, "120"), {"value": 1}, "核对", actor)


def test_a_correction_is_whole_or_not_at_all(take, city, monkeypatch):
    reading = take()
    before = [(one.text, one.value) for one in store.figures(reading)]

    def fail(*_entries):
        raise OSError("磁盘已满")

    monkeypatch.setattr(store.journal, "write", fail)
    with pytest.raises(OSError, match="磁盘已满"):
        store.correct(reading, at(reading, "120"), {"value": 1}, "核对", city.office)
    assert [(one.text, one.value) for one in store.figures(reading)] == before and not Correction.objects.exists()


SAID = "全市受理120件，审结100件，培训近百场，其中38场在线，办结率96.5%。"
SPANS = st.tuples(st.integers(0, len(SAID) - 1), st.integers(1, 6)).map(lambda one: (one[0], min(sum(one), len(SAID))))
CHANGES = st.sampled_from([{}, {"figure": False}, {"value": "7"}, {"value": "8", "unit": "起"}, {"org": "市公安局"}])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.one_of(SPANS, st.sampled_from([(4, 7), (10, 13)])), CHANGES), max_size=6))
def test_corrections_in_any_order_leave_figures_apart_and_the_latest_counts(steps):
    rows = {(row.start, row.end): row for row in store.rows_of(SAID, "2023")}
    latest = {}
    for span, what in steps:
        latest.pop(span, None)
        latest[span] = Correction(start=span[0], end=span[1], what={"value": "1"} | what if what else {}, before=None)
    for span, one in latest.items():
        if one.what:
            store._apply(rows, span, one, SAID)
    spans = sorted(rows)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    last = next((one for one in reversed(latest.values()) if one.what), None)
    if last is not None:
        row = rows.get((last.start, last.end))
        assert (row is None) == (last.what.get("figure") is False)
        assert row is None or (row.corrected and str(row.value) == last.what["value"])


# As a ledger


def test_the_common_form_neither_makes_a_reading_nor_gives_it_away(take, city):
    with pytest.raises(LedgerRefused):
        ledgers.create(Readings, city.office, {"organisation": city.government, "title": "空的"})
    reader = city.actor("report_reader", city.county)
    reading = store.take(REPORT.encode(), "甲.txt", reader)
    with pytest.raises(LedgerRefused) as refused:
        ledgers.edit(reading, reader, {"about": city.government})
    assert list(refused.value.errors) == ["about"]
    assert ledgers.edit(reading, reader, {"about": city.county}).about == city.county


def test_another_year_is_that_of_its_figures(take, city):
    reading = ledgers.edit(take(), city.office, {"year": "2021"})
    assert {one.period for one in store.figures(reading)} == {"2021"}
    with pytest.raises(LedgerRefused, match="四位数字"), transaction.atomic():
        ledgers.edit(reading, city.office, {"year": "21"})


def test_a_reading_with_corrections_is_not_deleted_past_them(take, city):
    reading = take()
    store.correct(reading, at(reading, "120"), {"value": "121"}, "核对", city.office)
    with pytest.raises(LedgerRefused, match="更正"):
        ledgers.delete(reading, city.office, "传错了")
    assert found(reading, "120").value == 121
