"""批注: a draft comes back as the DOCX that it was, with Word comments at the figures; nothing else is changed.

Only the parts that must change are written anew (the text, its comments, and the lists that name them); all others are
copied byte for byte. Places of the read text lead back to the runs of the file, which are split where a comment begins
or ends inside of one. Word has no comments in notes and text boxes: there they stand where the note or the box is
anchored.
"""

from __future__ import annotations

import io
import posixpath
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from lxml import etree

from fadu.reader import Unreadable
from fadu.reader.sources import DOCX_PARTS, Piece, W, paragraphs

MAIN = DOCX_PARTS[0]
RELATIONS, TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
RUN, PROPERTIES = f"{W}r", f"{W}rPr"
LARGEST = 256 * 2**20  # bytes that a DOCX with all its pictures may unpack to
AUTHOR, INITIALS = "法度", "法"


@dataclass(frozen=True)
class Note:
    """一条批注: what it says, and of which place of the read text; without a place of the whole, at its title."""

    message: str
    start: int | None = None
    end: int | None = None


def annotate(data: bytes, said: str, notes: Iterable[Note], at: datetime) -> bytes:
    """Return the DOCX `data`, read as the text `said`, with the notes as comments dated `at`.

    Several notes of one place are one comment. Raises Unreadable for what is no DOCX or was not read as `said`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise Unreadable(f"Word 文件解开后超过 {LARGEST // 2**20} MB，不能加批注。请压缩其中的图片再读。")
            package = _Package(archive)
            lines = [
                pieces
                for name in DOCX_PARTS
                if name in package.trees
                for pieces in paragraphs(package.trees[name])
                if _line(pieces).strip()
            ]
            if "\n".join(map(_line, lines)) != said:
                raise Unreadable("这份 DOCX 的文字和读过的不一致，不能加批注。请在 Word 中另存一次，重新上传。")
            _comment(package, lines, notes, at)
            return package.packed()
    except (
        zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError, KeyError, zlib.error,
    ) as error:  # fmt: skip
        raise Unreadable(
            "不是 DOCX，或者文件已损坏、加了密码，不能加批注。请在 Word 或 WPS 中另存为 .docx 再读。"
        ) from error


def _comment(package: _Package, lines: Sequence[list[Piece]], notes: Iterable[Note], at: datetime) -> None:
    grouped: dict[tuple[int, int] | None, list[str]] = {}
    for note in notes:
        place = None if note.start is None else (note.start, max(note.end or 0, note.start + 1))
        grouped.setdefault(place, []).append(note.message)
    if not grouped:
        return
    comments = package.comments()
    number = 1 + max((int(one.get(f"{W}id", "-1")) for one in comments.iter(f"{W}comment")), default=-1)
    text = _Text(package.trees[MAIN], lines)
    for place in sorted(grouped, key=lambda place: (-1, -1) if place is None else place):
        comments.append(_written(number, list(dict.fromkeys(grouped[place])), at))
        text.anchor(place, number)
        number += 1


def _line(pieces: Iterable[Piece]) -> str:
    return "".join(words for _element, words in pieces)


class _Package:
    """The parts of a DOCX that a comment changes, or that say what was read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        names = set(archive.namelist())
        self.trees = {name: _tree(archive.read(name)) for name in (*DOCX_PARTS, TYPES) if name in names}
        if RELATIONS in names:
            self.trees[RELATIONS] = _tree(archive.read(RELATIONS))
        else:
            self.trees[RELATIONS] = etree.Element(RELATIONSHIP + "s", nsmap={None: RELATIONSHIP[1:].partition("}")[0]})
        self.unchanged = {TYPES, RELATIONS, *DOCX_PARTS}

    def comments(self) -> etree._Element:
        """Return the part with the comments; a file without any gets one, named in the lists of its parts."""
        self.unchanged = set(DOCX_PARTS[1:])
        types, relations = self.trees[TYPES], self.trees[RELATIONS]
        for one in relations:
            if one.get("Type") == KIND:
                name = posixpath.normpath(posixpath.join("/word", one.get("Target", ""))).lstrip("/")
                return self.trees.setdefault(name, _tree(self.archive.read(name)))
        taken = set(self.archive.namelist())
        name = next(name for n in count() if (name := f"word/comments{n or ''}.xml") not in taken)
        etree.SubElement(types, OVERRIDE, {"PartName": f"/{name}", "ContentType": CONTENT_TYPE})
        used = {one.get("Id") for one in relations}
        key = next(key for n in count(1) if (key := f"rId{n}") not in used)
        etree.SubElement(relations, RELATIONSHIP, {"Id": key, "Type": KIND, "Target": posixpath.basename(name)})
        return self.trees.setdefault(name, etree.Element(f"{W}comments", nsmap={"w": W[1:-1]}))

    def packed(self) -> bytes:
        """Return the file with what was changed; all other parts stay as they are."""
        changed = {
            name: etree.tostring(tree.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, tree in self.trees.items()
            if name not in self.unchanged
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in self.archive.infolist():
                if entry.filename in changed:
                    made.writestr(entry, changed.pop(entry.filename))
                else:
                    with self.archive.open(entry) as whole, made.open(entry, "w") as copy:
                        shutil.copyfileobj(whole, copy)
            for name, part in changed.items():
                made.writestr(name, part)
        return out.getvalue()


@dataclass(frozen=True)
class _Words:
    """A place of the read text, and the element of a run that says it."""

    start: int
    end: int
    element: etree._Element


class _Text:
    """The runs of a document by the places of its read text."""

    def __init__(self, main: etree._Element, lines: Sequence[list[Piece]]) -> None:
        self.words: list[_Words] = []
        at = 0
        for pieces in lines:
            for element, words in pieces:
                if words and element.getparent().tag == RUN:
                    self.words.append(_Words(at, at + len(words), element))
                at += len(words)
            at += 1
        self.references = {
            (etree.QName(one).localname, one.get(f"{W}id")): one
            for one in main.iter(f"{W}footnoteReference", f"{W}endnoteReference")
        }

    def anchor(self, place: tuple[int, int] | None, number: int) -> None:
        """Put a comment around a place of the text; without one around its first line."""
        start, end = place or self._first_line()
        inside = [one for one in self.words if one.start < end and start < one.end] or [self._nearest(start)]
        holder = self._holder(inside[0].element)
        first, last = holder, holder
        if first is None or last is None:
            own = [one for one in inside if self._holder(one.element) is None]
            first, last = self._runs(max(start, own[0].start), min(end, own[-1].end), own)
        mark = {f"{W}id": str(number)}
        first.addprevious(etree.Element(f"{W}commentRangeStart", mark))
        reference = etree.Element(RUN)
        etree.SubElement(reference, f"{W}commentReference", mark)
        last.addnext(reference)
        last.addnext(etree.Element(f"{W}commentRangeEnd", mark))

    def _runs(self, start: int, end: int, own: list[_Words]) -> tuple[etree._Element, etree._Element]:
        """Return the first and the last run between two places, after splitting the runs that go beyond."""
        last = self._cut(own[-1], end)[0]
        first = self._cut(own[0], start)[1]
        last = first if own[0] is own[-1] else last
        _run_of_its_own(first)
        following = last.getnext()
        if following is not None:
            _run_of_its_own(following)
        return first.getparent(), last.getparent()

    def _cut(self, words: _Words, place: int) -> tuple[etree._Element, etree._Element]:
        """Cut a text in two at a place inside of it; return what stands before and after the place."""
        words = next(one for one in self.words if one.element is words.element)
        if not words.start < place < words.end:
            return words.element, words.element
        said, at = words.element.text or "", place - words.start
        rest = etree.Element(f"{W}t", {SPACE: "preserve"})
        words.element.text, rest.text = said[:at], said[at:]
        words.element.set(SPACE, "preserve")
        words.element.addnext(rest)
        number = self.words.index(words)
        halves = [_Words(words.start, place, words.element), _Words(place, words.end, rest)]
        self.words[number : number + 1] = halves
        return words.element, rest

    def _first_line(self) -> tuple[int, int]:
        start, end = self.words[0].start, self.words[0].end
        for one in self.words:
            if one.start > end:
                break
            end = one.end
        return start, end

    def _nearest(self, place: int) -> _Words:
        return next((one for one in self.words if one.end > place), self.words[-1])

    def _holder(self, element: etree._Element) -> etree._Element | None:
        """Return the run of the body at which the note or the text box of an element hangs; None in the body itself."""
        own, outer = element.getparent(), None
        for up in element.iterancestors():
            if up.tag == RUN:
                outer = up
            elif up.tag in (f"{W}footnote", f"{W}endnote"):
                reference = self.references.get((f"{etree.QName(up).localname}Reference", up.get(f"{W}id")))
                return self.words[0].element.getparent() if reference is None else reference.getparent()
        return None if outer is own else outer


def _run_of_its_own(element: etree._Element) -> None:
    """Let a run begin with an element: what stands before it stays in the run that it was in."""
    run = element.getparent()
    if all(one.tag == PROPERTIES for one in element.itersiblings(preceding=True)):
        return
    second = etree.Element(RUN, dict(run.attrib))
    properties = run.find(PROPERTIES)
    if properties is not None:
        second.append(deepcopy(properties))
    for one in [element, *element.itersiblings()]:
        second.append(one)
    run.addnext(second)


def _written(number: int, messages: Sequence[str], at: datetime) -> etree._Element:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    comment = etree.Element(
        f"{W}comment",
        {f"{W}id": str(number), f"{W}author": AUTHOR, f"{W}initials": INITIALS, f"{W}date": moment},
        nsmap={"w": W[1:-1]},
    )
    for place, message in enumerate(messages):
        paragraph = etree.SubElement(comment, f"{W}p")
        if place == 0:
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}annotationRef")
        etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t", {SPACE: "preserve"}).text = message
    return comment


def _tree(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
