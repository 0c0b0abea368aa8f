"""行政规范性文件: the course of a document, its terms, and what one file brings about in another."""

from datetime import date, timedelta

import pytest
import yaml
from django.core.exceptions import ValidationError

from fadu.domains.normative.models import (
    AmendmentTask,
    Citation,
    Cleanup,
    Comment,
    DisguisedCheck,
    Filing,
    NormativeDocument,
    Objection,
    PartyDocument,
    ReceivedFiling,
    ReviewOpinion,
    Sample,
    SupervisionMeeting,
)
from fadu.kernel import documents, ledgers, publication
from fadu.kernel.cases import StepRefused, Upload, clocks_of, course, next_steps, open_case, perform, scan
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import declared, in_force
from fadu.kernel.provisions import LocalProvision
from fadu.kernel.turns import Desk

DAY = date
BEGUN = DAY(2024, 1, 2)
ROLES = ("drafter", "legality_office", "market_regulator", "registry", "filing_organ", "document_maker")


@pytest.fixture
def city(db, settings, tmp_path):
    settings.HOME = tmp_path
    province = Division.objects.create(code="990000", name="示范省", level=1)
    division = Division.objects.create(code="990200", name="明川市", level=2, parent=province)
    above = found(SYSTEM, code="990000", name="示范省人民政府", mark="示府", kind=Kind.GOVERNMENT, division=province)
    return found(
        SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division, parent=above
    )


@pytest.fixture
def department(city):
    return found(
        SYSTEM, code="990200-01", name="明川市司法局", mark="明司", kind=Kind.DEPARTMENT, division=city.division,
        parent=city,
    )  # fmt: skip


def someone(organisation, *roles):
    user = User.objects.create(username=f"{organisation.code}-{'-'.join(roles)}", name="经办人")
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def actor(city):
    return someone(city, *ROLES)


@pytest.fixture
def go(actor):
    """Make steps one after another: name, day, and what it records; their papers are on file elsewhere."""

    def go(case, *steps, by=actor):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            outcome = data.pop("outcome", "")
            perform(case, step, by, on=on, outcome=outcome, data=data, imported_from="0" * 64)
        case.refresh_from_db()
        return case

    return go


@pytest.fixture
def propose(city, actor):
    def propose(on=BEGUN, title="明川市停车管理办法", organisation=None, **data):
        values = {
            "organisation": organisation or city,
            "title": title,
            "drafting_unit": "市公安局",
            "evaluation": "必要",
        }
        return open_case(NormativeDocument, "propose", actor, on, values | data)

    return propose


NOTE = {"drafting_note": "起草说明", "draft": "第一条 ……"}


@pytest.fixture
def drafted(propose, go):
    """A draft whose comments are closed."""

    def drafted(on=BEGUN, **data):
        case = propose(on, **data)
        opened = {**NOTE, "comment_until": on + timedelta(days=40)}
        return go(case, ("start-drafting", on), ("open-comment", on, opened),
                  ("close-comment", on + timedelta(days=40)))  # fmt: skip

    return drafted


@pytest.fixture
def approved(drafted, go):
    """A document that the meeting has passed, sixty days after it was proposed."""

    def approved(on=BEGUN, **data):
        case = drafted(on, **data)
        sent, passed = on + timedelta(days=41), on + timedelta(days=60)
        return go(
            case, ("send-to-legality", sent), ("pass-legality", passed, {"review_opinion": "合法"}),
            ("submit-deliberation", passed), ("approve", passed, {"meeting": "第5次常务会议", "signed_by": "赵远"}),
        )  # fmt: skip

    return approved


@pytest.fixture
def published(approved, go):
    def published(on=BEGUN, values=None, **data):
        case, day = approved(on, **data), on + timedelta(days=61)
        return go(case, ("register", day), ("publish", day, {"text": "全文", "effective_on": day} | (values or {})))

    return published


@pytest.fixture
def standing(city, actor):
    """A document that stood before the system came."""

    def standing(number, issued, organisation=None, **data):
        given = {"organisation": organisation or city, "title": f"关于{number}的通知", "document_number": number}
        given |= {"issued_on": issued, "published_on": issued, "effective_on": issued} | data
        return open_case(NormativeDocument, "enter-standing", actor, data.pop("on", issued), given)

    return standing


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def clock(case, slug):
    return [one for one in clocks_of(case) if one.limit.endswith("/" + slug)][-1]


# The course


def test_a_document_from_the_first_note_to_its_filings(published, go, city):
    case = published()
    assert (case.number, case.document_number) == ("明府规草〔2024〕1号", "明府规〔2024〕1号")
    assert (case.state, case.outcome) == ("published", "in-force")
    assert case.reviewed_on == DAY(2024, 3, 2) and case.in_force_on == case.published_on == DAY(2024, 3, 3)
    filings = case.filings.order_by("pk")
    assert [one.addressee for one in filings] == ["示范省人民政府", "明川市人民代表大会常务委员会"]
    assert {one.owed_on for one in filings} == {DAY(2024, 3, 3)} and {one.state for one in filings} == {"owed"}

    go(filings[0], ("send", DAY(2024, 3, 4)))
    case.refresh_from_db()
    assert case.state == "published", "the other filing is still owed"
    go(filings[1], ("send", DAY(2024, 3, 5)))
    case.refresh_from_db()
    assert case.state == "filed" and course(case)[-1].step == "file"


