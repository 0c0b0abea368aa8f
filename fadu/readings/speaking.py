"""说的是谁: which organisation, and which scope of it, a figure of a report about one organisation speaks of.

A report of a city says 全市, 市本级, 市政府, 市公安局, or nothing. Where it names a body that is not known, its figure
is held against nothing: that would set two different things side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fadu.kernel.organisations import ALL, OWN, Kind, Organisation, within

LEVELS = "省市州盟县区旗乡镇"
ALL_OF = re.compile(rf"全(?P<level>[{LEVELS}])(?P<system>.*?)(?:系统|机关)?$")
EVERYONE = ("", "党政", "行政")  # 全市党政机关 are all there are
PART_OF = re.compile(rf"(?P<level>[{LEVELS}])(?:本级|级|直)$")
RULERS = re.compile(rf"(?P<level>[{LEVELS}])(?:委、?(?:和|[{LEVELS}]))?(?:人民)?(?:政府|委)$")
MANY = re.compile(r"各|乡镇|街道\)?$|下[属辖]")
ITS_OWN = re.compile(r"[我本](?:局|厅|委|办|院|部|单位|机关|级)$|本级$")


@dataclass(frozen=True)
class Whose:
    """An organisation and its scopes, the likelier first; two of them where the text does not say which."""

    organisation: Organisation
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Circle:
    """圈子: the organisation that a report is about, and the bodies of its division, which the report may name."""

    about: Organisation

    @cached_property
    def government(self) -> Organisation:
        """The government of the division; the organisation itself where none is known."""
        found = self.about
        above: Organisation | None = found
        while above is not None and above.division_id == self.about.division_id:
            found = above if above.kind == Kind.GOVERNMENT else found
            above = above.parent
        return found

    @cached_property
    def bodies(self) -> Sequence[Organisation]:
        """Every body of the division, those that have ended included."""
        return list(within(self.government, OWN))

    def whose(self, org: str, scope: str) -> Whose | None:
        """Return of whom a figure speaks whose text names `org`; None for bodies that are not known here."""
        if not org or ITS_OWN.fullmatch(org) or self._is(org, self.about):
            return Whose(self.about, self._scopes(self.about, scope))
        if found := ALL_OF.fullmatch(org):
            if not self._is_level(found["level"]):
                return None
            return Whose(self.government, (ALL,)) if found["system"] in EVERYONE else self._named(found["system"], ALL)
        if found := PART_OF.fullmatch(org):
            return Whose(self.government, (OWN,)) if self._is_level(found["level"]) else None
        if found := RULERS.fullmatch(org):
            return Whose(self.government, (scope,) if scope else (OWN, ALL)) if self._is_level(found["level"]) else None
        if MANY.search(org):
            return None
        return self._named(org, scope)

    def _named(self, name: str, scope: str) -> Whose | None:
        found = [one for one in self.bodies if self._is(name, one)]
        short = name.lstrip(LEVELS) if self._is_level(name[:1]) else name
        found = found or [one for one in self.bodies if len(short) > 1 and short in one.name]
        return Whose(found[0], self._scopes(found[0], scope)) if len(found) == 1 else None

    def _is(self, name: str, one: Organisation) -> bool:
        return bool(name) and name in (one.name, one.short_name, one.name.removesuffix("人民政府"))

    def _is_level(self, level: str) -> bool:
        """Tell whether 市 (or 县, 区…) means the division of the report."""
        return bool(level) and self.government.division.name.endswith(level)

    def _scopes(self, organisation: Organisation, scope: str) -> tuple[str, ...]:
        if scope:
            return (scope,)
        return (ALL, OWN) if organisation.kind == Kind.GOVERNMENT else (OWN, ALL)
