"""多进程: two servers at one address and a worker on one PostgreSQL; one of them may be stopped."""

import contextlib
import os
from pathlib import Path
from urllib.request import urlopen

import pytest

from fadu.cli.processes import free_port, stop
from tests.conftest import address_of_the_database
from tests.web.conftest import city
from tools import cluster

__all__ = ["city"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_when_one_of_two_servers_is_stopped_the_other_answers_everything(own_home, city):
    environment = os.environ | {"FADU_TEST_HOME": str(own_home), "FADU_DATABASE": address_of_the_database()}
    port = free_port()

    def answers(number):
        seen = []
        for _ in range(number):
            with urlopen(f"http://127.0.0.1:{port}/login/", timeout=30) as answer:
                seen.append((answer.status, "登录" in answer.read().decode()))
        return seen

    with cluster.servers(Path(own_home, "logs"), environment, port) as (first, second, worker):
        assert answers(6) == [(200, True)] * 6
        stop(first)
        assert answers(12) == [(200, True)] * 12
        assert second.poll() is None and worker.poll() is None
    with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/login/", timeout=5):
        pytest.fail("a server was left behind")


def test_a_part_that_cannot_start_is_told_with_its_log(tmp_path):
    environment = os.environ | {
        "FADU_TEST_HOME": str(tmp_path),
        "FADU_DATABASE": "postgresql://nobody@127.0.0.1:1/none",
    }
    with pytest.raises(cluster.NotStarted, match="FADU_DATABASE"), cluster.servers(tmp_path, environment, free_port()):
        pytest.fail("servers without a database")