def test_a_department_files_with_its_own_government_alone(published, department):
    case = published(organisation=department)
    assert [one.addressee for one in case.filings.all()] == ["明川市人民政府"]


def test_no_step_before_publication_can_be_left_out(propose, actor):
    case = propose()
    for step in ("send-to-legality", "approve", "register", "publish"):
        assert refusal(lambda step=step: perform(case, step, actor, on=DAY(2024, 1, 3))).code == "state"


def test_the_opinion_and_the_minutes_must_be_on_file(drafted, actor, go):
    case = go(drafted(), ("send-to-legality", DAY(2024, 2, 12)))
    passing = {"on": DAY(2024, 2, 28), "data": {"review_opinion": "合法"}}
    assert "合法性审核意见书" in refusal(lambda: perform(case, "pass-legality", actor, **passing)).reason
    paper = Upload("legality-opinion", "意见书.pdf", b"%PDF-1.4")
    perform(case, "pass-legality", actor, documents=[paper], **passing)
    assert documents.of(*case.place).count() == 1


# Numbers


def test_numbers_have_no_gap_within_a_year_and_begin_anew(approved, published, go, standing):
    standing("明府规〔2024〕1号", DAY(2024, 1, 9))
    first, second = published(DAY(2024, 1, 2), title="甲"), published(DAY(2024, 1, 3), title="乙")
    next_year = published(DAY(2024, 12, 2), title="丙")
    numbers = [one.document_number for one in (first, second, next_year)]
    assert numbers == ["明府规〔2024〕2号", "明府规〔2024〕3号", "明府规〔2025〕1号"]


def test_a_refused_registration_leaves_no_gap(approved, go, actor, city):
    case = approved()
    assert refusal(lambda: perform(case, "register", actor, on=DAY(2024, 1, 3))).code == "day"
    city.mark = ""
    city.save()
    assert "发文代字" in refusal(lambda: perform(case, "register", actor, on=DAY(2024, 3, 4))).reason
    city.mark = "明府"
    city.save()
    assert go(case, ("register", DAY(2024, 3, 4))).document_number == "明府规〔2024〕1号"


def test_one_number_one_document(standing):
    standing("明府规〔2021〕3号", DAY(2021, 5, 6))
    again = refusal(lambda: standing("明府规〔2021〕3号", DAY(2021, 6, 1)))
    assert "同一文号" in again.reason


def test_a_document_binds_from_its_publication_and_not_before(standing, published):
    early = standing("明府规〔2021〕4号", DAY(2021, 5, 6), effective_on=DAY(2021, 4, 1))
    assert early.in_force_on == DAY(2021, 5, 6)
    later = published(values={"effective_on": DAY(2024, 5, 1)})
    assert (later.published_on, later.in_force_on) == (DAY(2024, 3, 3), DAY(2024, 5, 1))


# Comment


@pytest.mark.parametrize(
    ("closed", "refused"), [(DAY(2024, 1, 31), True), (DAY(2024, 2, 1), True), (DAY(2024, 2, 2), False)]
)
def test_what_touches_the_market_is_open_for_thirty_days(propose, go, actor, closed, refused):
    case = propose(market_related=True)
    go(case, ("start-drafting", DAY(2024, 1, 2)),
       ("open-comment", DAY(2024, 1, 2), {**NOTE, "comment_until": DAY(2024, 2, 1)}))  # fmt: skip
    if refused:
        assert "优化营商环境条例" in refusal(lambda: perform(case, "close-comment", actor, on=closed)).reason
    else:
        assert perform(case, "close-comment", actor, on=closed).state == "drafted"


def test_a_reason_in_writing_shortens_the_thirty_days(propose, go):
    short = {**NOTE, "comment_until": DAY(2024, 1, 12), "comment_short_reason": "防汛应急"}
    case = go(propose(market_related=True), ("start-drafting", DAY(2024, 1, 2)),
              ("open-comment", DAY(2024, 1, 2), short), ("close-comment", DAY(2024, 1, 12)))  # fmt: skip
    assert case.state == "drafted"


@pytest.mark.parametrize(("closed", "refused"), [(DAY(2024, 1, 11), True), (DAY(2024, 1, 12), False)])
def test_the_province_says_how_long_other_drafts_are_open(propose, go, actor, city, closed, refused):
    LocalProvision.objects.create(
        organisation=city, limit="normative-document/comment-other", length=7, rule="示范省办法第十条",
        in_force=DAY(2020, 1, 1),
    )  # fmt: skip
    case = go(propose(), ("start-drafting", DAY(2024, 1, 2)),
              ("open-comment", DAY(2024, 1, 2), {**NOTE, "comment_until": DAY(2024, 1, 11)}))  # fmt: skip
    if refused:
        assert refusal(lambda: perform(case, "close-comment", actor, on=closed)).code == "limit"
    else:
        assert perform(case, "close-comment", actor, on=closed).state == "drafted"


