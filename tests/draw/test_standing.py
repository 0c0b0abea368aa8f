"""递补: who follows comes from the same order, for anyone who asks again; there is no second draw."""

from collections import Counter

import pytest

from fadu import draw
from fadu.draw import DrawRefused, Standing
from fadu.draw.salted import Salted, new_secret, shows

from . import reference

VALUE = "03 07 12 18 25 31 + 09"


@pytest.fixture
def proof(pairing_plan, roster, inspectors):
    return draw.run(pairing_plan | {"unit_rule": "different"}, roster, VALUE, inspectors=inspectors)


def test_loads_are_even_and_units_differ(proof):
    pairs = proof["inspectors"]["pairs"]
    loads = Counter(name for pair in pairs for name in pair["inspectors"])
    assert max(loads.values()) <= max(pair["cap"] for pair in pairs)
    assert all(int(one[1:]) % 3 != int(other[1:]) % 3 for one, other in (pair["inspectors"] for pair in pairs))


def test_the_first_reserve_of_the_stratum_takes_the_place_of_an_object_that_is_gone(proof, inspectors):
    stratum = proof["strata"][0]
    standing = Standing(proof, inspectors)
    called = standing.object_gone(stratum["drawn"][1]["line"])
    assert (called.line, called.id) == (stratum["reserves"][0]["line"], stratum["reserves"][0]["id"])
    assert len(called.inspectors) == 2
    assert called == Standing(proof, inspectors).object_gone(stratum["drawn"][1]["line"])
    with pytest.raises(DrawRefused, match="不在抽中"):
        standing.object_gone(stratum["drawn"][1]["line"])


def test_a_called_reserve_is_paired_under_the_next_number(proof, inspectors):
    """Number j goes on after the objects drawn, whatever the line of the reserve."""
    called = Standing(proof, inspectors).object_gone(proof["strata"][0]["drawn"][0]["line"])
    staff = inspectors.decode().split("\n")[:-1]
    nothing = reference.digest("aes", b"")
    under = reference.joined(b"fadu-pair/1", bytes.fromhex(proof["seed"]), reference.digest("aes", inspectors), nothing)
    seed, drawn = reference.digest("aes", under), sum(len(one["drawn"]) for one in proof["strata"])
    order = sorted(range(8), key=lambda m: -reference.word("aes", seed, drawn * 8 + m))
    ranks = [order.index([line.partition("\t")[0] for line in staff].index(name)) for name in called.inspectors]
    assert ranks == sorted(ranks)


def test_when_the_reserves_are_used_up_it_says_so(proof, inspectors):
    standing = Standing(proof, inspectors)
    stratum = proof["strata"][0]
    for one in stratum["drawn"][: len(stratum["reserves"])]:
        standing.object_gone(one["line"])
    with pytest.raises(DrawRefused, match="后备对象已经用完"):
        standing.object_gone(stratum["drawn"][-1]["line"])


def test_the_next_in_the_objects_own_order_follows_an_inspector_who_withdraws(proof, inspectors):
    pair = proof["inspectors"]["pairs"][3]
    gone, stays = pair["inspectors"]
    standing = Standing(proof, inspectors)
    names = standing.inspector_withdraws(pair["line"], gone).inspectors
    assert names[0] == stays
    assert names[1] not in (gone, stays)
    again = standing.inspector_withdraws(pair["line"], names[1]).inspectors
    assert not {gone, names[1]} & set(again)
    with pytest.raises(DrawRefused, match="没有配到"):
        standing.inspector_withdraws(pair["line"], gone)
    with pytest.raises(DrawRefused, match="不在抽中"):
        standing.inspector_withdraws(10**6, gone)


def test_one_who_leaves_altogether_is_followed_everywhere_and_never_called_again(proof, inspectors):
    standing = Standing(proof, inspectors)
    name = proof["inspectors"]["pairs"][0]["inspectors"][0]
    replaced = standing.inspector_leaves(name)
    assert replaced
    assert all(name not in names for names in standing.inspectors.values())
    assert name not in standing.object_gone(min(standing.objects)).inspectors


def test_a_refused_replacement_changes_nothing(pairing_plan, roster):
    two = draw.freeze_inspectors([("Z0", "u"), ("Z1", "u")])
    plan = pairing_plan | {"inspectors": draw.commit("aes", two)}
    standing = Standing(draw.run(plan, roster, VALUE, inspectors=two), two)
    line = min(standing.objects)
    before = dict(standing.inspectors)
    with pytest.raises(DrawRefused, match="不能配对"):
        standing.inspector_withdraws(line, "Z0")
    assert standing.inspectors == before
    assert standing.object_gone(line).inspectors


def test_without_inspectors_objects_alone_are_followed(plan, roster):
    proof = draw.run(plan, roster, VALUE)
    called = Standing(proof).object_gone(proof["strata"][0]["drawn"][0]["line"])
    assert (called.inspectors, called.id) == ((), proof["strata"][0]["reserves"][0]["id"])


@pytest.mark.parametrize("suite", ["aes", "sm"])
def test_a_salted_list_shows_one_line_and_hides_the_others(inspectors, suite):
    chosen = draw.suite(suite)
    salted = Salted.of(chosen, new_secret(), inspectors)
    proofs = [salted.proof(number) for number in range(8)]
    assert all(shows(chosen, salted.root, proof) for proof in proofs)
    assert len({proof.salt for proof in proofs}) == 8
    assert not shows(chosen, salted.root, draw.salted.LineProof(0, 8, proofs[1].text, proofs[0].salt, proofs[0].path))
    assert not shows(chosen, salted.root, draw.salted.LineProof(1, 8, proofs[0].text, proofs[0].salt, proofs[0].path))
    assert not shows(chosen, "zz", proofs[0])
    assert Salted.of(chosen, new_secret(), inspectors).root != salted.root


def test_a_page_of_the_roster_can_be_checked_alone(known):
    from fadu.digests import includes

    roster = draw.Roster.read(known[18]["roster"].encode(), draw.suite("aes"))
    path = roster.page_proof(1)
    leaf = roster.suite.hash(b"\0" + roster.page(1))
    assert includes("sha256", roster.page_root, 2, 1, leaf, path)
    assert roster.line(1030) == roster.page(1).splitlines(keepends=True)[6]
