"""来源: a file of any of the formats as text: TXT, HTML, DOCX, PDF.

Decoded text is kept character by character (no newline is converted, a byte order mark is left out), so that places in
a TXT file are places in the file. Of the other formats the extracted text is what places refer to. Size and time are
bounded, whatever the file holds.
"""

from __future__ import annotations

import io
import logging
import re
import signal
import struct
import threading
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

LARGEST = 64 * 2**20  # bytes of a file
LONGEST = 2_000_000  # characters of a text
UNPACKED = 48 * 2**20  # bytes that a DOCX may unpack to
MARKUP = 16 * 2**20  # characters of an HTML page
PAGES = 1000  # of a PDF
SECONDS = 90  # that the pages of a PDF may take


class Unreadable(Exception):
    """不能读的文件: the message says what is wrong with the file, and what to do."""


@dataclass(frozen=True)
class Source:
    """A file as text, and what was noticed in reading it."""

    text: str
    kind: str
    notes: tuple[str, ...] = ()


def load(path: Path) -> bytes:
    """Return the bytes of a file. Raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{path.name}：文件超过 {LARGEST // 2**20} MB。请确认这是一份报告，或者拆开后再读。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"{path.name}：没有这个文件。请核对路径。") from error
    except OSError as error:
        raise Unreadable(f"{path.name}：打不开（{error.strerror}）。请检查权限，或者这是不是一个文件。") from error


# What a file begins with that is no text, and what to do with it.
OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "是旧的 Word 97–2003 文件（.doc）、旧的 Excel 文件，或者加了密码。请去掉密码，另存为 .docx 再读。",
    ),
    (b"{\\rtf", "是 RTF 文件。请在 Word 或 WPS 中另存为 .docx 再读。"),
    (b"\x89PNG", "是图片。请先作文字识别（OCR），或者找原来的 DOCX。"),
    (b"\xff\xd8\xff", "是图片。请先作文字识别（OCR），或者找原来的 DOCX。"),
    (b"GIF8", "是图片。请先作文字识别（OCR），或者找原来的 DOCX。"),
    (b"II*\x00", "是图片。请先作文字识别（OCR），或者找原来的 DOCX。"),
    (b"Rar!", "是压缩包。请解开后再读里面的报告。"),
    (b"7z\xbc\xaf", "是压缩包。请解开后再读里面的报告。"),
    (b"\x1f\x8b", "是压缩包。请解开后再读里面的报告。"),
)


def extract(data: bytes, name: str) -> Source:
    """Return the text of a file by what it holds, not by its name. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable(f"{name}：文件超过 {LARGEST // 2**20} MB。")
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        source = _pdf(data, name)
    elif data.startswith(b"PK\x03\x04"):
        source = _docx(data, name)
    elif kind := next((kind for mark, kind in OTHERS if data.startswith(mark)), ""):
        raise Unreadable(f"{name}：{kind}")
    elif not data.strip():
        raise Unreadable(f"{name}：是空文件。请核对是否选错了文件。")
    else:
        text = decode(data, name)
        looks = re.search(r"<\s*(?:!doctype html|html|body|div|p|table|head)\b", text[:4000], re.I)
        if looks and len(text) > MARKUP:
            raise Unreadable(f"{name}：网页超过 {MARKUP // 2**20} 兆字，不像一份报告。请只存正文再读。")
        damaged = ("有几个字节解不开，以“\ufffd”代替。",) if "\ufffd" in text else ()
        source = Source(html_text(text), "html", damaged) if looks else Source(text, "txt", damaged)
        if not source.text.strip():
            raise Unreadable(f"{name}：里面没有文字。请核对是否选错了文件。")
    if len(source.text) > LONGEST:
        raise Unreadable(f"{name}：文字超过 {LONGEST // 10000} 万字，不像一份报告。请拆开后再读。")
    return source