def test_where_no_rule_gives_days_none_are_asked_for(propose, go):
    case = go(propose(), ("start-drafting", DAY(2024, 1, 2)),
              ("open-comment", DAY(2024, 1, 2), {**NOTE, "comment_until": DAY(2024, 1, 3)}))  # fmt: skip
    assert clock(case, "comment-other").due_on is None and clock(case, "comment-other").due_note
    assert go(case, ("close-comment", DAY(2024, 1, 3))).state == "drafted"


def test_every_comment_is_answered_and_a_refusal_gives_its_reason(propose, go, actor, city):
    case = go(propose(), ("start-drafting", DAY(2024, 1, 2)),
              ("open-comment", DAY(2024, 1, 2), {**NOTE, "comment_until": DAY(2024, 2, 1)}))  # fmt: skip
    ledger, given = ledgers.ledger("normative-comment"), {"organisation": city, "document": case}
    first = ledgers.create(
        ledger, actor, given | {"number": 1, "received_on": DAY(2024, 1, 9), "content": "停车费过高", "voice": "张三"}
    )
    assert "第 1 条" in refusal(lambda: perform(case, "close-comment", actor, on=DAY(2024, 2, 2))).reason
    with pytest.raises(ledgers.LedgerRefused, match="须写明理由"):
        ledgers.edit(first, actor, {"treatment": "rejected"})
    ledgers.edit(first, actor, {"treatment": "rejected", "reason": "收费标准由价格主管部门另定"})
    assert perform(case, "close-comment", actor, on=DAY(2024, 2, 2)).state == "drafted"


def test_only_what_is_secret_is_drafted_without_comment(propose, go, actor):
    case = go(propose(), ("start-drafting", DAY(2024, 1, 2)))
    note = {"drafting_note": "说明"}
    assert refusal(lambda: perform(case, "skip-comment", actor, on=DAY(2024, 1, 3), data=note)).code == "guard"
    secret = go(propose(confidential=True), ("start-drafting", DAY(2024, 1, 2)))
    opened = {**NOTE, "comment_until": DAY(2024, 2, 2)}
    assert "保密" in refusal(lambda: perform(secret, "open-comment", actor, on=DAY(2024, 1, 3), data=opened)).reason
    assert go(secret, ("skip-comment", DAY(2024, 1, 3), note)).state == "drafted"


# Reviews


def test_what_touches_competition_is_reviewed_for_it_first(drafted, go, actor):
    case = drafted(competition_relevant=True)
    assert "公平竞争" in refusal(lambda: perform(case, "send-to-legality", actor, on=DAY(2024, 2, 12))).reason
    failed = go(case, ("send-to-fair-competition", DAY(2024, 2, 12)),
                ("fail-fair-competition", DAY(2024, 2, 14), {"fair_competition_note": "限定交易"}))  # fmt: skip
    assert (failed.state, failed.fair_competition) == ("drafting", "must-change")
    opened = {**NOTE, "comment_until": DAY(2024, 3, 20)}
    go(case, ("open-comment", DAY(2024, 2, 15), opened), ("close-comment", DAY(2024, 3, 21)),
       ("send-to-fair-competition", DAY(2024, 3, 22)))  # fmt: skip
    go(case, ("pass-fair-competition", DAY(2024, 3, 25)), ("send-to-legality", DAY(2024, 3, 26)))
    assert case.state == "legality-review"


# Sent on Monday 12 February 2024, in the holiday of 春节 that ends on the 17th; Sunday the 18th is worked.
@pytest.mark.parametrize(
    ("urgent", "passed", "refused"),
    [(False, DAY(2024, 2, 22), True), (False, DAY(2024, 2, 23), False), (True, DAY(2024, 2, 19), False)],
)
def test_the_reviewer_is_given_five_working_days(drafted, go, actor, urgent, passed, refused):
    case = go(drafted(urgent=urgent), ("send-to-legality", DAY(2024, 2, 12)))
    act = lambda: perform(case, "pass-legality", actor, on=passed, data={"review_opinion": "合法"}, imported_from="0")
    if refused:
        assert refusal(act).code == "limit"
    else:
        assert act().reviewed_on == passed


def test_the_review_is_due_after_fifteen_working_days(drafted, go):
    case = go(drafted(), ("send-to-legality", DAY(2024, 3, 4)))
    assert case.due_on == clock(case, "legality-max").due_on == DAY(2024, 3, 25)


