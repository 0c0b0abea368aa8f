"""跟随: what is made from the records and kept beside them is brought up to them by what the journal says changed.

So to write a record costs such things nothing, and whoever reads one knows how far behind it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Self

from django.db import models, transaction

from .events import Event, Head


def size() -> int:
    """Return how many events the journal has."""
    return Head.objects.filter(pk=1).values_list("size", flat=True).first() or 0


class Follower(models.Model):
    """进度: the last event that something made from the records knows, and the declarations by which it was made.

    Without the shape that these have now it is not whole, and whoever finds it so makes it anew.
    """

    seq = models.BigIntegerField(default=0)
    shape = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.seq)

    @classmethod
    def of(cls, shape: str) -> Self | None:
        """Return how far what was made by `shape` is; None where it has to be made anew."""
        return cls._default_manager.filter(pk=1, shape=shape).first()

    @classmethod
    def behind(cls, shape: str) -> int:
        """Return how many events of the journal it does not know yet."""
        known = cls.of(shape)
        return size() - (known.seq if known else 0)

    @classmethod
    def begin(cls) -> Self:
        """Note that it is made anew. Call this before the rows are read: what is written meanwhile is read twice."""
        return cls._default_manager.update_or_create(pk=1, defaults={"seq": size(), "shape": ""})[0]

    def finish(self, shape: str) -> None:
        """Note that it is whole."""
        self.shape = shape
        self.save(update_fields=["shape"])

    def follow(self, ledgers: Collection[str], read: Callable[[str, list[int]], None], together: int = 2_000) -> int:
        """Read again which records of `ledgers` the events since speak of, and return how many that were.

        So many events `together` are one short transaction; of a ledger `read` is given the keys in order.
        """
        number = 0
        newer = Event.objects.order_by("seq").values_list("seq", "ledger", "record")
        while events := list(newer.filter(seq__gt=self.seq)[:together]):
            touched: dict[str, set[int]] = {}
            for _seq, ledger, record in events:
                if ledger in ledgers and record.isdecimal():
                    touched.setdefault(ledger, set()).add(int(record))
            with transaction.atomic():
                for ledger, keys in touched.items():
                    read(ledger, sorted(keys))
                self.seq = events[-1][0]
                self.save(update_fields=["seq"])
            number += sum(map(len, touched.values()))
        return number
