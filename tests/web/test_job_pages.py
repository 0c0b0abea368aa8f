"""后台任务页面: a large file becomes a job; its owner alone gets its files; an interrupted one is started again."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fadu.kernel import jobs
from fadu.kernel.jobs import Job, Standing
from fadu.kernel.organisations import User
from fadu.web import ledger_pages
from tests.toy.models import Borrowing

pytestmark = pytest.mark.django_db

IMPORT = "/ledgers/toy-borrowing/import/"


@pytest.fixture
def handler(city, sign_in):
    return sign_in("handler", city.library)


@pytest.fixture
def user(handler):
    return User.objects.get(username="handler-990100-01")


def file(*days):
    lines = "借阅编号,书名,借阅人,借出日期\n" + "".join(f"J-{n},书,人,{day}\n" for n, day in enumerate(days))
    return SimpleUploadedFile("借阅.csv", lines.encode())


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_a_large_file_is_tried_and_imported_as_jobs(handler, monkeypatch):
    monkeypatch.setattr(ledger_pages, "AT_ONCE", 10)
    answer = handler.post(IMPORT, {"file": file("2025-01-02", "2025-01-03")})
    trial = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{trial.pk}/"
    assert trial.standing == Standing.DONE
    assert not Borrowing.objects.exists()
    assert "试运行结果" in text(handler.get(f"/jobs/{trial.pk}/"))
    answer = handler.post(IMPORT, {"job": trial.pk})
    done = Job.objects.first()
    assert answer.headers["Location"] == f"/jobs/{done.pk}/"
    assert (done.standing, done.result["created"]) == (Standing.DONE, 2)
    assert Borrowing.objects.count() == 2


def test_a_trial_of_somebody_else_is_not_imported(handler, city, sign_in, monkeypatch):
    monkeypatch.setattr(ledger_pages, "AT_ONCE", 10)
    handler.post(IMPORT, {"file": file("2025-01-02")})
    other = sign_in("handler", city.county_library)
    assert other.post(IMPORT, {"job": Job.objects.get().pk}).status_code == 404


def test_errors_come_back_marked_to_their_owner_alone(handler, sign_in, monkeypatch):
    monkeypatch.setattr(ledger_pages, "AT_ONCE", 10)
    handler.post(IMPORT, {"file": file("不是日期")})
    job = Job.objects.get()
    shown = text(handler.get(f"/jobs/{job.pk}/"))
    assert "1 处错误" in shown
    assert "不是日期" in shown
    answer = handler.get(f"/jobs/{job.pk}/files/0/")
    assert b"".join(answer.streaming_content).startswith(b"PK")
    keeper = sign_in("keeper")
    assert keeper.get(f"/jobs/{job.pk}/").status_code == 200  # that it ran and how it ended
    assert keeper.get(f"/jobs/{job.pk}/files/0/").status_code == 404  # not what was in it
    assert sign_in("leader").get(f"/jobs/{job.pk}/").status_code == 404


@pytest.mark.usefixtures("own_home")
def test_an_interrupted_job_says_so_and_is_started_again(handler, user):
    job = jobs.ask(jobs.VERIFY, user, "核验", {}, at=timezone.now())
    Job.objects.filter(pk=job.pk).update(
        standing=Standing.RUNNING, worker="elsewhere:1", started_at="2020-01-01T00:00Z"
    )
    (job.folder / "alive").unlink(missing_ok=True)
    shown = text(handler.get(f"/jobs/{job.pk}/"))
    assert "中断" in shown
    assert "重新运行" in shown
    assert "hx-trigger" not in shown  # nobody waits for it
    handler.post(f"/jobs/{job.pk}/again/")
    job.refresh_from_db()
    assert job.standing == Standing.DONE


def test_a_waiting_job_is_asked_for_again_and_can_be_called_off(handler, user):
    job = jobs.ask(jobs.VERIFY, user, "核验", {}, at=timezone.now())
    shown = text(handler.get(f"/jobs/{job.pk}/"))
    assert f'hx-get="/jobs/{job.pk}/"' in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    handler.post(f"/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.standing == Standing.CANCELLED
    assert "已取消" in text(handler.get("/jobs/"))


def test_a_job_that_waits_long_says_what_may_be_wrong(handler, user):
    jobs.ask(jobs.VERIFY, user, "核验", {}, at=timezone.now() - timezone.timedelta(minutes=1), file=io.BytesIO(b""))
    assert "后台进程可能没有运行" in text(handler.get(f"/jobs/{Job.objects.get().pk}/"))


@pytest.mark.usefixtures("own_home")
def test_the_journal_is_verified_by_a_job_whose_verdict_stands_on_its_page(city, sign_in):
    keeper = sign_in("keeper")
    answer = keeper.post("/journal/verify/")
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    shown = text(keeper.get("/journal/"))
    assert "最近核验" in shown
    assert "核验通过" in shown


def test_one_event_is_shown_with_its_proof_once_it_is_sealed(city, sign_in):
    keeper = sign_in("keeper")
    assert "还没有封存" in text(keeper.get("/journal/1/"))
    assert keeper.get("/journal/1/proof.json").status_code == 404
    keeper.post("/journal/seal/")
    assert "树根" in text(keeper.get("/journal/1/"))
    proof = keeper.get("/journal/1/proof.json").json()
    assert set(proof) == {"event", "checkpoint", "path"}


def test_the_journal_is_asked_for_by_name(city, sign_in):
    keeper = sign_in("keeper")
    assert text(keeper.get("/journal/?actor=系统")).count("<tr>") >= 1
    assert "没有符合条件的留痕" in text(keeper.get("/journal/?actor=无此人"))
