"""恢复：把备份文件还原到空的数据目录，并核对每个文件的摘要

例：FADU_HOME=新目录 fadu restore 备份.tar
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import DatabaseError, connection

from fadu.kernel.outages import outage

from .backup import MANIFEST, client, environment
from .progress import task

# In the home from the first file to the last: a restore that was cut off is begun again, and never served from.
RESTORING = "restoring"


def add_arguments(parser) -> None:
    """The file that `fadu backup` wrote."""
    parser.add_argument("file", metavar="文件")


def run(args) -> int:
    """Restore into an empty home; refuse anything that is not whole before writing the first file."""
    begun = settings.HOME / RESTORING
    if not begun.exists() and any(file.name != "secret.key" for file in settings.HOME.iterdir()):
        return refused(f"数据目录 {settings.HOME} 不是空的。请把 FADU_HOME 设为一个空目录再恢复。")
    try:
        with tarfile.open(args.file) as archive:
            manifest = json.load(archive.extractfile(MANIFEST))  # type: ignore[arg-type]
            wrong = damaged(archive, manifest["digests"])
            if wrong:
                return refused(f"备份不完整：{wrong}。没有写入任何内容。")
            if manifest["vendor"] != connection.vendor:
                return refused(
                    f"备份来自 {manifest['vendor']}，当前设置是 {connection.vendor}，两种数据库的备份不能互换。"
                    "请改设 FADU_DATABASE。"
                )
            if held := tables():
                return refused(
                    f"数据库 {settings.DATABASES['default']['NAME']} 里已有 {held} 个表，没有写入任何内容。"
                    "请另建一个空的数据库（createdb），把 FADU_DATABASE 设为它，再恢复。"
                )
            with task("恢复"):
                restore(archive, manifest["digests"], begun)
    except (tarfile.TarError, KeyError, json.JSONDecodeError, FileNotFoundError) as error:
        return refused(f"{args.file} 不是可以恢复的备份：{error}")
    except (OSError, DatabaseError, subprocess.CalledProcessError) as error:
        return refused(f"恢复没有完成：{outage(error) or error}\n处理好以后再运行一次同样的命令，会重新开始。")
    print(f"已恢复到 {settings.HOME}。请运行 fadu verify 核验留痕。")
    return 0


def refused(why: str) -> int:
    """Say why nothing was restored."""
    print(why, file=sys.stderr)
    return 1


def damaged(archive: tarfile.TarFile, digests: dict[str, str]) -> str:
    """Return the first name whose content is not what was backed up, or an empty text."""
    for name, digest in digests.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            return name
        stream = archive.extractfile(name)
        if stream is None or hashlib.file_digest(stream, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
            return name
    return ""


def tables() -> int:
    """Return how many tables the database of the settings holds; a file of SQLite belongs to the home."""
    return 0 if connection.vendor == "sqlite" else len(connection.introspection.table_names())


def restore(archive: tarfile.TarFile, digests: dict[str, str], begun: Path) -> None:
    """Write everything beside its place, put it there, and load the database last, in one transaction.

    Whatever stands in the home when this was begun before is of that earlier attempt: the home was empty then.
    """
    begun.mkdir(exist_ok=True)
    for old in [*begun.iterdir(), *settings.HOME.iterdir()]:
        if old.is_dir() and old != begun:
            shutil.rmtree(old)
        elif old.is_file() and old != settings.HOME / "secret.key":
            old.unlink()
    for name in digests:
        extract(archive, name, begun)
    dump = begun / "fadu.pgdump"
    for file in [*begun.iterdir()]:
        if file != dump:
            file.replace(settings.HOME / file.name)
    if dump.exists():
        load(dump)
    shutil.rmtree(begun)


def extract(archive: tarfile.TarFile, name: str, folder: Path) -> None:
    """Write one file of the archive into `folder`, without the word before its first slash."""
    target = folder / name.partition("/")[2]
    target.parent.mkdir(parents=True, exist_ok=True)
    stream = archive.extractfile(name)
    assert stream is not None  # damaged() has read it
    with target.open("wb") as file:
        shutil.copyfileobj(stream, file)
    if target.suffix == ".key":
        target.chmod(0o600)


def load(dump: Path) -> None:
    """Load a PostgreSQL dump into the (empty) database of the settings: all of it, or nothing."""
    options = ["--single-transaction", "--no-owner", "--no-privileges"]
    subprocess.run([*client("pg_restore"), *options, str(dump)], check=True, env=environment())
