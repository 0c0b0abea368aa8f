"""日历文件: due dates as RFC 5545 knows them: whole-day events, in UTF-8, folded at 75 octets, under stable names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

FOLD = 75  # octets of a line, RFC 5545 section 3.1


@dataclass(frozen=True)
class Event:
    """One whole-day event; `uid` stays the same as long as it is the same event."""

    uid: str
    day: date
    summary: str
    description: str = ""
    address: str = ""


def calendar(events: Iterable[Event], name: str, at: datetime) -> bytes:
    """Return the file: `name` is what a program calls it, `at` the moment of its making."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fadu//Fadu//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp}"]
        # The end of a whole day is the day after it (section 3.6.1).
        lines += [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"]
        lines += [f"SUMMARY:{escaped(event.summary)}"]
        lines += [f"DESCRIPTION:{escaped(event.description)}"] if event.description else []
        lines += [f"URL:{event.address}"] if event.address else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """Return `text` as a TEXT value (section 3.3.11); what no line may hold is left out."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(character for character in text if character >= " " and character != "\x7f")


def folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, none of them cut within a character; each ends with CRLF."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        # Every piece but the first begins with the space that marks it as continued.
        if len(piece) + len(octets) > FOLD:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
