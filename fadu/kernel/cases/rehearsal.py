"""试办: a step made to see what it would bring, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from ..organisations import Actor
from ..procedure import Step
from .door import _step
from .law import follow_the_law
from .moves import Draft, Move
from .records import Case, locked
from .running import Watch, running_clocks


def rehearse(
    case: Case, step: Step | str, actor: Actor, *, on: date, data: Mapping[str, Any] | None = None, outcome: str = ""
) -> list[Draft]:
    """Return the letters that `step` would write, with the numbers they would bear; nothing is kept.

    Raises StepRefused as `perform` does, but does not ask for the documents that must be uploaded.
    """
    with transaction.atomic():
        now = locked(case)
        watch = Watch(now, running_clocks(now))
        follow_the_law(now, on, watch)
        found = _step(now, step)
        move = Move(now, found, actor, on, watch, outcome, rehearsed=True)
        try:
            move.check_standing()
            move.record(data or {}, allowed=frozenset(found.fields))
            move.enter()
            move.save(())
        finally:
            transaction.set_rollback(True)
    return move.drafts
