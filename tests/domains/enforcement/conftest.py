"""执法案件的前提: an organ with a listed subject and its powers, two certified officers, a reviewer, and one actor."""

from datetime import date
from itertools import count

import pytest

from fadu.domains.enforcement.models import Certificate, EnforcementSubject, Officer, PenaltyCase, Power
from fadu.domains.enforcement.models.publicity import Reviewer
from fadu.kernel.cases import open_case, perform
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from fadu.kernel.procedure import in_force

ROLES = (
    "enforcement_handler", "enforcement_officer", "enforcement_head", "enforcement_meeting", "legality_reviewer",
    "hearing_chair", "enforcement_supervisor", "party", "police", "court",
    "procuratorate",
)  # fmt: skip


@pytest.fixture
def city(db, settings, tmp_path):
    settings.HOME = tmp_path
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return found(SYSTEM, code="990200", name="明川市人民政府", mark="明府", kind=Kind.GOVERNMENT, division=division)


@pytest.fixture
def bureau(city):
    return found(
        SYSTEM, code="990200-23", name="明川市城市管理局", mark="明城管", kind=Kind.DEPARTMENT, division=city.division,
        parent=city,
    )  # fmt: skip


@pytest.fixture
def actor(city, bureau):
    """Handler, officer, head, reviewer and supervisor in one person; who takes part from outside, at the organ."""
    user = User.objects.create(username="actor", name="经办人")
    for role in ROLES:
        Membership.objects.create(user=user, organisation=city, role=role)
        Membership.objects.create(user=user, organisation=bureau, role=role)
    return Actor.of(user, date(2024, 1, 1))


@pytest.fixture
def subject(bureau):
    """The organ itself, with every power but that of enforcing by itself."""
    listed = EnforcementSubject.objects.create(
        organisation=bureau, code="Z1", name="明川市城市管理局", kind="statutory", field="urban", basis="三定规定",
        valid_from=date(2015, 1, 1),
    )  # fmt: skip
    for kind in ("penalty", "measure"):
        Power.objects.create(
            organisation=bureau, subject=listed, code=f"Z1-{kind}", name=kind, kind=kind, basis="市容条例",
            valid_from=date(2015, 1, 1),
        )  # fmt: skip
    return listed


@pytest.fixture
def put(bureau):
    """Write a row past the ledger's door, so that every value can be chosen."""
    numbers = count(1)

    def put(model, **values):
        if hasattr(model, "ledger"):
            version = in_force(model.procedures[0], date(2024, 1, 1))
            fixed = {"number": f"{model.mark}{next(numbers)}", "procedure": version.key(),
                     "state": version.states[0].slug, "opened_on": date(2015, 1, 1),
                     "moved_on": date(2015, 1, 1)}  # fmt: skip
            values = fixed | values
        return model.objects.create(**({"organisation": bureau} | values))

    return put


@pytest.fixture
def certified(put, subject):
    """An officer with a certificate, from one day to another."""
    numbers = count(1)

    def certified(name, issued_on=date(2015, 2, 2), valid_to=date(2090, 1, 1), **values):
        number = f"G{next(numbers):03}"
        officer = put(Officer, number=number, name=name, subject=subject, field="urban", joined_on=date(2015, 1, 1))
        put(
            Certificate, officer=officer, certificate_number=number, issued_on=issued_on, valid_to=valid_to,
            **{"state": "issued"} | values,
        )  # fmt: skip
        return officer

    return certified


@pytest.fixture
def pair(certified):
    return certified("赵远"), certified("钱立")


@pytest.fixture
def reviewer(put):
    return put(Reviewer, number="S1", name="孙法", qualified=True, since=date(2022, 1, 4), valid_from=date(2022, 1, 4))


@pytest.fixture
def go(actor):
    """Make steps one after another: name, day, and what each records."""

    def go(case, *steps):
        for step, on, *rest in steps:
            data = dict(rest[0]) if rest else {}
            perform(case, step, actor, on=on, outcome=data.pop("outcome", ""), data=data, imported_from="0" * 64)
        return case

    return go


@pytest.fixture
def clue(actor, bureau, subject, pair):
    """A case of the ordinary procedure, as it comes in."""

    def clue(on=date(2024, 3, 4), **values):
        data = {
            "organisation": bureau, "subject": subject, "field": "urban", "officer": pair[0], "second_officer": pair[1],
            "source": "inspection", "party_kind": "organisation", "party": "明川某餐饮有限公司",
            "cause": "擅自占道经营", "discovered_on": on,
        }  # fmt: skip
        return open_case(PenaltyCase, "register-clue", actor, on, data | values)

    return clue


@pytest.fixture
def informed(clue, go):
    """A case whose party was told what is proposed; the defence may be made until 22 March."""

    def informed(**proposal):
        told = {"proposed": "fine", "proposed_fine": 2000, "basis": "《某条例》第十条", "defence_by": "2024-03-22"}
        return go(
            clue(),
            ("file", date(2024, 3, 5)),
            ("investigate", date(2024, 3, 8), {"evidence": "现场笔录、照片"}),
            ("end-investigation", date(2024, 3, 12), {"facts": "占道摆放桌椅", "provision": "《某条例》第五条"}),
            ("inform", date(2024, 3, 15), told | proposal),
        )

    return informed
