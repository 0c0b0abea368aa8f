"""矛盾纠纷化解: who mediates, what is mediated, where, and what else settles disputes."""

from .adjudication import AdjudicableMatter, AdjudicationCase, AdjudicationOutcome
from .centres import (
    ActionTarget,
    CentreMatter,
    ChecklistItem,
    GovernanceCentre,
    MatterOutcome,
    MatterTarget,
    MediationCentre,
    OfficeRating,
    Rating,
    ScreeningRound,
)
from .disputes import (
    AGREED,
    Confirmation,
    ConfirmationOutcome,
    DisputeCase,
    Invitation,
    MediationKind,
    Outcome,
    Performance,
    Source,
)
from .roster import Association, Committee, CommitteeKind, Mediator, Representative, Training

__all__ = [
    "AGREED",
    "ActionTarget",
    "AdjudicableMatter",
    "AdjudicationCase",
    "AdjudicationOutcome",
    "Association",
    "CentreMatter",
    "ChecklistItem",
    "Committee",
    "CommitteeKind",
    "Confirmation",
    "ConfirmationOutcome",
    "DisputeCase",
    "GovernanceCentre",
    "Invitation",
    "MatterOutcome",
    "MatterTarget",
    "MediationCentre",
    "MediationKind",
    "Mediator",
    "OfficeRating",
    "Outcome",
    "Performance",
    "Rating",
    "Representative",
    "ScreeningRound",
    "Source",
    "Training",
]
