"""数据库重启: a server of PostgreSQL is stopped at once, in the middle of steps, and started again; nothing is lost."""

import os
import tempfile
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from fadu.cli.processes import free_port
from tests.conftest import LACKING
from tools import cluster

TOKEN = "a" * 32
PATIENCE = 60  # seconds within which the pages must answer again


class Stay(HTTPRedirectHandler):
    """A step that was made answers with where to go on; that is enough."""

    def redirect_request(self, *_args):
        return None


class Desk:
    """Somebody signed in at the pages of a running server."""

    def __init__(self, url: str, session: str) -> None:
        self.url, self.opener = url, build_opener(Stay)
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Referer": url}

    def ask(self, path: str, **sent: str) -> tuple[int, str]:
        """Get a page, or post what is sent; return the status and the page."""
        request = Request(self.url + path, urlencode(sent).encode() if sent else None, self.headers)
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            return answer.code, answer.read().decode()

    def accept(self, case: int) -> tuple[int, str]:
        """Make the first step of a dispute."""
        return self.ask(f"/ledgers/toy-dispute/{case}/steps/toy-dispute/accept/", on="2025-03-03")


@pytest.fixture
def folder():
    """Where the account of PostgreSQL may keep its data."""
    try:
        cluster.postgres_programs()
    except cluster.NotStarted as reason:
        (pytest.fail if os.environ.get("FADU_REQUIRE") == "all" else pytest.skip)(LACKING + str(reason))
    with tempfile.TemporaryDirectory(prefix="fadu-restart-") as made:
        Path(made).chmod(0o755)
        yield Path(made, "postgres")


def test_a_database_that_is_stopped_in_the_middle_of_steps_loses_none_that_was_made(folder, world, tmp_path):
    data = str(folder / "data")
    with cluster.postgres(folder) as address:
        environment = {"FADU_DATABASE": address, "FADU_TEST_HOME": str(tmp_path)}
        made = world("restarted", "build", **environment)
        port = free_port()
        settings = os.environ | environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        with cluster.servers(tmp_path / "logs", settings, port, 1):
            desk = Desk(f"http://127.0.0.1:{port}", made["session"])
            assert desk.ask("/ledgers/toy-dispute/")[0] == 200

            answers: dict[int, tuple[int, str]] = {}
            some = threading.Event()

            def work():
                for number, case in enumerate(made["cases"]):
                    answers[case] = desk.accept(case)
                    if number == 2:
                        some.set()

            worker = threading.Thread(target=work)
            worker.start()
            assert some.wait(PATIENCE)
            cluster.run_postgres(folder, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
            worker.join()
            away = [desk.ask("/ledgers/toy-dispute/"), desk.ask("/api/ledgers/toy-dispute"), *answers.values()]
            refused = [case for case in made["cases"] if answers[case][0] != 302]
            assert 0 < len(refused) < len(made["cases"])
            for status, said in (one for one in away if one[0] != 302):
                assert status == 503
                assert "数据库没有应答" in said and "恢复后系统自行恢复" in said

            cluster.run_postgres(folder, "pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "restart")
            end = time.monotonic() + PATIENCE
            while desk.ask("/ledgers/toy-dispute/")[0] != 200:
                assert time.monotonic() < end, "the pages do not come back"
            again = [desk.accept(case)[0] for case in refused]
            # One may have been made although its answer was lost; it is refused as made already.
            assert set(again[1:]) <= {302} and again[0] in (302, 409, 422)
        found = world("restarted", "told", **environment)
    assert set(map(tuple, found["steps"].values())) == {("submit", "accept")}
    assert len(found["steps"]) == len(made["cases"])
    assert found["journal"][0] and found["faults"] == []