def test_every_opinion_of_the_reviewer_is_taken_up_or_explained(drafted, go, actor, city):
    case = go(drafted(), ("send-to-legality", DAY(2024, 3, 4)))
    opinion = ReviewOpinion.objects.create(
        organisation=city, document=case, number=1, clause="第七条", problem="设定了处罚", given_on=DAY(2024, 3, 6)
    )
    back = go(case, ("fail-legality", DAY(2024, 3, 15), {"review_opinion": "第七条应当删去"}))
    assert (back.state, back.review_conclusion, back.reviewed_on) == ("drafted", "amend", None)
    go(case, ("send-to-legality", DAY(2024, 3, 18)), ("pass-legality", DAY(2024, 3, 29), {"review_opinion": "合法"}))
    assert "第七条" in refusal(lambda: perform(case, "submit-deliberation", actor, on=DAY(2024, 4, 1))).reason
    ledgers.edit(opinion, actor, {"treatment": "taken"})
    assert perform(case, "submit-deliberation", actor, on=DAY(2024, 4, 1)).state == "deliberating"


def test_what_is_refused_cannot_be_deliberated(drafted, go, actor):
    case = go(drafted(), ("send-to-legality", DAY(2024, 3, 4)),
              ("refuse-legality", DAY(2024, 3, 15), {"review_opinion": "超越权限"}))  # fmt: skip
    assert (case.state, case.reviewed_on) == ("drafting", DAY(2024, 3, 15))
    assert refusal(lambda: perform(case, "submit-deliberation", actor, on=DAY(2024, 3, 18))).code == "state"


def test_publication_is_due_twenty_working_days_after_the_meeting(approved):
    assert clock(approved(), "publish").due_on == DAY(2024, 3, 29)  # passed on Saturday 2 March


def test_a_document_without_interpretation_is_found_and_mended(published, go, actor):
    with_one = published(values={"interpretation": "一图读懂"})
    without = published(title="另一份")
    query = ledgers.Query(filters={"interpreted_on_empty": ["1"]})
    listed = ledgers.page(ledgers.ledger("normative-document"), actor, query)
    assert [row.pk for row in listed.rows] == [without.pk]
    assert go(without, ("interpret", DAY(2024, 3, 8), {"interpretation": "问答"})).interpreted_on == DAY(2024, 3, 8)
    assert with_one.interpreted_on == with_one.published_on


# Validity


@pytest.mark.parametrize(("today", "state"), [(DAY(2024, 12, 31), "filed"), (DAY(2025, 1, 1), "ended")])
def test_a_document_lapses_the_day_after_its_last(standing, today, state):
    case = standing("明府规〔2020〕1号", DAY(2020, 1, 5), valid_until=DAY(2024, 12, 31))
    scan(today)
    case.refresh_from_db()
    assert case.state == state
    if state == "ended":
        assert (case.outcome, case.ended_on) == ("expired", DAY(2025, 1, 1))
        assert course(case)[-1].actor == "系统"


def test_the_maker_is_reminded_half_a_year_before(standing):
    case = standing("明府规〔2020〕1号", DAY(2020, 1, 5), valid_until=DAY(2024, 12, 31))
    assert case.next_review_on == case.due_on == DAY(2024, 7, 4)
    assert clock(case, "validity").due_on == DAY(2024, 12, 31)


def test_an_evaluation_lets_the_document_be_renewed(standing, go, actor):
    case = standing("明府规〔2020〕1号", DAY(2020, 1, 5), valid_until=DAY(2024, 12, 31))
    renewal = {"valid_until": DAY(2029, 12, 31)}
    assert refusal(lambda: perform(case, "renew", actor, on=DAY(2024, 7, 1), data=renewal)).code == "order"
    go(case, ("evaluate", DAY(2024, 7, 1), {"evaluation_result": "继续有效"}), ("renew", DAY(2024, 7, 3), renewal))
    assert clock(case, "validity").due_on == DAY(2029, 12, 31)
    assert case.next_review_on == case.due_on == DAY(2029, 7, 4)
    scan(DAY(2025, 1, 1))
    case.refresh_from_db()
    assert case.state == "filed"


@pytest.mark.parametrize(("today", "waits"), [(DAY(2024, 5, 4), False), (DAY(2024, 5, 5), True)])
def test_a_document_in_force_waits_for_nobody_until_its_evaluation_is_near(standing, city, today, waits):
    case = standing("明府规〔2020〕1号", DAY(2020, 1, 5), valid_until=DAY(2024, 12, 31))  # to be evaluated by 4 July
    desk = Desk(someone(city, "drafter"), None, today)
    assert [one.record for one in desk.waiting("normative-document")] == [case.pk] * waits
    assert Desk(someone(city, "registry"), None, today).waiting("normative-document") == []


# Filing upward


@pytest.mark.parametrize(
    ("sent", "late"), [(DAY(2024, 4, 6), False), (DAY(2024, 4, 7), False), (DAY(2024, 4, 8), True)]
)
def test_the_province_says_how_soon_to_file(city, published, go, sent, late):
    # Thirty-two days from 3 March end on 4 April, in 清明节 until the 6th; Sunday the 7th is worked.
    LocalProvision.objects.create(
        organisation=city.parent, limit="normative-document/file", length=32, rule="示范省办法第二十条",
        in_force=DAY(2020, 1, 1),
    )  # fmt: skip
    filing = published().filings.first()
    assert filing.due_on == DAY(2024, 4, 7)
    go(filing, ("send", sent))
    assert clock(filing, "file").is_late(sent) is late


