"""抽取在分布式引擎上: the pieces of a roster are worked off by Spark, and the proof is the same to the last byte."""

import pytest

from fadu import draw
from fadu.kernel.extracts.engines import spread

pytestmark = pytest.mark.spark


def test_the_distributed_engine_draws_the_same(tmp_path, settings, monkeypatch):
    settings.FADU_SPARK = "local[2]"
    rows = [(f"{number:06d}", f"层{number % 7}", 1 + number % 5) for number in range(20000)]
    roster = tmp_path / "ROSTER.txt"
    roster.write_bytes(draw.freeze(rows))
    when = {"source": "骰子", "at": "2026-01-01"}
    strata = {f"层{number}": 100 for number in range(7)}
    plan = {"id": "1", "strata": strata, "reserves": 0.1, "suite": "aes", "randomness": when}
    pieces = draw.Roster.pieces
    monkeypatch.setattr(draw.Roster, "pieces", lambda self, lines=4096: pieces(self, lines))
    assert draw.run(plan, roster, "7", spread=spread) == draw.run(plan, roster, "7")
    assert draw.verify(draw.run(plan, roster, "7"), roster, spread=spread).ok
