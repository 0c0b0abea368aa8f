"""组成部分: every distribution that the product runs with is pinned, and under a licence that was looked at.

No advisory service is asked here, for the tests have no network: docs/security.md tells an operator who has one how.
"""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.project import ROOT

# What each may be used under, as its own metadata says; of several, the one that is chosen.
LICENCES = {
    "annotated-types": "MIT", "asgiref": "BSD-3-Clause", "cffi": "MIT-0", "click": "BSD-3-Clause",
    "cryptography": "Apache-2.0 OR BSD-3-Clause", "django": "BSD-3-Clause", "django-allauth": "MIT",
    "django-htmx": "MIT", "django-ninja": "MIT", "duckdb": "MIT", "et-xmlfile": "MIT", "fido2": "BSD-2-Clause",
    "granian": "BSD-3-Clause", "lxml": "BSD-3-Clause", "markdown-it-py": "MIT", "mdurl": "MIT",
    "numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "opencc": "Apache-2.0", "openpyxl": "MIT",
    "psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only", "psycopg-pool": "LGPL-3.0-only",
    "py4j": "BSD-3-Clause", "pyarrow": "Apache-2.0", "pycparser": "BSD-3-Clause", "pydantic": "MIT",
    "pydantic-core": "MIT", "pypdf": "BSD-3-Clause", "pyspark": "Apache-2.0", "python-calamine": "MIT",
    "python-docx": "MIT", "qrcode": "BSD-3-Clause", "sqlparse": "BSD-3-Clause", "typing-extensions": "PSF-2.0",
    "typing-inspection": "MIT", "typst": "Apache-2.0", "whitenoise": "MIT", "colorama": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}  # fmt: skip
# Permissive all, and the LGPL of psycopg, which is an extra, linked as it is and never changed.
ALLOWED = {"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "PSF-2.0", "Zlib", "CC0-1.0"}
FAMILY = {"MIT": r"\bMIT\b", "MIT-0": r"MIT-0", "BSD-2-Clause": r"BSD", "BSD-3-Clause": r"BSD", "Apache-2.0": r"Apache",
          "PSF-2.0": r"PSF|Python Software Foundation", "LGPL-3.0-only": r"LGPL"}  # fmt: skip


def closure() -> dict[str, str]:
    """Return the installed distributions that the product needs, those of its needs included, with their versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [Requirement(one) for one in (*project["dependencies"], *extras["postgres"], *extras["spark"])]
    found: dict[str, str] = {}
    taken: set[tuple[str, frozenset[str]]] = set()
    while asked:
        one = asked.pop()
        name, wanted = canonicalize_name(one.name), frozenset(one.extras)
        if (name, wanted) in taken:
            continue
        taken.add((name, wanted))
        try:
            there = distribution(name)
        except PackageNotFoundError:
            continue  # an extra that this machine does without
        found[name] = there.version
        for said in there.requires or ():
            need = Requirement(said)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in (*wanted, "")):
                asked.append(need)
    return found


PINS = dict(
    re.findall(r"^([a-z0-9-]+)==([\w.]+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
)
INSTALLED = closure()


@pytest.mark.parametrize("name", sorted(INSTALLED))
def test_what_runs_is_pinned_as_it_is_installed(name):
    assert PINS.get(name) == INSTALLED[name], f"constraints.txt does not pin {name}=={INSTALLED[name]}"


@pytest.mark.parametrize("name", sorted(INSTALLED))
def test_what_runs_is_under_a_licence_that_was_looked_at(name):
    licence = LICENCES.get(name)
    assert licence, f"{name} is new: look at its licence and enter it"
    parts = set(re.split(r" (?:AND|OR) ", licence))
    assert parts <= ALLOWED or name.startswith("psycopg"), f"{name}: {licence}"
    said = distribution(name).metadata
    told = [said.get("License-Expression") or "", said.get("License") or "", *(said.get_all("Classifier") or ())]
    first = re.split(r" (?:AND|OR) ", licence)[0]
    assert re.search(FAMILY[first], " ".join(one for one in told if one)), f"{name} says otherwise now"


def test_all_that_pyproject_names_was_found():
    assert {"django", "lxml", "cryptography", "granian", "pydantic-core"} <= set(INSTALLED)
    assert set(LICENCES) - set(PINS) == set()


# Asked for and never written in an import: what they are for instead.
NOT_IMPORTED = {
    "psycopg": "Django's own engine of PostgreSQL imports it",
}


def test_every_dependency_is_imported_somewhere():
    """What pyproject.toml asks for is used by the product: nothing is carried along that could only be attacked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {canonicalize_name(Requirement(one).name) for one in (*project["dependencies"], *extras["postgres"])}
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "fadu").rglob("*.py"))
    homes = packages_distributions()
    unused = set()
    for name in sorted(asked & INSTALLED.keys()):
        modules = [module for module, of in homes.items() if name in map(canonicalize_name, of)]
        words = "|".join(map(re.escape, modules)) or "$^"
        if not re.search(rf"(import|from) ({words})\b|[\"']({words})[.\"']", source):
            unused.add(name)
    assert unused == {name for name in NOT_IMPORTED if name in asked & INSTALLED.keys()}
