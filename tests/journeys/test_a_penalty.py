"""一件行政处罚: nobody decides a heavy penalty before it passed legality review; the decision is then published."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from fadu.domains.enforcement.models import (
    Certificate,
    DecisionPublication,
    EnforcementSubject,
    Officer,
    PenaltyCase,
    Power,
)
from fadu.domains.enforcement.models.publicity import Reviewer, ReviewThreshold
from fadu.kernel import cases, documents
from fadu.kernel.organisations import Actor
from fadu.kernel.procedure import in_force
from tests.web.conftest import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date.today()
ROLES = ("enforcement_handler", "enforcement_officer", "enforcement_head")


@pytest.fixture(autouse=True)
def home(settings, tmp_path, page):
    """The letters of a test are its own."""
    settings.HOME = tmp_path
    page.set_default_timeout(20000)


@pytest.fixture
def informed(city):
    """A case whose party was told of a fine over the threshold of the catalogue, and had time to answer."""
    at, since = city.library, date(2020, 1, 6)
    common = {"organisation": at, "valid_from": since}
    subject = EnforcementSubject.objects.create(code="Z1", name="图书馆", kind="statutory", field="urban", basis="三定",
                                                **common)  # fmt: skip
    Power.objects.create(subject=subject, code="Z1-p", name="处罚", kind="penalty", basis="条例", **common)
    Reviewer.objects.create(number="S1", name="孙法", qualified=True, since=since, **common)
    ReviewThreshold.objects.create(
        code="F1", kind="fine", description="较大数额罚款", entity=5000, basis="目录", **common
    )
    version = in_force("enforcement-certificate", TODAY)
    officers = []
    for n in (1, 2):
        one = Officer.objects.create(organisation=at, number=f"G{n}", name=f"执法员{n}", subject=subject, field="urban",
                                     joined_on=since)  # fmt: skip
        Certificate.objects.create(organisation=at, officer=one, certificate_number=f"C{n}", issued_on=since,
                                   valid_to=TODAY + timedelta(days=400), number=f"C{n}", state="issued",
                                   procedure=version.key(), opened_on=since, moved_on=since)  # fmt: skip
        officers.append(one)
    by = Actor.of(make_user("earlier", *((at, role) for role in ROLES)), TODAY)
    on = TODAY - timedelta(days=20)
    found = {"organisation": at, "subject": subject, "field": "urban", "source": "inspection", "party": "某书店",
             "party_kind": "organisation", "cause": "擅自占道", "discovered_on": on}  # fmt: skip
    case = cases.open_case(PenaltyCase, "register-clue", by, on, found)
    told = {"proposed": "fine", "proposed_fine": 8000, "basis": "条例第十条", "defence_by": on + timedelta(days=7)}
    for step, data in (
        ("file", {"officer": officers[0], "second_officer": officers[1]}), ("investigate", {"evidence": "照片"}),
        ("end-investigation", {"facts": "占道", "provision": "条例第五条"}), ("inform", told),
    ):  # fmt: skip
        cases.perform(case, step, by, on=on, data=data)
    return case


def test_a_heavy_fine_is_reviewed_decided_and_published(city, informed, come_in, leave, page, live_server, complaints):
    address = f"/ledgers/penalty-case/{informed.pk}/"

    def make(label, **written):
        page.get_by_role("link", name=label, exact=True).first.click()
        for name, value in written.items():
            place = page.locator(f"#step [name={name}]")
            chosen = place.evaluate("place => place.tagName") == "SELECT"
            place.select_option(value) if chosen else place.fill(value)
        page.locator("#step").get_by_role("button", name="办理").click()
        expect(page.locator(".notice").first).to_contain_text(f"已办理“{label}”")

    come_in("enforcement_handler", city.library, address)
    # The catalogue forbids the way round the review.
    shut = page.locator(".step-choice", has_text="不属于法制审核范围")
    expect(shut).to_contain_text("未经法制审核不得作出决定")
    make("送法制审核", review_ground="law")
    expect(page.locator("#next")).not_to_contain_text("作出处罚决定")
    leave()
    come_in("legality_reviewer", city.library, address)
    make("法制审核通过", reviewer="S1", review_opinion="事实清楚，程序合法")
    leave()
    come_in("enforcement_head", city.library, address)
    make("作出处罚决定", penalty="fine", content="罚款八千元", fine="8000")
    informed.refresh_from_db()
    names = [one.name for one in documents.of(*informed.place)]
    assert f"行政处罚决定书（{informed.decision_number}）.docx" in names
    assert any(name.startswith("法制审核意见书") for name in names)
    leave()

    shown = DecisionPublication.objects.get()
    page.goto(f"{live_server.url}/login/?next=/ledgers/enforcement-publication/{shown.pk}/")
    page.get_by_label("用户名").fill("earlier")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    make("公开有一定社会影响的决定")
    page.goto(f"{live_server.url}/public/enforcement-decisions/")
    expect(page.get_by_role("main")).to_contain_text("擅自占道")
    assert complaints == []
