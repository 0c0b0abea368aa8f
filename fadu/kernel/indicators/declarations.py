"""声明: the kinds of measure, what each counts, and the registry of all that is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as text

from .. import ledgers
from ..catalogue import CATALOGUE
from ..extracts import conditions, schema
from ..extracts.cubes import Counts
from ..extracts.measures import Sum, Window
from ..organisations import ALL, Organisation
from .periods import Period
from .printing import percentage

if TYPE_CHECKING:
    from .figures import Figure

Where = Callable[[Any], "conditions.Condition | conditions.Term"] | None
Of = str | Callable[[Any], "conditions.Term"]


class BadIndicator(Exception):
    """A declaration that cannot be counted; it stops start-up and names the module, the attribute and the cure."""


class UnknownIndicator(LookupError):
    """A slug that no indicator bears; the message is for the user."""


@dataclass(frozen=True)
class Value:
    """What a measure comes to, and of how many rows."""

    value: int | Decimal | None
    records: int


class Measure:
    """指标的一种: what is counted, bound to the class that declares it."""

    name = ""
    owner: type[Indicators] | None = None

    def __init__(self, label: Any) -> None:
        self._label = label

    def __set_name__(self, owner: type, name: str) -> None:
        if not self.name:
            self.name = name

    def bind(self, owner: type[Indicators], name: str) -> None:
        """Take the fields from the ledger of `owner`, and check the declaration. Raises BadExpression, BadIndicator."""
        self.owner, self.name = owner, name

    @property
    def ledger(self) -> type[models.Model]:
        """The model of the ledger that is counted."""
        assert self.owner is not None
        return self.owner.ledger

    @property
    def slug(self) -> str:
        """`domain.attribute`."""
        assert self.owner is not None
        return f"{self.owner.domain}.{self.name}"

    @property
    def published(self) -> bool:
        """Whether it stands in the catalogue; what begins with an underscore is a part of others."""
        return not self.name.startswith("_")

    @property
    def label(self) -> str:
        """The name that the catalogue gives it."""
        return str(CATALOGUE[self.slug].label if self.published else self._label)

    @property
    def unit(self) -> str:
        """The unit of its value, as printed."""
        return str(CATALOGUE[self.slug].unit) if self.published else ""

    @property
    def places(self) -> int:
        """Decimal places of a rate."""
        return CATALOGUE[self.slug].places if self.published else 2

    @property
    def definition(self) -> str:
        """What exactly is counted."""
        return str(CATALOGUE[self.slug].definition) if self.published else ""

    def bases(self) -> list[Base]:
        """The measures over rows that it is made of."""
        raise NotImplementedError

    def figure(
        self,
        period: Period | str | int,
        organisation: Organisation | str | None = None,
        scope: str = ALL,
        **how: Any,
    ) -> Figure:
        """Return the figure of one period; without `organisation` that of the whole tree. `how` is as in `evaluate`."""
        from .evaluation import evaluate  # which counts what is declared here

        return evaluate([self], [organisation], [period], [scope], **how)[0]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.slug if self.owner else self._label}>"


class Base(Measure):
    """A measure over the rows of one ledger."""

    def __init__(self, label: Any, window: Window, where: Where, of: Of | None = None) -> None:
        super().__init__(label)
        self.window = window
        self._where, self._of = where, of
        self.where: conditions.Condition | None = None
        self.of: conditions.Term | None = None

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        known = schema.fields(self.ledger)
        for dated in filter(None, (self.window.on, self.window.start, self.window.end)):
            if dated not in known or known[dated].kind not in (schema.DATE, schema.DATETIME):
                listed = ", ".join(n for n, f in known.items() if f.kind in (schema.DATE, schema.DATETIME))
                raise BadIndicator(f"{dated} is not a date of {self.ledger.__name__}; it has {listed}")
        self.where = conditions.where(self.ledger, self._where)
        self.of = None if self._of is None else conditions.term(self.ledger, self._of)

    def bases(self) -> list[Base]:
        return [self]

    @cached_property
    def having(self) -> conditions.Condition | None:
        """What a row meets that is counted: `where`, and a value where one is asked for."""
        if self.of is None:
            return self.where
        filled = ~self.of.is_null()
        if self.of.kind == schema.TEXT:
            filled &= self.of != ""
        return filled if self.where is None else self.where & filled

    @cached_property
    def counted(self) -> Sum:
        """The rows that are counted."""
        return Sum(self.having)

    @property
    def sums(self) -> list[Sum]:
        """What is added up for it."""
        return [self.counted]

    @property
    def values(self) -> conditions.Term | None:
        """By the values of what the sums are told apart."""
        return self.of

    def answer(self, counts: Counts, rows: Any) -> Value | None:
        """Return what these rows of the counted sums come to; nothing where it takes a value and none has any."""
        raise NotImplementedError


class Count(Base):
    """件数: rows dated in the period, or standing at its end."""

    @property
    def values(self) -> None:
        return None

    def answer(self, counts: Counts, rows: Any) -> Value | None:
        number = counts.total(self.counted.key, rows)
        return Value(number, int(number))


class Total(Count):
    """合计: a number of the rows, added up."""

    @cached_property
    def added(self) -> Sum:
        """The sum."""
        return Sum(self.having, self.of)

    @property
    def sums(self) -> list[Sum]:
        return [self.counted, self.added]

    def answer(self, counts: Counts, rows: Any) -> Value | None:
        return Value(counts.total(self.added.key, rows), int(counts.total(self.counted.key, rows)))

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        if self.of is None or self.of.kind not in (schema.INTEGER, schema.DECIMAL):
            # Sums of binary fractions depend on the order of the rows, so that no two engines need agree.
            raise BadIndicator(f"a total is taken of whole or decimal numbers, not of {self.of}")


class Distinct(Base):
    """不同值个数: how many different values a field takes; empty ones do not count."""

    def answer(self, counts: Counts, rows: Any) -> Value | None:
        return Value(counts.values(self.counted.key, rows), int(counts.total(self.counted.key, rows)))


class QuantileDays(Base):
    """天数分位: the least number of whole days that this share of the rows does not exceed."""

    def __init__(self, label: Any, share: float | str | Decimal, window: Window, days: Of, where: Where) -> None:
        super().__init__(label, window, where, days)
        self.share = Fraction(str(share))

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        if self.of is None or self.of.kind != schema.INTEGER:
            raise BadIndicator(f"days are a whole number or a day less a day, not {self.of}")
        if not 0 < self.share <= 1:
            raise BadIndicator(f"a quantile lies between 0 and 1, not at {self.share}")

    def answer(self, counts: Counts, rows: Any) -> Value | None:
        least = counts.least(self.counted.key, rows, self.share.numerator, self.share.denominator)
        return least and Value(*least)

    @property
    def unit(self) -> str:
        return super().unit or text("天")


class Ratio(Measure):
    """比率: the part in the whole, in per cent; nothing where the whole is nothing."""

    def __init__(self, label: Any, part: Base, whole: Base) -> None:
        super().__init__(label)
        self.part, self.whole = part, whole

    def bind(self, owner: type[Indicators], name: str) -> None:
        super().bind(owner, name)
        for side, measure in (("part", self.part), ("whole", self.whole)):
            if measure.owner is None and not measure.name:  # written in place
                measure.bind(owner, f"_{name}_{side}")
            if not isinstance(measure, Count | Distinct):
                raise BadIndicator(f"the {side} of a ratio is a count, a total, a stock or a distinct")

    def bases(self) -> list[Base]:
        return [self.part, self.whole]

    @property
    def unit(self) -> str:
        return super().unit or "%"

    def value(self, numerator: int | Decimal, denominator: int | Decimal) -> Decimal | None:
        """Return the rate in per cent, rounded half up to its places."""
        return percentage(numerator, denominator, self.places)


def count(label: Any, *, on: str, where: Where = None) -> Count:
    """件数: the rows whose date `on` lies in the period."""
    return Count(label, Window(on=on), where)


def total(label: Any, *, of: Of, on: str, where: Where = None) -> Total:
    """合计: `of` (a field, or `lambda row: row.before - row.after`) added up over the rows dated `on` in the period."""
    return Total(label, Window(on=on), where, of)


def stock(
    label: Any, *, valid_from: str, valid_to: str, where: Where = None, at: str = "end", inclusive: bool = False
) -> Count:
    """存量: the rows standing at the end of the period, or `at="start"` of it.

    A row has left on the day `valid_to` (closed, repealed, removed); with `inclusive` that day is its last. So what was
    carried over (`at="start"`), plus what came, less what left, is what stands at the end.
    """
    window = Window(start=valid_from, end=valid_to, inclusive=inclusive, before=_before(at))
    return Count(label, window, where)


def distinct(
    label: Any,
    *,
    of: Of,
    on: str = "",
    valid_from: str = "",
    valid_to: str = "",
    where: Where = None,
    inclusive: bool = False,
) -> Distinct:
    """不同值个数: the different values of `of` in rows dated `on` in the period, or standing at its end."""
    if bool(on) == bool(valid_from and valid_to):
        raise BadIndicator("distinct takes either on, or valid_from and valid_to")
    return Distinct(label, Window(on=on, start=valid_from, end=valid_to, inclusive=inclusive), where, of)


def ratio(label: Any, part: Base, whole: Base) -> Ratio:
    """比率: `part` in `whole`, in per cent, half up to the catalogue's places (two by default)."""
    return Ratio(label, part, whole)


