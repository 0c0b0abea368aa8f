"""分布式引擎: every indicator has the same figure on a Spark cluster as on DuckDB, from the cube and from the rows."""

import os
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from fadu import draw
from fadu.kernel import indicators
from fadu.kernel.extracts import engines
from fadu.kernel.indicators import evaluate
from fadu.kernel.organisations import ALL, OWN
from tests.kernel import made_up

pytestmark = pytest.mark.spark
ROWS = 60


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start a master and two workers of one core each, from the wheel alone, and return the master's address."""
    home = Path(find_spec("pyspark").origin).parent
    folder = tmp_path_factory.mktemp("spark")
    quiet = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    port, page = free_port(), free_port()
    master = f"spark://127.0.0.1:{port}"
    commands = [["Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page)]]
    worker = ["Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1G"]
    for number in (1, 2):
        ui = ["--webui-port", str(free_port()), "--work-dir", str(folder / f"work{number}")]
        commands.append([*worker, *ui, master])
    running = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        for number, command in enumerate(commands):
            role, *options = command
            log = (folder / f"{number}.log").open("wb")
            start = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role.lower()}.{role}", *options]
            running.append(subprocess.Popen(start, env=os.environ | quiet, stdout=log, stderr=log))
            if role == "Master":
                wait_for(port, folder / "0.log")
        wait_until(lambda: registered(folder) == 2, folder / "0.log")
        yield master
        if engines._session.cache_info().currsize:
            engines._session(master).stop()
            engines._session.cache_clear()
        for process in reversed(running):
            process.terminate()
            process.wait(30)


def free_port():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


def wait_for(port, log):
    def listening():
        with socket.socket() as opened:
            return opened.connect_ex(("127.0.0.1", port)) == 0

    wait_until(listening, log)


def wait_until(true, log):
    for _ in range(240):
        if true():
            return
        time.sleep(0.5)
    pytest.fail(f"Spark did not start:\n{log.read_text()[-2000:]}")


def registered(folder):
    return (folder / "0.log").read_text(errors="replace").count("Registering worker")


@pytest.fixture
def filled(db, settings, tmp_path, cluster):
    """Give every ledger that is counted made-up rows, one of them none, and return a function that moves the home."""
    settings.FADU_SPARK = cluster
    made_up.tree()

    def fill(name):
        settings.HOME = tmp_path / name
        for number, ledger in enumerate(made_up.measured_ledgers()):
            made_up.extract(ledger, made_up.rows_of(ledger.model, ROWS if number else 0, seed=5))

    return fill


def test_both_engines_give_the_same_figures_and_rows(filled):
    asked = made_up.measures()
    filled("home")
    rows = evaluate(asked, ["C"], ["2023"], [OWN, ALL], engine="duckdb", through="rows", fresh=False)
    additive = [measure for measure in asked if all(of_the_cube(base) for base in measure.bases())]
    cube = evaluate(additive, ["C"], ["2023Q1", "2016-"], [OWN, ALL], engine="duckdb", fresh=False)
    spark_rows = evaluate(asked, ["C"], ["2023"], [OWN, ALL], engine="spark", through="rows", fresh=False)
    assert spark_rows == rows
    for mine, theirs in list(zip(rows, spark_rows, strict=True))[::23]:
        assert theirs.rows(limit=1_000) == mine.rows(limit=1_000)
    filled("another")  # where no cube has been made yet
    assert evaluate(additive, ["C"], ["2023Q1", "2016-"], [OWN, ALL], engine="spark", fresh=False) == cube
    assert any(figure.value for figure in cube)


def of_the_cube(base):
    return bool(base.window.on) and not isinstance(base, indicators.Distinct)


def test_a_draw_spread_over_the_cluster_gives_the_same_proof(cluster, settings, tmp_path, monkeypatch):
    settings.FADU_SPARK = cluster
    rows = [(f"{number:06d}", f"层{number % 7}", 1 + number % 5) for number in range(20_000)]
    roster = tmp_path / "ROSTER.txt"
    roster.write_bytes(draw.freeze(rows))
    strata, when = {f"层{number}": 100 for number in range(7)}, {"source": "骰子", "at": "2026-01-01"}
    plan = {"id": "1", "strata": strata, "reserves": 0.1, "suite": "aes", "randomness": when}
    pieces = draw.Roster.pieces
    monkeypatch.setattr(draw.Roster, "pieces", lambda self, lines=4096: pieces(self, lines))
    proof = draw.run(plan, roster, "7", spread=engines.spread)
    assert proof == draw.run(plan, roster, "7")
    assert draw.verify(proof, roster, spread=engines.spread).ok


def test_an_engine_that_is_not_there_says_what_to_do(settings):
    with pytest.raises(engines.EngineMissing, match="只有 duckdb 和 spark"):
        engines.engine("postgres")
