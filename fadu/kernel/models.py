"""核心的表: Django finds the models of the kernel's modules here."""

from .accounts import Account, FormerPassword, Lock, Shared, Tally
from .calendars import HolidayArrangement
from .cases import Clock, Series
from .documents import Document
from .fragments import FragmentMark
from .intake import Receipt
from .jobs import Job
from .journal import Checkpoint, Event, Head
from .notices import CalendarFeed, Notice, NoticeScan, NoticeSettings
from .offices import Installation, Particulars
from .organisations import Division, FormerName, Membership, Organisation, User
from .provisions import LocalProvision
from .queries import ListChoice, SavedQuery
from .returns import Return, ReturnValue
from .search import SearchEntry, SearchMark

__all__ = [
    "Account",
    "CalendarFeed",
    "Checkpoint",
    "Clock",
    "Division",
    "Document",
    "Event",
    "FormerName",
    "FormerPassword",
    "FragmentMark",
    "Head",
    "HolidayArrangement",
    "Installation",
    "Job",
    "ListChoice",
    "LocalProvision",
    "Lock",
    "Membership",
    "Notice",
    "NoticeScan",
    "NoticeSettings",
    "Organisation",
    "Particulars",
    "Receipt",
    "Return",
    "ReturnValue",
    "SavedQuery",
    "SearchEntry",
    "SearchMark",
    "Series",
    "Shared",
    "Tally",
    "User",
]
