"""防护: what keeps a form without login from being filled in by programs and sent without end.

Nothing here needs a script: a sum to do, a field that people do not see, a mark that the form carries, and counts
by address.
"""

from __future__ import annotations

import ipaddress
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as text

from fadu.kernel import accounts
from fadu.kernel.columns import whole_number

SALT = "fadu.portal.form"
OLDEST = 12 * 3600  # seconds for which a form may lie open
QUICKEST = 2  # nobody reads and fills in a form in less
LURE = "website"  # the field that people do not see
BODY = 40 * 1024 * 1024  # bytes of one submission


@dataclass(frozen=True)
class Guard:
    """What a form carries: its mark, signed, and the sum to do."""

    token: str
    first: int
    second: int


def guard() -> Guard:
    """Return the guard of a fresh form."""
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    token = signing.dumps([secrets.token_hex(16), int(time.time()), first, second], salt=SALT)
    return Guard(token, first, second)


def once(request: HttpRequest) -> str:
    """Return the mark of the form that was sent, or nothing if it carries none of ours."""
    opened = _opened(request)
    return opened[0] if opened else ""


def faults(request: HttpRequest) -> dict[str, str]:
    """Return what is wrong with the guard of a form that was sent."""
    opened = _opened(request)
    if opened is None:
        return {"guard": text("页面打开过久，请核对后重新提交。")}
    _mark, at, first, second = opened
    if request.POST.get(LURE):
        return {"guard": text("“网址”一栏请留空。")}
    if time.time() - at < QUICKEST:
        return {"guard": text("提交过快，请核对后再提交。")}
    answer = request.POST.get("sum", "").strip()
    if whole_number(answer) != first + second:
        return {"sum": text("得数不对，请重新计算")}
    return {}


def _opened(request: HttpRequest) -> list[Any] | None:
    try:
        opened: list[Any] = signing.loads(request.POST.get("guard", ""), salt=SALT, max_age=OLDEST)
    except signing.BadSignature:
        return None
    return opened


def sent_before(request: HttpRequest) -> bool:
    """Note that a form was taken, and tell whether it was taken before."""
    return accounts.tally("portal.once", once(request), timedelta(seconds=OLDEST), _now()) > 1


def often(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Count one more attempt from this address, and tell whether there were too many in this span of time."""
    return accounts.tally(f"portal.{what}", place(request), timedelta(seconds=seconds), _now()) > most


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def place(request: HttpRequest) -> str:
    """Return where a request comes from: its address, of IPv6 the network, of which one household has the whole."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address)


class Measured(TemporaryFileUploadHandler):
    """Takes files in, and stops reading what is larger than a submission may be, whatever its header said."""

    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write one piece away."""
        self.taken += len(raw_data)
        if self.taken > BODY:
            raise RequestDataTooBig
        super().receive_data_chunk(raw_data, start)
