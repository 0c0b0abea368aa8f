"""法规库: a file becomes a version; what holds on a day, what an article says, what changed between versions."""

import io
from datetime import date

import docx
import pytest

from fadu.kernel import journal
from fadu.kernel.articles import ArticleError
from fadu.laws import comparison, importing, library
from fadu.laws.importing import ImportRefused
from fadu.laws.library import Library
from fadu.laws.models import Law, LawVersion, Provision

from .made_up import KEY, NEW, OLD, both, import_law

pytestmark = pytest.mark.django_db


def test_a_file_becomes_a_version_with_what_its_head_says():
    version = import_law()
    assert (version.law.key, version.title) == (KEY, KEY)
    assert (version.issued, version.in_force) == (date(2015, 3, 1), date(2015, 5, 1))
    assert version.provisions.count() == 4
    event = journal.Event.objects.get(ledger="law")
    assert (event.action, event.record, event.after["articles"]) == ("import", f"{KEY}(2015)", 4)


def test_the_registry_fills_in_what_it_knows_of_a_law():
    text = "# 中华人民共和国行政强制法\n第一条 甲。\n第二条 乙。"
    version = import_law(text, "行政强制法(2011-06-30).md", kind="other")
    assert (version.law.key, version.kind, version.in_force) == ("行政强制法", "law", date(2012, 1, 1))
    assert version.organ == "全国人民代表大会常务委员会" and version.number


def test_a_draft_says_what_differs_from_the_index():
    text = "# 中华人民共和国行政强制法\n第一条 甲。\n乙。\n第三条 丙。"
    draft = importing.draft(text.encode(), "行政强制法(2011-06-30).md")
    assert [str(place) for place in draft.gaps] == ["2"]
    assert "1" in map(str, draft.differing) and len(draft.lacking) == 69
    assert not LawVersion.objects.exists()  # nothing is kept of a draft


@pytest.mark.parametrize(
    ("citation", "on", "said"),
    [
        (f"{KEY}#2.1", date(2016, 1, 1), "借阅图书应当登记。"),
        (f"{KEY}#2.2(2)", date(2016, 1, 1), "（二）借阅人；"),
        (f"{KEY}#2(2)", date(2016, 1, 1), "（二）借阅人；"),
        (f"{KEY}#3", date(2024, 7, 31), "逾期不还的，处十元罚款。"),
        (f"{KEY}#3.1", date(2024, 8, 1), "借阅图书应当登记。"),
        (f"{KEY}#2-1", None, "节假日照常开放。"),
        (f"{KEY}(2015)#3", date(2025, 1, 1), "逾期不还的，处十元罚款。"),
    ],
)
def test_an_article_is_looked_up_as_of_a_day(citation, on, said):
    both()
    found = library.find(citation, on)
    assert found.text == said
    assert library.check(citation, on).ok


@pytest.mark.parametrize(
    ("citation", "on", "status"),
    [
        (f"{KEY}#9", None, "missing"),
        (f"{KEY}#2.9", None, "missing"),
        (f"{KEY}#2.1(1)", None, "missing"),
        (f"{KEY}(2019)#2", None, "missing"),
        (f"{KEY}#2", date(2015, 4, 30), "not_yet"),
        ("某省条例#2", None, "unknown"),
        ("督察工作规定#24", None, "unchecked"),
    ],
)
def test_what_is_not_there_is_not_found_and_said_why(citation, on, status):
    both()
    verdict = library.check(citation, on)
    assert verdict.status == status and verdict.reason
    assert library.find(citation, on) is None


def test_a_repealed_law_is_said_to_be_repealed():
    import_law(repealed=date(2020, 1, 1))
    assert library.check(f"{KEY}#1", date(2019, 12, 31)).ok
    assert library.check(f"{KEY}#1", date(2020, 1, 1)).status == "repealed"


def test_of_a_code_a_part_may_be_imported():
    import_law("# 中华人民共和国民法典\n第一条 甲。\n第二条 乙。", "民法典(2020-05-28).md")
    assert library.check("民法典#2").by == "text"
    assert library.check("民法典#1259").by == "index"
    assert library.check("民法典#600").status == "unchecked"
    assert library.check("民法典#1261").status == "missing"


def test_no_citation_is_refused():
    with pytest.raises(ArticleError):
        library.check("行政复议法第三条")


