"""加盐名单: a roster that may not be published (inspectors, persons) is committed to line by line.

A leaf is H(0x00 ‖ salt ‖ line); only the root is published. Whoever is given one line with its salt and the digests
beside its way up can check that this line, and no other in its place, was in the roster; the salt of one line tells
nothing about the others, so nobody can find out by trying names who else is in it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fadu.digests import SIZE, includes, inclusion_proof, root_of

from .suites import Suite, lp

PURPOSE = b"fadu-salt/1"


def new_secret() -> bytes:
    """Return a fresh secret, to be kept by whoever keeps the roster."""
    return secrets.token_bytes(SIZE)


@dataclass(frozen=True)
class LineProof:
    """What the person of one line is given."""

    line: int  # from 0
    lines: int
    text: str
    salt: str  # hexadecimal, as all that follows
    path: tuple[str, ...]


@dataclass(frozen=True)
class Salted:
    """A canonical text under a secret."""

    suite: Suite
    secret: bytes
    lines: Sequence[bytes]  # each with its end

    @classmethod
    def of(cls, suite: Suite, secret: bytes, text: bytes) -> Salted:
        """Take the lines of a canonical text."""
        return cls(suite, secret, [line + b"\n" for line in text[:-1].split(b"\n")])

    def salt(self, number: int) -> bytes:
        """Return the salt of one line."""
        return self.suite.hash(PURPOSE + lp(self.secret) + lp(number.to_bytes(8, "big")))

    @cached_property
    def leaves(self) -> list[bytes]:
        return [_leaf(self.suite, self.salt(number), line) for number, line in enumerate(self.lines)]

    @cached_property
    def root(self) -> str:
        """The digest that is published."""
        return root_of(self.suite.algorithm, self.leaves).hex()

    def proof(self, number: int) -> LineProof:
        """Return what shows line `number` to lie under the root."""
        path = inclusion_proof(self.suite.algorithm, self.leaves, number)
        text, salt = self.lines[number].decode(), self.salt(number).hex()
        return LineProof(number, len(self.lines), text, salt, tuple(digest.hex() for digest in path))


def shows(suite: Suite, root: str, proof: LineProof) -> bool:
    """Tell whether a line lies under the published root."""
    try:
        leaf = _leaf(suite, bytes.fromhex(proof.salt), proof.text.encode())
        path = [bytes.fromhex(digest) for digest in proof.path]
        return includes(suite.algorithm, bytes.fromhex(root), proof.lines, proof.line, leaf, path)
    except ValueError:
        return False


def _leaf(suite: Suite, salt: bytes, line: bytes) -> bytes:
    return suite.hash(b"\0" + salt + line)
