"""配对: which inspectors go to which object, by numbers of the same seed; and who follows when one withdraws."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

import numpy as np

from .roster import Conflicts, Staff
from .suites import Suite
from .wording import DrawRefused


class Paired(NamedTuple):
    """The inspectors of one object, and the cap on loads under which they were taken."""

    inspectors: tuple[str, ...]
    cap: int


@dataclass
class Pairing:
    """Pairs objects one after the other; the loads of the inspectors grow with it."""

    suite: Suite
    seed: bytes  # of the pairing
    staff: Staff
    conflicts: Conflicts
    per_object: int
    unit_rule: str
    objects: int  # drawn
    loads: list[int] = field(init=False)
    absent: set[str] = field(default_factory=set)  # who has left altogether

    def __post_init__(self) -> None:
        self.loads = [0] * len(self.staff.ids)
        if self.objects and len(self.staff.ids) < self.per_object:
            raise DrawRefused("few_inspectors", wanted=self.per_object, all=len(self.staff.ids))

    @property
    def cap(self) -> int:
        """How many objects one inspector takes, if loads are even."""
        return ceil(self.objects * self.per_object / len(self.staff.ids))

    def order(self, number: int) -> list[int]:
        """Return the places of the inspectors in the order in which object `number` tries them."""
        many = len(self.staff.ids)
        keys = self.suite.words(self.seed, number * many, many)
        return np.argsort(~keys, kind="stable").tolist()

    def pair(self, number: int, object_id: str) -> Paired:
        """Take inspectors for the object of this number (in the order of lines) and add it to their loads."""
        order = self.order(number)
        for cap in (self.cap, self.cap + 1):
            taken = self._taken(order, object_id, cap)
            if len(taken) == self.per_object:
                for place in taken:
                    self.loads[place] += 1
                return Paired(tuple(self.staff.ids[place] for place in taken), cap)
        raise self._too_few(order, object_id, taken)

    def follow(self, number: int, object_id: str, paired: Collection[str], gone: Collection[str]) -> Paired:
        """Return who follows for those `gone` from an object: the next in its order who may, beside those who stay.

        The loads of those who went must have been given back by `release`.
        """
        stay = [name for name in paired if name not in gone]
        places = {name: place for place, name in enumerate(self.staff.ids)}
        order = [place for place in self.order(number) if self.staff.ids[place] not in gone]
        for cap in (self.cap, self.cap + 1):
            taken = self._taken(order, object_id, cap, [places[name] for name in stay])
            if len(taken) == self.per_object:
                for place in taken[len(stay) :]:
                    self.loads[place] += 1
                return Paired(tuple(self.staff.ids[place] for place in taken), cap)
        raise self._too_few(order, object_id, taken)

    def take(self, inspectors: Collection[str]) -> None:
        """Add an object to the loads of inspectors who were paired with it before."""
        for name in inspectors:
            self.loads[self.staff.ids.index(name)] += 1

    def release(self, inspectors: Collection[str]) -> None:
        """Give back what inspectors no longer have to do."""
        for name in inspectors:
            self.loads[self.staff.ids.index(name)] -= 1

    def _taken(self, order: list[int], object_id: str, cap: int, stay: list[int] | None = None) -> list[int]:
        taken = list(stay or ())
        for place in order:
            if len(taken) == self.per_object:
                break
            if (
                place not in taken
                and self.loads[place] < cap
                and self._units_allow(place, taken)
                and not self._barred(place, object_id)
            ):
                taken.append(place)
        return taken

    def _units_allow(self, place: int, taken: list[int]) -> bool:
        units = self.staff.units
        if self.unit_rule == "different":
            return all(units[place] != units[other] for other in taken)
        if self.unit_rule == "same":
            return all(units[place] == units[other] for other in taken)
        return True

    def _barred(self, place: int, object_id: str) -> bool:
        name = self.staff.ids[place]
        return name in self.absent or (name, object_id) in self.conflicts.pairs

    def _too_few(self, order: list[int], object_id: str, taken: list[int]) -> DrawRefused:
        free = [place for place in order if place not in taken]
        barred = {place for place in free if self._barred(place, object_id)}
        units = {place for place in free if place not in barred and not self._units_allow(place, taken)}
        return DrawRefused(
            "too_few",
            id=object_id,
            wanted=self.per_object,
            found=len(taken),
            conflicts=len(barred),
            units=len(units),
            full=len(free) - len(barred) - len(units),
            all=len(order),
        )