def quantile_days(label: Any, share: float | str | Decimal, *, on: str, days: Of, where: Where = None) -> QuantileDays:
    """天数分位: 0.5 is the median. `days` is a field of whole days, or a day less a day."""
    return QuantileDays(label, share, Window(on=on), days, where)


def _before(at: str) -> bool:
    if at not in ("start", "end"):
        raise BadIndicator(f'a stock stands at the "start" or the "end" of a period, not at {at!r}')
    return at == "start"


_declared: dict[str, Measure] = {}
_of_ledger: dict[type[models.Model], list[Base]] = {}


class Indicators:
    """指标声明: a class for each ledger, its attributes the indicators. See the module."""

    ledger: type[models.Model]
    domain: str
    measures: Mapping[str, Measure] = {}

    def __init_subclass__(cls) -> None:
        model = getattr(cls, "ledger", None)
        if isinstance(model, type) and issubclass(model, ledgers.Ledger):
            model = cls.ledger = model.model
        try:
            if not isinstance(model, type) or not issubclass(model, models.Model):
                raise BadIndicator("name the ledger: ledger = Model")
            if not schema.is_ledger_model(model):
                raise BadIndicator(f"{model.__name__} is no ledger: its rows belong to no organisation")
            cls.domain = cls.__dict__.get("domain", model._meta.app_label)
            cls.measures = {name: value for name, value in vars(cls).items() if isinstance(value, Measure)}
            for name, measure in cls.measures.items():
                cls._declare(name, measure)
        except (BadIndicator, conditions.BadExpression) as error:
            raise BadIndicator(f"{cls.__module__}, {cls.__qualname__}: {error}") from error

    @classmethod
    def _declare(cls, name: str, measure: Measure) -> None:
        try:
            measure.bind(cls, name)
        except (BadIndicator, conditions.BadExpression) as error:
            raise BadIndicator(f"{name}: {error}") from error
        if measure.published:
            if measure.slug not in CATALOGUE:
                raise BadIndicator(
                    f"{measure.slug} is not in the catalogue; add it to fadu/kernel/catalogue.py with its unit and "
                    f"definition, or name it _{name} if it is only a part of others"
                )
            other = _declared.get(measure.slug)
            if other is not None and other.owner.__qualname__ != cls.__qualname__:  # type: ignore[union-attr]
                raise BadIndicator(f"{measure.slug} is declared twice, first in {other.owner.__module__}")
            _declared[measure.slug] = measure
        listed = _of_ledger.setdefault(cls.ledger, [])
        listed += [base for base in measure.bases() if base.ledger is cls.ledger and base not in listed]


def of_ledger(model: type[models.Model] | None = None) -> dict[type[models.Model], list[Base]]:
    """Return what is counted of each ledger, parts of indicators included; of `model` alone if one is named."""
    return {each: list(bases) for each, bases in _of_ledger.items() if model in (None, each)}


def declared() -> dict[str, Measure]:
    """Return the indicators that ledgers count, by slug, in the order of the slugs."""
    return dict(sorted(_declared.items()))


def indicator(slug: str) -> Measure:
    """Return the indicator that ledgers count under `slug`. Raises UnknownIndicator."""
    if slug not in _declared:
        known = CATALOGUE.get(slug)
        said = text("“%(slug)s”（%(label)s）没有台账计算，只有报表或报告。") if known else text("没有指标“%(slug)s”。")
        raise UnknownIndicator(said % {"slug": slug, "label": known and known.label})
    return _declared[slug]
