"""暂存: a file on its way: an upload between preview and import, a marked workbook between the page and its download.

A parcel belongs to the session that left it, and is thrown away after a day.
"""

import time
from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as text

KEPT = 24 * 3600  # seconds
MOST = 20  # parcels of one session; the oldest goes first


def leave(request: HttpRequest, content: bytes | UploadedFile, name: str) -> str:
    """Keep a file for this session and return the token by which it is fetched."""
    _sweep()
    token = token_urlsafe(16)
    file = _folder() / token
    with file.open("xb") as out:
        for chunk in [content] if isinstance(content, bytes) else content.chunks():
            out.write(chunk)
    parcels = request.session.get("parcels", {}) | {token: name}
    for old in list(parcels)[:-MOST]:
        (_folder() / old).unlink(missing_ok=True)
        del parcels[old]
    request.session["parcels"] = parcels
    return token


def fetch(request: HttpRequest, token: str) -> tuple[Path, str]:
    """Return the file left under `token` and its name. Raises Http404 when it is not this session's, or gone."""
    name = request.session.get("parcels", {}).get(token)
    file = _folder() / token
    if name is None or not file.exists():
        raise Http404(text("文件已过期，请重新上传。"))
    return file, name


def _folder() -> Path:
    folder = Path(settings.HOME, "parcels")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _sweep() -> None:
    before = time.time() - KEPT
    for file in _folder().iterdir():
        if file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
