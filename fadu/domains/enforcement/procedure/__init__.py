"""行政执法的程序."""

from . import benchmarks, campaigns, checks, filing, lenient, review, supervision  # noqa: F401
from .certificates import Certificates
from .execution import CourtApplication, Execution
from .hearing import Hearing
from .measures import Measures
from .ordinary import Ordinary
from .public import Licensing, Publishing
from .summary import Summary
from .transfer import Transfer

__all__ = [
    "Certificates",
    "CourtApplication",
    "Execution",
    "Hearing",
    "Licensing",
    "Measures",
    "Ordinary",
    "Publishing",
    "Summary",
    "Transfer",
]
