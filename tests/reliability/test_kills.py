"""强杀: a few kills as the script makes them; a thousand are reported in docs/reliability.md."""

import re
import subprocess
import sys

import pytest

from .conftest import ROOT


@pytest.mark.django_db
def test_killed_processes_leave_nothing_half_done(tables):
    command = [sys.executable, "-m", "tools.kills", "--times", "20", "--seed", "3", "--tables", str(tables)]
    chosen = ["--actions", "import,upload,seal"]
    done = subprocess.run([*command, *chosen], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    inside = re.search(r"共 20 次，(\d+) 次杀在办理之中；不合 0 次", done.stdout)
    assert inside and int(inside[1]) >= 8, done.stdout