def decode(data: bytes, name: str = "") -> str:
    """Return bytes as text: UTF-8 with or without mark, UTF-16 with mark, else GB18030. Raises Unreadable."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable(f"{name}：标明是 UTF-16，却解不开。请另存为 UTF-8 文本。") from error
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:2048], re.I)
    tried = ["utf-8", "gb18030", "big5"]
    if declared and declared[1].decode("ascii", "replace").lower() in ("gb2312", "gbk", "gb18030"):
        tried = ["gb18030", "utf-8", "big5"]
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            # A file cut in the middle of a character, or with a few bad bytes, is still what it was.
            text = data.decode(encoding, "replace")
            if encoding == "big5" or text.count("\ufffd") * 200 > sum("\u4e00" <= c <= "\u9fff" for c in text):
                continue
        if _is_text(text):
            return text
    raise Unreadable(f"{name}：不是文本（不是 UTF-8、GB18030、UTF-16，也不是 HTML、DOCX、PDF）。请另存为其中一种再读。")


def _is_text(text: str) -> bool:
    """Whether decoded bytes look like writing: no NUL, few control characters, none that mean nothing."""
    begin = text[:5000]
    if sum("\ue000" <= c <= "\uf8ff" for c in begin) * 50 > len(begin):
        return False
    return "\x00" not in text and sum(c < " " and c not in "\t\r\n\f\v" for c in begin) * 50 <= max(50, len(begin))


BLOCKS = frozenset(
    "p div br li tr h1 h2 h3 h4 h5 h6 section article header footer table ul ol dl dt dd title blockquote pre".split()
)
SILENT = frozenset("script style noscript template svg iframe select button".split())
FORMS = frozenset({"select", "button"})  # that a page may forget to close


# The number of a note, as it stands raised behind a figure: it is none itself, and parts a number from its unit.
NOTE = re.compile(r"\s*\[\d{1,4}\]\s*")


class _Text:
    """The text of a page: a line for each block, cells of a table apart."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.raised: list[int] = []  # where the parts of raised text begin
        self.silent = ""  # the element whose content is not said
        self.depth = 0

    def start(self, tag: str, _attributes: object) -> None:
        if self.silent in FORMS and tag in BLOCKS:
            self.silent = ""
        if self.silent:
            self.depth += tag == self.silent
        elif tag in SILENT:
            self.silent, self.depth = tag, 1
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "sup":
            self.raised.append(len(self.parts))

    def end(self, tag: str) -> None:
        if self.silent:
            self.depth -= tag == self.silent
            self.silent = self.silent if self.depth else ""
        elif tag in BLOCKS:
            self.parts.append("\n")
        elif tag == "sup" and self.raised:
            begin = self.raised.pop()
            if NOTE.fullmatch("".join(self.parts[begin:])):
                del self.parts[begin:]

    def data(self, data: str) -> None:
        # Where the source breaks a line the page does not, least of all between two Chinese characters.
        if not self.silent:
            self.parts.append(re.sub(r"\s*[\r\n]+\s*", "", data))

    def comment(self, _text: str) -> None:
        """Leave comments out."""

    def close(self) -> str:
        return "".join(self.parts)


def html_text(page: str) -> str:
    """Return the text of a page, empty lines left out. Nonsense is read as far as it goes."""
    parser = etree.HTMLParser(target=_Text(), recover=True, no_network=True)
    try:
        parser.feed(page)
        text = parser.close()
    except etree.LxmlError:
        return ""
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCX_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")  # in the order in which they are read


