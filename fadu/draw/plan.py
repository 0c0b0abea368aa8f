"""方案: what is to be drawn, how many from each stratum, and which public randomness will decide; fixed beforehand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from . import canonical
from .suites import Suite, suite
from .wording import DrawRefused, say

UNIT_RULES = ("none", "different", "same")
TWO = 2  # officers at an inspection, unless the plan says otherwise
DIGEST = re.compile(r"[0-9a-f]{64}")
DECIMAL = re.compile(r"\d+(\.\d+)?([eE][+-]?\d{1,3})?")


@dataclass(frozen=True)
class Plan:
    """A plan that has been read; `document` is the JSON as published, with whatever else it says."""

    document: Mapping[str, Any]
    id: str
    strata: Mapping[str, int]  # in canonical order
    reserves: Fraction
    suite: Suite
    source: str
    at: str
    per_object: int
    unit_rule: str
    contributors: tuple[str, ...]
    commitments: Mapping[str, str]  # contributor → digest of the value to be revealed
    inspectors: str | None
    conflicts: str | None

    @classmethod
    def read(cls, source: Plan | Mapping[str, Any] | bytes | str) -> Plan:
        """Read a plan from JSON, as text or as the value. Raises DrawRefused, naming the field."""
        if isinstance(source, Plan):
            return source
        document = canonical.loads(source, "方案") if isinstance(source, bytes | str) else source
        if not isinstance(document, Mapping):
            raise _wrong("JSON", "object")
        for field in ("id", "strata", "reserves", "suite", "randomness"):
            if field not in document:
                raise DrawRefused("plan_missing", field=field)
        randomness = document["randomness"]
        if not isinstance(randomness, Mapping):
            raise _wrong("randomness", "object")
        for field in ("source", "at"):
            if field not in randomness:
                raise DrawRefused("plan_missing", field=f"randomness.{field}")
        contributors = _contributors(document.get("contributors", []))
        plan = cls(
            document=dict(document),
            id=_text("id", document["id"]),
            strata=_strata(document["strata"]),
            reserves=_fraction(document["reserves"]),
            suite=suite(_text("suite", document["suite"])),
            source=_text("randomness.source", randomness["source"]),
            at=_moment("randomness.at", randomness["at"]),
            per_object=_positive("per_object", document.get("per_object", TWO)),
            unit_rule=_among("unit_rule", document.get("unit_rule", "none"), UNIT_RULES),
            contributors=contributors,
            commitments=_commitments(document.get("commitments", {}), contributors),
            inspectors=_digest("inspectors", document.get("inspectors")),
            conflicts=_digest("conflicts", document.get("conflicts")),
        )
        canonical.dumps(plan.document)
        return plan

    @property
    def organ(self) -> str:
        """Whose draw it is, where the plan says so."""
        organ = self.document.get("organ", "")
        return organ.strip() if isinstance(organ, str) else ""

    @property
    def name(self) -> str:
        """The id, and whose draw it is."""
        return self.id + (f"（{self.organ}）" if self.organ else "")

    @cached_property
    def digest(self) -> bytes:
        """The digest under which the plan is published: of its canonical bytes."""
        return self.suite.hash(canonical.dumps(self.document))

    def reserved(self, k: int) -> int:
        """Return how many reserves stand behind `k` drawn objects."""
        return ceil(self.reserves * k)

    def values(self, randomness: str | Sequence[str]) -> list[str]:
        """Return the values that enter the seed, one for each contributor in order. Raises DrawRefused."""
        values = [randomness] if isinstance(randomness, str) else list(randomness)
        values = [value.strip() for value in values]
        if len(values) != (len(self.contributors) or 1):
            names = "、".join(self.contributors) or self.source
            raise DrawRefused("contributors", wanted=len(self.contributors) or 1, names=names, given=len(values))
        if not all(values):
            raise DrawRefused("randomness")
        for name, value in zip(self.contributors, values, strict=False):
            if name in self.commitments and self.suite.hash(value.encode()).hex() != self.commitments[name]:
                raise DrawRefused("revealed", name=name)
        return values

    def hold_to(self, published_at: str) -> None:
        """Raise DrawRefused unless randomness published then is that of the day agreed, and not from before."""
        agreed, published = datetime.fromisoformat(self.at), _parsed(published_at)
        if published is None:
            raise DrawRefused("bad_field", field="randomness.published_at", why=say("moment"))
        if agreed.tzinfo and published.tzinfo:
            published = published.astimezone(agreed.tzinfo)
        agreed, published = agreed.replace(tzinfo=None), published.replace(tzinfo=None)
        days_only = len(self.at) == len("2026-03-02") or len(published_at) == len("2026-03-02")
        if agreed.date() != published.date() or (not days_only and published < agreed):
            raise DrawRefused("published_at", published=published_at, at=self.at)


def _wrong(field: str, code: str, **values: str) -> DrawRefused:
    return DrawRefused("plan_field", field=field, why=say(code, **values))


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(field, "text")
    return value


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _positive(field: str, value: Any) -> int:
    if not _whole(value) or value < 1:
        raise _wrong(field, "whole")
    return int(value)


def _among(field: str, value: Any, words: Sequence[str]) -> str:
    if value not in words:
        raise _wrong(field, "among", words="/".join(words))
    return str(value)


def _strata(value: Any) -> dict[str, int]:
    if not isinstance(value, Mapping) or not value:
        raise _wrong("strata", "strata")
    for name, k in value.items():
        if not _whole(k) or k < 0:
            raise _wrong("strata", "number", name=name)
    return {name: value[name] for name in sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))}


def _fraction(value: Any) -> Fraction:
    """An exact decimal: 0.07 means seven hundredths, not the binary number beside it."""
    written = repr(value) if _whole(value) or isinstance(value, float) else value
    if not isinstance(written, str) or not DECIMAL.fullmatch(written):
        raise _wrong("reserves", "decimal")
    return Fraction(written)


def _parsed(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def _moment(field: str, value: Any) -> str:
    if not isinstance(value, str) or _parsed(value) is None:
        raise _wrong(field, "moment")
    return value


def _contributors(value: Any) -> tuple[str, ...]:
    names = value if isinstance(value, list | tuple) else [None]
    if not all(isinstance(name, str) and name.strip() for name in names) or len(set(names)) != len(names):
        raise _wrong("contributors", "names")
    return tuple(names)


def _commitments(value: Any, contributors: Sequence[str]) -> dict[str, str]:
    if not isinstance(value, Mapping) or not set(value) <= set(contributors):
        raise _wrong("commitments", "commitments")
    return {name: str(_digest(f"commitments.{name}", digest)) for name, digest in value.items()}


def _digest(field: str, value: Any) -> str | None:
    if value is not None and not (isinstance(value, str) and DIGEST.fullmatch(value)):
        raise _wrong(field, "digest")
    return value
