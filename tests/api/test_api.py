"""接口: the same rights as the pages; every refusal is a problem document that says what would cure it."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client

from fadu.kernel import cases, journal, ledgers
from fadu.kernel.organisations import ROLES
from tests.toy.library import TODAY, lend
from tests.toy.models import Borrowing

pytestmark = pytest.mark.django_db

LIST = "/api/ledgers/toy-borrowing"
NEW = {"number": "J-9", "title": "辞海", "borrower": "张三", "borrowed_on": "2025-01-05", "copies": 2}


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


def send(client, method, address, body, **more):
    return client.generic(method, address, json.dumps(body), content_type="application/json", **more)


def problem(answer, status):
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= told.keys()
    assert told["status"] == status
    assert told["detail"]
    return told


def test_without_login_there_is_nothing(client):
    for address in ("/api/ledgers", LIST, "/api/indicators", "/api/journal", "/api/figures?indicator=x"):
        problem(client.get(address), 401)
    assert client.get("/api/docs/").status_code == 302
    assert client.get("/api/openapi.json").status_code == 302


def test_a_change_without_the_forms_token_is_refused(city, sign_in, handler):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = handler.cookies
    assert send(strict, "POST", LIST, {"values": NEW}).status_code == 403
    assert not Borrowing.objects.exists()


def test_ledgers_are_those_the_reader_may_read(sign_in):
    readers = {one.slug: set(one.read) for one in ledgers.all_ledgers()}
    for role in sorted(set(ROLES) - {"system"}):
        listed = {one["slug"] for one in sign_in(role).get("/api/ledgers").json()}
        held = {role} | ROLES[role].acts_for
        assert listed == {slug for slug, read in readers.items() if read & held}, role


def test_the_list_is_filtered_sorted_and_goes_on(city, handler):
    for number in range(30):
        lend(city.library, f"J-{number:02}", binding="hard" if number % 2 else "paper")
    seen, cursor = [], ""
    while cursor is not None:
        page = handler.get(LIST, {"binding": "paper", "sort": "-number", "size": 10, "cursor": cursor}).json()
        seen += [item["values"]["number"] for item in page["items"]]
        cursor = page["next"]
    assert seen == [f"J-{number:02}" for number in range(28, -1, -2)]
    assert page["count"] == 15


def test_a_filter_that_is_none_is_a_problem(handler):
    assert "nonsense" in problem(handler.get(LIST, {"nonsense": 1}), 422)["detail"]


def test_another_role_and_another_organisation_get_nothing(city, sign_in, handler):
    record = lend(city.county_library, "C-1")
    problem(handler.get(f"{LIST}/{record.pk}"), 404)
    problem(sign_in("court").get(f"{LIST}/{record.pk}"), 403)
    problem(sign_in("leader").get("/api/ledgers/none"), 404)
    problem(send(sign_in("leader"), "PATCH", f"{LIST}/{record.pk}", {"values": {"title": "x"}}), 403)


def test_a_record_is_entered_changed_and_deleted(city, handler):
    answer = send(handler, "POST", LIST, {"values": NEW | {"organisation": city.library.code}})
    assert answer.status_code == 201
    made = answer.json()
    assert made["values"]["number"] == "J-9"
    place = f"{LIST}/{made['id']}"
    changed = send(handler, "PATCH", place, {"values": {"title": "辞源"}, "revision": 0}).json()
    assert (changed["values"]["title"], changed["revision"]) == ("辞源", 1)
    told = problem(send(handler, "PATCH", place, {"values": {"title": "字典"}, "revision": 0}), 409)
    assert "已有变动" in told["detail"]
    assert "理由" in problem(send(handler, "DELETE", place, {"reason": " "}), 422)["detail"]
    assert send(handler, "DELETE", place, {"reason": "重复"}).status_code == 204
    actions = [event.action for event in journal.history("toy-borrowing", made["id"])]
    assert actions == ["create", "edit", "delete"]


def test_what_is_wrong_is_told_field_by_field(city, handler):
    wrong = NEW | {"organisation": city.library.code, "borrowed_on": "2025-02-30", "copies": "两本", "colour": "red"}
    told = problem(send(handler, "POST", LIST, {"values": wrong}), 422)
    assert {one["field"] for one in told["errors"]} == {"borrowed_on", "copies", "colour"}
    told = problem(send(handler, "POST", LIST, {"value": {}}), 422)
    assert told["errors"]
    problem(handler.generic("POST", LIST, "{broken", content_type="application/json"), 400)


def test_masks_hold_in_lists_records_and_journals(city, handler, sign_in):
    values = {"organisation": city.library, "number": "R-1", "name": "欧阳小明", "phone": "13800138000"}
    reader = ledgers.create(ledgers.ledger("toy-reader"), city.handler, values, TODAY)
    place = f"/api/ledgers/toy-reader/{reader.pk}"
    for address in ("/api/ledgers/toy-reader", place, place + "/journal"):
        for secret in ("欧阳小明", "13800138000"):
            assert secret not in sign_in("leader").get(address).content.decode()
    assert handler.get(place).json()["values"]["name"] == "欧阳小明"
    assert "欧阳小明" not in sign_in("law_governance_office").get("/api/journal").content.decode()


def test_a_step_is_made_and_a_refusal_names_step_and_article(city, dispute, sign_in):
    case = dispute()
    place = f"/api/ledgers/toy-dispute/{case.pk}"
    reviewer, today = sign_in("reviewer", city.library), date.today()
    (step,) = reviewer.get(place + "/steps").json()
    assert (step["step"], step["allowed"], step["requires"]) == ("toy-dispute/decide", True, ["refund"])
    told = problem(
        send(sign_in("handler", city.library), "POST", f"{place}/steps/{step['step']}", {"on": str(today)}), 403
    )
    assert (told["code"], told["step"], told["article"]) == ("role", "decide", "行政复议法#61.1")
    tomorrow = str(today + timedelta(days=1))
    problem(send(reviewer, "POST", f"{place}/steps/decide", {"on": tomorrow, "values": {"refund": 1}}), 422)
    told = problem(send(reviewer, "POST", f"{place}/steps/decide", {"on": str(today), "outcome": "upheld"}), 422)
    assert [one["field"] for one in told["errors"]] == ["refund"]
    body = {"on": str(today), "values": {"refund": "12.50"}, "outcome": "upheld", "revision": case.revision}
    made = send(reviewer, "POST", f"{place}/steps/{step['step']}", body).json()
    assert made["values"]["state"] == "decided"
    problem(send(reviewer, "POST", f"{place}/steps/decide", body), 409)
    assert [clock["stopped_on"] for clock in reviewer.get(place + "/clocks").json()] == [str(today)]


def test_a_case_is_opened(city, handler):
    body = {"values": {"organisation": city.library.code, "complaint": "押金未退"}, "on": str(date.today())}
    made = send(handler, "POST", "/api/ledgers/toy-dispute", body)
    assert made.status_code == 201
    assert made.json()["values"]["state"] == "received"


def test_the_journal_is_for_those_who_check(dispute, sign_in):
    case = dispute()
    for role in sorted(set(ROLES) - {"system"}):
        status = sign_in(role).get("/api/journal").status_code
        assert status == (200 if role in {"keeper", "law_governance_office", "provincial_checker"} else 403), role
    page = sign_in("keeper").get("/api/journal", {"ledger": "toy-dispute"}).json()
    assert [item["action"] for item in page["items"]] == ["step", "step"]
    history = sign_in("leader").get(f"/api/ledgers/toy-dispute/{case.pk}/journal", {"size": 1}).json()
    rest = sign_in("leader").get(f"/api/ledgers/toy-dispute/{case.pk}/journal", {"after": history["next"]}).json()
    assert len(history["items"]) + len(rest["items"]) == 2


def test_figures_have_value_source_and_rows(city, sign_in):
    from fadu.domains.reconsideration.models import ReconsiderationCase

    body = city.actor("reconsideration_body", city.government)
    values = {"organisation": city.government, "applicant": "赵一", "respondent": "市公安局", "act_kind": "penalty"}
    values |= {"act": "罚款", "field": "public-security"}
    case = cases.open_case(ReconsiderationCase, "submit", body, date.today(), values)
    asked = {
        "indicator": "reconsideration.applications_received",
        "organisation": "990100",
        "period": date.today().year,
    }
    client = sign_in("statistician")
    (figure,) = client.get("/api/figures", asked).json()
    assert (figure["value"], figure["source"], figure["scope"], figure["records"]) == (1, "ledger", "all", 1)
    rows = client.get("/api/figures/rows", asked).json()
    assert rows["items"] == [{"record": case.pk, "organisation": "990100"}]
    assert "赵" not in json.dumps(rows, ensure_ascii=False)
    problem(client.get("/api/figures", asked | {"scope": "half"}), 422)
    problem(client.get("/api/figures", asked | {"period": "spring"}), 422)
    problem(client.get("/api/figures", asked | {"indicator": "no.such"}), 404)
    problem(client.get("/api/figures", asked | {"organisation": "999999"}), 404)
    problem(client.get("/api/figures/rows", asked | {"indicator": "training.expert_lectures"}), 404)
    problem(client.get("/api/figures", {}), 422)


def test_the_documentation_is_served_from_here_alone(handler):
    page = handler.get("/api/docs/")
    assert page.status_code == 200
    assert "http" not in page.content.decode().replace("http-equiv", "").replace("http://www.w3.org", "")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    schema = handler.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/ledgers/{slug}" in schema["paths"]