def _docx(data: bytes, name: str) -> Source:
    """Return the text of a Word file: paragraphs, tables, text boxes, notes; what was deleted with tracking is not."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "word/document.xml" not in names:
                if any(one.startswith("xl/") for one in names):
                    raise Unreadable(f"{name}：是 Excel 文件，不是报告。请给 DOCX、PDF、HTML 或者 TXT。")
                raise Unreadable(f"{name}：压缩包里没有 Word 正文。请给 DOCX、PDF、HTML 或者 TXT。")
            parts = []
            for part in DOCX_PARTS:
                if part not in names:
                    continue
                with archive.open(part) as file:
                    parts.append(file.read(UNPACKED + 1))  # what is read, not what the archive says
                if sum(map(len, parts)) > UNPACKED:
                    raise Unreadable(f"{name}：正文解开后超过 {UNPACKED // 2**20} MB，不像一份报告，没有读。")
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
        KeyError, struct.error, zlib.error,
    ) as error:  # fmt: skip
        if name.lower().endswith(".zip"):
            raise Unreadable(f"{name}：压缩包已损坏或者加了密码。请重新打包再读。") from error
        raise Unreadable(f"{name}：Word 文件已损坏或者加了密码。请在 Word 中打开，去掉密码另存后再读。") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        trees = [etree.fromstring(part, parser) for part in parts]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"{name}：Word 正文已损坏。请在 Word 中打开另存后再读。") from error
    lines = ["".join(said for _element, said in pieces) for tree in trees for pieces in paragraphs(tree)]
    changed = any(tree.find(f".//{W}{mark}") is not None for tree in trees for mark in ("ins", "del"))
    notes = ("文件带有修订标记，按接受全部修订来读。",) if changed else ()
    return Source("\n".join(line for line in lines if line.strip()), "docx", notes)


Piece = tuple[etree._Element, str]


def paragraphs(tree: etree._Element) -> Iterator[list[Piece]]:
    """Yield each paragraph as the elements that say something and what they say, in the order of the file.

    A text box comes after the paragraph that holds it.
    """
    for paragraph in tree.iter(f"{W}p"):
        said: list[Piece] = []
        for one in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
            holder = one.getparent()
            inside = True
            while holder is not None and holder is not paragraph:
                # A paragraph inside this one (a text box) speaks for itself; fallback content would say it twice; a tab
                # stop of the layout is no tab.
                if holder.tag in (f"{W}p", f"{W}del", f"{W}moveFrom", f"{W}tabs") or holder.tag.endswith("}Fallback"):
                    inside = False
                    break
                holder = holder.getparent()
            if inside and not _is_note(one):
                said.append((one, {"t": one.text or "", "noBreakHyphen": "-"}.get(etree.QName(one).localname, " ")))
        if any(etree.QName(up).localname == "Fallback" for up in paragraph.iterancestors()):
            continue
        yield said


def _is_note(element: etree._Element) -> bool:
    """Tell whether a text of a run is the raised number of a note."""
    run = element.getparent()
    raised = run.find(f"{W}rPr/{W}vertAlign[@{W}val='superscript']") if run is not None else None
    return raised is not None and NOTE.fullmatch(element.text or "") is not None


def _pdf(data: bytes, name: str) -> Source:
    """Return the text of a PDF; pages without any are said to be scanned."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

    slow = f"{name}：PDF 读了 {SECONDS} 秒还没有读完。请重新导出，或者拆开后再读。"
    texts: list[str] = []
    length, began = 0, time.monotonic()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with the file is said below
    try:
        with _at_most(SECONDS):
            reader = PdfReader(io.BytesIO(data), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable(f"{name}：PDF 加了密码。请去掉密码另存后再读。")
            pages = len(reader.pages)
            if pages > PAGES:
                raise Unreadable(f"{name}：PDF 有 {pages} 页，超过 {PAGES} 页，不像一份报告。")
            for page in reader.pages:
                texts.append(
                    re.sub(r"(?<=[\d%％余多万亿])\[\d{1,4}\]", "", page.extract_text() or "")
                )  # numbers of notes
                length += len(texts[-1])
                if length > LONGEST:
                    raise Unreadable(f"{name}：文字超过 {LONGEST // 10000} 万字，不像一份报告。")
                if time.monotonic() - began > SECONDS:
                    raise Unreadable(slow)
    except _TooLong:
        raise Unreadable(slow) from None
    except LimitReachedError as error:
        raise Unreadable(f"{name}：PDF 里有解开后过大的内容，不像一份报告，没有读。") from error
    except (  # pypdf lets what a damaged file brings about through
        PyPdfError, DependencyError, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError,
        MemoryError, NotImplementedError, OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
    ) as error:  # fmt: skip
        raise Unreadable(f"{name}：PDF 已损坏（{type(error).__name__}）。请重新导出后再读。") from error
    if not any(text.strip() for text in texts):
        raise Unreadable(f"{name}：PDF 里没有文字，可能是扫描件。请先作文字识别（OCR），或者找原来的 DOCX。")
    empty = sum(not text.strip() for text in texts)
    notes = (f"有 {empty} 页没有文字，可能是扫描的，没有读到。",) if empty else ()
    return Source(joined(texts), "pdf", notes)


class _TooLong(BaseException):
    """The time is over. No exception of the ordinary kind, which a library might take for damage and go on."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise _TooLong in the body when the time is over, in the middle of a page as well.

    Only the main thread of a process can be interrupted so: the commands and the background work run there.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def over(_signal: int, _frame: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, over)
    left, _every = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)


def joined(pages: list[str]) -> str:
    """Return the lines of the pages as paragraphs: a line that does not end a sentence goes on in the next one.

    What every page repeats is said once; rows of a table stay apart.
    """
    by_page = [[line for line in map(str.strip, page.split("\n")) if line] for page in pages]
    ends = Counter(line for page in by_page for line in {*page[:1], *page[-1:]})
    lines: list[str] = []
    running: set[str] = set()
    for page in by_page:
        for line in page:
            if re.fullmatch(r"[-—–]? ?\d{1,4} ?[-—–]?", line) or line in running:
                continue
            if ends[line] > max(2, len(pages) // 2):
                running.add(line)
            lines.append(line)
    # The measure of the page: most lines of a paragraph fill it, and hardly any is longer.
    widths = sorted(_width(line) for line in lines)
    full = 0.8 * widths[-1 - len(widths) // 10] if widths else 0.0
    text: list[str] = []
    last = ""
    for line in lines:
        goes_on = (
            text
            and _width(last) >= full
            and not re.search(r"[。：！？]$", last)
            and not re.match(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]", line)
            and not (_is_row(last) or _is_row(line))
            and last not in running
        )
        if goes_on:
            text[-1] += line
        else:
            text.append(line)
        last = line
    return "\n".join(text)


def _width(line: str) -> float:
    """Return how wide a line is, in Chinese characters."""
    return sum(1 if character > "\u2e80" or character in "—…“”" else 0.5 for character in line)


def _is_row(line: str) -> bool:
    """Tell a row of a table: more cells than a sentence has parts."""
    return line.count(" ") >= 3 and 3 * len(re.findall(r"[，。；、,;]", line)) < line.count(" ")
