"""接口的随机试探: whatever is sent, the answer is one that is declared, in its shape, and holds one's own data."""

import json
from datetime import date

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.middleware.csrf import _get_new_csrf_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fadu.api.urls import api
from fadu.kernel import cases, ledgers
from tests.toy.library import lend
from tests.toy.models import Borrowing, Dispute, Reader

pytestmark = pytest.mark.django_db

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SECRET = "绝密辞海"  # stands only in records of an organisation that none of these people may see


@pytest.fixture(scope="module")
def schema():
    described = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return schemathesis.openapi.from_dict(described)


OPERATIONS = [
    (method.upper(), path)
    for path, item in api.get_openapi_schema()["paths"].items()
    for method in item
    if method in {"get", "post", "patch", "delete", "put"}
]


@pytest.fixture
def people(city, sign_in):
    """Headers of requests by people of the city's library, and by nobody."""
    records = [lend(city.library, f"J-{n}", title="辞海") for n in range(3)]
    lent = lend(city.county_library, "C-1", title=SECRET)
    Reader.objects.create(organisation=city.county_library, number="C-R", name=SECRET)
    handler = city.actor("handler", city.library)
    case = cases.open_case(
        Dispute, "submit", handler, date(2025, 1, 6), {"organisation": city.library, "complaint": "多收押金"}
    )
    secret = cases.open_case(
        Dispute, "submit", city.county_handler, date(2025, 1, 6),
        {"organisation": city.county_library, "complaint": SECRET},
    )  # fmt: skip
    token = _get_new_csrf_string()

    def cookies(client):
        return {"csrftoken": token} | ({"sessionid": client.cookies["sessionid"].value} if client else {})

    return {
        "known": {"toy-borrowing": [records[0].pk, lent.pk], "toy-dispute": [case.pk, secret.pk], "toy-reader": [1]},
        "token": token,
        "cookies": {
            "handler": cookies(sign_in("handler", city.library)),
            "reviewer": cookies(sign_in("reviewer", city.library)),
            "keeper": cookies(sign_in("keeper", city.library)),
            "stranger": cookies(sign_in("court", city.library)),
            "nobody": cookies(None),
        },
    }


# What programs send that people would not; "" and what is drawn besides are the harmless ones.
HOSTILE = st.one_of(
    st.sampled_from(["", "\0", "\ud800", "1e999", "9" * 400, "=1+1", "2025-02-30", "2025-01-05", "x" * 50_000, "hard"]),
    st.sampled_from([-1, 0, 1, 2**31, 2**63, 10**400, 1.5, True, None, [], {}, [[["x"]]], {"a": 1}, ["1"]]),
    st.text(max_size=20),
    st.floats(allow_nan=False, allow_infinity=False),
)
SOUND = {"number": "J-9", "title": "辞海", "borrower": "张三", "borrowed_on": "2025-01-05", "organisation": "990100-01"}
ASKED = {"indicator": "reconsideration.applications_received", "organisation": "990100-01", "period": "2025"}


@st.composite
def deepened(draw, case, known):
    """Half of the time ask for what is there and send what could be right but for one thing, to get further in."""
    if not draw(st.booleans()):
        return case
    if case.path_parameters:
        ledger, pk = draw(st.sampled_from([(slug, pk) for slug, pks in known.items() for pk in pks]))
        case.path_parameters |= {"slug": ledger} | ({"pk": pk} if "pk" in case.path_parameters else {})
        if "step" in case.path_parameters:
            case.path_parameters["step"] = draw(st.sampled_from(["accept", "decide", "toy-dispute/decide", "decide/x"]))
    if isinstance(case.body, dict) and "values" in case.body:
        columns = ledgers.ledger(case.path_parameters["slug"]).all_columns
        case.body["values"] = draw(st.sampled_from([{}, SOUND])) | {
            draw(st.sampled_from(sorted(columns))): draw(HOSTILE)
        }
        case.body |= draw(st.sampled_from([{}, {"on": "2025-01-06"}, {"revision": 0, "reason": "x"}]))
    query = {key: value for key, value in (case.query or {}).items() if value is not None}
    if "indicator" in query:
        query |= ASKED | {draw(st.sampled_from(["period", "scope", "side", "after", "size"])): text_of(draw(HOSTILE))}
    elif case.method == "GET" and "slug" in (case.path_parameters or {}):
        filters = ledgers.ledger(case.path_parameters["slug"]).filters
        chosen = draw(st.sampled_from([*filters, "q", "sort", "cursor", "size", "after"]))
        query = {chosen: text_of(draw(HOSTILE))}
    case.query = query
    return case


def text_of(value):
    """A value as an address holds it."""
    return str(value).encode("utf-8", "replace").decode()


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the connection of the test, which a server drops between requests; Django's own client does the same."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_declared_whatever_is_asked(schema, people, method, path):
    operation = schema[path][method]
    application = get_wsgi_application()
    seen = set()

    @settings(
        max_examples=30, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), data=st.data())
    def ask(case, data):
        case = data.draw(deepened(case, people["known"]))
        who = data.draw(st.sampled_from(["handler", "handler", *people["cookies"]]))
        answer = case.call(app=application, headers={"X-CSRFToken": people["token"]}, cookies=people["cookies"][who])
        case.validate_response(answer, checks=CHECKS)
        assert SECRET not in answer.text
        seen.add((who, answer.status_code))

    ask()
    assert {status for who, status in seen if who == "nobody"} <= {401}
    assert not Borrowing.objects.exclude(number="C-1").exclude(organisation__code="990100-01").exists()
