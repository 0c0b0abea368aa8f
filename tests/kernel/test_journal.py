"""留痕: nothing is written twice, lost or changed unnoticed; and every way of tampering is named where it begins."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction

from fadu import digests
from fadu.kernel import journal
from fadu.kernel.journal import Checkpoint, Entry, Event, Head, events, seals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def write(count, **more):
    """Write `count` events of one ledger, record 1 and on."""
    size = Event.objects.count()
    return journal.write(*(
        Entry("edit", ledger="toy", record=str(size + n), actor="zhang", after={"n": size + n}, **more)
        for n in range(1, count + 1)
    ))  # fmt: skip


@pytest.fixture
def tamper():
    """Run SQL as someone would who has the database file and no respect for triggers."""

    def run(*statements):
        with connection.cursor() as cursor:
            lifted = _triggers(cursor)
            for name, _create in lifted:
                cursor.execute(f"DROP TRIGGER {name} {'' if connection.vendor == 'sqlite' else 'ON kernel_event'}")
            for statement in statements:
                cursor.execute(statement)
            for _name, create in lifted:
                cursor.execute(create)

    return run


def _triggers(cursor):
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'kernel_event'")
    else:
        cursor.execute(
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgrelid = 'kernel_event'::regclass"
        )
    return cursor.fetchall()


def found():
    """What `verify` says first, as (what, seq, record)."""
    verdict = journal.verify()
    assert not verdict.ok
    assert str(verdict.first)
    return verdict.first.what, verdict.first.seq, verdict.first.record


# Writing


def test_numbers_go_on_without_gaps():
    write(3)
    write(2)
    assert list(Event.objects.values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert journal.write() == []


def test_number_of_a_failed_transaction_is_given_again():
    write(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(5)
        raise ZeroDivisionError
    assert [event.seq for event in write(1)] == [2]


def test_entry_that_cannot_be_noted_spoils_the_transaction_around():
    with pytest.raises(TypeError), transaction.atomic():
        Head.objects.create(pk=2, algorithm="sha256")  # stands for the deed
        try:
            journal.write(Entry("edit", after=object()))
        finally:
            assert connection.needs_rollback
    assert not Head.objects.filter(pk=2).exists()


def test_event_reads_as_it_was_written():
    (event,) = journal.write(
        Entry(
            "step", ledger="toy", record="7", organisation="630200", actor="zhang", actor_name="张三",
            article="行政复议法#30.1", before={"state": "submitted"}, after={"due_on": date(2025, 10, 9)},
            data=[1, None], at=datetime(2025, 8, 5, 2, tzinfo=UTC),
        )
    )  # fmt: skip
    for one in (event, Event.objects.get()):
        assert (one.before, one.after, one.data) == ({"state": "submitted"}, {"due_on": "2025-10-09"}, [1, None])
        assert one.at == datetime(2025, 8, 5, 2, tzinfo=UTC)
    assert write(1)[0].before is None


def test_digest_is_that_of_the_canonical_text():
    (event,) = journal.write(
        Entry(
            "step", "toy", "7", "630200", "zhang", '张"三', "行政复议法#30.1", {"b": 1, "a": "二"},
            at=datetime(2025, 8, 5, 2, tzinfo=UTC),
        )
    )  # fmt: skip
    canonical = (
        '{"action":"step","actor":"zhang","actor_name":"张\\"三","after":null,"article":"行政复议法#30.1",'
        '"at":"2025-08-05T10:00:00.000000+08:00","before":{"a":"二","b":1},"data":null,"ledger":"toy",'
        '"organisation":"630200","record":"7","seq":1}'
    )
    assert canonical == json.dumps(json.loads(canonical), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert event.digest == digests.hash_with("sha256")(b"\x00" + canonical.encode()).hex()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        (date(2025, 8, 5), '"2025-08-05"'),
        (datetime(2025, 8, 5, 16, 0, 1, tzinfo=UTC), '"2025-08-06T00:00:01.000000+08:00"'),
        (datetime(2025, 8, 5, tzinfo=timezone(timedelta(hours=9))), '"2025-08-04T23:00:00.000000+08:00"'),
        (Decimal("84.690"), '"84.690"'),
        ({"乙", "甲"}, '["乙","甲"]'),
        ("法\n度", '"法\\n度"'),
    ],
)
def test_one_text_for_one_value(value, text):
    assert journal.canonical(value) == text


@pytest.mark.parametrize("value", [object(), float("nan"), datetime(2025, 8, 5), b"bytes"])
def test_no_text_for_what_has_no_single_one(value):
    with pytest.raises((TypeError, ValueError)):
        journal.canonical(value)


def test_algorithm_stays_what_the_journal_was_begun_with(settings):
    write(1)
    settings.FADU_DIGEST = "sm3"
    with pytest.raises(journal.JournalRefused, match="sha256"), transaction.atomic():
        write(1)
    settings.FADU_DIGEST = "md5"
    with pytest.raises(journal.JournalRefused, match="md5"), transaction.atomic():
        write(1)


# The database refuses


def test_database_refuses_to_change_or_delete():
    write(2)
    journal.seal()
    for table in (Event, Checkpoint):
        for change in (
            lambda table=table: table.objects.update(digest="0") if table is Event else table.objects.update(root="0"),
            lambda table=table: table.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()
    assert journal.verify().ok


def test_database_refuses_to_replace():
    write(1)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO kernel_event (seq,at,actor,actor_name,organisation,ledger,record,action,article,before,after,"
            "data,digest) SELECT seq,at,'li',actor_name,organisation,ledger,record,action,article,before,after,data,"
            "digest FROM kernel_event"
        )


# Reading


def test_history_is_of_one_record_oldest_first():
    write(3)
    journal.write(Entry("edit", ledger="toy", record="2"), Entry("edit", ledger="other", record="2"))
    assert [event.seq for event in journal.history("toy", 2)] == [2, 4]


def test_pages_run_both_ways_over_all_events():
    write(7)
    newest = journal.page(limit=3)
    assert ([e.seq for e in newest.events], newest.newer, newest.older) == ([7, 6, 5], None, 5)
    middle = journal.page(limit=3, before=5)
    assert ([e.seq for e in middle.events], middle.newer, middle.older) == ([4, 3, 2], 4, 2)
    oldest = journal.page(limit=3, before=2)
    assert ([e.seq for e in oldest.events], oldest.newer, oldest.older) == ([1], 1, None)
    back = journal.page(limit=3, after=1)
    assert ([e.seq for e in back.events], back.newer, back.older) == ([4, 3, 2], 4, 2)
    top = journal.page(limit=3, after=4)
    assert ([e.seq for e in top.events], top.newer, top.older) == ([7, 6, 5], None, 5)


def test_page_asks_by_each_column_and_by_civil_days():
    at = [datetime(2025, 8, 5, hour, tzinfo=UTC) for hour in (15, 16)]  # 23:00 of the 5th and 0:00 of the 6th here
    journal.write(
        Entry("edit", "toy", "1", "630200", "zhang", at=at[0]),
        Entry("step", "other", "2", "630221", "li", at=at[1]),
    )

    def asked(**filters):
        return [event.seq for event in journal.page(**filters).events]

    assert asked(ledger="toy") == asked(record="1") == asked(actor="zhang") == asked(action="edit") == [1]
    assert asked(organisations=["630221"]) == [2]
    assert asked(organisations=[]) == []
    assert asked(until=date(2025, 8, 5)) == [1]
    assert asked(since=date(2025, 8, 6)) == [2]
    assert asked(since=date(2025, 8, 5), until=date(2025, 8, 6)) == [2, 1]


def test_touched_records_since_a_number():
    write(3)
    journal.write(Entry("edit", ledger="other", record="9"), Entry("edit", ledger="toy", record="1"))
    assert journal.touched("toy", 2) == {"3", "1"}
    assert journal.touched("toy", 5) == set()


# Sealing


def test_batches_grow_one_tree_over_all_events(home):
    write(3)
    first = journal.seal()
    assert (first.first, first.size) == (1, 3)
    write(4)
    second = journal.seal()
    assert (second.first, second.size) == (4, 7)
    leaves = [bytes.fromhex(digest) for digest in Event.objects.values_list("digest", flat=True)]
    assert second.root == digests.root_of("sha256", leaves).hex()
    proof = digests.consistency_proof("sha256", leaves, 3)
    assert digests.continues("sha256", bytes.fromhex(first.root), 3, bytes.fromhex(second.root), 7, proof)
    assert sorted(file.name for file in (home / "journal/leaves").iterdir()) == [
        "000000000001-000000000003",
        "000000000004-000000000007",
    ]
    assert journal.seal() is None


def test_nothing_to_seal_in_an_empty_journal():
    assert journal.seal() is None
    assert journal.verify() == journal.Verdict(True, 0, 0)


@pytest.mark.parametrize("algorithm", digests.ALGORITHMS)
def test_whole_journal_verifies(settings, algorithm):
    settings.FADU_DIGEST = algorithm
    write(5)
    journal.seal()
    write(2)
    told = []
    assert journal.verify(progress=lambda *so_far: told.append(so_far)) == journal.Verdict(True, 7, 5)
    assert told == [(7, 7)]


def test_checkpoint_file_can_be_checked_without_fadu(home):
    write(2)
    journal.seal()
    file = json.loads((home / "journal/checkpoints/000000000002.json").read_text("utf-8"))
    signature = bytes.fromhex(file.pop("signature"))
    statement = json.dumps(file, sort_keys=True, separators=(",", ":")).encode()
    serialization.load_pem_public_key(journal.public_key()).verify(signature, statement)
    assert file["root"] == Checkpoint.objects.get().root


def test_key_is_for_its_owner_alone(home):
    write(1)
    journal.seal()
    assert (home / "journal/signing.key").stat().st_mode & 0o777 == 0o600


def test_lost_key_stops_sealing_and_is_not_replaced_silently(home):
    write(1)
    journal.seal()
    (home / "journal/signing.key").unlink()
    write(1)
    with pytest.raises(journal.JournalRefused, match="备份"):
        journal.seal()
    assert Checkpoint.objects.count() == 1


def test_event_proves_that_it_is_sealed():
    write(6)
    journal.seal()
    proof = journal.prove(4)
    leaf = digests.hash_with("sha256")(b"\x00" + proof["event"].encode())
    path = [bytes.fromhex(digest) for digest in proof["path"]]
    assert digests.includes("sha256", bytes.fromhex(proof["checkpoint"]["root"]), 6, 3, leaf, path)
    write(1)
    with pytest.raises(LookupError):
        journal.prove(7)


def test_seal_killed_between_file_and_row_is_done_again(home, monkeypatch):
    write(3)
    journal.seal()
    write(2)
    monkeypatch.setattr(Checkpoint, "save", killed)
    with pytest.raises(Killed):
        journal.seal()
    assert (home / "journal/leaves/000000000004-000000000005").exists()
    monkeypatch.undo()
    assert journal.verify().ok  # the file without a checkpoint means nothing
    write(1)
    assert journal.seal().size == 6
    assert sorted(file.name for file in (home / "journal/leaves").iterdir()) == [
        "000000000001-000000000003",
        "000000000004-000000000006",
    ]
    assert journal.verify().ok


def test_seal_killed_while_it_wrote_the_leaves_leaves_nothing_behind_the_next(home):
    write(2)
    journal.seal()
    (home / "journal/leaves/000000000003-abc.part").write_bytes(b"half")
    write(2)
    journal.seal()
    assert not list((home / "journal/leaves").glob("*.part"))
    assert journal.verify().ok


def test_seal_killed_before_the_checkpoint_file_is_completed_by_the_next(home):
    write(2)
    journal.seal()
    file = home / "journal/checkpoints/000000000002.json"
    content = file.read_bytes()
    file.unlink()
    assert journal.verify().ok
    write(2)
    journal.seal()
    assert file.read_bytes() == content
    file.unlink()
    assert found()[0] == "checkpoint"  # an older one does not vanish by a crash


def test_slower_of_two_seals_gives_way(home, monkeypatch):
    write(2)
    commit = seals._commit

    def overtaken(*args):
        monkeypatch.undo()
        journal.seal()
        return commit(*args)

    monkeypatch.setattr(seals, "_commit", overtaken)
    assert journal.seal().size == 2
    assert Checkpoint.objects.count() == 1
    assert not list((home / "journal/leaves").glob("*.part"))
    assert journal.verify().ok


class Killed(BaseException):
    """The process ends here."""


def killed(*args, **kwargs):
    raise Killed


# Many at once

WRITER = """
import django, sys
django.setup()
from django.db import transaction
from fadu.kernel import journal
for turn in range(40):
    try:
        with transaction.atomic():
            journal.write(*(journal.Entry("edit", ledger="toy", record=sys.argv[1]) for _ in range(3)))
            if turn % 4 == 3:
                raise InterruptedError
    except InterruptedError:
        pass
    if turn % 10 == 9:
        journal.seal()
