"""批注: a draft comes back as the DOCX that it was, with Word comments at the figures; nothing else is changed.

Only the parts that must change are written anew (the text, its comments, and the lists that name them); all others are
copied byte for byte. Places of the read text lead back to the runs of the file, which are split where a comment begins
or ends inside of one. Word has no comments in notes and text boxes: there they stand where the note or the box is
anchored.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone

from lxml import etree

from fadu.reader import Unreadable
from fadu.reader.sources import DOCX_PARTS, Piece, W, paragraphs

MAIN = DOCX_PARTS[0]
COMMENTS, RELATIONS, TYPES = "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
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
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable("只有 DOCX 文件可以带批注退回。请在 Word 或 WPS 中另存为 .docx 再读。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            parts = {name: archive.read(name) for name in (*DOCX_PARTS, COMMENTS, RELATIONS, TYPES) if name in names}
            trees = {name: _tree(part) for name, part in parts.items()}
            if MAIN not in trees or TYPES not in trees:
                raise Unreadable("只有 DOCX 文件可以带批注退回。请在 Word 或 WPS 中另存为 .docx 再读。")
            _comment(trees, said, notes, at)
            return _packed(archive, {name: _bytes(tree) for name, tree in trees.items() if name not in DOCX_PARTS[1:]})
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError, KeyError) as error:
        raise Unreadable("Word 文件已损坏或者加了密码，不能加批注。请在 Word 中打开另存后再读。") from error


def _comment(trees: dict[str, etree._Element], said: str, notes: Iterable[Note], at: datetime) -> None:
    lines = [
        pieces
        for name in DOCX_PARTS
        if name in trees
        for pieces in paragraphs(trees[name])
        if "".join(words for _element, words in pieces).strip()
    ]
    if "\n".join("".join(words for _element, words in pieces) for pieces in lines).translate(_UNKEPT) != said.translate(
        _UNKEPT
    ):
        raise Unreadable("这份 DOCX 的文字和读过的不一致，不能加批注。请重新上传现在的文件。")
    grouped: dict[tuple[int, int] | None, list[str]] = {}
    for note in notes:
        place = None if note.start is None else (note.start, max(note.end or 0, note.start + 1))
        grouped.setdefault(place, []).append(note.message)
    if not grouped:
        return
    comments = trees.get(COMMENTS)
    if comments is None:
        comments = trees[COMMENTS] = etree.Element(f"{W}comments", nsmap={"w": W[1:-1]})
        _announce(trees)
    number = 1 + max((int(one.get(f"{W}id", "-1")) for one in comments), default=-1)
    text = _Text(trees[MAIN], lines)
    # From the end to the beginning: splitting a run then moves nothing that is still to be found.
    places = sorted(grouped, key=lambda place: (-1, -1) if place is None else place)
    numbers = {place: number + offset for offset, place in enumerate(places)}
    for place in places:
        comments.append(_written(numbers[place], list(dict.fromkeys(grouped[place])), at))
    for place in reversed(places):
        text.anchor(place, numbers[place])


# What a database does not keep is kept as a replacement character, also in the text of the file.
_UNKEPT = {0: "\ufffd"} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class _Text:
    """The runs of a document by the places of its read text."""

    def __init__(self, main: etree._Element, lines: Sequence[list[Piece]]) -> None:
        self.main = main
        self.pieces: list[tuple[int, int, etree._Element]] = []
        at = 0
        for pieces in lines:
            for element, words in pieces:
                if words:
                    self.pieces.append((at, at + len(words), element))
                at += len(words)
            at += 1
        self.notes = {
            (etree.QName(one).localname, one.get(f"{W}id")): one
            for one in main.iter(f"{W}footnoteReference", f"{W}endnoteReference")
        }

    def anchor(self, place: tuple[int, int] | None, number: int) -> None:
        """Put a comment around a place of the text; without one around its first line."""
        start, end = place if place is not None else self._first_line()
        inside = [one for one in self.pieces if one[0] < end and start < one[1]] or self._nearest(start)
        if outer := self._outside(inside[0][2]):
            first = last = outer
        else:
            first = last = inside[0][2]
            own = [one for one in inside if self._outside(one[2]) is None]
            first_start, _end, first = own[0]
            last_start, last_end, last = own[-1]
            # The end first: what is cut off at the beginning then holds it still.
            if last_end > end:
                self._split(last, end - last_start)
            if first_start < start:
                fresh = self._split(first, start - first_start)
                last = fresh if last is first else last
                first = fresh
            first, last = _run(first), _run(last)
        mark = {f"{W}id": str(number)}
        first.addprevious(etree.Element(f"{W}commentRangeStart", mark))
        reference = etree.Element(f"{W}r")
        etree.SubElement(reference, f"{W}commentReference", mark)
        last.addnext(reference)
        last.addnext(etree.Element(f"{W}commentRangeEnd", mark))

    def _first_line(self) -> tuple[int, int]:
        begin, end, _element = self.pieces[0]
        for start, stop, _element in self.pieces[1:]:
            if start > end:
                break
            end = stop
        return begin, end

    def _nearest(self, place: int) -> list[tuple[int, int, etree._Element]]:
        return [next((one for one in self.pieces if one[1] > place), self.pieces[-1])]

    def _outside(self, element: etree._Element) -> etree._Element | None:
        """Return the run of the body at which a note or a text box with this element hangs; None in the body itself."""
        run = None
        for up in element.iterancestors():
            if up.tag == f"{W}r":
                run = up
            elif up.tag in (f"{W}footnote", f"{W}endnote"):
                reference = self.notes.get((f"{etree.QName(up).localname}Reference", up.get(f"{W}id")))
                return _run(reference) if reference is not None else _run(self.pieces[0][2])
        return run if run is not None and run is not _run(element) else None

    def _split(self, element: etree._Element, at: int) -> etree._Element:
        """Split a text, and the run that holds it, after `at` characters; return the text of the second half."""
        run = _run(element)
        second = etree.Element(f"{W}r", run.attrib)
        properties = run.find(f"{W}rPr")
        if properties is not None:
            second.append(deepcopy(properties))
        words = element.text or ""
        rest = etree.SubElement(second, f"{W}t", {SPACE: "preserve"})
        element.text, rest.text = words[:at], words[at:]
        element.set(SPACE, "preserve")
        for following in list(element.itersiblings()):
            second.append(following)
        run.addnext(second)
        return rest


def _run(element: etree._Element) -> etree._Element:
    return next(up for up in element.iterancestors() if up.tag == f"{W}r")


def _written(number: int, messages: Sequence[str], at: datetime) -> etree._Element:
    moment = at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
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


def _announce(trees: Mapping[str, etree._Element]) -> None:
    """Name the new part where the package lists its parts."""
    types, relations = trees[TYPES], trees[RELATIONS]
    etree.SubElement(types, OVERRIDE, {"PartName": f"/{COMMENTS}", "ContentType": CONTENT_TYPE})
    used = {one.get("Id") for one in relations}
    name = next(f"rId{number}" for number in range(1, len(used) + 2) if f"rId{number}" not in used)
    etree.SubElement(relations, RELATIONSHIP, {"Id": name, "Type": KIND, "Target": "comments.xml"})


def _tree(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _bytes(tree: etree._Element) -> bytes:
    return etree.tostring(tree.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def _packed(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """Return the archive with the changed parts; the others stay as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in archive.infolist():
            made.writestr(entry, changed[entry.filename] if entry.filename in changed else archive.read(entry))
        for name in changed.keys() - set(archive.namelist()):
            made.writestr(name, changed[name])
    return out.getvalue()
