"""行政规范性文件指标: each counted by hand, with a row that must not count."""

from datetime import date

import pytest

from fadu.domains.normative import indicators as of
from fadu.domains.normative.models import (
    Cleanup,
    CleanupItem,
    Filing,
    NormativeDocument,
    Objection,
    PartyDocument,
    ReceivedFiling,
)
from fadu.kernel import catalogue, indicators
from fadu.kernel.organisations import SYSTEM, Division, Kind, found
from fadu.kernel.procedure import in_force

DAY = date
DECIDED = DAY(2023, 10, 1)


@pytest.fixture
def city(db, settings, tmp_path):
    settings.HOME = tmp_path
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def put(city):
    """Write a row past the ledger's door, so that every value can be chosen."""

    def put(model, **values):
        procedure = in_force(model.procedures[0], DAY(2024, 1, 1))
        number = f"{model.mark}{model.objects.count()}"
        fixed = {"organisation": city, "number": number, "procedure": procedure.key(), "opened_on": DAY(2023, 1, 1)}
        fixed |= {"state": procedure.states[0].slug, "moved_on": DAY(2023, 1, 1)}
        return model.objects.create(**fixed | values)

    return put


@pytest.fixture
def document(put):
    def document(**values):
        number = f"明府规〔2023〕{NormativeDocument.objects.count()}号"
        return put(NormativeDocument, **{"document_number": number} | values)

    return document


def test_every_indicator_of_the_catalogue_comes_from_a_ledger():
    counted = {slug for slug in indicators.declared() if slug.startswith("normative.")}
    assert counted == {slug for slug in catalogue.CATALOGUE if slug.startswith("normative.")}


def test_issued(document, put):
    counted = {document(issued_on=DAY(2023, 1, 1)), document(issued_on=DAY(2023, 12, 31))}
    document(issued_on=DAY(2022, 12, 31))  # of the year before
    document(registered_on=DAY(2023, 3, 1))  # has a number and has not gone out
    put(PartyDocument, issued_on=DAY(2023, 5, 1))  # no administrative document
    assert of.DocumentFigures.issued.figure(2023).rows == counted


def test_reviewed(document, put):
    passed = document(reviewed_on=DAY(2023, 6, 1), review_conclusion="passed")
    refused = document(reviewed_on=DAY(2023, 6, 2), review_conclusion="refused")
    document(sent_for_review_on=DAY(2023, 6, 1), review_conclusion="amend")  # sent back: not yet concluded
    put(PartyDocument, reviewed_on=DAY(2023, 6, 1))
    assert of.DocumentFigures.reviewed.figure(2023).rows == {passed, refused}


@pytest.mark.parametrize(
    ("since", "ended", "stands"),
    [
        (DAY(2023, 12, 31), None, 1),
        (DAY(2024, 1, 1), None, 0),  # published, and not yet in force
        (DAY(2020, 1, 1), DAY(2024, 1, 1), 1),  # its last day was the last of the year
        (DAY(2020, 1, 1), DAY(2023, 12, 31), 0),
        (None, None, 0),  # a draft
    ],
)
def test_in_force_at_the_end_of_the_year(document, since, ended, stands):
    document(published_on=since, in_force_on=since, ended_on=ended)
    assert of.DocumentFigures.in_force.figure(2023).value == stands


def test_revoked_by_superior(document):
    annulled = document(revoked_on=DAY(2023, 5, 1), ended_on=DAY(2023, 5, 1), outcome="annulled")
    document(ended_on=DAY(2023, 5, 1), outcome="repealed")  # repealed by the maker
    assert of.DocumentFigures.revoked_by_superior.figure(2023).rows == {annulled}


def test_filed_counts_what_came_from_below(put):
    came = {put(ReceivedFiling, received_on=DAY(2023, 2, 1)), put(ReceivedFiling, received_on=DAY(2023, 3, 1))}
    put(ReceivedFiling, received_on=DAY(2023, 4, 1), state="not-registered")  # was no normative document
    put(ReceivedFiling, received_on=DAY(2022, 12, 31))
    assert of.ReceivedFigures.filed.figure(2023).rows == came


