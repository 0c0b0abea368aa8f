"""备份：数据库、文书、留痕和海量台账存成一个文件

例：fadu backup 备份.tar
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from fadu.kernel import journal, ledgers
from fadu.kernel.extracts import parts
from fadu.kernel.outages import outage

from .progress import task

MANIFEST = "manifest.json"
NOTED = "last-backup"
FROZEN = "backing-up"  # in the home, while a backup runs: its changing files as they stood at that moment
# What changes together with the database: these are frozen. Documents are never changed, and more of them do no harm.
WITH_THE_DATABASE = ("journal", "extracts", "jobs")
# What can be made again, or belongs to the running server, stays out.
LEFT_OUT = {"static", "fadu.sqlite3", "fadu.sqlite3-wal", "fadu.sqlite3-shm", "report", "files", NOTED, FROZEN}


def add_arguments(parser) -> None:
    """The file to write; it must not exist."""
    parser.add_argument("file", metavar="文件")


def run(args) -> int:
    """Write the backup; nothing is left behind when it fails, and what a killed one left is written over."""
    target = Path(args.file)
    if target.exists():
        print(f"{target} 已存在，请另选文件名。", file=sys.stderr)
        return 1
    partial, database = target.with_name(target.name + ".partial"), target.with_name(target.name + ".database")
    try:
        with task("备份"):
            digests = write(partial, database)
            shutil.rmtree(settings.HOME / FROZEN)  # before the backup has its name: a kill after that leaves nothing
            journal.settle(partial, target)
    except (OSError, sqlite3.Error, subprocess.CalledProcessError) as error:
        print(f"没有备份成功，{target} 没有写成：{outage(error) or error}", file=sys.stderr)
        return 1
    finally:
        partial.unlink(missing_ok=True)
        database.unlink(missing_ok=True)
        shutil.rmtree(settings.HOME / FROZEN, ignore_errors=True)
    # Its time is the time of the backup: the keeper's overview says how old it is.
    (settings.HOME / NOTED).write_text(f"{target.name} · {target.stat().st_size:,} B", encoding="utf-8")
    print(f"已备份 {len(digests)} 个文件到 {target}。其中有签名密钥，请妥善保管。")
    return 0


def write(archive_file: Path, database: Path) -> dict[str, str]:
    """Write the archive and return the digests of what is in it; `database` is where the copy lies meanwhile."""
    digests: dict[str, str] = {}
    frozen = settings.HOME / FROZEN
    with one_moment(frozen) as snapshot, tarfile.open(archive_file, "w") as archive:
        snapshot.dump(database)
        add(archive, database, f"database/{snapshot.name}", digests)
        database.unlink()
        for root in (settings.HOME, frozen):
            for file in sorted(root.rglob("*")):
                name = file.relative_to(root)
                if root == settings.HOME and (name.parts[0] in LEFT_OUT or name.parts[0] in WITH_THE_DATABASE):
                    continue
                if is_kept(file):
                    add(archive, file, f"home/{name.as_posix()}", digests)
        data = json.dumps({"vendor": connection.vendor, "digests": digests}, indent=1, sort_keys=True).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return digests


def is_kept(file: Path) -> bool:
    """Tell whether it is a finished file: not a folder, nor one that is still being written."""
    return file.suffix != ".part" and file.parent.name != "incoming" and file.is_file()


@contextmanager
def one_moment(frozen: Path) -> Iterator["Snapshot"]:
    """Yield the database as it stands at one moment, and lay the files of that moment into `frozen`.

    Writers wait while the files are linked, not while they are archived. Loads hold the lock of their ledger before
    that of the database, refreshes of other ledgers after it: so does this, and nobody waits in a circle.
    """
    shutil.rmtree(frozen, ignore_errors=True)
    with ExitStack() as all_along:
        with ExitStack() as held:
            volumes = {ledger.slug for ledger in ledgers.all_ledgers() if ledger.volume}
            kept = [folder.name for folder in (settings.HOME / "extracts").glob("*") if folder.is_dir()]
            for slug in sorted(kept, key=lambda slug: (slug not in volumes, slug)):
                if slug not in volumes:
                    break
                held.enter_context(parts.locked(slug))
            held.enter_context(transaction.atomic())
            journal.locked_head()  # no step, load or seal can come between the database and the files
            for slug in sorted(set(kept) - volumes):
                held.enter_context(parts.locked(slug))
            snapshot = all_along.enter_context((_SQLite if connection.vendor == "sqlite" else _PostgreSQL)())
            for folder in WITH_THE_DATABASE:
                for file in (settings.HOME / folder).rglob("*"):
                    if is_kept(file):
                        link(file, frozen / file.relative_to(settings.HOME))
        yield snapshot


def link(file: Path, place: Path) -> None:
    """Let `place` name the same file, or a copy where the disk has no links; a file that has just gone is left out."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, place)
    except FileNotFoundError:
        return
    except OSError:
        shutil.copy2(file, place)


class Snapshot:
    """What the database held at one moment, to be written into a file while others go on writing."""

    name = ""

    def __enter__(self) -> "Snapshot":
        raise NotImplementedError

    def __exit__(self, *error: object) -> None:
        raise NotImplementedError

    def dump(self, file: Path) -> None:
        """Write it."""
        raise NotImplementedError


class _SQLite(Snapshot):
    name = "fadu.sqlite3"

    def __enter__(self) -> Snapshot:
        self.source = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
        self.source.execute("BEGIN")
        self.source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it reads this state
        return self

    def __exit__(self, *error: object) -> None:
        self.source.close()

    def dump(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        copy = sqlite3.connect(file)
        try:
            self.source.backup(copy)
        finally:
            copy.close()


class _PostgreSQL(Snapshot):
    name = "fadu.pgdump"

    def __enter__(self) -> Snapshot:
        self.reader = connection.copy()
        self.reader.set_autocommit(False)
        with self.reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            self.snapshot = cursor.fetchone()[0]
        return self

    def __exit__(self, *error: object) -> None:
        self.reader.close()

    def dump(self, file: Path) -> None:
        command = [*client("pg_dump"), "--format=custom", f"--snapshot={self.snapshot}", f"--file={file}"]
        subprocess.run(command, check=True, env=environment())


def client(program: str) -> list[str]:
    """Return the command of one of PostgreSQL's own programs, told which database is meant."""
    found = shutil.which(program)
    if not found:
        raise SystemExit(f"没有找到 {program}，请安装与服务器同版本的 PostgreSQL 客户端。")
    options = settings.DATABASES["default"]
    command = [found, f"--username={options['USER']}", f"--dbname={options['NAME']}"]
    if options["HOST"]:
        command.append(f"--host={options['HOST']}")
    return [*command, f"--port={options['PORT'] or 5432}"]


def environment() -> dict[str, str]:
    """Return the environment of such a program; the password goes here, where other users cannot read it."""
    return {**os.environ, "PGPASSWORD": settings.DATABASES["default"]["PASSWORD"]}


class _Digested(io.RawIOBase):
    """A file that is digested while it is read, so that what is noted is what was archived."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.stream, self.hasher = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.hasher.update(block)
        return block


def add(archive: tarfile.TarFile, file: Path, name: str, digests: dict[str, str]) -> None:
    """Put `file` into the archive under `name` and note its digest; one that has just gone is left out."""
    try:
        stream = file.open("rb")
    except FileNotFoundError:
        return
    with stream:
        digested = _Digested(stream)
        archive.addfile(archive.gettarinfo(arcname=name, fileobj=stream), digested)
        digests[name] = digested.hasher.hexdigest()
