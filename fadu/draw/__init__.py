"""抽取: a stratified, weighted random draw that anyone can recompute; protocol fadu-draw/1, described in docs/draw.md.

    text = freeze([("A1", "甲级", 1), …])              canonical roster; publish commit("aes", text) with the plan
    proof = run(plan, text, "3 14 15 92 65")           once the randomness named in the plan is public
    verify(proof, text).ok                             what was checked, and the first difference

With inspectors: `freeze_inspectors`, `freeze_conflicts`; their digests stand in the plan as `inspectors` and
`conflicts`, and `run` pairs them in the same proof; `try_out` tells beforehand whether they suffice. Afterwards
`Standing(proof, …)` calls reserves for objects that are gone and the next inspector for one who withdraws, from the
same order. Plain Python, without Django.
"""

from .feasibility import try_out
from .freezing import Frozen, freeze, freeze_conflicts, freeze_file, freeze_inspectors
from .plan import Plan
from .proof import Called, Standing, remarks, run
from .roster import Roster
from .suites import suite
from .verification import Verification, verify
from .wording import DrawRefused, Sentence


def commit(suite_name: str, text: bytes) -> str:
    """Return the digest under which a canonical text is published, in hexadecimal."""
    return suite(suite_name).hash(text).hex()


__all__ = [
    "Called",
    "DrawRefused",
    "Frozen",
    "Plan",
    "Roster",
    "Sentence",
    "Standing",
    "Verification",
    "commit",
    "freeze",
    "freeze_conflicts",
    "freeze_file",
    "freeze_inspectors",
    "remarks",
    "run",
    "suite",
    "try_out",
    "verify",
]
