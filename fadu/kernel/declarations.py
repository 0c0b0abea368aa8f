"""台账声明: a model and what is said of it beside it; from the two follow columns, files, lists and who may do what."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from .cases import Case
from .columns import KEYS, MASKS, Column, fold
from .organisations import ROLES, Actor, Organisation, Record
from .procedure import Procedure, Step, declared, in_force

KEPT_APART = {"id", "created_at", "updated_at", "revision"}  # bookkeeping, which no file, form or journal repeats


class BadLedger(Exception):
    """台账声明有误: a declaration that contradicts its model. The message names the file, the fault and the cure."""


class LedgerRefused(Exception):
    """不予办理: what may not be seen or done. The message says why and what would cure it.

    `errors` holds what is wrong field by field; `status` is the one with which a web page or the API answers.
    """

    status = 422

    def __init__(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.errors = dict(errors or {})


class NotAllowed(LedgerRefused):
    """The actor holds no role for it."""

    status = 403


class NotFound(LedgerRefused):
    """There is no such record, or not for this actor: which of the two is not told."""

    status = 404


class Stale(LedgerRefused):
    """The record was changed by someone else meanwhile."""

    status = 409


class Ledger:
    """台账: declared by subclassing, below the model it describes.

    `columns` are listed and exported (default: all), `filters` and `search` narrow a list, `order` sorts it ("-" for
    descending). `natural_key` tells records apart in files and must be unique. `aliases` are further headings by which
    files call a column. `read` and `write` are roles; who holds one of `unmasked` sees the columns named in `masked` in
    full, others masked (a mapping names the kind of mask, see columns.MASKS). `notes` go on the template's guide.
    `volume` ledgers lie in Parquet: their model is not managed and only describes them.
    """

    model: ClassVar[type[Record]]
    slug: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    notes: ClassVar[Any] = ""
    columns: ClassVar[Sequence[str]] = ()
    filters: ClassVar[Sequence[str]] = ()
    search: ClassVar[Sequence[str]] = ()
    order: ClassVar[str] = "-id"
    natural_key: ClassVar[Sequence[str]] = ()
    aliases: ClassVar[Mapping[str, Sequence[Any]]] = {}
    read: ClassVar[Sequence[str]] = ()
    write: ClassVar[Sequence[str]] = ()
    masked: ClassVar[Sequence[str] | Mapping[str, str]] = ()
    unmasked: ClassVar[Sequence[str]] = ()
    volume: ClassVar[bool] = False

    all_columns: ClassVar[Mapping[str, Column]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        frame = sys._getframe(1)
        _Check(cls, f"{frame.f_code.co_filename}:{frame.f_lineno}").run()
        cls.title = cls.title or cls.model._meta.verbose_name
        cls.unmasked = cls.unmasked or cls.write
        cls.all_columns = {one.name: _described(cls, one) for one in cls.model._meta.concrete_fields if _shows(one)}
        cls.columns = tuple(cls.columns) or tuple(cls.all_columns)
        KEYS[cls.model] = tuple(cls.natural_key)
        _registry[cls.slug] = cls

    @classmethod
    def column(cls, name: str) -> Column:
        """Return the column of that name. Raises LedgerRefused for a name that the ledger does not have."""
        try:
            return cls.all_columns[name]
        except KeyError:
            message = text("“%(title)s”没有“%(name)s”这一栏") % {"title": cls.title, "name": name}
            raise LedgerRefused(message) from None

    @classmethod
    def listed(cls) -> list[Column]:
        """Return the columns of the list and of exports."""
        return [cls.all_columns[name] for name in cls.columns]

    @classmethod
    def entered(cls) -> list[Column]:
        """Return the columns that people fill in."""
        if cls.is_case():
            return case_columns(cls.model, cls.all_columns)  # type: ignore[arg-type]
        return [column for column in cls.all_columns.values() if column.field.editable]

    @classmethod
    def carried(cls) -> list[Column]:
        """Return the columns that a file carries: those entered, and a case is known by its number."""
        known = cls.is_case()
        return [replace(one, needed=True) if known and one.name == "number" else one for one in cls.entered()]

    @classmethod
    def faults(cls, actor: Actor, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Return, by field, why `actor` may not enter `values`, beyond what the columns tell; a ledger may say so."""
        return {}

    @classmethod
    def settle(cls, record: Any, changed: Collection[str]) -> None:
        """Bring what follows from the changed fields up to date, in the same transaction; a ledger may have nothing."""

    @classmethod
    def is_case(cls) -> bool:
        """Tell whether its records go through a procedure."""
        return issubclass(cls.model, Case)

    @classmethod
    def recorders(cls) -> frozenset[str]:
        """Return the roles that may enter something: those of `write`, and for cases those of every step."""
        roles = set(cls.write)
        if issubclass(cls.model, Case):
            for slug in cls.model.procedures:
                roles |= {step.role for version in declared().get(slug, ()) for step in version.steps}
        return frozenset(roles - {"system"})


