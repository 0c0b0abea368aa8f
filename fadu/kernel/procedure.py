"""程序: the statutory course of a case, declared as data: states, steps, roles, articles, terms, outcomes.

A declaration checks itself when Python reads it, prints itself with its articles, and draws itself. Several versions of
one procedure stand side by side under one slug; each is in force from its day, and says what becomes of the cases that
are open on that day. This module is plain Python: labels are any objects that `str` can print.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, ClassVar

from .articles import Article, cite, cite_all
from .clocks import TimeLimit
from .diagram import Arrow, Box, Diagram


class BadProcedure(Exception):
    """程序声明有误: a declaration that contradicts itself. The message names the file, the fault and the cure."""


class Target(Enum):
    """Where a step leads that names no state: it stays in the state, or goes back to the one before it."""

    SAME = "@same"
    PREVIOUS = "@previous"


SAME, PREVIOUS = Target.SAME, Target.PREVIOUS
WHERE = {SAME: "状态不变", PREVIOUS: "回到原状态"}

# What a drawing says besides labels, in Chinese and in English.
WORDS = {
    "title": ("{title}流程图", "Course of: {title}"),
    "size": ("{title}：共{states}个状态、{steps}个环节。", "{title}: {states} states, {steps} steps."),
    "stands": ("当前状态：{state}。已经过：{through}。", " It stands at: {state}. It came through: {through}."),
    "nothing": ("无", "nothing yet"),
    "and": ("、", ", "),
    "within": ("{length}内", "{length}"),
    "extended": ("{length}内，可延{more}", "{length} (+ {more})"),
    "step": ("{label}（{basis}）", "{label} ({basis})"),
}

# What becomes of cases that are open when a version comes into force.
TRANSITIONS = {
    "keep": "施行前已立案的，仍按原程序办理",
    "switch": "施行前已立案未办结的，自施行之日起改按本程序办理",
    "next_step": "施行前已立案未办结的，正在计算的期限不变，自下一环节起改按本程序办理",
}


@dataclass(eq=False)
class State:
    """状态: where a case stands between two steps.

    `continues` names another procedure: a case that ends here goes on there, in the state of the same name as the one
    it came from (a simplified course becomes an ordinary one and loses nothing). Where a case `rests` it may stand for
    years and waits for nobody, until one of its limits ends soon (a document in force, and its next evaluation).
    """

    label: Any
    final: bool = False
    continues: str = ""
    rests: bool = False
    slug: str = field(default="", init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        self.slug = name.strip("_").replace("_", "-")

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True, eq=False)
class Consequence:
    """连带办理: what a step brings about in other cases, in the same transaction and on the same day.

    `step` is "ledger/step". `of(case)` yields mappings of values, for each of which a case of that ledger is opened, or
    cases that stand already, or pairs of such a case and the values that the step records in it. The step brought about
    is one of the role "system": nobody makes it by hand.
    """

    step: str
    of: Callable[[Any], Iterable[Any]]


@dataclass(frozen=True, eq=False)
class Computed:
    """算出的文书: a file that a step works out from the case; whoever works it out again gets the same bytes.

    `kind` is the kind of document under which it is filed, `name` its file name, `of(case)` its content. What cannot be
    worked out is for the guard of the step to say.
    """

    kind: str
    name: str
    of: Callable[[Any], bytes]


@dataclass(eq=False)
class Step:
    """环节: one move of a case.

    `source` is the state (or states) from which it is made; None opens the case. `role` may make it, under `article`.
    `guard(case)` returns None, or the reason why the step may not be made yet; it sees the case with the values that
    the step records, and the day of the step as `case.moved_on`. `requires` names fields of the case that the step must
    record or find recorded, `records` those that it may record, `stamps` those that take the day of the step, `sets`
    those that take a fixed value or one computed from the case. `documents` are the kinds of document that must be on
    file. `outcomes` are those that it may give; a single one is given by itself. `after` names steps of which one must
    have been made earlier. `takes_over` names states of other procedures ("slug/state") from which an opening step
    takes a case over. `computes` are the files that it works out, which nobody can bring instead. `brings` are the
    consequences of the step in other cases. `offers(case)` returns what the form of the step begins with where nothing
    is recorded yet, field by field, with its result as "outcome": what the ledgers already tell; people may change it.
    `arises(on)` belongs to an opening step of the role "system": it yields the values of the cases that day `on` calls
    for by itself (a law came into force), and nothing for those opened before; the daily scan opens them.
    """

    label: Any
    source: State | tuple[State, ...] | None
    target: State | Target
    role: str = field(kw_only=True)
    article: str | tuple[str, ...] = field(kw_only=True)
    guard: Callable[[Any], Any] | None = field(default=None, kw_only=True)
    requires: tuple[str, ...] = field(default=(), kw_only=True)
    records: tuple[str, ...] = field(default=(), kw_only=True)
    stamps: str | tuple[str, ...] = field(default=(), kw_only=True)
    sets: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    documents: tuple[str, ...] = field(default=(), kw_only=True)
    outcomes: tuple[str, ...] = field(default=(), kw_only=True)
    after: tuple[Step, ...] = field(default=(), kw_only=True)
    takes_over: tuple[str, ...] = field(default=(), kw_only=True)
    computes: tuple[Computed, ...] = field(default=(), kw_only=True)
    brings: tuple[Consequence, ...] = field(default=(), kw_only=True)
    offers: Callable[[Any], Mapping[str, Any]] | None = field(default=None, kw_only=True)
    arises: Callable[[date], Iterable[Mapping[str, Any]]] | None = field(default=None, kw_only=True)
    note: Any = field(default="", kw_only=True)
    slug: str = field(default="", init=False)
    procedure: type[Procedure] = field(init=False, repr=False)
    articles: tuple[Article, ...] = field(default=(), init=False, repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.stamps, str):
            self.stamps = (self.stamps,)

    def __set_name__(self, owner: type[Procedure], name: str) -> None:
        self.slug, self.procedure = name.strip("_").replace("_", "-"), owner

    def __str__(self) -> str:
        return str(self.label)

    @property
    def sources(self) -> tuple[State, ...]:
        """The states from which the step is made; empty for a step that opens a case."""
        return (self.source,) if isinstance(self.source, State) else self.source or ()

    def basis(self, language: str = "zh") -> str:
        """Return the articles, as they are printed in a document."""
        return cite_all(self.articles, language)

    @property
    def citations(self) -> tuple[str, ...]:
        """The articles, as they are declared."""
        return (self.article,) if isinstance(self.article, str) else self.article

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the step may record."""
        return self.requires + self.records


