"""随附: fonts hold GB 2312, front-end files are whole and licensed, links of documents lead somewhere."""

import re
from pathlib import Path

import pytest
import typst
from django.core.management import call_command

from fadu.official import fonts

from .project import ROOT, texts

FAMILIES = ("FandolFang R", "FandolKai", "FandolHei", "Noto Serif SC")
VENDOR = ROOT / "fadu" / "web" / "static" / "vendor"


def gb2312() -> set[str]:
    """Return the characters of GB 2312, its dash as it is written today (U+2014, not U+2015)."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found - {"―"} | {"—"}


@pytest.fixture(scope="module")
def shipped():
    return fonts.installed(system=False)


def test_gb2312_is_whole():
    assert len(gb2312()) == 7445


@pytest.mark.parametrize("family", FAMILIES)
def test_font_holds_gb2312(family, shipped):
    assert gb2312() - fonts.characters(family, shipped) == set()


def test_every_face_has_a_font_without_the_systems(shipped):
    assert isinstance(shipped, typst.Fonts)
    found = fonts.Faces.find(shipped)
    assert all(found.families[face] for face in fonts.FAMILIES)


def test_every_font_has_its_licence():
    folder = fonts.SHIPPED
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for path in [*folder.glob("*.otf"), *folder.glob("*.ttf"), *folder.glob("licenses/*.txt")]:
        assert path.name in readme


@pytest.mark.parametrize(
    "folder", sorted({*VENDOR.glob("*/"), *(ROOT / "tests" / "vendor").glob("*/")}), ids=lambda folder: folder.name
)
def test_vendored_files_have_licence_and_version(folder: Path):
    assert (folder / "LICENSE").is_file()
    readme = (folder.parent / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"`{folder.name}/` \| [^|]*\d+\.\d+\.\d+", readme)


@pytest.mark.parametrize("path", sorted([*VENDOR.glob("*/*.css"), *VENDOR.glob("*/*.js")]), ids=lambda path: path.name)
def test_vendored_file_fetches_nothing(path: Path):
    assert outside(path.read_text(encoding="utf-8")) == []


def outside(text: str) -> list[str]:
    """Return what a style sheet or script would fetch: source maps, imports, pictures that are not in the file."""
    return re.findall(r"sourceMappingURL=\S{0,40}|@import\s+\S{0,40}|url\((?![\"']?data:|[\"']?#)[^)]{0,40}\)", text)


def test_a_file_fetched_from_outside_is_noticed():
    assert outside('a{b:url("data:x")}c{d:url(e.png)}//# sourceMappingURL=f.map') == [
        "url(e.png)",
        "sourceMappingURL=f.map",
    ]


def test_static_files_are_collected_with_digests(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("vendor/tabler/tabler.min.*.css")) and (tmp_path / "staticfiles.json").exists()


LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def test_links_of_documents_lead_somewhere():
    lost = [
        f"{name}: {link}"
        for name, text in texts().items()
        if name.endswith(".md") and not name.startswith("fadu/")
        for link in LINK.findall(text)
        if not (ROOT / name).parent.joinpath(link).exists()
    ]
    assert lost == []
