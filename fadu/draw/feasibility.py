"""试配: whether inspectors will suffice, asked before a roster is fixed; afterwards only another plan helps.

The rule of the protocol takes inspectors in the order of their numbers and never goes back on one, so that sizes alone
do not tell whether every object will get its inspectors. What no randomness could pair is refused with what to change;
beyond that a few draws are tried with randomness made up for it. The trial is the same for everybody who repeats it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Any

from . import order, proof
from .plan import Plan
from .proof import People, Text, people_of
from .roster import Roster
from .wording import DrawRefused

TRIALS = 24  # draws tried,
WEIGHED = 400_000  # or fewer: as many as weigh so many lines of the roster and pairs of object and inspector


def try_out(
    plan: Plan | Mapping[str, Any] | bytes | str,
    roster: Roster | Text,
    inspectors: Text | None = None,
    conflicts: Text | None = None,
) -> int:
    """Return how many draws were tried, all of them with success. Raises DrawRefused, saying what to change."""
    plan = replace(Plan.read(plan), contributors=(), commitments={})
    people, read = people_of(plan, inspectors, conflicts), Roster.read(roster, plan.suite)
    sizes: Counter[str] = Counter()
    for (name, _weight), count in order.examine(read).items():
        sizes[name] += count
    objects = sum(min(k, sizes[name]) for name, k in plan.strata.items())
    if people is None or not objects:
        return 0
    _by_sizes(plan, people, objects)
    _by_conflicts(plan, people, read)
    weight = read.lines + objects * len(people.staff.ids)
    trials = max(1, min(TRIALS, WEIGHED // weight))
    failed = []
    for number in range(trials):
        try:
            proof.draw(plan, read, f"trial {number}", people)
        except DrawRefused as refused:
            failed.append(refused)
    if failed:
        raise DrawRefused("trial", trials=trials, failed=len(failed), why=failed[0].sentence)
    return trials


def _by_sizes(plan: Plan, people: People, objects: int) -> None:
    """Refuse what no randomness can pair, and units of which one inspector tried first is one too many."""
    staff, wanted = people.staff, plan.per_object
    if len(staff.ids) < wanted:
        raise DrawRefused("few_inspectors", wanted=wanted, all=len(staff.ids))
    units = Counter(staff.units)
    if plan.unit_rule == "different":
        if len(units) < wanted:
            raise DrawRefused("few_units", wanted=wanted, units=len(units))
        most = ceil(objects * wanted / len(staff.ids)) + 1
        # An object takes one inspector of a unit, who takes no more objects than the cap.
        if sum(min(objects, number * most) for number in units.values()) < objects * wanted:
            (name, number), *_rest = units.most_common()
            raise DrawRefused("uneven_units", objects=objects, most=most, unit=name, number=number, all=len(staff.ids))
    if plan.unit_rule == "same" and (small := sorted(name for name, number in units.items() if number < wanted)):
        raise DrawRefused("small_units", wanted=wanted, units="、".join(small))


def _by_conflicts(plan: Plan, people: People, roster: Roster) -> None:
    """Refuse a roster with an object to which too few may go, should it be drawn."""
    staff = people.staff
    avoided: dict[str, set[str]] = {}
    for inspector, key in sorted(people.barred.pairs):
        avoided.setdefault(key, set()).add(inspector)
    for key, away in avoided.items():
        stratum = roster.stratum_of(key)
        if stratum is None or not plan.strata.get(stratum):
            continue
        free = Counter(unit for name, unit in zip(staff.ids, staff.units, strict=True) if name not in away)
        most = {"different": len(free), "same": max(free.values(), default=0)}
        if (found := most.get(plan.unit_rule, free.total())) < plan.per_object:
            raise DrawRefused("barred", id=key, wanted=plan.per_object, found=found)
