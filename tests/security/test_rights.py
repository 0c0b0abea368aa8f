"""权限表: every page, door, ledger and step with who may, held against the table that a reviewer reads.

A right that changes is a difference of `rights.tsv`: `python -m tools.rights --write` writes the table anew. What the
table says is then asked of the functions that decide, for every role, and of the doors.
"""

import difflib

import pytest
from django.urls import URLResolver, get_resolver

from fadu.api.urls import api
from fadu.kernel import ledgers
from fadu.kernel.cases import StepRefused, perform
from fadu.kernel.declarations import check_may_write
from fadu.kernel.lists import Sight
from fadu.kernel.organisations import PUBLIC, ROLES, SYSTEM, Actor, Membership, Organisation
from fadu.kernel.procedure import Step, declared
from fadu.web.pages import PAGES, PageError, page
from tools import rights

TABLE = [line.split("\t") for line in rights.TABLE.read_text(encoding="utf-8").splitlines()]
PLACE = Organisation(pk=1, code="990100", path="990100/", division_id="990100")
PEOPLE = {
    role: Actor(role, role, (Membership(organisation=PLACE, role=role),)) for role in ROLES if role != "system"
} | {"system": SYSTEM}
WORDS = {"public", "signed_in"}


def rows(what: str) -> list[list[str]]:
    return [row for row in TABLE if row[0] == what]


def test_the_rights_declared_are_those_reviewed():
    kept, now = rights.TABLE.read_text(encoding="utf-8"), rights.written(rights.lines())
    changed = [*difflib.unified_diff(kept.splitlines(), now.splitlines(), "reviewed", "declared", lineterm="", n=0)]
    assert changed == [], "read the difference; if it is meant: python -m tools.rights --write"


def test_every_right_is_somebodys_who_is_known():
    for what, name, _how, who in TABLE[1:]:
        assert who, (what, name)
        assert set(who.split()) <= set(ROLES) | WORDS, (what, name)
    assert {row[0] for row in TABLE[1:]} == {"page", "portal", "api", "ledger", "step"}


def test_every_address_of_the_product_stands_in_the_table():
    """Nothing else is served: an address that no table tells of would be a door that nobody reviews."""
    told = {row[1] for row in TABLE if row[0] in ("page", "portal")}
    by_view = {row[1] for row in rows("api")}
    strangers = []
    for resolver in get_resolver().url_patterns:
        assert isinstance(resolver, URLResolver)
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):  # the API: its operations are asked one by one below
                operations = {view.__name__ for path in api._routers for view in _views(path[1])}
                assert operations == by_view
            elif one.name not in told:
                strangers.append(one.name)
    assert strangers == []


def _views(router):
    return [each.view_func for view in router.path_operations.values() for each in view.operations]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/docs/", "/api/openapi.json"])
def test_the_description_of_the_api_is_for_who_signed_in(address, client):
    answer = client.get(address)
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login/")


@pytest.mark.parametrize("ledger", ledgers.all_ledgers(), ids=lambda one: one.slug)
def test_each_ledger_is_read_and_written_by_those_in_the_table_alone(ledger):
    """Of every role the deciding functions are asked: who opens the list, who writes, who sees what is masked."""
    told = {row[2].partition(" ")[0]: set(row[3].split()) for row in rows("ledger") if row[1] == ledger.slug}
    if not told:
        assert ledger.__module__.startswith("tests.")
        told = {"read": set(ledger.read), "write": set(ledger.write), "unmasked": set(ledger.unmasked)}
    for role, actor in PEOPLE.items():
        held = {role} | ROLES[role].acts_for
        if role == "system":
            continue
        assert may_read(ledger, actor) == bool(held & told["read"]), role
        assert may_write(ledger, actor) == bool(held & told["write"]), role
        if ledger.masked:
            unmasked = any(actor.may(one, PLACE) for one in ledger.unmasked)
            assert unmasked == bool(held & told["unmasked"]), role
    assert not may_write(ledger, PUBLIC) and not may_write(ledger, Actor("", ""))
    assert not may_read(ledger, Actor("", ""))


def may_read(ledger, actor) -> bool:
    try:
        Sight(ledger, actor)
    except ledgers.NotAllowed:
        return False
    return True


def may_write(ledger, actor) -> bool:
    try:
        check_may_write(ledger, actor, PLACE)
    except ledgers.LedgerRefused:
        return False
    return True


STEPS = [step for versions in declared().values() for version in versions for step in version.steps]


def test_each_step_is_made_by_those_in_the_table_alone():
    """Of every role at the same organisation: by `Actor.may`, which every way of making a step asks (see below)."""
    told = {row[1]: set(row[3].split()) for row in rows("step")}
    for step in STEPS:
        who = told.get(f"{step.procedure.key()}/{step.slug}")
        if who is None:
            assert step.procedure.__module__.startswith("tests.")
            continue
        assert {role for role, actor in PEOPLE.items() if actor.may(step.role, PLACE)} == who, step


@pytest.mark.django_db
def test_a_step_is_refused_to_every_other_role(city, dispute):
    """The one door through which a case changes asks: each role that the step is not left to is told so."""
    case, step = dispute(), "decide"
    wanted = case.version.step(step).role
    for role in sorted(set(ROLES) - {"system"}):
        actor = city.actor(role, city.library)
        if actor.may(wanted, city.library):
            continue
        with pytest.raises(StepRefused) as refused:
            perform(case, step, actor, on=case.opened_on, data={"refund": 1}, outcome="upheld")
        assert refused.value.code == "role", role
    for nobody in (SYSTEM, PUBLIC, Actor("", "")):
        with pytest.raises(StepRefused) as refused:
            perform(case, step, nobody, on=case.opened_on, data={"refund": 1}, outcome="upheld")
        assert refused.value.code == "role"


def test_a_step_or_a_page_without_a_role_is_refused_at_start():
    with pytest.raises(TypeError):
        Step("无人", None, None, article="行政复议法#22")
    with pytest.raises(PageError):
        page("nobody/", name="nobody", roles=())(lambda request: None)
    with pytest.raises(PageError):
        page("nobody/", name="nobody", roles=("no_such_role",))(lambda request: None)
    assert "nobody" not in PAGES


@pytest.mark.django_db
@pytest.mark.parametrize("row", rows("api"), ids=lambda row: row[1])
def test_the_api_answers_nobody_who_is_not_signed_in(row, client):
    methods, _blank, address = row[2].partition(" ")
    address = address.replace("{slug}", "toy-borrowing").replace("{pk}", "1").replace("{path:step}", "a/b")
    for method in methods.split("|"):
        answer = client.generic(method, address, "{}", content_type="application/json")
        assert answer.status_code == 401, (method, address)
        assert answer.headers["Content-Type"] == "application/problem+json"
