"""办理: the one door through which a case is opened and changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as text

from .. import documents, journal, offices, rows
from ..documents import Document
from ..organisations import SYSTEM, Actor, Organisation
from ..procedure import BadProcedure, Consequence, Step, declared, in_force
from .asking import hindrance
from .law import catch_up, follow_the_law, successors
from .moves import Move, Upload, faults_of, order_reason, role_reason
from .records import C, Case, StepRefused, case_models, give_back, issue_number, locked, skip_to, steps_made
from .running import Reckoner, Watch, running_clocks


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
    brought_by: tuple[str, str, str] | None = None,
) -> C:
    """Open a case by `step` on day `on` and return it; `data` holds its fields, `organisation` among them.

    The version of the procedure is the one in force on that day. Raises StepRefused; nothing is then kept.
    """
    case = _unopened(model, step := _opening(model, step, on), on, data)
    move = Move(case, step, actor, on, Watch(case, []), outcome, note, imported_from, brought_by)
    try:
        with transaction.atomic():
            move.check_standing()
            _fill_in(move, data)
            if case.handler is None and not imported_from:
                case.handler = offices.default_handler(case.organisation, model.ledger)
            if case.number:
                skip_to(case.organisation, case.organisation.mark + model.mark, case.number)
            else:
                case.number = issue_number(case.organisation, case.organisation.mark + model.mark, on.year)
            case.title = case.title or case.headline()
            move.enter()
            move.save(documents)
    except IntegrityError as error:
        raise _in_words(error, move) from error
    return case


@dataclass(frozen=True)
class Opening:
    """立案 of one of many cases: by which step, on which day, with which values; see `open_case`."""

    step: Step
    on: date
    data: Mapping[str, Any]


def open_cases(
    model: type[C], openings: Iterable[Opening], actor: Actor, *, imported_from: str
) -> Iterator[C | StepRefused]:
    """Open the cases that a file records, and yield each in turn, or why it was refused and left out.

    What `open_case` would check is checked of each; cases, clocks and events are then written some hundreds at a time.
    So what a case is checked against may lack the cases just before it; the database's own rules see all of them.
    Openings that ask a guard, leave the number open or bring about more are made one by one. To be called in one
    transaction that is taken back when that is what a refusal is to mean.
    """
    reckoner, waiting = Reckoner(), iter(openings)
    while batch := list(islice(waiting, TOGETHER)):
        made: Sequence[C | StepRefused] = ()
        if all(_is_plain(one) for one in batch):
            # Of several that the database refuses together, each is found by itself.
            with suppress(IntegrityError), transaction.atomic():
                made = _opened_together(model, batch, actor, imported_from, reckoner)
        yield from made or (_opened_alone(model, one, actor, imported_from) for one in batch)


TOGETHER = 500  # cases that are written at a time


def _is_plain(opening: Opening) -> bool:
    """Tell whether a case can be opened beside others: nothing it does is to be seen by the next, or needs its key."""
    step = opening.step
    return bool(opening.data.get("number")) and not (step.guard or step.brings or step.computes or step.takes_over)


def _opened_alone(model: type[C], opening: Opening, actor: Actor, imported_from: str) -> C | StepRefused:
    try:
        return open_case(model, opening.step, actor, opening.on, opening.data, imported_from=imported_from)
    except StepRefused as refused:
        return refused


def _opened_together(
    model: type[C], openings: Iterable[Opening], actor: Actor, imported_from: str, reckoner: Reckoner
) -> list[C | StepRefused]:
    """Open cases by a few statements for all of them. Raises IntegrityError when the database refuses any."""
    results: list[C | StepRefused] = []
    moves: list[Move] = []
    numbers: dict[Organisation, list[str]] = {}
    for one in openings:
        try:
            case = _unopened(model, one.step, one.on, one.data)
            move = Move(case, one.step, actor, one.on, Watch(case, [], reckoner), imported_from=imported_from)
            move.check_standing()
            _fill_in(move, one.data)
            case.title = case.title or case.headline()
            move.enter()
            move.move_clocks()
        except StepRefused as refused:
            results.append(refused)
            continue
        for name, value in move.watch.settle().items():
            setattr(case, name, value)
        numbers.setdefault(case.organisation, []).append(case.number)
        moves.append(move)
        results.append(case)
    for organisation, given in numbers.items():
        skip_to(organisation, organisation.mark + model.mark, *given)
    rows.insert([move.case for move in moves])
    rows.insert([clock for move in moves for clock in move.watch.begun()])
    journal.write(*(move.entry([]) for move in moves))
    return results


def _unopened(model: type[C], step: Step, on: date, data: Mapping[str, Any]) -> C:
    """Return a case that stands nowhere yet, at the organisation that `data` names. Raises StepRefused."""
    organisation = data.get("organisation")
    if not isinstance(organisation, Organisation):
        raise StepRefused("data", text("没有写明办理机构。"), text("请填写“机构”。"), step=step)
    return model(organisation=organisation, opened_on=on, moved_on=on, procedure=step.procedure.key())


def _fill_in(move: Move, data: Mapping[str, Any]) -> None:
    """Record what the opening of a case was given."""
    given = {name: value for name, value in data.items() if name != "organisation"}
    move.record(given, allowed=_recordable(type(move.case)))


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
    brought_by: tuple[str, str, str] | None = None,
) -> C:
    """Make `step` in `case` on day `on`, and return the case with its new values.

    `data` holds the fields that the step records. `revision` is the one that the actor saw: a case that has changed
    since is refused. `imported_from` is the digest of a file that records a step made elsewhere; its documents are then
    not asked for. `brought_by` names the step of another case from which this one follows. What the law itself did
    before that day (deemed acceptance) is done first, and stays done even if the step is refused. Raises StepRefused;
    nothing of the step is then kept.
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
                    move = Move(now, found, actor, on, watch, outcome, note, imported_from, brought_by)
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