"""


def test_writers_and_sealers_at_once_leave_no_gap(own_installation):
    environment = os.environ | {"FADU_HOME": str(own_installation), "DJANGO_SETTINGS_MODULE": "fadu.config.settings"}

    def python(*arguments):
        return subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True)

    assert [one.wait() for one in [python("-c", WRITER, str(n)) for n in range(3)]] == [0, 0, 0]
    check = python(
        "-c", "import django; django.setup(); from fadu.kernel import journal; print(repr(journal.verify()))"
    )
    assert check.communicate()[0].strip() == "Verdict(ok=True, size=270, sealed=270, first=None)"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_transactional_tests_begin_with_an_empty_journal(turn):
    assert [event.seq for event in write(2)] == [1, 2]


# Tampering


@pytest.fixture
def sealed():
    """Six sealed events in two batches, and two after them."""
    write(4)
    journal.seal()
    write(2)
    journal.seal()
    write(2)


@pytest.mark.parametrize(
    "column", ["at", "actor", "actor_name", "organisation", "ledger", "record", "action", "article", "before", "after"]
)
@pytest.mark.parametrize("seq", [1, 5, 8])
def test_any_column_changed(sealed, tamper, column, seq):
    value = "2020-01-01 00:00:00+00" if column == "at" else "{}" if column in ("before", "after") else "x"
    tamper(f"UPDATE kernel_event SET {column} = '{value}' WHERE seq = {seq}")
    assert found()[:2] == ("changed", seq)


def test_first_change_is_the_one_named(sealed, tamper):
    tamper("UPDATE kernel_event SET actor = 'li' WHERE seq IN (3, 6)")
    verdict = journal.verify()
    assert (verdict.size, verdict.sealed) == (2, 6)  # two are in order, six are sealed
    assert (verdict.first.seq, verdict.first.ledger, verdict.first.record) == (3, "toy", "3")
    assert "toy/3" in str(verdict.first)


def test_change_with_its_digest_made_to_fit_is_caught_by_the_seal(sealed, tamper):
    event = Event.objects.get(seq=2)
    event.actor = "li"
    tamper(f"UPDATE kernel_event SET actor = 'li', digest = '{redigested(event, 2)}' WHERE seq = 2")
    assert found() == ("changed", 2, "2")


def test_digest_alone_changed(sealed, tamper):
    tamper(f"UPDATE kernel_event SET digest = '{'0' * 64}' WHERE seq = 2")
    assert found() == ("changed", 2, "2")


def test_same_bytes_cut_into_other_columns(tamper):
    civil = "2025-08-05T10:00:00.000000+08:00"
    at = datetime.fromisoformat(civil)
    after = {"a": 1, "article": "甲", "at": civil, "before": 2}
    journal.write(Entry("edit", "toy", "1", after=after, article="乙", at=at + timedelta(days=1)))
    journal.seal()
    leaf = digests.hash_with("sha256")
    row = next(events.rows())
    cut = row._replace(
        after='{"a":1',
        article="甲",
        at=civil,
        before=f'2}},"article":"乙","at":"{civil[:9]}6{civil[10:]}","before":null',
    )
    assert cut.leaf(leaf) == b""
    joined = events._canonical_event(1, civil, *cut[2:12])
    assert leaf(b"\x00" + joined).hex() == row.digest  # only reading the columns one by one tells
    tamper(f"UPDATE kernel_event SET after = '{cut.after}', article = '甲', at = '{civil}', before = '{cut.before}'")
    assert found() == ("changed", 1, "1")


@pytest.mark.parametrize("seq", [1, 5, 6, 7, 8])
def test_removed(sealed, tamper, seq):
    tamper(f"DELETE FROM kernel_event WHERE seq = {seq}")
    assert found()[:2] == ("removed", seq)


def test_removed_with_the_rest_renumbered(sealed, tamper):
    tamper("DELETE FROM kernel_event WHERE seq = 3", *(move(seq, seq - 1) for seq in range(4, 9)))
    assert found()[:2] == ("removed", 3)


def test_inserted_with_the_rest_renumbered(sealed, tamper):
    event = Event.objects.get(seq=3)
    tamper(
        *(move(seq, seq + 1) for seq in range(8, 2, -1)),
        "INSERT INTO kernel_event (seq,at,actor,actor_name,organisation,ledger,record,action,article,before,after,data,"
        "digest) SELECT 3,at,'li','','','toy','99','edit','','','','',digest FROM kernel_event WHERE seq = 1",
    )
    assert event.seq == 3
    assert found() == ("inserted", 3, "99")


@pytest.mark.parametrize("seq", [0, 9])
def test_inserted_at_the_edges(sealed, tamper, seq):
    event = Event.objects.get(seq=8)
    tamper(
        "INSERT INTO kernel_event (seq,at,actor,actor_name,organisation,ledger,record,action,article,before,after,data,"
        f"digest) SELECT {seq},at,actor,actor_name,organisation,ledger,record,action,article,before,after,data,"
        f"'{redigested(event, seq)}' FROM kernel_event WHERE seq = 8"
    )
    assert found() == ("inserted", seq, "8")


def test_two_exchanged(sealed, tamper):
    tamper(move(2, 99), move(5, 2), move(99, 5))
    assert found() == ("moved", 2, "5")


def test_one_moved_away_from_its_number(sealed, tamper):
    tamper(move(2, 99))
    assert found() == ("moved", 2, "2")


def test_column_of_another_type(sealed, tamper):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL holds to its types")
    tamper("UPDATE kernel_event SET at = 'yesterday' WHERE seq = 2")
    assert found() == ("changed", 2, "2")


@pytest.mark.parametrize("column", ["root", "first", "signed_at", "signature", "peaks", "key"])
def test_checkpoint_changed(sealed, column):
    value = {"first": "5 + 1", "signed_at": "'2020-01-01 00:00:00'"}.get(column, "'00'")
    with connection.cursor() as cursor:
        drop_checkpoint_triggers(cursor)
        cursor.execute(f"UPDATE kernel_checkpoint SET {column} = {value} WHERE size = 6")
    assert found()[0] in ("checkpoint", "file")


@pytest.mark.parametrize("size", [4, 6])
def test_checkpoint_removed(sealed, size):
    with connection.cursor() as cursor:
        drop_checkpoint_triggers(cursor)
        cursor.execute(f"DELETE FROM kernel_checkpoint WHERE size = {size}")
    assert found()[0] == "checkpoint"


def test_checkpoint_file_changed(sealed, home):
    file = home / "journal/checkpoints/000000000004.json"
    file.write_text(file.read_text("utf-8").replace('"size":4', '"size":5'), "utf-8")
    assert found()[0] == "checkpoint"


def test_leaf_file_damaged_while_the_events_are_right(sealed, home):
    file = home / "journal/leaves/000000000005-000000000006"
    content = bytearray(file.read_bytes())
    content[40] ^= 1
    file.write_bytes(content)
    verdict = journal.verify()
    assert verdict.first.what == "file"
    assert "事项与签名相符" in str(verdict.first)
    file.unlink()
    assert found()[0] == "file"


def test_leaf_file_and_events_made_to_agree_do_not_give_the_signed_root(sealed, home, tamper):
    event = Event.objects.get(seq=2)
    event.actor = "li"
    digest = redigested(event, 2)
    tamper(f"UPDATE kernel_event SET actor = 'li', digest = '{digest}' WHERE seq = 2")
    file = home / "journal/leaves/000000000001-000000000004"
    content = file.read_bytes()
    file.write_bytes(content[:32] + bytes.fromhex(digest) + content[64:])
    verdict = journal.verify()
    assert verdict.first.what == "file"
    assert "也与签名不符" in str(verdict.first)


def test_journal_signed_anew_with_another_key_fails_under_the_key_kept_elsewhere(sealed, home):
    kept = journal.public_key()
    assert journal.verify(kept).ok
    other = Ed25519PrivateKey.generate()
    pem = other.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert journal.verify(pem).first.what == "checkpoint"
    with pytest.raises(journal.JournalRefused):
        journal.verify(b"not a key")


def test_seal_does_not_bless_what_was_changed_before_it(sealed, tamper):
    tamper("UPDATE kernel_event SET actor = 'li' WHERE seq = 7")
    with pytest.raises(journal.JournalDamaged, match="7"):
        journal.seal()
    assert Checkpoint.objects.count() == 2


def test_seal_does_not_pass_over_a_lost_end(sealed, tamper, home):
    tamper("DELETE FROM kernel_event WHERE seq > 6")
    with pytest.raises(journal.JournalDamaged, match="7"):
        journal.seal()
    assert not list((home / "journal/leaves").glob("*.part"))


@pytest.mark.parametrize("size", [0, 7])
def test_counter_set_back(sealed, size):
    Head.objects.update(size=size)
    assert found()[:2] == ("inserted", 7 if not size else 8)


def test_counter_lost(sealed):
    Head.objects.all().delete()
    assert found()[:2] == ("inserted", 7)


def move(seq, to):
    return f"UPDATE kernel_event SET seq = {to} WHERE seq = {seq}"


def redigested(event, seq):
    """The digest that a knowing hand would give to `event` as number `seq`."""
    row = next(events.rows(event.seq - 1, event.seq))
    row = row._replace(actor=event.actor)
    return row.leaf(digests.hash_with("sha256"), seq).hex() if seq else "0" * 64


def drop_checkpoint_triggers(cursor):
    if connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER kernel_checkpoint_keeps_{verb}")
    else:
        cursor.execute("DROP TRIGGER kernel_checkpoint_append_only ON kernel_checkpoint")


# What is remembered of a verification


def test_a_verification_is_remembered(db):
    assert journal.last_verified() is None
    journal.write(journal.Entry("create"))
    assert journal.remember(journal.verify(), "operator", "命令行操作员")
    event, verdict = journal.last_verified()
    assert (event.actor, verdict.ok, verdict.size) == ("operator", True, 1)
    assert "核验通过：1 条" in str(verdict)
    assert journal.verify().ok


def test_a_damage_is_remembered_with_what_it_was(db):
    journal.remember(journal.Verdict(False, 3, 0, journal.Finding("changed", "第 4 号事项被改动。")), "k", "系统管理员")
    _event, verdict = journal.last_verified()
    assert not verdict.ok and str(verdict) == "核验未通过：第 4 号事项被改动。"
