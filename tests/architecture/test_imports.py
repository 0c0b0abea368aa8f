"""引用: imports run downwards only, as pyproject.toml says."""

import subprocess
import sys
from pathlib import Path

import pytest

from .project import ROOT


@pytest.fixture(scope="module")
def linted():
    lint = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)


def test_contracts_are_kept(linted):
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_contract_is_there(linted):
    """A contract that was taken out cannot be broken."""
    for name in ("Packages", "Domains apart", "Domain files", "Kernel files", "Plain Python", "One engine module"):
        assert name in linted.stdout
