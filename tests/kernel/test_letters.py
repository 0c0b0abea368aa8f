"""文书模板: what a letter says, when it is written, and which declarations stop the start."""

import io
from datetime import date

import docx
import pytest

from fadu.kernel import documents, journal, letters
from fadu.kernel.cases import StepRefused, Upload, case_models, open_case, perform, rehearse
from fadu.kernel.letters import BadLetter, Letter, LetterRefused
from fadu.kernel.offices import Particulars
from fadu.official import Paragraph
from fadu.official.document import plain
from tests.toy.letters import Decision
from tests.toy.library import build
from tests.toy.models import Complaint, Paper

DAY = date(2025, 3, 3)
PDF = b"%PDF-1.7 signed"


@pytest.fixture
def city(db):
    return build()


@pytest.fixture
def accepted(city):
    """A complaint that waits for its decision, and who decides."""
    case = open_case(Complaint, "submit", city.handler, DAY, {"organisation": city.library, "complaint": "押金未退"})
    perform(case, "accept", city.handler, on=DAY, documents=[Upload("receipt", "回执.pdf", PDF)])
    return case, city.actor("reviewer", city.library)


def paragraphs(made):
    return [plain(block.spans) for block in made.blocks if isinstance(block, Paragraph)]


def decided(case, reviewer, **more):
    values = {"on": DAY, "outcome": "upheld"} | more
    return perform(case, "decide", reviewer, **values)


def filed(case):
    return list(documents.of(*case.place).filter(kind="decision-letter"))


# Writing


def test_a_step_writes_its_letter_from_the_case(accepted):
    case, reviewer = accepted
    decided(case, reviewer)
    [letter] = filed(case)
    assert letter.name == "处理决定书（诉决〔2025〕1号）.docx"
    with documents.open_document(letter) as file:
        words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(file.read())).paragraphs)
    assert "你关于“押金未退”的投诉，本馆于2025年3月3日收到。" in words
    assert "依据《中华人民共和国行政复议法》第六十一条第一款" in words
    assert "临江市图书馆读者：" in words and "诉决〔2025〕1号" in words and "2025年3月3日" in words
    assert "附件：投诉材料清单" in words


def test_a_paragraph_with_nothing_in_it_is_left_out(accepted):
    case, _reviewer = accepted
    case.opened_on, case.outcome = DAY, "upheld"
    without = paragraphs(letters.document(Decision, case, DAY))
    case.amount = 20
    assert len(paragraphs(letters.document(Decision, case, DAY))) == len(without) + 1


def test_an_uploaded_letter_takes_the_place_of_the_written_one(accepted):
    case, reviewer = accepted
    decided(case, reviewer, documents=[Upload("decision-letter", "决定.pdf", PDF)])
    assert [one.name for one in filed(case)] == ["决定.pdf"]


def test_a_recorded_step_wrote_its_letter_elsewhere(accepted):
    case, reviewer = accepted
    decided(case, reviewer, imported_from="0" * 64)
    assert filed(case) == []


def test_letters_are_numbered_without_gaps(accepted, city):
    case, reviewer = accepted
    other = open_case(Complaint, "submit", city.handler, DAY, {"organisation": city.library, "complaint": "书脏"})
    perform(other, "accept", city.handler, on=DAY, documents=[Upload("receipt", "回执.pdf", PDF)])
    with pytest.raises(StepRefused):
        decided(case, reviewer, outcome="")  # the number it would have had goes to the next
    decided(other, reviewer)
    decided(case, reviewer)
    assert [filed(one)[0].name for one in (other, case)] == [
        "处理决定书（诉决〔2025〕1号）.docx",
        "处理决定书（诉决〔2025〕2号）.docx",
    ]


def test_the_journal_names_the_letter(accepted):
    case, reviewer = accepted
    decided(case, reviewer)
    event = journal.history(*case.place).last()
    assert [one["kind"] for one in event.data["documents"]] == ["decision-letter"]


def test_a_letter_keeps_mark_up_and_foreign_signs_as_words(accepted):
    case, _reviewer = accepted
    case.complaint, case.outcome = "# 标题 *强* <script>alert(1)</script> {organisation}", "upheld"
    assert case.complaint in paragraphs(letters.document(Decision, case, DAY))[0]


def test_what_cannot_be_printed_is_refused_in_words(accepted):
    case, _reviewer = accepted
    case.complaint, case.outcome = "坏\x07字", "upheld"
    with pytest.raises(LetterRefused, match="控制字符"):
        letters.document(Decision, case, DAY)


