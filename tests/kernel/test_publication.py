"""公开: what a publication lets out, from which day to which, and what it hides."""

from datetime import date

import pytest

from fadu.kernel import publication
from fadu.kernel.publication import BadPublication, Publication, exposed, hide
from tests.toy.models import Borrowing

SAID = "申请人张三（身份证号 110101199003074514，电话 13812345678）不服某局的决定。"


def test_names_identity_numbers_and_telephones_are_hidden():
    hidden = hide(SAID, ["张三"])

    assert hidden == "申请人张某（身份证号 **************4514，电话 138****5678）不服某局的决定。"
    assert exposed(hidden, ["张三"]) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("张三", "姓名"),
        ("110101199003074514", "身份证号"),
        ("11010119900307451X", "身份证号"),
        ("13812345678", "手机号码"),
    ],
)
def test_a_text_that_tells_a_person_is_named(text, told):
    assert told in exposed(text, ["张三"])[0]


@pytest.mark.parametrize("text", ["1101011990030745141", "明府复〔2023〕12号", "12345678901", ""])
def test_other_numbers_tell_nobody(text):
    assert exposed(text, ["张三"]) == []


def test_a_publication_of_a_field_that_does_not_exist_is_refused_with_its_name():
    with pytest.raises(BadPublication, match="no field colour"):
        type("Wrong", (Publication,), {"model": Borrowing, "slug": "wrong", "fields": ("colour",), "since": "pk"})
    assert publication.publication("wrong") is None


def test_what_is_declared_can_be_found():
    decisions = publication.publication("reconsideration-decisions")

    assert decisions in publication.declared()
    assert decisions.since == "published_on"
    assert publication.listing  # the portal's door


@pytest.mark.django_db
class TestDecisions:
    """The day of publication is public, the day before is not, and on the day of withdrawal it is gone."""

    @pytest.fixture
    def decision(self, django_user_model):
        from fadu.domains.reconsideration.models import DecisionPublication, ReconsiderationCase
        from fadu.kernel.organisations import SYSTEM, Division, Kind, Level, found

        area = Division.objects.create(code="990200", name="某市", level=Level.PREFECTURE)
        city = found(SYSTEM, code="990200", name="某市人民政府", kind=Kind.GOVERNMENT, division=area)
        case = ReconsiderationCase.objects.create(
            organisation=city, number="某府复〔2023〕1号", applicant="张三", respondent="某市某局", act_kind="penalty",
            act="行政处罚决定", field="market", procedure="reconsideration-ordinary@2024-01-01", state="closed",
            outcome="upheld", opened_on=date(2023, 5, 1), moved_on=date(2023, 6, 1), decided_on=date(2023, 6, 1),
            publication_due=True,
        )  # fmt: skip
        return DecisionPublication.objects.create(
            organisation=city,
            case=case,
            text="维持原决定。",
            published_on=date(2023, 7, 1),
            withdrawn_on=date(2023, 9, 1),
        )

    @pytest.mark.parametrize(
        ("day", "shown"),
        [
            (date(2023, 6, 30), False),
            (date(2023, 7, 1), True),
            (date(2023, 8, 31), True),
            (date(2023, 9, 1), False),
        ],
    )
    def test_days(self, decision, day, shown):
        decisions = publication.publication("reconsideration-decisions")
        rows, following = publication.listing(decisions, day)

        assert bool(rows) is shown
        assert (publication.find(decisions, decision.pk, day) is not None) is shown
        assert following == ""

    def test_only_what_is_named_is_shown(self, decision):
        decisions = publication.publication("reconsideration-decisions")
        found = publication.find(decisions, decision.pk, date(2023, 7, 1))

        said = " ".join(value for _label, value in found.values)
        assert "某府复〔2023〕1号" in said and "维持" in said and found.body == "维持原决定。"
        assert "张三" not in said

    def test_words_are_searched_for_in_the_text(self, decision):
        decisions = publication.publication("reconsideration-decisions")
        day = date(2023, 7, 1)

        assert len(publication.listing(decisions, day, "维持 某局")[0]) == 1
        assert publication.listing(decisions, day, "撤销")[0] == []

    def test_the_portal_needs_no_login(self, decision, client):
        decision.withdrawn_on = None
        decision.save()

        assert client.get("/public/").status_code == 200
        listed = client.get("/public/reconsideration-decisions/").content.decode()
        assert "某府复〔2023〕1号" in listed and "张三" not in listed
        assert client.get(f"/public/reconsideration-decisions/{decision.pk}/").status_code == 200
        assert client.get("/public/reconsideration-decisions/999/").status_code == 404
        assert client.get("/public/nothing/").status_code == 404
