"""自行立案: cases that a day calls for by itself, such as what is to be reviewed when a law comes into force."""

from __future__ import annotations

import logging
from datetime import date

from ..organisations import SYSTEM
from ..procedure import declared, in_force
from .door import open_case
from .records import Case, StepRefused, case_models

log = logging.getLogger(__name__)


def arise(on: date) -> list[Case]:
    """Open the cases that day `on` calls for, as opening steps of the system declare; return them.

    A second call on the same day finds nothing to open. A case that is refused is logged and left.
    """
    opened: list[Case] = []
    for model in case_models().values():
        for slug in (one for one in model.procedures if one in declared()):
            for step in in_force(slug, on).openings():
                for values in list(step.arises(on)) if step.arises else ():
                    try:
                        opened.append(open_case(model, step, SYSTEM, on, values))
                    except StepRefused as refused:
                        log.error("%s 未能自行立案：%s", model.ledger, refused)
    return opened
