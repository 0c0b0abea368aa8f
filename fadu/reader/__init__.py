"""读报告: published or draft reports read back into figures; a library of its own, without Django.

    from fadu.reader import read, read_file
    for figure in read(text).figures: …

The stages stand alone: sources (a file as text) → furniture → folding → sections → numerals → quantities → meaning →
identities.
"""

from .identities import Check
from .reading import Figure, Reading, read, read_file
from .sources import Unreadable

__all__ = ["Check", "Figure", "Reading", "Unreadable", "read", "read_file"]
