"""图片: what guide and README show exists, is taken by `tools.pictures`, and is small; nothing lies about unseen."""

import re

import pytest

from tools.pictures import PICTURES, ROOT, TAKEN

SHOWN = re.compile(r"(!\[[^\]]*\])\(([^)\s]*pictures/([\w-]+)\.png)\)|src=\"([^\"]*pictures/([\w-]+)\.png)\"")
DOCUMENTS = ("README.md", "docs/guide/README.md", "docs/guide/README.en.md")
MOST = 6_000_000


def shown(name: str) -> set[str]:
    """Return the names of the pictures that a document shows; each must be said in words, and be where it is sought."""
    document, found = ROOT / name, set()
    for match in SHOWN.finditer(document.read_text(encoding="utf-8")):
        said, markdown, one, html, other = match.groups()
        assert said != "![]", f"{name}: {markdown} is not said in words"
        assert (document.parent / (markdown or html)).resolve() == PICTURES / f"{one or other}.png", name
        found.add(one or other)
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_picture_exists_and_can_be_taken_again(name):
    pictures = shown(name)
    assert pictures, f"{name} shows no picture"
    assert pictures <= {one.name for one in TAKEN}
    assert pictures <= {file.stem for file in PICTURES.glob("*.png")}


def test_no_picture_is_unseen_or_declared_twice():
    names = [one.name for one in TAKEN]
    assert len(names) == len(set(names))
    assert set(names) == {name for document in DOCUMENTS for name in shown(document)}
    assert {file.stem for file in PICTURES.iterdir()} == set(names)


def test_pictures_are_no_burden():
    assert sum(file.stat().st_size for file in PICTURES.iterdir()) < MOST
