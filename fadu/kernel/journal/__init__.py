"""留痕: the append-only, tamper-evident log of everything done.

Each event is canonical JSON whose digest is a leaf of one hash tree (RFC 6962) over the whole journal. `seal` signs the
tree's root, now and then; `verify` reads everything again and names the first event that was changed, removed, inserted
or moved. The database refuses changes by itself (migration 0002); the seals show what was done around it.
"""

from .events import Entry, Event, Head, JournalRefused, Page, canonical, history, locked_head, page, touched, write
from .following import Follower, size
from .seals import Checkpoint, JournalDamaged, key_id, prove, public_key, seal, settle, sweep
from .verification import Finding, Verdict, last_verified, remember, verify

__all__ = [
    "Checkpoint",
    "Entry",
    "Event",
    "Finding",
    "Follower",
    "Head",
    "JournalDamaged",
    "JournalRefused",
    "Page",
    "Verdict",
    "canonical",
    "history",
    "key_id",
    "last_verified",
    "locked_head",
    "page",
    "prove",
    "public_key",
    "remember",
    "seal",
    "settle",
    "size",
    "sweep",
    "touched",
    "verify",
    "write",
]
