"""裁量: the lawful range of a penalty, from the act, its circumstances and the grade. Pure: no table is read here.

The statute gives an act a least and a greatest penalty. Circumstances say which grades are open: some must lead to no
penalty, some must or may lead to a lighter or mitigated one (行政处罚法#30 to #33), some to a heavier one (#49). A
benchmark divides the statutory range into bands. `lawful` gives the range that follows, `judge` says of an amount
whether it lies inside, needs a reason, or may not be imposed at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(TextChoices):
    """裁量阶次, from the lightest."""

    NONE = "none", _("不予处罚")
    MITIGATED = "mitigated", _("减轻处罚")
    LIGHTER = "lighter", _("从轻处罚")
    ORDINARY = "ordinary", _("一般处罚")
    HEAVIER = "heavier", _("从重处罚")


class Circumstance(TextChoices):
    """法定裁量情节."""

    UNDER_FOURTEEN = "under-14", _("不满十四周岁")
    MINOR = "minor", _("已满十四周岁不满十八周岁")
    INCAPABLE = "incapable", _("不能辨认或者不能控制自己行为时违法")
    PARTLY_CAPABLE = "partly-capable", _("尚未完全丧失辨认或者控制自己行为能力")
    HARM_UNDONE = "harm-undone", _("主动消除或者减轻违法行为危害后果")
    COERCED = "coerced", _("受他人胁迫或者诱骗实施违法行为")
    CONFESSED = "confessed", _("主动供述行政机关尚未掌握的违法行为")
    MERIT = "merit", _("配合行政机关查处违法行为有立功表现")
    OTHER_LIGHTER = "other-lighter", _("法律、法规、规章规定的其他从轻或者减轻情形")
    SLIGHT = "slight", _("违法行为轻微并及时改正，没有造成危害后果")
    FIRST = "first", _("初次违法且危害后果轻微并及时改正")
    NO_FAULT = "no-fault", _("有证据足以证明没有主观过错")
    TIME_BARRED = "time-barred", _("已过追责时效")
    EMERGENCY = "emergency", _("突发事件期间违反应对措施")
    OTHER_HEAVIER = "other-heavier", _("法律、法规、规章规定的其他从重情形")


@dataclass(frozen=True)
class Rule:
    """What a circumstance opens: the grades, whether one of them must be taken, and the article."""

    grades: frozenset[str]
    must: bool
    article: str


_NONE, _LIGHTER = frozenset({Grade.NONE.value}), frozenset({Grade.LIGHTER.value, Grade.MITIGATED.value})
_HEAVIER = frozenset({Grade.HEAVIER.value})
RULES: dict[str, Rule] = {
    Circumstance.UNDER_FOURTEEN.value: Rule(_NONE, True, "行政处罚法#30"),
    Circumstance.MINOR.value: Rule(_LIGHTER, True, "行政处罚法#30"),
    Circumstance.INCAPABLE.value: Rule(_NONE, True, "行政处罚法#31"),
    Circumstance.PARTLY_CAPABLE.value: Rule(_LIGHTER, False, "行政处罚法#31"),
    Circumstance.HARM_UNDONE.value: Rule(_LIGHTER, True, "行政处罚法#32(1)"),
    Circumstance.COERCED.value: Rule(_LIGHTER, True, "行政处罚法#32(2)"),
    Circumstance.CONFESSED.value: Rule(_LIGHTER, True, "行政处罚法#32(3)"),
    Circumstance.MERIT.value: Rule(_LIGHTER, True, "行政处罚法#32(4)"),
    Circumstance.OTHER_LIGHTER.value: Rule(_LIGHTER, True, "行政处罚法#32(5)"),
    Circumstance.SLIGHT.value: Rule(_NONE, True, "行政处罚法#33.1"),
    Circumstance.FIRST.value: Rule(_NONE, False, "行政处罚法#33.1"),
    Circumstance.NO_FAULT.value: Rule(_NONE, True, "行政处罚法#33.2"),
    Circumstance.TIME_BARRED.value: Rule(_NONE, True, "行政处罚法#36.1"),
    Circumstance.EMERGENCY.value: Rule(_HEAVIER, True, "行政处罚法#49"),
    Circumstance.OTHER_HEAVIER.value: Rule(_HEAVIER, True, "行政处罚法#5.2"),
}
BENCHMARKS = "行政处罚法#34"  # benchmarks are made and published


class NotOpen(Exception):
    """A grade that the circumstances do not allow, or an act that has no such range; printed, it says why."""

    def __init__(self, message: Any, allowed: Iterable[str] = (), grade: str = "") -> None:
        super().__init__(message)
        self.message, self.allowed, self.grade = message, frozenset(allowed), grade

    def __str__(self) -> str:
        listed = "、".join(str(one.label) for one in Grade if one.value in self.allowed)
        grade = Grade(self.grade).label if self.grade in Grade.values else self.grade
        return str(self.message) % {"grade": grade, "listed": listed}


@dataclass(frozen=True)
class Band:
    """One row of a benchmark: under this circumstance the penalty is of this grade and lies in this range."""

    grade: str
    minimum: Decimal
    maximum: Decimal
    circumstance: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Act:
    """An act as a statute penalises it: the statutory range, and the bands of the benchmark in force.

    With `by_base` the range is a multiple of a sum (the value of the goods, the illegal gains), which the case names.
    """

    code: str
    minimum: Decimal
    maximum: Decimal
    basis: str = ""
    bands: tuple[Band, ...] = ()
    by_base: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    banded: dict[str, tuple[Band, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for band in self.bands:
            self.banded[band.grade] = (*self.banded.get(band.grade, ()), band)


@dataclass(frozen=True)
class Lawful:
    """The answer: the grade, the range of the benchmark, the range of the statute, and the articles that lead there.

    With `below` the greatest amount is not reached itself: a mitigated penalty lies below the statutory minimum.
    """

    grade: str
    minimum: Decimal
    maximum: Decimal
    statutory: tuple[Decimal, Decimal]
    below: bool
    basis: tuple[str, ...]

    def holds(self, amount: Decimal) -> bool:
        """Tell whether an amount lies in the range."""
        return self.minimum <= amount and (amount < self.maximum if self.below else amount <= self.maximum)


ZERO = Decimal(0)
INSIDE, REASONED, FORBIDDEN = "inside", "reasoned", "forbidden"


@dataclass(frozen=True)
class Verdict:
    """Of an amount: `inside` the range, `reasoned` if it may stand with a reason, or `forbidden`."""

    kind: str
    message: Any = ""
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def why(self) -> str:
        """Why it is not inside; nothing where it is."""
        return str(self.message) % self.values if self.message else ""


@lru_cache(maxsize=4096)
def open_grades(circumstances: tuple[str, ...]) -> frozenset[str]:
    """Return the grades that statutory circumstances leave open; others than those of the statute do not count."""
    must: set[str] = set()
    may: set[str] = set()
    for one in circumstances:
        rule = RULES.get(one)
        if rule is None:
            continue
        if rule.must and rule.grades == _NONE:
            return _NONE
        (must if rule.must else may).update(rule.grades)
    if must >= _LIGHTER | _HEAVIER:  # they weigh against each other: everything in between is open as well
        must.add(Grade.ORDINARY.value)
    if must:
        return frozenset(must | (may & _NONE))
    return frozenset({Grade.LIGHTER.value, Grade.ORDINARY.value, Grade.HEAVIER.value} | may)


_USUAL = (Grade.ORDINARY.value, Grade.LIGHTER.value, Grade.HEAVIER.value, Grade.NONE.value)


def lawful(act: Act, circumstances: Sequence[str] = (), grade: str = "", base: Decimal | None = None) -> Lawful:
    """Return the lawful range of a penalty for `act`.

    `circumstances` are statutory ones (`Circumstance`) or those that the benchmark itself names. Without `grade` it is
    the one that they call for. Raises NotOpen for a grade that they do not allow.
    """
    allowed = open_grades(tuple(circumstances))
    named = [band for band in act.bands if band.circumstance and band.circumstance in circumstances]
    if not grade:
        grade = next((band.grade for band in named if band.grade in allowed), "")
        grade = grade or next(one for one in _USUAL if one in allowed)
    if grade not in allowed:
        raise NotOpen(_("不得%(grade)s；依所具情节可以：%(listed)s。"), allowed, grade)
    times = _times(act, base)
    least, most = act.minimum * times, act.maximum * times
    cited = [RULES[one].article for one in circumstances if one in RULES and grade in RULES[one].grades]
    if grade == Grade.NONE.value:
        return Lawful(grade, ZERO, ZERO, (least, most), False, tuple(dict.fromkeys(cited)))
    basis = tuple(dict.fromkeys(filter(None, (act.basis, *cited))))
    below = grade == Grade.MITIGATED.value
    if below and least == ZERO:
        raise NotOpen(_("法律没有规定最低限，不能减轻处罚；可以从轻处罚。"))
    bands = [band for band in named if band.grade == grade]
    bands = bands or [band for band in act.banded.get(grade, ()) if not band.circumstance]
    if not bands:
        return Lawful(grade, *((ZERO, least) if below else (least, most)), (least, most), below, basis)
    basis = tuple(dict.fromkeys((*basis, *filter(None, (band.basis for band in bands)), BENCHMARKS)))
    low = min(band.minimum for band in bands) * times
    high = max(band.maximum for band in bands) * times
    return Lawful(grade, low, high, (least, most), below and high >= least, basis)


def _times(act: Act, base: Decimal | None) -> Decimal | int:
    if not act.by_base:
        return 1
    if base is None:
        raise NotOpen(_("罚款按货值金额或者违法所得的倍数计算，须写明该项金额。"))
    return base


def judge(found: Lawful, amount: Decimal) -> Verdict:
    """Say of an amount whether it lies in the range, needs a reason, or may not be imposed (行政处罚法#76.1(2))."""
    if found.holds(amount):
        return Verdict(INSIDE)
    least, most = found.statutory
    said = {"amount": amount, "least": least, "most": most, "low": found.minimum, "high": found.maximum}
    if found.grade == Grade.NONE.value:
        return Verdict(FORBIDDEN, _("依所具情节不予处罚，不得罚款。"))
    if found.grade == Grade.MITIGATED.value:
        if amount >= least:
            return Verdict(FORBIDDEN, _("%(amount)s元不低于法定最低限%(least)s元，不是减轻处罚。"), said)
    elif not least <= amount <= most:
        return Verdict(FORBIDDEN, _("%(amount)s元超出法定幅度（%(least)s元至%(most)s元）。"), said)
    return Verdict(REASONED, _("%(amount)s元在裁量基准的幅度（%(low)s元至%(high)s元）以外，须说明理由。"), said)


def applicable(versions: Sequence[Act], acted_on: date, decided_on: date) -> Act | None:
    """Return the version that applies: that of the day of the act, or that of the decision if it is lighter (#37)."""
    then, now = _standing(versions, acted_on), _standing(versions, decided_on)
    if then is None or now is None:
        return then or now
    return now if (now.maximum, now.minimum) < (then.maximum, then.minimum) else then


def _standing(versions: Sequence[Act], on: date) -> Act | None:
    found = [
        v for v in versions if (v.valid_from is None or v.valid_from <= on) and not (v.valid_to and v.valid_to <= on)
    ]
    return max(found, key=lambda one: one.valid_from or date.min, default=None)