def test_without_a_local_rule_the_day_is_unknown(published):
    due = clock(published().filings.first(), "file")
    assert due.due_on is None and "地方规定" in due.due_note


@pytest.fixture
def at_province(city):
    return someone(city.parent, "filing_organ")


@pytest.fixture
def filed_above(at_province, published, go):
    """A filing, and the file that it opened at the government above, which works here too."""
    filing = published().filings.get(addressee="示范省人民政府")
    go(filing, ("send", DAY(2024, 3, 4)))
    return filing, filing.received


def test_a_filing_sent_is_received_above_and_its_receipt_comes_back(filed_above, go, at_province, city):
    filing, received = filed_above
    assert (received.organisation, received.maker) == (city.parent, "明川市人民政府")
    assert received.document_number == filing.document.document_number and received.received_on == DAY(2024, 3, 4)
    go(received, ("return", DAY(2024, 3, 4), {"return_reason": "缺起草说明"}), by=at_province)
    filing.refresh_from_db()
    assert (filing.state, filing.return_reason) == ("returned", "缺起草说明")
    go(filing, ("resend", DAY(2024, 3, 6)))
    go(received, ("register", DAY(2024, 3, 8)), ("pass", DAY(2024, 3, 20)), by=at_province)
    filing.refresh_from_db()
    assert (filing.state, filing.receipt_number) == ("passed", received.number)
    assert (filing.receipt_on, filing.reviewed_on) == (DAY(2024, 3, 8), DAY(2024, 3, 20))


def test_what_was_found_above_is_put_right_below(filed_above, go, at_province):
    filing, received = filed_above
    fault = {"problem": "第九条减损权利", "opinion": "修改第九条"}
    go(received, ("register", DAY(2024, 3, 8)), ("ask-correction", DAY(2024, 3, 20), fault), by=at_province)
    filing.refresh_from_db()
    assert (filing.state, filing.opinion) == ("correcting", "修改第九条")
    go(filing, ("correct", DAY(2024, 4, 2), {"correction": "已修改"}))
    received.refresh_from_db()
    assert (received.state, received.correction, received.corrected_on) == ("corrected", "已修改", DAY(2024, 4, 2))


def test_an_annulment_above_ends_the_document(filed_above, go, at_province):
    filing, received = filed_above
    fault = {"problem": "超越权限", "opinion": "撤销"}
    go(received, ("register", DAY(2024, 3, 8)), ("revoke", DAY(2024, 3, 20), fault), by=at_province)
    document = NormativeDocument.objects.get(pk=filing.document_id)
    assert (document.state, document.outcome) == ("ended", "annulled")
    assert document.revoked_on == document.ended_on == DAY(2024, 3, 20)


def test_what_is_no_normative_document_is_not_registered(filed_above, go, at_province):
    filing, received = filed_above
    go(received, ("decline", DAY(2024, 3, 4), {"refusal_reason": "内部工作安排"}), by=at_province)
    filing.refresh_from_db()
    assert filing.state == "not-registered"


def test_where_nobody_above_works_here_the_receipt_is_recorded(published, go, actor):
    filing = published().filings.get(addressee="示范省人民政府")
    go(filing, ("send", DAY(2024, 3, 4)))
    assert not ReceivedFiling.objects.exists()
    assert "备案回执号" in refusal(lambda: perform(filing, "receipt", actor, on=DAY(2024, 3, 9))).reason
    go(filing, ("receipt", DAY(2024, 3, 9), {"receipt_number": "示备〔2024〕88号"}), ("pass", DAY(2024, 4, 1)))
    assert (filing.state, filing.outcome) == ("passed", "passed")


def test_a_filing_on_paper_is_received_and_explained(city, actor, go):
    given = {
        "organisation": city,
        "maker": "朝晖区政府",
        "document_title": "办法",
        "document_number": "朝府规〔2024〕1号",
    }
    case = open_case(ReceivedFiling, "receive", actor, DAY(2024, 4, 1), given)
    go(case, ("register", DAY(2024, 4, 2)), ("ask", DAY(2024, 4, 8), {"question": "第三条的依据"}),
       ("explain", DAY(2024, 4, 15), {"explanation": "依据省条例"}), ("pass", DAY(2024, 4, 20)))  # fmt: skip
    assert (case.state, case.notified_on) == ("passed", DAY(2024, 4, 20))


# Amendment


def test_an_amendment_takes_the_place_of_the_former_on_the_day_it_is_in_force(standing, published, city):
    old = standing("明府规〔2020〕1号", DAY(2020, 1, 5))
    task = open_case(
        AmendmentTask, "order", someone(city, "legality_office"), DAY(2024, 1, 2),
        {"organisation": city, "document": old, "origin": "law-change", "reason": "上位法修改",
         "complete_by": DAY(2024, 6, 30)},
    )  # fmt: skip
    assert task.due_on == DAY(2024, 6, 30)
    new = published(values={"effective_on": DAY(2024, 5, 1)}, amends=old)
    old.refresh_from_db()
    task.refresh_from_db()
    assert (old.state, old.outcome, old.ended_on) == ("ended", "superseded", DAY(2024, 5, 1))
    assert old.ended_by == new.document_number and task.state == "done"


