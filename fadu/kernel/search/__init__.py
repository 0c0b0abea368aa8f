"""检索: one search over the records of every ledger, the text of their documents, and the imported laws.

    search.find(actor, Asked("行政处罚 12号"))   # what the actor may read, the nearest first
    search.update()                             # bring the index up to the journal; `rebuild()` makes it anew

The same characters are found on SQLite and PostgreSQL: one token a Chinese character, words and numbers as they stand,
full width folded. Who may read a record is part of the query, and what is masked is searched only for those who see it.
"""

from .entries import Entry, Source, register
from .finding import Asked, Group, Hit, Results, find
from .index import SearchEntry, SearchMark, behind, put, rebuild, remove, update
from .tokens import marked, split, words

__all__ = [
    "Asked",
    "Entry",
    "Group",
    "Hit",
    "Results",
    "SearchEntry",
    "SearchMark",
    "Source",
    "behind",
    "find",
    "marked",
    "put",
    "rebuild",
    "register",
    "remove",
    "split",
    "update",
    "words",
]
