"""译文: finds every message of code and templates, and keeps the English catalogue complete and compiled.

    python -m tools.messages            check: a missing or unfit translation, or a stale .mo, is named; exit code 1
    python -m tools.messages --write    add what is missing (untranslated), drop what is unused, compile the .mo

Pure Python, since a newcomer lacks GNU gettext. Messages are found by reading Python as a syntax tree and templates
through Django's own `templatize`.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "fadu"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"

# Function of django.utils.translation → what its first arguments are.
FUNCTIONS = {
    name + suffix: arguments
    for name, arguments in {
        "gettext": ("message",),
        "ngettext": ("message", "plural"),
        "pgettext": ("context", "message"),
        "npgettext": ("context", "message", "plural"),
    }.items()
    for suffix in ("", "_lazy")
} | {"gettext_noop": ("message",), "_": ("message",)}

HEADER = """\
Project-Id-Version: fadu
Language: en
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit
Plural-Forms: nplurals=2; plural=(n != 1);
"""


@dataclass(frozen=True, order=True)
class Message:
    """A message as gettext looks it up."""

    text: str
    context: str | None = None
    plural: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        """What gettext knows it by: two messages that differ in the plural alone are one."""
        return self.context, self.text

    def __str__(self) -> str:
        return self.text if self.context is None else f"{self.text}（{self.context}）"


@dataclass
class Entry:
    """A message, its translations (two when it has a plural) and where it stands."""

    message: Message
    translations: list[str]
    places: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def done(self) -> bool:
        """Whether every form is translated and somebody has looked at it."""
        return not self.fuzzy and all(self.translations) and len(self.translations) == forms(self.message)


def forms(message: Message) -> int:
    """Return how many translations English needs."""
    return 1 if message.plural is None else 2


class Unreadable(Exception):
    """A message or a line of the catalogue that cannot be read; says the file and line."""


# -- Finding messages -------------------------------------------------------------------------------------------------


def messages(package: Path = PACKAGE) -> dict[Message, list[str]]:
    """Return every message of the package with the files it stands in. Raises Unreadable."""
    found: dict[Message, list[str]] = {}
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            here = in_python(path.read_text(encoding="utf-8"), str(path.relative_to(package.parent)))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            here = in_template(path.read_text(encoding="utf-8"), str(path.relative_to(package.parent)))
        else:
            continue
        for message in here:
            places = found.setdefault(message, [])
            if (place := path.relative_to(package.parent).as_posix()) not in places:
                places.append(place)
    return found


def in_python(source: str, name: str) -> Iterator[Message]:
    """Yield the messages of a Python module, whatever it calls the functions of translation."""
    tree = ast.parse(source, name)
    called = {
        alias.asname or alias.name: FUNCTIONS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            arguments = called.get(node.func.id)
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            arguments = FUNCTIONS.get(node.func.attr) if node.func.value.id == "translation" else None
        else:
            arguments = None
        if arguments is None:
            continue
        given = dict(zip(arguments, node.args, strict=False))
        if any(isinstance(argument, ast.JoinedStr) for argument in given.values()):
            raise Unreadable(f"{name}:{node.lineno}: an f-string cannot be looked up; put the values in afterwards")
        texts = {key: value.value for key, value in given.items() if isinstance(value, ast.Constant)}
        if len(texts) == len(arguments):  # else a label declared elsewhere is translated here
            yield Message(texts["message"], texts.get("context"), texts.get("plural"))


_STRING = r"""[uU]?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<![\w.])(n?p?gettext|_)\(\s*{_STRING}(?:\s*,\s*{_STRING})?(?:\s*,\s*{_STRING})?", re.DOTALL)


def in_template(source: str, name: str) -> Iterator[Message]:
    """Yield the messages of a Django template."""
    from django.utils.translation.template import templatize

    for call in _CALL.finditer(templatize(source, origin=name)):
        texts = [ast.literal_eval(text) for text in call.groups()[1:] if text is not None]
        given = dict(zip(FUNCTIONS[call[1]], texts, strict=False))
        yield Message(given["message"], given.get("context"), given.get("plural"))


# -- The catalogue ----------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Entry]:
    """Return the entries of a .po file, without its header. Raises Unreadable."""
    entries: list[Entry] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry = _entry(block, path)
        if entry and entry.message.text:
            entries.append(entry)
    return entries


def _entry(block: str, path: Path) -> Entry | None:
    parts: dict[str, str] = {}
    places, fuzzy, keyword = [], False, ""
    for line in block.splitlines():
        if line.startswith("#:"):
            places += line[2:].split()
        elif line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
        elif line.startswith("#") or not line.strip():
            continue
        else:
            match = re.fullmatch(r'(?:(msg\w+(?:\[\d\])?)\s+)?(".*")\s*', line)
            if not match:
                raise Unreadable(f"{path.name}: {line}")
            keyword = match[1] or keyword
            parts[keyword] = parts.get(keyword, "") + ast.literal_eval(match[2])
    if "msgid" not in parts:
        return None
    message = Message(parts["msgid"], parts.get("msgctxt"), parts.get("msgid_plural"))
    translations = [parts[key] for key in sorted(parts) if key.startswith("msgstr")]
    return Entry(message, translations, places, fuzzy)


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write a .po file, in the order of the messages' first places."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quoted(line) for line in HEADER.splitlines(keepends=True))]
    for entry in sorted(entries, key=lambda e: (e.places[:1], e.message.text, e.message.context or "")):
        message, lines = entry.message, [f"#: {place}" for place in entry.places]
        lines += ["#, fuzzy"] * entry.fuzzy
        lines += [f"msgctxt {_quoted(message.context)}"] * (message.context is not None)
        lines.append(f"msgid {_quoted(message.text)}")
        if message.plural is None:
            lines.append(f"msgstr {_quoted(entry.translations[0])}")
        else:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines += [f"msgstr[{n}] {_quoted(text)}" for n, text in enumerate(entry.translations)]
        blocks.append("\n".join(lines))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8", newline="\n")


def _quoted(text: str | None) -> str:
    escaped = (text or "").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def compiled(entries: Iterable[Entry]) -> bytes:
    """Return the .mo file of the entries that are done: gettext's format, little endian, without a hash table."""
    pairs = {"": HEADER}
    for entry in entries:
        if entry.done:
            message = entry.message
            key = message.text if message.context is None else f"{message.context}\x04{message.text}"
            if message.plural is not None:
                key += f"\x00{message.plural}"
            pairs[key] = "\x00".join(entry.translations)
    rows = sorted((key.encode(), text.encode()) for key, text in pairs.items())
    start = 28 + 16 * len(rows)
    tables, body = [], b""
    for column in (0, 1):
        for row in rows:
            tables += [len(row[column]), start + len(body)]
            body += row[column] + b"\x00"
    header = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    return header + struct.pack(f"<{len(tables)}I", *tables) + body


# -- Checking ---------------------------------------------------------------------------------------------------------

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def faults(found: dict[Message, list[str]], entries: list[Entry], binary: bytes | None) -> list[str]:
    """Return what is wrong with the catalogue, a line each; nothing when it is complete, fit and compiled."""
    said = []
    known = {entry.message.key: entry for entry in entries}
    wanted = {message.key for message in found}
    for message, places in found.items():
        entry = known.get(message.key)
        if entry is None or not entry.done:
            said.append(f"{places[0]}: no English for {message}")
            continue
        original = set(_PLACEHOLDER.findall(message.text + (message.plural or "")))
        for text in entry.translations:
            # “one record” may leave the number out, any other translation must use what it is given.
            extra = set(_PLACEHOLDER.findall(text)) ^ original
            if extra and not (message.plural is not None and text == entry.translations[0] and extra <= original):
                said.append(f"{places[0]}: {message} → {text}: {', '.join(sorted(extra))} not on both sides")
    said += [f"no longer used: {entry.message}" for entry in entries if entry.message.key not in wanted]
    if binary != compiled(entries):
        said.append("django.mo is not that of django.po")
    return said


def renewed(found: dict[Message, list[str]], entries: list[Entry]) -> list[Entry]:
    """Return an entry for every message found, with the translation it had."""
    known = {entry.message.key: entry for entry in entries}
    result = {}
    for message, places in found.items():
        before = known.get(message.key)
        texts = before.translations if before and len(before.translations) == forms(message) else [""] * forms(message)
        result.setdefault(message.key, Entry(message, texts, places, before.fuzzy if before else False))
    return list(result.values())


def main(arguments: list[str]) -> int:
    """Check the catalogue, or with --write renew and compile it; return the exit code."""
    path, compiled_path = CATALOGUE, CATALOGUE.with_suffix(".mo")
    found = messages()
    entries = read(path) if path.exists() else []
    if "--write" in arguments:
        entries = renewed(found, entries)
        write(path, entries)
        compiled_path.write_bytes(compiled(entries))
    said = faults(found, entries, compiled_path.read_bytes() if compiled_path.exists() else None)
    sys.stdout.writelines(f"{line}\n" for line in said)
    missing = sum("no English for" in line for line in said)
    sys.stdout.write(f"{len(found)} messages, {missing} without English, {len(said) - missing} other faults\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