_registry: dict[str, type[Ledger]] = {}


def all_ledgers() -> list[type[Ledger]]:
    """Return every declared ledger, in the order of declaration."""
    return list(_registry.values())


def ledger(slug: str) -> type[Ledger]:
    """Return the ledger of that slug. Raises NotFound."""
    try:
        return _registry[slug]
    except KeyError:
        raise NotFound(text("没有台账“%(slug)s”。") % {"slug": slug}) from None


def of(model: type[models.Model]) -> type[Ledger]:
    """Return the ledger that describes `model`. Raises NotFound."""
    for found in _registry.values():
        if found.model is model:
            return found
    raise NotFound(text("“%(name)s”没有登记为台账。") % {"name": model._meta.verbose_name})


def _shows(one: models.Field) -> bool:
    try:
        return one.name not in KEPT_APART and not one.primary_key and bool(Column(one).kind)
    except TypeError:
        return False  # such as JSON: a domain shows it on a page of its own


_MASK_OF_NAME = (("phone", "phone"), ("mobile", "phone"), ("identity", "identity"), ("id_number", "identity"),
                 ("address", "address"))  # fmt: skip


def _described(cls: type[Ledger], one: models.Field) -> Column:
    kind = ""
    if one.name in cls.masked:
        by_name = next((kind for part, kind in _MASK_OF_NAME if part in one.name), "name")
        kind = cls.masked[one.name] if isinstance(cls.masked, Mapping) else by_name
    column = Column(one, tuple(cls.aliases.get(one.name, ())), one.name in cls.natural_key, kind)
    if issubclass(cls.model, Case) and one.name in _OF_THE_PROCEDURE:
        options, label = _OF_THE_PROCEDURE[one.name]
        model = cls.model
        column = replace(column, options=lambda: _named_once(options(model)), label_of=label)
    return column


