"""行政规范性文件程序: making, filing upward, review of what is filed, objections, checks, clean-ups and amendments.

An amendment is a document of its own that takes the place of the former when it is published, so that what was counted
of the former stays as it was. What one file brings about in another (filings owed, tasks, the end of a document) is
declared as a consequence of the step that causes it.
"""

from .cleanup import Amending, CleaningUp, CleaningUpOne
from .filing import FilingReview, FilingUpward
from .making import Making
from .oversight import Checking, Objecting, Sampling
from .party import PartyMaking

__all__ = [
    "Amending",
    "Checking",
    "CleaningUp",
    "CleaningUpOne",
    "FilingReview",
    "FilingUpward",
    "Making",
    "Objecting",
    "PartyMaking",
    "Sampling",
]
