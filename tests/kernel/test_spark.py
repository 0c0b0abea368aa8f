"""分布式引擎: every indicator has the same figure on a Spark cluster as on DuckDB, from the cube and from the rows."""

import contextlib
import os

import pytest

from fadu import draw
from fadu.kernel.extracts import engines
from fadu.kernel.indicators import evaluate
from fadu.kernel.organisations import ALL, OWN
from tests.kernel import made_up
from tools.cluster import spark

pytestmark = pytest.mark.spark
ROWS = 60


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Return the address of a master with two workers: that of `run.py cluster -- test`, else one started here.

    The clocks of the workers stand in another zone than the driver's, as they may in a data centre.
    """
    with contextlib.ExitStack() as parts, pytest.MonkeyPatch.context() as patch:
        master = os.environ.get("FADU_SPARK")
        if not master:
            with pytest.MonkeyPatch.context() as far:
                far.setenv("TZ", "America/Los_Angeles")
                master = parts.enter_context(spark(tmp_path_factory.mktemp("spark")))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield master
        if engines._session.cache_info().currsize:
            engines._session(master).stop()
            engines._session.cache_clear()


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
    cube = evaluate(asked, ["C"], ["2023Q1", "2016-"], [OWN, ALL], engine="duckdb", fresh=False)
    spark_rows = evaluate(asked, ["C"], ["2023"], [OWN, ALL], engine="spark", through="rows", fresh=False)
    assert spark_rows == rows
    for mine, theirs in list(zip(rows, spark_rows, strict=True))[::61]:
        assert theirs.rows(limit=1_000) == mine.rows(limit=1_000)
    filled("another")  # where no cube has been made yet
    assert evaluate(asked, ["C"], ["2023Q1", "2016-"], [OWN, ALL], engine="spark", fresh=False) == cube
    assert any(figure.value for figure in cube)


def test_a_value_stands_in_a_query_as_it_is(cluster, settings):
    settings.FADU_SPARK = cluster
    listed = ", ".join(f"{engines.literal(one)} AS _{number}" for number, one in enumerate(made_up.PLAIN))
    assert list(engines.engine("spark").collect(f"SELECT {listed}").to_pylist()[0].values()) == made_up.PLAIN


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
