"""登记的终结: how a reading ends: with a reason, and everything that was said of it in the journal."""

from __future__ import annotations

from django.db import transaction

from fadu.kernel import ledgers
from fadu.kernel.organisations import Actor

from .models import Reading


def delete(reading: Reading, actor: Actor, reason: str) -> None:
    """Delete a reading with its corrections, all of which the journal keeps. Raises LedgerRefused."""
    with transaction.atomic():
        # The corrections first, which otherwise keep it; a refusal brings them back.
        reading.corrections.all().delete()
        ledgers.delete(reading, actor, reason)
