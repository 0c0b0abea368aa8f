"""备份：数据库、文书、留痕和海量台账存成一个文件

例：fadu backup 备份.tar
"""

import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from .progress import task

MANIFEST = "manifest.json"
NOTED = "last-backup"
# What can be made again, or belongs to the running server, stays out.
LEFT_OUT = {"static", "fadu.sqlite3", "fadu.sqlite3-wal", "fadu.sqlite3-shm", "report", "files", "last-backup"}


def add_arguments(parser) -> None:
    """The file to write; it must not exist."""
    parser.add_argument("file", metavar="文件")


def run(args) -> int:
    """Write the backup; nothing is left behind when it fails."""
    target = Path(args.file)
    if target.exists():
        print(f"{target} 已存在，请另选文件名。", file=sys.stderr)
        return 1
    partial = target.with_name(target.name + ".partial")
    digests: dict[str, str] = {}
    with task("备份"), tempfile.TemporaryDirectory() as folder, tarfile.open(partial, "w") as archive:
        # No step can come between the database and the files while this transaction holds the write lock.
        with transaction.atomic():
            database = dump(Path(folder))
            add(archive, database, f"database/{database.name}", digests)
            for file in sorted(settings.HOME.rglob("*")):
                name = file.relative_to(settings.HOME)
                if file.is_file() and name.parts[0] not in LEFT_OUT:
                    add(archive, file, f"home/{name.as_posix()}", digests)
        data = json.dumps({"vendor": connection.vendor, "digests": digests}, indent=1, sort_keys=True).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    partial.rename(target)
    # Its time is the time of the backup: the keeper's overview says how old it is.
    (settings.HOME / NOTED).write_text(f"{target.name} · {target.stat().st_size:,} B", encoding="utf-8")
    print(f"已备份 {len(digests)} 个文件到 {target}。其中有签名密钥，请妥善保管。")
    return 0


def dump(folder: Path) -> Path:
    """Write a consistent copy of the database into `folder`. Raises CalledProcessError when pg_dump fails."""
    if connection.vendor == "sqlite":
        file = folder / "fadu.sqlite3"
        source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
        copy = sqlite3.connect(file)
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()
        return file
    file = folder / "fadu.pgdump"
    subprocess.run([*_client("pg_dump"), "--format=custom", f"--file={file}"], check=True, env=_environment())
    return file


def _client(program: str) -> list[str]:
    found = shutil.which(program)
    if not found:
        raise SystemExit(f"没有找到 {program}，请安装与服务器同版本的 PostgreSQL 客户端。")
    options = settings.DATABASES["default"]
    return [found, f"--host={options['HOST']}", f"--port={options['PORT'] or 5432}", f"--username={options['USER']}",
            f"--dbname={options['NAME']}"]  # fmt: skip


def _environment() -> dict[str, str]:
    # The password goes by environment, where other users of the machine cannot read it.
    return {"PGPASSWORD": settings.DATABASES["default"]["PASSWORD"], "PATH": "/usr/bin:/bin"}


def add(archive: tarfile.TarFile, file: Path, name: str, digests: dict[str, str]) -> None:
    """Put `file` into the archive under `name` and note its digest."""
    with file.open("rb") as stream:
        digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    archive.add(file, name, recursive=False)