def test_a_task_begins_a_draft_and_opens_again_when_that_is_given_up(standing, go, actor, city):
    old = standing("明府规〔2020〕1号", DAY(2020, 1, 5))
    given = {"organisation": city, "document": old, "origin": "evaluation", "reason": "不适应实际"}
    task = open_case(AmendmentTask, "order", actor, DAY(2024, 1, 2), given)
    go(task, ("begin", DAY(2024, 1, 5)))
    draft = old.amendments.get()
    assert (draft.state, draft.title, draft.evaluation) == ("proposed", f"{old.title}（修订）", "不适应实际")
    go(draft, ("abandon", DAY(2024, 2, 1)))
    task.refresh_from_db()
    assert task.state == "opened"
    go(task, ("repeal", DAY(2024, 3, 1)))
    old.refresh_from_db()
    task.refresh_from_db()
    assert (old.outcome, old.ended_on, task.state) == ("repealed", DAY(2024, 3, 1), "done")


# Objections and checks


@pytest.fixture
def object_to(city, actor, go):
    def object_to(document, outcome):
        given = {
            "organisation": city,
            "document": document,
            "document_title": "停车办法",
            "proposer": "李四",
            "ground": "违法",
        }
        case = open_case(Objection, "receive", actor, DAY(2024, 3, 1), given)
        return go(
            case, ("accept", DAY(2024, 3, 4)),
            ("conclude", DAY(2024, 3, 20), {"conclusion": "第三条", "outcome": outcome}),
            ("answer", DAY(2024, 3, 22), {"answer": "函告"}),
        )  # fmt: skip

    return object_to


@pytest.mark.parametrize(("outcome", "tasks"), [("keep", 0), ("amend", 1), ("repeal", 1)])
def test_an_objection_that_is_right_becomes_a_task(standing, object_to, outcome, tasks):
    document = standing("明府规〔2020〕1号", DAY(2020, 1, 5))
    assert object_to(document, outcome).state == "answered"
    assert [one.origin for one in document.tasks.all()] == ["objection"] * tasks


def test_an_objection_is_declined_with_its_reason(city, actor):
    given = {"organisation": city, "document_title": "省办法", "proposer": "李四", "ground": "违法"}
    case = open_case(Objection, "receive", actor, DAY(2024, 3, 1), given)
    assert refusal(lambda: perform(case, "decline", actor, on=DAY(2024, 3, 2))).code == "data"
    moved = {"decline_reason": "非本机关制定", "transferred_to": "省司法厅"}
    assert perform(case, "decline", actor, on=DAY(2024, 3, 2), data=moved).state == "not-accepted"


def test_a_disguised_document_begins_anew_as_what_it_is(city, department, actor, go):
    given = {"organisation": city, "unit": "市司法局", "unit_organisation": department, "paper_title": "收费通知",
             "clause": "一律收取保证金"}  # fmt: skip
    check = open_case(DisguisedCheck, "suspect", actor, DAY(2024, 3, 1), given)
    go(check, ("review", DAY(2024, 3, 4), {"finding": "设定义务", "touches_rights": True, "general": True}))
    assert "三项特征" in refusal(lambda: perform(check, "reroute", actor, on=DAY(2024, 3, 5))).reason
    ledgers.edit(check, actor, {"repeated": True}, reason="补充认定")
    go(check, ("reroute", DAY(2024, 3, 5)))
    begun = NormativeDocument.objects.get()
    assert (check.outcome, begun.title, begun.organisation, begun.state) == (
        "rerouted", "收费通知", department, "proposed",
    )  # fmt: skip


def test_a_paper_that_is_none_is_cleared(city, actor, go):
    given = {"organisation": city, "unit": "市司法局", "paper_title": "值班通知", "clause": "排班"}
    check = open_case(DisguisedCheck, "suspect", actor, DAY(2024, 3, 1), given)
    go(check, ("review", DAY(2024, 3, 4), {"finding": "内部事务"}), ("clear", DAY(2024, 3, 5)))
    assert check.outcome == "cleared" and not NormativeDocument.objects.exists()


# Clean-ups


@pytest.fixture
def cleanup(city, actor, standing, department):
    """A general round over three documents, one of a department; a later one and an ended one are not in it."""
    for number in (1, 2):
        standing(f"明府规〔2020〕{number}号", DAY(2020, number, 5))
    standing("明司规〔2020〕1号", DAY(2020, 3, 5), department)
    standing("明府规〔2023〕1号", DAY(2023, 9, 1))
    ended = standing("明府规〔2019〕1号", DAY(2019, 3, 5), valid_until=DAY(2022, 3, 4))
    scan(DAY(2023, 8, 1))
    ended.refresh_from_db()
    assert ended.state == "ended"
    given = {"organisation": city, "kind": "general", "cutoff_on": DAY(2023, 6, 30)}
    return open_case(Cleanup, "start", actor, DAY(2023, 9, 4), given)