@pytest.fixture
def round_(put):
    return put(Cleanup, kind="general", cutoff_on=DAY(2023, 6, 30), started_on=DAY(2023, 7, 1))


def test_rounds_of_both_kinds_count_once(put, round_):
    topic = put(Cleanup, kind="topic", topic="证明事项", cutoff_on=DAY(2023, 6, 30), started_on=DAY(2023, 12, 31))
    put(Cleanup, kind="topic", topic="黄河保护", cutoff_on=DAY(2023, 6, 30), started_on=DAY(2024, 1, 1))
    assert of.CleanupFigures.cleanup_rounds.figure(2023).rows == {round_, topic}


def test_the_parts_of_the_cleanup_are_the_whole(put, round_):
    def item(outcome, on=DECIDED, **values):
        return put(CleanupItem, round=round_, document_title="办法", outcome=outcome, concluded_on=on, **values)

    valid, repealed, amended = [item("valid"), item("valid")], [item("repeal")], [item("amend")]
    item("valid", None, state="proposed")  # proposed, and not decided
    item("", None, state="left-out")
    item("valid", DAY(2024, 1, 5))
    figures = of.CleanupItemFigures
    assert figures.cleanup_total.figure(2023).rows == {*valid, *repealed, *amended}
    assert figures.cleanup_valid.figure(2023).rows == set(valid)
    assert figures.cleanup_abolished.figure(2023).rows == set(repealed)
    assert figures.cleanup_amended.figure(2023).rows == set(amended)


def test_rates_of_filing(document, put):
    owed = {"document": document(), "addressee_kind": "government", "owed_on": DAY(2023, 3, 1)}
    put(Filing, addressee="甲", sent_on=DAY(2023, 3, 31), due_on=DAY(2023, 3, 31), **owed)
    put(Filing, addressee="乙", sent_on=DAY(2023, 4, 1), due_on=DAY(2023, 3, 31), **owed)  # a day late
    put(Filing, addressee="丙", sent_on=DAY(2023, 4, 1), **owed)  # no rule says by when: sent, but not known in time
    put(Filing, addressee="丁", due_on=DAY(2023, 3, 31), **owed)  # never sent
    put(Filing, addressee="戊", sent_on=DAY(2023, 3, 5), **owed | {"owed_on": DAY(2022, 12, 31)})
    assert of.FilingFigures._filing_rate.figure(2023).value == 75
    assert of.FilingFigures._timely_rate.figure(2023).value == 25


def test_rates_of_interpretation_and_review(document):
    document(published_on=DAY(2023, 5, 1), interpreted_on=DAY(2023, 5, 1), issued_on=DAY(2023, 4, 20),
             reviewed_on=DAY(2023, 4, 1))  # fmt: skip
    document(published_on=DAY(2023, 6, 1), issued_on=DAY(2023, 5, 20))
    assert of.DocumentFigures._interpretation_rate.figure(2023).value == 50
    assert of.DocumentFigures._review_rate.figure(2023).value == 50


def test_rate_of_correction(put):
    put(ReceivedFiling, reviewed_on=DAY(2023, 5, 1), state="passed")  # nothing was wrong with it
    put(ReceivedFiling, reviewed_on=DAY(2023, 5, 1), state="correction-ordered")
    put(ReceivedFiling, reviewed_on=DAY(2023, 5, 1), state="corrected")
    put(ReceivedFiling, reviewed_on=DAY(2023, 5, 1), state="revoked")
    assert of.ReceivedFigures._correction_rate.figure(2023).text.startswith("66.67")


def test_objections_received_and_answered(put):
    put(Objection, received_on=DAY(2023, 5, 1), answered_on=DAY(2023, 6, 1), outcome="keep")
    put(Objection, received_on=DAY(2023, 5, 1), answered_on=DAY(2024, 6, 1), outcome="amend")
    put(Objection, received_on=DAY(2023, 5, 1))
    figures = of.ObjectionFigures
    assert [one.figure(2023).value for one in (figures._received, figures._answered, figures._upheld)] == [3, 1, 0]
    assert figures._answer_rate.figure(2023).text.startswith("66.67")
