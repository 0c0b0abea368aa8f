"""算法: SHA-256 with AES-256, or the commercial ciphers SM3 with SM4; digests, the seed, and the numbers it gives.

The numbers are the keystream of the cipher in counter mode under a zero vector, 16 bytes an object, of which the
first eight count: `openssl enc -aes-256-ctr` prints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from fadu import digests

from .wording import DrawRefused, say

PROTOCOL = "fadu-draw/1"
PAIRING = "fadu-pair/1"
BLOCK = 16  # bytes
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Suite:
    """A hash and a cipher that belong together."""

    name: str
    algorithm: str  # as `fadu.digests` calls the hash
    cipher: str  # as openssl calls the cipher in counter mode
    key_size: int  # bytes of the seed that are its key

    def hash(self, data: bytes) -> bytes:
        """Return the digest of `data`."""
        return digests.hash_with(self.algorithm)(data)

    def new(self) -> digests.Hasher:
        """Return a hasher to be fed piece by piece."""
        return digests.new(self.algorithm)

    def key(self, seed: bytes) -> bytes:
        """Return what of the seed is the cipher's key."""
        return seed[: self.key_size]

    def words(self, seed: bytes, first: int, count: int) -> Words:
        """Return the random numbers of `count` objects from number `first` on."""
        stream = self._cipher(seed, modes.CTR(first.to_bytes(BLOCK, "big"))).update(bytes(BLOCK * count))
        return np.frombuffer(stream, dtype=">u8")[::2].astype(np.uint64)

    def block(self, seed: bytes, number: int) -> bytes:
        """Return the whole block of one number."""
        return self._cipher(seed, modes.ECB()).update(number.to_bytes(BLOCK, "big"))

    def word(self, seed: bytes, number: int) -> int:
        """Return the random number of one object, as anyone would recompute it."""
        return int.from_bytes(self.block(seed, number)[:8], "big")

    def _cipher(self, seed: bytes, mode: modes.CTR | modes.ECB) -> CipherContext:
        key = self.key(seed)
        return Cipher(algorithms.SM4(key) if self.name == "sm" else algorithms.AES(key), mode).encryptor()


SUITES = {
    "aes": Suite("aes", "sha256", "aes-256-ctr", 32),
    "sm": Suite("sm", "sm3", "sm4-ctr", 16),
}


def suite(name: str) -> Suite:
    """Return the suite of this name. Raises DrawRefused."""
    if name not in SUITES:
        raise DrawRefused("plan_field", field="suite", why=say("among", words="/".join(SUITES)))
    return SUITES[name]


def lp(data: bytes) -> bytes:
    """Return `data` with its length before it, so that what is joined can be taken apart in one way only."""
    return len(data).to_bytes(4, "big") + data


def seed_of(chosen: Suite, commit: bytes, plan_digest: bytes, randomness: Sequence[str]) -> bytes:
    """Return the seed: the digest of roster, plan and public randomness."""
    values = b"".join(lp(value.strip().encode()) for value in randomness)
    return chosen.hash(PROTOCOL.encode() + lp(commit) + lp(plan_digest) + values)


def pairing_seed(chosen: Suite, seed: bytes, staff: bytes, conflicts: bytes) -> bytes:
    """Return the seed under which inspectors are paired: of the draw's own, and the two lists' digests."""
    return chosen.hash(PAIRING.encode() + lp(seed) + lp(staff) + lp(conflicts))