def conclude(cleanup, go, *outcomes):
    for item, outcome in zip(cleanup.items.order_by("pk"), outcomes, strict=False):
        go(item, ("propose", DAY(2023, 9, 20), {"outcome": outcome, "reason": "与上位法不一致"}))


def test_a_general_round_lists_what_stood_on_its_day(cleanup):
    assert [one.document.document_number for one in cleanup.items.order_by("pk")] == [
        "明府规〔2020〕1号", "明府规〔2020〕2号", "明司规〔2020〕1号",
    ]  # fmt: skip


def test_the_parts_of_a_round_make_the_whole(cleanup, go, actor):
    act = lambda total: perform(cleanup, "propose", actor, on=DAY(2023, 9, 25), data={"total": total})
    conclude(cleanup, go, "valid", "amend")
    assert "还有 1 件" in refusal(lambda: act(3)).reason
    conclude(cleanup, go, "valid", "amend", "repeal")
    said = refusal(lambda: act(4)).reason
    assert "继续有效 1 件、修改 1 件、废止 1 件，合计 3 件" in said and "4 件不符" in said
    assert act(3).state == "proposed"


def test_a_round_repeals_and_opens_tasks(cleanup, go, actor):
    conclude(cleanup, go, "valid", "amend", "repeal")
    go(cleanup, ("propose", DAY(2023, 9, 25), {"total": 3}),
       ("decide", DAY(2023, 10, 9), {"meeting": "第30次常务会议"}),
       ("publish", DAY(2023, 10, 20), {"result": "清理决定"}))  # fmt: skip
    valid, amend, repeal = (one.document for one in cleanup.items.order_by("pk"))
    assert (valid.state, amend.state) == ("filed", "filed")
    assert [(one.origin, one.state) for one in amend.tasks.all()] == [("cleanup", "opened")]
    assert (repeal.outcome, repeal.ended_on) == ("repealed", DAY(2023, 10, 9))
    assert {one.concluded_on for one in cleanup.items.all()} == {DAY(2023, 10, 9)}


def test_a_decided_round_takes_no_more_items(cleanup, go, actor, city):
    from fadu.domains.normative.models import CleanupItem

    conclude(cleanup, go, "valid", "valid", "valid")
    go(cleanup, ("propose", DAY(2023, 9, 25), {"total": 3}), ("decide", DAY(2023, 10, 9), {"meeting": "会议"}))
    late = {"organisation": city, "round": cleanup, "document_title": "遗漏的文件"}
    assert "已经审议决定" in refusal(lambda: open_case(CleanupItem, "add", actor, DAY(2023, 10, 10), late)).reason


def test_a_round_by_topic_names_it_and_lists_nothing_by_itself(city, actor, standing):
    standing("明府规〔2020〕1号", DAY(2020, 1, 5))
    given = {"organisation": city, "kind": "topic", "cutoff_on": DAY(2023, 6, 30)}
    assert "主题" in refusal(lambda: open_case(Cleanup, "start", actor, DAY(2023, 9, 4), given)).reason
    case = open_case(Cleanup, "start", actor, DAY(2023, 9, 4), given | {"topic": "证明事项"})
    assert case.items.count() == 0 and case.title == "2023年证明事项规范性文件清理"


# Meetings, Party documents


def test_a_defect_found_in_a_meeting_is_put_right_by_its_day(city, actor, go):
    meeting = SupervisionMeeting.objects.create(
        organisation=city, title="推进会", held_on=DAY(2023, 6, 1), attendees=46, units="市司法局"
    )
    given = {"organisation": city, "meeting": meeting, "unit": "市水务局", "document_title": "取水通知"}
    sample = open_case(Sample, "sample", actor, DAY(2023, 6, 1), given)
    order = {"defect": "未编号", "measure": "补办登记", "rectify_by": DAY(2023, 6, 30)}
    go(sample, ("find-defect", DAY(2023, 6, 1), order))
    assert sample.due_on == DAY(2023, 6, 30)
    go(sample, ("rectify", DAY(2023, 6, 20), {"rectification": "已补办"}), ("close", DAY(2023, 6, 25)))
    assert (sample.state, sample.rectified_on) == ("closed", DAY(2023, 6, 20))


def test_party_documents_go_their_own_way_and_are_not_public(city, actor, go):
    given = {"organisation": city, "title": "贯彻意见", "drafting_unit": "市委办"}
    case = open_case(PartyDocument, "draft", actor, DAY(2024, 1, 2), given)
    go(case, ("send", DAY(2024, 1, 8)), ("review", DAY(2024, 1, 15), {"review_opinion": "同意"}),
       ("approve", DAY(2024, 1, 20), {"meeting": "市委常委会"}),
       ("issue", DAY(2024, 1, 22), {"document_number": "明委发〔2024〕1号"}),
       ("file", DAY(2024, 2, 1), {"filed_to": "省委"}))  # fmt: skip
    assert case.state == "filed"
    assert PartyDocument not in {one.model for one in publication.declared()}


