"""核心的表: Django finds the models of the kernel's modules here."""

from .calendars import HolidayArrangement
from .documents import Document
from .journal import Checkpoint, Event, Head
from .organisations import Division, FormerName, Membership, Organisation, User

__all__ = [
    "Checkpoint",
    "Division",
    "Document",
    "Event",
    "FormerName",
    "Head",
    "HolidayArrangement",
    "Membership",
    "Organisation",
    "User",
]
