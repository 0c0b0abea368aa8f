"""数据库失联: pages, interface and background say so and what to do; once it is back all go on without a restart."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_a_database_that_went_away_is_told_and_all_go_on_when_it_is_back(installation, world):
    _arguments, environment = installation
    found = world("lost", **environment)

    assert [answer[0] for answer in found["before"].values()] == [200, 200]
    for status, said in (*found["away"].values(), found["step away"]):
        assert status == 503
        assert "数据库没有应答" in said and "恢复后系统自行恢复" in said
    assert found["background"].count("稍后再试") == 2 and "数据库没有应答" in found["background"]
    assert found["command"] == 1
    assert [answer[0] for answer in found["back"].values()] == [200, 200]
    assert found["unchanged"]
    assert found["step"] == 302
    assert [answer[0] for answer in found["after a restart"].values()] == [200, 200]
    assert found["jobs"] == ["done"]
    assert found["faults"] == []