# The public


def test_the_catalogue_shows_what_is_in_force_on_the_day(published, standing):
    standing("明府规〔2020〕1号", DAY(2020, 1, 5), valid_until=DAY(2024, 3, 9), text="第一条")
    published(values={"text": "第一条 停车", "interpretation": "问答"})
    catalogue = publication.publication("normative-documents")
    scan(DAY(2024, 3, 12))

    def shown(on, of=catalogue):
        return [dict(one.values)["文号"] for one in publication.listing(of, on)[0]]

    assert shown(DAY(2024, 3, 2)) == ["明府规〔2020〕1号"]
    assert shown(DAY(2024, 3, 9)) == ["明府规〔2024〕1号", "明府规〔2020〕1号"]
    assert shown(DAY(2024, 3, 10)) == ["明府规〔2024〕1号"]
    assert shown(DAY(2024, 3, 10), publication.publication("normative-ended")) == ["明府规〔2020〕1号"]
    explained = publication.publication("normative-interpretations")
    page, _cursor = publication.listing(explained, DAY(2024, 3, 10))
    assert publication.find(explained, page[0].key, DAY(2024, 3, 10)).body == "问答"


def test_a_draft_is_shown_while_it_is_open_for_comment(propose, go):
    drafts = publication.publication("normative-consultations")
    case = propose()
    go(case, ("start-drafting", DAY(2024, 1, 2)),
       ("open-comment", DAY(2024, 1, 4), {**NOTE, "comment_until": DAY(2024, 2, 4)}))  # fmt: skip
    assert publication.listing(drafts, DAY(2024, 1, 3))[0] == []
    assert len(publication.listing(drafts, DAY(2024, 1, 4))[0]) == 1
    go(case, ("close-comment", DAY(2024, 2, 5)))
    assert publication.listing(drafts, DAY(2024, 2, 5))[0] == []


# Cited laws


@pytest.mark.parametrize(
    ("article", "fault"), [("行政处罚法#14.2", ""), ("行政处罚法#999", "条"), ("处罚法第十四条", "不是法条引用")]
)
def test_an_article_that_does_not_exist_is_refused(standing, city, article, fault):
    document = standing("明府规〔2022〕1号", DAY(2022, 1, 5))
    citation = Citation(organisation=city, document=document, clause="第三条", article=article)
    if fault:
        with pytest.raises(ValidationError, match=fault):
            citation.full_clean()
    else:
        citation.full_clean()


def test_a_law_that_changes_names_the_documents_that_rest_on_it(standing, city):
    from fadu.laws import citing

    document = standing("明府规〔2022〕1号", DAY(2022, 1, 5), text="依据《行政处罚法》第十四条第二款制定。")
    standing("明府规〔2022〕2号", DAY(2022, 2, 5), text="依据《行政许可法》制定。")
    Citation.objects.create(organisation=city, document=document, clause="第三条", article="行政处罚法#14.2")
    found = {(one.ledger.slug, one.record.pk) for one in citing.citing("行政处罚法")}
    assert found == {("normative-document", document.pk), ("normative-citation", document.citations.get().pk)}


# The declarations against the statute files


@pytest.mark.parametrize(
    "slug", ["normative-document", "normative-filing-review", "normative-objection", "normative-cleanup"]
)
def test_steps_articles_and_terms_are_those_of_the_statutes(shared, slug):
    statutes = yaml.safe_load((shared / "statutes/procedures.yaml").read_text(encoding="utf-8"))
    told = next(one for one in statutes["procedures"] if one["slug"] == slug)
    made = in_force(slug, DAY(2024, 1, 1))
    # An amendment is a document of its own; an objection is a file of its own, and so is the filing upward.
    elsewhere = {"amend", "review-objection", "end"}
    for step in told["transitions"]:
        if step["slug"] in elsewhere:
            continue
        declared_step = made.step(step["slug"])
        assert declared_step, step["slug"]
        articles = [step["article"]] if isinstance(step["article"], str) else step["article"]
        assert set(articles) & set(declared_step.citations) or step["slug"] == "register", step["slug"]
    known = {limit for versions in declared().values() for v in versions for limit in (t.limit for t in v.terms)}
    for limit in told["time_limits"]:
        mine = next((one for one in known if one.slug == f"{slug}/{limit['slug']}"), None)
        assert mine, limit["slug"]
        assert mine.length.number == limit["length"] and mine.kind == limit.get("kind", "deadline"), limit["slug"]
        if not limit.get("configurable"):
            assert mine.length.unit == limit["unit"]


def test_what_comes_next_is_offered_to_whoever_may_do_it(propose, actor, city):
    case = propose()
    assert [one.step.slug for one in next_steps(case, actor) if one.allowed] == ["start-drafting", "abandon"]
    assert not any(one.allowed for one in next_steps(case, someone(city, "filing_organ")))
    assert Comment._meta.verbose_name and Filing._meta.verbose_name
