"""上传报告: reports are uploaded and read into figures, at once or as a job."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from typing import IO, Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as text

from fadu import reader
from fadu.kernel.documents import DocumentRefused
from fadu.kernel.ledgers import LedgerRefused, NotAllowed
from fadu.kernel.organisations import Kind, Organisation
from fadu.reader import folding, sources
from fadu.readings import naming, places, store
from fadu.readings.jobs import READ
from fadu.readings.models import Status
from fadu.readings.store import Unreadable

from . import job_pages, parcels
from .pages import page
from .reading_frame import (
    WRITERS,
)


@page("readings/upload/", name="reading_upload", roles=WRITERS, methods=("GET", "POST"))
def upload(request: HttpRequest) -> HttpResponse:
    """Take files in: what can be read within a moment is shown first, with what was guessed; the rest is a job."""
    offices = request.actor.organisations(WRITERS).filter(valid_to=None).order_by("path")
    asked = request.POST.get("organisation", "")
    organisation = offices.filter(code=asked).first() if asked else (request.actor.organisation or offices.first())
    if organisation is None:
        raise NotAllowed(text("机构 %(code)s 不在您可以核读报告的范围内。") % {"code": asked})
    context = {
        "organisation": organisation,
        "offices": offices[:500],
        "organisations": offices[:500],
        "statuses": Status.choices[::-1],
        "refused": [],
    }
    if request.method == "GET":
        return render(request, "web/reading_upload.html", context)
    if "confirm" in request.POST:
        return _confirmed(request, organisation, context)
    files = request.FILES.getlist("files")
    if not files:
        return render(request, "web/reading_upload.html", context | {"fault": text("请选择文件。")}, status=422)
    status = request.POST.get("status", "")
    status = status if status in Status.values else Status.PUBLISHED
    if len(files) > FEW or any(not _quick(file) for file in files):
        return _as_job(request, files, organisation, status)
    rows, refused = [], []
    for file in files:
        try:
            rows.append(_guess(request, file, organisation, status))
        except Unreadable as error:
            refused.append(str(error))
    answer = 422 if refused else 200
    return render(request, "web/reading_upload.html", context | {"rows": rows, "refused": refused}, status=answer)


FEW = 10  # files that are shown before they are taken
LARGE = 32 * 2**20  # bytes of a file that nobody waits for


def _quick(file: UploadedFile) -> bool:
    if (file.size or 0) > LARGE:
        return False
    data = file.read()
    file.seek(0)
    return store.quick(data) and not _is_archive(data)


def _is_archive(data: bytes) -> bool:
    """Tell an archive of reports from a DOCX, which is an archive as well."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _guess(request: HttpRequest, file: UploadedFile, organisation: Organisation, status: str) -> dict[str, Any]:
    """Return a file as the page shows it before it is taken: what its text says of itself. Raises Unreadable."""
    data, name = file.read(), file.name or ""
    source = sources.extract(data, name)
    made = reader.read(source.text)
    title = naming.title_of(folding.fold(source.text[:2000]))
    place = naming.place_in(source.text)
    about = None
    if "by_name" in request.POST:
        about = _organisation_of(place, request.actor.organisations(WRITERS).filter(valid_to=None))
    return {
        "parcel": parcels.leave(request, data, name),
        "name": name,
        "title": title or name.rpartition(".")[0] or name,
        "place": place,
        "year": made.year,
        "about": about.code if about else "",
        "status": status,
        "figures": len(made.figures),
        "notes": source.notes,
        "known": store.known(data, organisation),
    }


def _organisation_of(place: str, among: QuerySet[Organisation]) -> Organisation | None:
    """Return the organisation of Fadu whose report it is by the name printed: a place stands for its government."""
    if not place:
        return None
    name = places.bare(place)
    of_name = among.filter(Q(name=place) | Q(kind=Kind.GOVERNMENT, division__name=name)).order_by("path")[:2]
    found = list(of_name)
    return found[0] if len(found) == 1 else None


def _confirmed(request: HttpRequest, organisation: Organisation, context: dict[str, Any]) -> HttpResponse:
    """Take the files that were shown; what is refused comes back with the reason."""
    taken, refused = [], []
    abouts = {one.code: one for one in request.actor.organisations(WRITERS).filter(valid_to=None)}
    for parcel in request.POST.getlist("parcel")[:FEW]:
        path, name = parcels.fetch(request, parcel)
        given = {key: request.POST.get(f"{key}-{parcel}", "").strip() for key in ("place", "year", "about", "status")}
        try:
            if given["about"] and given["about"] not in abouts:
                raise NotAllowed(text("机构 %(code)s 不在您可以核读报告的范围内。") % {"code": given["about"]})
            made = store.take(
                path.read_bytes(),
                name,
                request.actor,
                organisation=organisation,
                about=abouts.get(given["about"]),
                place=given["place"],
                year=given["year"],
                status=given["status"],
            )
        except NotAllowed:
            raise
        except (Unreadable, LedgerRefused, DocumentRefused) as error:
            refused.append(f"{name}：{error}")
        else:
            taken.append(made)
    if refused:
        for one in taken:
            messages.success(request, text("已读“%(title)s”。") % {"title": one})
        return render(request, "web/reading_upload.html", context | {"refused": refused}, status=422)
    if len(taken) == 1:
        words = {"title": taken[0], "n": taken[0].figures.count()}
        messages.success(request, text("已读“%(title)s”，%(n)s 个数字。") % words)
        return redirect("reading", pk=taken[0].pk)
    messages.success(request, text("已读 %(n)s 份报告。") % {"n": len(taken)})
    return redirect("readings")


def _as_job(
    request: HttpRequest, files: Sequence[UploadedFile], organisation: Organisation, status: str
) -> HttpResponse:
    """Let files be read in the background: one as it is, several packed together."""
    packed: IO[bytes]
    if len(files) == 1:
        packed, name = files[0], files[0].name or ""  # type: ignore[assignment]
    else:
        packed, name = tempfile.TemporaryFile(), text("%(n)s 个文件.zip") % {"n": len(files)}  # noqa: SIM115 - below
        with zipfile.ZipFile(packed, "w") as archive:
            for number, file in enumerate(files, 1):
                archive.writestr(f"{number} {file.name}" if _doubled(files, file) else str(file.name), file.read())
        packed.seek(0)
    arguments = {"organisation": organisation.code, "status": status, "by_name": "by_name" in request.POST}
    title = text("读报告：%(name)s") % {"name": name}
    with packed:
        return job_pages.follow(request, job_pages.ask(request, READ, title, arguments, file=packed, name=name))


def _doubled(files: Sequence[UploadedFile], file: UploadedFile) -> bool:
    return sum(other.name == file.name for other in files) > 1
