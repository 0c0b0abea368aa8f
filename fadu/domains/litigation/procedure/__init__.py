"""行政应诉程序: a suit through all its instances; the head's appearance at each hearing and letters about it; the
performance of judgments; advice of courts and suggestions of procuratorates.

The suit is one case from the complaint to the performed judgment. Its steps open and conclude the instances, which the
figures count, and open the task of performance on the day on which a judgment that asks for something takes effect.
"""

from .advice import Advice, DocumentSuggestion, Suggestion
from .appearances import HeadAppearance, Letters
from .performance import JudgmentPerforming
from .suits import Instances, Response

__all__ = [
    "Advice",
    "DocumentSuggestion",
    "HeadAppearance",
    "Instances",
    "JudgmentPerforming",
    "Letters",
    "Response",
    "Suggestion",
]
