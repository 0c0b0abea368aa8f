"""摘要: SHA-256 or SM3 (商用密码), and the hash tree of RFC 6962 over what is logged.

A leaf is H(0x00 ‖ bytes), a node H(0x01 ‖ left ‖ right), so that no leaf can pass for a node. Whoever holds a root can
be shown with a few dozen digests that an entry lies under it (inclusion), or that an older root is a beginning of a
newer one (consistency).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from cryptography.hazmat.primitives import hashes

SIZE = 32  # bytes; the same for both algorithms
Hash = Callable[[bytes], bytes]


class Hasher(Protocol):
    """What `new` returns: as in hashlib."""

    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...
    def hexdigest(self) -> str: ...


class SM3:
    """SM3 (GB/T 32905) with the interface of hashlib, whose own SM3 depends on how OpenSSL was built."""

    def __init__(self, data: bytes = b"") -> None:
        self._hash = hashes.Hash(hashes.SM3())
        self._hash.update(data)

    def update(self, data: bytes, /) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.copy().finalize()

    def hexdigest(self) -> str:
        return self.digest().hex()


def _sm3(data: bytes) -> bytes:
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


_HASHERS: dict[str, Callable[[], Hasher]] = {"sha256": hashlib.sha256, "sm3": SM3}
_HASHES: dict[str, Hash] = {"sha256": lambda data: hashlib.sha256(data).digest(), "sm3": _sm3}
ALGORITHMS = tuple(_HASHES)


def new(algorithm: str) -> Hasher:
    """Return a hasher to be fed piece by piece. Raises KeyError for an algorithm other than sha256 and sm3."""
    return _HASHERS[algorithm]()


def hash_with(algorithm: str) -> Hash:
    """Return the function from bytes to digest. Raises KeyError for an algorithm other than sha256 and sm3."""
    return _HASHES[algorithm]


class Tree:
    """A hash tree that grows: only the roots of its complete subtrees are kept (at most 64), largest first."""

    def __init__(self, algorithm: str, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.algorithm, self.size, self.peaks = algorithm, size, list(peaks)
        self._hash = hash_with(algorithm)

    def append(self, leaf: bytes) -> None:
        """Add the digest of one more leaf."""
        full, self.size = self.size, self.size + 1
        while full & 1:
            leaf = self._hash(b"\x01" + self.peaks.pop() + leaf)
            full >>= 1
        self.peaks.append(leaf)

    def root(self) -> bytes:
        """Return the root; of no leaves at all it is the digest of nothing."""
        if not self.peaks:
            return self._hash(b"")
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = self._hash(b"\x01" + peak + root)
        return root


def root_of(algorithm: str, leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these leaf digests."""
    tree = Tree(algorithm)
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def inclusion_proof(algorithm: str, leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the digests beside the way from leaf `index` (from 0) up to the root (RFC 6962, 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path = []
    while len(leaves) > 1:
        split = _split(len(leaves))
        left, right = leaves[:split], leaves[split:]
        if index < split:
            path.append(root_of(algorithm, right))
            leaves = left
        else:
            path.append(root_of(algorithm, left))
            leaves, index = right, index - split
    return path[::-1]


def includes(algorithm: str, root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows that leaf `index` of the `size` leaves under `root` is `leaf`."""
    if not 0 <= index < size:
        return False
    node = hash_with(algorithm)
    last = size - 1
    for digest in proof:
        if not last:
            return False
        if index & 1 or index == last:
            leaf = node(b"\x01" + digest + leaf)
            while not index & 1 and index:  # a lone right edge rises without a sister
                index, last = index >> 1, last >> 1
        else:
            leaf = node(b"\x01" + leaf + digest)
        index, last = index >> 1, last >> 1
    return not last and leaf == root


def consistency_proof(algorithm: str, leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Return the digests that show the tree of the first `size` leaves to be a beginning of this one (2.1.2)."""
    if not 0 < size <= len(leaves):
        raise IndexError(size)
    path = []
    whole = True  # the old root itself is known to whoever checks, and is left out
    while size < len(leaves):
        split = _split(len(leaves))
        if size <= split:
            path.append(root_of(algorithm, leaves[split:]))
            leaves = leaves[:split]
        else:
            path.append(root_of(algorithm, leaves[:split]))
            leaves, size, whole = leaves[split:], size - split, False
    return ([] if whole else [root_of(algorithm, leaves)]) + path[::-1]


def continues(algorithm: str, old_root: bytes, old_size: int, root: bytes, size: int, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows that the tree under `root` begins with the whole tree under `old_root`."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    node = hash_with(algorithm)
    digests = list(proof)
    if old_size & (old_size - 1) == 0:  # a complete tree: its root is where the way starts
        digests.insert(0, old_root)
    if not digests:
        return False
    index, last = old_size - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new_root = digests[0]
    for digest in digests[1:]:
        if not last:
            return False
        if index & 1 or index == last:
            old, new_root = node(b"\x01" + digest + old), node(b"\x01" + digest + new_root)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new_root = node(b"\x01" + new_root + digest)
        index, last = index >> 1, last >> 1
    return not last and old == old_root and new_root == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
