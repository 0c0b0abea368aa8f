"""信用: measures are placed and lifted with a listing, and a statement is heard in time."""

from datetime import date

import pytest

from fadu.domains.double_random.models import (
    Blacklisting,
    CreditEntry,
    JointMeasure,
    PartnerMeasure,
)
from fadu.kernel.cases import open_case, scan

from .steps import refusal, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(bureau, lead, city):
    PartnerMeasure.objects.create(organisation=bureau, list_name="食品安全失信名单", partner=city, measure="限制评优",
                                  basis="某办法", valid_from=date(2023, 1, 1))  # fmt: skip
    given = {"organisation": bureau, "credit_code": "9199X", "subject_name": "明川面粉厂", "basis": "某办法第五条",
             "list_name": "食品安全失信名单", "fact": "伪造检验报告", "statement_until": date(2023, 6, 12)}  # fmt: skip
    return open_case(Blacklisting, "notify", lead, date(2023, 6, 5), given)


def test_measures_are_placed_and_lifted_with_the_listing(listing, go, city):
    until = {"listed_until": date(2024, 6, 12)}
    assert "陈述、申辩期限到" in refusal(lambda: go(listing, ("decide", date(2023, 6, 12), until))).reason
    go(listing, ("decide", date(2023, 6, 13), until))
    assert "依据某办法第五条，拟将" in said(listing, "listing-notice")
    assert "期限至2024年6月12日届满" in said(listing, "listing-decision")
    measure = JointMeasure.objects.get()
    assert (measure.organisation, measure.measure, measure.placed_on) == (city, "限制评优", date(2023, 6, 13))
    assert CreditEntry.objects.get().kind == "listing"
    go(measure, ("carry-out", date(2023, 7, 3), {"report": "已列入限制名单"}))
    scan(date(2024, 6, 13))
    listing.refresh_from_db(), measure.refresh_from_db()
    assert (listing.state, listing.outcome, measure.state) == ("expired", "expired", "lifted")


def test_a_statement_is_heard_before_the_end_of_its_term(listing, go):
    go(listing, ("hear", date(2023, 6, 7), {"statement": "已改正", "review": "事实成立"}),
       ("decide", date(2023, 6, 8), {"listed_until": date(2024, 6, 8)}))  # fmt: skip
    go(listing, ("repair-credit", date(2023, 12, 1), {"repair": "完成整改"}))
    assert (listing.outcome, JointMeasure.objects.get().state) == ("repaired", "lifted")


# 法定程序


DIFFERENT = {
    "states": {"revoked"},  # a scheme given up before its draw stays on record
    # An object that is gone is followed by a reserve, and a scheme may be revoked before it is drawn.
    "steps": {"call-reserve", "revoke"},
}
