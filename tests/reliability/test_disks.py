"""磁盘: what a full or a read-only disk refuses is said in words, leaves all as it was, and succeeds afterwards."""

import shutil
import subprocess

import pytest

pytestmark = pytest.mark.django_db  # else there are no tables to begin with
WORK = ("page", "api", "upload", "import", "volume", "extract", "seal", "backup")
NAMESPACE = ("unshare", "--map-root-user", "--mount")


@pytest.fixture(scope="module")
def found(tables, world, tmp_path_factory):
    mount = tmp_path_factory.mktemp("disk")
    trial = [*NAMESPACE, "mount", "-t", "tmpfs", "-o", "size=1m", "fadu", str(mount)]
    if not shutil.which("unshare") or subprocess.run(trial, capture_output=True).returncode:
        pytest.skip("a disk of its own needs Linux with namespaces of mounts")
    return world("disks", tables, mount, prefix=NAMESPACE)


@pytest.mark.parametrize("work", WORK)
def test_a_full_disk_is_told_and_the_same_is_done_once_there_is_space(found, work):
    told = found["full"][work]
    assert told == "disk-full" or "磁盘已满" in told
    assert "清理磁盘或者扩容" in told or told == "disk-full"
    assert found["again"][work] == "done"


@pytest.mark.parametrize("work", WORK)
def test_a_read_only_disk_is_told_and_the_same_is_done_once_it_can_be_written(found, work):
    told = found["read-only"][work]
    assert told in ("read-only", "database-closed") or "只能读取" in told
    assert found["again"][work] == "done"


@pytest.mark.parametrize("door", ["page", "api"])
@pytest.mark.parametrize("disk", ["full", "read-only"])
def test_the_doors_answer_that_it_is_not_the_users_fault(found, disk, door):
    assert found[disk][door].startswith("503 ")


def test_nothing_was_written_and_nothing_is_left_behind(found):
    assert found["home"], "the installation was not on the small disk"
    assert found["unchanged after full"] and found["unchanged after read-only"]
    assert (found["faults"], found["unfinished"]) == ([], [])
