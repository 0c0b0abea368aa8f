"""读报告的后台任务: many files at once; what cannot be read is said, and stops none of the others."""

import io
import zipfile
from datetime import date

import pytest
from django.utils import timezone

from fadu.kernel import jobs
from fadu.kernel.jobs import Standing
from fadu.kernel.organisations import Membership, User
from fadu.readings import jobs as reading_jobs
from fadu.readings import store
from fadu.readings.jobs import READ
from fadu.readings.models import Reading

from .conftest import REPORT

TODAY = date(2024, 3, 1)


@pytest.fixture
def user(city):
    user = User.objects.create_user("reader", name="钱核读")
    Membership.objects.create(user=user, organisation=city.government, role="law_governance_office")
    return user


@pytest.fixture
def read(user):
    """Have a file read in the background and return the job."""

    def read(data, name="报告.zip", **arguments):
        jobs.ask(READ, user, "读报告", arguments, at=timezone.now(), file=io.BytesIO(data), name=name)
        return jobs.run(jobs.take(timezone.now()), TODAY, timezone.now)

    return read


def packed(*files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_one_file(read):
    job = read(REPORT.encode(), "临江市.txt", status="draft")
    assert (job.standing, job.said) == (Standing.DONE, "读了 1 份报告。")
    [made] = job.result["readings"]
    assert made["figures"] == 4 and Reading.objects.get(pk=made["reading"]).status == "draft"


def test_files_of_an_archive_and_the_reasons_of_those_refused(read, user):
    archive = packed(
        ("报告/临江市.txt", REPORT),
        ("报告/坏.pdf", b"%PDF-1.4 broken"),
        ("报告/空.txt", b""),
        ("报告/里面.zip", packed(("甲.txt", REPORT))),
        ("青山县.txt", REPORT.replace("临江市", "青山县")),
        ("__MACOSX/._青山县.txt", b"x"),
        (".DS_Store", b"x"),
        ("../../外面.doc", b"\xd0\xcf\x11\xe0old"),
    )
    job = read(archive)
    assert job.standing == Standing.DONE and (job.result["taken"], len(job.result["refused"])) == (2, 4)
    reasons = {one["file"]: one["reason"] for one in job.result["refused"]}
    assert set(reasons) == {"坏.pdf", "空.txt", "里面.zip", "外面.doc"} and "压缩包里的压缩包" in reasons["里面.zip"]
    assert "4 个文件没有读" in job.said and "\n空.txt：是空文件" in job.said
    assert job.progress.done == job.progress.total == 6


def test_running_it_again_takes_nothing_twice(read):
    archive = packed(("临江市.txt", REPORT), ("同一份.txt", REPORT))
    read(archive)
    job = read(archive)
    assert Reading.objects.count() == 1
    assert (job.result["taken"], job.result["again"]) == (2, 2) and "没有重复登记" in job.said


def test_killed_half_way_it_goes_on_from_there(read, monkeypatch):
    """What was taken before stays; the rest comes with the next run."""
    archive = packed(*((f"{number}.txt", REPORT.replace("120", str(number))) for number in range(121, 125)))
    take, calls = store.take, []

    def die(*given, **more):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return take(*given, **more)

    monkeypatch.setattr(store, "take", die)
    with pytest.raises(KeyboardInterrupt):
        read(archive)
    job = jobs.Job.objects.get()
    assert job.standing == Standing.INTERRUPTED and Reading.objects.count() == 2
    jobs.restart(job, timezone.now())
    job = jobs.run(jobs.take(timezone.now()), TODAY, timezone.now)
    assert (job.standing, job.result["taken"], job.result["again"]) == (Standing.DONE, 4, 2)
    assert Reading.objects.count() == 4


def test_names_that_windows_packed(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("placeholder.txt")
        archive.writestr(entry, REPORT)
    name = "明川市报告报告.".encode("gb18030")
    assert len(name) == len("placeholder.txt")
    job = read(out.getvalue().replace(b"placeholder.txt", name))
    assert job.result["readings"][0]["file"] == "明川市报告报告."


def test_with_names_a_report_is_of_the_organisation_that_its_title_names(read, city):
    archive = packed(
        ("1.txt", REPORT), ("2.txt", REPORT.replace("临江市2023", "临江市图书馆2023")),
        ("3.txt", REPORT.replace("临江市", "安平市")),
    )  # fmt: skip
    read(archive, by_name=True)
    assert {one.place: one.about for one in Reading.objects.all()} == {
        "临江市": city.government, "临江市图书馆": city.library, "安平市": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "空文件"), (packed(), "没有文件"), (b"PK\x03\x04 broken", "已损坏"), (packed(("甲.txt", b"")), "没有读")],
)
def test_what_holds_no_report_is_refused(read, data, said):
    job = read(data, "甲.zip")
    assert job.standing == Standing.REFUSED and said in job.said and not Reading.objects.exists()


def test_an_archive_is_bounded(read, monkeypatch):
    monkeypatch.setattr(reading_jobs, "MANY", 2)
    assert "超过 2 个" in read(packed(*((f"{n}.txt", REPORT) for n in range(3)))).said
    monkeypatch.setattr(reading_jobs.sources, "LARGEST", 100)
    job = read(packed(("大.txt", "全" * 1000), ("小.txt", "全市受理120件。")))
    assert job.result["taken"] == 1 and "超过" in job.result["refused"][0]["reason"]
    monkeypatch.setattr(reading_jobs, "UNPACKED", 2000)
    assert "1 GB" in read(packed(("大.txt", "全" * 1000))).said


@pytest.mark.parametrize("arguments", [{"organisation": "不存在"}, {"about": "不存在"}])
def test_an_unknown_organisation_is_refused(read, arguments):
    job = read(REPORT.encode(), "甲.txt", **arguments)
    assert job.standing == Standing.REFUSED and "没有机构代码" in job.said


def test_roles_are_those_of_the_day(read, user):
    user.memberships.update(role="leader")
    job = read(REPORT.encode(), "甲.txt")
    assert job.standing == Standing.REFUSED and "角色" in job.said and not Reading.objects.exists()
