"""读报告的后台任务: one file or an archive of many, read one after another; what cannot be read is said at the end.

Each report is a transaction of its own, and one that was read before is found again by its digest: the job may be
killed and run again at any point.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.documents import DocumentDamaged, DocumentRefused
from fadu.kernel.jobs import Result, Run, declare
from fadu.kernel.ledgers import LedgerRefused
from fadu.kernel.organisations import Actor, Kind, Organisation
from fadu.reader import Unreadable, sources

from . import places, store
from .ledgers import Readings
from .models import Status
from .naming import place_in
from .store import ReadingRefused

MANY = 1000  # files in one archive
UNPACKED = 1 << 30  # bytes that an archive may unpack to
LISTED = 200  # readings that the result names one by one


@declare("read", _("读报告"))
def READ(run: Run) -> Result:
    """Read the file that came with the job, or each in an archive.

    `organisation` is the code of whom they are read for; `about`, `place`, `year` and `status` hold for every file.
    With `by_name` a report whose title names an organisation that the actor reads for is taken as its report.
    """
    try:
        how = _asked(run)
        files = list(_files(run.file, run.job.file))
    except (ReadingRefused, Unreadable) as refused:
        return Result(str(refused), refused=True)
    taken: list[dict[str, object]] = []
    refused_files: list[dict[str, str]] = []
    again = 0
    for number, (name, entry) in enumerate(files):
        run.progress(number, len(files), text("正在读 %(name)s") % {"name": name})
        try:
            data = entry if isinstance(entry, bytes) else _unpacked(run.file, entry, name)
            about = how.get("about") or (_about(data, name, run.actor) if run.arguments.get("by_name") else None)
            before = store.known(data, how["organisation"])
            made = store.take(data, name, run.actor, **(how | {"about": about}))
        except (Unreadable, LedgerRefused, DocumentRefused, DocumentDamaged) as error:
            refused_files.append({"file": name, "reason": str(error)})
            continue
        again += before is not None
        taken.append({"file": name, "reading": made.pk, "title": str(made), "figures": made.figures.count()})
    run.progress(len(files), len(files), "")
    said = text("读了 %(n)d 份报告。") % {"n": len(taken)}
    if again:
        said += text("其中 %(n)d 份以前读过，没有重复登记。") % {"n": again}
    if refused_files:
        said += text("%(n)d 个文件没有读：") % {"n": len(refused_files)}
        said += "".join(
            f"\n{one['file']}：{one['reason'].removeprefix(one['file'] + '：')}" for one in refused_files[:50]
        )
    data_of = {"readings": taken[:LISTED], "taken": len(taken), "again": again, "refused": refused_files[:LISTED]}
    return Result(said, data_of, refused=not taken)


def _asked(run: Run) -> dict:
    """Return what was asked for, as `store.take` wants it. Raises ReadingRefused."""
    given = run.arguments
    how: dict = {name: given[name] for name in ("place", "year") if given.get(name)}
    how["status"] = given.get("status") or Status.PUBLISHED
    for name in ("organisation", "about"):
        if code := given.get(name):
            how[name] = Organisation.objects.filter(code=code).first()
            if how[name] is None:
                raise ReadingRefused(text("没有机构代码“%(code)s”。") % {"code": code})
    how.setdefault("organisation", run.actor.organisation)
    if how["organisation"] is None:
        raise ReadingRefused(text("您没有任职的机构，不能读取报告。"))
    return how


Entry = bytes | zipfile.ZipInfo


def _files(path: Path, name: str) -> Iterator[tuple[str, Entry]]:
    """Yield the reports that a file holds: itself, or each file of an archive. Raises Unreadable."""
    if path.stat().st_size > UNPACKED:
        raise Unreadable(text("%(name)s：文件超过 1 GB。请分几次上传。") % {"name": name})
    with path.open("rb") as file:
        packed = file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")  # the second is an empty archive
    if not packed:
        yield name, sources.load(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(text("%(name)s：压缩包已损坏。请重新打包再上传。") % {"name": name}) from error
    if any(one.filename == "[Content_Types].xml" for one in entries):
        yield name, sources.load(path)  # a DOCX, which is an archive as well
        return
    wanted = [(called, one) for one in entries if (called := _called(one))]
    if not wanted:
        raise Unreadable(text("%(name)s：压缩包里没有文件。") % {"name": name})
    if len(wanted) > MANY or sum(one.file_size for _called, one in wanted) > UNPACKED:
        message = text("%(name)s：压缩包里的文件超过 %(many)d 个，或者解开后超过 1 GB。请分几次上传。")
        raise Unreadable(message % {"name": name, "many": MANY})
    yield from wanted


def _called(entry: zipfile.ZipInfo) -> str:
    """Return the name of a packed file; nothing for folders and for what systems leave behind."""
    name = entry.filename
    if not entry.flag_bits & 0x800:  # not said to be UTF-8: in China mostly packed by Windows
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            pass
    path = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
    return "" if entry.is_dir() or hidden or path.name in ("Thumbs.db", "desktop.ini") else path.name


def _unpacked(path: Path, entry: zipfile.ZipInfo, name: str) -> bytes:
    """Return one file of an archive. Raises Unreadable."""
    if entry.file_size > sources.LARGEST:
        raise Unreadable(text("%(name)s：文件超过 %(most)d MB。") % {"name": name, "most": sources.LARGEST >> 20})
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as file:
            data = file.read(sources.LARGEST + 1)  # what is there, not what the archive says
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Unreadable(text("%(name)s：在压缩包里已损坏，或者加了密码。") % {"name": name}) from error
    if data.startswith(b"PK\x03\x04") and not _is_docx(data):
        raise Unreadable(text("%(name)s：是压缩包里的压缩包。请解开后再上传。") % {"name": name})
    return data


def _is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return True  # whatever it is, the reader says what is wrong with it


def _about(data: bytes, name: str, actor: Actor) -> Organisation | None:
    """Return the one organisation that the title names and the actor reads for, if there is one. Raises Unreadable."""
    place = places.bare(place_in(sources.extract(data, name).text))
    if not place:
        return None
    reached = actor.organisations(Readings.write).filter(valid_to=None)
    of_name = reached.filter(name=place) | reached.filter(kind=Kind.GOVERNMENT, division__name=place)
    found = list(of_name[:2])
    return found[0] if len(found) == 1 else None
