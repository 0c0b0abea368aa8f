"""多填的栏: what a form or the API does not ask for changes nothing, though its name be known.

For every ledger the functions are asked that read forms and operations; every page that takes something is then sent
every field of every model at once.
"""

import json
import re
from datetime import date

import pytest
from django.apps import apps

from fadu.kernel import intake, ledgers
from fadu.kernel.cases import Case
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.organisations import Actor, Division, Membership, Organisation, User
from fadu.kernel.procedure import declared
from fadu.portal import protection
from fadu.web import forms
from fadu.web.pages import PAGES
from tests.portal.conftest import FORM, WRITTEN, identity
from tests.toy.models import Borrowing, Dispute
from tests.web.conftest import make_user
from tests.web.samples import SAMPLES
from tests.web.test_roles import addresses  # noqa: F401 - a fixture

from .filled import Filled

pytestmark = pytest.mark.django_db

LEDGERS = [ledger for ledger in ledgers.all_ledgers() if not ledger.volume]
# What follows from the procedure, or what the database counts: no entry and no correction sets it.
KEPT = {"procedure", "state", "previous_state", "outcome", "opened_on", "moved_on", "due_on", "closed_on", "created_at",
        "updated_at", "revision", "id"}  # fmt: skip


def test_no_ledger_takes_what_is_not_entered(city):
    """A value for a column that is not to be filled in is refused by name, alone or among others, for every ledger."""
    for ledger in LEDGERS:
        closed = [field for field in ledger.model._meta.concrete_fields if not field.editable or field.primary_key]
        kept = KEPT if ledger.is_case() else {"created_at", "updated_at", "revision", "id"}
        assert {field.name for field in closed} >= kept, ledger.slug
        actor = city.actor("handler", city.library)
        for field in closed:
            with pytest.raises(LedgerRefused) as refused:
                ledgers.typed(ledger, actor, {field.name: "1", "revision": 9})
            assert {field.name, "revision"} <= set(refused.value.errors), (ledger.slug, field.name)


def test_no_form_asks_for_it(city):
    """What a form does not ask for it does not read: of every ledger the forms of entry and correction."""
    mine = Filled(city.library, "甲")
    actor = city.actor("handler", city.library)
    for ledger in LEDGERS:
        editable = {field.name for field in ledger.model._meta.concrete_fields if field.editable}
        opening = {"opened_on", "opening_step"}  # of a case: the day and the step by which it is opened
        assert set(forms.form(ledger, actor).fields) <= editable | opening, ledger.slug
        assert set(forms.form(ledger, actor, record=mine.of(ledger.model)).fields) <= editable, ledger.slug


def test_no_step_records_what_it_does_not_name():
    """The columns that a step may record are its own; what every case has, only the procedure moves."""
    for versions in declared().values():
        for version in versions:
            for step in version.steps:
                assert not set(step.fields) & (KEPT | {"organisation", "number"}), step


@pytest.mark.parametrize("chosen", intake.all_intakes(), ids=lambda one: one.slug)
def test_the_public_sets_what_is_asked_alone(chosen):
    """Of what is sent to a form of the portal only its own questions are read."""
    asked = intake.questions(chosen)
    model = chosen.model()
    everything = {field.name: "1" for field in model._meta.concrete_fields}
    try:
        read = intake.read(chosen, [one for one in asked if one.kind == "text" and not one.choices], everything)
    except intake.IntakeRefused as refused:
        assert set(refused.faults) <= {one.name for one in asked}
    else:
        assert set(read) <= {one.name for one in asked}
    assert not {one.name for one in asked} & (KEPT | {"organisation", "number", "handler", *chosen.sets})


def test_the_api_changes_nothing_when_one_name_is_closed(city, sign_in, dispute):
    case = dispute()
    before = Dispute.objects.filter(pk=case.pk).values().get()
    client = sign_in("handler", city.library)
    place = f"/api/ledgers/toy-dispute/{case.pk}"
    for name in (*sorted(KEPT), "pk", "_state", "organisation_id", "__class__"):
        body = json.dumps({"values": {"complaint": "改", name: "2"}, "reason": "试", "revision": before["revision"]})
        answer = client.patch(place, body, content_type="application/json")
        assert answer.status_code == 422, name
    body = json.dumps({"values": {"organisation": "990121-01"}, "reason": "试"})
    assert client.patch(place, body, content_type="application/json").status_code in (403, 422)
    body = json.dumps({"on": str(date.today()), "values": {"state": "decided", "refund": "1"}, "outcome": "upheld"})
    office = sign_in("reviewer", city.library)
    answer = office.post(f"{place}/steps/toy-dispute/decide", body, content_type="application/json")
    assert answer.status_code in (409, 422)
    assert Dispute.objects.filter(pk=case.pk).values().get() == before


