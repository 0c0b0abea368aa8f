"""备份与恢复: there and back all is equal, on both databases; what is not whole is refused before it is written."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_backup_restores_to_the_same_installation_and_refuses_what_is_not_whole(installation, world):
    arguments, environment = installation
    found = world("round", *arguments, **environment)

    assert found["backup"][0] == 0, found["backup"]
    assert found["in use"][0] == 1 and "不是空的" in found["in use"][1]
    assert found["spoilt"][0] == 1 and "备份不完整" in found["spoilt"][1]
    assert found["other"][0] == 1 and "不能互换" in found["other"][1]
    if connection.vendor == "postgresql":
        assert found["tables there"][0] == 1 and "请另建一个空的数据库" in found["tables there"][1]
    assert found["nothing"] == []
    assert found["half"][0] == 1 and "恢复没有做完" in found["half"][1]
    assert found["restore"][0] == 0, found["restore"]
    assert found["equal"] and found["faults"] == []
    assert found["documents"][0] > 2 and found["documents"][1]
    assert found["goes on"] == [True, []]
    assert found["unfinished"] == []
