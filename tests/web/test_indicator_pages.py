"""指标页面: a figure with its source, last year beside it, and exactly the rows that it counted."""

import re
from datetime import date, timedelta

import pytest

from fadu.domains.reconsideration.models import ReconsiderationCase
from fadu.kernel import cases
from fadu.kernel.indicators import indicator
from fadu.web.charts import Point, bars

pytestmark = pytest.mark.django_db

TODAY = date.today()
SLUG = "reconsideration.applications_received"
PLACE = f"/figures/990100/{SLUG}/all/{TODAY.year}/"


@pytest.fixture
def applications(city):
    """Return what enters so many applications on different days of this year and one of the year before."""

    def enter(number, organisation=None):
        body = city.actor("reconsideration_body", organisation or city.government)
        days = [TODAY - timedelta(days=n % max(TODAY.timetuple().tm_yday - 1, 1)) for n in range(number)]
        common = {"respondent": "市公安局", "act_kind": "penalty", "act": "罚款决定", "field": "public-security"}
        return [
            cases.open_case(
                ReconsiderationCase,
                "submit",
                body,
                day,
                {"organisation": organisation or city.government, "applicant": f"赵{n:03}", **common},
            )
            for n, day in enumerate(days)
        ]

    return enter


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def listed(page):
    return [int(pk) for pk in re.findall(r'href="/ledgers/reconsideration-case/(\d+)/"', page)]


def test_the_page_lists_exactly_the_rows_that_were_counted(applications, sign_in):
    made = applications(3)
    figure = indicator(SLUG).figure(TODAY.year)
    page = text(sign_in("reconsideration_body").get(PLACE))
    assert figure.value == 3
    assert sorted(listed(page)) == sorted(case.pk for case in made)
    assert "计入的 3 条记录" in page


def test_the_rows_go_on_over_pages_without_gap_or_double(applications, sign_in):
    made = applications(60)
    client, address, seen = sign_in("reconsideration_body"), PLACE, []
    while address:
        page = text(client.get(address))
        seen += listed(page)
        following = re.search(r'href="(\?[^"#]*after=[^"#]*)#rows" rel="next"', page)
        address = PLACE + following[1].replace("&amp;", "&") if following else ""
    assert seen == sorted(case.pk for case in made)


def test_who_may_not_read_the_ledger_sees_the_number_and_no_row(applications, sign_in):
    applications(2)
    page = text(sign_in("statistician").get(PLACE))
    assert "您的角色不能查看这一台账的逐条记录" in page
    assert "赵000" not in page
    assert not listed(page)


def test_masked_columns_are_masked_in_the_rows_too(applications, sign_in):
    applications(2)
    page = text(sign_in("leader").get(PLACE))
    assert listed(page)
    assert "赵000" not in page
    assert "赵**" in page
    assert "赵000" in text(sign_in("reconsideration_body").get(PLACE))


def test_rows_of_organisations_that_are_not_the_readers_are_only_counted(applications, city, sign_in):
    mine = applications(2)
    applications(3, city.county)
    client = sign_in("reconsideration_body")
    page = text(client.get(PLACE))
    assert "计入的 5 条记录" in page
    assert sorted(listed(page)) == sorted(case.pk for case in mine)
    assert "本页另有 3 条属于您不能查看的机构" in page


def test_a_rate_shows_both_sides(applications, sign_in, city):
    first, *_others = applications(4)
    cases.perform(first, "accept", city.actor("reconsideration_body", city.government), on=TODAY)
    place = f"/figures/990100/reconsideration.acceptance_rate/all/{TODAY.year}/"
    client = sign_in("reconsideration_body")
    assert "1／4" in text(client.get(place))
    assert len(listed(text(client.get(place + "?side=whole")))) == 4
    assert listed(text(client.get(place + "?side=part"))) == [first.pk]


def test_a_figure_without_any_source_is_a_dash_and_no_zero(city, sign_in):
    page = text(sign_in("law_governance_office").get("/figures/990100/training.expert_lectures/all/2025/"))
    assert "没有来源" in page
    assert re.search(r'class="value">—', page)


@pytest.mark.parametrize(
    "address",
    [
        f"/figures/999999/{SLUG}/all/2025/",
        "/figures/990100/no.such/all/2025/",
        f"/figures/990100/{SLUG}/half/2025/",
        f"/figures/990100/{SLUG}/all/last-year/",
    ],
)
def test_an_address_that_names_nothing_is_not_found(city, sign_in, address):
    assert sign_in("law_governance_office").get(address).status_code == 404


def test_an_organisation_out_of_reach_is_not_found(city, sign_in):
    client = sign_in("reconsideration_body", city.county_library)
    assert client.get(PLACE).status_code == 404
    assert client.get("/indicators/?organisation=990100").status_code == 403


def test_a_period_that_is_none_is_said_and_the_year_shown(city, sign_in):
    page = text(sign_in("law_governance_office").get("/indicators/?period=spring"))
    assert "不是期间" in page


def test_bars_stand_from_zero_and_what_is_missing_has_none():
    drawn = bars([Point("1", 10, 5), Point("2", None, 3), Point("3", 0, None)], "逐月")
    assert drawn.count("<rect") == 4
    assert "style=" not in drawn
    heights = [float(h) for h in re.findall(r'height="([\d.]+)"><title>', drawn)]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)  # 10 beside 5
    assert heights[-1] == 0
