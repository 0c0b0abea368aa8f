"""案件的抽取: the whole life of a draw in a case of the toy, whose declaration of it is a dozen lines."""

import json
from datetime import date
from pathlib import Path

import pytest

from fadu import draw
from fadu.kernel import documents
from fadu.kernel.cases import StepRefused, next_steps, open_case, perform
from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Membership, User, found
from tests.toy.models import Borrowing, Stocktaking

pytestmark = pytest.mark.django_db

PLANNED, FIXED, PUBLISHED = date(2023, 3, 1), date(2023, 3, 2), date(2023, 3, 6)
SOURCE = {"randomness_source": "福彩3D第2023055期", "randomness_on": PUBLISHED}
VALUE = {"randomness": "3 1 4"}


@pytest.fixture
def libraries(own_home):
    """Two libraries that number their cases alike: neither has a mark of its own."""
    division = Division.objects.create(code="990200", name="明川市", level=2)
    return [
        found(SYSTEM, code=code, name=name, kind=Kind.DEPARTMENT, division=division)
        for code, name in (("L1", "明川图书馆"), ("L2", "明川少年儿童图书馆"))
    ]


@pytest.fixture
def actor(libraries):
    user = User.objects.create(username="handler", name="承办人")
    for library in libraries:
        Membership.objects.create(user=user, organisation=library, role="handler")
    return Actor.of(user, PLANNED)


@pytest.fixture
def planned(libraries, actor):
    def planned(library=libraries[0], books=2):
        for n in range(12):
            binding = ("paper", "hard")[n % 2]
            Borrowing.objects.create(
                organisation=library, number=f"B{n:02}", title="书", borrower="甲", binding=binding,
                borrowed_on=PLANNED, renewed=n % 3 == 0,
            )  # fmt: skip
        return open_case(
            Stocktaking, "plan", actor, PLANNED, {"organisation": library, "title": "清点", "books": books}
        )

    return planned


@pytest.fixture
def go(actor):
    def go(case, step, on, **data):
        return perform(case, step, actor, on=on, data=data)

    return go


@pytest.fixture
def fixed(planned, go):
    return go(planned(), "fix", FIXED, **SOURCE)


def text_of(case, kind):
    with documents.open_document(documents.of(*case.place).get(kind=kind)) as file:
        return file.read()


def place_of(settings, case, kind):
    digest = documents.of(*case.place).get(kind=kind).digest
    return Path(settings.HOME, "documents", digest[:2], digest)


def refusal(act):
    with pytest.raises(StepRefused) as refused:
        act()
    return refused.value


def test_a_draw_is_fixed_drawn_and_verified_by_anyone_whatever_becomes_of_the_pool(fixed, go):
    assert (fixed.lines, fixed.seed, fixed.drawn) == (12, "", None)
    Borrowing.objects.filter(binding="paper").delete()
    Borrowing.objects.update(renewed=True)
    early = refusal(lambda: go(fixed, "draw", date(2023, 3, 5), **VALUE))
    assert (early.code, "才产生" in early.reason) == ("guard", True)
    case = go(fixed, "draw", PUBLISHED, **VALUE)
    checked = draw.verify(text_of(case, "draw-proof"), text_of(case, "draw-roster"), commit=case.roster_commit)
    assert checked.ok, checked.difference
    proof = json.loads(text_of(case, "draw-proof"))
    assert (proof["seed"], proof["plan_digest"], case.drawn) == (case.seed, case.plan_digest, 4)
    assert {one["name"]: (one["size"], len(one["drawn"])) for one in proof["strata"]} == {
        "平装": (6, 2),
        "精装": (6, 2),
    }
    assert proof["roster"]["page_root"] == case.page_root


def test_what_is_fixed_is_in_files_of_the_case_and_cannot_be_taken_back(fixed, go, actor):
    assert [one.kind for one in documents.of(*fixed.place)] == ["draw-roster", "draw-plan"]
    with pytest.raises(documents.DocumentRefused, match="不能更换"):
        documents.replace(documents.of(*fixed.place)[0], b"x", "roster.txt", "改", actor=actor)


def test_a_roster_is_given_up_before_the_randomness_and_not_after(planned, go):
    assert go(go(planned(), "fix", FIXED, **SOURCE), "revoke", date(2023, 3, 5)).state == "revoked"


