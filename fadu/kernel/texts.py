"""文字: the text of a file, for the library of laws and for search: TXT, Markdown, HTML, DOCX and PDF.

What a file is, its bytes say. A scanned page has no text; an old Word file is refused with the way to save it anew.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
import pypdf
from django.utils.translation import gettext
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree
from pypdf.errors import PyPdfError

PAGES = 500  # of a PDF; what is longer is read so far
EXPANDED = 200 * 1024 * 1024  # bytes to which a packed file may unpack
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKUP = re.compile(r"<\s*(!doctype|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# A damaged PDF fails in pypdf wherever the damage is met.
_BROKEN_PDF = (
    PyPdfError, zlib.error, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError,
    ZeroDivisionError, NotImplementedError,
)  # fmt: skip


class NoText(ValueError):
    """A file whose text cannot be read; the message says why and what to do."""


def read(content: bytes, name: str) -> str:
    """Return the text of a file, a paragraph a line. Raises NoText."""
    if not content.strip():
        raise NoText(gettext("“%(name)s”是空文件。") % {"name": name})
    if content.startswith(b"%PDF-"):
        return _pdf(content, name)
    if content.startswith(b"PK\x03\x04"):
        return _docx(content, name)
    if content.startswith(_OLE):
        raise NoText(gettext("“%(name)s”是旧版 Office 文件，请另存为 DOCX 后再使用。") % {"name": name})
    text = _decoded(content, name)
    return _html(text) if _MARKUP.search(text[:4096]) else text


def _decoded(content: bytes, name: str) -> str:
    declared = _DECLARED.search(content[:2048])
    charsets = ["utf-8-sig", "gb18030"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        charsets = ["utf-16"]
    elif declared and declared[1].lower().startswith(b"gb"):
        charsets.reverse()
    for charset in charsets:
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise NoText(
        gettext("“%(name)s”不是文字文件：可用 TXT、Markdown、HTML、DOCX、PDF；纯文本请存为 UTF-8 或 GB 18030 编码。")
        % {"name": name}
    )


class _Page(HTMLParser):
    """The visible text of a page: a line for each block."""

    BLOCKS = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 table section article ul ol dl dt dd blockquote".split())
    HIDDEN = frozenset("title script style template noscript".split())

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self.HIDDEN and self.hidden > 0
        if tag in self.BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            # A break of the source within a block is no break of the text.
            self.pieces.append(re.sub(r"\s*\n\s*", "", data))


def _html(text: str) -> str:
    page = _Page()
    page.feed(text)
    page.close()
    return re.sub(r"\n{2,}", "\n", "".join(page.pieces)).strip()


def _docx(content: bytes, name: str) -> str:
    damaged = NoText(
        gettext("“%(name)s”不是 DOCX，或者已损坏、加密；请用文字处理软件打开后另存为 DOCX。") % {"name": name}
    )
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > EXPANDED:
                raise NoText(gettext("“%(name)s”解压后过大，未读取。") % {"name": name})
            if "word/document.xml" not in packed.namelist():
                raise damaged
        body = docx.Document(BytesIO(content)).element.body
    except (zipfile.BadZipFile, PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError, RuntimeError,
            zlib.error, EOFError) as cause:  # fmt: skip
        if isinstance(cause, NoText):
            raise
        raise damaged from cause
    lines = []
    for paragraph in body.iter(f"{_W}p"):
        pieces = []
        for run in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
            pieces.append((run.text or "") if run.tag == f"{_W}t" else " " if run.tag == f"{_W}tab" else "\n")
        lines.append("".join(pieces))
    return "\n".join(lines)


def _pdf(content: bytes, name: str) -> str:
    try:
        reader = pypdf.PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoText(gettext("“%(name)s”加了密码，请取消密码后再使用。") % {"name": name})
        text = "\n".join(page.extract_text() for page in reader.pages[:PAGES])
    except _BROKEN_PDF as cause:
        if isinstance(cause, NoText):
            raise
        raise NoText(gettext("“%(name)s”已损坏，不能读取其中的文字。") % {"name": name}) from cause
    if not text.strip():
        raise NoText(gettext("“%(name)s”里没有文字，可能是扫描件；请使用可以复制文字的文件。") % {"name": name})
    return text
