"""案件页面的内容: what is shown of a case or record: its facts by the step that recorded them, what is linked to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import ForeignKey, Model
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as text

from fadu.kernel import cases, documents, ledgers, letters
from fadu.kernel.articles import cite_all
from fadu.kernel.cases import Case, Clock, Made, Next
from fadu.kernel.columns import RECORD, Column
from fadu.kernel.declarations import versions
from fadu.kernel.ledgers import Ledger, LedgerRefused, Row
from fadu.kernel.lists import Sight
from fadu.kernel.organisations import Actor, Record, User
from fadu.kernel.procedure import Procedure, State, Step

from .procedure_pages import described

# Of a case these stand elsewhere on its page: in the drawing, the heading and the course.
TOLD = {"state", "previous_state", "procedure", "moved_on", "title", "number"}
RELATED = 50  # rows of a related ledger on the page of a case; the rest is a link away
WIDE = 6  # columns of such a table


@dataclass(frozen=True)
class Fact:
    """One thing that is recorded: its name, what is printed, and the record that it names."""

    label: str
    value: str
    address: str = ""


def heading(row: Row, record: Record) -> str:
    """Return the name of a record for the head of its page, with what is masked in the record masked there too."""
    name = str(record)
    for column in ledgers.of(type(record)).all_columns.values():
        if column.mask and (full := column.show(record)):
            name = name.replace(full, row.shown[column.name])
    return name


def facts(ledger: type[Ledger], row: Row) -> list[tuple[str, str]]:
    """Return what a record holds, name by name; what is empty or was not affirmed is left out."""
    told = TOLD if ledger.is_case() else set()
    return [(column.label, row.shown[column.name]) for column in _told(ledger, row) if column.name not in told]


def grouped_facts(
    ledger: type[Ledger], row: Row, record: Record, actor: Actor, made: Sequence[Made] = ()
) -> list[tuple[str, list[Fact]]]:
    """Return what a record holds, of a case by the step that recorded it, in the order in which those were `made`."""
    told = TOLD if ledger.is_case() else set()
    group_of = _recorded_by(record.version, made) if isinstance(record, Case) else {}
    groups: dict[str, list[Fact]] = {text("基本信息"): []}
    for label in dict.fromkeys(group_of.values()):
        groups[label] = []
    for column in _told(ledger, row):
        if column.name not in told:
            printed, address = row.shown[column.name], _address(column, record, actor)
            fact = Fact(column.label, printed, address)
            groups[group_of.get(column.name, text("基本信息"))].append(fact)
    return [(label, found) for label, found in groups.items() if found]


def _told(ledger: type[Ledger], row: Row) -> Iterator[Column]:
    for name, column in ledger.all_columns.items():
        if row.shown.get(name) and row.data.get(name) is not False:
            yield column


def _recorded_by(version: type[Procedure], made: Sequence[Made]) -> dict[str, str]:
    """Return, by column, the step that recorded it last, else the first that may; what an opening records is basic."""
    opening = {name for step in version.openings() for name in _writes(step)}
    found: dict[str, str] = {}
    for one in made:
        if one.event.before is None:
            opening |= set(one.event.after or ())
        elif not one.taken_back:
            # Taken out and put in again: the later step comes later on the page.
            for name in one.event.after or ():
                if name not in opening:
                    found.pop(name, None)
                    found[name] = one.label
    for step in version.steps:
        if step.sources:
            for name in _writes(step):
                if name not in opening:
                    found.setdefault(name, str(step.label))
    return found


def _writes(step: Step) -> tuple[str, ...]:
    return (*step.fields, *step.stamps, *step.sets)


def _address(column: Column, record: Record, actor: Actor) -> str:
    """Return the page of the record that a column names, if the reader may open it."""
    if column.kind != RECORD or column.mask:
        return ""
    other = getattr(record, column.name)
    return address_of(other, actor) if isinstance(other, Record) else ""


def address_of(record: Record, actor: Actor) -> str:
    """Return the page of a record, if the reader may open it."""
    try:
        ledger = ledgers.of(type(record))
        ledgers.find(ledger, actor, record.pk)
    except LedgerRefused:
        return ""
    return reverse("ledger_record", args=[ledger.slug, record.pk])


def rights(ledger: type[Ledger], actor: Actor, record: Record) -> dict[str, bool]:
    """Return what the reader may do with a record; the kernel checks again when it is done."""
    return {
        "edit": any(actor.may(role, record.organisation) for role in ledger.write),
        "file": any(actor.may(role, record.organisation) for role in ledger.recorders()),
    }


# What may come next


def next_step(one: Next, case: Case, ledger: type[Ledger], filed: set[str]) -> dict[str, Any]:
    """Return what the page says of a step that may come next: what it asks for, before anybody clicks."""
    step = one.step
    asked = [name for name in dict.fromkeys(step.requires) if getattr(case, name, None) in (None, "", [], {})]
    labels = [ledger.all_columns[name].label for name in asked if name in ledger.all_columns]
    return described(step) | {
        "allowed": one.allowed,
        "reason": one.reason,
        "asks": labels,
        "papers": papers(step, ledger, filed),
        "brings": [_consequence(consequence.step) for consequence in getattr(step, "brings", ())],
    }


def buttons(steps: Sequence[dict[str, Any]], case: Case, actor: Actor) -> tuple[dict[str, Any] | None, list[dict]]:
    """Return the step that stands first at the head of the page, and the others that may be made now.

    First stands what leads on, though something stands against it for now: the page then says what. Giving the case up
    or sending it back never does.
    """
    ready = [one for one in steps if one["allowed"]]
    onward = [one for one in steps if not gives_up(one["step"], case)]
    moving = [one for one in onward if isinstance(one["step"].target, State) and one["step"].target.slug != case.state]
    held = [one for one in moving if actor.may(one["step"].role, case.organisation)]
    open_ones = [one for one in moving if one["allowed"]]
    first = next(iter([*open_ones, *held, *(one for one in onward if one["allowed"])]), None)
    return first, [one for one in ready if one is not first]


def gives_up(step: Step, case: Case) -> bool:
    """Tell whether a step ends a case before its time, or sends it back, where another one leads on."""
    version = step.procedure
    here = version.state(case.state)
    others = [one for one in version.steps_from(here) if one != step and one.role != "system"] if here else []
    if not isinstance(step.target, State) or not any(isinstance(one.target, State) for one in others):
        return False
    return step.target in _exits(version) or (here is not None and _sends_back(step, here))


@cache
def _exits(version: type[Procedure]) -> frozenset[State]:
    """Return the ends to which a case comes early: from somewhere where a step declared before leads on."""
    found = set()
    for state in version.states:
        leads_on = False
        for step in version.steps_from(state):
            if isinstance(step.target, State) and step.role != "system":
                if step.target.final and leads_on:
                    found.add(step.target)
                leads_on |= not step.target.final
    return frozenset(found)


def _sends_back(step: Step, here: State) -> bool:
    """Tell whether a step leads to a state declared before, where a step declared before it leads on."""
    order = {state.slug: place for place, state in enumerate(step.procedure.states)}
    known = [one for one in step.procedure.steps_from(here) if isinstance(one.target, State) and one.role != "system"]
    before = known[: known.index(step)] if step in known else []
    back = isinstance(step.target, State) and order[step.target.slug] < order[here.slug]
    return back and any(order[one.target.slug] > order[here.slug] for one in before)  # type: ignore[union-attr]


def papers(step: Step, ledger: type[Ledger], filed: set[str]) -> list[dict[str, Any]]:
    """Return the kinds of document that a step needs: whether each is on file, or will be written by the product."""
    return [
        {
            "label": letters.label(ledger.slug, kind),
            "filed": str(kind) in filed,
            "written": letters.find(ledger.slug, kind) is not None,
        }
        for kind in step.documents
    ]


def _consequence(named: str) -> str:
    """Return in words what a step brings about: the ledger, and the step there."""
    slug, _slash, name = named.partition("/")
    model = cases.case_models()[slug]
    for version in versions(model):
        if found := version.step(name):
            return f"{model._meta.verbose_name}：{found.label}"
    return str(model._meta.verbose_name)


# What was done


def course(case: Case, actor: Actor, made: Sequence[Made]) -> list[dict[str, Any]]:
    """Return the steps made, newest first, each with its documents and with the case that brought it about."""
    kept = {document.pk: document for document in documents.of(*case.place)}
    labels = {outcome.slug: str(outcome) for outcome in case.version.outcomes}
    rows = []
    for one in reversed(made):
        named = [kept.get(described_one.get("pk")) for described_one in one.event.data.get("documents", ())]
        rows.append(
            {
                "made": one,
                "outcome": labels.get(one.outcome, one.outcome),
                "note": one.event.data.get("note", ""),
                "documents": [document for document in named if document],
                "cause": _cause(one, actor),
            }
        )
    return rows


def _cause(made: Made, actor: Actor) -> dict[str, str] | None:
    """Return the case whose step brought this one about."""
    ledger, record, _step = (*made.event.data.get("brought_by", ()), "", "", "")[:3]
    model = cases.case_models().get(ledger)
    case = model._base_manager.select_related("organisation").filter(pk=record).first() if model and record else None
    return {"label": case.number or str(case.pk), "address": address_of(case, actor)} if case else None


def clock_line(clock: Clock) -> dict[str, Any]:
    """Return one running or finished limit with the reasons for its last day."""
    language = get_language() or "zh"
    limit = clock.term.limit
    counted = clock.due()
    return {
        "clock": clock,
        "label": limit.label,
        "length": limit.length.text(language),
        "article": cite_all(limit.articles, language),
        "reasons": [
            reason.text(language) if hasattr(reason, "text") else str(reason) for reason in counted.explanation
        ],
        "provisional": counted.provisional if counted.due is None else None,
        "suspended": clock.is_suspended,
        "suspensions": [
            (date.fromisoformat(start), date.fromisoformat(end) if end else None)
            for _step, start, end in clock.suspensions
        ],
        "minimum": limit.kind == "minimum",
    }


def filed(case: Case) -> list[dict[str, Any]]:
    """Return the documents of a record, the newest first; those that were replaced say by what and why."""
    found = list(documents.of(*case.place).select_related("replaced_by"))
    names = dict(User.objects.filter(username__in={one.actor for one in found}).values_list("username", "name"))
    return [
        {
            "document": one,
            "kind": letters.label(case.ledger, one.kind) if one.kind else "",
            "actor": names.get(one.actor) or one.actor,
            "replaced": one.replaced_by,
        }
        for one in reversed(found)
    ]


def kinds_of(case: Case) -> list[tuple[str, str]]:
    """Return the kinds of document that the procedure of a case knows, with their labels."""
    kinds = {str(kind): letters.label(case.ledger, kind) for step in case.version.steps for kind in step.documents}
    return list(kinds.items())


# What is linked


def related(record: Record, actor: Actor) -> list[dict[str, Any]]:
    """Return the records of other ledgers that belong to this one, and whether more can be entered."""
    found = []
    for ledger in ledgers.all_ledgers():
        for column in () if ledger.volume else ledger.all_columns.values():
            field = column.field
            if isinstance(field, ForeignKey) and field.related_model is type(record) and actor.holds(ledger.read):
                found.append(_table(ledger, column, record, actor))
    return found


def _table(ledger: type[Ledger], link: Column, record: Record, actor: Actor) -> dict[str, Any]:
    sight = Sight(ledger, actor)
    columns = [c for c in ledger.listed() if c.name not in (link.name, "organisation")][:WIDE]
    names = [c.name for c in columns if isinstance(c.field, ForeignKey)]
    rows = ledger.model._default_manager.filter(**{link.name: record}, organisation__in=sight.organisations)
    rows = rows.select_related("organisation", *names).order_by("pk")[: RELATED + 1]
    shown = [sight.row(one, columns) for one in rows]
    # What only the system opens, as a consequence of a step, nobody adds by hand.
    entering = ledger.write
    if issubclass(ledger.model, Case):
        entering = [step.role for version in versions(ledger.model) for step in version.openings()]
    may_add = any(actor.may(role, record.organisation) for role in entering)
    return {
        "ledger": ledger,
        "link": link,
        "columns": columns,
        "rows": shown[:RELATED],
        "more": len(shown) > RELATED,
        "add": f"{reverse('ledger_new', args=[ledger.slug])}?{link.name}={record.pk}" if may_add else "",
    }


def links(record: Record, actor: Actor) -> list[dict[str, str]]:
    """Return the cases linked to a record: those that it names, those that name it, and those that it brought about."""
    rows = []
    for one in cases.referred(record):
        rows.append(_link(one.label, one.number, one.record, actor))
    if isinstance(record, Case):
        for one in cases.referring(record):
            ledger = one.record._meta.verbose_name if one.record else ""
            label = text("%(ledger)s的“%(column)s”") % {"ledger": ledger, "column": one.label}
            rows.append(_link(label, "", one.record, actor))
        for case in _brought_about(record):
            rows.append(_link(text("连带办理"), "", case, actor))
    return list({(row["label"], row["name"]): row for row in rows}.values())


def _link(label: str, number: str, record: Model | None, actor: Actor) -> dict[str, str]:
    address = address_of(record, actor) if isinstance(record, Record) else ""
    name = str(getattr(record, "number", "") or number or record)
    # What it is about is told to those alone who may open it.
    about = getattr(record, "title", "") if address else ""
    state = str(record.standing) if address and isinstance(record, Case) else ""
    return {"label": label, "name": name, "address": address, "about": about, "state": state}


def _brought_about(case: Case) -> Iterator[Record]:
    """Yield the cases in which a step of this one brought a step about."""
    events = cases.brought_about(case).order_by("seq")
    for place in dict.fromkeys(events.values_list("ledger", "record")[:RELATED]):
        model = cases.case_models().get(place[0])
        found = model._base_manager.select_related("organisation").filter(pk=place[1]).first() if model else None
        if found:
            yield found
