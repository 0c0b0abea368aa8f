"""撤回误办: the last step of a case, made by mistake, is taken back; by a further entry, never by deletion.

What has left the office cannot be taken back here: a document that was served takes effect and is put right by another
document (补正, 撤销), and what the law itself has done stands. So only the last step is taken back, only while nothing
was built on it, and where it produced documents only on the word of the person that none of them was served. The case
gets the values that it had before the step, as the journal holds them; its terms are counted anew from the steps that
remain.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as text

from .. import journal
from ..journal import Event
from ..organisations import Actor
from ..procedure import Step, lookup
from .course import brought_about
from .moves import role_reason
from .records import C, Case, StepRefused, give_back, locked, taken_back
from .running import Clock, Watch, clocks_of

# What may be noted of a case after its last step without anything being built on that step.
HARMLESS = {"correct", "export", "clock"}
_COMPARED = (
    "limit", "started_on", "started_by", "suspensions", "extended_on", "granted", "specified", "stopped_on",
    "stopped_by", "expired", "due_on",
)  # fmt: skip


def correct(case: C, actor: Actor, reason: str, *, unserved: bool = False) -> C:
    """Take back the last step of a case and return the case as it then stands.

    `unserved` is the actor's word that no document of the step was served. Raises StepRefused; nothing is then changed.
    """
    with transaction.atomic():
        now = locked(case)
        steps = _steps(now)
        event, step = _last(now, steps)
        if refused := _why_not(now, event, step, steps, actor):
            raise StepRefused("correction", refused, step=step)
        if not reason.strip():
            raise StepRefused("correction", text("撤回误办的环节须说明理由。"), step=step, faults={"reason": "必填"})
        if event.data.get("documents") and not unserved:
            told = text("这一环节附有文书；已经送达的，应当依法另行补正或者撤销。")
            raise StepRefused("correction", told, text("确认文书尚未送达并已收回的，方可撤回。"), step=step)
        if not _reproduces(now, steps):
            told = text("本案的期限经过更正或者改按新法，无法由环节重新推算，不能撤回；请依法办理后续环节。")
            raise StepRefused("correction", told, step=step)
        before = _restore(now, event, steps[:-1])
        for name, value in _replay(now, steps[:-1]).items():
            setattr(now, name, value)
        now.revision += 1
        now.save(force_update=True)
        _note(now, event, step, actor, reason, before)
    give_back(case, now)
    return case


def correctable(case: Case, actor: Actor) -> tuple[Step | None, str]:
    """Return the last step, and why it cannot be taken back ("" if it can); no step where there is none to speak of."""
    steps = _steps(case)
    if len(steps) < 2:
        return None, text("立案环节不能撤回。")
    event, step = _last(case, steps)
    return step, _why_not(case, event, step, steps, actor)


def _steps(case: Case) -> list[Event]:
    """Return the events of the steps that stand, oldest first."""
    gone = taken_back(case)
    return [event for event in journal.history(*case.place).filter(action="step") if event.seq not in gone]


def _last(case: Case, steps: list[Event]) -> tuple[Event, Step]:
    event = steps[-1]
    step = lookup(event.data["procedure"]).step(event.data["step"])
    assert step, event
    return event, step


def _why_not(case: Case, event: Event, step: Step, steps: list[Event], actor: Actor) -> str:
    """Return why the last step must stand, or nothing."""
    if len(steps) < 2:
        return text("立案环节不能撤回：编号已经使用；请按程序办理撤回、终止等环节。")
    if step.role == "system" or event.data.get("brought_by"):
        return text("最后一个环节是法律规定的效果或者由别的案件引起，不能撤回。")
    if step.computes:
        return text("这一环节算出的文书已经定稿，不能撤回；内容有误的，依法办理后续环节。")
    if not actor.may(step.role, case.organisation):
        return role_reason(step)[0]
    if len({one.data["procedure"] for one in steps}) > 1 or steps[-1].data["procedure"] != case.procedure:
        return text("案件已经改按别的程序办理，不能撤回。")
    gone = taken_back(case)
    later = [one for one in journal.history(*case.place).filter(seq__gt=event.seq) if one.seq not in gone]
    if any(one.action not in HARMLESS for one in later):
        return text("办理之后案件又有更正或者收存了文书，不能撤回；请依法办理后续环节。")
    if brought_about(case, step.slug).filter(seq__gt=event.seq).exists():
        return text("这一环节已经在关联案件中连带办理，不能撤回。")
    for others in case._meta.related_objects:
        model: Any = others.related_model
        if {"created_at"} <= {one.name for one in model._meta.concrete_fields}:
            rows = model._base_manager.filter(**{others.field.name: case}, created_at__gt=event.at)
            if rows.exists():
                told = text("办理之后登记了“%(ledger)s”，不能撤回；登记有误的请先删除。")
                return told % {"ledger": model._meta.verbose_name}
    hidden = [name for name, value in (event.before or {}).items() if name in case.withheld and value]
    return text("这一环节改动了不在留痕中保存的内容，不能撤回。") if hidden else ""


def _restore(case: Case, event: Event, remaining: list[Event]) -> dict[str, Any]:
    """Give the case the values that it had before the step; return those that it had after it."""
    after: dict[str, Any] = {"state": case.state}
    for name, value in (event.before or {}).items():
        if name == "state":
            continue
        column = case._meta.get_field(name)
        assert isinstance(column, models.Field), name
        after[name] = (event.after or {}).get(name)
        setattr(case, column.attname, _value(column, value))
    case.state, case.previous_state = "", ""
    for one in remaining:
        reached = one.after["state"]
        if reached != case.state:
            case.previous_state, case.state = case.state, reached
    case.moved_on = date.fromisoformat(remaining[-1].data["on"])
    case.closed_on = None
    return after


def _value(column: models.Field, value: Any) -> Any:
    target = column.target_field if isinstance(column, models.ForeignKey) else column
    return target.to_python(value)


def _reproduces(case: Case, steps: list[Event]) -> bool:
    """Tell whether the steps alone give the clocks that the case has; a trial, taken back."""
    have = _plain(clocks_of(case))
    with transaction.atomic():
        try:
            _replay(copy.copy(case), steps)
            found = _plain(clocks_of(case))
        except StepRefused:
            found = []
        transaction.set_rollback(True)
    return have == found


def _replay(case: Case, steps: Iterable[Event]) -> dict[str, date | None]:
    """Run the clocks of a case anew through `steps`; return what the case repeats of their due dates."""
    ledger, record = case.place
    Clock.objects.filter(ledger=ledger, record=record).delete()
    # The clocks look at the case as it stood at each step, so its values come back one step after another.
    then = copy.copy(case)
    for name in {name for event in steps for name in event.after or {}} - {"state"} - case.withheld:
        column = then._meta.get_field(name)
        assert isinstance(column, models.Field), name
        setattr(then, column.attname, column.get_default())
    watch, shown_in = Watch(then, []), {term.shown_in for term in case.version.terms if term.shown_in}
    for name in shown_in:
        setattr(then, name, None)
    for event in steps:
        for name, value in (event.after or {}).items():
            if name != "state" and name not in case.withheld:
                column = then._meta.get_field(name)
                setattr(then, column.attname, _value(column, value))  # type: ignore[union-attr,arg-type]
        then.state, on = event.after["state"], date.fromisoformat(event.data["on"])
        then.moved_on = on
        step = lookup(event.data["procedure"]).step(event.data["step"])
        state = then.version.state(then.state)
        assert step and state, event
        recorded = set(event.after) - {"state"}
        watch.moved(step, on, recorded, ended=state.final and not state.continues, refuse=_refuse)
        for name, value in watch.save().items():
            setattr(then, name, value)
    return {name: getattr(then, name) for name in shown_in}


def _refuse(code: str, reason: str, cure: str = "", **_more: Any) -> StepRefused:
    return StepRefused(code, reason, cure)


def _plain(clocks: Iterable[Clock]) -> list[tuple[Any, ...]]:
    return sorted((tuple(getattr(clock, name) for name in _COMPARED) for clock in clocks), key=repr)


def _note(case: Case, event: Event, step: Step, actor: Actor, reason: str, before: dict[str, Any]) -> None:
    ledger, record = case.place
    data = {"corrects": event.seq, "step": step.slug, "procedure": event.data["procedure"], "on": event.data["on"]}
    if documents := event.data.get("documents"):
        data["unserved"] = [one["name"] for one in documents]
    journal.write(
        journal.Entry(
            "correct",
            ledger=ledger,
            record=record,
            organisation=case.organisation.code,
            actor=actor.username,
            actor_name=actor.name,
            before=before,
            after={**(event.before or {}), "state": case.state},
            data=data | {"reason": reason.strip()},
        )
    )