def test_once_the_randomness_is_there_a_roster_is_not_given_up(fixed, go):
    assert "不能撤回" in refusal(lambda: go(fixed, "revoke", PUBLISHED)).reason
    assert "可以抽取" in refusal(lambda: go(fixed, "revoke", PUBLISHED, **VALUE)).reason


@pytest.mark.parametrize("kind", ["draw-roster", "draw-plan"])
def test_a_file_that_was_edited_is_not_drawn_from(fixed, go, settings, kind):
    place = place_of(settings, fixed, kind)
    place.chmod(0o640)
    place.write_bytes(place.read_bytes().replace(b"B00", b"B99").replace(b"2023-03-06", b"2023-03-03"))
    assert "已损坏" in refusal(lambda: go(fixed, "draw", PUBLISHED, **VALUE)).reason
    # Nor where the catalogue of files was changed with it: the digests in the columns hold.
    made = documents.store(
        place.read_bytes(), "x.txt", ledger=fixed.ledger, record=fixed.pk, actor=SYSTEM, kind="other"
    )
    documents.of(*fixed.place).filter(kind=kind).update(digest=made.digest)
    assert "改过" in refusal(lambda: go(fixed, "draw", PUBLISHED, **VALUE)).reason
    place_of(settings, fixed, kind).unlink()
    assert "已不在" in refusal(lambda: go(fixed, "draw", PUBLISHED, **VALUE)).reason
    documents.of(*fixed.place).filter(kind=kind).delete()
    assert "案卷里没有" in refusal(lambda: go(fixed, "draw", PUBLISHED, **VALUE)).reason


def test_an_object_that_is_gone_gives_way_to_the_reserve_of_its_stratum(fixed, go):
    case = go(fixed, "draw", PUBLISHED, **VALUE)
    stratum = json.loads(text_of(case, "draw-proof"))["strata"][0]
    gone, (reserve,) = stratum["drawn"][0]["id"], stratum["reserves"]
    assert "没有“B99”" in refusal(lambda: go(case, "call", PUBLISHED, gone_object="B99", gone_reason="遗失")).reason
    case = go(case, "call", PUBLISHED, gone_object=gone, gone_reason="遗失")
    after = json.loads(text_of(case, "draw-calls"))
    standing = {one["id"] for one in after["standing"]}
    assert gone not in standing and reserve["id"] in standing and len(standing) == 4
    other = stratum["drawn"][1]["id"]
    assert (
        "后备对象已经用完" in refusal(lambda: go(case, "call", PUBLISHED, gone_object=other, gone_reason="再")).reason
    )
    # A value that was corrected after the draw is not that of the draw.
    Stocktaking.objects.update(randomness="2 7 1")
    told = refusal(lambda: go(case, "call", PUBLISHED, gone_object=reserve["id"], gone_reason="又")).reason
    assert "与抽取对象时不同" in told


def test_a_roster_without_rows_or_with_a_day_that_is_past_is_not_fixed(planned, go):
    case = planned()
    assert "以后产生" in refusal(lambda: go(case, "fix", FIXED, **SOURCE | {"randomness_on": FIXED})).reason
    Borrowing.objects.all().delete()
    assert "没有可以抽取的对象" in refusal(lambda: go(case, "fix", FIXED, **SOURCE)).reason
    case.refresh_from_db()
    assert (case.state, case.roster_commit) == ("planned", "") and not documents.of(*case.place).exists()


def test_draws_of_two_organs_with_the_same_number_are_told_apart(planned, libraries, go):
    cases = [go(go(planned(library), "fix", FIXED, **SOURCE), "draw", PUBLISHED, **VALUE) for library in libraries]
    assert len({case.number for case in cases}) == 1
    proofs = [json.loads(text_of(case, "draw-proof")) for case in cases]
    assert [one["plan"]["id"] for one in proofs] == [f"L1 {cases[0].number}", f"L2 {cases[1].number}"]
    assert cases[0].roster_commit == cases[1].roster_commit and proofs[0]["seed"] != proofs[1]["seed"]
    said = str(draw.verify(proofs[1], text_of(cases[1], "draw-roster")).checks[1])
    assert f"L2 {cases[1].number}（明川少年儿童图书馆）" in said


def test_next_steps_say_what_cannot_be_done_yet(fixed, actor):
    def offered(on):
        return {one.step.slug: one.reason for one in next_steps(fixed, actor, on) if one.allowed}

    assert offered(FIXED) == {"revoke": ""}
    assert "draw" in offered(PUBLISHED)
