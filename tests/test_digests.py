"""摘要: the properties of RFC 6962 that the journal leans on."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fadu.digests import (
    ALGORITHMS,
    Tree,
    consistency_proof,
    continues,
    hash_with,
    includes,
    inclusion_proof,
    new,
    root_of,
)

# The eight entries of the test log that certificate-transparency implementations share, and its roots.
ENTRIES = [bytes.fromhex(entry) for entry in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaf(algorithm, data):
    return hash_with(algorithm)(b"\x00" + data)


def naive_root(algorithm, leaves):
    """The definition of RFC 6962, word for word."""
    if not leaves:
        return hash_with(algorithm)(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = naive_root(algorithm, leaves[:split]), naive_root(algorithm, leaves[split:])
    return hash_with(algorithm)(b"\x01" + left + right)


def test_digests_of_the_standards():
    assert new("sha256").hexdigest() == hashlib.sha256().hexdigest()
    # GB/T 32905, example 1
    assert hash_with("sm3")(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    hasher = new("sm3")
    hasher.update(b"a")
    hasher.update(b"bc")
    assert hasher.digest() == hash_with("sm3")(b"abc")
    with pytest.raises(KeyError):
        new("md5")


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_roots_known_from_other_implementations(size, root):
    assert root_of("sha256", [leaf("sha256", entry) for entry in ENTRIES[:size]]).hex() == root


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_growing_tree_gives_the_root_of_the_definition_at_every_size(algorithm):
    leaves = [leaf(algorithm, bytes([n])) for n in range(70)]
    tree = Tree(algorithm)
    for size, one in enumerate(leaves, 1):
        tree.append(one)
        assert tree.root() == naive_root(algorithm, leaves[:size])
        assert len(tree.peaks) == size.bit_count()


@given(st.integers(1, 70), st.data())
def test_every_leaf_proves_its_place_and_no_other(size, data):
    leaves = [leaf("sha256", bytes([n])) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    root, proof = root_of("sha256", leaves), inclusion_proof("sha256", leaves, index)
    assert includes("sha256", root, size, index, leaves[index], proof)
    other = data.draw(st.integers(0, size).filter(lambda n: n != index))
    assert not includes("sha256", root, size, other, leaves[index], proof)
    assert not includes("sha256", root, size, index, leaf("sha256", b"forged"), proof)
    assert not includes("sha256", root, size, index, leaves[index], [*proof, root])
    assert not proof or not includes("sha256", root, size, index, leaves[index], proof[:-1])


@given(st.integers(1, 70), st.data())
def test_newer_tree_proves_that_it_begins_with_the_older(size, data):
    leaves = [leaf("sha256", bytes([n])) for n in range(size)]
    old = data.draw(st.integers(1, size))
    root, old_root = root_of("sha256", leaves), root_of("sha256", leaves[:old])
    proof = consistency_proof("sha256", leaves, old)
    assert continues("sha256", old_root, old, root, size, proof)
    rewritten = root_of("sha256", [leaf("sha256", b"forged"), *leaves[1:old]])
    assert not continues("sha256", rewritten, old, root, size, proof)
    if old < size:
        assert not continues("sha256", old_root, old, old_root, size, proof)
        assert not continues("sha256", old_root, old, root, size, proof[:-1])


def test_no_proof_outside_the_tree():
    leaves = [leaf("sha256", b"one")]
    with pytest.raises(IndexError):
        inclusion_proof("sha256", leaves, 1)
    with pytest.raises(IndexError):
        consistency_proof("sha256", leaves, 2)
    assert not includes("sha256", leaves[0], 1, 1, leaves[0], [])
    assert not continues("sha256", leaves[0], 2, leaves[0], 1, [])