def test_a_letter_says_what_the_case_lacks(accepted):
    case, _reviewer = accepted
    case.complaint, case.outcome = "", "upheld"
    with pytest.raises(LetterRefused, match="“处理决定书”还缺：投诉事项。"):
        letters.document(Decision, case, DAY)


# Before the step


def test_a_rehearsal_shows_the_letters_and_keeps_nothing(accepted):
    case, reviewer = accepted
    before = journal.history(*case.place).count()
    [draft] = rehearse(case, "decide", reviewer, on=DAY, outcome="upheld", data={"amount": "20"})
    assert draft.letter is Decision and draft.number == "诉决〔2025〕1号"
    assert "赔偿20元。" in "".join(paragraphs(draft.document)) or "赔偿20.00元。" in "".join(paragraphs(draft.document))
    case.refresh_from_db()
    assert (case.state, case.amount, filed(case)) == ("accepted", None, [])
    assert journal.history(*case.place).count() == before
    decided(case, reviewer)
    assert filed(case)[0].name == "处理决定书（诉决〔2025〕1号）.docx"


def test_a_rehearsal_asks_for_the_role_of_the_step(accepted, city):
    case, _reviewer = accepted
    with pytest.raises(StepRefused, match="由审核人办理"):
        rehearse(case, "decide", city.leader, on=DAY, outcome="upheld")


# Declarations


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({"ledger": "nowhere"}, "没有案件台账"),
        ({"kind": "unknown"}, "没有环节要求文书"),
        ({"body": "{nothing}"}, "没有字段 'nothing'"),
        ({"body": "{reader.nothing}"}, "没有字段 'nothing'"),
        ({"body": "{due:toy-complaint/nothing}"}, "没有期限"),
        ({"body": "{cite:行政复议法六十一}"}, "不是法条引用"),
        ({"body": "{print:x}"}, "冒号之前只写"),
        ({"body": "* 项"}, "不支持列表"),
        ({"body": " "}, "没有正文"),
        ({"article": "第六十一条"}, "不是法条引用"),
        ({"title": "", "kind": "receipt"}, "没有写明 kind 或者 title"),
    ],
)
def test_a_wrong_declaration_stops_the_start(monkeypatch, declared, fault):
    monkeypatch.setattr(letters, "_declared", {})
    values = {"ledger": "toy-complaint", "kind": "receipt", "title": "回执", "body": "收到。"} | declared
    type("Wrong", (Letter,), values)
    with pytest.raises(BadLetter, match=fault):
        letters.check(case_models())


def test_one_kind_has_one_letter():
    with pytest.raises(BadLetter, match="已由 Decision 声明"):
        type("Another", (Letter,), {"ledger": "toy-complaint", "kind": Paper.DECISION, "body": "决定。"})


def test_laws_bear_the_name_of_the_country():
    assert letters.formal(("行政复议法#30.1", "行政复议法#88.2", "行政复议法实施条例#37", "信访工作条例#1")) == (
        "《中华人民共和国行政复议法》第三十条第一款、第八十八条第二款、"
        "《中华人民共和国行政复议法实施条例》第三十七条、《信访工作条例》第一条"
    )


def test_every_kind_has_a_name_for_people():
    assert letters.label("toy-complaint", "decision-letter") == "处理决定书"
    assert letters.label("toy-complaint", "receipt") == "收件回执"  # no letter, but a step asks for it
    assert letters.label("toy-suggestion", "picture") == "照片"  # sent in by the public
    assert letters.label("toy-suggestion", "supplement") == "补充材料"
    assert letters.label("toy-complaint", "unknown") == "unknown"


# What the organisation has set


def test_a_letter_prints_what_the_organisation_has_set(accepted, city):
    case, _reviewer = accepted
    made = letters.document(Decision, upheld(case), DAY)
    assert made.title.startswith(f"{city.library.name}\n") and made.remark == ""
    Particulars.objects.create(
        organisation=city.library,
        letterhead="临江图书馆",
        address="临江路1号",
        postcode="810600",
        telephone="0972-8612345",
    )
    made = letters.document(Decision, case, DAY)
    assert made.title.startswith("临江图书馆\n") and made.organ == city.library.name
    assert made.remark == "联系地址：临江路1号；邮政编码：810600；联系电话：0972-8612345"


def test_a_letter_keeps_a_remark_of_its_own(accepted, city, monkeypatch):
    case, _reviewer = accepted
    Particulars.objects.create(organisation=city.library, telephone="0972-8612345")
    monkeypatch.setattr(Decision, "remark", "此件公开")
    assert letters.document(Decision, upheld(case), DAY).remark == "此件公开"


def upheld(case):
    """Let the case be decided, without the step."""
    case.outcome = "upheld"
    return case
