"""条文索引: computes `fadu/laws/articles.tsv` from texts of laws: numbers of articles, paragraphs, items; no texts.

python -m tools.statutes 行政复议法(2023-09-01).md …            what differs from the index is named; exit code 1
python -m tools.statutes 民法典@2020-05-28=总则.md 附则.md --write    several files of one version; write the index

The law is told by the title in the text, the version by the day in the file's name, if `law@day=` does not say them.
Versions that are not given stay in the index as they are.
"""

import re
import sys
from datetime import date
from pathlib import Path

from fadu.laws.registry import all_versions, fold, names
from fadu.laws.texts import split

INDEX = Path(__file__).resolve().parents[1] / "fadu" / "laws" / "articles.tsv"
HEAD = "key\tissued\tarticle\titems"


def read(arguments: list[str]) -> dict[tuple[str, str], list[str]]:
    """Return the lines of the index for the given texts, by law and day. Raises SystemExit for an unknown law."""
    found: dict[tuple[str, str], list[str]] = {}
    version = None
    for argument in arguments:
        named, equals, path = argument.rpartition("=")
        text = split(Path(path).read_text(encoding="utf-8"))
        if equals:
            version = tuple(named.split("@"))
        elif day := re.search(r"\((\d{4}-\d{2}-\d{2})\)", Path(path).name):
            version = names().get(fold(text.title), text.title), day[1]
        if version is None or date.fromisoformat(version[1]) not in {
            one.issued for one in all_versions().get(version[0], ())
        }:
            sys.exit(f"{path}: {version} is not in the registry; write 法规@公布日期={path}, and add the version there")
        lines = [f"{version[0]}\t{version[1]}\t{one.place}\t{','.join(map(str, one.shape))}" for one in text.articles]
        found.setdefault(version, []).extend(lines)
    return found


def written() -> dict[tuple[str, str], list[str]]:
    """Return the lines of the index as it stands, by law and day."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in INDEX.read_text(encoding="utf-8").splitlines()[1:] if INDEX.exists() else ():
        key, issued, _rest = line.split("\t", 2)
        found.setdefault((key, issued), []).append(line)
    return found


def main(arguments: list[str]) -> int:
    """Compare or write; return the exit code."""
    known, given = written(), read([one for one in arguments if one != "--write"])
    differing = [version for version, lines in given.items() if known.get(version) != lines]
    if "--write" in arguments:
        whole = known | given
        lines = [line for version in sorted(whole) for line in whole[version]]
        INDEX.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
        print(f"{len(lines)} articles of {len(whole)} versions", file=sys.stdout)  # noqa: T201
        return 0
    for key, issued in differing:
        sys.stderr.write(f"{key} {issued}: the index differs; run again with --write\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
