"""核验: a proof is recomputed from the texts it commits to; what was checked is said, and the first difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import canonical
from .order import Spread
from .plan import Plan
from .proof import Proof, Text, draw, people_of
from .roster import Roster
from .suites import PROTOCOL
from .wording import DrawRefused, Sentence, fault, say

FIELDS = {
    "": (
        "protocol",
        "suite",
        "plan",
        "plan_digest",
        "roster",
        "randomness",
        "seed",
        "strata",
        "inspectors",
        "software",
    ),
    "roster": ("commit", "lines", "page_root"),
    "randomness": ("source", "value", "published_at"),
    "inspectors": ("commit", "per_object", "pairs"),
}


@dataclass
class Verification:
    """What was checked, line by line, and what differed first."""

    checks: list[Sentence] = field(default_factory=list)
    difference: Sentence | None = None

    @property
    def ok(self) -> bool:
        return self.difference is None


class _Differs(Exception):
    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text())
        self.sentence = sentence


def verify(
    proof: Proof | bytes | str,
    roster: Roster | Text,
    *,
    inspectors: Text | None = None,
    conflicts: Text | None = None,
    commit: str = "",
    objects_only: bool = False,
    spread: Spread = map,
) -> Verification:
    """Recompute a draw from its proof and the texts, and return what was checked and the first difference, if any.

    `commit` is the roster's digest as it was published before the draw, for whoever noted it. With `objects_only` the
    pairing of inspectors is left unchecked, and said to be.
    """
    done = Verification()
    try:
        _check(done, proof, roster, inspectors, conflicts, commit, objects_only, spread)
    except _Differs as found:
        done.difference = found.sentence
    except DrawRefused as refused:
        done.difference = say("refused", why=refused.sentence)
    return done


def _check(
    done: Verification,
    given: Proof | bytes | str,
    roster: Roster | Text,
    inspectors: Text | None,
    conflicts: Text | None,
    commit: str,
    objects_only: bool,
    spread: Spread,
) -> None:
    proof = canonical.loads(given, "PROOF.json") if isinstance(given, bytes | str) else given
    _form(proof)
    done.checks.append(say("ok_form"))

    plan = Plan.read(proof["plan"])
    _same("protocol", proof["protocol"], PROTOCOL)
    _same("suite", proof["suite"], plan.suite.name)
    _same("plan_digest", proof["plan_digest"], plan.digest.hex())
    done.checks.append(say("ok_plan", id=plan.name, digest=plan.digest.hex()))

    roster = Roster.read(roster, plan.suite)
    _same("roster.commit", proof["roster"]["commit"], roster.commit.hex())
    _same("roster.lines", proof["roster"]["lines"], roster.lines)
    if commit and commit != roster.commit.hex():
        raise DrawRefused("roster_changed", commit=roster.commit.hex(), published=commit)
    paired = proof["inspectors"] is not None
    if paired and inspectors is None and not objects_only:
        raise _Differs(say("need_staff"))
    if not paired and plan.inspectors is not None:
        raise _Differs(say("bad_field", field="inspectors", why=say("unpaired")))
    people = people_of(plan, inspectors, conflicts) if paired and not objects_only else None
    held = proof["randomness"]
    right = draw(plan, roster, held["value"], people, held["published_at"], spread=spread)
    done.checks.append(say("ok_roster", commit=roster.commit.hex(), lines=roster.lines))
    _same("roster.page_root", proof["roster"]["page_root"], right["roster"]["page_root"])
    done.checks.append(say("ok_pages", root=right["roster"]["page_root"]))

    for name in ("source", "value"):
        _same(f"randomness.{name}", proof["randomness"][name], right["randomness"][name])
    said = {"source": plan.source, "published": right["randomness"]["published_at"]}
    value = right["randomness"]["value"]
    done.checks.append(say("ok_randomness", value=value if isinstance(value, str) else "、".join(value), **said))
    _same("seed", proof["seed"], right["seed"])
    done.checks.append(say("ok_seed", seed=right["seed"]))

    _strata(done, proof["strata"], right["strata"])
    if not paired:
        done.checks.append(say("no_pairs"))
    elif not people:
        done.checks.append(say("unchecked_pairs"))
    else:
        _pairs(done, proof["inspectors"], right["inspectors"])


def _form(proof: Any) -> None:
    if not isinstance(proof, Mapping):
        raise _Differs(say("bad_field", field="JSON", why=say("object")))
    for part, names in FIELDS.items():
        held = proof if not part else proof[part]
        if part == "inspectors" and held is None:
            continue
        if not isinstance(held, Mapping):
            raise _Differs(say("bad_field", field=part, why=say("object")))
        for name in names:
            if name not in held:
                raise _Differs(say("bad_field", field=f"{part}.{name}".strip("."), why=say("missing")))
    for name, held in (("strata", proof["strata"]), ("inspectors.pairs", (proof["inspectors"] or {}).get("pairs", []))):
        if not isinstance(held, Sequence) or not all(isinstance(one, Mapping) for one in held):
            raise _Differs(say("bad_field", field=name, why=say("objects")))
    value = proof["randomness"]["value"]
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise _Differs(say("bad_field", field="randomness.value", why=say("text")))


def _strata(done: Verification, given: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]]) -> None:
    by_name = {one.get("name"): one for one in given}
    _same("strata", sorted(map(str, by_name)), sorted(one["name"] for one in right))
    if len(given) != len(right):
        raise _Differs(say("bad_field", field="strata", why=say("stratum_twice")))
    for one in right:
        held = by_name[one["name"]]
        place = f"strata[{one['name']}]"
        for name in ("size", "k"):
            _same(f"{place}.{name}", held.get(name), one[name])
        for name in ("drawn", "reserves"):
            _same_list(f"{place}.{name}", held.get(name), one[name])
        numbers = {"size": one["size"], "k": one["k"], "drawn": len(one["drawn"]), "reserves": len(one["reserves"])}
        done.checks.append(say("ok_stratum", name=one["name"], **numbers))
        if one["k"] > one["size"]:
            done.checks.append(say("all_drawn", name=one["name"], size=one["size"], k=one["k"]))


def _pairs(done: Verification, given: Mapping[str, Any], right: Mapping[str, Any]) -> None:
    for name in ("commit", "per_object"):
        _same(f"inspectors.{name}", given[name], right[name])
    done.checks.append(say("ok_staff", commit=right["commit"]))
    _same_list("inspectors.pairs", given["pairs"], right["pairs"])
    done.checks.append(say("ok_pairs", pairs=len(right["pairs"])))


def _same_list(place: str, given: Any, right: Sequence[Mapping[str, Any]]) -> None:
    """Compare two lists of objects entry by entry, field by field."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise _Differs(say("bad_field", field=place, why=say("objects")))
    for number, (held, one) in enumerate(zip(given, right, strict=False)):
        if held == one and _numbers_alike(held, one):
            continue
        if not isinstance(held, Mapping):
            raise _Differs(say("bad_value", field=f"{place}[{number}]", given=_shown(held), right=_shown(one)))
        for name in one:
            _same(f"{place}[{number}].{name}", held.get(name), one[name])
    _same(f"{place}.length", len(given), len(right))


def _numbers_alike(held: Any, one: Mapping[str, Any]) -> bool:
    return all(type(held[name]) is type(value) for name, value in one.items())


def _same(place: str, given: Any, right: Any) -> None:
    if type(given) is not type(right) or given != right:
        raise _Differs(say("bad_value", field=place, given=_shown(given), right=_shown(right)))


def _shown(value: Any) -> str:
    text = canonical.dumps(value).decode(errors="replace") if not isinstance(value, str) else value
    return text if len(text) <= 200 else f"{text[:200]}…"


def read(path: Path) -> Proof:
    """Read a proof file. Raises DrawRefused."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DrawRefused("unreadable", name=path.name, error=fault(error)) from error
    proof: Proof = canonical.loads(data, path.name)
    return proof
