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
from django.db import connection

from .backup import MANIFEST, _client, _environment
from .progress import task


def add_arguments(parser) -> None:
    """The file that `fadu backup` wrote."""
    parser.add_argument("file", metavar="文件")


def run(args) -> int:
    """Restore into an empty home; refuse anything that is not whole before writing the first file."""
    if any(file.name != "secret.key" for file in settings.HOME.iterdir()):
        print(f"数据目录 {settings.HOME} 不是空的。请把 FADU_HOME 设为一个空目录再恢复。", file=sys.stderr)
        return 1
    try:
        with tarfile.open(args.file) as archive:
            manifest = json.load(archive.extractfile(MANIFEST))  # type: ignore[arg-type]
            wrong = damaged(archive, manifest["digests"])
            if wrong:
                print(f"备份不完整：{wrong}。没有写入任何内容。", file=sys.stderr)
                return 1
            if manifest["vendor"] != connection.vendor:
                print(
                    f"备份来自 {manifest['vendor']}，当前设置是 {connection.vendor}。请改设 FADU_DATABASE。",
                    file=sys.stderr,
                )
                return 1
            with task("恢复"):
                for name in manifest["digests"]:
                    extract(archive, name)
    except (tarfile.TarError, KeyError, json.JSONDecodeError, FileNotFoundError) as error:
        print(f"{args.file} 不是可以恢复的备份：{error}", file=sys.stderr)
        return 1
    print(f"已恢复到 {settings.HOME}。请运行 fadu verify 核验留痕。")
    return 0


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


def extract(archive: tarfile.TarFile, name: str) -> None:
    """Write one file of the archive to its place."""
    kind, _, rest = name.partition("/")
    target = settings.HOME / rest
    target.parent.mkdir(parents=True, exist_ok=True)
    stream = archive.extractfile(name)
    assert stream is not None  # damaged() has read it
    with target.open("wb") as file:
        shutil.copyfileobj(stream, file)
    if target.suffix == ".key":
        target.chmod(0o600)
    if kind == "database" and target.suffix == ".pgdump":
        load(target)


def load(dump: Path) -> None:
    """Load a PostgreSQL dump into the (empty) database of the settings."""
    subprocess.run([*_client("pg_restore"), "--exit-on-error", str(dump)], check=True, env=_environment())
    dump.unlink()
