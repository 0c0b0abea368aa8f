"""核心的表: Django finds the models of the kernel's modules here."""

from .calendars import HolidayArrangement
from .cases import Clock, Series
from .documents import Document
from .journal import Checkpoint, Event, Head
from .organisations import Division, FormerName, Membership, Organisation, User
from .returns import Return, ReturnValue

__all__ = [
    "Checkpoint",
    "Clock",
    "Division",
    "Document",
    "Event",
    "FormerName",
    "Head",
    "HolidayArrangement",
    "Membership",
    "Organisation",
    "Return",
    "ReturnValue",
    "Series",
    "User",
]