def bring(
    consequence: Consequence, found: Any, cause: Case, on: date, brought_by: tuple[str, str, str], imported_from: str
) -> None:
    """Make one step that follows from a step of another case: open a case with the values found, or go on in one.

    A case that has moved on since makes it on the day of its last step. Raises StepRefused, and nothing is kept.
    """
    ledger, _slash, step = consequence.step.partition("/")
    if isinstance(found, Mapping):
        values = {"organisation": cause.organisation, **found}
        open_case(case_models()[ledger], step, SYSTEM, on, values, imported_from=imported_from, brought_by=brought_by)
        return
    case, values = found if isinstance(found, tuple) else (found, {})
    day = max(on, case.moved_on)
    perform(case, step, SYSTEM, on=day, data=values, imported_from=imported_from, brought_by=brought_by)


def check_declarations() -> None:
    """Refuse, at start-up, a consequence that names no step of the system, and a step of the system nothing makes.

    Raises BadProcedure.
    """
    brought: set[tuple[str, str]] = set()
    for each in case_models().values():
        for step in (
            step for slug in each.procedures for version in declared().get(slug, ()) for step in version.steps
        ):
            for computed in step.computes:
                documents.fix_kind(each.ledger, computed.kind)
    for versions in declared().values():
        for step in (step for version in versions for step in version.steps):
            for consequence in step.brings:
                ledger, _slash, name = consequence.step.partition("/")
                model = case_models().get(ledger)
                slugs = model.procedures if model else ()
                found = [one for slug in slugs for v in declared().get(slug, ()) if (one := v.step(name))]
                if not found or any(one.role != "system" for one in found):
                    raise BadProcedure(
                        f"环节 {step.procedure.key()}/{step.slug} 连带办理的 {consequence.step} "
                        "不是某本台账中由系统办理的环节。请改正名称，或者把那个环节的 role 写成 system"
                    )
                brought |= {(slug, name) for slug in slugs}
    for versions in declared().values():
        for step in (step for version in versions for step in version.unprompted()):
            if (step.procedure.slug, step.slug) not in brought:
                raise BadProcedure(
                    f"程序 {step.procedure.key()}：环节 {step.slug}（{step.label}）由系统办理，却没有什么引发它。"
                    "请在某个 Term 中写明 on_expiry，或者在别的环节写明 brings，或者改由有关角色办理"
                )


@dataclass(frozen=True)
class Next:
    """A step that could come next: whether the actor may make it now, and if not, why.

    Of one that is allowed the reason says what still stands against it unless what it records cures that.
    """

    step: Step
    allowed: bool
    reason: str = ""


def next_steps(case: Case, actor: Actor, on: date | None = None) -> list[Next]:
    """Return the steps that lead on from where the case stands, those that the actor may not make with the reason.

    Steps that the law itself makes are left out. `on` is the day for which it is asked: it picks the version of the
    procedure, and guards see it as the day of the step. Without it that is the day of the last step.
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
            reason, _cure = role_reason(step)
        if not reason and step.after:
            made = steps_made(case) if made is None else made
            reason = order_reason(step, made)
        against = None if reason else hindrance(case, step, on or case.moved_on)
        curable = against is not None and against.curable
        found.append(Next(step, not reason and (against is None or curable), against.reason if against else reason))
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
