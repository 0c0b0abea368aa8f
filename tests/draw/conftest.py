"""What the tests of draws share: a small roster with a plan, inspectors and their conflicts."""

import json
import random

import pytest

from fadu import draw

from .reference import KNOWN


@pytest.fixture(scope="session")
def known():
    return json.loads(KNOWN.read_text(encoding="utf-8"))


@pytest.fixture
def rows():
    chance = random.Random(7)
    return [(f"91{number:04d}", chance.choice(("甲级", "乙级")), chance.choice((1, 2, 4))) for number in range(60)]


@pytest.fixture
def roster(rows):
    return draw.freeze(rows)


@pytest.fixture
def inspectors():
    return draw.freeze_inspectors([(f"Z{number}", f"单位{number % 3}") for number in range(8)])


@pytest.fixture
def plan():
    return {
        "id": "2026-01",
        "strata": {"甲级": 5, "乙级": 9},
        "reserves": 0.2,
        "suite": "aes",
        "randomness": {"source": "双色球第2026033期", "at": "2026-03-24T21:15:00+08:00"},
    }


@pytest.fixture
def pairing_plan(plan, inspectors):
    return plan | {"inspectors": draw.commit("aes", inspectors), "per_object": 2}