def test_versions_are_compared_article_by_article():
    both()
    then, now = Library().versions(KEY)
    changes = comparison.compare(then, now)
    assert [(one.kind, str(one.then or ""), str(one.now or "")) for one in changes] == [
        ("same", "1", "1"),
        ("added", "", "2"),
        ("added", "", "2-1"),
        ("changed", "2", "3"),
        ("changed", "3", "4"),
        ("changed", "4", "5"),
    ]
    assert ("out", "处十元") in comparison.difference("处十元罚款。", "罚款。")


def test_an_article_that_only_got_another_number_is_found_again():
    import_law()
    import_law(OLD.replace("第四条 ", "第五条 ").replace("第三条 逾", "第三条 新加的一条。\n第四条 逾"),
               issued=date(2018, 1, 1), in_force=date(2018, 1, 1))  # fmt: skip
    kinds = {str(one.then): one.kind for one in comparison.compare(*Library().versions(KEY)) if one.then}
    assert kinds == {"1": "same", "2": "same", "3": "renumbered", "4": "renumbered"}


def test_without_texts_only_a_different_number_of_paragraphs_shows():
    versions = {one.issued.year: one for one in Library().versions("行政复议法")}
    kinds = {one.kind for one in comparison.compare(versions[2017], versions[2023])}
    assert kinds <= {"unsure", "changed", "added"} and "unsure" in kinds


def test_the_same_file_again_changes_nothing():
    first = import_law()
    assert import_law() == first
    assert journal.Event.objects.filter(ledger="law").count() == 1


def test_another_text_of_the_same_version_is_taken_only_when_asked():
    import_law()
    changed = OLD.replace("处十元罚款", "处二十元罚款")
    with pytest.raises(ImportRefused, match="已经导入"):
        import_law(changed)
    assert "处十元" in library.find(f"{KEY}#3").text
    import_law(changed, replace_text=True)
    assert "处二十元" in library.find(f"{KEY}#3").text
    assert Law.objects.count() == LawVersion.objects.count() == 1 and Provision.objects.count() == 4


def docx_of(text):
    made = docx.Document()
    for line in text.splitlines():
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HTML = "<!doctype html><html><head><title>x</title><style>p{}</style></head><body>" + "".join(
    f"<p>{line}</p>" for line in OLD.removeprefix("# ").splitlines()
)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (OLD.encode("gb18030"), "条例.txt"),
        (OLD.encode("utf-8-sig"), "条例.txt"),
        (docx_of(OLD.removeprefix("# ")), "条例.docx"),
        (HTML.encode(), "条例.html"),
    ],
    ids=["gb18030", "bom", "docx", "html"],
)
def test_every_kind_of_file_gives_the_same_text(content, name):
    draft = importing.draft(content, name)
    assert draft.facts.title == KEY and draft.facts.issued == date(2015, 3, 1)
    assert [one.shape for one in draft.text.articles] == [(0,), (0, 3, 0), (0,), (0,)]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.txt", "空文件"),
        (b"PK\x03\x04 broken", "坏.docx", "损坏"),
        (docx_of(OLD)[:-200], "截断.docx", "损坏"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 100, "旧.doc", "另存为 DOCX"),
        (b"%PDF-1.7 broken", "坏.pdf", "已损坏"),
        (b"\x00\x01\x02\xff\xfe", "图.bin", "不是文字文件"),
        ("各单位：请遵照执行。".encode(), "通知.txt", "没有找到“第一条”"),
    ],
)
def test_a_damaged_file_is_refused_and_named(content, name, said):
    with pytest.raises(ImportRefused, match=said) as refused:
        importing.draft(content, name)
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"issued": None, "title": "某市图书借阅条例", "in_force": date(2014, 1, 1)}, "in_force"),
        ({"key": "第#条"}, "key"),
        ({"repealed": date(2015, 1, 1)}, "repealed"),
    ],
)
def test_wrong_facts_are_refused_by_field(facts, field):
    with pytest.raises(ImportRefused) as refused:
        import_law(**facts)
    assert field in refused.value.faults or field in str(refused.value.faults)
    assert not LawVersion.objects.exists()


def test_days_that_the_text_does_not_say_must_be_given():
    with pytest.raises(ImportRefused) as refused:
        import_law("第一条 甲。")
    assert refused.value.faults.keys() == {"issued", "in_force"}
    import_law("第一条 甲。", issued=date(2020, 1, 1), in_force=date(2020, 1, 1), title=KEY)
    assert NEW and LawVersion.objects.get().law.key == KEY
