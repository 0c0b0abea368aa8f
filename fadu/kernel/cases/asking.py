"""预先询问: what the guard of a step would say, asked before anybody fills anything in.

A guard sees the case as the step leaves it, so that what it says beforehand may only mean that something is still to be
filled in. Which it is can be seen from what it looked at: a refusal for which no value was read that the step records
stands whatever will be written; any other may be cured by it, and is told beside the step without closing it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NoReturn

from django.db import connection

from ..procedure import Step
from .records import Case


@dataclass(frozen=True)
class Hindrance:
    """Why a step could not be made as things stand; a `curable` one may go away by what the step records."""

    reason: str
    curable: bool


class _Looked(Exception):
    """A guard asked the database for more than the case at hand."""


def hindrance(case: Case, step: Step, on: date, *, at_hand: bool = False) -> Hindrance | None:
    """Return what the guard says against a step on day `on`, or None.

    With `at_hand` only what the case itself tells is weighed, without a query: None where the guard has to look
    further, so that a page of many cases stays as quick as one.
    """
    if not step.guard:
        return None
    asked: Any = copy.copy(case)
    asked.moved_on = max(on, case.moved_on)
    for name in step.stamps:
        setattr(asked, name, asked.moved_on)
    for name, value in step.sets.items():
        if not callable(value):
            setattr(asked, name, value)
    if len(step.outcomes) == 1:
        asked.outcome = str(step.outcomes[0])
    read: set[str] = set()
    vars(asked)["_read"] = read
    asked.__class__ = _watched(type(case))
    try:
        if at_hand:
            with connection.execute_wrapper(_refuse_to_look):
                reason = step.guard(asked)
        else:
            reason = step.guard(asked)
    except _Looked:
        return None
    return Hindrance(str(reason), not read.isdisjoint(_written(type(case), step))) if reason else None


def _refuse_to_look(*_arguments: Any) -> NoReturn:
    raise _Looked


def _written(model: type[Case], step: Step) -> set[str]:
    """Return the names under which a guard reads what the step records."""
    names = {*step.fields, *(name for name, value in step.sets.items() if callable(value))}
    names |= {"outcome"} if len(step.outcomes) > 1 else set()
    return names | {getattr(one, "attname", one.name) for one in model._meta.fields if one.name in names}


@cache
def _watched(model: type[Case]) -> type[Case]:
    """Return the model with a note of what is read of it; Django knows it as the model itself."""

    def noting(self: Any, name: str) -> Any:
        object.__getattribute__(self, "__dict__")["_read"].add(name)
        return look(self, name)

    look: Callable[[Any, str], Any] = model.__getattribute__
    # Not made as models are made, for it is not to be registered as another one.
    return type.__new__(type(model), model.__name__, (model,), {"__getattribute__": noting, "__module__": __name__})
