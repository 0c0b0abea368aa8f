"""行政执法台账的模型: who enforces, what they decide and carry out, and how that is supervised."""

from . import benchmarks, campaigns, checks, filings, lenient, public_review, publicity, reform, review, supervision  # noqa: F401
from .coercion import CoercionExecution, CoercionMeasure, CourtEnforcement, HeldItem
from .officers import (
    AuxiliaryOfficer,
    AuxiliaryResult,
    AuxiliaryTraining,
    Certificate,
    Course,
    ExamSession,
    Officer,
    QualificationResult,
    TrainingRecord,
    TrainingRequirement,
)
from .penalties import (
    AmountRule,
    CrimeStandard,
    Instalment,
    PenaltyCase,
    PenaltyHearing,
    SummaryPenalty,
    UncountedRule,
)
from .publication import DecisionPublication, LicenceDecision
from .subjects import EnforcementSubject, Power
from .transfer import CrimeTransfer

__all__ = [
    "AmountRule",
    "AuxiliaryOfficer",
    "AuxiliaryResult",
    "AuxiliaryTraining",
    "Certificate",
    "CoercionExecution",
    "CoercionMeasure",
    "Course",
    "CourtEnforcement",
    "CrimeStandard",
    "CrimeTransfer",
    "DecisionPublication",
    "EnforcementSubject",
    "ExamSession",
    "HeldItem",
    "Instalment",
    "LicenceDecision",
    "Officer",
    "PenaltyCase",
    "PenaltyHearing",
    "Power",
    "QualificationResult",
    "SummaryPenalty",
    "TrainingRecord",
    "TrainingRequirement",
    "UncountedRule",
]
