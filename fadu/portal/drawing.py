"""抽取核验: a page on which anyone recomputes a draw in the browser; also to take away and use without a network."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as text

from fadu.draw.wording import SENTENCES

FOLDER = "portal/draw"
SCRIPTS = ("ciphers.js", "draw.js")
OFFLINE = (*SCRIPTS, "page.js", "worker.js", "draw.css")


def page(request: HttpRequest) -> HttpResponse:
    """抽取核验: files are chosen and recomputed; nothing is sent here."""
    scripts = [f"{FOLDER}/{name}" for name in SCRIPTS]
    return render(request, "portal/draw.html", _context(static(f"{FOLDER}/worker.js"), scripts))


def offline(request: HttpRequest) -> HttpResponse:
    """The same page with its files, in one ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "index.html", render_to_string("portal/draw_offline.html", _context("worker.js", list(SCRIPTS)))
        )
        for name in OFFLINE:
            archive.write(str(finders.find(f"{FOLDER}/{name}")), name)
    headers = {"Content-Disposition": 'attachment; filename="fadu-draw.zip"'}
    return HttpResponse(made.getvalue(), content_type="application/zip", headers=headers)


def _context(worker: str, scripts: list[str]) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    words = {code: both[english] for code, both in SENTENCES.items()}
    words |= {
        "page_running": text("正在重算……"),
        "page_ok": text("全部核对相符。"),
        "page_part": text("抽中的对象核对相符；检查人员的配对没有核对。"),
        "page_differs": text("核对不符，见最后一行。"),
        "page_fault": text("核对没有做完："),
        "page_old": text("浏览器太旧，没有大整数（BigInt）；请换新的浏览器，或者运行 fadu draw verify。"),
    }
    return {"worker": worker, "scripts": scripts, "words": words}
