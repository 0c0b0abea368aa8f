"""法规库: laws and regulations with their versions; what is cited exists, and what cites a law that changes is found.

registry  the versions of every law that the project cites: titles, numbers, days; facts, no texts
index     how many paragraphs and items each of their articles has, computed by `tools.statutes`
texts     the text of a law taken apart: chapters, articles, paragraphs, items
library   imported texts in the database: `find("行政复议法#62.1", on=day)`, versions, comparison
checking  does a citation exist, on that day: `check(citation, on)`, `check_declared()`
mentions  citations in running text: `citations(text, on)`, `check_text(text, on)`
citing    which records cite a law: `Citing(...)` declared by domains, `affected(version)`
"""