@dataclass(eq=False)
class Term:
    """期限在程序中的走法: by which steps a time limit starts, stops, is suspended, extended, or runs anew.

    `starts` and `stops` hold steps, or names of date fields of the case (the limit then runs from, or to, the day
    recorded there); the first stop is what the limit is for, the others end it as well. `since` is the field with
    the day from which to count, where that is not the day of the step (receipt by the other side). `suspended`
    holds pairs of steps, or of date fields; the time between them does not count. `restarts` are steps after which
    the whole length runs anew, `extended` those that grant an extension. Where the law leaves a length to the
    organ, `specified` is the field with its number, `granted` that of an extension, and `until` the field with the
    last day itself, where a court or a document names it; with neither, the length is that of the local provision
    in force (地方规定). When the limit ends unmet, `on_expiry` is what the law attaches to it: a step of the role
    "system" takes effect by itself, on the day that the limit's effect names, or else the day after. `applies`
    tells for a case whether the limit runs at all. A step that comes before the end of a minimum, or too late for a
    notice, is refused unless `binding` is False. `shown_in` is a field of the case that repeats the due date.
    """

    limit: TimeLimit
    starts: tuple[Step | str, ...] = field(kw_only=True)
    stops: tuple[Step | str, ...] = field(kw_only=True)
    restarts: tuple[Step, ...] = field(default=(), kw_only=True)
    suspended: tuple[tuple[Step, Step] | tuple[str, str], ...] = field(default=(), kw_only=True)
    extended: tuple[Step, ...] = field(default=(), kw_only=True)
    on_expiry: Step | None = field(default=None, kw_only=True)
    specified: str = field(default="", kw_only=True)
    granted: str = field(default="", kw_only=True)
    until: str = field(default="", kw_only=True)
    since: str = field(default="", kw_only=True)
    applies: Callable[[Any], bool] | None = field(default=None, kw_only=True)
    binding: bool = field(default=True, kw_only=True)
    shown_in: str = field(default="", kw_only=True)

    @property
    def slug(self) -> str:
        """The slug of the time limit, such as `reconsideration-ordinary/review`."""
        return self.limit.slug

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step that the term names."""
        pairs = [step for pair in self.suspended for step in pair]
        named = (*self.starts, *self.stops, *self.restarts, *pairs, *self.extended, self.on_expiry)
        return tuple(step for step in named if isinstance(step, Step))


@dataclass(frozen=True)
class Outcome:
    """结果: a way in which the substance is decided."""

    slug: str
    label: Any
    article: str

    def __str__(self) -> str:
        return str(self.label)


class Procedure:
    """程序: declared by subclassing; states and steps are class attributes, `terms` and `outcomes` are listed.

    The slug of a state or step is its name with hyphens (`send_copy` is `send-copy`). `outcomes` maps each outcome (a
    str, with a `label` if it is a member of a choice) to its article. Pass `registered=False` for one that is not to be
    found by `declared`.
    """

    slug: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    law: ClassVar[str] = ""
    in_force: ClassVar[date]
    transition: ClassVar[str] = "keep"
    note: ClassVar[Any] = ""
    terms: ClassVar[tuple[Term, ...]] = ()
    outcomes: ClassVar[Any] = ()  # declared as a mapping, read as a tuple of Outcome
    states: ClassVar[tuple[State, ...]] = ()
    steps: ClassVar[tuple[Step, ...]] = ()

    def __init_subclass__(cls, *, registered: bool = True, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = vars(cls)
        cls.states = tuple(value for value in own.values() if isinstance(value, State))
        cls.steps = tuple(value for value in own.values() if isinstance(value, Step))
        declared_outcomes: Mapping[str, str] = own.get("outcomes", {})
        cls.outcomes = tuple(
            Outcome(str(slug), getattr(slug, "label", slug), article) for slug, article in declared_outcomes.items()
        )
        frame = sys._getframe(1)
        _Check(cls, f"{frame.f_code.co_filename}:{frame.f_lineno}").run()
        if registered:
            versions = _declared.setdefault(cls.slug, [])
            versions.append(cls)
            versions.sort(key=lambda version: version.in_force)

    @classmethod
    def key(cls) -> str:
        """Return the name of this version, as a case keeps it: `slug@day`."""
        return f"{cls.slug}@{cls.in_force.isoformat()}"

    @classmethod
    def step(cls, slug: str) -> Step | None:
        """Return the step of that slug, or None."""
        return next((step for step in cls.steps if step.slug == slug), None)

    @classmethod
    def state(cls, slug: str) -> State | None:
        """Return the state of that slug, or None."""
        return next((state for state in cls.states if state.slug == slug), None)

    @classmethod
    def term(cls, slug: str) -> Term | None:
        """Return the term whose limit has that slug, or None."""
        return next((term for term in cls.terms if term.slug == slug), None)

    @classmethod
    def openings(cls) -> tuple[Step, ...]:
        """Return the steps that open a case."""
        return tuple(step for step in cls.steps if not step.sources)

    @classmethod
    def steps_from(cls, state: State) -> tuple[Step, ...]:
        """Return the steps that are made from `state`, in the order in which they are declared."""
        return tuple(step for step in cls.steps if state in step.sources)

    @classmethod
    def unprompted(cls) -> tuple[Step, ...]:
        """Return the steps of the system that neither a limit nor a day brings about: a step of another case must."""
        expiring = {term.on_expiry for term in cls.terms}
        return tuple(step for step in cls.steps if step.role == "system" and step not in expiring and not step.arises)

    @classmethod
    def ways(cls) -> list[tuple[State | None, Step, State]]:
        """Return every way a case can go: from a state (None at the opening) by a step to a state."""
        entered: dict[State, list[State]] = {}
        for step in cls.steps:
            if isinstance(step.target, State):
                entered.setdefault(step.target, []).extend(s for s in step.sources if s is not step.target)
        ways: list[tuple[State | None, Step, State]] = []
        for step in cls.steps:
            for source in step.sources or (None,):
                if isinstance(step.target, State):
                    ways.append((source, step, step.target))
                elif source is not None and step.target is SAME:
                    ways.append((source, step, source))
                elif source is not None:
                    ways += [(source, step, back) for back in dict.fromkeys(entered.get(source, ()))]
        return ways

    @classmethod
    def reachable(cls, start: Iterable[State]) -> set[State]:
        """Return the states that a case standing in one of `start` can still come to, those included."""
        found, waiting = set(start), list(start)
        ways = cls.ways()
        while waiting:
            here = waiting.pop()
            for source, _step, target in ways:
                if source is here and target not in found:
                    found.add(target)
                    waiting.append(target)
        return found

    @classmethod
    def caption(cls, state: State, language: str = "zh") -> str:
        """Return the small line under a state: how long it may last, or the article by which it is entered.

        Limits that only some cases have are left out.
        """
        entering = {step for _source, step, target in cls.ways() if target is state}
        for term in cls.terms:
            limit, stops = term.limit, [step for step in term.stops if isinstance(step, Step)]
            if limit.kind not in ("deadline", "maximum") or limit.length.number is None or term.applies:
                continue
            lasts = entering & {*term.starts, *term.restarts} and any(state in step.sources for step in stops)
            if lasts or (term.shown_in and stops and state in stops[0].sources):
                length, extension = limit.length.text(language), limit.extension
                if extension is None or extension.number is None:
                    return _say("within", language, length=length)
                return _say("extended", language, length=length, more=extension.text(language))
        order = {one: place for place, one in enumerate(cls.states)}

        def usual(step: Step) -> tuple[int, int]:
            """Rank the opening first, then the step from the state nearest before, then that from most states."""
            if not step.sources:
                return 0, 0
            before = [order[state] - order[one] for one in step.sources if order[one] < order[state]]
            return min(before, default=len(order)), -len(step.sources)

        ways = [step for step in cls.steps if step in entering and step.target is state]
        return _short(min(ways, key=usual).articles[0], language) if ways else ""

    @classmethod
    def svg(cls, state: State | str | None = None, done: Iterable[State | str] = (), language: str = "zh") -> str:
        """Draw the procedure; `state` is where a case stands, `done` the states it came through, in their order.

        Labels come in the language that they are translated into; `language` is that of the rest.
        """
        present = cls.state(state) if isinstance(state, str) else state
        known = [s if isinstance(s, State) else cls.state(s) for s in done]
        been = [s for s in known if s and s is not present]
        ahead = cls.reachable([present]) if present else set(cls.states)
        boxes = []
        for one in cls.states:
            status = "current" if one is present else "done" if one in been else "open" if one in ahead else "closed"
            boxes.append(Box(one.slug, str(one.label), cls.caption(one, language), one.final, status))
        ways = cls.ways()
        taken = cls._taken([s for s in known if s] + ([present] if present and known[-1:] != [present] else []))
        arrows = [
            Arrow(
                source.slug if source else None,
                target.slug,
                _say("step", language, label=step.label, basis=step.basis(language)),
                taken=(source, target) in taken,
                returns=step.target is PREVIOUS,
            )
            for source, step, target in ways
        ]
        said = _say("size", language, title=cls.title, states=len(cls.states), steps=len(cls.steps))
        if present:
            names = dict.fromkeys(str(s) for s in been)
            through = _say("and", language).join(names) or _say("nothing", language)
            said += _say("stands", language, state=present.label, through=through)
        return Diagram(boxes, arrows).svg(_say("title", language, title=cls.title), said, f"procedure-{cls.slug}")

    @classmethod
    def _taken(cls, path: Sequence[State]) -> set[tuple[State | None, State]]:
        """Return the ways between the states of `path`; where some are left out, from the latest that leads there."""
        ways = {(source, target) for source, _step, target in cls.ways()}
        taken: set[tuple[State | None, State]] = {(None, path[0])} if len(path) > 1 else set()
        for place, target in enumerate(path):
            before = next((source for source in reversed(path[:place]) if (source, target) in ways), None)
            if before:
                taken.add((before, target))
        return taken

    @classmethod
    def text(cls) -> str:
        """Print the procedure with its articles, for people."""
        lines = [f"{cls.title}（{cls.key()}）", f"依据：{cite(cls.law)}，自{_day(cls.in_force)}起施行"]
        lines += [f"过渡：{TRANSITIONS[cls.transition]}", *([f"说明：{cls.note}"] if cls.note else [])]
        lines += ["", "状态"]
        for state in cls.states:
            end = "（终点）" if state.final else ""
            lines.append(f"  {state.label}{end}  [{state.slug}]")
        lines += ["", "环节"]
        for number, step in enumerate(cls.steps, 1):
            source = "、".join(str(s) for s in step.sources) or "（立案）"
            target = WHERE[step.target] if isinstance(step.target, Target) else str(step.target)
            lines.append(f"  {number}. {step.label}  [{step.slug}]  {step.basis()}")
            lines.append(f"     {source} → {target}；由 {step.role} 办理")
            more = [
                ("须已办理其一", "、".join(str(one) for one in step.after)),
                ("须填写", "、".join(step.requires)),
                ("须有文书", "、".join(str(getattr(kind, "label", kind)) for kind in step.documents)),
                ("算出", "、".join(str(getattr(one.kind, "label", one.kind)) for one in step.computes)),
                ("条件", (step.guard.__doc__ or step.guard.__name__).split("\n")[0] if step.guard else ""),
                ("结果", "、".join(str(o) for o in cls.outcomes if o.slug in step.outcomes)),
                ("连带办理", "、".join(one.step for one in step.brings)),
                ("说明", str(step.note)),
            ]
            lines += [f"     {name}：{value}" for name, value in more if value]
        lines += ["", "期限"] if cls.terms else []
        for term in cls.terms:
            limit = term.limit
            cited = cite_all(limit.articles)
            lines.append(f"  {limit.label}  [{limit.slug}]  {limit.length}  {cited}")
            lines.append(f"     自{_named(term.starts)}起，至{_named(term.stops)}止")
            more = [
                ("重新起算", _named(term.restarts)),
                ("不计入", "；".join(f"{_named((a,))}至{_named((b,))}" for a, b in term.suspended)),
                ("延长", _named(term.extended)),
                ("届满日", f"{term.until} 所记之日" if term.until else ""),
                ("届满", _named((term.on_expiry,)) if term.on_expiry else ""),
            ]
            lines += [f"     {name}：{value}" for name, value in more if value]
        lines += ["", "结果"] if cls.outcomes else []
        lines += [f"  {o.label}  [{o.slug}]  {cite(Article.parse(o.article))}" for o in cls.outcomes]
        return "\n".join(lines) + "\n"

    @classmethod
    def as_json(cls) -> dict[str, Any]:
        """Return the procedure as plain values, in the words of the statute files: from, to, actor, starts_on…"""
        return {
            "slug": cls.slug,
            "title": str(cls.title),
            "law": cls.law,
            "in_force": cls.in_force.isoformat(),
            "transition": cls.transition,
            "states": [
                {
                    "slug": s.slug,
                    "label": str(s.label),
                    "final": s.final,
                    **({"continues": s.continues} if s.continues else {}),
                }
                for s in cls.states
            ],
            "steps": [
                {
                    "slug": s.slug,
                    "label": str(s.label),
                    "from": [one.slug for one in s.sources] or None,
                    "to": s.target.value if isinstance(s.target, Target) else s.target.slug,
                    "role": s.role,
                    "article": list(s.citations),
                    "requires": list(s.requires),
                    "records": list(s.records),
                    "documents": [str(kind) for kind in s.documents],
                    "computes": [str(one.kind) for one in s.computes],
                    "outcomes": [str(one) for one in s.outcomes],
                    "after": [one.slug for one in s.after],
                    "takes_over": list(s.takes_over),
                    "brings": [one.step for one in s.brings],
                    "note": str(s.note),
                }
                for s in cls.steps
            ],
            "terms": [
                {
                    "slug": t.slug,
                    "label": str(t.limit.label),
                    "length": str(t.limit.length),
                    "article": list(t.limit.articles),
                    "kind": t.limit.kind,
                    "starts_on": _slugs(t.starts),
                    "stops_on": _slugs(t.stops),
                    "restarts_on": _slugs(t.restarts),
                    "suspended_by": [_slugs(pair) for pair in t.suspended],
                    "extended_by": _slugs(t.extended),
                    "on_expiry": t.on_expiry.slug if t.on_expiry else None,
                }
                for t in cls.terms
            ],
            "outcomes": [{"slug": o.slug, "label": str(o.label), "article": o.article} for o in cls.outcomes],
        }


_declared: dict[str, list[type[Procedure]]] = {}


def declared() -> Mapping[str, Sequence[type[Procedure]]]:
    """Return every declared procedure by slug, its versions from the oldest to the newest."""
    return MappingProxyType(_declared)


def in_force(slug: str, on: date) -> type[Procedure]:
    """Return the version in force on that day; before the first one declared, the first.

    Raises KeyError for a slug that nobody declared.
    """
    versions = _declared[slug]
    return next((version for version in reversed(versions) if version.in_force <= on), versions[0])


def lookup(key: str) -> type[Procedure]:
    """Return the version that a case keeps as `slug@day`. Raises KeyError when it is no longer declared."""
    slug, _at, day = key.partition("@")
    for version in _declared.get(slug, ()):
        if version.in_force.isoformat() == day:
            return version
    raise KeyError(f"程序 {key} 没有声明；已声明的版本不得删除，旧案仍要用它")


class _Check:
    """The checks of one declaration; each fault names the file, what is wrong, and the cure."""

    def __init__(self, procedure: type[Procedure], where: str) -> None:
        self.procedure, self.where = procedure, where

    def fault(self, what: str, cure: str) -> None:
        raise BadProcedure(f"{self.where} 程序 {self.procedure.__qualname__}：{what}。{cure}")

    def run(self) -> None:
        self.heading()
        self.steps()
        self.terms()
        self.graph()
        self.running_terms()
        self.outcomes()

    def heading(self) -> None:
        p = self.procedure
        for name in ("slug", "title", "law", "in_force"):
            if not getattr(p, name, None):
                self.fault(f"没有 {name}", f"请在类中写明 {name} = …")
        if p.transition not in TRANSITIONS:
            self.fault(f"transition 为 {p.transition!r}", f"请改为 {'、'.join(TRANSITIONS)} 之一")
        if any(version.in_force == p.in_force for version in _declared.get(p.slug, ())):
            self.fault(f"{p.key()} 已经声明过", "同一程序的各版本须有不同的施行日期")
        named: list[State | Step] = [*p.states, *p.steps]
        for one in named:
            if hasattr(Procedure, one.slug.replace("-", "_")):
                self.fault(f"{one.slug} 与程序自有的名称相同", "请给这个状态或环节另取一个名称")

    def steps(self) -> None:
        p = self.procedure
        for step in p.steps:
            name = f"环节 {step.slug}（{step.label}）"
            if not step.role:
                self.fault(f"{name}没有角色", "请写明 role=…，没有角色的环节无人可办")
            if not step.citations or not all(step.citations):
                self.fault(f"{name}没有法条", '请写明 article="法律名#条.款"，没有依据的环节不得设立')
            try:
                step.articles = tuple(Article.parse(citation) for citation in step.citations)
            except ValueError as error:
                self.fault(f"{name}的法条无法识别：{error}", '请写成 "行政复议法#62.1" 的样子')
            for state in (*step.sources, *([step.target] if isinstance(step.target, State) else [])):
                if state not in p.states:
                    self.fault(f"{name}所指的状态「{state.label}」不在本程序中", "请在同一个类中声明这个状态")
                if state.final and state in step.sources:
                    self.fault(
                        f"{name}从终点「{state.label}」出发", "终点之后不得再有环节；请改出发状态，或者去掉 final"
                    )
            if not step.sources and not isinstance(step.target, State):
                self.fault(f"立案{name}没有写明到达的状态", "立案环节的 target 须是一个状态")
            for earlier in step.after:
                if earlier not in p.steps:
                    self.fault(f"{name}的 after 指向本程序以外的环节", "请改为同一个类中的环节")
            awaited = step.requires if step.sources else ()  # what opens a case may need the values it is opened with
            if step.role == "system" and (step.guard or awaited or step.documents or step.after):
                self.fault(
                    f"{name}由系统办理，却有条件", "法律的效果不等人填写，请去掉 guard、requires、documents、after"
                )
            for one in step.brings:
                if not all(one.step.partition("/")):
                    self.fault(f"{name}的连带办理 {one.step!r} 无法识别", '请写成 "台账/环节" 的样子')
            if step.arises and (step.sources or step.role != "system"):
                self.fault(f"{name}有 arises 却不是系统的立案环节", "请写成 source 为 None、role 为 system 的环节")
            if step.takes_over and step.sources:
                self.fault(
                    f"{name}有 takes_over 却不是立案环节", "只有立案环节（source 为 None）可以接办其他程序的案件"
                )

    def terms(self) -> None:
        p = self.procedure
        for term in p.terms:
            name = f"期限 {term.slug}（{term.limit.label}）"
            for step in term.steps:
                if step not in p.steps:
                    self.fault(f"{name}指向本程序以外的环节「{step.label}」", "请改为同一个类中的环节")
            if not term.starts:
                self.fault(f"{name}从不起算", "请写明 starts=(环节或者日期字段,)")
            if not term.stops:
                self.fault(f"{name}没有停止的环节", "请写明 stops=(环节或者日期字段,)")
            if term.extended and not term.limit.extension:
                self.fault(f"{name}依法不能延长，却有批准延长的环节", "请去掉 extended，或者在期限中写明 extension")
            if term.limit.extension and not term.extended:
                self.fault(f"{name}依法可以延长，却没有批准延长的环节", "请写明 extended=(环节,)")
            if bool(term.suspended) != bool(term.limit.suspended_by):
                self.fault(f"{name}的中止与期限声明的 suspended_by 不一致", "请在两处都写明中止，或者都不写")
            if bool(term.restarts) != bool(term.limit.restarted_by):
                self.fault(f"{name}的重新起算与期限声明的 restarted_by 不一致", "请在两处都写明重新起算，或者都不写")
            if term.limit.length.number is not None and (term.specified or term.until):
                self.fault(
                    f"{name}的长度", "法律没有规定长度的期限，才可用 specified、until 写明记载长度、届满日的字段"
                )
            if term.specified and term.until:
                self.fault(f"{name}的长度和届满日都由案件记载", "请只写 specified 或者 until")
            extension = term.limit.extension
            if bool(term.granted) != (extension is not None and extension.number is None):
                self.fault(f"{name}的延长", "法律没有规定延长多久的期限，才须用 granted 写明记载延长的字段")
            attached = term.on_expiry.slug if term.on_expiry else ""
            stated = term.limit.on_expiry.replace("_", "-")
            if stated != attached and (attached or p.step(stated)):
                self.fault(
                    f"{name}届满的环节为 {attached or '无'}，期限声明的却是 {term.limit.on_expiry or '无'}",
                    "请改为一致",
                )
        slugs = [term.slug for term in p.terms]
        for slug in slugs:
            if slugs.count(slug) > 1:
                self.fault(f"期限 {slug} 声明了两次", "请合并为一个 Term")

    def graph(self) -> None:
        p = self.procedure
        openings = p.openings()
        if not openings:
            self.fault("没有立案环节", "请声明一个 source 为 None 的环节")
        finals = {state for state in p.states if state.final}
        if not finals:
            self.fault("没有终点", "请至少把一个状态写成 final=True")
        found = p.reachable([step.target for step in openings if isinstance(step.target, State)])
        for state in p.states:
            if state not in found:
                self.fault(f"状态 {state.slug}（{state.label}）无法到达", "请补上通向它的环节，或者删去它")
            if not p.reachable([state]) & finals:
                self.fault(f"案件到了 {state.slug}（{state.label}）就无法结束", "请补上从它通向终点的环节")

    def running_terms(self) -> None:
        p = self.procedure
        after: dict[Step, set[State]] = {}
        for _source, step, target in p.ways():
            after.setdefault(step, set()).add(target)
        for term in p.terms:
            if any(isinstance(stop, str) for stop in term.stops):
                continue  # a date that is recorded stops it at any time
            sources = {state for stop in term.stops if isinstance(stop, Step) for state in stop.sources}
            opening = any(isinstance(stop, Step) and not stop.sources for stop in term.stops)
            for start in (*term.starts, *term.restarts):
                if isinstance(start, Step) and not (p.reachable(after[start]) & sources or opening):
                    self.fault(
                        f"期限 {term.slug} 自「{start.label}」起算后无法停止", "请在 stops 中补上此后可以办理的环节"
                    )
            for begin, end in term.suspended:
                if (
                    isinstance(begin, Step)
                    and isinstance(end, Step)
                    and not p.reachable(after[begin]) & set(end.sources)
                ):
                    self.fault(f"期限 {term.slug} 因「{begin.label}」中止后无法恢复", "请改 suspended 中与它成对的环节")

    def outcomes(self) -> None:
        p = self.procedure
        known = {outcome.slug for outcome in p.outcomes}
        given = {str(slug) for step in p.steps for slug in step.outcomes}
        if missing := given - known:
            self.fault(f"环节所给的结果 {'、'.join(sorted(missing))} 没有声明", "请写进 outcomes，并注明法条")
        if unused := known - given:
            self.fault(f"没有环节给出结果 {'、'.join(sorted(unused))}", "请写进某个环节的 outcomes，或者删去")
        for outcome in p.outcomes:
            try:
                Article.parse(outcome.article)
            except ValueError as error:
                self.fault(f"结果 {outcome.slug} 的法条无法识别：{error}", '请写成 "行政复议法#68" 的样子')


def _say(words: str, language: str, **values: Any) -> str:
    return WORDS[words][language.startswith("en")].format(**values)


def _short(article: Article, language: str = "zh") -> str:
    """Return the article without the name of its law: 第三十条第一款, Art. 30.1; the name where none is given."""
    if language.startswith("en"):
        return f"Art. {str(article).partition('#')[2]}" if article.article else cite(article, language)
    law = cite(replace(article, article=None, paragraph=None, item=None))
    return cite(article).removeprefix(law) or law


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _named(ends: Iterable[Step | str]) -> str:
    return "、".join(f"「{end.label}」" if isinstance(end, Step) else f"{end} 所记之日" for end in ends)


def _slugs(ends: Iterable[Step | str]) -> list[str]:
    return [end.slug if isinstance(end, Step) else f"field:{end}" for end in ends]