def test_a_case_is_opened_in_its_own_state(city, sign_in):
    client = sign_in("handler", city.library)
    values = {"organisation": "990100-01", "complaint": "押金未退"}
    for name in sorted(KEPT - {"opened_on"}):
        body = json.dumps({"values": values | {name: "2"}, "on": str(date.today())})
        answer = client.post("/api/ledgers/toy-dispute", body, content_type="application/json")
        assert answer.status_code == 422, name
    assert not Dispute.objects.exists()


# What each page that takes something is sent: the names of all fields there are, with values that would do harm.
HARM = {"is_superuser": "1", "is_staff": "1", "is_active": "", "organisation": "990121-01", "organisation_id": "1",
        "state": "decided", "role": "keeper", "user": "1", "username": "handler-990100-01", "password": "x",
        "outcome": "upheld", "asked_by": "1", "standing": "done", "locked": "1"}  # fmt: skip


def everything() -> dict[str, str]:
    shared = [model for model in apps.get_models() if not model.__module__.startswith("fadu.domains.")]
    names = {field.name: "1" for model in shared for field in model._meta.concrete_fields}
    assert len(names | HARM) < 900  # more than a thousand names would be refused as such, and prove nothing
    return names | HARM


def standing():
    """What no page that a handler may open can change."""
    return (
        list(User.objects.order_by("pk").exclude(username="handler-990100-01").values()),
        list(User.objects.order_by("pk").values("username", "is_superuser", "is_staff", "is_active", "password")),
        list(Membership.objects.order_by("pk").values()),
        list(Organisation.objects.order_by("pk").values()),
        list(Division.objects.order_by("pk").values()),
        list(Borrowing.objects.filter(organisation__code="990121-01").values()),
    )


def test_every_page_sent_every_field_changes_no_right(addresses, city, sign_in):  # noqa: F811
    """Users, memberships, organisations, others' records and what follows from a procedure stay as they were."""
    Filled(city.county_library, "县").of(Borrowing)
    case = Dispute.objects.get()
    of_case = {name: getattr(case, name) for name in KEPT - {"revision", "updated_at"}} | {"at": case.organisation_id}
    client = sign_in("handler", city.library)
    before, taken = standing(), 0
    for name, (_address, _who) in SAMPLES.items():
        if "POST" not in PAGES[name].methods or name in ("account_logout", "account_change_password"):
            continue
        answer = client.post(addresses[name], everything())
        taken += answer.status_code < 400
        assert answer.status_code < 500, name
        assert standing() == before, name
    case.refresh_from_db()
    now = {name: getattr(case, name) for name in KEPT - {"revision", "updated_at"}} | {"at": case.organisation_id}
    assert now == of_case
    assert taken > 3
    record = Borrowing.objects.get(number="J-1") if Borrowing.objects.filter(number="J-1") else None
    assert record is None or record.organisation_id == city.library.pk


def test_the_portal_sent_every_field_opens_an_ordinary_case(client, city, monkeypatch):
    """A submission with every field of the case beside those asked: state, number and handler are not theirs to say."""
    make_user("handler", (city.library, "handler"))
    monkeypatch.setattr(protection, "QUICKEST", 0)
    page = client.get(FORM).content.decode()
    first, second = map(int, re.search(r"(\d) 加 (\d) 等于几", page).groups())
    model = ledgers.ledger("toy-suggestion").model
    assert issubclass(model, Case)
    sent = {field.name: "1" for field in model._meta.concrete_fields} | WRITTEN | {"by_post": ""}
    sent |= {"guard": re.search(r'name="guard" value="([^"]+)"', page)[1], "sum": str(first + second)}
    answer = client.post(FORM, sent | {"organisation": city.library.code, "hours": "", "file-identity": identity()})
    assert answer.status_code == 302, answer.content.decode()
    made = model.objects.get()
    assert (made.state, made.channel, made.handler, made.organisation) == ("received", "portal", None, city.library)
    assert made.number != "1" and made.due_on != "1" and made.closed_on is None and made.question == ""


def test_a_person_changes_the_own_name_and_language_alone(city, sign_in):
    client = sign_in("handler", city.library)
    user = User.objects.get(username="handler-990100-01")
    before = User.objects.filter(pk=user.pk).values().get()
    assert client.post("/me/", everything() | {"name": "新名", "language": "en"}).status_code == 302
    after = User.objects.filter(pk=user.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"name", "language"}
    assert Actor.of(user, date.today()).roles == {"handler"}
