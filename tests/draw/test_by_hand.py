"""手工核对: the example of docs/draw.md, run in a shell as it stands, gives what it says and what Fadu gives."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from fadu import draw

PAGE = Path(__file__).parents[2] / "docs" / "draw.md"
TOOLS = ("bash", "openssl", "xxd", "sha256sum", "awk", "paste")


def console():
    """Return the commands of the page, each with what it is said to print."""
    text = "\n".join(re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    return [
        (part.partition("\n")[0], part.partition("\n")[2].strip()) for part in re.split(r"^\$ ", text, flags=re.M)[1:]
    ]


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {' '.join(TOOLS)}")
def test_the_commands_of_the_page_print_what_it_says(tmp_path):
    for command, said in console():
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
        assert done.stdout.strip() == said, (command, done.stderr)


def test_the_example_of_the_page_is_what_fadu_draws():
    page = PAGE.read_text(encoding="utf-8")
    roster = re.search(r"printf '(9.*?)' >", page)[1].replace(r"\t", "\t").replace(r"\n", "\n").encode()
    proof = draw.run(re.search(r"'(\{\"id\".*?\})'", page)[1], roster, "03 07 12 18 25 31 + 09")
    for part in (proof["seed"], proof["plan_digest"], proof["roster"]["commit"]):
        assert part in page
    assert {one["id"] for stratum in proof["strata"] for one in stratum["drawn"]} == {"91350400D4", "91350400B2"}
    assert {one["id"] for stratum in proof["strata"] for one in stratum["reserves"]} == {"91350400E5", "91350400A1"}
