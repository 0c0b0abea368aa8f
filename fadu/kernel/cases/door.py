"""办理: the one door through which a case is opened and changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as text

from ..documents import Document
from ..organisations import Actor, Organisation
from ..procedure import Step, in_force
from .law import catch_up, follow_the_law, successors
from .moves import Move, Upload, faults_of, order_reason, role_reason
from .records import C, Case, StepRefused, give_back, issue_number, locked, skip_to, steps_made
from .running import Watch, running_clocks


def open_case(
    model: type[C],
    step: Step | str,
    actor: Actor,
    on: date,
    data: Mapping[str, Any],
    documents: Iterable[Upload | Document] = (),
    *,
    outcome: str = "",
    note: str = "",
    imported_from: str = "",
) -> C:
    """Open a case by `step` on day `on` and return it; `data` holds its fields, `organisation` among them.

    The version of the procedure is the one in force on that day. Raises StepRefused; nothing is then kept.
    """
    found = _opening(model, step, on)
    organisation = data.get("organisation")
    if not isinstance(organisation, Organisation):
        raise StepRefused("data", text("没有写明办理机构。"), text("请填写“机构”。"), step=found)
    case = model(organisation=organisation, opened_on=on, moved_on=on, procedure=found.procedure.key())
    move = Move(case, found, actor, on, Watch(case, []), outcome, note, imported_from)
    try:
        with transaction.atomic():
            move.check_standing()
            given = {name: value for name, value in data.items() if name != "organisation"}
            move.record(given, allowed=_recordable(model))
            if case.number:
                skip_to(organisation, organisation.mark + model.mark, case.number)
            else:
                case.number = issue_number(organisation, organisation.mark + model.mark, on.year)
            case.title = case.title or case.headline()
            move.enter()
            move.save(documents)
    except IntegrityError as error:
        raise _in_words(error, move) from error
    return case


def perform(
    case: C,
    step: Step | str,
    actor: Actor,
    *,
    on: date,
    data: Mapping[str, Any] | None = None,
    documents: Iterable[Upload | Document] = (),
    outcome: str = "",
    revision: int | None = None,
    note: str = "",
    imported_from: str = "",
) -> C:
    """Make `step` in `case` on day `on`, and return the case with its new values.

    `data` holds the fields that the step records. `revision` is the one that the actor saw: a case that has changed
    since is refused. `imported_from` is the digest of a file that records a step made elsewhere; its documents are then
    not asked for. What the law itself did before that day (deemed acceptance) is done first, and stays done even if the
    step is refused. Raises StepRefused; nothing of the step is then kept.
    """
    move, effects = None, []
    try:
        while True:
            with transaction.atomic():
                now = locked(case)
                watch = Watch(now, running_clocks(now))
                if not watch.effect(on):
                    _refuse_stale(now, revision, step)
                    follow_the_law(now, on, watch)
                    found = _step(now, step)
                    move = Move(now, found, actor, on, watch, outcome, note, imported_from)
                    move.check_standing()
                    move.record(data or {}, allowed=frozenset(found.fields))
                    move.enter()
                    move.save(documents)
                    break
            effects = catch_up(case, on)
    except IntegrityError as error:
        raise (_in_words(error, move) if move else error) from error
    except StepRefused as refused:
        refused.reason = "".join(map(str, effects)) + refused.reason
        raise
    give_back(case, now)
    return case


@dataclass(frozen=True)
class Next:
    """A step that could come next: whether the actor may make it now, and if not, why."""

    step: Step
    allowed: bool
    reason: str = ""


def next_steps(case: Case, actor: Actor, on: date | None = None) -> list[Next]:
    """Return the steps that lead on from where the case stands, those that the actor may not make with the reason.

    Steps that the law itself makes are left out. `on` picks the version of the procedure; the day of the last step is
    taken without it.
    """
    version = case.version
    for newer in successors(case, on or case.moved_on):
        version = newer
    state = version.state(case.state)
    if state is None:
        return []
    made: set[str] | None = None
    found = []
    for step in (*version.steps_from(state), *_takeovers(case)):
        if step.role == "system":
            continue
        reason = ""
        if not actor.may(step.role, case.organisation):
            reason = role_reason(step)
        if not reason and step.after:
            made = steps_made(case) if made is None else made
            reason = order_reason(step, made)
        if not reason and step.guard:
            reason = str(step.guard(case) or "")
        found.append(Next(step, not reason, reason))
    return found


def _opening(model: type[Case], step: Step | str, on: date) -> Step:
    """Return the opening step in the version in force on that day."""
    if isinstance(step, Step):
        found = in_force(step.procedure.slug, on).step(step.slug)
    else:
        slug, _slash, name = step.rpartition("/")
        versions = [in_force(one, on) for one in ((slug,) if slug else model.procedures)]
        found = next((opening for v in versions if (opening := v.step(name)) and not opening.sources), None)
    if found is None or found.procedure.slug not in model.procedures:
        raise StepRefused(
            "procedure",
            text("%(ledger)s没有立案环节“%(step)s”。") % {"ledger": model._meta.verbose_name, "step": step},
            text("请查看程序声明中的立案环节。"),
        )
    return found


def _step(case: Case, step: Step | str) -> Step:
    """Return the step in the version that the case follows, or one by which another procedure takes the case over."""
    name = step.slug if isinstance(step, Step) else step.rpartition("/")[2]
    other = step.procedure.slug if isinstance(step, Step) else step.rpartition("/")[0]
    if (not other or other == case.version.slug) and (found := case.version.step(name)):
        return found
    for found in _takeovers(case):
        if found.slug == name and other in ("", found.procedure.slug):
            return found
    label = step.label if isinstance(step, Step) else step
    raise StepRefused(
        "procedure",
        text("本案适用%(procedure)s（%(day)s起施行），现在没有环节“%(step)s”。")
        % {"procedure": case.version.title, "day": case.version.in_force, "step": label},
        text("请按本案适用的程序办理。"),
    )


def _takeovers(case: Case) -> Iterator[Step]:
    """Yield the steps by which another procedure, in force when the case was opened, takes it over as it stands."""
    place = f"{case.version.slug}/{case.state}"
    for slug in case.procedures:
        if slug != case.version.slug and (other := in_force(slug, case.opened_on)).in_force <= case.opened_on:
            yield from (step for step in other.openings() if place in step.takes_over)


def _in_words(error: IntegrityError, move: Move) -> Exception:
    """Return what the database refused as a refusal of the step, if a declared constraint explains it."""
    try:
        move.case.validate_constraints()
    except ValidationError as found:
        return move.refuse("data", "；".join(found.messages), faults=faults_of(found))
    return error


def _refuse_stale(case: Case, revision: int | None, step: Step | str) -> None:
    if revision is not None and revision != case.revision:
        raise StepRefused(
            "revision",
            text("案件在您打开之后已有变动（第 %(now)s 次修订，您看到的是第 %(seen)s 次）。")
            % {"now": case.revision, "seen": revision},
            text("请刷新案件，核对后再办理。"),
            step=step if isinstance(step, Step) else case.version.step(step),
        )


@cache
def _recordable(model: type[Case]) -> frozenset[str]:
    """Return the fields that the opening of a case may fill in."""
    return frozenset(one.name for one in model._meta.concrete_fields if one.editable and not one.primary_key) | {
        "number"
    }
