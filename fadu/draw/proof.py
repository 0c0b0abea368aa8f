"""抽取: from plan, roster and public randomness to the proof file; and what follows when an object is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from . import order
from .order import Spread
from .pairing import Paired, Pairing
from .plan import Plan
from .roster import Conflicts, Roster, Staff
from .suites import PROTOCOL, pairing_seed, seed_of
from .wording import DrawRefused, Sentence, say

Text = Path | str | bytes  # a canonical text, or the path of one
Proof = dict[str, Any]
STAFF = ("检查人员", "the inspectors")
CONFLICTS = ("回避关系", "the conflicts of interest")


def run(
    plan: Plan | Mapping[str, Any] | bytes | str,
    roster: Roster | Text,
    randomness: str | Sequence[str],
    *,
    inspectors: Text | None = None,
    conflicts: Text | None = None,
    published_at: str = "",
    commit: str = "",
    software: str = "",
    spread: Spread = map,
) -> Proof:
    """Draw, and return the proof: a value to be written as JSON.

    `roster`, `inspectors` and `conflicts` are canonical texts (see `freeze`). `randomness` is the published value, or
    one value for each contributor of the plan; `published_at` its day or moment, that of the plan if left out.
    `commit` is the digest under which the roster was published: another roster is then refused. `spread` works off
    pieces of the roster, like `map`. Raises DrawRefused; nothing is half done.
    """
    plan = Plan.read(plan)
    people = people_of(plan, inspectors, conflicts)
    return draw(plan, Roster.read(roster, plan.suite), randomness, people, published_at, commit, software, spread)


def draw(
    plan: Plan,
    roster: Roster,
    randomness: str | Sequence[str],
    people: People | None,
    published_at: str = "",
    commit: str = "",
    software: str = "",
    spread: Spread = map,
) -> Proof:
    """Draw from texts that have been read, and pair with `people` if there are any."""
    values = plan.values(randomness)
    plan.hold_to(published_at or plan.at)
    if commit and commit != roster.commit.hex():
        raise DrawRefused("roster_changed", commit=roster.commit.hex(), published=commit)
    seed = seed_of(plan.suite, roster.commit, plan.digest, values)
    strata = _strata(plan, roster, seed, spread)
    return {
        "protocol": PROTOCOL,
        "suite": plan.suite.name,
        "plan": plan.document,
        "plan_digest": plan.digest.hex(),
        "roster": {"commit": roster.commit.hex(), "lines": roster.lines, "page_root": roster.page_root.hex()},
        "randomness": {
            "source": plan.source,
            "value": values if plan.contributors else values[0],
            "published_at": published_at or plan.at,
        },
        "seed": seed.hex(),
        "strata": strata,
        "inspectors": _pairs(plan, seed, strata, people) if people else None,
        "software": software,
    }


def remarks(proof: Proof) -> list[Sentence]:
    """Return what a reader of the proof should be told: strata drawn whole, caps that rose."""
    found = [
        say("all_drawn", name=one["name"], size=one["size"], k=one["k"])
        for one in proof["strata"]
        if one["k"] > one["size"]
    ]
    pairs = proof["inspectors"]["pairs"] if proof["inspectors"] else []
    usual = min((pair["cap"] for pair in pairs), default=0)
    raised = [say("cap_raised", line=pair["line"] + 1, cap=pair["cap"]) for pair in pairs if pair["cap"] > usual]
    rest = proof["roster"]["lines"] - sum(one["size"] for one in proof["strata"])
    return [*found, *([say("left_out", rest=rest)] if rest else []), *raised]


class People(NamedTuple):
    """Who may inspect, and whom they must not."""

    staff: Staff
    barred: Conflicts


def people_of(plan: Plan, inspectors: Text | None, conflicts: Text | None) -> People | None:
    """Read inspectors and conflicts and hold them to the digests in the plan. Raises DrawRefused."""
    if inspectors is None:
        if plan.inspectors is not None:
            raise DrawRefused("staff_missing", what=STAFF, field="inspectors")
        return None
    staff = Staff.read(inspectors, plan.suite)
    _committed(staff.commit, plan.inspectors, STAFF, "inspectors")
    barred = Conflicts.read(b"" if conflicts is None else conflicts, plan.suite)
    if conflicts is None and plan.conflicts not in (None, barred.commit.hex()):
        raise DrawRefused("staff_missing", what=CONFLICTS, field="conflicts")
    if barred.pairs or plan.conflicts is not None:
        _committed(barred.commit, plan.conflicts, CONFLICTS, "conflicts")
    return People(staff, barred)


def _committed(commit: bytes, planned: str | None, what: tuple[str, str], field: str) -> None:
    if planned is None:
        raise DrawRefused("staff_uncommitted", what=what, field=field, commit=commit.hex())
    if commit.hex() != planned:
        raise DrawRefused("staff_changed", what=what, commit=commit.hex(), planned=planned)


def _strata(plan: Plan, roster: Roster, seed: bytes, spread: Spread) -> list[dict[str, Any]]:
    counts = order.examine(roster, spread)
    sizes = dict.fromkeys(plan.strata, 0)
    for (name, _weight), count in counts.items():
        if name in sizes:
            sizes[name] += count
    wanted = {name: k + plan.reserved(k) for name, k in plan.strata.items()}
    found = order.first(roster, seed, counts, wanted, spread)
    ids = _ids(roster, (line for lines in found.values() for line in lines))
    return [
        {
            "name": name,
            "size": sizes[name],
            "k": k,
            "drawn": [{"line": line, "id": ids[line]} for line in sorted(found[name][:k])],
            "reserves": [{"line": line, "id": ids[line]} for line in found[name][k:]],
        }
        for name, k in plan.strata.items()
    ]


def _ids(roster: Roster, lines: Iterable[int]) -> dict[int, str]:
    numbers = sorted(lines)
    return dict(zip(numbers, roster.ids(numbers), strict=True))


def _pairing(plan: Plan, seed: bytes, people: People, objects: int) -> Pairing:
    under = pairing_seed(plan.suite, seed, people.staff.commit, people.barred.commit)
    return Pairing(plan.suite, under, people.staff, people.barred, plan.per_object, plan.unit_rule, objects)


def drawn_of(strata: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the drawn objects of all strata, {"line", "id"}, in ascending order of lines."""
    return sorted((one for stratum in strata for one in stratum["drawn"]), key=lambda one: one["line"])


