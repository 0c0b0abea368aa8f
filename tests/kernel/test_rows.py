"""批量写入: many records at once come back as they were written, with keys of their own, or none of them is there."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from fadu.kernel.rows import insert
from tests.toy.library import build
from tests.toy.models import Borrowing

pytestmark = pytest.mark.django_db
# What ends a line, a column or a text in one of the ways in which rows reach a database.
ODD = ["甲\t乙", "第一行\n第二行", "\\N", "\\.", "a\\tb", "'; --", '"', "", "%s", "{}", "𠮷"]


def lent(organisation, number, title):
    return Borrowing(
        organisation=organisation, number=number, title=title, borrowed_on=date(2025, 1, 2), note=title * 2,
        returned_at=datetime(2025, 1, 3, 8, 30, 0, 7, UTC), deposit=Decimal("1.10"), renewed=True,
    )  # fmt: skip


@pytest.mark.parametrize("times", [1, 60])
def test_what_is_written_is_read_again_as_it_was(times):
    at = build().library
    written = [lent(at, f"N{number}", title) for number, title in enumerate(ODD * times)]
    insert(written)
    assert len({one.pk for one in written}) == len(written)
    read = Borrowing.objects.in_bulk([one.pk for one in written])
    for one in written:
        other = read[one.pk]
        assert all(getattr(other, field.attname) == getattr(one, field.attname) for field in one._meta.concrete_fields)
        assert not one._state.adding
    later = lent(at, "later", "书")
    later.save()
    assert later.pk > max(read)


def test_a_record_that_the_database_refuses_takes_all_with_it():
    at = build().library
    refused = [lent(at, f"N{number % 30}", "书") for number in range(31)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(refused)
    assert not Borrowing.objects.exists()
    assert all(one.pk is None and one._state.adding for one in refused)
    insert([])
