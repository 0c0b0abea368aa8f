"""What the tests of the portal share: the toy city, somebody who takes suggestions up, and a form filled in."""

import re
import time

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fadu.portal import protection
from tests.conftest import LACKING, SERVERS
from tests.web.conftest import city, make_user

__all__ = ["city"]

FORM = "/public/apply/toy-suggestion/"
WRITTEN = {"author": "王芳", "phone": "13900001111", "wish": "延长周末开放时间", "kind": "room"}


def identity(content=b"%PDF-1.7 identity", name="身份证.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def library(city):
    cache.clear()
    make_user("handler", (city.library, "handler"))
    return city.library


@pytest.fixture
def slowly(monkeypatch, request):
    """Let forms be sent at once, in the process of the test."""
    if SERVERS and "live_server" in request.fixturenames:
        pytest.skip(LACKING + "pages in the process of the test (run.py cluster -- test)")
    monkeypatch.setattr(protection, "QUICKEST", 0)


@pytest.fixture
def fill(library, slowly):
    """Open the form, fill it in with what was changed, and send it; the answer comes with its client."""

    def fill(client=None, **changed):
        client = client or Client()
        page = client.get(FORM).content.decode()
        token = re.search(r'name="guard" value="([^"]+)"', page)[1]
        first, second = map(int, re.search(r"(\d) 加 (\d) 等于几", page).groups())
        sent = WRITTEN | {"guard": token, "sum": str(first + second), "organisation": library.code}
        sent |= {"file-identity": identity()} | changed
        return client, client.post(FORM, {name: value for name, value in sent.items() if value is not None})

    return fill


@pytest.fixture
def submitted(fill):
    """A client that has submitted, with number and code."""
    client, answer = fill()
    assert answer.status_code == 302, answer.content.decode()
    page = client.get("/public/receipt/").content.decode()
    number, code = re.findall(r"<strong(?: class=\"code\")?>([^<]+)</strong>", page)
    return client, number, code


@pytest.fixture
def later(monkeypatch):
    """Return what moves the clock of the portal on by some seconds."""
    now = time.time
    return lambda seconds: monkeypatch.setattr(protection.time, "time", lambda: now() + seconds)
