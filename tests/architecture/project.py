"""项目文件: the files of the project as they stand under version control."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Taken over as they are, with licences of their own.
FOREIGN = ("fadu/web/static/vendor/", "tests/vendor/", "fadu/official/typefaces/licenses/", "LICENSE")


def tracked() -> list[Path]:
    """Return the tracked files and those about to be; skips outside a repository, as in an archive."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a repository")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in sorted(filter(None, listed)) if (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """Return our own text files by name."""
    found = {}
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(FOREIGN):
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a font, a workbook, a picture
    return found


def modules() -> dict[str, str]:
    """Return our own Python modules by name, without migrations, which Django writes."""
    return {name: text for name, text in texts().items() if name.endswith(".py") and "/migrations/" not in name}