def _named_once(options: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return each choice once: procedures that share one, such as a state, name it as the usual procedure does."""
    named: dict[str, Any] = {}
    for slug, label in options:
        named.setdefault(slug, label)
    return list(named.items())


def _states(model: type[Case]) -> Iterator[tuple[str, Any]]:
    for version in versions(model):
        yield from ((state.slug, state.label) for state in version.states)


def _outcomes(model: type[Case]) -> Iterator[tuple[str, Any]]:
    labels = dict(model._meta.get_field("outcome").flatchoices)
    for version in versions(model):
        yield from ((outcome.slug, outcome.label) for outcome in version.outcomes)
        settled = (step.sets.get("outcome") for step in version.steps)
        yield from ((str(slug), labels[slug]) for slug in settled if slug in labels and not callable(slug))


def _left(case: Any) -> Any:
    """Return the label of the state that a case left, as its own procedure calls it."""
    state = case.version.state(case.previous_state)
    return state.label if state else case.previous_state


def _outcome(case: Any) -> Any:
    """Return the label of a case's outcome, as its own procedure calls it; of one that a step settles, the field's."""
    labels = dict(case._meta.get_field("outcome").flatchoices)
    given = (one.label for one in case.version.outcomes if one.slug == case.outcome)
    return next(given, labels.get(case.outcome, case.outcome))


def _procedures(model: type[Case]) -> Iterator[tuple[str, str]]:
    for version in versions(model):
        yield version.key(), text("%(title)s（%(day)s起）") % {"title": version.title, "day": version.in_force}


# What a case keeps as a slug is printed by the procedure that the case follows.
_OF_THE_PROCEDURE: dict[str, tuple[Callable[[type[Case]], Iterator[tuple[str, Any]]], Callable[[Any], Any] | None]] = {
    "state": (_states, lambda case: case.standing.label),
    "previous_state": (_states, _left),
    "outcome": (_outcomes, _outcome),
    "procedure": (_procedures, None),
}


class _Check:
    """The checks of one declaration. A fault stops start-up; its message is for who wrote the declaration."""

    def __init__(self, declaration: type[Ledger], where: str) -> None:
        self.ledger, self.where = declaration, where

    def fault(self, what: str, cure: str) -> None:
        raise BadLedger(f"{self.where} 台账 {self.ledger.__qualname__}：{what}。{cure}")

    def run(self) -> None:
        model: Any = getattr(self.ledger, "model", None)
        if not (isinstance(model, type) and issubclass(model, Record)):
            self.fault("没有写明 model，或它不是 Record 的子类", "请写 model = 一个继承 Record 或 Case 的模型。")
        self.slug()
        self.names()
        self.roles()
        self.masks()
        self.shadows(model)
        self.wordings(model)
        if self.ledger.volume != (not model._meta.managed):
            self.fault("volume 与模型不符", "volume = True 的台账，模型须写 Meta.managed = False；其他台账不写。")
        if not self.ledger.volume:
            self.natural_key(model)
            self.indexes(model)
        if issubclass(model, Case) and model.ledger != self.ledger.slug:
            self.fault(f"模型的 ledger 是 {model.ledger!r}", f"请在模型中写 ledger = {self.ledger.slug!r}。")

    def slug(self) -> None:
        slug = self.ledger.slug
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug):
            self.fault(f"slug {slug!r} 不合规则", "请用小写英文单词，以连字符相连，如 service-item。")
        known = _registry.get(slug)
        if known and (known.__module__, known.__qualname__) != (self.ledger.__module__, self.ledger.__qualname__):
            self.fault(f"slug {slug!r} 已由 {known.__module__}.{known.__qualname__} 使用", "请换一个。")

    def names(self) -> None:
        ledger = self.ledger
        order = (ledger.order.removeprefix("-"),)
        for where, names in (
            ("columns", ledger.columns), ("filters", ledger.filters), ("search", ledger.search), ("order", order),
            ("natural_key", ledger.natural_key), ("aliases", ledger.aliases), ("masked", ledger.masked),
        ):  # fmt: skip
            if isinstance(names, str):
                self.fault(f"{where} 写成了一个字符串", f"请写成元组：{where} = ({names!r},)。")
            for name in names:
                try:
                    field = ledger.model._meta.get_field(name)
                except FieldDoesNotExist:
                    known = "、".join(one.name for one in ledger.model._meta.concrete_fields)
                    self.fault(f"{where} 中的 {name!r} 不是模型的字段", f"可写的字段：{known}。")
                if where == "search" and not isinstance(field, (models.CharField, models.TextField)):
                    self.fault(f"search 中的 {name!r} 不是文字", "搜索框只查文字字段；日期、机构等请放入 filters。")

    def roles(self) -> None:
        for where, roles in (("read", self.ledger.read), ("write", self.ledger.write)):
            if not roles:
                self.fault(f"没有写明 {where} 的角色", f"请写 {where} = (角色, …)；未写角色的台账谁也不能用。")
        for role in (*self.ledger.read, *self.ledger.write, *self.ledger.unmasked):
            if role not in ROLES:
                self.fault(f"角色 {role!r} 不存在", f"可用的角色：{'、'.join(ROLES)}。")

    def masks(self) -> None:
        kinds = self.ledger.masked.values() if isinstance(self.ledger.masked, Mapping) else ()
        for kind in kinds:
            if kind not in MASKS:
                self.fault(f"遮盖方式 {kind!r} 不存在", f"可用的方式：{'、'.join(MASKS)}。")
        if self.ledger.masked and self.ledger.unmasked and not set(self.ledger.write) <= set(self.ledger.unmasked):
            blind = "、".join(sorted(set(self.ledger.write) - set(self.ledger.unmasked)))
            self.fault(
                f"{blind} 可以登记，却看不到遮盖的全文", "请把它也写进 unmasked；否则遮盖后的内容会被当作原文存回。"
            )
        for name in self.ledger.masked:
            if name == self.ledger.order.removeprefix("-"):
                self.fault(f"按遮盖的 {name!r} 排序", "排序会透露遮盖的内容；请换一个 order。")

    def shadows(self, model: type[Record]) -> None:
        """Refuse a field that takes the name of what every record or case can do: it would be gone without a word."""
        kept = Case if issubclass(model, Case) else Record
        inherited = {one.name for one in kept._meta.get_fields()}
        for one in model._meta.concrete_fields:
            if one.name not in inherited and hasattr(kept, one.name):
                self.fault(f"字段 {one.name!r} 与 {kept.__name__}.{one.name} 同名", "请换一个字段名。")

    def wordings(self, model: type[Record]) -> None:
        """Refuse what a file could not tell apart: two columns under one heading, two choices under one label."""
        known: dict[str, str] = {}
        for one in filter(_shows, model._meta.concrete_fields):
            for heading in Column(one, tuple(self.ledger.aliases.get(one.name, ()))).headings:
                if known.setdefault(heading, one.name) != one.name:
                    self.fault(
                        f"{known[heading]!r} 和 {one.name!r} 在表格中都叫“{heading}”",
                        "请改其中一个字段的 verbose_name，或从 aliases 中删去。",
                    )
            labels = [str(label) for _value, label in one.flatchoices] if one.choices else []
            if len(set(labels)) < len(labels):
                self.fault(f"字段 {one.name!r} 有两个选项用了同一名称", "请让每个选项的名称各不相同。")

    def natural_key(self, model: type[Record]) -> None:
        key = set(self.ledger.natural_key)
        if not key:
            self.fault("没有自然键 natural_key", "请写明用哪些字段认出同一条记录，导入时据此更新而不重复登记。")
        unique = [{one.name} for one in model._meta.concrete_fields if one.unique and not one.primary_key]
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
                unique.append(set(constraint.fields))
        if not any(fields <= key for fields in unique):
            cure = f"请在 Meta.constraints 中加 UniqueConstraint(fields={sorted(key)}, name=…)。"
            self.fault(f"自然键 {tuple(self.ledger.natural_key)} 在数据库中不唯一", cure)

    def indexes(self, model: type[Record]) -> None:
        """Give the model the indexes on which a list depends: an organisation's rows in the order shown.

        One is for the usual order, others for the days that can be filtered, by which lists are sorted as well; and
        for cases one for the usual order of those in one state.
        """
        days = [one for one in self.ledger.filters if isinstance(model._meta.get_field(one), models.DateField)]
        order = self.ledger.order.removeprefix("-")
        wanted = [["organisation", name, "id"] for name in dict.fromkeys([order, *days]) if name not in indexed(model)]
        if issubclass(model, Case):
            wanted.append(["organisation", "state", order, "id"])
        for names in wanted:
            fields = list(dict.fromkeys(names))
            if fields not in [one.fields for one in model._meta.indexes]:
                index = models.Index(fields=fields)
                index.set_name_with_model(model)
                # Where Django reads the indexes from, for the database and for migrations.
                model._meta.indexes = [*model._meta.indexes, index]
                model._meta.original_attrs["indexes"] = model._meta.indexes


def indexed(model: type[models.Model]) -> set[str]:
    """Return the fields by which the rows of an organisation can be read off an index in order."""
    unique = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint) and not one.condition]
    named = [list(one.fields[:2]) for one in [*model._meta.indexes, *unique] if len(one.fields) > 1]
    return {second.removeprefix("-") for first, second in named if first == "organisation"}


# Rights


def refuse_volume(ledger: type[Ledger]) -> None:
    """Refuse to handle single rows of a ledger that keeps them in Parquet. Raises LedgerRefused."""
    if ledger.volume:
        message = text("“%(title)s”是大数据量台账，记录不在业务数据库中，不能逐条查看和登记；请按指标查看。")
        raise LedgerRefused(message % {"title": ledger.title})


def readable(actor: Actor) -> Callable[[Any], QuerySet[Any] | None]:
    """Return what tells, for a model, the records that `actor` may refer to; None for all."""

    def records(model: Any) -> QuerySet[Any] | None:
        try:
            return model._default_manager.filter(organisation__in=actor.organisations(of(model).read))
        except NotFound:
            return None  # organisations and users are known to everyone

    return records


def check_may_write(ledger: type[Ledger], actor: Actor, organisation: Organisation) -> None:
    """Refuse an actor who holds no role to write for `organisation`. Raises NotAllowed."""
    if any(actor.may(role, organisation) for role in ledger.write):
        return
    roles = "、".join(str(ROLES[role].label) for role in ledger.write)
    message = text("您在“%(organisation)s”没有登记“%(title)s”的角色；可以登记的角色：%(roles)s。")
    raise NotAllowed(message % {"organisation": organisation, "title": ledger.title, "roles": roles})


# Cases: what is known of one when it is opened, and what each later step records


def usual_opening(model: type[Case], on: date) -> Step:
    """Return the step that opens a case when none is named: the first of the usual procedure."""
    return in_force(model.procedures[0], on).openings()[0]


def versions(model: type[Case]) -> Iterator[type[Procedure]]:
    """Yield every version of every procedure of a ledger, the usual procedure first, its newest version first."""
    for slug in model.procedures:
        yield from reversed(declared().get(slug, []))


def _settled(steps: Iterable[Step]) -> set[str]:
    """Return the fields that `steps` fill in by themselves."""
    names: set[str] = set()
    for step in steps:
        names.update(step.sets, (step.stamps,) if isinstance(step.stamps, str) else step.stamps)
    return names


def _recorded(steps: Iterable[Step]) -> set[str]:
    """Return the fields that people fill in when they make `steps`."""
    return {name for step in steps for name in step.fields}


def _labels(steps: Iterable[Step]) -> list[tuple[str, str]]:
    """Return the labels of `steps`; which step a label means is told by the procedure that a case follows."""
    return [(label, label) for label in dict.fromkeys(str(step.label) for step in steps)]


def _loose(name: str, field: models.Field, aliases: tuple[Any, ...] = (), **options: Any) -> Column:
    field.set_attributes_from_name(name)
    return Column(field, aliases, **options)


def _steps(model: type[Case]) -> tuple[list[Step], list[Step]]:
    """Return the steps of all versions: those that open a case, and those that are made in one."""
    steps = [step for version in versions(model) for step in version.steps if step.role != "system"]
    later = [step for step in steps if step.sources or step.takes_over]
    return [step for step in steps if step not in later], later


def case_columns(model: type[Case], known: Mapping[str, Column]) -> list[Column]:
    """Return the columns with which a case is opened: all that is known of it before its second step."""
    openings, later = _steps(model)
    columns = [known["organisation"], known["number"], known["opened_on"]]
    if len({step.slug for step in openings}) > 1:
        field = models.CharField(_("立案环节"), max_length=80, blank=True)
        columns.append(_loose("opening_step", field, (_("收案方式"),), options=partial(_labels, openings)))
    # What an opening asks for is entered with the case, even if another step would settle it by itself.
    left = (_recorded(later) | _settled(openings) | _settled(later)) - _recorded(openings)
    left |= {column.name for column in columns}
    left.discard("handler")  # who handles a case may be known from the first day
    return columns + [column for name, column in known.items() if column.field.editable and name not in left]


def step_columns(model: type[Case], known: Mapping[str, Column]) -> list[Column]:
    """Return the columns of the sheet 办理步骤: which case, which step, when, with what result, and what it records."""
    openings, later = _steps(model)
    outcomes = {outcome.slug: str(outcome.label) for version in versions(model) for outcome in version.outcomes}
    # What another procedure asks of a case that it takes over is mostly known since the opening.
    names = _recorded(step for step in later if step.sources) | (_recorded(later) - _recorded(openings))
    recorded = [replace(one, needed=False) for name, one in known.items() if name in names and one.field.editable]
    taken = frozenset().union(*(column.headings for column in recorded))

    def own(name: str, field: models.Field, aliases: tuple[Any, ...], **options: Any) -> Column:
        # A case may have a column of its own called 日期 or 备注; then that is what the heading means.
        column = _loose(name, field, tuple(alias for alias in aliases if fold(alias) not in taken), **options)
        if column.headings & taken:
            field.verbose_name = text("环节") + str(field.verbose_name)
        return replace(column)

    return [
        replace(known["organisation"], needed=False),
        replace(known["number"], needed=True),
        own(
            "step",
            models.CharField(_("环节"), max_length=80),
            (_("办理环节"), _("步骤")),
            options=partial(_labels, later),
        ),
        own("on", models.DateField(_("办理日期")), (_("日期"),)),
        own(
            "step_outcome",
            models.CharField(_("办理结果"), max_length=80, blank=True),
            (_("结果"),),
            options=outcomes.items,
        ),
        own("note", models.CharField(_("备注"), max_length=400, blank=True), (_("说明"),)),
        *recorded,
    ]
