"""双随机、涉企检查和信用监管的程序: plans, draws and checks, filings and their allocation, archives and lists."""

from .credit import Archiving, Blacklist, Measuring
from .enterprises import Gathering, Merging
from .items import Supervising
from .plans import Planning
from .tasks import Checking, DoubleRandom
from .units import Entering
from .visits import Allocating, Filing

__all__ = [
    "Allocating",
    "Archiving",
    "Blacklist",
    "Checking",
    "DoubleRandom",
    "Entering",
    "Filing",
    "Gathering",
    "Measuring",
    "Merging",
    "Planning",
    "Supervising",
]