def _pairs(plan: Plan, seed: bytes, strata: list[dict[str, Any]], people: People) -> dict[str, Any]:
    drawn = drawn_of(strata)
    pairing = _pairing(plan, seed, people, len(drawn))
    pairs = []
    for number, one in enumerate(drawn):
        paired = pairing.pair(number, one["id"])
        pairs.append({"line": one["line"], "inspectors": list(paired.inspectors), "cap": paired.cap})
    return {"commit": people.staff.commit.hex(), "per_object": plan.per_object, "pairs": pairs}


@dataclass(frozen=True)
class Called:
    """A reserve that takes the place of an object that is gone."""

    line: int
    id: str
    stratum: str
    inspectors: tuple[str, ...]
    cap: int


class Standing:
    """What stands after a draw: objects that are gone and inspectors who withdrew are followed in the same order.

    The same calls in the same order give the same answers to anyone who holds the proof and the lists in it, so what
    was done can be checked by doing it again; there is no second draw. The proof must have been verified.
    """

    def __init__(self, proof: Proof, inspectors: Text | None = None, conflicts: Text | None = None) -> None:
        self.plan = Plan.read(proof["plan"])
        drawn = drawn_of(proof["strata"])
        self.objects = {one["line"]: one["id"] for one in drawn}
        self.inspectors: dict[int, tuple[str, ...]] = {}
        self._stratum = {one["line"]: stratum["name"] for stratum in proof["strata"] for one in stratum["drawn"]}
        self._reserves = {stratum["name"]: list(stratum["reserves"]) for stratum in proof["strata"]}
        self._numbers = {one["line"]: number for number, one in enumerate(drawn)}
        self._gone: dict[int, set[str]] = {}
        self._pairing: Pairing | None = None
        if proof["inspectors"] is None:
            return
        people = people_of(self.plan, inspectors, conflicts)
        if people is None:
            raise DrawRefused("staff_missing", what=STAFF, field="inspectors")
        self._pairing = _pairing(self.plan, bytes.fromhex(proof["seed"]), people, len(drawn))
        for pair in proof["inspectors"]["pairs"]:
            self.inspectors[pair["line"]] = tuple(pair["inspectors"])
            self._pairing.take(pair["inspectors"])

    def object_gone(self, line: int) -> Called:
        """Call the next reserve of the stratum for an object that cannot be inspected. Raises DrawRefused."""
        if line not in self.objects:
            raise DrawRefused("not_drawn", line=line + 1)
        stratum = self._stratum[line]
        if not self._reserves[stratum]:
            raise DrawRefused("no_reserve", name=stratum)
        reserve = self._reserves[stratum][0]
        paired = Paired((), 0)
        if self._pairing:
            self._pairing.release(self.inspectors[line])
            try:
                paired = self._pairing.pair(len(self._numbers), reserve["id"])
            except DrawRefused:
                self._pairing.take(self.inspectors[line])
                raise
            self.inspectors[reserve["line"]] = paired.inspectors
            del self.inspectors[line]
        del self._reserves[stratum][0], self.objects[line]
        self.objects[reserve["line"]] = reserve["id"]
        self._stratum[reserve["line"]] = stratum
        self._numbers[reserve["line"]] = len(self._numbers)
        return Called(reserve["line"], reserve["id"], stratum, *paired)

    def inspector_withdraws(self, line: int, inspector: str) -> Paired:
        """Return the inspectors of an object after one of them withdrew from it. Raises DrawRefused."""
        if line not in self.objects:
            raise DrawRefused("not_drawn", line=line + 1)
        if not self._pairing or inspector not in self.inspectors[line]:
            raise DrawRefused("not_paired", inspector=inspector, line=line + 1)
        gone = self._gone.get(line, set()) | {inspector}
        self._pairing.release([inspector])
        try:
            paired = self._pairing.follow(self._numbers[line], self.objects[line], self.inspectors[line], gone)
        except DrawRefused:
            self._pairing.take([inspector])
            raise
        self._gone[line] = gone
        self.inspectors[line] = paired.inspectors
        return paired

    def inspector_leaves(self, inspector: str) -> dict[int, Paired]:
        """Return the new inspectors of every object of one who leaves altogether, in the order of lines."""
        if self._pairing:
            self._pairing.absent.add(inspector)
        lines = sorted(line for line, names in self.inspectors.items() if inspector in names)
        return {line: self.inspector_withdraws(line, inspector) for line in lines}
