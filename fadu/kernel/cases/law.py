"""法律自身的效果: what the law does by itself when a limit ends unmet, and when a procedure changes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as text

from .. import journal
from ..organisations import SYSTEM
from ..procedure import Procedure, Step, declared
from .moves import Move
from .records import Case, StepRefused, case_models, give_back, history, locked
from .running import OPEN, Clock, Watch, running_clocks

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Effect:
    """到期效果: a step that the law made when a limit ended unmet."""

    case: Case
    step: Step
    on: date

    def __str__(self) -> str:
        said = text("期限届满，%(on)s 已依法办理“%(step)s”（%(basis)s）。")
        return said % {"on": self.on, "step": self.step.label, "basis": self.step.basis(get_language() or "zh")}


def scan(on: date) -> list[Effect]:
    """Do what the law attaches to the limits that ended before day `on`, and return what was done.

    Each effect is dated as the law says, whenever the scan comes; a second scan of the same day finds nothing to do.
    Cases whose procedure changes at once with the law are taken over first. A case that refuses is logged and left.
    """
    _switch_all(on)
    effects: list[Effect] = []
    ended = Clock.objects.filter(OPEN, due_on__lt=on).order_by("due_on", "pk")
    places = list(dict.fromkeys(ended.values_list("ledger", "record")))
    for ledger, record in places:
        model = case_models().get(ledger)
        case = model._base_manager.select_related("organisation").filter(pk=record).first() if model else None
        if case is None:
            log.error("期限所属的案件 %s/%s 不存在", ledger, record)
            continue
        try:
            effects += catch_up(case, on)
        except StepRefused as refused:
            log.error("%s/%s 的到期效果未能办理：%s", ledger, record, refused)
    return effects


def catch_up(case: Case, on: date) -> list[Effect]:
    """Do, one after another, what the law did to the case before day `on`; each stands by itself."""
    effects: list[Effect] = []
    while True:
        with transaction.atomic():
            now = locked(case)
            watch = Watch(now, running_clocks(now))
            effect = watch.effect(on)
            if effect is None:
                return effects
            step, day = effect
            move = Move(now, step, SYSTEM, day, watch)
            move.check_standing()
            move.record({}, allowed=frozenset())
            move.enter()
            move.save(())
        give_back(case, now)
        effects.append(Effect(case, step, day))


def successors(case: Case, on: date) -> Iterator[type[Procedure]]:
    """Yield the versions that the case is to be taken over into by day `on`, one after another."""
    version = case.version
    for newer in declared()[version.slug]:
        if version.in_force < newer.in_force <= on and newer.transition != "keep":
            yield newer


def follow_the_law(case: Case, on: date, watch: Watch) -> None:
    """Take the case over into the versions that came into force meanwhile, as their transition rules say."""
    for version in () if case.closed_on else tuple(successors(case, on)):
        before, case.procedure = case.procedure, version.key()
        if version.transition == "switch":
            watch.take_over(version, version.in_force, "law", history(case))
        else:  # what runs goes on by the law under which it began, as long as the new one still knows how to stop it
            for clock in list(watch.rows):
                if version.term(clock.limit) is None:
                    watch.stop(clock, version.in_force, "law")
        for name, value in watch.save().items():
            setattr(case, name, value)
        case.save(force_update=True)
        ledger, record = case.place
        journal.write(
            journal.Entry(
                "procedure",
                ledger=ledger,
                record=record,
                organisation=case.organisation.code,
                actor=SYSTEM.username,
                actor_name=SYSTEM.name,
                before={"procedure": before},
                after={"procedure": version.key()},
                data={"on": version.in_force, "transition": version.transition},
            )
        )


def _switch_all(on: date) -> None:
    """Take over the open cases whose procedure changed at once."""
    for slug, versions in declared().items():
        for number, newer in enumerate(versions):
            if number == 0 or newer.transition != "switch" or newer.in_force > on:
                continue
            older = [version.key() for version in versions[:number]]
            for model in case_models().values():
                if slug in model.procedures:
                    for case in model._base_manager.filter(closed_on=None, procedure__in=older).iterator(500):
                        with transaction.atomic():
                            now = locked(case)
                            follow_the_law(now, on, Watch(now, running_clocks(now)))
