"""fadu verify: what the command line found stands on the page of the journal, as what was asked for there."""

from argparse import Namespace

import pytest

from fadu.cli import verify
from fadu.kernel import journal


@pytest.mark.django_db
def test_the_command_is_remembered_for_the_page(own_home, capsys):
    journal.write(journal.Entry("create"))
    assert verify.run(Namespace(public_key=None)) == 0
    assert "留痕完整：共 1 条" in capsys.readouterr().out
    event, verdict = journal.last_verified()
    assert (event.actor, verdict.ok) == ("operator", True)
