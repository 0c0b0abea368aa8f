"""同时办理: one wins and the others are told; seals, numbers and jobs are made once; a clock set back is noted."""

import pytest


@pytest.mark.django_db
def test_what_two_do_at_once_is_done_once_and_the_other_is_told(installation, world):
    arguments, environment = installation
    found = world("races", *arguments, **environment)

    for answers in found["steps"]:
        assert sorted(answers)[0] == "done"
        assert "请刷新案件，按现在的状态办理" in sorted(answers)[1]
    assert all("请刷新案件，核对后再办理" in answer for answers in found["stale"] for answer in answers)
    assert found["events"] == [2] * len(found["steps"])  # opened once and accepted once, each

    numbers = sorted(number for given in found["numbers"] for number in given)
    assert len(numbers) == len(set(numbers)) == 20
    assert sorted(int(number.partition("〕")[2].removesuffix("号")) for number in numbers) == list(range(1, 21))

    assert found["checkpoints"] == 1 and len(set(found["seals"])) == 1
    assert sorted(found["worked"]) == sorted(set(found["worked"])) and len(found["worked"]) == 6
    assert found["standing"] == ["done"]

    assert found["clock"] == 1
    assert found["earlier"].startswith("day: ") and "早于上一环节的日期" in found["earlier"]
    assert found["faults"] == []
